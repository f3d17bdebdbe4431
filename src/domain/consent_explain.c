/* consent_explain.c - "who may see this goal of mine, and why", in sentences.
 *
 * Asks the engine itself, for every actor and every purpose, and puts answers that have the
 * same ground into one sentence. */
#include "consent_file.h"

typedef struct Explain {
    Out *out;
    const ConsentBook *book;
    uint32_t item;
    Act act;
    int64_t now;
    ConsentDecision by_purpose[FOR_COUNT];   /* of one actor */
} Explain;

static void say(Out *o, Str words)
{
    out_raw(o, words);
}

static Str name_of(const ConsentBook *book, PartyAt party)
{
    return party == PARTY_NOBODY ? S("the house") : book->party_name[party];
}

static void ask(Explain *e, PartyAt who)
{
    for (int p = 1; p < FOR_COUNT; p++) {
        const ConsentRequest r = { who, e->act, e->item, (Purpose)p, e->now, OBLIGATIONS_ALL };
        consent_decide(&e->book->world, &r, &e->by_purpose[p]);
    }
}

static bool same_ground(const ConsentDecision *a, const ConsentDecision *b)
{
    if (a->permit != b->permit || a->why != b->why || a->segments != b->segments) return false;
    if (a->obligations != b->obligations || a->cited_count != b->cited_count) return false;
    return memcmp(a->cited, b->cited, a->cited_count * sizeof *a->cited) == 0;
}

/* The first purpose with this answer; later ones join its sentence. */
static bool is_first(const Explain *e, int purpose)
{
    for (int p = 1; p < purpose; p++)
        if (same_ground(&e->by_purpose[p], &e->by_purpose[purpose])) return false;
    return true;
}

static void say_time(Out *o, int64_t until)
{
    if (until == TIME_NEVER) return;
    say(o, S(" until "));
    out_int(o, until);
}

static void say_releases(const Explain *e, const ConsentDecision *d)
{
    for (size_t i = 0; i < d->cited_count; i++) {
        const Release *r = &e->book->world.release[d->cited[i]];
        say(e->out, i ? S(" and by ") : S(" by "));
        say(e->out, name_of(e->book, r->grantor));
        say(e->out, S(" ("));
        say(e->out, r->id);
        say_time(e->out, r->to < r->revoked ? r->to : r->revoked);
        say(e->out, S(")"));
    }
}

static void say_purposes(const Explain *e, int first)
{
    int among = 0;
    for (int p = 1; p < FOR_COUNT; p++)
        among += same_ground(&e->by_purpose[p], &e->by_purpose[first]);
    /* A legal proceeding is never automatic, so all but one are all there can be. */
    bool research = same_ground(&e->by_purpose[FOR_HRESCH], &e->by_purpose[first]);
    if (among >= FOR_COUNT - 3 && (!research || among == FOR_COUNT - 2)) {
        say(e->out, research ? S("; whatever the purpose") : S("; whatever the purpose but research"));
        return;
    }
    const char *join = "; for ";
    for (int p = 1; p < FOR_COUNT; p++) {
        if (!same_ground(&e->by_purpose[p], &e->by_purpose[first])) continue;
        say(e->out, str_from_c(join));
        say(e->out, purpose_say((Purpose)p));
        join = ", ";
    }
}

static void say_conditions(const Explain *e, const ConsentDecision *d)
{
    static const struct { Obligation must; const char *words; } conditions[] = {
        { MUST_NOREDISCLOSE, "may not pass it on" }, { MUST_NO_EXPORT, "may take no copy of it" },
        { MUST_NORDSCLCD, "a notice says that it may not be passed on" },
        { MUST_ACCOUNT, "it is put on the list of what left the house" },
        { MUST_SHOW_CLIENT, "the client is shown that they do" },
        { MUST_NOTIFY_NOW, "the client is told at once" },
        { MUST_REVIEW_24H, "somebody reviews it within a day" },
        { MUST_TELL_REASON, "the reason is told" },
        { MUST_REVIEW_RIGHT, "they may ask for a review" },
    };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        if (!(d->obligations & BIT(conditions[i].must))) continue;
        say(e->out, S("; "));
        say(e->out, str_from_c(conditions[i].words));
    }
}

static void say_segments(const Explain *e, const ConsentDecision *d)
{
    const ConsentWorld *w = &e->book->world;
    if (!(d->obligations & BIT(MUST_REDACT))) return;
    const char *join = "; only the parts ";
    for (uint32_t i = 0; i < w->item[e->item].segments.count; i++) {
        if (!(d->segments >> i & 1)) continue;
        say(e->out, str_from_c(join));
        say(e->out, w->segment[w->item[e->item].segments.first + i].id);
        join = ", ";
    }
}

static void say_answer(const Explain *e, PartyAt who, const ConsentDecision *d)
{
    say(e->out, S("  "));
    say(e->out, name_of(e->book, who));
    say(e->out, S(": "));
    say(e->out, why_say(d->why));
    say_releases(e, d);
}

static void say_end(const Explain *e, const ConsentDecision *d)
{
    say_conditions(e, d);
    say(e->out, S(" ["));
    say(e->out, why_code(d->why));
    say(e->out, S("]\n"));
}

static bool say_yes(Explain *e, PartyAt who)
{
    bool some = false;
    ask(e, who);
    for (int p = 1; p < FOR_COUNT; p++) {
        const ConsentDecision *d = &e->by_purpose[p];
        if (!d->permit || !is_first(e, p)) continue;
        say_answer(e, who, d);
        say_segments(e, d);
        say_purposes(e, p);
        say_end(e, d);
        some = true;
    }
    return some;
}

/* The reason that says most: the earliest rule, and "nothing permits it" only alone. */
static bool say_no(Explain *e, PartyAt who)
{
    const ConsentDecision *told = NULL;
    ask(e, who);
    for (int p = 1; p < FOR_COUNT; p++) {
        const ConsentDecision *d = &e->by_purpose[p];
        if (d->permit) return false;
        if (p == FOR_HLEGAL && told) continue;
        if (!told || d->why < told->why) told = d;
    }
    say_answer(e, who, told);
    say_end(e, told);
    return true;
}

static void each_actor(Explain *e, bool (*told)(Explain *e, PartyAt who))
{
    bool some = false;
    for (size_t i = 0; i < e->book->world.party_count; i++)
        if (e->book->world.party[i].kind != PARTY_UNIT && told(e, (PartyAt)i)) some = true;
    if (!some) say(e->out, S("  nobody\n"));
}

void consent_explain(Out *out, const ConsentBook *book, uint32_t item, Act act, int64_t now)
{
    Explain e = { .out = out, .book = book, .item = item, .act = act, .now = now };
    const Item *it = &book->world.item[item];
    say(out, book->item_id[item]);
    say(out, S(": "));
    say(out, category_say(it->category));
    say(out, S(" in the record of "));
    say(out, name_of(book, it->chart));
    say(out, S(", written by "));
    say(out, name_of(book, it->author));
    say(out, S(".\nAt "));
    out_int(out, now);
    say(out, S(" these may "));
    say(out, act_say(act));
    say(out, S(":\n"));
    each_actor(&e, say_yes);
    say(out, S("These may not:\n"));
    each_actor(&e, say_no);
}
