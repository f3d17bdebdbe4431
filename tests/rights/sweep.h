/* sweep.h - every route with every id, as every principal: addresses and forms generated
 * from routes[], replies held against the oracle.
 *
 * A new route is covered without being asked for; one whose parameters nothing here can fill
 * fails the test that meets it.
 */
#ifndef TESTS_RIGHTS_SWEEP_H
#define TESTS_RIGHTS_SWEEP_H
#include "rights/oracle.h"
#include "web/frame.h"

enum { TARGETS = 512, FINDINGS_SHOWN = 150 };

/* What an address names. */
typedef enum Aim {
    AIM_PLAIN,                /* nothing of a work */
    AIM_TRUE,                 /* a work, or a thing in its own work */
    AIM_CROSS,                /* the principal's own work, and a thing of another */
    AIM_NO_THING,             /* a work, and a thing that is nowhere */
    AIM_NO_WORK,              /* a work that is nowhere */
} Aim;

typedef struct Target {
    Aim aim;
    Str address;
    int practice, work;       /* of the work in the address; work -1: none */
    const Thing *thing;
    int invite;               /* whose invitation the address holds; -1: none */
} Target;

typedef struct Sweep {
    World *w;
    const Route *route;
    int p;
    WhoIs who;
    Arena *arena;             /* of one route and principal */
    Target target[TARGETS];
    size_t count;
    size_t requests, findings;
    Hash told[FINDINGS_SHOWN];/* of what was found: each is told once */
    size_t told_count;
    CanarySeen seen;          /* by anyone: what the sweep came across at all */
    bool deep;                /* all things for everybody, not some */
    bool quiet;               /* what is found is counted and not told */
} Sweep;

#define NO_ID "0198a000-0000-7000-8000-00000000dead"
#define NO_TOKEN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static inline bool sweep_told(Sweep *s, Hash what)
{
    for (size_t i = 0; i < s->told_count; i++)
        if (str_eq(hash_bytes(&s->told[i]), hash_bytes(&what))) return true;
    if (s->told_count < FINDINGS_SHOWN) s->told[s->told_count++] = what;
    return s->told_count == FINDINGS_SHOWN;
}

static inline Sweep *sweep_open(World *w)
{
    Sweep *s = test_calloc(1, sizeof *s);
    s->w = w;
    return s;
}

static inline void sweep_close(Sweep *s)
{
    size_t findings = s->findings;
    if (!s->quiet) print_message("%zu requests, %zu findings\n", s->requests, findings);
    test_free(s);
    assert_int_equal(findings, 0);
}

/* Told once for each route, principal and `kind`. */
static inline void sweep_found(Sweep *s, Str address, const char *what, Str kind, Str detail)
{
    Str key = arena_printf(s->arena, "%s %s %d %d %s " STR_FMT, s->route->method, s->route->path, s->p,
                           (int)s->who, what, STR_ARG(kind));
    s->findings++;
    if (s->quiet || sweep_told(s, hash_plain(key))) return;
    print_error("%s " STR_FMT " as %s of practice %d: %s " STR_FMT " " STR_FMT "\n", s->route->method,
                STR_ARG(address), world_name(s->who), s->p + 1, what, STR_ARG(kind), STR_ARG(detail));
}

/* --- addresses ------------------------------------------------------------------------- */

typedef struct Fill { Str episode, session, entry, response, signal_id, alert, note, person, token, template_id, release; } Fill;

/* What stands for a parameter; NULL pointer: nothing here knows. */
static inline Str sweep_value(const Fill *fill, Str name)
{
    const struct { const char *name; Str value; } known[] = {
        { "episode", fill->episode }, { "session", fill->session }, { "entry", fill->entry },
        { "response", fill->response }, { "signal", fill->signal_id }, { "alert", fill->alert },
        { "note", fill->note }, { "person", fill->person }, { "token", fill->token }, { "template", fill->template_id }, { "number", S("1") },
        { "release", fill->release },
        { "hash", S("00") }, { "name", S("tandem.css") },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(name, str_from_c(known[i].name))) return known[i].value;
    return (Str){ NULL, 0 };
}

static inline Str sweep_address(Sweep *s, const Fill *fill)
{
    Str piece, rest = str_from_c(s->route->path), made = S("");
    while (str_cut(&rest, '/', &piece)) {
        if (piece.len == 0) continue;
        if (str_starts(piece, S(":"))) piece = sweep_value(fill, str_slice(piece, 1, piece.len));
        if (!piece.ptr) return piece;
        made = arena_printf(s->arena, STR_FMT "/" STR_FMT, STR_ARG(made), STR_ARG(piece));
    }
    return made.len ? made : S("/");
}

static inline void sweep_add(Sweep *s, Target t, const Fill *fill)
{
    assert_true(s->count < TARGETS);
    t.address = sweep_address(s, fill);
    if (!t.address.ptr) sweep_found(s, S("(none)"), "nothing here knows how to fill", str_from_c(s->route->path), S(""));
    if (!t.address.ptr) return;
    s->target[s->count++] = t;
}

static inline bool sweep_has(const Sweep *s, const char *param)
{
    const char *at = strstr(s->route->path, param);
    return at && (at[strlen(param)] == '/' || at[strlen(param)] == '\0');
}

/* The innermost thing the path names; false when it names none. */
static inline bool sweep_kind(const Sweep *s, ThingKind *ret_kind)
{
    static const struct { const char *param; ThingKind kind; } kinds[] = {
        { ":entry", AN_ENTRY }, { ":response", A_RESPONSE }, { ":signal", A_SIGNAL },
        { ":alert", AN_ALERT }, { ":note", A_WORKING_NOTE }, { ":release", A_RELEASE }, { ":session", A_SESSION } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        *ret_kind = kinds[i].kind;
        if (sweep_has(s, kinds[i].param)) return true;
    }
    return false;
}

static inline Str sweep_id(Sweep *s, Uuid id) { return uuid_str(s->arena, id); }

static inline Fill sweep_nothing(void)
{
    const Str none = S(NO_ID);
    return (Fill){ none, none, none, none, none, none, none, none, S(NO_TOKEN), none, none };
}

/* A thing named in the address of some work: its own, or (a cross) another. */
static inline Fill sweep_fill(Sweep *s, const Thing *t, Uuid work)
{
    Fill fill = sweep_nothing();
    fill.episode = sweep_id(s, work);
    Str id = sweep_id(s, t->id);
    bool of_session = !uuid_is_zero(t->session) && (t->kind == AN_ENTRY || t->kind == A_SESSION);
    fill.session = sweep_id(s, of_session ? t->session : s->w->session[t->practice][t->work][0].u);
    *(t->kind == AN_ENTRY ? &fill.entry : t->kind == A_RESPONSE ? &fill.response
      : t->kind == A_SIGNAL ? &fill.signal_id : t->kind == AN_ALERT ? &fill.alert
      : t->kind == A_WORKING_NOTE ? &fill.note : t->kind == A_RELEASE ? &fill.release : &fill.session) = id;
    return fill;
}

/* --- which of them --------------------------------------------------------------------------- */

static inline bool sweep_near(const Sweep *s, int practice, int work)
{
    if (s->deep) return true;
    if (s->p != practice || s->who >= PEOPLE) return false;
    if (s->who == SOL) return work == OF_MAYA;
    return oracle_in_work(s->w, practice, work, s->who);
}

/* Is this the thing's turn?  Those near a work try all of it, but of its many entries every
 * third; strangers try the first one or two. */
static inline bool sweep_tries(const Sweep *s, const Thing *t, int nth)
{
    bool post = strcmp(s->route->method, "POST") == 0;
    if (s->deep) return true;
    if (sweep_near(s, t->practice, t->work)) return t->kind != AN_ENTRY || nth % 3 == 0;
    return nth < (post ? 1 : 2);
}

static inline void sweep_things(Sweep *s, ThingKind kind)
{
    int nth[PRACTICES][WORKS] = { { 0 } };
    for (size_t i = 0; i < s->w->thing_count; i++) {
        const Thing *t = &s->w->thing[i];
        if (t->kind != kind || !sweep_tries(s, t, nth[t->practice][t->work]++)) continue;
        Fill fill = sweep_fill(s, t, s->w->work[t->practice][t->work].u);
        sweep_add(s, (Target){ AIM_TRUE, S(""), t->practice, t->work, t, -1 }, &fill);
    }
}

/* One's own work in the address, and the first thing of every other. */
static inline void sweep_crosses(Sweep *s, ThingKind kind)
{
    for (int own = 0; own < WORKS && s->who < PEOPLE; own++) {
        if (!sweep_near(s, s->p, own) || (s->deep && !oracle_in_work(s->w, s->p, own, s->who))) continue;
        Uuid work = s->w->work[s->p][own].u;
        int tried[PRACTICES][WORKS] = { { 0 } };
        Fill none = sweep_nothing();
        none.episode = sweep_id(s, work);
        none.session = sweep_id(s, kind == A_SESSION ? (Uuid){ { 1 } } : s->w->session[s->p][own][0].u);
        sweep_add(s, (Target){ AIM_NO_THING, S(""), s->p, own, NULL, -1 }, &none);
        for (size_t i = 0; i < s->w->thing_count; i++) {
            const Thing *t = &s->w->thing[i];
            if (t->kind != kind || (t->practice == s->p && t->work == own)) continue;
            if (tried[t->practice][t->work]++) continue;
            Fill fill = sweep_fill(s, t, work);
            sweep_add(s, (Target){ AIM_CROSS, S(""), s->p, own, t, -1 }, &fill);
        }
    }
}

static inline void sweep_works(Sweep *s)
{
    for (int p = 0; p < PRACTICES; p++)
        for (int i = 0; i < WORKS; i++) {
            Fill fill = sweep_nothing();
            fill.episode = sweep_id(s, s->w->work[p][i].u);
            sweep_add(s, (Target){ AIM_TRUE, S(""), p, i, NULL, -1 }, &fill);
        }
}

/* The practice of a person or an invitation stands in `practice`. */
static inline void sweep_plain(Sweep *s)
{
    Fill fill = sweep_nothing();
    bool person = sweep_has(s, ":person"), text = sweep_has(s, ":template");
    sweep_add(s, (Target){ person || text ? AIM_NO_THING : AIM_PLAIN, S(""), s->p, -1, NULL, -1 }, &fill);
    for (int p = 0; p < PRACTICES; p++) {
        for (int i = 0; i < PEOPLE && person; i++) {
            fill.person = sweep_id(s, s->w->who[p][i].id.u);
            sweep_add(s, (Target){ p == s->p ? AIM_PLAIN : AIM_CROSS, S(""), p, -1, NULL, -1 }, &fill);
        }
        fill.template_id = s->w->template_id[p];
        if (text) sweep_add(s, (Target){ p == s->p ? AIM_PLAIN : AIM_CROSS, S(""), p, -1, NULL, -1 }, &fill);
        if (!sweep_has(s, ":token")) continue;
        fill.token = s->w->invite[p];
        sweep_add(s, (Target){ AIM_PLAIN, S(""), p, -1, NULL, p }, &fill);
    }
}

static inline void sweep_targets(Sweep *s)
{
    ThingKind kind;
    s->count = 0;
    if (!sweep_has(s, ":episode")) {
        sweep_plain(s);
        return;
    }
    Fill none = sweep_nothing();
    sweep_add(s, (Target){ AIM_NO_WORK, S(""), s->p, -1, NULL, -1 }, &none);
    if (!sweep_kind(s, &kind)) {
        sweep_works(s);
        return;
    }
    sweep_crosses(s, kind);
    sweep_things(s, kind);
}

static inline Str sweep_without(Arena *a, Str text, Str gone, const char *instead);

/* --- forms ------------------------------------------------------------------------------------- */

/* What a person might send; anything else is a few words. */
static const struct { const char *path, *name, *value; } sweep_values[] = {
    { "/sessions/:session/state", "state", "open" }, { "/entries/:entry/state", "state", "talked" },
    { "/joint/:entry/state", "state", "done" },
    { "/times", "when1", "2031-05-06T10%3A00" }, { "/times", "when2", NULL }, { "/times", "when3", NULL },
    { "/times", "number", NULL }, { "", "length", "50" },
    { "/joint", "kind", "goal" }, { "/joint", "parent", NULL }, { "/joint", "slot", NULL },
    { "/joint", "target", NULL }, { "/preferences", "slot", "pace" },
    { "/boundaries", "slot", "contact" }, { "/boundaries", "mine", NULL }, { "", "role", "therapist" }, { "/episodes", "again", NULL },
    { "/preferences", "review", "2031-05-06" }, { "/picture/versions", "back", NULL },
    { "/practice/wording/set", "id", "resistant" }, { "/wording/keep", "id", "resistant" },
    { "/practice/wording", "id", NULL }, { "/practice/wording", "seen", "0" },
    { "/practice/wording/set", "seen", "0" },
    { "/joint", "due", "2031-05-06" }, { "/joint", "back", NULL }, { "/step", "state", "seen" },
    { "/sharing", "change", NULL }, { "/sharing", "to", "provider" }, { "/sharing", "until", "open" },
    { "/sharing", "day", NULL }, { "/turn", "step", "noticed" }, { "/alerts/:alert", "step", "seen" },
    { "/repaired", "answer", "mended" }, { "/q/:number", "value", "1" },
    { "/supervision/state", "state", "laid_down" }, { "", "fine", "1" },
    { "/practice/documents", "kind", "fees" }, { "/documents/:template", "seen", "1" },
    { "/documents/:entry/answer", "act", "not_now" }, { "/documents/:entry/sign", "drawn", NULL },
    { "", "answer", "yes" }, { "", "kind", "voice" }, { "", "mark", "insight" },
    { "", "whom", "me" }, { "", "choice", "mine" }, { "", "back", "home" },
    { "", "when", "2031-05-06T10%3A00" }, { "", "zone", "Europe/London" }, { "", "language", "en" },
    { "", "next", "/me" }, { "", "leave", "https://example.org/" }, { "", "open", "1" },
    { "", "version", "1" }, { "", "base", "1" }, { "", "minutes", "20" }, { "", "weeks", "1" },
    { "", "current", HOUSE_PASSWORD }, { "", "password", "quiet+river+under+stones+41" },
    { "", "b1", "4" }, { "", "b2", "4" }, { "", "g1", "4" }, { "", "g2", "4" }, { "", "t1", "4" },
    { "", "t2", "4" }, { "", "x", "1" },
    { "", "skip", NULL }, { "", "cancel", NULL }, { "", "item", NULL },
};

/* NULL: left out. */
static inline const char *sweep_value_of(const Sweep *s, const Field *f)
{
    for (size_t i = 0; i < sizeof sweep_values / sizeof *sweep_values; i++) {
        bool path = str_ends(str_from_c(s->route->path), str_from_c(sweep_values[i].path));
        if (path && strcmp(f->name, sweep_values[i].name) == 0) return sweep_values[i].value;
    }
    if (f->kind == FIELD_CHECK) return "1";
    if (f->kind == FIELD_ID) return NO_ID;
    return f->kind == FIELD_INT ? "1" : "some+words+of+mine";
}

static inline Str sweep_form(Sweep *s)
{
    Str form = S("");
    for (const Field *f = s->route->fields; f && f->name; f++) {
        const char *value = sweep_value_of(s, f);
        Str text = value ? str_from_c(value) : S("");
        bool shares = str_ends(str_from_c(s->route->path), S("/sharing"));   /* may be the same again */
        if (strcmp(f->name, "email") == 0 && shares) text = S("somebody%40outside.example");
        else if (strcmp(f->name, "email") == 0)
            text = arena_printf(s->arena, "new-%d-%d-%zu%%40house.example", s->p, (int)s->who, s->requests);
        if (text.len == 0) continue;
        if (strcmp(f->name, "current") == 0) text = sweep_without(s->arena, text, S(" "), "+");
        form = arena_printf(s->arena, STR_FMT "%s%s=" STR_FMT, STR_ARG(form), form.len ? "&" : "", f->name,
                            STR_ARG(text));
    }
    return form;
}

/* --- a reply, as one text ----------------------------------------------------------------------- */

static inline size_t sweep_next(Str text, size_t from, Str what)
{
    const char *hit = memmem(text.ptr + from, text.len - from, what.ptr, what.len);
    return hit ? (size_t)(hit - text.ptr) : text.len;
}

static inline Str sweep_without(Arena *a, Str text, Str gone, const char *instead)
{
    Out out = out_open(a, text.len * 2 + 64);
    for (size_t i = 0; i < text.len;) {
        size_t at = sweep_next(text, i, gone);
        out_raw(&out, str_slice(text, i, at));
        if (at < text.len) out_raw(&out, str_from_c(instead));
        i = at + (at < text.len ? gone.len : 0);
    }
    return out_str(&out);
}

/* Cuts what stands between `before` and the next quote: new in every reply. */
static inline Str sweep_blank(Arena *a, Str text, Str before)
{
    Out out = out_open(a, text.len + 64);
    for (size_t i = 0; i < text.len;) {
        size_t at = sweep_next(text, i, before);
        out_raw(&out, str_slice(text, i, at));
        if (at == text.len) break;
        out_raw(&out, before);
        i = at + before.len;
        while (i < text.len && text.ptr[i] != '"') i++;
    }
    return out_str(&out);
}

/* Status, headers and body. */
static inline Str sweep_flat(Arena *a, const HttpReply *reply)
{
    Out out = out_open(a, 8 << 20);
    out_int(&out, reply->status);
    out_raw(&out, S("\nContent-Type: "));
    out_raw(&out, reply->content_type);
    for (size_t i = 0; i < reply->header_count; i++) {
        out_raw(&out, S("\n"));
        out_raw(&out, reply->header[i].name);
        out_raw(&out, S(": "));
        out_raw(&out, reply->header[i].value);
    }
    out_raw(&out, S("\n\n"));
    out_raw(&out, reply->body);
    return out_str(&out);
}

/* What may differ between two replies that say the same: the tokens of their forms (csrf,
 * idem), and the ids of the address itself. */
static inline Str sweep_said(Arena *a, Str flat, Str address)
{
    Str piece, rest = address;
    flat = sweep_blank(a, flat, S("name=\"csrf\" value=\""));
    flat = sweep_blank(a, flat, S("name=\"idem\" value=\""));
    while (str_cut(&rest, '/', &piece))
        if (piece.len == 36) flat = sweep_without(a, flat, piece, "ID");
    return flat;
}

/* --- what must hold for every reply ----------------------------------------------------------------- */

/* The holder of an invitation reads who is invited, and by whom. */
static inline bool sweep_invited_reads(const Target *t, const Mark *m)
{
    if (t->invite < 0 || m->practice != t->invite) return false;
    return m->who == IVO ? m->kind == MARK_NAME || m->kind == MARK_EMAIL
                         : m->who == IRIS && m->kind == MARK_NAME;
}

static inline void sweep_leaks(Sweep *s, Arena *a, const Target *t, Str flat)
{
    CanarySeen *seen = ARENA_NEW(a, CanarySeen);
    assert_non_null(seen);
    canary_find(a, flat, 0, seen);
    for (size_t i = 0; i < seen->count; i++) {
        assert_true(seen->list[i] < s->w->mark_count);
        const Mark *m = &s->w->mark[seen->list[i]];
        canary_note(&s->seen, seen->list[i]);
        if (oracle_may_read(s->w, s->p, s->who, m) || sweep_invited_reads(t, m)) continue;
        Str kind = arena_printf(a, "a %s of %s in work %d of practice %d", mark_words[m->kind],
                                m->who >= 0 ? world_name((WhoIs)m->who) : "-", m->work, m->practice + 1);
        sweep_found(s, t->address, "shows", kind, m->text);
    }
}

static inline void sweep_sane(Sweep *s, Arena *a, const Target *t, const HttpReply *reply, Str flat)
{
    if (reply->status == 500 || reply->status == 503)
        sweep_found(s, t->address, "answers", arena_printf(a, "%d", reply->status), S(""));
    if (str_contains(flat, S("$argon2"))) sweep_found(s, t->address, "shows", S("a password's hash"), S(""));
    sweep_leaks(s, a, t, flat);
}

/* --- who may send what to where -------------------------------------------------------------------------- */

static inline bool sweep_may_send(Sweep *s, const Target *t)
{
    if (t->aim == AIM_NO_WORK || t->aim == AIM_NO_THING || t->aim == AIM_CROSS) return false;
    if (!oracle_may_send(s->w, s->p, s->who, s->route->path, t->practice, t->work)) return false;
    return !t->thing || !oracle_hidden(s->w, s->who, t->thing) || t->thing->kind == AN_ALERT;
}

/* What this principal is told about work that is not there, and about a thing that is not
 * there: nowhere in the practice, or in a work of theirs. */
typedef struct Nothing { Str no_work, no_thing[WORKS + 1]; } Nothing;

static inline Str sweep_as_nothing(Sweep *s, const Target *t, const Nothing *nothing)
{
    if (!oracle_signed_in(s->who)) return nothing->no_work;
    if (t->aim == AIM_CROSS) return nothing->no_thing[t->work + 1];
    if (t->aim != AIM_TRUE) return S("");
    bool shown = s->who == RHEA && s->p == t->practice && t->work == OF_MAYA
              && strcmp(s->route->path, "/shared/:episode") == 0;
    if (shown) return S("");
    if (oracle_out_of_reach(s->w, s->p, s->who, t->practice, t->work)) return nothing->no_work;
    return t->thing && oracle_hidden(s->w, s->who, t->thing) ? nothing->no_thing[t->work + 1] : S("");
}

/* Out of reach looks like not there. */
static inline void sweep_hold_against(Sweep *s, const Target *t, Str flat, Nothing *nothing)
{
    Arena *a = s->w->h.arena[s->w->h.request_count - 1];
    bool nowhere = t->aim == AIM_NO_WORK || t->aim == AIM_NO_THING;
    if (!nowhere && !sweep_as_nothing(s, t, nothing).len) return;
    /* To someone in the work, "not yours to do" is said of the act, when it names no thing. */
    bool inside = t->aim == AIM_TRUE && !oracle_out_of_reach(s->w, s->p, s->who, t->practice, t->work);
    if (inside && !t->thing && str_starts(flat, S("403"))) return;
    Str said = sweep_said(a, flat, t->address);
    if (t->aim == AIM_NO_WORK) nothing->no_work = arena_str(s->arena, said);
    if (t->aim == AIM_NO_THING) nothing->no_thing[t->work + 1] = arena_str(s->arena, said);
    Str as_nothing = sweep_as_nothing(s, t, nothing);
    if (as_nothing.len && !str_eq(as_nothing, said))
        sweep_found(s, t->address, "does not look like what is not there:", S(""),
                    str_slice(said, 0, 300));
}

/* Asks, and checks what must hold for every reply. */
static inline Str sweep_ask(Sweep *s, const Target *t, bool post)
{
    const Someone *who = world_as(s->w, s->p, s->who);
    HttpReply reply = post ? house_post(&s->w->h, who, t->address, sweep_form(s))
                           : house_get(&s->w->h, who, t->address);
    s->requests++;
    Arena *a = s->w->h.arena[s->w->h.request_count - 1];
    Str flat = sweep_flat(a, &reply);
    sweep_sane(s, a, t, &reply, flat);
    return flat;
}

typedef void SweepEach(Sweep *s);

/* As everyone of one practice. */
static inline void sweep_people(Sweep *s, int p, SweepEach *each)
{
    for (int who = 0; who < PRINCIPALS; who++) {
        s->p = p;
        s->who = (WhoIs)who;
        s->arena = arena_open(256 << 20);
        assert_non_null(s->arena);
        sweep_targets(s);
        each(s);
        arena_close(s->arena);
        s->arena = NULL;
    }
}
#endif
