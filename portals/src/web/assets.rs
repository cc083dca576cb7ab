//! The few files the browser needs, each under an address that holds the hash of its content.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

struct Asset {
    address: String,
    etag: String,
    kind: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, content: &'static str) -> Self {
        let hash = blake3::hash(content.as_bytes()).to_hex();
        let hash = hash.get(..16).unwrap_or_default();
        Self {
            address: format!("/assets/{stem}.{hash}.{ending}"),
            etag: format!("\"{hash}\""),
            kind,
            content,
        }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style", "css", "text/css; charset=utf-8", include_str!("../../assets/style.css"))
});
static HTMX: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("htmx-sse", "js", "text/javascript; charset=utf-8", include_str!("../../assets/htmx-sse.js"))
});
static APP: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("app", "js", "text/javascript; charset=utf-8", include_str!("../../assets/app.js"))
});
static ICONS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icons", "svg", "image/svg+xml", include_str!("../../assets/icons.svg")));
static LOGO: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("logo", "svg", "image/svg+xml", include_str!("../../assets/logo.svg")));

static ALL: [&LazyLock<Asset>; 5] = [&STYLE, &HTMX, &APP, &ICONS, &LOGO];

/// The address of the stylesheet.
pub fn style() -> &'static str {
    &STYLE.address
}

/// The address of htmx with its stream extension.
pub fn htmx() -> &'static str {
    &HTMX.address
}

/// The address of our own script.
pub fn app() -> &'static str {
    &APP.address
}

/// The address of the sprite of icons; add `#name`.
pub fn icons() -> &'static str {
    &ICONS.address
}

/// The address of the logo.
pub fn logo() -> &'static str {
    &LOGO.address
}

/// Serves the assets. Compression is the whole server's affair ([`super::security::harden`]).
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{name}", get(serve))
        .route("/favicon.ico", get(async || answer(&LOGO, &HeaderMap::new())))
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let asset = ALL.iter().find(|asset| asset.address.strip_prefix("/assets/") == Some(&name));
    match asset {
        Some(asset) => answer(asset, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let caching = [
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (ETAG, asset.etag.as_str()),
        (CONTENT_TYPE, asset.kind),
    ];
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.contains(asset.etag.trim_matches('"'))) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, asset.content).into_response()
}
