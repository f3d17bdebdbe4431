/* routes.c - every address, with the right it needs.  `tandem audit routes` prints it. */
#include "pages.h"

/* What forms may send.  Anything else is not delivered. */
#define LINE(name, max, need, say) { name, FIELD_LINE, need, 0, max, say }
#define TEXT(name, max, need, say) { name, FIELD_TEXT, need, 0, max, say }
#define SECRET(name, need, say) { name, FIELD_SECRET, need, 0, 1000, say }
#define INT(name, low, high, need, say) { name, FIELD_INT, need, low, high, say }
#define CHECK(name) { name, FIELD_CHECK, false, 0, 0, NULL }
#define END { NULL, FIELD_LINE, false, 0, 0, NULL }

/* -- signed out, and one's own account -- */

/* -- practice -- */

/* -- the work: caseload, home, sessions, goals -- */

/* -- the session page -- */

/* -- check-in, form after the session, safety -- */

/* -- how it goes, signals, log -- */

const Route routes[] = {
    /* -- signed out -- */
    /* -- one's own account -- */
    /* -- practice -- */
    /* -- caseload and episodes -- */
    /* -- the client's home, goals, log -- */
    /* -- sessions: list and planning -- */
    /* -- the session page -- */
    /* -- check-in -- */
    /* -- the form after the session -- */
    /* -- safety -- */
    /* -- how it goes, signals -- */
};
const size_t route_count = sizeof routes / sizeof *routes;
