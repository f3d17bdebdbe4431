/* What people word and answer together: goals, tasks, views of one thing; and its history. */
#include "../fixture.h"

/* "/work/E/joint/ID" + act */
static Str at(House *h, Str id, const char *act)
{
    Str rest = arena_printf(h->cx.arena, "/joint/" STR_FMT "%s", STR_ARG(id), act);
    return house_work(h, arena_c(h->cx.arena, rest));
}

/* The id of what the page went to afterwards. */
static Str put(House *h, const Someone *who, const char *form)
{
    HttpReply r = house_post(h, who, house_work(h, "/joint"), str_from_c(form));
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
}

static void send(House *h, const Someone *who, Str id, const char *act, const char *form)
{
    HttpReply r = house_post(h, who, at(h, id, act), str_from_c(form));
    EXPECT(r, 303);
}

static void test_goals__words_in_force_stay_until_the_new_ones_are_agreed(void **state)
{
    House *h = *state;
    Str goal = put(h, &h->maya, "kind=goal&text=Say+no+once");
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/goals"));
    HOLDS(his, "Offered");
    HOLDS(his, "Waiting for your view");
    send(h, &h->daniel, goal, "/answer", "answer=yes&version=1");
    HttpReply agreed = house_get(h, &h->maya, house_work(h, "/goals"));
    HOLDS(agreed, "Agreed");
    HOLDS(agreed, "Say no once</h3>");
    send(h, &h->daniel, goal, "/words", "base=1&text=Say+no+twice");
    HttpReply both = house_get(h, &h->maya, house_work(h, "/goals"));
    HOLDS(both, "Say no once</h3>");
    HOLDS(both, "Say no twice");
    HOLDS(both, "still so while other words are on the table");
    send(h, &h->maya, goal, "/answer", "answer=yes&version=2");
    HttpReply after = house_get(h, &h->daniel, house_work(h, "/goals"));
    HOLDS(after, "Say no twice</h3>");
    HOLDS_NOT(after, "Say no once</h3>");
}

static void test_goals__hold_why_levels_and_tasks(void **state)
{
    House *h = *state;
    Str goal = put(h, &h->maya, "kind=goal&text=Rest+on+Sundays");
    Arena *a = h->cx.arena;
    put(h, &h->maya, arena_c(a, arena_printf(a, "kind=about&slot=why&parent=" STR_FMT "&text=Because+I+am+tired", STR_ARG(goal))));
    put(h, &h->daniel, arena_c(a, arena_printf(a, "kind=about&slot=level3&parent=" STR_FMT "&text=One+free+morning", STR_ARG(goal))));
    put(h, &h->daniel, arena_c(a, arena_printf(a, "kind=task&parent=" STR_FMT "&due=2031-05-06&text=Tell+the+choir", STR_ARG(goal))));
    send(h, &h->maya, goal, "/level", "level=3");
    HttpReply page = house_get(h, &h->maya, house_work(h, "/goals"));
    HOLDS(page, "Why it matters:");
    HOLDS(page, "Because I am tired");
    HOLDS(page, "What we hope for");
    HOLDS(page, "here now");
    HOLDS(page, "Tell the choir");
    HOLDS(page, "By Tuesday 6 May");
}

static void test_tasks__how_it_went_is_told_in_their_words(void **state)
{
    House *h = *state;
    Str task = put(h, &h->daniel, "kind=task&text=Ring+your+sister");
    send(h, &h->maya, task, "/answer", "answer=yes&version=1");
    send(h, &h->maya, task, "/answer", "answer=went&version=1&words=She+laughed");
    HttpReply page = house_get(h, &h->daniel, house_work(h, "/goals"));
    HOLDS(page, "She laughed");
    HttpReply empty = house_post(h, &h->maya, at(h, task, "/answer"), S("answer=went&version=1&words="));
    EXPECT(empty, 422);
    HOLDS(empty, "Write a few words first.");
}

static void test_topics__each_view_stands_beside_the_other(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str topic = put(h, &h->maya, "kind=topic&text=The+missed+session");
    put(h, &h->maya, arena_c(a, arena_printf(a, "kind=view&parent=" STR_FMT "&text=I+was+afraid", STR_ARG(topic))));
    put(h, &h->daniel, arena_c(a, arena_printf(a, "kind=view&parent=" STR_FMT "&text=I+was+worried", STR_ARG(topic))));
    put(h, &h->daniel, arena_c(a, arena_printf(a, "kind=shared&parent=" STR_FMT "&text=We+both+cared", STR_ARG(topic))));
    HttpReply page = house_get(h, &h->maya, house_work(h, "/topics"));
    HOLDS(page, "I was afraid");
    HOLDS(page, "I was worried");
    HOLDS(page, "We both cared");
    send(h, &h->daniel, topic, "/state", "state=talked");
    HttpReply talked = house_get(h, &h->maya, house_work(h, "/topics"));
    HOLDS(talked, "Talked about");
    HOLDS(talked, "I was afraid");
}

static void test_joint__history_shows_what_changed_and_who_said_yes(void **state)
{
    House *h = *state;
    Str goal = put(h, &h->maya, "kind=goal&text=sleep+at+home");
    send(h, &h->daniel, goal, "/words", "base=1&text=sleep+well+at+home");
    send(h, &h->maya, goal, "/answer", "answer=not_now&version=2&words=let+me+think");
    HttpReply page = house_get(h, &h->maya, at(h, goal, ""));
    EXPECT(page, 200);
    HOLDS(page, "<ins>well </ins>");
    HOLDS(page, "Version 2, written on version 1");
    HOLDS(page, "You said not now");
    HOLDS(page, "let me think");
}

static void test_joint__what_has_no_place_is_refused_and_words_are_kept(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str topic = put(h, &h->maya, "kind=topic&text=The+call");
    static const char *const forms[] = { "kind=view&text=alone", "kind=agenda&text=x", "kind=about&slot=why&text=x",
                                         "kind=nonsense&text=x" };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), str_from_c(forms[i])), 422);
    Str form = arena_printf(a, "kind=task&parent=" STR_FMT "&text=x", STR_ARG(topic));
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), form), 422);
    HttpReply again = house_post(h, &h->maya, house_work(h, "/joint"), S("kind=task&due=soon&text=Ring+her"));
    EXPECT(again, 422);
    HOLDS(again, "Write the day like 2026-12-03");
    HOLDS(again, "Ring her");
    HOLDS(again, "value=\"task\"");
}

static void test_joint__a_session_entry_is_not_reached_this_way(void **state)
{
    House *h = *state;
    Str base = arena_printf(h->cx.arena, "/sessions/" STR_FMT "/entries", STR_ARG(uuid_str(h->cx.arena, h->session.u)));
    HttpReply r = house_post(h, &h->maya, house_work(h, arena_c(h->cx.arena, base)), S("kind=agenda&text=The+call"));
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    Str id = arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
    EXPECT(house_get(h, &h->maya, at(h, id, "")), 404);
}

/* A sentence all see drawn, a goal all answer: not even a form that asks for it makes one private. */
static void test_joint__what_all_would_answer_cannot_be_kept_to_oneself(void **state)
{
    House *h = *state;
    static const char *const forms[] = { "kind=part&slot=hard&mine=1&text=Quietly", "kind=goal&mine=1&text=Quietly",
                                         "kind=ending&mine=1&text=Quietly", "kind=topic&mine=1&text=Quietly" };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), str_from_c(forms[i])), 422);
    Str part = put(h, &h->maya, "kind=part&slot=hard&text=Out+loud");
    EXPECT(house_post(h, &h->maya, at(h, part, "/share"), S("audience=author")), 403);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/picture")), "Out loud");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_joint__what_all_would_answer_cannot_be_kept_to_oneself),
        house_test(test_goals__words_in_force_stay_until_the_new_ones_are_agreed),
        house_test(test_goals__hold_why_levels_and_tasks),
        house_test(test_tasks__how_it_went_is_told_in_their_words),
        house_test(test_topics__each_view_stands_beside_the_other),
        house_test(test_joint__history_shows_what_changed_and_who_said_yes),
        house_test(test_joint__what_has_no_place_is_refused_and_words_are_kept),
        house_test(test_joint__a_session_entry_is_not_reached_this_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
