/* consent.c - decisions of the consent engine in a world with 50 releases, and their floor:
 * the same 50 read once, with the one comparison that no scan can do without. */
#include "house.h"
#include "domain/consent.h"

enum { RELEASES = 50, ITEMS = 1000, PARTIES = 14, ANN = 0, BOB = 1, COUPLE = 2, THERAPIST = 3, GP = 4 };

typedef struct Bench {
    Party party[PARTIES];
    CareEpisode episode[2];
    Release release[RELEASES];
    Item item[ITEMS];
    Segment segment[2];
    PartyAt ref[2];
    uint32_t candidate[ITEMS], kept[ITEMS];
    char id[RELEASES][8];
    ConsentWorld world;
} Bench;

/* Every one is in force and names the GP: nothing ends a look at it early but what it covers. */
static void fill_releases(Bench *b)
{
    static const Category covers[] = { CAT_MEASURE, CAT_TASK, CAT_APPOINTMENT, CAT_CAREPLAN };
    for (int i = 0; i < RELEASES; i++) {
        snprintf(b->id[i], sizeof b->id[i], "r%02d", i);
        bool last = i >= RELEASES - 2;
        b->release[i] = (Release){
            .id = str_from_c(b->id[i]), .grantor = i % 2 ? ANN : BOB, .signed_by = PARTY_NOBODY,
            .refusal = i % 5 == 0 && !last, .state = RELEASE_ACTIVE, .grantee = { GRANTEE_PROVIDER, GP, 0, 0 },
            .acts = BIT(ACT_KNOW) | BIT(ACT_READ), .categories = last ? BIT(CAT_GOAL) : BIT(covers[i % 4]),
            .purposes = BIT(FOR_COC), .to = TIME_NEVER, .revoked = TIME_NEVER, .data_from = TIME_UNKNOWN,
            .data_to = TIME_NEVER, .unit = PARTY_NOBODY };
    }
}

static void fill(Bench *b)
{
    static const Category kinds[] = { CAT_GOAL, CAT_PROGRESS_NOTE, CAT_MEASURE, CAT_MESSAGE };
    for (int i = 0; i < PARTIES; i++)
        b->party[i] = (Party){ .kind = i < COUPLE ? PARTY_PERSON : PARTY_PROVIDER, .age = -1, .role = 1,
                               .org = (uint32_t)i, .dissolved = TIME_NEVER, .acts_for = PARTY_NOBODY };
    b->party[COUPLE].kind = PARTY_UNIT;
    b->party[COUPLE].members = (Span){ 0, 2 };
    b->ref[1] = BOB;
    b->episode[0] = (CareEpisode){ ANN, THERAPIST, 0, TIME_NEVER };
    b->episode[1] = (CareEpisode){ COUPLE, THERAPIST, 0, TIME_NEVER };
    b->segment[0] = (Segment){ S("all"), { 0, 1 }, 0 };
    b->segment[1] = (Segment){ S("all"), { 0, 2 }, 0 };
    for (uint32_t i = 0; i < ITEMS; i++) {
        bool joint = i % 8 > 3;
        b->item[i] = (Item){ .chart = joint ? COUPLE : ANN, .author = THERAPIST, .category = kinds[i % 4],
                             .labelled = true, .at = 1, .segments = { joint, 1 } };
        b->candidate[i] = i;
    }
    fill_releases(b);
    b->world = (ConsentWorld){
        .party = b->party, .party_count = PARTIES, .episode = b->episode, .episode_count = 2,
        .release = b->release, .release_count = RELEASES, .item = b->item, .item_count = ITEMS,
        .segment = b->segment, .segment_count = 2, .ref = b->ref, .ref_count = 2 };
}

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Sums, so that nothing is left out as useless. */
static double decide_us(const Bench *b, PartyAt who, Purpose purpose, int rounds, size_t *permits)
{
    double began = now_us();
    for (int n = 0; n < rounds; n++)
        for (uint32_t i = 0; i < ITEMS; i++) {
            const ConsentRequest r = { who, ACT_READ, i, purpose, 100 + n, OBLIGATIONS_ALL };
            ConsentDecision d;
            consent_decide(&b->world, &r, &d);
            *permits += d.permit;
        }
    return (now_us() - began) / rounds;
}

static double floor_us(const Bench *b, int rounds, size_t *found)
{
    double began = now_us();
    for (int n = 0; n < rounds; n++)
        for (uint32_t i = 0; i < ITEMS; i++)
            for (size_t k = 0; k < RELEASES; k++) {
                const volatile Release *r = &b->release[k];
                *found += r->grantor == b->item[i].chart && (r->categories & BIT(b->item[i].category));
            }
    return (now_us() - began) / rounds;
}

int bench_consent(Ctx *cx, int rounds)
{
    Bench *b = ARENA_NEW(cx->arena, Bench);
    size_t gp = 0, therapist = 0, own = 0, found = 0, kept = 0;
    if (!b || rounds < 1) return 1;
    fill(b);
    (void)decide_us(b, GP, FOR_COC, 1, &kept);               /* warms the caches */
    double by_gp = decide_us(b, GP, FOR_COC, rounds, &gp);
    double by_therapist = decide_us(b, THERAPIST, FOR_TREAT, rounds, &therapist);
    double by_ann = decide_us(b, ANN, FOR_PATRQT, rounds, &own);
    double bare = floor_us(b, rounds, &found);
    const ConsentRequest list = { GP, ACT_READ, 0, FOR_COC, 100, OBLIGATIONS_ALL };
    double began = now_us();
    for (int n = 0; n < rounds; n++) kept = consent_filter(&b->world, &list, b->candidate, ITEMS, b->kept);
    double filter = (now_us() - began) / rounds;
    /* A thousand decisions took so many microseconds: as many nanoseconds for one. */
    printf("release_ns %.0f treating_ns %.0f own_ns %.0f floor_ns %.0f filter_us %.0f kept %zu permits %zu found %zu\n",
           by_gp, by_therapist, by_ann, bare, filter, kept, (gp + therapist + own) / (size_t)rounds, found);
    return 0;
}
