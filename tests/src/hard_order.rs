//! One order that takes every turn: bargained over, paid three times, made of what two suppliers send, delivered in two
//! parts, with one piece sent back and taken off the price.

use rantai_core::book::Book;
use rantai_core::book::delivery::{
    Carrier, CompleteDelivery, DispatchOrder, LineQuantity, Load, MoneyBack, PickUpDelivery, ReceiveReturn,
    ReturnGoods, ReturnLine, ReturnReason, ReturnedLine, SettleShortfall, SettledLine, TransportMode,
};
use rantai_core::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, ReceiveMaterials, RequestMaterials, ShipMaterials,
};
use rantai_core::book::order::{
    AcceptOffer, CounterOrder, DeliveryWish, FreightPayer, OfferedLine, Order, PlaceLine, PlaceOrder,
};
use rantai_core::book::production::{FinishProduction, PackOrder, StartProduction};
use rantai_core::desk::{DeskError, Receipt, Wish};
use rantai_core::ids::{BookId, MaterialId, OrderId, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::party::Actor;
use rantai_core::quantity::Quantity;

use crate::order::{Cast, Teller, made};
use crate::world::World;

impl Cast {
    /// Plays one hard order from placed to closed. `answered` is told every wish that was granted, after its answer.
    /// Returns the order and the last answer.
    ///
    /// # Errors
    /// The first wish that was not granted.
    pub async fn play_hard(
        &self,
        world: &World,
        mut answered: impl FnMut(&Wish, &Receipt) + Send,
    ) -> Result<(OrderId, Receipt), DeskError> {
        let mut teller = Teller { world, cast: self, answered: &mut answered };
        // Two parts of at least a whole piece each, and one piece to send back.
        let quantity = Quantity::whole(4).and(self.quantity).and(self.quantity);
        let today = self.today(world);
        let place = PlaceOrder {
            buyer: self.buyer.party,
            lines: vec![PlaceLine {
                product: self.product,
                variant: 1,
                unit: self.unit,
                quantity,
                specification: None,
                photo: None,
            }],
            wanted: Some(today.plus(30)),
            delivery: DeliveryWish::Collect,
            note: None,
        };
        let order: OrderId = made(teller.tell(self.buyer, place).await?).try_into().unwrap();
        let counter = |price: Rupiah, days: i32| CounterOrder {
            order,
            lines: vec![OfferedLine { number: 1, quantity: None, price: Some(price) }],
            promised: today.plus(days),
            deposit_percent: Some(30),
            freight: self.freight,
            freight_payer: FreightPayer::Buyer,
            hours: None,
            note: None,
        };
        let listed = self.price;
        teller.tell(self.business, counter(listed.and(listed.percent_up(10)), 25)).await?;
        teller.tell(self.buyer, counter(listed, 21)).await?;
        teller.tell(self.business, counter(listed.and(listed.percent_up(5)), 21)).await?;
        teller.tell(self.buyer, AcceptOffer { order, offer: 3 }).await?;

        let deposit = self
            .asked(world, order, |order| order.agreement().map_or(Rupiah::ZERO, |it| it.deposit_due))
            .await?;
        teller.pay(order, deposit).await?;
        for supplier in [self.supplier, self.second_supplier] {
            self.supply(&mut teller, order, supplier, quantity).await?;
        }
        teller.tell(self.business, StartProduction { order }).await?;
        teller.tell(self.business, FinishProduction { order }).await?;
        teller.tell(self.business, PackOrder { order, packages: 4, contents: Vec::new() }).await?;

        let part = LineQuantity { line: 1, quantity: self.quantity };
        let first = Load::Lines { lines: vec![part], packages: Vec::new() };
        self.deliver(&mut teller, order, first).await?;
        self.deliver(&mut teller, order, Load::All).await?;
        // Some of these businesses take the rest after the goods have come, and not before.
        teller.pay(order, deposit).await?;
        self.one_back(&mut teller, order).await?;

        let rest = self.asked(world, order, Order::rest).await?;
        let last = teller.pay(order, rest).await?;
        Ok((order, last))
    }

    /// What the book says of the order just now.
    async fn asked(
        &self,
        world: &World,
        order: OrderId,
        what: impl Fn(&Order) -> Rupiah + Send + 'static,
    ) -> Result<Rupiah, DeskError> {
        let book = BookId::of(self.business.party);
        let look = move |book: &Book| book.orders.get(&order).map_or(Rupiah::ZERO, &what);
        world.app.desk.look(book, look).await
    }

    /// Half of what the order takes, from one supplier.
    async fn supply(
        &self,
        teller: &mut Teller<'_>,
        order: OrderId,
        supplier: Actor,
        quantity: Quantity,
    ) -> Result<(), DeskError> {
        let today = self.today(teller.world);
        // As often the recipe's quantity as the order is larger than it, and half of that, rounded up.
        let times = quantity.raw().div_euclid(self.quantity.raw()) / 2 + 1;
        let needs: Vec<(MaterialId, Quantity, Rupiah)> = self
            .recipe
            .iter()
            .map(|(material, needed, price)| (*material, Quantity::from_raw(needed.raw() * times), *price))
            .collect();
        let lines = needs.iter().map(|(material, quantity, price)| AskLine {
            material: *material,
            quantity: *quantity,
            price: *price,
        });
        let ask = RequestMaterials {
            order: Some(order),
            supplier: supplier.party,
            lines: lines.collect(),
            wanted: Some(today.plus(5)),
            note: None,
            answer_by: None,
        };
        let request = made(teller.tell(self.business, ask).await?).try_into().unwrap();
        let numbered = || (1..).zip(&needs);
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
        teller.tell(supplier, confirm).await?;
        teller.tell(supplier, ShipMaterials { request, lines: Vec::new(), waybill: None }).await?;
        let counted = numbered().map(|(number, (_, quantity, _))| (number, *quantity)).collect();
        teller.tell(self.business, ReceiveMaterials::all(request, counted)).await?;
        Ok(())
    }

    async fn deliver(&self, teller: &mut Teller<'_>, order: OrderId, load: Load) -> Result<(), DeskError> {
        let dispatch = DispatchOrder {
            order,
            carrier: Carrier::Courier { party: self.courier.party },
            mode: TransportMode::Pickup,
            cash_to_collect: Rupiah::ZERO,
            courier_fee: self.fee,
            note: None,
            vehicle: String::new(),
            load,
            code: false,
        };
        let slip: SlipId = made(teller.tell(self.business, dispatch).await?).try_into().unwrap();
        teller.tell(self.courier, PickUpDelivery { slip, missing: Vec::new() }).await?;
        let complete = CompleteDelivery {
            slip,
            received_by: None,
            cash_collected: Rupiah::ZERO,
            outcomes: Vec::new(),
            signature: None,
            code: None,
        };
        teller.tell(self.courier, complete).await?;
        Ok(())
    }

    /// One piece comes back, lies on the shelf again, and is taken off the price.
    async fn one_back(&self, teller: &mut Teller<'_>, order: OrderId) -> Result<(), DeskError> {
        let (one, none) = (Quantity::whole(1), Quantity::ZERO);
        let lines = vec![ReturnLine { line: 1, quantity: one, reason: ReturnReason::Wrong }];
        teller.tell(self.buyer, ReturnGoods { order, lines, note: None }).await?;
        let counted =
            ReturnedLine { line: 1, again: none, to_stock: one, scrapped: none, lost: none, kept: none };
        teller.tell(self.business, ReceiveReturn { order, number: 1, lines: vec![counted] }).await?;
        let settle = SettleShortfall {
            order,
            lines: vec![SettledLine { line: 1, replaced: none, forgone: one }],
            amount: None,
            back: MoneyBack::Credit,
            note: None,
        };
        teller.tell(self.business, settle).await?;
        Ok(())
    }
}
