/* measure.c - the table of `tandem measure SUBCOMMAND`. */
#include "measure.h"

static const CommandRow rows[] = {
    { .name = "measure change", .pure = measure_change, .table = true,
      .usage = "measure change --method METHOD --direction lower|higher [options] DATA.csv",
      .what = "is each person's change larger than the questionnaire's own wobble?",
      .options = "method direction reliability reliability-post sd clinical-mean clinical-sd "
                 "functional-mean functional-sd cutoff crit percent mid",
      .flags = "summary",
      .help =
      "  DATA.csv               columns id, pre, post; - for standard input; blank = missing\n" },
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
