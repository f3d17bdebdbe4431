/* words.h - a text as words that can be compared: without case, without accents.
 *
 * "Über-Müde" is the words "uber" and "mude".  Search and the wording lens share this, and
 * assets/lens.js says it a second time for the browser: tests/web/suite_lens.sh holds the two
 * against each other.  Pure: no I/O, no clock. */
#ifndef DOMAIN_WORDS_H
#define DOMAIN_WORDS_H
#include "../base/base.h"

enum { WORD_MAX = 48, PHRASE_WORDS_MAX = 8 };

typedef struct Word {
    size_t from, to;          /* bytes of the text it stands in */
    bool joined;              /* only spaces, hyphens and apostrophes since the word before */
    size_t len;
    char folded[WORD_MAX];    /* what is longer compares by its beginning */
} Word;

/* The first word at or after *at; moves *at behind it.  False when there is none.  Bytes that
 * are not UTF-8 stand between words. */
bool words_next(Str text, size_t *at, Word *ret_word);

/* Words that follow each other, joined. */
typedef struct Phrase {
    Str word[PHRASE_WORDS_MAX];           /* folded */
    size_t count;
    bool begins;              /* of the last word the beginning is enough */
} Phrase;
/* Words beyond the most a phrase holds are left out; no word at all: count 0. */
Phrase phrase_read(Arena *a, Str text);
/* Does it stand at `first`, a word of `text`?  Then the byte behind it, else 0. */
size_t phrase_at(const Phrase *p, Str text, const Word *first);
#endif
