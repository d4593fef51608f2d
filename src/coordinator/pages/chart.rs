//! Charts: horizontal bars, one line for each line of the table beside it, so that the words for what
//! is no number have room and stand where the bar would.
//!
//! Drawn with plotters' SVG backend: MIT-licensed, the most used chart library in Rust, and without
//! its default features it pulls in two small crates of its own and nothing else. Its output uses
//! presentation attributes only, which a strict Content-Security-Policy lets through, and the style
//! sheet can override them: so the charts follow a dark room and the page's typeface. Its opening tag is
//! replaced, to give the picture a name and to let it grow with the page.

use super::{
    figure::{Kind, in_chart},
    texts::Language,
};
use crate::statistics::Tally;
use plotters::{
    coord::Shift,
    prelude::{
        ChartBuilder, Color, DrawingArea, IntoDrawingArea, PathElement, RGBColor, Rectangle, SVGBackend,
        TRANSPARENT, Text,
    },
    style::{
        IntoFont, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

/// One line of a chart.
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// What it says.
    pub tally: Tally,
}

/// Where the labels stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// Left of the bars; for dates.
    Beside,
    /// Above each bar; for names.
    Above,
}

// The style sheet knows these colours by their values and gives them others in a dark room.
const GREEN: RGBColor = RGBColor(0x0B, 0x57, 0x48);
const INK: RGBColor = RGBColor(0x1F, 0x2E, 0x2A);
const SOFT_INK: RGBColor = RGBColor(0x4A, 0x56, 0x51);
const BORDER: RGBColor = RGBColor(0x85, 0x7C, 0x6B);
const SAND: RGBColor = RGBColor(0xEF, 0xE7, 0xD8);

/// Units of the drawing; a phone shows one as a little less than a pixel, a desk as a little more.
const WIDTH: i32 = 360;
const LABEL_WIDTH: i32 = 84;
const VALUE_WIDTH: i32 = 98;
/// Room for half of the scale's first number.
const SMALL_MARGIN: i32 = 6;
const AXIS_HEIGHT: i32 = 24;
const TEXT: f64 = 14.5;
const LONGEST_LABEL: usize = 44;

/// A chart as an SVG element, or nothing where there is nothing to draw.
pub fn bars(language: Language, title: &str, bars: &[Bar], labels: Labels) -> String {
    if bars.is_empty() {
        return String::new();
    }
    let row_height = if labels == Labels::Above { 46 } else { 26 };
    let height = row_height * i32::try_from(bars.len()).unwrap_or(i32::MAX / row_height) + AXIS_HEIGHT;
    let mut drawing = String::new();
    {
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        // Writing into a string does not fail.
        let drawn = draw(&area, language, bars, labels, row_height).and_then(|()| Ok(area.present()?));
        if drawn.is_err() {
            return String::new();
        }
    }
    named(&drawing, title, super::texts::Texts::of(language).chart_beside, height)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(area: &Area<'_>, language: Language, bars: &[Bar], labels: Labels, row_height: i32) -> Drawn {
    let left = if labels == Labels::Above { SMALL_MARGIN } else { LABEL_WIDTH };
    let right = WIDTH - VALUE_WIDTH;
    let largest = bars.iter().map(|bar| bar.tally.sum()).max().unwrap_or_default().max(5);
    draw_axis(area, left, right, largest)?;
    for (bar, top) in bars.iter().zip((0..).step_by(row_height.unsigned_abs() as usize)) {
        let middle = if labels == Labels::Above { top + 31 } else { top + row_height / 2 };
        let (place, side) = match labels {
            Labels::Above => ((left, top + 11), HPos::Left),
            Labels::Beside => ((left - 8, middle), HPos::Right),
        };
        area.draw(&Text::new(shortened(&bar.label), place, words(INK, side)))?;
        let end = draw_mark(area, bar.tally, left, right, largest, middle)?;
        let said = in_chart(language, bar.tally);
        let ink = if Kind::of(bar.tally) == Kind::Number { INK } else { SOFT_INK };
        area.draw(&Text::new(said, (end + 7, middle), words(ink, HPos::Left)))?;
    }
    Ok(())
}

/// The scale below the bars and its lines behind them.
fn draw_axis(area: &Area<'_>, left: i32, right: i32, largest: u64) -> Drawn {
    let margin_right = (WIDTH - right).unsigned_abs();
    let mut chart = ChartBuilder::on(area)
        .margin_left(left)
        .margin_right(margin_right)
        .x_label_area_size(AXIS_HEIGHT)
        .build_cartesian_2d(0..largest, 0..1)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .x_labels(4)
        // None at all (0) makes plotters 0.3.7 overflow: one, and not drawn.
        .x_max_light_lines(1)
        .light_line_style(TRANSPARENT)
        .bold_line_style(SAND.stroke_width(1))
        .axis_style(BORDER.stroke_width(1))
        .x_label_style(words(SOFT_INK, HPos::Center))
        .draw()?;
    Ok(())
}

/// The bar of a number; for everything else a sign of its own shape. Gives the place where it ends.
fn draw_mark(
    area: &Area<'_>,
    tally: Tally,
    left: i32,
    right: i32,
    largest: u64,
    middle: i32,
) -> Result<i32, Box<dyn std::error::Error>> {
    let (top, bottom) = (middle - 8, middle + 8);
    match Kind::of(tally) {
        Kind::Number => {
            let share = i64::from(right - left) * i64::try_from(tally.sum())? / i64::try_from(largest)?;
            let end = left + i32::try_from(share)?.max(1);
            area.draw(&Rectangle::new([(left, top), (end, bottom)], GREEN.filled()))?;
            if tally.is_at_least() {
                // Open at its end: there may be more.
                area.draw(&Rectangle::new([(end + 2, top), (end + 8, bottom)], GREEN.stroke_width(1)))?;
                return Ok(end + 8);
            }
            Ok(end)
        }
        Kind::Few => {
            area.draw(&Rectangle::new([(left, top), (left + 14, bottom)], GREEN.stroke_width(1)))?;
            Ok(left + 14)
        }
        Kind::Closed => {
            for slope in [
                [(left + 2, middle - 6), (left + 14, middle + 6)],
                [(left + 2, middle + 6), (left + 14, middle - 6)],
            ] {
                area.draw(&PathElement::new(slope.to_vec(), SOFT_INK.stroke_width(2)))?;
            }
            Ok(left + 16)
        }
        Kind::Off => {
            for x in [left + 4, left + 11] {
                area.draw(&PathElement::new(
                    vec![(x, middle - 6), (x, middle + 6)],
                    SOFT_INK.stroke_width(3),
                ))?;
            }
            Ok(left + 16)
        }
        Kind::Nothing => Ok(left),
    }
}

fn words(colour: RGBColor, side: HPos) -> TextStyle<'static> {
    // The backend divides by 1.24 what it is given.
    ("sans-serif", TEXT * 1.24).into_font().color(&colour).pos(Pos::new(side, VPos::Center))
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= LONGEST_LABEL {
        return label.to_owned();
    }
    let mut short: String = label.chars().take(LONGEST_LABEL - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// The drawing with a name and a description for whoever does not see it, and without a fixed size.
fn named(drawing: &str, title: &str, description: &str, height: i32) -> String {
    let inner = drawing.split_once('>').map_or("", |(_, inner)| inner);
    format!(
        "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 {WIDTH} {height}\" xmlns=\"http://www.w3.org/2000/svg\">\
         <title>{}</title><desc>{}</desc>{inner}",
        escaped(title),
        escaped(description)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use welkom_domain::release::Value;

    fn bar(label: &str, values: &[Value]) -> Bar {
        let mut tally = Tally::default();
        for value in values {
            tally.add(*value);
        }
        Bar { label: label.to_owned(), tally }
    }

    #[test]
    fn a_chart_says_everything_in_words_and_carries_no_style() {
        let drawn = bars(
            Language::Dutch,
            "Bezoeken <per> week",
            &[
                bar("week 49", &[Value::Count(40)]),
                bar("week 50", &[Value::Few]),
                bar("week 51", &[Value::Closed]),
                bar("week 52", &[Value::Off]),
                bar("week 53", &[Value::Count(12), Value::Few]),
                bar("<b>&", &[]),
            ],
            Labels::Beside,
        );
        for said in [
            "<title>Bezoeken &lt;per&gt; week</title>",
            "te klein",
            "niet doorgegaan",
            "kiosk uit",
            "12 of meer",
            "&lt;b&gt;&amp;",
        ] {
            assert!(drawn.contains(said), "{said} in {drawn}");
        }
        assert!(!drawn.contains("style=") && !drawn.contains("<b>"), "{drawn}");
        assert!(drawn.trim_end().ends_with("</svg>") && drawn.matches("<svg").count() == 1, "{drawn}");
    }

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let drawn = bars(
            Language::Dutch,
            "t",
            &[bar("a", &[Value::Count(100)]), bar("b", &[Value::Count(50)])],
            Labels::Beside,
        );
        let widths: Vec<i32> = drawn
            .lines()
            .filter(|line| line.starts_with("<rect") && line.contains("fill=\"#0B5748\""))
            .filter_map(|line| line.split("width=\"").nth(1)?.split('"').next()?.parse().ok())
            .collect();
        assert_eq!(widths, [WIDTH - LABEL_WIDTH - VALUE_WIDTH, (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / 2]);
    }

    #[test]
    fn a_long_name_is_shortened() {
        assert_eq!(shortened("Wandelen"), "Wandelen");
        assert_eq!(shortened(&"é".repeat(60)).chars().count(), LONGEST_LABEL);
        assert_eq!(bars(Language::Dutch, "t", &[], Labels::Above), "");
    }
}
