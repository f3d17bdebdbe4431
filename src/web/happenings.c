#include "happenings.h"
#include "cards.h"
#include "texts.h"
#include "../domain/offer.h"
#include "../store/paper.h"

enum { FORMS_MAX = 500, WORDS_MAX = 160 };

static Err tell(Happenings *h, TimelineKind kind, int64_t at_ms, TimelineLine line)
{
    if (h->count == h->room) {
        size_t room = h->room ? 2 * h->room : 256;
        Happening *list = ARENA_ARRAY(h->cx->arena, Happening, room);
        TimelineLine *lines = ARENA_ARRAY(h->cx->arena, TimelineLine, room);
        if (!list || !lines) return fail(h->cx, ERR_LIMIT, "request too large");
        if (h->count) memcpy(list, h->list, h->count * sizeof *list);
        if (h->count) memcpy(lines, h->line, h->count * sizeof *lines);
        h->list = list;
        h->line = lines;
        h->room = room;
    }
    h->list[h->count] = (Happening){ kind, at_ms, h->count };
    h->line[h->count++] = line;
    return OK;
}

static TimelineLine by(const Happenings *h, const char *title, PersonId person, Url place)
{
    return (TimelineLine){ .title = str_from_c(title), .who = card_who(h->rq, &h->work, person),
                           .voice = card_voice(&h->work, person), .place = place };
}

static Str begin_of(const Happenings *h, Str text)
{
    if (str_chars(text) <= WORDS_MAX) return text;
    return arena_join(h->cx->arena, str_first_chars(text, WORDS_MAX), S("…"));
}

/* --- sessions -------------------------------------------------------------------------- */

static Str session_said(const Happenings *h, const Session *s)
{
    Arena *a = h->cx->arena;
    long long number = s->number;
    if (str_eq(s->state, S("planned"))) return arena_printf(a, "Session %lld is planned", number);
    if (str_eq(s->state, S("cancelled"))) return arena_printf(a, "Session %lld was called off", number);
    if (str_eq(s->state, S("missed"))) return arena_printf(a, "Session %lld did not take place", number);
    return arena_printf(a, "Session %lld", number);
}

static Err tell_sessions(Happenings *h)
{
    Sessions all;
    TRY(session_list(h->cx, h->rq->tx, h->rq->grant, h->work.id, &all));
    for (size_t i = 0; i < all.count; i++) {
        const Session *s = &all.list[i];
        TimelineLine line = { .title = session_said(h, s),
            .place = work_url_id(h->cx->arena, h->work.id, "sessions", s->id.u, "") };
        TRY(tell(h, TIMELINE_SESSIONS, s->starts_ms, line));
    }
    return OK;
}

/* --- forms ------------------------------------------------------------------------------- */

static const Response *own_of(const Happenings *h, const Responses *all, SessionId session)
{
    for (size_t i = 0; i < all->count; i++)
        if (uuid_eq(all->list[i].session.u, session.u)
            && uuid_eq(all->list[i].person.u, h->rq->actor.person.u)) return &all->list[i];
    return NULL;
}

static bool is_client(const Happenings *h, PersonId person)
{
    const Member *m = episode_member(&h->work, person);
    return m && m->part == PART_CLIENT;
}

/* form_is_open() for a whole list at once: the same rule on the facts the list holds. */
static bool is_open(const Happenings *h, const Responses *all, const Response *r)
{
    PersonId self = h->rq->actor.person;
    bool none = uuid_is_zero(r->session.u);
    const Response *own = r->form == FORM_ALLIANCE && !none ? own_of(h, all, r->session) : NULL;
    ShownFacts facts = { .own = uuid_eq(r->person.u, self.u), .sent = r->sent, .form = r->form,
        .rater_is_client = is_client(h, r->person), .reader_is_client = is_client(h, self),
        .own_sent = own != NULL, .work_ended = h->work.state == EPISODE_ENDED };
    if (facts.own) return true;
    if (response_shown(&facts) != SHOWN_YES) return false;
    return r->form != FORM_ALLIANCE || facts.work_ended || none || (own && own->saw_partner_ms != 0);
}

static Err tell_forms(Happenings *h, ResponseForm form, const char *title)
{
    Responses all;
    TRY(response_list(h->cx, h->rq->tx, h->rq->grant, h->work.id, form, FORMS_MAX, &all));
    for (size_t i = 0; i < all.count; i++) {
        const Response *r = &all.list[i];
        if (!is_open(h, &all, r)) continue;
        Url place = work_url_id(h->cx->arena, h->work.id, "answers", r->id.u, "");
        TRY(tell(h, TIMELINE_FORMS, r->sent_ms, by(h, title, r->person, place)));
    }
    h->cut = h->cut || all.count == FORMS_MAX;
    return OK;
}

/* --- what people word together -------------------------------------------------------------- */

typedef struct Told { EntryKind kind; TimelineKind group; bool words; const char *offered, *agreed, *done, *let_go; } Told;
static const Told told[] = {
    { ENTRY_GOAL, TIMELINE_GOALS, true, "A goal was offered", "A goal was agreed",
      "A goal was reached", "A goal was let go" },
    { ENTRY_TASK, TIMELINE_GOALS, true, "A task was offered", "A task was agreed",
      "A task was done", "A task was let go" },
    { ENTRY_ENDING, TIMELINE_AGREEMENTS, true, "An ending was offered", "An ending was agreed",
      "An ending was marked as done", "An ending was let go" },
    { ENTRY_SNAPSHOT, TIMELINE_AGREEMENTS, false, "A version of how it hangs together was kept",
      "A version of how it hangs together was agreed", NULL, NULL },
    { ENTRY_PACE, TIMELINE_AGREEMENTS, false, "A pace was offered", "A pace was agreed", NULL,
      "A pace was let go" },
    { ENTRY_ROLE, TIMELINE_AGREEMENTS, false, "It was offered as what somebody works",
      "It was agreed as what somebody works", NULL, "As what somebody works was let go" },
};

static const Told *told_of(EntryKind kind)
{
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (told[i].kind == kind) return &told[i];
    return NULL;
}

static Str sees_of(const Happenings *h, const Entry *e)
{
    bool own = uuid_eq(e->author.u, h->rq->actor.person.u);
    if (e->audience == ENTRY_READ_BY_AUTHOR) return S("Only you see this.");
    if (e->audience != ENTRY_READ_BY_CHOSEN) return S("");
    return own ? S("Only you and whom you chose see this.") : S("Only you and others they chose see this.");
}

/* The moment of the last change stands for when it ended: nothing changes afterwards as a rule. */
static Err tell_end(Happenings *h, const Told *t, const Entry *e, TimelineLine line)
{
    const char *title = e->state == ENTRY_DONE ? t->done : e->state == ENTRY_LET_GO ? t->let_go : NULL;
    if (!title) return OK;
    line.title = str_from_c(title);
    return tell(h, t->group, e->updated_ms, line);
}

static Err tell_offer(Happenings *h, const Told *t, const Entries *all, const Entry *e)
{
    Url place = texts_place(h->cx->arena, h->work.id, all, e);
    TimelineLine line = by(h, t->offered, e->author, place);
    Offer offer = offer_of(e, &h->work);
    const EntryWording *agreed = entry_wording_at(e, offer.in_force);
    line.sees = sees_of(h, e);
    if (t->words && e->wording_count) line.words = begin_of(h, e->wording[0].text);
    TRY(tell(h, t->group, e->created_ms, line));
    line.who = S("");
    if (t->words && e->wording_count) line.words = begin_of(h, agreed ? agreed->text : entry_text(e));
    TRY(tell_end(h, t, e, line));
    if (!offer.in_force) return OK;
    line.title = str_from_c(t->agreed);
    return tell(h, t->group, offer.agreed_ms, line);
}

/* In no words: its author sees who opened it. */
static Err tell_passage(Happenings *h, const Entries *all, const Entry *e)
{
    bool kept = e->audience == ENTRY_READ_BY_AUTHOR;
    Url place = texts_place(h->cx->arena, h->work.id, all, e);
    TimelineLine line = by(h, kept ? "A passage of the story was begun" : "A passage of the story was shown",
                           e->author, place);
    line.sees = sees_of(h, e);
    return tell(h, TIMELINE_STORY, kept || e->shown_ms == 0 ? e->created_ms : e->shown_ms, line);
}

static Err tell_entries(Happenings *h, EntryKinds kinds)
{
    Entries all;
    TRY(entry_list_kinds(h->cx, h->rq->tx, h->rq->grant, h->work.id, kinds, &all));
    for (size_t i = 0; i < all.count; i++) {
        const Entry *e = &all.list[i];
        const Told *t = told_of(e->kind);
        if (e->state == ENTRY_WITHDRAWN) continue;
        if (t) TRY(tell_offer(h, t, &all, e));
        else TRY(tell_passage(h, &all, e));
    }
    return OK;
}

/* --- documents, conversations, people ---------------------------------------------------------- */

static Err tell_paper(Happenings *h, const Paper *p)
{
    static const char *const title[PAPER_ACT_COUNT] = { [PAPER_SIGNED] = "A document was signed",
        [PAPER_DECLINED] = "Somebody said no to a document",
        [PAPER_WITHDRAWN] = "What was signed was withdrawn" };
    Url place = work_url_id(h->cx->arena, h->work.id, "documents", p->entry.id.u, "");
    TimelineLine line = by(h, "A document was put there", p->entry.author, place);
    line.words = begin_of(h, paper_title(p->words));
    TRY(tell(h, TIMELINE_PAPERS, p->entry.created_ms, line));
    for (size_t i = 0; i < p->answers.count; i++) {
        const PaperAnswer *a = &p->answers.list[i];
        Str words = line.words;
        if (!title[a->act]) continue;
        line = by(h, title[a->act], a->person, place);
        line.words = words;
        TRY(tell(h, TIMELINE_PAPERS, a->at_ms, line));
    }
    return OK;
}

static Err tell_papers(Happenings *h)
{
    Papers all;
    TRY(paper_list(h->cx, h->rq->tx, h->rq->grant, h->work.id, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].entry.state != ENTRY_WITHDRAWN) TRY(tell_paper(h, &all.list[i]));
    return OK;
}

static Err tell_talks(Happenings *h)
{
    Signals all;
    TRY(signal_list_all(h->cx, h->rq->tx, h->rq->grant, h->work.id, &all));
    for (size_t i = 0; i < all.count; i++) {
        const Signal *s = &all.list[i];
        Str title = signal_title(s->kind, s->worse);
        TimelineLine line = { .title = arena_printf(h->cx->arena, "Noticed: " STR_FMT, STR_ARG(title)),
            .place = work_url_id(h->cx->arena, h->work.id, "signals", s->id.u, "") };
        TRY(tell(h, TIMELINE_TALKS, s->raised_ms, line));
        line.title = arena_printf(h->cx->arena, "Closed: " STR_FMT, STR_ARG(title));
        if (s->closed_ms) TRY(tell(h, TIMELINE_TALKS, s->closed_ms, line));
    }
    h->cut = h->cut || all.count == SIGNALS_MAX;
    return OK;
}

static Err tell_people(Happenings *h)
{
    Url home = work_url(h->cx->arena, h->work.id, grant_is_client_view(h->rq->grant) ? "/home" : "");
    TRY(tell(h, TIMELINE_PEOPLE, h->work.started_ms, (TimelineLine){ .title = S("Our work began"), .place = home }));
    for (size_t i = 0; i < h->work.member_count; i++) {
        const Member *m = &h->work.member[i];
        if (m->state != MEMBER_ACTIVE && m->state != MEMBER_LEFT) continue;
        TRY(tell(h, TIMELINE_PEOPLE, m->from_ms, by(h, "Came into our work", m->person, home)));
        if (m->to_ms) TRY(tell(h, TIMELINE_PEOPLE, m->to_ms, by(h, "Left our work", m->person, home)));
    }
    if (h->work.ended_ms == 0) return OK;
    return tell(h, TIMELINE_PEOPLE, h->work.ended_ms, (TimelineLine){ .title = S("Our work ended"), .place = home });
}

Err happenings_gather(Ctx *cx, Req *rq, Happenings *ret_all)
{
    Happenings *h = ret_all;
    *h = (Happenings){ .cx = cx, .rq = rq, .until_ms = INT64_MAX };
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &h->work));
    const Member *self = episode_member(&h->work, rq->actor.person);
    if (self && self->to_ms) h->until_ms = self->to_ms;
    TRY(tell_people(h));
    TRY(tell_sessions(h));
    TRY(tell_forms(h, FORM_CHECK_IN, "A check-in was sent"));
    TRY(tell_forms(h, FORM_ALLIANCE, "A form after a session was sent"));
    TRY(tell_entries(h, (EntryKinds){ { ENTRY_GOAL, ENTRY_TASK, ENTRY_ENDING, ENTRY_SNAPSHOT } }));
    TRY(tell_entries(h, (EntryKinds){ { ENTRY_PACE, ENTRY_ROLE, ENTRY_PASSAGE } }));
    TRY(tell_papers(h));
    TRY(tell_talks(h));
    h->count = timeline_keep(h->list, h->count, TIMELINE_ALL, h->until_ms);
    return OK;
}
