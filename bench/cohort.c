/* cohort.c - floors of the cohort bench, and the kernel on numbers that already lie in memory.
 *
 *   cohort generate PEOPLE SESSIONS FILE    the file all tools read
 *   cohort read FILE THREADS                seconds to read every byte of it once
 *   cohort memory THREADS                   bandwidth of this machine, as STREAM measures it
 *   cohort kernel PEOPLE SESSIONS THREADS   the kernel: seconds, bytes, and what it counted
 */
#include "measure/builtin.h"
#include "measure/cohort.h"
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

enum { THREADS_MAX = 64, REPEATS = 15, STREAM_DOUBLES = 16 << 20 };

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void give_up(const char *what)
{
    fprintf(stderr, "cohort: %s\n", what);
    exit(1);
}

/* Memory of the size of a cohort: from the system, in huge pages where there are any. */
static void *room(size_t bytes)
{
    void *place = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) give_up("not enough memory");
    madvise(place, bytes, MADV_HUGEPAGE);
    return place;
}

/* --- threads that do one thing at once ------------------------------------------------------ */
typedef void Work(size_t from, size_t to, void *arg, size_t thread);
typedef struct Share { Work *work; void *arg; size_t from, to, thread; } Share;

static void *share_run(void *arg)
{
    Share *s = arg;
    s->work(s->from, s->to, s->arg, s->thread);
    return NULL;
}

/* Seconds for `work` on [0, count) in equal shares; the caller takes the last. */
static double together(size_t threads, size_t count, Work *work, void *arg)
{
    pthread_t id[THREADS_MAX];
    Share share[THREADS_MAX];
    double began = seconds_now();
    for (size_t i = 0; i < threads; i++) {
        share[i] = (Share){ work, arg, count * i / threads, count * (i + 1) / threads, i };
        if (i + 1 == threads) share_run(&share[i]);
        else if (pthread_create(&id[i], NULL, share_run, &share[i])) give_up("no more threads");
    }
    for (size_t i = 0; i + 1 < threads; i++) pthread_join(id[i], NULL);
    return seconds_now() - began;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *list, size_t count)
{
    qsort(list, count, sizeof *list, by_size);
    return list[count / 2];
}

/* --- memory bandwidth -------------------------------------------------------------------------- */
typedef struct Stream { double *a, *b, *c; double sum[THREADS_MAX]; } Stream;

static void stream_triad(size_t from, size_t to, void *arg, size_t thread)
{
    Stream *s = arg;
    (void)thread;
    for (size_t i = from; i < to; i++) s->a[i] = s->b[i] + 3 * s->c[i];
}

/* Eight sums, so that no addition waits for the one before. */
static void stream_read(size_t from, size_t to, void *arg, size_t thread)
{
    Stream *s = arg;
    double sum[8] = { 0 };
    for (size_t i = from; i + 8 <= to; i += 8)
        for (size_t k = 0; k < 8; k++) sum[k] += s->a[i + k];
    for (size_t k = 0; k < 8; k++) s->sum[thread] += sum[k];
}

static void stream_touch(size_t from, size_t to, void *arg, size_t thread)
{
    Stream *s = arg;
    (void)thread;
    for (size_t i = from; i < to; i++) s->a[i] = s->b[i] = s->c[i] = (double)i;
}

static double gigabytes(Stream *s, size_t threads, Work *work, size_t arrays, double *best)
{
    double took[REPEATS];
    for (size_t i = 0; i < REPEATS; i++) took[i] = together(threads, STREAM_DOUBLES, work, s);
    double bytes = (double)(arrays * STREAM_DOUBLES * sizeof(double)) / 1e9;
    double middle = median(took, REPEATS);
    *best = bytes / took[0];
    return bytes / middle;
}

static void memory(size_t threads)
{
    Stream s = { .sum = { 0 } };
    s.a = room(STREAM_DOUBLES * sizeof *s.a);
    s.b = room(STREAM_DOUBLES * sizeof *s.b);
    s.c = room(STREAM_DOUBLES * sizeof *s.c);
    together(threads, STREAM_DOUBLES, stream_touch, &s);
    double best_triad, best_read;
    double triad = gigabytes(&s, threads, stream_triad, 3, &best_triad);
    double read = gigabytes(&s, threads, stream_read, 1, &best_read);
    printf("triad %.2f best_triad %.2f read %.2f best_read %.2f\n", triad, best_triad, read, best_read);
    fprintf(stderr, "%s", s.sum[0] == .5 ? " " : "");
}

/* --- people ------------------------------------------------------------------------------------- */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u; /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static int dice(uint64_t *state, int sides)
{
    return (int)(next_random(state) >> 33) % sides;
}

/* Tenths, so that the file holds them exactly as people type them. */
typedef struct Record { int value; int tenths[COHORT_SCALES]; } Record;

static int clamp(int x, int low, int high)
{
    return x < low ? low : x > high ? high : x;
}

/* A PHQ-9 that mostly falls and sometimes rises, and an alliance that now and then breaks. */
static void person_make(uint64_t person, size_t sessions, Record *record)
{
    uint64_t state = person * 2654435761u + 17;
    int start = 6 + dice(&state, 20), fall = dice(&state, start + 9) - 9;
    int base[COHORT_SCALES];
    for (size_t s = 0; s < COHORT_SCALES; s++) base[s] = 32 + dice(&state, 14);
    for (size_t i = 0; i < sessions; i++) {
        int course = start - fall * (int)i / (int)sessions;
        int dip = dice(&state, 15) == 0 ? 8 + dice(&state, 12) : 0;
        record[i].value = clamp(course + dice(&state, 5) - 2, 0, 27);
        for (size_t s = 0; s < COHORT_SCALES; s++)
            record[i].tenths[s] = clamp(base[s] + dice(&state, 7) - 3 - dip, 10, 50);
    }
}

static void generate(uint64_t people, size_t sessions, const char *path)
{
    Record record[1024];
    FILE *file = fopen(path, "w");
    if (!file || sessions > 1024) give_up("cannot write that");
    fprintf(file, "id,session,value,bond,goals,tasks\n");
    for (uint64_t p = 0; p < people; p++) {
        person_make(p, sessions, record);
        for (size_t i = 0; i < sessions; i++) {
            const int *t = record[i].tenths;
            fprintf(file, "%" PRIu64 ",%zu,%d,%d.%d,%d.%d,%d.%d\n", p + 1, i + 1, record[i].value,
                    t[0] / 10, t[0] % 10, t[1] / 10, t[1] % 10, t[2] / 10, t[2] % 10);
        }
    }
    if (fclose(file)) give_up("cannot write that");
}

/* --- the kernel ----------------------------------------------------------------------------------- */
typedef struct Crowd {
    CohortRow *row;
    CohortResult *result;
    CohortRules rules;
    size_t people, sessions, tiles;
} Crowd;

static void crowd_fill(size_t from, size_t to, void *arg, size_t thread)
{
    Crowd *c = arg;
    (void)thread;
    Record record[1024];
    for (size_t tile = from; tile < to; tile++)
        for (size_t l = 0; l < COHORT_LANES; l++) {
            person_make(tile * COHORT_LANES + l, c->sessions, record);
            for (size_t i = 0; i < c->sessions; i++) {
                CohortRow *row = &c->row[tile * c->sessions + i];
                row->value[l] = record[i].value;
                for (size_t s = 0; s < COHORT_SCALES; s++) row->scale[s][l] = record[i].tenths[s] / 10.0;
            }
        }
    memset(&c->result[from], 1, (to - from) * sizeof *c->result);
}

static void crowd_run(size_t from, size_t to, void *arg, size_t thread)
{
    Crowd *c = arg;
    (void)thread;
    double alliance[1024][COHORT_LANES];
    for (size_t tile = from; tile < to; tile++)
        cohort_tile(&c->rules,
                    &(CohortTile){ .row = c->row + tile * c->sessions, .count = c->sessions },
                    alliance, &c->result[tile]);
}

static CohortRules phq_rules(void)
{
    Arena *arena = arena_open((size_t)8 << 20);
    if (!arena) give_up("not enough memory");
    Ctx cx = { .arena = arena };
    MeasureSet *set = NULL;
    if (measure_builtin(&cx, arena, &set).kind != ERR_NONE) give_up(cx.err_text);
    return cohort_rules(measure_main_scale(measure_find(set, S("phq-9"))), RUPTURE_STILES);
}

static void kernel(size_t people, size_t sessions, size_t threads)
{
    Crowd c = { .people = people, .sessions = sessions, .rules = phq_rules(),
                .tiles = people / COHORT_LANES };
    size_t bytes = c.tiles * sessions * sizeof *c.row;
    c.row = room(bytes);
    c.result = room(c.tiles * sizeof *c.result);
    together(threads, c.tiles, crowd_fill, &c);
    double took[REPEATS];
    for (size_t i = 0; i < REPEATS; i++) took[i] = together(threads, c.tiles, crowd_run, &c);
    double middle = median(took, REPEATS);
    CohortSums sums = { 0 };
    for (size_t i = 0; i < c.tiles; i++) cohort_add(&sums, &c.result[i], COHORT_LANES);
    printf("seconds %.6f best %.6f read_bytes %zu written_bytes %zu people %" PRIu64
           " improved %" PRIu64 " recovered %" PRIu64 " deteriorated %" PRIu64 " signals %" PRIu64
           " slope %.9f ruptures %" PRIu64 " repaired %" PRIu64 "\n",
           middle, took[0], bytes, c.tiles * sizeof *c.result, sums.people,
           sums.category[CHANGE_IMPROVED], sums.category[CHANGE_RECOVERED],
           sums.category[CHANGE_DETERIORATED], sums.signals[0] + sums.signals[1] + sums.signals[2],
           sums.slope_sum / (double)sums.slopes,
           sums.ruptures, sums.repaired);
}

/* --- reading ---------------------------------------------------------------------------------------- */
static void read_share(size_t from, size_t to, void *arg, size_t thread)
{
    static const size_t piece = 1 << 20;
    int fd = *(int *)arg;
    (void)thread;
    char *buffer = room(piece);
    while (from < to) {
        ssize_t got = pread(fd, buffer, to - from < piece ? to - from : piece, (off_t)from);
        if (got <= 0) give_up("cannot read that");
        from += (size_t)got;
    }
    munmap(buffer, piece);
}

static void read_floor(const char *path, size_t threads)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    if (size < 0) give_up("cannot read that");
    double took[5];
    for (size_t i = 0; i < 5; i++) took[i] = together(threads, (size_t)size, read_share, &fd);
    close(fd);
    printf("seconds %.6f bytes %lld\n", median(took, 5), (long long)size);
}

static size_t number(const char *text)
{
    long long value = strtoll(text, NULL, 10);
    if (value < 1) give_up("a number above 0 is expected");
    return (size_t)value;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "generate") && argc == 5) generate(number(argv[2]), number(argv[3]), argv[4]);
    else if (!strcmp(what, "read") && argc == 4) read_floor(argv[2], number(argv[3]));
    else if (!strcmp(what, "memory") && argc == 3) memory(number(argv[2]));
    else if (!strcmp(what, "kernel") && argc == 5) kernel(number(argv[2]), number(argv[3]), number(argv[4]));
    else give_up("generate PEOPLE SESSIONS FILE | read FILE THREADS | memory THREADS | kernel PEOPLE SESSIONS THREADS");
    return 0;
}
