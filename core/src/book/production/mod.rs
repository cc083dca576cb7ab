//! The workshop: from materials to packages.

mod event;
mod finish;
mod pack;
mod start;

pub use event::*;
pub use finish::FinishProduction;
pub use pack::PackOrder;
pub use start::StartProduction;
