/* consent_rules.c - the rules that judge one piece, R4 to R10, in the words of docs/consent.md. */
#include "consent_inner.h"

enum {
    ACTS_SEE = BIT(ACT_KNOW) | BIT(ACT_READ),
    ACTS_OWN = BIT(ACT_KNOW) | BIT(ACT_READ) | BIT(ACT_COMMENT) | BIT(ACT_EXPORT),
    ACTS_PROXY = BIT(ACT_KNOW) | BIT(ACT_READ) | BIT(ACT_EXPORT),
    ACTS_WORK = BIT(ACT_KNOW) | BIT(ACT_READ) | BIT(ACT_COMMENT) | BIT(ACT_WRITE) | BIT(ACT_EXPORT),
    ACTS_NOTE = BIT(ACT_KNOW) | BIT(ACT_READ) | BIT(ACT_COMMENT) | BIT(ACT_WRITE),
    ACTS_OUT = BIT(ACT_EXPORT) | BIT(ACT_REDISCLOSE),
};

static Verdict permit(Finding *f, Why why, uint32_t obligations)
{
    f->why = why;
    f->obligations |= BIT(MUST_AUDIT) | obligations;
    return VERDICT_PERMIT;
}

static Verdict deny(Finding *f, Why why, uint32_t obligations)
{
    f->why = why;
    f->obligations = obligations;
    return VERDICT_DENY;
}

static Verdict pass(Finding *f, Why why)
{
    f->why = why;
    return VERDICT_PASS;
}

static bool act_in(const Ask *q, uint32_t acts)
{
    return acts & BIT(q->r->act);
}

/* --- R4: one's own ------------------------------------------------------------------------- */

static bool restricted(const Ask *q, PartyAt subject)
{
    for (size_t i = 0; i < q->w->restriction_count; i++) {
        const HarmRestriction *h = &q->w->restriction[i];
        if (h->item == q->r->item && h->subject == subject && h->reviewed_by != PARTY_NOBODY
            && within(q->r->now, h->from, h->to))
            return true;
    }
    return false;
}

static Verdict own_working_note(const Ask *q, Finding *f)
{
    bool shown = q->w->policy.share_process_notes && q->item->opened;
    if (q->r->act == ACT_KNOW) return permit(f, WHY_R4_EXISTS, 0);
    if (q->r->act == ACT_READ && shown) return permit(f, WHY_R4_OWN, BIT(MUST_NO_EXPORT));
    return deny(f, WHY_R4_PROCESS, 0);
}

static Verdict own_write(const Ask *q, PartyAt self, Finding *f)
{
    Written written = category_written(q->item->category);
    bool wrote = q->item->author == self && written <= WRITTEN_BY_AUTHOR;
    if (written == WRITTEN_TOGETHER || wrote) return permit(f, WHY_R4_COAUTHOR, 0);
    return deny(f, WHY_R4_NOT_COAUTHOR, 0);
}

Verdict rule_own(const Ask *q, const Piece *p, Finding *f)
{
    const uint32_t explain = BIT(MUST_TELL_REASON) | BIT(MUST_REVIEW_RIGHT);
    bool program = q->who->kind == PARTY_INTEGRATOR;
    PartyAt self = program ? q->who->acts_for : q->r->who;
    if (self == PARTY_NOBODY || !piece_about(p, self)) return VERDICT_PASS;
    if (program && !act_in(q, ACTS_PROXY)) return VERDICT_PASS;
    if (!consent_competent(q->w, self)) return deny(f, WHY_R4_MINOR, 0);
    if (restricted(q, self)) {
        if (q->r->act == ACT_KNOW) return permit(f, WHY_R4_EXISTS, explain);
        return deny(f, WHY_R4_HARM, explain);
    }
    if (p->category == CAT_PROCESS_NOTE) return own_working_note(q, f);
    if (q->r->act == ACT_WRITE) return own_write(q, self, f);
    if (act_in(q, ACTS_OWN)) return permit(f, WHY_R4_OWN, 0);
    return deny(f, WHY_R8_DEFAULT, 0);
}

/* --- R5: standing in for somebody --------------------------------------------------------------- */

/* Why this proxy does not open the piece; WHY_R5_PROXY when it does. */
static Why proxy_answer(const Ask *q, const Piece *p, const Proxy *proxy)
{
    if (!proxy_holds(q->w, proxy, q->r->now)) {
        bool dated = within(q->r->now, proxy->from, proxy->to);
        return dated ? WHY_R5_AGE : WHY_R5_EXPIRED;
    }
    if (!act_in(q, ACTS_PROXY)) return WHY_R5_READ_ONLY;
    if (p->labels & BIT(LABEL_TEEN)) return WHY_R5_TEEN;
    if (p->labels) return WHY_R5_SENSITIVE;
    return proxy_reaches(proxy, p->category) ? WHY_R5_PROXY : WHY_R5_SCOPE;
}

/* The best answer of the actor's proxies for this subject; WHY_NONE without any. */
static Why stands_in(const Ask *q, const Piece *p, PartyAt subject)
{
    Why best = WHY_NONE;
    for (size_t i = 0; i < q->w->proxy_count; i++) {
        const Proxy *proxy = &q->w->proxy[i];
        if (proxy->proxy != q->r->who || proxy->client != subject) continue;
        Why answer = proxy_answer(q, p, proxy);
        if (best == WHY_NONE || answer < best) best = answer;
    }
    return best;
}

/* A piece about several people needs the actor to stand in for each of them. */
Verdict rule_proxy(const Ask *q, const Piece *p, Finding *f)
{
    Why worst = WHY_NONE;
    bool every = true;
    if (q->who->kind != PARTY_PERSON || p->category == CAT_PROCESS_NOTE) return VERDICT_PASS;
    for (size_t i = 0; i < p->subject_count; i++) {
        Why answer = stands_in(q, p, p->subject[i]);
        every = every && answer == WHY_R5_PROXY;
        if (answer > worst) worst = answer;
    }
    if (worst == WHY_NONE) return VERDICT_PASS;
    if (!every) return pass(f, worst == WHY_R5_PROXY ? WHY_R8_DEFAULT : worst);
    /* A young person who decides alone may also refuse a parent. */
    const Release *refusal = release_refusal(q, p, REFUSAL_BY_SUBJECT);
    return refusal ? VERDICT_PASS : permit(f, WHY_R5_PROXY, 0);
}

/* --- care: who works with whom --------------------------------------------------------------------- */

typedef enum Care { CARE_NEVER, CARE_WAS, CARE_IS } Care;

static Care care_of(const Ask *q, PartyAt provider)
{
    Care care = CARE_NEVER;
    for (size_t i = 0; i < q->w->episode_count; i++) {
        const CareEpisode *e = &q->w->episode[i];
        if (e->chart != q->item->chart || e->provider != provider || q->r->now < e->from) continue;
        Care one = q->r->now < e->to ? CARE_IS : CARE_WAS;
        if (one > care) care = one;
    }
    return care;
}

/* Named pair, same organisation. */
static bool supervises(const Ask *q, PartyAt trainee)
{
    if (trainee == PARTY_NOBODY || q->who->kind != PARTY_PROVIDER) return false;
    const Party *t = &q->w->party[trainee];
    if (t->kind != PARTY_PROVIDER || !t->trainee || t->org == 0 || t->org != q->who->org) return false;
    for (uint32_t i = 0; i < t->supervisors.count; i++)
        if (q->w->ref[t->supervisors.first + i] == q->r->who) return true;
    return false;
}

/* --- R8, and the same for working notes: one permission from each subject ------------------------------ */

static uint32_t conditions(const Ask *q, const Piece *p, const Release *r)
{
    uint32_t must = BIT(MUST_AUDIT);
    bool out = act_in(q, ACTS_OUT);
    if (!r->redisclose) must |= BIT(MUST_NOREDISCLOSE);
    if (out) must |= BIT(MUST_ACCOUNT);
    if (!(p->labels & BIT(LABEL_PART2))) return must;
    must |= BIT(MUST_NORDSCLCD);
    return out ? must | BIT(MUST_NOTICE) | BIT(MUST_ATTACH_CONSENT) : must;
}

static bool every_subject_permits(const Ask *q, const Piece *p, Finding *f)
{
    Finding found = { .why = f->why };
    for (size_t i = 0; i < p->subject_count; i++) {
        const Release *r = release_permit(q, p, p->subject[i]);
        if (!r) return false;
        found.obligations |= conditions(q, p, r);
        found.cited[found.cited_count++] = (uint32_t)(r - q->w->release);
    }
    *f = found;
    return true;
}

Verdict rule_release(const Ask *q, const Piece *p, Finding *f)
{
    return every_subject_permits(q, p, f) ? permit(f, WHY_R8_CONSENT, 0) : VERDICT_PASS;
}

/* --- R6: working notes -------------------------------------------------------------------------------- */

static bool trains_author(const Ask *q, const Piece *p)
{
    if (!q->w->policy.supervision_reads_process_notes || q->r->purpose != FOR_TRAIN) return false;
    if (!act_in(q, ACTS_SEE) || (p->labels & ~BIT(LABEL_PSYTHPN))) return false;
    if (q->item->category != CAT_PROCESS_NOTE) return false;
    return supervises(q, q->item->author) && care_of(q, q->item->author) == CARE_IS;
}

static bool originator(const Ask *q)
{
    bool wrote = q->item->author == q->r->who && q->who->kind == PARTY_PROVIDER;
    if (!wrote || q->r->purpose != FOR_TREAT || !act_in(q, ACTS_NOTE)) return false;
    Care care = care_of(q, q->r->who);
    return care == CARE_IS || (care == CARE_WAS && act_in(q, ACTS_SEE));
}

Verdict rule_process_note(const Ask *q, const Piece *p, Finding *f)
{
    if (p->category != CAT_PROCESS_NOTE) return VERDICT_PASS;
    bool wrote = originator(q), training = trains_author(q, p);
    if (!wrote && !training && (!act_in(q, ACTS_NOTE) || !every_subject_permits(q, p, f)))
        return deny(f, WHY_R6_PROCESS, 0);
    if (rule_refusal(q, p, f) == VERDICT_DENY) return VERDICT_DENY;
    if (wrote) return permit(f, WHY_R6_ORIGINATOR, BIT(MUST_NO_EXPORT));
    if (training) return permit(f, WHY_R6_TRAINING, BIT(MUST_NO_EXPORT) | BIT(MUST_SHOW_CLIENT));
    return permit(f, WHY_R6_AUTHORIZATION, BIT(MUST_NO_EXPORT));
}

/* --- R7: refusal, then those who work with the person ------------------------------------------------------ */

static bool views_own_entry(const Ask *q, const Piece *p)
{
    if (q->who->kind != PARTY_PROVIDER || q->item->author != q->r->who) return false;
    if (!act_in(q, ACTS_SEE) || q->r->purpose == FOR_HRESCH) return false;
    if (p->category == CAT_PROCESS_NOTE) return originator(q);
    return care_of(q, q->r->who) != CARE_NEVER;
}

Verdict rule_refusal(const Ask *q, const Piece *p, Finding *f)
{
    const Release *r = release_refusal(q, p, REFUSAL_BY_ANY);
    if (!r) return VERDICT_PASS;
    if (views_own_entry(q, p)) return VERDICT_PASS;
    *f = (Finding){ .cited = { (uint32_t)(r - q->w->release) }, .cited_count = 1 };
    return deny(f, WHY_R7_DENY, 0);
}

static uint32_t going_out(const Ask *q)
{
    return act_in(q, ACTS_OUT) ? BIT(MUST_ACCOUNT) : 0;
}

/* Research has its own permission, even for one's own entries. */
Verdict rule_author(const Ask *q, const Piece *p, Finding *f)
{
    bool wrote = q->who->kind == PARTY_PROVIDER && q->item->author == q->r->who;
    if (!wrote || q->r->purpose == FOR_HRESCH) return VERDICT_PASS;
    Care care = care_of(q, q->r->who);
    if (care == CARE_WAS && act_in(q, ACTS_SEE)) return permit(f, WHY_R7_AUTHOR_CLOSED, 0);
    bool leaves = act_in(q, ACTS_OUT) && p->labels;
    if (care == CARE_IS && act_in(q, ACTS_WORK) && !leaves)
        return permit(f, WHY_R7_AUTHOR, going_out(q));
    return VERDICT_PASS;
}

/* The list of who looked is the client's. */
static bool ordinary(const Piece *p)
{
    return p->labels == 0 && p->category != CAT_AUDIT;
}

Verdict rule_treating(const Ask *q, const Piece *p, Finding *f)
{
    if (q->who->kind != PARTY_PROVIDER || q->r->purpose != FOR_TREAT) return VERDICT_PASS;
    if (!ordinary(p) || !act_in(q, ACTS_WORK) || care_of(q, q->r->who) != CARE_IS)
        return VERDICT_PASS;
    return permit(f, WHY_R7_TREATING, going_out(q));
}

Verdict rule_supervision(const Ask *q, const Piece *p, Finding *f)
{
    if (q->r->purpose != FOR_TRAIN || !ordinary(p) || !act_in(q, ACTS_SEE)) return VERDICT_PASS;
    for (size_t i = 0; i < q->w->episode_count; i++) {
        const CareEpisode *e = &q->w->episode[i];
        if (e->chart == q->item->chart && within(q->r->now, e->from, e->to)
            && supervises(q, e->provider))
            return permit(f, WHY_R7_SUPERVISION, BIT(MUST_SHOW_CLIENT) | BIT(MUST_NO_EXPORT));
    }
    return VERDICT_PASS;
}

/* --- R10: breaking the glass -------------------------------------------------------------------------------- */

static bool glass_broken(const Ask *q, const Piece *p, PartyAt subject)
{
    bool part2 = p->labels == BIT(LABEL_PART2);
    if (!(q->w->party[subject].emergency & BIT(p->category))) return false;
    for (size_t i = 0; i < q->w->glass_count; i++) {
        const GlassBroken *b = &q->w->glass[i];
        if (b->who != q->r->who || b->client != subject || !b->reason_given || !b->signed_in_again)
            continue;
        if (part2 && !b->medical_personnel) continue;
        int64_t since = q->r->now - b->at;
        if (since >= 0 && since < q->w->policy.break_glass_for) return true;
    }
    return false;
}

Verdict rule_break_glass(const Ask *q, const Piece *p, Finding *f)
{
    if (q->r->purpose != FOR_BTG || !q->w->policy.break_glass || !act_in(q, ACTS_SEE)) return VERDICT_PASS;
    if (q->who->kind != PARTY_PROVIDER || (p->labels & ~BIT(LABEL_PART2))) return VERDICT_PASS;
    for (size_t i = 0; i < p->subject_count; i++)
        if (!glass_broken(q, p, p->subject[i])) return VERDICT_PASS;
    uint32_t must = BIT(MUST_NOTIFY_NOW) | BIT(MUST_REVIEW_24H) | BIT(MUST_NOREDISCLOSE)
                  | BIT(MUST_NO_EXPORT);
    if (p->labels) must |= BIT(MUST_DOCUMENT_PART2) | BIT(MUST_NORDSCLCD);
    return permit(f, WHY_R10_GLASS, must);
}
