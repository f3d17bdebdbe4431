/* cmd_demo.c - a new data directory with an invented practice, so that everything can be
 * looked at, tried and tested.  Marked as a demo: it never mixes with real people. */
#include "demo_play.h"
#include "open.h"
#include "../jobs/jobs.h"

enum { EPISODES_MAX = 1000000 };

static Practice northside(Ctx *cx)
{
    return (Practice){
        .id = ID_NEW(Practice, cx->now_ms), .name = S("Northside Therapy Collective"),
        .time_zone = S("Europe/London"), .demo = true,
        .crisis = { { S("If you might not be safe"), S("112"), S("emergency services, day and night") },
                    { S("Northside night line"), S("020 555 010"),
                      S("someone to talk to, every night from six to six") } },
        .crisis_count = 2,
        .watched = S("Messages here are read on weekdays."),
        .leave_address = S("https://www.wikipedia.org/"),
        .duty_name = S("Helen Adeyemi"), .duty_number = S("020 555 014"),
        .report_name = S("Ruben Castellanos, who speaks for clients here"),
        .report_reach = S("020 555 016, or a letter to the practice"),
        .body_name = S("Register of Talking Therapists (invented)"), .body_reach = S("020 555 019"),
        .duty_after_min = 15, .lead_after_min = 60,
    };
}

static void print_row(Out *out, const char *email, const char *name, const char *what)
{
    out_raw(out, arena_printf(out->arena, "  %-22s %-18s %s\n", email, name, what));
}

static void say_done(const Command *c, Out *out)
{
    out_raw(out, arena_printf(out->arena,
        "An invented practice is ready in %s.\n\n"
        "Start it with  tandem serve --data %s  and open http://127.0.0.1:8080\n\n",
        c->data_dir, c->data_dir));
    for (int i = DEMO_STAFF_COUNT; i-- > 0;)
        print_row(out, demo_staff[i].email, demo_staff[i].name, demo_staff[i].what);
    for (int i = 0; i < DEMO_STORIES; i++)
        if (!demo_stories[i]->invited_only)
            print_row(out, demo_stories[i]->email, demo_stories[i]->name, demo_stories[i]->what);
    for (int i = 0; i < DEMO_STORIES; i++)
        if (demo_stories[i]->share)
            print_row(out, demo_stories[i]->share->email, demo_stories[i]->share->who,
                      demo_stories[i]->share->say);
    out_raw(out, S("\nAll of them sign in with the password " DEMO_PASSWORD "\n"));
}

Err demo_fill(Ctx *cx, App *app, int64_t episodes)
{
    Demo *d = ARENA_NEW(cx->arena, Demo);
    if (!d) return fail(cx, ERR_LIMIT, "out of memory");
    d->app = app;
    d->arena = cx->arena;
    d->now_ms = cx->now_ms;
    d->practice = northside(cx);
    TRY(zone_open(cx, app->arena, d->practice.time_zone, &d->practice.zone));
    TRY(password_hash(cx, S(DEMO_PASSWORD), &d->phc));
    TRY(demo_plan(cx, d));
    TRY(demo_play(cx, d));
    return demo_bulk(cx, d, episodes);
}

static Err run_demo(Ctx *cx, const Command *c, Out *out)
{
    App *app = NULL;
    int64_t episodes = 0;
    OpenOptions options = { .create = true };
    Str many = command_option(c, "episodes");
    if (many.len && (!str_to_i64(many, &episodes) || episodes < 0 || episodes > EPISODES_MAX))
        return fail(cx, ERR_INVALID, "--episodes wants a number up to %d", EPISODES_MAX);
    if (c->word_count) return fail(cx, ERR_INVALID, "demo takes no words; --data DIR says where");
    TRY(app_open(cx, c->data_dir, &options, &app));
    Err err = demo_fill(cx, app, episodes);
    if (err.kind == ERR_NONE) jobs_last(app);
    app_close(app);
    TRY(err);
    say_done(c, out);
    return OK;
}

int cmd_demo(const Command *c, Out *out)
{
    Ctx cx = { .arena = out->arena, .now_ms = time_now_ms() };
    Err err = run_demo(&cx, c, out);
    if (err.kind == ERR_NONE) return 0;
    out_raw(out, arena_printf(out->arena, "tandem: %s\n", cx.err_text));
    return err_exit_code(err.kind);
}
