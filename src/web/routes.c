/* routes.c - every address, with the right it needs.  `tandem audit routes` prints it. */
#include "pages.h"
#include "../domain/brought.h"
#include "../domain/entry.h"
#include "../domain/lens.h"
#include "../domain/process_note.h"
#include "../domain/reach.h"
#include "../domain/release.h"
#include "../domain/role.h"
#include "../domain/rules.h"
#include "../domain/search.h"

/* What forms may send.  Anything else is not delivered. */
#define LINE(name, max, need, say) { name, FIELD_LINE, need, 0, max, say }
#define TEXT(name, max, need, say) { name, FIELD_TEXT, need, 0, max, say }
#define SECRET(name, need, say) { name, FIELD_SECRET, need, 0, 1000, say }
#define INT(name, low, high, need, say) { name, FIELD_INT, need, low, high, say }
#define CHECK(name) { name, FIELD_CHECK, false, 0, 0, NULL }
#define END { NULL, FIELD_LINE, false, 0, 0, NULL }

/* -- signed out, and one's own account -- */
static const Field sign_in_query[] = { LINE("next", 500, false, NULL), END };
static const Field sign_in_fields[] = { LINE("email", 254, false, NULL),
    SECRET("password", false, NULL), LINE("next", 500, false, NULL), END };
static const Field language_fields[] = { LINE("to", 20, true, NULL), LINE("back", 500, false, NULL), END };
static const Field email_fields[] = { LINE("email", 254, false, NULL), END };
static const Field invite_fields[] = { LINE("name", 100, true, "Write the name others should read."),
    LINE("called", 60, false, NULL), LINE("pronouns", 60, false, NULL),
    LINE("language", 20, false, NULL), SECRET("password", true, "Choose a password."), END };
static const Field reset_fields[] = { SECRET("password", true, "Choose a password."), END };
static const Field account_fields[] = { LINE("name", 100, true, "Write the name others should read."),
    LINE("called", 60, false, NULL), LINE("pronouns", 60, false, NULL),
    LINE("language", 20, false, NULL), LINE("phone", 60, false, NULL),
    TEXT("identity", 2000, false, NULL), INT("version", 1, INT64_MAX, true, NULL), END };
static const Field reach_fields[] = { CHECK("d1"), CHECK("d2"), CHECK("d3"), CHECK("d4"), CHECK("d5"),
    CHECK("d6"), CHECK("d7"), LINE("from", 10, false, NULL), LINE("to", 10, false, NULL),
    INT("answers", 0, REACH_ANSWER_COUNT - 1, false, NULL), LINE("zone", 60, false, NULL),
    LINE("word", 60, false, NULL), CHECK("mail_on"), INT("lead", -1, REACH_LEAD_MAX, false, NULL),
    INT("version", 1, INT64_MAX, true, NULL), END };
static const Field password_fields[] = { SECRET("current", true, "Write your password as it is now."),
    SECRET("password", true, "Choose a new password."), END };

/* -- practice -- */
static const Field people_fields[] = { LINE("name", 100, true, "Write the person's name."),
    LINE("email", 254, true, "Write the person's address."), CHECK("therapist"),
    CHECK("supervisor"), CHECK("administrator"), END };
static const Field people_state_fields[] = { INT("open", 0, 1, true, NULL), END };
static const Field mail_fields[] = { LINE("host", 200, false, NULL),
    INT("port", 1, 65535, false, "Write the number of the port, for example 587."), LINE("security", 20, false, NULL),
    LINE("user", 200, false, NULL), SECRET("secret", false, NULL), LINE("from", 254, false, NULL),
    LINE("name", 40, false, NULL), INT("version", 1, INT64_MAX, true, NULL), END };
#define CRISIS(n) LINE("crisis" n "_name", 80, false, NULL), \
    LINE("crisis" n "_number", 40, false, NULL), LINE("crisis" n "_hint", 120, false, NULL)
static const Field settings_fields[] = { LINE("name", 100, true, "Write the practice's name."),
    LINE("zone", 60, true, "Write a zone like Europe/London."), LINE("watched", 200, false, NULL),
    LINE("leave", 200, false, NULL), LINE("duty_name", 80, false, NULL),
    LINE("duty_number", 40, false, NULL), LINE("report_name", 120, false, NULL),
    LINE("report_reach", 200, false, NULL), LINE("body_name", 120, false, NULL),
    LINE("body_reach", 200, false, NULL),
    INT("role_pause", 1, ROLE_PAUSE_DAYS_MAX, false, "Write a number of days from 1 to 3650."),
    INT("duty_after", 1, 1440, true, "Write a number of minutes from 1 to 1440."),
    INT("lead_after", 1, 2880, true, "Write a number of minutes from 1 to 2880."),
    INT("version", 1, INT64_MAX, true, NULL), CRISIS("1"), CRISIS("2"), CRISIS("3"), CRISIS("4"),
    CRISIS("5"), CRISIS("6"), CRISIS("7"), CRISIS("8"), END };

#define WORDING LINE("language", 8, true, NULL), LINE("id", LENS_ID_MAX, false, NULL)
static const Field wording_query[] = { WORDING, END };
static const Field wording_fields[] = { WORDING, TEXT("phrases", 6000, false, NULL), TEXT("unless", 6000, false, NULL),
    TEXT("why", 2000, false, NULL), TEXT("instead", 2000, false, NULL), INT("seen", 0, INT64_MAX, true, NULL), END };
static const Field wording_set_fields[] = { WORDING, INT("off", 0, 1, true, NULL), INT("seen", 0, INT64_MAX, true, NULL), END };
static const Field wording_keep_fields[] = { WORDING, LINE("back", 500, false, NULL), END };

/* -- the work: caseload, home, sessions -- */
static const Field episode_fields[] = { LINE("name", 100, true, "Write their name."),
    LINE("email", 254, true, "Write their address: they sign in with it."),
    LINE("role", 20, false, NULL), CHECK("again"), LINE("when", 30, false, NULL), LINE("place", 120, false, NULL), END };
static const Field search_fields[] = { LINE("words", SEARCH_TEXT_MAX, false, NULL),
    INT("page", 1, 1000, false, NULL), END };
static const Field timeline_query[] = { LINE("kind", 20, false, NULL), INT("page", 1, 1000, false, NULL), END };
static const Field version_fields[] = { INT("version", 1, INT64_MAX, true, NULL), END };
static const Field plan_fields[] = { LINE("when", 30, true, "Choose a day and a time."),
    INT("minutes", 10, 240, false, "Write a number of minutes from 10 to 240."),
    LINE("place", 120, false, NULL), INT("weeks", 1, 26, false, "Write a number of weeks from 1 to 26."), END };
static const Field move_fields[] = { LINE("when", 30, false, NULL),
    INT("minutes", 10, 240, false, NULL), LINE("place", 120, false, NULL),
    INT("version", 1, INT64_MAX, true, NULL), END };
static const Field times_fields[] = { LINE("when1", 30, false, NULL), LINE("when2", 30, false, NULL),
    LINE("when3", 30, false, NULL), INT("length", 10, 240, false, "Write a number of minutes from 10 to 240."),
    LINE("where", 120, false, NULL), TEXT("text", ENTRY_TEXT_MAX, false, NULL),
    INT("number", 0, 100000, false, NULL), END };
static const Field times_pick_fields[] = { { "time", FIELD_ID, true, 0, 0, "Choose one of the times." }, END };
static const Field said_fields[] = { TEXT("text", ENTRY_TEXT_MAX, false, NULL), END };
static const Field log_query[] = { INT("after", 1, 100000, false, NULL),
    { "who", FIELD_ID, false, 0, 0, NULL }, END };

/* -- what people word and answer together; `back`: the page to go to afterwards -- */
#define BACK LINE("back", 20, false, NULL)
static const Field joint_fields[] = { LINE("kind", 20, true, NULL),
    { "parent", FIELD_ID, false, 0, 0, NULL }, LINE("slot", 40, false, NULL),
    { "target", FIELD_ID, false, 0, 0, NULL },
    TEXT("text", ENTRY_TEXT_MAX, false, NULL), LINE("due", 20, false, NULL),
    INT("level", 0, ENTRY_LEVEL_MAX, false, NULL), CHECK("mine"), BACK, END };
static const Field joint_word_fields[] = { TEXT("text", ENTRY_TEXT_MAX, false, NULL),
    INT("base", 1, INT64_MAX, true, NULL), BACK, END };
static const Field joint_answer_fields[] = { LINE("answer", 20, true, NULL),
    INT("version", 1, INT64_MAX, true, NULL), TEXT("words", ENTRY_TEXT_MAX, false, NULL), BACK, END };
static const Field joint_state_fields[] = { LINE("state", 20, true, NULL), BACK, END };
static const Field joint_due_fields[] = { LINE("due", 20, false, NULL), BACK, END };
#define WITH(n) { "with" n, FIELD_ID, false, 0, 0, NULL }
static const Field joint_share_fields[] = { LINE("audience", 20, true, NULL), WITH("1"), WITH("2"),
    WITH("3"), WITH("4"), WITH("5"), WITH("6"), WITH("7"), WITH("8"), BACK, END };
static const Field thread_fields[] = { LINE("about", 100, false, NULL),
    TEXT("text", ENTRY_TEXT_MAX, false, NULL), WITH("1"), WITH("2"), WITH("3"), WITH("4"), WITH("5"),
    WITH("6"), WITH("7"), WITH("8"), END };
static const Field message_fields[] = { TEXT("text", ENTRY_TEXT_MAX, false, NULL), END };
static const Field joint_level_fields[] = { INT("level", 0, 5, true, NULL), BACK, END };

#define X(name, stored, ...) CHECK(stored),
static const Field sharing_fields[] = { LINE("who", 100, false, NULL), LINE("what", 60, false, NULL),
    LINE("where", 100, false, NULL), LINE("email", 254, false, NULL), LINE("to", 20, false, NULL),
    RELEASE_PARTS(X) LINE("until", 20, false, NULL), LINE("day", 10, false, NULL),
    TEXT("why", 1000, false, NULL), LINE("signed", 100, false, NULL), CHECK("sign"),
    CHECK("change"), END };
#undef X

static const Field picture_query[] = { { "from", FIELD_ID, false, 0, 0, NULL },
    { "to", FIELD_ID, false, 0, 0, NULL }, END };
static const Field keep_fields[] = { BACK, END };
static const Field preference_fields[] = { LINE("slot", 20, true, NULL),
    INT("choice", 0, 3, false, NULL), TEXT("text", ENTRY_TEXT_MAX, false, NULL), CHECK("mine"),
    LINE("review", 20, false, NULL), END };

#define RATED_10(name) INT(name, 0, 10, false, NULL)
static const Field readiness_fields[] = { TEXT("w_different", 2000, false, NULL), RATED_10("n_important"),
    RATED_10("n_sure"), TEXT("w_lower", 2000, false, NULL), TEXT("w_way", 2000, false, NULL),
    TEXT("w_help", 2000, false, NULL), END };
static const Field pace_fields[] = { LINE("choice", 20, false, NULL), TEXT("text", 2000, false, NULL), END };
static const Field role_fields[] = { LINE("role", 20, false, NULL), TEXT("text", 2000, false, NULL), END };
static const Field boundary_fields[] = { LINE("slot", 20, true, NULL), TEXT("text", ENTRY_TEXT_MAX, false, NULL),
    INT("level", 1, 3, false, NULL), TEXT("reason", ENTRY_TEXT_MAX, false, NULL),
    INT("client", 1, 2, false, NULL), INT("supervisor", 1, 2, false, NULL), CHECK("mine"), END };

/* -- the session page -- */
static const Field session_state_fields[] = { LINE("state", 20, true, NULL), END };
static const Field entry_fields[] = { LINE("kind", 20, true, NULL), LINE("mark", 20, false, NULL),
    LINE("whom", 20, false, NULL), LINE("back", 20, false, NULL),
    TEXT("text", ENTRY_TEXT_MAX, false, NULL),
    INT("minutes", 1, ENTRY_MINUTES_MAX, false, "Write minutes as a number from 1 to 240."), END };
static const Field agenda_fields[] = { LINE("list", 300, true, "Choose one of the lists."), END };
static const Field word_fields[] = { TEXT("text", ENTRY_TEXT_MAX, false, NULL),
    INT("base", 1, INT64_MAX, true, NULL),
    INT("minutes", 1, ENTRY_MINUTES_MAX, false, "Write minutes as a number from 1 to 240."), END };
static const Field entry_state_fields[] = { LINE("state", 20, true, NULL), END };
static const Field entry_answer_fields[] = { LINE("answer", 20, true, NULL),
    INT("version", 1, INT64_MAX, true, NULL), TEXT("words", ENTRY_TEXT_MAX, false, NULL), END };
static const Field settle_fields[] = { LINE("choice", 20, true, NULL),
    INT("version", 1, INT64_MAX, true, NULL), TEXT("text", ENTRY_TEXT_MAX, false, NULL), END };

/* -- check-in, form after the session, safety -- */
static const Field check_in_query[] = { INT("q", 1, 1000, false, NULL), END };
static const Field check_in_fields[] = { LINE("value", 20, false, NULL), CHECK("skip"),
    LINE("item", 100, false, NULL), TEXT("note", 2000, false, NULL), END };
#define RATED(name) LINE(name, 20, false, NULL)
/* By their place in the form: what a practice added, up to ALLIANCE_ITEMS_MAX. */
#define RATED_TEN(ten) RATED("m" ten "0"), RATED("m" ten "1"), RATED("m" ten "2"), \
    RATED("m" ten "3"), RATED("m" ten "4"), RATED("m" ten "5"), RATED("m" ten "6"), \
    RATED("m" ten "7"), RATED("m" ten "8"), RATED("m" ten "9")
static const Field rating_fields[] = { RATED("b1"), RATED("b2"), RATED("g1"), RATED("g2"),
    RATED("t1"), RATED("t2"), RATED("x"), TEXT("x_note", 2000, false, NULL),
    INT("x_show", 0, 1, false, NULL), RATED("m8"), RATED("m9"), RATED_TEN("1"), RATED_TEN("2"),
    RATED_TEN("3"), RATED_TEN("4"), RATED_TEN("5"), RATED("m60"), RATED("m61"), RATED("m62"),
    RATED("m63"), RATED("m64"), END };
static const Field safety_query[] = { { "from", FIELD_ID, false, 0, 0, NULL },
    INT("q", 1, 1000, false, NULL), END };
static const Field safety_fields[] = { TEXT("note", 4000, false, NULL), CHECK("contact"),
    { "from", FIELD_ID, false, 0, 0, NULL }, INT("q", 1, 1000, false, NULL), END };
static const Field alert_fields[] = { LINE("step", 20, false, NULL),
    TEXT("words", 8000, false, NULL), END };

/* -- how it goes, signals, log -- */
static const Field turn_fields[] = { LINE("step", 20, true, NULL), TEXT("text", 4000, false, NULL),
    END };
static const Field step_fields[] = { LINE("state", 20, true, NULL), END };
static const Field repaired_fields[] = { LINE("answer", 20, true, NULL),
    TEXT("text", 4000, false, NULL), END };

#define X(name, stored) LINE(#stored, 20, false, NULL),
static const Field rules_fields[] = { RULES(X) INT("version", 0, INT64_MAX, true, NULL), END };
#undef X

static const Field measures_query[] = { LINE("fill", 80, false, NULL), LINE("find", 80, false, NULL),
    END };
static const Field install_fields[] = {
    TEXT("json", 60000, true, "Paste the questionnaire’s text."), LINE("by", 120, false, NULL),
    LINE("licence", 300, false, NULL), LINE("until", 10, false, NULL), END };
/* A skeleton's words: as many questions and sets of answers as measure/completion.h allows. */
#define COMPLETED(n) LINE("text" n, 1000, false, NULL), TEXT("own" n, 2000, false, NULL)
#define LABEL(s, n) LINE("label" s "_" n, 200, false, NULL)
#define LABELS(s) LABEL(s, "1"), LABEL(s, "2"), LABEL(s, "3"), LABEL(s, "4"), LABEL(s, "5"), \
    LABEL(s, "6"), LABEL(s, "7"), LABEL(s, "8"), LABEL(s, "9"), LABEL(s, "10"), LABEL(s, "11"), \
    LABEL(s, "12")
static const Field complete_query[] = { LINE("id", 80, true, NULL), END };
static const Field complete_fields[] = { LINE("id", 80, true, NULL), LINE("step", 20, false, NULL),
    LINE("title", 120, false, NULL), LINE("version", 40, false, NULL), LINE("language", 20, false, NULL),
    TEXT("lead", 1000, false, NULL), TEXT("notice", 1000, false, NULL), LINE("by", 120, false, NULL),
    LINE("on", 10, false, NULL), LINE("licence", 300, false, NULL), LINE("until", 10, false, NULL),
    COMPLETED("1"), COMPLETED("2"), COMPLETED("3"), COMPLETED("4"), COMPLETED("5"), COMPLETED("6"),
    COMPLETED("7"), COMPLETED("8"), COMPLETED("9"), COMPLETED("10"), COMPLETED("11"),
    COMPLETED("12"), COMPLETED("13"), COMPLETED("14"), COMPLETED("15"), COMPLETED("16"),
    COMPLETED("17"), COMPLETED("18"), COMPLETED("19"), COMPLETED("20"), COMPLETED("21"),
    COMPLETED("22"), COMPLETED("23"), COMPLETED("24"), COMPLETED("25"), COMPLETED("26"),
    COMPLETED("27"), COMPLETED("28"), COMPLETED("29"), COMPLETED("30"), COMPLETED("31"),
    COMPLETED("32"), COMPLETED("33"), COMPLETED("34"), COMPLETED("35"), COMPLETED("36"),
    COMPLETED("37"), COMPLETED("38"), COMPLETED("39"), COMPLETED("40"), COMPLETED("41"),
    COMPLETED("42"), COMPLETED("43"), COMPLETED("44"), COMPLETED("45"), COMPLETED("46"),
    COMPLETED("47"), COMPLETED("48"), COMPLETED("49"), COMPLETED("50"), COMPLETED("51"),
    COMPLETED("52"), LABELS("1"), LABELS("2"), LABELS("3"), LABELS("4"), LABELS("5"), LABELS("6"),
    END };
static const Field choose_fields[] = { LINE("id", 80, true, NULL), LINE("version", 40, false, NULL),
    END };
static const Field norm_fields[] = { LINE("measure", 80, true, NULL), LINE("scale", 80, true, NULL),
    TEXT("norm", 60000, false, NULL), END };

/* -- the beginning: parts of the first questions, and texts -- */
static const Field intake_fields[] = { LINE("value", 20, false, NULL), CHECK("skip"),
    LINE("item", 100, false, NULL), TEXT("note", 4000, false, NULL), END };
#define PART_OF(n) LINE("s" n, 60, false, NULL), { "t" n, FIELD_ID, false, 0, 0, NULL }
static const Field beginning_fields[] = { PART_OF("1"), PART_OF("2"), PART_OF("3"), PART_OF("4"),
    PART_OF("5"), PART_OF("6"), PART_OF("7"), PART_OF("8"), PART_OF("9"), PART_OF("10"), PART_OF("11"),
    PART_OF("12"), PART_OF("13"), PART_OF("14"), PART_OF("15"), PART_OF("16"), PART_OF("17"),
    PART_OF("18"), PART_OF("19"), PART_OF("20"), INT("version", 0, INT64_MAX, true, NULL), END };

/* -- documents -- */
static const Field text_query[] = { LINE("from", 40, false, NULL), END };
#define PAPER_TEXT(seen_it) LINE("title", PAPER_TITLE_MAX, true, "Give it a title."), \
    TEXT("text", PAPER_TEXT_MAX, true, "Write the text first."), \
    INT("seen", 1, INT64_MAX, seen_it, NULL), END
static const Field text_fields[] = { LINE("kind", 20, true, NULL), PAPER_TEXT(false) };
static const Field text_save_fields[] = { PAPER_TEXT(true) };
static const Field text_set_fields[] = { INT("offered", 0, 1, true, NULL), END };
static const Field paper_send_fields[] = { { "template", FIELD_ID, true, 0, 0, "Choose a text." }, END };
static const Field paper_sign_fields[] = {
    LINE("name", PAPER_NAME_MAX, true, "Write your name to sign."), CHECK("intent"),
    LINE("drawn", PAPER_DRAWN_MAX, false, NULL), LINE("shown", 64, true, NULL), END };
static const Field paper_answer_fields[] = { LINE("act", 20, true, NULL),
    TEXT("words", PAPER_WORDS_MAX, false, NULL), END };
static const Field paper_withdraw_fields[] = { TEXT("words", PAPER_WORDS_MAX, false, NULL), END };
/* -- a therapist's own -- */
static const Field note_fields[] = { TEXT("text", PROCESS_NOTE_TEXT_MAX, false, NULL), END };
static const Field note_word_fields[] = { TEXT("text", PROCESS_NOTE_TEXT_MAX, false, NULL),
    INT("base", 1, INT64_MAX, true, NULL), END };
#define OWN_LINE(name) LINE(name, 20, false, NULL)
static const Field own_check_fields[] = { OWN_LINE("tired"), OWN_LINE("bored"), OWN_LINE("frustrated"),
    OWN_LINE("warm"), END };
#define BROUGHT(name) TEXT(name, BROUGHT_TEXT_MAX, false, NULL)
#define THE_BROUGHT { "brought", FIELD_ID, true, 0, 0, NULL }
static const Field bring_query[] = { LINE("beside", 40, false, NULL), END };
static const Field bring_fields[] = { BROUGHT("question"), BROUGHT("fear"), LINE("beside", 40, false, NULL), END };
static const Field bring_word_fields[] = { THE_BROUGHT, BROUGHT("question"), BROUGHT("fear"), BROUGHT("beside"),
    INT("version", 1, INT64_MAX, true, NULL), END };
static const Field bring_state_fields[] = { THE_BROUGHT, LINE("state", 20, true, NULL),
    { "supervisor", FIELD_ID, false, 0, 0, NULL }, END };
static const Field supervisor_fields[] = { { "supervisor", FIELD_ID, false, 0, 0, NULL }, END };
static const Field reply_fields[] = { THE_BROUGHT, BROUGHT("text"), END };
static const Field supervision_answer_fields[] = { { "therapist", FIELD_ID, true, 0, 0, NULL },
    INT("fine", 0, 1, true, NULL), END };
static const Field note_destroy_fields[] = { CHECK("sure"), END };

const Route routes[] = {
    /* -- signed out -- */
    ROUTE(GET, "/", PUBLIC, NULL, page_root, ROUTE_NO_LOG),
    ROUTE(GET, "/assets/:hash/:name", PUBLIC, NULL, page_asset, ROUTE_NO_LOG | ROUTE_QUIET),
    ROUTE(GET, "/help", PUBLIC, NULL, page_help, ROUTE_NO_LOG),
    ROUTE(POST, "/language", PUBLIC, language_fields, page_language, ROUTE_NO_LOG),
    ROUTE(GET, "/health", PUBLIC, NULL, page_health, ROUTE_NO_LOG | ROUTE_QUIET),
    ROUTE(GET, "/sign-in", PUBLIC, sign_in_query, page_sign_in, ROUTE_NO_LOG),
    ROUTE(POST, "/sign-in", SIGN_IN, sign_in_fields, page_sign_in_do, 0, page_sign_in_check),
    ROUTE(GET, "/invite/:token", LINK_USE, NULL, page_invite, ROUTE_TOKEN),
    ROUTE(POST, "/invite/:token", LINK_USE, invite_fields, page_invite_take, ROUTE_TOKEN, page_invite_hash),
    ROUTE(GET, "/forgotten", PUBLIC, NULL, page_forgotten, ROUTE_NO_LOG),
    ROUTE(POST, "/forgotten", LINK_USE, email_fields, page_forgotten_send),
    ROUTE(GET, "/reset/:token", LINK_USE, NULL, page_reset, ROUTE_TOKEN),
    ROUTE(POST, "/reset/:token", LINK_USE, reset_fields, page_reset_take, ROUTE_TOKEN, page_reset_hash),
    ROUTE(GET, "/mail/stop/:token", LINK_USE, NULL, page_mail_stop, ROUTE_TOKEN),
    ROUTE(POST, "/mail/stop/:token", LINK_USE, NULL, page_mail_stop_do, ROUTE_TOKEN),
    /* -- one's own account -- */
    ROUTE(GET, "/home", HOME_FIND, NULL, page_home_find),
    ROUTE(GET, "/alive", ACCOUNT_READ, NULL, page_alive, ROUTE_NO_LOG),
    ROUTE(GET, "/me", ACCOUNT_READ, NULL, page_account),
    ROUTE(POST, "/me", ACCOUNT_WRITE, account_fields, page_account_save),
    ROUTE(GET, "/me/reach", ACCOUNT_READ, NULL, page_reach),
    ROUTE(POST, "/me/reach", ACCOUNT_WRITE, reach_fields, page_reach_save),
    ROUTE(POST, "/me/password", ACCOUNT_WRITE, password_fields, page_password_save, 0, page_password_check),
    ROUTE(POST, "/me/sign-out-everywhere", ACCOUNT_WRITE, NULL, page_sign_out_everywhere),
    ROUTE(POST, "/sign-out", ACCOUNT_WRITE, NULL, page_sign_out),
    /* -- practice -- */
    ROUTE(GET, "/practice", PRACTICE_READ, NULL, page_people),
    ROUTE(POST, "/practice/people", PRACTICE_WRITE, people_fields, page_people_add),
    ROUTE(POST, "/practice/people/:person/state", PRACTICE_WRITE, people_state_fields, page_people_state),
    ROUTE(POST, "/practice/people/:person/link", PRACTICE_WRITE, NULL, page_people_link),
    ROUTE(GET, "/practice/settings", PRACTICE_WRITE, NULL, page_settings),
    ROUTE(POST, "/practice/settings", PRACTICE_WRITE, settings_fields, page_settings_save),
    ROUTE(GET, "/practice/mail", PRACTICE_WRITE, NULL, page_mail),
    ROUTE(POST, "/practice/mail", PRACTICE_WRITE, mail_fields, page_mail_save),
    ROUTE(POST, "/practice/mail/try", PRACTICE_WRITE, NULL, page_mail_try),
    ROUTE(POST, "/practice/mail/again", PRACTICE_WRITE, NULL, page_mail_again),
    ROUTE(GET, "/practice/rules", PRACTICE_READ, NULL, page_rules),
    ROUTE(POST, "/practice/rules", PRACTICE_WRITE, rules_fields, page_rules_save),
    ROUTE(GET, "/practice/wording", PRACTICE_READ, NULL, page_wordings),
    ROUTE(POST, "/practice/wording", PRACTICE_WRITE, wording_fields, page_wordings_save),
    ROUTE(GET, "/practice/wording/one", PRACTICE_READ, wording_query, page_wordings_one),
    ROUTE(POST, "/practice/wording/set", PRACTICE_WRITE, wording_set_fields, page_wordings_set),
    ROUTE(GET, "/practice/measures", PRACTICE_READ, measures_query, page_measures),
    ROUTE(POST, "/practice/measures", PRACTICE_WRITE, install_fields, page_measures_install),
    ROUTE(GET, "/practice/measures/complete", PRACTICE_READ, complete_query, page_complete),
    ROUTE(POST, "/practice/measures/complete", PRACTICE_WRITE, complete_fields, page_complete_do),
    ROUTE(POST, "/practice/measures/choose", PRACTICE_WRITE, choose_fields, page_measures_choose),
    ROUTE(POST, "/practice/measures/norm", PRACTICE_WRITE, norm_fields, page_measures_norm),
    ROUTE(GET, "/practice/documents", PRACTICE_READ, NULL, page_texts),
    ROUTE(POST, "/practice/documents", PRACTICE_WRITE, text_fields, page_text_add),
    ROUTE(GET, "/practice/documents/new", PRACTICE_READ, text_query, page_text_new),
    ROUTE(GET, "/practice/documents/:template", PRACTICE_READ, NULL, page_text),
    ROUTE(POST, "/practice/documents/:template", PRACTICE_WRITE, text_save_fields, page_text_save),
    ROUTE(POST, "/practice/documents/:template/set", PRACTICE_WRITE, text_set_fields, page_text_set),
    ROUTE(GET, "/practice/beginning", PRACTICE_WRITE, NULL, page_beginning),
    ROUTE(POST, "/practice/beginning", PRACTICE_WRITE, beginning_fields, page_beginning_save),
    /* -- caseload and episodes -- */
    ROUTE(GET, "/caseload", CASELOAD_READ, NULL, page_caseload),
    ROUTE(GET, "/wording", WORDING_READ, NULL, page_wording, ROUTE_NO_LOG | ROUTE_QUIET),
    ROUTE(POST, "/wording/keep", WORDING_KEEP, wording_keep_fields, page_wording_keep),
    ROUTE(GET, "/search", SEARCH_ALL, NULL, page_search, ROUTE_NO_LOG),
    ROUTE(POST, "/search", SEARCH_ALL, search_fields, page_search_do, ROUTE_ASKS),
    ROUTE(GET, "/episodes/new", EPISODE_CREATE, NULL, page_episode_new),
    ROUTE(POST, "/episodes", EPISODE_CREATE, episode_fields, page_episode_create),
    ROUTE(GET, "/work/:episode", BRIEF_READ, NULL, page_brief),
    ROUTE(POST, "/work/:episode/invite", INVITE_WRITE, NULL, page_invite_again),
    ROUTE(POST, "/work/:episode/end", EPISODE_END, version_fields, page_episode_end),
    ROUTE(GET, "/work/:episode/search", SEARCH_WORK, NULL, page_search, ROUTE_NO_LOG),
    ROUTE(POST, "/work/:episode/search", SEARCH_WORK, search_fields, page_search_do, ROUTE_ASKS),
    ROUTE(GET, "/work/:episode/timeline", TIMELINE_READ, timeline_query, page_timeline, ROUTE_LOG_OTHERS),
    /* -- the client's home, log -- */
    ROUTE(GET, "/work/:episode/home", CLIENT_HOME_READ, NULL, page_client_home, ROUTE_LOG_OTHERS),
    /* -- what people word and answer together -- */
    ROUTE(GET, "/work/:episode/goals", JOINT_READ, NULL, page_goals),
    ROUTE(GET, "/work/:episode/topics", JOINT_READ, NULL, page_topics),
    ROUTE(GET, "/work/:episode/questions", JOINT_READ, NULL, page_questions),
    ROUTE(GET, "/work/:episode/ending", JOINT_READ, NULL, page_ending),
    ROUTE(GET, "/work/:episode/record", TAKE_RECORD, NULL, page_record, ROUTE_LOG_OTHERS),
    ROUTE(GET, "/work/:episode/record.html", TAKE_RECORD, NULL, page_record_html, ROUTE_LOG_OTHERS),
    ROUTE(GET, "/work/:episode/record.json", TAKE_RECORD, NULL, page_record_json, ROUTE_LOG_OTHERS),
    ROUTE(GET, "/work/:episode/record.pdf", TAKE_RECORD, NULL, page_record_pdf, ROUTE_LOG_OTHERS),
    ROUTE(GET, "/work/:episode/story", STORY_READ, NULL, page_story, ROUTE_LOG_OTHERS),
    ROUTE(GET, "/work/:episode/story/:entry", STORY_READ, NULL, page_passage, ROUTE_LOG_OTHERS),
    ROUTE(GET, "/work/:episode/pace", JOINT_READ, NULL, page_pace),
    ROUTE(POST, "/work/:episode/readiness", JOINT_WRITE, readiness_fields, page_readiness_save),
    ROUTE(POST, "/work/:episode/pace", JOINT_WRITE, pace_fields, page_pace_offer),
    ROUTE(GET, "/work/:episode/role", JOINT_READ, NULL, page_role),
    ROUTE(POST, "/work/:episode/role", JOINT_WRITE, role_fields, page_role_offer),
    ROUTE(GET, "/work/:episode/boundaries", JOINT_READ, NULL, page_boundaries),
    ROUTE(POST, "/work/:episode/boundaries", JOINT_WRITE, boundary_fields, page_boundary_add),
    ROUTE(GET, "/work/:episode/report", JOINT_READ, NULL, page_report),
    ROUTE(GET, "/work/:episode/follow", JOINT_READ, NULL, page_follow),
    ROUTE(GET, "/work/:episode/joint/:entry", JOINT_READ, NULL, page_joint_history),
    ROUTE(POST, "/work/:episode/joint", JOINT_WRITE, joint_fields, page_joint_add),
    ROUTE(POST, "/work/:episode/joint/:entry/words", JOINT_WRITE, joint_word_fields, page_joint_word),
    ROUTE(POST, "/work/:episode/joint/:entry/answer", JOINT_WRITE, joint_answer_fields, page_joint_answer),
    ROUTE(POST, "/work/:episode/joint/:entry/state", JOINT_WRITE, joint_state_fields, page_joint_state),
    ROUTE(POST, "/work/:episode/joint/:entry/share", JOINT_WRITE, joint_share_fields, page_joint_share),
    ROUTE(POST, "/work/:episode/joint/:entry/level", JOINT_WRITE, joint_level_fields, page_joint_level),
    ROUTE(POST, "/work/:episode/joint/:entry/due", JOINT_WRITE, joint_due_fields, page_joint_due),
    ROUTE(GET, "/work/:episode/picture", JOINT_READ, NULL, page_picture),
    ROUTE(GET, "/work/:episode/picture/versions", JOINT_READ, picture_query, page_picture_compare),
    ROUTE(POST, "/work/:episode/picture/versions", JOINT_WRITE, keep_fields, page_picture_keep),
    ROUTE(GET, "/work/:episode/preferences", JOINT_READ, NULL, page_preferences),
    ROUTE(POST, "/work/:episode/preferences", JOINT_WRITE, preference_fields, page_preference_save),
    /* -- messages -- */
    ROUTE(GET, "/work/:episode/messages", MESSAGE_READ, NULL, page_messages, ROUTE_LOG_OTHERS),
    ROUTE(POST, "/work/:episode/messages", MESSAGE_WRITE, thread_fields, page_message_begin),
    ROUTE(GET, "/work/:episode/messages/:entry", MESSAGE_READ, NULL, page_thread, ROUTE_LOG_OTHERS),
    ROUTE(GET, "/work/:episode/messages/:entry/live", MESSAGE_READ, NULL, page_thread_live, ROUTE_LOG_OTHERS | ROUTE_QUIET),
    ROUTE(GET, "/work/:episode/messages/:entry/events", MESSAGE_LIVE, NULL, page_thread_events, ROUTE_EVENTS | ROUTE_QUIET),
    ROUTE(POST, "/work/:episode/messages/:entry", MESSAGE_WRITE, message_fields, page_message_add),
    /* -- documents -- */
    ROUTE(GET, "/work/:episode/documents", PAPER_READ, NULL, page_documents),
    ROUTE(POST, "/work/:episode/documents", PAPER_SEND, paper_send_fields, page_paper_send),
    ROUTE(GET, "/work/:episode/documents/:entry", PAPER_READ, NULL, page_paper),
    ROUTE(POST, "/work/:episode/documents/:entry/sign", PAPER_SIGN, paper_sign_fields, page_paper_sign),
    ROUTE(POST, "/work/:episode/documents/:entry/answer", PAPER_SIGN, paper_answer_fields, page_paper_answer),
    ROUTE(POST, "/work/:episode/documents/:entry/withdraw", PAPER_WITHDRAW, paper_withdraw_fields, page_paper_withdraw),
    ROUTE(GET, "/work/:episode/documents/:entry/copy", PAPER_READ, NULL, page_paper_copy),
    ROUTE(GET, "/work/:episode/documents/:entry/copy.pdf", PAPER_READ, NULL, page_paper_pdf),
    ROUTE(GET, "/work/:episode/documents/:entry/text", PAPER_READ, NULL, page_paper_text),
    ROUTE(GET, "/work/:episode/documents/:entry/check", PAPER_READ, NULL, page_paper_check),
    ROUTE(GET, "/work/:episode/sharing", SHARING_READ, NULL, page_sharing, ROUTE_LOG),
    ROUTE(GET, "/work/:episode/sharing/new", SHARING_READ, NULL, page_sharing_form),
    ROUTE(POST, "/work/:episode/sharing", SHARING_WRITE, sharing_fields, page_sharing_give),
    ROUTE(POST, "/work/:episode/sharing/supervision", SHARING_WRITE, supervision_answer_fields, page_supervision_answer),
    ROUTE(GET, "/work/:episode/sharing/:release", SHARING_READ, NULL, page_sharing_one, ROUTE_LOG_OTHERS),
    ROUTE(POST, "/work/:episode/sharing/:release/stop", SHARING_WRITE, NULL, page_sharing_stop),
    ROUTE(GET, "/shared", SHARED_LIST, NULL, page_shown_list),
    ROUTE(GET, "/shared/:episode", SHARED_READ, NULL, page_shown),
    ROUTE(GET, "/work/:episode/log", LOG_READ, log_query, page_log, ROUTE_LOG),
    ROUTE(GET, "/work/:episode/learned", JOINT_READ, NULL, page_learned),
    ROUTE(GET, "/work/:episode/mirror", MIRROR_READ, NULL, page_mirror),
    /* -- a therapist's own -- */
    ROUTE(GET, "/own-check", OWN_LIST, NULL, page_own_check_all),
    ROUTE(GET, "/work/:episode/own-check", OWN_READ, NULL, page_own_check),
    ROUTE(POST, "/work/:episode/own-check", OWN_WRITE, own_check_fields, page_own_check_save),
    ROUTE(POST, "/work/:episode/own-check/leave", OWN_WRITE, NULL, page_own_check_leave),
    ROUTE(GET, "/supervision", OWN_LIST, bring_query, page_bring_mine),
    ROUTE(POST, "/supervision", OWN_LIST_WRITE, bring_fields, page_bring_mine_add),
    ROUTE(POST, "/supervision/words", OWN_LIST_WRITE, bring_word_fields, page_bring_mine_words),
    ROUTE(POST, "/supervision/state", OWN_LIST_WRITE, bring_state_fields, page_bring_mine_state),
    ROUTE(GET, "/work/:episode/supervision", BRING_READ, bring_query, page_bring),
    ROUTE(POST, "/work/:episode/supervision", BRING_WRITE, bring_fields, page_bring_add),
    ROUTE(POST, "/work/:episode/supervision/words", BRING_WRITE, bring_word_fields, page_bring_words),
    ROUTE(POST, "/work/:episode/supervision/state", BRING_WRITE, bring_state_fields, page_bring_state),
    ROUTE(POST, "/work/:episode/supervision/who", SUPERVISOR_NAME, supervisor_fields, page_supervisor_name),
    ROUTE(GET, "/brought", BROUGHT_READ, NULL, page_brought),
    ROUTE(POST, "/brought", BROUGHT_WRITE, reply_fields, page_brought_reply),
    ROUTE(GET, "/work/:episode/notes", NOTE_READ, NULL, page_notes),
    ROUTE(POST, "/work/:episode/notes", NOTE_WRITE, note_fields, page_note_add),
    ROUTE(GET, "/work/:episode/notes/:note", NOTE_READ, NULL, page_note),
    ROUTE(POST, "/work/:episode/notes/:note/words", NOTE_WRITE, note_word_fields, page_note_word),
    ROUTE(POST, "/work/:episode/notes/:note/destroy", NOTE_WRITE, note_destroy_fields, page_note_destroy),
    /* -- sessions: list and planning -- */
    ROUTE(GET, "/work/:episode/sessions", SESSION_LIST, NULL, page_sessions),
    ROUTE(POST, "/work/:episode/sessions", SESSION_PLAN, plan_fields, page_session_plan),
    ROUTE(GET, "/work/:episode/sessions/:session/appointment.ics", SESSION_LIST, NULL, page_session_calendar),
    ROUTE(POST, "/work/:episode/sessions/:session/plan", SESSION_PLAN, move_fields, page_session_move),
    ROUTE(POST, "/work/:episode/sessions/:session/off", APPOINTMENT_OFF, said_fields, page_session_off),
    ROUTE(POST, "/work/:episode/times", APPOINTMENT_OFFER, times_fields, page_times_offer),
    ROUTE(POST, "/work/:episode/times/:entry/pick", APPOINTMENT_PICK, times_pick_fields, page_times_pick),
    ROUTE(POST, "/work/:episode/times/:entry/decline", APPOINTMENT_OFFER, said_fields, page_times_decline),
    /* -- the session page -- */
    ROUTE(GET, "/work/:episode/sessions/:session", SESSION_READ, NULL, page_session),
    ROUTE(GET, "/work/:episode/sessions/:session/live", SESSION_LIVE, NULL, page_session_live, ROUTE_QUIET),
    ROUTE(GET, "/work/:episode/sessions/:session/events", SESSION_LIVE, NULL, page_session_events, ROUTE_EVENTS | ROUTE_QUIET),
    ROUTE(POST, "/work/:episode/sessions/:session/state", SESSION_STATE, session_state_fields, page_session_state),
    ROUTE(GET, "/work/:episode/sessions/:session/take-home", TAKE_HOME_READ, NULL, page_take_home),
    ROUTE(POST, "/work/:episode/sessions/:session/entries", ENTRY_WRITE, entry_fields, page_entry_add),
    ROUTE(POST, "/work/:episode/sessions/:session/agenda", ENTRY_WRITE, agenda_fields, page_agenda_pick),
    ROUTE(POST, "/work/:episode/sessions/:session/entries/:entry/words", ENTRY_WRITE, word_fields, page_entry_word),
    ROUTE(POST, "/work/:episode/sessions/:session/entries/:entry/state", ENTRY_WRITE, entry_state_fields, page_entry_state),
    ROUTE(POST, "/work/:episode/sessions/:session/entries/:entry/answer", ENTRY_WRITE, entry_answer_fields, page_entry_answer),
    ROUTE(POST, "/work/:episode/sessions/:session/entries/:entry/settle", ENTRY_WRITE, settle_fields, page_entry_settle),
    /* -- check-in -- */
    ROUTE(POST, "/work/:episode/check-in", CHECK_IN_WRITE, NULL, page_check_in_begin),
    ROUTE(GET, "/work/:episode/check-in/:response", CHECK_IN_READ, check_in_query, page_check_in),
    ROUTE(POST, "/work/:episode/check-in/:response/q/:number", CHECK_IN_WRITE, check_in_fields, page_check_in_answer),
    ROUTE(POST, "/work/:episode/check-in/:response/send", CHECK_IN_WRITE, NULL, page_check_in_send, ROUTE_DRAFT),
    ROUTE(GET, "/work/:episode/check-in/:response/done", CHECK_IN_READ, NULL, page_check_in_done),
    /* -- the first questions -- */
    ROUTE(POST, "/work/:episode/intake", INTAKE_WRITE, NULL, page_intake_begin),
    ROUTE(GET, "/work/:episode/intake/:response", INTAKE_READ, check_in_query, page_intake),
    ROUTE(POST, "/work/:episode/intake/:response/q/:number", INTAKE_WRITE, intake_fields, page_check_in_answer),
    ROUTE(POST, "/work/:episode/intake/:response/send", INTAKE_WRITE, NULL, page_check_in_send),
    ROUTE(GET, "/work/:episode/intake/:response/done", INTAKE_READ, NULL, page_check_in_done),
    ROUTE(GET, "/work/:episode/answers/:response", ANSWERS_READ, NULL, page_answers),
    /* -- the form after the session -- */
    ROUTE(POST, "/work/:episode/sessions/:session/rate", RATING_WRITE, NULL, page_rating_begin),
    ROUTE(GET, "/work/:episode/rating/:response", RATING_READ, NULL, page_rating),
    ROUTE(POST, "/work/:episode/rating/:response", RATING_WRITE, rating_fields, page_rating_answer),
    ROUTE(GET, "/work/:episode/rating/:response/done", RATING_READ, NULL, page_rating_done),
    ROUTE(POST, "/work/:episode/rating/:response/compare", RATING_WRITE, NULL, page_rating_compare),
    /* -- safety -- */
    ROUTE(GET, "/work/:episode/safety", SAFETY_READ, safety_query, page_safety),
    ROUTE(POST, "/work/:episode/safety", SAFETY_WRITE, safety_fields, page_safety_note),
    ROUTE(GET, "/work/:episode/alerts", ALERT_READ, NULL, page_alerts),
    ROUTE(GET, "/work/:episode/alerts/:alert", ALERT_READ, NULL, page_alert),
    ROUTE(POST, "/work/:episode/alerts/:alert", ALERT_WRITE, alert_fields, page_alert_do),
    ROUTE(GET, "/duty", DUTY_READ, NULL, page_duty),
    /* -- how it goes, signals -- */
    ROUTE(GET, "/work/:episode/progress", PROGRESS_READ, NULL, page_progress),
    ROUTE(GET, "/work/:episode/rules", RULES_READ, NULL, page_rules),
    ROUTE(POST, "/work/:episode/rules", RULES_WRITE, rules_fields, page_rules_work_save),
    ROUTE(GET, "/work/:episode/signals/:signal", SIGNAL_READ, NULL, page_signal),
    ROUTE(POST, "/work/:episode/signals/:signal/turn", SIGNAL_WRITE, turn_fields, page_signal_turn),
    ROUTE(POST, "/work/:episode/signals/:signal/step", SIGNAL_WRITE, step_fields, page_signal_step),
    ROUTE(POST, "/work/:episode/signals/:signal/repaired", REPAIR_CLOSE, repaired_fields, page_repair_close),
    ROUTE(POST, "/work/:episode/signals/:signal/close", REVIEW_CLOSE, NULL, page_review_close),
};
const size_t route_count = sizeof routes / sizeof *routes;
