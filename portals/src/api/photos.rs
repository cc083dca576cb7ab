//! Photographs: sent once, checked and kept as the forms do, and named by the commands that they belong to.

use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rantai_core::ids::BlobHash;
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::{Fault, Problem};
use super::words::PhotoText;
use crate::app::App;
use crate::uploads::{PhotoForm, kept_before, kept_field};
use crate::web::PortalError;
use crate::who::AppState;

/// A photo as it is sent: JPEG, PNG or WebP, of at most 10 MB.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it is read as a form of several parts; this only describes it")]
pub struct UploadPhoto {
    /// The file.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    photo: String,
}

/// A photo that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptPhoto {
    /// What commands of the same party take as their `photo` within a day. Nobody else's do.
    photo: String,
    /// The hash of the file as it is kept: without the place and the device that cameras write into theirs.
    hash: String,
}

/// Send a photo that a command will name. Sending it again gives the same answer; one that no command names is removed
/// after a day.
#[utoipa::path(
    post, path = "/api/v1/photos", operation_id = "uploadPhoto", tag = "photos",
    security(("bearer" = ["read"])),
    request_body(content = UploadPhoto, content_type = "multipart/form-data"),
    responses((status = CREATED, body = KeptPhoto))
)]
pub async fn upload(
    caller: Caller,
    State(app): State<AppState>,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, Problem> {
    let multipart = multipart.map_err(|_| Problem::Kind)?;
    let form = PhotoForm::read(multipart).await.map_err(problem)?;
    let kept = form.evidence(&app, "photo").await.map_err(problem)?;
    let Some(full) = kept.first() else { return Err(Fault::at("/photo", "a file is expected")) };
    let answer = KeptPhoto { photo: kept_field(&app, caller.party.0, &kept), hash: full.to_string() };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

fn problem(error: PortalError) -> Problem {
    match error {
        PortalError::BadPhoto => Fault::at("/photo", "no photo that can be read: JPEG, PNG or WebP"),
        PortalError::TooLarge => Problem::TooLarge,
        PortalError::Busy => Problem::Busy,
        PortalError::BadRequest => Fault::at("", "a form of several parts is expected"),
        error => Problem::broken(format!("{error:?}")),
    }
}

/// The file and its small copy that a command names at `pointer`; nothing where it names none.
///
/// # Errors
/// [`Problem::Fields`] where the caller's party has sent no such photo, or it was removed since.
pub async fn kept(
    app: &App,
    caller: &Caller,
    photo: Option<&PhotoText>,
    pointer: &str,
) -> Result<Vec<BlobHash>, Problem> {
    let Some(photo) = photo else { return Ok(Vec::new()) };
    let kept = kept_before(app, caller.party.0, &photo.0).await.map_err(problem)?;
    if kept.is_empty() { Err(Fault::at(pointer, "no photo was kept under this")) } else { Ok(kept) }
}
