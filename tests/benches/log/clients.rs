//! Clients who each wait for an answer before they ask again, and one writer who gathers what they bring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

/// Most that the writer takes at once, as the desk does.
const GROUP: usize = 256;

/// What a run came to.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Answers a second.
    pub per_second: f64,
    /// The middle of all waiting times, in seconds.
    pub p50: f64,
}

/// Lets `clients` bring what `make` gives them, for so long, to a writer that hands whole groups to `write` and answers
/// when that returns.
pub fn drive<T: Send + 'static>(
    clients: usize,
    seconds: f64,
    make: impl Fn(u64) -> T + Send + Sync + 'static,
    mut write: impl FnMut(Vec<T>) + Send + 'static,
) -> Run {
    let (queue, mut jobs) = mpsc::channel::<(T, oneshot::Sender<()>)>(1024);
    let writer = std::thread::spawn(move || {
        while let Some(first) = jobs.blocking_recv() {
            let (item, answer) = first;
            let (mut items, mut answers) = (vec![item], vec![answer]);
            while items.len() < GROUP {
                let Ok((item, answer)) = jobs.try_recv() else { break };
                items.push(item);
                answers.push(answer);
            }
            write(items);
            answers.into_iter().for_each(|answer| drop(answer.send(())));
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (make, stop) = (Arc::new(make), Arc::new(AtomicBool::new(false)));
    let begun = Instant::now();
    let mut waits = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..clients as u64 {
            let (queue, make, stop) = (queue.clone(), Arc::clone(&make), Arc::clone(&stop));
            tasks.spawn(async move {
                let mut waits = vec![];
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let item = make(client << 40 | number);
                    let asked = Instant::now();
                    let (answer, answered) = oneshot::channel();
                    queue.send((item, answer)).await.unwrap();
                    answered.await.unwrap();
                    waits.push(asked.elapsed().as_secs_f32());
                }
                waits
            });
        }
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        stop.store(true, Ordering::Relaxed);
        tasks.join_all().await.concat()
    });
    let elapsed = begun.elapsed().as_secs_f64();
    drop(queue);
    writer.join().unwrap();
    waits.sort_by(f32::total_cmp);
    Run {
        per_second: waits.len() as f64 / elapsed,
        p50: f64::from(waits.get(waits.len() / 2).copied().unwrap_or_default()),
    }
}
