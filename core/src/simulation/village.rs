//! Two businesses that make furniture, and the parties around them.

use super::wishes::Player;
use super::wishes::life::seal_words;
use crate::book::catalogue::{AddMaterial, AddProduct, Making, RecipeLine, SetPrice, SetRecipe, UnitFactor};
use crate::book::profile::{OpenBusiness, SetTerms, SettlementRule};
use crate::book::stock::{CountReason, CountStock, StockItem};
use crate::book::{self, derive_id};
use crate::desk::{Command, Receipt, Wish};
use crate::ids::{BookId, CommandId, MaterialId, PartyId, PersonId, ProductId};
use crate::money::Rupiah;
use crate::party::{Actor, Capacity, Channel, Role};
use crate::quantity::{Quantity, Unit};
use crate::registry::{self, AddMember, AddPerson, FoundParty};
use crate::sealed::{PersonKey, PersonName, Sealed};

const VILLAGE: &str = "33.20.01.2001";
/// Whoever sets the deployment up.
const NOBODY: Actor = Actor { person: PersonId([1; 16]), party: PartyId([1; 16]) };

/// One book and who plays around it, in the order of [`Player::ALL`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage {
    pub(super) book: BookId,
    pub(super) cast: [Actor; 7],
}

/// Hands a wish in that must be granted.
pub(super) type Must<'a> = dyn FnMut(Wish) -> Result<Receipt, String> + 'a;

/// Makes wishes with ids of their own.
#[derive(Debug, Default)]
pub(super) struct Pen(u64);

impl Pen {
    fn id(&mut self) -> CommandId {
        self.0 += 1;
        let mut id = [0; 16];
        if let Some(place) = id.last_chunk_mut() {
            *place = self.0.to_be_bytes();
        }
        CommandId(id)
    }

    pub(super) fn wish(&mut self, actor: Actor, book: BookId, mut command: Command) -> Wish {
        let id = self.id();
        if let Command::Book(command) = &mut command {
            seal_words(command, actor.person, book, id);
        }
        Wish {
            id,
            actor,
            book,
            on_behalf_of: None,
            channel: Channel::Web,
            happened: None,
            evidence: Vec::new(),
            seen: None,
            played: false,
            command,
        }
    }

    /// Makes a person known; returns whom.
    pub(super) fn person(&mut self, actor: Actor) -> Option<(Wish, PersonId)> {
        let id = self.id();
        let person = PersonId(derive_id(actor.person, BookId::REGISTRY, id, 0));
        let name = PersonName::new("Seseorang").ok()??;
        let name = Sealed::seal(&name, &PersonKey::from_bytes([7; 32]), person, BookId::REGISTRY, id);
        let add = registry::Command::AddPerson(AddPerson { name, phone: None, phone_hash: None });
        Some((Wish { id, ..self.wish(actor, BookId::REGISTRY, Command::Registry(add)) }, person))
    }

    pub(super) fn registry(&mut self, actor: Actor, command: registry::Command) -> Wish {
        self.wish(actor, BookId::REGISTRY, Command::Registry(command))
    }
}

/// Founds everybody and opens both books. Returns the operator and the two stages.
pub(super) fn settle(pen: &mut Pen, must: &mut Must<'_>) -> Result<(Actor, [Stage; 2]), String> {
    let operator = found(pen, must, NOBODY, "desa", Capacity::Operator)?;
    let mut founded = |slug, capacity| found(pen, must, operator, slug, capacity);
    let first = founded("mebel-jati", Capacity::Business)?;
    let second = founded("mebel-rotan", Capacity::Business)?;
    let others = [
        founded("buyer", Capacity::Distributor)?,
        founded("other-buyer", Capacity::Distributor)?,
        founded("supplier", Capacity::Supplier)?,
        founded("other-supplier", Capacity::Supplier)?,
        founded("courier", Capacity::Courier)?,
        founded("other-courier", Capacity::Courier)?,
    ];
    let stage = |business: Actor| {
        let [buyer, other_buyer, supplier, other_supplier, courier, other_courier] = others;
        let cast = [business, buyer, other_buyer, supplier, other_supplier, courier, other_courier];
        debug_assert_eq!(cast.len(), Player::ALL.len());
        Stage { book: BookId::of(business.party), cast }
    };
    let stages = [stage(first), stage(second)];
    for stage in stages {
        open(pen, must, stage)?;
    }
    Ok((operator, stages))
}

fn found(
    pen: &mut Pen,
    must: &mut Must<'_>,
    by: Actor,
    slug: &str,
    capacity: Capacity,
) -> Result<Actor, String> {
    let (wish, person) = pen.person(by).ok_or("a name is no name")?;
    must(wish)?;
    let founding = FoundParty {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        capacities: vec![capacity],
        village: VILLAGE.to_owned(),
        address: None,
        contact: person,
    };
    let founded = must(pen.registry(by, registry::Command::FoundParty(founding)))?;
    let party =
        founded.thing.and_then(|thing| PartyId::try_from(thing).ok()).ok_or("no party was founded")?;
    let joins = registry::Command::AddMember(AddMember { party, person, role: Role::Owner });
    must(pen.registry(by, joins))?;
    Ok(Actor { person, party })
}

/// Opens a book: 4 *batang* of teak, plenty of bolts, tables and vases on the shelf.
fn open(pen: &mut Pen, must: &mut Must<'_>, stage: Stage) -> Result<(), String> {
    let business = *stage.cast.first().ok_or("nobody plays")?;
    let supplier = *stage.cast.get(Player::Supplier as usize).ok_or("nobody supplies")?;
    let mut wish = |command: book::Command| must(pen.wish(business, stage.book, Command::Book(command)));
    let opening = OpenBusiness {
        name: "Mebel".to_owned(),
        trade: "mebel".to_owned(),
        village: VILLAGE.to_owned(),
        street: String::new(),
        tagline: String::new(),
        about: String::new(),
        photo: None,
    };
    wish(opening.into())?;
    let settlement = SettlementRule::AnyTime;
    let terms = SetTerms { deposit_percent: 50, minimum: Rupiah(100_000), settlement, accounts: Vec::new() };
    wish(terms.into())?;
    let mut materials = Vec::new();
    for (name, unit) in [("teak", Unit::Batang), ("bolts", Unit::Pcs)] {
        let suppliers = vec![supplier.party];
        let added =
            wish(AddMaterial { name: name.to_owned(), unit, suppliers, price: Rupiah(80_000) }.into())?;
        materials.push(thing::<MaterialId>(added)?);
    }
    let &[teak, bolts] = materials.as_slice() else { return Err("no materials".to_owned()) };
    let count = |item, quantity| {
        let quantity = Quantity::whole(quantity);
        (CountStock { item, quantity, reason: CountReason::Opening }).into()
    };
    let counts = [
        count(StockItem::Material { material: teak }, 4),
        count(StockItem::Material { material: bolts }, 1_000),
    ];
    let goods = [
        ("chair", Making::ToOrder, 250_000, vec![(teak, 2), (bolts, 8)], 0),
        ("table", Making::ToStock, 800_000, vec![(teak, 4)], 3),
        ("vase", Making::Resale, 50_000, vec![], 5),
        ("carving", Making::ToOrder, 400_000, vec![], 0),
    ];
    let mut later: Vec<book::Command> = counts.into();
    for (name, making, price, recipe, shelf) in goods {
        let product = thing::<ProductId>(wish(product(name, making))?)?;
        let (retail, wholesale) = (Rupiah(price), Rupiah(price / 10 * 9));
        let wholesale_from = Quantity::whole(10);
        later.push(SetPrice { product, variant: None, retail, wholesale, wholesale_from }.into());
        if !recipe.is_empty() {
            let line = |(material, quantity)| RecipeLine { material, quantity: Quantity::whole(quantity) };
            later.push(SetRecipe { product, lines: recipe.into_iter().map(line).collect() }.into());
        }
        if shelf > 0 {
            later.push(count(StockItem::Goods { product, variant: 1 }, shelf));
        }
    }
    later.into_iter().try_for_each(|command| wish(command).map(|_| ()))
}

fn product(name: &str, making: Making) -> book::Command {
    AddProduct {
        name: name.to_owned(),
        description: String::new(),
        making,
        unit: Unit::Pcs,
        units: vec![UnitFactor { unit: Unit::Lusin, factor: Quantity::whole(12) }],
        variants: Vec::new(),
        days: 7,
        weight_grams: 1_000,
        photo: None,
    }
    .into()
}

fn thing<T: TryFrom<crate::ids::Thing>>(receipt: Receipt) -> Result<T, String> {
    receipt.thing.and_then(|thing| T::try_from(thing).ok()).ok_or_else(|| "nothing was made".to_owned())
}
