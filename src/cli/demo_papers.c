/* demo_papers.c - what belongs to the beginning of the stories: texts that were signed, and
 * Maya's answers to the first questions. */
#include "demo_play.h"
#include "../base/embedded.h"
#include "../domain/intake.h"
#include "../store/paper.h"

static const EpisodeId no_episode;

static Actor actor_of(const Demo *d, const DemoWork *w, DemoWho who)
{
    if (who == CLIENT)
        return (Actor){ .practice = d->practice.id, .person = w->client.id, .capacities = CAP_CLIENT };
    const Person *staff = &d->staff[w->story->therapist];
    return (Actor){ .practice = d->practice.id, .person = staff->id, .capacities = staff->capacities };
}

/* A practice that has looked at its texts: the line that says nobody has is taken out, and what
 * was left to fill in is filled in. */
static Str finished(Ctx *cx, Str words, Str filled)
{
    Str text = paper_text(words);
    size_t from = paper_is_starting_point(text) ? str_find(text, '\n', 0) : 0;
    text = str_trim(str_slice(text, from, text.len));
    size_t gap = str_find(text, '[', 0), after = str_find(text, ']', gap);
    return paper_words(cx->arena, paper_title(words),
                       arena_printf(cx->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(text, 0, gap)),
                                    STR_ARG(gap < text.len ? filled : S("")),
                                    STR_ARG(str_slice(text, after + 1, text.len))));
}

/* Jo takes two of the texts that came with the program; a third is not looked at yet. */
Err demo_offer_texts(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    (void)event;
    const Grant *g;
    TemplateId id;
    Actor jo = { .practice = d->practice.id, .person = d->staff[DEMO_JO].id,
                 .capacities = d->staff[DEMO_JO].capacities };
    TRY(gate_enter(cx, tx, &jo, ACTION_PRACTICE_WRITE, no_episode, &g));
    for (size_t i = 0; i < embedded_papers_count; i++) {
        PaperKind kind = PAPER_OTHER;
        Str name = str_from_c(embedded_papers[i].name);
        Str words = { (const char *)embedded_papers[i].bytes, embedded_papers[i].len };
        (void)paper_kind_parse(str_slice(name, 0, str_find(name, '.', 0)), &kind);
        bool at_beginning = kind == PAPER_CONSENT || kind == PAPER_FEES;
        if (!at_beginning && kind != PAPER_TELEHEALTH) continue;
        if (kind == PAPER_FEES)
            words = S("What it costs\n\nOne session lasts 50 minutes and costs 80 pounds. The first talk costs nothing.\n\n"
                      "- We send a bill at the end of each month.\n"
                      "- If you cannot come and tell us a day before, it costs nothing.\n\n"
                      "If the money gets tight, say so. We look for a way together.");
        TRY(template_add(cx, tx, g, kind, at_beginning ? finished(cx, words, S("talking therapy"))
                         : paper_words(cx->arena, paper_title(words), paper_text(words)), &id));
        TRY(template_set(cx, tx, g, id, true, at_beginning));
    }
    return OK;
}

Err demo_put_papers(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    Templates all;
    EntryId id;
    const Grant *g;
    DemoWork *w = event->work;
    Actor actor = actor_of(d, w, THERAPIST);
    TRY(gate_enter(cx, tx, &actor, ACTION_PAPER_SEND, w->id, &g));
    TRY(template_list(cx, tx, g, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].at_intake) TRY(paper_put(cx, tx, g, w->id, &all.list[i], &id));
    return OK;
}

/* The consent is signed; what it costs some leave for later. */
Err demo_sign_papers(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    Papers all;
    const Grant *g;
    DemoWork *w = event->work;
    Actor actor = actor_of(d, w, CLIENT);
    TRY(gate_enter(cx, tx, &actor, ACTION_PAPER_SIGN, w->id, &g));
    TRY(paper_list(cx, tx, g, w->id, &all));
    for (size_t i = 0; i < all.count; i++) {
        bool later = all.list[i].kind == PAPER_FEES && w->index % 2 == 1;
        PaperAnswer said = { .act = later ? PAPER_NOT_NOW : PAPER_SIGNED,
            .name = later ? S("") : str_from_c(w->story->name),
            .words = later ? S("I want to ask about the first talk when we meet.") : S("") };
        if (w->index == 0 && all.list[i].kind == PAPER_CONSENT)
            said.drawn = S("M22 84L34 30L48 78L62 28L72 84M84 70L96 60L104 84L110 58M118 60L126 84L138 54"
                           "L124 112M150 66L160 60L168 84L172 58M190 40L194 84L214 82");
        TRY(paper_answer(cx, tx, g, w->id, &all.list[i], &said));
    }
    return OK;
}

/* --- the first questions ------------------------------------------------------------------- */

static const struct { const char *key, *words; int64_t value; } maya_said[] = {
    { "intake-1-why/why", "Everyone says I am so easy. I am tired, and nobody knows why.", 0 },
    { "intake-1-why/hope", "To say no once without lying awake over it.", 0 },
    { "intake-1-why/notice", "I would stop saying sorry to doors.", 0 },
    { "intake-2-people/people", "Elin, my sister. Sam, from work. My mother, from further away.", 0 },
    { "intake-3-taking-part/access", "A chair near the door, please.", 0 },
    { "intake-3-taking-part/interpreter", "", 0 },
    { "intake-6-before/had", "", 1 },
    { "intake-6-before/helped", "She waited when I did not know what to say.", 0 },
    { "intake-8-practical/way", "", 7 },
    { "intake-8-practical/times", "Tuesdays, before noon.", 0 },
};

Err demo_first_questions(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    MeasureSet set;
    Response r;
    const Grant *g;
    DemoWork *w = event->work;
    Actor actor = actor_of(d, w, CLIENT);
    const SessionId none = { { { 0 } } };
    TRY(gate_enter(cx, tx, &actor, ACTION_INTAKE_WRITE, w->id, &g));
    TRY(intake_set(cx, d->app->measures, &d->practice, &set));
    TRY(response_begin(cx, tx, g, w->id, none, FORM_INTAKE, &set, &r));
    for (size_t i = 0; i < sizeof maya_said / sizeof *maya_said; i++) {
        GivenAnswer given = { .key = str_from_c(maya_said[i].key), .status = STATUS_ANSWERED,
                              .value = maya_said[i].value, .note = str_from_c(maya_said[i].words) };
        TRY(answer_save(cx, tx, g, w->id, &r, &given, NULL));
    }
    return response_send(cx, tx, g, w->id, &r);
}
