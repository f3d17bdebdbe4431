#include "out.h"

#include <math.h>
#include <stdarg.h>

enum { OUT_FIRST = 2048, INT_TEXT = 24, DECIMALS_MAX = 9 };

Out out_open(Arena *arena, size_t max)
{
    return (Out){ .arena = arena, .max = max };
}

Str out_str(const Out *o)
{
    return (Str){ o->buf, o->len };
}

static bool out_grow(Out *o, size_t need)
{
    if (o->bad || need > o->max - o->len) {
        o->bad = true;
        return false;
    }
    size_t cap = o->cap ? o->cap : OUT_FIRST;
    while (cap < o->len + need) cap = cap > o->max / 2 ? o->max : cap * 2;
    if (cap > o->max) cap = o->max;
    char *buf = arena_grow(o->arena, o->buf, o->cap, cap);
    if (!buf) {
        o->bad = true;
        return false;
    }
    o->buf = buf;
    o->cap = cap;
    return true;
}

/* Place for `need` bytes at the end; the caller moves len.  NULL: nothing may be written. */
static inline char *out_room(Out *o, size_t need)
{
    if (o->bad) return NULL;
    if (need > o->cap - o->len && !out_grow(o, need)) return NULL;
    return o->buf ? o->buf + o->len : NULL;
}

static inline void out_bytes(Out *o, const char *bytes, size_t len)
{
    if (len == 0) return;
    char *place = out_room(o, len);
    if (!place) return;
    memcpy(place, bytes, len);
    o->len += len;
}

void out_raw(Out *o, Str s)
{
    out_bytes(o, s.ptr, s.len);
}

static const uint8_t special[256] = {
    ['&'] = 1, ['<'] = 2, ['>'] = 3, ['"'] = 4, ['\''] = 5,
};

/* First special character at or after `at`.  Eight table look-ups are joined before the one
 * branch: text is mostly plain. */
static size_t special_find(Str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    for (; s.len - at >= 8; at += 8)
        if (special[p[at]] | special[p[at + 1]] | special[p[at + 2]] | special[p[at + 3]] |
            special[p[at + 4]] | special[p[at + 5]] | special[p[at + 6]] | special[p[at + 7]])
            break;
    while (at < s.len && !special[p[at]]) at++;
    return at;
}

void out_text(Out *o, Str s)
{
    static const Str entity[] = {
        { 0 }, S("&amp;"), S("&lt;"), S("&gt;"), S("&quot;"), S("&#39;"),
    };
    size_t from = 0;
    for (size_t at = special_find(s, 0); at < s.len; at = special_find(s, from)) {
        out_bytes(o, s.ptr + from, at - from);
        out_raw(o, entity[special[(unsigned char)s.ptr[at]]]);
        from = at + 1;
    }
    out_bytes(o, s.ptr + from, s.len - from);
}

/* Decimal digits of n, right-aligned before `end`; returns the first. */
static char *digits_before(char *end, uint64_t n)
{
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546"
        "4748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293"
        "949596979899";
    for (; n >= 100; n /= 100) {
        end -= 2;
        memcpy(end, pairs + n % 100 * 2, 2);
    }
    if (n < 10) {
        *--end = (char)('0' + n);
        return end;
    }
    end -= 2;
    memcpy(end, pairs + n * 2, 2);
    return end;
}

void out_int(Out *o, int64_t n)
{
    char text[INT_TEXT];
    char *end = text + sizeof text;
    char *first = digits_before(end, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
    if (n < 0) *--first = '-';
    out_bytes(o, first, (size_t)(end - first));
}

void out_int_i(Out *o, int n)
{
    out_int(o, n);
}

/* |value| * scale as a whole number, halves away from zero.  The product itself is rounded;
 * fma() gives what was lost, so that 1.005 (a bit less in binary) is not taken for a half. */
static uint64_t scaled(double value, double scale)
{
    double product = value * scale;
    double below = floor(product);
    double rest = product - below; /* exact */
    double lost = fma(value, scale, -product);
    bool up = rest > 0.5 || (rest == 0.5 && lost >= 0);
    return (uint64_t)below + (up ? 1 : 0);
}

void out_fixed(Out *o, double value, int decimals)
{
    static const uint64_t power[DECIMALS_MAX + 1] = {
        1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
    };
    if (decimals < 0) decimals = 0;
    if (decimals > DECIMALS_MAX) decimals = DECIMALS_MAX;
    double size = fabs(value);
    /* Above 2^52 every double is whole; such a value on a page is a mistake of ours. */
    if (!(size * (double)power[decimals] < 0x1p52)) {
        out_raw(o, S("?"));
        return;
    }
    uint64_t whole = scaled(size, (double)power[decimals]);
    if (value < 0 && whole > 0) out_raw(o, S("-"));
    out_int(o, (int64_t)(whole / power[decimals]));
    if (decimals == 0) return;
    char text[INT_TEXT];
    char *end = text + sizeof text;
    char *first = digits_before(end, whole % power[decimals]);
    while (end - first < decimals) *--first = '0';
    *--first = '.';
    out_bytes(o, first, (size_t)(end - first));
}

void out_html(Out *o, Html h)
{
    out_raw(o, h.s);
}

void out_url(Out *o, Url u)
{
    out_text(o, u.s);
}

/* 0 = as it is, 1 = needs a look: quotes, control bytes, '<' (a script element must not end
 * inside), and everything beyond ASCII (checked for being UTF-8). */
static bool json_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c == '<' || c >= 0x7F;
}

static void json_escape(Out *o, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    switch (c) {
    case '"': out_raw(o, S("\\\"")); return;
    case '\\': out_raw(o, S("\\\\")); return;
    case '\n': out_raw(o, S("\\n")); return;
    case '\r': out_raw(o, S("\\r")); return;
    case '\t': out_raw(o, S("\\t")); return;
    default: break;
    }
    char text[6] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] };
    out_bytes(o, text, sizeof text);
}

void out_json(Out *o, Str s)
{
    out_raw(o, S("\""));
    size_t from = 0;
    size_t at = 0;
    while (at < s.len) {
        unsigned char c = (unsigned char)s.ptr[at];
        size_t size = json_special(c) && c >= 0x80 ? str_utf8_at(s, at) : 0;
        if (!json_special(c) || size > 0) {
            at += size > 0 ? size : 1;
            continue;
        }
        out_bytes(o, s.ptr + from, at - from);
        if (c >= 0x80) out_raw(o, S("\xEF\xBF\xBD")); /* not UTF-8: U+FFFD in its place */
        else json_escape(o, c);
        from = ++at;
    }
    out_bytes(o, s.ptr + from, s.len - from);
    out_raw(o, S("\""));
}

/* ---- addresses ---- */

/* Of every address; the rest is looked at one by one. */
static bool url_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~' || c == '/';
}

static bool has_control_or(Str s, const char *others)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (url_plain(c)) continue;
        if (c < 0x20 || c == 0x7F || strchr(others, c)) return true;
    }
    return false;
}

Url url_local(Str path)
{
    bool local = str_starts(path, S("/")) && !str_starts(path, S("//")) &&
                 !has_control_or(path, "\\");
    return (Url){ local ? path : S("/") };
}

Url url_https(Str address)
{
    Str scheme = str_slice(address, 0, 8);
    bool https = scheme.len == 8 && strncasecmp(scheme.ptr, "https://", 8) == 0;
    bool good = https && address.len > 8 && address.ptr[8] != '/' &&
                !has_control_or(address, " \\\"'<>");
    return (Url){ good ? address : S("/") };
}


static void url_piece(Out *o, Str piece)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < piece.len;) {
        size_t from = i;
        while (i < piece.len && url_plain((unsigned char)piece.ptr[i])) i++;
        out_bytes(o, piece.ptr + from, i - from);
        if (i == piece.len) break;
        unsigned char c = (unsigned char)piece.ptr[i++];
        char text[3] = { '%', digits[c >> 4], digits[c & 15] };
        out_bytes(o, text, sizeof text);
    }
}

/* One conversion of url_printf, `at` behind the '%'.  Only those that addresses need: text
 * with or without a length, and whole numbers.  Moves *at behind it; false = not one of them. */
static bool url_conversion(Out *o, const char **at, va_list *args)
{
    const char *f = *at;
    if (*f == 's') {
        url_piece(o, str_from_c(va_arg(*args, const char *)));
    } else if (*f == 'd') {
        out_int(o, va_arg(*args, int));
    } else if (*f == 'u') {
        out_int(o, va_arg(*args, unsigned));
    } else if (strncmp(f, ".*s", 3) == 0) {
        int len = va_arg(*args, int);
        const char *ptr = va_arg(*args, const char *);
        if (len > 0 && ptr) url_piece(o, (Str){ ptr, (size_t)len });
        f += 2;
    } else if (strncmp(f, "zu", 2) == 0) {
        out_int(o, (int64_t)va_arg(*args, size_t));
        f += 1;
    } else if (strncmp(f, "ld", 2) == 0) {
        out_int(o, va_arg(*args, long));
        f += 1;
    } else if (strncmp(f, "lld", 3) == 0) {
        out_int(o, va_arg(*args, long long));
        f += 2;
    } else {
        return false;
    }
    *at = f + 1;
    return true;
}

Url url_printf(Arena *a, const char *format, ...)
{
    enum { URL_MAX = 8192 };
    Out o = out_open(a, URL_MAX);
    bool good = true;
    va_list args;
    va_start(args, format);
    const char *at = format;
    while (*at && good) {
        size_t run = strcspn(at, "%");
        out_bytes(&o, at, run);
        at += run;
        if (*at != '%') break;
        at++;
        if (*at == '%') out_bytes(&o, at++, 1);
        else good = url_conversion(&o, &at, &args);
    }
    va_end(args);
    return good && !o.bad ? url_local(out_str(&o)) : (Url){ S("/") };
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "+44 (0)20 7946 0000 ext 3" dials +442079460000: the (0) is for callers inside the country,
 * and what follows a letter or a second number is not part of it. */
Url url_tel(Arena *a, Str phone)
{
    enum { TEL_MAX = 64 };
    Out o = out_open(a, TEL_MAX);
    out_raw(&o, S("tel:"));
    size_t start = o.len;
    bool abroad = false;
    for (size_t i = 0; i < phone.len; i++) {
        char c = phone.ptr[i];
        bool begun = o.len > start;
        if (c >= '0' && c <= '9') {
            out_bytes(&o, &c, 1);
        } else if (c == '+' && !begun) {
            out_bytes(&o, &c, 1);
            abroad = true;
        } else if (abroad && str_starts(str_slice(phone, i, phone.len), S("(0)"))) {
            i += 2;
        } else if (begun && (is_letter(c) || c == '/' || c == ',' || c == ';')) {
            break;
        }
    }
    bool any = o.len > start + (abroad ? 1 : 0);
    return (Url){ any && !o.bad ? out_str(&o) : S("#") };
}

/* ---- markup ---- */

/* Takes one line off the front; LF and CRLF end it. */
static bool line_cut(Str *rest, Str *ret_line)
{
    if (!str_cut(rest, '\n', ret_line)) return false;
    if (str_ends(*ret_line, S("\r"))) ret_line->len--;
    return true;
}

Html html_paragraphs(Arena *a, Str text)
{
    /* Worst case: every byte becomes six, or every other byte a paragraph of its own. */
    size_t max = text.len < SIZE_MAX / 16 ? text.len * 8 + 64 : 0;
    Out o = out_open(a, max);
    Str rest = str_trim(text);
    bool open = false;
    Str line;
    while (rest.len > 0 && line_cut(&rest, &line)) {
        bool blank = str_trim(line).len == 0;
        if (blank && open) out_raw(&o, S("</p>"));
        else if (!blank) out_raw(&o, open ? S("<br>") : S("<p>"));
        if (!blank) out_text(&o, line);
        open = !blank;
    }
    if (open) out_raw(&o, S("</p>"));
    return (Html){ o.bad ? (Str){ 0 } : out_str(&o) };
}

Html html_trusted(Str markup)
{
    return (Html){ markup };
}
