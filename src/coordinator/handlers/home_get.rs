//! The first page is the figures.

use axum::response::Redirect;

pub async fn home() -> Redirect {
    Redirect::to("/statistics")
}
