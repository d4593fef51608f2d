//! Frozen cells on their way to the coordinator.
//!
//! A row is sent as it stands in the CSV that a privacy officer reads, every column a text: so that
//! what was checked there is what travels, and a wrong column is told by its row and not by the
//! position of a byte. [`ReleaseRow::from`] and [`Row::try_from`] are each other's reverse.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use thiserror::Error;
use welkom_domain::{
    day::{DateRange, Period, Quarter},
    release::{Measure, Row, Value},
};

/// The longest name of a group, in characters.
pub const LONGEST_GROUP_NAME: usize = 120;

/// The largest figure of a cell that is taken for a count and not for a fault.
pub const LARGEST_COUNT: u64 = 9_999_999;

/// Frozen cells of one plan. All of them are stored or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseBatch {
    /// [`crate::SCHEMA`].
    pub schema: u32,
    /// The quarter whose plan they follow.
    pub plan: Quarter,
    /// The cells; at most [`crate::ROWS_PER_BATCH`] are sent at once.
    pub rows: Vec<ReleaseRow>,
}

/// One cell, column by column as in the CSV.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReleaseRow {
    /// What is counted: the name of a [`Measure`].
    pub measure: String,
    /// `2026-12-01`, `2026-W49` or `2026-12`.
    pub period: String,
    /// The first day, `2026-12-01`.
    pub from: String,
    /// The last day, included.
    pub to: String,
    /// The group's public name, of a head count the meeting's; empty for what is per centre.
    #[serde(default)]
    pub group: String,
    /// A number, `few`, `closed` or `off`; hours with quarters as decimals, `7.5`.
    pub value: String,
}

/// What the coordinator did with a batch. Sending it again does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReleaseReceipt {
    /// Cells that are new.
    pub accepted: usize,
    /// Cells it had, with the same value.
    pub already_there: usize,
    /// Cells it had with another value, which stays: the first one wins.
    pub differing: usize,
}

/// What tells one cell from every other of a centre.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FrozenKey {
    /// The quarter whose plan made it.
    pub plan: Quarter,
    /// What is counted.
    pub measure: String,
    /// The group's public name; empty for what is per centre.
    pub group: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl FrozenKey {
    /// The key of a row.
    pub fn of(plan: Quarter, row: &Row) -> Self {
        let range = row.period.range();
        Self {
            plan,
            measure: row.measure.to_string(),
            group: row.group.clone().unwrap_or_default(),
            from: range.from,
            to: range.to,
        }
    }
}

/// The cells of a centre that the coordinator has: what a restored kiosk asks first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FrozenKeys {
    /// In no particular order.
    pub keys: Vec<FrozenKey>,
}

/// What is wrong with one row: which column, what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{column}: expected {expected}, found {found:?}")]
pub struct RowError {
    /// The column's name.
    pub column: &'static str,
    /// What may stand there.
    pub expected: &'static str,
    /// The first characters of what stands there.
    pub found: String,
}

/// A batch with a row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("row {number}, {error}")]
pub struct InvalidRow {
    /// Which row, counted from 1.
    pub number: usize,
    /// What is wrong with it.
    pub error: RowError,
}

impl ReleaseBatch {
    /// A batch of these cells.
    pub fn new<'a>(plan: Quarter, rows: impl IntoIterator<Item = &'a Row>) -> Self {
        Self { schema: crate::SCHEMA, plan, rows: rows.into_iter().map(ReleaseRow::from).collect() }
    }

    /// The cells, or the first row that cannot be one, lies outside the plan's quarter or has the key
    /// of an earlier one.
    pub fn checked_rows(&self) -> Result<Vec<Row>, InvalidRow> {
        let mut seen = HashSet::new();
        let mut check = |row: &ReleaseRow| {
            let checked = Row::try_from(row)?;
            let (quarter, range) = (self.plan.range(), checked.period.range());
            if !quarter.contains(range.from) || !quarter.contains(range.to) {
                return Err(RowError::new("from", "days within the quarter of the plan", &row.from));
            }
            if !seen.insert(FrozenKey::of(self.plan, &checked)) {
                return Err(RowError::new("period", "each cell once in a batch", &row.period));
            }
            Ok(checked)
        };
        self.rows
            .iter()
            .enumerate()
            .map(|(at, row)| check(row).map_err(|error| InvalidRow { number: at + 1, error }))
            .collect()
    }
}

impl RowError {
    fn new(column: &'static str, expected: &'static str, found: &str) -> Self {
        Self { column, expected, found: found.chars().take(40).collect() }
    }
}

impl From<&Row> for ReleaseRow {
    fn from(row: &Row) -> Self {
        let range = row.period.range();
        Self {
            measure: row.measure.to_string(),
            period: row.period.to_string(),
            from: range.from.to_string(),
            to: range.to.to_string(),
            group: row.group.clone().unwrap_or_default(),
            value: row.value.to_string(),
        }
    }
}

impl TryFrom<&ReleaseRow> for Row {
    type Error = RowError;

    fn try_from(row: &ReleaseRow) -> Result<Self, RowError> {
        let measure = read_measure(&row.measure)?;
        Ok(Self {
            measure,
            period: read_period(measure, row)?,
            group: read_group(measure, &row.group)?,
            value: read_value(measure, &row.value)?,
        })
    }
}

/// Every measure there is.
pub const MEASURES: [Measure; 13] = [
    Measure::Visits,
    Measure::Sessions,
    Measure::Hours,
    Measure::Newcomers,
    Measure::NotNewcomers,
    Measure::NewcomersUnanswered,
    Measure::Helpers,
    Measure::Visitors,
    Measure::HeadCountVisitors,
    Measure::HeadCountVolunteers,
    Measure::HeadCountProfessionals,
    Measure::ShiftVolunteers,
    Measure::ShiftProfessionals,
];

/// The measure of this name.
pub fn read_measure(name: &str) -> Result<Measure, RowError> {
    MEASURES.into_iter().find(|measure| measure.to_string() == name).ok_or_else(|| {
        RowError::new(
            "measure",
            "visits, sessions, hours, newcomers, not_newcomers, newcomers_unanswered, helpers, visitors, \
             head_count_ or shift_ with visitors, volunteers or professionals",
            name,
        )
    })
}

/// Whether a host enters it.
fn is_entered(measure: Measure) -> bool {
    measure.is_head_count() || measure.is_shift()
}

/// Groups are counted by day or by week, hours and what hosts enter by day, what is split per centre by
/// month.
fn read_period(measure: Measure, row: &ReleaseRow) -> Result<Period, RowError> {
    let day = |column, text: &str| {
        // chrono also reads 2026-1-5 and +2026-01-05; only one way to write a key is taken.
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|day| day.to_string() == text)
            .ok_or_else(|| RowError::new(column, "a date like 2026-12-01", text))
    };
    let from = day("from", &row.from)?;
    let to = day("to", &row.to)?;
    let month = Period::month_of(from);
    let week = Period::week_of(from).range();
    let (period, expected) = match measure {
        _ if measure == Measure::Hours || is_entered(measure) => (Period::Day(from), "a day like 2026-12-01"),
        Measure::Visits | Measure::Sessions if row.period.contains("-W") => {
            // A plan made at set-up begins in the middle of a week: a part of one is a week, too.
            (Period::Week(DateRange::new(from, to)), "a week like 2026-W49")
        }
        Measure::Visits | Measure::Sessions => {
            (Period::Day(from), "a day like 2026-12-01 or a week like 2026-W49")
        }
        _ => (month, "a month like 2026-12"),
    };
    if period.to_string() != row.period {
        return Err(RowError::new("period", expected, &row.period));
    }
    let fits = match period {
        Period::Week(_) => from <= to && week.contains(to),
        Period::Day(_) | Period::Month(_) => period.range() == DateRange::new(from, to),
    };
    if fits { Ok(period) } else { Err(RowError::new("to", "the last day of the period", &row.to)) }
}

fn read_group(measure: Measure, name: &str) -> Result<Option<String>, RowError> {
    match measure {
        _ if measure.is_head_count() || matches!(measure, Measure::Visits | Measure::Sessions) => {
            let fits = !name.trim().is_empty()
                && name.chars().count() <= LONGEST_GROUP_NAME
                && !name.chars().any(char::is_control);
            if fits {
                Ok(Some(name.to_owned()))
            } else {
                Err(RowError::new("group", "a name of 1 to 120 printable characters", name))
            }
        }
        _ if name.is_empty() => Ok(None),
        _ => Err(RowError::new("group", "nothing, for a figure of the whole centre", name)),
    }
}

/// Hours are a number of quarters, sessions come from the programme and are never `few`; what hosts enter is
/// always a number.
fn read_value(measure: Measure, text: &str) -> Result<Value, RowError> {
    let (read, expected) = match measure {
        Measure::Hours => (read_hours(text), "hours of one day in quarters, like 7.5"),
        Measure::Sessions => {
            (read_count(text).filter(|value| *value != Value::Few), "a whole number, closed or off")
        }
        _ if is_entered(measure) => {
            (read_count(text).filter(|value| matches!(value, Value::Count(_))), "a whole number")
        }
        _ => (read_count(text), "a whole number, few, closed or off"),
    };
    // One way to write each value: what is stored, compared and shown is the same text.
    read.filter(|value| value.to_string() == text).ok_or_else(|| RowError::new("value", expected, text))
}

fn read_count(text: &str) -> Option<Value> {
    match text {
        "few" => Some(Value::Few),
        "closed" => Some(Value::Closed),
        "off" => Some(Value::Off),
        digits => digits.parse().ok().filter(|count| *count <= LARGEST_COUNT).map(Value::Count),
    }
}

/// A day has 25 hours when the clocks go back.
fn read_hours(text: &str) -> Option<Value> {
    (0..=25 * 4).map(Value::QuarterHours).find(|value| value.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(columns: [&str; 6]) -> ReleaseRow {
        let [measure, period, from, to, group, value] = columns.map(str::to_owned);
        ReleaseRow { measure, period, from, to, group, value }
    }

    #[test]
    fn rows_of_every_kind_are_read() {
        for columns in [
            ["visits", "2026-12-01", "2026-12-01", "2026-12-01", "Wijkmaaltijd", "19"],
            ["visits", "2026-W49", "2026-12-01", "2026-12-06", "Donderdag", "few"],
            // Cut by a plan that begins on the Wednesday.
            ["visits", "2026-W49", "2026-12-02", "2026-12-06", "Donderdag", "off"],
            ["sessions", "2026-12-01", "2026-12-01", "2026-12-01", "Wijkmaaltijd", "0"],
            ["hours", "2026-12-01", "2026-12-01", "2026-12-01", "", "7.5"],
            ["head_count_visitors", "2026-12-01", "2026-12-01", "2026-12-01", "Bewonersavond", "3"],
            ["head_count_professionals", "2026-12-01", "2026-12-01", "2026-12-01", "Bewonersavond", "0"],
            ["shift_volunteers", "2026-12-01", "2026-12-01", "2026-12-01", "", "4"],
            ["newcomers_unanswered", "2026-12", "2026-12-01", "2026-12-31", "", "0"],
        ] {
            let sent = row(columns);
            let read = Row::try_from(&sent).expect("a valid row");
            assert_eq!(ReleaseRow::from(&read), sent);
        }
    }

    #[test]
    fn a_wrong_column_is_named_with_what_was_expected() {
        let cases = [
            (["name", "2026-12-01", "2026-12-01", "2026-12-01", "A", "19"], "measure"),
            (["visits", "2026-12", "2026-12-01", "2026-12-31", "A", "19"], "period"),
            (["newcomers", "2026-12-01", "2026-12-01", "2026-12-01", "", "19"], "period"),
            (["head_count", "2026-12-01", "2026-12-01", "2026-12-01", "A", "19"], "measure"),
            (["shift_visitors", "2026-12-01", "2026-12-01", "2026-12-01", "", "19"], "measure"),
            (["head_count_visitors", "2026-W49", "2026-12-01", "2026-12-06", "A", "19"], "period"),
            (["shift_volunteers", "2026-12", "2026-12-01", "2026-12-31", "", "19"], "period"),
            (["head_count_volunteers", "2026-12-01", "2026-12-01", "2026-12-01", "", "19"], "group"),
            (["shift_professionals", "2026-12-01", "2026-12-01", "2026-12-01", "A", "19"], "group"),
            (["head_count_visitors", "2026-12-01", "2026-12-01", "2026-12-01", "A", "few"], "value"),
            (["head_count_visitors", "2026-12-01", "2026-12-01", "2026-12-01", "A", "off"], "value"),
            (["shift_volunteers", "2026-12-01", "2026-12-01", "2026-12-01", "", "closed"], "value"),
            (["shift_volunteers", "2026-12-01", "2026-12-01", "2026-12-01", "", "10000000"], "value"),
            (["hours", "2026-W49", "2026-12-01", "2026-12-06", "", "19"], "period"),
            (["visits", "2026-W48", "2026-12-01", "2026-12-06", "A", "19"], "period"),
            (["visits", "2026-12-01", "2026-12-1", "2026-12-01", "A", "19"], "from"),
            (["visits", "2026-12-01", "2026-12-01", "morgen", "A", "19"], "to"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-02", "A", "19"], "to"),
            (["visits", "2026-W49", "2026-11-30", "2026-12-06", "A", "19"], "to"),
            (["visits", "2026-W49", "2026-12-05", "2026-12-03", "A", "19"], "to"),
            (["newcomers", "2026-12", "2026-12-01", "2026-12-30", "", "19"], "to"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "", "19"], "group"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A\nB", "19"], "group"),
            (["hours", "2026-12-01", "2026-12-01", "2026-12-01", "A", "7.5"], "group"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A", "7.5"], "value"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A", "-1"], "value"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A", "+19"], "value"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A", "019"], "value"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A", ""], "value"),
            (["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A", "10000000"], "value"),
            (["sessions", "2026-12-01", "2026-12-01", "2026-12-01", "A", "few"], "value"),
            (["hours", "2026-12-01", "2026-12-01", "2026-12-01", "", "7.4"], "value"),
            (["hours", "2026-12-01", "2026-12-01", "2026-12-01", "", "26"], "value"),
        ];
        for (columns, column) in cases {
            let error = Row::try_from(&row(columns)).expect_err("a wrong row");
            assert_eq!(error.column, column, "{columns:?}: {error}");
        }
    }

    #[test]
    fn a_batch_says_which_row_is_wrong() {
        let good = row(["visits", "2026-12-01", "2026-12-01", "2026-12-01", "A", "19"]);
        let mut batch = ReleaseBatch {
            schema: crate::SCHEMA,
            plan: "2026-Q4".parse().expect("a quarter"),
            rows: vec![good.clone(), ReleaseRow { value: "veel".to_owned(), ..good.clone() }],
        };
        assert_eq!(
            batch.checked_rows().expect_err("a wrong value").to_string(),
            r#"row 2, value: expected a whole number, few, closed or off, found "veel""#
        );
        batch.rows[1] = row(["visits", "2027-01-01", "2027-01-01", "2027-01-01", "A", "19"]);
        assert_eq!(batch.checked_rows().expect_err("another quarter").number, 2);
        batch.rows[1] = ReleaseRow { value: "20".to_owned(), ..good };
        assert_eq!(batch.checked_rows().expect_err("twice the same key").number, 2);
        batch.rows.pop();
        assert_eq!(batch.checked_rows().map(|rows| rows.len()), Ok(1));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// What a kiosk can freeze, the coordinator can read, and it reads the same.
        #[test]
        fn every_row_arrives_as_it_left(
            measure in 0..MEASURES.len(),
            day in 0_i32..4000,
            weekly: bool,
            name in "[^\\p{C}\\s][^\\p{C}]{0,60}",
            word in 0..4_u8,
            number in 0..=LARGEST_COUNT,
        ) {
            let measure = MEASURES[measure];
            let day = NaiveDate::from_num_days_from_ce_opt(739_000 + day).expect("a date");
            let per_cell = matches!(measure, Measure::Visits | Measure::Sessions);
            let per_group = per_cell || measure.is_head_count();
            let row = Row {
                measure,
                period: match measure {
                    Measure::Hours => Period::Day(day),
                    _ if is_entered(measure) => Period::Day(day),
                    _ if per_cell && weekly => Period::week_of(day),
                    _ if per_cell => Period::Day(day),
                    _ => Period::month_of(day),
                },
                group: per_group.then_some(name),
                value: match (measure, word) {
                    (Measure::Hours, _) => Value::QuarterHours(u32::try_from(number % 101).expect("small")),
                    _ if is_entered(measure) => Value::Count(number),
                    (_, 0) => Value::Closed,
                    (_, 1) => Value::Off,
                    (Measure::Sessions, _) | (_, 2) => Value::Count(number),
                    (..) => Value::Few,
                },
            };
            let json = serde_json::to_string(&ReleaseBatch::new(Quarter::of(day), [&row])).expect("JSON");
            let read: ReleaseBatch = serde_json::from_str(&json).expect("a batch");
            prop_assert_eq!(read.checked_rows(), Ok(vec![row]));
        }
    }
}
