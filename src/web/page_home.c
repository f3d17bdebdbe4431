/* page_home.c - the client's home: what matters before next time. */
#include "asked.h"
#include "cards.h"
#include "../domain/offer.h"
#include "../domain/pace.h"
#include "../domain/preference.h"
#include "../store/alert.h"
#include "../store/episode.h"
#include "../store/log.h"
#include "../store/response.h"
#include "../store/session.h"
#include "../store/supervision.h"
#include "../domain/intake.h"
#include "papers.h"
#include "joint.h"
#include "appointments.h"
#include "messages.h"
#include "views.h"

static Str greeting(Ctx *cx, const Req *rq, Str called)
{
    int hour = zone_moment(rq->practice->zone, cx->now_ms).clock.hour;
    const char *part = hour < 5 ? "Good evening" : hour < 12 ? "Good morning"
                     : hour < 18 ? "Good afternoon" : "Good evening";
    return arena_printf(cx->arena, "%s, " STR_FMT, part, STR_ARG(called));
}

/* The tone they asked for; nobody else sees this page, so what they keep to themselves counts. */
static void fill_tone(Ctx *cx, Req *rq, const Entries *all, HomePage *p)
{
    int64_t choice = preference_choice(all->list, all->count, rq->actor.person,
                                       PREFERENCE_REMINDER, PREFERENCE_FOR_SELF);
    p->check_in_lead = S("Short questions, a few minutes. Skip any you like, and stop when you want.");
    p->preferences = card_work_url(cx, rq, "/preferences");
    p->check_in_asked = choice != 0;
    p->check_in_quiet = choice == REMIND_NOT;
    if (choice == REMIND_WARMLY)
        p->check_in_lead = S("Whenever it suits you. A few words help us begin where you are, and none is fine too.");
    if (choice == REMIND_FACTS && p->has_next)
        p->check_in_lead = arena_printf(cx->arena, "Open until " STR_FMT ".", STR_ARG(p->next_when));
    if (choice == REMIND_NOT) p->check_in_lead = S("It is here if you want it.");
}

/* The check-in before the next session: to begin, to go on with, or sent. */
static Err fill_check_in(Ctx *cx, Req *rq, const Session *next, HomePage *p)
{
    bool found = false;
    Response r;
    EpisodeId e = req_episode(rq);
    SessionId session = p->has_next ? next->id : (SessionId){ { { 0 } } };
    p->ask_check_in = !p->ended;
    p->check_in_title = p->has_next
        ? arena_printf(cx->arena, "Before " STR_FMT ": how has life been?", STR_ARG(p->next_day))
        : S("How has life been?");
    p->check_in_begin = card_work_url(cx, rq, "/check-in");
    TRY(response_for(cx, rq->tx, rq->grant, e, rq->actor.person, FORM_CHECK_IN, session, &found, &r));
    if (!found) return OK;
    Str id = uuid_str(cx->arena, r.id.u);
    Str episode = req_path(rq, "episode");
    p->check_in_open = !r.sent;
    p->check_in_sent = r.sent;
    p->check_in_go = url_printf(cx->arena, "/work/" STR_FMT "/check-in/" STR_FMT, STR_ARG(episode), STR_ARG(id));
    p->check_in_read = url_printf(cx->arena, "/work/" STR_FMT "/answers/" STR_FMT, STR_ARG(episode), STR_ARG(id));
    if (r.sent)
        p->check_in_said = time_say_when(cx->arena, rq->practice->zone, r.sent_ms, cx->now_ms);
    return OK;
}

static Err fill_next(Ctx *cx, Req *rq, const Episode *work, const Places *places, HomePage *p)
{
    const Session next = places->next;
    const Zone *zone = rq->practice->zone;
    p->has_next = places->has_next;
    if (p->has_next) {
        p->next_open = str_eq(next.state, S("open"));
        p->next_when = time_say_day_clock(cx->arena, zone, next.starts_ms);
        Str day = time_say_day(cx->arena, zone, next.starts_ms);
        p->next_day = str_slice(day, 0, str_find(day, ' ', 0));
        p->next_place = next.place;
        p->next_number = arena_printf(cx->arena, "%lld", (long long)next.number);
        p->next_url = card_session_url(cx, rq, next.id, "");
        p->agenda_add = card_session_url(cx, rq, next.id, "/entries");
        AgendaLine *agenda;
        TRY(cards_agenda(cx, rq, work, &places->entries, next.id, &agenda, &p->agenda_count));
        p->agenda = agenda;
    }
    fill_tone(cx, rq, &places->entries, p);
    return fill_check_in(cx, rq, &next, p);
}

static Err fill_last(Ctx *cx, Req *rq, const Places *places, HomePage *p)
{
    RatingState rating;
    Str *took;
    const Session last = places->last;
    const WordsOf of = { .session = last.id, .kind = ENTRY_TAKEAWAY };
    if (!places->has_last) return OK;
    p->take_home = card_session_url(cx, rq, last.id, "/take-home");
    TRY(cards_words(cx, &places->entries, &of, &took, &p->took_count));
    p->took = took;
    TRY(rating_state(cx, rq->tx, rq->grant, req_episode(rq), last.id, &rating));
    p->ask_rating = !rating.own_sent && !p->ended;
    p->rating_begin = card_session_url(cx, rq, last.id, "/rate");
    p->rating_number = arena_printf(cx->arena, "%lld", (long long)last.number);
    return OK;
}

/* Fewer than two points are not a line. */
static Err fill_chart(Ctx *cx, Req *rq, HomePage *p)
{
    StoredScores scores;
    TRY(score_list(cx, rq->tx, rq->grant, req_episode(rq), S("tandem-life"), S("total"), &scores));
    ChartPoint *points = ARENA_ARRAY(cx->arena, ChartPoint, scores.count);
    Chart *chart = ARENA_NEW(cx->arena, Chart);
    if (!chart || (!points && scores.count)) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < scores.count; i++)
        points[i] = (ChartPoint){ .at_ms = scores.list[i].at_ms, .value = scores.list[i].score };
    if (scores.count < 2) return OK;
    p->chart_said = arena_printf(cx->arena,
        "Your check-ins have moved from " STR_FMT " to " STR_FMT " out of 10 since " STR_FMT ".",
        STR_ARG(say_fixed(cx->arena, points[0].value, 1)),
        STR_ARG(say_fixed(cx->arena, points[scores.count - 1].value, 1)),
        STR_ARG(time_say_day_year(cx->arena, rq->practice->zone, points[0].at_ms)));
    *chart = (Chart){ .id = S("life"), .title = S("How life has been"), .summary = p->chart_said,
                      .low = 0, .high = 10, .decimals = 1, .zone = rq->practice->zone,
                      .series = { { S("You"), points, scores.count } }, .series_count = 1 };
    p->chart = chart;
    return OK;
}

static Err fill_looked(Ctx *cx, Req *rq, HomePage *p)
{
    bool found = false;
    LogRow row;
    Action action;
    TRY(log_last_other(cx, rq->tx, rq->grant, req_episode(rq), &found, &row));
    if (!found || !action_find(row.action, &action)) return OK;
    Str who = row.actor_name.len ? row.actor_name : S("The practice’s office");
    Str when = time_say_when(cx->arena, rq->practice->zone, row.at_ms, cx->now_ms);
    p->looked = arena_printf(cx->arena, STR_FMT " %s, " STR_FMT ".", STR_ARG(who),
                             action_row(action)->sentence, STR_ARG(when));
    return OK;
}

/* How it went is asked about where people agreed to go step by step, and only there. */
static Err fill_trying(Ctx *cx, const Joint *j, HomePage *p)
{
    Str *list = ARENA_ARRAY(cx->arena, Str, j->all.count);
    if (!list && j->all.count) return fail(cx, ERR_LIMIT, "request too large");
    p->asks_went = pace_in_force(j->all.list, j->all.count, &j->work) == PACE_STEPS && !p->ended;
    for (size_t i = 0; i < j->all.count; i++) {
        const Entry *e = &j->all.list[i];
        if (e->kind != ENTRY_TASK || e->state != ENTRY_ACTIVE) continue;
        const EntryWording *w = entry_wording_at(e, offer_of(e, &j->work).in_force);
        if (w) list[p->trying_count++] = w->text;
    }
    p->trying = list;
    return OK;
}

/* What somebody learned from them, the newest few, as they asked for it. */
static Err fill_learned(Ctx *cx, Req *rq, const Episode *work, HomePage *p)
{
    enum { SHOWN = 3 };
    Entries all;
    int64_t choice = 0;
    AgendaLine *list = ARENA_ARRAY(cx->arena, AgendaLine, SHOWN);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(asked_choice(cx, rq, rq->actor.person, PREFERENCE_LEARNED, PREFERENCE_FOR_SELF, &choice));
    if (choice == LEARNED_PAGE || choice == LEARNED_NOT) return OK;
    TRY(entry_list_kinds(cx, rq->tx, rq->grant, req_episode(rq), (EntryKinds){ { ENTRY_LEARNED } }, &all));
    for (size_t i = all.count; i-- > 0 && p->learned_count < SHOWN;) {
        const Entry *e = &all.list[i];
        bool shown = e->state != ENTRY_WITHDRAWN && !uuid_eq(e->author.u, rq->actor.person.u);
        if (shown) list[p->learned_count++] = (AgendaLine){ .who = card_who(rq, work, e->author), .text = entry_text(e) };
    }
    p->learned = list;
    p->learned_hidden = choice == 0;
    p->learned_url = card_work_url(cx, rq, "/learned");
    return OK;
}

/* Offered until the two have met once; from then on they stand among the documents. */
static Err fill_intake(Ctx *cx, Req *rq, const Places *places, HomePage *p)
{
    bool found = false;
    Response r;
    MeasureSet set;
    const SessionId none = { { { 0 } } };
    if (p->ended) return OK;
    TRY(intake_set(cx, rq->app->measures, rq->practice, &set));
    TRY(response_for(cx, rq->tx, rq->grant, req_episode(rq), rq->actor.person, FORM_INTAKE, none, &found, &r));
    p->intake_open = found && !r.sent;
    p->ask_intake = p->intake_open || (set.count > 0 && !found && !places->has_last);
    p->intake_begin = card_work_url(cx, rq, "/intake");
    return OK;
}

static Err fill_papers(Ctx *cx, Req *rq, const Episode *work, HomePage *p)
{
    Papers all;
    if (p->ended) return OK;
    TRY(paper_list(cx, rq->tx, rq->grant, req_episode(rq), &all));
    TalkLine *lines = ARENA_ARRAY(cx->arena, TalkLine, all.count);
    if (!lines && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        if (paper_asks(rq, work, &all.list[i]) && paper_stands(&all.list[i].answers, rq->actor.person) == PAPER_NOTHING)
            lines[p->paper_count++] = (TalkLine){ .title = paper_title(all.list[i].words),
                .text = paper_kind_say(all.list[i].kind), .button = S("Read it"),
                .url = paper_url(cx, rq, all.list[i].entry.id, "") };
    p->papers = lines;
    return OK;
}

static Err fill_rest(Ctx *cx, Req *rq, const Joint *j, HomePage *p)
{
    TalkLine *talk, *checks;
    const Episode *work = &j->work;
    p->form = j->form;
    TRY(joint_goals(j, &p->goals, &p->goals_waiting));
    TRY(cards_talk(cx, rq, work, &talk, &p->talk_count));
    TRY(cards_checks(cx, rq, work, &j->all, &checks, &p->check_count));
    p->talk = talk;
    p->checks = checks;
    TRY(fill_trying(cx, j, p));
    p->follow = card_work_url(cx, j->rq, "/follow");
    p->pace = card_work_url(cx, j->rq, "/pace");
    p->report = card_work_url(cx, j->rq, "/report");
    p->goals_page = card_work_url(cx, rq, "/goals");
    p->progress = card_work_url(cx, rq, "/progress");
    p->log = card_work_url(cx, rq, "/log");
    p->safety = card_work_url(cx, rq, "/safety");
    p->take = card_work_url(cx, rq, "/record");
    p->mirror = card_work_url(cx, rq, "/mirror");
    p->messages = card_work_url(cx, rq, "/messages");
    TRY(message_sign(cx, rq, work, &p->message_said));
    TRY(appointment_sign(cx, rq, work, &p->times_said));
    p->sessions = card_work_url(cx, rq, "/sessions");
    p->alert_waits = rq->facts.alert_waits;
    TRY(fill_chart(cx, rq, p));
    return fill_looked(cx, rq, p);
}

/* On the first screen, before anything about the work can be brought to them. */
static Err fill_supervised(Ctx *cx, Req *rq, const Episode *work, HomePage *p)
{
    Supervisions all;
    TRY(supervision_list(cx, rq->tx, rq->grant, work->id, &all));
    Str *said = ARENA_ARRAY(cx->arena, Str, all.count);
    if (!said && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) {
        const Supervision *s = &all.list[i];
        const Member *m = episode_member(work, s->therapist);
        said[p->supervised_count++] = arena_printf(cx->arena, s->refused_ms
            ? STR_FMT " supervises " STR_FMT ". You would rather not have your work brought there, and it is not."
            : STR_FMT " supervises " STR_FMT ".", STR_ARG(s->profile.name),
            STR_ARG(m ? profile_called(&m->profile) : S("")));
    }
    p->supervised = said;
    p->sharing = card_work_url(cx, rq, "/sharing");
    return OK;
}

Err page_client_home(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Episode work;
    Places places;
    Joint joint;
    HomePage *p = ARENA_NEW(cx->arena, HomePage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(frame_fill(cx, rq, S("Home"), FRAME_READ, TAB_HOME, &frame));
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    const Member *self = episode_member(&work, rq->actor.person);
    p->greeting = greeting(cx, rq, self ? profile_called(&self->profile) : frame.person_name);
    p->other = episode_others(cx->arena, &work, rq->actor.person);
    p->both = arena_printf(cx->arena, "You and " STR_FMT, STR_ARG(p->other));
    p->ended = work.state == EPISODE_ENDED;
    p->idem = rq->idem;
    TRY(cards_places(cx, rq, &places));
    TRY(fill_next(cx, rq, &work, &places, p));
    TRY(fill_last(cx, rq, &places, p));
    TRY(fill_intake(cx, rq, &places, p));
    TRY(fill_papers(cx, rq, &work, p));
    joint_begin(cx, rq, &frame, &work, &places.entries, S("home"), &joint);
    TRY(fill_learned(cx, rq, &work, p));
    TRY(fill_supervised(cx, rq, &work, p));
    TRY(fill_rest(cx, rq, &joint, p));
    view_client_home(&reply->body, &frame, p);
    return OK;
}
