/* measure_series.h - rows of a table gathered into the series of one person.
 *
 * Rows of one person stand together and in order of time; memory is that of one person and
 * 16 bytes for each id.  A person who comes back later in the file is a fault: half a series
 * would give wrong answers silently.
 */
#ifndef CLI_MEASURE_SERIES_H
#define CLI_MEASURE_SERIES_H
#include "measure_io.h"

enum { SERIES_VALUES_MAX = 2, SERIES_POINTS_MAX = 1000000, SERIES_PEOPLE_MAX = 2000000 };

typedef struct SeriesPoint {
    Str t;                    /* as the file has it */
    double value[SERIES_VALUES_MAX]; /* NAN when blank */
} SeriesPoint;

typedef struct Series {
    Str id;                   /* empty when the file has no column id */
    const SeriesPoint *points;
    size_t count;
    Arena *arena;             /* where the points live: room for what is made of them */
} Series;

typedef struct SeriesIn SeriesIn;

/* Columns t and the named ones (space between, at most SERIES_VALUES_MAX) must be there; id may
 * be.  Errors as table_open() and table_need(). */
MUST_CHECK Err series_open(Ctx *cx, Out *out, Str path, const char *values, SeriesIn **ret_in);
/* The next person; *ret_more is false at the end.  Lives until the next call.  A file without
 * rows has no person.  ERR_CONFLICT: faults in the file.  ERR_LIMIT: too many points or people. */
MUST_CHECK Err series_next(Ctx *cx, SeriesIn *in, Series *ret_series, bool *ret_more);
void series_close(SeriesIn *in);              /* NULL is allowed */
/* The points that have this value, packed: their values in *ret_values and which points they
 * are in *ret_which. */
MUST_CHECK Err series_present(Ctx *cx, const Series *s, size_t value, double **ret_values,
                              size_t **ret_which, size_t *ret_count);
#endif
