//! Deliberate mistakes, to prove that the tests would see them.
//!
//! In tests and in the simulation one of them can be made at a time. In every other build [`made`] is `false`
//! for all of them, and the compiler leaves nothing of it.

/// A mistake somebody might make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// Commits are answered for before they are synced.
    AnswerBeforeSync,
    /// A sync that failed is tried again, and believed.
    RetrySync,
    /// After a failure the log takes more.
    Unpoisoned,
    /// A group is shown before it is on disk.
    ShowBeforeSync,
    /// The store is fed what is not on disk.
    FeedBeforeSync,
    /// HEAD tells of a group that is not on disk.
    HeadBeforeSync,
    /// The last frame of a group is not written.
    DropLastFrame,
    /// Two commits of a group get one position.
    ReusePosition,
    /// The names in a folder are not synced.
    ForgetFolderSync,
    /// A file that takes another's place is not synced.
    ForgetFileSync,
    /// A compressed segment is not read back before the plain one is removed.
    SealUnread,
    /// The checksum of a frame is not looked at.
    SkipFrameChecksum,
    /// The checksum of a footer is not looked at.
    SkipFooterChecksum,
    /// Frames are not compared with the hash of the commit before.
    SkipChain,
    /// What is damaged is cut as if it were torn.
    CutDamage,
    /// What is torn is left where the next group is written.
    LeaveTorn,
    /// A last group that may stand in memory alone is not written again.
    TrustMemory,
    /// HEAD is no witness.
    IgnoreHead,
    /// A book begins to count anew after a restart.
    RestartSequence,
    /// A thing that a commit touched is not found by it.
    LoseTouch,
    /// A command is looked for in the store alone.
    ForgetTail,
    /// What was granted is granted again.
    ForgetKnown,
    /// What was granted in the same group is granted again.
    ForgetGroup,
    /// Other content under a known id gets the first one's answer.
    IgnoreDigest,
    /// A stale screen decides.
    IgnoreSeen,
    /// Anybody acts for any party.
    AdmitAnybody,
    /// Commits are recorded at a time that goes back.
    ClockBack,
    /// After a group that was not written the books stay as if it was.
    KeepUnwritten,
    /// A start forgets who is who.
    ForgetRegistry,
    /// Commits do not say on which registry they were decided.
    ForgetRegistryPlace,
    /// The checksum of a book's snapshot is not looked at.
    BelieveSnapshot,
    /// A book is kept before what it was changed by is on disk.
    ShelveUnwritten,
    /// A snapshot and what is known to have come since are believed to be a whole book.
    TrustWhole,
    /// A command whose outcome cannot be read is taken for new.
    UnreadIsNew,
    /// After a failure the desk goes on with groups in which there is nothing.
    GoOnFailed,
    /// A clock that leapt ahead is believed.
    BelieveLeap,
    /// A clock that lies far behind the last fact is believed.
    BelieveStepBack,
    /// What a book that was written to waits for is not looked at again.
    ForgetDue,
    /// A deadline that passed passes again.
    PassTwice,
    /// Places of a slot that are taken are given away again.
    Overbook,
    /// What is told of a closed month later is kept in it.
    CountInClosed,
    /// A closed month shows what it comes to now.
    RecountClosed,
    /// A month that is opened again leaves what was told of it where it counted.
    LeaveLate,
    /// A step is anybody's.
    AnyParty,
    /// A role may everything.
    AnyRole,
    /// What a buyer pays beyond the price is nobody's.
    LoseRupiah,
    /// What came damaged is put on the shelf too.
    GainKilogram,
    /// What is sold and taken back comes onto the shelf twice.
    ShelveTwice,
    /// The clock of a promise goes on while the buyer has the move.
    NeverPause,
    /// A delivery that is late is not.
    KeepSilent,
    /// A promise moves without a word.
    MovePromise,
    /// Who was asked something is not named.
    HoldNobody,
    /// A post that is hidden stays to be read.
    ShowHidden,
}

/// Whether that mistake is made.
#[cfg(not(any(test, feature = "simulation")))]
pub(crate) const fn made(_: Bug) -> bool {
    false
}

#[cfg(any(test, feature = "simulation"))]
pub(crate) use switched::made;
#[cfg(test)]
pub(crate) use switched::with;

#[cfg(any(test, feature = "simulation"))]
mod switched {
    use std::cell::Cell;

    use super::Bug;

    thread_local! {
        static MADE: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Whether this thread makes that mistake.
    pub(crate) fn made(bug: Bug) -> bool {
        MADE.get() == Some(bug)
    }

    /// Makes a mistake while `work` is done.
    #[cfg(test)]
    pub(crate) fn with<T>(bug: Option<Bug>, work: impl FnOnce() -> T) -> T {
        MADE.set(bug);
        let done = work();
        MADE.set(None);
        done
    }
}

#[cfg(test)]
impl Bug {
    pub(crate) const ALL: [Self; 53] = [
        Self::AnswerBeforeSync,
        Self::RetrySync,
        Self::Unpoisoned,
        Self::ShowBeforeSync,
        Self::FeedBeforeSync,
        Self::HeadBeforeSync,
        Self::DropLastFrame,
        Self::ReusePosition,
        Self::ForgetFolderSync,
        Self::ForgetFileSync,
        Self::SealUnread,
        Self::SkipFrameChecksum,
        Self::SkipFooterChecksum,
        Self::SkipChain,
        Self::CutDamage,
        Self::LeaveTorn,
        Self::TrustMemory,
        Self::IgnoreHead,
        Self::RestartSequence,
        Self::LoseTouch,
        Self::ForgetTail,
        Self::ForgetKnown,
        Self::ForgetGroup,
        Self::IgnoreDigest,
        Self::IgnoreSeen,
        Self::AdmitAnybody,
        Self::ClockBack,
        Self::KeepUnwritten,
        Self::ForgetRegistry,
        Self::ForgetRegistryPlace,
        Self::BelieveSnapshot,
        Self::ShelveUnwritten,
        Self::TrustWhole,
        Self::UnreadIsNew,
        Self::GoOnFailed,
        Self::BelieveLeap,
        Self::BelieveStepBack,
        Self::ForgetDue,
        Self::PassTwice,
        Self::Overbook,
        Self::CountInClosed,
        Self::RecountClosed,
        Self::LeaveLate,
        Self::AnyParty,
        Self::AnyRole,
        Self::LoseRupiah,
        Self::GainKilogram,
        Self::ShelveTwice,
        Self::NeverPause,
        Self::KeepSilent,
        Self::MovePromise,
        Self::HoldNobody,
        Self::ShowHidden,
    ];
}
