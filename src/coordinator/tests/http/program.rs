//! The program itself: how it starts and stops, and what it writes down.

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Command, Stdio},
};
use welkom_wire::Token;

const PROGRAM: &str = env!("CARGO_BIN_EXE_welkom-coordinator");
const NAME: &str = "naam-van-iemand";
const PASSWORD: &str = "een geheime lange zin";

#[test]
fn it_says_where_it_listens_stops_when_told_and_logs_nothing_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("coordinator.db");
    let run = |arguments: &[&str], input: &str| {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .arg("--database")
            .arg(&database)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        // A command that reads nothing may have closed its end.
        let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("ended");
        (output.status.success(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    assert!(run(&["migrate"], "").0);
    assert!(run(&["account", "add", NAME], &format!("{PASSWORD}\n")).0);
    assert!(!run(&["account", "add", NAME], &format!("{PASSWORD}\n")).0, "the name is taken");
    assert!(!run(&["account", "add", "kort"], "kort\n").0, "too short a password");
    let (_, generated) = run(&["account", "add", "ander", "--generate"], "");
    assert_eq!(generated.trim_end().len(), 24, "{generated}");
    assert_eq!(run(&["account", "list"], "").1, format!("ander\n{NAME}\n"));
    assert!(run(&["account", "remove", "ander"], "").0);

    let mut serving = Command::new(PROGRAM)
        .args(["serve", "--listen", "127.0.0.1:0", "--database"])
        .arg(&database)
        .env("RUST_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut log = serving.stderr.take().expect("a log");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        log.read_to_string(&mut text).expect("UTF-8");
        text
    });
    let mut line = String::new();
    BufReader::new(serving.stdout.take().expect("an output")).read_line(&mut line).expect("a line");
    let url = line.trim_end().strip_prefix("listening on ").expect("where it listens").to_owned();

    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    let token = Token::from_random_bytes([7; 32]);
    let asked = json!({"schema": 1, "installation": "00000000-0000-4000-8000-000000000001",
        "centre": "de-hoeve", "centre_name": "De Hoeve", "token_sha256": token.hash()});
    let mut offer =
        agent.post(format!("{url}/api/v1/enrolments")).send(asked.to_string()).expect("an answer");
    let offer: serde_json::Value = offer.body_mut().read_json().expect("JSON");
    let code = offer["code"].as_str().expect("a code").to_owned();
    assert!(!run(&["kiosk", "confirm", "BCDF-2345"], "").0);
    assert_eq!(run(&["kiosk", "confirm", &code], ""), (true, "De Hoeve\n".to_owned()));
    let state = agent
        .get(format!("{url}/api/v1/enrolment"))
        .header("authorization", token.authorization().as_str())
        .call()
        .expect("an answer");
    assert_eq!(state.status(), 200);
    let form = [("name", NAME), ("password", PASSWORD)];
    let logged_in = agent.post(format!("{url}/log-in")).send_form(form).expect("an answer");
    assert_eq!(logged_in.status(), 303);
    let cookie = logged_in.headers()["set-cookie"].to_str().expect("readable").to_owned();
    let session = cookie.split(['=', ';']).nth(1).expect("a value").to_owned();
    let page = agent.get(format!("{url}/kiosks?code={code}")).header("cookie", format!("welkom={session}"));
    let page = page.call().expect("an answer").body_mut().read_to_string().expect("a page");
    let form_token = page.split("name=\"form_token\" value=\"").nth(1).expect("a form");
    let form_token = form_token.split('"').next().expect("a value").to_owned();

    kill_process(Pid::from_child(&serving), Signal::TERM).expect("told to stop");
    assert!(serving.wait().expect("ended").success(), "it ends by itself and without complaint");
    let log = reader.join().expect("the log");
    assert!(log.contains("route=\"/api/v1/enrolment\"") && log.contains("stopping"), "{log}");
    let hash = token.hash().to_string();
    let secrets =
        [NAME, PASSWORD, &code, &*token.reveal(), &hash, &session, &form_token, "127.0.0.1", "De Hoeve"];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
