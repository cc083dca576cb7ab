//! How much is asked before work starts, where the terms' percentage is not what is wanted: a share or an amount, for all orders,
//! for one buyer, or for one product.

use bincode::{Decode, Encode};

use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{PartyId, ProductId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::quantity::Quantity;

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum DepositRule {
    /// A share, in percent, rounded up.
    Percent(u8),
    /// An amount: of an order, or of one base unit of a product.
    Amount(Rupiah),
}

/// Of what it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum DepositOf {
    /// Of every order, in place of the terms' percentage.
    Everything,
    /// Of one buyer's orders.
    Buyer(PartyId),
    /// Of one product, whoever orders it.
    Product(ProductId),
}

/// The business decided how much it asks before work starts. Orders already accepted keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DepositRuleSet {
    /// Of what.
    pub of: DepositOf,
    /// How much; nothing where no rule of its own holds any more.
    pub rule: Option<DepositRule>,
}

/// The business decides how much it asks before work starts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DepositRuleSet`")]
pub struct SetDepositRule {
    pub of: DepositOf,
    pub rule: Option<DepositRule>,
}

impl SetDepositRule {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        match self.of {
            DepositOf::Everything => {}
            DepositOf::Buyer(buyer) => context.party_is(buyer, Capacity::Distributor)?,
            DepositOf::Product(product) => drop(book.catalogue.product(product)?),
        }
        match self.rule {
            Some(DepositRule::Percent(percent)) if percent > 100 => {
                return Err(Rejection::Invalid { field: "deposit_percent" });
            }
            Some(DepositRule::Amount(amount)) if amount < Rupiah::ZERO => {
                return Err(Rejection::Invalid { field: "deposit_amount" });
            }
            _ => {}
        }
        if book.deposit_rules.get(&self.of).copied() == self.rule {
            return Ok(vec![]);
        }
        Ok(vec![DepositRuleSet { of: self.of, rule: self.rule }.into()])
    }
}

impl Book {
    /// What is asked before work starts on an order of those lines (product, base units, price): what the buyer's own rule says, else their products', else
    /// the business's. Never more than the order costs.
    pub(in crate::book) fn usual_deposit(
        &self,
        buyer: PartyId,
        lines: &[(ProductId, Quantity, Rupiah)],
        total: Rupiah,
    ) -> Result<Rupiah, Rejection> {
        let terms = self.profile()?.terms.as_ref().map_or(0, |terms| terms.deposit_percent);
        let everything = self.deposit_rules.get(&DepositOf::Everything).copied();
        let of_buyer = self.deposit_rules.get(&DepositOf::Buyer(buyer)).copied();
        let of_buyer = of_buyer.or(self.account(buyer).deposit_percent.map(DepositRule::Percent));
        let of_product = |product| self.deposit_rules.get(&DepositOf::Product(product)).copied();
        let usual = everything.unwrap_or(DepositRule::Percent(terms));
        if of_buyer.is_none() && lines.iter().any(|(product, ..)| of_product(*product).is_some()) {
            let mut due = Rupiah::ZERO;
            for (product, base, price) in lines {
                due = due.plus(match (of_product(*product), usual) {
                    (Some(DepositRule::Amount(amount)), _) => amount.times(*base)?.min(*price),
                    (Some(DepositRule::Percent(percent)), _) | (None, DepositRule::Percent(percent)) => {
                        price.percent_up(percent)
                    }
                    // An amount of the whole order says nothing of one of its lines.
                    (None, DepositRule::Amount(_)) => Rupiah::ZERO,
                })?;
            }
            return Ok(due.min(total));
        }
        Ok(match of_buyer.unwrap_or(usual) {
            DepositRule::Percent(percent) => total.percent_up(percent),
            DepositRule::Amount(amount) => amount.min(total),
        })
    }
}
