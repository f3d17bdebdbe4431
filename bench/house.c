/* house.c - the floors: a page's bytes and statements without the page, and rows without forms. */
#include "house.h"
#include <pthread.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STATEMENTS_MAX = 512, ARENA_MAX = 256 << 20 };

int bench_failed(const Ctx *cx, Err err)
{
    if (err.kind == ERR_NONE) return 0;
    fprintf(stderr, "house: %s: %s\n", err_kind_name(err.kind), cx->err_text);
    return 1;
}

/* --- what a page asks the database ---------------------------------------------------------- */

/* The one place for it: SQLite calls back without an owner. */
static struct { Arena *arena; Str sql[STATEMENTS_MAX]; size_t count; } traced;

static int on_statement(unsigned what, void *owner, void *stmt, void *text)
{
    (void)what;
    (void)owner;
    if (!traced.arena || traced.count == STATEMENTS_MAX) return 0;
    if (str_starts(str_from_c(text), S("--"))) return 0;
    char *sql = sqlite3_expanded_sql(stmt);
    if (sql) traced.sql[traced.count++] = arena_str(traced.arena, str_from_c(sql));
    sqlite3_free(sql);
    return 0;
}

static int on_open(sqlite3 *db, char **error, const struct sqlite3_api_routines *api)
{
    (void)error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, on_statement, NULL);
}

void trace_install(void)
{
    sqlite3_auto_extension((void (*)(void))on_open);
}

void trace_start(Arena *arena)
{
    traced.count = 0;
    traced.arena = arena;
}

Traced trace_stop(void)
{
    traced.arena = NULL;
    return (Traced){ traced.sql, traced.count };
}

HttpReply bench_ask(App *app, Arena *arena, Str method, Str token, Str path, Str body)
{
    HttpRequest rq = { .arena = arena, .method = method, .path = path, .host = S("bench.test"),
                       .body = body, .peer = S("192.0.2.1"), .began_ms = time_mono_ms() };
    rq.header[rq.header_count++] = (HttpHeader){ S("Cookie"),
        arena_printf(arena, STR_FMT "=" STR_FMT, STR_ARG(cookie_name(app)), STR_ARG(token)) };
    rq.header[rq.header_count++] = (HttpHeader){ S("Sec-Fetch-Site"), S("same-origin") };
    rq.header[rq.header_count++] = (HttpHeader){ S("Content-Type"),
                                                 S("application/x-www-form-urlencoded") };
    return dispatch_wait(app, &rq);
}

/* --- the floor of a page ---------------------------------------------------------------------- */

typedef struct Floor {
    char path[4096];
    Str body;
    Str sql[STATEMENTS_MAX];
    size_t count;
} Floor;

/* One for each thread of the pool: never closed, the process ends by a signal. */
typedef struct Bare { sqlite3_stmt *stmt[STATEMENTS_MAX]; } Bare;
static _Thread_local Bare *bare;

static Bare *bare_open(const Floor *f)
{
    sqlite3 *db = NULL;
    Bare *b = calloc(1, sizeof *b);
    if (!b || sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL))
        abort();
    sqlite3_exec(db, "PRAGMA cache_size = -65536; PRAGMA mmap_size = 0", NULL, NULL, NULL);
    for (size_t i = 0; i < f->count; i++)
        if (sqlite3_prepare_v3(db, f->sql[i].ptr, (int)f->sql[i].len, SQLITE_PREPARE_PERSISTENT,
                               &b->stmt[i], NULL))
            abort();
    return b;
}

static void run_bare(const Floor *f)
{
    if (!bare) bare = bare_open(f);
    for (size_t i = 0; i < f->count; i++) {
        while (sqlite3_step(bare->stmt[i]) == SQLITE_ROW) {}
        sqlite3_reset(bare->stmt[i]);
    }
}

static void answer(void *app, HttpRequest *rq)
{
    const Floor *f = app;
    run_bare(f);
    HttpReply reply = { .status = 200, .content_type = S("text/html; charset=utf-8"),
                        .body = f->body };
    reply.header[reply.header_count++] = (HttpHeader){ S("Cache-Control"), S("no-store") };
    http_reply(rq, &reply);
}

/* Reads only, from the page's own transaction on; what the writer ran is not the page's. */
static void keep_reads(Floor *f, Traced t)
{
    for (size_t i = 0; i < t.count; i++) {
        Str sql = t.sql[i];
        if (str_starts(sql, S("BEGIN IMMEDIATE")) || str_starts(sql, S("SAVEPOINT"))) break;
        f->sql[f->count++] = sql;
    }
}

static Err learn(Ctx *cx, const char *dir, Str token, Str path, bool queries, Floor *f)
{
    App *app = NULL;
    OpenOptions options = { 0 };
    TRY(app_open(cx, dir, &options, &app));
    for (int i = 0; i < 2; i++) {
        trace_start(cx->arena);
        HttpReply reply = bench_ask(app, cx->arena, S("GET"), token, path, S(""));
        Traced t = trace_stop();
        f->body = reply.body;
        f->count = 0;
        if (queries) keep_reads(f, t);
        if (reply.status != 200) return fail(cx, ERR_BUG, "the page answered %d", reply.status);
    }
    app_close(app);
    return OK;
}

int bench_floor(Ctx *cx, const char *dir, Str token, Str path, bool queries)
{
    HttpServer *server = NULL;
    Floor *f = ARENA_NEW(cx->arena, Floor);
    if (!f) return 1;
    snprintf(f->path, sizeof f->path, "%s/tandem.db", dir);
    Err err = learn(cx, dir, token, path, queries, f);
    HttpConfig config = { .listen_address = S("127.0.0.1"), .behind_proxy = true,
                          .handler = answer, .app = f };
    if (err.kind == ERR_NONE) err = http_start(cx, &config, &server);
    if (err.kind != ERR_NONE) return bench_failed(cx, err);
    printf("port %u bytes %zu statements %zu\n", http_port(server), f->body.len, f->count);
    fflush(stdout);
    for (;;) pause();
}

/* --- the same without a socket ------------------------------------------------------------------ */

static double cpu_us(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6
         + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static void one_page(App *app, Str token, Str path)
{
    Arena *arena = arena_open(16 << 20);
    if (bench_ask(app, arena, S("GET"), token, path, S("")).status != 200) abort();
    arena_close(arena);
}

int bench_page(Ctx *cx, const char *dir, Str token, Str path, int count)
{
    App *app = NULL;
    OpenOptions options = { 0 };
    Floor *f = ARENA_NEW(cx->arena, Floor);
    if (!f) return 1;
    snprintf(f->path, sizeof f->path, "%s/tandem.db", dir);
    Err err = learn(cx, dir, token, path, true, f);
    if (err.kind == ERR_NONE) err = app_open(cx, dir, &options, &app);
    if (err.kind != ERR_NONE) return bench_failed(cx, err);
    one_page(app, token, path);
    double began = cpu_us();
    for (int i = 0; i < count; i++) one_page(app, token, path);
    double page = cpu_us() - began;
    app_close(app);
    run_bare(f);
    began = cpu_us();
    for (int i = 0; i < count; i++) run_bare(f);
    double queries = cpu_us() - began;
    printf("page %.1f queries %.1f statements %zu bytes %zu\n", page / count, queries / count,
           f->count, f->body.len);
    return 0;
}

static double one_statement_us(size_t at, int count)
{
    double began = cpu_us();
    for (int i = 0; i < count; i++) {
        while (sqlite3_step(bare->stmt[at]) == SQLITE_ROW) {}
        sqlite3_reset(bare->stmt[at]);
    }
    return (cpu_us() - began) / count;
}

int bench_statements(Ctx *cx, const char *dir, Str token, Str path, int count)
{
    Floor *f = ARENA_NEW(cx->arena, Floor);
    if (!f) return 1;
    snprintf(f->path, sizeof f->path, "%s/tandem.db", dir);
    Err err = learn(cx, dir, token, path, true, f);
    if (err.kind != ERR_NONE) return bench_failed(cx, err);
    run_bare(f);
    for (size_t i = 1; i + 1 < f->count; i++)
        printf("%8.1f  " STR_FMT "\n", one_statement_us(i, count), STR_ARG(f->sql[i]));
    return 0;
}

/* --- what a form writes ------------------------------------------------------------------------- */

int bench_rows(Ctx *cx, const char *dir, Str token, Str path, Str body)
{
    App *app = NULL;
    OpenOptions options = { 0 };
    Err err = app_open(cx, dir, &options, &app);
    if (err.kind != ERR_NONE) return bench_failed(cx, err);
    trace_start(cx->arena);
    HttpReply reply = bench_ask(app, cx->arena, S("POST"), token, path, body);
    Traced t = trace_stop();
    size_t rows = 0;
    for (size_t i = 0; i < t.count; i++)
        rows += str_starts(t.sql[i], S("INSERT")) || str_starts(t.sql[i], S("UPDATE"));
    printf("status %d rows %zu statements %zu\n", reply.status, rows, t.count);
    app_close(app);
    return reply.status == 303 ? 0 : 1;
}

/* The same rows into the same tables, without a form: the sent mark of a form, its scores, the
 * key it was sent with, the row of the log.  Nothing is read, computed, sealed or chained. */
typedef struct OpenForm { Uuid practice, episode, id, person, session; } OpenForm;
typedef struct Scale { Str measure, version, scale; } Scale;

typedef struct Raw {
    App *app;
    OpenForm *forms;
    Scale *scales;
    size_t form_count, next, scale_count;
    int64_t seq;                  /* of the log's newest row: the writer's */
    int under_way;
    pthread_mutex_t lock;
    pthread_cond_t over;
} Raw;

enum { FORMS_MAX = 20000, SCALES_MAX = 32 };

static const Query open_forms = { "bench_forms", "", "bbbbb",
    "SELECT practice_id, episode_id, response_id, person_id, session_id FROM response"
    " WHERE state = 'open' ORDER BY substr(response_id, 9)" };
static const Query scales_of_one = { "bench_scales", "", "sss",
    "SELECT measure, measure_version, scale FROM score WHERE response_id ="
    " (SELECT response_id FROM response WHERE state = 'sent' ORDER BY sent_at DESC LIMIT 1)" };
static const Query newest = { "bench_newest", "", "i", "SELECT MAX(seq) FROM audit" };
static const Query put_sent = { "bench_sent", "iibbb", "",
    "UPDATE response SET state = 'sent', sent_at = ?1, updated_at = ?2, version = version + 1"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND response_id = ?5 AND state = 'open'" };
static const Query put_score = { "bench_score", "bbbsssdiibbi", "",
    "INSERT INTO score (practice_id, episode_id, response_id, measure, measure_version, scale,"
    " raw, n_missing, prorated, person_id, session_id, source, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'app', ?12)" };
static const Query put_idem = { "bench_idem", "bbsbsi", "",
    "INSERT INTO idem (practice_id, person_id, idem_key, request, location, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const Query put_audit = { "bench_audit", "iibbbbbsssssbbb", "",
    "INSERT INTO audit (seq, at, practice_id, actor_id, episode_id, subject_id, object_id,"
    " action, scope, purpose, outcome, reason, login_id, prev_hash, hash)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)" };

static Err read_forms(Ctx *cx, Tx *tx, Raw *raw)
{
    Rows row;
    bool more = false;
    TRY(db_rows_n(cx, tx, &open_forms, NULL, 0, &row));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || raw->form_count == FORMS_MAX) return OK;
        raw->forms[raw->form_count++] = (OpenForm){ row_uuid(&row, 0), row_uuid(&row, 1),
            row_uuid(&row, 2), row_uuid(&row, 3), row_uuid(&row, 4) };
    }
}

static Err job_read_forms(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    bool more = false;
    Raw *raw = arg;
    TRY(read_forms(cx, tx, raw));
    TRY(db_row_n(cx, tx, &newest, NULL, 0, &row));
    raw->seq = row_int(&row, 0);
    TRY(db_rows_n(cx, tx, &scales_of_one, NULL, 0, &row));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || raw->scale_count == SCALES_MAX) return OK;
        raw->scales[raw->scale_count++] = (Scale){ row_str(&row, 0), row_str(&row, 1),
                                                   row_str(&row, 2) };
    }
}

typedef struct Submitter { Ctx cx; Raw *raw; const OpenForm *form; } Submitter;

#define ID(id) BB(uuid_bytes(&(id)))

static Err put_log(Ctx *cx, Tx *tx, Submitter *s, Uuid random)
{
    uint8_t hash[32];
    const OpenForm *f = s->form;
    static const Uuid nobody;
    memcpy(hash, random.byte, 16);
    memcpy(hash + 16, random.byte, 16);
    Str bytes = { (const char *)hash, sizeof hash };
    TRY(db_exec(cx, tx, &put_idem, ID(f->practice), ID(f->person),
                BS(hex_encode(cx->arena, uuid_bytes(&random))), BB(bytes),
                BS(S("/work/00000000-0000-0000-0000-000000000000/check-in/"
                     "00000000-0000-0000-0000-000000000000/done")), BI(cx->now_ms)));
    return db_exec(cx, tx, &put_audit, BI(++s->raw->seq), BI(cx->now_ms), ID(f->practice),
                   ID(f->person), ID(f->episode), ID(nobody), ID(f->id), BS(S("CHECK_IN_WRITE")),
                   BS(S("episode")), BS(S("own words")), BS(S("done")), BS(S("member")), ID(random),
                   BB(bytes), BB(bytes));
}

static Err job_rows(Ctx *cx, Tx *tx, void *arg)
{
    Submitter *s = arg;
    const OpenForm *f = s->form;
    TRY(db_exec(cx, tx, &put_sent, BI(cx->now_ms), BI(cx->now_ms), ID(f->practice), ID(f->episode),
                ID(f->id)));
    for (size_t i = 0; i < s->raw->scale_count; i++) {
        const Scale *scale = &s->raw->scales[i];
        TRY(db_exec(cx, tx, &put_score, ID(f->practice), ID(f->episode), ID(f->id),
                    BS(scale->measure), BS(scale->version), BS(scale->scale), BD((double)i), BI(0),
                    BI(0), ID(f->person), ID(f->session), BI(cx->now_ms)));
    }
    return put_log(cx, tx, s, uuid_new(cx->now_ms));
}

static void submit(Submitter *s);

static void committed(Err result, void *arg)
{
    Submitter *s = arg;
    Raw *raw = s->raw;
    if (result.kind != ERR_NONE) abort();
    pthread_mutex_lock(&raw->lock);
    bool more = raw->next < raw->form_count;
    if (more) s->form = &raw->forms[raw->next++];
    else if (--raw->under_way == 0) pthread_cond_signal(&raw->over);
    pthread_mutex_unlock(&raw->lock);
    if (more) submit(s);
}

static void submit(Submitter *s)
{
    db_submit(&s->cx, s->raw->app->db, job_rows, s, committed, s);
}

static Err raw_open(Ctx *cx, const char *dir, int submitters, Raw *raw, Submitter **ret_list)
{
    OpenOptions options = { 0 };
    *raw = (Raw){ .under_way = submitters, .lock = PTHREAD_MUTEX_INITIALIZER,
                  .forms = ARENA_ARRAY(cx->arena, OpenForm, FORMS_MAX),
                  .scales = ARENA_ARRAY(cx->arena, Scale, SCALES_MAX),
                  .over = PTHREAD_COND_INITIALIZER };
    *ret_list = ARENA_ARRAY(cx->arena, Submitter, (size_t)submitters);
    if (!raw->forms || !raw->scales || !*ret_list) return fail(cx, ERR_LIMIT, "too many");
    TRY(app_open(cx, dir, &options, &raw->app));
    TRY(db_read(cx, raw->app->db, job_read_forms, raw));
    if (raw->form_count < (size_t)submitters * 2) return fail(cx, ERR_INVALID, "too few open forms");
    return OK;
}

int bench_raw(Ctx *cx, const char *dir, int submitters)
{
    Raw raw;
    Submitter *list = NULL;
    Err err = raw_open(cx, dir, submitters, &raw, &list);
    if (err.kind != ERR_NONE) return bench_failed(cx, err);
    raw.next = (size_t)submitters;
    double began_cpu = cpu_us();
    int64_t began = time_mono_ms();
    for (int i = 0; i < submitters; i++) {
        list[i] = (Submitter){ .cx = { .arena = arena_open(8 << 20), .now_ms = cx->now_ms },
                               .raw = &raw, .form = &raw.forms[i] };
        submit(&list[i]);
    }
    pthread_mutex_lock(&raw.lock);
    while (raw.under_way > 0) pthread_cond_wait(&raw.over, &raw.lock);
    pthread_mutex_unlock(&raw.lock);
    double took = (double)(time_mono_ms() - began), count = (double)raw.form_count;
    printf("rate %.0f rows %zu cpu %.1f commits %lld\n", count * 1000 / took,
           raw.scale_count + 3, (cpu_us() - began_cpu) / count,
           (long long)db_stats(raw.app->db).commits);
    app_close(raw.app);
    return 0;
}

/* --- main -------------------------------------------------------------------------------------------- */

static int number(const char *text)
{
    int64_t n = 0;
    (void)str_to_i64(str_from_c(text), &n);
    return (int)n;
}

static int run(Ctx *cx, int argc, char **argv)
{
    Str what = argc > 2 ? str_from_c(argv[1]) : S("");
    if (str_eq(what, S("fill")) && argc == 7) {
        FillSize size = { number(argv[3]), number(argv[4]), number(argv[5]), number(argv[6]) };
        return bench_fill(cx, argv[2], &size);
    }
    if (str_eq(what, S("floor")) && argc == 6)
        return bench_floor(cx, argv[2], str_from_c(argv[3]), str_from_c(argv[4]), number(argv[5]));
    if (str_eq(what, S("page")) && argc == 6)
        return bench_page(cx, argv[2], str_from_c(argv[3]), str_from_c(argv[4]), number(argv[5]));
    if (str_eq(what, S("statements")) && argc == 6)
        return bench_statements(cx, argv[2], str_from_c(argv[3]), str_from_c(argv[4]), number(argv[5]));
    if (str_eq(what, S("rows")) && argc == 6)
        return bench_rows(cx, argv[2], str_from_c(argv[3]), str_from_c(argv[4]), str_from_c(argv[5]));
    if (str_eq(what, S("raw")) && argc == 4) return bench_raw(cx, argv[2], number(argv[3]));
    if (str_eq(what, S("consent")) && argc == 4) return bench_consent(cx, number(argv[3]));
    fprintf(stderr, "house: see bench/house.h\n");
    return 2;
}

int main(int argc, char **argv)
{
    Arena *arena = arena_open(ARENA_MAX);
    Ctx cx = { .arena = arena, .now_ms = time_now_ms() };
    trace_install();
    Err err = crypto_start(&cx);
    int code = err.kind == ERR_NONE ? run(&cx, argc, argv) : bench_failed(&cx, err);
    arena_close(arena);
    return code;
}
