#include "paper.h"

static const struct { const char *name, *say, *intent; } kinds[PAPER_KIND_COUNT] = {
#define X(name, stored, say, intent) [PAPER_##name] = { stored, say, intent },
    PAPER_KINDS(X)
#undef X
};
static const struct { const char *name, *say; } acts[PAPER_ACT_COUNT] = { { "", "" },
#define X(name, stored, say) [PAPER_##name] = { stored, say },
    PAPER_ACTS(X)
#undef X
};

bool paper_kind_parse(Str s, PaperKind *ret_kind)
{
    for (int i = 0; i < PAPER_KIND_COUNT; i++) {
        if (!str_eq(s, str_from_c(kinds[i].name))) continue;
        *ret_kind = (PaperKind)i;
        return true;
    }
    return false;
}

Str paper_kind_name(PaperKind kind) { return str_from_c(kinds[kind].name); }
Str paper_kind_say(PaperKind kind) { return str_from_c(kinds[kind].say); }

Str paper_kind_beside(PaperKind kind, Str title)
{
    Str say = paper_kind_say(kind);
    return str_eq(say, title) ? S("") : say;
}

Str paper_intent(PaperKind kind) { return str_from_c(kinds[kind].intent); }

PaperAct paper_act_parse(Str s)
{
    for (int i = PAPER_NOTHING + 1; i < PAPER_ACT_COUNT; i++)
        if (str_eq(s, str_from_c(acts[i].name))) return (PaperAct)i;
    return PAPER_NOTHING;
}

Str paper_act_name(PaperAct act) { return str_from_c(acts[act].name); }
Str paper_act_say(PaperAct act) { return str_from_c(acts[act].say); }

/* --- how it stands -------------------------------------------------------------------- */

const PaperAnswer *paper_newest(const PaperAnswers *answers, PersonId person)
{
    const PaperAnswer *found = NULL;
    for (size_t i = 0; i < answers->count; i++) {
        const PaperAnswer *one = &answers->list[i];
        if (!uuid_eq(one->person.u, person.u)) continue;
        if (!found || one->number > found->number) found = one;
    }
    return found;
}

PaperAct paper_stands(const PaperAnswers *answers, PersonId person)
{
    const PaperAnswer *newest = paper_newest(answers, person);
    return newest ? newest->act : PAPER_NOTHING;
}

const PaperAnswer *paper_signature(const PaperAnswers *answers, PersonId person)
{
    const PaperAnswer *newest = paper_newest(answers, person);
    return newest && newest->act == PAPER_SIGNED ? newest : NULL;
}

bool paper_may(const PaperAnswers *answers, PersonId person, PaperAct act, bool asked)
{
    PaperAct now = paper_stands(answers, person);
    if (act == PAPER_WITHDRAWN) return now == PAPER_SIGNED;
    if (act == PAPER_NOTHING || now == PAPER_SIGNED) return false;
    return asked && (act == PAPER_SIGNED || act != now);
}

/* --- the words ------------------------------------------------------------------------- */

Str paper_words(Arena *a, Str title, Str text)
{
    return arena_printf(a, STR_FMT "\n\n" STR_FMT, STR_ARG(title), STR_ARG(text));
}

Str paper_title(Str words)
{
    return str_slice(words, 0, str_find(words, '\n', 0));
}

Str paper_text(Str words)
{
    return str_trim(str_slice(words, str_find(words, '\n', 0), words.len));
}

static PaperBlock block_of(Str line)
{
    if (str_starts(line, S("# "))) return (PaperBlock){ PIECE_HEADING, str_trim(str_slice(line, 2, line.len)) };
    if (str_starts(line, S("- "))) return (PaperBlock){ PIECE_POINT, str_trim(str_slice(line, 2, line.len)) };
    return (PaperBlock){ PIECE_PARAGRAPH, line };
}

static size_t count_lines(Str text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++) count += text.ptr[i] == '\n';
    return count;
}

/* Lines of one paragraph stand behind each other in the text: they stay one slice of it. */
PaperBlocks paper_blocks(Arena *a, Str text)
{
    Str line;
    bool goes_on = false;
    PaperBlocks all = { ARENA_ARRAY(a, PaperBlock, count_lines(text)), 0 };
    if (!all.list) return (PaperBlocks){ NULL, 0 };
    while (text.len > 0 && str_cut(&text, '\n', &line)) {
        PaperBlock block = block_of(line);
        bool empty = str_trim(line).len == 0;
        PaperBlock *last = goes_on ? &all.list[all.count - 1] : NULL;
        if (last && !empty && block.piece == PIECE_PARAGRAPH)
            last->text.len = (size_t)(line.ptr + line.len - last->text.ptr);
        else if (!empty) all.list[all.count++] = block;
        goes_on = !empty && block.piece == PIECE_PARAGRAPH;
    }
    return all;
}

/* --- a drawing --------------------------------------------------------------------------- */

/* "M12 30" or "L12 30": a letter, two numbers inside the pad. */
static bool take_number(Str path, size_t *at, int64_t most)
{
    size_t from = *at;
    int64_t number = 0;
    while (*at < path.len && path.ptr[*at] >= '0' && path.ptr[*at] <= '9' && *at - from < 4)
        number = number * 10 + (path.ptr[(*at)++] - '0');
    return *at > from && number <= most;
}

static bool take_point(Str path, size_t *at)
{
    if (path.ptr[*at] != 'M' && path.ptr[*at] != 'L') return false;
    ++*at;
    if (!take_number(path, at, PAPER_PAD_WIDTH)) return false;
    if (*at >= path.len || path.ptr[(*at)++] != ' ') return false;
    return take_number(path, at, PAPER_PAD_HEIGHT);
}

bool paper_drawing_ok(Str path)
{
    size_t at = 0, points = 0;
    if (path.len == 0 || path.len > PAPER_DRAWN_MAX || path.ptr[0] != 'M') return false;
    while (at < path.len) {
        if (!take_point(path, &at)) return false;
        points++;
    }
    return points >= 2;
}

bool paper_is_starting_point(Str text)
{
    Str line = str_slice(text, 0, str_find(text, '\n', 0));
    return str_starts(line, S("[")) && str_contains(line, S("Have your lawyer read this"));
}

bool paper_has_gaps(Str text)
{
    Str line;
    while (text.len > 0 && str_cut(&text, '\n', &line)) {
        size_t open = str_find(line, '[', 0);
        if (open + 1 < line.len && str_find(line, ']', open + 2) < line.len) return true;
    }
    return false;
}
