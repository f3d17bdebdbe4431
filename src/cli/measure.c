/* measure.c - the table of `tandem measure SUBCOMMAND`. */
#include "measure.h"

static const CommandRow rows[] = {
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
