//! All read models behind one handle: what the portals ask.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use rantai_core::book::profile::Wholesale;
use rantai_core::ids::{BookId, PartyId};
use rantai_core::log::{Cursor, Log};
use tokio::sync::{broadcast, watch};

use crate::changes::Changes;
use crate::conversations::Conversations;
use crate::customers::Customers;
use crate::memory::Sheets;
use crate::order_board::OrderBoard;
use crate::order_payments::OrderPayments;
use crate::order_sheets::OrderSheets;
use crate::requests::RequestSheets;
use crate::runner::{AnyTable, Change, Projection, RebuildError, Runner, rebuild};
use crate::shops::{ProductRow, Shops};
use crate::slips::Slips;
use crate::store::Store;

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
    /// Businesses and what they sell.
    pub shops: Shops,
    /// Who buys from a business.
    pub customers: Customers,
    /// Materials and goods.
    pub store: Store,
    /// What was said.
    pub conversations: Conversations,
    /// What changed for whom.
    pub changes: Changes,
    db: sled::Db,
    incomplete: RwLock<HashMap<BookId, Cursor>>,
    stalled: RwLock<Option<Cursor>>,
    reached: watch::Sender<Cursor>,
    live: broadcast::Sender<Change>,
    stop: Arc<AtomicBool>,
    runner: Mutex<Option<JoinHandle<()>>>,
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
        let runner = Runner::new(Arc::clone(&views), log);
        let (stop, reached, live) = (Arc::clone(&views.stop), views.reached.clone(), views.live.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let thread = std::thread::Builder::new()
            .name("views".to_owned())
            .spawn(move || runtime.block_on(runner.run(stop, reached, live)))?;
        *views.runner.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(views)
    }

    /// Folds one projection again from the log's start, while nothing else has the rows open. `progress` is
    /// told the position reached and the last one.
    ///
    /// # Errors
    /// [`RebuildError`].
    pub fn rebuild(
        folder: &Path,
        log: &dyn Log,
        name: &str,
        progress: impl FnMut(u64, u64),
    ) -> Result<(), RebuildError> {
        let views = Self::open_rows(folder).map_err(|error| match error {
            ViewsError::Rows { error, .. } => RebuildError::Rows(error),
            ViewsError::Thread(error) => RebuildError::Rows(sled::Error::Io(error)),
            ahead @ ViewsError::Ahead { .. } => {
                RebuildError::Rows(sled::Error::Unsupported(ahead.to_string()))
            }
        })?;
        rebuild(&views, log, name, progress)?;
        views.db.flush()?;
        Ok(())
    }

    fn open_rows(folder: &Path) -> Result<Self, ViewsError> {
        let failed = |error| ViewsError::Rows { folder: folder.display().to_string(), error };
        let open = || {
            let config = sled::Config::new()
                .path(folder)
                .cache_capacity(PAGE_CACHE)
                .flush_every_ms(Some(5_000))
                .mode(sled::Mode::HighThroughput);
            // sled panics on some kinds of damage; to a copy, damage is damage.
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| config.open()))
                .unwrap_or_else(|_| Err(sled::Error::Unsupported("the store is damaged".to_owned())))
        };
        let db = match open() {
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
        Ok(Self {
            orders: OrderSheets::open(&db)?,
            board: OrderBoard::open(&db)?,
            payments: OrderPayments::open(&db)?,
            requests: RequestSheets::open(&db)?,
            slips: Slips::open(&db)?,
            shops: Shops::open(&db)?,
            customers: Customers::open(&db)?,
            store: Store::open(&db)?,
            conversations: Conversations::open(&db)?,
            changes: Changes::default(),
            db,
            incomplete: RwLock::default(),
            stalled: RwLock::default(),
            reached: watch::channel(Cursor::START).0,
            live: broadcast::channel(CHANGES).0,
            stop: Arc::default(),
            runner: Mutex::default(),
        })
    }

    /// Every projection, in the order in which they are written: the sheets that the others are heard
    /// against come last.
    pub(crate) fn projections(&self) -> Vec<Projection<'_>> {
        fn heard<'a>(table: &'a dyn AnyTable, hear: impl Fn(&crate::Heard<'_>) + 'a) -> Projection<'a> {
            Projection { table, hear: Box::new(hear) }
        }
        vec![
            heard(&self.board.board, |heard| self.board.hear_board(heard)),
            heard(&self.board.work, |heard| self.board.hear_work(heard)),
            heard(&self.board.mine, |heard| self.board.hear_mine(heard)),
            heard(&self.payments.payments, |heard| self.payments.hear_payments(heard)),
            heard(&self.payments.owed, |heard| self.payments.hear_owed(heard)),
            heard(&self.requests.lists, |heard| self.requests.hear_lists(heard)),
            heard(&self.slips.sheets, |heard| self.slips.hear_sheets(heard)),
            heard(&self.slips.lists, |heard| self.slips.hear_lists(heard)),
            heard(&self.shops.shops, |heard| self.shops.hear_shops(heard)),
            heard(&self.shops.products, |heard| self.shops.hear_products(heard)),
            heard(&self.shops.recipes, |heard| self.shops.hear_recipes(heard)),
            heard(&self.customers.rows, |heard| self.customers.hear(heard)),
            heard(&self.store.rows, |heard| self.store.hear(heard)),
            heard(&self.conversations.threads, |heard| self.conversations.hear_threads(heard)),
            heard(&self.conversations.messages, |heard| self.conversations.hear_messages(heard)),
            heard(&self.orders.buyers, |heard| self.orders.hear_buyer(heard)),
            heard(&self.requests.sheets, |heard| self.requests.hear_sheets(heard)),
            heard(&self.orders.whole, |heard| self.orders.hear_whole(heard)),
        ]
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

    /// Since when a business's screens do not show everything, if they do not.
    pub fn incomplete(&self, business: PartyId) -> Option<Cursor> {
        let stalled = *self.stalled.read().unwrap_or_else(PoisonError::into_inner);
        let books = self.incomplete.read().unwrap_or_else(PoisonError::into_inner);
        books.get(&BookId::of(business)).copied().or(stalled)
    }

    pub(crate) fn set_incomplete(&self, book: BookId, since: Cursor) {
        self.incomplete.write().unwrap_or_else(PoisonError::into_inner).entry(book).or_insert(since);
    }

    pub(crate) fn set_stalled(&self, since: Cursor) {
        *self.stalled.write().unwrap_or_else(PoisonError::into_inner) = Some(since);
    }

    /// Stops following and writes what changed.
    pub fn close(&self) {
        self.stop.store(true, Ordering::SeqCst);
        let runner = self.runner.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(runner) = runner
            && runner.join().is_err()
        {
            tracing::error!("the views' thread had panicked");
        }
        if let Err(error) = self.db.flush() {
            tracing::error!(%error, "the views could not be flushed");
        }
    }
}
