-- Who supervises whom in a piece of work: a named pair, for the client to read.  Not a member: a
-- supervisor has no part in the work and reads none of it.
CREATE TABLE supervision (
    practice_id     BYTEA NOT NULL,
    episode_id      BYTEA NOT NULL,
    therapist_id    BYTEA NOT NULL,
    supervisor_id   BYTEA NOT NULL,
    from_at         BIGINT NOT NULL,
    to_at           BIGINT NOT NULL,       -- 0 = still
    refused_at      BIGINT NOT NULL,       -- a client would rather not; 0 = no
    PRIMARY KEY (practice_id, episode_id, therapist_id, supervisor_id, from_at));

-- What a therapist brings to supervision: sealed under the therapist's own key, the reply too.
CREATE TABLE brought (
    practice_id     BYTEA NOT NULL,
    brought_id      BYTEA NOT NULL,
    author_id       BYTEA NOT NULL,
    episode_id      BYTEA NOT NULL,        -- zero = of no one work
    supervisor_id   BYTEA NOT NULL,        -- zero until it is brought
    state           TEXT NOT NULL,         -- mine, brought, talked, laid_down
    question_sealed BYTEA NOT NULL,
    fear_sealed     BYTEA NOT NULL,
    beside_sealed   BYTEA NOT NULL,
    reply_sealed    BYTEA NOT NULL,
    reply_version   BIGINT NOT NULL,
    version         BIGINT NOT NULL,       -- of the author's words
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    brought_at      BIGINT NOT NULL,       -- 0 = not yet
    back_at         BIGINT NOT NULL,       -- taken back; 0 = not
    replied_at      BIGINT NOT NULL,
    PRIMARY KEY (practice_id, brought_id));
CREATE INDEX brought_by_author ON brought (practice_id, author_id, episode_id);
CREATE INDEX brought_by_supervisor ON brought (practice_id, supervisor_id, brought_at);
