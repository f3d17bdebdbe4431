/* viewc_driver.c - sends every view of viewc.cases; suite_viewc.sh compares. */
#include <stdio.h>
#include "views.h"

typedef void CaseFn(Out *o, Str s, Url u, Html h, int64_t n, bool yes, bool no, const Str *list);
static CaseFn *const cases[] = {
#include "cases.inc"
};

int main(void)
{
    const Str list[] = { S("one"), S("two & a half"), S("three") };
    Arena *arena = arena_open(1 << 20);
    for (size_t i = 0; arena && i < sizeof(cases) / sizeof(cases[0]); i++) {
        Out o = out_open(arena, 1 << 16);
        cases[i](&o, S("<i class=\"x\">&'</i>"), (Url){ S("/a?b=1&c=\"2\"") }, html_trusted(S("<b>bold</b>")),
                 -5, true, false, list);
        printf(STR_FMT "\n===\n", STR_ARG(out_str(&o)));
    }
    arena_close(arena);
    return 0;
}
