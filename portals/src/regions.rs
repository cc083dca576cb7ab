//! Places by their codes (Kemendagri).

use std::collections::BTreeMap;

/// The villages that are known by name.
#[derive(Debug)]
pub struct Regions {
    places: BTreeMap<String, Place>,
}

/// A village and what it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its code: `33.20.09.2003`.
    pub code: String,
    /// Its own name.
    pub village: String,
    /// The district's.
    pub district: String,
    /// The regency's or city's.
    pub regency: String,
    /// The province's.
    pub province: String,
}

impl Regions {
    /// The places that come with the program.
    pub fn embedded() -> Self {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(include_str!("../../fixtures/village/wilayah.csv").as_bytes());
        let mut places = BTreeMap::new();
        let names: Vec<String> =
            reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
        for record in reader.records().filter_map(Result::ok) {
            let field = |name: &str| {
                let place = names.iter().position(|other| other == name);
                place.and_then(|place| record.get(place)).unwrap_or_default().to_owned()
            };
            let place = Place {
                code: field("code"),
                village: field("village"),
                district: field("district"),
                regency: field("regency"),
                province: field("province"),
            };
            places.insert(place.code.clone(), place);
        }
        Self { places }
    }

    /// The village of that code.
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.get(code)
    }

    /// All villages, by code.
    pub fn all(&self) -> impl Iterator<Item = &Place> {
        self.places.values()
    }

    /// `Mantingan, Tahunan, Jepara`; the code where the village is not known.
    pub fn spoken(&self, code: &str) -> String {
        self.place(code).map_or_else(
            || code.to_owned(),
            |place| {
                let regency = place.regency.trim_start_matches("Kabupaten ");
                format!("{}, {}, {regency}", place.village, place.district)
            },
        )
    }
}

/// Street and place in one line; the place is left out where the street names its village already, as most people do.
pub fn in_one_line(street: &str, place: &str) -> String {
    let village = place.split(',').next().unwrap_or_default();
    match street {
        "" => place.to_owned(),
        street if street.contains(village) => street.to_owned(),
        street => format!("{street}, {place}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_all_its_names() {
        let regions = Regions::embedded();
        assert!(regions.all().count() >= 20);
        for place in regions.all() {
            for name in [&place.code, &place.village, &place.district, &place.regency, &place.province] {
                assert!(!name.is_empty(), "{place:?}");
            }
        }
    }

    #[test]
    fn an_address_names_its_place_once() {
        let place = "Mantingan, Tahunan, Jepara";
        assert_eq!(in_one_line("Jl. Kayu 3", place), "Jl. Kayu 3, Mantingan, Tahunan, Jepara");
        assert_eq!(in_one_line("Jl. Kayu 3, Mantingan", place), "Jl. Kayu 3, Mantingan");
        assert_eq!(in_one_line("", place), place);
        assert_eq!(in_one_line("Jl. Kayu 3", ""), "Jl. Kayu 3");
    }
}
