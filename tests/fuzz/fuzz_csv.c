/* CSV: every row keeps the promises of csv.h, and the reader always comes to an end. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static CsvRow row;
    Ctx cx = { .arena = arena_open(64 << 20) };
    Csv csv = csv_open((Str){ (const char *)data, size });
    bool more = cx.arena != NULL;
    int64_t line = 0;
    for (size_t rows = 0; more; rows++) {
        MUST(rows <= size + 1);
        if (csv_next(&cx, &csv, &row, &more).kind != ERR_NONE || !more) break;
        MUST(row.count >= 1 && row.count <= CSV_FIELDS_MAX && row.line > line);
        line = row.line;
        for (size_t i = 0; i < row.count; i++) MUST(str_is_utf8(row.field[i]));
    }
    arena_close(cx.arena);
    return 0;
}
