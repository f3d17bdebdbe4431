#include "../store/audit.h"
#include "../store/facts.h"
#include "../store/idem.h"
#include "../store/vault.h"
#include "request.h"
#include "worker.h"
#include <pthread.h>

enum { PAGE_MAX = 4 << 20, SEEN_EVERY_MS = 60 * 1000 };

/* One request on its way through; lives in the request's arena. */
typedef struct Call {
    Ctx cx;
    Req rq;
    Reply reply;
    HttpRequest *http;
    DispatchSend *send;
    void *send_arg;
    bool signed_in, token_sent;
    Hash token;
    int64_t seen_ms;
    Decision decision;
    bool decided;
    bool unsettled, settled;      /* looks of others must be rows before this page is made; they are */
    bool replayed;                /* an idempotent repeat: the first answer again */
    Draft *draft;                 /* what the writer has to do; NULL = the whole page */
    Req *fresh;                   /* before anything was worked out */
    Err result;                   /* of the page */
} Call;

/* --- what the store is asked ----------------------------------------------------------- */

static const struct { const char *name; ObjectKind kind; } object_names[] = {
    { "entry", OBJECT_ENTRY }, { "response", OBJECT_RESPONSE }, { "signal", OBJECT_SIGNAL },
    { "alert", OBJECT_ALERT }, { "note", OBJECT_NOTE }, { "session", OBJECT_SESSION },
};

/* The innermost thing the path names. */
static ObjectKind object_of(const Req *rq, Uuid *ret_id)
{
    for (size_t i = 0; i < sizeof object_names / sizeof *object_names; i++) {
        if (req_path(rq, object_names[i].name).len == 0) continue;
        *ret_id = req_path_uuid(rq, object_names[i].name);
        return object_names[i].kind;
    }
    *ret_id = (Uuid){ { 0 } };
    return OBJECT_NONE;
}

static Err find_actor(Call *c, Tx *tx)
{
    c->rq.actor = (Actor){ .practice = c->rq.practice->id };
    c->signed_in = false;
    if (!c->token_sent) return OK;
    Err err = facts_actor(&c->cx, tx, c->token, &c->rq.actor, &c->seen_ms);
    if (err.kind == ERR_MISSING) {
        err_clear(&c->cx);
        c->rq.actor = (Actor){ .practice = c->rq.practice->id };
        return OK;
    }
    TRY(err);
    c->signed_in = true;
    return OK;
}

static Err decide(Call *c, Tx *tx)
{
    Uuid object;
    ObjectKind kind = object_of(&c->rq, &object);
    EpisodeId episode = req_episode(&c->rq);
    TRY(facts_load(&c->cx, tx, &c->rq.actor, episode, kind, object, &c->rq.facts));
    GrantAsk ask = { .actor = c->rq.actor, .action = c->rq.route->action, .episode = episode,
                     .facts = c->rq.facts, .now_ms = c->cx.now_ms };
    c->decided = true;
    return grant_decide(&c->cx, &ask, &c->decision, &c->rq.grant);
}

static Str outcome_of(const Call *c)
{
    /* What is not there for somebody reads the same in the log, wherever that was found out. */
    if (c->decision.effect != EFFECT_PERMIT || c->result.kind == ERR_MISSING) return S("refused");
    return c->result.kind == ERR_NONE && c->reply.status < 400 ? S("done") : S("failed");
}

static AuditRow access_row(const Call *c)
{
    Uuid object;
    const ActionRow *row = action_row(c->rq.route->action);
    object_of(&c->rq, &object);
    bool about = c->rq.facts.episode != EPISODE_NONE;
    return (AuditRow){
        .practice = c->rq.actor.practice, .actor = c->rq.actor.person, .login = c->rq.actor.login,
        .episode = about ? req_episode(&c->rq) : (EpisodeId){ { { 0 } } },
        .object = object, .action = str_from_c(row->name),
        .scope = str_from_c(scope_name(row->scope)), .purpose = str_from_c(row->purpose),
        .outcome = outcome_of(c), .reason = str_from_c(c->decision.reason),
    };
}

static AuditRow shown_row(const Call *c, const ReplyShown *shown)
{
    AuditRow row = access_row(c);
    const ActionRow *action = action_row(shown->action);
    row.episode = shown->episode;
    row.object = shown->object;
    row.action = str_from_c(action->name);
    row.scope = str_from_c(scope_name(action->scope));
    row.purpose = str_from_c(action->purpose);
    return row;
}

static Err log_access(Call *c, Tx *tx)
{
    AuditRow row = access_row(c);
    bool done = str_eq(row.outcome, S("done"));
    TRY(audit_append(&c->cx, tx, &row));
    for (size_t i = 0; done && i < c->reply.shown_count; i++) {
        row = shown_row(c, &c->reply.shown[i]);
        TRY(audit_append(&c->cx, tx, &row));
    }
    return OK;
}

/* Nothing of anyone was shown or changed: no row. */
static bool needs_log(const Call *c)
{
    return c->decided && c->signed_in && !(c->rq.route->flags & ROUTE_NO_LOG);
}

static bool needs_seen(const Call *c)
{
    return c->signed_in && !(c->rq.route->flags & ROUTE_QUIET)
        && c->cx.now_ms - c->seen_ms >= SEEN_EVERY_MS;
}

/* --- the page ------------------------------------------------------------------------------ */

static void reply_fresh(Call *c)
{
    c->reply = (Reply){ .status = 200, .body = out_open(c->cx.arena, PAGE_MAX) };
}

static Err run_page(Ctx *cx, Tx *tx, void *arg)
{
    Call *c = arg;
    c->rq.tx = tx;
    TRY(c->rq.route->page(cx, &c->rq, &c->reply));
    if (c->reply.body.bad || arena_failed(cx->arena))
        return fail(cx, ERR_LIMIT, "this page became too large");
    return OK;
}

/* A page that answers 4xx has written nothing: its savepoint is undone, its words are kept. */
static Err run_write_page(Ctx *cx, Tx *tx, void *arg)
{
    TRY(run_page(cx, tx, arg));
    Call *c = arg;
    if (c->reply.status >= 400) return fail(cx, ERR_INVALID, "the form needs another look");
    return OK;
}

static void prepare_page(Call *c)
{
    c->rq.csrf = c->signed_in ? csrf_token(c->cx.arena, c->rq.app, c->rq.actor.login) : S("");
    uint8_t key[16];
    random_bytes(key, sizeof key);
    c->rq.idem = hex_encode(c->cx.arena, (Str){ (const char *)key, sizeof key });
    reply_fresh(c);
}

static bool must_sign_in(const Call *c)
{
    return c->decision.effect == EFFECT_DENY && !c->signed_in;
}

/* The page shows the log, and looks it has to show are still notes. */
static bool log_unsettled(const Call *c)
{
    const Uuid any = { { 0 } };
    unsigned flags = c->rq.route->flags;
    if (c->settled || !c->signed_in) return false;
    if (flags & ROUTE_LOG) return db_notes_wait(c->rq.app->db, any, any);
    return (flags & ROUTE_LOG_OTHERS)
        && db_notes_wait(c->rq.app->db, req_episode(&c->rq).u, c->rq.actor.person.u);
}

static Err job_read(Ctx *cx, Tx *tx, void *arg)
{
    (void)cx;
    Call *c = arg;
    TRY(find_actor(c, tx));
    prepare_page(c);
    c->rq.tx = tx;
    TRY(decide(c, tx));
    c->unsettled = log_unsettled(c);
    if (c->unsettled) return OK;
    return run_page(&c->cx, tx, c);
}

/* --- idempotency ------------------------------------------------------------------------------ */

/* What was asked for: the path and the declared fields.  The page's token is not part of it,
 * so that a form sent again from a page that was loaded again is the same form. */
static Hash request_hash(const Call *c)
{
    Out text = out_open(c->cx.arena, HTTP_BODY_MAX * 2);
    out_raw(&text, c->http->path);
    for (size_t i = 0; i < c->rq.form.count; i++) {
        out_raw(&text, S("\n"));
        out_raw(&text, c->rq.form.name[i]);
        out_raw(&text, S("="));
        out_json(&text, c->rq.form.value[i]);
    }
    return hash_plain(out_str(&text));
}

static bool has_idem(const Call *c)
{
    return c->signed_in && c->rq.idem_sent.len > 0;
}

/* *ret_again when this very submission was stored before. */
static Err idem_check(Call *c, Tx *tx, bool *ret_again)
{
    Str location = S("");
    *ret_again = false;
    if (!has_idem(c)) return OK;
    TRY(idem_find(&c->cx, tx, &c->rq.actor, c->rq.idem_sent, request_hash(c), ret_again, &location));
    return *ret_again ? reply_go(&c->reply, url_local(location)) : OK;
}

static Err idem_store(Call *c, Tx *tx)
{
    if (!has_idem(c) || c->reply.status != 303) return OK;
    return idem_keep(&c->cx, tx, &c->rq.actor, c->rq.idem_sent, request_hash(c),
                     c->reply.location.s);
}

/* --- writing ------------------------------------------------------------------------------------ */

static Err write_page(Call *c, Tx *tx)
{
    TRY(decide(c, tx));
    TRY(idem_check(c, tx, &c->replayed));
    if (c->replayed) return OK;
    TRY(db_nested(&c->cx, tx, run_write_page, c));
    return idem_store(c, tx);
}

static void forget_draft(Call *c)
{
    c->draft = NULL;
    c->rq = *c->fresh;
    err_clear(&c->cx);
}

/* Out of date: what it rests on was written meanwhile, so the page runs again, whole. */
static Err write_draft(Call *c, Tx *tx)
{
    bool done = false;
    if (!c->draft) return OK;
    TRY(db_draft_do(&c->cx, tx, c->draft, &done));
    if (!done) forget_draft(c);
    return OK;
}

static Err write_whole(Call *c, Tx *tx)
{
    TRY(find_actor(c, tx));
    prepare_page(c);
    c->rq.tx = tx;
    c->result = write_page(c, tx);
    return c->result.kind == ERR_STORE || c->result.kind == ERR_BUSY ? c->result : OK;
}

static Err job_log(Ctx *cx, Tx *tx, void *arg)
{
    (void)cx;
    Call *c = arg;
    if (needs_log(c)) TRY(log_access(c, tx));
    if (needs_seen(c)) TRY(facts_seen(&c->cx, tx, &c->rq.actor));
    return OK;
}

/* The page may fail; its access-log row stays. */
static Err job_write(Ctx *cx, Tx *tx, void *arg)
{
    Call *c = arg;
    tx_about(tx, req_episode(&c->rq).u);
    TRY(write_draft(c, tx));
    if (!c->draft) TRY(write_whole(c, tx));
    return job_log(cx, tx, c);
}

/* --- answering ----------------------------------------------------------------------------------- */

static void header_put(HttpReply *reply, Str name, Str value)
{
    if (reply->header_count < HTTP_REPLY_HEADERS_MAX)
        reply->header[reply->header_count++] = (HttpHeader){ name, value };
}

static HttpReply http_reply_of(Call *c)
{
    Reply *r = &c->reply;
    HttpReply h = { .status = r->status, .immutable_body = r->immutable_body };
    h.content_type = r->content_type.len ? r->content_type : S("text/html; charset=utf-8");
    h.body = r->raw_body.ptr ? r->raw_body : out_str(&r->body);
    if (r->location.s.len) header_put(&h, S("Location"), r->location.s);
    if (!r->cacheable) header_put(&h, S("Cache-Control"), S("no-store"));
    for (size_t i = 0; i < r->header_count; i++) header_put(&h, r->header[i].name, r->header[i].value);
    bool reflects = r->status != 200 || c->http->query.len > 0
                 || (c->rq.route && (c->rq.route->flags & (ROUTE_TOKEN | ROUTE_ASKS)));
    h.may_compress = r->cacheable || !reflects;
    return h;
}

/* Who opens a stream is news, once: not for each window and each return of the same person. */
static bool is_there_already(const Call *c)
{
    return (c->rq.route->flags & ROUTE_EVENTS)
        && sse_present(c->rq.app->hub, c->reply.publish_topic, c->rq.actor.person.u);
}

static void after_commit(Call *c)
{
    App *app = c->rq.app;
    if (c->reply.status >= 400) return;
    if (c->reply.practice_changed && app->reload_practice
        && app->reload_practice(&c->cx, app).kind != ERR_NONE)
        LOG0(LOG_ERROR, "settings saved but not read again");
    if (!uuid_is_zero(c->reply.forget_key))
        vault_forget(app->vault, c->rq.actor.practice, c->reply.forget_key);
    if (!app->hub) return;
    if (!uuid_is_zero(c->reply.publish_topic) && !is_there_already(c))
        (void)sse_publish(app->hub, c->reply.publish_topic, S("changed"), S(""));
    if (!uuid_is_zero(c->reply.end_login)) sse_end_login(app->hub, c->reply.end_login);
}

static void send_now(Call *c, bool done)
{
    bool stream = done && c->reply.status == 200 && c->rq.route
               && (c->rq.route->flags & ROUTE_EVENTS);
    DispatchStream events = { .topic = c->reply.publish_topic, .who = c->rq.actor.person.u,
                              .login = c->rq.actor.login.u };
    (void)str_to_i64(http_header(c->http, "Last-Event-ID"), &events.last_event);
    HttpReply h = http_reply_of(c);
    c->send(c->send_arg, c->http, &h, stream ? &events : NULL);
}

/* Signed out: a page asks to sign in and comes back.  (A form gets the error page, which
 * shows its words again.) */
static void send_to_sign_in(Call *c)
{
    reply_fresh(c);
    (void)reply_go(&c->reply, url_printf(c->cx.arena, "/sign-in?next=" STR_FMT,
                                         STR_ARG(c->http->path)));
    send_now(c, true);
}

static void log_failure(const Call *c, Err err)
{
    LOG(strcmp(err_log_level(err.kind), "error") == 0 ? LOG_ERROR : LOG_INFO, "request",
        LOG_TEXT("kind", str_from_c(err_kind_name(err.kind))),
        LOG_TEXT("where", str_from_c(c->cx.err_where)),
        LOG_TEXT("why", str_from_c(c->cx.err_text)),
        LOG_TEXT("route", str_from_c(c->rq.route ? c->rq.route->path : "")));
}

static Err show_error(Ctx *cx, Tx *tx, void *arg)
{
    Call *c = arg;
    c->rq.tx = tx;
    return c->rq.app->error_page(cx, &c->rq, &c->reply, c->result.kind);
}

static void send_error(Call *c, Err err)
{
    if (err.kind != ERR_MISSING && err.kind != ERR_INVALID) log_failure(c, err);
    c->result = err;
    reply_fresh(c);
    err_clear(&c->cx);
    if (c->rq.app->error_page && db_read(&c->cx, c->rq.app->db, show_error, c).kind == ERR_NONE) {
        c->reply.status = err_http_status(err.kind);
    } else {
        reply_fresh(c);
        c->reply.status = err_http_status(err.kind);
        c->reply.content_type = S("text/plain; charset=utf-8");
        c->reply.raw_body = S("This page could not be shown. Try again in a minute.\n");
    }
    if (err.kind == ERR_BUSY) reply_header(&c->reply, S("Retry-After"), S("2"));
    send_now(c, false);
}

/* The page's own refusal (a form to finish) keeps its words; other failures get the error page. */
static void finish(Call *c)
{
    bool own_words = c->result.kind == ERR_INVALID && c->reply.status >= 400;
    bool form = str_eq(c->http->method, S("POST"));
    if (must_sign_in(c) && !form) send_to_sign_in(c);
    else if (c->result.kind != ERR_NONE && !own_words) send_error(c, c->result);
    else {
        if (!own_words && !c->replayed) after_commit(c);
        send_now(c, true);
    }
}

static void after_log(Err err, void *arg)
{
    Call *c = arg;
    if (err.kind != ERR_NONE) send_error(c, err);
    else finish(c);
}

static void do_write(Call *c);

static void after_write(Err err, void *arg)
{
    Call *c = arg;
    if (err.kind == ERR_CONFLICT && c->draft) {
        forget_draft(c);
        do_write(c);
    } else if (err.kind != ERR_NONE) {
        send_error(c, err);
    } else {
        finish(c);
    }
}

/* A look is a note of the log; seeing that somebody is still there is a change. */
static void do_read(Call *c)
{
    Db *db = c->rq.app->db;
    c->result = db_read(&c->cx, db, job_read, c);
    if (c->unsettled) {
        c->settled = true;
        c->result = db_settle(&c->cx, db);
        if (c->result.kind == ERR_NONE) c->result = db_read(&c->cx, db, job_read, c);
    }
    if (needs_seen(c) || (needs_log(c) && c->reply.shown_count)) {
        db_submit(&c->cx, db, job_log, c, after_log, c);
    } else if (needs_log(c)) {
        AuditRow row = access_row(c);
        audit_note(&c->cx, db, &row, after_log, c);
    } else {
        finish(c);
    }
}

static void do_write(Call *c)
{
    db_submit(&c->cx, c->rq.app->db, job_write, c, after_write, c);
}

/* --- before a write ----------------------------------------------------------------------------- */

static Err job_sender(Ctx *cx, Tx *tx, void *arg)
{
    Call *c = arg;
    TRY(find_actor(c, tx));
    bool needs_token = c->signed_in || action_row(c->rq.route->action)->scope != SCOPE_NONE;
    if (c->signed_in && needs_token && !csrf_matches(c->rq.app, c->rq.actor.login, c->rq.csrf))
        return fail(cx, ERR_DENIED, "the form was not from this page");
    return OK;
}

/* All of write_page(), on a read-only connection; anything but a plain success runs whole. */
static Err draft_page(Call *c, Tx *tx)
{
    prepare_page(c);
    c->rq.tx = tx;
    TRY(decide(c, tx));
    TRY(idem_check(c, tx, &c->replayed));
    if (c->replayed) return fail(&c->cx, ERR_CONFLICT, "sent before");
    TRY(run_write_page(&c->cx, tx, c));
    return idem_store(c, tx);
}

static Err job_draft(Ctx *cx, Tx *tx, void *arg)
{
    Call *c = arg;
    TRY(job_sender(cx, tx, c));
    c->result = draft_page(c, tx);
    return c->result.kind == ERR_STORE || c->result.kind == ERR_BUSY ? c->result : OK;
}

static Err draft_write(Call *c)
{
    c->fresh = ARENA_NEW(c->cx.arena, Req);
    if (!c->fresh) return fail(&c->cx, ERR_LIMIT, "request too large");
    *c->fresh = c->rq;
    Err err = db_draft(&c->cx, c->rq.app->db, req_episode(&c->rq).u, job_draft, c, &c->draft);
    bool fits = err.kind == ERR_NONE && c->result.kind == ERR_NONE && draft_fits(c->draft);
    bool whole = !fits && (err.kind == ERR_NONE || err.kind == ERR_CONFLICT);
    if (whole) forget_draft(c);
    return whole ? OK : err;
}

static void run_slow(void *arg)
{
    Call *c = arg;
    reply_fresh(c);
    Err err = c->rq.route->slow(&c->cx, &c->rq, &c->reply);
    if (err.kind != ERR_NONE) send_error(c, err);
    else do_write(c);
}

static Err check_write(Call *c)
{
    if (!origin_is_ours(c->http)) return fail(&c->cx, ERR_DENIED, "sent from another site");
    Str type = http_header(c->http, "Content-Type");
    if (!str_starts(type, S("application/x-www-form-urlencoded")))
        return fail(&c->cx, ERR_INVALID, "not a form");
    TRY(fields_read(&c->cx, c->rq.route, c->http->body, &c->rq));
    if (c->rq.route->flags & ROUTE_DRAFT) return draft_write(c);
    return db_read(&c->cx, c->rq.app->db, job_sender, c);
}

static void begin_write(Call *c)
{
    Err err = check_write(c);
    if (err.kind != ERR_NONE) {
        send_error(c, err);
    } else if (c->rq.route->flags & ROUTE_ASKS) {
        do_read(c);
    } else if (!c->rq.route->slow) {
        do_write(c);
    } else if (!worker_submit(c->rq.app->worker, run_slow, c)) {
        send_error(c, fail(&c->cx, ERR_BUSY, "too many people are signing in"));
    }
}

/* What the reader chose, else what the browser asks for. */
static const Language *reads_in(const Call *c)
{
    Str chosen = http_cookie(c->http, S("language"));
    if (str_eq(chosen, S("en"))) return NULL;
    const Language *found = words_find(chosen);
    return found ? found : words_accept(http_header(c->http, "Accept-Language"));
}

static void read_token(Call *c)
{
    Str cookie = http_cookie(c->http, cookie_name(c->rq.app));
    c->token_sent = cookie.len == 43;
    if (c->token_sent) c->token = hash_plain(cookie);
}

void dispatch(App *app, HttpRequest *http, DispatchSend *send, void *arg)
{
    Call *c = ARENA_NEW(http->arena, Call);
    if (!c) {
        HttpReply full = { .status = 503 };
        send(arg, http, &full, NULL);
        return;
    }
    *c = (Call){ .cx = { .arena = http->arena, .now_ms = app_now_ms(app) }, .http = http,
                 .send = send, .send_arg = arg,
                 .rq = { .app = app, .http = http, .practice = app_practice(app) } };
    arena_speak(http->arena, reads_in(c));
    reply_fresh(c);
    c->rq.route = route_find(http, &c->rq);
    read_token(c);
    if (!c->rq.route) {
        c->decision.effect = EFFECT_HIDE;
        send_error(c, fail(&c->cx, ERR_MISSING, "no such page"));
    } else if (str_eq(http->method, S("POST"))) {
        begin_write(c);
    } else {
        Err err = fields_read(&c->cx, c->rq.route, http->query, &c->rq);
        if (err.kind != ERR_NONE) send_error(c, err);
        else do_read(c);
    }
}

/* --- the two ways to hand a reply over ------------------------------------------------------------- */

static void send_http(void *arg, HttpRequest *http, const HttpReply *reply,
                      const DispatchStream *stream)
{
    App *app = arg;
    if (stream && app->hub)
        http_reply_events(http, app->hub, stream->topic, stream->who, stream->login,
                          stream->last_event);
    else
        http_reply(http, reply);
}

void dispatch_http(void *app, HttpRequest *http)
{
    dispatch(app, http, send_http, app);
}

typedef struct Waiting {
    pthread_mutex_t lock;
    pthread_cond_t sent;
    bool done;
    HttpReply reply;
} Waiting;

static void send_waiting(void *arg, HttpRequest *http, const HttpReply *reply,
                         const DispatchStream *stream)
{
    (void)http;
    (void)stream;
    Waiting *w = arg;
    pthread_mutex_lock(&w->lock);
    w->reply = *reply;
    w->done = true;
    pthread_cond_signal(&w->sent);
    pthread_mutex_unlock(&w->lock);
}

HttpReply dispatch_wait(App *app, HttpRequest *http)
{
    Waiting w = { .lock = PTHREAD_MUTEX_INITIALIZER, .sent = PTHREAD_COND_INITIALIZER };
    dispatch(app, http, send_waiting, &w);
    pthread_mutex_lock(&w.lock);
    while (!w.done) pthread_cond_wait(&w.sent, &w.lock);
    pthread_mutex_unlock(&w.lock);
    return w.reply;
}
