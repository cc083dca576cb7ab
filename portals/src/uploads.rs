//! Photos people send: recognised by their content, decoded within limits, written anew.
//!
//! What is kept is never what was sent: re-encoding drops the place and the device that cameras write into
//! their files (EXIF), and anything else that hides behind a picture.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use rantai_core::ids::{BlobHash, PersonId};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::web::{PageResult, PortalError};

/// Most bytes a photo may have when it arrives. Put `DefaultBodyLimit::max(FORM_LIMIT)` on routes that take one.
pub const PHOTO_LIMIT: usize = 10 * 1024 * 1024;
/// Most bytes a form with one photo may have.
pub const FORM_LIMIT: usize = PHOTO_LIMIT + 64 * 1024;

/// The longest side of a kept photo, in pixels.
const FULL_SIDE: u32 = 1600;
/// The longest side of its small copy.
const THUMB_SIDE: u32 = 320;
/// The longest side of a photo in a list.
const LIST_SIDE: u32 = 560;
/// Most photos of lists kept in memory, some 40 KB each.
const MOST_SMALL: usize = 1_000;
/// The longest side that is decoded at all.
const MOST_SIDE: u32 = 12_000;
/// The most pixels that are decoded: a sheet of colours must not take more memory than it was given for its greys.
const MOST_PIXELS: u64 = 40_000_000;
/// Most memory a decoded photo may take.
const MOST_MEMORY: u64 = 128 * 1024 * 1024;
const QUALITY: u8 = 80;
/// How many photos are decoded at once: together they may take that many times [`MOST_MEMORY`].
static DECODING: Semaphore = Semaphore::const_new(3);

/// A photo as it is kept: two JPEGs.
#[derive(Debug, Clone)]
pub struct Picture {
    /// At most 1600 pixels long.
    pub full: Vec<u8>,
    /// At most 320 pixels long.
    pub thumb: Vec<u8>,
}

/// Why a file is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPhoto {
    /// Neither JPEG nor PNG nor WebP, or a broken one.
    #[error("not a photo that can be read")]
    Unreadable,
    /// More pixels than are decoded.
    #[error("the photo has too many pixels")]
    TooManyPixels,
}

impl From<NotAPhoto> for PortalError {
    fn from(reason: NotAPhoto) -> Self {
        match reason {
            NotAPhoto::Unreadable => Self::BadPhoto,
            NotAPhoto::TooManyPixels => Self::TooLarge,
        }
    }
}

/// A form with text and photos, read whole.
#[derive(Debug, Default)]
pub struct PhotoForm {
    texts: Vec<(String, String)>,
    photos: Vec<(String, Bytes)>,
    held: Held,
    /// What became of each photo that came with it or with an earlier try, once they are kept.
    kept: Vec<(String, Result<Vec<BlobHash>, PortalError>)>,
}

/// Bytes of photos that are in memory, of all forms together.
static IN_MEMORY: AtomicUsize = AtomicUsize::new(0);
/// Most of them; whoever sends more at the same time is asked to come again.
const MOST_IN_MEMORY: usize = 384 * 1024 * 1024;

/// What one form holds of them.
#[derive(Debug, Default)]
struct Held(usize);

impl Held {
    fn hold(&mut self, bytes: usize) -> Result<(), PortalError> {
        self.0 += bytes;
        let before = IN_MEMORY.fetch_add(bytes, Ordering::SeqCst);
        if before + bytes > MOST_IN_MEMORY { Err(PortalError::Busy) } else { Ok(()) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        IN_MEMORY.fetch_sub(self.0, Ordering::SeqCst);
    }
}

impl PhotoForm {
    /// Reads a multipart form of at most 1,024 fields: a catalogue's order form has one for every kind of
    /// every product. A file field left empty is no photo.
    ///
    /// # Errors
    /// [`PortalError::TooLarge`] or [`PortalError::BadRequest`].
    pub async fn read(mut multipart: Multipart) -> Result<Self, PortalError> {
        let mut form = Self::default();
        while let Some(mut field) = multipart.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            let is_file = field.file_name().is_some();
            let bytes = read_field(&mut field, &mut form.held).await?;
            if !is_file {
                let text = String::from_utf8(bytes).map_err(|_| PortalError::BadRequest)?;
                form.texts.push((name, text));
            } else if !bytes.is_empty() {
                form.photos.push((name, bytes.into()));
            }
            if form.texts.len() + form.photos.len() > 1_024 {
                return Err(PortalError::BadRequest);
            }
        }
        Ok(form)
    }

    /// Reads a form, and keeps its photos: see [`Self::keep`].
    ///
    /// # Errors
    /// As [`Self::read`] and [`Self::keep`].
    pub async fn read_and_keep(
        app: &App,
        owner: PersonId,
        multipart: Multipart,
    ) -> Result<Self, PortalError> {
        let mut form = Self::read(multipart).await?;
        form.keep(app, owner).await?;
        Ok(form)
    }

    /// Keeps its photos at once, whatever becomes of the form: shown again for another field, it names them in
    /// fields of the same names, and they need not be sent a second time. What was kept so for somebody else is not taken.
    ///
    /// # Errors
    /// [`PortalError::Broken`] when the disk fails; that something is no photo is said by [`Self::evidence`].
    pub async fn keep(&mut self, app: &App, owner: PersonId) -> Result<(), PortalError> {
        let mut names: Vec<String> = self.photos.iter().map(|(name, _)| name.clone()).collect();
        names.dedup();
        for name in names {
            self.texts.retain(|(key, _)| *key != name);
            let kept = match self.photo(&name).await {
                Ok(Some(picture)) => Ok(app.keep_photo(picture).await?),
                Ok(None) => continue,
                Err(error) => Err(error),
            };
            if let Ok(photo) = &kept {
                self.texts.push((name.clone(), kept_field(app, owner.0, photo)));
            }
            self.kept.push((name, kept));
        }
        for (name, text) in &self.texts {
            // A hash and its mark: nothing that people type.
            if text.len() >= KEPT_FIELD && !self.kept.iter().any(|(key, _)| key == name) {
                let before = kept_before(app, owner.0, text).await?;
                if !before.is_empty() {
                    self.kept.push((name.clone(), Ok(before)));
                }
            }
        }
        Ok(())
    }

    /// A form that came without photos.
    pub fn of_texts(texts: Vec<(String, String)>) -> Self {
        Self { texts, ..Self::default() }
    }

    /// What was typed under that name, even if it is nothing; `None` where the form has no such field.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(key, _)| key == name).map(|(_, text)| text.trim())
    }

    /// Everything that was typed, under its names.
    pub fn texts(&self) -> &[(String, String)] {
        &self.texts
    }

    /// What was typed under that name; empty when nothing was.
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(key, _)| key == name).map_or("", |(_, text)| text.trim())
    }

    /// The photo sent under that name, written anew, if one was sent. Decoding takes a moment: it runs beside
    /// the server's own threads.
    ///
    /// # Errors
    /// [`PortalError::BadPhoto`] or [`PortalError::TooLarge`].
    pub async fn photo(&self, name: &str) -> Result<Option<Picture>, PortalError> {
        let Some((_, bytes)) = self.photos.iter().find(|(key, _)| key == name) else { return Ok(None) };
        let bytes = bytes.clone();
        let _turn = DECODING.acquire().await.map_err(PortalError::broken)?;
        let picture =
            tokio::task::spawn_blocking(move || picture(&bytes)).await.map_err(PortalError::broken)??;
        Ok(Some(picture))
    }

    /// The photo sent under that name, kept: what a wish names as its evidence.
    ///
    /// # Errors
    /// As [`Self::photo`] and [`App::keep_photo`].
    pub async fn evidence(&self, app: &App, name: &str) -> Result<Vec<BlobHash>, PortalError> {
        if let Some((_, kept)) = self.kept.iter().find(|(key, _)| key == name) {
            return kept.clone();
        }
        match self.photo(name).await? {
            Some(picture) => app.keep_photo(picture).await,
            None => Ok(Vec::new()),
        }
    }
}

/// Fewest characters of what [`kept_field`] makes: two hashes, or one and the mark.
const KEPT_FIELD: usize = 2 * 64;

/// What a form's hidden field says of a photo sent with an earlier step of it: the hashes, and a mark that only
/// this deployment makes, for this person (of a stranger: this form) alone. A hash that somebody came to know opens nothing.
pub fn kept_field(app: &App, owner: [u8; 16], photo: &[BlobHash]) -> String {
    let mut words: Vec<String> = photo.iter().map(BlobHash::to_string).collect();
    words.push(mark(app, owner, photo).to_string());
    words.join(" ")
}

/// The photo of such a field, stored again so that it is young while the form goes on; nothing where the mark is
/// not theirs.
///
/// # Errors
/// [`PortalError::Broken`] when the disk fails.
pub async fn kept_before(app: &App, owner: [u8; 16], field: &str) -> Result<Vec<BlobHash>, PortalError> {
    let words: Result<Vec<BlobHash>, _> = field.split_whitespace().map(str::parse).collect();
    let Ok(words) = words else { return Ok(Vec::new()) };
    let Some((marked, photo)) = words.split_last() else { return Ok(Vec::new()) };
    // `blake3::Hash` compares in constant time.
    if mark(app, owner, photo) != blake3::Hash::from_bytes(marked.0) {
        return Ok(Vec::new());
    }
    let (blobs, photo) = (Arc::clone(&app.blobs), photo.to_vec());
    let again = tokio::task::spawn_blocking(move || {
        for hash in &photo {
            let Some(bytes) = blobs.get(*hash).map_err(PortalError::broken)? else { return Ok(Vec::new()) };
            blobs.put(&bytes).map_err(PortalError::broken)?;
        }
        Ok(photo)
    });
    again.await.map_err(PortalError::broken)?
}

fn mark(app: &App, owner: [u8; 16], photo: &[BlobHash]) -> blake3::Hash {
    let key =
        blake3::derive_key("rantai 2026-11 photo kept between the steps of a form", &app.vault.token_key());
    let mut hasher = blake3::Hasher::new_keyed(&key);
    hasher.update(&owner);
    for hash in photo {
        hasher.update(&hash.0);
    }
    hasher.finalize()
}

/// Who may keep a photo that was shown, as `Cache-Control` says it: anybody. It never changes under its hash.
pub const FOR_ALL: &str = "public, max-age=31536000, immutable";
/// The same: only the reader.
pub const FOR_ONE: &str = "private, max-age=31536000, immutable";

/// A kept photo as an answer. Whoever calls has made sure that the reader may see it.
///
/// # Errors
/// [`PortalError::NotFound`] when it is gone, [`PortalError::Broken`] when its bytes are damaged.
pub async fn kept_photo(app: &App, hash: BlobHash, caching: &'static str) -> PageResult {
    let blobs = Arc::clone(&app.blobs);
    let read = tokio::task::spawn_blocking(move || blobs.get(hash)).await.map_err(PortalError::broken)?;
    let bytes = read.map_err(PortalError::broken)?.ok_or(PortalError::NotFound)?;
    Ok(([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, caching)], bytes).into_response())
}

/// The query that asks for a photo as lists show it.
pub const SMALL_ONE: &str = "small";

/// A photo for a list, made of the kept one when it is first asked for.
///
/// # Errors
/// As [`kept_photo`].
pub async fn small_photo(app: &App, hash: BlobHash, caching: &'static str) -> PageResult {
    let known = small().get(&hash).cloned();
    let bytes = match known {
        Some(bytes) => bytes,
        None => made_small(app, hash).await?,
    };
    Ok(([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, caching)], bytes).into_response())
}

async fn made_small(app: &App, hash: BlobHash) -> Result<Bytes, PortalError> {
    let blobs = Arc::clone(&app.blobs);
    let _turn = DECODING.acquire().await.map_err(PortalError::broken)?;
    let made = tokio::task::spawn_blocking(move || {
        let kept = blobs.get(hash).map_err(PortalError::broken)?.ok_or(PortalError::NotFound)?;
        Ok::<_, PortalError>(Bytes::from(jpeg(&shrink(flatten(decode(&kept)?), LIST_SIDE))?))
    });
    let bytes = made.await.map_err(PortalError::broken)??;
    let mut known = small();
    if known.len() >= MOST_SMALL {
        known.clear();
    }
    known.insert(hash, bytes.clone());
    Ok(bytes)
}

/// The photos made small since the start, by the hash of the kept ones: what a hash names never changes.
static SMALL: LazyLock<Mutex<HashMap<BlobHash, Bytes>>> = LazyLock::new(Mutex::default);

fn small() -> MutexGuard<'static, HashMap<BlobHash, Bytes>> {
    SMALL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Forgets the small photos made of these.
pub fn forget_small(kept: &[&BlobHash]) {
    let mut known = small();
    kept.iter().for_each(|hash| drop(known.remove(*hash)));
}

async fn read_field(field: &mut Field<'_>, held: &mut Held) -> Result<Vec<u8>, PortalError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        if bytes.len() + chunk.len() > PHOTO_LIMIT {
            return Err(PortalError::TooLarge);
        }
        held.hold(chunk.len())?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Decodes a photo, turns it upright, and writes it anew in two sizes.
///
/// # Errors
/// [`NotAPhoto`].
pub fn picture(bytes: &[u8]) -> Result<Picture, NotAPhoto> {
    let image = flatten(decode(bytes)?);
    let full = shrink(image, FULL_SIDE);
    let thumb = shrink(full.clone(), THUMB_SIDE);
    Ok(Picture { full: jpeg(&full)?, thumb: jpeg(&thumb)? })
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, NotAPhoto> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| NotAPhoto::Unreadable)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(NotAPhoto::Unreadable);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(reason)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(NotAPhoto::TooManyPixels);
    }
    // `into_decoder` does not count the picture itself, only what the decoder needs beside it.
    limits.reserve(decoder.total_bytes()).map_err(reason)?;
    decoder.set_limits(limits).map_err(reason)?;
    let orientation = decoder.orientation().map_err(reason)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(reason)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn reason(error: image::ImageError) -> NotAPhoto {
    match error {
        image::ImageError::Limits(_) => NotAPhoto::TooManyPixels,
        _ => NotAPhoto::Unreadable,
    }
}

/// Without transparency, which JPEG lacks: what shone through becomes white, as on paper.
fn flatten(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let image = image.into_rgba8();
    let mut ground = RgbImage::new(image.width(), image.height());
    for (under, over) in ground.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = over.0;
        under.0 = [red, green, blue].map(|colour| on_white(colour, alpha));
    }
    DynamicImage::ImageRgb8(ground)
}

fn on_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

fn shrink(image: DynamicImage, side: u32) -> DynamicImage {
    if image.width().max(image.height()) <= side {
        image
    } else {
        image.resize(side, side, FilterType::Triangle)
    }
}

fn jpeg(image: &DynamicImage) -> Result<Vec<u8>, NotAPhoto> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(image).map_err(reason)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let image = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap();
        (image.width(), image.height())
    }

    #[test]
    fn a_photo_is_kept_as_two_small_jpegs_with_its_shape() {
        let kept = picture(&png(2000, 1000)).unwrap();
        assert_eq!((size(&kept.full), size(&kept.thumb)), ((1600, 800), (320, 160)));
        let small = picture(&png(20, 10)).unwrap();
        assert_eq!((size(&small.full), size(&small.thumb)), ((20, 10), (20, 10)));
    }

    #[test]
    fn what_shines_through_becomes_white() {
        let kept = picture(&png(8, 8)).unwrap();
        let image = image::load_from_memory(&kept.full).unwrap().into_rgb8();
        assert_eq!(image.get_pixel(3, 3).0, [255, 255, 255]);
    }

    #[test]
    fn the_place_a_camera_wrote_is_gone_and_the_photo_stands_upright() {
        let mut plain = Vec::new();
        JpegEncoder::new(&mut plain).encode_image(&DynamicImage::new_rgb8(40, 20)).unwrap();
        let mut exif = vec![0xFF, 0xE1, 0, 34];
        exif.extend_from_slice(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
        let mut sent = plain[..2].to_vec();
        sent.extend_from_slice(&exif);
        sent.extend_from_slice(&plain[2..]);
        let kept = picture(&sent).unwrap();
        assert_eq!(size(&kept.full), (20, 40));
        assert!(!kept.full.windows(4).any(|window| window == b"Exif"));
    }

    #[test]
    fn what_is_no_photo_or_too_large_a_one_is_refused() {
        for bytes in [&b""[..], b"<svg/>", b"GIF89a\x01\0\x01\0\0\0\0;", b"\x89PNG\r\n\x1a\nbroken"] {
            assert_eq!(picture(bytes).unwrap_err(), NotAPhoto::Unreadable);
        }
        let mut greys = Cursor::new(Vec::new());
        DynamicImage::new_luma8(8_000, 6_000).write_to(&mut greys, ImageFormat::Png).unwrap();
        assert_eq!(picture(&greys.into_inner()).unwrap_err(), NotAPhoto::TooManyPixels);
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&crc);
        assert_eq!(picture(&bomb).unwrap_err(), NotAPhoto::TooManyPixels);
    }

    /// The checksum of PNG chunks (CRC-32).
    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
    }
}
