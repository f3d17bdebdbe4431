#include "request.h"

/* --- routes ------------------------------------------------------------------ */

/* Walks pattern and path side by side; ":name" takes one segment. */
static bool path_fits(Str pattern, Str path, Req *rq)
{
    Str want;
    Str have;
    rq->path_count = 0;
    while (str_cut(&pattern, '/', &want)) {
        if (!str_cut(&path, '/', &have)) return false;
        if (!str_starts(want, S(":"))) {
            if (!str_eq(want, have)) return false;
            continue;
        }
        if (have.len == 0 || rq->path_count == PATH_PARAMS_MAX) return false;
        rq->path_name[rq->path_count] = str_slice(want, 1, want.len);
        rq->path_value[rq->path_count++] = have;
    }
    return !str_cut(&path, '/', &have);
}

const Route *route_find(const HttpRequest *http, Req *rq)
{
    Str method = str_eq(http->method, S("HEAD")) ? S("GET") : http->method;
    for (size_t i = 0; i < route_count; i++) {
        if (!path_fits(str_from_c(routes[i].path), http->path, rq)) continue;
        if (str_eq(str_from_c(routes[i].method), method)) return &routes[i];
    }
    rq->path_count = 0;
    return NULL;
}

Str req_path(const Req *rq, const char *name)
{
    for (size_t i = 0; i < rq->path_count; i++)
        if (str_eq(rq->path_name[i], str_from_c(name))) return rq->path_value[i];
    return S("");
}

Uuid req_path_uuid(const Req *rq, const char *name)
{
    Uuid id = { { 0 } };
    return uuid_parse(req_path(rq, name), &id) ? id : (Uuid){ { 0 } };
}

EpisodeId req_episode(const Req *rq)
{
    return REQ_ID(Episode, rq, "episode");
}

/* --- fields --------------------------------------------------------------------- */

static void keep(Req *rq, const char *name, Str value)
{
    rq->form.name[rq->form.count] = str_from_c(name);
    rq->form.value[rq->form.count++] = value;
}

static void text_read(Ctx *cx, const Field *field, Str value, Req *rq)
{
    bool secret = field->kind == FIELD_SECRET;
    Str text = secret ? value : str_trim(value);
    keep(rq, field->name, text);
    if (field->required && text.len == 0) {
        req_error(rq, field->name, field->say ? str_from_c(field->say) : S("Write something here."));
    } else if (field->max > 0 && str_chars(text) > (size_t)field->max) {
        req_error(rq, field->name, arena_printf(cx->arena,
            "This is longer than the %lld characters that fit here. Shorten it a little.",
            (long long)field->max));
    } else if (field->kind == FIELD_LINE && str_find(text, '\n', 0) < text.len) {
        req_error(rq, field->name, S("Write this on one line."));
    }
}

static void int_read(const Field *field, Str value, Req *rq)
{
    int64_t number = 0;
    Str text = str_trim(value);
    keep(rq, field->name, text);
    if (text.len == 0 && !field->required) return;
    if (str_to_i64(text, &number) && number >= field->min && number <= field->max) return;
    req_error(rq, field->name,
              field->say ? str_from_c(field->say) : S("Choose one of the answers."));
}

static void id_read(const Field *field, Str value, Req *rq)
{
    Uuid id;
    keep(rq, field->name, value);
    if (value.len == 0 && !field->required) return;
    if (!uuid_parse(value, &id)) req_error(rq, field->name, S("Choose one of the answers."));
}

static void field_read(Ctx *cx, const Field *field, const Str *sent, Req *rq)
{
    if (!sent) {
        if (field->required)
            req_error(rq, field->name, field->say ? str_from_c(field->say)
                                                  : S("Fill this in."));
        return;
    }
    switch (field->kind) {
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SECRET: text_read(cx, field, *sent, rq); break;
    case FIELD_INT: int_read(field, *sent, rq); break;
    case FIELD_ID: id_read(field, *sent, rq); break;
    case FIELD_CHECK: keep(rq, field->name, S("1")); break;
    }
}

Err fields_read(Ctx *cx, const Route *route, Str encoded, Req *rq)
{
    Form *sent = ARENA_NEW(cx->arena, Form);
    if (!sent) return fail(cx, ERR_LIMIT, "request too large");
    TRY(form_parse(cx, encoded, sent));
    rq->form.count = 0;
    for (const Field *f = route->fields; f && f->name; f++)
        field_read(cx, f, form_get(sent, str_from_c(f->name)), rq);
    const Str *idem = form_get(sent, S("idem"));
    const Str *csrf = form_get(sent, S("csrf"));
    rq->idem_sent = idem && idem->len <= 64 ? *idem : S("");
    rq->csrf = csrf ? *csrf : S("");
    return OK;
}

bool req_has(const Req *rq, const char *name)
{
    return form_get(&rq->form, str_from_c(name)) != NULL;
}

Str req_text(const Req *rq, const char *name)
{
    const Str *value = form_get(&rq->form, str_from_c(name));
    return value ? *value : S("");
}

int64_t req_int(const Req *rq, const char *name, int64_t otherwise)
{
    int64_t number = otherwise;
    return str_to_i64(req_text(rq, name), &number) ? number : otherwise;
}

Uuid req_uuid(const Req *rq, const char *name)
{
    Uuid id = { { 0 } };
    return uuid_parse(req_text(rq, name), &id) ? id : (Uuid){ { 0 } };
}

void req_error(Req *rq, const char *name, Str message)
{
    field_errors_add(&rq->errors, str_from_c(name), message);
}

/* --- replies ----------------------------------------------------------------------- */

Err reply_go(Reply *reply, Url to)
{
    reply->status = 303;
    reply->location = to;
    return OK;
}

void reply_header(Reply *reply, Str name, Str value)
{
    const size_t room = sizeof reply->header / sizeof *reply->header;
    if (reply->header_count < room) reply->header[reply->header_count++] = (HttpHeader){ name, value };
}

Str cookie_name(const App *app)
{
    return app->config.secure_cookies ? S("__Host-tandem") : S("tandem");
}

void reply_cookie(Ctx *cx, const Req *rq, Reply *reply, Str token)
{
    Str name = cookie_name(rq->app);
    Str value = arena_printf(cx->arena, STR_FMT "=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax%s%s",
                             STR_ARG(name), STR_ARG(token),
                             rq->app->config.secure_cookies ? "; Secure" : "",
                             token.len ? "" : "; Max-Age=0");
    reply_header(reply, S("Set-Cookie"), value);
}

void reply_language(Ctx *cx, const Req *rq, Reply *reply, Str code)
{
    const Language *words = words_find(code);
    if (!words && !str_eq(code, S("en"))) return;
    reply_header(reply, S("Set-Cookie"),
                 arena_printf(cx->arena, "language=" STR_FMT "; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000%s",
                              STR_ARG(code), rq->app->config.secure_cookies ? "; Secure" : ""));
    arena_speak(cx->arena, words);
}

/* --- where it comes from ------------------------------------------------------------- */

/* Browsers tell with Sec-Fetch-Site; older ones with Origin.  Neither = not one of our pages. */
bool origin_is_ours(const HttpRequest *http)
{
    Str site = http_header(http, "Sec-Fetch-Site");
    if (site.len && !str_eq(site, S("same-origin"))) return false;
    Str origin = http_header(http, "Origin");
    if (origin.len == 0 || str_eq(origin, S("null"))) return site.len > 0;
    Str scheme = http->secure ? S("https://") : S("http://");
    return str_starts(origin, scheme)
        && str_eq(str_slice(origin, scheme.len, origin.len), http->host);
}

static Hash csrf_secret(const App *app, LoginId login)
{
    return hash_keyed(app->csrf_key, uuid_bytes(&login.u));
}

/* mask || (mask xor secret), so that two pages never carry the same bytes. */
Str csrf_token(Arena *a, const App *app, LoginId login)
{
    uint8_t both[64];
    Hash secret = csrf_secret(app, login);
    random_bytes(both, 32);
    for (int i = 0; i < 32; i++) both[32 + i] = (uint8_t)(both[i] ^ secret.byte[i]);
    return hex_encode(a, (Str){ (const char *)both, sizeof both });
}

bool csrf_matches(const App *app, LoginId login, Str token)
{
    uint8_t both[64];
    Hash secret = csrf_secret(app, login);
    if (!hex_decode(token, both, sizeof both)) return false;
    for (int i = 0; i < 32; i++) both[32 + i] = (uint8_t)(both[i] ^ both[32 + i]);
    return str_eq_secret((Str){ (const char *)both + 32, 32 }, hash_bytes(&secret));
}
