/* jobs.h - what a running server does without being asked. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H
#include "../gate/app.h"

/* Once a minute: safety answers nobody opened go on to the duty person and the lead; old
 * form keys go; the access log's head is written beside the database. */
void jobs_tidy(App *app);
/* Before the end. */
void jobs_last(App *app);
/* mail.c: one round of what is due; and the thread that goes round every few seconds. */
typedef struct MailSender MailSender;
void jobs_mail_once(App *app);
MUST_CHECK Err jobs_mail_start(Ctx *cx, App *app, MailSender **ret_sender);
/* A mail on its way is broken off, and tried again at the next start.  NULL is allowed. */
void jobs_mail_stop(MailSender *sender);
MUST_CHECK Err jobs_mail_purge(Ctx *cx, Tx *tx, void *app);
/* drift.c: who may be losing touch, once an hour; and once, now.  ERR_STORE and ERR_BUSY as db_write. */
void jobs_drift_hourly(App *app);
MUST_CHECK Err jobs_drift(Ctx *cx, App *app, size_t *ret_raised);
/* escalate.c */
MUST_CHECK Err jobs_escalate(Ctx *cx, Tx *tx, void *app);
#endif
