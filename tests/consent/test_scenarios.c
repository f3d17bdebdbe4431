/* The acceptance scenarios, through the engine; and what a file or a question may not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include "base/file.h"
#include "domain/consent_file.h"

typedef struct Opened { Ctx cx; ConsentProblems *problems; ConsentFile file; Err err; } Opened;

static Opened open_text(Str json)
{
    Opened o = { .cx = { .arena = arena_open(64 << 20) } };
    o.problems = ARENA_NEW(o.cx.arena, ConsentProblems);
    assert_non_null(o.problems);
    o.err = consent_file_read(&o.cx, json, o.problems, &o.file);
    return o;
}

static Opened open_file(const char *path)
{
    Ctx cx = { .arena = arena_open(1 << 20) };
    Str text = { 0 };
    assert_int_equal(file_read(&cx, path, 256 << 10, &text).kind, ERR_NONE);
    Opened o = open_text(text);
    arena_close(cx.arena);
    return o;
}

/* --- the scenarios ------------------------------------------------------------------------------ */

static bool listed(const Json *list, Str word)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (str_eq(json_str(json_at(list, i)), word)) return true;
    return false;
}

static void assert_cited(const ConsentWorld *w, const ConsentDecision *d, const Json *ids)
{
    if (!ids) return;
    assert_int_equal(d->cited_count, json_count(ids));
    for (size_t i = 0; i < d->cited_count; i++) assert_true(listed(ids, w->release[d->cited[i]].id));
}

static void assert_segments(const ConsentWorld *w, const ConsentRequest *r, const ConsentDecision *d,
                            const Json *ids)
{
    Span s = w->item[r->item].segments;
    for (uint32_t i = 0; ids && i < s.count; i++)
        assert_int_equal(d->segments >> i & 1, listed(ids, w->segment[s.first + i].id));
}

static void assert_step(const ConsentStep *step)
{
    ConsentDecision d;
    const ConsentWorld *w = &step->book->world;
    consent_decide(w, &step->request, &d);
    assert_non_null(step->then);
    assert_int_equal(d.permit, str_eq(json_str(json_get(step->then, "effect")), S("permit")));
    Str reason = json_str(json_get(step->then, "reason")), is = why_code(d.why);
    if (reason.len && !str_eq(reason, is)) print_error("expected %s, was %s\n", reason.ptr, is.ptr);
    if (reason.len) assert_true(str_eq(reason, is));
    const Json *must = json_get(step->then, "obligations");
    for (size_t i = 0; i < json_count(must); i++)
        assert_true(d.obligations & BIT(obligation_parse(json_str(json_at(must, i)))));
    assert_cited(w, &d, json_get(step->then, "consents"));
    assert_segments(w, &step->request, &d, json_get(step->then, "segments"));
    assert_int_equal(consent_differs(NULL, step).len, 0);
}

static size_t assert_file(const char *path, size_t scenarios)
{
    size_t decisions = 0;
    Opened o = open_file(path);
    assert_int_equal(o.err.kind, ERR_NONE);
    assert_int_equal(o.file.scenario_count, scenarios);
    for (size_t i = 0; i < o.file.scenario_count; i++)
        for (size_t n = 0; n < o.file.scenario[i].step_count; n++, decisions++)
            assert_step(&o.file.scenario[i].step[n]);
    arena_close(o.cx.arena);
    return decisions;
}

static void test_scenarios__each_of_the_hundred_decisions_is_as_written(void **state)
{
    (void)state;
    assert_int_equal(assert_file("tests/consent/scenarios.json", 48), 100);
}

static void test_scenarios__where_they_are_silent_the_engine_decides_as_we_wrote(void **state)
{
    (void)state;
    assert_int_equal(assert_file("tests/consent/more.json", 18), 45);
}

/* --- questions and things that leave something out ------------------------------------------------- */

typedef struct Small {
    Party party[3];
    CareEpisode episode;
    Item item;
    Segment segment[CONSENT_SEGMENTS_MAX + 1];
    PartyAt ref[CONSENT_SUBJECTS_MAX + 1];
    Release release;
} Small;

/* A client, her therapist and a stranger; one goal. */
static Small small(void)
{
    Small s = { .episode = { 0, 1, 0, TIME_NEVER },
                .item = { .chart = 0, .author = 1, .category = CAT_GOAL, .labelled = true, .at = 1,
                          .segments = { 0, 1 } },
                .segment = { { S("all"), { 0, 1 }, 0 } } };
    for (size_t i = 0; i < 3; i++)
        s.party[i] = (Party){ .kind = i ? PARTY_PROVIDER : PARTY_PERSON, .age = -1, .role = 1, .org = 1,
                              .dissolved = TIME_NEVER, .acts_for = PARTY_NOBODY };
    s.release = (Release){ .id = S("c"), .grantor = 0, .signed_by = PARTY_NOBODY, .state = RELEASE_ACTIVE,
                           .grantee = { GRANTEE_PROVIDER, 2, 0, 0 }, .acts = BIT(ACT_READ),
                           .categories = BIT(CAT_GOAL), .purposes = BIT(FOR_COC), .to = TIME_NEVER,
                           .revoked = TIME_NEVER, .data_from = TIME_UNKNOWN, .data_to = TIME_NEVER,
                           .unit = PARTY_NOBODY };
    return s;
}

static ConsentDecision ask(const Small *s, ConsentRequest r)
{
    ConsentDecision d;
    const ConsentWorld w = { .party = s->party, .party_count = 3, .episode = &s->episode, .episode_count = 1,
                             .release = &s->release, .release_count = 1, .item = &s->item, .item_count = 1,
                             .segment = s->segment, .segment_count = CONSENT_SEGMENTS_MAX + 1, .ref = s->ref,
                             .ref_count = CONSENT_SUBJECTS_MAX + 1 };
    consent_decide(&w, &r, &d);
    return d;
}

static const ConsentRequest GP_READS = { 2, ACT_READ, 0, FOR_COC, 5, OBLIGATIONS_ALL };
static const ConsentRequest OWN_READ = { 0, ACT_READ, 0, FOR_PATRQT, 5, OBLIGATIONS_ALL };

static void assert_refused(ConsentDecision d, Why why)
{
    assert_false(d.permit);
    assert_int_equal(d.why, why);
    assert_int_equal(d.segments, 0);
    assert_int_equal(d.cited_count, 0);
}

static void test_scenarios__a_question_that_leaves_something_out_is_refused(void **state)
{
    (void)state;
    const Small s = small();
    const struct { ConsentRequest r; Why why; } cases[] = {
        { { PARTY_UNNAMED, ACT_READ, 0, FOR_COC, 5, OBLIGATIONS_ALL }, WHY_R0_INCOMPLETE },
        { { 0, ACT_READ, ITEM_UNNAMED, FOR_COC, 5, OBLIGATIONS_ALL }, WHY_R0_INCOMPLETE },
        { { 0, ACT_NONE, 0, FOR_COC, 5, OBLIGATIONS_ALL }, WHY_R0_INCOMPLETE },
        { { 0, ACT_READ, 0, FOR_NONE, 5, OBLIGATIONS_ALL }, WHY_R0_INCOMPLETE },
        { { PARTY_UNKNOWN, ACT_READ, 0, FOR_COC, 5, OBLIGATIONS_ALL }, WHY_R0_ACTOR },
        { { 0, ACT_COUNT, 0, FOR_COC, 5, OBLIGATIONS_ALL }, WHY_R0_ACT },
        { { 0, ACT_READ, 0, FOR_COUNT, 5, OBLIGATIONS_ALL }, WHY_R0_PURPOSE },
        { { 0, ACT_READ, ITEM_UNKNOWN, FOR_COC, 5, OBLIGATIONS_ALL }, WHY_R0_ITEM },
        { { 0, ACT_READ, 1, FOR_COC, 5, OBLIGATIONS_ALL }, WHY_R0_ITEM },
    };
    assert_true(ask(&s, GP_READS).permit && ask(&s, OWN_READ).permit);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(ask(&s, cases[i].r), cases[i].why);
}

static void test_scenarios__a_thing_that_is_not_described_is_refused_even_to_its_subject(void **state)
{
    (void)state;
    Small s = small();
    s.item.labelled = false;
    assert_refused(ask(&s, OWN_READ), WHY_R0_INCOMPLETE);
    s = small();
    s.item.category = CAT_NONE;
    assert_refused(ask(&s, OWN_READ), WHY_R0_INCOMPLETE);
    s.item.category = CAT_COUNT;
    assert_refused(ask(&s, OWN_READ), WHY_R0_CATEGORY);
    s = small();
    s.item.labels = BIT(LABEL_COUNT);
    assert_refused(ask(&s, OWN_READ), WHY_R0_LABEL);
    s = small();
    s.segment[0].labels = BIT(LABEL_COUNT);
    assert_refused(ask(&s, OWN_READ), WHY_R0_LABEL);
    s = small();
    s.segment[0].subjects.count = 0;
    assert_refused(ask(&s, OWN_READ), WHY_R0_INCOMPLETE);
    s.segment[0].subjects.count = CONSENT_SUBJECTS_MAX + 1;
    assert_refused(ask(&s, OWN_READ), WHY_R0_TOO_LARGE);
    s = small();
    s.item.segments.count = 0;
    assert_refused(ask(&s, OWN_READ), WHY_R0_INCOMPLETE);
    s.item.segments.count = CONSENT_SEGMENTS_MAX + 1;
    assert_refused(ask(&s, OWN_READ), WHY_R0_TOO_LARGE);
}

static void test_scenarios__whoever_cannot_keep_a_condition_gets_nothing(void **state)
{
    (void)state;
    const Small s = small();
    ConsentRequest r = GP_READS;
    r.enforces = OBLIGATIONS_ALL & ~BIT(MUST_NOREDISCLOSE);
    assert_refused(ask(&s, r), WHY_R0_OBLIGATION);
    r = OWN_READ;
    r.enforces = 0;
    assert_refused(ask(&s, r), WHY_R0_OBLIGATION);
}

static void test_scenarios__the_most_segments_a_thing_may_have_are_all_judged(void **state)
{
    (void)state;
    Small s = small();
    for (size_t i = 0; i < CONSENT_SEGMENTS_MAX; i++) s.segment[i] = (Segment){ S("x"), { 0, 1 }, 0 };
    s.item.segments.count = CONSENT_SEGMENTS_MAX;
    ConsentDecision d = ask(&s, GP_READS);
    assert_true(d.permit);
    assert_int_equal(d.segments, UINT32_MAX);
    assert_int_equal(d.cited_count, 1);
    s.segment[31].labels = BIT(LABEL_PRIVATE);
    d = ask(&s, GP_READS);
    assert_int_equal(d.segments, UINT32_MAX >> 1);
    assert_true(d.obligations & BIT(MUST_REDACT));
}

/* --- files ------------------------------------------------------------------------------------------- */

#define HEAD "{\"world\":{\"now\":5,\"people\":{\"ann\":{}},\"providers\":{\"gp\":{\"role\":\"gp\",\"org\":\"o\"}},"
#define GOAL "\"items\":{\"g\":{\"chart\":\"ann\",\"category\":\"goal\",\"labels\":[],\"author\":\"ann\",\"at\":1}}}"

static void problem_at(Str json, const char *path)
{
    Opened o = open_text(json);
    bool found = false;
    assert_int_equal(o.err.kind, ERR_INVALID);
    for (size_t i = 0; i < o.problems->count; i++)
        found = found || str_eq(o.problems->list[i].path, str_from_c(path));
    if (!found) print_error("no problem at %s\n", path);
    assert_true(found);
    arena_close(o.cx.arena);
}

static void test_scenarios__every_problem_of_a_file_is_named_with_its_path(void **state)
{
    (void)state;
    Str bad = S(HEAD "\"colour\":1,\"consents\":[{\"id\":\"c\",\"grantor\":\"bob\",\"effect\":\"maybe\","
                "\"status\":\"active\",\"grantee\":{},\"actions\":[\"look\"],\"categories\":[\"goals\"],"
                "\"labels\":[\"X\"],\"purposes\":[\"TREAT\"],\"from\":\"now\"}]," GOAL ",\"scenarios\":"
                "[{\"id\":\"1\",\"given\":{\"consents+\":[{}]},\"when\":{\"whom\":\"gp\"}}]}");
    static const char *const paths[] = {
        "world.colour", "world.consents[0].grantor", "world.consents[0].effect",
        "world.consents[0].grantee", "world.consents[0].actions[0]", "world.consents[0].categories[0]",
        "world.consents[0].labels[0]", "world.consents[0].from", "scenarios[0].given.consents+[0].id",
        "scenarios[0].given.consents+[0].effect", "scenarios[0].when.whom" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) problem_at(bad, paths[i]);
}

static void test_scenarios__what_a_question_misnames_is_refused_and_no_problem(void **state)
{
    (void)state;
    Opened o = open_text(S(HEAD GOAL ",\"scenarios\":[{\"id\":\"1\",\"steps\":["
        "{\"when\":{\"who\":\"zed\",\"action\":\"read\",\"item\":\"g\",\"purpose\":\"COC\"}},"
        "{\"when\":{\"who\":\"ann\",\"action\":\"peek\",\"item\":\"g\",\"purpose\":\"COC\"}},"
        "{\"when\":{\"who\":\"ann\",\"action\":\"read\",\"item\":\"g\",\"purpose\":\"FUN\"}},"
        "{\"when\":{\"who\":\"ann\",\"action\":\"read\",\"item\":\"h\",\"purpose\":\"COC\"}},"
        "{\"when\":{}}]}]}"));
    const Why why[] = { WHY_R0_ACTOR, WHY_R0_ACT, WHY_R0_PURPOSE, WHY_R0_ITEM, WHY_R0_INCOMPLETE };
    assert_int_equal(o.err.kind, ERR_NONE);
    for (size_t i = 0; i < 5; i++) {
        const ConsentStep *step = &o.file.scenario[0].step[i];
        ConsentDecision d;
        consent_decide(&step->book->world, &step->request, &d);
        assert_refused(d, why[i]);
    }
    arena_close(o.cx.arena);
}

static void test_scenarios__a_broken_refusal_stops_the_whole_file(void **state)
{
    (void)state;
    problem_at(S(HEAD "\"consents\":[{\"id\":\"d\",\"grantor\":\"ann\",\"effect\":\"deny\",\"status\":\"active\","
                 "\"grantee\":{\"any\":true},\"actions\":[\"reed\"],\"categories\":[\"*\"],\"labels\":[],"
                 "\"purposes\":[],\"from\":0}]," GOAL "}"), "world.consents[0].actions[0]");
    problem_at(S("{\"world\":{\"now\":5,\"units\":{\"u\":{\"members\":[\"nobody\"]}}}}"), "world.units.u.members[0]");
    problem_at(S("{\"scenarios\":[]}"), "world");
}

static void test_scenarios__problems_without_end_are_counted_up_to_a_limit(void **state)
{
    (void)state;
    Ctx cx = { .arena = arena_open(64 << 20) };
    Out out = out_open(cx.arena, 1 << 20);
    out_raw(&out, S("{\"world\":{\"now\":1,\"consents\":["));
    for (int i = 0; i < 300; i++) out_raw(&out, i ? S(",{}") : S("{}"));
    out_raw(&out, S("]}}"));
    Opened o = open_text(out_str(&out));
    assert_int_equal(o.err.kind, ERR_INVALID);
    assert_int_equal(o.problems->count, CONSENT_PROBLEMS_MAX);
    assert_true(o.problems->more);
    arena_close(o.cx.arena);
    arena_close(cx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenarios__each_of_the_hundred_decisions_is_as_written),
        cmocka_unit_test(test_scenarios__where_they_are_silent_the_engine_decides_as_we_wrote),
        cmocka_unit_test(test_scenarios__a_question_that_leaves_something_out_is_refused),
        cmocka_unit_test(test_scenarios__a_thing_that_is_not_described_is_refused_even_to_its_subject),
        cmocka_unit_test(test_scenarios__whoever_cannot_keep_a_condition_gets_nothing),
        cmocka_unit_test(test_scenarios__the_most_segments_a_thing_may_have_are_all_judged),
        cmocka_unit_test(test_scenarios__every_problem_of_a_file_is_named_with_its_path),
        cmocka_unit_test(test_scenarios__what_a_question_misnames_is_refused_and_no_problem),
        cmocka_unit_test(test_scenarios__a_broken_refusal_stops_the_whole_file),
        cmocka_unit_test(test_scenarios__problems_without_end_are_counted_up_to_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
