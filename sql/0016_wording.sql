-- What a practice changed of the wordings the lens looks for: the whole of one language, version
-- after version, in the form of lens/*.json.  It is about words, not about people.
CREATE TABLE wording_own (
    practice_id BYTEA NOT NULL,
    language    TEXT NOT NULL,
    version     BIGINT NOT NULL,
    by_id       BYTEA NOT NULL,
    wordings    TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, language, version));
-- Wordings somebody wants to hear of no more.
CREATE TABLE wording_kept (
    practice_id BYTEA NOT NULL,
    person_id   BYTEA NOT NULL,
    language    TEXT NOT NULL,
    wording     TEXT NOT NULL,             -- the pattern's id
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, person_id, language, wording));
