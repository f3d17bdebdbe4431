/* cmd_policy.c - rehearse a policy: what would be decided in a world that a file describes.
 * Touches no practice: the file is all it knows. */
#include "command.h"
#include "../domain/consent_file.h"

static int say_problems(Ctx *cx, Err err, const ConsentProblems *problems, Out *out)
{
    for (size_t i = 0; i < problems->count; i++) {
        const ConsentProblem *p = &problems->list[i];
        out_raw(out, arena_printf(cx->arena, "tandem: " STR_FMT "%s" STR_FMT "\n", STR_ARG(p->path),
                                  p->path.len ? ": " : "", STR_ARG(p->text)));
    }
    out_raw(out, arena_printf(cx->arena, "tandem: %s\n", cx->err_text));
    return err_exit_code(err.kind);
}

/* --- decide -------------------------------------------------------------------------------- */

static bool check_scenario(Arena *a, const ConsentScenario *s, Out *out)
{
    bool fine = true;
    for (size_t i = 0; i < s->step_count; i++) {
        Str differs = consent_differs(a, &s->step[i]);
        if (differs.len == 0) continue;
        out_raw(out, arena_printf(a, "tandem: " STR_FMT ", step %zu: " STR_FMT "\n", STR_ARG(s->id),
                                  i + 1, STR_ARG(differs)));
        fine = false;
    }
    return fine;
}

static int decide(Ctx *cx, const Command *c, const ConsentFile *file, Out *out)
{
    bool fine = true;
    for (size_t i = 0; i < file->scenario_count; i++) {
        consent_print(out, &file->scenario[i]);
        if (command_flag(c, "check") && !check_scenario(cx->arena, &file->scenario[i], out))
            fine = false;
    }
    return fine ? 0 : err_exit_code(ERR_CONFLICT);
}

/* --- explain --------------------------------------------------------------------------------- */

static bool about(const ConsentWorld *w, const Item *item, PartyAt subject)
{
    for (uint32_t i = 0; i < item->segments.count; i++) {
        Span s = w->segment[item->segments.first + i].subjects;
        for (uint32_t n = 0; n < s.count; n++)
            if (w->ref[s.first + n] == subject) return true;
    }
    return false;
}

typedef struct Wanted { uint32_t item; PartyAt subject; Category category; Act act; int64_t now; } Wanted;

static Err read_time(Ctx *cx, const Command *c, int64_t now, Wanted *w)
{
    Str at = command_option(c, "at");
    w->now = now;
    if (at.len && !str_to_i64(at, &w->now))
        return fail(cx, ERR_INVALID, "--at wants a whole number");
    return OK;
}

static Err read_wanted(Ctx *cx, const Command *c, const ConsentBook *book, Wanted *w)
{
    Str item = command_option(c, "item"), subject = command_option(c, "subject");
    Str category = command_option(c, "category"), act = command_option(c, "action");
    *w = (Wanted){ .item = ITEM_UNNAMED, .subject = PARTY_UNNAMED,
                   .category = category_parse(category), .act = act_parse(act.len ? act : S("read")) };
    if (!item.len == !subject.len)
        return fail(cx, ERR_INVALID, "policy explain wants --item ID or --subject ID");
    if (item.len) w->item = consent_book_item(book, item);
    if (subject.len) w->subject = consent_book_party(book, subject);
    if (w->item == ITEM_UNKNOWN) return fail(cx, ERR_MISSING, "no item of that name in this world");
    if (w->subject == PARTY_UNKNOWN) return fail(cx, ERR_MISSING, "nobody of that name in this world");
    if (w->category == CAT_COUNT) return fail(cx, ERR_INVALID, "there is no such category");
    if (w->act == ACT_COUNT) return fail(cx, ERR_INVALID, "there is no such action");
    return read_time(cx, c, book->now, w);
}

static bool is_wanted(const ConsentBook *book, const Wanted *w, uint32_t i)
{
    const Item *item = &book->world.item[i];
    if (w->item != ITEM_UNNAMED) return w->item == i;
    if (w->category != CAT_NONE && item->category != w->category) return false;
    return about(&book->world, item, w->subject);
}

/* The base world, or the one a scenario's first question is asked in. */
static Err read_book(Ctx *cx, const Command *c, const ConsentFile *file, const ConsentBook **ret_book)
{
    Str id = command_option(c, "scenario");
    if (id.len == 0) {
        *ret_book = file->base;
        return OK;
    }
    for (size_t i = 0; i < file->scenario_count; i++) {
        const ConsentScenario *s = &file->scenario[i];
        if (!str_eq(s->id, id) || s->step_count == 0) continue;
        *ret_book = s->step[0].book;
        return OK;
    }
    return fail(cx, ERR_MISSING, "no scenario of that name in this file");
}

static int explain(Ctx *cx, const Command *c, const ConsentFile *file, Out *out)
{
    Wanted w;
    size_t said = 0;
    const ConsentBook *book = NULL;
    Err err = read_book(cx, c, file, &book);
    if (err.kind == ERR_NONE) err = read_wanted(cx, c, book, &w);
    for (uint32_t i = 0; err.kind == ERR_NONE && i < book->world.item_count; i++) {
        if (!is_wanted(book, &w, i)) continue;
        if (said++) out_raw(out, S("\n"));
        consent_explain(out, book, i, w.act, w.now);
    }
    if (err.kind == ERR_NONE && said == 0)
        err = fail(cx, ERR_MISSING, "there is nothing of that kind about them");
    if (err.kind == ERR_NONE) return 0;
    out_raw(out, arena_printf(cx->arena, "tandem: %s\n", cx->err_text));
    return err_exit_code(err.kind);
}

int cmd_policy(const Command *c, Out *out)
{
    Ctx cx = { .arena = out->arena };
    ConsentFile file;
    ConsentProblems *problems = ARENA_NEW(cx.arena, ConsentProblems);
    if (!problems) return err_exit_code(ERR_LIMIT);
    bool decides = str_eq(c->word[0], S("decide"));
    if (!decides && !str_eq(c->word[0], S("explain"))) {
        out_raw(out, S("tandem: policy decide FILE | policy explain FILE\n"));
        return err_exit_code(ERR_INVALID);
    }
    Err err = consent_file_read(&cx, c->input, problems, &file);
    if (err.kind != ERR_NONE) return say_problems(&cx, err, problems, out);
    return decides ? decide(&cx, c, &file, out) : explain(&cx, c, &file, out);
}
