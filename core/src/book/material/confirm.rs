//! Confirming a request: as it was asked, or otherwise.

use bincode::{Decode, Encode};

use super::{ConfirmedLine, MaterialsConfirmed, OfferedLine, Request, Substitute, SupplierCountered};
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{MaterialId, RequestId};
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// The supplier promises so much, at that price, by that day, and of another material where it says so. A word
/// that is as good as what was asked, or better, binds at once; any other is an offer, which the business takes
/// or not.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialsConfirmed`")]
pub struct ConfirmMaterials {
    pub request: RequestId,
    pub lines: Vec<ConfirmedLine>,
    pub promised: Day,
    pub note: Option<Sealed<Note>>,
    /// Lines that would come as another material of the business, in the same unit.
    pub substitutes: Vec<(u16, MaterialId)>,
}

impl ConfirmMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let request = book.request(self.request)?;
        context.by(request.supplier)?;
        context.sealed_here(self.note.as_ref())?;
        match request.state {
            RequestState::Sent | RequestState::Confirmed | RequestState::Countered => {}
            RequestState::Shipped => return Err(Rejection::OnTheirWay),
            RequestState::Refused
            | RequestState::Withdrawn
            | RequestState::Received
            | RequestState::Expired => return Err(Rejection::RequestOver),
        }
        // A supplier may better or worsen its word until the first goods leave.
        if !request.shipments.is_empty() || !request.receipts.is_empty() {
            return Err(Rejection::OnTheirWay);
        }
        context.ahead(self.promised)?;
        let offered = self.offered(book, request)?;
        if self.is_said_already(request, &offered) {
            return Ok(vec![]);
        }
        if self.is_as_good(request, &offered) {
            return Ok(vec![
                MaterialsConfirmed {
                    request: request.id,
                    order: request.order,
                    lines: self.lines.clone(),
                    promised: self.promised,
                    note: self.note.clone(),
                }
                .into(),
            ]);
        }
        Ok(vec![
            SupplierCountered {
                request: request.id,
                order: request.order,
                lines: offered,
                promised: self.promised,
                note: self.note.clone(),
            }
            .into(),
        ])
    }

    fn offered(&self, book: &Book, request: &Request) -> Result<Vec<OfferedLine>, Rejection> {
        let counts: Vec<_> = self.lines.iter().map(|line| (line.number, line.quantity)).collect();
        request.counted(&counts)?;
        for (number, _) in &self.substitutes {
            if !self.lines.iter().any(|line| line.number == *number) {
                return Err(Rejection::Invalid { field: "substitute" });
            }
        }
        let mut offered = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let asked = request.line(line.number)?;
            if line.quantity > asked.quantity {
                return Err(Rejection::MoreThanAsked { name: asked.name.clone(), asked: asked.quantity });
            }
            if line.price < Rupiah::ZERO {
                return Err(Rejection::Invalid { field: "price" });
            }
            let other = self.substitutes.iter().find(|(number, _)| *number == line.number);
            let substitute = match other {
                Some((_, material)) if *material != asked.material => {
                    let material = book.catalogue.material(*material)?;
                    if material.unit != asked.unit {
                        return Err(Rejection::OtherUnit { name: material.name.clone(), unit: asked.unit });
                    }
                    Some(Substitute { material: material.material, name: material.name.clone() })
                }
                _ => None,
            };
            offered.push(OfferedLine {
                number: line.number,
                quantity: line.quantity,
                price: line.price,
                substitute,
            });
        }
        if self.lines.iter().all(|line| line.quantity == Quantity::ZERO) {
            return Err(Rejection::ConfirmsNothing);
        }
        Ok(offered)
    }

    fn is_said_already(&self, request: &Request, offered: &[OfferedLine]) -> bool {
        match &request.offer {
            Some(offer) => offer.lines == offered && offer.promised == self.promised,
            None => {
                let same =
                    |line: &OfferedLine| line.substitute.as_ref() == request.substitute_of(line.number);
                request.confirmed == self.lines
                    && request.promised == Some(self.promised)
                    && offered.iter().all(same)
            }
        }
    }

    /// Everything that was asked, of that material, at no higher a price, and by the day it is needed. Once
    /// something was agreed, it is that which may not become worse.
    fn is_as_good(&self, request: &Request, offered: &[OfferedLine]) -> bool {
        let agreed = !request.confirmed.is_empty();
        let by = if agreed { request.promised.max(request.wanted) } else { request.wanted };
        by.is_none_or(|day| self.promised <= day)
            && request.lines.iter().all(|asked| {
                let Some(line) = offered.iter().find(|line| line.number == asked.number) else {
                    return !request.promised_of(asked).is_positive();
                };
                line.substitute.as_ref() == request.substitute_of(asked.number)
                    && line.quantity >= request.promised_of(asked)
                    && line.price <= request.price_of(asked)
            })
    }
}
