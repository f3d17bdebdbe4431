-- Norms for the expected course: whom a curve was made from, and the curve.  Each saving is a
-- row of its own, never changed; the newest of a scale is in force, an empty text is none.
CREATE TABLE measure_norm (
    practice_id BYTEA NOT NULL,
    measure     TEXT NOT NULL,
    scale       TEXT NOT NULL,
    version     BIGINT NOT NULL,           -- 1, 2, ...
    by_id       BYTEA NOT NULL,
    norm        TEXT NOT NULL,             -- JSON of measure/course.h: figures of a group, nobody's own
    at          BIGINT NOT NULL,
    PRIMARY KEY (practice_id, measure, scale, version));
