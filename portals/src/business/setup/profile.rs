//! The sign of the business: what people read who have never phoned. The first time, it opens the book.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rantai_core::book::profile::{ChangeProfile, OpenBusiness, Profile};
use rantai_core::ids::{BlobHash, CommandId};

use crate::app::App;
use crate::business::work::again;
use crate::business::{Duty, Place, at, frame, may};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::share::Share;
use crate::uploads::{FOR_ONE, PhotoForm, kept_photo};
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/setup/profile.html")]
struct ProfilePage {
    page: Page,
    action: String,
    deed: CommandId,
    /// Other pages about the business: icon, address, name.
    places: Vec<(&'static str, String, &'static str)>,
    share: Option<Share>,
    shop: Option<String>,
    writes: bool,
    now: Option<String>,
    name: Field,
    trade: Field,
    tagline: Field,
    village: Field,
    street: Field,
    about: Field,
    photo: Field,
    button: &'static str,
}

/// Longest line of a sign, in characters.
const LONGEST_LINE: usize = 160;

/// `GET /business/{party}/profile`
pub async fn form(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    headers: HeaderMap,
    State(app): State<AppState>,
) -> PageResult {
    let mut sheet = page(&app, lang, &business, &headers, &Filled::default(), None);
    sheet.page = fresh.on(sheet.page, &business.slug);
    show(&sheet)
}

/// `POST /business/{party}/profile`
pub async fn save(
    business: Business,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let t = lang.phrases();
    let form = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&form);
    match submit(&app, t, &business, &form, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => show_again(&page(&app, lang, &business, &headers, &filled, Some(again(error, t)?))),
    }
}

/// `GET /business/{party}/profile/photo/{hash}`: the photo on the sign, and no other.
///
/// # Errors
/// [`PortalError::NotFound`].
pub async fn photo(
    business: Business,
    State(app): State<AppState>,
    Path((_, hash)): Path<(String, String)>,
) -> PageResult {
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    let shop = app.views.shops.shop(business.party).ok_or(PortalError::NotFound)?;
    if shop.profile.photo != Some(hash) {
        return Err(PortalError::NotFound);
    }
    kept_photo(&app, hash, FOR_ONE).await
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    form: &PhotoForm,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let [name, trade] = ["name", "trade"].map(|field| filled.words(t, field));
    let [tagline, street] = ["tagline", "street"].map(|field| filled.text(field).to_owned());
    let about = filled.text("about").to_owned();
    for (field, text) in [("name", &name), ("trade", &trade), ("tagline", &tagline), ("street", &street)] {
        if text.chars().count() > LONGEST_LINE {
            filled.mistake(field, (t.common.too_long)(LONGEST_LINE));
        }
    }
    if about.chars().count() > 2_000 {
        filled.mistake("about", (t.common.too_long)(2_000));
    }
    let village = filled.text("village").to_owned();
    if app.regions.place(&village).is_none() {
        filled.mistake("village", t.common.required);
    }
    filled.checked()?;
    let photo = form.evidence(app, "photo").await?.first().copied();
    // The page said what it does: sent twice, it is the same deed after the first has opened the book.
    if filled.has("opens") {
        let command = OpenBusiness { name, trade, village, street, tagline, about, photo };
        let receipt = deed.wish(member, member.party, command).submit(app).await?;
        return Ok(deeds::see(&at(member, ""), &receipt));
    }
    let command = ChangeProfile { name, trade, village, street, tagline, about, photo };
    let receipt = deed.wish(member, member.party, command).submit(app).await?;
    Ok(deeds::see(&at(member, "/profile"), &receipt))
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    headers: &HeaderMap,
    filled: &Filled,
    notice: Option<Notice>,
) -> ProfilePage {
    let t = lang.phrases();
    let s = &t.setup;
    let shop = app.views.shops.shop(member.party);
    let now: Option<&Profile> = shop.as_ref().map(|shop| &shop.profile);
    let title = if now.is_some() { s.my_business } else { s.open_book };
    let mut page = frame(app, lang, member, Place::Today, title).back(at(member, ""), t.business.today);
    page.notice = notice;
    let start = |read: fn(&Profile) -> &String| now.map(|profile| read(profile).clone()).unwrap_or_default();
    let registry = app.registry();
    let village = registry.party(member.party).map(|party| party.village.clone()).unwrap_or_default();
    let mut villages: Vec<Choice> =
        app.regions.all().map(|place| Choice::new(&place.code, app.regions.spoken(&place.code))).collect();
    villages.sort_by(|a, b| a.label.cmp(&b.label));
    let path = format!("/shops/{}", member.slug);
    let url = app.site.url(headers, &path);
    let name = start(|profile| &profile.name);
    let photo = filled.field("photo", if now.is_some() { s.new_photo } else { s.shop_photo }, "").optional();
    ProfilePage {
        page,
        action: at(member, "/profile"),
        deed: deeds::new_id(app),
        places: if now.is_some() { places(t, member) } else { Vec::new() },
        share: now.map(|profile| Share::new(url.clone(), &(s.share_text)(&profile.name, &url))),
        shop: now.map(|_| path),
        writes: may(member, Duty::Orders),
        now: now.and_then(|profile| profile.photo).map(|hash| at(member, &format!("/profile/photo/{hash}"))),
        name: filled.field("name", s.shop_name, if now.is_some() { name } else { member.name.clone() }),
        trade: filled
            .field("trade", s.trade, (t.storefront.trade)(&start(|profile| &profile.trade)))
            .hint(s.trade_hint),
        tagline: filled
            .field("tagline", s.tagline, start(|profile| &profile.tagline))
            .hint(s.tagline_hint)
            .optional(),
        village: filled
            .field("village", s.village, now.map_or(village, |profile| profile.village.clone()))
            .choices(villages),
        street: filled
            .field("street", s.street, start(|profile| &profile.street))
            .hint(s.street_hint)
            .optional(),
        about: filled.field("about", s.about, start(|profile| &profile.about)).hint(s.about_hint).optional(),
        photo,
        button: if now.is_some() { s.save_profile } else { s.open_book },
    }
}

/// Everything else that is set up once.
fn places(t: &'static Phrases, member: &Member) -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("person", at(member, "/customers"), t.setup.customers),
        ("people", format!("/account/{}/people", member.slug), t.setup.people),
        ("wallet", at(member, "/terms"), t.workshop.terms),
        ("download", at(member, "/import"), t.setup.import),
    ]
}
