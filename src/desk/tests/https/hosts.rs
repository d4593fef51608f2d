//! Hosts: added with words of their own, removed, never the last; their passwords, and the recovery sheet.

use crate::house::{HOST, House, tuesday};
use std::fs;
use welkom_desk::add_account;
use welkom_guestbook::{BookError, GuestBook, HostId, HostPassword, RecoverySheet, Retention};

/// What the page shows once.
fn shown(page: &str) -> Vec<String> {
    let parts = page.split("<dd class=\"big\">").skip(1);
    parts.map(|part| part.split('<').next().expect("a text").to_owned()).collect()
}

#[test]
fn a_new_host_opens_the_book_until_removed() {
    let house = House::new();
    let mut first = house.unlocked();
    let page = first.send("/hosts/add", &[("name", "noor")]).body;
    let [name, password, words] = shown(&page).try_into().expect("three things to hand over");
    assert_eq!((name.as_str(), words.split(' ').count()), ("noor", 5));
    assert!(!first.get("/hosts").body.contains(&words), "shown once");

    let mut second = house.browser();
    assert_eq!(second.log_in("noor", &password).status, 303);
    assert_eq!(second.unlock(&house.words).status, 403, "somebody else's words");
    assert_eq!(second.unlock(&words).location(), "/call-back");
    assert_eq!(second.get("/guests").status, 200);

    assert_eq!(first.send("/hosts/add", &[("name", "noor")]).location(), "/hosts?done=taken");
    assert_eq!(first.send("/hosts/add", &[("name", " noor")]).location(), "/hosts?done=name");
    assert_eq!(first.send("/hosts/remove", &[("name", "noor")]).location(), "/hosts?done=removed");
    assert_eq!(second.get("/guests").location(), "/log-in?next=%2Fguests", "at once");
    assert_eq!(house.browser().log_in("noor", &password).status, 403);
}

#[test]
fn the_last_host_stays() {
    let house = House::new();
    let mut browser = house.unlocked();
    assert_eq!(browser.send("/hosts/remove", &[("name", HOST)]).location(), "/hosts?done=last");
    assert_eq!(browser.get("/guests").status, 200);
    assert!(browser.get("/hosts?done=last").body.contains("De laatste kan niet"));
}

/// Whether these words open the book for this host.
fn opens(book: &GuestBook, host: &str, words: &str) -> bool {
    let words = HostPassword::parse(words).expect("words");
    let sealed = book.sealed(&HostId(host.to_owned())).expect("a host with words");
    match sealed.unlock(&words, tuesday()) {
        Ok(_) => true,
        Err(BookError::WrongPassword) => false,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn who_has_words_from_the_command_line_is_given_an_account_alone() {
    let house = House::new();
    let mut browser = house.unlocked();
    let words = {
        let mut book = house.book.lock().expect("a book");
        let owner = HostPassword::parse(&house.words).expect("words");
        let open = book.sealed(&HostId(HOST.to_owned())).expect("sealed").unlock(&owner, tuesday());
        let made = open.expect("open").add_host(&mut book, &HostId("noor".to_owned()), tuesday());
        made.expect("words").expose().to_owned()
    };
    let list = browser.get("/hosts").body;
    assert!(list.contains("kan niet inloggen") && list.contains("Laten inloggen"), "{list}");
    let page = browser.send("/hosts/add", &[("name", "noor")]).body;
    let [name, password] = shown(&page).try_into().expect("a name and a password");
    assert!(name == "noor" && page.contains("Er zijn al vijf woorden."));
    let mut second = house.browser();
    assert_eq!(second.log_in("noor", &password).status, 303);
    assert_eq!(second.unlock(&words).location(), "/call-back", "the words are as they were");
    assert_eq!(browser.send("/hosts/add", &[("name", "noor")]).location(), "/hosts?done=taken");
    assert!(!browser.get("/hosts").body.contains("kan niet inloggen"));
}

#[test]
fn who_has_an_account_alone_is_given_words_and_keeps_the_password() {
    let mut house = House::new();
    house.stop();
    let options = house.options();
    let password = add_account(&options.directory, &options.clock, "noor").expect("an account");
    house.restart();
    let mut browser = house.unlocked();
    assert!(browser.get("/hosts").body.contains("heeft geen vijf woorden"));
    let page = browser.send("/hosts/add", &[("name", "noor")]).body;
    let [_, words] = shown(&page).try_into().expect("a name and words");
    assert!(page.contains("Er is al een wachtwoord."));
    let mut second = house.browser();
    assert_eq!((second.log_in("noor", &password).status, second.unlock(&words).status), (303, 303));
}

#[test]
fn removed_words_are_in_no_backup_and_old_copies_are_told_of() {
    let house = House::new();
    let mut browser = house.unlocked();
    let [_, _, words] =
        shown(&browser.send("/hosts/add", &[("name", "noor")]).body).try_into().expect("words");
    house.book.lock().expect("a book").renew_backups(tuesday()).expect("backups");
    assert!(opens(&house.book.lock().expect("a book"), "noor", &words));
    let backups = || {
        let mut files = vec![house.directory.path().join("book")];
        let mut found = 0;
        while let Some(path) = files.pop() {
            if path.is_dir() {
                files
                    .extend(fs::read_dir(&path).expect("a directory").map(|it| it.expect("an entry").path()));
            } else {
                let bytes = fs::read(&path).expect("a file");
                found += usize::from(bytes.windows(4).any(|it| it == b"noor"));
            }
        }
        found
    };
    assert!(backups() >= 2, "before, the host is in the backups");
    assert!(browser.get("/hosts").body.contains("kan die kopie nog openen"));
    browser.send("/hosts/remove", &[("name", "noor")]);
    assert_eq!(backups(), 0);
}

#[test]
fn a_host_changes_the_own_password_and_is_out_everywhere_else() {
    let house = House::new();
    let (mut here, mut there) = (house.unlocked(), house.unlocked());
    let new = "een nieuwe lange zin";
    let form = |old: &str, new: &str, again: &str| {
        [("old", old.to_owned()), ("new", new.to_owned()), ("again", again.to_owned())]
    };
    let mut send = |form: [(&str, String); 3]| {
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = here.send("/hosts/password", &form);
        (answer.status, if answer.status == 303 { answer.location().to_owned() } else { answer.body })
    };
    let (status, page) = send(form(&house.password, new, "een andere lange zin"));
    assert!(status == 422 && page.contains("twee verschillende"));
    let (status, page) = send(form(&house.password, "kort", "kort"));
    assert!(status == 422 && page.contains("ten minste 12 tekens"));
    let (status, page) = send(form("niet dit wachtwoord", new, new));
    assert!(status == 403 && page.contains("klopt niet") && !page.contains(new));
    assert_eq!(there.get("/today").status, 200, "nothing has changed");
    assert_eq!(send(form(&house.password, new, new)), (303, "/hosts?done=password".to_owned()));
    assert_eq!(here.get("/guests").status, 200, "the own session stays, with the book open");
    assert_eq!(there.get("/guests").location(), "/log-in?next=%2Fguests");
    assert_eq!(house.browser().log_in(HOST, &house.password).status, 403);
    assert_eq!(house.browser().log_in(HOST, new).status, 303);
    here.send("/book/close", &[]);
    assert!(!house.desk().is_book_open(), "the other session does not read on");
}

#[test]
fn guessing_the_old_password_waits_as_at_the_log_in() {
    let house = House::new();
    let mut browser = house.logged_in();
    let guess = |old: &'static str| [("old", old), ("new", "een lange zin"), ("again", "een lange zin")];
    for _ in 0..5 {
        assert_eq!(browser.send("/hosts/password", &guess("niet dit wachtwoord")).status, 403);
    }
    let right = house.password.clone();
    let form = [("old", right.as_str()), ("new", "een lange zin"), ("again", "een lange zin")];
    let slowed = browser.send("/hosts/password", &form);
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "30"), "even with the right one");
    house.minutes_pass(1);
    assert_eq!(browser.send("/hosts/password", &form).status, 303);
}

#[test]
fn a_new_recovery_sheet_opens_the_book_and_the_old_one_does_not() {
    let house = House::new();
    let mut browser = house.unlocked();
    let page = browser.send("/hosts/sheet", &[]);
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    let (_, rest) = page.body.split_once("<ol class=\"groups\">").expect("groups");
    let groups: Vec<&str> = rest.split("</ol>").next().expect("a list").split("</li>").collect();
    let text: Vec<&str> = groups.iter().filter_map(|it| it.split_once("<li>")).map(|(_, it)| it).collect();
    assert_eq!(text.len(), 7);
    assert!(page.body.contains("<svg") && page.body.contains("De Hoeve"), "{}", page.body);
    assert!(page.body.contains("dicht") && page.body.contains("<div lang=\"en\">"), "in both languages");
    let sheet = RecoverySheet::parse(&text.join("-")).expect("a sheet");
    // Another machine, with the last backup alone.
    let copy = tempfile::tempdir().expect("a directory");
    let backup = house.directory.path().join("book/guestbook.backup-1.sqlite");
    fs::copy(backup, copy.path().join("guestbook.sqlite")).expect("a backup");
    let (mut book, _) = GuestBook::open(copy.path(), 0, tuesday(), Retention::default()).expect("a book");
    let words = book.recover(&sheet, &HostId("noor".to_owned()), tuesday()).expect("recovered");
    assert!(opens(&book, "noor", words.expose()));
    let old = book.recover(&house.sheet, &HostId("noor".to_owned()), tuesday());
    assert!(matches!(old, Err(BookError::WrongPassword)), "the backups know the new one alone");
    browser.send("/book/close", &[]);
    assert_eq!(browser.send("/hosts/sheet", &[]).location(), "/book");
}

#[test]
fn a_code_for_the_screen_is_shown_once() {
    let house = House::new();
    let mut browser = house.logged_in();
    assert!(!browser.get("/kiosk").body.contains("104729"));
    let page = browser.send("/kiosk/code", &[]);
    assert!(page.body.contains(">104729<") && page.header("cache-control") == "no-store");
    assert!(!browser.get("/kiosk").body.contains("104729"));
}
