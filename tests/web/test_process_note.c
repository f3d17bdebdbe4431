/* A therapist's own working notes: nobody else reads a word of them, anywhere. */
#include "../fixture.h"
#include "store/vault.h"

static Str put(House *h, const char *text)
{
    HttpReply r = house_post(h, &h->daniel, house_work(h, "/notes"),
                             arena_join(h->cx.arena, S("text="), str_from_c(text)));
    EXPECT(r, 303);
    return arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
}

static void word(House *h, Str note, const char *form)
{
    EXPECT(house_post(h, &h->daniel, arena_join(h->cx.arena, note, S("/words")), str_from_c(form)), 303);
}

static void test_process_note__only_its_author_has_a_page(void **state)
{
    House *h = *state;
    Str note = put(h, "I+grow+tired+when+she+apologises");
    HOLDS(house_get(h, &h->daniel, note), "I grow tired when she apologises");
    HOLDS(house_get(h, &h->daniel, house_work(h, "/notes")), "I grow tired");
    HOLDS(house_get(h, &h->daniel, house_work(h, "")), "/notes");
    const Someone *others[] = { &h->maya, &h->iris, &h->noor, &h->sol, &h->ada };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        HttpReply list = house_get(h, others[i], house_work(h, "/notes"));
        assert_true(list.status == 403 || list.status == 404);
        EXPECT(house_get(h, others[i], note), 404);
        HttpReply wrote = house_post(h, others[i], arena_join(h->cx.arena, note, S("/words")), S("base=1&text=x"));
        assert_true(wrote.status == 403 || wrote.status == 404);
    }
}

static Err job_join(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    const House *h = arg;
    return episode_add_member(cx, tx, g, h->episode, h->iris.id, PART_CO_THERAPIST, S("active"), cx->now_ms);
}

static void test_process_note__a_co_therapist_finds_none(void **state)
{
    House *h = *state;
    Str note = put(h, "between+us+three");
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_EPISODE_END, h->episode, job_join, h));
    HttpReply list = house_get(h, &h->iris, house_work(h, "/notes"));
    HOLDS(list, "None yet");
    HOLDS_NOT(list, "between");
    EXPECT(house_get(h, &h->iris, note), 404);
    EXPECT(house_post(h, &h->iris, arena_join(h->cx.arena, note, S("/destroy")), S("sure=1")), 404);
    HOLDS(house_get(h, &h->daniel, note), "between us three");
}

/* Every page that others, and the author elsewhere, can ask for. */
static void test_process_note__no_other_page_holds_a_word_of_it(void **state)
{
    House *h = *state;
    static const char *const pages[] = { "", "/home", "/goals", "/topics", "/questions", "/ending",
        "/record", "/record.html", "/record.json", "/story", "/picture", "/preferences", "/log",
        "/sessions", "/progress", "/rules", "/safety", "/alerts" };
    put(h, "zzsecretzz+wording");
    const Someone *people[] = { &h->maya, &h->daniel, &h->sol, &h->ada };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        for (size_t w = 0; w < sizeof people / sizeof *people; w++)
            HOLDS_NOT(house_get(h, people[w], house_work(h, pages[i])), "zzsecretzz");
    HOLDS_NOT(house_get(h, &h->daniel, S("/caseload")), "zzsecretzz");
    HOLDS_NOT(house_get(h, &h->ada, S("/practice")), "zzsecretzz");
    HOLDS_NOT(house_get(h, &h->sol, S("/duty")), "zzsecretzz");
}

/* The log covers every reader; of these notes it says that, never which or what. */
static void test_process_note__the_client_sees_that_they_were_opened(void **state)
{
    House *h = *state;
    HttpReply before = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(before, "Therapists may keep working notes");
    HOLDS_NOT(before, "opened their own working notes");
    EXPECT(house_get(h, &h->daniel, put(h, "a+thought")), 200);
    HttpReply after = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(after, "wrote in their own working notes");
    HOLDS(after, "opened their own working notes");
}

static void test_process_note__two_devices_lose_nothing(void **state)
{
    House *h = *state;
    Str note = put(h, "as+it+was");
    word(h, note, "base=1&text=from+the+phone");
    word(h, note, "base=1&text=from+the+desk");
    HttpReply page = house_get(h, &h->daniel, note);
    HOLDS(page, "from the phone");
    HOLDS(page, "from the desk");
    HOLDS(page, "Saved on two devices");
    word(h, note, "base=3&text=both+in+one");
    HOLDS_NOT(house_get(h, &h->daniel, note), "Saved on two devices");
    HOLDS(house_get(h, &h->daniel, note), "as it was");
}

static void test_process_note__what_was_typed_comes_back_when_it_cannot_be_saved(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->daniel, house_work(h, "/notes"), S("text=")), 422);
    Str note = put(h, "kept");
    EXPECT(house_post(h, &h->daniel, arena_join(h->cx.arena, note, S("/words")), S("base=1&text=")), 422);
    HttpReply unsure = house_post(h, &h->daniel, arena_join(h->cx.arena, note, S("/destroy")), S(""));
    EXPECT(unsure, 422);
    HOLDS(unsure, "Tick the box");
    HOLDS(house_get(h, &h->daniel, note), "kept");
}

static Err job_keys(Ctx *cx, Tx *tx, void *arg)
{
    static const Query keys = { "test_keys", "", "i", "SELECT COUNT(*) FROM vault_key" };
    Rows row;
    TRY(db_row_n(cx, tx, &keys, NULL, 0, &row));
    *(int64_t *)arg = row_int(&row, 0);
    return OK;
}

static int64_t key_count(House *h)
{
    int64_t count = 0;
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_keys, &count));
    return count;
}

/* Its words stay in the file, and open for nobody any more; the other notes and the record do. */
static void test_process_note__destroying_takes_its_key_and_no_other(void **state)
{
    House *h = *state;
    Str gone = put(h, "to+be+forgotten"), stays = put(h, "to+be+kept");
    int64_t keys = key_count(h);
    EXPECT(house_post(h, &h->daniel, arena_join(h->cx.arena, gone, S("/destroy")), S("sure=1")), 303);
    assert_int_equal(key_count(h), keys - 1);
    EXPECT(house_get(h, &h->daniel, gone), 404);
    HttpReply list = house_get(h, &h->daniel, house_work(h, "/notes"));
    HOLDS(list, "Destroyed on");
    HOLDS_NOT(list, "forgotten");
    HOLDS(house_get(h, &h->daniel, stays), "to be kept");
    EXPECT(house_get(h, &h->maya, house_work(h, "/home")), 200);
    EXPECT(house_post(h, &h->daniel, arena_join(h->cx.arena, gone, S("/words")), S("base=1&text=x")), 404);
}

static void test_process_note__when_the_work_has_ended_they_are_read_and_not_written(void **state)
{
    House *h = *state;
    Str note = put(h, "from+before");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/end"), S("version=1")), 303);
    HttpReply page = house_get(h, &h->daniel, note);
    HOLDS(page, "from before");
    HOLDS_NOT(page, "Destroy it");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/notes"), S("text=x")), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_process_note__only_its_author_has_a_page),
        house_test(test_process_note__a_co_therapist_finds_none),
        house_test(test_process_note__no_other_page_holds_a_word_of_it),
        house_test(test_process_note__the_client_sees_that_they_were_opened),
        house_test(test_process_note__two_devices_lose_nothing),
        house_test(test_process_note__what_was_typed_comes_back_when_it_cannot_be_saved),
        house_test(test_process_note__destroying_takes_its_key_and_no_other),
        house_test(test_process_note__when_the_work_has_ended_they_are_read_and_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
