//! The released rows as CSV (RFC 4180), the form in which a privacy officer reads them.

use super::Row;

const HEADER: [&str; 6] = ["measure", "period", "from", "to", "group", "value"];

/// The rows, in their order, under the header `measure,period,from,to,group,value`. `from` and `to`
/// tell how a week was cut; lines end with a bare line feed.
pub fn csv(rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail, and every record has as many fields as the header.
    let _ = writer.write_record(HEADER);
    for row in rows {
        let range = row.period.range();
        let _ = writer.write_record([
            &row.measure.to_string(),
            &row.period.to_string(),
            &range.from.to_string(),
            &range.to.to_string(),
            row.group.as_deref().unwrap_or_default(),
            &row.value.to_string(),
        ]);
    }
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}
