-- The guest book of one centre. What stands here in clear, and why that links nobody to a visit: lib.rs.
-- Keys are random; nothing has a rowid that tells an order; no column holds a time of day.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The key ring, once for each host, under that host's password: an age file.
CREATE TABLE host (
    host    TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What was written today, in a fixed number of buckets (store/today.rs).
CREATE TABLE today (
    bucket INTEGER PRIMARY KEY CHECK (bucket >= 0),
    slots  BLOB NOT NULL
) STRICT;

-- Guests of days that are over. `entry` holds both keys once more (entry.rs); they stand beside it to be
-- found by.
CREATE TABLE guest (
    guest BLOB PRIMARY KEY CHECK (length(guest) = 16),
    pass  BLOB NOT NULL UNIQUE CHECK (length(pass) = 32),
    entry BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Parcels of days that are over and that no host has folded yet. Of when they came only the month is kept:
-- what nobody ever folds is deleted a year later.
CREATE TABLE parcel (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    month  INTEGER NOT NULL,
    parcel BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What the desk folded, one for each guest.
CREATE TABLE record (
    guest  BLOB PRIMARY KEY CHECK (length(guest) = 16),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
