/* preference.h - how somebody wants the work to be, and what of it the pages follow.
 *
 * One entry for each person and slot: its level is the choice, its first line says the
 * choice in words, the rest is the person's own.  What they keep to themselves changes
 * nothing that anybody else could notice.  Pure: no clock, no memory.
 */
#ifndef DOMAIN_PREFERENCE_H
#define DOMAIN_PREFERENCE_H
#include "entry.h"

enum { PREFERENCE_CHOICES_MAX = 3 };

/* name, slot, what it is about, its choices ("" = words alone), what it changes */
#define PREFERENCES(X)                                                                    \
    X(LEAD, "lead", "Who leads and who opens the session",                                \
      "I like to open and to lead", "I like it when you open and lead", "We take turns",  \
      "The session page says who opens.")                                                 \
    X(PACE, "pace", "Pace", "Slowly, with pauses", "As it comes", "Briskly", "")          \
    X(FEEDBACK, "feedback", "How to tell me something hard", "Straight out",              \
      "Gently, with time to take it in", "Ask me first whether now is good", "")          \
    X(QUESTIONS, "questions", "How many questions in a check-in",                         \
      "Few: the lines about life, then I decide", "All of them", "",                      \
      "The check-in stops earlier and says so. The rest, also the question about safety, stays there to answer.")  \
    X(REMINDER, "reminder", "How to remind me", "Warmly", "Just the facts",               \
      "Not at all: I come by myself", "The start page asks for the check-in in that tone.") \
    X(LEARNED, "learned", "What somebody learned from me and would like to tell me",      \
      "Show it on my start page", "On its own page, if I go there", "I would rather not",  \
      "The start page shows it, says that it is there, or stays without it.")             \
    X(ADDRESS, "address", "How to speak to me and about me", "", "", "", "")              \
    X(ACCESS, "access", "What I need so that I can take part", "", "", "", "")            \
    X(LANGUAGE, "language", "Languages, words and accents", "", "", "", "")               \
    X(IDENTITY, "identity", "Who I am, and what sets me apart, that I want named", "", "", "", "")
typedef enum PreferenceSlot {
#define X(name, ...) PREFERENCE_##name,
    PREFERENCES(X)
#undef X
    PREFERENCE_COUNT
} PreferenceSlot;
enum { LEAD_ME = 1, LEAD_YOU, LEAD_TURNS };
enum { QUESTIONS_FEW = 1, QUESTIONS_ALL };
enum { REMIND_WARMLY = 1, REMIND_FACTS, REMIND_NOT };
enum { LEARNED_HOME = 1, LEARNED_PAGE, LEARNED_NOT };

/* PREFERENCE_COUNT for anything unknown. */
PreferenceSlot preference_parse(Str slot);
Str preference_slot(PreferenceSlot slot);
Str preference_about(PreferenceSlot slot);
Str preference_changes(PreferenceSlot slot);          /* empty: it changes no page */
/* 1 ...; empty when there is no such choice. */
Str preference_choice_say(PreferenceSlot slot, int64_t choice);

/* The person's preference, not taken back; NULL when they said nothing. */
const Entry *preference_of(const Entry *list, size_t count, PersonId person, PreferenceSlot slot);
/* The words beside the choice. */
Str preference_words(const Entry *e);

/* For what somebody else sees, or for what the person alone sees. */
typedef enum PreferenceUse { PREFERENCE_FOR_ALL, PREFERENCE_FOR_SELF } PreferenceUse;
/* 0 when they said nothing that may be used for this. */
int64_t preference_choice(const Entry *list, size_t count, PersonId person, PreferenceSlot slot,
                          PreferenceUse use);
#endif
