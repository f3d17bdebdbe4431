/* Random worlds: the engine against the slow model, and against the invariants I1 to I11 of
 * docs/consent.md.  CONSENT_WORLDS says how many; a failure names its world. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include "model.h"
#include "random.h"

enum { WORLDS = 100000 };

static long worlds(void)
{
    const char *wanted = getenv("CONSENT_WORLDS");
    int64_t n = WORLDS;
    if (wanted) (void)str_to_i64(str_from_c(wanted), &n);
    return (long)n;
}

static ConsentDecision ask(const RandomWorld *w, const ConsentRequest *r)
{
    ConsentDecision d;
    const ConsentWorld world = world_of(w);
    consent_decide(&world, r, &d);
    return d;
}

/* The first world in which something is wrong names itself and ends it all: the engine is
 * broken, and more worlds would say no more. */
static bool broken;

static void holds(bool fine, const char *what, long number)
{
    if (fine) return;
    broken = true;
    print_error("world %ld: %s\n", number, what);
    assert_true(fine);
}

typedef void EachWorld(RandomWorld *w, const ConsentRequest *r, long number);

static void each_world(EachWorld *each, long count, bool enforce_all)
{
    assert_false(broken);
    for (long i = 0; i < count; i++) {
        RandomWorld w = random_world((uint64_t)i);
        for (int n = 0; n < 3; n++) {
            ConsentRequest r = random_request(&w);
            if (enforce_all) r.enforces = OBLIGATIONS_ALL;
            each(&w, &r, i);
        }
    }
}

/* --- the model --------------------------------------------------------------------------------- */

static long why_count[WHY_COUNT], permitted;

static void as_the_model(RandomWorld *w, const ConsentRequest *r, long number)
{
    const ConsentWorld world = world_of(w);
    ConsentDecision d = ask(w, r);
    ModelAnswer m = model_decide(&world, r);
    size_t cited = 0;
    for (size_t i = 0; i < 64; i++) cited += m.cited[i];
    holds(d.permit == m.permit && d.why == m.why, "effect and reason", number);
    holds(d.obligations == m.obligations, "obligations", number);
    holds(d.segments == m.segments, "segments", number);
    holds(d.cited_count == cited, "number of releases cited", number);
    for (size_t i = 0; i < d.cited_count; i++) {
        bool in_order = i == 0 || str_cmp(w->release[d.cited[i - 1]].id, w->release[d.cited[i]].id) < 0;
        holds(m.cited[d.cited[i]] && in_order, "releases cited", number);
    }
    why_count[d.why]++;
    permitted += d.permit;
}

static void test_worlds__the_engine_answers_as_the_slow_model_does(void **state)
{
    (void)state;
    each_world(as_the_model, worlds(), false);
    /* The worlds are no good when they never come to a rule.  What a question leaves out has
     * its own test; a thing too large for one decision cannot be drawn here. */
    for (int y = WHY_R0_OBLIGATION; y < WHY_COUNT && worlds() >= WORLDS; y++) {
        if (why_count[y] == 0) print_error("never: %s\n", why_code((Why)y).ptr);
        assert_true(why_count[y] > 0);
    }
    assert_true(permitted > worlds() / 4);
}

/* --- the invariants ------------------------------------------------------------------------------ */

static bool not_more(const ConsentDecision *after, const ConsentDecision *before)
{
    return (after->segments & ~before->segments) == 0 && (!after->permit || before->permit);
}

static RandomWorld without_permits(const RandomWorld *w)
{
    RandomWorld other = *w;
    other.release_count = 0;
    for (size_t i = 0; i < w->release_count; i++)
        if (w->release[i].refusal) other.release[other.release_count++] = w->release[i];
    return other;
}

static void i1_permits(RandomWorld *w, const ConsentRequest *r, const ConsentDecision *d, long number)
{
    RandomWorld bare = without_permits(w);
    ConsentDecision after = ask(&bare, r);
    holds(not_more(&after, d), "I1: removing all permits added access", number);
}

static void i2_refusals(RandomWorld *w, const ConsentRequest *r, const ConsentDecision *d, long number)
{
    RandomWorld more = *w;
    Release added = draw_release(w, S("c0"));
    added.refusal = true;
    more.release[more.release_count++] = added;
    ConsentDecision after = ask(&more, r);
    holds(not_more(&after, d), "I2: a refusal added access", number);
}

static bool same(const RandomWorld *a, const ConsentDecision *da, const RandomWorld *b, const ConsentDecision *db)
{
    if (da->permit != db->permit || da->why != db->why || da->obligations != db->obligations) return false;
    if (da->segments != db->segments || da->cited_count != db->cited_count) return false;
    for (size_t i = 0; i < da->cited_count; i++)
        if (!str_eq(a->release[da->cited[i]].id, b->release[db->cited[i]].id)) return false;
    return true;
}

static void i3_revoked(RandomWorld *w, const ConsentRequest *r, long number)
{
    if (w->release_count == 0) return;
    RandomWorld revoked = *w, absent = *w;
    size_t gone = below(w, (uint32_t)w->release_count);
    revoked.release[gone].revoked = r->now;
    absent.release[gone] = absent.release[--absent.release_count];
    ConsentDecision a = ask(&revoked, r), b = ask(&absent, r);
    holds(same(&revoked, &a, &absent, &b), "I3: revoked is not as absent", number);
    revoked.release[gone].revoked = TIME_NEVER;
    revoked.release[gone].state = RELEASE_REVOKED;
    a = ask(&revoked, r);
    holds(same(&revoked, &a, &absent, &b), "I3: the state 'revoked' is not as absent", number);
}

static void i4_order(RandomWorld *w, const ConsentRequest *r, const ConsentDecision *d, long number)
{
    RandomWorld other = *w;
    for (size_t i = other.release_count; i > 1; i--) {
        size_t n = below(w, (uint32_t)i);
        Release kept = other.release[n];
        other.release[n] = other.release[i - 1];
        other.release[i - 1] = kept;
    }
    for (size_t i = 0; i < PROXIES; i++) other.proxy[i] = w->proxy[PROXIES - 1 - i];
    for (size_t i = 0; i < EPISODES; i++) other.episode[i] = w->episode[EPISODES - 1 - i];
    ConsentDecision after = ask(&other, r);
    holds(same(w, d, &other, &after), "I4: the order of rules matters", number);
}

static void i5_labels(RandomWorld *w, const ConsentRequest *r, const ConsentDecision *d, long number)
{
    RandomWorld marked = *w;
    Item *item = &marked.item[r->item];
    uint32_t added = BIT(label(w));
    if (one_in(w, 2)) item->labels |= added;
    else marked.segment[item->segments.first + below(w, item->segments.count)].labels |= added;
    ConsentDecision after = ask(&marked, r);
    holds(not_more(&after, d), "I5: a sensitive label added access", number);
}

static void i6_know(RandomWorld *w, const ConsentRequest *r, long number)
{
    RandomWorld structural = without_permits(w);
    ConsentRequest read = *r, know = *r;
    read.act = ACT_READ;
    know.act = ACT_KNOW;
    ConsentDecision reads = ask(&structural, &read), knows = ask(&structural, &know);
    holds(not_more(&reads, &knows), "I6: reads what it may not know of", number);
}

static bool is_subject(const RandomWorld *w, const Item *item, PartyAt who)
{
    for (uint32_t i = 0; i < item->segments.count; i++) {
        Span s = w->segment[item->segments.first + i].subjects;
        for (uint32_t n = 0; n < s.count; n++)
            if (w->ref[s.first + n] == who) return true;
    }
    return false;
}

static void i7_working_notes(RandomWorld *w, const ConsentRequest *r, const ConsentDecision *d, long number)
{
    const Item *item = &w->item[r->item];
    bool note = (item->labels & BIT(LABEL_PSYTHPN)) || item->category == CAT_PROCESS_NOTE;
    PartyAt program_of = w->party[r->who].acts_for;
    if (!note || !d->permit || is_subject(w, item, r->who) || is_subject(w, item, program_of)) return;
    bool by_r6 = d->why == WHY_R6_ORIGINATOR || d->why == WHY_R6_TRAINING || d->why == WHY_R6_AUTHORIZATION;
    holds(by_r6, "I7: a working note was opened by another rule than R6", number);
}

static void i8_stated(RandomWorld *w, const ConsentRequest *r, long number)
{
    ConsentRequest part[5] = { *r, *r, *r, *r, *r };
    part[0].purpose = FOR_NONE;
    part[1].act = ACT_NONE;
    part[2].who = PARTY_UNNAMED;
    part[3].item = ITEM_UNNAMED;
    part[4].purpose = FOR_COUNT;
    for (size_t i = 0; i < 5; i++) holds(!ask(w, &part[i]).permit, "I8: permitted an incomplete question", number);
}

static bool cites(const RandomWorld *w, const ConsentDecision *d, PartyAt grantor)
{
    for (size_t i = 0; i < d->cited_count; i++)
        if (w->release[d->cited[i]].grantor == grantor) return true;
    return false;
}

/* R8 and R6's authorisations are the ways of outsiders. */
static void i9_every_subject(RandomWorld *w, const ConsentRequest *r, const ConsentDecision *d, long number)
{
    const Item *item = &w->item[r->item];
    if (d->why != WHY_R8_CONSENT && d->why != WHY_R6_AUTHORIZATION) return;
    for (uint32_t i = 0; i < item->segments.count; i++) {
        Span s = w->segment[item->segments.first + i].subjects;
        bool shown = d->segments >> i & 1;
        for (uint32_t n = 0; shown && n < s.count && r->purpose != FOR_BTG; n++)
            holds(cites(w, d, w->ref[s.first + n]), "I9: a subject of a joint segment was not asked", number);
    }
}

static void i10_lists(RandomWorld *w, const ConsentRequest *r, long number)
{
    static const uint32_t candidate[] = { 3, 0, 2, 1, 9 };
    uint32_t kept[5];
    const ConsentWorld world = world_of(w);
    size_t count = consent_filter(&world, r, candidate, 5, kept), expected = 0;
    for (size_t i = 0; i < 5; i++) {
        ConsentRequest one = *r;
        one.item = candidate[i];
        if (!ask(w, &one).permit) continue;
        holds(expected < count && kept[expected] == candidate[i], "I10: a list is not its checks", number);
        expected++;
    }
    holds(expected == count, "I10: a list holds more than its checks", number);
}

/* Asked again after another question, and after the world was another for a while. */
static void i11_nothing_kept(RandomWorld *w, const ConsentRequest *r, const ConsentDecision *d, long number)
{
    RandomWorld same_place = *w;
    ConsentRequest other = random_request(w);
    (void)ask(&same_place, &other);
    ConsentDecision again = ask(&same_place, r);
    holds(same(w, d, &same_place, &again), "I11: another question changed the answer", number);
    same_place.release_count = 0;
    ConsentDecision bare = ask(&same_place, r);
    RandomWorld elsewhere = same_place;
    ConsentDecision fresh = ask(&elsewhere, r);
    holds(same(&same_place, &bare, &elsewhere, &fresh), "I11: an answer outlived its releases", number);
    same_place.release_count = w->release_count;
    again = ask(&same_place, r);
    holds(same(w, d, &same_place, &again), "I11: an answer did not come back", number);
}

static void every_invariant(RandomWorld *w, const ConsentRequest *r, long number)
{
    ConsentDecision d = ask(w, r);
    i1_permits(w, r, &d, number);
    i2_refusals(w, r, &d, number);
    i3_revoked(w, r, number);
    i4_order(w, r, &d, number);
    i5_labels(w, r, &d, number);
    i6_know(w, r, number);
    i7_working_notes(w, r, &d, number);
    i8_stated(w, r, number);
    i9_every_subject(w, r, &d, number);
    i10_lists(w, r, number);
    i11_nothing_kept(w, r, &d, number);
}

static void test_worlds__the_invariants_hold_in_every_world(void **state)
{
    (void)state;
    each_world(every_invariant, worlds(), true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worlds__the_engine_answers_as_the_slow_model_does),
        cmocka_unit_test(test_worlds__the_invariants_hold_in_every_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
