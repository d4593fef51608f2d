//! Somebody logs in. The attempt is counted before the password is looked at.

use crate::{
    accounts::{
        password,
        session::{LASTS_MS, SessionToken, set_cookie},
        throttle,
    },
    app::App,
    error::{PageError, seconds_until},
    guards::caller_address,
    pages::{log_in, texts::Language},
    store::{Attempt, NewSession, StoreError, Verdict},
};
use axum::{
    Extension, Form,
    extract::{State, rejection::FormRejection},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use zeroize::Zeroizing;

#[derive(Deserialize)]
pub struct Asked {
    name: String,
    password: Zeroizing<String>,
    #[serde(default)]
    next: String,
}

pub async fn log_in(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    headers: HeaderMap,
    extensions: Extensions,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, PageError> {
    let Ok(Form(asked)) = form else { return Err(PageError::Malformed) };
    let now = app.now();
    let account = throttle::subject("account", &asked.name);
    let address = throttle::subject("address", &caller_address(&app, &headers, &extensions));
    let attempts = [
        Attempt { subject_sha256: account, rule: throttle::LOG_IN_ACCOUNT },
        Attempt { subject_sha256: address, rule: throttle::LOG_IN_ADDRESS },
    ];
    let verdict = app.with_store(move |store| store.count_attempt(&attempts, now)).await?;
    if let Verdict::Wait(until) = verdict {
        let wait_s = seconds_until(until, now);
        let page = log_in::page(
            language,
            &asked.next,
            &asked.name,
            Some(log_in::Refused::Wait { seconds: wait_s }),
        )?;
        let retry = [(header::RETRY_AFTER, HeaderValue::from(wait_s))];
        return Ok((StatusCode::TOO_MANY_REQUESTS, retry, Html(page)).into_response());
    }

    let name = asked.name.clone();
    let found = app.with_store(move |store| store.account_named(&name)).await?;
    let hash = found.as_ref().map(|account| account.password_hash.clone());
    let typed = asked.password;
    let right = app.compare(move || password::is_right(&typed, hash.as_deref())).await;
    let Some(found) = found.filter(|_| right) else {
        let page = log_in::page(language, &asked.next, &asked.name, Some(log_in::Refused::Wrong))?;
        return Ok((StatusCode::FORBIDDEN, Html(page)).into_response());
    };

    let token = SessionToken::generate().map_err(StoreError::failed("make a session"))?;
    let session =
        NewSession { token_sha256: token.sha256(), account: found.id, expires: now.plus_ms(LASTS_MS) };
    app.with_store(move |store| {
        store.forgive_attempt(&account, Some(&address))?;
        store.begin_session(&session, now)
    })
    .await?;
    let cookie = set_cookie(Some(&token), app.behind_tls());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(own_page(&asked.next))).into_response())
}

/// Where to go: only to a page of ours, whatever the address says.
fn own_page(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_plain { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(own_page("/kiosks?code=BCDF-2345"), "/kiosks?code=BCDF-2345");
        for elsewhere in
            ["", "https://example.org", "//example.org", "/\\example.org", "/\texample", "kiosks", "/a\r\nb"]
        {
            assert_eq!(own_page(elsewhere), "/", "{elsewhere}");
        }
    }
}
