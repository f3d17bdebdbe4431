/* paper.h - texts a practice offers, put into works as papers, and what people answered.
 *
 * A paper in a work is an entry (store/entry.h): who reads it follows from that.  Its text is
 * stored with it, so what was signed stays readable whatever the practice offers later.
 */
#ifndef STORE_PAPER_H
#define STORE_PAPER_H
#include "../access/grant.h"
#include "../domain/paper.h"
#include "entry.h"

/* --- what the practice offers; needs PRACTICE ---------------------------------------- */
typedef struct Template {
    TemplateId id;
    PaperKind kind;
    bool offered, at_intake;
    int64_t version;              /* of `words`; the newest unless asked for another */
    Str words;                    /* paper_words() */
    PersonId author;
    int64_t at_ms;                /* when these words were written */
} Template;
typedef struct Templates { Template *list; size_t count; } Templates;

/* By name of kind, then oldest first; at most 100. */
MUST_CHECK Err template_list(Ctx *cx, Tx *tx, const Grant *g, Templates *ret_list);
MUST_CHECK Err template_load(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, Template *ret_template);
/* Every version, newest first. */
MUST_CHECK Err template_versions(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, Templates *ret_list);
/* ERR_LIMIT when there are 100. */
MUST_CHECK Err template_add(Ctx *cx, Tx *tx, const Grant *g, PaperKind kind, Str words,
                            TemplateId *ret_id);
/* New words, having seen version `seen`: a new version; the same words change nothing.
 * ERR_CONFLICT when somebody was faster. */
MUST_CHECK Err template_word(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, int64_t seen, Str words);
MUST_CHECK Err template_set(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, bool offered,
                            bool at_intake);

/* --- in a work; needs ENTRY ------------------------------------------------------------- */
typedef struct Paper {
    Entry entry;
    PaperKind kind;
    TemplateId made_from;
    int64_t version;              /* of what it was made from */
    Str words;
    Str hash;                     /* SHA-256 of `words` as they are stored now, in hex */
    PaperAnswers answers;         /* of everybody, in order of time */
} Paper;
typedef struct Papers { Paper *list; size_t count; } Papers;

/* Put into the work, for everyone in it to read and answer. */
MUST_CHECK Err paper_put(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Template *from,
                         EntryId *ret_id);
MUST_CHECK Err paper_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Papers *ret_list);
/* ERR_MISSING unless it is a paper this member may read. */
MUST_CHECK Err paper_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, Paper *ret_paper);
/* The actor's answer, to the text as it is stored: hash and intent are set here.  ERR_DENIED
 * unless paper_may(). */
MUST_CHECK Err paper_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Paper *paper,
                            const PaperAnswer *said);

extern const Query *const paper_queries[];
#endif
