/* demo_daniel.c - the invented people who work with Daniel Osei.  Telephone numbers are those
 * reserved for stories. */
#include "demo.h"

/* --- Maya: steady ------------------------------------------------------------------------ */

static const DemoMeeting maya_meetings[] = {
    { -12, "ended", 1570, "3434", "221221120", "2212211", "", "4443440", "4444440" },
    { -10, "ended", 1310, "4444", "221221120", "2212211", "24", "4544440", "4444340" },
    { -8, "ended", 2890, "3334", "221121120", "2211211", "23", "4444440", "4443440" },
    { -6, "ended", 1500, "5445", "211221110", "1212111", "35", "5544540", "4544440" },
    { -4, "ended", 1640, "5455", "211211110", "1112211", "45", "5544550", "5544440" },
    { -2, "ended", 4210, "5556", "111211110", "1111211", "46", "5545540", "5544540" },
    { 0, "planned", 0, NULL, NULL, NULL, NULL, NULL, NULL },
};

static const DemoAct maya_acts[] = {
    TOPIC(1, 3 * DAY, CLIENT, 'a', 20, "Why I came: I am tired of being the easy one"),
    TOPIC(1, 4 * DAY, THERAPIST, 'b', 10, "How we want to work, and what you would like me to know"),
    NOW(1, 2, CLIENT, 'a', ENTRY_CURRENT),
    VOICE(1, 14, CLIENT, "Everyone says I am so easy to be with. I go home and sleep for twelve hours."),
    VOICE(1, 19, THERAPIST, "I hear a lot of work in that ease, and nobody who sees the work."),
    SENTENCE(1, 26, THERAPIST, 'c', "Being easy is work, and it is tiring to do it unseen."),
    SAY_YES(1, 28, CLIENT, 'c'),
    GOAL(1, 36, CLIENT, '1', "Stop saying sorry all the time."),
    GOAL(1, 39, CLIENT, '2', "Have one evening a week that belongs to nobody but me."),
    SAY_YES(1, 41, THERAPIST, '2'),
    NOW(1, 43, THERAPIST, 'b', ENTRY_CURRENT),
    TAKEAWAY(1, 46, CLIENT, 'd', "I am allowed to be tired."),
    STEP(1, 48, CLIENT, 'e', ENTRY_FOR_ME, "Count the sorries on one ordinary day. Only count."),
    TOPIC(2, 6 * DAY, CLIENT, 'f', 15, "The day of counting: thirty-one"),
    NOW(2, 1, THERAPIST, 'f', ENTRY_CURRENT),
    WENT(2, 4, CLIENT, 'e', "Thirty-one before lunch, and two of them to a door."),
    NOW(2, 5, CLIENT, 'e', ENTRY_DONE),
    VOICE(2, 17, CLIENT, "It comes out before I know what I would be sorry for."),
    MARKER(2, 24, CLIENT, MARK_INSIGHT, "The sorry is faster than the thought."),
    TAKEAWAY(2, 44, CLIENT, 'g', "I noticed. That was the whole task, and I did it."),
    STEP(2, 47, CLIENT, 'h', ENTRY_FOR_ME, "Write down one moment when I did not say it."),
    TOPIC(3, 8 * DAY, THERAPIST, 'i', 0, "It looked like a hard fortnight. Shall we start there?"),
    TOPIC(3, 9 * DAY, CLIENT, 'j', 10, "My sister’s wedding list"),
    NOW(3, 2, THERAPIST, 'i', ENTRY_CURRENT),
    VOICE(3, 12, CLIENT, "I said yes to the flowers, the cars and the speech. Then I cried in the car park."),
    VOICE(3, 18, THERAPIST, "Three yeses to her, and none left over for you."),
    NOW(3, 22, CLIENT, 'j', ENTRY_CURRENT),
    SENTENCE(3, 30, CLIENT, 'k', "I say yes so that nobody has to be disappointed in front of me."),
    WORD(3, 34, THERAPIST, 'k', "Yes is how I make sure nobody is disappointed in front of me."),
    SAY_YES(3, 36, CLIENT, 'k'),
    MARKER(3, 38, CLIENT, MARK_FEELING, "Angry. I do not say that often."),
    WENT(3, 40, CLIENT, 'h', "On the phone with the bank. It felt rude for about an hour, and then fine."),
    NOW(3, 41, CLIENT, 'h', ENTRY_DONE),
    STEP(3, 47, CLIENT, 'l', ENTRY_FOR_ME, "Tell Elin I can do one of the three things, and let her choose which."),
    TOPIC(4, 5 * DAY, CLIENT, 'm', 0, "I told Elin. She was fine. I was not."),
    NOW(4, 1, CLIENT, 'm', ENTRY_CURRENT),
    WENT(4, 6, CLIENT, 'l', "She picked the flowers and said thanks. I waited for the catch all weekend."),
    NOW(4, 7, CLIENT, 'l', ENTRY_DONE),
    VOICE(4, 15, CLIENT, "I had prepared for a storm, and then there was no storm, and I did not know what to do with my hands."),
    MARKER(4, 28, THERAPIST, MARK_STRENGTH, "You let her choose, and did not take it back when it went quiet."),
    MARKER(4, 33, CLIENT, MARK_NEW_THOUGHT, "Maybe quiet is not the same as angry."),
    TAKEAWAY(4, 46, CLIENT, 'n', "No storm came."),
    TOPIC(5, 7 * DAY, CLIENT, 'o', 20, "Asking for the Friday off"),
    TOPIC(5, 10 * DAY, THERAPIST, 'p', 10, "Half-way look: is this still what you want from our hours?"),
    NOW(5, 2, THERAPIST, 'o', ENTRY_CURRENT),
    VOICE(5, 11, CLIENT, "I wrote the mail four times. The version I sent had one sentence and no sorry in it."),
    NOW(5, 25, CLIENT, 'p', ENTRY_CURRENT),
    VOICE(5, 29, CLIENT, "It is the only hour where I do not watch your face to see how I am doing."),
    VOICE(5, 33, THERAPIST, "I am glad you told me. I had wondered whether I talk too much at the end."),
    MARKER(5, 37, CLIENT, MARK_HONEST_REFLECTION, "I do it too: I stop listening when I am busy being nice."),
    STEP(5, 46, CLIENT, 'q', ENTRY_FOR_ME, "Keep Wednesday evening. Phone in the drawer."),
    TOPIC(6, 4 * DAY, CLIENT, 'r', 15, "Sundays"),
    TOPIC(6, 9 * DAY, CLIENT, 's', 5, "New time in December?"),
    NOW(6, 2, CLIENT, 'r', ENTRY_CURRENT),
    WENT(6, 5, CLIENT, 'q', "Two Wednesdays out of two. I baked badly and ate it all."),
    NOW(6, 6, CLIENT, 'q', ENTRY_DONE),
    VOICE(6, 14, CLIENT, "By four o’clock on Sunday I am already at my desk in my head."),
    VOICE(6, 21, THERAPIST, "I noticed your shoulders when you said “Monday”."),
    MARKER(6, 26, CLIENT, MARK_NEW_THOUGHT, "The week has not decided anything yet. I have."),
    SENTENCE(6, 31, THERAPIST, 't', "Sundays are hardest, because by then the week ahead feels decided by other people."),
    NOW(6, 38, THERAPIST, 's', ENTRY_CURRENT),
    TAKEAWAY(6, 43, CLIENT, 'u', "Wait one breath before saying yes."),
    TAKEAWAY(6, 44, THERAPIST, 'v', "The knot in my stomach is information, not a fault."),
    NOW(6, 46, CLIENT, 'v', ENTRY_ACCEPTED),
    STEP(6, 47, CLIENT, 'w', ENTRY_FOR_ME, "On Sunday at four, write down whose plans are in my head."),
    STEP(6, 48, THERAPIST, 'x', ENTRY_FOR_ME, "Bring the Sunday sheet."),
    WORD(6, 49, THERAPIST, '1', "Say what I need at work, before I decide whether to apologise."),
    TOPIC(7, 5 * DAY, THERAPIST, 'y', 15, "How Sunday evening went"),
    TOPIC(7, 8 * DAY + 740, CLIENT, 'z', 20, "The phone call with my sister"),
    LOOKS(7, 9 * DAY, CLIENT, ACTION_LOG_READ),
};

static const DemoNote maya_notes[] = {
    { 1, "tandem-life/close", "Close to everyone, apparently. It does not feel like it." },
    { 3, "tandem-life/overall", "The wedding list." },
    { 4, "phq-9/phq3", "Better on the nights I put the phone in the kitchen." },
    { 6, "tandem-life/overall", "A good fortnight, apart from Sundays." },
};

const DemoStory demo_maya = {
    .name = "Maya Lindqvist", .called = "Maya", .pronouns = "she/her", .email = "maya@demo.example",
    .phone = "07700 900127",
    .identity = "I grew up between two languages. I go quiet before I go angry.",
    .what = "client: steady; a check-in is due before session 7", .therapist = DEMO_DANIEL,
    .anchor = 2, .hour = 10, .minute = 30, .place = "Room 4", .weeks_before = 1,
    .meeting = maya_meetings, .meeting_count = COUNT_OF(maya_meetings),
    .act = maya_acts, .act_count = COUNT_OF(maya_acts),
    .note = maya_notes, .note_count = COUNT_OF(maya_notes),
};

/* --- Amina: something came between them after session 4 ------------------------------------- */

static const DemoMeeting amina_meetings[] = {
    { -4, "ended", 900, "3333", "222221220", "2221221", "", "4444440", "4444440" },
    { -3, "ended", 980, "4444", "221221120", "2221211", "24", "5544540", "4544440" },
    { -2, "ended", 860, "5455", "211211120", "2221111", "35", "5545540", "5544540" },
    { -1, "ended", 1010, "5555", "211211120", "1221111", "45", "2243332", "4444440" },
    { 0, "planned", 0, NULL, NULL, NULL, NULL, NULL, NULL },
};

static const DemoAct amina_acts[] = {
    TOPIC(1, 2 * DAY, CLIENT, 'a', 0, "Nights at the hospital, days at my mother’s"),
    NOW(1, 2, THERAPIST, 'a', ENTRY_CURRENT),
    VOICE(1, 10, CLIENT, "I look after people for money, and then I look after people for love, and there is no third shift."),
    VOICE(1, 15, THERAPIST, "There is no shift in which somebody looks after you."),
    GOAL(1, 33, CLIENT, '1', "Sleep six hours on the days after nights."),
    SAY_YES(1, 34, THERAPIST, '1'),
    GOAL(1, 37, CLIENT, '2', "Say to my brother what I need from him, once, in plain words."),
    SAY_YES(1, 38, THERAPIST, '2'),
    TAKEAWAY(1, 46, CLIENT, 'b', "Tired is a reason."),
    STEP(1, 48, CLIENT, 'c', ENTRY_FOR_ME, "Ear plugs and the blackout blind, before anything clever."),
    TOPIC(2, 4 * DAY, CLIENT, 'd', 15, "The conversation I keep having with my brother in my head"),
    NOW(2, 1, CLIENT, 'd', ENTRY_CURRENT),
    WENT(2, 3, CLIENT, 'c', "The blind is up. Five hours, twice. I would have laughed at you if you had promised it."),
    NOW(2, 4, CLIENT, 'c', ENTRY_DONE),
    VOICE(2, 13, CLIENT, "In my head I am brilliant. On the phone I say: all fine here."),
    SENTENCE(2, 27, CLIENT, 'e', "“All fine here” keeps the peace, and keeps me alone with it."),
    SAY_YES(2, 29, THERAPIST, 'e'),
    MARKER(2, 35, THERAPIST, MARK_STRENGTH, "You said it as it is, and did not soften it for me."),
    STEP(2, 47, CLIENT, 'f', ENTRY_FOR_ME, "Write the two sentences for him. Not send. Only write."),
    TOPIC(3, 3 * DAY, THERAPIST, 'g', 10, "The two sentences, if you want to show them"),
    NOW(3, 2, CLIENT, 'g', ENTRY_CURRENT),
    WENT(3, 5, CLIENT, 'f', "Written on the back of a drug chart. It is in my bag, not in his inbox."),
    VOICE(3, 16, CLIENT, "I need you to take Mum on Sundays. That is sentence one. There is no sentence two."),
    MARKER(3, 22, CLIENT, MARK_INSIGHT, "Sentence two was an apology. I crossed it out."),
    TAKEAWAY(3, 45, CLIENT, 'h', "One sentence is enough."),
    STEP(3, 47, CLIENT, 'i', ENTRY_FOR_ME, "Send it on a morning, not after a night."),
    TOPIC(4, 2 * DAY, CLIENT, 'j', 0, "I have not sent it"),
    TOPIC(4, 5 * DAY, THERAPIST, 'k', 10, "Planning the week of nights"),
    NOW(4, 1, THERAPIST, 'j', ENTRY_CURRENT),
    VOICE(4, 9, CLIENT, "I know you will say it is avoidance."),
    VOICE(4, 13, THERAPIST, "I asked what got in the way. I think I asked it three times."),
    NOW(4, 24, THERAPIST, 'k', ENTRY_CURRENT),
    TAKEAWAY(4, 44, THERAPIST, 'l', "Choose a morning and put it in the calendar."),
    NOW(4, 46, CLIENT, 'l', ENTRY_DECLINED),
    TOPIC(5, 2 * DAY + 240, CLIENT, 'm', 0, "Mum has a hospital date"),
};

static const DemoNote amina_notes[] = {
    { 1, "phq-9/phq3", "After nights I do not sleep, I switch off." },
    { 3, "tandem-life/everyday", "Five hours, three times this week." },
};

const DemoStory demo_amina = {
    .name = "Amina Rahman", .called = "Amina", .pronouns = "she/her", .email = "amina@demo.example",
    .phone = "07700 900148",
    .identity = "Please do not ring before two in the afternoon when I am on nights.",
    .what = "client: something felt off after session 4", .therapist = DEMO_DANIEL, .anchor = 1,
    .hour = 16, .minute = 30, .place = "Room 4", .weeks_before = 1,
    .felt_off = "I left feeling told off. As if not sending it was homework I had not done.",
    .felt_off_meeting = 4,
    .meeting = amina_meetings, .meeting_count = COUNT_OF(amina_meetings),
    .act = amina_acts, .act_count = COUNT_OF(amina_acts),
    .note = amina_notes, .note_count = COUNT_OF(amina_notes),
};

/* --- Ruth: below every cut-off, and still with something to settle ----------------------------- */

static const DemoMeeting ruth_meetings[] = {
    { -8, "ended", 2100, "5556", "110111010", "1110010", "", "4454440", "4444440" },
    { -6, "ended", 1990, "5656", "110111000", "1110000", "3", "4454540", "4454440" },
    { -4, "ended", 2240, "6556", "1101-1000", "1010010", "5", "5554540", "4454540" },
    { -2, "ended", 2050, "6656", "100111000", "1010000", "6", "5555540", "5454540" },
    { 0, "planned", 900, "66", "1000", "", "", NULL, NULL },
};

static const DemoAct ruth_acts[] = {
    TOPIC(1, 2 * DAY, CLIENT, 'a', 0, "The house, and whether I am allowed to leave it"),
    NOW(1, 3, CLIENT, 'a', ENTRY_CURRENT),
    VOICE(1, 12, CLIENT, "I am not ill. I am seventy-one and there are eleven rooms and one of me."),
    VOICE(1, 20, THERAPIST, "It sounds as if the house still asks after Leo, every time a door sticks."),
    GOAL(1, 35, CLIENT, '1', "Decide about the house by the summer, and know why I decided it."),
    SAY_YES(1, 37, THERAPIST, '1'),
    TAKEAWAY(1, 47, CLIENT, 'b', "I need not be unwell to be here."),
    STEP(1, 48, CLIENT, 'c', ENTRY_FOR_ME, "Sit in each room for ten minutes, and write one line."),
    TOPIC(2, 7 * DAY, CLIENT, 'd', 20, "Eleven lines"),
    NOW(2, 1, THERAPIST, 'd', ENTRY_CURRENT),
    WENT(2, 4, CLIENT, 'c', "Nine rooms. I did not go into the study, and I know what that means."),
    NOW(2, 5, CLIENT, 'c', ENTRY_DONE),
    VOICE(2, 18, CLIENT, "The kitchen line is: this is where we were ordinary."),
    MARKER(2, 23, CLIENT, MARK_FEELING, "I miss being ordinary with someone."),
    SENTENCE(2, 33, CLIENT, 'e', "I am not deciding about a house; I am deciding how to go on being Leo’s wife."),
    SAY_YES(2, 35, THERAPIST, 'e'),
    STEP(2, 46, CLIENT, 'f', ENTRY_FOR_ME, "The study, with Hanna on the phone."),
    TOPIC(3, 6 * DAY, CLIENT, 'g', 15, "The study"),
    NOW(3, 2, CLIENT, 'g', ENTRY_CURRENT),
    WENT(3, 6, CLIENT, 'f', "We were in there three hours. We laughed about the tax folders."),
    NOW(3, 7, CLIENT, 'f', ENTRY_DONE),
    MARKER(3, 21, THERAPIST, MARK_STRENGTH, "You asked your daughter to come along, instead of sparing her."),
    TAKEAWAY(3, 45, CLIENT, 'h', "Hanna misses him too. We can do that in one room."),
    TOPIC(4, 9 * DAY, CLIENT, 'i', 0, "Telling my son I may sell"),
    NOW(4, 1, CLIENT, 'i', ENTRY_CURRENT),
    VOICE(4, 14, CLIENT, "He said, do what you want, in the voice that means the opposite."),
    VOICE(4, 19, THERAPIST, "I wonder whether he needs to be asked what he will lose."),
    MARKER(4, 28, CLIENT, MARK_NEW_THOUGHT, "I announced it. I did not ask him."),
    STEP(4, 47, CLIENT, 'j', ENTRY_FOR_ME, "Ask Jonathan what he would take with him from the house."),
    TOPIC(5, 8 * DAY, CLIENT, 'k', 20, "What Jonathan said"),
};

static const DemoNote ruth_notes[] = {
    { 1, "phq-9/phq3", "I have woken at five since I was forty. I read." },
    { 4, "tandem-life/close", "Hanna rings on Wednesdays now." },
};

const DemoStory demo_ruth = {
    .name = "Ruth Feldman", .called = "Mrs Feldman", .pronouns = "she/her", .email = "ruth@demo.example",
    .phone = "020 7946 0182",
    .what = "client: below every cut-off; a check-in half answered", .therapist = DEMO_DANIEL,
    .anchor = 1, .hour = 11, .minute = 40, .place = "Room 4", .weeks_before = 1, .answering = 6,
    .meeting = ruth_meetings, .meeting_count = COUNT_OF(ruth_meetings),
    .act = ruth_acts, .act_count = COUNT_OF(ruth_acts),
    .note = ruth_notes, .note_count = COUNT_OF(ruth_notes),
};

/* --- Jordan: a safety answer this morning --------------------------------------------------------- */

static const DemoMeeting jordan_meetings[] = {
    { -8, "ended", 1120, "4345", "112111110", "1111110", "", "4444440", "4444440" },
    { -7, "ended", 1080, "4445", "112111110", "1111110", "34", "4544440", "4444440" },
    { -6, "ended", 1190, "5445", "111111110", "1111110", "45", "4544540", "4544440" },
    { -5, "ended", 1060, "5455", "111110110", "1111010", "46", "5544540", "4544540" },
    { -4, "ended", 1150, "4444", "112111110", "1111110", "45", "5544540", "4544440" },
    { -3, "ended", 1010, "4344", "112112110", "1111110", "34", "4544541", "4544440" },
    { -2, "ended", 970, "3333", "212112110", "1111110", "34", "5544540", "4444440" },
    { -1, "ended", 940, "3233", "212122110", "1111110", "33", "5544540", "5544440" },
    { 0, "planned", 0, "2222", "222122121", "1112110", "32", NULL, NULL },
};

static const DemoAct jordan_acts[] = {
    TOPIC(1, DAY, CLIENT, 'a', 0, "Third year of a degree I picked at seventeen"),
    NOW(1, 2, CLIENT, 'a', ENTRY_CURRENT),
    VOICE(1, 13, CLIENT, "Everyone in the flat has a five-year plan. I have a library fine."),
    GOAL(1, 32, CLIENT, '1', "Hand in the methods chapter, good or not."),
    SAY_YES(1, 33, THERAPIST, '1'),
    GOAL(1, 36, CLIENT, '2', "Answer messages from friends within a day, even if it is one line."),
    SAY_YES(1, 37, THERAPIST, '2'),
    STEP(1, 47, CLIENT, 'b', ENTRY_FOR_ME, "Open the chapter for ten minutes. Close it after ten minutes."),
    WENT(2, 3, CLIENT, 'b', "Ten minutes, four times. Wrote two lines and deleted one."),
    NOW(2, 4, CLIENT, 'b', ENTRY_DONE),
    VOICE(2, 16, CLIENT, "When I open it I hear my tutor say “ambitious”."),
    MARKER(2, 25, CLIENT, MARK_INSIGHT, "I am not lazy. I am frightened of the comments."),
    TAKEAWAY(2, 45, CLIENT, 'c', "Frightened is something you can work with."),
    TOPIC(3, 3 * DAY, THERAPIST, 'd', 10, "What the comments say in your head, word by word"),
    NOW(3, 5, THERAPIST, 'd', ENTRY_CURRENT),
    SENTENCE(3, 24, THERAPIST, 'e', "The comments in my head are harsher than any I ever got on paper."),
    SAY_YES(3, 26, CLIENT, 'e'),
    STEP(3, 46, CLIENT, 'f', ENTRY_FOR_ME, "Send two pages to Priya, not to the tutor."),
    WENT(4, 4, CLIENT, 'f', "She wrote back “this is fine?? keep going”. With two question marks."),
    NOW(4, 5, CLIENT, 'f', ENTRY_DONE),
    MARKER(4, 22, THERAPIST, MARK_STRENGTH, "You let a friend see something unfinished."),
    TOPIC(6, 4 * DAY, CLIENT, 'g', 0, "It is getting dark at four and so am I"),
    NOW(6, 1, CLIENT, 'g', ENTRY_CURRENT),
    VOICE(6, 12, CLIENT, "I stopped going to the kitchen when the others are in it."),
    VOICE(6, 18, THERAPIST, "I would like to hear more about the dark, and not hurry you out of it."),
    STEP(6, 47, CLIENT, 'h', ENTRY_FOR_ME, "Eat with someone twice this week."),
    TURN(7, 5 * DAY + 360, CLIENT, SIGNAL_CUT_OFF, STEP_EVENTS,
         "Evenings are long, and the others go out. Nothing happened. That is the trouble with it."),
    TURN(7, 6 * DAY - 200, THERAPIST, SIGNAL_CUT_OFF, STEP_PLAN,
         "Let us look at the evenings before the chapter, and ask your GP about the tiredness."),
    WENT(7, 5, CLIENT, 'h', "Once. Sam made dal and did not ask anything, which was right."),
    TURN(8, 2 * DAY, CLIENT, SIGNAL_CUT_OFF, STEP_PLAN,
         "I will ring the surgery on Monday. You help me with the letter to the department."),
    CLOSES(8, 40, THERAPIST, SIGNAL_CUT_OFF),
    VOICE(8, 14, CLIENT, "I am so tired of being a thing that has to be fixed."),
    VOICE(8, 20, THERAPIST, "Then let us not fix anything for half an hour."),
    MARKER(8, 29, CLIENT, MARK_FEELING, "Sad, but less alone with it than on the bus."),
    TAKEAWAY(8, 45, CLIENT, 'i', "I can be low and still be in the room."),
    STEP(8, 47, THERAPIST, 'j', ENTRY_FOR_ME, "Ask about the GP appointment, and help with the letter."),
};

static const DemoNote jordan_notes[] = {
    { 6, "phq-9/phq2", "Mostly evenings." },
    { 9, "tandem-life/close", "Sam is around. I do not want to be a burden to Sam." },
};

const DemoStory demo_jordan = {
    .name = "Jordan Pryce", .called = "Jordan", .pronouns = "they/them", .email = "jordan@demo.example",
    .phone = "07700 900163",
    .what = "client: a safety answer that nobody has opened yet", .therapist = DEMO_DANIEL,
    .anchor = 0, .hour = 15, .minute = 0, .place = "Room 4", .weeks_before = 1, .fresh = true,
    .risk_note = "It is more like wishing everything would stop for a while. I am at home, and Sam "
                 "is in the next room. I would like to talk about it when we meet.",
    .meeting = jordan_meetings, .meeting_count = COUNT_OF(jordan_meetings),
    .act = jordan_acts, .act_count = COUNT_OF(jordan_acts),
    .note = jordan_notes, .note_count = COUNT_OF(jordan_notes),
};
