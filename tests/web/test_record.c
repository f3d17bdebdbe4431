/* The whole record, taken home by the client. */
#include "../fixture.h"

#include "base/json.h"
#include "base/pdf.h"

static void put(House *h, const Someone *who, const char *form)
{
    EXPECT(house_post(h, who, house_work(h, "/joint"), str_from_c(form)), 303);
}

static void write_a_little(House *h)
{
    put(h, &h->maya, "kind=goal&text=Say+no+once");
    put(h, &h->maya, "kind=question&mine=1&text=Am+I+angry");
    put(h, &h->daniel, "kind=question&mine=1&text=What+do+I+miss");
    put(h, &h->daniel, "kind=parting&slot=decided&level=3&text=As+%3CI%3E+saw+it");
}

static const char *const files[] = { "/record.html", "/record.json" };

static void test_record__holds_what_the_client_may_read_and_nothing_else(void **state)
{
    House *h = *state;
    write_a_little(h);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        HttpReply r = house_get(h, &h->maya, house_work(h, files[i]));
        EXPECT(r, 200);
        HOLDS(r, "Say no once");
        HOLDS(r, "Am I angry");
        HOLDS(r, "Kept to oneself.");
        HOLDS(r, "Both together");
        HOLDS(r, "Who decided to end?");
        HOLDS_NOT(r, "What do I miss");
        assert_true(str_starts(house_reply_header(&r, S("Content-Disposition")), S("attachment")));
    }
}

static void test_record__the_page_to_print_needs_no_other_file(void **state)
{
    House *h = *state;
    write_a_little(h);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/record.html"));
    HOLDS(r, "As &lt;I&gt; saw it");
    HOLDS_NOT(r, "src=");
    HOLDS_NOT(r, "<link");
    HOLDS_NOT(r, "<script");
    HOLDS_NOT(r, "href=\"/");
}

static void test_record__the_data_reads_back_with_who_wrote_it(void **state)
{
    House *h = *state;
    JsonDoc *doc;
    bool found = false;
    write_a_little(h);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/record.json"));
    HOUSE_OK(h, json_parse(&h->cx, r.body, &doc));
    const Json *root = json_root(doc), *sections = json_get(root, "sections");
    assert_true(str_eq(json_str(json_get(root, "format")), S("tandem-record")));
    assert_int_equal(json_int(json_get(root, "version"), 0), 1);
    for (size_t i = 0; i < json_count(sections); i++) {
        const Json *items = json_get(json_at(sections, i), "items");
        for (size_t k = 0; k < json_count(items); k++) {
            const Json *item = json_at(items, k);
            if (!str_eq(json_str(json_get(item, "text")), S("Say no once"))) continue;
            found = str_eq(json_str(json_get(item, "by")), S("Maya"))
                 && str_eq(json_str(json_get(item, "kind")), S("goal"))
                 && json_count(json_get(item, "lines")) == 1;
        }
    }
    json_close(doc);
    assert_true(found);
}

static void test_record__calls_every_kind_by_words_for_people(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    static const char *const parts[] = { "kind=part&slot=hard&text=I+say+yes+too+fast", "kind=part&slot=keeps&text=Then+I+am+tired" };
    Str id[2];
    for (int i = 0; i < 2; i++) {
        HttpReply r = house_post(h, &h->maya, house_work(h, "/joint"), str_from_c(parts[i]));
        EXPECT(r, 303);
        Str where = house_reply_header(&r, S("Location"));
        id[i] = arena_str(a, str_slice(where, where.len - 36, where.len));
    }
    put(h, &h->maya, arena_c(a, arena_printf(a, "kind=link&parent=" STR_FMT "&target=" STR_FMT "&text=and+so", STR_ARG(id[0]), STR_ARG(id[1]))));
    HttpReply r = house_get(h, &h->maya, house_work(h, "/record.html"));
    HOLDS(r, "A sentence of how it hangs together (What is hard)");
    HOLDS(r, "It leads to: “Then I am tired”");
}

static void test_record__says_a_version_and_a_preference_in_words(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=part&slot=hard&text=I+say+yes+too+fast");
    EXPECT(house_post(h, &h->maya, house_work(h, "/picture/versions"), S("")), 303);
    EXPECT(house_post(h, &h->maya, house_work(h, "/preferences"), S("slot=lead&choice=2&text=When+I+am+tired")), 303);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/record.html"));
    HOLDS(r, "- I say yes too fast");
    HOLDS(r, "How I want it to be (Who leads and who opens the session)");
    HOLDS(r, "I like it when you open and lead");
    HOLDS_NOT(r, ">2\n");
    HOLDS_NOT(r, "<p>2");
    HttpReply data = house_get(h, &h->maya, house_work(h, "/record.json"));
    HOLDS(data, "\"text\":\"- I say yes too fast\\n\"");
}

static void test_record__as_a_document_it_is_a_pdf(void **state)
{
    House *h = *state;
    write_a_little(h);
    put(h, &h->maya, "kind=goal&text=%D8%A3%D9%86+%D8%A3%D8%B1%D8%AA%D8%A7%D8%AD");   /* right to left */
    HttpReply r = house_get(h, &h->maya, house_work(h, "/record.pdf"));
    HttpReply page = house_get(h, &h->maya, house_work(h, "/record"));
    EXPECT(page, 200);
    if (!pdf_possible()) {
        EXPECT(r, 404);
        HOLDS_NOT(page, "record.pdf");
        return;
    }
    EXPECT(r, 200);
    HOLDS(page, "record.pdf");
    assert_true(str_starts(r.body, S("%PDF-")));
    assert_true(r.body.len > 4000);
}

static void test_record__is_the_clients_alone_and_stays_so_after_the_end(void **state)
{
    House *h = *state;
    static const char *const all[] = { "/record", "/record.html", "/record.json", "/record.pdf" };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        EXPECT(house_get(h, &h->daniel, house_work(h, all[i])), 403);
        EXPECT(house_get(h, &h->noor, house_work(h, all[i])), 404);
    }
    HOLDS(house_get(h, &h->maya, house_work(h, "/ending")), "Take my record home");
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/ending")), "Take my record home");
    EXPECT(house_post(h, &h->maya, house_work(h, "/end"), S("version=1")), 303);
    EXPECT(house_get(h, &h->maya, house_work(h, "/record.json")), 200);
    HOLDS(house_get(h, &h->maya, house_work(h, "/log")), "took the record of our work home");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_record__holds_what_the_client_may_read_and_nothing_else),
        house_test(test_record__the_page_to_print_needs_no_other_file),
        house_test(test_record__the_data_reads_back_with_who_wrote_it),
        house_test(test_record__calls_every_kind_by_words_for_people),
        house_test(test_record__says_a_version_and_a_preference_in_words),
        house_test(test_record__as_a_document_it_is_a_pdf),
        house_test(test_record__is_the_clients_alone_and_stays_so_after_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
