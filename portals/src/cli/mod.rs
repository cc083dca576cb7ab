//! The command line: one file a subcommand.

mod backup;
mod clock;
mod config;
mod demo;
mod export;
mod import;
mod rebuild;
mod restore;
mod serve;
mod settings;
mod user;
mod verify;

use std::io::BufRead as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Parser, Subcommand};
use rantai_core::archive::{ArchiveError, Tell};
use zeroize::Zeroizing;

/// Orders and supplies around Indonesian small businesses.
#[derive(Debug, Parser)]
#[command(name = "rantai", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a living village, ready to click: no configuration, database or network.
    Demo(demo::Demo),
    /// Serve a deployment.
    Serve(serve::Serve),
    /// Print the settings in force, and where each came from.
    Config(config::Config),
    /// Accounts by hand: create, disable, enable, reset, list. The deployment must be stopped.
    User(user::User),
    /// Walk the whole log, a backup or an export, print the log's head hash, and name any damage.
    Verify(verify::Verify),
    /// Say what the clock says beside the last fact, or that it is right.
    Clock(clock::Clock),
    /// Write the whole log, or one party's share of it, as signed lines of JSON. May run while it is served.
    Export(export::Export),
    /// Check an export, and make the log anew of it.
    Import(import::Import),
    /// Copy a store, or its vault, while it is served.
    Backup(backup::Backup),
    /// Make a store anew of a backup.
    Restore(restore::Restore),
    /// Fold one read model again from the log.
    Rebuild(rebuild::Rebuild),
}

/// Runs the program with the process's arguments.
pub fn run() -> ExitCode {
    run_with(std::env::args_os())
}

/// Runs the program with these arguments, the first being its own name.
pub fn run_with(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let usage = u8::try_from(error.exit_code()).unwrap_or(2);
            return error.print().map_or(ExitCode::FAILURE, |()| ExitCode::from(usage));
        }
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("RANTAI_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // A second start in one process (a test) keeps the first's.
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init());
    let done = match cli.command {
        Command::Demo(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Config(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Verify(command) => return command.run(),
        Command::Clock(command) => command.run(),
        Command::Rebuild(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rantai: {error}");
            if let Some(advice) = advice(&error.to_string()) {
                eprintln!("{advice}");
            }
            ExitCode::FAILURE
        }
    }
}

/// What to do about a failure that is not Rantai's own.
fn advice(said: &str) -> Option<&'static str> {
    // As the standard library writes the system's errors, and as sled does.
    let has = |number: &u8| [format!("(os error {number})"), format!("Os {{ code: {number},")];
    let is = |numbers: &[u8]| numbers.iter().flat_map(has).any(|words| said.contains(&words));
    if said.contains("in use by another process") {
        Some("Another Rantai works in that folder. Stop it first, or name another folder with --data.")
    } else if is(&[1, 13, 30]) {
        Some(
            "This user may not write there. Give it the folder (chown -R USER FOLDER), or name another with --data.",
        )
    } else if is(&[27, 28, 122]) {
        Some("The disk has no room left for this user: make room there, then start again. Nothing is lost.")
    } else if is(&[17, 20]) {
        Some("A file stands where a folder is wanted: name another folder with --data.")
    } else if is(&[5]) {
        Some(
            "The disk fails. Copy the folder to another disk before anything else, then start from the copy.",
        )
    } else {
        None
    }
}

/// Whatever stops a command, in words.
type Failure = Box<dyn std::error::Error>;

/// A progress bar on the terminal, with the rate and the time that is left; silent where there is none.
fn bar(length: u64, what: &str) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template(
        "{msg:22} {bar:24} {percent:>3}% {human_pos}/{human_len} {per_sec} {eta} left",
    );
    let bar = indicatif::ProgressBar::new(length).with_message(what.to_owned());
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Does long work with a bar, and lets Ctrl-C end it at its next step, so that it can say what is left behind.
fn with_bar<T>(
    what: &str,
    work: impl FnOnce(Tell<'_>) -> Result<T, ArchiveError>,
) -> Result<T, ArchiveError> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    // The thread ends with the program; where it cannot be had, Ctrl-C ends the program at once, which harms nothing.
    drop(std::thread::Builder::new().name("interrupt".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if let Ok(runtime) = runtime
            && runtime.block_on(tokio::signal::ctrl_c()).is_ok()
        {
            told.store(true, Ordering::Relaxed);
        }
    }));
    let bar = bar(0, what);
    let done = work(&|done, of| {
        bar.set_length(of);
        bar.set_position(done);
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    bar.finish_and_clear();
    done
}

/// The passphrase of a vault's backup: the first line of a file, else of what is typed.
fn passphrase(file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::new());
    match file {
        Some(file) => {
            let opened = std::fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
            std::io::BufReader::new(opened).read_line(&mut line)?;
        }
        None => {
            eprintln!("Passphrase (it is shown as you type; --passphrase-file reads it from a file):");
            std::io::stdin().lock().read_line(&mut line)?;
        }
    }
    let phrase = Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned());
    if phrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(format!("a passphrase has at least {SHORTEST_PASSPHRASE} characters").into());
    }
    Ok(phrase)
}

/// Characters that the passphrase of a vault must have: whoever has the file may guess as long as they like.
const SHORTEST_PASSPHRASE: usize = 12;
