/* page_wordings.c - what the wording lens looks for, per language: the practice adds to it, changes
 * it, and turns one off.  What is saved counts from the next page on. */
#include "pages.h"
#include "../store/wording.h"
#include "../views/wordings.h"
#include "wording.h"
#include "views.h"

enum { LANGUAGES_MAX = 20 };

static const char *const page = "/practice/wording";

/* As they stand in the database, not as this program read them last. */
static Err load(Ctx *cx, Req *rq, Lens *ret_lens)
{
    return wording_lens(cx, rq->tx, cx->arena, rq->practice->id, rq->app->lens_builtin, ret_lens);
}

static bool has_language(const Lens *lens, Str code)
{
    for (size_t i = 0; i < lens->count; i++)
        if (str_eq(lens->list[i].language, code)) return true;
    return false;
}

/* "English": as a person of that language calls it; the code where the program has no such words. */
static Str language_said(Str code)
{
    const Language *language = words_find(code);
    if (str_eq(code, S("en"))) return S("English");
    return language ? language->name : code;
}

/* --- the list ----------------------------------------------------------------------------- */

static Err fill_rows(Ctx *cx, const Lens *lens, WordingLanguage *l)
{
    Arena *a = cx->arena;
    WordingRow *rows = ARENA_ARRAY(a, WordingRow, lens->count);
    if (!rows && lens->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < lens->count; i++) {
        const LensPattern *p = &lens->list[i];
        if (!str_eq(p->language, l->code)) continue;
        rows[l->count++] = (WordingRow){ .id = p->id, .shown = p->shown, .why = p->why,
            .instead = wording_instead(a, p), .own = p->own, .off = p->off,
            .change = url_printf(a, "%s/one?language=" STR_FMT "&id=" STR_FMT, page, STR_ARG(l->code), STR_ARG(p->id)) };
    }
    l->rows = rows;
    return OK;
}

Err page_wordings(Ctx *cx, Req *rq, Reply *reply)
{
    Lens lens;
    Frame frame;
    WordingsPage p = { .set = url_local(S("/practice/wording/set")) };
    WordingLanguage *list = ARENA_ARRAY(cx->arena, WordingLanguage, LANGUAGES_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(load(cx, rq, &lens));
    for (size_t i = 0; i < lens.count && p.count < LANGUAGES_MAX; i++) {
        Str code = lens.list[i].language;
        bool seen = false;
        for (size_t k = 0; k < p.count; k++) seen = seen || str_eq(list[k].code, code);
        if (seen) continue;
        WordingLanguage *l = &list[p.count++];
        *l = (WordingLanguage){ .code = code, .title = language_said(code),
            .fresh = url_printf(cx->arena, "%s/one?language=" STR_FMT, page, STR_ARG(code)) };
        TRY(wording_version(cx, rq->tx, rq->grant, code, &l->version));
        TRY(fill_rows(cx, &lens, l));
    }
    p.languages = list;
    TRY(frame_fill(cx, rq, S("Words about people"), FRAME_READ, TAB_SETTINGS, &frame));
    view_wordings(&reply->body, &frame, &p);
    return OK;
}

/* --- one of them -------------------------------------------------------------------------- */

static Err show(Ctx *cx, Req *rq, Reply *reply, WordingForm *f)
{
    Frame frame;
    f->heading = f->id.len ? S("Change a wording") : S("Add a wording");
    f->action = url_local(str_from_c(page));
    f->back = f->action;
    f->idem = rq->idem;
    if (rq->errors.count) reply->status = 422;
    TRY(frame_fill(cx, rq, f->heading, FRAME_READ, TAB_SETTINGS, &frame));
    frame_drafts(cx, &frame);
    view_wording_edit(&reply->body, &frame, &rq->errors, f);
    return OK;
}

static Str suggestions(Arena *a, const LensPattern *p)
{
    Str all = S("");
    for (size_t i = 0; i < p->instead_count; i++)
        all = arena_join(a, i ? arena_join(a, all, S("\n")) : all, p->instead[i]);
    return all;
}

Err page_wordings_one(Ctx *cx, Req *rq, Reply *reply)
{
    Lens lens;
    WordingForm f = { .language = req_text(rq, "language"), .id = req_text(rq, "id") };
    TRY(load(cx, rq, &lens));
    const LensPattern *p = lens_find(&lens, f.language, f.id);
    if (!has_language(&lens, f.language) || (f.id.len && !p)) return fail(cx, ERR_MISSING, "no such wording");
    if (p) {
        f.phrases = p->phrases;
        f.unless = p->unlessed;
        f.why = p->why;
        f.instead = suggestions(cx->arena, p);
    }
    TRY(wording_version(cx, rq->tx, rq->grant, f.language, &f.version));
    return show(cx, rq, reply, &f);
}

/* In place of the one with its id, or after all others; false when there is no more room. */
static bool put(Lens *lens, const LensPattern *fresh)
{
    for (size_t i = 0; i < lens->count; i++) {
        LensPattern *p = &lens->list[i];
        if (!str_eq(p->id, fresh->id) || !str_eq(p->language, fresh->language)) continue;
        bool off = p->off;
        *p = *fresh;
        p->off = off;
        return true;
    }
    if (lens->count == LENS_PATTERNS_MAX) return false;
    lens->list[lens->count++] = *fresh;
    return true;
}

static Err save(Ctx *cx, Req *rq, Reply *reply, Str language, const Lens *lens)
{
    TRY(wording_save(cx, rq->tx, rq->grant, language, req_int(rq, "seen", 0), lens));
    reply->practice_changed = true;
    return reply_go(reply, url_local(str_from_c(page)));
}

Err page_wordings_save(Ctx *cx, Req *rq, Reply *reply)
{
    Lens lens;
    LensPattern fresh = { .off = false };
    const char *field = "phrases";
    WordingForm f = { .language = req_text(rq, "language"), .id = req_text(rq, "id"),
        .phrases = req_text(rq, "phrases"), .unless = req_text(rq, "unless"), .why = req_text(rq, "why"),
        .instead = req_text(rq, "instead"), .version = req_int(rq, "seen", 0) };
    TRY(load(cx, rq, &lens));
    if (!has_language(&lens, f.language)) return fail(cx, ERR_MISSING, "no such wording");
    if (f.id.len && !lens_find(&lens, f.language, f.id)) return fail(cx, ERR_MISSING, "no such wording");
    Str id = f.id.len ? f.id : lens_id_of(cx->arena, f.phrases);
    LensTyped typed = { id, f.language, f.phrases, f.unless, f.why, f.instead };
    Str wrong = lens_from_typed(cx->arena, &typed, &fresh, &field);
    if (wrong.len == 0 && f.id.len == 0 && lens_find(&lens, f.language, id))
        wrong = S("There is a wording that begins like this already. Change that one.");
    fresh.own = true;
    if (wrong.len == 0 && !put(&lens, &fresh))
        wrong = S("There are as many wordings as there is room for.");
    if (wrong.len) req_error(rq, field, wrong);
    if (rq->errors.count) return show(cx, rq, reply, &f);
    return save(cx, rq, reply, f.language, &lens);
}

Err page_wordings_set(Ctx *cx, Req *rq, Reply *reply)
{
    Lens lens;
    Str language = req_text(rq, "language");
    TRY(load(cx, rq, &lens));
    const LensPattern *found = lens_find(&lens, language, req_text(rq, "id"));
    if (!found) return fail(cx, ERR_MISSING, "no such wording");
    lens.list[found - lens.list].off = req_int(rq, "off", 0) == 1;
    return save(cx, rq, reply, language, &lens);
}
