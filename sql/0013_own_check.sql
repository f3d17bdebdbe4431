-- How a therapist is in a piece of work, for themselves: sealed under their own key, numbers too.
CREATE TABLE own_check (
    practice_id    BYTEA NOT NULL,
    episode_id     BYTEA NOT NULL,
    check_id       BYTEA NOT NULL,
    author_id      BYTEA NOT NULL,
    answers_sealed BYTEA NOT NULL,
    at             BIGINT NOT NULL,
    left_at        BIGINT NOT NULL,        -- support was offered here and left alone; 0 = not
    PRIMARY KEY (practice_id, episode_id, check_id));
CREATE INDEX own_check_by_author ON own_check (practice_id, author_id, at);
