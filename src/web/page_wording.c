/* page_wording.c - the wordings that the page's own script looks for while a therapist writes, and
 * the lines under what they wrote. */
#include "wording.h"
#include "../base/json.h"

LensAsk wording_ask(Ctx *cx, const Req *rq)
{
    Str language = words_code(arena_words(cx->arena));
    const Lens *lens = rq->app->lens;
    for (size_t i = 0; i < lens->count; i++)
        if (str_eq(lens->list[i].language, language)) return (LensAsk){ .language = language };
    return (LensAsk){ .language = S("en") };
}

static Str instead_said(Arena *a, const LensPattern *p)
{
    Str all = S("");
    for (size_t i = 0; i < p->instead_count; i++)
        all = arena_printf(a, STR_FMT "%s“" STR_FMT "”", STR_ARG(all), i ? ", " : "", STR_ARG(p->instead[i]));
    return all;
}

const LensLine *wording_lines(Ctx *cx, const Req *rq, Str text, size_t *ret_count)
{
    LensHit hits[LENS_HITS_MAX];
    LensAsk ask = wording_ask(cx, rq);
    LensLine *list = ARENA_ARRAY(cx->arena, LensLine, WORDING_LINES_MAX);
    *ret_count = 0;
    if (!list || grant_is_client_view(rq->grant) || !grant_may(rq->grant, ACTION_WORDING_READ)) return list;
    size_t count = lens_hits(rq->app->lens, &ask, text, hits);
    for (size_t i = 0; i < count && *ret_count < WORDING_LINES_MAX; i++)
        list[(*ret_count)++] = (LensLine){ str_slice(text, hits[i].from, hits[i].to),
            hits[i].pattern->why, instead_said(cx->arena, hits[i].pattern) };
    return list;
}

Err page_wording(Ctx *cx, Req *rq, Reply *reply)
{
    JsonOut j = { .out = &reply->body };
    LensAsk ask = wording_ask(cx, rq);
    json_open_object(&j);
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
