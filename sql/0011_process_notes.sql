-- A therapist's own working notes, apart from the record: tables of their own, and for each note
-- a key of its own (vault_key, owner_id = note_id).  Destroying that key destroys that note alone.
CREATE TABLE process_note (
    practice_id  BYTEA NOT NULL,
    episode_id   BYTEA NOT NULL,
    note_id      BYTEA NOT NULL,
    author_id    BYTEA NOT NULL,           -- the one person who reads it
    version      BIGINT NOT NULL,          -- of the newest wording
    split        BIGINT NOT NULL,          -- wordings split..version were written side by side; 0 = none
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    destroyed_at BIGINT NOT NULL,          -- its key is gone; 0 = not
    PRIMARY KEY (practice_id, episode_id, note_id));
CREATE INDEX process_note_by_author ON process_note (practice_id, episode_id, author_id, created_at);

CREATE TABLE process_note_wording (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    note_id     BYTEA NOT NULL,
    version     BIGINT NOT NULL,
    base        BIGINT NOT NULL,           -- the version that was looked at
    text_sealed BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, note_id, version));
