/* How it hangs together: sentences, who sees them so, links, versions; and preferences. */
#include "../fixture.h"

static Str at(House *h, Str id, const char *act)
{
    Str rest = arena_printf(h->cx.arena, "/joint/" STR_FMT "%s", STR_ARG(id), act);
    return house_work(h, arena_c(h->cx.arena, rest));
}

static Str id_of(House *h, const HttpReply *r)
{
    Str where = house_reply_header(r, S("Location"));
    return arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
}

static Str put(House *h, const Someone *who, const char *form)
{
    HttpReply r = house_post(h, who, house_work(h, "/joint"), str_from_c(form));
    EXPECT(r, 303);
    return id_of(h, &r);
}

static Str part(House *h, const Someone *who, const char *slot, const char *text)
{
    Str form = arena_printf(h->cx.arena, "kind=part&slot=%s&text=%s", slot, text);
    return put(h, who, arena_c(h->cx.arena, form));
}

static HttpReply link_between(House *h, const Someone *who, Str from, Str to)
{
    Str form = arena_printf(h->cx.arena, "kind=link&parent=" STR_FMT "&target=" STR_FMT "&text=keeps+going",
                            STR_ARG(from), STR_ARG(to));
    return house_post(h, who, house_work(h, "/joint"), form);
}

static void send(House *h, const Someone *who, Str id, const char *act, const char *form)
{
    HttpReply r = house_post(h, who, at(h, id, act), str_from_c(form));
    EXPECT(r, 303);
}

static HttpReply picture(House *h, const Someone *who)
{
    HttpReply r = house_get(h, who, house_work(h, "/picture"));
    EXPECT(r, 200);
    return r;
}

static Str keep(House *h, const Someone *who)
{
    HttpReply r = house_post(h, who, house_work(h, "/picture/versions"), S(""));
    EXPECT(r, 303);
    return id_of(h, &r);
}

static void test_picture__a_sentence_has_its_author_supporters_and_doubts(void **state)
{
    House *h = *state;
    Str one = part(h, &h->maya, "hard", "I+wake+at+four");
    HttpReply his = picture(h, &h->daniel);
    HOLDS(his, "What is hard");
    HOLDS(his, "I wake at four");
    HOLDS(his, "Maya sees it so.");
    send(h, &h->daniel, one, "/answer", "answer=no&version=1&words=Is+it+every+night");
    HttpReply doubted = picture(h, &h->maya);
    HOLDS(doubted, "Daniel doubts it");
    HOLDS(doubted, "Is it every night");
    send(h, &h->daniel, one, "/answer", "answer=yes&version=1");
    HttpReply shared = picture(h, &h->maya);
    HOLDS(shared, "You and Daniel see it so.");
    HOLDS_NOT(shared, "Daniel doubts it");
}

static void test_picture__shared_words_stay_while_others_are_suggested(void **state)
{
    House *h = *state;
    Str one = part(h, &h->maya, "keeps", "I+check+everything+twice");
    send(h, &h->daniel, one, "/answer", "answer=yes&version=1");
    send(h, &h->daniel, one, "/words", "base=1&text=Checking+calms+for+a+minute");
    HttpReply page = picture(h, &h->maya);
    HOLDS(page, "I check everything twice</span></h3>");
    HOLDS(page, "Suggested instead.");
    send(h, &h->maya, one, "/answer", "answer=yes&version=2");
    HOLDS(picture(h, &h->maya), "Checking calms for a minute</span></h3>");
}

static void test_picture__links_draw_it_and_tell_what_goes_round(void **state)
{
    House *h = *state;
    Str a = part(h, &h->maya, "hard", "I+am+tired"), b = part(h, &h->daniel, "keeps", "I+stay+in");
    HOLDS_NOT(picture(h, &h->maya), "<svg class=\"chart arrows\"");
    HttpReply there = link_between(h, &h->maya, a, b);
    EXPECT(there, 303);
    HttpReply one = picture(h, &h->daniel);
    HOLDS(one, "<svg class=\"chart arrows\"");
    HOLDS(one, "2 sentences and 1 arrow.");
    HOLDS_NOT(one, "It goes round");
    HttpReply back = link_between(h, &h->daniel, b, a);
    EXPECT(back, 303);
    HOLDS(picture(h, &h->daniel), "1, then 2, then 1 again.");
    send(h, &h->maya, b, "/state", "state=let_go");
    HttpReply after = picture(h, &h->daniel);
    HOLDS_NOT(after, "<svg class=\"chart arrows\"");
    HOLDS(after, "Set aside (1)");
}

static void test_picture__a_link_goes_from_one_sentence_to_another(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str one = part(h, &h->maya, "hard", "I+am+tired");
    Str goal = put(h, &h->maya, "kind=goal&text=Rest");
    HttpReply self = link_between(h, &h->maya, one, one);
    EXPECT(self, 422);
    HOLDS(self, "choose two different sentences");
    EXPECT(link_between(h, &h->maya, one, goal), 422);
    EXPECT(link_between(h, &h->maya, goal, one), 422);
    EXPECT(link_between(h, &h->maya, one, S("")), 422);
    Str form = arena_printf(a, "kind=goal&target=" STR_FMT "&text=x", STR_ARG(one));
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), form), 422);
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=part&slot=free&text=x")), 422);
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=snapshot&text=x")), 422);
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=preference&slot=pace&text=x")), 422);
}

static void test_picture__headings_of_their_own_hold_sentences(void **state)
{
    House *h = *state;
    Str heading = put(h, &h->maya, "kind=heading&text=My+mother");
    Str form = arena_printf(h->cx.arena, "kind=part&slot=free&parent=" STR_FMT "&text=She+calls+at+night",
                            STR_ARG(heading));
    HttpReply added = house_post(h, &h->daniel, house_work(h, "/joint"), form);
    EXPECT(added, 303);
    HttpReply page = picture(h, &h->maya);
    HOLDS(page, "My mother</h2>");
    HOLDS(page, "She calls at night");
    send(h, &h->maya, heading, "/state", "state=withdrawn");
    HttpReply gone = picture(h, &h->daniel);
    HOLDS_NOT(gone, "My mother");
    HOLDS(gone, "Other sentences</h2>");
    HOLDS(gone, "She calls at night");
}

static void test_versions__are_agreed_like_every_offer_and_compared(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str one = part(h, &h->maya, "hard", "I+wake+at+four");
    Str two = part(h, &h->maya, "helps", "Walking");
    Str first = keep(h, &h->maya);
    assert_true(str_eq(keep(h, &h->daniel), first));       /* the very same is kept once */
    HOLDS(picture(h, &h->daniel), "2 sentences and 0 links.");
    send(h, &h->daniel, first, "/answer", "answer=yes&version=1");
    HOLDS(picture(h, &h->maya), "Everyone said yes on");
    send(h, &h->daniel, one, "/words", "base=1&text=I+often+wake+at+four");
    send(h, &h->maya, two, "/state", "state=let_go");
    part(h, &h->maya, "matters", "My+brother");
    Str query = arena_printf(a, "/picture/versions?from=" STR_FMT, STR_ARG(first));
    HttpReply r = house_get(h, &h->maya, house_work(h, arena_c(a, query)));
    EXPECT(r, 200);
    HOLDS(r, "<ins>often </ins>");
    HOLDS(r, "<del>Walking</del>");
    HOLDS(r, "<ins>My brother</ins>");
    HttpReply same = house_get(h, &h->maya, house_work(h, "/picture/versions"));
    HOLDS(same, "Nothing changed between these two.");
}

static void test_versions__keep_no_words_their_author_took_back(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str one = part(h, &h->maya, "hard", "Zirconblue");
    part(h, &h->maya, "helps", "Walking");
    Str first = keep(h, &h->daniel);
    send(h, &h->maya, one, "/state", "state=withdrawn");
    Str query = arena_printf(a, "/picture/versions?from=" STR_FMT, STR_ARG(first));
    HttpReply his = house_get(h, &h->daniel, house_work(h, arena_c(a, query)));
    HOLDS_NOT(his, "Zirconblue");
    HOLDS(his, "its author took it back");
    HttpReply hers = house_get(h, &h->maya, house_work(h, arena_c(a, query)));
    HOLDS(hers, "Zirconblue");
}

static void test_versions__are_answered_never_worded(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->maya, house_work(h, "/picture/versions"), S("")), 422);
    part(h, &h->maya, "hard", "I+wake+at+four");
    Str kept = keep(h, &h->maya);
    EXPECT(house_post(h, &h->maya, at(h, kept, "/words"), S("base=1&text=mine")), 403);
    EXPECT(house_get(h, &h->maya, at(h, kept, "")), 303);
    Str query = arena_printf(h->cx.arena, "/picture/versions?from=" STR_FMT, STR_ARG(uuid_str(h->cx.arena, h->session.u)));
    EXPECT(house_get(h, &h->maya, house_work(h, arena_c(h->cx.arena, query))), 404);
}

/* --- preferences -------------------------------------------------------------------------- */

static HttpReply prefer(House *h, const Someone *who, const char *form)
{
    return house_post(h, who, house_work(h, "/preferences"), str_from_c(form));
}

static void test_preferences__are_said_changed_and_taken_back(void **state)
{
    House *h = *state;
    EXPECT(prefer(h, &h->maya, "slot=pace&choice=1&text=silence+is+fine&review=2031-05-06"), 303);
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/preferences"));
    HOLDS(his, "What Maya asked for");
    HOLDS(his, "Slowly, with pauses");
    HOLDS(his, "silence is fine");
    HOLDS(his, "To be looked at again by 6 May 2031");
    EXPECT(prefer(h, &h->maya, "slot=pace&choice=3"), 303);
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/preferences"));
    HOLDS(hers, "<b>Briskly</b>");
    HOLDS(hers, "What I said before");
    HOLDS_NOT(hers, "6 May 2031");
}

static void test_preferences__kept_to_oneself_are_not_there_for_anyone_else(void **state)
{
    House *h = *state;
    EXPECT(prefer(h, &h->maya, "slot=identity&text=Zirconblue&mine=1"), 303);
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/preferences"));
    HOLDS(hers, "Zirconblue");
    HOLDS(hers, "Only you");
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/preferences"));
    HOLDS_NOT(his, "Zirconblue");
    HOLDS(his, "asked for nothing here yet");
    EXPECT(prefer(h, &h->maya, "slot=identity&text=Ambergreen"), 303);
    HttpReply shown = house_get(h, &h->daniel, house_work(h, "/preferences"));
    HOLDS(shown, "Ambergreen");
    HOLDS_NOT(shown, "Zirconblue");
}

static void test_preferences__unfinished_forms_come_back_with_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply empty = prefer(h, &h->maya, "slot=access&text=");
    EXPECT(empty, 422);
    HOLDS(empty, "Choose one, or write a few words first.");
    HttpReply day = prefer(h, &h->maya, "slot=access&text=large+print&review=soon");
    EXPECT(day, 422);
    HOLDS(day, "large print</textarea>");
    HOLDS(day, "Write the day like 2026-12-03");
    EXPECT(prefer(h, &h->maya, "slot=nonsense&text=x"), 422);
}

/* --- what the pages follow ------------------------------------------------------------------ */

static HttpReply session_page(House *h, const Someone *who)
{
    Str rest = arena_printf(h->cx.arena, "/sessions/" STR_FMT, STR_ARG(uuid_str(h->cx.arena, h->session.u)));
    HttpReply r = house_get(h, who, house_work(h, arena_c(h->cx.arena, rest)));
    EXPECT(r, 200);
    return r;
}

static void test_asked__the_session_page_says_who_opens_and_who_asked(void **state)
{
    House *h = *state;
    HOLDS_NOT(session_page(h, &h->daniel), "asked for it");
    EXPECT(prefer(h, &h->maya, "slot=lead&choice=1"), 303);
    HOLDS(session_page(h, &h->daniel), "Maya likes to open the session, and asked for it.");
    HOLDS(session_page(h, &h->maya), "You like to open the session, and asked for it.");
    EXPECT(prefer(h, &h->maya, "slot=lead&choice=2&mine=1"), 303);
    HOLDS_NOT(session_page(h, &h->daniel), "asked for it");
    HOLDS_NOT(session_page(h, &h->maya), "asked for it");  /* it would be said aloud */
}

static void test_asked__the_start_page_asks_in_the_tone_they_chose(void **state)
{
    House *h = *state;
    HttpReply plain = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(plain, "Short questions, a few minutes.");
    HOLDS_NOT(plain, "because you asked for it");
    EXPECT(prefer(h, &h->maya, "slot=reminder&choice=3&mine=1"), 303);
    HttpReply quiet = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(quiet, "It is here if you want it.");
    HOLDS(quiet, "because you asked for it");
}

/* Gives the address of the check-in and answers its first questions. */
static Str check_in(House *h, int answered)
{
    HttpReply r = house_post(h, &h->maya, house_work(h, "/check-in"), S(""));
    EXPECT(r, 303);
    Str form = arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
    for (int i = 1; i <= answered; i++) {
        Str to = arena_printf(h->cx.arena, STR_FMT "/q/%d", STR_ARG(form), i);
        EXPECT(house_post(h, &h->maya, to, S("value=5")), 303);
    }
    return form;
}

static void test_asked__a_check_in_of_few_questions_ends_early_and_says_why(void **state)
{
    House *h = *state;
    EXPECT(prefer(h, &h->maya, "slot=questions&choice=1"), 303);
    Str form = check_in(h, 0);
    HOLDS(house_get(h, &h->maya, form), "It stops after 4 because you asked for few.");
    check_in(h, 3);
    Str fourth = arena_printf(h->cx.arena, STR_FMT "/q/4", STR_ARG(form));
    HttpReply r = house_post(h, &h->maya, fourth, S("value=5"));
    Str where = arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
    HttpReply review = house_get(h, &h->maya, where);
    HOLDS(review, "You asked for few questions, so it can end here.");
    HOLDS(review, "Go on with question 5");
    Str fifth = arena_printf(h->cx.arena, STR_FMT "?q=5", STR_ARG(form));
    HOLDS(house_get(h, &h->maya, fifth), "Question 5 of");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_picture__a_sentence_has_its_author_supporters_and_doubts),
        house_test(test_picture__shared_words_stay_while_others_are_suggested),
        house_test(test_picture__links_draw_it_and_tell_what_goes_round),
        house_test(test_picture__a_link_goes_from_one_sentence_to_another),
        house_test(test_picture__headings_of_their_own_hold_sentences),
        house_test(test_versions__are_agreed_like_every_offer_and_compared),
        house_test(test_versions__keep_no_words_their_author_took_back),
        house_test(test_versions__are_answered_never_worded),
        house_test(test_preferences__are_said_changed_and_taken_back),
        house_test(test_preferences__kept_to_oneself_are_not_there_for_anyone_else),
        house_test(test_preferences__unfinished_forms_come_back_with_what_was_typed),
        house_test(test_asked__the_session_page_says_who_opens_and_who_asked),
        house_test(test_asked__the_start_page_asks_in_the_tone_they_chose),
        house_test(test_asked__a_check_in_of_few_questions_ends_early_and_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
