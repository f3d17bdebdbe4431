/* page_static.c - what everyone may see: the front door, files, help, health, errors. */
#include "pages.h"
#include "../base/embedded.h"
#include "views.h"

Err page_root(Ctx *cx, Req *rq, Reply *reply)
{
    (void)cx;
    bool known = actor_known(&rq->actor);
    return reply_go(reply, url_local(known ? S("/home") : S("/sign-in")));
}

/* /assets/HASH/NAME: the hash only makes the address change with the content. */
Err page_asset(Ctx *cx, Req *rq, Reply *reply)
{
    Str name = req_path(rq, "name");
    for (size_t i = 0; i < embedded_assets_count; i++) {
        const EmbeddedFile *file = &embedded_assets[i];
        if (!str_eq(str_from_c(file->name), name)) continue;
        Str etag = arena_printf(cx->arena, "\"%s\"", file->hash);
        reply->content_type = str_from_c(file->type);
        reply->cacheable = true;
        reply_header(reply, S("Cache-Control"), S("public, max-age=31536000, immutable"));
        reply_header(reply, S("ETag"), etag);
        if (str_eq(http_header(rq->http, "If-None-Match"), etag)) {
            reply->status = 304;
            return OK;
        }
        reply->immutable_body = true;
        reply->raw_body = (Str){ (const char *)file->bytes, file->len };
        return OK;
    }
    return fail(cx, ERR_MISSING, "no such file");
}

Err page_help(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("Help now"), &frame));
    view_help(&reply->body, &frame);
    return OK;
}

/* Chosen at the foot of a page by somebody who is not signed in. */
Err page_language(Ctx *cx, Req *rq, Reply *reply)
{
    reply_language(cx, rq, reply, req_text(rq, "to"));
    return reply_go(reply, url_local(req_text(rq, "back")));
}

Err page_health(Ctx *cx, Req *rq, Reply *reply)
{
    (void)cx;
    JsonOut j = { .out = &reply->body };
    json_open_object(&j);
    json_key(&j, S("status"));
    json_put_str(&j, S("serving"));
    json_key(&j, S("boot"));
    json_put_str(&j, rq->app->boot_nonce);
    json_close_object(&j);
    reply->content_type = S("application/json");
    return OK;
}

/* An open session page asks now and then, so that a long talk signs nobody out. */
Err page_alive(Ctx *cx, Req *rq, Reply *reply)
{
    (void)cx;
    (void)rq;
    reply->status = 204;
    return OK;
}

/* --- errors -------------------------------------------------------------------------- */

static Str error_title(ErrKind kind)
{
    switch (kind) {
    case ERR_MISSING: return S("There is nothing here");
    case ERR_DENIED: return S("This page is not open to you");
    case ERR_CONFLICT: return S("Someone was a moment faster");
    case ERR_BUSY: return S("Just a moment");
    case ERR_LIMIT: return S("This is too large");
    case ERR_INVALID: return S("This could not be read");
    case ERR_NONE:
    case ERR_STORE:
    case ERR_BUG:
    case ERR_KIND_COUNT: break;
    }
    return S("This page could not be saved or shown");
}

static Str error_words(ErrKind kind)
{
    switch (kind) {
    case ERR_MISSING: return S("The address may have changed, or it is not something you can see.");
    case ERR_DENIED: return S("Nothing was changed. Go back, or start again from your home page.");
    case ERR_CONFLICT: return S("It was changed while you were writing. Nothing of yours is lost: "
                                "your words are below. Go back, look at what is new, and send them again.");
    case ERR_BUSY: return S("Many things happen at once here. Nothing was changed. Try again in a minute.");
    case ERR_LIMIT: return S("What you sent is larger than what fits here. Nothing was changed.");
    case ERR_INVALID: return S("What arrived was not a form of ours. Nothing was changed. Go back and try once more.");
    case ERR_NONE:
    case ERR_STORE:
    case ERR_BUG:
    case ERR_KIND_COUNT: break;
    }
    return S("Nothing was changed. If you wrote something, it is below: copy it, or try again in a minute.");
}

/* The words of the form that could not be kept: nobody's text is lost by an error. */
static size_t kept_words(const Req *rq, Str *words, size_t room)
{
    size_t count = 0;
    for (const Field *f = rq->route ? rq->route->fields : NULL; f && f->name; f++) {
        bool text = f->kind == FIELD_TEXT || f->kind == FIELD_LINE;
        Str value = text ? req_text(rq, f->name) : S("");
        if (value.len && count < room) words[count++] = value;
    }
    return count;
}

Err page_error(Ctx *cx, Req *rq, Reply *reply, ErrKind kind)
{
    enum { KEPT_MAX = 8 };
    Frame frame;
    Str words[KEPT_MAX];
    size_t count = kept_words(rq, words, KEPT_MAX);
    bool signed_out = !actor_known(&rq->actor) && kind == ERR_DENIED;
    Str title = signed_out ? S("You have been signed out") : error_title(kind);
    Str text = signed_out ? S("Nothing was changed. Sign in again; what you wrote is below, to copy.")
                          : error_words(kind);
    TRY(frame_plain(cx, rq, title, &frame));
    view_error(&reply->body, &frame, text, words, count, signed_out);
    return OK;
}
