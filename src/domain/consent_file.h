/* consent_file.h - a world and its questions from a JSON file, for rehearsing a policy.
 *
 * The format is in docs/consent.md.  Strict: a member nobody declares, a word on no list and a
 * name that nobody bears are problems, all of them reported with their path; a file with a
 * problem answers no question.  What a *question* leaves out or misnames is a question still:
 * the engine refuses it.
 */
#ifndef DOMAIN_CONSENT_FILE_H
#define DOMAIN_CONSENT_FILE_H
#include "consent.h"

enum { CONSENT_PROBLEMS_MAX = 200 };
typedef struct ConsentProblem { Str path, text; } ConsentProblem;
typedef struct ConsentProblems {
    ConsentProblem list[CONSENT_PROBLEMS_MAX];
    size_t count;
    bool more;                /* there were too many to list */
} ConsentProblems;

/* A world with the names its file uses; same places as in the world's arrays. */
typedef struct ConsentBook {
    ConsentWorld world;
    const Str *party_id, *party_name;     /* a name is the id where the file gives none */
    const Str *item_id;
    int64_t now;
} ConsentBook;

typedef struct ConsentStep {
    const ConsentBook *book;
    ConsentRequest request;
    const Json *then;         /* what the file expects; NULL */
} ConsentStep;
typedef struct ConsentScenario {
    Str id, title;
    ConsentStep *step;
    size_t step_count;
} ConsentScenario;
typedef struct ConsentFile {
    const ConsentBook *base;
    ConsentScenario *scenario;
    size_t scenario_count;
} ConsentFile;

/* ERR_INVALID when it is no JSON, or with problems listed (problems->count > 0);
 * ERR_LIMIT when it is too large.  The file lives in the context's arena. */
MUST_CHECK Err consent_file_read(Ctx *cx, Str json, ConsentProblems *problems,
                                 ConsentFile *ret_file);
/* PARTY_UNKNOWN, ITEM_UNKNOWN when nobody, nothing is called so. */
PartyAt consent_book_party(const ConsentBook *book, Str id);
uint32_t consent_book_item(const ConsentBook *book, Str id);

/* {"id":...,"decisions":[{"effect","reason","rules","obligations","segments"}]} */
void consent_print(Out *out, const ConsentScenario *scenario);
/* Who may do it with this thing, and why; who may not, and why not: a sentence for everyone in
 * the world, over all purposes.  consent_explain.c */
void consent_explain(Out *out, const ConsentBook *book, uint32_t item, Act act, int64_t now);
/* The ways in which a decision is not what its step expects, one sentence; "" when none. */
Str consent_differs(Arena *a, const ConsentStep *step);
#endif
