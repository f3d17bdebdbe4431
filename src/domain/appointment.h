/* appointment.h - offered times: who may turn one into a session.
 *
 * An offer is an entry of kind TIMES with one to three TIME under it; `level` of TIMES and
 * CALLED_OFF is the number of the session they are about, 0 for one more; `due_ms` of TIMES is the last of its
 * times.  Pure: no I/O, no
 * clock.
 */
#ifndef DOMAIN_APPOINTMENT_H
#define DOMAIN_APPOINTMENT_H
#include "entry.h"

enum { APPOINTMENT_TIMES_MAX = 3, APPOINTMENT_MINUTES_USUAL = 50 };

/* May `picks` choose from what `offered` offered, so that a session stands in the calendar?  They
 * are two people who are in the work, and one of them is its therapist: two clients alone do not
 * fill a therapist's day. */
bool appointment_may_pick(const Episode *work, PersonId offered, PersonId picks);
#endif
