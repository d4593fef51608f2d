//! The figures as a table for other programs: the columns of a centre's release, the centre first.
//!
//! Spreadsheets run what begins like a formula. No value of ours does, but a group's name is typed by
//! people: one that begins so gets an apostrophe in front, which spreadsheets take as "this is text"
//! (OWASP, CSV injection).

use crate::store::Cell;
use welkom_wire::ReleaseRow;

/// The first line.
pub const HEADER: [&str; 7] = ["centre", "measure", "period", "from", "to", "group", "value"];

/// The cells as CSV (RFC 4180, UTF-8, comma).
pub fn write(cells: &[Cell]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for cell in cells {
        let row = ReleaseRow::from(&cell.row);
        let columns = [&cell.centre, &row.measure, &row.period, &row.from, &row.to, &row.group, &row.value];
        writer.write_record(columns.map(|column| as_text(column)))?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

fn as_text(column: &str) -> String {
    if column.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{column}")
    } else {
        column.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use welkom_domain::{
        day::Period,
        release::{Measure, Row, Value},
    };

    #[test]
    fn a_name_that_looks_like_a_formula_is_text() {
        let cell = |group: &str| Cell {
            centre: "de-hoeve".to_owned(),
            row: Row {
                measure: Measure::Visits,
                period: Period::Day("2026-12-01".parse().expect("a date")),
                group: Some(group.to_owned()),
                value: Value::Few,
            },
        };
        let table =
            write(&[cell("=HYPERLINK(\"x\")"), cell("@home"), cell("Eten, drinken")]).expect("a table");
        assert_eq!(
            table,
            "centre,measure,period,from,to,group,value\r\n\
             de-hoeve,visits,2026-12-01,2026-12-01,2026-12-01,\"'=HYPERLINK(\"\"x\"\")\",few\r\n\
             de-hoeve,visits,2026-12-01,2026-12-01,2026-12-01,'@home,few\r\n\
             de-hoeve,visits,2026-12-01,2026-12-01,2026-12-01,\"Eten, drinken\",few\r\n"
        );
    }
}
