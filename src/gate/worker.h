/* worker.h - a few threads for slow work (password hashing), with a bounded queue. */
#ifndef GATE_WORKER_H
#define GATE_WORKER_H
#include "../base/base.h"

typedef struct Worker Worker;
typedef void WorkerJob(void *arg);

Worker *worker_open(int threads, int queue_max);   /* NULL when memory is gone */
void worker_close(Worker *w);                      /* finishes what is queued */
/* False when the queue is full: the caller says "busy". */
bool worker_submit(Worker *w, WorkerJob *job, void *arg);
#endif
