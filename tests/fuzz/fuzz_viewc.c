/* The view compiler: a damaged view is refused, and what it accepts is C whose brackets pair
 * and whose strings end on their line.  The corpus is the house's own views. */
#include "fuzz.h"

#include <setjmp.h>
#include <stdarg.h>

/* viewc is a program that ends at the first mistake; here it only ends the view. */
static jmp_buf refused;
static int say_nothing(FILE *out, const char *format, ...)
{
    (void)out;
    (void)format;
    return 0;
}
static int say_nothing_of(FILE *out, const char *format, va_list args)
{
    (void)args;
    return say_nothing(out, format);
}
int viewc_main(int argc, char **argv);
#define exit(code) longjmp(refused, 1)
#define main viewc_main
#define fprintf say_nothing
#define vfprintf say_nothing_of
#define fputc(c, out) say_nothing((out), "")
#include "../../tools/viewc.c"
#undef exit
#undef main
#undef fprintf
#undef vfprintf
#undef fputc

/* The file a view must live in carries its name. */
static void path_of(char *path, size_t size, const char *text, size_t len)
{
    size_t at = 0, used = 0;
    while (at + 5 <= len && memcmp(text + at, "view ", 5) != 0) at++;
    for (at += 5; at < len && used + 6 < size && is_name((char)(text[at] == '_' ? '-' : text[at])); at++)
        path[used++] = text[at];
    memcpy(path + used, ".html", 6);
}

static const char *after_constant(const char *c)
{
    char quote = *c++;
    for (; *c != quote; c++) {
        MUST(*c != '\0' && *c != '\n');
        if (*c == '\\') c++;
    }
    return c;
}

static void brackets_pair(const char *code)
{
    int depth[3] = { 0 };
    for (const char *c = code; *c; c++) {
        const char *kind = strchr("()[]{}", *c);
        if (*c == '"' || *c == '\'') c = after_constant(c);
        else if (kind) MUST((depth[(kind - "()[]{}") / 2] += (kind - "()[]{}") % 2 ? -1 : 1) >= 0);
    }
    MUST(depth[0] == 0 && depth[1] == 0 && depth[2] == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static View view;
    static char path[80];
    const char *text = (const char *)data;
    if (size == 0 || size >= SOURCE_MAX || memchr(data, '\0', size)) return 0;   /* refused on opening */
    path_of(path, sizeof path, text, size);
    view = (View){ .path = path, .source = text, .at = text, .end = text + size };
    if (setjmp(refused) == 0) {
        header_read(&view);
        view_compile(&view);
        brackets_pair(view.code.ptr ? view.code.ptr : "");
    }
    free(view.literal.ptr);
    free(view.code.ptr);
    free(view.messages.ptr);
    free(view.run.message.ptr);
    return 0;
}
