/* viewc.c - compiles views: HTML with typed holes becomes one C function.
 *
 *   viewc --source src/views/NAME.html     prints the C of one view
 *   viewc --header src/views/...html       prints views.h, the prototypes of all
 *   viewc --messages src/views/...html     prints what is to be translated: file, tab, message
 *
 * docs/views.md describes the language.  A tokenizer follows the HTML, so that a hole
 * is only accepted where escaping makes it safe, and so that what the content security
 * policy would block in the browser is refused here, with file and line.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ATTRS_MAX = 40, DEPTH_MAX = 64, FRAMES_MAX = 32, INCLUDES_MAX = 400, SOURCE_MAX = 1 << 20, PARTS_MAX = 12 };

typedef struct Text { const char *ptr; size_t len; } Text;
typedef struct Buf { char *ptr; size_t len, cap; } Buf;

typedef enum State { IN_TEXT, IN_RCDATA, IN_TAG, IN_VALUE } State;
typedef enum Part { PART_EMPTY, PART_LITERAL, PART_HOLE } Part;
/* What the page ends with so far; decides whether the next white space means anything. */
typedef enum Last { LAST_INLINE, LAST_SPACE, LAST_BLOCK } Last;

typedef struct Attr {
    Text name;
    Text value;        /* as written; only meaningful without holes */
    bool holes;
    bool sure;         /* present whatever the conditions say */
} Attr;

typedef struct Element {
    Text name;
    int line;
    bool post;         /* a form that posts */
    bool csrf;         /* and holds its token */
} Element;

/* Everything that decides what may follow; compared where branches meet. */
typedef struct Context {
    State state;
    char quote;
    Text tag;
    int tag_line;
    bool closing;
    Part part;
    Last last;
    Attr attrs[ATTRS_MAX];
    int attr_count;
    Element open[DEPTH_MAX];
    int depth;
} Context;

typedef struct Frame {
    bool loop;
    bool otherwise;    /* an else was seen */
    bool ended;        /* `result` holds at least one branch */
    int line;
    Context start, result;
} Frame;

typedef struct Header {
    Text name, includes, params, shape;
} Header;

/* A message under way: what is said in one piece, with its parts; see viewc_words.h. */
typedef struct RunPart {
    const char *from, *to;
    size_t code_from, code_to;   /* what the view sends for it */
} RunPart;

typedef struct Run {
    bool on;
    bool mark;                   /* a missing translation may stand in a <span> */
    const char *start, *end;
    size_t code_from;
    Buf message;
    RunPart part[PARTS_MAX];
    int part_count, part_now;
} Run;

typedef struct View {
    const char *path;
    const char *source, *at, *end;
    Header header;
    Buf literal, code;
    Context now;
    Run run;
    Buf messages;                /* every message, one a line, behind the file's name */
    Frame frames[FRAMES_MAX];
    int frame_count;
} View;

/* --- text, buffers, errors ------------------------------------------------ */

static int line_of(const View *v, const char *at)
{
    int line = 1;
    for (const char *c = v->source; c < at; c++) line += *c == '\n';
    return line;
}

static _Noreturn void refuse(const View *v, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static _Noreturn void refuse(const View *v, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: error: ", v->path, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

#define T(text) (int)(text).len, (text).ptr
#define HERE(v) line_of((v), (v)->at)

static void buf_add(Buf *b, const char *ptr, size_t len)
{
    if (b->len + len + 1 > b->cap) {
        b->cap = (b->len + len + 1) * 2;
        b->ptr = realloc(b->ptr, b->cap);
        if (!b->ptr) {
            fputs("viewc: no memory\n", stderr);
            exit(1);
        }
    }
    if (len > 0) memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

static void buf_puts(Buf *b, const char *text) { buf_add(b, text, strlen(text)); }

static void buf_printf(Buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void buf_printf(Buf *b, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&text, format, args);
    va_end(args);
    if (len < 0) exit(1);
    buf_add(b, text, (size_t)len);
    free(text);
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
static bool is_name(char c) { return isalnum((unsigned char)c) || c == '-'; }

static Text text_between(const char *from, const char *to)
{
    return (Text){ from, (size_t)(to - from) };
}

static Text text_trim(Text t)
{
    while (t.len > 0 && is_space(t.ptr[0])) t.ptr++, t.len--;
    while (t.len > 0 && is_space(t.ptr[t.len - 1])) t.len--;
    return t;
}

static bool text_is(Text t, const char *word)
{
    return t.len == strlen(word) && strncasecmp(t.ptr, word, t.len) == 0;
}

static bool text_same(Text a, Text b)
{
    return a.len == b.len && (a.len == 0 || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

static bool text_starts(Text t, const char *word)
{
    size_t len = strlen(word);
    return t.len >= len && strncasecmp(t.ptr, word, len) == 0;
}

/* `words` is a list with a space before and after each word, in lower case. */
static bool text_among(Text t, const char *words)
{
    char key[64] = " ";
    if (t.len == 0 || t.len + 3 > sizeof(key)) return false;
    for (size_t i = 0; i < t.len; i++) {
        key[i + 1] = (char)tolower((unsigned char)t.ptr[i]);
        if (is_space(t.ptr[i])) return false;
    }
    key[t.len + 1] = ' ';
    key[t.len + 2] = '\0';
    return strstr(words, key) != NULL;
}

static bool source_has(const View *v, const char *at, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(v->end - at) >= len && strncasecmp(at, word, len) == 0;
}

#include "viewc_html.h"

/* --- writing C ------------------------------------------------------------ */

static void literal_char(View *v, char c) { buf_add(&v->literal, &c, 1); }

static void literal_flush(View *v)
{
    if (v->literal.len == 0) return;
    buf_puts(&v->code, "    out_raw(o, S(\"");
    for (size_t i = 0; i < v->literal.len; i++) {
        char c = v->literal.ptr[i];
        if (c == '\n') buf_puts(&v->code, "\\n");
        else if (c == '"' || c == '\\' || c == '?') buf_printf(&v->code, "\\%c", c);
        else if ((unsigned char)c < ' ') buf_printf(&v->code, "\\%03o", (unsigned char)c);
        else buf_add(&v->code, &c, 1);
    }
    buf_puts(&v->code, "\"));\n");
    v->literal.len = 0;
}

/* One statement of the view's author, under the line it stands on in the HTML. */
static void code_line(View *v, Text origin, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void code_line(View *v, Text origin, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&text, format, args);
    va_end(args);
    if (len < 0) exit(1);
    literal_flush(v);
    buf_printf(&v->code, "#line %d \"%s\"\n    ", line_of(v, origin.ptr), v->path);
    buf_add(&v->code, text, (size_t)len);
    buf_puts(&v->code, "\n");
    free(text);
}

/* --- pieces of C inside a view -------------------------------------------- */

/* The first byte after a string or character constant that begins at `c`. */
static const char *constant_end(const View *v, const char *c)
{
    char quote = *c;
    const char *start = c;
    for (c++; c < v->end && *c != quote; c++) {
        if (*c == '\n') refuse(v, line_of(v, start), "this %c has no partner on its line", quote);
        if (*c == '\\') c++;
    }
    if (c >= v->end) refuse(v, line_of(v, start), "this %c has no partner", quote);
    return c + 1;
}

/* Text up to `closer`, which may stand inside C strings; moves past the closer. */
static Text hole_read(View *v, const char *closer)
{
    const char *start = v->at;
    const char *from = start + 2;
    const char *c = from;
    while (c < v->end && !source_has(v, c, closer))
        c = *c == '"' || *c == '\'' ? constant_end(v, c) : c + 1;
    if (c >= v->end) refuse(v, line_of(v, start), "%.2s is never closed by %s", start, closer);
    v->at = c + 2;
    return text_trim(text_between(from, c));
}

/* Semicolons outside brackets; refuses brackets that do not pair. */
static int c_check(const View *v, Text code)
{
    char stack[32];
    int depth = 0, semicolons = 0, line = line_of(v, code.ptr);
    if (code.len == 0) refuse(v, line, "an expression is missing");
    for (const char *c = code.ptr, *end = code.ptr + code.len; c < end; c++) {
        if (*c == '"' || *c == '\'') {
            c = constant_end(v, c) - 1;
        } else if (strchr("([{", *c)) {
            if (depth == (int)sizeof(stack)) refuse(v, line, "brackets are nested too deep");
            stack[depth++] = *c == '(' ? ')' : *c == '[' ? ']' : '}';
        } else if (strchr(")]}", *c)) {
            if (depth == 0 || stack[--depth] != *c) refuse(v, line, "'%c' closes nothing", *c);
        } else if (*c == ';') {
            semicolons++;
        } else if (*c == '#') {
            refuse(v, line, "'#' has no place here");
        }
    }
    if (depth > 0) refuse(v, line, "'%c' is missing", stack[depth - 1]);
    return semicolons;
}

static void c_expression(const View *v, Text code)
{
    if (c_check(v, code) > 0) refuse(v, line_of(v, code.ptr), "';' has no place in an expression");
}

/* --- white space ---------------------------------------------------------- */

static bool inside(const Context *c, const char *name)
{
    for (int i = 0; i < c->depth; i++)
        if (text_is(c->open[i].name, name)) return true;
    return false;
}

/* Past comments, let and white space, which send nothing. */
static const char *silent_skip(const View *v, const char *at)
{
    for (;;) {
        const char *closer = source_has(v, at, "{#") ? "#}" : source_has(v, at, "{% let ") ? "%}" : NULL;
        if (at < v->end && is_space(*at)) {
            at++;
        } else if (closer) {
            while (at < v->end && !source_has(v, at, closer)) at++;
            at += at < v->end ? 2 : 0;
        } else {
            return at;
        }
    }
}

/* Does a tag of a block element begin here? */
static bool block_tag_at(const View *v, const char *at)
{
    at = silent_skip(v, at);
    if (at >= v->end || *at != '<') return false;
    if (++at < v->end && *at == '/') at++;
    const char *from = at;
    while (at < v->end && is_name(*at)) at++;
    return element_is_block(text_between(from, at));
}

/* A run of white space in text.  It keeps at least one byte wherever dropping it
 * could join two words or two inline boxes. */
static void space_step(View *v)
{
    const char *from = v->at;
    bool newline = false;
    while (v->at < v->end && is_space(*v->at)) newline = *v->at++ == '\n' || newline;
    if (inside(&v->now, "pre")) {
        buf_add(&v->literal, from, (size_t)(v->at - from));
        return;
    }
    if (v->now.last != LAST_INLINE || v->at >= v->end || block_tag_at(v, v->at)) return;
    literal_char(v, newline ? '\n' : ' ');
    v->now.last = LAST_SPACE;
}

/* --- tags ----------------------------------------------------------------- */

static Attr *attr_find(Context *c, const char *name)
{
    for (int i = 0; i < c->attr_count; i++)
        if (text_is(c->attrs[i].name, name)) return &c->attrs[i];
    return NULL;
}

static bool attr_sure(Context *c, const char *name)
{
    Attr *attr = attr_find(c, name);
    return attr && attr->sure;
}

static Element *form_of(Context *c)
{
    for (int i = c->depth - 1; i >= 0; i--)
        if (text_is(c->open[i].name, "form")) return &c->open[i];
    return NULL;
}

static bool form_posts(View *v)
{
    Attr *method = attr_find(&v->now, "method");
    if (!method || text_is(method->value, "get") || text_is(method->value, "dialog")) return false;
    if (!text_is(method->value, "post")) refuse(v, v->now.tag_line, "method is get, post or dialog");
    return true;
}

static void tag_check_nesting(const View *v)
{
    const Context *c = &v->now;
    if (text_is(c->tag, "form") && inside(c, "form")) refuse(v, c->tag_line, "a form inside a form");
    if (!element_ends_p(c->tag) || inside(c, "svg")) return;
    for (int i = 0; i < c->depth; i++)
        if (text_is(c->open[i].name, "p"))
            refuse(v, c->tag_line, "<%.*s> would end the <p> of line %d", T(c->tag), c->open[i].line);
}

static void tag_check_attrs(View *v)
{
    Context *c = &v->now;
    int line = c->tag_line;
    Attr *target = attr_find(c, "target");
    Attr *rel = attr_find(c, "rel");
    bool closed = rel && rel->sure && rel->value.len > 0 &&
                  memmem(rel->value.ptr, rel->value.len, "noopener", 8);
    if (target && text_is(target->value, "_blank") && !closed)
        refuse(v, line, "target=_blank needs rel=\"noopener noreferrer\"");
    if (text_is(c->tag, "img") && !attr_sure(c, "alt")) refuse(v, line, "<img> needs alt");
    if (text_is(c->tag, "button") && !attr_sure(c, "type")) refuse(v, line, "<button> needs a type");
    if (text_is(c->tag, "html") && !attr_sure(c, "lang")) refuse(v, line, "<html> needs lang");
    if (text_is(c->tag, "script") && !attr_sure(c, "src"))
        refuse(v, line, "inline <script>: the policy blocks it; use a file of assets/");
    Attr *content = attr_find(c, "content");
    if (content && content->holes && attr_find(c, "http-equiv"))
        refuse(v, line, "a value in content of http-equiv");
    if (attr_find(c, "hx-post") || attr_find(c, "hx-put") || attr_find(c, "hx-patch") ||
        attr_find(c, "hx-delete")) {
        Element *form = form_of(c);
        bool posts = text_is(c->tag, "form") ? form_posts(v) : form && form->post;
        if (!posts) refuse(v, line, "hx-post and its like stand on or in a <form method=\"post\">");
    }
}

static void tag_push(View *v)
{
    Context *c = &v->now;
    if (c->depth == DEPTH_MAX) refuse(v, c->tag_line, "elements are nested too deep");
    Element *element = &c->open[c->depth++];
    *element = (Element){ .name = c->tag, .line = c->tag_line };
    if (text_is(c->tag, "form")) element->post = form_posts(v);
    bool rcdata = text_is(c->tag, "textarea") || (text_is(c->tag, "title") && !inside(c, "svg"));
    if (rcdata) c->state = IN_RCDATA;
    if (!text_is(c->tag, "script")) return;
    while (v->at < v->end && is_space(*v->at)) v->at++;
    if (!source_has(v, v->at, "</script"))
        refuse(v, HERE(v), "inline <script>: the policy blocks it; use a file of assets/");
}

static void tag_pop(View *v)
{
    Context *c = &v->now;
    if (c->attr_count > 0) refuse(v, c->tag_line, "</%.*s> takes no attributes", T(c->tag));
    if (c->depth == 0) refuse(v, c->tag_line, "</%.*s> closes nothing", T(c->tag));
    const Element *element = &c->open[--c->depth];
    if (!text_same(element->name, c->tag))
        refuse(v, c->tag_line, "</%.*s> where <%.*s> of line %d is open", T(c->tag), T(element->name),
               element->line);
    if (element->post && !element->csrf)
        refuse(v, element->line, "<form method=\"post\"> without {%% include csrf(...) %%}");
}

/* At the '>' of a tag. */
static void tag_end(View *v, bool self_closed)
{
    Context *c = &v->now;
    literal_char(v, '>');
    c->state = IN_TEXT;
    c->last = element_is_block(c->tag) ? LAST_BLOCK : LAST_INLINE;
    if (c->closing) {
        tag_pop(v);
        return;
    }
    tag_check_nesting(v);
    tag_check_attrs(v);
    bool foreign = inside(c, "svg") || text_is(c->tag, "svg");
    if (self_closed && !foreign && !element_is_void(c->tag))
        refuse(v, c->tag_line, "<%.*s/> closes nothing in HTML", T(c->tag));
    if (!self_closed && !element_is_void(c->tag)) tag_push(v);
}

/* At '<' of a start or end tag. */
static void tag_open(View *v)
{
    Context *c = &v->now;
    c->tag_line = HERE(v);
    v->at++;
    c->closing = v->at < v->end && *v->at == '/';
    if (c->closing) v->at++;
    const char *from = v->at;
    if (source_has(v, from, "{{")) refuse(v, c->tag_line, "a value in a tag name");
    if (from >= v->end || !isalpha((unsigned char)*from))
        refuse(v, c->tag_line, "'<' begins no tag; write &lt;");
    while (v->at < v->end && is_name(*v->at)) v->at++;
    if (source_has(v, v->at, "{{")) refuse(v, c->tag_line, "a value in a tag name");
    if (v->at < v->end && !is_space(*v->at) && !strchr("/>{", *v->at))
        refuse(v, c->tag_line, "'%c' in a tag name", *v->at);
    c->tag = text_between(from, v->at);
    if (element_is_refused(c->tag)) refuse(v, c->tag_line, "<%.*s> is not for views", T(c->tag));
    buf_printf(&v->literal, "<%s%.*s", c->closing ? "/" : "", T(c->tag));
    c->attr_count = 0;
    c->state = IN_TAG;
}

/* --- attributes ----------------------------------------------------------- */

static void attr_check_name(View *v, Text name)
{
    int line = line_of(v, name.ptr);
    if (text_starts(name, "on") || text_starts(name, "hx-on") || text_starts(name, "data-hx-"))
        refuse(v, line, "%.*s: handlers are blocked by the policy; use assets/", T(name));
    if (text_is(name, "style")) refuse(v, line, "style: blocked by the policy; use a class");
    if (text_is(name, "srcdoc")) refuse(v, line, "srcdoc is not for views");
    if (text_starts(name, "hx-") && !attr_is_known_hx(name))
        refuse(v, line, "%.*s is not among the hx- attributes in use here", T(name));
    for (int i = 0; i < v->now.attr_count; i++)
        if (text_same(v->now.attrs[i].name, name)) refuse(v, line, "%.*s stands twice", T(name));
    if (v->now.attr_count == ATTRS_MAX) refuse(v, line, "too many attributes");
}

static Attr *attr_now(View *v) { return &v->now.attrs[v->now.attr_count - 1]; }

/* The value is complete as far as it is literal. */
static void attr_check_value(View *v)
{
    const Attr *attr = attr_now(v);
    int line = line_of(v, attr->name.ptr);
    Text value = text_trim(attr->value);
    if (attr->holes) return;
    if (attr_is_url(attr->name) &&
        (text_starts(value, "javascript:") || text_starts(value, "data:") || text_starts(value, "vbscript:")))
        refuse(v, line, "%.*s: an address that would run as code", T(attr->name));
    bool loads = attr_is_url(attr->name) && !text_is(attr->name, "href");
    if (loads && (text_starts(value, "//") || text_starts(value, "http")))
        refuse(v, line, "%.*s: nothing is loaded from or sent to another site", T(attr->name));
    if (text_is(attr->name, "hx-trigger") && memchr(value.ptr, '[', value.len))
        refuse(v, line, "hx-trigger: filters in [] need eval, which the policy blocks");
    if (text_starts(value, "js:") && text_starts(attr->name, "hx-"))
        refuse(v, line, "%.*s: js: needs eval, which the policy blocks", T(attr->name));
}

static void attr_unquoted(View *v)
{
    const char *from = v->at;
    while (v->at < v->end && !is_space(*v->at) && *v->at != '>') {
        if (source_has(v, v->at, "{{") || source_has(v, v->at, "{%"))
            refuse(v, HERE(v), "a value without quotes around it");
        if (strchr("\"'<=`", *v->at)) refuse(v, HERE(v), "'%c' in a value without quotes", *v->at);
        v->at++;
    }
    if (v->at == from) refuse(v, HERE(v), "a value is missing after '='");
    attr_now(v)->value = text_between(from, v->at);
    buf_printf(&v->literal, "=\"%.*s\"", T(attr_now(v)->value));
    attr_check_value(v);
}

static void attr_open(View *v)
{
    const char *from = v->at;
    while (v->at < v->end && !is_space(*v->at) && !strchr("=>/\"'<{", *v->at)) v->at++;
    if (source_has(v, v->at, "{{")) refuse(v, HERE(v), "a value in an attribute name");
    Text name = text_between(from, v->at);
    if (name.len == 0) refuse(v, HERE(v), "'%c' has no place in a tag", *from);
    attr_check_name(v, name);
    v->now.attrs[v->now.attr_count++] = (Attr){ .name = name, .sure = true };
    buf_printf(&v->literal, " %.*s", T(name));
    const char *after = v->at;
    while (after < v->end && is_space(*after)) after++;
    if (after >= v->end || *after != '=') return;
    for (after++; after < v->end && is_space(*after); after++) {}
    v->at = after;
    if (v->at >= v->end) refuse(v, HERE(v), "the file ends in a tag");
    if (*v->at != '"' && *v->at != '\'') {
        attr_unquoted(v);
        return;
    }
    v->now.quote = *v->at++;
    v->now.part = PART_EMPTY;
    v->now.state = IN_VALUE;
    attr_now(v)->value = text_between(v->at, v->at);
    buf_puts(&v->literal, "=\"");
}

static void value_step(View *v)
{
    Context *c = &v->now;
    Attr *attr = attr_now(v);
    if (*v->at == c->quote) {
        if (!attr->holes) attr->value.len = (size_t)(v->at - attr->value.ptr);
        literal_char(v, '"');
        v->at++;
        c->state = IN_TAG;
        attr_check_value(v);
        return;
    }
    if (c->part == PART_HOLE && attr_is_url(attr->name))
        refuse(v, HERE(v), "the value must be the whole of %.*s", T(attr->name));
    c->part = PART_LITERAL;
    if (*v->at == '"') {
        buf_puts(&v->literal, "&quot;");
        v->at++;
        return;
    }
    if (!is_space(*v->at)) {
        literal_char(v, *v->at++);
        return;
    }
    const char *from = v->at;
    bool newline = false;
    while (v->at < v->end && is_space(*v->at)) newline = *v->at++ == '\n' || newline;
    buf_add(&v->literal, newline ? " " : from, newline ? 1 : (size_t)(v->at - from));
}

static void tag_step(View *v)
{
    if (is_space(*v->at)) {
        v->at++;
    } else if (*v->at == '>') {
        v->at++;
        tag_end(v, false);
    } else if (source_has(v, v->at, "/>") && !v->now.closing) {
        v->at += 2;
        literal_char(v, '/');
        tag_end(v, true);
    } else {
        attr_open(v);
    }
}

/* --- text ----------------------------------------------------------------- */

/* Comments are for us: they are not sent.  A hole in one would be. */
static void comment_skip(View *v)
{
    int line = HERE(v);
    for (v->at += 4; v->at < v->end && !source_has(v, v->at, "-->"); v->at++)
        if (source_has(v, v->at, "{{") || source_has(v, v->at, "{%"))
            refuse(v, HERE(v), "a value in a comment; use {# #}");
    if (v->at >= v->end) refuse(v, line, "this comment never ends");
    v->at += 3;
}

static void doctype_copy(View *v)
{
    if (!source_has(v, v->at, "<!doctype html>")) refuse(v, HERE(v), "'<!' is a comment or <!doctype html>");
    buf_puts(&v->literal, "<!doctype html>");
    v->at += strlen("<!doctype html>");
    v->now.last = LAST_BLOCK;
}

static void text_step(View *v)
{
    if (source_has(v, v->at, "<!--")) {
        comment_skip(v);
    } else if (source_has(v, v->at, "<!")) {
        doctype_copy(v);
    } else if (*v->at == '<') {
        tag_open(v);
    } else if (is_space(*v->at)) {
        space_step(v);
    } else {
        literal_char(v, *v->at++);
        v->now.last = LAST_INLINE;
    }
}

/* textarea and title: all is text up to their own end tag. */
static void rcdata_step(View *v)
{
    const Element *element = &v->now.open[v->now.depth - 1];
    if (source_has(v, v->at, "</") &&
        (size_t)(v->end - v->at) > element->name.len + 2 &&
        strncasecmp(v->at + 2, element->name.ptr, element->name.len) == 0) {
        tag_open(v);
        return;
    }
    literal_char(v, *v->at++);
}

/* --- holes: {{ value }} ---------------------------------------------------- */

static void hole_step(View *v)
{
    Context *c = &v->now;
    int line = HERE(v);
    Text code = hole_read(v, "}}");
    if (c->state == IN_TAG) refuse(v, line, "a value where attribute names stand");
    c_expression(v, code);
    if (c->state == IN_TEXT) {
        code_line(v, code, "OUT(o, (%.*s));", T(code));
        c->last = LAST_INLINE;
        return;
    }
    if (c->state == IN_RCDATA) {
        bool said = text_is(c->open[c->depth - 1].name, "title");
        code_line(v, code, "%s(o, (%.*s));", said ? "OUT_SAY_ATTR" : "OUT_ATTR", T(code));
        return;
    }
    Attr *attr = attr_now(v);
    if (attr_takes_no_hole(attr->name)) refuse(v, line, "%.*s takes no values", T(attr->name));
    attr->holes = true;
    if (!attr_is_url(attr->name)) {
        code_line(v, code, "%s(o, (%.*s));", attr_is_said(attr->name) ? "OUT_SAY_ATTR" : "OUT_ATTR", T(code));
        return;
    }
    if (c->part != PART_EMPTY) refuse(v, line, "the value must be the whole of %.*s", T(attr->name));
    c->part = PART_HOLE;
    code_line(v, code, "OUT_URL(o, (%.*s));", T(code));
}

/* --- where branches meet --------------------------------------------------- */

/* Both branches end at the same place of the same elements. */
static bool context_same(const Context *a, const Context *b)
{
    if (a->state != b->state || a->depth != b->depth) return false;
    for (int i = 0; i < a->depth; i++)
        if (!text_same(a->open[i].name, b->open[i].name) || a->open[i].post != b->open[i].post)
            return false;
    if (a->state == IN_TEXT || a->state == IN_RCDATA) return true;
    if (!text_same(a->tag, b->tag) || a->closing != b->closing) return false;
    if (a->state == IN_TAG) return true;
    return a->quote == b->quote && a->attr_count == b->attr_count &&
           text_same(a->attrs[a->attr_count - 1].name, b->attrs[b->attr_count - 1].name);
}

/* What is true of one branch only is not sure afterwards. */
static void attrs_merge(View *v, Context *into, const Context *other)
{
    for (int i = 0; i < into->attr_count; i++) {
        Attr *mine = &into->attrs[i];
        bool both = false;
        for (int k = 0; k < other->attr_count; k++) {
            if (!text_same(mine->name, other->attrs[k].name)) continue;
            both = true;
            mine->sure = mine->sure && other->attrs[k].sure;
            mine->holes = mine->holes || other->attrs[k].holes;
            if (text_is(mine->name, "method") && !text_same(mine->value, other->attrs[k].value))
                refuse(v, into->tag_line, "method differs between branches");
            if (text_is(other->attrs[k].value, "_blank")) mine->value = other->attrs[k].value;
        }
        if (!both) mine->sure = false;
    }
    int count = into->attr_count;
    for (int k = 0; k < other->attr_count; k++) {
        bool known = false;
        for (int i = 0; i < count; i++) known = known || text_same(into->attrs[i].name, other->attrs[k].name);
        if (known) continue;
        if (into->attr_count == ATTRS_MAX) refuse(v, into->tag_line, "too many attributes");
        into->attrs[into->attr_count] = other->attrs[k];
        into->attrs[into->attr_count++].sure = false;
    }
}

static void context_merge(View *v, Context *into, const Context *other)
{
    for (int i = 0; i < into->depth; i++) into->open[i].csrf = into->open[i].csrf && other->open[i].csrf;
    if (other->part > into->part) into->part = other->part;
    if (other->last < into->last) into->last = other->last;
    if (into->state == IN_TAG || into->state == IN_VALUE) attrs_merge(v, into, other);
}

typedef struct Place { char text[120]; } Place;

static Place context_say(const Context *c)
{
    Place p;
    if (c->state == IN_TAG || c->state == IN_VALUE)
        snprintf(p.text, sizeof(p.text), "%s of <%.*s>",
                 c->state == IN_TAG ? "among the attributes" : "in a value", T(c->tag));
    else if (c->depth > 0)
        snprintf(p.text, sizeof(p.text), "in <%.*s>, %d deep", T(c->open[c->depth - 1].name), c->depth);
    else
        snprintf(p.text, sizeof(p.text), "outside all elements");
    return p;
}

static void branch_meet(View *v, Context *into, const Context *other, int line)
{
    if (!context_same(into, other))
        refuse(v, line, "the branches end at different places: one %s, one %s", context_say(into).text,
               context_say(other).text);
    context_merge(v, into, other);
}

static void branch_end(View *v, int line)
{
    Frame *frame = &v->frames[v->frame_count - 1];
    if (frame->ended) branch_meet(v, &frame->result, &v->now, line);
    else frame->result = v->now;
    frame->ended = true;
}

/* --- control: {% word ... %} ----------------------------------------------- */

static void frame_push(View *v, bool loop, int line)
{
    if (v->frame_count == FRAMES_MAX) refuse(v, line, "if and for are nested too deep");
    Frame *frame = &v->frames[v->frame_count++];
    *frame = (Frame){ .loop = loop, .line = line, .start = v->now };
}

static Frame *frame_if(View *v, const char *word, int line)
{
    Frame *frame = v->frame_count > 0 ? &v->frames[v->frame_count - 1] : NULL;
    if (!frame || frame->loop) refuse(v, line, "%s without if", word);
    if (frame->otherwise) refuse(v, line, "%s after else", word);
    return frame;
}

static void control_if(View *v, Text rest, int line)
{
    c_expression(v, rest);
    code_line(v, rest, "if (%.*s) {", T(rest));
    frame_push(v, false, line);
}

static void control_elif(View *v, Text rest, int line)
{
    Frame *frame = frame_if(v, "elif", line);
    c_expression(v, rest);
    branch_end(v, line);
    code_line(v, rest, "} else if (%.*s) {", T(rest));
    v->now = frame->start;
}

static void control_else(View *v, Text rest, int line)
{
    Frame *frame = frame_if(v, "else", line);
    if (rest.len > 0) refuse(v, line, "else takes no condition; use elif");
    branch_end(v, line);
    code_line(v, rest, "} else {");
    v->now = frame->start;
    frame->otherwise = true;
}

static void control_for(View *v, Text rest, int line)
{
    Context *c = &v->now;
    if (c->state == IN_TAG) refuse(v, line, "for among attributes");
    if (c->state == IN_VALUE && attr_is_url(attr_now(v)->name)) refuse(v, line, "for in an address");
    if (c_check(v, rest) != 2) refuse(v, line, "for takes three parts, as in C");
    code_line(v, rest, "for (%.*s) {", T(rest));
    /* A second round begins after the end of the first. */
    c->last = LAST_INLINE;
    frame_push(v, true, line);
}

static void control_end(View *v, Text rest, int line)
{
    if (rest.len > 0) refuse(v, line, "end stands alone");
    if (v->frame_count == 0) refuse(v, line, "end without if or for");
    Frame *frame = &v->frames[v->frame_count - 1];
    branch_end(v, line);
    if (frame->loop || !frame->otherwise) branch_meet(v, &frame->result, &frame->start, line);
    v->now = frame->result;
    v->frame_count--;
    code_line(v, rest, "}");
}

static void control_let(View *v, Text rest, int line)
{
    if (rest.len > 0 && rest.ptr[rest.len - 1] == ';') rest = text_trim((Text){ rest.ptr, rest.len - 1 });
    c_expression(v, rest);
    const char *equals = memchr(rest.ptr, '=', rest.len);
    if (!equals) refuse(v, line, "let gives a value: let Type name = expression;");
    bool has_const = text_starts(rest, "const ");
    code_line(v, rest, "%s%.*s;", has_const ? "" : "const ", T(rest));
}

static void control_include(View *v, Text rest, int line)
{
    Context *c = &v->now;
    if (c->state != IN_TEXT) refuse(v, line, "include stands in text, not in a tag or textarea");
    size_t len = 0;
    while (len < rest.len && (is_name(rest.ptr[len]) || rest.ptr[len] == '_')) len++;
    Text name = { rest.ptr, len };
    Text args = text_trim((Text){ rest.ptr + len, rest.len - len });
    bool called = args.len >= 2 && args.ptr[0] == '(' && args.ptr[args.len - 1] == ')';
    if (len == 0 || !called) refuse(v, line, "include is written: include view(arguments)");
    args = text_trim((Text){ args.ptr + 1, args.len - 2 });
    if (args.len > 0) c_expression(v, args);
    code_line(v, rest, "view_%.*s(o%s%.*s);", T(name), args.len > 0 ? ", " : "", T(args));
    Element *form = form_of(c);
    if (form && text_is(name, "csrf")) form->csrf = true;
    c->last = LAST_INLINE;
}

static void control_step(View *v)
{
    static const struct { const char *word; void (*run)(View *, Text, int); } words[] = {
        { "if", control_if },   { "elif", control_elif }, { "else", control_else },
        { "for", control_for }, { "end", control_end },   { "let", control_let },
        { "include", control_include },
    };
    int line = HERE(v);
    Text code = hole_read(v, "%}");
    size_t len = 0;
    while (len < code.len && isalpha((unsigned char)code.ptr[len])) len++;
    Text word = { code.ptr, len };
    Text rest = text_trim((Text){ code.ptr + len, code.len - len });
    if (v->now.closing && v->now.state == IN_TAG) refuse(v, line, "'{%%' in an end tag");
    if (v->now.state == IN_VALUE) {
        Attr *attr = attr_now(v);
        attr->holes = true;
        if (attr_takes_no_hole(attr->name)) refuse(v, line, "%.*s takes no conditions", T(attr->name));
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!text_is(word, words[i].word)) continue;
        words[i].run(v, rest, line);
        return;
    }
    refuse(v, line, "'%.*s' is not a word of this language", T(word));
}

static void note_skip(View *v)
{
    int line = HERE(v);
    const char *end = v->at;
    while (end < v->end && !source_has(v, end, "#}")) end++;
    if (end >= v->end) refuse(v, line, "{# is never closed by #}");
    v->at = end + 2;
}

#include "viewc_words.h"

/* --- one file -------------------------------------------------------------- */

static void view_open(View *v, const char *path)
{
    *v = (View){ .path = path };
    FILE *in = fopen(path, "rb");
    if (!in) refuse(v, 1, "cannot be opened");
    char *bytes = malloc(SOURCE_MAX);
    if (!bytes) refuse(v, 1, "no memory");
    size_t len = fread(bytes, 1, SOURCE_MAX, in);
    fclose(in);
    if (len == SOURCE_MAX) refuse(v, 1, "larger than a view may be");
    v->source = v->at = bytes;
    v->end = bytes + len;
    if (memchr(bytes, '\0', len)) refuse(v, 1, "holds a NUL");
}

static Text header_part(Text *rest)
{
    const char *bar = memchr(rest->ptr, '|', rest->len);
    const char *end = rest->ptr + rest->len;
    Text part = text_trim(text_between(rest->ptr, bar ? bar : end));
    *rest = bar ? text_between(bar + 1, end) : text_between(end, end);
    return part;
}

static void header_check_name(const View *v, Text name)
{
    const char *slash = strrchr(v->path, '/');
    const char *base = slash ? slash + 1 : v->path;
    size_t len = strcspn(base, ".");
    if (len != name.len || strncmp(base, name.ptr, len) != 0)
        refuse(v, 1, "view '%.*s' must carry the name of its file", T(name));
    for (size_t i = 0; i < name.len; i++)
        if (!islower((unsigned char)name.ptr[i]) && !isdigit((unsigned char)name.ptr[i]) && name.ptr[i] != '_')
            refuse(v, 1, "names are made of a-z, 0-9 and _");
}

static void header_read(View *v)
{
    while (v->at < v->end && (is_space(*v->at) || source_has(v, v->at, "{#"))) {
        if (is_space(*v->at)) v->at++;
        else note_skip(v);
    }
    int line = HERE(v);
    if (!source_has(v, v->at, "{%")) refuse(v, line, "a view begins with {%% view NAME | includes | parameters %%}");
    Text code = hole_read(v, "%}");
    if (!text_starts(code, "view ")) refuse(v, line, "a view begins with {%% view NAME | includes | parameters %%}");
    Text rest = { code.ptr + 5, code.len - 5 };
    v->header.name = header_part(&rest);
    v->header.includes = header_part(&rest);
    v->header.params = header_part(&rest);
    v->header.shape = header_part(&rest);
    if (rest.len > 0) refuse(v, line, "the header has at most four parts");
    header_check_name(v, v->header.name);
    if (v->header.params.len > 0) c_expression(v, v->header.params);
}

/* "opens html body" / "closes body html": elements a view leaves to its partner. */
static void shape_words(View *v, Element *list, int *count, const char *verb)
{
    Text rest = v->header.shape;
    *count = 0;
    if (!text_starts(rest, verb)) return;
    rest.ptr += strlen(verb);
    rest.len -= strlen(verb);
    for (rest = text_trim(rest); rest.len > 0; rest = text_trim(rest)) {
        size_t len = 0;
        while (len < rest.len && is_name(rest.ptr[len])) len++;
        if (len == 0 || *count == DEPTH_MAX) refuse(v, 1, "opens and closes list elements: opens html body");
        list[(*count)++] = (Element){ .name = { rest.ptr, len }, .line = 1 };
        rest.ptr += len;
        rest.len -= len;
    }
}

static void shape_begin(View *v)
{
    Element list[DEPTH_MAX];
    int count = 0;
    bool known = v->header.shape.len == 0 || text_starts(v->header.shape, "opens ") ||
                 text_starts(v->header.shape, "closes ");
    if (!known) refuse(v, 1, "the fourth part is 'opens ELEMENTS' or 'closes ELEMENTS'");
    shape_words(v, list, &count, "closes ");
    for (int i = 0; i < count; i++) v->now.open[i] = list[count - 1 - i];
    v->now.depth = count;
    v->now.last = LAST_BLOCK;
}

static void shape_end(View *v)
{
    Element list[DEPTH_MAX];
    int count = 0;
    int line = line_of(v, v->end);
    if (v->frame_count > 0) {
        const Frame *frame = &v->frames[v->frame_count - 1];
        refuse(v, frame->line, "%s has no end", frame->loop ? "for" : "if");
    }
    if (v->now.state == IN_TAG || v->now.state == IN_VALUE) refuse(v, v->now.tag_line, "this tag has no '>'");
    shape_words(v, list, &count, "opens ");
    for (int i = 0; i < v->now.depth || i < count; i++) {
        if (i >= v->now.depth) refuse(v, line, "the header says this view opens <%.*s>", T(list[i].name));
        const Element *open = &v->now.open[i];
        if (i >= count || !text_same(list[i].name, open->name))
            refuse(v, open->line, "<%.*s> is never closed", T(open->name));
    }
}

static void view_compile(View *v)
{
    static void (*const step[])(View *) = {
        [IN_TEXT] = text_step, [IN_RCDATA] = rcdata_step, [IN_TAG] = tag_step, [IN_VALUE] = value_step,
    };
    shape_begin(v);
    while (v->at < v->end) {
        run_step(v);
        if (source_has(v, v->at, "{#")) note_skip(v);
        else if (source_has(v, v->at, "{{")) hole_step(v);
        else if (source_has(v, v->at, "{%")) control_step(v);
        else step[v->now.state](v);
    }
    run_step(v);
    shape_end(v);
    literal_flush(v);
}

/* --- output ---------------------------------------------------------------- */

static void prototype_print(const Header *h)
{
    printf("void view_%.*s(Out *o%s", T(h->name), h->params.len > 0 ? ", " : "");
    for (size_t i = 0; i < h->params.len; i++) {
        char c = h->params.ptr[i];
        putchar(is_space(c) ? ' ' : c);
    }
    putchar(')');
}

static void source_print(const char *path)
{
    static View view;
    view_open(&view, path);
    header_read(&view);
    view_compile(&view);
    printf("/* Made by tools/viewc from %s; edit that. */\n#include \"views.h\"\n\n", path);
    prototype_print(&view.header);
    printf("\n{\n    (void)o;\n%s}\n", view.code.ptr ? view.code.ptr : "");
}

static void includes_print(View *v, Text *seen, int *count)
{
    Text rest = v->header.includes;
    while (rest.len > 0) {
        const char *comma = memchr(rest.ptr, ',', rest.len);
        const char *end = rest.ptr + rest.len;
        Text name = text_trim(text_between(rest.ptr, comma ? comma : end));
        rest = comma ? text_between(comma + 1, end) : text_between(end, end);
        if (name.len < 3 || !memchr(name.ptr, '/', name.len) || strncmp(name.ptr + name.len - 2, ".h", 2) != 0)
            refuse(v, 1, "includes are written from src/: domain/goal.h");
        bool known = false;
        for (int i = 0; i < *count; i++) known = known || text_same(seen[i], name);
        if (known) continue;
        if (*count == INCLUDES_MAX) refuse(v, 1, "too many includes");
        seen[(*count)++] = name;
        printf("#include \"%.*s\"\n", T(name));
    }
}

static void header_print(char **paths, int count)
{
    static View view;
    static Text seen[INCLUDES_MAX];
    int seen_count = 0;
    Header *headers = calloc((size_t)count + 1, sizeof(*headers));
    if (!headers) exit(1);
    printf("/* Made by tools/viewc from the headers of src/views. */\n"
           "#ifndef VIEWS_H\n#define VIEWS_H\n#include \"base/words.h\"\n");
    seen[seen_count++] = (Text){ "base/words.h", 12 };
    for (int i = 0; i < count; i++) {
        view_open(&view, paths[i]);
        header_read(&view);
        includes_print(&view, seen, &seen_count);
        headers[i] = view.header;
    }
    printf("\n");
    for (int i = 0; i < count; i++) {
        prototype_print(&headers[i]);
        printf(";\n");
    }
    printf("#endif\n");
    free(headers);
}

static void messages_print(char **paths, int count)
{
    static View view;
    for (int i = 0; i < count; i++) {
        view_open(&view, paths[i]);
        header_read(&view);
        view_compile(&view);
        if (view.messages.len > 0) fputs(view.messages.ptr, stdout);
    }
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "--header") == 0) {
        header_print(argv + 2, argc - 2);
    } else if (argc >= 2 && strcmp(argv[1], "--messages") == 0) {
        messages_print(argv + 2, argc - 2);
    } else if (argc == 3 && strcmp(argv[1], "--source") == 0) {
        source_print(argv[2]);
    } else {
        fputs("viewc --source FILE | viewc --header FILES... | viewc --messages FILES...\n", stderr);
        return 2;
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
