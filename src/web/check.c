/* check.c - what one understood of the other's words, beside them and on the home page. */
#include "cards.h"
#include "joint.h"
#include "../domain/check.h"

static Str answer_said(EntryAnswer answer)
{
    switch (answer) {
    case ENTRY_ANSWER_YES: return S("said: yes, that is it");
    case ENTRY_ANSWER_PARTLY: return S("said: partly");
    case ENTRY_ANSWER_NO: return S("said: no, not that");
    case ENTRY_ANSWER_NOT_NOW: return S("said: not now");
    case ENTRY_ANSWER_KEEP_BOTH:
    case ENTRY_ANSWER_WENT:
    case ENTRY_ANSWER_NONE: break;
    }
    return S("");
}

/* Answers to the words that stand; those to earlier tries are in the history. */
static void fill_said(const Joint *j, const Entry *check, JointCheck *k)
{
    JointWords *list = ARENA_ARRAY(j->cx->arena, JointWords, check->said_count);
    for (size_t i = 0; list && i < check->said_count; i++) {
        const EntrySaid *s = &check->said[i];
        if (s->version != check->version) continue;
        Str who = card_who(j->rq, &j->work, s->person), said = answer_said(s->answer);
        list[k->said_count++] = (JointWords){ .text = s->words,
            .who = arena_printf(j->cx->arena, STR_FMT " " STR_FMT, STR_ARG(who), STR_ARG(said)),
            .when = time_say_short(j->cx->arena, j->rq->practice->zone, s->at_ms) };
    }
    k->said = list;
}

static JointCheck check_card(const Joint *j, const Entry *about, const Entry *check)
{
    Arena *a = j->cx->arena;
    PersonId self = j->rq->actor.person;
    bool own = uuid_eq(check->author.u, self.u);
    Str id = uuid_str(a, check->id.u), who = card_who(j->rq, &j->work, check->author);
    CheckState state = check_state(check, about->author);
    JointCheck k = { .id = arena_join(a, S("e-"), id), .who = who, .text = entry_text(check),
        .asks = own ? S("What you understood")
                    : arena_printf(a, STR_FMT " asks: did I understand you right?", STR_ARG(who)),
        .voice = card_voice(&j->work, check->author), .state = check_state_say(state),
        .unchecked = state == CHECK_UNCHECKED, .right = state == CHECK_RIGHT,
        .waits = check_waits_for(check, about->author, self),
        .asked = !own && entry_may_answer(check, self, ENTRY_ANSWER_YES)
              && (uuid_eq(about->author.u, self.u) || uuid_eq(about->author.u, check->author.u)),
        .may_word = entry_may_word(check, self), .version = check->version,
        .act = arena_printf(a, "/work/" STR_FMT "/joint/" STR_FMT,
                            STR_ARG(req_path(j->rq, "episode")), STR_ARG(id)),
        .has_history = check->version > 1 || check->said_count > 1 };
    k.history = url_local(k.act);
    fill_said(j, check, &k);
    return k;
}

void joint_checks(const Joint *j, const Entry *about, JointCard *card)
{
    size_t count = 0, at = 0;
    JointCheck *list = ARENA_ARRAY(j->cx->arena, JointCheck, j->all.count);
    for (const Entry *e; list && (e = joint_next(j, ENTRY_CHECK, about->id, &at));)
        list[count++] = check_card(j, about, e);
    card->checks = list;
    card->check_count = count;
    card->may_check = entry_may_stand(ENTRY_CHECK, about->kind, S(""))
                   && about->state != ENTRY_WITHDRAWN
                   && !uuid_eq(about->author.u, j->rq->actor.person.u);
}

/* --- on the home page --------------------------------------------------------------------- */

enum { WAITING_SHOWN = 3 };

static Err waiting_line(Ctx *cx, Req *rq, const Episode *work, const Entry *check, TalkLine *ret_line)
{
    Url place;
    Str who = card_who(rq, work, check->author);
    TRY(joint_place(cx, rq, check, &place));
    *ret_line = (TalkLine){ .text = entry_text(check), .url = place,
        .title = arena_printf(cx->arena, STR_FMT " understood", STR_ARG(who)),
        .button = arena_printf(cx->arena, "Say whether " STR_FMT " understood you", STR_ARG(who)) };
    return OK;
}

Err cards_checks(Ctx *cx, Req *rq, const Episode *work, const Entries *all, TalkLine **ret_list,
                 size_t *ret_count)
{
    Entry about;
    size_t count = 0;
    PersonId self = rq->actor.person;
    EpisodeId e = req_episode(rq);
    TalkLine *list = ARENA_ARRAY(cx->arena, TalkLine, WAITING_SHOWN);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = all->count; i-- > 0 && count < WAITING_SHOWN;) {
        const Entry *check = &all->list[i];
        if (check->kind != ENTRY_CHECK || !check_waits_for(check, check->author, self)) continue;     /* answered, or one's own */
        TRY(entry_load(cx, rq->tx, rq->grant, e, check->parent, &about));
        if (check_waits_for(check, about.author, self))
            TRY(waiting_line(cx, rq, work, check, &list[count++]));
    }
    *ret_list = list;
    *ret_count = count;
    return OK;
}
