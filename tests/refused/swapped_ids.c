/* The id of one thing is not the id of another.
 * expect: incompatible type */
#include "base/id.h"

bool same(EpisodeId episode, SessionId session);
bool same(EpisodeId episode, SessionId session)
{
    return uuid_eq(episode.u, session.u);
}

bool caller(EpisodeId episode, SessionId session);
bool caller(EpisodeId episode, SessionId session)
{
#ifdef REFUSED
    return same(session, episode);
#else
    return same(episode, session);
#endif
}
