/* test_alloc.c - every allocation and every statement of a journey fails in turn.
 *
 * The journey walks a client and a therapist through their day, page by page, by dispatch().
 * At each step something fails at a first place, then at the next, until nothing is left to
 * fail and the step is done.  Whatever fails: nobody crashes (and nothing leaks, the sanitizer
 * looks), a page that lost something is never sent as whole, a form is either kept and says
 * so or not kept at all, and the next request is answered as if nothing had been.
 */
#include "../fixture.h"

enum { DENSE = 60, STRIDE = 5, PLACES_MAX = 60000, DISK_FULL = 13, IO_ERROR = 10 };

typedef struct Step { char who; const char *method, *path, *fields; int status; } Step;

/* $W the work, $S its session, $F the form begun last, $E the entry added last. */
static const Step journey[] = {
    { 'm', "GET", "/home", "", 303 },
    { 'm', "GET", "$W/home", "", 200 },
    { 'd', "GET", "/caseload", "", 200 },
    { 'm', "POST", "$W/joint", "kind=goal&text=Sleep+through+the+night", 303 },
    { 'm', "POST", "$W/sessions/$S/entries", "kind=agenda&text=The+week&minutes=10", 303 },
    { 'd', "POST", "$W/sessions/$S/entries", "kind=agenda&text=And+mine", 303 },
    { 'd', "POST", "$W/sessions/$S/entries/$E/words", "text=And+mine,+again&base=1", 303 },
    { 'd', "GET", "$W", "", 200 },
    { 'm', "POST", "$W/check-in", "", 303 },
    { 'm', "GET", "$F?q=1", "", 200 },
    { 'm', "POST", "$F/q/1", "value=6&note=a+good+week", 303 },
    { 'm', "POST", "$F/q/13", "value=1&note=sometimes", 303 },
    { 'm', "GET", "$W/safety", "", 200 },
    { 'm', "POST", "$F/send", "", 303 },
    { 'm', "GET", "$F/done", "", 200 },
    { 'd', "GET", "$W/alerts", "", 303 },
    { 'd', "POST", "$W/sessions/$S/state", "state=open", 303 },
    { 'm', "GET", "$W/sessions/$S", "", 200 },
    { 'm', "GET", "$W/sessions/$S/live", "", 200 },
    { 'd', "POST", "$W/sessions/$S/entries", "kind=voice&text=A+part+of+me", 303 },
    { 'm', "POST", "$W/sessions/$S/entries", "kind=takeaway&text=Breathe", 303 },
    { 'd', "POST", "$W/sessions/$S/state", "state=ended", 303 },
    { 'm', "GET", "$W/sessions/$S/take-home", "", 200 },
    { 'm', "POST", "$W/sessions/$S/rate", "", 303 },
    { 'm', "POST", "$F", "b1=5&b2=4&g1=4&g2=5&t1=3&t2=3", 303 },
    { 'm', "GET", "$W/progress", "", 200 },
    { 'm', "GET", "$W/sessions", "", 200 },
    { 'm', "GET", "$W/log", "", 200 },
    { 'm', "GET", "/me", "", 200 },
    { 'm', "POST", "/me", "name=Maya+L&version=1", 303 },
};

/* Where it fails: memory of the thread that asks, memory of the writer, a statement. */
typedef enum Place { IN_ASKER, IN_WRITER, IN_STATEMENT } Place;

typedef struct Walk {
    House *h;
    Place place;
    int code;                     /* IN_STATEMENT: the engine's */
    Str form, entry;
    long failures;
} Walk;

/* --- what is there ------------------------------------------------------------------- */

/* Grows with everything that a form of the journey may leave behind, its key included. */
static const Query effects = { "test_effects", "", "i",
    "SELECT (SELECT COUNT(*) FROM idem) + (SELECT COUNT(*) FROM entry)"
    " + (SELECT COUNT(*) FROM entry_wording) + (SELECT COUNT(*) FROM entry_answer)"
    " + (SELECT COUNT(*) FROM response) + (SELECT COUNT(*) FROM response WHERE state = 'sent')"
    " + (SELECT COUNT(*) FROM answer) + (SELECT COUNT(*) FROM answer_history)"
    " + (SELECT COUNT(*) FROM score) + (SELECT COUNT(*) FROM signal)"
    " + (SELECT COUNT(*) FROM alert) + (SELECT COUNT(*) FROM alert_event)"
    " + (SELECT COALESCE(SUM(version), 0) FROM person)"
    " + (SELECT COUNT(*) FROM session WHERE begun_at > 0)"
    " + (SELECT COUNT(*) FROM session WHERE ended_at > 0)" };

static const Query log_rows = { "test_log_rows", "", "i", "SELECT COUNT(*) FROM audit" };

typedef struct Seen { int64_t effects, log_rows; } Seen;

static Err job_see(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    Seen *seen = arg;
    TRY(db_row_n(cx, tx, &effects, NULL, 0, &row));
    seen->effects = row_int(&row, 0);
    TRY(db_row_n(cx, tx, &log_rows, NULL, 0, &row));
    seen->log_rows = row_int(&row, 0);
    return OK;
}

static Seen see(House *h)
{
    Seen seen = { 0 };
    HOUSE_OK(h, db_settle(&h->cx, h->app->db));
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_see, &seen));
    return seen;
}

/* --- one request ----------------------------------------------------------------------- */

static Str expand(const Walk *w, const char *path)
{
    House *h = w->h;
    Out out = out_open(h->cx.arena, 1000);
    for (const char *c = path; *c; c++) {
        if (*c != '$') {
            out_raw(&out, (Str){ c, 1 });
            continue;
        }
        c++;
        out_raw(&out, *c == 'W' ? house_work(h, "") : *c == 'F' ? w->form : *c == 'E' ? w->entry
                      : uuid_str(h->cx.arena, h->session.u));
    }
    return out_str(&out);
}

static HttpRequest request(const Walk *w, const Step *step)
{
    House *h = w->h;
    const Someone *who = step->who == 'm' ? &h->maya : &h->daniel;
    HttpRequest rq = house_request(h, who, str_from_c(step->method), expand(w, step->path));
    if (step->method[0] == 'G') return rq;
    house_header(&rq, S("Origin"), S("http://house.test"));
    house_header(&rq, S("Content-Type"), S("application/x-www-form-urlencoded"));
    rq.body = arena_printf(rq.arena, "%s%scsrf=" STR_FMT "&idem=" STR_FMT, step->fields,
                           step->fields[0] ? "&" : "",
                           STR_ARG(csrf_token(rq.arena, h->app, who->login)),
                           STR_ARG(uuid_str(rq.arena, uuid_new(time_now_ms()))));
    return rq;
}

static void forget_request(House *h)
{
    arena_close(h->arena[--h->request_count]);
}

/* A fault is armed in the thread where it shall happen; a job runs in the writer's. */
static Err job_arm(Ctx *cx, Tx *tx, void *arg)
{
    (void)cx;
    (void)tx;
    arena_fault_at(*(long *)arg);
    return OK;
}

static Err job_hit(Ctx *cx, Tx *tx, void *arg)
{
    (void)cx;
    (void)tx;
    *(bool *)arg = arena_fault_hit();
    arena_fault_at(-1);
    return OK;
}

static void arm(const Walk *w, long n)
{
    House *h = w->h;
    if (w->place == IN_ASKER) arena_fault_at(n);
    else if (w->place == IN_STATEMENT) db_fault_at(n, w->code);
    else HOUSE_OK(h, db_write(&h->cx, h->app->db, job_arm, &n));
}

static bool disarm(const Walk *w)
{
    House *h = w->h;
    bool hit = false;
    if (w->place == IN_ASKER) {
        hit = arena_fault_hit();
        arena_fault_at(-1);
    } else if (w->place == IN_STATEMENT) {
        hit = db_fault_hit();
        db_fault_at(-1, 0);
    } else if (db_write(&h->cx, h->app->db, job_hit, &hit).kind != ERR_NONE) {
        /* The look's note could not become a row: it must be there at the next attempt. */
        err_clear(&h->cx);
        HOUSE_OK(h, db_write(&h->cx, h->app->db, job_hit, &hit));
    }
    return hit;
}

/* --- one step ---------------------------------------------------------------------------- */

#define HELD(step, n, condition) held((condition), (step), (n), #condition, __LINE__)

static void held(bool condition, const Step *step, long n, const char *what, int line)
{
    if (condition) return;
    print_error("%c %s %s, place %ld: %s\n", step->who, step->method, step->path, n, what);
    _fail(__FILE__, line);
}

static bool success(int status) { return status == 200 || status == 303; }

static void remember(Walk *w, const HttpReply *reply)
{
    Str to = house_reply_header(reply, S("Location"));
    size_t at = str_find(to, S("#e-").ptr[0], 0);
    if (str_contains(to, S("#e-")))
        w->entry = arena_str(w->h->cx.arena, str_slice(to, at + 3, to.len));
    bool begun = str_contains(to, S("/check-in/")) || str_contains(to, S("/rating/"));
    if (begun && !str_contains(to, S("?")) && !str_ends(to, S("/done")))
        w->form = arena_str(w->h->cx.arena, to);
}

static void still_well(Walk *w, const Step *step, long n)
{
    static const Step alive = { 'm', "GET", "/alive", "", 204 };
    HttpRequest rq = request(w, &alive);
    HttpReply reply = dispatch_wait(w->h->app, &rq);
    HELD(step, n, reply.status == 204);
    forget_request(w->h);
}

/* One attempt with the n-th place failing.  True when the step is done. */
static bool attempt(Walk *w, const Step *step, long n)
{
    House *h = w->h;
    bool form = step->method[0] == 'P';
    Seen before = see(h);
    HttpRequest rq = request(w, step);
    arm(w, n);
    HttpReply reply = dispatch_wait(h->app, &rq);
    bool hit = disarm(w);
    Seen after = see(h);
    if (hit) {
        w->failures++;
        /* The writer also works for itself (notes, the mark of the log): that fails unseen. */
        HELD(step, n, w->place != IN_ASKER || !success(reply.status));
    } else {
        if (reply.status != step->status) print_error("status %d\n", reply.status);
        HELD(step, n, reply.status == step->status);
    }
    bool changed = after.effects != before.effects;
    HELD(step, n, changed == (form && success(reply.status)));
    HELD(step, n, !success(reply.status) || after.log_rows > before.log_rows);
    HELD(step, n, reply.status < 400 || reply.status == 413 || reply.status >= 500);
    bool done = success(reply.status);
    if (done) remember(w, &reply);
    forget_request(h);
    if (hit) still_well(w, step, n);
    return form ? done : !hit;
}

static void walk(House *h, Place place, int code)
{
    Walk w = { .h = h, .place = place, .code = code };
    for (size_t i = 0; i < sizeof journey / sizeof *journey; i++) {
        long n = 1;
        while (!attempt(&w, &journey[i], n)) {
            n += n < DENSE || place == IN_STATEMENT ? 1 : STRIDE;
            HELD(&journey[i], n, n < PLACES_MAX);
        }
    }
    print_message("%ld failures on the way\n", w.failures);
    /* Of the writer little is asked: a look is only a note to it. */
    assert_true(w.failures > (place == IN_WRITER ? 80 : 200));
}

static void test_faults__memory_of_the_asking_thread_fails_anywhere(void **state)
{
    walk(*state, IN_ASKER, 0);
}

static void test_faults__memory_of_the_writer_fails_anywhere(void **state)
{
    walk(*state, IN_WRITER, 0);
}

static void test_faults__the_disk_is_full_at_any_statement(void **state)
{
    walk(*state, IN_STATEMENT, DISK_FULL);
}

static void test_faults__the_disk_fails_at_any_statement(void **state)
{
    walk(*state, IN_STATEMENT, IO_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_faults__memory_of_the_asking_thread_fails_anywhere),
        house_test(test_faults__memory_of_the_writer_fails_anywhere),
        house_test(test_faults__the_disk_is_full_at_any_statement),
        house_test(test_faults__the_disk_fails_at_any_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
