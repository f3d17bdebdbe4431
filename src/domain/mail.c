#include "mail.h"
#include "../base/words.h"

static const char *const kind_names[] = { "",
#define X(name, stored) stored,
    MAIL_KINDS(X)
#undef X
};

MailKind mail_kind_parse(Str s)
{
    for (size_t i = 1; i < MAIL_KIND_COUNT; i++)
        if (str_eq(s, str_from_c(kind_names[i]))) return (MailKind)i;
    return MAIL_NO_KIND;
}

Str mail_kind_name(MailKind kind) { return str_from_c(kind_names[kind]); }

/* --- words, in the reader's language ------------------------------------------------------- */

static const char *const subjects[MAIL_KIND_COUNT] = { [MAIL_NO_KIND] = "", [MAIL_REMINDER] = "A reminder",
    [MAIL_MESSAGE] = "Something waits for you", [MAIL_DOCUMENT] = "Something waits for you",
    [MAIL_RESET] = "Your link", [MAIL_TRY] = "A test" };
static const char *const firsts[MAIL_KIND_COUNT] = { [MAIL_NO_KIND] = "", [MAIL_REMINDER] = "",
    [MAIL_MESSAGE] = "Something new waits for you.", [MAIL_DOCUMENT] = "Something new waits for you.",
    [MAIL_RESET] = "With this link you choose a new password. It works once, for twenty minutes.",
    [MAIL_TRY] = "This is a test. Mail from here arrives." };

Str mail_subject(const MailText *t)
{
    return words_value(words_find(t->language), str_from_c(subjects[t->kind]));
}

static Str first_said(Arena *a, const MailText *t)
{
    if (t->kind != MAIL_REMINDER) return words_value(arena_words(a), str_from_c(firsts[t->kind]));
    return arena_printf(a, "You have an appointment on %.*s (%.*s).",
                        STR_ARG(time_say_day_clock(a, t->zone, t->starts_ms)), STR_ARG(t->zone_name));
}

static Str rest_said(Arena *a, const MailText *t)
{
    if (t->kind == MAIL_RESET) return t->link;
    return arena_printf(a, "To see more, sign in: %.*s", STR_ARG(t->home));
}

static Str with_ends(Arena *a, Str text)
{
    Str line;
    Out o = out_open(a, 16 * 1024);
    while (str_cut(&text, '\n', &line)) {
        out_raw(&o, line);
        out_raw(&o, S("\r\n"));
    }
    return out_str(&o);
}

Str mail_body(Arena *a, const MailText *t)
{
    const Language *before = arena_speak(a, words_find(t->language));
    Str first = first_said(a, t), rest = rest_said(a, t);
    Str stop = t->stop.len ? arena_printf(a, "To stop all mail from here: %.*s", STR_ARG(t->stop)) : S("");
    arena_speak(a, NULL);
    Str body = arena_printf(a, STR_FMT "\n\n" STR_FMT "\n\n" STR_FMT "\n", STR_ARG(first), STR_ARG(rest), STR_ARG(stop));
    arena_speak(a, before);
    return with_ends(a, body);
}

/* --- form: RFC 5322 ------------------------------------------------------------------------ */

/* The usual alphabet with padding, from the one of addresses. */
static Str base64(Arena *a, Str bytes)
{
    Str plain = base64url_encode(a, bytes);
    Out o = out_open(a, plain.len + 8);
    for (size_t i = 0; i < plain.len; i++) {
        char c = plain.ptr[i] == '-' ? '+' : plain.ptr[i] == '_' ? '/' : plain.ptr[i];
        out_raw(&o, (Str){ &c, 1 });
    }
    for (size_t i = plain.len; i % 4; i++) out_raw(&o, S("="));
    return out_str(&o);
}

static bool is_plain(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < ' ' || (unsigned char)s.ptr[i] > '~' || s.ptr[i] == '"' || s.ptr[i] == '\\')
            return false;
    return true;
}

/* A name or subject: plain in quotes, anything else encoded, so that nothing in it can end the line.
 * Sixty bytes fit one word. */
static Str phrase(Arena *a, Str s, bool quoted)
{
    if (is_plain(s)) return quoted ? arena_printf(a, "\"" STR_FMT "\"", STR_ARG(s)) : s;
    Str cut = str_first_chars(s, 15);
    return arena_printf(a, "=?UTF-8?B?" STR_FMT "?=", STR_ARG(base64(a, cut)));
}

static Str date_say(Arena *a, int64_t at_ms)
{
    static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Moment m = zone_moment(zone_utc(), at_ms);
    return arena_printf(a, "%.3s, %d %.3s %d %02d:%02d:%02d +0000", days + 3 * (date_weekday(m.date) - 1), m.date.day,
                        months + 3 * (m.date.month - 1), m.date.year, m.clock.hour, m.clock.minute, m.clock.second);
}

static void put_body(Arena *a, Out *o, Str body)
{
    enum { LINE = 76 };
    Str text = base64(a, body);
    for (size_t at = 0; at < text.len; at += LINE) {
        out_raw(o, str_slice(text, at, at + LINE));
        out_raw(o, S("\r\n"));
    }
}

/* Of the form nothing is for people: it is the same in every language. */
Str mail_message(Arena *a, const MailHead *h, const MailText *t)
{
    const Language *before = arena_speak(a, NULL);
    Out o = out_open(a, 64 * 1024);
    Str domain = str_slice(h->from, str_find(h->from, '@', 0) + 1, h->from.len);
    out_raw(&o, arena_printf(a, "Date: " STR_FMT "\r\nFrom: " STR_FMT " <" STR_FMT ">\r\nTo: <" STR_FMT ">\r\n",
                             STR_ARG(date_say(a, h->at_ms)), STR_ARG(phrase(a, h->from_name, true)),
                             STR_ARG(h->from), STR_ARG(h->to)));
    out_raw(&o, arena_printf(a, "Message-ID: <" STR_FMT "@" STR_FMT ">\r\nSubject: " STR_FMT "\r\n",
                             STR_ARG(uuid_str(a, h->id)), STR_ARG(domain), STR_ARG(phrase(a, mail_subject(t), false))));
    if (h->stop.len) out_raw(&o, arena_printf(a, "List-Unsubscribe: <" STR_FMT ">\r\n", STR_ARG(h->stop)));
    out_raw(&o, S("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                  "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    put_body(a, &o, mail_body(a, t));
    arena_speak(a, before);
    return out_str(&o);
}

/* --- trying again ----------------------------------------------------------------------------- */

/* Two minutes, four, eight ... six hours: about two days in all. */
MailNext mail_next(int64_t tries, bool firm, int64_t now_ms)
{
    enum { MINUTE_MS = 60 * 1000, LONGEST = 360, DOUBLINGS = 8 };
    int64_t minutes = tries > DOUBLINGS ? LONGEST : (int64_t)1 << tries;
    if (minutes > LONGEST) minutes = LONGEST;
    return (MailNext){ .over = tries >= (firm ? MAIL_TRIES_FIRM : MAIL_TRIES), .at_ms = now_ms + minutes * MINUTE_MS };
}
