#include "definition.h"
#include "vault.h"

static const Query all = { "definition_all", "b", "bssbbi",
    "SELECT definition_id, measure, measure_version, json_sealed, attested_sealed, installed_at"
    " FROM definition WHERE practice_id = ?1 ORDER BY measure, installed_at DESC, measure_version" };
static const Query hash_of = { "definition_hash", "bss", "b",
    "SELECT content_hash FROM definition WHERE practice_id = ?1 AND measure = ?2"
    " AND measure_version = ?3" };
static const Query add = { "definition_add", "bbssibbbbi", "",
    "INSERT INTO definition (practice_id, definition_id, measure, measure_version, tier,"
    " content_hash, json_sealed, attested_sealed, by_id, installed_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)" };
static const Query choices = { "definition_choices", "b", "ss",
    "SELECT measure, measure_version FROM definition_choice WHERE practice_id = ?1"
    " ORDER BY measure" };
static const Query choose = { "definition_choose", "bssi", "",
    "INSERT INTO definition_choice (practice_id, measure, measure_version, updated_at)"
    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (practice_id, measure)"
    " DO UPDATE SET measure_version = excluded.measure_version, updated_at = excluded.updated_at" };
const Query *const definition_queries[] = { &all, &hash_of, &add, &choices, &choose, NULL };

/* --- what may be installed --------------------------------------------------------- */

static void problem(DefinitionProblems *problems, Arena *arena, const char *path, const char *text)
{
    if (problems->count == DEFINITION_PROBLEMS_MAX) {
        problems->more = true;
        return;
    }
    Str words = arena_printf(arena, "%s", text);
    problems->list[problems->count++] = (DefinitionProblem){ str_from_c(path), 0, words };
}

static void check_words(const Definition *d, Arena *arena, DefinitionProblems *problems)
{
    if (d->scale_count == 0 && d->moment != MOMENT_INTAKE) problem(problems, arena, "scale", "at least one scale, with its items");
    for (size_t i = 0; i < d->item_count; i++) {
        const MeasureItem *item = &d->items[i];
        const char *path = arena_printf(arena, "item[%zu]", i).ptr;
        bool ends = item->kind != ITEM_LINE || (item->low_text.len && item->high_text.len);
        bool answers = true;
        for (size_t k = 0; k < item->option_count; k++)
            answers = answers && item->options[k].text.len > 0;
        if (!item->text.len) problem(problems, arena, path, "text: fill in the words you are licensed for");
        if (!ends) problem(problems, arena, path, "the two ends of the line want names");
        if (!answers) problem(problems, arena, path, "answerOption: every answer wants its display");
    }
}

static void check_attested(const Definition *d, const Attestation *attested, Arena *arena,
                           DefinitionProblems *problems)
{
    Date until;
    if (attested->until.len && !date_parse(attested->until, &until))
        problem(problems, arena, "licence", "until: a date such as 2027-03-31");
    if (d->licence.tier < 2) return;
    if (str_trim(attested->by).len == 0)
        problem(problems, arena, "licence", "who answers for the licence? Tiers 2 and 3 want a name");
    if (str_trim(attested->licence).len == 0)
        problem(problems, arena, "licence", "which licence? Give its number, letter or address");
}

Err definition_check(Ctx *cx, Arena *arena, Str json, const Attestation *attested,
                     DefinitionProblems *problems, Definition **ret_definition)
{
    DefinitionProblems *found = problems ? problems : ARENA_NEW(arena, DefinitionProblems);
    Definition *d = NULL;
    if (!found) return fail(cx, ERR_LIMIT, "no room for the definition");
    if (json.len > DEFINITION_JSON_MAX) return fail(cx, ERR_LIMIT, "a definition is at most 512 kB");
    TRY(measure_definition_parse(cx, arena, json, found, &d));
    check_words(d, arena, found);
    check_attested(d, attested, arena, found);
    if (found->count)
        return fail(cx, ERR_INVALID, "%zu thing%s to complete, first: %.120s", found->count,
                    found->count == 1 ? "" : "s", arena_c(arena, found->list[0].text));
    *ret_definition = d;
    return OK;
}

/* --- keeping ------------------------------------------------------------------------- */

static SealAt seal_json_at(Uuid row)
{
    return (SealAt){ "definition", "json", row, 1 };
}

static SealAt seal_attested_at(Uuid row)
{
    return (SealAt){ "definition", "attested", row, 1 };
}

static Str attested_json(Arena *arena, const Attestation *a)
{
    Out o = out_open(arena, 8 << 10);
    JsonOut j = { .out = &o };
    json_open_object(&j);
    json_key(&j, S("by"));
    json_put_str(&j, a->by);
    json_key(&j, S("licence"));
    json_put_str(&j, a->licence);
    json_key(&j, S("until"));
    json_put_str(&j, a->until);
    json_close_object(&j);
    return out_str(&o);
}

static Err read_attested(Ctx *cx, Str json, Attestation *ret_attested)
{
    JsonDoc *doc = NULL;
    TRY(json_parse(cx, json, &doc));
    const Json *root = json_root(doc);
    *ret_attested = (Attestation){ arena_str(cx->arena, json_str(json_get(root, "by"))),
                                   arena_str(cx->arena, json_str(json_get(root, "licence"))),
                                   arena_str(cx->arena, json_str(json_get(root, "until"))) };
    json_close(doc);
    return OK;
}

static Err put_in_force(Ctx *cx, Tx *tx, const Grant *g, Str id, Str version)
{
    PracticeId practice = grant_practice(g);
    return db_exec(cx, tx, &choose, BID(practice), BS(id), BS(version), BI(cx->now_ms));
}

static Err add_definition(Ctx *cx, Tx *tx, const Grant *g, const Definition *d, Str json,
                          const Attestation *attested, Hash hash)
{
    PracticeId practice = grant_practice(g);
    PersonId by = grant_person(g);
    Uuid row = uuid_new(cx->now_ms);
    Str sealed_json, sealed_attested;
    TRY(vault_seal(cx, tx, practice, practice.u, seal_json_at(row), json, &sealed_json));
    TRY(vault_seal(cx, tx, practice, practice.u, seal_attested_at(row), attested_json(cx->arena, attested),
                   &sealed_attested));
    return db_exec(cx, tx, &add, BID(practice), bind_bytes(uuid_bytes(&row)), BS(d->id),
                   BS(d->version), BI(d->licence.tier), BB(hash_bytes(&hash)), BB(sealed_json),
                   BB(sealed_attested), BID(by), BI(cx->now_ms));
}

Err definition_install(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *builtin, Str json,
                       const Attestation *attested, DefinitionProblems *problems,
                       Definition **ret_definition)
{
    Rows row;
    bool there = false;
    Definition *d = NULL;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_PRACTICE));
    TRY(definition_check(cx, cx->arena, json, attested, problems, &d));
    if (measure_find_version(builtin, d->id, d->version))
        return fail(cx, ERR_CONFLICT, STR_FMT " " STR_FMT " came with the program and is never "
                    "changed: give yours a version of its own", STR_ARG(d->id), STR_ARG(d->version));
    Hash hash = vault_lookup_hash(tx_vault(tx), S("definition"), json);
    TRY(db_rows(cx, tx, &hash_of, &row, BID(practice), BS(d->id), BS(d->version)));
    TRY(db_next(&row, &there));
    if (there && !str_eq(row_str(&row, 0), hash_bytes(&hash)))
        return fail(cx, ERR_CONFLICT, STR_FMT " " STR_FMT " is installed with other content, and a "
                    "version is never changed: give this one a new version",
                    STR_ARG(d->id), STR_ARG(d->version));
    if (!there) TRY(add_definition(cx, tx, g, d, json, attested, hash));
    TRY(put_in_force(cx, tx, g, d->id, d->version));
    *ret_definition = d;
    return OK;
}

Err definition_choose(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *builtin, Str id, Str version)
{
    Rows row;
    bool there = measure_find_version(builtin, id, version) != NULL;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_PRACTICE));
    if (!there) {
        TRY(db_rows(cx, tx, &hash_of, &row, BID(practice), BS(id), BS(version)));
        TRY(db_next(&row, &there));
    }
    bool none = version.len == 0;
    if (!there && !none) return fail(cx, ERR_MISSING, "there is no such version of this questionnaire");
    return put_in_force(cx, tx, g, id, version);
}

/* --- reading --------------------------------------------------------------------------- */

typedef struct Choice { Str id, version; } Choice;
typedef struct Everything {
    InstalledDefinition *list;
    size_t count;
    Choice *choice;
    size_t choice_count;
} Everything;

static Err read_choices(Ctx *cx, Tx *tx, PracticeId practice, Everything *e)
{
    Rows row;
    bool more = false;
    TRY(db_rows(cx, tx, &choices, &row, BID(practice)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) return OK;
        if (e->choice_count == DEFINITIONS_MAX) return fail(cx, ERR_LIMIT, "too many questionnaires");
        e->choice[e->choice_count++] = (Choice){ row_str(&row, 0), row_str(&row, 1) };
    }
}

static bool chosen(const Everything *e, const Definition *d, bool otherwise)
{
    for (size_t i = 0; i < e->choice_count; i++)
        if (str_eq(e->choice[i].id, d->id)) return str_eq(e->choice[i].version, d->version);
    return otherwise;
}

/* Did the practice itself say that this version is asked? */
static bool was_chosen(const Everything *e, const InstalledDefinition *it)
{
    return it->in_force && (it->installed_at_ms > 0 || chosen(e, it->definition, false));
}

/* One row; what was good when it was installed is good now, or this program is older. */
static Err read_row(Ctx *cx, Tx *tx, PracticeId practice, const Rows *row, const Everything *e,
                    InstalledDefinition *ret)
{
    Definition *d = NULL;
    Str attested;
    Uuid id = row_uuid(row, 0);
    InstalledDefinition one = { .installed_at_ms = row_int(row, 5) };
    TRY(vault_unseal(cx, tx, practice, practice.u, seal_json_at(id), row_str(row, 3), &one.json));
    TRY(vault_unseal(cx, tx, practice, practice.u, seal_attested_at(id), row_str(row, 4), &attested));
    TRY(read_attested(cx, attested, &one.attested));
    TRY(measure_definition_parse(cx, cx->arena, one.json, NULL, &d));
    one.definition = d;
    one.in_force = chosen(e, d, false);
    *ret = one;
    return OK;
}

static Err read_everything(Ctx *cx, Tx *tx, PracticeId practice, const MeasureSet *builtin,
                           Everything *ret)
{
    Rows row;
    bool more = false;
    Everything e = { .list = ARENA_ARRAY(cx->arena, InstalledDefinition, DEFINITIONS_MAX),
                     .choice = ARENA_ARRAY(cx->arena, Choice, DEFINITIONS_MAX) };
    if (!e.list || !e.choice) return fail(cx, ERR_LIMIT, "no room for the questionnaires");
    TRY(read_choices(cx, tx, practice, &e));
    TRY(db_rows(cx, tx, &all, &row, BID(practice)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        if (e.count + builtin->count >= DEFINITIONS_MAX)
            return fail(cx, ERR_LIMIT, "too many questionnaires");
        TRY(read_row(cx, tx, practice, &row, &e, &e.list[e.count]));
        e.count++;
    }
    for (size_t i = 0; i < builtin->count; i++) {
        const Definition *d = builtin->list[i];
        bool in_force = d->complete && chosen(&e, d, true);
        e.list[e.count++] = (InstalledDefinition){ .definition = d, .in_force = in_force };
    }
    *ret = e;
    return OK;
}

/* By id, then newest first; what came with the program behind what was installed. */
static int by_id(const void *a, const void *b)
{
    const InstalledDefinition *x = a, *y = b;
    int order = str_cmp(x->definition->id, y->definition->id);
    if (order) return order;
    if (x->installed_at_ms != y->installed_at_ms) return x->installed_at_ms < y->installed_at_ms ? 1 : -1;
    return str_cmp(y->definition->version, x->definition->version);
}

Err definition_list(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *builtin,
                    InstalledDefinitions *ret_list)
{
    Everything e;
    TRY(grant_content(cx, g, C_PRACTICE));
    TRY(read_everything(cx, tx, grant_practice(g), builtin, &e));
    qsort(e.list, e.count, sizeof *e.list, by_id);
    *ret_list = (InstalledDefinitions){ e.list, e.count };
    return OK;
}

Err definition_load(Ctx *cx, Tx *tx, Arena *arena, PracticeId practice, const MeasureSet *builtin,
                    MeasureSet **ret_set)
{
    Everything e;
    Ctx own = { .arena = arena, .now_ms = cx->now_ms };
    MeasureSet *set = ARENA_NEW(arena, MeasureSet);
    Err err = read_everything(&own, tx, practice, builtin, &e);
    if (err.kind != ERR_NONE) return fail(cx, err.kind, "%s", own.err_text);
    const Definition **list = ARENA_ARRAY(arena, const Definition *, e.count + 1);
    if (!set || !list) return fail(cx, ERR_LIMIT, "no room for the questionnaires");
    *set = (MeasureSet){ .list = list };
    /* What came with the program stands before what the practice chose. */
    for (size_t i = 0; i < e.count; i++)
        if (e.list[i].in_force && !was_chosen(&e, &e.list[i]))
            list[set->count++] = e.list[i].definition;
    size_t came = set->count;
    for (size_t i = 0; i < e.count; i++)
        if (was_chosen(&e, &e.list[i])) list[set->count++] = e.list[i].definition;
    set->in_force = set->count;
    set->chosen = set->count - came;
    for (size_t i = 0; i < e.count; i++)
        if (!e.list[i].in_force && e.list[i].definition->complete)
            list[set->count++] = e.list[i].definition;
    *ret_set = set;
    return OK;
}
