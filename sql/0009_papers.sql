-- Texts a practice offers to read and sign.  A version is never changed: new words are a new one.
CREATE TABLE template (
    practice_id BYTEA NOT NULL,
    template_id BYTEA NOT NULL,
    kind        TEXT NOT NULL,             -- agreement consent privacy fees telehealth other
    state       TEXT NOT NULL,             -- offered, laid_down
    at_intake   BIGINT NOT NULL,           -- 1 = put into every work that begins
    version     BIGINT NOT NULL,           -- the newest
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (practice_id, template_id));

CREATE TABLE template_text (
    practice_id  BYTEA NOT NULL,
    template_id  BYTEA NOT NULL,
    version      BIGINT NOT NULL,
    words_sealed BYTEA NOT NULL,           -- title, empty line, text
    author_id    BYTEA NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (practice_id, template_id, version));

-- In a work a paper is an entry of its own with the whole text; this says what it was made from.
CREATE TABLE paper (
    practice_id      BYTEA NOT NULL,
    episode_id       BYTEA NOT NULL,
    entry_id         BYTEA NOT NULL,
    template_id      BYTEA NOT NULL,
    template_version BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, entry_id));

-- Who answered what to it: never changed, never removed.
CREATE TABLE paper_answer (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    entry_id    BYTEA NOT NULL,
    person_id   BYTEA NOT NULL,
    number      BIGINT NOT NULL,           -- 1, 2, ... of this person on this paper
    said_sealed BYTEA NOT NULL,            -- JSON: act, name, drawing, intent, words, hash of the text
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, entry_id, person_id, number));
