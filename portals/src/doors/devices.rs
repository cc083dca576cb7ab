//! Devices on which somebody has signed in before: there the PIN is enough.
//!
//! A phone may be shared: its cookie holds a token for each of up to six people. A token opens nothing by
//! itself.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use rantai_core::ids::PersonId;
use rantai_core::vault::{Issued, Pass, PassId, PassToken};

use crate::app::App;
use crate::web::PortalError;

/// The cookie that holds the tokens, joined by dots.
pub const DEVICES: &str = "rantai-devices";
/// Most people of one shared device.
pub const MOST: usize = 6;
/// Seconds a device stays known: 400 days, as long as browsers keep a cookie.
pub const KNOWN_FOR: i64 = 400 * 24 * 60 * 60;

/// A person who has signed in on the device before.
#[derive(Debug, Clone)]
pub struct Known {
    /// The device's pass.
    pub id: PassId,
    /// The person.
    pub person: PersonId,
    token: PassToken,
}

/// Who has signed in on the device before, the last one first.
pub fn known(app: &App, headers: &HeaderMap) -> Vec<Known> {
    let Some(cookie) = app.site.read(headers, DEVICES) else { return Vec::new() };
    let now = app.now();
    let tokens = cookie.split('.').take(MOST).map(|token| PassToken(token.to_owned()));
    let read = |token: PassToken| match app.vault.passes.peek(&token, now)? {
        Issued { id, pass: Pass::Device { person }, .. } => Some(Known { id, person, token }),
        _ => None,
    };
    tokens.filter_map(read).collect()
}

/// Makes the device known for the person, if it is not, and notes that they used it. Gives its name and the
/// cookie for the browser. Whoever has not used a full device for longest must come by another way again.
///
/// # Errors
/// When the disk does not take it.
pub fn remember(app: &App, headers: &HeaderMap, person: PersonId) -> Result<(PassId, String), PortalError> {
    let now = app.now();
    let mut all = known(app, headers);
    let theirs = match all.iter().position(|known| known.person == person) {
        Some(place) => {
            let known = all.remove(place);
            app.vault.passes.find(&known.token, now);
            known
        }
        None => {
            let expires = Some(now.plus_seconds(KNOWN_FOR));
            let pass = Pass::Device { person };
            let issued = app.vault.passes.issue(pass, &label(headers), now, expires);
            let token = issued.map_err(PortalError::broken)?;
            let found = app.vault.passes.find(&token, now);
            let id = found.ok_or_else(|| PortalError::broken("a new device is not known"))?.id;
            Known { id, person, token }
        }
    };
    for forgotten in all.split_off(all.len().min(MOST - 1)) {
        app.vault.passes.revoke(forgotten.id).map_err(PortalError::broken)?;
    }
    let id = theirs.id;
    let tokens: Vec<&str> = [&theirs].into_iter().chain(&all).map(|known| &*known.token.0).collect();
    Ok((id, app.site.cookie(DEVICES, &tokens.join("."), KNOWN_FOR)))
}

/// What the device calls itself, in two words: `Chrome, Android`.
pub fn label(headers: &HeaderMap) -> String {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order counts: most browsers also name those they came after.
    let browser = first(&[
        ("SamsungBrowser", "Samsung Internet"),
        ("OPR/", "Opera"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("UCBrowser", "UC Browser"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_what_its_owner_would_call_it() {
        let called = |agent: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, agent.parse().unwrap());
            label(&headers)
        };
        let chrome = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Mobile Safari/537.36";
        assert_eq!(called(chrome), "Chrome, Android");
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1";
        assert_eq!(called(safari), "Safari, iPhone");
        assert_eq!(called("curl/8"), "");
    }
}
