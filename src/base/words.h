/* words.h - the program's own words in the language of whoever reads.
 *
 * Programmers write English.  A request's arena carries the Language of its reader (none =
 * English, and then nothing here runs); what is printed into it or sent from it is looked up
 * by its English text.  Only the program's own constants are looked up: what people wrote
 * lies in an arena, never among the constants, so it is never taken for a message.
 *
 * Messages name their parts: "You and {1} meet on {2}".  A format's conversions are parts
 * too: arena_printf(a, "You and %s", name) is the message "You and {1}".
 * docs/languages.md says how to translate, decision 0018 why it is done so.
 */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H
#include "out.h"

#include <stdarg.h>

enum { WORDS_PARTS_MAX = 12, WORDS_KEY_MAX = 600 };

/* `said` is empty where the translation is missing.  Messages with a plural hold their forms
 * one after the other, each closed by a NUL. */
typedef struct LanguageText { Str english, said; } LanguageText;

struct Language {
    Str code, dir, name;          /* "ar", "rtl", the language's own name for itself */
    char decimal;                 /* between whole number and decimals */
    const LanguageText *messages;      /* by hash, open addressing; empty english = free */
    size_t slots;                 /* a power of two */
    unsigned (*form)(uint64_t n); /* which plural form */
    unsigned forms;
    bool (*is_ours)(const char *text);   /* among the program's constants? */
};

/* The languages beside English; made by tools/poc from po. */
extern const Language *const words_all[];
extern const size_t words_count;

/* NULL for English and for every language there is no translation of. */
const Language *words_find(Str code);
/* The first language of a browser's Accept-Language that there is, English included. */
const Language *words_accept(Str header);
/* "en" and "ltr" for NULL. */
Str words_code(const Language *w);
Str words_dir(const Language *w);

/* What the message is in this language; false where there is none (it stays English). */
bool words_say(const Language *w, Str english, Str *ret_said);
/* The same for a value: only the program's own constants are looked up. */
Str words_value(const Language *w, Str value);
/* arena_printf for a reader; for base/arena.c. */
Str words_vprintf(Arena *a, const Language *w, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));
/* One or many: `one` and `many` are messages whose {1}, if there, is the number.  The form is
 * the reader's language's: say_count(a, n, "one session", "{1} sessions"). */
Str say_count(Arena *a, int64_t n, const char *one, const char *many);
/* A number with decimals as the reader writes it. */
Str say_fixed(Arena *a, double value, int decimals);

/* --- for compiled views ------------------------------------------------------------- */
/* WORDS_MARK: where a translation is missing, the English stands in a <span lang="en">. */
typedef enum WordsPlace { WORDS_PLAIN, WORDS_MARK } WordsPlace;
/* A message without parts, as markup. */
void out_words(Out *o, Str message, WordsPlace place);
/* A value in an attribute that people read. */
void out_say_attr(Out *o, Str s);

/* A message with parts: sends the text up to the next part and returns its number, 0 at the
 * end.  "{2}" is a value, "<a1>" an element whose tag the view sends. */
typedef struct Saying { Out *o; Str rest; bool marked; } Saying;
Saying saying_open(Out *o, Str message, WordsPlace place);
int saying_next(Saying *s);

#define OUT_SAY_ATTR(o, x) \
    _Generic((x), Str: out_say_attr, int64_t: out_int, int: out_int_i)((o), (x))
#endif
