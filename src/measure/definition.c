#include "definition.h"
#include <math.h>
#include "definition_read.h"

#define ORDINAL_URL "http://hl7.org/fhir/StructureDefinition/ordinalValue"
#define MIN_URL "http://hl7.org/fhir/StructureDefinition/minValue"
#define MAX_URL "http://hl7.org/fhir/StructureDefinition/maxValue"
#define CONTROL_URL "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"

enum { OPTIONS_MAX = 64 };

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str kind_words[] = { ITEM_KINDS(X) };
static const Str rater_words[] = { MEASURE_RATERS(X) };
static const Str target_words[] = { MEASURE_TARGETS(X) };
static const Str moment_words[] = { MEASURE_MOMENTS(X) };
static const Str method_words[] = { SCALE_METHODS(X) };
static const Str direction_words[] = { SCALE_DIRECTIONS(X) };
static const Str rule_words[] = { THRESHOLD_RULES(X) };
static const Str flag_words[] = { FLAG_KINDS(X) };
static const Str proration_words[] = { PRORATIONS(X) };
static const Str norm_words[] = { NORM_GROUPS(X) };
#undef X

#define CHECK(r, place, fields)                                                                    \
    block_check((r), (place), (fields), sizeof(fields) / sizeof *(fields))

static const Field scoring_fields[] = {
    { "id", "valueCode", FIELD_ONE },
    { "validated", "valueBoolean", FIELD_ONE },
    { "rater", "valueCode", FIELD_ONE },
    { "target", "valueCode", FIELD_ONE },
    { "moment", "valueCode", FIELD_ONE },
    { "lead", "valueString", FIELD_MAYBE },
    { "coding", "valueString", FIELD_MAYBE },
    { "recallDays", "valueInteger", FIELD_ONE },
    { "dynamic", "valueBoolean", FIELD_MAYBE },
    { "scale", NULL, FIELD_MANY },
    { "flag", NULL, FIELD_MANY },
    { "licence", NULL, FIELD_ONE },
};

static const Field scale_fields[] = {
    { "id", "valueCode", FIELD_ONE },
    { "title", "valueString", FIELD_ONE },
    { "say", "valueString", FIELD_ONE },
    { "method", "valueCode", FIELD_ONE },
    { "direction", "valueCode", FIELD_ONE },
    { "item", "valueString", FIELD_MANY },
    { "reverseItem", "valueString", FIELD_MANY },
    { "multiply", "valueDecimal", FIELD_MAYBE },
    { "missingAllowed", "valueInteger", FIELD_ONE },
    { "proration", "valueCode", FIELD_MAYBE },
    { "lookup", NULL, FIELD_MANY },
    { "norm", NULL, FIELD_MANY },
    { "low", "valueDecimal", FIELD_ONE },
    { "high", "valueDecimal", FIELD_ONE },
    { "decimals", "valueInteger", FIELD_ONE },
    { "band", NULL, FIELD_MANY },
    { "cutoff", NULL, FIELD_MAYBE },
    { "reliableChange", NULL, FIELD_MAYBE },
    { "sigmaFloor", NULL, FIELD_MAYBE },
    { "drop", NULL, FIELD_MAYBE },
};

static const Field flag_fields[] = {
    { "id", "valueCode", FIELD_ONE },       { "kind", "valueCode", FIELD_ONE },
    { "item", "valueString", FIELD_ONE },   { "op", "valueCode", FIELD_ONE },
    { "value", "valueDecimal", FIELD_ONE }, { "source", "valueString", FIELD_ONE },
};

static const Field licence_fields[] = {
    { "tier", "valueInteger", FIELD_ONE },          { "text", "valueString", FIELD_ONE },
    { "holder", "valueString", FIELD_ONE },         { "notice", "valueString", FIELD_MAYBE },
    { "noticeVisible", "valueBoolean", FIELD_ONE }, { "mayModify", "valueBoolean", FIELD_ONE },
    { "language", "valueCode", FIELD_SOME },        { "attestedBy", "valueString", FIELD_ONE },
    { "attestedAt", "valueDate", FIELD_ONE },       { "source", "valueString", FIELD_ONE },
    { "reference", "valueString", FIELD_MAYBE },    { "expires", "valueDate", FIELD_MAYBE },
};

static bool is_code(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i && (c == '-' || c == '_'))))
            return false;
    }
    return s.len > 0 && s.len <= 40;
}

/* Forms keep "id=version id=version" (domain/response.h): no space, no '='. */
static bool is_version(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') return false;
    }
    return s.len <= 40;
}

static Str loinc_of(Reader *r, Place owner)
{
    const Json *coding = json_at(json_get(owner.value, "code"), 0);
    if (!str_eq(json_str(json_get(coding, "system")), S("http://loinc.org"))) return (Str){ 0 };
    return arena_str(r->arena, json_str(json_get(coding, "code")));
}

/* --- items ---------------------------------------------------------------- */

/* Words that only a complete definition must have. */
static Str words_of(Reader *r, Place p, const char *key)
{
    if (!r->skeleton || json_type(json_get(p.value, key)) != JSON_ABSENT) return member_text(r, p, key);
    return (Str){ 0 };
}

static MeasureOption read_option(Reader *r, Place p)
{
    Place coding = place_get(r, p, "valueCoding");
    MeasureOption o = { block_number(p, ORDINAL_URL, NAN), words_of(r, coding, "display"),
                        arena_str(r->arena, json_str(json_get(coding.value, "system"))),
                        member_text(r, coding, "code") };
    if (!isfinite(o.value) || fabs(o.value) > 1e6) {
        reader_problem(r, p.path, "an option needs the extension ordinalValue with a valueDecimal");
        o.value = 0;
    }
    return o;
}

static void read_options(Reader *r, Place item, MeasureItem *into)
{
    Place list = place_get(r, item, "answerOption");
    size_t n = json_count(list.value);
    if (n < 2 || n > OPTIONS_MAX) {
        reader_problem(r, list.path, "a choice has 2 to %d answers", OPTIONS_MAX);
        return;
    }
    MeasureOption *options = ARENA_ARRAY(r->arena, MeasureOption, n);
    if (!options) return;
    for (size_t i = 0; i < n; i++) {
        options[i] = read_option(r, place_at(r, list, i));
        if (i && !(options[i].value > options[i - 1].value))
            reader_problem(r, place_at(r, list, i).path, "values must rise from answer to answer");
    }
    into->options = options;
    into->option_count = n;
    into->low = options[0].value;
    into->high = options[n - 1].value;
}

/* The names of a line's two ends: display items with itemControl lower and upper. */
static Str read_end(Reader *r, Place item, const char *which)
{
    Place list = place_get(r, item, "item");
    for (size_t i = 0; i < json_count(list.value); i++) {
        Place one = place_at(r, list, i);
        const Json *concept =
            json_get(block_find(r, one, CONTROL_URL, 0).value, "valueCodeableConcept");
        const Json *coding = json_at(json_get(concept, "coding"), 0);
        if (str_eq(json_str(json_get(coding, "code")), str_from_c(which)))
            return member_text(r, one, "text");
    }
    if (r->skeleton) return (Str){ 0 };
    reader_problem(r, item.path,
                   "a line needs a display item with itemControl '%s' that names its end", which);
    return (Str){ 0 };
}

static void read_line(Reader *r, Place item, MeasureItem *into)
{
    into->low = block_number(item, MIN_URL, NAN);
    into->high = block_number(item, MAX_URL, NAN);
    bool whole = into->low == floor(into->low) && into->high == floor(into->high);
    if (!(into->low < into->high) || !whole || into->high - into->low > 1000) {
        reader_problem(r, item.path,
                       "a line needs minValue and maxValue, whole numbers, the first lower");
        into->low = 0;
        into->high = 1;
    }
    into->low_text = read_end(r, item, "lower");
    into->high_text = read_end(r, item, "upper");
}

static MeasureItem read_item(Reader *r, Place p)
{
    MeasureItem item = { .id = member_text(r, p, "linkId"), .loinc = loinc_of(r, p) };
    item.text = arena_str(r->arena, json_str(json_get(p.value, "text")));
    if (item.text.len > DEFINITION_TEXT_MAX)
        reader_problem(r, p.path, "text: longer than %d bytes", DEFINITION_TEXT_MAX);
    Str type = json_str(json_get(p.value, "type"));
    int kind = 0;
    while (kind < ITEM_KIND_COUNT && !str_eq(type, kind_words[kind])) kind++;
    if (kind == ITEM_KIND_COUNT) {
        reader_problem(r, p.path,
                       "type: one of choice, integer, boolean, text, date (groups are not read)");
        return item;
    }
    item.kind = (ItemKind)kind;
    if (item.kind == ITEM_YESNO) item.high = 1;
    if (item.kind == ITEM_CHOICE) read_options(r, p, &item);
    if (item.kind == ITEM_LINE) read_line(r, p, &item);
    return item;
}

static void read_items(Reader *r, Place root, Definition *d)
{
    Place list = place_get(r, root, "item");
    size_t n = json_count(list.value);
    if (n < 1 || n > DEFINITION_LIST_MAX) {
        reader_problem(r, list.path, "a questionnaire has 1 to %d items", DEFINITION_LIST_MAX);
        return;
    }
    MeasureItem *items = ARENA_ARRAY(r->arena, MeasureItem, n);
    if (!items) return;
    d->items = items;
    for (size_t i = 0; i < n; i++) {
        Place p = place_at(r, list, i);
        items[i] = read_item(r, p);
        if (items[i].id.len && measure_item_index(d, items[i].id) < i)
            reader_problem(r, p.path, "linkId is used twice");
        d->item_count = i + 1;
    }
    bool repeats = json_bool(json_get(json_at(list.value, 0), "repeats"), false);
    if (d->dynamic && (n != 1 || !repeats || d->items[0].kind != ITEM_LINE))
        reader_problem(r, list.path, "a dynamic questionnaire has one integer item that repeats");
    if (!d->dynamic && repeats)
        reader_problem(r, list.path, "only a dynamic questionnaire repeats");
}

/* --- scales --------------------------------------------------------------- */

static const Field threshold_fields[] = {
    { "value", "valueDecimal", FIELD_ONE },
    { "rule", "valueCode", FIELD_MAYBE },
    { "method", "valueCode", FIELD_MAYBE },
    { "source", "valueString", FIELD_ONE },
};

static Threshold read_threshold(Reader *r, Place scale, const char *url, double low, double high)
{
    Place p = block_find(r, scale, url, 0);
    if (!p.value) return (Threshold){ 0 };
    CHECK(r, p, threshold_fields);
    Threshold t = { .known = true,
                    .value = block_number(p, "value", 0),
                    .method = block_text(r, p, "method"),
                    .source = block_text(r, p, "source") };
    t.rule = (ThresholdRule)block_word(r, p, "rule", rule_words, RULE_COUNT, RULE_AT_LEAST);
    if (!(t.value >= low && t.value <= high))
        reader_problem(r, p.path, "%s: a value from %g to %g is expected", url, low, high);
    return t;
}

static const Field band_fields[] = {
    { "from", "valueDecimal", FIELD_ONE },
    { "label", "valueString", FIELD_ONE },
    { "source", "valueString", FIELD_ONE },
};

static void read_bands(Reader *r, Place block, MeasureScale *s)
{
    size_t n = block_count(block, "band");
    ScaleBand *bands = n ? ARENA_ARRAY(r->arena, ScaleBand, n) : NULL;
    if (!bands) return;
    for (size_t i = 0; i < n; i++) {
        Place p = block_find(r, block, "band", i);
        CHECK(r, p, band_fields);
        bands[i] = (ScaleBand){ block_number(p, "from", s->low), block_text(r, p, "label"),
                                block_text(r, p, "source") };
        bool rises = i == 0 ? bands[i].from == s->low : bands[i].from > bands[i - 1].from;
        if (!rises || bands[i].from > s->high)
            reader_problem(r, p.path, "bands begin at the scale's low end and rise");
    }
    s->bands = bands;
    s->band_count = n;
}

static void add_scale_item(Reader *r, const Definition *d, Place p, ScaleItem *list, size_t *count)
{
    Str id = json_str(json_get(p.value, "valueString"));
    size_t index = measure_item_index(d, id);
    bool reverse = str_eq(json_str(json_get(p.value, "url")), S("reverseItem"));
    if (index == d->item_count) {
        reader_problem(r, p.path, "there is no item '" STR_FMT "'",
                       STR_ARG(str_first_chars(id, 40)));
        return;
    }
    if (d->items[index].kind != ITEM_CHOICE && d->items[index].kind != ITEM_LINE)
        reader_problem(r, p.path, "only choice and integer items can be scored");
    for (size_t i = 0; i < *count; i++)
        if (list[i].index == index)
            reader_problem(r, p.path, "the item counts twice in this scale");
    list[(*count)++] = (ScaleItem){ index, reverse };
}

static void read_scale_items(Reader *r, const Definition *d, Place block, MeasureScale *s)
{
    size_t plain = block_count(block, "item"), reversed = block_count(block, "reverseItem");
    if (plain + reversed == 0) reader_problem(r, block.path, "a scale needs at least one item");
    ScaleItem *items = plain + reversed ? ARENA_ARRAY(r->arena, ScaleItem, plain + reversed) : NULL;
    if (!items) return;
    for (size_t i = 0; i < plain; i++)
        add_scale_item(r, d, block_find(r, block, "item", i), items, &s->item_count);
    for (size_t i = 0; i < reversed; i++)
        add_scale_item(r, d, block_find(r, block, "reverseItem", i), items, &s->item_count);
    s->items = items;
}

static const Field lookup_fields[] = {
    { "raw", "valueDecimal", FIELD_ONE },
    { "score", "valueDecimal", FIELD_ONE },
};

/* Raw sums to standard scores: one line for each whole sum there can be. */
static void read_lookup(Reader *r, Place block, MeasureScale *s)
{
    size_t n = block_count(block, "lookup");
    LookupRow *rows = n ? ARENA_ARRAY(r->arena, LookupRow, n) : NULL;
    if (!rows) return;
    for (size_t i = 0; i < n; i++) {
        Place p = block_find(r, block, "lookup", i);
        CHECK(r, p, lookup_fields);
        rows[i] = (LookupRow){ block_number(p, "raw", NAN), block_number(p, "score", NAN) };
        if (rows[i].raw != floor(rows[i].raw) || (i && rows[i].raw != rows[i - 1].raw + 1))
            reader_problem(r, p.path, "raw: whole sums, each one more than the one before");
        if (!(rows[i].score >= s->low && rows[i].score <= s->high))
            reader_problem(r, p.path, "score: from low (%g) to high (%g) is expected", s->low, s->high);
    }
    s->lookup = rows;
    s->lookup_count = n;
}

static void check_lookup(Reader *r, Place block, const MeasureScale *s, double low, double high)
{
    if (s->method != SCALE_SUM || s->multiply != 1)
        reader_problem(r, block.path, "lookup: only for a sum without multiply");
    if (s->missing_allowed && s->proration != PRORATE_CEILING)
        reader_problem(r, block.path, "lookup: with missingAllowed the proration is ceiling, "
                       "as only whole sums stand in the table");
    if (s->lookup[0].raw != low || s->lookup[s->lookup_count - 1].raw != high)
        reader_problem(r, block.path, "lookup: the items give sums from %g to %g", low, high);
}

/* The range must follow from the items: a slip in keys or coding shows here. */
static void check_range(Reader *r, const Definition *d, Place block, const MeasureScale *s)
{
    double low = 0, high = 0;
    if (s->item_count == 0) return;
    for (size_t i = 0; i < s->item_count; i++) {
        low += d->items[s->items[i].index].low;
        high += d->items[s->items[i].index].high;
    }
    if (s->lookup) {
        check_lookup(r, block, s, low, high);
        return;
    }
    double by = s->multiply / (s->method == SCALE_MEAN ? (double)s->item_count : 1);
    if (fabs(low * by - s->low) > 1e-9 || fabs(high * by - s->high) > 1e-9)
        reader_problem(r, block.path, "low and high: the items give %g to %g", low * by, high * by);
}

static const Field norm_fields[] = {
    { "group", "valueCode", FIELD_ONE },
    { "mean", "valueDecimal", FIELD_ONE },
    { "sd", "valueDecimal", FIELD_ONE },
    { "reliability", "valueDecimal", FIELD_MAYBE },
    { "source", "valueString", FIELD_ONE },
};

static void read_norms(Reader *r, Place block, MeasureScale *s)
{
    for (size_t i = 0; i < block_count(block, "norm"); i++) {
        Place p = block_find(r, block, "norm", i);
        CHECK(r, p, norm_fields);
        ScaleNorm *n = &s->norm[block_word(r, p, "group", norm_words, NORM_GROUP_COUNT, 0)];
        if (n->known) reader_problem(r, p.path, "group: this one stands there already");
        *n = (ScaleNorm){ true, block_number(p, "mean", 0), block_number(p, "sd", 1),
                          block_number(p, "reliability", NAN), block_text(r, p, "source") };
        if (!(n->mean >= s->low && n->mean <= s->high) || !(n->sd > 0 && n->sd < s->high - s->low))
            reader_problem(r, p.path, "mean and sd must be possible on this scale");
        if (!isnan(n->reliability) && !(n->reliability >= 0 && n->reliability < 1))
            reader_problem(r, p.path, "reliability: from 0 to below 1");
    }
}

/* How many may be missing, and what then stands in for them. */
static void read_missing(Reader *r, Place p, MeasureScale *s)
{
    double missing = block_number(p, "missingAllowed", 0);
    s->proration = (Proration)block_word(r, p, "proration", proration_words, PRORATION_COUNT,
                                         PRORATE_MEAN);
    if (!(missing >= 0 && (missing == 0 || missing < (double)s->item_count)))
        reader_problem(r, p.path, "missingAllowed: at least one item must be answered");
    else
        s->missing_allowed = (size_t)missing;
    if (s->proration == PRORATE_CEILING && s->method != SCALE_SUM)
        reader_problem(r, p.path, "proration: ceiling is for sums");
}

static MeasureScale read_scale(Reader *r, const Definition *d, Place p)
{
    CHECK(r, p, scale_fields);
    MeasureScale s = { .id = block_text(r, p, "id"),
                       .title = block_text(r, p, "title"),
                       .say = block_text(r, p, "say"),
                       .multiply = block_number(p, "multiply", 1),
                       .low = block_number(p, "low", 0),
                       .high = block_number(p, "high", 1) };
    s.method = (ScaleMethod)block_word(r, p, "method", method_words, SCALE_METHOD_COUNT, SCALE_SUM);
    s.direction =
        (ScaleDirection)block_word(r, p, "direction", direction_words, SCALE_DIRECTION_COUNT, 0);
    if (s.id.len && !is_code(s.id)) reader_problem(r, p.path, "id: small letters, digits and '-'");
    if (!(s.low < s.high)) reader_problem(r, p.path, "low must be lower than high");
    if (!(s.multiply > 0)) reader_problem(r, p.path, "multiply: a number above 0");
    read_scale_items(r, d, p, &s);
    read_missing(r, p, &s);
    read_lookup(r, p, &s);
    check_range(r, d, p, &s);
    double decimals = block_number(p, "decimals", 0);
    if (!(decimals >= 0 && decimals <= 4))
        reader_problem(r, p.path, "decimals: 0 to 4");
    else
        s.decimals = (int)decimals;
    double width = s.high - s.low;
    read_bands(r, p, &s);
    read_norms(r, p, &s);
    s.cutoff = read_threshold(r, p, "cutoff", s.low, s.high);
    s.reliable = read_threshold(r, p, "reliableChange", width * 1e-6, width);
    s.sigma_floor = read_threshold(r, p, "sigmaFloor", width * 1e-6, width);
    s.drop = read_threshold(r, p, "drop", width * 1e-6, width);
    return s;
}

static void read_scales(Reader *r, Place block, Definition *d)
{
    size_t n = block_count(block, "scale");
    bool asks_alone = d->moment == MOMENT_INTAKE;
    if (n == 0 && !r->skeleton && !asks_alone) reader_problem(r, block.path, "scale is missing");
    if (n == 0 && !asks_alone) d->complete = false; /* keys that are not ours to give, or never to be scored */
    MeasureScale *scales = n ? ARENA_ARRAY(r->arena, MeasureScale, n) : NULL;
    if (!scales) return;
    d->scales = scales;
    for (size_t i = 0; i < n; i++) {
        Place p = block_find(r, block, "scale", i);
        scales[i] = read_scale(r, d, p);
        if (scales[i].id.len && measure_scale(d, scales[i].id))
            reader_problem(r, p.path, "id is used twice");
        d->scale_count = i + 1;
    }
}

/* --- flags, licence, the whole ------------------------------------------- */

static MeasureFlag read_flag(Reader *r, const Definition *d, Place p)
{
    CHECK(r, p, flag_fields);
    Str item = block_text(r, p, "item");
    MeasureFlag flag = { .id = block_text(r, p, "id"), .item = measure_item_index(d, item) };
    flag.kind = (FlagKind)block_word(r, p, "kind", flag_words, FLAG_KIND_COUNT, FLAG_RISK);
    flag.when = (Threshold){ .known = true,
                             .value = block_number(p, "value", 0),
                             .source = block_text(r, p, "source") };
    flag.when.rule = (ThresholdRule)block_word(r, p, "op", rule_words, RULE_COUNT, RULE_AT_LEAST);
    if (flag.item == d->item_count) {
        if (item.len) reader_problem(r, p.path, "item: there is no item of this linkId");
        flag.item = 0;
    } else if (item_is_words(&d->items[flag.item])) {
        reader_problem(r, p.path, "item: a flag cannot watch free text");
    } else if (flag.when.value > d->items[flag.item].high) {
        reader_problem(r, p.path, "value: no answer of the item can reach it");
    }
    return flag;
}

static void read_flags(Reader *r, Place block, Definition *d)
{
    size_t n = block_count(block, "flag");
    MeasureFlag *flags = n ? ARENA_ARRAY(r->arena, MeasureFlag, n) : NULL;
    if (!flags) return;
    for (size_t i = 0; i < n; i++) flags[i] = read_flag(r, d, block_find(r, block, "flag", i));
    d->flags = flags;
    d->flag_count = n;
}

static void read_date(Reader *r, Place p, const char *url, Date *date)
{
    Str text = block_text(r, p, url);
    if (text.len && !date_parse(text, date))
        reader_problem(r, p.path, "%s: a date such as 2026-11-22", url);
}

static void read_licence(Reader *r, Place scoring, Definition *d)
{
    Place p = block_find(r, scoring, "licence", 0);
    if (!p.value) return;
    CHECK(r, p, licence_fields);
    MeasureLicence *l = &d->licence;
    *l = (MeasureLicence){ .text = block_text(r, p, "text"),
                           .holder = block_text(r, p, "holder"),
                           .notice = block_text(r, p, "notice"),
                           .source = block_text(r, p, "source"),
                           .notice_visible = block_bool(p, "noticeVisible", true),
                           .may_modify = block_bool(p, "mayModify", false),
                           .attested_by = block_text(r, p, "attestedBy") };
    double tier = block_number(p, "tier", 3);
    if (!(tier >= 1 && tier <= 3))
        reader_problem(r, p.path, "tier: 1, 2 or 3");
    else
        l->tier = (int)tier;
    if (l->notice_visible && l->notice.len == 0)
        reader_problem(r, p.path, "notice: it must be shown, so it must be there");
    r->skeleton = l->tier >= 2;
    l->reference = block_text(r, p, "reference");
    read_date(r, p, "attestedAt", &l->attested_at);
    read_date(r, p, "expires", &l->expires);
    size_t n = block_count(p, "language");
    Str *languages = n ? ARENA_ARRAY(r->arena, Str, n) : NULL;
    if (!languages) return;
    for (size_t i = 0; i < n; i++)
        languages[i] = arena_str(
            r->arena, json_str(json_get(block_find(r, p, "language", i).value, "valueCode")));
    l->languages = languages;
    l->language_count = n;
}

static bool item_complete(const MeasureItem *item)
{
    for (size_t i = 0; i < item->option_count; i++)
        if (item->options[i].text.len == 0) return false;
    bool ends = item->kind != ITEM_LINE || (item->low_text.len && item->high_text.len);
    return ends && item->text.len > 0;
}

/* Only packs and skeletons may lack the words of an item: the clinic brings them. */
static void check_texts(Reader *r, Place root, Definition *d)
{
    Place list = place_get(r, root, "item");
    d->complete = true;
    for (size_t i = 0; i < d->item_count; i++) {
        if (d->items[i].text.len == 0 && !r->skeleton)
            reader_problem(r, place_at(r, list, i).path, "text: a question is needed");
        d->complete = d->complete && item_complete(&d->items[i]);
    }
}

static void read_head(Reader *r, Place root, Place scoring, Definition *d)
{
    d->id = block_text(r, scoring, "id");
    if (d->id.len && !is_code(d->id))
        reader_problem(r, scoring.path, "id: small letters, digits and '-', at most 40");
    if (!str_eq(d->id, json_str(json_get(root.value, "id"))))
        reader_problem(r, place_get(r, root, "id").path,
                       "id must be the same here and in the scoring block");
    d->version = member_text(r, root, "version");
    if (!is_version(d->version))
        reader_problem(r, place_get(r, root, "version").path,
                       "version: letters, digits, '.', '-' and '_', at most 40");
    d->url = member_text(r, root, "url");
    d->name = member_text(r, root, "name");
    d->title = member_text(r, root, "title");
    d->description = arena_str(r->arena, json_str(json_get(root.value, "description")));
    d->loinc = loinc_of(r, root);
    d->lead = block_text(r, scoring, "lead");
    d->coding = block_text(r, scoring, "coding");
    d->validated = block_bool(scoring, "validated", false);
    d->dynamic = block_bool(scoring, "dynamic", false);
    d->rater = (MeasureRater)block_word(r, scoring, "rater", rater_words, RATER_COUNT, 0);
    d->target = (MeasureTarget)block_word(r, scoring, "target", target_words, TARGET_COUNT, 0);
    d->moment = (MeasureMoment)block_word(r, scoring, "moment", moment_words, MOMENT_COUNT, 0);
    double days = block_number(scoring, "recallDays", 0);
    if (!(days >= 0 && days <= 3660))
        reader_problem(r, scoring.path, "recallDays: 0 to 3660");
    else
        d->recall_days = (int)days;
}

static void read_definition(Reader *r, const Json *value, Definition *d)
{
    Place root = { value, { 0 } };
    if (!str_eq(json_str(json_get(value, "resourceType")), S("Questionnaire"))) {
        reader_problem(r, place_get(r, root, "resourceType").path,
                       "a FHIR Questionnaire is expected");
        return;
    }
    Place scoring = block_find(r, root, MEASURE_SCORING_URL, 0);
    if (!scoring.value) {
        reader_problem(r, root.path, "the extension %s is missing", MEASURE_SCORING_URL);
        return;
    }
    if (block_count(root, MEASURE_SCORING_URL) > 1)
        reader_problem(r, root.path, "one scoring block only");
    CHECK(r, scoring, scoring_fields);
    read_head(r, root, scoring, d);
    read_licence(r, scoring, d);
    read_items(r, root, d);
    check_texts(r, root, d);
    read_scales(r, scoring, d);
    read_flags(r, scoring, d);
}

Err measure_definition_parse(Ctx *cx, Arena *arena, Str json, DefinitionProblems *problems,
                             Definition **ret)
{
    DefinitionProblems local = { 0 };
    DefinitionProblems *all = problems ? problems : &local;
    *all = (DefinitionProblems){ 0 };
    Definition *d = ARENA_NEW(arena, Definition);
    if (!d) return fail(cx, ERR_LIMIT, "definition too large");
    JsonDoc *doc = NULL;
    Err parsed = json_parse(cx, json, &doc);
    if (parsed.kind != ERR_NONE) {
        Str words = arena_printf(arena, "%s", cx->err_text);
        all->list[all->count++] = (DefinitionProblem){ (Str){ 0 }, 0, words };
        return parsed;
    }
    Reader r = { .cx = cx, .arena = arena, .json = json, .problems = all };
    read_definition(&r, json_root(doc), d);
    json_close(doc);
    TRY(reader_verdict(&r));
    *ret = d;
    return OK;
}

/* --- looking things up ---------------------------------------------------- */

const Definition *measure_find(const MeasureSet *set, Str id)
{
    for (size_t i = 0; i < set->count; i++)
        if (str_eq(set->list[i]->id, id)) return set->list[i];
    return NULL;
}

const Definition *measure_asked(const MeasureSet *set, Str id)
{
    for (size_t i = 0; i < set->in_force; i++)
        if (str_eq(set->list[i]->id, id)) return set->list[i];
    return NULL;
}

const Definition *measure_find_version(const MeasureSet *set, Str id, Str version)
{
    for (size_t i = 0; i < set->count; i++)
        if (str_eq(set->list[i]->id, id) && str_eq(set->list[i]->version, version)) return set->list[i];
    return NULL;
}

const MeasureScale *measure_scale(const Definition *d, Str scale_id)
{
    for (size_t i = 0; i < d->scale_count; i++)
        if (str_eq(d->scales[i].id, scale_id)) return &d->scales[i];
    return NULL;
}

const MeasureScale *measure_main_scale(const Definition *d)
{
    const MeasureScale *total = measure_scale(d, S("total"));
    return total || d->scale_count == 0 ? total : &d->scales[0];
}

size_t measure_item_index(const Definition *d, Str item_id)
{
    size_t i = 0;
    while (i < d->item_count && !str_eq(d->items[i].id, item_id)) i++;
    return i;
}

const MeasureOption *measure_option(const MeasureItem *item, double value)
{
    for (size_t i = 0; i < item->option_count; i++)
        if (item->options[i].value == value) return &item->options[i];
    return NULL;
}

const ScaleBand *measure_band(const MeasureScale *scale, double score)
{
    const ScaleBand *found = NULL;
    for (size_t i = 0; i < scale->band_count; i++)
        if (score >= scale->bands[i].from) found = &scale->bands[i];
    return found;
}

bool measure_is_case(const MeasureScale *scale, double score)
{
    if (!scale->cutoff.known) return false;
    double worse = scale_sign(scale) * (scale->cutoff.value - score);
    return scale->cutoff.rule == RULE_AT_LEAST ? worse >= 0 : worse > 0;
}

double scale_sign(const MeasureScale *scale)
{
    return scale->direction == SCALE_HIGHER_IS_BETTER ? 1 : -1;
}

Str item_kind_word(ItemKind kind)
{
    return kind_words[kind];
}
Str measure_rater_word(MeasureRater rater)
{
    return rater_words[rater];
}
Str measure_target_word(MeasureTarget target)
{
    return target_words[target];
}
Str measure_moment_word(MeasureMoment moment)
{
    return moment_words[moment];
}
Str flag_kind_word(FlagKind kind)
{
    return flag_words[kind];
}
Str proration_word(Proration proration)
{
    return proration_words[proration];
}
Str threshold_rule_word(ThresholdRule rule)
{
    return rule_words[rule];
}
