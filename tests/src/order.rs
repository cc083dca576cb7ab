//! One whole order as the wishes of its parties: the fourteen steps of the chain.

use rantai_core::book;
use rantai_core::book::delivery::{Carrier, CompleteDelivery, DispatchOrder, PickUpDelivery, TransportMode};
use rantai_core::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, ReceiveMaterials, RequestMaterials, ShipMaterials,
};
use rantai_core::book::order::{AcceptOrder, DeliveryWish, FreightPayer, PlaceLine, PlaceOrder};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod, VerifyPayment};
use rantai_core::book::production::{FinishProduction, PackOrder, StartProduction};
use rantai_core::desk::{DeskError, Receipt, Wish};
use rantai_core::ids::{BookId, CommandId, MaterialId, OrderId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::party::Actor;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::random;
use rantai_core::sealed::{Address, Note, ReceivedBy};
use rantai_core::time::Day;

use crate::world::{World, party_id, wish};

/// Who plays in a whole order, and with what.
#[derive(Debug, Clone)]
pub struct Cast {
    pub(crate) buyer: Actor,
    buyer_village: String,
    pub(crate) business: Actor,
    pub(crate) supplier: Actor,
    /// Sends the other half of what a hard order takes.
    pub(crate) second_supplier: Actor,
    pub(crate) courier: Actor,
    pub(crate) product: ProductId,
    pub(crate) unit: Unit,
    pub(crate) quantity: Quantity,
    pub(crate) price: Rupiah,
    /// Asked of the supplier for every order, so that the shelf never runs empty.
    pub(crate) recipe: Vec<(MaterialId, Quantity, Rupiah)>,
    deposit_percent: u8,
    pub(crate) freight: Rupiah,
    pub(crate) fee: Rupiah,
}

/// The parties that [`Cast::of`] needs in the world.
pub const CASTS: [[&str; 4]; 4] = [
    ["mebel-sentosa-semarang", "mebel-jati-barokah", "kayu-jati-blora", "ojek-slamet"],
    ["griya-laweyan", "kriya-kasongan", "tanah-liat-karyo", "becak-motor-tukimin"],
    ["klender-indah", "mebel-jati-barokah", "besi-sumber-rejeki", "pikap-agus"],
    ["galeri-dewata", "batik-buaran", "mori-primissima-fauzan", "pikap-warsito"],
];

impl Cast {
    /// The cast of that number, in a world that has the parties of [`CASTS`]. Orders go by its first product
    /// that is made to order.
    pub fn of(world: &World, number: usize) -> Self {
        let [buyer, business, supplier, courier] = CASTS[number % CASTS.len()];
        let shop = world.village.businesses.iter().find(|shop| shop.party.slug == business).unwrap();
        let to_order = rantai::demo::village::Making::ToOrder;
        let product = shop.products.iter().find(|product| product.making == to_order).unwrap();
        let whole = |quantity: Quantity| quantity.raw().div_euclid(Quantity::SCALE) + 1;
        let enough = whole(Quantity::from_raw(shop.minimum_order.0 * Quantity::SCALE / product.retail.0));
        let quantity = Quantity::whole(enough);
        let material = |slug: &str| shop.materials.iter().find(|material| material.slug == slug).unwrap();
        let needs = product.materials.iter().map(|(slug, part)| {
            (world.material(business, slug), quantity.times(*part).unwrap(), material(slug).price)
        });
        let buys = world.village.distributors.iter().find(|party| party.slug == buyer).unwrap();
        Self {
            buyer: world.actor(buyer),
            buyer_village: buys.address.region.code.clone(),
            business: world.actor(business),
            supplier: world.actor(supplier),
            second_supplier: world.actor(CASTS[(number + 1) % CASTS.len()][2]),
            courier: world.actor(courier),
            product: world.product(business, &product.slug),
            unit: product.unit,
            quantity,
            price: if quantity >= product.wholesale_from { product.wholesale } else { product.retail },
            recipe: needs.collect(),
            deposit_percent: shop.deposit_percent,
            freight: Rupiah(75_000),
            fee: Rupiah(50_000),
        }
    }

    /// The slugs of everybody in [`CASTS`], once.
    pub fn everybody() -> Vec<&'static str> {
        let mut slugs: Vec<&str> = CASTS.into_iter().flatten().collect();
        slugs.sort_unstable();
        slugs.dedup();
        slugs
    }

    /// Plays one order from placed to closed. `answered` is told every wish that was granted, after its
    /// answer. Returns the order and the last answer.
    ///
    /// # Errors
    /// The first wish that was not granted.
    pub async fn play(
        &self,
        world: &World,
        mut answered: impl FnMut(&Wish, &Receipt) + Send,
    ) -> Result<(OrderId, Receipt), DeskError> {
        let book = BookId::of(self.business.party);
        let today = self.today(world);
        let goods = self.price.times(self.quantity).unwrap();
        let total = goods.and(self.freight);
        let deposit = total.percent_up(self.deposit_percent);

        let mut teller = Teller { world, cast: self, answered: &mut answered };
        let id = fresh(world);
        let note = Note::new("Tolong dikemas rapi, untuk dijual lagi.").unwrap().unwrap();
        let address = Address::new("Jl. Contoh No. 1, samping masjid").unwrap().unwrap();
        let place = PlaceOrder {
            buyer: self.buyer.party,
            lines: vec![PlaceLine {
                product: self.product,
                variant: 1,
                unit: self.unit,
                quantity: self.quantity,
                specification: None,
                photo: None,
            }],
            wanted: Some(today.plus(30)),
            delivery: DeliveryWish::Deliver {
                village: self.buyer_village.clone(),
                address: world.seal_for(&address, self.buyer.person, book, id),
            },
            note: Some(world.seal_for(&note, self.buyer.person, book, id)),
        };
        let order = made(teller.tell_as(id, self.buyer, place).await?);
        let order: OrderId = order.try_into().unwrap();
        let accept = AcceptOrder {
            order,
            promised: today.plus(21),
            deposit_percent: None,
            freight: self.freight,
            freight_payer: FreightPayer::Buyer,
        };
        teller.tell(self.business, accept).await?;
        if deposit.is_positive() {
            teller.pay(order, deposit).await?;
        }
        let lines = self.recipe.iter().map(|(material, quantity, price)| AskLine {
            material: *material,
            quantity: *quantity,
            price: *price,
        });
        let ask = RequestMaterials {
            order: Some(order),
            supplier: self.supplier.party,
            lines: lines.collect(),
            wanted: Some(today.plus(5)),
            note: None,
            answer_by: None,
        };
        let request = made(teller.tell(self.business, ask).await?).try_into().unwrap();
        let numbered = || (1..).zip(&self.recipe);
        let lines = numbered().map(|(number, (_, quantity, price))| ConfirmedLine {
            number,
            quantity: *quantity,
            price: *price,
        });
        let confirm = ConfirmMaterials {
            request,
            lines: lines.collect(),
            promised: today.plus(3),
            note: None,
            substitutes: Vec::new(),
        };
        teller.tell(self.supplier, confirm).await?;
        teller.tell(self.supplier, ShipMaterials { request, lines: Vec::new(), waybill: None }).await?;
        let counted = numbered().map(|(number, (_, quantity, _))| (number, *quantity)).collect();
        teller.tell(self.business, ReceiveMaterials::all(request, counted)).await?;
        teller.tell(self.business, StartProduction { order }).await?;
        teller.tell(self.business, FinishProduction { order }).await?;
        teller.tell(self.business, PackOrder { order, packages: 3, contents: Vec::new() }).await?;
        let dispatch = DispatchOrder {
            order,
            carrier: Carrier::Courier { party: self.courier.party },
            mode: TransportMode::Pickup,
            cash_to_collect: Rupiah::ZERO,
            courier_fee: self.fee,
            note: None,
            vehicle: String::new(),
            load: Default::default(),
            code: false,
        };
        let slip = made(teller.tell(self.business, dispatch).await?).try_into().unwrap();
        teller.tell(self.courier, PickUpDelivery { slip, missing: Vec::new() }).await?;
        let id = fresh(world);
        let receiver = ReceivedBy::new("Pak Eko").unwrap().unwrap();
        let complete = CompleteDelivery {
            slip,
            received_by: Some(world.seal_for(&receiver, self.buyer.person, book, id)),
            cash_collected: Rupiah::ZERO,
            outcomes: Vec::new(),
            signature: None,
            code: None,
        };
        teller.tell_as(id, self.courier, complete).await?;
        let last = teller.pay(order, total.less(deposit)).await?;
        Ok((order, last))
    }

    /// The day it is.
    pub(crate) fn today(&self, world: &World) -> Day {
        Day::from_date(world.now().utc().date_naive())
    }

    /// How many wishes [`Cast::play`] hands in.
    pub fn wishes(&self) -> u64 {
        if self.deposit_percent > 0 { 16 } else { 14 }
    }

    /// What is asked of the supplier for every order: material, quantity, price of one unit.
    pub fn recipe(&self) -> &[(MaterialId, Quantity, Rupiah)] {
        &self.recipe
    }

    /// What is ordered, and how much of it.
    pub const fn goods(&self) -> (ProductId, Quantity) {
        (self.product, self.quantity)
    }

    /// The business of this cast.
    pub const fn business(&self) -> Actor {
        self.business
    }
}

/// Everybody of a business, by slug, whose books a load fills.
pub fn businesses() -> Vec<rantai_core::ids::PartyId> {
    let mut parties: Vec<_> = CASTS.iter().map(|cast| party_id(cast[1])).collect();
    parties.sort_unstable();
    parties.dedup();
    parties
}

/// Hands in the wishes of one order.
pub(crate) struct Teller<'a> {
    pub(crate) world: &'a World,
    pub(crate) cast: &'a Cast,
    pub(crate) answered: &'a mut (dyn FnMut(&Wish, &Receipt) + Send),
}

impl Teller<'_> {
    pub(crate) async fn tell(
        &mut self,
        actor: Actor,
        command: impl Into<book::Command>,
    ) -> Result<Receipt, DeskError> {
        self.tell_as(fresh(self.world), actor, command).await
    }

    async fn tell_as(
        &mut self,
        id: CommandId,
        actor: Actor,
        command: impl Into<book::Command>,
    ) -> Result<Receipt, DeskError> {
        let wish = wish(id, actor, self.cast.business.party, command);
        let receipt = self.world.app.desk.submit(wish.clone()).await?;
        (self.answered)(&wish, &receipt);
        Ok(receipt)
    }

    /// Claims and verifies.
    pub(crate) async fn pay(&mut self, order: OrderId, amount: Rupiah) -> Result<Receipt, DeskError> {
        let claim =
            ClaimPayment { order, amount, method: PaymentMethod::BankTransfer, note: None, sent: None };
        let payment = made(self.tell(self.cast.buyer, claim).await?).try_into().unwrap();
        self.tell(self.cast.business, VerifyPayment { payment, seen: amount }).await
    }
}

pub(crate) fn made(receipt: Receipt) -> rantai_core::ids::Thing {
    receipt.thing.expect("the wish made something")
}

/// A fresh id as a portal makes it.
fn fresh(world: &World) -> CommandId {
    CommandId::from_uuid(random::uuid_at(world.now()))
}
