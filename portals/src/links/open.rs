//! Opening a link: on to the page it leads to.

use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect};
use rantai_core::vault::{Pass, PassToken};

use super::{HOLDS, Part, stands};
use crate::routes::LINK;
use crate::site::set_cookie;
use crate::web::{PageResult, PortalError};
use crate::who::AppState;

/// `GET /l/{token}`: changes nothing but what the browser keeps for that one page.
///
/// # Errors
/// [`PortalError::LinkOver`] for every link that does not hold, whatever the reason.
pub async fn open(State(app): State<AppState>, Path(token): Path<String>) -> PageResult {
    let token = PassToken(token);
    let issued = app.vault.passes.peek(&token, app.now()).ok_or(PortalError::LinkOver)?;
    if !stands(&app, &issued) {
        return Err(PortalError::LinkOver);
    }
    let Pass::Thing { party, person, book, thing, .. } = issued.pass else {
        return Err(PortalError::LinkOver);
    };
    let part = Part { party, person, book, thing };
    let path = part.path(&app).ok_or(PortalError::LinkOver)?;
    let cookie = set_cookie(&app.site.cookie_below(LINK, &token.0, &path, HOLDS));
    let cookie = cookie.map_err(|_| PortalError::LinkOver)?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&path)).into_response())
}
