/* Texts to read and sign: written by the administrator, signed or not in a work, and noticed
 * when somebody changes what was signed. */
#include "../fixture.h"
#include "base/pdf.h"
#include "store/entry.h"
#include "store/vault.h"

static Str add_text(House *h, const char *title, const char *text)
{
    Str form = arena_printf(h->cx.arena, "kind=consent&title=%s&text=%s", title, text);
    EXPECT(house_post(h, &h->ada, S("/practice/documents"), form), 303);
    HttpReply list = house_get(h, &h->ada, S("/practice/documents"));
    size_t at = str_find(list.body, '"', 0);
    while (at < list.body.len && !str_starts(str_slice(list.body, at, list.body.len), S("/practice/documents/0"))) at++;
    assert_true(at < list.body.len);
    Str rest = str_slice(list.body, at + 20, list.body.len);
    return arena_str(h->cx.arena, str_slice(rest, 0, 36));
}

/* Gives the address of the paper, from "/documents" on. */
static Str put_text(House *h, Str template_id)
{
    HttpReply r = house_post(h, &h->daniel, house_work(h, "/documents"),
                             arena_join(h->cx.arena, S("template="), template_id));
    EXPECT(r, 303);
    return arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
}

static Str at(House *h, Str paper, const char *rest)
{
    return arena_printf(h->cx.arena, STR_FMT "%s", STR_ARG(paper), rest);
}

static Str shown(House *h, const Someone *who, Str paper)
{
    HttpReply page = house_get(h, who, paper);
    EXPECT(page, 200);
    Str key = S("name=\"shown\" value=\"");
    size_t i = 0;
    while (i < page.body.len && !str_starts(str_slice(page.body, i, page.body.len), key)) i++;
    assert_true(i < page.body.len);
    return arena_str(h->cx.arena, str_slice(page.body, i + key.len, i + key.len + 64));
}

static HttpReply sign(House *h, const Someone *who, Str paper, const char *more)
{
    Str form = arena_printf(h->cx.arena, "name=Maya+Lindqvist&shown=" STR_FMT "%s",
                            STR_ARG(shown(h, who, paper)), more);
    return house_post(h, who, at(h, paper, "/sign"), form);
}

static Str begin(House *h)
{
    return put_text(h, add_text(h, "Consent+to+talk", "%23+Why%0AYou+want+to+talk.%0A%0A-+One%0A-+Two"));
}

static void test_documents__a_text_is_written_put_there_and_signed(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    HttpReply home = house_get(h, &h->maya, house_work(h, "/documents"));
    HOLDS(home, "Consent to talk");
    HOLDS(home, "Waits for you, no hurry");
    HttpReply page = house_get(h, &h->maya, paper);
    HOLDS(page, "<h2 dir=\"auto\">Why</h2>");
    HOLDS(page, "You want to talk.");
    HOLDS(house_get(h, &h->daniel, paper), "Not answered yet by Maya");
    EXPECT(sign(h, &h->maya, paper, "&intent=1&drawn=M10+20L30+40L60+10"), 303);
    page = house_get(h, &h->daniel, paper);
    HOLDS(page, "signed it");
    HOLDS(page, "Maya Lindqvist");
    HOLDS(page, "d=\"M10 20L30 40L60 10\"");
    HOLDS(page, "I consent to it of my own free will.");
    HttpReply check = house_get(h, &h->maya, at(h, paper, "/check"));
    HOLDS(check, "The same text");
    HOLDS(check, "No, nothing.");
    EXPECT(sign(h, &h->daniel, paper, "&intent=1"), 303);      /* the therapist may sign as well */
    HttpReply record = house_get(h, &h->maya, house_work(h, "/record.html"));
    HOLDS(record, "You want to talk.");
    HOLDS(record, "Signed: Maya Lindqvist");
    HttpReply copy = house_get(h, &h->maya, at(h, paper, "/copy"));
    HOLDS(copy, "Daniel Reid");
    HOLDS(copy, "Fingerprint of this text (SHA-256)");
}

static void test_documents__the_number_is_that_of_the_text_one_can_take(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    Str hash = shown(h, &h->maya, paper);
    HttpReply text = house_get(h, &h->maya, at(h, paper, "/text"));
    EXPECT(text, 200);
    assert_true(str_contains(house_reply_header(&text, S("Content-Disposition")), S("attachment")));
    Hash own = hash_plain(text.body);
    assert_true(str_eq(hash, hex_encode(h->cx.arena, hash_bytes(&own))));
    HttpReply pdf = house_get(h, &h->maya, at(h, paper, "/copy.pdf"));
    EXPECT(pdf, pdf_possible() ? 200 : 404);
    if (pdf_possible()) assert_true(str_starts(pdf.body, S("%PDF-")));
}

static void test_documents__signing_wants_the_sentence_the_name_and_the_text_that_was_shown(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    HttpReply r = sign(h, &h->maya, paper, "");
    EXPECT(r, 422);
    HOLDS(r, "Tick the sentence if you mean it");
    HOLDS(r, "value=\"Maya Lindqvist\"");
    r = house_post(h, &h->maya, at(h, paper, "/sign"), S("intent=1&shown=x&name="));
    EXPECT(r, 422);
    HOLDS(r, "Write your name to sign.");
    Str other = arena_printf(h->cx.arena, "intent=1&name=M&shown=%064d", 0);
    EXPECT(house_post(h, &h->maya, at(h, paper, "/sign"), other), 409);
    r = sign(h, &h->maya, paper, "&intent=1&drawn=M1+1L2+2%22%3E%3Cscript%3E");
    EXPECT(r, 422);
    HOLDS_NOT(r, "<script>");
    HttpReply page = house_get(h, &h->daniel, paper);
    HOLDS(page, "Nobody has answered yet.");
}

static void test_documents__no_not_now_and_withdrawing_are_answers_that_stay(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    EXPECT(house_post(h, &h->maya, at(h, paper, "/answer"), S("act=not_now&words=I+want+to+ask+first")), 303);
    HttpReply page = house_get(h, &h->daniel, paper);
    HOLDS(page, "said not now");
    HOLDS(page, "I want to ask first");
    EXPECT(house_post(h, &h->maya, at(h, paper, "/withdraw"), S("words=")), 403);   /* nothing to withdraw */
    EXPECT(sign(h, &h->maya, paper, "&intent=1"), 303);
    EXPECT(house_post(h, &h->maya, at(h, paper, "/answer"), S("act=declined")), 403);   /* signed is withdrawn */
    EXPECT(house_post(h, &h->maya, at(h, paper, "/withdraw"), S("words=It+is+enough+now")), 303);
    page = house_get(h, &h->daniel, paper);
    HOLDS(page, "withdrew it from then on");
    HOLDS(page, "It is enough now");
    HOLDS(page, "signed it");
    HOLDS(page, "said not now");
    EXPECT(sign(h, &h->maya, paper, "&intent=1"), 303);
    EXPECT(house_post(h, &h->maya, at(h, paper, "/answer"), S("act=signed")), 422);
}

static void test_documents__what_was_signed_is_hidden_from_nobody(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    Str id = str_slice(paper, paper.len - 36, paper.len);
    Str joint = arena_join(h->cx.arena, house_work(h, "/joint/"), id);
    EXPECT(sign(h, &h->maya, paper, "&intent=1"), 303);
    EXPECT(house_post(h, &h->daniel, at(h, joint, "/share"), S("audience=author")), 403);
    EXPECT(house_post(h, &h->daniel, at(h, joint, "/state"), S("state=withdrawn")), 403);
    EXPECT(house_post(h, &h->daniel, at(h, joint, "/words"), S("base=1&text=other+words")), 403);
    EXPECT(house_post(h, &h->maya, at(h, joint, "/state"), S("state=let_go")), 403);
    EXPECT(house_post(h, &h->daniel, at(h, joint, "/state"), S("state=let_go")), 303);
    HttpReply page = house_get(h, &h->maya, paper);
    HOLDS(page, "This text was put aside");
    HOLDS(page, "signed it");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), S("kind=paper&slot=consent&text=x")), 422);
}

static void test_documents__a_new_version_leaves_the_signed_one_as_it_is(void **state)
{
    House *h = *state;
    Str template_id = add_text(h, "Fees", "It+costs+80.");
    Str paper = put_text(h, template_id);
    EXPECT(sign(h, &h->maya, paper, "&intent=1"), 303);
    Str edit = arena_join(h->cx.arena, S("/practice/documents/"), template_id);
    EXPECT(house_post(h, &h->ada, edit, S("seen=1&title=Fees&text=It+costs+90.")), 303);
    HttpReply stale = house_post(h, &h->ada, edit, S("seen=1&title=Fees&text=It+costs+95."));
    EXPECT(stale, 422);
    HOLDS(stale, "Somebody saved a newer version meanwhile");
    HOLDS(stale, "It costs 95.");
    HttpReply page = house_get(h, &h->maya, paper);
    HOLDS(page, "It costs 80.");
    HOLDS(house_get(h, &h->maya, put_text(h, template_id)), "It costs 90.");
    HOLDS(house_get(h, &h->ada, edit), "Version 1, by");
}

static void test_documents__only_those_of_the_work_and_the_administrator_where_it_is_theirs(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    EXPECT(house_get(h, &h->noor, paper), 404);
    EXPECT(house_get(h, &h->iris, paper), 404);
    EXPECT(house_get(h, &h->ada, paper), 404);
    EXPECT(house_get(h, NULL, paper), 303);
    EXPECT(house_get(h, &h->daniel, S("/practice/documents")), 403);
    EXPECT(house_post(h, &h->daniel, S("/practice/documents"), S("kind=fees&title=x&text=y")), 403);
    EXPECT(house_post(h, &h->maya, house_work(h, "/documents"), S("template=" "0198a000-0000-7000-8000-00000000dead")), 403);
    HttpReply log = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(log, "put a document there to read and sign");
}

/* --- somebody changes what was signed -------------------------------------------------- */

typedef struct Tamper { PracticeId practice; EpisodeId episode; EntryId entry; bool with_the_key; } Tamper;
static const Query change_text = { "test_change_text", "bbb", "",
    "UPDATE entry_wording SET text_sealed = ?1 WHERE episode_id = ?2 AND entry_id = ?3" };
static const Query read_text = { "test_read_text", "b", "b",
    "SELECT text_sealed FROM entry_wording WHERE entry_id = ?1" };

static Err job_tamper(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    const Tamper *t = arg;
    Str sealed;
    TRY(db_row(cx, tx, &read_text, &row, BID(t->entry)));
    sealed = row_str(&row, 0);
    SealAt place = { "entry_wording", "text", t->entry.u, 1 };
    if (t->with_the_key)
        TRY(vault_seal(cx, tx, t->practice, t->episode.u, place, S("Consent to talk\n\nYou pay 900."), &sealed));
    else ((char *)(uintptr_t)sealed.ptr)[sealed.len - 1] ^= 1;
    return db_exec(cx, tx, &change_text, BB(sealed), BID(t->episode), BID(t->entry));
}

static void tamper(House *h, Str paper, bool with_the_key)
{
    Tamper t = { h->practice, h->episode, { { { 0 } } }, with_the_key };
    assert_true(uuid_parse(str_slice(paper, paper.len - 36, paper.len), &t.entry.u));
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_tamper, &t));
}

static void test_documents__a_changed_text_does_not_open(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    EXPECT(sign(h, &h->maya, paper, "&intent=1"), 303);
    tamper(h, paper, false);
    HttpReply check = house_get(h, &h->maya, at(h, paper, "/check"));
    EXPECT(check, 200);
    HOLDS(check, "The stored text does not open.");
    EXPECT(house_get(h, &h->maya, paper), 503);
}

static void test_documents__a_text_changed_by_someone_with_the_key_is_not_the_signed_one(void **state)
{
    House *h = *state;
    Str paper = begin(h);
    EXPECT(sign(h, &h->maya, paper, "&intent=1"), 303);
    tamper(h, paper, true);
    HttpReply check = house_get(h, &h->maya, at(h, paper, "/check"));
    EXPECT(check, 200);
    HOLDS(check, "Another text");
    HOLDS(check, "Something does not match.");
}

int main(void)
{
    log_set_level(LOG_ERROR + 1);
    const struct CMUnitTest tests[] = {
        house_test(test_documents__a_text_is_written_put_there_and_signed),
        house_test(test_documents__the_number_is_that_of_the_text_one_can_take),
        house_test(test_documents__signing_wants_the_sentence_the_name_and_the_text_that_was_shown),
        house_test(test_documents__no_not_now_and_withdrawing_are_answers_that_stay),
        house_test(test_documents__what_was_signed_is_hidden_from_nobody),
        house_test(test_documents__a_new_version_leaves_the_signed_one_as_it_is),
        house_test(test_documents__only_those_of_the_work_and_the_administrator_where_it_is_theirs),
        house_test(test_documents__a_changed_text_does_not_open),
        house_test(test_documents__a_text_changed_by_someone_with_the_key_is_not_the_signed_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
