//! The rules about people and parties: who lets whom in.

use expect_test::{Expect, expect};

use super::{
    AddMember, AddPerson, Command, ErasePerson, Event, FoundParty, Introduce, Introduced, Join, Registry,
    RemoveMember, RenameParty, RenamePerson, Renaming, decide,
};
use crate::book::{Context, Rejection, derive_id};
use crate::ids::{BookId, CommandId, PartyId, PersonId};
use crate::party::{Actor, Capacity, Channel, Role};
use crate::sealed::{PersonKey, PersonName, Sealed};
use crate::time::{Day, Moment};

/// Somebody no registry knows: whoever sets a deployment up.
const NOBODY: Actor = Actor { person: PersonId([1; 16]), party: PartyId([1; 16]) };

/// A village that is being set up.
#[derive(Default)]
struct Town {
    registry: Registry,
    wishes: u32,
}

impl Town {
    fn send(
        &mut self,
        actor: Actor,
        wish: impl FnOnce(CommandId) -> Command,
    ) -> Result<Vec<Event>, Rejection> {
        self.wishes += 1;
        let mut id = [0; 16];
        id[12..].copy_from_slice(&self.wishes.to_be_bytes());
        let command = CommandId(id);
        let registry = self.registry.clone();
        let context = Context {
            book: BookId::REGISTRY,
            actor,
            on_behalf_of: None,
            channel: Channel::Web,
            now: Moment::EPOCH,
            happened: None,
            today: Day::from_number(0),
            command,
            evidence: &[],
            registry: &registry,
        };
        let events = decide(&registry, &wish(command), &context)?;
        events.iter().for_each(|event| self.registry.evolve(event));
        Ok(events)
    }

    fn person(&mut self, actor: Actor, name: &str, phone: Option<u8>) -> Result<PersonId, Rejection> {
        let mut person = PersonId([0; 16]);
        self.send(actor, |command| {
            person = PersonId(derive_id(actor.person, BookId::REGISTRY, command, 0));
            let name = PersonName::new(name).unwrap().unwrap();
            let key = PersonKey::from_bytes([7; 32]);
            let name = Sealed::seal(&name, &key, person, BookId::REGISTRY, command);
            Command::AddPerson(AddPerson { name, phone: None, phone_hash: phone.map(|n| [n; 32]) })
        })?;
        Ok(person)
    }

    fn party(
        &mut self,
        actor: Actor,
        slug: &str,
        capacity: Capacity,
        contact: PersonId,
    ) -> Result<PartyId, Rejection> {
        let facts = self.send(actor, |_| {
            Command::FoundParty(FoundParty {
                slug: slug.to_owned(),
                name: slug.to_owned(),
                capacities: vec![capacity],
                village: "33.20.01.2001".to_owned(),
                address: None,
                contact,
            })
        })?;
        let [Event::PartyFounded(founded)] = facts.as_slice() else { panic!("{facts:?}") };
        Ok(founded.party)
    }

    fn member(&mut self, actor: Actor, party: PartyId, person: PersonId, role: Role) -> String {
        tell(self.send(actor, |_| Command::AddMember(AddMember { party, person, role })))
    }

    fn leaves(&mut self, actor: Actor, party: PartyId, person: PersonId) -> String {
        tell(self.send(actor, |_| Command::RemoveMember(RemoveMember { party, person })))
    }
}

/// A town with an operator, a business of Bu Siti's, and Pak Budi, who belongs to nobody.
struct Set {
    town: Town,
    operator: Actor,
    siti: Actor,
    budi: PersonId,
}

fn set_up() -> Set {
    let mut town = Town::default();
    let person = town.person(NOBODY, "Pak Lurah", None).unwrap();
    let party = town.party(NOBODY, "desa", Capacity::Operator, person).unwrap();
    town.member(NOBODY, party, person, Role::Owner);
    let operator = Actor { person, party };
    let person = town.person(operator, "Bu Siti", Some(1)).unwrap();
    let party = town.party(operator, "mebel-jati", Capacity::Business, person).unwrap();
    town.member(operator, party, person, Role::Owner);
    let siti = Actor { person, party };
    let budi = town.person(siti, "Pak Budi", Some(2)).unwrap();
    Set { town, operator, siti, budi }
}

fn tell(outcome: Result<Vec<Event>, Rejection>) -> String {
    match outcome {
        Ok(facts) if facts.is_empty() => "nothing new".to_owned(),
        Ok(facts) => {
            let name = |fact: &Event| format!("{fact:?}").split('(').next().unwrap().to_owned();
            facts.iter().map(name).collect::<Vec<_>>().join(", ")
        }
        Err(refusal) => format!("refused: {refusal}"),
    }
}

fn check<T>(outcome: Result<T, Rejection>, expect: Expect) {
    expect.assert_eq(&outcome.map_or_else(|refusal| format!("refused: {refusal}"), |_| "done".to_owned()));
}

#[test]
fn once_there_is_an_operator_strangers_set_nothing_up() {
    let mut set = set_up();
    check(set.town.person(NOBODY, "Si Anu", None), expect!["refused: this step belongs to another party"]);
    let founded = set.town.party(NOBODY, "toko-anu", Capacity::Business, set.budi);
    check(founded, expect!["refused: this step belongs to another party"]);
    let founded = set.town.party(set.siti, "toko-siti", Capacity::Business, set.siti.person);
    check(founded, expect!["refused: this step belongs to another party"]);
}

#[test]
fn an_owner_lets_people_into_the_own_party_only() {
    let Set { mut town, operator, siti, budi } = set_up();
    assert_eq!(town.member(siti, siti.party, budi, Role::Production), "MemberJoined");
    assert_eq!(town.member(siti, siti.party, budi, Role::Production), "nothing new");
    assert_eq!(
        town.member(siti, operator.party, budi, Role::Owner),
        "refused: this step belongs to another party"
    );
    let budi_there = Actor { person: budi, party: siti.party };
    assert_eq!(
        town.member(budi_there, siti.party, budi, Role::Owner),
        "refused: this step belongs to another party"
    );
    assert_eq!(town.leaves(siti, siti.party, budi), "MemberLeft");
    assert_eq!(town.leaves(siti, siti.party, budi), "nothing new");
}

#[test]
fn the_last_owner_neither_leaves_nor_steps_down() {
    let Set { mut town, operator, siti, budi } = set_up();
    let refused = "refused: role is missing or not usable";
    assert_eq!(town.leaves(operator, operator.party, operator.person), refused);
    assert_eq!(town.member(siti, siti.party, siti.person, Role::Auditor), refused);
    assert_eq!(town.member(siti, siti.party, budi, Role::Owner), "MemberJoined");
    assert_eq!(town.member(siti, siti.party, siti.person, Role::Auditor), "MemberJoined");
    assert!(town.registry.has_operator());
}

#[test]
fn a_name_in_addresses_is_plain_and_its_own() {
    let Set { mut town, operator, budi, .. } = set_up();
    for slug in ["", "Mebel", "mebel jati", "-mebel", "mebel-", "mébel", "a/b"] {
        let founded = town.party(operator, slug, Capacity::Business, budi);
        check(founded, expect!["refused: slug is missing or not usable"]);
    }
    let founded = town.party(operator, "mebel-jati", Capacity::Business, budi);
    check(founded, expect!["refused: mebel-jati is taken already"]);
    let nobody = PersonId([9; 16]);
    let founded = town.party(operator, "toko-baru", Capacity::Business, nobody);
    check(founded, expect!["refused: there is no such Person"]);
}

#[test]
fn a_phone_number_belongs_to_one_person() {
    let Set { mut town, operator, .. } = set_up();
    check(town.person(operator, "Bu Siti lagi", Some(1)), expect!["refused: phone is taken already"]);
}

#[test]
fn a_name_is_sealed_for_the_person_it_names() {
    let Set { mut town, operator, budi, .. } = set_up();
    let key = PersonKey::from_bytes([7; 32]);
    let name = PersonName::new("Si Anu").unwrap().unwrap();
    let add = |name| Command::AddPerson(AddPerson { name, phone: None, phone_hash: None });
    for_both(&mut town, operator, |command| add(Sealed::seal(&name, &key, budi, BookId::REGISTRY, command)));
    for_both(&mut town, operator, |_| {
        add(Sealed::seal(&name, &key, budi, BookId::REGISTRY, CommandId([9; 16])))
    });
}

fn for_both(town: &mut Town, actor: Actor, wish: impl FnOnce(CommandId) -> Command) {
    check(town.send(actor, wish), expect!["refused: a sealed text belongs to another command"]);
}

fn introduce(
    set: &mut Set,
    actor: Actor,
    slug: &str,
    capacity: Capacity,
    phone: Option<u8>,
) -> Result<Vec<Event>, Rejection> {
    let to = (actor == Actor::STRANGER).then_some(set.siti.party);
    set.town.send(actor, |command| {
        let person = PersonId(derive_id(actor.person, BookId::REGISTRY, command, 0));
        let name = PersonName::new("Pak Karno").unwrap().unwrap();
        let key = PersonKey::from_bytes([7; 32]);
        let name = Sealed::seal(&name, &key, person, BookId::REGISTRY, command);
        let new = AddPerson { name, phone: None, phone_hash: phone.map(|n| [n; 32]) };
        Command::Introduce(Introduce {
            person: Introduced::New(new),
            slug: slug.to_owned(),
            name: slug.to_owned(),
            capacities: vec![capacity],
            village: String::new(),
            address: None,
            to,
        })
    })
}

#[test]
fn a_business_notes_its_supplier_who_owns_their_own_party() {
    let mut set = set_up();
    let siti = set.siti;
    let facts = introduce(&mut set, siti, "kayu-karno", Capacity::Supplier, Some(9)).unwrap();
    let names: Vec<&str> = facts.iter().map(Event::name).collect();
    assert_eq!(names, ["PersonAdded", "PartyFounded", "MemberJoined", "PartyIntroduced"]);
    let registry = &set.town.registry;
    let karno = registry.party_by_slug("kayu-karno").unwrap();
    assert_eq!(registry.role(karno.party, karno.contact), Some(Role::Owner));
    assert_eq!(registry.introduced_by(karno.party), Some(siti.party));
    assert_eq!(registry.person_by_phone(&[9; 32]), Some(karno.contact));
}

#[test]
fn only_the_operator_founds_businesses() {
    let mut set = set_up();
    let (siti, operator) = (set.siti, set.operator);
    for capacity in [Capacity::Business, Capacity::Operator] {
        assert_eq!(introduce(&mut set, siti, "baru", capacity, None), Err(Rejection::NotYourStep));
        assert_eq!(introduce(&mut set, Actor::STRANGER, "baru", capacity, None), Err(Rejection::NotYourStep));
    }
    assert!(introduce(&mut set, operator, "baru", Capacity::Business, None).is_ok());
}

#[test]
fn a_stranger_introduces_themselves_as_a_buyer_and_nobody_else() {
    let mut set = set_up();
    let Actor { person: siti, party } = set.siti;
    let known = set.town.send(Actor::STRANGER, |_| {
        Command::Introduce(Introduce {
            person: Introduced::Known(siti),
            slug: "siti-kedua".to_owned(),
            name: "Siti".to_owned(),
            capacities: vec![Capacity::Distributor],
            village: String::new(),
            address: None,
            to: Some(party),
        })
    });
    assert_eq!(known, Err(Rejection::NotYourStep));
    let facts = introduce(&mut set, Actor::STRANGER, "pak-karno", Capacity::Distributor, None).unwrap();
    let met = Event::PartyIntroduced(crate::registry::PartyIntroduced {
        party: set.town.registry.party_by_slug("pak-karno").unwrap().party,
        by: party,
    });
    assert_eq!(facts.last(), Some(&met));
    let taken = introduce(&mut set, Actor::STRANGER, "karno-2", Capacity::Distributor, Some(1));
    assert_eq!(taken, Err(Rejection::Taken { name: "phone".to_owned() }));
}

#[test]
fn an_invitation_counts_only_while_who_wrote_it_may_invite() {
    let mut set = set_up();
    let (siti, budi, operator) = (set.siti, set.budi, set.operator);
    let join =
        |_| Command::Join(Join { person: Introduced::Known(budi), party: siti.party, role: Role::Finance });
    set.town.member(operator, siti.party, operator.person, Role::Owner);
    set.town.leaves(operator, siti.party, siti.person);
    assert_eq!(set.town.send(siti, join), Err(Rejection::NotYourStep));
    set.town.member(operator, siti.party, siti.person, Role::Owner);
    assert_eq!(set.town.send(siti, join).unwrap().len(), 1);
    assert_eq!(set.town.registry.role(siti.party, budi), Some(Role::Finance));
}

fn erases(town: &mut Town, actor: Actor, person: PersonId) -> String {
    tell(town.send(actor, |_| Command::ErasePerson(ErasePerson { person })))
}

#[test]
fn an_erased_person_belongs_nowhere_has_no_number_and_comes_back_as_nobody() {
    let Set { mut town, operator, siti, budi } = set_up();
    town.member(siti, siti.party, budi, Role::Finance);
    assert_eq!(erases(&mut town, siti, budi), "refused: this step belongs to another party");
    assert_eq!(erases(&mut town, operator, budi), "PersonErased");
    assert_eq!(erases(&mut town, operator, budi), "nothing new");
    assert_eq!((town.registry.role(siti.party, budi), town.registry.person_by_phone(&[2; 32])), (None, None));
    assert_eq!(town.registry.erased().collect::<Vec<_>>(), [budi]);
    assert!(town.registry.person(budi).is_some_and(|entry| entry.phone_hash.is_none()));
    // Nobody can be let in again under that id; somebody new may have the number.
    assert_eq!(town.member(siti, siti.party, budi, Role::Member), "refused: there is no such Person");
    check(
        town.party(operator, "toko-budi", Capacity::Distributor, budi),
        expect!["refused: there is no such Person"],
    );
    check(town.person(operator, "Pak Baru", Some(2)), expect!["done"]);
    assert_eq!(erases(&mut town, operator, PersonId([9; 16])), "refused: there is no such Person");
}

#[test]
fn who_alone_owns_what_goes_on_is_erased_only_after_somebody_else_owns_it() {
    let mut set = set_up();
    let refused =
        "refused: this person is the only owner of a party that goes on: make somebody else its owner first";
    let Set { town, operator, siti, budi } = &mut set;
    assert_eq!(erases(town, *operator, operator.person), refused);
    assert_eq!(erases(town, *operator, siti.person), refused);
    town.member(*siti, siti.party, *budi, Role::Admin);
    assert_eq!(erases(town, *operator, siti.person), refused, "an admin is no owner");
    town.member(*siti, siti.party, *budi, Role::Owner);
    assert_eq!(erases(town, *operator, siti.person), "PersonErased");
    assert_eq!(erases(town, *operator, *budi), refused, "now it is theirs alone");
    // A customer noted by a business is their own party and nobody else's: it ends with them.
    let actor = Actor { person: *budi, party: siti.party };
    introduce(&mut set, actor, "pak-karno", Capacity::Distributor, Some(9)).unwrap();
    let karno = set.town.registry.party_by_slug("pak-karno").unwrap().clone();
    let helper = set.town.person(set.operator, "Anak Karno", None).unwrap();
    set.town.member(set.operator, karno.party, helper, Role::Member);
    let operator = set.operator;
    assert_eq!(erases(&mut set.town, operator, karno.contact), refused, "somebody else works there");
    set.town.leaves(operator, karno.party, helper);
    assert_eq!(erases(&mut set.town, operator, karno.contact), "PersonErased");
    assert_eq!(set.town.registry.party(karno.party).map(|party| party.contact), Some(karno.contact));
}

fn rename(town: &mut Town, actor: Actor, party: PartyId, name: &str) -> String {
    tell(town.send(actor, |_| {
        Command::RenameParty(RenameParty {
            party,
            name: name.to_owned(),
            village: "33.20.01.2002".to_owned(),
            address: None,
            why: Renaming::Mistyped,
        })
    }))
}

fn rename_person(town: &mut Town, actor: Actor, person: PersonId, name: &str) -> String {
    tell(town.send(actor, |command| {
        let name = PersonName::new(name).unwrap().unwrap();
        let key = PersonKey::from_bytes([7; 32]);
        let name = Sealed::seal(&name, &key, person, BookId::REGISTRY, command);
        Command::RenamePerson(RenamePerson { person, name, why: Renaming::Changed })
    }))
}

#[test]
fn who_wrote_a_name_down_corrects_it_until_its_owner_does() {
    let mut set = set_up();
    let siti = set.siti;
    introduce(&mut set, siti, "kayu-karno", Capacity::Supplier, None).unwrap();
    let Set { mut town, operator, budi, .. } = set;
    let party = town.registry.party_by_slug("kayu-karno").unwrap().party;
    let contact = town.registry.party(party).unwrap().contact;
    let karno = Actor { person: contact, party };

    assert_eq!(rename(&mut town, siti, party, "Kayu Karno"), "PartyRenamed");
    assert_eq!(rename(&mut town, siti, party, "Kayu Karno"), "nothing new");
    assert_eq!(rename_person(&mut town, siti, contact, "Pak Karno Sr"), "PersonRenamed");
    let now = town.registry.party(party).unwrap();
    assert_eq!((&*now.name, &*now.village, &*now.slug), ("Kayu Karno", "33.20.01.2002", "kayu-karno"));
    assert_eq!(town.registry.party_before(party)[0].was.name, "kayu-karno");
    assert_eq!(town.registry.names_before(contact).len(), 1, "what stood there before stays known");

    let refused = "refused: this step belongs to another party";
    let stranger = Actor { person: budi, party: siti.party };
    assert_eq!(rename(&mut town, stranger, party, "Anu"), refused, "nobody of the business");
    assert_eq!(town.member(siti, siti.party, budi, Role::Production), "MemberJoined");
    assert_eq!(rename(&mut town, stranger, party, "Anu"), refused, "who looks after the workshop alone");
    assert_eq!(rename(&mut town, karno, siti.party, "Anu"), refused, "the other way round");
    assert_eq!(rename_person(&mut town, karno, siti.person, "Anu"), refused);

    assert_eq!(rename(&mut town, karno, party, "UD Karno"), "PartyRenamed");
    assert_eq!(rename(&mut town, siti, party, "Kayu Karno"), refused, "it said itself what it is called");
    assert_eq!(rename_person(&mut town, siti, contact, "Anu"), refused);
    assert_eq!(rename(&mut town, operator, party, "UD Karno Jepara"), "PartyRenamed");
}

#[test]
fn the_own_name_is_ones_own_to_say() {
    let Set { mut town, operator, siti, budi } = set_up();
    let refused = "refused: this step belongs to another party";
    town.member(siti, siti.party, budi, Role::Production);
    assert_eq!(
        rename_person(&mut town, Actor { person: budi, party: siti.party }, budi, "Pak Budi S"),
        "PersonRenamed"
    );
    assert_eq!(rename_person(&mut town, siti, budi, "Anu"), refused, "an owner's people are not the owner's");
    assert_eq!(
        rename(&mut town, siti, siti.party, " "),
        "refused: name is missing or not usable",
        "who shows itself to all has a name"
    );
    let forgotten = town.send(operator, |_| Command::ErasePerson(ErasePerson { person: budi }));
    assert_eq!(tell(forgotten), "PersonErased");
    assert!(town.registry.names_before(budi).is_empty());
    assert_eq!(rename_person(&mut town, operator, budi, "Anu"), "refused: there is no such Person");
}
