//! Every address of the table, asked for by somebody who may not.

use crate::house::House;
use welkom_coordinator::router::{Access, table};

#[test]
fn every_route_keeps_out_whoever_may_not_pass() {
    let house = House::new();
    // A post that is refused unread closes its connection: the next one takes a connection of its own.
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_idle_connections(0)
        .build()
        .into();
    let routes = table();
    assert!(routes.len() > 15, "the whole table");
    for (method, path, access) in routes {
        let request = ureq::http::Request::builder()
            .method(method.as_str())
            .uri(format!("{}{path}", house.url()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body("form_token=x")
            .expect("a request");
        let answer = if method == "GET" {
            agent.run(request.map(|_| ())).expect("an answer")
        } else {
            agent.run(request).expect("an answer")
        };
        let status = answer.status().as_u16();
        let location = answer.headers().get("location").map(|value| value.to_str().expect("readable"));
        match access {
            Access::LoggedIn => {
                assert_eq!(status, 303, "{method} {path}");
                assert!(location.is_some_and(|to| to.starts_with("/log-in")), "{method} {path}");
            }
            Access::EnrolledKiosk => assert_eq!(status, 401, "{method} {path}"),
            // These do not need a session: they answer, and say what is missing.
            Access::Everybody => assert_ne!(location, Some("/log-in"), "{method} {path}"),
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers().get(name).expect(name), value, "{method} {path}");
        }
        let policy = answer.headers()["content-security-policy"].to_str().expect("readable");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{method} {path}: {policy}"
        );
    }
}

#[test]
fn who_may_pass_what_is_decided_here_once_more() {
    let open: Vec<String> = table()
        .into_iter()
        .filter(|(_, _, access)| *access == Access::Everybody)
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    assert_eq!(
        open,
        [
            "GET /log-in",
            "POST /log-in",
            "GET /static/{file}",
            "POST /api/v1/enrolments",
            "GET /api/v1/enrolment",
        ]
    );
}

#[test]
fn what_is_not_there_is_said_in_the_askers_way() {
    let house = House::new();
    let page = house.browser().get("/nergens");
    assert_eq!(page.status, 404);
    assert!(page.body.contains("Deze pagina bestaat niet"), "{}", page.body);
    let api = house.browser().get("/api/v1/nergens");
    assert_eq!((api.status, &api.json()["problem"]), (404, &serde_json::json!("not_found")));
    assert_eq!(house.browser().get("/api/v1/releases").status, 404, "no such method");
}
