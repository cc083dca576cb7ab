//! What a start refuses to work with: a folder that is in use, that it may not write to, or that has no room. It
//! says so in the terminal, and touches nothing.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rantai_core::time::SystemClock;
use rantai_tests::order::{CASTS, Cast};
use rantai_tests::world::World;

use crate::folders::{copy, hash};

const PROGRAM: &str = env!("CARGO_BIN_EXE_rantai-under-test");
/// Somebody who owns nothing.
const NOBODY: u32 = 65_534;

/// A deployment that was closed.
fn deployment() -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::open(temp.path(), Arc::new(SystemClock));
        world.found(&CASTS[0]).await;
        Cast::of(&world, 0).play(&world, |_, _| ()).await.unwrap();
        world.close();
    });
    temp
}

/// Everything that counts: what can be made again, and the locks, may be touched.
fn touched(folder: &Path) -> String {
    hash(folder, |path| !path.starts_with("views.sled") && !path.ends_with("LOCK"))
}

fn serve(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder).env_remove("RUST_BACKTRACE");
    command
}

/// Runs it to its end. It must fail, and says why.
fn refused(mut command: Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it started: {}", String::from_utf8_lossy(&output.stdout));
    assert!(!said.contains("panicked"), "{said}");
    said
}

/// A server that answers, ended when it is dropped.
struct Served(Child, String);

impl Served {
    fn from(folder: &Path) -> Self {
        let mut child = serve(Path::new(PROGRAM), folder).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim_end_matches("/\n").rsplit(':').next().unwrap().to_owned();
        Self(child, format!("127.0.0.1:{port}"))
    }

    fn readyz(&self) -> String {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn a_second_process_is_refused_and_the_first_goes_on() {
    let temp = deployment();
    let first = Served::from(temp.path());
    assert!(first.readyz().contains("200 OK"), "{}", first.readyz());
    let before = touched(temp.path());
    let data = temp.path().to_str().unwrap();
    let mut commands = vec![serve(Path::new(PROGRAM), temp.path())];
    for arguments in
        [&["verify"][..], &["rebuild", "board"], &["clock"], &["clock", "--confirm"], &["user", "list"]]
    {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).args(["--data", data]);
        commands.push(command);
    }
    for command in commands {
        let asked = format!("{command:?}");
        let said = refused(command);
        assert!(said.contains("is in use by another process"), "{asked}: {said}");
        assert!(said.contains("Stop it first"), "{asked}: {said}");
    }
    assert_eq!(touched(temp.path()), before);
    assert!(first.readyz().contains("200 OK"));
}

/// The program where everybody may run it.
fn program_for_everybody() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    std::fs::set_permissions(place.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let program = place.path().join("rantai");
    std::fs::copy(PROGRAM, &program).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    (place, program)
}

/// Permissions do not bind root: then it is run as somebody else.
fn as_somebody_else(mut command: Command) -> Command {
    let is_root = std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .any(|line| line.starts_with("Uid:\t0\t"));
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

#[test]
fn a_folder_without_permission_is_refused_and_left_as_it_was() {
    let (_place, program) = program_for_everybody();
    let temp = deployment();
    let before = touched(temp.path());
    // What may be read but not written, and what may not even be looked into.
    for mode in [0o555, 0o000] {
        let read_only = tempfile::tempdir().unwrap();
        std::fs::set_permissions(read_only.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let folder = read_only.path().join("data");
        copy(temp.path(), &folder);
        set_modes(&folder, mode);
        let said = refused(as_somebody_else(serve(&program, &folder)));
        assert!(said.contains("Permission denied") && said.contains("chown"), "{mode:o}: {said}");
        assert!(said.contains(folder.to_str().unwrap()), "{mode:o}: {said}");
        set_modes(&folder, 0o755);
        assert_eq!(touched(&folder), before, "{mode:o}");
    }
    let file = temp.path().join("HEAD");
    let said = refused(serve(&program, &file.join("data")));
    assert!(said.contains("Not a directory") && said.contains("--data"), "{said}");
    assert_eq!(touched(temp.path()), before);
}

/// Gives every folder the mode, and every file the same without leave to run it. From the inside out where it
/// closes, from the outside in where it opens.
fn set_modes(folder: &Path, mode: u32) {
    let opens = mode & 0o500 == 0o500;
    if opens {
        std::fs::set_permissions(folder, PermissionsExt::from_mode(mode)).unwrap();
    }
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            set_modes(&entry.path(), mode);
        } else {
            std::fs::set_permissions(entry.path(), PermissionsExt::from_mode(mode & 0o666)).unwrap();
        }
    }
    if !opens {
        std::fs::set_permissions(folder, PermissionsExt::from_mode(mode)).unwrap();
    }
}

/// The command in a process whose files may not grow beyond so many KiB: what is written beyond fails, as on a
/// full disk, but with "file too large". That needs no privileges.
fn without_room(command: &Command, kib: u32) -> Command {
    let mut shell = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -f {kib}; exec \"$@\"");
    shell.args(["-c", &script, "bash"]).arg(command.get_program()).args(command.get_args());
    shell
}

/// What a start without room comes to: it says why it does not start, or it serves what it can read.
fn starts_or_says_why(mut command: Command) -> Option<String> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    if line.starts_with("http://") {
        drop(Served(child, String::new()));
        return None;
    }
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    Some(String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_full_disk_at_the_start_is_named_and_nothing_is_touched() {
    let temp = deployment();
    let before = touched(temp.path());
    let mut refusals = 0;
    for kib in [0, 4, 64] {
        // Where there is nothing yet; where all is whole; where a copy or a witness is to be made again.
        for lost in [".", "", "log.sled", "HEAD"] {
            let full = tempfile::tempdir().unwrap();
            let folder = full.path().join("data");
            let is_new = lost == ".";
            if !is_new {
                copy(temp.path(), &folder);
                let path = folder.join(lost);
                match lost {
                    "" => {}
                    "HEAD" => std::fs::remove_file(path).unwrap(),
                    _ => std::fs::remove_dir_all(path).unwrap(),
                }
            }
            if let Some(said) = starts_or_says_why(without_room(&serve(Path::new(PROGRAM), &folder), kib)) {
                assert!(said.contains("make room"), "{kib} KiB, without {lost:?}: {said}");
                refusals += 1;
            }
            if !is_new {
                let counts = |path: &Path| path.starts_with("journal") || path.starts_with("vault");
                assert_eq!(hash(&folder, counts), hash(temp.path(), counts), "{kib} KiB, without {lost:?}");
            }
            let served = Served::from(&folder);
            assert!(served.readyz().contains("200 OK"), "with room again it starts: {}", served.readyz());
        }
    }
    assert!(refusals >= 4, "only {refusals} starts found no room");
    assert_eq!(touched(temp.path()), before);
}
