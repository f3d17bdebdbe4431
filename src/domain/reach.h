/* reach.h - when somebody reads messages, how soon they answer, and when mail may reach them.
 *
 * What a person says of themselves stands in their Profile; what is counted comes from their
 * own past answers and is never a promise.  Pure: no I/O, no clock.
 */
#ifndef DOMAIN_REACH_H
#define DOMAIN_REACH_H
#include "person.h"

/* What people may say about how soon they usually answer. */
#define REACH_ANSWERS(X)                                                    \
    X(SAME_DAY, "the same day") X(A_DAY, "within a day")                     \
    X(TWO_DAYS, "within two days") X(A_WEEK, "within a week")                \
    X(WHEN_WE_MEET, "when we meet")
typedef enum ReachAnswer {
    REACH_ANSWER_NOT_SAID,
#define X(name, say) REACH_ANSWER_##name,
    REACH_ANSWERS(X)
#undef X
    REACH_ANSWER_COUNT
} ReachAnswer;
/* "within a day"; empty for anything else. */
Str reach_answer_say(int64_t answer);

enum { REACH_DAY_MINUTES = 24 * 60, REACH_LEAD_USUAL = 24, REACH_LEAD_MAX = 168, REACH_REPLIES_MIN = 5 };

/* "Monday to Friday, 09:00 to 17:00"; empty when they said nothing. */
Str reach_hours_say(Arena *a, const Profile *p);
/* Is it one of the times they read messages?  True when they said nothing. */
bool reach_reads_at(const Profile *p, const Zone *zone, int64_t at_ms);

/* A notice that something waits may come: at or after `at_ms`, in the hours they read, or in
 * the day (08:00 to 20:00) when they said none. */
int64_t reach_notice_ms(const Profile *p, const Zone *zone, int64_t at_ms);
/* Hours before an appointment at which they are reminded; 0 = not at all.  Clients are unless
 * they say otherwise, staff only when they say so. */
int64_t reach_lead(const Profile *p, bool staff);
/* When to remind of an appointment: the time before it that they chose; in the night, the
 * evening before it, because late is useless. */
int64_t reach_reminder_ms(const Profile *p, const Zone *zone, int64_t starts_ms);

/* --- counted, not promised ------------------------------------------------------------- */
typedef struct ReachSaid { Uuid thread; PersonId author; int64_t at_ms; } ReachSaid;
/* How long this person's answers took: for each time they wrote after another did, from the
 * first word that waited.  `said` in order of time.  Returns how many answers there were;
 * the median only when there are REACH_REPLIES_MIN, else 0. */
size_t reach_replies(Arena *a, const ReachSaid *said, size_t count, PersonId person,
                     int64_t *ret_median_ms);
/* "an hour", "5 hours", "2 days": rounded up, so that it never says sooner than it was. */
Str reach_span_say(Arena *a, int64_t ms);
#endif
