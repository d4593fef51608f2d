//! What the centre's authority can vouch for, and what stands on the plain port.

use crate::house::{HOST_NAME, House, agent, tuesday};
use rcgen::{CertificateParams, DnType, Issuer, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};
use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
};
use welkom_desk::authority::Authority;

/// What a thief of the authority's key would do: a certificate for any name, served somewhere.
fn forged(house: &House, name: &str) -> SocketAddr {
    let directory = house.options().directory.join("authority").join(HOST_NAME);
    let key = fs::read_to_string(directory.join("authority.key")).expect("the stolen key");
    let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
    authority.distinguished_name = rcgen::DistinguishedName::new();
    authority.distinguished_name.push(DnType::OrganizationName, "Welkom");
    authority.distinguished_name.push(DnType::CommonName, format!("Welkom balie {HOST_NAME}"));
    let issuer = Issuer::new(authority, KeyPair::from_pem(&key).expect("a key"));
    let own = KeyPair::generate().expect("a key");
    let leaf = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let leaf: CertificateDer<'static> = leaf.signed_by(&own, &issuer).expect("signed").der().clone();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![leaf], PrivatePkcs8KeyDer::from(own.serialize_der()).into())
        .expect("a configuration");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a caller");
        let connection = ServerConnection::new(Arc::new(config)).expect("a connection");
        let mut stream = StreamOwned::new(connection, stream);
        let mut request = [0; 1024];
        if stream.read(&mut request).is_ok() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
        }
    });
    address
}

#[test]
fn it_vouches_for_the_desk_and_for_no_other_name() {
    let house = House::new();
    let authority = house.authority();
    let ask = |name: &str| {
        let address = forged(&house, name);
        agent(&authority, address).get(format!("https://{name}:{}/", address.port())).call()
    };
    assert_eq!(ask(HOST_NAME).expect("the same way, the desk's own name is good").status(), 200);
    for name in ["bank.example", "xwelkom.local", "local"] {
        let error = ask(name).expect_err("outside of the constraints").to_string();
        assert!(error.contains("NameConstraint"), "{name}: {error}");
    }
}

#[test]
fn nobody_else_s_authority_is_good_for_the_desk() {
    let house = House::new();
    let directory = tempfile::tempdir().expect("a directory");
    let other = Authority::open(directory.path(), HOST_NAME, tuesday()).expect("another authority");
    let agent = agent(other.certificate(), house.desk().address());
    assert!(agent.get(format!("{}/log-in", house.desk().url())).call().is_err());
}

#[test]
fn it_stays_installed_across_restarts_and_names_what_it_is_reached_by() {
    let mut house = House::new();
    let (before, fingerprint) = (house.authority(), house.desk().fingerprint());
    house.restart();
    assert_eq!((house.authority(), house.desk().fingerprint()), (before.clone(), fingerprint));
    for host in [HOST_NAME, "localhost", "127.0.0.1"] {
        let address = house.desk().address();
        let answer = agent(&before, address).get(format!("https://{host}:{}/log-in", address.port())).call();
        assert_eq!(answer.expect(host).status(), 200);
    }
    assert!(house.desk().address().ip().is_loopback() && house.options().listen.ip().is_loopback());
}

#[test]
fn the_plain_port_has_the_certificate_and_nothing_else() {
    let house = House::new();
    let mut page = house.plain("/");
    let page = page.body_mut().read_to_string().expect("a page");
    assert!(
        house.desk().fingerprint().split(':').all(|pair| page.contains(pair))
            && page.contains("href=\"/authority.crt\"")
    );
    assert!(page.contains(house.desk().install_url().expect("an address")) && page.contains("<svg"));
    assert_eq!(house.plain("/authority.crt").headers()["content-type"], "application/x-x509-ca-cert");
    assert_eq!(house.plain("/static/welkom.css").status(), 200);
    for path in ["/log-in", "/today", "/guests", "/guest", "/book"] {
        assert_eq!(house.plain(path).status(), 404, "{path}");
    }
}
