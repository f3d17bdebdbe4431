/* shape.c - how long and how deeply nested each function is.
 *
 *   shape FILES...   prints: lines nesting file:line function
 *
 * A function is a brace that follows ')' outside all braces and initialisers.  Its
 * nesting counts if, else, for, while, do and switch, with or without braces; braces
 * of initialisers and plain blocks count for nothing.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STACK_MAX = 200, FILE_MAX = 4 << 20 };

typedef enum Level { LEVEL_PLAIN, LEVEL_CONTROL, LEVEL_STATEMENT } Level;

typedef struct Token {
    const char *ptr;
    size_t len;
    int line;
} Token;

typedef struct Scan {
    const char *path;
    const char *at, *end;
    int line;
    bool line_start;
    Level stack[STACK_MAX];
    int depth;
    int deepest;
} Scan;

static bool token_is(Token t, const char *word)
{
    return t.len == strlen(word) && memcmp(t.ptr, word, t.len) == 0;
}

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

static void step(Scan *s)
{
    if (*s->at == '\n') {
        s->line++;
        s->line_start = true;
    }
    s->at++;
}

/* A directive with its continued lines. */
static void skip_directive(Scan *s)
{
    while (s->at < s->end && *s->at != '\n') {
        if (*s->at == '\\' && s->at + 1 < s->end) step(s);
        step(s);
    }
}

static void skip_constant(Scan *s)
{
    char quote = *s->at++;
    while (s->at < s->end && *s->at != quote && *s->at != '\n') {
        if (*s->at == '\\' && s->at + 1 < s->end) s->at++;
        step(s);
    }
    if (s->at < s->end) step(s);
}

static void skip_comment(Scan *s)
{
    bool block = s->at[1] == '*';
    s->at += 2;
    while (s->at < s->end) {
        if (!block && *s->at == '\n') return;
        if (block && *s->at == '*' && s->at + 1 < s->end && s->at[1] == '/') break;
        step(s);
    }
    s->at += s->at < s->end ? 2 : 0;
}

/* Words and single punctuation marks; constants come as one '"'. */
static bool token_next(Scan *s, Token *ret_token)
{
    while (s->at < s->end) {
        char c = *s->at;
        bool comment = c == '/' && s->at + 1 < s->end && (s->at[1] == '/' || s->at[1] == '*');
        if (isspace((unsigned char)c)) {
            step(s);
        } else if (comment) {
            skip_comment(s);
        } else if (c == '#' && s->line_start) {
            skip_directive(s);
        } else {
            break;
        }
    }
    if (s->at >= s->end) return false;
    s->line_start = false;
    *ret_token = (Token){ s->at, 1, s->line };
    if (*s->at == '"' || *s->at == '\'') {
        skip_constant(s);
    } else if (is_word(*s->at)) {
        while (s->at < s->end && is_word(*s->at)) s->at++;
        ret_token->len = (size_t)(s->at - ret_token->ptr);
    } else {
        s->at++;
    }
    return true;
}

static bool token_peek(const Scan *s, Token *ret_token)
{
    Scan copy = *s;
    return token_next(&copy, ret_token);
}

static void push(Scan *s, Level level)
{
    if (s->depth == STACK_MAX) {
        fprintf(stderr, "%s:%d: nested too deep to count\n", s->path, s->line);
        exit(1);
    }
    s->stack[s->depth++] = level;
    int controls = 0;
    for (int i = 0; i < s->depth; i++) controls += s->stack[i] != LEVEL_PLAIN;
    if (controls > s->deepest) s->deepest = controls;
}

static void pop_statements(Scan *s)
{
    while (s->depth > 0 && s->stack[s->depth - 1] == LEVEL_STATEMENT) s->depth--;
}

static void skip_parens(Scan *s)
{
    Token t;
    int open = 0;
    while (token_next(s, &t)) {
        if (token_is(t, "(")) open++;
        if (token_is(t, ")") && --open == 0) return;
    }
}

/* After a control word and its condition: what does it govern? */
static void control_enter(Scan *s)
{
    Token t;
    if (!token_peek(s, &t)) return;
    if (!token_is(t, "{")) {
        push(s, LEVEL_STATEMENT);
        return;
    }
    (void)token_next(s, &t);
    push(s, LEVEL_CONTROL);
}

static void body_word(Scan *s, Token t)
{
    Token after;
    if (token_is(t, "if") || token_is(t, "for") || token_is(t, "while") || token_is(t, "switch")) {
        skip_parens(s);
        control_enter(s);
    } else if (token_is(t, "do")) {
        control_enter(s);
    } else if (token_is(t, "else") && token_peek(s, &after) && !token_is(after, "if")) {
        control_enter(s);
    }
}

/* From behind the opening brace to the closing one; returns the line of that. */
static int body_scan(Scan *s)
{
    Token t;
    int parens = 0;
    s->depth = 0;
    s->deepest = 0;
    while (token_next(s, &t)) {
        if (token_is(t, "{")) {
            push(s, LEVEL_PLAIN);
        } else if (token_is(t, "}")) {
            if (s->depth == 0) return t.line;
            bool statement = s->stack[--s->depth] == LEVEL_CONTROL;
            if (statement) pop_statements(s);
        } else if (token_is(t, "(") || token_is(t, ")")) {
            parens += token_is(t, "(") ? 1 : -1;
        } else if (token_is(t, ";") && parens == 0) {
            pop_statements(s);
        } else {
            body_word(s, t);
        }
    }
    return s->line;
}

static void file_scan(const char *path, const char *bytes, size_t len)
{
    Scan s = { .path = path, .at = bytes, .end = bytes + len, .line = 1, .line_start = true };
    Token t, before = { 0 }, name = { 0 };
    int braces = 0, parens = 0;
    bool assigned = false;
    while (token_next(&s, &t)) {
        if (token_is(t, "(") && parens++ == 0 && braces == 0 && before.len > 0 && is_word(*before.ptr) &&
            !token_is(before, "__attribute__"))
            name = before;
        if (token_is(t, ")")) parens--;
        if (token_is(t, "=") && parens == 0) assigned = true;
        if (token_is(t, "}")) braces--;
        if (token_is(t, ";") || token_is(t, "}")) assigned = assigned && braces > 0;
        if (token_is(t, "{") && braces == 0 && !assigned && token_is(before, ")")) {
            int last = body_scan(&s);
            printf("%d %d %s:%d %.*s\n", last - t.line + 1, s.deepest, path, t.line, (int)name.len, name.ptr);
        } else if (token_is(t, "{")) {
            braces++;
        }
        before = t;
    }
}

int main(int argc, char **argv)
{
    char *bytes = malloc(FILE_MAX);
    if (!bytes) return 1;
    for (int i = 1; i < argc; i++) {
        FILE *in = fopen(argv[i], "rb");
        if (!in) {
            fprintf(stderr, "shape: %s cannot be opened\n", argv[i]);
            return 1;
        }
        size_t len = fread(bytes, 1, FILE_MAX, in);
        fclose(in);
        file_scan(argv[i], bytes, len);
    }
    free(bytes);
    return 0;
}
