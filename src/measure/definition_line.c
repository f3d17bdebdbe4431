#include "definition_line.h"

typedef struct Scan {
    Str text;
    size_t at;
} Scan;

static char scan_peek(const Scan *s)
{
    return s->at < s->text.len ? s->text.ptr[s->at] : '\0';
}

static void scan_space(Scan *s)
{
    while (s->at < s->text.len && (unsigned char)s->text.ptr[s->at] <= ' ') s->at++;
}

/* The raw bytes between the quotes; escapes stay as they are (our keys have none). */
static Str scan_string(Scan *s)
{
    size_t start = ++s->at;
    while (s->at < s->text.len && s->text.ptr[s->at] != '"')
        s->at += s->text.ptr[s->at] == '\\' ? 2 : 1;
    size_t end = s->at < s->text.len ? s->at : s->text.len;
    s->at = end < s->text.len ? end + 1 : end;
    return str_slice(s->text, start, end);
}

static void scan_value(Scan *s)
{
    size_t depth = 0;
    scan_space(s);
    char c = scan_peek(s);
    if (c == ',' || c == '}' || c == ']') return;
    do {
        scan_space(s);
        c = scan_peek(s);
        if (c == '"') {
            scan_string(s);
        } else if (s->at < s->text.len) {
            if (c == '{' || c == '[') depth++;
            if ((c == '}' || c == ']') && depth > 0) depth--;
            s->at++;
        }
        scan_space(s);
        c = scan_peek(s);
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) return;
    } while (s->at < s->text.len);
}

static bool enter_member(Scan *s, Str key)
{
    if (scan_peek(s) != '{') return false;
    s->at++;
    for (;;) {
        scan_space(s);
        if (scan_peek(s) != '"') return false;
        Str name = scan_string(s);
        scan_space(s);
        if (scan_peek(s) != ':') return false;
        s->at++;
        scan_space(s);
        if (str_eq(name, key)) return true;
        scan_value(s);
        if (scan_peek(s) != ',') return false;
        s->at++;
    }
}

static bool enter_element(Scan *s, int64_t index)
{
    if (scan_peek(s) != '[') return false;
    s->at++;
    for (int64_t i = 0; i < index; i++) {
        scan_value(s);
        if (scan_peek(s) != ',') return false;
        s->at++;
    }
    scan_space(s);
    return scan_peek(s) != ']';
}

/* One step of the path, "key", "[3]" or ".key"; false at its end. */
static bool next_step(Str *path, Str *ret_key, int64_t *ret_index)
{
    if (path->len == 0) return false;
    if (path->ptr[0] == '[') {
        size_t close = str_find(*path, ']', 0);
        *ret_key = (Str){ 0 };
        if (!str_to_i64(str_slice(*path, 1, close), ret_index)) return false;
        *path = str_slice(*path, close + 1, path->len);
        return true;
    }
    if (path->ptr[0] == '.') *path = str_slice(*path, 1, path->len);
    size_t dot = str_find(*path, '.', 0), open = str_find(*path, '[', 0);
    size_t end = dot < open ? dot : open;
    *ret_key = str_slice(*path, 0, end);
    *path = str_slice(*path, end, path->len);
    return ret_key->len > 0;
}

int64_t definition_line(Str json, Str path)
{
    Scan s = { json, 0 };
    scan_space(&s);
    size_t found = s.at;
    Str key = { 0 };
    int64_t index = 0;
    while (next_step(&path, &key, &index)) {
        if (!(key.len ? enter_member(&s, key) : enter_element(&s, index))) break;
        found = s.at;
    }
    int64_t line = 1;
    for (size_t i = 0; i < found && i < json.len; i++) line += json.ptr[i] == '\n';
    return line;
}
