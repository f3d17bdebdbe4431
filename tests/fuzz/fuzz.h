/* fuzz.h - what every fuzz target shares.
 *
 * A target defines LLVMFuzzerTestOneInput() and includes this once.  With -DREPLAY it is a
 * plain program that feeds every file of the directories named to it, for compilers
 * without a fuzzer.  Broken promises abort: MUST(condition).
 */
#ifndef FUZZ_H
#define FUZZ_H
#include "base/base.h"

#define MUST(condition)                                                             \
    do {                                                                            \
        if (condition) break;                                                       \
        fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);     \
        abort();                                                                    \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline bool fuzz_inside(Str part, Str whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

#ifdef REPLAY
#include <dirent.h>

enum { REPLAY_MAX = 1 << 20 };

static void replay_file(const char *directory, const char *name)
{
    char path[1024];
    uint8_t *data = malloc(REPLAY_MAX);
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    MUST(file && data);
    size_t size = fread(data, 1, REPLAY_MAX, file);
    fclose(file);
    uint8_t *exact = malloc(size ? size : 1);       /* so that reading past it is noticed */
    MUST(exact);
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    free(data);
}

int main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *directory = opendir(argv[i]);
        MUST(directory);
        for (struct dirent *entry; (entry = readdir(directory));) {
            if (entry->d_name[0] == '.') continue;
            replay_file(argv[i], entry->d_name);
            count++;
        }
        closedir(directory);
    }
    printf("%zu inputs replayed\n", count);
    return count > 0 ? 0 : 1;
}
#endif
#endif
