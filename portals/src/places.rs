//! Where a place is, when its address says so in figures, and how far it is from another.
//!
//! Whoever writes an address may put the point of their map into it: two figures, as map programs copy them, or a
//! link that carries them. A courier then is led to the point itself, and a trip knows its length.

use std::fmt;

/// The mean radius of the earth in metres (IUGG, R₁).
const EARTH: f64 = 6_371_008.8;
/// What the figures of an address may begin with, in links of maps and in the `geo:` addresses of RFC 5870.
const BEGINNINGS: [&str; 6] = ["geo:", "@", "q=", "query=", "ll=", "daddr="];

/// A point on the earth, in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// North of the equator; south is negative.
    pub latitude: f64,
    /// East of Greenwich; west is negative.
    pub longitude: f64,
}

impl Point {
    /// The first point that an address names, and the address without it.
    ///
    /// Two figures with at least three decimals each, one comma between them: house numbers and postcodes are not
    /// taken for a place. A short link names no point; it stays in the address, to be tapped.
    pub fn take_from(address: &str) -> (Option<Self>, String) {
        let words: Vec<&str> = address.split_whitespace().collect();
        for (index, word) in words.iter().enumerate() {
            let (joined, taken) = match words.get(index + 1) {
                Some(next) if word.ends_with(',') => (format!("{word}{next}"), 2),
                _ => ((*word).to_owned(), 1),
            };
            let Some(point) = Self::in_word(&joined) else { continue };
            let rest = words.iter().enumerate();
            let rest: Vec<&str> = rest
                .filter(|(place, _)| !(index..index + taken).contains(place))
                .map(|(_, word)| *word)
                .collect();
            let rest = rest.join(" ");
            return (Some(point), rest.trim_end_matches([',', ';', '(', ' ']).to_owned());
        }
        (None, address.to_owned())
    }

    fn in_word(word: &str) -> Option<Self> {
        let is_link = word.contains("://") || word.starts_with("geo:");
        if !is_link {
            return Self::read(word.trim_matches(['(', ')', ';', '.', ',']));
        }
        BEGINNINGS.iter().find_map(|beginning| {
            let (_, behind) = word.split_once(beginning)?;
            let behind = behind.replace("%2C", ",");
            let end =
                behind.find(|c: char| !(c.is_ascii_digit() || "-.,".contains(c))).unwrap_or(behind.len());
            let mut figures = behind.get(..end)?.splitn(3, ',');
            Self::read(&format!("{},{}", figures.next()?, figures.next()?))
        })
    }

    /// `-6.58890,110.66800`.
    fn read(text: &str) -> Option<Self> {
        let (latitude, longitude) = text.split_once(',')?;
        let figure = |text: &str| {
            let (_, decimals) = text.split_once('.')?;
            let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || byte == b'.');
            (plain && decimals.len() >= 3).then(|| text.parse::<f64>().ok()).flatten()
        };
        let (latitude, longitude) = (figure(latitude)?, figure(longitude)?);
        let on_earth = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        on_earth.then_some(Self { latitude, longitude })
    }

    /// How far another point is, in metres as the crow flies: the haversine formula on a sphere
    /// (Sinnott, *Virtues of the Haversine*, 1984), wrong by at most half a percent.
    pub fn metres_to(self, other: Self) -> f64 {
        let half = |one: f64, two: f64| ((two - one).to_radians() / 2.0).sin().powi(2);
        let across = self.latitude.to_radians().cos() * other.latitude.to_radians().cos();
        let chord = half(self.latitude, other.latitude) + across * half(self.longitude, other.longitude);
        2.0 * EARTH * chord.sqrt().min(1.0).asin()
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6},{:.6}", self.latitude, self.longitude)
    }
}

/// The length of a way from point to point in metres, where every place on it has one.
pub fn length(places: &[Option<Point>]) -> Option<f64> {
    let points: Vec<Point> = places.iter().copied().collect::<Option<_>>()?;
    if points.len() < 2 {
        return None;
    }
    Some(points.windows(2).filter_map(|pair| Some(pair.first()?.metres_to(*pair.last()?))).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Option<Point> {
        Some(Point { latitude, longitude })
    }

    #[test]
    fn the_point_of_a_map_is_found_in_an_address_and_taken_out_of_it() {
        let here = at(-6.5889, 110.668);
        for (address, rest) in [
            ("Jl. Kayu 3, Jepara -6.5889, 110.668", "Jl. Kayu 3, Jepara"),
            ("Jl. Kayu 3, Jepara (-6.5889,110.668)", "Jl. Kayu 3, Jepara"),
            ("-6.5889,110.668 Jl. Kayu 3", "Jl. Kayu 3"),
            ("Jl. Kayu 3 geo:-6.5889,110.668;u=35", "Jl. Kayu 3"),
            ("Jl. Kayu 3 https://www.google.com/maps/@-6.5889,110.668,17z", "Jl. Kayu 3"),
            ("Jl. Kayu 3 https://maps.google.com/?q=-6.5889%2C110.668", "Jl. Kayu 3"),
        ] {
            assert_eq!(Point::take_from(address), (here, rest.to_owned()), "{address}");
        }
    }

    #[test]
    fn house_numbers_and_short_links_are_no_points() {
        for address in [
            "Jl. Kayu 3, 12 Jepara 59432",
            "Blok 1.5,2.5",
            "RT 003,RW 004",
            "Jl. Kayu 3 https://maps.app.goo.gl/abc123",
            "95.1234,110.6680",
            "-6.5889",
            "",
        ] {
            assert_eq!(Point::take_from(address), (None, address.to_owned()));
        }
    }

    #[test]
    fn jepara_lies_fifty_one_kilometres_from_semarang() {
        let (jepara, semarang) = (at(-6.5889, 110.668), at(-6.9932, 110.4203));
        let metres = length(&[jepara, semarang]).unwrap();
        // 52.6 km by the spherical law of cosines, another formula for the same.
        let (from, to) = ((-6.5889_f64).to_radians(), (-6.9932_f64).to_radians());
        let turn = (110.4203_f64 - 110.668).to_radians();
        let other = EARTH * (from.sin() * to.sin() + from.cos() * to.cos() * turn.cos()).acos();
        assert!((metres - other).abs() < 1.0, "{metres} and {other}");
        assert!((52_000.0..53_500.0).contains(&metres), "{metres}");
        assert_eq!(
            length(&[jepara, None, semarang]),
            None,
            "a place without a point leaves the length unknown"
        );
        assert_eq!(length(&[jepara]), None);
    }
}
