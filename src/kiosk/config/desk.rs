//! `[desk]`: where hosts open their desk.

use super::{
    section::Section,
    values::{Kind, whole, yes_or_no},
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The host desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskSettings {
    /// `offered`: whether there is one. Default: true.
    pub offered: bool,
    /// `address`: on which of this machine's addresses it answers; `0.0.0.0` is all of them. Default:
    /// 127.0.0.1, which nobody but this machine reaches.
    pub address: IpAddr,
    /// `port`: of its pages, over TLS, 0 to 65535; 0 is any that is free. Default: 8443.
    pub port: u32,
    /// `install_port`: of the one plain page that hands out the certificate, 0 to 65535; 0 is any that is
    /// free. Default: 8080.
    pub install_port: u32,
    /// `host_name`: the name that hosts type, and the only one its certificates are good for. Default:
    /// `localhost`, where `address` is this machine alone; required elsewhere.
    pub host_name: String,
}

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

impl DeskSettings {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let address = section.or("address", LOCAL, &ip_address());
        let host_name = if address.is_loopback() {
            section.or("host_name", "localhost".to_owned(), &host_name())
        } else {
            section.required("host_name", &host_name()).unwrap_or_default()
        };
        let settings = Self {
            offered: section.or("offered", true, &yes_or_no()),
            address,
            port: section.or("port", 8443, &port()),
            install_port: section.or("install_port", 8080, &port()),
            host_name,
        };
        if section.is_sound() && settings.port == settings.install_port && settings.port != 0 {
            let (key, other) =
                if section.has("port") { ("port", "install_port") } else { ("install_port", "port") };
            let expected = format!("to differ from desk.{other}, {}", settings.port);
            section.mistake(key, &expected, settings.port.to_string());
        }
        settings
    }

    /// Where its pages are, over TLS.
    pub fn listen(&self) -> SocketAddr {
        self.at(self.port)
    }

    /// Where the plain page is.
    pub fn listen_plain(&self) -> SocketAddr {
        self.at(self.install_port)
    }

    fn at(&self, port: u32) -> SocketAddr {
        SocketAddr::new(self.address, u16::try_from(port).unwrap_or_default())
    }
}

fn port() -> Kind<u32> {
    let kind = whole("", 0..=65_535);
    Kind { expected: "a port number from 0 to 65535".to_owned(), ..kind }
}

fn ip_address() -> Kind<IpAddr> {
    Kind::of_text("an address like \"0.0.0.0\" or \"192.168.1.20\"", |text| text.parse().ok())
}

/// Letters, digits and hyphens between dots, as a certificate and a resolver have it (RFC 1123).
fn host_name() -> Kind<String> {
    Kind::of_text("a name like \"welkom.local\", small letters, digits, hyphens and dots", |text| {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
        };
        let is_address = text.parse::<IpAddr>().is_ok();
        (text.len() <= 253 && !is_address && text.split('.').all(label)).then(|| text.to_owned())
    })
}
