/* demo_messages.c - Maya and Daniel write to each other between sessions, when Daniel reads
 * messages, and times he offers that wait for her. */
#include "demo_play.h"
#include "../domain/appointment.h"
#include "../store/entry.h"
#include "../store/person.h"

static const EpisodeId no_episode;

/* Weeks back from this one, the day of the week, the hour; five answers of Daniel's let the page count. */
const DemoSaid demo_said[] = {
    { 1, CLIENT, 4, 1, 20, 14, "I counted eleven sorries today, two of them to doors. I only wanted to tell somebody." },
    { 1, THERAPIST, 4, 2, 9, 5, "Thank you for telling me. Only counting was the whole of it, and you did it." },
    { 1, CLIENT, 4, 3, 21, 2, "Nine today. One was to the cat." },
    { 1, THERAPIST, 4, 4, 12, 40, "I would like to hear about the cat when we meet." },
    { 2, CLIENT, 3, 2, 19, 30, "The notice downstairs says the lift will be out of order next week. Is the chair near the door all the same?" },
    { 2, THERAPIST, 3, 3, 9, 20, "It is. And the small room downstairs is free at our hour, if you would rather have that." },
    { 2, CLIENT, 3, 3, 12, 10, "Downstairs, please. Thank you." },
    { 2, THERAPIST, 3, 3, 16, 45, "It is ours." },
    { 3, CLIENT, 1, 1, 18, 20, "The evening that belongs to me was Thursday. I did nothing, on purpose. It was loud at first." },
    { 3, THERAPIST, 1, 2, 9, 10, "Loud at first, and then? You need not answer here. It may wait until we meet." },
    { 3, CLIENT, 1, 3, 20, 55, "Then quiet. I will bring the rest along." },
    { 3, THERAPIST, 1, 4, 10, 30, "Good. I put two more times on the page of our sessions, for the week after. Whichever you like, or neither." },
};
const size_t demo_said_count = sizeof demo_said / sizeof *demo_said;
static const char *const titles[] = { "", "Counting", "The lift", "My evening" };

static Actor actor_of(const Demo *d, const DemoWork *w, DemoWho who)
{
    if (who == CLIENT)
        return (Actor){ .practice = d->practice.id, .person = w->client.id, .capacities = CAP_CLIENT };
    const Person *staff = &d->staff[w->story->therapist];
    return (Actor){ .practice = d->practice.id, .person = staff->id, .capacities = staff->capacities };
}

/* Monday to Friday, 09:00 to 17:00: nobody expects an answer in the evening. */
Err demo_says_hours(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    Person self;
    const Grant *g;
    Actor actor = actor_of(d, event->work, THERAPIST);
    TRY(gate_enter(cx, tx, &actor, ACTION_ACCOUNT_WRITE, no_episode, &g));
    TRY(person_self(cx, tx, g, &self));
    self.profile.read_days = 31;
    self.profile.read_from = 9 * 60;
    self.profile.read_to = 17 * 60;
    self.profile.answers_in = 2;
    return person_save(cx, tx, g, &self);
}

Err demo_says(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    EntryId id;
    DemoWork *w = event->work;
    const DemoSaid *said = &demo_said[event->n];
    Actor actor = actor_of(d, w, said->who), other = actor_of(d, w, said->who == CLIENT ? THERAPIST : CLIENT);
    EntryId *thread = &w->entry[said->thread];        /* keys of acts are letters: these are free */
    TRY(gate_enter(cx, tx, &actor, ACTION_MESSAGE_WRITE, w->id, &g));
    if (uuid_is_zero(thread->u)) {
        EntryNew begun = { .kind = ENTRY_THREAD, .owner = actor.person, .text = str_from_c(titles[said->thread]) };
        TRY(entry_add(cx, tx, g, w->id, &begun, thread));
        TRY(entry_share(cx, tx, g, w->id, *thread, ENTRY_READ_BY_CHOSEN, &other.person, 1));
    }
    EntryNew message = { .kind = ENTRY_MESSAGE, .parent = *thread, .owner = actor.person, .text = str_from_c(said->text) };
    return entry_add(cx, tx, g, w->id, &message, &id);
}

Err demo_offers_times(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    const Grant *g;
    EntryId offer, id;
    DemoWork *w = event->work;
    Actor actor = actor_of(d, w, THERAPIST);
    const int64_t day_ms = 24 * 60 * 60 * 1000, first_ms = w->start_ms[w->story->meeting_count - 1];
    const int64_t times[] = { first_ms + 14 * day_ms, first_ms + 16 * day_ms + 3 * 60 * 60 * 1000 };
    TRY(gate_enter(cx, tx, &actor, ACTION_APPOINTMENT_OFFER, w->id, &g));
    EntryNew fresh = { .kind = ENTRY_TIMES, .owner = actor.person, .due_ms = times[1],
                       .text = S("For the time after. If neither suits, offer me one of yours.") };
    TRY(entry_add(cx, tx, g, w->id, &fresh, &offer));
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        EntryNew time = { .kind = ENTRY_TIME, .parent = offer, .owner = actor.person, .due_ms = times[i],
                          .minutes = APPOINTMENT_MINUTES_USUAL, .text = S("Room 4") };
        TRY(entry_add(cx, tx, g, w->id, &time, &id));
    }
    return OK;
}
