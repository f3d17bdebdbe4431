/* consent_inner.h - what the parts of the engine share; nobody else includes it.
 *
 * A thing is judged piece by piece (a piece is a segment); the rules see one piece.
 */
#ifndef DOMAIN_CONSENT_INNER_H
#define DOMAIN_CONSENT_INNER_H
#include "consent.h"

/* The question with what it names looked up. */
typedef struct Ask {
    const ConsentWorld *w;
    const ConsentRequest *r;
    const Party *who;
    const Item *item;
} Ask;

/* One segment, with the item's labels added.  `category` is a working note's wherever the
 * label says so: such a piece has one rule, R6, whatever it was filed under. */
typedef struct Piece {
    const PartyAt *subject;
    size_t subject_count;
    uint32_t labels;
    Category category;
} Piece;

typedef struct Finding {
    Why why;                  /* of the permit or refusal; until then the best reason for none */
    uint32_t obligations;
    uint32_t cited[CONSENT_SUBJECTS_MAX];
    size_t cited_count;
} Finding;

typedef enum Verdict { VERDICT_PASS, VERDICT_PERMIT, VERDICT_DENY } Verdict;
typedef Verdict PieceRule(const Ask *q, const Piece *p, Finding *f);
PieceRule rule_own, rule_proxy, rule_process_note, rule_refusal, rule_author, rule_treating,
    rule_supervision, rule_release, rule_break_glass;

Piece piece_of(const Ask *q, const Segment *s);
bool piece_about(const Piece *p, PartyAt party);
/* in [from, to)? */
static inline bool within(int64_t at, int64_t from, int64_t to) { return at >= from && at < to; }
Written category_written(Category c);

/* The refusal by a subject of this piece that meets the question; NULL when there is none.
 * own_only: only one that a subject signed who may decide alone. */
typedef enum RefusalBy { REFUSAL_BY_ANY, REFUSAL_BY_SUBJECT } RefusalBy;
const Release *release_refusal(const Ask *q, const Piece *p, RefusalBy by);
/* One permission of this subject that meets the question; NULL when there is none.  Among
 * several the choice does not depend on their order. */
const Release *release_permit(const Ask *q, const Piece *p, PartyAt subject);
/* Does the proxy's authority hold at `at`, for a piece of this category and these labels? */
bool proxy_holds(const ConsentWorld *w, const Proxy *proxy, int64_t at);
bool proxy_reaches(const Proxy *proxy, Category category);
#endif
