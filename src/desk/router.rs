//! Every address the desk answers at, in one table: whoever adds a row says who may pass, and the guard follows
//! from the table. A test asks for every row without a session and with the book closed.
//!
//! No address names a guest: whose page is shown the session knows, and forms say it in their bodies.

use crate::{app::App, error::PageError, guards, pages};
use axum::{
    Router,
    http::{Method, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    response::IntoResponse,
    routing::{MethodRouter, get, post},
};
use std::time::Duration;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};
use welkom_web::{headers::security_headers, request_log::request_log};

/// Who may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, on the plain port too: what is needed before the authority is trusted.
    Plain,
    /// Everybody, over TLS.
    Everybody,
    /// Hosts who are logged in.
    LoggedIn,
    /// Pages of theirs that stand open, asking by themselves: that is no use of the session or the book.
    Watching,
    /// Hosts who have the guest book open.
    BookOpen,
}

struct Route {
    method: Method,
    path: &'static str,
    access: Access,
    handler: MethodRouter<App>,
}

/// A request whose answer has not begun by then is given up. A stream of events has begun at once.
const LONGEST_REQUEST: Duration = Duration::from_secs(30);

fn routes() -> Vec<Route> {
    use Access::{BookOpen, Everybody, LoggedIn, Plain, Watching};
    let read =
        |path, access, handler: MethodRouter<App>| Route { method: Method::GET, path, access, handler };
    let send =
        |path, access, handler: MethodRouter<App>| Route { method: Method::POST, path, access, handler };
    vec![
        read("/authority", Plain, get(pages::authority::show)),
        read("/authority.crt", Plain, get(pages::authority::download)),
        read("/static/{file}", Plain, get(pages::static_file)),
        read("/log-in", Everybody, get(pages::log_in::show)),
        send("/log-in", Everybody, post(pages::log_in::log_in)),
        send("/log-out", LoggedIn, post(pages::log_in::log_out)),
        read("/", LoggedIn, get(pages::today::home)),
        read("/today", LoggedIn, get(pages::today::show)),
        read("/today/live", Watching, get(pages::today::live)),
        send("/today/add", LoggedIn, post(pages::today::add)),
        send("/today/take-back", LoggedIn, post(pages::today::take_back)),
        send("/today/session", LoggedIn, post(pages::today::change_session)),
        send("/today/head-count", LoggedIn, post(pages::today::put_head_count)),
        send("/today/shifts", LoggedIn, post(pages::today::put_shifts)),
        send("/today/seen", LoggedIn, post(pages::today::answer_call)),
        send("/today/news", LoggedIn, post(pages::today::put_news)),
        read("/leaving", LoggedIn, get(pages::leaving::show)),
        read("/kiosk", LoggedIn, get(pages::kiosk::show)),
        send("/kiosk/code", LoggedIn, post(pages::kiosk::make_code)),
        read("/book", LoggedIn, get(pages::book::show)),
        send("/book/open", LoggedIn, post(pages::book::open)),
        send("/book/close", LoggedIn, post(pages::book::close)),
        read("/call-back", BookOpen, get(pages::call_back::show)),
        send("/call-back/claim", BookOpen, post(pages::call_back::claim)),
        send("/call-back/outcome", BookOpen, post(pages::call_back::outcome)),
        send("/call-back/pause", BookOpen, post(pages::call_back::pause)),
        read("/guests", BookOpen, get(pages::guests::show)),
        send("/guests/search", BookOpen, post(pages::guests::search)),
        send("/guests/open", BookOpen, post(pages::guests::open)),
        read("/guest", BookOpen, get(pages::guest::show)),
        send("/guest/change", BookOpen, post(pages::guest::change)),
        send("/guest/calls", BookOpen, post(pages::guest::consent_to_calls)),
        send("/guest/pass", BookOpen, post(pages::guest::replace_pass)),
        send("/guest/erase", BookOpen, post(pages::guest::erase)),
        send("/guest/export", BookOpen, post(pages::guest::export)),
        read("/guest/print", BookOpen, get(pages::guest::print)),
        read("/guest/intake", BookOpen, get(pages::intake::show)),
        send("/guest/intake", BookOpen, post(pages::intake::put)),
        read("/hosts", LoggedIn, get(pages::hosts::show)),
        send("/hosts/password", LoggedIn, post(pages::password::change)),
        send("/hosts/sheet", BookOpen, post(pages::sheet::make)),
        send("/hosts/add", BookOpen, post(pages::hosts::add)),
        send("/hosts/remove", BookOpen, post(pages::hosts::remove)),
    ]
}

/// Method, path and access of every route.
pub fn table() -> Vec<(Method, &'static str, Access)> {
    routes().into_iter().map(|route| (route.method, route.path, route.access)).collect()
}

/// The pages over TLS.
pub(crate) fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let logged_in = from_fn_with_state(app.clone(), guards::logged_in);
        let handler = match route.access {
            Access::Plain | Access::Everybody => route.handler,
            Access::LoggedIn => route.handler.layer(logged_in),
            Access::Watching => route.handler.layer(from_fn_with_state(app.clone(), guards::watching)),
            Access::BookOpen => route.handler.layer(from_fn(guards::book_open)).layer(logged_in),
        };
        router = router.route(route.path, handler);
    }
    around(router).with_state(app.clone())
}

/// What stands on the plain port: nothing of it is secret, and nothing can be sent to it.
pub(crate) fn plain_router(app: &App) -> Router {
    let mut router = Router::new().route("/", get(pages::authority::show));
    for route in routes().into_iter().filter(|route| route.access == Access::Plain) {
        router = router.route(route.path, route.handler);
    }
    around(router).with_state(app.clone())
}

fn around(router: Router<App>) -> Router<App> {
    let not_found = || async { PageError::NotFound.into_response() };
    router
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(CatchPanicLayer::custom(|_| PageError::Panicked.into_response()))
        .layer(from_fn(guards::same_site))
        .layer(from_fn(guards::language))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST_REQUEST))
        .layer(from_fn(security_headers))
        .layer(from_fn(request_log))
}
