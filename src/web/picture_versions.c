/* picture_versions.c - versions of the shared picture: kept, agreed, and compared. */
#include "cards.h"
#include "picture.h"
#include "views.h"

static Str title_of(const Joint *j, const Entry *e)
{
    return arena_printf(j->cx->arena, STR_FMT ", kept by " STR_FMT,
        STR_ARG(time_say_day_clock(j->cx->arena, j->rq->practice->zone, e->created_ms)),
        STR_ARG(card_who(j->rq, &j->work, e->author)));
}

/* Sentences and links of it that this reader can see. */
static Err count_of(const Joint *j, const Entry *e, Str *ret_holds)
{
    Formulation f;
    size_t parts = 0, links = 0;
    Arena *a = j->cx->arena;
    if (!formulation_parse(a, entry_text(e), &f)) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < f.count; i++) {
        const Entry *one = picture_find(j, f.list[i].id);
        parts += one && one->kind == ENTRY_PART;
        links += one && one->kind == ENTRY_LINK;
    }
    *ret_holds = arena_printf(a, STR_FMT " and " STR_FMT ".",
                              STR_ARG(say_count(a, (int64_t)parts, "{1} sentence", "{1} sentences")),
                              STR_ARG(say_count(a, (int64_t)links, "{1} link", "{1} links")));
    return OK;
}

Err picture_versions(const Joint *j, const PictureVersion **ret_list, size_t *ret_count)
{
    size_t count = 0;
    PictureVersion *list = ARENA_ARRAY(j->cx->arena, PictureVersion, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = j->all.count; i-- > 0;) {
        const Entry *e = &j->all.list[i];
        if (e->kind != ENTRY_SNAPSHOT || e->state != ENTRY_OPEN) continue;
        PictureVersion v = { .card = joint_card(j, e), .title = title_of(j, e),
                             .id = uuid_str(j->cx->arena, e->id.u) };
        v.card.has_history = false;
        v.card.wording = v.title;
        TRY(count_of(j, e, &v.holds));
        list[count++] = v;
    }
    *ret_list = list;
    *ret_count = count;
    return OK;
}

/* --- keeping one ------------------------------------------------------------------------- */

static Url version_url(Ctx *cx, const Req *rq, EntryId id)
{
    return url_printf(cx->arena, "/work/" STR_FMT "/picture#e-" STR_FMT,
                      STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u)));
}

/* The newest one that holds the very same, so that keeping it twice makes one. */
static const Entry *kept_already(const Joint *j, Str text)
{
    for (size_t i = j->all.count; i-- > 0;) {
        const Entry *e = &j->all.list[i];
        if (e->kind == ENTRY_SNAPSHOT && e->state == ENTRY_OPEN)
            return str_eq(entry_text(e), text) ? e : NULL;
    }
    return NULL;
}

Err page_picture_keep(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    Formulation now;
    EntryId id;
    TRY(picture_open(cx, rq, S("How it hangs together"), &j));
    if (!formulation_now(cx->arena, j.all.list, j.all.count, &j.work, &now))
        return fail(cx, ERR_LIMIT, "request too large");
    if (now.count == 0) return fail(cx, ERR_INVALID, "there is nothing to keep yet");
    EntryNew fresh = { .kind = ENTRY_SNAPSHOT, .text = formulation_text(cx->arena, &now) };
    if (fresh.text.len == 0) return fail(cx, ERR_LIMIT, "request too large");
    const Entry *same = kept_already(&j, fresh.text);
    if (same) return reply_go(reply, version_url(cx, rq, same->id));
    TRY(entry_add(cx, rq->tx, rq->grant, req_episode(rq), &fresh, &id));
    return reply_go(reply, version_url(cx, rq, id));
}

/* --- two beside each other ------------------------------------------------------------------ */

typedef struct Pair {
    const Joint *j;
    Formulation from, to;
    PictureChange *changes, *same;
    size_t change_count, same_count;
} Pair;

/* No id: how it stands now. */
static Err version_load(const Joint *j, Uuid id, Formulation *ret_formulation)
{
    bool ok;
    if (uuid_is_zero(id)) {
        ok = formulation_now(j->cx->arena, j->all.list, j->all.count, &j->work, ret_formulation);
    } else {
        const Entry *e = picture_find(j, (EntryId){ id });
        if (!e || e->kind != ENTRY_SNAPSHOT) return fail(j->cx, ERR_MISSING, "no such record");
        ok = formulation_parse(j->cx->arena, entry_text(e), ret_formulation);
    }
    return ok ? OK : fail(j->cx, ERR_LIMIT, "request too large");
}

/* A link reads "“I lie awake” keeps going “I am tired”". */
static Str words_at(const Joint *j, const Entry *e, int64_t version)
{
    const EntryWording *w = entry_wording_at(e, version);
    if (!w) return S("");
    if (e->kind != ENTRY_LINK) return w->text;
    const Entry *from = picture_find(j, e->parent), *to = picture_find(j, e->target);
    return arena_printf(j->cx->arena, "“" STR_FMT "” " STR_FMT " “" STR_FMT "”",
                        STR_ARG(from ? entry_text(from) : S("…")), STR_ARG(w->text),
                        STR_ARG(to ? entry_text(to) : S("…")));
}

static Err compare_one(Pair *p, const Entry *e)
{
    const Joint *j = p->j;
    int64_t before = formulation_find(&p->from, e->id), after = formulation_find(&p->to, e->id);
    if (!before && !after) return OK;
    PictureChange c = {
        .where = e->kind == ENTRY_LINK ? S("A link") : picture_heading(j, e),
        .what = !before ? S("New") : !after ? S("Gone")
              : before == after ? S("The same") : S("Other words") };
    TRY(joint_pieces(j->cx, before ? words_at(j, e, before) : S(""),
                     after ? words_at(j, e, after) : S(""), &c.pieces, &c.piece_count));
    if (before == after) p->same[p->same_count++] = c;
    else p->changes[p->change_count++] = c;
    return OK;
}

static Err compare_all(Pair *p)
{
    static const EntryKind kinds[] = { ENTRY_PART, ENTRY_LINK };
    const Joint *j = p->j;
    p->changes = ARENA_ARRAY(j->cx->arena, PictureChange, j->all.count);
    p->same = ARENA_ARRAY(j->cx->arena, PictureChange, j->all.count);
    if ((!p->changes || !p->same) && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t i = 0; i < j->all.count; i++)
            if (j->all.list[i].kind == kinds[k]) TRY(compare_one(p, &j->all.list[i]));
    return OK;
}

/* What an author took back is theirs alone, also where a version named it. */
static Str say_hidden(const Pair *p)
{
    size_t hidden = 0;
    for (size_t i = 0; i < p->from.count; i++) hidden += !picture_find(p->j, p->from.list[i].id);
    for (size_t i = 0; i < p->to.count; i++)
        hidden += !picture_find(p->j, p->to.list[i].id) && !formulation_find(&p->from, p->to.list[i].id);
    return hidden == 0 ? S("") : say_count(p->j->cx->arena, (int64_t)hidden,
        "{1} sentence or link is not shown: its author took it back.",
        "{1} sentences or links are not shown: their authors took them back.");
}

static Err fill_choices(const Joint *j, Uuid from, Uuid to, PictureCompare *p)
{
    const PictureVersion *versions;
    size_t count;
    TRY(picture_versions(j, &versions, &count));
    PictureChoice *list = ARENA_ARRAY(j->cx->arena, PictureChoice, count + 1);
    if (!list) return fail(j->cx, ERR_LIMIT, "request too large");
    list[0] = (PictureChoice){ S(""), S("As it stands now"), uuid_is_zero(from), uuid_is_zero(to) };
    for (size_t i = 0; i < count; i++)
        list[i + 1] = (PictureChoice){ versions[i].id, versions[i].title,
            str_eq(versions[i].id, uuid_str(j->cx->arena, from)),
            str_eq(versions[i].id, uuid_str(j->cx->arena, to)) };
    p->choices = list;
    p->choice_count = count + 1;
    return OK;
}

Err page_picture_compare(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    Pair pair = { .j = &j };
    Uuid from = req_uuid(rq, "from"), to = req_uuid(rq, "to");
    TRY(picture_open(cx, rq, S("What changed"), &j));
    TRY(version_load(&j, from, &pair.from));
    TRY(version_load(&j, to, &pair.to));
    TRY(compare_all(&pair));
    PictureCompare p = { .frame = &j.frame, .back = card_work_url(cx, rq, "/picture"),
        .action = card_work_url(cx, rq, "/picture/versions"), .changes = pair.changes,
        .change_count = pair.change_count, .same = pair.same, .same_count = pair.same_count,
        .hidden = say_hidden(&pair) };
    TRY(fill_choices(&j, from, to, &p));
    view_formulation_compare(&reply->body, &p);
    return OK;
}
