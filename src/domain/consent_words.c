/* consent_words.c - the closed lists as words of files, and as words for people. */
#include "consent.h"

typedef struct Words { const char *word, *say; } Words;

static const Words categories[] = { { "", "" },
#define X(name, word, written, say) { word, say },
    CONSENT_CATEGORIES(X)
#undef X
    { "?", "something of an unknown kind" } };
static const Words acts[] = { { "", "" },
#define X(name, word, say) { word, say },
    CONSENT_ACTS(X)
#undef X
    { "?", "do something unknown" } };
static const Words purposes[] = { { "", "" },
#define X(name, word, say) { word, say },
    CONSENT_PURPOSES(X)
#undef X
    { "?", "an unknown purpose" } };
static const Words labels[] = { { "", "" },
#define X(name, word) { word, word },
    CONSENT_LABELS(X)
#undef X
    { "?", "?" } };
static const Words obligations[] = { { "", "" },
#define X(name, word) { word, word },
    CONSENT_OBLIGATIONS(X)
#undef X
    { "?", "?" } };
static const Words reasons[] = { { "", "" },
#define X(name, word, say) { word, say },
    CONSENT_REASONS(X)
#undef X
};

static int parse(const Words *list, int count, Str word)
{
    for (int i = 0; i < count; i++)
        if (str_eq(str_from_c(list[i].word), word)) return i;
    return count;
}

Category category_parse(Str word) { return (Category)parse(categories, CAT_COUNT, word); }
Act act_parse(Str word) { return (Act)parse(acts, ACT_COUNT, word); }
Purpose purpose_parse(Str word) { return (Purpose)parse(purposes, FOR_COUNT, word); }
Label label_parse(Str word) { return (Label)parse(labels, LABEL_COUNT, word); }
Obligation obligation_parse(Str word) { return (Obligation)parse(obligations, MUST_COUNT, word); }
Str category_word(Category c) { return str_from_c(categories[c].word); }
Str act_word(Act a) { return str_from_c(acts[a].word); }
Str purpose_word(Purpose p) { return str_from_c(purposes[p].word); }
Str label_word(Label l) { return str_from_c(labels[l].word); }
Str obligation_word(Obligation o) { return str_from_c(obligations[o].word); }
Str why_code(Why why) { return str_from_c(reasons[why].word); }
Str category_say(Category c) { return str_from_c(categories[c].say); }
Str act_say(Act a) { return str_from_c(acts[a].say); }
Str purpose_say(Purpose p) { return str_from_c(purposes[p].say); }
Str why_say(Why why) { return str_from_c(reasons[why].say); }
