//! A host's browser for the desk of a kiosk that runs elsewhere: keeps cookies, trusts the centre's authority
//! and nobody else, follows nothing.

use anyhow::Context;
use std::net::SocketAddr;
use ureq::{
    config::Config,
    http::Uri,
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

/// What came back.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where a redirect leads; empty where there is none.
    pub location: String,
    /// The page.
    pub body: String,
}

impl Answer {
    /// The value of the first hidden field of this name.
    pub fn field(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\""))?;
        rest.split('"').next().map(ToOwned::to_owned)
    }
}

/// Every name leads to one address: there is no name server for a desk in a test.
#[derive(Debug)]
struct To(SocketAddr);

impl Resolver for To {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        addresses.push(self.0);
        Ok(addresses)
    }
}

/// The browser.
pub struct Browser {
    agent: ureq::Agent,
    url: String,
    cookies: Vec<(String, String)>,
}

impl Browser {
    /// One that gets the authority's certificate from the plain page first, as a host's device does. `url` is
    /// the desk's own, `install` the plain page's; both on this machine.
    pub fn open(url: &str, install: &str) -> anyhow::Result<Self> {
        let plain: ureq::Agent = ureq::Agent::config_builder().build().into();
        let mut authority = plain.get(format!("{install}/authority.crt")).call()?;
        let authority = authority.body_mut().read_to_vec()?;
        let port = url.rsplit(':').next().and_then(|port| port.parse().ok()).context("expected a port")?;
        let roots = RootCerts::from(vec![Certificate::from_der(&authority).to_owned()]);
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_idle_connections(0)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let to = To(SocketAddr::from(([127, 0, 0, 1], port)));
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), to);
        Ok(Self { agent, url: url.to_owned(), cookies: Vec::new() })
    }

    /// A page.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("cookie", self.cookie());
        self.take(request.call()?)
    }

    /// A form, with this session's form token.
    pub fn send(&mut self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let token = self.get("/today")?.field("form_token").context("expected a form")?;
        let form: Vec<_> = form.iter().copied().chain([("form_token", token.as_str())]).collect();
        self.post(path, &form)
    }

    /// A form as it stands.
    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let request = self.agent.post(format!("{}{path}", self.url)).header("cookie", self.cookie());
        self.take(request.send_form(form.iter().copied())?)
    }

    /// Logs in and opens the guest book.
    pub fn unlock(&mut self, host: &str, password: &str, words: &str) -> anyhow::Result<Answer> {
        self.post("/log-in", &[("name", host), ("password", password)])?;
        self.send("/book/open", &[("words", words)])
    }

    fn take(&mut self, response: ureq::http::Response<ureq::Body>) -> anyhow::Result<Answer> {
        let (parts, mut body) = response.into_parts();
        for cookie in parts.headers.get_all("set-cookie") {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("expected a cookie")?;
            self.cookies.retain(|(kept, _)| kept != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        let location = parts.headers.get("location").map(|it| it.to_str()).transpose()?.unwrap_or_default();
        Ok(Answer {
            status: parts.status.as_u16(),
            location: location.to_owned(),
            body: body.read_to_string()?,
        })
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }
}
