/* base.h - all of base/ in one include, for the layers above. */
#ifndef BASE_BASE_H
#define BASE_BASE_H
#include "arena.h"
#include "crypto.h"
#include "csv.h"
#include "err.h"
#include "fields.h"
#include "id.h"
#include "json.h"
#include "log.h"
#include "out.h"
#include "str.h"
#include "time.h"
#include "words.h"
#endif
