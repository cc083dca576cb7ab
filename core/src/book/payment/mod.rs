//! Money: claimed, then seen or not seen. What is owed is always the sum of these movements.

mod account;
mod bank_line;
mod claim;
mod code;
mod courier;
mod credit;
mod event;
mod invoice;
mod limit;
mod record;
mod refund;
mod refuse;
mod tempo;
mod transfer;
mod verify;
mod write_off;

pub use account::BuyerAccount;
pub use bank_line::{TakeBankLine, TakenAs};
pub use claim::ClaimPayment;
pub use code::GiveCode;
pub(in crate::book) use code::give_where_wished;
pub use courier::{CourierAccount, CourierCash, HandOverCash, PayCourier};
pub use credit::UseCredit;
pub use event::*;
pub use invoice::IssueInvoice;
pub use limit::WaiveLimit;
pub(in crate::book) use limit::within_limit;
pub use record::RecordPayment;
pub use refund::RecordRefund;
pub use refuse::RefusePayment;
pub use tempo::GrantTempo;
pub(in crate::book) use tempo::grant_what_was_agreed;
pub use transfer::{ClaimTransfer, Transfer};
pub use verify::VerifyPayment;
pub use write_off::WriteOffRest;
pub(in crate::book) use write_off::let_go_what_is_small;
