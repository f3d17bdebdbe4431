/* joint.h - fills the cards of what people word and answer together. */
#ifndef WEB_JOINT_H
#define WEB_JOINT_H
#include "../store/entry.h"
#include "../views/joint.h"
#include "pages.h"

/* The entries a page shows, and what it needs to tell about them. */
typedef struct Joint {
    Ctx *cx;
    Req *rq;
    Episode work;
    Entries all;
    Frame frame;
    JointForm form;
} Joint;

/* Loads the kinds and fills frame and form. */
MUST_CHECK Err joint_open(Ctx *cx, Req *rq, Str title, Tab tab, EntryKinds kinds, Joint *ret_joint);
/* The same for a page that has loaded its entries: whose frame it is, where its forms lead back to. */
void joint_begin(Ctx *cx, Req *rq, const Frame *frame, const Episode *work,
                 const Entries *all, Str back, Joint *ret_joint);
JointCard joint_card(const Joint *j, const Entry *e);
/* The next one of this kind under `parent` (zero: under nothing) from `*at` on, not taken
 * back; NULL when there is none.  Moves `*at` past it. */
const Entry *joint_next(const Joint *j, EntryKind kind, EntryId parent, size_t *at);
MUST_CHECK Err joint_cards(const Joint *j, EntryKind kind, EntryId parent, JointCards *ret_cards);
/* The goals people work on, of no parent; how many of them wait for the reader's view. */
MUST_CHECK Err joint_goals(const Joint *j, JointCards *ret_cards, size_t *ret_waiting);
/* What changed from one text to the other, word by word. */
MUST_CHECK Err joint_pieces(Ctx *cx, Str before, Str after, const JointPiece **ret_pieces,
                            size_t *ret_count);
/* Somebody's words, with name, day and colour. */
JointWords joint_words(const Joint *j, PersonId person, Str text, int64_t at_ms);
/* check.c: fills what others understood of `about`; the page has loaded its checks. */
void joint_checks(const Joint *j, const Entry *about, JointCard *card);
/* Where entries of this kind are shown: "/goals". */
const char *joint_page_of(EntryKind kind);
/* Where this very entry is shown: on its page, on a page of its own, or with its parent. */
MUST_CHECK Err joint_place(Ctx *cx, Req *rq, const Entry *e, Url *ret_place);
#endif
