//! One whole order through the JSON API of a running server, over one connection that stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rantai_core::party::Actor;
use rantai_core::random;
use rantai_core::time::{Clock, Day, SystemClock};
use rantai_core::vault::Pass;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::order::{CASTS, Cast};
use crate::world::World;

/// Who plays through the API: the parties of a [`Cast`], each with a token, and what they order.
#[derive(Debug, Clone)]
pub struct Programs {
    slugs: [&'static str; 4],
    buyer: String,
    business: String,
    supplier: String,
    courier: String,
    product: String,
    quantity: String,
    lines: Vec<(String, String, i64)>,
}

impl Programs {
    /// The programs of the cast of that number.
    pub fn of(world: &World, number: usize) -> Self {
        let slugs = CASTS[number % CASTS.len()];
        let token = |slug: &str| {
            let Actor { person, party } = world.actor(slug);
            let pass = Pass::Api { party, person, scopes: u32::MAX };
            world.app.vault.passes.issue(pass, "lifecycle", world.now(), None).unwrap().0
        };
        let [buyer, business, supplier, courier] = slugs.map(token);
        let cast = Cast::of(world, number);
        let decimal = |quantity: rantai_core::quantity::Quantity| quantity.to_string().replace(',', ".");
        let lines = cast
            .recipe()
            .iter()
            .map(|(material, quantity, price)| (material.to_string(), decimal(*quantity), price.0));
        let (product, quantity) = cast.goods();
        Self {
            slugs,
            buyer,
            business,
            supplier,
            courier,
            product: product.to_string(),
            quantity: decimal(quantity),
            lines: lines.collect(),
        }
    }

    /// Plays one order from placed to closed. `step` is told how long each of its calls took; returns the
    /// order's id.
    pub fn play(&self, client: &mut Client, mut step: impl FnMut(Duration)) -> String {
        let [_, business, supplier, courier] = self.slugs;
        let today = Day::from_date(SystemClock.now().utc().date_naive());
        let mut post = |token: &str, path: &str, body: &Value| {
            let started = Instant::now();
            let answer = client.post(token, path, body);
            step(started.elapsed());
            answer
        };
        let place = json!({
            "business": business,
            "lines": [{ "product": self.product, "quantity": self.quantity }],
            "wanted": today.plus(30).to_string(),
            "note": "Tolong dikemas rapi, untuk dijual lagi.",
        });
        let placed = post(&self.buyer, "/orders", &place);
        let order = text(&placed, "id");
        let at = |path: &str| format!("/orders/{order}{path}");
        let accept = json!({ "promised": today.plus(21).to_string(), "freight": 75_000 });
        let accepted = post(&self.business, &at("/accept"), &accept);
        let amount = |name: &str| accepted["order"]["agreement"][name].as_i64().unwrap();
        let (deposit, total) = (amount("depositDue"), amount("total"));
        let pay = |amount: i64, post: &mut dyn FnMut(&str, &str, &Value) -> Value| {
            let claim = json!({ "amount": amount, "method": "BankTransfer" });
            let claimed = post(&self.buyer, &at("/payments"), &claim);
            let verify = at(&format!("/payments/{}/verify", text(&claimed, "id")));
            post(&self.business, &verify, &json!({ "seen": amount }))
        };
        if deposit > 0 {
            pay(deposit, &mut post);
        }
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|(material, quantity, price)| {
                json!({ "material": material, "quantity": quantity, "price": price })
            })
            .collect();
        let ask = json!({ "order": order, "supplier": supplier, "lines": lines });
        let asked = post(&self.business, "/material-requests", &ask);
        let request = |path: &str| format!("/material-requests/{}{path}", text(&asked, "id"));
        post(&self.supplier, &request("/confirm"), &json!({ "promised": today.plus(3).to_string() }));
        post(&self.supplier, &request("/ship"), &json!({}));
        let counted: Vec<Value> = (1..)
            .zip(&self.lines)
            .map(|(number, (_, quantity, _))| json!({ "number": number, "quantity": quantity }))
            .collect();
        post(&self.business, &request("/receive"), &json!({ "lines": counted }));
        post(&self.business, &at("/production/start"), &json!({}));
        post(&self.business, &at("/production/finish"), &json!({}));
        post(&self.business, &at("/pack"), &json!({ "packages": 3 }));
        let dispatch = json!({
            "carrier": { "kind": "courier", "party": courier }, "mode": "Pickup", "courierFee": 50_000,
        });
        let dispatched = post(&self.business, &at("/dispatch"), &dispatch);
        let slip = |path: &str| format!("/deliveries/{}{path}", text(&dispatched, "id"));
        post(&self.courier, &slip("/pickup"), &json!({}));
        post(&self.courier, &slip("/complete"), &json!({ "receivedBy": "Pak Eko" }));
        let last = pay(total - deposit, &mut post);
        assert_eq!(last["order"]["stage"], "Closed", "{last}");
        order
    }
}

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned()
}

/// One connection.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects.
    pub fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// A command under a key of its own; the answer's body.
    pub fn post(&mut self, token: &str, path: &str, body: &Value) -> Value {
        let key: Uuid = random::uuid_at(SystemClock.now());
        let (status, answer) = self.send("POST", token, path, &format!("Idempotency-Key: {key}\r\n"), body);
        assert!((200..300).contains(&status), "{path} {body}: {status} {answer}");
        answer
    }

    /// Sends a request and reads its answer: status and body.
    pub fn send(
        &mut self,
        method: &str,
        token: &str,
        path: &str,
        headers: &str,
        body: &Value,
    ) -> (u16, Value) {
        let body = body.to_string();
        let request = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        self.answer()
    }

    fn answer(&mut self) -> (u16, Value) {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap_or_else(|| panic!("no status: {line:?}")).parse().unwrap();
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }
}
