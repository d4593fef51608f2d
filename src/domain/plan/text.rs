//! The written form of a plan: TOML, made to be read and edited by people.
//!
//! The tree is walked by hand and not deserialized, so that all mistakes of a file are reported at
//! once, each with its line.

use super::{Cadence, Group, Member, Place, Plan, check::class_word};
use crate::{
    class::{PrivacyClass, Thresholds},
    day::Quarter,
    ids::ActivityId,
    problem::LineProblem,
};
use chrono::NaiveDate;
use std::{collections::HashMap, fmt::Write, ops::Range};
use toml::{
    Spanned, Value,
    de::{DeTable, DeValue},
};

const PLAN_KEYS: [&str; 5] = ["quarter", "from", "other", "thresholds", "group"];
const THRESHOLD_KEYS: [&str; 2] = ["protected", "sensitive"];
const GROUP_KEYS: [&str; 4] = ["name", "cadence", "withheld", "members"];
const MEMBER_KEYS: [&str; 2] = ["activity", "class"];

const HEADER: &str = "\
# What this centre publishes, decided before anybody comes. Fixed from its first day until the quarter
# ends. Every activity stands in one group; a group is published by day or by week (cut at month ends).
# A sensitive activity needs two others beside it and a name that does not tell what it is.
";

impl Plan {
    /// The plan as TOML.
    pub fn to_toml(&self) -> String {
        self.to_commented_toml(|_| None)
    }

    /// The plan as TOML, with what activities are called behind them for whoever edits it. Sensitive
    /// ones stay without a word: the plan is public.
    pub fn to_commented_toml(&self, called: impl Fn(&ActivityId) -> Option<String>) -> String {
        let mut text = HEADER.to_owned();
        // Writing into a String cannot fail.
        let _ = self.write(&mut text, called);
        text
    }

    fn write(
        &self,
        text: &mut String,
        called: impl Fn(&ActivityId) -> Option<String>,
    ) -> Result<(), std::fmt::Error> {
        writeln!(text, "quarter = {}", quoted(&self.quarter.to_string()))?;
        writeln!(text, "from = {}", self.from)?;
        writeln!(text, "# What appears during the quarter, by week.")?;
        writeln!(text, "other = {}", quoted(&self.other))?;
        writeln!(text, "\n# From how many arrivals on one day a cell is published.")?;
        writeln!(text, "[thresholds]")?;
        writeln!(text, "protected = {}", self.thresholds.protected)?;
        writeln!(text, "sensitive = {}", self.thresholds.sensitive)?;
        for group in &self.groups {
            writeln!(text, "\n[[group]]")?;
            writeln!(text, "name = {}", quoted(&group.name))?;
            writeln!(text, "cadence = {}", quoted(group.cadence.word()))?;
            if group.withheld {
                writeln!(text, "withheld = true")?;
            }
            writeln!(text, "members = [")?;
            for member in &group.members {
                let (id, class) = (quoted(member.activity.as_str()), class_word(member.class));
                write!(text, "  {{ activity = {id}, class = \"{class}\" }},")?;
                if let Some(name) = called(&member.activity).filter(|_| !member.is_sensitive()) {
                    let name: String = name.chars().filter(|c| !c.is_control()).collect();
                    write!(text, " # {name}")?;
                }
                text.push('\n');
            }
            writeln!(text, "]")?;
        }
        Ok(())
    }

    /// Reads a plan, or tells everything that is wrong with it, in order of lines.
    pub fn from_toml(text: &str) -> Result<Self, Vec<LineProblem>> {
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader { text, problems: Vec::new(), lines: HashMap::new() };
        for error in errors {
            let line = error.span().map_or(1, |span| reader.line(&span));
            reader.problems.push(LineProblem::new(line, error.message().trim().replace('\n', ", ")));
        }
        // A tree that was mended after a syntax error would only give mistakes nobody made.
        let plan = if reader.problems.is_empty() { reader.plan(document.get_ref()) } else { None };
        if let Some(plan) = &plan {
            for (place, problem) in plan.problems() {
                let line = reader.line_of(place);
                reader.problems.push(LineProblem::new(line, problem.to_string()));
            }
        }
        reader.problems.sort();
        reader.problems.dedup();
        match plan {
            Some(plan) if reader.problems.is_empty() => Ok(plan),
            _ => Err(reader.problems),
        }
    }
}

impl Cadence {
    /// The word it is written with.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}

fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// Reads the tree, collects problems and remembers which line tells what.
struct Reader<'t> {
    text: &'t str,
    problems: Vec<LineProblem>,
    lines: HashMap<Place, usize>,
}

type Node<'a, 't> = &'a Spanned<DeValue<'t>>;

impl Reader<'_> {
    fn plan(&mut self, table: &DeTable) -> Option<Plan> {
        self.refuse_unknown_keys(table, &PLAN_KEYS);
        self.lines.insert(Place::Plan, 1);
        let quarter = self.required(table, 1, "quarter").and_then(|node| {
            let quarter = node.get_ref().as_str().and_then(|text| text.parse::<Quarter>().ok());
            self.expect(node, quarter, "a quarter like \"2026-Q4\"")
        });
        let from = self.required(table, 1, "from").and_then(|node| {
            self.remember(Place::From, node);
            let date = match node.get_ref() {
                DeValue::String(text) => text.parse::<NaiveDate>().ok(),
                DeValue::Datetime(date) => date.to_string().parse().ok(),
                _ => None,
            };
            self.expect(node, date, "a date like 2026-10-01")
        });
        let other = self.required(table, 1, "other").and_then(|node| {
            self.remember(Place::Other, node);
            self.text(node, "the name of other activities")
        });
        let thresholds = self.thresholds(table);
        let groups = self.groups(table);
        Some(Plan { quarter: quarter?, from: from?, thresholds: thresholds?, other: other?, groups: groups? })
    }

    /// Left out, the rule's own numbers hold.
    fn thresholds(&mut self, table: &DeTable) -> Option<Thresholds> {
        let Some(node) = table.get("thresholds") else { return Some(Thresholds::LEAST) };
        self.remember(Place::Thresholds, node);
        let inner = self.expect(node, node.get_ref().as_table(), "a table [thresholds]")?;
        self.refuse_unknown_keys(inner, &THRESHOLD_KEYS);
        let mut number = |key: &str, least: u32| match inner.get(key) {
            None => Some(least),
            Some(node) => {
                let number = node
                    .get_ref()
                    .as_integer()
                    .and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
                self.expect(node, number, "a number of arrivals")
            }
        };
        let protected = number("protected", Thresholds::LEAST.protected);
        let sensitive = number("sensitive", Thresholds::LEAST.sensitive);
        Some(Thresholds { protected: protected?, sensitive: sensitive? })
    }

    fn groups(&mut self, table: &DeTable) -> Option<Vec<Group>> {
        let Some(node) = table.get("group") else { return Some(Vec::new()) };
        let list = self.expect(node, node.get_ref().as_array(), "groups, each under [[group]]")?;
        let groups: Vec<Option<Group>> =
            list.iter().enumerate().map(|(number, node)| self.group(number, node)).collect();
        groups.into_iter().collect()
    }

    fn group(&mut self, number: usize, node: Node) -> Option<Group> {
        let table = self.expect(node, node.get_ref().as_table(), "a table [[group]]")?;
        let line = self.line(&node.span());
        self.refuse_unknown_keys(table, &GROUP_KEYS);
        let name = self.required(table, line, "name").and_then(|node| {
            self.remember(Place::Group(number), node);
            self.text(node, "the public name of the group")
        });
        let cadence = self.required(table, line, "cadence").and_then(|node| {
            let cadence = match node.get_ref().as_str() {
                Some("day") => Some(Cadence::Day),
                Some("week") => Some(Cadence::Week),
                _ => None,
            };
            self.expect(node, cadence, "\"day\" or \"week\"")
        });
        let withheld = match table.get("withheld") {
            None => Some(false),
            Some(node) => self.expect(node, node.get_ref().as_bool(), "true or false"),
        };
        let members = self.required(table, line, "members").and_then(|node| {
            let list = self.expect(node, node.get_ref().as_array(), "a list of activities")?;
            let members: Vec<Option<Member>> =
                list.iter().enumerate().map(|(at, node)| self.member(number, at, node)).collect();
            members.into_iter().collect::<Option<Vec<_>>>()
        });
        Some(Group { name: name?, cadence: cadence?, withheld: withheld?, members: members? })
    }

    fn member(&mut self, group: usize, at: usize, node: Node) -> Option<Member> {
        self.remember(Place::Member(group, at), node);
        let expected = "a member like { activity = \"…\", class = \"protected\" }";
        let table = self.expect(node, node.get_ref().as_table(), expected)?;
        let line = self.line(&node.span());
        self.refuse_unknown_keys(table, &MEMBER_KEYS);
        let activity = self
            .required(table, line, "activity")
            .and_then(|node| self.text(node, "the UID of an activity, or \"drop-in\""));
        let class = self.required(table, line, "class").and_then(|node| {
            let class = match node.get_ref().as_str() {
                Some("open") => Some(PrivacyClass::Open),
                Some("protected") => Some(PrivacyClass::Protected),
                Some("sensitive") => Some(PrivacyClass::Sensitive),
                _ => None,
            };
            self.expect(node, class, "\"open\", \"protected\" or \"sensitive\"")
        });
        Some(Member { activity: ActivityId(activity?), class: class? })
    }

    fn refuse_unknown_keys(&mut self, table: &DeTable, known: &[&str]) {
        for (key, _) in table {
            if !known.contains(&key.get_ref().as_ref()) {
                let message =
                    format!("expected one of {}, found the key {:?}", known.join(", "), key.get_ref());
                self.problem(&key.span(), message);
            }
        }
    }

    fn required<'a, 't>(&mut self, table: &'a DeTable<'t>, line: usize, key: &str) -> Option<Node<'a, 't>> {
        let node = table.get(key);
        if node.is_none() {
            self.problems.push(LineProblem::new(line, format!("expected the key {key}, found none")));
        }
        node
    }

    fn text(&mut self, node: Node, expected: &str) -> Option<String> {
        self.expect(node, node.get_ref().as_str().map(str::to_owned), expected)
    }

    fn expect<T>(&mut self, node: Node, value: Option<T>, expected: &str) -> Option<T> {
        if value.is_none() {
            let found = match node.get_ref().as_str() {
                Some(text) => format!("{text:?}"),
                None => self.text.get(node.span()).unwrap_or_default().chars().take(40).collect(),
            };
            self.problem(&node.span(), format!("expected {expected}, found {found}"));
        }
        value
    }

    fn problem(&mut self, span: &Range<usize>, message: String) {
        self.problems.push(LineProblem::new(self.line(span), message));
    }

    fn remember(&mut self, place: Place, node: Node) {
        self.lines.insert(place, self.line(&node.span()));
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count() + 1
    }

    fn line_of(&self, place: Place) -> usize {
        self.lines.get(&place).or_else(|| self.lines.get(&Place::Plan)).copied().unwrap_or(1)
    }
}
