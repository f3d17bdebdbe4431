/* import_file.h - the file of `tandem import`, read into rows; everything wrong with it is
 * collected with its line, so that one look mends it all.  Knows no database. */
#ifndef CLI_IMPORT_FILE_H
#define CLI_IMPORT_FILE_H
#include "../domain/response.h"

enum { IMPORT_ROWS_MAX = 200000, IMPORT_ITEMS_MAX = 60 };

typedef struct ImportRow {
    int64_t line;
    bool usable;              /* nothing was wrong with it */
    Str email, measure, date_text;
    const Definition *definition;
    Date date;
    bool has_total;
    double total;
    GivenAnswer *answer;      /* those that are there */
    size_t answer_count;
} ImportRow;

typedef struct ImportProblem { int64_t line; Str text; } ImportProblem;

typedef struct ImportFile {
    Arena *arena;
    const MeasureSet *measures;
    Date today;               /* of the practice */
    ImportRow *row;
    size_t row_count;
    ImportProblem *problem;
    size_t problem_count, problem_room;
} ImportFile;

void import_problem(ImportFile *f, int64_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Reads `text` into f->row; `arena`, `measures` and `today` are the caller's.  ERR_INVALID
 * when it is no CSV at all; ERR_LIMIT when it is too large. */
MUST_CHECK Err import_file_read(Ctx *cx, ImportFile *f, Str text);
/* By line; of one line in the order they were found. */
void import_problems_sort(ImportFile *f);
#endif
