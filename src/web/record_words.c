/* record_words.c - what an entry is called in the record taken home, and what it says in words
 * for people: no number, id or stored name stands there without them. */
#include "../domain/boundary.h"
#include "../domain/formulation.h"
#include "../domain/pace.h"
#include "../domain/parting.h"
#include "../domain/preference.h"
#include "../domain/role.h"
#include "record.h"

/* A kind without a row here is called by its stored name: nothing is left out for want of one. */
static const struct { EntryKind kind; const char *title; } titles[] = {
    { ENTRY_AGENDA, "To talk about" }, { ENTRY_VOICE, "Said in the session" },
    { ENTRY_SENTENCE, "A sentence for both" }, { ENTRY_TAKEAWAY, "Taken along" },
    { ENTRY_STEP, "A next step" }, { ENTRY_GOAL, "A goal" },
    { ENTRY_PAPER, "A text to read and sign" }, { ENTRY_TASK, "A task" },
    { ENTRY_TOPIC, "One thing, seen by each" }, { ENTRY_VIEW, "A view" },
    { ENTRY_SHARED, "Words both could say" }, { ENTRY_QUESTION, "A question left open" },
    { ENTRY_THOUGHT, "A thought" }, { ENTRY_ENDING, "How to end" },
    { ENTRY_ABOUT, "About a goal" }, { ENTRY_HEADING, "A heading" },
    { ENTRY_PART, "A sentence of how it hangs together" }, { ENTRY_LINK, "Leads to another sentence" },
    { ENTRY_SNAPSHOT, "How it hung together, as agreed" }, { ENTRY_PREFERENCE, "How I want it to be" },
    { ENTRY_THREAD, "A conversation" }, { ENTRY_MESSAGE, "A message" },
    { ENTRY_TIMES, "Times offered" }, { ENTRY_TIME, "A time" }, { ENTRY_CALLED_OFF, "A session called off" },
    { ENTRY_CHAPTER, "A chapter of the story" }, { ENTRY_PASSAGE, "A passage of the story" },
    { ENTRY_LEARNED, "Learned" },
    { ENTRY_BESIDE, "A word beside a passage" }, { ENTRY_CHECK, "Did I understand you?" },
    { ENTRY_READINESS, "How I see the way ahead" }, { ENTRY_PACE, "How fast we go on" },
    { ENTRY_ROLE, "As what we work together" }, { ENTRY_CROSSING, "A boundary" },
    { ENTRY_REMARK, "A word beside it" },
};
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static const char *const steps[] = { "Much less than hoped for", "Somewhat less than hoped for",
    "What we hope for", "Somewhat more than hoped for", "Much more than hoped for" };

static Str about_slot(Str slot)
{
    if (str_eq(slot, S("why"))) return S("why it matters");
    if (str_eq(slot, S("notice"))) return S("how we would notice");
    for (size_t i = 0; i < COUNT(steps); i++)
        if (str_ends(slot, str_from_c((const char[]){ (char)('1' + i), 0 }))) return str_from_c(steps[i]);
    return slot;
}

static Str part_slot(Str slot)
{
    for (int h = 0; h < FORMULATION_HEADING_COUNT; h++)
        if (str_eq(slot, formulation_slot((FormulationHeading)h)))
            return formulation_title((FormulationHeading)h);
    return S("");
}

static Str readiness_said(Str slot)
{
    for (int r = 0; r < READINESS_COUNT; r++)
        if (str_eq(slot, readiness_slot((Readiness)r))) return readiness_ask((Readiness)r);
    return S("");
}

/* Which of its kind's places it stands in, in words. */
static Str slot_said(const Entry *e)
{
    PreferenceSlot slot = preference_parse(e->slot);
    if (e->kind == ENTRY_ABOUT) return about_slot(e->slot);
    if (e->kind == ENTRY_PART) return part_slot(e->slot);
    if (e->kind == ENTRY_PREFERENCE && slot != PREFERENCE_COUNT) return preference_about(slot);
    if (e->kind == ENTRY_ROLE) return role_say(role_parse(e->slot));
    if (e->kind == ENTRY_CROSSING && boundary_parse(e->slot) != BOUNDARY_COUNT)
        return boundary_say(boundary_parse(e->slot));
    if (e->kind == ENTRY_REMARK)
        return str_eq(e->slot, S("reason")) ? S("how it came to it") : S("");
    return e->kind == ENTRY_READINESS ? readiness_said(e->slot) : e->slot;
}

Str record_title(Arena *a, const Entry *e)
{
    Parting parting;
    if (e->kind == ENTRY_MARKER) return entry_mark_say(e->mark);
    if (e->kind == ENTRY_PARTING && parting_parse(e->slot, &parting)) return parting_ask(parting);
    Str title = entry_kind_name(e->kind), slot = slot_said(e);
    for (size_t i = 0; i < COUNT(titles); i++)
        if (titles[i].kind == e->kind) title = str_from_c(titles[i].title);
    if (slot.len == 0) return title;
    return arena_printf(a, STR_FMT " (" STR_FMT ")", STR_ARG(title), STR_ARG(slot));
}

/* --- a version of how it hangs together --------------------------------------------------------- */

static const Entry *find(const Gather *g, EntryId id)
{
    for (size_t i = 0; i < g->together.count; i++)
        if (uuid_eq(g->together.list[i].id.u, id.u)) return &g->together.list[i];
    return NULL;
}

static Str words_of(const Gather *g, EntryId id, const Formulation *f)
{
    const Entry *e = find(g, id);
    const EntryWording *w = e ? entry_wording_at(e, formulation_find(f, id)) : NULL;
    return w ? w->text : S("a sentence that is not there any more");
}

/* What its author took back is not shown here either, though the version names it. */
static void put_line(const Gather *g, const Formulation *f, const FormulationItem *item, Out *o)
{
    const Entry *e = find(g, item->id);
    const EntryWording *w = e ? entry_wording_at(e, item->version) : NULL;
    if (!w) return;
    out_raw(o, S("- "));
    if (e->kind == ENTRY_LINK) {
        out_raw(o, words_of(g, e->parent, f));
        out_raw(o, S(" → "));
    }
    out_raw(o, w->text);
    if (e->kind == ENTRY_LINK) {
        out_raw(o, S(" → "));
        out_raw(o, words_of(g, e->target, f));
    }
    out_raw(o, S("\n"));
}

static Str snapshot_text(const Gather *g, const Entry *e)
{
    Formulation f;
    Out said = out_open(g->cx->arena, 1 << 20);
    if (!formulation_parse(g->cx->arena, entry_text(e), &f)) return S("");
    for (size_t i = 0; i < f.count; i++) put_line(g, &f, &f.list[i], &said);
    return out_str(&said);
}

/* --- what was chosen ------------------------------------------------------------------------------ */

/* On the kind's own scale, in words; a preference's first line says it already. */
static Str level_said(Arena *a, const Entry *e)
{
    Parting parting;
    /* The words of these say it already. */
    if (e->kind == ENTRY_PREFERENCE || e->kind == ENTRY_READINESS || e->kind == ENTRY_REMARK) return S("");
    if (e->level < 1) return S("");
    if (e->kind == ENTRY_CROSSING) return boundary_weight_say(e->level);
    if (e->kind == ENTRY_PARTING && parting_parse(e->slot, &parting)) return parting_say(parting, e->level);
    if (e->kind == ENTRY_GOAL && e->level <= (int64_t)COUNT(steps))
        return arena_printf(a, "Where it stands: %s", steps[e->level - 1]);
    return arena_printf(a, "%lld", (long long)e->level);
}

Str record_text(const Gather *g, const Entry *e)
{
    Arena *a = g->cx->arena;
    if (e->kind == ENTRY_SNAPSHOT) return snapshot_text(g, e);
    Str text = entry_text(e), chosen = level_said(a, e);
    if (text.len == 0 || chosen.len == 0) return text.len ? text : chosen;
    return arena_printf(a, STR_FMT "\n" STR_FMT, STR_ARG(chosen), STR_ARG(text));
}
