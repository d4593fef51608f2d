//! The figures: totals, then step by step, by group and by split, each as a table with its chart.

use super::{
    Frame,
    chart::{Bar, Labels, bars},
    figure::{Figure, total_sentence},
    texts::{Language, Texts, month_short, period_long, period_short},
};
use crate::{
    guards::LoggedIn,
    statistics::{Choice, GroupFigures, Meeting, Shifts, Split, Statistics, Tally},
    store::Centre,
};
use askama::Template;
use chrono::NaiveDate;
use welkom_domain::day::{DateRange, Period};

/// What the page is of.
pub struct View<'a> {
    /// All centres.
    pub centres: &'a [Centre],
    /// The chosen one.
    pub shown: &'a Centre,
    /// The chosen period.
    pub choice: Choice,
    /// Whether the period that was asked for could be read.
    pub is_understood: bool,
    /// The figures of both.
    pub figures: &'a Statistics,
}

struct Choose {
    centres: Vec<Offer>,
    months: Vec<Offer>,
    quarters: Vec<Offer>,
    years: Vec<Offer>,
    /// Filled where two days were chosen.
    own_days: Option<Offer>,
    centre: String,
    from: String,
    to: String,
    is_understood: bool,
}

struct Offer {
    value: String,
    text: String,
    is_chosen: bool,
}

struct Table {
    title: String,
    /// Whether its rows are periods: their names are kept on one line.
    is_by_period: bool,
    heading: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<TableRow>,
    /// The last row, where the table has one.
    total: Option<TableRow>,
    /// Empty where the table has none.
    chart: String,
}

struct TableRow {
    name: String,
    /// Smaller, beneath the name; may be empty.
    detail: String,
    figures: Vec<Figure>,
}

struct TotalCard {
    title: &'static str,
    sentence: String,
}

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    frame: Frame,
    choose: Choose,
    heading: String,
    complete_up_to: String,
    earlier: Option<(String, String)>,
    later: Option<(String, String)>,
    csv: String,
    is_empty: bool,
    totals: Vec<TotalCard>,
    overviews: Vec<Table>,
    groups: Vec<Table>,
    splits: Vec<Table>,
    entered: Vec<Table>,
}

#[derive(Template)]
#[template(path = "nothing.html")]
struct NothingPage {
    frame: Frame,
    sentence: &'static str,
    offers_kiosks: bool,
    choose: Option<Choose>,
}

/// The page where no centre has a kiosk.
pub fn nothing_yet(language: Language, logged_in: &LoggedIn) -> Result<String, askama::Error> {
    let texts = Texts::of(language);
    NothingPage {
        frame: Frame::new(language, texts.statistics_title, "statistics", Some(logged_in)),
        sentence: texts.nothing_no_centre,
        offers_kiosks: true,
        choose: None,
    }
    .render()
}

/// The page of a centre that has sent nothing.
pub fn nothing_from(
    language: Language,
    logged_in: &LoggedIn,
    centres: &[Centre],
    shown: &Centre,
) -> Result<String, askama::Error> {
    let texts = Texts::of(language);
    NothingPage {
        frame: Frame::new(language, texts.statistics_title, "statistics", Some(logged_in))
            .with_query(&format!("centre={}", shown.slug)),
        sentence: texts.nothing_from_centre,
        offers_kiosks: false,
        choose: Some(choose(language, centres, shown, None, true)),
    }
    .render()
}

/// The page with figures.
pub fn page(language: Language, logged_in: &LoggedIn, view: &View<'_>) -> Result<String, askama::Error> {
    let texts = Texts::of(language);
    let (choice, figures) = (view.choice, view.figures);
    let days = choice.days();
    let slug = &view.shown.slug;
    let neighbours = choice.neighbours();
    let link = |neighbour: Choice| {
        let has_figures = view.shown.days.is_some_and(|received| overlap(received, neighbour.days()));
        has_figures.then(|| {
            (format!("/statistics?centre={slug}&period={neighbour}"), choice_text(language, neighbour))
        })
    };
    StatisticsPage {
        frame: Frame::new(language, texts.statistics_title, "statistics", Some(logged_in))
            .with_query(&format!("centre={slug}&{}", period_query(choice))),
        choose: choose(language, view.centres, view.shown, Some(choice), view.is_understood),
        heading: format!("{}, {}", view.shown.name, choice_text(language, choice)),
        complete_up_to: view
            .shown
            .complete_up_to
            .map(|day| period_long(language, Period::Day(day.min(days.to))))
            .unwrap_or_default(),
        earlier: neighbours.and_then(|(before, _)| link(before)),
        later: neighbours.and_then(|(_, after)| link(after)),
        csv: format!("/statistics.csv?centre={slug}&from={}&to={}", days.from, days.to),
        is_empty: figures.is_empty(),
        totals: totals(language, figures),
        overviews: vec![by_step(language, figures), by_group(language, figures)],
        groups: figures.groups.iter().map(|group| one_group(language, group)).collect(),
        splits: splits(language, &figures.splits),
        entered: entered(language, figures),
    }
    .render()
}

fn overlap(one: DateRange, other: DateRange) -> bool {
    one.from <= other.to && other.from <= one.to
}

fn period_query(choice: Choice) -> String {
    match choice {
        Choice::Days(days) => format!("from={}&to={}", days.from, days.to),
        _ => format!("period={choice}"),
    }
}

fn choice_text(language: Language, choice: Choice) -> String {
    match (choice, language) {
        (Choice::Month(first), _) => period_long(language, Period::Month(first)),
        (Choice::Quarter(quarter), _) => {
            let text = quarter.to_string();
            let (year, number) = text.split_once("-Q").unwrap_or((&text, ""));
            match language {
                Language::Dutch => format!("{number}e kwartaal {year}"),
                Language::English => format!("quarter {number} of {year}"),
            }
        }
        (Choice::Year(year), _) => year.to_string(),
        (Choice::Days(days), _) => {
            format!("{} – {}", day_short(language, days.from), day_short(language, days.to))
        }
    }
}

fn day_short(language: Language, day: NaiveDate) -> String {
    let text = period_long(language, Period::Day(day));
    // Without the weekday.
    text.split_once(' ').map(|(_, rest)| rest.to_owned()).unwrap_or(text)
}

fn choose(
    language: Language,
    centres: &[Centre],
    shown: &Centre,
    choice: Option<Choice>,
    is_understood: bool,
) -> Choose {
    let offers = |choices: Vec<Choice>| -> Vec<Offer> {
        choices
            .into_iter()
            .map(|offered| Offer {
                value: offered.to_string(),
                text: choice_text(language, offered),
                is_chosen: Some(offered) == choice,
            })
            .collect()
    };
    let [months, quarters, years] = shown.days.map(Choice::offered).unwrap_or_default().map(offers);
    let is_offered = [&months, &quarters, &years].into_iter().flatten().any(|offer| offer.is_chosen);
    let own_days = choice.filter(|_| !is_offered).map(|choice| Offer {
        value: choice.to_string(),
        text: choice_text(language, choice),
        is_chosen: true,
    });
    let days = choice.map(Choice::days).or(shown.days);
    Choose {
        centres: centres
            .iter()
            .map(|centre| Offer {
                value: centre.slug.clone(),
                text: centre.name.clone(),
                is_chosen: centre.slug == shown.slug,
            })
            .collect(),
        months,
        quarters,
        years,
        own_days,
        centre: shown.slug.clone(),
        from: days.map(|days| days.from.to_string()).unwrap_or_default(),
        to: days.map(|days| days.to.to_string()).unwrap_or_default(),
        is_understood,
    }
}

fn totals(language: Language, figures: &Statistics) -> Vec<TotalCard> {
    let texts = Texts::of(language);
    let hours = Figure::hours(language, figures.hours).main;
    vec![
        TotalCard { title: texts.visits, sentence: total_sentence(language, figures.visits) },
        TotalCard { title: texts.sessions, sentence: total_sentence(language, figures.sessions) },
        TotalCard { title: texts.hours, sentence: format!("{hours} {}", texts.hours_unit) },
    ]
}

fn by_step(language: Language, figures: &Statistics) -> Table {
    let texts = Texts::of(language);
    let by_month = figures.steps.iter().any(|step| matches!(step.period, Period::Month(_)));
    let (title, heading) =
        if by_month { (texts.by_step_months, texts.month) } else { (texts.by_step_weeks, texts.week) };
    let line = |(name, detail): (String, String), visits, sessions, hours| TableRow {
        name,
        detail,
        figures: vec![
            Figure::count(language, visits),
            Figure::count(language, sessions),
            Figure::hours(language, hours),
        ],
    };
    Table {
        title: title.to_owned(),
        is_by_period: true,
        heading,
        columns: vec![texts.visits, texts.sessions, texts.hours],
        rows: figures
            .steps
            .iter()
            .map(|step| line(when(language, step.period), step.visits, step.sessions, step.hours))
            .collect(),
        total: Some(line(
            (texts.total.to_owned(), String::new()),
            figures.visits,
            figures.sessions,
            figures.hours,
        )),
        chart: chart(
            language,
            &format!("{}, {}", texts.visits, title.to_lowercase()),
            Labels::Beside,
            figures.steps.iter().map(|step| (in_chart(language, step.period), step.visits)),
        ),
    }
}

/// "di 1 dec"; of a week its days, "1–6 dec", and beside them "week 49".
fn when(language: Language, period: Period) -> (String, String) {
    let text = period_short(language, period);
    match text.split_once(" (") {
        Some((week, days)) => (days.trim_end_matches(')').to_owned(), week.to_owned()),
        None => (text, String::new()),
    }
}

/// As in the table; a month shorter, "dec 2026".
fn in_chart(language: Language, period: Period) -> String {
    match period {
        Period::Month(first) => month_short(language, first),
        _ => when(language, period).0,
    }
}

fn by_group(language: Language, figures: &Statistics) -> Table {
    let texts = Texts::of(language);
    let line = |name: &str, visits, sessions| TableRow {
        name: name.to_owned(),
        detail: String::new(),
        figures: vec![Figure::count(language, visits), Figure::count(language, sessions)],
    };
    Table {
        title: texts.by_group.to_owned(),
        is_by_period: false,
        heading: texts.group,
        columns: vec![texts.visits, texts.sessions],
        rows: figures.groups.iter().map(|group| line(&group.name, group.visits, group.sessions)).collect(),
        total: Some(line(texts.total, figures.visits, figures.sessions)),
        chart: chart(
            language,
            &format!("{}, {}", texts.visits, texts.by_group.to_lowercase()),
            Labels::Above,
            figures.groups.iter().map(|group| (group.name.clone(), group.visits)),
        ),
    }
}

fn one_group(language: Language, group: &GroupFigures) -> Table {
    let texts = Texts::of(language);
    Table {
        title: group.name.clone(),
        is_by_period: true,
        heading: texts.period,
        columns: vec![texts.visits, texts.sessions],
        rows: group
            .lines
            .iter()
            .map(|line| {
                let (name, detail) = when(language, line.period);
                let figures =
                    vec![Figure::count(language, line.visits), Figure::count(language, line.sessions)];
                TableRow { name, detail, figures }
            })
            .collect(),
        total: None,
        chart: chart(
            language,
            &format!("{}, {}", texts.visits, group.name),
            Labels::Beside,
            group.lines.iter().map(|line| (in_chart(language, line.period), line.visits)),
        ),
    }
}

fn splits(language: Language, splits: &[Split]) -> Vec<Table> {
    if splits.is_empty() {
        return Vec::new();
    }
    let texts: &'static Texts = Texts::of(language);
    let table =
        |title: &'static str, columns: Vec<&'static str>, parts: &dyn Fn(&Split) -> Vec<Tally>| Table {
            title: title.to_owned(),
            is_by_period: true,
            heading: texts.month,
            rows: splits
                .iter()
                .map(|split| TableRow {
                    name: period_short(language, split.month),
                    detail: String::new(),
                    figures: parts(split).into_iter().map(|part| Figure::count(language, part)).collect(),
                })
                .collect(),
            total: None,
            chart: {
                let mut sums = vec![Tally::default(); columns.len()];
                for split in splits {
                    sums.iter_mut().zip(parts(split)).for_each(|(sum, part)| sum.join(part));
                }
                let named = columns.iter().map(|column| (*column).to_owned()).zip(sums);
                chart(language, title, Labels::Above, named)
            },
            columns,
        };
    vec![
        table(
            texts.newcomers_title,
            vec![texts.newcomers, texts.not_newcomers, texts.newcomers_unanswered],
            &|split| split.newcomers.to_vec(),
        ),
        table(texts.roles_title, vec![texts.visitors, texts.helpers], &|split| {
            vec![split.roles[1], split.roles[0]]
        }),
    ]
}

/// What hosts counted and declared.
fn entered(language: Language, figures: &Statistics) -> Vec<Table> {
    let texts = Texts::of(language);
    let line = |name: String, detail: String, people: &[Tally]| TableRow {
        name,
        detail,
        figures: people.iter().map(|tally| Figure::count(language, *tally)).collect(),
    };
    let total = |rows: &mut dyn Iterator<Item = &[Tally]>, columns: usize| {
        let mut sums = vec![Tally::default(); columns];
        for people in rows {
            sums.iter_mut().zip(people).for_each(|(sum, tally)| sum.join(*tally));
        }
        Some(line(texts.total.to_owned(), String::new(), &sums))
    };
    let mut tables = Vec::new();
    if !figures.meetings.is_empty() {
        let row = |it: &Meeting| line(it.name.clone(), period_short(language, it.period), &it.people);
        let columns = vec![texts.visitors, texts.volunteers, texts.professionals];
        tables.push(Table {
            title: texts.meetings_title.to_owned(),
            is_by_period: false,
            heading: texts.meeting,
            rows: figures.meetings.iter().map(row).collect(),
            total: total(&mut figures.meetings.iter().map(|it| it.people.as_slice()), columns.len()),
            chart: String::new(),
            columns,
        });
    }
    if !figures.shifts.is_empty() {
        let row = |it: &Shifts| {
            let (name, detail) = when(language, it.period);
            line(name, detail, &it.people)
        };
        let columns = vec![texts.volunteers, texts.professionals];
        tables.push(Table {
            title: texts.shifts_title.to_owned(),
            is_by_period: true,
            heading: texts.period,
            rows: figures.shifts.iter().map(row).collect(),
            total: total(&mut figures.shifts.iter().map(|it| it.people.as_slice()), columns.len()),
            chart: String::new(),
            columns,
        });
    }
    tables
}

fn chart(
    language: Language,
    title: &str,
    labels: Labels,
    lines: impl Iterator<Item = (String, Tally)>,
) -> String {
    let lines: Vec<Bar> = lines.map(|(label, tally)| Bar { label, tally }).collect();
    let title = format!("{}: {title}", Texts::of(language).chart_of);
    bars(language, &title, &lines, labels)
}
