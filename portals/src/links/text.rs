//! What is written to a party when the move is theirs: who, what, how much, what to do, where.

use axum::http::HeaderMap;
use rantai_core::book::order::{Awaits, DeliveryWish, Holder, RequestState, Side, SlipState};
use rantai_core::ids::{PartyId, PersonId};
use rantai_core::money::Rupiah;
use rantai_projections::order_sheets::OrderSheet;
use rantai_projections::requests::RequestSheet;
use rantai_projections::slips::SlipSheet;

use crate::app::App;
use crate::contact::Contact;
use crate::i18n::{Lang, Phrases};
use crate::order_words;
use crate::who::Member;

/// A finished message, but for its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Whom it greets.
    pub to: String,
    /// Who writes.
    pub from: String,
    /// What it is about, by name and number.
    pub about: String,
    /// What is in it.
    pub goods: String,
    /// The amount that matters now, and what it is.
    pub amount: Option<(String, Rupiah)>,
    /// What to do.
    pub todo: String,
}

/// The language the person is spoken to in.
pub fn language(app: &App, person: PersonId) -> Lang {
    let chosen = app.vault.accounts.lang(person);
    let tag = chosen.as_ref().and_then(|lang| std::str::from_utf8(lang).ok());
    tag.and_then(|tag| Lang::ALL.iter().copied().find(|lang| lang.tag() == tag)).unwrap_or(Lang::Id)
}

impl Said {
    /// The whole message.
    pub fn with_link(&self, t: &'static Phrases, link: &str) -> String {
        let l = &t.links;
        let mut lines = vec![(l.greeting)(&self.to, &self.from), String::new(), format!("*{}*", self.about)];
        if !self.goods.is_empty() {
            lines.push(self.goods.clone());
        }
        if let Some((what, amount)) = &self.amount {
            lines.push(format!("{what}: {amount}"));
        }
        lines.extend([String::new(), self.todo.clone(), link.to_owned()]);
        lines.join("\n")
    }

    /// To the buyer about their order.
    pub fn of_order(app: &App, t: &'static Phrases, sheet: &OrderSheet, to: PersonId) -> Self {
        let (l, order) = (&t.links, &sheet.order);
        let total = (t.distributor.total.to_owned(), order.total());
        let (amount, todo) = match order.awaits() {
            Awaits::Answer => (total, l.order_received.to_owned()),
            Awaits::OfferAnswer { .. } => (total, t.agree.answer_offer.to_owned()),
            Awaits::AskAnswer { of: Side::Buyer, .. } => (total, t.agree.answer_ask.to_owned()),
            Awaits::Deposit { short } => {
                ((t.distributor.deposit.to_owned(), short), l.pay_deposit.to_owned())
            }
            Awaits::Settlement { rest } => ((t.distributor.rest.to_owned(), rest), l.settle.to_owned()),
            Awaits::PickUp { .. } | Awaits::Arrival { .. } if order.holder() == Holder::Buyer => {
                (total, l.collect.to_owned())
            }
            _ => {
                let state = order_words::stage_chip(t, order.stage_name(), false).word;
                (total, (l.order_stands)(&state))
            }
        };
        let goods =
            order.lines.iter().map(|line| format!("{} {} {}", line.quantity, line.unit.label(), line.name));
        Self {
            to: app.person(to),
            from: app.party(sheet.business),
            about: (l.order)(&order.number),
            goods: short_list(t, goods.collect()),
            amount: Some(amount),
            todo,
        }
    }

    /// To the supplier about what is asked of them.
    pub fn of_request(app: &App, t: &'static Phrases, sheet: &RequestSheet, to: PersonId) -> Self {
        let (l, request) = (&t.links, &sheet.request);
        let calendar = app.calendar(t.lang, sheet.business);
        let todo = match request.state {
            RequestState::Sent => match request.wanted {
                Some(day) => (l.answer_request_by)(&calendar.day(day).exact),
                None => l.answer_request.to_owned(),
            },
            RequestState::Confirmed => match request.promised {
                Some(day) => (l.ship_request_by)(&calendar.day(day).exact),
                None => l.ship_request.to_owned(),
            },
            RequestState::Countered => t.supply.offer_waits.to_owned(),
            RequestState::Shipped => l.request_shipped.to_owned(),
            RequestState::Received => l.request_received.to_owned(),
            RequestState::Refused | RequestState::Withdrawn | RequestState::Expired => {
                l.request_over.to_owned()
            }
        };
        let lines =
            request.lines.iter().map(|line| format!("{} {} {}", line.quantity, line.unit.label(), line.name));
        Self {
            to: app.person(to),
            from: app.party(sheet.business),
            about: (l.request)(&request.number),
            goods: short_list(t, lines.collect()),
            amount: None,
            todo,
        }
    }

    /// To the courier about what is to be carried.
    pub fn of_slip(app: &App, t: &'static Phrases, sheet: &SlipSheet, to: PersonId) -> Self {
        let (l, slip) = (&t.links, &sheet.slip);
        let place = match &slip.destination {
            DeliveryWish::Deliver { village, .. } => app.regions.spoken(village),
            DeliveryWish::Collect => String::new(),
        };
        let todo = match slip.state {
            SlipState::Issued => (l.carry)(&place),
            SlipState::PickedUp { .. } => (l.deliver)(&place),
            _ => l.slip_over.to_owned(),
        };
        let cash = slip.cash_to_collect;
        Self {
            to: app.person(to),
            from: app.party(sheet.business),
            about: (l.slip)(&slip.number),
            goods: (t.distributor.packages)(slip.packages),
            amount: cash.is_positive().then(|| (t.courier.to_collect.to_owned(), cash)),
            todo,
        }
    }
}

/// The address that tells a business what a party did: where the business sees it stands below `path` of its
/// portal.
pub fn to_business(
    app: &App,
    headers: &HeaderMap,
    member: &Member,
    business: PartyId,
    (about, state, path): (impl Fn(&'static Phrases) -> String, &str, &str),
) -> Option<String> {
    let registry = app.registry();
    let entry = registry.party(business)?;
    let t = language(app, entry.contact).phrases();
    let said = Said {
        to: app.person(entry.contact),
        from: member.name.clone(),
        about: about(t),
        goods: String::new(),
        amount: None,
        todo: (t.links.look_here)(state),
    };
    let link = app.site.url(headers, &format!("/business/{}{path}", entry.slug));
    let phone = Contact::of(app, business).phone;
    Some(whatsapp(phone.as_ref().map(|phone| phone.digits.as_str()), &said.with_link(t, &link)))
}

/// The first few goods, and how many more there are.
fn short_list(t: &'static Phrases, goods: Vec<String>) -> String {
    const NAMED: usize = 3;
    let more = goods.len().saturating_sub(NAMED);
    let mut named: Vec<String> = goods.into_iter().take(NAMED).collect();
    if more > 0 {
        named.push((t.links.more)(more));
    }
    named.join(", ")
}

/// The address that opens WhatsApp with a finished text, to that number (digits alone) or to whom one chooses.
pub fn whatsapp(digits: Option<&str>, text: &str) -> String {
    format!("https://wa.me/{}?text={}", digits.unwrap_or_default(), encoded(text))
}

/// The text as it stands in a query (RFC 3986, section 2.1).
pub fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().fold(String::with_capacity(text.len() * 2), |mut so_far, byte| {
        if keep(byte) {
            so_far.push(char::from(byte));
        } else {
            so_far.push_str(&format!("%{byte:02X}"));
        }
        so_far
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_carried_whole_to_whatsapp() {
        let address = whatsapp(Some("6281227001144"), "Halo Bu Ani,\nRp1.500 & 50 % – é");
        let text = "Halo%20Bu%20Ani%2C%0ARp1.500%20%26%2050%20%25%20%E2%80%93%20%C3%A9";
        assert_eq!(address, format!("https://wa.me/6281227001144?text={text}"));
    }

    #[test]
    fn a_message_says_who_what_how_much_what_to_do_and_where() {
        let said = Said {
            to: "Pak Eko".to_owned(),
            from: "Mebel Jati".to_owned(),
            about: "Pesanan MJ-1".to_owned(),
            goods: "4 bh Kursi".to_owned(),
            amount: Some(("Uang muka".to_owned(), Rupiah(500_000))),
            todo: "Mohon dibayar.".to_owned(),
        };
        for lang in Lang::ALL {
            let text = said.with_link(lang.phrases(), "http://localhost/l/0");
            for part in
                ["Pak Eko", "Mebel Jati", "Pesanan MJ-1", "4 bh Kursi", "Rp500.000", "http://localhost/l/0"]
            {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
    }
}
