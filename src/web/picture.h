/* picture.h - the shared picture: what its page and its versions have in common. */
#ifndef WEB_PICTURE_H
#define WEB_PICTURE_H
#include "../domain/formulation.h"
#include "../views/formulation.h"
#include "joint.h"

/* Headings, sentences, links and versions. */
MUST_CHECK Err picture_open(Ctx *cx, Req *rq, Str title, Joint *ret_joint);
/* The entry of this id among what was loaded; NULL when it is not there for this reader. */
const Entry *picture_find(const Joint *j, EntryId id);
/* "What is hard", or the heading it stands under. */
Str picture_heading(const Joint *j, const Entry *part);
/* What the page says about the versions kept. */
MUST_CHECK Err picture_versions(const Joint *j, const PictureVersion **ret_list, size_t *ret_count);
/* "7 sentences", "1 link" */
#endif
