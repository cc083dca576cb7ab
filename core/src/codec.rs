//! One way to turn values into bytes and back.
//!
//! The bytes are bincode 2.0.1, little endian, integers of fixed width. Every decode is bounded in memory
//! and must consume its input exactly, because bincode describes nothing itself: a wrong length is the only
//! sign that bytes were read as something they are not.

use bincode::config::{Configuration, Fixint, Limit, LittleEndian};
use bincode::{Decode, Encode};

/// Most memory one decoded value may claim, in bytes. Larger than any commit, smaller than any attack.
pub const MEMORY_LIMIT: usize = 1 << 20;

const CONFIG: Configuration<LittleEndian, Fixint, Limit<MEMORY_LIMIT>> =
    bincode::config::standard().with_fixed_int_encoding().with_limit::<MEMORY_LIMIT>();

/// Why bytes could not be read as the value they were said to be.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// The bytes do not have the form of the value.
    #[error("unreadable bytes: {0}")]
    Unreadable(String),
    /// The value ended before the bytes did.
    #[error("{0} bytes are left over after the value")]
    Trailing(usize),
    /// No event of this type and version is known to this program.
    #[error("event type {kind:#06x} version {version} is not known to this program")]
    UnknownEvent {
        /// The stored type id.
        kind: u16,
        /// The stored version.
        version: u16,
    },
}

/// Appends the encoded value to `buffer`, so that a hot path can reuse its memory.
pub fn encode_into<T: Encode>(value: &T, buffer: &mut Vec<u8>) {
    // Encoding into memory fails only for types that refuse themselves (a poisoned lock, a borrowed
    // cell); no type of ours does, and a partly written value must never reach the log.
    if let Err(error) = bincode::encode_into_writer(value, Buffer(buffer), CONFIG) {
        unreachable!("a value of ours refused to be encoded: {error}");
    }
}

/// Takes what is encoded as it comes, with nothing between.
struct Buffer<'a>(&'a mut Vec<u8>);

impl bincode::enc::write::Writer for Buffer<'_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> Result<(), bincode::error::EncodeError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// The encoded value in a buffer of its own.
pub fn encode<T: Encode>(value: &T) -> Vec<u8> {
    let mut buffer = Vec::with_capacity(128);
    encode_into(value, &mut buffer);
    buffer
}

/// Most memory a state that was encoded by this program may claim: a snapshot of a large book.
const STATE_LIMIT: usize = 1 << 30;

/// Reads a state that fills `bytes` exactly: a snapshot of ours, whose checksum was proved before.
///
/// # Errors
/// [`CodecError::Unreadable`] or [`CodecError::Trailing`] when the bytes are anything else.
pub fn decode_state<T: Decode<()>>(bytes: &[u8]) -> Result<T, CodecError> {
    decode_within(bytes, CONFIG.with_limit::<STATE_LIMIT>())
}

/// Reads a value that fills `bytes` exactly.
///
/// # Errors
/// [`CodecError::Unreadable`] or [`CodecError::Trailing`] when the bytes are anything else.
pub fn decode<T: Decode<()>>(bytes: &[u8]) -> Result<T, CodecError> {
    decode_within(bytes, CONFIG)
}

fn decode_within<T: Decode<()>>(bytes: &[u8], config: impl bincode::config::Config) -> Result<T, CodecError> {
    let (value, used) = bincode::decode_from_slice::<T, _>(bytes, config)
        .map_err(|error| CodecError::Unreadable(error.to_string()))?;
    match bytes.len() - used {
        0 => Ok(value),
        left => Err(CodecError::Trailing(left)),
    }
}

/// Declares an enum without data whose numbers on disk are written beside its words.
///
/// The number, never the place in the list, is what is stored, so words may be added and reordered; a
/// number that is not known is a decode error.
#[macro_export]
macro_rules! code_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The number that stands for the word on disk.
            pub const fn code(self) -> u8 {
                match self { $(Self::$variant => $code),+ }
            }

            /// The word a stored number stands for, if this program knows it.
            pub const fn from_code(code: u8) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The word as code writes it, for forms and texts that machines read.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }

            /// The word written as [`Self::name`] writes it, if it is one of the list.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }
        }

        impl bincode::Encode for $name {
            fn encode<E: bincode::enc::Encoder>(&self, encoder: &mut E) -> Result<(), bincode::error::EncodeError> {
                self.code().encode(encoder)
            }
        }

        impl<Context> bincode::Decode<Context> for $name {
            fn decode<D: bincode::de::Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, bincode::error::DecodeError> {
                let code = u8::decode(decoder)?;
                Self::from_code(code).ok_or_else(|| bincode::error::DecodeError::OtherString(
                    format!("{} has no number {code}", stringify!($name))))
            }
        }

        bincode::impl_borrow_decode!($name);
    };
}

/// Declares the list of everything that can happen in one kind of book: each event's type id and version on
/// disk beside its struct. The list only grows; a changed form is a new version with an upgrade beside it:
/// `was { 1: OrderPlacedV1 }` names the frozen structs of the versions before, each of which is
/// `Into` the form of now. [`from_raw`](crate::book::Event::from_raw) is the only way in, so old facts are lifted on
/// every path at once.
#[macro_export]
macro_rules! events {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$vmeta:meta])* $variant:ident($form:path) = $kind:literal v $version:literal
            $(was { $($before:literal: $old:path),+ $(,)? })?),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(clippy::large_enum_variant, reason = "events are built once and moved little")]
        pub enum $name { $($(#[$vmeta])* $variant($form)),+ }

        impl $name {
            /// The type ids, versions and names of all events of this kind of book.
            pub const LIST: &'static [(u16, u16, &'static str)] = &[$(($kind, $version, stringify!($variant))),+];

            /// The type ids, versions and names of the forms that were written before and are lifted when read.
            pub const OLD: &'static [(u16, u16, &'static str)] =
                &[$($($(($kind, $before, stringify!($variant)),)+)?)+];

            /// The event's name in the trade's words, as code writes it.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => stringify!($variant)),+ }
            }

            /// The event's type id on disk.
            pub const fn kind(&self) -> u16 {
                match self { $(Self::$variant(_) => $kind),+ }
            }

            /// The sort of event it is.
            pub const fn sort(&self) -> EventSort {
                match self { $(Self::$variant(_) => EventSort::$variant),+ }
            }

            /// The event as it is stored.
            pub fn to_raw(&self) -> $crate::log::RawFact {
                match self {
                    $(Self::$variant(form) => $crate::log::RawFact {
                        kind: $kind, version: $version, bytes: $crate::codec::encode(form),
                    }),+
                }
            }

            /// The event that was stored, lifted to the form of now where it was written in an older one.
            ///
            /// # Errors
            /// [`CodecError`]($crate::codec::CodecError) when the type or version is not in the list, or
            /// the bytes are not of its form.
            pub fn from_raw(raw: &$crate::log::RawFact) -> Result<Self, $crate::codec::CodecError> {
                match (raw.kind, raw.version) {
                    $(($kind, $version) => $crate::codec::decode(&raw.bytes).map(Self::$variant),)+
                    $($($(($kind, $before) => $crate::codec::decode::<$old>(&raw.bytes)
                        .map(|old| Self::$variant(old.into())),)+)?)+
                    (kind, version) => Err($crate::codec::CodecError::UnknownEvent { kind, version }),
                }
            }
        }

        $(impl From<$form> for $name {
            fn from(form: $form) -> Self { Self::$variant(form) }
        })+

        /// The sorts of events there are, without what any of them says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum EventSort { $($(#[$vmeta])* $variant),+ }

        impl EventSort {
            /// The sort of the events with that type id.
            pub const fn of(kind: u16) -> Option<Self> {
                match kind {
                    $($kind => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}
