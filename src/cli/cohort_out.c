#include "cohort_out.h"
#include <inttypes.h>
#include <math.h>

static const char scale_name[COHORT_SCALES][8] = { "bond", "goals", "tasks" };

/* --- numbers ---------------------------------------------------------------------------------- */

enum { DIGITS = 12, WHOLE_MAX = 9, DECIMALS_MAX = 16 };
static const double power_of_ten[DECIMALS_MAX + 1] = {
    1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16
};
static const char pairs[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546"
    "4748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293"
    "949596979899";

static char *whole_number(char *at, uint64_t n)
{
    if (n < 10) {
        *at = (char)('0' + n);
        return at + 1;
    }
    char text[24], *end = text + sizeof text, *first = end;
    for (; n >= 10; n /= 100) {
        first -= 2;
        memcpy(first, pairs + n % 100 * 2, 2);
    }
    if (n > 0) *--first = (char)('0' + n);
    memcpy(at, first, (size_t)(end - first));
    return at + (end - first);
}

static inline void eight_digits(char *at, uint32_t n)
{
    uint32_t high = n / 10000, low = n % 10000;
    memcpy(at, pairs + high / 100 * 2, 2);
    memcpy(at + 2, pairs + high % 100 * 2, 2);
    memcpy(at + 4, pairs + low / 100 * 2, 2);
    memcpy(at + 6, pairs + low % 100 * 2, 2);
}

/* ".275" from 275 and three decimals, without zeros at the end; nothing for 0. */
static char *fraction(char *at, uint64_t n, size_t decimals)
{
    if (n == 0) return at;
    n *= (uint64_t)power_of_ten[DECIMALS_MAX - decimals];
    *at = '.';
    eight_digits(at + 1, (uint32_t)(n / 100000000));
    eight_digits(at + 9, (uint32_t)(n % 100000000));
    char *end = at + 1 + decimals;
    while (end[-1] == '0') end--;
    return end;
}

/* How many decimals make DIGITS significant ones. */
static inline size_t decimals_of(double size)
{
    size_t decimals = DIGITS - 1;
    if (size >= 1) {
        for (size_t i = 1; size >= power_of_ten[i]; i++) decimals--;
        return decimals;
    }
    for (double tenfold = size * 10; decimals < DECIMALS_MAX; tenfold *= 10, decimals++)
        if (tenfold >= 1) return decimals + 1;
    return decimals;
}

char *cohort_number(char *at, double value)
{
    double size = fabs(value);
    if (!isfinite(value)) return at;
    if (size >= power_of_ten[WHOLE_MAX] || (size < 1e-4 && size > 0))
        return at + snprintf(at, COHORT_NUMBER_MAX, "%.*g", DIGITS, value);
    if (value < 0) *at++ = '-';
    uint64_t whole = (uint64_t)size;
    if (size == (double)whole) return whole_number(at, whole);
    size_t decimals = decimals_of(size);
    double scale = power_of_ten[decimals];
    uint64_t rest = (uint64_t)((size - (double)whole) * scale + .5);
    bool carry = rest >= (uint64_t)scale;
    return fraction(whole_number(at, whole + carry), carry ? 0 : rest, decimals);
}

/* --- cells -------------------------------------------------------------------------------------- */

typedef struct Cells { char *at; const CohortFormat *format; bool first; } Cells;

static char *put_text(char *at, const char *text)
{
    size_t len = strlen(text);
    memcpy(at, text, len);
    return at + len;
}

/* What stands before a cell.  `part` is the scale's name, or NULL. */
static inline void cell(Cells *c, const char *part, const char *name)
{
    if (!c->format->json) {
        if (!c->first) *c->at++ = ',';
        c->first = false;
        return;
    }
    c->at = put_text(c->at, c->first ? "{\"" : ",\"");
    c->first = false;
    if (part) {
        c->at = put_text(c->at, part);
        *c->at++ = '_';
    }
    c->at = put_text(c->at, name);
    c->at = put_text(c->at, "\":");
}

static inline void put_number(Cells *c, const char *part, const char *name, double value)
{
    cell(c, part, name);
    char *before = c->at;
    c->at = cohort_number(c->at, value);
    if (c->at == before && c->format->json) c->at = put_text(c->at, "null");
}

static inline void put_count(Cells *c, const char *part, const char *name, uint64_t count)
{
    cell(c, part, name);
    c->at = whole_number(c->at, count);
}

static void put_word(Cells *c, const char *name, Str word)
{
    cell(c, NULL, name);
    if (c->format->json) *c->at++ = '"';
    memcpy(c->at, word.ptr, word.len);
    c->at += word.len;
    if (c->format->json) *c->at++ = '"';
}

static void put_blank(Cells *c, const char *part, const char *name)
{
    put_number(c, part, name, NAN);
}

static bool is_plain(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char x = s.ptr[i];
        if (x <= ' ' || x == ',' || x == '"' || x == '\\' || x == 0x7F) return false;
    }
    return true;
}

/* Quotes only where needed, as in all tables; JSON by its rules. */
static void put_id(Cells *c, Str id)
{
    if (is_plain(id)) {
        put_word(c, "id", id);
        return;
    }
    cell(c, NULL, "id");
    *c->at++ = '"';
    for (size_t i = 0; i < id.len; i++) {
        unsigned char x = (unsigned char)id.ptr[i];
        if (c->format->json && x < ' ') {
            c->at += snprintf(c->at, 8, "\\u%04x", x);
            continue;
        }
        if (c->format->json && (x == '"' || x == '\\')) *c->at++ = '\\';
        else if (x == '"') *c->at++ = '"';
        *c->at++ = id.ptr[i];
    }
    *c->at++ = '"';
}

/* --- a person -------------------------------------------------------------------------------------- */

static void put_outcome(Cells *c, const CohortResult *r, size_t l)
{
    double change = r->post[l] - r->pre[l];
    bool told = r->values[l] > 1;
    put_count(c, NULL, "n", r->values[l]);
    put_number(c, NULL, "pre", r->pre[l]);
    if (told) put_number(c, NULL, "post", r->post[l]);
    else put_blank(c, NULL, "post");
    put_number(c, NULL, "change", told ? change : NAN);
    put_number(c, NULL, "statistic", told && c->format->needed > 0 ? change / c->format->needed : NAN);
    put_word(c, "category", change_category_word((ChangeCategory)r->category[l]));
    put_word(c, "started_below", r->values[l] == 0 ? S("") : r->started_below[l] ? S("yes") : S("no"));
    put_number(c, NULL, "slope", r->slope[l]);
}

static void put_scale(Cells *c, const CohortResult *r, size_t scale, size_t l)
{
    const char *name = scale_name[scale];
    double centre = r->centre[scale][l], reach = 3 * r->sigma[scale][l];
    put_number(c, name, "centre", centre);
    put_number(c, name, "lower", centre - reach);
    put_number(c, name, "upper", centre + reach);
    if (r->ratings[scale][l] >= COHORT_POINTS_NEEDED) put_count(c, name, "signals", r->signals[scale][l]);
    else put_blank(c, name, "signals");
}

char *cohort_person(char *at, const CohortFormat *format, const CohortResult *r, size_t lane,
                    const CohortId *id)
{
    Cells c = { .at = at, .format = format, .first = true };
    put_id(&c, (Str){ id->text, id->len });
    put_outcome(&c, r, lane);
    for (size_t s = 0; s < COHORT_SCALES; s++)
        if (format->scales >> s & 1) put_scale(&c, r, s, lane);
    if (format->scales) {
        put_count(&c, NULL, "alliance_n", r->sessions[lane]);
        put_count(&c, NULL, "ruptures", r->ruptures[lane]);
        put_count(&c, NULL, "repaired", r->repaired[lane]);
        put_count(&c, NULL, "open", r->open[lane]);
    }
    if (format->json) *c.at++ = '}';
    *c.at++ = '\n';
    return c.at;
}

void cohort_names(Out *out, const CohortFormat *format)
{
    if (format->json) return;
    out_raw(out, S("id,n,pre,post,change,statistic,category,started_below,slope"));
    static const char part[4][10] = { "_centre", "_lower", "_upper", "_signals" };
    for (size_t i = 0; i < COHORT_SCALES * 4; i++) {
        if (!(format->scales >> i / 4 & 1)) continue;
        out_raw(out, S(","));
        out_raw(out, str_from_c(scale_name[i / 4]));
        out_raw(out, str_from_c(part[i % 4]));
    }
    if (format->scales) out_raw(out, S(",alliance_n,ruptures,repaired,open"));
    out_raw(out, S("\n"));
}

/* --- the summary ------------------------------------------------------------------------------------- */

typedef struct Summary { Out *out; const CohortFormat *format; Str measure; } Summary;

static void quantity(const Summary *s, const char *part, const char *name, double value)
{
    char number[COHORT_NUMBER_MAX];
    Str text = { number, (size_t)(cohort_number(number, value) - number) };
    out_raw(s->out, s->format->json ? S("{\"measure\":\"") : S(""));
    out_raw(s->out, s->measure);
    out_raw(s->out, s->format->json ? S("\",\"quantity\":\"") : S(","));
    out_raw(s->out, str_from_c(part ? part : ""));
    out_raw(s->out, str_from_c(name));
    out_raw(s->out, s->format->json ? S("\",\"value\":") : S(","));
    out_raw(s->out, text.len || !s->format->json ? text : S("null"));
    out_raw(s->out, s->format->json ? S("}\n") : S("\n"));
}

void cohort_summary(Out *out, const CohortFormat *format, Str measure, const CohortSums *sums)
{
    Summary s = { out, format, measure };
    if (!format->json) out_raw(out, S("measure,quantity,value\n"));
    quantity(&s, NULL, "people", (double)sums->people);
    quantity(&s, NULL, "values", (double)sums->values);
    for (size_t i = 0; i < CHANGE_CATEGORY_COUNT; i++)
        quantity(&s, NULL, change_category_word((ChangeCategory)i).ptr, (double)sums->category[i]);
    quantity(&s, NULL, "started_below", (double)sums->started_below);
    quantity(&s, NULL, "mean_change", sums->change_sum / (double)sums->changes);
    quantity(&s, NULL, "mean_slope", sums->slope_sum / (double)sums->slopes);
    if (!format->scales) return;
    for (size_t i = 0; i < COHORT_SCALES; i++)
        if (format->scales >> i & 1) quantity(&s, scale_name[i], "_signals", (double)sums->signals[i]);
    quantity(&s, NULL, "alliance_n", (double)sums->sessions);
    quantity(&s, NULL, "people_with_rupture", (double)sums->people_with_rupture);
    quantity(&s, NULL, "ruptures", (double)sums->ruptures);
    quantity(&s, NULL, "repaired", (double)sums->repaired);
    quantity(&s, NULL, "open", (double)sums->open);
    quantity(&s, NULL, "unrepaired", (double)(sums->ruptures - sums->repaired - sums->open));
}
