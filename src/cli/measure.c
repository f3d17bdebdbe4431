/* measure.c - the table of `tandem measure SUBCOMMAND`. */
#include "measure.h"

#define WHICH_MEASURE                                                                       \
    "  ID                     as `tandem measure list` gives it\n"                           \
    "  ID --data DIR          the version in force in the practice there\n"                  \
    "  FILE.json              a definition's file: any name with a / or .json\n"

static const CommandRow rows[] = {
    { .name = "measure list", .pure = measure_list, .table = true, .usage = "measure list",
      .what = "the questionnaires inside the program",
      .help =
      "Out: id, version, tier, state, items, scales, rater, target, title.  Tier 1 comes with its\n"
      "words; of tiers 2 and 3 the program has numbers and keys alone (state: skeleton), whose\n"
      "words a clinic fills in under a licence of its own.\n\n" },
    { .name = "measure show", .pure = measure_show, .usage = "measure show ID|FILE.json [--data DIR] [--json]",
      .what = "all of one questionnaire: items, keys, cut-offs, licence, and who says so",
      .flags = "json",
      .help =
      WHICH_MEASURE
      "  --json                 the file itself (FHIR R4 Questionnaire)\n" },
    { .name = "measure check", .pure = measure_check, .usage = "measure check FILE.json",
      .what = "is this questionnaire's file in order?",
      .help =
      "Lists everything there is to mend, with path and line.  Exit status: 0 nothing, 4 no such\n"
      "file, 5 something.\n" },
    { .name = "measure install", .with_app = measure_install, .reads_file = true,
      .usage = "measure install FILE.json [--attested-by NAME --licence REFERENCE [--until DATE]]",
      .what = "bring a questionnaire into the practice, and put it in force",
      .options = "attested-by licence until",
      .help =
      "  --attested-by NAME     who answers for the licence; needed for tiers 2 and 3\n"
      "  --licence REFERENCE    contract, order or letter, or the address of the terms\n"
      "  --until DATE           when it ends, such as 2027-03-31\n"
      "\n"
      "A version is never changed: other content wants another version.  Earlier ones stay, and\n"
      "answers given to them keep them.  Exit status 5: something is to be mended or completed,\n"
      "or this version is there with other content.\n" },
    { .name = "measure installed", .with_app = measure_installed, .usage = "measure installed",
      .what = "the practice's questionnaires, with the version in force",
      .help = "One line a version: in force or not, since when, who attested to its licence.\n" },
    { .name = "measure export", .with_app = measure_export, .usage = "measure export ID",
      .what = "the file of a questionnaire as the practice has it in force",
      .help = "FHIR R4 Questionnaire, on standard output.\n" },
    { .name = "measure score", .pure = measure_score_table, .table = true,
      .usage = "measure score ID|FILE.json ANSWERS.csv [--data DIR]\n               ",
      .what = "answers to scores",
      .help =
      WHICH_MEASURE
      "  ANSWERS.csv            columns id, item1, item2, ... in the questionnaire's order, or with\n"
      "                         the items' own ids; - for standard input; blank = missing\n"
      "\n"
      "Out: id, scale, raw, score, n_missing, prorated, risk; one row a person and scale.  raw is\n"
      "what was answered; score is blank when too much is missing.  risk: yes, no, or unanswered\n"
      "(a skipped safety question is never 0, and a scale that counts it has no score); blank when\n"
      "there is no such question.  Items that no scale counts may lack.\n\n" },
    { .name = "measure change", .pure = measure_change, .table = true,
      .usage = "measure change --method jt|gln|hll|en|nk|ha|percent|mid --direction lower|higher\n"
               "               [options] DATA.csv [--summary]\n"
               "       tandem measure change --method nhs-tt DATA.csv [--summary]\n      ",
      .what = "is each person's change larger than the questionnaire's own wobble?",
      .options = "method direction reliability reliability-post sd clinical-mean clinical-sd "
                 "functional-mean functional-sd cutoff crit percent mid",
      .flags = "summary",
      .help =
      "  DATA.csv               columns id, pre, post; - for standard input; blank = missing\n"
      "  --direction            which is better, lower or higher\n"
      "  --method jt            Jacobson and Truax 1991: D / (S sqrt(2(1-R)))\n"
      "           gln           Gulliksen, Lord, Novick: against regression to the mean\n"
      "           hll           Hsu, Linn, Lord: against the group's own change\n"
      "           en            Edwards and Nunnally\n"
      "           nk            Nunnally and Kotsch; with --reliability-post\n"
      "           ha            Hageman and Arrindell 1999\n"
      "           percent       by at least a part of pre (above 0): --percent P (.5)\n"
      "           mid           by at least --mid D points\n"
      "           nhs-tt        columns id, phq_pre, phq_post, gad_pre, gad_post: the rules of\n"
      "                         NHS Talking Therapies; takes none of the options below\n"
      "  --reliability R        of the questionnaire, from 0 to below 1\n"
      "  --reliability-post R2  the same after treatment\n"
      "  --sd S                 of pre, before treatment\n"
      "  --crit Z               critical value: 1.959964; 1.644854 for ha\n"
      "  --cutoff a|b|c|VALUE   clinical is at it or worse.  a: 2 SD from the clinical mean,\n"
      "                         b: 2 functional SD from the functional mean, c: between both;\n"
      "                         under ha with the SDs of true scores, S sqrt(R)\n"
      "  --clinical-mean M --clinical-sd S --functional-mean M --functional-sd S\n"
      "  --summary              category and n instead of one row a person\n"
      "\n"
      "What is not given (S, the means, the correlation; the clinical mean and SD) is taken\n"
      "from the rows that have both scores; SDs are n-1.  The file is then read twice.\n"
      "jt gln hll en nk ha: more than the critical value; percent, mid, nhs-tt: at least.\n"
      "Out: id, pre, post, change, statistic, category, started_below.  The statistic rises with\n"
      "the score; under percent and mid it is positive when better.  Categories: improved,\n"
      "unchanged, deteriorated, missing; with --cutoff also recovered and harmed.\n"
      "nhs-tt: id, case_at_start, recovered, reliable_improvement, reliable_deterioration,\n"
      "reliable_recovery (yes or no; blank when a score is missing).\n\n" },
    { .name = "measure gains", .pure = measure_gains, .table = true,
      .usage = "measure gains --cutoff C [--percent .25] [--losses] WIDE.csv",
      .what = "sudden gains and losses between two sessions",
      .options = "cutoff percent alpha direction low high",
      .flags = "losses",
      .help =
      "  WIDE.csv               columns id, s1, s2, ... sN; - for standard input; blank = missing\n"
      "  --cutoff C             points from one session to the next that count at least\n"
      "  --percent P            and this part of the score before the gap (.25)\n"
      "  --alpha A              level of the t that compares three scores on each side (.05)\n"
      "  --losses               rises instead of falls\n"
      "  --direction higher --low L --high H   higher is better: scores are turned round\n"
      "\n"
      "Out: id, from, to, status, magnitude, reversal_at; one row a gap from 2 to N-2.  Status:\n"
      "yes, no, or unknown when it hangs on a missing score.  reversal_at: the first session\n"
      "that lost half of a gain again.\n\n" },
    { .name = "measure chart", .pure = measure_chart, .table = true,
      .usage = "measure chart --kind xmr|ewma|cusum [options] SERIES.csv",
      .what = "control limits and signals for one series",
      .options = "kind baseline centre sigma floor lambda width k h",
      .help =
      "  SERIES.csv             columns t, value; - for standard input; blank = missing\n"
      "  --kind xmr             each value against centre -+ 3 sigma\n"
      "         ewma            weighted mean: --lambda L (.2), limits of --width W sigma (3)\n"
      "         cusum           sums in sigma: slack --k K (.5), interval --h H (5)\n"
      "  --baseline N           centre and sigma from the first N points (all)\n"
      "  --centre C --sigma S   given from outside instead\n"
      "  --floor S              least sigma\n"
      "\n"
      "Sigma is the mean moving range / 1.128; nothing is screened out.  Out: t, value, centre,\n"
      "lower, upper, statistic, signal (low, high or none); for cusum also c_plus and c_minus,\n"
      "and the limits are -H and H.\n\n" },
    { .name = "measure ruptures", .pure = measure_ruptures, .table = true,
      .usage = "measure ruptures --preset NAME [--sigma-within S] SERIES.csv",
      .what = "falls and returns of the alliance, by published research rules",
      .options = "preset sigma-within",
      .help =
      "  SERIES.csv             columns t, value or id, t, value; rows of one person together\n"
      "  --preset strauss_type  a fall of at least 1 SD of the series\n"
      "           stiles_type   2 SD\n"
      "           gumz_strict   2 of the larger of SD and --sigma-within\n"
      "           stevens_type  1.0 point; back within .25 of a point\n"
      "\n"
      "Out: id, onset, trough, repair, drop, status (repaired, open, unrepaired); onset, trough\n"
      "and repair are values of t.  For research; higher is better.\n\n" },
    { .name = "measure course", .pure = measure_course, .table = true,
      .usage = "measure course --norm NORM.json --intake X [--scores S:X,S:X] --at 1,3,6,12",
      .what = "where scores may go, by a norm of other people's",
      .options = "norm intake scores at band",
      .help =
      "  --norm NORM.json       beta, D, sigma2, n_id, n_obs, source and setting\n"
      "  --intake X             the first score, session 0\n"
      "  --scores S:X,S:X       later ones: the forecast takes them in\n"
      "  --at 1,3,6,12          sessions to say something about\n"
      "  --band 80|90           of 100 such people inside low and high (80)\n"
      "\n"
      "Out: session, mean, sd_true, sd_observed, low, high.\n\n" },
    { .name = "measure congruence", .pure = measure_congruence, .table = true,
      .usage = "measure congruence PAIRS.csv",
      .what = "do client and therapist see the same, over their sessions?",
      .help =
      "  PAIRS.csv              columns t, client, therapist; - for standard input\n"
      "\n"
      "Out: b0, b0_se, b1, b1_se (T - mean C = b0 + b1 (C - mean C)), r, rmsd, ccc (Lin; SDs are\n"
      "n-1), n sessions with both.  What the data cannot give is blank.\n\n" },
    { .name = "measure surface", .pure = measure_surface, .table = true,
      .usage = "measure surface PAIRS.csv [--middle M]",
      .what = "the outcome over what client and therapist rated: response surface",
      .options = "middle",
      .help =
      "  PAIRS.csv              columns client, therapist, outcome; one row a pair; - for standard\n"
      "                         input; a row with a blank is left out\n"
      "  --middle M             of the rating scale; ratings are taken from there (0)\n"
      "\n"
      "Out: term, estimate, se.  outcome = b0 + b1 C + b2 T + b3 C^2 + b4 C T + b5 T^2; along\n"
      "agreement a1 = b1+b2 and a2 = b3+b4+b5, along disagreement a3 = b1-b2 and a4 = b3-b4+b5.\n"
      "For research: rows are taken as independent.\n\n" },
    { .name = "measure growth", .pure = measure_growth, .table = true,
      .usage = "measure growth LONG.csv --direction lower|higher [--crit Z] [--summary]\n      ",
      .what = "everybody's line over time against the average line (mixed model)",
      .options = "direction crit", .flags = "summary",
      .help =
      "  LONG.csv               columns id, t, value, rows in any order; - for standard input;\n"
      "                         blank = missing\n"
      "  --direction            which is better, lower or higher (--summary does not need it)\n"
      "  --crit Z               more than Z is beyond the average slope (1.959964)\n"
      "  --summary              the fit instead: term, value, se\n"
      "\n"
      "value = b0 + b1 t + u0 + u1 t + e, by restricted maximum likelihood.  Out: id, n, intercept\n"
      "(b0 + u0), slope (b1 + u1), deviation (u1), deviation_sd, statistic (their ratio), category:\n"
      "better-than-average, average, worse-than-average, or missing below two different times.\n"
      "For research: the category is relative to the average slope of this very file.  A note says\n"
      "when D is singular or the fit has not converged; exit status 5 when nothing can be fitted.\n"
      "All rows are held in memory: at most 2,000,000 people and 20,000,000 rows.\n\n" },
    { .name = "measure cohort", .pure = measure_cohort,
      .usage = "measure cohort LONG.csv --measure ID|FILE.json [--data DIR] [--threads N] \n"
               "               [--out DIR | --summary] [--json] [--preset PRESET] [--sigma-within S]\n"
               "               [--floor SIGMA]",
      .what = "change, slope, control limits and ruptures of everybody in a registry",
      .options = "measure threads out preset sigma-within floor", .flags = "summary json",
      .help =
      "  LONG.csv               columns id, session, value, and any of bond, goals, tasks; - for\n"
      "                         standard input.  A person's rows stand together, by session\n"
      "  --measure ID           what `value` is: its range, direction, cut-off, reliable change\n"
      WHICH_MEASURE
      "  --threads N            as many as there are processors, unless given\n"
      "  --out DIR              people.csv and summary.csv go there, whole or not at all;\n"
      "                         otherwise the table of people goes to standard output\n"
      "  --summary              only the summary, on standard output\n"
      "  --json                 JSON lines instead of CSV\n"
      "  --preset PRESET        what a rupture is: strauss_type, stiles_type (unless given),\n"
      "                         gumz_strict, stevens_type\n"
      "  --sigma-within S       pooled SD within clients, for gumz_strict\n"
      "  --floor SIGMA          least sigma of the control limits (0)\n"
      "\n"
      "Exit status: 0 done, 2 wrong words, 4 no such file or measure, 5 the data has faults (each is\n"
      "named with line and column), 6 too large, 8 a table cannot be written.\n" },
};

/* "measure change" under "change". */
const CommandRow *measure_row(Str word)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(str_from_c(rows[i].name + sizeof "measure"), word)) return &rows[i];
    return NULL;
}

void measure_print_all(Out *out)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        out_raw(out, arena_printf(out->arena, "  %-18s %s\n", rows[i].name, rows[i].what));
}
