//! Puts the [`Language`] into the request's extensions, keeps a choice, and writes the page of an error that
//! has none yet.

use crate::{error::PageProblem, pages};
use axum::{
    extract::Request,
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use welkom_web::language::Language;

pub async fn language(mut request: Request, next: Next) -> Response {
    let chosen = Language::asked(request.uri());
    let language = chosen.unwrap_or_else(|| Language::preferred(request.headers()));
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions().get::<PageProblem>().copied() {
        let status = response.status();
        response = (status, pages::problem(language, problem)).into_response();
    }
    if let Some(cookie) = chosen.and_then(Language::keep) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
