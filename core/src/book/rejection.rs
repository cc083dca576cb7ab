//! Refusals: data for a person, each saying what to do next.

use crate::ids::{MaterialId, PartyId, PaymentId, Thing, ThingKind};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::quantity::{Quantity, Unit};
use crate::time::{Day, Month};

use super::order::{Gate, StageName};

/// A material there is not enough of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingMaterial {
    /// The material.
    pub material: MaterialId,
    /// What it is called.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// How much there is too little.
    pub missing: Quantity,
}

/// Why a wish was not granted. The portals turn each into a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the fields are named in the sentences")]
pub enum Rejection {
    /// The person does not act for that party.
    #[error("you do not act for this party")]
    NotAMember,
    /// The person's role does not allow it.
    #[error("your role does not allow this")]
    NotYourRole,
    /// The step belongs to another party.
    #[error("this step belongs to another party")]
    NotYourStep,
    /// The party does not come for this.
    #[error("this party is no {}", capacity.name())]
    WrongCapacity { capacity: Capacity },
    /// What was recorded for another party needs the channel through which it answered.
    #[error("say how they answered: by phone, WhatsApp or paper")]
    ChannelMissing,
    /// Nothing of that name is in this book.
    #[error("there is no such {}", kind.name())]
    Unknown { kind: ThingKind },
    /// The screen showed an older state.
    #[error("this changed meanwhile: shown was version {shown}, now it is {now}")]
    Stale { thing: Thing, shown: u32, now: u32 },
    /// The same command id came with other content.
    #[error("this form was already sent with other content")]
    CommandReused,
    /// One commit would be too large.
    #[error("too much at once: send it in smaller parts")]
    TooMuchAtOnce,
    /// A sealed text was sealed for another command.
    #[error("a sealed text belongs to another command")]
    SealedForAnother,
    /// Nobody could look after the party any more.
    #[error("this person is the only owner of a party that goes on: make somebody else its owner first")]
    OnlyOwner { party: PartyId },
    /// The business has not opened its book.
    #[error("this business is not open yet")]
    NotOpen,
    /// The book was opened before.
    #[error("this business is open already")]
    AlreadyOpen,
    /// A field has no usable value.
    #[error("{field} is missing or not usable")]
    Invalid { field: &'static str },
    /// That slug or name is taken.
    #[error("{name} is taken already")]
    Taken { name: String },
    /// An amount left the range of amounts.
    #[error("the amount is too large")]
    AmountTooLarge,

    /// An order without lines.
    #[error("the order is empty")]
    EmptyOrder,
    /// A product is no longer offered.
    #[error("{name} is not offered any more")]
    ProductWithdrawn { name: String },
    /// There is not enough of a product.
    #[error("{name} is sold out: {left} {} left", unit.label())]
    SoldOut { name: String, left: Quantity, unit: Unit },
    /// A product has no price yet.
    #[error("{name} has no price yet")]
    NoPrice { name: String },
    /// A product is not sold in that unit.
    #[error("{name} is not sold by the {}", unit.label())]
    UnitNotSold { name: String, unit: Unit },
    /// Half a chair.
    #[error("{name} is sold whole")]
    NotWhole { name: String },
    /// The order is too small.
    #[error("the order of {total} is below the minimum of {minimum}")]
    BelowMinimum { minimum: Rupiah, total: Rupiah },
    /// A day that has passed.
    #[error("{day} has passed")]
    DayPassed { day: Day },
    /// A day so far ahead that its year must be a slip of the hand.
    #[error("{day} is more than five years ahead")]
    DayTooFar { day: Day },
    /// The step does not fit what the order has come to.
    #[error("the order is {} now", stage.name())]
    WrongStage { stage: StageName },
    /// Money is held for the order.
    #[error("{held} is held for this order")]
    MoneyHeld { held: Rupiah },

    /// A line-by-line answer without lines.
    #[error("nothing is left of the order: decline it or call it off instead")]
    NothingLeft,
    /// An offer that was answered, replaced or ran out of time.
    #[error("this offer does not stand any more")]
    OfferOver,
    /// The buyer's own offer waits.
    #[error("the buyer has answered with an offer: take it, or answer it with another")]
    OfferWaiting,
    /// What was asked was answered or taken back.
    #[error("this was answered or taken back already")]
    AskOver,
    /// Something asked waits for an answer.
    #[error("something is asked already: answer it or take it back first")]
    AskWaiting,
    /// A change that changes nothing.
    #[error("nothing would change")]
    ChangesNothing,
    /// The goods have come too far.
    #[error("the order is {} now: this cannot be changed or called off any more", stage.name())]
    TooLateToChange { stage: StageName },
    /// More than the buyer had been shown.
    #[error("at most {most} may be kept: so much the buyer was shown")]
    KeepsTooMuch { most: Rupiah },
    /// A gate that is not shut.
    #[error("this gate is open: nothing is to be waived")]
    GateOpen,

    /// Less than the deposit.
    #[error("deposit of {offered} is below the agreed {due}")]
    DepositShort { due: Rupiah, offered: Rupiah },
    /// The gate before work: the deposit is not there.
    #[error("the deposit is not there yet: {held} of {due}")]
    DepositNotHeld { due: Rupiah, held: Rupiah, gate: Gate },
    /// A claim waits to be looked at.
    #[error("a payment of {amount} waits to be checked already")]
    ClaimWaiting { payment: PaymentId, amount: Rupiah },
    /// Verifying that nothing arrived.
    #[error("nothing arrived: refuse the payment instead")]
    NothingArrived,
    /// It was verified, with that amount.
    #[error("this payment was verified with {amount}")]
    AlreadyVerified { amount: Rupiah },
    /// It was refused.
    #[error("this payment was refused")]
    AlreadyRefused,
    /// Nothing is owed.
    #[error("nothing is owed for this order")]
    NothingDue,
    /// The terms have the rest paid after delivery.
    #[error("the rest is paid after delivery")]
    SettlementTooEarly,
    /// The terms have the rest paid before the goods leave.
    #[error("{rest} is to be paid before the goods leave")]
    NotPaidYet { rest: Rupiah },

    /// It came with one transfer for several orders.
    #[error("this payment is part of a transfer of {amount}: look at all of it")]
    PartOfTransfer { transfer: PaymentId, amount: Rupiah },
    /// A transfer that leaves nothing for one of its orders.
    #[error("{offered} does not reach all of these orders, which lack {needed}")]
    TransferShort { needed: Rupiah, offered: Rupiah },
    /// More credit than there is.
    #[error("the credit is {credit}, less than {wished}")]
    CreditShort { credit: Rupiah, wished: Rupiah },
    /// More given back than is held.
    #[error("{held} is held for this buyer, less than {wished}")]
    RefundTooMuch { held: Rupiah, wished: Rupiah },
    /// More let go than is missing.
    #[error("only {rest} is missing")]
    MoreThanRest { rest: Rupiah },
    /// With this order the buyer would owe more than their limit.
    #[error("with this order of {total} the buyer owes more than {limit}: {open} is open on {orders} orders")]
    OverLimit { limit: Rupiah, open: Rupiah, orders: u32, total: Rupiah },
    /// The buyer has no limit.
    #[error("this buyer has no limit")]
    NoLimit,
    /// The courier does not hold that cash.
    #[error("the courier does not hold the cash of these slips any more")]
    CashNotHeld,
    /// The goods of a slip have not arrived.
    #[error("slip {number} is not delivered")]
    NotDelivered { number: String },
    /// The courier was paid for a slip.
    #[error("the courier was paid for slip {number} already")]
    CourierPaidAlready { number: String },

    /// A payment that nobody has verified.
    #[error("this payment was not verified yet")]
    NotVerified,
    /// Cash that came through a courier stands on their account.
    #[error("a courier brought this cash: settle it with the courier")]
    CashOfCourier,
    /// What is to be taken back was used.
    #[error("part of it became credit and was used: {least} at least must remain")]
    CreditSpent { least: Rupiah },
    /// There would be less than nothing on the shelf.
    #[error("{name}: {used} {} of it were used or sold already", unit.label())]
    UsedAlready { name: String, used: Quantity, unit: Unit },
    /// Nobody counted it.
    #[error("this was never counted")]
    NeverCounted,
    /// Another count came in between.
    #[error("this was counted again meanwhile: {now}")]
    CountedAgain { now: Quantity },
    /// There is no such receipt, bill or payment to correct.
    #[error("there is nothing like that to correct")]
    NothingToCorrect,
    /// It is told to have happened before the thing it belongs to was there.
    #[error("that cannot have happened before {day}")]
    BeforeItBegan { day: Day },
    /// A month that goes on.
    #[error("{month} is not over")]
    MonthNotOver { month: Month },
    /// An earlier month is to be closed first, or a later one to be opened first.
    #[error("{next} is the month whose turn it is")]
    MonthNotNext { next: Month },
    /// No month is closed.
    #[error("no month is closed")]
    NoMonthClosed,
    /// Facts came between the summary and the closing.
    #[error("{month} has other figures now: look again")]
    MonthChanged { month: Month },

    /// The request is over.
    #[error("this request is over")]
    RequestOver,
    /// Materials were shipped or goods picked up; neither can be taken back or declined any more.
    #[error("the goods are on their way")]
    OnTheirWay,
    /// Confirming nothing of everything.
    #[error("nothing is confirmed: refuse the request instead")]
    ConfirmsNothing,
    /// More than was asked.
    #[error("{name}: more than the {asked} that were asked")]
    MoreThanAsked { name: String, asked: Quantity },

    /// A substitute is counted in another unit.
    #[error("{name} is not counted by the {}", unit.label())]
    OtherUnit { name: String, unit: Unit },
    /// The business has not answered the supplier's offer.
    #[error("the business has not answered the offer yet")]
    CounterWaits,
    /// The time for an answer has not passed.
    #[error("the supplier may still answer")]
    AnswerStillDue,
    /// Nothing of a request has come.
    #[error("nothing has come yet: take the request back instead")]
    NothingCame,
    /// Part of a request has come.
    #[error("part of it has come: close the request with what there is")]
    PartCame,
    /// A shipment was counted before.
    #[error("this shipment was counted already")]
    ShipmentCounted,
    /// Less is there than is to be taken.
    #[error("{name}: only {left} {} there", unit.label())]
    NotThere { name: String, left: Quantity, unit: Unit },
    /// More than is left to do.
    #[error("{name}: only {left} {} left to do", unit.label())]
    MoreThanLeft { name: String, left: Quantity, unit: Unit },

    /// The gate before production.
    #[error("materials are missing")]
    MaterialsMissing { missing: Vec<MissingMaterial> },
    /// A product has no recipe.
    #[error("{name} has no recipe")]
    NoRecipe { name: String },
    /// Everything comes from the shelf.
    #[error("nothing of this order is to be made")]
    NothingToMake,
    /// The goods are not made yet.
    #[error("the goods are not made yet")]
    NotMade,
    /// Dispatch before packing.
    #[error("the order is not packed yet")]
    NotPacked,
    /// A slip is out already.
    #[error("slip {number} is out already")]
    SlipOut { number: String },
    /// The slip is over.
    #[error("this slip is over")]
    SlipOver,
    /// The goods were not picked up yet.
    #[error("the goods were not picked up yet")]
    NotPickedUp,
    /// More cash than there was to collect.
    #[error("{cash} is more than the {expected} to collect")]
    TooMuchCash { expected: Rupiah, cash: Rupiah },

    /// Not everything that was ordered is in the packages, or more than that.
    #[error("{name}: {packed} in the packages, {ordered} in the order")]
    PackedOtherwise { name: String, packed: Quantity, ordered: Quantity },
    /// What is in a package was never written down.
    #[error("nobody wrote down what is in package {package}: say what goes")]
    ContentsUnknown { package: u16 },
    /// A package is not with the business.
    #[error("package {package} is not here")]
    PackageGone { package: u16 },
    /// More of a line than there is.
    #[error("{name}: there are only {left} {}", unit.label())]
    OnlySoMany { name: String, left: Quantity, unit: Unit },
    /// The numbers of a line do not add up to what is spoken of.
    #[error("{name}: the numbers must add up to {expected}")]
    DoesNotAddUp { name: String, expected: Quantity },
    /// The receiver's code is missing.
    #[error("ask the receiver for the code")]
    CodeMissing,
    /// The code is not the one of this slip.
    #[error("this is not the code of this delivery")]
    WrongCode,
    /// All packages are missing.
    #[error("nothing was picked up: decline the slip instead")]
    NothingPickedUp,
    /// The goods were sent again meanwhile.
    #[error("the goods were sent with slip {number} meanwhile")]
    SentAgain { number: String },
    /// The buyer's days for sending back are over.
    #[error("goods could be sent back until {until}")]
    ReturnTooLate { until: Day },
    /// The business takes nothing back from the buyer.
    #[error("the business takes nothing back: write to it")]
    NoReturns,
    /// The buyer did not get everything, and nothing was decided about it.
    #[error("decide first about what the buyer did not get")]
    GoodsShort,
    /// Goods that went back were not counted.
    #[error("count first what came back")]
    ReturnNotCounted,
    /// That return was counted.
    #[error("this return was counted already")]
    ReturnOver,
    /// Nothing is missing.
    #[error("nothing is missing of this order")]
    NothingShort,
    /// More money off than the goods are worth.
    #[error("{amount} is more than the {most} these goods are worth")]
    TooMuchOff { most: Rupiah, amount: Rupiah },
    /// A slip is carried by somebody else.
    #[error("slip {number} is carried by somebody else")]
    OtherCarrier { number: String },
    /// The price changed between the screen and the sale.
    #[error("the total is {now} now, not {shown}")]
    TotalChanged { shown: Rupiah, now: Rupiah },
    /// Less cash than was to be paid.
    #[error("{tendered} is less than {total}")]
    CashShort { total: Rupiah, tendered: Rupiah },
    /// The goods were called for, or are free again.
    #[error("these goods are not kept any more")]
    NotKeptAnyMore,
    /// The goods are kept for some time yet.
    #[error("these goods are still kept")]
    StillKept { until: crate::time::Moment },

    /// Too much waits to be looked at.
    #[error("too much in the guest book waits to be looked at: try again later")]
    GuestBookFull,
    /// The post is not shown to anybody.
    #[error("this post is hidden: show it before you answer it")]
    PostHidden,
    /// There is no slot at that time.
    #[error("there is no slot at that time")]
    NoSuchSlot,
    /// The slot has begun.
    #[error("this slot has begun already")]
    SlotOver,
    /// The slot has not come yet.
    #[error("it is too early to say so")]
    SlotNotBegun,
    /// Fewer places are left than are wished.
    #[error("only {left} places are left")]
    SlotFull { left: u32 },
    /// As much came in on such a day in a line that was taken under another name: it may be the same.
    #[error("a line of {amount} of that day was taken: say so if this is another")]
    PerhapsSameLine { amount: Rupiah },
    /// The booking was called off, or it is over.
    #[error("this booking is over")]
    BookingOver,
    /// The booking was paid.
    #[error("{total} was paid for this booking: take the sale back first")]
    BookingIsPaid { total: Rupiah },

    /// A message without words and photographs.
    #[error("the message is empty")]
    NothingSaid,
}

impl Rejection {
    /// The refusal's name, for programs.
    pub fn name(&self) -> String {
        let text = format!("{self:?}");
        text.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
    }
}

impl From<crate::money::TooMuchMoney> for Rejection {
    fn from(_: crate::money::TooMuchMoney) -> Self {
        Self::AmountTooLarge
    }
}
