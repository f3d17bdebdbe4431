/* consent.h - may this actor do this with that thing in somebody's record, for that purpose?
 *
 * One pure function over flat arrays that the caller owns: rules R0 to R10 of docs/consent.md.
 * Default deny; a refusal beats every permission, whatever their order and dates; what is
 * missing or unknown is refused.  No clock, no memory, nothing remembered between two
 * questions: whatever changed in the arrays holds for the next one.
 */
#ifndef DOMAIN_CONSENT_H
#define DOMAIN_CONSENT_H
#include "../base/base.h"

/* --- closed lists -------------------------------------------------------------------------
 * In each enum 0 says "not stated" and the COUNT says "stated, and on no list". */

/* Who writes a thing of this category, besides whom a release lets. */
typedef enum Written {
    WRITTEN_TOGETHER,         /* client and provider */
    WRITTEN_BY_PROVIDERS,     /* the client only what is theirs */
    WRITTEN_BY_AUTHOR,        /* nobody else, ever; others comment */
    WRITTEN_BY_GRANTING,      /* by granting and withdrawing, never as a text */
    WRITTEN_BY_NOBODY,
} Written;

#define CONSENT_CATEGORIES(X)                                                                \
    X(DEMOGRAPHICS, "demographics", WRITTEN_TOGETHER, "contact details")                     \
    X(APPOINTMENT, "appointment", WRITTEN_BY_PROVIDERS, "an appointment")                    \
    X(GOAL, "goal", WRITTEN_TOGETHER, "a goal")                                              \
    X(TASK, "task", WRITTEN_TOGETHER, "a next step")                                         \
    X(MEASURE, "measure", WRITTEN_BY_PROVIDERS, "answers to a questionnaire")                \
    X(CAREPLAN, "careplan", WRITTEN_TOGETHER, "a plan")                                      \
    X(FORMULATION, "formulation", WRITTEN_TOGETHER, "a shared understanding")                \
    X(PROGRESS_NOTE, "progress-note", WRITTEN_BY_AUTHOR, "a note of a session")              \
    X(PROCESS_NOTE, "process-note", WRITTEN_BY_AUTHOR, "a therapist's private working note") \
    X(MESSAGE, "message", WRITTEN_BY_AUTHOR, "a message")                                    \
    X(MEDICATION, "medication", WRITTEN_BY_PROVIDERS, "a medicine")                          \
    X(CRISIS_PLAN, "crisis-plan", WRITTEN_TOGETHER, "a crisis plan")                         \
    X(CONSENT, "consent", WRITTEN_BY_GRANTING, "a permission")                               \
    X(AUDIT, "audit", WRITTEN_BY_NOBODY, "the list of who looked")

/* KNOW: that it exists, counts, titles.  EXPORT: print, download, an interface. */
#define CONSENT_ACTS(X)                                                                      \
    X(KNOW, "know", "know that it exists") X(READ, "read", "read it")                        \
    X(COMMENT, "comment", "comment on it") X(WRITE, "write", "change it")                    \
    X(EXPORT, "export", "take a copy out of it")                                             \
    X(REDISCLOSE, "redisclose", "pass it on")

#define CONSENT_PURPOSES(X)                                                                  \
    X(TREAT, "TREAT", "treatment") X(COC, "COC", "working together with other providers")    \
    X(HOPERAT, "HOPERAT", "running the practice") X(HPAYMT, "HPAYMT", "payment")             \
    X(PATRQT, "PATRQT", "the client's own request")                                          \
    X(FAMRQT, "FAMRQT", "a request of family or friends") X(TRAIN, "TRAIN", "training")      \
    X(ETREAT, "ETREAT", "emergency treatment") X(BTG, "BTG", "breaking the glass")           \
    X(HRESCH, "HRESCH", "research") X(HLEGAL, "HLEGAL", "a legal proceeding")

/* Sensitive, all of them: none flows unless a release names it. */
#define CONSENT_LABELS(X)                                                                    \
    X(ETHUD, "ETHUD") X(SUD, "SUD") X(PART2, "42CFRPart2") X(SDV, "SDV") X(SEX, "SEX")       \
    X(HIV, "HIV") X(VIO, "VIO") X(TEEN, "TEEN") X(PRIVATE, "PRIVATE") X(PSYTHPN, "PSYTHPN")

/* What the caller must do with a permit (the last two: with a refusal it has to explain). */
#define CONSENT_OBLIGATIONS(X)                                                               \
    X(AUDIT, "AUDIT") X(REDACT, "REDACT") X(NOREDISCLOSE, "NOREDISCLOSE")                    \
    X(NORDSCLCD, "NORDSCLCD") X(NOTICE, "NOTICE-42CFR2.32")                                  \
    X(ATTACH_CONSENT, "ATTACH-CONSENT") X(ACCOUNT, "ACCOUNT-DISCLOSURE")                     \
    X(NO_EXPORT, "NO-EXPORT") X(SHOW_CLIENT, "SHOW-CLIENT")                                  \
    X(NOTIFY_NOW, "NOTIFY-CLIENT-NOW") X(REVIEW_24H, "REVIEW-24H")                           \
    X(DOCUMENT_PART2, "DOCUMENT-42CFR2.51") X(TELL_REASON, "TELL-REASON")                    \
    X(REVIEW_RIGHT, "REVIEW-RIGHT")

/* The codes are the contract; their order is the order of the rules.  The words complete
 * "Yes: ..." and "No: ...". */
#define CONSENT_REASONS(X)                                                                   \
    X(R0_INCOMPLETE, "R0-incomplete", "the question or the thing leaves something out")      \
    X(R0_ACTOR, "R0-unknown-actor", "nobody knows who asks")                                 \
    X(R0_ACT, "R0-unknown-action", "there is no such action")                                \
    X(R0_PURPOSE, "R0-unknown-purpose", "there is no such purpose")                          \
    X(R0_ITEM, "R0-unknown-item", "there is no such thing")                                  \
    X(R0_CATEGORY, "R0-unknown-category", "it is of no known kind")                          \
    X(R0_LABEL, "R0-unknown-label", "it carries a label nobody knows")                       \
    X(R0_TOO_LARGE, "R0-too-large", "it concerns more than can be weighed at once")          \
    X(R0_OBLIGATION, "R0-obligation", "whoever asks cannot keep the conditions")             \
    X(R1_ERROR, "R1-entered-in-error", "it was entered by mistake")                          \
    X(R1_DRAFT, "R1-draft", "its author has not finished it")                                \
    X(R2_LEGAL, "R2-legal-manual-review", "for a legal proceeding a person decides, with the order at hand") \
    X(R3_AUDIT, "R3-audit-immutable", "nobody changes the list of who looked")               \
    X(R3_AUTHOR, "R3-author-only", "only whoever wrote it changes it")                       \
    X(R3_CONSENT, "R3-consent-by-grant", "a permission is granted and withdrawn, not edited") \
    X(R3_FROZEN, "R3-frozen", "the record of this couple or family is closed and only read") \
    X(R4_OWN, "R4-own", "it is their own record")                                            \
    X(R4_COAUTHOR, "R4-own-coauthor", "it is theirs, and written together")                  \
    X(R4_EXISTS, "R4-own-exists", "it is about them: that it exists is theirs to know")      \
    X(R4_PROCESS, "R4-process-note-withheld", "its author keeps it as a private working note") \
    X(R4_HARM, "R4-harm-restriction", "a reviewed decision keeps it back for now, to protect somebody") \
    X(R4_NOT_COAUTHOR, "R4-not-coauthored", "it is theirs to read; others write it")         \
    X(R4_MINOR, "R4-minor-not-competent", "they are too young to ask alone")                 \
    X(R5_PROXY, "R5-proxy", "they stand in for this person")                                 \
    X(R5_AGE, "R5-came-of-age", "the young person has come of age")                          \
    X(R5_TEEN, "R5-teen-confidential", "it is the young person's confidence")                \
    X(R5_READ_ONLY, "R5-read-only", "who stands in for somebody reads and does not write")   \
    X(R5_SENSITIVE, "R5-sensitive", "it is marked as sensitive, and no permission names it") \
    X(R5_SCOPE, "R5-out-of-scope", "standing in does not reach so far")                      \
    X(R5_EXPIRED, "R5-expired", "their time of standing in is not now")                      \
    X(R6_ORIGINATOR, "R6-originator", "it is their own working note")                        \
    X(R6_TRAINING, "R6-training", "they train its author")                                   \
    X(R6_AUTHORIZATION, "R6-authorization", "a permission names these private notes alone")  \
    X(R6_PROCESS, "R6-process-note", "private working notes need a permission of their own") \
    X(R7_DENY, "R7-explicit-deny", "it was refused to them")                                 \
    X(R7_AUTHOR, "R7-author", "they wrote it, in work that goes on")                         \
    X(R7_AUTHOR_CLOSED, "R7-author-closed", "they wrote it, in work that has ended")         \
    X(R7_TREATING, "R7-treating", "they work with this person now")                          \
    X(R7_SUPERVISION, "R7-supervision", "they supervise whoever works with this person")     \
    X(R8_CONSENT, "R8-consent", "it was permitted")                                          \
    X(R8_DEFAULT, "R8-default", "nothing permits it")                                        \
    X(R9_WRITE, "R9-partial-write", "a part of it is hidden from them, so they may not change it") \
    X(R9_REDISCLOSE, "R9-partial-redisclose", "a part of it is hidden from them, so they may not pass it on") \
    X(R10_GLASS, "R10-break-glass", "it was an emergency this person had provided for")

typedef enum Category {
    CAT_NONE,
#define X(name, ...) CAT_##name,
    CONSENT_CATEGORIES(X)
#undef X
    CAT_COUNT
} Category;
typedef enum Act {
    ACT_NONE,
#define X(name, ...) ACT_##name,
    CONSENT_ACTS(X)
#undef X
    ACT_COUNT
} Act;
typedef enum Purpose {
    FOR_NONE,
#define X(name, ...) FOR_##name,
    CONSENT_PURPOSES(X)
#undef X
    FOR_COUNT
} Purpose;
typedef enum Label {
    LABEL_NONE,
#define X(name, ...) LABEL_##name,
    CONSENT_LABELS(X)
#undef X
    LABEL_COUNT
} Label;
typedef enum Obligation {
    MUST_NONE,
#define X(name, ...) MUST_##name,
    CONSENT_OBLIGATIONS(X)
#undef X
    MUST_COUNT
} Obligation;
typedef enum Why {
    WHY_NONE,
#define X(name, ...) WHY_##name,
    CONSENT_REASONS(X)
#undef X
    WHY_COUNT
} Why;

/* Sets of the above: bit N is member N.  Bit COUNT: something on no list. */
#define BIT(member) (1u << (member))

Category category_parse(Str word);            /* CAT_NONE for "", CAT_COUNT when on no list */
Act act_parse(Str word);
Purpose purpose_parse(Str word);
Label label_parse(Str word);
Obligation obligation_parse(Str word);
Str category_word(Category c);
Str act_word(Act a);
Str purpose_word(Purpose p);
Str label_word(Label l);
Str obligation_word(Obligation o);
Str why_code(Why why);
/* In plain words, for people. */
Str category_say(Category c);
Str act_say(Act a);
Str purpose_say(Purpose p);
Str why_say(Why why);

/* --- the world ---------------------------------------------------------------------------
 * Parties, things and the rest name each other by their place in these arrays.  Times are
 * integers in one unit of the caller's choice; spans are half open: [from, to). */
typedef uint32_t PartyAt;
enum { PARTY_NOBODY = UINT32_MAX };
#define TIME_NEVER INT64_MAX   /* an end that does not come */
#define TIME_UNKNOWN INT64_MIN

typedef struct Span { uint32_t first, count; } Span;   /* of ConsentWorld.ref */

typedef enum PartyKind {
    PARTY_PERSON,             /* client, proxy, support person */
    PARTY_PROVIDER,
    PARTY_UNIT,               /* a couple, family, group or organisation: a record, no actor */
    PARTY_INTEGRATOR,         /* a program that acts for an organisation or for one client */
    PARTY_ADMINISTRATOR,      /* looks after the machine */
} PartyKind;

typedef struct Party {
    PartyKind kind;
    bool minor;
    int age;                  /* -1: unknown */
    uint32_t emergency;       /* categories opened by breaking the glass; 0: never */
    uint32_t role, org;       /* numbers of the caller's choice; 0: none */
    bool trainee;
    Span supervisors;         /* of a trainee */
    Span members;             /* of a unit */
    int64_t dissolved;        /* of a unit; TIME_NEVER */
    PartyAt acts_for;         /* of an integrator: a client, or PARTY_NOBODY */
} Party;

typedef struct CareEpisode { PartyAt chart, provider; int64_t from, to; } CareEpisode;

typedef enum ProxyKind {
    PROXY_PARENT,             /* of a minor, or a guardian: ends when they come of age */
    PROXY_REPRESENTATIVE,     /* of an adult */
} ProxyKind;
typedef struct Proxy {
    PartyAt proxy, client;
    ProxyKind kind;
    uint32_t scope, excludes; /* categories; working notes only where named */
    int64_t from, to;
} Proxy;

typedef enum ReleaseState { RELEASE_DRAFT, RELEASE_ACTIVE, RELEASE_REVOKED, RELEASE_ERROR } ReleaseState;
typedef enum GranteeKind {
    GRANTEE_NONE, GRANTEE_PERSON, GRANTEE_PROVIDER, GRANTEE_ROLE, GRANTEE_ORG, GRANTEE_ANY,
} GranteeKind;
typedef struct Grantee {
    GranteeKind kind;
    PartyAt party;
    uint32_t role, org;       /* a role without an organisation permits nobody */
} Grantee;

/* A permission or a refusal.  An empty set permits nothing and refuses everything. */
typedef struct Release {
    Str id;                   /* breaks ties, and is what a decision cites */
    PartyAt grantor, signed_by;   /* PARTY_NOBODY: signed by the grantor */
    int64_t signed_at;        /* needed when somebody else signed */
    bool refusal;
    ReleaseState state;
    Grantee grantee;
    uint32_t acts, categories, labels, purposes;
    int64_t from, to, revoked;    /* revoked: TIME_NEVER */
    int64_t data_from, data_to;   /* things recorded then; TIME_UNKNOWN and TIME_NEVER: all */
    PartyAt unit;             /* only this unit's record; PARTY_NOBODY: any */
    bool redisclose, part2, psynotes;
} Release;
/* Every category but working notes, which are always named. */
#define CATEGORIES_ALL (((BIT(CAT_COUNT) - 1) & ~1u) & ~BIT(CAT_PROCESS_NOTE))

typedef struct HarmRestriction {
    uint32_t item;
    PartyAt subject, reviewed_by; /* PARTY_NOBODY: not reviewed, and then it does nothing */
    int64_t from, to;
} HarmRestriction;

typedef struct GlassBroken {
    PartyAt who, client;
    int64_t at;
    bool reason_given, signed_in_again, medical_personnel;
} GlassBroken;

typedef struct Segment {
    Str id;
    Span subjects;
    uint32_t labels;          /* besides the item's own */
} Segment;

typedef enum ItemState { ITEM_STANDS, ITEM_DRAFT, ITEM_IN_ERROR } ItemState;
typedef struct Item {
    PartyAt chart, author;    /* author PARTY_NOBODY: the house wrote it */
    Category category;
    bool labelled;            /* labels were stated, even if there are none */
    uint32_t labels;
    int64_t at;               /* recorded; TIME_UNKNOWN */
    ItemState state;
    bool opened;              /* a working note its author opened to the client */
    Span segments;            /* of ConsentWorld.segment; at least one */
} Item;

typedef struct ConsentPolicy {
    bool break_glass, share_process_notes, supervision_reads_process_notes;
    int minor_consent_age;
    int64_t break_glass_for, draft_for;   /* how long, in the unit of the times */
} ConsentPolicy;

typedef struct ConsentWorld {
    ConsentPolicy policy;
    const Party *party;             size_t party_count;
    const CareEpisode *episode;     size_t episode_count;
    const Proxy *proxy;             size_t proxy_count;
    const Release *release;         size_t release_count;
    const HarmRestriction *restriction; size_t restriction_count;
    const GlassBroken *glass;       size_t glass_count;
    const Item *item;               size_t item_count;
    const Segment *segment;         size_t segment_count;
    const PartyAt *ref;             size_t ref_count;
} ConsentWorld;

/* --- the question and its answer ---------------------------------------------------------- */
typedef struct ConsentRequest {
    PartyAt who;
    Act act;
    uint32_t item;
    Purpose purpose;
    int64_t now;
    uint32_t enforces;        /* obligations the caller keeps; OBLIGATIONS_ALL */
} ConsentRequest;
#define OBLIGATIONS_ALL ((BIT(MUST_COUNT) - 1) & ~1u)
enum { ITEM_UNNAMED = UINT32_MAX - 1, ITEM_UNKNOWN = UINT32_MAX,
       PARTY_UNNAMED = UINT32_MAX - 1, PARTY_UNKNOWN = UINT32_MAX };

enum { CONSENT_SUBJECTS_MAX = 16, CONSENT_SEGMENTS_MAX = 32, CONSENT_CITED_MAX = 64 };

typedef struct ConsentDecision {
    bool permit;
    Why why;
    uint32_t obligations;
    uint32_t segments;        /* bit N: the item's segment N is shown */
    uint32_t cited[CONSENT_CITED_MAX];  /* releases used, by id; a refusal's own when refused */
    size_t cited_count;
} ConsentDecision;

/* Always sets *ret_decision.  Everything about the world is looked at anew. */
void consent_decide(const ConsentWorld *world, const ConsentRequest *request,
                    ConsentDecision *ret_decision);
/* The candidates the request would be permitted for, in their order: exactly those that
 * consent_decide permits.  `request->item` plays no part.  Returns how many. */
size_t consent_filter(const ConsentWorld *world, const ConsentRequest *request,
                      const uint32_t *candidate, size_t count, uint32_t *ret_kept);
/* May this person decide about their own record? */
bool consent_competent(const ConsentWorld *world, PartyAt person);
#endif
