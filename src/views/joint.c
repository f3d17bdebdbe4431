#include "joint.h"

Str joint_level_said(int step)
{
    static const char *const said[] = { "Much less than hoped for", "Somewhat less than hoped for",
        "What we hope for", "Somewhat more than hoped for", "Much more than hoped for" };
    return str_from_c(said[step]);
}

Str joint_bare_id(const JointCard *c)
{
    return str_slice(c->id, 2, c->id.len);      /* after "e-" */
}

Str joint_keep(Out *o, const JointForm *f, Str name)
{
    return arena_printf(o->arena, "draft-" STR_FMT "-" STR_FMT, STR_ARG(f->self), STR_ARG(name));
}

Url joint_act(Out *o, const JointCard *c, const char *act)
{
    return url_printf(o->arena, STR_FMT "/%s", STR_ARG(c->act), act);
}

Str joint_key(Out *o, const char *form, const JointCard *c)
{
    return arena_printf(o->arena, "%s-" STR_FMT, form, STR_ARG(c->id));
}

Url joint_check_act(Out *o, const JointCheck *k, const char *act)
{
    return url_printf(o->arena, STR_FMT "/%s", STR_ARG(k->act), act);
}

Str joint_check_key(Out *o, const char *form, const JointCheck *k)
{
    return arena_printf(o->arena, "%s-" STR_FMT, form, STR_ARG(k->id));
}

/* The end of an id is what tells ids of one moment apart. */
Str joint_idem(Out *o, const JointForm *f, const char *form, Str id)
{
    enum { TAIL = 12 };
    Str tail = str_slice(id, id.len > TAIL ? id.len - TAIL : 0, id.len);
    return arena_printf(o->arena, STR_FMT "-%.6s-" STR_FMT, STR_ARG(f->idem), form, STR_ARG(tail));
}
