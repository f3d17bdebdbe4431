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

static void more_goals(tdm *h)
{
    const double level[] = { 2, 1, 0 }, weight[] = { 3, 2, 1 };
    double t = 1;
    check("T27: GAS", tdm_goals_attainment(h, level, weight, 3, .3, &t) == TDM_OK && near(t, 67.626106));
    check("T27: equal weights", tdm_goals_attainment(h, (const double[]){ 1, 1, -1 }, NULL, 3, .3, &t) == TDM_OK && near(t, 54.564355));
    check("a level of 3", tdm_goals_attainment(h, (const double[]){ 3 }, NULL, 1, .3, &t) == TDM_INVALID && near(t, 54.564355));
    const double before[] = { 6, 5, NAN }, now[] = { 3, 4, 7 };
    tdm_problems p;
    check("problems rated twice", tdm_problems_change(h, before, now, 3, &p) == TDM_OK && p.count == 2 && p.before == 5.5 &&
          p.now == 3.5 && p.change.category == TDM_IMPROVED);
    check("none of them", tdm_problems_change(h, before + 2, now + 2, 1, &p) == TDM_OK && p.count == 0 && isnan(p.before));
    check("a problem of 9", tdm_problems_change(h, before, (const double[]){ 9 }, 1, &p) == TDM_INVALID);
}

static void alliance(tdm *h)
{
    const tdm_measure *form = tdm_measure_find(h, "tandem-alliance-client"), *phq = tdm_measure_find(h, "phq-9");
    const double bond[] = { 4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 4.4, 2.1 }, goals[] = { 4, 4, 4, 4, 4, 4, 2, 1 };
    tdm_chart_point point = { .side = 9 };
    check("the latest is low", tdm_watch(h, form, "bond", TDM_XMR, bond, 8, &point) == TDM_OK && point.side == -1 && point.lower < 4);
    check("a slow chart", tdm_watch(h, form, "bond", TDM_CUSUM, bond, 8, &point) == TDM_OK && point.side == -1);
    check("too few for one", tdm_watch(h, form, "bond", TDM_EWMA, bond, 6, &point) == TDM_MISSING && tdm_error(h)[0]);
    check("no such chart", tdm_watch(h, form, "bond", (tdm_chart_kind)9, bond, 8, &point) == TDM_INVALID);
    tdm_drop drop;
    check("a drop", tdm_alliance_drop(h, form, "bond", bond, 8, &drop) == TDM_OK && drop.known && drop.dropped && near(drop.fall, 29.9 / 7 - 2.1));
    check("none at first", tdm_alliance_drop(h, form, "bond", bond, 1, &drop) == TDM_OK && !drop.known && drop.needed == 0);
    check("a missing rating", tdm_alliance_drop(h, form, "bond", (const double[]){ NAN, 1 }, 2, &drop) == TDM_INVALID);
    tdm_divergence d;
    check("warm, not agreed", tdm_alliance_divergence(h, form, bond, goals, goals, 7, &d) == TDM_OK && d.known && !d.apart && near(d.difference, 2.4));
    check("twice in a row", tdm_alliance_divergence(h, form, bond + 6, goals + 6, goals + 6, 1, &d) == TDM_OK && !d.known);
    check("a measure without a bond", tdm_alliance_divergence(h, phq, bond, goals, goals, 7, &d) == TDM_MISSING);
    tdm_apart apart;
    check("a run of it", tdm_divergence_run(h, (const double[]){ 5, 5, 5, 3 }, (const double[]){ 4, 2, 2, 3 }, 4, 4, 1, 4, 1, &apart) == TDM_OK &&
          apart.found && apart.first == 1 && apart.last == 2 && near(apart.z, 0));
    check("a sigma of 0", tdm_divergence_run(h, bond, goals, 8, 4, 0, 4, 1, &apart) == TDM_INVALID);
}

static const char norm_json[] = "{\"model\":\"a study\",\"setting\":\"a clinic\",\"n_id\":43,\"n_obs\":486,\"beta\":[18,-4],"
    "\"D\":[[20,-2],[-2,1]],\"sigma2\":5,\"sessions\":[0,20]}";
static const char table_json[] = "{\"source\":\"a study\",\"setting\":\"a clinic\",\"direction\":\"lower-is-better\",\"functional\":9,"
    "\"rows\":[{\"sessions\":[2,4],\"intake\":[10,27],\"expected\":3,\"poor\":-3}]}";

static void courses(tdm *h)
{
    const tdm_measure *phq = tdm_measure_find(h, "phq-9");
    const double session[] = { 0, 2, 4, 6 }, worse[] = { 18, 26, 27, 27 };
    tdm_norm norm = { .people = 7 };
    check("a norm with a fault", tdm_norm_parse(h, "{}", 2, &norm) == TDM_INVALID && norm.people == 7 && tdm_error(h)[0]);
    check("a norm", tdm_norm_parse(h, norm_json, sizeof norm_json - 1, &norm) == TDM_OK && norm.beta[1] == -4 && norm.people == 43 &&
          norm.last_session == 20 && strcmp(norm.setting, "a clinic") == 0 && tdm_norm_complete(&norm));
    tdm_track track;
    check("not on track", tdm_track_of(h, phq, NULL, &norm, 0, 0, session, worse, 4, &track) == TDM_OK &&
          track.state == TDM_NOT_ON_TRACK && track.beyond && track.change.category == TDM_DETERIORATED);
    check("too early", tdm_track_of(h, phq, NULL, &norm, 0, 0, session, worse, 2, &track) == TDM_OK && track.state == TDM_TOO_EARLY);
    check("one is not two in a row", tdm_track_of(h, phq, NULL, &norm, 0, 2, session, (const double[]){ 18, 17, 27 }, 3, &track) == TDM_OK &&
          track.beyond && track.state == TDM_ON_TRACK);
    check("but one, when asked", tdm_track_of(h, phq, NULL, &norm, 0, 1, session, (const double[]){ 18, 17, 27 }, 3, &track) == TDM_OK &&
          track.state == TDM_NOT_ON_TRACK);
    check("sessions that fall", tdm_track_of(h, phq, NULL, &norm, 0, 0, (const double[]){ 2, 1, 0 }, worse, 3, &track) == TDM_INVALID);
    const tdm_table *table = NULL;
    check("a table with a fault", tdm_table_parse(h, "[]", 2, &table) == TDM_INVALID && !table);
    check("a table", tdm_table_parse(h, table_json, sizeof table_json - 1, &table) == TDM_OK &&
          tdm_table_state_of(table, 18, 3, 15) == TDM_TABLE_AS_EXPECTED && tdm_table_state_of(table, 18, 9, 15) == TDM_TABLE_NOT_ASKED);
    check("its words", strcmp(tdm_table_word(TDM_TABLE_WORSE), "worse") == 0 && !*tdm_table_word((tdm_table_state)9));
    tdm_fallback f;
    check("no norm: worse", tdm_without_norm(h, phq, NULL, 0, 0, session, worse, 4, &f) == TDM_OK && f.notice == TDM_WORSE);
    check("no norm: nothing yet", tdm_without_norm(h, phq, NULL, 0, 0, session, (const double[]){ 18, 18, 18, 17 }, 4, &f) == TDM_OK &&
          f.notice == TDM_NO_CHANGE_YET && near(f.share, 1.0 / 18));
    tdm_explanation why;
    check("a track in words", tdm_explain_track(h, phq, NULL, &norm, 0, 0, session, worse, 4, &why) == TDM_OK && strstr(why.source, "a study") &&
          strcmp(why.method, "course.band") == 0 && why.threshold_count == 2);
    check("a table in words", tdm_explain_table(h, phq, NULL, table, 18, 3, 15, &why) == TDM_OK && strstr(why.source, "a study"));
    check("no norm in words", tdm_explain_without_norm(h, phq, NULL, 0, 0, session, worse, 4, &why) == TDM_OK && why.sentence[0]);
}

static void together(tdm *h)
{
    double c[9], t[9], z[9];
    for (int i = 0; i < 9; i++) {
        c[i] = i % 3 - 1;
        t[i] = i / 3 - 1;
        z[i] = 2 + c[i] - .5 * t[i] + .25 * c[i] * t[i];
    }
    tdm_surface s;
    check("a surface", tdm_surface_of(h, c, t, z, 9, 0, &s) == TDM_OK && s.n == 9 && near(s.b[1], 1) && near(s.b[4], .25) && near(s.a[2], 1.5));
    check("too few for one", tdm_surface_of(h, c, t, z, 6, 0, &s) == TDM_INVALID && s.n == 9);
    const tdm_rating r[] = {
        { 0, TDM_GROUP_THERAPIST, 1, 3 }, { 0, TDM_GROUP_THERAPIST, 2, 3 }, { 0, TDM_GROUP_THERAPIST, 3, 4.5 },
        { 1, TDM_GROUP_THERAPIST, 1, 4 }, { 1, TDM_GROUP_THERAPIST, 2, 4 }, { 1, TDM_GROUP_THERAPIST, 3, 2.5 } };
    tdm_system sys;
    check("opposite directions", tdm_system_session(h, r, 6, TDM_GROUP_THERAPIST, 3, .3, 1, &sys) == TDM_OK && sys.opposite && sys.risen == 0 &&
          sys.fallen == 1 && near(sys.split, 2));
    check("none without earlier ones", tdm_system_session(h, r, 6, TDM_GROUP_THERAPIST, 2, .3, 1, &sys) == TDM_OK && !sys.opposite);
    check("an unknown target", tdm_system_session(h, r, 6, (tdm_target)7, 3, .3, 1, &sys) == TDM_INVALID);
    const double fact[TDM_LEAVING_COUNT] = { [TDM_MISSED] = 2, [TDM_SILENT] = NAN, [TDM_FELT_OFF] = 1 };
    tdm_leaving leaving;
    tdm_leaving_flags(fact, &leaving);
    check("flags", leaving.count == 2 && leaving.raised[TDM_MISSED] == TDM_YES && leaving.raised[TDM_SILENT] == TDM_UNKNOWN &&
          leaving.raised[TDM_CANCELLED] == TDM_NO && leaving.least[TDM_SILENT] == 21);
    check("their words", strcmp(tdm_leaving_word(TDM_SILENT), "silent") == 0 && !*tdm_leaving_word(99) &&
          strcmp(tdm_dropout_word(0), "unilateral") == 0 && !*tdm_dropout_word(6));
    tdm_hazard model = { .closed_episodes = 199, .intercept = -2 };
    double p = 7;
    check("too few episodes", tdm_hazard_at(h, &model, 1, fact, &p) == TDM_INVALID && p == 7);
    model.closed_episodes = 200;
    check("a hazard", tdm_hazard_at(h, &model, 1, fact, &p) == TDM_OK && near(p, 1 / (1 + exp(2))));
    const tdm_measure *form = tdm_measure_find(h, "tandem-alliance-client");
    tdm_explanation why;
    check("a couple in words", tdm_explain_system(h, form, NULL, r, 6, TDM_GROUP_THERAPIST, 3, .3, 1, &why) == TDM_OK && strcmp(why.method, "system") == 0 && !why.validated);
    check("leaving in words", tdm_explain_leaving(h, form, fact, &why) == TDM_OK && why.threshold_count == TDM_LEAVING_COUNT && why.thresholds[0].value[0]);
    check("congruence in words", tdm_explain_congruence(h, form, NULL, c, t, 9, &why) == TDM_OK && why.source[0]);
}

static void words(tdm *h)
{
    const tdm_measure *phq = tdm_measure_find(h, "phq-9"), *form = tdm_measure_find(h, "tandem-alliance-client");
    const double answers[10] = { 1, 1, 1, 1, 1, 1, 1, 1, 2, NAN }, falls[] = { 22, 23, 22, 10, 11, 10, 11 };
    const double bond[] = { 4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 4.4, 2.1 };
    tdm_explanation why;
    check("a score in words", tdm_explain_score(h, phq, NULL, answers, 10, &why) == TDM_OK && strstr(why.sentence, "10"));
    check("a risk answer in words", tdm_explain_risk(h, phq, answers, 10, &why) == TDM_OK && why.sentence[0]);
    check("no risk item", tdm_explain_risk(h, form, answers, tdm_item_count(form), &why) != TDM_OK);
    check("a change in words", tdm_explain_change(h, phq, NULL, 18, 8, &why) == TDM_OK && why.input_count == 4 && strcmp(why.inputs[3].value, "recovered") == 0 &&
          strcmp(why.thresholds[0].value, "6") == 0);
    check("a cut-off in words", tdm_explain_cutoff(h, phq, NULL, 12, &why) == TDM_OK && strcmp(why.method, "cutoff") == 0);
    check("none of the alliance", tdm_explain_cutoff(h, form, NULL, 3, &why) == TDM_MISSING && strcmp(why.method, "cutoff") == 0);
    check("NHS in words", tdm_explain_nhs_tt(h, 15, 9, 12, 7, &why) == TDM_OK && strcmp(why.method, "nhs_tt") == 0);
    check("goals in words", tdm_explain_goals(h, (const double[]){ 2 }, (const double[]){ 6 }, 1, &why) == TDM_OK && why.sentence[0]);
    check("problems in words", tdm_explain_problems(h, (const double[]){ 6 }, (const double[]){ 3 }, 1, &why) == TDM_OK && why.sentence[0]);
    check("a gain in words", tdm_explain_gain(h, phq, NULL, falls, 7, 6, .25, 0, 1, &why) == TDM_OK && strstr(why.sentence, "22 to 10"));
    check("no such gap", tdm_explain_gain(h, phq, NULL, falls, 7, 6, .25, 0, 99, &why) == TDM_MISSING);
    check("limits in words", tdm_explain_watch(h, form, "bond", TDM_XMR, bond, 8, &why) == TDM_OK && why.threshold_count > 0);
    check("a slow fall in words", tdm_explain_watch(h, form, "bond", TDM_CUSUM, bond, 8, &why) == TDM_OK && strcmp(why.method, "chart.cusum") == 0);
    check("a drop in words", tdm_explain_drop(h, form, "bond", bond, 8, &why) == TDM_OK && why.sentence[0]);
    check("a rupture in words", tdm_explain_rupture(h, form, NULL, TDM_STEVENS_TYPE, 0, bond, 8, 0, &why) == TDM_OK && strstr(why.inputs[3].value, "open"));
    check("no such rupture", tdm_explain_rupture(h, form, NULL, TDM_STEVENS_TYPE, 0, bond, 8, 1, &why) == TDM_MISSING);
    check("divergence in words", tdm_explain_divergence(h, form, bond, bond, bond, 8, &why) == TDM_OK && why.sentence[0]);
    tdm_forget(h);
    check("and again after forgetting", tdm_explain_change(h, phq, NULL, 18, 8, &why) == TDM_OK && why.sentence[0]);
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

/* The made-up items of the worked example T22. */
static void graded(tdm *h)
{
    const tdm_grm_item items[6] = {
        { 1.8, { -1.5, -.5, .5, 1.5 }, 5 }, { 2.2, { -1, 0, 1, 2 }, 5 }, { 1.2, { -2, -1, 0, 1 }, 5 },
        { 2.9, { -.8, .1, .9, 1.8 }, 5 }, { .9, { -2.5, -1, .8, 2.2 }, 5 }, { 1.5, { -1.2, -.2, .6, 1.9 }, 5 } };
    const int answers[6] = { 2, 1, 3, 1, 2, 2 }, none[6] = { -1, -1, -1, -1, -1, -1 }, ends[2] = { 0, 0 };
    double p[5], info = 0;
    size_t next = 99;
    tdm_grm_score s = { .theta = 7 };
    check("probabilities", tdm_grm_probabilities(h, &items[0], 0, p) == TDM_OK && fabs(p[0] - .062973) < 1e-6 && fabs(p[2] - .421899) < 1e-6);
    check("information", tdm_grm_information(h, &items[3], 0, &info) == TDM_OK && fabs(info - 2.355437) < 1e-6);
    check("no likelihood at the end", tdm_grm_ml(h, items, ends, 2, &s) == TDM_INVALID && s.theta == 7);
    check("EAP", tdm_grm_eap(h, items, answers, 6, &s) == TDM_OK && fabs(s.theta + .15409805) < 1e-6 && fabs(s.se - .34532173) < 1e-6 && s.answered == 6);
    check("likelihood", tdm_grm_ml(h, items, answers, 6, &s) == TDM_OK && fabs(s.theta + .1766030) < 1e-6);
    check("the next item", tdm_grm_next(h, items, none, 6, 0, &next) == TDM_OK && next == 3);
    const tdm_grm_item bad = { -1, { 0 }, 2 };
    check("a bad item", tdm_grm_information(h, &bad, 0, &info) == TDM_INVALID && tdm_error(h)[0]);
}

static void growth(tdm *h)
{
    enum { PEOPLE = 6, EACH = 5, ROWS = PEOPLE * EACH };
    size_t person[ROWS];
    double time[ROWS], value[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        size_t who = i / EACH, t = i % EACH;
        person[i] = who;
        time[i] = (double)t;
        value[i] = 20 + (double)who - (1 + .5 * (double)who) * (double)t + .4 * (double)((i * 7) % 5) - .8;
    }
    tdm_growth fit;
    tdm_growth_person each[PEOPLE];
    check("growth", tdm_growth_of(h, person, time, value, ROWS, PEOPLE, TDM_LOWER_IS_BETTER, 1.96, &fit, each) == TDM_OK &&
          fit.people == PEOPLE && fit.points == ROWS && fit.beta[1] < -1.8 && fit.beta[1] > -2.7 && each[5].slope < each[0].slope &&
          each[5].category == TDM_GROWTH_BETTER && each[0].category == TDM_GROWTH_WORSE);
    check("too few people", tdm_growth_of(h, person, time, value, 2 * EACH, 2, TDM_LOWER_IS_BETTER, 1.96, &fit, each) == TDM_INVALID && fit.people == PEOPLE);
    person[3] = 99;
    check("a person beyond", tdm_growth_of(h, person, time, value, ROWS, PEOPLE, TDM_LOWER_IS_BETTER, 1.96, &fit, each) == TDM_INVALID && strstr(tdm_error(h), "row 3"));
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
    more_goals(h);
    alliance(h);
    courses(h);
    together(h);
    words(h);
    cohort(h);
    graded(h);
    growth(h);
    tdm_close(h);
    tdm_close(NULL);
    printf("%d %d\n", passed, failed);
    return failed > 0;
}
