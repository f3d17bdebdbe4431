-- Entries that belong to the work as a whole: what they stand under, who reads them, when.
ALTER TABLE entry ADD COLUMN parent_id BYTEA;                  -- the entry it stands under; zero or NULL = none
ALTER TABLE entry ADD COLUMN target_id BYTEA;                  -- what a link points to; zero or NULL = nothing
ALTER TABLE entry ADD COLUMN level BIGINT NOT NULL DEFAULT 0;     -- a number on the kind's own scale
ALTER TABLE entry ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;    -- due, or to be looked at again; 0 = never
ALTER TABLE entry ADD COLUMN open_from BIGINT NOT NULL DEFAULT 1; -- the first wording others read; drafts before it stay the author's

-- Whom an entry with audience 'chosen' is shown to, besides its author.  Rows are ended, not removed.
CREATE TABLE entry_reader (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,
    entry_id    BYTEA NOT NULL,
    person_id   BYTEA NOT NULL,
    from_at     BIGINT NOT NULL,
    to_at       BIGINT NOT NULL,           -- 0 = still
    PRIMARY KEY (practice_id, episode_id, entry_id, person_id, from_at));
