/* prompts.h - lists to pick from: questions for a session, topics to begin it with.
 *
 * "# Looking forward" begins a group, every other line is one thing in it; empty lines and
 * lines before the first group are passed over, and so is what is longer than a line or not text.  Nobody has to use any of it.  Pure.
 */
#ifndef DOMAIN_PROMPTS_H
#define DOMAIN_PROMPTS_H
#include "../base/base.h"

enum { PROMPT_GROUPS_MAX = 40, PROMPTS_MAX = 400, PROMPT_LINE_MAX = 300, PROMPT_BYTES_MAX = 64 * 1024 };

typedef struct PromptGroup { Str title; const Str *list; size_t count; } PromptGroup;
typedef struct Prompts { const PromptGroup *group; size_t count; } Prompts;

/* Borrows `text`.  What is beyond the limits is left out.  False: out of memory. */
bool prompts_parse(Arena *a, Str text, Prompts *ret_prompts);
#endif
