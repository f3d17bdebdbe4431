/* The first questions: offered, answered one by one, read by both, corrected later. */
#include "../fixture.h"

/* Gives the form's address. */
static Str begin(House *h, const Someone *who)
{
    HttpReply r = house_post(h, who, house_work(h, "/intake"), S(""));
    EXPECT(r, 303);
    Str to = arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
    return str_slice(to, 0, str_find(to, '?', 0));
}

static Str at(House *h, Str form, const char *rest)
{
    return arena_printf(h->cx.arena, STR_FMT "%s", STR_ARG(form), rest);
}

static void answer(House *h, Str form, int number, const char *fields)
{
    Str to = arena_printf(h->cx.arena, STR_FMT "/q/%d", STR_ARG(form), number);
    EXPECT(house_post(h, &h->maya, to, str_from_c(fields)), 303);
}

static void test_intake__answered_in_words_skipped_stopped_and_sent(void **state)
{
    House *h = *state;
    HttpReply home = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(home, "Some first questions, if you like");
    Str form = begin(h, &h->maya);
    HttpReply page = house_get(h, &h->maya, form);
    HOLDS(page, "all of them, some, or none");
    page = house_get(h, &h->maya, at(h, form, "?q=1"));
    HOLDS(page, "What brings you here?");
    HOLDS(page, "see this once you send it.");
    HOLDS(page, "<textarea id=\"value\" name=\"note\"");
    answer(h, form, 1, "note=I+am+tired+of+being+the+easy+one");
    answer(h, form, 2, "skip=1&note=");
    HOLDS(house_get(h, &h->maya, house_work(h, "/home")), "Go on where you stopped");
    HOLDS(house_get(h, &h->maya, form), "How would you notice");
    EXPECT(house_get(h, &h->daniel, form), 404);            /* not sent: nobody else's */
    EXPECT(house_post(h, &h->maya, at(h, form, "/send"), S("")), 303);
    HOLDS(house_get(h, &h->maya, at(h, form, "/done")), "Thank you");
    HttpReply his = house_get(h, &h->daniel, form);
    EXPECT(his, 200);
    HOLDS(his, "I am tired of being the easy one");
    HOLDS(his, "answers to the first questions");
    HOLDS(house_get(h, &h->daniel, house_work(h, "/documents")), "Answers of");
    EXPECT(house_get(h, &h->noor, form), 404);
    EXPECT(house_get(h, &h->maya, house_work(h, "/progress")), 200);   /* there is no scale to draw */
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "Some first questions");
}

static void test_intake__each_kind_of_question_takes_its_kind_of_answer(void **state)
{
    House *h = *state;
    Str form = begin(h, &h->maya);
    Str empty = at(h, form, "/q/1");
    HttpReply r = house_post(h, &h->maya, empty, S("note="));
    EXPECT(r, 422);
    HOLDS(r, "Write a few words, or skip this question.");
    answer(h, form, 8, "value=1&note=");                    /* yes to an interpreter */
    EXPECT(house_post(h, &h->maya, at(h, form, "/q/8"), S("value=2")), 422);
    answer(h, form, 15, "value=2&note=");                   /* help before: more than once */
    answer(h, form, 20, "value=7&note=");                   /* a line */
    EXPECT(house_post(h, &h->maya, at(h, form, "/q/23"), S("value=31.5.1990")), 422);
    answer(h, form, 23, "value=1990-05-31");
    HOLDS(house_get(h, &h->maya, at(h, form, "?q=23")), "value=\"1990-05-31\"");
    EXPECT(house_post(h, &h->maya, at(h, form, "/send"), S("")), 303);
    HttpReply his = house_get(h, &h->daniel, form);
    HOLDS(his, "<b>Yes</b>");
    HOLDS(his, "More than once");
    HOLDS(his, "7 (0 is very hard, 10 is very easy)");
    HOLDS(his, "1990-05-31");
}

static void test_intake__a_correction_is_a_new_version_and_the_old_one_stays(void **state)
{
    House *h = *state;
    Str first = begin(h, &h->maya);
    answer(h, first, 1, "note=The+wedding");
    answer(h, first, 2, "note=Sleep");
    EXPECT(house_post(h, &h->maya, at(h, first, "/send"), S("")), 303);
    Str second = begin(h, &h->maya);
    assert_false(str_eq(first, second));
    HOLDS(house_get(h, &h->maya, at(h, second, "?q=1")), "The wedding");
    assert_true(str_eq(second, begin(h, &h->maya)));         /* one is open at a time */
    answer(h, second, 1, "note=The+wedding,+and+my+sister");
    EXPECT(house_post(h, &h->maya, at(h, second, "/send"), S("")), 303);
    HOLDS(house_get(h, &h->daniel, second), "and my sister");
    HOLDS(house_get(h, &h->daniel, second), "Sleep");
    HOLDS_NOT(house_get(h, &h->daniel, first), "and my sister");
    HOLDS(house_get(h, &h->daniel, house_work(h, "/documents")), "an earlier version");
    HOLDS(house_get(h, &h->maya, house_work(h, "/record.html")), "and my sister");
    HOLDS(house_get(h, &h->maya, house_work(h, "/record.html")), "The first questions");
}

static Str version_of(House *h)
{
    HttpReply page = house_get(h, &h->ada, S("/practice/beginning"));
    EXPECT(page, 200);
    const Str key = S("name=\"version\" value=\"");
    size_t i = 0;
    while (i < page.body.len && !str_starts(str_slice(page.body, i, page.body.len), key)) i++;
    Str rest = str_slice(page.body, i + key.len, page.body.len);
    return str_slice(rest, 0, str_find(rest, '"', 0));
}

static void test_intake__the_practice_chooses_what_belongs_to_the_beginning(void **state)
{
    House *h = *state;
    HOLDS(house_get(h, &h->ada, S("/practice/beginning")), "What brings you here");
    EXPECT(house_post(h, &h->ada, S("/practice/documents"), S("kind=fees&title=Fees&text=It+costs+80.")), 303);
    HttpReply page = house_get(h, &h->ada, S("/practice/beginning"));
    const Str key = S("name=\"t1\" value=\"");
    size_t i = 0;
    while (i < page.body.len && !str_starts(str_slice(page.body, i, page.body.len), key)) i++;
    assert_true(i < page.body.len);
    Str form = arena_printf(h->cx.arena, "s1=intake-8-practical&s2=intake-nothing&version=" STR_FMT "&t1=" STR_FMT,
        STR_ARG(version_of(h)), STR_ARG(str_slice(page.body, i + key.len, i + key.len + 36)));
    EXPECT(house_post(h, &h->ada, S("/practice/beginning"), form), 303);
    Str own = begin(h, &h->maya);
    HOLDS(house_get(h, &h->maya, at(h, own, "?q=1")), "How easy is it for you to come to us?");
    HttpReply fresh = house_post(h, &h->daniel, S("/episodes"), S("name=Rue+Ash&email=rue@house.example"));
    EXPECT(fresh, 200);
    size_t w = 0;
    while (w < fresh.body.len && !str_starts(str_slice(fresh.body, w, fresh.body.len), S("href=\"/work/"))) w++;
    Str work = str_slice(fresh.body, w + 6, w + 6 + 42);
    HOLDS(house_get(h, &h->daniel, at(h, work, "/documents")), "Fees");
    Str none = arena_printf(h->cx.arena, "version=" STR_FMT, STR_ARG(version_of(h)));
    EXPECT(house_post(h, &h->ada, S("/practice/beginning"), none), 303);
    Str noors = arena_printf(h->cx.arena, "/work/" STR_FMT, STR_ARG(uuid_str(h->cx.arena, h->other_episode.u)));
    HOLDS_NOT(house_get(h, &h->noor, at(h, noors, "/home")), "Some first questions");
    EXPECT(house_post(h, &h->noor, at(h, noors, "/intake"), S("")), 404);
    EXPECT(house_post(h, &h->daniel, house_work(h, "/intake"), S("")), 403);
    EXPECT(house_get(h, &h->daniel, S("/practice/beginning")), 403);
}

/* The safety question of PHQ-9 in a part of the practice's own. */
static const char risky[] =
    "{\"resourceType\":\"Questionnaire\",\"id\":\"house-safety\",\"extension\":[{\"url\":"
    "\"https://tandem.example/fhir/StructureDefinition/measure-scoring\",\"extension\":["
    "{\"url\":\"id\",\"valueCode\":\"house-safety\"},{\"url\":\"validated\",\"valueBoolean\":false},"
    "{\"url\":\"rater\",\"valueCode\":\"client\"},{\"url\":\"target\",\"valueCode\":\"self\"},"
    "{\"url\":\"moment\",\"valueCode\":\"intake\"},{\"url\":\"recallDays\",\"valueInteger\":0},"
    "{\"url\":\"flag\",\"extension\":[{\"url\":\"id\",\"valueCode\":\"safe\"},"
    "{\"url\":\"kind\",\"valueCode\":\"risk\"},{\"url\":\"item\",\"valueString\":\"safe\"},"
    "{\"url\":\"op\",\"valueCode\":\"at-least\"},{\"url\":\"value\",\"valueDecimal\":1},"
    "{\"url\":\"source\",\"valueString\":\"the house\"}]},"
    "{\"url\":\"licence\",\"extension\":[{\"url\":\"tier\",\"valueInteger\":1},"
    "{\"url\":\"text\",\"valueString\":\"CC0-1.0\"},{\"url\":\"holder\",\"valueString\":\"House\"},"
    "{\"url\":\"noticeVisible\",\"valueBoolean\":false},{\"url\":\"mayModify\",\"valueBoolean\":true},"
    "{\"url\":\"language\",\"valueCode\":\"en\"},{\"url\":\"attestedBy\",\"valueString\":\"House\"},"
    "{\"url\":\"attestedAt\",\"valueDate\":\"2026-11-22\"},{\"url\":\"source\",\"valueString\":\"House\"}]}]}],"
    "\"url\":\"https://house.example/q\",\"version\":\"1\",\"name\":\"S\",\"title\":\"Safety\","
    "\"status\":\"active\",\"subjectType\":[\"Patient\"],\"item\":[{\"linkId\":\"safe\","
    "\"text\":\"Have you thought of not living any more?\",\"type\":\"boolean\",\"required\":false}]}";

static Str encoded(House *h, const char *text)
{
    Out o = out_open(h->cx.arena, 64 << 10);
    for (const char *c = text; *c; c++)
        out_raw(&o, arena_printf(h->cx.arena, "%%%02X", (unsigned)(unsigned char)*c));
    return out_str(&o);
}

static void test_intake__an_answer_about_safety_is_relayed_at_once(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->ada, S("/practice/measures"), arena_join(h->cx.arena, S("json="), encoded(h, risky))), 303);
    Str form = arena_printf(h->cx.arena, "s1=house-safety&version=" STR_FMT, STR_ARG(version_of(h)));
    EXPECT(house_post(h, &h->ada, S("/practice/beginning"), form), 303);
    Str own = begin(h, &h->maya);
    HOLDS(house_get(h, &h->maya, own), "once");
    HttpReply r = house_post(h, &h->maya, at(h, own, "/q/1"), S("value=1&note="));
    EXPECT(r, 303);
    assert_true(str_contains(house_reply_header(&r, S("Location")), S("/safety?from=")));
    HttpReply support = house_get(h, &h->maya, house_reply_header(&r, S("Location")));
    EXPECT(support, 200);
    HttpReply alerts = house_get(h, &h->daniel, house_work(h, "/alerts"));
    EXPECT(alerts, 303);                                     /* the only one there is */
    HttpReply alert = house_get(h, &h->daniel, house_reply_header(&alerts, S("Location")));
    HOLDS(alert, "Have you thought of not living any more?");
    /* The way back from the support page leads to where they were. */
    Str id = str_slice(own, own.len - 36, own.len);
    HttpReply back = house_get(h, &h->maya, arena_join(h->cx.arena, house_work(h, "/check-in/"), id));
    EXPECT(back, 303);
    assert_true(str_eq(house_reply_header(&back, S("Location")), own));
}

int main(void)
{
    log_set_level(LOG_ERROR + 1);
    const struct CMUnitTest tests[] = {
        house_test(test_intake__answered_in_words_skipped_stopped_and_sent),
        house_test(test_intake__each_kind_of_question_takes_its_kind_of_answer),
        house_test(test_intake__a_correction_is_a_new_version_and_the_old_one_stays),
        house_test(test_intake__the_practice_chooses_what_belongs_to_the_beginning),
        house_test(test_intake__an_answer_about_safety_is_relayed_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
