-- What hosts enter: heads counted at open meetings, who helps, and what is different today.

-- One session of an open meeting, counted by head. Published as entered when its day closes.
CREATE TABLE head_count (
    day           TEXT NOT NULL,
    activity      TEXT NOT NULL,
    -- As in arrival_activity: its start by the rule, local time.
    session       TEXT NOT NULL,
    visitors      INTEGER NOT NULL CHECK (visitors BETWEEN 0 AND 2000),
    volunteers    INTEGER NOT NULL CHECK (volunteers BETWEEN 0 AND 2000),
    professionals INTEGER NOT NULL CHECK (professionals BETWEEN 0 AND 2000),
    PRIMARY KEY (day, activity, session)
) STRICT, WITHOUT ROWID;

-- Who helps on a day. Published as declared when the day closes.
CREATE TABLE shift (
    day           TEXT PRIMARY KEY,
    volunteers    INTEGER NOT NULL CHECK (volunteers BETWEEN 0 AND 2000),
    professionals INTEGER NOT NULL CHECK (professionals BETWEEN 0 AND 2000)
) STRICT, WITHOUT ROWID;

-- What a host changed about one session, over what the calendar says. The day is the one on which it was
-- changed: a session that lasts for days has one change.
CREATE TABLE session_change (
    activity     TEXT NOT NULL,
    session      TEXT NOT NULL,
    day          TEXT NOT NULL,
    is_cancelled INTEGER NOT NULL CHECK (is_cancelled IN (0, 1)),
    -- Times of the wall clock; NULL stays as the calendar has it.
    starts       TEXT,
    ends         TEXT,
    place        TEXT,
    note         TEXT,
    PRIMARY KEY (activity, session)
) STRICT, WITHOUT ROWID;

-- The line of news on the screen at rest, for one day.
CREATE TABLE news (
    day  TEXT PRIMARY KEY,
    line TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tries of the code on the screen. What is counted is there only as a hash.
CREATE TABLE attempt (
    subject_sha256 BLOB PRIMARY KEY CHECK (length(subject_sha256) = 32),
    tries          INTEGER NOT NULL,
    last_ms        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
