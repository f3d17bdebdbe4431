/* queries.h - every statement of the house, so that all are prepared at start. */
#ifndef STORE_QUERIES_H
#define STORE_QUERIES_H
#include "db.h"

/* NULL-terminated, in `arena`; NULL when it is full. */
const Query *const *store_queries(Arena *arena);
#endif
