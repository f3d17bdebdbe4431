/* One's own words, shown by passage; what was read; and whether one was understood. */
#include "../fixture.h"

static Str at(House *h, Str id, const char *act)
{
    Str rest = arena_printf(h->cx.arena, "/joint/" STR_FMT "%s", STR_ARG(id), act);
    return house_work(h, arena_c(h->cx.arena, rest));
}

static Str page_of(House *h, Str id)
{
    return house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/story/" STR_FMT, STR_ARG(id))));
}

static Str put(House *h, const Someone *who, Str form)
{
    HttpReply r = house_post(h, who, house_work(h, "/joint"), form);
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
}

static Str put_under(House *h, const Someone *who, const char *kind, Str parent, const char *text)
{
    Str form = arena_printf(h->cx.arena, "kind=%s&parent=" STR_FMT "&text=%s", kind, STR_ARG(parent), text);
    HttpReply r = house_post(h, who, house_work(h, "/joint"), form);
    EXPECT(r, 303);
    return house_reply_header(&r, S("Location"));
}

static void send(House *h, const Someone *who, Str id, const char *act, const char *form)
{
    HttpReply r = house_post(h, who, at(h, id, act), str_from_c(form));
    EXPECT(r, 303);
}

static void show_to(House *h, Str id, const Someone *reader)
{
    Str form = arena_printf(h->cx.arena, "audience=chosen&with1=" STR_FMT,
                            STR_ARG(uuid_str(h->cx.arena, reader->id.u)));
    send(h, &h->maya, id, "/share", arena_c(h->cx.arena, form));
}

static Str newest(House *h, const char *kind);

static void test_story__a_passage_is_its_authors_alone_until_it_is_shown(void **state)
{
    House *h = *state;
    Str chapter = put(h, &h->maya, S("kind=chapter&text=The+easy+one"));
    put_under(h, &h->maya, "passage", chapter, "I+was+seven+then");
    HttpReply own = house_get(h, &h->maya, house_work(h, "/story"));
    HOLDS(own, "The easy one");
    HOLDS(own, "I was seven then");
    HOLDS(own, "Only you");
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/story"));
    EXPECT(his, 200);
    HOLDS_NOT(his, "easy one");
    HOLDS_NOT(his, "seven");
    HOLDS_NOT(his, "Shown to you");
    Str id = newest(h, "passage");
    EXPECT(house_get(h, &h->maya, page_of(h, id)), 200);
    EXPECT(house_get(h, &h->daniel, page_of(h, id)), 404);
    EXPECT(house_get(h, &h->daniel, at(h, id, "")), 404);
    EXPECT(house_get(h, &h->noor, page_of(h, id)), 404);
    EXPECT(house_post(h, &h->daniel, at(h, id, "/share"), S("audience=members")), 404);
    Str beside = arena_printf(h->cx.arena, "kind=beside&text=x&parent=" STR_FMT, STR_ARG(id));
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), beside), 404);
}

static void test_story__shown_are_the_words_as_they_stand_and_the_reading_leaves_a_trace(void **state)
{
    House *h = *state;
    Str id = put(h, &h->maya, S("kind=passage&text=first+rough+draft"));
    send(h, &h->maya, id, "/words", "base=1&text=what+I+want+to+say");
    show_to(h, id, &h->daniel);
    HttpReply before = house_get(h, &h->maya, page_of(h, id));
    HOLDS(before, "Daniel</b> and you can read this");
    HOLDS_NOT(before, "Daniel read this");
    HttpReply list = house_get(h, &h->daniel, house_work(h, "/story"));
    HOLDS(list, "Read a passage by");
    HOLDS_NOT(list, "what I want to say");       /* opened one by one, or the trace would be a guess */
    HOLDS_NOT(house_get(h, &h->maya, page_of(h, id)), "read this on");
    HttpReply his = house_get(h, &h->daniel, page_of(h, id));
    HOLDS(his, "what I want to say");
    HOLDS_NOT(his, "first rough draft");
    HttpReply past = house_get(h, &h->daniel, at(h, id, ""));
    EXPECT(past, 303);
    HOLDS_NOT(past, "first rough draft");
    HttpReply after = house_get(h, &h->maya, page_of(h, id));
    HOLDS(after, "Daniel read this on");
    HOLDS(house_get(h, &h->maya, house_work(h, "/story")), "Daniel read this on");
    HOLDS(house_get(h, &h->maya, at(h, id, "")), "first rough");
}

static void test_story__taken_back_it_is_gone_with_what_stands_beside_it(void **state)
{
    House *h = *state;
    Str id = put(h, &h->maya, S("kind=passage&text=about+my+father"));
    show_to(h, id, &h->daniel);
    put_under(h, &h->daniel, "beside", id, "thank+you+for+this");
    put_under(h, &h->daniel, "check", id, "that+you+miss+him");
    Str beside = newest(h, "beside"), check = newest(h, "check");
    HttpReply own = house_get(h, &h->maya, page_of(h, id));
    HOLDS(own, "thank you for this");
    HOLDS(own, "that you miss him");
    send(h, &h->maya, id, "/share", "audience=author");
    EXPECT(house_get(h, &h->daniel, page_of(h, id)), 404);
    EXPECT(house_get(h, &h->daniel, at(h, beside, "")), 200);    /* one's own words stay one's own */
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/story")), "father");
    HOLDS(house_get(h, &h->maya, page_of(h, id)), "thank you for this");
    Str again = arena_printf(h->cx.arena, "kind=beside&text=x&parent=" STR_FMT, STR_ARG(id));
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), again), 404);
    EXPECT(house_get(h, &h->maya, at(h, check, "")), 200);
}

static void test_story__what_is_agreed_is_not_hidden_again(void **state)
{
    House *h = *state;
    Str goal = put(h, &h->maya, S("kind=goal&text=Say+no+once"));
    send(h, &h->daniel, goal, "/answer", "answer=yes&version=1");
    EXPECT(house_post(h, &h->maya, at(h, goal, "/share"), S("audience=author")), 403);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/goals")), "Say no once");
    Str id = put(h, &h->maya, S("kind=passage&text=mine"));
    EXPECT(house_post(h, &h->maya, at(h, id, "/share"), S("audience=with_parent")), 403);
    EXPECT(house_post(h, &h->maya, at(h, id, "/share"), S("audience=world")), 403);
    show_to(h, id, &h->noor);                      /* not in this work: shown to nobody */
    HOLDS(house_get(h, &h->maya, page_of(h, id)), "Only you");
}

static void test_check__is_marked_until_the_one_it_is_about_answers(void **state)
{
    House *h = *state;
    Str id = put(h, &h->maya, S("kind=passage&text=I+laugh+when+I+am+sad"));
    show_to(h, id, &h->daniel);
    put_under(h, &h->daniel, "check", id, "you+hide+it");
    Str check = newest(h, "check");
    HttpReply home = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(home, "Were you understood?");
    HOLDS(home, "you hide it");
    HOLDS(home, "Not checked yet");
    EXPECT(house_post(h, &h->daniel, at(h, check, "/answer"), S("answer=yes&version=1")), 403);
    send(h, &h->maya, check, "/answer", "answer=partly&version=1&words=not+from+you");
    HttpReply his = house_get(h, &h->daniel, page_of(h, id));
    HOLDS(his, "Partly understood");
    HOLDS(his, "not from you");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "Were you understood?");
    send(h, &h->daniel, check, "/words", "base=1&text=you+hide+it+from+others");
    HOLDS(house_get(h, &h->maya, house_work(h, "/home")), "you hide it from others");
    HOLDS(house_get(h, &h->daniel, page_of(h, id)), "Not checked yet");
    send(h, &h->maya, check, "/answer", "answer=yes&version=2");
    HOLDS(house_get(h, &h->daniel, page_of(h, id)), "Understood</span>");
    HttpReply history = house_get(h, &h->maya, at(h, check, ""));
    HOLDS(history, "said: partly");
    HOLDS(history, "not from you");
}

static void test_check__stands_on_goals_and_views_where_it_is_asked(void **state)
{
    House *h = *state;
    Str goal = put(h, &h->maya, S("kind=goal&text=Rest+on+Sundays"));
    Str where = put_under(h, &h->daniel, "check", goal, "one+day+without+work");
    assert_true(str_contains(where, S("/goals#e-")));
    HttpReply page = house_get(h, &h->maya, house_work(h, "/goals"));
    HOLDS(page, "did I understand you right?");
    HOLDS(page, "one day without work");
    Str topic = put(h, &h->daniel, S("kind=topic&text=The+call"));
    put_under(h, &h->maya, "view", topic, "I+was+afraid");
    put_under(h, &h->daniel, "check", newest(h, "view"), "afraid+of+me");
    HOLDS(house_get(h, &h->maya, house_work(h, "/topics")), "afraid of me");
    HttpReply kept = house_post(h, &h->daniel, house_work(h, "/joint"),
        arena_printf(h->cx.arena, "kind=check&text=&parent=" STR_FMT, STR_ARG(goal)));
    EXPECT(kept, 422);
    HOLDS(kept, "Write a few words first.");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), S("kind=check&text=alone")), 422);
}

/* --- what the database holds --------------------------------------------------------------- */

typedef struct Newest { House *h; Str kind; Uuid id; } Newest;
static const Query newest_query = { "test_newest", "bs", "b",
    "SELECT entry_id FROM entry WHERE episode_id = ?1 AND kind = ?2 ORDER BY created_at DESC, entry_id DESC LIMIT 1" };

static Err job_newest(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    Newest *n = arg;
    TRY(db_row(cx, tx, &newest_query, &row, BID(n->h->episode), BS(n->kind)));
    n->id = row_uuid(&row, 0);
    return OK;
}

static Str newest(House *h, const char *kind)
{
    Newest n = { h, str_from_c(kind), { { 0 } } };
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_newest, &n));
    return uuid_str(h->cx.arena, n.id);
}

static const Query join_query = { "test_join", "bbbi", "",
    "INSERT INTO member (practice_id, episode_id, person_id, part, state, from_at, to_at)"
    " VALUES (?1, ?2, ?3, 'co_therapist', 'active', ?4, 0)" };

static Err job_join(Ctx *cx, Tx *tx, void *arg)
{
    House *h = arg;
    return db_exec(cx, tx, &join_query, BID(h->practice), BID(h->episode), BID(h->iris.id), BI(cx->now_ms));
}

static void test_story__shown_to_one_it_is_not_there_for_another_in_the_work(void **state)
{
    House *h = *state;
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_join, h));
    Str id = put(h, &h->maya, S("kind=passage&text=for+Daniel+alone"));
    show_to(h, id, &h->daniel);
    put_under(h, &h->daniel, "check", id, "alone+with+it");
    Str check = newest(h, "check");
    EXPECT(house_get(h, &h->iris, house_work(h, "/story")), 200);
    HOLDS_NOT(house_get(h, &h->iris, house_work(h, "/story")), "Shown to you");
    EXPECT(house_get(h, &h->iris, page_of(h, id)), 404);
    EXPECT(house_get(h, &h->iris, at(h, check, "")), 404);
    EXPECT(house_post(h, &h->iris, at(h, check, "/answer"), S("answer=yes&version=1")), 404);
    EXPECT(house_get(h, &h->daniel, at(h, check, "")), 200);
    HOLDS(house_get(h, &h->maya, page_of(h, id)), "<b>Daniel</b> and you can read this");
    send(h, &h->maya, id, "/share", "audience=members");
    HttpReply hers = house_get(h, &h->iris, page_of(h, id));
    HOLDS(hers, "for Daniel alone");
    HOLDS(hers, "alone with it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_story__a_passage_is_its_authors_alone_until_it_is_shown),
        house_test(test_story__shown_are_the_words_as_they_stand_and_the_reading_leaves_a_trace),
        house_test(test_story__taken_back_it_is_gone_with_what_stands_beside_it),
        house_test(test_story__shown_to_one_it_is_not_there_for_another_in_the_work),
        house_test(test_story__what_is_agreed_is_not_hidden_again),
        house_test(test_check__is_marked_until_the_one_it_is_about_answers),
        house_test(test_check__stands_on_goals_and_views_where_it_is_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
