/* log_lines.h - rows of the access log as sentences, wherever they are shown. */
#ifndef WEB_LOG_LINES_H
#define WEB_LOG_LINES_H
#include "../store/log.h"
#include "../views/log.h"
#include "pages.h"

/* Rows of the same kind one after another, on one day, become one line that says how often.
 * `lines` has room for every row; returns how many there are. */
size_t log_lines(Ctx *cx, const Req *rq, const LogRows *rows, LogLine *lines);
#endif
