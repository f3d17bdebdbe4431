#include "words.h"

#include <stdio.h>

Str words_code(const Language *w)
{
    return w ? w->code : S("en");
}

Str words_dir(const Language *w)
{
    return w ? w->dir : S("ltr");
}

/* ---- looking up ---- */

/* FNV-1a; tools/poc.c fills the tables by the same one. */
static uint32_t hash_of(Str s)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < s.len; i++) hash = (hash ^ (unsigned char)s.ptr[i]) * 16777619u;
    return hash;
}

static const LanguageText *message_find(const Language *w, Str english)
{
    if (english.len == 0 || w->slots == 0) return NULL;
    for (size_t at = hash_of(english) & (w->slots - 1);; at = (at + 1) & (w->slots - 1)) {
        const LanguageText *m = &w->messages[at];
        if (m->english.len == 0) return NULL;
        if (str_eq(m->english, english)) return m;
    }
}

bool words_say(const Language *w, Str english, Str *ret_said)
{
    const LanguageText *m = w ? message_find(w, english) : NULL;
    if (!m || m->said.len == 0) return false;
    *ret_said = m->said;
    return true;
}

Str words_value(const Language *w, Str value)
{
    Str said = value;
    if (w && w->is_ours(value.ptr)) (void)words_say(w, value, &said);
    return said;
}

/* ---- formats ---- */

/* One conversion of a format, and the value it got. */
typedef struct Spec {
    bool plus, zero, star;        /* star: ".*", a length comes first */
    int width;
    int cut;                      /* ".3": bytes of a text, decimals of a number; -1 = not said */
    int longs;                    /* l, ll; z is as wide as ll */
    char letter;
} Spec;

static int digits_take(const char **at)
{
    int n = 0;
    for (; **at >= '0' && **at <= '9' && n < 1000; (*at)++) n = n * 10 + (**at - '0');
    return n;
}

/* Reads the conversion at *at, moves past it.  False: one we do not know. */
static bool spec_take(const char **at, Spec *ret_spec)
{
    Spec s = { .cut = -1 };
    const char *c = *at + 1;
    for (; *c == '0' || *c == '+'; c++) *(*c == '0' ? &s.zero : &s.plus) = true;
    s.width = digits_take(&c);
    if (*c == '.') {
        c++;
        s.star = *c == '*';
        if (s.star) c++;
        else s.cut = digits_take(&c);
    }
    for (; *c == 'l' || *c == 'z'; c++) s.longs += *c == 'l' ? 1 : 2;
    s.letter = *c;
    if (!*c || !strchr("sdiuxgfc", *c)) return false;
    *at = c + 1;
    *ret_spec = s;
    return true;
}

typedef struct Key { char text[WORDS_KEY_MAX]; size_t len; int parts; Spec part[WORDS_PARTS_MAX]; } Key;

/* "You and %s" is the message "You and {1}". */
static bool key_read(const char *format, Key *key)
{
    key->len = 0;
    key->parts = 0;
    for (const char *c = format; *c;) {
        if (key->len + 8 > WORDS_KEY_MAX) return false;
        if (c[0] != '%' || c[1] == '%') {
            c += *c == '%';
            key->text[key->len++] = *c++;
            continue;
        }
        if (key->parts == WORDS_PARTS_MAX || !spec_take(&c, &key->part[key->parts])) return false;
        key->len += (size_t)snprintf(key->text + key->len, 8, "{%d}", ++key->parts);
    }
    return true;
}

/* Formats that only put values side by side, "%s: %s": the values are words, not paths or keys. */
static bool key_joins(const Key *key)
{
    bool space = false;
    for (size_t i = 0; i < key->len; i++) {
        char c = key->text[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("/=&#_<>\"", c)) return false;
        space = space || c == ' ';
    }
    return space;
}

static int64_t whole_take(const Spec *s, va_list *args)
{
    if (s->letter == 'u' || s->letter == 'x') {
        if (s->longs == 0) return (int64_t)va_arg(*args, unsigned);
        return (int64_t)va_arg(*args, unsigned long long);
    }
    return s->longs == 0 ? va_arg(*args, int) : (int64_t)va_arg(*args, long long);
}

static void whole_print(const Spec *s, int64_t n, char text[static 48])
{
    long long value = n;
    if (s->letter == 'c') snprintf(text, 48, "%c", (int)value);
    else if (s->letter == 'x') snprintf(text, 48, "%0*llx", s->width % 40, (unsigned long long)value);
    else if (s->plus) snprintf(text, 48, "%+lld", value);
    else if (s->zero) snprintf(text, 48, "%0*lld", s->width % 40, value);
    else snprintf(text, 48, "%*lld", s->width % 40, value);
}

static void decimal_print(const Language *w, const Spec *s, double value, char text[static 48])
{
    int cut = s->cut < 0 ? 6 : s->cut % 20;
    if (s->letter == 'g') snprintf(text, 48, "%.*g", cut, value);
    else if (s->plus) snprintf(text, 48, "%+.*f", cut, value);
    else snprintf(text, 48, "%.*f", cut, value);
    char *point = w ? strchr(text, '.') : NULL;
    if (point) *point = w->decimal;
}

static Str text_take(const Language *w, const Spec *s, va_list *args)
{
    int star = s->star ? va_arg(*args, int) : -1;
    const char *ptr = va_arg(*args, const char *);
    if (star >= 0) return words_value(w, (Str){ ptr, (size_t)star });
    Str said = words_value(w, str_from_c(ptr));
    return s->cut >= 0 && said.ptr == ptr ? str_slice(said, 0, (size_t)s->cut) : said;
}

static Str part_take(Arena *a, const Language *w, const Spec *s, va_list *args)
{
    char text[48];
    if (s->letter == 's') return text_take(w, s, args);
    if (s->letter == 'f' || s->letter == 'g') decimal_print(w, s, va_arg(*args, double), text);
    else whole_print(s, whole_take(s, args), text);
    return arena_str(a, str_from_c(text));
}

/* "{2}" at `at`: its number, and where it ends; 0 when there is none. */
static int part_at(Str message, size_t at, size_t *ret_end)
{
    size_t c = at + 1;
    int n = 0;
    if (message.ptr[at] != '{') return 0;
    for (; c < message.len && message.ptr[c] >= '0' && message.ptr[c] <= '9' && n < 100; c++)
        n = n * 10 + (message.ptr[c] - '0');
    if (c == at + 1 || c >= message.len || message.ptr[c] != '}') return 0;
    *ret_end = c + 1;
    return n;
}

static Str parts_fill(Arena *a, Str message, const Str *part, int count)
{
    Out out = out_open(a, 64 * 1024);
    size_t from = 0, end = 0;
    for (size_t at = 0; at < message.len; at++) {
        int n = part_at(message, at, &end);
        if (n < 1 || n > count) continue;
        out_raw(&out, str_slice(message, from, at));
        out_raw(&out, part[n - 1]);
        from = end;
        at = end - 1;
    }
    out_raw(&out, str_slice(message, from, message.len));
    return out.bad ? (Str){ 0 } : arena_str(a, out_str(&out));
}

static Str plain_vprintf(Arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static Str plain_vprintf(Arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = len < 0 ? NULL : arena_grow(a, NULL, 0, (size_t)len + 1);
    if (text) vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text ? (Str){ text, (size_t)len } : (Str){ 0 };
}

Str words_vprintf(Arena *a, const Language *w, const char *format, va_list args)
{
    Key key;
    Str part[WORDS_PARTS_MAX], said = { 0 };
    bool known = key_read(format, &key);
    Str english = { key.text, known ? key.len : 0 };
    bool found = known && words_say(w, english, &said);
    if (!found && (!known || !key_joins(&key))) return plain_vprintf(a, format, args);
    va_list each;
    va_copy(each, args);
    for (int i = 0; i < key.parts; i++) part[i] = part_take(a, w, &key.part[i], &each);
    va_end(each);
    return parts_fill(a, found ? said : english, part, key.parts);
}

/* ---- numbers ---- */

static Str form_nth(Str forms, unsigned n)
{
    Str form = { 0 };
    for (unsigned i = 0; i <= n; i++)
        if (!str_cut(&forms, '\0', &form)) break;
    return form;
}

Str say_count(Arena *a, int64_t n, const char *one, const char *many)
{
    const Language *w = arena_words(a);
    Str said = str_from_c(n == 1 ? one : many), forms;
    Str number = arena_printf(a, "%lld", (long long)n);
    if (words_say(w, str_from_c(one), &forms))
        said = form_nth(forms, w->form((uint64_t)(n < 0 ? -n : n)));
    return parts_fill(a, said, &number, 1);
}

Str say_fixed(Arena *a, double value, int decimals)
{
    const Language *w = arena_words(a);
    Out out = out_open(a, 64);
    out_fixed(&out, value, decimals);
    for (size_t i = 0; w && i < out.len; i++)
        if (out.buf[i] == '.') out.buf[i] = w->decimal;
    return out_str(&out);
}

/* ---- views ---- */

static void mark_open(Out *o)
{
    out_raw(o, S("<span lang=\"en\" dir=\"ltr\">"));
}

void out_say(Out *o, Str s)
{
    const Language *w = arena_words(o->arena);
    const LanguageText *m = w && w->is_ours(s.ptr) ? message_find(w, s) : NULL;
    if (!m || m->said.len) {
        out_text(o, m ? m->said : s);
        return;
    }
    mark_open(o);
    out_text(o, s);
    out_raw(o, S("</span>"));
}

void out_say_attr(Out *o, Str s)
{
    out_text(o, words_value(arena_words(o->arena), s));
}

void out_words(Out *o, Str message, WordsPlace place)
{
    Saying s = saying_open(o, message, place);
    while (saying_next(&s) > 0) {}
}

Saying saying_open(Out *o, Str message, WordsPlace place)
{
    Saying s = { .o = o, .rest = message };
    if (words_say(arena_words(o->arena), message, &s.rest)) return s;
    s.marked = place == WORDS_MARK;
    if (s.marked) mark_open(o);
    return s;
}

/* "<a1>" and "</a1>": the number, and where the name ends; 0 for a tag without one. */
static int tag_at(Str text, size_t at, size_t *ret_name_end, size_t *ret_end)
{
    size_t close = str_find(text, '>', at), c = close;
    int n = 0, power = 1;
    if (text.ptr[at] != '<' || close == text.len) return 0;
    for (; c > at + 1 && text.ptr[c - 1] >= '0' && text.ptr[c - 1] <= '9'; c--, power *= 10)
        n += power * (text.ptr[c - 1] - '0');
    *ret_name_end = c;
    *ret_end = close + 1;
    return n;
}

/* Sends up to and including what is at `at`; the number of a part the view has to send. */
static int piece_send(Saying *s, size_t at)
{
    size_t end = 0, name_end = 0;
    int n = part_at(s->rest, at, &end);
    bool tag = n == 0 && (n = tag_at(s->rest, at, &name_end, &end)) > 0;
    if (n == 0) return -1;
    out_raw(s->o, str_slice(s->rest, 0, at));
    bool closes = tag && s->rest.ptr[at + 1] == '/' && s->rest.ptr[name_end] != '>';
    if (closes) {
        out_raw(s->o, str_slice(s->rest, at, name_end));
        out_raw(s->o, S(">"));
    }
    s->rest = str_slice(s->rest, end, s->rest.len);
    return closes ? 0 : n;
}

int saying_next(Saying *s)
{
    for (size_t at = 0; at < s->rest.len;) {
        int n = piece_send(s, at);
        if (n > 0) return n;
        at = n == 0 ? 0 : at + 1;
    }
    out_raw(s->o, s->rest);
    if (s->marked) out_raw(s->o, S("</span>"));
    *s = (Saying){ .o = s->o };
    return 0;
}
