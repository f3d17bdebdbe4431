#include "texts.h"
#include "joint.h"
#include "record.h"
#include "../domain/preference.h"
#include "../store/paper.h"
#include "../store/signal.h"

enum { FORMS_MAX = 500 };

static Err hand_over(Ctx *cx, TextsOf *of, const WorkText *text)
{
    if (of->stop || text->text.len == 0) return OK;
    of->count++;
    return of->each(cx, text, of->arg);
}

/* --- where ------------------------------------------------------------------------------- */

static const Entry *find(const Entries *all, EntryId id)
{
    for (size_t i = 0; !uuid_is_zero(id.u) && i < all->count; i++)
        if (uuid_eq(all->list[i].id.u, id.u)) return &all->list[i];
    return NULL;
}

static bool is_beside(const Entry *e)
{
    return e->kind == ENTRY_CHECK || e->kind == ENTRY_BESIDE || e->kind == ENTRY_LINK
        || e->kind == ENTRY_MESSAGE;
}

/* What stands beside another thing is shown there. */
Url texts_place(Arena *a, EpisodeId work, const Entries *all, const Entry *e)
{
    const Entry *at = is_beside(e) ? find(all, e->parent) : NULL;
    Str w = uuid_str(a, work.u);
    if (!at) at = e;
    Str id = uuid_str(a, at->id.u);
    if (at->kind == ENTRY_PASSAGE || at->kind == ENTRY_THREAD)
        return url_printf(a, "/work/" STR_FMT "%s/" STR_FMT, STR_ARG(w), joint_page_of(at->kind), STR_ARG(id));
    if (!uuid_is_zero(at->session.u))
        return url_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT "#e-" STR_FMT, STR_ARG(w),
                          STR_ARG(uuid_str(a, at->session.u)), STR_ARG(id));
    return url_printf(a, "/work/" STR_FMT "%s#e-" STR_FMT, STR_ARG(w), joint_page_of(at->kind), STR_ARG(id));
}

/* --- entries ------------------------------------------------------------------------------- */

/* Passages and conversations are opened one by one, so that the log can tell which were read. */
static void note_reading(const TextsOf *of, const Entries *all, const Entry *e, WorkText *t)
{
    const Entry *p = is_beside(e) ? find(all, e->parent) : e;
    PersonId self = grant_person(of->grant);
    bool others = !uuid_eq(e->author.u, self.u) || (p && !uuid_eq(p->author.u, self.u));
    if (!p || !others || (p->kind != ENTRY_PASSAGE && p->kind != ENTRY_THREAD)) return;
    t->reading = p->kind == ENTRY_PASSAGE ? ACTION_STORY_READ : ACTION_MESSAGE_READ;
    t->read = p->id;
}

/* A version names entries, in no words; a document has a page of its own. */
static Err give_entry(Ctx *cx, TextsOf *of, const Entries *all, const Entry *e)
{
    WorkText t = { .kind = record_title(cx->arena, e), .place = texts_place(cx->arena, of->work->id, all, e) };
    note_reading(of, all, e, &t);
    for (size_t i = e->wording_count; i-- > 0 && e->kind != ENTRY_SNAPSHOT && e->kind != ENTRY_PAPER;) {
        const EntryWording *w = &e->wording[i];
        t.text = w->text;
        t.who = w->author;
        t.at_ms = w->at_ms;
        t.past = !entry_stands(e, w->version);
        TRY(hand_over(cx, of, &t));
    }
    for (size_t i = 0; i < e->said_count; i++) {
        t.text = e->said[i].words;
        t.who = e->said[i].person;
        t.at_ms = e->said[i].at_ms;
        t.past = !entry_stands(e, e->said[i].version);
        TRY(hand_over(cx, of, &t));
    }
    return OK;
}

static Err give_entries(Ctx *cx, TextsOf *of)
{
    bool cut;
    Entries all;
    TRY(entry_list_all(cx, of->tx, of->grant, of->work->id, &all, &cut));
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].state != ENTRY_WITHDRAWN) TRY(give_entry(cx, of, &all, &all.list[i]));
    of->cut = of->cut || cut;
    return OK;
}

/* --- words beside answers ---------------------------------------------------------------------- */

static Err give_form(Ctx *cx, TextsOf *of, const Response *r)
{
    static const char *const kind[FORM_COUNT] = { [FORM_CHECK_IN] = "A check-in",
        [FORM_ALLIANCE] = "The form after a session", [FORM_IMPORT] = "Numbers from before",
        [FORM_INTAKE] = "Some first questions, if you like" };
    GivenAnswers given;
    const char *page = r->sent ? "answers" : r->form == FORM_ALLIANCE ? "rating"
                     : r->form == FORM_INTAKE ? "intake" : "check-in";
    TRY(answers_load(cx, of->tx, of->grant, of->work->id, r, &given));
    WorkText t = { .kind = str_from_c(kind[r->form]), .who = r->person,
                   .place = work_url_id(cx->arena, of->work->id, page, r->id.u, "") };
    for (size_t i = 0; i < given.count; i++) {
        t.text = given.list[i].note;
        t.at_ms = given.list[i].answered_ms;
        TRY(hand_over(cx, of, &t));
    }
    return OK;
}

static Err give_forms(Ctx *cx, TextsOf *of, ResponseForm form)
{
    bool found, open;
    Response own;
    Responses sent;
    EpisodeId e = of->work->id;
    TRY(response_open_for(cx, of->tx, of->grant, e, grant_person(of->grant), form, &found, &own));
    if (found) TRY(give_form(cx, of, &own));
    TRY(response_list(cx, of->tx, of->grant, e, form, FORMS_MAX, &sent));
    for (size_t i = 0; i < sent.count && !of->stop; i++) {
        TRY(form_is_open(cx, of->tx, of->grant, of->work, &sent.list[i], &open));
        if (open) TRY(give_form(cx, of, &sent.list[i]));
    }
    of->cut = of->cut || sent.count == FORMS_MAX;
    return OK;
}

/* --- documents ------------------------------------------------------------------------------------ */

static Err give_paper(Ctx *cx, TextsOf *of, const Paper *p)
{
    WorkText t = { .kind = S("A document"), .who = p->entry.author, .at_ms = p->entry.created_ms,
                   .place = work_url_id(cx->arena, of->work->id, "documents", p->entry.id.u, "") };
    t.text = p->words;
    TRY(hand_over(cx, of, &t));
    for (size_t i = 0; i < p->answers.count; i++) {
        const PaperAnswer *a = &p->answers.list[i];
        t.who = a->person;
        t.at_ms = a->at_ms;
        t.text = a->name;
        TRY(hand_over(cx, of, &t));
        t.text = a->words;
        TRY(hand_over(cx, of, &t));
    }
    return OK;
}

static Err give_papers(Ctx *cx, TextsOf *of)
{
    Papers all;
    TRY(paper_list(cx, of->tx, of->grant, of->work->id, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].entry.state != ENTRY_WITHDRAWN) TRY(give_paper(cx, of, &all.list[i]));
    return OK;
}

/* --- conversations ------------------------------------------------------------------------------ */

static Err give_talk(Ctx *cx, TextsOf *of, const Signal *s)
{
    Signal same;
    SignalTurns turns;
    TRY(signal_load(cx, of->tx, of->grant, of->work->id, s->id, &same, &turns));
    WorkText t = { .kind = signal_title(s->kind, s->worse),
                   .place = work_url_id(cx->arena, of->work->id, "signals", s->id.u, "") };
    for (size_t i = turns.count; i-- > 0;) {
        t.text = turns.list[i].text;
        t.who = turns.list[i].author;
        t.at_ms = turns.list[i].at_ms;
        TRY(hand_over(cx, of, &t));
    }
    return OK;
}

static Err give_talks(Ctx *cx, TextsOf *of)
{
    Signals all;
    TRY(signal_list_all(cx, of->tx, of->grant, of->work->id, &all));
    for (size_t i = 0; i < all.count && !of->stop; i++) TRY(give_talk(cx, of, &all.list[i]));
    of->cut = of->cut || all.count == SIGNALS_MAX;
    return OK;
}

Err texts_of_work(Ctx *cx, TextsOf *of)
{
    TRY(give_entries(cx, of));
    TRY(give_papers(cx, of));
    TRY(give_forms(cx, of, FORM_INTAKE));
    TRY(give_forms(cx, of, FORM_CHECK_IN));
    TRY(give_forms(cx, of, FORM_ALLIANCE));
    return give_talks(cx, of);
}
