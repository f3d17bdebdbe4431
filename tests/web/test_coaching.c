/* Readiness and pace, roles, boundaries, and how tasks went. */
#include "../fixture.h"

static Str id_of(House *h, HttpReply r)
{
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
}

static HttpReply post(House *h, const Someone *who, const char *rest, const char *form)
{
    return house_post(h, who, house_work(h, rest), str_from_c(form));
}

static Str at(House *h, Str id, const char *act)
{
    Str rest = arena_printf(h->cx.arena, "/joint/" STR_FMT "%s", STR_ARG(id), act);
    return house_work(h, arena_c(h->cx.arena, rest));
}

/* The id of the first card on a page. */
static Str card_on(House *h, const char *rest)
{
    HttpReply r = house_get(h, &h->maya, house_work(h, rest));
    const char *found = NULL, *mark = "id=\"e-";
    for (size_t i = 0; i + 43 < r.body.len; i++)
        if (!found && memcmp(r.body.ptr + i, mark, 6) == 0) found = r.body.ptr + i + 6;
    assert_non_null(found);
    return arena_str(h->cx.arena, (Str){ found, 36 });
}

/* --- readiness and pace ------------------------------------------------------------------- */

static void test_readiness__each_sees_what_the_other_said_and_nothing_is_asked_for(void **state)
{
    House *h = *state;
    HttpReply empty = house_get(h, &h->maya, house_work(h, "/pace"));
    EXPECT(empty, 200);
    HOLDS(empty, "What stands in the way?");
    HOLDS(empty, "Nobody has offered a pace yet.");
    EXPECT(post(h, &h->maya, "/readiness", ""), 303);
    EXPECT(post(h, &h->maya, "/readiness", "w_different=Sundays+of+my+own&n_important=8&n_sure=0"), 303);
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/pace"));
    HOLDS(his, "Sundays of my own");
    HOLDS(his, "8 of 10");
    HOLDS(his, "0 of 10");
    EXPECT(post(h, &h->daniel, "/readiness", "w_help=More+time"), 303);
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/pace"));
    HOLDS(hers, "More time");
    HOLDS(hers, "Sundays of my own");
    EXPECT(house_get(h, &h->noor, house_work(h, "/pace")), 404);
}

static void test_readiness__what_is_emptied_is_taken_back(void **state)
{
    House *h = *state;
    EXPECT(post(h, &h->maya, "/readiness", "w_way=My+sister&n_sure=3"), 303);
    EXPECT(post(h, &h->maya, "/readiness", "w_way=&n_sure=4"), 303);
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/pace"));
    HOLDS_NOT(his, "My sister");
    HOLDS(his, "4 of 10");
    HOLDS_NOT(his, "3 of 10");
    EXPECT(post(h, &h->maya, "/readiness", "n_sure=11"), 303);
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/pace")), "11 of 10");
}

static void test_pace__exploring_asks_for_no_next_step_until_somebody_takes_it_back(void **state)
{
    House *h = *state;
    Str session = arena_printf(h->cx.arena, "/sessions/" STR_FMT, STR_ARG(uuid_str(h->cx.arena, h->session.u)));
    const char *page = arena_c(h->cx.arena, session);
    HOLDS(house_get(h, &h->maya, house_work(h, page)), "A session can end without one.");
    EXPECT(post(h, &h->daniel, "/pace", "choice=explore&text=Until+the+summer"), 303);
    Str id = card_on(h, "/pace");
    HttpReply offered = house_get(h, &h->maya, house_work(h, "/pace"));
    HOLDS(offered, "Waiting for your view");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, page)), "you agreed to explore");
    EXPECT(house_post(h, &h->maya, at(h, id, "/answer"), S("answer=yes&version=1")), 303);
    HttpReply agreed = house_get(h, &h->daniel, house_work(h, "/pace"));
    HOLDS(agreed, "Exploring, with no tasks for now</h3>");
    HOLDS(agreed, "Until the summer");
    HOLDS(agreed, "While this is agreed:");
    HOLDS(house_get(h, &h->maya, house_work(h, page)), "you agreed to explore without tasks for now");
    HOLDS(house_get(h, &h->maya, house_work(h, "/follow")), "You agreed to explore without tasks for now.");
    HOLDS(agreed, "Take my yes back");
    EXPECT(house_post(h, &h->daniel, at(h, id, "/answer"), S("answer=not_now&version=1")), 303);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, page)), "you agreed to explore");
    HOLDS(house_get(h, &h->maya, at(h, id, "")), "Until the summer");
}

static void test_pace__step_by_step_asks_at_home_how_it_went_and_says_why(void **state)
{
    House *h = *state;
    Str task = id_of(h, post(h, &h->maya, "/joint", "kind=task&text=One+free+evening"));
    EXPECT(house_post(h, &h->daniel, at(h, task, "/answer"), S("answer=yes&version=1")), 303);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "How did it go?");
    EXPECT(post(h, &h->maya, "/pace", "choice=steps"), 303);
    EXPECT(post(h, &h->daniel, "/pace", "choice=steps"), 303);      /* the same words are a yes */
    HttpReply home = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(home, "How did it go?");
    HOLDS(home, "One free evening");
    HOLDS(home, "you both chose this pace");
}

static void test_pace__needs_a_choice_or_words_and_keeps_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply none = post(h, &h->maya, "/pace", "text=");
    EXPECT(none, 422);
    HOLDS(none, "Choose one, or say it in your own words.");
    EXPECT(post(h, &h->maya, "/pace", "choice=own&text="), 422);
    EXPECT(post(h, &h->maya, "/pace", "text=As+the+weeks+allow"), 303);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/pace")), "As the weeks allow");
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=pace&text=Mine+alone")), 422);
}

/* --- roles -------------------------------------------------------------------------------- */

static Str begin_again(House *h, const char *form)
{
    HttpReply r = house_post(h, &h->daniel, S("/episodes"), str_from_c(form));
    EXPECT(r, 303);
    return arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
}

#define WITH_MAYA "name=Maya&again=1&email=maya%40house.example"

static void agree_on(House *h, const char *role)
{
    Arena *a = h->cx.arena;
    Str id = id_of(h, post(h, &h->daniel, "/role", arena_c(a, arena_printf(a, "role=%s&text=Plainly+said", role))));
    EXPECT(house_post(h, &h->maya, at(h, id, "/answer"), S("answer=yes&version=1")), 303);
}

static void test_role__counts_when_both_said_yes_and_then_this_work_has_no_other(void **state)
{
    House *h = *state;
    HOLDS(house_get(h, &h->maya, house_work(h, "/role")), "Until somebody does, it counts as therapy.");
    agree_on(h, "coach");
    HttpReply page = house_get(h, &h->maya, house_work(h, "/role"));
    HOLDS(page, "Coaching</h3>");
    HOLDS(page, "Plainly said");
    HOLDS(page, "Everyone said yes on");
    HOLDS_NOT(page, "What is it that you do together?");
    HttpReply other = post(h, &h->daniel, "/role", "role=therapist");
    EXPECT(other, 422);
    HOLDS(other, "In this work you agreed on “Coaching”.");
    EXPECT(post(h, &h->daniel, "/role", "role=friend"), 422);
    EXPECT(house_post(h, &h->noor, house_work(h, "/role"), S("role=coach")), 404);
}

static void test_role__nobody_begins_a_second_kind_of_work_with_the_same_person(void **state)
{
    House *h = *state;
    HttpReply coach = house_post(h, &h->daniel, S("/episodes"), S(WITH_MAYA "&role=coach"));
    EXPECT(coach, 422);
    HOLDS(coach, "In other work that goes on you are to each other: “Therapy”.");
    Str work = begin_again(h, WITH_MAYA "&role=therapist");
    HttpReply page = house_get(h, &h->maya, arena_join(h->cx.arena, work, S("/role")));
    EXPECT(page, 200);
    HOLDS(page, "Therapy</h3>");
    HOLDS(page, "Waiting for your view");
    HOLDS(house_get(h, &h->maya, S("/home")), "Work that goes on since");
    HttpReply stranger = house_post(h, &h->iris, S("/episodes"), S(WITH_MAYA "&role=therapist"));
    EXPECT(stranger, 422);
    HOLDS(stranger, "Nobody you work or worked with signs in with this address.");
}

static const Query end_ago = { "test_end_ago", "ib", "",
    "UPDATE episode SET ended_at = ?1 WHERE episode_id = ?2" };

typedef struct Ago { EpisodeId e; int64_t at_ms; } Ago;

static Err job_ago(Ctx *cx, Tx *tx, void *arg)
{
    Ago *ago = arg;
    return db_exec_one(cx, tx, &end_ago, BI(ago->at_ms), BID(ago->e));
}

static void test_role__another_needs_the_end_a_pause_and_a_new_agreement(void **state)
{
    House *h = *state;
    agree_on(h, "therapist");
    EXPECT(post(h, &h->daniel, "/end", "version=1"), 303);
    HttpReply soon = house_post(h, &h->daniel, S("/episodes"), S(WITH_MAYA "&role=coach"));
    EXPECT(soon, 422);
    HOLDS(soon, "You can agree on “Coaching” from");
    /* Work without a word about it opens no way round: the yes is refused as well. */
    Str work = begin_again(h, WITH_MAYA);
    HttpReply sly = house_post(h, &h->daniel, arena_join(h->cx.arena, work, S("/role")), S("role=coach"));
    EXPECT(sly, 422);
    HOLDS(sly, "from");
    Ago ago = { h->episode, h->cx.now_ms - INT64_C(91) * 24 * 60 * 60 * 1000 };
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_ago, &ago));
    Str id = id_of(h, house_post(h, &h->daniel, arena_join(h->cx.arena, work, S("/role")), S("role=coach")));
    Str answer = arena_printf(h->cx.arena, STR_FMT "/joint/" STR_FMT "/answer", STR_ARG(work), STR_ARG(id));
    EXPECT(house_post(h, &h->maya, answer, S("answer=yes&version=1")), 303);
    HOLDS(house_get(h, &h->maya, arena_join(h->cx.arena, work, S("/role"))), "Everyone said yes on");
}

/* Work that never said what it was, and ended, was therapy until then. */
static void test_role__unsaid_work_that_ended_counts_for_the_pause_as_well(void **state)
{
    House *h = *state;
    Str work = begin_again(h, WITH_MAYA);
    HttpReply now = post(h, &h->daniel, "/role", "role=coach");
    EXPECT(now, 422);
    HOLDS(now, "In other work that goes on");
    EXPECT(house_post(h, &h->daniel, arena_join(h->cx.arena, work, S("/end")), S("version=1")), 303);
    HttpReply late = post(h, &h->daniel, "/role", "role=coach");
    EXPECT(late, 422);
    HOLDS(late, "Until a short time ago");
    EXPECT(post(h, &h->daniel, "/role", "role=therapist"), 303);
}

/* Both could be agreed alone when they were offered: the rule stands at the yes. */
static void test_role__of_two_offers_only_one_can_be_agreed(void **state)
{
    House *h = *state;
    Str therapy = id_of(h, post(h, &h->daniel, "/role", "role=therapist"));
    Str coaching = id_of(h, post(h, &h->daniel, "/role", "role=coach"));
    EXPECT(house_post(h, &h->maya, at(h, coaching, "/answer"), S("answer=yes&version=1")), 303);
    HttpReply both = house_post(h, &h->maya, at(h, therapy, "/answer"), S("answer=yes&version=1"));
    EXPECT(both, 422);
    HOLDS(both, "In this work you agreed on “Coaching”.");
    Str word = at(h, therapy, "/words");             /* other words are a yes as well */
    EXPECT(house_post(h, &h->maya, word, S("base=1&text=After+all")), 403);
    HOLDS(house_get(h, &h->daniel, at(h, coaching, "")), "said yes");
}

/* --- boundaries --------------------------------------------------------------------------- */

static void test_boundaries__a_crossing_is_read_by_both_and_talked_about(void **state)
{
    House *h = *state;
    Str id = id_of(h, post(h, &h->daniel, "/boundaries",
        "slot=time&level=1&text=We+went+on+for+ninety+minutes&reason=A+hard+day&client=1&supervisor=2"));
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/boundaries"));
    HOLDS(hers, "We went on for ninety minutes");
    HOLDS(hers, "A hard day");
    HOLDS(hers, "Talked about with the client");
    HOLDS(hers, "Not talked about with a supervisor yet");
    Arena *a = h->cx.arena;
    Str remark = arena_printf(a, "kind=remark&slot=comment&parent=" STR_FMT "&text=I+was+glad+of+it", STR_ARG(id));
    HttpReply r = house_post(h, &h->maya, house_work(h, "/joint"), remark);
    EXPECT(r, 303);
    assert_true(str_contains(house_reply_header(&r, S("Location")), S("/boundaries#e-")));
    HOLDS(house_get(h, &h->daniel, house_work(h, "/boundaries")), "I was glad of it");
}

static void test_boundaries__a_violation_leads_to_somebody_outside_the_two(void **state)
{
    House *h = *state;
    static const char *const forms[] = { "slot=money&level=3&text=x", "slot=gift&level=3&text=He+asked+for+money",
                                         "slot=gift&level=2&mine=1&text=Perhaps" };
    EXPECT(post(h, &h->maya, "/boundaries", forms[0]), 422);
    for (int i = 1; i < 3; i++) {
        HttpReply r = post(h, &h->maya, "/boundaries", forms[i]);
        EXPECT(r, 303);
        assert_true(str_ends(house_reply_header(&r, S("Location")), S("/report")));
    }
    HttpReply page = house_get(h, &h->maya, house_work(h, "/report"));
    EXPECT(page, 200);
    HOLDS(page, "The practice has not named anybody yet.");
    HOLDS(house_get(h, &h->maya, house_work(h, "/home")), "/report");
    EXPECT(house_post(h, &h->ada, S("/practice/settings"), S("name=N&zone=Europe%2FLondon&duty_after=15&lead_after=60"
        "&version=1&crisis1_name=a&crisis1_number=112&report_name=Jo+March&report_reach=Room+1&body_name=The+Council"
        "&body_reach=0300&role_pause=30")), 303);
    HttpReply named = house_get(h, &h->maya, house_work(h, "/report"));
    HOLDS(named, "Jo March");
    HOLDS(named, "The Council");
    HOLDS(house_get(h, &h->maya, house_work(h, "/role")), "30 days go by");
    HttpReply bad = house_post(h, &h->ada, S("/practice/settings"), S("name=N&zone=Europe%2FLondon&duty_after=15"
        "&lead_after=60&version=2&crisis1_name=a&crisis1_number=112&role_pause=0"));
    EXPECT(bad, 422);
    HOLDS(bad, "Write a number of days from 1 to 3650.");
}

static void test_boundaries__what_a_client_keeps_is_not_there_for_the_therapist(void **state)
{
    House *h = *state;
    HttpReply before = house_get(h, &h->daniel, house_work(h, "/boundaries"));
    EXPECT(post(h, &h->maya, "/boundaries", "slot=told&level=1&mine=1&text=Too+much+about+his+weekend&reason=Over+the+phone"), 303);
    Str id = card_on(h, "/boundaries");
    HttpReply after = house_get(h, &h->daniel, house_work(h, "/boundaries"));
    HOLDS_NOT(after, "weekend");
    HOLDS(after, "Nothing so far");
    assert_int_equal(before.body.len, after.body.len);
    EXPECT(house_get(h, &h->daniel, at(h, id, "")), 404);
    Str remark = arena_printf(h->cx.arena, "kind=remark&slot=comment&parent=" STR_FMT "&text=x", STR_ARG(id));
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), remark), 404);
    HOLDS(house_get(h, &h->maya, house_work(h, "/record.html")), "weekend");
    EXPECT(house_post(h, &h->maya, at(h, id, "/share"), S("audience=members")), 303);
    HttpReply shown = house_get(h, &h->daniel, house_work(h, "/boundaries"));
    HOLDS(shown, "weekend");
    HOLDS(shown, "Over the phone");
    EXPECT(house_post(h, &h->maya, at(h, id, "/share"), S("audience=author")), 403);
}

static void test_boundaries__a_therapist_keeps_nothing_back_from_whom_it_is_about(void **state)
{
    House *h = *state;
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/boundaries")), "Keep it to myself");
    EXPECT(post(h, &h->daniel, "/boundaries", "slot=gift&level=1&mine=1&text=A+jar+of+honey"), 303);
    HOLDS(house_get(h, &h->maya, house_work(h, "/boundaries")), "A jar of honey");
    Str id = card_on(h, "/boundaries");
    EXPECT(house_post(h, &h->daniel, at(h, id, "/share"), S("audience=author")), 403);
}

static void test_boundaries__keeps_what_was_typed_when_something_is_missing(void **state)
{
    House *h = *state;
    HttpReply r = post(h, &h->maya, "/boundaries", "slot=touch&text=A+hug&reason=I+cried");
    EXPECT(r, 422);
    HOLDS(r, "Choose what it was.");
    HOLDS(r, "A hug");
    HOLDS(r, "I cried");
    HOLDS(r, "value=\"touch\" selected");
}

/* --- how it went ---------------------------------------------------------------------------- */

static void test_follow__tasks_stand_by_goal_with_accounts_and_words_of_both(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    HOLDS(house_get(h, &h->maya, house_work(h, "/follow")), "Nothing to look back on yet.");
    Str goal = id_of(h, post(h, &h->maya, "/joint", "kind=goal&text=Evenings+of+my+own"));
    EXPECT(post(h, &h->maya, "/joint", arena_c(a, arena_printf(a,
        "kind=task&parent=" STR_FMT "&text=One+free+evening", STR_ARG(goal)))), 303);
    Str task = card_on(h, "/follow");
    EXPECT(house_post(h, &h->daniel, at(h, task, "/answer"), S("answer=yes&version=1")), 303);
    HttpReply went = house_post(h, &h->maya, at(h, task, "/answer"),
                                S("answer=went&version=1&words=Half+of+it&back=follow"));
    EXPECT(went, 303);
    assert_true(str_contains(house_reply_header(&went, S("Location")), S("/follow#e-")));
    Str remark = arena_printf(a, "kind=remark&slot=comment&back=follow&parent=" STR_FMT "&text=Half+is+new", STR_ARG(task));
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), remark), 303);
    HttpReply page = house_get(h, &h->maya, house_work(h, "/follow"));
    HOLDS(page, "Evenings of my own</h2>");
    HOLDS(page, "Half of it");
    HOLDS(page, "Half is new");
    HOLDS_NOT(page, "%</");
    Str reason = arena_printf(a, "kind=remark&slot=reason&parent=" STR_FMT "&text=x", STR_ARG(task));
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), reason), 422);
    EXPECT(house_get(h, &h->noor, house_work(h, "/follow")), 404);
}

static void test_follow__steps_of_sessions_stand_there_with_how_they_went(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str session = arena_printf(a, "/sessions/" STR_FMT, STR_ARG(uuid_str(a, h->session.u)));
    const char *base = arena_c(a, session);
    EXPECT(house_post(h, &h->daniel, house_work(h, arena_c(a, arena_printf(a, "%s/state", base))), S("state=open")), 303);
    HttpReply put = house_post(h, &h->maya, house_work(h, arena_c(a, arena_printf(a, "%s/entries", base))),
                               S("kind=step&whom=me&text=Count+the+sorries"));
    Str step = id_of(h, put);
    EXPECT(house_post(h, &h->maya, house_work(h, arena_c(a, arena_printf(a, "%s/entries/" STR_FMT "/answer", base,
        STR_ARG(step)))), S("answer=went&version=1&words=Thirty-one")), 303);
    HttpReply page = house_get(h, &h->daniel, house_work(h, "/follow"));
    HOLDS(page, "Count the sorries");
    HOLDS(page, "Thirty-one");
    HOLDS(page, "From the session on");
    Str remark = arena_printf(a, "kind=remark&slot=comment&back=follow&parent=" STR_FMT "&text=To+a+door", STR_ARG(step));
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), remark), 303);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/follow")), "To a door");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_readiness__each_sees_what_the_other_said_and_nothing_is_asked_for),
        house_test(test_readiness__what_is_emptied_is_taken_back),
        house_test(test_pace__exploring_asks_for_no_next_step_until_somebody_takes_it_back),
        house_test(test_pace__step_by_step_asks_at_home_how_it_went_and_says_why),
        house_test(test_pace__needs_a_choice_or_words_and_keeps_what_was_typed),
        house_test(test_role__counts_when_both_said_yes_and_then_this_work_has_no_other),
        house_test(test_role__nobody_begins_a_second_kind_of_work_with_the_same_person),
        house_test(test_role__another_needs_the_end_a_pause_and_a_new_agreement),
        house_test(test_role__unsaid_work_that_ended_counts_for_the_pause_as_well),
        house_test(test_role__of_two_offers_only_one_can_be_agreed),
        house_test(test_boundaries__a_crossing_is_read_by_both_and_talked_about),
        house_test(test_boundaries__a_violation_leads_to_somebody_outside_the_two),
        house_test(test_boundaries__what_a_client_keeps_is_not_there_for_the_therapist),
        house_test(test_boundaries__a_therapist_keeps_nothing_back_from_whom_it_is_about),
        house_test(test_boundaries__keeps_what_was_typed_when_something_is_missing),
        house_test(test_follow__tasks_stand_by_goal_with_accounts_and_words_of_both),
        house_test(test_follow__steps_of_sessions_stand_there_with_how_they_went),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
