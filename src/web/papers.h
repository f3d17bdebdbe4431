/* papers.h - what the pages of documents share. */
#ifndef WEB_PAPERS_H
#define WEB_PAPERS_H
#include "../store/episode.h"
#include "../store/paper.h"
#include "../views/papers.h"
#include "pages.h"

/* "/work/E/documents/ID" + rest */
Url paper_url(Ctx *cx, const Req *rq, EntryId id, const char *rest);
/* How it stands for the reader, and in a sentence with everybody else. */
void paper_line(Ctx *cx, const Req *rq, const Episode *work, const Paper *p, PaperLine *line);
/* Other clients of the work who have not answered: "Not answered yet by Maya."; "" when all have. */
Str paper_waits(Ctx *cx, const Req *rq, const Episode *work, const Paper *p);
/* Is it put to this reader, and not answered or only "not now"?  Clients are asked; a
 * therapist may sign too, and is not asked to. */
bool paper_asks(const Req *rq, const Episode *work, const Paper *p);
/* Every answer as it is read, in order of time. */
MUST_CHECK Err paper_said(Ctx *cx, const Req *rq, const Episode *work, const Paper *p,
                          const PaperSaid **ret_list);
/* Puts what belongs to the beginning into a work that was just begun, as the one who began it. */
MUST_CHECK Err papers_at_beginning(Ctx *cx, Req *rq, EpisodeId e);
#endif
