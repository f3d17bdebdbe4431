/* random.h - small random worlds for the consent engine: every kind of party, record, proxy,
 * permission and refusal, drawn from so few names that they often meet. */
#ifndef TESTS_CONSENT_RANDOM_H
#define TESTS_CONSENT_RANDOM_H
#include "domain/consent.h"

enum {
    PEOPLE = 5, PROVIDERS = 5, UNITS = 2, PARTIES = PEOPLE + PROVIDERS + UNITS + 3,
    FIRST_PROVIDER = PEOPLE, FIRST_UNIT = PEOPLE + PROVIDERS, PROGRAM = FIRST_UNIT + UNITS,
    PROGRAM_OF_CLIENT, ADMINISTRATOR,
    EPISODES = 6, PROXIES = 3, RELEASES = 8, RELEASES_ROOM = RELEASES + 1, RESTRICTIONS = 2,
    GLASSES = 2, ITEMS = 4, SEGMENTS = 3 * ITEMS, REFS = 80, DAYS = 12,
};

typedef struct RandomWorld {
    uint64_t seed;
    Party party[PARTIES];
    CareEpisode episode[EPISODES];
    Proxy proxy[PROXIES];
    Release release[RELEASES_ROOM];
    HarmRestriction restriction[RESTRICTIONS];
    GlassBroken glass[GLASSES];
    Item item[ITEMS];
    Segment segment[SEGMENTS];
    PartyAt ref[REFS];
    uint32_t ref_count, segment_count;
    size_t release_count;
    ConsentPolicy policy;
} RandomWorld;

static inline uint64_t draw(RandomWorld *w)
{
    uint64_t z = w->seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline uint32_t below(RandomWorld *w, uint32_t n) { return (uint32_t)(draw(w) % n); }
static inline bool one_in(RandomWorld *w, uint32_t n) { return below(w, n) == 0; }
static inline int64_t day(RandomWorld *w) { return below(w, DAYS); }
static inline int64_t end(RandomWorld *w) { return one_in(w, 2) ? TIME_NEVER : day(w) + 4; }
static inline PartyAt person(RandomWorld *w) { return below(w, PEOPLE); }
static inline PartyAt provider(RandomWorld *w) { return FIRST_PROVIDER + below(w, PROVIDERS); }
static inline PartyAt unit(RandomWorld *w) { return FIRST_UNIT + below(w, UNITS); }
static inline PartyAt chart(RandomWorld *w) { return one_in(w, 3) ? unit(w) : below(w, 3); }
static inline Category category(RandomWorld *w)
{
    static const Category often[] = { CAT_GOAL, CAT_PROGRESS_NOTE, CAT_PROCESS_NOTE, CAT_MEASURE };
    return one_in(w, 3) ? (Category)(1 + below(w, CAT_COUNT - 1)) : often[below(w, 4)];
}
static inline Purpose purpose(RandomWorld *w)
{
    static const Purpose often[] = { FOR_TREAT, FOR_COC, FOR_TRAIN, FOR_BTG };
    return one_in(w, 3) ? (Purpose)(1 + below(w, FOR_COUNT - 1)) : often[below(w, 4)];
}
static inline Act act(RandomWorld *w)
{
    return one_in(w, 2) ? ACT_READ : (Act)(1 + below(w, ACT_COUNT - 1));
}
static inline Label label(RandomWorld *w)
{
    static const Label often[] = { LABEL_PART2, LABEL_TEEN, LABEL_PRIVATE, LABEL_PSYTHPN };
    return one_in(w, 4) ? (Label)(1 + below(w, LABEL_COUNT - 1)) : often[below(w, 4)];
}
static inline uint32_t labels(RandomWorld *w)
{
    return one_in(w, 3) ? BIT(label(w)) | (one_in(w, 3) ? BIT(label(w)) : 0) : 0;
}

static inline Span one_ref(RandomWorld *w, PartyAt party)
{
    w->ref[w->ref_count] = party;
    return (Span){ w->ref_count++, 1 };
}

static inline void draw_parties(RandomWorld *w)
{
    for (PartyAt i = 0; i < PARTIES; i++) {
        Party *p = &w->party[i];
        *p = (Party){ .age = -1, .dissolved = TIME_NEVER, .acts_for = PARTY_NOBODY };
        p->kind = i < FIRST_PROVIDER ? PARTY_PERSON : i < FIRST_UNIT ? PARTY_PROVIDER
                : i < PROGRAM ? PARTY_UNIT : i == ADMINISTRATOR ? PARTY_ADMINISTRATOR : PARTY_INTEGRATOR;
        p->role = p->kind == PARTY_PROVIDER ? 1 + below(w, 2) : 0;
        p->org = p->kind == PARTY_PROVIDER || i == PROGRAM ? 1 + below(w, 2) : 0;
        p->minor = i < 2 && one_in(w, 2);
        p->age = p->minor ? (int)(8 + below(w, 9)) : -1;
        if (one_in(w, 3)) p->emergency = BIT(CAT_GOAL) | BIT(category(w));
        if (i == PROGRAM_OF_CLIENT) p->acts_for = person(w);
        if (p->kind == PARTY_PROVIDER && one_in(w, 2)) {
            p->trainee = !one_in(w, 5);
            p->supervisors = one_ref(w, provider(w));
        }
        if (p->kind == PARTY_UNIT && one_in(w, 5)) p->dissolved = day(w);
    }
}

static inline void draw_relations(RandomWorld *w)
{
    for (size_t i = 0; i < EPISODES; i++)
        w->episode[i] = (CareEpisode){ chart(w), provider(w), day(w) / 2, end(w) };
    for (size_t i = 0; i < PROXIES; i++)
        w->proxy[i] = (Proxy){ person(w), below(w, 3), one_in(w, 3) ? PROXY_REPRESENTATIVE : PROXY_PARENT,
                               one_in(w, 2) ? CATEGORIES_ALL : BIT(category(w)) | BIT(category(w)),
                               one_in(w, 3) ? BIT(category(w)) : 0, day(w) / 2, end(w) };
    for (size_t i = 0; i < RESTRICTIONS; i++)
        w->restriction[i] = (HarmRestriction){ below(w, ITEMS), below(w, 3),
                                               one_in(w, 2) ? PARTY_NOBODY : provider(w), day(w), end(w) };
    for (size_t i = 0; i < GLASSES; i++)
        w->glass[i] = (GlassBroken){ provider(w), below(w, 3), day(w), !one_in(w, 4), !one_in(w, 4),
                                     one_in(w, 2) };
    w->policy = (ConsentPolicy){ one_in(w, 2), one_in(w, 2), one_in(w, 2), 12 + (int)below(w, 4), 4, 3 };
}

static inline Grantee grantee(RandomWorld *w)
{
    Grantee g = { (GranteeKind)(one_in(w, 12) ? 0 : 1 + below(w, 5)), PARTY_NOBODY, 0, 0 };
    if (g.kind == GRANTEE_PERSON) g.party = person(w);
    if (g.kind == GRANTEE_PROVIDER) g.party = FIRST_PROVIDER + below(w, PARTIES - FIRST_PROVIDER);
    if (g.kind == GRANTEE_ROLE) g.role = 1 + below(w, 2);
    if (g.kind == GRANTEE_ORG || (g.kind == GRANTEE_ROLE && !one_in(w, 4))) g.org = 1 + below(w, 2);
    return g;
}

static inline uint32_t some_acts(RandomWorld *w)
{
    if (one_in(w, 10)) return 0;
    return one_in(w, 3) ? BIT(act(w)) : ((1u << ACT_COUNT) - 2) & ~(one_in(w, 2) ? BIT(act(w)) : 0);
}

static inline uint32_t some_categories(RandomWorld *w)
{
    if (one_in(w, 12)) return 0;
    if (one_in(w, 3)) return CATEGORIES_ALL;
    return BIT(category(w)) | (one_in(w, 2) ? BIT(category(w)) : 0);
}

static inline uint32_t some_purposes(RandomWorld *w)
{
    if (one_in(w, 12)) return 0;
    if (one_in(w, 8)) return BIT(FOR_HRESCH);
    return one_in(w, 2) ? (1u << FOR_COUNT) - 2 : BIT(purpose(w)) | BIT(purpose(w));
}

static inline Release draw_release(RandomWorld *w, Str id)
{
    Release r = { .id = id, .grantor = below(w, 3), .signed_by = PARTY_NOBODY, .signed_at = day(w),
                  .refusal = one_in(w, 4), .state = one_in(w, 8) ? (ReleaseState)below(w, 4) : RELEASE_ACTIVE,
                  .grantee = grantee(w), .acts = some_acts(w), .categories = some_categories(w),
                  .purposes = some_purposes(w), .from = day(w) / 3, .to = end(w),
                  .revoked = one_in(w, 6) ? day(w) : TIME_NEVER, .data_from = TIME_UNKNOWN,
                  .data_to = TIME_NEVER, .unit = one_in(w, 6) ? unit(w) : PARTY_NOBODY,
                  .redisclose = one_in(w, 3), .part2 = one_in(w, 2), .psynotes = one_in(w, 3) };
    if (one_in(w, 3)) r.signed_by = person(w);
    if (!one_in(w, 3)) r.labels = one_in(w, 2) ? (1u << LABEL_COUNT) - 2 : labels(w);
    if (r.psynotes && !one_in(w, 4)) r.categories = BIT(CAT_PROCESS_NOTE);
    if (one_in(w, 5)) r.data_from = day(w) / 2;
    if (one_in(w, 5)) r.data_to = day(w);
    if (r.refusal && one_in(w, 2)) r.labels = 0;
    return r;
}

static inline Span draw_subjects(RandomWorld *w, PartyAt of)
{
    Span s = { w->ref_count, 0 };
    if (of < PEOPLE && !one_in(w, 4)) return one_ref(w, of);
    uint32_t n = 1 + below(w, 2);
    for (; s.count < n; s.count++) w->ref[w->ref_count++] = (s.count + below(w, 3)) % 3;
    return s;
}

static inline void draw_items(RandomWorld *w)
{
    for (size_t i = 0; i < ITEMS; i++) {
        Item *item = &w->item[i];
        *item = (Item){ .chart = chart(w), .author = one_in(w, 3) ? person(w) : provider(w),
                        .category = category(w), .labelled = true, .labels = labels(w), .at = day(w),
                        .state = one_in(w, 8) ? (ItemState)below(w, 3) : ITEM_STANDS,
                        .opened = one_in(w, 2), .segments = { w->segment_count, 1 + below(w, 3) } };
        if (one_in(w, 9)) item->at = TIME_UNKNOWN;
        if (item->category == CAT_PROCESS_NOTE) item->labels |= BIT(LABEL_PSYTHPN);
        for (uint32_t n = 0; n < item->segments.count; n++) {
            Segment *s = &w->segment[w->segment_count++];
            *s = (Segment){ S("part"), draw_subjects(w, item->chart), one_in(w, 3) ? labels(w) : 0 };
        }
    }
}

static inline RandomWorld random_world(uint64_t number)
{
    static const Str id[RELEASES] = { S("c3"), S("c1"), S("c7"), S("c2"), S("c8"), S("c5"), S("c4"), S("c6") };
    RandomWorld w = { .seed = number * UINT64_C(0x2545f4914f6cdd1d) + 5 };
    draw_parties(&w);
    draw_relations(&w);
    draw_items(&w);
    w.release_count = below(&w, RELEASES + 1);
    for (size_t i = 0; i < w.release_count; i++) w.release[i] = draw_release(&w, id[i]);
    return w;
}

/* A view of it, as the engine takes it. */
static inline ConsentWorld world_of(const RandomWorld *w)
{
    return (ConsentWorld){
        .policy = w->policy, .party = w->party, .party_count = PARTIES, .episode = w->episode,
        .episode_count = EPISODES, .proxy = w->proxy, .proxy_count = PROXIES, .release = w->release,
        .release_count = w->release_count, .restriction = w->restriction,
        .restriction_count = RESTRICTIONS, .glass = w->glass, .glass_count = GLASSES, .item = w->item,
        .item_count = ITEMS, .segment = w->segment, .segment_count = w->segment_count, .ref = w->ref,
        .ref_count = w->ref_count };
}

/* Mostly asked by those who may have something to do with it. */
static inline ConsentRequest random_request(RandomWorld *w)
{
    ConsentRequest r = { below(w, PARTIES), act(w), below(w, ITEMS), purpose(w), day(w), OBLIGATIONS_ALL };
    if (one_in(w, 6)) r.who = w->item[r.item].author;
    else if (one_in(w, 4) && w->release_count && w->release[0].grantee.party < PARTIES)
        r.who = w->release[0].grantee.party;
    if (one_in(w, 30)) r.enforces &= ~BIT(1 + below(w, MUST_COUNT - 1));
    return r;
}
#endif
