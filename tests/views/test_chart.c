/* test_chart.c - pictures of numbers: well formed, safe, and honest about gaps. */
#include "views/chart.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define DAY ((int64_t)86400000)
#define HOSTILE S("<script>alert('x')</script>\"&")

static const int64_t START = 1789200000000;

static int setup(void **state)
{
    *state = arena_open(1 << 20);
    return *state == NULL;
}

static int teardown(void **state)
{
    arena_close(*state);
    return 0;
}

static Chart chart_of(const ChartPoint *points, size_t count)
{
    return (Chart){
        .id = S("c1"), .title = S("Check-ins"), .summary = S("From 3 to 5."),
        .low = 0, .high = 10, .decimals = 1,
        .series = { { S("Maya"), points, count } }, .series_count = 1,
    };
}

static size_t count_of(Str text, const char *word)
{
    Str part = str_from_c(word);
    size_t found = 0;
    for (size_t i = 0; i + part.len <= text.len; i++) {
        if (str_eq(str_slice(text, i, i + part.len), part)) found++;
    }
    return found;
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* NAME="VALUE" with one space before, and no '<' in the value. */
static bool attribute_skip(Str s, size_t *at)
{
    if (s.ptr[*at] != ' ') return false;
    size_t i = *at + 1;
    while (i < s.len && is_name(s.ptr[i])) i++;
    if (i + 1 >= s.len || s.ptr[i] != '=' || s.ptr[i + 1] != '"') return false;
    i = str_find(s, '"', i + 2);
    if (i >= s.len || str_contains(str_slice(s, *at, i), S("<"))) return false;
    *at = i + 1;
    return true;
}

/* A strict reader of the little XML that charts are made of: quoted attributes, every
 * element closed by its own name, one element at the top.  True when all of it is used. */
static bool well_formed(Str s)
{
    Str open[16];
    size_t depth = 0, at = 0;
    while (at < s.len) {
        if (s.ptr[at] != '<') {
            if (depth == 0 || s.ptr[at] == '>') return false;
            at++;
            continue;
        }
        bool closing = s.ptr[at + 1] == '/';
        size_t from = at + (closing ? 2 : 1);
        for (at = from; at < s.len && is_name(s.ptr[at]);) at++;
        Str name = str_slice(s, from, at);
        if (closing) {
            if (depth == 0 || !str_eq(open[--depth], name)) return false;
        } else if (depth == 16) {
            return false;
        } else {
            open[depth++] = name;
            while (at < s.len && s.ptr[at] == ' ') {
                if (!attribute_skip(s, &at)) return false;
            }
            if (at < s.len && s.ptr[at] == '/') { at++; depth--; }
        }
        if (at >= s.len || s.ptr[at] != '>') return false;
        at++;
    }
    return depth == 0;
}

static void test_check__the_reader_refuses_what_is_broken(void **state)
{
    (void)state;
    assert_true(well_formed(S("<a b=\"c\"><d e=\"f\"/>text</a>")));
    assert_false(well_formed(S("<a><b></a></b>")));
    assert_false(well_formed(S("<a b=c></a>")));
    assert_false(well_formed(S("<a>")));
}

static void test_line__is_well_formed_and_named(void **state)
{
    ChartPoint points[] = { { START, 3, false, 0, { 0 } }, { START + 7 * DAY, 4.5, false, 0, { 0 } },
                            { START + 21 * DAY, 5.2, false, 0, { 0 } } };
    Chart chart = chart_of(points, 3);
    Str svg = chart_line(*state, &chart).s;
    assert_true(well_formed(svg));
    assert_true(str_contains(svg, S("role=\"img\" ")));
    assert_true(str_contains(svg, S("aria-labelledby=\"c1-t c1-d\"")));
    assert_true(str_contains(svg, S("<title id=\"c1-t\">Check-ins</title>")));
    assert_true(str_contains(svg, S("<desc id=\"c1-d\">From 3 to 5.</desc>")));
    assert_int_equal(count_of(svg, "<circle class=\"dot\""), 3);
    assert_true(str_contains(svg, S(">5.2</text>")));
    assert_false(str_contains(svg, S("style=")));
}

static void test_line__dates_are_spaced_by_time(void **state)
{
    ChartPoint points[] = { { START, 0, false, 0, { 0 } }, { START + 10 * DAY, 0, false, 0, { 0 } },
                            { START + 40 * DAY, 10, false, 0, { 0 } } };
    Chart chart = chart_of(points, 3);
    Str svg = chart_line(*state, &chart).s;
    /* 28 + 300 * 10 / 40; the scale's ends at the plot's ends */
    assert_true(str_contains(svg, S("points=\"28.0,172.0 103.0,172.0 328.0,14.0\"")));
}

static void test_line__hostile_words_stay_words(void **state)
{
    ChartPoint points[] = { { START, 3, false, CHART_MARK_RUPTURE, HOSTILE },
                            { START + 7 * DAY, 4, false, CHART_MARK_REPAIR, HOSTILE } };
    ChartEvent events[] = { { START + 3 * DAY, HOSTILE } };
    Chart chart = chart_of(points, 2);
    chart.id = chart.title = chart.summary = chart.cut_label = chart.band_name = HOSTILE;
    chart.series[0].name = HOSTILE;
    chart.series[1] = chart.series[0];
    chart.series_count = 2;
    chart.has_cut = true;
    chart.cut = 5;
    chart.event = events;
    chart.event_count = 1;
    Html (*const all[])(Arena *, const Chart *) = { chart_line, chart_small, chart_spark,
                                                    chart_legend, chart_numbers };
    for (size_t i = 0; i < 5; i++) {
        Str html = all[i](*state, &chart).s;
        assert_true(html.len > 0);
        assert_true(well_formed(html));
        assert_false(str_contains(html, S("<script")));
    }
}

static void test_line__empty_series_draws_nothing(void **state)
{
    Chart chart = chart_of(NULL, 0);
    assert_int_equal(chart_line(*state, &chart).s.len, 0);
    assert_int_equal(chart_spark(*state, &chart).s.len, 0);
    assert_int_equal(chart_numbers(*state, &chart).s.len, 0);
    chart.series_count = 0;
    assert_int_equal(chart_line(*state, &chart).s.len, 0);
    ChartPoint unanswered[] = { { START, 0, true, 0, { 0 } } };
    chart = chart_of(unanswered, 1);
    assert_int_equal(chart_line(*state, &chart).s.len, 0);
}

static void test_line__one_answer_is_a_dot_in_the_middle(void **state)
{
    ChartPoint points[] = { { START, 5, false, 0, { 0 } } };
    Chart chart = chart_of(points, 1);
    Str svg = chart_line(*state, &chart).s;
    assert_true(well_formed(svg));
    assert_true(str_contains(svg, S("cx=\"178.0\" cy=\"93.0\"")));
    assert_int_equal(count_of(svg, "<polyline"), 0);
}

static void test_line__equal_values_are_a_level_line(void **state)
{
    ChartPoint points[] = { { START, 5, false, 0, { 0 } }, { START + DAY, 5, false, 0, { 0 } } };
    Chart chart = chart_of(points, 2);
    assert_true(str_contains(chart_line(*state, &chart).s, S("points=\"28.0,93.0 328.0,93.0\"")));
}

static void test_line__a_missing_answer_is_a_gap(void **state)
{
    ChartPoint points[] = {
        { START, 5, false, 0, { 0 } }, { START + DAY, 5, false, 0, { 0 } },
        { START + 2 * DAY, NAN, true, 0, { 0 } },
        { START + 3 * DAY, 6, false, 0, { 0 } }, { START + 4 * DAY, 7, false, 0, { 0 } },
    };
    Chart chart = chart_of(points, 5);
    Str svg = chart_line(*state, &chart).s;
    assert_int_equal(count_of(svg, "<polyline"), 2);
    assert_int_equal(count_of(svg, "<circle"), 4);
    assert_true(str_contains(chart_numbers(*state, &chart).s, S("not answered")));
}

static void test_line__numbers_that_are_none_are_refused(void **state)
{
    double bad[] = { NAN, INFINITY, -INFINITY };
    for (size_t i = 0; i < 3; i++) {
        ChartPoint points[] = { { START, bad[i], false, 0, { 0 } } };
        Chart chart = chart_of(points, 1);
        assert_int_equal(chart_line(*state, &chart).s.len, 0);
        points[0].value = 1;
        chart.high = bad[i];
        assert_int_equal(chart_line(*state, &chart).s.len, 0);
        chart.high = 10;
        chart.has_cut = true;
        chart.cut = bad[i];
        assert_int_equal(chart_small(*state, &chart).s.len, 0);
        chart.has_cut = false;
        ChartBandPoint band[] = { { START, bad[i], 2 }, { START + DAY, 1, 2 } };
        chart.band = band;
        chart.band_count = 2;
        assert_int_equal(chart_spark(*state, &chart).s.len, 0);
    }
    ChartPoint points[] = { { START, 1, false, 0, { 0 } } };
    Chart flat = chart_of(points, 1);
    flat.high = flat.low;
    assert_int_equal(chart_line(*state, &flat).s.len, 0);
}

static void test_line__values_outside_the_scale_stay_inside_the_picture(void **state)
{
    ChartPoint points[] = { { START, -50, false, 0, { 0 } }, { START + DAY, 500, false, 0, { 0 } } };
    Chart chart = chart_of(points, 2);
    assert_true(str_contains(chart_line(*state, &chart).s, S("points=\"28.0,172.0 328.0,14.0\"")));
}

static void test_line__second_person_is_dashed_and_has_another_mark(void **state)
{
    ChartPoint points[] = { { START, 3, false, 0, { 0 } }, { START + DAY, 4, false, 0, { 0 } } };
    Chart chart = chart_of(points, 2);
    chart.series[1] = chart.series[0];
    chart.series[1].name = S("Daniel");
    chart.series_count = 2;
    Str svg = chart_line(*state, &chart).s;
    assert_int_equal(count_of(svg, "stroke-dasharray=\"5 4\""), 1);
    assert_int_equal(count_of(svg, "<polygon class=\"dot b\""), 2);
    Str legend = chart_legend(*state, &chart).s;
    assert_true(well_formed(legend));
    assert_true(str_contains(legend, S("Maya")) && str_contains(legend, S("Daniel")));
}

static void test_line__two_newest_values_never_stand_on_each_other(void **state)
{
    ChartPoint mine[] = { { START, 3, false, 0, { 0 } }, { START + DAY, 10, false, 0, { 0 } } };
    ChartPoint theirs[] = { { START, 3, false, 0, { 0 } }, { START + DAY, 9.9, false, 0, { 0 } } };
    Chart chart = chart_of(mine, 2);
    chart.series[1] = (ChartSeries){ S("Daniel"), theirs, 2 };
    chart.series_count = 2;
    Str svg = chart_line(*state, &chart).s;
    assert_true(str_contains(svg, S("y=\"36.0\" text-anchor=\"end\">10.0</text>")));
    assert_true(str_contains(svg, S("y=\"50.0\" text-anchor=\"end\">9.9</text>")));
}

static void test_line__marks_carry_their_words(void **state)
{
    ChartPoint points[] = { { START, 8, false, 0, { 0 } },
                            { START + 9 * DAY, 4, false, CHART_MARK_RUPTURE, S("felt hurried") },
                            { START + 18 * DAY, 8, false, CHART_MARK_REPAIR, S("talked it over") } };
    Chart chart = chart_of(points, 3);
    Str svg = chart_line(*state, &chart).s;
    assert_int_equal(count_of(svg, "<rect class=\"rupture\""), 1);
    assert_int_equal(count_of(svg, "class=\"mend\""), 1);
    assert_true(str_contains(svg, S(">felt hurried</text>")));
    assert_true(str_contains(svg, S(">talked it over</text>")));
}

static void test_line__more_words_than_room_are_left_to_the_table(void **state)
{
    ChartEvent events[30];
    for (int i = 0; i < 30; i++) {
        events[i] = (ChartEvent){ START + i * DAY, S("something with a very long name that goes on") };
    }
    ChartPoint points[] = { { START, 8, false, 0, { 0 } }, { START + 29 * DAY, 4, false, 0, { 0 } } };
    Chart chart = chart_of(points, 2);
    chart.event = events;
    chart.event_count = 30;
    Str svg = chart_line(*state, &chart).s;
    assert_true(well_formed(svg));
    assert_true(count_of(svg, "class=\"said\"") >= 1);
    assert_true(count_of(svg, "class=\"said\"") <= CHART_LABELS_MAX);
    assert_int_equal(count_of(chart_numbers(*state, &chart).s, "goes on"), 30);
}

static void test_spark__is_hidden_from_screen_readers_and_has_no_words(void **state)
{
    ChartPoint points[] = { { START, 3, false, CHART_MARK_RUPTURE, S("x") }, { START + DAY, 4, false, 0, { 0 } } };
    Chart chart = chart_of(points, 2);
    Str svg = chart_spark(*state, &chart).s;
    assert_true(well_formed(svg));
    assert_true(str_contains(svg, S("aria-hidden=\"true\"")));
    assert_false(str_contains(svg, S("<text")));
}

static void test_numbers__one_row_for_each_date_and_a_column_for_each_person(void **state)
{
    ChartPoint mine[] = { { START, 3, false, 0, { 0 } }, { START + DAY, 4, false, 0, { 0 } } };
    ChartPoint other[] = { { START + DAY, 7, false, 0, { 0 } } };
    ChartBandPoint band[] = { { START, 2, 4 }, { START + DAY, 2.5, 5 } };
    Chart chart = chart_of(mine, 2);
    chart.series[1] = (ChartSeries){ S("Daniel"), other, 1 };
    chart.series_count = 2;
    chart.band = band;
    chart.band_count = 2;
    chart.band_name = S("Expected range");
    Str table = chart_numbers(*state, &chart).s;
    assert_true(well_formed(table));
    assert_int_equal(count_of(table, "<tr>"), 3);
    assert_int_equal(count_of(table, "scope=\"col\""), 4);
    assert_true(str_contains(table, S("2.5 to 5.0")));
}

static void test_line__a_full_arena_gives_no_picture(void **state)
{
    (void)state;
    ChartPoint points[] = { { START, 3, false, 0, { 0 } }, { START + DAY, 4, false, 0, { 0 } } };
    Chart chart = chart_of(points, 2);
    for (long n = 0; n < 20; n++) {
        Arena *arena = arena_open(1 << 20);
        assert_non_null(arena);
        arena_fault_at(n);
        Str svg = chart_line(arena, &chart).s;
        bool hit = arena_fault_hit();
        arena_fault_at(-1);
        assert_true(!hit || svg.len == 0 || arena_failed(arena));
        arena_close(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(test_check__the_reader_refuses_what_is_broken),
        T(test_line__is_well_formed_and_named),
        T(test_line__dates_are_spaced_by_time),
        T(test_line__hostile_words_stay_words),
        T(test_line__empty_series_draws_nothing),
        T(test_line__one_answer_is_a_dot_in_the_middle),
        T(test_line__equal_values_are_a_level_line),
        T(test_line__a_missing_answer_is_a_gap),
        T(test_line__numbers_that_are_none_are_refused),
        T(test_line__values_outside_the_scale_stay_inside_the_picture),
        T(test_line__second_person_is_dashed_and_has_another_mark),
        T(test_line__two_newest_values_never_stand_on_each_other),
        T(test_line__marks_carry_their_words),
        T(test_line__more_words_than_room_are_left_to_the_table),
        T(test_spark__is_hidden_from_screen_readers_and_has_no_words),
        T(test_numbers__one_row_for_each_date_and_a_column_for_each_person),
        T(test_line__a_full_arena_gives_no_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
