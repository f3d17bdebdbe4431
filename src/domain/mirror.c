#include "mirror.h"
#include "check.h"
#include "offer.h"

static bool same_entry(EntryId a, EntryId b) { return uuid_eq(a.u, b.u); }

static bool is_client(const Episode *work, PersonId person)
{
    const Member *m = episode_member(work, person);
    return m && m->part == PART_CLIENT;
}

static void add(MirrorShare *share, bool counts)
{
    share->whole++;
    share->part += counts;
}

static void add_all(MirrorShare *share, MirrorShare more)
{
    share->part += more.part;
    share->whole += more.whole;
}

int mirror_percent(MirrorShare share)
{
    if (share.whole == 0) return -1;
    return (int)((share.part * 100 + share.whole / 2) / share.whole);
}

/* --- sessions ----------------------------------------------------------------------------- */

static bool was_held(const Session *s)
{
    return str_eq(s->state, S("ended"));
}

/* A takeaway is in the client's own words when a client wrote the wording that stands. */
static void count_head(const MirrorFacts *f, const MirrorHead *h, MirrorSession *s)
{
    if (h->kind == ENTRY_AGENDA) add(&s->agenda, is_client(f->work, h->author));
    if (h->kind == ENTRY_VOICE || h->kind == ENTRY_MARKER) add(&s->said, is_client(f->work, h->author));
    if (h->kind != ENTRY_TAKEAWAY || h->state == ENTRY_DECLINED) return;
    s->takeaways += is_client(f->work, h->worded_by);
}

static MirrorSession session_of(const MirrorFacts *f, const Session *held)
{
    MirrorSession s = { .number = held->number, .at_ms = held->starts_ms };
    for (size_t i = 0; i < f->head_count; i++)
        if (uuid_eq(f->head[i].session.u, held->id.u)) count_head(f, &f->head[i], &s);
    return s;
}

static void count_sessions(const MirrorFacts *f, Mirror *m)
{
    size_t held = 0, skip = 0;
    for (size_t i = 0; i < f->session_count; i++) held += was_held(&f->session[i]);
    if (held > MIRROR_SESSIONS_MAX) skip = held - MIRROR_SESSIONS_MAX;
    for (size_t i = 0; i < f->session_count; i++) {
        if (!was_held(&f->session[i])) continue;
        if (skip && skip--) continue;
        MirrorSession s = session_of(f, &f->session[i]);
        m->session[m->session_count++] = s;
        add_all(&m->agenda, s.agenda);
        add_all(&m->said, s.said);
        add(&m->takeaways, s.takeaways > 0);
    }
}

/* --- the work as a whole ---------------------------------------------------------------------- */

static bool all_see(const MirrorFacts *f, const Entry *e)
{
    for (size_t i = 0; i < f->head_count; i++)
        if (same_entry(f->head[i].id, e->id)) return true;
    return false;
}

/* By the one whose words it is about, to its newest wording. */
static bool is_answered(const MirrorFacts *f, const Entry *e)
{
    for (size_t i = 0; i < f->head_count; i++)
        if (same_entry(f->head[i].id, e->parent))
            return check_state(e, f->head[i].author) != CHECK_UNCHECKED;
    return false;
}

static bool is_identity(const Entry *e)
{
    return e->kind == ENTRY_PREFERENCE && e->state == ENTRY_SAID && str_eq(e->slot, S("identity"));
}

static void count_entry(const MirrorFacts *f, const Entry *e, Mirror *m)
{
    if (!all_see(f, e)) return;
    if (e->kind == ENTRY_GOAL && e->state == ENTRY_ACTIVE)
        add(&m->goals, offer_of(e, f->work).in_force != 0);
    if (e->kind == ENTRY_CHECK) add(&m->checks, is_answered(f, e));
    if (!is_identity(e)) return;
    m->identity.part++;
    if (e->updated_ms > m->identity_ms) m->identity_ms = e->updated_ms;
}

/* Words somebody put before everyone between sessions; what a list or an answer is, is not words. */
static bool is_shared_word(const MirrorHead *h)
{
    switch (h->kind) {
    case ENTRY_VIEW: case ENTRY_THOUGHT: case ENTRY_PASSAGE: case ENTRY_BESIDE: case ENTRY_ABOUT:
    case ENTRY_PART: case ENTRY_QUESTION: case ENTRY_TOPIC: case ENTRY_LEARNED: return true;
    default: return false;
    }
}

static void count_work(const MirrorFacts *f, Mirror *m)
{
    for (size_t i = 0; i < f->head_count; i++)
        if (is_shared_word(&f->head[i])) add(&m->shared, is_client(f->work, f->head[i].author));
    for (size_t i = 0; i < f->work->member_count; i++)
        m->identity.whole += offer_concerns(&f->work->member[i]);
    for (size_t i = 0; i < f->entry_count; i++) count_entry(f, &f->entry[i], m);
}

/* --- what was noticed ----------------------------------------------------------------------------- */

/* How many were taken up sooner than this one (of equals: stand before it). */
static size_t sooner(const MirrorFacts *f, size_t at)
{
    size_t count = 0;
    int64_t own = f->noticed[at].addressed_ms - f->noticed[at].raised_ms;
    for (size_t i = 0; i < f->noticed_count; i++) {
        if (f->noticed[i].addressed_ms == 0) continue;
        int64_t time = f->noticed[i].addressed_ms - f->noticed[i].raised_ms;
        count += time < own || (time == own && i < at);
    }
    return count;
}

static void count_signals(const MirrorFacts *f, Mirror *m)
{
    for (size_t i = 0; i < f->noticed_count; i++) add(&m->signals, f->noticed[i].addressed_ms != 0);
    for (size_t i = 0; i < f->noticed_count; i++) {
        if (f->noticed[i].addressed_ms == 0 || sooner(f, i) != (size_t)m->signals.part / 2) continue;
        m->has_first_words = true;
        m->first_words_ms = f->noticed[i].addressed_ms - f->noticed[i].raised_ms;
    }
}

void mirror_of(const MirrorFacts *facts, Mirror *ret_mirror)
{
    Mirror m = { .session_count = 0 };
    count_sessions(facts, &m);
    count_work(facts, &m);
    count_signals(facts, &m);
    *ret_mirror = m;
}
