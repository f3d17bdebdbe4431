/* page_picture.c - how it hangs together: sentences, who sees them so, what leads to what. */
#include "../domain/offer.h"
#include "../store/episode.h"
#include "../views/arrows.h"
#include "cards.h"
#include "picture.h"
#include "views.h"

static const EntryId NOTHING;

Err picture_open(Ctx *cx, Req *rq, Str title, Joint *ret_joint)
{
    return joint_open(cx, rq, title, TAB_STORY,
        (EntryKinds){ { ENTRY_HEADING, ENTRY_PART, ENTRY_LINK, ENTRY_SNAPSHOT } }, ret_joint);
}

const Entry *picture_find(const Joint *j, EntryId id)
{
    for (size_t i = 0; i < j->all.count; i++)
        if (uuid_eq(j->all.list[i].id.u, id.u)) return &j->all.list[i];
    return NULL;
}

Str picture_heading(const Joint *j, const Entry *part)
{
    const Entry *heading = picture_find(j, part->parent);
    for (int h = 0; h < FORMULATION_HEADING_COUNT; h++)
        if (str_eq(part->slot, formulation_slot((FormulationHeading)h)))
            return formulation_title((FormulationHeading)h);
    return heading ? entry_text(heading) : S("Other sentences");
}

/* --- one sentence or link, and who sees it so ------------------------------------------- */

static void add_name(const Joint *j, PersonId person, Str *names, size_t *count)
{
    Str who = card_who(j->rq, &j->work, person);
    if (*count && str_eq(who, S("You")))      /* "You and Maya", wherever one stands in the list */
        *names = arena_printf(j->cx->arena, "You and " STR_FMT, STR_ARG(*names));
    else *names = *count ? arena_printf(j->cx->arena, STR_FMT " and " STR_FMT, STR_ARG(*names), STR_ARG(who))
                    : who;
    ++*count;
}

/* Of the newest words: those who are in the work now. */
static void fill_people(const Joint *j, const Entry *e, PicturePart *p)
{
    Str names = S("");
    size_t with = 0;
    JointWords *doubts = ARENA_ARRAY(j->cx->arena, JointWords, MEMBERS_MAX);
    for (size_t i = 0; doubts && i < j->work.member_count; i++) {
        const Member *m = &j->work.member[i];
        const EntrySaid *s = entry_said_by(e, m->person, e->version);
        if (m->state == MEMBER_LEFT || !s) continue;
        if (s->answer == ENTRY_ANSWER_YES) add_name(j, m->person, &names, &with);
        if (s->answer != ENTRY_ANSWER_NO) continue;
        doubts[p->doubt_count++] = joint_words(j, s->person, s->words, s->at_ms);
        p->i_doubt = p->i_doubt || uuid_eq(m->person.u, j->rq->actor.person.u);
    }
    p->doubts = doubts;
    bool see = with > 1 || str_eq(names, S("You"));
    if (with) p->with = arena_printf(j->cx->arena, see ? STR_FMT " see it so." : STR_FMT " sees it so.",
                                     STR_ARG(names));
}

static PicturePart fill_part(const Joint *j, const Entry *e, size_t number)
{
    PicturePart p = { .card = joint_card(j, e), .number = (int64_t)number };
    const EntryWording *w = entry_wording_at(e, formulation_version(e, &j->work));
    const EntryWording *newest = entry_newest(e);
    if (w) p.words = joint_words(j, w->author, w->text, w->at_ms);
    if (w && newest && newest->version != w->version)
        p.other = joint_words(j, newest->author, newest->text, newest->at_ms);
    fill_people(j, e, &p);
    return p;
}

/* --- the sentences, counted down the page ------------------------------------------------ */

typedef struct Sheet {
    const Joint *j;
    PicturePart *part;
    const Entry **of;         /* the entry of each */
    ArrowBox *box;
    size_t count;
} Sheet;

static bool is_placed(const Sheet *s, const Entry *e)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->of[i] == e) return true;
    return false;
}

typedef bool Belongs(const Sheet *s, const Entry *e, const PictureGroup *g);
static bool by_slot(const Sheet *s, const Entry *e, const PictureGroup *g)
{
    (void)s;
    return str_eq(e->slot, g->slot);
}
static bool by_heading(const Sheet *s, const Entry *e, const PictureGroup *g)
{
    return str_eq(uuid_str(s->j->cx->arena, e->parent.u), g->heading);
}
static bool by_nothing(const Sheet *s, const Entry *e, const PictureGroup *g)
{
    (void)g;
    return !is_placed(s, e);
}

static void fill_group(Sheet *s, PictureGroup *g, Belongs *belongs)
{
    size_t first = s->count;
    for (size_t i = 0; i < s->j->all.count; i++) {
        const Entry *e = &s->j->all.list[i];
        if (e->kind != ENTRY_PART || !formulation_holds(e) || !belongs(s, e, g)) continue;
        PicturePart p = fill_part(s->j, e, s->count + 1);
        s->box[s->count] = (ArrowBox){ .number = p.number, .text = p.words.text,
            .heading = s->count == first ? g->title : S(""), .firm = p.card.agreed };
        s->of[s->count] = e;
        s->part[s->count++] = p;
    }
    g->parts = s->part + first;
    g->part_count = s->count - first;
}

/* Their own headings stand after the suggested ones; sentences whose heading went, last. */
static Err fill_groups(Sheet *s, PicturePage *p)
{
    const Joint *j = s->j;
    size_t at = 0, count = 0;
    PictureGroup *groups = ARENA_ARRAY(j->cx->arena, PictureGroup,
                                       FORMULATION_HEADING_COUNT + 1 + j->all.count);
    if (!groups) return fail(j->cx, ERR_LIMIT, "request too large");
    for (int h = 0; h < FORMULATION_HEADING_COUNT; h++) {
        FormulationHeading heading = (FormulationHeading)h;
        groups[count] = (PictureGroup){ .title = formulation_title(heading), .may_add = true,
            .prompt = formulation_prompt(heading), .slot = formulation_slot(heading) };
        fill_group(s, &groups[count++], by_slot);
    }
    for (const Entry *e; (e = joint_next(j, ENTRY_HEADING, NOTHING, &at));) {
        groups[count] = (PictureGroup){ .title = entry_text(e), .slot = S("free"), .may_add = true,
            .heading = uuid_str(j->cx->arena, e->id.u), .head = joint_card(j, e) };
        fill_group(s, &groups[count++], by_heading);
    }
    groups[count] = (PictureGroup){ .title = S("Other sentences"), .slot = S("other") };
    fill_group(s, &groups[count], by_nothing);
    if (groups[count].part_count) count++;
    p->groups = groups;
    p->group_count = count;
    p->parts = s->part;
    p->part_count = s->count;
    return OK;
}

/* --- links, and the picture they make ------------------------------------------------------ */

static bool place_of(const Sheet *s, EntryId id, size_t *ret_place)
{
    for (size_t i = 0; i < s->count; i++) {
        if (!uuid_eq(s->of[i]->id.u, id.u)) continue;
        *ret_place = i;
        return true;
    }
    return false;
}

/* Links whose ends are not both on the page are not on it either. */
static Err fill_links(const Sheet *s, PicturePage *p, ArrowLink **ret_arrows)
{
    const Joint *j = s->j;
    PictureLink *links = ARENA_ARRAY(j->cx->arena, PictureLink, j->all.count);
    ArrowLink *arrows = ARENA_ARRAY(j->cx->arena, ArrowLink, j->all.count);
    if ((!links || !arrows) && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < j->all.count; i++) {
        size_t from, to;
        const Entry *e = &j->all.list[i];
        if (e->kind != ENTRY_LINK || !formulation_holds(e)) continue;
        if (!place_of(s, e->parent, &from) || !place_of(s, e->target, &to)) continue;
        PictureLink link = { .about = fill_part(j, e, 0), .from = (int64_t)from + 1,
            .to = (int64_t)to + 1, .from_text = s->part[from].words.text,
            .to_text = s->part[to].words.text };
        arrows[p->link_count] = (ArrowLink){ from, to, link.about.words.text, link.about.card.agreed };
        links[p->link_count++] = link;
    }
    p->links = links;
    *ret_arrows = arrows;
    return OK;
}

static void draw(const Sheet *s, PicturePage *p, const ArrowLink *arrows)
{
    Arena *a = s->j->cx->arena;
    Arrows picture = { .id = S("picture"), .title = S("How the sentences hang together"),
        .summary = arena_printf(a, STR_FMT " and " STR_FMT ". The list below says the same.",
                                STR_ARG(say_count(a, (int64_t)s->count, "{1} sentence", "{1} sentences")),
                                STR_ARG(say_count(a, (int64_t)p->link_count, "{1} arrow", "{1} arrows"))),
        .box = s->box, .box_count = s->count, .link = arrows, .link_count = p->link_count };
    if (p->link_count) p->drawing = arrows_draw(a, &picture);
}

/* "1, then 3, then 1 again": told once, from its smallest number. */
static Str say_round(Arena *a, const size_t *way, size_t length)
{
    Str said = S("");
    for (size_t i = 0; i < length; i++) {
        if (way[i] < way[0]) return S("");
        said = arena_printf(a, STR_FMT "%zu, then ", STR_ARG(said), way[i] + 1);
    }
    return arena_printf(a, STR_FMT "%zu again.", STR_ARG(said), way[0] + 1);
}

static Err fill_rounds(const Sheet *s, PicturePage *p, const ArrowLink *arrows)
{
    Arena *a = s->j->cx->arena;
    FormulationArrow *plain = ARENA_ARRAY(a, FormulationArrow, p->link_count + 1);
    size_t *way = ARENA_ARRAY(a, size_t, 2 * s->count + 1);
    Str *rounds = ARENA_ARRAY(a, Str, s->count + 1);
    if (!plain || !way || !rounds) return fail(s->j->cx, ERR_LIMIT, "request too large");
    for (size_t k = 0; k < p->link_count; k++)
        plain[k] = (FormulationArrow){ arrows[k].from, arrows[k].to };
    for (size_t i = 0; i < s->count; i++) {
        size_t length = formulation_round(plain, p->link_count, s->count, i, way);
        Str said = length ? say_round(a, way, length) : S("");
        if (said.len) rounds[p->round_count++] = said;
    }
    p->rounds = rounds;
    return OK;
}

/* --- the page -------------------------------------------------------------------------------- */

static Err fill_aside(const Joint *j, JointCards *ret_cards)
{
    JointCard *list = ARENA_ARRAY(j->cx->arena, JointCard, j->all.count);
    size_t count = 0;
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < j->all.count; i++) {
        const Entry *e = &j->all.list[i];
        if (e->state == ENTRY_LET_GO) list[count++] = joint_card(j, e);
    }
    *ret_cards = (JointCards){ list, count };
    return OK;
}

Err page_picture(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    ArrowLink *arrows = NULL;
    PicturePage *p = ARENA_NEW(cx->arena, PicturePage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(picture_open(cx, rq, S("How it hangs together"), &j));
    size_t room = j.all.count + 1;
    Sheet s = { .j = &j, .part = ARENA_ARRAY(cx->arena, PicturePart, room),
                .of = ARENA_ARRAY(cx->arena, const Entry *, room),
                .box = ARENA_ARRAY(cx->arena, ArrowBox, room) };
    if (!s.part || !s.of || !s.box) return fail(cx, ERR_LIMIT, "request too large");
    p->form = j.form;
    p->names = episode_names(cx->arena, &j.work);
    p->keep = card_work_url(cx, rq, "/picture/versions");
    p->compare = p->keep;
    TRY(fill_groups(&s, p));
    TRY(fill_links(&s, p, &arrows));
    draw(&s, p, arrows);
    TRY(fill_rounds(&s, p, arrows));
    TRY(fill_aside(&j, &p->aside));
    TRY(picture_versions(&j, &p->versions, &p->version_count));
    view_formulation(&reply->body, p);
    return OK;
}
