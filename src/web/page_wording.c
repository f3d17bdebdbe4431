/* page_wording.c - the wordings that the page's own script looks for while a therapist writes, and
 * the lines under what they wrote. */
#include "wording.h"
#include "../base/json.h"
#include "../store/wording.h"

LensAsk wording_ask(Ctx *cx, const Req *rq)
{
    Str language = words_code(arena_words(cx->arena));
    const Lens *lens = rq->app->lens;
    for (size_t i = 0; i < lens->count; i++)
        if (str_eq(lens->list[i].language, language)) return (LensAsk){ .language = language };
    return (LensAsk){ .language = S("en") };
}

Str wording_instead(Arena *a, const LensPattern *p)
{
    Str all = S("");
    for (size_t i = 0; i < p->instead_count; i++)
        all = arena_printf(a, STR_FMT "%s“" STR_FMT "”", STR_ARG(all), i ? ", " : "", STR_ARG(p->instead[i]));
    return all;
}

/* What this person wants to hear of no more.  The lens is never in the way: when that cannot be
 * read, all of it is said. */
static void ask_without_kept(Ctx *cx, const Req *rq, LensAsk *ask)
{
    Str *ids;
    size_t count;
    if (wording_kept(cx, rq->tx, rq->grant, ask->language, &ids, &count).kind != ERR_NONE) {
        err_clear(cx);
        return;
    }
    ask->kept = ids;
    ask->kept_count = count;
}

const LensLine *wording_lines(Ctx *cx, const Req *rq, Str text, size_t *ret_count)
{
    LensHit hits[LENS_HITS_MAX];
    LensAsk ask = wording_ask(cx, rq);
    LensLine *list = ARENA_ARRAY(cx->arena, LensLine, WORDING_LINES_MAX);
    *ret_count = 0;
    if (!list || grant_is_client_view(rq->grant) || !grant_may(rq->grant, ACTION_WORDING_READ)) return list;
    const Lens *lens = rq->app->lens;
    size_t count = lens_hits(lens, &ask, text, hits);
    if (count == 0) return list;              /* most texts: nothing has to be read */
    ask_without_kept(cx, rq, &ask);
    count = lens_hits(lens, &ask, text, hits);
    for (size_t i = 0; i < count && *ret_count < WORDING_LINES_MAX; i++)
        list[(*ret_count)++] = (LensLine){ str_slice(text, hits[i].from, hits[i].to),
            hits[i].pattern->why, wording_instead(cx->arena, hits[i].pattern), hits[i].pattern->id,
            ask.language, rq->http->path, url_local(S("/wording/keep")) };
    return list;
}

Err page_wording(Ctx *cx, Req *rq, Reply *reply)
{
    JsonOut j = { .out = &reply->body };
    LensAsk ask = wording_ask(cx, rq);
    ask_without_kept(cx, rq, &ask);
    json_open_object(&j);
    json_key(&j, S("language"));
    json_put_str(&j, ask.language);
    json_key(&j, S("keep"));
    json_put_str(&j, words_value(arena_words(cx->arena), S("Keep it")));
    json_key(&j, S("instead"));
    json_put_str(&j, words_value(arena_words(cx->arena), S("You could say:")));
    json_key(&j, S("patterns"));
    lens_json(&reply->body, rq->app->lens, &ask);
    out_raw(&reply->body, S("}"));
    reply->content_type = S("application/json");
    return OK;
}

/* Asked by the script too, which stays where it is. */
Err page_wording_keep(Ctx *cx, Req *rq, Reply *reply)
{
    Str language = req_text(rq, "language"), id = req_text(rq, "id"), back = req_text(rq, "back");
    if (!lens_find(rq->app->lens, language, id)) return fail(cx, ERR_MISSING, "no such wording");
    TRY(wording_keep(cx, rq->tx, rq->grant, language, id));
    return reply_go(reply, url_local(back.len ? back : S("/caseload")));
}
