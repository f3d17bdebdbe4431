#include "demo_play.h"
#include "../store/alert.h"
#include "../store/entry.h"
#include "../store/episode.h"
#include "../store/link.h"
#include "../store/person.h"
#include "../store/practice.h"
#include "../store/release.h"
#include "../store/session.h"
#include "../store/signal.h"
#include "../web/form.h"

enum { GROUP = 96 };          /* events in one transaction */

static const EpisodeId no_episode;

/* --- who acts ------------------------------------------------------------------------- */

static Actor staff_actor(const Demo *d, int who)
{
    return (Actor){ .practice = d->practice.id, .person = d->staff[who].id,
                    .capacities = d->staff[who].capacities };
}

static Actor actor_of(const Demo *d, const DemoWork *w, DemoWho who)
{
    if (who == THERAPIST) return staff_actor(d, w->story->therapist);
    return (Actor){ .practice = d->practice.id, .person = w->client.id, .capacities = CAP_CLIENT };
}

static Err enter(Ctx *cx, Tx *tx, const Demo *d, const DemoWork *w, DemoWho who, Action action,
                 const Grant **ret_grant)
{
    Actor actor = actor_of(d, w, who);
    bool about_work = action_row(action)->scope == SCOPE_EPISODE;
    return gate_enter(cx, tx, &actor, action, about_work ? w->id : no_episode, ret_grant);
}

/* --- the practice and its staff --------------------------------------------------------- */

static Person staff_person(Ctx *cx, int who)
{
    const DemoStaff *s = &demo_staff[who];
    return (Person){ .id = ID_NEW(Person, cx->now_ms), .capacities = s->capacities,
                     .state = S("invited"), .version = 1,
                     .profile = { .name = str_from_c(s->name), .pronouns = str_from_c(s->pronouns),
                                  .language = S("en"), .email = str_from_c(s->email) } };
}

static Err invite_staff(Ctx *cx, Tx *tx, Demo *d, const Grant *g, int who)
{
    LinkMade link;
    d->staff[who] = staff_person(cx, who);
    TRY(person_create(cx, tx, g, &d->staff[who]));
    TRY(link_make(cx, tx, g, LINK_INVITE, d->staff[who].id, no_episode, &link));
    d->staff_token[who] = link.token;
    return OK;
}

Err demo_open_practice(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    (void)event;
    const Grant *g;
    Actor machine = { .practice = d->practice.id, .capacities = CAP_ADMINISTRATOR, .machine = true };
    TRY(gate_enter(cx, tx, &machine, ACTION_PRACTICE_WRITE, no_episode, &g));
    TRY(practice_create(cx, tx, g, &d->practice));
    return invite_staff(cx, tx, d, g, DEMO_JO);
}

Err demo_add_staff(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    Actor jo = staff_actor(d, DEMO_JO);
    TRY(gate_enter(cx, tx, &jo, ACTION_PRACTICE_WRITE, no_episode, &g));
    return invite_staff(cx, tx, d, g, event->n);
}

/* As page_link.c: whoever opens an invitation is nobody yet. */
static Err take_link(Ctx *cx, Tx *tx, Demo *d, Person *person, Str token, EpisodeId episode)
{
    Link link;
    const Grant *g;
    Actor nobody = { .practice = d->practice.id };
    TRY(gate_enter(cx, tx, &nobody, ACTION_LINK_USE, no_episode, &g));
    TRY(link_find(cx, tx, g, LINK_INVITE, token, &link));
    TRY(link_use(cx, tx, g, &link));
    TRY(person_save(cx, tx, g, person));
    TRY(person_set_password(cx, tx, g, person->id, d->phc));
    return uuid_is_zero(episode.u) ? OK : episode_confirm_member(cx, tx, g, episode, person->id);
}

Err demo_staff_joins(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    return take_link(cx, tx, d, &d->staff[event->n], d->staff_token[event->n], no_episode);
}

/* --- a piece of work ---------------------------------------------------------------------- */

Err demo_begin_work(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    LinkMade link;
    const Grant *g;
    DemoWork *w = event->work;
    PersonId therapist = d->staff[w->story->therapist].id;
    w->id = ID_NEW(Episode, cx->now_ms);
    w->client = (Person){ .id = ID_NEW(Person, cx->now_ms), .capacities = CAP_CLIENT,
                          .state = S("invited"), .version = 1,
                          .profile = { .name = str_from_c(w->story->name), .language = S("en"),
                                       .email = str_from_c(w->story->email) } };
    TRY(enter(cx, tx, d, w, THERAPIST, ACTION_EPISODE_CREATE, &g));
    TRY(person_create(cx, tx, g, &w->client));
    TRY(episode_create(cx, tx, g, w->id, S("individual"), cx->now_ms));
    TRY(episode_add_member(cx, tx, g, w->id, therapist, PART_THERAPIST, S("active"), cx->now_ms));
    TRY(episode_add_member(cx, tx, g, w->id, w->client.id, PART_CLIENT, S("invited"), cx->now_ms));
    TRY(link_make(cx, tx, g, LINK_INVITE, w->client.id, w->id, &link));
    w->token = link.token;
    return OK;
}

Err demo_client_joins(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    DemoWork *w = event->work;
    w->client.profile.called = str_from_c(w->story->called);
    w->client.profile.pronouns = str_from_c(w->story->pronouns);
    w->client.profile.identity = str_from_c(w->story->identity);
    w->client.profile.phone = str_from_c(w->story->phone);
    return take_link(cx, tx, d, &w->client, w->token, w->id);
}

/* Nothing about it was changed since it was begun: its version is 1. */
Err demo_end_work(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    TRY(enter(cx, tx, d, event->work, THERAPIST, ACTION_EPISODE_END, &g));
    return episode_end(cx, tx, g, event->work->id, 1);
}

/* The client gives it, the other one joins and looks. */
static Err share_is_read(Ctx *cx, Tx *tx, Demo *d, DemoWork *w, const Person *outside)
{
    Showing shown;
    const Grant *g;
    const Actor actor = { .practice = d->practice.id, .person = outside->id, .capacities = CAP_OUTSIDE };
    TRY(gate_enter(cx, tx, &actor, ACTION_SHARED_READ, w->id, &g));
    return release_shown(cx, tx, g, w->id, outside->id, NULL, &shown);
}

Err demo_share(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    bool fresh;
    LinkMade link;
    const Grant *g;
    DemoWork *w = event->work;
    const DemoShare *s = w->story->share;
    Person outside = { .id = ID_NEW(Person, cx->now_ms), .capacities = CAP_OUTSIDE, .state = S("invited"),
        .version = 1, .profile = { .name = str_from_c(s->who), .called = str_from_c(s->called),
                                   .language = S("en"), .email = str_from_c(s->email) } };
    Given r = { .id = ID_NEW(Release, cx->now_ms), .grantor = w->client.id, .grantee = outside.id,
        .to = RELEASE_TO_PROVIDER, .parts = s->parts, .from_ms = cx->now_ms,
        .to_ms = cx->now_ms + 90 * (int64_t)24 * 60 * 60 * 1000, .form_version = RELEASE_FORM_VERSION,
        .words = { w->client.profile.name, str_from_c(s->who), str_from_c(s->what), str_from_c(s->where),
                   str_from_c(s->why), w->client.profile.name } };
    const Zone *zone = d->practice.zone;
    r.form = release_form(cx->arena, &r, d->practice.name, time_say_day_year(cx->arena, zone, r.from_ms),
                          time_say_day_year(cx->arena, zone, r.to_ms));
    TRY(enter(cx, tx, d, w, CLIENT, ACTION_SHARING_WRITE, &g));
    TRY(release_find_person(cx, tx, g, &outside, &r.grantee, &fresh));
    TRY(release_give(cx, tx, g, w->id, &r));
    TRY(link_make(cx, tx, g, LINK_INVITE, outside.id, no_episode, &link));
    TRY(take_link(cx, tx, d, &outside, link.token, no_episode));
    return share_is_read(cx, tx, d, w, &outside);
}

/* --- meetings -------------------------------------------------------------------------------- */

Err demo_plan_meeting(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    DemoWork *w = event->work;
    TRY(enter(cx, tx, d, w, THERAPIST, ACTION_SESSION_PLAN, &g));
    return session_plan(cx, tx, g, w->id, w->start_ms[event->n], 50, str_from_c(w->story->place),
                        &w->session[event->n]);
}

static Err meeting_becomes(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event, Action action, Str state)
{
    const Grant *g;
    TRY(enter(cx, tx, d, event->work, THERAPIST, action, &g));
    return session_set_state(cx, tx, g, event->work->id, event->work->session[event->n], state);
}

Err demo_meeting_opens(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    return meeting_becomes(cx, tx, d, event, ACTION_SESSION_STATE, S("open"));
}

/* What was being talked about when the hour was over has been talked about. */
static Err talked_about(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    Entries all;
    const Grant *g;
    DemoWork *w = event->work;
    TRY(enter(cx, tx, d, w, THERAPIST, ACTION_ENTRY_WRITE, &g));
    TRY(entry_list_session(cx, tx, g, w->id, w->session[event->n], &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].state == ENTRY_CURRENT)
            TRY(entry_set_state(cx, tx, g, w->id, all.list[i].id, ENTRY_TALKED));
    return OK;
}

Err demo_meeting_ends(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    TRY(talked_about(cx, tx, d, event));
    return meeting_becomes(cx, tx, d, event, ACTION_SESSION_STATE, S("ended"));
}

/* Missed, or called off before. */
Err demo_meeting_off(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    Str state = str_from_c(event->work->story->meeting[event->n].state);
    return meeting_becomes(cx, tx, d, event, ACTION_SESSION_PLAN, state);
}

/* --- forms -------------------------------------------------------------------------------------- */

static DemoWho writer_of(int form)
{
    return form == DEMO_THERAPIST_RATING ? THERAPIST : CLIENT;
}

static Action action_of(int form)
{
    return form == DEMO_CHECK_IN ? ACTION_CHECK_IN_WRITE : ACTION_RATING_WRITE;
}

static Err ask_check_in(Ctx *cx, Tx *tx, Demo *d, const Grant *g, EpisodeId e, Questions *ret)
{
    Entries goals;
    size_t count = 0;
    TRY(entry_list_goals(cx, tx, g, e, &goals));
    AskedGoal *asked = ARENA_ARRAY(cx->arena, AskedGoal, goals.count + 1);
    if (!asked) return fail(cx, ERR_LIMIT, "out of memory");
    for (size_t i = 0; i < goals.count; i++)
        if (goals.list[i].state == ENTRY_ACTIVE)
            asked[count++] = (AskedGoal){ goals.list[i].id, entry_text(&goals.list[i]) };
    return questions_check_in(cx, d->app->measures, asked, count, RISK_ASKED, ret);
}

Err demo_form_begins(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    DemoWork *w = event->work;
    DemoFormState *f = &w->form[event->n][event->form];
    Action looks = event->form == DEMO_CHECK_IN ? ACTION_CHECK_IN_READ : ACTION_RATING_READ;
    TRY(enter(cx, tx, d, w, writer_of(event->form), looks, &g));
    TRY(enter(cx, tx, d, w, writer_of(event->form), action_of(event->form), &g));
    TRY(response_begin(cx, tx, g, w->id, w->session[event->n],
                       event->form == DEMO_CHECK_IN ? FORM_CHECK_IN : FORM_ALLIANCE, d->app->measures,
                       &f->response));
    if (event->form == DEMO_CHECK_IN) return ask_check_in(cx, tx, d, g, w->id, &f->questions);
    MeasureRater rater = event->form == DEMO_CLIENT_RATING ? RATER_CLIENT : RATER_THERAPIST;
    return questions_alliance(cx, d->app->measures, rater, &f->questions);
}

static const char *note_for(const DemoWork *w, int n, Str key)
{
    for (size_t i = 0; i < w->story->note_count; i++)
        if (w->story->note[i].meeting == n + 1 && str_eq(str_from_c(w->story->note[i].key), key))
            return w->story->note[i].text;
    return "";
}

static GivenAnswer answer_signed(Str key, char sign, Str note)
{
    GivenAnswer given = { .key = key, .status = STATUS_ANSWERED, .note = note };
    if (sign == '-') given.status = STATUS_SKIPPED;
    else given.value = sign == 'X' ? 10 : sign - '0';
    return given;
}

/* As the check-in does it: on answering, not on sending. */
static Err raise_if_positive(Ctx *cx, Tx *tx, const Grant *g, DemoWork *w, const Question *q,
                             const DemoFormState *f, const GivenAnswer *given)
{
    const MeasureFlag *flag = question_risk(q);
    if (!flag || given->status == STATUS_SKIPPED) return OK;
    AnswerMove move = alert_on_answer(flag, NO_ANSWER, ANSWER((double)given->value), false, ALERT_NEW);
    if (!move.raise) return OK;
    w->has_alert = true;
    return alert_raise(cx, tx, g, w->id, f->response.id, q->key, given->value, &w->alert);
}

Err demo_form_answer(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    DemoWork *w = event->work;
    const DemoFormState *f = &w->form[event->n][event->form];
    if ((size_t)event->question >= f->questions.count) return OK;
    const Question *q = &f->questions.list[event->question];
    GivenAnswer given = answer_signed(q->key, f->signs[event->question],
                                      str_from_c(note_for(w, event->n, q->key)));
    TRY(enter(cx, tx, d, w, CLIENT, ACTION_CHECK_IN_WRITE, &g));
    TRY(answer_save(cx, tx, g, w->id, &f->response, &given, NULL));
    return raise_if_positive(cx, tx, g, w, q, f, &given);
}

/* As the pages send it; they know the work from the request's path. */
static Err send_form(Ctx *cx, Tx *tx, Demo *d, const Grant *g, const DemoWork *w,
                      const DemoFormState *f, DemoWho who)
{
    GivenAnswers answers;
    Req rq = { .app = d->app, .tx = tx, .grant = g, .practice = &d->practice,
               .actor = actor_of(d, w, who), .path_count = 1, .path_name = { S("episode") },
               .path_value = { uuid_str(cx->arena, w->id.u) } };
    TRY(answers_load(cx, tx, g, w->id, &f->response, &answers));
    return form_send(cx, &rq, &f->response, &f->questions, &answers);
}

Err demo_form_sent(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    DemoWork *w = event->work;
    DemoFormState *f = &w->form[event->n][event->form];
    TRY(enter(cx, tx, d, w, writer_of(event->form), action_of(event->form), &g));
    return send_form(cx, tx, d, g, w, f, writer_of(event->form));
}

/* The form after a session is one page: all of it at once. */
Err demo_rating_sent(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    DemoWork *w = event->work;
    DemoFormState *f = &w->form[event->n][event->form];
    bool client = event->form == DEMO_CLIENT_RATING;
    bool felt_off = client && w->story->felt_off_meeting == event->n + 1;
    TRY(enter(cx, tx, d, w, writer_of(event->form), ACTION_RATING_WRITE, &g));
    for (size_t i = 0; i < f->questions.count && f->signs[i]; i++) {
        Str key = f->questions.list[i].key;
        bool noted = felt_off && str_eq(key, S(KEY_FELT_OFF));
        GivenAnswer given = answer_signed(key, f->signs[i], noted ? str_from_c(w->story->felt_off) : S(""));
        TRY(answer_save(cx, tx, g, w->id, &f->response, &given, NULL));
    }
    GivenAnswer show = { .key = S(KEY_SHOW), .value = felt_off,
                         .status = felt_off ? STATUS_ANSWERED : STATUS_SKIPPED };
    if (client) TRY(answer_save(cx, tx, g, w->id, &f->response, &show, NULL));
    return send_form(cx, tx, d, g, w, f, writer_of(event->form));
}

/* The day after, each reads how the other saw it. */
Err demo_saw_partner(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    DemoWork *w = event->work;
    TRY(enter(cx, tx, d, w, THERAPIST, ACTION_RATING_READ, &g));
    TRY(enter(cx, tx, d, w, THERAPIST, ACTION_RATING_WRITE, &g));
    return response_saw_partner(cx, tx, g, w->id, &w->form[event->n][DEMO_THERAPIST_RATING].response);
}

/* --- safety ------------------------------------------------------------------------------------- */

Err demo_risk_note(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    DemoWork *w = event->work;
    if (!w->has_alert || !w->story->risk_note) return OK;
    TRY(enter(cx, tx, d, w, CLIENT, ACTION_SAFETY_READ, &g));
    TRY(enter(cx, tx, d, w, CLIENT, ACTION_SAFETY_WRITE, &g));
    return alert_add(cx, tx, g, w->id, w->alert, EVENT_CLIENT_NOTE, 0, str_from_c(w->story->risk_note));
}

Err demo_escalate(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    (void)event;
    int64_t count = 0;
    return alert_escalate(cx, tx, &d->practice, &count);
}

/* --- what they put on the table --------------------------------------------------------------------- */

static Episode shape_of(const Demo *d, const DemoWork *w)
{
    Episode e = { .id = w->id, .state = EPISODE_OPEN, .member_count = 2 };
    e.member[0] = (Member){ .person = w->client.id, .part = PART_CLIENT, .state = MEMBER_ACTIVE };
    e.member[1] = (Member){ .person = d->staff[w->story->therapist].id, .part = PART_THERAPIST,
                            .state = MEMBER_ACTIVE };
    return e;
}

static Err add_entry(Ctx *cx, Tx *tx, const Grant *g, Demo *d, DemoWork *w, const DemoAct *act)
{
    Episode shape = shape_of(d, w);
    EntryId id;
    EntryNew fresh = { .kind = act->kind, .mark = act->mark, .text = str_from_c(act->text),
                       .minutes = act->minutes,
                       .owner = entry_owner_for(act->kind, act->whom, grant_person(g), &shape) };
    if (act->kind <= ENTRY_STEP) fresh.session = w->session[act->meeting - 1];
    if (act->parent) fresh.parent = w->entry[(unsigned char)act->parent % DEMO_KEYS];
    if (act->target) fresh.target = w->entry[(unsigned char)act->target % DEMO_KEYS];
    if (act->slot) fresh.slot = str_from_c(act->slot);
    fresh.level = act->level;
    TRY(entry_add(cx, tx, g, w->id, &fresh, &id));
    w->entry[(unsigned char)act->key % DEMO_KEYS] = id;
    return OK;
}

static Err act_on_entry(Ctx *cx, Tx *tx, const Grant *g, const Demo *d, DemoWork *w, const DemoAct *act)
{
    Entry entry;
    EntryId id = w->entry[(unsigned char)act->key % DEMO_KEYS];
    Str text = str_from_c(act->text);
    TRY(entry_load(cx, tx, g, w->id, id, &entry));
    int64_t base = act->base ? act->base : entry.version;
    switch (act->verb) {
    case DEMO_WORD: return entry_word(cx, tx, g, w->id, id, base, text);
    case DEMO_ANSWER: return entry_answer(cx, tx, g, w->id, id, entry.version, act->answer, text);
    case DEMO_STATE: return entry_set_state(cx, tx, g, w->id, id, act->state);
    case DEMO_PICK: return entry_pick(cx, tx, g, w->id, id, act->pick, base, text);
    case DEMO_SHOW: return entry_share(cx, tx, g, w->id, id, ENTRY_READ_BY_CHOSEN,
                                       &d->staff[w->story->therapist].id, 1);
    default: return fail(cx, ERR_BUG, "the demo names an act that is none");
    }
}

/* Goals have figures for keys, the rest of what they word together has capitals. */
static bool is_joint(const DemoAct *act)
{
    return act->kind > ENTRY_STEP || (act->key >= '0' && act->key <= '9')
        || (act->key >= 'A' && act->key <= 'Z');
}

Err demo_act(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    const DemoAct *act = event->act;
    TRY(enter(cx, tx, d, event->work, act->by, is_joint(act) ? ACTION_JOINT_WRITE : ACTION_ENTRY_WRITE, &g));
    if (act->verb == DEMO_ADD) return add_entry(cx, tx, g, d, event->work, act);
    return act_on_entry(cx, tx, g, d, event->work, act);
}

/* --- conversations that a signal opened ------------------------------------------------------------- */

static Err find_signal(Ctx *cx, Tx *tx, const Grant *g, const DemoWork *w, const DemoAct *act,
                       SignalId *ret_id)
{
    Signals open;
    TRY(signal_list_open(cx, tx, g, w->id, &open));
    for (size_t i = 0; i < open.count; i++) {
        if (open.list[i].kind != act->noticed) continue;
        *ret_id = open.list[i].id;
        return OK;
    }
    return fail(cx, ERR_BUG, "the demo answers a signal that was not raised");
}

Err demo_turn(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    SignalId id;
    DemoWork *w = event->work;
    const DemoAct *act = event->act;
    bool repair = signal_kind_page(act->noticed) == PAGE_REPAIR;
    Action close = repair ? ACTION_REPAIR_CLOSE : ACTION_REVIEW_CLOSE;
    TRY(enter(cx, tx, d, w, act->by, ACTION_SIGNAL_READ, &g));
    TRY(find_signal(cx, tx, g, w, act, &id));
    TRY(enter(cx, tx, d, w, act->by, act->verb == DEMO_SIGNAL_CLOSE ? close : ACTION_SIGNAL_WRITE, &g));
    if (act->verb == DEMO_SIGNAL_CLOSE) return signal_close(cx, tx, g, w->id, id);
    if (act->by == THERAPIST) TRY(signal_set_seen(cx, tx, g, w->id, id));
    if (act->verb == DEMO_SIGNAL_STATE) return signal_set_state(cx, tx, g, w->id, id, act->to);
    return signal_add_turn(cx, tx, g, w->id, id, act->step, str_from_c(act->text));
}

/* Looking at a page leaves its row in the log, as the gate would write it. */
Err demo_look(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    return enter(cx, tx, d, event->work, event->act->by, event->act->action, &g);
}

/* --- all of it ---------------------------------------------------------------------------------------- */

typedef struct Group { Demo *d; size_t from, to; } Group;

/* Which act of which story the house refused: stories are edited by hand. */
static void note_refusal(const DemoEvent *event)
{
    LOG(LOG_ERROR, "demo", LOG_TEXT("story", str_from_c(event->work ? event->work->story->name : "")),
        LOG_NUM("meeting", event->n + 1), LOG_NUM("question", event->question),
        LOG_TEXT("words", str_from_c(event->act ? event->act->text : "")),
        LOG_NUM("minute", event->act ? event->act->minute : 0));
}

static Err job_group(Ctx *cx, Tx *tx, void *arg)
{
    Group *group = arg;
    for (size_t i = group->from; i < group->to; i++) {
        const DemoEvent *event = &group->d->event[i];
        cx->now_ms = event->at_ms;
        Err err = event->run(cx, tx, group->d, event);
        if (err.kind != ERR_NONE) note_refusal(event);
        TRY(err);
    }
    return OK;
}

Err demo_play(Ctx *cx, Demo *d)
{
    for (size_t at = 0; at < d->event_count; at += GROUP) {
        size_t to = at + GROUP < d->event_count ? at + GROUP : d->event_count;
        Group group = { d, at, to };
        TRY(db_write(cx, d->app->db, job_group, &group));
    }
    cx->now_ms = d->now_ms;
    return OK;
}
