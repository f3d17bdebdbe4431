#include "smtp.h"

static const char *const security_names[] = { "",
#define X(name, stored) stored,
    SMTP_SECURITIES(X)
#undef X
};
static const struct { const char *stored, *say; } ends[] = {
#define X(name, stored, say) { stored, say },
    SMTP_ENDS(X)
#undef X
};

SmtpSecurity smtp_security_parse(Str s)
{
    for (size_t i = 1; i < sizeof security_names / sizeof *security_names; i++)
        if (str_eq(s, str_from_c(security_names[i]))) return (SmtpSecurity)i;
    return SMTP_NOT_SAID;
}

Str smtp_security_name(SmtpSecurity security) { return str_from_c(security_names[security]); }
Str smtp_end_name(SmtpEnd end) { return str_from_c(ends[end].stored); }

Str smtp_end_say(Str name)
{
    for (size_t i = 0; i < SMTP_END_COUNT; i++)
        if (str_eq(name, str_from_c(ends[i].stored))) return str_from_c(ends[i].say);
    return S("");
}

bool smtp_host_is_here(Str host)
{
    return str_eq(host, S("localhost")) || str_eq(host, S("127.0.0.1")) || str_eq(host, S("::1"))
        || str_eq(host, S("[::1]"));
}

#ifndef TANDEM_MAIL

bool smtp_possible(void) { return false; }
void smtp_start(void) {}

SmtpEnd smtp_send(Arena *a, const SmtpRelay *relay, Str from, Str to, Str message)
{
    (void)a; (void)relay; (void)from; (void)to; (void)message;
    return SMTP_END_OFF;
}

#else
#include <curl/curl.h>

enum { CONNECT_S = 15, WHOLE_S = 60 };

bool smtp_possible(void) { return true; }

void smtp_start(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

typedef struct Feed { Str left; } Feed;

static size_t feed(char *buffer, size_t size, size_t count, void *arg)
{
    Feed *f = arg;
    size_t room = size * count, len = f->left.len < room ? f->left.len : room;
    if (len) memcpy(buffer, f->left.ptr, len);
    f->left = str_slice(f->left, len, f->left.len);
    return len;
}

/* Where the name after the host is what we call ourselves: not this machine's name. */
static const char *url_of(Arena *a, const SmtpRelay *r, Str from)
{
    const char *scheme = r->security == SMTP_TLS ? "smtps" : "smtp";
    Str domain = str_slice(from, str_find(from, '@', 0) + 1, from.len);
    return arena_printf(a, "%s://" STR_FMT ":%lld/" STR_FMT, scheme, STR_ARG(r->host), (long long)r->port,
                        STR_ARG(domain)).ptr;
}

static SmtpEnd end_of(CURLcode code, long reply)
{
    switch (code) {
    case CURLE_OK: return SMTP_END_TAKEN;
    case CURLE_LOGIN_DENIED: return SMTP_END_SIGN_IN;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return SMTP_END_NO_TLS;
    default: break;
    }
    if (reply == 530 || reply == 534 || reply == 535 || reply == 538) return SMTP_END_SIGN_IN;
    if (reply >= 500 && reply < 600) return SMTP_END_REFUSED;
    return reply >= 400 && reply < 500 ? SMTP_END_LATER : SMTP_END_NO_ANSWER;
}

static void set_relay(CURL *curl, Arena *a, const SmtpRelay *r, Str from)
{
    long use = r->security == SMTP_STARTTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE;
    curl_easy_setopt(curl, CURLOPT_URL, url_of(a, r, from));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");            /* nothing from the environment */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WHOLE_S);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, use);
    if (r->user.len == 0) return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, arena_c(a, r->user));
    curl_easy_setopt(curl, CURLOPT_PASSWORD, arena_c(a, r->password));
}

static int should_give_up(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const _Atomic bool *stop = arg;
    (void)a; (void)b; (void)c; (void)d;
    return *stop ? 1 : 0;
}

static void watch(CURL *curl, const _Atomic bool *stop)
{
    if (!stop) return;
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, should_give_up);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)stop);
}

static SmtpEnd perform(CURL *curl, Arena *a, Str from, Str to, Feed *f)
{
    long reply = 0;
    struct curl_slist *rcpt = curl_slist_append(NULL, arena_printf(a, "<" STR_FMT ">", STR_ARG(to)).ptr);
    if (!rcpt) return SMTP_END_NO_ANSWER;
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(a, "<" STR_FMT ">", STR_ARG(from)).ptr);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, feed);
    curl_easy_setopt(curl, CURLOPT_READDATA, f);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    curl_slist_free_all(rcpt);
    return end_of(code, reply);
}

static bool may_send(const SmtpRelay *r)
{
    if (r->host.len == 0 || r->port < 1 || r->port > 65535) return false;
    return r->security == SMTP_STARTTLS || r->security == SMTP_TLS
        || (r->security == SMTP_NONE && smtp_host_is_here(r->host));
}

SmtpEnd smtp_send(Arena *a, const SmtpRelay *relay, Str from, Str to, Str message)
{
    Feed f = { message };
    if (!may_send(relay) || from.len == 0 || to.len == 0) return SMTP_END_OFF;
    CURL *curl = curl_easy_init();
    if (!curl) return SMTP_END_NO_ANSWER;
    set_relay(curl, a, relay, from);
    watch(curl, relay->give_up);
    SmtpEnd end = arena_failed(a) ? SMTP_END_NO_ANSWER : perform(curl, a, from, to, &f);
    curl_easy_cleanup(curl);
    return end;
}
#endif
