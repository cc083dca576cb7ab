//! Every refusal of the API as a problem document (RFC 9457): what is wrong, by name, and what to do.

use axum::extract::Request;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rantai_core::book::Rejection;
use rantai_core::desk::DeskError;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Scope;
use crate::i18n::Lang;
use crate::web::PortalError;

/// The kind of every refusal's body.
pub const KIND: &str = "application/problem+json";

/// Why a program does not get what it asked for.
#[derive(Debug, Clone)]
pub enum Problem {
    /// No token, or none that holds: 401.
    Token,
    /// The token does not reach that far: 403.
    Scope(Scope),
    /// There is no such thing, or it is another's: 404.
    NotFound,
    /// The address is asked in another way: 405.
    Method,
    /// The key that makes repeating harmless is missing or not usable: 400.
    Key,
    /// The version that was seen is not usable: 400.
    Version,
    /// The address's query is not usable: 400.
    Query(String),
    /// The body is no JSON: 400.
    Syntax(String),
    /// Fields of the body are not usable: 422.
    Fields(Vec<Fault>),
    /// The body is of another kind than JSON: 415.
    Kind,
    /// The body is too large: 413.
    TooLarge,
    /// The business's rules refuse it.
    Refused(Box<Rejection>),
    /// Too much is asked at once: 429.
    TooMany,
    /// Nothing can be recorded now, or nobody knows whether it was: 503.
    Busy,
    /// What came from a page of another site: 403.
    CrossSite,
    /// Something broke on our side: 500.
    Broken,
}

/// One field of a body, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where it stands in the body (a JSON pointer).
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

impl Fault {
    /// One fault.
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Problem {
        Problem::Fields(vec![Self { pointer: pointer.into(), detail: detail.into() }])
    }
}

/// A refusal as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document {
    /// Names the kind of problem: `urn:rantai:problem:` and its name.
    #[serde(rename = "type")]
    kind: String,
    /// What it is in a few words, in the language asked for.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What exactly is wrong.
    detail: String,
    /// The address that was asked.
    instance: String,
    /// The problem's name, the same in every language.
    name: String,
    /// What to do about it.
    todo: String,
    /// The fields that are wrong, where fields are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Fault>,
}

impl Problem {
    /// Something broke; the reason is for the log.
    pub fn broken(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "the API could not answer");
        Self::Broken
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Token => StatusCode::UNAUTHORIZED,
            Self::Scope(_) | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Key | Self::Version | Self::Query(_) | Self::Syntax(_) => StatusCode::BAD_REQUEST,
            Self::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Kind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(rejection) => match **rejection {
                Rejection::NotAMember | Rejection::NotYourRole | Rejection::NotYourStep => {
                    StatusCode::FORBIDDEN
                }
                Rejection::Stale { .. } => StatusCode::PRECONDITION_FAILED,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The name, the same in every language.
    pub fn name(&self) -> String {
        match self {
            Self::Refused(rejection) => rejection.name(),
            Self::Token => "TokenMissing".to_owned(),
            Self::Scope(_) => "ScopeMissing".to_owned(),
            Self::NotFound => "NotFound".to_owned(),
            Self::Method => "MethodNotAllowed".to_owned(),
            Self::Key => "KeyMissing".to_owned(),
            Self::Version => "VersionUnusable".to_owned(),
            Self::Query(_) => "QueryUnusable".to_owned(),
            Self::Syntax(_) => "NotJson".to_owned(),
            Self::Fields(_) => "FieldsUnusable".to_owned(),
            Self::Kind => "NotJsonKind".to_owned(),
            Self::TooLarge => "TooLarge".to_owned(),
            Self::TooMany => "TooMany".to_owned(),
            Self::Busy => "Busy".to_owned(),
            Self::CrossSite => "CrossSite".to_owned(),
            Self::Broken => "Broken".to_owned(),
        }
    }

    fn document(self, lang: Lang, instance: String) -> Document {
        let t = lang.phrases();
        let (title, detail, todo) = (t.api.say)(&self, t);
        let (status, name) = (self.status().as_u16(), self.name());
        let errors = match self {
            Self::Fields(errors) => errors,
            Self::Refused(rejection) => match *rejection {
                Rejection::Invalid { field } => {
                    vec![Fault { pointer: format!("/{}", camel(field)), detail: detail.clone() }]
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let kind = format!("urn:rantai:problem:{name}");
        Document { kind, title, status, detail, instance, name, todo, errors }
    }
}

/// `deposit_percent` as the API writes it: `depositPercent`.
fn camel(field: &str) -> String {
    let mut parts = field.split('_');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.extend(letters);
    }
    text
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(Box::new(rejection))
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Refused(rejection) => rejection.into(),
            DeskError::DiskFull
            | DeskError::OutcomeUnknown
            | DeskError::Unreadable
            | DeskError::Clock(_)
            | DeskError::Closed => {
                tracing::warn!(%error, "a program's wish was not granted");
                Self::Busy
            }
        }
    }
}

impl IntoResponse for Problem {
    /// A bare status that carries the problem; [`faces`] writes its document.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every refusal under `/api/` its document, the framework's own too.
pub async fn faces(request: Request, next: Next) -> Response {
    let lang = Lang::of_program(request.headers());
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>().or_else(|| unfaced(&mut response))
    else {
        return response;
    };
    let status = problem.status();
    let document = problem.document(lang, path);
    let body = serde_json::to_vec(&document).unwrap_or_default();
    let mut faced = (status, body).into_response();
    if let Some(allow) = response.headers_mut().remove(ALLOW) {
        faced.headers_mut().insert(ALLOW, allow);
    }
    faced.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(KIND));
    if status == StatusCode::UNAUTHORIZED {
        let realm = HeaderValue::from_static("Bearer realm=\"rantai\"");
        faced.headers_mut().insert(WWW_AUTHENTICATE, realm);
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        faced.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    faced
}

/// What a refusal that is not the API's own means.
fn unfaced(response: &mut Response) -> Option<Problem> {
    if let Some(error) = response.extensions_mut().remove::<PortalError>() {
        return Some(match error {
            PortalError::NotFound => Problem::NotFound,
            PortalError::CrossSite => Problem::CrossSite,
            PortalError::TooLarge => Problem::TooLarge,
            PortalError::Busy | PortalError::ClockInDoubt => Problem::Busy,
            error => Problem::broken(format!("{error:?}")),
        });
    }
    match response.status() {
        // The framework's own 400 is an address that cannot be read: it leads nowhere.
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => Some(Problem::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Problem::Method),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::TooLarge),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Problem::Kind),
        StatusCode::TOO_MANY_REQUESTS => Some(Problem::TooMany),
        StatusCode::SERVICE_UNAVAILABLE => Some(Problem::Busy),
        status if status.is_client_error() => Some(Problem::Syntax(String::new())),
        status if status.is_server_error() => Some(Problem::broken("an answer without a document")),
        _ => None,
    }
}
