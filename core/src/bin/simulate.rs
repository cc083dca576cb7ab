//! Runs the desk with the log on simulated machines, a seed a run, and prints the seed of any failure.
//!
//! `cargo run -p rantai-core --release --features simulation --bin simulate -- --seeds 10000 --commands 100`
//!
//! `--seeds` how many, `--commands` of each, `--seed` the first one (else the clock's), `--threads` at once.
//! Everything happens in memory: Ctrl-C ends it at any moment without harm.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};
use rantai_core::simulation::{Outcome, run};
use rantai_core::time::{Clock, SystemClock};

/// Most failures that are told one by one.
const TOLD: usize = 10;

#[derive(Debug, Clone, Copy)]
struct Wanted {
    seeds: u64,
    commands: u64,
    seed: u64,
    threads: u64,
}

impl Wanted {
    fn read() -> Result<Self, String> {
        let mut wanted = Self { seeds: 1_000, commands: 100, seed: SystemClock.now().millis(), threads: 1 };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let field = match word.as_str() {
                "--seeds" => &mut wanted.seeds,
                "--commands" => &mut wanted.commands,
                "--seed" => &mut wanted.seed,
                "--threads" => &mut wanted.threads,
                _ => return Err(format!("{word} is none of --seeds, --commands, --seed, --threads")),
            };
            let number = words.next().and_then(|number| number.parse().ok());
            *field = number.ok_or_else(|| format!("{word} takes a number"))?;
        }
        Ok(wanted)
    }
}

/// What all runs together were.
#[derive(Default)]
struct Sums {
    commands: u64,
    commits: u64,
    restarts: u64,
    power_cuts: u64,
    failures: u64,
    broken: Vec<(u64, String)>,
}

impl Sums {
    fn add(&mut self, seed: u64, outcome: Result<Outcome, String>) {
        match outcome {
            Ok(outcome) => {
                self.commands += outcome.commands;
                self.commits += outcome.commits;
                self.restarts += outcome.restarts;
                self.power_cuts += outcome.power_cuts;
                self.failures += outcome.failures;
            }
            Err(error) => self.broken.push((seed, error)),
        }
    }
}

fn main() -> ExitCode {
    let wanted = match Wanted::read() {
        Ok(wanted) => wanted,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let Wanted { seeds, commands, seed, threads } = wanted;
    println!("{seeds} seeds from {seed}, {commands} commands each");
    let bar = ProgressBar::new(seeds);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} seeds, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    let next = AtomicU64::new(0);
    let sums = Mutex::new(Sums::default());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= seeds {
                        return;
                    }
                    let outcome = run(seed + number, commands);
                    if let Err(error) = &outcome {
                        bar.println(format!("seed {}: {error}", seed + number));
                    }
                    sums.lock().unwrap_or_else(PoisonError::into_inner).add(seed + number, outcome);
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let sums = sums.into_inner().unwrap_or_else(PoisonError::into_inner);
    tell(wanted, &sums)
}

fn tell(wanted: Wanted, sums: &Sums) -> ExitCode {
    println!(
        "{} commands, {} commits, {} restarts, {} of them power cuts, {} failed operations of the disk",
        sums.commands, sums.commits, sums.restarts, sums.power_cuts, sums.failures
    );
    if sums.broken.is_empty() {
        println!("everything held");
        return ExitCode::SUCCESS;
    }
    println!("{} of {} seeds broke something:", sums.broken.len(), wanted.seeds);
    for (seed, error) in sums.broken.iter().take(TOLD) {
        println!(
            "  {error}\n    again with: simulate --seed {seed} --seeds 1 --commands {}",
            wanted.commands
        );
    }
    ExitCode::FAILURE
}
