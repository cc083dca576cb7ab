//! Where the deployment is reached: what its cookies are called, and what a link to it looks like.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderValue};

/// The deployment's place on the web.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Where people reach it, without a slash at the end, where that is not simply the host they asked.
    pub public_url: Option<String>,
    /// It is reached without encryption from other machines: the demo on a local network, and nothing else.
    pub plain: bool,
}

/// The cookie of whoever is signed in.
pub const SESSION: &str = "rantai";

impl Site {
    /// The name of a cookie for the whole site. The prefix binds it to this very host, which browsers grant
    /// only over https and on localhost.
    pub fn cookie_name(&self, name: &str) -> String {
        if self.plain { name.to_owned() } else { format!("__Host-{name}") }
    }

    /// A cookie for the whole site that scripts cannot read, for that many seconds; 0 takes it away.
    pub fn cookie(&self, name: &str, value: &str, seconds: i64) -> String {
        let secure = if self.plain { "" } else { "; Secure" };
        let name = self.cookie_name(name);
        format!("{name}={value}; Path=/{secure}; HttpOnly; SameSite=Lax; Max-Age={seconds}")
    }

    /// A cookie that is sent below `path` alone.
    pub fn cookie_below(&self, name: &str, value: &str, path: &str, seconds: i64) -> String {
        let (prefix, secure) = if self.plain { ("", "") } else { ("__Secure-", "; Secure") };
        format!("{prefix}{name}={value}; Path={path}{secure}; HttpOnly; SameSite=Lax; Max-Age={seconds}")
    }

    /// What a cookie for the whole site holds, if the browser sent one.
    pub fn read<'a>(&self, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
        find(headers, &self.cookie_name(name))
    }

    /// What a cookie of [`Site::cookie_below`] holds.
    pub fn read_below<'a>(&self, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
        find(headers, &format!("{}{name}", if self.plain { "" } else { "__Secure-" }))
    }

    /// The address that leads to `path` from anywhere.
    pub fn url(&self, headers: &HeaderMap, path: &str) -> String {
        if let Some(public) = &self.public_url {
            return format!("{public}{path}");
        }
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let local = name == "127.0.0.1" || name == "localhost" || name.ends_with(".localhost");
        let scheme = if local || self.plain { "http" } else { "https" };
        format!("{scheme}://{host}{path}")
    }
}

fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(axum::http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value: &'a str| value.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Every page says so from now on.
static WITHOUT_ENCRYPTION: AtomicBool = AtomicBool::new(false);

/// Tells every page of this process to say that nothing is encrypted: the demo on a local network.
pub fn seen_without_encryption() {
    WITHOUT_ENCRYPTION.store(true, Ordering::Relaxed);
}

/// Every page says that nothing is encrypted.
pub fn is_without_encryption() -> bool {
    WITHOUT_ENCRYPTION.load(Ordering::Relaxed)
}

/// A header that sets a cookie.
///
/// # Errors
/// Where the text holds what no header may.
pub fn set_cookie(cookie: &str) -> Result<HeaderValue, axum::http::header::InvalidHeaderValue> {
    HeaderValue::from_str(cookie)
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    fn headers(cookie: &'static str, host: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static(cookie));
        headers.insert(HOST, HeaderValue::from_static(host));
        headers
    }

    #[test]
    fn off_localhost_an_unprefixed_cookie_counts_only_where_the_site_is_plain() {
        let sent = headers("lang=id; rantai=abc", "desa.example");
        assert_eq!(Site::default().read(&sent, SESSION), None);
        let plain = Site { plain: true, ..Site::default() };
        assert_eq!(plain.read(&sent, SESSION), Some("abc"));
        assert_eq!(Site::default().read(&headers("__Host-rantai=abc", "x"), SESSION), Some("abc"));
    }

    #[test]
    fn a_link_leads_where_people_reach_the_site() {
        let asked = headers("", "localhost:8080");
        assert_eq!(Site::default().url(&asked, "/l/x"), "http://localhost:8080/l/x");
        assert_eq!(Site::default().url(&headers("", "desa.example"), "/l/x"), "https://desa.example/l/x");
        let public = Site { public_url: Some("https://desa.example".to_owned()), ..Site::default() };
        assert_eq!(public.url(&asked, "/l/x"), "https://desa.example/l/x");
    }
}
