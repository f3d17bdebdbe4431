/* house.h - what the bench's own programs share: a practice made in bulk, and the floors that
 * the server is measured against.  Linked with the very objects of the release build. */
#ifndef BENCH_HOUSE_H
#define BENCH_HOUSE_H
#include "cli/open.h"
#include "gate/request.h"
#include "store/episode.h"

/* house fill DIR CLIENTS MEETINGS OPEN MORE: a new practice; one therapist for every 60 clients;
 * that many meetings behind each, with forms and words; that many check-ins answered and not
 * yet sent; and MORE clients with one meeting behind them, so that the house is large.  Prints a line for each person:
 *   therapist TOKEN CSRF
 *   client TOKEN CSRF EPISODE SESSION RESPONSE...  */
typedef struct FillSize { int clients, meetings, open, more; } FillSize;
int bench_fill(Ctx *cx, const char *dir, const FillSize *size);

/* house floor DIR TOKEN PATH QUERIES: answers every request with the bytes of this page on the
 * same HTTP library; before that, when QUERIES is 1, the statements the page runs, bare: kept
 * statements of SQLite itself in one read transaction.  Prints its port, then serves. */
int bench_floor(Ctx *cx, const char *dir, Str token, Str path, bool queries);

/* house page DIR TOKEN PATH COUNT: the page by dispatch(), without a socket, and its statements
 * bare: microseconds of the processor for one, all threads together.  Prints both. */
int bench_page(Ctx *cx, const char *dir, Str token, Str path, int count);

/* house statements DIR TOKEN PATH COUNT: each of them by itself, with its microseconds. */
int bench_statements(Ctx *cx, const char *dir, Str token, Str path, int count);

/* house raw DIR SUBMITTERS: the group commit by itself: for every open form of this practice the
 * rows that sending it writes, into the same tables, by the same writer; as many under way at
 * once as there are submitters.  Uses the practice up.  Prints forms/s, rows of one, and the
 * microseconds of the processor. */
int bench_raw(Ctx *cx, const char *dir, int submitters);

/* house rows DIR TOKEN PATH BODY: sends one form and prints how many rows it wrote. */
int bench_rows(Ctx *cx, const char *dir, Str token, Str path, Str body);

/* house consent - ROUNDS: a thousand decisions at 50 releases, so many times, by somebody with
 * a release, by the therapist and by the client; the bare scan of the releases; a list of a
 * thousand filtered.  Nanoseconds for one, microseconds for the list. */
int bench_consent(Ctx *cx, int rounds);

/* What SQLite is told to run, with its values, between start and stop. */
typedef struct Traced { Str *sql; size_t count; } Traced;
void trace_install(void);
void trace_start(Arena *arena);
Traced trace_stop(void);

/* One request by dispatch(), waited for. */
HttpReply bench_ask(App *app, Arena *arena, Str method, Str token, Str path, Str body);
int bench_failed(const Ctx *cx, Err err);
#endif
