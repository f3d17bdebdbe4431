/* banned.h - calls that do not compile here.  Force-included in every file. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#undef alloca
#pragma GCC poison strcpy strcat strncpy strncat stpcpy sprintf vsprintf gets strtok strtok_r
#pragma GCC poison atoi atol atoll atof alloca system popen signal asctime ctime
#pragma GCC poison localtime gmtime mktime setlocale rand srand tmpnam mktemp
#endif
