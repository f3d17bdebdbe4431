/* page_rules.c - the rules by which something is noticed: the practice's, and those in which
 * one piece of work differs.  Both of the work read them; the therapist chooses. */
#include "pages.h"
#include "../store/episode.h"
#include "../store/person.h"
#include "../store/rules.h"
#include "../views/rules.h"
#include "views.h"

typedef struct Page {
    bool of_work;
    Episode work;             /* only then */
    RulesVersions house, own; /* own: of the work */
    People people;            /* of the practice's page: who chose */
} Page;

static Err page_load(Ctx *cx, Req *rq, Page *ret_page)
{
    EpisodeId e = req_episode(rq);
    Page p = { .of_work = !uuid_is_zero(e.u) };
    TRY(rules_of_practice(cx, rq->tx, rq->grant, &p.house));
    if (p.of_work) {
        TRY(episode_load(cx, rq->tx, rq->grant, e, &p.work));
        TRY(rules_of_work(cx, rq->tx, rq->grant, e, &p.own));
    } else {
        TRY(person_list(cx, rq->tx, rq->grant, &p.people));
    }
    *ret_page = p;
    return OK;
}

/* --- choices as they are shown -------------------------------------------------------- */

static Str own_label(Ctx *cx, RuleId id, int house)
{
    return arena_printf(cx->arena, "As the practice: " STR_FMT,
                        STR_ARG(rule_option_label(id, house < 0 ? 0 : house)));
}

static Err options_of(Ctx *cx, const Page *p, RuleId id, int house, int chosen, RuleShown *rule)
{
    const RuleRow *row = rule_row(id);
    RuleOptionShown *list = ARENA_ARRAY(cx->arena, RuleOptionShown, row->option_count + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    if (p->of_work)
        list[rule->option_count++] = (RuleOptionShown){ S(""), own_label(cx, id, house), chosen < 0 };
    for (size_t i = 0; i < row->option_count; i++)
        list[rule->option_count++] = (RuleOptionShown){ str_from_c(row->option[i].word),
            str_from_c(row->option[i].label), chosen == (int)i || (!p->of_work && chosen < 0 && i == 0) };
    rule->option = list;
    rule->chosen = chosen < 0 ? own_label(cx, id, house) : rule_option_label(id, chosen);
    return OK;
}

static Err group_fill(Ctx *cx, const Page *p, RuleGroup group, const RuleChoices *house,
                      const RuleChoices *chosen, RuleGroupShown *ret_group)
{
    RuleShown *list = ARENA_ARRAY(cx->arena, RuleShown, RULE_ID_COUNT);
    RuleGroupShown g = { .id = arena_printf(cx->arena, "group%d", (int)group),
                         .title = rule_group_title(group) };
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        const RuleRow *row = rule_row((RuleId)i);
        if (row->group != group) continue;
        RuleShown *r = &list[g.rule_count++];
        *r = (RuleShown){ .id = str_from_c(row->word), .title = str_from_c(row->title),
                          .hint_id = arena_printf(cx->arena, "%s-hint", row->word),
                          .hint = str_from_c(row->hint) };
        TRY(options_of(cx, p, (RuleId)i, house->option[i], chosen->option[i], r));
    }
    g.rule = list;
    *ret_group = g;
    return OK;
}

static Err groups_fill(Ctx *cx, const Page *p, const RuleChoices *chosen, RulesPage *page)
{
    RuleChoices house = rules_practice_now(&p->house);
    RuleGroupShown *list = ARENA_ARRAY(cx->arena, RuleGroupShown, RULE_GROUP_COUNT);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (int i = 0; i < RULE_GROUP_COUNT; i++)
        TRY(group_fill(cx, p, (RuleGroup)i, &house, chosen, &list[page->group_count++]));
    page->group = list;
    return OK;
}

/* --- who changed what -------------------------------------------------------------------- */

static Str who_chose(const Req *rq, const Page *p, PersonId person)
{
    if (uuid_eq(person.u, rq->actor.person.u)) return S("You");
    const Member *m = p->of_work ? episode_member(&p->work, person) : NULL;
    if (m) return profile_called(&m->profile);
    for (size_t i = 0; i < p->people.count; i++)
        if (uuid_eq(p->people.list[i].id.u, person.u)) return p->people.list[i].profile.name;
    return S("Someone who is no longer here");
}

static Err past_fill(Ctx *cx, const Req *rq, const Page *p, RulesPage *page)
{
    const RulesVersions *versions = p->of_work ? &p->own : &p->house;
    RulesPast *past = ARENA_ARRAY(cx->arena, RulesPast, versions->count + 1);
    if (!past) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < versions->count; i++) {
        const RulesVersion *v = &versions->list[i];
        RuleChange change[RULE_ID_COUNT];
        bool oldest = i + 1 == versions->count;
        if (oldest && v->version > 1) break;          /* older ones are not at hand to compare */
        RuleChoices start = p->of_work ? rules_as_practice() : rules_shipped();
        RuleChoices before = oldest ? start : versions->list[i + 1].choices;
        size_t count = rules_differ(&before, &v->choices, change);
        RuleChangeShown *list = ARENA_ARRAY(cx->arena, RuleChangeShown, count + 1);
        if (!list) return fail(cx, ERR_LIMIT, "request too large");
        for (size_t k = 0; k < count; k++)
            list[k] = (RuleChangeShown){ change[k].title, change[k].before, change[k].after };
        past[page->past_count++] = (RulesPast){
            time_say_when(cx->arena, rq->practice->zone, v->at_ms, cx->now_ms),
            who_chose(rq, p, v->by), list, count };
    }
    page->past = past;
    return OK;
}

/* --- the page ------------------------------------------------------------------------------ */

static void words_fill(Ctx *cx, const Req *rq, const Page *p, RulesPage *page)
{
    page->title = S("What is noticed");
    if (!p->of_work) {
        page->lead = S("Tandem points at some things so that people can talk about them. These are"
                       " the rules of this practice; a therapist may choose differently for one"
                       " piece of work, and client and therapist both read what holds there.");
        page->action = url_local(S("/practice/rules"));
        return;
    }
    page->lead = arena_printf(cx->arena, "Tandem points at some things so that you can talk about"
        " them. These rules hold for you and " STR_FMT ". Both of you can read them here.",
        STR_ARG(episode_others(cx->arena, &p->work, rq->actor.person)));
    page->action = url_printf(cx->arena, "/work/" STR_FMT "/rules", STR_ARG(req_path(rq, "episode")));
    page->back = url_printf(cx->arena, "/work/" STR_FMT "/progress",
                            STR_ARG(req_path(rq, "episode")));
    page->back_label = S("Back to how it goes");
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const RuleChoices *typed)
{
    Page p;
    Frame frame;
    TRY(page_load(cx, rq, &p));
    const RulesVersions *versions = p.of_work ? &p.own : &p.house;
    RuleChoices chosen = typed ? *typed : p.of_work ? rules_work_now(&p.own)
                                                    : rules_practice_now(&p.house);
    Action needs = p.of_work ? ACTION_RULES_WRITE : ACTION_PRACTICE_WRITE;
    RulesPage page = { .may_write = grant_may(rq->grant, needs), .idem = rq->idem,
                       .version = versions->count ? versions->list[0].version : 0 };
    words_fill(cx, rq, &p, &page);
    TRY(groups_fill(cx, &p, &chosen, &page));
    TRY(past_fill(cx, rq, &p, &page));
    TRY(frame_fill(cx, rq, page.title, FRAME_READ, p.of_work ? TAB_PROGRESS : TAB_RULES, &frame));
    if (rq->errors.count) reply->status = 422;
    view_rules(&reply->body, &frame, &rq->errors, &page);
    return OK;
}

/* A word that no option has is a field error; the rest of what was sent is kept. */
static RuleChoices typed_choices(Req *rq, bool of_work)
{
    RuleChoices typed = rules_as_practice();
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        const char *field = rule_row((RuleId)i)->word;
        int option = rule_option_parse((RuleId)i, req_text(rq, field));
        bool bad = option == RULE_NO_OPTION || (option == RULE_AS_PRACTICE && !of_work);
        if (bad) req_error(rq, field, S("Choose one of the options of this rule."));
        else typed.option[i] = option;
    }
    return typed;
}

Err page_rules(Ctx *cx, Req *rq, Reply *reply)
{
    return show(cx, rq, reply, NULL);
}

Err page_rules_save(Ctx *cx, Req *rq, Reply *reply)
{
    RuleChoices typed = typed_choices(rq, false);
    if (rq->errors.count) return show(cx, rq, reply, &typed);
    TRY(rules_save_practice(cx, rq->tx, rq->grant, req_int(rq, "version", 0), &typed));
    return reply_go(reply, url_local(S("/practice/rules")));
}

Err page_rules_work_save(Ctx *cx, Req *rq, Reply *reply)
{
    RuleChoices typed = typed_choices(rq, true);
    if (rq->errors.count) return show(cx, rq, reply, &typed);
    TRY(rules_save_work(cx, rq->tx, rq->grant, req_episode(rq), req_int(rq, "version", 0), &typed));
    return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/rules",
                                      STR_ARG(req_path(rq, "episode"))));
}
