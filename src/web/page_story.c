/* page_story.c - what somebody writes for themselves, and shows by passage.
 *
 * A list never holds another's words: they are opened one by one, so that the access log
 * can tell their author which of them were read. */
#include "joint.h"
#include "cards.h"
#include "../domain/check.h"
#include "../domain/offer.h"
#include "../views/story.h"
#include "views.h"

static const EntryId NOTHING;

typedef struct Story {
    Joint j;
    EntryReadings readers, readings;
} Story;

static bool is_own(const Story *s, const Entry *e)
{
    return uuid_eq(e->author.u, s->j.rq->actor.person.u);
}

/* "Daniel", "Daniel and Noor" */
static Str and_name(Arena *a, Str names, Str name)
{
    return names.len ? arena_printf(a, STR_FMT " and " STR_FMT, STR_ARG(names), STR_ARG(name)) : name;
}

/* --- who reads it, and who did ----------------------------------------------------------- */

static bool reads(const Story *s, const Entry *e, PersonId person)
{
    if (e->audience == ENTRY_READ_BY_MEMBERS) return true;
    for (size_t i = 0; e->audience == ENTRY_READ_BY_CHOSEN && i < s->readers.count; i++) {
        const EntryReading *r = &s->readers.list[i];
        if (uuid_eq(r->entry.u, e->id.u) && uuid_eq(r->person.u, person.u)) return true;
    }
    return false;
}

static StoryShare share_of(const Story *s, const Entry *e, const char *what)
{
    const Joint *j = &s->j;
    Arena *a = j->cx->arena;
    Str id = uuid_str(a, e->id.u);
    StoryShare share = { .id = arena_join(a, S("e-"), id), .what = str_from_c(what), .readers = S(""),
        .act = arena_printf(a, "/work/" STR_FMT "/joint/" STR_FMT,
                            STR_ARG(req_path(j->rq, "episode")), STR_ARG(id)) };
    StoryPerson *people = ARENA_ARRAY(a, StoryPerson, JOINT_READERS_MAX);
    for (size_t i = 0; people && i < j->work.member_count && share.count < JOINT_READERS_MAX; i++) {
        const Member *m = &j->work.member[i];
        if (!offer_concerns(m) || uuid_eq(m->person.u, e->author.u)) continue;
        StoryPerson person = { card_who(j->rq, &j->work, m->person), uuid_str(a, m->person.u),
                               reads(s, e, m->person) };
        if (person.reads) share.readers = and_name(a, share.readers, person.name);
        people[share.count++] = person;
    }
    share.people = people;
    return share;
}

static Str day_of(const Story *s, int64_t at_ms)
{
    return time_say_short(s->j.cx->arena, s->j.rq->practice->zone, at_ms);
}

/* "Daniel read this on 3 Nov." or "... first on 3 Nov, last on 5 Nov." */
static Str read_said(const Story *s, const EntryReading *r)
{
    Arena *a = s->j.cx->arena;
    Str who = card_who(s->j.rq, &s->j.work, r->person);
    Str first = day_of(s, r->first_ms), last = day_of(s, r->last_ms);
    if (str_eq(first, last))
        return arena_printf(a, STR_FMT " read this on " STR_FMT ".", STR_ARG(who), STR_ARG(first));
    return arena_printf(a, STR_FMT " read this first on " STR_FMT ", last on " STR_FMT ".",
                        STR_ARG(who), STR_ARG(first), STR_ARG(last));
}

static const Str *readings_of(const Story *s, const Entry *e, size_t *ret_count)
{
    Str *list = ARENA_ARRAY(s->j.cx->arena, Str, s->readings.count);
    *ret_count = 0;
    for (size_t i = 0; list && i < s->readings.count; i++)
        if (uuid_eq(s->readings.list[i].entry.u, e->id.u))
            list[(*ret_count)++] = read_said(s, &s->readings.list[i]);
    return list;
}

static Err open_story(Ctx *cx, Req *rq, Str title, Story *ret_story)
{
    Story *s = ret_story;
    TRY(joint_open(cx, rq, title, TAB_STORY,
                   (EntryKinds){ { ENTRY_CHAPTER, ENTRY_PASSAGE, ENTRY_BESIDE, ENTRY_CHECK } }, &s->j));
    TRY(entry_own_readers(cx, rq->tx, rq->grant, req_episode(rq), &s->readers));
    TRY(entry_readings(cx, rq->tx, rq->grant, req_episode(rq), &s->readings));
    frame_drafts(cx, &s->j.frame);
    return OK;
}

/* --- the list ------------------------------------------------------------------------------ */

static Str begins_with(Arena *a, Str text)
{
    enum { SHOWN = 90 };
    Str rest = text, line;
    if (!str_cut(&rest, '\n', &line)) line = text;
    Str first = str_first_chars(line, SHOWN);
    while (first.len < line.len && first.len && first.ptr[first.len - 1] != ' ') first.len--;
    if (first.len == 0) first = str_first_chars(line, SHOWN);
    return first.len < text.len ? arena_join(a, str_trim(first), S(" …")) : first;
}

static Str beside_said(const Story *s, const Entry *e)
{
    size_t at = 0, count = 0;
    while (joint_next(&s->j, ENTRY_BESIDE, e->id, &at)) count++;
    if (count == 0) return S("");
    return count == 1 ? S("Somebody wrote beside it.")
                      : arena_printf(s->j.cx->arena, "%zu answers beside it.", count);
}

static bool is_asked(const Story *s, const Entry *e)
{
    size_t at = 0;
    for (const Entry *k; (k = joint_next(&s->j, ENTRY_CHECK, e->id, &at));)
        if (check_waits_for(k, e->author, s->j.rq->actor.person)) return true;
    return false;
}

static StoryPassage passage_line(const Story *s, const Entry *e)
{
    const Joint *j = &s->j;
    Arena *a = j->cx->arena;
    bool own = is_own(s, e);
    size_t read_count = 0;
    const Str *read = own ? readings_of(s, e, &read_count) : NULL;
    Str id = uuid_str(a, e->id.u);
    return (StoryPassage){ .id = arena_join(a, S("e-"), id),
        .begins = own ? begins_with(a, entry_text(e)) : S(""),
        .url = url_printf(a, "/work/" STR_FMT "/story/" STR_FMT, STR_ARG(req_path(j->rq, "episode")),
                          STR_ARG(id)),
        .who = card_who(j->rq, &j->work, e->author), .voice = card_voice(&j->work, e->author),
        .when = day_of(s, own ? e->created_ms : e->updated_ms),
        .readers = own ? share_of(s, e, "").readers : S(""),
        .read = read_count ? read[0] : S(""), .beside = beside_said(s, e), .asks = is_asked(s, e) };
}

typedef bool Wanted(const Story *s, const Entry *e, EntryId chapter);

static bool in_chapter(const Story *s, const Entry *e, EntryId chapter)
{
    return is_own(s, e) && uuid_eq(e->parent.u, chapter.u);
}

/* Of no chapter, or of one that was taken away. */
static bool in_none(const Story *s, const Entry *e, EntryId chapter)
{
    size_t at = 0;
    (void)chapter;
    for (const Entry *c; (c = joint_next(&s->j, ENTRY_CHAPTER, NOTHING, &at));)
        if (uuid_eq(c->id.u, e->parent.u)) return false;
    return is_own(s, e);
}

static bool by_others(const Story *s, const Entry *e, EntryId chapter)
{
    (void)chapter;
    return !is_own(s, e);
}

static Err passages(const Story *s, Wanted *wanted, EntryId chapter, const StoryPassage **ret_list,
                    size_t *ret_count)
{
    size_t count = 0;
    const Entries *all = &s->j.all;
    StoryPassage *list = ARENA_ARRAY(s->j.cx->arena, StoryPassage, all->count);
    if (!list && all->count) return fail(s->j.cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) {
        const Entry *e = &all->list[i];
        if (e->kind == ENTRY_PASSAGE && e->state != ENTRY_WITHDRAWN && wanted(s, e, chapter))
            list[count++] = passage_line(s, e);
    }
    *ret_list = list;
    *ret_count = count;
    return OK;
}

static Err fill_chapters(const Story *s, StoryPage *p)
{
    size_t at = 0;
    StoryChapter *list = ARENA_ARRAY(s->j.cx->arena, StoryChapter, s->j.all.count);
    if (!list && s->j.all.count) return fail(s->j.cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(&s->j, ENTRY_CHAPTER, NOTHING, &at));) {
        if (!is_own(s, e)) continue;
        StoryChapter *c = &list[p->chapter_count++];
        *c = (StoryChapter){ .card = joint_card(&s->j, e), .share = share_of(s, e, "this name") };
        TRY(passages(s, in_chapter, e->id, &c->passages, &c->count));
    }
    p->chapters = list;
    return OK;
}

Err page_story(Ctx *cx, Req *rq, Reply *reply)
{
    Story s;
    StoryPage p = { .chapter_count = 0 };
    TRY(open_story(cx, rq, S("Story"), &s));
    p.form = s.j.form;
    TRY(fill_chapters(&s, &p));
    TRY(passages(&s, in_none, NOTHING, &p.loose, &p.loose_count));
    TRY(passages(&s, by_others, NOTHING, &p.shown, &p.shown_count));
    view_story(&reply->body, &p);
    return OK;
}

/* --- one passage ---------------------------------------------------------------------------- */

/* A chapter's name is shown with its passages only to whom it was shown itself. */
static Str chapter_of(const Story *s, const Entry *e)
{
    size_t at = 0;
    for (const Entry *c; (c = joint_next(&s->j, ENTRY_CHAPTER, NOTHING, &at));)
        if (uuid_eq(c->id.u, e->parent.u)) return entry_text(c);
    return S("A passage");
}

/* Who reads what is put beside it: its author, and whom it is shown to.  To another reader
 * it is not told who else that is. */
static Str beside_sees(const Story *s, const Entry *e)
{
    Arena *a = s->j.cx->arena;
    Str author = card_who(s->j.rq, &s->j.work, e->author);
    if (!is_own(s, e))
        return arena_printf(a, "You, " STR_FMT " and whoever " STR_FMT " shows the passage to",
                            STR_ARG(author), STR_ARG(author));
    Str readers = share_of(s, e, "").readers;
    return readers.len ? arena_printf(a, "You and " STR_FMT, STR_ARG(readers)) : S("Only you");
}

Err page_passage(Ctx *cx, Req *rq, Reply *reply)
{
    Story s;
    Entry e;
    EntryId id = REQ_ID(Entry, rq, "entry");
    TRY(entry_load(cx, rq->tx, rq->grant, req_episode(rq), id, &e));
    if (e.kind != ENTRY_PASSAGE) return fail(cx, ERR_MISSING, "no such record");
    TRY(open_story(cx, rq, S("A passage"), &s));
    PassagePage p = { .form = s.j.form, .title = chapter_of(&s, &e), .card = joint_card(&s.j, &e),
        .own = is_own(&s, &e), .who = card_who(rq, &s.j.work, e.author),
        .voice = card_voice(&s.j.work, e.author), .when = day_of(&s, e.updated_ms),
        .back = card_work_url(cx, rq, "/story") };
    p.form.sees = beside_sees(&s, &e);
    if (p.own) p.share = share_of(&s, &e, "this passage");
    if (p.own) p.read = readings_of(&s, &e, &p.read_count);
    TRY(joint_cards(&s.j, ENTRY_BESIDE, e.id, &p.beside));
    view_passage(&reply->body, &p);
    return OK;
}
