/* What someone may not see makes no difference to what they see.
 *
 * The same world twice; in the second, what a person may not see is gone or is another: the
 * work of others, a form that is not sent, what was taken back, the other side's form before
 * their own, what came after they left, the other practice.  Every page they can ask for then
 * says the same in both, to the byte: no count, no order, no empty place tells. */
#include "rights/rows.h"
#include "rights/saved.h"
#include "rights/sweep.h"

typedef struct Twins {
    World *w;
    RowTables tables;
    const char *folder, *saved;   /* the world in files */
    App *plain, *other;           /* as it is; with what is hidden changed */
    int p;
    WhoIs who;
} Twins;

/* --- taking things away, below the pages ---------------------------------------------------- */

typedef struct Cut { Query query; PracticeId practice; Uuid id; int64_t at_ms; } Cut;

static Err job_cut(Ctx *cx, Tx *tx, void *arg)
{
    const Cut *c = arg;
    Bind binds[] = { BID(c->practice), bind_bytes(uuid_bytes(&c->id)), BI(c->at_ms) };
    return db_exec_n(cx, tx, &c->query, binds, strlen(c->query.params), NULL);
}

/* Rows of practice ?1 and work (or person) ?2; ?3 is a moment. */
static void cut(Twins *t, int practice, Uuid id, int64_t at_ms, Str sql)
{
    Cut *c = ARENA_NEW(t->w->h.cx.arena, Cut);
    assert_non_null(c);
    const char *params = str_contains(sql, S("?3")) ? "bbi" : str_contains(sql, S("?2")) ? "bb" : "b";
    *c = (Cut){ { "test_cut", params, "", arena_c(t->w->h.cx.arena, sql) }, t->w->practice[practice],
                id, at_ms };
    HOUSE_OK(&t->w->h, db_write(&t->w->h.cx, t->other->db, job_cut, c));
}

#define CUT(t, practice, id, at, ...) \
    cut(t, practice, id, at, arena_printf((t)->w->h.cx.arena, __VA_ARGS__))

static bool table_has(const Twins *t, size_t i, const char *column)
{
    return strstr(t->tables.table[i].all.sql, column) != NULL;
}

/* What was brought to them, by whom and about whom: the one thing of a work a supervisor reads. */
static bool brought_to(const Twins *t, int practice, size_t i)
{
    Str name = t->tables.table[i].name;
    return t->who == SOL && practice == t->p
        && (str_eq(name, S("brought")) || str_eq(name, S("supervision")) || str_eq(name, S("member")));
}

static void cut_work(Twins *t, int practice, int work)
{
    for (size_t i = 0; i < t->tables.count; i++)
        if (table_has(t, i, "quote(episode_id)") && !brought_to(t, practice, i))
            CUT(t, practice, t->w->work[practice][work].u, 0,
                "DELETE FROM " STR_FMT " WHERE practice_id = ?1 AND episode_id = ?2",
                STR_ARG(t->tables.table[i].name));
}

static void cut_practice(Twins *t, int practice)
{
    const Uuid none = { { 0 } };
    for (size_t i = 0; i < t->tables.count; i++)
        if (t->tables.table[i].of_practice.sql)
            CUT(t, practice, none, 0, "DELETE FROM " STR_FMT " WHERE practice_id = ?1",
                STR_ARG(t->tables.table[i].name));
}

/* What came after somebody left. */
static void cut_after(Twins *t, int practice, int work, int64_t until_ms)
{
    static const char *const later[] = {
        "session WHERE %s created_at > ?3", "entry WHERE %s created_at > ?3",
        "entry_wording WHERE %s at > ?3", "entry_answer WHERE %s at > ?3",
        "response WHERE %s opened_at > ?3", "answer WHERE %s answered_at > ?3",
        "score WHERE %s at > ?3", "signal WHERE %s raised_at > ?3", "signal_turn WHERE %s at > ?3",
        "alert WHERE %s raised_at > ?3", "alert_event WHERE %s at > ?3" };
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        Str rows = str_from_c(later[i]);
        size_t at = str_find(rows, '%', 0);
        CUT(t, practice, t->w->work[practice][work].u, until_ms,
            "DELETE FROM " STR_FMT "practice_id = ?1 AND episode_id = ?2 AND" STR_FMT,
            STR_ARG(str_slice(rows, 0, at)), STR_ARG(str_slice(rows, at + 2, rows.len)));
    }
}

#define HERE "practice_id = ?1 AND episode_id = ?2"
/* Of everybody but person ?3x, whose id is put into the text: it is 32 digits of our own. */
static Str self_of(Twins *t)
{
    Uuid id = t->w->who[t->p][t->who].id.u;
    return arena_printf(t->w->h.cx.arena, "x'" STR_FMT "'",
                        STR_ARG(hex_encode(t->w->h.cx.arena, uuid_bytes(&id))));
}

#define SELF(t) STR_ARG(self_of(t))
#define BLIND "SELECT r.response_id FROM response r WHERE r.practice_id = ?1 AND r.episode_id = ?2" \
              " AND r.form = 'alliance' AND r.person_id <> " STR_FMT " AND NOT EXISTS (SELECT 1 FROM" \
              " response o WHERE o.practice_id = ?1 AND o.episode_id = ?2 AND o.form = 'alliance'" \
              " AND o.session_id = r.session_id AND o.state = 'sent' AND o.person_id = " STR_FMT ")"

/* In a work of theirs: the other's form that they may not open yet, what felt off and was kept,
 * what others took back. */
static void cut_inside(Twins *t, int work, bool over)
{
    Uuid e = t->w->work[t->p][work].u;
    CUT(t, t->p, e, 0, "DELETE FROM answer WHERE " HERE " AND (item = 'tandem-alliance-client/x'"
        " OR item = 'tandem-alliance-client/x-show') AND response_id IN (SELECT s.response_id FROM"
        " answer s JOIN response r ON r.practice_id = ?1 AND r.episode_id = ?2"
        " AND r.response_id = s.response_id AND r.person_id <> " STR_FMT " WHERE s.practice_id = ?1"
        " AND s.episode_id = ?2 AND s.item = 'tandem-alliance-client/x-show' AND s.value = 0)", SELF(t));
    CUT(t, t->p, e, 0, "DELETE FROM entry WHERE " HERE " AND state = 'withdrawn' AND author_id <> "
        STR_FMT, SELF(t));
    CUT(t, t->p, e, 0, "DELETE FROM process_note_wording WHERE " HERE " AND note_id IN (SELECT n.note_id"
        " FROM process_note n WHERE n.practice_id = ?1 AND n.episode_id = ?2 AND n.author_id <> "
        STR_FMT ")", SELF(t));
    CUT(t, t->p, e, 0, "DELETE FROM process_note WHERE " HERE " AND author_id <> " STR_FMT, SELF(t));
    CUT(t, t->p, e, 0, "DELETE FROM own_check WHERE " HERE " AND author_id <> " STR_FMT, SELF(t));
    CUT(t, t->p, e, 0, "DELETE FROM brought WHERE " HERE " AND author_id <> " STR_FMT, SELF(t));
    if (over) return;                              /* then both may read what the other sent */
    CUT(t, t->p, e, 0, "UPDATE answer SET value = 1, note_sealed = x'' WHERE " HERE
        " AND response_id IN (" BLIND ")", SELF(t), SELF(t));
    CUT(t, t->p, e, 0, "UPDATE score SET raw = 1 WHERE " HERE " AND response_id IN (" BLIND ")",
        SELF(t), SELF(t));
    CUT(t, t->p, e, 0, "DELETE FROM signal_turn WHERE " HERE " AND signal_id IN (SELECT signal_id"
        " FROM signal WHERE " HERE " AND response_id IN (" BLIND "))", SELF(t), SELF(t));
    CUT(t, t->p, e, 0, "DELETE FROM signal WHERE " HERE " AND response_id IN (" BLIND ")",
        SELF(t), SELF(t));
}

/* --- more happens, on the pages -------------------------------------------------------------------- */

static void more_happens(Twins *t, int practice, int work)
{
    Tale tale = { t->w, practice, (WorkIs)work };
    WhoIs client = world_works[work].client, therapist = world_works[work].therapist;
    if (work == OF_EDA || work == OF_IVO) return;
    App *was = t->w->h.app;
    t->w->h.app = t->other;
    int n = tale_plan(&tale);
    tale_goal(&tale, client);
    tale_agenda(&tale, n, client, therapist);
    tale_send(&tale, client, tale_check_in(&tale, client, 3));
    tale_alert(&tale, therapist, "seen", false);
    tale_alert(&tale, therapist, "conversation", true);
    tale_alert(&tale, therapist, "close", true);
    world_forget(t->w);
    t->w->session[practice][work][n] = (SessionId){ { { 0 } } };   /* it is in one of the two only */
    t->w->h.app = was;
}

static void call_otherwise(Twins *t, int practice, WhoIs who)
{
    App *was = t->w->h.app;
    t->w->h.app = t->other;
    HttpReply reply = house_post(&t->w->h, &t->w->who[practice][who], S("/me"),
        S("name=Somebody+Else&called=Some&pronouns=they&language=en&phone=1&identity=other&version=1"));
    EXPECT(reply, 303);
    world_forget(t->w);
    t->w->h.app = was;
}

static bool knows(Twins *t, WhoIs subject)
{
    Mark m = { .kind = MARK_NAME, .practice = t->p, .work = -1, .who = (int)subject };
    Mark about = { .kind = MARK_ABOUT, .practice = t->p, .work = -1, .who = (int)subject };
    return oracle_may_read(t->w, t->p, t->who, &m) || oracle_may_read(t->w, t->p, t->who, &about);
}

/* --- the second world --------------------------------------------------------------------------------- */

/* Who is shown the numbers and when they meet: all words are others'. */
static void cut_words(Twins *t, int work)
{
    static const char *const tables[] = { "entry", "entry_wording", "entry_answer", "signal", "signal_turn",
                                          "alert", "alert_event", "answer" };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        CUT(t, t->p, t->w->work[t->p][work].u, 0,
            "DELETE FROM %s WHERE practice_id = ?1 AND episode_id = ?2", tables[i]);
}

static void change_work(Twins *t, int work)
{
    if (t->who == RHEA && work == OF_MAYA) {
        cut_words(t, work);
        return;
    }
    Footing f = oracle_stand(t->w, t->p, t->who, t->p, work);
    if (f.place == WAITING_ROOM) return;           /* that they are invited they may know */
    if (oracle_out_of_reach(t->w, t->p, t->who, t->p, work)) {
        /* a work that is open: for some it is gone, for others it goes on */
        if ((work + (int)t->who) % 2 == 0) cut_work(t, t->p, work);
        else more_happens(t, t->p, work);
    } else if (f.place == INSIDE || f.place == GONE) {
        cut_inside(t, work, f.over);
        if (f.place == GONE) cut_after(t, t->p, work, f.until_ms);
    }
}

static void change_all(Twins *t)
{
    for (int i = 0; i < WORKS; i++) change_work(t, i);
    for (int i = 0; i < PEOPLE && t->who < PEOPLE; i++)
        if (i != DORA && i != (int)t->who && !knows(t, (WhoIs)i)) call_otherwise(t, t->p, (WhoIs)i);
    if (t->p == 0) cut_practice(t, 1);             /* the first is the house's own */
    else for (int i = 0; i < WORKS; i++) cut_work(t, 0, i);
}

/* --- side by side ------------------------------------------------------------------------------------------ */

static Str said_in(Twins *t, Sweep *s, App *app, const Target *target)
{
    t->w->h.app = app;
    HttpReply reply = house_get(&t->w->h, world_as(t->w, t->p, t->who), target->address);
    Arena *a = t->w->h.arena[t->w->h.request_count - 1];
    s->requests++;
    Str flat = sweep_blank(a, sweep_flat(a, &reply), S("\"boot\":\""));   /* each start has its own */
    return sweep_said(a, flat, S(""));
}

/* Where two texts part, with what stands around it. */
static Str parting(Arena *a, Str one, Str two)
{
    size_t at = 0;
    while (at < one.len && at < two.len && one.ptr[at] == two.ptr[at]) at++;
    size_t from = at > 120 ? at - 120 : 0;
    return arena_printf(a, "\n  plain: ..." STR_FMT "\n  other: ..." STR_FMT,
                        STR_ARG(str_slice(one, from, at + 160)), STR_ARG(str_slice(two, from, at + 160)));
}

static void compare(Twins *t, Sweep *s, const Target *target)
{
    Str plain = S(""), other = S("");
    for (int tries = 0; tries < 2; tries++) {      /* the minute may change between the two */
        plain = said_in(t, s, t->plain, target);
        other = said_in(t, s, t->other, target);
        if (str_eq(plain, other)) break;
        if (tries) sweep_found(s, target->address, "differs by what may not be seen:", S(""),
                               parting(s->arena, plain, other));
    }
    world_forget(t->w);
}

static void compare_all(Twins *t, Sweep *s)
{
    for (size_t i = 0; i < route_count; i++) {
        s->route = &routes[i];
        if (strcmp(routes[i].method, "GET") != 0) continue;
        s->arena = arena_open(64 << 20);
        assert_non_null(s->arena);
        t->w->h.app = t->plain;
        sweep_targets(s);
        for (size_t k = 0; k < s->count; k++)
            if (s->target[k].invite < 0) compare(t, s, &s->target[k]);  /* whoever holds it is invited */
        arena_close(s->arena);
    }
}

static void twins_open(Twins *t)
{
    Arena *a = t->w->h.cx.arena;
    const char *one = saved_path(a, t->folder, "plain"), *two = saved_path(a, t->folder, "other");
    saved_copy(a, t->saved, one);
    saved_copy(a, t->saved, two);
    t->plain = saved_open(t->w, one);
    t->other = saved_open(t->w, two);
    t->w->h.app = t->plain;
}

static void twins_close(Twins *t)
{
    Arena *a = t->w->h.cx.arena;
    app_close(t->plain);
    app_close(t->other);
    t->w->h.app = NULL;
    saved_remove(a, saved_path(a, t->folder, "plain"));
    saved_remove(a, saved_path(a, t->folder, "other"));
}

static void compare_for(Twins *t, Sweep *s, int p, WhoIs who)
{
    t->p = s->p = p;
    t->who = s->who = who;
    twins_open(t);
    change_all(t);
    compare_all(t, s);
    twins_close(t);
}

static void test_worlds__what_may_not_be_seen_makes_no_difference(void **state)
{
    Twins *t = *state;
    Sweep *s = sweep_open(t->w);
    for (int who = 0; who <= NOBODY; who++) compare_for(t, s, 0, (WhoIs)who);
    compare_for(t, s, 1, MAYA);
    compare_for(t, s, 1, DANIEL);
    compare_for(t, s, 1, ADA);
    sweep_close(s);
}

/* What may be seen does: the comparison can tell two worlds apart. */
static void test_worlds__what_may_be_seen_is_told_apart(void **state)
{
    Twins *t = *state;
    Sweep *s = sweep_open(t->w);
    s->quiet = true;
    t->p = s->p = 0;
    t->who = s->who = MAYA;
    twins_open(t);
    more_happens(t, 0, OF_MAYA);
    compare_all(t, s);
    twins_close(t);
    assert_true(s->findings > 3);
    s->findings = 0;
    sweep_close(s);
}

static int setup(void **state)
{
    Twins *t = test_calloc(1, sizeof *t);
    Arena *names = arena_open(1 << 20);
    char folder[256];
    snprintf(folder, sizeof folder, "%s", saved_folder(names));
    snprintf(folder + strlen(folder), 16, "/saved");
    t->w = world_open(folder);
    Arena *a = t->w->h.cx.arena;
    t->saved = arena_c(a, str_from_c(folder));
    t->folder = arena_c(a, str_slice(str_from_c(folder), 0, strlen(folder) - 6));
    rows_open(t->w, &t->tables);
    app_close(t->w->h.app);
    t->w->h.app = NULL;
    arena_close(names);
    *state = t;
    return 0;
}

static int teardown(void **state)
{
    Twins *t = *state;
    saved_remove(t->w->h.cx.arena, t->folder);
    world_close(t->w);
    test_free(t);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worlds__what_may_not_be_seen_makes_no_difference),
        cmocka_unit_test(test_worlds__what_may_be_seen_is_told_apart),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
