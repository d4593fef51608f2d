//! What goes wrong, and which type says it.
//!
//! - [`DeskError`]: the desk does not start; for the program that starts it.
//! - [`PageError`]: a page is not shown; a host reads a sentence in their language. What a form gets wrong is
//!   no error: the page is shown again and says it.
//!
//! Only what means a bug or a broken disk is logged, at `error`. No message has a value in it that somebody
//! typed or that is stored.

use crate::{authority::AuthorityError, door::DoorError, store::StoreError};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use std::{io, net::SocketAddr};
use thiserror::Error;
use welkom_guestbook::BookError;
use welkom_web::{forms::FormProblem, password::PasswordError};

/// Why the desk does not run, or an account could not be added.
#[derive(Debug, Error)]
pub enum DeskError {
    /// Its file.
    #[error("the desk's accounts cannot be opened")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The authority or a certificate.
    #[error("there is no certificate for the desk")]
    Authority(#[from] AuthorityError),
    /// The address cannot be listened at, or no thread can be started.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The engine does not say which day it is.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// The name cannot be a host's.
    #[error("expected a name of 1 to 40 characters without spaces around it")]
    Name,
    /// There is a host of that name.
    #[error("there is a host of that name already")]
    NameTaken,
    /// No password.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NameTaken => Self::NameTaken,
            error => Self::Store(Box::new(error)),
        }
    }
}

/// Why a page is not shown. The sentence is added where the reader's language is known (`guards.rs`).
#[derive(Debug, Error)]
pub enum PageError {
    /// No such page.
    #[error("no such page")]
    NotFound,
    /// No such guest, or not any more.
    #[error("no such guest")]
    NoGuest,
    /// A form that was not made for this session, or came from another site.
    #[error("the form was not made for this session")]
    ForeignForm,
    /// A form that no page of ours makes.
    #[error("the request is not one that a page makes")]
    Malformed,
    /// The book is not open for this session.
    #[error("the guest book is closed")]
    BookClosed,
    /// The engine did not do it.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// The book could not.
    #[error(transparent)]
    Book(BookError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No random numbers.
    #[error("no random numbers")]
    Random,
    /// A page could not be made.
    #[error("the page could not be made")]
    Rendering,
    /// A handler panicked. The panic itself is on standard error.
    #[error("a handler panicked")]
    Panicked,
}

impl From<BookError> for PageError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::UnknownGuest | BookError::UnknownPass => Self::NoGuest,
            error => Self::Book(error),
        }
    }
}

impl From<FormProblem> for PageError {
    fn from(problem: FormProblem) -> Self {
        match problem {
            FormProblem::Foreign => Self::ForeignForm,
            FormProblem::Malformed => Self::Malformed,
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(_: askama::Error) -> Self {
        Self::Rendering
    }
}

/// Marks a response whose page is still to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageProblem {
    NotFound,
    NoGuest,
    ForeignForm,
    Malformed,
    Silent,
    Fault,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (status, problem) = match &self {
            Self::BookClosed => return Redirect::to("/book").into_response(),
            Self::NotFound => (StatusCode::NOT_FOUND, PageProblem::NotFound),
            Self::NoGuest => (StatusCode::NOT_FOUND, PageProblem::NoGuest),
            Self::ForeignForm => (StatusCode::FORBIDDEN, PageProblem::ForeignForm),
            Self::Malformed => (StatusCode::BAD_REQUEST, PageProblem::Malformed),
            Self::Door(_) => (StatusCode::SERVICE_UNAVAILABLE, PageProblem::Silent),
            Self::Book(_) | Self::Store(_) | Self::Random | Self::Rendering | Self::Panicked => {
                let cause = std::error::Error::source(&self).map(ToString::to_string).unwrap_or_default();
                tracing::error!(error = %self, %cause, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, PageProblem::Fault)
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(problem);
        response
    }
}
