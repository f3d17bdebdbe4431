/* json.h - reading JSON strictly (jansson, duplicates refused), writing it typed.
 *
 * Limits: 1 MiB of text, depth 64.  Values live in the context's arena until
 * the document is closed.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H
#include "err.h"
#include "out.h"

typedef struct Json Json;                     /* one value; NULL stands for "absent" */
typedef struct JsonDoc JsonDoc;

/* ERR_INVALID names line and column.  Close with json_close(). */
MUST_CHECK Err json_parse(Ctx *cx, Str text, JsonDoc **ret_doc);
void json_close(JsonDoc *doc);                /* NULL is allowed */
const Json *json_root(const JsonDoc *doc);

/* The first texts of an object that this program wrote: its first `count` members, which must
 * be these, in this order, each a text.  What comes behind them is not looked at.  False when
 * it looks any other way, even if it is good JSON: then json_parse() says what it is.  A tenth
 * of its work; for what was sealed by us and opened unharmed, never for what somebody sent. */
bool json_texts(Arena *a, Str text, const char *const *keys, size_t count, Str *ret_texts);

typedef enum JsonType { JSON_ABSENT, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING,
                        JSON_ARRAY, JSON_OBJECT } JsonType;
JsonType json_type(const Json *v);
const Json *json_get(const Json *object, const char *key);   /* NULL when absent */
size_t json_count(const Json *array);
const Json *json_at(const Json *array, size_t i);
Str json_str(const Json *v);                  /* empty when not a string */
double json_number(const Json *v, double otherwise);
int64_t json_int(const Json *v, int64_t otherwise);
bool json_bool(const Json *v, bool otherwise);
/* Members of an object in the order of the text. */
size_t json_members(const Json *object);
Str json_member(const Json *object, size_t i, const Json **ret_value);

/* Writer: commas and quotes are its business. */
typedef struct JsonOut { Out *out; bool need_comma; } JsonOut;
void json_open_object(JsonOut *j);
void json_close_object(JsonOut *j);
void json_open_array(JsonOut *j);
void json_close_array(JsonOut *j);
void json_key(JsonOut *j, Str key);
void json_put_str(JsonOut *j, Str s);
void json_put_int(JsonOut *j, int64_t n);
void json_put_double(JsonOut *j, double d);   /* shortest text that reads back the same */
void json_put_bool(JsonOut *j, bool b);
void json_put_null(JsonOut *j);
#endif
