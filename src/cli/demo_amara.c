/* demo_amara.c - the invented people who work with Amara Lindgren. */
#include "demo.h"
#include "../domain/release.h"

/* --- Thandeka: invited, first meeting tomorrow ---------------------------------------------- */

static const DemoMeeting thandeka_meetings[] = {
    { 0, "planned", 0, NULL, NULL, NULL, NULL, NULL, NULL },
};

static const DemoAct thandeka_acts[] = {
    TOPIC(1, DAY, THERAPIST, 'a', 20, "What made you write to us, in your own order"),
    TOPIC(1, DAY + 3, THERAPIST, 'b', 10, "What you would like to know about me and about this place"),
};

const DemoStory demo_thandeka = {
    .name = "Thandeka Nkosi", .called = "Thandeka", .pronouns = "", .email = "thandeka@demo.example",
    .what = "invited: first session tomorrow", .therapist = DEMO_AMARA, .anchor = 1, .hour = 9,
    .minute = 30, .place = "Room 2", .weeks_before = 1, .invited_only = true,
    .meeting = thandeka_meetings, .meeting_count = COUNT_OF(thandeka_meetings),
    .act = thandeka_acts, .act_count = COUNT_OF(thandeka_acts),
};

/* --- Tomasz: the change they hoped for has not come yet ----------------------------------------- */

static const DemoMeeting tomasz_meetings[] = {
    { -10, "ended", 1400, "3233", "222222220", "1211110", "", "4443340", "4444340" },
    { -9, "ended", 1380, "3333", "222222220", "1211110", "22", "4443340", "4443340" },
    { -8, "ended", 1450, "4333", "222221220", "1211110", "32", "4444340", "4443340" },
    { -7, "ended", 1420, "3333", "222222220", "1111110", "32", "4443340", "4443340" },
    { -5, "ended", 1390, "3323", "222222220", "1211110", "22", "4443340", "4443330" },
    { -4, "ended", 1410, "3233", "222222320", "1211110", "32", "4443330", "4443330" },
    { -3, "ended", 1460, "3332", "222222320", "1211110", "22", "4443330", "4443340" },
    { -2, "ended", 1440, "2232", "232222320", "1211110", "22", "4543340", "4444340" },
    { -1, "ended", 1400, "3232", "232222320", "1211110", "32", "4543340", "4444340" },
    { 0, "planned", 0, NULL, NULL, NULL, NULL, NULL, NULL },
};

static const DemoAct tomasz_acts[] = {
    TOPIC(1, 2 * DAY, CLIENT, 'a', 0, "Twenty-six years of buses, then a letter"),
    NOW(1, 2, CLIENT, 'a', ENTRY_CURRENT),
    VOICE(1, 11, CLIENT, "I can hear from the pavement what is wrong with an engine. Nobody needs that now."),
    VOICE(1, 17, THERAPIST, "You lost the job, and with it the place where you were the one who knew."),
    GOAL(1, 34, CLIENT, '1', "Get up before eight on weekdays."),
    SAY_YES(1, 35, THERAPIST, '1'),
    GOAL(1, 38, CLIENT, '2', "Be somebody my grandson can ask."),
    SAY_YES(1, 39, THERAPIST, '2'),
    STEP(1, 47, CLIENT, 'b', ENTRY_FOR_ME, "Walk to the depot and back on Tuesday."),
    WENT(2, 4, CLIENT, 'b', "I went as far as the corner. From there you see the gate."),
    VOICE(2, 15, CLIENT, "They have new boys now. They plug a laptop in and wait."),
    TAKEAWAY(2, 46, CLIENT, 'c', "The corner was far enough for one week."),
    TOPIC(3, 3 * DAY, THERAPIST, 'd', 0, "Mornings: what they were, what they are"),
    NOW(3, 1, CLIENT, 'd', ENTRY_CURRENT),
    VOICE(3, 19, CLIENT, "At five I was already useful. Now at ten I am still in the way."),
    SENTENCE(3, 30, THERAPIST, 'e', "It is not the hours that are missing, it is being needed in them."),
    SAY_YES(3, 32, CLIENT, 'e'),
    STEP(3, 47, CLIENT, 'f', ENTRY_FOR_ME, "Show Kuba how a gearbox works, with the old one in the shed."),
    WENT(4, 5, CLIENT, 'f', "He stayed an hour. Then he wanted his tablet. I understand that."),
    NOW(4, 6, CLIENT, 'f', ENTRY_DONE),
    MARKER(4, 21, CLIENT, MARK_FEELING, "For one hour I was not heavy."),
    TOPIC(6, 2 * DAY, CLIENT, 'g', 0, "It does not go forward"),
    NOW(6, 2, CLIENT, 'g', ENTRY_CURRENT),
    VOICE(6, 12, CLIENT, "I do what we say. It is like pushing a bus with the brake on."),
    VOICE(6, 17, THERAPIST, "I am grateful that you say it. I have been wondering about the brake too."),
    MARKER(6, 26, CLIENT, MARK_HONEST_REFLECTION, "I say I am fine to Basia, and then I am angry that she believes it."),
    STEP(6, 47, THERAPIST, 'h', ENTRY_FOR_ME, "Bring this to supervision, with your leave, and tell you what came of it."),
    TURN(7, 2 * DAY + 300, THERAPIST, SIGNAL_NO_CHANGE_YET, STEP_SUPPORT,
         "Mornings have nobody in them until Basia is back at two. I had not asked about that before."),
    TURN(7, 3 * DAY + 80, CLIENT, SIGNAL_NO_CHANGE_YET, STEP_MOTIVATION,
         "I come because it is the one hour somebody waits for me. That is not nothing."),
    WENT(7, 3, THERAPIST, 'h', "Helen asked whether we have looked at the sleep and at the GP. We had not."),
    NOW(7, 4, THERAPIST, 'h', ENTRY_DONE),
    TOPIC(8, 4 * DAY, THERAPIST, 'i', 15, "Is this the right kind of help, and how would we know?"),
    NOW(8, 2, THERAPIST, 'i', ENTRY_CURRENT),
    VOICE(8, 18, CLIENT, "I would rather mend something with you than talk about what is broken."),
    SENTENCE(8, 30, CLIENT, 'j', "Talking is not the tool for everything."),
    TURN(9, DAY + 200, THERAPIST, SIGNAL_NO_CHANGE_YET, STEP_PLAN,
         "Something with your hands, not only talk; and a letter to your GP about the sleep."),
    TAKEAWAY(9, 45, CLIENT, 'k', "I told Basia. She had known since spring."),
    STEP(9, 47, CLIENT, 'l', ENTRY_FOR_US, "Ask at the repair café whether they need an old mechanic."),
    NOW(9, 48, THERAPIST, 'l', ENTRY_ACCEPTED),
    TOPIC(10, DAY, THERAPIST, 'm', 15, "The numbers and what you make of them"),
};

static const DemoNote tomasz_notes[] = {
    { 1, "tandem-life/everyday", "I get up, I sit." },
    { 6, "tandem-life/overall", "Same." },
    { 9, "phq-9/phq6", "My wife says no. I say yes." },
};

static const DemoShare tomasz_share = {
    .who = "Dr Alan Reid", .called = "Dr Reid", .what = "GP", .where = "Harbour Surgery",
    .email = "reid@demo.example", .say = "GP outside: Tomasz shows him something",
    .why = "So that you know about the mornings before we talk about the sleep.",
    .parts = RELEASE_BIT(RELEASE_GOALS) | RELEASE_BIT(RELEASE_NUMBERS) | RELEASE_BIT(RELEASE_DATES) };

const DemoStory demo_tomasz = {
    .name = "Tomasz Kowalczyk", .called = "Tomasz", .pronouns = "he/him", .email = "tomasz@demo.example",
    .phone = "07700 900171",
    .identity = "Polish is my first language. If I am slow, I am translating.",
    .what = "client: not on track", .therapist = DEMO_AMARA, .anchor = 3, .hour = 14, .minute = 0,
    .place = "Room 2", .weeks_before = 1,
    .meeting = tomasz_meetings, .meeting_count = COUNT_OF(tomasz_meetings),
    .act = tomasz_acts, .act_count = COUNT_OF(tomasz_acts),
    .note = tomasz_notes, .note_count = COUNT_OF(tomasz_notes), .share = &tomasz_share,
};

/* --- Mei-Ling: the work has ended ------------------------------------------------------------------- */

static const DemoMeeting mei_ling_meetings[] = {
    { -18, "ended", 1200, "4434", "121111110", "3322322", "", "4444440", "4444440" },
    { -16, "ended", 1260, "4434", "121111110", "3322222", "11", "4544440", "4444440" },
    { -14, "ended", 1180, "5444", "111111110", "2222221", "22", "4544540", "4544440" },
    { -12, "ended", 1230, "5455", "111111100", "2221221", "33", "3344331", "4544440" },
    { -10, "ended", 1190, "5555", "111111000", "2211121", "45", "5544540", "4544540" },
    { -8, "ended", 1240, "6565", "111011000", "1211111", "56", "5554550", "5544540" },
    { -6, "ended", 1210, "6666", "101011000", "1111110", "67", "5555550", "5554540" },
    { -4, "cancelled", 0, NULL, NULL, NULL, NULL, NULL, NULL },
    { -3, "ended", 1250, "7676", "100011000", "1111010", "78", "5555550", "5554550" },
    { 0, "ended", 1220, "8787", "100001000", "1101010", "89", "5555550", "5555550" },
};

static const DemoAct mei_ling_acts[] = {
    TOPIC(1, 3 * DAY, CLIENT, 'a', 0, "The tunnel"),
    NOW(1, 1, CLIENT, 'a', ENTRY_CURRENT),
    VOICE(1, 12, CLIENT, "We stood in the dark for two hours. Since then I walk, and I leave home at five."),
    GOAL(1, 33, CLIENT, '1', "Take the underground to work, two stops, then five."),
    SAY_YES(1, 34, THERAPIST, '1'),
    GOAL(1, 36, CLIENT, '2', "Be in a lift without counting the seconds."),
    SAY_YES(1, 37, THERAPIST, '2'),
    STEP(2, 46, CLIENT, 'b', ENTRY_FOR_ME, "Stand on the platform for one train, with Wei on the phone."),
    WENT(3, 5, CLIENT, 'b', "Three trains went without me. My hands stopped on the third."),
    NOW(3, 6, CLIENT, 'b', ENTRY_DONE),
    MARKER(3, 20, CLIENT, MARK_INSIGHT, "It goes down by itself. Nobody had told me that it goes down by itself."),
    SENTENCE(3, 29, THERAPIST, 'c', "The wave rises, stays a while, and falls, and I can stand in it."),
    SAY_YES(3, 31, CLIENT, 'c'),
    VOICE(4, 18, CLIENT, "You had a plan today, and I had a bad night. I went along."),
    TURN(5, DAY + 610, CLIENT, SIGNAL_FELT_OFF, STEP_NOTICED,
         "I said yes to the exercise while I was thinking of the door."),
    TURN(5, DAY + 613, CLIENT, SIGNAL_FELT_OFF, STEP_NEEDED,
         "To be asked how the night was, before the list."),
    TURN(5, 2 * DAY + 980, THERAPIST, SIGNAL_FELT_OFF, STEP_NOTICED,
         "I was hurrying. I wanted the exercise done before the holidays, and that was my wish, not yours."),
    TURN(5, 2 * DAY + 986, THERAPIST, SIGNAL_FELT_OFF, STEP_HEARD,
         "You came after a bad night, and I went straight to my list. You went along, and that was lonely."),
    TURN(5, 3 * DAY + 1130, CLIENT, SIGNAL_FELT_OFF, STEP_HEARD, "Yes. Lonely is the word."),
    TURN(5, 4, THERAPIST, SIGNAL_FELT_OFF, STEP_AGREE, "I ask first, and open no plan before you have answered."),
    TURN(5, 9, CLIENT, SIGNAL_FELT_OFF, STEP_AGREE, "I say it in the room when I am only going along."),
    TURN(6, DAY, CLIENT, SIGNAL_FELT_OFF, STEP_RERATE, "Different. You asked, and then you waited."),
    CLOSES(6, DAY + 4, CLIENT, SIGNAL_FELT_OFF),
    VOICE(5, 6, THERAPIST, "I pushed on with my list last time. I am sorry. Thank you for writing it down."),
    MARKER(5, 15, CLIENT, MARK_STRENGTH, "I said no to my therapist and nothing fell down."),
    STEP(5, 46, CLIENT, 'd', ENTRY_FOR_ME, "Two stops, at eleven, with a coffee."),
    WENT(6, 4, CLIENT, 'd', "Two stops, twice. I cried at the exit, the good kind."),
    NOW(6, 5, CLIENT, 'd', ENTRY_DONE),
    MARKER(6, 22, CLIENT, MARK_NEW_THOUGHT, "The train is only a room that moves."),
    TAKEAWAY(7, 44, CLIENT, 'e', "I can be frightened and stay."),
    TOPIC(10, 5 * DAY, THERAPIST, 'f', 20, "Looking back, and what to do when it comes again"),
    NOW(10, 2, THERAPIST, 'f', ENTRY_CURRENT),
    VOICE(10, 14, CLIENT, "I read in the tunnel now. A whole page, and I knew afterwards what was on it."),
    SENTENCE(10, 26, CLIENT, 'g', "I have not lost the fear; I have stopped arranging my life around it."),
    SAY_YES(10, 28, THERAPIST, 'g'),
    TURN(10, 30, CLIENT, SIGNAL_RELIABLE_CHANGE, STEP_SUPPORT,
         "Wei on the phone, the third train, and that nobody was in a hurry."),
    CLOSES(10, 31, THERAPIST, SIGNAL_RELIABLE_CHANGE),
    CLOSES(10, 32, CLIENT, SIGNAL_RELIABLE_CHANGE),
    CLOSES(10, 32, THERAPIST, SIGNAL_CUT_OFF),
    NOW(10, 33, CLIENT, '1', ENTRY_DONE),
    NOW(10, 34, CLIENT, '2', ENTRY_DONE),
    TAKEAWAY(10, 40, CLIENT, 'h', "Stay on the platform until the third train."),
    TAKEAWAY(10, 42, THERAPIST, 'i', "When it comes back, it is a visit and not a return."),
    WORD(10, 44, CLIENT, 'i', "If it comes back, it is a visit. Visitors leave."),
};

static const DemoNote mei_ling_notes[] = {
    { 1, "gad-7/gad7", "In tunnels, lifts, and lately on motorways." },
    { 10, "tandem-life/overall", "I took the night train to my aunt’s." },
};

const DemoStory demo_mei_ling = {
    .name = "Mei-Ling Chou", .called = "Mei-Ling", .pronouns = "she/her", .email = "meiling@demo.example",
    .phone = "07700 900136",
    .what = "client: the work has ended; she can still read everything", .therapist = DEMO_AMARA,
    .anchor = -20, .hour = 17, .minute = 0, .place = "Room 2", .weeks_before = 1, .ended = true,
    .felt_off = "We did your list today. I would rather have said how the night was.",
    .felt_off_meeting = 4,
    .meeting = mei_ling_meetings, .meeting_count = COUNT_OF(mei_ling_meetings),
    .act = mei_ling_acts, .act_count = COUNT_OF(mei_ling_acts),
    .note = mei_ling_notes, .note_count = COUNT_OF(mei_ling_notes),
};

/* --- Yusuf: it has become quiet ------------------------------------------------------------------------ */

static const DemoMeeting yusuf_meetings[] = {
    { -12, "ended", 320, "4445", "213121110", "2222110", "", "4444440", "4444440" },
    { -10, "ended", 290, "4545", "213111110", "2212110", "3", "4444540", "4444440" },
    { -8, "ended", 410, "5545", "212121110", "2212110", "4", "4544440", "4444440" },
    { -6, "ended", 350, "5555", "212121110", "2112110", "4", "4544440", "4444440" },
    { -5, "missed", 0, NULL, NULL, NULL, NULL, NULL, NULL },
    { -4, "ended", 0, NULL, NULL, NULL, NULL, NULL, "4443430" },
    { -2, "ended", 0, NULL, NULL, NULL, NULL, NULL, "4343430" },
    { 0, "planned", 0, NULL, NULL, NULL, NULL, NULL, NULL },
};

static const DemoAct yusuf_acts[] = {
    TOPIC(1, 2 * DAY, CLIENT, 'a', 0, "I have not slept since the second restaurant"),
    NOW(1, 2, CLIENT, 'a', ENTRY_CURRENT),
    VOICE(1, 13, CLIENT, "At three in the morning I do the rota. In the morning the rota is wrong."),
    GOAL(1, 34, CLIENT, '1', "Leave the kitchen at ten on Thursdays, and stay gone."),
    SAY_YES(1, 36, THERAPIST, '1'),
    STEP(1, 47, CLIENT, 'b', ENTRY_FOR_ME, "A notebook by the bed: the rota goes in there, not in my head."),
    WENT(2, 4, CLIENT, 'b', "Four nights of seven. My handwriting at three is terrible."),
    NOW(2, 5, CLIENT, 'b', ENTRY_DONE),
    VOICE(2, 17, CLIENT, "My father never sat down. I thought that was love."),
    MARKER(2, 25, CLIENT, MARK_INSIGHT, "I am proud of being needed, and I am drowning in it."),
    TAKEAWAY(2, 46, CLIENT, 'c', "The kitchen ran without me for forty minutes."),
    STEP(3, 47, CLIENT, 'd', ENTRY_FOR_ME, "Give Selin the keys on Thursday."),
    WENT(4, 5, CLIENT, 'd', "She changed the menu board. It was better."),
    NOW(4, 6, CLIENT, 'd', ENTRY_DONE),
    MARKER(4, 20, THERAPIST, MARK_STRENGTH, "You let it be better without you."),
    VOICE(6, 15, CLIENT, "I nearly did not come. There is always a delivery."),
    SENTENCE(6, 29, THERAPIST, 'e', "When it gets a little better, the first thing to go is this hour."),
    VOICE(7, 12, CLIENT, "Two minutes: it is fine, I am fine, the oven is not fine."),
    STEP(7, 46, CLIENT, 'f', ENTRY_FOR_ME, "Thursday at ten. Keys to Selin, phone off."),
    TOPIC(8, 3 * DAY, THERAPIST, 'g', 15, "It has been quiet between us. Is this still the right rhythm for you?"),
};

static const DemoNote yusuf_notes[] = {
    { 1, "phq-9/phq3", "Three hours, then the ceiling." },
};

const DemoStory demo_yusuf = {
    .name = "Yusuf Demir", .called = "Yusuf", .pronouns = "he/him", .email = "yusuf@demo.example",
    .phone = "07700 900119",
    .what = "client: quiet; no check-in for two sessions", .therapist = DEMO_AMARA, .anchor = 4,
    .hour = 9, .minute = 0, .place = "Room 2", .weeks_before = 1,
    .meeting = yusuf_meetings, .meeting_count = COUNT_OF(yusuf_meetings),
    .act = yusuf_acts, .act_count = COUNT_OF(yusuf_acts),
    .note = yusuf_notes, .note_count = COUNT_OF(yusuf_notes),
};

/* --- the house ------------------------------------------------------------------------------------------- */

const DemoStaff demo_staff[DEMO_STAFF_COUNT] = {
    [DEMO_JO] = { "Jo Blom", "they/them", "jo@demo.example", "administrator", CAP_ADMINISTRATOR },
    [DEMO_HELEN] = { "Helen Adeyemi", "she/her", "helen@demo.example", "supervisor, on duty", CAP_SUPERVISOR },
    [DEMO_DANIEL] = { "Daniel Osei", "he/him", "daniel@demo.example", "therapist", CAP_THERAPIST },
    [DEMO_AMARA] = { "Amara Lindgren", "she/her", "amara@demo.example", "therapist", CAP_THERAPIST },
};

const DemoStory *const demo_stories[DEMO_STORIES] = {
    &demo_maya, &demo_amina, &demo_ruth, &demo_jordan, &demo_tomasz, &demo_yusuf, &demo_mei_ling,
    &demo_thandeka,
};
