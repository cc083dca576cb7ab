//! How often somebody may guess.
//!
//! Every wrong guess makes the next one wait longer, up to a quarter of an hour and never for good: nobody can
//! be locked out of their own account from afar. A device that is known counts for itself, so that what goes
//! on elsewhere does not hold up its owner. The counts are kept in memory; a restart forgets them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use rantai_core::ids::PersonId;
use rantai_core::time::Moment;
use rantai_core::vault::PassId;

/// Wrong guesses in a row after which a device is not known any more.
pub const DEVICE_LIMIT: u32 = 20;
/// Longest wait between two guesses, in seconds.
pub const LONGEST_WAIT: u32 = 15 * 60;
/// Most counts kept of what anybody can make up: numbers nobody has, addresses, links.
const MOST: usize = 10_000;

const HOUR: i64 = 60 * 60;

/// What guesses are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// One person's PIN or password on a device that is known.
    Device(PassId),
    /// One person's password on devices that are not.
    Account(PersonId),
    /// The password of a number nobody has: it waits like any other, so that the wait tells nothing.
    Number([u8; 32]),
    /// Everything that comes from one place: an IPv4 address, or the /64 of an IPv6 one.
    Address([u8; 8]),
    /// Orders that strangers place from one place: each one introduces somebody.
    Orders([u8; 8]),
    /// What is written in guest books from one place.
    Guests([u8; 8]),
    /// Phone numbers typed behind one link.
    Link(PassId),
}

/// How long to wait before the next guess is looked at, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(pub u32);

/// Everybody's wrong guesses.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    /// Of what there is: accounts and devices. No larger than these.
    real: HashMap<Key, Count>,
    /// Of what anybody can make up. At most [`MOST`].
    made_up: HashMap<Key, Count>,
}

#[derive(Debug, Clone, Copy)]
struct Count {
    wrong: u32,
    until: Moment,
}

impl Key {
    /// The place a request comes from.
    pub fn of_address(address: IpAddr) -> Self {
        Self::Address(place(address))
    }

    /// The orders of strangers from the place a request comes from.
    pub fn orders_from(address: IpAddr) -> Self {
        Self::Orders(place(address))
    }

    /// What is written in guest books from the place a request comes from.
    pub fn guests_from(address: IpAddr) -> Self {
        Self::Guests(place(address))
    }

    /// Guesses that cost nothing: slips of the thumb. Many people share an address.
    const fn free(self) -> u32 {
        match self {
            Self::Address(_) => 12,
            // A whole village may come by one address of its phone company.
            Self::Orders(_) => 60,
            Self::Guests(_) => 20,
            Self::Link(_) => 5,
            Self::Device(_) | Self::Account(_) | Self::Number(_) => 3,
        }
    }

    /// After how many quiet seconds the count begins anew; a device's never does by itself.
    const fn forgotten_after(self) -> Option<i64> {
        match self {
            Self::Device(_) => None,
            Self::Account(_) | Self::Number(_) | Self::Link(_) => Some(24 * HOUR),
            Self::Address(_) | Self::Orders(_) | Self::Guests(_) => Some(HOUR),
        }
    }

    const fn is_real(self) -> bool {
        matches!(self, Self::Device(_) | Self::Account(_))
    }
}

impl Throttle {
    /// Lets one guess through, and counts it as wrong until [`Throttle::right`] says otherwise: of guesses
    /// sent at once none goes uncounted.
    ///
    /// # Errors
    /// How long to wait. Nothing is counted then.
    pub fn guess(&self, keys: &[Key], now: Moment) -> Result<(), Wait> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits =
            keys.iter().filter_map(|key| counts.read(*key, now)).map(|count| seconds(count.until, now));
        match waits.max() {
            Some(wait) if wait > 0 => return Err(Wait(wait)),
            _ => {}
        }
        for key in keys {
            let wrong = counts.read(*key, now).map_or(0, |count| count.wrong).saturating_add(1);
            let until = now.plus_seconds(i64::from(delay(wrong, key.free())));
            counts.keep(*key, Count { wrong, until }, now);
        }
        Ok(())
    }

    /// The guess was right: what is behind these keys begins anew. An address only gets that one guess back:
    /// who has an account of their own cannot guess for others in between.
    pub fn right(&self, keys: &[Key]) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            let map = counts.map(*key);
            match (key, map.get_mut(key)) {
                (Key::Address(_), Some(count)) => count.wrong = count.wrong.saturating_sub(1),
                _ => drop(map.remove(key)),
            }
        }
    }

    /// How many wrong guesses there were in a row.
    pub fn wrong(&self, key: Key, now: Moment) -> u32 {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.read(key, now).map_or(0, |count| count.wrong)
    }
}

impl Counts {
    fn map(&mut self, key: Key) -> &mut HashMap<Key, Count> {
        if key.is_real() { &mut self.real } else { &mut self.made_up }
    }

    fn read(&mut self, key: Key, now: Moment) -> Option<Count> {
        self.map(key).get(&key).copied().filter(|count| !count.is_forgotten(key, now))
    }

    fn keep(&mut self, key: Key, count: Count, now: Moment) {
        if !key.is_real() && self.made_up.len() >= MOST {
            self.made_up.retain(|key, count| !count.is_forgotten(*key, now));
            // Whoever made up so many numbers: those counted least are worth least.
            for least in 1.. {
                if self.made_up.len() < MOST {
                    break;
                }
                self.made_up.retain(|_, count| count.wrong > least);
            }
        }
        self.map(key).insert(key, count);
    }
}

impl Count {
    fn is_forgotten(self, key: Key, now: Moment) -> bool {
        key.forgotten_after().is_some_and(|after| now > self.until.plus_seconds(after))
    }
}

/// An IPv4 address, or the /64 of an IPv6 one.
fn place(address: IpAddr) -> [u8; 8] {
    let mut place = [0; 8];
    match address.to_canonical() {
        IpAddr::V4(address) => {
            for (to, from) in place.iter_mut().skip(4).zip(address.octets()) {
                *to = from;
            }
        }
        IpAddr::V6(address) => {
            for (to, from) in place.iter_mut().zip(address.octets()) {
                *to = from;
            }
        }
    }
    place
}

/// Seconds to wait after that many wrong guesses, of which so many are free: 2, 4, 8 … up to the longest.
fn delay(wrong: u32, free: u32) -> u32 {
    match wrong.saturating_sub(free) {
        0 => 0,
        more => 1_u32.checked_shl(more).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT),
    }
}

/// Whole seconds until then, rounded up.
fn seconds(until: Moment, now: Moment) -> u32 {
    let micros = until.micros().saturating_sub(now.micros());
    u32::try_from(micros.max(0).unsigned_abs().div_ceil(1_000_000)).unwrap_or(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Key = Key::Account(PersonId([1; 16]));
    const DEVICE: Key = Key::Device(PassId([2; 16]));

    fn at(seconds: i64) -> Moment {
        Moment::EPOCH.plus_seconds(seconds)
    }

    #[test]
    fn each_wrong_guess_waits_longer_and_none_longer_than_a_quarter_of_an_hour() {
        let throttle = Throttle::default();
        let mut now = at(0);
        let mut waits = Vec::new();
        while waits.len() < 12 {
            if let Err(Wait(wait)) = throttle.guess(&[ACCOUNT], now) {
                assert_eq!(throttle.guess(&[ACCOUNT], now.plus_seconds(i64::from(wait) - 1)), Err(Wait(1)));
                waits.push(wait);
                now = now.plus_seconds(i64::from(wait));
            }
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    }

    #[test]
    fn guesses_sent_at_once_are_all_counted() {
        let throttle = Throttle::default();
        let let_through = (0..100).filter(|_| throttle.guess(&[ACCOUNT], at(0)).is_ok()).count();
        assert_eq!(let_through, 4);
    }

    #[test]
    fn a_known_device_is_not_held_up_by_what_goes_on_elsewhere() {
        let throttle = Throttle::default();
        for _ in 0..100 {
            throttle.guess(&[ACCOUNT], at(0)).unwrap_or_default();
        }
        throttle.guess(&[DEVICE], at(0)).unwrap();
        throttle.right(&[DEVICE]);
        assert_eq!(throttle.wrong(DEVICE, at(0)), 0);
        assert!(throttle.guess(&[ACCOUNT], at(0)).is_err());
    }

    #[test]
    fn a_days_rest_forgets_an_account_but_never_a_device() {
        let throttle = Throttle::default();
        for key in [ACCOUNT, DEVICE] {
            for _ in 0..4 {
                throttle.guess(&[key], at(0)).unwrap();
            }
        }
        assert_eq!(throttle.wrong(ACCOUNT, at(25 * HOUR)), 0);
        assert_eq!(throttle.wrong(DEVICE, at(1_000 * HOUR)), 4);
    }

    #[test]
    fn made_up_numbers_fill_no_memory_and_push_no_account_out() {
        let throttle = Throttle::default();
        for _ in 0..4 {
            throttle.guess(&[ACCOUNT], at(0)).unwrap();
        }
        for number in 0..3 * MOST as u64 {
            let mut hash = [0; 32];
            hash[..8].copy_from_slice(&number.to_le_bytes());
            throttle.guess(&[Key::Number(hash)], at(0)).unwrap();
        }
        assert!(throttle.0.lock().unwrap().made_up.len() <= MOST);
        assert!(throttle.guess(&[ACCOUNT], at(0)).is_err());
    }

    #[test]
    fn one_place_is_one_place_in_each_writing() {
        let key = |text: &str| Key::of_address(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:10.0.0.7"), key("10.0.0.7"));
        assert_ne!(key("10.0.0.8"), key("10.0.0.7"));
    }

    #[test]
    fn who_has_an_account_gets_no_free_guesses_for_others() {
        let throttle = Throttle::default();
        let place = Key::of_address("10.0.0.7".parse().unwrap());
        let mut guesses = 0;
        for number in 0..200_u8 {
            let victim = Key::Account(PersonId([number; 16]));
            if throttle.guess(&[victim, place], at(0)).is_err() {
                break;
            }
            guesses += 1;
            if throttle.guess(&[DEVICE, place], at(0)).is_ok() {
                throttle.right(&[DEVICE, place]);
            }
        }
        assert!(guesses < 15, "{guesses}");
    }
}
