/* test_fixture.c - the house of the request tests stands, and lets in whom it should. */
#include "fixture.h"

static void test_fixture__signed_in_and_signed_out_differ(void **state)
{
    House *h = *state;
    HttpReply out = house_get(h, NULL, S("/no-such-page"));
    EXPECT(out, 404);
    assert_true(actor_known(&(Actor){ .person = h->maya.id }));
    assert_false(uuid_eq(h->episode.u, h->other_episode.u));
}

int main(void)
{
    const struct CMUnitTest tests[] = { house_test(test_fixture__signed_in_and_signed_out_differ) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
