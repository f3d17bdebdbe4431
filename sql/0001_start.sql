-- Everything a practice holds.  Read it as a document: one table a noun, practice first.
-- Ids are 16 bytes; instants are UTC milliseconds; *_sealed is text only the running server
-- can read (base/crypto.h says how).  Numbers, states and instants stand in clear.

-- --- keys and the log nobody can edit ---------------------------------------------------
CREATE TABLE vault_check (id BIGINT PRIMARY KEY, sealed BYTEA NOT NULL);

CREATE TABLE vault_key (
    practice_id BYTEA NOT NULL,
    owner_id    BYTEA NOT NULL,            -- an episode, a person, or the practice itself
    key_id      BYTEA NOT NULL,
    wrapped     BYTEA NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (practice_id, owner_id));

CREATE TABLE audit (
    seq         BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    practice_id BYTEA NOT NULL,
    actor_id    BYTEA NOT NULL,            -- who; zero = nobody signed in, or the machine
    episode_id  BYTEA NOT NULL,            -- zero = not about one piece of work
    subject_id  BYTEA NOT NULL,            -- the person it is about, when it is about one
    object_id   BYTEA NOT NULL,
    action      TEXT NOT NULL,
    scope       TEXT NOT NULL,             -- episode, list, self, practice
    purpose     TEXT NOT NULL,
    outcome     TEXT NOT NULL,             -- done, refused, failed
    reason      TEXT NOT NULL,             -- the policy's reason code
    login_id    BYTEA NOT NULL,
    prev_hash   BYTEA NOT NULL,
    hash        BYTEA NOT NULL);
CREATE INDEX audit_by_episode ON audit (practice_id, episode_id, seq);
CREATE INDEX audit_by_actor ON audit (practice_id, actor_id, scope, seq);
CREATE INDEX audit_by_reader ON audit (practice_id, episode_id, actor_id, seq);
CREATE INDEX audit_by_scope ON audit (practice_id, scope, seq);

-- --- practice, people, signing in ---------------------------------------------------------
CREATE TABLE practice (
    practice_id     BYTEA PRIMARY KEY,
    settings_sealed BYTEA NOT NULL,        -- JSON: name, crisis lines, duty times
    time_zone       TEXT NOT NULL,
    demo            BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL);

CREATE TABLE person (
    practice_id    BYTEA NOT NULL,
    person_id      BYTEA NOT NULL,
    email_hash     BYTEA NOT NULL,         -- keyed; the only way to find someone by e-mail
    profile_sealed BYTEA NOT NULL,         -- JSON: name, called, pronouns, language, email, phone
    capacities     BIGINT NOT NULL,        -- bits: 1 therapist, 2 supervisor, 4 administrator, 8 client
    state          TEXT NOT NULL,          -- invited, active, disabled
    password       TEXT NOT NULL,          -- argon2id PHC, '' = none yet
    version        BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    PRIMARY KEY (practice_id, person_id));
CREATE UNIQUE INDEX person_by_email ON person (email_hash);

CREATE TABLE login (
    practice_id BYTEA NOT NULL,
    login_id    BYTEA NOT NULL,
    token_hash  BYTEA NOT NULL,            -- of the cookie; the cookie itself is nowhere
    person_id   BYTEA NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL,           -- 0 = still good
    PRIMARY KEY (practice_id, login_id));
CREATE UNIQUE INDEX login_by_token ON login (token_hash);
CREATE INDEX login_by_person ON login (practice_id, person_id);

CREATE TABLE link (
    practice_id BYTEA NOT NULL,
    link_id     BYTEA NOT NULL,
    token_hash  BYTEA NOT NULL,
    kind        TEXT NOT NULL,             -- invite, reset
    person_id   BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,            -- zero unless an invitation to one
    made_by     BYTEA NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT NOT NULL,           -- 0 = not yet
    PRIMARY KEY (practice_id, link_id));
CREATE UNIQUE INDEX link_by_token ON link (token_hash);
CREATE INDEX link_by_person ON link (practice_id, person_id);

CREATE TABLE idem (
    practice_id BYTEA NOT NULL,
    person_id   BYTEA NOT NULL,
    idem_key    TEXT NOT NULL,
    request     BYTEA NOT NULL,            -- hash of path and body
    location    TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, person_id, idem_key));
CREATE INDEX idem_by_age ON idem (at);

-- --- the work --------------------------------------------------------------------------------
CREATE TABLE episode (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    kind        TEXT NOT NULL,             -- individual, couple, family, group, organisation
    state       TEXT NOT NULL,             -- open, ended
    started_at  BIGINT NOT NULL,
    ended_at    BIGINT NOT NULL,
    created_by  BYTEA NOT NULL,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id));

CREATE TABLE member (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    person_id   BYTEA NOT NULL,
    part        TEXT NOT NULL,             -- client, therapist, co_therapist, supervisor
    state       TEXT NOT NULL,             -- invited, active, left
    from_at     BIGINT NOT NULL,
    to_at       BIGINT NOT NULL,           -- 0 = still
    PRIMARY KEY (practice_id, episode_id, person_id));
CREATE INDEX member_by_person ON member (practice_id, person_id, part);

CREATE TABLE session (
    practice_id  BYTEA NOT NULL,
    episode_id   BYTEA NOT NULL,
    session_id   BYTEA NOT NULL,
    number       BIGINT NOT NULL,
    starts_at    BIGINT NOT NULL,
    minutes      BIGINT NOT NULL,
    place_sealed BYTEA NOT NULL,
    state        TEXT NOT NULL,            -- planned, open, ended, cancelled, missed
    begun_at     BIGINT NOT NULL,
    ended_at     BIGINT NOT NULL,
    author_id    BYTEA NOT NULL,
    version      BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, session_id));
CREATE UNIQUE INDEX session_by_number ON session (practice_id, episode_id, number);
CREATE INDEX session_by_start ON session (practice_id, episode_id, starts_at);

-- An entry is one thing put on the table by one member: an agenda item, a voice, a sentence
-- both could say, a marker, a takeaway, a next step, a goal.  Its words are in entry_wording,
-- never overwritten; what people answered is in entry_answer.
CREATE TABLE entry (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    entry_id    BYTEA NOT NULL,
    session_id  BYTEA NOT NULL,            -- zero for goals
    kind        TEXT NOT NULL,             -- agenda voice sentence marker takeaway step goal
    mark        TEXT NOT NULL,             -- which marker; '' otherwise
    author_id   BYTEA NOT NULL,
    owner_id    BYTEA NOT NULL,            -- whose takeaway or step it is
    audience    TEXT NOT NULL,             -- members (later: chosen people)
    state       TEXT NOT NULL,             -- agenda: waiting current parked talked withdrawn; offers: offered accepted declined; goal: active done let_go
    minutes     BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    split       BIGINT NOT NULL,           -- another wording that stands beside the newest; 0 = none
    version     BIGINT NOT NULL,           -- number of the newest wording
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, entry_id));
CREATE INDEX entry_by_session ON entry (practice_id, episode_id, session_id, kind, position);

CREATE TABLE entry_wording (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    entry_id    BYTEA NOT NULL,
    version     BIGINT NOT NULL,
    base        BIGINT NOT NULL,           -- the version its author was looking at
    author_id   BYTEA NOT NULL,
    text_sealed BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, entry_id, version));

CREATE TABLE entry_answer (
    practice_id  BYTEA NOT NULL,
    episode_id   BYTEA NOT NULL,
    entry_id     BYTEA NOT NULL,
    person_id    BYTEA NOT NULL,
    version      BIGINT NOT NULL,          -- the wording that was answered
    number       BIGINT NOT NULL,          -- 1, 2, ... of this person on this wording
    answer       TEXT NOT NULL,            -- yes, no, not_now, keep_both; step: how it went
    words_sealed BYTEA NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, entry_id, person_id, version, number));

-- --- questions and numbers ---------------------------------------------------------------------
-- A response is one form in one person's hands: a check-in, an alliance form, an imported score.
CREATE TABLE response (
    practice_id     BYTEA NOT NULL,
    episode_id      BYTEA NOT NULL,
    response_id     BYTEA NOT NULL,
    person_id       BYTEA NOT NULL,        -- the rater
    session_id      BYTEA NOT NULL,        -- the session it stands before or after; zero = none
    form            TEXT NOT NULL,         -- check-in, alliance, import
    state           TEXT NOT NULL,         -- open, sent
    saw_partner_at  BIGINT NOT NULL,       -- when this rater first saw the other's rating; 0 = not yet
    opened_at       BIGINT NOT NULL,
    sent_at         BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, response_id));
CREATE INDEX response_by_person ON response (practice_id, episode_id, person_id, form, opened_at);
CREATE INDEX response_by_session ON response (practice_id, episode_id, session_id, form);

CREATE TABLE answer (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    response_id BYTEA NOT NULL,
    item        TEXT NOT NULL,             -- measure/linkId, e.g. phq-9/9; goal/<entry id>
    status      TEXT NOT NULL,             -- answered, skipped
    value       BIGINT NOT NULL,           -- only when answered
    note_sealed BYTEA NOT NULL,            -- "add a few words"
    answered_at BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, response_id, item));

CREATE TABLE answer_history (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    response_id BYTEA NOT NULL,
    item        TEXT NOT NULL,
    version     BIGINT NOT NULL,
    status      TEXT NOT NULL,
    value       BIGINT NOT NULL,
    note_sealed BYTEA NOT NULL,
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, response_id, item, version));

CREATE TABLE score (
    practice_id     BYTEA NOT NULL,
    episode_id      BYTEA NOT NULL,
    response_id     BYTEA NOT NULL,
    measure         TEXT NOT NULL,
    measure_version TEXT NOT NULL,
    scale           TEXT NOT NULL,
    raw             DOUBLE PRECISION NOT NULL,
    n_missing       BIGINT NOT NULL,
    prorated        BIGINT NOT NULL,
    person_id       BYTEA NOT NULL,
    session_id      BYTEA NOT NULL,
    source          TEXT NOT NULL,         -- app, import
    at              BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, response_id, measure, scale));
CREATE INDEX score_by_scale ON score (practice_id, episode_id, measure, scale, at);

-- --- what was noticed, and the conversation it opened --------------------------------------------
CREATE TABLE signal (
    practice_id    BYTEA NOT NULL,
    episode_id     BYTEA NOT NULL,
    signal_id      BYTEA NOT NULL,
    kind           TEXT NOT NULL,          -- reliable_change cut_off alliance_drop felt_off not_on_track warm_but_aimless
    page           TEXT NOT NULL,          -- repair, review
    state          TEXT NOT NULL,          -- repair: raised heard agreed rerated closed; review: open talking trying closed
    about          TEXT NOT NULL,          -- the numbers it is about: measure/scale
    worse          BIGINT NOT NULL,        -- 1 = towards worse, 0 = towards better
    response_id    BYTEA NOT NULL,
    value          DOUBLE PRECISION NOT NULL,
    explain_sealed BYTEA NOT NULL,         -- JSON of measure/explain.h
    raised_at      BIGINT NOT NULL,
    seen_at        BIGINT NOT NULL,        -- by the therapist; 0 = not yet
    addressed_at   BIGINT NOT NULL,        -- first words of either on its page
    closed_at      BIGINT NOT NULL,
    closed_by      BYTEA NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, signal_id));
CREATE UNIQUE INDEX signal_once ON signal (practice_id, episode_id, kind, response_id, about);
CREATE INDEX signal_by_state ON signal (practice_id, episode_id, state, raised_at);

CREATE TABLE signal_turn (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    signal_id   BYTEA NOT NULL,
    turn_id     BYTEA NOT NULL,
    author_id   BYTEA NOT NULL,
    step        TEXT NOT NULL,             -- noticed needed heard agree rerate not_yet alliance motivation support events plan later
    text_sealed BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, signal_id, turn_id));

-- --- safety ----------------------------------------------------------------------------------------
CREATE TABLE alert (
    practice_id  BYTEA NOT NULL,
    episode_id   BYTEA NOT NULL,
    alert_id     BYTEA NOT NULL,
    person_id    BYTEA NOT NULL,           -- the client who answered
    response_id  BYTEA NOT NULL,
    item         TEXT NOT NULL,
    value        BIGINT NOT NULL,          -- the answer itself; never a risk level
    state        TEXT NOT NULL,            -- new, seen, acted, closed
    raised_at    BIGINT NOT NULL,
    seen_by      BYTEA NOT NULL,
    seen_at      BIGINT NOT NULL,
    duty_told_at BIGINT NOT NULL,
    lead_told_at BIGINT NOT NULL,
    closed_at    BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, alert_id));
CREATE INDEX alert_by_state ON alert (practice_id, state, raised_at);

CREATE TABLE alert_event (
    practice_id  BYTEA NOT NULL,
    episode_id   BYTEA NOT NULL,
    alert_id     BYTEA NOT NULL,
    event_id     BYTEA NOT NULL,
    kind         TEXT NOT NULL,            -- raised answer_changed client_note client_wants_contact seen told_duty told_lead action conversation closed
    by_id        BYTEA NOT NULL,
    value        BIGINT NOT NULL,
    words_sealed BYTEA NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, alert_id, event_id));

-- --- imports -----------------------------------------------------------------------------------------
CREATE TABLE import (
    practice_id BYTEA NOT NULL,
    import_id   BYTEA NOT NULL,
    by_id       BYTEA NOT NULL,
    file_hash   BYTEA NOT NULL,
    row_count   BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, import_id));
CREATE UNIQUE INDEX import_once ON import (practice_id, file_hash);
