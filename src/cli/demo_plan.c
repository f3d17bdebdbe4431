#include "demo_play.h"
#include <stdlib.h>

enum { EVENTS_MAX = 20000, MINUTE_MS = 60 * 1000, DAY_MS = DAY * MINUTE_MS };

/* --- the calendar --------------------------------------------------------------------- */

/* People meet on working days: a weekend moves on to Monday, one that has passed back to Friday. */
static int64_t working_day(int64_t days, int64_t today)
{
    int weekday = date_weekday(date_from_days(days));
    if (weekday < 6) return days;
    return days < today ? days - (weekday - 5) : days + (8 - weekday);
}

static int64_t local_today(const Demo *d)
{
    return date_days(zone_moment(d->practice.zone, d->now_ms).date);
}

static int64_t clock_of(const Demo *d, int64_t days, int hour, int minute)
{
    return zone_instant(d->practice.zone, date_from_days(days), (Clock){ hour, minute, 0 });
}

/* The day of week 0.  A meeting planned for today that would be over is tomorrow's. */
static int64_t anchor_day(const Demo *d, const DemoStory *s)
{
    int64_t today = local_today(d);
    int64_t days = working_day(today + s->anchor, today);
    if (s->anchor < 0 || clock_of(d, days, s->hour, s->minute) > d->now_ms) return days;
    return working_day(days + 1, today);
}

/* --- the list of events ----------------------------------------------------------------- */

static void put(Demo *d, DemoEvent event)
{
    event.order = (int)d->event_count;
    /* What lies ahead has not happened yet. */
    if (event.at_ms <= d->now_ms && d->event_count < d->event_max) d->event[d->event_count++] = event;
}

static int by_time(const void *left, const void *right)
{
    const DemoEvent *a = left;
    const DemoEvent *b = right;
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms ? -1 : 1;
    return a->order - b->order;
}

/* A few minutes that differ from meeting to meeting: nobody is punctual to the second. */
static int64_t wobble(const DemoWork *w, int n, int most)
{
    return (int64_t)((w->index * 7 + n * 13) % most) * MINUTE_MS + (w->index * 17 + n * 29) % 60 * 1000;
}

static void put_look(Demo *d, DemoWork *w, int64_t at_ms, DemoWho by, Action action)
{
    DemoAct *act = ARENA_NEW(d->arena, DemoAct);
    if (!act) return;
    *act = (DemoAct){ .by = by, .verb = DEMO_READ, .action = action };
    put(d, (DemoEvent){ .at_ms = at_ms, .run = demo_look, .work = w, .act = act });
}

/* --- one form ------------------------------------------------------------------------------ */

static Str signs_of(Arena *a, const DemoMeeting *m, int form)
{
    if (form == DEMO_CLIENT_RATING) return str_from_c(m->client);
    if (form == DEMO_THERAPIST_RATING) return str_from_c(m->therapist);
    return arena_printf(a, "%s%s%s%s", m->life, m->phq, m->gad, m->goals ? m->goals : "");
}

/* Opened, answered question by question, sent.  `pace`: milliseconds a question takes. */
static void put_questions(Demo *d, DemoWork *w, int n, int64_t at_ms, int pace)
{
    Str signs = signs_of(d->arena, &w->story->meeting[n], DEMO_CHECK_IN);
    bool under_way = w->story->answering > 0
                  && str_eq(str_from_c(w->story->meeting[n].state), S("planned"));
    size_t answers = under_way ? (size_t)w->story->answering : signs.len;
    w->form[n][DEMO_CHECK_IN].signs = signs.ptr;
    DemoEvent event = { .at_ms = at_ms, .run = demo_form_begins, .work = w, .n = n,
                        .form = DEMO_CHECK_IN };
    put(d, event);
    for (size_t i = 0; i < answers; i++) {
        event.at_ms += pace + (int64_t)((i * 7919 + (size_t)n * 104729) % 5000);
        event.run = demo_form_answer;
        event.question = (int)i;
        put(d, event);
    }
    event.at_ms += pace;
    event.run = demo_form_sent;
    if (!under_way) put(d, event);
}

/* The form after a session: opened, and all of it sent at once. */
static void put_rating(Demo *d, DemoWork *w, int n, int form, int64_t at_ms)
{
    Str signs = signs_of(d->arena, &w->story->meeting[n], form);
    if (signs.len == 0) return;
    w->form[n][form].signs = signs.ptr;
    put(d, (DemoEvent){ .at_ms = at_ms, .run = demo_form_begins, .work = w, .n = n, .form = form });
    put(d, (DemoEvent){ .at_ms = at_ms + 70 * 1000 + wobble(w, n, 1), .run = demo_rating_sent,
                        .work = w, .n = n, .form = form });
}

/* The check-in of this very morning, with an answer somebody should read soon. */
static void put_fresh(Demo *d, DemoWork *w, int n)
{
    int64_t at = clock_of(d, local_today(d), 8, 11) - 15 * 1000;
    const int64_t takes = 6 * MINUTE_MS;
    if (at + takes > d->now_ms) at = d->now_ms - takes;
    put_look(d, w, at - 20 * 1000, CLIENT, ACTION_CLIENT_HOME_READ);
    put_questions(d, w, n, at, 3000);
    put(d, (DemoEvent){ .at_ms = at + 5 * MINUTE_MS, .run = demo_risk_note, .work = w });
    put(d, (DemoEvent){ .at_ms = at + 17 * MINUTE_MS, .run = demo_escalate });
    put(d, (DemoEvent){ .at_ms = at + 62 * MINUTE_MS, .run = demo_escalate });
}

static void put_check_in(Demo *d, DemoWork *w, int n)
{
    const DemoMeeting *m = &w->story->meeting[n];
    bool last = (size_t)n + 1 == w->story->meeting_count;
    if (!m->life) return;
    if (w->story->fresh && last) {
        put_fresh(d, w, n);
        return;
    }
    int64_t at = w->start_ms[n] - (int64_t)m->check_in * MINUTE_MS - wobble(w, n, 23);
    /* One that is under way was begun a while ago, whenever the meeting is. */
    if (at > d->now_ms - 40 * MINUTE_MS) at = d->now_ms - 40 * MINUTE_MS;
    put_look(d, w, at - 40 * 1000, CLIENT, ACTION_CLIENT_HOME_READ);
    put_questions(d, w, n, at, 6000);
}

/* --- one meeting ------------------------------------------------------------------------------- */

static void put_held(Demo *d, DemoWork *w, int n)
{
    int64_t start = w->start_ms[n], end = start + 50 * MINUTE_MS;
    put_look(d, w, start - 34 * MINUTE_MS, THERAPIST, ACTION_CASELOAD_READ);
    put_look(d, w, start - 26 * MINUTE_MS, THERAPIST, ACTION_BRIEF_READ);
    if (w->story->meeting[n].life)
        put_look(d, w, start - 24 * MINUTE_MS, THERAPIST, ACTION_ANSWERS_READ);
    put(d, (DemoEvent){ .at_ms = start, .run = demo_meeting_opens, .work = w, .n = n });
    put_look(d, w, start + 5 * 1000, THERAPIST, ACTION_SESSION_READ);
    put_look(d, w, start + 50 * 1000, CLIENT, ACTION_SESSION_READ);
    put(d, (DemoEvent){ .at_ms = end, .run = demo_meeting_ends, .work = w, .n = n });
    put_rating(d, w, n, DEMO_THERAPIST_RATING, end + 4 * MINUTE_MS);
    put_rating(d, w, n, DEMO_CLIENT_RATING, end + 20 * MINUTE_MS + wobble(w, n, 90));
    put_look(d, w, end + 3 * 60 * MINUTE_MS + wobble(w, n, 50), CLIENT, ACTION_TAKE_HOME_READ);
    int64_t morning = start + 22 * 60 * MINUTE_MS + wobble(w, n, 40);
    if (w->story->meeting[n].client && w->story->meeting[n].therapist)
        put(d, (DemoEvent){ .at_ms = morning, .run = demo_saw_partner, .work = w, .n = n });
    if (n % 3 == 1) put_look(d, w, morning + 30 * MINUTE_MS, CLIENT, ACTION_LOG_READ);
    if (n % 2 == 1) put_look(d, w, morning + 4 * MINUTE_MS, THERAPIST, ACTION_PROGRESS_READ);
}

static void put_meeting(Demo *d, DemoWork *w, int n)
{
    Str state = str_from_c(w->story->meeting[n].state);
    int64_t planned = n == 0 ? w->begin_ms + 2 * MINUTE_MS : w->start_ms[n - 1] + 47 * MINUTE_MS;
    put(d, (DemoEvent){ .at_ms = planned, .run = demo_plan_meeting, .work = w, .n = n });
    put_check_in(d, w, n);
    if (str_eq(state, S("ended"))) put_held(d, w, n);
    int64_t off = w->start_ms[n] + 25 * MINUTE_MS;
    if (str_eq(state, S("cancelled"))) off = w->start_ms[n] - DAY_MS;
    if (str_eq(state, S("missed")) || str_eq(state, S("cancelled")))
        put(d, (DemoEvent){ .at_ms = off, .run = demo_meeting_off, .work = w, .n = n });
}

static DemoDo *run_of(DemoVerb verb)
{
    if (verb == DEMO_READ) return demo_look;
    bool conversation = verb == DEMO_TURN || verb == DEMO_SIGNAL_STATE || verb == DEMO_SIGNAL_CLOSE;
    return conversation ? demo_turn : demo_act;
}

static void put_acts(Demo *d, DemoWork *w)
{
    for (size_t i = 0; i < w->story->act_count; i++) {
        const DemoAct *act = &w->story->act[i];
        int n = act->meeting - 1;
        int64_t from = act->minute < DAY ? w->start_ms[n] : n > 0 ? w->start_ms[n - 1] : w->begin_ms;
        put(d, (DemoEvent){ .at_ms = from + (int64_t)act->minute * MINUTE_MS + (int64_t)(i % 50) * 1000,
                            .run = run_of(act->verb), .work = w, .act = act, .n = n });
    }
}

/* Whoever has taken the invitation reads what is there. */
static void put_joining(Demo *d, DemoWork *w)
{
    int64_t at = w->begin_ms + 9 * 60 * MINUTE_MS + wobble(w, 0, 90);
    put(d, (DemoEvent){ .at_ms = at, .run = demo_client_joins, .work = w });
    put(d, (DemoEvent){ .at_ms = at + 9 * MINUTE_MS, .run = demo_sign_papers, .work = w });
    if (w->index == 0)
        put(d, (DemoEvent){ .at_ms = at + 21 * MINUTE_MS, .run = demo_first_questions, .work = w });
}

/* The client opens the start page, which says who supervises, before anything is brought. */
static void put_own(Demo *d, DemoWork *w)
{
    const int64_t now = d->now_ms, day = DAY_MS;
    for (int n = 0; n < DEMO_OWN_WEEKS; n++)
        put(d, (DemoEvent){ .at_ms = now - (7 * (DEMO_OWN_WEEKS - n) - 4) * day, .run = demo_own_check, .work = w, .n = n });
    put(d, (DemoEvent){ .at_ms = now - 9 * day, .run = demo_own_words, .work = w });
    put_look(d, w, now - 8 * day, CLIENT, ACTION_CLIENT_HOME_READ);
    put(d, (DemoEvent){ .at_ms = now - 7 * day, .run = demo_own_brings, .work = w });
    put(d, (DemoEvent){ .at_ms = now - 6 * day, .run = demo_own_reply, .work = w });
}

/* `n` counts within demo_said. */
static void put_messages(Demo *d, DemoWork *w)
{
    int64_t today = local_today(d), at = 0;
    int64_t monday = today - (date_weekday(date_from_days(today)) - 1);
    put(d, (DemoEvent){ .at_ms = w->begin_ms + 20 * MINUTE_MS, .run = demo_says_hours, .work = w });
    for (size_t i = 0; i < demo_said_count; i++) {
        const DemoSaid *said = &demo_said[i];
        at = clock_of(d, monday - 7 * said->weeks_ago + said->weekday - 1, said->hour, said->minute);
        put(d, (DemoEvent){ .at_ms = at, .run = demo_says, .work = w, .n = (int)i });
    }
    put(d, (DemoEvent){ .at_ms = at + 4 * MINUTE_MS, .run = demo_offers_times, .work = w });
}

static void put_story(Demo *d, DemoWork *w)
{
    const DemoStory *s = w->story;
    int64_t anchor = anchor_day(d, s);
    int last = (int)s->meeting_count - 1;
    for (int n = 0; n <= last; n++)
        w->start_ms[n] = clock_of(d, anchor + 7 * s->meeting[n].week, s->hour, s->minute);
    int64_t today = local_today(d);
    int64_t first = date_days(zone_moment(d->practice.zone, w->start_ms[0]).date);
    int64_t begin = working_day(first - s->weeks_before * 7, today);
    if (begin >= today) begin = working_day(today - 1, today);
    w->begin_ms = clock_of(d, begin, 9, 12 + w->index * 5);
    put(d, (DemoEvent){ .at_ms = w->begin_ms, .run = demo_begin_work, .work = w });
    put(d, (DemoEvent){ .at_ms = w->begin_ms + 1000, .run = demo_put_papers, .work = w });
    if (!s->invited_only) put_joining(d, w);
    for (int n = 0; n <= last; n++) put_meeting(d, w, n);
    put_acts(d, w);
    if (w->index == 0) put_own(d, w);
    if (w->index == 0) put_messages(d, w);
    if (s->share) put(d, (DemoEvent){ .at_ms = d->now_ms - 2 * (int64_t)DAY_MS, .run = demo_share, .work = w });
    if (s->ended)
        put(d, (DemoEvent){ .at_ms = w->start_ms[last] + 2 * (int64_t)DAY_MS, .run = demo_end_work, .work = w });
}

static void put_practice(Demo *d)
{
    int64_t first = d->now_ms;
    for (int i = 0; i < DEMO_STORIES; i++)
        if (d->work[i].begin_ms < first) first = d->work[i].begin_ms;
    int64_t at = first - 20 * (int64_t)DAY_MS;
    put(d, (DemoEvent){ .at_ms = at, .run = demo_open_practice });
    put(d, (DemoEvent){ .at_ms = at + 6 * MINUTE_MS, .run = demo_staff_joins, .n = DEMO_JO });
    put(d, (DemoEvent){ .at_ms = at + 80 * MINUTE_MS, .run = demo_offer_texts });
    for (int n = DEMO_HELEN; n < DEMO_STAFF_COUNT; n++) {
        put(d, (DemoEvent){ .at_ms = at + (10 + 4 * n) * MINUTE_MS, .run = demo_add_staff, .n = n });
        put(d, (DemoEvent){ .at_ms = at + (95 + 37 * n) * MINUTE_MS, .run = demo_staff_joins, .n = n });
    }
}

Err demo_plan(Ctx *cx, Demo *d)
{
    d->event_max = EVENTS_MAX;
    d->event = ARENA_ARRAY(d->arena, DemoEvent, EVENTS_MAX);
    if (!d->event) return fail(cx, ERR_LIMIT, "out of memory");
    for (int i = 0; i < DEMO_STORIES; i++) {
        d->work[i] = (DemoWork){ .story = demo_stories[i], .index = i };
        put_story(d, &d->work[i]);
    }
    put_practice(d);
    if (d->event_count == d->event_max) return fail(cx, ERR_BUG, "the demo has too many events");
    qsort(d->event, d->event_count, sizeof *d->event, by_time);
    return OK;
}
