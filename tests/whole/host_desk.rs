//! The real kiosk with its real desk: made on the command line, opened over TLS, killed with power, and the
//! door and the desk seeing each other's work.

use crate::{
    programs::{Running, folder, kiosk},
    screens::{QUIET, alone},
};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
    sync::mpsc,
};
use tempfile::TempDir;
use welkom_kiosk::host_desk::{self, DeskThread};
use welkom_tests::{coordinator::sibling, desk::Browser};

/// A centre whose desk is on free ports of this machine.
const CENTRE: &str = "[centre]\nid = \"de-brug\"\nname = \"De Brug\"\n[door]\ntuesday = [\"09:00-17:00\"]\n\
    [drop_in]\nexpected = 6\n[store]\ndirectory = \"data\"\n[desk]\nport = 0\ninstall_port = 0\n";

/// A centre whose host has words and a password.
pub struct Made {
    pub folder: TempDir,
    pub words: String,
    pub password: String,
}

impl Made {
    pub fn new() -> Self {
        let folder = folder(&[("centre.toml", CENTRE)]);
        let init =
            ["guestbook", "init", "--config", "centre.toml", "--host", "balie", "--sheet", "sheet.html"];
        let made = kiosk(folder.path(), &init);
        assert_eq!(made.code, Some(0), "{}", made.err);
        let secrets: Vec<&str> = made.out.lines().filter_map(|line| line.strip_prefix("    ")).collect();
        let [words, password] = secrets[..] else { panic!("expected words and a password") };
        Self { words: words.to_owned(), password: password.to_owned(), folder }
    }

    fn run(&self) -> Door {
        Door::start(self.folder.path())
    }
}

/// The program at the door, and where its desk is.
struct Door {
    running: Running,
    url: String,
    install: String,
}

impl Door {
    fn start(folder: &Path) -> Self {
        let log = fs::File::create(folder.join("log.txt")).expect("a log");
        let mut command = sibling("welkom-kiosk").expect("built");
        command.args(["run", "--config", "centre.toml", "--off-screen", "--trust-clock"]).current_dir(folder);
        let child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("started");
        let mut running = Running(child);
        let mut lines = BufReader::new(running.0.stdout.take().expect("an output")).lines();
        let mut told = |what: &str| {
            let line = lines.next().expect("a line").expect("text");
            line.strip_prefix(what).unwrap_or_else(|| panic!("expected {what:?}, found {line:?}")).to_owned()
        };
        let (url, install) = (told("host desk: "), told("its certificate: "));
        Self { running, url, install }
    }

    fn browser(&self) -> Browser {
        Browser::open(&self.url, &self.install).expect("a desk")
    }

    /// As when the power goes.
    fn kill(mut self) {
        self.running.0.kill().expect("killed");
        self.running.0.wait().expect("ended");
    }
}

#[test]
fn a_host_made_on_the_command_line_opens_the_book_at_the_running_kiosk() {
    let made = Made::new();
    let door = made.run();
    assert!(door.url.starts_with("https://localhost:"), "{}", door.url);
    let mut browser = door.browser();
    assert_eq!(browser.get("/today").expect("an answer").location, "/log-in?next=%2Ftoday");
    let opened = browser.unlock("balie", &made.password, &made.words).expect("an answer");
    assert_eq!((opened.status, opened.location.as_str()), (303, "/call-back"));
    for page in ["/today", "/call-back", "/guests", "/leaving", "/kiosk", "/hosts"] {
        assert_eq!(browser.get(page).expect("an answer").status, 200, "{page}");
    }
    // While it runs the command line leaves the book alone.
    let said = kiosk(made.folder.path(), &["guestbook", "host", "list", "--config", "centre.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("the guest book is in use"), "{}", said.err);
    let log = fs::read_to_string(made.folder.path().join("log.txt")).expect("a log");
    for secret in [&made.words, &made.password] {
        assert!(!log.contains(secret.as_str()));
    }
}

#[test]
fn a_power_cut_forgives_no_wrong_password() {
    let made = Made::new();
    let door = made.run();
    let mut browser = door.browser();
    let wrong = [("name", "balie"), ("password", "een lange verkeerde zin")];
    for _ in 0..5 {
        assert_eq!(browser.post("/log-in", &wrong).expect("an answer").status, 403);
    }
    door.kill();
    let door = made.run();
    let right = [("name", "balie"), ("password", made.password.as_str())];
    let answer = door.browser().post("/log-in", &right).expect("an answer");
    assert_eq!(answer.status, 429, "even with the right password: {}", answer.body);
}

#[test]
fn door_and_desk_see_each_others_work() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        let (hand_over, book) = mpsc::channel();
        hand_over.send(kiosk.book.recv().expect("a book")).expect("handed over");
        let mut config = centre.config.clone();
        config.desk.port = 0;
        config.desk.install_port = 0;
        let clock = std::sync::Arc::clone(&kiosk.clock);
        let options =
            host_desk::options(&config, move || welkom_kiosk::clock::Clock::now(&*clock).timestamp_millis());
        let password =
            welkom_desk::add_account(&config.desk_directory(), &options.clock, "balie").expect("a host");
        let (tell, told) = mpsc::channel();
        let desk = DeskThread::spawn(options, kiosk.door(&config), book, move |it| drop(tell.send(it)));
        let desk = desk.expect("a thread");
        let address = told.recv().expect("where it is");
        let install = address.install_url.expect("a plain page");
        let mut browser = Browser::open(&address.url, &install).expect("a desk");
        browser.post("/log-in", &[("name", "balie"), ("password", &password)]).expect("logged in");

        // Somebody comes in, and the host sees it.
        kiosk.tap("Ik ben er");
        kiosk.touch(&kiosk.find("Zonder naam"));
        kiosk.wait_until_saved();
        kiosk.settle();
        kiosk.tap("Klaar");
        let page = browser.get("/today").expect("a page").body;
        let (_, drop_in) = page.split_once("Inloop").expect("dropping in");
        let (_, count) = drop_in.split_once("class=\"count\">").expect("a count");
        assert!(count.starts_with('1'), "{}", &count[..20]);
        // The host tells something, and the visitors see it.
        assert_eq!(
            browser.send("/today/news", &[("news", "Vandaag is er soep.")]).expect("kept").status,
            303
        );
        kiosk.pass_minute();
        assert!(kiosk.says("Vandaag is er soep."));
        desk.stop();
        assert_eq!(centre.close(kiosk).len(), 1);
    });
}
