//! Reading the code on a photographed QRIS sign.

use image::{GrayImage, imageops};

/// What the code in a photo says; nothing where none can be read. Tried as it is, then softened against noise, then at
/// half its size.
pub(super) fn read(photo: &[u8]) -> Option<String> {
    let image = image::load_from_memory(photo).ok()?.into_luma8();
    decoded(&image).or_else(|| decoded(&imageops::blur(&image, 1.0))).or_else(|| {
        let (width, height) = (image.width() / 2, image.height() / 2);
        decoded(&imageops::resize(&image, width.max(1), height.max(1), imageops::FilterType::Triangle))
    })
}

fn decoded(image: &GrayImage) -> Option<String> {
    let (width, height) = (usize::try_from(image.width()).ok()?, usize::try_from(image.height()).ok()?);
    let pixel = |x: usize, y: usize| {
        let place = u32::try_from(x).ok().zip(u32::try_from(y).ok());
        place.and_then(|(x, y)| image.get_pixel_checked(x, y)).map_or(255, |pixel| pixel.0[0])
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
    prepared.detect_grids().into_iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use fast_qr::{ECL, QRBuilder};
    use image::{DynamicImage, ImageFormat, Luma};

    use super::*;

    fn photographed(text: &str, module: u32) -> Vec<u8> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().unwrap();
        let side = u32::try_from(code.size).unwrap();
        let image = GrayImage::from_fn((side + 8) * module, (side + 8) * module, |x, y| {
            let (x, y) = ((x / module).wrapping_sub(4), (y / module).wrapping_sub(4));
            let dark = x < side && y < side && code[y as usize][x as usize].value();
            Luma([if dark { 20 } else { 235 }])
        });
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(image).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn the_code_on_a_photo_is_read_and_a_wall_has_none() {
        let text = "00020101021126680016ID.CO.CONTOH.WWW";
        assert_eq!(read(&photographed(text, 6)).as_deref(), Some(text));
        let wall = GrayImage::from_pixel(200, 200, Luma([180]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(wall).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
        assert_eq!(read(&bytes.into_inner()), None);
        assert_eq!(read(b"nothing"), None);
    }
}
