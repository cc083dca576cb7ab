//! The rows of a confirmed list become wishes: each with an id of its own, so that doing it twice does it once.

use std::sync::Arc;

use futures_util::StreamExt;
use rantai_core::book::catalogue::SetPrice;
use rantai_core::book::stock::{CountReason, CountStock, StockItem};
use rantai_core::book::{self, derive_id};
use rantai_core::desk::{Command, DeskError, Receipt, Wish};
use rantai_core::ids::{BookId, CommandId, PersonId, ProductId};
use rantai_core::party::Channel;
use rantai_core::quantity::Quantity;
use rantai_core::registry::{self, AddPerson, Introduce, Introduced};
use rantai_core::sealed::{Personal, Sealed};
use rantai_core::time::{Day, Moment, zone_of_village};

use super::plan::{Act, Contact, Planned, Price};
use super::waiting::{Import, Outcome, Refused};
use crate::app::App;

/// How many rows are on their way to the desk at once: they share its syncs.
const AT_ONCE: usize = 64;
/// Most wishes of one row.
const WISHES: u32 = 4;

/// Sends the rows that are right to the desk, and says what became of them.
pub async fn run(app: Arc<App>, import: Arc<Import>, rows: Vec<Planned>) {
    let rows: Vec<(u32, Act)> = rows.into_iter().filter_map(|row| Some((row.line, row.act?))).collect();
    make_keys(&app, &import, &rows).await;
    let each = rows.into_iter().map(|(line, act)| {
        let (app, import) = (&app, &import);
        async move {
            let outcome = Sender { app, import, line }.row(act).await;
            import.progress.step();
            (line, outcome)
        }
    });
    let mut sent = futures_util::stream::iter(each).buffer_unordered(AT_ONCE);
    let mut outcome = Outcome::default();
    while let Some((line, result)) = sent.next().await {
        match result {
            Ok(()) => outcome.taken += 1,
            Err(refused) => outcome.refused.push((line, refused)),
        }
    }
    drop(sent);
    outcome.refused.sort_by_key(|(line, _)| *line);
    import.progress.end(outcome);
}

/// Makes the keys of everybody new at once: one visit to the disk, beside the server's own threads. Who has none
/// after that is refused row by row.
async fn make_keys(app: &Arc<App>, import: &Arc<Import>, rows: &[(u32, Act)]) {
    let new = rows.iter().filter_map(|(line, act)| match act {
        Act::Introduce(contact) if contact.known.is_none() => {
            Some(Sender { app, import, line: *line }.person())
        }
        _ => None,
    });
    let (app, new) = (Arc::clone(app), new.collect::<Vec<PersonId>>());
    let made = tokio::task::spawn_blocking(move || app.vault.create_keys(&new).map(drop));
    if let Ok(Err(error)) = made.await {
        tracing::error!(%error, "keys could not be made");
    }
}

struct Sender<'a> {
    app: &'a App,
    import: &'a Import,
    line: u32,
}

impl Sender<'_> {
    async fn row(&self, act: Act) -> Result<(), Refused> {
        match act {
            Act::Add(add, price, stock) => {
                let receipt = self.book(0, add).await?;
                let product = receipt.thing.and_then(|thing| ProductId::try_from(thing).ok());
                let Some(product) = product else { return Err(Refused::NotNow) };
                self.price(product, price).await?;
                self.shelf(product, stock, CountReason::Opening).await
            }
            Act::Change(product, described, price, stock) => {
                if let Some(described) = described {
                    self.book(0, described).await?;
                }
                self.price(product, price).await?;
                self.shelf(product, stock, CountReason::Count).await
            }
            Act::Count(item, quantity, day) => {
                let count = CountStock { item, quantity, reason: CountReason::Count };
                self.send(2, self.happened(day), Command::Book(count.into())).await.map(drop)
            }
            Act::Introduce(contact) => self.introduce(contact).await,
        }
    }

    async fn price(&self, product: ProductId, price: Option<Price>) -> Result<(), Refused> {
        let Some(Price { variant, retail, wholesale, from }) = price else { return Ok(()) };
        self.book(1, SetPrice { product, variant, retail, wholesale, wholesale_from: from }).await.map(drop)
    }

    async fn shelf(
        &self,
        product: ProductId,
        stock: Option<Quantity>,
        reason: CountReason,
    ) -> Result<(), Refused> {
        let Some(quantity) = stock else { return Ok(()) };
        // The list's stock is that of a product with one kind; its number is always the first.
        let item = StockItem::Goods { product, variant: 1 };
        self.book(2, CountStock { item, quantity, reason }).await.map(drop)
    }

    async fn introduce(&self, contact: Contact) -> Result<(), Refused> {
        let id = self.id(3);
        let person = contact.known.unwrap_or_else(|| self.person());
        let key = self.app.vault.key(person).ok_or(Refused::NotNow)?;
        let seal = Seal { key: &key, person, id };
        let introduced = match contact.known {
            Some(person) => Introduced::Known(person),
            None => Introduced::New(AddPerson {
                name: seal.value(&contact.person),
                phone: Some(seal.value(&contact.phone)),
                phone_hash: Some(self.app.vault.phone_hash(&contact.phone)),
            }),
        };
        let command = Introduce {
            person: introduced,
            slug: slug(&contact.party, id),
            name: contact.party,
            capacities: vec![contact.capacity],
            village: contact.village,
            address: contact.address.map(|address| seal.value(&address)),
            to: None,
        };
        self.send(3, None, Command::Registry(registry::Command::Introduce(command))).await.map(drop)
    }

    /// When a count was made: at noon of its day, or just now where that has not come.
    fn happened(&self, day: Option<Day>) -> Option<Moment> {
        let registry = self.app.registry();
        let village = registry.party(self.import.by.party).map_or("", |party| party.village.as_str());
        let noon = day?.start_in(zone_of_village(village)).plus_seconds(12 * 60 * 60);
        (noon < self.app.now()).then_some(noon)
    }

    async fn book(&self, n: u32, command: impl Into<book::Command>) -> Result<Receipt, Refused> {
        self.send(n, None, Command::Book(command.into())).await
    }

    async fn send(&self, n: u32, happened: Option<Moment>, command: Command) -> Result<Receipt, Refused> {
        let book = match &command {
            Command::Book(_) => BookId::of(self.import.by.party),
            Command::Registry(_) => BookId::REGISTRY,
        };
        let wish = Wish {
            id: self.id(n),
            actor: self.import.by,
            book,
            on_behalf_of: None,
            channel: Channel::Import,
            happened,
            evidence: Vec::new(),
            seen: None,
            played: false,
            command,
        };
        self.app.desk.submit(wish).await.map_err(|error| match error {
            DeskError::Refused(rejection) => Refused::By(rejection),
            error => {
                tracing::warn!(%error, "a row of a list was not recorded");
                Refused::NotNow
            }
        })
    }

    /// The person whom the row makes known.
    fn person(&self) -> PersonId {
        PersonId(derive_id(self.import.by.person, BookId::REGISTRY, self.id(3), 0))
    }

    /// The id of a row's `n`-th wish. Each row counts as a millisecond later than the one above it: what a list
    /// makes stands in the order of the list.
    fn id(&self, n: u32) -> CommandId {
        let place = self.line.saturating_mul(WISHES).saturating_add(n);
        let mut id =
            derive_id(self.import.by.person, BookId::of(self.import.by.party), self.import.id, place);
        if let Some(time) = id.first_chunk_mut::<6>() {
            let millis = time.iter().fold(0_u64, |so_far, byte| so_far << 8 | u64::from(*byte));
            let [_, _, later @ ..] = millis.saturating_add(u64::from(self.line)).to_be_bytes();
            *time = later;
        }
        CommandId(id)
    }
}

/// What a person's texts are sealed with.
struct Seal<'a> {
    key: &'a rantai_core::sealed::PersonKey,
    person: PersonId,
    id: CommandId,
}

impl Seal<'_> {
    fn value<T: Personal>(&self, value: &T) -> Sealed<T> {
        Sealed::seal(value, self.key, self.person, BookId::REGISTRY, self.id)
    }
}

/// A name in addresses: the letters of the trade name, and enough of the wish's id that no other has it.
fn slug(name: &str, id: CommandId) -> String {
    let letters = name.to_lowercase();
    let letters = letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let words: String = letters.collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    let words: String = words.join("-").chars().take(40).collect();
    let tail = id.to_string();
    let tail = tail.get(tail.len().saturating_sub(10)..).unwrap_or_default().to_owned();
    let words = words.trim_matches('-');
    if words.is_empty() { format!("kontak-{tail}") } else { format!("{words}-{tail}") }
}
