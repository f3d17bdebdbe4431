#include "process_note.h"

static const ProcessWording *newest(const ProcessNote *n)
{
    return n->wording_count ? &n->wording[n->wording_count - 1] : NULL;
}

Str process_note_text(const ProcessNote *n)
{
    const ProcessWording *w = newest(n);
    return w && !n->destroyed_ms ? w->text : S("");
}

bool process_note_stands(const ProcessNote *n, int64_t version)
{
    if (version == n->version) return true;
    return n->split && version >= n->split && version < n->version;
}

Str process_note_begins(Arena *a, const ProcessNote *n)
{
    Str line, rest = process_note_text(n), text = rest;
    if (!str_cut(&rest, '\n', &line)) line = text;
    Str first = str_first_chars(line, PROCESS_NOTE_BEGINS_MAX);
    while (first.len < line.len && first.len && first.ptr[first.len - 1] != ' ') first.len--;
    if (first.len == 0) first = str_first_chars(line, PROCESS_NOTE_BEGINS_MAX);
    return first.len < text.len ? arena_join(a, str_trim(first), S(" …")) : first;
}

ProcessChange process_note_plan(const ProcessNote *n, int64_t base, Str text)
{
    const ProcessWording *now = newest(n);
    bool same = now && !n->split && str_eq(now->text, text);
    if (same) return (ProcessChange){ .version = n->version, .split = n->split };
    ProcessChange c = { .add = true, .version = n->version + 1 };
    if (base < n->version) c.split = n->split ? n->split : n->version;
    return c;
}
