#include "arrows.h"

/* Layout, in units of a picture 340 wide.  Characters are counted generously: the reader's
 * own font may be wider. */
enum {
    WIDE = 340, BOX_WIDE = 186, NUMBER_WIDE = 22, PAD = 8, LINE_HIGH = 17, LINES_MAX = 6,
    CHARS_IN_BOX = 22, PORT_HIGH = 20, GAP = 16, HEADING_HIGH = 26, HEADING_CHARS = 40,
    LANE_WIDE = 12, LANES_WIDE_MAX = 72, LABEL_CHAR = 7, TURN = 6, BYTES_MAX = 256 * 1024,
    BOXES_MAX = 120, LINKS_MAX = 200,
};

typedef struct Place {
    double y, high;
    Str line[LINES_MAX];
    size_t line_count, ports, used;
} Place;

typedef struct Lane { double low, high; size_t lane; double y_from, y_to; } Lane;

typedef struct Drawing {
    Out out;
    const Arrows *a;
    Place *place;
    Lane *lane;               /* of each link */
    size_t lane_count;
    double high;
} Drawing;

/* --- words in a box ------------------------------------------------------------------- */

/* Scripts from Hangul on are about twice as wide as Latin. */
static size_t char_units(Str text, size_t at)
{
    return (unsigned char)text.ptr[at] >= 0xe1 ? 2 : 1;
}

/* Bytes of the text that fit one line: up to the last space, else in the middle of a word. */
static size_t line_length(Str text)
{
    size_t units = 0, at = 0, space = 0;
    while (at < text.len) {
        size_t step = str_utf8_at(text, at);
        if (text.ptr[at] == ' ') space = at;
        if (text.ptr[at] == '\n') return at;
        units += char_units(text, at);
        if (units > CHARS_IN_BOX) return space ? space : at;
        at += step ? step : 1;
    }
    return at;
}

static void wrap(Arena *arena, Str text, Place *p)
{
    text = str_trim(text);
    while (text.len && p->line_count < LINES_MAX) {
        size_t length = line_length(text);
        Str line = str_slice(text, 0, length);
        text = str_trim(str_slice(text, length, text.len));
        if (text.len && p->line_count + 1 == LINES_MAX)
            line = arena_join(arena, str_first_chars(line, CHARS_IN_BOX - 2), S("…"));
        p->line[p->line_count++] = line;
    }
}

/* --- where things are ----------------------------------------------------------------- */

static void lay_boxes(Drawing *d)
{
    double y = 2;
    for (size_t i = 0; i < d->a->box_count; i++) {
        Place *p = &d->place[i];
        wrap(d->out.arena, d->a->box[i].text, p);
        if (d->a->box[i].heading.len) y += HEADING_HIGH;
        double words = (double)p->line_count * LINE_HIGH + 2 * PAD;
        double ports = (double)p->ports * PORT_HIGH + PAD;
        p->y = y;
        p->high = words > ports ? words : ports;
        y += p->high + GAP;
    }
    d->high = y;
}

static double next_port(Place *p)
{
    p->used++;
    return p->y + p->high * (double)p->used / (double)(p->ports + 1);
}

/* Arrows to boxes above leave above those to boxes below, so fewer of them cross. */
static void lay_ports(Drawing *d)
{
    for (size_t i = 0; i < d->a->box_count; i++) {
        for (size_t other = 0; other < d->a->box_count; other++) {
            for (size_t k = 0; k < d->a->link_count; k++) {
                const ArrowLink *link = &d->a->link[k];
                if (link->from == i && link->to == other) d->lane[k].y_from = next_port(&d->place[i]);
                if (link->to == i && link->from == other) d->lane[k].y_to = next_port(&d->place[i]);
            }
        }
    }
}

static bool lane_is_free(const Drawing *d, size_t link, size_t lane)
{
    const Lane *own = &d->lane[link];
    for (size_t k = 0; k < d->a->link_count; k++) {
        const Lane *other = &d->lane[k];
        if (k == link || other->lane != lane) continue;
        if (own->low < other->high + TURN && other->low < own->high + TURN) return false;
    }
    return true;
}

static size_t shortest_left(const Drawing *d)
{
    size_t found = d->a->link_count;
    for (size_t k = 0; k < d->a->link_count; k++) {
        if (d->lane[k].lane) continue;
        double span = d->lane[k].high - d->lane[k].low;
        if (found == d->a->link_count || span < d->lane[found].high - d->lane[found].low) found = k;
    }
    return found;
}

/* Short ones inside, long ones around them. */
static void lay_lanes(Drawing *d)
{
    for (size_t k = 0; k < d->a->link_count; k++) {
        Lane *l = &d->lane[k];
        l->low = l->y_from < l->y_to ? l->y_from : l->y_to;
        l->high = l->y_from < l->y_to ? l->y_to : l->y_from;
    }
    for (size_t k = shortest_left(d); k < d->a->link_count; k = shortest_left(d)) {
        size_t lane = 1;
        while (!lane_is_free(d, k, lane)) lane++;
        d->lane[k].lane = lane;
        if (lane > d->lane_count) d->lane_count = lane;
    }
}

static double lane_wide(const Drawing *d)
{
    double room = (double)LANES_WIDE_MAX / (double)(d->lane_count + 1);
    return room < LANE_WIDE ? room : LANE_WIDE;
}

static double lane_x(const Drawing *d, size_t lane)
{
    return WIDE - 4 - lane_wide(d) * (double)(d->lane_count - lane);
}

/* --- writing it ------------------------------------------------------------------------- */

static void put(Out *o, const char *before, double value)
{
    out_raw(o, str_from_c(before));
    out_fixed(o, value, 1);
}

static void put_words(Out *o, const char *css, double x, double y, const char *anchor, Str text)
{
    out_raw(o, S("<text class=\""));
    out_raw(o, str_from_c(css));
    put(o, "\" fill=\"#1b2624\" font-size=\"14\" x=\"", x);
    put(o, "\" y=\"", y);
    out_raw(o, S("\" text-anchor=\""));
    out_raw(o, str_from_c(anchor));
    out_raw(o, S("\">"));
    out_text(o, text);
    out_raw(o, S("</text>"));
}

static void draw_head(Drawing *d)
{
    Out *o = &d->out;
    put(o, "<svg class=\"chart arrows\" viewBox=\"0 0 340 ", d->high);
    out_raw(o, S("\" role=\"img\" font-family=\"sans-serif\" aria-labelledby=\""));
    out_text(o, d->a->id);
    out_raw(o, S("-t "));
    out_text(o, d->a->id);
    out_raw(o, S("-d\"><title id=\""));
    out_text(o, d->a->id);
    out_raw(o, S("-t\">"));
    out_text(o, d->a->title);
    out_raw(o, S("</title><desc id=\""));
    out_text(o, d->a->id);
    out_raw(o, S("-d\">"));
    out_text(o, d->a->summary);
    out_raw(o, S("</desc>"));
}

static void draw_box(Drawing *d, const ArrowBox *box, const Place *p)
{
    Out *o = &d->out;
    double middle = p->y + p->high / 2;
    double first = middle - (double)(p->line_count ? p->line_count - 1 : 0) * LINE_HIGH / 2 + 5;
    if (box->heading.len) {
        Str heading = str_chars(box->heading) <= HEADING_CHARS ? box->heading
            : arena_join(o->arena, str_first_chars(box->heading, HEADING_CHARS - 1), S("…"));
        put_words(o, "strong", 1, p->y - 8, "start", heading);
    }
    out_raw(o, box->firm ? S("<rect class=\"box firm\"") : S("<rect class=\"box\""));
    put(o, " fill=\"#fff\" stroke=\"#74827e\" rx=\"8\" x=\"1\" width=\"186\" y=\"", p->y);
    put(o, "\" height=\"", p->high);
    out_raw(o, S("\"/>"));
    put_words(o, "strong", PAD, first, "start", arena_printf(o->arena, "%lld", (long long)box->number));
    for (size_t i = 0; i < p->line_count; i++)
        put_words(o, "words", NUMBER_WIDE + (BOX_WIDE - NUMBER_WIDE - 4) / 2.0,
                  first + (double)i * LINE_HIGH, "middle", p->line[i]);
}

/* Out of the box, round the corner into its lane, along it, and back into the other box. */
static void draw_path(Drawing *d, const ArrowLink *link, const Lane *l)
{
    Out *o = &d->out;
    double x = lane_x(d, l->lane), turn = l->y_to > l->y_from ? TURN : -TURN;
    if (l->high - l->low < 2 * TURN) turn = (l->y_to - l->y_from) / 2;
    out_raw(o, link->firm ? S("<path class=\"way firm\"") : S("<path class=\"way\" stroke-dasharray=\"4 4\""));
    put(o, " fill=\"none\" stroke=\"#4a5956\" d=\"M188 ", l->y_from);
    put(o, "H", x - TURN);
    put(o, "Q", x);
    put(o, " ", l->y_from);
    put(o, " ", x);
    put(o, " ", l->y_from + turn);
    put(o, "V", l->y_to - turn);
    put(o, "Q", x);
    put(o, " ", l->y_to);
    put(o, " ", x - TURN);
    put(o, " ", l->y_to);
    put(o, "H196\"/><path class=\"tip\" fill=\"#4a5956\" d=\"M189 ", l->y_to);
    out_raw(o, S("l9 -5v10z\"/>"));
}

static void draw_word(Drawing *d, const ArrowLink *link, const Lane *l)
{
    size_t room = (size_t)(lane_x(d, 1) - TURN - 194) / LABEL_CHAR;
    Str word = link->word;
    if (str_chars(word) > room) word = arena_join(d->out.arena, str_first_chars(word, room - 1), S("…"));
    put_words(&d->out, "said", 193, l->y_from - 4, "start", word);
}

static bool drawing_open(Drawing *d, Arena *arena, const Arrows *a)
{
    *d = (Drawing){ .out = out_open(arena, BYTES_MAX), .a = a,
                    .place = ARENA_ARRAY(arena, Place, a->box_count),
                    .lane = ARENA_ARRAY(arena, Lane, a->link_count) };
    if (a->box_count > BOXES_MAX || a->link_count > LINKS_MAX) return false;
    if (a->box_count == 0 || !d->place || (a->link_count && !d->lane)) return false;
    for (size_t k = 0; k < a->link_count; k++) {
        if (a->link[k].from >= a->box_count || a->link[k].to >= a->box_count) return false;
        d->place[a->link[k].from].ports++;
        d->place[a->link[k].to].ports++;
    }
    return true;
}

Html arrows_draw(Arena *arena, const Arrows *arrows)
{
    Drawing d;
    if (!drawing_open(&d, arena, arrows)) return (Html){ S("") };
    lay_boxes(&d);
    lay_ports(&d);
    lay_lanes(&d);
    draw_head(&d);
    for (size_t i = 0; i < arrows->box_count; i++) draw_box(&d, &arrows->box[i], &d.place[i]);
    for (size_t k = 0; k < arrows->link_count; k++) draw_path(&d, &arrows->link[k], &d.lane[k]);
    for (size_t k = 0; k < arrows->link_count; k++) draw_word(&d, &arrows->link[k], &d.lane[k]);
    out_raw(&d.out, S("</svg>"));
    return d.out.bad ? (Html){ S("") } : html_trusted(out_str(&d.out));
}
