/* measure_definition.c - `tandem measure list | show | check | install | installed | export`. */
#include "measure_definition.h"
#include "measure.h"
#include "measure_io.h"
#include "open.h"
#include "../base/file.h"
#include "../store/definition.h"

enum { FILE_MAX = 1 << 20 };

/* --- naming one ------------------------------------------------------------------------ */

void definition_complain(Out *out, Str file, const DefinitionProblems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        const DefinitionProblem *p = &problems->list[i];
        out_raw(out, S("tandem: "));
        out_raw(out, file);
        if (p->line > 0) out_raw(out, arena_printf(out->arena, " line %lld", (long long)p->line));
        out_raw(out, S(": "));
        out_raw(out, p->path);
        if (p->path.len) out_raw(out, S(": "));
        out_raw(out, p->text);
        out_raw(out, S("\n"));
    }
    if (problems->more) out_raw(out, S("tandem: ... and more\n"));
}

static bool is_file(Str name)
{
    return str_eq(name, S("-")) || str_contains(name, S("/")) || str_ends(name, S(".json"));
}

/* Faults in a file are the file's, not the command's words. */
static Err as_fault(Ctx *cx, Err err)
{
    if (err.kind != ERR_INVALID) return err;
    Str why = arena_printf(cx->arena, "%s", cx->err_text);
    err_clear(cx);
    return fail(cx, ERR_CONFLICT, STR_FMT, STR_ARG(why));
}

static Err parse_file(Ctx *cx, Out *out, Str name, Str json, const Definition **ret_definition)
{
    DefinitionProblems *problems = ARENA_NEW(cx->arena, DefinitionProblems);
    Definition *d = NULL;
    if (!problems) return fail(cx, ERR_LIMIT, "out of memory");
    Err err = measure_definition_parse(cx, cx->arena, json, problems, &d);
    if (err.kind == ERR_INVALID) definition_complain(out, name, problems);
    TRY(as_fault(cx, err));
    *ret_definition = d;
    return OK;
}

static Err read_file(Ctx *cx, Str name, Str *ret_json)
{
    Err err = file_read(cx, str_eq(name, S("-")) ? "/dev/stdin" : arena_c(cx->arena, name),
                        FILE_MAX, ret_json);
    if (err.kind != ERR_STORE && err.kind != ERR_MISSING) return err;
    err_clear(cx);
    return fail(cx, ERR_MISSING, "cannot read " STR_FMT, STR_ARG(str_first_chars(name, 100)));
}

/* The version in force in a practice, asked of the server where one runs. */
static Err installed_json(Ctx *cx, const char *data_dir, Str id, Str *ret_json)
{
    Command *ask = ARENA_NEW(cx->arena, Command);
    Out text = out_open(cx->arena, FILE_MAX);
    App *app = NULL;
    OpenOptions options = { 0 };
    int exit_code = 0;
    if (!ask) return fail(cx, ERR_LIMIT, "out of memory");
    *ask = (Command){ .word = { id }, .word_count = 1, .data_dir = data_dir };
    Err err = app_open(cx, data_dir, &options, &app);
    if (err.kind == ERR_BUSY) {
        err_clear(cx);
        err = control_send(cx, data_dir, "measure export", ask, &text, &exit_code);
    } else if (err.kind == ERR_NONE) {
        err = measure_export(cx, app, ask, &text);
    }
    app_close(app);
    TRY(err);
    if (exit_code) return fail(cx, ERR_MISSING, "the running server has no questionnaire '" STR_FMT
                               "' in force", STR_ARG(str_first_chars(id, 40)));
    *ret_json = out_str(&text);
    return OK;
}

Err definition_named(Ctx *cx, Out *out, const Command *c, Str name, const Definition **ret_definition,
                     Str *ret_json)
{
    MeasureSet *set = NULL;
    if (is_file(name)) {
        TRY(read_file(cx, name, ret_json));
        return parse_file(cx, out, name, *ret_json, ret_definition);
    }
    if (command_option(c, "data").len) {
        TRY(installed_json(cx, c->data_dir, name, ret_json));
        return parse_file(cx, out, name, *ret_json, ret_definition);
    }
    TRY(measure_catalogue(cx, cx->arena, &set));
    const Definition *d = measure_find(set, name);
    if (!d) return fail(cx, ERR_MISSING, "no questionnaire '" STR_FMT "'; `tandem measure list` "
                        "names them, and a file can be named as well", STR_ARG(str_first_chars(name, 40)));
    *ret_definition = d;
    *ret_json = measure_builtin_json(d->id);
    return OK;
}

/* --- list --------------------------------------------------------------------------------- */

#define LIST_NAMES "id version tier state items scales rater target title"

static Str state_of(const Definition *d)
{
    return d->complete ? S("ready") : S("skeleton");
}

static Str scales_of(Arena *arena, const Definition *d)
{
    Out o = out_open(arena, 2000);
    for (size_t i = 0; i < d->scale_count; i++) {
        if (i) out_raw(&o, S(" "));
        out_raw(&o, d->scales[i].id);
    }
    return out_str(&o);
}

static Err put_listed(Ctx *cx, TableOut *t, const Definition *d, Str state)
{
    table_put(t, d->id);
    table_put(t, d->version);
    table_put_count(t, (size_t)d->licence.tier);
    table_put(t, state);
    table_put_count(t, d->item_count);
    table_put(t, scales_of(cx->arena, d));
    table_put(t, measure_rater_word(d->rater));
    table_put(t, measure_target_word(d->target));
    table_put(t, d->title);
    return table_end_row(cx, t);
}

Err measure_list(Ctx *cx, const Command *c, Out *out)
{
    (void)out;
    MeasureSet *set = NULL;
    TableOut *t = NULL;
    TRY(words_want(cx, c, 0, "no file"));
    TRY(measure_catalogue(cx, cx->arena, &set));
    TRY(table_write(cx, c, LIST_NAMES, &t));
    Err err = OK;
    for (size_t i = 0; i < set->count && err.kind == ERR_NONE; i++)
        err = put_listed(cx, t, set->list[i], state_of(set->list[i]));
    if (err.kind == ERR_NONE) err = table_done(cx, t);
    table_drop(t);
    return err;
}

/* --- show ------------------------------------------------------------------------------------ */

static void put_line(Out *out, const char *name, Str text)
{
    if (text.len) out_raw(out, arena_printf(out->arena, "%-12s " STR_FMT "\n", name, STR_ARG(text)));
}

static void show_item(Out *out, const MeasureItem *item, size_t number)
{
    Str words = item->text.len ? item->text : S("(the words are the clinic's to fill in)");
    out_raw(out, arena_printf(out->arena, "  item%-3zu %-14.*s " STR_FMT "\n", number, STR_ARG(item->id),
                              STR_ARG(words)));
    for (size_t i = 0; i < item->option_count; i++)
        out_raw(out, arena_printf(out->arena, "            %6g  " STR_FMT "\n", item->options[i].value,
                                  STR_ARG(item->options[i].text)));
    if (item->kind == ITEM_LINE)
        out_raw(out, arena_printf(out->arena, "            %g (" STR_FMT ") to %g (" STR_FMT ")\n",
                                  item->low, STR_ARG(item->low_text), item->high,
                                  STR_ARG(item->high_text)));
}

static void show_threshold(Out *out, const char *name, const Threshold *t)
{
    if (!t->known) return;
    out_raw(out, arena_printf(out->arena, "    %-16s %g, " STR_FMT " " STR_FMT " (" STR_FMT ")\n", name,
                              t->value, STR_ARG(threshold_rule_word(t->rule)), STR_ARG(t->method),
                              STR_ARG(t->source)));
}

static void show_scale(Out *out, const Definition *d, const MeasureScale *s)
{
    out_raw(out, arena_printf(out->arena, "  " STR_FMT ": " STR_FMT ", %s of", STR_ARG(s->id),
                              STR_ARG(s->title), s->method == SCALE_SUM ? "sum" : "mean"));
    for (size_t i = 0; i < s->item_count; i++) {
        const MeasureItem *item = &d->items[s->items[i].index];
        out_raw(out, arena_printf(out->arena, " %s" STR_FMT, s->items[i].reverse ? "reversed:" : "",
                                  STR_ARG(item->id)));
    }
    out_raw(out, arena_printf(out->arena, "%s; %g to %g, %s is better; %zu may be missing (" STR_FMT ")\n",
                              s->lookup ? ", by table" : "", s->low, s->high,
                              s->direction == SCALE_LOWER_IS_BETTER ? "lower" : "higher",
                              s->missing_allowed, STR_ARG(proration_word(s->proration))));
    if (s->multiply != 1) out_raw(out, arena_printf(out->arena, "    times %g\n", s->multiply));
    show_threshold(out, "cut-off", &s->cutoff);
    show_threshold(out, "reliable change", &s->reliable);
    for (size_t i = 0; i < s->band_count; i++)
        out_raw(out, arena_printf(out->arena, "    from %-10g " STR_FMT " (" STR_FMT ")\n",
                                  s->bands[i].from, STR_ARG(s->bands[i].label),
                                  STR_ARG(s->bands[i].source)));
}

static void show_licence(Out *out, const MeasureLicence *l)
{
    put_line(out, "licence", arena_printf(out->arena, "tier %d: " STR_FMT, l->tier, STR_ARG(l->text)));
    put_line(out, "holder", l->holder);
    put_line(out, "notice", l->notice);
    put_line(out, "source", l->source);
}

static void show(Out *out, const Definition *d)
{
    out_raw(out, arena_printf(out->arena, STR_FMT " " STR_FMT ": " STR_FMT "\n", STR_ARG(d->id),
                              STR_ARG(d->version), STR_ARG(d->title)));
    put_line(out, "about", d->description);
    put_line(out, "state", state_of(d));
    put_line(out, "validated", d->validated ? S("yes") : S("no"));
    put_line(out, "coding", d->coding);
    show_licence(out, &d->licence);
    put_line(out, "asks", d->lead);
    for (size_t i = 0; i < d->item_count; i++) show_item(out, &d->items[i], i + 1);
    out_raw(out, S("scales\n"));
    for (size_t i = 0; i < d->scale_count; i++) show_scale(out, d, &d->scales[i]);
    for (size_t i = 0; i < d->flag_count; i++)
        out_raw(out, arena_printf(out->arena, "  " STR_FMT " when " STR_FMT " is " STR_FMT " %g (" STR_FMT ")\n",
                                  STR_ARG(flag_kind_word(d->flags[i].kind)),
                                  STR_ARG(d->items[d->flags[i].item].id),
                                  STR_ARG(threshold_rule_word(d->flags[i].when.rule)),
                                  d->flags[i].when.value, STR_ARG(d->flags[i].when.source)));
}

Err measure_show(Ctx *cx, const Command *c, Out *out)
{
    const Definition *d = NULL;
    Str json;
    TRY(words_want(cx, c, 1, "the id of one questionnaire, or a file,"));
    TRY(definition_named(cx, out, c, c->word[0], &d, &json));
    if (command_flag(c, "json")) out_raw(out, json);
    else show(out, d);
    return OK;
}

/* --- check -------------------------------------------------------------------------------------- */

Err measure_check(Ctx *cx, const Command *c, Out *out)
{
    const Definition *d = NULL;
    Str json;
    TRY(words_want(cx, c, 1, "one file, or - for standard input,"));
    TRY(read_file(cx, c->word[0], &json));
    TRY(parse_file(cx, out, c->word[0], json, &d));
    out_raw(out, arena_printf(cx->arena, STR_FMT " " STR_FMT ": %zu item%s, %zu scale%s, tier %d, " STR_FMT
                              "; nothing to mend\n", STR_ARG(d->id), STR_ARG(d->version), d->item_count,
                              d->item_count == 1 ? "" : "s", d->scale_count,
                              d->scale_count == 1 ? "" : "s", d->licence.tier, STR_ARG(state_of(d))));
    return OK;
}

/* --- install --------------------------------------------------------------------------------------- */

typedef struct Install {
    App *app;
    Str json;
    Attestation attested;
    DefinitionProblems *problems;
    Definition *definition;
    InstalledDefinitions list;
} Install;

static Err job_install(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Install *in = arg;
    return definition_install(cx, tx, g, in->app->builtin, in->json, &in->attested, in->problems,
                              &in->definition);
}

Err measure_install(Ctx *cx, App *app, const Command *c, Out *out)
{
    Install *in = ARENA_NEW(cx->arena, Install);
    if (!in) return fail(cx, ERR_LIMIT, "out of memory");
    *in = (Install){ .app = app, .json = c->input,
                     .attested = { command_option(c, "attested-by"), command_option(c, "licence"),
                                   command_option(c, "until") } };
    in->problems = ARENA_NEW(cx->arena, DefinitionProblems);
    if (!in->problems) return fail(cx, ERR_LIMIT, "out of memory");
    Err err = command_write(cx, app, ACTION_PRACTICE_WRITE, job_install, in);
    if (err.kind == ERR_INVALID)
        definition_complain(out, c->word_count ? c->word[0] : S("file"), in->problems);
    TRY(as_fault(cx, err));
    TRY(app_reload_practice(cx, app));
    out_raw(out, arena_printf(cx->arena, STR_FMT " " STR_FMT " is installed and in force.\n",
                              STR_ARG(in->definition->id), STR_ARG(in->definition->version)));
    return OK;
}

static Err job_installed(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Install *in = arg;
    return definition_list(cx, tx, g, in->app->builtin, &in->list);
}

Err measure_installed(Ctx *cx, App *app, const Command *c, Out *out)
{
    Install in = { .app = app };
    TRY(words_want(cx, c, 0, "no file"));
    TRY(command_write(cx, app, ACTION_PRACTICE_WRITE, job_installed, &in));
    for (size_t i = 0; i < in.list.count; i++) {
        const InstalledDefinition *one = &in.list.list[i];
        const Definition *d = one->definition;
        Str since = one->installed_at_ms ? time_iso_utc(cx->arena, one->installed_at_ms)
                                         : S("came with the program");
        out_raw(out, arena_printf(cx->arena, "%-9s %-26.*s %-10.*s tier %d  " STR_FMT "%s" STR_FMT "\n",
                                  one->in_force ? "in force" : "-", STR_ARG(d->id), STR_ARG(d->version),
                                  d->licence.tier, STR_ARG(since), one->attested.by.len ? ", attested by " : "",
                                  STR_ARG(one->attested.by)));
    }
    return OK;
}

Err measure_export(Ctx *cx, App *app, const Command *c, Out *out)
{
    Install in = { .app = app };
    TRY(words_want(cx, c, 1, "the id of one questionnaire"));
    TRY(command_write(cx, app, ACTION_PRACTICE_WRITE, job_installed, &in));
    for (size_t i = 0; i < in.list.count; i++) {
        const InstalledDefinition *one = &in.list.list[i];
        if (!one->in_force || !str_eq(one->definition->id, c->word[0])) continue;
        out_raw(out, one->json.len ? one->json : measure_builtin_json(one->definition->id));
        return OK;
    }
    return fail(cx, ERR_MISSING, "no questionnaire '" STR_FMT "' is in force; `tandem measure installed` "
                "names them", STR_ARG(str_first_chars(c->word[0], 40)));
}
