/* page_mirror.c - how we work together: counts of domain/mirror.h as questions to talk about. */
#include "cards.h"
#include "form.h"
#include "../domain/mirror.h"
#include "../store/episode.h"
#include "../views/mirror.h"
#include "views.h"

enum { LINES = 8, HOUR_MS = 3600 * 1000 };

typedef struct Mirrored {
    Ctx *cx;
    Req *rq;
    Episode work;
    Mirror m;
} Mirrored;

static Err load(Ctx *cx, Req *rq, Mirrored *ret_mirrored)
{
    Sessions sessions;
    EntryHeads heads;
    Entries entries;
    SignalTimes times;
    EpisodeId e = req_episode(rq);
    Mirrored *m = ret_mirrored;
    *m = (Mirrored){ .cx = cx, .rq = rq };
    TRY(episode_load(cx, rq->tx, rq->grant, e, &m->work));
    TRY(session_list(cx, rq->tx, rq->grant, e, &sessions));
    TRY(entry_heads(cx, rq->tx, rq->grant, e, &heads));
    TRY(entry_list_kinds(cx, rq->tx, rq->grant, e,
                         (EntryKinds){ { ENTRY_GOAL, ENTRY_CHECK, ENTRY_PREFERENCE } }, &entries));
    TRY(signal_times(cx, rq->tx, rq->grant, e, &times));
    const MirrorFacts facts = { &m->work, sessions.list, sessions.count, heads.list, heads.count,
                                entries.list, entries.count, times.list, times.count };
    mirror_of(&facts, &m->m);
    return OK;
}

/* "5 of 8 topics" with the words given; its own words when there is nothing to count. */
static Str of_said(const Mirrored *m, MirrorShare share, const char *what, const char *none)
{
    if (share.whole == 0) return str_from_c(none);
    return arena_printf(m->cx->arena, "%lld of %lld %s", (long long)share.part, (long long)share.whole, what);
}

static Str first_words_said(const Mirrored *m)
{
    Arena *a = m->cx->arena;
    Str talked = of_said(m, m->m.signals, "things that were noticed have been talked about.",
                         "Nothing was noticed that both of you have opened.");
    if (!m->m.has_first_words) return talked;
    int64_t hours = m->m.first_words_ms / HOUR_MS;
    if (hours < 48)
        return arena_printf(a, STR_FMT " Half of them within %lld hours.", STR_ARG(talked), (long long)(hours + 1));
    return arena_printf(a, STR_FMT " Half of them within %lld days.", STR_ARG(talked), (long long)(hours / 24 + 1));
}

static Str identity_said(const Mirrored *m)
{
    Str said = of_said(m, m->m.identity, "of you have written who they are, where both read it.", "");
    if (m->m.identity_ms == 0) return said;
    return arena_printf(m->cx->arena, STR_FMT " Last touched on " STR_FMT ".", STR_ARG(said),
                        STR_ARG(time_say_day_year(m->cx->arena, m->rq->practice->zone, m->m.identity_ms)));
}

static void fill_lines(const Mirrored *m, MirrorLine *l, size_t *ret_count)
{
    const MirrorLine lines[LINES] = {
        { S("Whose topics"), of_said(m, m->m.agenda, "topics were put on the list by the client.", "No topics yet."),
          S("Topics of the newest 20 sessions that were held: those a client put there, of all. Topics taken back are not counted."),
          S("Does the list begin where the client wants to begin? Who would like more room?") },
        { S("Who spoke, in what was kept"), of_said(m, m->m.said, "things said or named in sessions are the client’s.", "Nothing was kept of what was said."),
          S("Voices and moments worth naming of the same sessions: a client’s, of all."),
          S("Whose words do we keep, and whose get lost?") },
        { S("What is taken along"), of_said(m, m->m.takeaways, "sessions ended with something in the client’s own words.", "No session has ended yet."),
          S("Of the same sessions: those with at least one takeaway whose newest words a client wrote and that nobody declined."),
          S("Do we leave time for that, or does the hour run out?") },
        { S("Goals we agree on"), of_said(m, m->m.goals, "goals are agreed by everyone.", "No goals are being worked on."),
          S("Goals people work on now: those with words in force that every client and therapist said yes to."),
          S("What keeps an open one open? It may well stay so.") },
        { S("Understood?"), of_said(m, m->m.checks, "questions “did I understand you?” have an answer.", "Nobody has asked yet whether they understood."),
          S("Questions about shared words whose newest wording was answered by the one it asks."),
          S("Is it easy to say “not quite” here? What would make it easier?") },
        { S("Written where both read it"), of_said(m, m->m.shared, "things written between sessions are the client’s.", "Nothing was written between sessions yet."),
          S("Topics, views, thoughts, open questions, sentences of the picture, passages and answers beside them, why goals matter, and what somebody learned: shown to everyone; a client’s, of all."),
          S("Who writes, who reads, and is that how you both want it?") },
        { S("When something came between"), first_words_said(m),
          S("What was noticed towards worse and both sides have opened: talked about means that one of you wrote about it. Of the times to the first words, the middle one."),
          S("How was it to bring it up? What would help to do it sooner, or with less worry?") },
        { S("Differences between us"), identity_said(m),
          S("Clients and therapists in the work who wrote under “Who I am, and what sets me apart, that I want named”, and show it to everyone."),
          S("Which difference between you have you talked about, and which not yet?") },
    };
    memcpy(l, lines, sizeof lines);
    *ret_count = LINES;
}

static Str short_of(const Mirrored *m, MirrorShare share)
{
    if (share.whole == 0) return S("none");
    return arena_printf(m->cx->arena, "%lld of %lld", (long long)share.part, (long long)share.whole);
}

static Err fill_rows(const Mirrored *m, MirrorPage *p)
{
    Arena *a = m->cx->arena;
    size_t count = m->m.session_count;
    MirrorRow *rows = ARENA_ARRAY(a, MirrorRow, MIRROR_SESSIONS_MAX);
    if (!rows) return fail(m->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < count; i++) {
        const MirrorSession *s = &m->m.session[count - 1 - i];
        rows[i] = (MirrorRow){ .when = time_say_short(a, m->rq->practice->zone, s->at_ms),
            .number = arena_printf(a, "%lld", (long long)s->number), .agenda = short_of(m, s->agenda),
            .said = short_of(m, s->said), .takeaways = arena_printf(a, "%lld", (long long)s->takeaways) };
    }
    p->rows = rows;
    p->row_count = count;
    return OK;
}

/* Sessions without topics are gaps in the line, not zeroes. */
static Err fill_chart(const Mirrored *m, MirrorPage *p)
{
    Arena *a = m->cx->arena;
    size_t counted = 0;
    ChartPoint *points = ARENA_ARRAY(a, ChartPoint, MIRROR_SESSIONS_MAX);
    Chart *chart = ARENA_NEW(a, Chart);
    if (!points || !chart) return fail(m->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < m->m.session_count; i++) {
        const MirrorSession *s = &m->m.session[i];
        int percent = mirror_percent(s->agenda);
        points[i] = (ChartPoint){ .at_ms = s->at_ms, .value = percent, .missing = percent < 0 };
        counted += percent >= 0;
    }
    if (counted < 2) return OK;
    p->trend = arena_printf(a, "Over %zu sessions with topics, %d in a hundred topics came from the client.", counted,
                            mirror_percent(m->m.agenda));
    *chart = (Chart){ .id = S("topics"), .title = S("Topics from the client, session by session"),
                      .summary = p->trend, .low = 0, .high = 100, .zone = m->rq->practice->zone,
                      .series = { { S("Topics from the client, in percent"), points, m->m.session_count } },
                      .series_count = 1 };
    p->chart = chart;
    return OK;
}

Err page_mirror(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Mirrored m;
    MirrorPage p = { .line_count = 0 };
    MirrorLine *lines = ARENA_ARRAY(cx->arena, MirrorLine, LINES);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    TRY(frame_fill(cx, rq, S("How we work together"), FRAME_READ, TAB_PROGRESS, &frame));
    TRY(load(cx, rq, &m));
    fill_lines(&m, lines, &p.line_count);
    p.lines = lines;
    p.who = you_and(cx->arena, &m.work, rq->actor.person);
    bool client = grant_is_client_view(rq->grant);
    p.back = card_work_url(cx, rq, client ? "/home" : "");
    if (grant_may(rq->grant, ACTION_ENTRY_WRITE))
        p.talk = url_printf(cx->arena, "/work/" STR_FMT "%s#ag", STR_ARG(req_path(rq, "episode")), client ? "/home" : "");
    TRY(fill_rows(&m, &p));
    TRY(fill_chart(&m, &p));
    view_mirror(&reply->body, &frame, &p);
    return OK;
}
