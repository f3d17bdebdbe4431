#include "joint.h"
#include "../base/diff.h"
#include "cards.h"
#include "wording.h"
#include "../domain/offer.h"
#include "../domain/pace.h"
#include "../domain/role.h"
#include "../store/episode.h"

const char *joint_page_of(EntryKind kind)
{
    switch (kind) {
    case ENTRY_TOPIC:
    case ENTRY_VIEW:
    case ENTRY_SHARED: return "/topics";
    case ENTRY_QUESTION:
    case ENTRY_THOUGHT: return "/questions";
    case ENTRY_ENDING:
    case ENTRY_PARTING: return "/ending";
    case ENTRY_HEADING:
    case ENTRY_PART:
    case ENTRY_LINK:
    case ENTRY_SNAPSHOT: return "/picture";
    case ENTRY_PREFERENCE: return "/preferences";
    case ENTRY_PAPER: return "/documents";
    case ENTRY_READINESS:
    case ENTRY_PACE: return "/pace";
    case ENTRY_ROLE: return "/role";
    case ENTRY_CROSSING: return "/boundaries";
    case ENTRY_STEP: return "/follow";
    case ENTRY_CHAPTER:
    case ENTRY_PASSAGE:
    case ENTRY_BESIDE: return "/story";
    case ENTRY_LEARNED: return "/learned";
    case ENTRY_THREAD:
    case ENTRY_MESSAGE: return "/messages";
    case ENTRY_TIMES:
    case ENTRY_TIME:
    case ENTRY_CALLED_OFF: return "/sessions";
    default: return "/goals";
    }
}

Err joint_place(Ctx *cx, Req *rq, const Entry *e, Url *ret_place)
{
    Arena *a = cx->arena;
    Entry at = *e;
    bool under = !uuid_is_zero(e->parent.u) && e->kind != ENTRY_PASSAGE && e->kind != ENTRY_LEARNED;
    if (under) {
        Err err = entry_load(cx, rq->tx, rq->grant, req_episode(rq), e->parent, &at);
        if (err.kind == ERR_MISSING) at.id = (EntryId){ { { 0 } } };   /* no longer shown to them */
        else TRY(err);
    }
    Str episode = req_path(rq, "episode"), id = uuid_str(a, at.id.u);
    if (uuid_is_zero(at.id.u)) *ret_place = card_work_url(cx, rq, joint_page_of(at.kind));
    else if (at.kind == ENTRY_PASSAGE || at.kind == ENTRY_THREAD)
        *ret_place = url_printf(a, "/work/" STR_FMT "%s/" STR_FMT, STR_ARG(episode), joint_page_of(at.kind),
                                STR_ARG(id));
    else
        *ret_place = url_printf(a, "/work/" STR_FMT "%s#e-" STR_FMT, STR_ARG(episode),
                                joint_page_of(at.kind), STR_ARG(id));
    return OK;
}

/* Every page of what people word together, in the order it is offered. */
static const struct { const char *label, *path; } pages[] = {
    { "Goals and tasks", "/goals" }, { "How each of us sees it", "/topics" },
    { "Questions we leave open", "/questions" }, { "How we end", "/ending" },
    { "How it hangs together", "/picture" }, { "How I want it to be", "/preferences" },
    { "Story", "/story" }, { "What we learned", "/learned" },
    { "How we work together", "/mirror" }, { "Documents", "/documents" },
    { "How we go on", "/pace" }, { "How it went", "/follow" },
    { "As what we work", "/role" }, { "Boundaries", "/boundaries" }, { "Our work through time", "/timeline" },
    { "Search", "/search" },
};

static Err fill_pages(Ctx *cx, const Req *rq, JointForm *f)
{
    enum { PAGES = sizeof pages / sizeof *pages };
    NavItem *list = ARENA_ARRAY(cx->arena, NavItem, PAGES);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < PAGES; i++)
        list[i] = (NavItem){ str_from_c(pages[i].label), card_work_url(cx, rq, pages[i].path),
                             str_ends(rq->http->path, str_from_c(pages[i].path)) };
    f->pages = list;
    f->page_count = PAGES;
    return OK;
}

/* The form points at the frame: both live in the caller's Joint, or beside it. */
static void fill_form(Joint *j, const Frame *frame, Str back)
{
    Ctx *cx = j->cx;
    Req *rq = j->rq;
    Str others = episode_others(cx->arena, &j->work, rq->actor.person);
    j->form = (JointForm){ .frame = frame, .errors = &rq->errors, .idem = rq->idem,
        .add = card_work_url(cx, rq, "/joint"), .back = back,
        .sees = arena_printf(cx->arena, "You and " STR_FMT, STR_ARG(others)),
        .may_write = grant_may(rq->grant, ACTION_JOINT_WRITE),
        .self = uuid_str(cx->arena, rq->actor.person.u) };
}

Err joint_open(Ctx *cx, Req *rq, Str title, Tab tab, EntryKinds kinds, Joint *ret_joint)
{
    Joint *j = ret_joint;
    *j = (Joint){ .cx = cx, .rq = rq };
    TRY(frame_fill(cx, rq, title, FRAME_READ, tab, &j->frame));
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &j->work));
    TRY(entry_list_kinds(cx, rq->tx, rq->grant, req_episode(rq), kinds, &j->all));
    fill_form(j, &j->frame, S(""));
    return fill_pages(cx, rq, &j->form);
}

void joint_begin(Ctx *cx, Req *rq, const Frame *frame, const Episode *work, const Entries *all,
                 Str back, Joint *ret_joint)
{
    *ret_joint = (Joint){ .cx = cx, .rq = rq, .work = *work, .all = *all };
    fill_form(ret_joint, frame, back);
}

const Entry *joint_next(const Joint *j, EntryKind kind, EntryId parent, size_t *at)
{
    while (*at < j->all.count) {
        const Entry *e = &j->all.list[(*at)++];
        if (e->kind == kind && e->state != ENTRY_WITHDRAWN && uuid_eq(e->parent.u, parent.u)) return e;
    }
    return NULL;
}

Err joint_cards(const Joint *j, EntryKind kind, EntryId parent, JointCards *ret_cards)
{
    size_t count = 0, at = 0;
    JointCard *list = ARENA_ARRAY(j->cx->arena, JointCard, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(j, kind, parent, &at));) list[count++] = joint_card(j, e);
    *ret_cards = (JointCards){ list, count };
    return OK;
}

Err joint_goals(const Joint *j, JointCards *ret_cards, size_t *ret_waiting)
{
    static const EntryId nothing;
    size_t count = 0, waiting = 0, at = 0;
    JointCard *list = ARENA_ARRAY(j->cx->arena, JointCard, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(j, ENTRY_GOAL, nothing, &at));) {
        if (e->state != ENTRY_ACTIVE) continue;
        list[count] = joint_card(j, e);
        waiting += list[count++].waits;
    }
    *ret_cards = (JointCards){ list, count };
    *ret_waiting = waiting;
    return OK;
}

Err joint_pieces(Ctx *cx, Str before, Str after, const JointPiece **ret_pieces, size_t *ret_count)
{
    static const JointChange change[] = { [DIFF_SAME] = CHANGE_KEPT, [DIFF_GONE] = CHANGE_GONE,
                                          [DIFF_NEW] = CHANGE_NEW };
    Diff diff;
    if (!diff_words(cx->arena, before, after, &diff)) return fail(cx, ERR_LIMIT, "request too large");
    JointPiece *pieces = ARENA_ARRAY(cx->arena, JointPiece, diff.count);
    if (!pieces && diff.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < diff.count; i++)
        pieces[i] = (JointPiece){ change[diff.list[i].kind], diff.list[i].text };
    *ret_pieces = pieces;
    *ret_count = diff.count;
    return OK;
}

/* --- one card ------------------------------------------------------------------------- */

static Str day_of(const Joint *j, int64_t at_ms)
{
    return time_say_short(j->cx->arena, j->rq->practice->zone, at_ms);
}

JointWords joint_words(const Joint *j, PersonId person, Str text, int64_t at_ms)
{
    return (JointWords){ .who = card_who(j->rq, &j->work, person), .text = text,
                         .when = day_of(j, at_ms), .voice = card_voice(&j->work, person) };
}

/* Its words are its heading: nobody has to agree to a question. */
static bool titles_itself(const Entry *e)
{
    return e->kind == ENTRY_TOPIC || e->kind == ENTRY_QUESTION;
}

/* The newest two of what is on the table beside the words in force. */
static void fill_table(const Joint *j, const Entry *e, const Offer *offer, bool offers, JointCard *c)
{
    enum { SHOWN = 2 };
    size_t count = 0, skip = 0;
    JointWords *list = ARENA_ARRAY(j->cx->arena, JointWords, SHOWN);
    if (!list || (offers && !offer->on_table) || titles_itself(e)) return;
    if (e->wording_count > SHOWN) skip = e->wording_count - SHOWN;
    if (!offers || (e->version == 1 && !offer->in_force)) skip = e->wording_count - 1;
    for (size_t i = skip; i < e->wording_count; i++)
        if (e->wording[i].version > offer->in_force)
            list[count++] = joint_words(j, e->wording[i].author, e->wording[i].text, e->wording[i].at_ms);
    c->table = list;
    c->table_count = count;
}

static void fill_went(const Joint *j, const Entry *e, JointCard *c)
{
    JointWords *list = ARENA_ARRAY(j->cx->arena, JointWords, e->said_count);
    size_t count = 0;
    for (size_t i = 0; list && i < e->said_count; i++)
        if (e->said[i].answer == ENTRY_ANSWER_WENT)
            list[count++] = joint_words(j, e->said[i].person, e->said[i].words, e->said[i].at_ms);
    c->went = list;
    c->went_count = count;
}

/* Whose yes is not there: "Daniel", "Daniel and Noor"; empty when all answered. */
static Str not_answered(const Joint *j, const Entry *e)
{
    Str names = S("");
    for (size_t i = 0; i < j->work.member_count; i++) {
        const Member *m = &j->work.member[i];
        if (!offer_concerns(m) || entry_said_by(e, m->person, e->version)) continue;
        Str who = card_who(j->rq, &j->work, m->person);
        names = names.len ? arena_printf(j->cx->arena, STR_FMT " and " STR_FMT, STR_ARG(names), STR_ARG(who))
                          : who;
    }
    return names;
}

static Str detail_of(const Joint *j, const Entry *e, const Offer *offer)
{
    Arena *a = j->cx->arena;
    Str waits = not_answered(j, e);
    if (offer->state == OFFER_SET_ASIDE || offer->state == OFFER_ENDED) return S("");
    if (offer->in_force && !offer->on_table)
        return arena_printf(a, "Everyone said yes on " STR_FMT ".", STR_ARG(day_of(j, offer->agreed_ms)));
    if (offer->in_force)
        return arena_printf(a, "Agreed on " STR_FMT ", and still so while other words are on the table.",
                            STR_ARG(day_of(j, offer->agreed_ms)));
    if (waits.len == 0) return S("Everyone has answered, not all with yes. It can stay open.");
    return str_eq(waits, S("You")) ? S("Waiting for your view. No hurry: it can wait until you meet.")
                                   : arena_printf(a, "Not yet answered by " STR_FMT ".", STR_ARG(waits));
}

static Str state_of(const Entry *e, const Offer *offer, bool offers)
{
    if (e->state == ENTRY_LET_GO) return S("Let go");
    if (e->state == ENTRY_DONE) return e->kind == ENTRY_GOAL ? S("Reached") : S("Done");
    if (e->state == ENTRY_TALKED) return e->kind == ENTRY_QUESTION ? S("Laid down") : S("Talked about");
    return offers ? offer_state_say(offer->state) : S("");
}

/* What the button says that moves it there. */
static Str act_said(EntryKind kind, EntryState to)
{
    switch (to) {
    case ENTRY_DONE: return kind == ENTRY_GOAL ? S("We have reached it") : S("It is done");
    case ENTRY_LET_GO: return S("Let it go");
    case ENTRY_TALKED:
        return kind == ENTRY_QUESTION ? S("Lay it down") : S("Talked about, both views stay");
    case ENTRY_WITHDRAWN: return S("Take it back");
    default: return S("Take it up again");
    }
}

static void fill_acts(const Joint *j, const Entry *e, JointCard *c)
{
    static const EntryState tos[] = { ENTRY_DONE, ENTRY_LET_GO, ENTRY_ACTIVE, ENTRY_TALKED,
                                      ENTRY_OPEN, ENTRY_WITHDRAWN };
    enum { TOS = sizeof tos / sizeof *tos };
    JointAct *list = ARENA_ARRAY(j->cx->arena, JointAct, TOS);
    for (size_t i = 0; list && i < TOS; i++)
        if (entry_may_become(e, j->rq->actor.person, tos[i]))
            list[c->act_count++] = (JointAct){ act_said(e->kind, tos[i]), entry_state_name(tos[i]) };
    c->acts = list;
}

/* Words nobody agreed to yet are shown as somebody's, not as the heading of all. */
static Str title_of(const Joint *j, const Entry *e, const JointCard *c)
{
    Role role = role_parse(e->slot);
    if (e->kind == ENTRY_ROLE) return role_say(role);
    if (e->kind == ENTRY_PACE && c->agreed && pace_of(c->text) != PACE_OWN) return pace_say(pace_of(c->text));
    const char *kind = e->kind == ENTRY_PACE ? "A pace" : e->kind == ENTRY_GOAL ? "A goal" : e->kind == ENTRY_TASK ? "A task"
                     : e->kind == ENTRY_ENDING ? "An ending" : "Words you could both say";
    if (c->agreed || !c->offers) return c->text;
    if (c->table_count > 1) return arena_printf(j->cx->arena, "%s, in two versions", kind);
    return str_from_c(kind);
}

/* What stands under a title that names a choice. */
static Str rest_of(const Entry *e, const JointCard *c)
{
    if (!c->agreed) return S("");
    if (e->kind == ENTRY_ROLE) return c->text;
    return e->kind == ENTRY_PACE && pace_of(c->text) != PACE_OWN ? pace_words(c->text) : S("");
}

static const char *due_said(EntryKind kind)
{
    return kind == ENTRY_QUESTION ? "Rests until" : kind == ENTRY_ENDING ? "Last day:" : "By";
}

static Str note_of(const Joint *j, const Entry *e)
{
    Arena *a = j->cx->arena;
    Str due = e->due_ms ? arena_printf(a, "%s " STR_FMT ". ", due_said(e->kind),
        STR_ARG(time_say_day(a, j->rq->practice->zone, e->due_ms))) : S("");
    return e->audience == ENTRY_READ_BY_AUTHOR ? arena_join(a, due, S("Only you read this.")) : due;
}

static void fill_may(const Joint *j, const Entry *e, bool offers, JointCard *c)
{
    PersonId self = j->rq->actor.person;
    bool open = e->state == ENTRY_ACTIVE || e->state == ENTRY_OPEN || e->state == ENTRY_SAID;
    const EntrySaid *mine = entry_said_by(e, self, e->version);
    c->said_yes = mine && mine->answer == ENTRY_ANSWER_YES;
    c->may_answer = offers && open && !c->said_yes && entry_may_answer(e, self, ENTRY_ANSWER_YES);
    c->waits = c->may_answer && !mine;
    c->may_word = open && entry_may_word(e, self);
    const EntrySaid *in_force = entry_said_by(e, self, c->in_force);
    c->may_unsay = offers && open && in_force && in_force->answer == ENTRY_ANSWER_YES;
    c->may_went = open && c->agreed && entry_may_answer(e, self, ENTRY_ANSWER_WENT);
}

JointCard joint_card(const Joint *j, const Entry *e)
{
    Arena *a = j->cx->arena;
    Str id = uuid_str(a, e->id.u);
    bool offers = entry_words_are_yes(e->kind);
    Offer offer = offer_of(e, &j->work);
    const EntryWording *shown = entry_wording_at(e, offer.in_force);
    JointCard c = { .id = arena_join(a, S("e-"), id), .text = shown ? shown->text : entry_text(e),
        .state = state_of(e, &offer, offers), .note = note_of(j, e), .alone = e->audience == ENTRY_READ_BY_AUTHOR, .agreed = offer.in_force != 0, .in_force = offer.in_force,
        .offers = offers, .wording = entry_text(e), .version = e->version,
        .act = arena_printf(a, "/work/" STR_FMT "/joint/" STR_FMT,
                            STR_ARG(req_path(j->rq, "episode")), STR_ARG(id)),
        .has_history = e->version > 1 || e->said_count > 1 };
    if (offers) c.detail = detail_of(j, e, &offer);
    c.history = url_local(c.act);
    fill_table(j, e, &offer, offers, &c);
    c.title = title_of(j, e, &c);
    c.rest = rest_of(e, &c);
    fill_went(j, e, &c);
    fill_acts(j, e, &c);
    fill_may(j, e, offers, &c);
    joint_checks(j, e, &c);
    const EntryWording *newest = entry_newest(e);
    if (newest && uuid_eq(newest->author.u, j->rq->actor.person.u))
        c.lens = wording_lines(j->cx, j->rq, newest->text, &c.lens_count);
    return c;
}
