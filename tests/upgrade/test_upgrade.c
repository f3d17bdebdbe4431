/* A person of every saved release signs in with this program and reads their pages. */
#include "rights/saved.h"
#include <sys/wait.h>

#define DEMO_PASSWORD "tandem-demo-1"

static void unpack(const char *archive, const char *into)
{
    const char *with[] = { "tar", "-C", into, "-xzf", archive, NULL };
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        execvp(with[0], (char *const *)(uintptr_t)with);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static Someone signed_in(House *h, const char *email)
{
    Str body = arena_printf(h->cx.arena, "email=%s&password=" DEMO_PASSWORD, email);
    HttpReply reply = house_post_raw(h, NULL, S("/sign-in"), body);
    EXPECT(reply, 303);
    Str cookie = house_reply_header(&reply, S("Set-Cookie"));
    size_t from = str_find(cookie, '=', 0) + 1;
    return (Someone){ .token = arena_str(h->cx.arena, str_slice(cookie, from, from + 43)) };
}

/* Where "/home" leads this person, and the page there. */
static HttpReply first_page(House *h, const char *email, Str *ret_address)
{
    Someone who = signed_in(h, email);
    HttpReply home = house_get(h, &who, S("/home"));
    EXPECT(home, 303);
    *ret_address = arena_str(h->cx.arena, house_reply_header(&home, S("Location")));
    return house_get(h, &who, *ret_address);
}

static void read_pages(House *h)
{
    Str address;
    HttpReply caseload = first_page(h, "daniel%40demo.example", &address);
    EXPECT(caseload, 200);
    HOLDS(caseload, "Maya");
    HttpReply home = first_page(h, "maya%40demo.example", &address);
    EXPECT(home, 200);
    assert_true(str_ends(address, S("/home")));
    HOLDS(home, "Maya");
    Someone maya = signed_in(h, "maya%40demo.example");
    Str work = str_slice(address, 0, address.len - 5);
    const char *const pages[] = { "/sessions", "/progress", "/log", "/safety" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        EXPECT(house_get(h, &maya, arena_printf(h->cx.arena, STR_FMT "%s", STR_ARG(work), pages[i])), 200);
}

static void open_release(const char *archive)
{
    House *h = test_calloc(1, sizeof *h);
    OpenOptions migrating = { .migrate = true };
    h->cx = (Ctx){ .arena = arena_open(64 << 20), .now_ms = time_now_ms() };
    log_set_level(LOG_ERROR);
    HOUSE_OK(h, crypto_start(&h->cx));
    const char *folder = saved_folder(h->cx.arena);
    unpack(archive, folder);
    HOUSE_OK(h, app_open(&h->cx, saved_path(h->cx.arena, folder, "data"), &migrating, &h->app));
    read_pages(h);
    app_close(h->app);
    saved_remove(h->cx.arena, folder);
    for (size_t i = 0; i < h->request_count; i++) arena_close(h->arena[i]);
    arena_close(h->cx.arena);
    test_free(h);
}

static void each_file(Arena *a, const char *path, const char *name, void *arg)
{
    (void)a;
    if (!str_ends(str_from_c(name), S(".tar.gz"))) return;
    open_release(path);
    ++*(size_t *)arg;
}

static void test_upgrade__people_of_every_release_read_their_pages(void **state)
{
    (void)state;
    size_t count = 0;
    Arena *names = arena_open(1 << 20);
    saved_each(names, "tests/upgrade", each_file, &count);
    assert_true(count >= 1);
    arena_close(names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_upgrade__people_of_every_release_read_their_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
