/* The harness of this folder must fail when there is something to find: each test plants one
 * fault and asks for exactly that finding. */
#include "rights/rows.h"
#include "rights/sweep.h"
#include "web/pages.h"

static const Route *route_of(const char *method, const char *path)
{
    for (size_t i = 0; i < route_count; i++)
        if (strcmp(routes[i].method, method) == 0 && strcmp(routes[i].path, path) == 0)
            return &routes[i];
    assert_true(false);
    return NULL;
}

static Sweep *sweep_as(World *w, WhoIs who, const char *path)
{
    Sweep *s = sweep_open(w);
    s->quiet = true;
    s->who = who;
    s->route = route_of("GET", path);
    s->arena = arena_open(64 << 20);
    assert_non_null(s->arena);
    return s;
}

static size_t findings(Sweep *s)
{
    size_t found = s->findings;
    s->findings = 0;                               /* as wanted: nothing to complain of */
    arena_close(s->arena);
    world_forget(s->w);
    sweep_close(s);
    return found;
}

/* Some words that Maya wrote in her work. */
static const Mark *mark_of(const World *w, MarkKind kind, WhoIs who)
{
    for (size_t i = 0; i < w->mark_count; i++)
        if (w->mark[i].kind == kind && w->mark[i].who == (int)who && w->mark[i].practice == 0)
            return &w->mark[i];
    assert_true(false);
    return NULL;
}

/* --- a planted leak is found ------------------------------------------------------------ */

static Str plain(Arena *a, Str mark) { return arena_printf(a, "<p>" STR_FMT "</p>", STR_ARG(mark)); }
static Str in_base64(Arena *a, Str mark) { return base64url_encode(a, plain(a, mark)); }

static Str escaped(Arena *a, Str mark)
{
    return arena_printf(a, "<p>&#122;" STR_FMT "</p>", STR_ARG(str_slice(mark, 1, mark.len)));
}

static Str percent(Arena *a, Str mark)
{
    return arena_printf(a, "<a href=\"/x?q=%%7a" STR_FMT "\">", STR_ARG(str_slice(mark, 1, mark.len)));
}

static Str gzipped(Arena *a, Str mark)
{
    z_stream z = { 0 };
    enum { ROOM = 4096 };
    Str page = plain(a, mark);
    uint8_t *out = arena_alloc(a, ROOM);
    assert_non_null(out);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)page.ptr;
    z.avail_in = (uInt)page.len;
    z.next_out = out;
    z.avail_out = ROOM;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return (Str){ (const char *)out, ROOM - z.avail_out };
}

static size_t found_in(World *w, WhoIs who, HttpReply reply)
{
    Sweep *s = sweep_as(w, who, "/help");
    Target t = { AIM_PLAIN, S("/help"), 0, -1, NULL, -1 };
    sweep_sane(s, s->arena, &t, &reply, sweep_flat(s->arena, &reply));
    return findings(s);
}

static void test_controls__a_leak_in_a_body_is_found_in_any_dress(void **state)
{
    World *w = *state;
    Arena *a = w->h.cx.arena;
    Str (*const dress[])(Arena *, Str) = { plain, escaped, percent, in_base64, gzipped };
    Str mark = mark_of(w, MARK_ENTRY, MAYA)->text;
    for (size_t i = 0; i < sizeof dress / sizeof *dress; i++) {
        HttpReply reply = { .status = 200, .content_type = S("text/html"), .body = dress[i](a, mark) };
        assert_int_equal(found_in(w, NOOR, reply), 1);
        assert_int_equal(found_in(w, IRIS, reply), 1);
        assert_int_equal(found_in(w, NOBODY, reply), 1);
        assert_int_equal(found_in(w, MAYA, reply), 0);
        assert_int_equal(found_in(w, DANIEL, reply), 0);
    }
}

static void test_controls__a_leak_in_a_header_or_an_error_is_found(void **state)
{
    World *w = *state;
    Str mark = mark_of(w, MARK_NOTE, MAYA)->text;
    HttpReply moved = { .status = 303, .header = { { S("Location"), mark } }, .header_count = 1 };
    HttpReply refused = { .status = 403, .body = mark };
    assert_int_equal(found_in(w, OTTO, moved), 1);
    assert_int_equal(found_in(w, OTTO, refused), 1);
    assert_int_equal(found_in(w, MAYA, moved), 0);
}

static void test_controls__a_failure_of_the_server_is_found(void **state)
{
    HttpReply broken = { .status = 500 }, fine = { .status = 404 };
    assert_int_equal(found_in(*state, MAYA, broken), 1);
    assert_int_equal(found_in(*state, MAYA, fine), 0);
}

/* --- one expectation turned round is reported ------------------------------------------------ */

/* Maya's page, held against what may be read by somebody else. */
static size_t page_read_as(World *w, WhoIs told)
{
    Sweep *s = sweep_as(w, told, "/work/:episode/home");
    Target t = { AIM_TRUE, S(""), 0, OF_MAYA, NULL, -1 };
    Fill fill = sweep_nothing();
    fill.episode = sweep_id(s, w->work[0][OF_MAYA].u);
    t.address = sweep_address(s, &fill);
    HttpReply reply = house_get(&w->h, &w->who[0][MAYA], t.address);
    assert_int_equal(reply.status, 200);
    sweep_sane(s, s->arena, &t, &reply, sweep_flat(s->arena, &reply));
    return findings(s);
}

static void test_controls__a_page_held_against_another_person_is_reported(void **state)
{
    assert_int_equal(page_read_as(*state, MAYA), 0);
    assert_true(page_read_as(*state, NOOR) > 0);
    assert_true(page_read_as(*state, ADA) > 0);
    assert_true(page_read_as(*state, NOBODY) > 0);
}

static void test_controls__a_right_given_too_widely_is_reported(void **state)
{
    World *w = *state;
    Mark *m = (Mark *)(uintptr_t)mark_of(w, MARK_ENTRY, MAYA);
    HttpReply reply = { .status = 200, .body = m->text };
    assert_int_equal(found_in(w, DANIEL, reply), 0);
    m->kind = MARK_TAKEN_BACK;                     /* the author's alone, from now on */
    assert_int_equal(found_in(w, DANIEL, reply), 1);
    m->kind = MARK_ENTRY;
}

/* --- what is there must not look different ----------------------------------------------------- */

static size_t compared(World *w, Str absent, Str foreign)
{
    Sweep *s = sweep_as(w, NOOR, "/work/:episode/home");
    Nothing nothing = { .no_work = S("") };
    Target none = { AIM_NO_WORK, S("/work/" NO_ID "/home"), 0, -1, NULL, -1 };
    Target there = { AIM_TRUE, S("/work/" NO_ID "/home"), 0, OF_OTTO, NULL, -1 };
    (void)house_get(&w->h, NULL, S("/help"));      /* there is an arena to work in */
    sweep_hold_against(s, &none, absent, &nothing);
    sweep_hold_against(s, &there, foreign, &nothing);
    return findings(s);
}

static void test_controls__a_status_or_a_word_that_tells_is_reported(void **state)
{
    assert_int_equal(compared(*state, S("404\nnothing"), S("404\nnothing")), 0);
    assert_int_equal(compared(*state, S("404\nnothing"), S("403\nnothing")), 1);
    assert_int_equal(compared(*state, S("404\nnothing"), S("404\nnothing.")), 1);
    assert_int_equal(compared(*state, S("404 name=\"csrf\" value=\"ab\""), S("404 name=\"csrf\" value=\"cd\"")), 0);
}

static void test_controls__a_change_of_one_row_is_reported(void **state)
{
    World *w = *state;
    RowTables tables = { .count = 0 };
    rows_open(w, &tables);
    Tale maya = { w, 0, OF_MAYA };
    RowHash all = rows_hash(w, &tables, NULL), other = rows_hash(w, &tables, &w->practice[1]);
    tale_post(&maya, MAYA, tale_at(&maya, "/joint"), S("kind=goal&text=one+more"));
    RowHash all_now = rows_hash(w, &tables, NULL), other_now = rows_hash(w, &tables, &w->practice[1]);
    assert_true(str_eq(rows_changed(&tables, &all, &all_now), S("entry")));
    assert_int_equal(rows_changed(&tables, &other, &other_now).len, 0);
    world_forget(w);
}

static void test_controls__a_route_nobody_can_fill_is_reported(void **state)
{
    static const Route strange = ROUTE(GET, "/work/:episode/planets/:planet", BRIEF_READ, NULL, page_help);
    Sweep *s = sweep_as(*state, MAYA, "/help");
    s->route = &strange;
    sweep_targets(s);
    assert_true(findings(s) > 0);
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
        cmocka_unit_test(test_controls__a_leak_in_a_body_is_found_in_any_dress),
        cmocka_unit_test(test_controls__a_leak_in_a_header_or_an_error_is_found),
        cmocka_unit_test(test_controls__a_failure_of_the_server_is_found),
        cmocka_unit_test(test_controls__a_page_held_against_another_person_is_reported),
        cmocka_unit_test(test_controls__a_right_given_too_widely_is_reported),
        cmocka_unit_test(test_controls__a_status_or_a_word_that_tells_is_reported),
        cmocka_unit_test(test_controls__a_change_of_one_row_is_reported),
        cmocka_unit_test(test_controls__a_route_nobody_can_fill_is_reported),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
