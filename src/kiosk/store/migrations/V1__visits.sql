-- The visits of one centre, without anybody's name. STRICT throughout; days are ISO dates as TEXT,
-- moments are UTC milliseconds.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One pass through the check-in.
CREATE TABLE arrival (
    id            BLOB PRIMARY KEY CHECK (length(id) = 16),
    arrived_ms    INTEGER NOT NULL,
    day           TEXT NOT NULL,
    recorded_day  TEXT NOT NULL,
    withdrawn_day TEXT,
    role          TEXT NOT NULL CHECK (role IN ('visitor', 'volunteer', 'professional')),
    newcomer      INTEGER CHECK (newcomer IN (0, 1)),
    party         INTEGER NOT NULL CHECK (party BETWEEN 1 AND 10),
    -- What moves this boot's arrivals when the clock turns out to have been wrong.
    boot_id       TEXT NOT NULL,
    boottime_ms   INTEGER NOT NULL,
    sequence      INTEGER NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE INDEX arrival_by_day ON arrival (day);

-- What an arrival is for. The session is '' for dropping in, else its start by the rule
-- (RECURRENCE-ID, local time).
CREATE TABLE arrival_activity (
    arrival  BLOB NOT NULL REFERENCES arrival (id) ON DELETE CASCADE,
    activity TEXT NOT NULL,
    session  TEXT NOT NULL,
    PRIMARY KEY (arrival, activity, session)
) STRICT, WITHOUT ROWID;

-- What the programme had planned, written down when the day closes: a calendar that is edited later
-- does not change what was.
CREATE TABLE planned (
    day      TEXT NOT NULL,
    activity TEXT NOT NULL,
    session  TEXT NOT NULL,
    class    TEXT NOT NULL CHECK (class IN ('open', 'protected', 'sensitive')),
    held     INTEGER NOT NULL CHECK (held IN (0, 1)),
    PRIMARY KEY (day, activity, session)
) STRICT, WITHOUT ROWID;

-- How long the kiosk was to be in service, and was.
CREATE TABLE service (
    day           TEXT PRIMARY KEY,
    scheduled_min INTEGER NOT NULL CHECK (scheduled_min >= 0),
    in_service_min INTEGER NOT NULL CHECK (in_service_min >= 0)
) STRICT, WITHOUT ROWID;

-- The publication plans, each fixed once.
CREATE TABLE plan (
    quarter  TEXT PRIMARY KEY,
    toml     TEXT NOT NULL,
    fixed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Classes raised since the plan of their quarter was fixed.
CREATE TABLE raised (
    quarter  TEXT NOT NULL REFERENCES plan (quarter),
    activity TEXT NOT NULL,
    from_day TEXT NOT NULL,
    PRIMARY KEY (quarter, activity)
) STRICT, WITHOUT ROWID;

-- Frozen rows: made once, the same ever after. They are also the outbox.
CREATE TABLE cell (
    quarter   TEXT NOT NULL REFERENCES plan (quarter),
    measure   TEXT NOT NULL,
    period    TEXT NOT NULL,
    from_day  TEXT NOT NULL,
    to_day    TEXT NOT NULL,
    "group"   TEXT NOT NULL,
    value     TEXT NOT NULL,
    frozen_ms INTEGER NOT NULL,
    -- waiting: to be sent; sent: the coordinator has it; parked: it was refused, and a person looks.
    outgoing  TEXT NOT NULL DEFAULT 'waiting' CHECK (outgoing IN ('waiting', 'sent', 'parked')),
    -- 1: frozen in a restored file before the coordinator was asked what it has; it may have another value.
    unasked   INTEGER NOT NULL DEFAULT 0 CHECK (unasked IN (0, 1)),
    PRIMARY KEY (quarter, measure, from_day, to_day, "group")
) STRICT, WITHOUT ROWID;

CREATE INDEX cell_outgoing ON cell (outgoing, to_day) WHERE outgoing <> 'sent';

-- Keys the coordinator froze before this file was restored from a backup: they are never made again.
CREATE TABLE frozen_elsewhere (
    quarter  TEXT NOT NULL,
    measure  TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    "group"  TEXT NOT NULL,
    PRIMARY KEY (quarter, measure, from_day, to_day, "group")
) STRICT, WITHOUT ROWID;

-- The last programme that could be read, by file.
CREATE TABLE programme (
    file    TEXT PRIMARY KEY,
    text    TEXT NOT NULL,
    read_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
