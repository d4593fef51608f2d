//! The version of the messages.

use thiserror::Error;

/// The version this program writes. It goes up when an older program would misread a message, not
/// when a field is added. A measure that an older coordinator does not know it refuses by its row, which stays
/// in the centre's outbox until a person looks: nothing is misread. Version 1 has everything that was there
/// when the first kiosk was installed, head counts and shifts included.
pub const SCHEMA: u32 = 1;

/// The oldest version this program still reads: the one before [`SCHEMA`], or the first.
pub const OLDEST_SCHEMA: u32 = if SCHEMA > 1 { SCHEMA - 1 } else { 1 };

/// A message of a version that this program cannot read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected schema {OLDEST_SCHEMA} to {SCHEMA}, found {found}")]
pub struct UnsupportedSchema {
    /// The version of the message.
    pub found: u32,
}

/// Whether this program can read a message of this version.
pub fn check_schema(found: u32) -> Result<(), UnsupportedSchema> {
    if (OLDEST_SCHEMA..=SCHEMA).contains(&found) { Ok(()) } else { Err(UnsupportedSchema { found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_and_the_previous_version_are_read_and_no_other() {
        assert_eq!(check_schema(SCHEMA), Ok(()));
        assert_eq!(check_schema(OLDEST_SCHEMA), Ok(()));
        let error = check_schema(SCHEMA + 1).expect_err("newer than this program");
        assert_eq!(error.to_string(), "expected schema 1 to 1, found 2");
        assert!(check_schema(0).is_err());
    }
}
