/* demo_bulk.c - many plain pieces of work, for measuring: people with numbers for names, ten
 * sessions each, a check-in before every one.  No stories; a real practice's size and shape. */
#include "demo_play.h"
#include "../store/entry.h"
#include "../store/episode.h"
#include "../store/person.h"
#include "../store/session.h"

enum { SESSIONS = 10, CASELOAD = 25, JOB_EPISODES = 50, JOB_ARENA_MAX = 64 << 20,
       SAY_EVERY = 10000, DAY_MS = 24 * 60 * 60 * 1000, WEEK_MS = 7 * DAY_MS };

typedef struct Bulk {
    Demo *d;
    int64_t from, to;         /* numbers of the episodes in this job */
    Actor therapist;          /* of the caseload that is being filled */
} Bulk;

typedef struct BulkWork {
    Bulk *b;
    int64_t number;
    EpisodeId id;
    PersonId client;
    Actor client_actor;
} BulkWork;

static const EpisodeId no_episode;

/* Any number, the same each time. */
static int spread(int64_t a, int64_t b, int below)
{
    uint64_t x = (uint64_t)a * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)b * UINT64_C(0xd1b54a32d192ed03);
    x ^= x >> 31;
    return (int)((x * UINT64_C(0xbf58476d1ce4e5b9) >> 40) % (uint64_t)below);
}

static Err add_person(Ctx *cx, Tx *tx, const Grant *g, const Demo *d, const char *what,
                      int64_t number, uint32_t capacity, PersonId *ret_id)
{
    Person p = { .id = ID_NEW(Person, cx->now_ms), .capacities = capacity, .state = S("active"),
                 .profile = { .name = arena_printf(cx->arena, "%c%s %07lld", what[0] - 'a' + 'A', what + 1,
                                                   (long long)number),
                              .email = arena_printf(cx->arena, "%s%07lld@demo.example", what, (long long)number),
                              .language = S("en") } };
    TRY(person_create(cx, tx, g, &p));
    *ret_id = p.id;
    return d ? person_set_password(cx, tx, g, p.id, d->phc) : OK;
}

static Err next_therapist(Ctx *cx, Tx *tx, Bulk *b, int64_t number)
{
    const Grant *g;
    PersonId id;
    Actor jo = { .practice = b->d->practice.id, .person = b->d->staff[DEMO_JO].id,
                 .capacities = CAP_ADMINISTRATOR };
    TRY(gate_enter(cx, tx, &jo, ACTION_PRACTICE_WRITE, no_episode, &g));
    TRY(add_person(cx, tx, g, b->d, "therapist", number / CASELOAD, CAP_THERAPIST, &id));
    b->therapist = (Actor){ .practice = jo.practice, .person = id, .capacities = CAP_THERAPIST };
    return OK;
}

/* An account without a password: nobody signs in as one of thousands. */
static Err begin_work(Ctx *cx, Tx *tx, BulkWork *w)
{
    const Grant *g;
    Actor *therapist = &w->b->therapist;
    TRY(gate_enter(cx, tx, therapist, ACTION_EPISODE_CREATE, no_episode, &g));
    w->id = ID_NEW(Episode, cx->now_ms);
    TRY(add_person(cx, tx, g, NULL, "client", w->number, CAP_CLIENT, &w->client));
    w->client_actor = (Actor){ .practice = therapist->practice, .person = w->client, .capacities = CAP_CLIENT };
    int64_t began = cx->now_ms - (SESSIONS + 1) * (int64_t)WEEK_MS;
    TRY(episode_create(cx, tx, g, w->id, S("individual"), began));
    TRY(episode_add_member(cx, tx, g, w->id, therapist->person, PART_THERAPIST, S("active"), began));
    return episode_add_member(cx, tx, g, w->id, w->client, PART_CLIENT, S("active"), began);
}

static Err hold_sessions(Ctx *cx, Tx *tx, BulkWork *w, SessionId *session)
{
    const Grant *g, *state;
    int64_t now = cx->now_ms;
    TRY(gate_enter(cx, tx, &w->b->therapist, ACTION_SESSION_PLAN, w->id, &g));
    TRY(gate_enter(cx, tx, &w->b->therapist, ACTION_SESSION_STATE, w->id, &state));
    for (int i = 0; i < SESSIONS; i++) {
        int64_t start = now - (SESSIONS - 1 - i) * (int64_t)WEEK_MS + (1 + spread(w->number, 7, 96)) * (int64_t)3600000;
        cx->now_ms = start - WEEK_MS;
        TRY(session_plan(cx, tx, g, w->id, start, 50, S("Room 1"), &session[i]));
        if (i == SESSIONS - 1) break;
        cx->now_ms = start;
        TRY(session_set_state(cx, tx, state, w->id, session[i], S("open")));
        cx->now_ms = start + 50 * 60000;
        TRY(session_set_state(cx, tx, state, w->id, session[i], S("ended")));
    }
    cx->now_ms = now;
    return OK;
}

static Err score_one(Ctx *cx, Tx *tx, const Grant *g, const BulkWork *w, const Response *r,
                     const Definition *d, int step)
{
    Scores scores;
    Answer *answers = ARENA_ARRAY(cx->arena, Answer, d->item_count + 1);
    if (!answers) return fail(cx, ERR_LIMIT, "out of memory");
    for (size_t i = 0; i < d->item_count; i++) {
        const MeasureItem *item = &d->items[i];
        int range = (int)(item->high - item->low) + 1;
        /* No safety answers: ten thousand alerts would be no practice's shape. */
        int value = d->flag_count ? spread(w->number + step, (int64_t)i, 2) : spread(w->number + step, (int64_t)i, range);
        bool risk = d->flag_count && d->flags[0].item == i;
        answers[i] = ANSWER(item->low + (risk ? 0 : value));
        GivenAnswer given = { .key = answer_key(cx->arena, d->id, item->id), .status = STATUS_ANSWERED,
                              .value = (int64_t)answers[i].value };
        if (step == SESSIONS - 2) TRY(answer_save(cx, tx, g, w->id, r, &given, NULL));
    }
    TRY(measure_score(cx, cx->arena, d, answers, d->item_count, &scores));
    return score_save(cx, tx, g, w->id, r, &scores);
}

/* Answers stand behind the latest form; of the earlier ones the scores. */
static Err check_in(Ctx *cx, Tx *tx, BulkWork *w, const SessionId *session)
{
    static const char *const measure[] = { "tandem-life", "phq-9", "gad-7" };
    const Grant *g;
    int64_t now = cx->now_ms;
    TRY(gate_enter(cx, tx, &w->client_actor, ACTION_CHECK_IN_WRITE, w->id, &g));
    for (int i = 0; i < SESSIONS - 1; i++) {
        Response r;
        cx->now_ms = now - (SESSIONS - 1 - i) * (int64_t)WEEK_MS;
        TRY(response_begin(cx, tx, g, w->id, session[i], FORM_CHECK_IN, w->b->d->app->measures, &r));
        for (size_t m = 0; m < COUNT_OF(measure); m++)
            TRY(score_one(cx, tx, g, w, &r, measure_find(w->b->d->app->measures, str_from_c(measure[m])), i));
        TRY(response_send(cx, tx, g, w->id, &r));
    }
    cx->now_ms = now;
    return OK;
}

static Err set_goal(Ctx *cx, Tx *tx, BulkWork *w)
{
    const Grant *g;
    EntryId id;
    EntryNew goal = { .kind = ENTRY_GOAL, .owner = w->client, .text = S("Be at ease with the telephone.") };
    TRY(gate_enter(cx, tx, &w->client_actor, ACTION_JOINT_WRITE, w->id, &g));
    return entry_add(cx, tx, g, w->id, &goal, &id);
}

static Err job_bulk(Ctx *cx, Tx *tx, void *arg)
{
    Bulk *b = arg;
    for (int64_t n = b->from; n < b->to; n++) {
        BulkWork w = { .b = b, .number = n };
        SessionId session[SESSIONS];
        if (n % CASELOAD == 0) TRY(next_therapist(cx, tx, b, n));
        TRY(begin_work(cx, tx, &w));
        TRY(hold_sessions(cx, tx, &w, session));
        TRY(check_in(cx, tx, &w, session));
        TRY(set_goal(cx, tx, &w));
    }
    return OK;
}

Err demo_bulk(Ctx *cx, Demo *d, int64_t episodes)
{
    Bulk b = { .d = d };
    for (b.from = 0; b.from < episodes; b.from = b.to) {
        b.to = b.from + JOB_EPISODES < episodes ? b.from + JOB_EPISODES : episodes;
        Arena *arena = arena_open(JOB_ARENA_MAX);
        if (!arena) return fail(cx, ERR_LIMIT, "out of memory");
        Ctx inner = { .arena = arena, .now_ms = d->now_ms };
        Err err = db_write(&inner, d->app->db, job_bulk, &b);
        if (err.kind != ERR_NONE) err = fail(cx, err.kind, "%s", inner.err_text);
        arena_close(arena);
        TRY(err);
        if (b.to % SAY_EVERY == 0) LOG(LOG_INFO, "demo", LOG_NUM("episodes", b.to));
    }
    return OK;
}
