/* measure.h - the table of `tandem measure SUBCOMMAND`; one file a subcommand, measure_*.c.
 *
 * To add one: declare its function here, add its row in measure.c.  Options, flags and help
 * stand in the row; --json and --out are added where .table is set.  A subcommand with
 * .pure needs no practice: it gets words and options, reads and writes by measure_io.h.
 */
#ifndef CLI_MEASURE_H
#define CLI_MEASURE_H
#include "command.h"

CommandPure measure_list, measure_show, measure_check, measure_score_table;
CommandFn measure_install, measure_installed, measure_export;
CommandPure measure_change;
CommandPure measure_gains, measure_chart, measure_ruptures, measure_congruence, measure_course;
CommandPure measure_growth, measure_surface;
CommandPure measure_cohort;

/* The row of a subcommand, named "measure change" and so on; NULL: there is none. */
const CommandRow *measure_row(Str word);
/* What `tandem measure --help` prints below the usage. */
void measure_print_all(Out *out);
#endif
