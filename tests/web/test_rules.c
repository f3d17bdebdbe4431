/* test_rules.c - the pages on which a practice and a therapist choose what is noticed. */
#include "signal_forms.h"

#include "store/rules.h"

static Str rules_form(House *h, const char *also, int version)
{
    Out o = out_open(h->cx.arena, 4096);
    out_raw(&o, arena_printf(h->cx.arena, "version=%d", version));
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        const RuleRow *row = rule_row((RuleId)i);
        if (strstr(also, arena_printf(h->cx.arena, "&%s=", row->word).ptr)) continue;
        out_raw(&o, arena_printf(h->cx.arena, "&%s=%s", row->word, row->option[0].word));
    }
    out_raw(&o, str_from_c(also));
    return out_str(&o);
}

static void test_rules__the_practice_chooses_and_it_is_kept_who_did(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->ada, S("/practice/rules"));
    EXPECT(page, 200);
    HOLDS(page, "Nobody has changed anything so far");
    EXPECT(house_post(h, &h->ada, S("/practice/rules"), rules_form(h, "&band=90", 0)), 303);
    page = house_get(h, &h->ada, S("/practice/rules"));
    HOLDS(page, "<option value=\"90\" selected>");
    HOLDS(page, "<b>Holds 90 of 100 people</b>");
    HOLDS(page, "(before: Holds 80 of 100 people)");
    HOLDS(page, "<b>You</b>");
}

static void test_rules__somebody_elses_change_meanwhile_is_a_conflict(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->ada, S("/practice/rules"), rules_form(h, "&band=90", 0)), 303);
    EXPECT(house_post(h, &h->ada, S("/practice/rules"), rules_form(h, "&gains=off", 0)), 409);
    EXPECT(house_post(h, &h->ada, S("/practice/rules"), rules_form(h, "&gains=off", 1)), 303);
}

static void test_rules__the_same_choices_again_add_no_version(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->ada, S("/practice/rules"), rules_form(h, "", 0)), 303);
    HOLDS(house_get(h, &h->ada, S("/practice/rules")), "Nobody has changed anything so far");
}

static void test_rules__an_unknown_choice_is_said_beside_the_field(void **state)
{
    House *h = *state;
    HttpReply page = house_post(h, &h->ada, S("/practice/rules"), rules_form(h, "&band=95", 0));
    EXPECT(page, 422);
    HOLDS(page, "id=\"band-error\"");
    HOLDS(page, "There is something to finish");
}

static void test_rules__a_work_differs_and_both_read_it(void **state)
{
    House *h = *state;
    Str place = house_work(h, "/rules");
    HttpReply page = house_get(h, &h->daniel, place);
    EXPECT(page, 200);
    HOLDS(page, "As the practice: Holds 80 of 100 people");
    EXPECT(house_post(h, &h->daniel, place, S("version=0&change=off")), 303);
    page = house_get(h, &h->maya, place);
    EXPECT(page, 200);
    HOLDS(page, "<b>A change larger than the usual wobble</b>: Off");
    HOLDS(page, "<b>Daniel</b>");
    HOLDS_NOT(page, "<select");
    EXPECT(house_post(h, &h->maya, place, S("version=1&change=on")), 403);
    EXPECT(house_get(h, &h->iris, place), 404);
    EXPECT(house_get(h, &h->daniel, S("/practice/rules")), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_rules__the_practice_chooses_and_it_is_kept_who_did),
        house_test(test_rules__somebody_elses_change_meanwhile_is_a_conflict),
        house_test(test_rules__the_same_choices_again_add_no_version),
        house_test(test_rules__an_unknown_choice_is_said_beside_the_field),
        house_test(test_rules__a_work_differs_and_both_read_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
