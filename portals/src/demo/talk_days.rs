//! The last hours' words: a buyer asks about an order, a supplier is asked about a request, a courier tells where they
//! are. And regulars are approved.

use rantai_core::book::conversation::{About, SendMessage};
use rantai_core::book::profile::ApproveBuyer;
use rantai_core::desk::Command;
use rantai_core::ids::{BookId, CommandId, PartyId};
use rantai_core::party::{Actor, Channel};
use rantai_core::sealed::Note;
use rantai_core::time::Moment;

use super::cast::{Cast, PlayError, Shop, act, seal};
use super::clock::DemoClock;
use crate::app::App;

const HOUR: i64 = 3_600;
/// Whoever ordered so often is a regular.
const REGULAR: u32 = 12;

/// Lets everybody talk, up to `now`; says how many wishes that took.
///
/// # Errors
/// [`PlayError`] at the first thing that went otherwise than written.
pub(super) async fn talk(app: &App, clock: &DemoClock, cast: &Cast, now: Moment) -> Result<u64, PlayError> {
    let mut wishes = 0;
    clock.hold(now.plus_seconds(-3 * HOUR));
    for shop in &cast.shops {
        for customer in app.views.customers.all(shop.party) {
            if customer.orders >= REGULAR && !customer.approved {
                let wish = ApproveBuyer { buyer: customer.buyer };
                let make = |_| Ok(Command::Book(wish.clone().into()));
                act(app, shop.owner, BookId::of(shop.party), Channel::Web, None, vec![], &make).await?;
                wishes += 1;
            }
        }
    }
    // Asked first, answered an hour later: recorded time does not go back.
    let mut answers: Vec<(&Shop, Actor, About, &str)> = Vec::new();
    clock.hold(now.plus_seconds(-2 * HOUR));
    for shop in &cast.shops {
        let mut asked = Vec::new();
        let waiting = app.views.board.todays_work(shop.party, None, 1).rows.pop().map(|(_, order)| order);
        if let Some(order) = &waiting {
            let words = "Selamat pagi, sudah sampai mana pengerjaannya?";
            let answer = "Selamat pagi. Sedang kami kerjakan, sesuai tanggal yang dijanjikan.";
            asked.push((order.buyer, About::Order(order.order), words, Some((shop.owner, answer))));
        }
        // This one waits for its answer.
        let mut any =
            app.views.board.of_business(shop.party, None, 2).rows.into_iter().map(|(_, order)| order);
        if let Some(order) = any.find(|order| Some(order.order) != waiting.as_ref().map(|it| it.order)) {
            let words = "Kalau pesan lagi minggu ini, bisa diantar sore?";
            asked.push((order.buyer, About::Order(order.order), words, None));
        }
        if let Some((_, sheet)) = app.views.requests.of_business(shop.party, true, None, 1).rows.first() {
            let (supplier, about) = (sheet.request.supplier, About::Request(sheet.request.id));
            let answer =
                cast.acts.get(&supplier).map(|actor| (*actor, "Ada, besok pagi kami kabari jamnya."));
            asked.push((shop.party, about, "Stoknya masih ada, Pak?", answer));
        }
        for (courier, _) in &shop.couriers {
            let slips = app.views.slips.my_slips(*courier, true, None, 1).rows;
            if let Some((_, sheet)) = slips.first().filter(|(_, sheet)| sheet.business == shop.party) {
                let about = About::Delivery(sheet.slip.id, *courier);
                asked.push((*courier, about, "Nanti lewat jalan mana yang bisa untuk mobil bak?", None));
                break;
            }
        }
        for (party, about, words, answer) in asked {
            let Some(actor) = speaker(cast, shop, party) else { continue };
            say(app, shop, actor, about, words).await?;
            answers.extend(answer.map(|(actor, words)| (shop, actor, about, words)));
            wishes += 1;
        }
    }
    clock.hold(now.plus_seconds(-HOUR));
    for (shop, actor, about, words) in answers {
        say(app, shop, actor, about, words).await?;
        wishes += 1;
    }
    Ok(wishes)
}

fn speaker(cast: &Cast, shop: &Shop, party: PartyId) -> Option<Actor> {
    if party == shop.party { Some(shop.owner) } else { cast.acts.get(&party).copied() }
}

async fn say(app: &App, shop: &Shop, who: Actor, about: About, words: &str) -> Result<(), PlayError> {
    let (note, book) = (Note::new(words).ok().flatten(), BookId::of(shop.party));
    let note = note.ok_or_else(|| PlayError::Village("nothing is said".to_owned()))?;
    let make = |id: CommandId| {
        let text = Some(seal(app, who.person, book, id, &note)?);
        Ok(Command::Book(SendMessage { about, text }.into()))
    };
    act(app, who, book, Channel::Web, None, vec![], &make).await?;
    Ok(())
}
