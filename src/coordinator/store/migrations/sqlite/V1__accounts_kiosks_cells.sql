-- Moments are milliseconds since 1970, days ISO texts, ids made by the program.

CREATE TABLE accounts (
    organisation  TEXT   NOT NULL,
    account       TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,
    created_ms    INTEGER NOT NULL,
    PRIMARY KEY (organisation, account),
    UNIQUE (organisation, name)
) STRICT;

CREATE TABLE sessions (
    organisation TEXT    NOT NULL,
    token_sha256 BLOB    NOT NULL,
    account      TEXT    NOT NULL,
    used_ms      INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    PRIMARY KEY (organisation, token_sha256),
    FOREIGN KEY (organisation, account) REFERENCES accounts (organisation, account) ON DELETE CASCADE
) STRICT;

-- What is counted (an account's name, an address) is there only as a hash.
CREATE TABLE attempts (
    organisation   TEXT    NOT NULL,
    subject_sha256 BLOB    NOT NULL,
    tries          INTEGER NOT NULL,
    last_ms        INTEGER NOT NULL,
    PRIMARY KEY (organisation, subject_sha256)
) STRICT;

CREATE TABLE centres (
    organisation TEXT NOT NULL,
    centre       TEXT NOT NULL,
    name         TEXT NOT NULL,
    PRIMARY KEY (organisation, centre)
) STRICT;

-- state: pending, confirmed, refused. What has expired is pending and past expires_ms.
CREATE TABLE enrolments (
    organisation TEXT    NOT NULL,
    token_sha256 BLOB    NOT NULL,
    code         TEXT    NOT NULL,
    installation TEXT    NOT NULL,
    centre       TEXT    NOT NULL,
    centre_name  TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    reason       TEXT,
    expires_ms   INTEGER NOT NULL,
    PRIMARY KEY (organisation, token_sha256),
    UNIQUE (organisation, code)
) STRICT;

CREATE TABLE kiosks (
    organisation       TEXT    NOT NULL,
    installation       TEXT    NOT NULL,
    centre             TEXT    NOT NULL,
    token_sha256       BLOB    NOT NULL,
    next_token_sha256  BLOB,
    enrolled_ms        INTEGER NOT NULL,
    revoked_ms         INTEGER,
    seen_ms            INTEGER NOT NULL,
    health_ms          INTEGER,
    version            TEXT,
    programme_age_days INTEGER,
    clock_trusted      INTEGER,
    disk_free_mib      INTEGER,
    PRIMARY KEY (organisation, installation),
    UNIQUE (organisation, token_sha256),
    UNIQUE (organisation, next_token_sha256),
    FOREIGN KEY (organisation, centre) REFERENCES centres (organisation, centre)
) STRICT;

CREATE UNIQUE INDEX one_active_kiosk_per_centre ON kiosks (organisation, centre) WHERE revoked_ms IS NULL;

-- group_name is empty for what is counted per centre; value is the text of the CSV.
CREATE TABLE cells (
    organisation TEXT    NOT NULL,
    centre       TEXT    NOT NULL,
    plan         TEXT    NOT NULL,
    measure      TEXT    NOT NULL,
    group_name   TEXT    NOT NULL,
    from_day     TEXT    NOT NULL,
    to_day       TEXT    NOT NULL,
    period       TEXT    NOT NULL,
    value        TEXT    NOT NULL,
    received_ms  INTEGER NOT NULL,
    differing    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation, centre, plan, measure, group_name, from_day, to_day),
    FOREIGN KEY (organisation, centre) REFERENCES centres (organisation, centre)
) STRICT;

CREATE INDEX cells_by_day ON cells (organisation, centre, from_day);
