/* consent_release.c - does a permission, or a refusal, meet the question?
 *
 * Where a release leaves something open, a permission is narrower and a refusal wider:
 * a broken form can close a door, never open one. */
#include "consent_inner.h"

/* --- who signed --------------------------------------------------------------------------- */

bool consent_competent(const ConsentWorld *w, PartyAt person)
{
    const Party *p = &w->party[person];
    return p->kind == PARTY_PERSON && (!p->minor || p->age >= w->policy.minor_consent_age);
}

bool proxy_holds(const ConsentWorld *w, const Proxy *proxy, int64_t at)
{
    enum { MAJORITY = 18 };
    const Party *client = &w->party[proxy->client];
    bool grown = !client->minor || client->age >= MAJORITY;
    if (proxy->kind == PROXY_PARENT && grown) return false;
    return within(at, proxy->from, proxy->to);
}

bool proxy_reaches(const Proxy *proxy, Category category)
{
    return (proxy->scope & BIT(category)) && !(proxy->excludes & BIT(category));
}

static bool signs_for(const Ask *q, const Piece *p, const Release *r, const Proxy *proxy)
{
    if (proxy->proxy != r->signed_by || proxy->client != r->grantor) return false;
    if (!proxy_holds(q->w, proxy, q->r->now) || !proxy_holds(q->w, proxy, r->signed_at)) return false;
    /* What a parent signed rests once the young person may decide, until they renew it. */
    if (proxy->kind == PROXY_PARENT && consent_competent(q->w, r->grantor)) return false;
    if (r->refusal) return true;
    bool for_themselves = r->grantee.kind == GRANTEE_PERSON && r->grantee.party == r->signed_by;
    return proxy_reaches(proxy, p->category) && !(p->labels & BIT(LABEL_TEEN)) && !for_themselves;
}

static bool signature_holds(const Ask *q, const Piece *p, const Release *r)
{
    if (r->signed_by == PARTY_NOBODY || r->signed_by == r->grantor)
        return r->refusal || consent_competent(q->w, r->grantor);
    for (size_t i = 0; i < q->w->proxy_count; i++)
        if (signs_for(q, p, r, &q->w->proxy[i])) return true;
    return false;
}

/* --- whom it names ------------------------------------------------------------------------- */

static bool names_role(const Release *r, const Party *who)
{
    const Grantee *g = &r->grantee;
    if (who->kind != PARTY_PROVIDER || g->role == 0 || who->role != g->role) return false;
    /* "Any psychiatrist" is nobody in particular: it permits none, and refuses all. */
    if (g->org == 0) return r->refusal;
    return who->org == g->org;
}

static bool names(const Ask *q, const Release *r)
{
    const Grantee *g = &r->grantee;
    const Party *who = q->who;
    bool named = g->party == q->r->who;
    bool works = who->kind == PARTY_PROVIDER || who->kind == PARTY_INTEGRATOR;
    switch (g->kind) {
    case GRANTEE_PERSON: return named && who->kind == PARTY_PERSON;
    case GRANTEE_PROVIDER: return named && who->kind != PARTY_PERSON;
    case GRANTEE_ROLE: return names_role(r, who);
    case GRANTEE_ORG: return works && g->org != 0 && who->org == g->org;
    case GRANTEE_ANY: return r->refusal || who->kind == PARTY_PERSON || who->kind == PARTY_PROVIDER;
    case GRANTEE_NONE: break;
    }
    return r->refusal;
}

/* --- what it covers --------------------------------------------------------------------------- */

static bool in_window(const Ask *q, const Release *r)
{
    bool open = r->data_from == TIME_UNKNOWN && r->data_to == TIME_NEVER;
    if (open) return true;
    if (q->item->at == TIME_UNKNOWN) return r->refusal;
    return within(q->item->at, r->data_from, r->data_to);
}

static bool in_force(const Ask *q, const Release *r)
{
    return r->state == RELEASE_ACTIVE && within(q->r->now, r->from, r->to) && q->r->now < r->revoked;
}

static bool about_place(const Ask *q, const Release *r)
{
    if (r->unit != PARTY_NOBODY && r->unit != q->item->chart) return false;
    return in_window(q, r);
}

/* Nobody reads what they may not know of, nor copies, changes or passes on what they may not
 * read: refusing the one refuses the others.  Whoever wrote it goes on reading it, so for them
 * a refusal says no more than its own words. */
static uint32_t refused_acts(const Ask *q, const Release *r)
{
    uint32_t all = ~0u;
    if (r->acts == 0) return all;
    if (q->item->author == q->r->who) return r->acts;
    if (r->acts & BIT(ACT_KNOW)) return all;
    if (r->acts & BIT(ACT_READ)) return all & ~BIT(ACT_KNOW);
    return r->acts;
}

static bool holds(uint32_t set, unsigned member)
{
    return set == 0 || (set & BIT(member));
}

/* "Everything" refused means everything, working notes too; and what is refused by its kind
 * stays refused when it is marked as a working note. */
static bool refuses_category(const Ask *q, const Piece *p, const Release *r)
{
    bool everything = (r->categories & CATEGORIES_ALL) == CATEGORIES_ALL;
    return everything || holds(r->categories, p->category) || holds(r->categories, q->item->category);
}

static bool refuses(const Ask *q, const Piece *p, const Release *r)
{
    if (!r->refusal || !in_force(q, r) || !names(q, r) || !about_place(q, r)) return false;
    if (!refuses_category(q, p, r) || !holds(r->purposes, q->r->purpose)) return false;
    if (r->labels != 0 && !(r->labels & p->labels)) return false;
    return (refused_acts(q, r) & BIT(q->r->act)) && signature_holds(q, p, r);
}

static bool first_id(const Release *a, const Release *b)
{
    return !b || str_cmp(a->id, b->id) < 0;
}

const Release *release_refusal(const Ask *q, const Piece *p, RefusalBy by)
{
    const Release *found = NULL;
    for (size_t i = 0; i < q->w->release_count; i++) {
        const Release *r = &q->w->release[i];
        if (!r->refusal || !piece_about(p, r->grantor) || !refuses(q, p, r)) continue;
        bool own = r->signed_by == PARTY_NOBODY || r->signed_by == r->grantor;
        if (by == REFUSAL_BY_SUBJECT && !(own && consent_competent(q->w, r->grantor))) continue;
        if (first_id(r, found)) found = r;
    }
    return found;
}

/* A permission for working notes is for nothing else, and the other way round.  What is only
 * marked as one, and filed under something else, no permission opens: a mark may not open. */
static bool right_kind(const Ask *q, const Piece *p, const Release *r)
{
    if (p->category != CAT_PROCESS_NOTE) return !r->psynotes;
    return r->psynotes && q->item->category == CAT_PROCESS_NOTE
        && r->categories == BIT(CAT_PROCESS_NOTE);
}

static bool for_purpose(const Ask *q, const Release *r)
{
    /* Research is agreed to by itself, never inside a permission for care. */
    if (q->r->purpose == FOR_HRESCH) return r->purposes == BIT(FOR_HRESCH);
    return r->purposes & BIT(q->r->purpose);
}

/* Who looks after the machine reads nothing, unless invited by name and for a time. */
static bool may_be_permitted(const Ask *q, const Release *r)
{
    if (q->who->kind != PARTY_ADMINISTRATOR) return true;
    return r->grantee.kind == GRANTEE_PROVIDER && r->to != TIME_NEVER;
}

static bool permits(const Ask *q, const Piece *p, const Release *r)
{
    if (r->refusal || !in_force(q, r) || !names(q, r) || !about_place(q, r)) return false;
    if (!(r->acts & BIT(q->r->act)) || !(r->categories & BIT(p->category))) return false;
    if (!for_purpose(q, r) || !right_kind(q, p, r) || (p->labels & ~r->labels)) return false;
    if ((p->labels & BIT(LABEL_PART2)) && !r->part2) return false;
    if (q->r->act == ACT_REDISCLOSE && !r->redisclose) return false;
    return may_be_permitted(q, r) && signature_holds(q, p, r);
}

static bool better(const Release *a, const Release *b)
{
    if (b && a->redisclose != b->redisclose) return a->redisclose;
    return first_id(a, b);
}

const Release *release_permit(const Ask *q, const Piece *p, PartyAt subject)
{
    const Release *found = NULL;
    for (size_t i = 0; i < q->w->release_count; i++) {
        const Release *r = &q->w->release[i];
        if (r->grantor == subject && permits(q, p, r) && better(r, found)) found = r;
    }
    return found;
}
