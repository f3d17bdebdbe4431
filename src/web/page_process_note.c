/* page_process_note.c - a therapist's own working notes.  What keeps others out is the gate and
 * the query; this page only shows them. */
#include "cards.h"
#include "../store/episode.h"
#include "../store/process_note.h"
#include "../views/process_note.h"
#include "views.h"

static Str day_of(Ctx *cx, const Req *rq, int64_t at_ms)
{
    return time_say_short(cx->arena, rq->practice->zone, at_ms);
}

/* Two people at one browser never find each other's unsaved words. */
static Str keep_name(Ctx *cx, const Req *rq, Str of)
{
    return arena_printf(cx->arena, "draft-" STR_FMT "-note-" STR_FMT,
                        STR_ARG(uuid_str(cx->arena, rq->actor.person.u)), STR_ARG(of));
}

static Url note_url(Ctx *cx, const Req *rq, NoteId id, const char *rest)
{
    return url_printf(cx->arena, "/work/" STR_FMT "/notes/" STR_FMT "%s",
                      STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u)), rest);
}

static Err client_called(Ctx *cx, Req *rq, Str *ret_called)
{
    Episode work;
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    const Member *client = episode_part(&work, PART_CLIENT);
    *ret_called = client ? profile_called(&client->profile) : S("");
    return OK;
}

/* --- all of them -------------------------------------------------------------------------- */

static NoteLine line_of(Ctx *cx, const Req *rq, const ProcessNote *n)
{
    NoteLine line = { .url = note_url(cx, rq, n->id, ""), .when = day_of(cx, rq, n->created_ms),
                      .begins = process_note_begins(cx->arena, n), .split = n->split != 0 };
    if (n->destroyed_ms)
        line.destroyed = arena_printf(cx->arena, "Destroyed on " STR_FMT ".",
                                      STR_ARG(day_of(cx, rq, n->destroyed_ms)));
    return line;
}

static Err show_all(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    ProcessNotes all;
    NotesPage p = { .back = card_work_url(cx, rq, ""), .add = card_work_url(cx, rq, "/notes"),
                    .idem = rq->idem, .keep = keep_name(cx, rq, req_path(rq, "episode")),
                    .may_write = grant_may(rq->grant, ACTION_NOTE_WRITE) };
    TRY(frame_fill(cx, rq, S("My working notes"), FRAME_READ, TAB_CASELOAD, &frame));
    frame_drafts(cx, &frame);
    TRY(client_called(cx, rq, &p.about));
    TRY(process_note_list(cx, rq->tx, rq->grant, req_episode(rq), &all));
    NoteLine *lines = ARENA_ARRAY(cx->arena, NoteLine, all.count);
    if (!lines && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) lines[p.count++] = line_of(cx, rq, &all.list[i]);
    p.notes = lines;
    if (rq->errors.count) p.typed = req_text(rq, "text");
    if (rq->errors.count) reply->status = 422;
    view_process_notes(&reply->body, &frame, &rq->errors, &p);
    return OK;
}

Err page_notes(Ctx *cx, Req *rq, Reply *reply)
{
    return show_all(cx, rq, reply);
}

Err page_note_add(Ctx *cx, Req *rq, Reply *reply)
{
    NoteId id;
    if (req_text(rq, "text").len == 0) req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return show_all(cx, rq, reply);
    TRY(process_note_add(cx, rq->tx, rq->grant, req_episode(rq), req_text(rq, "text"), &id));
    return reply_go(reply, note_url(cx, rq, id, ""));
}

/* --- one of them --------------------------------------------------------------------------- */

static Err fill_before(Ctx *cx, const Req *rq, const ProcessNote *n, NotePage *p)
{
    NoteWords *list = ARENA_ARRAY(cx->arena, NoteWords, n->wording_count);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = n->wording_count - 1; i-- > 0;) {
        const ProcessWording *w = &n->wording[i];
        list[p->before_count++] = (NoteWords){ .text = w->text, .stands = process_note_stands(n, w->version),
            .when = time_say_day_clock(cx->arena, rq->practice->zone, w->at_ms) };
    }
    p->before = list;
    return OK;
}

static Err show_one(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    ProcessNote n;
    NoteId id = REQ_ID(Note, rq, "note");
    TRY(process_note_load(cx, rq->tx, rq->grant, req_episode(rq), id, &n));
    TRY(frame_fill(cx, rq, S("A working note"), FRAME_READ, TAB_CASELOAD, &frame));
    frame_drafts(cx, &frame);
    NotePage p = { .back = card_work_url(cx, rq, "/notes"), .words = note_url(cx, rq, id, "/words"),
        .destroy = note_url(cx, rq, id, "/destroy"), .when = day_of(cx, rq, n.created_ms),
        .text = process_note_text(&n), .split = n.split != 0, .version = n.version, .idem = rq->idem,
        .keep = keep_name(cx, rq, req_path(rq, "note")),
        .may_write = grant_may(rq->grant, ACTION_NOTE_WRITE) };
    TRY(client_called(cx, rq, &p.about));
    TRY(fill_before(cx, rq, &n, &p));
    if (rq->errors.count && req_has(rq, "base")) p.text = req_text(rq, "text");
    if (rq->errors.count) reply->status = 422;
    view_process_note(&reply->body, &frame, &rq->errors, &p);
    return OK;
}

Err page_note(Ctx *cx, Req *rq, Reply *reply)
{
    return show_one(cx, rq, reply);
}

Err page_note_word(Ctx *cx, Req *rq, Reply *reply)
{
    NoteId id = REQ_ID(Note, rq, "note");
    if (req_text(rq, "text").len == 0) req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return show_one(cx, rq, reply);
    TRY(process_note_word(cx, rq->tx, rq->grant, req_episode(rq), id, req_int(rq, "base", 0),
                          req_text(rq, "text")));
    return reply_go(reply, note_url(cx, rq, id, ""));
}

Err page_note_destroy(Ctx *cx, Req *rq, Reply *reply)
{
    NoteId id = REQ_ID(Note, rq, "note");
    if (!req_has(rq, "sure")) req_error(rq, "sure", S("Tick the box if you want it destroyed."));
    if (rq->errors.count) return show_one(cx, rq, reply);
    TRY(process_note_destroy(cx, rq->tx, rq->grant, req_episode(rq), id));
    reply->forget_key = id.u;
    return reply_go(reply, card_work_url(cx, rq, "/notes"));
}
