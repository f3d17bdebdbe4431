#include "import.h"
#include "audit.h"
#include "vault.h"

static const Query seen = { "import_seen", "bb", "ii",
    "SELECT at, row_count FROM import WHERE practice_id = ?1 AND file_hash = ?2" };
static const Query keep = { "import_keep", "bbbbii", "",
    "INSERT INTO import (practice_id, import_id, by_id, file_hash, row_count, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const Query person = { "import_person", "bb", "b",
    "SELECT person_id FROM person WHERE practice_id = ?1 AND email_hash = ?2" };
static const Query episode = { "import_episode", "bbi", "b",
    "SELECT e.episode_id FROM member m JOIN episode e ON e.practice_id = m.practice_id"
    " AND e.episode_id = m.episode_id"
    " WHERE m.practice_id = ?1 AND m.person_id = ?2 AND m.part = 'client'"
    " ORDER BY CASE WHEN e.started_at <= ?3 AND (e.ended_at = 0 OR e.ended_at > ?3)"
    " THEN 0 ELSE 1 END, e.started_at DESC, e.episode_id LIMIT 1" };
static const Query has_score = { "import_has_score", "bbsii", "i",
    "SELECT COUNT(*) FROM member m JOIN score s ON s.practice_id = m.practice_id"
    " AND s.episode_id = m.episode_id AND s.person_id = m.person_id"
    " WHERE m.practice_id = ?1 AND m.person_id = ?2 AND s.measure = ?3"
    " AND s.at >= ?4 AND s.at < ?5" };
static const Query form_add = { "import_form", "bbbbbiiiis", "",
    "INSERT INTO response (practice_id, episode_id, response_id, person_id, session_id, form,"
    " state, saw_partner_at, opened_at, sent_at, version, created_at, updated_at, measures)"
    " VALUES (?1, ?2, ?3, ?4, ?5, 'import', 'sent', 0, ?6, ?7, 1, ?8, ?9, ?10)" };
static const Query answer_add = { "import_answer", "bbbsibi", "",
    "INSERT INTO answer (practice_id, episode_id, response_id, item, status, value, note_sealed,"
    " answered_at, version) VALUES (?1, ?2, ?3, ?4, 'answered', ?5, ?6, ?7, 1)" };
static const Query score_add = { "import_score", "bbbsssdiibbi", "",
    "INSERT INTO score (practice_id, episode_id, response_id, measure, measure_version, scale, raw,"
    " n_missing, prorated, person_id, session_id, source, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'import', ?12)" };
const Query *const import_queries[] = { &seen, &keep, &person, &episode, &has_score, &form_add,
                                        &answer_add, &score_add, NULL };

static const SessionId no_session;

/* Keyed: whoever holds the database alone cannot try files against it. */
static Hash file_hash(Tx *tx, Str file)
{
    return vault_lookup_hash(tx_vault(tx), S("import"), file);
}

Err import_seen(Ctx *cx, Tx *tx, const Grant *g, Str file, bool *ret_found, int64_t *ret_at_ms,
                int64_t *ret_rows)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(grant_list(cx, g, C_SCORE));
    Hash hash = file_hash(tx, file);
    TRY(db_rows(cx, tx, &seen, &row, BID(practice), BB(hash_bytes(&hash))));
    TRY(db_next(&row, &more));
    if (more) {
        *ret_at_ms = row_int(&row, 0);
        *ret_rows = row_int(&row, 1);
    }
    *ret_found = more;
    return OK;
}

Err import_keep(Ctx *cx, Tx *tx, const Grant *g, Str file, int64_t rows)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    Uuid id = uuid_new(cx->now_ms);
    TRY(grant_content(cx, g, C_SCORE));
    Hash hash = file_hash(tx, file);
    return db_exec(cx, tx, &keep, BID(practice), bind_bytes(uuid_bytes(&id)), BID(self),
                   BB(hash_bytes(&hash)), BI(rows), BI(cx->now_ms));
}

Err import_place(Ctx *cx, Tx *tx, const Grant *g, Str email, int64_t at_ms, ImportPlace *ret_place)
{
    Rows row;
    bool more = false;
    ImportPlace place = { .person = { { { 0 } } } };
    PracticeId practice = grant_practice(g);
    TRY(grant_list(cx, g, C_PROFILE | C_EPISODE));
    Hash hash = vault_lookup_hash(tx_vault(tx), S("email"), email);
    TRY(db_rows(cx, tx, &person, &row, BID(practice), BB(hash_bytes(&hash))));
    TRY(db_next(&row, &more));
    if (more) {
        place.person = ROW_ID(Person, &row, 0);
        TRY(db_rows(cx, tx, &episode, &row, BID(practice), BID(place.person), BI(at_ms)));
        TRY(db_next(&row, &more));
        if (more) place.episode = ROW_ID(Episode, &row, 0);
    }
    *ret_place = place;
    return OK;
}

Err import_has_score(Ctx *cx, Tx *tx, const Grant *g, PersonId who, Str measure, int64_t from_ms,
                     int64_t to_ms, bool *ret_found)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_list(cx, g, C_SCORE));
    TRY(db_row(cx, tx, &has_score, &row, BID(practice), BID(who), BS(measure), BI(from_ms), BI(to_ms)));
    *ret_found = row_int(&row, 0) > 0;
    return OK;
}

Err import_form(Ctx *cx, Tx *tx, const Grant *g, const ImportForm *f, ResponseId *ret_id)
{
    PracticeId practice = grant_practice(g);
    ResponseId id = ID_NEW(Response, cx->now_ms);
    EpisodeId e = f->place.episode;
    TRY(grant_content(cx, g, C_RESPONSE | C_SCORE));
    Str asked_by = arena_printf(cx->arena, STR_FMT "=" STR_FMT, STR_ARG(f->definition->id),
                                STR_ARG(f->definition->version));
    TRY(db_exec(cx, tx, &form_add, BID(practice), BID(e), BID(id), BID(f->place.person),
                BID(no_session), BI(f->at_ms), BI(f->at_ms), BI(cx->now_ms), BI(cx->now_ms),
                BS(asked_by)));
    for (size_t i = 0; i < f->answer_count; i++)
        TRY(db_exec(cx, tx, &answer_add, BID(practice), BID(e), BID(id), BS(f->answers[i].key),
                    BI(f->answers[i].value), BB(S("")), BI(f->at_ms)));
    for (size_t i = 0; i < f->score_count; i++) {
        const ScaleScore *s = &f->scores[i];
        if (!s->scored) continue;
        TRY(db_exec(cx, tx, &score_add, BID(practice), BID(e), BID(id), BS(f->definition->id),
                    BS(f->definition->version), BS(s->scale->id), BD(s->score), BI(s->n_missing),
                    BI(s->prorated), BID(f->place.person), BID(no_session), BI(f->at_ms)));
    }
    *ret_id = id;
    return OK;
}

Err import_log(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e)
{
    const ActionRow *row = action_row(grant_action(g));
    TRY(grant_content(cx, g, C_SCORE));
    AuditRow audit = { .practice = grant_practice(g), .actor = grant_person(g),
                       .login = grant_login(g), .episode = e, .action = str_from_c(row->name),
                       .scope = str_from_c(scope_name(row->scope)),
                       .purpose = str_from_c(row->purpose), .outcome = S("done"),
                       .reason = S("administrator") };
    return audit_append(cx, tx, &audit);
}
