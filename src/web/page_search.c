/* page_search.c - looking for words in all one may read: in one piece of work, or in all one's own.
 *
 * What is looked for comes in a form's body and goes nowhere else (decision 15).  Texts are opened
 * in memory, work after work, in a scratch of their own; only what is shown outlives it.  Each work
 * is entered through the gate, like a page of it. */
#include "cards.h"
#include "texts.h"
#include "../store/episode.h"
#include "../views/search.h"
#include "views.h"

enum { HITS_A_PAGE = 20, TEXTS_MAX = 60000, EXCERPT_CHARS = 220, SCRATCH_MAX = 96 << 20 };

typedef struct Look {
    Ctx *cx;                  /* of the page: what is shown lives there */
    Req *rq;
    Search search;
    const Episode *work;      /* the one that is being looked through */
    size_t skip, seen, shown, looked;
    bool more, cut;
    SearchHit *hit;           /* HITS_A_PAGE */
    SearchGroup *group;
    size_t group_count;
    ReplyShown *log;          /* what beyond the page's own row was shown */
    size_t log_count;
    TextsOf *of;
} Look;

/* --- one place ------------------------------------------------------------------------ */

static void log_once(Look *l, Action action, EpisodeId work, Uuid object)
{
    for (size_t i = 0; i < l->log_count; i++)
        if (l->log[i].action == action && uuid_eq(l->log[i].episode.u, work.u)
            && uuid_eq(l->log[i].object, object)) return;
    l->log[l->log_count++] = (ReplyShown){ action, work, object };
}

static SearchExcerpt kept(Arena *a, SearchExcerpt e)
{
    for (size_t i = 0; i < e.count; i++) e.piece[i].text = arena_str(a, e.piece[i].text);
    return e;
}

/* In the reader's language already: a copy is no constant that a view would look up. */
static Str said(const Look *l, Str constant)
{
    return arena_str(l->cx->arena, words_value(arena_words(l->cx->arena), constant));
}

static SearchHit hit_of(const Look *l, const WorkText *t)
{
    Arena *a = l->cx->arena;
    return (SearchHit){ .kind = said(l, t->kind), .who = said(l, card_who(l->rq, l->work, t->who)),
        .voice = card_voice(l->work, t->who), .when = time_say_day_year(a, l->rq->practice->zone, t->at_ms),
        .excerpt = kept(a, search_excerpt(&l->search, t->text, EXCERPT_CHARS)),
        .place = url_local(arena_str(a, t->place.s)), .past = t->past };
}

static Err look_at(Ctx *scratch, const WorkText *t, void *arg)
{
    (void)scratch;
    Look *l = arg;
    bool enough = ++l->looked > TEXTS_MAX;
    if (enough) l->cut = l->of->stop = true;
    if (enough || !search_finds(&l->search, t->text) || l->seen++ < l->skip) return OK;
    if (l->shown == HITS_A_PAGE) {
        l->more = l->of->stop = true;
        return OK;
    }
    l->hit[l->shown++] = hit_of(l, t);
    l->group[l->group_count - 1].count++;
    if (!uuid_is_zero(t->read.u)) log_once(l, t->reading, l->work->id, t->read.u);
    return OK;
}

/* --- one piece of work ------------------------------------------------------------------- */

static SearchGroup group_of(const Look *l, const Grant *g, const Episode *work)
{
    Arena *a = l->cx->arena;
    bool alone = !uuid_is_zero(req_episode(l->rq).u);
    Str names = arena_str(a, episode_names(a, work));
    return (SearchGroup){ .title = names, .hit = l->hit + l->shown,
        .home = work_url(a, work->id, grant_is_client_view(g) ? "/home" : ""),
        .only = alone ? (Url){ S("") } : work_url(a, work->id, "/search") };
}

static Err look_through(Ctx *scratch, Look *l, const Grant *g, EpisodeId e)
{
    Episode work;
    TextsOf of = { .tx = l->rq->tx, .grant = g, .work = &work, .each = look_at, .arg = l };
    TRY(episode_load(scratch, l->rq->tx, g, e, &work));
    l->work = &work;
    l->of = &of;
    l->group[l->group_count++] = group_of(l, g, &work);
    TRY(texts_of_work(scratch, &of));
    l->cut = l->cut || of.cut;
    if (l->group[l->group_count - 1].count == 0) l->group_count--;
    else if (uuid_is_zero(req_episode(l->rq).u)) log_once(l, ACTION_SEARCH_WORK, e, (Uuid){ { 0 } });
    return OK;
}

/* In memory of its own: a work of many years holds more than a page. */
static Err look_in(Look *l, const Grant *g, EpisodeId e)
{
    Ctx scratch = *l->cx;
    scratch.arena = arena_open(SCRATCH_MAX);
    if (!scratch.arena) return fail(l->cx, ERR_BUSY, "there is no memory for this now");
    arena_speak(scratch.arena, arena_words(l->cx->arena));
    Err err = look_through(&scratch, l, g, e);
    if (err.kind == ERR_NONE && arena_failed(scratch.arena)) err = fail(&scratch, ERR_LIMIT, "too much to look through");
    arena_close(scratch.arena);
    if (err.kind != ERR_NONE) return fail(l->cx, err.kind, "looking through a piece of work failed");
    return OK;
}

/* Work that one is in and may not read is none: nothing tells it from work that is not there. */
static Err look_in_mine(Look *l, EpisodeId e)
{
    const Grant *g = NULL;
    Err err = gate_enter(l->cx, l->rq->tx, &l->rq->actor, ACTION_SEARCH_WORK, e, &g);
    if (err.kind == ERR_MISSING || err.kind == ERR_DENIED) {
        err_clear(l->cx);
        return OK;
    }
    TRY(err);
    return look_in(l, g, e);
}

static Err look_everywhere(Look *l)
{
    MyEpisodes mine;
    EpisodeId alone = req_episode(l->rq);
    if (!uuid_is_zero(alone.u)) return look_in(l, l->rq->grant, alone);
    TRY(episode_mine(l->cx, l->rq->tx, l->rq->grant, &mine));
    for (size_t i = 0; i < mine.count && !l->more && l->looked <= TEXTS_MAX; i++)
        TRY(look_in_mine(l, mine.list[i].id));
    return OK;
}

/* --- the page -------------------------------------------------------------------------------- */

static Str cut_said(const Look *l)
{
    if (!l->cut) return S("");
    return uuid_is_zero(req_episode(l->rq).u)
        ? S("There is more than one search looks through. The oldest was left out: search in one piece of work to reach further back.")
        : S("There is more than one search looks through: the oldest words of this work were left out. They are in the lists of sessions and in our words.");
}

static Err open_look(Ctx *cx, Req *rq, Look *l)
{
    *l = (Look){ .cx = cx, .rq = rq, .hit = ARENA_ARRAY(cx->arena, SearchHit, HITS_A_PAGE),
        .group = ARENA_ARRAY(cx->arena, SearchGroup, HITS_A_PAGE + 1),
        .log = ARENA_ARRAY(cx->arena, ReplyShown, 2 * HITS_A_PAGE),
        .skip = (size_t)(req_int(rq, "page", 1) - 1) * HITS_A_PAGE,
        .search = search_read(cx->arena, req_text(rq, "words")) };
    return l->hit && l->group && l->log ? OK : fail(cx, ERR_LIMIT, "request too large");
}

static Err show(Ctx *cx, Req *rq, Reply *reply, SearchPage *p)
{
    Frame frame;
    p->of_work = !uuid_is_zero(req_episode(rq).u);
    p->action = p->of_work ? card_work_url(cx, rq, "/search") : url_local(S("/search"));
    if (p->of_work)
        p->back = card_work_url(cx, rq, grant_is_client_view(rq->grant) ? "/home" : "");
    TRY(frame_fill(cx, rq, S("Search"), FRAME_READ, TAB_NONE, &frame));
    frame.search = (Url){ S("") };                /* it is the page itself */
    view_search(&reply->body, &frame, &rq->errors, p);
    return OK;
}

Err page_search(Ctx *cx, Req *rq, Reply *reply)
{
    SearchPage p = { .words = S("") };
    return show(cx, rq, reply, &p);
}

Err page_search_do(Ctx *cx, Req *rq, Reply *reply)
{
    Look l;
    SearchPage p = { .words = req_text(rq, "words"), .number = req_int(rq, "page", 1) };
    TRY(open_look(cx, rq, &l));
    if (l.search.count == 0 && rq->errors.count == 0)
        req_error(rq, "words", S("Write a word to look for."));
    if (rq->errors.count) {
        reply->status = 422;
        return show(cx, rq, reply, &p);
    }
    TRY(look_everywhere(&l));
    p.asked = true;
    p.group = l.group;
    p.group_count = l.group_count;
    p.more = l.more;
    p.from = (int64_t)l.skip + 1;
    p.to = (int64_t)(l.skip + l.shown);
    p.cut = cut_said(&l);
    reply->shown = l.log;
    reply->shown_count = l.log_count;
    return show(cx, rq, reply, &p);
}
