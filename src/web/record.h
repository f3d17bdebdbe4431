/* record.h - gathers everything the client may read of their work, and writes it.
 *
 * The store decides what is readable; nothing is filtered by part here.  A new kind of
 * content is added to `fill` in record.c, or it is missing from what people take home. */
#ifndef WEB_RECORD_H
#define WEB_RECORD_H
#include "../store/entry.h"
#include "../views/record.h"
#include "pages.h"

/* Two gatherers share these. */
typedef struct Gather {
    Ctx *cx;
    Req *rq;
    Episode work;
    EpisodeId e;
    Entries together;             /* what belongs to the work as a whole */
    Record *record;
} Gather;
MUST_CHECK Err record_gather(Ctx *cx, Req *rq, Record **ret_record);
/* What people filled in, what was noticed, safety answers, who looked (record_forms.c). */
MUST_CHECK Err record_forms(Gather *g);
MUST_CHECK Err record_talks(Gather *g);
MUST_CHECK Err record_safety(Gather *g);
MUST_CHECK Err record_looks(Gather *g);

MUST_CHECK Err record_section(Gather *g, const char *id, const char *title, const char *about);
/* A new item at the end of the newest section; what is returned moves with the next one. */
MUST_CHECK Err record_item(Gather *g, RecordItem item);
/* A line more in the newest item. */
MUST_CHECK Err record_line(Gather *g, RecordLine line);
/* "Maya": the name itself, because others than the two may read it one day. */
Str record_who(const Gather *g, PersonId person);

/* What an entry is called, and what it says (record_words.c). */
Str record_title(Arena *a, const Entry *e);
Str record_text(const Gather *g, const Entry *e);

void record_json(Out *o, const Record *r);
/* ERR_MISSING where this program was built without the library. */
MUST_CHECK Err record_pdf(Ctx *cx, const Record *r, Out *o);
#endif
