//! The deployment's signature: ed25519, over short readable texts.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::ids::NotAnId;

/// What the deployment signs with. Its key is made from the vault's root secret, so every vault has one, also
/// one that is older than signatures.
pub struct Signer(SigningKey);

impl Signer {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// By what everybody recognises the deployment.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a text.
    pub fn sign(&self, text: &str) -> Signature {
        Signature(self.0.sign(text.as_bytes()).to_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.public_key())
    }
}

/// A deployment's public key: 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// Whether this key's owner signed the text. Weak keys and malleable signatures sign nothing.
    pub fn signed(&self, text: &str, signature: &Signature) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.0) else { return false };
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        !key.is_weak() && key.verify_strict(text.as_bytes(), &signature).is_ok()
    }
}

/// A signature: 128 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

macro_rules! hexadecimal {
    ($($name:ident of $bytes:literal),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                super::files::unhex::<$bytes>(text).map(Self).ok_or(NotAnId)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(|_| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    )+};
}

hexadecimal!(PublicKey of 32, Signature of 64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_signed_by_its_signer_and_nobody_else() {
        let signer = Signer::from_seed(&[7; 32]);
        let signature = signer.sign("a text");
        assert!(signer.public_key().signed("a text", &signature));
        assert!(!signer.public_key().signed("another", &signature));
        assert!(!Signer::from_seed(&[8; 32]).public_key().signed("a text", &signature));
        let read: Signature = signature.to_string().parse().unwrap();
        assert_eq!(read, signature);
        assert!(signature.to_string().to_uppercase().parse::<Signature>().is_err());
    }

    #[test]
    fn a_weak_key_signs_nothing() {
        // The neutral element: under it, a signature of zeros would fit any text.
        let mut weak = [0; 32];
        weak[0] = 1;
        assert!(!PublicKey(weak).signed("a text", &Signature([0; 64])));
    }
}
