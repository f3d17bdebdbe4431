#include "queries.h"
#include "alert.h"
#include "appointment.h"
#include "audit.h"
#include "entry.h"
#include "brought.h"
#include "caseload.h"
#include "definition.h"
#include "episode.h"
#include "facts.h"
#include "idem.h"
#include "import.h"
#include "link.h"
#include "log.h"
#include "login.h"
#include "mail.h"
#include "message.h"
#include "norm.h"
#include "paper.h"
#include "own_check.h"
#include "person.h"
#include "practice.h"
#include "process_note.h"
#include "release.h"
#include "response.h"
#include "role.h"
#include "rules.h"
#include "session.h"
#include "signal.h"
#include "supervision.h"
#include "touch.h"
#include "vault.h"
#include "wording.h"

/* One line a noun. */
static const Query *const *const modules[] = {
    alert_queries,
    appointment_queries,
    audit_queries,
    entry_queries,
    brought_queries,
    caseload_queries,
    definition_queries,
    episode_queries,
    facts_queries,
    idem_queries,
    import_queries,
    link_queries,
    log_queries,
    login_queries,
    mail_queries,
    message_queries,
    norm_queries,
    paper_queries,
    own_check_queries,
    person_queries,
    practice_queries,
    process_note_queries,
    release_queries,
    response_queries,
    role_queries,
    rules_queries,
    session_queries,
    signal_queries,
    supervision_queries,
    touch_queries,
    vault_queries,
    wording_queries,
};

const Query *const *store_queries(Arena *arena)
{
    size_t count = 0;
    for (size_t m = 0; m < sizeof modules / sizeof *modules; m++)
        for (const Query *const *q = modules[m]; *q; q++) count++;
    const Query **all = ARENA_ARRAY(arena, const Query *, count + 1);
    if (!all) return NULL;
    size_t at = 0;
    for (size_t m = 0; m < sizeof modules / sizeof *modules; m++)
        for (const Query *const *q = modules[m]; *q; q++) all[at++] = *q;
    return all;
}
