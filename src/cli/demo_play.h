/* demo_play.h - lets the people of the stories live through them, in order of time.
 *
 * Every act is done by the person who would do it, through the gate, at its own hour: the
 * access log of the demo is as complete as that of a real practice.
 */
#ifndef CLI_DEMO_PLAY_H
#define CLI_DEMO_PLAY_H
#include "../store/response.h"
#include "command.h"
#include "demo.h"

enum { DEMO_FORMS = 3, DEMO_KEYS = 128 };
typedef enum DemoForm { DEMO_CHECK_IN, DEMO_CLIENT_RATING, DEMO_THERAPIST_RATING } DemoForm;

typedef struct DemoFormState {
    Response response;
    Questions questions;
    const char *signs;        /* one for each question */
} DemoFormState;

/* One story while it is being lived. */
typedef struct DemoWork {
    const DemoStory *story;
    int index;
    EpisodeId id;
    Person client;
    Str token;                /* of the invitation */
    int64_t begin_ms, start_ms[DEMO_MEETINGS_MAX];
    SessionId session[DEMO_MEETINGS_MAX];
    DemoFormState form[DEMO_MEETINGS_MAX][DEMO_FORMS];
    EntryId entry[DEMO_KEYS];
    AlertId alert;
    bool has_alert;
} DemoWork;

typedef struct Demo Demo;
typedef struct DemoEvent DemoEvent;
typedef Err DemoDo(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event);

struct DemoEvent {
    int64_t at_ms;
    int order;                /* of two at one moment the one that was written first */
    DemoDo *run;
    DemoWork *work;           /* NULL: the practice itself */
    const DemoAct *act;
    int n, form, question;    /* meeting, or member of staff; form and question of an answer */
    Action action;
};

struct Demo {
    App *app;
    Arena *arena;             /* what the whole play needs */
    int64_t now_ms;           /* nothing happens later than this */
    Practice practice;
    Person staff[DEMO_STAFF_COUNT];
    Str staff_token[DEMO_STAFF_COUNT];
    Str phc;                  /* of the one password */
    DemoWork work[DEMO_STORIES];
    DemoEvent *event;
    size_t event_count, event_max;
};

/* --- demo_plan.c: when what happens ------------------------------------------------------- */
/* Fills d->event in order of time. */
MUST_CHECK Err demo_plan(Ctx *cx, Demo *d);

/* --- demo_acts.c: what each event does ------------------------------------------------------ */
DemoDo demo_open_practice, demo_add_staff, demo_staff_joins, demo_begin_work, demo_client_joins,
       demo_plan_meeting, demo_meeting_opens, demo_meeting_ends, demo_meeting_off, demo_form_begins,
       demo_form_answer, demo_form_sent, demo_rating_sent, demo_saw_partner, demo_act, demo_turn,
       demo_look, demo_risk_note, demo_escalate, demo_end_work, demo_share;

/* --- demo_papers.c: texts that were signed, the first questions --------------------------------- */
DemoDo demo_offer_texts, demo_put_papers, demo_sign_papers, demo_first_questions;

/* --- demo_own.c: what Daniel keeps for himself, and brings to Helen ------------------------------ */
enum { DEMO_OWN_WEEKS = 6 };
DemoDo demo_own_check, demo_own_words, demo_own_brings, demo_own_reply;

/* --- demo_messages.c: what is written between sessions, and times that are offered -------------- */
/* The nth conversation, 1 to 3; so many weeks before this one, on this day of it (1 Monday), at
 * this hour of the practice's. */
typedef struct DemoSaid {
    int thread;
    DemoWho who;
    int weeks_ago, weekday, hour, minute;
    const char *text;
} DemoSaid;
extern const DemoSaid demo_said[];
extern const size_t demo_said_count;
DemoDo demo_says_hours, demo_says, demo_offers_times;

/* All events, in groups, each group one transaction. */
MUST_CHECK Err demo_play(Ctx *cx, Demo *d);

/* --- cmd_demo.c: all of it, into an empty house, as if it were cx->now_ms ------------------------ */
MUST_CHECK Err demo_fill(Ctx *cx, App *app, int64_t episodes);

/* --- demo_bulk.c: `--episodes N`, for measuring; not shown in the help ----------------------- */
MUST_CHECK Err demo_bulk(Ctx *cx, Demo *d, int64_t episodes);
#endif
