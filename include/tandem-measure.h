/* tandem-measure.h - questionnaires, scores, change, charts and courses, as Tandem reckons them.
 *
 * The library reads no file, clock, locale or environment, and starts no thread.  Same inputs,
 * same bits.  Methods, formulas and sources: the pages "docs/measures" of Tandem.
 *
 * Shapes.  A series is an array of doubles in order of time.  NAN is "missing"; infinity is
 * refused.  Text is UTF-8 and ends in NUL.  "Better" is the scale's direction.  Structs that
 * are given out are filled by the library; those that are given in start as TDM_..._DEFAULT.
 *
 * Errors.  Functions that can fail return a tdm_status; anything but TDM_OK leaves what they
 * were to fill as it was, and tdm_error() says in one sentence what was expected.
 *
 * Memory.  Everything a handle gives out (measures, norms, tables, texts) lives until tdm_close();
 * explanations live until tdm_forget().  A handle belongs to one thread at a time; any number may
 * be open.  Results are the caller's structs.
 */
#ifndef TANDEM_MEASURE_H
#define TANDEM_MEASURE_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TDM_API __attribute__((visibility("default")))
#else
#define TDM_API
#endif

typedef enum tdm_status {
    TDM_OK = 0,
    TDM_INVALID = 2,          /* an argument or a file is not what it must be */
    TDM_MISSING = 4,          /* no measure, scale or flag of that name */
    TDM_LIMIT = 6,            /* memory is gone, or the caller's room is too small */
    TDM_BUG = 9               /* a fault of ours */
} tdm_status;

typedef enum tdm_answer { TDM_NO, TDM_YES, TDM_UNKNOWN } tdm_answer;
typedef enum tdm_direction { TDM_LOWER_IS_BETTER, TDM_HIGHER_IS_BETTER } tdm_direction;

/* --- the handle ----------------------------------------------------------------------- */
typedef struct tdm tdm;
TDM_API const char *tdm_version(void);
TDM_API tdm *tdm_open(void);                  /* NULL: memory is gone */
TDM_API void tdm_close(tdm *handle);          /* NULL is allowed */
TDM_API const char *tdm_error(const tdm *handle); /* of the last call that failed; "" if none */
/* Gives back the room of all explanations so far (64 MB of them: some 30,000). */
TDM_API void tdm_forget(tdm *handle);

/* --- definitions ------------------------------------------------------------------------ */
typedef struct tdm_measure tdm_measure;
TDM_API size_t tdm_measure_count(const tdm *handle);             /* built in, by index from 0 */
TDM_API const tdm_measure *tdm_measure_at(const tdm *handle, size_t index); /* NULL: no more */
TDM_API const tdm_measure *tdm_measure_find(const tdm *handle, const char *id); /* NULL: none */
/* A FHIR R4 Questionnaire with Tandem's scoring extension.  TDM_INVALID: tdm_error() counts what
 * is wrong and gives the first. */
TDM_API tdm_status tdm_measure_parse(tdm *handle, const char *json, size_t bytes,
                                     const tdm_measure **ret_measure);
TDM_API const char *tdm_measure_id(const tdm_measure *measure);
TDM_API const char *tdm_measure_title(const tdm_measure *measure);
TDM_API const char *tdm_measure_notice(const tdm_measure *measure); /* of the licence; "" if none */
TDM_API int tdm_measure_validated(const tdm_measure *measure);   /* 0: say so beside every result */
TDM_API size_t tdm_item_count(const tdm_measure *measure);
TDM_API const char *tdm_item_text(const tdm_measure *measure, size_t item); /* NULL: no such item */
TDM_API size_t tdm_scale_count(const tdm_measure *measure);

/* What a scale can give and what counts; NAN where the definition says nothing. */
typedef struct tdm_scale {
    const char *id, *title;
    double low, high;
    tdm_direction direction;
    double reliable;          /* points of reliable change, published */
    double cutoff;            /* clinical: at it or worse, or worse only, as defined */
    double sigma_floor;       /* least SD that a chart of it may use */
} tdm_scale;
TDM_API tdm_status tdm_scale_at(tdm *handle, const tdm_measure *measure, size_t index,
                                tdm_scale *ret_scale);

/* --- scores ------------------------------------------------------------------------------ */
typedef struct tdm_score {
    const char *scale;
    double raw;               /* of the answers given, reversed where due */
    double score;             /* NAN: too much is missing */
    size_t n_missing;
    int prorated;             /* 1: the mean of the given answers stood in */
    int risk_missing;         /* 1: no score, because a risk item has no answer */
} tdm_score;
/* answers[i] belongs to item i.  ret_scores has room for tdm_scale_count().  TDM_INVALID: a wrong
 * count, or a value that an item does not offer. */
TDM_API tdm_status tdm_score_answers(tdm *handle, const tdm_measure *measure, const double *answers,
                                     size_t count, tdm_score *ret_scores);
/* The risk flag on these answers: raised, clear, or not answered (TDM_UNKNOWN), which is no "no".
 * TDM_MISSING: the measure asks nothing of the kind. */
TDM_API tdm_status tdm_risk(tdm *handle, const tdm_measure *measure, const double *answers,
                            size_t count, tdm_answer *ret_raised);

/* --- change -------------------------------------------------------------------------------- */
typedef enum tdm_category {
    TDM_CANNOT_TELL, TDM_UNCHANGED, TDM_IMPROVED, TDM_RECOVERED, TDM_DETERIORATED, TDM_HARMED
} tdm_category;
TDM_API const char *tdm_category_word(tdm_category category); /* "missing", "unchanged" ... */

typedef struct tdm_change {
    tdm_category category;
    double change;            /* post - pre */
    double statistic;         /* the method's; NAN when it cannot be told */
    int started_below;        /* 1: not clinical at the start, so nobody can recover */
} tdm_change;
/* By the published value of the definition; scale NULL: the main one. */
TDM_API tdm_status tdm_change_published(tdm *handle, const tdm_measure *measure, const char *scale,
                                        double pre, double post, tdm_change *ret_change);

typedef enum tdm_method {
    TDM_JT, TDM_GLN, TDM_HLL, TDM_EN, TDM_NK, TDM_HA, TDM_PERCENT, TDM_MID
} tdm_method;
/* What the method needs of the group (docs/measures/change.md); SDs are n - 1. */
typedef struct tdm_change_rule {
    tdm_method method;
    tdm_direction direction;
    double reliability, reliability_post;
    double critical;          /* 0: the method's own */
    double percent, mid;
    double mean_pre, sd_pre, mean_post, sd_post, correlation;
    double cutoff;            /* NAN: none */
} tdm_change_rule;
TDM_API tdm_status tdm_change_by(tdm *handle, const tdm_change_rule *rule, double pre, double post,
                                 tdm_change *ret_change);
/* Fills mean_pre ... correlation from those with both scores.  TDM_INVALID: fewer than two. */
TDM_API tdm_status tdm_change_group(tdm *handle, const double *pre, const double *post, size_t count,
                                    tdm_change_rule *rule);
TDM_API double tdm_cutoff_a(tdm_direction direction, double clinical_mean, double clinical_sd);
TDM_API double tdm_cutoff_b(tdm_direction direction, double functional_mean, double functional_sd);
TDM_API double tdm_cutoff_c(double clinical_mean, double clinical_sd, double functional_mean,
                            double functional_sd);

/* NHS Talking Therapies, PHQ-9 and GAD-7. */
typedef struct tdm_nhs {
    int case_at_start, recovered, reliable_improvement, reliable_deterioration, reliable_recovery;
} tdm_nhs;
TDM_API tdm_status tdm_nhs_tt(tdm *handle, double phq_pre, double phq_post, double gad_pre,
                              double gad_post, tdm_nhs *ret_result);

/* --- goals ------------------------------------------------------------------------------------ */
typedef struct tdm_goals {
    double mean_change;       /* NAN: no goals */
    tdm_category category;
    size_t moved_up, moved_down;
} tdm_goals;
/* First and last rating of each goal, 0 to 10. */
TDM_API tdm_status tdm_goals_change(tdm *handle, const double *first, const double *last, size_t count,
                                    tdm_goals *ret_goals);

/* Goal attainment scaling (Kiresuk and Sherman 1968): T is 50 when all came as expected.  levels:
 * -2 to 2; weights above 0, or NULL for equal ones; rho usually .3.  TDM_INVALID: no goal, or a
 * number out of its range. */
TDM_API tdm_status tdm_goals_attainment(tdm *handle, const double *levels, const double *weights,
                                        size_t count, double rho, double *ret_t);
typedef struct tdm_problems {
    size_t count;             /* rated both times: the others do not count */
    double before, now;       /* means of those; NAN: none */
    tdm_change change;        /* of the means */
} tdm_problems;
/* Personal questionnaire: each problem rated before and now, 1 to 7, lower is better; NAN: not
 * rated.  By the built-in measure "tandem-problems". */
TDM_API tdm_status tdm_problems_change(tdm *handle, const double *before, const double *now,
                                       size_t count, tdm_problems *ret_problems);

/* --- sudden gains ------------------------------------------------------------------------------- */
typedef struct tdm_gain {
    size_t from, to, reversal;                /* sessions from 1; reversal 0: none */
    tdm_answer status;
    double magnitude;                         /* NAN unless both scores are there */
} tdm_gain;
TDM_API size_t tdm_gains_count(size_t count); /* gaps that can be asked in a series */
/* Lower is better.  share usually .25; losses 1: rises.  ret_gains: room for tdm_gains_count(). */
TDM_API tdm_status tdm_gains(tdm *handle, const double *scores, size_t count, double cutoff,
                             double share, int losses, tdm_gain *ret_gains);

/* --- charts, ruptures ------------------------------------------------------------------------------ */
typedef enum tdm_chart_kind { TDM_XMR, TDM_EWMA, TDM_CUSUM } tdm_chart_kind;
typedef struct tdm_chart_spec {
    tdm_chart_kind kind;
    size_t baseline;          /* first points that give centre and sigma; 0: all */
    double centre, sigma;     /* NAN: from the baseline */
    double floor;             /* least sigma */
    double lambda, width, k, h;
} tdm_chart_spec;
TDM_API tdm_chart_spec tdm_chart_default(tdm_chart_kind kind);
typedef struct tdm_chart_point {
    double centre, lower, upper, statistic;
    int side;                 /* a signal: -1 low, 0 none, 1 high */
} tdm_chart_point;
/* No missing values.  ret_points: room for `count`. */
TDM_API tdm_status tdm_chart(tdm *handle, const tdm_chart_spec *spec, const double *values,
                             size_t count, tdm_chart_point *ret_points);

/* The latest value against the earlier ones, as pages watch: on the worse side only, sigma never
 * below the scale's floor; limits from all earlier values (TDM_XMR) or the first six.
 * TDM_MISSING: fewer than six earlier values, or the scale has no floor. */
TDM_API tdm_status tdm_watch(tdm *handle, const tdm_measure *measure, const char *scale,
                             tdm_chart_kind kind, const double *values, size_t count,
                             tdm_chart_point *ret_point);

typedef struct tdm_drop {
    int known;                /* 0: no rule for this scale, or no earlier value: the rest is 0 */
    int dropped;
    double mean_before, latest, fall, needed;
} tdm_drop;
/* Has the alliance fallen since the sessions before?  Usable from the second session on. */
TDM_API tdm_status tdm_alliance_drop(tdm *handle, const tdm_measure *measure, const char *scale,
                                     const double *values, size_t count, tdm_drop *ret_drop);

typedef enum tdm_preset { TDM_STRAUSS_TYPE, TDM_STILES_TYPE, TDM_GUMZ_STRICT, TDM_STEVENS_TYPE } tdm_preset;
typedef enum tdm_rupture_status { TDM_REPAIRED, TDM_OPEN, TDM_UNREPAIRED } tdm_rupture_status;
typedef struct tdm_rupture {
    size_t onset, trough, repair;             /* positions from 0; repair only when repaired */
    double drop;
    tdm_rupture_status status;
} tdm_rupture;
/* Higher is better, no missing values.  *ret_count is how many there are; TDM_LIMIT when that is
 * more than `room` (count / 2 is always enough).  sigma_within: for TDM_GUMZ_STRICT; 0 unknown. */
TDM_API tdm_status tdm_ruptures(tdm *handle, tdm_preset preset, double sigma_within,
                                const double *values, size_t count, tdm_rupture *ret_ruptures,
                                size_t room, size_t *ret_count);

/* Warm, but not agreed: bond against the mean of goals and tasks, in each of the last two sessions.
 * The measure has the scales "bond", "goals" and "tasks", as "tandem-alliance-client" does. */
typedef struct tdm_divergence {
    int known;                /* 0: fewer than two sessions, or no sigma floor: the rest is 0 */
    int apart;
    double bond, agreement, difference, z; /* latest; difference in points, z in sigma */
    double needed_points, needed_z;
} tdm_divergence;
TDM_API tdm_status tdm_alliance_divergence(tdm *handle, const tdm_measure *measure, const double *bond,
                                           const double *goals, const double *tasks, size_t count,
                                           tdm_divergence *ret_divergence);
/* For research: the latest run of two sessions or more in which z(bond) - z(agreement) is 1.5 or
 * more.  Centre and sigma of each scale: of the same people, or published.  NAN breaks a run. */
typedef struct tdm_apart {
    int found;
    size_t first, last;       /* positions from 0; only when found */
    double z;                 /* of the last session; NAN: not known */
} tdm_apart;
TDM_API tdm_status tdm_divergence_run(tdm *handle, const double *bond, const double *agreement,
                                      size_t count, double bond_centre, double bond_sigma,
                                      double agreement_centre, double agreement_sigma,
                                      tdm_apart *ret_apart);

/* --- expected course --------------------------------------------------------------------------------- */
typedef struct tdm_norm {     /* y = b0 + b1 ln(session + 1), random intercept and slope */
    double beta[2], d[2][2], sigma2;
    double first_session, last_session;       /* what the data covered; both 0: not known */
    int64_t people, observations;             /* 0: not known */
    const char *source, *setting;             /* NULL or "": not known */
} tdm_norm;
/* From JSON: docs/measures/course.md.  TDM_INVALID: tdm_error() counts what is wrong and gives the
 * first. */
TDM_API tdm_status tdm_norm_parse(tdm *handle, const char *json, size_t bytes, tdm_norm *ret_norm);
/* May a line be drawn from it?  Only if it says whom it came from: people, source and setting. */
TDM_API int tdm_norm_complete(const tdm_norm *norm);
typedef struct tdm_prediction { double mean, sd_true, sd_observed, low, high; } tdm_prediction;
/* At `session`, given so many scores (none: the population); z 1.2816 makes an 80 % band. */
TDM_API tdm_status tdm_course(tdm *handle, const tdm_norm *norm, const double *sessions,
                              const double *scores, size_t count, double session, double z,
                              tdm_prediction *ret_prediction);

typedef enum tdm_track_state { TDM_TOO_EARLY, TDM_ON_TRACK, TDM_NOT_ON_TRACK } tdm_track_state;
typedef struct tdm_track {
    tdm_track_state state;    /* too early: fewer than two scores after the first */
    int beyond;               /* the latest score lies beyond the band on the worse side */
    tdm_prediction expected;  /* at the latest session, from the first score alone */
    tdm_change change;        /* first to latest */
} tdm_track;
/* Not on track: beyond the band and not reliably improved.  The state changes after `in_a_row`
 * scores on the other side (0: 2), so that one week does not turn a sign on or off.  z: edge of the
 * band (0: 1.2816, the 80 % band).  sessions[0] is the first score's; they rise. */
TDM_API tdm_status tdm_track_of(tdm *handle, const tdm_measure *measure, const char *scale,
                                const tdm_norm *norm, double z, size_t in_a_row,
                                const double *sessions, const double *scores, size_t count,
                                tdm_track *ret_track);

/* A table of expected change by session and first score (the rational method), from JSON. */
typedef struct tdm_table tdm_table;
typedef enum tdm_table_state {
    TDM_TABLE_NOT_ASKED, TDM_TABLE_FUNCTIONAL, TDM_TABLE_AS_EXPECTED, TDM_TABLE_LESS, TDM_TABLE_WORSE
} tdm_table_state;
TDM_API const char *tdm_table_word(tdm_table_state state); /* "not-asked", "functional" ... */
TDM_API tdm_status tdm_table_parse(tdm *handle, const char *json, size_t bytes,
                                   const tdm_table **ret_table);
TDM_API tdm_table_state tdm_table_state_of(const tdm_table *table, double intake, double session,
                                           double score);

typedef enum tdm_notice { TDM_NOTHING, TDM_NO_CHANGE_YET, TDM_WORSE } tdm_notice;
typedef struct tdm_fallback {
    tdm_notice notice;
    double session;           /* of the latest score */
    double share;             /* change for the better as a share of the first score */
    tdm_change change;
} tdm_fallback;
/* What can be said without a norm: from `by_session` on (0: 6), neither reliable change nor
 * `least_share` of the first score (0: .20); or reliably worse. */
TDM_API tdm_status tdm_without_norm(tdm *handle, const tdm_measure *measure, const char *scale,
                                    double by_session, double least_share, const double *sessions,
                                    const double *scores, size_t count, tdm_fallback *ret_fallback);

/* --- two views of the same sessions --------------------------------------------------------------------- */
typedef struct tdm_congruence {
    size_t n;
    double b0, b0_se, b1, b1_se, r, rmsd, ccc; /* NAN: the data cannot give it */
} tdm_congruence;
TDM_API tdm_status tdm_congruence_of(tdm *handle, const double *client, const double *therapist,
                                     size_t count, tdm_congruence *ret_congruence);

/* Response surface, for research: outcome on client's and therapist's rating, squares and product,
 * both taken from `middle` of the scale.  Terms: 1, C, T, CC, CT, TT. */
typedef struct tdm_surface {
    size_t n;
    double b[6], b_se[6];
    double a[4], a_se[4];     /* b1+b2, b3+b4+b5 (agreement); b1-b2, b3-b4+b5 (disagreement) */
    double sigma2, r_squared;
} tdm_surface;
/* Rows with a NAN are left out.  TDM_INVALID: fewer than seven, or they vary too little. */
TDM_API tdm_status tdm_surface_of(tdm *handle, const double *client, const double *therapist,
                                  const double *outcome, size_t count, double middle,
                                  tdm_surface *ret_surface);

/* --- couples and families: one session, one target -------------------------------------------------------- */
typedef struct tdm_system {
    size_t n;
    double mean, split;       /* highest - lowest; NAN below two raters */
    double needed;            /* a pair this far apart is not one view */
    int far;                  /* 1: any pair is */
    int opposite;             /* 1: one rose by sigma above their earlier mean, another fell as far */
    size_t risen, fallen;     /* raters, one of each; only when opposite */
} tdm_system;
typedef enum tdm_target {
    TDM_SELF_THERAPIST, TDM_PARTNER_THERAPIST, TDM_GROUP_THERAPIST, TDM_WITHIN_SYSTEM
} tdm_target;
typedef struct tdm_rating {
    size_t rater;             /* 0 to 11 */
    tdm_target target;
    double session, score;
} tdm_rating;
/* One session and target among all ratings, in any order; two earlier sessions of a rater make a
 * mean.  `sigma`: usual spread within a person, above 0. */
TDM_API tdm_status tdm_system_session(tdm *handle, const tdm_rating *ratings, size_t count,
                                      tdm_target target, double session, double error, double sigma,
                                      tdm_system *ret_system);
/* One rating a rater, in this session; `error` is the scale's standard error, above 0. */
TDM_API tdm_status tdm_system_split(tdm *handle, const double *ratings, size_t raters, double error,
                                    tdm_system *ret_system);

/* --- ending early --------------------------------------------------------------------------------------------- */
typedef struct tdm_ending {
    int ended;
    tdm_answer client_ended, therapist_agreed, attended_last, therapist_says;
    size_t sessions, planned;                 /* planned 0: nothing was agreed */
    double median_sessions;                   /* of closed episodes; NAN: not known */
    tdm_category change;                      /* first score to last */
} tdm_ending;
/* Six definitions, a to f: they give different rates, and none is the right one. */
TDM_API void tdm_dropout(const tdm_ending *ending, tdm_answer ret_answers[6]);
TDM_API const char *tdm_dropout_word(size_t definition); /* "unilateral" ...; "" from 6 on */

/* While it goes on: facts, each with its own threshold, never a sum. */
enum {
    TDM_MISSED,               /* of the last 4 planned sessions */
    TDM_CANCELLED,            /* of the last 4 */
    TDM_SILENT,               /* days since any contact */
    TDM_UNANSWERED,           /* forms asked for and not answered */
    TDM_ALLIANCE_FALL,        /* 1 or 0, as the three below */
    TDM_FELT_OFF,
    TDM_OFF_TRACK,
    TDM_LEAVING_COUNT
};
typedef struct tdm_leaving {
    tdm_answer raised[TDM_LEAVING_COUNT];
    double least[TDM_LEAVING_COUNT]; /* raised from it on */
    size_t count;             /* how many are raised: no level of risk */
} tdm_leaving;
/* facts: NAN is "not known", which is no "no". */
TDM_API void tdm_leaving_flags(const double facts[TDM_LEAVING_COUNT], tdm_leaving *ret_leaving);
TDM_API const char *tdm_leaving_word(size_t flag);       /* "missed" ...; "" beyond the last */

/* A hazard fitted on a place's own closed episodes, from 200 of them on: logit = intercept +
 * log_session ln(session) + weight x fact, or `missing` where a fact is not known. */
typedef struct tdm_hazard {
    size_t closed_episodes;
    double intercept, log_session, weight[TDM_LEAVING_COUNT], missing[TDM_LEAVING_COUNT];
} tdm_hazard;
/* TDM_INVALID: fewer episodes, a session below 1, a number that is not usable. */
TDM_API tdm_status tdm_hazard_at(tdm *handle, const tdm_hazard *model, double session,
                                 const double facts[TDM_LEAVING_COUNT], double *ret_probability);

/* --- explanations ------------------------------------------------------------------------------------------------- */
/* One function for each kind of result, with the arguments of the function that reckons it: what a
 * client reads, and how it was reckoned.  The same words as on Tandem's pages. */
enum { TDM_FACTS_MAX = 8 };
typedef struct tdm_fact { const char *name, *value; } tdm_fact;
typedef struct tdm_explanation {
    const char *method, *version, *sentence, *computed, *source;
    int validated;            /* 0: say "not validated" beside it */
    size_t input_count, threshold_count;
    tdm_fact inputs[TDM_FACTS_MAX], thresholds[TDM_FACTS_MAX];
} tdm_explanation;
TDM_API tdm_status tdm_explain_score(tdm *handle, const tdm_measure *measure, const char *scale,
                                     const double *answers, size_t count, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_risk(tdm *handle, const tdm_measure *measure, const double *answers,
                                    size_t count, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_change(tdm *handle, const tdm_measure *measure, const char *scale,
                                      double pre, double post, tdm_explanation *ret);
/* Where one score stands.  TDM_MISSING: the scale has no cut-off. */
TDM_API tdm_status tdm_explain_cutoff(tdm *handle, const tdm_measure *measure, const char *scale,
                                      double score, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_nhs_tt(tdm *handle, double phq_pre, double phq_post, double gad_pre,
                                      double gad_post, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_goals(tdm *handle, const double *first, const double *last, size_t count,
                                     tdm_explanation *ret);
TDM_API tdm_status tdm_explain_problems(tdm *handle, const double *before, const double *now,
                                        size_t count, tdm_explanation *ret);
/* Gap `index` of those that tdm_gains() gives, of the scale that was turned to lower-is-better.
 * TDM_MISSING: no such gap, or one of its two scores is missing. */
TDM_API tdm_status tdm_explain_gain(tdm *handle, const tdm_measure *measure, const char *scale,
                                    const double *scores, size_t count, double cutoff, double share,
                                    int losses, size_t index, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_watch(tdm *handle, const tdm_measure *measure, const char *scale,
                                     tdm_chart_kind kind, const double *values, size_t count,
                                     tdm_explanation *ret);
TDM_API tdm_status tdm_explain_drop(tdm *handle, const tdm_measure *measure, const char *scale,
                                    const double *values, size_t count, tdm_explanation *ret);
/* Rupture `index` of those that tdm_ruptures() gives.  TDM_MISSING: no such one. */
TDM_API tdm_status tdm_explain_rupture(tdm *handle, const tdm_measure *measure, const char *scale,
                                       tdm_preset preset, double sigma_within, const double *values,
                                       size_t count, size_t index, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_divergence(tdm *handle, const tdm_measure *measure, const double *bond,
                                          const double *goals, const double *tasks, size_t count,
                                          tdm_explanation *ret);
TDM_API tdm_status tdm_explain_track(tdm *handle, const tdm_measure *measure, const char *scale,
                                     const tdm_norm *norm, double z, size_t in_a_row,
                                     const double *sessions, const double *scores, size_t count,
                                     tdm_explanation *ret);
TDM_API tdm_status tdm_explain_table(tdm *handle, const tdm_measure *measure, const char *scale,
                                     const tdm_table *table, double intake, double session,
                                     double score, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_without_norm(tdm *handle, const tdm_measure *measure, const char *scale,
                                            double by_session, double least_share,
                                            const double *sessions, const double *scores,
                                            size_t count, tdm_explanation *ret);
TDM_API tdm_status tdm_explain_congruence(tdm *handle, const tdm_measure *measure, const char *scale,
                                          const double *client, const double *therapist, size_t count,
                                          tdm_explanation *ret);
TDM_API tdm_status tdm_explain_system(tdm *handle, const tdm_measure *measure, const char *scale,
                                      const tdm_rating *ratings, size_t count, tdm_target target,
                                      double session, double error, double sigma,
                                      tdm_explanation *ret);
/* For the therapist.  The measure names the version of the rules in use, no more. */
TDM_API tdm_status tdm_explain_leaving(tdm *handle, const tdm_measure *measure,
                                       const double facts[TDM_LEAVING_COUNT], tdm_explanation *ret);

/* --- straight lines of many people at once, for research ------------------------------------------------------------ */
typedef enum tdm_growth_state { TDM_GROWTH_CONVERGED, TDM_GROWTH_BOUNDARY, TDM_GROWTH_NOT_CONVERGED } tdm_growth_state;
/* Against the average slope of this very file; too few different times: cannot tell. */
typedef enum tdm_growth_category {
    TDM_GROWTH_CANNOT_TELL, TDM_GROWTH_AVERAGE, TDM_GROWTH_BETTER, TDM_GROWTH_WORSE
} tdm_growth_category;
typedef struct tdm_growth {
    tdm_growth_state state;   /* BOUNDARY: D is singular; NOT_CONVERGED: do not use the numbers */
    size_t people, points;
    double beta[2], beta_se[2];               /* intercept at time 0, and slope */
    double d[2][2], sigma2, criterion;        /* criterion: -2 log restricted likelihood */
} tdm_growth;
typedef struct tdm_growth_person {
    size_t n;
    double intercept, slope;  /* NAN without a point */
    double deviation, deviation_sd, statistic;
    tdm_growth_category category;
} tdm_growth_person;
/* Row i: of person[i] (0 to people - 1) at time[i]; a NAN leaves the row out.  `critical`: 1.96.
 * ret_people: room for all of them.  TDM_INVALID: nothing to fit; TDM_LIMIT: too many rows. */
TDM_API tdm_status tdm_growth_of(tdm *handle, const size_t *person, const double *time,
                                 const double *value, size_t count, size_t people,
                                 tdm_direction direction, double critical, tdm_growth *ret_growth,
                                 tdm_growth_person *ret_people);

/* --- graded response model; no parameters ship ------------------------------------------------------------------------ */
enum { TDM_GRM_CATEGORIES_MAX = 10, TDM_GRM_UNANSWERED = -1 };
typedef struct tdm_grm_item {
    double a;                 /* above 0 */
    double b[TDM_GRM_CATEGORIES_MAX - 1];     /* categories - 1 of them, rising */
    size_t categories;
} tdm_grm_item;
typedef struct tdm_grm_score { double theta, se, t; size_t answered; } tdm_grm_score;  /* t: 50 + 10 theta */
TDM_API tdm_status tdm_grm_probabilities(tdm *handle, const tdm_grm_item *item, double theta,
                                         double *ret_probabilities);      /* room for its categories */
TDM_API tdm_status tdm_grm_information(tdm *handle, const tdm_grm_item *item, double theta,
                                       double *ret_information);
/* answers: categories from 0, or TDM_GRM_UNANSWERED.  EAP: 81 points -4..4 under N(0, 1).  Maximum
 * likelihood: TDM_INVALID when there is none (every answer at one end, or none). */
TDM_API tdm_status tdm_grm_eap(tdm *handle, const tdm_grm_item *items, const int *answers,
                               size_t count, tdm_grm_score *ret_score);
TDM_API tdm_status tdm_grm_ml(tdm *handle, const tdm_grm_item *items, const int *answers,
                              size_t count, tdm_grm_score *ret_score);
/* The unanswered item that tells most at theta; `count` when all are answered. */
TDM_API tdm_status tdm_grm_next(tdm *handle, const tdm_grm_item *items, const int *answers,
                                size_t count, double theta, size_t *ret_item);

/* --- very many people ---------------------------------------------------------------------------------------------- */
typedef struct tdm_person {
    double pre, post, slope;                  /* NAN where it cannot be said */
    double centre[3], sigma[3];               /* bond, goals, tasks: limits centre -+ 3 sigma */
    unsigned values, signals[3];              /* signals: 0 below six ratings */
    unsigned alliance_n, ruptures, repaired, open;
    tdm_category category;
    int started_below;
} tdm_person;
typedef struct tdm_cohort {
    size_t people;
    const size_t *first;      /* people + 1 of them: rows first[i] to first[i + 1] are person i's */
    const double *session;    /* in order for each person; NULL: 1, 2, 3 ... */
    const double *value;
    const double *scale[3];   /* bond, goals, tasks; NULL: not asked */
    tdm_preset preset;
    double sigma_within, sigma_floor;
} tdm_cohort;
/* By the published values of the measure's main scale.  Threads are the caller's: give each a
 * handle and a share of the people.  ret_people: room for all of them; after a failure it means
 * nothing. */
TDM_API tdm_status tdm_cohort_run(tdm *handle, const tdm_measure *measure, const tdm_cohort *cohort,
                                  tdm_person *ret_people);

#ifdef __cplusplus
}
#endif
#endif
