//! Ordering without being known: who they are is asked at the last step.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect};
use rantai_core::book::derive_id;
use rantai_core::desk::{Command, Wish};
use rantai_core::ids::{BookId, CommandId, OrderId, PartyId, PersonId};
use rantai_core::party::{Actor, Capacity, Channel, Role};
use rantai_core::registry::{self, AddPerson, Introduce, Introduced};
use rantai_core::sealed::{Address, PersonName, PhoneNumber, Sealed};

use crate::app::App;
use crate::distributor::new_order::{Begin, Sent, sent_in, stranger_begins};
use crate::doors::peer::Peer;
use crate::doors::throttle::Key;
use crate::filled::too_long;
use crate::i18n::{Lang, Phrases};
use crate::links::text::{to_business, whatsapp};
use crate::links::{HOLDS, Part, address};
use crate::print::qr;
use crate::routes::LINK;
use crate::site::set_cookie;
use crate::storefront::shop;
use crate::uploads::PhotoForm;
use crate::web::{Field, Page, PageResult, PortalError, show};
use crate::who::{AppState, Member, SignedIn};

/// What a stranger says of themselves.
pub struct Said {
    /// Their name.
    pub name: String,
    /// How they are reached.
    pub phone: String,
    /// The name of their shop, where they have one.
    pub trade: String,
    /// Code of their village, where it matters.
    pub village: String,
    /// Where exactly.
    pub address: String,
}

/// The form asks a stranger for it.
pub fn asks(name: &str) -> bool {
    matches!(name, "who" | "phone" | "trade")
}

/// The questions of the last step, and the kind of each field. `typed` gives what was typed and what is wrong.
pub fn questions(
    t: &'static Phrases,
    typed: impl Fn(&str) -> (String, Option<String>),
) -> Vec<(Field, &'static str)> {
    let s = &t.strangers;
    let field = |name: &str, label: &str| {
        let (value, wrong) = typed(name);
        Field::new(name, label).value(value).error(wrong)
    };
    vec![
        (field("who", s.who_name), "text"),
        (field("phone", s.who_phone).hint(s.who_phone_hint), "tel"),
        (field("trade", s.who_trade).hint(s.who_trade_hint).optional(), "text"),
    ]
}

/// What cannot be taken as it was typed.
pub fn mistakes(t: &'static Phrases, typed: impl Fn(&str) -> String) -> BTreeMap<String, String> {
    let mut wrong = BTreeMap::new();
    match PersonName::new(&typed("who")) {
        Ok(Some(_)) => {}
        Ok(None) => drop(wrong.insert("who".to_owned(), t.common.required.to_owned())),
        Err(error) => drop(wrong.insert("who".to_owned(), (t.common.too_long)(error.longest))),
    }
    if PhoneNumber::parse(&typed("phone")).is_none() {
        wrong.insert("phone".to_owned(), t.strangers.not_a_phone.to_owned());
    }
    if typed("trade").chars().count() > LONGEST_TRADE {
        wrong.insert("trade".to_owned(), (t.common.too_long)(LONGEST_TRADE));
    }
    wrong
}

/// Longest name of a shop, in characters.
const LONGEST_TRADE: usize = 80;

/// Makes a stranger known to the business they order from, under the id of their form.
///
/// The number is kept for the business to call, and finds nobody: nobody has vouched that it is theirs. Whoever
/// types another's number learns nothing, becomes nobody else, and is given nothing that is meant for them.
///
/// # Errors
/// What the desk refuses.
pub async fn introduce(
    app: &App,
    business: PartyId,
    id: CommandId,
    said: &Said,
) -> Result<Member, PortalError> {
    let book = BookId::REGISTRY;
    let person = PersonId(derive_id(Actor::STRANGER.person, book, id, 0));
    let party = PartyId(derive_id(Actor::STRANGER.person, book, id, 1));
    let key = app.vault.create_key(person).map_err(PortalError::broken)?;
    let name = PersonName::new(&said.name).map_err(too_long)?.ok_or(PortalError::BadRequest)?;
    let phone = PhoneNumber::parse(&said.phone).ok_or(PortalError::BadRequest)?;
    let address = Address::new(&said.address).map_err(too_long)?;
    let slug = format!("pembeli-{}", party.to_string().get(20..).unwrap_or_default());
    let introduce = Introduce {
        person: Introduced::New(AddPerson {
            name: Sealed::seal(&name, &key, person, book, id),
            phone: Some(Sealed::seal(&phone, &key, person, book, id)),
            phone_hash: None,
        }),
        slug: slug.clone(),
        name: said.trade.trim().to_owned(),
        capacities: vec![Capacity::Distributor],
        village: app.regions.place(&said.village).map_or_else(String::new, |place| place.code.clone()),
        address: address.map(|address| Sealed::seal(&address, &key, person, book, id)),
        to: Some(business),
    };
    let wish = Wish {
        id,
        actor: Actor::STRANGER,
        book,
        on_behalf_of: None,
        channel: Channel::Web,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Registry(registry::Command::Introduce(introduce)),
    };
    app.submit(wish).await?;
    let name = app.party(party);
    let capacity = Some(Capacity::Distributor);
    Ok(Member { person, party, slug, name, role: Role::Owner, capacity, link: None })
}

#[derive(Template)]
#[template(path = "storefront/ordered.html")]
struct OrderedPage {
    page: Page,
    number: String,
    business: String,
    text: String,
    keep: String,
    tell: Option<String>,
    qr: String,
    order: String,
}

/// `GET /shops/{party}/order`
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such business.
pub async fn form(
    lang: Lang,
    who: Result<SignedIn, PortalError>,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    Query(begin): Query<Begin>,
) -> PageResult {
    // Who is known orders as who they are.
    if let Some(buyer) = super::buyer(&app, &who) {
        return Ok(Redirect::to(&format!("/distributor/{}/new/{slug}", buyer.slug)).into_response());
    }
    stranger_begins(&app, lang, &slug, begin)
}

/// `POST /shops/{party}/order`: reckons, or places the order and gives the stranger a link to it.
///
/// # Errors
/// What no other input could mend.
pub async fn send(
    lang: Lang,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Peer(address): Peer,
    multipart: Multipart,
) -> PageResult {
    let sent = PhotoForm::read(multipart).await?;
    let shop = shop::named(&app, &slug)?;
    if sent.text("step") == "place" {
        app.doors.throttle.guess(&[Key::orders_from(address)], app.now())?;
    }
    match sent_in(&app, lang, None, &shop, sent).await? {
        Sent::Shown(answer) => Ok(answer),
        Sent::Placed(member, order, receipt) => {
            app.shows(receipt.cursor).await;
            ordered(&app, lang, &headers, &member, shop.business, order)
        }
    }
}

/// The order was placed: its link, shown once, and how to keep it.
fn ordered(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    member: &Member,
    business: PartyId,
    order: OrderId,
) -> PageResult {
    let (t, s) = (lang.phrases(), &lang.phrases().strangers);
    let broken = || PortalError::broken("a stranger without a part in their order");
    let part = Part::of(app, business, member.party, order).ok_or_else(broken)?;
    let token = part.issue(app, member.person, "")?;
    let path = part.path(app).ok_or_else(broken)?;
    let link = app.site.url(headers, &address(&token));
    let number = app.views.orders.of_buyer(member.party, order).map(|sheet| sheet.order.number.clone());
    let number = number.unwrap_or_default();
    let text = (s.keep_text)(&number, &app.party(business), &link);
    let about = |t: &'static Phrases| (t.links.order)(&number);
    let place = format!("/orders/{order}");
    let page = OrderedPage {
        page: Page::new(lang, s.ordered_title)
            .back(format!("/shops/{}", app.slug(business)), app.party(business)),
        business: app.party(business),
        keep: whatsapp(None, &text),
        tell: to_business(app, headers, member, business, (about, t.links.new_order, &place)),
        qr: qr(&link),
        order: path.clone(),
        number: number.clone(),
        text,
    };
    let cookie = set_cookie(&app.site.cookie_below(LINK, &token.0, &path, HOLDS));
    let mut answer = show(&page)?;
    answer.headers_mut().append(SET_COOKIE, cookie.map_err(PortalError::broken)?);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rantai_core::log::{Cursor, Log};

    use super::*;
    use crate::routes::tests::{Stage, multipart, stage};

    /// A form of the shop's, with the goods of the affair.
    async fn sent(stage: &Stage, step: &str, more: &[(&str, &str)]) -> (StatusCode, String) {
        let a = &stage.affair;
        let mut fields = vec![
            (format!("q-{}-1", a.product), enough(stage).to_string()),
            ("delivery".to_owned(), "collect".to_owned()),
            ("step".to_owned(), step.to_owned()),
        ];
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let path = stage.address("/shops/{party}/order", a.business);
        let (status, _, page) = stage.ask("POST", &path, None, Some(multipart(&fields))).await;
        (status, page)
    }

    /// So many that the order is not too small.
    fn enough(stage: &Stage) -> i64 {
        let a = &stage.affair;
        let shop = stage.app.views.shops.shop(a.business).unwrap();
        let minimum = shop.profile.terms.as_ref().unwrap().minimum;
        let row = stage.app.views.shops.product(a.business, a.product).unwrap();
        minimum.0 / row.product.price(1).unwrap().wholesale.0 + 1
    }

    fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
        text.split(before).nth(1).and_then(|rest| rest.split(after).next()).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_stranger_orders_with_name_and_phone_at_the_last_step_and_keeps_a_link() {
        let stage = stage().await;
        let id = crate::deeds::new_id(&stage.app).to_string();
        let before = stage.app.log.watermark();
        let (status, page) = sent(&stage, "reckon", &[("deed", &id)]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("name=\"who\"") && page.contains("name=\"phone\""), "{page}");
        let shown = between(&page, "name=\"shown\" value=\"", "\"").to_owned();

        let wrong = [("deed", &*id), ("shown", &shown), ("who", "Ibu Ratna"), ("phone", "12")];
        let (status, page) = sent(&stage, "place", &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"Ibu Ratna\"") && page.contains("phone-wrong"), "what was typed stays");
        assert_eq!(stage.app.log.watermark(), before);

        let right = [("deed", &*id), ("shown", &shown), ("who", "Ibu Ratna"), ("phone", "0813 9988 7766")];
        let (status, page) = sent(&stage, "place", &right).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let token = between(&page, "/l/", "\n").get(..64).unwrap().to_owned();
        assert_eq!(token.len(), 64);
        let (_, twice) = sent(&stage, "place", &right).await;
        assert!(twice.contains("/l/"));

        let commits = stage.app.log.read(before, 100).unwrap();
        let actors: Vec<bool> =
            commits.iter().map(|commit| commit.draft.envelope.person == Actor::STRANGER.person).collect();
        assert_eq!(actors, [true, false], "one who introduces themselves, one order, tapped twice");
        let phone = PhoneNumber::parse("+6281399887766").unwrap();
        let registry = stage.app.registry();
        assert_eq!(
            registry.person_by_phone(&stage.app.vault.phone_hash(&phone)),
            None,
            "nobody vouched for it"
        );
        let person = PersonId(derive_id(Actor::STRANGER.person, BookId::REGISTRY, id.parse().unwrap(), 0));
        assert_eq!(stage.app.person(person), "Ibu Ratna");
        let (party, role) = registry.parties_of(person).next().unwrap();
        assert_eq!((role, stage.app.party(party.party)), (Role::Owner, "Ibu Ratna".to_owned()));
        assert!(registry.is_known_to(party.party, stage.affair.business));
        assert!(!registry.is_known_to(party.party, stage.affair.supplier));
        for commit in &commits {
            for fact in &commit.draft.facts {
                assert!(!fact.bytes.windows(5).any(|window| window == b"Ratna"), "a name in the clear");
            }
        }
        let (status, to, _) = stage.ask("GET", &format!("/l/{token}"), None, None).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(to.starts_with("/distributor/pembeli-"), "{to}");
        let shop = registry.party(stage.affair.business).unwrap().contact;
        let order = to.rsplit('/').next().unwrap();
        let path = format!("/business/{}/orders/{order}", stage.app.slug(stage.affair.business));
        let (status, _, page) = stage.ask("GET", &path, Some(shop), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Ibu Ratna") && page.contains("wa.me/6281399887766"));
    }

    #[tokio::test]
    async fn whoever_types_anothers_number_becomes_nobody_else_and_learns_nothing() {
        let stage = stage().await;
        let registry = stage.app.registry();
        let known = registry.people().find(|person| person.phone.is_some()).unwrap();
        let phone = stage.app.vault.read(known.phone.as_ref().unwrap()).unwrap();
        let id = crate::deeds::new_id(&stage.app).to_string();
        let (_, page) = sent(&stage, "reckon", &[("deed", &id)]).await;
        let shown = between(&page, "name=\"shown\" value=\"", "\"").to_owned();
        let fields = [("deed", &*id), ("shown", &shown), ("who", "Seseorang"), ("phone", &*phone)];
        let (status, page) = sent(&stage, "place", &fields).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains(&stage.app.person(known.person)));
        let hash = stage.app.vault.phone_hash(&PhoneNumber::parse(&phone).unwrap());
        assert_eq!(stage.app.registry().person_by_phone(&hash), Some(known.person));
    }

    #[tokio::test]
    async fn looking_at_the_form_of_a_shop_records_nothing() {
        let stage = stage().await;
        let before = stage.app.log.read(Cursor::START, usize::MAX).unwrap().len();
        let path = stage.address("/shops/{party}/order?product={product}", stage.affair.business);
        let (status, _, page) = stage.ask("GET", &path, None, None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("name=\"who\""), "who they are is asked last");
        assert_eq!(stage.app.log.read(Cursor::START, usize::MAX).unwrap().len(), before);
    }
}
