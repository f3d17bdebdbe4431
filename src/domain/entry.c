#include "offer.h"
#include "parting.h"

/* --- names ------------------------------------------------------------------------- */

typedef struct KindRow {
    const char *name;
    EntryState first;
    EntryWordedBy worded_by;
    uint32_t answers;
    bool words_are_yes;
    uint64_t under;
    const char *slots;
} KindRow;
static const KindRow kind_rows[ENTRY_KIND_COUNT] = { [ENTRY_NO_KIND] = { .name = "" },
#define X(name, stored, first, worded_by, answers, yes, under, slots) \
    [ENTRY_##name] = { stored, ENTRY_##first, worded_by, answers, yes, under, slots },
    ENTRY_KINDS(X)
#undef X
};
static const char *const state_names[] = { "",
#define X(name, stored) stored,
    ENTRY_STATES(X)
#undef X
};
static const char *const mark_names[] = { "",
#define X(name, stored, said) stored,
    ENTRY_MARKS(X)
#undef X
};
static const char *const mark_words[] = { "",
#define X(name, stored, said) said,
    ENTRY_MARKS(X)
#undef X
};
static const char *const answer_names[] = { "",
#define X(name, stored) stored,
    ENTRY_ANSWERS(X)
#undef X
};
static const char *const pick_names[] = { "",
#define X(name, stored) stored,
    ENTRY_PICKS(X)
#undef X
};
static const char *const audience_names[] = { "",
#define X(name, stored) stored,
    ENTRY_AUDIENCES(X)
#undef X
};
static const char *const for_names[] = { "",
#define X(name, stored) stored,
    ENTRY_FORS(X)
#undef X
};

static int find_name(const char *const *names, size_t count, Str s)
{
    for (size_t i = 1; i < count; i++)
        if (str_eq(s, str_from_c(names[i]))) return (int)i;
    return 0;
}
#define FIND(names, s) find_name((names), sizeof(names) / sizeof *(names), (s))

EntryKind entry_kind_parse(Str s)
{
    for (int k = 1; k < ENTRY_KIND_COUNT; k++)
        if (str_eq(s, str_from_c(kind_rows[k].name))) return (EntryKind)k;
    return ENTRY_NO_KIND;
}
EntryState entry_state_parse(Str s) { return (EntryState)FIND(state_names, s); }
EntryMark entry_mark_parse(Str s) { return (EntryMark)FIND(mark_names, s); }
EntryAnswer entry_answer_parse(Str s) { return (EntryAnswer)FIND(answer_names, s); }
EntryPick entry_pick_parse(Str s) { return (EntryPick)FIND(pick_names, s); }
EntryAudience entry_audience_parse(Str s) { return (EntryAudience)FIND(audience_names, s); }
EntryFor entry_for_parse(Str s) { return (EntryFor)FIND(for_names, s); }
Str entry_kind_name(EntryKind kind) { return str_from_c(kind_rows[kind].name); }
Str entry_state_name(EntryState state) { return str_from_c(state_names[state]); }
Str entry_mark_name(EntryMark mark) { return str_from_c(mark_names[mark]); }
Str entry_answer_name(EntryAnswer answer) { return str_from_c(answer_names[answer]); }
Str entry_pick_name(EntryPick pick) { return str_from_c(pick_names[pick]); }
Str entry_audience_name(EntryAudience audience) { return str_from_c(audience_names[audience]); }
Str entry_for_name(EntryFor whom) { return str_from_c(for_names[whom]); }
Str entry_mark_say(EntryMark mark) { return str_from_c(mark_words[mark]); }

/* --- reading an entry ------------------------------------------------------------------ */

static bool same(PersonId a, PersonId b) { return uuid_eq(a.u, b.u); }

const EntryWording *entry_newest(const Entry *e)
{
    return e->wording_count ? &e->wording[e->wording_count - 1] : NULL;
}

const EntryWording *entry_wording_at(const Entry *e, int64_t version)
{
    for (size_t i = 0; i < e->wording_count; i++)
        if (e->wording[i].version == version) return &e->wording[i];
    return NULL;
}

Str entry_text(const Entry *e)
{
    const EntryWording *w = entry_newest(e);
    return w ? w->text : S("");
}

bool entry_is_split(const Entry *e)
{
    return e->split != 0;
}

bool entry_stands(const Entry *e, int64_t version)
{
    if (version == e->version) return true;
    return e->split != 0 && version >= e->split && version < e->version;
}

const EntrySaid *entry_said_by(const Entry *e, PersonId person, int64_t version)
{
    const EntrySaid *found = NULL;
    for (size_t i = 0; i < e->said_count; i++) {
        const EntrySaid *s = &e->said[i];
        if (s->version != version || !same(s->person, person)) continue;
        if (!found || s->number > found->number) found = s;
    }
    return found;
}

bool entry_is_settled(const Entry *e, const Episode *work)
{
    return !entry_is_split(e) && e->version > 0 && offer_of(e, work).in_force == e->version;
}

bool entry_has_others(const Entry *e)
{
    for (size_t i = 0; i < e->wording_count; i++)
        if (!same(e->wording[i].author, e->author)) return true;
    for (size_t i = 0; i < e->said_count; i++)
        if (!same(e->said[i].person, e->author)) return true;
    return false;
}

/* --- what may be done ---------------------------------------------------------------------- */

/* Of a session are the kinds up to STEP.  Topics can be named from long before; what was
 * said can be written down long after. */
bool entry_may_add(EntryKind kind, Str session_state)
{
    if (kind == ENTRY_NO_KIND || kind > ENTRY_STEP) return false;
    if (str_eq(session_state, S("open"))) return true;
    if (str_eq(session_state, S("planned"))) return kind == ENTRY_AGENDA;
    if (str_eq(session_state, S("ended"))) return kind != ENTRY_AGENDA;
    return false;
}

bool entry_may_stand(EntryKind kind, EntryKind under, Str slot)
{
    Str word, slots = str_from_c(kind_rows[kind].slots);
    /* A sentence stands under a suggested heading by its slot, under one of their own by it. */
    if (kind == ENTRY_PART && (under == ENTRY_HEADING) != str_eq(slot, S("free"))) return false;
    /* What belongs to a boundary's entry itself is put there by its own page. */
    if (kind == ENTRY_REMARK && !str_eq(slot, S("comment"))) return false;
    if (kind <= ENTRY_STEP || !(kind_rows[kind].under & (UINT64_C(1) << under))) return false;
    if (slots.len == 0) return slot.len == 0;
    while (str_cut(&slots, ' ', &word))
        if (str_eq(word, slot)) return true;
    return slots.len && str_eq(slots, slot);
}

int64_t entry_level_max(EntryKind kind, Str slot)
{
    Parting parting;
    if (kind == ENTRY_LEARNED) return ENTRY_LEVEL_MAX;      /* the number of the session it comes from */
    if (kind != ENTRY_PARTING || !parting_parse(slot, &parting)) return 0;
    return parting_choices(parting);
}

bool entry_may_point(EntryKind kind, EntryKind at)
{
    return at == (kind == ENTRY_LINK ? ENTRY_PART : ENTRY_NO_KIND);
}

static PersonId first_client(const Episode *work)
{
    for (size_t i = 0; i < work->member_count; i++)
        if (work->member[i].part == PART_CLIENT && work->member[i].state != MEMBER_LEFT)
            return work->member[i].person;
    return (PersonId){ { { 0 } } };
}

static bool is_client(PersonId person, const Episode *work)
{
    for (size_t i = 0; i < work->member_count; i++)
        if (same(work->member[i].person, person)) return work->member[i].part == PART_CLIENT;
    return false;
}

static PersonId first_other(PersonId person, const Episode *work)
{
    for (size_t i = 0; i < work->member_count; i++)
        if (offer_concerns(&work->member[i]) && !same(work->member[i].person, person))
            return work->member[i].person;
    return (PersonId){ { { 0 } } };
}

PersonId entry_owner_for(EntryKind kind, EntryFor whom, PersonId author, const Episode *work)
{
    if (kind == ENTRY_TAKEAWAY) return is_client(author, work) ? author : first_client(work);
    if (kind == ENTRY_STEP && whom == ENTRY_FOR_THEM) return first_other(author, work);
    if (kind == ENTRY_STEP && whom == ENTRY_FOR_US) return (PersonId){ { { 0 } } };
    return author;
}

/* What one gives oneself needs nobody's leave. */
EntryState entry_first_state(EntryKind kind, PersonId author, PersonId owner)
{
    EntryState first = kind_rows[kind].first;
    return first == ENTRY_OFFERED && same(author, owner) ? ENTRY_ACCEPTED : first;
}

/* How someone stands to one entry. */
enum { BY_MEMBER = 1, BY_AUTHOR = 2, BY_OWNER = 4, BY_TAKER = 8, BY_SOLE_AUTHOR = 16, BY_OTHER = 32 };

static uint32_t stands_as(const Entry *e, PersonId by)
{
    bool author = same(e->author, by);
    bool shared = uuid_is_zero(e->owner.u);
    uint32_t as = BY_MEMBER;
    as |= author ? BY_AUTHOR : BY_OTHER;
    if (same(e->owner, by) || shared) as |= BY_OWNER;
    /* The one an offer was made to: its owner, or everyone else when it is for both. */
    if (!author && (same(e->owner, by) || shared)) as |= BY_TAKER;
    /* Taking back never takes another's words along. */
    if (author && !entry_has_others(e)) as |= BY_SOLE_AUTHOR;
    return as;
}

#define BIT(state) (1u << ENTRY_##state)
#define AGENDA_STATES (BIT(WAITING) | BIT(CURRENT) | BIT(PARKED) | BIT(TALKED))
#define ONES_OWN (KIND_BIT(CHAPTER) | KIND_BIT(PASSAGE) | KIND_BIT(LEARNED))
/* What its author may keep: what begins as their own, and what its page asks about. */
#define KEPT (ONES_OWN | KIND_BIT(QUESTION) | KIND_BIT(THOUGHT) | KIND_BIT(PARTING) \
              | KIND_BIT(PREFERENCE) | KIND_BIT(CROSSING))
/* What was sent has the readers it was sent to. */
#define SENT (KIND_BIT(THREAD) | KIND_BIT(MESSAGE) | KIND_BIT(TIMES) | KIND_BIT(TIME) | KIND_BIT(CALLED_OFF))
#define READ_WITH (KIND_BIT(BESIDE) | KIND_BIT(CHECK) | KIND_BIT(REMARK))
#define SAID_BY_ONE (KIND_BIT(VOICE) | KIND_BIT(MARKER) | KIND_BIT(ABOUT) | KIND_BIT(VIEW) \
                     | KIND_BIT(THOUGHT) | KIND_BIT(PARTING) | KIND_BIT(PREFERENCE) \
                     | KIND_BIT(READINESS) | KIND_BIT(CROSSING) | ONES_OWN | READ_WITH)
#define HANGS (KIND_BIT(PART) | KIND_BIT(LINK))
#define FOR_ALL (KIND_BIT(SENTENCE) | KIND_BIT(TOPIC) | KIND_BIT(SHARED) | KIND_BIT(QUESTION) \
                 | KIND_BIT(HEADING) | KIND_BIT(SNAPSHOT) | HANGS)
#define GIVEN (KIND_BIT(TAKEAWAY) | KIND_BIT(STEP))
#define AIMED_AT (KIND_BIT(GOAL) | KIND_BIT(TASK) | KIND_BIT(ENDING))
/* What two people live by, or have ready: set aside and taken up again by either, never "done". */
#define LIVED_BY (KIND_BIT(PACE) | KIND_BIT(ROLE))
/* What stays open for as long as it needs, and is laid down without an answer being due. */
#define KEPT_OPEN (KIND_BIT(TOPIC) | KIND_BIT(QUESTION))
static const struct { uint64_t kinds; uint32_t from; EntryState to; uint32_t who; } moves[] = {
    { KIND_BIT(AGENDA), BIT(WAITING) | BIT(PARKED) | BIT(TALKED), ENTRY_CURRENT, BY_MEMBER },
    { KIND_BIT(AGENDA), AGENDA_STATES, ENTRY_PARKED, BY_MEMBER },
    { KIND_BIT(AGENDA), AGENDA_STATES, ENTRY_TALKED, BY_MEMBER },
    { KIND_BIT(AGENDA), AGENDA_STATES, ENTRY_WAITING, BY_MEMBER },
    { KIND_BIT(AGENDA), AGENDA_STATES, ENTRY_WITHDRAWN, BY_SOLE_AUTHOR },
    { KIND_BIT(AGENDA), BIT(WITHDRAWN), ENTRY_WAITING, BY_AUTHOR },
    { SAID_BY_ONE, BIT(SAID), ENTRY_WITHDRAWN, BY_SOLE_AUTHOR },
    { SAID_BY_ONE, BIT(WITHDRAWN), ENTRY_SAID, BY_AUTHOR },
    { FOR_ALL, BIT(OPEN) | BIT(TALKED), ENTRY_WITHDRAWN, BY_SOLE_AUTHOR },
    { FOR_ALL, BIT(WITHDRAWN) | BIT(TALKED), ENTRY_OPEN, BY_AUTHOR },
    { KEPT_OPEN, BIT(OPEN), ENTRY_TALKED, BY_MEMBER },
    { KEPT_OPEN, BIT(TALKED), ENTRY_OPEN, BY_MEMBER },
    { LIVED_BY, BIT(ACTIVE), ENTRY_LET_GO, BY_MEMBER },
    { LIVED_BY, BIT(LET_GO), ENTRY_ACTIVE, BY_MEMBER },
    { HANGS, BIT(OPEN), ENTRY_LET_GO, BY_MEMBER },
    { HANGS, BIT(LET_GO), ENTRY_OPEN, BY_MEMBER },
    { KIND_BIT(PAPER), BIT(OPEN), ENTRY_LET_GO, BY_AUTHOR },       /* put to nobody any more; it stays */
    { KIND_BIT(PAPER), BIT(LET_GO), ENTRY_OPEN, BY_AUTHOR },
    { GIVEN, BIT(OFFERED) | BIT(DECLINED), ENTRY_ACCEPTED, BY_TAKER },
    { GIVEN, BIT(OFFERED) | BIT(ACCEPTED), ENTRY_DECLINED, BY_TAKER },
    { GIVEN, BIT(OFFERED) | BIT(ACCEPTED), ENTRY_WITHDRAWN, BY_SOLE_AUTHOR },
    { GIVEN, BIT(WITHDRAWN), ENTRY_OFFERED, BY_AUTHOR },
    { KIND_BIT(STEP), BIT(ACCEPTED), ENTRY_DONE, BY_OWNER },
    { KIND_BIT(STEP), BIT(DONE), ENTRY_ACCEPTED, BY_OWNER },
    { AIMED_AT, BIT(ACTIVE) | BIT(LET_GO), ENTRY_DONE, BY_MEMBER },
    { AIMED_AT, BIT(ACTIVE) | BIT(DONE), ENTRY_LET_GO, BY_MEMBER },
    { AIMED_AT, BIT(DONE) | BIT(LET_GO), ENTRY_ACTIVE, BY_MEMBER },
    { AIMED_AT, BIT(ACTIVE), ENTRY_WITHDRAWN, BY_SOLE_AUTHOR },
    { AIMED_AT, BIT(WITHDRAWN), ENTRY_ACTIVE, BY_AUTHOR },
    { KIND_BIT(MESSAGE), BIT(SAID), ENTRY_UNSAID, BY_AUTHOR },
    /* Picked from, it is done: that is appointment_pick's, with the session it makes. */
    { KIND_BIT(TIMES), BIT(OPEN), ENTRY_DECLINED, BY_OTHER },
    { KIND_BIT(TIMES), BIT(OPEN), ENTRY_WITHDRAWN, BY_AUTHOR },
};

EntryAudience entry_first_audience(EntryKind kind)
{
    if ((ONES_OWN | KIND_BIT(THREAD)) & (UINT64_C(1) << kind)) return ENTRY_READ_BY_AUTHOR;
    return (READ_WITH | KIND_BIT(MESSAGE) | KIND_BIT(TIME)) & (UINT64_C(1) << kind) ? ENTRY_READ_BY_WITH_PARENT : ENTRY_READ_BY_MEMBERS;
}

bool entry_may_keep(EntryKind kind)
{
    return (KEPT & (UINT64_C(1) << kind)) != 0;
}

bool entry_may_share(const Entry *e, PersonId by, EntryAudience to)
{
    bool own = (ONES_OWN & (UINT64_C(1) << e->kind)) != 0;
    bool settable = to == ENTRY_READ_BY_MEMBERS || to == ENTRY_READ_BY_AUTHOR || to == ENTRY_READ_BY_CHOSEN;
    if (!settable || e->state == ENTRY_WITHDRAWN || !same(e->author, by)) return false;
    if (SENT & (UINT64_C(1) << e->kind))
        return e->kind == ENTRY_THREAD && e->audience == ENTRY_READ_BY_AUTHOR && to == ENTRY_READ_BY_CHOSEN;
    if (own || to == ENTRY_READ_BY_MEMBERS) return true;
    /* What was told about a boundary stays told. */
    bool narrows = e->audience == ENTRY_READ_BY_MEMBERS && !entry_may_keep(e->kind);
    return e->kind != ENTRY_CROSSING && !narrows && !entry_has_others(e);
}

/* What was accepted by its owner is theirs: the author no longer takes it back, and one's
 * own comes back as one's own. */
static bool fits_ownership(const Entry *e, EntryState to)
{
    bool own = same(e->author, e->owner);
    bool given = (GIVEN & (UINT64_C(1) << e->kind)) != 0;
    if (!given) return true;
    if (to == ENTRY_WITHDRAWN) return own || e->state == ENTRY_OFFERED;
    if (to == ENTRY_OFFERED) return !own;
    return true;
}

bool entry_may_become(const Entry *e, PersonId by, EntryState to)
{
    uint32_t as = stands_as(e, by);
    bool own = same(e->author, e->owner);
    bool given = (GIVEN & (UINT64_C(1) << e->kind)) != 0;
    if (given && own && same(e->author, by) && e->state == ENTRY_WITHDRAWN && to == ENTRY_ACCEPTED)
        return true;
    if (e->state == to || !fits_ownership(e, to)) return false;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        bool fits = (moves[i].kinds & (UINT64_C(1) << e->kind)) && moves[i].to == to
                 && (moves[i].from & (1u << e->state)) && (moves[i].who & as);
        if (fits) return true;
    }
    return false;
}

/* What was offered its author may still word; once taken it is its owner's. */
bool entry_may_word(const Entry *e, PersonId by)
{
    uint32_t as = stands_as(e, by);
    if (e->state == ENTRY_WITHDRAWN || e->kind == ENTRY_NO_KIND) return false;
    switch (kind_rows[e->kind].worded_by) {
    case WORDED_BY_ANYONE: return true;
    case WORDED_BY_AUTHOR: return (as & BY_AUTHOR) != 0;
    case WORDED_BY_NOBODY: return false;
    case WORDED_BY_OWNER: return (as & BY_OWNER) || ((as & BY_AUTHOR) && e->state == ENTRY_OFFERED);
    }
    return false;
}

bool entry_may_answer(const Entry *e, PersonId by, EntryAnswer answer)
{
    if (e->state == ENTRY_WITHDRAWN || uuid_is_zero(by.u)) return false;
    if (answer == ENTRY_ANSWER_KEEP_BOTH)
        return entry_may_word(e, by) && (e->version > 1 || entry_is_split(e));
    if (!(kind_rows[e->kind].answers & (1u << answer))) return false;
    if (e->kind == ENTRY_CHECK && same(e->author, by)) return false;   /* it asks the others */
    return answer != ENTRY_ANSWER_WENT || e->state == ENTRY_ACCEPTED || e->state == ENTRY_DONE
        || e->state == ENTRY_ACTIVE;
}

EntryState entry_after_current(void)
{
    return ENTRY_TALKED;
}

bool entry_is_unsaid(const Entry *e)
{
    return e->state == ENTRY_UNSAID;
}

bool entry_words_are_yes(EntryKind kind)
{
    return kind_rows[kind].words_are_yes;
}

/* --- what an act does to the words ---------------------------------------------------------- */

static EntryChange add_wording(const Entry *e, PersonId by, int64_t base, Str text)
{
    int64_t version = e->version + 1;
    return (EntryChange){ .add = true, .version = version, .split = 0, .yes = version,
        .wording = { .version = version, .base = base, .author = by, .text = text } };
}

EntryChange entry_plan_word(const Entry *e, PersonId by, int64_t base, Str text)
{
    const EntryWording *newest = entry_newest(e);
    const EntryWording *seen = entry_wording_at(e, base);
    EntryChange none = { .version = e->version, .split = e->split };
    if (seen && str_eq(seen->text, text)) none.yes = seen->version;
    if (newest && newest->version == e->version && str_eq(newest->text, text))
        none.yes = newest->version;
    if (none.yes) return none;
    EntryChange c = add_wording(e, by, base, text);
    if (entry_is_split(e)) c.split = e->split;            /* only a pick ends a split */
    else if (base < e->version) c.split = e->version;     /* someone was faster: both stand */
    return c;
}

static const EntryWording *newest_standing(const Entry *e, PersonId by, bool own)
{
    for (size_t i = e->wording_count; i-- > 0;) {
        const EntryWording *w = &e->wording[i];
        if (entry_stands(e, w->version) && same(w->author, by) == own) return w;
    }
    return NULL;
}

const EntryWording *entry_pick_source(const Entry *e, PersonId by, EntryPick pick)
{
    const EntryWording *mine = newest_standing(e, by, true);
    const EntryWording *theirs = newest_standing(e, by, false);
    if (pick == ENTRY_PICK_MINE) return mine;
    if (pick != ENTRY_PICK_THEIRS) return NULL;
    if (theirs) return theirs;
    /* The same person on two devices: the older of the two. */
    return mine && entry_is_split(e) ? entry_wording_at(e, e->split) : NULL;
}

/* What the one who picks could not have seen stays on the table. */
static int64_t split_after_pick(const Entry *e, int64_t seen)
{
    if (seen >= e->version) return 0;
    if (!entry_is_split(e)) return e->version;
    return seen + 1 > e->split ? seen + 1 : e->split;
}

static bool plan_both(const Entry *e, EntryChange *ret_change)
{
    const EntryWording *newest = entry_newest(e);
    EntryChange c = { .version = e->version, .split = e->split };
    for (size_t i = e->wording_count; newest && !c.split && i-- > 0;)
        if (!same(e->wording[i].author, newest->author)) c.split = e->wording[i].version;
    if (!c.split) return false;
    *ret_change = c;
    return true;
}

bool entry_plan_pick(const Entry *e, PersonId by, EntryPick pick, int64_t seen, Str text,
                     EntryChange *ret_change)
{
    const EntryWording *source = entry_pick_source(e, by, pick);
    if (pick == ENTRY_PICK_BOTH) return plan_both(e, ret_change);
    if (pick == ENTRY_PICK_THIRD) {
        if (text.len == 0) return false;
        *ret_change = add_wording(e, by, seen, text);
    } else {
        if (!source || !entry_is_split(e)) return false;
        *ret_change = add_wording(e, source->author, source->version, source->text);
    }
    ret_change->split = split_after_pick(e, seen);
    return true;
}
