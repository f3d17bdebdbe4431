/* episode.h - a piece of therapy ("our work") and who is in it. */
#ifndef STORE_EPISODE_H
#define STORE_EPISODE_H
#include "../access/grant.h"
#include "../domain/person.h"
#include "db.h"

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

/* The episode of the grant with its members and their profiles.  Needs EPISODE, PROFILE. */
MUST_CHECK Err episode_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, Episode *ret_episode);
/* First member with this part who has not left, else the first with it; NULL when none. */
const Member *episode_part(const Episode *e, Part part);
const Member *episode_member(const Episode *e, PersonId person);   /* NULL when none */
/* "Maya and Daniel": how members are addressed, clients first. */
Str episode_names(Arena *a, const Episode *e);
/* "Daniel": everyone in the work but this person. */
Str episode_others(Arena *a, const Episode *e, PersonId but);

/* Episodes the actor is a member of, newest first.  Needs EPISODE (list scope). */
typedef struct MyEpisode { EpisodeId id; Part part; EpisodeState state; MemberState member; } MyEpisode;
typedef struct MyEpisodes { MyEpisode *list; size_t count; } MyEpisodes;
MUST_CHECK Err episode_mine(Ctx *cx, Tx *tx, const Grant *g, MyEpisodes *ret_list);

/* Begins an episode with a key of its own, and its first members. */
MUST_CHECK Err episode_create(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, Str kind,
                              int64_t started_ms);
MUST_CHECK Err episode_add_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, PersonId person,
                                  Part part, Str state, int64_t from_ms);
/* An invited member takes up the invitation. */
MUST_CHECK Err episode_confirm_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id,
                                      PersonId person);
MUST_CHECK Err episode_end(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, int64_t version);

extern const Query *const episode_queries[];
#endif
