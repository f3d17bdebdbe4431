#include <arpa/inet.h>

#include "gate400.h"
#include "inner.h"

Str http_header(const HttpRequest *rq, const char *name)
{
    for (size_t i = 0; i < rq->header_count; i++) {
        if (head_name_is(rq->header[i].name, name)) return rq->header[i].value;
    }
    return (Str){ "", 0 };
}

Str http_cookie(const HttpRequest *rq, Str name)
{
    Str rest = http_header(rq, "cookie"), piece, found = { "", 0 };
    bool seen = false;
    while (rest.len > 0 && str_cut(&rest, ';', &piece)) {
        piece = str_trim(piece);
        size_t equals = str_find(piece, '=', 0);
        if (equals == piece.len || !str_eq(str_slice(piece, 0, equals), name)) continue;
        if (seen) return (Str){ "", 0 };
        seen = true;
        found = str_slice(piece, equals + 1, piece.len);
    }
    return found;
}

/* The last element of the last such header: what the proxy next to us wrote itself.
 * Everything before it came from further away and may be anybody's invention. */
static Str last_forwarded(const HttpRequest *rq, const char *name)
{
    Str last = { "", 0 }, piece;
    for (size_t i = 0; i < rq->header_count; i++) {
        if (!head_name_is(rq->header[i].name, name)) continue;
        Str rest = rq->header[i].value;
        while (str_cut(&rest, ',', &piece)) last = str_trim(piece);
    }
    return last;
}

static bool is_address(Str text)
{
    char c_text[INET6_ADDRSTRLEN];
    unsigned char parsed[16];
    if (text.len == 0 || text.len >= sizeof c_text) return false;
    memcpy(c_text, text.ptr, text.len);
    c_text[text.len] = 0;
    return inet_pton(AF_INET, c_text, parsed) == 1 || inet_pton(AF_INET6, c_text, parsed) == 1;
}

static void believe_proxy(HttpRequest *rq)
{
    Str client = last_forwarded(rq, "x-forwarded-for");
    if (is_address(client)) rq->peer = client;
    rq->secure = head_name_is(last_forwarded(rq, "x-forwarded-proto"), "https");
}

bool request_fill(Exchange *ex, Str text)
{
    HttpRequest *rq = &ex->rq;
    Head head;
    if (head_read(text, &head) != HEAD_FINE) return false;
    if (!path_decode(rq->arena, head.path, &rq->path)) return false;
    rq->method = head.method;
    rq->query = head.query;
    rq->host = head.host;
    rq->header_count = head.header_count;
    memcpy(rq->header, head.header, head.header_count * sizeof head.header[0]);
    rq->peer = str_from_c(ex->conn->peer);
    rq->secure = ex->conn->wire.tls != NULL;
    rq->began_ms = atomic_load(&ex->conn->wire.since_ms);
    ex->length = head.length;
    if (ex->conn->server->config.behind_proxy && ex->conn->loopback) believe_proxy(rq);
    return true;
}
