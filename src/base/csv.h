/* csv.h - CSV of RFC 4180, read strictly by rows, written safe for spreadsheets.
 *
 * Reader: UTF-8 (BOM allowed), comma, quotes doubled, LF or CRLF; rows of at most
 * 256 fields and fields of at most 64 kB; errors carry the line.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H
#include "err.h"
#include "out.h"

enum { CSV_FIELDS_MAX = 256 };

typedef struct Csv { Str text; size_t at; int64_t line; } Csv;
typedef struct CsvRow { Str field[CSV_FIELDS_MAX]; size_t count; int64_t line; } CsvRow;

Csv csv_open(Str text);
/* The next row that is not empty (",,," is).  Fields live as long as the text and the
 * arena.  *ret_more is false at the end.  ERR_INVALID with
 * "line N: ..." for a stray quote, a NUL, bad UTF-8 or too many fields. */
MUST_CHECK Err csv_next(Ctx *cx, Csv *csv, CsvRow *row, bool *ret_more);
/* Writes one field, quoted; cells that begin with = + - @ TAB CR LF get a leading ' unless
 * they are a plain number. */
void csv_put(Out *o, Str field, bool first_in_row);
void csv_end_row(Out *o);
#endif
