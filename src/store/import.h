/* import.h - scores from before Tandem, brought in from a file.
 *
 * Every function needs a grant for SCORES_IMPORT.  What is brought in is marked as such
 * wherever it is stored, and stands in the access log of each person's work.
 */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H
#include "../access/grant.h"
#include "../domain/response.h"
#include "db.h"

/* Was this very file brought in before? */
MUST_CHECK Err import_seen(Ctx *cx, Tx *tx, const Grant *g, Str file, bool *ret_found,
                           int64_t *ret_at_ms, int64_t *ret_rows);
MUST_CHECK Err import_keep(Ctx *cx, Tx *tx, const Grant *g, Str file, int64_t rows);

/* Whose row is it?  The work that was open at `at_ms`, else the newest in which this person
 * is a client; zero ids for what there is not. */
typedef struct ImportPlace { PersonId person; EpisodeId episode; } ImportPlace;
MUST_CHECK Err import_place(Ctx *cx, Tx *tx, const Grant *g, Str email, int64_t at_ms,
                            ImportPlace *ret_place);
/* Is there a score of this measure by this person from `from_ms` until before `to_ms`? */
MUST_CHECK Err import_has_score(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Str measure,
                                int64_t from_ms, int64_t to_ms, bool *ret_found);

/* One filled-in form of then, sent at `at_ms`. */
typedef struct ImportForm {
    ImportPlace place;
    int64_t at_ms;
    const GivenAnswer *answers;
    size_t answer_count;
    const Definition *definition;
    const ScaleScore *scores; /* those that are scored are stored */
    size_t score_count;
} ImportForm;
MUST_CHECK Err import_form(Ctx *cx, Tx *tx, const Grant *g, const ImportForm *form,
                           ResponseId *ret_id);
/* A row in the access log of this work. */
MUST_CHECK Err import_log(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e);

extern const Query *const import_queries[];
#endif
