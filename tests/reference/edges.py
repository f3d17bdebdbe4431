"""Awkward tables, each with what must come of it: the reference's answer, or a refusal."""
import change
import series
from cases import Case


def _table(name, command, options, lines, answer):
    header, *rows = lines.split()
    return Case(name, [command, '-'], options, header, [row.split(',') for row in rows], answer,
                least_rows=len(rows))


def _change(name, options, lines):
    return _table(f'edge: change, {name}', 'change', options, 'id,pre,post ' + lines, change.change)


JT = {'method': 'jt', 'direction': 'lower', 'reliability': '.8', 'sd': '5'}
NORMS = {'clinical-mean': '20', 'clinical-sd': '5', 'functional-mean': '5',
         'functional-sd': '3'}

ALL = [
    _change('no rows', {'method': 'mid', 'direction': 'lower', 'mid': '3'}, ''),
    _change('one row', JT, 'a,20,10'),
    _change('only missing values', {'method': 'mid', 'direction': 'lower', 'mid': '3'},
            'a,, b,4, c,,4'),
    _change('missing in every place, with a cut-off', {**JT, **NORMS, 'cutoff': 'c'},
            'a,, b,4, c,,4 d,30, e,30,4 f,4,30'),
    _change('all the same before', {**JT, **NORMS, 'cutoff': 'a'}, 'a,20,20 b,20,20 c,20,5'),
    _change('nobody changes', {'method': 'mid', 'direction': 'higher', 'mid': '1'},
            'a,3,3 b,4,4'),
    _change('huge', {**JT, 'sd': '1000000000000'}, 'a,9000000000000,1 b,1,9000000000000 c,1,2'),
    _change('tiny', {**JT, 'sd': '0.000001'}, 'a,0.000009,0.000001 b,0,0.000009 c,0,0'),
    _change('4.3 less 3.3 is one point', {'method': 'mid', 'direction': 'lower', 'mid': '1'},
            'a,4.3,3.3 b,4.3,3.3001 c,1.1,0.1 d,0.1,1.1'),
    _change('at the cut-off is clinical', {'method': 'mid', 'direction': 'lower', 'mid': '2',
                                           'cutoff': '10'},
            'a,12,10 b,12,9.9 c,10,8 d,9.9,7 e,8,10 f,10,12 g,9,12'),
    _change('at the cut-off is clinical, higher is better',
            {'method': 'mid', 'direction': 'higher', 'mid': '2', 'cutoff': '10'},
            'a,8,10 b,8,10.1 c,10,12 d,10.1,13 e,12,10 f,10,8 g,11,8'),
    _change('a part of nothing', {'method': 'percent', 'direction': 'lower', 'percent': '.5'},
            'a,0,3 b,0,0 c,4,2 d,4,6 e,4,2.01'),
    _table('edge: nhs-tt, each threshold', 'change', {'method': 'nhs-tt'},
           'id,phq_pre,phq_post,gad_pre,gad_post a,10,9,7,7 b,9,9,8,7 c,9,9,7,7 d,16,10,0,0 '
           'e,15,10,0,0 f,16,9,12,8 g,10,16,8,12 h,10,16,12,8 i,10,4,8,12 j,,9,8,7 k,10,9,8,',
           change.nhs_tt),
    _table('edge: gains, four sessions', 'gains', {'cutoff': '7'},
           'id,s1,s2,s3,s4 a,30,30,10,10 b,30,30,10, c,,30,10,10 d,30,,10,10 e,30,30,,10 '
           'f,20,20,20,20 g,0,0,0,0', series.gains),
    _table('edge: gains, three sessions have no gap to ask', 'gains', {'cutoff': '7'},
           'id,s1,s2,s3 a,30,30,10', series.gains),
    _table('edge: gains, half of it back', 'gains', {'cutoff': '7'},
           'id,s1,s2,s3,s4,s5,s6 a,30,30,10,10,20,20 b,30,30,10,10,20,20.1 c,30,30,10,21,10,10',
           series.gains),
    _table('edge: losses of less than a quarter', 'gains', {'cutoff': '7', 'losses': ''},
           'id,s1,s2,s3,s4,s5,s6 a,38,39,40,47,48,49 b,28,28,28,35,35,35 c,28,28,28,34.9,35,35',
           series.gains),
    _table('edge: chart, floor above the own sigma', 'chart', {'kind': 'xmr', 'floor': '.33'},
           't,value 1,4.8 2,4.9 3,4.8 4,4.8 5,4.9 6,4.8 7,3.7', series.chart),
    _table('edge: chart, one point and all given', 'chart',
           {'kind': 'ewma', 'centre': '4', 'sigma': '.5'}, 't,value 1,2', series.chart),
    _table('edge: chart, a constant series with a floor', 'chart',
           {'kind': 'cusum', 'floor': '.3'}, 't,value 1,4.7 2,4.7 3,4.7 4,4.7', series.chart),
    _table('edge: ruptures, nothing to find', 'ruptures', {'preset': 'strauss_type'},
           'id,t,value a,1,4 b,1,4 b,2,1 c,1,4 c,2,4 c,3,1 d,1,4 d,2,4 d,3,4 d,4,4 d,5,4',
           series.ruptures),
    _table('edge: ruptures, open and unrepaired', 'ruptures', {'preset': 'stevens_type'},
           'id,t,value a,1,5 a,2,5 a,3,5 a,4,4 a,5,4 a,6,4 a,7,4 a,8,4 b,1,5 b,2,5 b,3,5 b,4,4 '
           'b,5,3 b,6,4 b,7,4 b,8,4 b,9,4 b,10,3 c,1,5 c,2,5 c,3,5 c,4,4 c,5,4.75 c,6,3.75',
           series.ruptures),
    _table('edge: ruptures, sessions with other names', 'ruptures', {'preset': 'stevens_type'},
           'id,t,value a,2,5 a,4,5 a,7,5 a,11,4 a,16,4 a,22,5', series.ruptures),
    _table('edge: congruence, a therapist who never moves', 'congruence', {},
           't,client,therapist 1,4,3 2,5,3 3,2,3 4,4,3 5,4.5,3 6,3,3', series.congruence),
    _table('edge: congruence, a client who never moves', 'congruence', {},
           't,client,therapist 1,4,3 2,4,3.5 3,4,3 4,4,4 5,4,3 6,4,5', series.congruence),
    _table('edge: congruence, missing ones are left out', 'congruence', {},
           't,client,therapist 1,4,3 2,,3.5 3,4.2, 4,4,4 5,4.1,3 6,4,5 7,3,2 8,2.5,3 9,,',
           series.congruence),
    _table('edge: congruence, two sessions', 'congruence', {},
           't,client,therapist 1,4,3 2,5,3', series.congruence),
]

# What must be refused: name, words, table, exit status, what the message must hold.
REFUSALS = [
    (f'{bad} is no number', ['change', '--method=mid', '--mid=3', '--direction=lower', '-'],
     f'id,pre,post\na,1,2\nb,{bad},2\n', 5, r'line 3, column pre')
    for bad in ('nan', 'inf', '-inf', '1e999', '0x10', '"1,5"', '1.2.3', 'four', '--1')
] + [
    ('a row too short', ['change', '--method=mid', '--mid=3', '--direction=lower', '-'],
     'id,pre,post\na,1\n', 5, r'line 2'),
    ('a column missing', ['change', '--method=mid', '--mid=3', '--direction=lower', '-'],
     'id,before,post\na,1,2\n', 5, r'line 1.*no column pre'),
    ('an unknown method', ['change', '--method=magic', '--direction=lower', '-'],
     'id,pre,post\na,1,2\n', 2, r'jt'),
    ('no direction', ['change', '--method=jt', '--reliability=.8', '-'],
     'id,pre,post\na,1,2\n', 2, r'direction'),
    ('a reliability of one', ['change', '--method=jt', '--reliability=1', '--direction=lower', '-'],
     'id,pre,post\na,1,2\nb,2,3\n', 2, r'reliability'),
    ('no spread and no SD', ['change', '--method=jt', '--reliability=.8', '--direction=lower', '-'],
     'id,pre,post\na,4,2\nb,4,3\n', 5, r'SD'),
    ('changes no larger than the error',
     ['change', '--method=ha', '--reliability=.1', '--direction=lower', '-'],
     'id,pre,post\na,1,2\nb,3,3\nc,3,1\n', 5, r'reliability'),
    ('nan in a series', ['chart', '--kind=xmr', '-'], 't,value\n1,4\n2,nan\n', 5, r'line 3'),
    ('a baseline beyond the series', ['chart', '--kind=xmr', '--baseline=9', '-'],
     't,value\n1,4\n2,5\n', 2, r'baseline'),
    ('an unknown chart', ['chart', '--kind=pie', '-'], 't,value\n1,4\n2,5\n', 2, r'xmr'),
    ('an unknown preset', ['ruptures', '--preset=mine', '-'], 't,value\n1,4\n', 2, r'strauss_type'),
    ('sessions out of order', ['ruptures', '--preset=stevens_type', '-'],
     't,value\n1,4\n3,4\n2,4\n', 5, r'line 4'),
    ('a session left out', ['gains', '--cutoff=7', '-'],
     'id,s1,s2,s3,s4,s6\na,1,2,3,4,5\n', 5, r'no column s5 before s6'),
    ('an answer that the form does not offer', ['score', 'gad-7', '-'],
     'id,item1,item2,item3,item4,item5,item6,item7\na,1,1,1,1,1,1,1\nb,1,4,1,1,1,1,1\n', 5,
     r'line 3, column item2'),
    ('half an answer', ['score', 'gad-7', '-'],
     'id,item1,item2,item3,item4,item5,item6,item7\na,1,1,1,1.5,1,1,1\n', 5,
     r'line 2, column item4'),
    ('an item too few', ['score', 'gad-7', '-'], 'id,item1,item2\na,1,1\n', 5, r'item3'),
    ('a value beyond the measure', ['cohort', '--measure=phq-9', '-'],
     'id,session,value\na,1,3\na,2,28\n', 5, r'line 3'),
    ('a person in two places', ['cohort', '--measure=phq-9', '-'],
     'id,session,value\na,1,3\nb,1,3\na,2,4\n', 5, r'line 4'),
    ('no cut-off for gains', ['gains', '-'], 'id,s1,s2,s3,s4\na,1,2,3,4\n', 2, r'cutoff'),
]
