//! How a party is reached.

use rantai_core::book::order::DeliveryWish;
use rantai_core::ids::PartyId;
use rantai_projections::slips::SlipSheet;

use crate::app::App;
use crate::places::Point;
use crate::regions::in_one_line;

/// How a party is reached.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Its trade name.
    pub party: String,
    /// Whom to ask for.
    pub person: String,
    /// Village, district, regency.
    pub place: String,
    /// Where exactly, where that is known.
    pub address: String,
    /// The point on the map that the address names.
    pub point: Option<Point>,
    /// The phone number.
    pub phone: Option<Phone>,
}

/// A phone number as a page shows it.
#[derive(Debug, Clone)]
pub struct Phone {
    /// As people read it.
    pub shown: String,
    /// For calling: `+6281234567890`.
    pub call: String,
    /// For WhatsApp: digits alone.
    pub digits: String,
}

impl Contact {
    /// How `party` is reached, as the registry has it.
    pub fn of(app: &App, party: PartyId) -> Self {
        let registry = app.registry();
        let Some(entry) = registry.party(party) else {
            let dash = || "–".to_owned();
            return Self {
                party: dash(),
                person: dash(),
                place: dash(),
                address: String::new(),
                point: None,
                phone: None,
            };
        };
        let address = entry.address.as_ref().and_then(|address| app.vault.read(address));
        let phone = registry.person(entry.contact).and_then(|person| person.phone.as_ref());
        let (point, address) = Point::take_from(&address.map(|text| text.to_string()).unwrap_or_default());
        Self {
            party: app.name_of(entry),
            person: app.person(entry.contact),
            place: app.regions.spoken(&entry.village),
            address,
            point,
            phone: phone.and_then(|phone| app.vault.read(phone)).map(|number| Phone::of(&number)),
        }
    }
}

impl Contact {
    /// Where the goods of a slip go: the receiver, with the place and address that the slip names. `collected` says
    /// that they are fetched.
    pub fn at_the_door(app: &App, sheet: &SlipSheet, collected: &str) -> Self {
        let mut contact = Self::of(app, sheet.buyer);
        match &sheet.slip.destination {
            DeliveryWish::Deliver { village, address } => {
                let address = app.vault.read(address).map(|text| text.to_string()).unwrap_or_default();
                (contact.point, contact.address) = Point::take_from(&address);
                contact.place = app.regions.spoken(village);
            }
            DeliveryWish::Collect => collected.clone_into(&mut contact.address),
        }
        contact
    }

    /// What a map is asked for: the point, or the address in words.
    pub fn on_a_map(&self) -> String {
        self.point.map_or_else(|| self.whole_address(), |point| point.to_string())
    }

    /// Address and place in one line; the place is left out where the address names it already.
    pub fn whole_address(&self) -> String {
        in_one_line(&self.address, &self.place)
    }
}

impl Phone {
    /// The number as the registry has it.
    pub fn of(number: &str) -> Self {
        let digits = number.trim_start_matches('+').to_owned();
        let shown = match digits.strip_prefix("62") {
            Some(rest) => grouped(&format!("0{rest}")),
            None => number.to_owned(),
        };
        Self { shown, call: number.to_owned(), digits }
    }
}

/// `081234567890` as `0812-3456-7890`.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + 4);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        let phone = Phone::of("+6281227001144");
        assert_eq!((&*phone.shown, &*phone.digits), ("0812-2700-1144", "6281227001144"));
        assert_eq!(Phone::of("+4989123456").shown, "+4989123456");
    }
}
