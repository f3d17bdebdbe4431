/* viewc_html.h - what viewc knows of HTML: which elements are blocks, which attributes are
 * addresses, which people read.  Part of viewc.c; knows Text and nothing of views.
 */
#ifndef TOOLS_VIEWC_HTML_H
#define TOOLS_VIEWC_HTML_H

static bool element_is_void(Text t)
{
    return text_among(t, " area br col hr img input link meta source track wbr ");
}

/* Opening one of these ends an open <p> in the browser. */
static bool element_ends_p(Text t)
{
    return text_among(t, " address article aside blockquote details dialog div dl fieldset figcaption"
                         " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p"
                         " pre search section table ul ");
}

/* White space beside these means nothing. */
static bool element_is_block(Text t)
{
    return element_ends_p(t) ||
           text_among(t, " html head body title meta link script noscript template br li dt dd"
                         " summary legend caption colgroup col thead tbody tfoot tr th td option"
                         " optgroup g path line circle ellipse rect polyline polygon text defs desc"
                         " use marker symbol stop lineargradient clippath pattern mask ");
}

/* Raw text, foreign documents, or a way around the policy. */
static bool element_is_refused(Text t)
{
    return text_among(t, " style base iframe frame frameset object embed applet portal plaintext xmp"
                         " noembed noframes listing animate animatetransform animatemotion set ");
}

static bool attr_is_url(Text t)
{
    return text_among(t, " href src action formaction poster xlink:href hx-get hx-post hx-put hx-patch"
                         " hx-delete hx-sse:connect hx-push-url hx-replace-url ");
}

/* These would let a value run or load something, so they stay as written. */
static bool attr_takes_no_hole(Text t)
{
    return text_among(t, " method formmethod enctype formenctype target formtarget http-equiv rel type"
                         " srcset imagesrcset data ping hx-trigger hx-swap hx-sync hx-confirm ") ||
           text_starts(t, "hx-status");
}

static bool attr_is_known_hx(Text t)
{
    const char *colon = memchr(t.ptr, ':', t.len);
    Text stem = colon ? text_between(t.ptr, colon) : t;
    return text_among(stem, " hx-get hx-post hx-put hx-patch hx-delete hx-target hx-swap hx-swap-oob"
                            " hx-trigger hx-select hx-select-oob hx-push-url hx-replace-url hx-sync"
                            " hx-indicator hx-include hx-disable hx-confirm hx-preserve hx-ignore"
                            " hx-morph-skip hx-morph-skip-children hx-status hx-sse ");
}

/* These stand inside a sentence; their tags are parts of its message. */
static bool element_is_inline(Text t)
{
    return text_among(t, " a b i em strong span small abbr q cite code kbd mark sub sup s u time bdi dfn br wbr ");
}

/* People read or hear the value. */
static bool attr_is_said(Text t)
{
    return text_among(t, " alt title placeholder aria-label aria-description aria-roledescription aria-valuetext"
                         " label data-say data-many data-one data-none data-kept data-back data-offline"
                         " data-waits data-sent ");
}
#endif
