#include "norm.h"

static const Query newest = { "norm_newest", "bss", "is",
    "SELECT version, norm FROM measure_norm WHERE practice_id = ?1 AND measure = ?2"
    " AND scale = ?3 ORDER BY version DESC LIMIT 1" };
static const Query all_of = { "norm_list", "b", "ssibsi",
    "SELECT measure, scale, version, by_id, norm, at FROM measure_norm WHERE practice_id = ?1"
    " ORDER BY measure, scale, version DESC LIMIT 200" };
static const Query add = { "norm_add", "bssibsi", "",
    "INSERT INTO measure_norm (practice_id, measure, scale, version, by_id, norm, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)" };
const Query *const norm_queries[] = { &newest, &all_of, &add, NULL };

static Err read_newest(Ctx *cx, Tx *tx, const Grant *g, Str measure, Str scale,
                       int64_t *ret_version, Str *ret_json)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(db_rows(cx, tx, &newest, &row, BID(practice), BS(measure), BS(scale)));
    TRY(db_next(&row, &more));
    *ret_version = more ? row_int(&row, 0) : 0;
    *ret_json = more ? row_str(&row, 1) : S("");
    return OK;
}

Err norm_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str measure, Str scale,
              bool *ret_found, CourseNorm *ret_norm)
{
    Str json;
    int64_t version;
    TRY(grant_read(cx, g, C_RULE, e));
    TRY(read_newest(cx, tx, g, measure, scale, &version, &json));
    *ret_found = json.len > 0;
    return json.len ? course_norm_parse(cx, cx->arena, json, NULL, ret_norm) : OK;
}

Err norm_list(Ctx *cx, Tx *tx, const Grant *g, NormVersions *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    NormVersions all = { ARENA_ARRAY(cx->arena, NormVersion, NORMS_MAX), 0 };
    TRY(grant_list(cx, g, C_RULE));
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &all_of, &row, BID(practice)));
    while (all.count < NORMS_MAX) {
        TRY(db_next(&row, &more));
        if (!more) break;
        NormVersion *n = &all.list[all.count];
        const NormVersion *before = all.count ? &all.list[all.count - 1] : NULL;
        *n = (NormVersion){ .measure = row_str(&row, 0), .scale = row_str(&row, 1),
                            .version = row_int(&row, 2), .by = ROW_ID(Person, &row, 3),
                            .at_ms = row_int(&row, 5), .taken_away = row_str(&row, 4).len == 0 };
        bool first = !before || !str_eq(before->measure, n->measure)
                  || !str_eq(before->scale, n->scale);
        n->in_force = first && !n->taken_away;
        if (!n->taken_away) TRY(course_norm_parse(cx, cx->arena, row_str(&row, 4), NULL, &n->norm));
        all.count++;
    }
    *ret_list = all;
    return OK;
}

Err norm_save(Ctx *cx, Tx *tx, const Grant *g, Str measure, Str scale, Str json,
              DefinitionProblems *problems)
{
    Str now;
    CourseNorm norm = { .people = 0 };
    int64_t version;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_RULE));
    if (json.len > NORM_JSON_MAX) return fail(cx, ERR_INVALID, "the norm is too long");
    if (json.len) TRY(course_norm_parse(cx, cx->arena, json, problems, &norm));
    if (json.len && !course_norm_complete(&norm))
        return fail(cx, ERR_INVALID, "a norm in force says whom it came from: \"n_id\" people and"
                    " their \"setting\"");
    TRY(read_newest(cx, tx, g, measure, scale, &version, &now));
    if (str_eq(now, json)) return OK;
    return db_exec(cx, tx, &add, BID(practice), BS(measure), BS(scale), BI(version + 1), BID(self),
                   BS(json), BI(cx->now_ms));
}
