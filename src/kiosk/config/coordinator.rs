//! `[store]`, `[coordinator]` and `[log]`: what the kiosk keeps, sends and says of itself.
//!
//! No secret stands here: the kiosk makes its own token when it is enrolled and keeps it in its store.

use super::{
    section::Section,
    values::{Kind, path, time_of_day, word},
};
use chrono::NaiveTime;
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};
use ureq::http::Uri;

/// Where the kiosk keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// `directory`: the folder of the database, counted from the configuration's folder where it is
    /// relative. Default: /var/lib/welkom.
    pub directory: PathBuf,
}

impl Store {
    pub(super) fn read(section: &mut Section<'_>, folder: &Path) -> Self {
        let default = PathBuf::from("/var/lib/welkom");
        let directory =
            section.or("directory", default, &path("the path of a folder like \"/var/lib/welkom\""));
        Self { directory: folder.join(directory) }
    }
}

/// The coordinator's server. The whole table may be left out: then nothing ever leaves the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordinator {
    /// `url`: the server's address, without a path's last slash; `https://`, or `http://` on this very
    /// machine. Required.
    pub url: String,
    /// `ca_file`: a certificate authority to trust besides the public ones (PEM), counted from the
    /// configuration's folder. Default: none.
    pub ca_file: Option<PathBuf>,
    /// `send_at`: the local times at which the kiosk calls, one to six; fixed, so that the moment of a call
    /// says nothing about visitors. Default: 04:30. In order, none twice.
    pub send_at: Vec<NaiveTime>,
}

/// The day closes at 04:00; half an hour is time to freeze it.
const DEFAULT_SEND_AT: (u32, u32) = (4, 30);
const MOST_CALLS_A_DAY: usize = 6;

impl Coordinator {
    /// The coordinator at another address than a file says; `None` where `url` is none that a file may
    /// hold.
    pub fn at(url: &str) -> Option<Self> {
        let send_at =
            vec![NaiveTime::from_hms_opt(DEFAULT_SEND_AT.0, DEFAULT_SEND_AT.1, 0).unwrap_or_default()];
        Some(Self { url: server_address(url)?, ca_file: None, send_at })
    }

    pub(super) fn read(section: &mut Section<'_>, folder: &Path) -> Self {
        let ca_file = section.optional("ca_file", &path("the path of a file like \"ca.pem\""));
        Self {
            url: section.required("url", &server()).unwrap_or_default(),
            ca_file: ca_file.map(|file| folder.join(file)),
            send_at: read_send_at(section),
        }
    }
}

fn read_send_at(section: &mut Section<'_>) -> Vec<NaiveTime> {
    let default = NaiveTime::from_hms_opt(DEFAULT_SEND_AT.0, DEFAULT_SEND_AT.1, 0).unwrap_or_default();
    let Some(listed) = section.list("send_at", &time_of_day()) else { return vec![default] };
    let mut times: Vec<_> = listed.into_iter().map(|time| time.value).collect();
    let listed = times.len();
    times.sort_unstable();
    times.dedup();
    if section.is_sound() && (times.len() != listed || !(1..=MOST_CALLS_A_DAY).contains(&listed)) {
        let expected = format!("to hold 1 to {MOST_CALLS_A_DAY} different times");
        section.mistake("send_at", &expected, format!("{listed} times, {} different", times.len()));
    }
    times
}

fn server() -> Kind<String> {
    let expected = "an address that begins with https:// (http:// only for this machine itself) and holds no user, \
                    password or query";
    Kind::of_text(expected, server_address)
}

fn server_address(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok()?;
    let authority = uri.authority()?;
    let allowed = match uri.scheme_str()? {
        "https" => true,
        "http" => is_this_machine(uri.host()?),
        _ => false,
    };
    let bare = !authority.as_str().contains('@') && uri.query().is_none() && !text.contains('#');
    (allowed && bare && !authority.host().is_empty()).then(|| text.trim_end_matches('/').to_owned())
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// How much the kiosk tells the journal. It never tells names, numbers or what anybody came for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogLevel {
    /// `error`: faults of the program alone.
    Error,
    /// `warn`: and what the host should look at, like a printer without paper.
    Warn,
    /// `info`: and what the kiosk does, a few lines a day.
    #[default]
    Info,
    /// `debug`: for whoever looks for a fault.
    Debug,
}

impl LogLevel {
    /// The word as `tracing` takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }

    /// `level`; default: info.
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let levels = word(&[
            ("error", Self::Error),
            ("warn", Self::Warn),
            ("info", Self::Info),
            ("debug", Self::Debug),
        ]);
        section.or("level", Self::default(), &levels)
    }
}
