-- What a client lets somebody see who is not in the work.  A row is only ever ended: to change a
-- permission is to end it and to give another.
CREATE TABLE release (
    practice_id  BYTEA NOT NULL,
    episode_id   BYTEA NOT NULL,
    release_id   BYTEA NOT NULL,
    grantor_id   BYTEA NOT NULL,           -- the client whose record it is
    grantee_id   BYTEA NOT NULL,           -- who may look
    grantee      TEXT NOT NULL,            -- as what: provider, person (family, a friend)
    parts        TEXT NOT NULL,            -- "goals numbers": domain/release.h
    from_at      BIGINT NOT NULL,
    to_at        BIGINT NOT NULL,          -- 0 = until it is ended
    ended_at     BIGINT NOT NULL,          -- 0 = not ended
    form_version BIGINT NOT NULL,          -- of the form's fixed words
    words_sealed BYTEA NOT NULL,           -- JSON: who, what they are, where, why, as what signed
    form_sealed  BYTEA NOT NULL,           -- what was signed, word for word
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (practice_id, episode_id, release_id));
CREATE INDEX release_by_grantee ON release (practice_id, grantee_id, episode_id, ended_at);
