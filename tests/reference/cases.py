"""Random and awkward inputs, and the answer that the reference gives to each.

A case is a command line and a table.  The answer is computed from them alone, so that a
case that fails can be made smaller row by row.
"""
import json
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Callable

import change
import definition
import series


@dataclass
class Case:
    name: str                     # method and variant, for the report
    command: list                 # words after `tandem measure`
    options: dict                 # long options; '' is a flag
    header: str
    rows: list
    answer: Callable              # (options, rows) -> rows of {column: value}
    files: dict = field(default_factory=dict)   # more input files: name -> text
    least_rows: int = 1           # do not make it smaller than this
    any_order: bool = False

    def table(self):
        return '\n'.join([self.header, *(','.join(row) for row in self.rows)]) + '\n'

    def words(self):
        out = ['measure', *self.command]
        for name, value in self.options.items():
            out += [f'--{name}'] if value == '' else [f'--{name}={value}']
        return out

    def people(self):
        if self.header.startswith(('id,t', 'id,session')):
            return len({row[0] for row in self.rows})
        return len(self.rows) if self.header.startswith('id') else 1

    def without(self, index):
        return replace(self, rows=self.rows[:index] + self.rows[index + 1:])


def decimal(rng, low, high, digits):
    """A decimal of at most so many digits after the point, as people write it."""
    step = 10 ** digits
    return text(Fraction(rng.randint(int(low * step), int(high * step)), step))


def text(value):
    """A terminating fraction, in full."""
    value = Fraction(value)
    for digits in range(60):
        scaled = value * 10 ** digits
        if scaled.denominator == 1:
            sign, whole = ('-' if scaled < 0 else ''), str(abs(scaled.numerator))
            if digits == 0:
                return sign + whole
            whole = whole.rjust(digits + 1, '0')
            return f'{sign}{whole[:-digits]}.{whole[-digits:]}'
    raise ValueError(f'{value} does not end')


SHAPES = ((0, 27, 0), (0, 21, 0), (1, 5, 1), (1, 7, 2), (-3, 3, 2), (0, 100, 3),
          (10 ** 6, 10 ** 6 + 40, 1), (-10 ** 12, 10 ** 12, 0), (0, 1, 6))


def shape(rng):
    return rng.choice(SHAPES)


def blank_some(rng, rows, share, columns):
    for row in rows:
        for column in columns:
            if rng.random() < share:
                row[column] = ''
    return rows


# --- change -------------------------------------------------------------------------------


def _cut_off_options(rng, options, span, with_norms):
    low, high, digits = span
    word = rng.choice(['a', 'b', 'c', decimal(rng, low, high, digits)])
    options['cutoff'] = word
    step = Fraction(1, 10 ** (digits + 1))
    if with_norms or word in 'bc':
        options['functional-mean'] = decimal(rng, low, high, digits)
        options['functional-sd'] = text(Fraction(decimal(rng, 0, high - low, digits)) / 4 + step)
    if with_norms:
        options['clinical-mean'] = decimal(rng, low, high, digits)
        options['clinical-sd'] = text(Fraction(decimal(rng, 0, high - low, digits)) / 4 + step)


def change_random(rng, method):
    span = low, high, digits = shape(rng)
    rows = [[f'p{i}', decimal(rng, low, high, digits), decimal(rng, low, high, digits)]
            for i in range(rng.randint(5, 60))]
    blank_some(rng, rows, rng.choice([0, 0, .15]), (1, 2))
    rows[:2] = [['p0', text(low), text(high)], ['p1', text(high), text(low)]]
    options = {'method': method, 'direction': rng.choice(['lower', 'higher'])}
    if method in change.RELATIVES:
        options['reliability'] = decimal(rng, .3, .99, 2)
    if method == 'nk':
        options['reliability-post'] = decimal(rng, .3, .99, 2)
    if method == 'percent':
        options['percent'] = rng.choice(['.25', '.5', '0.2', '1'])
    if method == 'mid':
        options['mid'] = text(Fraction(decimal(rng, 0, high - low, digits)) / 2
                              + Fraction(1, 10 ** digits))
    if method in change.RELATIVES and rng.random() < .3:
        options['sd'] = text(Fraction(high - low, 5) + Fraction(1, 10))
    if method in change.RELATIVES and rng.random() < .3:
        options['crit'] = rng.choice(['1.96', '1.645', '1', '0.84'])
    if rng.random() < .6:
        _cut_off_options(rng, options, span, rng.random() < .5)
    if method == 'ha' and not _ha_defined(options, rows):
        return change_random(rng, method)
    return Case(f'change {method}', ['change', '-'], options, 'id,pre,post', rows, change.change,
                least_rows=3 if method in change.RELATIVES else 1)


def _ha_defined(options, rows):
    """Hageman and Arrindell need a positive reliability of the differences."""
    try:
        change.change(options, rows)
        return True
    except (ZeroDivisionError, ValueError):
        return False


# Reliabilities for which the denominator is a decimal times S: exact ties can be made.
TIES = {'jt': (('.5', None, 1), ('.875', None, Fraction(1, 2)), ('.68', None, Fraction(4, 5)),
               ('.92', None, Fraction(2, 5)), ('.98', None, Fraction(1, 5))),
        'gln': (('.8', None, Fraction(3, 5)), ('.6', None, Fraction(4, 5))),
        'hll': (('.8', None, Fraction(3, 5)), ('.6', None, Fraction(4, 5))),
        'en': (('.75', None, Fraction(1, 2)), ('.36', None, Fraction(4, 5)),
               ('.96', None, Fraction(1, 5))),
        'nk': (('.6', '.784', Fraction(3, 5)),)}


def change_ties(rng, method):
    """Everybody lies exactly at the critical value, or a hair to one side of it.

    Rows come in mirrored pairs, so that the means of the file are known beforehand."""
    r, r2, unit = rng.choice(TIES[method])
    sd, crit = decimal(rng, 1, 20, 1), rng.choice(['2', '1.96', '1.645', '1'])
    m1, m2 = (Fraction(decimal(rng, 10, 50, 1)) for _ in range(2))
    bound = Fraction(sd) * unit * Fraction(crit)
    rows = []
    for i in range(rng.randint(2, 12)):
        away = Fraction(decimal(rng, -9, 9, 1))
        target = rng.choice([bound, -bound]) + rng.choice([0, 0, Fraction(1, 10 ** 6),
                                                           -Fraction(1, 10 ** 6)])
        start = {'jt': m1 + away, 'hll': m2 + Fraction(r) * away}.get(method,
                                                                      m1 + Fraction(r) * away)
        post = start + target
        rows.append([f'p{i}', text(m1 + away), text(post)])
        # jt takes no mean from the file; for the others the mirror image keeps both.
        rows.append([f'm{i}', text(m1 - away), text(2 * m2 - post)])
    options = {'method': method, 'direction': rng.choice(['lower', 'higher']), 'sd': sd,
               'reliability': r, 'crit': crit}
    if r2:
        options['reliability-post'] = r2
    return Case(f'change {method}, ties', ['change', '-'], options, 'id,pre,post', rows,
                change.change, least_rows=3)


def change_at_threshold(rng, method):
    """mid and percent: exactly the threshold counts; cut-offs are met exactly too."""
    least = Fraction(decimal(rng, 1, 9, 1)) if method == 'mid' else Fraction(rng.choice([1, 2, 4]), 8)
    cutoff, rows = Fraction(decimal(rng, 5, 15, 1)), []
    for i in range(rng.randint(1, 20)):
        pre = rng.choice([cutoff, Fraction(decimal(rng, 1, 27, 1))])
        need = least if method == 'mid' else least * pre
        post = pre + rng.choice([1, -1]) * need + rng.choice([0, 0, Fraction(1, 1000),
                                                              -Fraction(1, 1000)])
        rows.append([f'p{i}', text(pre), text(rng.choice([post, post, cutoff]))])
    options = {'method': method, 'direction': rng.choice(['lower', 'higher']),
               method: text(least), 'cutoff': text(cutoff)}
    return Case(f'change {method}, at the threshold', ['change', '-'], options, 'id,pre,post', rows,
                change.change)


def mirrored(case):
    """The same people on a scale that runs the other way: every value from 40 down."""
    flip = {'lower': 'higher', 'higher': 'lower'}[case.options['direction']]
    rows = [[r[0], *(text(40 - Fraction(c)) if c else '' for c in r[1:])] for r in case.rows]
    options = dict(case.options, direction=flip)
    for name in ('clinical-mean', 'functional-mean'):
        if name in options:
            options[name] = text(40 - Fraction(options[name]))
    if options.get('cutoff', 'a') not in ('a', 'b', 'c'):
        options['cutoff'] = text(40 - Fraction(options['cutoff']))

    def answer(_options, _rows):
        # Worked out on the original: equal categories, opposite signs; but what is needed by
        # mid is counted in the better direction.
        lines = change.change(case.options, case.rows)
        for line, row in zip(lines, rows):
            line['pre'], line['post'] = (Fraction(c) if c else None for c in row[1:])
            for key in ('change', 'statistic') if case.options['method'] != 'mid' else ('change',):
                line[key] = None if line[key] is None else -line[key]
        return lines
    return replace(case, name='change, mirrored scale', options=options, rows=rows, answer=answer,
                   least_rows=len(rows))


def change_mirror(rng):
    return mirrored(change_random(rng, rng.choice(['jt', 'gln', 'hll', 'en', 'nk', 'mid'])))


def change_summary(rng):
    case = change_random(rng, rng.choice(['jt', 'mid', 'percent']))
    options = dict(case.options, summary='')

    def answer(opts, rows):
        return [{'category': k, 'n': Fraction(n)} for k, n in change.summary(opts, rows).items()]
    return replace(case, name='change --summary', options=options, answer=answer, any_order=True)


def nhs_tt(rng):
    rows = []
    for i in range(rng.randint(1, 80)):
        phq, gad = rng.choice([9, 10, rng.randint(0, 27)]), rng.choice([7, 8, rng.randint(0, 21)])
        phq2 = min(27, max(0, phq + rng.choice([0, -5, -6, -7, 5, 6, 7, rng.randint(-27, 27)])))
        gad2 = min(21, max(0, gad + rng.choice([0, -3, -4, -5, 3, 4, 5, rng.randint(-21, 21)])))
        rows.append([f'p{i}', *(str(v) for v in (phq, phq2, gad, gad2))])
    blank_some(rng, rows, rng.choice([0, .1]), (1, 2, 3, 4))
    return Case('change nhs-tt', ['change', '-'], {'method': 'nhs-tt'},
                'id,phq_pre,phq_post,gad_pre,gad_post', rows, change.nhs_tt)


# --- series -------------------------------------------------------------------------------


def _walk(rng, span, length):
    """A series with level, noise, and now and then a step: something for each rule to find."""
    low, high, digits = span
    width, level, out = Fraction(high - low), Fraction(low + high) / 2, []
    for _ in range(length):
        if rng.random() < .15:
            level += width * rng.randint(-40, 40) / 100
        value = level + width * rng.randint(-8, 8) / 100
        value = min(Fraction(high), max(Fraction(low), value))
        out.append(text(Fraction(round(value * 10 ** digits), 10 ** digits)))
    return out


def gains(rng, losses=False):
    span = shape(rng)
    length = rng.randint(4, 16)
    rows = [[f'p{i}', *_walk(rng, span, length)] for i in range(rng.randint(1, 25))]
    share = rng.choice([0, .1, .3])
    blank_some(rng, rows, share, range(1, length + 1))
    if rng.random() < .3:
        rows.append(['constant', *[rows[0][1] or '3'] * length])
    low, high, digits = span
    cutoff = Fraction(decimal(rng, 0, high - low, digits)) / 4 + Fraction(1, 10 ** digits)
    options = {'cutoff': text(cutoff)}
    if rng.random() < .3:
        options['percent'] = rng.choice(['.25', '.1', '0.5'])
    if losses:
        options['losses'] = ''
    header = ','.join(['id', *(f's{i}' for i in range(1, length + 1))])
    return Case('gains --losses' if losses else 'gains', ['gains', '-'], options, header, rows,
                series.gains)


def gains_ties(rng, losses=False):
    """Falls of exactly the cut-off and exactly a quarter, between flat blocks."""
    rows = []
    for i in range(rng.randint(1, 12)):
        before = rng.choice([20, 24, 28, 32, 40])
        step = before // 4 + rng.choice([0, 0, 1, -1])
        after = before + step if losses else before - step
        back = Fraction(before + after, 2) + rng.choice([0, Fraction(1, 10), -Fraction(1, 10)])
        rows.append([f'p{i}', *(text(v) for v in (before, before, before, after, after, after,
                                                  back, before))])
    options = {'cutoff': rng.choice(['5', '6', '7', '8'])}
    if losses:
        options['losses'] = ''
    header = ','.join(['id', *(f's{i}' for i in range(1, 9))])
    return Case('gains, ties', ['gains', '-'], options, header, rows, series.gains)


def chart(rng, kind):
    length = rng.randint(2, 40)
    values = _walk(rng, shape(rng), length)
    rows = [[str(t), v] for t, v in enumerate(values, 1)]
    options = {'kind': kind}
    if rng.random() < .6:
        options['baseline'] = str(rng.randint(2, length))
    if rng.random() < .4:
        options['floor'] = decimal(rng, 0, 3, 2)
    if rng.random() < .2:
        options['centre'] = rng.choice(values)
    if rng.random() < .2:
        options['sigma'] = decimal(rng, .1, 5, 2)
    if kind == 'ewma' and rng.random() < .5:
        options.update({'lambda': decimal(rng, .05, 1, 2), 'width': decimal(rng, 1, 4, 1)})
    if kind == 'cusum' and rng.random() < .5:
        options.update({'k': decimal(rng, 0, 1, 2), 'h': decimal(rng, 2, 6, 1)})
    case = Case(f'chart {kind}', ['chart', '-'], options, 't,value', rows, series.chart, least_rows=2)
    if _no_sigma(options, rows):
        # Without any spread the charts say nothing that could be compared.
        return chart(rng, kind)
    return replace(case, least_rows=length)


def _no_sigma(options, rows):
    values = [Fraction(r[1]) for r in rows]
    return series._limits(options, values)[1] == 0


def chart_ties(rng):
    """Points exactly on the limits: on it is not beyond it."""
    sigma = Fraction(decimal(rng, .1, 2, 1))
    centre = Fraction(decimal(rng, 3, 9, 1))
    rows = []
    for t in range(1, rng.randint(2, 12)):
        away = rng.choice([3, -3, 3, -3, 0, 1]) * sigma
        away += rng.choice([0, 0, Fraction(1, 10 ** 6), -Fraction(1, 10 ** 6)])
        rows.append([str(t), text(centre + away)])
    options = {'kind': 'xmr', 'centre': text(centre), 'sigma': text(sigma)}
    return Case('chart xmr, ties', ['chart', '-'], options, 't,value', rows, series.chart)


def _people(rng, span, many):
    rows = []
    for i in range(many):
        rows += [[f'p{i}', str(t), v]
                 for t, v in enumerate(_walk(rng, span, rng.randint(1, 25)), 1)]
    return rows


def ruptures(rng, preset):
    span = rng.choice([(1, 5, 1), (1, 7, 2), (1, 7, 0), (0, 40, 1), (0, 1, 6)])
    rows = _people(rng, span, rng.randint(1, 20))
    options = {'preset': preset}
    if preset == 'gumz_strict' and rng.random() < .7:
        options['sigma-within'] = decimal(rng, .05, 1, 2)
    return Case(f'ruptures {preset}', ['ruptures', '-'], options, 'id,t,value', rows,
                series.ruptures, least_rows=1)


def ruptures_ties(rng):
    """Falls of exactly one point and returns to exactly a quarter below; sigma-within ties."""
    rows = []
    for i in range(rng.randint(1, 12)):
        level = Fraction(decimal(rng, 3, 6, 1))
        hair = rng.choice([0, 0, Fraction(1, 10 ** 6), -Fraction(1, 10 ** 6)])
        values = [level] * rng.randint(2, 5) + [level - 1 + hair] * rng.randint(1, 6)
        values += [level - Fraction(1, 4) + rng.choice([0, 0, -Fraction(1, 10 ** 6)])]
        values += [level] * rng.randint(0, 3)
        rows += [[f'p{i}', str(t), text(v)] for t, v in enumerate(values, 1)]
    options = rng.choice([{'preset': 'stevens_type'},
                          {'preset': 'gumz_strict', 'sigma-within': '.5'}])
    return Case('ruptures, ties', ['ruptures', '-'], options, 'id,t,value', rows, series.ruptures)


def course(rng):
    a, c = Fraction(decimal(rng, .5, 8, 2)), Fraction(decimal(rng, .3, 4, 2))
    b = Fraction(decimal(rng, -3, 3, 2))
    norm = {'beta': [decimal(rng, 5, 40, 3), decimal(rng, -10, 3, 3)],
            'D': [[text(a * a), text(a * b)], [text(a * b), text(b * b + c * c)]],
            'sigma2': decimal(rng, .5, 30, 3), 'n_id': '43', 'n_obs': '486',
            'sessions': ['0', '12']}
    # The numbers stand in the file as they stand here, without a float between.
    text_of = ', '.join(f'"{key}": {json.dumps(value).replace(chr(34), "")}'
                        for key, value in norm.items())
    options = {'intake': decimal(rng, 0, 60, 1)}
    count = rng.randint(0, 6)
    if count:
        sessions = sorted(rng.sample(range(1, 15), count))
        options['scores'] = ','.join(f'{s}:{decimal(rng, 0, 60, 1)}' for s in sessions)
    options['at'] = ','.join(str(s) for s in sorted(rng.sample(range(0, 30), rng.randint(1, 6))))
    return Case('course', ['course', '--norm=norm.json'], options, '', [],
                lambda opts, _rows: series.course(opts, norm),
                files={'norm.json': f'{{{text_of}, "model": "made up"}}'})


def congruence(rng):
    span = low, high, digits = rng.choice([(1, 5, 1), (1, 7, 2), (0, 100, 0), (-3, 3, 3),
                                           (10 ** 6, 10 ** 6 + 9, 2)])
    rows = [[str(t), c, decimal(rng, low, high, digits)]
            for t, c in enumerate(_walk(rng, span, rng.randint(6, 30)), 1)]
    rows[0][1:], rows[1][1:] = [text(low), text(high)], [text(high), text(low)]
    return Case('congruence', ['congruence', '-'], {}, 't,client,therapist', rows,
                series.congruence, least_rows=6)


def cohort(rng):
    names = rng.choice([['bond', 'goals', 'tasks'], ['bond'], ['goals', 'tasks'], []])
    measure, low, high = rng.choice([('phq-9', 0, 27), ('gad-7', 0, 21), ('tandem-life', 0, 10)])
    rows = []
    for i in range(rng.randint(1, 40)):
        length = rng.choice([1, 2, 6, rng.randint(1, 20)])
        kept = sorted(rng.sample(range(1, 41), length))
        columns = [_walk(rng, (low, high, 0), length)]
        columns += [_walk(rng, (1, 5, rng.choice([1, 2])), length) for _ in names]
        rows += [[f'p{i}', str(t), *cells] for t, *cells in zip(kept, *columns)]
    blank_some(rng, rows, rng.choice([0, .1]), range(2, 3 + len(names)))
    options = {'measure': measure}
    if names and rng.random() < .6:
        options['preset'] = rng.choice(list(series.PRESETS))
        if options['preset'] == 'gumz_strict':
            options['sigma-within'] = decimal(rng, .05, 1, 2)
    if names and rng.random() < .4:
        options['floor'] = decimal(rng, 0, 1, 2)
    columns = ['id', 'session', 'value', *names]
    return Case('cohort', ['cohort', '-'], options, ','.join(columns), rows,
                lambda opts, lines: definition.cohort(opts, columns, lines))


def _answers_table(rng, form, count):
    """Answers to each item, some of them missing; a text item is left blank."""
    header, rows = ['id', *(f'item{i + 1}' for i in range(len(form.items)))], []
    for i in range(count):
        share, row = rng.choice([0, .05, .2, .5, 1]), [f'p{i}']
        for item in form.items:
            allowed = form.range(item)
            gap = allowed is None or rng.random() < share
            row.append('' if gap else text(rng.choice(allowed)))
        rows.append(row)
    return header, rows


def _score_lines(form, rows):
    out = []
    for row in rows:
        ids = (item['linkId'] for item in form.items)
        answers = dict(zip(ids, (Fraction(c) if c else None for c in row[1:])))
        for line in definition.score(form, answers):
            out.append({'id': row[0], **line, 'risk': definition.risk(form, answers)})
    return out


def score(rng, shipped):
    form = definition.Definition(rng.choice(shipped))
    header, rows = _answers_table(rng, form, rng.randint(1, 60))
    return Case('score', ['score', form.name, '-'], {}, ','.join(header), rows,
                lambda _options, lines: _score_lines(form, lines))


# Ways to score that no shipped form has: keys turned round, factors, gaps allowed or not.
def score_made_up(rng):
    text_of, form = definition.made_up(rng)
    header, rows = _answers_table(rng, form, rng.randint(1, 60))
    return Case('score, made-up forms', ['score', 'form.json', '-'], {}, ','.join(header), rows,
                lambda _options, lines: _score_lines(form, lines), files={'form.json': text_of})


def catalogue():
    """Everything that is compared: name -> maker of one random case."""
    shipped = [name for name in definition.shipped() if not definition.Definition(name).dynamic]
    made = {'score': lambda rng: score(rng, shipped), 'score, made-up forms': score_made_up}
    for method in (*change.RELATIVES, 'percent', 'mid'):
        made[f'change {method}'] = lambda rng, m=method: change_random(rng, m)
    for method in TIES:
        made[f'change {method}, ties'] = lambda rng, m=method: change_ties(rng, m)
    for method in ('mid', 'percent'):
        made[f'change {method}, at the threshold'] = lambda rng, m=method: change_at_threshold(rng, m)
    made['change, mirrored scale'] = change_mirror
    made['change --summary'] = change_summary
    made['change nhs-tt'] = nhs_tt
    made['gains'] = gains
    made['gains --losses'] = lambda rng: gains(rng, True)
    made['gains, ties'] = gains_ties
    made['gains --losses, ties'] = lambda rng: gains_ties(rng, True)
    for kind in ('xmr', 'ewma', 'cusum'):
        made[f'chart {kind}'] = lambda rng, k=kind: chart(rng, k)
    made['chart xmr, ties'] = chart_ties
    for preset in series.PRESETS:
        made[f'ruptures {preset}'] = lambda rng, p=preset: ruptures(rng, p)
    made['ruptures, ties'] = ruptures_ties
    made['course'] = course
    made['congruence'] = congruence
    made['cohort'] = cohort
    return made
