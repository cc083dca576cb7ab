//! One slip: from where to whom, what to collect, and the courier's one next deed.

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use rantai_core::book::conversation::About;
use rantai_core::book::delivery::{
    AcceptDelivery, CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, FailDelivery,
    PickUpDelivery, ReopenDelivery,
};
use rantai_core::book::order::SlipState;
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::ReceivedBy;
use rantai_core::time::Moment;
use rantai_projections::order_sheets::Link;
use rantai_projections::slips::SlipSheet;

use super::trips::map_of;
use super::{
    Place, attempt, chip, door, find, frame, mode_word, problem_word, receiver, refusal_word,
    said_of_failure, told_late,
};
use crate::app::{App, photos};
use crate::contact::Contact;
use crate::deeds::{new_id, see};
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::links::text::{language, to_business};
use crate::messages;
use crate::order_words::called;
use crate::uploads::{FOR_ONE, PhotoForm, kept_photo};
use crate::web::{
    Chip, Choice, Earlier, Field, Page, PageResult, Photo, PortalError, Wants, show, show_again,
};
use crate::who::{AppState, Courier, Fresh, Member};

/// What the page shows.
struct Sheet {
    talk: (String, String),
    here: String,
    topic: String,
    chip: Chip,
    from: Contact,
    to: Contact,
    facts: Vec<(&'static str, String)>,
    goods: Vec<(String, String)>,
    papers: Vec<(String, &'static str)>,
    note: String,
    collect: Option<Rupiah>,
    map: String,
    accept_deed: String,
    reopen: String,
    late: Vec<String>,
    photos: Vec<Photo>,
    deed: String,
    version: u32,
    next: Next,
}

/// What the courier can do now.
#[allow(clippy::large_enum_variant, reason = "one is made for each page")]
enum Next {
    /// Take the goods, or decline.
    PickUp {
        label: String,
        open: bool,
        reason: Field,
        note: Field,
        /// The courier's word is given.
        accepted: bool,
        /// The packages to count, and whether one was ticked as missing.
        boxes: Vec<(u16, String, bool)>,
        /// When that was.
        earlier: Earlier,
    },
    /// Say that the failure was marked too soon.
    Reopen,
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
    code: Option<Field>,
    open_door: bool,
    door: Vec<Field>,
    earlier: Earlier,
}

struct FailForm {
    earlier: Earlier,
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
    headers: HeaderMap,
) -> PageResult {
    let found = find(&app, &member, slip)?;
    let asked = Asked { app: &app, lang, member: &member, fresh, found: &found };
    let sheet = asked.sheet(&Filled::default());
    let page = asked.page().tell(asked.tell(&headers));
    if wants.fragment() { show(&SlipPart { page, sheet }) } else { show(&SlipPage { page, sheet }) }
}

/// `POST …/accept`
pub async fn accept(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    filled: Filled,
) -> PageResult {
    let found = find(&app, &member, slip)?;
    let done = filled.deed()?.wish(&member, found.business, AcceptDelivery { slip }).submit(&app).await;
    Asked { app: &app, lang, member: &member, fresh, found: &found }.settle(&filled, done)
}

/// `POST …/reopen`
pub async fn reopen(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    filled: Filled,
) -> PageResult {
    let found = find(&app, &member, slip)?;
    let done = filled.deed()?.wish(&member, found.business, ReopenDelivery { slip }).submit(&app).await;
    Asked { app: &app, lang, member: &member, fresh, found: &found }.settle(&filled, done)
}

/// `POST …/pickup`
pub async fn pick_up(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    mut filled: Filled,
) -> PageResult {
    let found = find(&app, &member, slip)?;
    let asked = Asked { app: &app, lang, member: &member, fresh, found: &found };
    let deed = filled.deed()?;
    let happened = asked.happened(&mut filled);
    if filled.is_wrong() {
        return asked.again(&filled, None);
    }
    let wish = PickUpDelivery { slip, missing: door::not_there(&filled) };
    let done = deed.wish(&member, found.business, wish).happened(happened).submit(&app).await;
    asked.settle(&filled, done)
}

/// `POST …/decline`
pub async fn decline(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
    fresh: Fresh,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, slip)?;
    let asked = Asked { app: &app, lang, member: &member, fresh, found: &found };
    let deed = filled.deed()?;
    let reason = filled.choice(t, "reason", |code| DeliveryRefusal::from_code(code.parse().ok()?));
    let note = filled.note(t, "refusal_note");
    let (Some(reason), false) = (reason, filled.is_wrong()) else { return asked.again(&filled, None) };
    let note = deed.seal(&app, member.person, found.business, note)?;
    let wish = DeclineDelivery { slip, reason, note };
    let done = deed.wish(&member, found.business, wish).seen(&deed, slip).submit(&app).await;
    asked.settle(&filled, done)
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
    let form = PhotoForm::read_and_keep(&app, member.person, multipart).await?;
    let mut filled = Filled::from(&form);
    let deed = filled.deed()?;
    let name = receiver_name(&mut filled, t);
    let cash_collected =
        if found.slip.cash_to_collect.is_positive() { filled.money(t, "cash") } else { Rupiah::ZERO };
    let outcomes = door::read(t, &mut filled, &found);
    let happened = asked.happened(&mut filled);
    let evidence = asked.evidence(&form, "proof", &mut filled).await?;
    if filled.is_wrong() {
        return asked.again(&filled, None);
    }
    // The name is the receiver's: it is sealed with the key of the receiver's own person.
    let about = app.sealed_about(found.buyer, member.person);
    let received_by = deed.seal(&app, about, found.business, name)?;
    let wish = CompleteDelivery {
        slip,
        received_by,
        cash_collected,
        outcomes,
        signature: None,
        code: Some(filled.text("code").to_owned()),
    };
    let done =
        deed.wish(&member, found.business, wish).happened(happened).evidence(evidence).submit(&app).await;
    asked.settle(&filled, done)
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
    let form = PhotoForm::read_and_keep(&app, member.person, multipart).await?;
    let mut filled = Filled::from(&form);
    let deed = filled.deed()?;
    let problem = filled.choice(t, "problem", |code| DeliveryProblem::from_code(code.parse().ok()?));
    let next_attempt = filled.day_or_nothing(t, "next_attempt");
    let note = filled.note(t, "fail_note");
    let happened = asked.happened(&mut filled);
    let evidence = asked.evidence(&form, "fail_photo", &mut filled).await?;
    let (Some(reason), false) = (problem, filled.is_wrong()) else { return asked.again(&filled, None) };
    let note = deed.seal(&app, member.person, found.business, note)?;
    let wish = FailDelivery { slip, reason, next_attempt, note };
    let done =
        deed.wish(&member, found.business, wish).happened(happened).evidence(evidence).submit(&app).await;
    asked.settle(&filled, done)
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
        .filter(|link| {
            link.party == member.party
                && (link.name().starts_with("Delivery") || link.name() == "LateDeedKept")
        })
        .collect()
}

/// Who took the goods: somebody has to be named.
fn receiver_name(filled: &mut Filled, t: &'static Phrases) -> Option<ReceivedBy> {
    if filled.text("received_by").is_empty() {
        filled.mistake("received_by", t.common.required);
        return None;
    }
    let name = ReceivedBy::new(filled.text("received_by"));
    filled.short_enough(t, "received_by", name)
}

impl Asked<'_> {
    fn here(&self) -> String {
        format!("/courier/{}/slips/{}", self.member.slug, self.found.slip.id)
    }

    /// A message to the business, once the courier has done something.
    fn tell(&self, headers: &HeaderMap) -> Option<String> {
        let (app, found) = (self.app, self.found);
        if matches!(found.slip.state, SlipState::Issued | SlipState::Withdrawn) {
            return None;
        }
        let t = language(app, app.registry().party(found.business)?.contact).phrases();
        let number = found.slip.number.clone();
        let about = move |t: &'static Phrases| (t.links.slip)(&number);
        let (state, path) = (chip(t, &found.slip.state).word, format!("/slips/{}", found.slip.id));
        to_business(app, headers, self.member, found.business, (about, &state, &path))
    }

    fn page(&self) -> Page {
        let t = &self.lang.phrases().courier;
        let open = matches!(self.found.slip.state, SlipState::Issued | SlipState::PickedUp { .. });
        let place = if open { Place::Slips } else { Place::Past };
        let title = (t.slip_title)(&self.found.slip.number);
        let page = frame(self.app, self.lang, self.member, self.fresh, &title, place)
            .back(format!("/courier/{}", self.member.slug), t.title)
            .wide();
        self.member.around(page, &self.here(), self.fresh.shown)
    }

    /// The photo of a form, if it has one; a bad one becomes a mistake of its field.
    async fn evidence(
        &self,
        form: &PhotoForm,
        name: &str,
        filled: &mut Filled,
    ) -> Result<Vec<BlobHash>, PortalError> {
        let t = self.lang.phrases();
        match form.evidence(self.app, name).await {
            Err(PortalError::BadPhoto) => {
                filled.mistake(name, t.common.bad_photo);
                Ok(Vec::new())
            }
            Err(PortalError::TooLarge) => {
                filled.mistake(name, t.common.too_large);
                Ok(Vec::new())
            }
            answer => answer,
        }
    }

    /// When it was, where that is told late: by the clock of the business, as everything else about its orders.
    fn happened(&self, filled: &mut Filled) -> Option<Moment> {
        filled.happened(self.lang.phrases(), &self.app.calendar(self.lang, self.found.business))
    }

    /// When a deed of the courier's own was, and where that was told late, when it was told.
    fn when(&self, t: &'static Phrases, at: Moment) -> String {
        let calendar = self.app.calendar(self.lang, self.member.party);
        let told = own_links(self.app, self.member, self.found).into_iter().filter(|link| link.at == at);
        match told.filter_map(|link| link.happened).next() {
            Some(happened) => {
                (t.books.two_clocks)(&calendar.moment(happened).text, &calendar.moment(at).text)
            }
            None => calendar.moment(at).text,
        }
    }

    fn settle(&self, filled: &Filled, done: Result<Receipt, PortalError>) -> PageResult {
        match done {
            Ok(receipt) => Ok(see(&self.here(), &receipt)),
            Err(error @ (PortalError::Refused(_) | PortalError::Stale)) => self.again(filled, Some(&error)),
            Err(error) => Err(error),
        }
    }

    /// The page once more, with everything typed kept.
    fn again(&self, filled: &Filled, error: Option<&PortalError>) -> PageResult {
        let mut page = self.page();
        page.notice = error.map(|error| error.notice(page.t));
        show_again(&SlipPage { page, sheet: self.sheet(filled) })
    }

    fn sheet(&self, filled: &Filled) -> Sheet {
        let (app, t) = (self.app, self.lang.phrases());
        let slip = &self.found.slip;
        let here = self.here();
        let goods = self.found.goods.iter().map(|line| {
            (called(&line.name, &line.variant), format!("{} {}", line.quantity, line.unit.label()))
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
            papers: crate::print::road_papers::links(t, slip, &here),
            note: note.map(|text| text.to_string()).unwrap_or_default(),
            accept_deed: new_id(app).to_string(),
            reopen: format!("{here}/reopen"),
            map: map_of(&receiver(app, t, self.found).on_a_map()),
            late: self.late(t),
            collect: Some(slip.cash_to_collect).filter(|cash| cash.is_positive()),
            photos: photos.collect(),
            deed: new_id(app).to_string(),
            version: self.found.version,
            next: self.next(t, filled),
            talk: messages::sign_of(app, self.lang, self.member, About::Delivery(slip.id, self.member.party)),
            here,
        }
    }

    /// What carriers told too late, in words.
    fn late(&self, t: &'static Phrases) -> Vec<String> {
        let calendar = self.app.calendar(self.lang, self.member.party);
        let mine = self.found.late.iter().filter(|told| told.by == self.member.party);
        mine.map(|told| told_late(self.app, t, &calendar, &self.found.slip, told)).collect()
    }

    fn facts(&self, t: &'static Phrases) -> Vec<(&'static str, String)> {
        let calendar = self.app.calendar(self.lang, self.member.party);
        let slip = &self.found.slip;
        let mut facts = vec![
            (t.courier.order, self.found.order_number.clone()),
            (t.courier.packages, (t.distributor.packages)(slip.packages)),
            (t.courier.mode, mode_word(t, slip.mode).to_owned()),
            (t.courier.fee, slip.courier_fee.to_string()),
            (t.courier.issued_at, calendar.moment(slip.issued_at).text),
        ];
        if !slip.vehicle.is_empty() {
            facts.push((t.road.vehicle, slip.vehicle.clone()));
        }
        facts.extend(door::left_behind(t, self.found));
        let attempt = attempt(self.app, self.found.order, slip.id);
        if attempt > 1 {
            facts.push((t.courier.attempt, attempt.to_string()));
        }
        match &slip.state {
            SlipState::Issued | SlipState::Withdrawn => {}
            SlipState::Declined { reason } => {
                facts.push((t.courier.why, refusal_word(t, *reason).to_owned()))
            }
            SlipState::PickedUp { at } => facts.push((t.courier.picked_up_at, self.when(t, *at))),
            SlipState::Completed { at, received_by, cash_collected, .. } => {
                facts.extend(door::told(t, self.found));
                facts.push((t.courier.delivered_at, self.when(t, *at)));
                let name = received_by.as_ref().and_then(|name| self.app.vault.read(name));
                facts.extend(name.map(|name| (t.courier.received_by, name.to_string())));
                if cash_collected.is_positive() {
                    facts.push((t.courier.cash_collected, cash_collected.to_string()));
                }
            }
            SlipState::Failed { at, reason, next_attempt } => {
                facts.push((t.courier.failed_at, self.when(t, *at)));
                facts.push((t.courier.why, problem_word(t, *reason).to_owned()));
                facts.extend(said_of_failure(self.app, slip.id).map(|said| (t.courier.ask_note, said)));
                facts.extend(next_attempt.map(|day| (t.courier.next_attempt, calendar.day(day).text)));
            }
        }
        facts
    }

    fn next(&self, t: &'static Phrases, filled: &Filled) -> Next {
        let slip = &self.found.slip;
        match slip.state {
            SlipState::Issued => {
                let reasons = DeliveryRefusal::ALL
                    .iter()
                    .map(|reason| Choice::new(reason.code().to_string(), refusal_word(t, *reason)));
                Next::PickUp {
                    label: (t.courier.pick_up)(slip.packages),
                    open: filled.has("reason") || filled.has("refusal_note"),
                    reason: filled.fill(Field::new("reason", t.courier.ask_why).choices(reasons), ""),
                    note: filled.fill(Field::new("refusal_note", t.courier.ask_note).optional(), ""),
                    accepted: slip.accepted_at.is_some(),
                    earlier: filled.earlier(t, "pickup"),
                    boxes: Some(&slip.boxes)
                        .filter(|boxes| boxes.len() > 1)
                        .into_iter()
                        .flatten()
                        .map(|number| {
                            (*number, (t.road.package)(*number), filled.has(&format!("box-{number}")))
                        })
                        .collect(),
                }
            }
            SlipState::PickedUp { .. } => {
                Next::Deliver { deliver: self.deliver_form(t, filled), fail: fail_form(t, filled) }
            }
            SlipState::Failed { .. } => Next::Reopen,
            SlipState::Declined { .. } | SlipState::Withdrawn | SlipState::Completed { .. } => Next::Nothing,
        }
    }

    fn deliver_form(&self, t: &'static Phrases, filled: &Filled) -> DeliverForm {
        let due = self.found.slip.cash_to_collect;
        let cash = due.is_positive().then(|| {
            let field = Field::new("cash", t.courier.ask_cash).hint((t.courier.cash_hint)(&due.to_string()));
            filled.fill(field, figure(due))
        });
        let proof = filled.field("proof", t.courier.ask_proof, "").hint(t.courier.proof_hint).optional();
        DeliverForm {
            received_by: filled.fill(Field::new("received_by", t.courier.ask_received_by), ""),
            cash,
            proof: filled.fill(proof, ""),
            label: t.courier.deliver.to_owned(),
            code: self
                .found
                .slip
                .code
                .map(|_| filled.fill(Field::new("code", t.road.code).hint(t.road.code_hint), "")),
            open_door: door::is_typed(filled),
            door: door::fields(t, filled, self.found),
            earlier: filled.earlier(t, "deliver"),
        }
    }
}

fn fail_form(t: &'static Phrases, filled: &Filled) -> FailForm {
    let problems = DeliveryProblem::ALL
        .iter()
        .map(|problem| Choice::new(problem.code().to_string(), problem_word(t, *problem)));
    FailForm {
        earlier: filled.earlier(t, "fail"),
        open: filled.has("problem") || filled.has("fail_note"),
        problem: filled.fill(Field::new("problem", t.courier.ask_problem).choices(problems), ""),
        next_attempt: filled.fill(Field::new("next_attempt", t.courier.ask_next_attempt).optional(), ""),
        note: filled.fill(Field::new("fail_note", t.courier.ask_note).optional(), ""),
        photo: filled.fill(Field::new("fail_photo", t.courier.ask_fail_photo).optional(), ""),
    }
}
