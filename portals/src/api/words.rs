//! Words, amounts, days and ids as the API writes them, each with its schema.
//!
//! Money is whole rupiah as an integer; a quantity is a decimal with a point, as a string, so that no reader
//! rounds it; days are `2026-11-21`, moments RFC 3339 in UTC, ids 32 hexadecimal digits.

use std::borrow::Cow;

use rantai_core::book::delivery::{DeliveryProblem as Problem, TransportMode as Mode};
use rantai_core::book::order::promise::Stretch as Leg;
use rantai_core::book::order::{DeclineReason as Decline, FreightPayer as Payer, PriceKind as Kind};
use rantai_core::book::order::{RequestState as Requested, StageName};
use rantai_core::book::payment::{PaymentMethod as Method, WriteOffReason};
use rantai_core::book::profile::SettlementRule as Settlement;
use rantai_core::ids::{
    BookableId, GuestPostId, MaterialId, OrderId, PaymentId, PersonId, ProductId, RequestId, SlipId,
    TemplateId, TripId,
};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::time::{Day, Moment};
use rantai_projections::order_sheets::Turn as Mover;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

fn text(pattern: &str, description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).description(Some(description))
}

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident = $core:ty),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub $core);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.name())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <Cow<'_, str>>::deserialize(deserializer)?;
                let names = || <$core>::ALL.iter().map(|word| word.name()).collect::<Vec<_>>().join(", ");
                let known = <$core>::from_name(&word);
                known.map(Self).ok_or_else(|| D::Error::custom(format!("one of {} is expected", names())))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let names = <$core>::ALL.iter().map(|word| word.name());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

words! {
    /// Who pays for the transport.
    FreightPayer = Payer,
    /// Why a business does not take an order.
    DeclineReason = Decline,
    /// A stretch of an order's way to its buyer.
    Stretch = Leg,
    /// Which of a product's prices a line has.
    PriceKind = Kind,
    /// How the money was sent.
    PaymentMethod = Method,
    /// Why a part of the price is not asked for any more.
    WriteOff = WriteOffReason,
    /// When the rest is paid.
    SettlementRule = Settlement,
    /// How far a material request has come.
    RequestState = Requested,
    /// Why materials go back.
    ReturnReason = rantai_core::book::material::ReturnReason,
    /// Why the shelf holds another quantity than the book said.
    CountReason = rantai_core::book::stock::CountReason,
    /// Why a claimed payment is not taken.
    PaymentRefusal = rantai_core::book::payment::PaymentRefusal,
    /// Why a supplier does not send materials.
    SupplyRefusal = rantai_core::book::material::SupplyRefusal,
    /// Why a courier does not take a slip.
    DeliveryRefusal = rantai_core::book::delivery::DeliveryRefusal,
    /// Why a sale over the counter was taken back.
    VoidReason = rantai_core::book::sale::VoidReason,
    /// Why goods are not kept any more.
    FreeReason = rantai_core::book::sale::FreeReason,
    /// An order's place on the board.
    Stage = StageName,
    /// How an order's money stands.
    PaymentAxis = rantai_core::book::order::axes::PaymentAxis,
    /// How the agreement stands.
    Commercial = rantai_core::book::order::Commercial,
    /// How far the goods have come.
    Fulfilment = rantai_core::book::order::Fulfilment,
    /// Which of an order's two parties.
    Side = rantai_core::book::order::Side,
    /// What became of an offer.
    OfferState = rantai_core::book::order::OfferState,
    /// What became of what was asked.
    AskState = rantai_core::book::order::AskState,
    /// A step that may wait for money.
    Gate = rantai_core::book::order::Gate,
    /// What was not done in its time.
    Overdue = rantai_core::book::order::Overdue,
    /// How money comes back.
    GiveBack = rantai_core::book::profile::GiveBack,
    /// Who has the next move.
    Turn = Mover,
    /// With what goods are carried.
    TransportMode = Mode,
    /// What is booked.
    BookableKind = rantai_core::book::booking::BookableKind,
    /// Why a booking is called off.
    BookingOff = rantai_core::book::booking::BookingOff,
    /// Whether somebody came.
    Attendance = rantai_core::book::booking::Attendance,
    /// Why goods go back.
    BroughtBack = rantai_core::book::delivery::ReturnReason,
    /// Why goods did not arrive.
    DeliveryProblem = Problem,
    /// What goods are counted in.
    Unit = rantai_core::quantity::Unit,
    /// Where a product comes from when it is ordered.
    Making = rantai_core::book::catalogue::Making,
    /// Who is shown wholesale prices, and buys at them.
    Wholesale = rantai_core::book::profile::Wholesale,
    /// Whose transfers carry a unique code.
    UniqueCodes = rantai_core::book::profile::UniqueCodes,
    /// What a business keeps when the buyer calls an order off.
    Keep = rantai_core::book::profile::Keep,
    /// How far something written in a guest book has come.
    GuestPostState = rantai_core::book::guest_book::PostState,
    /// Why something written in a guest book is not shown.
    HideReason = rantai_core::book::guest_book::HideReason,
    /// Why something was written down wrongly.
    Mistake = rantai_core::book::correction::Mistake,
    /// What a month's figure is of.
    Figure = rantai_core::book::months::Figure,
    /// How a fact reached Rantai.
    Via = Channel,
}

/// An amount in whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money(pub Rupiah);

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.0)
    }
}

impl PartialSchema for Money {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .description(Some("Whole rupiah."))
            .into()
    }
}

impl ToSchema for Money {}

/// An amount as a program says it: whole rupiah, at most fifteen digits, as people can type it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount(pub Rupiah);

const MOST_RUPIAH: i64 = 999_999_999_999_999;

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = i64::deserialize(deserializer)?;
        if (0..=MOST_RUPIAH).contains(&amount) {
            Ok(Self(Rupiah(amount)))
        } else {
            Err(D::Error::custom(format!("0 to {MOST_RUPIAH} is expected")))
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.0)
    }
}

impl PartialSchema for Amount {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(0))
            .maximum(Some(MOST_RUPIAH))
            .description(Some("Whole rupiah."))
            .into()
    }
}

impl ToSchema for Amount {}

/// A quantity with at most four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity(pub rantai_core::quantity::Quantity);

const QUANTITY: &str = r"^[0-9]{1,11}(\.[0-9]{1,4})?$";

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_string().replace(',', "."))
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'_, str>>::deserialize(deserializer)?;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let quantity = rantai_core::quantity::Quantity::parse(&text).filter(|_| plain);
        let expected = "a decimal in a string is expected, with a point and at most four decimals: \"12.5\"";
        quantity.map(Self).ok_or_else(|| D::Error::custom(expected))
    }
}

impl PartialSchema for Quantity {
    fn schema() -> RefOr<Schema> {
        text(QUANTITY, "A decimal with a point and at most four decimals.").into()
    }
}

impl ToSchema for Quantity {}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(pub Day);

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'_, str>>::deserialize(deserializer)?;
        let day = Day::parse(&text).filter(|day| day.to_string() == text);
        day.map(Self).ok_or_else(|| D::Error::custom("a day is expected: \"2026-11-21\""))
    }
}

impl PartialSchema for Date {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .description(Some("A calendar day where the business stands."))
            .into()
    }
}

impl ToSchema for Date {}

/// A time of the day, in minutes; `24:00` is midnight at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(pub u16);

const CLOCK: &str = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:02}:{:02}", self.0 / 60, self.0 % 60))
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'_, str>>::deserialize(deserializer)?;
        let two = |text: &str| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u16>().ok().filter(|_| digits)
        };
        let read = text.split_once(':').and_then(|(hour, minute)| Some((two(hour)?, two(minute)?)));
        let minute = read.filter(|(_, minute)| *minute < 60).map(|(hour, minute)| hour * 60 + minute);
        let expected = "a time of the day is expected: \"09:00\"";
        minute.filter(|minute| *minute <= 1_440).map(Self).ok_or_else(|| D::Error::custom(expected))
    }
}

impl PartialSchema for Clock {
    fn schema() -> RefOr<Schema> {
        text(CLOCK, "A time of the day where the business stands.").into()
    }
}

impl ToSchema for Clock {}

/// A moment, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub Moment);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'_, str>>::deserialize(deserializer)?;
        let time = chrono::DateTime::parse_from_rfc3339(&text);
        let expected = "a moment is expected as in 2026-11-21T08:30:00Z";
        time.map(|time| Self(Moment::from_utc(time.to_utc()))).map_err(|_| D::Error::custom(expected))
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A moment in UTC."))
            .into()
    }
}

impl ToSchema for Time {}

/// The id of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id(pub [u8; 16]);

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OrderId(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Cow<'_, str>>::deserialize(deserializer)?;
        let id = text.parse::<OrderId>();
        id.map(|id| Self(id.0)).map_err(|_| D::Error::custom("32 hexadecimal digits are expected"))
    }
}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        text("^[0-9a-f]{32}$", "The id of a thing.").into()
    }
}

impl ToSchema for Id {}

macro_rules! ids {
    ($($core:ident),+) => {$(
        impl From<$core> for Id {
            fn from(id: $core) -> Self {
                Self(id.0)
            }
        }
    )+};
}

ids!(
    BookableId,
    GuestPostId,
    MaterialId,
    OrderId,
    PaymentId,
    PersonId,
    ProductId,
    RequestId,
    SlipId,
    TemplateId,
    TripId
);

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident at most $longest:literal, $description:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name(pub String);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                if text.chars().count() > $longest {
                    return Err(D::Error::custom(concat!("at most ", $longest, " characters are expected")));
                }
                Ok(Self(text))
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .max_length(Some($longest))
                    .description(Some($description))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

texts! {
    /// A word from one party to another.
    NoteText at most 2000, "A word to the other side. Kept sealed.";
    /// Where exactly.
    AddressText at most 400, "Street and house. Kept sealed.";
    /// What everybody may read.
    PublicText at most 2000, "Words that everybody may read.";
    /// One line that everybody may read.
    LineText at most 160, "One line that everybody may read.";
    /// The number of a bank account or e-wallet.
    AccountText at most 60, "The number, as its bank writes it. Kept sealed.";
    /// What a static QRIS code says.
    QrisText at most 512, "What the static code says: `000201…`. Kept sealed.";
    /// What somebody or something is called.
    NameText at most 120, "A name.";
    /// A photo that was sent before.
    PhotoText at most 300, "A photo, as `uploadPhoto` answered within the last day.";
}

/// A party's name in addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug(pub String);

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=60).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text))
        } else {
            Err(D::Error::custom("a party's name in addresses is expected: \"toko-makmur\""))
        }
    }
}

impl PartialSchema for Slug {
    fn schema() -> RefOr<Schema> {
        text("^[a-z0-9-]{1,60}$", "A party's name in addresses.").into()
    }
}

impl ToSchema for Slug {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_looser() {
        let quantity = |text: &str| serde_json::from_str::<Quantity>(text).is_ok();
        for good in ["\"12\"", "\"0.0125\"", "\"99999999999.9999\""] {
            assert!(quantity(good), "{good}");
        }
        for bad in ["12", "\"12,5\"", "\" 12\"", "\"1.\"", "\"-1\"", "\"1e3\"", "\"1.00001\"", "null"] {
            assert!(!quantity(bad), "{bad}");
        }
        for bad in ["\"2026-1-1\"", "\"2026-02-30\"", "\" 2026-01-01\"", "20260101"] {
            assert!(serde_json::from_str::<Date>(bad).is_err(), "{bad}");
        }
        for (good, minute) in [("\"09:05\"", 545), ("\"00:00\"", 0), ("\"24:00\"", 1_440)] {
            assert_eq!(serde_json::from_str::<Clock>(good).unwrap(), Clock(minute));
            assert_eq!(serde_json::to_string(&Clock(minute)).unwrap(), good);
        }
        for bad in ["\"9:05\"", "\"24:01\"", "\"09:60\"", "\"09.05\"", "545", "\"+9:05\""] {
            assert!(serde_json::from_str::<Clock>(bad).is_err(), "{bad}");
        }
        for bad in ["-1", "1.5", "\"1\"", "1000000000000000"] {
            assert!(serde_json::from_str::<Amount>(bad).is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<Id>("\"0193A5B0000070008000000000000001\"").is_err());
        assert_eq!(serde_json::from_str::<Unit>("\"M2\"").unwrap().0, rantai_core::quantity::Unit::M2);
        let half = Quantity(rantai_core::quantity::Quantity::parse("0,5").unwrap());
        assert_eq!(serde_json::to_string(&half).unwrap(), "\"0.5\"");
    }
}
