#include "chart.h"
#include <math.h>

enum {
    CHART_BYTES_MAX = 128 * 1024,
    LABEL_ROWS = 4,
    LABEL_ROW_HEIGHT = 17,
    LABEL_CHARS_MAX = 30,
    NEWEST_APART = 14,            /* two newest values, from line to line */
    NEWEST_WIDE = 40,             /* farther apart than this they cannot touch */
    DAY_MS = 24 * 60 * 60 * 1000,
};
/* Width of one character of 14 px text, generous: the reader's own font may be wider. */
static const double CHAR_WIDTH = 7.2;

typedef struct Box {
    double width, height;         /* of the whole picture */
    double left, right, top, bottom; /* of the plot inside it */
} Box;

typedef enum Crossing { CROSSING_REFUSED, CROSSING_ALLOWED } Crossing;

typedef struct Label {
    Str text;
    double x, y;                  /* what it points at */
    bool at_end;                  /* text stands before x instead of after it */
    bool care;
    int row;                      /* -1 = no room: the table has it */
} Label;

typedef struct Drawing {
    Out out;
    const Chart *chart;
    Box box;
    int64_t first_ms, last_ms;
    Label label[CHART_LABELS_MAX];
    size_t label_count;
} Drawing;

/* --- is there something to draw ------------------------------------------ */

static bool series_sound(const ChartSeries *series)
{
    for (size_t i = 0; i < series->count; i++) {
        if (!series->point[i].missing && !isfinite(series->point[i].value)) return false;
    }
    return true;
}

static bool chart_sound(const Chart *chart)
{
    if (!isfinite(chart->low) || !isfinite(chart->high) || !(chart->high > chart->low)) return false;
    if (chart->has_cut && !isfinite(chart->cut)) return false;
    if (chart->series_count > CHART_SERIES_MAX) return false;
    for (size_t i = 0; i < chart->series_count; i++) {
        if (!series_sound(&chart->series[i])) return false;
    }
    for (size_t i = 0; i < chart->band_count; i++) {
        if (!isfinite(chart->band[i].low) || !isfinite(chart->band[i].high)) return false;
    }
    return true;
}

static bool span_add(int64_t at_ms, bool *seen, int64_t *first_ms, int64_t *last_ms)
{
    if (!*seen || at_ms < *first_ms) *first_ms = at_ms;
    if (!*seen || at_ms > *last_ms) *last_ms = at_ms;
    *seen = true;
    return true;
}

/* Time from the first to the last answer, widened by band and events.  False when nobody
 * has answered anything. */
static bool chart_span(const Chart *chart, int64_t *ret_first_ms, int64_t *ret_last_ms)
{
    bool seen = false, answered = false;
    int64_t first = 0, last = 0;
    for (size_t s = 0; s < chart->series_count; s++) {
        for (size_t i = 0; i < chart->series[s].count; i++) {
            const ChartPoint *point = &chart->series[s].point[i];
            if (!point->missing) answered = span_add(point->at_ms, &seen, &first, &last);
        }
    }
    if (!answered) return false;
    for (size_t i = 0; i < chart->band_count; i++) {
        span_add(chart->band[i].at_ms, &seen, &first, &last);
    }
    for (size_t i = 0; i < chart->event_count; i++) {
        span_add(chart->event[i].at_ms, &seen, &first, &last);
    }
    *ret_first_ms = first;
    *ret_last_ms = last;
    return true;
}

static bool drawing_open(Drawing *d, Arena *arena, const Chart *chart, Box box)
{
    int64_t first_ms = 0, last_ms = 0;
    if (!chart_sound(chart) || !chart_span(chart, &first_ms, &last_ms)) return false;
    *d = (Drawing){
        .out = out_open(arena, CHART_BYTES_MAX), .chart = chart, .box = box,
        .first_ms = first_ms, .last_ms = last_ms,
    };
    return true;
}

/* A picture that did not fit is no picture. */
static Html drawing_close(Drawing *d)
{
    out_raw(&d->out, S("</svg>"));
    return d->out.bad ? (Html){ S("") } : html_trusted(out_str(&d->out));
}

/* --- where things are ----------------------------------------------------- */

static double x_of(const Drawing *d, int64_t at_ms)
{
    if (d->last_ms == d->first_ms) return (d->box.left + d->box.right) / 2;
    double share = (double)(at_ms - d->first_ms) / (double)(d->last_ms - d->first_ms);
    return d->box.left + share * (d->box.right - d->box.left);
}

static double y_of(const Drawing *d, double value)
{
    double share = (value - d->chart->low) / (d->chart->high - d->chart->low);
    return d->box.bottom - fmin(fmax(share, 0), 1) * (d->box.bottom - d->box.top);
}

/* --- small writers -------------------------------------------------------- */

static void put_number(Out *o, Str name, double value)
{
    out_raw(o, S(" "));
    out_raw(o, name);
    out_raw(o, S("=\""));
    out_fixed(o, value, 1);
    out_raw(o, S("\""));
}

static void put_pair(Out *o, double x, double y)
{
    out_fixed(o, x, 1);
    out_raw(o, S(","));
    out_fixed(o, y, 1);
}

static void put_text(Out *o, Str css_class, double x, double y, Str anchor, Str text)
{
    out_raw(o, S("<text class=\""));
    out_raw(o, css_class);
    out_raw(o, S("\" fill=\"#4a5956\" font-size=\"14\""));
    put_number(o, S("x"), x);
    put_number(o, S("y"), y);
    out_raw(o, S(" text-anchor=\""));
    out_raw(o, anchor);
    out_raw(o, S("\">"));
    out_say(o, text);
    out_raw(o, S("</text>"));
}

static void put_rule(Out *o, Str css_class, Str stroke, double x1, double y1, double x2, double y2)
{
    out_raw(o, S("<line class=\""));
    out_raw(o, css_class);
    out_raw(o, S("\" stroke=\""));
    out_raw(o, stroke);
    out_raw(o, S("\""));
    put_number(o, S("x1"), x1);
    put_number(o, S("y1"), y1);
    put_number(o, S("x2"), x2);
    put_number(o, S("y2"), y2);
    out_raw(o, S("/>"));
}

static Str say_value(Arena *arena, const Chart *chart, double value)
{
    Out o = out_open(arena, 64);
    out_fixed(&o, value, chart->decimals);
    return out_str(&o);
}

static Str say_date(const Drawing *d, int64_t at_ms)
{
    const Zone *zone = d->chart->zone ? d->chart->zone : zone_utc();
    Arena *arena = d->out.arena;
    bool years = d->last_ms - d->first_ms > (int64_t)330 * DAY_MS;
    return years ? time_say_day_year(arena, zone, at_ms) : time_say_short(arena, zone, at_ms);
}

/* --- layers of the picture, from back to front ---------------------------- */

static void draw_head(Drawing *d)
{
    Out *o = &d->out;
    out_raw(o, S("<svg class=\"chart\" viewBox=\"0 0 "));
    out_fixed(o, d->box.width, 0);
    out_raw(o, S(" "));
    out_fixed(o, d->box.height, 0);
    out_raw(o, S("\" role=\"img\" font-family=\"sans-serif\" aria-labelledby=\""));
    out_text(o, d->chart->id);
    out_raw(o, S("-t "));
    out_text(o, d->chart->id);
    out_raw(o, S("-d\"><title id=\""));
    out_text(o, d->chart->id);
    out_raw(o, S("-t\">"));
    out_say(o, d->chart->title);
    out_raw(o, S("</title><desc id=\""));
    out_text(o, d->chart->id);
    out_raw(o, S("-d\">"));
    out_say(o, d->chart->summary);
    out_raw(o, S("</desc>"));
}

static void draw_band(Drawing *d)
{
    const Chart *chart = d->chart;
    Out *o = &d->out;
    if (chart->band_count < 2) return;
    out_raw(o, S("<polygon class=\"band\" fill=\"#c4d9d3\" points=\""));
    for (size_t i = 0; i < chart->band_count; i++) {
        put_pair(o, x_of(d, chart->band[i].at_ms), y_of(d, chart->band[i].high));
        out_raw(o, S(" "));
    }
    for (size_t i = chart->band_count; i-- > 0;) {
        put_pair(o, x_of(d, chart->band[i].at_ms), y_of(d, chart->band[i].low));
        if (i > 0) out_raw(o, S(" "));
    }
    out_raw(o, S("\"/>"));
}

/* Clipped to the time the picture shows. */
static void draw_spans(Drawing *d)
{
    const Chart *chart = d->chart;
    for (size_t i = 0; i < chart->span_count && d->last_ms > d->first_ms; i++) {
        int64_t from = chart->span[i].from_ms, to = chart->span[i].to_ms;
        if (from < d->first_ms) from = d->first_ms;
        if (to > d->last_ms) to = d->last_ms;
        if (from >= to) continue;
        double x1 = x_of(d, from), x2 = x_of(d, to);
        out_raw(&d->out, S("<rect class=\"mending\" fill=\"#fbefd3\""));
        put_number(&d->out, S("x"), x1);
        put_number(&d->out, S("y"), d->box.top);
        put_number(&d->out, S("width"), x2 - x1);
        put_number(&d->out, S("height"), d->box.bottom - d->box.top);
        out_raw(&d->out, S("/>"));
    }
}

/* Two to five equal steps, the fewest that fall on whole numbers; else two. */
static int scale_steps(const Chart *chart)
{
    double height = chart->high - chart->low;
    for (int steps = 2; steps <= 5; steps++) {
        double step = height / steps;
        if (fabs(step - round(step)) < 1e-9) return steps;
    }
    return 2;
}

static void draw_grid(Drawing *d)
{
    const Chart *chart = d->chart;
    int steps = scale_steps(chart);
    for (int i = 0; i <= steps; i++) {
        double value = chart->low + (chart->high - chart->low) * i / steps;
        double y = y_of(d, value);
        Out tick = out_open(d->out.arena, 64);
        out_fixed(&tick, value, fabs(value - round(value)) < 1e-9 ? 0 : 1);
        put_rule(&d->out, S("grid"), S("#d5dcd6"), d->box.left, y, d->box.right, y);
        put_text(&d->out, S("tick"), d->box.left - 8, y + 4.5, S("end"), out_str(&tick));
    }
}

static void draw_dates(Drawing *d)
{
    double y = d->box.height - 8;
    if (d->first_ms == d->last_ms) {
        put_text(&d->out, S("tick"), x_of(d, d->first_ms), y, S("middle"), say_date(d, d->first_ms));
        return;
    }
    put_text(&d->out, S("tick"), d->box.left, y, S("start"), say_date(d, d->first_ms));
    put_text(&d->out, S("tick"), d->box.right, y, S("end"), say_date(d, d->last_ms));
}

/* First and last answered point of a series; NULL when nobody answered. */
static const ChartPoint *series_end(const ChartSeries *series, bool last)
{
    const ChartPoint *found = NULL;
    for (size_t i = 0; i < series->count; i++) {
        if (series->point[i].missing) continue;
        if (!last) return &series->point[i];
        found = &series->point[i];
    }
    return found;
}

/* The cut-off's name stands at the end of the line that the answers are farther from. */
static void draw_cut(Drawing *d)
{
    const Chart *chart = d->chart;
    if (!chart->has_cut) return;
    double y = y_of(d, chart->cut);
    put_rule(&d->out, S("cut"), S("#4a5956"), d->box.left, y, d->box.right, y);
    if (!chart->cut_label.len) return;
    const ChartPoint *first = series_end(&chart->series[0], false);
    const ChartPoint *last = series_end(&chart->series[0], true);
    bool at_left = first && fabs(first->value - chart->cut) > fabs(last->value - chart->cut);
    put_text(&d->out, S("cutname"), at_left ? d->box.left + 2 : d->box.right, y - 5,
             at_left ? S("start") : S("end"), chart->cut_label);
}

/* A gap ends one stroke and begins the next. */
static void draw_stroke(Drawing *d, const ChartSeries *series, Str css_class, Str paint)
{
    Out *o = &d->out;
    for (size_t i = 0; i < series->count;) {
        size_t end = i;
        while (end < series->count && !series->point[end].missing) end++;
        if (end - i >= 2) {
            out_raw(o, S("<polyline class=\""));
            out_raw(o, css_class);
            out_raw(o, S("\" fill=\"none\" stroke-width=\"2\" "));
            out_raw(o, paint);
            out_raw(o, S(" points=\""));
            for (size_t p = i; p < end; p++) {
                if (p > i) out_raw(o, S(" "));
                put_pair(o, x_of(d, series->point[p].at_ms), y_of(d, series->point[p].value));
            }
            out_raw(o, S("\"/>"));
        }
        i = end + 1;
    }
}

static void put_circle(Out *o, Str attributes, double x, double y, double radius)
{
    out_raw(o, S("<circle "));
    out_raw(o, attributes);
    put_number(o, S("cx"), x);
    put_number(o, S("cy"), y);
    put_number(o, S("r"), radius);
    out_raw(o, S("/>"));
}

static void put_square(Out *o, double x, double y, double half)
{
    out_raw(o, S("<rect class=\"rupture\" fill=\"#fbefd3\" stroke=\"#744a00\""));
    put_number(o, S("x"), x - half);
    put_number(o, S("y"), y - half);
    put_number(o, S("width"), 2 * half);
    put_number(o, S("height"), 2 * half);
    out_raw(o, S("/>"));
}

static void put_diamond(Out *o, double x, double y, double half)
{
    out_raw(o, S("<polygon class=\"dot b\" fill=\"#2a5090\" points=\""));
    put_pair(o, x, y - half);
    out_raw(o, S(" "));
    put_pair(o, x + half, y);
    out_raw(o, S(" "));
    put_pair(o, x, y + half);
    out_raw(o, S(" "));
    put_pair(o, x - half, y);
    out_raw(o, S("\"/>"));
}

static void draw_point(Drawing *d, const ChartPoint *point, size_t which, double radius)
{
    double x = x_of(d, point->at_ms), y = y_of(d, point->value);
    if (point->mark == CHART_MARK_RUPTURE) {
        put_square(&d->out, x, y, radius + 2);
    } else if (point->mark == CHART_MARK_REPAIR) {
        put_circle(&d->out, S("class=\"mend\" fill=\"#fff\" stroke=\"#1a5a54\""), x, y, radius + 1);
    } else if (which > 0) {
        put_diamond(&d->out, x, y, radius + 1);
    } else {
        put_circle(&d->out, S("class=\"dot\" fill=\"#1b2624\""), x, y, radius);
    }
}

/* Many answers: the line alone, and the points that something is said about. */
static void draw_points(Drawing *d, const ChartSeries *series, size_t which)
{
    const ChartPoint *last = series_end(series, true);
    double radius = series->count <= 12 ? 5 : 3.5;
    for (size_t i = 0; i < series->count; i++) {
        const ChartPoint *point = &series->point[i];
        if (point->missing) continue;
        bool alone = (i == 0 || series->point[i - 1].missing) &&
                     (i + 1 == series->count || series->point[i + 1].missing);
        bool crowded = series->count > 40 && !alone && point != last;
        if (!crowded || point->mark != CHART_MARK_NONE) draw_point(d, point, which, radius);
    }
}

static void draw_series(Drawing *d)
{
    for (size_t i = d->chart->series_count; i-- > 0;) {
        const ChartSeries *series = &d->chart->series[i];
        if (i > 0) {
            draw_stroke(d, series, S("line b"), S("stroke=\"#2a5090\" stroke-dasharray=\"5 4\""));
        } else {
            draw_stroke(d, series, S("line"), S("stroke=\"#1b2624\""));
        }
        draw_points(d, series, i);
    }
}

/* Where the newest values stand: above or below their points, and never on each other. */
static void place_newest(const Drawing *d, const ChartPoint *const point[2], double y[2])
{
    for (size_t i = 0; i < 2; i++) {
        const ChartPoint *rival = point[1 - i];
        if (!point[i]) continue;
        double value = point[i]->value;
        bool under = rival && (value < rival->value || (i && value == rival->value));
        double at = y_of(d, value);
        double room = under ? d->box.bottom - at : at - d->box.top;
        y[i] = at + (under != (room < 16) ? 22 : -12);
    }
    if (!point[0] || !point[1] || fabs(y[0] - y[1]) >= NEWEST_APART) return;
    if (fabs(x_of(d, point[0]->at_ms) - x_of(d, point[1]->at_ms)) >= NEWEST_WIDE) return;
    size_t lower = y[0] > y[1] ? 0 : 1;
    y[lower] = y[1 - lower] + NEWEST_APART;
}

static void draw_newest(Drawing *d)
{
    const Chart *chart = d->chart;
    double y[2] = { 0, 0 };
    const ChartPoint *const point[2] = { series_end(&chart->series[0], true),
        chart->series_count > 1 ? series_end(&chart->series[1], true) : NULL };
    place_newest(d, point, y);
    for (size_t i = 0; i < 2; i++) {
        if (!point[i]) continue;
        double x = x_of(d, point[i]->at_ms);
        put_text(&d->out, i ? S("strong b") : S("strong"), fmin(x + 4, d->box.width - 2), y[i],
                 d->first_ms == d->last_ms ? S("middle") : S("end"),
                 say_value(d->out.arena, chart, point[i]->value));
    }
}

/* --- words above the plot, each with a thin line to what it speaks of ------ */

static double label_from(const Label *label)
{
    double width = (double)str_chars(label->text) * CHAR_WIDTH;
    return label->at_end ? label->x - width - 3 : label->x - 1;
}

static double label_to(const Label *label)
{
    double width = (double)str_chars(label->text) * CHAR_WIDTH;
    return label->at_end ? label->x + 1 : label->x + width + 3;
}

static bool label_covers(const Label *label, double x)
{
    return x > label_from(label) - 3 && x < label_to(label) + 3;
}

static bool labels_touch(const Label *a, const Label *b)
{
    return a->row == b->row && label_from(a) < label_to(b) + 6 && label_from(b) < label_to(a) + 6;
}

/* Does the line of one run through the words of the other? */
static bool labels_cross(const Label *a, const Label *b)
{
    const Label *upper = a->row < b->row ? a : b;
    const Label *lower = a->row < b->row ? b : a;
    return upper->row != lower->row && label_covers(lower, upper->x);
}

static bool label_fits(const Drawing *d, const Label *label, Crossing crossing)
{
    if (label_from(label) < 0 || label_to(label) > d->box.width) return false;
    for (size_t i = 0; i < d->label_count; i++) {
        const Label *other = &d->label[i];
        if (other->row < 0) continue;
        if (labels_touch(label, other)) return false;
        if (crossing == CROSSING_REFUSED && labels_cross(label, other)) return false;
    }
    return true;
}

static bool label_try(const Drawing *d, Label *label, Crossing crossing)
{
    for (int row = 0; row < LABEL_ROWS; row++) {
        for (int side = 0; side < 2; side++) {
            label->row = row;
            label->at_end = side == 1;
            if (label_fits(d, label, crossing)) return true;
        }
    }
    return false;
}

/* Words keep a clear edge, so a line behind them is the lesser evil to words left out. */
static void label_place(const Drawing *d, Label *label)
{
    if (label_try(d, label, CROSSING_REFUSED) || label_try(d, label, CROSSING_ALLOWED)) return;
    label->row = -1;
}

static void label_add(Drawing *d, Str text, double x, double y, bool care)
{
    if (!text.len || d->label_count == CHART_LABELS_MAX) return;
    Label label = { .text = text, .x = x, .y = y, .care = care };
    if (str_chars(text) > LABEL_CHARS_MAX) {
        label.text = arena_join(d->out.arena, str_first_chars(text, LABEL_CHARS_MAX - 1), S("…"));
    }
    label_place(d, &label);
    d->label[d->label_count++] = label;
}

static void labels_collect(Drawing *d)
{
    const Chart *chart = d->chart;
    for (size_t s = 0; s < chart->series_count; s++) {
        for (size_t i = 0; i < chart->series[s].count; i++) {
            const ChartPoint *point = &chart->series[s].point[i];
            if (point->missing || point->mark == CHART_MARK_NONE) continue;
            label_add(d, point->note, x_of(d, point->at_ms), y_of(d, point->value),
                      point->mark == CHART_MARK_RUPTURE);
        }
    }
    for (size_t i = 0; i < chart->event_count; i++) {
        label_add(d, chart->event[i].label, x_of(d, chart->event[i].at_ms), NAN, false);
    }
}

/* Rows of words push the plot down. */
static void labels_make_room(Drawing *d)
{
    int rows = 0;
    for (size_t i = 0; i < d->label_count; i++) {
        if (d->label[i].row >= rows) rows = d->label[i].row + 1;
    }
    double extra = rows * LABEL_ROW_HEIGHT;
    d->box.height += extra;
    d->box.top += extra;
    d->box.bottom += extra;
    for (size_t i = 0; i < d->label_count; i++) d->label[i].y += extra;
}

static double label_baseline(const Label *label)
{
    return 13 + label->row * LABEL_ROW_HEIGHT;
}

static void draw_labels(Drawing *d)
{
    for (size_t i = 0; i < d->label_count; i++) {
        const Label *label = &d->label[i];
        if (label->row < 0) continue;
        put_rule(&d->out, label->care ? S("lead care") : S("lead"), S("#74827e"), label->x,
                 label_baseline(label) - 10, label->x,
                 isfinite(label->y) ? label->y : d->box.bottom);
    }
    for (size_t i = 0; i < d->label_count; i++) {
        const Label *label = &d->label[i];
        if (label->row < 0) continue;
        put_text(&d->out, label->care ? S("care") : S("said"),
                 label->at_end ? label->x - 4 : label->x + 4, label_baseline(label),
                 label->at_end ? S("end") : S("start"), label->text);
    }
}

/* --- the pictures --------------------------------------------------------- */

static Html draw_chart(Arena *arena, const Chart *chart, Box box)
{
    Drawing d;
    if (!drawing_open(&d, arena, chart, box)) return (Html){ S("") };
    labels_collect(&d);
    labels_make_room(&d);
    draw_head(&d);
    draw_spans(&d);
    draw_band(&d);
    draw_grid(&d);
    draw_cut(&d);
    draw_labels(&d);
    draw_dates(&d);
    draw_series(&d);
    draw_newest(&d);
    return drawing_close(&d);
}

Html chart_line(Arena *arena, const Chart *chart)
{
    static const Box box = { .width = 340, .height = 200, .left = 28, .right = 328, .top = 14,
                             .bottom = 172 };
    return draw_chart(arena, chart, box);
}

Html chart_small(Arena *arena, const Chart *chart)
{
    static const Box box = { .width = 240, .height = 140, .left = 28, .right = 228, .top = 14,
                             .bottom = 112 };
    return draw_chart(arena, chart, box);
}

Html chart_spark(Arena *arena, const Chart *chart)
{
    static const Box box = { .width = 144, .height = 48, .left = 6, .right = 138, .top = 4,
                             .bottom = 44 };
    Drawing d;
    if (!drawing_open(&d, arena, chart, box)) return (Html){ S("") };
    out_raw(&d.out, S("<svg class=\"chart spark\" viewBox=\"0 0 144 48\" aria-hidden=\"true\">"));
    draw_band(&d);
    for (size_t i = chart->series_count; i-- > 0;) {
        const ChartSeries *series = &chart->series[i];
        const ChartPoint *last = series_end(series, true);
        if (i > 0) {
            draw_stroke(&d, series, S("line b"), S("stroke=\"#2a5090\" stroke-dasharray=\"5 4\""));
        } else {
            draw_stroke(&d, series, S("line"), S("stroke=\"#1b2624\""));
        }
        if (last) {
            ChartPoint plain = { .at_ms = last->at_ms, .value = last->value };
            draw_point(&d, &plain, i, 4);
        }
    }
    return drawing_close(&d);
}

/* --- words and numbers beside them ---------------------------------------- */

Html chart_legend(Arena *arena, const Chart *chart)
{
    if (chart->series_count < 2 || !chart_sound(chart)) return (Html){ S("") };
    Out o = out_open(arena, 4096);
    out_raw(&o, S("<ul class=\"legend\">"));
    for (size_t i = 0; i < chart->series_count; i++) {
        out_raw(&o, S("<li><svg class=\"chart key\" width=\"36\" height=\"14\" viewBox=\"0 0 36 14\" "
                      "aria-hidden=\"true\">"));
        if (i > 0) {
            out_raw(&o, S("<line class=\"line b\" stroke=\"#2a5090\" stroke-dasharray=\"5 4\" "
                          "x1=\"1\" x2=\"35\" y1=\"7\" y2=\"7\"/>"));
            put_diamond(&o, 18, 7, 6);
        } else {
            out_raw(&o, S("<line class=\"line\" stroke=\"#1b2624\" x1=\"1\" x2=\"35\" y1=\"7\" "
                          "y2=\"7\"/>"));
            put_circle(&o, S("class=\"dot\" fill=\"#1b2624\""), 18, 7, 5);
        }
        out_raw(&o, S("</svg> "));
        out_say(&o, chart->series[i].name);
        out_raw(&o, S("</li>"));
    }
    out_raw(&o, S("</ul>"));
    return o.bad ? (Html){ S("") } : html_trusted(out_str(&o));
}

static const ChartPoint *point_at(const ChartSeries *series, int64_t at_ms)
{
    for (size_t i = 0; i < series->count; i++) {
        if (series->point[i].at_ms == at_ms) return &series->point[i];
    }
    return NULL;
}

/* The next moment after `after_ms` at which any series has a point or something happened. */
static bool next_moment(const Chart *chart, int64_t after_ms, int64_t *ret_ms)
{
    bool found = false;
    for (size_t s = 0; s < chart->series_count; s++) {
        for (size_t i = 0; i < chart->series[s].count; i++) {
            int64_t at_ms = chart->series[s].point[i].at_ms;
            if (at_ms <= after_ms || (found && at_ms >= *ret_ms)) continue;
            *ret_ms = at_ms;
            found = true;
        }
    }
    for (size_t i = 0; i < chart->event_count; i++) {
        int64_t at_ms = chart->event[i].at_ms;
        if (at_ms <= after_ms || (found && at_ms >= *ret_ms)) continue;
        *ret_ms = at_ms;
        found = true;
    }
    return found;
}

static void put_heading(Out *o, Str text)
{
    out_raw(o, S("<th scope=\"col\">"));
    out_say(o, text);
    out_raw(o, S("</th>"));
}

static void put_cell(Out *o, const Chart *chart, const ChartPoint *point)
{
    out_raw(o, S("<td class=\"num\">"));
    if (point && point->missing) {
        out_raw(o, S("<span class=\"quiet\">"));
        out_say(o, S("not answered"));
        out_raw(o, S("</span>"));
    } else if (point) {
        out_fixed(o, point->value, chart->decimals);
        if (point->note.len) {
            out_raw(o, S(" <span class=\"quiet\">"));
            out_say(o, point->note);
            out_raw(o, S("</span>"));
        }
    }
    out_raw(o, S("</td>"));
}

static void put_band_cell(Out *o, const Chart *chart, int64_t at_ms)
{
    out_raw(o, S("<td class=\"num\">"));
    for (size_t i = 0; i < chart->band_count; i++) {
        if (chart->band[i].at_ms != at_ms) continue;
        out_fixed(o, chart->band[i].low, chart->decimals);
        out_raw(o, S(" to "));
        out_fixed(o, chart->band[i].high, chart->decimals);
        break;
    }
    out_raw(o, S("</td>"));
}

static void put_event_cell(Out *o, const Chart *chart, int64_t at_ms)
{
    out_raw(o, S("<td>"));
    for (size_t i = 0; i < chart->event_count; i++) {
        if (chart->event[i].at_ms == at_ms) out_say(o, chart->event[i].label);
    }
    out_raw(o, S("</td>"));
}

static void put_row(Drawing *d, int64_t at_ms)
{
    const Chart *chart = d->chart;
    Out *o = &d->out;
    out_raw(o, S("<tr><th scope=\"row\" class=\"nowrap\">"));
    out_say(o, say_date(d, at_ms));
    out_raw(o, S("</th>"));
    for (size_t s = 0; s < chart->series_count; s++) {
        put_cell(o, chart, point_at(&chart->series[s], at_ms));
    }
    if (chart->band_count) put_band_cell(o, chart, at_ms);
    if (chart->event_count) put_event_cell(o, chart, at_ms);
    out_raw(o, S("</tr>"));
}

Html chart_numbers(Arena *arena, const Chart *chart)
{
    Drawing d;
    if (!drawing_open(&d, arena, chart, (Box){ 0 })) return (Html){ S("") };
    Out *o = &d.out;
    out_raw(o, S("<table><caption class=\"vh\">"));
    out_say(o, chart->title);
    out_raw(o, S("</caption><thead><tr><th scope=\"col\">Date</th>"));
    for (size_t s = 0; s < chart->series_count; s++) put_heading(o, chart->series[s].name);
    if (chart->band_count) put_heading(o, chart->band_name);
    if (chart->event_count) put_heading(o, S("What happened"));
    out_raw(o, S("</tr></thead><tbody>"));
    int64_t at_ms = INT64_MIN;
    while (next_moment(chart, at_ms, &at_ms)) put_row(&d, at_ms);
    out_raw(o, S("</tbody></table>"));
    return o->bad ? (Html){ S("") } : html_trusted(out_str(o));
}
