//! One slip: from where to whom, what to collect, and the courier's one next deed.

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Form, Path, State};
use rantai_core::book::delivery::{
    CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, FailDelivery, PickUpDelivery,
};
use rantai_core::book::order::SlipState;
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::ReceivedBy;
use rantai_projections::order_sheets::Link;
use rantai_projections::slips::SlipSheet;

use super::{Place, chip, find, frame, mode_word, problem_word, receiver, refusal_word};
use crate::app::{App, photos};
use crate::deeds::{new_id, see};
use crate::handed::{Contact, Typed, digits};
use crate::i18n::{Lang, Phrases};
use crate::uploads::{FOR_ONE, PhotoForm, kept_photo};
use crate::web::{Chip, Choice, Field, Page, PageResult, Photo, PortalError, Wants, show, show_again};
use crate::who::{AppState, Courier, Fresh, Member};

/// What the page shows.
struct Sheet {
    here: String,
    topic: String,
    chip: Chip,
    from: Contact,
    to: Contact,
    facts: Vec<(&'static str, String)>,
    goods: Vec<(String, String)>,
    note: String,
    collect: Option<Rupiah>,
    photos: Vec<Photo>,
    deed: String,
    version: u32,
    next: Next,
}

/// What the courier can do now.
#[allow(clippy::large_enum_variant, reason = "one is made for each page")]
enum Next {
    /// Take the goods, or decline.
    PickUp { label: String, open: bool, reason: Field, note: Field },
    /// Hand them over, or say why that failed.
    Deliver { deliver: DeliverForm, fail: FailForm },
    /// Nothing.
    Nothing,
}

struct DeliverForm {
    received_by: Field,
    cash: Option<Field>,
    proof: Field,
    label: String,
}

struct FailForm {
    open: bool,
    problem: Field,
    next_attempt: Field,
    note: Field,
    photo: Field,
}

#[derive(Template)]
#[template(path = "courier/slip.html")]
struct SlipPage {
    page: Page,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "courier/slip.html", block = "slip")]
struct SlipPart {
    page: Page,
    sheet: Sheet,
}

/// Everything a handler of a slip is given.
struct Asked<'a> {
    app: &'a App,
    lang: Lang,
    member: &'a Member,
    fresh: Fresh,
    found: &'a SlipSheet,
}

/// `GET /courier/{party}/slips/{slip}`
pub async fn view(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
) -> PageResult {
    let found = find(&app, &member, slip)?;
    let asked = Asked { app: &app, lang, member: &member, fresh, found: &found };
    let sheet = asked.sheet(&Typed::default());
    let page = asked.page();
    if wants.fragment() { show(&SlipPart { page, sheet }) } else { show(&SlipPage { page, sheet }) }
}

/// `POST …/pickup`
pub async fn pick_up(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    Form(typed): Form<Typed>,
) -> PageResult {
    let found = find(&app, &member, slip)?;
    let deed = typed.deed()?;
    let done = deed.wish(&member, found.business, PickUpDelivery { slip }).submit(&app).await;
    Asked { app: &app, lang, member: &member, fresh, found: &found }.settle(&typed, done)
}

/// `POST …/decline`
pub async fn decline(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    Form(mut typed): Form<Typed>,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, slip)?;
    let asked = Asked { app: &app, lang, member: &member, fresh, found: &found };
    let deed = typed.deed()?;
    let reason = typed.choice("reason", |code| DeliveryRefusal::from_code(code.parse().ok()?), t);
    let note = typed.note("refusal_note", t);
    let (Some(reason), false) = (reason, typed.is_wrong()) else { return asked.again(&typed, None) };
    let note = deed.seal(&app, member.person, found.business, note)?;
    let wish = DeclineDelivery { slip, reason, note };
    let done = deed.wish(&member, found.business, wish).seen(&deed, slip).submit(&app).await;
    asked.settle(&typed, done)
}

/// `POST …/complete`
pub async fn complete(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    multipart: Multipart,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, slip)?;
    let asked = Asked { app: &app, lang, member: &member, fresh, found: &found };
    let form = PhotoForm::read(multipart).await?;
    let mut typed = Typed::of(&form, &["deed", "version", "received_by", "cash"]);
    let deed = typed.deed()?;
    let name = receiver_name(&mut typed, t);
    let cash_collected =
        if found.slip.cash_to_collect.is_positive() { typed.amount("cash", t) } else { Rupiah::ZERO };
    let evidence = asked.evidence(&form, "proof", &mut typed).await?;
    if typed.is_wrong() {
        return asked.again(&typed, None);
    }
    // The name is the receiver's: it is sealed with the key of the receiver's own person.
    let contact = app.registry().party(found.buyer).map(|entry| entry.contact);
    let received_by = deed.seal(&app, contact.unwrap_or(member.person), found.business, name)?;
    let wish = CompleteDelivery { slip, received_by, cash_collected };
    let had_photo = !evidence.is_empty();
    let done = deed.wish(&member, found.business, wish).evidence(evidence).submit(&app).await;
    if done.is_err() && had_photo {
        typed.mistake("proof", t.courier.photo_again);
    }
    asked.settle(&typed, done)
}

/// `POST …/fail`
pub async fn fail(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    multipart: Multipart,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, slip)?;
    let asked = Asked { app: &app, lang, member: &member, fresh, found: &found };
    let form = PhotoForm::read(multipart).await?;
    let mut typed = Typed::of(&form, &["deed", "version", "problem", "next_attempt", "fail_note"]);
    let deed = typed.deed()?;
    let problem = typed.choice("problem", |code| DeliveryProblem::from_code(code.parse().ok()?), t);
    let has_day = !typed.text("next_attempt").is_empty();
    let next_attempt = if has_day { typed.day("next_attempt", t) } else { None };
    let note = typed.note("fail_note", t);
    let evidence = asked.evidence(&form, "fail_photo", &mut typed).await?;
    let (Some(reason), false) = (problem, typed.is_wrong()) else { return asked.again(&typed, None) };
    let note = deed.seal(&app, member.person, found.business, note)?;
    let wish = FailDelivery { slip, reason, next_attempt, note };
    let had_photo = !evidence.is_empty();
    let done = deed.wish(&member, found.business, wish).evidence(evidence).submit(&app).await;
    if done.is_err() && had_photo {
        typed.mistake("fail_photo", t.courier.photo_again);
    }
    asked.settle(&typed, done)
}

/// `GET …/files/{hash}`: only what the courier itself recorded of this order.
pub async fn file(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip, hash)): Path<(String, SlipId, String)>,
) -> PageResult {
    let found = find(&app, &member, slip)?;
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    if !own_links(&app, &member, &found).iter().any(|link| link.evidence.contains(&hash)) {
        return Err(PortalError::NotFound);
    }
    kept_photo(&app, hash, FOR_ONE).await
}

/// What the courier itself recorded of the slip's order.
fn own_links(app: &App, member: &Member, found: &SlipSheet) -> Vec<Link> {
    let sheet = app.views.orders.sheet(found.order);
    let links = sheet.map(|sheet| sheet.links.clone()).unwrap_or_default();
    links
        .into_iter()
        .filter(|link| link.party == member.party && link.name().starts_with("Delivery"))
        .collect()
}

/// Who took the goods: somebody has to be named.
fn receiver_name(typed: &mut Typed, t: &'static Phrases) -> Option<ReceivedBy> {
    if typed.text("received_by").is_empty() {
        typed.mistake("received_by", t.common.required);
        return None;
    }
    let name = ReceivedBy::new(typed.text("received_by"));
    typed.short_enough("received_by", name, t)
}

impl Asked<'_> {
    fn here(&self) -> String {
        format!("/courier/{}/slips/{}", self.member.slug, self.found.slip.id)
    }

    fn page(&self) -> Page {
        let t = &self.lang.phrases().courier;
        let open = matches!(self.found.slip.state, SlipState::Issued | SlipState::PickedUp { .. });
        let place = if open { Place::Slips } else { Place::Past };
        let title = (t.slip_title)(&self.found.slip.number);
        frame(self.app, self.lang, self.member, self.fresh, &title, place)
            .back(format!("/courier/{}", self.member.slug), t.title)
            .wide()
    }

    /// Keeps the photo of a form, if it has one; a bad one becomes a mistake of its field. Where another field
    /// is wrong the photo is not kept: it has to be chosen again anyway.
    async fn evidence(
        &self,
        form: &PhotoForm,
        name: &str,
        typed: &mut Typed,
    ) -> Result<Vec<BlobHash>, PortalError> {
        let t = self.lang.phrases();
        match form.photo(name).await {
            Ok(None) => Ok(Vec::new()),
            Ok(Some(_)) if typed.is_wrong() => {
                typed.mistake(name, t.courier.photo_again);
                Ok(Vec::new())
            }
            Ok(Some(picture)) => self.app.keep_photo(picture).await,
            Err(PortalError::BadPhoto) => {
                typed.mistake(name, t.common.bad_photo);
                Ok(Vec::new())
            }
            Err(PortalError::TooLarge) => {
                typed.mistake(name, t.common.too_large);
                Ok(Vec::new())
            }
            Err(error) => Err(error),
        }
    }

    fn settle(&self, typed: &Typed, done: Result<Receipt, PortalError>) -> PageResult {
        match done {
            Ok(receipt) => Ok(see(&self.here(), &receipt)),
            Err(error @ (PortalError::Refused(_) | PortalError::Stale)) => self.again(typed, Some(&error)),
            Err(error) => Err(error),
        }
    }

    /// The page once more, with everything typed kept.
    fn again(&self, typed: &Typed, error: Option<&PortalError>) -> PageResult {
        let mut page = self.page();
        page.notice = error.map(|error| error.notice(page.t));
        show_again(&SlipPage { page, sheet: self.sheet(typed) })
    }

    fn sheet(&self, typed: &Typed) -> Sheet {
        let (app, t) = (self.app, self.lang.phrases());
        let slip = &self.found.slip;
        let here = self.here();
        let goods = self.found.goods.iter().map(|line| {
            let variant = if line.variant.is_empty() { String::new() } else { format!(", {}", line.variant) };
            (format!("{}{variant}", line.name), format!("{} {}", line.quantity, line.unit.label()))
        });
        let links = own_links(app, self.member, self.found);
        let pairs = links.iter().flat_map(|link| photos(&link.evidence));
        let photos = pairs.map(|(full, thumb)| Photo {
            full: format!("{here}/files/{full}"),
            thumb: format!("{here}/files/{thumb}"),
            alt: t.courier.proof.to_owned(),
        });
        let note = slip.note.as_ref().and_then(|note| app.vault.read(note));
        Sheet {
            topic: format!("slip-{}", slip.id),
            chip: chip(t, &slip.state),
            from: Contact::of(app, self.found.business),
            to: receiver(app, t, self.found),
            facts: self.facts(t),
            goods: goods.collect(),
            note: note.map(|text| text.to_string()).unwrap_or_default(),
            collect: Some(slip.cash_to_collect).filter(|cash| cash.is_positive()),
            photos: photos.collect(),
            deed: new_id(app).to_string(),
            version: self.found.version,
            next: self.next(t, typed),
            here,
        }
    }

    fn facts(&self, t: &'static Phrases) -> Vec<(&'static str, String)> {
        let calendar = self.app.calendar(self.lang, self.member.party);
        let slip = &self.found.slip;
        let mut facts = vec![
            (t.courier.order, self.found.order_number.clone()),
            (t.courier.packages, slip.packages.to_string()),
            (t.courier.mode, mode_word(t, slip.mode).to_owned()),
            (t.courier.fee, slip.courier_fee.to_string()),
            (t.courier.issued_at, calendar.moment(slip.issued_at).text),
        ];
        if slip.attempt > 1 {
            facts.push((t.courier.attempt, slip.attempt.to_string()));
        }
        match &slip.state {
            SlipState::Issued | SlipState::Withdrawn => {}
            SlipState::Declined { reason } => {
                facts.push((t.courier.why, refusal_word(t, *reason).to_owned()))
            }
            SlipState::PickedUp { at } => facts.push((t.courier.picked_up_at, calendar.moment(*at).text)),
            SlipState::Completed { at, received_by, cash_collected } => {
                facts.push((t.courier.delivered_at, calendar.moment(*at).text));
                let name = received_by.as_ref().and_then(|name| self.app.vault.read(name));
                facts.extend(name.map(|name| (t.courier.received_by, name.to_string())));
                if cash_collected.is_positive() {
                    facts.push((t.courier.cash_collected, cash_collected.to_string()));
                }
            }
            SlipState::Failed { at, reason, next_attempt } => {
                facts.push((t.courier.failed_at, calendar.moment(*at).text));
                facts.push((t.courier.why, problem_word(t, *reason).to_owned()));
                facts.extend(next_attempt.map(|day| (t.courier.next_attempt, calendar.day(day).text)));
            }
        }
        facts
    }

    fn next(&self, t: &'static Phrases, typed: &Typed) -> Next {
        let slip = &self.found.slip;
        match slip.state {
            SlipState::Issued => {
                let reasons = DeliveryRefusal::ALL
                    .iter()
                    .map(|reason| Choice::new(reason.code().to_string(), refusal_word(t, *reason)));
                Next::PickUp {
                    label: (t.courier.pick_up)(slip.packages),
                    open: typed.has("reason") || typed.has("refusal_note"),
                    reason: typed.fill(Field::new("reason", t.courier.ask_why).choices(reasons), ""),
                    note: typed.fill(Field::new("refusal_note", t.courier.ask_note).optional(), ""),
                }
            }
            SlipState::PickedUp { .. } => {
                Next::Deliver { deliver: self.deliver_form(t, typed), fail: fail_form(t, typed) }
            }
            SlipState::Declined { .. }
            | SlipState::Withdrawn
            | SlipState::Completed { .. }
            | SlipState::Failed { .. } => Next::Nothing,
        }
    }

    fn deliver_form(&self, t: &'static Phrases, typed: &Typed) -> DeliverForm {
        let due = self.found.slip.cash_to_collect;
        let cash = due.is_positive().then(|| {
            let field = Field::new("cash", t.courier.ask_cash).hint((t.courier.cash_hint)(&due.to_string()));
            typed.fill(field, digits(due))
        });
        let proof = Field::new("proof", t.courier.ask_proof).hint(t.courier.proof_hint).optional();
        DeliverForm {
            received_by: typed.fill(Field::new("received_by", t.courier.ask_received_by), ""),
            cash,
            proof: typed.fill(proof, ""),
            label: t.courier.deliver.to_owned(),
        }
    }
}

fn fail_form(t: &'static Phrases, typed: &Typed) -> FailForm {
    let problems = DeliveryProblem::ALL
        .iter()
        .map(|problem| Choice::new(problem.code().to_string(), problem_word(t, *problem)));
    FailForm {
        open: typed.has("problem") || typed.has("fail_note"),
        problem: typed.fill(Field::new("problem", t.courier.ask_problem).choices(problems), ""),
        next_attempt: typed.fill(Field::new("next_attempt", t.courier.ask_next_attempt).optional(), ""),
        note: typed.fill(Field::new("fail_note", t.courier.ask_note).optional(), ""),
        photo: typed.fill(Field::new("fail_photo", t.courier.ask_fail_photo).optional(), ""),
    }
}
