/* Search finds what pages show: for everyone in the world of marks, every mark they may read in
 * what people wrote, and no other. */
#include "rights/sweep.h"

enum { PAGES_MAX = 60 };

/* A note that was written over stays in the history, which no page shows. */
static bool is_written_over(const World *w, const Mark *m)
{
    const Mark *next = m + 1;
    return m->kind == MARK_NOTE && next < w->mark + w->mark_count && next->kind == MARK_NOTE
        && uuid_eq(next->thing, m->thing);
}

/* Words that stand on pages search leaves out on purpose, or that open by an act first. */
static bool is_asked_for(World *w, WhoIs who, const Mark *m)
{
    Footing f = oracle_stand(w, m->practice, who, m->practice, m->work);
    if (is_written_over(w, m)) return false;
    switch (m->kind) {
    case MARK_ENTRY:
    case MARK_OWN:
    case MARK_BETWEEN:
    case MARK_NOTE:
    case MARK_TURN: return oracle_may_read(w, m->practice, who, m);
    case MARK_RISK_NOTE: return oracle_note(w, m, who, &f);
    case MARK_RATING_NOTE: return m->who == (int)who && oracle_was_there(&f, m->at_ms);
    default: return false;
    }
}

static void look(World *w, int p, WhoIs who, Str address, CanarySeen *seen)
{
    Arena *a = w->h.cx.arena;
    for (int page = 1; page <= PAGES_MAX; page++) {
        Str form = arena_printf(a, "words=zq&page=%d", page);
        HttpReply reply = house_post(&w->h, world_as(w, p, who), address, form);
        house_expect(&reply, 200, world_name(who), page);
        canary_scan(a, reply.body, seen);
        bool more = str_contains(reply.body, S("Show more places"));
        world_forget(w);
        if (!more) return;
    }
    print_error("more pages than there can be\n");
    assert_true(false);
}

static void tell(const World *w, WhoIs who, unsigned record, const char *what)
{
    const Mark *m = &w->mark[record];
    print_error("%s of practice %d %s a %s of %s in work %d: " STR_FMT "\n", world_name(who), m->practice + 1,
                what, mark_words[m->kind], m->who >= 0 ? world_name((WhoIs)m->who) : "-", m->work,
                STR_ARG(m->text));
}

static int hold(World *w, int p, WhoIs who, int work, const CanarySeen *seen)
{
    int wrong = 0;
    for (size_t i = 0; i < w->mark_count; i++) {
        const Mark *m = &w->mark[i];
        bool met = canary_met(seen, (unsigned)i);
        bool here = m->practice == p && m->work >= 0 && (work < 0 || m->work == work);
        bool missing = here && !met && is_asked_for(w, who, m);
        bool too_much = met && !oracle_may_read(w, p, who, m);
        if (missing) tell(w, who, (unsigned)i, "does not find");
        if (too_much) tell(w, who, (unsigned)i, "finds");
        wrong += missing + too_much;
    }
    return wrong;
}

static void test_search__finds_in_one_work_what_its_pages_show(void **state)
{
    World *w = *state;
    int wrong = 0, found = 0;
    for (int p = 0; p < PRACTICES; p++)
        for (int who = 0; who < PEOPLE; who++)
            for (int work = 0; work < WORKS; work++) {
                Footing f = oracle_stand(w, p, (WhoIs)who, p, work);
                if (f.place != INSIDE && f.place != GONE) continue;
                CanarySeen *seen = test_calloc(1, sizeof *seen);
                Tale t = { w, p, (WorkIs)work };
                look(w, p, (WhoIs)who, tale_at(&t, "/search"), seen);
                wrong += hold(w, p, (WhoIs)who, work, seen);
                found += (int)seen->count;
                test_free(seen);
            }
    print_message("%d found\n", found);
    assert_true(found > 200);
    assert_int_equal(wrong, 0);
}

static void test_search__finds_in_all_ones_work_what_it_finds_in_each(void **state)
{
    World *w = *state;
    int wrong = 0;
    for (int p = 0; p < PRACTICES; p++)
        for (int who = 0; who < PEOPLE; who++) {
            if (!oracle_signed_in((WhoIs)who)) continue;
            CanarySeen *seen = test_calloc(1, sizeof *seen);
            look(w, p, (WhoIs)who, S("/search"), seen);
            wrong += hold(w, p, (WhoIs)who, -1, seen);
            test_free(seen);
        }
    assert_int_equal(wrong, 0);
}

static void test_search__is_not_there_for_whom_the_work_is_not(void **state)
{
    World *w = *state;
    Tale t = { w, 0, OF_MAYA };
    const struct { WhoIs who; int status; } others[] = { { NOOR, 404 }, { IRIS, 404 }, { ADA, 404 }, { DORA, 403 } };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        HttpReply r = house_post(&w->h, world_as(w, 0, others[i].who), tale_at(&t, "/search"), S("words=zq"));
        assert_int_equal(r.status, others[i].status);
        world_forget(w);
    }
}

static int setup(void **state)
{
    *state = world_open(NULL);
    return 0;
}

static int teardown(void **state)
{
    world_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search__finds_in_one_work_what_its_pages_show),
        cmocka_unit_test(test_search__finds_in_all_ones_work_what_it_finds_in_each),
        cmocka_unit_test(test_search__is_not_there_for_whom_the_work_is_not),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
