/* consent_file.c - scenarios, their questions, and how answers are written. */
#include "consent_json.h"

PartyAt consent_book_party(const ConsentBook *book, Str id)
{
    for (size_t i = 0; i < book->world.party_count; i++)
        if (str_eq(book->party_id[i], id)) return (PartyAt)i;
    return PARTY_UNKNOWN;
}

uint32_t consent_book_item(const ConsentBook *book, Str id)
{
    for (size_t i = 0; i < book->world.item_count; i++)
        if (str_eq(book->item_id[i], id)) return (uint32_t)i;
    return ITEM_UNKNOWN;
}

/* --- questions ---------------------------------------------------------------------------------- */

static void read_when(Load *l, const Thing *t, ConsentStep *step)
{
    const ConsentBook *book = step->book;
    thing_check(l, t, "who action item purpose at export proof enforces");
    Str who = thing_text(l, t, "who", MAYBE), item = thing_text(l, t, "item", MAYBE);
    bool out = thing_flag(l, t, "export");
    bool some = thing_get(t, "enforces").v != NULL;
    step->request = (ConsentRequest){
        .who = who.len ? consent_book_party(book, who) : PARTY_UNNAMED,
        .item = item.len ? consent_book_item(book, item) : ITEM_UNNAMED,
        .act = act_parse(thing_text(l, t, "action", MAYBE)),
        .purpose = purpose_parse(thing_text(l, t, "purpose", MAYBE)),
        .now = thing_whole(l, t, "at", MAYBE, book->now),
        .enforces = some ? thing_set(l, t, "enforces", NEEDED, parse_obligation, UNKNOWN_IS_PROBLEM)
                         : OBLIGATIONS_ALL,
    };
    /* Read in order to take it out of the house: that is what is asked. */
    if (out && step->request.act == ACT_READ) step->request.act = ACT_EXPORT;
}

typedef struct Reading { Ctx *cx; Load *l; At layer[LAYERS_MAX]; size_t layers; const ConsentBook *base; } Reading;

/* The world under this change; `below` when there is none. */
static Err changed(Reading *r, const Thing *t, const char *key, const ConsentBook *below,
                   const ConsentBook **ret_book)
{
    At change = thing_get(t, key);
    *ret_book = below;
    if (!change.v) return OK;
    ConsentBook *book = ARENA_NEW(r->cx->arena, ConsentBook);
    if (!book) return fail(r->cx, ERR_LIMIT, "this file is too large");
    r->layer[r->layers] = change;
    TRY(consent_world_read(r->cx, r->l, r->layer, r->layers + 1, book));
    *ret_book = book;
    return OK;
}

static void read_then(Load *l, const Thing *t, ConsentStep *step)
{
    Thing then = thing_one(thing_get(t, "then"));
    if (then.at[0].v) thing_check(l, &then, "effect reason consents obligations segments");
    step->then = then.at[0].v;
}

static Err read_step(Reading *r, const Thing *t, const ConsentBook *below, ConsentStep *step)
{
    TRY(changed(r, t, "world", below, &step->book));
    Thing when = thing_one(thing_get(t, "when"));
    if (when.at[0].v) read_when(r->l, &when, step);
    else load_problem(r->l, &when.at[0], "is missing");
    read_then(r->l, t, step);
    return OK;
}

static Err read_steps(Reading *r, const Thing *t, const ConsentBook *book, ConsentScenario *s)
{
    At steps = thing_get(t, "steps");
    bool one = !steps.v;
    s->step_count = one ? 1 : json_count(steps.v);
    s->step = ARENA_ARRAY(r->cx->arena, ConsentStep, s->step_count);
    if (!s->step) return fail(r->cx, ERR_LIMIT, "this file is too large");
    if (one) return read_step(r, t, book, &s->step[0]);
    if (json_type(steps.v) != JSON_ARRAY) load_problem(r->l, &steps, "a list [ ] is needed here");
    for (size_t i = 0; i < s->step_count; i++) {
        Thing step = thing_one(at_index(&steps, i));
        thing_check(r->l, &step, "title world when then");
        TRY(read_step(r, &step, book, &s->step[i]));
    }
    return OK;
}

static Err read_scenario(Reading *r, const Thing *t, ConsentScenario *s)
{
    const ConsentBook *book = NULL;
    bool steps = thing_get(t, "steps").v != NULL;
    thing_check(r->l, t, steps ? "id title given steps" : "id title given world when then");
    s->id = thing_text(r->l, t, "id", NEEDED);
    s->title = thing_text(r->l, t, "title", MAYBE);
    r->layers = 1;
    TRY(changed(r, t, "given", r->base, &book));
    if (thing_get(t, "given").v) r->layers = 2;
    return read_steps(r, t, book, s);
}

static Err read_scenarios(Reading *r, const Thing *root, ConsentFile *file)
{
    At list = thing_get(root, "scenarios");
    if (!list.v) return OK;
    if (json_type(list.v) != JSON_ARRAY) load_problem(r->l, &list, "a list [ ] is needed here");
    file->scenario_count = json_count(list.v);
    file->scenario = ARENA_ARRAY(r->cx->arena, ConsentScenario, file->scenario_count);
    if (!file->scenario) return fail(r->cx, ERR_LIMIT, "this file is too large");
    for (size_t i = 0; i < file->scenario_count; i++) {
        Thing t = thing_one(at_index(&list, i));
        TRY(read_scenario(r, &t, &file->scenario[i]));
    }
    return OK;
}

static Err read_root(Reading *r, const Json *json, ConsentFile *file)
{
    const At top = { .key = S(""), .v = json };
    Thing root = thing_one(top);
    ConsentBook *base = ARENA_NEW(r->cx->arena, ConsentBook);
    if (!base) return fail(r->cx, ERR_LIMIT, "this file is too large");
    thing_check(r->l, &root, "about world scenarios");
    r->layer[0] = at_key(&top, S("world"));
    r->layers = 1;
    if (!r->layer[0].v) load_problem(r->l, &r->layer[0], "is missing");
    else TRY(consent_world_read(r->cx, r->l, r->layer, 1, base));
    r->base = file->base = base;
    return r->layer[0].v ? read_scenarios(r, &root, file) : OK;
}

Err consent_file_read(Ctx *cx, Str json, ConsentProblems *problems, ConsentFile *ret_file)
{
    JsonDoc *doc = NULL;
    ConsentFile file = { 0 };
    Load l = { cx->arena, problems };
    Reading r = { .cx = cx, .l = &l };
    *problems = (ConsentProblems){ .count = 0 };
    TRY(json_parse(cx, json, &doc));
    TRY(read_root(&r, json_root(doc), &file));
    if (arena_failed(cx->arena)) return fail(cx, ERR_LIMIT, "this file is too large");
    if (problems->count > 0)
        return fail(cx, ERR_INVALID, "%s%zu to mend", problems->more ? "more than " : "", problems->count);
    *ret_file = file;
    return OK;
}

/* --- answers ---------------------------------------------------------------------------------------- */

static const Segment *segment_of(const ConsentStep *step, uint32_t i)
{
    const ConsentWorld *w = &step->book->world;
    return &w->segment[w->item[step->request.item].segments.first + i];
}

static void print_lists(JsonOut *j, const ConsentStep *step, const ConsentDecision *d)
{
    json_key(j, S("rules"));
    json_open_array(j);
    for (size_t i = 0; i < d->cited_count; i++)
        json_put_str(j, step->book->world.release[d->cited[i]].id);
    json_close_array(j);
    json_key(j, S("obligations"));
    json_open_array(j);
    for (unsigned o = 1; o < MUST_COUNT; o++)
        if (d->obligations & BIT(o)) json_put_str(j, obligation_word((Obligation)o));
    json_close_array(j);
    json_key(j, S("segments"));
    json_open_array(j);
    for (uint32_t i = 0; i < CONSENT_SEGMENTS_MAX; i++)
        if (d->segments >> i & 1) json_put_str(j, segment_of(step, i)->id);
    json_close_array(j);
}

void consent_print(Out *out, const ConsentScenario *scenario)
{
    JsonOut j = { .out = out };
    json_open_object(&j);
    json_key(&j, S("id"));
    json_put_str(&j, scenario->id);
    json_key(&j, S("decisions"));
    json_open_array(&j);
    for (size_t i = 0; i < scenario->step_count; i++) {
        const ConsentStep *step = &scenario->step[i];
        ConsentDecision d;
        consent_decide(&step->book->world, &step->request, &d);
        json_open_object(&j);
        json_key(&j, S("effect"));
        json_put_str(&j, d.permit ? S("permit") : S("deny"));
        json_key(&j, S("reason"));
        json_put_str(&j, why_code(d.why));
        print_lists(&j, step, &d);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_close_object(&j);
    out_raw(out, S("\n"));
}

/* --- what was expected ----------------------------------------------------------------------------- */

static bool listed(const Json *list, Str word)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (str_eq(json_str(json_at(list, i)), word)) return true;
    return false;
}

static bool cites_as_expected(const ConsentStep *step, const ConsentDecision *d, const Json *ids)
{
    if (!ids) return true;
    for (size_t i = 0; i < d->cited_count; i++)
        if (!listed(ids, step->book->world.release[d->cited[i]].id)) return false;
    return d->cited_count == json_count(ids);
}

static bool shows_as_expected(const ConsentStep *step, const ConsentDecision *d, const Json *ids)
{
    size_t shown = 0;
    for (uint32_t i = 0; ids && i < CONSENT_SEGMENTS_MAX; i++) {
        if (!(d->segments >> i & 1)) continue;
        if (!listed(ids, segment_of(step, i)->id)) return false;
        shown++;
    }
    return !ids || shown == json_count(ids);
}

static bool obliges_as_expected(const ConsentDecision *d, const Json *words)
{
    for (size_t i = 0; i < json_count(words); i++) {
        Obligation o = obligation_parse(json_str(json_at(words, i)));
        if (o == MUST_NONE || o == MUST_COUNT || !(d->obligations & BIT(o))) return false;
    }
    return true;
}

Str consent_differs(Arena *a, const ConsentStep *step)
{
    ConsentDecision d;
    const Json *then = step->then;
    consent_decide(&step->book->world, &step->request, &d);
    Str effect = json_str(json_get(then, "effect")), reason = json_str(json_get(then, "reason"));
    Str is = d.permit ? S("permit") : S("deny");
    if (then && !str_eq(effect, is))
        return arena_printf(a, STR_FMT " (" STR_FMT "), not " STR_FMT, STR_ARG(is),
                            STR_ARG(why_code(d.why)), STR_ARG(effect));
    if (reason.len && !str_eq(reason, why_code(d.why)))
        return arena_printf(a, "because of " STR_FMT ", not " STR_FMT, STR_ARG(why_code(d.why)),
                            STR_ARG(reason));
    if (!cites_as_expected(step, &d, json_get(then, "consents"))) return S("by other permissions");
    if (!obliges_as_expected(&d, json_get(then, "obligations"))) return S("without an expected obligation");
    if (!shows_as_expected(step, &d, json_get(then, "segments"))) return S("with other segments");
    return S("");
}
