#include "cohort_run.h"
#include "new_file.h"
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

enum { OUT_SIZE = 1 << 20, WORKER_ARENA = 160 << 20, ORDER_ARENA_EACH = 16, PROGRESS_AFTER_MS = 1000,
       PROGRESS_EVERY_MS = 200 };

typedef struct Shared {
    CohortRun *run;
    pthread_mutex_t lock;
    pthread_cond_t moved;         /* turn, stop or running has changed */
    size_t blocks, next;          /* next block that nobody has taken */
    size_t turn;                  /* the block whose rows are written now */
    size_t running;               /* threads that have not ended */
    bool stop;
    off_t out_at;
    CohortOrder order;
    Err err;                      /* the first that went wrong, by order of the file */
    char err_text[sizeof(((Ctx *)0)->err_text)];
} Shared;

typedef struct Worker {
    Shared *shared;
    Ctx cx;
    CohortReader *reader;
    pthread_t thread;
    size_t block;
    bool has_turn;                /* all blocks before this one are written */
    char *out;
    size_t out_len;
    CohortSums sums;              /* of this block */
    CohortResult result;
} Worker;

/* --- turns: rows are written in the order of the file ------------------------------------------ */

/* False: something before has failed, and nothing more is wanted. */
static bool turn_wait(Worker *w)
{
    Shared *s = w->shared;
    pthread_mutex_lock(&s->lock);
    while (s->turn != w->block && !s->stop) pthread_cond_wait(&s->moved, &s->lock);
    w->has_turn = s->turn == w->block && !s->stop;
    pthread_mutex_unlock(&s->lock);
    return w->has_turn;
}

static void turn_pass(Worker *w)
{
    Shared *s = w->shared;
    pthread_mutex_lock(&s->lock);
    s->turn++;
    w->has_turn = false;
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
}

static void stop_with(Worker *w, Err err)
{
    Shared *s = w->shared;
    pthread_mutex_lock(&s->lock);
    if (!s->stop) {
        s->err = err;
        memcpy(s->err_text, w->cx.err_text, sizeof s->err_text);
    }
    s->stop = true;
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
}

static bool write_at(int fd, Str text, off_t at)
{
    while (text.len > 0) {
        ssize_t put = pwrite(fd, text.ptr, text.len, at);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        at += put;
        text = str_slice(text, (size_t)put, text.len);
    }
    return true;
}

/* The rows so far.  A file takes them at their place while the next block has its turn. */
static void rows_write(Worker *w, bool last)
{
    Shared *s = w->shared;
    if (!w->has_turn && !turn_wait(w)) return;
    Str text = { w->out, w->out_len };
    off_t at = s->out_at;         /* only who has the turn changes it */
    s->out_at += (off_t)text.len;
    w->out_len = 0;
    if (last && s->run->out_is_file) turn_pass(w);
    bool written = s->run->out_is_file ? write_at(s->run->out, text, at) : write_whole(s->run->out, text);
    if (!written)
        stop_with(w, fail(&w->cx, ERR_STORE, "the table cannot be written: no room, or nobody reads"));
    else if (last && !s->run->out_is_file) turn_pass(w);
}

/* --- a block -------------------------------------------------------------------------------------- */

static void tile_take(void *arg, const CohortTile *tile, double (*alliance)[COHORT_LANES],
                      const CohortId *id, size_t people)
{
    Worker *w = arg;
    const CohortRun *run = w->shared->run;
    cohort_tile(&run->rules, tile, alliance, &w->result);
    cohort_add(&w->sums, &w->result, people);
    if (run->out < 0) return;
    for (size_t l = 0; l < people; l++) {
        if (OUT_SIZE - w->out_len < COHORT_PERSON_MAX) rows_write(w, false);
        if (OUT_SIZE - w->out_len < COHORT_PERSON_MAX) w->out_len = 0; /* stopped: nobody reads it */
        char *end = cohort_person(w->out + w->out_len, &run->format, &w->result, l, &id[l]);
        w->out_len = (size_t)(end - w->out);
    }
}

static void sums_join(CohortSums *to, const CohortSums *from)
{
    to->people += from->people;
    to->values += from->values;
    for (size_t i = 0; i < CHANGE_CATEGORY_COUNT; i++) to->category[i] += from->category[i];
    to->started_below += from->started_below;
    for (size_t i = 0; i < COHORT_SCALES; i++) to->signals[i] += from->signals[i];
    to->sessions += from->sessions;
    to->ruptures += from->ruptures;
    to->repaired += from->repaired;
    to->open += from->open;
    to->people_with_rupture += from->people_with_rupture;
    to->slope_sum += from->slope_sum;
    to->change_sum += from->change_sum;
    to->slopes += from->slopes;
    to->changes += from->changes;
}

/* In the order of the file, so that sums come out the same with any number of threads. */
static void block_end(Worker *w, Err err)
{
    Shared *s = w->shared;
    if (!w->has_turn && !turn_wait(w)) return;
    const CohortFaults *faults = cohort_reader_faults(w->reader);
    if (err.kind == ERR_NONE && faults->count > 0) {
        s->run->faults = *faults;
        err = fail(&w->cx, ERR_CONFLICT, "the file has faults");
    }
    if (err.kind != ERR_NONE) {
        stop_with(w, err);
        return;
    }
    sums_join(&s->run->sums, &w->sums);
    cohort_order_join(&s->order, cohort_reader_order(w->reader));
    if (s->run->out >= 0) rows_write(w, true);
    else turn_pass(w);
}

static bool block_next(Worker *w)
{
    Shared *s = w->shared;
    pthread_mutex_lock(&s->lock);
    bool more = s->next < s->blocks && !s->stop;
    if (more) w->block = s->next++;
    pthread_mutex_unlock(&s->lock);
    return more;
}

static void *worker_run(void *arg)
{
    Worker *w = arg;
    Shared *s = w->shared;
    while (block_next(w)) {
        w->sums = (CohortSums){ 0 };
        w->out_len = 0;
        w->has_turn = false;
        off_t from = (off_t)w->block * COHORT_BLOCK;
        Err err = cohort_reader_run(&w->cx, w->reader, from, from + COHORT_BLOCK);
        block_end(w, err);
    }
    pthread_mutex_lock(&s->lock);
    s->running--;
    pthread_cond_broadcast(&s->moved);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* --- progress on a terminal -------------------------------------------------------------------------- */

static void progress_show(size_t done, size_t blocks)
{
    static const size_t width = 30;
    char bar[64] = "\r[";
    size_t full = done * width / blocks;
    for (size_t i = 0; i < width; i++) bar[2 + i] = i < full ? '#' : ' ';
    int len = snprintf(bar + 2 + width, sizeof bar - 2 - width, "] %3zu %%", done * 100 / blocks);
    if (!write_whole(STDERR_FILENO, (Str){ bar, 2 + width + (size_t)len })) return; /* nobody looks */
}

/* Waits until all threads have ended; shows on a terminal how far they are. */
static void wait_for_all(Shared *s)
{
    bool terminal = isatty(STDERR_FILENO), shown = false;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PROGRESS_AFTER_MS / 1000;
    pthread_mutex_lock(&s->lock);
    while (s->running > 0) {
        if (!terminal) pthread_cond_wait(&s->moved, &s->lock);
        else if (pthread_cond_timedwait(&s->moved, &s->lock, &until) == ETIMEDOUT) {
            progress_show(s->turn, s->blocks);
            shown = true;
            until.tv_nsec += PROGRESS_EVERY_MS * 1000000L;
            until.tv_sec += until.tv_nsec / 1000000000L;
            until.tv_nsec %= 1000000000L;
        }
    }
    pthread_mutex_unlock(&s->lock);
    if (shown && !write_whole(STDERR_FILENO, S("\r                                         \r"))) return;
}

/* --- ids in no order: has anybody two places? ----------------------------------------------------------- */

typedef struct Place { uint64_t hash; off_t at; } Place;
typedef struct Places { Place *list; size_t count, room; } Places;

static void place_meet(void *arg, Str id, off_t at)
{
    Places *p = arg;
    uint64_t hash = 0xCBF29CE484222325u; /* FNV-1a */
    for (size_t i = 0; i < id.len; i++) hash = (hash ^ (unsigned char)id.ptr[i]) * 0x100000001B3u;
    if (p->count < p->room) p->list[p->count++] = (Place){ hash, at };
}

static int place_cmp(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static Err id_at(Ctx *cx, CohortReader *r, off_t at, CohortId *ret_id)
{
    TRY(cohort_reader_run(cx, r, at, at + 1));
    *ret_id = cohort_reader_order(r)->first;
    return OK;
}

static void fault_again(CohortRun *run, off_t at, off_t before, const CohortId *id)
{
    size_t column = 0;
    while (run->file->column[column] != COLUMN_ID) column++;
    CohortFault *f = &run->faults.list[0];
    run->faults.count = 1;
    *f = (CohortFault){ .at = at, .column = column };
    snprintf(f->text, sizeof f->text,
             "the rows of %.*s have begun on line %lld already; a person's rows must stand together: "
             "sort the file by id and session", id->len < 40 ? id->len : 40, id->text,
             (long long)cohort_file_line(run->file, before));
}

/* The first place in the file where an id comes back; equal hashes are looked at. */
static Err places_look(Ctx *cx, CohortRun *run, const Places *p, CohortReader *probe)
{
    off_t first = run->file->size, before = 0;
    CohortId found = { 0 }, a, b;
    for (size_t i = 1; i < p->count; i++) {
        const Place *x = &p->list[i - 1], *y = &p->list[i];
        if (x->hash != y->hash || y->at >= first) continue;
        TRY(id_at(cx, probe, x->at, &a));
        TRY(id_at(cx, probe, y->at, &b));
        if (a.len != b.len || memcmp(a.text, b.text, a.len) != 0) continue;
        first = y->at;
        before = x->at;
        found = b;
    }
    if (found.len == 0) return OK;
    fault_again(run, first, before, &found);
    return fail(cx, ERR_CONFLICT, "the file has faults");
}

static Err ids_apart(Ctx *cx, CohortRun *run)
{
    size_t people = run->sums.people;
    Arena *arena = arena_open(people * sizeof(Place) + ((size_t)4 << 20));
    if (!arena) return fail(cx, ERR_LIMIT, "no room to look whether ids come back");
    Places places = { .list = ARENA_ARRAY(arena, Place, people), .room = people };
    CohortReader *r = NULL;
    Err err = cohort_reader_open(cx, arena, run->file, NULL, place_meet, &places, &r);
    if (err.kind == ERR_NONE) err = cohort_reader_run(cx, r, 0, run->file->size);
    if (err.kind == ERR_NONE) {
        qsort(places.list, places.count, sizeof *places.list, place_cmp);
        Places none = { .list = places.list };
        CohortReader *probe = NULL;
        err = cohort_reader_open(cx, arena, run->file, NULL, place_meet, &none, &probe);
        if (err.kind == ERR_NONE) err = places_look(cx, run, &places, probe);
    }
    arena_close(arena);
    return err;
}

/* --- all of it ------------------------------------------------------------------------------------------------ */

static Err worker_open(Ctx *cx, Shared *s, Worker *w)
{
    *w = (Worker){ .shared = s };
    Arena *arena = arena_open(WORKER_ARENA);
    if (!arena) return fail(cx, ERR_LIMIT, "no room for so many threads");
    w->cx = (Ctx){ .arena = arena, .now_ms = cx->now_ms };
    w->out = arena_alloc(arena, OUT_SIZE);
    if (!w->out) return fail(cx, ERR_LIMIT, "no room for so many threads");
    return cohort_reader_open(cx, arena, s->run->file, tile_take, NULL, w, &w->reader);
}

/* As many as start; one is enough. */
static Err workers_run(Ctx *cx, Shared *s, Worker *worker, size_t count)
{
    size_t started = 0;
    Err err = OK;
    for (; started < count && err.kind == ERR_NONE; started++) err = worker_open(cx, s, &worker[started]);
    size_t opened = started;
    s->running = opened;
    for (started = 0; err.kind == ERR_NONE && started < opened; started++)
        if (pthread_create(&worker[started].thread, NULL, worker_run, &worker[started])) break;
    pthread_mutex_lock(&s->lock);
    s->running -= opened - started;
    pthread_mutex_unlock(&s->lock);
    wait_for_all(s);
    for (size_t i = 0; i < started; i++) pthread_join(worker[i].thread, NULL);
    for (size_t i = 0; i < opened; i++) arena_close(worker[i].cx.arena);
    if (err.kind == ERR_NONE && started == 0) return fail(cx, ERR_LIMIT, "no thread can be started");
    return err;
}

Err cohort_run(Ctx *cx, CohortRun *run)
{
    Shared s = { .run = run, .blocks = (size_t)(run->file->size / COHORT_BLOCK) + 1,
                 .out_at = run->out_at, .order = { .by_bytes = true, .by_length = true } };
    size_t threads = run->threads < s.blocks ? run->threads : s.blocks;
    Worker *worker = ARENA_ARRAY(cx->arena, Worker, threads);
    if (!worker) return fail(cx, ERR_LIMIT, "no room for so many threads");
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.moved, NULL);
    Err err = workers_run(cx, &s, worker, threads);
    pthread_cond_destroy(&s.moved);
    pthread_mutex_destroy(&s.lock);
    TRY(err);
    if (s.stop) return fail(cx, s.err.kind, "%s", s.err_text);
    return s.order.by_bytes || s.order.by_length ? OK : ids_apart(cx, run);
}
