//! All read models behind one handle: what the portals ask.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use rantai_core::book::profile::Wholesale;
use rantai_core::ids::{BookId, PartyId};
use rantai_core::log::{Cursor, Log};
use tokio::sync::{broadcast, watch};

use crate::accounts::Accounts;
use crate::bank_lines::BankLines;
use crate::bookings::Bookings;
use crate::changes::Changes;
use crate::conversations::Conversations;
use crate::counter::Counter;
use crate::courier_cash::CourierCash;
use crate::customers::Customers;
use crate::guest_book::GuestBooks;
use crate::ledger::StockLedger;
use crate::memory::Sheets;
use crate::order_board::OrderBoard;
use crate::order_payments::OrderPayments;
use crate::order_sheets::OrderSheets;
use crate::paces::Paces;
use crate::rebuild::{Built, RebuildError, Rebuilt, Shadow, work};
use crate::reply_templates::ReplyTemplates;
use crate::requests::RequestSheets;
use crate::runner::{Anew, AnyTable, Change, Projection, Runner, SHEETS};
use crate::shops::{ProductRow, Shops};
use crate::slips::Slips;
use crate::store::Store;
use crate::suppliers::Suppliers;
use crate::table::{Source, bulk};
use crate::trees::{Lack, Lacks, Trees};
use crate::trips::Trips;

/// Why the views could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ViewsError {
    /// The rows' store could not be opened, and could not be made anew either.
    #[error("the views in {folder} could not be opened: {error}")]
    Rows {
        /// Where they are.
        folder: String,
        /// Why.
        error: sled::Error,
    },
    /// The rows tell of facts that the log does not hold: an older log was put back, or the newest was lost.
    #[error(
        "the views in {folder} tell of position {folded}, but the log ends at {head}: an older log was put \
         back, or facts were lost. Put the newest log back; if there is none, remove {folder}, and what was \
         recorded since is gone"
    )]
    Ahead {
        /// Where they are.
        folder: String,
        /// What they tell of.
        folded: Cursor,
        /// Where the log ends.
        head: Cursor,
    },
    /// The runner's thread could not be started.
    #[error("the views' thread could not be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// Changes that a slow listener may fall behind before it has to ask again.
const CHANGES: usize = 4_096;
/// Memory that sled keeps pages in.
const PAGE_CACHE: u64 = 64 << 20;

/// The read models.
#[derive(Debug)]
pub struct Views {
    /// Each order, for the business and for the buyer.
    pub orders: OrderSheets,
    /// Lists of orders.
    pub board: OrderBoard,
    /// Payments and debts.
    pub payments: OrderPayments,
    /// Material requests.
    pub requests: RequestSheets,
    /// Delivery slips.
    pub slips: Slips,
    /// Trips.
    pub trips: Trips,
    /// Businesses and what they sell.
    pub shops: Shops,
    /// Sales over the counter.
    pub counter: Counter,
    /// What can be booked, and what is.
    pub bookings: Bookings,
    /// What guests wrote.
    pub guest_books: GuestBooks,
    /// Answers kept ready.
    pub reply_templates: ReplyTemplates,
    /// Who buys from a business.
    pub customers: Customers,
    /// How a business and each of its buyers stand.
    pub accounts: Accounts,
    /// Lines of bank statements that were taken as payments.
    pub bank_lines: BankLines,
    /// Cash that couriers carry, and their pay.
    pub courier_cash: CourierCash,
    /// How long orders take.
    pub paces: Paces,
    /// Materials and goods.
    pub store: Store,
    /// Movements of stock.
    pub ledger: StockLedger,
    /// Accounts and prices of suppliers.
    pub suppliers: Suppliers,
    /// What was said.
    pub conversations: Conversations,
    /// What changed for whom.
    pub changes: Changes,
    db: sled::Db,
    trees: Trees,
    lacks: RwLock<Lacks>,
    stalled: RwLock<Option<Lack>>,
    /// Projections that are folded anew: how far, of how much.
    under_way: RwLock<BTreeMap<&'static str, (u64, u64)>>,
    jobs: Mutex<Option<mpsc::Sender<&'static str>>>,
    /// Trees that served until now, and until the last visit to the disk: somebody may still read them.
    retired: Mutex<(Vec<String>, Vec<String>)>,
    reached: watch::Sender<Cursor>,
    live: broadcast::Sender<Change>,
    stop: Arc<AtomicBool>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// The projection that panics at that commit, to see what the others do.
    #[cfg(test)]
    pub(crate) poison: Mutex<Option<(&'static str, Cursor)>>,
}

/// Why a business's screens do not show everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Incomplete {
    /// Something was recorded that they do not show.
    Since(Lack),
    /// Rows of an older program cannot be read, and the new ones are not built yet.
    Building,
}

/// A projection that could not hear something of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poisoned {
    /// The projection's name.
    pub table: String,
    /// Whose book.
    pub book: BookId,
    /// Since when.
    pub lack: Lack,
}

/// A projection that is folded anew while the old rows serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilding {
    /// The projection's name.
    pub table: &'static str,
    /// The position reached.
    pub done: u64,
    /// The last position.
    pub of: u64,
}

impl Views {
    /// Opens the rows kept in `folder` and starts to follow the log. Rows that cannot be opened are thrown
    /// away and folded again: they are a copy.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn open(folder: &Path, log: Arc<dyn Log>) -> Result<Arc<Self>, ViewsError> {
        let views = Arc::new(Self::open_rows(folder)?);
        let folded = views.projections().iter().map(|projection| projection.table.folded()).max();
        if let Some(folded) = folded.filter(|folded| *folded > log.watermark()) {
            let folder = folder.display().to_string();
            return Err(ViewsError::Ahead { folder, folded, head: log.watermark() });
        }
        Self::start(&views, log)?;
        Ok(views)
    }

    /// Starts the thread that follows the log, and the one that folds anew beside it.
    pub(crate) fn start(views: &Arc<Self>, log: Arc<dyn Log>) -> Result<(), ViewsError> {
        let outdated = views.outdated().map_err(|error| ViewsError::Rows { folder: String::new(), error })?;
        for projection in views.projections() {
            // The others can go on without it; without the sheets nothing can.
            let table = projection.table;
            let needed = SHEETS.contains(&table.name());
            let is_empty = table.folded() == Cursor::START && log.watermark() > Cursor::START;
            table.set_hollow(is_empty && !needed && outdated.contains(&table.name()));
        }
        let (ready, shadows) = mpsc::channel();
        let (jobs, wanted) = mpsc::channel();
        let runner = Runner::new(Arc::clone(views), Arc::clone(&log), shadows);
        let (stop, reached, live) = (Arc::clone(&views.stop), views.reached.clone(), views.live.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let follows = std::thread::Builder::new()
            .name("views".to_owned())
            .spawn(move || runtime.block_on(runner.run(stop, reached, live)))?;
        let own = Arc::clone(views);
        let rebuilds = std::thread::Builder::new()
            .name("rebuild".to_owned())
            .spawn(move || work(&own, log.as_ref(), &wanted, &ready, &own.stop))?;
        views.threads.lock().unwrap_or_else(PoisonError::into_inner).extend([follows, rebuilds]);
        *views.jobs.lock().unwrap_or_else(PoisonError::into_inner) = Some(jobs);
        for name in outdated {
            views.ask(name);
        }
        Ok(())
    }

    /// Projections whose rows are of an older program, or whose rebuild was asked for and not finished.
    fn outdated(&self) -> sled::Result<Vec<&'static str>> {
        let mut outdated = Vec::new();
        for projection in self.projections() {
            let name = projection.table.name();
            if projection.table.is_outdated() {
                self.trees.want(name)?;
            }
            if self.trees.is_wanted(name)? {
                outdated.push(name);
            }
        }
        Ok(outdated)
    }

    /// Folds one projection again from the log's start and lets the new rows serve, while nothing else has the
    /// rows open. Stopped at any moment, the old rows are there. `progress` is told the position reached and
    /// the last one.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub fn rebuild(
        folder: &Path,
        log: &dyn Log,
        name: &str,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Rebuilt, RebuildError> {
        let views = Self::open_rows(folder).map_err(|error| match error {
            ViewsError::Rows { error, .. } => RebuildError::Rows(error),
            ViewsError::Thread(error) => RebuildError::Rows(sled::Error::Io(error)),
            ahead @ ViewsError::Ahead { .. } => {
                RebuildError::Rows(sled::Error::Unsupported(ahead.to_string()))
            }
        })?;
        let name = views.known(name)?;
        let mut shadow = Shadow::begin(&views.trees, name)?;
        let to = log.watermark();
        shadow.catch_up(log, to, &views.stop, |done| progress(done, to.position()))?;
        let commits = shadow.commits();
        let tree = views.swap(shadow)?;
        views.drop_retired();
        views.drop_retired();
        views.db.flush()?;
        let lacking = views.poisoned().iter().filter(|poisoned| poisoned.table == name).count();
        let rows = tree.map_or(0, |tree| tree.len().saturating_sub(1));
        Ok(Rebuilt { commits, rows: u64::try_from(rows).unwrap_or(u64::MAX), lacking })
    }

    /// Writes rows into a new store in `folder` as a rebuild writes them, and nothing else: what
    /// [`Views::rebuild`] is measured against.
    ///
    /// # Errors
    /// What sled says.
    pub fn bulk_load(folder: &Path, rows: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<(), RebuildError> {
        let db = Self::config(folder).open()?;
        let tree = db.open_tree("rows/1")?;
        let owned = rows
            .iter()
            .map(|(key, row)| (sled::IVec::from(key.as_slice()), Some(sled::IVec::from(row.as_slice()))));
        bulk(&tree, owned)?;
        db.flush()?;
        Ok(())
    }

    /// Lets a projection be folded anew beside the rows that serve, and these be replaced when it is done; also
    /// after a restart. [`Views::rebuilding`] says how far it is.
    ///
    /// # Errors
    /// [`RebuildError::Unknown`], and when the wish cannot be written down.
    pub fn request_rebuild(&self, name: &str) -> Result<(), RebuildError> {
        let name = self.known(name)?;
        self.trees.want(name)?;
        self.ask(name);
        Ok(())
    }

    /// Asks for a rebuild of every projection that lacks something; those that the others are heard against
    /// first.
    ///
    /// # Errors
    /// When the wishes cannot be written down.
    pub fn rebuild_lacking(&self) -> Result<(), RebuildError> {
        let lacking: BTreeSet<String> = self.poisoned().into_iter().map(|poisoned| poisoned.table).collect();
        let (sheets, others): (Vec<&String>, Vec<&String>) =
            lacking.iter().partition(|name| SHEETS.contains(&name.as_str()));
        sheets.into_iter().chain(others).try_for_each(|name| self.request_rebuild(name))
    }

    fn ask(&self, name: &'static str) {
        let mut under_way = self.under_way.write().unwrap_or_else(PoisonError::into_inner);
        if under_way.contains_key(name) {
            return;
        }
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.as_ref().is_some_and(|jobs| jobs.send(name).is_ok()) {
            under_way.insert(name, (0, 0));
        }
    }

    fn known(&self, name: &str) -> Result<&'static str, RebuildError> {
        let known = self.names();
        let found = known.iter().copied().find(|known| *known == name);
        found.ok_or_else(|| RebuildError::Unknown { name: name.to_owned(), known })
    }

    /// Lets rows that were folded anew serve from now on.
    pub(crate) fn swap(&self, shadow: Shadow) -> Result<Option<sled::Tree>, RebuildError> {
        let name = shadow.name();
        let Some(Built { tree, id, folded, mut lacks }) = shadow.finish()? else { return Ok(None) };
        let mut all = self.lacks.write().unwrap_or_else(PoisonError::into_inner);
        // Heard against sheets that lack something of a book, it cannot go on in that book either.
        if !SHEETS.contains(&name) {
            let missing = all.iter().filter(|((table, _), _)| SHEETS.contains(&table.as_str()));
            let missing: Vec<_> = missing.map(|((_, book), lack)| (*book, *lack)).collect();
            for (book, lack) in missing {
                lacks.entry((name.to_owned(), book)).or_insert(lack);
            }
        }
        self.trees.serve(name, id, &lacks)?;
        all.retain(|(table, _), _| table != name);
        all.extend(lacks);
        drop(all);
        let served = self.table(name, |table| table.adopt(tree.clone(), id, folded)).flatten();
        self.retired.lock().unwrap_or_else(PoisonError::into_inner).0.extend(served);
        self.finished(name);
        Ok(Some(tree))
    }

    /// Drops the trees that have not served since the visit before the last. One that somebody still reads
    /// would fail them.
    pub(crate) fn drop_retired(&self) {
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, before) = &mut *retired;
        for name in std::mem::replace(before, std::mem::take(now)) {
            if let Err(error) = self.trees.drop_tree(&name) {
                tracing::error!(%error, tree = name, "rows that are over could not be dropped");
            }
        }
    }

    fn table<T>(&self, name: &str, work: impl FnOnce(&dyn AnyTable) -> T) -> Option<T> {
        let projections = self.projections();
        let projection = projections.iter().find(|projection| projection.table.name() == name)?;
        Some(work(projection.table))
    }

    pub(crate) fn folded(&self, name: &str) -> Cursor {
        self.table(name, |table| table.folded()).unwrap_or_default()
    }

    pub(crate) const fn trees(&self) -> &Trees {
        &self.trees
    }

    pub(crate) fn progress(&self, name: &'static str, done: u64, of: u64) {
        self.under_way.write().unwrap_or_else(PoisonError::into_inner).insert(name, (done, of));
    }

    pub(crate) fn finished(&self, name: &str) {
        self.under_way.write().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    /// Which projections are folded anew just now, and how far.
    pub fn rebuilding(&self) -> Vec<Rebuilding> {
        let under_way = self.under_way.read().unwrap_or_else(PoisonError::into_inner);
        under_way.iter().map(|(table, (done, of))| Rebuilding { table, done: *done, of: *of }).collect()
    }

    fn config(folder: &Path) -> sled::Config {
        sled::Config::new()
            .path(folder)
            .cache_capacity(PAGE_CACHE)
            .flush_every_ms(Some(5_000))
            .mode(sled::Mode::HighThroughput)
    }

    pub(crate) fn open_rows(folder: &Path) -> Result<Self, ViewsError> {
        let failed = |error| ViewsError::Rows { folder: folder.display().to_string(), error };
        let open = || {
            let config = Self::config(folder);
            // sled panics on some kinds of damage; to a copy, damage is damage.
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| config.open()))
                .unwrap_or_else(|_| Err(sled::Error::Unsupported("the store is damaged".to_owned())))
        };
        // Threads of a store that was closed a moment ago may hold its lock still.
        let patiently = || {
            const TRIES: usize = 100;
            let is_held = |error: &sled::Error| error.to_string().contains("could not acquire lock");
            for _ in 0..TRIES {
                match open() {
                    Err(error) if is_held(&error) => std::thread::sleep(Duration::from_millis(50)),
                    opened => return opened,
                }
            }
            open()
        };
        let db = match patiently() {
            Ok(db) => db,
            Err(error @ sled::Error::Io(_)) => return Err(failed(error)),
            Err(error) => {
                tracing::warn!(%error, "the views are thrown away and folded again");
                std::fs::remove_dir_all(folder).map_err(|error| failed(sled::Error::Io(error)))?;
                open().map_err(failed)?
            }
        };
        Self::with(db).map_err(failed)
    }

    pub(crate) fn with(db: sled::Db) -> sled::Result<Self> {
        let trees = Trees::of(db)?;
        let views = Self::over(&Source::Serving(&trees), trees.clone())?;
        *views.lacks.write().unwrap_or_else(PoisonError::into_inner) = views.trees.lacks()?;
        Ok(views)
    }

    /// All projections, with their rows there.
    pub(crate) fn over(source: &Source<'_>, trees: Trees) -> sled::Result<Self> {
        Ok(Self {
            orders: OrderSheets::open(source)?,
            board: OrderBoard::open(source)?,
            payments: OrderPayments::open(source)?,
            requests: RequestSheets::open(source)?,
            slips: Slips::open(source)?,
            trips: Trips::open(source)?,
            shops: Shops::open(source)?,
            counter: Counter::open(source)?,
            bookings: Bookings::open(source)?,
            guest_books: GuestBooks::open(source)?,
            reply_templates: ReplyTemplates::open(source)?,
            customers: Customers::open(source)?,
            accounts: Accounts::open(source)?,
            bank_lines: BankLines::open(source)?,
            courier_cash: CourierCash::open(source)?,
            paces: Paces::open(source)?,
            store: Store::open(source)?,
            ledger: StockLedger::open(source)?,
            suppliers: Suppliers::open(source)?,
            conversations: Conversations::open(source)?,
            changes: Changes::default(),
            db: trees.db().clone(),
            trees,
            lacks: RwLock::default(),
            stalled: RwLock::default(),
            under_way: RwLock::default(),
            jobs: Mutex::default(),
            retired: Mutex::default(),
            reached: watch::channel(Cursor::START).0,
            live: broadcast::channel(CHANGES).0,
            stop: Arc::default(),
            threads: Mutex::default(),
            #[cfg(test)]
            poison: Mutex::default(),
        })
    }

    /// Every projection, in the order in which they are written: the sheets that the others are heard
    /// against come last.
    pub(crate) fn projections(&self) -> Vec<Projection<'_>> {
        fn heard<'a>(table: &'a dyn AnyTable, hear: impl Fn(&crate::Heard<'_>) + 'a) -> Projection<'a> {
            Projection { table, hear: Box::new(hear), anew: Anew::Both }
        }
        fn after<'a>(table: &'a dyn AnyTable, hear: impl Fn(&crate::Heard<'_>) + 'a) -> Projection<'a> {
            Projection { anew: Anew::After, ..heard(table, hear) }
        }
        let whole = heard(&self.orders.whole, |heard| self.orders.hear_whole(heard));
        let alone = Anew::Alone(Box::new(|heard| self.orders.hear_whole_alone(heard)));
        let all = vec![
            heard(&self.board.board, |heard| self.board.hear_board(heard)),
            heard(&self.board.work, |heard| self.board.hear_work(heard)),
            heard(&self.board.mine, |heard| self.board.hear_mine(heard)),
            heard(&self.payments.payments, |heard| self.payments.hear_payments(heard)),
            heard(&self.payments.owed, |heard| self.payments.hear_owed(heard)),
            heard(&self.requests.lists, |heard| self.requests.hear_lists(heard)),
            heard(&self.slips.sheets, |heard| self.slips.hear_sheets(heard)),
            heard(&self.slips.lists, |heard| self.slips.hear_lists(heard)),
            heard(&self.trips.sheets, |heard| self.trips.hear_sheets(heard)),
            heard(&self.trips.lists, |heard| self.trips.hear_lists(heard)),
            after(&self.shops.shops, |heard| self.shops.hear_shops(heard)),
            after(&self.shops.products, |heard| self.shops.hear_products(heard)),
            after(&self.shops.recipes, |heard| self.shops.hear_recipes(heard)),
            heard(&self.counter.rows, |heard| self.counter.hear(heard)),
            heard(&self.bookings.offers, |heard| self.bookings.hear_offers(heard)),
            heard(&self.bookings.booked, |heard| self.bookings.hear_booked(heard)),
            heard(&self.guest_books.rows, |heard| self.guest_books.hear(heard)),
            heard(&self.reply_templates.rows, |heard| self.reply_templates.hear(heard)),
            after(&self.customers.rows, |heard| self.customers.hear(heard)),
            heard(&self.accounts.accounts, |heard| self.accounts.hear_accounts(heard)),
            heard(&self.accounts.movements.rows, |heard| self.accounts.hear_movements(heard)),
            heard(&self.bank_lines.rows, |heard| self.bank_lines.hear(heard)),
            heard(&self.courier_cash.slips, |heard| self.courier_cash.hear_slips(heard)),
            heard(&self.courier_cash.shorts, |heard| self.courier_cash.hear_shorts(heard)),
            after(&self.paces.lists.rows, |heard| self.paces.hear(heard)),
            heard(&self.store.rows, |heard| self.store.hear(heard)),
            heard(&self.ledger.lists.rows, |heard| self.ledger.hear(heard)),
            heard(&self.suppliers.accounts, |heard| self.suppliers.hear_accounts(heard)),
            heard(&self.suppliers.prices, |heard| self.suppliers.hear_prices(heard)),
            after(&self.conversations.threads, |heard| self.conversations.hear_threads(heard)),
            after(&self.conversations.messages, |heard| self.conversations.hear_messages(heard)),
            after(&self.orders.buyers, |heard| self.orders.hear_buyer(heard)),
            after(&self.requests.sheets, |heard| self.requests.hear_sheets(heard)),
            Projection { anew: alone, ..whole },
        ];
        #[cfg(test)]
        let all = all.into_iter().map(|projection| self.poisoned_by_a_test(projection)).collect();
        all
    }

    #[cfg(test)]
    fn poisoned_by_a_test<'a>(&'a self, Projection { table, hear, anew }: Projection<'a>) -> Projection<'a> {
        let poisoned = |hear: crate::runner::Hear<'a>| -> crate::runner::Hear<'a> {
            Box::new(move |heard: &crate::Heard<'_>| {
                let poison = *self.poison.lock().unwrap();
                assert_ne!(poison, Some((table.name(), heard.cursor())), "this fact is poison");
                hear(heard);
            })
        };
        let anew = match anew {
            Anew::Alone(hear) => Anew::Alone(poisoned(hear)),
            other => other,
        };
        Projection { table, hear: poisoned(hear), anew }
    }

    pub(crate) const fn sheets(&self) -> Sheets<'_> {
        Sheets { orders: &self.orders, requests: &self.requests }
    }

    pub(crate) fn sheets_folded(&self) -> (Cursor, Cursor) {
        (self.orders.whole.folded(), self.requests.sheets.folded())
    }

    /// Writes what changed. False when the disk did not take it; it goes with the next visit.
    pub(crate) fn persist(&self) -> bool {
        for projection in self.projections() {
            if let Err(error) = projection.table.persist() {
                tracing::error!(%error, table = projection.table.name(), "rows could not be written");
                return false;
            }
        }
        true
    }

    /// The names that [`Views::rebuild`] takes.
    pub fn names(&self) -> Vec<&'static str> {
        self.projections().iter().map(|projection| projection.table.name()).collect()
    }

    /// Every row of every projection, encoded, to compare one fold with another.
    pub fn dump(&self) -> BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>> {
        let projections = self.projections();
        projections.iter().map(|projection| (projection.table.name(), projection.table.dump())).collect()
    }

    /// A buyer who comes by themselves sees a business's wholesale prices and is charged them: where these are
    /// public, or the business approved the buyer. `None` is somebody who has not said who they are.
    pub fn sells_wholesale_to(&self, business: PartyId, buyer: Option<PartyId>) -> bool {
        let shop = self.shops.shop(business);
        let public = shop.is_none_or(|shop| shop.profile.wholesale == Wholesale::Public);
        public || buyer.is_some_and(|buyer| self.customers.is_approved(business, buyer))
    }

    /// Everything a business ever offered, as a buyer sees it: without wholesale prices, where these are not
    /// for them. The business itself sees all.
    pub fn products_for(&self, business: PartyId, buyer: Option<PartyId>) -> Vec<Arc<ProductRow>> {
        let products = self.shops.products(business);
        if buyer == Some(business) || self.sells_wholesale_to(business, buyer) {
            return products;
        }
        let shown = |row: &Arc<ProductRow>| {
            let row = ProductRow::clone(row);
            Arc::new(ProductRow { product: row.product.retail_only(), ..row })
        };
        products.iter().map(shown).collect()
    }

    /// The last commit that every view shows.
    pub fn reached(&self) -> Cursor {
        *self.reached.borrow()
    }

    /// Waits until every view shows that commit, at most `patience`. False: not yet.
    pub async fn wait_for(&self, cursor: Cursor, patience: Duration) -> bool {
        let mut reached = self.reached.subscribe();
        let waited = tokio::time::timeout(patience, reached.wait_for(|now| *now >= cursor)).await;
        matches!(waited, Ok(Ok(_)))
    }

    /// Follows the changes of all parties. Subscribe first, then ask [`Changes::since`]: nothing falls
    /// between.
    pub fn follow(&self) -> broadcast::Receiver<Change> {
        self.live.subscribe()
    }

    /// Why and since when a business's screens do not show everything, if they do not.
    pub fn incomplete(&self, business: PartyId) -> Option<Incomplete> {
        let stalled = *self.stalled.read().unwrap_or_else(PoisonError::into_inner);
        let lacks = self.lacks.read().unwrap_or_else(PoisonError::into_inner);
        let book = BookId::of(business);
        let here = lacks.iter().filter(|((_, lacking), _)| *lacking == book).map(|(_, lack)| *lack);
        let since = here.chain(stalled).min_by_key(|lack| lack.since).map(Incomplete::Since);
        since.or_else(|| self.is_building().then_some(Incomplete::Building))
    }

    /// Why and since when some business's screens do not show everything, if any do not.
    pub fn incomplete_anywhere(&self) -> Option<Incomplete> {
        let stalled = *self.stalled.read().unwrap_or_else(PoisonError::into_inner);
        let lacks = self.lacks.read().unwrap_or_else(PoisonError::into_inner);
        let since =
            lacks.values().copied().chain(stalled).min_by_key(|lack| lack.since).map(Incomplete::Since);
        since.or_else(|| self.is_building().then_some(Incomplete::Building))
    }

    /// Some rows cannot be shown at all until they are folded anew.
    fn is_building(&self) -> bool {
        self.projections().iter().any(|projection| projection.table.is_hollow())
    }

    /// Every projection that lacks something of a book. A rebuild of it finds out whether it still does.
    pub fn poisoned(&self) -> Vec<Poisoned> {
        let lacks = self.lacks.read().unwrap_or_else(PoisonError::into_inner);
        let all = lacks.iter().map(|((table, book), lack)| (table.clone(), *book, *lack));
        all.map(|(table, book, lack)| Poisoned { table, book, lack }).collect()
    }

    /// The names of the projections that lack something of that book.
    pub(crate) fn lacking_of(&self, book: BookId) -> BTreeSet<String> {
        let lacks = self.lacks.read().unwrap_or_else(PoisonError::into_inner);
        lacks.keys().filter(|(_, lacking)| *lacking == book).map(|(table, _)| table.clone()).collect()
    }

    pub(crate) fn note_lack(&self, name: &str, book: BookId, lack: Lack) {
        if let Err(error) = self.trees.note_lack(name, book, lack) {
            tracing::error!(%error, table = name, "that a book is not whole could not be written down");
        }
        let mut lacks = self.lacks.write().unwrap_or_else(PoisonError::into_inner);
        lacks.entry((name.to_owned(), book)).or_insert(lack);
    }

    /// Forgets what a projection lacks: it is folded from the log's start.
    pub(crate) fn forget_lacks(&self, name: &str) {
        if let Err(error) = self.trees.forget_lacks(name) {
            tracing::error!(%error, table = name, "that a book is not whole could not be forgotten");
        }
        let mut lacks = self.lacks.write().unwrap_or_else(PoisonError::into_inner);
        lacks.retain(|(table, _), _| table != name);
    }

    pub(crate) fn set_stalled(&self, since: Option<Lack>) {
        let mut stalled = self.stalled.write().unwrap_or_else(PoisonError::into_inner);
        *stalled = since.map(|since| stalled.unwrap_or(since));
    }

    /// Stops following and writes what changed.
    pub fn close(&self) {
        self.stop.store(true, Ordering::SeqCst);
        *self.jobs.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a thread of the views had panicked");
            }
        }
        if let Err(error) = self.db.flush() {
            tracing::error!(%error, "the views could not be flushed");
        }
    }
}
