//! Debian's own `age` opens what the book exports: no centre depends on this program. `cargo xtask test`
//! installs it.

use super::{House, add, host, tuesday};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Runs `age --decrypt` on a terminal of its own: it takes passphrases from nothing else.
fn decrypt(directory: &Path, arguments: &str, passphrase: &str) -> Output {
    fs::write(directory.join("typed"), format!("{passphrase}\n")).unwrap();
    let line = format!("age --decrypt {arguments} > opened");
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).current_dir(directory);
    script.stdin(fs::File::open(directory.join("typed")).unwrap());
    script.output().expect("script, of Debian's bsdutils, and age: cargo xtask test installs it")
}

#[test]
fn an_export_opens_with_a_hosts_password_and_with_the_key_ring() {
    let mut house = House::build_anew(3);
    add(&mut house.book, "Bloem", tuesday());
    let open = house.unlock(tuesday());
    let outside = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(outside.path().join(name), bytes).unwrap();
    put("export.age", &open.export(&house.password, tuesday()).unwrap());
    put("weekly.age", &open.export_to_key_ring(tuesday()).unwrap());
    put("ring.age", &house.book.key_ring_file(&host()).unwrap());
    put("sheet.age", &house.book.recovery_file().unwrap());
    for (arguments, passphrase) in [
        ("export.age", house.password.expose()),
        ("--identity ring.age weekly.age", house.password.expose()),
        ("--identity sheet.age weekly.age", house.sheet.expose()),
    ] {
        let output = decrypt(outside.path(), arguments, passphrase);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments}: {said}");
        let opened: serde_json::Value =
            serde_json::from_slice(&fs::read(outside.path().join("opened")).unwrap()).expect("JSON");
        assert_eq!(opened["guests"][0]["record"]["name"], "Bloem", "{arguments}");
    }
    let wrong = decrypt(outside.path(), "export.age", house.sheet.expose());
    assert!(!wrong.status.success());
}

#[test]
fn one_guest_is_exported_for_that_guest_alone() {
    let mut house = House::build(3);
    let pass = add(&mut house.book, "Bloem", tuesday());
    add(&mut house.book, "Linde", tuesday());
    let open = house.unlock(tuesday());
    let id = open.by_pass(&pass).unwrap().id;
    let json = open.export_guest(id).unwrap();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["record"]["phone"], "+31612345678");
    assert_eq!(value["consents"]["keep"]["day"], "2026-12-01");
    assert!(json.contains("Bloem") && !json.contains("Linde"));
}
