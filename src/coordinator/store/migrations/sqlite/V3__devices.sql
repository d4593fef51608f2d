-- Browsers that somebody has logged in with: their tries are counted apart, so that strangers cannot keep
-- an account locked. Only the hash of the browser's secret is here.
CREATE TABLE devices (
    organisation  TEXT    NOT NULL,
    device_sha256 BLOB    NOT NULL,
    account       TEXT    NOT NULL,
    used_ms       INTEGER NOT NULL,
    PRIMARY KEY (organisation, device_sha256, account),
    FOREIGN KEY (organisation, account) REFERENCES accounts (organisation, account) ON DELETE CASCADE
) STRICT;
