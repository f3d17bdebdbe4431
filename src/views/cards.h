/* cards.h - pieces that the client's home and the therapist's brief share: goals, agenda
 * lines, conversations that are open.
 */
#ifndef VIEWS_CARDS_H
#define VIEWS_CARDS_H
#include "chart.h"
#include "joint.h"

typedef struct AgendaLine { Str text, who; Voice voice; } AgendaLine;

/* Something that was noticed, and the page where it is talked about. */
typedef struct TalkLine { Str title, text, button; Url url; bool care; } TalkLine;

typedef struct HomePage {
    Str greeting;                 /* "Good morning, Maya" */
    Str other;                    /* "Daniel" */
    Str both;                     /* "You and Daniel" */
    bool has_next, next_open;
    Str next_when, next_day, next_place, next_number; /* "Tuesday 24 November at 10:30", "Tuesday" */
    Url next_url;
    bool ask_intake, intake_open;
    Url intake_begin;
    const TalkLine *papers;       /* texts that wait to be read and signed */
    size_t paper_count;
    bool ask_check_in, check_in_open, check_in_sent;
    Str check_in_title, check_in_said;
    Str check_in_lead;            /* in the tone they asked for */
    bool check_in_asked, check_in_quiet; /* they chose the tone; they want no reminding */
    Url preferences;
    Url check_in_begin, check_in_go, check_in_read;
    bool ask_rating;
    Url rating_begin;
    Str rating_number;
    const AgendaLine *agenda;
    size_t agenda_count;
    Url agenda_add;
    const TalkLine *talk;
    size_t talk_count;
    const TalkLine *checks;       /* did they understand? */
    size_t check_count;
    JointForm form;
    JointCards goals;             /* those people work on */
    size_t goals_waiting;
    bool asks_went;               /* they agreed to go step by step: the page asks how it went */
    const Str *trying;            /* tasks everyone agreed to */
    size_t trying_count;
    Url follow, pace, report;
    Url goals_page;
    const Str *took;
    size_t took_count;
    Url take_home;
    const Chart *chart;           /* NULL = fewer than two check-ins */
    Str chart_said;
    Url progress, log, safety, take, messages, mirror, learned_url, sessions;
    const AgendaLine *learned;    /* shown to them by others */
    size_t learned_count;
    const Str *supervised;        /* "Helen Adeyemi supervises Daniel." */
    size_t supervised_count;
    Url sharing;
    bool learned_hidden;          /* they said nothing about it: that it is there, not the words */
    Str times_said;               /* "Daniel offers times"; empty = none waits */
    Str message_said;             /* "A message from Daniel"; empty = none waits */
    Str looked;                   /* "Daniel Osei, the session page, yesterday at 17:40" */
    bool alert_waits;
    bool ended;
    Str idem;
} HomePage;

typedef struct BriefPage {
    Str name, called, pronouns, identity, phone;
    bool invited, ended;
    Str next_when, next_place, next_number;
    bool has_next;
    Url next_url;
    Str life_said, check_in_said;
    Url check_in_read;
    Str alliance_said;
    const AgendaLine *agenda;
    size_t agenda_count;
    Url agenda_add;
    const Str *promised, *took;
    size_t promised_count, took_count;
    const TalkLine *talk;
    size_t talk_count;
    JointForm form;
    JointCards goals;             /* those people work on */
    const NavItem *own;           /* the therapist's own pages about this work */
    size_t own_count;
    Url mirror, timeline;
    Url sessions, progress, invite, end, ours, topics, picture, preferences, messages, pace, follow,
        role, boundaries;
    Str message_said, times_said;
    bool may_invite, may_end, may_write;
    bool ask_rating;
    Url rating_begin;
    Str rating_number;
    int64_t version;
    Str idem;
} BriefPage;
#endif
