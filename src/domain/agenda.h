/* agenda.h - topics with their minutes: lists to begin a session with, and what they come to.
 *
 * A list is a group of prompts.h whose lines may begin with minutes: "10 How the time since
 * last time was".  Pure.
 */
#ifndef DOMAIN_AGENDA_H
#define DOMAIN_AGENDA_H
#include "entry.h"
#include "prompts.h"

typedef struct AgendaTopic { Str text; int64_t minutes; } AgendaTopic;    /* 0: no minutes */

/* A number from 1 to ENTRY_MINUTES_MAX and a blank before the words are minutes; any other
 * line is words from its beginning.  Borrows `line`. */
AgendaTopic agenda_line(Str line);
/* The list with this title; NULL if there is none. */
const PromptGroup *agenda_list(const Prompts *lists, Str title);
/* What the topics of a session come to.  What is parked or taken back does not count. */
int64_t agenda_minutes(const Entry *list, size_t count);
/* Somebody put these very words on the agenda, and they still stand. */
bool agenda_has(const Entry *list, size_t count, Str text);
#endif
