/* cohort_in.h - id,session,value[,bond,goals,tasks] into tiles of 16 people, at the speed of
 * memory, by any number of threads.
 *
 * The file is cut into blocks of COHORT_BLOCK bytes.  A person belongs to the block in which
 * their first line begins; whoever reads that block reads on to their last line.  A line of plain
 * numbers is read here; any other line by base/csv, with the rules and words of all
 * tables (measure_io.h).  Two rules are narrower: a field holds no line break, and a line is
 * at most COHORT_LINE_MAX bytes; both let a reader find its place in the middle of a file.
 *
 * Rows of one person stand together, in order of session.  Memory: 640 bytes for each session
 * of the longest course, times the threads.
 */
#ifndef CLI_COHORT_IN_H
#define CLI_COHORT_IN_H
#include <sys/types.h>
#include "../measure/cohort.h"

enum { COHORT_BLOCK = 256 << 10, COHORT_LINE_MAX = 8192, COHORT_ID_MAX = 255, COHORT_FAULTS_MAX = 20 };

/* What a column is.  The numbers stand in CohortRecord in this order. */
#define COHORT_COLUMNS(X) \
    X(SESSION, "session") X(VALUE, "value") X(BOND, "bond") X(GOALS, "goals") X(TASKS, "tasks") \
    X(ID, "id")
#define X(name, word) COLUMN_##name,
typedef enum CohortColumn { COHORT_COLUMNS(X) COLUMN_OTHER } CohortColumn;
#undef X
enum { COHORT_NUMBERS = COLUMN_ID };

typedef struct CohortFault { off_t at; size_t column; char text[200]; } CohortFault;
typedef struct CohortFaults { CohortFault list[COHORT_FAULTS_MAX]; size_t count; } CohortFaults;

typedef struct CohortFile {
    int fd;
    off_t size, body;             /* where the second line begins */
    CohortColumn column[CSV_FIELDS_MAX];
    Str name[CSV_FIELDS_MAX];
    size_t column_count;
    unsigned scales;              /* as in CohortRules */
    double low, high;             /* what the measure can give */
} CohortFile;

/* Reads the line of names from f->fd; the caller sets fd, size, low and high.  ERR_CONFLICT: the
 * names are not what is needed; `faults` (empty before) says what. */
MUST_CHECK Err cohort_file_names(Ctx *cx, CohortFile *f, CohortFaults *faults);
/* The line, from 1, that holds this byte; reads the file up to there. */
int64_t cohort_file_line(const CohortFile *f, off_t at);

typedef struct CohortId { uint8_t len; char text[COHORT_ID_MAX]; } CohortId;
/* A tile that is full, or the last of a block: `people` lanes count. */
typedef void CohortTake(void *arg, const CohortTile *tile, double (*alliance)[COHORT_LANES],
                        const CohortId *id, size_t people);
/* A person begins at this byte: for looking through a file for its ids alone. */
typedef void CohortMeet(void *arg, Str id, off_t at);

typedef struct CohortReader CohortReader;
/* In `arena`, which is this reader's alone.  ERR_LIMIT: it is too small.  `meet` NULL: tiles. */
MUST_CHECK Err cohort_reader_open(Ctx *cx, Arena *arena, const CohortFile *file, CohortTake *take,
                                  CohortMeet *meet, void *arg, CohortReader **ret_reader);
/* Everybody who begins in [from, to): bytes of the file, `from` being 0 or any place.  What is
 * wrong is noted in cohort_reader_faults().  ERR_STORE: cannot be read; ERR_LIMIT: one person has
 * too many sessions. */
MUST_CHECK Err cohort_reader_run(Ctx *cx, CohortReader *r, off_t from, off_t to);
const CohortFaults *cohort_reader_faults(const CohortReader *r);
/* First and last person of the last run, and whether ids rose in it, by bytes and by length and
 * bytes ("9" before "10"); first->len 0: nobody began there. */
typedef struct CohortOrder { CohortId first, last; bool by_bytes, by_length; } CohortOrder;
const CohortOrder *cohort_reader_order(const CohortReader *r);
/* `next` comes after `o` in the file: what holds for both together. */
void cohort_order_join(CohortOrder *o, const CohortOrder *next);
#endif
