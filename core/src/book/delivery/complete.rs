//! Delivering.

use bincode::{Decode, Encode};

use super::goods::all_taken;
use super::late::{Told, keep, keep_late};
use super::pick_up::untold;
use super::return_goods::next_number;
use super::{
    Carrier, Deed, DeliveryCompleted, GoodsReturned, LineOutcome, ReturnLine, ReturnReason, by_carrier, code,
    each_once, name_of, slip,
};
use crate::book::order::{Order, Slip, SlipState};
use crate::book::payment::{PaymentClaimed, PaymentMethod};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BlobHash, PaymentId, SlipId};
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{ReceivedBy, Sealed};

/// The receiver has the goods, or some of them. The buyer may say so too where an expedition carried them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryCompleted`")]
pub struct CompleteDelivery {
    pub slip: SlipId,
    pub received_by: Option<Sealed<ReceivedBy>>,
    pub cash_collected: Rupiah,
    /// What was taken of each line of the slip; empty: everything.
    pub outcomes: Vec<LineOutcome>,
    pub signature: Option<BlobHash>,
    /// The code as the receiver read it out, where the slip asks for one.
    pub code: Option<String>,
}

/// The receiver has the goods of several slips at once and signs for them once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CompleteStop {
    /// The slips, all to one receiver; each with the cash that was taken for it.
    pub slips: Vec<(SlipId, Rupiah)>,
    /// Who took the goods.
    pub received_by: Option<Sealed<ReceivedBy>>,
    /// The signature for all of them.
    pub signature: Option<BlobHash>,
    /// The codes as the receiver read them out, for the slips that ask for one.
    pub codes: Vec<(SlipId, String)>,
}

/// Most slips one signature is for.
const MOST_AT_ONCE: usize = 20;

impl CompleteDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.decide_nth(book, context, 0)
    }

    fn decide_nth(&self, book: &Book, context: &Context<'_>, nth: u32) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        context.sealed_here(self.received_by.as_ref())?;
        match self.done(book, context, (order, slip), nth) {
            Err(refusal @ (Rejection::SlipOver | Rejection::NotYourStep)) => {
                keep_late(context, (order, slip), &self.told(), refusal)
            }
            outcome => outcome,
        }
    }

    fn done(
        &self,
        book: &Book,
        context: &Context<'_>,
        (order, slip): (&Order, &Slip),
        nth: u32,
    ) -> Result<Vec<Event>, Rejection> {
        let by_buyer = matches!(slip.carrier, Carrier::Expedition { .. }) && context.party() == order.buyer;
        if !by_buyer {
            by_carrier(context, slip)?;
        }
        // A courier's phone may lie about the day; what it says is kept. The others have a calendar.
        if context.by_its_own_people() || by_buyer {
            context.not_before(book, book.handed_over(slip))?;
        }
        let mut events = Vec::new();
        match (&slip.state, &slip.carrier) {
            (SlipState::PickedUp { .. }, _) | (SlipState::Issued, Carrier::Collected) => {}
            (SlipState::Issued, _) if context.happened.is_some() => events.push(untold(order, slip)),
            (SlipState::Issued, _) => return Err(Rejection::NotPickedUp),
            (SlipState::Completed { cash_collected, .. }, _)
                if *cash_collected == self.cash_collected && self.says_what_is_known(slip) =>
            {
                let second = self.is_a_second_signature(context);
                return Ok(if second { keep(context, (order, slip), &self.told()) } else { vec![] });
            }
            (
                SlipState::Declined { .. }
                | SlipState::Withdrawn
                | SlipState::Completed { .. }
                | SlipState::Failed { .. },
                _,
            ) => {
                return Err(Rejection::SlipOver);
            }
        }
        if self.cash_collected < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "cash_collected" });
        }
        if self.cash_collected > slip.cash_to_collect {
            let expected = slip.cash_to_collect;
            return Err(Rejection::TooMuchCash { expected, cash: self.cash_collected });
        }
        let outcomes = self.counted(order, slip)?;
        let code = self.read_out(context, slip, by_buyer)?;
        let back = going_back(&outcomes);
        let days = book.return_days();
        events.push(
            DeliveryCompleted {
                slip: slip.id,
                order: order.id,
                received_by: self.received_by.clone(),
                cash_collected: self.cash_collected,
                outcomes,
                signature: self.signature,
                code,
                returns_until: (days > 0).then(|| context.today.plus(days.into())),
            }
            .into(),
        );
        if !back.is_empty() {
            let (number, slip) = (next_number(order), Some(slip.id));
            events.push(GoodsReturned { order: order.id, number, slip, lines: back, note: None }.into());
        }
        // The courier holds the cash: the business verifies it when it is handed over.
        if self.cash_collected.is_positive() {
            events.push(
                PaymentClaimed {
                    payment: PaymentId(context.id(nth)),
                    order: order.id,
                    amount: self.cash_collected,
                    method: PaymentMethod::CourierCash,
                    note: None,
                    sent: None,
                    transfer: None,
                }
                .into(),
            );
        }
        Ok(events)
    }

    /// The outcomes of every line, none where everything was taken.
    fn counted(&self, order: &Order, slip: &Slip) -> Result<Vec<LineOutcome>, Rejection> {
        each_once(self.outcomes.iter().map(|of| of.line))?;
        if let Some(of) = self.outcomes.iter().find(|of| slip.load.iter().all(|on| on.line != of.line)) {
            name_of(order, of.line)?;
            return Err(Rejection::Invalid { field: "line" });
        }
        let mut all = all_taken(&slip.load);
        for of in &mut all {
            let Some(said) = self.outcomes.iter().find(|said| said.line == of.line) else { continue };
            let parts = [said.accepted, said.damaged, said.refused, said.missing];
            let sum = parts.iter().fold(Quantity::ZERO, |sum, part| sum.and(*part));
            if parts.iter().any(|part| *part < Quantity::ZERO) || sum != of.accepted {
                let name = name_of(order, of.line)?.name.clone();
                return Err(Rejection::DoesNotAddUp { name, expected: of.accepted });
            }
            *of = *said;
        }
        let everything = all == all_taken(&slip.load);
        Ok(if everything { Vec::new() } else { all })
    }

    fn told(&self) -> Told<'_> {
        let (received_by, cash_collected) = (self.received_by.as_ref(), self.cash_collected);
        Told { deed: Deed::Delivered, received_by, cash_collected }
    }

    /// Somebody else had said so already, and this is told late with a name or a signature of its own: both are kept.
    /// What only says it once more is no news.
    fn is_a_second_signature(&self, context: &Context<'_>) -> bool {
        context.happened.is_some() && (self.received_by.is_some() || self.signature.is_some())
    }

    fn says_what_is_known(&self, slip: &Slip) -> bool {
        let known = slip.outcomes();
        self.outcomes.iter().all(|of| known.contains(of))
            && (!self.outcomes.is_empty() || known == all_taken(&slip.load))
    }

    /// Whether the right code was read out. The business may do without, and so may the buyer themselves.
    fn read_out(&self, context: &Context<'_>, slip: &Slip, by_buyer: bool) -> Result<bool, Rejection> {
        let Some(expected) = slip.code else { return Ok(false) };
        match self.code.as_deref().filter(|code| !code.trim().is_empty()) {
            Some(code) if code::hash(code, slip.id) == expected => Ok(true),
            Some(_) => Err(Rejection::WrongCode),
            None if by_buyer || context.on_behalf_of.is_some() || context.by_business().is_ok() => Ok(false),
            None => Err(Rejection::CodeMissing),
        }
    }
}

impl CompleteStop {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        each_slip_once(&self.slips)?;
        let mut buyer = None;
        let mut events = Vec::new();
        for (nth, (id, cash)) in (0_u32..).zip(&self.slips) {
            let to = slip(book, *id)?.0.buyer;
            if *buyer.get_or_insert(to) != to {
                return Err(Rejection::Invalid { field: "slips" });
            }
            let code = self.codes.iter().find(|(slip, _)| slip == id).map(|(_, code)| code.clone());
            let wish = CompleteDelivery {
                slip: *id,
                received_by: self.received_by.clone(),
                cash_collected: *cash,
                outcomes: Vec::new(),
                signature: self.signature,
                code,
            };
            events.extend(wish.decide_nth(book, context, nth)?);
        }
        Ok(events)
    }
}

fn each_slip_once(slips: &[(SlipId, Rupiah)]) -> Result<(), Rejection> {
    let once: std::collections::BTreeSet<_> = slips.iter().map(|(slip, _)| slip).collect();
    if slips.is_empty() || slips.len() > MOST_AT_ONCE || once.len() != slips.len() {
        return Err(Rejection::Invalid { field: "slips" });
    }
    Ok(())
}

/// What the carrier takes back at once.
fn going_back(outcomes: &[LineOutcome]) -> Vec<ReturnLine> {
    let of_line = |of: &LineOutcome| {
        let quantity = of.damaged.and(of.refused);
        let reason = if of.damaged.is_positive() { ReturnReason::Damaged } else { ReturnReason::Refused };
        quantity.is_positive().then_some(ReturnLine { line: of.line, quantity, reason })
    };
    outcomes.iter().filter_map(of_line).collect()
}
