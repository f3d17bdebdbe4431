/* consent_world.c - one world, read from the layers of its file. */
#include "consent_json.h"

/* The house itself, as an author. */
#define THE_HOUSE S("system")

typedef struct World {
    Load *l;
    const At *layer;
    size_t layers;
    Growing party, party_id, party_name, episode, proxy, release, restriction, glass, item, item_id;
    Growing segment, ref, word;   /* word: roles and organisations, numbered from 1 */
    bool full;
} World;

static void *more(World *w, Growing *g, size_t size)
{
    void *place = growing_add(w->l, g, size);
    if (!place) w->full = true;
    return place;
}

/* --- names ---------------------------------------------------------------------------------- */

static uint32_t find(const Growing *names, Str id)
{
    const Str *list = names->list;
    for (size_t i = 0; i < names->count; i++)
        if (str_eq(list[i], id)) return (uint32_t)i;
    return UINT32_MAX;
}

static uint32_t numbered(World *w, Str word)
{
    if (word.len == 0) return 0;
    uint32_t at = find(&w->word, word);
    if (at != UINT32_MAX) return at + 1;
    Str *place = more(w, &w->word, sizeof(Str));
    if (place) *place = word;
    return (uint32_t)w->word.count;
}

static const Party *party_at(const World *w, PartyAt at)
{
    return (const Party *)w->party.list + at;
}

/* Sets of the kinds a name may have. */
enum { A_PERSON = BIT(PARTY_PERSON), A_PROVIDER = BIT(PARTY_PROVIDER), A_UNIT = BIT(PARTY_UNIT),
       A_WORKER = BIT(PARTY_PROVIDER) | BIT(PARTY_INTEGRATOR) | BIT(PARTY_ADMINISTRATOR) };

static PartyAt who_is(World *w, const At *at, uint32_t kinds)
{
    Str id = json_str(at->v);
    PartyAt found = find(&w->party_id, id);
    if (found != UINT32_MAX && (kinds & BIT(party_at(w, found)->kind))) return found;
    load_problem(w->l, at, found == UINT32_MAX ? "\"" STR_FMT "\" is nobody in this world"
                                               : "\"" STR_FMT "\" cannot stand here",
                 STR_ARG(str_first_chars(id, 40)));
    return PARTY_NOBODY;
}

static PartyAt party_of(World *w, const Thing *t, const char *key, Need need, uint32_t kinds)
{
    At at = thing_get(t, key);
    if (!at.v && need == MAYBE) return PARTY_NOBODY;
    (void)thing_text(w->l, t, key, need);
    return at.v ? who_is(w, &at, kinds) : PARTY_NOBODY;
}

static void add_ref(World *w, PartyAt party)
{
    PartyAt *place = more(w, &w->ref, sizeof(PartyAt));
    if (place) *place = party;
}

/* A list of names. */
static Span parties_of(World *w, const Thing *t, const char *key, uint32_t kinds)
{
    At at = thing_get(t, key);
    Span span = { (uint32_t)w->ref.count, 0 };
    if (!at.v) return span;
    if (json_type(at.v) != JSON_ARRAY) load_problem(w->l, &at, "a list [ ] is needed here");
    for (size_t i = 0; i < json_count(at.v); i++) {
        At one = at_index(&at, i);
        PartyAt party = who_is(w, &one, kinds);
        if (party != PARTY_NOBODY) add_ref(w, party);
    }
    span.count = (uint32_t)w->ref.count - span.first;
    return span;
}

/* --- maps and lists over the layers --------------------------------------------------------- */

typedef void Each(World *w, const Thing *t, Str id);

static bool seen_below(const World *w, const char *map, size_t layer, Str id)
{
    for (size_t i = 0; i < layer; i++) {
        At at = at_key(&w->layer[i], str_from_c(map));
        At one = at_key(&at, id);
        if (one.v) return true;
    }
    return false;
}

/* As the last layer says it, with what it leaves unsaid from below. */
static void entry(World *w, const At *map, Str id, Each *each)
{
    Thing t = { .count = 0 };
    for (size_t i = 0; i < w->layers; i++) {
        At one = at_key(&map[i], id);
        if (one.v) t.at[t.count++] = one;
    }
    each(w, &t, id);
}

static void each_entry(World *w, const char *name, Each *each)
{
    At map[LAYERS_MAX];
    for (size_t i = 0; i < w->layers; i++) map[i] = at_key(&w->layer[i], str_from_c(name));
    for (size_t i = 0; i < w->layers; i++) {
        if (map[i].v && json_type(map[i].v) != JSON_OBJECT)
            load_problem(w->l, &map[i], "an object { } is needed here");
        for (size_t m = 0; m < json_members(map[i].v); m++) {
            const Json *value = NULL;
            Str id = json_member(map[i].v, m, &value);
            if (!seen_below(w, name, i, id)) entry(w, map, id, each);
        }
    }
}

static void elements(World *w, const At *list, Each *each)
{
    if (list->v && json_type(list->v) != JSON_ARRAY)
        load_problem(w->l, list, "a list [ ] is needed here");
    for (size_t i = 0; i < json_count(list->v); i++) {
        Thing t = thing_one(at_index(list, i));
        each(w, &t, S(""));
    }
}

/* The last layer that names the list begins it; "name+" adds to it, from there on. */
static void each_element(World *w, Str name, Str added, Each *each)
{
    size_t from = 0;
    for (size_t i = 0; i < w->layers; i++)
        if (at_key(&w->layer[i], name).v) from = i;
    for (size_t i = from; i < w->layers; i++) {
        At whole = at_key(&w->layer[i], name), more_of_it = at_key(&w->layer[i], added);
        elements(w, &whole, each);
        elements(w, &more_of_it, each);
    }
}

/* --- who there is ----------------------------------------------------------------------------- */

static Party *add_party(World *w, const Thing *t, Str id, PartyKind kind)
{
    if (find(&w->party_id, id) != UINT32_MAX) load_problem(w->l, &t->at[0], "stands here twice");
    Party *party = more(w, &w->party, sizeof(Party));
    Str *name = more(w, &w->party_name, sizeof(Str)), *key = more(w, &w->party_id, sizeof(Str));
    if (!party || !name || !key) return NULL;
    Str given = thing_text(w->l, t, "name", MAYBE);
    *key = id;
    *name = given.len ? given : id;
    *party = (Party){ .kind = kind, .age = -1, .dissolved = TIME_NEVER, .acts_for = PARTY_NOBODY };
    return party;
}

static int age_of(World *w, const Thing *t, const char *key, int otherwise)
{
    At at = thing_get(t, key);
    int64_t age = thing_whole(w->l, t, key, MAYBE, otherwise);
    bool fits = age >= -1 && age <= 150;
    if (!fits) load_problem(w->l, &at, "an age in years is needed here");
    return fits ? (int)age : otherwise;
}

static void read_person(World *w, const Thing *t, Str id)
{
    thing_check(w->l, t, "name minor age emergencySet");
    Party *p = add_party(w, t, id, PARTY_PERSON);
    if (!p) return;
    p->minor = thing_flag(w->l, t, "minor");
    p->age = age_of(w, t, "age", -1);
    p->emergency = thing_set(w->l, t, "emergencySet", MAYBE, parse_category, UNKNOWN_IS_PROBLEM);
}

static void read_provider(World *w, const Thing *t, Str id)
{
    thing_check(w->l, t, "name role org trainee supervisors");
    Party *p = add_party(w, t, id, PARTY_PROVIDER);
    if (!p) return;
    p->role = numbered(w, thing_text(w->l, t, "role", MAYBE));
    p->org = numbered(w, thing_text(w->l, t, "org", MAYBE));
    p->trainee = thing_flag(w->l, t, "trainee");
}

static void read_unit(World *w, const Thing *t, Str id)
{
    thing_check(w->l, t, "name members dissolvedAt");
    Party *p = add_party(w, t, id, PARTY_UNIT);
    if (p) p->dissolved = thing_whole(w->l, t, "dissolvedAt", MAYBE, TIME_NEVER);
}

static void read_integrator(World *w, const Thing *t, Str id)
{
    thing_check(w->l, t, "name org client");
    Party *p = add_party(w, t, id, PARTY_INTEGRATOR);
    if (p) p->org = numbered(w, thing_text(w->l, t, "org", MAYBE));
}

static void read_administrator(World *w, const Thing *t, Str id)
{
    thing_check(w->l, t, "name");
    (void)add_party(w, t, id, PARTY_ADMINISTRATOR);
}

/* What parties say about each other, once all of them have their place. */
static void link_party(World *w, const Thing *t, Str id)
{
    PartyAt at = find(&w->party_id, id);
    if (at == UINT32_MAX) return;
    Span supervisors = parties_of(w, t, "supervisors", A_PROVIDER);
    Span members = parties_of(w, t, "members", A_PERSON);
    PartyAt client = party_of(w, t, "client", MAYBE, A_PERSON);
    Party *p = (Party *)w->party.list + at;
    p->supervisors = supervisors;
    p->members = members;
    p->acts_for = client;
}

static void read_parties(World *w)
{
    static const struct { const char *map; Each *read; } kinds[] = {
        { "people", read_person }, { "providers", read_provider }, { "units", read_unit },
        { "integrators", read_integrator }, { "administrators", read_administrator } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        each_entry(w, kinds[i].map, kinds[i].read);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        each_entry(w, kinds[i].map, link_party);
}

/* --- who works with whom, who stands in for whom ------------------------------------------------ */

static PartyAt chart_of(World *w, const Thing *t)
{
    At unit = thing_get(t, "unit"), client = thing_get(t, "client");
    if (!unit.v == !client.v) load_problem(w->l, &t->at[0], "needs a client or a unit");
    return unit.v ? party_of(w, t, "unit", NEEDED, A_UNIT) : party_of(w, t, "client", MAYBE, A_PERSON);
}

static void read_episode(World *w, const Thing *t, Str id)
{
    (void)id;
    thing_check(w->l, t, "client unit provider from to");
    CareEpisode *e = more(w, &w->episode, sizeof *e);
    if (!e) return;
    e->chart = chart_of(w, t);
    e->provider = party_of(w, t, "provider", NEEDED, A_PROVIDER);
    e->from = thing_whole(w->l, t, "from", NEEDED, TIME_NEVER);
    e->to = thing_whole(w->l, t, "to", MAYBE, TIME_NEVER);
}

static void read_proxy(World *w, const Thing *t, Str id)
{
    static const char *const kinds[] = { "parent", "representative", "guardian", NULL };
    (void)id;
    thing_check(w->l, t, "proxy client kind scope from to excludes");
    Proxy *p = more(w, &w->proxy, sizeof *p);
    if (!p) return;
    p->proxy = party_of(w, t, "proxy", NEEDED, A_PERSON);
    p->client = party_of(w, t, "client", NEEDED, A_PERSON);
    p->kind = thing_word(w->l, t, "kind", NEEDED, kinds, 0) == 1 ? PROXY_REPRESENTATIVE : PROXY_PARENT;
    p->scope = thing_set(w->l, t, "scope", NEEDED, parse_category, UNKNOWN_IS_PROBLEM);
    p->excludes = thing_set(w->l, t, "excludes", MAYBE, parse_category, UNKNOWN_IS_PROBLEM);
    p->from = thing_whole(w->l, t, "from", NEEDED, TIME_NEVER);
    p->to = thing_whole(w->l, t, "to", MAYBE, TIME_NEVER);
}

/* --- permissions and refusals --------------------------------------------------------------------- */

static bool any_of(World *w, const Thing *t)
{
    At at = thing_get(t, "any");
    if (at.v && !json_bool(at.v, false)) load_problem(w->l, &at, "only true can stand here");
    return at.v != NULL;
}

static Grantee read_grantee(World *w, const Thing *t)
{
    Thing g = thing_one(thing_get(t, "grantee"));
    if (!g.at[0].v) load_problem(w->l, &g.at[0], "is missing");
    else thing_check(w->l, &g, "provider person role org any");
    Grantee to = { .party = PARTY_NOBODY, .role = numbered(w, thing_text(w->l, &g, "role", MAYBE)),
                   .org = numbered(w, thing_text(w->l, &g, "org", MAYBE)) };
    bool any = any_of(w, &g), provider = thing_get(&g, "provider").v != NULL;
    bool person = thing_get(&g, "person").v != NULL, place = to.role || to.org;
    if (g.at[0].v && any + provider + person + place != 1)
        load_problem(w->l, &g.at[0], "names one: a provider, a person, a role with org, an org, or any");
    if (provider) to.party = party_of(w, &g, "provider", NEEDED, A_WORKER);
    if (person) to.party = party_of(w, &g, "person", NEEDED, A_PERSON);
    to.kind = provider ? GRANTEE_PROVIDER : person ? GRANTEE_PERSON : to.role ? GRANTEE_ROLE
            : to.org ? GRANTEE_ORG : any ? GRANTEE_ANY : GRANTEE_NONE;
    return to;
}

static void read_release_times(World *w, const Thing *t, Release *r)
{
    bool by_another = r->signed_by != PARTY_NOBODY && r->signed_by != r->grantor;
    r->signed_at = thing_whole(w->l, t, "signedAt", by_another ? NEEDED : MAYBE, TIME_UNKNOWN);
    r->from = thing_whole(w->l, t, "from", NEEDED, TIME_NEVER);
    r->to = thing_whole(w->l, t, "to", MAYBE, TIME_NEVER);
    r->revoked = thing_whole(w->l, t, "revokedAt", MAYBE, TIME_NEVER);
    r->data_from = thing_whole(w->l, t, "dataFrom", MAYBE, TIME_UNKNOWN);
    r->data_to = thing_whole(w->l, t, "dataTo", MAYBE, TIME_NEVER);
}

static void read_release_terms(World *w, const Thing *t, Release *r)
{
    Load *l = w->l;
    r->acts = thing_set(l, t, "actions", NEEDED, parse_act, UNKNOWN_IS_PROBLEM);
    r->categories = thing_set(l, t, "categories", NEEDED, parse_category, UNKNOWN_IS_PROBLEM);
    r->labels = thing_set(l, t, "labels", NEEDED, parse_label, UNKNOWN_IS_PROBLEM);
    r->purposes = thing_set(l, t, "purposes", NEEDED, parse_purpose, UNKNOWN_IS_PROBLEM);
    r->redisclose = thing_flag(l, t, "redisclose");
    r->part2 = thing_flag(l, t, "part2");
    r->psynotes = thing_flag(l, t, "psynotes");
}

static void read_release(World *w, const Thing *t, Str id)
{
    static const char *const effects[] = { "permit", "deny", NULL };
    static const char *const states[] = { "draft", "active", "revoked", "entered-in-error", NULL };
    (void)id;
    thing_check(w->l, t, "id grantor signedBy signedAt effect status grantee actions categories "
                "labels purposes from to dataFrom dataTo unit redisclose part2 psynotes revokedAt");
    Str own = thing_text(w->l, t, "id", NEEDED);
    for (size_t i = 0; i < w->release.count; i++)
        if (str_eq(((const Release *)w->release.list)[i].id, own))
            load_problem(w->l, &t->at[0], "the id \"" STR_FMT "\" is taken", STR_ARG(str_first_chars(own, 40)));
    Release *r = more(w, &w->release, sizeof *r);
    if (!r) return;
    r->id = own;
    r->grantor = party_of(w, t, "grantor", NEEDED, A_PERSON);
    r->signed_by = party_of(w, t, "signedBy", MAYBE, A_PERSON);
    r->unit = party_of(w, t, "unit", MAYBE, A_UNIT);
    r->refusal = thing_word(w->l, t, "effect", NEEDED, effects, 1) == 1;
    r->state = (ReleaseState)thing_word(w->l, t, "status", NEEDED, states, RELEASE_ACTIVE);
    r->grantee = read_grantee(w, t);
    read_release_terms(w, t, r);
    read_release_times(w, t, r);
}

/* --- things -------------------------------------------------------------------------------------------- */

static Span whole_subjects(World *w, const Thing *t, PartyAt chart)
{
    if (thing_get(t, "subjects").v) return parties_of(w, t, "subjects", A_PERSON);
    if (chart == PARTY_NOBODY) return (Span){ 0, 0 };
    if (party_at(w, chart)->kind == PARTY_UNIT) return party_at(w, chart)->members;
    Span alone = { (uint32_t)w->ref.count, 1 };
    add_ref(w, chart);
    return alone;
}

static void read_segment(World *w, const Thing *t, Str id)
{
    (void)id;
    thing_check(w->l, t, "id subjects labels");
    Segment s = { .id = thing_text(w->l, t, "id", NEEDED),
                  .subjects = parties_of(w, t, "subjects", A_PERSON),
                  .labels = thing_set(w->l, t, "labels", MAYBE, parse_label, UNKNOWN_IS_KEPT) };
    Segment *place = more(w, &w->segment, sizeof *place);
    if (place) *place = s;
}

static Span read_segments(World *w, const Thing *t, PartyAt chart)
{
    At list = thing_get(t, "segments");
    Span span = { (uint32_t)w->segment.count, 0 };
    if (list.v) {
        elements(w, &list, read_segment);
    } else {
        Segment s = { .id = S("all"), .subjects = whole_subjects(w, t, chart) };
        Segment *place = more(w, &w->segment, sizeof *place);
        if (place) *place = s;
    }
    span.count = (uint32_t)w->segment.count - span.first;
    return span;
}

static PartyAt read_author(World *w, const Thing *t)
{
    At at = thing_get(t, "author");
    if (str_eq(json_str(at.v), THE_HOUSE)) return PARTY_NOBODY;
    return party_of(w, t, "author", NEEDED, A_PERSON | A_PROVIDER);
}

static void read_item(World *w, const Thing *t, Str id)
{
    static const char *const states[] = { "final", "draft", "entered-in-error", NULL };
    thing_check(w->l, t, "chart category labels author at status subjects segments openedToClient");
    Item *item = more(w, &w->item, sizeof *item);
    Str *key = more(w, &w->item_id, sizeof *key);
    if (!item || !key) return;
    *key = id;
    item->chart = party_of(w, t, "chart", NEEDED, A_PERSON | A_UNIT);
    item->author = read_author(w, t);
    item->category = category_parse(thing_text(w->l, t, "category", MAYBE));
    item->labelled = thing_get(t, "labels").v != NULL;
    item->labels = thing_set(w->l, t, "labels", MAYBE, parse_label, UNKNOWN_IS_KEPT);
    item->at = thing_whole(w->l, t, "at", MAYBE, TIME_UNKNOWN);
    item->state = (ItemState)thing_word(w->l, t, "status", MAYBE, states, ITEM_STANDS);
    item->opened = thing_flag(w->l, t, "openedToClient");
    item->segments = read_segments(w, t, item->chart);
}

static void read_restriction(World *w, const Thing *t, Str id)
{
    (void)id;
    thing_check(w->l, t, "item subject from to reviewedBy");
    At item = thing_get(t, "item");
    HarmRestriction *h = more(w, &w->restriction, sizeof *h);
    if (!h) return;
    h->item = find(&w->item_id, thing_text(w->l, t, "item", NEEDED));
    if (item.v && h->item == UINT32_MAX) load_problem(w->l, &item, "there is no such item");
    h->subject = party_of(w, t, "subject", NEEDED, A_PERSON);
    h->reviewed_by = party_of(w, t, "reviewedBy", MAYBE, A_PROVIDER);
    h->from = thing_whole(w->l, t, "from", NEEDED, TIME_NEVER);
    h->to = thing_whole(w->l, t, "to", MAYBE, TIME_NEVER);
}

static void read_glass(World *w, const Thing *t, Str id)
{
    (void)id;
    thing_check(w->l, t, "who client at reason reauth medicalPersonnel");
    GlassBroken *g = more(w, &w->glass, sizeof *g);
    if (!g) return;
    g->who = party_of(w, t, "who", NEEDED, A_PROVIDER);
    g->client = party_of(w, t, "client", NEEDED, A_PERSON);
    g->at = thing_whole(w->l, t, "at", NEEDED, TIME_NEVER);
    g->reason_given = thing_text(w->l, t, "reason", MAYBE).len > 0;
    g->signed_in_again = thing_flag(w->l, t, "reauth");
    g->medical_personnel = thing_flag(w->l, t, "medicalPersonnel");
}

/* --- the whole -------------------------------------------------------------------------------------- */

static ConsentPolicy read_policy(World *w)
{
    enum { NO_AGE = 18 };  /* not stated: nobody under age decides alone */
    Thing t = { .count = 0 };
    for (size_t i = 0; i < w->layers; i++) {
        At one = at_key(&w->layer[i], S("policy"));
        if (one.v) t.at[t.count++] = one;
    }
    if (t.count == 0) return (ConsentPolicy){ .minor_consent_age = NO_AGE };
    thing_check(w->l, &t, "breakGlass minorConsentAge shareProcessNotesWithClient "
                "supervisionReadsProcessNotes breakGlassSeconds draftFor");
    return (ConsentPolicy){
        .break_glass = thing_flag(w->l, &t, "breakGlass"),
        .share_process_notes = thing_flag(w->l, &t, "shareProcessNotesWithClient"),
        .supervision_reads_process_notes = thing_flag(w->l, &t, "supervisionReadsProcessNotes"),
        .minor_consent_age = age_of(w, &t, "minorConsentAge", NO_AGE),
        .break_glass_for = thing_whole(w->l, &t, "breakGlassSeconds", MAYBE, 0),
        .draft_for = thing_whole(w->l, &t, "draftFor", MAYBE, TIME_NEVER),
    };
}

static void read_all(World *w)
{
    const Thing all = { .at = { w->layer[0], w->layer[w->layers > 1], w->layer[w->layers - 1] },
                        .count = w->layers };
    thing_check(w->l, &all, "now policy people providers units integrators administrators episodes "
                "episodes+ proxies proxies+ consents consents+ restrictions restrictions+ items "
                "breakglass breakglass+");
    read_parties(w);
    each_element(w, S("episodes"), S("episodes+"), read_episode);
    each_element(w, S("proxies"), S("proxies+"), read_proxy);
    each_element(w, S("consents"), S("consents+"), read_release);
    each_entry(w, "items", read_item);
    each_element(w, S("restrictions"), S("restrictions+"), read_restriction);
    each_element(w, S("breakglass"), S("breakglass+"), read_glass);
}

Err consent_world_read(Ctx *cx, Load *l, const At *layer, size_t layers, ConsentBook *ret_book)
{
    World w = { .l = l, .layer = layer, .layers = layers };
    const Thing all = { .at = { layer[0], layer[layers > 1], layer[layers - 1] }, .count = layers };
    read_all(&w);
    ConsentPolicy policy = read_policy(&w);
    int64_t now = thing_whole(l, &all, "now", NEEDED, TIME_NEVER);
    if (w.full || arena_failed(cx->arena)) return fail(cx, ERR_LIMIT, "this world is too large");
    *ret_book = (ConsentBook){
        .now = now, .party_id = w.party_id.list, .party_name = w.party_name.list,
        .item_id = w.item_id.list,
        .world = { .policy = policy,
                   .party = w.party.list, .party_count = w.party.count,
                   .episode = w.episode.list, .episode_count = w.episode.count,
                   .proxy = w.proxy.list, .proxy_count = w.proxy.count,
                   .release = w.release.list, .release_count = w.release.count,
                   .restriction = w.restriction.list, .restriction_count = w.restriction.count,
                   .glass = w.glass.list, .glass_count = w.glass.count,
                   .item = w.item.list, .item_count = w.item.count,
                   .segment = w.segment.list, .segment_count = w.segment.count,
                   .ref = w.ref.list, .ref_count = w.ref.count },
    };
    return OK;
}
