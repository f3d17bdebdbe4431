/* page_preferences.c - how each one wants the work to be, who reads it, and until when. */
#include "../domain/preference.h"
#include "../store/episode.h"
#include "../views/preferences.h"
#include "cards.h"
#include "joint.h"
#include "views.h"

static Err open_page(Ctx *cx, Req *rq, Joint *j)
{
    return joint_open(cx, rq, S("How I want it to be"), TAB_STORY,
                      (EntryKinds){ { ENTRY_PREFERENCE } }, j);
}

/* --- showing ---------------------------------------------------------------------------- */

static Str review_date(const Joint *j, int64_t due_ms)
{
    if (due_ms == 0) return S("");
    return date_iso(j->cx->arena, zone_moment(j->rq->practice->zone, due_ms).date);
}

static void fill_review(const Joint *j, const Entry *e, PreferenceRow *r)
{
    r->review = review_date(j, e->due_ms);
    r->due = e->due_ms && e->due_ms <= j->cx->now_ms;
    if (e->due_ms == 0) return;
    Str day = time_say_day_year(j->cx->arena, j->rq->practice->zone, e->due_ms);
    r->review_said = r->due
        ? arena_printf(j->cx->arena, "To be looked at again since " STR_FMT ". Does it still fit?", STR_ARG(day))
        : arena_printf(j->cx->arena, "To be looked at again by " STR_FMT ".", STR_ARG(day));
}

static PreferenceRow row_of(const Joint *j, PersonId person, PreferenceSlot slot)
{
    const Entry *e = preference_of(j->all.list, j->all.count, person, slot);
    PreferenceRow r = { .slot = preference_slot(slot), .about = preference_about(slot),
                        .changes = preference_changes(slot) };
    for (int i = 0; i < PREFERENCE_CHOICES_MAX; i++) r.choice[i] = preference_choice_say(slot, i + 1);
    if (!e) return r;
    JointCard card = joint_card(j, e);
    r.has = true;
    r.chosen = e->level;
    r.said = preference_choice_say(slot, e->level);
    r.words = preference_words(e);
    r.mine = e->audience != ENTRY_READ_BY_MEMBERS;
    r.act = card.act;
    r.history = card.history;
    r.has_history = card.has_history;
    fill_review(j, e, &r);
    return r;
}

static void keep_typed(Req *rq, PreferenceRow *r)
{
    r->open = true;
    r->chosen = req_int(rq, "choice", 0);
    r->words = req_text(rq, "text");
    r->review = req_text(rq, "review");
    r->mine = req_has(rq, "mine");
}

static Err fill_own(const Joint *j, PreferencesPage *p)
{
    PreferenceRow *rows = ARENA_ARRAY(j->cx->arena, PreferenceRow, PREFERENCE_COUNT);
    if (!rows) return fail(j->cx, ERR_LIMIT, "request too large");
    for (int s = 0; s < PREFERENCE_COUNT; s++) {
        rows[s] = row_of(j, j->rq->actor.person, (PreferenceSlot)s);
        if (!grant_is_client_view(j->rq->grant)) rows[s].changes = S("");   /* pages follow clients */
        if (j->rq->errors.count && str_eq(rows[s].slot, req_text(j->rq, "slot")))
            keep_typed(j->rq, &rows[s]);
    }
    p->rows = rows;
    p->row_count = PREFERENCE_COUNT;
    return OK;
}

static Err fill_group(const Joint *j, const Member *m, PreferenceGroup *g)
{
    PreferenceRow *rows = ARENA_ARRAY(j->cx->arena, PreferenceRow, PREFERENCE_COUNT);
    if (!rows) return fail(j->cx, ERR_LIMIT, "request too large");
    *g = (PreferenceGroup){ .who = card_who(j->rq, &j->work, m->person),
                            .voice = card_voice(&j->work, m->person), .rows = rows };
    for (int s = 0; s < PREFERENCE_COUNT; s++) {
        PreferenceRow r = row_of(j, m->person, (PreferenceSlot)s);
        if (r.has) rows[g->row_count++] = r;
    }
    return OK;
}

static Err fill_others(const Joint *j, PreferencesPage *p)
{
    PreferenceGroup *groups = ARENA_ARRAY(j->cx->arena, PreferenceGroup, MEMBERS_MAX);
    if (!groups) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < j->work.member_count; i++) {
        const Member *m = &j->work.member[i];
        if (uuid_eq(m->person.u, j->rq->actor.person.u)) continue;
        TRY(fill_group(j, m, &groups[p->group_count]));
        if (groups[p->group_count].row_count) p->group_count++;
    }
    p->groups = groups;
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const Joint *j)
{
    PreferencesPage *p = ARENA_NEW(cx->arena, PreferencesPage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    p->form = j->form;
    p->others = episode_others(cx->arena, &j->work, rq->actor.person);
    p->action = card_work_url(cx, rq, "/preferences");
    TRY(fill_own(j, p));
    TRY(fill_others(j, p));
    if (rq->errors.count) reply->status = 422;
    view_preferences(&reply->body, p);
    return OK;
}

Err page_preferences(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(open_page(cx, rq, &j));
    return show(cx, rq, reply, &j);
}

/* --- saving -------------------------------------------------------------------------------- */

typedef struct Wanted {
    PreferenceSlot slot;
    EntryNew fresh;
} Wanted;

static bool read_review(Req *rq, int64_t *ret_due_ms)
{
    Date date;
    Str typed = req_text(rq, "review");
    *ret_due_ms = 0;
    if (typed.len == 0) return true;
    if (!date_parse(typed, &date)) return false;
    *ret_due_ms = zone_instant(rq->practice->zone, date, (Clock){ .hour = 12 });
    return true;
}

/* The choice in words, then their own: the history tells both. */
static Str text_of(Ctx *cx, PreferenceSlot slot, int64_t choice, Str words)
{
    Str said = preference_choice_say(slot, choice);
    if (said.len == 0 || words.len == 0) return said.len ? said : words;
    return arena_printf(cx->arena, STR_FMT "\n" STR_FMT, STR_ARG(said), STR_ARG(words));
}

/* False: the form has to be finished. */
static bool read_wanted(Ctx *cx, Req *rq, Wanted *w)
{
    int64_t choice = req_int(rq, "choice", 0);
    Str slot = preference_slot(w->slot);
    if (preference_choice_say(w->slot, choice).len == 0) choice = 0;
    w->fresh = (EntryNew){ .kind = ENTRY_PREFERENCE, .slot = slot, .level = choice,
        .owner = rq->actor.person, .text = text_of(cx, w->slot, choice, req_text(rq, "text")),
        .audience = req_has(rq, "mine") ? ENTRY_READ_BY_AUTHOR : ENTRY_READ_BY_MEMBERS };
    if (!read_review(rq, &w->fresh.due_ms))
        field_errors_add(&rq->errors, slot, S("Write the day like 2026-12-03, or leave it open."));
    if (w->fresh.text.len == 0)
        field_errors_add(&rq->errors, slot, S("Choose one, or write a few words first."));
    return rq->errors.count == 0;
}

/* Kept to oneself before it is worded anew, shown only after: nobody reads it in between. */
static Err change(Ctx *cx, Req *rq, const Entry *e, const EntryNew *fresh)
{
    EpisodeId work = req_episode(rq);
    bool hide = fresh->audience == ENTRY_READ_BY_AUTHOR;
    bool turns = e->audience != fresh->audience;
    if (turns && hide) TRY(entry_share(cx, rq->tx, rq->grant, work, e->id, fresh->audience, NULL, 0));
    TRY(entry_word(cx, rq->tx, rq->grant, work, e->id, e->version, fresh->text));
    TRY(entry_set_level(cx, rq->tx, rq->grant, work, e->id, fresh->level));
    TRY(entry_set_due(cx, rq->tx, rq->grant, work, e->id, fresh->due_ms));
    if (turns && !hide) return entry_share(cx, rq->tx, rq->grant, work, e->id, fresh->audience, NULL, 0);
    return OK;
}

Err page_preference_save(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    EntryId id;
    Wanted w = { .slot = preference_parse(req_text(rq, "slot")) };
    if (w.slot == PREFERENCE_COUNT) return fail(cx, ERR_INVALID, "not one of the questions");
    TRY(open_page(cx, rq, &j));
    if (!read_wanted(cx, rq, &w)) return show(cx, rq, reply, &j);
    const Entry *e = preference_of(j.all.list, j.all.count, rq->actor.person, w.slot);
    if (e) TRY(change(cx, rq, e, &w.fresh));
    else TRY(entry_add(cx, rq->tx, rq->grant, req_episode(rq), &w.fresh, &id));
    return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/preferences#" STR_FMT,
                                      STR_ARG(req_path(rq, "episode")), STR_ARG(w.fresh.slot)));
}
