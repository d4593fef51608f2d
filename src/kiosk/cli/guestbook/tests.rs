//! The commands on real files. Each password costs a scrypt, so the tests share one book, set up once, and
//! work on copies.

use super::*;
use clap::Parser;
use std::{
    fs::File,
    process::{Command, Output},
    sync::LazyLock,
};
use tempfile::TempDir;
use welkom_domain::ids::ActivityId;
use welkom_guestbook::{Consent, Consents, Details, FirstName, Language, PhoneNumber, Who};

const CENTRE: &str = "[centre]\nid = \"a\"\nname = \"A & <B>\"\n[door]\nmonday = [\"09:00-17:00\"]\n\
    [store]\ndirectory = \"data\"\n";

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: GuestBookArgs,
}

fn now() -> DateTime<Utc> {
    "2026-12-01T23:30:00Z".parse().unwrap()
}

fn day() -> NaiveDate {
    "2026-12-02".parse().unwrap()
}

/// A centre's folder with its configuration, and the kiosk's data below it.
struct Centre(TempDir);

impl Centre {
    fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("centre.toml"), CENTRE).unwrap();
        Self(folder)
    }

    /// With the book that all tests share.
    fn with_book() -> Self {
        let centre = Self::build();
        centre.copy_book_of(&SHARED.centre);
        centre
    }

    fn copy_book_of(&self, other: &Self) {
        fs::create_dir_all(self.book()).unwrap();
        for entry in fs::read_dir(other.book()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), self.book().join(entry.file_name())).unwrap();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn book(&self) -> PathBuf {
        self.path("data/guestbook")
    }

    fn open(&self) -> GuestBook {
        let retention = welkom_guestbook::Retention::default();
        GuestBook::open(&self.book(), now().timestamp_millis(), day(), retention).unwrap().0
    }

    /// Runs a command line; `PATH/` in it is the centre's folder, which what is said is freed of. All that
    /// was said to anybody, and what stopped it.
    fn run(&self, line: &str, typed: &str) -> (String, String, anyhow::Result<()>) {
        let folder = format!("{}/", self.0.path().display());
        let config = self.path("centre.toml");
        let words = line.split(' ').map(|word| word.replace("PATH/", &folder));
        let words = ["guestbook".to_owned()].into_iter().chain(words);
        let line = Line::parse_from(words.chain(["--config".to_owned(), config.display().to_string()]));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let done = run(&line.arguments, now(), &mut typed.as_bytes(), &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(&folder, "PATH/");
        (text(out), text(err), done)
    }

    /// The same where it goes well: what it says.
    fn say(&self, line: &str, typed: &str) -> String {
        let (out, err, done) = self.run(line, typed);
        done.unwrap_or_else(|error| panic!("{line}: {err}{error:?}"));
        out
    }

    /// The same where a person can mend it: what they read, which repeats no secret.
    fn refusal(&self, line: &str, typed: &str) -> String {
        let (out, err, done) = self.run(line, typed);
        let error = done.expect_err(line);
        assert!(error.is::<Mistake>(), "{line}: {error:?}");
        let read = format!("{error:#}").replace(&format!("{}/", self.0.path().display()), "PATH/");
        assert_eq!(out, "", "{line}");
        for secret in [&SHARED.words, &SHARED.sheet] {
            for part in secret.split([' ', '-']) {
                assert!(!read.contains(part) && !err.contains(part), "{line}");
            }
        }
        read
    }
}

struct Shared {
    centre: Centre,
    said: String,
    words: String,
    sheet: String,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let centre = Centre::build();
    let (said, err, done) = centre.run("init --host Balie --sheet PATH/sheet.html", "");
    done.unwrap();
    assert_eq!(err, "");
    let (words, sheet) = (words_in(&said), sheet_in(&centre.path("sheet.html")));
    Shared { centre, said, words, sheet }
});

fn words_in(said: &str) -> String {
    let mut lines = said.lines().filter_map(|line| line.strip_prefix("    "));
    lines.next().expect("a line of words").to_owned()
}

/// As a person copies it from the page.
fn sheet_in(file: &Path) -> String {
    let page = fs::read_to_string(file).unwrap();
    let groups: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("<li>")?.strip_suffix("</li>"))
        .filter(|group| group.len() == 5)
        .collect();
    assert_eq!(groups.len(), 7);
    groups.join(" ")
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().mode() & 0o777
}

#[test]
fn setting_up_says_the_words_once_and_writes_a_sheet_for_its_owner_alone() {
    let Shared { centre, said, words, sheet } = &*SHARED;
    let password = said.lines().filter_map(|line| line.strip_prefix("    ")).nth(1).expect("a password");
    assert!(password.len() >= welkom_web::password::SHORTEST, "{}", password.len());
    let masked = said.replace(words.as_str(), "WORDS").replace(password, "PASSWORD");
    insta::assert_snapshot!(masked, @r"
    The five words of Balie, shown this once and kept nowhere:

        WORDS

    Write them down and keep them away from the kiosk. Then clear this screen.

    The password with which Balie logs in at the host desk, shown this once:

        PASSWORD

    A host can change it there. It does not open the guest book: the words do.

    The recovery sheet is PATH/sheet.html. Open it in a browser, print it, put it in a
    closed envelope in the safe, and delete the file.
    ");
    assert_eq!(words.split(' ').count(), 5);
    assert_eq!((mode(&centre.path("sheet.html")), mode(&centre.book())), (0o600, 0o700));
    let page = fs::read_to_string(centre.path("sheet.html")).unwrap();
    assert!(page.contains("<strong>A &amp; &lt;B&gt;</strong>, 02-12-2026"), "{page}");
    assert_eq!(page.matches("<svg role=\"img\"").count(), 1);
    // Self-contained: nothing is fetched, nothing runs.
    for outside in ["<script", "src=", "href=", "url(", "<?xml"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.len() < 1 << 16, "it never grows past the room it was given: {}", page.len());
    assert!(welkom_guestbook::RecoverySheet::parse(sheet).is_ok());
    // On disk before the first night: a book without a backup could be lost on its first day.
    assert!(centre.book().join("guestbook.backup-2.sqlite").exists());
}

#[test]
fn what_a_person_can_mend_is_told_with_the_way_to_mend_it() {
    let bare = Centre::build();
    let mut told = Vec::new();
    let mut tell = |read: String| told.push(read);
    tell(bare.refusal("host list", ""));
    assert!(!bare.book().exists(), "a look makes no book");
    let centre = Centre::with_book();
    tell(centre.refusal("init --host Balie --sheet PATH/other.html", ""));
    assert!(!centre.path("other.html").exists());
    let words = SHARED.words.as_str();
    let wrong_word: Vec<&str> =
        words.split(' ').enumerate().map(|(at, it)| if at == 2 { "zzzz" } else { it }).collect();
    tell(centre.refusal("host add Linde", &wrong_word.join(" ")));
    tell(centre.refusal("host add Linde", ""));
    tell(centre.refusal("host add Balie", words));
    tell(centre.refusal("host add Linde --replace", words));
    tell(centre.refusal("host remove Balie", ""));
    tell(centre.refusal("host remove Linde", ""));
    tell(centre.refusal("export --host Linde --out PATH/a.age", words));
    tell(bare.refusal("init --host Balie --sheet PATH/centre.toml", ""));
    tell(bare.refusal("init --host Balie --sheet PATH/missing/sheet.html", ""));
    // The fourth group with two characters changed places, and one too short.
    let mut typed: Vec<char> = SHARED.sheet.chars().collect();
    let at = (18..22).find(|at| typed[*at] != typed[*at + 1]).unwrap();
    typed.swap(at, at + 1);
    tell(centre.refusal("recover --host Balie", &typed.into_iter().collect::<String>()));
    tell(centre.refusal("recover --host Balie", &SHARED.sheet[..40]));
    insta::assert_snapshot!(told.join("\n"));
    // Half a million sheets have no digit; what has one is no host's words.
    assert!(centre.refusal("host add Linde", "1 2 3").contains("recovery sheet"));
}

#[test]
fn hosts_come_and_go_and_old_words_end() {
    let centre = Centre::with_book();
    let Shared { words, sheet, .. } = &*SHARED;
    let second = words_in(&centre.say("host add Linde", &format!("{}\n", words.to_uppercase())));
    let third = words_in(&centre.say("host add Bloem", sheet));
    assert_eq!(centre.say("host list", ""), "Balie\nBloem\nLinde\n");
    let said = centre.say("host remove Balie", "");
    assert!(said.starts_with("The words of Balie open nothing any more."), "{said}");
    assert!(centre.refusal("sheet --sheet PATH/new.html", words).contains("do not open the guest book"));
    assert!(!centre.path("new.html").exists());
    // Nor does the host stand in a backup.
    for entry in fs::read_dir(centre.book()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|it| it == b"Balie"));
    }
    centre.say("sheet --sheet PATH/new.html", &second);
    assert!(centre.refusal("recover --host Linde", sheet).contains("a newer sheet has taken its place"));
    let newest = words_in(&centre.say("host add Linde --replace", &third));
    assert_ne!(newest, second);
}

#[test]
fn who_has_words_logs_in_at_the_desk_by_the_same_name() {
    let centre = Centre::with_book();
    let Shared { words, .. } = &*SHARED;
    let clock = Clock::from_fn(|| UnixMs(now().timestamp_millis()));
    let add = |name: &str| add_account(&centre.path("data/desk"), &clock, name);
    let said = centre.say("host add Linde", words);
    assert!(said.contains("logs in at the host desk, shown this once"), "{said}");
    assert!(matches!(add("Linde"), Err(DeskError::NameTaken)));
    let said = centre.say("host add Linde --replace", words);
    assert!(said.contains("Linde logs in at the host desk with the same password as before."), "{said}");
    let password = |said: &str| words_in(said);
    let first = password(&centre.say("host password Linde", ""));
    assert_ne!(password(&centre.say("host password Linde", "")), first);
    centre.refusal("host password Bloem", "");
    centre.say("host remove Linde", "");
    assert!(add("Linde").is_ok(), "the account went with the words");
    // A centre without a desk has no accounts.
    let without = format!("{CENTRE}[desk]\noffered = false\n");
    fs::write(centre.path("centre.toml"), without).unwrap();
    assert!(!centre.say("host add Bloem", words).contains("host desk"));
    assert!(add("Bloem").is_ok());
}

#[test]
fn the_sheet_opens_a_copy_of_the_book_on_another_machine_and_age_what_is_exported() {
    let door = Centre::with_book();
    let consents = Consents { keep: Consent { day: day(), wording: 1 }, call: None };
    let details = Details {
        name: FirstName::new("Kastanje").unwrap(),
        phone: PhoneNumber::new("+31612345678").ok(),
        language: Language::new("nl").unwrap(),
        wants_talk: false,
    };
    let who = Who::New(&details, consents);
    door.open().arrive(day(), &[ActivityId::from("wandelen")], who).unwrap();
    let elsewhere = Centre::build();
    elsewhere.copy_book_of(&door);
    let words = words_in(&elsewhere.say("recover --host Nieuw", &SHARED.sheet));
    let said = elsewhere.say("export --host Nieuw --out PATH/guestbook.age", &words);
    let line = said.lines().find_map(|line| line.strip_prefix("    ")).expect("how to open it");
    assert_eq!(line, "age --decrypt --output guestbook.json PATH/guestbook.age");
    assert_eq!(mode(&elsewhere.path("guestbook.age")), 0o600);
    let refused = elsewhere.refusal("export --host Nieuw --out PATH/guestbook.age", &words);
    assert!(refused.contains("is there already"), "{refused}");
    let output = decrypt(elsewhere.0.path(), &line.replace("PATH/", ""), &words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let json = fs::read_to_string(elsewhere.path("guestbook.json")).unwrap();
    assert!(json.contains("Kastanje") && json.contains("+31612345678"));
}

/// Runs a line with `age` on a terminal of its own: it takes passphrases from nothing else.
fn decrypt(directory: &Path, line: &str, passphrase: &str) -> Output {
    fs::write(directory.join("typed"), format!("{passphrase}\n")).unwrap();
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", line, "/dev/null"]).current_dir(directory);
    script.stdin(File::open(directory.join("typed")).unwrap());
    script.output().expect("script, of Debian's bsdutils, and age: cargo xtask test installs it")
}

#[test]
fn a_book_that_the_kiosk_has_open_is_left_alone() {
    let centre = Centre::with_book();
    let open = centre.open();
    insta::assert_snapshot!(
        centre.refusal("host list", ""),
        @"the guest book is in use: the kiosk is running and has it open. Stop the kiosk (as a service: `sudo systemctl stop welkom-kiosk`), do this again, and start it (`sudo systemctl start welkom-kiosk`)"
    );
    drop(open);
    assert_eq!(centre.say("host list", ""), "Balie\n");
}

#[test]
fn a_name_is_one_that_the_host_desk_takes() {
    for refused in ["", " Balie", "Ba\nlie", &"a".repeat(41)] {
        assert!(host_name(refused).is_err(), "{refused:?}");
    }
    assert_eq!(host_name("Balie op maandag").unwrap().0, "Balie op maandag");
}
