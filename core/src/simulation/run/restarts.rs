//! How the process ends and begins again, and what is left of its files in between.

use super::super::oracle::Oracle;
use super::{End, Run, SHELF};
use crate::desk::DeskByHand;
use crate::log::simulated::{Fault, audit};

impl Run {
    pub(super) fn restart(&mut self) -> Result<(), String> {
        let end = *self.dice.pick(&[End::Closed, End::Killed, End::PowerCut]).unwrap_or(&End::Killed);
        if !self.dice.one_in(3) {
            self.world.repair();
        }
        self.stop(end)?;
        self.start()?;
        self.compare_after_start()?;
        self.send_again()
    }

    pub(super) fn stop(&mut self, end: End) -> Result<(), String> {
        let log = self.log.take().ok_or("no log is open")?;
        let desk = self.desk.take().ok_or("no desk is open")?;
        self.outcome.restarts += 1;
        if end == End::Closed {
            desk.close();
            while log.step_feeder(usize::MAX) > 0 {}
            log.step_write_out();
        } else {
            self.end_in_the_middle_of_a_snapshot(desk);
        }
        let healthy = log.failure().is_none();
        drop(log);
        if end == End::PowerCut {
            self.cut_power();
        }
        self.groups = 0;
        self.damage_snapshot();
        if self.dice.one_in(8) {
            self.world.ruin_store();
        } else if end == End::Closed && healthy && self.dice.one_in(3) {
            self.damage();
        } else if self.dice.one_in(4) {
            // Where one copy is whole, damage is read as well.
            self.spoil_reads(end == End::Closed && healthy);
        }
        Ok(())
    }

    /// Nothing more is done from some operation on.
    fn end_in_the_middle_of_a_snapshot(&mut self, mut desk: DeskByHand) {
        if self.dice.one_in(2) {
            self.world.fail_at(self.world.operations() + self.dice.below(10), Fault::Short, true);
            while desk.step_shelf() {}
            self.world.repair();
        }
    }

    /// A snapshot is gone, or one bit of it another: it is a copy.
    fn damage_snapshot(&mut self) {
        if !self.dice.one_in(4) {
            return;
        }
        let files: Vec<_> = self.world.files().into_iter().filter(|path| path.starts_with(SHELF)).collect();
        if let Some(path) = self.dice.pick(&files).cloned() {
            if self.dice.one_in(3) {
                // It was there a moment ago.
                drop(self.world.lose(&path));
            } else {
                self.world.flip(&path, &mut self.dice);
            }
        }
    }

    fn cut_power(&mut self) {
        self.outcome.power_cuts += 1;
        self.count_failures();
        self.world = self.world.crash(&mut self.dice);
    }

    pub(super) fn count_failures(&mut self) {
        self.outcome.failures += self.world.failures();
        self.outcome.bad_reads += self.world.read_failures();
    }

    /// One bit of one file is not what it was. The other copy is whole.
    fn damage(&mut self) {
        let files = self.world.files();
        if let Some(path) = self.dice.pick(&files).cloned() {
            self.world.flip(&path, &mut self.dice);
        }
    }

    pub(super) fn start(&mut self) -> Result<(), String> {
        let failures = self.failures();
        if let Err(error) = self.open() {
            if self.failures() == failures {
                return Err(format!("the log does not open: {error}"));
            }
            self.world.repair();
            if self.dice.one_in(2) {
                self.cut_power();
            }
            self.open().map_err(|error| format!("the log does not open after a repair: {error}"))?;
        }
        Ok(())
    }

    fn failures(&self) -> u64 {
        self.world.failures() + self.world.read_failures()
    }

    /// Opens the desk, where something fails after a repair.
    fn start_desk(&mut self) -> Result<(), String> {
        let failures = self.failures();
        if self.dice.one_in(6) {
            self.spoil_reads(true);
        }
        let opened = match self.open_desk() {
            Err(_) if self.failures() > failures => {
                self.world.repair();
                self.open_desk()
            }
            opened => opened,
        };
        self.world.read_well();
        let desk = opened.map_err(|error| format!("the desk does not open: {error}"))?;
        if let Some(confirmation) = self.time.restarted(self.oracle.last) {
            desk.accept_clock(confirmation);
        }
        self.desk = Some(desk);
        Ok(())
    }

    /// Everything that was shown is there; what nobody was told of may be.
    pub(super) fn compare_after_start(&mut self) -> Result<(), String> {
        self.world.read_well();
        let commits = audit(self.log()?)?;
        let lost = self
            .oracle
            .commits
            .iter()
            .enumerate()
            .find(|(index, commit)| commits.get(*index) != Some(commit));
        if let Some((_, commit)) = lost {
            return Err(format!("{} was shown and is lost", commit.cursor));
        }
        self.follow()?;
        if self.dice.one_in(3) {
            Oracle::of(&commits)?.same(&self.oracle)?;
        }
        self.start_desk()?;
        let desk = self.desk.as_mut().ok_or("no desk is open")?;
        self.oracle.compare(desk)
    }
}
