#include "frame.h"

Str frame_lang(const Frame *f)
{
    return f->lang.len ? f->lang : S("en");
}

Str frame_dir(const Frame *f)
{
    return f->dir.len ? f->dir : S("ltr");
}

Str frame_nav_label(const Frame *f)
{
    return f->nav_label.len ? f->nav_label : S("Main");
}

Url frame_home(const Frame *f)
{
    return f->home.s.len ? f->home : (Url){ S("/") };
}

Str frame_body_class(const Frame *f)
{
    return f->kind == FRAME_WORK ? S("work") : S("");
}

Str frame_wrap_class(const Frame *f)
{
    switch (f->width) {
    case FRAME_WIDE: return S("wrap-wide");
    case FRAME_TWO: return S("wrap two");
    case FRAME_READ: break;
    }
    return S("wrap");
}

Url frame_anchor(Out *o, Str name)
{
    return (Url){ arena_join(o->arena, S("#"), name) };
}

Str frame_error_id(Out *o, Str name)
{
    return arena_join(o->arena, name, S("-error"));
}

Str voice_class(Voice voice)
{
    static const Str names[] = {
#define X(NAME, voice_class, tag_class) { voice_class, sizeof(voice_class) - 1 },
        VOICES(X)
#undef X
    };
    return names[voice];
}

Str voice_tag_class(Voice voice)
{
    static const Str names[] = {
#define X(NAME, voice_class, tag_class) { tag_class, sizeof(tag_class) - 1 },
        VOICES(X)
#undef X
    };
    return names[voice];
}

Str tag_class(TagKind kind)
{
    static const Str names[] = {
#define X(NAME, css_class) { css_class, sizeof(css_class) - 1 },
        TAG_KINDS(X)
#undef X
    };
    return names[kind];
}
