//! A quarter in which two hundred guests leave names and numbers that stand nowhere else, and a host writes
//! about them. Then everything is searched that somebody could carry away: every file (databases, journals,
//! backups, accounts, the log) and all memory of the kiosk. While the book is locked nothing is found; while a
//! host has it open the same search must find something, or it would find nothing anywhere.

use crate::{host_desk::Made, programs::Running};
use aho_corasick::AhoCorasick;
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{ChildStdin, ChildStdout, Stdio},
};
use welkom_tests::{canary, coordinator::sibling, desk::Browser};

const SEED: u64 = 20_261_006;
const GUESTS: usize = 200;
/// Guests about whom the host writes something.
const WRITTEN_ABOUT: usize = 5;

/// What must not be found. What is found is told by its place in this list: the text itself is nobody's.
struct Canaries {
    texts: Vec<String>,
    search: AhoCorasick,
}

impl Canaries {
    /// Of these texts, as UTF-8 and as UTF-16.
    fn new(texts: Vec<String>) -> Self {
        let utf16 =
            texts.iter().map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        let needles: Vec<Vec<u8>> = texts.iter().map(|text| text.clone().into_bytes()).chain(utf16).collect();
        let search = AhoCorasick::new(&needles).expect("a search");
        Self { texts, search }
    }

    /// Which of them stand in a file.
    fn found_in(&self, file: &Path) -> BTreeSet<&str> {
        let file = BufReader::new(File::open(file).expect("a file"));
        let found = self.search.stream_find_iter(file);
        let count = self.texts.len();
        found.map(|it| self.texts[it.expect("readable").pattern().as_usize() % count].as_str()).collect()
    }

    /// Which files of a folder hold any.
    fn files_with_any(&self, directory: &Path) -> Vec<PathBuf> {
        let mut files = vec![directory.to_owned()];
        let mut telling = Vec::new();
        let mut searched = 0;
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files.extend(fs::read_dir(&path).expect("a folder").map(|it| it.expect("an entry").path()));
                continue;
            }
            searched += 1;
            if !self.found_in(&path).is_empty() {
                telling.push(path);
            }
        }
        assert!(
            searched > 8,
            "expected databases, journals, backups and certificates, found {searched} files"
        );
        telling
    }
}

/// The kiosk that plays, in a process of its own.
struct Playing {
    _running: Running,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    dump: PathBuf,
}

impl Playing {
    fn start(folder: &Path) -> Self {
        let log = File::create(folder.join("data/log.txt")).expect("a log");
        let mut command = sibling("quarter").expect("built");
        command.arg(folder.join("centre.toml")).arg(SEED.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("started");
        let input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output"));
        Self { _running: Running(child), input, output, dump: folder.join("memory.dump") }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    /// Which canaries stand in its memory.
    fn remembers<'a>(&mut self, canaries: &'a Canaries) -> BTreeSet<&'a str> {
        writeln!(self.input, "dump {}", self.dump.display()).expect("asked");
        assert_eq!(self.line(), "dumped");
        let size = fs::metadata(&self.dump).expect("a dump").len();
        assert!(size > 20 << 20, "expected the memory of a kiosk, found {size} bytes");
        let found = canaries.found_in(&self.dump);
        fs::remove_file(&self.dump).expect("removed");
        found
    }
}

/// The id of the guest of this name.
fn find(browser: &mut Browser, name: &str) -> String {
    let found = browser.send("/guests/search", &[("text", name)]).expect("a page");
    let (_, rest) = found.body.split_once("<ul class=\"guests\">").expect("somebody");
    let (_, rest) = rest.split_once("name=\"guest\" value=\"").expect("a guest");
    rest.split('"').next().expect("an id").to_owned()
}

#[test]
fn a_quarter_of_names_is_in_no_file_and_in_no_memory_of_a_locked_kiosk() {
    let Made { folder, words, password } = Made::new();

    let names: Vec<String> = (0..GUESTS).map(|guest| canary::name(SEED, guest)).collect();
    let numbers = (0..GUESTS).map(|guest| canary::number(SEED, guest)[1..].to_owned());
    // What the host types: notes of calls, first talks, another name, words that are wrong.
    let written: Vec<String> =
        (1000..1000 + 6 * WRITTEN_ABOUT).map(|number| canary::note(SEED, number)).collect();
    let wrong = canary::name(SEED, 2000);
    let secrets = [words.clone(), password.clone(), wrong.clone()];
    let halves = written.iter().flat_map(|note| note.split(' ').map(ToOwned::to_owned));
    let canaries = Canaries::new(names.iter().cloned().chain(numbers).chain(halves).chain(secrets).collect());

    let data = folder.path().join("data");
    let mut playing = Playing::start(folder.path());
    let told = playing.line();
    let (url, install) =
        told.strip_prefix("host desk: ").and_then(|it| it.split_once(' ')).expect("where the desk is");
    assert_eq!(playing.line(), "played");
    assert_eq!(playing.remembers(&canaries), BTreeSet::new(), "after a quarter at the door");
    assert_eq!(canaries.files_with_any(&data), Vec::<PathBuf>::new(), "after a quarter at the door");

    let mut browser = Browser::open(url, install).expect("a desk");
    browser.post("/log-in", &[("name", "balie"), ("password", &wrong)]).expect("an answer");
    let opened = browser.unlock("balie", &password, &words).expect("an answer");
    assert_eq!((opened.status, opened.location.as_str()), (303, "/call-back"));
    let missed = browser.get("/call-back").expect("a page");
    assert!(names.iter().any(|name| missed.body.contains(name)), "somebody is missed after a quarter");
    let mut notes = written.iter();
    for name in &names[..WRITTEN_ABOUT] {
        let id = find(&mut browser, name);
        let mut send = |path: &str, form: &[(&str, &str)]| {
            let form: Vec<_> = form.iter().copied().chain([("guest", id.as_str())]).collect();
            let answer = browser.send(path, &form).expect("an answer");
            assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        };
        let mut note = || notes.next().expect("a note").as_str();
        send("/call-back/outcome", &[("outcome", "reached"), ("note", note())]);
        send("/guest/intake", &[("interests", note()), ("hindrances", note()), ("agreements", note())]);
        send("/guests/open", &[]);
        let other: String = note().split(' ').next().expect("half a note").to_owned();
        send("/guest/change", &[("name", &other), ("phone", ""), ("language", "nl")]);
    }
    browser.get("/guest").expect("a page");
    let open = playing.remembers(&canaries);
    assert!(open.len() > GUESTS / 2, "open, the same search finds the names: {}", open.len());
    assert_eq!(canaries.files_with_any(&data), Vec::<PathBuf>::new(), "also while it is open");

    assert_eq!(browser.send("/book/close", &[]).expect("an answer").status, 303);
    assert_eq!(playing.remembers(&canaries), BTreeSet::new(), "locked again");
    assert_eq!(canaries.files_with_any(&data), Vec::<PathBuf>::new(), "locked again");
    let mut log = String::new();
    File::open(data.join("log.txt")).and_then(|mut it| it.read_to_string(&mut log)).expect("a log");
    assert!(log.contains("/call-back/outcome"), "the log was written and searched");
}
