/* arrows.h - boxes of words under each other and arrows between them, as SVG drawn by the
 * server.
 *
 * Arrows run beside the boxes, never across them, each in a lane of its own, so the picture
 * keeps to 340 wide on a phone and grows downwards alone.  A solid arrow is one everyone
 * agrees to.  The page puts the same in words beside it.  All text is escaped.
 */
#ifndef VIEWS_ARROWS_H
#define VIEWS_ARROWS_H
#include "frame.h"

typedef struct ArrowBox {
    Str heading;              /* above the first box of a group; else empty */
    Str text;
    int64_t number;           /* what the page calls it */
    bool firm;                /* everyone agrees to it */
} ArrowBox;

typedef struct ArrowLink {
    size_t from, to;          /* places in the list of boxes */
    Str word;                 /* "keeps going"; may be empty */
    bool firm;
} ArrowLink;

typedef struct Arrows {
    Str id, title, summary;
    const ArrowBox *box;
    size_t box_count;
    const ArrowLink *link;
    size_t link_count;
} Arrows;

/* Empty without boxes, or when it grows larger than a page can hold. */
Html arrows_draw(Arena *arena, const Arrows *arrows);
#endif
