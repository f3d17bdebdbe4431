/* policy_record.c - actions on a piece of work, as questions to the consent engine.
 *
 * Each relation is a small fixed world: the client, the one who asks, whether their work goes
 * on, and what the agreement about the work permits besides.  Each kind of content is a
 * category.  An action stands when the engine permits reading everything it reads and writing
 * everything it writes.  Decision 0008 says what this leaves to the table of actions, and why. */
#include "policy.h"
#include "consent.h"

/* What of the client's record it is; NOT_RECORD is the machine's own. */
enum { NOT_RECORD = CAT_COUNT };
static const Category categories[] = {
    [CONTENT_BIT_ACCOUNT] = (Category)NOT_RECORD, [CONTENT_BIT_PRACTICE] = (Category)NOT_RECORD,
    [CONTENT_BIT_LINK] = (Category)NOT_RECORD,    [CONTENT_BIT_PROFILE] = CAT_DEMOGRAPHICS,
    [CONTENT_BIT_EPISODE] = CAT_APPOINTMENT,      [CONTENT_BIT_SESSION] = CAT_APPOINTMENT,
    [CONTENT_BIT_ENTRY] = CAT_GOAL,               [CONTENT_BIT_RESPONSE] = CAT_MEASURE,
    [CONTENT_BIT_SCORE] = CAT_MEASURE,            [CONTENT_BIT_SIGNAL] = CAT_CAREPLAN,
    [CONTENT_BIT_ALERT] = CAT_CRISIS_PLAN,        [CONTENT_BIT_LOG] = CAT_AUDIT,
    [CONTENT_BIT_RULE] = CAT_CAREPLAN,            [CONTENT_BIT_NOTE] = CAT_PROCESS_NOTE,
    [CONTENT_BIT_OWN] = (Category)NOT_RECORD,     /* of the therapist, about the therapist */
    [CONTENT_BIT_RELEASE] = CAT_CONSENT,
    [CONTENT_BIT_SHARED] = CAT_GOAL,              /* some part; release_opens() asks for each */
    [CONTENT_BIT_MAIL] = (Category)NOT_RECORD,
};
_Static_assert(sizeof categories / sizeof *categories == CONTENT_COUNT,
               "say which category of the record the new kind of content is");

enum { CLIENT, ACTOR, PARTIES, BEGAN = 0, ENDED = 1, NOW = 2 };
static const PartyAt refs[] = { CLIENT };
static const Segment whole[] = { { { "all", 3 }, { 0, 1 }, 0 } };
static const Party parties[PARTIES] = {
    { .kind = PARTY_PERSON, .age = -1, .dissolved = TIME_NEVER, .acts_for = PARTY_NOBODY },
    { .kind = PARTY_PROVIDER, .age = -1, .dissolved = TIME_NEVER, .acts_for = PARTY_NOBODY },
};
static const CareEpisode goes_on[] = { { CLIENT, ACTOR, BEGAN, TIME_NEVER } };
static const CareEpisode has_ended[] = { { CLIENT, ACTOR, BEGAN, ENDED } };

/* What the agreement about the work permits beyond the rules: keeping the record one answers
 * for, and answering a safety answer that waits. */
#define AGREED(name, what, does)                                                                  \
    { .id = { name, sizeof name - 1 }, .grantor = CLIENT, .signed_by = PARTY_NOBODY,              \
      .state = RELEASE_ACTIVE, .grantee = { GRANTEE_PROVIDER, ACTOR, 0, 0 },                      \
      .acts = (does), .categories = (what), .purposes = BIT(FOR_TREAT) | BIT(FOR_COC), .from = BEGAN,            \
      .to = TIME_NEVER, .revoked = TIME_NEVER, .data_from = TIME_UNKNOWN, .data_to = TIME_NEVER,  \
      .unit = PARTY_NOBODY }
enum {
    TO_REACH = BIT(CAT_DEMOGRAPHICS) | BIT(CAT_APPOINTMENT),
    SEES = BIT(ACT_KNOW) | BIT(ACT_READ),
};
static const Release agreed[] = {
    AGREED("agreement-record", TO_REACH | BIT(CAT_GOAL) | BIT(CAT_MEASURE) | BIT(CAT_CAREPLAN)
                               | BIT(CAT_CRISIS_PLAN), SEES),
    AGREED("agreement-safety", TO_REACH | BIT(CAT_MEASURE) | BIT(CAT_CRISIS_PLAN),
           SEES | BIT(ACT_COMMENT) | BIT(ACT_WRITE)),
};
/* Whatever was released: which parts is asked of the releases themselves, each time. */
static const Release released[] = { AGREED("released", BIT(CAT_GOAL), SEES) };

typedef struct Standing {
    uint32_t relation;
    PartyAt who;
    const CareEpisode *episode;   /* NULL: never worked together */
    const Release *release;
    size_t release_count;
} Standing;
static const Standing standings[] = {
    { REL_CLIENT, CLIENT, goes_on, NULL, 0 },
    { REL_FORMER_CLIENT, CLIENT, has_ended, NULL, 0 },
    { REL_THERAPIST, ACTOR, goes_on, NULL, 0 },
    { REL_FORMER_THERAPIST, ACTOR, has_ended, &agreed[0], 1 },
    { REL_THERAPIST_AT_END, ACTOR, has_ended, &agreed[0], 2 },
    { REL_DUTY, ACTOR, NULL, &agreed[1], 1 },
    { REL_RECIPIENT, ACTOR, NULL, &released[0], 1 },
};

/* What is read may be anybody's; what is written is written by the one who asks, and of
 * working notes the store hands out the asker's own alone. */
static Why ask(const Standing *s, Category category, Act act, Purpose purpose)
{
    ConsentDecision d;
    bool own = act == ACT_WRITE || category == CAT_PROCESS_NOTE;
    const Item item = { .chart = CLIENT, .author = own ? s->who : PARTY_NOBODY,
                        .category = category, .labelled = true, .at = BEGAN, .segments = { 0, 1 } };
    const ConsentWorld world = {
        .party = parties, .party_count = PARTIES, .episode = s->episode,
        .episode_count = s->episode ? 1 : 0, .release = s->release, .release_count = s->release_count,
        .item = &item, .item_count = 1, .segment = whole, .segment_count = 1, .ref = refs, .ref_count = 1,
    };
    const ConsentRequest request = { s->who, act, 0, purpose, NOW, OBLIGATIONS_ALL };
    consent_decide(&world, &request, &d);
    return d.permit ? d.why : WHY_NONE;
}

/* The last rule that was needed; WHY_NONE when one category is refused. */
static Why ask_all(const Standing *s, uint32_t contents, Act act, Purpose purpose, Why so_far)
{
    for (int i = 0; i < CONTENT_COUNT && so_far != WHY_NONE; i++) {
        if (!(contents & 1u << i) || categories[i] == (Category)NOT_RECORD) continue;
        /* A permission is not written but given and withdrawn, by the one whose record it is. */
        bool gives = act == ACT_WRITE && categories[i] == CAT_CONSENT && s->who == CLIENT;
        Why why = ask(s, categories[i], gives ? ACT_READ : act, purpose);
        so_far = why == WHY_NONE || why > so_far ? why : so_far;
    }
    return so_far;
}

Str policy_rule(Action action, uint32_t relations)
{
    const ActionRow *row = action_row(action);
    Purpose purpose = purpose_parse(str_from_c(row->purpose));
    for (size_t i = 0; i < sizeof standings / sizeof *standings; i++) {
        const Standing *s = &standings[i];
        if (!(row->who & relations & s->relation)) continue;
        Why why = ask_all(s, row->reads, ACT_READ, purpose, WHY_R0_INCOMPLETE);
        why = ask_all(s, row->writes, ACT_WRITE, purpose, why);
        if (why > WHY_R0_INCOMPLETE) return why_code(why);
    }
    return S("");
}
