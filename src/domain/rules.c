#include "rules.h"

/* Titles and hints are read by therapists and administrators; no word of blame, no jargon. */
#define ON_OFF { { "on", "On", 1 }, { "off", "Off", 0 } }, 2
static const RuleRow rows[RULE_ID_COUNT] = {
    [RULE_CHANGE] = { "change", RULES_DIRECTION, "A change larger than the usual wobble",
        "For the better and for the worse: both are worth a conversation.", ON_OFF },
    [RULE_CHANGE_SIZE] = { "change_size", RULES_DIRECTION, "How large a change must be",
        "The published number is the same for everyone and never moves with your own data. The two"
        " others by Jacobson and Truax need a spread and a reliability in the questionnaire’s"
        " definition; where there are none, the published number stays.",
        { { "published", "The questionnaire’s published number", 0 },
          { "jt95", "Jacobson and Truax, 95 of 100", CHANGE_Z_95 },
          { "jt90", "Jacobson and Truax, 90 of 100", CHANGE_Z_90_EXACT },
          { "half", "Half of the first score", .5 } }, 4 },
    [RULE_CUT_OFF] = { "cut_off", RULES_DIRECTION, "Crossing the questionnaire’s line",
        "When a score is on the other side of the line than before, and no change says so already.",
        ON_OFF },
    [RULE_TRACK] = { "track", RULES_DIRECTION, "Outside the expected course",
        "Only for questionnaires with a norm in force: a curve of people who began at a similar"
        " place. It opens five questions, about the two of you, wanting, support, events, a plan.",
        ON_OFF },
    [RULE_BAND] = { "band", RULES_DIRECTION, "How wide the expected course is",
        "A wider band says something less often, and later.",
        { { "80", "Holds 80 of 100 people", COURSE_Z_80 },
          { "90", "Holds 90 of 100 people", COURSE_Z_90 } }, 2 },
    [RULE_IN_A_ROW] = { "in_a_row", RULES_DIRECTION, "Scores outside it before anything is said",
        "More than one keeps a single hard week from speaking.",
        { { "2", "Two in a row", 2 }, { "3", "Three in a row", 3 }, { "1", "One", 1 } }, 3 },
    [RULE_NO_CHANGE] = { "no_change", RULES_DIRECTION, "Nothing has moved yet",
        "For questionnaires without a norm: neither a change nor a fifth of the first score by this"
        " session. Many people whose scores were flat until session 6 improved after it.",
        { { "6", "From session 6", 6 }, { "8", "From session 8", 8 }, { "10", "From session 10", 10 },
          { "4", "From session 4", 4 }, { "off", "Off", 0 } }, 5 },
    [RULE_GAINS] = { "gains", RULES_DIRECTION, "A sudden step between two sessions",
        "A note for both of you, nothing that waits: what happened there? It is known two or three"
        " sessions later.", ON_OFF },
    [RULE_DROP] = { "drop", RULES_BETWEEN, "Working together felt lower than before",
        "The latest rating against the mean of all earlier ones, by at least a point.", ON_OFF },
    [RULE_CHART] = { "chart", RULES_BETWEEN, "Control chart of the rating",
        "The first is for a sudden fall, the two others for a slow one; those take about ten"
        " sessions. Limits are three sigma, never two.",
        { { "xmr", "A single rating outside the person’s own limits", CHART_XMR },
          { "ewma", "A moving average (EWMA)", CHART_EWMA },
          { "cusum", "A running sum (CUSUM)", CHART_CUSUM }, { "off", "Off", -1 } }, 4 },
    [RULE_CHART_POINTS] = { "chart_points", RULES_BETWEEN, "Earlier ratings a chart needs",
        "With six, limits of a person’s own still speak by chance for some; never fewer.",
        { { "6", "Six", 6 }, { "8", "Eight", 8 }, { "12", "Twelve", 12 } }, 3 },
    [RULE_FLOOR] = { "floor", RULES_BETWEEN, "Least spread a rating is given",
        "So that very even ratings do not turn a small step into a sign. Never below the"
        " questionnaire’s own.",
        { { "1", "The questionnaire’s own", 1 }, { "1.5", "One and a half times that", 1.5 },
          { "2", "Twice that", 2 } }, 3 },
    [RULE_RUPTURE] = { "rupture", RULES_BETWEEN, "Falls and returns, by a research rule",
        "Named after the authors whose rules they resemble. There is no standard, and each speaks"
        " more often by chance than the rules above: off as shipped.",
        { { "off", "Off", -1 }, { "gumz_strict", "Like Gumz, the strictest", RUPTURE_GUMZ },
          { "stiles_type", "Like Stiles, two spreads", RUPTURE_STILES },
          { "stevens_type", "Like Stevens, one point", RUPTURE_STEVENS },
          { "strauss_type", "Like Strauss, one spread", RUPTURE_STRAUSS } }, 5 },
    [RULE_WARM] = { "warm", RULES_BETWEEN, "Warm, but not yet agreed on what you are doing",
        "The bond well above goals and tasks, two sessions in a row.", ON_OFF },
    [RULE_SPLIT] = { "split", RULES_BETWEEN, "Two saw a session differently (couples, families)",
        "Only therapists are told: it would tell each of the two what the other rated.", ON_OFF },
    [RULE_DRIFT] = { "drift", RULES_TOUCH, "You may be losing touch",
        "Only when all three come together: a session that did not take place, a lower rating, and"
        " a form left unanswered. No probability is computed.", ON_OFF },
};

const RuleRow *rule_row(RuleId id)
{
    return &rows[id];
}

Str rule_group_title(RuleGroup group)
{
    static const char *const titles[] = { "Where it is going", "Between the two of you",
                                          "Staying in touch" };
    return str_from_c(titles[group]);
}

/* --- choices, and as they are stored ------------------------------------------------- */

static RuleChoices all_of(int option)
{
    RuleChoices c;
    for (int i = 0; i < RULE_ID_COUNT; i++) c.option[i] = option;
    return c;
}

RuleChoices rules_shipped(void) { return all_of(0); }
RuleChoices rules_as_practice(void) { return all_of(RULE_AS_PRACTICE); }

int rule_option_parse(RuleId id, Str word)
{
    if (word.len == 0) return RULE_AS_PRACTICE;
    for (size_t i = 0; i < rows[id].option_count; i++)
        if (str_eq(word, str_from_c(rows[id].option[i].word))) return (int)i;
    return RULE_NO_OPTION;
}

Str rules_say(Arena *a, const RuleChoices *choices)
{
    Out o = out_open(a, 2048);
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        if (choices->option[i] < 0) continue;
        if (out_str(&o).len) out_raw(&o, S(" "));
        out_raw(&o, str_from_c(rows[i].word));
        out_raw(&o, S("="));
        out_raw(&o, str_from_c(rows[i].option[choices->option[i]].word));
    }
    return out_str(&o);
}

static void read_one(Str pair, RuleChoices *c)
{
    Str name;
    if (!str_cut(&pair, '=', &name)) return;
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        if (!str_eq(name, str_from_c(rows[i].word))) continue;
        int option = rule_option_parse((RuleId)i, pair);
        if (option >= 0) c->option[i] = option;
    }
}

RuleChoices rules_read(Str text)
{
    Str pair;
    RuleChoices c = rules_as_practice();
    while (str_cut(&text, ' ', &pair)) read_one(pair, &c);
    return c;
}

/* --- in force --------------------------------------------------------------------------- */

Rules rules_in_force(const RuleChoices *practice, const RuleChoices *work)
{
    Rules r = { .practice_version = 0 };
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        int own = work->option[i], house = practice->option[i];
        r.option[i] = own >= 0 ? own : house >= 0 ? house : 0;
    }
    return r;
}

double rules_value(const Rules *rules, RuleId id)
{
    return rows[id].option[rules->option[id]].value;
}

bool rules_on(const Rules *rules, RuleId id) { return rules_value(rules, id) != 0; }
double rules_band_z(const Rules *rules) { return rules_value(rules, RULE_BAND); }

bool rules_chart(const Rules *rules, ChartKind *ret_kind)
{
    double kind = rules_value(rules, RULE_CHART);
    if (kind < 0) return false;
    *ret_kind = (ChartKind)kind;
    return true;
}

bool rules_rupture(const Rules *rules, RupturePreset *ret_preset)
{
    double preset = rules_value(rules, RULE_RUPTURE);
    if (preset < 0) return false;
    *ret_preset = (RupturePreset)preset;
    return true;
}

bool rules_no_change(const Rules *rules, CourseRules *ret_rules)
{
    if (!rules_on(rules, RULE_NO_CHANGE)) return false;
    *ret_rules = COURSE_RULES_DEFAULT;
    ret_rules->by_session = rules_value(rules, RULE_NO_CHANGE);
    return true;
}

/* Half of the first score; a first score of nothing leaves nothing to halve. */
static void half_of_first(Threshold *t, double first)
{
    if (!(first > 0)) return;
    *t = (Threshold){ .known = true, .value = .5 * first, .rule = RULE_AT_LEAST,
                      .method = S(CHANGE_CHOSEN "percent"), .source = S("Half of the first score: chosen in the"
                      " rules of this practice or work, not the questionnaire’s own") };
}

/* Only where the definition gives a group's spread and reliability. */
static void by_jacobson_truax(const MeasureScale *scale, double critical, Threshold *t)
{
    const ScaleNorm *n = &scale->norm[NORM_CLINICAL];
    if (!n->known || !(n->sd > 0) || !(n->reliability >= 0) || !(n->reliability < 1)) return;
    *t = (Threshold){ .known = true, .rule = RULE_MORE_THAN, .method = S(CHANGE_CHOSEN "jt"),
                      .value = change_reliable_value(n->sd, n->reliability, critical),
                      .source = n->source };
}

MeasureScale rules_scale(const Rules *rules, const MeasureScale *scale, double first)
{
    MeasureScale s = *scale;
    if (s.sigma_floor.known) s.sigma_floor.value *= rules_value(rules, RULE_FLOOR);
    Str size = str_from_c(rows[RULE_CHANGE_SIZE].option[rules->option[RULE_CHANGE_SIZE]].word);
    if (str_eq(size, S("half"))) half_of_first(&s.reliable, first);
    if (str_starts(size, S("jt")))
        by_jacobson_truax(scale, rules_value(rules, RULE_CHANGE_SIZE), &s.reliable);
    return s;
}

Str rules_version_say(Arena *a, const Rules *rules)
{
    Str house = rules->practice_version
        ? arena_printf(a, "the practice’s, version %lld", (long long)rules->practice_version)
        : S("as shipped");
    if (rules->work_version == 0) return house;
    return arena_printf(a, STR_FMT "; this work’s own, version %lld", STR_ARG(house),
                        (long long)rules->work_version);
}

/* --- what was changed ---------------------------------------------------------------------- */

Str rule_option_label(RuleId id, int option)
{
    if (option < 0) return S("as the practice");
    return str_from_c(rows[id].option[option].label);
}

size_t rules_differ(const RuleChoices *before, const RuleChoices *after,
                    RuleChange ret_list[RULE_ID_COUNT])
{
    size_t count = 0;
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        if (before->option[i] == after->option[i]) continue;
        ret_list[count++] = (RuleChange){ str_from_c(rows[i].title),
                                          rule_option_label((RuleId)i, before->option[i]),
                                          rule_option_label((RuleId)i, after->option[i]) };
    }
    return count;
}
