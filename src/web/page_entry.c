/* page_entry.c - what the forms of the session page do.  Each answers with a way back to
 * the place it came from; what the rules refuse is shown there, with the words kept. */
#include "../domain/agenda.h"
#include "session_view.h"

typedef struct Place {
    EpisodeId episode;
    SessionId session;
    EntryId entry;
    Entry loaded;                 /* of entry, when the path names one */
} Place;

static Err place_of(Ctx *cx, Req *rq, Place *ret_place)
{
    Place p = { .episode = req_episode(rq), .session = REQ_ID(Session, rq, "session"),
                .entry = REQ_ID(Entry, rq, "entry") };
    *ret_place = p;
    if (uuid_is_zero(p.entry.u)) return OK;
    TRY(entry_load(cx, rq->tx, rq->grant, p.episode, p.entry, &p.loaded));
    if (!uuid_eq(p.loaded.session.u, p.session.u)) return fail(cx, ERR_MISSING, "no such record");
    *ret_place = p;
    return OK;
}

static Err go_back(Ctx *cx, const Req *rq, Reply *reply, const Place *p, EntryId entry)
{
    Str anchor = arena_join(cx->arena, S("e-"), uuid_str(cx->arena, entry.u));
    reply->publish_topic = p->session.u;
    return reply_go(reply, session_back(cx, rq, p->episode, p->session, anchor));
}

/* --- forms that are not finished ------------------------------------------------------------ */

/* The gate names the fields as sent; the page knows them by the form they stand in. */
static void rename_errors(Ctx *cx, Req *rq, Str form)
{
    FieldErrors sent = rq->errors;
    rq->errors.count = 0;
    for (size_t i = 0; i < sent.count; i++) {
        bool minutes = str_eq(sent.list[i].field, S("minutes"));
        Str field = minutes && str_eq(form, S("agenda")) ? S("agenda-minutes") : form;
        field_errors_add(&rq->errors, field, arena_str(cx->arena, sent.list[i].message));
    }
}

static Err not_finished(Ctx *cx, Req *rq, Reply *reply, Str form)
{
    SessionTyped typed = { .form = form, .text = req_text(rq, "text"),
                           .minutes = req_text(rq, "minutes") };
    if (typed.text.len == 0) typed.text = req_text(rq, "words");
    rename_errors(cx, rq, form);
    return session_show(cx, rq, reply, &typed);
}

static Str form_of(Ctx *cx, const Req *rq, const char *form)
{
    return arena_printf(cx->arena, "%s-" STR_FMT, form, STR_ARG(req_path(rq, "entry")));
}

/* The other one was a moment faster: a refusal by the rules, or a thing taken back, is said
 * on the page.  Anything else stays an error. */
static Err moved_on(Ctx *cx, Req *rq, Reply *reply, Err err, const char *form)
{
    if (err.kind != ERR_DENIED && err.kind != ERR_MISSING) return err;
    err_clear(cx);
    req_error(rq, "text", S("This changed a moment ago. Look at it once more."));
    return not_finished(cx, rq, reply, form_of(cx, rq, form));
}

/* --- adding -------------------------------------------------------------------------------- */

static void check_fresh(Req *rq, const EntryNew *fresh, Str session_state, bool picked)
{
    if (!entry_may_add(fresh->kind, session_state))
        req_error(rq, "text", S("This part of the session is not open."));
    else if (fresh->kind == ENTRY_MARKER && fresh->mark == MARK_NONE)
        req_error(rq, "text", S("Choose what kind of moment it was."));
    else if (fresh->kind == ENTRY_STEP && !picked)
        req_error(rq, "text", S("Choose who does it."));
    else if (fresh->text.len == 0 && fresh->kind != ENTRY_MARKER)
        req_error(rq, "text", S("Write a few words first."));
}

/* An agenda item may be added from the client's home or the therapist's brief. */
static Err go_where_it_began(Ctx *cx, const Req *rq, Reply *reply, const Place *p, EntryId entry)
{
    Str work = uuid_str(cx->arena, p->episode.u);
    Str back = req_text(rq, "back");
    TRY(go_back(cx, rq, reply, p, entry));
    if (str_eq(back, S("home")))
        return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/home#ag", STR_ARG(work)));
    if (str_eq(back, S("brief")))
        return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "#ag", STR_ARG(work)));
    return OK;
}

Err page_entry_add(Ctx *cx, Req *rq, Reply *reply)
{
    Place place;
    Episode work;
    Session session;
    EntryId id;
    EntryFor whom = entry_for_parse(req_text(rq, "whom"));
    EntryNew fresh = { .kind = entry_kind_parse(req_text(rq, "kind")),
                       .mark = entry_mark_parse(req_text(rq, "mark")),
                       .text = req_text(rq, "text"), .minutes = req_int(rq, "minutes", 0) };
    TRY(place_of(cx, rq, &place));
    TRY(episode_load(cx, rq->tx, rq->grant, place.episode, &work));
    TRY(session_load(cx, rq->tx, rq->grant, place.episode, place.session, &session));
    fresh.session = place.session;
    fresh.owner = entry_owner_for(fresh.kind, whom, rq->actor.person, &work);
    if (fresh.kind != ENTRY_MARKER) fresh.mark = MARK_NONE;
    if (fresh.kind == ENTRY_VOICE && str_eq(req_text(rq, "mark"), S("question"))) fresh.slot = S("question");
    if (fresh.kind != ENTRY_AGENDA) fresh.minutes = 0;
    check_fresh(rq, &fresh, session.state, whom != ENTRY_FOR_NONE);
    if (rq->errors.count) return not_finished(cx, rq, reply, entry_kind_name(fresh.kind));
    TRY(entry_add(cx, rq->tx, rq->grant, place.episode, &fresh, &id));
    return go_where_it_began(cx, rq, reply, &place, id);
}

/* Every topic of the list becomes one of whoever picked it, to be changed or taken back.  What is
 * on the agenda already is not put there again: both may pick the same list. */
static Err add_topics(Ctx *cx, Req *rq, const Place *p, const PromptGroup *list, EntryId *ret_first)
{
    Entries there;
    TRY(entry_list_session(cx, rq->tx, rq->grant, p->episode, p->session, &there));
    for (size_t i = 0; i < list->count; i++) {
        EntryId id;
        AgendaTopic line = agenda_line(list->list[i]);
        EntryNew fresh = { .kind = ENTRY_AGENDA, .session = p->session, .text = line.text,
                           .minutes = line.minutes };
        if (agenda_has(there.list, there.count, line.text)) continue;
        TRY(entry_add(cx, rq->tx, rq->grant, p->episode, &fresh, &id));
        if (uuid_is_zero(ret_first->u)) *ret_first = id;
    }
    return OK;
}

Err page_agenda_pick(Ctx *cx, Req *rq, Reply *reply)
{
    Place place;
    Session session;
    EntryId first = { { { 0 } } };
    const PromptGroup *list = agenda_list(&rq->app->agendas, req_text(rq, "list"));
    TRY(place_of(cx, rq, &place));
    TRY(session_load(cx, rq->tx, rq->grant, place.episode, place.session, &session));
    if (!list && rq->errors.count == 0) req_error(rq, "list", S("Choose one of the lists."));
    if (!entry_may_add(ENTRY_AGENDA, session.state))
        req_error(rq, "list", S("This part of the session is not open."));
    if (rq->errors.count) return not_finished(cx, rq, reply, S("lists"));
    TRY(add_topics(cx, rq, &place, list, &first));
    TRY(go_back(cx, rq, reply, &place, first));
    if (!uuid_is_zero(first.u)) return OK;
    return reply_go(reply, session_back(cx, rq, place.episode, place.session, S("beginning")));
}

/* --- words, state, answers ------------------------------------------------------------------ */

static Err save_words(Ctx *cx, Req *rq, const Place *p)
{
    int64_t minutes = req_int(rq, "minutes", 0);
    TRY(entry_word(cx, rq->tx, rq->grant, p->episode, p->entry, req_int(rq, "base", 0),
                   req_text(rq, "text")));
    if (!req_has(rq, "minutes") || p->loaded.kind != ENTRY_AGENDA) return OK;
    return entry_set_minutes(cx, rq->tx, rq->grant, p->episode, p->entry, minutes);
}

Err page_entry_word(Ctx *cx, Req *rq, Reply *reply)
{
    Place place;
    Err err = place_of(cx, rq, &place);
    if (err.kind == ERR_NONE && req_text(rq, "text").len == 0 && place.loaded.kind != ENTRY_MARKER)
        req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return not_finished(cx, rq, reply, form_of(cx, rq, "words"));
    if (err.kind == ERR_NONE) err = save_words(cx, rq, &place);
    if (err.kind != ERR_NONE) return moved_on(cx, rq, reply, err, "words");
    return go_back(cx, rq, reply, &place, place.entry);
}

Err page_entry_state(Ctx *cx, Req *rq, Reply *reply)
{
    Place place;
    EntryState state = entry_state_parse(req_text(rq, "state"));
    if (state == ENTRY_NO_STATE || rq->errors.count)
        return fail(cx, ERR_INVALID, "choose one of the buttons");
    Err err = place_of(cx, rq, &place);
    if (err.kind == ERR_NONE)
        err = entry_set_state(cx, rq->tx, rq->grant, place.episode, place.entry, state);
    if (err.kind != ERR_NONE) return moved_on(cx, rq, reply, err, "e");
    return go_back(cx, rq, reply, &place, place.entry);
}

Err page_entry_answer(Ctx *cx, Req *rq, Reply *reply)
{
    Place place;
    EntryAnswer answer = entry_answer_parse(req_text(rq, "answer"));
    bool went = answer == ENTRY_ANSWER_WENT;
    const char *form = went ? "went" : "later";
    if (answer == ENTRY_ANSWER_NONE) return fail(cx, ERR_INVALID, "choose one of the buttons");
    if (went && req_text(rq, "words").len == 0)
        req_error(rq, "words", S("Write a few words first."));
    if (rq->errors.count) return not_finished(cx, rq, reply, form_of(cx, rq, form));
    Err err = place_of(cx, rq, &place);
    if (err.kind == ERR_NONE)
        err = entry_answer(cx, rq->tx, rq->grant, place.episode, place.entry,
                           req_int(rq, "version", 0), answer, req_text(rq, "words"));
    if (err.kind != ERR_NONE) return moved_on(cx, rq, reply, err, form);
    return go_back(cx, rq, reply, &place, place.entry);
}

Err page_entry_settle(Ctx *cx, Req *rq, Reply *reply)
{
    Place place;
    EntryPick pick = entry_pick_parse(req_text(rq, "choice"));
    if (pick == ENTRY_PICK_NONE) return fail(cx, ERR_INVALID, "choose one of the buttons");
    if (pick == ENTRY_PICK_THIRD && req_text(rq, "text").len == 0)
        req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return not_finished(cx, rq, reply, form_of(cx, rq, "third"));
    Err err = place_of(cx, rq, &place);
    if (err.kind == ERR_NONE)
        err = entry_pick(cx, rq->tx, rq->grant, place.episode, place.entry, pick,
                         req_int(rq, "version", 0), req_text(rq, "text"));
    if (err.kind != ERR_NONE) return moved_on(cx, rq, reply, err, "third");
    return go_back(cx, rq, reply, &place, place.entry);
}
