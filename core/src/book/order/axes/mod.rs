//! The three axes on which an order stands, each derived from its facts and never stored.

mod commercial;

pub use commercial::Commercial;
