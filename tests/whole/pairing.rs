//! A kiosk and its coordinator get to know each other, and what happens when they no longer do: the
//! kiosk goes on collecting, whatever the coordinator says.

use crate::{
    door::{House, row},
    programs::{Running, root},
    proxy::Fault,
};
use std::{
    fs,
    io::{BufRead, BufReader},
    process::Stdio,
    time::Duration,
};
use welkom_kiosk::{
    engine::{Outbox, ask},
    store::{Opened, Store},
    sync::{
        Client, ClientError, ClientSettings, RoundError, RoundReport,
        enrol::{EnrolError, Pairing},
    },
};
use welkom_tests::coordinator::{Coordinator, sibling};

fn is_not_paired(sent: &Result<RoundReport, RoundError>) -> bool {
    matches!(sent, Err(RoundError::Client(ClientError::NotPaired)))
}

#[test]
fn a_kiosk_is_paired_by_the_code_it_shows() {
    let house = House::with(&[row("Inloop", "12")]);
    assert!(matches!(house.send(), Err(RoundError::NotPaired)), "nothing leaves without a pairing");
    assert!(house.proxy.requests().is_empty());
    let pairing = house.begin_pairing();
    let code = &pairing.offer.code;
    assert!(code.len() == 9 && code.as_bytes()[4] == b'-', "{code}");
    assert!(!pairing.is_confirmed(&house.client, house.commands()).expect("an answer"));
    assert!(is_not_paired(&house.send()), "a code that nobody confirmed opens nothing");
    house.proxy.coordinator(|coordinator| {
        let refused = coordinator.confirm("BCDF-2345").expect_err("another code");
        assert!(refused.to_string().contains("wrong, used or expired"), "{refused}");
        coordinator.confirm(code)
    });
    assert!(pairing.is_confirmed(&house.client, house.commands()).expect("an answer"));
    assert_eq!(house.send().expect("sent").sent, 1);
    assert_eq!(house.figures().len(), 1);
}

#[test]
fn a_centre_has_one_kiosk_and_a_second_is_refused_with_the_reason() {
    let first = House::paired_with(&[]);
    let second = House::with(&[]);
    let settings =
        ClientSettings { url: first.proxy.address.clone(), ca_file: None, timeout: Duration::from_secs(30) };
    let client = Client::new(&settings).expect("a client");
    let begun = Pairing::begin(&client, second.commands(), "de-hoeve", "De Hoeve");
    match begun {
        Err(EnrolError::Client(ClientError::Refused(why))) => assert!(!why.is_empty()),
        Err(other) => panic!("expected a refusal, found {other}"),
        Ok(_) => panic!("expected a refusal, found a code"),
    }
    assert_eq!(second.token(), None);
    assert!(first.send().is_ok(), "the first kiosk's pairing stands");
}

#[test]
fn with_a_wrong_token_nothing_is_sent_and_the_kiosk_goes_on_collecting() {
    let mut house = House::paired_with(&[row("Inloop", "12")]);
    let right = house.token();
    let wrong = welkom_wire::Token::from_random_bytes([7; 32]).reveal().to_string();
    ask(house.commands(), |reply| Outbox::PutToken(Some(wrong), reply)).expect("kept");
    assert!(is_not_paired(&house.send()));
    house.drop_in(2);
    assert_eq!(house.outbox(), (1, 0), "nothing counts as sent");
    assert!(house.figures().is_empty());
    ask(house.commands(), |reply| Outbox::PutToken(right, reply)).expect("kept");
    assert_eq!(house.send().expect("sent").sent, 1);
}

#[test]
fn a_revoked_kiosk_goes_on_collecting_and_can_be_paired_again() {
    let mut house = House::paired_with(&[row("Inloop", "12")]);
    house.revoke();
    assert!(is_not_paired(&house.send()));
    house.drop_in(1);
    assert_eq!(house.outbox(), (1, 0));
    assert!(house.figures().is_empty());
    house.pair();
    assert_eq!(house.send().expect("sent").sent, 1);
    assert_eq!(house.figures().len(), 1);
}

/// Not in an address, where every proxy on the way writes it down, and in no log: not of what goes well
/// and not of what fails.
#[test]
fn the_token_is_in_no_address_and_no_log() {
    let house = House::with(&[row("Inloop", "12"), row("Kapot", "veel")]);
    let pairing = house.begin_pairing();
    house.proxy.coordinator(|coordinator| coordinator.confirm(&pairing.offer.code));
    assert!(pairing.is_confirmed(&house.client, house.commands()).expect("an answer"));
    house.proxy.next(Fault::AnswerLost);
    assert!(house.send().is_err());
    house.send().expect("sent");
    let token = house.token().expect("a token");
    let error = {
        house.revoke();
        house.send().expect_err("revoked")
    };
    let requests = house.proxy.requests();
    let said = house.proxy.kill_coordinator();
    let log = fs::read_to_string(house.folder().join("log")).expect("a log");
    let carried = requests.iter().filter(|request| request.header("authorization").is_some());
    assert!(carried.clone().count() >= 5, "{requests:?}");
    for request in carried {
        assert_eq!(request.header("authorization"), Some(format!("Bearer {token}").as_str()));
    }
    for request in &requests {
        assert!(!request.line.contains(&token), "{}", request.line);
        assert!(!request.body.contains(&token), "{}", request.line);
    }
    // The log has something to say, at its finest level.
    assert!(log.contains("/api/v1/releases") && log.lines().count() > 8, "{log}");
    let hash = token.parse::<welkom_wire::Token>().expect("a token").hash().to_string();
    for text in [&log, &said, &error.to_string(), &format!("{error:?}")] {
        assert!(!text.contains(&token) && !text.contains(&hash), "{text}");
    }
}

/// The program as it stands at the door, with a clock of its own and no display.
#[test]
fn the_kiosk_itself_pairs_and_keeps_its_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, log) = (folder.path().join("kiosk"), folder.path().join("log"));
    let coordinator = Coordinator::start(&folder.path().join("coordinator.sqlite")).expect("a coordinator");
    let password = coordinator.add_account("test").expect("an account");
    let mut kiosk = sibling("welkom-kiosk").expect("built");
    kiosk.args(["run", "--off-screen", "--trust-clock", "--pair", "--coordinator", &coordinator.address]);
    kiosk.arg("--config").arg(root().join("kiosk-config/de-hoeve.toml")).arg("--store").arg(&store);
    kiosk.env("WELKOM_LOG", "trace").stdout(Stdio::piped()).stderr(fs::File::create(&log).expect("a log"));
    let mut kiosk = Running(kiosk.spawn().expect("started"));
    let mut said = String::new();
    for line in BufReader::new(kiosk.0.stdout.take().expect("an output")).lines() {
        let line = line.expect("text");
        said.push_str(&line);
        if let Some(code) = line.strip_prefix("pairing code: ") {
            coordinator.confirm(code).expect("confirmed");
        }
        if line == "paired" {
            break;
        }
    }
    drop(kiosk);
    let page =
        coordinator.log_in("test", &password).and_then(|session| session.get("/kiosks")).expect("a page");
    assert!(page.contains("De Hoeve"), "{page}");
    let (store, opened) = Store::open(&store, 0).expect("what it stored");
    assert_eq!(opened, Opened::Existing);
    let token = store.coordinator_token().expect("read").expect("a token");
    let log = fs::read_to_string(&log).expect("a log");
    assert!(!log.is_empty() && !log.contains("panicked"), "{log}");
    assert!(!log.contains(&token) && !said.contains(&token), "the secret is written down");
}
