//! `/audit/{party}/names`: what a business's own people, and those it wrote down, were called before, who corrected it,
//! when and why; with the proof of their trails.

use std::sync::Arc;

use axum::extract::State;
use rantai_core::ids::{PartyId, Thing};
use rantai_core::log::EventLog;
use rantai_core::sealed::{Address, PersonName, Sealed};
use rantai_projections::renamings::{Renamed, What, renamings};

use super::frame;
use super::sheet::proof_notice;
use super::trail::{Proof, prove};
use crate::app::App;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::order_words::channel;
use crate::web::sheet::{Part, Sheet};
use crate::web::{PageResult, PortalError};
use crate::who::{AppState, Auditing};

/// As many of the newest as are shown.
const LATEST: usize = 200;

/// `GET /audit/{party}/names`
///
/// # Errors
/// Where the log cannot be read.
pub async fn page(member: Auditing, State(app): State<AppState>, lang: Lang) -> PageResult {
    let (t, member) = (lang.phrases(), &member.0);
    let mut found = of(&app, member.party).await.map_err(PortalError::broken)?;
    found.truncate(LATEST);
    let log = Arc::clone(&app.log);
    let things: Vec<Thing> = found.iter().map(Renamed::thing).collect();
    let proof = tokio::task::spawn_blocking(move || all_proved(&log, things));
    let proof = proof.await.map_err(PortalError::broken)?;
    let above = format!("/audit/{}", member.slug);
    let here = format!("{above}/names");
    let calendar = app.calendar(lang, member.party);
    let mut page = frame(&app, lang, member, t.names.corrected).back(above, t.audit.title);
    let mut parts = vec![Part::Text(t.names.corrected_text.to_owned())];
    if found.is_empty() {
        parts.push(Part::Empty(t.names.corrected_none.to_owned(), String::new()));
    } else {
        page = page.notice(proof_notice(t, &here, &proof));
    }
    for renamed in &found {
        let words = Words::of(&app, t, renamed);
        parts.push(Part::Heading(words.is.clone()));
        parts.push(Part::Facts(lines(&app, t, &calendar, renamed, words)));
    }
    Sheet { page, here, topics: String::new(), parts }.show(false)
}

/// Every such name of a business, the newest first.
///
/// # Errors
/// Where the log cannot be read.
pub async fn of(app: &App, business: PartyId) -> Result<Vec<Renamed>, String> {
    let (log, registry) = (Arc::clone(&app.log), app.registry());
    let found = tokio::task::spawn_blocking(move || renamings(log.as_ref(), &registry, business));
    found.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// What was written down and what instead, as it is read.
pub struct Words {
    /// What stood there before.
    pub was: String,
    /// And then.
    pub is: String,
}

impl Words {
    /// In words, in which nothing of an erased person stands.
    pub fn of(app: &App, t: &'static Phrases, renamed: &Renamed) -> Self {
        match &renamed.what {
            What::Person { was, is, .. } => Self { was: person(app, t, was), is: person(app, t, is) },
            What::Party { was, is } => Self {
                was: place(app, &was.name, &was.village, was.address.as_ref()),
                is: place(app, &is.name, &is.village, is.address.as_ref()),
            },
        }
    }
}

fn person(app: &App, t: &'static Phrases, name: &Sealed<PersonName>) -> String {
    app.vault.read(name).map_or_else(|| t.audit.erased.to_owned(), |name| name.to_string())
}

/// The name of a party and where it is; a dash where nothing of that was written down.
fn place(app: &App, name: &str, village: &str, address: Option<&Sealed<Address>>) -> String {
    let address = address.and_then(|address| app.vault.read(address));
    let address = address.map(|text| text.to_string()).unwrap_or_default();
    let words = [name.to_owned(), address, app.regions.spoken(village)];
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty() && word != "–").collect();
    if words.is_empty() { "–".to_owned() } else { words.join(" · ") }
}

fn lines(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    renamed: &Renamed,
    words: Words,
) -> Vec<(String, String)> {
    let (a, n) = (&t.audit, &t.names);
    let commit = &renamed.commit;
    let envelope = &commit.draft.envelope;
    let what = match renamed.what {
        What::Person { .. } => n.person,
        What::Party { .. } => n.party,
    };
    let lines = [
        (what, words.is),
        (n.before, words.was),
        (n.why, (n.because)(renamed.why()).to_owned()),
        (a.recorded_by, format!("{} · {}", app.person(envelope.person), app.party(envelope.party))),
        (a.channel, channel(t, envelope.channel).to_owned()),
        (a.recorded, calendar.moment(envelope.recorded).exact),
        (a.position, commit.cursor.position().to_string()),
        (a.hash, commit.hash.to_string().chars().take(12).collect()),
    ];
    lines.into_iter().map(|(label, text)| (label.to_owned(), text)).collect()
}

/// The proof of each trail once: the first that does not hold, else how much was read again.
fn all_proved(log: &EventLog, mut things: Vec<Thing>) -> Proof {
    things.sort_unstable();
    things.dedup();
    let mut checked = 0_u64;
    for thing in things {
        match prove(log, thing) {
            Proof::Whole(more) => checked = checked.saturating_add(more),
            damage => return damage,
        }
    }
    Proof::Whole(checked)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rantai_core::ids::PersonId;
    use rantai_core::log::Log;
    use rantai_core::party::Role;

    use super::*;
    use crate::deeds;
    use crate::routes::tests::{Stage, stage, urlencoded};

    async fn renamed(stage: &Stage, path: &str, who: PersonId, fields: &[(&str, &str)]) {
        let deed = [("deed".to_owned(), deeds::new_id(&stage.app).to_string())];
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let form = urlencoded(&deed.into_iter().chain(fields).collect::<Vec<_>>());
        let (status, _, page) = stage.ask("POST", path, Some(who), Some(form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        stage.app.shows(stage.app.log.watermark()).await;
    }

    #[tokio::test]
    async fn names_that_were_corrected_are_in_the_audit_of_whom_they_belong_to_and_nobody_elses() {
        let stage = stage().await;
        let shop = stage.affair.business;
        let registry = stage.app.registry();
        let owner = registry.party(shop).unwrap().contact;
        let was = stage.app.person(owner);
        let audit = stage.address("/audit/{party}/names", shop);
        let (status, _, page) = stage.ask("GET", &audit, Some(owner), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(Lang::Id.phrases().names.corrected_none), "{page}");

        // The owner's own name, a guest whom the shop wrote down, and a buyer who says it themselves.
        let own = stage.address("/account/{party}/name/person", shop);
        let to = [("person", "Nama Yang Benar"), ("person_why", "Mistyped")];
        renamed(&stage, &own, owner, &to).await;
        let other = registry.parties().find(|it| registry.introduced_by(it.party) == Some(shop)).unwrap();
        let other = (other.party, other.slug.clone());
        let known = stage.address(&format!("/business/{{party}}/known/{}/name", other.1), shop);
        let place = [("trade", "Kenalan Baru"), ("address", "Jl. Baru 7"), ("why", "Changed")];
        renamed(&stage, &known, owner, &place).await;
        let buyer = stage.affair.buyer;
        let them = registry.party(buyer).unwrap().contact;
        let theirs = stage.address("/account/{party}/name/person", buyer);
        renamed(&stage, &theirs, them, &[("person", "Rahasia Pembeli"), ("person_why", "Changed")]).await;

        let (_, _, page) = stage.ask("GET", &audit, Some(owner), None).await;
        for word in ["Nama Yang Benar", &was, "Kenalan Baru", "Jl. Baru 7", "Dulu salah tulis"] {
            assert!(page.contains(word), "{word} in {page}");
        }
        assert!(!page.contains("Rahasia Pembeli"), "what a buyer calls themselves is theirs");
        let at = |word: &str| page.find(word).unwrap();
        assert!(at("Kenalan Baru") < at("Dulu salah tulis"), "the newest first");

        // Another business's owner reads their own page, in which nothing of it stands; a stranger reads none.
        let foreign = stage.foreigner(rantai_core::party::Capacity::Business);
        let (status, ..) = stage.ask("GET", &audit, Some(foreign.person), None).await;
        assert!(status.is_client_error(), "{status}");
        let elsewhere = stage.address("/audit/{party}/names", foreign.party);
        let (_, _, page) = stage.ask("GET", &elsewhere, Some(foreign.person), None).await;
        for word in ["Nama Yang Benar", "Kenalan Baru", "Rahasia Pembeli"] {
            assert!(!page.contains(word), "{word} in {page}");
        }
        // Who only works there does not read it either.
        let member = registry.members(shop).find(|(_, role)| matches!(role, Role::Member | Role::Production));
        if let Some((person, _)) = member {
            let (status, ..) = stage.ask("GET", &audit, Some(person), None).await;
            assert!(status.is_client_error(), "{status}");
        }
    }
}
