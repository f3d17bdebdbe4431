/* test_measures.c - the administrator's page of questionnaires: what is in force, installing,
 * and what is said when something does not hold. */
#include "fixture.h"

#include "base/embedded.h"

/* Percent-encoded; the value of a form's field. */
static Str form_value(Arena *a, Str text)
{
    static const char hex[] = "0123456789ABCDEF";
    Out o = out_open(a, 512 * 1024);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        char code[4] = { '%', hex[byte >> 4], hex[byte & 15], 0 };
        out_raw(&o, (Str){ code, 3 });
    }
    return out_str(&o);
}

/* The first `from` in `text`, replaced. */
static Str with(House *h, Str text, Str from, Str to)
{
    size_t at = 0;
    while (at < text.len && !str_starts(str_slice(text, at, text.len), from)) at++;
    assert_true(at < text.len);
    return arena_printf(h->cx.arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(text, 0, at)),
                        STR_ARG(to), STR_ARG(str_slice(text, at + from.len, text.len)));
}

static Str gad_version(House *h, const char *version)
{
    for (size_t i = 0; i < embedded_measures_count; i++) {
        if (!str_eq(str_from_c(embedded_measures[i].name), S("gad-7.json"))) continue;
        Str json = { (const char *)embedded_measures[i].bytes, embedded_measures[i].len };
        return with(h, json, S("\"version\": \"1.0.0\""),
                    arena_printf(h->cx.arena, "\"version\": \"%s\"", version));
    }
    assert_true(false);
    return S("");
}

static HttpReply install(House *h, Str json)
{
    Str form = arena_printf(h->cx.arena, "json=" STR_FMT,
                            STR_ARG(form_value(h->cx.arena, json)));
    return house_post(h, &h->ada, S("/practice/measures"), form);
}

static void test_measures__says_version_licence_and_norm_of_each(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->ada, S("/practice/measures"));
    EXPECT(page, 200);
    HOLDS(page, "version 1.0.0, came with the program");
    HOLDS(page, "Tier 1, core");
    HOLDS(page, "none: no expected course is drawn");
    HOLDS(page, "no: forms, charts and exports say so");
    EXPECT(house_get(h, &h->daniel, S("/practice/measures")), 403);
    EXPECT(house_get(h, &h->maya, S("/practice/measures")), 403);
}

static void test_measures__a_new_version_is_put_in_force_beside_the_old(void **state)
{
    House *h = *state;
    EXPECT(install(h, gad_version(h, "1.1.0")), 303);
    HttpReply page = house_get(h, &h->ada, S("/practice/measures"));
    HOLDS(page, "version 1.1.0, since ");
    HOLDS(page, "<b>1.0.0</b>, came with the program");
    assert_true(str_eq(measure_find(h->app->measures, S("gad-7"))->version, S("1.1.0")));
    EXPECT(house_post(h, &h->ada, S("/practice/measures/choose"), S("id=gad-7&version=1.0.0")), 303);
    assert_true(str_eq(measure_find(h->app->measures, S("gad-7"))->version, S("1.0.0")));
    EXPECT(house_post(h, &h->ada, S("/practice/measures/choose"), S("id=gad-7&version=9")), 404);
}

static void test_measures__a_version_is_never_changed(void **state)
{
    House *h = *state;
    HttpReply page = install(h, gad_version(h, "1.0.0"));
    EXPECT(page, 422);
    HOLDS(page, "never changed");
}

static void test_measures__every_fault_is_said_with_its_path_and_line(void **state)
{
    House *h = *state;
    Str json = with(h, gad_version(h, "2.0.0"), S("lower-is-better"), S("sideways"));
    HttpReply page = install(h, json);
    EXPECT(page, 422);
    HOLDS(page, "id=\"json-error\"");
    HOLDS(page, "<b>line ");
    HOLDS(page, "&quot;resourceType&quot;");                  /* what was typed is still there */
    EXPECT(install(h, S("no json at all")), 422);
}

static void test_measures__a_norm_is_put_in_force_and_taken_away(void **state)
{
    House *h = *state;
    static const char norm[] = "{\"source\":\"made up\",\"setting\":\"nowhere\",\"beta\":[16,-4],"
        "\"D\":[[4,0],[0,1]],\"sigma2\":4,\"n_id\":400,\"n_obs\":4000,\"sessions\":[0,20]}";
    Str to = S("/practice/measures/norm");
    HttpReply page = house_post(h, &h->ada, to, S("measure=phq-9&scale=total&norm=%7B%7D"));
    EXPECT(page, 422);
    HOLDS(page, "id=\"norm-error\"");
    Str form = arena_printf(h->cx.arena, "measure=phq-9&scale=total&norm=" STR_FMT,
                            STR_ARG(form_value(h->cx.arena, str_from_c(norm))));
    EXPECT(house_post(h, &h->ada, to, form), 303);
    HOLDS(house_get(h, &h->ada, S("/practice/measures")), "400 people, 4000 scores; nowhere; made up");
    EXPECT(house_post(h, &h->ada, to, S("measure=phq-9&scale=total&norm=")), 303);
    HOLDS_NOT(house_get(h, &h->ada, S("/practice/measures")), "made up");
    EXPECT(house_post(h, &h->ada, to, S("measure=phq-9&scale=none&norm=")), 404);
    EXPECT(house_post(h, &h->daniel, to, form), 403);
}

static Str and(House *h, Str address, const char *rest)
{
    return arena_printf(h->cx.arena, STR_FMT "%s", STR_ARG(address), rest);
}

/* "/work/.../check-in/<id>" */
static Str check_in_begun(House *h)
{
    HttpReply begun = house_post(h, &h->maya, house_work(h, "/check-in"), S(""));
    EXPECT(begun, 303);
    Str form = house_reply_header(&begun, S("Location"));
    return arena_str(h->cx.arena, str_slice(form, 0, str_find(form, '?', 0)));
}

/* GAD-7's first item. */
static Str check_in_answered(House *h)
{
    Str form = check_in_begun(h);
    EXPECT(house_post(h, &h->maya, and(h, form, "/q/14"), S("value=2")), 303);
    return form;
}

static Str reworded(House *h, const char *version)
{
    Str json = with(h, gad_version(h, version), S("Feeling nervous, anxious or on edge"),
                    S("Feeling all of a flutter"));
    return with(h, json, S("\"More than half the days\""), S("\"Most of the days\""));
}

static void test_measures__old_answers_are_read_by_the_version_that_asked(void **state)
{
    House *h = *state;
    Str old = check_in_answered(h);
    EXPECT(install(h, reworded(h, "1.1.0")), 303);
    HOLDS(house_get(h, &h->maya, and(h, old, "?q=14")), "Feeling nervous");    /* begun: goes on as it was */
    EXPECT(house_post(h, &h->maya, and(h, old, "/send"), S("")), 303);
    HttpReply read = house_get(h, &h->daniel, arena_printf(h->cx.arena, STR_FMT "/answers" STR_FMT,
        STR_ARG(house_work(h, "")), STR_ARG(str_slice(old, old.len - 37, old.len))));
    EXPECT(read, 200);
    HOLDS(read, "Feeling nervous");
    HOLDS(read, "More than half the days");
    HOLDS_NOT(read, "flutter");
}

static void test_measures__a_new_form_asks_the_version_in_force(void **state)
{
    House *h = *state;
    EXPECT(install(h, reworded(h, "1.1.0")), 303);
    Str fresh = check_in_answered(h);
    EXPECT(house_post(h, &h->ada, S("/practice/measures/choose"), S("id=gad-7&version=1.0.0")), 303);
    HttpReply page = house_get(h, &h->maya, and(h, fresh, "?q=14"));
    HOLDS(page, "Feeling all of a flutter");
    HOLDS(page, "Most of the days");
}

static void test_measures__what_is_asked_no_more_is_not_in_the_check_in(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->ada, S("/practice/measures/choose"), S("id=gad-7&version=")), 303);
    Str form = check_in_begun(h);
    HOLDS(house_get(h, &h->maya, and(h, form, "?q=13")), "better off dead");
    HOLDS_NOT(house_get(h, &h->maya, and(h, form, "?q=14")), "nervous");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_measures__says_version_licence_and_norm_of_each),
        house_test(test_measures__a_new_version_is_put_in_force_beside_the_old),
        house_test(test_measures__a_version_is_never_changed),
        house_test(test_measures__every_fault_is_said_with_its_path_and_line),
        house_test(test_measures__old_answers_are_read_by_the_version_that_asked),
        house_test(test_measures__a_new_form_asks_the_version_in_force),
        house_test(test_measures__what_is_asked_no_more_is_not_in_the_check_in),
        house_test(test_measures__a_norm_is_put_in_force_and_taken_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
