"""One person's series: sudden gains, control charts, ruptures, expected course, congruence."""
import math
from fractions import Fraction

from exact import (compare_root, covariance, mean, normal_quantile, number, root, t_quantile,
                   variance)

# --- sudden gains and losses ------------------------------------------------------------


def _all_of(answers):
    """yes when all hold, no when one does not, else unknown."""
    if False in answers:
        return 'no'
    return 'unknown' if None in answers else 'yes'


def _blocks_differ(before, after):
    """Third criterion: the fall between the means is more than t times the pooled SD."""
    before = [v for v in before if v is not None]
    after = [v for v in after if v is not None]
    if len(before) < 2 or len(after) < 2:
        return None
    df = len(before) + len(after) - 2
    pooled = ((len(before) - 1) * variance(before) + (len(after) - 1) * variance(after)) / df
    return compare_root(mean(before) - mean(after), Fraction(t_quantile(.975, df)), pooled) > 0


def _reversal(series, n, magnitude):
    """First session from n+2 on that has lost more than half of the gain."""
    for session in range(n + 2, len(series) + 1):
        value = series[session - 1]
        if value is not None and value > series[n] + magnitude / 2:
            return session
    return None


def gains(options, rows):
    mirror = -1 if 'losses' in options else 1
    cutoff, share = Fraction(options['cutoff']), Fraction(options.get('percent', '.25'))
    out = []
    for row in rows:
        values = [number(cell) for cell in row[1:]]
        series = [None if v is None else mirror * v for v in values]
        for n in range(2, len(series) - 1):
            here, following = series[n - 1], series[n]
            fall = None if None in (here, following) else here - following
            sizes = ([None, None] if fall is None
                     else [fall >= cutoff, fall >= share * abs(values[n - 1])])
            blocks = _blocks_differ(series[max(0, n - 3):n], series[n:n + 3])
            status = _all_of(sizes + [blocks])
            back = _reversal(series, n, fall) if status == 'yes' else None
            out.append({'id': row[0], 'from': n, 'to': n + 1, 'status': status,
                        'magnitude': fall, 'reversal_at': back})
    return out


# --- control charts ---------------------------------------------------------------------


def _limits(options, values):
    first = values[:int(options['baseline'])] if 'baseline' in options else values
    centre = Fraction(options['centre']) if 'centre' in options else mean(first)
    if 'sigma' in options:
        sigma = Fraction(options['sigma'])
    else:
        moves = [abs(b - a) for a, b in zip(first, first[1:])]
        sigma = mean(moves) / Fraction('1.128')
    return centre, max(sigma, Fraction(options.get('floor', '0')))


def _side(value, low, high):
    return 'low' if value < low else 'high' if value > high else 'none'


def chart(options, rows):
    values = [number(row[1]) for row in rows]
    centre, sigma = _limits(options, values)
    points = {'xmr': _xmr, 'ewma': _ewma, 'cusum': _cusum}[options['kind']](
        options, values, centre, sigma)
    for row, value, point in zip(rows, values, points):
        point.update({'t': row[0], 'value': value, 'centre': centre})
    return points


def _xmr(_options, values, centre, sigma):
    low, high = centre - 3 * sigma, centre + 3 * sigma
    return [{'lower': low, 'upper': high, 'statistic': v, 'signal': _side(v, low, high)}
            for v in values]


def _ewma(options, values, centre, sigma):
    weight, width = Fraction(options.get('lambda', '.2')), Fraction(options.get('width', '3'))
    level, points = centre, []
    for t, value in enumerate(values, 1):
        level = weight * value + (1 - weight) * level
        square = sigma ** 2 * weight / (2 - weight) * (1 - (1 - weight) ** (2 * t))
        spread = float(width) * root(square)
        beyond = compare_root(abs(level - centre), width, square) > 0
        side = 'none' if not beyond else 'low' if level < centre else 'high'
        points.append({'lower': float(centre) - spread, 'upper': float(centre) + spread,
                       'statistic': level, 'signal': side})
    return points


def _cusum(options, values, centre, sigma):
    """Sums in units of sigma."""
    slack, decision = Fraction(options.get('k', '.5')), Fraction(options.get('h', '5'))
    up = down = Fraction(0)
    points = []
    for value in values:
        z = (value - centre) / sigma if sigma else Fraction(0)
        up, down = max(Fraction(0), up + z - slack), max(Fraction(0), down - z - slack)
        side = 'low' if down > decision else 'high' if up > decision else 'none'
        points.append({'c_plus': up, 'c_minus': down, 'statistic': max(up, down), 'signal': side})
    return points


# --- ruptures ---------------------------------------------------------------------------

PRESETS = {'strauss_type': 1, 'stiles_type': 2, 'gumz_strict': 2, 'stevens_type': None}
WINDOW, EARLIER = 5, 3


def _rule(options, values):
    """(threshold, tolerance), each as (factor, square): factor * sqrt(square)."""
    k = PRESETS[options['preset']]
    if k is None:
        return (Fraction(1), Fraction(1)), (Fraction(1, 4), Fraction(1))
    square = variance(values) if len(values) > 1 else Fraction(0)
    if options['preset'] == 'gumz_strict':
        square = max(square, Fraction(options.get('sigma-within', '0')) ** 2)
    return (Fraction(k), square), (Fraction(1, 2), square)


def episodes(options, values):
    """Positions from 0: (onset, trough, repair or None, drop, status)."""
    threshold, tolerance = _rule(options, values)
    found, t = [], EARLIER
    while t < len(values):
        reference = values[t - 1]
        drop = reference - values[t]
        if threshold[1] == 0 or compare_root(drop, *threshold) < 0:
            t += 1
            continue
        end = min(t + WINDOW, len(values) - 1)
        back = next((u for u in range(t + 1, end + 1)
                     if compare_root(reference - values[u], *tolerance) <= 0), None)
        last = end if back is None else back
        trough = min(range(t, last + 1), key=lambda u: values[u])
        status = ('repaired' if back is not None
                  else 'open' if t + WINDOW > len(values) - 1 else 'unrepaired')
        found.append((t, trough, back, drop, status))
        t = last + 1
    return found


def ruptures(options, rows):
    """Rows of (id, t, value), a person's rows together."""
    people = {}
    for row in rows:
        people.setdefault(row[0], []).append((row[1], number(row[2])))
    out = []
    for person, series in people.items():
        times, values = [t for t, _ in series], [v for _, v in series]
        for onset, trough, back, drop, status in episodes(options, values):
            out.append({'id': person, 'onset': times[onset], 'trough': times[trough],
                        'repair': None if back is None else times[back],
                        'drop': drop, 'status': status})
    return out


# --- expected course --------------------------------------------------------------------


def _log(session):
    return Fraction(math.log1p(float(session)))


def _solve(matrix, columns):
    """Gauss and Jordan, exactly: matrix^-1 times each column."""
    size = len(matrix)
    work = [list(row) + [c[i] for c in columns] for i, row in enumerate(matrix)]
    for i in range(size):
        pivot = next(k for k in range(i, size) if work[k][i] != 0)
        work[i], work[pivot] = work[pivot], work[i]
        work[i] = [v / work[i][i] for v in work[i]]
        for k in range(size):
            if k != i and work[k][i] != 0:
                factor = work[k][i]
                work[k] = [a - factor * b for a, b in zip(work[k], work[i])]
    return [[work[i][size + c] for i in range(size)] for c in range(len(columns))]


def _posterior(norm, points):
    """u = D Z' V^-1 r and P = D - D Z' V^-1 Z D, with the whole matrix V."""
    beta, spread, noise = norm
    z = [[Fraction(1), _log(s)] for s, _ in points]
    dz = [[sum(spread[a][k] * row[k] for k in range(2)) for row in z] for a in range(2)]
    v = [[sum(z[i][a] * dz[a][j] for a in range(2)) + (noise if i == j else 0)
          for j in range(len(z))] for i in range(len(z))]
    rest = [x - row[0] * beta[0] - row[1] * beta[1] for row, (_, x) in zip(z, points)]
    solved = _solve(v, [rest, dz[0], dz[1]])
    effect = [sum(dz[a][i] * solved[0][i] for i in range(len(z))) for a in range(2)]
    after = [[spread[a][b] - sum(dz[a][i] * solved[1 + b][i] for i in range(len(z)))
              for b in range(2)] for a in range(2)]
    return effect, after


def _posterior_small(norm, points):
    """The same by 2 by 2 algebra: P = D (I + A D)^-1 with A = Z'Z / sigma2, u = P Z'r / sigma2."""
    beta, d, noise = norm
    a = [[Fraction(0)] * 2 for _ in range(2)]
    b = [Fraction(0)] * 2
    for s, x in points:
        row = [Fraction(1), _log(s)]
        rest = x - row[0] * beta[0] - row[1] * beta[1]
        for i in range(2):
            b[i] += row[i] * rest / noise
            for k in range(2):
                a[i][k] += row[i] * row[k] / noise
    m = [[(i == k) + a[i][0] * d[0][k] + a[i][1] * d[1][k] for k in range(2)] for i in range(2)]
    det = m[0][0] * m[1][1] - m[0][1] * m[1][0]
    inverse = [[m[1][1] / det, -m[0][1] / det], [-m[1][0] / det, m[0][0] / det]]
    p = [[d[i][0] * inverse[0][k] + d[i][1] * inverse[1][k] for k in range(2)] for i in range(2)]
    return [p[i][0] * b[0] + p[i][1] * b[1] for i in range(2)], p


def course(options, norm_text):
    """norm_text: {'beta': [..], 'D': [[..],[..]], 'sigma2': ..} with numbers as text."""
    norm = ([Fraction(v) for v in norm_text['beta']],
            [[Fraction(v) for v in row] for row in norm_text['D']], Fraction(norm_text['sigma2']))
    points = [(Fraction(0), Fraction(options['intake']))]
    for pair in options.get('scores', '').split(','):
        if pair:
            points.append(tuple(Fraction(part) for part in pair.split(':')))
    effect, after = _posterior(norm, points)
    again, after_again = _posterior_small(norm, points)
    if effect != again or after != after_again:
        raise AssertionError('the two forms of the algebra differ')
    z90 = normal_quantile(.9)
    out = []
    for session in options['at'].split(','):
        row = [Fraction(1), _log(Fraction(session))]
        centre = sum(row[i] * (norm[0][i] + effect[i]) for i in range(2))
        true = sum(row[i] * after[i][k] * row[k] for i in range(2) for k in range(2))
        observed = root(true + norm[2])
        out.append({'session': Fraction(session), 'mean': centre, 'sd_true': root(true),
                    'sd_observed': observed, 'low': float(centre) - z90 * observed,
                    'high': float(centre) + z90 * observed})
    return out


# --- congruence -------------------------------------------------------------------------


def congruence(_options, rows):
    """Therapist on client, both less the client's mean: b0 is the usual difference, b1 how far
    the therapist follows."""
    pairs = [(number(row[1]), number(row[2])) for row in rows]
    client = [c for c, t in pairs if c is not None and t is not None]
    therapist = [t for c, t in pairs if c is not None and t is not None]
    n = len(client)
    line = dict.fromkeys(('b0', 'b0_se', 'b1', 'b1_se', 'r', 'rmsd', 'ccc'))
    line['n'] = n
    if n == 0:
        return [line]
    home = mean(client)
    x, y = [c - home for c in client], [t - home for t in therapist]
    line['b0'], line['rmsd'] = mean(y), root(mean([(a - b) ** 2 for a, b in zip(x, y)]))
    if n == 1:
        return [line]
    vc, vt, both = variance(client), variance(therapist), covariance(client, therapist)
    bottom = vc + vt + mean(y) ** 2
    line['ccc'] = 2 * both / bottom if bottom else None
    line['r'] = float(both) / root(vc * vt) if vc * vt else None
    if vc == 0:
        return [line]
    line['b1'] = both / vc
    if n > 2:
        noise = sum((b - line['b0'] - line['b1'] * a) ** 2 for a, b in zip(x, y)) / (n - 2)
        line['b0_se'], line['b1_se'] = root(noise / n), root(noise / (vc * (n - 1)))
    return [line]
