//! Enrolments and kiosks in `SQLite`.

use super::{SqliteStore, maybe_parsed, moment, uuid};
use crate::{
    clock::UnixMs,
    store::{
        Confirmation, EnrolmentBegun, Kiosk, KioskStore, NewEnrolment, PendingEnrolment, StoreResult,
        TokenHolder, complete_up_to,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;
use welkom_wire::{EnrolmentState, Health, Refusal, TokenHash};

/// How many enrolments may wait at once: anybody may ask for one, so their number is bounded.
const WAITING_AT_MOST: u32 = 200;

/// How long a kiosk can still learn that its code has expired or was refused.
const OUTCOME_KEPT_MS: i64 = 24 * 3_600_000;

/// A kiosk's last sign of life is written at most this often.
const SEEN_WRITTEN_EVERY_MS: i64 = 60_000;

const REASON_CENTRE_HAS_KIOSK: &str = "centre_has_kiosk";
const REASON_BY_COORDINATOR: &str = "by_coordinator";

impl KioskStore for SqliteStore {
    fn begin_enrolment(&self, new: &NewEnrolment, now: UnixMs) -> StoreResult<EnrolmentBegun> {
        self.write("begin an enrolment", |transaction| {
            transaction.execute(
                "DELETE FROM enrolments WHERE organisation = ?1 AND expires_ms < ?2",
                params![self.organisation, now.minus_ms(OUTCOME_KEPT_MS).0],
            )?;
            if has_other_kiosk(transaction, &self.organisation, &new.centre, new.installation)? {
                return Ok(EnrolmentBegun::Refused(Refusal::CentreHasKiosk));
            }
            let asked_before = transaction
                .query_row(
                    "SELECT code, expires_ms FROM enrolments
                     WHERE organisation = ?1 AND token_sha256 = ?2 AND installation = ?3
                       AND state = 'pending' AND expires_ms > ?4",
                    params![self.organisation, new.token.as_bytes(), new.installation.to_string(), now.0],
                    |row| {
                        Ok(EnrolmentBegun::Waiting { code: row.get("code")?, expires: moment(row, "expires_ms")? })
                    },
                )
                .optional()?;
            if let Some(waiting) = asked_before {
                return Ok(waiting);
            }
            transaction.execute(
                "DELETE FROM enrolments WHERE organisation = ?1 AND installation = ?2",
                params![self.organisation, new.installation.to_string()],
            )?;
            let waiting: u32 = transaction.query_row(
                "SELECT COUNT(*) FROM enrolments WHERE organisation = ?1 AND state = 'pending' AND expires_ms > ?2",
                params![self.organisation, now.0],
                |row| row.get(0),
            )?;
            if waiting >= WAITING_AT_MOST {
                return Ok(EnrolmentBegun::TooMany);
            }
            transaction.execute(
                "INSERT INTO enrolments (organisation, token_sha256, code, installation, centre, centre_name,
                                         state, expires_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending', ?7)",
                params![
                    self.organisation,
                    new.token.as_bytes(),
                    new.code,
                    new.installation.to_string(),
                    new.centre,
                    new.centre_name,
                    new.expires.0
                ],
            )?;
            Ok(EnrolmentBegun::Waiting { code: new.code.clone(), expires: new.expires })
        })
    }

    fn enrolment_state(&self, token: &TokenHash, now: UnixMs) -> StoreResult<Option<EnrolmentState>> {
        self.read("find an enrolment", |connection| {
            connection
                .query_row(
                    "SELECT state, reason, centre, expires_ms FROM enrolments
                     WHERE organisation = ?1 AND token_sha256 = ?2",
                    params![self.organisation, token.as_bytes()],
                    |row| {
                        let state: String = row.get("state")?;
                        let reason: Option<String> = row.get("reason")?;
                        Ok(match state.as_str() {
                            "confirmed" => EnrolmentState::Confirmed { centre: row.get("centre")? },
                            "refused" => EnrolmentState::Refused {
                                reason: match reason.as_deref() {
                                    Some(REASON_CENTRE_HAS_KIOSK) => Refusal::CentreHasKiosk,
                                    Some(REASON_BY_COORDINATOR) => Refusal::ByCoordinator,
                                    _ => Refusal::Other,
                                },
                            },
                            _ if moment(row, "expires_ms")? <= now => EnrolmentState::Expired,
                            _ => EnrolmentState::Pending,
                        })
                    },
                )
                .optional()
        })
    }

    fn pending_enrolment(&self, code: &str, now: UnixMs) -> StoreResult<Option<PendingEnrolment>> {
        self.read("find a code", |connection| {
            let found = find_pending(connection, &self.organisation, code, now)?;
            let Some(waiting) = found else { return Ok(None) };
            let renews = connection
                .query_row(
                    "SELECT 1 FROM kiosks WHERE organisation = ?1 AND installation = ?2 AND revoked_ms IS NULL",
                    params![self.organisation, waiting.installation.to_string()],
                    |_| Ok(()),
                )
                .optional()?
                .is_some();
            Ok(Some(PendingEnrolment {
                code: code.to_owned(),
                centre: waiting.centre,
                centre_name: waiting.centre_name,
                renews,
            }))
        })
    }

    fn confirm_enrolment(&self, code: &str, now: UnixMs) -> StoreResult<Confirmation> {
        self.write("confirm a code", |transaction| {
            let Some(waiting) = find_pending(transaction, &self.organisation, code, now)? else {
                return Ok(Confirmation::NoSuchCode);
            };
            if has_other_kiosk(transaction, &self.organisation, &waiting.centre, waiting.installation)? {
                close_code(transaction, &self.organisation, code, "refused", Some(REASON_CENTRE_HAS_KIOSK))?;
                return Ok(Confirmation::CentreHasKiosk);
            }
            transaction.execute(
                "INSERT INTO centres (organisation, centre, name) VALUES (?1, ?2, ?3)
                 ON CONFLICT (organisation, centre) DO UPDATE SET name = excluded.name",
                params![self.organisation, waiting.centre, waiting.centre_name],
            )?;
            transaction.execute(
                "INSERT INTO kiosks (organisation, installation, centre, token_sha256, enrolled_ms, seen_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5)
                 ON CONFLICT (organisation, installation)
                 DO UPDATE SET centre = excluded.centre, token_sha256 = excluded.token_sha256,
                               next_token_sha256 = NULL, enrolled_ms = excluded.enrolled_ms,
                               seen_ms = excluded.seen_ms, revoked_ms = NULL",
                params![
                    self.organisation,
                    waiting.installation.to_string(),
                    waiting.centre,
                    waiting.token_sha256,
                    now.0
                ],
            )?;
            close_code(transaction, &self.organisation, code, "confirmed", None)?;
            transaction.execute(
                "UPDATE enrolments SET state = 'refused', reason = ?4
                 WHERE organisation = ?1 AND centre = ?2 AND installation <> ?3 AND state = 'pending'",
                params![
                    self.organisation,
                    waiting.centre,
                    waiting.installation.to_string(),
                    REASON_CENTRE_HAS_KIOSK
                ],
            )?;
            Ok(Confirmation::Enrolled { centre_name: waiting.centre_name })
        })
    }

    fn refuse_enrolment(&self, code: &str, now: UnixMs) -> StoreResult<bool> {
        self.write("refuse a code", |transaction| {
            if find_pending(transaction, &self.organisation, code, now)?.is_none() {
                return Ok(false);
            }
            close_code(transaction, &self.organisation, code, "refused", Some(REASON_BY_COORDINATOR))?;
            Ok(true)
        })
    }

    fn token_holder(&self, token: &TokenHash, now: UnixMs) -> StoreResult<TokenHolder> {
        self.write("find a token", |transaction| {
            let found = transaction
                .query_row(
                    "SELECT installation, centre, revoked_ms, seen_ms, token_sha256 = ?2 AS is_current
                     FROM kiosks
                     WHERE organisation = ?1 AND (token_sha256 = ?2 OR next_token_sha256 = ?2)",
                    params![self.organisation, token.as_bytes()],
                    |row| {
                        Ok((
                            uuid(row, "installation")?,
                            row.get::<_, String>("centre")?,
                            row.get::<_, Option<i64>>("revoked_ms")?,
                            moment(row, "seen_ms")?,
                            row.get::<_, bool>("is_current")?,
                        ))
                    },
                )
                .optional()?;
            let Some((installation, centre, revoked, seen, is_current)) = found else {
                return Ok(TokenHolder::Nobody);
            };
            if revoked.is_some() {
                return Ok(TokenHolder::Revoked);
            }
            if !is_current {
                transaction.execute(
                    "UPDATE kiosks SET token_sha256 = next_token_sha256, next_token_sha256 = NULL
                     WHERE organisation = ?1 AND installation = ?2",
                    params![self.organisation, installation.to_string()],
                )?;
            }
            if seen.plus_ms(SEEN_WRITTEN_EVERY_MS) <= now {
                transaction.execute(
                    "UPDATE kiosks SET seen_ms = ?3 WHERE organisation = ?1 AND installation = ?2",
                    params![self.organisation, installation.to_string(), now.0],
                )?;
            }
            Ok(TokenHolder::Kiosk { installation, centre })
        })
    }

    fn announce_token(&self, installation: Uuid, next: &TokenHash) -> StoreResult<()> {
        self.write("announce a token", |transaction| {
            transaction.execute(
                "UPDATE kiosks SET next_token_sha256 = ?3
                 WHERE organisation = ?1 AND installation = ?2 AND token_sha256 <> ?3",
                params![self.organisation, installation.to_string(), next.as_bytes()],
            )?;
            Ok(())
        })
    }

    fn revoke_kiosk(&self, installation: Uuid, now: UnixMs) -> StoreResult<bool> {
        self.write("revoke a kiosk", |transaction| {
            let revoked = transaction.execute(
                "UPDATE kiosks SET revoked_ms = ?3
                 WHERE organisation = ?1 AND installation = ?2 AND revoked_ms IS NULL",
                params![self.organisation, installation.to_string(), now.0],
            )?;
            Ok(revoked > 0)
        })
    }

    fn kiosks(&self) -> StoreResult<Vec<Kiosk>> {
        self.read("list the kiosks", |connection| {
            connection
                .prepare(
                    "SELECT kiosks.*, centres.name AS centre_name,
                            (SELECT MAX(to_day) FROM cells
                             WHERE cells.organisation = kiosks.organisation AND cells.centre = kiosks.centre)
                                AS last_day,
                            (SELECT COALESCE(SUM(differing), 0) FROM cells
                             WHERE cells.organisation = kiosks.organisation AND cells.centre = kiosks.centre)
                                AS differing
                     FROM kiosks
                     JOIN centres ON centres.organisation = kiosks.organisation
                                 AND centres.centre = kiosks.centre
                     WHERE kiosks.organisation = ?1
                     ORDER BY kiosks.revoked_ms IS NOT NULL, centres.name, kiosks.installation",
                )?
                .query_map(params![self.organisation], kiosk)?
                .collect()
        })
    }

    fn keep_health(&self, installation: Uuid, health: &Health, now: UnixMs) -> StoreResult<()> {
        self.write("keep a kiosk's health", |transaction| {
            transaction.execute(
                "UPDATE kiosks SET version = ?3, programme_age_days = ?4, clock_trusted = ?5, disk_free_mib = ?6,
                                   parked_from_day = ?8, health_ms = ?7, seen_ms = ?7
                 WHERE organisation = ?1 AND installation = ?2",
                params![
                    self.organisation,
                    installation.to_string(),
                    health.version,
                    health.programme_age_days,
                    i64::from(health.clock_trusted),
                    i64::try_from(health.disk_free_mib).unwrap_or(i64::MAX),
                    now.0,
                    health.parked_from.map(|day| day.to_string())
                ],
            )?;
            Ok(())
        })
    }
}

struct Waiting {
    installation: Uuid,
    centre: String,
    centre_name: String,
    token_sha256: Vec<u8>,
}

fn find_pending(
    connection: &Connection,
    organisation: &str,
    code: &str,
    now: UnixMs,
) -> rusqlite::Result<Option<Waiting>> {
    connection
        .query_row(
            "SELECT installation, centre, centre_name, token_sha256 FROM enrolments
             WHERE organisation = ?1 AND code = ?2 AND state = 'pending' AND expires_ms > ?3",
            params![organisation, code, now.0],
            |row| {
                Ok(Waiting {
                    installation: uuid(row, "installation")?,
                    centre: row.get("centre")?,
                    centre_name: row.get("centre_name")?,
                    token_sha256: row.get("token_sha256")?,
                })
            },
        )
        .optional()
}

fn has_other_kiosk(
    connection: &Connection,
    organisation: &str,
    centre: &str,
    installation: Uuid,
) -> rusqlite::Result<bool> {
    connection
        .query_row(
            "SELECT 1 FROM kiosks
             WHERE organisation = ?1 AND centre = ?2 AND installation <> ?3 AND revoked_ms IS NULL",
            params![organisation, centre, installation.to_string()],
            |_| Ok(()),
        )
        .optional()
        .map(|found| found.is_some())
}

fn close_code(
    connection: &Connection,
    organisation: &str,
    code: &str,
    state: &str,
    reason: Option<&str>,
) -> rusqlite::Result<()> {
    connection
        .execute(
            "UPDATE enrolments SET state = ?3, reason = ?4 WHERE organisation = ?1 AND code = ?2",
            params![organisation, code, state, reason],
        )
        .map(|_| ())
}

fn kiosk(row: &Row<'_>) -> rusqlite::Result<Kiosk> {
    let told: Option<i64> = row.get("health_ms")?;
    let parked_from = maybe_parsed(row, "parked_from_day")?;
    let health = match told {
        Some(told) => Some((
            Health {
                schema: welkom_wire::SCHEMA,
                version: row.get("version")?,
                programme_age_days: row.get("programme_age_days")?,
                parked_from,
                clock_trusted: row.get("clock_trusted")?,
                disk_free_mib: row.get::<_, i64>("disk_free_mib")?.unsigned_abs(),
            },
            UnixMs(told),
        )),
        None => None,
    };
    Ok(Kiosk {
        installation: uuid(row, "installation")?,
        centre: row.get("centre")?,
        centre_name: row.get("centre_name")?,
        enrolled: moment(row, "enrolled_ms")?,
        revoked: row.get::<_, Option<i64>>("revoked_ms")?.map(UnixMs),
        last_seen: moment(row, "seen_ms")?,
        health,
        complete_up_to: complete_up_to(maybe_parsed(row, "last_day")?, parked_from),
        differing: row.get::<_, i64>("differing")?.unsigned_abs(),
    })
}
