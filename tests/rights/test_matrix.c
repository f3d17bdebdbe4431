/* Every route as every principal with every id: no word reaches whom it is not for, what is
 * out of reach looks like what is not there, and a form that may not be sent changes nothing. */
#include "rights/rows.h"
#include "rights/sweep.h"

static bool is_post(const Route *r) { return strcmp(r->method, "POST") == 0; }

/* --- reading ---------------------------------------------------------------------------- */

static void get_all(Sweep *s)
{
    Nothing nothing = { .no_work = S("") };
    for (size_t i = 0; i < s->count; i++) {
        sweep_hold_against(s, &s->target[i], sweep_ask(s, &s->target[i], false), &nothing);
        world_forget(s->w);
    }
}

/* A sweep that comes across nothing finds nothing: of each kind, half at least must have been seen. */
static void check_met(const Sweep *s)
{
    size_t planted[MARK_ALERT_STAFF + 1] = { 0 }, met[MARK_ALERT_STAFF + 1] = { 0 };
    for (size_t i = 0; i < s->w->mark_count; i++) {
        planted[s->w->mark[i].kind]++;
        met[s->w->mark[i].kind] += canary_met(&s->seen, (unsigned)i);
    }
    for (int k = 0; k <= MARK_ALERT_STAFF; k++) {
        print_message("%3zu of %3zu met: %s\n", met[k], planted[k], mark_words[k]);
        assert_true(met[k] * 2 >= planted[k]);
    }
}

static void test_matrix__no_page_shows_a_word_to_whom_it_is_not_for(void **state)
{
    Sweep *s = sweep_open(*state);
    for (size_t i = 0; i < route_count; i++) {
        s->route = &routes[i];
        for (int p = 0; p < PRACTICES && !is_post(s->route); p++) sweep_people(s, p, get_all);
    }
    check_met(s);
    sweep_close(s);
}

/* --- forms that may not be sent -------------------------------------------------------------- */

static void post_forbidden(Sweep *s)
{
    Nothing nothing = { .no_work = S("") };
    for (size_t i = 0; i < s->count; i++) {
        const Target *t = &s->target[i];
        if (sweep_may_send(s, t)) continue;
        sweep_hold_against(s, t, sweep_ask(s, t, true), &nothing);
        world_forget(s->w);
    }
}

static void check_rows(Sweep *s, const RowTables *tables, const RowHash *before, const RowHash *now,
                       const char *what)
{
    Str changed = rows_changed(tables, before, now);
    if (!changed.len) return;
    s->arena = s->w->h.cx.arena;
    sweep_found(s, str_from_c(s->route->path), what, changed, S(""));
}

static void test_matrix__a_form_that_may_not_be_sent_changes_nothing(void **state)
{
    World *w = *state;
    Sweep *s = sweep_open(w);
    RowTables tables = { .count = 0 };
    rows_open(w, &tables);
    for (size_t i = 0; i < route_count; i++) {
        s->route = &routes[i];
        if (!is_post(s->route)) continue;
        RowHash before = rows_hash(w, &tables, NULL);
        for (int p = 0; p < PRACTICES; p++) sweep_people(s, p, post_forbidden);
        RowHash now = rows_hash(w, &tables, NULL);
        check_rows(s, &tables, &before, &now, "was forbidden, and changed rows of");
    }
    sweep_close(s);
}

/* --- forms that may: their replies, and the other practice ------------------------------------- */

static void post_allowed(Sweep *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const Target *t = &s->target[i];
        if (!sweep_may_send(s, t)) continue;
        (void)sweep_ask(s, t, true);
        world_forget(s->w);
    }
}

static void post_route(World *w, Sweep *s, RowTables *tables)
{
    for (int p = PRACTICES; p-- > 0;) {     /* the house's own last: its forms take hold */
        const PracticeId *other = &w->practice[1 - p];
        RowHash before = rows_hash(w, tables, other);
        sweep_people(s, p, post_allowed);
        RowHash now = rows_hash(w, tables, other);
        bool anyone = oracle_form_rule(s->route->path) & DO_ANYONE;
        if (!anyone) check_rows(s, tables, &before, &now, "changed, for the other practice, rows of");
    }
    world_day(w, 0);              /* some have signed out */
    world_look(w);
}

static bool ends_work(const Route *r) { return str_ends(str_from_c(r->path), S("/end")); }

static void test_matrix__a_form_shows_no_more_than_a_page_and_stays_in_its_practice(void **state)
{
    World *w = *state;
    Sweep *s = sweep_open(w);
    RowTables tables = { .count = 0 };
    rows_open(w, &tables);
    for (int last = 0; last < 2; last++)
        for (size_t i = 0; i < route_count; i++) {
            s->route = &routes[i];
            if (is_post(s->route) && ends_work(s->route) == last) post_route(w, s, &tables);
        }
    sweep_close(s);
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
        cmocka_unit_test(test_matrix__no_page_shows_a_word_to_whom_it_is_not_for),
        cmocka_unit_test(test_matrix__a_form_that_may_not_be_sent_changes_nothing),
        cmocka_unit_test(test_matrix__a_form_shows_no_more_than_a_page_and_stays_in_its_practice),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
