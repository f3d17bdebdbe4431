#include "strip.h"

enum { WIDE = 340, HIGH = 84, BASE = 62, TALLEST = 56, BAR_WIDE_MAX = 28, BYTES_MAX = 32 * 1024 };

static void put(Out *o, const char *before, double value)
{
    out_raw(o, str_from_c(before));
    out_fixed(o, value, 1);
}

static void put_named(Out *o, const Strip *s, const char *tag, const char *mark, Str text)
{
    out_raw(o, S("<"));
    out_raw(o, str_from_c(tag));
    out_raw(o, S(" id=\""));
    out_text(o, s->id);
    out_raw(o, str_from_c(mark));
    out_raw(o, S("\">"));
    out_text(o, text);
    out_raw(o, S("</"));
    out_raw(o, str_from_c(tag));
    out_raw(o, S(">"));
}

static void draw_head(Out *o, const Strip *s)
{
    out_raw(o, S("<svg class=\"chart strip\" viewBox=\"0 0 340 84\" role=\"img\""
                 " font-family=\"sans-serif\" aria-labelledby=\""));
    out_text(o, s->id);
    out_raw(o, S("-t "));
    out_text(o, s->id);
    out_raw(o, S("-d\">"));
    put_named(o, s, "title", "-t", s->title);
    put_named(o, s, "desc", "-d", s->summary);
    out_raw(o, S("<path class=\"grid\" fill=\"none\" stroke=\"#c5cfca\" d=\"M0 62.500H340\"/>"));
}

static void draw_word(Out *o, double x, const char *anchor, Str text)
{
    put(o, "<text fill=\"#4a5956\" font-size=\"14\" y=\"79\" x=\"", x);
    out_raw(o, S("\" text-anchor=\""));
    out_raw(o, str_from_c(anchor));
    out_raw(o, S("\">"));
    out_text(o, text);
    out_raw(o, S("</text>"));
}

static void draw_bar(Out *o, double x, double wide, double high)
{
    put(o, "<rect class=\"bar\" fill=\"#1f6357\" rx=\"1\" x=\"", x);
    put(o, "\" y=\"", BASE - high);
    put(o, "\" width=\"", wide);
    put(o, "\" height=\"", high);
    out_raw(o, S("\"/>"));
}

static void draw_year(Out *o, double x)
{
    put(o, "<path class=\"grid\" fill=\"none\" stroke=\"#c5cfca\" d=\"M", x);
    out_raw(o, S(" 4V67\"/>"));
}

static int64_t most_of(const Strip *s)
{
    int64_t most = 0;
    for (size_t i = 0; i < s->count; i++)
        if (s->month[i] > most) most = s->month[i];
    return most;
}

Html strip_draw(Arena *arena, const Strip *s)
{
    int64_t most = most_of(s);
    if (s->count == 0 || s->count > STRIP_MONTHS_MAX || most <= 0) return (Html){ S("") };
    Out o = out_open(arena, BYTES_MAX);
    double step = (double)WIDE / (double)s->count, wide = step * 0.7;
    if (wide > BAR_WIDE_MAX) wide = BAR_WIDE_MAX;
    draw_head(&o, s);
    for (size_t i = 0; i < s->count; i++) {
        double left = step * (double)i;
        if (i && (s->first_month - 1 + (int32_t)(i % 12)) % 12 == 0) draw_year(&o, left);
        /* One thing in a busy life is still to be seen. */
        double high = (double)s->month[i] / (double)most * TALLEST;
        if (s->month[i]) draw_bar(&o, left + (step - wide) / 2, wide, high < 2 ? 2 : high);
    }
    draw_word(&o, 0, "start", s->first);
    if (s->last.len) draw_word(&o, WIDE, "end", s->last);
    out_raw(&o, S("</svg>"));
    return o.bad ? (Html){ S("") } : html_trusted(out_str(&o));
}
