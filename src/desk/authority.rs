//! The centre's own certificate authority: made once, installed once on each of the hosts' devices, and
//! unable to vouch for anything but this desk.
//!
//! - Whoever installs it trusts it for one host name and loopback alone: X.509 name constraints (RFC 5280
//!   §4.2.1.10), which browsers enforce. A stolen key forges no bank.
//! - Its key is a file that only the kiosk's user may read; leaf keys are never written.
//! - A Raspberry Pi has no clock of its own and may wake up in the past: certificates are backdated, so that
//!   the others, whose clocks are right or behind, take them; and last long, so that a kiosk that thinks it is
//!   months ago still hands out one that is good today.

use chrono::{Datelike, Days, NaiveDate};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType, date_time_ymd,
};
use rustls::{
    crypto::ring::sign::any_ecdsa_type,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};
use thiserror::Error;

/// Days by which certificates are backdated.
const BACKDATED_DAYS: u64 = 30;

/// Days after which the authority ends: longer than a kiosk lasts, since it is installed by hand.
const AUTHORITY_DAYS: u64 = 20 * 365;

/// Days after which a leaf ends. With the backdating it stays below the 398 days that browsers take.
const LEAF_DAYS: u64 = 360;

/// A leaf is renewed when it has this many days left.
const RENEWED_BEFORE_DAYS: u64 = 120;

/// Why there is no authority or no certificate.
#[derive(Debug, Error)]
pub enum AuthorityError {
    /// The name cannot be one.
    #[error("expected a host name in small letters like welkom.local")]
    HostName,
    /// A file.
    #[error("{path}: {doing} failed")]
    File {
        /// Which.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("the certificate could not be made")]
    Making(#[from] rcgen::Error),
    /// What is stored is no key or no certificate.
    #[error("{path}: expected what this program wrote")]
    Unreadable {
        /// Which.
        path: PathBuf,
    },
    /// The TLS library does not take it.
    #[error("the certificate is not taken")]
    Refused(#[from] rustls::Error),
}

/// The authority.
pub struct Authority {
    host: String,
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate of the desk, with its key.
pub struct Leaf {
    /// For the TLS library.
    pub key: Arc<CertifiedKey>,
    /// From this day on another one is wanted.
    pub renew_on: NaiveDate,
}

impl Authority {
    /// Opens the authority for this host name, or makes it: a centre that renames its desk gets another.
    pub fn open(directory: &Path, host: &str, today: NaiveDate) -> Result<Self, AuthorityError> {
        if !is_host_name(host) {
            return Err(AuthorityError::HostName);
        }
        let directory = directory.join(host);
        let failed = |doing| {
            let path = directory.clone();
            move |source| AuthorityError::File { path, doing, source }
        };
        fs::create_dir_all(&directory).map_err(failed("making the directory"))?;
        let (key_file, certificate_file) = (directory.join("authority.key"), directory.join("authority.pem"));
        if !certificate_file.exists() {
            let key = KeyPair::generate()?;
            let certificate = parameters(host, today)?.self_signed(&key)?;
            write(&key_file, key.serialize_pem().as_bytes())?;
            write(&certificate_file, certificate.pem().as_bytes())?;
        }
        let unreadable = |path: &Path| AuthorityError::Unreadable { path: path.to_owned() };
        fs::set_permissions(&key_file, fs::Permissions::from_mode(0o600))
            .map_err(failed("closing the key"))?;
        let key = fs::read_to_string(&key_file).map_err(failed("reading the key"))?;
        let key = KeyPair::from_pem(&key).map_err(|_| unreadable(&key_file))?;
        let certificate =
            CertificateDer::from_pem_file(&certificate_file).map_err(|_| unreadable(&certificate_file))?;
        // An issuer is a name and a key; the days of its own certificate do not matter here.
        let issuer = Issuer::new(parameters(host, today)?, key);
        Ok(Self { host: host.to_owned(), certificate, issuer })
    }

    /// The host name it vouches for.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The certificate to install, in DER form.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The SHA-256 of the certificate, as phones and browsers show it: pairs of hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(&*self.certificate);
        digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }

    /// A certificate for the desk, with a key of its own.
    pub fn leaf(&self, today: NaiveDate) -> Result<Leaf, AuthorityError> {
        let mut wanted = CertificateParams::new(vec![self.host.clone(), "localhost".to_owned()])?;
        for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
            wanted.subject_alt_names.push(SanType::IpAddress(address));
        }
        wanted.distinguished_name.push(DnType::CommonName, self.host.as_str());
        wanted.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        wanted.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        wanted.use_authority_key_identifier_extension = true;
        set_days(&mut wanted, today, LEAF_DAYS);
        let key = KeyPair::generate()?;
        let certificate = wanted.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let chain = vec![certificate.der().clone(), self.certificate.clone()];
        let key = CertifiedKey::new(chain, any_ecdsa_type(&key)?);
        Ok(Leaf { key: Arc::new(key), renew_on: later(today, LEAF_DAYS - RENEWED_BEFORE_DAYS) })
    }
}

fn parameters(host: &str, today: NaiveDate) -> Result<CertificateParams, AuthorityError> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name = DistinguishedName::new();
    authority.distinguished_name.push(DnType::OrganizationName, "Welkom");
    authority.distinguished_name.push(DnType::CommonName, format!("Welkom balie {host}"));
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    authority.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName(host.to_owned()),
            GeneralSubtree::DnsName("localhost".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(Ipv4Addr::LOCALHOST.octets(), 8)),
            GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(Ipv6Addr::LOCALHOST.octets(), 128)),
        ],
        excluded_subtrees: Vec::new(),
    });
    set_days(&mut authority, today, AUTHORITY_DAYS);
    Ok(authority)
}

/// Letters, digits, hyphens and dots: nothing that could leave the directory it names either.
fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

fn set_days(certificate: &mut CertificateParams, today: NaiveDate, days: u64) {
    let moment = |day: NaiveDate| {
        let number = |number: u32| u8::try_from(number).unwrap_or(1);
        date_time_ymd(day.year(), number(day.month()), number(day.day()))
    };
    certificate.not_before = moment(earlier(today));
    certificate.not_after = moment(later(today, days));
}

fn earlier(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(BACKDATED_DAYS)).unwrap_or(day)
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

/// On disk under its name only when it is complete.
fn write(path: &Path, bytes: &[u8]) -> Result<(), AuthorityError> {
    let unfinished = path.with_extension("unfinished");
    let run = || -> io::Result<()> {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
    };
    run().map_err(|source| AuthorityError::File { path: path.to_owned(), doing: "writing it", source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day")
    }

    #[test]
    fn it_stays_the_same_and_its_key_is_closed() {
        let directory = tempfile::tempdir().expect("a directory");
        let first = Authority::open(directory.path(), "welkom.local", day()).expect("made");
        let again = Authority::open(directory.path(), "welkom.local", later(day(), 400)).expect("opened");
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert_eq!(first.fingerprint().len(), 32 * 3 - 1);
        let key = directory.path().join("welkom.local/authority.key");
        assert_eq!(fs::metadata(key).expect("a key").permissions().mode() & 0o777, 0o600);
        let renamed = Authority::open(directory.path(), "balie.local", day()).expect("made");
        assert_ne!(first.fingerprint(), renamed.fingerprint());
        for wrong in ["", "Welkom.local", "../x", "a..b", "-a", "a b", "welkom.local/x"] {
            let refused = Authority::open(directory.path(), wrong, day());
            assert!(matches!(refused, Err(AuthorityError::HostName)), "{wrong}");
        }
    }

    #[test]
    fn a_leaf_is_renewed_long_before_it_ends() {
        let directory = tempfile::tempdir().expect("a directory");
        let authority = Authority::open(directory.path(), "welkom.local", day()).expect("made");
        let leaf = authority.leaf(day()).expect("a leaf");
        assert_eq!(leaf.renew_on, later(day(), 240));
        const { assert!(BACKDATED_DAYS + LEAF_DAYS <= 398, "browsers take no longer ones") };
    }
}
