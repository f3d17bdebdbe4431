/* page_brief.c - one person's work as the therapist prepares for it: two minutes. */
#include "cards.h"
#include "joint.h"
#include "appointments.h"
#include "messages.h"
#include "../store/episode.h"
#include "../store/response.h"
#include "../store/session.h"
#include "views.h"

static void fill_person(const Episode *work, BriefPage *p)
{
    const Member *client = episode_part(work, PART_CLIENT);
    if (!client) return;
    p->name = client->profile.name;
    p->called = profile_called(&client->profile);
    p->pronouns = client->profile.pronouns;
    p->identity = client->profile.identity;
    p->phone = client->profile.phone;
    p->invited = client->state == MEMBER_INVITED;
}

static Err fill_next(Ctx *cx, Req *rq, const Episode *work, const Places *places, BriefPage *p)
{
    const Session *next = &places->next;
    AgendaLine *agenda;
    p->has_next = places->has_next;
    if (!p->has_next) return OK;
    p->next_when = time_say_day_clock(cx->arena, rq->practice->zone, next->starts_ms);
    p->next_place = next->place;
    p->next_number = arena_printf(cx->arena, "%lld", (long long)next->number);
    p->next_url = card_session_url(cx, rq, next->id, "");
    p->agenda_add = card_session_url(cx, rq, next->id, "/entries");
    TRY(cards_agenda(cx, rq, work, &places->entries, next->id, &agenda, &p->agenda_count));
    p->agenda = agenda;
    return OK;
}

static Err fill_last(Ctx *cx, Req *rq, const Places *places, BriefPage *p)
{
    RatingState rating;
    Str *words;
    const Session last = places->last;
    const WordsOf promised = { last.id, ENTRY_STEP, rq->actor.person };
    const WordsOf took = { .session = last.id, .kind = ENTRY_TAKEAWAY };
    if (!places->has_last) return OK;
    TRY(cards_words(cx, &places->entries, &promised, &words, &p->promised_count));
    p->promised = words;
    TRY(cards_words(cx, &places->entries, &took, &words, &p->took_count));
    p->took = words;
    TRY(rating_state(cx, rq->tx, rq->grant, req_episode(rq), last.id, &rating));
    p->ask_rating = !rating.own_sent && !p->ended;
    p->rating_begin = card_session_url(cx, rq, last.id, "/rate");
    p->rating_number = arena_printf(cx->arena, "%lld", (long long)last.number);
    return OK;
}

static Err fill_numbers(Ctx *cx, Req *rq, BriefPage *p)
{
    StoredScores life, bond;
    Responses sent;
    EpisodeId e = req_episode(rq);
    TRY(score_list(cx, rq->tx, rq->grant, e, S("tandem-life"), S("total"), &life));
    TRY(score_list(cx, rq->tx, rq->grant, e, S("tandem-alliance-client"), S("total"), &bond));
    TRY(response_list(cx, rq->tx, rq->grant, e, FORM_CHECK_IN, 1, &sent));
    if (life.count > 0) p->life_said = say_fixed(cx->arena, life.list[life.count - 1].score, 1);
    if (life.count > 1)
        p->life_said = arena_printf(cx->arena, STR_FMT ", after " STR_FMT " the time before",
            STR_ARG(p->life_said), STR_ARG(say_fixed(cx->arena, life.list[life.count - 2].score, 1)));
    if (bond.count > 0)
        p->alliance_said = arena_printf(cx->arena, STR_FMT " of 5, how it was to work together",
            STR_ARG(say_fixed(cx->arena, bond.list[bond.count - 1].score, 1)));
    if (sent.count > 0) {
        p->check_in_said = time_say_when(cx->arena, rq->practice->zone, sent.list[0].sent_ms, cx->now_ms);
        p->check_in_read = url_printf(cx->arena, "/work/" STR_FMT "/answers/" STR_FMT,
                                      STR_ARG(req_path(rq, "episode")),
                                      STR_ARG(uuid_str(cx->arena, sent.list[0].id.u)));
    }
    return OK;
}

/* Pages that nobody but the therapist opens. */
static const struct { const char *label, *path; } own_pages[] = {
    { "My working notes", "/notes" }, { "My own check", "/own-check" },
    { "What I learned", "/learned" }, { "To bring to supervision", "/supervision" },
};

static Err fill_own(Ctx *cx, const Req *rq, BriefPage *p)
{
    enum { OWN = sizeof own_pages / sizeof *own_pages };
    NavItem *list = ARENA_ARRAY(cx->arena, NavItem, OWN);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (; p->own_count < OWN; p->own_count++)
        list[p->own_count] = (NavItem){ .label = str_from_c(own_pages[p->own_count].label),
                                        .url = card_work_url(cx, rq, own_pages[p->own_count].path) };
    p->own = list;
    return OK;
}

static Err fill_cards(Ctx *cx, Req *rq, const Joint *j, BriefPage *p)
{
    size_t waiting;
    TalkLine *talk;
    p->form = j->form;
    TRY(joint_goals(j, &p->goals, &waiting));
    TRY(cards_talk(cx, rq, &j->work, &talk, &p->talk_count));
    p->talk = talk;
    p->ours = card_work_url(cx, rq, "/goals");
    p->topics = card_work_url(cx, rq, "/topics");
    p->picture = card_work_url(cx, rq, "/picture");
    p->preferences = card_work_url(cx, rq, "/preferences");
    p->pace = card_work_url(cx, rq, "/pace");
    p->follow = card_work_url(cx, rq, "/follow");
    p->role = card_work_url(cx, rq, "/role");
    p->boundaries = card_work_url(cx, rq, "/boundaries");
    p->sessions = card_work_url(cx, rq, "/sessions");
    p->messages = card_work_url(cx, rq, "/messages");
    TRY(message_sign(cx, rq, &j->work, &p->message_said));
    TRY(appointment_sign(cx, rq, &j->work, &p->times_said));
    p->progress = card_work_url(cx, rq, "/progress");
    p->invite = card_work_url(cx, rq, "/invite");
    p->end = card_work_url(cx, rq, "/end");
    p->mirror = card_work_url(cx, rq, "/mirror");
    p->timeline = card_work_url(cx, rq, "/timeline");
    return OK;
}

Err page_brief(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Episode work;
    Places places;
    Joint joint;
    BriefPage *p = ARENA_NEW(cx->arena, BriefPage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    fill_person(&work, p);
    TRY(frame_fill(cx, rq, p->name, FRAME_TWO, TAB_CASELOAD, &frame));
    p->ended = work.state == EPISODE_ENDED;
    p->version = work.version;
    p->idem = rq->idem;
    p->may_invite = grant_may(rq->grant, ACTION_INVITE_WRITE);
    p->may_end = grant_may(rq->grant, ACTION_EPISODE_END);
    p->may_write = !p->ended && grant_may(rq->grant, ACTION_JOINT_WRITE);
    TRY(cards_places(cx, rq, &places));
    if (!p->ended) TRY(fill_next(cx, rq, &work, &places, p));
    TRY(fill_last(cx, rq, &places, p));
    TRY(fill_numbers(cx, rq, p));
    joint_begin(cx, rq, &frame, &work, &places.entries, S("brief"), &joint);
    TRY(fill_cards(cx, rq, &joint, p));
    TRY(fill_own(cx, rq, p));
    view_brief(&reply->body, &frame, p);
    return OK;
}
