-- Moments are milliseconds since 1970. Nothing here is about a guest.

-- A host. The name is also the guest book's name for whose password opens it.
CREATE TABLE host (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL UNIQUE,
    password_hash TEXT    NOT NULL,
    created_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    token_sha256 BLOB    PRIMARY KEY,
    host         INTEGER NOT NULL REFERENCES host (id) ON DELETE CASCADE,
    used_ms      INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is counted (a name, an address, a browser) is there only as a hash.
CREATE TABLE attempt (
    subject_sha256 BLOB    PRIMARY KEY,
    tries          INTEGER NOT NULL,
    last_ms        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Browsers that a host has logged in with: their tries are counted apart from strangers'.
CREATE TABLE device (
    device_sha256 BLOB    NOT NULL,
    host          INTEGER NOT NULL REFERENCES host (id) ON DELETE CASCADE,
    used_ms       INTEGER NOT NULL,
    PRIMARY KEY (device_sha256, host)
) STRICT, WITHOUT ROWID;
