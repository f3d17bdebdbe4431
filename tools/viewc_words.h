/* viewc_words.h - what a view says, cut into messages for translation.  Part of viewc.c.
 *
 * A message is a run of text with its values and inline elements, up to the next block, `if`,
 * `for` or `include`: "You and {1} meet on <b>{2}</b>".  Elements with attributes are parts,
 * "<a3>...</a3>"; those without stand as they are.  Where the reader's language is English the
 * view sends what it always sent; otherwise the message is looked up and its parts are sent in
 * the order of the translation.
 */
#ifndef TOOLS_VIEWC_WORDS_H
#define TOOLS_VIEWC_WORDS_H

typedef struct OpenTag { Text name; int number; } OpenTag;

/* Reads ahead; nothing of the view changes. */
typedef struct Scan {
    const View *v;
    const char *at;
    Run *run;
    OpenTag open[8];
    int depth;
    bool space;
    bool letters;                 /* anywhere */
    bool sentence;                /* outside the elements too: they are parts of a sentence */
    const char *first_tag;
    const char *wrapped;          /* where the element ends that the run began with */
    const char *good;             /* the run may end here: nothing is open */
    size_t good_len;
    int good_parts;
} Scan;

/* Past a hole or control that begins at `c`. */
static const char *braces_end(const View *v, const char *c)
{
    const char *closer = c[1] == '{' ? "}}" : "%}";
    for (c += 2; c < v->end && !source_has(v, c, closer);)
        c = *c == '"' || *c == '\'' ? constant_end(v, c) : c + 1;
    return c < v->end ? c + 2 : c;
}

/* Past the '>' of the tag that begins at `c`. */
static const char *scan_tag_end(const View *v, const char *c)
{
    char quote = 0;
    while (c < v->end && (quote || *c != '>')) {
        if (source_has(v, c, "{{") || source_has(v, c, "{%")) {
            c = braces_end(v, c);
            continue;
        }
        if (quote == *c) quote = 0;
        else if (!quote && (*c == '"' || *c == '\'')) quote = *c;
        c++;
    }
    return c < v->end ? c + 1 : c;
}

static void scan_space(Scan *s)
{
    if (s->space && s->run->message.len > 0) buf_puts(&s->run->message, " ");
    s->space = false;
}

/* A part of the message up to `to`; 0 when there are too many. */
static int scan_part(Scan *s, const char *to)
{
    Run *run = s->run;
    if (run->part_count == PARTS_MAX) return 0;
    run->part[run->part_count] = (RunPart){ .from = s->at, .to = to };
    return ++run->part_count;
}

static bool scan_hole(Scan *s)
{
    const char *to = braces_end(s->v, s->at);
    int number = scan_part(s, to);
    scan_space(s);
    buf_printf(&s->run->message, "{%d}", number);
    s->at = to;
    return number > 0;
}

static bool scan_close(Scan *s, Text name, const char *to)
{
    if (s->depth == 0 || !text_same(s->open[s->depth - 1].name, name)) return false;
    OpenTag open = s->open[--s->depth];
    scan_space(s);
    if (open.number > 0) buf_printf(&s->run->message, "</%.*s%d>", T(name), open.number);
    else buf_printf(&s->run->message, "</%.*s>", T(name));
    s->at = to;
    if (s->depth == 0 && !s->wrapped) s->wrapped = to;
    return true;
}

/* <span class="vh">: said to screen readers behind what is seen; not part of that. */
static bool tag_is_aside(const char *from, const char *to)
{
    return memmem(from, (size_t)(to - from), "class=\"vh\"", 10) != NULL;
}

static bool scan_tag(Scan *s)
{
    if (!s->first_tag) s->first_tag = s->at;
    const char *from = s->at + 1;
    bool closing = from < s->v->end && *from == '/';
    if (closing) from++;
    const char *c = from;
    while (c < s->v->end && is_name(*c)) c++;
    Text name = text_between(from, c);
    const char *to = scan_tag_end(s->v, s->at);
    if (!element_is_inline(name) || tag_is_aside(s->at, to)) return false;
    if (closing) return scan_close(s, name, to);
    bool plain = c < s->v->end && *c == '>';
    int number = plain ? 0 : scan_part(s, to);
    scan_space(s);
    if (!plain && number == 0) return false;
    if (plain) buf_printf(&s->run->message, "<%.*s>", T(name));
    else buf_printf(&s->run->message, "<%.*s%d>", T(name), number);
    s->at = to;
    if (element_is_void(name)) return true;
    if (s->depth == (int)(sizeof(s->open) / sizeof(s->open[0]))) return false;
    s->open[s->depth++] = (OpenTag){ name, number };
    return true;
}

static bool scan_char(Scan *s)
{
    const char *to = s->at + 1;
    if (*s->at == '&') {
        while (to < s->v->end && (isalnum((unsigned char)*to) || *to == '#')) to++;
        if (to < s->v->end && *to == ';') to++;
    } else if (isalpha((unsigned char)*s->at)) {
        s->letters = true;
        s->sentence = s->sentence || s->depth == 0;
    }
    scan_space(s);
    buf_add(&s->run->message, s->at, (size_t)(to - s->at));
    s->at = to;
    return true;
}

/* One step; false at the end of the run. */
static bool scan_step(Scan *s)
{
    const Context *c = &s->v->now;
    bool tag = *s->at == '<';
    if (is_space(*s->at)) {
        s->space = true;
        s->at++;
        return true;
    }
    if (source_has(s->v, s->at, "{%") || source_has(s->v, s->at, "{#")) return false;
    if (source_has(s->v, s->at, "{{")) return scan_hole(s);
    if (c->state == IN_VALUE) return *s->at != c->quote && scan_char(s);
    if (tag && (c->state == IN_RCDATA || source_has(s->v, s->at, "<!"))) return false;
    return tag ? scan_tag(s) : scan_char(s);
}

static void scan_all(Scan *s)
{
    while (s->at < s->v->end && scan_step(s)) {
        if (s->depth > 0 || s->space) continue;
        if (s->wrapped && s->wrapped != s->at) s->wrapped = s->v->end;
        s->good = s->at;
        s->good_len = s->run->message.len;
        s->good_parts = s->run->part_count;
    }
    s->run->message.len = s->good ? s->good_len : 0;
    if (s->run->message.ptr) s->run->message.ptr[s->run->message.len] = '\0';
    s->run->part_count = s->good ? s->good_parts : 0;
}

/* Is what stands here said to people? */
static bool run_may_begin(const View *v)
{
    const Context *c = &v->now;
    if (is_space(*v->at)) return false;
    if (c->state == IN_TEXT) return !inside(c, "pre") && !inside(c, "script");
    if (c->state == IN_RCDATA) return text_is(c->open[c->depth - 1].name, "title");
    return c->state == IN_VALUE && attr_is_said(c->attrs[c->attr_count - 1].name);
}

static void run_begin(View *v)
{
    Run *run = &v->run;
    if (!run_may_begin(v)) return;
    *run = (Run){ .message = run->message, .start = v->at, .end = v->at };
    run->message.len = 0;
    Scan s = { .v = v, .at = v->at, .run = run };
    bool tag = v->now.state == IN_TEXT && *v->at == '<';
    scan_all(&s);
    if (!s.good) return;
    /* One element around everything, or elements side by side, are no sentence; what is in
     * each of them is. */
    bool apart = s.letters && !s.sentence;
    if (tag && (apart || s.wrapped == s.good)) return;
    run->end = apart ? s.first_tag : s.good;
    run->on = s.letters && !apart;
    if (!run->on) return;
    literal_flush(v);
    run->code_from = v->code.len;
    run->mark = v->now.state == IN_TEXT && !inside(&v->now, "option") && !inside(&v->now, "svg");
}

/* Around each part the code is cut, so that it can be sent in another order. */
static void run_cut(View *v)
{
    Run *run = &v->run;
    RunPart *part = &run->part[run->part_now];
    if (run->part_now < run->part_count && v->at >= part->to) {
        literal_flush(v);
        part->code_to = v->code.len;
        part = &run->part[++run->part_now];
    }
    if (run->part_now < run->part_count && v->at == part->from) {
        literal_flush(v);
        part->code_from = v->code.len;
    }
}

static void code_string(Buf *b, const char *text)
{
    buf_puts(b, "S(\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\' || *c == '?') buf_puts(b, "\\");
        buf_add(b, c, 1);
    }
    buf_puts(b, "\")");
}

static void run_end(View *v)
{
    Run *run = &v->run;
    Buf ours = { 0 };
    literal_flush(v);
    buf_add(&ours, v->code.ptr + run->code_from, v->code.len - run->code_from);
    v->code.len = run->code_from;
    buf_puts(&v->code, "    if (!arena_words(o->arena)) {\n");
    buf_add(&v->code, ours.ptr, ours.len);
    buf_puts(&v->code, run->part_count > 0 ? "    } else {\n    Saying say_ = saying_open(o, "
                                           : "    } else {\n    out_words(o, ");
    code_string(&v->code, run->message.ptr);
    buf_puts(&v->code, run->mark ? ", WORDS_MARK);\n" : ", WORDS_PLAIN);\n");
    if (run->part_count > 0)
        buf_puts(&v->code, "    for (int part_ = saying_next(&say_); part_ > 0; part_ = saying_next(&say_)) {\n");
    for (int i = 0; i < run->part_count; i++) {
        const RunPart *part = &run->part[i];
        buf_printf(&v->code, "    if (part_ == %d) {\n", i + 1);
        buf_add(&v->code, ours.ptr + (part->code_from - run->code_from), part->code_to - part->code_from);
        buf_puts(&v->code, "    }\n");
    }
    buf_puts(&v->code, run->part_count > 0 ? "    }\n    }\n" : "    }\n");
    free(ours.ptr);
    buf_printf(&v->messages, "%s\t%s\n", v->path, run->message.ptr);
    run->on = false;
}

/* Before each step of the compiler. */
static void run_step(View *v)
{
    if (v->run.on) run_cut(v);
    if (v->run.on && v->at >= v->run.end) run_end(v);
    bool fresh = !v->run.end || v->at >= v->run.end;
    if (!v->run.on && fresh && v->at < v->end) {
        run_begin(v);
        if (v->run.on) run_cut(v);
    }
}
#endif
