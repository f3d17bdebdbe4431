#include "policy.h"

static const ActionRow rows[ACTION_COUNT] = {
#define X(name, scope, who, only, reads, writes, purpose, sentence) \
    { #name, SCOPE_##scope, (who), (only), (reads), (writes), purpose, sentence },
    ACTIONS(X)
#undef X
};

const ActionRow *action_row(Action action)
{
    return &rows[action];
}

bool action_find(Str name, Action *ret_action)
{
    for (int i = 0; i < ACTION_COUNT; i++) {
        if (!str_eq(str_from_c(rows[i].name), name)) continue;
        *ret_action = (Action)i;
        return true;
    }
    return false;
}

const char *scope_name(Scope scope)
{
    static const char *const name[] = { "none", "self", "list", "practice", "episode" };
    return name[scope];
}

static const struct { uint32_t bit; const char *name; } relation_names[] = {
    { REL_ANYONE, "anyone" }, { REL_SELF, "self" }, { REL_CLIENT, "client" },
    { REL_FORMER_CLIENT, "former client" }, { REL_THERAPIST, "therapist" },
    { REL_FORMER_THERAPIST, "former therapist" }, { REL_THERAPIST_AT_END, "therapist at the end" }, { REL_DUTY, "on duty" },
    { REL_STAFF_THERAPIST, "any therapist" }, { REL_SUPERVISOR, "any supervisor" },
    { REL_ADMIN, "administrator" }, { REL_RECIPIENT, "by release" },
    { REL_OUTSIDE, "who is shown something" }, { REL_AUTHOR, "author" }, { REL_OWNER, "owner" },
};

Str relations_say(Arena *a, uint32_t relations)
{
    Str said = S("");
    for (size_t i = 0; i < sizeof relation_names / sizeof *relation_names; i++) {
        if (!(relations & relation_names[i].bit)) continue;
        Str name = str_from_c(relation_names[i].name);
        said = said.len ? arena_printf(a, STR_FMT ", " STR_FMT, STR_ARG(said), STR_ARG(name)) : name;
    }
    return said;
}

static const char *const part_names[] = { "", "client", "therapist", "co_therapist", "supervisor" };

Part part_parse(Str s)
{
    for (int i = PART_CLIENT; i <= PART_SUPERVISOR; i++)
        if (str_eq(s, str_from_c(part_names[i]))) return (Part)i;
    return PART_NONE;
}

Str part_name(Part part)
{
    return str_from_c(part_names[part]);
}

MemberState member_state_parse(Str s)
{
    if (str_eq(s, S("invited"))) return MEMBER_INVITED;
    if (str_eq(s, S("active"))) return MEMBER_ACTIVE;
    if (str_eq(s, S("left"))) return MEMBER_LEFT;
    return MEMBER_NONE;
}

EpisodeState episode_state_parse(Str s)
{
    if (str_eq(s, S("open"))) return EPISODE_OPEN;
    if (str_eq(s, S("ended"))) return EPISODE_ENDED;
    return EPISODE_NONE;
}

/* Invited members have no relation yet: an invitation carries no rights. */
static uint32_t episode_relations(const Facts *f)
{
    if (f->episode == EPISODE_NONE) return 0;
    bool over = f->episode == EPISODE_ENDED || f->member == MEMBER_LEFT;
    bool in = f->member == MEMBER_ACTIVE || f->member == MEMBER_LEFT;
    if (!in) return f->member == MEMBER_NONE && f->released ? REL_RECIPIENT : 0;
    switch (f->part) {
    case PART_CLIENT: return over ? REL_FORMER_CLIENT : REL_CLIENT;
    case PART_THERAPIST:
    case PART_CO_THERAPIST:
        if (!over) return REL_THERAPIST;
        return f->member == MEMBER_ACTIVE ? REL_FORMER_THERAPIST | REL_THERAPIST_AT_END
                                          : REL_FORMER_THERAPIST;
    case PART_SUPERVISOR:
    case PART_NONE: break;
    }
    return 0;
}

uint32_t policy_relations(const Facts *f)
{
    uint32_t rel = REL_ANYONE;
    if (!f->signed_in) return rel;
    rel |= REL_SELF;
    if (f->capacities & CAP_THERAPIST) rel |= REL_STAFF_THERAPIST;
    if (f->capacities & CAP_SUPERVISOR) rel |= REL_SUPERVISOR;
    if (f->capacities & CAP_ADMINISTRATOR) rel |= REL_ADMIN;
    if (f->capacities & CAP_OUTSIDE) rel |= REL_OUTSIDE;
    rel |= episode_relations(f);
    if (f->episode != EPISODE_NONE && f->alert_waits && (f->capacities & CAP_SUPERVISOR))
        rel |= REL_DUTY;
    if (f->object_found && f->object_author) rel |= REL_AUTHOR;
    if (f->object_found && f->object_owner) rel |= REL_OWNER;
    return rel;
}

static Decision permit(uint32_t through)
{
    static const struct { uint32_t bit; const char *reason; } why[] = {
        { REL_CLIENT, "member-client" }, { REL_FORMER_CLIENT, "own-record" },
        { REL_THERAPIST, "member-therapist" }, { REL_FORMER_THERAPIST, "former-therapist" },
        { REL_THERAPIST_AT_END, "therapist-at-end" },
        { REL_DUTY, "on-duty" }, { REL_SELF, "self" }, { REL_STAFF_THERAPIST, "own-list" },
        { REL_SUPERVISOR, "supervisor" }, { REL_ADMIN, "administrator" }, { REL_RECIPIENT, "released" }, { REL_OUTSIDE, "own-list" },
        { REL_ANYONE, "public" },
    };
    for (size_t i = 0; i < sizeof why / sizeof *why; i++)
        if (through & why[i].bit) return (Decision){ EFFECT_PERMIT, why[i].reason };
    return (Decision){ EFFECT_PERMIT, "other" };
}

/* Does the actor have any footing in this episode?  Without one it does not exist for them; by
 * release alone, nothing of it but what is shown to them. */
static bool in_reach(const Facts *f, const ActionRow *row, uint32_t relations)
{
    if (row->who & relations & REL_RECIPIENT) return true;
    const uint32_t footing = REL_CLIENT | REL_FORMER_CLIENT | REL_THERAPIST | REL_FORMER_THERAPIST
                           | REL_DUTY;
    return f->episode != EPISODE_NONE && (relations & footing);
}

Decision policy_decide(Action action, const Facts *f)
{
    if ((unsigned)action >= ACTION_COUNT) return (Decision){ EFFECT_HIDE, "unknown-action" };
    const ActionRow *row = &rows[action];
    uint32_t rel = policy_relations(f);
    if (!(row->who & REL_ANYONE) && !f->signed_in) return (Decision){ EFFECT_DENY, "not-signed-in" };
    if (row->scope == SCOPE_EPISODE) {
        if (!in_reach(f, row, rel)) return (Decision){ EFFECT_HIDE, "no-such-work" };
        if (f->object_named && !f->object_found) return (Decision){ EFFECT_HIDE, "no-such-thing" };
        if (f->object_named && f->owner_only && !f->object_owner)
            return (Decision){ EFFECT_HIDE, "not-shown" };
    }
    uint32_t through = row->who & rel;
    /* Of a thing inside a work even the refusal would say that it is there. */
    bool inside = row->scope == SCOPE_EPISODE && f->object_named;
    if (!through) return (Decision){ inside ? EFFECT_HIDE : EFFECT_DENY, "not-yours-to-do" };
    if ((row->only & ONLY_OPEN) && f->episode != EPISODE_OPEN)
        return (Decision){ EFFECT_DENY, "work-has-ended" };
    if (row->scope == SCOPE_EPISODE && policy_rule(action, through).len == 0)
        return (Decision){ EFFECT_DENY, "not-consented" };
    return permit(through);
}
