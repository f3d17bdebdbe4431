#include "jobs.h"
#include "../store/alert.h"

/* A safety answer nobody has opened goes on to the person on call and then to the lead. */
Err jobs_escalate(Ctx *cx, Tx *tx, void *arg)
{
    const App *app = arg;
    int64_t count = 0;
    const Practice *practice = app_practice(app);
    if (!practice) return OK;                  /* before the practice is set up */
    TRY(alert_escalate(cx, tx, practice, &count));
    if (count) LOG(LOG_INFO, "escalated", LOG_NUM("alerts", count));
    return OK;
}
