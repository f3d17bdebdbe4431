/* jobs.h - what a running server does without being asked. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H
#include "../gate/app.h"

/* Once a minute: safety answers nobody opened go on to the duty person and the lead; old
 * form keys go; the access log's head is written beside the database. */
void jobs_tidy(App *app);
/* Before the end. */
void jobs_last(App *app);
/* escalate.c */
MUST_CHECK Err jobs_escalate(Ctx *cx, Tx *tx, void *app);
#endif
