//! "What changed for me since then?" for every open screen.

use std::collections::BTreeSet;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::delivery::Carrier;
use rantai_core::ids::PartyId;
use rantai_core::log::Cursor;

use crate::Heard;
use crate::table::{Table, key};

/// Something a screen can show, changed last at a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ChangeRow {
    /// Its name in streams and pages: `order-…`, `board`.
    pub topic: String,
    /// The last commit that changed it.
    pub cursor: Cursor,
}

/// The last change of everything each party's screens show. Many changes of one topic are one row, so a
/// phone that slept a week asks for each thing once.
#[derive(Debug)]
pub struct Changes {
    /// Key: party, `T`, topic → when; and party, `C`, cursor, topic → the same, in the order of change.
    pub(crate) rows: Table<ChangeRow>,
}

impl Changes {
    pub(crate) fn open(db: &sled::Db) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(db, "changes", 1)? })
    }

    /// The topics of a party that changed after `after`, in the order of change.
    pub fn since(&self, party: PartyId, after: Cursor) -> Vec<ChangeRow> {
        let prefix = key(&[&party.0, b"C"]);
        let from = key(&[&prefix, &after.key(), &[0xff]]);
        let page = self.rows.page(&prefix, Some(&from), usize::MAX);
        page.rows.into_iter().map(|(_, row)| ChangeRow::clone(&row)).collect()
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) -> Vec<(PartyId, String)> {
        let topics = topics(heard);
        for (party, topic) in &topics {
            let place = key(&[&party.0, b"T", topic.as_bytes()]);
            if let Some(old) = self.rows.get(&place) {
                self.rows.remove(key(&[&party.0, b"C", &old.cursor.key(), topic.as_bytes()]));
            }
            let row = ChangeRow { topic: topic.clone(), cursor: heard.cursor() };
            self.rows.put(key(&[&party.0, b"C", &row.cursor.key(), topic.as_bytes()]), row.clone());
            self.rows.put(place, row);
        }
        topics.into_iter().collect()
    }
}

/// Whose screens a fact changes, and what on them.
fn topics(heard: &Heard<'_>) -> BTreeSet<(PartyId, String)> {
    let business = heard.business;
    let mut topics = BTreeSet::new();
    if let Some(order) = &heard.order {
        for (party, list) in [(business, "board"), (order.buyer, "orders")] {
            topics.insert((party, list.to_owned()));
            topics.insert((party, format!("order-{}", order.id)));
        }
        for slip in &order.slips {
            if let Carrier::Courier { party } = slip.carrier
                && is_delivery(heard.event)
            {
                topics.insert((party, "slips".to_owned()));
                topics.insert((party, format!("slip-{}", slip.id)));
            }
        }
    }
    if let Some(request) = &heard.request {
        for party in [business, request.supplier] {
            topics.insert((party, "requests".to_owned()));
            topics.insert((party, format!("request-{}", request.id)));
        }
    }
    let own = match heard.event {
        Event::PaymentClaimed(_) | Event::PaymentVerified(_) | Event::PaymentRefused(_) => Some("payments"),
        Event::MaterialAdded(_)
        | Event::StockCounted(_)
        | Event::MaterialsPlanned(_)
        | Event::MaterialsRequested(_)
        | Event::MaterialsConfirmed(_)
        | Event::MaterialsRefused(_)
        | Event::MaterialsWithdrawn(_)
        | Event::MaterialsShipped(_)
        | Event::MaterialsReceived(_)
        | Event::ProductionStarted(_)
        | Event::ProductionFinished(_)
        | Event::GoodsReserved(_)
        | Event::ReservationReleased(_)
        | Event::OrderPacked(_) => Some("store"),
        Event::BusinessOpened(_)
        | Event::TermsSet(_)
        | Event::ProductAdded(_)
        | Event::PriceSet(_)
        | Event::RecipeSet(_)
        | Event::ProductWithdrawn(_)
        | Event::ProductOffered(_) => Some("catalogue"),
        _ => None,
    };
    topics.extend(own.map(|topic| (business, topic.to_owned())));
    topics
}

const fn is_delivery(event: &Event) -> bool {
    matches!(
        event,
        Event::DeliveryOrdered(_)
            | Event::DeliveryDeclined(_)
            | Event::DeliveryWithdrawn(_)
            | Event::DeliveryPickedUp(_)
            | Event::DeliveryCompleted(_)
            | Event::DeliveryFailed(_)
    )
}
