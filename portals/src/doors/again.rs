//! What was asked for, or typed, when it turned out that nobody was signed in: after signing in it goes on
//! there.
//!
//! A page that was asked for stands in the address of the sign-in page. A form that was sent is carried on by
//! the sign-in page itself, hidden, without its files, and sent by the person once more when they are in.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::{Form, RequestExt};

use crate::filled::Filled;
use crate::i18n::Lang;
use crate::links::text::encoded;
use crate::web::{Page, PageResult, show};

/// Longest address that is returned to.
const LONGEST_ADDRESS: usize = 2_000;
/// Most bytes of fields that are carried on.
const MOST: usize = 64 * 1024;
/// Fields that are never carried on.
const SECRET: [&str; 4] = ["pin", "pin_again", "password", "current"];

/// A form on its way to `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where it was sent.
    pub to: String,
    /// It was sent in parts, as forms with photographs are.
    pub in_parts: bool,
    /// What was typed.
    pub fields: Vec<(String, String)>,
}

/// The address, if it leads to a page of this site and to nothing else.
pub fn local(address: &str) -> Option<&str> {
    let plain = address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let ours = address.starts_with('/') && !address.starts_with("//") && plain;
    (ours && address.len() <= LONGEST_ADDRESS && !address.starts_with("/log")).then_some(address)
}

/// The sign-in page that leads on to `next`.
pub fn sign_in(next: Option<&str>) -> String {
    match next.and_then(local).filter(|next| *next != "/") {
        Some(next) => format!("/login?next={}", encoded(next)),
        None => "/login".to_owned(),
    }
}

impl Kept {
    /// The form that a request brings, as far as it can be carried on.
    pub async fn of(request: Request) -> Option<Self> {
        let to = local(request.uri().path_and_query()?.as_str())?.to_owned();
        let kind = request.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_owned();
        let in_parts = kind.starts_with("multipart/form-data");
        let fields = if in_parts {
            texts(Multipart::from_request(request, &()).await.ok()?).await
        } else {
            let Form(fields) = request.extract::<Form<Vec<(String, String)>>, _>().await.ok()?;
            fields
        };
        Self { to, in_parts, fields }.bounded()
    }

    /// The form that the sign-in page carried on, if it did.
    pub fn carried(filled: &Filled) -> Option<Self> {
        let to = local(filled.text("to"))?.to_owned();
        let fields = serde_json::from_str(filled.text("kept")).ok()?;
        Self { to, in_parts: filled.text("in_parts") == "1", fields }.bounded()
    }

    /// The fields as the sign-in page carries them.
    pub fn packed(&self) -> String {
        serde_json::to_string(&self.fields).unwrap_or_default()
    }

    fn bounded(mut self) -> Option<Self> {
        self.fields.retain(|(name, _)| !SECRET.contains(&name.as_str()));
        let size: usize = self.fields.iter().map(|(name, text)| name.len() + text.len() + 8).sum();
        (size <= MOST).then_some(self)
    }
}

/// The parts of a form that are no files.
async fn texts(mut parts: Multipart) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut size = 0;
    while let Ok(Some(part)) = parts.next_field().await {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        if part.file_name().is_some() {
            continue;
        }
        let Ok(bytes): Result<Bytes, _> = part.bytes().await else { break };
        size += bytes.len();
        match String::from_utf8(bytes.into()) {
            Ok(text) if size <= MOST => fields.push((name, text)),
            _ => break,
        }
    }
    fields
}

#[derive(Template)]
#[template(path = "doors/again.html")]
struct AgainPage {
    page: Page,
    kept: Kept,
}

/// The page on which somebody who has just signed in sends the form that was waiting.
///
/// # Errors
/// When the template cannot be rendered.
pub fn page(lang: Lang, kept: Kept) -> PageResult {
    let page = super::login::frame(lang, lang.phrases().doors.again_title);
    show(&AgainPage { page, kept })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for address in ["/", "/business/mebel/orders?from=0a&after=12", "/shops#x"] {
            assert_eq!(local(address), Some(address));
        }
        let long = format!("/{}", "a".repeat(3_000));
        for address in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\/evil",
            "/a\r\nb: c",
            "/é",
            " /",
            "/login",
            "/logout",
            &long,
        ] {
            assert_eq!(local(address), None, "{address}");
        }
    }

    #[test]
    fn an_address_stands_in_another_as_one_word() {
        assert_eq!(sign_in(Some("/a/b?c=d&e=f%20")), "/login?next=%2Fa%2Fb%3Fc%3Dd%26e%3Df%2520");
        assert_eq!(sign_in(Some("//evil.example")), "/login");
        assert_eq!(sign_in(Some("/")), "/login");
    }

    #[test]
    fn a_carried_form_holds_no_secret_and_no_more_than_a_page() {
        let kept = |fields: Vec<(&str, String)>| {
            let fields = fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
            Kept { to: "/x".to_owned(), in_parts: false, fields }.bounded()
        };
        let both = kept(vec![("note", "halo".to_owned()), ("pin", "135790".to_owned())]).unwrap();
        assert_eq!(both.packed(), r#"[["note","halo"]]"#);
        assert_eq!(kept(vec![("note", "x".repeat(MOST))]), None);
    }
}
