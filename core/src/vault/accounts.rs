//! What people sign in with: a PIN, a password, in which language they are spoken to, and whether they may.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;

use argon2::{Algorithm, Argon2, Params, Version};
use bincode::{Decode, Encode};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::slots::{Kind, Place, Slots};
use super::{VaultError, lock};
use crate::ids::PersonId;
use crate::{code_enum, codec, random};

pub(super) const FILE: &str = "accounts";
pub(super) static KIND: Kind = Kind { magic: *b"RntAcct\x01", slot: 256 };

code_enum! {
    /// What is asked for.
    pub enum SecretKind {
        /// Six digits, enough on a device that is known.
        Pin = 1,
        /// Words of the person's own choice, enough on any device.
        Password = 2,
    }
}

/// A PIN or password as it was typed. Forgotten as soon as it was used.
pub struct Typed(Zeroizing<String>);

/// Why a PIN or password cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A PIN that is not six digits.
    #[error("a PIN has six digits")]
    NotSixDigits,
    /// 000000, 123456: the first that anybody tries.
    #[error("this PIN is too easy to guess")]
    TooEasy,
    /// A password with fewer characters than [`SHORTEST_PASSWORD`].
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    TooShort,
    /// A password with more bytes than [`LONGEST_PASSWORD`].
    #[error("a password has at most {LONGEST_PASSWORD} bytes")]
    TooLong,
}

/// Fewest characters of a password (NIST SP 800-63B, section 5.1.1.2).
pub const SHORTEST_PASSWORD: usize = 8;
/// Most bytes of a password: hashing must not be a way to slow the server down.
pub const LONGEST_PASSWORD: usize = 128;

/// What became of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// It is theirs.
    Right,
    /// It is not, or they have none.
    Wrong,
    /// It is theirs, and the operator has closed the account.
    Disabled,
}

/// Memory, passes and lanes of argon2id: the first choice of RFC 9106 for small machines as OWASP gives it.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// A hashed secret. Frozen: other parameters are another field.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
struct Hashed {
    salt: [u8; 16],
    hash: [u8; 32],
}

/// What a slot says. Frozen.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
struct Account {
    person: PersonId,
    disabled: bool,
    /// The language, as two letters.
    lang: [u8; 2],
    pin: Option<Hashed>,
    password: Option<Hashed>,
}

/// The accounts of everybody.
pub struct Accounts(Mutex<Open>);

struct Open {
    slots: Slots,
    accounts: HashMap<PersonId, (Place, Account)>,
}

impl Typed {
    /// What somebody typed as a PIN when they sign in.
    pub fn as_is(text: &str) -> Self {
        Self(Zeroizing::new(
            text.get(..text.floor_char_boundary(LONGEST_PASSWORD)).unwrap_or(text).to_owned(),
        ))
    }

    /// A new PIN.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn new_pin(text: &str) -> Result<Self, Unfit> {
        let digits = text.as_bytes();
        if digits.len() != 6 || !digits.iter().all(u8::is_ascii_digit) {
            return Err(Unfit::NotSixDigits);
        }
        if is_easy(digits) {
            return Err(Unfit::TooEasy);
        }
        Ok(Self::as_is(text))
    }

    /// A new password.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn new_password(text: &str) -> Result<Self, Unfit> {
        if text.chars().count() < SHORTEST_PASSWORD {
            return Err(Unfit::TooShort);
        }
        if text.len() > LONGEST_PASSWORD {
            return Err(Unfit::TooLong);
        }
        Ok(Self::as_is(text))
    }
}

/// All the same digit, counting up or down, two or three digits again and again.
fn is_easy(digits: &[u8]) -> bool {
    let steps =
        |by: i16| digits.windows(2).all(|pair| matches!(pair, [a, b] if i16::from(*b) - i16::from(*a) == by));
    let repeats = |every: usize| digits.iter().zip(digits.iter().skip(every)).all(|(a, b)| a == b);
    steps(0) || steps(1) || steps(-1) || repeats(2) || repeats(3)
}

impl Accounts {
    pub(super) fn create_file(folder: &Path) -> Result<(), VaultError> {
        Slots::create(&folder.join(FILE), &KIND)
    }

    pub(super) fn open(folder: &Path) -> Result<Self, VaultError> {
        let (slots, taken) = Slots::open(&folder.join(FILE), &KIND)?;
        let mut accounts = HashMap::with_capacity(taken.len());
        for (place, says) in taken {
            let account: Account = codec::decode(&says)
                .map_err(|error| VaultError::damaged(slots.path(), format!("slot {place}: {error}")))?;
            accounts.insert(account.person, (place, account));
        }
        Ok(Self(Mutex::new(Open { slots, accounts })))
    }

    /// The person has something to sign in with.
    pub fn has(&self, person: PersonId) -> bool {
        self.read(person, |account| account.pin.is_some() || account.password.is_some()).unwrap_or(false)
    }

    /// The person has a secret of that kind.
    pub fn has_kind(&self, person: PersonId, kind: SecretKind) -> bool {
        self.read(person, |account| account.secret(kind).is_some()).unwrap_or(false)
    }

    /// The operator has closed the account.
    pub fn is_disabled(&self, person: PersonId) -> bool {
        self.read(person, |account| account.disabled).unwrap_or(false)
    }

    /// The language the person chose, as two letters.
    pub fn lang(&self, person: PersonId) -> Option<[u8; 2]> {
        self.read(person, |account| account.lang).filter(|lang| *lang != [0; 2])
    }

    /// Gives the person a new PIN or password. Takes tens of milliseconds and 19 MiB: call it where that does
    /// not hold others up. Returns only after it is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set(&self, person: PersonId, kind: SecretKind, typed: &Typed) -> Result<(), VaultError> {
        let salt = random::bytes();
        let hashed = Hashed { salt, hash: *argon(typed, &salt)? };
        self.change(person, |account| *account.secret_mut(kind) = Some(hashed))
    }

    /// Whether what was typed is the person's. As slow as [`Accounts::set`], and as slow for somebody who has
    /// none or is not known: the time tells nothing.
    pub fn check(&self, person: Option<PersonId>, kind: SecretKind, typed: &Typed) -> Checked {
        let theirs = person.and_then(|person| self.read(person, |account| account.secret(kind).cloned())?);
        let known = theirs.is_some();
        let expected = theirs.unwrap_or(Hashed { salt: [0; 16], hash: [0; 32] });
        let Ok(hash) = argon(typed, &expected.salt) else { return Checked::Wrong };
        let same = bool::from(hash.as_slice().ct_eq(expected.hash.as_slice())) && known;
        match person {
            Some(person) if same && self.is_disabled(person) => Checked::Disabled,
            Some(_) if same => Checked::Right,
            _ => Checked::Wrong,
        }
    }

    /// Notes the language the person chose.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_lang(&self, person: PersonId, lang: [u8; 2]) -> Result<(), VaultError> {
        if self.lang(person) == Some(lang) {
            Ok(())
        } else {
            self.change(person, |account| account.lang = lang)
        }
    }

    /// Closes the account or opens it again. Sessions are ended by the caller.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn disable(&self, person: PersonId, disabled: bool) -> Result<(), VaultError> {
        self.change(person, |account| account.disabled = disabled)
    }

    /// Takes the person's PIN and password away: they come in by a link, or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn reset(&self, person: PersonId) -> Result<(), VaultError> {
        if !self.has(person) {
            return Ok(());
        }
        self.change(person, |account| (account.pin, account.password) = (None, None))
    }

    fn read<T>(&self, person: PersonId, read: impl Fn(&Account) -> T) -> Option<T> {
        lock(&self.0).accounts.get(&person).map(|(_, account)| read(account))
    }

    fn change(&self, person: PersonId, change: impl FnOnce(&mut Account)) -> Result<(), VaultError> {
        let open = &mut *lock(&self.0);
        let (place, mut account) = match open.accounts.get(&person) {
            Some((place, account)) => (*place, account.clone()),
            None => {
                let account = Account { person, disabled: false, lang: [0; 2], pin: None, password: None };
                (open.slots.take()?, account)
            }
        };
        change(&mut account);
        open.slots.write(place, &codec::encode(&account))?;
        open.slots.sync()?;
        open.accounts.insert(person, (place, account));
        Ok(())
    }
}

impl Account {
    const fn secret(&self, kind: SecretKind) -> Option<&Hashed> {
        match kind {
            SecretKind::Pin => self.pin.as_ref(),
            SecretKind::Password => self.password.as_ref(),
        }
    }

    const fn secret_mut(&mut self, kind: SecretKind) -> &mut Option<Hashed> {
        match kind {
            SecretKind::Pin => &mut self.pin,
            SecretKind::Password => &mut self.password,
        }
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Accounts(…)")
    }
}

fn argon(typed: &Typed, salt: &[u8; 16]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(VaultError::hashing)?;
    let mut hash = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(typed.0.as_bytes(), salt, hash.as_mut_slice())
        .map_err(VaultError::hashing)?;
    Ok(hash)
}

/// Reads what a slot might say.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn fuzzed(says: &[u8]) {
    drop(codec::decode::<Account>(says));
}
