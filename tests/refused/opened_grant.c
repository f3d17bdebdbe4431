/* Nor can one be changed: its members have no names here.
 * expect: incomplete */
#include "access/grant.h"

EpisodeId where(const Grant *given);
EpisodeId where(const Grant *given)
{
#ifdef REFUSED
    return given->episode;
#else
    return grant_episode(given);
#endif
}
