"""Definitions (measures/*.json) read for themselves, scores, and the tables of a registry."""
import json
import os
from fractions import Fraction

from exact import covariance, mean, number, variance
from series import episodes

HERE = os.path.dirname(os.path.abspath(__file__))
SCORING = 'https://tandem.example/fhir/StructureDefinition/measure-scoring'
ORDINAL = 'http://hl7.org/fhir/StructureDefinition/ordinalValue'
SIX = 6                                   # points a chart needs before it may signal


def _parts(extension):
    """{url: [value or nested parts]} of one complex extension."""
    found = {}
    for part in extension.get('extension', []):
        value = _parts(part) if 'extension' in part else next(
            v for k, v in part.items() if k.startswith('value'))
        found.setdefault(part['url'], []).append(value)
    return found


MEASURES = os.path.join(HERE, '..', '..', 'measures')


def shipped():
    return sorted(f[:-5] for f in os.listdir(MEASURES) if f.endswith('.json'))


class Definition:
    def __init__(self, name, form_text=None):
        self.name = name
        if form_text is None:
            with open(os.path.join(MEASURES, name + '.json'), encoding='utf-8') as file:
                form_text = file.read()
        form = json.loads(form_text, parse_float=Fraction, parse_int=Fraction)
        block = _parts(next(e for e in form['extension'] if e['url'] == SCORING))
        self.scales = block['scale']
        self.flags = block.get('flag', [])
        self.dynamic = block.get('dynamic', [False])[0]
        self.items = [i for i in form['item'] if i['type'] not in ('display', 'group')]

    def scale(self):
        """The one that a chart shows first."""
        return next((s for s in self.scales if s['id'][0] == 'total'), self.scales[0])

    def range(self, item):
        """Allowed values; None for a text."""
        if item['type'] == 'boolean':
            return [Fraction(0), Fraction(1)]
        if item['type'] == 'choice':
            return sorted(next(e['valueDecimal'] for e in option['extension']
                               if e['url'] == ORDINAL) for option in item['answerOption'])
        if item['type'] == 'integer':
            ends = {e['url'].rsplit('/', 1)[1]: e['valueInteger'] for e in item['extension']
                    if e['url'].endswith(('minValue', 'maxValue'))}
            return [Fraction(v) for v in range(int(ends['minValue']), int(ends['maxValue']) + 1)]
        return None


def score(definition, answers):
    """answers: {linkId: value or None}.  One line a scale."""
    ranges = {i['linkId']: definition.range(i) for i in definition.items}
    risky = {f['item'][0] for f in definition.flags if f['kind'][0] == 'risk'}
    lines = []
    for scale in definition.scales:
        turned = scale.get('reverseItem', [])
        items = scale.get('item', []) + turned
        given = [ranges[i][0] + ranges[i][-1] - answers[i] if i in turned else answers[i]
                 for i in items if answers[i] is not None]
        missing = len(items) - len(given)
        skipped_risk = any(answers[i] is None for i in items if i in risky)
        summed = scale['method'][0] == 'sum'
        line = {'scale': scale['id'][0], 'n_missing': missing, 'raw': None, 'score': None,
                'prorated': 'no'}
        if given:
            line['raw'] = sum(given) if summed else mean(given)
        if given and missing <= scale['missingAllowed'][0] and not skipped_risk:
            full = mean(given) * len(items) if summed else mean(given)
            line['score'] = full * scale.get('multiply', [1])[0]
            line['prorated'] = 'yes' if missing else 'no'
        lines.append(line)
    return lines


def risk(definition, answers):
    """yes, no or unanswered; blank when there is no such question."""
    found = []
    for flag in definition.flags:
        if flag['kind'][0] == 'risk':
            answer = answers[flag['item'][0]]
            found.append('unanswered' if answer is None else 'yes' if _met(flag, answer) else 'no')
    return next((word for word in ('yes', 'unanswered', 'no') if word in found), None)


def made_up(rng):
    """A form like GAD-7 with other scales: (its text, read)."""
    with open(os.path.join(MEASURES, 'gad-7.json'), encoding='utf-8') as file:
        form = json.load(file)
    block = next(e for e in form['extension'] if e['url'] == SCORING)
    ids = [item['linkId'] for item in form['item']]
    block['extension'] = [e for e in block['extension'] if e['url'] not in ('scale', 'flag')]
    for number_ in range(rng.randint(1, 3)):
        block['extension'].append(_made_up_scale(rng, f'part{number_}', ids))
    if rng.random() < .5:
        parts = [('id', 'valueCode', 'asked'), ('kind', 'valueCode', 'risk'),
                 ('item', 'valueString', rng.choice(ids)),
                 ('op', 'valueCode', rng.choice(['at-least', 'more-than'])),
                 ('value', 'valueDecimal', rng.randint(0, 2)), ('source', 'valueString', 'made up')]
        block['extension'].append({'url': 'flag',
                                   'extension': [{'url': u, k: v} for u, k, v in parts]})
    text = json.dumps(form)
    return text, Definition('gad-7', text)


def _made_up_scale(rng, name, ids):
    items = rng.sample(ids, rng.randint(1, len(ids)))
    turned = [i for i in items if rng.random() < .3]
    method, factor = rng.choice(['sum', 'mean']), rng.choice([1, 1, 2, 4, 2.5])
    most = 3 * factor * (len(items) if method == 'sum' else 1)
    parts = [('id', 'valueCode', name), ('title', 'valueString', name),
             ('say', 'valueString', f'Your {name}'), ('method', 'valueCode', method),
             ('direction', 'valueCode', 'lower-is-better')]
    parts += [('item', 'valueString', i) for i in items if i not in turned]
    parts += [('reverseItem', 'valueString', i) for i in turned]
    if factor != 1:
        parts.append(('multiply', 'valueDecimal', factor))
    parts += [('missingAllowed', 'valueInteger', rng.randint(0, len(items) - 1)),
              ('low', 'valueDecimal', 0), ('high', 'valueDecimal', most),
              ('decimals', 'valueInteger', 1)]
    return {'url': 'scale', 'extension': [{'url': u, k: v} for u, k, v in parts]}


# --- a registry ---------------------------------------------------------------------------


def _met(block, amount):
    value, rule = block['value'][0], block.get('rule', block.get('op', ['at-least']))[0]
    return amount > value if rule == 'more-than' else amount >= value


def _outcome(scale, points):
    """pre, post, change, statistic, category, started_below, slope of (session, value)."""
    line = dict.fromkeys(('pre', 'post', 'change', 'statistic', 'started_below', 'slope'))
    line['category'], line['n'] = 'missing', len(points)
    if not points:
        return line
    sign = 1 if scale['direction'][0] == 'higher-is-better' else -1
    needed, cutoff = scale.get('reliableChange', [None])[0], scale.get('cutoff', [None])[0]

    def clinical(value):
        worse = sign * (cutoff['value'][0] - value) if cutoff else None
        if cutoff and cutoff.get('rule', ['at-least'])[0] == 'more-than':
            return worse > 0
        return bool(cutoff) and worse >= 0

    pre, post = points[0][1], points[-1][1]
    line['pre'] = pre
    line['started_below'] = 'yes' if cutoff and not clinical(pre) else 'no'
    if len(points) < 2:
        return line
    line['post'], line['change'] = post, post - pre
    times, values = [t for t, _ in points], [v for _, v in points]
    line['slope'] = covariance(times, values) / variance(times)
    if not needed:
        return line
    line['statistic'] = (post - pre) / needed['value'][0]
    better, worse = (_met(needed, d * sign * (post - pre)) for d in (1, -1))
    line['category'] = 'improved' if better else 'deteriorated' if worse else 'unchanged'
    if better and clinical(pre) and not clinical(post):
        line['category'] = 'recovered'
    if worse and cutoff and not clinical(pre) and clinical(post):
        line['category'] = 'harmed'
    return line


def _limits(name, ratings, floor):
    line = dict.fromkeys(f'{name}_{part}' for part in ('centre', 'lower', 'upper', 'signals'))
    if not ratings:
        return line
    centre = line[f'{name}_centre'] = mean(ratings)
    if len(ratings) < 2:
        return line
    moves = [abs(b - a) for a, b in zip(ratings, ratings[1:])]
    sigma = max(mean(moves) / Fraction('1.128'), floor)
    low, high = centre - 3 * sigma, centre + 3 * sigma
    line[f'{name}_lower'], line[f'{name}_upper'] = low, high
    if len(ratings) >= SIX:
        line[f'{name}_signals'] = sum(r < low or r > high for r in ratings)
    return line


def cohort(options, columns, rows):
    """Rows of text under `columns`, a person's rows together, to one line a person."""
    scale = Definition(options['measure']).scale()
    names = [c for c in columns if c in ('bond', 'goals', 'tasks')]
    people = {}
    for row in rows:
        cells = dict(zip(columns, row))
        people.setdefault(cells['id'], []).append(
            {k: number(v) for k, v in cells.items() if k != 'id'})
    out = []
    for person, records in people.items():
        line = {'id': person}
        line.update(_outcome(scale, [(r['session'], r['value']) for r in records
                                     if r['value'] is not None]))
        for name in names:
            line.update(_limits(name, [r[name] for r in records if r[name] is not None],
                                Fraction(options.get('floor', '0'))))
        if names:
            together = [mean([r[name] for name in names]) for r in records
                        if all(r[name] is not None for name in names)]
            found = episodes({'preset': 'stiles_type', **options}, together)
            line.update({'alliance_n': len(together), 'ruptures': len(found),
                         'repaired': sum(e[4] == 'repaired' for e in found),
                         'open': sum(e[4] == 'open' for e in found)})
        out.append(line)
    return out
