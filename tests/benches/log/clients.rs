//! Clients who each wait for an answer before they ask again, and one writer who gathers what they bring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

/// Most that the writer takes at once, as the desk does.
const GROUP: usize = 256;

/// Lets `clients` bring what `make` gives them, for so long, to a writer that hands whole groups to `write` and answers
/// when that returns. Gives how many answers there were in a second.
pub(crate) fn drive<T: Send + 'static>(
    clients: usize,
    seconds: f64,
    make: impl Fn(u64) -> T + Send + Sync + 'static,
    mut write: impl FnMut(Vec<T>) + Send + 'static,
) -> f64 {
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
            for answer in answers {
                let _ = answer.send(());
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (make, stop) = (Arc::new(make), Arc::new(AtomicBool::new(false)));
    let begun = Instant::now();
    let answers: u64 = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..clients as u64 {
            let (queue, make, stop) = (queue.clone(), Arc::clone(&make), Arc::clone(&stop));
            tasks.spawn(async move {
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return number;
                    }
                    let item = make(client << 40 | number);
                    let (answer, answered) = oneshot::channel();
                    queue.send((item, answer)).await.unwrap();
                    answered.await.unwrap();
                }
                0
            });
        }
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        stop.store(true, Ordering::Relaxed);
        tasks.join_all().await.into_iter().sum()
    });
    let elapsed = begun.elapsed().as_secs_f64();
    drop(queue);
    writer.join().unwrap();
    answers as f64 / elapsed
}
