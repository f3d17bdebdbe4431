/* page_reach.c - when one reads messages, where one is, what an appointment is called in
 * one's calendar, and whether mail may come. */
#include "pages.h"
#include "../domain/reach.h"
#include "../store/mail.h"
#include "../store/person.h"
#include "../views/reach.h"
#include "views.h"

enum { WEEK = 7 };
static const char *const day_fields[WEEK] = { "d1", "d2", "d3", "d4", "d5", "d6", "d7" };
static const char *const day_names[WEEK] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                                             "Saturday", "Sunday" };
static const struct { int64_t hours; const char *say; } leads[] = {
    { -1, "No reminder" }, { 2, "Two hours before" }, { 24, "A day before" }, { 48, "Two days before" }, { 168, "A week before" },
};
#define COUNT(list) (sizeof(list) / sizeof *(list))

static Str clock_of(Arena *a, int64_t minutes)
{
    return arena_printf(a, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

static Err fill_choices(Ctx *cx, const Profile *me, bool staff, ReachPage *p)
{
    ReachChoice *days = ARENA_ARRAY(cx->arena, ReachChoice, WEEK);
    ReachChoice *answers = ARENA_ARRAY(cx->arena, ReachChoice, REACH_ANSWER_COUNT);
    ReachChoice *lead = ARENA_ARRAY(cx->arena, ReachChoice, COUNT(leads));
    if (!days || !answers || !lead) return fail(cx, ERR_LIMIT, "request too large");
    int64_t hours = reach_lead(me, staff) ? reach_lead(me, staff) : -1;
    for (int i = 0; i < WEEK; i++)
        days[i] = (ReachChoice){ str_from_c(day_fields[i]), str_from_c(day_names[i]), i,
                                 (me->read_days >> i & 1) != 0 };
    for (int i = 0; i < REACH_ANSWER_COUNT; i++)
        answers[i] = (ReachChoice){ S(""), i ? reach_answer_say(i) : S("I would rather not say"), i,
                                    me->answers_in == i };
    for (size_t i = 0; i < COUNT(leads); i++)
        lead[i] = (ReachChoice){ S(""), str_from_c(leads[i].say), leads[i].hours, leads[i].hours == hours };
    p->days = days;
    p->answers = answers;
    p->answer_count = REACH_ANSWER_COUNT;
    p->leads = lead;
    p->lead_count = COUNT(leads);
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const Person *self)
{
    Frame frame;
    const Profile *me = &self->profile;
    TRY(frame_fill(cx, rq, S("Messages, times and mail"), FRAME_READ, TAB_ACCOUNT, &frame));
    bool hours = me->read_from < me->read_to;
    ReachPage p = { .frame = &frame, .errors = &rq->errors, .idem = rq->idem, .version = self->version,
        .from = clock_of(cx->arena, hours ? me->read_from : 9 * 60),
        .to = clock_of(cx->arena, hours ? me->read_to : 17 * 60), .zone = me->zone,
        .zone_practice = rq->practice->time_zone, .calendar_word = me->calendar_word,
        .email = me->email, .mail_off = me->mail_off != 0 };
    TRY(fill_choices(cx, me, frame.kind == FRAME_WORK, &p));
    p.mail_possible = mail_is_on(rq->practice);
    if (rq->errors.count) reply->status = 422;
    view_reach(&reply->body, &p);
    return OK;
}

Err page_reach(Ctx *cx, Req *rq, Reply *reply)
{
    Person self;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    return show(cx, rq, reply, &self);
}

static bool typed_clock(Ctx *cx, const Req *rq, const char *name, int64_t *ret_minutes)
{
    Date date;
    Clock clock;
    Str text = arena_join(cx->arena, S("2000-01-01T"), req_text(rq, name));
    if (!moment_parse(text, &date, &clock)) return false;
    *ret_minutes = (int64_t)clock.hour * 60 + clock.minute;
    return true;
}

static void typed_hours(Ctx *cx, Req *rq, Profile *me)
{
    me->read_days = 0;
    for (int i = 0; i < WEEK; i++)
        if (req_has(rq, day_fields[i])) me->read_days |= 1 << i;
    if (me->read_days == 0) return;
    bool fine = typed_clock(cx, rq, "from", &me->read_from) && typed_clock(cx, rq, "to", &me->read_to)
             && me->read_from < me->read_to;
    if (!fine) req_error(rq, "from", S("Write two times of one day, the earlier one first."));
}

static void typed_zone(Ctx *cx, Req *rq, Profile *me)
{
    const Zone *zone;
    me->zone = req_text(rq, "zone");
    if (me->zone.len == 0 || zone_open(cx, cx->arena, me->zone, &zone).kind == ERR_NONE) return;
    err_clear(cx);
    req_error(rq, "zone", S("Write a zone like Europe/London, or leave it empty."));
}

Err page_reach_save(Ctx *cx, Req *rq, Reply *reply)
{
    Person self;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    typed_hours(cx, rq, &self.profile);
    typed_zone(cx, rq, &self.profile);
    self.profile.answers_in = req_int(rq, "answers", 0);
    self.profile.calendar_word = req_text(rq, "word");
    if (req_has(rq, "lead")) self.profile.mail_off = !req_has(rq, "mail_on");
    self.profile.lead_hours = req_int(rq, "lead", self.profile.lead_hours);
    if (rq->errors.count) return show(cx, rq, reply, &self);
    self.version = req_int(rq, "version", 0);
    TRY(person_save(cx, rq->tx, rq->grant, &self));
    return reply_go(reply, url_local(S("/me/reach")));
}
