//! The command line: one file a subcommand.

mod clock;
mod config;
mod demo;
mod rebuild;
mod serve;
mod settings;
mod user;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    /// Walk the whole log, print each book's head and the log's head hash, and name any damage.
    Verify(verify::Verify),
    /// Say what the clock says beside the last fact, or that it is right.
    Clock(clock::Clock),
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

/// A progress bar on the terminal; silent where there is none.
fn bar(length: u64, what: &str) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{msg:24} {bar:40} {percent:>3}%");
    let bar = indicatif::ProgressBar::new(length).with_message(what.to_owned());
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
