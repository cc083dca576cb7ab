//! The village's people and parties in a running deployment: who they became, and how they came in.

use std::collections::HashMap;
use std::path::Path;

use rantai_core::book::{self, catalogue, derive_id, profile, stock};
use rantai_core::desk::{Command, DeskError, Receipt, Wish};
use rantai_core::ids::{BlobHash, BookId, CommandId, MaterialId, PartyId, PersonId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::party::{Actor, Capacity, Channel, Role};
use rantai_core::quantity::Quantity;
use rantai_core::registry;
use rantai_core::sealed::{AccountNumber, Address, PersonName, Personal, PhoneNumber, Sealed};
use rantai_core::{random, vault::VaultError};
use serde::{Deserialize, Serialize};

use super::village::{Business, Making, Party, Settle, Village};
use crate::app::App;

/// Why the village could not come in.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// The desk refused what the village's files say, or the disk failed.
    #[error("{what}: {error}")]
    Desk {
        /// What was to be done.
        what: String,
        /// What the desk said.
        error: DeskError,
    },
    /// The vault could not keep a key.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A text of the files is too long, or a reference leads nowhere.
    #[error("{0}")]
    Village(String),
    /// A file of the demo could not be written or read.
    #[error("{0}")]
    File(#[from] std::io::Error),
}

/// One person of the village, for the demo's page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Player {
    /// The name in addresses: `bu-siti`.
    pub slug: String,
    /// What people call them.
    pub spoken: String,
    /// Their id.
    pub person: PersonId,
    /// The parties they belong to: name in addresses, trade name, capacities, role.
    pub parties: Vec<Seat>,
}

/// What a person is for a party.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seat {
    /// The party's name in addresses.
    pub slug: String,
    /// The party's trade name.
    pub name: String,
    /// What the party comes for, as code writes it.
    pub capacities: Vec<String>,
    /// What the person may do for it, as code writes it.
    pub role: String,
}

/// Everybody who can be played.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Players {
    /// In the order of the village's files.
    pub people: Vec<Player>,
    /// What was played, in figures.
    pub report: super::play::Report,
}

/// Name of the file that holds [`Players`].
const PLAYERS: &str = "demo-people.json";

impl Players {
    /// What an earlier start left in the folder.
    ///
    /// # Errors
    /// What the system or the file says.
    pub fn load(folder: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(folder.join(PLAYERS))?;
        serde_json::from_str(&text).map_err(std::io::Error::other)
    }

    /// Leaves it for the next start.
    ///
    /// # Errors
    /// What the system says.
    pub fn save(&self, folder: &Path) -> std::io::Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::other)?;
        std::fs::write(folder.join(PLAYERS), text)
    }

    /// The person of that name in addresses.
    pub fn find(&self, slug: &str) -> Option<&Player> {
        self.people.iter().find(|player| player.slug == slug)
    }
}

/// A business on the stage.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Which party.
    pub party: PartyId,
    /// Its name in addresses.
    pub slug: String,
    /// Who usually acts for it.
    pub owner: Actor,
    /// Code of its village.
    pub village: String,
    /// What it sells.
    pub goods: Vec<Goods>,
    /// It can deliver by itself.
    pub own_van: bool,
    /// Couriers, the nearest first.
    pub couriers: Vec<(PartyId, Rupiah)>,
}

/// A product on the stage.
#[derive(Debug, Clone)]
pub struct Goods {
    /// Which product.
    pub product: ProductId,
    /// How many variants it has.
    pub variants: u16,
    /// What it is counted in.
    pub unit: rantai_core::quantity::Unit,
    /// Retail price of one.
    pub retail: Rupiah,
    /// Where it comes from.
    pub making: Making,
    /// Days it takes.
    pub days: u16,
}

/// The village on the stage.
#[derive(Debug)]
pub struct Cast {
    /// Everybody who can be played.
    pub people: Vec<Player>,
    /// Who usually acts for each party.
    pub acts: HashMap<PartyId, Actor>,
    /// The businesses.
    pub shops: Vec<Shop>,
    /// The distributors: party and village.
    pub distributors: Vec<(PartyId, String)>,
    /// Party by its name in addresses.
    pub parties: HashMap<String, PartyId>,
    /// Where everybody's goods go: an address to seal, by party.
    pub addresses: HashMap<PartyId, (PersonId, String)>,
}

/// Makes a command of its id, so that texts can be sealed for it.
type Make<'a> = &'a dyn Fn(CommandId) -> Result<Command, PlayError>;

/// Hands a played wish to the desk.
///
/// # Errors
/// What the desk says, with what was wished.
pub async fn act(
    app: &App,
    actor: Actor,
    book: BookId,
    channel: Channel,
    on_behalf_of: Option<PartyId>,
    evidence: Vec<BlobHash>,
    make: Make<'_>,
) -> Result<Receipt, PlayError> {
    let id = CommandId::from_uuid(random::uuid_at(app.now()));
    let command = make(id)?;
    let what = match &command {
        Command::Book(command) => command.name(),
        Command::Registry(command) => command.name(),
    };
    let wish = Wish {
        id,
        actor,
        book,
        on_behalf_of,
        channel,
        happened: None,
        evidence,
        seen: None,
        played: true,
        command,
    };
    app.desk.submit(wish).await.map_err(|error| PlayError::Desk { what: what.to_owned(), error })
}

/// Seals a text with a person's key for one command.
///
/// # Errors
/// When the person has no key.
pub fn seal<T: Personal>(
    app: &App,
    person: PersonId,
    book: BookId,
    command: CommandId,
    text: &T,
) -> Result<Sealed<T>, PlayError> {
    let key = app.vault.key(person).ok_or_else(|| PlayError::Village("a person has no key".to_owned()))?;
    Ok(Sealed::seal(text, &key, person, book, command))
}

/// Brings the whole village in through the same commands that people use. `progress` is told how many of
/// how many steps are done.
///
/// # Errors
/// [`PlayError`] at the first thing that was refused.
pub async fn bring_in(app: &App, village: &Village, progress: &dyn Fn(u64, u64)) -> Result<Cast, PlayError> {
    let mut entry = Entry { app, people: HashMap::new(), parties: HashMap::new() };
    let steps = (2 + village.businesses.len()) as u64;
    entry.add_people(village).await?;
    progress(1, steps);
    let operator = entry.found(&village.operator, &[Capacity::Operator], Entry::FOUNDER).await?;
    let first = village.operator.people.first().map(|member| entry.person(&member.person)).transpose()?;
    let operator = Actor { person: first.unwrap_or(Entry::FOUNDER.person), party: operator };
    let mut founded: Vec<(&Party, Vec<Capacity>)> = Vec::new();
    for business in &village.businesses {
        let mut capacities = vec![Capacity::Business];
        capacities.extend(business.supplies.is_some().then_some(Capacity::Supplier));
        founded.push((&business.party, capacities));
    }
    founded.extend(village.suppliers.iter().map(|it| (&it.party, vec![Capacity::Supplier])));
    founded.extend(village.couriers.iter().map(|it| (&it.party, vec![Capacity::Courier])));
    founded.extend(village.distributors.iter().map(|it| (it, vec![Capacity::Distributor])));
    for (party, capacities) in &founded {
        entry.found(party, capacities, operator).await?;
    }
    progress(2, steps);
    let mut shops = Vec::new();
    for (done, business) in (3..).zip(&village.businesses) {
        shops.push(entry.open(business, village).await?);
        progress(done, steps);
    }
    entry.cast(village, &founded, shops)
}

struct Entry<'a> {
    app: &'a App,
    people: HashMap<&'a str, PersonId>,
    parties: HashMap<String, PartyId>,
}

impl<'a> Entry<'a> {
    /// Nobody yet: an empty registry lets anybody found it.
    const FOUNDER: Actor = Actor { person: PersonId([0; 16]), party: PartyId([0; 16]) };

    fn person(&self, slug: &str) -> Result<PersonId, PlayError> {
        self.people.get(slug).copied().ok_or_else(|| PlayError::Village(format!("nobody is called {slug}")))
    }

    fn party(&self, slug: &str) -> Result<PartyId, PlayError> {
        let known = self.parties.get(slug).copied();
        known.ok_or_else(|| PlayError::Village(format!("no party is called {slug}")))
    }

    /// People come first: every name is sealed with a key that is on disk before its fact.
    async fn add_people(&mut self, village: &'a Village) -> Result<(), PlayError> {
        let commands: Vec<CommandId> =
            village.people.iter().map(|_| CommandId::from_uuid(random::uuid_at(self.app.now()))).collect();
        let ids: Vec<PersonId> = commands
            .iter()
            .map(|command| PersonId(derive_id(Self::FOUNDER.person, BookId::REGISTRY, *command, 0)))
            .collect();
        self.app.vault.create_keys(&ids)?;
        for ((entry, command), id) in village.people.iter().zip(commands).zip(ids) {
            let invalid = || PlayError::Village(format!("{} has no usable name or phone", entry.slug));
            let name = PersonName::new(&entry.name).ok().flatten().ok_or_else(invalid)?;
            let phone = PhoneNumber::parse(&entry.phone).ok_or_else(invalid)?;
            let wish = registry::AddPerson {
                name: seal(self.app, id, BookId::REGISTRY, command, &name)?,
                phone: Some(seal(self.app, id, BookId::REGISTRY, command, &phone)?),
                phone_hash: Some(self.app.vault.phone_hash(&phone)),
            };
            let wish = Wish {
                id: command,
                actor: Self::FOUNDER,
                book: BookId::REGISTRY,
                on_behalf_of: None,
                channel: Channel::Import,
                happened: None,
                evidence: Vec::new(),
                seen: None,
                played: true,
                command: Command::Registry(registry::Command::AddPerson(wish)),
            };
            let what = || format!("register {}", entry.slug);
            let submitted = self.app.desk.submit(wish).await;
            submitted.map_err(|error| PlayError::Desk { what: what(), error })?;
            self.people.insert(&entry.slug, id);
        }
        Ok(())
    }

    async fn found(
        &mut self,
        party: &Party,
        capacities: &[Capacity],
        actor: Actor,
    ) -> Result<PartyId, PlayError> {
        let first = party.people.first();
        let first = first.ok_or_else(|| PlayError::Village(format!("{} has no people", party.slug)))?;
        let contact = self.person(&first.person)?;
        let text = address(party);
        let receipt = act(self.app, actor, BookId::REGISTRY, Channel::Import, None, vec![], &|command| {
            let address = Address::new(&text).ok().flatten();
            let sealed = address.map(|it| seal(self.app, contact, BookId::REGISTRY, command, &it));
            Ok(Command::Registry(registry::Command::FoundParty(registry::FoundParty {
                slug: party.slug.clone(),
                name: party.name.clone(),
                capacities: capacities.to_vec(),
                village: party.address.region.code.clone(),
                address: sealed.transpose()?,
                contact,
            })))
        })
        .await?;
        let id = receipt.thing.and_then(|thing| PartyId::try_from(thing).ok());
        let id = id.ok_or_else(|| PlayError::Village(format!("{} got no id", party.slug)))?;
        self.parties.insert(party.slug.clone(), id);
        let mut actor = actor;
        for member in &party.people {
            let person = self.person(&member.person)?;
            let wish = registry::AddMember { party: id, person, role: member.role };
            act(self.app, actor, BookId::REGISTRY, Channel::Import, None, vec![], &|_| {
                Ok(Command::Registry(registry::Command::AddMember(wish.clone())))
            })
            .await?;
            // With its first operator the registry stops letting just anybody in.
            if actor == Self::FOUNDER {
                actor = Actor { person, party: id };
            }
        }
        Ok(id)
    }

    async fn book(&self, owner: Actor, command: impl Into<book::Command>) -> Result<Receipt, PlayError> {
        let command = command.into();
        act(self.app, owner, BookId::of(owner.party), Channel::Import, None, vec![], &|_| {
            Ok(Command::Book(command.clone()))
        })
        .await
    }

    async fn open(&self, business: &Business, village: &Village) -> Result<Shop, PlayError> {
        let party = self.party(&business.party.slug)?;
        let owner = business.party.people.iter().find(|member| member.role == Role::Owner);
        let owner =
            owner.ok_or_else(|| PlayError::Village(format!("{} has no owner", business.party.slug)))?;
        let owner = Actor { person: self.person(&owner.person)?, party };
        self.book(
            owner,
            profile::OpenBusiness {
                name: business.party.name.clone(),
                trade: business.kind.clone(),
                village: business.party.address.region.code.clone(),
                street: business.party.address.street.clone(),
                tagline: business.tagline.clone(),
                about: business.founded.clone(),
                photo: None,
            },
        )
        .await?;
        let sealed = |command: CommandId| -> Result<Vec<profile::PaymentAccount>, PlayError> {
            let unusable = || PlayError::Village(format!("{} has an unusable account", business.party.slug));
            let of = |account: &super::village::BankAccount| {
                let number = AccountNumber::new(&account.number).ok().flatten().ok_or_else(unusable)?;
                let holder = PersonName::new(&account.holder).ok().flatten().ok_or_else(unusable)?;
                let book = BookId::of(party);
                Ok(profile::PaymentAccount {
                    bank: account.bank.clone(),
                    number: seal(self.app, owner.person, book, command, &number)?,
                    holder: seal(self.app, owner.person, book, command, &holder)?,
                })
            };
            business.bank.iter().map(of).collect()
        };
        act(self.app, owner, BookId::of(party), Channel::Import, None, vec![], &|command| {
            let terms = profile::SetTerms {
                deposit_percent: business.deposit_percent,
                minimum: business.minimum_order,
                settlement: match business.settle {
                    Settle::AnyTime => profile::SettlementRule::AnyTime,
                    Settle::BeforeDispatch => profile::SettlementRule::BeforeDispatch,
                    Settle::AfterDelivery => profile::SettlementRule::AfterDelivery,
                },
                accounts: sealed(command)?,
            };
            Ok(Command::Book(terms.into()))
        })
        .await?;
        let materials = self.materials(owner, business).await?;
        let mut goods = Vec::new();
        for product in &business.products {
            goods.push(self.product(owner, product, &materials).await?);
        }
        let regency = &business.party.address.region.regency;
        let mut couriers: Vec<_> = village.couriers.iter().collect();
        couriers.sort_by_key(|courier| &courier.party.address.region.regency != regency);
        let couriers = couriers
            .into_iter()
            .map(|courier| Ok((self.party(&courier.party.slug)?, courier.usual_fee)))
            .collect::<Result<_, PlayError>>()?;
        Ok(Shop {
            party,
            slug: business.party.slug.clone(),
            owner,
            village: business.party.address.region.code.clone(),
            goods,
            own_van: business.own_van,
            couriers,
        })
    }

    async fn materials<'b>(
        &self,
        owner: Actor,
        business: &'b Business,
    ) -> Result<HashMap<&'b str, MaterialId>, PlayError> {
        let mut materials = HashMap::new();
        for material in &business.materials {
            let suppliers =
                material.suppliers.iter().map(|slug| self.party(slug)).collect::<Result<_, _>>()?;
            let wish = catalogue::AddMaterial {
                name: material.name.clone(),
                unit: material.unit,
                suppliers,
                price: material.price,
            };
            let thing = self.book(owner, wish).await?.thing;
            let id = thing.and_then(|thing| MaterialId::try_from(thing).ok());
            let id = id.ok_or_else(|| PlayError::Village(format!("{} got no id", material.slug)))?;
            self.count(owner, stock::StockItem::Material { material: id }, material.stock).await?;
            materials.insert(material.slug.as_str(), id);
        }
        Ok(materials)
    }

    async fn product(
        &self,
        owner: Actor,
        product: &super::village::Product,
        materials: &HashMap<&str, MaterialId>,
    ) -> Result<Goods, PlayError> {
        let names: Vec<String> = product.variants.iter().map(|variant| variant.name.clone()).collect();
        let wish = catalogue::AddProduct {
            name: product.name.clone(),
            description: product.description.clone(),
            making: match product.making {
                Making::ToOrder => catalogue::Making::ToOrder,
                Making::ToStock => catalogue::Making::ToStock,
                Making::Resale => catalogue::Making::Resale,
            },
            unit: product.unit,
            units: product
                .other_units
                .iter()
                .map(|(unit, factor)| catalogue::UnitFactor { unit: *unit, factor: *factor })
                .collect(),
            variants: names,
            days: product.days,
            weight_grams: product.weight_grams,
            photo: None,
        };
        let thing = self.book(owner, wish).await?.thing;
        let id = thing.and_then(|thing| ProductId::try_from(thing).ok());
        let id = id.ok_or_else(|| PlayError::Village(format!("{} got no id", product.slug)))?;
        let price = catalogue::SetPrice {
            product: id,
            variant: None,
            retail: product.retail,
            wholesale: product.wholesale,
            wholesale_from: product.wholesale_from,
        };
        self.book(owner, price).await?;
        if !product.materials.is_empty() {
            let mut lines = Vec::new();
            for (slug, quantity) in &product.materials {
                let material = materials.get(slug.as_str()).copied();
                let material =
                    material.ok_or_else(|| PlayError::Village(format!("no material is called {slug}")))?;
                lines.push(catalogue::RecipeLine { material, quantity: *quantity });
            }
            self.book(owner, catalogue::SetRecipe { product: id, lines }).await?;
        }
        for (number, variant) in (1..).zip(&product.variants) {
            if variant.stock.is_positive() {
                let item = stock::StockItem::Goods { product: id, variant: number };
                self.count(owner, item, variant.stock).await?;
            }
        }
        Ok(Goods {
            product: id,
            variants: u16::try_from(product.variants.len()).unwrap_or(u16::MAX),
            unit: product.unit,
            retail: product.retail,
            making: product.making,
            days: product.days,
        })
    }

    async fn count(&self, owner: Actor, item: stock::StockItem, quantity: Quantity) -> Result<(), PlayError> {
        let wish = stock::CountStock { item, quantity, reason: stock::CountReason::Opening };
        self.book(owner, wish).await.map(drop)
    }

    fn cast(
        &self,
        village: &Village,
        founded: &[(&Party, Vec<Capacity>)],
        shops: Vec<Shop>,
    ) -> Result<Cast, PlayError> {
        let mut seats: HashMap<&str, Vec<Seat>> = HashMap::new();
        let mut acts = HashMap::new();
        let mut addresses = HashMap::new();
        let operator = [(&village.operator, vec![Capacity::Operator])];
        for (party, capacities) in
            operator.iter().map(|it| (it.0, &it.1)).chain(founded.iter().map(|it| (it.0, &it.1)))
        {
            let id = self.party(&party.slug)?;
            for (place, member) in party.people.iter().enumerate() {
                let person = self.person(&member.person)?;
                if place == 0 {
                    acts.insert(id, Actor { person, party: id });
                    addresses.insert(id, (person, address(party)));
                }
                seats.entry(&member.person).or_default().push(Seat {
                    slug: party.slug.clone(),
                    name: party.name.clone(),
                    capacities: capacities.iter().map(|capacity| capacity.name().to_owned()).collect(),
                    role: member.role.name().to_owned(),
                });
            }
        }
        let people = village
            .people
            .iter()
            .map(|person| {
                Ok(Player {
                    slug: person.slug.clone(),
                    spoken: person.spoken.clone(),
                    person: self.person(&person.slug)?,
                    parties: seats.remove(person.slug.as_str()).unwrap_or_default(),
                })
            })
            .collect::<Result<_, PlayError>>()?;
        let distributors = village
            .distributors
            .iter()
            .map(|party| Ok((self.party(&party.slug)?, party.address.region.code.clone())))
            .collect::<Result<_, PlayError>>()?;
        Ok(Cast { people, acts, shops, distributors, parties: self.parties.clone(), addresses })
    }
}

fn address(party: &Party) -> String {
    let region = &party.address.region;
    format!(
        "{}, {}, {}, {} {}",
        party.address.street, region.village, region.district, region.regency, region.postcode
    )
}
