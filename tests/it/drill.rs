//! The restore drill, as an operator would do it: with the program itself, while a deployment works.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rantai_core::archive::Place;
use rantai_core::blobs::Blobs;
use rantai_core::log::{CommandKey, Cursor, Log};
use rantai_core::time::SystemClock;
use rantai_tests::load::FOLDER;
use rantai_tests::world::World;

use crate::sums;

const PASSPHRASE: &str = "kayu jati tua sekali\n";

#[test]
fn what_was_backed_up_while_it_ran_is_there_after_the_restore() {
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name);
    let (data, to, vaults, phrase) = (at("data"), at("backup"), at("vaults"), at("phrase"));
    fs::write(&phrase, PASSPHRASE).unwrap();
    fs::create_dir_all(&data).unwrap();
    let mut load = Load::start(&data);
    let photo = Blobs::open(&data.join("blobs")).unwrap().put(b"a photo of a chair").unwrap();
    load.answers(400);
    let vault_flags = ["--passphrase-file".as_ref(), phrase.as_os_str()];
    let back_up = || {
        let mut command = rantai(["backup"]);
        command.arg(&to).arg("--vault").arg(&vaults).args(vault_flags).arg("--data").arg(&data);
        succeeded(command.output().unwrap())
    };
    back_up();
    let first = restored(&to, &at("first"), &vaults, &phrase);
    load.answers(1200);
    let told = back_up();
    assert!(told.contains("0 uploads copied"), "{told}");
    let second = restored(&to, &at("second"), &vaults, &phrase);
    load.answers(100);
    let answered = load.kill();
    assert!(second.0 > first.0, "the second backup holds more");
    // The export of the running store, made again elsewhere and given the vault, is the same deployment.
    let export = at("log.ndjson");
    succeeded(rantai(["export"]).arg(&export).arg("--data").arg(&data).output().unwrap());
    succeeded(rantai(["verify"]).arg(&export).output().unwrap());
    let imported = at("imported");
    succeeded(rantai(["import", "--verify"]).arg(&export).arg("--data").arg(&imported).output().unwrap());
    let mut command = rantai(["restore", "--vault"]);
    command.arg(newest(&vaults)).args(vault_flags).arg("--data").arg(&imported);
    succeeded(command.output().unwrap());
    for (name, head) in [("first", Some(first)), ("second", Some(second)), ("imported", None)] {
        let world = World::open(&at(name), Arc::new(SystemClock));
        let (position, hash) = world.app.log.head();
        if let Some(head) = head {
            assert_eq!((position.position(), hash.to_string()), head, "{name}");
            assert!(world.app.blobs.get(photo).unwrap().is_some(), "{name}");
        }
        let found = look(&world, &answered, position);
        assert!(found > 300, "{name}: only {found} answered wishes lie in it");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        assert!(runtime.block_on(world.app.views.wait_for(position, Duration::from_secs(120))));
        sums::add_up(world.app.log.as_ref(), &world.app.views);
        let people = world.app.registry();
        let named = people.people().filter(|person| world.app.vault.read(&person.name).is_some()).count();
        assert!(named > 5, "{name}: the vault opens the names of {named}");
        world.close();
    }
    // And a folder that holds something is never written over.
    let mut command = rantai(["restore"]);
    let refused = command.arg(&to).arg("--data").arg(at("first")).output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not empty"));
}

#[test]
fn a_partys_share_is_theirs_alone_and_is_believed_without_the_deployment() {
    let temp = tempfile::tempdir().unwrap();
    let at = |name: &str| temp.path().join(name);
    let data = at("data");
    let mut load = Load::start(&data);
    load.answers(300);
    load.kill();
    // The checkpoint an owner downloaded once.
    let world = World::open(&data, Arc::new(SystemClock));
    let app = &world.app;
    let kept = rantai::checkpoints::renew(&app.log, &app.vault, &data, app.now()).unwrap().unwrap();
    assert_eq!(rantai::checkpoints::renew(&app.log, &app.vault, &data, app.now()).unwrap(), None);
    let signed = at("checkpoint.json");
    fs::write(&signed, kept.to_json()).unwrap();
    let businesses: Vec<String> = shares(&world);
    world.close();
    for slug in &businesses {
        let file = at(&format!("{slug}.ndjson"));
        succeeded(rantai(["export", "--party", slug]).arg(&file).arg("--data").arg(&data).output().unwrap());
        let told =
            succeeded(rantai(["verify"]).arg(&file).arg("--checkpoint").arg(&signed).output().unwrap());
        assert!(told.contains("contains the checkpoint") && told.contains(slug.as_str()), "{told}");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.lines().count() > 3, "{slug} has a share");
        let altered = at("altered.ndjson");
        fs::write(&altered, text.replacen("OrderPlaced", "OrderPlacec", 1).replacen("Member", "Nember", 1))
            .unwrap();
        assert!(!rantai(["verify"]).arg(&altered).output().unwrap().status.success());
    }
    let told =
        succeeded(rantai(["verify", "--checkpoint"]).arg(&signed).arg("--data").arg(&data).output().unwrap());
    assert!(told.contains("contains the checkpoint"), "{told}");
}

/// The parties whose shares are looked at: one of each kind that plays.
fn shares(world: &World) -> Vec<String> {
    use rantai_core::party::Capacity::{Business, Courier, Distributor, Supplier};
    let registry = world.app.registry();
    let of = |capacity| registry.parties().find(|party| party.capacities.contains(&capacity));
    [Business, Distributor, Supplier, Courier].into_iter().filter_map(of).map(|p| p.slug.clone()).collect()
}

/// Finds every answered wish that lies up to `end`, at its place, and counts them.
fn look(world: &World, answered: &BTreeSet<String>, end: Cursor) -> usize {
    let mut found = 0;
    for line in answered {
        let [person, book, command, position] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("half an answer: {line:?}")
        };
        let position: Cursor = position.parse().unwrap();
        if position > end {
            continue;
        }
        let key = CommandKey {
            person: person.parse().unwrap(),
            book: book.parse().unwrap(),
            command: command.parse().unwrap(),
        };
        let commit = world.app.log.outcome(&key).unwrap();
        assert_eq!(commit.map(|commit| commit.cursor), Some(position), "{line}");
        found += 1;
    }
    found
}

/// Restores the backup as it is now, and gives what its manifest says of its head.
fn restored(from: &Path, data: &Path, vaults: &Path, phrase: &Path) -> (u64, String) {
    succeeded(rantai(["verify", "--backup"]).arg(from).output().unwrap());
    let mut command = rantai(["restore"]);
    command.arg(from).arg("--vault").arg(newest(vaults)).arg("--passphrase-file").arg(phrase);
    succeeded(command.arg("--data").arg(data).output().unwrap());
    let manifest = Place::open(from).unwrap().manifest().unwrap();
    (manifest.position, manifest.hash.to_string())
}

fn newest(folder: &Path) -> std::path::PathBuf {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.pop().unwrap()
}

fn rantai<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"));
    command.args(arguments);
    command
}

fn succeeded(output: Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

/// A deployment that works until it is killed.
struct Load {
    child: Child,
    lines: Receiver<String>,
    answered: BTreeSet<String>,
}

impl Load {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"))
            .env(FOLDER, folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(out.next().unwrap().unwrap(), "ready");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in out.map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines, answered: BTreeSet::new() }
    }

    /// Waits for so many more answers.
    fn answers(&mut self, count: usize) {
        let wait = || self.lines.recv_timeout(Duration::from_secs(60)).expect("the load goes on");
        self.answered.extend(std::iter::repeat_with(wait).take(count));
    }

    fn kill(&mut self) -> BTreeSet<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.answered.extend(self.lines.iter());
        std::mem::take(&mut self.answered)
    }
}
