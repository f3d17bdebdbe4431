/* A length does not become an int in passing.
 * expect: conversion */
#include "base/str.h"

int half(Str text);
int half(Str text)
{
#ifdef REFUSED
    return text.len / 2;
#else
    return (int)(text.len / 2);
#endif
}
