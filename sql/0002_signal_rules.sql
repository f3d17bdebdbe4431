-- Which signals are raised, and from which size on: one row each time somebody chose, never
-- changed afterwards, so that the rows are the history.  The newest counts.
CREATE TABLE signal_rule (
    practice_id BYTEA NOT NULL,
    episode_id  BYTEA NOT NULL,            -- zero = the practice's own
    version     BIGINT NOT NULL,           -- 1, 2, ...
    by_id       BYTEA NOT NULL,
    choices     TEXT NOT NULL,             -- "change=off band=90": domain/rules.h; no word of anyone
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, version));
