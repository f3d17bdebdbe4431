/* coaching.h - readiness and pace, roles, boundaries, and how tasks went. */
#ifndef VIEWS_COACHING_H
#define VIEWS_COACHING_H
#include "joint.h"

/* --- readiness and pace --- */
typedef struct ReadinessAsk {
    Str slot, ask, low, high;     /* low empty: words alone */
    const JointWords *said;       /* what each one says there now */
    size_t said_count;
    Str words;                    /* the reader's own, as the field begins */
    int chosen;                   /* their number; -1 = not said */
} ReadinessAsk;
typedef struct PaceChoice { Str value, say, changes; bool chosen; } PaceChoice;
typedef struct PacePage {
    JointForm form;
    Str names;
    const ReadinessAsk *ask;
    size_t ask_count;
    Url talk, offer;
    bool has;                     /* somebody has offered a pace */
    JointCard card;
    Str changes;                  /* what the pace in force changes; may be empty */
    const PaceChoice *choice;
    size_t choice_count;
    Str typed;
} PacePage;

/* --- roles --- */
typedef struct RoleChoice {
    Str value, say, is, is_not;
    Str refused;                  /* why it cannot be agreed now; empty = it can */
    bool chosen;
} RoleChoice;
typedef struct RolePage {
    JointForm form;
    Str names;
    JointCards cards;
    const RoleChoice *choice;
    size_t choice_count;
    bool may_offer;               /* no role was ever agreed in this work */
    Url offer;
    Str typed;
    int64_t pause_days;
} RolePage;

/* --- boundaries --- */
typedef struct BoundaryItem {
    JointCard card;
    Str who, about, weight, when;
    bool private_, mine, leads_out;
    Str talked[2];                /* "Talked about with the client"; "" = not said */
    JointCards reasons, comments;
} BoundaryItem;
typedef struct BoundaryChoice { Str value, say; } BoundaryChoice;
typedef struct BoundariesPage {
    JointForm form;
    Str names;
    const BoundaryItem *items;
    size_t item_count;
    Url add, report;
    bool client;                  /* the reader is the client: they may keep it to themselves */
    const BoundaryChoice *kinds, *weights;
    size_t kind_count, weight_count;
    Str typed, typed_reason, typed_slot;
    int64_t typed_level;
} BoundariesPage;

/* Whom somebody can tell, outside the two. */
typedef struct ReportPage {
    const Frame *frame;
    Str practice, name, reach, body, body_reach;
    Url boundaries, help;
} ReportPage;

/* --- how tasks went --- */
typedef struct FollowTask { JointCard card; JointCards remarks; } FollowTask;
typedef struct FollowStep {
    JointCard card;
    Str from, whose;              /* "From the session on 3 November", "Maya" */
    Url session;
    JointCards remarks;
} FollowStep;
typedef struct FollowGroup {
    Str title;                    /* the goal; empty: tasks of no goal */
    const FollowTask *tasks;
    size_t task_count;
} FollowGroup;
typedef struct FollowPage {
    JointForm form;
    Str names, pace;              /* pace: what was agreed about tasks; may be empty */
    const FollowGroup *groups;
    size_t group_count;
    const FollowStep *steps;
    size_t step_count;
} FollowPage;

/* The name of a field: "w_" and "different". */
Str coaching_key(Out *o, const char *form, Str id);
#endif
