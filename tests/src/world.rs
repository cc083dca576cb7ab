//! A deployment in a folder, with people and businesses of `fixtures/village` in it.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::join_all;
use rantai::app::App;
use rantai::demo::village::{Business, Making, Party, Settle, Village};
use rantai_core::book::catalogue::{
    self, AddMaterial, AddProduct, RecipeLine, SetPrice, SetRecipe, UnitFactor,
};
use rantai_core::book::profile::{OpenBusiness, PaymentAccount, SetTerms, SettlementRule};
use rantai_core::book::stock::{CountReason, CountStock, StockItem};
use rantai_core::book::{self, derive_id};
use rantai_core::desk::{Command, Wish};
use rantai_core::ids::{BookId, CommandId, MaterialId, PartyId, PersonId, ProductId};
use rantai_core::log::Options;
use rantai_core::party::{Actor, Capacity, Channel, Role};
use rantai_core::quantity::Quantity;
use rantai_core::registry::{AddMember, AddPerson, Command as RegistryCommand, FoundParty};
use rantai_core::sealed::{AccountNumber, Address, PersonName, Personal, PhoneNumber, Sealed};
use rantai_core::time::{Clock, Moment};

/// Who sets a deployment up before it has an operator.
const FOUNDER: Actor = Actor { person: PersonId([0xF0; 16]), party: PartyId([0xF0; 16]) };

/// Every wish of a test has a label, and from it its id: what a test makes has the same ids at every run,
/// and founding a village twice founds it once.
pub fn command_id(label: &str) -> CommandId {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(label.as_bytes()).as_bytes()[..16]);
    CommandId(id)
}

/// A wish of `actor` about a business's book, by the web and now.
pub fn wish(id: CommandId, actor: Actor, business: PartyId, command: impl Into<book::Command>) -> Wish {
    Wish {
        id,
        actor,
        book: BookId::of(business),
        on_behalf_of: None,
        channel: Channel::Web,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Book(command.into()),
    }
}

/// A deployment and the village its parties come from.
pub struct World {
    /// The running parts.
    pub app: App,
    /// The village as its files say it.
    pub village: Village,
}

impl World {
    /// Opens the deployment in `folder`.
    pub fn open(folder: &Path, clock: Arc<dyn Clock>) -> Self {
        Self::open_with(folder, clock, Options::default())
    }

    /// Opens the deployment in `folder` with a log of other measures.
    pub fn open_with(folder: &Path, clock: Arc<dyn Clock>, options: Options) -> Self {
        let app = App::open(folder, clock, None, options).unwrap_or_else(|error| panic!("{error}"));
        Self { app, village: Village::embedded().expect("the village has no mistakes") }
    }

    /// Ends it in order.
    pub fn close(self) {
        self.app.close();
    }

    /// Founds the parties of the village that `wanted` names by their slugs, the businesses with everything
    /// they make and have in store. What was founded before is not founded again.
    pub async fn found(&self, wanted: &[&str]) {
        let is_wanted = |party: &&Party| wanted.contains(&party.slug.as_str());
        let parties: Vec<&Party> = self.village.parties().filter(is_wanted).collect();
        assert_eq!(parties.len(), wanted.len(), "every one of {wanted:?} is of the village");
        let operator = &self.village.operator;
        let everybody = parties.iter().copied().chain([operator]);
        let mut people: Vec<&str> =
            everybody.clone().flat_map(|party| &party.people).map(|member| member.person.as_str()).collect();
        people.sort_unstable();
        people.dedup();
        self.app.vault.create_keys(&people.iter().map(|slug| person_id(slug)).collect::<Vec<_>>()).unwrap();
        join_all(people.iter().map(|slug| self.add_person(slug))).await;
        join_all(everybody.map(|party| self.found_party(party))).await;
        join_all(parties.iter().map(|party| self.add_members(party, party.people.len()))).await;
        // From here on the deployment is run by somebody, and the founder may do nothing more.
        self.add_members(operator, 1).await;
        let of_slug = |slug: &str| self.village.businesses.iter().find(|b| b.party.slug == slug);
        join_all(wanted.iter().filter_map(|slug| of_slug(slug)).map(|business| self.open_business(business)))
            .await;
    }

    async fn register(&self, label: &str, command: RegistryCommand) {
        let wish = Wish {
            book: BookId::REGISTRY,
            command: Command::Registry(command),
            ..wish(command_id(label), FOUNDER, FOUNDER.party, book::Command::from(nothing()))
        };
        self.app.desk.submit(wish).await.unwrap_or_else(|error| panic!("{label}: {error}"));
    }

    async fn add_person(&self, slug: &str) {
        let entry = self.village.person(slug).expect("every member is one of the people");
        let label = format!("person/{slug}");
        let (id, command) = (person_id(slug), command_id(&label));
        let phone = PhoneNumber::parse(&entry.phone).expect("a phone number");
        let name = PersonName::new(&entry.name).unwrap().unwrap();
        let wish = AddPerson {
            name: self.seal_for(&name, id, BookId::REGISTRY, command),
            phone: Some(self.seal_for(&phone, id, BookId::REGISTRY, command)),
            phone_hash: Some(self.app.vault.phone_hash(&phone)),
        };
        self.register(&label, RegistryCommand::AddPerson(wish)).await;
    }

    async fn found_party(&self, party: &Party) {
        let label = format!("party/{}", party.slug);
        let contact = person_id(&party.people[0].person);
        let address = Address::new(&party.address.street).unwrap().unwrap();
        let wish = FoundParty {
            slug: party.slug.clone(),
            name: party.name.clone(),
            capacities: self.capacities(&party.slug),
            village: party.address.region.code.clone(),
            address: Some(self.seal_for(&address, contact, BookId::REGISTRY, command_id(&label))),
            contact,
        };
        self.register(&label, RegistryCommand::FoundParty(wish)).await;
    }

    fn capacities(&self, slug: &str) -> Vec<Capacity> {
        let of = |party: &Party| party.slug == slug;
        let village = &self.village;
        let mut capacities = Vec::new();
        if let Some(business) = village.businesses.iter().find(|business| of(&business.party)) {
            capacities.push(Capacity::Business);
            capacities.extend(business.supplies.as_ref().map(|_| Capacity::Supplier));
        }
        capacities.extend(village.distributors.iter().any(of).then_some(Capacity::Distributor));
        capacities.extend(village.suppliers.iter().any(|s| of(&s.party)).then_some(Capacity::Supplier));
        capacities.extend(village.couriers.iter().any(|c| of(&c.party)).then_some(Capacity::Courier));
        capacities.extend(of(&village.operator).then_some(Capacity::Operator));
        capacities
    }

    async fn add_members(&self, party: &Party, most: usize) {
        for member in party.people.iter().take(most) {
            let label = format!("member/{}/{}", party.slug, member.person);
            let (party, person) = (party_id(&party.slug), person_id(&member.person));
            self.register(&label, RegistryCommand::AddMember(AddMember { party, person, role: member.role }))
                .await;
        }
    }

    fn terms(&self, business: &Business, owner: Actor, command: CommandId) -> SetTerms {
        let key = self.app.vault.key(owner.person).unwrap();
        let book = BookId::of(owner.party);
        let account = |account: &rantai::demo::village::BankAccount| {
            let number = AccountNumber::new(&account.number).unwrap().unwrap();
            let holder = PersonName::new(&account.holder).unwrap().unwrap();
            PaymentAccount {
                bank: account.bank.clone(),
                number: Sealed::seal(&number, &key, owner.person, book, command),
                holder: Sealed::seal(&holder, &key, owner.person, book, command),
            }
        };
        SetTerms {
            deposit_percent: business.deposit_percent,
            minimum: business.minimum_order,
            settlement: match business.settle {
                Settle::AnyTime => SettlementRule::AnyTime,
                Settle::BeforeDispatch => SettlementRule::BeforeDispatch,
                Settle::AfterDelivery => SettlementRule::AfterDelivery,
            },
            accounts: business.bank.iter().map(account).collect(),
        }
    }

    async fn open_business(&self, business: &Business) {
        let slug = business.party.slug.as_str();
        let owner = self.actor(slug);
        let wishes = |commands: Vec<(String, book::Command)>| async move {
            join_all(commands.into_iter().map(|(label, command)| async move {
                let wish = wish(command_id(&label), owner, owner.party, command);
                self.app.desk.submit(wish).await.unwrap_or_else(|error| panic!("{label}: {error}"))
            }))
            .await
        };
        wishes(vec![(format!("open/{slug}"), sign(business).into())]).await;
        let label = format!("terms/{slug}");
        let mut first = vec![(label.clone(), self.terms(business, owner, command_id(&label)).into())];
        for material in &business.materials {
            let suppliers = material.suppliers.iter().map(|slug| party_id(slug));
            let founded = |party: &PartyId| self.app.registry().party(*party).is_some();
            let add = AddMaterial {
                name: material.name.clone(),
                unit: material.unit,
                suppliers: suppliers.filter(founded).collect(),
                price: material.price,
            };
            first.push((format!("material/{slug}/{}", material.slug), add.into()));
        }
        for product in &business.products {
            first.push((format!("product/{slug}/{}", product.slug), add_product(product).into()));
        }
        wishes(first).await;
        let mut second = Vec::new();
        for product in &business.products {
            let id = self.product(slug, &product.slug);
            let price = SetPrice {
                product: id,
                variant: None,
                retail: product.retail,
                wholesale: product.wholesale,
                wholesale_from: product.wholesale_from,
            };
            second.push((format!("price/{slug}/{}", product.slug), price.into()));
            let part = |(material, quantity): &(String, Quantity)| RecipeLine {
                material: self.material(slug, material),
                quantity: *quantity,
            };
            let lines: Vec<_> = product.materials.iter().map(part).collect();
            if !lines.is_empty() {
                let recipe = SetRecipe { product: id, lines };
                second.push((format!("recipe/{slug}/{}", product.slug), recipe.into()));
            }
            for (number, variant) in (1..).zip(&product.variants) {
                let item = StockItem::Goods { product: id, variant: number };
                let label = format!("stock/{slug}/{}/{}", product.slug, variant.slug);
                second.push((label, opening(item, variant.stock).into()));
            }
        }
        for material in &business.materials {
            let item = StockItem::Material { material: self.material(slug, &material.slug) };
            second.push((format!("stock/{slug}/{}", material.slug), opening(item, material.stock).into()));
        }
        wishes(second).await;
    }

    /// Who may do everything for a party.
    pub fn actor(&self, slug: &str) -> Actor {
        let party = self.village.parties().find(|party| party.slug == slug).expect("a party of the village");
        let may = |role: Role| matches!(role, Role::Owner | Role::Member);
        let member = party.people.iter().find(|member| may(member.role)).expect("somebody may");
        Actor { person: person_id(&member.person), party: party_id(slug) }
    }

    /// The id of a business's product.
    pub fn product(&self, business: &str, product: &str) -> ProductId {
        ProductId(self.made(business, &format!("product/{business}/{product}")))
    }

    /// The id of a business's material.
    pub fn material(&self, business: &str, material: &str) -> MaterialId {
        MaterialId(self.made(business, &format!("material/{business}/{material}")))
    }

    fn made(&self, business: &str, label: &str) -> [u8; 16] {
        let owner = self.actor(business);
        derive_id(owner.person, BookId::of(owner.party), command_id(label), 0)
    }

    /// A text sealed with its person's key.
    pub fn seal_for<T: Personal>(
        &self,
        text: &T,
        person: PersonId,
        book: BookId,
        command: CommandId,
    ) -> Sealed<T> {
        let key = self.app.vault.key(person).expect("everybody has a key");
        Sealed::seal(text, &key, person, book, command)
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        self.app.now()
    }
}

/// The id of a party of the village.
pub fn party_id(slug: &str) -> PartyId {
    PartyId(derive_id(FOUNDER.person, BookId::REGISTRY, command_id(&format!("party/{slug}")), 0))
}

/// The id of a person of the village.
pub fn person_id(slug: &str) -> PersonId {
    PersonId(derive_id(FOUNDER.person, BookId::REGISTRY, command_id(&format!("person/{slug}")), 0))
}

fn nothing() -> book::order::CloseOrder {
    book::order::CloseOrder { order: rantai_core::ids::OrderId([0; 16]) }
}

fn sign(business: &Business) -> OpenBusiness {
    OpenBusiness {
        name: business.party.name.clone(),
        trade: business.kind.clone(),
        village: business.party.address.region.code.clone(),
        street: business.party.address.street.clone(),
        tagline: business.tagline.clone(),
        about: business.founded.clone(),
        photo: None,
    }
}

fn add_product(product: &rantai::demo::village::Product) -> AddProduct {
    AddProduct {
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
            .map(|(unit, factor)| UnitFactor { unit: *unit, factor: *factor })
            .collect(),
        variants: product.variants.iter().map(|variant| variant.name.clone()).collect(),
        days: product.days,
        weight_grams: product.weight_grams,
        photo: None,
    }
}

const fn opening(item: StockItem, quantity: Quantity) -> CountStock {
    CountStock { item, quantity, reason: CountReason::Opening }
}
