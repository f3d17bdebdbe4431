/* open.h - makes an App out of a data directory, and takes it apart again. */
#ifndef CLI_OPEN_H
#define CLI_OPEN_H
#include "../gate/app.h"

typedef struct OpenOptions {
    bool create;              /* init: make key and tables; the directory must be new */
    bool migrate;             /* apply what is pending; otherwise pending is ERR_CONFLICT */
    bool without_practice;    /* init, migrate: there is none yet */
    bool in_memory;           /* tests */
} OpenOptions;

MUST_CHECK Err app_open(Ctx *cx, const char *data_dir, const OpenOptions *options, App **ret_app);
void app_close(App *app);
/* Reads the practice's settings and its installed questionnaires again after they changed. */
MUST_CHECK Err app_reload_practice(Ctx *cx, App *app);
#endif
