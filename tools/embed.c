/* embed.c - turn files into one C table for the binary.
 *
 *   embed PREFIX FILES... > embedded.c
 *
 * Contents are written as string literals: compilers read those about twenty times
 * faster than lists of numbers.  Rows are sorted by name, so that the same files
 * make the same bytes whatever order the shell gave them in.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct File {
    const char *path;
    const char *name;
    unsigned char *bytes;
    size_t len;
} File;

static const struct { const char *ending, *type; } types[] = {
    { ".css", "text/css; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
    { ".woff2", "font/woff2" },
    { ".json", "application/json" },
    { ".webmanifest", "application/manifest+json" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".html", "text/html; charset=utf-8" },
    { ".sql", "text/plain; charset=utf-8" },
};

static void stop(const char *path, const char *why)
{
    fprintf(stderr, "embed: %s: %s\n", path, why);
    exit(1);
}

static const char *type_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(dot, types[i].ending) == 0) return types[i].type;
    return "application/octet-stream";
}

/* FNV-1a, 64 bits: enough to give changed content another address. */
static uint64_t hash_of(const unsigned char *bytes, size_t len)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < len; i++) hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash;
}

static File file_read(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) stop(path, "cannot be opened");
    if (fseek(in, 0, SEEK_END) != 0) stop(path, "cannot be read");
    long size = ftell(in);
    if (size < 0 || fseek(in, 0, SEEK_SET) != 0) stop(path, "cannot be read");
    File file = { .path = path, .len = (size_t)size };
    file.bytes = malloc(file.len + 1);
    if (!file.bytes) stop(path, "no memory");
    if (fread(file.bytes, 1, file.len, in) != file.len) stop(path, "cannot be read");
    fclose(in);
    const char *slash = strrchr(path, '/');
    file.name = slash ? slash + 1 : path;
    for (const char *c = file.name; *c; c++)
        if (*c < ' ' || *c > '~' || *c == '"' || *c == '\\') stop(path, "odd file name");
    return file;
}

static int file_order(const void *a, const void *b)
{
    return strcmp(((const File *)a)->name, ((const File *)b)->name);
}

/* Octal with three digits never runs into the next character; a bare '?' could
 * begin a trigraph. */
static void literal_write(const File *file)
{
    putchar('"');
    for (size_t i = 0; i < file->len; i++) {
        unsigned char c = file->bytes[i];
        if (c == '\n' && i + 1 < file->len) fputs("\\n\"\n\"", stdout);
        else if (c == '\n') fputs("\\n", stdout);
        else if (c == '"' || c == '\\' || c == '?') printf("\\%c", c);
        else if (c < ' ' || c > '~') printf("\\%03o", c);
        else putchar(c);
    }
    putchar('"');
}

static void table_write(const char *prefix, const File *files, size_t count)
{
    printf("/* Made by tools/embed; edit the files it was made from. */\n"
           "#include \"base/embedded.h\"\n\nconst EmbeddedFile embedded_%s[] = {\n", prefix);
    for (size_t i = 0; i < count; i++) {
        printf("{ \"%s\", (const unsigned char *)\n", files[i].name);
        literal_write(&files[i]);
        printf(",\n  %zu, \"%016" PRIx64 "\", \"%s\" },\n", files[i].len,
               hash_of(files[i].bytes, files[i].len), type_of(files[i].name));
    }
    printf("{ NULL, NULL, 0, NULL, NULL }\n};\nconst size_t embedded_%s_count = %zu;\n",
           prefix, count);
}

int main(int argc, char **argv)
{
    if (argc < 2) stop("usage", "embed PREFIX FILES...");
    size_t count = (size_t)argc - 2;
    File *files = calloc(count + 1, sizeof(*files));
    if (!files) stop(argv[1], "no memory");
    for (size_t i = 0; i < count; i++) files[i] = file_read(argv[i + 2]);
    qsort(files, count, sizeof(*files), file_order);
    for (size_t i = 1; i < count; i++)
        if (strcmp(files[i].name, files[i - 1].name) == 0) stop(files[i].path, "name is taken twice");
    table_write(argv[1], files, count);
    if (fflush(stdout) != 0 || ferror(stdout)) stop("output", "cannot be written");
    for (size_t i = 0; i < count; i++) free(files[i].bytes);
    free(files);
    return 0;
}
