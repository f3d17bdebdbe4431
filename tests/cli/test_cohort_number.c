/* test_cohort_number.c - the quick ways in which `tandem measure cohort` reads and prints numbers
 * give what strtod gives, to the bit, and what printf gives, to the twelfth digit.
 *
 * Reading is not in a header, because it is inlined into the line's loop: so the file is included. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#undef fail

#include "../../src/cli/cohort_in.c"
#include "cli/cohort_out.h"

enum { ROUNDS = 300000, ROOM = 64 };

static uint64_t chance = 88172645463325252u;
static uint64_t next(void)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return chance;
}

/* What plain_number() takes must be read to its end, and to the bit; what it leaves is left. */
static void reads_as_strtod(const char *text)
{
    char line[ROOM] = { 0 };
    double got = 0;
    snprintf(line, sizeof line - 16, "%s,\n", text);
    const char *end = plain_number(line, &got);
    if (!end) return;
    double want = strtod(text, NULL);
    if (text[0] == '\0') {
        assert_true(isnan(got));
        return;
    }
    if (memcmp(&got, &want, sizeof got) || end != line + strlen(text)) {
        print_error("'%s' is read as %.17g, strtod says %.17g\n", text, got, want);
        _fail(__FILE__, __LINE__);
    }
}

static void taken(const char *text)
{
    char line[ROOM] = { 0 };
    double got;
    snprintf(line, sizeof line - 16, "%s,\n", text);
    assert_non_null(plain_number(line, &got));
    reads_as_strtod(text);
}

static void test_cohort__edge_numbers_are_read_as_strtod_reads_them(void **state)
{
    (void)state;
    static const char *const edges[] = { "0", "-0", "0.0", "1", "-1", "00012", "7.5", "0.1", "0.3", "-0.7",
        "1234567", "12345678", "123456789", "999999999999999", "99999999999999.9", "0.00000000000001",
        "1.00000000000000", "4.35", "2.675", "1.005", "-27", "27", "0.5", "123.456", "1234.5678" };
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) taken(edges[i]);
    static const char *const others[] = { "", "-", ".", ".5", "5.", "1e3", "0x10", "inf", "nan", "1.2.3",
        "1234567890123456", "--1", "+1", " 1", "1 " };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char line[ROOM] = { 0 };
        double got;
        snprintf(line, sizeof line - 16, "%s,\n", others[i]);
        const char *end = plain_number(line, &got);
        if (end && *end == ',') reads_as_strtod(others[i]);
    }
}

static void test_cohort__random_numbers_are_read_as_strtod_reads_them(void **state)
{
    (void)state;
    char text[ROOM];
    for (int i = 0; i < ROUNDS; i++) {
        int digits = 1 + (int)(next() % 15), decimals = (int)(next() % 12);
        uint64_t most = 1;
        for (int k = 0; k < digits; k++) most *= 10;
        uint64_t n = next() % most, tail = next() % 100000000000u;
        snprintf(text, sizeof text, "%s%llu.%0*llu", next() % 4 ? "" : "-", (unsigned long long)(n / 1000),
                 decimals + 1, (unsigned long long)tail);
        reads_as_strtod(text);
        snprintf(text, sizeof text, "%llu", (unsigned long long)n);
        reads_as_strtod(text);
    }
}

/* A unit in the twelfth digit of a value. */
static double unit_of(double value)
{
    return value == 0 ? 0 : pow(10, floor(log10(fabs(value))) - 11);
}

/* As printf's %.12g; where the value lies within a ten-thousandth of a unit of a tie, the other of
 * the two neighbours will do. */
static void prints_as_printf(double value)
{
    char got[COHORT_NUMBER_MAX + 32] = { 0 }, want[ROOM];
    *cohort_number(got, value) = '\0';
    snprintf(want, sizeof want, "%.12g", value);
    if (strcmp(got, want) == 0 || (value == 0 && strcmp(got, "0") == 0)) return;
    double off = fabs(strtod(got, NULL) - value);
    if (off <= .5001 * unit_of(value)) return;
    print_error("%.17g is printed as '%s', printf says '%s'\n", value, got, want);
    _fail(__FILE__, __LINE__);
}

static void test_cohort__edge_numbers_are_printed_as_printf_prints_them(void **state)
{
    (void)state;
    static const double edges[] = { 0, -0.0, 1, -1, .1, .5, .25, 1.0 / 3, 2.0 / 3, 100, 1e6, 123456789012, .0001,
        99.9999999999995, 9.99999999999951, 999999999999, 1e11, 4.35, 2.675, -27.125, 3.14159265358979 };
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) prints_as_printf(edges[i]);
    char got[COHORT_NUMBER_MAX] = { 0 };
    assert_ptr_equal(cohort_number(got, NAN), got);
    assert_ptr_equal(cohort_number(got, INFINITY), got);
}

static void test_cohort__random_numbers_are_printed_as_printf_prints_them(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        double whole = (double)(next() % 2000000) - 1000000, part = (double)(next() >> 11) * 0x1p-53;
        prints_as_printf(part);
        prints_as_printf(whole / 1000 + part);
        prints_as_printf(whole / (double)(1 + next() % 97));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cohort__edge_numbers_are_read_as_strtod_reads_them),
        cmocka_unit_test(test_cohort__random_numbers_are_read_as_strtod_reads_them),
        cmocka_unit_test(test_cohort__edge_numbers_are_printed_as_printf_prints_them),
        cmocka_unit_test(test_cohort__random_numbers_are_printed_as_printf_prints_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
