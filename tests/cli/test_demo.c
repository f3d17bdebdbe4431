/* test_demo.c - the demo comes out whole whatever day and hour it is made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* cmocka's; in this house it makes an Err */

#include "cli/demo_play.h"
#include "cli/open.h"
#include "store/audit.h"

enum { ARENA_MAX = 256 << 20 };

static const Query count_alerts = { "demo_alerts", "", "i",
    "SELECT COUNT(*) FROM alert WHERE state = 'new'" };
static const Query count_open_forms = { "demo_open_forms", "", "i",
    "SELECT COUNT(*) FROM response WHERE state = 'open'" };
static const Query count_sent = { "demo_sent", "", "i",
    "SELECT COUNT(*) FROM response WHERE state = 'sent'" };
static const Query count_planned = { "demo_planned", "i", "i",
    "SELECT COUNT(*) FROM session WHERE state = 'planned' AND starts_at > ?1" };
static const Query count_left_open = { "demo_left_open", "", "i",
    "SELECT COUNT(*) FROM session WHERE state = 'open'" };
static const Query count_entries = { "demo_entries", "", "i", "SELECT COUNT(*) FROM entry" };
static const Query latest_row = { "demo_latest", "", "i", "SELECT MAX(at) FROM audit" };
static const Query waiting_signals = { "demo_signals", "", "i",
    "SELECT COUNT(*) FROM signal WHERE state <> 'closed'" };

typedef struct Seen {
    int64_t now_ms, alerts, open_forms, sent, planned, left_open, entries, latest, signals;
    bool whole;
} Seen;

static Err count(Ctx *cx, Tx *tx, const Query *q, int64_t *ret)
{
    Rows row;
    TRY(db_row_n(cx, tx, q, NULL, 0, &row));
    *ret = row_int(&row, 0);
    return OK;
}

static Err job_look(Ctx *cx, Tx *tx, void *arg)
{
    Seen *s = arg;
    Rows row;
    Out report = out_open(cx->arena, 65536);
    TRY(count(cx, tx, &count_alerts, &s->alerts));
    TRY(count(cx, tx, &count_open_forms, &s->open_forms));
    TRY(count(cx, tx, &count_sent, &s->sent));
    TRY(count(cx, tx, &count_left_open, &s->left_open));
    TRY(count(cx, tx, &count_entries, &s->entries));
    TRY(count(cx, tx, &latest_row, &s->latest));
    TRY(count(cx, tx, &waiting_signals, &s->signals));
    TRY(db_row(cx, tx, &count_planned, &row, BI(s->now_ms)));
    s->planned = row_int(&row, 0);
    return audit_verify(cx, tx, NULL, &report, &s->whole);
}

static Seen demo_at(const char *day, int hour, int minute)
{
    static const Query *const extra[] = { &count_alerts, &count_open_forms, &count_sent, &count_planned,
        &count_left_open, &count_entries, &latest_row, &waiting_signals, NULL };
    Date date = { 0 };
    App *app = NULL;
    const Zone *zone = NULL;
    OpenOptions in_memory = { .in_memory = true, .without_practice = true };
    Ctx cx = { .arena = arena_open(ARENA_MAX) };
    assert_non_null(cx.arena);
    assert_int_equal(crypto_start(&cx).kind, ERR_NONE);
    password_cheap_for_tests();
    assert_int_equal(zone_open(&cx, cx.arena, S("Europe/London"), &zone).kind, ERR_NONE);
    assert_true(date_parse(str_from_c(day), &date));
    cx.now_ms = zone_instant(zone, date, (Clock){ hour, minute, 0 });
    Seen seen = { .now_ms = cx.now_ms };
    assert_int_equal(app_open(&cx, "", &in_memory, &app).kind, ERR_NONE);
    assert_int_equal(db_prepare_queries(&cx, app->db, extra).kind, ERR_NONE);
    Err err = demo_fill(&cx, app, 0);
    if (err.kind != ERR_NONE) print_error("%s %02d:%02d: %s\n", day, hour, minute, cx.err_text);
    assert_int_equal(err.kind, ERR_NONE);
    assert_int_equal(db_write(&cx, app->db, job_look, &seen).kind, ERR_NONE);
    app_close(app);
    arena_close(cx.arena);
    return seen;
}

static void expect_whole(const char *day, int hour, int minute)
{
    Seen s = demo_at(day, hour, minute);
    assert_true(s.whole);
    assert_true(s.latest <= s.now_ms);
    assert_int_equal(s.alerts, 1);
    assert_int_equal(s.open_forms, 1);
    assert_int_equal(s.left_open, 0);
    assert_int_equal(s.planned, 7);
    assert_int_equal(s.sent, 136);
    assert_int_equal(s.entries, 234);
    assert_int_equal(s.signals, 5);
}

/* 2026-11-16 is a Monday. */
static void test_demo__is_whole_on_every_day_of_the_week(void **state)
{
    (void)state;
    static const char *const days[] = { "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19",
                                        "2026-11-20", "2026-11-21", "2026-11-22" };
    for (size_t i = 0; i < COUNT_OF(days); i++) expect_whole(days[i], 11, 20);
}

static void test_demo__is_whole_at_every_hour_that_matters(void **state)
{
    (void)state;
    expect_whole("2026-11-17", 0, 1);           /* before the morning's answer */
    expect_whole("2026-11-18", 8, 13);          /* in the middle of it */
    expect_whole("2026-11-19", 14, 59);         /* before today's meeting */
    expect_whole("2026-11-20", 15, 1);          /* after it would have been */
    expect_whole("2026-11-22", 23, 59);
}

static void test_demo__is_whole_when_the_clocks_change_and_on_a_leap_day(void **state)
{
    (void)state;
    expect_whole("2026-03-29", 2, 30);
    expect_whole("2026-10-25", 1, 30);
    expect_whole("2028-02-29", 12, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_demo__is_whole_on_every_day_of_the_week),
        cmocka_unit_test(test_demo__is_whole_at_every_hour_that_matters),
        cmocka_unit_test(test_demo__is_whole_when_the_clocks_change_and_on_a_leap_day),
    };
    return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
