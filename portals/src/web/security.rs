//! The headers every answer carries, compression, and who may post.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use axum::{Router, http::StatusCode};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::set_header::SetResponseHeaderLayer;

use super::error::{self, PortalError};
use super::pace;
use crate::i18n;

/// No inline script, no inline style, nothing from elsewhere; photos may be shown before they are sent.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Puts around the whole router what every answer needs: security headers outermost (so that an answer to a
/// panic has them too), compression, the refusal of posts from other sites, the faces of errors, the choice
/// of language.
pub fn harden<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    let csrf =
        CsrfLayer::new().with_rejection_response(|_: ProtectionError| PortalError::CrossSite.into_response());
    router
        .layer(csrf)
        .layer(from_fn(pace::paced))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(from_fn(error::faces))
        .layer(from_fn(i18n::remember_choice))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(5)))
        // A page is somebody's: no proxy keeps it, and a browser asks before it shows it again.
        .layer(header(CACHE_CONTROL, "private, no-cache"))
        .layer(header(CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(X_FRAME_OPTIONS, "DENY"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("permissions-policy"), "geolocation=(), microphone=()"))
        .layer(SetResponseHeaderLayer::appending(VARY, HeaderValue::from_static("HX-Request-Type, Cookie")))
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
