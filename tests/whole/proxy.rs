//! What stands between a kiosk and its coordinator on a bad day: a proxy that writes down every request
//! byte by byte and can lose an answer, refuse, or see the coordinator die. The coordinator may come
//! back at another address; the kiosk notices nothing of that.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
    thread,
};
use welkom_tests::coordinator::Coordinator;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The coordinator answers, and the answer is lost.
    AnswerLost,
    /// The coordinator has done its work and is killed before its answer is out.
    CoordinatorDies,
    /// The coordinator is killed when it has got half of the request.
    CoordinatorDiesReading,
    /// The request is answered with this status and these lines of headers, and goes no further.
    Refused(&'static str),
    /// A body longer than this is answered 413 from here on, as a web server in front may do.
    Limit(usize),
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `POST /api/v1/releases HTTP/1.1`.
    pub line: String,
    /// The other lines of the head.
    pub headers: Vec<String>,
    /// The body.
    pub body: String,
}

impl Request {
    /// `POST /api/v1/releases`.
    pub fn what(&self) -> &str {
        self.line.trim_end_matches(" HTTP/1.1")
    }

    /// The value of a header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter().filter_map(|line| line.split_once(':'));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

#[derive(Default)]
struct State {
    coordinator: Option<Coordinator>,
    faults: VecDeque<Fault>,
    limit: Option<usize>,
    requests: Vec<Request>,
    ends: bool,
}

/// The proxy; it ends with this value, and the coordinator behind it too.
pub struct Proxy {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    listens_at: std::net::SocketAddr,
    state: Arc<Mutex<State>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Proxy {
    /// A proxy before nothing yet.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let listens_at = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State::default()));
        let thread = {
            let state = Arc::clone(&state);
            thread::spawn(move || {
                // A kiosk asks one thing after the other, so one connection after the other is enough.
                for stream in listener.incoming() {
                    if state.lock().expect("no panic").ends {
                        return;
                    }
                    drop(pass(stream.expect("a connection"), &state));
                }
            })
        };
        Self { address: format!("http://{listens_at}"), listens_at, state, thread: Some(thread) }
    }

    /// Starts a coordinator behind it, over the database in `folder`; its log is `folder/log`.
    pub fn start_coordinator(&self, folder: &Path) {
        let started = Coordinator::start_logging(&folder.join("coordinator.sqlite"), &folder.join("log"));
        self.state().coordinator = Some(started.expect("a coordinator"));
    }

    /// Kills the coordinator; what it had written to its output after the address.
    pub fn kill_coordinator(&self) -> String {
        let mut coordinator = self.state().coordinator.take().expect("a coordinator");
        coordinator.kill().expect("killed")
    }

    /// Asks something of the coordinator, past the proxy.
    pub fn coordinator<T>(&self, ask: impl FnOnce(&Coordinator) -> anyhow::Result<T>) -> T {
        ask(self.state().coordinator.as_ref().expect("a coordinator")).expect("done")
    }

    /// What happens to the next request, after those that were said before.
    pub fn next(&self, fault: Fault) {
        self.state().faults.push_back(fault);
    }

    /// Every request since the last call.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.state().requests)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Ok(mut state) = self.state.lock() {
            state.ends = true;
        }
        drop(TcpStream::connect(self.listens_at));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Passes one request on. An error is a connection that breaks, for both sides.
fn pass(client: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let request = read(&client)?;
    let mut state = state.lock().expect("no panic");
    state.requests.push(request.clone());
    let mut fault = state.faults.pop_front();
    if let Some(Fault::Limit(limit)) = fault {
        (state.limit, fault) = (Some(limit), None);
    }
    if state.limit.is_some_and(|limit| request.body.len() > limit) {
        fault = Some(Fault::Refused("413 Content Too Large"));
    }
    if let Some(Fault::Refused(status)) = fault {
        return answer(
            client,
            format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes(),
        );
    }
    // No coordinator: the connection breaks, as it does when nobody listens.
    let Some(coordinator) = &mut state.coordinator else { return Ok(()) };
    let address = coordinator.address.trim_start_matches("http://").to_owned();
    let mut server = TcpStream::connect(address)?;
    let headers = request.headers.iter().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let head: Vec<&str> = [request.line.as_str()].into_iter().chain(headers.map(String::as_str)).collect();
    let message = format!("{}\r\nconnection: close\r\n\r\n{}", head.join("\r\n"), request.body);
    let sent = if fault == Some(Fault::CoordinatorDiesReading) { message.len() / 2 } else { message.len() };
    server.write_all(&message.as_bytes()[..sent])?;
    let mut answered = Vec::new();
    if sent == message.len() {
        server.read_to_end(&mut answered)?;
    }
    match fault {
        None => answer(client, &answered),
        Some(Fault::CoordinatorDies | Fault::CoordinatorDiesReading) => {
            coordinator.kill().expect("killed");
            state.coordinator = None;
            Ok(())
        }
        Some(_) => Ok(()),
    }
}

fn read(client: &TcpStream) -> std::io::Result<Request> {
    let mut reader = BufReader::new(client);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    if lines.is_empty() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    let mut request = Request { line: lines.remove(0), headers: lines, body: String::new() };
    assert_eq!(request.header("transfer-encoding"), None, "this proxy counts bytes");
    let length = request.header("content-length").map_or(0, |length| length.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.body = String::from_utf8(body).expect("text");
    Ok(request)
}

fn answer(mut client: TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    client.write_all(bytes)?;
    client.shutdown(Shutdown::Write)
}
