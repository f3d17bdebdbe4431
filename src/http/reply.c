#include <stdarg.h>
#include <zlib.h>

#include "inner.h"

enum { SQUEEZERS_MAX = 16, ASSETS_MAX = 256, COMPRESS_MIN = 1024, GZIP_WINDOW = 15 + 16,
       GZIP_MEMORY = 8, PAGE_LEVEL = 5, ASSET_LEVEL = 9,
       HEADER_BYTES_MAX = 12 << 10 };   /* more would not fit the library's pool */

/* A compressor's tables are 260 kB: kept and used again.  Assets are squeezed once. */
struct Squeeze {
    pthread_mutex_t lock;
    z_stream *idle[SQUEEZERS_MAX];
    size_t idle_count;
    struct { Str plain, packed; } asset[ASSETS_MAX];
    size_t asset_count;
};

Squeeze *squeeze_open(void)
{
    Squeeze *s = calloc(1, sizeof *s);
    if (s) pthread_mutex_init(&s->lock, NULL);
    return s;
}

void squeeze_close(Squeeze *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->idle_count; i++) {
        deflateEnd(s->idle[i]);
        free(s->idle[i]);
    }
    for (size_t i = 0; i < s->asset_count; i++) free((void *)(uintptr_t)s->asset[i].packed.ptr);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static z_stream *squeezer_new(int level)
{
    z_stream *z = calloc(1, sizeof *z);
    if (!z) return NULL;
    if (deflateInit2(z, level, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) == Z_OK) {
        return z;
    }
    free(z);
    return NULL;
}

static z_stream *squeezer_borrow(Squeeze *s)
{
    pthread_mutex_lock(&s->lock);
    z_stream *z = s->idle_count > 0 ? s->idle[--s->idle_count] : NULL;
    pthread_mutex_unlock(&s->lock);
    return z ? z : squeezer_new(PAGE_LEVEL);
}

static void squeezer_return(Squeeze *s, z_stream *z)
{
    deflateReset(z);
    pthread_mutex_lock(&s->lock);
    bool kept = s->idle_count < SQUEEZERS_MAX;
    if (kept) s->idle[s->idle_count++] = z;
    pthread_mutex_unlock(&s->lock);
    if (kept) return;
    deflateEnd(z);
    free(z);
}

/* Text the caller frees; ptr NULL when it did not work or did not get smaller. */
static Str squeeze_with(z_stream *z, Str plain)
{
    Str none = { NULL, 0 };
    char *packed = malloc(plain.len);
    if (!packed) return none;
    z->next_in = (Bytef *)(uintptr_t)plain.ptr;
    z->avail_in = (uInt)plain.len;
    z->next_out = (Bytef *)packed;
    z->avail_out = (uInt)plain.len;
    if (deflate(z, Z_FINISH) == Z_STREAM_END) return (Str){ packed, plain.len - z->avail_out };
    free(packed);
    return none;
}

static Str squeeze_page(Squeeze *s, Str plain)
{
    z_stream *z = squeezer_borrow(s);
    if (!z) return (Str){ NULL, 0 };
    Str packed = squeeze_with(z, plain);
    squeezer_return(s, z);
    return packed;
}

static Str squeeze_once(Str plain)
{
    z_stream *z = squeezer_new(ASSET_LEVEL);
    if (!z) return (Str){ NULL, 0 };
    Str packed = squeeze_with(z, plain);
    deflateEnd(z);
    free(z);
    return packed;
}

/* Kept until the server ends.  The first caller packs while others wait: it is once. */
static Str squeeze_asset(Squeeze *s, Str plain)
{
    Str packed = { NULL, 0 };
    pthread_mutex_lock(&s->lock);
    size_t i = 0;
    while (i < s->asset_count && s->asset[i].plain.ptr != plain.ptr) i++;
    if (i < s->asset_count && s->asset[i].plain.len == plain.len) {
        packed = s->asset[i].packed;
    } else if (i == s->asset_count && i < ASSETS_MAX) {
        packed = squeeze_once(plain);
        s->asset[i].plain = plain;
        s->asset[i].packed = packed;
        s->asset_count++;
    }
    pthread_mutex_unlock(&s->lock);
    return packed;
}

/* --- what may be squeezed -------------------------------------------------- */

static bool is_text(Str type)
{
    static const char *const kinds[] = {
        "application/json", "application/fhir+json", "application/javascript",
        "application/manifest+json", "application/xml", "image/svg+xml",
    };
    type = str_trim(str_slice(type, 0, str_find(type, ';', 0)));
    if (type.len > 5 && strncasecmp(type.ptr, "text/", 5) == 0) return true;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (head_name_is(type, kinds[i])) return true;
    }
    return false;
}

/* "q=0", "q=0.000": the client says no. */
static bool weight_is_zero(Str parameters)
{
    Str one;
    while (parameters.len > 0 && str_cut(&parameters, ';', &one)) {
        one = str_trim(one);
        double q;
        if (one.len < 3 || (one.ptr[0] != 'q' && one.ptr[0] != 'Q') || one.ptr[1] != '=') continue;
        return !str_to_double(str_slice(one, 2, one.len), &q) || q <= 0;
    }
    return false;
}

static bool takes_gzip(const HttpRequest *rq)
{
    Str list = http_header(rq, "accept-encoding"), one;
    while (list.len > 0 && str_cut(&list, ',', &one)) {
        size_t end = str_find(one, ';', 0);
        if (!head_name_is(str_trim(str_slice(one, 0, end)), "gzip")) continue;
        return !weight_is_zero(str_slice(one, end + 1, one.len));
    }
    return false;
}

/* --- building -------------------------------------------------------------- */

static const char *header_text(Str s, char *buf, size_t size)
{
    if (s.len >= size || (s.len > 0 && memchr(s.ptr, 0, s.len))) return NULL;
    if (s.len > 0) memcpy(buf, s.ptr, s.len);
    buf[s.len] = 0;
    return buf;
}

/* The library refuses CR, LF and tabs; we refuse NUL and what is too long. */
bool reply_add_header(struct MHD_Response *response, Str name, Str value)
{
    char name_c[128], value_c[8192];
    return header_text(name, name_c, sizeof name_c) &&
           header_text(value, value_c, sizeof value_c) &&
           MHD_add_response_header(response, name_c, value_c) == MHD_YES;
}

bool reply_add_always(const HttpServer *server, struct MHD_Response *response)
{
    for (size_t i = 0; i < server->config.always_count; i++) {
        const HttpHeader *h = &server->config.always[i];
        if (!reply_add_header(response, h->name, h->value)) return false;
    }
    if (!atomic_load(&server->stopping)) return true;
    return MHD_add_response_header(response, "Connection", "close") == MHD_YES;
}

static struct MHD_Response *from_bytes(Str bytes, enum MHD_ResponseMemoryMode mode)
{
    void *ptr = (void *)(uintptr_t)(bytes.len > 0 ? bytes.ptr : "");
    return MHD_create_response_from_buffer(bytes.len, ptr, mode);
}

static struct MHD_Response *squeezed_body(HttpServer *server, const HttpReply *reply)
{
    bool asset = reply->immutable_body;
    Str packed = asset ? squeeze_asset(server->squeeze, reply->body)
                       : squeeze_page(server->squeeze, reply->body);
    if (!packed.ptr) return NULL;
    struct MHD_Response *r = from_bytes(packed, asset ? MHD_RESPMEM_PERSISTENT
                                                      : MHD_RESPMEM_MUST_FREE);
    if (!r && !asset) free((void *)(uintptr_t)packed.ptr);
    if (r) MHD_add_response_header(r, "Content-Encoding", "gzip");
    return r;
}

static struct MHD_Response *body_of(HttpServer *server, const HttpRequest *rq,
                                    const HttpReply *reply)
{
    struct MHD_Response *r = NULL;
    bool squeezable = reply->may_compress && reply->body.len >= COMPRESS_MIN &&
                      is_text(reply->content_type);
    if (squeezable && takes_gzip(rq)) r = squeezed_body(server, reply);
    if (!r) {
        r = from_bytes(reply->body, reply->immutable_body ? MHD_RESPMEM_PERSISTENT
                                                          : MHD_RESPMEM_MUST_COPY);
    }
    if (r && squeezable) MHD_add_response_header(r, "Vary", "Accept-Encoding");
    return r;
}

static bool headers_fit(const HttpServer *server, const HttpReply *reply)
{
    size_t bytes = server->always_text.len + reply->content_type.len;
    for (size_t i = 0; i < reply->header_count; i++) {
        bytes += reply->header[i].name.len + reply->header[i].value.len + 4;
    }
    return bytes <= HEADER_BYTES_MAX;
}

static bool add_own_headers(struct MHD_Response *r, const HttpReply *reply)
{
    if (reply->content_type.len > 0 &&
        !reply_add_header(r, S("Content-Type"), reply->content_type)) return false;
    for (size_t i = 0; i < reply->header_count; i++) {
        if (!reply_add_header(r, reply->header[i].name, reply->header[i].value)) return false;
    }
    return true;
}

/* A page made a header that would split the reply, or filled its arena: it must not pass
 * for a success. */
static struct MHD_Response *failure(HttpServer *server, unsigned *ret_status)
{
    struct MHD_Response *r = from_bytes(S("Something went wrong here.\n"), MHD_RESPMEM_PERSISTENT);
    if (!r) return NULL;
    MHD_add_response_header(r, "Content-Type", "text/plain; charset=utf-8");
    reply_add_always(server, r);
    *ret_status = 500;
    return r;
}

struct MHD_Response *reply_build(HttpServer *server, const HttpRequest *rq,
                                 const HttpReply *reply, unsigned *ret_status)
{
    if (reply->status < 400 && arena_failed(rq->arena)) {
        LOG0(LOG_ERROR, "reply_from_full_arena");
        return failure(server, ret_status);
    }
    struct MHD_Response *r = body_of(server, rq, reply);
    if (!r) return failure(server, ret_status);
    if (headers_fit(server, reply) && reply_add_always(server, r) && add_own_headers(r, reply)) {
        *ret_status = (unsigned)reply->status;
        return r;
    }
    MHD_destroy_response(r);
    LOG(LOG_ERROR, "reply_header_refused", LOG_NUM("status", reply->status));
    return failure(server, ret_status);
}

/* --- refusals -------------------------------------------------------------- */

static const char *status_words(int status)
{
    switch (status) {
    case 405: return "Method Not Allowed";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return "Bad Request";
    }
}

Str reply_refusal(const HttpServer *server, int status, const char *words, char *buf, size_t size)
{
    char date[40] = "", body[160];
    time_t now = (time_t)(time_now_ms() / 1000);
    struct tm utc;
    if (gmtime_r(&now, &utc)) strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    int body_len = snprintf(body, sizeof body, "This request was refused: %s.\n", words);
    int len = snprintf(buf, size,
                       "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n%s"
                       STR_FMT "\r\n%s",
                       status, status_words(status), date, body_len,
                       status == 405 ? "Allow: GET, HEAD, POST\r\n" : "",
                       STR_ARG(server->always_text), body);
    return (Str){ buf, len > 0 && (size_t)len < size ? (size_t)len : 0 };
}
