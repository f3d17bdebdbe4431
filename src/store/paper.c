#include "paper.h"
#include "episode.h"
#include "vault.h"

enum { TEMPLATES_MAX = 100, VERSIONS_MAX = 200, ANSWERS_MAX = 2000 };

#define TEMPLATE_COLS "SELECT t.template_id, t.kind, t.state, t.at_intake, w.version," \
                      " w.words_sealed, w.author_id, w.at FROM template t JOIN template_text w" \
                      " ON w.practice_id = t.practice_id AND w.template_id = t.template_id"
#define TEMPLATE_TYPES "bssiibbi"
static const Query templates = { "template_list", "b", TEMPLATE_TYPES,
    TEMPLATE_COLS " AND w.version = t.version WHERE t.practice_id = ?1"
    " ORDER BY t.kind, t.created_at, t.template_id LIMIT 100" };
static const Query one_template = { "template_by_id", "bb", TEMPLATE_TYPES,
    TEMPLATE_COLS " AND w.version = t.version WHERE t.practice_id = ?1 AND t.template_id = ?2" };
static const Query versions = { "template_versions", "bb", TEMPLATE_TYPES,
    TEMPLATE_COLS " WHERE t.practice_id = ?1 AND t.template_id = ?2"
    " ORDER BY w.version DESC LIMIT 200" };
static const Query template_count = { "template_count", "b", "i",
    "SELECT COUNT(*) FROM template WHERE practice_id = ?1" };
static const Query insert_template = { "template_add", "bbsii", "",
    "INSERT INTO template (practice_id, template_id, kind, state, at_intake, version, created_at,"
    " updated_at) VALUES (?1, ?2, ?3, 'offered', 0, 1, ?4, ?5)" };
static const Query insert_text = { "template_text_add", "bbibbi", "",
    "INSERT INTO template_text (practice_id, template_id, version, words_sealed, author_id, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const Query next_version = { "template_next_version", "ibbi", "",
    "UPDATE template SET version = version + 1, updated_at = ?1 WHERE practice_id = ?2"
    " AND template_id = ?3 AND version = ?4" };
static const Query set_template = { "template_set", "siibb", "",
    "UPDATE template SET state = ?1, at_intake = ?2, updated_at = ?3 WHERE practice_id = ?4"
    " AND template_id = ?5" };

static const Query insert_paper = { "paper_add", "bbbbi", "",
    "INSERT INTO paper (practice_id, episode_id, entry_id, template_id, template_version)"
    " VALUES (?1, ?2, ?3, ?4, ?5)" };
static const Query one_paper = { "paper_by_id", "bbb", "bi",
    "SELECT template_id, template_version FROM paper"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND entry_id = ?3" };
static const Query answers_of = { "paper_answers", "bbbb", "biib" ,
    "SELECT a.person_id, a.number, a.at, a.said_sealed FROM paper_answer a"
    " WHERE a.practice_id = ?1 AND a.episode_id = ?2 AND a.entry_id = ?3 AND"
    WHILE_THERE("a.at", "?4") " ORDER BY a.at, a.person_id, a.number LIMIT 2000" };
static const Query insert_answer = { "paper_answer_add", "bbbbibi", "",
    "INSERT INTO paper_answer (practice_id, episode_id, entry_id, person_id, number, said_sealed,"
    " at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)" };
const Query *const paper_queries[] = { &templates, &one_template, &versions, &template_count,
    &insert_template, &insert_text, &next_version, &set_template, &insert_paper, &one_paper,
    &answers_of, &insert_answer, NULL };

/* --- what the practice offers ----------------------------------------------------------- */

static SealAt words_at(TemplateId id, int64_t version)
{
    return (SealAt){ "template_text", "words", id.u, version };
}

static Err read_template(Ctx *cx, Tx *tx, PracticeId practice, const Rows *row, Template *ret)
{
    Template t = { .id = ROW_ID(Template, row, 0), .kind = PAPER_OTHER,
                   .offered = str_eq(row_str(row, 2), S("offered")), .at_intake = row_int(row, 3) != 0,
                   .version = row_int(row, 4), .author = ROW_ID(Person, row, 6), .at_ms = row_int(row, 7) };
    (void)paper_kind_parse(row_str(row, 1), &t.kind);
    TRY(vault_unseal(cx, tx, practice, practice.u, words_at(t.id, t.version), row_str(row, 5), &t.words));
    *ret = t;
    return OK;
}

static Err read_templates(Ctx *cx, Tx *tx, PracticeId practice, Rows *row, size_t most, Templates *ret)
{
    bool more = false;
    Templates all = { ARENA_ARRAY(cx->arena, Template, most), 0 };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    for (;;) {
        TRY(db_next(row, &more));
        if (!more || all.count == most) break;
        TRY(read_template(cx, tx, practice, row, &all.list[all.count++]));
    }
    *ret = all;
    return OK;
}

Err template_list(Ctx *cx, Tx *tx, const Grant *g, Templates *ret_list)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_PRACTICE));
    TRY(db_rows(cx, tx, &templates, &row, BID(practice)));
    return read_templates(cx, tx, practice, &row, TEMPLATES_MAX, ret_list);
}

Err template_versions(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, Templates *ret_list)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_PRACTICE));
    TRY(db_rows(cx, tx, &versions, &row, BID(practice), BID(id)));
    return read_templates(cx, tx, practice, &row, VERSIONS_MAX, ret_list);
}

Err template_load(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, Template *ret_template)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_PRACTICE));
    TRY(db_row(cx, tx, &one_template, &row, BID(practice), BID(id)));
    return read_template(cx, tx, practice, &row, ret_template);
}

static Err may_write(Ctx *cx, const Grant *g)
{
    if (action_row(grant_action(g))->writes & C_PRACTICE) return grant_content(cx, g, C_PRACTICE);
    return fail(cx, ERR_BUG, "the grant does not cover the practice's texts");
}

static Err add_words(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, int64_t version, Str words)
{
    Str sealed;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(vault_seal(cx, tx, practice, practice.u, words_at(id, version), words, &sealed));
    return db_exec(cx, tx, &insert_text, BID(practice), BID(id), BI(version), BB(sealed), BID(self),
                   BI(cx->now_ms));
}

Err template_add(Ctx *cx, Tx *tx, const Grant *g, PaperKind kind, Str words, TemplateId *ret_id)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TemplateId id = ID_NEW(Template, cx->now_ms);
    TRY(may_write(cx, g));
    TRY(db_row(cx, tx, &template_count, &row, BID(practice)));
    if (row_int(&row, 0) >= TEMPLATES_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    TRY(db_exec(cx, tx, &insert_template, BID(practice), BID(id), BS(paper_kind_name(kind)),
                BI(cx->now_ms), BI(cx->now_ms)));
    TRY(add_words(cx, tx, g, id, 1, words));
    *ret_id = id;
    return OK;
}

Err template_word(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, int64_t seen, Str words)
{
    Template now;
    PracticeId practice = grant_practice(g);
    TRY(may_write(cx, g));
    TRY(template_load(cx, tx, g, id, &now));
    if (str_eq(now.words, words)) return OK;
    if (now.version >= VERSIONS_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    TRY(db_exec_one(cx, tx, &next_version, BI(cx->now_ms), BID(practice), BID(id), BI(seen)));
    return add_words(cx, tx, g, id, seen + 1, words);
}

Err template_set(Ctx *cx, Tx *tx, const Grant *g, TemplateId id, bool offered, bool at_intake)
{
    PracticeId practice = grant_practice(g);
    TRY(may_write(cx, g));
    return db_exec_one(cx, tx, &set_template, BS(offered ? S("offered") : S("laid_down")),
                       BI(at_intake), BI(cx->now_ms), BID(practice), BID(id));
}

/* --- answers ------------------------------------------------------------------------------ */

/* An answer has no id of its own: the seal's row is made of paper and person. */
static SealAt answer_at(EntryId id, PersonId person, int64_t number)
{
    uint8_t both[32];
    SealAt at = { .table = "paper_answer", .column = "said", .version = number };
    memcpy(both, id.u.byte, 16);
    memcpy(both + 16, person.u.byte, 16);
    Hash hash = hash_plain((Str){ (const char *)both, sizeof both });
    memcpy(at.row.byte, hash.byte, 16);
    return at;
}

#define SAID_TEXTS(X) X(name) X(drawn) X(intent) X(words) X(hash)

static Str said_json(Arena *a, const PaperAnswer *said)
{
    Out out = out_open(a, 64 << 10);
    JsonOut j = { .out = &out };
    json_open_object(&j);
    json_key(&j, S("act"));
    json_put_str(&j, paper_act_name(said->act));
#define X(f) json_key(&j, S(#f)); json_put_str(&j, said->f);
    SAID_TEXTS(X)
#undef X
    json_close_object(&j);
    return out_str(&out);
}

static Err said_parse(Ctx *cx, Str json, PaperAnswer *said)
{
    JsonDoc *doc;
    TRY(json_parse(cx, json, &doc));
    const Json *root = json_root(doc);
    said->act = paper_act_parse(json_str(json_get(root, "act")));
#define X(f) said->f = arena_str(cx->arena, json_str(json_get(root, #f)));
    SAID_TEXTS(X)
#undef X
    json_close(doc);
    return said->act == PAPER_NOTHING ? fail(cx, ERR_STORE, "an answer to a paper cannot be read") : OK;
}

static Err read_answer(Ctx *cx, Tx *tx, const Rows *row, EpisodeId e, EntryId id, PracticeId practice,
                       PaperAnswer *ret)
{
    Str json;
    PaperAnswer said = { .person = ROW_ID(Person, row, 0), .number = row_int(row, 1),
                         .at_ms = row_int(row, 2) };
    TRY(vault_unseal(cx, tx, practice, e.u, answer_at(id, said.person, said.number), row_str(row, 3), &json));
    TRY(said_parse(cx, json, &said));
    *ret = said;
    return OK;
}

/* Grows in steps: most papers have a handful. */
static Err read_answers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, PaperAnswers *ret)
{
    enum { STEP = 8 };
    Rows row;
    bool more = false;
    PaperAnswers all = { NULL, 0 };
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(db_rows(cx, tx, &answers_of, &row, BID(practice), BID(e), BID(id), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        if (all.count % STEP == 0) {
            PaperAnswer *wider = ARENA_ARRAY(cx->arena, PaperAnswer, all.count + STEP);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            if (all.count) memcpy(wider, all.list, all.count * sizeof *wider);
            all.list = wider;
        }
        TRY(read_answer(cx, tx, &row, e, id, practice, &all.list[all.count++]));
    }
    *ret = all;
    return OK;
}

/* --- in a work ------------------------------------------------------------------------------ */

Err paper_put(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Template *from, EntryId *ret_id)
{
    PracticeId practice = grant_practice(g);
    EntryNew fresh = { .kind = ENTRY_PAPER, .slot = paper_kind_name(from->kind), .text = from->words };
    TRY(entry_add(cx, tx, g, e, &fresh, ret_id));
    return db_exec(cx, tx, &insert_paper, BID(practice), BID(e), BID(*ret_id), BID(from->id),
                   BI(from->version));
}

static Err fill_paper(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Entry *entry, Paper *ret)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    Paper p = { .entry = *entry, .kind = PAPER_OTHER, .words = entry_text(entry) };
    Hash hash = hash_plain(p.words);
    (void)paper_kind_parse(entry->slot, &p.kind);
    p.hash = hex_encode(cx->arena, hash_bytes(&hash));
    TRY(db_row(cx, tx, &one_paper, &row, BID(practice), BID(e), BID(entry->id)));
    p.made_from = ROW_ID(Template, &row, 0);
    p.version = row_int(&row, 1);
    TRY(read_answers(cx, tx, g, e, entry->id, &p.answers));
    *ret = p;
    return OK;
}

Err paper_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Papers *ret_list)
{
    Entries all;
    const EntryKinds kinds = { { ENTRY_PAPER } };
    TRY(entry_list_kinds(cx, tx, g, e, kinds, &all));
    Papers papers = { ARENA_ARRAY(cx->arena, Paper, all.count), 0 };
    if (!papers.list && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        TRY(fill_paper(cx, tx, g, e, &all.list[i], &papers.list[papers.count++]));
    *ret_list = papers;
    return OK;
}

Err paper_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, Paper *ret_paper)
{
    Entry entry;
    TRY(entry_load(cx, tx, g, e, id, &entry));
    if (entry.kind != ENTRY_PAPER) return fail(cx, ERR_MISSING, "there is nothing here");
    return fill_paper(cx, tx, g, e, &entry, ret_paper);
}

Err paper_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Paper *paper,
                 const PaperAnswer *said)
{
    Str sealed;
    PaperAnswer kept = *said;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    EntryId id = paper->entry.id;
    const PaperAnswer *last = paper_newest(&paper->answers, self);
    TRY(grant_write(cx, g, C_ENTRY, e));
    if (!paper_may(&paper->answers, self, said->act, paper->entry.state == ENTRY_OPEN))
        return fail(cx, ERR_DENIED, "this cannot be answered so now");
    if (paper->answers.count >= ANSWERS_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    kept.number = last ? last->number + 1 : 1;
    kept.hash = paper->hash;
    kept.intent = said->act == PAPER_SIGNED ? paper_intent(paper->kind) : S("");
    TRY(vault_seal(cx, tx, practice, e.u, answer_at(id, self, kept.number),
                   said_json(cx->arena, &kept), &sealed));
    return db_exec(cx, tx, &insert_answer, BID(practice), BID(e), BID(id), BID(self),
                   BI(kept.number), BB(sealed), BI(cx->now_ms));
}
