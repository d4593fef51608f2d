//! In which language a page answers.

use crate::pages;
use axum::{extract::Request, middleware::Next, response::Response};

/// See [`welkom_web::language::speak`].
pub async fn language(request: Request, next: Next) -> Response {
    welkom_web::language::speak(request, next, pages::problem).await
}
