//! `rantai user`: accounts by hand, while the deployment is stopped.

use std::path::PathBuf;
use std::sync::Arc;

use rantai_core::ids::{CommandId, PartyId, PersonId};
use rantai_core::party::{Actor, Channel, Role};
use rantai_core::random;
use rantai_core::registry::{Command, Introduced, Join, Registry};
use rantai_core::sealed::{PersonName, PhoneNumber};
use rantai_core::time::SystemClock;

use super::Failure;
use crate::app::App;
use crate::contact::Phone;
use crate::doors::newcomer::{self, Newcomer, registering};
use crate::doors::{shown, shut_out};
use crate::erase::erase;

#[derive(Debug, clap::Args)]
pub(super) struct User {
    #[command(subcommand)]
    deed: Deed,
    /// Where everything is kept.
    #[arg(long, global = true, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
    /// Where people reach it: the links that are printed begin with it.
    #[arg(long, global = true, default_value = "http://localhost:8080", env = "RANTAI_PUBLIC_URL")]
    public_url: String,
}

#[derive(Debug, clap::Subcommand)]
enum Deed {
    /// Make somebody known who acts for a party, and print a link that lets them in.
    Create {
        /// What they are called.
        name: String,
        /// Their phone number, in any writing.
        phone: String,
        /// The party's name in addresses.
        party: String,
        /// owner, admin, production, finance, auditor or member.
        role: String,
    },
    /// Close an account: signed out everywhere, links and programs void.
    Disable {
        /// The phone number.
        phone: String,
    },
    /// Open a closed account again.
    Enable {
        /// The phone number.
        phone: String,
    },
    /// Forget PIN, password and devices, and print a link that lets the person in again.
    Reset {
        /// The phone number.
        phone: String,
    },
    /// Erase somebody for good: the key to everything personal of theirs is destroyed. What they did stays,
    /// without their name. Without `--yes` it only says what would happen.
    Erase {
        /// The phone number.
        phone: String,
        /// Do it. Nobody can undo it.
        #[arg(long)]
        yes: bool,
    },
    /// Print everybody: number, name, parties, account.
    List,
}

impl User {
    pub(super) fn run(self) -> Result<(), Failure> {
        if !self.data.join("journal").exists() {
            return Err(
                format!("{} holds no deployment: name its folder with --data", self.data.display()).into()
            );
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let opened = App::open(&self.data, Arc::new(SystemClock), None, super::with_progress());
            let app = opened.map_err(|error| format!("{error}\n{WHILE_RUNNING}"))?;
            let done = self.deed(&app).await;
            tokio::task::spawn_blocking(|| app.close()).await?;
            done
        })
    }

    async fn deed(&self, app: &App) -> Result<(), Failure> {
        match &self.deed {
            Deed::Create { name, phone, party, role } => {
                let person = create(app, name, phone, party, role).await?;
                self.print_link(app, person)
            }
            Deed::Disable { phone } => {
                let person = person(app, phone)?;
                app.vault.accounts.disable(person, true)?;
                shut_out(app, person).map_err(|error| format!("{error:?}"))?;
                println!("{} cannot sign in any more", app.person(person));
                Ok(())
            }
            Deed::Enable { phone } => {
                let person = person(app, phone)?;
                app.vault.accounts.disable(person, false)?;
                println!("{} can sign in again", app.person(person));
                Ok(())
            }
            Deed::Reset { phone } => {
                let person = person(app, phone)?;
                app.vault.accounts.reset(person)?;
                shut_out(app, person).map_err(|error| format!("{error:?}"))?;
                self.print_link(app, person)
            }
            Deed::Erase { phone, yes } => erase_person(app, person(app, phone)?, *yes).await,
            Deed::List => {
                list(app);
                Ok(())
            }
        }
    }

    fn print_link(&self, app: &App, person: PersonId) -> Result<(), Failure> {
        let by = operator(&app.registry()).map(|operator| operator.person);
        let by = by.ok_or("nobody runs this deployment yet: set it up first")?;
        let token = shown::enter_link(app, person, Some(by)).map_err(|error| format!("{error:?}"))?;
        println!("{}: this link lets them in once, for 7 days", app.person(person));
        println!("{}/enter/{}", self.public_url.trim_end_matches('/'), token.0);
        Ok(())
    }
}

const WHILE_RUNNING: &str = "\
Where the deployment is running, its folder is taken: stop it first, or use the operator's pages (People).";

async fn create(app: &App, name: &str, phone: &str, party: &str, role: &str) -> Result<PersonId, Failure> {
    let registry = app.registry();
    let operator = operator(&registry).ok_or("nobody runs this deployment yet: set it up first")?;
    let name = PersonName::new(name)?.ok_or("a person has a name")?;
    let phone = PhoneNumber::parse(phone).ok_or_else(|| not_a_phone(phone))?;
    let party: PartyId =
        registry.party_by_slug(party).ok_or_else(|| format!("there is no party {party}"))?.party;
    let role = Role::ALL.iter().copied().find(|known| known.name().eq_ignore_ascii_case(role));
    let role = role.ok_or("a role is one of owner, admin, production, finance, auditor, member")?;
    if newcomer::person_of(app, &phone).is_some() {
        return Err("somebody has that number already: invite them from the party's own pages".into());
    }
    let command = CommandId::from_uuid(random::uuid_at(app.now()));
    let newcomer = Newcomer { name, phone };
    let sealed = newcomer::sealed(app, operator, command, &newcomer);
    let (person, add) = sealed.map_err(|error| format!("{error:?}"))?;
    let join = Command::Join(Join { person: Introduced::New(add), party, role });
    app.desk.submit(registering(command, operator, Channel::Paper, join)).await?;
    Ok(person)
}

async fn erase_person(app: &App, person: PersonId, yes: bool) -> Result<(), Failure> {
    let registry = app.registry();
    let name = app.person(person);
    let owned = registry.left_without_owner(person);
    if !owned.is_empty() {
        let owned: Vec<&str> = owned.into_iter().map(|party| party.slug.as_str()).collect();
        return Err(
            format!("{name} alone owns {}: make somebody else its owner first", owned.join(", ")).into()
        );
    }
    println!("gone for good: {name}, their number, addresses, words, photographs, account, links");
    println!("what stays: amounts, goods, dates, trade names, and what they did, as an erased person's");
    if !yes {
        println!("nothing was done: say --yes to erase them");
        return Ok(());
    }
    let operator = operator(&registry).ok_or("nobody runs this deployment yet: set it up first")?;
    let command = CommandId::from_uuid(random::uuid_at(app.now()));
    let erased = erase(app, command, operator, Channel::Paper, person).await;
    erased.map_err(|error| format!("{error:?}"))?;
    println!("{person} is erased");
    Ok(())
}

/// Somebody who runs the deployment.
fn operator(registry: &Registry) -> Option<Actor> {
    let party = registry.parties().find(|party| registry.is_operator(party.party))?.party;
    let (person, _) = registry.members(party).find(|(_, role)| *role == Role::Owner)?;
    Some(Actor { person, party })
}

fn person(app: &App, phone: &str) -> Result<PersonId, Failure> {
    let number = PhoneNumber::parse(phone).ok_or_else(|| not_a_phone(phone))?;
    let person = newcomer::person_of(app, &number);
    person.ok_or_else(|| "nobody has that number: `rantai user list` prints everybody".into())
}

fn not_a_phone(text: &str) -> String {
    format!("{text} is no phone number: write it as 0812-3456-7890 or +62812…")
}

fn list(app: &App) {
    let registry = app.registry();
    let mut lines: Vec<String> = registry
        .people()
        .map(|entry| {
            let phone = entry.phone.as_ref().and_then(|phone| app.vault.read(phone));
            let phone = phone.map_or_else(|| "–".to_owned(), |phone| Phone::of(&phone).shown);
            let seats = registry.parties_of(entry.person);
            let seats: Vec<String> = seats
                .map(|(party, role)| format!("{} ({})", party.slug, role.name().to_lowercase()))
                .collect();
            let accounts = &app.vault.accounts;
            if registry.is_erased(entry.person) {
                return format!("–\t{}\t\terased", app.person(entry.person));
            }
            let account = match (accounts.is_disabled(entry.person), accounts.has(entry.person)) {
                (true, _) => "disabled",
                (false, true) => "account",
                (false, false) => "no account",
            };
            format!("{phone}\t{}\t{}\t{account}", app.person(entry.person), seats.join(", "))
        })
        .collect();
    lines.sort();
    lines.iter().for_each(|line| println!("{line}"));
}
