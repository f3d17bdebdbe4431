/* model.h - the rules of docs/consent.md a second time, as a slow list of plain questions.
 *
 * Shares no code with the engine, only the shapes of consent.h.  Where the engine stops at the
 * first rule that answers, this asks every question of every segment and then reads the table.
 */
#ifndef TESTS_CONSENT_MODEL_H
#define TESTS_CONSENT_MODEL_H
#include "domain/consent.h"

typedef struct Model {
    const ConsentWorld *w;
    const ConsentRequest *r;
    const Item *item;
    const Party *who;
    const Segment *s;         /* the one looked at */
} Model;

typedef struct ModelAnswer {
    bool permit;
    Why why;
    uint32_t obligations, segments;
    bool cited[64];
} ModelAnswer;

static inline bool m_act(const Model *m, const char *letters)
{
    static const char of[] = "-krcwxd";      /* know read comment write export redisclose */
    return strchr(letters, of[m->r->act]) != NULL;
}
static inline bool m_has(const Model *m, Label l)
{
    return ((m->item->labels | m->s->labels) >> l) & 1;
}
static inline bool m_any_label_but(const Model *m, Label spared)
{
    for (int l = 1; l < LABEL_COUNT; l++)
        if (l != (int)spared && m_has(m, (Label)l)) return true;
    return false;
}
static inline bool m_note(const Model *m)
{
    return m->item->category == CAT_PROCESS_NOTE || m_has(m, LABEL_PSYTHPN);
}
static inline PartyAt m_subject(const Model *m, uint32_t i) { return m->w->ref[m->s->subjects.first + i]; }
static inline bool m_about(const Model *m, PartyAt p)
{
    for (uint32_t i = 0; i < m->s->subjects.count; i++)
        if (m_subject(m, i) == p) return true;
    return false;
}
static inline bool m_young(const Model *m, PartyAt p)
{
    return m->w->party[p].minor && m->w->party[p].age < m->w->policy.minor_consent_age;
}
static inline bool m_wrote(const Model *m)
{
    return m->item->author == m->r->who && m->who->kind == PARTY_PROVIDER;
}
static inline bool m_now(const Model *m, int64_t from, int64_t to) { return from <= m->r->now && m->r->now < to; }

static inline bool m_treats(const Model *m, PartyAt p)
{
    for (size_t i = 0; i < m->w->episode_count; i++) {
        const CareEpisode *e = &m->w->episode[i];
        if (e->provider == p && e->chart == m->item->chart && m_now(m, e->from, e->to)) return true;
    }
    return false;
}
static inline bool m_ever_treated(const Model *m, PartyAt p)
{
    for (size_t i = 0; i < m->w->episode_count; i++) {
        const CareEpisode *e = &m->w->episode[i];
        if (e->provider == p && e->chart == m->item->chart && e->from <= m->r->now) return true;
    }
    return false;
}
static inline bool m_pupil(const Model *m, PartyAt p)
{
    if (p >= m->w->party_count || m->who->kind != PARTY_PROVIDER) return false;
    const Party *t = &m->w->party[p];
    bool named = false;
    for (uint32_t i = 0; i < t->supervisors.count; i++)
        named = named || m->w->ref[t->supervisors.first + i] == m->r->who;
    return t->kind == PARTY_PROVIDER && t->trainee && named && t->org == m->who->org && t->org != 0;
}

/* --- proxies and signatures ------------------------------------------------------------------ */

static inline bool m_ended_by_age(const Model *m, const Proxy *x)
{
    const Party *c = &m->w->party[x->client];
    return x->kind == PROXY_PARENT && (!c->minor || c->age >= 18);
}
static inline bool m_scope(const Proxy *x, Category c) { return (x->scope >> c & 1) && !(x->excludes >> c & 1); }

/* For this subject: 1 yes; 0 no such proxy; otherwise the reason why not. */
static inline Why m_proxy_one(const Model *m, const Proxy *x)
{
    if (!m_now(m, x->from, x->to)) return WHY_R5_EXPIRED;
    if (m_ended_by_age(m, x)) return WHY_R5_AGE;
    if (!m_act(m, "krx")) return WHY_R5_READ_ONLY;
    if (m_has(m, LABEL_TEEN)) return WHY_R5_TEEN;
    if (m_any_label_but(m, LABEL_NONE)) return WHY_R5_SENSITIVE;
    return m_scope(x, m->item->category) ? WHY_R5_PROXY : WHY_R5_SCOPE;
}
static inline Why m_proxy_for(const Model *m, PartyAt subject)
{
    Why best = WHY_NONE;
    for (size_t i = 0; i < m->w->proxy_count; i++) {
        const Proxy *x = &m->w->proxy[i];
        if (x->proxy != m->r->who || x->client != subject) continue;
        Why one = m_proxy_one(m, x);
        if (best == WHY_NONE || one < best) best = one;
    }
    return best;
}
static inline bool m_proxy_signed(const Model *m, const Release *c)
{
    for (size_t i = 0; i < m->w->proxy_count; i++) {
        const Proxy *x = &m->w->proxy[i];
        if (x->proxy != c->signed_by || x->client != c->grantor) continue;
        if (!m_now(m, x->from, x->to) || c->signed_at < x->from || c->signed_at >= x->to) continue;
        if (m_ended_by_age(m, x)) continue;
        if (x->kind == PROXY_PARENT && !m_young(m, c->grantor)) continue;
        if (c->refusal) return true;
        bool self = c->grantee.kind == GRANTEE_PERSON && c->grantee.party == c->signed_by;
        Category cat = m_note(m) ? CAT_PROCESS_NOTE : m->item->category;
        if (!self && m_scope(x, cat) && !m_has(m, LABEL_TEEN)) return true;
    }
    return false;
}
static inline bool m_self_signed(const Release *c) { return c->signed_by == PARTY_NOBODY || c->signed_by == c->grantor; }
static inline bool m_signed(const Model *m, const Release *c)
{
    if (!m_self_signed(c)) return m_proxy_signed(m, c);
    return c->refusal || !m_young(m, c->grantor);
}

/* --- releases -------------------------------------------------------------------------------------- */

static inline bool m_grantee(const Model *m, const Release *c)
{
    bool provider = m->who->kind == PARTY_PROVIDER;
    switch (c->grantee.kind) {
    case GRANTEE_PERSON: return m->who->kind == PARTY_PERSON && c->grantee.party == m->r->who;
    case GRANTEE_PROVIDER: return m->who->kind != PARTY_PERSON && c->grantee.party == m->r->who;
    case GRANTEE_ROLE:
        if (!provider || c->grantee.role != m->who->role) return false;
        return c->grantee.org ? c->grantee.org == m->who->org : c->refusal;
    case GRANTEE_ORG:
        return (provider || m->who->kind == PARTY_INTEGRATOR) && c->grantee.org == m->who->org;
    case GRANTEE_ANY: return c->refusal || provider || m->who->kind == PARTY_PERSON;
    case GRANTEE_NONE: return c->refusal;
    }
    return false;
}
static inline bool m_active(const Model *m, const Release *c)
{
    return c->state == RELEASE_ACTIVE && m_now(m, c->from, c->to) && m->r->now < c->revoked;
}
static inline bool m_date(const Model *m, const Release *c)
{
    int64_t at = m->item->at;
    if (c->data_from == TIME_UNKNOWN && c->data_to == TIME_NEVER) return true;
    if (at == TIME_UNKNOWN) return c->refusal;
    return at >= c->data_from && at < c->data_to;
}
static inline bool m_here(const Model *m, const Release *c)
{
    return m_active(m, c) && m_grantee(m, c) && m_date(m, c) && m_signed(m, c)
        && (c->unit == PARTY_NOBODY || c->unit == m->item->chart);
}
static inline bool m_refused_act(const Model *m, const Release *c)
{
    bool said = c->acts >> m->r->act & 1;
    if (c->acts == 0 || said) return true;
    if (m->item->author == m->r->who) return false;
    if (c->acts >> ACT_KNOW & 1) return true;
    return (c->acts >> ACT_READ & 1) && m->r->act != ACT_KNOW;
}
static inline bool m_refuses(const Model *m, const Release *c)
{
    uint32_t kinds = c->categories;
    bool kind = kinds == 0 || (kinds & CATEGORIES_ALL) == CATEGORIES_ALL || (kinds >> m->item->category & 1)
             || (m_note(m) && (kinds >> CAT_PROCESS_NOTE & 1));
    bool purpose = c->purposes == 0 || (c->purposes >> m->r->purpose & 1);
    bool labels = c->labels == 0 || (c->labels & (m->item->labels | m->s->labels));
    return c->refusal && m_about(m, c->grantor) && kind && purpose && labels && m_refused_act(m, c)
        && m_here(m, c);
}
/* The id that comes first of those that refuse; -1 without. */
static inline int m_refusal(const Model *m, bool own_only)
{
    int found = -1;
    for (size_t i = 0; i < m->w->release_count; i++) {
        const Release *c = &m->w->release[i];
        if (!m_refuses(m, c)) continue;
        if (own_only && (!m_self_signed(c) || m_young(m, c->grantor))) continue;
        if (found < 0 || str_cmp(c->id, m->w->release[found].id) < 0) found = (int)i;
    }
    return found;
}
static inline bool m_permits(const Model *m, const Release *c, PartyAt subject)
{
    if (c->refusal || c->grantor != subject || !m_here(m, c)) return false;
    if (!(c->acts >> m->r->act & 1)) return false;
    if (!(c->purposes >> m->r->purpose & 1)) return false;
    if (m->r->purpose == FOR_HRESCH && c->purposes != BIT(FOR_HRESCH)) return false;
    if (m_note(m)) {
        if (!c->psynotes || m->item->category != CAT_PROCESS_NOTE || c->categories != BIT(CAT_PROCESS_NOTE))
            return false;
    } else if (c->psynotes || !(c->categories >> m->item->category & 1)) {
        return false;
    }
    for (int l = 1; l < LABEL_COUNT; l++)
        if (m_has(m, (Label)l) && !(c->labels >> l & 1)) return false;
    if (m_has(m, LABEL_PART2) && !c->part2) return false;
    if (m->r->act == ACT_REDISCLOSE && !c->redisclose) return false;
    if (m->who->kind == PARTY_ADMINISTRATOR && (c->grantee.kind != GRANTEE_PROVIDER || c->to == TIME_NEVER))
        return false;
    return true;
}
static inline int m_permission(const Model *m, PartyAt subject)
{
    int best = -1;
    for (size_t i = 0; i < m->w->release_count; i++) {
        const Release *c = &m->w->release[i];
        if (!m_permits(m, c, subject)) continue;
        const Release *b = best < 0 ? NULL : &m->w->release[best];
        bool wins = !b || (c->redisclose && !b->redisclose)
                 || (c->redisclose == b->redisclose && str_cmp(c->id, b->id) < 0);
        if (wins) best = (int)i;
    }
    return best;
}
static inline bool m_all_permit(const Model *m)
{
    for (uint32_t i = 0; i < m->s->subjects.count; i++)
        if (m_permission(m, m_subject(m, i)) < 0) return false;
    return true;
}
static inline void m_cite_all(const Model *m, ModelAnswer *a)
{
    for (uint32_t i = 0; i < m->s->subjects.count; i++) {
        int c = m_permission(m, m_subject(m, i));
        bool out = m_act(m, "xd");
        a->cited[c] = true;
        a->obligations |= m->w->release[c].redisclose ? 0 : BIT(MUST_NOREDISCLOSE);
        a->obligations |= out ? BIT(MUST_ACCOUNT) : 0;
        if (!m_has(m, LABEL_PART2)) continue;
        a->obligations |= BIT(MUST_NORDSCLCD);
        a->obligations |= out ? BIT(MUST_NOTICE) | BIT(MUST_ATTACH_CONSENT) : 0;
    }
}

/* --- one segment ------------------------------------------------------------------------------------- */

static inline bool m_yes(ModelAnswer *a, Why why, uint32_t obligations)
{
    a->permit = true;
    a->why = why;
    a->obligations |= obligations | BIT(MUST_AUDIT);
    return true;
}
static inline bool m_no(ModelAnswer *a, Why why)
{
    *a = (ModelAnswer){ .why = why };
    return true;
}

static inline bool m_held_back(const Model *m, PartyAt self)
{
    for (size_t i = 0; i < m->w->restriction_count; i++) {
        const HarmRestriction *h = &m->w->restriction[i];
        if (h->item == m->r->item && h->subject == self && h->reviewed_by != PARTY_NOBODY && m_now(m, h->from, h->to))
            return true;
    }
    return false;
}
static inline bool m_own(const Model *m, ModelAnswer *a)
{
    const uint32_t explain = BIT(MUST_TELL_REASON) | BIT(MUST_REVIEW_RIGHT);
    bool program = m->who->kind == PARTY_INTEGRATOR;
    PartyAt self = program ? m->who->acts_for : m->r->who;
    if (self == PARTY_NOBODY || !m_about(m, self)) return false;
    if (program && !m_act(m, "krx")) return false;
    if (m_young(m, self)) return m_no(a, WHY_R4_MINOR);
    if (m_held_back(m, self)) {
        if (m_act(m, "k")) return m_yes(a, WHY_R4_EXISTS, explain);
        m_no(a, WHY_R4_HARM);
        a->obligations = explain;
        return true;
    }
    if (m_note(m)) {
        if (m_act(m, "k")) return m_yes(a, WHY_R4_EXISTS, 0);
        bool open = m->w->policy.share_process_notes && m->item->opened;
        return open && m_act(m, "r") ? m_yes(a, WHY_R4_OWN, BIT(MUST_NO_EXPORT)) : m_no(a, WHY_R4_PROCESS);
    }
    if (m_act(m, "krcx")) return m_yes(a, WHY_R4_OWN, 0);
    if (m_act(m, "d")) return m_no(a, WHY_R8_DEFAULT);
    switch (m->item->category) {
    case CAT_DEMOGRAPHICS: case CAT_GOAL: case CAT_TASK: case CAT_CAREPLAN: case CAT_FORMULATION:
    case CAT_CRISIS_PLAN: return m_yes(a, WHY_R4_COAUTHOR, 0);
    default: break;
    }
    return m->item->author == self ? m_yes(a, WHY_R4_COAUTHOR, 0) : m_no(a, WHY_R4_NOT_COAUTHOR);
}

/* True when it answers; otherwise *hint may say why nobody was let through. */
static inline bool m_proxy(const Model *m, ModelAnswer *a, Why *hint)
{
    bool all = true, some = false;
    Why worst = WHY_NONE;
    if (m->who->kind != PARTY_PERSON || m_note(m)) return false;
    for (uint32_t i = 0; i < m->s->subjects.count; i++) {
        Why one = m_proxy_for(m, m_subject(m, i));
        if (one != WHY_R5_PROXY) all = false;
        if (one != WHY_NONE) some = true;
        if (one != WHY_NONE && one != WHY_R5_PROXY && one > worst) worst = one;
    }
    if (some && !all && worst != WHY_NONE) *hint = worst;
    if (!all || m_refusal(m, true) >= 0) return false;
    return m_yes(a, WHY_R5_PROXY, 0);
}

static inline bool m_working_note(const Model *m, ModelAnswer *a)
{
    if (!m_note(m)) return false;
    bool view = m_act(m, "kr");
    bool wrote = m_wrote(m) && m->r->purpose == FOR_TREAT && m_act(m, "krcw")
              && (view ? m_ever_treated(m, m->r->who) : m_treats(m, m->r->who));
    bool trains = m->w->policy.supervision_reads_process_notes && m->r->purpose == FOR_TRAIN && view
               && m->item->category == CAT_PROCESS_NOTE && !m_any_label_but(m, LABEL_PSYTHPN)
               && m_pupil(m, m->item->author) && m_treats(m, m->item->author);
    bool released = m_act(m, "krcw") && m_all_permit(m);
    int refusal = m_refusal(m, false);
    if (!wrote && !trains && !released) return m_no(a, WHY_R6_PROCESS);
    if (refusal >= 0 && !(wrote && view)) {
        m_no(a, WHY_R7_DENY);
        a->cited[refusal] = true;
        return true;
    }
    if (wrote) return m_yes(a, WHY_R6_ORIGINATOR, BIT(MUST_NO_EXPORT));
    if (trains) return m_yes(a, WHY_R6_TRAINING, BIT(MUST_NO_EXPORT) | BIT(MUST_SHOW_CLIENT));
    m_cite_all(m, a);
    return m_yes(a, WHY_R6_AUTHORIZATION, BIT(MUST_NO_EXPORT));
}

static inline bool m_work(const Model *m, ModelAnswer *a)
{
    bool view = m_act(m, "kr"), research = m->r->purpose == FOR_HRESCH;
    bool mine = m_wrote(m) && !research;
    bool own_view = mine && view && m_ever_treated(m, m->r->who);
    uint32_t out = m_act(m, "xd") ? BIT(MUST_ACCOUNT) : 0;
    bool plain = !m_any_label_but(m, LABEL_NONE) && m->item->category != CAT_AUDIT;
    int refusal = m_refusal(m, false);
    if (refusal >= 0 && !own_view) {
        m_no(a, WHY_R7_DENY);
        a->cited[refusal] = true;
        return true;
    }
    if (mine && m_treats(m, m->r->who) && m_act(m, "krcwx") && !(m_act(m, "x") && m_any_label_but(m, LABEL_NONE)))
        return m_yes(a, WHY_R7_AUTHOR, out);
    if (own_view) return m_yes(a, WHY_R7_AUTHOR_CLOSED, 0);
    bool provider = m->who->kind == PARTY_PROVIDER;
    if (provider && m->r->purpose == FOR_TREAT && plain && m_act(m, "krcwx") && m_treats(m, m->r->who))
        return m_yes(a, WHY_R7_TREATING, out);
    for (PartyAt p = 0; p < m->w->party_count; p++)
        if (m->r->purpose == FOR_TRAIN && plain && view && m_pupil(m, p) && m_treats(m, p))
            return m_yes(a, WHY_R7_SUPERVISION, BIT(MUST_SHOW_CLIENT) | BIT(MUST_NO_EXPORT));
    return false;
}

static inline bool m_glass_for(const Model *m, PartyAt subject)
{
    for (size_t i = 0; i < m->w->glass_count; i++) {
        const GlassBroken *g = &m->w->glass[i];
        bool mine = g->who == m->r->who && g->client == subject && g->reason_given && g->signed_in_again;
        bool timely = m_now(m, g->at, g->at + m->w->policy.break_glass_for);
        bool part2 = !m_has(m, LABEL_PART2) || g->medical_personnel;
        if (mine && timely && part2 && (m->w->party[subject].emergency >> m->item->category & 1)) return true;
    }
    return false;
}
static inline bool m_glass(const Model *m, ModelAnswer *a)
{
    uint32_t must = BIT(MUST_NOTIFY_NOW) | BIT(MUST_REVIEW_24H) | BIT(MUST_NOREDISCLOSE) | BIT(MUST_NO_EXPORT);
    bool asked = m->w->policy.break_glass && m->r->purpose == FOR_BTG && m_act(m, "kr");
    if (!asked || m->who->kind != PARTY_PROVIDER || m_any_label_but(m, LABEL_PART2)) return false;
    for (uint32_t i = 0; i < m->s->subjects.count; i++)
        if (!m_glass_for(m, m_subject(m, i))) return false;
    if (m_has(m, LABEL_PART2)) must |= BIT(MUST_DOCUMENT_PART2) | BIT(MUST_NORDSCLCD);
    return m_yes(a, WHY_R10_GLASS, must);
}

static inline ModelAnswer m_segment(const Model *m)
{
    ModelAnswer a = { 0 };
    Why hint = WHY_R8_DEFAULT;
    if (m_own(m, &a) || m_proxy(m, &a, &hint) || m_working_note(m, &a) || m_work(m, &a)) return a;
    if (m_all_permit(m)) {
        m_cite_all(m, &a);
        m_yes(&a, WHY_R8_CONSENT, 0);
        return a;
    }
    if (m_glass(m, &a)) return a;
    a.why = hint;
    return a;
}

/* --- the whole thing ------------------------------------------------------------------------------------ */

static inline bool m_anybodys(const Model *m)
{
    bool about = m->item->author == m->r->who;
    Model part = *m;
    for (uint32_t i = 0; i < m->item->segments.count; i++) {
        part.s = &m->w->segment[m->item->segments.first + i];
        about = about || m_about(&part, m->r->who);
    }
    return about;
}
static inline Why m_whole(const Model *m)
{
    Category c = m->item->category;
    bool mine = m->item->author == m->r->who;
    if (m->item->state == ITEM_IN_ERROR && !m_anybodys(m)) return WHY_R1_ERROR;
    if (m->item->state == ITEM_DRAFT && !mine) {
        bool note = c == CAT_PROGRESS_NOTE || c == CAT_PROCESS_NOTE;
        if (!note || m->item->at == TIME_UNKNOWN || m->r->now < m->item->at + m->w->policy.draft_for) return WHY_R1_DRAFT;
    }
    if (m->r->purpose == FOR_HLEGAL) return WHY_R2_LEGAL;
    const Party *chart = &m->w->party[m->item->chart];
    if (m_act(m, "cw") && chart->kind == PARTY_UNIT && m->r->now >= chart->dissolved) return WHY_R3_FROZEN;
    if (!m_act(m, "w")) return WHY_NONE;
    if (c == CAT_AUDIT) return WHY_R3_AUDIT;
    if (c == CAT_CONSENT) return WHY_R3_CONSENT;
    if ((c == CAT_PROGRESS_NOTE || c == CAT_PROCESS_NOTE || c == CAT_MESSAGE) && !mine) return WHY_R3_AUTHOR;
    return WHY_NONE;
}

static inline void m_join(ModelAnswer *to, const ModelAnswer *one)
{
    if (to->why == WHY_NONE || one->why < to->why) to->why = one->why;
    to->obligations |= one->obligations;
    for (size_t i = 0; i < 64; i++) to->cited[i] = to->cited[i] || one->cited[i];
}

static inline ModelAnswer model_decide(const ConsentWorld *w, const ConsentRequest *r)
{
    Model m = { w, r, &w->item[r->item], &w->party[r->who], NULL };
    ModelAnswer yes = { .permit = true }, no = { 0 };
    if (m.who->kind == PARTY_UNIT) return (ModelAnswer){ .why = WHY_R0_ACTOR };
    Why whole = m_whole(&m);
    if (whole != WHY_NONE) return (ModelAnswer){ .why = whole };
    uint32_t count = m.item->segments.count;
    for (uint32_t i = 0; i < count; i++) {
        m.s = &w->segment[m.item->segments.first + i];
        ModelAnswer one = m_segment(&m);
        if (one.permit) yes.segments |= 1u << i;
        m_join(one.permit ? &yes : &no, &one);
    }
    if (!yes.segments) return no;
    bool partly = yes.segments != (1u << count) - 1;
    if (partly && m_act(&m, "w")) return (ModelAnswer){ .why = WHY_R9_WRITE };
    if (partly && m_act(&m, "d")) return (ModelAnswer){ .why = WHY_R9_REDISCLOSE };
    if (partly) yes.obligations |= BIT(MUST_REDACT);
    if (yes.obligations & ~r->enforces) return (ModelAnswer){ .why = WHY_R0_OBLIGATION };
    return yes;
}
#endif
