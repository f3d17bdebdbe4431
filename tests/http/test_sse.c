/* Event streams: what listeners hear, what they missed, who is there, how they end. */
#include "http/inner.h"
#include "http_test.h"

static int start(void **state)
{
    *state = rig_start((HttpConfig){ .request_deadline_ms = 5000, .idle_ms = 2000 });
    return 0;
}

static int stop(void **state)
{
    rig_stop(*state);
    return 0;
}

/* Opens a stream and reads its greeting, so that it is listening when this returns. */
static int listen_as(Rig *rig, const char *query, int64_t last, Heard *h)
{
    char request[300];
    int len = snprintf(request, sizeof request,
                       "GET /events?%s HTTP/1.1\r\n" SMALL_HEADERS "Last-Event-ID: %lld\r\n\r\n",
                       query, (long long)last);
    int fd = dial(rig);
    *h = (Heard){ .len = 0 };
    say(fd, (Str){ request, (size_t)len });
    hear(fd, h, "retry: ", 1, 2000);
    assert_int_equal(status_at(h->text), 200);
    return fd;
}

static void test_sse__stream_has_its_headers(void **state)
{
    static Heard h;
    close(listen_as(*state, "", 0, &h));
    assert_non_null(strstr(h.text, "\r\nContent-Type: text/event-stream; charset=utf-8\r\n"));
    assert_non_null(strstr(h.text, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(h.text, "\r\nX-Accel-Buffering: no\r\n"));
    assert_non_null(strstr(h.text, "\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_null(strstr(h.text, "Content-Encoding"));
}

static void test_sse__listeners_of_the_topic_hear_the_event(void **state)
{
    Rig *rig = *state;
    static Heard a, b;
    int fd_a = listen_as(rig, "maya", 0, &a), fd_b = listen_as(rig, "karin", 0, &b);
    sse_publish(http_hub(rig->server), rig->other_topic, S("changed"), S("not for us"));
    int64_t number = sse_publish(http_hub(rig->server), rig->topic, S("changed"), S("agenda"));
    char wanted[100];
    snprintf(wanted, sizeof wanted, "id: %lld\nevent: changed\ndata: agenda\n\n",
             (long long)number);
    hear(fd_a, &a, wanted, 1, 2000);
    hear(fd_b, &b, wanted, 1, 2000);
    assert_int_equal(count_of(&a, wanted), 1);
    assert_int_equal(count_of(&b, wanted), 1);
    assert_int_equal(count_of(&a, "not for us"), 0);
    assert_int_equal(number, sse_now(http_hub(rig->server)));
    close(fd_a);
    close(fd_b);
}

static void test_sse__events_in_a_burst_keep_their_order(void **state)
{
    Rig *rig = *state;
    static Heard h;
    int fd = listen_as(rig, "", 0, &h);
    for (int i = 0; i < 50; i++) {
        char data[20];
        int len = snprintf(data, sizeof data, "n%d.", i);
        sse_publish(http_hub(rig->server), rig->topic, S("changed"), (Str){ data, (size_t)len });
    }
    hear(fd, &h, "n49.", 1, 2000);
    const char *at = h.text;
    for (int i = 0; i < 50; i++) {
        char data[20];
        snprintf(data, sizeof data, "n%d.", i);
        at = strstr(at, data);
        assert_non_null(at);
    }
    close(fd);
}

static void test_sse__line_ends_in_data_cannot_make_fields(void **state)
{
    Rig *rig = *state;
    static Heard h;
    int fd = listen_as(rig, "", 0, &h);
    sse_publish(http_hub(rig->server), rig->topic, S("chan\nid: 1\nged"), S("a\r\nevent: evil\n\nb"));
    hear(fd, &h, "b\n\n", 1, 2000);
    assert_int_equal(count_of(&h, "\nevent: chan id: 1 ged\ndata: a  event: evil  b\n\n"), 1);
    close(fd);
}

static void test_sse__missed_events_are_replayed(void **state)
{
    Rig *rig = *state;
    SseHub *hub = http_hub(rig->server);
    static Heard h;
    int fd = listen_as(rig, "", 0, &h);             /* the topic is known from here on */
    int64_t seen = sse_publish(hub, rig->topic, S("changed"), S("one."));
    close(fd);
    sse_publish(hub, rig->topic, S("changed"), S("two."));
    sse_publish(hub, rig->topic, S("changed"), S("three."));
    fd = listen_as(rig, "", seen, &h);
    hear(fd, &h, "three.", 1, 2000);
    assert_int_equal(count_of(&h, "one."), 0);
    assert_int_equal(count_of(&h, "two."), 1);
    assert_int_equal(count_of(&h, "three."), 1);
    assert_int_equal(count_of(&h, "resync"), 0);
    close(fd);
}

static void test_sse__page_that_listens_from_its_rendering_misses_nothing(void **state)
{
    Rig *rig = *state;
    SseHub *hub = http_hub(rig->server);
    static Heard h;
    sse_publish(hub, rig->topic, S("changed"), S("before."));
    int64_t rendered = sse_now(hub);
    sse_publish(hub, rig->topic, S("changed"), S("between."));
    int fd = listen_as(rig, "", rendered, &h);
    hear(fd, &h, "between.", 1, 2000);
    assert_int_equal(count_of(&h, "before."), 0);
    assert_int_equal(count_of(&h, "between."), 1);
    close(fd);
}

static void check_resync(Rig *rig, int64_t last)
{
    static Heard h;
    int fd = listen_as(rig, "", last, &h);
    hear(fd, &h, "event: resync", 1, 2000);
    hear(fd, &h, "\n\n", 3, 300);
    assert_int_equal(count_of(&h, "event: resync\n"), 1);
    assert_int_equal(count_of(&h, "event: changed\n"), 0);
    close(fd);
}

static void test_sse__gap_too_old_or_unknown_asks_for_a_resync(void **state)
{
    Rig *rig = *state;
    SseHub *hub = http_hub(rig->server);
    int64_t first = sse_publish(hub, rig->topic, S("changed"), S("x"));
    for (int i = 0; i < 70; i++) sse_publish(hub, rig->topic, S("changed"), S("x"));
    check_resync(rig, first);
    check_resync(rig, 12345);
    check_resync(rig, sse_now(hub) + 1000000);
}

static void hears_the_end(int fd, Heard *h)
{
    hear(fd, h, NULL, 0, 3000);
    assert_int_equal(count_of(h, "\r\n0\r\n\r\n"), 1);
}

static void test_sse__sign_out_ends_only_the_streams_of_that_login(void **state)
{
    Rig *rig = *state;
    static Heard a, b;
    int fd_a = listen_as(rig, "login-a", 0, &a), fd_b = listen_as(rig, "login-b", 0, &b);
    sse_end_login(http_hub(rig->server), rig->login_a);
    hear(fd_a, &a, "\r\n0\r\n\r\n", 1, 2000);
    assert_int_equal(count_of(&a, "\r\n0\r\n\r\n"), 1);
    sse_publish(http_hub(rig->server), rig->topic, S("changed"), S("still here"));
    hear(fd_b, &b, "still here", 1, 2000);
    assert_int_equal(count_of(&b, "still here"), 1);
    assert_int_equal(count_of(&a, "still here"), 0);
    close(fd_a);
    close(fd_b);
}

static void test_sse__ended_access_ends_only_that_persons_streams(void **state)
{
    Rig *rig = *state;
    static Heard a, b;
    int fd_a = listen_as(rig, "maya", 0, &a), fd_b = listen_as(rig, "karin", 0, &b);
    sse_end_person(http_hub(rig->server), rig->other_topic, rig->karin);
    sse_end_person(http_hub(rig->server), rig->topic, rig->karin);
    hear(fd_b, &b, "\r\n0\r\n\r\n", 1, 2000);
    assert_int_equal(count_of(&b, "\r\n0\r\n\r\n"), 1);
    assert_true(sse_present(http_hub(rig->server), rig->topic, rig->maya));
    assert_false(sse_present(http_hub(rig->server), rig->topic, rig->karin));
    close(fd_a);
    close(fd_b);
}

static bool nobody_listens(Rig *rig)
{
    return sse_listeners(http_hub(rig->server)) == 0;
}

static void test_sse__presence_ends_when_the_browser_goes(void **state)
{
    Rig *rig = *state;
    SseHub *hub = http_hub(rig->server);
    static Heard h;
    assert_false(sse_present(hub, rig->topic, rig->maya));
    int fd = listen_as(rig, "maya", 0, &h);
    assert_true(sse_present(hub, rig->topic, rig->maya));
    assert_false(sse_present(hub, rig->topic, rig->karin));
    assert_false(sse_present(hub, rig->other_topic, rig->maya));
    assert_int_equal(sse_listeners(hub), 1);
    close(fd);
    wait_for(nobody_listens, rig);              /* without anybody publishing */
    assert_false(sse_present(hub, rig->topic, rig->maya));
}

static void test_sse__silence_is_broken_by_a_comment_and_outlives_the_idle_limit(void **state)
{
    Rig *rig = *state;
    static Heard h;
    int fd = listen_as(rig, "", 0, &h);
    hear(fd, &h, NULL, 0, 2500);                /* longer than idle_ms */
    assert_false(h.closed);
    assert_int_equal(count_of(&h, "\n:\n\n"), 0);
    sse_tick(http_hub(rig->server), time_mono_ms() + 14001);
    hear(fd, &h, "\n:\n\n", 1, 2000);
    assert_int_equal(count_of(&h, "\n:\n\n"), 1);
    close(fd);
}

static bool one_listens(Rig *rig)
{
    return sse_listeners(http_hub(rig->server)) == 1;
}

static void test_sse__listener_that_does_not_read_is_dropped_and_blocks_nobody(void **state)
{
    Rig *rig = *state;
    SseHub *hub = http_hub(rig->server);
    static Heard slow, quick;
    int small = 4096, fd_slow = listen_as(rig, "maya", 0, &slow);
    setsockopt(fd_slow, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    int fd = listen_as(rig, "karin", 0, &quick);
    char data[500], last[24];
    memset(data, 'x', sizeof data);
    for (int i = 1; i <= 20000; i++) {
        int len = snprintf(last, sizeof last, ".n%d.", i);
        memcpy(data, last, (size_t)len);
        sse_publish(hub, rig->topic, S("changed"), (Str){ data, sizeof data });
        if (i % 25 > 0) continue;
        quick.len = 0;                          /* this one keeps up */
        hear(fd, &quick, last, 1, 2000);
        assert_int_equal(count_of(&quick, last), 1);
    }
    assert_true(sse_present(hub, rig->topic, rig->karin));
    assert_false(sse_present(hub, rig->topic, rig->maya));
    wait_for(one_listens, rig);                 /* its connection is gone, unread bytes and all */
    close(fd_slow);
    close(fd);
}

static void test_sse__thousand_listeners_all_hear_soon(void **state)
{
    enum { LISTENERS = 1000 };
    Rig *rig = *state;
    static int fd[LISTENERS];
    static Heard h;
    for (int i = 0; i < LISTENERS; i++) fd[i] = listen_as(rig, "", 0, &h);
    assert_int_equal(sse_listeners(http_hub(rig->server)), LISTENERS);
    for (int round = 0; round < 3; round++) {
        int64_t began = time_mono_ms();
        sse_publish(http_hub(rig->server), rig->topic, S("changed"), S("now"));
        for (int i = 0; i < LISTENERS; i++) {
            h = (Heard){ .len = 0 };
            hear(fd[i], &h, "data: now\n\n", 1, 2000);
            assert_int_equal(count_of(&h, "data: now\n\n"), 1);
        }
        /* One reader for all, sanitizers, a shared machine: `make bench` has the real bound. */
        assert_true(time_mono_ms() - began < 3000);
    }
    for (int i = 0; i < LISTENERS; i++) close(fd[i]);
}

static void test_sse__stop_ends_streams_at_once(void **state)
{
    (void)state;
    Rig *rig = rig_start((HttpConfig){ .request_deadline_ms = 5000 });
    static Heard h;
    int fd = listen_as(rig, "", 0, &h);
    int64_t began = time_mono_ms();
    http_stop(rig->server, 3000);
    assert_true(time_mono_ms() - began < 1500);
    hears_the_end(fd, &h);
    assert_true(h.closed);
    close(fd);
    rig_free(rig);
}

#define T(name) cmocka_unit_test_setup_teardown(test_sse__##name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(stream_has_its_headers),
        T(listeners_of_the_topic_hear_the_event),
        T(events_in_a_burst_keep_their_order),
        T(line_ends_in_data_cannot_make_fields),
        T(missed_events_are_replayed),
        T(page_that_listens_from_its_rendering_misses_nothing),
        T(gap_too_old_or_unknown_asks_for_a_resync),
        T(sign_out_ends_only_the_streams_of_that_login),
        T(ended_access_ends_only_that_persons_streams),
        T(presence_ends_when_the_browser_goes),
        T(silence_is_broken_by_a_comment_and_outlives_the_idle_limit),
        T(listener_that_does_not_read_is_dropped_and_blocks_nobody),
        T(thousand_listeners_all_hear_soon),
        cmocka_unit_test(test_sse__stop_ends_streams_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
