/* episode.h - a piece of therapy ("our work") and its members.  Pure: shapes and names. */
#ifndef DOMAIN_EPISODE_H
#define DOMAIN_EPISODE_H
#include "person.h"

enum { MEMBERS_MAX = 16 };

typedef struct Member {
    PersonId person;
    Part part;
    MemberState state;
    int64_t from_ms, to_ms;   /* to 0 = still */
    Profile profile;
} Member;

typedef struct Episode {
    EpisodeId id;
    Str kind;                 /* individual, ... */
    EpisodeState state;
    int64_t started_ms, ended_ms;
    int64_t version;
    Member member[MEMBERS_MAX];
    size_t member_count;
} Episode;

/* First member with this part who has not left, else the first with it; NULL when none. */
const Member *episode_part(const Episode *e, Part part);
const Member *episode_member(const Episode *e, PersonId person);   /* NULL when none */
/* "Maya and Daniel": how members are addressed, clients first. */
Str episode_names(Arena *a, const Episode *e);
/* "Daniel": everyone in the work but this person. */
Str episode_others(Arena *a, const Episode *e, PersonId but);

/* One of the episodes a person is in. */
typedef struct MyEpisode {
    EpisodeId id;
    Part part;
    EpisodeState state;
    MemberState member;
    int64_t started_ms;
    Str since;                /* "3 November 2026", filled by who shows it */
} MyEpisode;
typedef struct MyEpisodes { MyEpisode *list; size_t count; } MyEpisodes;
#endif
