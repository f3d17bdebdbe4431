/* account.h - a login as the account page shows it. */
#ifndef VIEWS_ACCOUNT_H
#define VIEWS_ACCOUNT_H
#include "../base/base.h"

typedef struct AccountLogin { Str seen; bool current; } AccountLogin;
#endif
