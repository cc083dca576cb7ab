//! What somebody is called and where they are: one's own, and that of somebody a business wrote down, until they say it
//! themselves. What stood there before stays beside it.

use axum::extract::{Path, State};
use rantai_core::desk::Receipt;
use rantai_core::ids::{BookId, CommandId, PartyId, PersonId};
use rantai_core::party::{Capacity, Role};
use rantai_core::registry::{self, PartyFounded, RenameParty, RenamePerson, Renaming};
use rantai_core::sealed::{Address, PersonName};

use crate::app::App;
use crate::business::{self, Place};
use crate::deeds;
use crate::doors::newcomer;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::routes::portal;
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, Page, PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// Longest trade name, in characters.
const LONGEST: usize = 80;

/// Where a party's own people say what they are called.
pub fn at(member: &Member) -> String {
    format!("/account/{}/name", member.slug)
}

/// Where a business corrects what it wrote of another.
pub fn known_at(app: &App, member: &Member, other: PartyId) -> String {
    business::at(member, &format!("/known/{}/name", app.slug(other)))
}

/// Whose name it is, and who says so.
struct About {
    member: Member,
    party: PartyFounded,
    person: PersonId,
    here: String,
    back: String,
}

/// `GET /account/{party}/name`
pub async fn own(member: Member, lang: Lang, fresh: Fresh, State(app): State<AppState>) -> PageResult {
    let about = About::own(&app, member)?;
    let mut sheet = about.sheet(&app, lang, &Filled::default());
    sheet.page = fresh.on(sheet.page, &about.member.slug);
    sheet.show(false)
}

/// `POST /account/{party}/name/person`
///
/// # Errors
/// What no other input could mend.
pub async fn own_person(
    member: Member,
    lang: Lang,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    About::own(&app, member)?.person_comes(&app, lang, filled).await
}

/// `POST /account/{party}/name`
///
/// # Errors
/// What no other input could mend.
pub async fn own_party(
    member: Member,
    lang: Lang,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    About::own(&app, member)?.party_comes(&app, lang, filled).await
}

/// `GET /business/{party}/known/{other}/name`
///
/// # Errors
/// [`PortalError::NotFound`] for whom the business did not make known.
pub async fn known(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    State(app): State<AppState>,
    Path((_, other)): Path<(String, String)>,
) -> PageResult {
    let about = About::known(&app, &business, &other)?;
    let mut sheet = about.sheet(&app, lang, &Filled::default());
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/known/{other}/name/person`
///
/// # Errors
/// What no other input could mend.
pub async fn known_person(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, other)): Path<(String, String)>,
    filled: Filled,
) -> PageResult {
    About::known(&app, &business, &other)?.person_comes(&app, lang, filled).await
}

/// `POST /business/{party}/known/{other}/name`
///
/// # Errors
/// What no other input could mend.
pub async fn known_party(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, other)): Path<(String, String)>,
    filled: Filled,
) -> PageResult {
    About::known(&app, &business, &other)?.party_comes(&app, lang, filled).await
}

impl About {
    fn own(app: &App, member: Member) -> Result<Self, PortalError> {
        let party = app.registry().party(member.party).cloned().ok_or(PortalError::NotFound)?;
        let back = portal(&party, member.role).unwrap_or_else(|| "/".to_owned());
        Ok(Self { person: member.person, here: at(&member), party, member, back })
    }

    fn known(app: &App, member: &Member, other: &str) -> Result<Self, PortalError> {
        let registry = app.registry();
        let party = registry.party_by_slug(other).ok_or(PortalError::NotFound)?;
        if registry.introduced_by(party.party) != Some(member.party) {
            return Err(PortalError::NotFound);
        }
        let back = match party.capacities.as_slice() {
            [Capacity::Supplier, ..] => business::at(member, &format!("/suppliers/{other}")),
            _ => business::at(member, "/customers"),
        };
        let here = known_at(app, member, party.party);
        Ok(Self { person: party.contact, party: party.clone(), here, back, member: member.clone() })
    }

    fn is_own(&self) -> bool {
        self.party.party == self.member.party
    }

    /// The name of the party is its owner's to say, and where it has a sign it stands there.
    fn may_name_party(&self, app: &App) -> bool {
        let has_sign = self.party.capacities.contains(&Capacity::Business);
        !has_sign && app.registry().may_rename(self.member.actor(), self.party.party)
    }

    async fn person_comes(&self, app: &App, lang: Lang, mut filled: Filled) -> PageResult {
        let done = self.rename_person(app, lang.phrases(), &mut filled).await;
        self.answer(app, lang, &filled, done)
    }

    async fn party_comes(&self, app: &App, lang: Lang, mut filled: Filled) -> PageResult {
        let done = self.rename_party(app, lang.phrases(), &mut filled).await;
        self.answer(app, lang, &filled, done)
    }

    fn answer(
        &self,
        app: &App,
        lang: Lang,
        filled: &Filled,
        done: Result<Receipt, PortalError>,
    ) -> PageResult {
        match done {
            Ok(receipt) => Ok(deeds::see(&self.here, &receipt)),
            Err(error @ PortalError::Refused(_)) => {
                let mut sheet = self.sheet(app, lang, filled);
                sheet.page.notice = Some(error.notice(lang.phrases()));
                sheet.again()
            }
            Err(error) => Err(error),
        }
    }

    async fn rename_person(
        &self,
        app: &App,
        t: &'static Phrases,
        filled: &mut Filled,
    ) -> Result<Receipt, PortalError> {
        let deed = filled.deed()?;
        let typed = filled.words(t, "person");
        let name = filled.short_enough(t, "person", PersonName::new(&typed));
        let why = filled.choice(t, "person_why", Renaming::from_name);
        filled.checked()?;
        let name = deed.seal_in(app, self.person, BookId::REGISTRY, name)?;
        let (Some(name), Some(why)) = (name, why) else { return Err(PortalError::BadRequest) };
        let wish = RenamePerson { person: self.person, name, why };
        deed.register(&self.member, registry::Command::RenamePerson(wish)).submit(app).await
    }

    async fn rename_party(
        &self,
        app: &App,
        t: &'static Phrases,
        filled: &mut Filled,
    ) -> Result<Receipt, PortalError> {
        let deed = filled.deed()?;
        let name = filled.text("trade").to_owned();
        if name.chars().count() > LONGEST {
            filled.mistake("trade", (t.common.too_long)(LONGEST));
        }
        // Who came without a village, as a stranger may, is not asked for one now.
        let is_asked = !(self.party.village.is_empty() && filled.text("village").is_empty());
        let village = if is_asked { newcomer::village(t, filled).unwrap_or_default() } else { String::new() };
        let address = Address::new(filled.text("address"));
        let address = filled.short_enough(t, "address", address);
        let why = filled.choice(t, "why", Renaming::from_name);
        filled.checked()?;
        let address = deed.seal_in(app, self.party.contact, BookId::REGISTRY, address)?;
        let why = why.ok_or(PortalError::BadRequest)?;
        let wish = RenameParty { party: self.party.party, name, village, address, why };
        deed.register(&self.member, registry::Command::RenameParty(wish)).submit(app).await
    }

    fn sheet(&self, app: &App, lang: Lang, filled: &Filled) -> Sheet {
        let t = lang.phrases();
        let n = &t.names;
        let mut parts = vec![Part::Text(if self.is_own() { n.text } else { n.text_of }.to_owned())];
        let names_person = self.is_own() && self.member.role != Role::Auditor
            || !self.is_own() && app.registry().may_rename(self.member.actor(), self.party.party);
        if names_person {
            parts.push(Part::form(self.person_form(app, t, filled)));
        }
        if self.may_name_party(app) {
            parts.push(Part::form(self.party_form(app, t, filled)));
        } else if self.is_own() && self.party.capacities.contains(&Capacity::Business) {
            if matches!(self.member.role, Role::Owner | Role::Admin) {
                parts.push(Part::Links(vec![(business::at(&self.member, "/profile"), n.shop.to_owned())]));
            }
        } else if !self.is_own() {
            parts.push(Part::Text(n.theirs_now.to_owned()));
        }
        let before = self.before(app, t);
        if !before.is_empty() {
            parts.push(Part::Heading(n.before.to_owned()));
            parts.push(Part::Facts(before));
        }
        Sheet { page: self.frame(app, lang), here: self.here.clone(), topics: String::new(), parts }
    }

    fn frame(&self, app: &App, lang: Lang) -> Page {
        let (t, member) = (lang.phrases(), &self.member);
        let called = app.name_of(&self.party);
        if !self.is_own() {
            let title = (t.names.title_of)(&called);
            return business::frame(app, lang, member, Place::Today, title).back(self.back.clone(), called);
        }
        Page::new(lang, t.names.title)
            .signed_in(app.person(member.person), &member.name)
            .others(app.others(member))
            .people(member)
            .back(self.back.clone(), called)
    }

    fn person_form(&self, app: &App, t: &'static Phrases, filled: &Filled) -> Form {
        let n = &t.names;
        let label = if self.is_own() { n.your_name } else { n.person };
        let form = Form::new("person", label, format!("{}/person", self.here), self.deed(app), t.common.save);
        form.ask(Input::Text(filled.field("person", t.doors.name, app.person(self.person))))
            .ask(Input::Choices(why(filled, t, "person_why")))
    }

    fn party_form(&self, app: &App, t: &'static Phrases, filled: &Filled) -> Form {
        let n = &t.names;
        let form = Form::new("party", n.party, self.here.clone(), self.deed(app), t.common.save);
        let address = self.party.address.as_ref().and_then(|address| app.vault.read(address));
        let address = address.map(|text| text.to_string()).unwrap_or_default();
        let [mut village, mut code] = newcomer::village_fields(app, t, filled);
        if filled.text("village").is_empty() && filled.text("village_code").is_empty() {
            match app.regions.place(&self.party.village) {
                Some(place) => village.value.clone_from(&place.code),
                None => code.value.clone_from(&self.party.village),
            }
        }
        village.optional = self.party.village.is_empty();
        form.ask(Input::Text(filled.field("trade", n.trade, &self.party.name).hint(n.trade_hint).optional()))
            .ask(Input::Select(village))
            .ask(Input::Text(code))
            .ask(Input::Area(
                filled.field("address", n.address, address).hint(t.distributor.address_hint).optional(),
            ))
            .ask(Input::Choices(why(filled, t, "why")))
    }

    fn deed(&self, app: &App) -> CommandId {
        deeds::new_id(app)
    }

    /// What stood there before, the newest first, and why it is another.
    fn before(&self, app: &App, t: &'static Phrases) -> Vec<(String, String)> {
        let n = &t.names;
        let registry = app.registry();
        let people = registry.names_before(self.person).iter().rev();
        let people = people.filter_map(|once| {
            let name = app.vault.read(&once.was)?;
            Some((name.to_string(), (n.because)(once.why).to_owned()))
        });
        let parties = registry.party_before(self.party.party).iter().rev().map(|once| {
            let address = once.was.address.as_ref().and_then(|address| app.vault.read(address));
            let words = [
                once.was.name.clone(),
                address.map(|text| text.to_string()).unwrap_or_default(),
                app.regions.spoken(&once.was.village),
            ];
            let words: Vec<String> =
                words.into_iter().filter(|word| !word.is_empty() && word != "–").collect();
            (words.join(" · "), (n.because)(once.why).to_owned())
        });
        people.chain(parties.filter(|(words, _)| !words.is_empty())).collect()
    }
}

fn why(filled: &Filled, t: &'static Phrases, name: &str) -> crate::web::Field {
    let choices = Renaming::ALL.iter().map(|why| Choice::new(why.name(), (t.names.because)(*why)));
    filled.field(name, t.names.why, Renaming::Mistyped.name()).choices(choices)
}

/// The member may correct what the business wrote of another: pages of that other then lead here.
pub fn is_corrected_by(app: &App, member: &Member, other: PartyId) -> bool {
    let registry = app.registry();
    registry.introduced_by(other) == Some(member.party) && registry.may_rename(member.actor(), other)
}
