//! One HTTP request each, and every answer sorted by what has to be done about it.

use serde::{Serialize, de::DeserializeOwned};
use std::{path::PathBuf, time::Duration};
use thiserror::Error;
use ureq::{
    Agent, Body,
    http::{Response, StatusCode},
    tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem},
};
use welkom_domain::day::DateRange;
use welkom_wire::{
    EnrolmentOffer, EnrolmentRequest, EnrolmentState, FrozenKeys, Health, Problem, ReleaseBatch,
    ReleaseReceipt, Token, path,
};

/// The longest answer that is read, in bytes: the keys of some years of cells.
const LONGEST_ANSWER: u64 = 16 << 20;

/// Where the coordinator is and whom to trust about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// `https://…`, or `http://` to this machine itself.
    pub url: String,
    /// A certificate authority of the organisation's own (PEM), besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// The longest a whole request may take.
    pub timeout: Duration,
}

/// A way to the coordinator.
pub struct Client {
    agent: Agent,
    url: String,
}

/// Why a request did not do what it was to do, by what follows from it. Never says the token.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The settings cannot be used.
    #[error("{path}: expected a PEM file with certificates")]
    CaFile {
        /// The file.
        path: PathBuf,
    },
    /// Nobody answered, or the coordinator is in trouble: try again later.
    #[error("the coordinator cannot be reached now: {why}")]
    Later {
        /// For the log.
        why: String,
        /// When the coordinator said to come back.
        retry_after: Option<Duration>,
    },
    /// The token is not known or was revoked: show the pairing and go on collecting.
    #[error("the coordinator does not know this kiosk (any more): pair it again")]
    NotPaired,
    /// The enrolment is refused.
    #[error("the coordinator refuses: {0}")]
    Refused(String),
    /// The body is too large: halve it.
    #[error("the coordinator found the message too large")]
    TooLarge,
    /// The coordinator will never take it: park it for a person.
    #[error("the coordinator does not take the message: {0}")]
    Invalid(String),
    /// The answer is not what was agreed.
    #[error("expected an answer of the agreed form: {0}")]
    Answer(String),
}

impl Client {
    /// A client for the coordinator at `settings.url`.
    pub fn new(settings: &ClientSettings) -> Result<Self, ClientError> {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect could carry the token elsewhere; the address is configured.
            .max_redirects(0)
            .timeout_global(Some(settings.timeout))
            .user_agent(concat!("welkom-kiosk/", env!("CARGO_PKG_VERSION")));
        if let Some(path) = &settings.ca_file {
            let unusable = || ClientError::CaFile { path: path.clone() };
            let pem = std::fs::read(path).map_err(|_| unusable())?;
            let own: Vec<Certificate<'static>> = parse_pem(&pem)
                .filter_map(Result::ok)
                .filter_map(|item| match item {
                    PemItem::Certificate(certificate) => Some(certificate),
                    _ => None,
                })
                .collect();
            if own.is_empty() {
                return Err(unusable());
            }
            // The organisation's own authority speaks for its coordinator alone: no public one is
            // trusted beside it.
            config =
                config.tls_config(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&own)).build());
        }
        Ok(Self { agent: config.build().into(), url: settings.url.trim_end_matches('/').to_owned() })
    }

    /// Asks for a pairing code.
    pub fn enrol(&self, request: &EnrolmentRequest) -> Result<EnrolmentOffer, ClientError> {
        read(self.post(path::ENROLMENTS, None, request)?)
    }

    /// Whether the pairing was confirmed.
    pub fn enrolment(&self, token: &Token) -> Result<EnrolmentState, ClientError> {
        read(self.get(path::ENROLMENT, token)?)
    }

    /// Sends frozen rows.
    pub fn send(&self, token: &Token, batch: &ReleaseBatch) -> Result<ReleaseReceipt, ClientError> {
        read(self.post(path::RELEASES, Some(token), batch)?)
    }

    /// Which cells the coordinator has that lie within these days, half a year at most.
    pub fn frozen(&self, token: &Token, days: DateRange) -> Result<FrozenKeys, ClientError> {
        read(self.get(&format!("{}?from={}&to={}", path::FROZEN, days.from, days.to), token)?)
    }

    /// Tells how the kiosk is.
    pub fn health(&self, token: &Token, health: &Health) -> Result<(), ClientError> {
        self.post(path::HEALTH, Some(token), health).map(drop)
    }

    fn get(&self, path: &str, token: &Token) -> Result<Response<Body>, ClientError> {
        let request = self.agent.get(format!("{}{path}", self.url));
        sorted(request.header("authorization", token.authorization().as_str()).call())
    }

    fn post(
        &self,
        path: &str,
        token: Option<&Token>,
        body: &impl Serialize,
    ) -> Result<Response<Body>, ClientError> {
        let mut request = self.agent.post(format!("{}{path}", self.url));
        if let Some(token) = token {
            request = request.header("authorization", token.authorization().as_str());
        }
        sorted(request.send_json(body))
    }
}

fn sorted(answer: Result<Response<Body>, ureq::Error>) -> Result<Response<Body>, ClientError> {
    let mut response =
        answer.map_err(|error| ClientError::Later { why: error.to_string(), retry_after: None })?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    let problem: Option<Problem> = response.body_mut().with_config().limit(64 << 10).read_json().ok();
    let why = problem.map_or_else(|| status.to_string(), |problem| problem.message);
    Err(match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ClientError::NotPaired,
        StatusCode::CONFLICT => ClientError::Refused(why),
        StatusCode::PAYLOAD_TOO_LARGE => ClientError::TooLarge,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => ClientError::Invalid(why),
        _ => ClientError::Later { why, retry_after },
    })
}

fn read<T: DeserializeOwned>(mut response: Response<Body>) -> Result<T, ClientError> {
    let read = response.body_mut().with_config().limit(LONGEST_ANSWER).read_json();
    read.map_err(|error| ClientError::Answer(error.to_string()))
}
