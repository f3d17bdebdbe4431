#include "../store/audit.h"
#include "../store/facts.h"
#include "dispatch.h"

int64_t app_now_ms(const App *app)
{
    return time_now_ms() + app->clock_skew_ms;
}

const Practice *app_practice(const App *app)
{
    return app->practice;
}

Err gate_enter(Ctx *cx, Tx *tx, const Actor *actor, Action action, EpisodeId episode,
               const Grant **ret_grant)
{
    Decision decision = { EFFECT_DENY, "" };
    const ActionRow *row = action_row(action);
    GrantAsk ask = { .actor = *actor, .action = action, .episode = episode, .now_ms = cx->now_ms };
    TRY(facts_load(cx, tx, actor, episode, OBJECT_NONE, (Uuid){ { 0 } }, &ask.facts));
    Err err = grant_decide(cx, &ask, &decision, ret_grant);
    if (!tx_can_write(tx)) return err;
    AuditRow audit = {
        .practice = actor->practice, .actor = actor->person, .login = actor->login,
        .episode = episode, .action = str_from_c(row->name),
        .scope = str_from_c(scope_name(row->scope)), .purpose = str_from_c(row->purpose),
        .outcome = err.kind == ERR_NONE ? S("done") : S("refused"),
        .reason = str_from_c(decision.reason),
    };
    TRY(audit_append(cx, tx, &audit));
    return err;
}

/* --- the golden table ---------------------------------------------------------------- */

static void print_content(Out *o, uint32_t bits)
{
    static const char *const name[] = {
#define X(n) #n,
        CONTENT_KINDS(X)
#undef X
    };
    bool first = true;
    for (int i = 0; i < CONTENT_COUNT; i++) {
        if (!(bits & (1u << i))) continue;
        if (!first) out_raw(o, S("+"));
        for (const char *p = name[i]; *p; p++) {
            char low = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
            out_raw(o, (Str){ &low, 1 });
        }
        first = false;
    }
    if (first) out_raw(o, S("-"));
}

static void print_cell(Out *o, Str text, size_t width)
{
    out_raw(o, text);
    for (size_t i = text.len; i < width; i++) out_raw(o, S(" "));
    out_raw(o, S(" "));
}

void dispatch_print_routes(Out *o)
{
    for (size_t i = 0; i < route_count; i++) {
        const Route *r = &routes[i];
        const ActionRow *row = action_row(r->action);
        print_cell(o, str_from_c(r->method), 4);
        print_cell(o, str_from_c(r->path), 52);
        print_cell(o, str_from_c(row->name), 16);
        print_cell(o, relations_say(o->arena, row->who), 48);
        print_cell(o, row->only & ONLY_OPEN ? S("while open") : S("-"), 10);
        out_raw(o, S("reads "));
        print_content(o, row->reads);
        out_raw(o, S(" writes "));
        print_content(o, row->writes);
        out_raw(o, r->flags & ROUTE_NO_LOG ? S(" no-log\n") : S("\n"));
    }
}

static bool path_has(const char *path, const char *name)
{
    return strstr(path, name) != NULL;
}

static const char *route_problem(const Route *r)
{
    const ActionRow *row = action_row(r->action);
    bool get = strcmp(r->method, "GET") == 0;
    if (!r->page) return "no page";
    if (!get && strcmp(r->method, "POST") != 0) return "method is neither GET nor POST";
    if (get && row->writes && row->scope == SCOPE_EPISODE) return "a GET whose action writes";
    bool asks = r->flags & ROUTE_ASKS;
    if (asks && (get || row->writes)) return "it asks, and is not a POST that only reads";
    if (!get && !asks && !row->writes && row->scope != SCOPE_NONE) return "a POST whose action writes nothing";
    if ((row->scope == SCOPE_EPISODE) != path_has(r->path, ":episode")) return "episode in path and scope differ";
    for (const Field *f = r->fields; f && f->name; f++)
        for (const Field *g = f + 1; g->name; g++)
            if (strcmp(f->name, g->name) == 0) return "a field is declared twice";
    return NULL;
}

bool dispatch_check_routes(Out *problems)
{
    bool fine = true;
    for (size_t i = 0; i < route_count; i++) {
        const char *problem = route_problem(&routes[i]);
        if (!problem) continue;
        fine = false;
        out_raw(problems, str_from_c(routes[i].method));
        out_raw(problems, S(" "));
        out_raw(problems, str_from_c(routes[i].path));
        out_raw(problems, S(": "));
        out_raw(problems, str_from_c(problem));
        out_raw(problems, S("\n"));
    }
    return fine;
}
