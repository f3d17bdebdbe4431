/* common_passwords.h - words and passwords that are tried first; small letters, sorted. */
#ifndef BASE_COMMON_PASSWORDS_H
#define BASE_COMMON_PASSWORDS_H
#include <stddef.h>

extern const char *const COMMON_PASSWORDS[];
extern const size_t COMMON_PASSWORD_COUNT;
#endif
