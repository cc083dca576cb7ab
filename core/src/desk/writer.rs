//! The writer's thread.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use tokio::sync::{mpsc, oneshot};

use crate::book::order::PassTime;
use crate::book::{self, Book, Context, POLICY_BYTES, Rejection};
use crate::bugs::{Bug, made};
use crate::codec;
use crate::ids::{BookId, Thing};
use crate::log::{AppendError, CommandKey, Cursor, Draft, Envelope, Log, RawFact, Touch};
use crate::party::{Actor, Capacity, Channel, Role};
use crate::registry;
use crate::time::{Day, Moment, zone_of_village};

use super::books::Books;
use super::clock_guard::ClockGuard;
use super::due::{self, Due};
use super::{Command, DeskError, GROUP, Job, Reading, Receipt, Shared, Task, Wish};

/// Most bytes the facts a person wished may have; the rest of a commit's limit is for the policies, and for
/// who, when and with which evidence.
const FACTS_LIMIT: usize = Draft::LIMIT - POLICY_BYTES - 2 * 1024;
/// Most photographs and files one wish may come with.
const MOST_EVIDENCE: usize = 20;

pub(super) type Answer = oneshot::Sender<Result<Receipt, DeskError>>;

/// What a wish came to, before the disk has it.
pub(super) enum Decided {
    /// Nothing is to be written for it.
    Known(Result<Receipt, DeskError>),
    /// The draft of that place in the group; a repeated wish shares it.
    Drafted { index: usize, repeated: bool },
}

pub(super) struct Writer {
    books: Books,
    /// When the last thing happened that was decided, and that is on disk.
    last: Option<Moment>,
    last_on_disk: Option<Moment>,
    log: Arc<dyn Log>,
    clock: Arc<ClockGuard>,
    digest_key: [u8; 32],
    shared: Shared,
    poisoned: bool,
    due: Due,
    group: Vec<Draft>,
    in_group: HashMap<CommandKey, usize>,
}

impl Writer {
    pub(super) fn new(
        books: Books,
        log: Arc<dyn Log>,
        clock: Arc<ClockGuard>,
        digest_key: [u8; 32],
        shared: Shared,
        last: Option<Moment>,
    ) -> Self {
        Self {
            due: Due::unknown(books.ids()),
            books,
            last,
            last_on_disk: last,
            log,
            clock,
            digest_key,
            shared,
            poisoned: false,
            group: Vec::new(),
            in_group: HashMap::new(),
        }
    }

    /// Whether it takes no more.
    #[cfg(any(test, feature = "simulation"))]
    pub(super) const fn is_poisoned(&self) -> bool {
        self.poisoned
    }

    /// What it decides on.
    #[cfg(any(test, feature = "simulation"))]
    pub(super) const fn books(&mut self) -> &mut Books {
        &mut self.books
    }

    /// Serves wishes until nobody can hand any in.
    pub(super) fn run(mut self, mut tasks: mpsc::Receiver<Task>) {
        // Kept from group to group: a piece of memory of this size, asked for anew each time, makes the allocator put its
        // house in order each time, and that took half of what this thread did.
        let mut waiting = Vec::with_capacity(GROUP);
        let mut looks = Vec::new();
        while let Some(first) = tasks.blocking_recv() {
            let mut next = Some(first);
            while let Some(task) = next {
                match task {
                    Task::Job(job) => self.take(job, &mut waiting),
                    Task::Look(book, reading) => looks.push((book, reading)),
                }
                next = if waiting.len() < GROUP { tasks.try_recv().ok() } else { None };
            }
            self.commit(&mut waiting);
            looks.drain(..).for_each(|(book, reading)| self.look(book, reading));
        }
        if !self.poisoned {
            self.books.keep_all();
        }
    }

    fn look(&mut self, book: BookId, reading: Reading) {
        if self.poisoned {
            return reading(Err(DeskError::OutcomeUnknown));
        }
        match self.open(book) {
            Ok((book, _)) => reading(Ok(book)),
            Err(error) => reading(Err(error)),
        }
    }

    pub(super) fn take(&mut self, job: Job, waiting: &mut Vec<(Answer, Decided)>) {
        let (decided, answer) = match job {
            Job::Wish(_, answer) | Job::PassTime(answer) if self.poisoned => {
                (Err(DeskError::OutcomeUnknown), answer)
            }
            Job::Wish(wish, answer) => (self.decide(&wish), answer),
            Job::PassTime(answer) => (self.pass_time(), answer),
        };
        waiting.push((answer, decided.unwrap_or_else(|error| Decided::Known(Err(error)))));
    }

    /// Decides on whatever has fallen due.
    fn pass_time(&mut self) -> Result<Decided, DeskError> {
        let now = self.clock.now(self.last)?;
        for id in self.due.to_survey() {
            // A book that cannot be read is looked into again when somebody writes to it.
            let next = self.books.look(id, Book::next_due).unwrap_or_else(|error| {
                tracing::error!(%error, book = %id, "nobody knows what is due in this book");
                None
            });
            self.due.surveyed(id, next.flatten());
        }
        let mut decided = Decided::Known(Ok(Receipt { cursor: self.head(), thing: None, repeated: false }));
        for book in self.due.by(now, due::SURVEYED) {
            let Some(business) = book.business() else { continue };
            // Each of its commits has a moment of its own.
            let now = self.clock.now(self.last)?;
            let wish = Wish {
                id: due::command_of(book, now, self.head().0),
                actor: Actor { party: business, ..Actor::CLOCK },
                book,
                on_behalf_of: None,
                channel: Channel::Policy,
                happened: None,
                evidence: Vec::new(),
                seen: None,
                played: false,
                command: Command::Book(PassTime {}.into()),
            };
            // Whatever becomes of it, the book is looked into again.
            self.due.changed(book);
            match self.grant(&wish, now) {
                Ok(Decided::Drafted { index, .. }) => decided = Decided::Drafted { index, repeated: false },
                Ok(Decided::Known(_)) => {}
                Err(error) => tracing::error!(%error, %book, "time could not pass in this book"),
            }
        }
        Ok(decided)
    }

    /// Makes the group durable, then answers everybody in it.
    pub(super) fn commit(&mut self, waiting: &mut Vec<(Answer, Decided)>) {
        if self.poisoned && !made(Bug::GoOnFailed) {
            return told(waiting.drain(..));
        }
        let next = Vec::with_capacity(self.group.len());
        let group = std::mem::replace(&mut self.group, next);
        self.in_group.clear();
        let things: Vec<Option<Thing>> = group.iter().map(|draft| draft.answer).collect();
        let changed: BTreeSet<BookId> = group.iter().map(|draft| draft.book).collect();
        if !made(Bug::ForgetDue) {
            changed.iter().for_each(|book| self.due.changed(*book));
        }
        if made(Bug::ShelveUnwritten) {
            self.books.keep_all();
        }
        let appended = if group.is_empty() { Ok(Vec::new()) } else { self.log.append(group) };
        let cursors: Result<Vec<Cursor>, DeskError> = match appended {
            Ok(commits) => {
                self.shared.ready.store(true, Ordering::SeqCst);
                self.last_on_disk = self.last;
                commits.iter().for_each(|commit| self.books.recorded(commit));
                if changed.contains(&BookId::REGISTRY) {
                    let registry = Arc::new(self.books.registry().clone());
                    *self.shared.registry.write().unwrap_or_else(PoisonError::into_inner) = registry;
                }
                Ok(commits.iter().map(|commit| commit.cursor).collect())
            }
            Err(error) => Err(self.fail(&error, changed)),
        };
        self.clock.recorded(self.last);
        for (answer, decided) in waiting.drain(..) {
            let outcome = match (&cursors, decided) {
                (Err(error), _) => Err(error.clone()),
                (Ok(_), Decided::Known(outcome)) => outcome,
                (Ok(cursors), Decided::Drafted { index, repeated }) => {
                    match (cursors.get(index), things.get(index)) {
                        (Some(cursor), Some(thing)) => {
                            Ok(Receipt { cursor: *cursor, thing: *thing, repeated })
                        }
                        _ => Err(DeskError::OutcomeUnknown),
                    }
                }
            };
            // Whoever went away reads the answer when they send the wish again.
            drop(answer.send(outcome));
        }
        if cursors.is_ok() {
            self.books.tidy();
        }
    }

    /// After a failed write the books that were changed hold what the disk may not: they are thrown away.
    fn fail(&mut self, error: &AppendError, changed: BTreeSet<BookId>) -> DeskError {
        tracing::error!(%error, "the group was not recorded");
        self.shared.ready.store(false, Ordering::SeqCst);
        match error {
            AppendError::NoRoom if made(Bug::KeepUnwritten) => DeskError::DiskFull,
            AppendError::NoRoom => {
                self.last = self.last_on_disk;
                if let Err(error) = self.books.forget(changed.into_iter()) {
                    tracing::error!(%error, "the registry could not be read again");
                    self.poisoned = true;
                }
                DeskError::DiskFull
            }
            AppendError::Poisoned(_) => {
                self.poisoned = true;
                DeskError::OutcomeUnknown
            }
        }
    }

    fn decide(&mut self, wish: &Wish) -> Result<Decided, DeskError> {
        let key = CommandKey { person: wish.actor.person, book: wish.book, command: wish.id };
        let digest = self.digest(wish);
        if let Some(known) = self.known(&key, &digest)? {
            return Ok(known);
        }
        let now = self.clock.now(self.last)?;
        self.admit(wish, now)?;
        self.grant(wish, now)
    }

    /// Drafts what a wish that may be wished leads to.
    fn grant(&mut self, wish: &Wish, now: Moment) -> Result<Decided, DeskError> {
        let key = CommandKey { person: wish.actor.person, book: wish.book, command: wish.id };
        let digest = self.digest(wish);
        let facts = match &wish.command {
            Command::Book(command) => self.decide_book(wish, command, now)?,
            Command::Registry(command) => self.decide_registry(wish, command, now)?,
        };
        let Some(facts) = facts else {
            let cursor = self.head();
            return Ok(Decided::Known(Ok(Receipt { cursor, thing: None, repeated: false })));
        };
        let index = self.group.len();
        self.in_group.insert(key, index);
        self.group.push(Draft {
            book: wish.book,
            envelope: Envelope {
                person: wish.actor.person,
                party: wish.actor.party,
                on_behalf_of: wish.on_behalf_of,
                channel: wish.channel,
                happened: wish.happened,
                recorded: now,
                evidence: wish.evidence.clone(),
                played: wish.played,
                registry: if made(Bug::ForgetRegistryPlace) {
                    Cursor::START
                } else {
                    self.books.registry_at()
                },
                command: wish.id,
                digest,
            },
            answer: facts.answer,
            touched: facts.touched,
            facts: facts.raw,
        });
        if wish.book == BookId::REGISTRY {
            self.books.registry_moves_to(self.head());
        }
        self.last = Some(now);
        Ok(Decided::Drafted { index, repeated: false })
    }

    /// The answer that the same wish got before.
    fn known(&self, key: &CommandKey, digest: &[u8; 32]) -> Result<Option<Decided>, DeskError> {
        if let Some(index) = self.in_group.get(key).filter(|_| !made(Bug::ForgetGroup)) {
            let same = self.group.get(*index).is_some_and(|draft| draft.envelope.digest == *digest);
            let same = same || made(Bug::IgnoreDigest);
            return if same {
                Ok(Some(Decided::Drafted { index: *index, repeated: true }))
            } else {
                Err(Rejection::CommandReused.into())
            };
        }
        let outcome = match self.log.outcome(key) {
            Err(_) if made(Bug::UnreadIsNew) => Ok(None),
            outcome => outcome,
        };
        let commit = outcome.map_err(|error| {
            tracing::error!(%error, "an earlier outcome could not be read");
            DeskError::OutcomeUnknown
        })?;
        match commit {
            None => Ok(None),
            Some(_) if made(Bug::ForgetKnown) => Ok(None),
            Some(commit) if commit.draft.envelope.digest == *digest || made(Bug::IgnoreDigest) => {
                Ok(Some(Decided::Known(Ok(Receipt {
                    cursor: commit.cursor,
                    thing: commit.draft.answer,
                    repeated: true,
                }))))
            }
            Some(_) => Err(Rejection::CommandReused.into()),
        }
    }

    /// A keyed hash of everything that makes two wishes the same wish.
    fn digest(&self, wish: &Wish) -> [u8; 32] {
        let mut content = Vec::with_capacity(256);
        match &wish.command {
            Command::Book(command) => {
                content.push(1);
                codec::encode_into(command, &mut content);
            }
            Command::Registry(command) => {
                content.push(2);
                codec::encode_into(command, &mut content);
            }
        }
        codec::encode_into(&(wish.actor, wish.on_behalf_of, wish.channel, wish.happened), &mut content);
        codec::encode_into(&wish.evidence, &mut content);
        *blake3::keyed_hash(&self.digest_key, &content).as_bytes()
    }

    /// Where the log will stand once the group is on disk. The desk alone appends.
    fn head(&self) -> Cursor {
        Cursor(self.log.watermark().0 + self.group.len() as u64)
    }

    /// What holds for every wish: who may act for whom, on a screen that is not stale.
    fn admit(&mut self, wish: &Wish, now: Moment) -> Result<(), DeskError> {
        let registry = self.books.registry();
        let founding = wish.book == BookId::REGISTRY && !registry.has_operator();
        let role = registry.role(wish.actor.party, wish.actor.person);
        match role {
            Some(role) if permits(role, &wish.command) || is_own_name(wish) => {}
            Some(_) if made(Bug::AnyRole) => {}
            Some(_) => return Err(Rejection::NotYourRole.into()),
            None if founding || comes_as_stranger(wish) || made(Bug::AdmitAnybody) => {}
            None => return Err(Rejection::NotAMember.into()),
        }
        // Only the book itself speaks as the business's policy.
        if wish.channel == Channel::Policy {
            return Err(Rejection::NotYourStep.into());
        }
        if let Some(party) = wish.on_behalf_of {
            if wish.book.business() != Some(wish.actor.party) || party == wish.actor.party {
                return Err(Rejection::NotYourStep.into());
            }
            if !Channel::SPOKEN.contains(&wish.channel) {
                return Err(Rejection::ChannelMissing.into());
            }
            registry.party(party).ok_or(Rejection::NotYourStep)?;
        }
        if wish.evidence.len() > MOST_EVIDENCE {
            return Err(Rejection::TooMuchAtOnce.into());
        }
        if wish.happened.is_some_and(|happened| happened > now) {
            return Err(Rejection::Invalid { field: "happened" }.into());
        }
        if let Some(seen) = wish.seen.filter(|_| !made(Bug::IgnoreSeen)) {
            let current = match wish.book {
                BookId::REGISTRY => registry.version(seen.thing),
                book => self.open(book)?.0.version(seen.thing),
            };
            if current != seen.version {
                return Err(Rejection::Stale { thing: seen.thing, shown: seen.version, now: current }.into());
            }
        }
        Ok(())
    }

    fn decide_book(
        &mut self,
        wish: &Wish,
        command: &book::Command,
        now: Moment,
    ) -> Result<Option<Decision>, DeskError> {
        let registry = self.books.registry();
        let is_business =
            |party| registry.party(party).is_some_and(|p| p.capacities.contains(&Capacity::Business));
        if !wish.book.business().is_some_and(is_business) {
            return Err(Rejection::NotOpen.into());
        }
        let (book, registry) = self.open(wish.book)?;
        let context = context(wish, now, today(book, now), registry);
        let events = book::decide(book, command, &context)?;
        if events.is_empty() {
            return Ok(None);
        }
        let raw: Vec<RawFact> = events.iter().map(book::Event::to_raw).collect();
        check_size(&raw)?;
        let events = book.keep(events, &context);
        let raw = events.iter().map(book::Event::to_raw).collect();
        let answer = events.first().and_then(|event| event.things().first().copied());
        Ok(Some(Decision { answer, touched: book.touch(&events), raw }))
    }

    fn open(&mut self, book: BookId) -> Result<(&mut Book, &registry::Registry), DeskError> {
        self.books.open_book(book).map_err(|error| {
            tracing::error!(%error, %book, "a book cannot be read");
            DeskError::Unreadable
        })
    }

    fn decide_registry(
        &mut self,
        wish: &Wish,
        command: &registry::Command,
        now: Moment,
    ) -> Result<Option<Decision>, Rejection> {
        if wish.book != BookId::REGISTRY {
            return Err(Rejection::NotYourStep);
        }
        let today = now.day_in(zone_of_village(""));
        let context = context(wish, now, today, self.books.registry());
        let events = registry::decide(self.books.registry(), command, &context)?;
        if events.is_empty() {
            return Ok(None);
        }
        let raw: Vec<RawFact> = events.iter().map(registry::Event::to_raw).collect();
        check_size(&raw)?;
        let registry = self.books.registry_mut();
        events.iter().for_each(|event| registry.evolve(event));
        let answer = events.first().and_then(|event| event.things().first().copied());
        Ok(Some(Decision { answer, touched: registry.touch(&events), raw }))
    }
}

/// Everybody hears what was known before the disk was asked: after a failure nobody is asked any more. The books in
/// memory hold what the disk may not, and none of them is kept.
fn told(waiting: std::vec::Drain<'_, (Answer, Decided)>) {
    for (answer, decided) in waiting {
        let outcome = match decided {
            Decided::Known(outcome) => outcome,
            Decided::Drafted { .. } => Err(DeskError::OutcomeUnknown),
        };
        drop(answer.send(outcome));
    }
}

/// What is to be written for a wish.
struct Decision {
    answer: Option<Thing>,
    touched: Vec<Touch>,
    raw: Vec<RawFact>,
}

fn context<'a>(wish: &'a Wish, now: Moment, today: Day, registry: &'a registry::Registry) -> Context<'a> {
    Context {
        book: wish.book,
        actor: wish.actor,
        on_behalf_of: wish.on_behalf_of,
        channel: wish.channel,
        now,
        happened: wish.happened,
        today,
        command: wish.id,
        evidence: &wish.evidence,
        registry,
    }
}

fn today(book: &Book, now: Moment) -> Day {
    let village = book.profile.as_ref().map_or("", |profile| profile.village.as_str());
    now.day_in(zone_of_village(village))
}

fn check_size(raw: &[RawFact]) -> Result<(), Rejection> {
    let size: usize = raw.iter().map(|fact| fact.bytes.len() + 16).sum();
    if size > FACTS_LIMIT { Err(Rejection::TooMuchAtOnce) } else { Ok(()) }
}

/// A stranger says who they are, or writes in a guest book: the wishes nobody needs to be known for.
fn comes_as_stranger(wish: &Wish) -> bool {
    let open_to_all = matches!(
        wish.command,
        Command::Registry(registry::Command::Introduce(_))
            | Command::Book(book::Command::WriteInGuestBook(_))
    );
    open_to_all && wish.actor == Actor::STRANGER && wish.channel == Channel::Web
}

/// One's own name is one's own to say, whatever the role.
fn is_own_name(wish: &Wish) -> bool {
    use registry::Command::RenamePerson;
    matches!(&wish.command, Command::Registry(RenamePerson(it)) if it.person == wish.actor.person)
}

/// What each role may wish. Which party a step belongs to is decided with the step.
fn permits(role: Role, command: &Command) -> bool {
    use book::Command as C;
    let Command::Book(command) = command else {
        return matches!(role, Role::Owner | Role::Admin);
    };
    match role {
        Role::Owner => true,
        Role::Admin | Role::Member => !matches!(
            command,
            C::OpenBusiness(_)
                | C::SetOrderPolicy(_)
                | C::WaiveGate(_)
                | C::SetTerms(_)
                | C::SetWholesale(_)
                | C::SetPaymentPolicy(_)
                | C::SetBuyerTerms(_)
                | C::SetDepositRule(_)
                | C::SetQris(_)
                | C::WriteOffRest(_)
                | C::WaiveLimit(_)
                | C::SetReturnPolicy(_)
                | C::CloseMonth(_)
                | C::ReopenMonth(_)
        ),
        Role::Auditor => false,
        Role::Finance => matches!(
            command,
            C::ClaimPayment(_)
                | C::SettleShortfall(_)
                | C::RecordPayment(_)
                | C::VerifyPayment(_)
                | C::RefusePayment(_)
                | C::RecordSupplierBill(_)
                | C::PaySupplier(_)
                | C::UseCredit(_)
                | C::RecordRefund(_)
                | C::ClaimTransfer(_)
                | C::HandOverCash(_)
                | C::PayCourier(_)
                | C::IssueInvoice(_)
                | C::GrantTempo(_)
                | C::GiveCode(_)
                | C::TakeBankLine(_)
                | C::CorrectPayment(_)
                | C::CorrectSupplierBill(_)
                | C::CorrectSupplierPayment(_)
                | C::CorrectPurchase(_)
                | C::SendMessage(_)
                | C::MarkRead(_)
        ),
        Role::Production => matches!(
            command,
            C::CountStock(_)
                | C::CorrectCount(_)
                | C::CorrectReceipt(_)
                | C::CorrectMaterial(_)
                | C::TakeStock(_)
                | C::SetStockRule(_)
                | C::SetSupplierPrice(_)
                | C::SetWaste(_)
                | C::AskSuppliers(_)
                | C::AcceptCounter(_)
                | C::RefuseCounter(_)
                | C::ExpireRequest(_)
                | C::CloseRequest(_)
                | C::ReturnMaterials(_)
                | C::RecordSupplierBill(_)
                | C::BuyMaterials(_)
                | C::CorrectPurchase(_)
                | C::SetWorkshopSteps(_)
                | C::ReportProgress(_)
                | C::RecordMaterialsUsed(_)
                | C::MakeForStock(_)
                | C::SetRecipe(_)
                | C::AddMaterial(_)
                | C::PlanMaterials(_)
                | C::RequestMaterials(_)
                | C::ConfirmMaterials(_)
                | C::RefuseMaterials(_)
                | C::WithdrawMaterials(_)
                | C::ShipMaterials(_)
                | C::ReceiveMaterials(_)
                | C::StartProduction(_)
                | C::FinishProduction(_)
                | C::PackOrder(_)
                | C::DispatchOrder(_)
                | C::WithdrawDelivery(_)
                | C::DeclineDelivery(_)
                | C::PickUpDelivery(_)
                | C::CompleteDelivery(_)
                | C::FailDelivery(_)
                | C::ReassignDelivery(_)
                | C::AcceptDelivery(_)
                | C::ReopenDelivery(_)
                | C::CompleteStop(_)
                | C::ReturnGoods(_)
                | C::ReceiveReturn(_)
                | C::PlanTrip(_)
                | C::ReorderTrip(_)
                | C::SendMessage(_)
                | C::MarkRead(_)
        ),
    }
}
