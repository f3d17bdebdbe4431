#include "formulation.h"

static const char *const slots[] = {
#define X(name, slot, title, prompt) slot,
    FORMULATION_HEADINGS(X)
#undef X
};
static const char *const titles[] = {
#define X(name, slot, title, prompt) title,
    FORMULATION_HEADINGS(X)
#undef X
};
static const char *const prompts[] = {
#define X(name, slot, title, prompt) prompt,
    FORMULATION_HEADINGS(X)
#undef X
};
Str formulation_slot(FormulationHeading heading) { return str_from_c(slots[heading]); }
Str formulation_title(FormulationHeading heading) { return str_from_c(titles[heading]); }
Str formulation_prompt(FormulationHeading heading) { return str_from_c(prompts[heading]); }

int64_t formulation_version(const Entry *e, const Episode *work)
{
    int64_t in_force = offer_of(e, work).in_force;
    return in_force ? in_force : e->version;
}

bool formulation_holds(const Entry *e)
{
    return (e->kind == ENTRY_PART || e->kind == ENTRY_LINK) && e->state == ENTRY_OPEN
        && e->audience == ENTRY_READ_BY_MEMBERS;
}

bool formulation_now(Arena *a, const Entry *list, size_t count, const Episode *work,
                     Formulation *ret_now)
{
    Formulation now = { ARENA_ARRAY(a, FormulationItem, count), 0 };
    if (!now.list && count) return false;
    for (size_t i = 0; i < count; i++)
        if (formulation_holds(&list[i]))
            now.list[now.count++] = (FormulationItem){ list[i].id,
                                                       formulation_version(&list[i], work) };
    if (now.count > FORMULATION_MAX) return false;
    *ret_now = now;
    return true;
}

Str formulation_text(Arena *a, const Formulation *f)
{
    Out out = out_open(a, FORMULATION_BYTES_MAX);
    for (size_t i = 0; i < f->count; i++) {
        out_raw(&out, uuid_str(a, f->list[i].id.u));
        out_raw(&out, S(" "));
        out_int(&out, f->list[i].version);
        out_raw(&out, S("\n"));
    }
    return out.bad ? S("") : out_str(&out);
}

static bool parse_line(Str line, FormulationItem *ret_item)
{
    Str id;
    FormulationItem item;
    if (!str_cut(&line, ' ', &id) || !uuid_parse(id, &item.id.u)) return false;
    if (!str_to_i64(line, &item.version) || item.version < 1) return false;
    *ret_item = item;
    return true;
}

bool formulation_parse(Arena *a, Str text, Formulation *ret_formulation)
{
    Str line;
    Formulation f = { ARENA_ARRAY(a, FormulationItem, FORMULATION_MAX), 0 };
    if (!f.list) return false;
    while (f.count < FORMULATION_MAX && str_cut(&text, '\n', &line))
        if (parse_line(line, &f.list[f.count])) f.count++;
    *ret_formulation = f;
    return true;
}

int64_t formulation_find(const Formulation *f, EntryId id)
{
    for (size_t i = 0; i < f->count; i++)
        if (uuid_eq(f->list[i].id.u, id.u)) return f->list[i].version;
    return 0;
}

/* One step further: every place an arrow leads to from those reached in `steps` steps.
 * `reached[place]` is the number of steps plus one, 0 = not yet. */
static bool step_on(const FormulationArrow *arrow, size_t count, size_t steps, size_t *reached)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (reached[arrow[i].from] != steps || reached[arrow[i].to]) continue;
        reached[arrow[i].to] = steps + 1;
        any = true;
    }
    return any;
}

static size_t place_before(const FormulationArrow *arrow, size_t count, const size_t *reached,
                           size_t place, size_t steps)
{
    for (size_t i = 0; i < count; i++)
        if (arrow[i].to == place && reached[arrow[i].from] == steps) return arrow[i].from;
    return place;
}

size_t formulation_round(const FormulationArrow *arrow, size_t arrow_count, size_t places,
                         size_t start, size_t *ret_way)
{
    size_t *reached = ret_way + places, steps = 1;
    for (size_t i = 0; i < places; i++) reached[i] = 0;
    for (size_t i = 0; i < arrow_count; i++)
        if (arrow[i].from == start && arrow[i].to != start) reached[arrow[i].to] = 1;
    while (!reached[start] && step_on(arrow, arrow_count, steps, reached)) steps++;
    if (!reached[start]) return 0;
    size_t length = reached[start], place = start;
    for (size_t left = length; left-- > 1;) {
        place = place_before(arrow, arrow_count, reached, place, left);
        ret_way[left] = place;
    }
    ret_way[0] = start;
    return length;
}
