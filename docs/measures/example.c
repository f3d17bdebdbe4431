/* example.c - one person's PHQ-9 scored, their change, and a chart of the alliance.
 *
 *   cc example.c $(pkg-config --cflags --libs tandem-measure) -o example && ./example
 */
#include <math.h>
#include <stdio.h>
#include <tandem-measure.h>

int main(void)
{
    tdm *handle = tdm_open();
    const tdm_measure *phq = handle ? tdm_measure_find(handle, "phq-9") : NULL;
    if (!phq) return 1;

    /* Nine questions and one that is not scored; NAN: not answered. */
    const double answers[] = { 2, 3, 2, 2, 1, NAN, 1, 2, 0, NAN };
    tdm_score score;
    tdm_answer risk = TDM_UNKNOWN;
    if (tdm_score_answers(handle, phq, answers, 10, &score) || tdm_risk(handle, phq, answers, 10, &risk)) {
        fprintf(stderr, "%s\n", tdm_error(handle));
        return 1;
    }
    printf("score %g, %s; safety item %s\n", score.score, score.prorated ? "prorated" : "complete",
           risk == TDM_YES ? "raised" : risk == TDM_NO ? "not raised" : "not answered");

    tdm_change change;
    if (tdm_change_published(handle, phq, NULL, 18, 8, &change)) return 1;
    printf("18 to 8: %s\n", tdm_category_word(change.category));

    tdm_explanation why;
    if (tdm_explain_change(handle, phq, NULL, 18, 8, &why)) return 1;
    printf("%s\n", why.sentence);

    const double alliance[] = { 4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 4.4, 4.3, 3.1, 3.6 };
    tdm_chart_spec spec = tdm_chart_default(TDM_XMR);
    tdm_chart_point point[10];
    spec.baseline = 8;
    if (tdm_chart(handle, &spec, alliance, 10, point)) return 1;
    for (int i = 0; i < 10; i++)
        if (point[i].side < 0) printf("session %d is below %.2f\n", i + 1, point[i].lower);
    tdm_close(handle);
    return 0;
}
