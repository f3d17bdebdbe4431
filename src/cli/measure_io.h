/* measure_io.h - tables in and out of `tandem measure`: CSV read row by row, CSV or JSON
 * lines written, whatever the size of the file.
 *
 * Memory: one row and two fixed buffers.  A row is at most 1 MiB and 256 fields.  Numbers
 * are read strictly and without a locale; blank means missing.  What is wrong with a file is
 * noted with file, line and column, up to TABLE_FAULTS_MAX, and the run then ends with exit
 * status 5.
 */
#ifndef CLI_MEASURE_IO_H
#define CLI_MEASURE_IO_H
#include <math.h>
#include "command.h"

enum { TABLE_FAULTS_MAX = 20 };

/* --- reading ---------------------------------------------------------------- */
typedef struct TableIn TableIn;

#define TABLE_NO_COLUMN SIZE_MAX

/* Opens a file, or standard input for "-", and reads the line of column names (case does not
 * count, nor does white space around them).  Complaints go to `out`, which reaches standard
 * error.  ERR_MISSING: no such file.  ERR_CONFLICT: no header, or a name that stands twice. */
MUST_CHECK Err table_open(Ctx *cx, Out *out, Str path, TableIn **ret_table);
void table_close(TableIn *t);                 /* NULL is allowed */

/* Position of a column, from 0; TABLE_NO_COLUMN when there is none of that name. */
size_t table_column(const TableIn *t, const char *name);
/* "id pre post": all must be there.  ret_at[i] gets each one's position.  ERR_CONFLICT names
 * those that are missing and says what the file has. */
MUST_CHECK Err table_need(Ctx *cx, TableIn *t, const char *names, size_t *ret_at);
/* Columns prefix1, prefix2, ... prefixN without a gap: how many; their positions in
 * ret_at[0..max).  0 when there is no prefix1. */
size_t table_numbered(const TableIn *t, const char *prefix, size_t *ret_at, size_t max);

/* The next row.  *ret_more is false at the end.  ERR_CONFLICT when the text is no CSV from
 * here on, when a row's fields are not as many as the names, or when TABLE_FAULTS_MAX faults
 * have been noted. */
MUST_CHECK Err table_next(Ctx *cx, TableIn *t, bool *ret_more);
int64_t table_line(const TableIn *t);         /* of this row */
/* A field of this row without the white space around it, until the next one is read. */
Str table_text(const TableIn *t, size_t column);
/* NAN when blank.  NAN too, and a fault is noted, when it is not a finite number. */
double table_number(TableIn *t, size_t column);
/* Notes a fault of this row; `column` may be TABLE_NO_COLUMN. */
void table_fault(TableIn *t, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Was anything noted since the file was opened? */
bool table_faulty(const TableIn *t);
/* ERR_CONFLICT when something was noted, OK otherwise: for the end of a run. */
MUST_CHECK Err table_verdict(Ctx *cx, const TableIn *t);
/* Back to the first row, for a second pass.  A pipe is kept in an unnamed temporary file
 * while it is read for the first time, if `table_keep` was called before the first row. */
MUST_CHECK Err table_keep(Ctx *cx, TableIn *t);
MUST_CHECK Err table_rewind(Ctx *cx, TableIn *t);

/* --- writing ---------------------------------------------------------------- */
typedef struct TableOut TableOut;

/* To --out FILE, else to standard output; JSON lines under --json, else CSV (RFC 4180, LF,
 * quotes only where needed).  `names` are the columns, space between.  A file is written
 * beside and renamed by table_done(): until then nothing of that name changes. */
MUST_CHECK Err table_write(Ctx *cx, const Command *c, const char *names, TableOut **ret_table);
/* Put the cells of a row in order, then end it.  A row that has fewer or more cells than
 * names is a bug (ERR_BUG at its end). */
void table_put(TableOut *t, Str text);
void table_put_number(TableOut *t, double value);  /* shortest text that reads back the same;
                                                      not finite: blank, in JSON null */
void table_put_count(TableOut *t, size_t value);
void table_put_yes(TableOut *t, bool yes);         /* yes or no */
void table_put_given(TableOut *t, Str text);       /* as it was read; in JSON a number where it
                                                      is one */
void table_put_blank(TableOut *t);                 /* in JSON null */
MUST_CHECK Err table_end_row(Ctx *cx, TableOut *t);
/* Flushes and puts the file in place. */
MUST_CHECK Err table_done(Ctx *cx, TableOut *t);
/* Leaves no file behind unless table_done() has succeeded.  NULL is allowed. */
void table_drop(TableOut *t);

/* Strictly a decimal number: "12", "-3.5", ".5", "1e-3"; never inf, nan or a comma. */
bool number_read(Str text, double *ret_value);

/* --- options ---------------------------------------------------------------- */
/* A number; `otherwise` when the option was not given.  ERR_INVALID unless low <= n <= high. */
MUST_CHECK Err option_number(Ctx *cx, const Command *c, const char *name, double otherwise,
                             double low, double high, double *ret_value);
bool option_given(const Command *c, const char *name);
/* Exactly `count` words after the options, otherwise ERR_INVALID that says `expected`. */
MUST_CHECK Err words_want(Ctx *cx, const Command *c, size_t count, const char *expected);
#endif
