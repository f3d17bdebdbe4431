#include "practice.h"
#include "role.h"

#define PRACTICE_TEXTS(X) X(name) X(watched) X(leave_address) X(duty_name) X(duty_number) \
    X(report_name) X(report_reach) X(body_name) X(body_reach) \
    X(mail_host) X(mail_security) X(mail_user) X(mail_password) X(mail_from) X(mail_name) X(intake)

Str practice_settings_json(Arena *a, const Practice *p)
{
    Out out = out_open(a, 64 * 1024);
    JsonOut j = { .out = &out };
    json_open_object(&j);
#define X(f) json_key(&j, S(#f)); json_put_str(&j, p->f);
    PRACTICE_TEXTS(X)
#undef X
    json_key(&j, S("duty_after_min"));
    json_put_int(&j, p->duty_after_min);
    json_key(&j, S("lead_after_min"));
    json_put_int(&j, p->lead_after_min);
    json_key(&j, S("role_pause_days"));
    json_put_int(&j, p->role_pause_days);
    json_key(&j, S("mail_port"));
    json_put_int(&j, p->mail_port);
    json_key(&j, S("crisis"));
    json_open_array(&j);
    for (size_t i = 0; i < p->crisis_count; i++) {
        json_open_object(&j);
        json_key(&j, S("name"));
        json_put_str(&j, p->crisis[i].name);
        json_key(&j, S("number"));
        json_put_str(&j, p->crisis[i].number);
        json_key(&j, S("hint"));
        json_put_str(&j, p->crisis[i].hint);
        json_close_object(&j);
    }
    json_close_array(&j);
    json_close_object(&j);
    return out_str(&out);
}

static Str text_of(Arena *a, const Json *object, const char *key)
{
    return arena_str(a, json_str(json_get(object, key)));
}

Err practice_settings_parse(Ctx *cx, Str json, Practice *p)
{
    JsonDoc *doc;
    TRY(json_parse(cx, json, &doc));
    const Json *root = json_root(doc);
#define X(f) p->f = text_of(cx->arena, root, #f);
    PRACTICE_TEXTS(X)
#undef X
    p->duty_after_min = json_int(json_get(root, "duty_after_min"), 15);
    p->lead_after_min = json_int(json_get(root, "lead_after_min"), 60);
    p->role_pause_days = json_int(json_get(root, "role_pause_days"), ROLE_PAUSE_DAYS);
    if (p->role_pause_days < 1) p->role_pause_days = ROLE_PAUSE_DAYS;
    p->mail_port = json_int(json_get(root, "mail_port"), 0);
    const Json *crisis = json_get(root, "crisis");
    p->crisis_count = 0;
    for (size_t i = 0; i < json_count(crisis) && i < PRACTICE_CRISIS_MAX; i++) {
        const Json *line = json_at(crisis, i);
        p->crisis[p->crisis_count++] = (PracticeCrisis){ text_of(cx->arena, line, "name"),
            text_of(cx->arena, line, "number"), text_of(cx->arena, line, "hint") };
    }
    json_close(doc);
    return OK;
}
