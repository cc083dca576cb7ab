//! Puts log and desk to trials on simulated machines, a seed a trial, and prints the seed of any failure.
//!
//! `cargo run -p rantai-core --release --features simulation --bin simulate -- --seeds 10000 --commands 110`
//!
//! Without another word the desk is simulated with the log. `states` builds 50 states that power cuts may leave of
//! a run, `damages` damages one file of a log, `failures` lets the operation fail whose number is the seed.
//! `--seeds` says how many, `--commands` how many of each, `--seed` the first (else the clock's), `--threads`
//! how many at once. Everything happens in memory: Ctrl-C ends it at any moment without harm.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};
use rantai_core::simulation::{crash_states, damage, failing_operation, run};
use rantai_core::time::{Clock, SystemClock};

/// Most failures that are told one by one.
const TOLD: usize = 10;

#[derive(Debug, Clone)]
struct Wanted {
    trial: String,
    seeds: u64,
    commands: u64,
    seed: u64,
    threads: u64,
}

/// What a trial counted.
type Counts = BTreeMap<&'static str, u64>;

impl Wanted {
    fn read() -> Result<Self, String> {
        let now = SystemClock.now().millis();
        let mut wanted =
            Self { trial: "desk".to_owned(), seeds: 1_000, commands: 100, seed: now, threads: 1 };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let field = match word.as_str() {
                "desk" | "states" | "damages" | "failures" => {
                    wanted.trial = word;
                    continue;
                }
                "--seeds" => &mut wanted.seeds,
                "--commands" => &mut wanted.commands,
                "--seed" => &mut wanted.seed,
                "--threads" => &mut wanted.threads,
                _ => {
                    return Err(format!(
                        "{word} is none of desk, states, damages, failures, --seeds, --commands, --seed, --threads"
                    ));
                }
            };
            let number = words.next().and_then(|number| number.parse().ok());
            *field = number.ok_or_else(|| format!("{word} takes a number"))?;
        }
        Ok(wanted)
    }

    fn one(&self, seed: u64) -> Result<Counts, String> {
        Ok(match self.trial.as_str() {
            "states" => Counts::from([("states", crash_states(seed)?)]),
            "damages" => damage(seed).map(|()| Counts::from([("damages", 1)]))?,
            "failures" => Counts::from([("failing operations", u64::from(failing_operation(seed)?))]),
            _ => {
                let outcome = run(seed, self.commands)?;
                Counts::from([
                    ("commands", outcome.commands),
                    ("commits", outcome.commits),
                    ("restarts", outcome.restarts),
                    ("power cuts", outcome.power_cuts),
                    ("failed operations of the disk", outcome.failures),
                    ("failed or damaged reads", outcome.bad_reads),
                    ("wishes refused for a wrong clock", outcome.clock_refusals),
                    ("commits made by time alone", outcome.ticks),
                ])
            }
        })
    }

    /// How the trial of that seed is made again.
    fn again(&self, seed: u64) -> String {
        format!("simulate {} --seed {seed} --seeds 1 --commands {}", self.trial, self.commands)
    }
}

/// What all trials together were.
#[derive(Default)]
struct Sums {
    counts: Counts,
    broken: Vec<(u64, String)>,
}

impl Sums {
    fn add(&mut self, seed: u64, outcome: Result<Counts, String>) {
        match outcome {
            Ok(counts) => {
                counts.into_iter().for_each(|(what, count)| *self.counts.entry(what).or_default() += count);
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
    println!("{}: {} seeds from {}", wanted.trial, wanted.seeds, wanted.seed);
    let bar = ProgressBar::new(wanted.seeds);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} seeds, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    let next = AtomicU64::new(0);
    let sums = Mutex::new(Sums::default());
    std::thread::scope(|scope| {
        for _ in 0..wanted.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= wanted.seeds {
                        return;
                    }
                    let seed = wanted.seed.wrapping_add(number);
                    let outcome = wanted.one(seed);
                    if let Err(error) = &outcome {
                        bar.println(format!("seed {seed}: {error}"));
                    }
                    sums.lock().unwrap_or_else(PoisonError::into_inner).add(seed, outcome);
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    tell(&wanted, &sums.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn tell(wanted: &Wanted, sums: &Sums) -> ExitCode {
    let counts: Vec<String> = sums.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    println!("{}", counts.join(", "));
    if sums.broken.is_empty() {
        println!("everything held");
        return ExitCode::SUCCESS;
    }
    println!("{} of {} seeds broke something:", sums.broken.len(), wanted.seeds);
    for (seed, error) in sums.broken.iter().take(TOLD) {
        println!("  {error}\n    again with: {}", wanted.again(*seed));
    }
    ExitCode::FAILURE
}
