/* page_measures.c - the administrator: which questionnaires and norms are in force, since when,
 * under which licence; and installing one.  No answer of anybody is read here. */
#include "pages.h"
#include "../domain/response.h"
#include "../store/definition.h"
#include "../store/norm.h"
#include "../views/measures.h"
#include "views.h"

typedef struct Page {
    InstalledDefinitions all; /* by id, then newest first */
    NormVersions norms;
} Page;

/* What came back with faults in it. */
typedef struct Sent {
    const char *field;        /* "json", "norm"; NULL: nothing was sent */
    const DefinitionProblems *problems;
    Str why;                  /* said when there is no list */
} Sent;

static Str day_since(Ctx *cx, const Req *rq, int64_t at_ms)
{
    if (at_ms == 0) return S("came with the program");
    return arena_printf(cx->arena, "since " STR_FMT,
                        STR_ARG(time_say_day_year(cx->arena, rq->practice->zone, at_ms)));
}

static Str tier_say(const MeasureLicence *l)
{
    static const char *const tiers[] = { "", "Tier 1, core: anyone may reproduce it",
        "Tier 2, pack: redistribution with conditions", "Tier 3: licensed to the clinic" };
    return str_from_c(tiers[l->tier >= 1 && l->tier <= 3 ? l->tier : 0]);
}

static Str languages_say(Arena *a, const MeasureLicence *l)
{
    Str said = S("");
    for (size_t i = 0; i < l->language_count; i++)
        said = said.len ? arena_printf(a, STR_FMT ", " STR_FMT, STR_ARG(said), STR_ARG(l->languages[i]))
                        : l->languages[i];
    return said;
}

static Str attested_say(Arena *a, const Attestation *t)
{
    if (!t->by.len) return S("");
    return arena_printf(a, "by " STR_FMT "; " STR_FMT "%s" STR_FMT, STR_ARG(t->by),
                        STR_ARG(t->licence), t->until.len ? ", until " : "", STR_ARG(t->until));
}

static Str norm_say(Ctx *cx, const Req *rq, const Page *p, const Definition *d)
{
    for (size_t i = 0; i < p->norms.count; i++) {
        const NormVersion *n = &p->norms.list[i];
        if (!n->in_force || !str_eq(n->measure, d->id)) continue;
        return arena_printf(cx->arena, "version %lld, " STR_FMT ": " STR_FMT, (long long)n->version,
                            STR_ARG(day_since(cx, rq, n->at_ms)),
                            STR_ARG(course_norm_text(cx->arena, &n->norm)));
    }
    return S("");
}

/* Where this version is asked today. */
static Str form_say(const Definition *d, bool asked)
{
    if (!asked) return S("in no form");
    if (d->moment == MOMENT_AFTER_SESSION) return S("after every session");
    return S("in every check-in");
}

static bool is_asked(const Req *rq, const Definition *d)
{
    const Definition *loaded = measure_find_version(rq->app->measures, d->id, d->version);
    return loaded && response_form_asks(rq->app->measures, loaded);
}

static Err versions_fill(Ctx *cx, const Req *rq, const InstalledDefinition *all, size_t count,
                         MeasureShown *shown)
{
    MeasureVersionShown *list = ARENA_ARRAY(cx->arena, MeasureVersionShown, count);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < count; i++) {
        const Definition *d = all[i].definition;
        if (!d->complete) continue;
        list[shown->version_count++] = (MeasureVersionShown){ d->version,
            day_since(cx, rq, all[i].installed_at_ms),
            attested_say(cx->arena, &all[i].attested), all[i].in_force,
            all[i].in_force && (check_in_can_ask(d) || alliance_can_ask(d)) && !is_asked(rq, d),
            alliance_can_ask(d) };
    }
    shown->version = list;
    return OK;
}

static bool has_skeleton(const InstalledDefinition *all, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!all[i].definition->complete) return true;
    return false;
}

/* The versions of one id stand together; the one in force speaks, else the newest. */
static Err measure_shown(Ctx *cx, const Req *rq, const Page *p, size_t first, size_t count,
                         MeasureShown *ret_shown)
{
    const InstalledDefinition *all = &p->all.list[first], *speaks = all;
    for (size_t i = 0; i < count; i++)
        if (all[i].in_force) speaks = &all[i];
    const Definition *d = speaks->definition;
    const MeasureScale *scale = measure_main_scale(d);
    bool asked = is_asked(rq, d);
    *ret_shown = (MeasureShown){ .id = d->id, .title = d->title, .form = form_say(d, asked),
        .group = !d->complete ? MEASURE_SKELETON : asked ? MEASURE_ASKED : MEASURE_READY,
        .validated = d->validated, .notice = d->licence.notice,
        .languages = languages_say(cx->arena, &d->licence), .main_scale = scale ? scale->id : S(""),
        .licence = arena_printf(cx->arena, STR_FMT "; " STR_FMT "; " STR_FMT,
                                STR_ARG(tier_say(&d->licence)), STR_ARG(d->licence.holder),
                                STR_ARG(d->licence.text)),
        .attested = attested_say(cx->arena, &speaks->attested), .norm = norm_say(cx, rq, p, d) };
    if (has_skeleton(all, count))
        ret_shown->fill = url_printf(cx->arena, "/practice/measures/complete?id=" STR_FMT,
                                     STR_ARG(d->id));
    ret_shown->state = !speaks->in_force ? S("no version of it is asked")
        : arena_printf(cx->arena, "version " STR_FMT ", " STR_FMT, STR_ARG(d->version),
                       STR_ARG(day_since(cx, rq, speaks->installed_at_ms)));
    return versions_fill(cx, rq, all, count, ret_shown);
}

/* Small letters and large ones alike, of ASCII. */
static bool holds(Str text, Str part)
{
    for (size_t at = 0; at + part.len <= text.len; at++) {
        size_t i = 0;
        while (i < part.len && (text.ptr[at + i] | 0x20) == (part.ptr[i] | 0x20)) i++;
        if (i == part.len) return true;
    }
    return false;
}

static Err groups_fill(Ctx *cx, const MeasureShown *rows, size_t count, MeasuresPage *page)
{
    for (int group = 0; group < MEASURE_GROUPS; group++) {
        MeasureList *to = &page->group[group];
        MeasureShown *list = ARENA_ARRAY(cx->arena, MeasureShown, count + 1);
        if (!list) return fail(cx, ERR_LIMIT, "request too large");
        for (size_t i = 0; i < count; i++) {
            if (rows[i].group != (MeasureGroup)group) continue;
            page->skeleton_count += group == MEASURE_SKELETON;
            bool found = holds(rows[i].title, page->find) || holds(rows[i].id, page->find);
            if (group != MEASURE_SKELETON || found) list[to->count++] = rows[i];
        }
        to->list = list;
    }
    return OK;
}

static Err rows_fill(Ctx *cx, const Req *rq, const Page *p, MeasuresPage *page)
{
    size_t shown = 0;
    MeasureShown *rows = ARENA_ARRAY(cx->arena, MeasureShown, p->all.count + 1);
    if (!rows) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < p->all.count;) {
        size_t count = 1;
        Str id = p->all.list[i].definition->id;
        while (i + count < p->all.count && str_eq(p->all.list[i + count].definition->id, id)) count++;
        TRY(measure_shown(cx, rq, p, i, count, &rows[shown++]));
        i += count;
    }
    return groups_fill(cx, rows, shown, page);
}

/* --- what was typed, or a skeleton to start from ------------------------------------------ */

static Err problems_fill(Ctx *cx, const Sent *sent, MeasuresPage *page)
{
    size_t count = sent->problems ? sent->problems->count : 0;
    ProblemShown *list = ARENA_ARRAY(cx->arena, ProblemShown, count + 2);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < count; i++) {
        const DefinitionProblem *d = &sent->problems->list[i];
        Str where = d->line ? arena_printf(cx->arena, "line %lld, " STR_FMT, (long long)d->line,
                                           STR_ARG(d->path)) : d->path;
        list[page->problem_count++] = (ProblemShown){ where, d->text };
    }
    if (count == 0) list[page->problem_count++] = (ProblemShown){ S(""), sent->why };
    if (count && sent->problems->more)
        list[page->problem_count++] = (ProblemShown){ S(""), S("... and more after these") };
    page->problem = list;
    page->problem_field = str_from_c(sent->field);
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const Sent *sent)
{
    Page p;
    Frame frame;
    TRY(definition_list(cx, rq->tx, rq->grant, rq->app->builtin, &p.all));
    TRY(norm_list(cx, rq->tx, rq->grant, &p.norms));
    MeasuresPage page = { .idem = rq->idem, .json = req_text(rq, "json"), .by = req_text(rq, "by"),
        .licence = req_text(rq, "licence"), .until = req_text(rq, "until"),
        .norm_measure = sent && str_eq(str_from_c(sent->field), S("norm")) ? req_text(rq, "measure")
                                                                          : S(""),
        .norm_json = req_text(rq, "norm"), .install = url_local(S("/practice/measures")),
        .choose = url_local(S("/practice/measures/choose")),
        .norm = url_local(S("/practice/measures/norm")),
        .here = url_local(S("/practice/measures")), .find = req_text(rq, "find") };
    if (req_has(rq, "fill")) page.json = measure_builtin_json(req_text(rq, "fill"));
    TRY(rows_fill(cx, rq, &p, &page));
    if (sent) TRY(problems_fill(cx, sent, &page));
    TRY(frame_fill(cx, rq, S("Questionnaires"), FRAME_READ, TAB_MEASURES, &frame));
    if (rq->errors.count) reply->status = 422;
    view_measures(&reply->body, &frame, &rq->errors, &page);
    return OK;
}

/* Faults of what was sent stand beside its field; anything else goes on as an error. */
static Err again(Ctx *cx, Req *rq, Reply *reply, const char *field, Err err,
                 const DefinitionProblems *problems)
{
    if (err.kind != ERR_INVALID && err.kind != ERR_CONFLICT && err.kind != ERR_MISSING) return err;
    Sent sent = { field, problems, arena_printf(cx->arena, "%s", cx->err_text) };
    req_error(rq, field, sent.why);
    err_clear(cx);
    return show(cx, rq, reply, &sent);
}

Err page_measures(Ctx *cx, Req *rq, Reply *reply)
{
    return show(cx, rq, reply, NULL);
}

static Err done(Reply *reply)
{
    reply->practice_changed = true;
    return reply_go(reply, url_local(S("/practice/measures")));
}

Err page_measures_install(Ctx *cx, Req *rq, Reply *reply)
{
    Definition *made;
    Attestation attested = { req_text(rq, "by"), req_text(rq, "licence"), req_text(rq, "until") };
    DefinitionProblems *problems = ARENA_NEW(cx->arena, DefinitionProblems);
    if (!problems) return fail(cx, ERR_LIMIT, "request too large");
    Err err = definition_install(cx, rq->tx, rq->grant, rq->app->builtin, req_text(rq, "json"),
                                 &attested, problems, &made);
    return err.kind == ERR_NONE ? done(reply) : again(cx, rq, reply, "json", err, problems);
}

Err page_measures_choose(Ctx *cx, Req *rq, Reply *reply)
{
    TRY(definition_choose(cx, rq->tx, rq->grant, rq->app->builtin, req_text(rq, "id"),
                          req_text(rq, "version")));
    return done(reply);
}

Err page_measures_norm(Ctx *cx, Req *rq, Reply *reply)
{
    Str id = req_text(rq, "measure"), scale = req_text(rq, "scale");
    const Definition *d = measure_find(rq->app->measures, id);
    if (!d || !measure_scale(d, scale)) return fail(cx, ERR_MISSING, "there is no such scale");
    DefinitionProblems *problems = ARENA_NEW(cx->arena, DefinitionProblems);
    if (!problems) return fail(cx, ERR_LIMIT, "request too large");
    Err err = norm_save(cx, rq->tx, rq->grant, id, scale, req_text(rq, "norm"), problems);
    return err.kind == ERR_NONE ? done(reply) : again(cx, rq, reply, "norm", err, problems);
}
