#include "prompts.h"

bool prompts_parse(Arena *a, Str text, Prompts *ret_prompts)
{
    Str line;
    size_t count = 0, lines = 0;
    PromptGroup *group = ARENA_ARRAY(a, PromptGroup, PROMPT_GROUPS_MAX);
    Str *list = ARENA_ARRAY(a, Str, PROMPTS_MAX);
    if (!group || !list) return false;
    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.len > PROMPT_LINE_MAX || !str_is_utf8(line)) continue;
        if (str_starts(line, S("#"))) {
            if (count == PROMPT_GROUPS_MAX) break;
            Str title = str_trim(str_slice(line, 1, line.len));
            group[count++] = (PromptGroup){ title, list + lines, 0 };
        } else if (line.len && count && lines < PROMPTS_MAX) {
            list[lines++] = line;
            group[count - 1].count++;
        }
    }
    *ret_prompts = (Prompts){ group, count };
    return true;
}
