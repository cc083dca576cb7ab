//! Erasing a person for good: the fact, then their photographs, then the key under which everything personal of
//! theirs is sealed.
//!
//! The key goes last and is the mark that all is done: the next start looks for people whom the log calls
//! erased and whose key is still there, and does the rest. What they did stays, as an erased person's: amounts,
//! goods, dates, and the trade name of their party.

use std::collections::BTreeSet;

use rantai_core::blobs::Blobs;
use rantai_core::desk::{Command, Receipt, Wish};
use rantai_core::ids::{BookId, CommandId, PersonId};
use rantai_core::log::Log;
use rantai_core::party::{Actor, Channel};
use rantai_core::registry::{self, ErasePerson, Registry};
use rantai_core::vault::{Issued, Pass, Vault, VaultError};

use crate::app::App;
use crate::sweep;
use crate::web::PortalError;

/// Erases a person, whom the operator names. Returns after it is done; after a crash in between the next start
/// finishes it.
///
/// # Errors
/// The refusal in the reader's words; [`PortalError::Broken`] when the disk does not take it.
pub async fn erase(
    app: &App,
    command: CommandId,
    operator: Actor,
    channel: Channel,
    person: PersonId,
) -> Result<Receipt, PortalError> {
    let wish = Wish {
        id: command,
        actor: operator,
        book: BookId::REGISTRY,
        on_behalf_of: None,
        channel,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Registry(registry::Command::ErasePerson(ErasePerson { person })),
    };
    let receipt = app.submit(wish).await?;
    app.imports.forget(person);
    let (vault, log, blobs) = (app.vault.clone(), app.log.clone(), app.blobs.clone());
    let purged = tokio::task::spawn_blocking(move || purge(&vault, log.as_ref(), &blobs, person)).await;
    purged.map_err(PortalError::broken)?.map_err(PortalError::broken)?;
    tracing::info!(%person, "a person was erased");
    Ok(receipt)
}

/// Does what is left to do for people who were being erased when the program ended.
///
/// # Errors
/// When the vault does not take it: nobody who was erased may be served.
pub fn finish(registry: &Registry, vault: &Vault, log: &dyn Log, blobs: &Blobs) -> Result<(), VaultError> {
    for person in registry.erased().filter(|person| !vault.is_destroyed(*person)) {
        tracing::warn!(%person, "a person whom the log calls erased had a key: it is destroyed now");
        purge(vault, log, blobs, person)?;
    }
    Ok(())
}

fn purge(vault: &Vault, log: &dyn Log, blobs: &Blobs, person: PersonId) -> Result<(), VaultError> {
    // The daily sweep tries again: the key does not wait for a photograph.
    match sweep::forget(blobs, log, &BTreeSet::from([person])) {
        Ok(removed) => tracing::info!(removed, %person, "photographs of an erased person were removed"),
        Err(error) => tracing::error!(%error, %person, "photographs of an erased person are still there"),
    }
    let theirs = |issued: &Issued| match &issued.pass {
        Pass::Invite { by, .. } | Pass::Thing { by, .. } => *by == person,
        _ => false,
    };
    vault.passes.revoke_where(theirs)?;
    vault.destroy_key(person)
}
