/* signals_split.c - two clients of one work saw a session differently.  Raised on the rating that
 * came last, for therapists alone (store/signal.c): of two people, each would know from it what the
 * other rated. */
#include "signals_look.h"
#include "../measure/explain_people.h"

typedef struct Raters {
    PersonId person[SYSTEM_RATERS_MAX];
    size_t count;
    SystemRating *rating;
    size_t rating_count;
} Raters;

static bool rater_of(Raters *raters, PersonId person, size_t *ret_rater)
{
    for (size_t i = 0; i < raters->count; i++) {
        *ret_rater = i;
        if (uuid_eq(raters->person[i].u, person.u)) return true;
    }
    if (raters->count == SYSTEM_RATERS_MAX) return false;
    *ret_rater = raters->count;
    raters->person[raters->count++] = person;
    return true;
}

static void add_rating(Raters *raters, PersonId person, int64_t number, double score)
{
    size_t rater = 0;
    if (!rater_of(raters, person, &rater)) return;
    raters->rating[raters->rating_count++] =
        (SystemRating){ rater, SYSTEM_SELF, (double)number, score };
}

/* This rating, not stored yet, and those of everybody up to this session. */
static Err ratings_of(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *total,
                      const Session *session, double own, Raters *raters)
{
    ClientRatings all;
    TRY(score_of_clients(cx, l->tx, l->g, l->e, d->id, total->id, session->number, &all));
    *raters = (Raters){ .rating = ARENA_ARRAY(cx->arena, SystemRating, all.count + 1) };
    if (!raters->rating) return fail(cx, ERR_LIMIT, "request too large");
    add_rating(raters, l->r.person, session->number, own);
    for (size_t i = 0; i < all.count; i++) {
        const ClientRating *it = &all.list[i];
        bool this_one = uuid_eq(it->person.u, l->r.person.u) && it->session_number == session->number;
        if (!this_one && signal_versions_compare(it->version, d->version))
            add_rating(raters, it->person, it->session_number, it->score);
    }
    return OK;
}

/* No standard error of the form is published: its floor stands in for that and for sigma. */
Err look_split(Ctx *cx, const Look *l, const Definition *d)
{
    Series s;
    Session session;
    Raters raters;
    SystemSession found;
    const MeasureScale *total = measure_main_scale(d);
    if (!rules_on(&l->rules, RULE_SPLIT) || !total || !total->sigma_floor.known) return OK;
    if (uuid_is_zero(l->r.session.u)) return OK;
    TRY(look_series(cx, l, d, total, &s));
    if (s.count == 0) return OK;
    TRY(session_load(cx, l->tx, l->g, l->e, l->r.session, &session));
    TRY(ratings_of(cx, l, d, total, &session, s.value[s.count - 1], &raters));
    if (raters.count < 2) return OK;
    double sigma = total->sigma_floor.value;
    TRY(system_session(cx, raters.rating, raters.rating_count, SYSTEM_SELF, (double)session.number,
                       sigma, sigma, &found));
    if (found.n < 2 || (!found.far && !found.opposite)) return OK;
    Explanation why = explain_system(cx->arena, d, total, &found);
    why.sentence = S("The people you work with saw this session differently. They do not see each"
                     " other’s ratings, nor this: ask each of them how it was.");
    return look_raise(cx, l, SIGNAL_SPLIT, true, look_about(cx, d, total), found.split, &why);
}
