//! A sum of whole cells, and beside it how many cells could not be summed.

use welkom_domain::release::Value;

/// What a number of cells say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Cells with a number.
    pub numbers: u32,
    /// The sum of the numbers that count people or sessions.
    count: u64,
    /// The sum of the numbers that are hours, in quarters.
    quarter_hours: u64,
    /// Cells too small to share.
    pub few: u32,
    /// Cells of which nothing was held.
    pub closed: u32,
    /// Cells for which the kiosk was hardly in service.
    pub off: u32,
}

impl Tally {
    /// Adds one cell.
    pub fn add(&mut self, value: Value) {
        match value {
            Value::Count(count) => {
                self.numbers += 1;
                self.count += count;
            }
            Value::QuarterHours(quarters) => {
                self.numbers += 1;
                self.quarter_hours += u64::from(quarters);
            }
            Value::Few => self.few += 1,
            Value::Closed => self.closed += 1,
            Value::Off => self.off += 1,
        }
    }

    /// Adds all cells of another tally.
    pub fn join(&mut self, other: Self) {
        self.numbers += other.numbers;
        self.count += other.count;
        self.quarter_hours += other.quarter_hours;
        self.few += other.few;
        self.closed += other.closed;
        self.off += other.off;
    }

    /// The sum of people or sessions; of hours, rounded down.
    pub fn sum(self) -> u64 {
        self.count + self.quarter_hours / 4
    }

    /// The quarters of an hour beyond [`Tally::sum`].
    pub fn quarters(self) -> u64 {
        self.quarter_hours % 4
    }

    /// Whether something is missing from the sum.
    pub fn is_at_least(self) -> bool {
        self.few > 0 || self.off > 0
    }

    /// Whether there is no cell.
    pub fn is_empty(self) -> bool {
        self.cells() == 0
    }

    /// How many cells there are.
    pub fn cells(self) -> u32 {
        self.numbers + self.few + self.closed + self.off
    }
}
