/* pdf.h - a document of plain paragraphs on A4 pages, in any script, readable aloud.
 *
 * Made with pango and cairo.  Built without them, pdf_possible() is false and nothing else
 * works.  Knows nothing of what is written.
 */
#ifndef BASE_PDF_H
#define BASE_PDF_H
#include "err.h"
#include "out.h"

typedef enum PdfStyle { PDF_TITLE, PDF_CHAPTER, PDF_HEADING, PDF_TEXT, PDF_SMALL, PDF_STYLES } PdfStyle;
typedef struct Pdf Pdf;

bool pdf_possible(void);
/* `foot` stands at the foot of every page, before its number.  ERR_MISSING when not
 * possible.  Every document that was opened is closed, whatever happens between. */
MUST_CHECK Err pdf_open(Ctx *cx, Out *out, Str title, Str foot, Pdf **ret_pdf);
/* A paragraph; broken over pages where needed.  `indent` steps from the edge. */
void pdf_put(Pdf *pdf, PdfStyle style, int indent, Str text);
/* ERR_LIMIT when it did not fit into `out`; ERR_BUG when the library failed. */
MUST_CHECK Err pdf_close(Ctx *cx, Pdf *pdf);
#endif
