//! The programs as a person starts them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output},
};
use welkom_tests::coordinator::{build_directory, sibling};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a root").to_owned()
}

/// How a program ended and what it said.
pub struct Said {
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Said {
    /// What a program said. No test wants to see a panic, whatever was typed.
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("text in UTF-8");
        let said = Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        assert!(!said.err.contains("panicked"), "{}", said.err);
        said
    }

    /// The lines of standard error.
    pub fn err_lines(&self) -> Vec<&str> {
        self.err.lines().collect()
    }
}

/// Runs `welkom-kiosk` in a folder, so that what it says of files is short.
pub fn kiosk(folder: &Path, arguments: &[&str]) -> Said {
    let mut kiosk = sibling("welkom-kiosk").expect("built");
    kiosk.env_remove("RUST_BACKTRACE");
    Said::of(kiosk.current_dir(folder).args(arguments).output().expect("started"))
}

/// A program that ends with the test, however the test ends.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A folder with these files in it.
pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// Runs a command that must succeed; its output.
pub fn must(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
    let said = Said::of(output);
    assert_eq!(said.code, Some(0), "{command:?}: {}{}", said.out, said.err);
    said.out
}

/// The other tests would try yesterday's programs: `cargo test` alone builds no program of another
/// package. Cargo lists beside each program what it was built from.
#[test]
fn the_programs_are_as_new_as_their_sources() {
    let directory = build_directory().expect("a build directory");
    for name in ["welkom-kiosk", "welkom-coordinator"] {
        let built = fs::metadata(directory.join(name)).and_then(|it| it.modified());
        let built =
            built.unwrap_or_else(|_| panic!("{name} is not built: `cargo xtask test` does that first"));
        let list = fs::read_to_string(directory.join(format!("{name}.d"))).expect("what it was built from");
        let (_, sources) = list.split_once(": ").expect("a program and its sources");
        let sources: Vec<&str> = sources.split_whitespace().collect();
        assert!(sources.len() > 50, "expected the sources of {name}, found {sources:?}");
        for source in sources {
            let changed = fs::metadata(source).and_then(|it| it.modified());
            let is_older = changed.is_ok_and(|changed| changed <= built);
            assert!(is_older, "{name} is older than {source}: `cargo xtask test` builds it first");
        }
    }
}
