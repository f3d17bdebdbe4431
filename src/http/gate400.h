/* gate400.h - which requests are refused before anything else looks at them.
 *
 * Pure: text in, verdict out, so that the hostile shapes are unit tests and a fuzz
 * target.  Docs: docs/http.md lists every shape and why.
 */
#ifndef HTTP_GATE400_H
#define HTTP_GATE400_H
#include "../base/base.h"

/* Scans the raw head of a request as it came from the wire (request line and headers up
 * to and including the empty line).  NULL = fine, else a short reason for the log. */
const char *raw_head_problem(Str head);
/* Decode a path exactly once: %XX -> byte.  False for %00, %2F, %5C, a bad escape,
 * control bytes, "//", "/./", "/../", backslash, ';', or bytes that are not UTF-8. */
bool path_decode(Arena *a, Str raw, Str *ret_path);
#endif
