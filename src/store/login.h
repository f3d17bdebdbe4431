/* login.h - who is signed in where. */
#ifndef STORE_LOGIN_H
#define STORE_LOGIN_H
#include "../access/grant.h"
#include "db.h"

/* Signs a person in: a new token (shown once, stored as a hash).  Needs ACCOUNT (write). */
MUST_CHECK Err login_create(Ctx *cx, Tx *tx, const Grant *g, PracticeId practice, PersonId person,
                            LoginId *ret_id, Str *ret_token);
MUST_CHECK Err login_end(Ctx *cx, Tx *tx, const Grant *g, PracticeId practice, LoginId login);
/* Ends every login of this person; `but` stays when it is not zero. */
MUST_CHECK Err login_end_all(Ctx *cx, Tx *tx, const Grant *g, PracticeId practice, PersonId person,
                             LoginId but);
typedef struct LoginSeen { LoginId id; int64_t created_ms, seen_ms; bool current; } LoginSeen;
typedef struct Logins { LoginSeen *list; size_t count; } Logins;
/* The actor's own logins that still hold, newest first; at most 50. */
MUST_CHECK Err login_list(Ctx *cx, Tx *tx, const Grant *g, Logins *ret_list);
extern const Query *const login_queries[];
#endif
