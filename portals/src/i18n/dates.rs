//! Dates as people say them: *hari ini*, *besok*, *Sel 24 Nov*, *3 hari lalu*.

use chrono::{Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;
use rantai_core::time::{Day, Moment};

use super::Lang;

/// A date as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What people read: `besok`, `Sel 24 Nov`, `3 hari lalu`.
    pub text: String,
    /// The exact date or time, for the title: `Selasa, 24 November 2026 pukul 14.05 WIB`.
    pub exact: String,
    /// For `datetime` attributes.
    pub iso: String,
}

/// Says dates in one language, seen from one moment in one zone: the business's.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// The language.
    pub lang: Lang,
    /// Now.
    pub now: Moment,
    /// The business's zone.
    pub zone: Tz,
}

impl Calendar {
    /// A calendar for West Indonesian time, where the business has said nothing else.
    pub const fn new(lang: Lang, now: Moment) -> Self {
        Self { lang, now, zone: Tz::Asia__Jakarta }
    }

    /// The same, in another zone.
    pub const fn in_zone(self, zone: Tz) -> Self {
        Self { zone, ..self }
    }

    /// The day it is now.
    pub fn today(&self) -> Day {
        self.now.day_in(self.zone)
    }

    /// A promised or wanted day: `hari ini`, `besok`, `Sel 24 Nov`, `24 Nov 2027`.
    pub fn day(&self, day: Day) -> Shown {
        let date = day.date();
        let distance = day.number().saturating_sub(self.today().number());
        let text = near(self.lang, distance).map_or_else(|| self.short(date), str::to_owned);
        Shown { text, exact: long_day(self.lang, date), iso: day.to_string() }
    }

    /// A moment with its time: `hari ini 14.05`, `kemarin 09.30`, `Sel 24 Nov 14.05`.
    pub fn moment(&self, moment: Moment) -> Shown {
        let shown = self.day(moment.day_in(self.zone));
        Shown { text: format!("{} {}", shown.text, self.clock(moment)), ..self.exactly(moment) }
    }

    /// The end of something: `Sel 24 Nov 14.05`; the end of a day is that day and not midnight of the next.
    pub fn until(&self, end: Moment) -> Shown {
        let day = end.day_in(self.zone);
        if day.start_in(self.zone) == end { self.day(day.plus(-1)) } else { self.moment(end) }
    }

    /// How long ago something happened: `baru saja`, `5 menit lalu`, `3 hari lalu`, then the date.
    pub fn ago(&self, moment: Moment) -> Shown {
        let minutes = self.now.micros().saturating_sub(moment.micros()) / 60_000_000;
        let days = self.today().number().saturating_sub(moment.day_in(self.zone).number());
        let text = match (self.lang, minutes, days) {
            (Lang::Id, ..1, ..=0) => "baru saja".to_owned(),
            (Lang::En, ..1, ..=0) => "just now".to_owned(),
            (Lang::Id, 1..60, _) => format!("{minutes} menit lalu"),
            (Lang::En, 1..60, _) => format!("{minutes} min ago"),
            (Lang::Id, _, ..=0) => format!("{} jam lalu", minutes / 60),
            (Lang::En, _, ..=0) => format!("{} h ago", minutes / 60),
            (Lang::Id, _, 1) => "kemarin".to_owned(),
            (Lang::En, _, 1) => "yesterday".to_owned(),
            (Lang::Id, _, 2..=30) => format!("{days} hari lalu"),
            (Lang::En, _, 2..=30) => format!("{days} days ago"),
            _ => self.short(moment.day_in(self.zone).date()),
        };
        Shown { text, ..self.exactly(moment) }
    }

    /// A day in full for papers: `24 November 2026`.
    pub fn paper_day(&self, day: Day) -> String {
        let date = day.date();
        format!("{} {} {}", date.day(), month(self.lang, date, false), date.year())
    }

    /// The month a day is in: `November 2026`.
    pub fn month(&self, day: Day) -> String {
        let date = day.date();
        format!("{} {}", month(self.lang, date, false), date.year())
    }

    fn exactly(&self, moment: Moment) -> Shown {
        let local = moment.utc().with_timezone(&self.zone);
        let day = long_day(self.lang, local.date_naive());
        let at = match self.lang {
            Lang::Id => "pukul",
            Lang::En => "at",
        };
        let exact = format!("{day} {at} {} {}", self.clock(moment), zone_name(self.zone));
        Shown { text: String::new(), exact, iso: local.format("%Y-%m-%dT%H:%M:%S%:z").to_string() }
    }

    /// The time of day: `14.05`.
    pub fn clock(&self, moment: Moment) -> String {
        let local = moment.utc().with_timezone(&self.zone);
        let colon = match self.lang {
            Lang::Id => '.',
            Lang::En => ':',
        };
        format!("{:02}{colon}{:02}", local.hour(), local.minute())
    }

    fn short(&self, date: NaiveDate) -> String {
        let (day, month) = (date.day(), month(self.lang, date, true));
        if date.year() == self.today().year() {
            format!("{} {day} {month}", weekday(self.lang, date, true))
        } else {
            format!("{day} {month} {}", date.year())
        }
    }
}

/// What Indonesians call the zone: WIB, WITA, WIT.
pub fn zone_name(zone: Tz) -> &'static str {
    match zone {
        Tz::Asia__Jakarta | Tz::Asia__Pontianak => "WIB",
        Tz::Asia__Makassar => "WITA",
        Tz::Asia__Jayapura => "WIT",
        other => other.name(),
    }
}

fn near(lang: Lang, distance: i32) -> Option<&'static str> {
    Some(match (lang, distance) {
        (Lang::Id, -1) => "kemarin",
        (Lang::Id, 0) => "hari ini",
        (Lang::Id, 1) => "besok",
        (Lang::Id, 2) => "lusa",
        (Lang::En, -1) => "yesterday",
        (Lang::En, 0) => "today",
        (Lang::En, 1) => "tomorrow",
        _ => return None,
    })
}

fn long_day(lang: Lang, date: NaiveDate) -> String {
    format!("{}, {} {} {}", weekday(lang, date, false), date.day(), month(lang, date, false), date.year())
}

fn weekday(lang: Lang, date: NaiveDate, short: bool) -> &'static str {
    const ID: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
    const EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let place = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
    pick(lang, &ID, &EN, place, short)
}

fn month(lang: Lang, date: NaiveDate, short: bool) -> &'static str {
    const ID: [&str; 12] = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    pick(lang, &ID, &EN, usize::try_from(date.month0()).unwrap_or(0), short)
}

fn pick(lang: Lang, id: &[&'static str], en: &[&'static str], place: usize, short: bool) -> &'static str {
    let names = match lang {
        Lang::Id => id,
        Lang::En => en,
    };
    let name = names.get(place).copied().unwrap_or_default();
    if short { name.get(..3).unwrap_or(name) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Saturday 21 November 2026, 16.15 in Jakarta.
    fn calendar(lang: Lang) -> Calendar {
        Calendar::new(lang, Moment::from_micros(1_795_252_500_000_000))
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn what_ends_with_a_day_ends_on_that_day() {
        let zone = chrono_tz::Asia::Jakarta;
        let calendar = Calendar::new(Lang::Id, day("2026-11-20").start_in(zone)).in_zone(zone);
        let end = day("2026-11-25").start_in(zone);
        assert_eq!(calendar.until(end).text, calendar.day(day("2026-11-24")).text);
        assert_eq!(calendar.until(end.plus_seconds(60)).text, calendar.moment(end.plus_seconds(60)).text);
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let id = calendar(Lang::Id);
        let said: Vec<String> =
            ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2027-01-02"]
                .map(|text| id.day(day(text)).text)
                .into();
        assert_eq!(said, ["kemarin", "hari ini", "besok", "lusa", "Sel 24 Nov", "2 Jan 2027"]);
        assert_eq!(calendar(Lang::En).day(day("2026-11-24")).text, "Tue 24 Nov");
        assert_eq!(id.day(day("2026-11-24")).exact, "Selasa, 24 November 2026");
    }

    #[test]
    fn a_moment_near_midnight_belongs_to_the_day_of_the_business() {
        let late = Moment::from_micros(1_795_281_000_000_000); // 17.10 UTC: 00.10 on the 22nd in Jakarta.
        assert_eq!(calendar(Lang::Id).moment(late).text, "besok 00.10");
        assert_eq!(calendar(Lang::Id).moment(late).exact, "Minggu, 22 November 2026 pukul 00.10 WIB");
        assert_eq!(calendar(Lang::Id).in_zone(Tz::UTC).moment(late).text, "hari ini 17.10");
        assert_eq!(calendar(Lang::Id).moment(late).iso, "2026-11-22T00:10:00+07:00");
    }

    #[test]
    fn how_long_ago_is_said_in_one_unit() {
        let id = calendar(Lang::Id);
        let said: Vec<String> = [0, 5 * 60, 3 * 3600, 24 * 3600, 3 * 86_400, 40 * 86_400]
            .map(|seconds: i64| id.ago(id.now.plus_seconds(-seconds)).text)
            .into();
        assert_eq!(said, ["baru saja", "5 menit lalu", "3 jam lalu", "kemarin", "3 hari lalu", "Sen 12 Okt"]);
    }
}
