//! The three axes on which an order stands at once, each derived from its facts and never stored.

mod commercial;
mod fulfilment;
mod payment;

pub use commercial::Commercial;
pub use fulfilment::Fulfilment;
pub use payment::PaymentAxis;
