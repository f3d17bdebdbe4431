#include "gate400.h"
#include "head.h"

static const char *const texts[] = {
    NULL,
#define X(name, status, text) text,
    HEAD_PROBLEMS(X)
#undef X
};
static const int statuses[] = {
    200,
#define X(name, status, text) status,
    HEAD_PROBLEMS(X)
#undef X
};

int head_problem_status(HeadProblem problem)
{
    return statuses[problem];
}

const char *head_problem_text(HeadProblem problem)
{
    return texts[problem];
}

bool head_name_is(Str name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.ptr, wanted, name.len) == 0;
}

static Str trim_blanks(Str s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) s.ptr++, s.len--;
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t')) s.len--;
    return s;
}

bool head_list_has(Str list, const char *token)
{
    Str piece;
    while (str_cut(&list, ',', &piece)) {
        if (head_name_is(trim_blanks(piece), token)) return true;
    }
    return false;
}

static bool is_alnum(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_token(unsigned char c)
{
    return is_alnum(c) || (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* --- the path ------------------------------------------------------------ */

/* One character off the front of *raw, decoded; -1 when it may not stand in a path. */
static int path_char(Str *raw)
{
    unsigned char c = (unsigned char)raw->ptr[0];
    size_t used = 1;
    if (c == '%') {
        int high = raw->len >= 3 ? hex_value(raw->ptr[1]) : -1;
        int low = raw->len >= 3 ? hex_value(raw->ptr[2]) : -1;
        if (high < 0 || low < 0) return -1;
        c = (unsigned char)(high * 16 + low);
        used = 3;
        if (c == '/') return -1;
    } else if (!is_alnum(c) && (c == 0 || strchr("-._~!$&'()*+,=:@/", c) == NULL)) {
        return -1;
    }
    if (c < 0x20 || c == 0x7f || c == '\\' || c == ';') return -1;
    *raw = str_slice(*raw, used, raw->len);
    return c;
}

/* Empty and dot segments, and an escape that would decode a second time. */
static bool path_shape_ok(Str path)
{
    for (size_t i = 0; i < path.len; i++) {
        Str rest = str_slice(path, i, path.len);
        if (rest.ptr[0] == '%' && rest.len >= 3 && hex_value(rest.ptr[1]) >= 0 &&
            hex_value(rest.ptr[2]) >= 0) return false;
        if (rest.ptr[0] != '/') continue;
        Str segment = str_slice(rest, 1, str_find(rest, '/', 1));
        bool last = segment.len + 1 == rest.len;
        if (segment.len == 0 && !last) return false;
        if (str_eq(segment, S(".")) || str_eq(segment, S(".."))) return false;
    }
    return true;
}

/* `buf` has room for raw.len bytes. */
static bool path_decode_into(Str raw, char *buf, Str *ret_path)
{
    size_t len = 0;
    if (raw.len == 0 || raw.ptr[0] != '/') return false;
    while (raw.len > 0) {
        int c = path_char(&raw);
        if (c < 0) return false;
        buf[len++] = (char)c;
    }
    Str path = { buf, len };
    if (!str_is_utf8(path) || !path_shape_ok(path)) return false;
    *ret_path = path;
    return true;
}

bool path_decode(Arena *a, Str raw, Str *ret_path)
{
    char *buf = arena_alloc(a, raw.len + 1);
    return buf && path_decode_into(raw, buf, ret_path);
}

/* --- the request line ---------------------------------------------------- */

static HeadProblem read_target(Str target, Head *head)
{
    size_t mark = str_find(target, '?', 0);
    head->path = str_slice(target, 0, mark);
    head->query = str_slice(target, mark + 1, target.len);
    for (size_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.ptr[i];
        if (c <= 0x20 || c >= 0x7f || c == '#') return HEAD_TARGET;
    }
    char buf[HTTP_LINE_MAX];
    Str decoded;
    if (!path_decode_into(head->path, buf, &decoded)) return HEAD_TARGET;
    return HEAD_FINE;
}

HeadProblem head_read_line(Str line, Head *head)
{
    if (line.len > HTTP_LINE_MAX) return HEAD_LINE_LENGTH;
    Str rest = line, target;
    if (!str_cut(&rest, ' ', &head->method) || !str_cut(&rest, ' ', &target)) {
        return HEAD_REQUEST_LINE;
    }
    if (head->method.len == 0) return HEAD_REQUEST_LINE;
    for (size_t i = 0; i < head->method.len; i++) {
        char c = head->method.ptr[i];
        if (c < 'A' || c > 'Z') return HEAD_REQUEST_LINE;
    }
    if (!str_eq(rest, S("HTTP/1.1")) && !str_eq(rest, S("HTTP/1.0"))) return HEAD_VERSION;
    head->minor = rest.ptr[7] - '0';
    if (!str_eq(head->method, S("GET")) && !str_eq(head->method, S("HEAD")) &&
        !str_eq(head->method, S("POST"))) return HEAD_METHOD;
    return read_target(target, head);
}

/* --- header lines -------------------------------------------------------- */

static HeadProblem read_header(Str line, HttpHeader *ret_header)
{
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t') return HEAD_FOLDED;
    size_t colon = str_find(line, ':', 0);
    if (colon == line.len) return HEAD_NO_COLON;
    if (colon == 0) return HEAD_HEADER_NAME;
    for (size_t i = 0; i < colon; i++) {
        if (!is_token((unsigned char)line.ptr[i])) return HEAD_HEADER_NAME;
    }
    ret_header->name = str_slice(line, 0, colon);
    ret_header->value = trim_blanks(str_slice(line, colon + 1, line.len));
    for (size_t i = 0; i < ret_header->value.len; i++) {
        unsigned char c = (unsigned char)ret_header->value.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) return HEAD_CONTROL;
    }
    return HEAD_FINE;
}

static bool port_ok(Str port)
{
    if (port.len == 0 || port.len > 5) return false;
    for (size_t i = 0; i < port.len; i++) {
        if (port.ptr[i] < '0' || port.ptr[i] > '9') return false;
    }
    return true;
}

/* name, name:port, [address] or [address]:port. */
static bool host_ok(Str host)
{
    bool literal = host.len > 0 && host.ptr[0] == '[';
    size_t end = literal ? str_find(host, ']', 0) : str_find(host, ':', 0);
    if (literal && end == host.len) return false;
    Str name = str_slice(host, literal ? 1 : 0, end);
    Str rest = str_slice(host, literal ? end + 1 : end, host.len);
    if (name.len == 0 || name.len > 253) return false;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool hex = hex_value((char)c) >= 0;
        if (literal ? !(hex || c == ':' || c == '.')
                    : !(is_alnum(c) || c == '-' || c == '.' || c == '_')) return false;
    }
    return rest.len == 0 || (rest.ptr[0] == ':' && port_ok(str_slice(rest, 1, rest.len)));
}

static HeadProblem read_length(Str digits, size_t *ret_length)
{
    size_t length = 0;
    if (digits.len == 0 || digits.len > 15) return HEAD_LENGTH;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9') return HEAD_LENGTH;
        length = length * 10 + (size_t)(digits.ptr[i] - '0');
    }
    if (length > HTTP_BODY_MAX) return HEAD_BODY_LENGTH;
    *ret_length = length;
    return HEAD_FINE;
}

static bool same_name(Str a, Str b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* Headers that decide something: two of them would let two readers disagree. */
static bool stands_once(Str name)
{
    static const Str once[] = {
        S("host"), S("content-length"), S("content-type"), S("cookie"), S("origin"), S("referer"),
        S("authorization"), S("expect"), S("last-event-id"), S("sec-fetch-site"),
    };
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        if (same_name(name, once[i])) return true;
    }
    return false;
}

static const HttpHeader *find_header(const Head *head, const char *name)
{
    for (size_t i = 0; i < head->header_count; i++) {
        if (head_name_is(head->header[i].name, name)) return &head->header[i];
    }
    return NULL;
}

static bool any_twice(const Head *head)
{
    for (size_t i = 0; i < head->header_count; i++) {
        if (!stands_once(head->header[i].name)) continue;
        for (size_t k = i + 1; k < head->header_count; k++) {
            if (same_name(head->header[i].name, head->header[k].name)) return true;
        }
    }
    return false;
}

static void read_connection(Head *head)
{
    head->keep_alive = head->minor == 1;
    for (size_t i = 0; i < head->header_count; i++) {
        if (!head_name_is(head->header[i].name, "connection")) continue;
        if (head_list_has(head->header[i].value, "keep-alive")) head->keep_alive = true;
        if (!head_list_has(head->header[i].value, "close")) continue;
        head->keep_alive = false;
        return;
    }
}

/* What the headers mean together. */
static HeadProblem read_meaning(Head *head)
{
    if (any_twice(head)) return HEAD_TWICE;
    const HttpHeader *host = find_header(head, "host");
    if (!host || !host_ok(host->value)) return HEAD_HOST;
    head->host = host->value;
    if (find_header(head, "transfer-encoding")) return HEAD_CODING;
    const HttpHeader *length = find_header(head, "content-length");
    head->length = 0;
    HeadProblem problem = length ? read_length(length->value, &head->length) : HEAD_FINE;
    if (problem != HEAD_FINE) return problem;
    bool post = str_eq(head->method, S("POST"));
    if (!post && head->length > 0) return HEAD_BODY_ON_GET;
    if (post && !length) return HEAD_NO_LENGTH;
    const HttpHeader *expect = find_header(head, "expect");
    if (expect && !head_name_is(expect->value, "100-continue")) return HEAD_EXPECT;
    head->expects_continue = expect != NULL && head->length > 0;
    read_connection(head);
    return HEAD_FINE;
}

/* Every line ends in CRLF, and neither byte nor NUL stands anywhere else. */
static HeadProblem check_line_ends(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == 0) return HEAD_CONTROL;
        if (c == '\r' && (i + 1 == text.len || text.ptr[i + 1] != '\n')) return HEAD_BARE_CR;
        if (c == '\n' && (i == 0 || text.ptr[i - 1] != '\r')) return HEAD_BARE_LF;
    }
    return str_ends(text, S("\r\n\r\n")) ? HEAD_FINE : HEAD_NO_END;
}

HeadProblem head_read(Str text, Head *ret_head)
{
    Head head = { .header_count = 0 };
    HeadProblem problem = check_line_ends(text);
    if (problem != HEAD_FINE) return problem;
    Str line, rest = text;
    str_cut(&rest, '\n', &line);
    line.len--;
    problem = head_read_line(line, &head);
    if (problem != HEAD_FINE) return problem;
    if (rest.len > HTTP_HEADER_BYTES_MAX) return HEAD_HEADER_LENGTH;
    while (str_cut(&rest, '\n', &line) && line.len > 1) {
        line.len--;
        if (head.header_count == HTTP_HEADERS_MAX) return HEAD_HEADER_COUNT;
        problem = read_header(line, &head.header[head.header_count]);
        if (problem != HEAD_FINE) return problem;
        head.header_count++;
    }
    if (rest.len > 0) return HEAD_NO_END;
    problem = read_meaning(&head);
    if (problem == HEAD_FINE) *ret_head = head;
    return problem;
}

const char *raw_head_problem(Str head)
{
    Head ignored;
    return head_problem_text(head_read(head, &ignored));
}
