//! `demo.json`: everybody who can be played, with where they come in and a token for programs. The demo
//! writes it at each start, and nothing else ever does.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rantai_core::vault::{Pass, PassToken};
use serde::{Deserialize, Serialize};

use super::cast::{PlayError, Players};
use crate::api::caller::Scope;
use crate::app::App;

/// Name of the file in the demo's folder.
pub const FILE: &str = "demo.json";
/// What the demo's own tokens are called.
const LABEL: &str = "demo.json";

/// One person acting for one party.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    party: String,
    role: String,
    address: String,
    token: String,
}

/// Writes the file for a demo that listens at that port. Only its owner can read it. Tokens of an earlier
/// start that still hold are kept, others are taken back, so that they never pile up.
///
/// # Errors
/// When the vault or the disk does not take it.
pub fn write(app: &App, players: &Players, folder: &Path, port: u16) -> Result<(), PlayError> {
    let path = folder.join(FILE);
    let before = std::fs::read_to_string(&path).ok();
    let before: Vec<Entry> = before.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let registry = app.registry();
    let (mut entries, mut kept) = (Vec::new(), Vec::new());
    for player in &players.people {
        for seat in &player.parties {
            let Some(party) = registry.party_by_slug(&seat.slug).map(|entry| entry.party) else { continue };
            let Some(role) = registry.role(party, player.person) else { continue };
            let pass = Pass::Api { party, person: player.person, scopes: Scope::of_role(role) };
            let holds = |entry: &&Entry| {
                let issued = app.vault.passes.peek(&PassToken(entry.token.clone()), app.now());
                issued.is_some_and(|issued| issued.pass == pass && issued.label == LABEL)
            };
            let token = match before.iter().filter(|entry| entry.party == seat.slug).find(holds) {
                Some(entry) => PassToken(entry.token.clone()),
                None => app.vault.passes.issue(pass, LABEL, app.now(), None)?,
            };
            kept.extend(app.vault.passes.peek(&token, app.now()).map(|issued| issued.id));
            let slug = &player.slug;
            entries.push(Entry {
                name: player.spoken.clone(),
                party: seat.slug.clone(),
                role: role.name().to_owned(),
                address: format!("http://{slug}.localhost:{port}/demo/enter/{slug}"),
                token: token.0,
            });
        }
    }
    app.vault.passes.revoke_where(|issued| {
        issued.label == LABEL && matches!(issued.pass, Pass::Api { .. }) && !kept.contains(&issued.id)
    })?;
    let text = serde_json::to_string_pretty(&entries).map_err(std::io::Error::other)?;
    let new = folder.join("demo.json.new");
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(new, path)?;
    Ok(())
}
