/* lib_check.c - every function of the public header once, through the installed library alone:
 * worked numbers, and what it says of wrong input.  Built by suite_lib.sh. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <tandem-measure.h>

static int passed, failed;

static void check(const char *what, int good)
{
    if (good) passed++;
    else failed++;
    if (!good) printf("FAILED %s\n", what);
}

static int near(double got, double want)
{
    return fabs(got - want) <= 1e-6 * fmax(1, fabs(want));
}

static void definitions(tdm *h)
{
    const tdm_measure *phq = tdm_measure_find(h, "phq-9"), *none = NULL;
    tdm_scale scale;
    check("phq-9 is built in", phq && strcmp(tdm_measure_id(phq), "phq-9") == 0 && tdm_measure_validated(phq));
    check("it has ten items", tdm_item_count(phq) == 10 && tdm_item_text(phq, 0)[0] && !tdm_item_text(phq, 10));
    check("titles and notices are text", tdm_measure_title(phq)[0] && tdm_measure_notice(phq));
    check("its scale", tdm_scale_count(phq) == 1 && tdm_scale_at(h, phq, 0, &scale) == TDM_OK &&
          scale.high == 27 && scale.reliable == 6 && scale.cutoff == 10 && scale.direction == TDM_LOWER_IS_BETTER);
    check("no such scale", tdm_scale_at(h, phq, 1, &scale) == TDM_MISSING && tdm_error(h)[0]);
    check("no such measure", !tdm_measure_find(h, "none"));
    check("all can be walked", tdm_measure_at(h, 0) && !tdm_measure_at(h, tdm_measure_count(h)));
    check("a bad definition is refused", tdm_measure_parse(h, "{}", 2, &none) == TDM_INVALID && !none && tdm_error(h)[0]);
}

static void people(tdm *h)
{
    const tdm_measure *phq = tdm_measure_find(h, "phq-9");
    double answers[10] = { 3, 3, 3, 3, 3, 3, 3, 3, NAN, NAN };
    tdm_score score = { .raw = -1 };
    tdm_answer risk = TDM_NO;
    check("a skipped risk item: no score", tdm_score_answers(h, phq, answers, 10, &score) == TDM_OK &&
          isnan(score.score) && score.risk_missing && score.raw == 24);
    check("and is not answered", tdm_risk(h, phq, answers, 10, &risk) == TDM_OK && risk == TDM_UNKNOWN);
    answers[0] = 4;
    check("a value nobody offers", tdm_score_answers(h, phq, answers, 10, &score) == TDM_INVALID && score.raw == 24);
    check("too few answers", tdm_score_answers(h, phq, answers, 9, &score) == TDM_INVALID);
    tdm_change c = { .change = 99 };
    check("published change", tdm_change_published(h, phq, NULL, 18, 8, &c) == TDM_OK && c.category == TDM_RECOVERED &&
          strcmp(tdm_category_word(c.category), "recovered") == 0 && !c.started_below);
    check("of a scale that is not there", tdm_change_published(h, phq, "x", 18, 8, &c) == TDM_MISSING);
    tdm_change_rule rule = { .method = TDM_JT, .direction = TDM_HIGHER_IS_BETTER, .reliability = .8, .sd_pre = 7.5, .cutoff = NAN };
    check("T1: JT 1991", tdm_change_by(h, &rule, 32.5, 47.5, &c) == TDM_OK && near(c.statistic, 3.162278) && c.category == TDM_IMPROVED);
    rule.reliability = 1;
    check("a reliability of 1", tdm_change_by(h, &rule, 1, 2, &c) == TDM_INVALID && near(c.statistic, 3.162278));
    const double pre[] = { 1, 2, 3 }, post[] = { 2, NAN, 5 };
    check("a group", tdm_change_group(h, pre, post, 3, &rule) == TDM_OK && near(rule.mean_pre, 2) && near(rule.mean_post, 3.5));
    check("a group of one", tdm_change_group(h, pre, post, 1, &rule) == TDM_INVALID);
    check("cut-offs", near(tdm_cutoff_a(TDM_HIGHER_IS_BETTER, 40, 7.5), 55) && near(tdm_cutoff_b(TDM_HIGHER_IS_BETTER, 60, 7.5), 45) &&
          near(tdm_cutoff_c(40, 7.5, 60, 7.5), 50));
    tdm_nhs nhs;
    check("T28: NHS", tdm_nhs_tt(h, 15, 9, 12, 7, &nhs) == TDM_OK && nhs.reliable_recovery && nhs.recovered);
    const double first[] = { 2, 3 }, last[] = { 6, 5 };
    tdm_goals goals;
    check("goals", tdm_goals_change(h, first, last, 2, &goals) == TDM_OK && goals.mean_change == 3 && goals.category == TDM_IMPROVED);
    tdm_explanation why;
    check("an explanation", tdm_explain_change(h, phq, NULL, 18, 8, &why) == TDM_OK && why.sentence[0] && why.source[0] && why.validated);
}

static void series(tdm *h)
{
    const double falls[] = { 30, 31, 30, 12, 13, 12, 22 };
    tdm_gain gain[8];
    check("gaps", tdm_gains_count(7) == 4);
    check("a sudden gain", tdm_gains(h, falls, 7, 7, .25, 0, gain) == TDM_OK && gain[1].from == 3 &&
          gain[1].status == TDM_YES && gain[1].magnitude == 18 && gain[1].reversal == 7);
    const double x[] = { 4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 4.4, 4.3, 3.1, 3.6, 4.2, 4.4, 4.5, 4.4 };
    tdm_chart_spec spec = tdm_chart_default(TDM_XMR);
    tdm_chart_point point[14];
    spec.baseline = 8;
    check("T19: XmR", tdm_chart(h, &spec, x, 14, point) == TDM_OK && near(point[0].lower, 3.857066869) && point[8].side == -1 && point[10].side == 0);
    spec.baseline = 99;
    check("a baseline too long", tdm_chart(h, &spec, x, 14, point) == TDM_INVALID);
    tdm_rupture found[7];
    size_t count = 77;
    check("a rupture", tdm_ruptures(h, TDM_STEVENS_TYPE, 0, x, 14, found, 7, &count) == TDM_OK && count == 1 && found[0].onset == 8 && found[0].status == TDM_REPAIRED);
    count = 77;
    check("no room for it", tdm_ruptures(h, TDM_STEVENS_TYPE, 0, x, 14, found, 0, &count) == TDM_LIMIT && count == 77);
    tdm_norm norm = { .beta = { 10, -2 }, .d = { { 4, 0 }, { 0, 1 } }, .sigma2 = 1 };
    tdm_prediction p;
    check("the population's course", tdm_course(h, &norm, NULL, NULL, 0, 0, 1.2816, &p) == TDM_OK && near(p.mean, 10) && near(p.sd_observed, sqrt(5)));
    norm.sigma2 = 0;
    check("no residual variance", tdm_course(h, &norm, NULL, NULL, 0, 0, 1.2816, &p) == TDM_INVALID);
    const double c[] = { 1, 2, 3, 4 }, t[] = { 1, 2, 3, 5 };
    tdm_congruence together;
    check("congruence", tdm_congruence_of(h, c, t, 4, &together) == TDM_OK && together.n == 4 && near(together.b1, 1.3));
    const double couple[] = { 20, 34, NAN };
    tdm_system s;
    check("a split", tdm_system_split(h, couple, 3, 2, &s) == TDM_OK && s.n == 2 && s.split == 14 && s.far);
    tdm_ending end = { .ended = 1, .client_ended = TDM_YES, .therapist_agreed = TDM_NO, .attended_last = TDM_UNKNOWN,
                       .sessions = 4, .planned = 10, .median_sessions = NAN, .change = TDM_IMPROVED };
    tdm_answer is[6];
    tdm_dropout(&end, is);
    check("six definitions", is[0] == TDM_YES && is[1] == TDM_UNKNOWN && is[2] == TDM_YES && is[3] == TDM_UNKNOWN && is[4] == TDM_NO);
}

static void cohort(tdm *h)
{
    enum { PEOPLE = 20, EACH = 8 };
    size_t first[PEOPLE + 1];
    double value[PEOPLE * EACH], bond[PEOPLE * EACH];
    for (size_t i = 0; i <= PEOPLE; i++) first[i] = i * EACH;
    for (size_t i = 0; i < PEOPLE * EACH; i++) {
        value[i] = 20 - (double)(i % EACH) * 2;
        bond[i] = i % EACH == 5 ? 2 : 4 + .1 * (double)(i % 2);
    }
    tdm_cohort c = { .people = PEOPLE, .first = first, .value = value, .scale = { bond, NULL, NULL }, .preset = TDM_STEVENS_TYPE };
    tdm_person person[PEOPLE];
    const tdm_measure *phq = tdm_measure_find(h, "phq-9");
    check("a cohort", tdm_cohort_run(h, phq, &c, person) == TDM_OK && near(person[19].slope, -2) && person[19].pre == 20 &&
          person[19].post == 6 && person[19].category == TDM_RECOVERED && person[19].ruptures == 1 &&
          person[19].repaired == 1 && person[3].alliance_n == EACH && isnan(person[0].centre[1]));
    first[3] = 0;
    check("borders that fall", tdm_cohort_run(h, phq, &c, person) == TDM_INVALID);
    first[3] = 3 * EACH;
    value[100] = INFINITY;
    check("infinity", tdm_cohort_run(h, phq, &c, person) == TDM_INVALID && strstr(tdm_error(h), "row 100"));
}

int main(void)
{
    tdm *h = tdm_open();
    if (!h) return 1;
    check("a version", tdm_version()[0] >= '0' && tdm_version()[0] <= '9');
    check("no error at first", tdm_error(h)[0] == '\0');
    definitions(h);
    people(h);
    series(h);
    cohort(h);
    tdm_close(h);
    tdm_close(NULL);
    printf("%d %d\n", passed, failed);
    return failed > 0;
}
