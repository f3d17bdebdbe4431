/* chart.h - pictures of numbers over time, as SVG drawn by the server.
 *
 * Knows numbers, dates and words; not what they mean: lines, bands and cut-offs arrive
 * computed.  A picture never stands alone: the page puts a sentence before it and the
 * numbers (chart_numbers) beside it.  All text is escaped.
 *
 * Every function gives empty Html when there is nothing to draw, or when a number is not
 * finite or the scale has no height; pages then show their words for "nothing yet".
 */
#ifndef VIEWS_CHART_H
#define VIEWS_CHART_H
#include "base/base.h"

enum { CHART_SERIES_MAX = 2, CHART_LABELS_MAX = 8 };

typedef enum ChartMark {
    CHART_MARK_NONE,
    CHART_MARK_RUPTURE,       /* amber square: something may have come between them */
    CHART_MARK_REPAIR,        /* ring: the next point after it was mended */
} ChartMark;

/* Points of one series are in order of time. */
typedef struct ChartPoint {
    int64_t at_ms;
    double value;
    bool missing;             /* not answered: the line has a gap here, `value` is not read */
    ChartMark mark;
    Str note;                 /* few words at the mark: "felt hurried"; may be empty */
} ChartPoint;

typedef struct ChartSeries {
    Str name;                 /* whose answers: "Maya"; shown in legend and table */
    const ChartPoint *point;
    size_t count;
} ChartSeries;

typedef struct ChartBandPoint {
    int64_t at_ms;
    double low, high;
} ChartBandPoint;

typedef struct ChartEvent {
    int64_t at_ms;
    Str label;                /* "new medicine", "first session" */
} ChartEvent;

/* A stretch of time, between two edges; what begins and ends there is said by events or
 * marks, never by its shade alone. */
typedef struct ChartSpan { int64_t from_ms, to_ms; } ChartSpan;

typedef struct Chart {
    Str id;                   /* unique on the page; letters, digits, '-' */
    Str title;                /* "Maya's check-ins since September" */
    Str summary;              /* the picture in a sentence or two, for who cannot see it */
    double low, high;         /* ends of the scale */
    int decimals;             /* of the values people read */
    ChartSeries series[CHART_SERIES_MAX]; /* [0] solid; [1] the second person, dashed */
    size_t series_count;
    const ChartBandPoint *band; /* expected range; NULL = none */
    size_t band_count;
    Str band_name;            /* table heading: "Expected range" */
    bool has_cut;
    double cut;
    Str cut_label;            /* "cut-off 10" */
    const ChartSpan *span;    /* from something between them until it was mended */
    size_t span_count;
    const ChartEvent *event;
    size_t event_count;
    const Zone *zone;         /* of the dates; NULL = UTC */
} Chart;

/* One picture, 340 wide before it is scaled to its column. */
Html chart_line(Arena *arena, const Chart *chart);
/* The same, small: for pictures that stand side by side (bond, goals, tasks). */
Html chart_small(Arena *arena, const Chart *chart);
/* Tiny, without words, hidden from screen readers: number and word stand in the next cell. */
Html chart_spark(Arena *arena, const Chart *chart);
/* Which line is whose; empty for a single series. */
Html chart_legend(Arena *arena, const Chart *chart);
/* <table> of what the picture shows: a row for each date, a column for each series. */
Html chart_numbers(Arena *arena, const Chart *chart);
#endif
