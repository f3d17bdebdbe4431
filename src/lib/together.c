/* together.c - how people see the work and how it ends: congruence, couples, leaving. */
#include <math.h>
#include "../measure/congruence.h"
#include "handle.h"

_Static_assert((int)TDM_WITHIN_SYSTEM == (int)SYSTEM_WITHIN, "target");
_Static_assert((int)TDM_LEAVING_COUNT == (int)DROPOUT_FLAG_COUNT && (int)TDM_OFF_TRACK == (int)DROPOUT_FLAG_NOT_ON_TRACK &&
               (int)TDM_SILENT == (int)DROPOUT_FLAG_SILENT, "flags");

/* --- two views ------------------------------------------------------------------------------- */

tdm_status tdm_congruence_of(tdm *h, const double *client, const double *therapist, size_t count,
                             tdm_congruence *ret_congruence)
{
    Ctx *cx = handle_begin(h);
    Congruence c;
    Err err = congruence_of(cx, cx->arena, client, therapist, count, &c);
    if (err.kind == ERR_NONE)
        *ret_congruence = (tdm_congruence){ c.n, c.b0, c.b0_se, c.b1, c.b1_se, c.r, c.rmsd, c.ccc };
    return handle_end(h, err);
}

tdm_status tdm_surface_of(tdm *h, const double *client, const double *therapist, const double *outcome,
                          size_t count, double middle, tdm_surface *ret_surface)
{
    Ctx *cx = handle_begin(h);
    SurfacePoint *point = ARENA_ARRAY(cx->arena, SurfacePoint, count + 1);
    if (!point) return handle_end(h, fail(cx, ERR_LIMIT, "no room for the ratings"));
    for (size_t i = 0; i < count; i++) point[i] = (SurfacePoint){ client[i], therapist[i], outcome[i] };
    Surface s;
    Err err = congruence_surface(cx, point, count, middle, &s);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    tdm_surface out = { .n = s.n, .sigma2 = s.sigma2, .r_squared = s.r_squared };
    memcpy(out.b, s.b, sizeof out.b);
    memcpy(out.b_se, s.b_se, sizeof out.b_se);
    memcpy(out.a, s.a, sizeof out.a);
    memcpy(out.a_se, s.a_se, sizeof out.a_se);
    *ret_surface = out;
    return TDM_OK;
}

/* --- several people ----------------------------------------------------------------------------- */

static tdm_system system_out(const SystemSession *s)
{
    return (tdm_system){ s->n, s->mean, s->split, s->needed, s->far, s->opposite, s->risen, s->fallen };
}

tdm_status tdm_system_split(tdm *h, const double *ratings, size_t raters, double error, tdm_system *ret_system)
{
    Ctx *cx = handle_begin(h);
    SystemRating rating[SYSTEM_RATERS_MAX];
    SystemSession s;
    size_t count = 0;
    if (raters > SYSTEM_RATERS_MAX)
        return handle_end(h, fail(cx, ERR_LIMIT, "at most %d raters", SYSTEM_RATERS_MAX));
    for (size_t i = 0; i < raters; i++)
        if (!isnan(ratings[i])) rating[count++] = (SystemRating){ i, SYSTEM_GROUP, 1, ratings[i] };
    Err err = system_session(cx, rating, count, SYSTEM_GROUP, 1, error, error, &s);
    if (err.kind == ERR_NONE) *ret_system = system_out(&s);
    return handle_end(h, err);
}

static bool target_known(tdm_target target)
{
    return target >= TDM_SELF_THERAPIST && target <= TDM_WITHIN_SYSTEM;
}

Err system_in(Ctx *cx, const tdm_rating *ratings, size_t count, const SystemAsked *asked,
              SystemSession *ret_session)
{
    SystemRating *rating = ARENA_ARRAY(cx->arena, SystemRating, count + 1);
    if (!rating) return fail(cx, ERR_LIMIT, "no room for the ratings");
    bool known = target_known(asked->target);
    for (size_t i = 0; i < count; i++) {
        const tdm_rating *r = &ratings[i];
        known = known && target_known(r->target);
        rating[i] = (SystemRating){ r->rater, (SystemTarget)r->target, r->session, r->score };
    }
    if (!known) return fail(cx, ERR_INVALID, "there is no such target");
    return system_session(cx, rating, count, (SystemTarget)asked->target, asked->session, asked->error,
                          asked->sigma, ret_session);
}

tdm_status tdm_system_session(tdm *h, const tdm_rating *ratings, size_t count, tdm_target target,
                              double session, double error, double sigma, tdm_system *ret_system)
{
    SystemSession s;
    Err err = system_in(handle_begin(h), ratings, count, &(SystemAsked){ target, session, error, sigma }, &s);
    if (err.kind == ERR_NONE) *ret_system = system_out(&s);
    return handle_end(h, err);
}

/* --- leaving ---------------------------------------------------------------------------------------- */

static Three answer_in(tdm_answer answer)
{
    return answer == TDM_YES ? THREE_YES : answer == TDM_NO ? THREE_NO : THREE_UNKNOWN;
}

void tdm_dropout(const tdm_ending *e, tdm_answer ret_answers[6])
{
    DropoutEnd end = { .ended = e->ended != 0, .client_ended = answer_in(e->client_ended),
                       .therapist_agreed = answer_in(e->therapist_agreed),
                       .attended_last = answer_in(e->attended_last),
                       .therapist_says = answer_in(e->therapist_says), .sessions = e->sessions,
                       .planned = e->planned, .median_sessions = e->median_sessions,
                       .change = (ChangeCategory)e->change };
    DropoutAnswers found = dropout_answers(&end);
    for (size_t i = 0; i < DROPOUT_DEFINITION_COUNT; i++) ret_answers[i] = answer_out(found.is[i]);
}

const char *tdm_dropout_word(size_t definition)
{
    return definition < DROPOUT_DEFINITION_COUNT ? dropout_definition_word((DropoutDefinition)definition).ptr : "";
}

DropoutFacts facts_in(const double *facts)
{
    DropoutFacts out;
    memcpy(out.fact, facts, sizeof out.fact);
    return out;
}

void tdm_leaving_flags(const double facts[TDM_LEAVING_COUNT], tdm_leaving *ret_leaving)
{
    DropoutFacts known = facts_in(facts);
    DropoutFlags flags = dropout_flags(&known);
    ret_leaving->count = flags.raised;
    for (size_t i = 0; i < DROPOUT_FLAG_COUNT; i++) {
        ret_leaving->raised[i] = answer_out(flags.flag[i].raised);
        ret_leaving->least[i] = flags.flag[i].least;
    }
}

const char *tdm_leaving_word(size_t flag)
{
    return flag < DROPOUT_FLAG_COUNT ? dropout_flag_word((DropoutFlag)flag).ptr : "";
}

tdm_status tdm_hazard_at(tdm *h, const tdm_hazard *model, double session,
                         const double facts[TDM_LEAVING_COUNT], double *ret_probability)
{
    DropoutModel m = { .closed_episodes = model->closed_episodes, .intercept = model->intercept,
                       .log_session = model->log_session };
    memcpy(m.weight, model->weight, sizeof m.weight);
    memcpy(m.missing, model->missing, sizeof m.missing);
    DropoutFacts known = facts_in(facts);
    return handle_end(h, dropout_hazard(handle_begin(h), &m, session, &known, ret_probability));
}
