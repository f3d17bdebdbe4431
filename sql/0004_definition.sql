-- Questionnaires the practice has installed.  A version is never changed and never removed:
-- old answers are shown by the version that asked.

CREATE TABLE definition (
    practice_id     BYTEA NOT NULL,
    definition_id   BYTEA NOT NULL,
    measure         TEXT NOT NULL,         -- "wai-sr"
    measure_version TEXT NOT NULL,
    tier            BIGINT NOT NULL,       -- 1 core, 2 pack, 3 skeleton completed here
    content_hash    BYTEA NOT NULL,        -- keyed; is it the same text again?
    json_sealed     BYTEA NOT NULL,        -- as it was installed
    attested_sealed BYTEA NOT NULL,        -- JSON: by, licence, until
    by_id           BYTEA NOT NULL,        -- who installed it; zero = the practice's office
    installed_at    BIGINT NOT NULL,
    PRIMARY KEY (practice_id, measure, measure_version));

-- What the practice chose to ask.  No row: the version that came with the program.
CREATE TABLE definition_choice (
    practice_id     BYTEA NOT NULL,
    measure         TEXT NOT NULL,
    measure_version TEXT NOT NULL,         -- '' = not asked any more
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (practice_id, measure));
