#include "record.h"
#include "../domain/offer.h"
#include "../store/episode.h"
#include "../store/paper.h"
#include "../store/person.h"
#include "../store/session.h"

/* --- growing ---------------------------------------------------------------------------- */

/* Room for one more; doubles, so that a long record is not copied for every item. */
static void *one_more(Arena *a, void *list, size_t count, size_t size)
{
    size_t room = count < 8 ? 8 : count;
    if (count && (count < 8 || (count & (count - 1)))) return list;
    void *wider = arena_array(a, count ? 2 * room : room, size);
    if (wider && count) memcpy(wider, list, count * size);
    return wider;
}

Err record_section(Gather *g, const char *id, const char *title, const char *about)
{
    Record *r = g->record;
    if (r->section_count == RECORD_SECTIONS_MAX) return fail(g->cx, ERR_BUG, "too many sections");
    r->section[r->section_count++] = (RecordSection){ .id = str_from_c(id),
        .title = str_from_c(title), .about = str_from_c(about) };
    return OK;
}

Err record_item(Gather *g, RecordItem item)
{
    RecordSection *s = &g->record->section[g->record->section_count - 1];
    s->item = one_more(g->cx->arena, s->item, s->count, sizeof *s->item);
    if (!s->item) return fail(g->cx, ERR_LIMIT, "request too large");
    s->item[s->count++] = item;
    return OK;
}

Err record_line(Gather *g, RecordLine line)
{
    RecordSection *s = &g->record->section[g->record->section_count - 1];
    RecordItem *item = &s->item[s->count - 1];
    item->line = one_more(g->cx->arena, item->line, item->line_count, sizeof *item->line);
    if (!item->line) return fail(g->cx, ERR_LIMIT, "request too large");
    item->line[item->line_count++] = line;
    return OK;
}

Str record_who(const Gather *g, PersonId person)
{
    const Member *m = episode_member(&g->work, person);
    return m ? profile_called(&m->profile) : S("");
}

/* --- how an entry stands ---------------------------------------------------------------------- */

static const struct { EntryState state; const char *said; } states[] = {
    { ENTRY_WAITING, "Not talked about yet" }, { ENTRY_CURRENT, "Talked about" },
    { ENTRY_PARKED, "Put aside for another time" }, { ENTRY_TALKED, "Talked about" },
    { ENTRY_OFFERED, "Offered" }, { ENTRY_ACCEPTED, "Taken up" }, { ENTRY_DECLINED, "Declined" },
    { ENTRY_DONE, "Done" }, { ENTRY_LET_GO, "Let go" }, { ENTRY_WITHDRAWN, "Taken back" },
    { ENTRY_UNSAID, "Taken back" },
};
static const struct { EntryAnswer answer; const char *said; } answers[] = {
    { ENTRY_ANSWER_YES, "said yes" }, { ENTRY_ANSWER_NO, "sees it differently" },
    { ENTRY_ANSWER_NOT_NOW, "said not now" }, { ENTRY_ANSWER_KEEP_BOTH, "kept both versions" },
    { ENTRY_ANSWER_WENT, "told how it went" }, { ENTRY_ANSWER_PARTLY, "said: partly" },
};
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static Str state_of(const Gather *g, const Entry *e)
{
    if (entry_words_are_yes(e->kind) && e->state != ENTRY_WITHDRAWN) {
        Offer offer = offer_of(e, &g->work);
        return offer_state_say(offer.state);
    }
    for (size_t i = 0; i < COUNT(states); i++)
        if (states[i].state == e->state) return str_from_c(states[i].said);
    return S("");
}

/* The words of what it points to. */
static Str target_of(const Gather *g, const Entry *e)
{
    for (size_t i = 0; i < g->together.count; i++)
        if (uuid_eq(g->together.list[i].id.u, e->target.u)) return entry_text(&g->together.list[i]);
    return S("");
}

static Str note_of(const Gather *g, const Entry *e)
{
    Arena *a = g->cx->arena;
    Str target = target_of(g, e);
    if (target.len) return arena_printf(a, "It leads to: “" STR_FMT "”", STR_ARG(target));
    Str note = e->audience == ENTRY_READ_BY_AUTHOR ? S("Kept to oneself.")
             : e->audience == ENTRY_READ_BY_CHOSEN ? S("Shown to chosen people.") : S("");
    if (!e->due_ms) return note;
    return arena_printf(a, "Day named: " STR_FMT ". " STR_FMT,
                        STR_ARG(time_say_day_year(a, g->record->zone, e->due_ms)), STR_ARG(note));
}

/* --- one entry -------------------------------------------------------------------------------- */

static Str id_or_none(Arena *a, Uuid id)
{
    return uuid_is_zero(id) ? S("") : uuid_str(a, id);
}

static Err put_wordings(Gather *g, const Entry *e)
{
    for (size_t i = 0; e->wording_count > 1 && e->kind != ENTRY_SNAPSHOT && i < e->wording_count; i++) {
        const EntryWording *w = &e->wording[i];
        TRY(record_line(g, (RecordLine){ .kind = S("wording"), .who = record_who(g, w->author),
            .label = arena_printf(g->cx->arena, "Version %lld", (long long)w->version),
            .text = w->text, .at_ms = w->at_ms }));
    }
    return OK;
}

static Err put_answers(Gather *g, const Entry *e)
{
    for (size_t i = 0; i < e->said_count; i++) {
        const EntrySaid *s = &e->said[i];
        Str said = S("");
        for (size_t k = 0; k < COUNT(answers); k++)
            if (answers[k].answer == s->answer) said = str_from_c(answers[k].said);
        TRY(record_line(g, (RecordLine){ .kind = S("answer"), .who = record_who(g, s->person),
            .label = arena_printf(g->cx->arena, STR_FMT " (version %lld)", STR_ARG(said),
                                  (long long)s->version),
            .text = s->words, .at_ms = s->at_ms }));
    }
    return OK;
}

/* What was signed stands with its name, its drawing, and the number of the text. */
static Err put_signatures(Gather *g, const Entry *e)
{
    Paper p;
    Arena *a = g->cx->arena;
    TRY(paper_load(g->cx, g->rq->tx, g->rq->grant, g->e, e->id, &p));
    for (size_t i = 0; i < p.answers.count; i++) {
        const PaperAnswer *one = &p.answers.list[i];
        Str text = one->words;
        if (one->name.len)
            text = arena_printf(a, "Signed: " STR_FMT "\n“" STR_FMT "”%s" STR_FMT, STR_ARG(one->name),
                STR_ARG(one->intent), one->drawn.len ? "\nDrawn as path data: " : "", STR_ARG(one->drawn));
        TRY(record_line(g, (RecordLine){ .kind = paper_act_name(one->act), .at_ms = one->at_ms,
            .who = record_who(g, one->person), .text = text,
            .label = arena_printf(a, STR_FMT " (SHA-256 of the text: " STR_FMT ")",
                                  STR_ARG(paper_act_say(one->act)), STR_ARG(one->hash)) }));
    }
    return OK;
}

static Err put_entry(Gather *g, const Entry *e, int depth)
{
    Arena *a = g->cx->arena;
    TRY(record_item(g, (RecordItem){ .kind = entry_kind_name(e->kind), .title = record_title(a, e),
        .id = uuid_str(a, e->id.u), .parent = id_or_none(a, e->parent.u), .depth = depth,
        .who = record_who(g, e->author), .state = state_of(g, e), .note = note_of(g, e),
        .text = record_text(g, e), .at_ms = e->created_ms }));
    TRY(put_wordings(g, e));
    if (e->kind == ENTRY_PAPER) TRY(put_signatures(g, e));
    return put_answers(g, e);
}

/* --- what belongs to the work as a whole ---------------------------------------------------------- */

enum { AT_A_TIME = 4, DEPTH_MAX = 4 };

static Err put_under(Gather *g, const Entries *all, EntryId parent, int depth)
{
    for (size_t i = 0; i < all->count; i++) {
        const Entry *e = &all->list[i];
        if (!uuid_eq(e->parent.u, parent.u)) continue;
        TRY(put_entry(g, e, depth));
        if (depth < DEPTH_MAX) TRY(put_under(g, all, e->id, depth + 1));
    }
    return OK;
}

static bool is_there(const Entries *all, EntryId id)
{
    for (size_t i = 0; i < all->count; i++)
        if (uuid_eq(all->list[i].id.u, id.u)) return true;
    return false;
}

/* What stands under something that is not to be read any more stands for itself. */
static void free_orphans(Entries *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (!is_there(all, all->list[i].parent)) all->list[i].parent = (EntryId){ { { 0 } } };
}

static Err load_kinds(Gather *g, Entries *ret_all)
{
    Entries all = { NULL, 0 };
    for (int k = ENTRY_NO_KIND + 1; k < ENTRY_KIND_COUNT; k += AT_A_TIME) {
        EntryKinds kinds = { { ENTRY_NO_KIND } };
        Entries some;
        for (int i = 0; i < AT_A_TIME && k + i < ENTRY_KIND_COUNT; i++)
            kinds.kind[i] = (EntryKind)(k + i);
        TRY(entry_list_kinds(g->cx, g->rq->tx, g->rq->grant, g->e, kinds, &some));
        for (size_t i = 0; i < some.count; i++) {
            all.list = one_more(g->cx->arena, all.list, all.count, sizeof *all.list);
            if (!all.list) return fail(g->cx, ERR_LIMIT, "request too large");
            all.list[all.count++] = some.list[i];
        }
    }
    *ret_all = all;
    return OK;
}

static int by_time(const void *left, const void *right)
{
    const Entry *a = left, *b = right;
    if (a->created_ms != b->created_ms) return a->created_ms < b->created_ms ? -1 : 1;
    return memcmp(a->id.u.byte, b->id.u.byte, sizeof a->id.u.byte);
}

static Err put_together(Gather *g)
{
    TRY(record_section(g, "together", "What we wrote, offered and answered",
                       "In the order it was begun. What stands under another follows it."));
    TRY(load_kinds(g, &g->together));
    Entries *all = &g->together;
    if (all->count) qsort(all->list, all->count, sizeof *all->list, by_time);
    free_orphans(all);
    return put_under(g, all, (EntryId){ { { 0 } } }, 0);
}

/* --- people and sessions ----------------------------------------------------------------------------- */

static Err put_people(Gather *g)
{
    TRY(record_section(g, "people", "Who is in this work", ""));
    for (size_t i = 0; i < g->work.member_count; i++) {
        const Member *m = &g->work.member[i];
        TRY(record_item(g, (RecordItem){ .kind = S("member"), .title = m->profile.name,
            .text = m->profile.pronouns, .at_ms = m->from_ms,
            .state = m->part == PART_CLIENT ? S("client") : S("therapist") }));
    }
    return OK;
}

static Err put_account(Gather *g)
{
    Person self;
    TRY(person_self(g->cx, g->rq->tx, g->rq->grant, &self));
    TRY(record_section(g, "account", "What you said about yourself", ""));
    TRY(record_item(g, (RecordItem){ .kind = S("account"), .title = self.profile.name }));
    const struct { const char *label; Str text; } said[] = {
        { "Called", self.profile.called }, { "Pronouns", self.profile.pronouns },
        { "Language", self.profile.language }, { "Mail", self.profile.email },
        { "Phone", self.profile.phone }, { "To be known", self.profile.identity } };
    for (size_t i = 0; i < COUNT(said); i++)
        if (said[i].text.len)
            TRY(record_line(g, (RecordLine){ .kind = S("detail"), .label = str_from_c(said[i].label),
                                             .text = said[i].text }));
    return OK;
}

static Err put_session(Gather *g, const Session *s)
{
    Entries all;
    Arena *a = g->cx->arena;
    TRY(record_item(g, (RecordItem){ .kind = S("session"), .id = uuid_str(a, s->id.u),
        .title = arena_printf(a, "Session %lld", (long long)s->number), .state = s->state,
        .note = s->place, .at_ms = s->starts_ms }));
    TRY(entry_list_session(g->cx, g->rq->tx, g->rq->grant, g->e, s->id, &all));
    if (all.count) qsort(all.list, all.count, sizeof *all.list, by_time);
    for (size_t i = 0; i < all.count; i++) TRY(put_entry(g, &all.list[i], 1));
    return OK;
}

static Err put_sessions(Gather *g)
{
    Sessions all;
    TRY(session_list(g->cx, g->rq->tx, g->rq->grant, g->e, &all));
    TRY(record_section(g, "sessions", "Our sessions", "Each with what was put on the table in it."));
    for (size_t i = 0; i < all.count; i++) TRY(put_session(g, &all.list[i]));
    return OK;
}

/* --- all of it ------------------------------------------------------------------------------------------ */

static Err fill(Gather *g)
{
    TRY(put_people(g));
    TRY(put_account(g));
    TRY(put_together(g));
    TRY(put_sessions(g));
    TRY(record_forms(g));
    TRY(record_talks(g));
    TRY(record_safety(g));
    return record_looks(g);
}

Err record_gather(Ctx *cx, Req *rq, Record **ret_record)
{
    Gather g = { .cx = cx, .rq = rq, .e = req_episode(rq), .record = ARENA_NEW(cx->arena, Record) };
    if (!g.record) return fail(cx, ERR_LIMIT, "request too large");
    TRY(episode_load(cx, rq->tx, rq->grant, g.e, &g.work));
    *g.record = (Record){ .names = episode_names(cx->arena, &g.work), .made_ms = cx->now_ms,
        .owner = record_who(&g, rq->actor.person), .practice = rq->practice->name,
        .zone = rq->practice->zone };
    TRY(fill(&g));
    *ret_record = g.record;
    return OK;
}
