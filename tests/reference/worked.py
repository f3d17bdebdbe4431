"""The reference against published worked examples, before anything is compared with it."""
import json
import os
from fractions import Fraction

import change
import exact
import series

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, '..', 'measure', 'data')


def near(name, got, want, tolerance=1e-6):
    if got is None or abs(float(got) - want) > tolerance:
        raise AssertionError(f'{name}: {got if got is None else float(got)}, not {want}')


def quantiles():
    near('normal .975', exact.normal_quantile(.975), 1.959963984540054, 1e-12)
    for df, want in ((1, 12.7062047), (2, 4.3026527), (3, 3.1824463), (4, 2.7764451),
                     (30, 2.0422725)):
        near(f't .975, {df}', exact.t_quantile(.975, df), want)
    near('t .995, 2', exact.t_quantile(.995, 2), 9.924843)


def jacobson_truax():
    options = {'method': 'jt', 'direction': 'higher', 'sd': '7.5', 'reliability': '.8',
               'crit': '1.96', 'cutoff': 'c', 'clinical-mean': '40', 'clinical-sd': '7.5',
               'functional-mean': '60', 'functional-sd': '7.5'}
    rows = [['a', '32.5', '47.5'], ['b', '40', '41'], ['c', '50', '']]
    first, _, gap = change.change(options, rows)
    near('T1 statistic', first['statistic'], 3.162278)
    assert (first['category'], gap['category']) == ('improved', 'missing')
    for word, want in (('a', 55), ('b', 45), ('c', 50)):
        near(f'T1 cut-off {word}', change.cut_off(dict(options, cutoff=word), []), want)
    edge = {'method': 'jt', 'direction': 'lower', 'sd': '10', 'reliability': '.5', 'crit': '2'}
    at, over = change.change(edge, [['a', '40', '20'], ['b', '40', '19.999']])
    assert (at['category'], over['category']) == ('unchanged', 'improved')


def nhs():
    cases = {(15, 12, 9, 7): 'yyyny', (10, 7, 9, 6): 'yynnn', (15, 12, 9, 8): 'ynynn',
             (15, 12, 8, 16): 'ynnnn', (8, 6, 14, 6): 'nnnyn', (15, 12, 10, 8): 'ynynn',
             (16, 9, 10, 9): 'ynynn'}
    for (p1, g1, p2, g2), want in cases.items():
        line = change.nhs_tt({}, [['a', str(p1), str(p2), str(g1), str(g2)]])[0]
        got = ''.join(line[key][0] for key in list(line)[1:])
        assert got == want, f'T28 {(p1, g1, p2, g2)}: {got}, not {want}'


def sudden_gains():
    def statuses(cells, **options):
        return [(g['from'], g['status']) for g in series.gains({'cutoff': '7', **options},
                                                               [['a', *cells.split(',')]])]
    assert (3, 'yes') in statuses('32,31,33,5,6,7')                                   # T14
    assert (3, 'unknown') in statuses('20,20,20,10,,')                                # T15
    assert (3, 'no') in statuses('20,20,20,20,20,20')
    assert (3, 'no') in statuses('38,39,40,47,48,49', losses='')                      # T16


def charts():
    values = '4.2 4.3 4.1 4.4 4.2 4.3 4.4 4.3 3.1 3.6 4.2 4.4 4.5 4.4'.split()
    rows = [[str(t), v] for t, v in enumerate(values, 1)]
    def run(kind):
        points = series.chart({'kind': kind, 'baseline': '8'}, rows)
        return points, [int(p['t']) for p in points if p['signal'] != 'none']
    points, signals = run('xmr')
    near('T19 lower', points[0]['lower'], 3.857066869, 1e-8)
    assert signals == [9, 10]
    points, signals = run('ewma')
    near('T19 z9', points[8]['statistic'], 4.053964954, 1e-8)
    near('T19 limit', points[8]['lower'], 4.136949461, 1e-8)
    assert signals == [9, 10, 11, 12]
    points, signals = run('cusum')
    near('T19 C-', points[8]['c_minus'], 7.934364)
    assert signals == [9, 10, 11, 12, 13, 14]


def v_episodes():
    with open(os.path.join(DATA, 'ruptures.json'), encoding='utf-8') as file:
        data = json.load(file, parse_float=str, parse_int=str)
    presets = {'1SD_individual': 'strauss_type', '2SD_individual': 'stiles_type',
               '2SD_stricter_max(individual,0.35)': 'gumz_strict',
               'abs_1.0_repair_0.25': 'stevens_type'}
    for name, entry in data.items():
        rows = [['a', str(t), v] for t, v in enumerate(entry['series'], 1)]
        for key, preset in presets.items():
            got = [tuple(str(e[k]) for k in ('onset', 'trough', 'repair', 'status'))
                   for e in series.ruptures({'preset': preset, 'sigma-within': '.35'}, rows)]
            want = [tuple(str(e[k]) for k in ('onset', 'trough', 'repair', 'status'))
                    for e in entry['events'][key]]
            assert got == want, f'T29 {name} {key}: {got}, not {want}'


def expected_course():
    with open(os.path.join(DATA, 'expected_course.json'), encoding='utf-8') as file:
        norm = json.load(file, parse_float=str, parse_int=str)
    lines = series.course({'intake': '30', 'at': '1,3,6,12'}, norm)
    for line, centre, sd in zip(lines, (28.065917, 23.612955, 20.017834, 16.040961),
                                (5.602048, 5.820182, 6.476917, 7.562763)):
        near('T21 mean', line['mean'], centre)
        near('T21 sd', line['sd_observed'], sd)
    near('T21 low', lines[1]['low'], 16.154091)
    near('T21 high', lines[1]['high'], 31.071819)
    later = series.course({'intake': '30', 'scores': '1:29,2:31,3:33', 'at': '4,6,12'}, norm)
    for line, centre, sd in zip(later, (26.272722, 24.650704, 21.666526),
                                (5.363099, 5.742670, 6.729373)):
        near('T21 forecast', line['mean'], centre)
        near('T21 forecast sd', line['sd_observed'], sd)


def straight_line():
    """A therapist at half the client's movement and one point lower: no noise at all."""
    rows = [[str(i), str(c), str(Fraction(c, 2) + 1)] for i, c in enumerate((2, 4, 6, 8, 2, 4), 1)]
    rows = [[t, c, str(float(Fraction(x)))] for t, c, x in rows]
    line = series.congruence({}, rows)[0]
    near('b1', line['b1'], .5)
    near('b0', line['b0'], float(Fraction(26, 6) / 2 + 1 - Fraction(26, 6)))
    near('b1_se', line['b1_se'], 0)
    near('r', line['r'], 1)


ALL = (quantiles, jacobson_truax, nhs, sudden_gains, charts, v_episodes, expected_course,
       straight_line)
