/* pages.h - every page function, by the file that holds it. */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H
#include "frame.h"

/* page_static.c */
PageFn page_root, page_asset, page_language, page_help, page_health, page_alive;
Err page_error(Ctx *cx, Req *rq, Reply *reply, ErrKind kind);
/* page_sign_in.c */
PageFn page_sign_in, page_sign_in_check, page_sign_in_do, page_sign_out, page_home_find;
/* page_link.c: invitations and password resets */
PageFn page_invite, page_invite_hash, page_invite_take, page_forgotten, page_forgotten_send,
       page_reset, page_reset_hash, page_reset_take;
/* page_account.c */
PageFn page_account, page_account_save, page_sign_out_everywhere, page_password_check,
       page_password_save;
/* page_mail.c */
PageFn page_mail, page_mail_save, page_mail_try, page_mail_again, page_mail_stop, page_mail_stop_do;
/* page_reach.c */
PageFn page_reach, page_reach_save;
/* page_practice.c: administrator */
PageFn page_people, page_people_add, page_people_state, page_people_link, page_settings,
       page_settings_save;
/* page_caseload.c, page_episode.c */
PageFn page_caseload, page_episode_new, page_episode_create, page_brief, page_invite_again,
       page_episode_end;
/* page_home.c: the client's home */
PageFn page_client_home;
/* page_goals.c, page_joint.c: what people word and answer together */
PageFn page_goals, page_topics, page_joint_history, page_joint_add, page_joint_word,
       page_joint_answer, page_joint_state, page_joint_level, page_joint_due, page_joint_share;
/* page_questions.c, page_ending.c, page_record.c */
PageFn page_questions, page_ending, page_record, page_record_html, page_record_json,
       page_record_pdf;
/* page_picture.c, picture_versions.c: how it hangs together */
PageFn page_picture, page_picture_compare, page_picture_keep;
/* page_documents.c, page_paper.c, page_texts.c: what there is to sign */
PageFn page_documents, page_paper_send, page_paper, page_paper_sign, page_paper_answer,
       page_paper_withdraw, page_paper_copy, page_paper_pdf, page_paper_text, page_paper_check,
       page_texts, page_text_new, page_text_add, page_text, page_text_save, page_text_set;
/* page_preferences.c */
PageFn page_preferences, page_preference_save;
/* page_story.c: chapters and passages, one's own until they are shown */
PageFn page_story, page_passage;
/* page_messages.c */
PageFn page_messages, page_thread, page_thread_live, page_thread_events, page_message_begin,
       page_message_add;
/* page_pace.c, page_role.c, page_boundaries.c, page_follow.c: readiness and pace, roles,
 * boundaries, how tasks went */
PageFn page_pace, page_pace_offer, page_readiness_save, page_role, page_role_offer,
       page_boundaries, page_boundary_add, page_report, page_follow;
/* page_wording.c: the wording lens */
PageFn page_wording_keep, page_wordings, page_wordings_one, page_wordings_save, page_wordings_set;
PageFn page_wording;
/* page_timeline.c: the whole work through time */
PageFn page_timeline;
/* page_search.c: the whole work, by words */
PageFn page_search, page_search_do;
/* page_sessions.c: list and planning */
PageFn page_session_calendar, page_sessions, page_session_plan, page_session_move, page_session_state;
/* page_appointments.c: offered times, calling off */
PageFn page_session_off, page_times_offer, page_times_pick, page_times_decline;
/* page_session.c, page_entry.c: the live page */
PageFn page_session, page_session_live, page_session_events, page_entry_add, page_agenda_pick, page_entry_word, page_entry_state,
       page_entry_answer, page_entry_settle, page_take_home;
/* page_check_in.c */
PageFn page_intake_begin, page_intake, page_beginning, page_beginning_save;
PageFn page_check_in_begin, page_check_in, page_check_in_answer, page_check_in_send,
       page_check_in_done;
/* page_answers.c */
PageFn page_answers;
/* page_rating.c: the form after the session */
PageFn page_rating_begin, page_rating, page_rating_answer, page_rating_done, page_rating_compare;
/* page_safety.c */
PageFn page_safety, page_safety_note, page_alert, page_alerts, page_alert_do, page_duty;
/* page_progress.c, page_signal.c */
PageFn page_progress, page_signal, page_signal_turn, page_signal_step, page_repair_close,
       page_review_close;
/* page_rules.c: by which rules something is noticed */
PageFn page_rules, page_rules_save, page_rules_work_save;
/* page_measures.c: questionnaires and norms in force */
PageFn page_measures, page_measures_install, page_measures_choose, page_measures_norm;
/* page_complete.c: a skeleton gets its words */
PageFn page_complete, page_complete_do;
/* page_own_check.c, page_learned.c, page_mirror.c */
PageFn page_own_check, page_own_check_save, page_own_check_leave, page_own_check_all, page_learned,
       page_mirror;
/* page_supervision.c, page_brought.c: what is brought to supervision, and where it arrives */
PageFn page_bring, page_bring_add, page_bring_words, page_bring_state, page_supervisor_name,
       page_bring_mine, page_bring_mine_add, page_bring_mine_words, page_bring_mine_state,
       page_brought, page_brought_reply;
/* page_process_note.c: a therapist's own working notes */
PageFn page_notes, page_note_add, page_note, page_note_word, page_note_destroy;
/* page_sharing.c, page_shown.c: whom a client shows what, and what those see */
PageFn page_sharing, page_sharing_form, page_sharing_give, page_sharing_one, page_sharing_stop,
       page_supervision_answer, page_shown_list, page_shown;
/* page_log.c */
PageFn page_log;
#endif
