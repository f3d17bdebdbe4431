/* page_sharing.c - the client's own page: who can see what, letting somebody see something,
 * and stopping it. */
#include "../store/episode.h"
#include "../store/link.h"
#include "../store/person.h"
#include "../store/supervision.h"
#include "log_lines.h"
#include "shown.h"
#include "views.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, LOOKS = 5 };

static Url sharing_url(Ctx *cx, const Req *rq, const char *rest)
{
    return url_printf(cx->arena, "/work/" STR_FMT "/sharing%s", STR_ARG(req_path(rq, "episode")), rest);
}

static Str day_said(Ctx *cx, const Req *rq, int64_t at_ms)
{
    return time_say_day_year(cx->arena, rq->practice->zone, at_ms);
}

/* --- the cards --------------------------------------------------------------------------- */

static Err looked_said(Ctx *cx, Req *rq, PersonId who, Str *ret_said)
{
    LogRows rows;
    TRY(log_list(cx, rq->tx, rq->grant, req_episode(rq), who, 0, &rows));
    *ret_said = rows.count == 0 ? S("Not yet.")
        : arena_capital(cx->arena, arena_join(cx->arena, time_say_when(cx->arena, rq->practice->zone,
                                              rows.list[0].at_ms, cx->now_ms), S(".")));
    return OK;
}

static void fill_parts(Ctx *cx, uint32_t parts, SharingCard *c)
{
    for (int i = 0; i < RELEASE_PART_COUNT; i++) {
        Str say = arena_capital(cx->arena, release_part_say((ReleasePart)i));
        if (parts & RELEASE_BIT(i)) c->sees[c->sees_count++] = say;
        else c->not[c->not_count++] = say;
    }
    c->not[c->not_count++] = S("Your story, messages, single answers, what you keep to yourself");
}

static Str about_said(Ctx *cx, const Req *rq, const Given *r)
{
    const ReleaseWords *w = &r->words;
    return arena_printf(cx->arena, STR_FMT "%s" STR_FMT ". You let them see this on " STR_FMT ".",
                        STR_ARG(arena_capital(cx->arena, w->what)), w->where.len ? ", " : "", STR_ARG(w->where),
                        STR_ARG(day_said(cx, rq, r->from_ms)));
}

static Str until_said(Ctx *cx, const Req *rq, const Given *r)
{
    if (r->ended_ms) return arena_printf(cx->arena, "You stopped it on " STR_FMT ".", STR_ARG(day_said(cx, rq, r->ended_ms)));
    if (r->to_ms == 0) return S("You stop it.");
    Str day = day_said(cx, rq, r->to_ms);
    return release_in_force(r, cx->now_ms) ? arena_printf(cx->arena, STR_FMT ", or you stop it.", STR_ARG(day))
                                           : arena_printf(cx->arena, "It ended on " STR_FMT ".", STR_ARG(day));
}

static Err card_of(Ctx *cx, Req *rq, const Given *r, SharingCard *ret_card)
{
    Str id = uuid_str(cx->arena, r->id.u);
    SharingCard c = { .id = arena_join(cx->arena, S("r-"), id), .name = r->words.who,
                      .about = about_said(cx, rq, r), .why = r->words.why, .until = until_said(cx, rq, r) };
    c.act = arena_printf(cx->arena, "/work/" STR_FMT "/sharing/" STR_FMT, STR_ARG(req_path(rq, "episode")), STR_ARG(id));
    c.open = url_local(c.act);
    c.ends_soon = r->to_ms && r->to_ms - cx->now_ms < (int64_t)RELEASE_ENDS_SOON_DAYS * DAY_MS;
    fill_parts(cx, r->parts, &c);
    TRY(looked_said(cx, rq, r->grantee, &c.looked));
    *ret_card = c;
    return OK;
}

/* Whoever is in the work sees what the work is made of. */
static Err member_card(Ctx *cx, Req *rq, const Episode *work, const Member *m, SharingCard *ret_card)
{
    bool open = work->state == EPISODE_OPEN && m->state == MEMBER_ACTIVE;
    SharingCard c = { .id = arena_join(cx->arena, S("m-"), uuid_str(cx->arena, m->person.u)),
                      .name = m->profile.name, .member = true,
                      .about = arena_printf(cx->arena, "You work together here since " STR_FMT ".", STR_ARG(day_said(cx, rq, m->from_ms))),
                      .why = S("To do the work together"),
                      .until = open ? S("The work ends. Then they can still read what was there until then.")
                                    : S("They read what was there while you worked together, and nothing newer.") };
    c.sees[c.sees_count++] = S("Check-ins, sessions, goals and everything we word together");
    c.sees[c.sees_count++] = S("What you show them of your story");
    c.not[c.not_count++] = S("What you keep to yourself, and whom else you show something");
    TRY(looked_said(cx, rq, m->person, &c.looked));
    *ret_card = c;
    return OK;
}

static bool works_here(const Member *m)
{
    return m->state != MEMBER_INVITED && (m->part == PART_THERAPIST || m->part == PART_CO_THERAPIST);
}

static Err fill_members(Ctx *cx, Req *rq, const Episode *work, SharingCard *cards, SharingPage *p)
{
    for (size_t i = 0; i < work->member_count; i++)
        if (works_here(&work->member[i]))
            TRY(member_card(cx, rq, work, &work->member[i], &cards[p->now_count++]));
    return OK;
}

static Err fill_supervision(Ctx *cx, Req *rq, const Episode *work, SharingPage *p)
{
    Supervisions all;
    TRY(supervision_list(cx, rq->tx, rq->grant, work->id, &all));
    SharingSupervision *list = ARENA_ARRAY(cx->arena, SharingSupervision, all.count);
    if (!list && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) {
        const Supervision *s = &all.list[i];
        const Member *m = episode_member(work, s->therapist);
        SharingSupervision *to = &list[p->supervision_count++];
        *to = (SharingSupervision){ .name = s->profile.name, .therapist = m ? profile_called(&m->profile) : S(""),
            .id = arena_printf(cx->arena, "s-%zu", i), .therapist_id = uuid_str(cx->arena, s->therapist.u),
            .since = day_said(cx, rq, s->from_ms), .refused = s->refused_ms != 0 };
        TRY(looked_said(cx, rq, s->supervisor, &to->looked));
    }
    p->supervision = list;
    p->supervision_answer = sharing_url(cx, rq, "/supervision");
    return OK;
}

static Err fill_given(Ctx *cx, Req *rq, const Givens *all, SharingCard *now, SharingPage *p)
{
    SharingCard *ended = ARENA_ARRAY(cx->arena, SharingCard, all->count + 1);
    if (!ended) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) {
        bool holds = release_in_force(&all->list[i], cx->now_ms);
        TRY(card_of(cx, rq, &all->list[i], holds ? &now[p->now_count++] : &ended[p->ended_count++]));
    }
    p->ended = ended;
    return OK;
}

static Err fill_looks(Ctx *cx, Req *rq, SharingPage *p)
{
    LogRows rows;
    TRY(log_list(cx, rq->tx, rq->grant, req_episode(rq), (PersonId){ { { 0 } } }, 0, &rows));
    LogLine *lines = ARENA_ARRAY(cx->arena, LogLine, rows.count + 1);
    ShownLine *looks = ARENA_ARRAY(cx->arena, ShownLine, LOOKS);
    if (!lines || !looks) return fail(cx, ERR_LIMIT, "request too large");
    size_t count = log_lines(cx, rq, &rows, lines);
    for (size_t i = 0; i < count && p->look_count < LOOKS; i++)
        looks[p->look_count++] = (ShownLine){
            arena_printf(cx->arena, STR_FMT " " STR_FMT, STR_ARG(lines[i].who), STR_ARG(lines[i].what)), lines[i].when };
    p->looks = looks;
    return OK;
}

static Str count_said(Ctx *cx, size_t count)
{
    static const char *const words[] = { "Nobody", "One person", "Two people", "Three people", "Four people", "Five people" };
    if (count < sizeof words / sizeof *words)
        return arena_printf(cx->arena, "%s can see some of your things.", words[count]);
    return arena_printf(cx->arena, "%zu people can see some of your things.", count);
}

Err page_sharing(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Episode work;
    Givens all;
    SharingPage p = { .frame = &frame, .idem = rq->idem, .add = sharing_url(cx, rq, "/new") };
    TRY(frame_fill(cx, rq, S("Who can see what"), FRAME_READ, TAB_LOG, &frame));
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    TRY(release_list(cx, rq->tx, rq->grant, req_episode(rq), &all));
    SharingCard *now = ARENA_ARRAY(cx->arena, SharingCard, all.count + MEMBERS_MAX);
    if (!now) return fail(cx, ERR_LIMIT, "request too large");
    p.now = now;
    TRY(fill_members(cx, rq, &work, now, &p));
    TRY(fill_given(cx, rq, &all, now, &p));
    TRY(fill_supervision(cx, rq, &work, &p));
    TRY(fill_looks(cx, rq, &p));
    const Member *therapist = episode_part(&work, PART_THERAPIST);
    p.other = therapist ? profile_called(&therapist->profile) : S("your therapist");
    p.count_said = count_said(cx, p.now_count);
    p.log = url_printf(cx->arena, "/work/" STR_FMT "/log", STR_ARG(req_path(rq, "episode")));
    view_sharing(&reply->body, &p);
    return OK;
}

Err page_supervision_answer(Ctx *cx, Req *rq, Reply *reply)
{
    PersonId therapist = { req_uuid(rq, "therapist") };
    SupervisionWord word = req_int(rq, "fine", 0) ? SUPERVISION_FINE : SUPERVISION_RATHER_NOT;
    TRY(supervision_answer(cx, rq->tx, rq->grant, req_episode(rq), therapist, word));
    return reply_go(reply, sharing_url(cx, rq, ""));
}

/* --- the form ------------------------------------------------------------------------------- */

/* Everything, as if it were all released to nobody in particular: what there is to show. */
static Err all_there_is(Ctx *cx, Req *rq, const Given *like, Showing *ret_shown)
{
    Given all = *like;
    all.parts = RELEASE_BIT(RELEASE_PART_COUNT) - 1;
    return release_shown(cx, rq->tx, rq->grant, req_episode(rq), all.grantee, &all, ret_shown);
}

static Str amount_said(Ctx *cx, ReleasePart part, size_t count)
{
    Str hint = release_part_hint(part);
    if (count == 0) return arena_join(cx->arena, S("There is none yet. "), hint);
    return arena_printf(cx->arena, "%zu now. " STR_FMT, count, STR_ARG(hint));
}

static void fill_typed(const Req *rq, SharingForm *f)
{
    f->who = req_text(rq, "who");
    f->what = req_text(rq, "what");
    f->where = req_text(rq, "where");
    f->email = req_text(rq, "email");
    f->to = req_text(rq, "to");
    f->until = req_text(rq, "until");
    f->day = req_text(rq, "day");
    f->why = req_text(rq, "why");
    f->signed_as = req_text(rq, "signed");
}

/* A permission nobody has signed, as far as it was typed. */
static Given typed_given(Ctx *cx, const Req *rq, Str self)
{
    Given r = { .id = ID_NEW(Release, cx->now_ms), .grantor = rq->actor.person,
                .grantee = ID_NEW(Person, cx->now_ms), .to = release_to_parse(req_text(rq, "to")),
                .from_ms = cx->now_ms, .form_version = RELEASE_FORM_VERSION };
    r.words = (ReleaseWords){ .from = self, .who = req_text(rq, "who"), .what = req_text(rq, "what"),
                              .where = req_text(rq, "where"), .why = req_text(rq, "why"),
                              .signed_as = req_text(rq, "signed") };
    for (int i = 0; i < RELEASE_PART_COUNT; i++)
        if (req_has(rq, arena_c(cx->arena, release_part_name((ReleasePart)i)))) r.parts |= RELEASE_BIT(i);
    return r;
}

static Err fill_form(Ctx *cx, Req *rq, Frame *frame, const Given *r, SharingForm *ret_form)
{
    Showing all;
    SharingForm f = { .frame = frame, .errors = &rq->errors, .idem = rq->idem, .self = r->words.from,
                      .action = sharing_url(cx, rq, ""), .back = sharing_url(cx, rq, ""),
                      .part_count = RELEASE_PART_COUNT };
    fill_typed(rq, &f);
    TRY(all_there_is(cx, rq, r, &all));
    for (int i = 0; i < RELEASE_PART_COUNT; i++)
        f.part[i] = (SharingChoice){ release_part_name((ReleasePart)i),
            arena_capital(cx->arena, release_part_say((ReleasePart)i)),
            amount_said(cx, (ReleasePart)i, shown_count(&all, (ReleasePart)i)), (r->parts & RELEASE_BIT(i)) != 0 };
    *ret_form = f;
    return OK;
}

static Err self_name(Ctx *cx, Req *rq, Str *ret_name)
{
    Person self;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    *ret_name = self.profile.name;
    return OK;
}

static Err show_form(Ctx *cx, Req *rq, Reply *reply)
{
    Str self;
    Frame frame;
    SharingForm f;
    TRY(self_name(cx, rq, &self));
    TRY(frame_fill(cx, rq, S("Let somebody see something"), FRAME_READ, TAB_LOG, &frame));
    const Given typed = typed_given(cx, rq, self);
    TRY(fill_form(cx, rq, &frame, &typed, &f));
    if (rq->errors.count) reply->status = 422;
    view_sharing_form(&reply->body, &f);
    return OK;
}

Err page_sharing_form(Ctx *cx, Req *rq, Reply *reply)
{
    return show_form(cx, rq, reply);
}

static int64_t months_later(const Req *rq, int64_t at_ms, int months)
{
    Moment m = zone_moment(rq->practice->zone, at_ms);
    int32_t month = m.date.month - 1 + months;
    Date d = { m.date.year + month / 12, month % 12 + 1, m.date.day };
    while (!date_valid(d)) d.day--;
    return zone_instant(rq->practice->zone, d, m.clock);
}

/* When it ends; 0 = when it is stopped.  A day chosen is the last one. */
static int64_t read_until(Ctx *cx, Req *rq)
{
    Date day;
    Str until = req_text(rq, "until");
    if (str_eq(until, S("once"))) return cx->now_ms + 7 * (int64_t)DAY_MS;
    if (str_eq(until, S("months"))) return months_later(rq, cx->now_ms, 3);
    if (str_eq(until, S("open"))) return 0;
    if (!str_eq(until, S("day"))) {
        req_error(rq, "until", S("Choose until when."));
        return 0;
    }
    if (!date_parse(req_text(rq, "day"), &day)) {
        req_error(rq, "day", S("Choose a day, like 2027-02-24."));
        return 0;
    }
    int64_t end = zone_instant(rq->practice->zone, date_from_days(date_days(day) + 1), (Clock){ 0 });
    if (end <= cx->now_ms) req_error(rq, "day", S("Choose a day that is still to come."));
    return end;
}

static void check_typed(Ctx *cx, Req *rq, Given *r)
{
    if (r->words.who.len == 0) req_error(rq, "who", S("Write who it is."));
    if (r->words.what.len == 0) req_error(rq, "what", S("Write what they are for you."));
    if (email_normal(cx->arena, req_text(rq, "email")).len == 0)
        req_error(rq, "email", S("Write the whole address, for example reid@example.org."));
    if (req_text(rq, "to").len == 0) req_error(rq, "to", S("Choose as what they read it."));
    if (r->parts == 0) req_error(rq, "parts", arena_printf(cx->arena, "Choose what " STR_FMT " may read.",
                                                          STR_ARG(r->words.who.len ? r->words.who : S("they"))));
    r->to_ms = read_until(cx, rq);
}

static const Str *lines_of(Ctx *cx, Str form, size_t *ret_count)
{
    enum { LINES_MAX = 64 };
    Str line, rest = form;
    Str *lines = ARENA_ARRAY(cx->arena, Str, LINES_MAX);
    *ret_count = 0;
    while (lines && *ret_count < LINES_MAX && str_cut(&rest, '\n', &line))
        if (line.len) lines[(*ret_count)++] = line;
    return lines;
}

static Str form_of(Ctx *cx, const Req *rq, const Given *r)
{
    return release_form(cx->arena, r, rq->practice->name, day_said(cx, rq, r->from_ms),
                        r->to_ms ? day_said(cx, rq, r->to_ms - 1) : S(""));
}

static Err show_summary(Ctx *cx, Req *rq, Reply *reply, const Given *r)
{
    Frame frame;
    Showing shown;
    SharingSummary p = { .line_count = 0 };
    TRY(frame_fill(cx, rq, S("A last look"), FRAME_READ, TAB_LOG, &frame));
    TRY(fill_form(cx, rq, &frame, r, &p.form));
    TRY(release_shown(cx, rq->tx, rq->grant, req_episode(rq), r->grantee, r, &shown));
    TRY(shown_parts_fill(cx, rq, &shown, &p.shown));
    Str until = r->to_ms ? arena_join(cx->arena, S("until "), day_said(cx, rq, r->to_ms - 1)) : S("until you stop it");
    p.sentence = arena_printf(cx->arena, STR_FMT " will be able to read " STR_FMT ", " STR_FMT ", and nothing else.",
                              STR_ARG(r->words.who), STR_ARG(release_parts_say(cx->arena, r->parts)), STR_ARG(until));
    p.lines = lines_of(cx, form_of(cx, rq, r), &p.line_count);
    if (rq->errors.count) reply->status = 422;
    view_sharing_summary(&reply->body, &p);
    return OK;
}

/* --- giving, looking, stopping ------------------------------------------------------------------ */

static Err address_refused(Ctx *cx, Req *rq, Reply *reply)
{
    err_clear(cx);
    req_error(rq, "email", S("This address cannot be used here. Ask them for another one, or ask the practice."));
    return show_form(cx, rq, reply);
}

static Err give(Ctx *cx, Req *rq, Reply *reply, Given *r)
{
    Frame frame;
    LinkMade link = { S(""), 0 };
    bool fresh;
    const EpisodeId none = { { { 0 } } };
    Person person = { .id = r->grantee, .capacities = CAP_OUTSIDE, .state = S("invited"),
        .profile = { .name = r->words.who, .language = S("en"),
                     .email = email_normal(cx->arena, req_text(rq, "email")) } };
    Err err = release_find_person(cx, rq->tx, rq->grant, &person, &r->grantee, &fresh);
    if (err.kind == ERR_CONFLICT) return address_refused(cx, rq, reply);
    TRY(err);
    r->form = form_of(cx, rq, r);
    TRY(release_give(cx, rq->tx, rq->grant, req_episode(rq), r));
    if (fresh) TRY(link_make(cx, rq->tx, rq->grant, LINK_INVITE, r->grantee, none, &link));
    TRY(frame_fill(cx, rq, S("They can look now"), FRAME_READ, TAB_LOG, &frame));
    Str address = link.token.len ? arena_printf(cx->arena, STR_FMT "/invite/" STR_FMT,
                                                STR_ARG(rq->app->config.public_url), STR_ARG(link.token)) : S("");
    view_sharing_given(&reply->body, &frame, r->words.who, address, sharing_url(cx, rq, ""));
    return OK;
}

Err page_sharing_give(Ctx *cx, Req *rq, Reply *reply)
{
    Str self;
    if (req_has(rq, "change")) return show_form(cx, rq, reply);
    TRY(self_name(cx, rq, &self));
    Given r = typed_given(cx, rq, self);
    check_typed(cx, rq, &r);
    if (rq->errors.count) return show_form(cx, rq, reply);
    if (!req_has(rq, "sign")) return show_summary(cx, rq, reply, &r);
    if (r.words.signed_as.len == 0) {
        req_error(rq, "signed", S("Write your name to sign."));
        return show_summary(cx, rq, reply, &r);
    }
    return give(cx, rq, reply, &r);
}

static Err fill_preview(Ctx *cx, Req *rq, const Given *r, ShownParts *ret_shown)
{
    Showing shown;
    Err err = release_shown(cx, rq->tx, rq->grant, req_episode(rq), r->grantee, r, &shown);
    if (err.kind != ERR_NONE) return err;
    return shown_parts_fill(cx, rq, &shown, ret_shown);
}

Err page_sharing_one(Ctx *cx, Req *rq, Reply *reply)
{
    Given r;
    Frame frame;
    SharingOne p = { .frame = &frame, .idem = rq->idem, .back = sharing_url(cx, rq, "") };
    TRY(release_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Release, rq, "release"), &r));
    TRY(frame_fill(cx, rq, r.words.who, FRAME_READ, TAB_LOG, &frame));
    TRY(card_of(cx, rq, &r, &p.card));
    p.in_force = release_in_force(&r, cx->now_ms);
    p.lines = lines_of(cx, r.form, &p.line_count);
    Hash hash = hash_plain(r.form);
    p.hash = hex_encode(cx->arena, hash_bytes(&hash));
    if (p.in_force) TRY(fill_preview(cx, rq, &r, &p.shown));
    view_sharing_one(&reply->body, &p);
    return OK;
}

Err page_sharing_stop(Ctx *cx, Req *rq, Reply *reply)
{
    TRY(release_end(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Release, rq, "release")));
    return reply_go(reply, sharing_url(cx, rq, ""));
}
