#include "offer.h"

static const char *const state_names[] = {
#define X(name, stored, said) stored,
    OFFER_STATES(X)
#undef X
};
static const char *const state_words[] = {
#define X(name, stored, said) said,
    OFFER_STATES(X)
#undef X
};
Str offer_state_name(OfferState state) { return str_from_c(state_names[state]); }
Str offer_state_say(OfferState state) { return str_from_c(state_words[state]); }

bool offer_concerns(const Member *m)
{
    return m->state != MEMBER_LEFT
        && (m->part == PART_CLIENT || m->part == PART_THERAPIST || m->part == PART_CO_THERAPIST);
}

/* Answers in the order they were given; within one millisecond by wording and number. */
static bool is_before(const EntrySaid *a, const EntrySaid *b)
{
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms;
    if (a->version != b->version) return a->version < b->version;
    return a->number < b->number;
}

/* This member's newest answer to the wording among those given up to `last`. */
static const EntrySaid *said_until(const Entry *e, PersonId person, int64_t version,
                                   const EntrySaid *last)
{
    const EntrySaid *found = NULL;
    for (size_t i = 0; i < e->said_count; i++) {
        const EntrySaid *s = &e->said[i];
        if (s->version != version || !uuid_eq(s->person.u, person.u)) continue;
        if (is_before(last, s)) continue;
        if (!found || s->number > found->number) found = s;
    }
    return found;
}

/* Did all concerned say yes to this wording, as things stood after `last`? */
static bool all_agreed(const Entry *e, const Episode *work, int64_t version, const EntrySaid *last)
{
    size_t concerned = 0;
    for (size_t i = 0; i < work->member_count; i++) {
        if (!offer_concerns(&work->member[i])) continue;
        const EntrySaid *s = said_until(e, work->member[i].person, version, last);
        if (!s || s->answer != ENTRY_ANSWER_YES) return false;
        concerned++;
    }
    return concerned >= 2;
}

static const EntrySaid *next_said(const Entry *e, const EntrySaid *after)
{
    const EntrySaid *next = NULL;
    for (size_t i = 0; i < e->said_count; i++) {
        const EntrySaid *s = &e->said[i];
        if (after && !is_before(after, s)) continue;
        if (!next || is_before(s, next)) next = s;
    }
    return next;
}

/* Told from the beginning: words once replaced by agreed ones never come back in force by
 * themselves, and words that somebody takes their yes back from are in force no longer. */
static void find_in_force(const Entry *e, const Episode *work, Offer *offer)
{
    int64_t highest = 0;
    for (const EntrySaid *s = next_said(e, NULL); s; s = next_said(e, s)) {
        if (s->version < highest) continue;
        if (all_agreed(e, work, s->version, s)) {
            highest = s->version;
            offer->ever = true;
            if (offer->in_force != highest) offer->agreed_ms = s->at_ms;
            offer->in_force = highest;
        } else if (s->version == offer->in_force) {
            offer->in_force = offer->agreed_ms = 0;
        }
    }
}

static void find_asked(const Entry *e, const Episode *work, Offer *offer, size_t *ret_others)
{
    *ret_others = 0;
    for (size_t i = 0; i < work->member_count; i++) {
        const Member *m = &work->member[i];
        if (!offer_concerns(m)) continue;
        if (!entry_said_by(e, m->person, e->version)) offer->asked++;
        else if (!uuid_eq(m->person.u, e->author.u)) ++*ret_others;
    }
}

static bool is_set_aside(EntryState state)
{
    return state == ENTRY_WITHDRAWN || state == ENTRY_DECLINED || state == ENTRY_LET_GO;
}

Offer offer_of(const Entry *e, const Episode *work)
{
    Offer offer = { 0 };
    size_t others;
    find_in_force(e, work, &offer);
    find_asked(e, work, &offer, &others);
    if (e->version != offer.in_force || entry_is_split(e)) offer.on_table = e->version;
    if (is_set_aside(e->state)) offer.state = OFFER_SET_ASIDE;
    else if (e->state == ENTRY_DONE) offer.state = OFFER_ENDED;
    else if (offer.in_force) offer.state = OFFER_AGREED;
    else offer.state = others || e->version > 1 ? OFFER_NOT_SETTLED : OFFER_OFFERED;
    return offer;
}
