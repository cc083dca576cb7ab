//! What can go wrong for a person, and the one place where it becomes a status and a page.

use std::fmt;
use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::extract::multipart::MultipartError;
use axum::http::header::{HOST, REFERER, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::page::{Page, Wants};
use super::parts::{Notice, Tone};
use crate::api;
use crate::doors::again;
use crate::i18n::{Lang, Phrases};

/// What a handler of a page returns.
pub type PageResult = Result<Response, PortalError>;

/// Says a refusal in the reader's language.
pub type Say = Arc<dyn Fn(&'static Phrases) -> String + Send + Sync>;

/// A rule's refusal, and the field it is about where it is about one: its name, and what is wrong with it.
#[derive(Clone)]
pub struct Refusal {
    say: Say,
    field: Option<(String, String)>,
}

/// Why a page or a deed was not given. [`faces`] turns it into words.
#[derive(Clone)]
pub enum PortalError {
    /// There is no such thing, or the reader must not know of it: 404.
    NotFound,
    /// The reader may know of it but not do that: 403.
    Forbidden,
    /// Nobody is signed in: a page goes to `/login`, a fragment is told to: 401.
    SignIn,
    /// A link that does not hold: wrong, revoked, over, or for something else: 404.
    LinkOver,
    /// A rule refused it; nothing was recorded; the words say what to do next: 422.
    Refused(Refusal),
    /// The thing has changed since it was shown; nothing was recorded: 409.
    Stale,
    /// What was sent came from another site: 403.
    CrossSite,
    /// What was sent cannot be read: 400.
    BadRequest,
    /// What was sent is too large: 413.
    TooLarge,
    /// What was sent came too slowly to wait for: 408.
    TooSlow,
    /// The file is no photo: 415.
    BadPhoto,
    /// Too many wrong guesses: nothing is looked at before so many seconds have passed: 429.
    TooManyTries {
        /// How long to wait.
        seconds: u32,
    },
    /// The clock may lie; nothing is recorded until the operator has looked at it: 503.
    ClockInDoubt,
    /// Too much is going on; nothing was recorded: 503.
    Busy,
    /// Something broke on our side; the text is for the log, never for the page: 500.
    Broken(String),
}

impl PortalError {
    /// A rule refused it, in these words.
    pub fn refused(say: impl Fn(&'static Phrases) -> String + Send + Sync + 'static) -> Self {
        Self::Refused(Refusal { say: Arc::new(say), field: None })
    }

    /// Fields of the form cannot be taken; the first of them, and what is wrong with it.
    pub fn fields(first: &(String, String)) -> Self {
        let say: Say = Arc::new(|t| t.workshop.check_fields.to_owned());
        Self::Refused(Refusal { say, field: Some(first.clone()) })
    }

    /// Something broke on our side.
    pub fn broken(error: impl fmt::Display) -> Self {
        Self::Broken(error.to_string())
    }

    /// The status it is answered with.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::LinkOver => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Stale => StatusCode::CONFLICT,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BadPhoto => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::ClockInDoubt => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the reader is told.
    pub fn notice(&self, t: &'static Phrases) -> Notice {
        let c = &t.common;
        let (tone, title, text) = match self {
            Self::NotFound => (Tone::Quiet, c.not_found_title, c.not_found.to_owned()),
            Self::LinkOver => (Tone::Failed, t.links.over_title, t.links.over.to_owned()),
            Self::Forbidden => (Tone::Failed, c.forbidden_title, c.forbidden.to_owned()),
            Self::SignIn => (Tone::Yours, c.sign_in_title, c.sign_in_first.to_owned()),
            Self::Refused(refusal) => (Tone::Failed, c.refused_title, (refusal.say)(t)),
            Self::Stale => (Tone::Yours, c.conflict_title, c.conflict.to_owned()),
            Self::CrossSite => (Tone::Failed, c.refused_title, c.cross_site.to_owned()),
            Self::BadRequest => (Tone::Failed, c.bad_request_title, c.bad_request.to_owned()),
            Self::TooLarge => (Tone::Failed, c.refused_title, c.too_large.to_owned()),
            Self::TooSlow => (Tone::Failed, c.refused_title, c.too_slow.to_owned()),
            Self::BadPhoto => (Tone::Failed, c.refused_title, c.bad_photo.to_owned()),
            Self::TooManyTries { seconds } => {
                (Tone::Failed, t.doors.too_many_tries_title, (t.doors.too_many_tries)(*seconds))
            }
            Self::ClockInDoubt => (Tone::Failed, c.clock_title, c.clock.to_owned()),
            Self::Busy => (Tone::Yours, c.busy_title, c.busy.to_owned()),
            Self::Broken(_) => (Tone::Failed, c.broken_title, c.broken.to_owned()),
        };
        let notice = Notice::new(tone, title, text);
        match self {
            // The browser goes to what is wrong with it.
            Self::Refused(Refusal { field: Some((name, wrong)), .. }) => {
                notice.action(format!("#{name}-wrong"), wrong.as_str())
            }
            _ => notice,
        }
    }
}

impl fmt::Debug for PortalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(error) => write!(f, "broken: {error}"),
            other => write!(f, "{}", other.status()),
        }
    }
}

impl From<askama::Error> for PortalError {
    fn from(error: askama::Error) -> Self {
        Self::broken(error)
    }
}

impl From<MultipartError> for PortalError {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::BadRequest }
    }
}

impl IntoResponse for PortalError {
    /// A bare status that carries the error; [`faces`] gives it its page.
    fn into_response(self) -> Response {
        if let Self::Broken(error) = &self {
            tracing::error!(%error, "a page could not be given");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page as an answer.
///
/// # Errors
/// [`PortalError::Broken`] when the template cannot be rendered.
pub fn show(page: &impl Template) -> PageResult {
    Ok(Html(page.render()?).into_response())
}

/// A form that must be corrected, shown again: 422.
///
/// # Errors
/// [`PortalError::Broken`] when the template cannot be rendered.
pub fn show_again(page: &impl Template) -> PageResult {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response())
}

/// The router's fallback: no such page.
pub async fn not_found() -> PortalError {
    PortalError::NotFound
}

/// Middleware: gives every [`PortalError`] its words, and a bare error of the framework the same face.
pub async fn faces(request: Request, next: Next) -> Response {
    if api::is_address(request.uri().path()) {
        return api::problem::faces(request, next).await;
    }
    let lang = Lang::of_request(request.uri().query(), request.headers());
    let wants = Wants::of_headers(request.headers());
    let method_is_get = request.method().is_safe();
    let came_from = came_from(&request);
    let asked = asked(&request, wants);
    let mut response = next.run(request).await;
    let error = response.extensions_mut().remove::<PortalError>();
    let Some(error) = error.or_else(|| unfaced(&response, method_is_get)) else { return response };
    let mut faced = match wants {
        Wants::Fragment => banner(&error, lang, asked.as_deref()),
        Wants::Page if matches!(error, PortalError::SignIn) && method_is_get => {
            Redirect::to(&again::sign_in(asked.as_deref())).into_response()
        }
        Wants::Page => whole_page(&error, lang, came_from),
    };
    if let PortalError::TooManyTries { seconds } = error {
        faced.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    faced
}

/// The page that is to be seen after signing in: the one that was asked for, or for a fragment the one it
/// stands on.
fn asked(request: &Request, wants: Wants) -> Option<String> {
    match wants {
        Wants::Page => Some(request.uri().path_and_query()?.as_str().to_owned()),
        Wants::Fragment => {
            let page = request.headers().get("hx-current-url")?.to_str().ok()?;
            let path = page.split_once("://")?.1;
            path.get(path.find('/')?..).map(str::to_owned)
        }
    }
}

/// The framework's own refusals (a path that is no id, a form that cannot be read) say nothing a person can
/// use; answers that carry a page or belong to programs keep their body.
fn unfaced(response: &Response, method_is_get: bool) -> Option<PortalError> {
    let kind = response.headers().get(axum::http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let said = kind.is_some_and(|kind| !kind.starts_with("text/plain"));
    match response.status() {
        _ if said => None,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Some(PortalError::NotFound),
        // An address that cannot be read leads nowhere.
        StatusCode::BAD_REQUEST if method_is_get => Some(PortalError::NotFound),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Some(PortalError::BadRequest)
        }
        StatusCode::PAYLOAD_TOO_LARGE => Some(PortalError::TooLarge),
        StatusCode::INTERNAL_SERVER_ERROR => Some(PortalError::broken("an answer without a page")),
        _ => None,
    }
}

/// The page of this site on which the form stood.
fn came_from(request: &Request) -> Option<String> {
    let headers = request.headers();
    let host = headers.get(HOST)?.to_str().ok()?;
    let (_, rest) = headers.get(REFERER)?.to_str().ok()?.split_once("://")?;
    rest.strip_prefix(host).filter(|path| path.starts_with('/')).map(str::to_owned)
}

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage {
    page: Page,
    notice: Notice,
    icon: &'static str,
    again: Option<String>,
}

fn whole_page(error: &PortalError, lang: Lang, came_from: Option<String>) -> Response {
    let notice = error.notice(lang.phrases());
    let page = Page::new(lang, notice.title.clone());
    let again = came_from.filter(|_| matches!(error, PortalError::Stale | PortalError::Refused(_)));
    let icon = match error {
        PortalError::NotFound => "link-open",
        _ => "link-cracked",
    };
    render(error.status(), &ErrorPage { page, notice, icon, again })
}

#[derive(Template)]
#[template(path = "web/banner.html")]
struct Banner {
    notice: Notice,
}

/// What a fragment's request is answered with: the banner goes above the content, the fragment stays.
fn banner(error: &PortalError, lang: Lang, page: Option<&str>) -> Response {
    let mut response = render(error.status(), &Banner { notice: error.notice(lang.phrases()) });
    let headers = response.headers_mut();
    headers.insert("hx-retarget", HeaderValue::from_static("#notice"));
    headers.insert("hx-reswap", HeaderValue::from_static("innerHTML"));
    if matches!(error, PortalError::SignIn) {
        let to = HeaderValue::from_str(&again::sign_in(page));
        headers.insert("hx-redirect", to.unwrap_or_else(|_| HeaderValue::from_static("/login")));
    }
    response
}

fn render(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "an error page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
