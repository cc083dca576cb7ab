//! "Who carries whose cash, and who has been paid for carrying?" for the business and each of its couriers.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::{Order, PaymentState, Slip, SlipState};
use rantai_core::ids::{OrderId, PartyId, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::time::Moment;

use crate::Heard;
use crate::table::{Key, Source, Table, key};

/// A slip that a courier delivered: the cash it brought, and what the courier earns.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CashRow {
    /// Whose book it is in.
    pub business: PartyId,
    /// Who carried.
    pub courier: PartyId,
    /// Which slip.
    pub slip: SlipId,
    /// Its number.
    pub number: String,
    /// For which order. The business's to know.
    pub order: OrderId,
    /// When it was delivered.
    pub at: Moment,
    /// Cash that was taken.
    pub collected: Rupiah,
    /// The cash is still with the courier.
    pub held: bool,
    /// What the courier earns.
    pub fee: Rupiah,
    /// The courier was paid.
    pub paid: bool,
}

/// What was missing when a courier handed cash over.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ShortRow {
    /// Whose book it is in.
    pub business: PartyId,
    /// Who handed over.
    pub courier: PartyId,
    /// What is missing.
    pub short: Rupiah,
    /// Since when.
    pub since: Moment,
}

/// The cash and the pay of couriers.
#[derive(Debug)]
pub struct CourierCash {
    /// Key: party, `B` as business or `C` as courier, other party, slip.
    pub(crate) slips: Table<CashRow>,
    /// Key: party, `B` as business or `C` as courier, other party.
    pub(crate) shorts: Table<ShortRow>,
}

impl CourierCash {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            slips: Table::open(source, "courier-cash", 1)?,
            shorts: Table::open(source, "courier-shorts", 1)?,
        })
    }

    /// The slips of all couriers whose cash is still with them, or for which they were not paid.
    pub fn open_of_business(&self, business: PartyId) -> Vec<Arc<CashRow>> {
        is_open(self.slips.all(&key(&[&business.0, b"B"])))
    }

    /// All slips of a courier for one business.
    pub fn of(&self, business: PartyId, courier: PartyId) -> Vec<Arc<CashRow>> {
        self.slips.all(&key(&[&business.0, b"B", &courier.0]))
    }

    /// A courier's own.
    pub fn open_of_courier(&self, courier: PartyId) -> Vec<Arc<CashRow>> {
        is_open(self.slips.all(&key(&[&courier.0, b"C"])))
    }

    /// What couriers of a business have not made good.
    pub fn shorts_of_business(&self, business: PartyId) -> Vec<Arc<ShortRow>> {
        some(self.shorts.all(&key(&[&business.0, b"B"])))
    }

    /// What a courier has not made good.
    pub fn shorts_of_courier(&self, courier: PartyId) -> Vec<Arc<ShortRow>> {
        some(self.shorts.all(&key(&[&courier.0, b"C"])))
    }

    pub(crate) fn hear_slips(&self, heard: &Heard<'_>) {
        if let Event::CourierPaid(e) = heard.event {
            for slip in &e.slips {
                for row_key in slip_keys(heard.business, e.courier, *slip) {
                    self.slips.update(row_key, |row| {
                        if let Some(row) = row {
                            row.paid = true;
                        }
                        None
                    });
                }
            }
        }
        let Some(order) = &heard.order else { return };
        for slip in &order.slips {
            let Some(now) = row_of(heard.business, order, slip) else { continue };
            let before = heard.order_before.as_ref().and_then(|before| {
                let slip = before.slips.iter().find(|other| other.id == slip.id)?;
                row_of(heard.business, before, slip)
            });
            if before.as_ref() == Some(&now) {
                continue;
            }
            for row_key in slip_keys(now.business, now.courier, now.slip) {
                let paid = self.slips.get(&row_key).is_some_and(|row| row.paid);
                self.slips.put(row_key, CashRow { paid, ..now.clone() });
            }
        }
    }

    pub(crate) fn hear_shorts(&self, heard: &Heard<'_>) {
        let Event::CashHandedOver(e) = heard.event else { return };
        let (business, courier) = (heard.business, e.courier);
        for row_key in [key(&[&business.0, b"B", &courier.0]), key(&[&courier.0, b"C", &business.0])] {
            let short = e.expected.less_or_zero(e.amount);
            self.shorts.put(row_key, ShortRow { business, courier, short, since: heard.at() });
        }
    }
}

fn is_open(rows: Vec<Arc<CashRow>>) -> Vec<Arc<CashRow>> {
    let open = |row: &Arc<CashRow>| row.held || (row.fee.is_positive() && !row.paid);
    rows.into_iter().filter(open).collect()
}

fn some(rows: Vec<Arc<ShortRow>>) -> Vec<Arc<ShortRow>> {
    rows.into_iter().filter(|row| row.short.is_positive()).collect()
}

fn slip_keys(business: PartyId, courier: PartyId, slip: SlipId) -> [Key; 2] {
    [key(&[&business.0, b"B", &courier.0, &slip.0]), key(&[&courier.0, b"C", &business.0, &slip.0])]
}

fn row_of(business: PartyId, order: &Order, slip: &Slip) -> Option<CashRow> {
    let (Carrier::Courier { party }, SlipState::Completed { at, cash_collected, .. }) =
        (&slip.carrier, &slip.state)
    else {
        return None;
    };
    let waits = order.cash_of(slip).is_some_and(|payment| payment.state == PaymentState::Claimed);
    (cash_collected.is_positive() || slip.courier_fee.is_positive()).then(|| CashRow {
        business,
        courier: *party,
        slip: slip.id,
        number: slip.number.clone(),
        order: order.id,
        at: *at,
        collected: *cash_collected,
        held: waits,
        fee: slip.courier_fee,
        paid: false,
    })
}
