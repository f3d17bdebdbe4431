/* Installed questionnaires: never changed, one version in force, attested, readable for ever. */
#include "fixture.h"
#include "store/definition.h"

typedef struct Ask {
    House *h;
    Str json;
    Attestation attested;
    DefinitionProblems problems;
    Definition *definition;
    Str id, version;
    InstalledDefinitions list;
    ErrKind want;
} Ask;

static const Attestation signed_for = { { "Ada Winter", 10 }, { "letter 3", 8 }, { "2031-03-31", 10 } };

static Err enter(Ctx *cx, Tx *tx, Ask *a, Action action, const Grant **ret_grant)
{
    Actor admin = { .practice = app_practice(a->h->app)->id, .machine = true,
                    .capacities = CAP_ADMINISTRATOR };
    return gate_enter(cx, tx, &admin, action, (EpisodeId){ { { 0 } } }, ret_grant);
}

static Err job_install(Ctx *cx, Tx *tx, void *arg)
{
    Ask *a = arg;
    const Grant *g;
    TRY(enter(cx, tx, a, ACTION_PRACTICE_WRITE, &g));
    return definition_install(cx, tx, g, a->h->app->builtin, a->json, &a->attested, &a->problems,
                              &a->definition);
}

static Err job_choose(Ctx *cx, Tx *tx, void *arg)
{
    Ask *a = arg;
    const Grant *g;
    TRY(enter(cx, tx, a, ACTION_PRACTICE_WRITE, &g));
    return definition_choose(cx, tx, g, a->h->app->builtin, a->id, a->version);
}

static Err job_list(Ctx *cx, Tx *tx, void *arg)
{
    Ask *a = arg;
    const Grant *g;
    TRY(enter(cx, tx, a, ACTION_PRACTICE_READ, &g));
    return definition_list(cx, tx, g, a->h->app->builtin, &a->list);
}

static ErrKind run(House *h, DbJob *job, Ask *a)
{
    a->h = h;
    a->problems = (DefinitionProblems){ 0 };
    Err err = db_write(&h->cx, h->app->db, job, a);
    err_clear(&h->cx);
    if (err.kind == ERR_NONE) HOUSE_OK(h, app_reload_practice(&h->cx, h->app));
    return err.kind;
}

/* The built-in text with one piece replaced. */
static Str changed(House *h, Str json, const char *from, const char *to)
{
    const char *text = arena_c(h->cx.arena, json), *at = strstr(text, from);
    assert_non_null(at);
    return arena_printf(h->cx.arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static Str house_version(House *h, const char *version)
{
    Str to = arena_printf(h->cx.arena, "\"version\": \"%s\"", version);
    return changed(h, measure_builtin_json(S("gad-7")), "\"version\": \"1.0.0\"",
                   arena_c(h->cx.arena, to));
}

static Str in_force(House *h)
{
    const MeasureSet *set = h->app->measures;
    const Definition *d = measure_find(set, S("gad-7"));
    return d ? d->version : S("");
}

static void test_definition__what_is_installed_is_in_force_and_stays_readable(void **state)
{
    House *h = *state;
    Ask a = { .json = house_version(h, "2.0.0") };
    assert_int_equal(run(h, job_install, &a), ERR_NONE);
    assert_true(str_eq(in_force(h), S("2.0.0")));
    a.json = house_version(h, "3.0.0");
    assert_int_equal(run(h, job_install, &a), ERR_NONE);
    assert_true(str_eq(in_force(h), S("3.0.0")));
    const MeasureSet *set = h->app->measures;
    assert_non_null(measure_find_version(set, S("gad-7"), S("2.0.0")));
    assert_non_null(measure_find_version(set, S("gad-7"), S("1.0.0")));
    assert_null(measure_find_version(set, S("gad-7"), S("4.0.0")));
    assert_int_equal(run(h, job_list, &a), ERR_NONE);
    size_t mine = 0, asked = 0;
    for (size_t i = 0; i < a.list.count; i++) {
        if (!str_eq(a.list.list[i].definition->id, S("gad-7"))) continue;
        mine++;
        asked += a.list.list[i].in_force;
    }
    assert_int_equal(mine, 3);
    assert_int_equal(asked, 1);
}

static void test_definition__a_version_is_never_changed(void **state)
{
    House *h = *state;
    Ask a = { .json = measure_builtin_json(S("gad-7")) };
    assert_int_equal(run(h, job_install, &a), ERR_CONFLICT); /* came with the program */
    a.json = house_version(h, "2.0.0");
    assert_int_equal(run(h, job_install, &a), ERR_NONE);
    assert_int_equal(run(h, job_install, &a), ERR_NONE);     /* the same again */
    Str other = changed(h, a.json, "Not at all", "Never");
    a.json = other;
    assert_int_equal(run(h, job_install, &a), ERR_CONFLICT);
    const Definition *d = measure_find(h->app->measures, S("gad-7"));
    assert_true(str_eq(d->items[0].options[0].text, S("Not at all")));
}

static void test_definition__tiers_2_and_3_want_somebody_who_answers_for_the_licence(void **state)
{
    House *h = *state;
    Ask a = { .json = changed(h, house_version(h, "2.0.0"), "\"valueInteger\": 1}", "\"valueInteger\": 2}") };
    assert_int_equal(run(h, job_install, &a), ERR_INVALID);
    assert_int_equal(a.problems.count, 2);
    a.attested = signed_for;
    a.attested.until = S("soon");
    assert_int_equal(run(h, job_install, &a), ERR_INVALID);
    assert_int_equal(a.problems.count, 1);
    assert_true(str_eq(in_force(h), S("1.0.0")));
    a.attested = signed_for;
    assert_int_equal(run(h, job_install, &a), ERR_NONE);
    assert_int_equal(run(h, job_list, &a), ERR_NONE);
    for (size_t i = 0; i < a.list.count; i++) {
        const InstalledDefinition *one = &a.list.list[i];
        if (!one->installed_at_ms) continue;
        assert_true(str_eq(one->attested.by, S("Ada Winter")));
        assert_true(str_eq(one->attested.licence, S("letter 3")));
        assert_true(str_eq(one->attested.until, S("2031-03-31")));
        assert_true(str_eq(one->json, a.json));
    }
}

static void test_definition__a_skeleton_is_not_installed_until_it_has_its_words(void **state)
{
    House *h = *state;
    Str json = changed(h, house_version(h, "2.0.0"), "\"valueInteger\": 1}", "\"valueInteger\": 3}");
    json = changed(h, json, "\"text\": \"Feeling nervous, anxious or on edge\",", "");
    Ask a = { .json = json, .attested = signed_for };
    assert_int_equal(run(h, job_install, &a), ERR_INVALID);
    assert_int_equal(a.problems.count, 1);
    assert_true(str_eq(a.problems.list[0].path, S("item[0]")));
}

static void test_definition__bad_ones_are_refused_whole(void **state)
{
    House *h = *state;
    static const char *const bad[] = { "", "{}", "[", "{\"resourceType\": \"Questionnaire\"}" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Ask a = { .json = str_from_c(bad[i]) };
        assert_int_equal(run(h, job_install, &a), ERR_INVALID);
        assert_true(a.problems.count > 0);
    }
    Ask a = { 0 };
    assert_int_equal(run(h, job_list, &a), ERR_NONE);
    for (size_t i = 0; i < a.list.count; i++) assert_int_equal(a.list.list[i].installed_at_ms, 0);
}

static void test_definition__a_practice_may_ask_another_version_or_none(void **state)
{
    House *h = *state;
    Ask a = { .json = house_version(h, "2.0.0") };
    assert_int_equal(run(h, job_install, &a), ERR_NONE);
    a.id = S("gad-7");
    a.version = S("1.0.0");
    assert_int_equal(run(h, job_choose, &a), ERR_NONE);
    assert_true(str_eq(in_force(h), S("1.0.0")));
    a.version = S("");
    assert_int_equal(run(h, job_choose, &a), ERR_NONE);
    const MeasureSet *set = h->app->measures;
    for (size_t i = 0; i < set->in_force; i++) assert_false(str_eq(set->list[i]->id, S("gad-7")));
    assert_non_null(measure_find(set, S("gad-7")));           /* old answers find it */
    a.version = S("9.9.9");
    assert_int_equal(run(h, job_choose, &a), ERR_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_definition__what_is_installed_is_in_force_and_stays_readable),
        house_test(test_definition__a_version_is_never_changed),
        house_test(test_definition__tiers_2_and_3_want_somebody_who_answers_for_the_licence),
        house_test(test_definition__a_skeleton_is_not_installed_until_it_has_its_words),
        house_test(test_definition__bad_ones_are_refused_whole),
        house_test(test_definition__a_practice_may_ask_another_version_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
