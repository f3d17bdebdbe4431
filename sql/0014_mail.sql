-- Mail that is to go out.  No word of it is kept here, and no address: it is made when it is sent.
CREATE TABLE mail (
    practice_id   BYTEA NOT NULL,
    mail_id       BYTEA NOT NULL,
    person_id     BYTEA NOT NULL,          -- to whom
    kind          TEXT NOT NULL,           -- domain/mail.h
    about_id      BYTEA NOT NULL,          -- the appointment or conversation; zero = nothing
    about_at      BIGINT NOT NULL,         -- when the appointment begins, as it was then; else 0
    secret_sealed BYTEA NOT NULL,          -- the link of a new password; else empty
    state         TEXT NOT NULL,           -- waiting, sent, dropped (nothing to say any more), failed
    due_at        BIGINT NOT NULL,
    tries         BIGINT NOT NULL,
    problem       TEXT NOT NULL,           -- how the last try ended (base/smtp.h)
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    PRIMARY KEY (practice_id, mail_id));
CREATE INDEX mail_due ON mail (practice_id, state, due_at);
CREATE INDEX mail_of_person ON mail (practice_id, person_id, kind, created_at);
CREATE UNIQUE INDEX mail_once ON mail (practice_id, person_id, about_id, about_at) WHERE kind = 'reminder';
