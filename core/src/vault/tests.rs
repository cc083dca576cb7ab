use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::codec;
use crate::ids::{BookId, CommandId};
use crate::sealed::{Note, PersonName};
use crate::time::Moment;

const SITI: PersonId = PersonId([1; 16]);
const BUDI: PersonId = PersonId([2; 16]);
const NOW: Moment = Moment::from_micros(1_795_000_000_000_000);
const FILES: [&str; 6] = ["master.key", "secrets", "keys", "sessions", "passes", "accounts"];

/// A data folder with a vault that can be closed and opened again.
struct House {
    dir: tempfile::TempDir,
}

impl House {
    fn new() -> (Self, Vault) {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::open(&dir.path().join("vault"), Expect::MayBeNew).unwrap();
        (Self { dir }, vault)
    }

    fn open(&self) -> Result<Vault, VaultError> {
        Vault::open(&self.folder(), Expect::MustExist)
    }

    fn reopen(&self, vault: Vault) -> Vault {
        drop(vault);
        self.open().unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("vault")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Opening is refused, and the refusal names the file.
    fn check_refused(&self, file: &Path, why: &str) {
        let error = self.open().err().unwrap_or_else(|| panic!("{} opened: {why}", file.display()));
        assert!(error.to_string().contains(file.to_str().unwrap()), "{why}: {error}");
    }
}

fn sealed_name(vault: &Vault, person: PersonId) -> Sealed<PersonName> {
    let name = PersonName::new("Siti Rahayu").unwrap().unwrap();
    Sealed::seal(&name, &vault.create_key(person).unwrap(), person, BookId([5; 16]), CommandId([6; 16]))
}

fn opened(vault: &Vault, sealed: &Sealed<PersonName>) -> Option<String> {
    vault.open_sealed(sealed).map(|name| name.to_string())
}

fn people(count: u8) -> Vec<PersonId> {
    (0..count).map(|number| PersonId([number; 16])).collect()
}

#[test]
fn what_was_sealed_opens_after_reopening() {
    let (house, vault) = House::new();
    let name = sealed_name(&vault, SITI);
    let vault = house.reopen(vault);
    assert_eq!(opened(&vault, &name).as_deref(), Some("Siti Rahayu"));
    assert_eq!(opened(&vault, &name).as_deref(), Some("Siti Rahayu"), "from memory");
}

#[test]
fn a_value_that_was_opened_opens_as_no_other_field_and_for_no_other_command() {
    let (_house, vault) = House::new();
    let name = sealed_name(&vault, SITI);
    assert!(opened(&vault, &name).is_some());
    let stored = codec::encode(&name);
    let as_note: Sealed<Note> = codec::decode(&stored).unwrap();
    assert!(vault.open_sealed(&as_note).is_none());
    for place in 0..stored.len() {
        let mut moved = stored.clone();
        moved[place] ^= 1;
        if let Ok(moved) = codec::decode::<Sealed<PersonName>>(&moved) {
            assert!(vault.open_sealed(&moved).is_none(), "byte {place}");
        }
    }
}

#[test]
fn a_destroyed_key_stays_destroyed_and_opens_nothing() {
    let (house, vault) = House::new();
    let name = sealed_name(&vault, SITI);
    let others = sealed_name(&vault, BUDI);
    assert!(opened(&vault, &name).is_some());
    vault.destroy_key(SITI).unwrap();
    assert!(opened(&vault, &name).is_none(), "what was opened once is forgotten too");
    let vault = house.reopen(vault);
    assert!(vault.key(SITI).is_none());
    assert!(opened(&vault, &name).is_none());
    assert!(opened(&vault, &others).is_some());
    assert!(matches!(vault.create_key(SITI), Err(VaultError::Destroyed(SITI))));
    vault.destroy_key(SITI).unwrap();
}

#[test]
fn nothing_of_a_destroyed_key_is_left_in_its_file() {
    let (house, vault) = House::new();
    vault.create_key(SITI).unwrap();
    let slots = || fs::read(house.file("keys")).unwrap().chunks(128).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let with_key = slots();
    vault.destroy_key(SITI).unwrap();
    let slot = slots().into_iter().find(|slot| slot[6..22] == SITI.0).unwrap();
    assert!(slot[23..].iter().all(|byte| *byte == 0));
    assert_eq!(with_key.len(), slots().len(), "overwritten in its place");
}

#[test]
fn a_person_erased_before_their_key_is_known_never_gets_one() {
    let (house, vault) = House::new();
    vault.destroy_key(SITI).unwrap();
    let vault = house.reopen(vault);
    assert!(matches!(vault.create_keys(&[BUDI, SITI]), Err(VaultError::Destroyed(SITI))));
    assert!(vault.key(BUDI).is_none(), "all or none");
}

#[test]
fn many_keys_are_made_at_once_and_none_twice() {
    let (house, vault) = House::new();
    let early = vault.create_key(PersonId([3; 16])).unwrap();
    let mut wanted = people(200);
    wanted.push(PersonId([4; 16]));
    let keys = vault.create_keys(&wanted).unwrap();
    assert!(Arc::ptr_eq(&keys[3], &early));
    assert!(Arc::ptr_eq(&keys[4], &keys[200]));
    let vault = house.reopen(vault);
    for (person, key) in wanted.iter().zip(&keys) {
        assert_eq!(vault.key(*person).unwrap().bytes(), key.bytes(), "{person:?}");
    }
}

#[test]
fn a_vault_of_twenty_thousand_people_opens_again() {
    let (house, vault) = House::new();
    let people: Vec<PersonId> = (0..20_000_u128).map(|number| PersonId(number.to_le_bytes())).collect();
    vault.create_keys(&people).unwrap();
    let vault = house.reopen(vault);
    assert!(people.iter().all(|person| vault.key(*person).is_some()));
}

#[test]
fn an_emptied_folder_holds_no_vault() {
    let (house, vault) = House::new();
    drop(vault);
    fs::remove_dir_all(house.folder()).unwrap();
    fs::create_dir(house.folder()).unwrap();
    assert!(matches!(house.open(), Err(VaultError::Missing(path)) if path == house.folder()));
    Vault::open(&house.folder(), Expect::MayBeNew).unwrap();
}

#[test]
fn the_secrets_stay_the_same_and_differ_from_each_other() {
    let (house, vault) = House::new();
    let before = [vault.digest_key(), vault.phone_key(), vault.token_key()];
    assert!(before[0] != before[1] && before[1] != before[2] && before[0] != before[2]);
    let vault = house.reopen(vault);
    assert_eq!(before, [vault.digest_key(), vault.phone_key(), vault.token_key()]);
    let (_other, other) = House::new();
    assert_ne!(vault.digest_key(), other.digest_key());
}

#[test]
fn a_flipped_byte_in_any_file_is_refused_with_the_files_name() {
    let (house, vault) = House::new();
    vault.create_keys(&people(3)).unwrap();
    vault.sessions.create_on(SITI, NOW, "HP", None).unwrap();
    drop(vault);
    for name in FILES {
        let file = house.file(name);
        let whole = fs::read(&file).unwrap();
        // In long files every seventh byte, which meets each byte of some slot.
        for place in (0..whole.len()).step_by(if whole.len() < 1_000 { 1 } else { 7 }) {
            let mut bytes = whole.clone();
            bytes[place] ^= 1 << (place % 8);
            fs::write(&file, &bytes).unwrap();
            house.check_refused(&file, &format!("byte {place}"));
        }
        fs::write(&file, &whole).unwrap();
    }
    house.open().unwrap();
}

#[test]
fn a_shortened_emptied_or_missing_file_is_refused_with_its_name() {
    let (house, vault) = House::new();
    vault.create_keys(&people(3)).unwrap();
    drop(vault);
    for name in FILES {
        let file = house.file(name);
        let whole = fs::read(&file).unwrap();
        for length in [whole.len() - 1, whole.len() / 2, 1, 0] {
            fs::write(&file, &whole[..length]).unwrap();
            house.check_refused(&file, &format!("{length} bytes"));
        }
        fs::remove_file(&file).unwrap();
        house.check_refused(&file, "missing");
        let again = Vault::open(&house.folder(), Expect::MayBeNew);
        assert!(
            matches!(again, Err(VaultError::Missing(path)) if path == file),
            "no new one beside the rest"
        );
        fs::write(&file, &whole).unwrap();
    }
    house.open().unwrap();
}

#[test]
fn slots_put_in_each_others_places_are_refused() {
    let (house, vault) = House::new();
    vault.create_keys(&people(2)).unwrap();
    drop(vault);
    let file = house.file("keys");
    let mut bytes = fs::read(&file).unwrap();
    let (first, second) = bytes[512 + 62 * 128..].split_at_mut(128);
    first.swap_with_slice(second);
    fs::write(&file, bytes).unwrap();
    house.check_refused(&file, "swapped");
}

#[test]
fn another_deployments_files_are_refused() {
    let (house, vault) = House::new();
    let (other, others) = House::new();
    others.create_key(SITI).unwrap();
    drop((vault, others));
    for name in ["secrets", "keys"] {
        let own = fs::read(house.file(name)).unwrap();
        fs::copy(other.file(name), house.file(name)).unwrap();
        house.check_refused(&house.file(name), "foreign");
        fs::write(house.file(name), own).unwrap();
    }
}

#[test]
fn a_vault_that_must_exist_is_never_made() {
    let dir = tempfile::tempdir().unwrap();
    let error = Vault::open(&dir.path().join("vault"), Expect::MustExist).unwrap_err();
    assert!(matches!(error, VaultError::Missing(path) if path == dir.path().join("vault")));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_vault_half_made_when_the_power_went_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("vault.new")).unwrap();
    fs::write(dir.path().join("vault.new").join("master.key"), "half").unwrap();
    Vault::open(&dir.path().join("vault"), Expect::MayBeNew).unwrap();
    assert!(!dir.path().join("vault.new").exists());
}

#[test]
fn growth_that_a_power_cut_interrupted_does_no_harm() {
    let (house, vault) = House::new();
    let keys = vault.create_keys(&people(60)).unwrap();
    drop(vault);
    let file = house.file("keys");
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend([0xAB; 1_000]);
    fs::write(&file, bytes).unwrap();
    let vault = house.open().unwrap();
    vault.create_keys(&people(100)).unwrap();
    let vault = house.reopen(vault);
    assert_eq!(vault.key(PersonId([59; 16])).unwrap().bytes(), keys[59].bytes());
    assert!(vault.key(PersonId([99; 16])).is_some());
}

#[test]
fn only_its_owner_may_read_the_vault() {
    let (house, vault) = House::new();
    vault.create_key(SITI).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&house.folder()), 0o700);
    for entry in fs::read_dir(house.folder()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_second_process_is_kept_out() {
    let (house, _vault) = House::new();
    assert!(matches!(house.open(), Err(VaultError::InUse(_))));
}

#[test]
fn a_session_survives_reopening_and_its_token_stands_nowhere() {
    let (house, vault) = House::new();
    let token = vault.sessions.create_on(SITI, NOW, "HP Siti", None).unwrap();
    let vault = house.reopen(vault);
    let session = vault.sessions.lookup(&token, NOW.plus_seconds(5)).unwrap();
    assert_eq!((session.person, session.created, session.label.as_str()), (SITI, NOW, "HP Siti"));
    assert_eq!(session.last_seen, NOW.plus_seconds(5));
    let stored = fs::read(house.file("sessions")).unwrap();
    assert!(!stored.windows(64).any(|bytes| bytes == token.0.as_bytes()));
    assert!(vault.sessions.lookup(&SessionToken(String::new()), NOW).is_none());
    assert!(vault.sessions.lookup(&SessionToken(token.0.to_uppercase()), NOW).is_none());
}

#[test]
fn signing_out_ends_one_session_and_signing_out_everywhere_ends_all_of_one_person() {
    let (house, vault) = House::new();
    let sessions = &vault.sessions;
    let phone = sessions.create_on(SITI, NOW, "HP", None).unwrap();
    let tablet = sessions.create_on(SITI, NOW, "tablet", None).unwrap();
    let laptop = sessions.create_on(SITI, NOW, "laptop", None).unwrap();
    let budi = sessions.create_on(BUDI, NOW, "HP", None).unwrap();
    sessions.end(&phone).unwrap();
    let vault = house.reopen(vault);
    let sessions = &vault.sessions;
    assert!(sessions.lookup(&phone, NOW).is_none());
    assert!(sessions.lookup(&tablet, NOW).is_some());
    assert_eq!(sessions.end_all(SITI).unwrap(), 1);
    let check = |sessions: &Sessions| {
        assert!(sessions.lookup(&tablet, NOW).is_none());
        assert!(sessions.lookup(&laptop, NOW).is_none());
        assert!(sessions.lookup(&budi, NOW).is_some());
        assert_eq!((sessions.generation(SITI), sessions.generation(BUDI)), (1, 0));
    };
    check(sessions);
    let vault = house.reopen(vault);
    check(&vault.sessions);
    let again = vault.sessions.create_on(SITI, NOW, "HP", None).unwrap();
    let vault = house.reopen(vault);
    assert_eq!(vault.sessions.lookup(&again, NOW).unwrap().generation, 1);
    assert_eq!(vault.sessions.end_all(SITI).unwrap(), 2);
}

#[test]
fn signed_out_everywhere_holds_though_the_power_went_before_the_slots_were_cleared() {
    let (house, vault) = House::new();
    let token = vault.sessions.create_on(SITI, NOW, "HP", None).unwrap();
    let file = house.file("sessions");
    let before = fs::read(&file).unwrap();
    vault.sessions.end_all(SITI).unwrap();
    drop(vault);
    // The session's slot as it was, beside the generation's as it is.
    let mut bytes = fs::read(&file).unwrap();
    let slot = before.chunks(256).skip(2).position(|slot| slot[4..6] != [0, 0]).unwrap() + 2;
    bytes[slot * 256..(slot + 1) * 256].copy_from_slice(&before[slot * 256..(slot + 1) * 256]);
    fs::write(&file, bytes).unwrap();
    let vault = house.open().unwrap();
    assert!(vault.sessions.lookup(&token, NOW).is_none());
}

#[test]
fn a_session_ends_when_idle_for_thirty_days_and_in_any_case_after_half_a_year() {
    let (house, vault) = House::new();
    let day = 24 * 60 * 60;
    let idle = vault.sessions.create_on(SITI, NOW, "idle", None).unwrap();
    let used = vault.sessions.create_on(SITI, NOW, "used", None).unwrap();
    for days in (20..=180).step_by(20) {
        assert!(vault.sessions.lookup(&used, NOW.plus_seconds(days * day)).is_some(), "day {days}");
    }
    assert!(vault.sessions.lookup(&idle, NOW.plus_seconds(31 * day)).is_none());
    let vault = house.reopen(vault);
    let sessions = &vault.sessions;
    assert!(sessions.lookup(&used, NOW.plus_seconds(180 * day)).is_some(), "the uses were written");
    assert!(sessions.lookup(&used, NOW.plus_seconds(181 * day)).is_none());
    assert!(sessions.lookup(&idle, NOW.plus_seconds(31 * day)).is_none());
}

#[test]
fn sessions_that_are_over_give_their_room_to_new_ones() {
    let (house, vault) = House::new();
    let length = || fs::metadata(house.file("sessions")).unwrap().len();
    let before = length();
    for month in 0..5 {
        for _ in 0..40 {
            vault.sessions.create_on(SITI, NOW.plus_seconds(month * 2 * IDLE_LIMIT), "HP", None).unwrap();
        }
    }
    assert_eq!(length(), before);
}

#[test]
fn a_long_label_is_shortened_between_letters() {
    let (house, vault) = House::new();
    let token = vault.sessions.create_on(SITI, NOW, &"é🪑".repeat(100), None).unwrap();
    let vault = house.reopen(vault);
    let label = vault.sessions.lookup(&token, NOW).unwrap().label;
    assert!(label.len() <= LONGEST_LABEL && label.len() > LONGEST_LABEL - 6, "{}", label.len());
}

#[test]
fn erasing_a_person_signs_them_out() {
    let (house, vault) = House::new();
    vault.create_key(SITI).unwrap();
    let token = vault.sessions.create_on(SITI, NOW, "HP Siti Rahayu", None).unwrap();
    vault.destroy_key(SITI).unwrap();
    assert!(vault.sessions.lookup(&token, NOW).is_none());
    let stored = fs::read(house.file("sessions")).unwrap();
    assert!(!stored.windows(4).any(|bytes| bytes == b"Siti"));
}

#[test]
fn a_pass_opens_until_it_ends_and_outlives_a_restart() {
    let (house, vault) = House::new();
    let invite = Pass::Enter { person: SITI, by: None };
    let token = vault.passes.issue(invite.clone(), "HP baru", NOW, Some(NOW.plus_seconds(60))).unwrap();
    let vault = house.reopen(vault);
    let issued = vault.passes.find(&token, NOW).unwrap();
    assert_eq!((issued.pass, &*issued.label, issued.last_used), (invite, "HP baru", Some(NOW)));
    assert_eq!(vault.passes.find(&token, NOW.plus_seconds(60)), None);
    let mut altered = token.0.clone();
    altered.replace_range(5..6, if altered.as_bytes()[5] == b'0' { "1" } else { "0" });
    assert_eq!(vault.passes.find(&PassToken(altered), NOW), None);
}

#[test]
fn a_pass_taken_back_stays_taken_back() {
    let (house, vault) = House::new();
    let kept = vault.passes.issue(Pass::Device { person: SITI }, "HP", NOW, None).unwrap();
    let gone = vault.passes.issue(Pass::Device { person: BUDI }, "HP", NOW, None).unwrap();
    vault.passes.revoke(vault.passes.find(&gone, NOW).unwrap().id).unwrap();
    assert_eq!(vault.passes.find(&gone, NOW), None);
    let vault = house.reopen(vault);
    assert_eq!(vault.passes.find(&gone, NOW), None);
    assert!(vault.passes.find(&kept, NOW).is_some());
    assert_eq!(vault.passes.list(NOW, |_| true).len(), 1);
}

#[test]
fn a_pass_for_once_is_used_up_once() {
    let (_house, vault) = House::new();
    let token = vault.passes.issue(Pass::SetUp, "", NOW, None).unwrap();
    assert!(vault.passes.use_up(&token, NOW).unwrap());
    assert!(!vault.passes.use_up(&token, NOW).unwrap());
}

#[test]
fn the_token_of_a_pass_stands_in_no_file() {
    let (house, vault) = House::new();
    let token = vault.passes.issue(Pass::SetUp, "", NOW, None).unwrap();
    drop(vault);
    for name in FILES {
        let bytes = fs::read(house.file(name)).unwrap();
        assert!(!bytes.windows(64).any(|window| window == token.0.as_bytes()), "{name}");
    }
}

#[test]
fn the_largest_pass_fits_its_slot() {
    let (house, vault) = House::new();
    let thing = crate::ids::OrderId([9; 16]).into();
    let party = crate::ids::PartyId([3; 16]);
    let pass = Pass::Thing { party, person: SITI, book: BookId([4; 16]), thing, by: BUDI };
    let token = vault.passes.issue(pass, &"é".repeat(99), NOW, Some(NOW.plus_seconds(9))).unwrap();
    vault.passes.find(&token, NOW).unwrap();
    let label = house.reopen(vault).passes.find(&token, NOW).unwrap().label;
    assert_eq!(label.len(), LONGEST_PASS_LABEL);
}

#[test]
fn who_signs_in_has_the_right_pin_and_is_not_disabled() {
    let (house, vault) = House::new();
    let pin = |text| Typed::new_pin(text).unwrap();
    assert_eq!(vault.accounts.check(Some(SITI), SecretKind::Pin, &pin("482913")), Checked::Wrong);
    vault.accounts.set(SITI, SecretKind::Pin, &pin("482913")).unwrap();
    vault.accounts.set(SITI, SecretKind::Password, &Typed::new_password("kayu jati tua").unwrap()).unwrap();
    let vault = house.reopen(vault);
    assert_eq!(vault.accounts.check(Some(SITI), SecretKind::Pin, &pin("482913")), Checked::Right);
    assert_eq!(vault.accounts.check(Some(SITI), SecretKind::Pin, &pin("482914")), Checked::Wrong);
    assert_eq!(vault.accounts.check(Some(BUDI), SecretKind::Pin, &pin("482913")), Checked::Wrong);
    assert_eq!(vault.accounts.check(None, SecretKind::Pin, &pin("482913")), Checked::Wrong);
    let words = Typed::as_is("kayu jati tua");
    assert_eq!(vault.accounts.check(Some(SITI), SecretKind::Password, &words), Checked::Right);
    vault.accounts.disable(SITI, true).unwrap();
    assert_eq!(vault.accounts.check(Some(SITI), SecretKind::Pin, &pin("482913")), Checked::Disabled);
    assert_eq!(vault.accounts.check(Some(SITI), SecretKind::Pin, &pin("482914")), Checked::Wrong);
    vault.accounts.disable(SITI, false).unwrap();
    vault.accounts.reset(SITI).unwrap();
    let vault = house.reopen(vault);
    assert!(!vault.accounts.has(SITI));
    assert_eq!(vault.accounts.check(Some(SITI), SecretKind::Pin, &pin("482913")), Checked::Wrong);
}

#[test]
fn pins_that_anybody_would_try_first_are_refused() {
    for easy in ["000000", "123456", "654321", "121212", "123123", "999999"] {
        assert_eq!(Typed::new_pin(easy).err(), Some(Unfit::TooEasy), "{easy}");
    }
    for not in ["12345", "1234567", "12345a", "", "١٢٣٤٥٦"] {
        assert_eq!(Typed::new_pin(not).err(), Some(Unfit::NotSixDigits), "{not}");
    }
    assert!(Typed::new_pin("482913").is_ok());
    assert_eq!(Typed::new_password("pendek").err(), Some(Unfit::TooShort));
    assert_eq!(Typed::new_password(&"x".repeat(129)).err(), Some(Unfit::TooLong));
}

#[test]
fn forgetting_a_device_signs_out_there_alone() {
    let (house, vault) = House::new();
    let device = vault.passes.issue(Pass::Device { person: SITI }, "HP", NOW, None).unwrap();
    let device = vault.passes.find(&device, NOW).unwrap().id;
    let there = vault.sessions.create_on(SITI, NOW, "HP", Some(device)).unwrap();
    let elsewhere = vault.sessions.create_on(SITI, NOW, "laptop", None).unwrap();
    vault.sessions.end_on(device).unwrap();
    let vault = house.reopen(vault);
    assert_eq!(vault.sessions.person(&there, NOW), None);
    assert_eq!(vault.sessions.person(&elsewhere, NOW), Some(SITI));
}
