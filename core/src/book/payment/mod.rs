//! Money: claimed, then seen or not seen. What is owed is always the sum of these movements.

mod claim;
mod event;
mod record;
mod refuse;
mod verify;

pub use claim::ClaimPayment;
pub use event::*;
pub use record::RecordPayment;
pub use refuse::RefusePayment;
pub use verify::VerifyPayment;
