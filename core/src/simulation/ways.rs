//! Whoever is said to have the next move can make it: what everybody does who looks at an order and its refusals.

use super::wishes::{Player, View, next_step};
use crate::book::order::{Order, OrderLine};
use crate::book::stock::{CountReason, CountStock, StockItem};
use crate::book::{Book, Command, Rejection};
use crate::quantity::Quantity;

/// What a person does whose next step was refused, by what the refusal says.
pub(crate) fn way_on(view: &View<'_>, order: &Order, refusal: &Rejection) -> Option<(Player, Command)> {
    let count = |item: StockItem, quantity: Quantity| {
        (Player::Business, CountStock { item, quantity, reason: CountReason::Purchase }.into())
    };
    match refusal {
        Rejection::SoldOut { name, .. } => {
            let line = order.lines.iter().find(|line| line.name == *name)?;
            let item = Book::shelf_item(line);
            Some(count(item, view.book.stock.on_hand(item).and(sum(order, name))))
        }
        Rejection::MaterialsMissing { missing } => {
            let missing = missing.first()?;
            let item = StockItem::Material { material: missing.material };
            Some(count(item, view.book.stock.on_hand(item).and(missing.missing)))
        }
        _ => None,
    }
}

/// How much of something an order takes, as it was placed or as it is offered now.
fn sum(order: &Order, name: &str) -> Quantity {
    let of = |lines: &[OrderLine]| {
        let lines = lines.iter().filter(|line| line.name == name);
        lines.fold(Quantity::ZERO, |sum, line| sum.and(line.base))
    };
    let offered = order.open_offer().map_or(Quantity::ZERO, |offer| of(&order.lines_as(&offer.terms.lines)));
    of(&order.lines).max(offered)
}

pub(super) use stuck::{brought_home, nobody_is_stuck};

mod stuck {
    use super::{Book, Command, Order, Player, View, next_step, way_on};
    use crate::book::delivery::Carrier;
    use crate::book::order::{Awaits, Holder, PassTime};
    use crate::book::{Context, Event, Rejection, decide};
    use crate::ids::{BlobHash, BookId, CommandId, OrderId};
    use crate::party::{Actor, Channel};
    use crate::registry::Registry;
    use crate::time::{Moment, zone_of_village};

    /// Steps it may take at most to bring an order to its end, whatever has happened to it.
    const MOST_STEPS_HOME: usize = 80;

    fn context<'a>(actor: Actor, registry: &'a Registry, book: BookId, now: Moment, n: usize) -> Context<'a> {
        let mut command = [0xEE; 16];
        if let Some(place) = command.last_chunk_mut() {
            *place = (n as u64).to_be_bytes();
        }
        Context {
            book,
            actor,
            on_behalf_of: None,
            channel: Channel::Web,
            now,
            happened: None,
            today: now.day_in(zone_of_village("")),
            command: CommandId(command),
            evidence: &[BlobHash([9; 32])],
            registry,
        }
    }

    fn open(book: &Book) -> Vec<OrderId> {
        book.orders.values().filter(|order| !order.stage_name().is_over()).map(|order| order.id).collect()
    }

    /// Every open order has somebody who is named and whose step is granted, or refused with a way on that is.
    pub(in crate::simulation) fn nobody_is_stuck(
        book: &Book,
        cast: &[Actor; 7],
        registry: &Registry,
        now: Moment,
    ) -> Result<(), String> {
        for id in open(book) {
            step(book, id, cast, registry, now, 0)?;
        }
        Ok(())
    }

    /// Brings a copy of an order to its end, by the steps it says it waits for.
    pub(in crate::simulation) fn brought_home(
        book: &Book,
        cast: &[Actor; 7],
        registry: &Registry,
        now: Moment,
    ) -> Result<(), String> {
        let mut book = book.clone();
        let [business, ..] = *cast;
        let time =
            Context { channel: Channel::Policy, ..context(business, registry, book_of(cast), now, 99) };
        let due = decide(&book, &PassTime {}.into(), &time).map_err(|refusal| refusal.to_string())?;
        book.keep(due, &time);
        for id in open(&book) {
            let mut steps = 0;
            while let Some((actor, command, facts)) = step(&book, id, cast, registry, now, steps)? {
                let at = now.plus_micros(i64::try_from(steps).unwrap_or(0) + 1);
                let business = book_of(cast);
                book.keep(facts, &context(actor, registry, business, at, steps));
                steps += 1;
                if steps > MOST_STEPS_HOME {
                    return Err(format!("{id} never ends; the last step was {}", command.name()));
                }
            }
        }
        Ok(())
    }

    fn book_of(cast: &[Actor; 7]) -> BookId {
        let [business, ..] = cast;
        BookId::of(business.party)
    }

    type Step = (Actor, Command, Vec<Event>);

    /// The next step of an order, granted; nothing where it is over.
    fn step(
        book: &Book,
        id: OrderId,
        cast: &[Actor; 7],
        registry: &Registry,
        now: Moment,
        n: usize,
    ) -> Result<Option<Step>, String> {
        let order = book.order(id).map_err(|error| error.to_string())?;
        if order.stage_name().is_over() {
            return Ok(None);
        }
        let view = View { book, cast, today: now.day_in(zone_of_village("")) };
        let told = |what: &str| format!("{} awaits {:?}: {what}", order.number, order.awaits());
        let (player, command) = next_step(&view, order).ok_or_else(|| told("nobody knows a step"))?;
        if !is_named(&view, order, player) {
            return Err(told(&format!("{:?} has the move, and {player:?} makes it", order.holder())));
        }
        let ask = |player: Player, command: &Command| -> Result<Step, Rejection> {
            let actor = cast.get(player as usize).copied().unwrap_or(Actor::STRANGER);
            let facts = decide(book, command, &context(actor, registry, book_of(cast), now, n))?;
            Ok((actor, command.clone(), facts))
        };
        let step = match ask(player, &command) {
            Ok(step) => step,
            Err(refusal) => {
                let on = way_on(&view, order, &refusal);
                let (player, command) =
                    on.ok_or_else(|| told(&format!("{} was refused: {refusal}", command.name())))?;
                ask(player, &command)
                    .map_err(|refusal| told(&format!("the way on was refused: {refusal}")))?
            }
        };
        if step.2.is_empty() {
            return Err(told(&format!("{} changes nothing", step.1.name())));
        }
        Ok(Some(step))
    }

    /// Whoever makes the step is who is said to have the move. Who fetches goods comes in person, and the business
    /// writes it down.
    fn is_named(view: &View<'_>, order: &Order, player: Player) -> bool {
        let party = view.party(player);
        match order.holder() {
            Holder::Buyer => party == order.buyer || (player == Player::Business && is_fetched(order)),
            Holder::Business => player == Player::Business,
            Holder::Party(holder) => party == holder,
            Holder::Nobody => false,
        }
    }

    fn is_fetched(order: &Order) -> bool {
        let (Awaits::PickUp { slip } | Awaits::Arrival { slip }) = order.awaits() else { return false };
        order.slips.iter().any(|entry| entry.id == slip && entry.carrier == Carrier::Collected)
    }
}
