/* embedded.h - files that travel inside the binary: assets, migrations, measures.
 *
 * The tables are written by tools/embed at build time, sorted by name, and end with
 * a row whose name is NULL (not counted).
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
#include <stddef.h>

typedef struct EmbeddedFile {
    const char *name;              /* "tandem.css": no folder */
    const unsigned char *bytes;    /* a NUL follows the last byte */
    size_t len;
    const char *hash;              /* 16 hex digits of the content: names a version, proves nothing */
    const char *type;              /* "text/css; charset=utf-8" */
} EmbeddedFile;

extern const EmbeddedFile embedded_assets[];
extern const size_t embedded_assets_count;
extern const EmbeddedFile embedded_sql[];
extern const size_t embedded_sql_count;
extern const EmbeddedFile embedded_measures[];
extern const size_t embedded_measures_count;
extern const EmbeddedFile embedded_prompts[];         /* questions to pick from, topics to begin with */
extern const size_t embedded_prompts_count;
extern const EmbeddedFile embedded_lens[];
extern const size_t embedded_lens_count;
extern const EmbeddedFile embedded_skeletons[];
extern const size_t embedded_skeletons_count;
extern const EmbeddedFile embedded_papers[];          /* texts to begin with: title, empty line, text */
extern const size_t embedded_papers_count;
extern const EmbeddedFile embedded_intake[];          /* questionnaires for the beginning */
extern const size_t embedded_intake_count;
#endif
