//! Every address the coordinator answers at, in one table: whoever adds a row says who may pass, and
//! the guard follows from the table. A test asks for every row without a session and without a token.

use crate::{
    app::App,
    error::{ApiError, PageError},
    guards, handlers, pages,
};
use axum::{
    Router,
    extract::Request,
    http::{Method, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post, put},
};
use std::time::Duration;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};
use welkom_web::{headers::security_headers, request_log::request_log};
use welkom_wire::path;

/// Who may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Everybody,
    /// Whoever is logged in.
    LoggedIn,
    /// A kiosk with a token that is good.
    EnrolledKiosk,
}

struct Route {
    method: Method,
    path: &'static str,
    access: Access,
    handler: MethodRouter<App>,
}

/// A request that is not answered by then is given up.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

fn routes() -> Vec<Route> {
    use Access::{EnrolledKiosk, Everybody, LoggedIn};
    let row = |method, path, access, handler| Route { method, path, access, handler };
    let (read, send) = (Method::GET, Method::POST);
    vec![
        // Pages.
        row(read.clone(), "/", LoggedIn, get(handlers::home_get::home)),
        row(read.clone(), "/log-in", Everybody, get(handlers::log_in_get::log_in_page)),
        row(send.clone(), "/log-in", Everybody, post(handlers::log_in_post::log_in)),
        row(send.clone(), "/log-out", LoggedIn, post(handlers::log_out_post::log_out)),
        row(read.clone(), "/statistics", LoggedIn, get(handlers::statistics_get::statistics)),
        row(read.clone(), "/statistics.csv", LoggedIn, get(handlers::statistics_csv_get::statistics_csv)),
        row(read.clone(), "/kiosks", LoggedIn, get(handlers::kiosks_get::kiosks)),
        row(send.clone(), "/kiosks/code", LoggedIn, post(handlers::kiosks_code_post::look_up_code)),
        row(send.clone(), "/kiosks/confirm", LoggedIn, post(handlers::kiosks_confirm_post::confirm)),
        row(send.clone(), "/kiosks/refuse", LoggedIn, post(handlers::kiosks_refuse_post::refuse)),
        row(send.clone(), "/kiosks/revoke", LoggedIn, post(handlers::kiosks_revoke_post::revoke)),
        row(read.clone(), "/static/{file}", Everybody, get(pages::static_file)),
        // What kiosks ask. The state of an enrolment is asked with a token that is not good yet.
        row(send.clone(), path::ENROLMENTS, Everybody, post(handlers::enrolments_post::begin)),
        row(read.clone(), path::ENROLMENT, Everybody, get(handlers::enrolment_get::state)),
        row(Method::PUT, path::NEXT_TOKEN, EnrolledKiosk, put(handlers::next_token_put::announce)),
        row(send.clone(), path::RELEASES, EnrolledKiosk, post(handlers::releases_post::ingest)),
        row(read, path::FROZEN, EnrolledKiosk, get(handlers::frozen_get::frozen)),
        row(send, path::HEALTH, EnrolledKiosk, post(handlers::health_post::keep)),
    ]
}

/// Method, path and access of every route.
pub fn table() -> Vec<(Method, &'static str, Access)> {
    routes().into_iter().map(|route| (route.method, route.path, route.access)).collect()
}

pub(crate) fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let handler = match route.access {
            Access::Everybody => route.handler,
            Access::LoggedIn => route.handler.layer(from_fn_with_state(app.clone(), guards::logged_in)),
            Access::EnrolledKiosk => {
                route.handler.layer(from_fn_with_state(app.clone(), guards::enrolled_kiosk))
            }
        };
        router = router.route(route.path, handler);
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(CatchPanicLayer::custom(|_| PageError::Panicked.into_response()))
        .layer(from_fn(guards::same_site))
        .layer(from_fn(guards::language))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST_REQUEST))
        .layer(from_fn(security_headers))
        .layer(from_fn(request_log))
        .with_state(app)
}

async fn not_found(request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        ApiError::NotFound.into_response()
    } else {
        PageError::NotFound.into_response()
    }
}
