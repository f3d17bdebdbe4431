/* Text of a person does not become markup by being passed along.
 * expect: incompatible type */
#include "base/out.h"

void show(Out *o, Str words);
void show(Out *o, Str words)
{
#ifdef REFUSED
    out_html(o, words);
#else
    out_text(o, words);
#endif
}
