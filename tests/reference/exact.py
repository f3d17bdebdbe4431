"""Arithmetic for the reference: exact where it can be, and independent of any library.

Values are read as the decimals that stand in the file, as fractions.  So a change of
exactly the critical size is exactly that, and a comparison here has no rounding.
"""
import functools
import math
from fractions import Fraction


def number(text):
    """The number in a cell; None for an empty one."""
    return Fraction(text) if text.strip() else None


def mean(values):
    return sum(values, Fraction(0)) / len(values)


def variance(values):
    """Of a sample (n - 1)."""
    centre = mean(values)
    return sum(((v - centre) ** 2 for v in values), Fraction(0)) / (len(values) - 1)


def covariance(first, second):
    m1, m2 = mean(first), mean(second)
    return sum(((a - m1) * (b - m2) for a, b in zip(first, second)), Fraction(0)) / (len(first) - 1)


def root(value):
    """Square root of a fraction, good to one rounding whatever its size."""
    if value <= 0:
        return 0.0
    digits = 40
    scale = 10 ** (2 * digits)
    # Small fractions keep their digits: scale by a power of four until the whole part is large.
    shift = max(0, value.denominator.bit_length() - value.numerator.bit_length())
    shift += shift % 2
    whole = math.isqrt((value.numerator << shift) * scale // value.denominator)
    return float(Fraction(whole, 10 ** digits) / 2 ** (shift // 2))


def compare_root(value, factor, square):
    """Sign of value - factor * sqrt(square), without a rounding; factor is not negative."""
    bound = factor * factor * square
    if value < 0:
        return -1
    difference = value * value - bound
    return (difference > 0) - (difference < 0)


def _bisect(function, target, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@functools.lru_cache(maxsize=None)
def normal_quantile(p):
    return _bisect(lambda x: math.erfc(-x / math.sqrt(2)) / 2, p, -40.0, 40.0)


def t_two_sided(t, df):
    """P(|T| <= t) by the finite sums for whole degrees of freedom (Abramowitz and Stegun 26.7)."""
    angle = math.atan(t / math.sqrt(df))
    sine, cosine = math.sin(angle), math.cos(angle)
    term = cosine if df % 2 else 1.0
    total = term if df > 1 else 0.0
    start = 3 if df % 2 else 2
    for k in range(start, df - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    if df % 2:
        return 2 / math.pi * (angle + sine * total)
    return sine * total


@functools.lru_cache(maxsize=None)
def t_quantile(p, df):
    """Upper quantile, p above one half."""
    return _bisect(lambda t: t_two_sided(t, df), 2 * p - 1, 0.0, 1e4)
