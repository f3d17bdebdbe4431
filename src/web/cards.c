#include "cards.h"

Url card_work_url(Ctx *cx, const Req *rq, const char *what)
{
    return url_printf(cx->arena, "/work/" STR_FMT "%s", STR_ARG(req_path(rq, "episode")), what);
}

Url card_session_url(Ctx *cx, const Req *rq, SessionId id, const char *what)
{
    return url_printf(cx->arena, "/work/" STR_FMT "/sessions/" STR_FMT "%s",
                      STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u)), what);
}

Str card_who(const Req *rq, const Episode *work, PersonId person)
{
    if (uuid_eq(person.u, rq->actor.person.u)) return S("You");
    const Member *m = episode_member(work, person);
    return m ? profile_called(&m->profile) : S("Someone");
}

Voice card_voice(const Episode *work, PersonId person)
{
    const Member *m = episode_member(work, person);
    return m && m->part == PART_CLIENT ? VOICE_CLIENT : VOICE_THERAPIST;
}

Err cards_places(Ctx *cx, Req *rq, Places *ret_places)
{
    Places p = { .has_next = false };
    SessionId of[2] = { { { { 0 } } }, { { { 0 } } } };
    EpisodeId e = req_episode(rq);
    TRY(session_next(cx, rq->tx, rq->grant, e, &p.has_next, &p.next));
    TRY(session_last(cx, rq->tx, rq->grant, e, &p.has_last, &p.last));
    if (p.has_next) of[0] = p.next.id;
    if (p.has_last) of[1] = p.last.id;
    TRY(entry_list_places(cx, rq->tx, rq->grant, e, of, &p.entries));
    *ret_places = p;
    return OK;
}

static bool is_of(const Entry *e, SessionId session, EntryKind kind)
{
    return e->kind == kind && uuid_eq(e->session.u, session.u);
}

Err cards_agenda(Ctx *cx, Req *rq, const Episode *work, const Entries *all, SessionId session,
                 AgendaLine **ret_list, size_t *ret_count)
{
    size_t count = 0;
    AgendaLine *list = ARENA_ARRAY(cx->arena, AgendaLine, all->count);
    if (!list && all->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) {
        const Entry *e = &all->list[i];
        if (!is_of(e, session, ENTRY_AGENDA) || e->state == ENTRY_WITHDRAWN) continue;
        list[count++] = (AgendaLine){ entry_text(e), card_who(rq, work, e->author),
                                      card_voice(work, e->author) };
    }
    *ret_list = list;
    *ret_count = count;
    return OK;
}

Err cards_words(Ctx *cx, const Entries *all, const WordsOf *of, Str **ret_list, size_t *ret_count)
{
    size_t count = 0;
    Str *list = ARENA_ARRAY(cx->arena, Str, all->count);
    if (!list && all->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) {
        const Entry *e = &all->list[i];
        bool theirs = uuid_is_zero(of->owner.u) || uuid_eq(e->owner.u, of->owner.u);
        bool stands = e->state != ENTRY_WITHDRAWN && e->state != ENTRY_DECLINED
                   && e->state != ENTRY_OFFERED;
        if (is_of(e, of->session, of->kind) && theirs && stands) list[count++] = entry_text(e);
    }
    *ret_list = list;
    *ret_count = count;
    return OK;
}

Str card_talk_button(const Signal *s)
{
    return s->page == PAGE_REPAIR ? S("Talk about it") : S("Look at it together");
}

Str card_they_read(Ctx *cx, const Profile *client, const Signal *s)
{
    return arena_printf(cx->arena, STR_FMT " reads: " STR_FMT,
                        STR_ARG(profile_called(client)), STR_ARG(s->why.sentence));
}

Err cards_talk(Ctx *cx, Req *rq, const Episode *work, TalkLine **ret_list, size_t *ret_count)
{
    Signals open;
    Str episode = req_path(rq, "episode");
    const Member *client = episode_part(work, PART_CLIENT);
    bool own = client && uuid_eq(client->person.u, rq->actor.person.u);
    TRY(signal_list_open(cx, rq->tx, rq->grant, req_episode(rq), &open));
    TalkLine *list = ARENA_ARRAY(cx->arena, TalkLine, open.count);
    if (!list && open.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < open.count; i++) {
        const Signal *s = &open.list[i];
        Str said = own || !client ? s->why.sentence : card_they_read(cx, &client->profile, s);
        list[i] = (TalkLine){ signal_title(s->kind, s->worse), said,
            card_talk_button(s),
            url_printf(cx->arena, "/work/" STR_FMT "/signals/" STR_FMT, STR_ARG(episode),
                       STR_ARG(uuid_str(cx->arena, s->id.u))), s->page == PAGE_REPAIR };
    }
    *ret_list = list;
    *ret_count = open.count;
    return OK;
}
