"""Reliable change, cut-offs and categories, from the formulas of docs/measures/.

Each method gives a numerator and the square of a denominator, so that "more than the
critical value" is decided on squares, exactly.
"""
from fractions import Fraction

from exact import compare_root, covariance, mean, normal_quantile, number, root, variance

RELATIVES = ('jt', 'gln', 'hll', 'en', 'nk', 'ha')


class Group:
    """What a method takes from the rows that have both values, or from the command line."""

    def __init__(self, pairs, options):
        self.pre = [a for a, _ in pairs]
        self.post = [b for _, b in pairs]
        many = len(pairs) > 1
        self.m1, self.m2 = (mean(self.pre), mean(self.post)) if pairs else (None, None)
        own, self.v2 = (variance(self.pre), variance(self.post)) if many else (0, 0)
        self.v1 = Fraction(options['sd']) ** 2 if 'sd' in options else own
        self.r = Fraction(options.get('reliability', '0'))
        self.r2 = Fraction(options.get('reliability-post', options.get('reliability', '0')))
        # S1 S2 rho: the covariance, unless another S1 was given.
        self.product = covariance(self.pre, self.post) if many else 0
        if 'sd' in options and own > 0:
            self.product = self.product * Fraction(root(self.v1)) / Fraction(root(own))


def _jt(x1, x2, g):
    return x2 - x1, 2 * g.v1 * (1 - g.r)


def _gln(x1, x2, g):
    return (x2 - g.m1) - g.r * (x1 - g.m1), g.v1 * (1 - g.r ** 2)


def _hll(x1, x2, g):
    return (x2 - g.m2) - g.r * (x1 - g.m1), g.v1 * (1 - g.r ** 2)


def _en(x1, x2, g):
    return x2 - (g.r * (x1 - g.m1) + g.m1), g.v1 * (1 - g.r)


def _nk(x1, x2, g):
    return x2 - (g.r * (x1 - g.m1) + g.m1), g.r ** 2 * g.v1 * (1 - g.r) + g.v1 * (1 - g.r2)


def _ha(x1, x2, g):
    error = g.v1 * (1 - g.r)
    r1, r2 = (g.v1 - error) / g.v1, (g.v2 - error) / g.v2
    r_dd = (g.v1 * r1 + g.v2 * r2 - 2 * g.product) / (g.v1 + g.v2 - 2 * g.product)
    return (x2 - x1) * r_dd + (g.m2 - g.m1) * (1 - r_dd), r_dd * 2 * error


FORMULAS = {'jt': _jt, 'gln': _gln, 'hll': _hll, 'en': _en, 'nk': _nk, 'ha': _ha}


def cut_off(options, complete):
    """The cut-off as a number; None without one."""
    word = options.get('cutoff')
    if word not in ('a', 'b', 'c'):
        return Fraction(word) if word is not None else None
    sign = 1 if options['direction'] == 'higher' else -1
    # Hageman and Arrindell take the spread of true scores, S sqrt(r).
    true = Fraction(root(Fraction(options['reliability']))) if options['method'] == 'ha' else 1
    pre = [a for a, _ in complete]
    clinical_mean = Fraction(options['clinical-mean']) if 'clinical-mean' in options else mean(pre)
    clinical_sd = (Fraction(options['clinical-sd']) if 'clinical-sd' in options
                   else Fraction(root(variance(pre))))
    if word == 'a':
        return clinical_mean + sign * 2 * clinical_sd * true
    functional_mean, functional_sd = (Fraction(options['functional-mean']),
                                      Fraction(options['functional-sd']))
    if word == 'b':
        return functional_mean - sign * 2 * functional_sd * true
    return ((clinical_sd * functional_mean + functional_sd * clinical_mean)
            / (clinical_sd + functional_sd))


def reliable(method, options, x1, x2, group):
    """(statistic or None, -1 reliably worse, 0, +1 reliably better, or None: cannot tell)."""
    sign = 1 if options['direction'] == 'higher' else -1
    if method == 'mid':
        gain, least = sign * (x2 - x1), Fraction(options['mid'])
        return gain, (gain >= least) - (-gain >= least)
    if method == 'percent':
        if x1 <= 0:
            return None, None            # no part of nothing, or of less
        share, least = sign * (x2 - x1) / x1, Fraction(options['percent'])
        return share, (share >= least) - (-share >= least)
    numerator, square = FORMULAS[method](x1, x2, group)
    default = normal_quantile(.95 if method == 'ha' else .975)
    critical = Fraction(options['crit']) if 'crit' in options else Fraction(default)
    beyond = compare_root(abs(numerator), critical, square) > 0
    better = sign * numerator > 0
    return float(numerator) / root(square), (0 if not beyond else 1 if better else -1)


def category(side, before, after):
    if before is not None:
        if side > 0 and before and not after:
            return 'recovered'
        if side < 0 and not before and after:
            return 'harmed'
    return {1: 'improved', 0: 'unchanged', -1: 'deteriorated'}[side]


def change(options, rows):
    """Rows of text (id, pre, post) to rows of (id, pre, post, change, statistic, category,
    started_below)."""
    method, sign = options['method'], 1 if options['direction'] == 'higher' else -1
    pairs = [(number(row[1]), number(row[2])) for row in rows]
    complete = [p for p in pairs if None not in p]
    group = Group(complete, options) if method in RELATIVES else None
    limit = cut_off(options, complete)
    out = []
    for row, (x1, x2) in zip(rows, pairs):
        line = {'id': row[0], 'pre': x1, 'post': x2}
        side = None
        if x1 is not None and x2 is not None:
            line['change'] = x2 - x1
            line['statistic'], side = reliable(method, options, x1, x2, group)
        else:
            line['change'] = line['statistic'] = None
        before = after = line['started_below'] = None
        # At the cut-off or worse is clinical.
        if limit is not None and x1 is not None:
            before = sign * (x1 - limit) <= 0
            line['started_below'] = 'no' if before else 'yes'
        if limit is not None and x2 is not None:
            after = sign * (x2 - limit) <= 0
        line['category'] = 'missing' if side is None else category(side, before, after)
        out.append(line)
    return out


def summary(options, rows):
    counts = {}
    lines = nhs_tt(options, rows) if options['method'] == 'nhs-tt' else change(options, rows)
    for line in lines:
        counts[line['category']] = counts.get(line['category'], 0) + 1
    return counts


NHS = ('case_at_start', 'recovered', 'reliable_improvement', 'reliable_deterioration',
       'reliable_recovery')


def nhs_tt(_options, rows):
    """NHS Talking Therapies: PHQ-9 (case 10, reliable 6) and GAD-7 (case 8, reliable 4)."""
    out = []
    for row in rows:
        phq1, phq2, gad1, gad2 = values = [number(cell) for cell in row[1:5]]
        line = {'id': row[0]}
        if None in values:
            line.update(dict.fromkeys(NHS))
            out.append(line)
            continue
        case = phq1 >= 10 or gad1 >= 8
        down = phq1 - phq2 >= 6 or gad1 - gad2 >= 4
        up = phq2 - phq1 >= 6 or gad2 - gad1 >= 4
        recovered = case and phq2 < 10 and gad2 < 8
        answers = (case, recovered, down and not up, up and not down,
                   recovered and down and not up)
        line.update({key: 'yes' if value else 'no' for key, value in zip(NHS, answers)})
        out.append(line)
    return out
