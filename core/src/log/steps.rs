//! What threads do behind a log, taken step by step by whoever opened it.

use super::event_log::{Behind, EventLog, write_lock};
use super::feeder;

impl EventLog {
    /// Puts at most `most` waiting groups into the store as one batch. Returns how many there were.
    pub(crate) fn step_feeder(&self, most: usize) -> usize {
        let mut behind = self.behind();
        let Behind::ByHand(steps) = &mut *behind else { return 0 };
        let groups: Vec<_> = steps.groups.try_iter().take(most).collect();
        let count = groups.len();
        if count > 0
            && !steps.ended
            && let Err(why) = feeder::apply(&self.shared, groups)
        {
            steps.ended = true;
            self.shared.fail(&why);
        }
        count
    }

    /// Renews HEAD and asks the store to write out what it was fed.
    pub(crate) fn step_write_out(&self) {
        let mut behind = self.behind();
        let Behind::ByHand(steps) = &mut *behind else { return };
        if steps.ended {
            return;
        }
        let fed = write_lock(&self.shared.tail).applied();
        let mark = self.shared.store.witness().filter(|mark| mark.position <= fed);
        if let Some(mark) = mark
            && let Err(why) = feeder::write_out(&self.shared, mark)
        {
            steps.ended = true;
            self.shared.fail(&why);
        }
    }

    /// Does one chore: compresses a full segment, or makes the next one's file. Returns whether there was one.
    pub(crate) fn step_chores(&self) -> bool {
        let behind = self.behind();
        let Behind::ByHand(steps) = &*behind else { return false };
        let Ok(chore) = steps.chores.try_recv() else { return false };
        feeder::do_chore(&self.shared, &chore);
        true
    }

    /// Looks through all sealed segments of a long log.
    pub(crate) fn step_scrub(&self) {
        super::recovery::scrub_at(&self.shared, std::time::Duration::ZERO);
    }
}
