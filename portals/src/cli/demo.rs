//! `rantai demo`

use std::fs::{File, TryLockError};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fast_qr::{ECL, QRBuilder};
use rantai_core::log::Options;
use rantai_core::time::Clock;

use super::{Failure, bar};
use crate::app::App;
use crate::demo::cast::Players;
use crate::demo::clock::DemoClock;
use crate::demo::history::History;
use crate::demo::play;
use crate::demo::tokens;
use crate::demo::village::{Mistake, Village};
use crate::site;

#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Where the village is kept. A second start goes on where the first ended.
    #[arg(long, default_value = "data/demo", env = "RANTAI_DATA")]
    data: PathBuf,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", env = "RANTAI_LISTEN")]
    listen: SocketAddr,
    /// A folder laid out like `fixtures/village`, to play another village.
    #[arg(long)]
    village: Option<PathBuf>,
    /// Play only that many invoices, the latest.
    #[arg(long)]
    invoices: Option<usize>,
}

/// Prints where the demo is; where phones of the local network reach it, also as a code for their cameras.
fn told_where(address: SocketAddr) {
    println!("\n  http://localhost:{}/demo\n", address.port());
    if address.ip().is_loopback() {
        return;
    }
    let ip = if address.ip().is_unspecified() { own_address() } else { Some(address.ip()) };
    let Some(ip) = ip else { return };
    let url = format!("http://{}/demo", SocketAddr::new(ip, address.port()));
    println!("  {url}\n  without encryption, for everybody in this network: enter nothing real\n");
    if let Ok(code) = QRBuilder::new(url.as_str()).ecl(ECL::M).build() {
        println!("{}", code.to_str());
    }
}

/// The machine's address in the local network. Nothing is sent: the system only says which way it would go.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(10, 255, 255, 255), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Stands in the folder while the village is being played, and is locked by who plays it: what an interrupted start
/// leaves is played anew.
const UNFINISHED: &str = "demo-unfinished";

impl Demo {
    pub(super) fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let clock = Arc::new(DemoClock::default());
            let players = match self.earlier()? {
                Some(players) => players,
                None => self.play(&clock).await?,
            };
            let clock: Arc<dyn Clock> = clock;
            let players = Arc::new(players);
            let mut app = App::open(&self.data, clock, Some(Arc::clone(&players)), super::with_progress())?;
            if !self.listen.ip().is_loopback() {
                app.site.plain = true;
                site::seen_without_encryption();
            }
            super::serve::serve(app, self.listen, None, |app, address| {
                tokens::write(app, &players, &self.data, address.port())?;
                told_where(address);
                Ok(())
            })
            .await
        })
    }

    /// The village of an earlier start.
    fn earlier(&self) -> Result<Option<Players>, Failure> {
        let unfinished = self.data.join(UNFINISHED);
        if unfinished.exists() {
            if let Err(TryLockError::WouldBlock) = File::open(&unfinished)?.try_lock() {
                let folder = self.data.display();
                return Err(format!(
                    "another start is playing the village in {folder}: wait until it is done"
                )
                .into());
            }
            eprintln!("An earlier start was interrupted: the village is played anew.");
            std::fs::remove_dir_all(&self.data)?;
            return Ok(None);
        }
        let is_empty = match std::fs::read_dir(&self.data) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => return Err(format!("{}: {error}", self.data.display()).into()),
        };
        if is_empty {
            return Ok(None);
        }
        match Players::load(&self.data) {
            Ok(players) => Ok(Some(players)),
            Err(_) => Err(format!(
                "{} holds something that is no demo: name an empty folder with --data",
                self.data.display()
            )
            .into()),
        }
    }

    async fn play(&self, clock: &Arc<DemoClock>) -> Result<Players, Failure> {
        let village = match &self.village {
            Some(folder) => Village::from_dir(folder),
            None => Village::embedded(),
        };
        let (village, mut history) = match (village, History::embedded()) {
            (Ok(village), Ok(history)) => (village, history),
            (village, history) => {
                let mistakes = village.err().into_iter().chain(history.err()).flatten();
                return Err(told(&mistakes.collect::<Vec<_>>()).into());
            }
        };
        if let Some(most) = self.invoices {
            let skipped = history.invoices.len().saturating_sub(most.max(1));
            history.invoices.drain(..skipped);
        }
        std::fs::create_dir_all(&self.data)?;
        let unfinished = self.data.join(UNFINISHED);
        let playing = File::create(&unfinished)?;
        playing.lock()?;
        let players = play_in(&self.data, clock, &village, &history).await?;
        std::fs::remove_file(&unfinished)?;
        Ok(players)
    }
}

async fn play_in(
    folder: &Path,
    clock: &Arc<DemoClock>,
    village: &Village,
    history: &History,
) -> Result<Players, Failure> {
    let as_clock: Arc<dyn Clock> = Arc::<DemoClock>::clone(clock);
    let app = App::open(folder, as_clock, None, Options::default())?;
    let bar = bar(1_000, "A year in the village");
    let players = play::play(&app, clock, village, history, folder, &|part| bar.set_position(part)).await;
    bar.finish_and_clear();
    // Closed in order even when the play failed: the folder can be looked at.
    tokio::task::spawn_blocking(|| app.close()).await?;
    Ok(players?)
}

/// Every mistake of every file, one a line.
fn told(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    format!("the village's files have mistakes, nothing was imported:\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_that_another_start_plays_is_left_to_it_and_an_interrupted_one_is_played_anew() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("demo");
        std::fs::create_dir(&data).unwrap();
        let playing = File::create(data.join(UNFINISHED)).unwrap();
        playing.lock().unwrap();
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let demo = Demo { data: data.clone(), listen, village: None, invoices: None };
        assert!(demo.earlier().is_err());
        assert!(data.exists());
        drop(playing);
        assert!(demo.earlier().unwrap().is_none());
        assert!(!data.exists());
    }
}
