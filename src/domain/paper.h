/* paper.h - a text to read and sign: its kinds, what people answer, how it stands with each.
 *
 * A paper is words that never change: whoever signed it signed exactly these.  People sign,
 * say no, say not now, or withdraw what they signed, with effect from then on; every answer
 * is kept.  Pure: no I/O, no clock.
 */
#ifndef DOMAIN_PAPER_H
#define DOMAIN_PAPER_H
#include "../base/base.h"

/* name, stored as, what it is called, what signing it says */
#define PAPER_KINDS(X)                                                                         \
    X(AGREEMENT, "agreement", "Treatment agreement",                                           \
      "I have read this agreement, I could ask about it, and I agree to it.")                  \
    X(CONSENT, "consent", "Consent to treatment",                                              \
      "I have read this, I could ask about it, and I consent to it of my own free will.")      \
    X(PRIVACY, "privacy", "Privacy notice",                                                    \
      "I have read this notice, or it was read to me, and I could ask about it.")              \
    X(FEES, "fees", "Fee agreement",                                                           \
      "I have read what it costs, I could ask about it, and I agree to it.")                   \
    X(TELEHEALTH, "telehealth", "Sessions by video or phone",                                  \
      "I have read this, I could ask about it, and I consent to sessions by video or phone.")  \
    X(OTHER, "other", "Another text",                                                          \
      "I have read this, I could ask about it, and I agree to it.")
#define PAPER_SLOTS "agreement consent privacy fees telehealth other"
/* name, stored as, said of somebody ("Maya ...") */
#define PAPER_ACTS(X)                                                                          \
    X(SIGNED, "signed", "signed it") X(DECLINED, "declined", "said no")                        \
    X(NOT_NOW, "not_now", "said not now") X(WITHDRAWN, "withdrawn", "withdrew it from then on")

typedef enum PaperKind {
#define X(name, ...) PAPER_##name,
    PAPER_KINDS(X)
#undef X
    PAPER_KIND_COUNT
} PaperKind;
typedef enum PaperAct {
    PAPER_NOTHING,            /* not answered yet */
#define X(name, ...) PAPER_##name,
    PAPER_ACTS(X)
#undef X
    PAPER_ACT_COUNT
} PaperAct;
bool paper_kind_parse(Str s, PaperKind *ret_kind);
Str paper_kind_name(PaperKind kind);
Str paper_kind_say(PaperKind kind);
/* The same, unless the title says it already: then "". */
Str paper_kind_beside(PaperKind kind, Str title);
Str paper_intent(PaperKind kind);             /* what whoever signs it says by that */
PaperAct paper_act_parse(Str s);              /* PAPER_NOTHING for anything else */
Str paper_act_name(PaperAct act);
Str paper_act_say(PaperAct act);

enum { PAPER_TITLE_MAX = 120, PAPER_TEXT_MAX = 15000, PAPER_NAME_MAX = 120, PAPER_WORDS_MAX = 2000,
       PAPER_DRAWN_MAX = 12000, PAPER_PAD_WIDTH = 320, PAPER_PAD_HEIGHT = 120 };

/* What one person answered, once. */
typedef struct PaperAnswer {
    PersonId person;
    int64_t number;           /* 1, 2, ... of this person on this paper */
    PaperAct act;
    Str name;                 /* as typed; only when signed */
    Str drawn;                /* path data of the drawing; "" = typed alone */
    Str intent;               /* what signing said then */
    Str words;                /* why, when they said so */
    Str hash;                 /* SHA-256 of the text as it was shown, in hex */
    int64_t at_ms;
} PaperAnswer;
typedef struct PaperAnswers { PaperAnswer *list; size_t count; } PaperAnswers;

/* The newest answer of this person; NULL: none yet. */
const PaperAnswer *paper_newest(const PaperAnswers *answers, PersonId person);
PaperAct paper_stands(const PaperAnswers *answers, PersonId person);
/* The signature that is in force; NULL: none, or withdrawn. */
const PaperAnswer *paper_signature(const PaperAnswers *answers, PersonId person);
/* May this person answer so now?  `asked`: the text is still put to them.  Only what was
 * signed is withdrawn, and it can be withdrawn for ever. */
bool paper_may(const PaperAnswers *answers, PersonId person, PaperAct act, bool asked);

/* A paper's words: the title, an empty line, the text. */
Str paper_words(Arena *a, Str title, Str text);
Str paper_title(Str words);
Str paper_text(Str words);

/* The text as it is laid out: "# " begins a heading, "- " a point, an empty line a paragraph. */
typedef enum PaperPiece { PIECE_PARAGRAPH, PIECE_HEADING, PIECE_POINT } PaperPiece;
typedef struct PaperBlock { PaperPiece piece; Str text; } PaperBlock;
typedef struct PaperBlocks { PaperBlock *list; size_t count; } PaperBlocks;
/* list NULL and count 0 when the arena is full. */
PaperBlocks paper_blocks(Arena *a, Str text);

/* Is this a drawing: M and L with whole numbers inside the pad, at least two points?  It goes
 * into a picture as it is. */
bool paper_drawing_ok(Str path);
/* Does the text still say of itself that nobody looked at it? */
bool paper_is_starting_point(Str text);
/* Is there something left to fill in: "[...]" within a line? */
bool paper_has_gaps(Str text);
#endif
