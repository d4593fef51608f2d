//! Table `news`: the line on the screen at rest.

use super::{Store, StoreError};
use chrono::NaiveDate;
use rusqlite::OptionalExtension;

impl Store {
    /// A line of news for one day; none takes it away. Lines of other days go: there is one at most.
    pub fn put_news(&self, day: NaiveDate, line: Option<&str>) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("DELETE FROM news", [])?;
        if let Some(line) = line {
            transaction.execute("INSERT INTO news VALUES (?1, ?2)", [&day.to_string(), line])?;
        }
        Ok(transaction.commit()?)
    }

    /// The line of news of a day.
    pub fn news_on(&self, day: NaiveDate) -> Result<Option<String>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT line FROM news WHERE day = ?1")?;
        Ok(query.query_row([day.to_string()], |row| row.get(0)).optional()?)
    }

    /// A closed day needs no news.
    pub(super) fn forget_news_through(&self, day: NaiveDate) -> rusqlite::Result<()> {
        self.connection.execute("DELETE FROM news WHERE day <= ?1", [day.to_string()]).map(drop)
    }
}
