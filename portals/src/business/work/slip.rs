//! One delivery slip: where the goods are, what can be done about it, and its paper.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Multipart, Path, State};
use rantai_core::book::conversation::About;
use rantai_core::book::delivery::{
    Carrier, CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, FailDelivery,
    PickUpDelivery, ReassignDelivery, ReopenDelivery, WithdrawDelivery,
};
use rantai_core::book::order::{SlipState, StageName};
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, CommandId, OrderId, PartyId, SlipId, Thing};
use rantai_core::sealed::ReceivedBy;
use rantai_projections::slips::SlipSheet;
use serde::Deserialize;

use super::dispatch::{carrier, carriers, destination};
use super::slips::{carried_by, chip};
use super::{again, amount, channel_field, happened, note, order_of, phone};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::courier::{attempt, door, problem_word, refusal_word, said_of_failure, told_late};
use crate::deeds::{self, Deed};
use crate::filled::{Filled, figure, too_long};
use crate::i18n::{Lang, Phrases};
use crate::messages;
use crate::order_words::{self, called};
use crate::uploads::{FOR_ONE, PhotoForm, kept_photo};
use crate::web::{
    Chip, Choice, Earlier, Field, Link, Page, PageResult, PortalError, Wants, show, show_again,
};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/slip.html")]
struct SlipPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/work/slip.html", block = "slip")]
struct SlipFragment {
    page: Page,
    v: View,
}

struct View {
    order_id: OrderId,
    here: String,
    talk: Option<(String, String)>,
    papers: Vec<(String, &'static str)>,
    deed: CommandId,
    chip: Chip,
    buyer: String,
    phone: String,
    order: (String, String),
    facts: Vec<(&'static str, String)>,
    goods: Vec<String>,
    /// A registered courier carries: what the business records is the courier's step.
    channel: Option<Field>,
    own: bool,
    withdraw: Option<String>,
    pick_up: Option<&'static str>,
    decline: Option<(Field, Field)>,
    complete: Option<Complete>,
    fail: Option<(Field, Field, Field)>,
    open_complete: bool,
    open_fail: bool,
    open_decline: bool,
    again: Option<String>,
    reassign: Option<(Field, Field, Field, Field)>,
    reopen: Option<String>,
    late: Vec<String>,
    code: Option<Field>,
    earlier: [Earlier; 2],
    door: Vec<Field>,
    open_door: bool,
    links: Vec<Link>,
}

struct Complete {
    received_by: Field,
    cash: Option<Field>,
    earlier: Earlier,
    photo: Field,
}

/// Which slip.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Which {
    slip: SlipId,
}

/// Which photo of a slip.
#[derive(Debug, Deserialize)]
pub struct WhichFile {
    slip: SlipId,
    hash: String,
}

/// `GET /business/{party}/slips/{slip}`
pub async fn sheet(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let sheet = slip_of(&app, &business, which.slip)?;
    let v = view(&app, lang, &business, &sheet, &Filled::default())?;
    let page = fresh.on(page(&app, lang, &business, &sheet), &business.slug).wide();
    if wants.fragment() { show(&SlipFragment { page, v }) } else { show(&SlipPage { page, v }) }
}

/// `GET /business/{party}/slips/{slip}/files/{hash}`
pub async fn file(
    business: Business,
    Path(which): Path<WhichFile>,
    State(app): State<AppState>,
) -> PageResult {
    slip_of(&app, &business, which.slip)?;
    let hash: BlobHash = which.hash.parse().map_err(|_| PortalError::NotFound)?;
    let links = happened(&app, business.party, Thing::from(which.slip))?;
    if !links.iter().any(|link| link.evidence.contains(&hash)) {
        return Err(PortalError::NotFound);
    }
    kept_photo(&app, hash, FOR_ONE).await
}

enum Step {
    Withdraw,
    PickUp,
    Reassign,
    Reopen,
    Decline,
    Complete(Vec<BlobHash>),
    Fail,
}

macro_rules! steps {
    ($($(#[$meta:meta])* $name:ident = $step:ident;)+) => {$(
        $(#[$meta])*
        pub async fn $name(
            business: Business,
            lang: Lang,
            Path(which): Path<Which>,
            State(app): State<AppState>,
            mut filled: Filled,
        ) -> PageResult {
            let result = submit(&app, lang.phrases(), &business, which.slip, Step::$step, &mut filled).await;
            answer(&app, lang, &business, which.slip, &filled, result)
        }
    )+};
}

steps! {
    /// `POST …/slips/{slip}/withdraw`: taken back before the goods left.
    withdraw = Withdraw;
    /// `POST …/slips/{slip}/pickup`: the carrier has the goods.
    pick_up = PickUp;
    /// `POST …/slips/{slip}/decline`: the courier said no, and the business writes it down.
    decline = Decline;
    /// `POST …/slips/{slip}/fail`: they did not arrive.
    fail = Fail;
    /// `POST …/slips/{slip}/reassign`: another carrier gets it.
    reassign = Reassign;
    /// `POST …/slips/{slip}/reopen`: the failure was marked too soon.
    reopen = Reopen;
}

/// `POST …/slips/{slip}/complete`: the receiver has the goods.
pub async fn complete(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let form = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&form);
    let result = match form.evidence(&app, "photo").await {
        Ok(photo) => {
            let step = Step::Complete(photo);
            submit(&app, lang.phrases(), &business, which.slip, step, &mut filled).await
        }
        Err(error) => Err(error),
    };
    answer(&app, lang, &business, which.slip, &filled, result)
}

fn answer(
    app: &App,
    lang: Lang,
    member: &Member,
    slip: SlipId,
    filled: &Filled,
    result: Result<Receipt, PortalError>,
) -> PageResult {
    match result {
        Ok(receipt) => Ok(deeds::see(&at(member, &format!("/slips/{slip}")), &receipt)),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            let sheet = slip_of(app, member, slip)?;
            let mut page = page(app, lang, member, &sheet);
            page.notice = Some(notice);
            show_again(&SlipPage { page, v: view(app, lang, member, &sheet, filled)? })
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    slip: SlipId,
    step: Step,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let sheet = slip_of(app, member, slip)?;
    let calendar = app.calendar(t.lang, member.party);
    let deed = filled.deed()?;
    let wish = match step {
        Step::Withdraw => {
            return deed.wish(member, member.party, WithdrawDelivery { slip }).submit(app).await;
        }
        Step::Reassign => {
            let chosen = filled.choice(t, "carrier", |code| carrier(code, "", ""));
            let courier_fee = filled.money_or_nothing(t, "fee");
            filled.checked()?;
            let note = note(app, member, &deed, filled.text("reassign-note"))?;
            let wish = ReassignDelivery {
                slip,
                carrier: chosen.ok_or(PortalError::BadRequest)?,
                mode: sheet.slip.mode,
                vehicle: filled.text("vehicle").to_owned(),
                courier_fee,
                note,
            };
            return deed.wish(member, member.party, wish).submit(app).await;
        }
        Step::Reopen => {
            return deed.wish(member, member.party, ReopenDelivery { slip }).submit(app).await;
        }
        Step::PickUp => {
            let happened = filled.happened(t, &calendar);
            filled.checked()?;
            let wish = PickUpDelivery { slip, missing: door::not_there(filled) };
            deed.wish(member, member.party, wish).happened(happened)
        }
        Step::Decline => {
            let reason = filled.choice(t, "decline-reason", DeliveryRefusal::from_name);
            filled.checked()?;
            let note = note(app, member, &deed, filled.text("decline-note"))?;
            let reason = reason.ok_or(PortalError::BadRequest)?;
            deed.wish(member, member.party, DeclineDelivery { slip, reason, note })
        }
        Step::Complete(photo) => {
            let cash_collected = filled.money_or_nothing(t, "cash");
            let outcomes = door::read(t, filled, &sheet);
            let happened = filled.happened(t, &calendar);
            filled.checked()?;
            let received_by = receiver(app, &deed, member, sheet.buyer, filled.text("received-by"))?;
            deed.wish(
                member,
                member.party,
                CompleteDelivery {
                    slip,
                    received_by,
                    cash_collected,
                    outcomes,
                    signature: None,
                    code: Some(filled.text("code").to_owned()),
                },
            )
            .happened(happened)
            .evidence(photo)
        }
        Step::Fail => {
            let reason = filled.choice(t, "problem", DeliveryProblem::from_name);
            let next_attempt = filled.day_or_nothing(t, "next-attempt");
            let happened = filled.happened(t, &calendar);
            filled.checked()?;
            let note = note(app, member, &deed, filled.text("fail-note"))?;
            let reason = reason.ok_or(PortalError::BadRequest)?;
            deed.wish(member, member.party, FailDelivery { slip, reason, next_attempt, note })
                .happened(happened)
        }
    };
    let wish = match sheet.slip.carrier {
        Carrier::Courier { party } => wish.on_behalf_of(party, deed.channel()?),
        Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => wish,
    };
    wish.submit(app).await
}

/// Who took the goods: said about the buyer, so sealed with the key of the buyer's contact.
fn receiver(
    app: &App,
    deed: &Deed,
    member: &Member,
    buyer: PartyId,
    name: &str,
) -> Result<Option<rantai_core::sealed::Sealed<ReceivedBy>>, PortalError> {
    deed.seal(
        app,
        app.sealed_about(buyer, member.person),
        member.party,
        ReceivedBy::new(name).map_err(too_long)?,
    )
}

/// A slip of that business.
///
/// # Errors
/// [`PortalError::NotFound`] for another's.
pub fn slip_of(app: &App, member: &Member, slip: SlipId) -> Result<Arc<SlipSheet>, PortalError> {
    let sheet = app.views.slips.sheet(slip).filter(|sheet| sheet.business == member.party);
    sheet.ok_or(PortalError::NotFound)
}

fn page(app: &App, lang: Lang, member: &Member, sheet: &SlipSheet) -> Page {
    let w = &lang.phrases().workshop;
    frame(app, lang, member, Place::Orders, (w.slip_title)(&sheet.slip.number))
        .back(at(member, "/slips"), w.slips)
}

fn view(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &SlipSheet,
    filled: &Filled,
) -> Result<View, PortalError> {
    let t = lang.phrases();
    let w = &t.workshop;
    let slip = &sheet.slip;
    let calendar = app.calendar(lang, member.party);
    let here = at(member, &format!("/slips/{}", slip.id));
    let registered = matches!(slip.carrier, Carrier::Courier { .. });
    let collected = slip.carrier == Carrier::Collected;
    let issued = slip.state == SlipState::Issued;
    let carried = matches!(slip.state, SlipState::PickedUp { .. });
    let over = !issued && !carried;
    let order = order_of(app, member, sheet.order)?;
    let resend = over
        && !matches!(slip.state, SlipState::Completed { .. })
        && order.order.stage_name() == StageName::Packed;
    let links = happened(app, member.party, Thing::from(slip.id))?;
    let reasons = DeliveryRefusal::ALL.iter().map(|r| Choice::new(r.name(), refusal_word(t, *r)));
    let problems = DeliveryProblem::ALL.iter().map(|r| Choice::new(r.name(), problem_word(t, *r)));
    let cash = slip.cash_to_collect;
    Ok(View {
        order_id: sheet.order,
        talk: match slip.carrier {
            Carrier::Courier { party } => {
                Some(messages::sign_of(app, lang, member, About::Delivery(slip.id, party)))
            }
            _ => None,
        },
        papers: crate::print::road_papers::links(t, slip, &here),
        deed: deeds::new_id(app),
        chip: chip(t, slip),
        buyer: app.party(sheet.buyer),
        phone: phone(app, sheet.buyer).map(|phone| phone.to_string()).unwrap_or_default(),
        order: (at(member, &format!("/orders/{}", sheet.order)), (w.for_order)(&sheet.order_number)),
        facts: facts(app, lang, member, sheet),
        goods: sheet.goods.iter().map(goods).collect(),
        channel: registered.then(|| channel_field(t, filled)),
        own: !registered,
        withdraw: issued.then(|| format!("{here}/withdraw")),
        pick_up: (issued && !collected).then_some(if registered {
            w.behalf_picked_up
        } else {
            w.picked_up_button
        }),
        decline: (issued && registered).then(|| {
            (
                filled.field("decline-reason", w.reason, "").choices(reasons),
                filled.field("decline-note", w.their_note, "").optional(),
            )
        }),
        complete: (carried || (issued && collected)).then(|| Complete {
            received_by: filled.field("received-by", w.received_by, "").optional(),
            cash: cash.is_positive().then(|| {
                let hint = (w.cash_hint)(&cash.to_string());
                filled.field("cash", w.cash_collected, figure(cash)).hint(hint).optional()
            }),
            earlier: filled.earlier(t, "complete"),
            photo: filled.field("photo", w.proof_photo, "").optional(),
        }),
        fail: carried.then(|| {
            (
                filled.field("problem", w.reason, "").choices(problems),
                filled.field("next-attempt", w.next_attempt, "").optional(),
                filled.field("fail-note", w.note, "").optional(),
            )
        }),
        reassign: (issued && !collected).then(|| {
            // Neither goes where the slip was going to, or has a name to be asked for here.
            let other = |choice: &Choice| choice.value != "collected" && choice.value != "expedition";
            let carriers = carriers(app, t, member).into_iter().filter(other);
            (
                filled.field("carrier", w.carrier, "").choices(carriers),
                filled.field("vehicle", t.road.vehicle, "").optional(),
                filled.field("fee", w.courier_fee, figure(slip.courier_fee)).optional(),
                filled.field("reassign-note", w.note_to_courier, "").optional(),
            )
        }),
        reopen: (matches!(slip.state, SlipState::Failed { .. }) && order.order.is_here())
            .then(|| format!("{here}/reopen")),
        late: sheet.late.iter().map(|told| told_late(app, t, &calendar, slip, told)).collect(),
        code: slip.code.map(|_| filled.field("code", t.road.code, "").hint(t.road.code_hint).optional()),
        earlier: ["pickup", "fail"].map(|form| filled.earlier(t, form)),
        door: door::fields(t, filled, sheet),
        open_door: door::is_typed(filled),
        open_complete: !filled.under("received-by").is_empty(),
        open_fail: !filled.under("next-attempt").is_empty(),
        open_decline: !filled.under("decline-note").is_empty(),
        again: resend.then(|| at(member, &format!("/orders/{}/dispatch", sheet.order))),
        links: order_words::chain(app, t, &calendar, &links, StageName::Closed, "", |hash| {
            format!("{here}/files/{hash}")
        }),
        here,
    })
}

fn goods(line: &rantai_projections::slips::SlipLine) -> String {
    format!("{} {}", amount(line.quantity, line.unit), called(&line.name, &line.variant))
}

fn facts(app: &App, lang: Lang, member: &Member, sheet: &SlipSheet) -> Vec<(&'static str, String)> {
    let t = lang.phrases();
    let w = &t.workshop;
    let slip = &sheet.slip;
    let calendar = app.calendar(lang, member.party);
    let mut facts = vec![(t.papers.driver, carried_by(app, t, slip))];
    if let Carrier::Courier { party } = slip.carrier {
        facts.extend(phone(app, party).map(|phone| (w.phone, phone.to_string())));
    }
    if slip.carrier != Carrier::Collected {
        facts.push((w.mode, (w.transport)(slip.mode).to_owned()));
        facts.push((w.destination, destination(app, t, &slip.destination)));
    }
    facts.push((w.packages, (w.so_many_packages)(slip.packages)));
    if !slip.vehicle.is_empty() {
        facts.push((t.road.vehicle, slip.vehicle.clone()));
    }
    if slip.accepted_at.is_some() {
        facts
            .push((t.road.accepted, slip.accepted_at.map(|at| calendar.moment(at).text).unwrap_or_default()));
    }
    facts.extend(door::left_behind(t, sheet));
    facts.extend(door::told(t, sheet));
    let attempt = attempt(app, sheet.order, slip.id);
    if attempt > 1 {
        facts.push((w.attempt, attempt.to_string()));
    }
    if slip.cash_to_collect.is_positive() {
        facts.push((w.cash_to_collect, slip.cash_to_collect.to_string()));
    }
    if slip.courier_fee.is_positive() {
        facts.push((w.courier_fee, slip.courier_fee.to_string()));
    }
    let note = slip.note.as_ref().and_then(|note| app.vault.read(note));
    facts.extend(note.map(|note| (w.note_to_courier, note.to_string())));
    match &slip.state {
        SlipState::Declined { reason } => {
            facts.push((w.reason, refusal_word(t, *reason).to_owned()));
        }
        SlipState::Failed { reason, next_attempt, .. } => {
            facts.push((w.reason, problem_word(t, *reason).to_owned()));
            facts.extend(said_of_failure(app, slip.id).map(|said| (w.their_note, said)));
            facts.extend(next_attempt.map(|day| (w.next_attempt, calendar.day(day).text)));
        }
        SlipState::Completed { received_by, cash_collected, .. } => {
            let name = received_by.as_ref().and_then(|name| app.vault.read(name));
            facts.extend(name.map(|name| (w.received_by, name.to_string())));
            if cash_collected.is_positive() {
                facts.push((w.cash_collected, cash_collected.to_string()));
            }
        }
        SlipState::Issued | SlipState::Withdrawn | SlipState::PickedUp { .. } => {}
    }
    facts
}
