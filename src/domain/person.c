#include "person.h"

Str profile_called(const Profile *p)
{
    if (p->called.len) return p->called;
    Str first;
    Str rest = p->name;
    return str_cut(&rest, ' ', &first) ? first : p->name;
}

Str profile_short(Arena *a, const Profile *p)
{
    size_t space = p->name.len;
    for (size_t i = 0; i < p->name.len; i++)
        if (p->name.ptr[i] == ' ') space = i;
    Str first = profile_called(&(Profile){ .name = p->name });
    if (space == p->name.len) return first;
    Str initial = str_first_chars(str_slice(p->name, space + 1, p->name.len), 1);
    return arena_printf(a, STR_FMT " " STR_FMT ".", STR_ARG(first), STR_ARG(initial));
}

#define PROFILE_FIELDS(X) X(name) X(called) X(pronouns) X(language) X(email) X(phone) X(identity) \
    X(zone) X(calendar_word)
#define PROFILE_NUMBERS(X) X(read_days) X(read_from) X(read_to) X(answers_in) X(mail_off) X(lead_hours)

/* One text, "31 540 1020 2 0 48 ": the reader below takes texts alone. */
static Str numbers_said(Arena *a, const Profile *p)
{
    Out out = out_open(a, 400);
#define X(f) out_int(&out, p->f); out_raw(&out, S(" "));
    PROFILE_NUMBERS(X)
#undef X
    return out_str(&out);
}

/* Those that are missing, as in profiles from before, are 0. */
static void numbers_read(Str said, Profile *p)
{
    Str word;
#define X(f) p->f = 0; if (str_cut(&said, ' ', &word)) (void)str_to_i64(word, &p->f);
    PROFILE_NUMBERS(X)
#undef X
}

Str profile_json(Arena *a, const Profile *p)
{
    Out out = out_open(a, 64 * 1024);
    JsonOut j = { .out = &out };
    json_open_object(&j);
#define X(f) json_key(&j, S(#f)); json_put_str(&j, p->f);
    PROFILE_FIELDS(X)
#undef X
    json_key(&j, S("numbers"));
    json_put_str(&j, numbers_said(a, p));
    json_close_object(&j);
    return out_str(&out);
}

/* As profile_json() writes it, without a tree of it: a caseload has sixty. */
static bool profile_as_written(Ctx *cx, Str json, Profile *ret_profile)
{
#define X(f) #f,
    static const char *const names[] = { PROFILE_FIELDS(X) "numbers" };
#undef X
    enum { COUNT = sizeof names / sizeof *names };
    Str text[COUNT];
    size_t i = 0;
    if (!json_texts(cx->arena, json, names, COUNT, text)) return false;
#define X(f) ret_profile->f = text[i++];
    PROFILE_FIELDS(X)
#undef X
    numbers_read(text[i], ret_profile);
    return true;
}

Err profile_parse(Ctx *cx, Str json, Profile *ret_profile)
{
    JsonDoc *doc;
    if (profile_as_written(cx, json, ret_profile)) return OK;
    TRY(json_parse(cx, json, &doc));
    const Json *root = json_root(doc);
    *ret_profile = (Profile){
#define X(f) .f = arena_str(cx->arena, json_str(json_get(root, #f))),
        PROFILE_FIELDS(X)
#undef X
    };
    numbers_read(json_str(json_get(root, "numbers")), ret_profile);
    json_close(doc);
    return OK;
}

/* Enough to catch slips; the real proof of an address is that its owner uses the link. */
Str email_normal(Arena *a, Str typed)
{
    Str s = arena_str(a, str_trim(typed));
    size_t at = str_find(s, '@', 0);
    bool shape = at > 0 && at + 1 < s.len && s.len <= 254
              && str_find(s, '@', at + 1) == s.len && str_find(s, '.', at) < s.len - 1;
    if (!shape) return S("");
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if ((unsigned char)c <= ' ' || c == '"' || c == '<' || c == '>' || c == ',') return S("");
        if (c >= 'A' && c <= 'Z') ((char *)(uintptr_t)s.ptr)[i] = (char)(c - 'A' + 'a');
    }
    return s;
}
