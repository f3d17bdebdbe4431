/* cmd_serve.c - the server: opens the house, listens, tidies once a minute, ends cleanly. */
#include "command.h"
#include "open.h"
#include "../base/smtp.h"
#include "../jobs/jobs.h"
#include "../store/audit.h"
#include <errno.h>
#include <sys/signalfd.h>
#include <poll.h>
#include <unistd.h>

enum { TIDY_EVERY_MS = 60 * 1000, GRACE_MS = 10 * 1000 };

#define CSP "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " \
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " \
            "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

#define ALWAYS(name, value) { { name, sizeof(name) - 1 }, { value, sizeof(value) - 1 } }
static const HttpHeader always[] = {
    ALWAYS("Content-Security-Policy", CSP),
    ALWAYS("X-Content-Type-Options", "nosniff"),
    ALWAYS("Referrer-Policy", "same-origin"),
    ALWAYS("Cross-Origin-Opener-Policy", "same-origin"),
    ALWAYS("Cross-Origin-Resource-Policy", "same-origin"),
    ALWAYS("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"),
    ALWAYS("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
};

typedef struct Serve {
    App *app;
    Control *control;
    MailSender *mail;
    HttpConfig http;
} Serve;

/* "127.0.0.1:8080", "[::1]:8080" */
static Err read_listen(Ctx *cx, Str said, HttpConfig *http)
{
    int64_t port = 8080;
    size_t colon = said.len;
    for (size_t i = 0; i < said.len; i++)
        if (said.ptr[i] == ':') colon = i;
    bool fine = said.len == 0
             || (colon > 0 && colon < said.len
                 && str_to_i64(str_slice(said, colon + 1, said.len), &port));
    if (!fine || port < 0 || port > 65535)
        return fail(cx, ERR_INVALID, "--listen wants ADDRESS:PORT, for example 127.0.0.1:8080");
    http->listen_address = said.len ? str_slice(said, 0, colon) : S("127.0.0.1");
    http->port = (uint16_t)port;
    return OK;
}

static const char *file_option(Ctx *cx, const Command *c, const char *name)
{
    Str value = command_option(c, name);
    return value.len ? arena_c(cx->arena, value) : NULL;
}

static bool is_loopback(Str address)
{
    return str_starts(address, S("127.")) || str_eq(address, S("[::1]"))
        || str_eq(address, S("localhost"));
}

static Err read_options(Ctx *cx, const Command *c, HttpConfig *http)
{
    TRY(read_listen(cx, command_option(c, "listen"), http));
    http->behind_proxy = command_flag(c, "behind-proxy");
    http->tls_cert_file = file_option(cx, c, "tls-cert");
    http->tls_key_file = file_option(cx, c, "tls-key");
    if (!http->tls_cert_file != !http->tls_key_file)
        return fail(cx, ERR_INVALID, "--tls-cert and --tls-key go together");
    if (!is_loopback(http->listen_address) && !http->tls_cert_file)
        return fail(cx, ERR_DENIED, "without TLS Tandem answers on this machine only: give "
                    "--tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy");
    return OK;
}

static void fill_app(const Command *c, Serve *s)
{
    AppConfig *config = &s->app->config;
    Str url = command_option(c, "public-url");
    bool tls = s->http.tls_cert_file != NULL;
    config->secure_cookies = tls || s->http.behind_proxy;
    config->public_url = url.len ? arena_str(s->app->arena, url)
        : arena_printf(s->app->arena, "%s://" STR_FMT ":%d", tls ? "https" : "http",
                       STR_ARG(s->http.listen_address), (int)http_port(s->app->server));
    s->app->hub = http_hub(s->app->server);
}

static Err start(Ctx *cx, const Command *c, Serve *s)
{
    OpenOptions options = { 0 };
    TRY(read_options(cx, c, &s->http));
    if (password_is_cheap()) return fail(cx, ERR_BUG, "passwords are set to test strength");
    TRY(app_open(cx, c->data_dir, &options, &s->app));
    s->http.handler = dispatch_http;
    s->http.app = s->app;
    s->http.always = always;
    bool tls = s->http.tls_cert_file || s->http.behind_proxy;
    s->http.always_count = sizeof always / sizeof *always - (tls ? 0 : 1);
    TRY(http_start(cx, &s->http, &s->app->server));
    fill_app(c, s);
    TRY(jobs_mail_start(cx, s->app, &s->mail));
    return control_start(cx, s->app, &s->control);
}

/* Waits for SIGTERM or SIGINT; meanwhile tidies once a minute. */
static void wait_for_end(Serve *s, int signals)
{
    int64_t next = time_mono_ms();
    for (;;) {
        int64_t left = next - time_mono_ms();
        struct pollfd wait = { .fd = signals, .events = POLLIN };
        int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
        if (ready > 0 || (ready < 0 && errno != EINTR)) return;
        jobs_tidy(s->app);
        next = time_mono_ms() + TIDY_EVERY_MS;
    }
}

static void stop(Serve *s)
{
    if (s->control) control_stop(s->control);
    jobs_mail_stop(s->mail);
    if (s->app && s->app->server) http_stop(s->app->server, GRACE_MS);
    if (s->app) jobs_last(s->app);
    app_close(s->app);
}

static void say_address(const Serve *s, Out *out)
{
    out_raw(out, s->app->config.public_url);
    out_raw(out, S("\n"));
    (void)!write(STDOUT_FILENO, out->buf, out->len);
    out->len = 0;
    LOG(LOG_INFO, "serving", LOG_NUM("port", http_port(s->app->server)),
        LOG_TEXT("boot", s->app->boot_nonce), LOG_TEXT("database", db_engine()));
}

int cmd_serve(const Command *c, Out *out)
{
    Ctx cx = { .arena = out->arena, .now_ms = time_now_ms() };
    Serve s = { 0 };
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);       /* before any thread starts */
    smtp_start();
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    Err err = start(&cx, c, &s);
    if (err.kind == ERR_NONE) {
        say_address(&s, out);
        wait_for_end(&s, signals);
        LOG0(LOG_INFO, "stopping");
    } else {
        out_raw(out, arena_printf(out->arena, "tandem: %s\n", cx.err_text));
    }
    stop(&s);
    close(signals);
    return err_exit_code(err.kind);
}
