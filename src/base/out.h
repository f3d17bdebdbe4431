/* out.h - growing output buffer, and the types that decide how text is escaped.
 *
 * The type of a value picks its escaping: Str is escaped, Html is already safe
 * markup, Url is safe in href.  Html and Url are built only in base/ and views.
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H
#include "arena.h"

typedef struct Html { Str s; } Html;
typedef struct Url { Str s; } Url;

typedef struct Out {
    Arena *arena;
    char *buf;
    size_t len, cap;
    size_t max;               /* bytes; chosen by whoever opens it */
    bool bad;                 /* sticky: something did not fit */
} Out;

Out out_open(Arena *arena, size_t max);
Str out_str(const Out *o);                    /* what was written so far */
void out_raw(Out *o, Str s);                  /* as it is */
void out_text(Out *o, Str s);                 /* HTML-escaped, block-wise */
/* out_text; a constant of the program in the reader's language (words.h). */
void out_say(Out *o, Str s);
void out_int(Out *o, int64_t n);
void out_fixed(Out *o, double value, int decimals); /* "4.20"; '.' always; "-0.00" never */
void out_html(Out *o, Html h);
void out_url(Out *o, Url u);                  /* escaped for an attribute */
void out_json(Out *o, Str s);                 /* a JSON string with its quotes */

/* Views: value in text.  In a quoted attribute, textarea or title markup has no place. */
#define OUT(o, x)                                                                    \
    _Generic((x), Str: out_say, Html: out_html, int64_t: out_int, int: out_int_i)((o), (x))
#define OUT_ATTR(o, x) _Generic((x), Str: out_text, int64_t: out_int, int: out_int_i)((o), (x))
/* Views: value of href, src, action, formaction. */
#define OUT_URL(o, x) _Generic((x), Url: out_url)((o), (x))
void out_int_i(Out *o, int n);

/* A place inside this site: begins with exactly one '/', no backslash, no
 * control byte.  Anything else becomes "/". */
Url url_local(Str path);
/* "/work/" + id + "/sessions" and the like; the pieces are percent-encoded where needed. */
Url url_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* tel: link from a phone number as people write it; "#" when there are no digits. */
Url url_tel(Arena *a, Str phone);
/* A https link a practice's administrator configured; "/" for any other scheme. */
Url url_https(Str address);
/* Text of a person as paragraphs: escaped, blank lines become <p>, single ends <br>. */
Html html_paragraphs(Arena *a, Str text);
/* Markup that our own code made (SVG charts): the caller vouches for it. */
Html html_trusted(Str markup);
#endif
