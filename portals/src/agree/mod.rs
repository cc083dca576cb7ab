//! Agreeing on an order, the same for both of its sides: offers, changes, calling off. Each portal brings its
//! own frame, addresses and right to do it; what is asked and shown is here.

pub mod ask;
pub mod call_off;
pub mod change;
pub mod counter;
pub mod shown;

use axum::response::{IntoResponse, Redirect, Response};
use rantai_core::book;
use rantai_core::book::order::{Division, Holder, Order, Side};
use rantai_core::desk::Receipt;
use rantai_core::ids::PartyId;
use rantai_core::sealed::{Note, Sealed};

use crate::app::App;
use crate::business::work::channel_field;
use crate::deeds::{self, Deed};
use crate::filled::Filled;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::web::{Field, Notice, Page, PortalError};
use crate::who::Member;

/// One side of an order, at its desk.
#[allow(missing_debug_implementations, reason = "it borrows the whole deployment")]
pub struct Table<'a> {
    /// Everything a handler can reach.
    pub app: &'a App,
    /// In which words.
    pub lang: Lang,
    /// Who sits there.
    pub member: &'a Member,
    /// On which side.
    pub side: Side,
    /// Whose book the order is in.
    pub business: PartyId,
    /// The order, as this side may see it.
    pub order: Order,
    /// The version that is shown.
    pub version: u32,
    /// What would become of the money if this side asked to call it off.
    pub if_cancelled: Division,
    /// Where the order's page is.
    pub order_path: String,
    /// Below what all that is done about it lies.
    pub path: String,
    /// The business writes down what the buyer said, by phone or otherwise.
    pub for_buyer: bool,
    /// The frame of a page beside it.
    pub frame: Page,
}

impl Table<'_> {
    /// The phrases.
    pub fn t(&self) -> &'static Phrases {
        self.lang.phrases()
    }

    /// Days and hours where the business stands.
    pub fn calendar(&self) -> Calendar {
        self.app.calendar(self.lang, self.business)
    }

    /// A side's name; the reader's own is *you*.
    pub fn name(&self, side: Side) -> String {
        let party = match side {
            Side::Business => self.business,
            Side::Buyer => self.order.buyer,
        };
        let reader = if self.for_buyer { Side::Business } else { self.side };
        if side == reader { self.t().common.you.to_owned() } else { self.app.party(party) }
    }

    /// Whoever has or had the move, by name.
    pub fn holder(&self, holder: Holder) -> String {
        match holder {
            Holder::Buyer => self.name(Side::Buyer),
            Holder::Business => self.name(Side::Business),
            Holder::Party(party) => self.app.party(party),
            Holder::Nobody => String::new(),
        }
    }

    /// The frame of a page below the order's.
    pub fn page(&self, title: String, notice: Option<Notice>) -> Page {
        let mut page = self.frame.clone().back(self.order_path.clone(), self.order.number.clone());
        page.title =
            if self.for_buyer { format!("{} · {title}", self.app.party(self.order.buyer)) } else { title };
        page.notice = notice;
        page
    }

    /// What a form's note says, sealed for its wish.
    fn note(&self, deed: &Deed, note: Option<Note>) -> Result<Option<Sealed<Note>>, PortalError> {
        deed.seal(self.app, self.member.person, self.business, note)
    }

    /// Wishes it, on the state that was shown.
    async fn wish(&self, deed: &Deed, command: impl Into<book::Command>) -> Result<Receipt, PortalError> {
        let wish = deed.wish(self.member, self.business, command).seen(deed, self.order.id);
        let wish = if self.for_buyer { wish.on_behalf_of(self.order.buyer, deed.channel()?) } else { wish };
        wish.submit(self.app).await
    }

    /// How the buyer said it, where the business writes it down for them.
    fn channel(&self, filled: &Filled) -> Option<Field> {
        self.for_buyer.then(|| channel_field(self.t(), filled))
    }

    /// Where a form has become pointless meanwhile, the order's page says how it stands.
    pub fn to_order(&self) -> Response {
        Redirect::to(&self.order_path).into_response()
    }

    /// On to the order.
    fn done(&self, receipt: &Receipt) -> Response {
        deeds::see(&self.order_path, receipt)
    }
}

/// Says what went wrong above the form, which keeps what was typed.
///
/// # Errors
/// What no other input could mend.
fn again(t: &'static Phrases, error: PortalError) -> Result<Notice, PortalError> {
    match error {
        PortalError::Refused(_) | PortalError::Stale => Ok(error.notice(t)),
        error => Err(error),
    }
}
