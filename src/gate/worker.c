#include "worker.h"
#include <pthread.h>

typedef struct Item { WorkerJob *job; void *arg; } Item;

struct Worker {
    pthread_mutex_t lock;
    pthread_cond_t more;
    Item *queue;
    int queue_max, count, head;
    bool closing;
    int thread_count;
    pthread_t thread[8];
};

static bool take(Worker *w, Item *ret_item)
{
    pthread_mutex_lock(&w->lock);
    while (w->count == 0 && !w->closing) pthread_cond_wait(&w->more, &w->lock);
    bool got = w->count > 0;
    if (got) {
        *ret_item = w->queue[w->head];
        w->head = (w->head + 1) % w->queue_max;
        w->count--;
    }
    pthread_mutex_unlock(&w->lock);
    return got;
}

static void *run(void *arg)
{
    Item item;
    while (take(arg, &item)) item.job(item.arg);
    return NULL;
}

Worker *worker_open(int threads, int queue_max)
{
    Worker *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    w->queue = calloc((size_t)queue_max, sizeof *w->queue);
    w->queue_max = queue_max;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->more, NULL);
    for (int i = 0; w->queue && i < threads && i < 8; i++)
        if (pthread_create(&w->thread[w->thread_count], NULL, run, w) == 0) w->thread_count++;
    if (w->thread_count > 0) return w;
    worker_close(w);
    return NULL;
}

void worker_close(Worker *w)
{
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_cond_broadcast(&w->more);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->thread_count; i++) pthread_join(w->thread[i], NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->more);
    free(w->queue);
    free(w);
}

bool worker_submit(Worker *w, WorkerJob *job, void *arg)
{
    pthread_mutex_lock(&w->lock);
    bool room = w->count < w->queue_max && !w->closing;
    if (room) {
        w->queue[(w->head + w->count++) % w->queue_max] = (Item){ job, arg };
        pthread_cond_signal(&w->more);
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}
