//! Moments, days, and the clock that is handed in.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bincode::{Decode, Encode};
use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Moment(i64);

impl Moment {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// The moment that many microseconds after [`Moment::EPOCH`].
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since [`Moment::EPOCH`].
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since [`Moment::EPOCH`]; 0 for moments before it.
    pub fn millis(self) -> u64 {
        u64::try_from(self.0 / 1_000).unwrap_or(0)
    }

    /// This moment as chrono writes it. Moments outside chrono's years become the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// The moment chrono means.
    pub fn from_utc(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_micros())
    }

    /// The later moment that is `micros` microseconds away; stops at the end of time.
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// The later moment that is `seconds` away; stops at the end of time.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    /// The calendar day this moment falls on in `zone`.
    pub fn day_in(self, zone: Tz) -> Day {
        Day::from_date(self.utc().with_timezone(&zone).date_naive())
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ"))
    }
}

/// A calendar day, without a time zone: what people promise each other. Days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Day(i32);

impl Day {
    /// The day that many days after 1970-01-01.
    pub const fn from_number(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day chrono means.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date.to_epoch_days())
    }

    /// This day as chrono writes it. Days outside chrono's years become 1970-01-01.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).unwrap_or_default()
    }

    /// The day written `2026-11-21`, as date inputs of browsers write it, in a year of four digits.
    ///
    /// # Errors
    /// Nothing, but `None` when the text is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
        date.filter(|date| (1000..=9999).contains(&date.year())).map(Self::from_date)
    }

    /// The day `days` later.
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// The first moment of this day in `zone`.
    pub fn start_in(self, zone: Tz) -> Moment {
        let midnight = self.date().and_time(chrono::NaiveTime::MIN);
        zone.from_local_datetime(&midnight)
            .earliest()
            .map_or_else(|| Moment::from_utc(midnight.and_utc()), |time| Moment::from_utc(time.to_utc()))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl fmt::Display for Day {
    /// `2026-11-21`, as date inputs of browsers want it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

/// A month of a year, where a business stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct Month(i32);

impl Month {
    /// The month a day is in.
    pub fn of(day: Day) -> Self {
        let date = day.date();
        let month = i32::try_from(date.month0()).unwrap_or_default();
        Self(date.year().saturating_mul(12).saturating_add(month))
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let numbers = year.len() == 4 && month.len() == 2;
        Day::parse(&format!("{text}-01")).filter(|_| numbers).map(Self::of)
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Which month of the year, from 1.
    pub const fn number(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// Its first day.
    pub fn first_day(self) -> Day {
        Day::parse(&format!("{self}-01")).unwrap_or(Day(0))
    }

    /// The month after it.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The month before it.
    pub const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// When something was recorded, and when it happened where that was told late: the two clocks of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// When it was recorded.
    pub recorded: Moment,
    /// When it happened, where that was not then.
    pub told: Option<Moment>,
}

impl When {
    /// When it happened.
    pub fn happened(self) -> Moment {
        self.told.unwrap_or(self.recorded)
    }
}

impl From<Moment> for When {
    fn from(recorded: Moment) -> Self {
        Self { recorded, told: None }
    }
}

/// The time zone of a village, by the province its code (Kemendagri) begins with: WIB, WITA or WIT.
pub fn zone_of_village(code: &str) -> Tz {
    match code.split('.').next().unwrap_or_default() {
        "51" | "52" | "53" | "63" | "64" | "65" | "71" | "72" | "73" | "74" | "75" | "76" => {
            Tz::Asia__Makassar
        }
        "81" | "82" | "91" | "92" | "93" | "94" | "95" | "96" => Tz::Asia__Jayapura,
        _ => Tz::Asia__Jakarta,
    }
}

/// Tells what time it is. Handed in, so that tests and the demo's played year can bring their own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;

    /// How long the machine has been running, asleep or not, by a clock that nobody can set; `None` where
    /// time is played.
    fn running(&self) -> Option<Duration> {
        None
    }
}

/// The system's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place that may")]
    fn now(&self) -> Moment {
        Moment::from_utc(Utc::now())
    }

    fn running(&self) -> Option<Duration> {
        Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::Boottime)).ok()
    }
}

/// A clock that stands where it was put.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock standing at `moment`.
    pub const fn at(moment: Moment) -> Self {
        Self(AtomicI64::new(moment.0))
    }

    /// Puts the clock to `moment`.
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.0, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_only_in_a_year_of_four_digits() {
        assert_eq!(Day::parse(" 2026-11-21 ").map(|day| day.to_string()).as_deref(), Some("2026-11-21"));
        for text in ["", "+262142-12-31", "-262143-01-01", "99999-01-01", "0001-01-01", "2026-02-30", "x"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
