#include "release.h"
#include "../base/json.h"

static const struct { const char *name, *say, *hint; Category category; } parts_[] = {
#define X(name, stored, category, say, hint) { stored, say, hint, CAT_##category },
    RELEASE_PARTS(X)
#undef X
};

Str release_part_name(ReleasePart part) { return str_from_c(parts_[part].name); }
Str release_part_say(ReleasePart part) { return str_from_c(parts_[part].say); }
Str release_part_hint(ReleasePart part) { return str_from_c(parts_[part].hint); }
Category release_part_category(ReleasePart part) { return parts_[part].category; }

Str release_parts_store(Arena *a, uint32_t parts)
{
    Str said = S("");
    for (int i = 0; i < RELEASE_PART_COUNT; i++) {
        if (!(parts & RELEASE_BIT(i))) continue;
        said = said.len ? arena_printf(a, STR_FMT " %s", STR_ARG(said), parts_[i].name)
                        : str_from_c(parts_[i].name);
    }
    return said;
}

uint32_t release_parts_parse(Str words)
{
    Str word;
    uint32_t parts = 0;
    while (str_cut(&words, ' ', &word))
        for (int i = 0; i < RELEASE_PART_COUNT; i++)
            if (str_eq(word, str_from_c(parts_[i].name))) parts |= RELEASE_BIT(i);
    return parts;
}

Str release_parts_say(Arena *a, uint32_t parts)
{
    Str said = S("");
    for (int i = 0; i < RELEASE_PART_COUNT; i++) {
        if (!(parts & RELEASE_BIT(i))) continue;
        bool last = parts >> (i + 1) == 0;
        Str part = str_from_c(parts_[i].say);
        said = said.len == 0 ? part
             : arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(said), last ? " and " : ", ", STR_ARG(part));
    }
    return said;
}

Str release_to_name(ReleaseTo to)
{
    return to == RELEASE_TO_PROVIDER ? S("provider") : S("person");
}

ReleaseTo release_to_parse(Str s)
{
    return str_eq(s, S("provider")) ? RELEASE_TO_PROVIDER : RELEASE_TO_PERSON;
}

/* --- words --------------------------------------------------------------------------------- */

#define WORDS(X) X(from) X(who) X(what) X(where) X(why) X(signed_as)

Str release_words_json(Arena *a, const ReleaseWords *w)
{
    Out out = out_open(a, 32 * 1024);
    JsonOut j = { .out = &out };
    json_open_object(&j);
#define X(name) json_key(&j, S(#name)), json_put_str(&j, w->name);
    WORDS(X)
#undef X
    json_close_object(&j);
    return out_str(&out);
}

Err release_words_parse(Ctx *cx, Str json, ReleaseWords *ret_words)
{
    JsonDoc *doc;
    TRY(json_parse(cx, json, &doc));
    const Json *root = json_root(doc);
#define X(name) ret_words->name = arena_str(cx->arena, json_str(json_get(root, #name)));
    WORDS(X)
#undef X
    json_close(doc);
    return OK;
}

bool release_in_force(const Given *r, int64_t now_ms)
{
    return r->ended_ms == 0 && r->from_ms <= now_ms && (r->to_ms == 0 || now_ms < r->to_ms);
}

static Str left_out(Arena *a, uint32_t parts)
{
    return release_parts_say(a, ~parts & (RELEASE_BIT(RELEASE_PART_COUNT) - 1));
}

Str release_form(Arena *a, const Given *r, Str practice, Str signed_on, Str until)
{
    const ReleaseWords *w = &r->words;
    Str who = w->what.len ? arena_printf(a, STR_FMT " (" STR_FMT "%s" STR_FMT ")", STR_ARG(w->who),
                                         STR_ARG(w->what), w->where.len ? ", " : "", STR_ARG(w->where))
                          : w->who;
    Out out = out_open(a, 32 * 1024);
#define LINE(...) out_raw(&out, arena_printf(a, __VA_ARGS__))
    LINE("I, " STR_FMT ", let " STR_FMT " read, of my record at " STR_FMT ":\n",
         STR_ARG(w->from), STR_ARG(who), STR_ARG(practice));
    for (int i = 0; i < RELEASE_PART_COUNT; i++)
        if (r->parts & RELEASE_BIT(i)) LINE("- %s. %s\n", parts_[i].say, parts_[i].hint);
    Str not = left_out(a, r->parts);
    if (not.len) LINE("Nothing else of it: not " STR_FMT ", and never my story, my messages or what I keep to myself.\n", STR_ARG(not));
    else LINE("Nothing else of it: never my story, my messages or what I keep to myself.\n");
    if (w->why.len) LINE("Why: " STR_FMT "\n", STR_ARG(w->why));
    LINE("They can read it. They cannot change it, and may not pass it on.\n");
    if (until.len) LINE("It ends on " STR_FMT ", or earlier if I stop it.\n", STR_ARG(until));
    else LINE("It ends when I stop it.\n");
    LINE("I can stop it at any time, without a reason. From then on they open nothing more; what was read stays read.\n");
    LINE("Nothing about my care depends on whether I sign this.\n");
    LINE("Signed as \"" STR_FMT "\" on " STR_FMT ". Form %lld.\n", STR_ARG(w->signed_as),
         STR_ARG(signed_on), (long long)r->form_version);
#undef LINE
    return out_str(&out);
}

/* --- the question to the engine --------------------------------------------------------------- */

enum { ASKER = MEMBERS_MAX, UNIT = MEMBERS_MAX + 1, PARTIES = MEMBERS_MAX + 2 };

typedef struct ReleaseWorld {
    Party party[PARTIES];
    PartyAt ref[MEMBERS_MAX];
    Release release[RELEASES_MAX];
    size_t release_count;
} ReleaseWorld;

static PartyAt party_of(const ReleaseAsk *ask, PersonId client)
{
    for (size_t i = 0; i < ask->client_count; i++)
        if (uuid_eq(ask->client[i].u, client.u)) return (PartyAt)i;
    return PARTY_NOBODY;
}

static Purpose purpose_of(ReleaseTo to)
{
    return to == RELEASE_TO_PROVIDER ? FOR_COC : FOR_FAMRQT;
}

static Release as_release(const Given *r, PartyAt grantor)
{
    uint32_t categories = 0;
    for (int i = 0; i < RELEASE_PART_COUNT; i++)
        if (r->parts & RELEASE_BIT(i)) categories |= BIT(parts_[i].category);
    return (Release){
        .id = uuid_bytes(&r->id.u), .grantor = grantor, .signed_by = PARTY_NOBODY,
        .state = r->ended_ms ? RELEASE_REVOKED : RELEASE_ACTIVE,
        .grantee = { r->to == RELEASE_TO_PROVIDER ? GRANTEE_PROVIDER : GRANTEE_PERSON, ASKER, 0, 0 },
        .acts = BIT(ACT_KNOW) | BIT(ACT_READ), .categories = categories,
        .purposes = BIT(purpose_of(r->to)), .from = r->from_ms, .to = r->to_ms ? r->to_ms : TIME_NEVER,
        .revoked = r->ended_ms ? r->ended_ms : TIME_NEVER, .data_from = TIME_UNKNOWN,
        .data_to = TIME_NEVER, .unit = PARTY_NOBODY };
}

static void fill_world(const ReleaseAsk *ask, ReleaseTo to, ReleaseWorld *w)
{
    for (int i = 0; i < PARTIES; i++)
        w->party[i] = (Party){ .kind = PARTY_PERSON, .age = -1, .dissolved = TIME_NEVER,
                               .acts_for = PARTY_NOBODY };
    for (size_t i = 0; i < ask->client_count; i++) w->ref[i] = (PartyAt)i;
    w->party[ASKER].kind = to == RELEASE_TO_PROVIDER ? PARTY_PROVIDER : PARTY_PERSON;
    w->party[UNIT].kind = PARTY_UNIT;
    w->party[UNIT].members = (Span){ 0, (uint32_t)ask->client_count };
    for (size_t i = 0; i < ask->given_count && w->release_count < RELEASES_MAX; i++) {
        const Given *r = &ask->given[i];
        PartyAt grantor = party_of(ask, r->grantor);
        if (grantor != PARTY_NOBODY && uuid_eq(r->grantee.u, ask->who.u) && r->to == to)
            w->release[w->release_count++] = as_release(r, grantor);
    }
}

static bool opens_as(const ReleaseAsk *ask, const ReleaseItem *it, ReleaseTo to)
{
    ReleaseWorld w = { .release_count = 0 };
    ConsentDecision d;
    fill_world(ask, to, &w);
    PartyAt about = uuid_is_zero(it->about.u) ? PARTY_NOBODY : party_of(ask, it->about);
    if (!uuid_is_zero(it->about.u) && about == PARTY_NOBODY) return false;
    Span subjects = about == PARTY_NOBODY ? (Span){ 0, (uint32_t)ask->client_count } : (Span){ about, 1 };
    const Segment whole = { S("all"), subjects, 0 };
    const Item item = { .chart = ask->client_count == 1 ? 0 : UNIT, .author = PARTY_NOBODY,
                        .category = parts_[it->part].category, .labelled = true, .at = it->at_ms,
                        .segments = { 0, 1 } };
    const ConsentWorld world = {
        .party = w.party, .party_count = PARTIES, .release = w.release, .release_count = w.release_count,
        .item = &item, .item_count = 1, .segment = &whole, .segment_count = 1,
        .ref = w.ref, .ref_count = ask->client_count };
    const ConsentRequest request = { ASKER, ACT_READ, 0, purpose_of(to), ask->now_ms, OBLIGATIONS_ALL };
    consent_decide(&world, &request, &d);
    return d.permit;
}

bool release_opens(const ReleaseAsk *ask, const ReleaseItem *item)
{
    if (ask->client_count == 0 || ask->client_count > MEMBERS_MAX) return false;
    return opens_as(ask, item, RELEASE_TO_PROVIDER) || opens_as(ask, item, RELEASE_TO_PERSON);
}

/* Numbers are somebody's own; all the rest is everybody's together. */
static bool part_open(const ReleaseAsk *ask, ReleasePart part)
{
    ReleaseItem item = { part, { { { 0 } } }, ask->now_ms };
    if (part != RELEASE_NUMBERS) return release_opens(ask, &item);
    for (size_t i = 0; i < ask->client_count; i++) {
        item.about = ask->client[i];
        if (release_opens(ask, &item)) return true;
    }
    return false;
}

uint32_t release_open_parts(const ReleaseAsk *ask)
{
    uint32_t open = 0;
    for (int i = 0; i < RELEASE_PART_COUNT; i++)
        if (part_open(ask, (ReleasePart)i)) open |= RELEASE_BIT(i);
    return open;
}
