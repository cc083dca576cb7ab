//! The three axes on which an order stands at once. Each is derived from its facts.

mod payment;

pub use payment::PaymentAxis;
