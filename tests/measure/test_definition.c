/* Definitions: the ones that ship, and every fault of a bad one named with its place. */
#include "measure_test.h"
#include "base/embedded.h"
#include "measure/definition_line.h"

static Str shipped(const char *name)
{
    for (size_t i = 0; i < embedded_measures_count; i++)
        if (!strcmp(embedded_measures[i].name, name))
            return (Str){ (const char *)embedded_measures[i].bytes, embedded_measures[i].len };
    test_fails("%s is not embedded", name);
    return (Str){ 0 };
}

/* The text with its first `from` replaced. */
static Str replaced(World *w, Str text, Str from, Str to)
{
    for (size_t i = 0; i + from.len <= text.len; i++)
        if (!memcmp(text.ptr + i, from.ptr, from.len))
            return arena_printf(w->arena, STR_FMT STR_FMT STR_FMT, (int)i, text.ptr, STR_ARG(to),
                                STR_ARG(str_slice(text, i + from.len, text.len)));
    test_fails("not in the text: " STR_FMT, STR_ARG(from));
    return text;
}

static DefinitionProblems parse_bad(World *w, Str text)
{
    DefinitionProblems problems;
    Definition *d = NULL;
    err_clear(&w->cx);
    assert_err(measure_definition_parse(&w->cx, w->arena, text, &problems, &d), ERR_INVALID);
    assert_null(d);
    assert_true(problems.count > 0);
    return problems;
}

static void test_definition__all_shipped_measures_parse(void **state)
{
    World *w = *state;
    static const char *const ids[] = {
        "phq-9",       "gad-7",       "tandem-alliance-client", "tandem-alliance-therapist",
        "tandem-life", "tandem-goals"
    };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const Definition *d = measure_find(w->set, str_from_c(ids[i]));
        assert_non_null(d);
        assert_true(d->scale_count >= 1 && d->licence.tier == 1 && d->licence.notice_visible);
        assert_true(d->title.len && d->version.len && d->lead.len && d->licence.notice.len);
    }
    assert_null(measure_find(w->set, S("no-such")));
    assert_true(arena_used(w->arena) < (size_t)1 << 20);
}

static void test_definition__phq9_holds_what_the_specification_says(void **state)
{
    World *w = *state;
    const Definition *d = measure_find(w->set, S("phq-9"));
    const MeasureScale *s = measure_main_scale(d);
    assert_int_equal(d->item_count, 10);
    assert_int_equal(s->item_count, 9);
    assert_true(s->missing_allowed == 2 && s->low == 0 && s->high == 27 && d->validated);
    assert_true(s->cutoff.value == 10 && s->reliable.value == 6 &&
                s->reliable.rule == RULE_AT_LEAST);
    assert_text(s->reliable.method, "nhs_tt");
    assert_int_equal(s->band_count, 5);
    assert_text(measure_band(s, 4.9)->label, "minimal");
    assert_text(measure_band(s, 15)->label, "moderately severe");
    assert_text(measure_band(s, 27)->label, "severe");
    assert_true(measure_is_case(s, 10) && !measure_is_case(s, 9));
    assert_int_equal(d->flag_count, 1);
    assert_true(d->flags[0].kind == FLAG_RISK && d->flags[0].item == 8 &&
                d->flags[0].when.value == 1);
    assert_text(measure_option(&d->items[8], 3)->text, "Nearly every day");
    assert_null(measure_option(&d->items[8], 1.5));
    assert_text(d->items[0].loinc, "44250-9");
}

static void test_definition__own_forms_say_they_are_not_validated(void **state)
{
    World *w = *state;
    const Definition *client = measure_find(w->set, S("tandem-alliance-client"));
    const Definition *therapist = measure_find(w->set, S("tandem-alliance-therapist"));
    assert_true(!client->validated && !therapist->validated);
    assert_true(client->rater == RATER_CLIENT && therapist->rater == RATER_THERAPIST);
    assert_int_equal(client->scale_count, 4);
    for (size_t i = 0; i < 4; i++) {
        const MeasureScale *s = &client->scales[i];
        assert_true(!s->cutoff.known && !s->reliable.known && s->band_count == 0);
        assert_true(s->drop.known && s->drop.value == 1);
        for (size_t k = 0; k < s->item_count; k++) assert_true(s->items[k].index < 6);
    }
    assert_true(client->flags[0].kind == FLAG_FELT_OFF);
    assert_text(client->items[client->flags[0].item].id, "x");
    assert_int_equal(client->items[7].kind, ITEM_TEXT);
    assert_int_equal(client->items[8].kind, ITEM_YESNO);
}

static void test_definition__lines_name_both_ends(void **state)
{
    World *w = *state;
    const Definition *life = measure_find(w->set, S("tandem-life"));
    assert_int_equal(life->item_count, 4);
    assert_text(life->items[1].low_text, "Far apart");
    assert_text(life->items[1].high_text, "Very close");
    assert_true(life->items[1].low == 0 && life->items[1].high == 10);
    const Definition *goals = measure_find(w->set, S("tandem-goals"));
    assert_true(goals->dynamic && goals->item_count == 1);
}

static void test_definition__every_fault_is_reported_at_once_with_its_line(void **state)
{
    World *w = *state;
    Str text = shipped("phq-9.json");
    text = replaced(w, text, S("\"valueCode\": \"sum\""), S("\"valueCode\": \"product\""));
    text = replaced(w, text, S("\"missingAllowed\", \"valueInteger\": 2"),
                    S("\"missingAllowed\", \"valueInteger\": 9"));
    text = replaced(w, text, S("\"linkId\": \"phq2\""), S("\"linkId\": \"phq1\""));
    text = replaced(w, text, S("\"resourceType\": \"Questionnaire\","),
                    S("\"resourceType\": \"Questionnaire\",\n\n"));
    DefinitionProblems p = parse_bad(w, text);
    assert_true(p.count >= 4);
    bool method = false, twice = false, missing = false, gone = false;
    for (size_t i = 0; i < p.count; i++) {
        assert_true(p.list[i].line > 3);
        method |= str_contains(p.list[i].text, S("product"));
        twice |= str_contains(p.list[i].text, S("linkId is used twice"));
        missing |= str_contains(p.list[i].text, S("missingAllowed"));
        gone |= str_contains(p.list[i].text, S("no item 'phq2'"));
    }
    assert_true(method && twice && missing && gone);
    assert_true(str_contains(str_from_c(w->cx.err_text), S("problems; line")));
}

typedef struct Spoil {
    const char *file, *from, *to, *says;
} Spoil;

static const Spoil spoils[] = {
    { "phq-9.json", "\"Questionnaire\"", "\"Patient\"", "FHIR Questionnaire" },
    { "phq-9.json", "measure-scoring", "measure-scorin", "is missing" },
    { "phq-9.json", "\"validated\", \"valueBoolean\": true", "\"validated\", \"valueBoolean\": 1",
      "expects valueBoolean" },
    { "phq-9.json", "\"url\": \"decimals\"", "\"url\": \"decimal\"", "unknown part 'decimal'" },
    { "phq-9.json", "\"url\": \"decimals\"", "\"url\": \"low\"", "low stands here 2 times" },
    { "phq-9.json", "\"high\", \"valueDecimal\": 27", "\"high\", \"valueDecimal\": 30",
      "the items give 0 to 27" },
    { "phq-9.json", "\"high\", \"valueDecimal\": 27", "\"high\", \"valueDecimal\": \"27\"",
      "expects valueDecimal" },
    { "phq-9.json", "\"value\", \"valueDecimal\": 10", "\"value\", \"valueDecimal\": 28",
      "from 0 to 27" },
    { "phq-9.json", "\"valueDecimal\": 6}", "\"valueDecimal\": -6}", "reliableChange" },
    { "phq-9.json", "\"from\", \"valueDecimal\": 10", "\"from\", \"valueDecimal\": 4", "bands" },
    { "phq-9.json", "\"item\", \"valueString\": \"phq2\"", "\"item\", \"valueString\": \"phq1\"",
      "counts twice" },
    { "phq-9.json", "\"tier\", \"valueInteger\": 1", "\"tier\", \"valueInteger\": 4",
      "tier: 1, 2 or 3" },
    { "phq-9.json", "\"attestedAt\", \"valueDate\": \"2026-01-12\"",
      "\"attestedAt\", \"valueDate\": \"2026-02-30\"", "attestedAt" },
    { "phq-9.json", "\"id\": \"phq-9\"", "\"id\": \"phq9\"", "must be the same" },
    { "phq-9.json", "{\"url\": \"missingAllowed\"", "{\"url\": \"proration\", \"valueCode\": \"up\"}, {\"url\": \"missingAllowed\"",
      "proration: unknown word 'up'" },
    { "phq-9.json", "{\"url\": \"missingAllowed\"", "{\"url\": \"lookup\", \"extension\": [{\"url\": \"raw\", \"valueDecimal\": 1}, "
      "{\"url\": \"score\", \"valueDecimal\": 9}]}, {\"url\": \"missingAllowed\"", "lookup: the items give sums from 0 to 27" },
    { "phq-9.json", "{\"url\": \"missingAllowed\"", "{\"url\": \"norm\", \"extension\": [{\"url\": \"group\", \"valueCode\": \"clinical\"}, "
      "{\"url\": \"mean\", \"valueDecimal\": 99}, {\"url\": \"sd\", \"valueDecimal\": 5}, {\"url\": \"source\", \"valueString\": \"x\"}]}, "
      "{\"url\": \"missingAllowed\"", "mean and sd must be possible" },
    { "phq-9.json", "\"version\": \"1.0.0\"", "\"version\": \"\"", "version: a text is needed" },
    { "phq-9.json", "\"text\": \"Little interest or pleasure in doing things\"", "\"text\": \"\"",
      "a question is needed" },
    { "phq-9.json", "\"type\": \"choice\"", "\"type\": \"group\"", "groups are not read" },
    { "phq-9.json", "\"kind\", \"valueCode\": \"risk\"", "\"kind\", \"valueCode\": \"danger\"",
      "unknown word 'danger'" },
    { "tandem-life.json", "minValue\", \"valueInteger\": 0", "minValue\", \"valueInteger\": 10",
      "minValue and maxValue" },
    { "tandem-life.json", "\"code\": \"lower\"", "\"code\": \"below\"", "itemControl 'lower'" },
    { "tandem-goals.json", "\"repeats\": true", "\"repeats\": false", "item that repeats" },
    { "tandem-alliance-client.json", "\"item\", \"valueString\": \"t2\"",
      "\"item\", \"valueString\": \"x-note\"", "can be scored" },
};

static void test_definition__each_kind_of_fault_is_named(void **state)
{
    World *w = *state;
    for (size_t i = 0; i < sizeof spoils / sizeof *spoils; i++) {
        const Spoil *s = &spoils[i];
        Str bad = replaced(w, shipped(s->file), str_from_c(s->from), str_from_c(s->to));
        DefinitionProblems p = parse_bad(w, bad);
        bool said = false;
        for (size_t k = 0; k < p.count; k++)
            said |= str_contains(p.list[k].text, str_from_c(s->says));
        if (!said)
            test_fails("%s -> %s: got only '" STR_FMT "'", s->from, s->to, STR_ARG(p.list[0].text));
    }
}

static void test_definition__text_that_is_no_json_says_where(void **state)
{
    World *w = *state;
    static const char *const texts[] = { "", "{", "[1,2", "nul", "{\"a\":1,\"a\":2}", "\xff" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(parse_bad(w, str_from_c(texts[i])).count, 1);
    assert_true(parse_bad(w, S("[]")).count == 1);
    assert_true(parse_bad(w, S("{}")).count == 1);
}

static void test_definition__more_faults_than_the_list_holds_are_counted(void **state)
{
    World *w = *state;
    Out o = out_open(w->arena, 1 << 16);
    out_raw(&o,
            S("{\"resourceType\":\"Questionnaire\",\"extension\":[{\"url\":\"" MEASURE_SCORING_URL
              "\",\"extension\":["));
    for (int i = 0; i < 100; i++) out_raw(&o, i ? S(",{\"url\":\"?\"}") : S("{\"url\":\"?\"}"));
    out_raw(&o, S("]}]}"));
    DefinitionProblems p = parse_bad(w, out_str(&o));
    assert_true(p.more && p.count == DEFINITION_PROBLEMS_MAX);
}

/* Every prefix and every changed byte is refused or read, never a crash (sanitizers watch). */
static void test_definition__broken_text_never_crashes(void **state)
{
    World *w = *state;
    (void)w;
    Str whole = shipped("tandem-goals.json");
    for (size_t i = 0; i < whole.len; i += 7) {
        Arena *arena = arena_open((size_t)1 << 20);
        Ctx cx = { .arena = arena };
        DefinitionProblems p;
        Definition *d = NULL;
        (void)!measure_definition_parse(&cx, arena, str_slice(whole, 0, i), &p, &d).kind;
        char *bytes = ARENA_ARRAY(arena, char, whole.len);
        memcpy(bytes, whole.ptr, whole.len);
        bytes[i] = "\"{}[],:0 "[i % 9];
        err_clear(&cx);
        (void)!measure_definition_parse(&cx, arena, (Str){ bytes, whole.len }, &p, &d).kind;
        (void)definition_line((Str){ bytes, i }, S("item[0].extension[1].valueInteger"));
        arena_close(arena);
    }
}

static void test_definition__small_arena_is_a_limit_not_a_crash(void **state)
{
    (void)state;
    Str text = shipped("phq-9.json");
    for (size_t limit = 256; limit < 60000; limit += 1777) {
        Arena *arena = arena_open(limit);
        Ctx cx = { .arena = arena };
        Definition *d = NULL;
        if (arena) {
            Err got = measure_definition_parse(&cx, arena, text, NULL, &d);
            assert_true(got.kind == ERR_LIMIT || got.kind == ERR_NONE);
        }
        arena_close(arena);
    }
}

static void test_definition__every_allocation_may_fail(void **state)
{
    (void)state;
    Str text = shipped("tandem-goals.json");
    bool hit = true;
    long n = 0;
    for (; hit && n < 5000; n++) {
        Arena *arena = arena_open((size_t)1 << 20);
        Ctx cx = { .arena = arena };
        Definition *d = NULL;
        arena_fault_at(n);
        Err got = measure_definition_parse(&cx, arena, text, NULL, &d);
        hit = arena_fault_hit();
        arena_fault_at(-1);
        assert_int_equal(got.kind, hit ? ERR_LIMIT : ERR_NONE);
        assert_int_equal(d == NULL, hit);
        arena_close(arena);
    }
    assert_true(n > 20 && n < 5000);
}

static void test_definition__line_of_a_path(void **state)
{
    (void)state;
    Str json = S("{\n \"a\": [1,\n  {\"b\": \"x]}\",\n   \"c\": {}}],\n \"d\": true\n}");
    assert_int_equal(definition_line(json, S("")), 1);
    assert_int_equal(definition_line(json, S("a")), 2);
    assert_int_equal(definition_line(json, S("a[1]")), 3);
    assert_int_equal(definition_line(json, S("a[1].c")), 4);
    assert_int_equal(definition_line(json, S("d")), 5);
    assert_int_equal(definition_line(json, S("d.e[3]")), 5);
    assert_int_equal(definition_line(json, S("a[9]")), 2);
    assert_int_equal(definition_line(S("[]"), S("[0]")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definition__all_shipped_measures_parse),
        cmocka_unit_test(test_definition__phq9_holds_what_the_specification_says),
        cmocka_unit_test(test_definition__own_forms_say_they_are_not_validated),
        cmocka_unit_test(test_definition__lines_name_both_ends),
        cmocka_unit_test(test_definition__every_fault_is_reported_at_once_with_its_line),
        cmocka_unit_test(test_definition__each_kind_of_fault_is_named),
        cmocka_unit_test(test_definition__text_that_is_no_json_says_where),
        cmocka_unit_test(test_definition__more_faults_than_the_list_holds_are_counted),
        cmocka_unit_test(test_definition__broken_text_never_crashes),
        cmocka_unit_test(test_definition__small_arena_is_a_limit_not_a_crash),
        cmocka_unit_test(test_definition__every_allocation_may_fail),
        cmocka_unit_test(test_definition__line_of_a_path),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
