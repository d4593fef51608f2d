-- A file of schema 1 with a row in every table. Never edited: migrations.rs says why.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));
INSERT INTO refinery_schema_history VALUES(1,'visits','2026-11-22T05:00:00Z','3864342932216595890');
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('closed_through','2026-12-01');
INSERT INTO meta VALUES('epoch','00000000-0000-0000-0000-0000000000ee');
INSERT INTO meta VALUES('installation','00000000-0000-0000-0000-000000000011');
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
INSERT INTO arrival VALUES(X'00000000000000000000000000000001',1796000000000,'2026-12-01','2026-12-01',NULL,'volunteer',1,4,'boot',7000,1,1);
INSERT INTO arrival VALUES(X'00000000000000000000000000000002',1796000000000,'2026-12-01','2026-12-01','2026-12-01','visitor',NULL,1,'boot',7000,2,0);
CREATE TABLE arrival_activity (
    arrival  BLOB NOT NULL REFERENCES arrival (id) ON DELETE CASCADE,
    activity TEXT NOT NULL,
    session  TEXT NOT NULL,
    PRIMARY KEY (arrival, activity, session)
) STRICT, WITHOUT ROWID;
INSERT INTO arrival_activity VALUES(X'00000000000000000000000000000001','drop-in','');
INSERT INTO arrival_activity VALUES(X'00000000000000000000000000000001','walk','2026-12-01T10:00:00');
INSERT INTO arrival_activity VALUES(X'00000000000000000000000000000002','drop-in','');
CREATE TABLE planned (
    day      TEXT NOT NULL,
    activity TEXT NOT NULL,
    session  TEXT NOT NULL,
    class    TEXT NOT NULL CHECK (class IN ('open', 'protected', 'sensitive')),
    held     INTEGER NOT NULL CHECK (held IN (0, 1)),
    PRIMARY KEY (day, activity, session)
) STRICT, WITHOUT ROWID;
INSERT INTO planned VALUES('2026-12-01','drop-in','','protected',1);
INSERT INTO planned VALUES('2026-12-01','walk','2026-12-01T10:00:00','protected',1);
CREATE TABLE service (
    day           TEXT PRIMARY KEY,
    scheduled_min INTEGER NOT NULL CHECK (scheduled_min >= 0),
    in_service_min INTEGER NOT NULL CHECK (in_service_min >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO service VALUES('2026-12-01',480,455);
CREATE TABLE plan (
    quarter  TEXT PRIMARY KEY,
    toml     TEXT NOT NULL,
    fixed_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "plan" VALUES('2026-Q4','quarter = "2026-Q4"',1796000000000);
CREATE TABLE raised (
    quarter  TEXT NOT NULL REFERENCES plan (quarter),
    activity TEXT NOT NULL,
    from_day TEXT NOT NULL,
    PRIMARY KEY (quarter, activity)
) STRICT, WITHOUT ROWID;
INSERT INTO raised VALUES('2026-Q4','walk','2026-12-01');
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
INSERT INTO cell VALUES('2026-Q4','visits','2026-12-01','2026-12-01','2026-12-01','Andere','7',1796000000000,'parked',0);
INSERT INTO cell VALUES('2026-Q4','visits','2026-12-01','2026-12-01','2026-12-01','Inloop','12',1796000000000,'waiting',0);
INSERT INTO cell VALUES('2026-Q4','visits','2026-12-01','2026-12-01','2026-12-01','Wandelen','few',1796000000000,'sent',0);
CREATE TABLE frozen_elsewhere (
    quarter  TEXT NOT NULL,
    measure  TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    "group"  TEXT NOT NULL,
    PRIMARY KEY (quarter, measure, from_day, to_day, "group")
) STRICT, WITHOUT ROWID;
INSERT INTO frozen_elsewhere VALUES('2026-Q3','visits','2026-09-30','2026-09-30','Inloop');
CREATE TABLE programme (
    file    TEXT PRIMARY KEY,
    text    TEXT NOT NULL,
    read_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO programme VALUES('programme.ics','BEGIN:VCALENDAR',1796000000000);
CREATE INDEX arrival_by_day ON arrival (day);
CREATE INDEX cell_outgoing ON cell (outgoing, to_day) WHERE outgoing <> 'sent';
COMMIT;
