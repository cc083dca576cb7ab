//! Over real connections: what comes too slowly, too large or from elsewhere is refused by name, and others
//! are answered meanwhile.

use std::time::Instant;

use rantai_core::log::Log as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;
use crate::routes::tests::{Stage, png, stage, with_photo};

/// Impatient, so that the tests are not slow.
const LIMITS: Limits = Limits {
    connections: 100,
    from_one_address: 256,
    head: Duration::from_millis(700),
    pace: Pace { grace: Duration::from_secs(1), rate: 10_000 },
};

struct Running {
    stage: Stage,
    address: SocketAddr,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

async fn running(limits: Limits) -> Running {
    let stage = stage().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = stage.app.stop.clone();
    let router = crate::routes::router(Arc::clone(&stage.app));
    let serving = tokio::spawn(serve(listener, limits, router, stop.clone(), plain));
    Running { stage, address, stop, serving }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// The buyer of the affair writes to the business.
    fn head(&self, length: usize, kind: &str, more: &str) -> String {
        let a = &self.stage.affair;
        let registry = self.stage.app.registry();
        let person = registry.party(a.buyer).unwrap().contact;
        let token = self.stage.app.vault.sessions.create(person, self.stage.app.now()).unwrap();
        let path = self.stage.address("/distributor/{party}/orders/{order}/messages", a.buyer);
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-rantai={}\r\nContent-Type: {kind}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n{more}\r\n",
            token.0
        )
    }

    async fn send_photo(&self, photo: &[u8], more: &str) -> String {
        let deed = crate::deeds::new_id(&self.stage.app).to_string();
        let (kind, body) = with_photo(&[("deed", &deed), ("text", "")], photo);
        let mut connection = self.connect().await;
        connection.write_all(self.head(body.len(), &kind, more).as_bytes()).await.unwrap();
        // A server that has refused may close before everything was sent.
        let _ = connection.write_all(&body).await;
        answer(&mut connection).await
    }
}

async fn answer(connection: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(30), connection.read_to_end(&mut bytes)).await;
    read.expect("an end").expect("an answer, not a broken connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("nothing")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_good_photo_is_refused_by_name_and_nothing_is_recorded() {
    let running = running(Limits::default()).await;
    let before = running.stage.app.log.watermark();
    let mut huge = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(10_000, 10_000).write_to(&mut huge, image::ImageFormat::Png).unwrap();
    let huge = huge.into_inner();
    let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice();
    let oversize = vec![b'x'; 14 * 1024 * 1024];
    let elsewhere = "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n";
    let good = png();
    for (what, photo, more, code, words) in [
        ("100 megapixels", huge.as_slice(), "", "413", "terlalu besar"),
        ("14 megabytes", &oversize, "", "413", "terlalu besar"),
        ("a script", script, "", "415", "bukan foto"),
        ("half a photo", &good[..good.len() / 2], "", "415", "bukan foto"),
        ("another site's form", &good, elsewhere, "403", "situs lain"),
    ] {
        let answer = running.send_photo(photo, more).await;
        assert_eq!(status(&answer), code, "{what}: {}", &answer[..answer.len().min(200)]);
        assert!(answer.contains(words), "{what}: {answer}");
    }
    assert_eq!(running.stage.app.log.watermark(), before);
    let answer = running.send_photo(&good, "").await;
    assert_eq!(status(&answer), "303", "{answer}");
    running.stop.cancel();
    running.serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_too_slowly_is_cut_off_and_the_others_are_answered_meanwhile() {
    let running = running(LIMITS).await;
    let ask = async || {
        let begun = Instant::now();
        let mut connection = running.connect().await;
        let request = b"GET /shops HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        connection.write_all(request).await.unwrap();
        assert_eq!(status(&answer(&mut connection).await), "200");
        begun.elapsed()
    };
    let median = async || {
        let mut times = Vec::new();
        for _ in 0..15 {
            times.push(ask().await);
        }
        times.sort_unstable();
        times[times.len() / 2]
    };
    let alone = median().await;

    // Twenty of each: a head that never ends, silence, a form that drips.
    let mut heads = Vec::new();
    let mut silent = Vec::new();
    let mut forms = Vec::new();
    for _ in 0..20 {
        let mut connection = running.connect().await;
        heads.push(tokio::spawn(async move {
            drop(connection.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ").await);
            for _ in 0..200 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                if connection.write_all(b"a").await.is_err() {
                    return true;
                }
            }
            false
        }));
        let mut connection = running.connect().await;
        silent.push(tokio::spawn(async move { connection.read(&mut [0; 8]).await.unwrap_or_default() == 0 }));
        let mut connection = running.connect().await;
        let head = running.head(100_000, "multipart/form-data; boundary=XX", "");
        forms.push(tokio::spawn(async move {
            connection.write_all(head.as_bytes()).await.unwrap();
            let (mut read, mut write) = connection.into_split();
            let dripping = tokio::spawn(async move {
                let begin = "--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n";
                drop(write.write_all(begin.as_bytes()).await);
                while write.write_all(b"a").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            });
            let mut bytes = Vec::new();
            drop(read.read_to_end(&mut bytes).await);
            dripping.abort();
            String::from_utf8_lossy(&bytes).into_owned()
        }));
    }
    let beset = median().await;
    println!("other requests took {:.2} times as long meanwhile", beset.as_secs_f64() / alone.as_secs_f64());
    for head in heads {
        assert!(head.await.unwrap(), "a head that never ends is cut off");
    }
    for connection in silent {
        assert!(connection.await.unwrap(), "who says nothing is cut off");
    }
    for form in forms {
        let answer = form.await.unwrap();
        assert_eq!(status(&answer), "408", "{answer}");
        assert!(answer.contains("terlalu lambat"), "{answer}");
    }
    running.stop.cancel();
    running.serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_large_is_refused_and_a_stream_goes_on_for_longer_than_a_head_may_take() {
    let running = running(LIMITS).await;
    let mut connection = running.connect().await;
    let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: {}\r\n\r\n", "a".repeat(60_000));
    drop(connection.write_all(request.as_bytes()).await);
    let mut bytes = vec![0; 4_096];
    let read = connection.read(&mut bytes).await.unwrap_or_default();
    let refused = String::from_utf8_lossy(&bytes[..read]).into_owned();
    assert!(read == 0 || status(&refused) == "431", "{refused}");

    let registry = running.stage.app.registry();
    let buyer = registry.party(running.stage.affair.buyer).unwrap();
    let token = running.stage.app.vault.sessions.create(buyer.contact, running.stage.app.now()).unwrap();
    let mut stream = running.connect().await;
    let request = format!(
        "GET /events/{} HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-rantai={}\r\n\r\n",
        buyer.slug, token.0
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let first = stream.read(&mut bytes).await.unwrap();
    assert_eq!(status(&String::from_utf8_lossy(&bytes[..first])), "200");
    tokio::time::sleep(LIMITS.head * 2).await;
    let answer = running.send_photo(&png(), "").await;
    assert_eq!(status(&answer), "303");
    let mut heard = String::new();
    while !heard.contains("event: messages") {
        let read =
            tokio::time::timeout(Duration::from_secs(10), stream.read(&mut bytes)).await.unwrap().unwrap();
        assert_ne!(read, 0, "the stream goes on");
        heard.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    // Told to stop, the program ends streams and does not wait for them.
    running.stop.cancel();
    tokio::time::timeout(Duration::from_secs(10), running.serving).await.unwrap().unwrap();
}

#[test]
fn one_household_has_so_many_connections_and_the_machine_itself_as_many_as_it_wants() {
    let addresses = Arc::<Addresses>::default();
    let hold = |address: &str| Addresses::hold(&addresses, address.parse().unwrap(), 2);
    let (first, _second) = (hold("203.0.113.7"), hold("203.0.113.7"));
    assert!(hold("203.0.113.7").is_none() && hold("::ffff:203.0.113.7").is_none());
    assert!(hold("203.0.113.8").is_some());
    drop(first);
    let _again = hold("203.0.113.7").unwrap();
    let (_one, _two) = (hold("2001:db8::1").unwrap(), hold("2001:db8::2").unwrap());
    assert!(hold("2001:db8::3").is_none(), "a /64 is one household");
    let local: Vec<_> = (0..5).map(|_| hold("127.0.0.1").unwrap()).collect();
    assert_eq!(local.len(), 5);
}
