/* mail.c - the sender: takes what is due, makes its words, hands it to the relay.
 *
 * On a thread of its own, because a relay may take a minute and safety answers do not wait.
 * Killed between the relay's yes and ours, it sends the same mail again, under the same
 * Message-ID. */
#include "jobs.h"
#include "../base/smtp.h"
#include "../store/mail.h"
#include <pthread.h>

enum { MAIL_ARENA_MAX = 32 << 20, EVERY_S = 15 };

struct MailSender {
    App *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    _Atomic bool stop;
};

/* One mail on its way. */
typedef struct Going {
    const App *app;
    const Practice *practice;
    MailDue due[MAIL_AT_A_TIME];
    size_t count;
    const MailDue *mail;
    const _Atomic bool *give_up;
    MailReady ready;
    Str state, problem;
    int64_t due_ms, tries;
} Going;

static Err job_find(Ctx *cx, Tx *tx, void *arg)
{
    const Going *g = arg;
    return mail_find_reminders(cx, tx, g->practice);
}

static Err job_due(Ctx *cx, Tx *tx, void *arg)
{
    Going *g = arg;
    return mail_due(cx, tx, g->practice, g->due, &g->count);
}

static Err job_ready(Ctx *cx, Tx *tx, void *arg)
{
    Going *g = arg;
    return mail_ready(cx, tx, g->practice, g->mail, &g->ready);
}

static Err job_set(Ctx *cx, Tx *tx, void *arg)
{
    const Going *g = arg;
    return mail_set(cx, tx, g->practice, g->mail, g->state, g->due_ms, g->tries, g->problem);
}

static Err job_purge(Ctx *cx, Tx *tx, void *arg)
{
    const Going *g = arg;
    return mail_purge(cx, tx, g->practice);
}

static Str address(Ctx *cx, const Going *g, const char *what, Str token)
{
    return arena_printf(cx->arena, STR_FMT "%s" STR_FMT, STR_ARG(g->app->config.public_url), what, STR_ARG(token));
}

static Str message_of(Ctx *cx, const Going *g)
{
    const MailReady *r = &g->ready;
    const Zone *zone = g->practice->zone;
    bool own = r->profile.zone.len && zone_open(cx, cx->arena, r->profile.zone, &zone).kind == ERR_NONE;
    Str stop = r->stop_token.len ? address(cx, g, "/mail/stop/", r->stop_token) : S("");
    err_clear(cx);
    const MailText text = { .kind = g->mail->kind, .language = r->profile.language,
        .starts_ms = g->mail->about_ms, .zone = zone,
        .zone_name = own ? r->profile.zone : g->practice->time_zone,
        .home = address(cx, g, "/", S("")), .link = r->secret, .stop = stop };
    const MailHead head = { .from_name = g->practice->mail_name.len ? g->practice->mail_name : S("Reminder"),
        .from = g->practice->mail_from, .to = r->profile.email, .id = g->mail->id, .at_ms = cx->now_ms,
        .stop = stop };
    return mail_message(cx->arena, &head, &text);
}

static SmtpEnd hand_over(Ctx *cx, const Going *g)
{
    const Practice *p = g->practice;
    const SmtpRelay relay = { p->mail_host, p->mail_port, smtp_security_parse(p->mail_security), p->mail_user,
                              p->mail_password, g->give_up };
    Str message = message_of(cx, g);
    return smtp_send(cx->arena, &relay, p->mail_from, g->ready.profile.email, message);
}

/* What the row says after this try. */
static void settle(Ctx *cx, Going *g, SmtpEnd end)
{
    MailNext next = mail_next(g->mail->tries + 1, end == SMTP_END_REFUSED, cx->now_ms);
    bool taken = end == SMTP_END_TAKEN;
    g->tries = g->mail->tries + 1;
    g->problem = taken ? S("") : smtp_end_name(end);
    g->state = taken ? S("sent") : next.over ? S("failed") : S("waiting");
    g->due_ms = next.at_ms;
    if (!taken) LOG(LOG_WARN, "mail", LOG_TEXT("end", g->problem), LOG_NUM("tries", g->tries));
}

static Err send_one(Ctx *cx, Going *g)
{
    TRY(db_read(cx, g->app->db, job_ready, g));
    g->tries = g->mail->tries;
    g->problem = S("");
    g->due_ms = g->ready.not_before_ms;
    if (g->ready.drop) g->state = S("dropped");
    else if (g->ready.not_before_ms > cx->now_ms) g->state = S("waiting");
    else settle(cx, g, hand_over(cx, g));
    return db_write(cx, g->app->db, job_set, g);
}

static void note_failure(const Ctx *cx, Err err)
{
    if (err.kind != ERR_NONE) LOG(LOG_ERROR, "mail", LOG_TEXT("why", str_from_c(cx->err_text)));
}

/* A row that cannot be made into a mail does not keep the others. */
static void send_each(App *app, Going *g, const MailSender *s)
{
    g->give_up = s ? &s->stop : NULL;
    for (size_t i = 0; i < g->count && !(s && s->stop); i++) {
        Arena *arena = arena_open(MAIL_ARENA_MAX);
        if (!arena) return;
        Ctx cx = { .arena = arena, .now_ms = app_now_ms(app) };
        g->mail = &g->due[i];
        note_failure(&cx, send_one(&cx, g));
        arena_close(arena);
    }
}

static Err gather(Ctx *cx, App *app, Going *g)
{
    TRY(db_write(cx, app->db, job_find, g));
    return db_read(cx, app->db, job_due, g);
}

static void once(App *app, const MailSender *s)
{
    const Practice *practice = app_practice(app);
    Arena *arena = practice && mail_is_on(practice) ? arena_open(MAIL_ARENA_MAX) : NULL;
    Going *g = arena ? ARENA_NEW(arena, Going) : NULL;
    if (g) {
        Ctx cx = { .arena = arena, .now_ms = app_now_ms(app) };
        *g = (Going){ .app = app, .practice = practice };
        Err err = gather(&cx, app, g);
        note_failure(&cx, err);
        if (err.kind == ERR_NONE) send_each(app, g, s);
    }
    arena_close(arena);
}

void jobs_mail_once(App *app)
{
    once(app, NULL);
}

Err jobs_mail_purge(Ctx *cx, Tx *tx, void *arg)
{
    const App *app = arg;
    Going g = { .app = app, .practice = app_practice(app) };
    return g.practice ? job_purge(cx, tx, &g) : OK;
}

/* --- the thread -------------------------------------------------------------------------- */

static void *run(void *arg)
{
    MailSender *s = arg;
    pthread_mutex_lock(&s->lock);
    while (!s->stop) {
        pthread_mutex_unlock(&s->lock);
        once(s->app, s);
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += EVERY_S;
        pthread_mutex_lock(&s->lock);
        if (!s->stop) (void)pthread_cond_timedwait(&s->wake, &s->lock, &until);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

Err jobs_mail_start(Ctx *cx, App *app, MailSender **ret_sender)
{
    MailSender *s = ARENA_NEW(app->arena, MailSender);
    if (!s) return fail(cx, ERR_LIMIT, "no memory for the mail sender");
    s->app = app;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    if (pthread_create(&s->thread, NULL, run, s) != 0) return fail(cx, ERR_BUSY, "no thread for the mail sender");
    *ret_sender = s;
    return OK;
}

void jobs_mail_stop(MailSender *s)
{
    if (!s) return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
}
