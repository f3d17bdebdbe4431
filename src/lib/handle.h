/* handle.h - what is behind the opaque types of tandem-measure.h. */
#ifndef LIB_HANDLE_H
#define LIB_HANDLE_H
#include <tandem-measure.h>
#include "../measure/builtin.h"
#include "../measure/change.h"

struct tdm_measure {
    const Definition *definition;
    const char *id, *title, *notice;
    const char **item_text;
    const char **scale_id, **scale_title;
};

struct tdm {
    Ctx cx;                   /* its arena is emptied at each call */
    Arena *kept;              /* until the handle is closed */
    tdm_measure **measure;    /* built in */
    size_t measure_count;
};

/* A call begins: the last error is forgotten, and there is fresh room for its work. */
Ctx *handle_begin(tdm *handle);
/* The status of what a call came to. */
tdm_status handle_end(const tdm *handle, Err err);
/* NULL or "": the main scale.  ERR_MISSING: none of that name. */
MUST_CHECK Err handle_scale(Ctx *cx, const tdm_measure *measure, const char *name,
                            const MeasureScale **ret_scale);
tdm_change change_out(const Change *change);
#endif
