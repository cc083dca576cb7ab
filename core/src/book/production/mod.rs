//! The workshop: from materials to packages.

mod cost;
mod event;
mod finish;
mod make;
mod pack;
mod progress;
mod start;
mod steps;
mod used;

pub use cost::{Costs, OrderCost};
pub use event::*;
pub use finish::FinishProduction;
pub use make::MakeForStock;
pub use pack::PackOrder;
pub use progress::{ReportProgress, WorkDone};
pub use start::StartProduction;
pub use steps::SetWorkshopSteps;
pub use used::RecordMaterialsUsed;
