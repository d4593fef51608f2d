//! A real Chromium behind chromedriver. The protocol behind it is HTTP with JSON, and a dozen of its commands are
//! enough: `ureq`, which is here anyway, says them in this file; a client library (fantoccini, thirtyfour) would
//! bring an async runtime and some forty crates for it.

use crate::programs::{Running, must, root};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    thread::sleep,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use welkom_tests::coordinator::build_directory;

/// How long anything on a page may take to appear.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the protocol calls an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

pub struct Chromium {
    // Ended before the home it runs in goes.
    _driver: Running,
    _home: TempDir,
    agent: ureq::Agent,
    session: String,
}

impl Chromium {
    /// One that trusts these authorities beside the world's, and resolves `host` to this machine. What it trusts
    /// stands in NSS's database in its home, as on a host's laptop: no certificate is ever ignored.
    pub fn start(host: &str, authorities: &[&Path]) -> Self {
        let home = tempfile::tempdir().expect("a home");
        let nss = home.path().join(".pki/nssdb");
        fs::create_dir_all(&nss).expect("a folder");
        let database = format!("sql:{}", nss.display());
        must(Command::new("certutil").args(["-N", "--empty-password", "-d", &database]));
        for authority in authorities {
            let mut add = Command::new("certutil");
            add.args(["-A", "-n", "welkom", "-t", "C,,", "-d", &database, "-i"]).arg(authority);
            must(&mut add);
        }
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0").env("HOME", home.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = driver.spawn().expect("chromedriver: `cargo xtask test` installs it");
        let said = BufReader::new(driver.stdout.take().expect("its output"));
        let driver = Running(driver);
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = port.expect("a port");
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(Duration::from_secs(40))).build().into();
        let mut browser = Self { _driver: driver, _home: home, agent, session: String::new() };

        let mut arguments = vec![
            "--headless=new".to_owned(),
            format!("--host-resolver-rules=MAP {host} 127.0.0.1"),
            // A container's /dev/shm is small.
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
        ];
        // Chromium does not start as root otherwise; it sees no page but ours.
        if rustix::process::getuid().is_root() {
            arguments.push("--no-sandbox".to_owned());
        }
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "acceptInsecureCerts": false, "goog:chromeOptions": {"args": arguments, "prefs": {"intl.accept_languages": "nl"}},
        }}});
        browser.session = format!("http://127.0.0.1:{port}/session");
        let session = browser.command("", &wanted).expect("a browser");
        let id = session["sessionId"].as_str().expect("a session");
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    /// One command; the protocol's error in words.
    fn command(&self, path: &str, body: &Value) -> Result<Value, String> {
        let url = format!("{}{path}", self.session);
        let mut answer = self.agent.post(&url).send_json(body).expect("an answer");
        Self::read(&mut answer)
    }

    fn look(&self, path: &str) -> Value {
        let mut answer = self.agent.get(format!("{}{path}", self.session)).call().expect("an answer");
        Self::read(&mut answer).expect(path)
    }

    fn read(answer: &mut ureq::http::Response<ureq::Body>) -> Result<Value, String> {
        let mut body: Value = answer.body_mut().read_json().expect("JSON");
        if answer.status().is_success() {
            return Ok(body["value"].take());
        }
        Err(format!("{}: {}", body["value"]["error"], body["value"]["message"]))
    }

    /// Goes to an address. A page that the browser warns of instead is one, too.
    pub fn open(&self, url: &str) {
        self.command("/url", &json!({"url": url})).expect(url);
    }

    /// The path of the page it is at.
    pub fn path(&self) -> String {
        self.script("return location.pathname").as_str().expect("a path").to_owned()
    }

    /// The page's text, as a person sees it.
    pub fn text(&self) -> String {
        self.script("return document.body.innerText").as_str().expect("a text").to_owned()
    }

    pub fn title(&self) -> String {
        self.look("/title").as_str().expect("a title").to_owned()
    }

    pub fn script(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.command("/execute/sync", &body).unwrap_or_else(|error| panic!("{script:.80}: {error}"))
    }

    /// A script that calls its last argument when it is done.
    pub fn script_async(&self, script: &str) -> Value {
        let body = json!({"script": script, "args": []});
        self.command("/execute/async", &body).unwrap_or_else(|error| panic!("{script:.80}: {error}"))
    }

    /// A command of the browser's own protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.command("/goog/cdp/execute", &body).expect(command)
    }

    /// The element at this place in the page, once it is there.
    fn element(&self, xpath: &str) -> String {
        let began = Instant::now();
        loop {
            match self.command("/element", &json!({"using": "xpath", "value": xpath})) {
                Ok(found) => return found[ELEMENT].as_str().expect("an element").to_owned(),
                Err(error) if began.elapsed() > PATIENCE => {
                    panic!("{xpath}: {error}\n{}", self.text())
                }
                Err(_) => sleep(Duration::from_millis(50)),
            }
        }
    }

    /// Clicks what leads to another page, which is there when this returns.
    pub fn press(&self, xpath: &str) {
        self.script("window.wasPressed = true");
        self.click(xpath);
        self.wait_for("window.wasPressed === undefined && document.readyState === 'complete'");
    }

    /// Clicks there, as a mouse does.
    pub fn click(&self, xpath: &str) {
        let element = self.element(xpath);
        self.command(&format!("/element/{element}/click"), &json!({})).expect(xpath);
    }

    /// Types into the field of this name.
    pub fn write(&self, name: &str, text: &str) {
        let element = self.element(&format!("//*[@name='{name}' and not(@type='hidden')]"));
        self.command(&format!("/element/{element}/clear"), &json!({})).expect(name);
        self.command(&format!("/element/{element}/value"), &json!({"text": text})).expect(name);
    }

    /// Waits until an expression of the page is true.
    pub fn wait_for(&self, expression: &str) {
        let began = Instant::now();
        while self.script(&format!("return Boolean({expression})")) != json!(true) {
            assert!(began.elapsed() < PATIENCE, "waited for {expression}\n{}", self.text());
            sleep(Duration::from_millis(50));
        }
    }

    /// How wide the page is, and in what light.
    pub fn look_like(&self, width: u32, scheme: &str) {
        let height = if width < 600 { 740 } else { 900 };
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// On how many sheets of A4 the page is printed.
    pub fn sheets_of_paper(&self) -> usize {
        let a4 = json!({"paperWidth": 8.27, "paperHeight": 11.69});
        let pdf = self.devtools("Page.printToPDF", &a4);
        let pdf = BASE64_STANDARD.decode(pdf["data"].as_str().expect("a PDF")).expect("base64");
        let text = String::from_utf8_lossy(&pdf);
        // Each page is an object of this type; the list of them is a `/Pages`.
        text.matches("/Type /Page").count() - text.matches("/Type /Pages").count()
    }

    /// The whole page as a PNG.
    pub fn picture(&self) -> Vec<u8> {
        let whole = json!({"format": "png", "captureBeyondViewport": true});
        let picture = self.devtools("Page.captureScreenshot", &whole);
        BASE64_STANDARD.decode(picture["data"].as_str().expect("a picture")).expect("base64")
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Otherwise the browser outlives its driver. Nothing can be done if it does not want to.
        drop(self.agent.delete(&self.session).call());
    }
}

/// axe-core, which looks for what keeps people out. npm fetches it once into Cargo's target directory, at the
/// version and with the checksum of `tests/browser/package-lock.json`.
pub fn axe() -> &'static str {
    static AXE: OnceLock<String> = OnceLock::new();
    AXE.get_or_init(|| {
        let target: PathBuf = build_directory().expect("a build directory").join("..");
        let (folder, wanted) = (target.join("axe"), root().join("tests/browser"));
        // Another run of the tests may be at it.
        let lock = File::create(target.join("axe.lock")).expect("a lock");
        lock.lock().expect("locked");
        let read = |folder: &Path| fs::read_to_string(folder.join("package-lock.json")).ok();
        let script = folder.join("node_modules/axe-core/axe.min.js");
        if read(&folder) != read(&wanted) || !script.is_file() {
            fs::create_dir_all(&folder).expect("a folder");
            let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            fs::copy(wanted.join("package.json"), folder.join("package.json")).expect("copied");
            fs::copy(wanted.join("package-lock.json"), folder.join("package-lock.json")).expect("copied");
            must(Command::new("npm").current_dir(&folder).args(npm));
        }
        fs::read_to_string(script).expect("axe-core")
    })
}
