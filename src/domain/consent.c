/* consent.c - the order of the rules, and how the pieces of a thing make one answer. */
#include "consent_inner.h"

static const Written written_how[CAT_COUNT] = {
#define X(name, word, written, say) [CAT_##name] = written,
    CONSENT_CATEGORIES(X)
#undef X
};

Written category_written(Category c)
{
    return written_how[c];
}

bool piece_about(const Piece *p, PartyAt party)
{
    for (size_t i = 0; i < p->subject_count; i++)
        if (p->subject[i] == party) return true;
    return false;
}

Piece piece_of(const Ask *q, const Segment *s)
{
    uint32_t labels = q->item->labels | s->labels;
    bool note = labels & BIT(LABEL_PSYTHPN);
    return (Piece){ q->w->ref + s->subjects.first, s->subjects.count, labels,
                    note ? CAT_PROCESS_NOTE : q->item->category };
}

static const Segment *segment_at(const Ask *q, uint32_t i)
{
    return &q->w->segment[q->item->segments.first + i];
}

/* --- rules about the thing as a whole: WHY_NONE lets it through ------------------------------- */

static Why rule_stated(const ConsentWorld *w, const ConsentRequest *r)
{
    if (r->who == PARTY_UNNAMED || r->item == ITEM_UNNAMED) return WHY_R0_INCOMPLETE;
    if (r->act == ACT_NONE || r->purpose == FOR_NONE) return WHY_R0_INCOMPLETE;
    if (r->who >= w->party_count || w->party[r->who].kind == PARTY_UNIT) return WHY_R0_ACTOR;
    if ((unsigned)r->act >= ACT_COUNT) return WHY_R0_ACT;
    if ((unsigned)r->purpose >= FOR_COUNT) return WHY_R0_PURPOSE;
    if (r->item >= w->item_count) return WHY_R0_ITEM;
    return WHY_NONE;
}

static Why rule_segments(const Ask *q)
{
    if (q->item->segments.count > CONSENT_SEGMENTS_MAX) return WHY_R0_TOO_LARGE;
    if (q->item->segments.count == 0) return WHY_R0_INCOMPLETE;
    for (uint32_t i = 0; i < q->item->segments.count; i++) {
        const Segment *s = segment_at(q, i);
        if (s->subjects.count == 0) return WHY_R0_INCOMPLETE;
        if (s->subjects.count > CONSENT_SUBJECTS_MAX) return WHY_R0_TOO_LARGE;
        if (s->labels >> LABEL_COUNT) return WHY_R0_LABEL;
    }
    return WHY_NONE;
}

static Why rule_described(const Ask *q)
{
    if (q->item->category == CAT_NONE || !q->item->labelled) return WHY_R0_INCOMPLETE;
    if ((unsigned)q->item->category >= CAT_COUNT) return WHY_R0_CATEGORY;
    if (q->item->labels >> LABEL_COUNT) return WHY_R0_LABEL;
    return rule_segments(q);
}

static bool is_subject(const Ask *q)
{
    for (uint32_t i = 0; i < q->item->segments.count; i++) {
        Piece p = piece_of(q, segment_at(q, i));
        if (piece_about(&p, q->r->who)) return true;
    }
    return false;
}

static Why rule_in_error(const Ask *q)
{
    if (q->item->state != ITEM_IN_ERROR) return WHY_NONE;
    return q->item->author == q->r->who || is_subject(q) ? WHY_NONE : WHY_R1_ERROR;
}

/* An unfinished note stays its author's for a while, then shows as a draft; anything else
 * unfinished stays its author's. */
static Why rule_draft(const Ask *q)
{
    const Item *item = q->item;
    if (item->state != ITEM_DRAFT || item->author == q->r->who) return WHY_NONE;
    bool note = item->category == CAT_PROGRESS_NOTE || item->category == CAT_PROCESS_NOTE;
    bool aged = item->at != TIME_UNKNOWN && q->r->now - item->at >= q->w->policy.draft_for;
    return note && aged ? WHY_NONE : WHY_R1_DRAFT;
}

static Why rule_legal(const Ask *q)
{
    return q->r->purpose == FOR_HLEGAL ? WHY_R2_LEGAL : WHY_NONE;
}

static bool frozen(const Ask *q)
{
    const Party *chart = q->item->chart < q->w->party_count ? &q->w->party[q->item->chart] : NULL;
    return chart && chart->kind == PARTY_UNIT && q->r->now >= chart->dissolved;
}

static Why rule_writing(const Ask *q)
{
    bool changes = q->r->act == ACT_WRITE || q->r->act == ACT_COMMENT;
    if (changes && frozen(q)) return WHY_R3_FROZEN;
    if (q->r->act != ACT_WRITE) return WHY_NONE;
    switch (category_written(q->item->category)) {
    case WRITTEN_BY_NOBODY: return WHY_R3_AUDIT;
    case WRITTEN_BY_GRANTING: return WHY_R3_CONSENT;
    case WRITTEN_BY_AUTHOR: return q->item->author == q->r->who ? WHY_NONE : WHY_R3_AUTHOR;
    case WRITTEN_TOGETHER:
    case WRITTEN_BY_PROVIDERS: break;
    }
    return WHY_NONE;
}

typedef Why WholeRule(const Ask *q);
static WholeRule *const whole_rules[] = { rule_described, rule_in_error, rule_draft, rule_legal,
                                          rule_writing };

/* --- rules about one piece, in order; the first that permits or denies ends it ------------------ */

static PieceRule *const piece_rules[] = {
    rule_own, rule_proxy, rule_process_note, rule_refusal, rule_author, rule_treating,
    rule_supervision, rule_release, rule_break_glass,
};

static bool judge(const Ask *q, uint32_t segment, Finding *f)
{
    Piece p = piece_of(q, segment_at(q, segment));
    *f = (Finding){ .why = WHY_R8_DEFAULT };
    for (size_t i = 0; i < sizeof piece_rules / sizeof *piece_rules; i++) {
        Verdict v = piece_rules[i](q, &p, f);
        if (v != VERDICT_PASS) return v == VERDICT_PERMIT;
    }
    return false;
}

/* --- one answer ---------------------------------------------------------------------------------- */

/* By id, each once.  False when there is no more room. */
static bool cite(const ConsentWorld *w, ConsentDecision *d, uint32_t release)
{
    size_t at = d->cited_count;
    for (size_t i = 0; i < d->cited_count; i++)
        if (d->cited[i] == release) return true;
    if (d->cited_count == CONSENT_CITED_MAX) return false;
    for (; at > 0 && str_cmp(w->release[release].id, w->release[d->cited[at - 1]].id) < 0; at--)
        d->cited[at] = d->cited[at - 1];
    d->cited[at] = release;
    d->cited_count++;
    return true;
}

static bool add(const ConsentWorld *w, ConsentDecision *d, const Finding *f)
{
    d->obligations |= f->obligations;
    if (d->why == WHY_NONE || f->why < d->why) d->why = f->why;
    for (size_t i = 0; i < f->cited_count; i++)
        if (!cite(w, d, f->cited[i])) return false;
    return true;
}

static ConsentDecision denied(Why why)
{
    return (ConsentDecision){ .why = why };
}

static bool partial_forbidden(const Ask *q)
{
    return q->r->act == ACT_WRITE || q->r->act == ACT_REDISCLOSE;
}

static ConsentDecision judge_all(const Ask *q)
{
    ConsentDecision yes = { 0 }, no = { 0 };
    uint32_t count = q->item->segments.count;
    bool partly = false;
    for (uint32_t i = 0; i < count; i++) {
        Finding f;
        bool seen = judge(q, i, &f);
        if (seen) yes.segments |= 1u << i;
        else partly = true;
        if (!add(q->w, seen ? &yes : &no, &f)) return denied(WHY_R0_TOO_LARGE);
    }
    if (yes.segments == 0) return no;
    if (partly && partial_forbidden(q))
        return denied(q->r->act == ACT_WRITE ? WHY_R9_WRITE : WHY_R9_REDISCLOSE);
    if (partly) yes.obligations |= BIT(MUST_REDACT);
    yes.permit = true;
    return yes;
}

static ConsentDecision decide(const ConsentWorld *w, const ConsentRequest *r)
{
    Why why = rule_stated(w, r);
    if (why != WHY_NONE) return denied(why);
    Ask q = { w, r, &w->party[r->who], &w->item[r->item] };
    for (size_t i = 0; i < sizeof whole_rules / sizeof *whole_rules; i++) {
        why = whole_rules[i](&q);
        if (why != WHY_NONE) return denied(why);
    }
    return judge_all(&q);
}

void consent_decide(const ConsentWorld *world, const ConsentRequest *request,
                    ConsentDecision *ret_decision)
{
    ConsentDecision d = decide(world, request);
    /* A condition that nobody keeps is no condition. */
    if (d.permit && (d.obligations & ~request->enforces)) d = denied(WHY_R0_OBLIGATION);
    *ret_decision = d;
}

size_t consent_filter(const ConsentWorld *world, const ConsentRequest *request,
                      const uint32_t *candidate, size_t count, uint32_t *ret_kept)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        ConsentRequest one = *request;
        ConsentDecision d;
        one.item = candidate[i];
        consent_decide(world, &one, &d);
        if (d.permit) ret_kept[kept++] = candidate[i];
    }
    return kept;
}
