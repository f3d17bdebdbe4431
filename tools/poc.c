/* poc.c - translations: from the program's English to .po files and back into C.
 *
 *   poc --pot VIEWS FILES...     prints a .pot: the messages of views (what viewc --messages
 *                                printed into VIEWS) and the texts of C files and of the code
 *                                in .html files
 *   poc --merge OLD.po NEW.pot   prints OLD.po with the messages of NEW.pot, translations kept
 *   poc --missing PO.pot XX.po   prints what XX.po has no translation of; exits 1 if any
 *   poc --source XX.po...        prints C tables; refuses a translation that lost a part
 *
 * docs/languages.md is the manual.  GNU gettext's own tools read the same files; none is needed.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMS_MAX = 6, MESSAGES_MAX = 16384, TEXT_MAX = 1 << 16, FILE_MAX = 8 << 20, SLOTS_MAX = 65536 };

typedef struct Buf { char *ptr; size_t len, cap; } Buf;

typedef struct Message {
    char *id, *plural;           /* plural: NULL for most */
    char *form[FORMS_MAX];       /* NULL = not translated */
    char *where, *note;          /* "#: " and other comments */
    bool fuzzy;
} Message;

typedef struct Book { Message *list; size_t count; const char *path; } Book;

/* --- small things ---------------------------------------------------------------------- */

static _Noreturn void refuse(const char *path, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static _Noreturn void refuse(const char *path, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: error: ", path, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void *some(void *ptr)
{
    if (!ptr) refuse("poc", 1, "no memory");
    return ptr;
}

static char *copy(const char *text) { return some(strdup(text)); }

static void add(Buf *b, const char *ptr, size_t len)
{
    if (b->len + len + 1 > b->cap) {
        b->cap = (b->len + len + 1) * 2;
        b->ptr = some(realloc(b->ptr, b->cap));
    }
    if (len > 0) memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

static void puts_to(Buf *b, const char *text) { add(b, text, strlen(text)); }

static char *file_read(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in) refuse(path, 1, "cannot be opened");
    char *bytes = some(malloc(FILE_MAX + 1));
    size_t len = fread(bytes, 1, FILE_MAX, in);
    fclose(in);
    if (len == FILE_MAX) refuse(path, 1, "too large");
    bytes[len] = '\0';
    return bytes;
}

static Message *book_add(Book *book, const char *id)
{
    if (!book->list) book->list = some(calloc(MESSAGES_MAX, sizeof(Message)));
    for (size_t i = 0; i < book->count; i++)
        if (strcmp(book->list[i].id, id) == 0) return &book->list[i];
    if (book->count == MESSAGES_MAX) refuse("poc", 1, "too many messages");
    Message *m = &book->list[book->count++];
    m->id = copy(id);
    return m;
}

static const Message *book_find(const Book *book, const char *id)
{
    for (size_t i = 0; i < book->count; i++)
        if (strcmp(book->list[i].id, id) == 0) return &book->list[i];
    return NULL;
}

static void note_add(char **note, const char *text)
{
    Buf b = { 0 };
    if (*note) puts_to(&b, *note);
    puts_to(&b, text);
    free(*note);
    *note = b.ptr;
}

static void message_at(Message *m, const char *path)
{
    if (m->where && strstr(m->where, path)) return;
    if (m->where && strlen(m->where) > 70) return;      /* enough to find it by */
    note_add(&m->where, m->where ? " " : "");
    note_add(&m->where, path);
}

/* --- messages in the code ------------------------------------------------------------------ */

/* "You and %.*s" becomes "You and {1}", as base/words.c reads formats. */
static void key_put(Buf *out, const char *format)
{
    int parts = 0;
    for (const char *c = format; *c;) {
        if (c[0] != '%' || c[1] == '%') {
            c += *c == '%';
            if (*c) add(out, c++, 1);
            continue;
        }
        const char *end = c + 1 + strspn(c + 1, "0+0123456789.*lz");
        if (*end && strchr("sdiuxgfc", *end)) {
            char part[16];
            snprintf(part, sizeof part, "{%d}", ++parts);
            puts_to(out, part);
            c = end + 1;
        } else {
            add(out, c++, 1);
        }
    }
}

/* Words for people, not paths, keys, names of things or markup. */
static bool is_message(const char *key)
{
    size_t lower = 0, upper = 0, spaces = 0;
    if (strchr("</&#.,;:=_?-", key[0]) && key[0] != '\0' && !strchr(key, ' ')) return false;
    if (strchr("<&#=:\"", key[0]) || strstr(key, "</") || strstr(key, "\"/>") || strstr(key, "\\\"") || strstr(key, "=\"") || strstr(key, "={")) return false;
    for (const char *c = key; *c; c++) {
        if (*c == '\r') return false;
        if (*c == '{') c += strcspn(c, "}");
        if (!*c) return false;
        lower += islower((unsigned char)*c) != 0;
        upper += isupper((unsigned char)*c) != 0;
        spaces += *c == ' ';
        if ((*c == '_' || *c == '\n' || *c == '\t') && spaces == 0) return false;
    }
    if (lower == 0) return false;
    return spaces > 0 ? lower + upper > 1 : isupper((unsigned char)key[0]) != 0;
}

typedef struct Code {
    const char *path, *at, *end;
    Book *book;
    const Book *except;
    int count_depth;             /* inside say_count(...): brackets open, 0 = not */
    int fail_depth;              /* inside fail(...): for the log, no page says it */
    char *one;                   /* its first text */
} Code;

static char escaped(const char **at)
{
    static const char from[] = "ntr0\\\"'?", to[] = "\n\t\r\0\\\"'?";
    const char *found = strchr(from, *++*at);
    return found ? to[found - from] : **at;
}

/* The string that begins at *at, added to `out`. */
static void string_take(Code *c, Buf *out)
{
    for (c->at++; c->at < c->end && *c->at != '"'; c->at++) {
        char byte = *c->at == '\\' ? escaped(&c->at) : *c->at;
        add(out, &byte, 1);
    }
    c->at++;
}

static void comment_skip(Code *c)
{
    const char *end = strstr(c->at + 2, "*/");
    c->at = end ? end + 2 : c->end;
}

static void space_skip(Code *c)
{
    while (c->at < c->end && isspace((unsigned char)*c->at)) c->at++;
}

static void text_found(Code *c, const char *text)
{
    Buf key = { 0 };
    add(&key, "", 0);
    key_put(&key, text);
    bool wanted = c->fail_depth == 0 && is_message(key.ptr) && !(c->except && book_find(c->except, key.ptr));
    if (c->count_depth > 0) {
        if (!c->one) {
            c->one = copy(text);
            return;
        }
        Message *m = book_add(c->book, c->one);
        m->plural = copy(text);
        message_at(m, c->path);
        c->one = NULL;
    } else if (wanted) {
        message_at(book_add(c->book, key.ptr), c->path);
    }
    free(key.ptr);
}

/* Strings side by side are one; STR_FMT stands for "%.*s". */
static void strings_take(Code *c)
{
    Buf text = { 0 };
    add(&text, "", 0);
    for (;;) {
        const char *before = c->at;
        space_skip(c);
        if (c->at < c->end && *c->at == '"') {
            string_take(c, &text);
        } else if (strncmp(c->at, "STR_FMT", 7) == 0) {
            puts_to(&text, "%.*s");
            c->at += 7;
        } else {
            c->at = before;
            break;
        }
    }
    text_found(c, text.ptr);
    free(text.ptr);
}

static void word_take(Code *c)
{
    const char *from = c->at;
    while (c->at < c->end && (isalnum((unsigned char)*c->at) || *c->at == '_')) c->at++;
    size_t len = (size_t)(c->at - from);
    if (len == 4 && strncmp(from, "fail", 4) == 0) c->fail_depth = *c->at == '(' ? 1 : 0, c->at += *c->at == '(';
    if (len == 9 && strncmp(from, "say_count", 9) == 0) {
        c->count_depth = *c->at == '(' ? 1 : 0;
        c->at += *c->at == '(';
    }
}

static void code_step(Code *c)
{
    if (*c->at == '"' || strncmp(c->at, "STR_FMT", 7) == 0) {
        strings_take(c);
    } else if (*c->at == '\'') {
        c->at += c->at[1] == '\\' ? 4 : 3;
    } else if (c->at[0] == '/' && c->at[1] == '*') {
        comment_skip(c);
    } else if (*c->at == '#' && strncmp(c->at, "#include", 8) == 0) {
        c->at += strcspn(c->at, "\n");
    } else if (isalpha((unsigned char)*c->at) || *c->at == '_') {
        word_take(c);
    } else {
        int deeper = (*c->at == '(') - (*c->at == ')');
        if (c->fail_depth > 0) c->fail_depth += deeper;
        if (c->count_depth > 0) c->count_depth += deeper;
        if (c->count_depth == 0) c->one = NULL;
        c->at++;
    }
}

static void code_read(Code *c)
{
    while (c->at < c->end) code_step(c);
}

static void file_extract(Book *book, const Book *except, const char *path)
{
    char *bytes = file_read(path);
    Code c = { .path = path, .at = bytes, .end = bytes + strlen(bytes), .book = book, .except = except };
    if (!strstr(path, ".html")) {
        code_read(&c);
        return;
    }
    for (const char *at = bytes; (at = strchr(at, '{'));) {
        const char *closer = at[1] == '{' ? "}}" : at[1] == '%' ? "%}" : NULL;
        const char *end = closer ? strstr(at + 2, closer) : NULL;
        c.at = at + 2;
        c.end = end ? end : at + 2;
        code_read(&c);
        at = end ? end + 2 : at + 1;
    }
}

static void views_extract(Book *book, const Book *except, const char *path)
{
    char *bytes = file_read(path);
    for (char *line = strsep(&bytes, "\n"); line; line = strsep(&bytes, "\n")) {
        if (!line[0]) continue;
        char *tab = strchr(line, '\t');
        if (!tab) refuse(path, 1, "not what viewc --messages prints");
        *tab = '\0';
        if (!book_find(except, tab + 1)) message_at(book_add(book, tab + 1), line);
    }
}

/* --- .po files ------------------------------------------------------------------------------ */

typedef struct Reader {
    const char *path;
    char *at;
    int line;
    Message now;
    char **field;                /* where a line of text goes */
    Book *book;
} Reader;

static void entry_end(Reader *r)
{
    if (r->now.id) {
        Message *m = book_add(r->book, r->now.id);
        *m = r->now;
    }
    r->now = (Message){ 0 };
    r->field = NULL;
}

static void po_string(Reader *r, const char *text)
{
    Buf b = { 0 };
    Code c = { .path = r->path, .at = text, .end = text + strlen(text) };
    if (!r->field) refuse(r->path, r->line, "text without msgid or msgstr");
    puts_to(&b, *r->field ? *r->field : "");
    string_take(&c, &b);
    if (c.at[-1] != '"') refuse(r->path, r->line, "this text has no end");
    free(*r->field);
    *r->field = b.ptr;
}

static char **po_field(Reader *r, const char *line)
{
    if (strncmp(line, "msgid_plural", 12) == 0) return &r->now.plural;
    if (strncmp(line, "msgid", 5) == 0) return &r->now.id;
    if (strncmp(line, "msgstr[", 7) == 0 && line[7] >= '0' && line[7] < '0' + FORMS_MAX)
        return &r->now.form[line[7] - '0'];
    if (strncmp(line, "msgstr", 6) == 0) return &r->now.form[0];
    refuse(r->path, r->line, "not a line of a .po file");
}

static void po_line(Reader *r, char *line)
{
    if (line[0] == '\0') {
        entry_end(r);
    } else if (line[0] == '#') {
        if (line[1] == '~') return;
        if (line[1] == ',' && strstr(line, "fuzzy")) r->now.fuzzy = true;
        else if (line[1] == ':') note_add(&r->now.where, line + 2 + strspn(line + 2, " "));
        else note_add(&r->now.note, line), note_add(&r->now.note, "\n");
    } else {
        const char *quote = strchr(line, '"');
        if (!quote) refuse(r->path, r->line, "no text on this line");
        if (line[0] != '"') r->field = po_field(r, line);
        po_string(r, quote);
    }
}

static Book po_read(const char *path)
{
    Book book = { .path = path };
    Reader r = { .path = path, .at = file_read(path), .book = &book };
    while (r.at && *r.at) {
        char *line = strsep(&r.at, "\n");
        r.line++;
        po_line(&r, line);
    }
    entry_end(&r);
    return book;
}

static bool is_translated(const Message *m)
{
    return m && !m->fuzzy && m->form[0] && m->form[0][0];
}

static void quoted(const char *word, const char *text)
{
    printf("%s \"", word);
    for (const char *c = text; *c; c++) {
        if (*c == '\n') fputs(c[1] ? "\\n\"\n\"" : "\\n", stdout);
        else if (*c == '"' || *c == '\\') printf("\\%c", *c);
        else putchar(*c);
    }
    puts("\"");
}

static void message_print(const Message *m, const Message *said)
{
    char word[16];
    if (said && said->note) fputs(said->note, stdout);
    if (m->where && *m->where) printf("#: %s\n", m->where);
    if (said && said->fuzzy) puts("#, fuzzy");
    quoted("msgid", m->id);
    if (m->plural) quoted("msgid_plural", m->plural);
    for (int i = 0; i < FORMS_MAX; i++) {
        const char *form = said ? said->form[i] : NULL;
        if (i > 0 && (!m->plural || (!form && i > 1))) break;
        snprintf(word, sizeof word, m->plural ? "msgstr[%d]" : "msgstr", i);
        quoted(word, form ? form : "");
    }
    putchar('\n');
}

/* --- C tables --------------------------------------------------------------------------------- */

/* The parts of a message, one after the other in a fixed order: what a translation must keep. */
static void parts_of(const char *text, unsigned char count[256])
{
    memset(count, 0, 256);
    for (const char *c = text; *c; c++) {
        const char *end = c + strcspn(c, "}>");
        if (*c == '{' && isdigit((unsigned char)c[1]) && *end == '}') count[atoi(c + 1) & 127] |= 1;
        if (*c != '<' || *end != '>') continue;
        unsigned char *tag = &count[128 + (((unsigned char)c[1] * 7 + (unsigned char)end[-1] * 3) & 127)];
        (*tag)++;
    }
}

static void say_check(const Book *book, const Message *m, const char *said)
{
    unsigned char want[256], have[256];
    parts_of(m->id, want);
    parts_of(said, have);
    if (m->plural) want[1] = have[1];
    if (memcmp(want, have, sizeof want) != 0)
        refuse(book->path, 1, "parts differ: \"%s\" became \"%s\"", m->id, said);
    for (const char *c = said; *c; c++)
        if (strchr("<>&\"", *c) && !strchr(m->id, *c))
            refuse(book->path, 1, "%c has no place in \"%s\"", *c, said);
}

static const char *header_field(const Book *book, const char *name, char *value, size_t size)
{
    const Message *head = book_find(book, "");
    const char *at = head && head->form[0] ? strstr(head->form[0], name) : NULL;
    if (!at) refuse(book->path, 1, "the header has no %s", name);
    at += strlen(name);
    at += strspn(at, " ");
    snprintf(value, size, "%.*s", (int)strcspn(at, "\n"), at);
    return value;
}

static uint32_t hash_of(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

static size_t c_string(const char *text)
{
    putchar('"');
    for (const char *c = text; *c; c++) {
        if (*c == '\n') fputs("\\n", stdout);
        else if (*c == '"' || *c == '\\' || *c == '?') printf("\\%c", *c);
        else putchar(*c);
    }
    putchar('"');
    return strlen(text);
}

static void entry_print(const Book *book, size_t slot, const Message *m, int forms)
{
    size_t len = 0;
    printf("    [%zu] = { { ", slot);
    len = c_string(m->id);
    printf(", %zu }, { ", len);
    len = 0;
    if (!is_translated(m)) {
        fputs("\"\"", stdout);
    } else if (!m->plural) {
        say_check(book, m, m->form[0]);
        len = c_string(m->form[0]);
    } else {
        for (int i = 0; i < forms; i++) {
            if (!m->form[i]) refuse(book->path, 1, "\"%s\" needs %d forms", m->id, forms);
            say_check(book, m, m->form[i]);
            len += c_string(m->form[i]) + 1;
            fputs("\"\\0\"", stdout);
        }
    }
    printf(", %zu } },\n", len);
}

static void table_print(const Book *book, const char *code)
{
    static size_t slot[SLOTS_MAX];
    char plural[400];
    size_t slots = 64;
    header_field(book, "Plural-Forms:", plural, sizeof plural);
    const char *rule = NULL;
    int forms = atoi(plural + strcspn(plural, "0123456789"));
    rule = strstr(plural, "; plural=");
    bool arithmetic = rule && rule[9 + strspn(rule + 9, "n0123456789()?:!=<>&|% ")] == ';';
    if (!arithmetic || forms < 1 || forms > FORMS_MAX) refuse(book->path, 1, "Plural-Forms cannot be read");
    while (slots < book->count * 2) slots *= 2;
    if (slots > SLOTS_MAX) refuse(book->path, 1, "too many messages");
    memset(slot, 0, sizeof slot);
    for (size_t i = 0; i < book->count; i++) {
        size_t at = hash_of(book->list[i].id) & (slots - 1);
        while (slot[at]) at = (at + 1) & (slots - 1);
        slot[at] = i + 1;
    }
    printf("static const LanguageText %s_messages[%zu] = {\n", code, slots);
    for (size_t i = 0; i < slots; i++)
        if (slot[i] && book->list[slot[i] - 1].id[0]) entry_print(book, i, &book->list[slot[i] - 1], forms);
    printf("};\nstatic unsigned %s_form(uint64_t n)\n{\n    return (unsigned)(%.*s);\n}\n", code,
           (int)strcspn(rule + 9, ";"), rule + 9);
    char name[80], dir[16], decimal[8];
    printf("static const Language %s_language = {\n    .code = { \"%s\", %zu }, ", code, code, strlen(code));
    header_field(book, "X-Dir:", dir, sizeof dir);
    header_field(book, "X-Name:", name, sizeof name);
    header_field(book, "X-Decimal:", decimal, sizeof decimal);
    printf(".dir = { \"%s\", %zu }, .name = { \"%s\", %zu }, .decimal = '%c',\n", dir, strlen(dir), name,
           strlen(name), decimal[0]);
    printf("    .messages = %s_messages, .slots = %zu, .form = %s_form, .forms = %d, .is_ours = is_ours,\n};\n",
           code, slots, code, forms);
}

static void code_of(const char *path, char code[8])
{
    const char *slash = strrchr(path, '/');
    snprintf(code, 8, "%.*s", (int)strcspn(slash ? slash + 1 : path, "."), slash ? slash + 1 : path);
    for (char *c = code; *c; c++)
        if (!islower((unsigned char)*c)) refuse(path, 1, "named by its language: es.po");
}

static void source_print(char **paths, int count)
{
    char code[8];
    puts("/* Made by tools/poc from po; edit those. */\n#include \"base/words.h\"\n\n"
         "/* The linker's own marks: constants lie between them, what a request allocates never does. */\n"
         "extern const char __executable_start[], edata[];\n"
         "static bool is_ours(const char *text)\n{\n"
         "    return (uintptr_t)text >= (uintptr_t)__executable_start && (uintptr_t)text < (uintptr_t)edata;\n}\n");
    for (int i = 0; i < count; i++) {
        code_of(paths[i], code);
        Book book = po_read(paths[i]);
        table_print(&book, code);
    }
    puts("\nconst Language *const words_all[] = {");
    for (int i = 0; i < count; i++) {
        code_of(paths[i], code);
        printf("    &%s_language,\n", code);
    }
    printf("};\nconst size_t words_count = %d;\n", count);
}

/* --- commands ---------------------------------------------------------------------------------- */

/* po/not.txt: what looks like words and is not; po/also.txt: words the eye of this program misses. */
static Book lines_read(const char *path)
{
    Book book = { .path = path };
    char *bytes = file_read(path);
    for (char *line = strsep(&bytes, "\n"); line; line = strsep(&bytes, "\n"))
        if (line[0] && line[0] != '#') (void)book_add(&book, line);
    return book;
}

static void pot_print(char **args, int count)
{
    Book book = { 0 };
    Book except = lines_read("po/not.txt");
    Book also = lines_read("po/also.txt");
    views_extract(&book, &except, args[0]);
    for (int i = 1; i < count; i++) file_extract(&book, &except, args[i]);
    for (size_t i = 0; i < also.count; i++) message_at(book_add(&book, also.list[i].id), "po/also.txt");
    puts("msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: tandem\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    for (size_t i = 0; i < book.count; i++) message_print(&book.list[i], NULL);
}

static void merge_print(const char *old_path, const char *pot_path)
{
    Book old = po_read(old_path), pot = po_read(pot_path);
    message_print(book_find(&old, ""), book_find(&old, ""));
    for (size_t i = 0; i < pot.count; i++)
        if (pot.list[i].id[0]) message_print(&pot.list[i], book_find(&old, pot.list[i].id));
}

static int missing_print(const char *pot_path, const char *path)
{
    Book pot = po_read(pot_path), book = po_read(path);
    size_t missing = 0;
    for (size_t i = 0; i < pot.count; i++) {
        if (!pot.list[i].id[0] || is_translated(book_find(&book, pot.list[i].id))) continue;
        message_print(&pot.list[i], NULL);
        missing++;
    }
    fprintf(stderr, "%s: %zu of %zu missing\n", path, missing, pot.count - 1);
    return missing > 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";
    int result = 0;
    if (strcmp(what, "--pot") == 0) pot_print(argv + 2, argc - 2);
    else if (strcmp(what, "--merge") == 0 && argc == 4) merge_print(argv[2], argv[3]);
    else if (strcmp(what, "--missing") == 0 && argc == 4) result = missing_print(argv[2], argv[3]);
    else if (strcmp(what, "--source") == 0) source_print(argv + 2, argc - 2);
    else {
        fputs("poc --pot VIEWS FILES... | --merge OLD.po POT | --missing POT PO | --source PO...\n", stderr);
        return 2;
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? result : 1;
}
