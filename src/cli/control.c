/* control.c - commands beside a running server run inside it.
 *
 * data/control.sock, mode 0600, same user only; one command a connection, in frames that
 * begin with a 4-byte length.  There: {"name", "words": [], "options": [name, value, ...]},
 * then the input.  Back: the exit status in digits, then the text, as long as it is.
 */
#include "command.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FRAME_MAX = 64 << 20, CONTROL_ARENA_MAX = 256 << 20 };

struct Control {
    App *app;
    int listener, stop_pipe[2];
    pthread_t thread;
    char path[108];
};

static bool address_of(const char *data_dir, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    int len = snprintf(address->sun_path, sizeof address->sun_path, "%s/control.sock", data_dir);
    return len > 0 && (size_t)len < sizeof address->sun_path;
}

static bool put_all(int fd, Str text)
{
    while (text.len > 0) {
        ssize_t sent = send(fd, text.ptr, text.len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        text = str_slice(text, (size_t)sent, text.len);
    }
    return true;
}

static bool get_all(int fd, char *buf, size_t len)
{
    while (len > 0) {
        ssize_t got = recv(fd, buf, len, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        buf += got;
        len -= (size_t)got;
    }
    return true;
}

static bool frame_put(int fd, Str text)
{
    uint32_t len = (uint32_t)text.len;
    return text.len <= FRAME_MAX && put_all(fd, (Str){ (const char *)&len, sizeof len })
        && put_all(fd, text);
}

static bool frame_get(Arena *a, int fd, Str *ret_text)
{
    uint32_t len = 0;
    if (!get_all(fd, (char *)&len, sizeof len) || len > FRAME_MAX) return false;
    char *buf = arena_alloc(a, (size_t)len + 1);
    if (!buf || !get_all(fd, buf, len)) return false;
    *ret_text = (Str){ buf, len };
    return true;
}

/* --- asking ------------------------------------------------------------------------- */

static Str request_json(Arena *a, const char *name, const Command *c)
{
    Out out = out_open(a, FRAME_MAX);
    JsonOut j = { .out = &out };
    json_open_object(&j);
    json_key(&j, S("name"));
    json_put_str(&j, str_from_c(name));
    json_key(&j, S("words"));
    json_open_array(&j);
    for (size_t i = 0; i < c->word_count; i++) json_put_str(&j, c->word[i]);
    json_close_array(&j);
    json_key(&j, S("options"));
    json_open_array(&j);
    for (size_t i = 0; i < c->option_count; i++) {
        json_put_str(&j, c->option_name[i]);
        json_put_str(&j, c->option_value[i]);
    }
    json_close_array(&j);
    json_close_object(&j);
    return out_str(&out);
}

static Err ask(Ctx *cx, int fd, const char *name, const Command *c, Out *out, int *ret_exit)
{
    Str digits, text;
    int64_t exit_code = err_exit_code(ERR_BUG);
    bool sent = frame_put(fd, request_json(cx->arena, name, c)) && frame_put(fd, c->input);
    if (!sent || !frame_get(cx->arena, fd, &digits) || !frame_get(cx->arena, fd, &text))
        return fail(cx, ERR_BUSY, "the running server did not answer");
    (void)str_to_i64(digits, &exit_code);
    out_raw(out, text);
    *ret_exit = (int)exit_code;
    return OK;
}

Err control_send(Ctx *cx, const char *data_dir, const char *name, const Command *c, Out *out,
                 int *ret_exit)
{
    struct sockaddr_un address;
    if (!address_of(data_dir, &address)) return fail(cx, ERR_INVALID, "the path of --data is too long");
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail(cx, ERR_BUSY, "out of descriptors");
    Err err = connect(fd, (struct sockaddr *)&address, sizeof address) == 0
        ? ask(cx, fd, name, c, out, ret_exit)
        : fail(cx, ERR_BUSY, "another tandem has this practice open and does not take commands");
    close(fd);
    return err;
}

/* --- answering ------------------------------------------------------------------------ */

static Err read_request(Ctx *cx, Str json, Command *c, CommandFn **ret_fn)
{
    JsonDoc *doc;
    TRY(json_parse(cx, json, &doc));
    const Json *root = json_root(doc);
    const Json *words = json_get(root, "words");
    const Json *options = json_get(root, "options");
    for (size_t i = 0; i < json_count(words) && i < COMMAND_WORDS_MAX; i++)
        c->word[c->word_count++] = arena_str(cx->arena, json_str(json_at(words, i)));
    for (size_t i = 0; i + 1 < json_count(options) && i / 2 < COMMAND_WORDS_MAX; i += 2) {
        c->option_name[c->option_count] = arena_str(cx->arena, json_str(json_at(options, i)));
        c->option_value[c->option_count++] = arena_str(cx->arena, json_str(json_at(options, i + 1)));
    }
    *ret_fn = command_find(json_str(json_get(root, "name")));
    json_close(doc);
    return *ret_fn ? OK : fail(cx, ERR_MISSING, "the running server has no such command");
}

static Err run_request(Ctx *cx, App *app, Str json, Str input, Out *out)
{
    CommandFn *fn;
    Command *c = ARENA_NEW(cx->arena, Command);
    if (!c) return fail(cx, ERR_LIMIT, "out of memory");
    c->input = input;
    c->data_dir = app->config.data_dir;
    TRY(read_request(cx, json, c, &fn));
    return fn(cx, app, c, out);
}

static void answer(Ctx *cx, App *app, int fd)
{
    Str json, input;
    Out text = out_open(cx->arena, FRAME_MAX / 2);
    if (!frame_get(cx->arena, fd, &json) || !frame_get(cx->arena, fd, &input)) return;
    Err err = run_request(cx, app, json, input, &text);
    if (err.kind != ERR_NONE)
        out_raw(&text, arena_printf(cx->arena, "tandem: %s\n", cx->err_text));
    Str digits = arena_printf(cx->arena, "%d", err_exit_code(err.kind));
    (void)(frame_put(fd, digits) && frame_put(fd, out_str(&text)));
}

static bool same_user(int fd)
{
    struct ucred who;
    socklen_t len = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0
        && (who.uid == geteuid() || who.uid == 0);
}

static void serve_one(Control *control, int fd)
{
    struct timeval patience = { .tv_sec = 30 };
    Arena *arena = arena_open(CONTROL_ARENA_MAX);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (arena && same_user(fd)) {
        Ctx cx = { .arena = arena, .now_ms = app_now_ms(control->app) };
        answer(&cx, control->app, fd);
    }
    arena_close(arena);
    close(fd);
}

static void *listen_on(void *arg)
{
    Control *control = arg;
    for (;;) {
        struct pollfd wait[2] = { { .fd = control->listener, .events = POLLIN },
                                  { .fd = control->stop_pipe[0], .events = POLLIN } };
        if (poll(wait, 2, -1) < 0 && errno != EINTR) return NULL;
        if (wait[1].revents) return NULL;
        if (!(wait[0].revents & POLLIN)) continue;
        int fd = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) serve_one(control, fd);
    }
}

static Err control_listen(Ctx *cx, Control *control)
{
    struct sockaddr_un address;
    if (!address_of(control->app->config.data_dir, &address))
        return fail(cx, ERR_INVALID, "the path of --data is too long for a socket");
    (void)unlink(address.sun_path);           /* of a server that was killed; we hold the lock */
    control->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool up = control->listener >= 0
           && bind(control->listener, (struct sockaddr *)&address, sizeof address) == 0
           && chmod(address.sun_path, 0600) == 0 && listen(control->listener, 8) == 0
           && pipe(control->stop_pipe) == 0;
    memcpy(control->path, address.sun_path, sizeof control->path);
    return up ? OK : fail(cx, ERR_STORE, "cannot open the control socket in the data directory");
}

Err control_start(Ctx *cx, App *app, Control **ret_control)
{
    Control *control = ARENA_NEW(app->arena, Control);
    if (!control) return fail(cx, ERR_LIMIT, "out of memory");
    control->app = app;
    TRY(control_listen(cx, control));
    if (pthread_create(&control->thread, NULL, listen_on, control) != 0)
        return fail(cx, ERR_LIMIT, "cannot start a thread");
    *ret_control = control;
    return OK;
}

void control_stop(Control *control)
{
    (void)!write(control->stop_pipe[1], "x", 1);
    pthread_join(control->thread, NULL);
    close(control->listener);
    close(control->stop_pipe[0]);
    close(control->stop_pipe[1]);
    (void)unlink(control->path);
}
