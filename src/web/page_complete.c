/* page_complete.c - the administrator gives a skeleton its words, question by question: checked,
 * shown as it will be asked, and only then installed.  Nothing is stored before that. */
#include "pages.h"
#include "../measure/completion.h"
#include "../store/definition.h"
#include "../views/measures.h"
#include "views.h"

enum { HEAD = 3, ATTESTED = 4, ABOUT_MAX = 300 };

/* What was typed, or what there is to start from; owned by the request. */
typedef struct Words {
    Str version, title, lead, notice, language, by, on, licence, until;
    Str text[COMPLETION_ITEMS_MAX];
    Str own[COMPLETION_ITEMS_MAX];    /* one answer a line; "" = those of its set */
    Str label[COMPLETION_SETS_MAX][COMPLETION_LABELS_MAX];
} Words;

typedef struct Work {
    const Definition *d;              /* the skeleton */
    Str json;
    const InstalledDefinition *before; /* the version in force or installed last; may be NULL */
    size_t versions;                  /* how many there are of it, with the skeleton */
    bool possible;
    size_t set[COMPLETION_ITEMS_MAX], set_count;
    Words *words;
    const Definition *look;
} Work;

static Str text_name(Arena *a, size_t item) { return arena_printf(a, "text%zu", item + 1); }
static Str own_name(Arena *a, size_t item) { return arena_printf(a, "own%zu", item + 1); }

static Str label_name(Arena *a, size_t set, size_t label)
{
    return arena_printf(a, "label%zu_%zu", set + 1, label + 1);
}

static Str sent(const Req *rq, Str name)
{
    const Str *value = form_get(&rq->form, name);
    return value ? *value : S("");
}

/* The first item of a set speaks for it. */
static const MeasureItem *set_item(const Work *w, size_t set)
{
    size_t i = 0;
    while (w->set[i] != set) i++;
    return &w->d->items[i];
}

/* --- where the words come from ------------------------------------------------------------ */

static void words_sent(Arena *a, const Req *rq, const Work *w)
{
    Words *to = w->words;
    *to = (Words){ .version = req_text(rq, "version"), .title = req_text(rq, "title"),
        .lead = req_text(rq, "lead"), .notice = req_text(rq, "notice"),
        .language = req_text(rq, "language"), .by = req_text(rq, "by"), .on = req_text(rq, "on"),
        .licence = req_text(rq, "licence"), .until = req_text(rq, "until") };
    for (size_t i = 0; i < w->d->item_count; i++) {
        to->text[i] = sent(rq, text_name(a, i));
        to->own[i] = sent(rq, own_name(a, i));
    }
    for (size_t s = 0; s < w->set_count; s++)
        for (size_t k = 0; k < COMPLETION_LABELS_MAX; k++) to->label[s][k] = sent(rq, label_name(a, s, k));
}

static Str lines_of(Arena *a, const MeasureItem *item)
{
    Str all = S("");
    for (size_t k = 0; k < completion_labels(item); k++)
        all = arena_printf(a, STR_FMT "%s" STR_FMT, STR_ARG(all), k ? "\n" : "",
                           STR_ARG(completion_label(item, k)));
    return all;
}

/* A new version starts from the words of the one before. */
static void words_before(Arena *a, const Work *w, const Definition *d)
{
    Words *to = w->words;
    to->lead = d->lead;
    to->notice = d->licence.notice;
    to->title = d->title;
    for (size_t i = 0; i < d->item_count; i++) {
        const MeasureItem *item = &d->items[i];
        size_t set = w->set[i];
        to->text[i] = item->text;
        if (set == COMPLETION_SETS_MAX || completion_labels(item) != completion_labels(&w->d->items[i]))
            continue;
        Str own = lines_of(a, item), shared = lines_of(a, &d->items[set_item(w, set) - w->d->items]);
        if (!str_eq(own, shared)) to->own[i] = own;
        for (size_t k = 0; k < completion_labels(item) && str_eq(own, shared); k++)
            to->label[set][k] = completion_label(item, k);
    }
}

static void words_begin(Ctx *cx, const Req *rq, const Work *w)
{
    Date today = zone_moment(rq->practice->zone, cx->now_ms).date;
    Str version = arena_printf(cx->arena, "1.%zu.0", w->versions);
    if (str_eq(version, w->d->version)) version = arena_printf(cx->arena, "1.%zu.0", w->versions + 1);
    *w->words = (Words){ .title = w->d->title, .version = version,
        .language = w->d->licence.language_count ? w->d->licence.languages[0] : S("en"),
        .on = date_iso(cx->arena, today) };
    if (!w->before || w->before->definition->item_count != w->d->item_count) return;
    words_before(cx->arena, w, w->before->definition);
    w->words->by = w->before->attested.by;
    w->words->licence = w->before->attested.licence;
    w->words->until = w->before->attested.until;
}

/* --- what is still to be finished --------------------------------------------------------- */

static void want(Req *rq, Str name, Str value, Str say)
{
    if (value.len == 0) field_errors_add(&rq->errors, name, say);
}

static void want_date(Req *rq, const char *name, Str value)
{
    Date date;
    if (value.len && !date_parse(value, &date)) req_error(rq, name, S("Write a day as 2027-03-31."));
}

/* One answer a line; the lines are kept as they were typed. */
static size_t own_lines(const Words *words, size_t item, Str *ret_label)
{
    Str rest = words->own[item], line;
    size_t count = 0;
    while (rest.len && str_cut(&rest, '\n', &line)) {
        if (str_trim(line).len == 0) continue;
        if (count < COMPLETION_LABELS_MAX) ret_label[count] = str_trim(line);
        count++;
    }
    return count;
}

static void check_item(Ctx *cx, Req *rq, const Work *w, size_t i, CompletionItem *ret_item)
{
    const Words *words = w->words;
    const MeasureItem *item = &w->d->items[i];
    size_t wanted = completion_labels(item);
    Str *label = ARENA_ARRAY(cx->arena, Str, COMPLETION_LABELS_MAX);
    want(rq, text_name(cx->arena, i), words->text[i],
         arena_printf(cx->arena, "Write question %zu.", i + 1));
    *ret_item = (CompletionItem){ words->text[i], label };
    if (!label || wanted == 0) return;
    size_t own = own_lines(words, i, label);
    if (own > 0 && own != wanted)
        field_errors_add(&rq->errors, own_name(cx->arena, i), arena_printf(cx->arena,
            "Question %zu has %zu answers: write each on a line, the lowest first. Here are %zu.",
            i + 1, wanted, own));
    for (size_t k = 0; k < wanted && own == 0; k++) label[k] = words->label[w->set[i]][k];
}

/* Only where a question takes its answers from the set; before the questions, as on the page. */
static void check_labels(Ctx *cx, Req *rq, const Work *w, size_t i)
{
    Arena *a = cx->arena;
    const MeasureItem *item = &w->d->items[i];
    size_t wanted = str_trim(w->words->own[i]).len ? 0 : completion_labels(item);
    for (size_t k = 0; k < wanted; k++)
        want(rq, label_name(a, w->set[i], k), w->words->label[w->set[i]][k], arena_printf(a,
             "Write the answer that stands for " STR_FMT ".", STR_ARG(completion_label_say(a, item, k))));
}

static void check_head(Req *rq, const Words *w)
{
    want(rq, S("title"), w->title, S("Write what it is called."));
    want(rq, S("version"), w->version, S("Give it a version, such as 1.1.0."));
    want(rq, S("language"), w->language, S("Say in which language it is, such as en."));
    want(rq, S("by"), w->by, S("Write who answers for the licence."));
    want(rq, S("licence"), w->licence, S("Write which licence it is: contract, number, or letter."));
    want(rq, S("on"), w->on, S("Write the day on which they say so, as 2026-11-22."));
    want_date(rq, "on", w->on);
    want_date(rq, "until", w->until);
}

/* The definition's text, when nothing is left to finish in the fields. */
static Err complete(Ctx *cx, Req *rq, const Work *w, Str *ret_json)
{
    const Words *s = w->words;
    CompletionItem *item = ARENA_ARRAY(cx->arena, CompletionItem, w->d->item_count + 1);
    if (!item) return fail(cx, ERR_LIMIT, "request too large");
    check_head(rq, s);
    for (size_t i = 0; i < w->d->item_count; i++) check_labels(cx, rq, w, i);
    for (size_t i = 0; i < w->d->item_count; i++) check_item(cx, rq, w, i, &item[i]);
    if (rq->errors.count) return OK;
    Completion with = { .version = s->version, .title = s->title, .lead = s->lead,
        .notice = s->notice, .language = s->language, .attested_by = s->by, .attested_at = s->on,
        .reference = s->licence, .expires = s->until, .item = item,
        .item_count = w->d->item_count };
    return measure_complete(cx, cx->arena, w->json, &with, ret_json);
}

/* --- showing it --------------------------------------------------------------------------- */

static Str about_item(Ctx *cx, const Definition *d, size_t item)
{
    Out o = out_open(cx->arena, ABOUT_MAX);
    const MeasureItem *it = &d->items[item];
    bool reversed = false;
    for (size_t s = 0; s < d->scale_count; s++)
        for (size_t k = 0; k < d->scales[s].item_count; k++)
            reversed = reversed || (d->scales[s].items[k].index == item && d->scales[s].items[k].reverse);
    if (it->kind == ITEM_LINE)
        out_raw(&o, arena_printf(cx->arena, "A line from %g to %g. ", it->low, it->high));
    if (it->kind == ITEM_YESNO) out_raw(&o, S("Answered with yes or no. "));
    if (reversed) out_raw(&o, S("Counted the other way round. "));
    for (size_t f = 0; f < d->flag_count; f++)
        if (d->flags[f].item == item && d->flags[f].kind == FLAG_RISK)
            out_raw(&o, S("About safety: such an answer reaches the therapist at once."));
    return str_trim(out_str(&o));
}

/* "Answers of questions 1, 2 and 5"; of all of them: "Answers". */
static Str set_legend(Ctx *cx, const Work *w, size_t set)
{
    Str list = S("");
    size_t count = 0;
    for (size_t i = 0; i < w->d->item_count; i++) {
        if (w->set[i] != set) continue;
        list = count++ ? arena_printf(cx->arena, STR_FMT ", %zu", STR_ARG(list), i + 1)
                       : arena_printf(cx->arena, "%zu", i + 1);
    }
    if (count == w->d->item_count) return S("Answers of all questions");
    return arena_printf(cx->arena, "Answers of question%s " STR_FMT, count == 1 ? "" : "s",
                        STR_ARG(list));
}

static Err sets_fill(Ctx *cx, const Work *w, CompletePage *page)
{
    Arena *a = cx->arena;
    CompleteSet *sets = ARENA_ARRAY(a, CompleteSet, w->set_count + 1);
    if (!sets) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t s = 0; s < w->set_count; s++) {
        const MeasureItem *item = set_item(w, s);
        size_t count = completion_labels(item);
        CompleteField *label = ARENA_ARRAY(a, CompleteField, count + 1);
        if (!label) return fail(cx, ERR_LIMIT, "request too large");
        for (size_t k = 0; k < count; k++)
            label[k] = (CompleteField){ label_name(a, s, k),
                arena_join(a, S("For "), completion_label_say(a, item, k)), w->words->label[s][k] };
        sets[s] = (CompleteSet){ set_legend(cx, w, s), label, count };
    }
    page->set = sets;
    page->set_count = w->set_count;
    return OK;
}

static Err items_fill(Ctx *cx, const Work *w, CompletePage *page)
{
    Arena *a = cx->arena;
    CompleteItem *items = ARENA_ARRAY(a, CompleteItem, w->d->item_count + 1);
    if (!items) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < w->d->item_count; i++) {
        size_t answers = completion_labels(&w->d->items[i]);
        items[i] = (CompleteItem){ .about = about_item(cx, w->d, i),
            .text = { text_name(a, i), arena_printf(a, "Question %zu", i + 1), w->words->text[i] } };
        if (answers == 0) continue;
        items[i].own = (CompleteField){ own_name(a, i), arena_printf(a,
            "Answers of question %zu alone: %zu lines, the lowest first", i + 1, answers),
            w->words->own[i] };
    }
    page->item = items;
    page->item_count = w->d->item_count;
    return OK;
}

static Err head_fill(Ctx *cx, const Work *w, CompletePage *page)
{
    const Words *s = w->words;
    CompleteField *head = ARENA_ARRAY(cx->arena, CompleteField, HEAD);
    CompleteField *attested = ARENA_ARRAY(cx->arena, CompleteField, ATTESTED);
    if (!head || !attested) return fail(cx, ERR_LIMIT, "request too large");
    head[0] = (CompleteField){ S("title"), S("Title, as the owner writes it"), s->title };
    head[1] = (CompleteField){ S("version"), S("Version: yours, never used before"), s->version };
    head[2] = (CompleteField){ S("language"), S("Language, such as en"), s->language };
    attested[0] = (CompleteField){ S("by"), S("Who answers for it: a name"), s->by };
    attested[1] = (CompleteField){ S("on"), S("They say so on, as 2026-11-22"), s->on };
    attested[2] = (CompleteField){ S("licence"),
        S("Licence: contract, number, letter or address of the terms"), s->licence };
    attested[3] = (CompleteField){ S("until"), S("Until, as 2027-03-31; empty when it has no end"),
                                   s->until };
    page->lead = (CompleteField){ S("lead"), S("The line above the questions; may be empty"), s->lead };
    page->notice = (CompleteField){ S("notice"),
        S("The owner’s notice, which whoever answers has to see; may be empty"), s->notice };
    page->head = head;
    page->attested = attested;
    page->head_count = HEAD;
    page->attested_count = ATTESTED;
    return OK;
}

static Str score_say(Ctx *cx, const MeasureScale *s)
{
    Str said = arena_printf(cx->arena, STR_FMT ": the %s of %zu question%s, %g to %g, %s",
        STR_ARG(s->title), s->method == SCALE_SUM ? "sum" : "mean", s->item_count,
        s->item_count == 1 ? "" : "s", s->low, s->high,
        s->direction == SCALE_LOWER_IS_BETTER ? "lower is better" : "higher is better");
    if (s->cutoff.known) said = arena_printf(cx->arena, STR_FMT "; line at %g (" STR_FMT ")",
                                             STR_ARG(said), s->cutoff.value, STR_ARG(s->cutoff.source));
    if (s->reliable.known) said = arena_printf(cx->arena, STR_FMT "; a change counts from %g ("
        STR_FMT ")", STR_ARG(said), s->reliable.value, STR_ARG(s->reliable.source));
    return arena_join(cx->arena, said, S("."));
}

static Err look_fill(Ctx *cx, const Work *w, CompletePage *page)
{
    Str *score = ARENA_ARRAY(cx->arena, Str, w->d->scale_count + 1);
    if (!score) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < w->d->scale_count; i++) score[i] = score_say(cx, &w->d->scales[i]);
    page->look = w->look;
    page->score = score;
    page->score_count = w->d->scale_count;
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const Work *w)
{
    Frame frame;
    Arena *a = cx->arena;
    CompletePage page = { .id = w->d->id, .title = w->d->title, .possible = w->possible,
        .licence = arena_printf(a, STR_FMT "; " STR_FMT, STR_ARG(w->d->licence.holder),
                                STR_ARG(w->d->licence.text)),
        .source = w->d->licence.source, .idem = rq->idem,
        .action = url_local(S("/practice/measures/complete")),
        .back = url_local(S("/practice/measures")),
        .as_text = url_printf(a, "/practice/measures?fill=" STR_FMT "#add", STR_ARG(w->d->id)) };
    if (w->possible) {
        TRY(head_fill(cx, w, &page));
        TRY(sets_fill(cx, w, &page));
        TRY(items_fill(cx, w, &page));
        TRY(look_fill(cx, w, &page));
    }
    TRY(frame_fill(cx, rq, arena_join(a, S("Complete "), w->d->title), FRAME_READ, TAB_MEASURES,
                   &frame));
    if (rq->errors.count) reply->status = 422;
    view_measure_complete(&reply->body, &frame, &rq->errors, &page);
    return OK;
}

/* --- the skeleton -------------------------------------------------------------------------- */

static Err work_load(Ctx *cx, Req *rq, Work *w)
{
    InstalledDefinitions all;
    Str id = req_text(rq, "id");
    *w = (Work){ .words = ARENA_NEW(cx->arena, Words) };
    if (!w->words) return fail(cx, ERR_LIMIT, "request too large");
    TRY(definition_list(cx, rq->tx, rq->grant, rq->app->builtin, &all));
    for (size_t i = 0; i < all.count; i++) {
        const InstalledDefinition *it = &all.list[i];
        if (!str_eq(it->definition->id, id)) continue;
        w->versions++;
        if (!it->definition->complete) w->d = it->definition;
        else if (!w->before || it->in_force) w->before = it;
    }
    if (!w->d) return fail(cx, ERR_MISSING, "there is no such skeleton");
    w->json = measure_builtin_json(id);
    w->possible = completion_possible(w->d);
    if (w->possible) w->set_count = completion_sets(w->d, w->set);
    return OK;
}

Err page_complete(Ctx *cx, Req *rq, Reply *reply)
{
    Work w;
    TRY(work_load(cx, rq, &w));
    if (w.possible) words_begin(cx, rq, &w);
    return show(cx, rq, reply, &w);
}

/* --- checking, looking, installing ---------------------------------------------------------- */

/* What the reader of definitions finds belongs to no single field: it is said at the version. */
static Err to_field(Ctx *cx, Req *rq, Err err)
{
    if (err.kind != ERR_INVALID && err.kind != ERR_CONFLICT) return err;
    req_error(rq, "version", arena_printf(cx->arena, "%s", cx->err_text));
    err_clear(cx);
    return OK;
}

static Err look_at(Ctx *cx, Req *rq, Work *w, Str json, const Attestation *attested)
{
    Definition *made = NULL;
    Err err = definition_check(cx, cx->arena, json, attested, NULL, &made);
    if (err.kind == ERR_NONE && measure_find_version(rq->app->measures, made->id, made->version))
        err = fail(cx, ERR_CONFLICT, "This version is there already, and a version is never "
                   "changed: give this one a new version.");
    w->look = err.kind == ERR_NONE ? made : NULL;
    return err.kind == ERR_NONE ? OK : to_field(cx, rq, err);
}

Err page_complete_do(Ctx *cx, Req *rq, Reply *reply)
{
    Work w;
    Str json = S("");
    Definition *made = NULL;
    TRY(work_load(cx, rq, &w));
    if (!w.possible) return show(cx, rq, reply, &w);
    words_sent(cx->arena, rq, &w);
    TRY(complete(cx, rq, &w, &json));
    if (rq->errors.count) return show(cx, rq, reply, &w);
    Attestation attested = { w.words->by, w.words->licence, w.words->until };
    if (!str_eq(req_text(rq, "step"), S("install"))) {
        TRY(look_at(cx, rq, &w, json, &attested));
        return show(cx, rq, reply, &w);
    }
    Err err = definition_install(cx, rq->tx, rq->grant, rq->app->builtin, json, &attested, NULL,
                                 &made);
    if (err.kind != ERR_NONE) {
        TRY(to_field(cx, rq, err));
        return show(cx, rq, reply, &w);
    }
    reply->practice_changed = true;
    return reply_go(reply, url_local(S("/practice/measures")));
}
