/* Another site cannot make a signed-in person send a form: every POST of routes[], seven ways.
 *
 * Each form is first built as somebody who may send it would; then one thing is wrong with
 * where it comes from.  None is taken, and no row changes. */
#include "rights/rows.h"
#include "rights/sweep.h"

typedef struct Attack {
    const char *name;
    const char *method, *type, *origin, *fetch_site;
    enum { OWN_TOKEN, WITHOUT_TOKEN, OTHERS_TOKEN, OLD_TOKEN } token;
} Attack;

#define FORM "application/x-www-form-urlencoded"
#define HERE "http://house.test"
static const Attack attacks[] = {
    { "no token", "POST", FORM, HERE, NULL, WITHOUT_TOKEN },
    { "somebody else's token", "POST", FORM, HERE, NULL, OTHERS_TOKEN },
    { "the token of a sign-in that is over", "POST", FORM, HERE, NULL, OLD_TOKEN },
    { "GET", "GET", NULL, NULL, "same-origin", OWN_TOKEN },
    { "JSON as plain text", "POST", "text/plain", HERE, NULL, OWN_TOKEN },
    { "another site's origin", "POST", FORM, "https://elsewhere.example", NULL, OWN_TOKEN },
    { "a browser that says cross-site", "POST", FORM, HERE, "cross-site", OWN_TOKEN },
};
enum { ATTACKS = sizeof attacks / sizeof *attacks };

static Str token_for(Sweep *s, const Attack *attack)
{
    App *app = s->w->h.app;
    const Someone *people = s->w->who[0];
    switch (attack->token) {
    case OWN_TOKEN: return csrf_token(s->arena, app, people[s->who].login);
    case OTHERS_TOKEN: return csrf_token(s->arena, app, people[s->who == SOL ? ADA : SOL].login);
    case OLD_TOKEN: return csrf_token(s->arena, app, people[STALE].login);
    case WITHOUT_TOKEN: break;
    }
    return S("");
}

static HttpReply attack_with(Sweep *s, const Target *t, const Attack *attack)
{
    Str form = sweep_form(s), token = token_for(s, attack);
    Str body = arena_printf(s->arena, STR_FMT "%scsrf=" STR_FMT, STR_ARG(form), form.len ? "&" : "",
                            STR_ARG(token));
    if (!token.len) body = form;
    bool get = strcmp(attack->method, "GET") == 0;
    Str address = get ? arena_printf(s->arena, STR_FMT "?" STR_FMT, STR_ARG(t->address), STR_ARG(body)) : t->address;
    HttpRequest rq = house_request(&s->w->h, &s->w->who[0][s->who], str_from_c(attack->method), address);
    if (attack->type) house_header(&rq, S("Content-Type"), str_from_c(attack->type));
    if (attack->origin) house_header(&rq, S("Origin"), str_from_c(attack->origin));
    if (attack->fetch_site) house_header(&rq, S("Sec-Fetch-Site"), str_from_c(attack->fetch_site));
    if (!get) rq.body = arena_str(rq.arena, body);
    s->requests++;
    return dispatch_wait(s->w->h.app, &rq);
}

/* Somebody who may send this form, and where to. */
static const Target *someone_who_may(Sweep *s)
{
    for (int who = 0; who < PEOPLE; who++) {
        s->who = (WhoIs)who;
        if (!oracle_signed_in(s->who)) continue;
        sweep_targets(s);
        for (size_t i = 0; i < s->count; i++)
            if (s->target[i].invite != 1 && sweep_may_send(s, &s->target[i])) return &s->target[i];
    }
    print_error("nobody may send %s\n", s->route->path);
    assert_true(false);
    return NULL;
}

/* A page may stand at the same address: then GET shows it, and that is all. */
static bool refused(const Attack *attack, int status)
{
    bool get = strcmp(attack->method, "GET") == 0;
    return status == 403 || status == 422 || (get && (status == 200 || status == 303 || status == 404));
}

static void attack_route(Sweep *s, RowTables *tables)
{
    s->arena = arena_open(64 << 20);
    assert_non_null(s->arena);
    const Target *t = someone_who_may(s);
    RowHash before = rows_hash(s->w, tables, NULL);
    for (int i = 0; i < ATTACKS; i++) {
        HttpReply reply = attack_with(s, t, &attacks[i]);
        if (!refused(&attacks[i], reply.status))
            sweep_found(s, t->address, "was taken with", str_from_c(attacks[i].name),
                        arena_printf(s->arena, "%d", reply.status));
        world_forget(s->w);
    }
    RowHash now = rows_hash(s->w, tables, NULL);
    Str changed = rows_changed(tables, &before, &now);
    if (changed.len) sweep_found(s, t->address, "was refused, and changed rows of", changed, S(""));
    arena_close(s->arena);
}

static void test_csrf__no_form_is_taken_from_elsewhere(void **state)
{
    RowTables tables = { .count = 0 };
    Sweep *s = sweep_open(*state);
    rows_open(*state, &tables);
    size_t routes_tried = 0;
    for (size_t i = 0; i < route_count; i++) {
        s->route = &routes[i];
        if (strcmp(s->route->method, "POST") != 0) continue;
        attack_route(s, &tables);
        routes_tried++;
    }
    assert_true(routes_tried > 30);
    sweep_close(s);
}

/* The same forms, sent from the page, are taken: it was the origin that they were refused for. */
static void test_csrf__the_same_forms_from_the_page_are_taken(void **state)
{
    Sweep *s = sweep_open(*state);
    const Attack none = { "nothing wrong", "POST", FORM, HERE, "same-origin", OWN_TOKEN };
    size_t taken = 0, tried = 0;
    for (size_t i = 0; i < route_count; i++) {
        s->route = &routes[i];
        if (strcmp(s->route->method, "POST") != 0) continue;
        world_day(s->w, 0);                        /* some of them sign out */
        s->arena = arena_open(64 << 20);
        HttpReply reply = attack_with(s, someone_who_may(s), &none);
        taken += reply.status == 303 || reply.status == 200;
        tried++;
        world_forget(s->w);
        arena_close(s->arena);
    }
    print_message("%zu of %zu taken\n", taken, tried);
    assert_true(taken * 2 > tried);     /* the others are about something past, or of another page */
    sweep_close(s);
}

static int setup(void **state)
{
    *state = world_open(NULL);
    return 0;
}

static int teardown(void **state)
{
    world_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csrf__no_form_is_taken_from_elsewhere),
        cmocka_unit_test(test_csrf__the_same_forms_from_the_page_are_taken),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
