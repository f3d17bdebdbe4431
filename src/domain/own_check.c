#include "own_check.h"

Str own_check_write(Arena *a, const OwnCheck *c)
{
    Out out = out_open(a, 200);
    out_raw(&out, c->version);
    out_raw(&out, S(" "));
    out_int(&out, c->total);
    for (size_t i = 0; i < c->answer_count; i++) {
        out_raw(&out, S(" "));
        out_int(&out, c->answer[i]);
    }
    return out_str(&out);
}

/* The next number; true unless the text is something else. */
static bool take_number(Str *rest, int64_t *ret_number)
{
    Str word;
    if (!str_cut(rest, ' ', &word)) {
        word = *rest;
        *rest = S("");
    }
    return str_to_i64(word, ret_number);
}

bool own_check_read(Str stored, OwnCheck *ret_check)
{
    OwnCheck c = *ret_check;
    if (!str_cut(&stored, ' ', &c.version) || !take_number(&stored, &c.total)) return false;
    for (c.answer_count = 0; stored.len && c.answer_count < OWN_CHECK_LINES_MAX; c.answer_count++)
        if (!take_number(&stored, &c.answer[c.answer_count])) return false;
    *ret_check = c;
    return stored.len == 0;
}

bool own_check_is_heavy(const OwnCheck *c)
{
    return c->total > 0 && c->total <= OWN_CHECK_HEAVY;
}

bool own_check_offers(const OwnCheck *list, size_t count)
{
    size_t run = 0;
    for (size_t i = count; i-- > 0; run++) {
        if (!own_check_is_heavy(&list[i])) break;
        if (list[i].left_ms) return false;
    }
    return run >= OWN_CHECK_RUN;
}

Str own_check_number(Arena *a, int64_t total)
{
    Out out = out_open(a, 32);
    out_fixed(&out, (double)total / 100.0, 1);
    return out_str(&out);
}

Str own_check_said(Arena *a, const OwnCheck *list, size_t count, Str since)
{
    const OwnCheck *first = NULL, *last = NULL;
    int64_t counted = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].total == 0) continue;
        if (!first) first = &list[i];
        last = &list[i];
        counted++;
    }
    if (counted == 0) return S("");
    Str from = own_check_number(a, first->total), to = own_check_number(a, last->total);
    if (counted == 1)
        return arena_printf(a, "One check so far, on " STR_FMT ": " STR_FMT " of 5.", STR_ARG(since), STR_ARG(to));
    if (str_eq(from, to))
        return arena_printf(a, "Over %lld checks since " STR_FMT ", the mean of your lines began and is now at " STR_FMT " of 5.",
                            (long long)counted, STR_ARG(since), STR_ARG(to));
    return arena_printf(a, "Over %lld checks since " STR_FMT ", the mean of your lines went from " STR_FMT " to " STR_FMT " of 5.",
                        (long long)counted, STR_ARG(since), STR_ARG(from), STR_ARG(to));
}
