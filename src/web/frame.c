#include "frame.h"
#include "../base/embedded.h"
#include "../store/episode.h"
#include "../store/person.h"

static const EmbeddedFile *asset_find(Str name)
{
    for (size_t i = 0; i < embedded_assets_count; i++)
        if (str_eq(str_from_c(embedded_assets[i].name), name)) return &embedded_assets[i];
    return NULL;
}

Url asset_url(Arena *a, Str name)
{
    const EmbeddedFile *file = asset_find(name);
    if (!file) return url_local(S("/"));
    return url_printf(a, "/assets/%s/%s", file->hash, file->name);
}

static Url asset_or_none(Arena *a, Str name)
{
    return asset_find(name) ? asset_url(a, name) : (Url){ S("") };
}

static void fill_practice(Ctx *cx, const Practice *p, Frame *f)
{
    Arena *a = cx->arena;
    f->practice_name = p->name;
    f->watched = p->watched;
    f->demo = p->demo;
    f->leave = url_https(p->leave_address);
    f->help = url_local(S("/help"));
    f->duty_name = p->duty_name;
    f->duty_number = p->duty_number;
    f->duty_call = url_tel(a, p->duty_number);
    CrisisLine *line = ARENA_ARRAY(a, CrisisLine, PRACTICE_CRISIS_MAX);
    for (size_t i = 0; line && i < p->crisis_count; i++)
        line[i] = (CrisisLine){ p->crisis[i].name, p->crisis[i].number, p->crisis[i].hint,
                                url_tel(a, p->crisis[i].number) };
    f->crisis = line;
    f->crisis_count = line ? p->crisis_count : 0;
}

/* The style sheet asks for the font beside itself; a preload helps only at the same address. */
static Url font_url(Arena *a)
{
    const EmbeddedFile *css = asset_find(S("tandem.css"));
    const EmbeddedFile *font = asset_find(S("source-sans-3-latin.woff2"));
    if (!css || !font) return (Url){ S("") };
    return url_printf(a, "/assets/%s/%s", css->hash, font->name);
}

static void fill_assets(Ctx *cx, Frame *f)
{
    f->css = asset_url(cx->arena, S("tandem.css"));
    f->icon = asset_url(cx->arena, S("mark.svg"));
    f->manifest = asset_or_none(cx->arena, S("manifest.webmanifest"));
    f->font = font_url(cx->arena);
}

Err frame_plain(Ctx *cx, Req *rq, Str title, Frame *ret_frame)
{
    Frame f = { .title = title, .kind = FRAME_PLAIN, .width = FRAME_READ, .csrf = rq->csrf,
                .home = url_local(S("/")), .lang = words_code(arena_words(cx->arena)),
                .dir = words_dir(arena_words(cx->arena)), .here = rq->http->path };
    fill_practice(cx, rq->practice, &f);
    fill_assets(cx, &f);
    *ret_frame = f;
    return OK;
}

void frame_drafts(Ctx *cx, Frame *f)
{
    f->js = asset_or_none(cx->arena, S("tandem.js"));
}

void frame_waits(Ctx *cx, Frame *f)
{
    f->js = asset_or_none(cx->arena, S("waits.js"));
}

void frame_signs(Ctx *cx, Frame *f)
{
    f->js = asset_or_none(cx->arena, S("sign.js"));
}

void frame_live(Ctx *cx, Frame *f)
{
    f->htmx = asset_or_none(cx->arena, S("htmx.min.js"));
    frame_drafts(cx, f);
    f->live = f->htmx.s.len > 0;
}

const Zone *profile_zone(Ctx *cx, const Req *rq, const Profile *p)
{
    const Zone *zone = rq->practice->zone;
    if (p->zone.len == 0) return zone;
    if (zone_open(cx, cx->arena, p->zone, &zone).kind != ERR_NONE) err_clear(cx);
    return zone;
}

static void add_tab(Frame *f, Str label, Url url, bool current)
{
    for (size_t i = 0; i < FRAME_NAV_MAX; i++) {
        if (f->nav[i].label.len) continue;
        f->nav[i] = (NavItem){ label, url, current };
        return;
    }
}

/* Four fit on a phone; how it goes is a part of the home page. */
static void client_tabs(Ctx *cx, Str id, Tab current, Frame *f)
{
    add_tab(f, S("Home"), url_printf(cx->arena, "/work/" STR_FMT "/home", STR_ARG(id)),
            current == TAB_HOME || current == TAB_PROGRESS || current == TAB_MESSAGES);
    add_tab(f, S("Sessions"), url_printf(cx->arena, "/work/" STR_FMT "/sessions", STR_ARG(id)),
            current == TAB_SESSIONS);
    add_tab(f, S("Our words"), url_printf(cx->arena, "/work/" STR_FMT "/goals", STR_ARG(id)),
            current == TAB_STORY);
    add_tab(f, S("Sharing"), url_printf(cx->arena, "/work/" STR_FMT "/sharing", STR_ARG(id)),
            current == TAB_LOG);
    f->support = url_printf(cx->arena, "/work/" STR_FMT "/safety", STR_ARG(id));
}

/* On every page of the work, until the answer was talked about and closed (docs/safety.md). */
static void safety_banner(Ctx *cx, const Req *rq, Frame *f)
{
    Action now = grant_action(rq->grant);
    bool there = now == ACTION_ALERT_READ || now == ACTION_ALERT_WRITE;
    if (!rq->facts.alert_waits || there || !grant_may(rq->grant, ACTION_ALERT_READ)) return;
    f->safety = url_printf(cx->arena, "/work/" STR_FMT "/alerts",
                           STR_ARG(uuid_str(cx->arena, req_episode(rq).u)));
}

static void staff_tabs(const Req *rq, Tab current, Frame *f)
{
    static const struct { Action needs; const char *label, *path; Tab tab; } tabs[] = {
        { ACTION_CASELOAD_READ, "Caseload", "/caseload", TAB_CASELOAD },
        { ACTION_OWN_LIST, "Supervision", "/supervision", TAB_BRING },
        { ACTION_BROUGHT_READ, "Brought to me", "/brought", TAB_BROUGHT },
        { ACTION_SHARED_LIST, "Shown to me", "/shared", TAB_SHOWN },
        { ACTION_DUTY_READ, "Safety answers", "/duty", TAB_DUTY },
        { ACTION_PRACTICE_READ, "People", "/practice", TAB_PEOPLE },
        { ACTION_PRACTICE_WRITE, "Settings", "/practice/settings", TAB_SETTINGS },
        { ACTION_PRACTICE_WRITE, "What is noticed", "/practice/rules", TAB_RULES },
        { ACTION_PRACTICE_WRITE, "Questionnaires", "/practice/measures", TAB_MEASURES },
        { ACTION_PRACTICE_WRITE, "Documents", "/practice/documents", TAB_TEXTS },
    };
    for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++)
        if (grant_may(rq->grant, tabs[i].needs))
            add_tab(f, str_from_c(tabs[i].label), url_local(str_from_c(tabs[i].path)),
                    current == tabs[i].tab);
}

/* The client's own episode: the one in the path, else the newest they are in. */
static Err own_episode(Ctx *cx, Req *rq, EpisodeId *ret_id)
{
    MyEpisodes mine;
    /* Not another's, of which they are shown something. */
    *ret_id = grant_is_client_view(rq->grant) ? req_episode(rq) : (EpisodeId){ { { 0 } } };
    if (!uuid_is_zero(ret_id->u)) return OK;
    Scope scope = action_row(grant_action(rq->grant))->scope;
    if (scope != SCOPE_SELF && scope != SCOPE_LIST) return OK;
    TRY(episode_mine(cx, rq->tx, rq->grant, &mine));
    for (size_t i = mine.count; i-- > 0;)
        if (mine.list[i].part == PART_CLIENT) *ret_id = mine.list[i].id;
    return OK;
}

static bool is_staff(const Req *rq)
{
    return grant_may(rq->grant, ACTION_CASELOAD_READ) || grant_may(rq->grant, ACTION_DUTY_READ)
        || grant_may(rq->grant, ACTION_PRACTICE_READ);
}

Err frame_fill(Ctx *cx, Req *rq, Str title, FrameWidth width, Tab current, Frame *ret_frame)
{
    Person self;
    EpisodeId mine;
    Frame f;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    arena_speak(cx->arena, words_find(self.profile.language));
    TRY(frame_plain(cx, rq, title, &f));
    f.width = width;
    f.person_name = profile_called(&self.profile);
    f.account = url_local(S("/me"));
    f.sign_out = url_local(S("/sign-out"));
    if (grant_is_client_view(rq->grant) || !is_staff(rq)) {
        f.kind = FRAME_CLIENT;
        TRY(own_episode(cx, rq, &mine));
        if (!uuid_is_zero(mine.u)) client_tabs(cx, uuid_str(cx->arena, mine.u), current, &f);
        if (grant_may(rq->grant, ACTION_SHARED_LIST))
            add_tab(&f, S("Shown to me"), url_local(S("/shared")), current == TAB_SHOWN);
    } else {
        f.kind = FRAME_WORK;
        f.person_name = self.profile.name;
        staff_tabs(rq, current, &f);
        if (!uuid_is_zero(req_episode(rq).u) && grant_may(rq->grant, ACTION_WORDING_READ)) {
            f.lens = asset_or_none(cx->arena, S("lens.js"));
            f.wordings = url_local(S("/wording"));
        }
        if (grant_may(rq->grant, ACTION_CASELOAD_READ)) f.search = url_local(S("/search"));
        safety_banner(cx, rq, &f);
    }
    *ret_frame = f;
    return OK;
}
