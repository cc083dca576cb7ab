//! The portals in real browsers (`tests/browser`), against the demo as it is started by hand.
//!
//! What these need and cannot find fails them; `./check` fetches it.

use std::io::{BufRead as _, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many invoices of the history are played: enough for every screen to have something on it.
const INVOICES: &str = "60";

#[test]
fn one_order_goes_the_whole_chain_and_every_open_portal_shows_it_by_itself() {
    Demo::start().run("chain.mjs", &[]);
}

#[test]
fn one_order_goes_the_whole_chain_without_javascript() {
    Demo::start().run("chain.mjs", &["--no-script"]);
}

#[test]
fn orders_that_do_not_go_straight_are_brought_home_through_the_portals() {
    Demo::start().run("turns.mjs", &[]);
}

#[test]
fn every_page_fits_the_phone_and_its_budget_and_can_be_used_by_everybody() {
    Demo::start().run("pages.mjs", &[]);
}

#[test]
fn every_page_fits_the_desk() {
    Demo::start().run("pages.mjs", &["--wide"]);
}

#[test]
fn two_taps_the_way_back_a_tunnel_and_a_mistake_do_no_harm() {
    Demo::start().run("manners.mjs", &[]);
}

#[test]
fn an_empty_folder_becomes_a_village_whose_owner_comes_and_goes_by_number_and_pin() {
    let folder = tempfile::tempdir().unwrap();
    let (deployment, set_up) = Demo::serve(folder);
    deployment.run("doors.mjs", &[&set_up]);
}

#[test]
fn a_product_with_a_photo_a_list_and_an_invitation_are_a_minutes_work() {
    Demo::start().run("setup.mjs", &[]);
}

#[test]
fn a_stranger_a_supplier_and_a_courier_do_their_part_without_accounts() {
    Demo::start().run("links.mjs", &[]);
}

#[test]
fn goods_are_sold_over_the_counter_taken_back_and_kept_for_somebody() {
    Demo::start().run("counter.mjs", &[]);
}

#[test]
fn guests_write_and_book_and_what_is_told_late_says_when_it_was() {
    Demo::start().run("guests.mjs", &[]);
}

#[test]
fn buyer_and_business_write_to_each_other_and_see_it_without_reloading() {
    Demo::start().run("talk.mjs", &[]);
}

/// A demo that ends with the test.
struct Demo {
    child: Child,
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Demo {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"))
            .args(["demo", "--invoices", INVOICES, "--listen", &address.to_string(), "--data"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut demo = Self { child, address, _folder: folder };
        let patience = Instant::now() + Duration::from_secs(120);
        // A connection from a port to itself is nobody's answer.
        let answers = |stream: TcpStream| stream.local_addr().ok() != stream.peer_addr().ok();
        while !TcpStream::connect(address).is_ok_and(answers) {
            assert!(demo.child.try_wait().unwrap().is_none(), "the demo ended by itself");
            assert!(Instant::now() < patience, "the demo does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        demo
    }

    /// An empty deployment as it is served, and the link by which it is set up.
    fn serve(folder: tempfile::TempDir) -> (Self, String) {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"))
            .args(["serve", "--listen", &address.to_string(), "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let told = BufReader::new(child.stdout.take().unwrap()).lines();
        let set_up = told.map(Result::unwrap).find(|line| line.contains("/setup/"));
        (Self { child, address, _folder: folder }, set_up.expect("the link is printed"))
    }

    fn run(&self, script: &str, arguments: &[&str]) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
        assert!(folder.join("node_modules").is_dir(), "the browser driver is missing: ./check fetches it");
        let base = format!("http://localhost:{}", self.address.port());
        let mut node = Command::new("node")
            .arg(folder.join(script))
            .arg(&base)
            .args(arguments)
            .env("SCREENSHOTS", screenshots())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("node is there: ./check fetches it");
        let mut errors = node.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).map(|_| text)
        });
        let mut told = String::new();
        node.stdout.take().unwrap().read_to_string(&mut told).unwrap();
        let done = node.wait().unwrap();
        println!("{told}");
        let errors = errors.join().unwrap().unwrap();
        assert!(done.success(), "{script} {}\n{told}\n{errors}", arguments.join(" "));
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Where pictures of every page are put for people to look at.
fn screenshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots")
}
