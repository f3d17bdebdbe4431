/* page_log.c - the client reads who looked at what, in sentences. */
#include "pages.h"
#include "../store/episode.h"
#include "log_lines.h"
#include "views.h"

static Str what_said(const LogRow *row)
{
    Action action;
    Str action_name = row->action;
    bool office = str_eq(row->scope, S("practice")) && !str_eq(action_name, S("DUTY_READ"))
               && !str_eq(action_name, S("BACKUP_MAKE"));
    if (office) return S("had the list of accounts open");
    if (!action_find(action_name, &action)) return S("did something");
    return str_from_c(action_row(action)->sentence);
}

/* The decision in the client's words. */
static Str why_said(Str reason)
{
    static const struct { const char *reason, *said; } why[] = {
        { "member-client", "" },
        { "own-record", "because it is your own record" },
        { "member-therapist", "because they work with you" },
        { "former-therapist", "because they worked with you" },
        { "therapist-at-end", "because a safety answer stays with your therapist" },
        { "own-list", "because they work with you" },
        { "on-duty", "because a safety answer of yours was waiting and they were on duty" },
        { "released", "because you let them" },
        { "supervisor", "because they supervise who works with you; nothing of your record was shown" },
        { "administrator", "to run the practice; nothing of your work was shown" },
        { "no-such-work", "it was not shown" },
        { "not-yours-to-do", "it was not shown" },
        { "work-has-ended", "our work had ended" },
    };
    for (size_t i = 0; i < sizeof why / sizeof *why; i++)
        if (str_eq(reason, str_from_c(why[i].reason))) return str_from_c(why[i].said);
    return S("");
}

static bool same_kind(const LogRow *a, const LogRow *b, const Zone *z)
{
    return uuid_eq(a->actor.u, b->actor.u) && str_eq(a->action, b->action)
        && str_eq(a->outcome, b->outcome) && zone_days_between(z, b->at_ms, a->at_ms) == 0;
}

static Str who_said(const LogRow *row, bool self)
{
    if (self) return S("You");
    if (uuid_is_zero(row->actor.u)) return S("The practice’s office");
    return row->actor_name.len ? row->actor_name : S("Someone who does not work here");
}

static LogLine line_of(Ctx *cx, const Req *rq, const LogRow *row, int64_t times)
{
    bool self = uuid_eq(row->actor.u, rq->actor.person.u);
    LogLine line = {
        .who = who_said(row, self),
        .what = what_said(row), .why = why_said(row->reason),
        .when = time_say_when(cx->arena, rq->practice->zone, row->at_ms, cx->now_ms),
        .refused = str_eq(row->outcome, S("refused")),
    };
    if (times > 1) line.times = arena_printf(cx->arena, "%lld times, last", (long long)times);
    return line;
}

size_t log_lines(Ctx *cx, const Req *rq, const LogRows *rows, LogLine *lines)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count;) {
        size_t next = i + 1;
        while (next < rows->count && same_kind(&rows->list[i], &rows->list[next], rq->practice->zone))
            next++;
        lines[count++] = line_of(cx, rq, &rows->list[i], (int64_t)(next - i));
        i = next;
    }
    return count;
}

static Url older(Ctx *cx, Str id, PersonId who, int64_t shown)
{
    if (uuid_is_zero(who.u))
        return url_printf(cx->arena, "/work/" STR_FMT "/log?after=%lld", STR_ARG(id),
                          (long long)shown);
    return url_printf(cx->arena, "/work/" STR_FMT "/log?after=%lld&who=" STR_FMT, STR_ARG(id),
                      (long long)shown, STR_ARG(uuid_str(cx->arena, who.u)));
}

Err page_log(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Episode work;
    LogRows rows;
    EpisodeId e = req_episode(rq);
    Str id = req_path(rq, "episode");
    PersonId who = { req_uuid(rq, "who") };
    TRY(frame_fill(cx, rq, S("Who looked"), FRAME_READ, TAB_LOG, &frame));
    TRY(episode_load(cx, rq->tx, rq->grant, e, &work));
    int64_t before, after = req_int(rq, "after", 0);
    TRY(log_nth(cx, rq->tx, rq->grant, e, who, after, &before));
    TRY(log_list(cx, rq->tx, rq->grant, e, who, before, &rows));
    LogLine *lines = ARENA_ARRAY(cx->arena, LogLine, rows.count);
    if (!lines && rows.count) return fail(cx, ERR_LIMIT, "request too large");
    const Member *therapist = episode_part(&work, PART_THERAPIST);
    LogPage page = { .lines = lines, .count = log_lines(cx, rq, &rows, lines), .more = rows.more,
                     .filtered = !uuid_is_zero(who.u),
                     .names = therapist ? profile_called(&therapist->profile) : S("") };
    page.all = url_printf(cx->arena, "/work/" STR_FMT "/log", STR_ARG(id));
    if (therapist)
        page.others_url = url_printf(cx->arena, "/work/" STR_FMT "/log?who=" STR_FMT, STR_ARG(id),
                                     STR_ARG(uuid_str(cx->arena, therapist->person.u)));
    if (rows.more) page.older = older(cx, id, who, after + (int64_t)rows.count);
    view_log(&reply->body, &frame, &page);
    return OK;
}
