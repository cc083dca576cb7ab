//! Journeys: stories an owner can read (`fixtures/journeys`), played through the real desk, log and views.
//!
//! A line that begins at the margin is a deed: `Party: what it does`. Under it, indented, stands what came of
//! it: the refusal in the words of the portals, or what each party's view shows since. `UPDATE_EXPECT=1`
//! writes those lines anew; whoever does that reads them. The words of the deeds are in [`Tale::deed`].

mod agree;
mod books;
mod guests;
mod promise;
mod road;
mod supply;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use expect_test::expect_file;
use rantai::i18n::Lang;
use rantai_core::book;
use rantai_core::book::conversation::{About, MarkRead, SendMessage};
use rantai_core::book::delivery::{
    Carrier, CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, DispatchOrder,
    FailDelivery, PickUpDelivery, TransportMode, WithdrawDelivery,
};
use rantai_core::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, ReceiveMaterials, RefuseMaterials, RequestMaterials,
    ShipMaterials, SupplyRefusal, WithdrawMaterials,
};
use rantai_core::book::order::{
    AcceptOrder, CancelOrder, DeclineOrder, DeclineReason, DeliveryWish, FreightPayer, PlaceLine, PlaceOrder,
    RequestState, SlipState, WithdrawOrder,
};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod, PaymentRefusal, RefusePayment, VerifyPayment};
use rantai_core::book::production::{FinishProduction, PackOrder, StartProduction};
use rantai_core::book::profile::{ApproveBuyer, SetWholesale, Wholesale, WithdrawApproval};
use rantai_core::book::stock::{CountReason, CountStock, StockItem};
use rantai_core::desk::{DeskError, Seen, Wish};
use rantai_core::ids::{BookId, OrderId, PartyId, PaymentId, RequestId, SlipId, Thing};
use rantai_core::money::Rupiah;
use rantai_core::party::{Actor, Channel};
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::sealed::{Address, Note, ReceivedBy};
use rantai_core::time::{Clock, Day, ManualClock, Moment};
use rantai_projections::order_sheets::Turn;
use rantai_tests::world::{World, command_id, party_id, person_id, wish};

use crate::sums;

/// 21 November 2026, eight in the morning in Jepara.
const MORNING: Moment = Moment::from_micros(1_795_222_800_000_000);

/// Where the journeys stand.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/journeys")
}

macro_rules! journeys {
    ($($test:ident = $file:literal,)+) => {
        $(#[test] fn $test() { play_file($file); })+

        #[test]
        fn every_journey_is_played() {
            let mut known = vec![$($file),+];
            known.sort_unstable();
            let mut found: Vec<String> = std::fs::read_dir(folder())
                .unwrap()
                .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
                .filter(|name| name.ends_with(".journey"))
                .map(|name| name.replace(".journey", ""))
                .collect();
            found.sort_unstable();
            assert_eq!(found, known);
        }

        /// The names of all journeys.
        pub(crate) const ALL: &[&str] = &[$($file),+];
    };
}

journeys! {
    the_whole_chain = "rantai-utuh",
    half_of_it_goes_first = "dikirim-sebagian",
    what_is_broken_is_taken_off = "barang-rusak",
    no_deposit_from_stock_collected = "tanpa-uang-muka-diambil-sendiri",
    an_order_is_declined = "pesanan-ditolak",
    an_order_is_withdrawn = "pesanan-ditarik",
    an_order_is_called_off = "pesanan-dibatalkan",
    a_deposit_falls_short = "uang-muka-kurang",
    a_payment_is_refused_and_claimed_again = "pembayaran-ditolak",
    a_supplier_refuses = "bahan-ditolak",
    a_supplier_confirms_in_part = "bahan-sebagian",
    a_supplier_offers_otherwise = "pemasok-menawar",
    materials_come_in_parts = "kiriman-bertahap",
    a_supplier_is_billed_and_paid = "nota-pemasok",
    work_goes_step_by_step = "kerja-bertahap",
    a_delivery_fails = "pengiriman-gagal",
    a_courier_declines = "kurir-menolak",
    settlement_comes_too_early = "pelunasan-terlalu-cepat",
    goods_do_not_leave_unpaid = "lunas-sebelum-kirim",
    a_screen_is_stale = "layar-lama",
    the_same_tap_twice = "dua-kali-ketuk",
    on_behalf_by_whatsapp = "lewat-whatsapp",
    they_write_to_each_other = "bercakap",
    acting_for_a_foreign_party = "bukan-anggota",
    too_much_is_paid = "bayar-lebih",
    steps_out_of_turn = "langkah-terlalu-awal",
    below_the_minimum_and_sold_out = "kurang-dari-minimum",
    cash_on_delivery = "bayar-di-tempat",
    wholesale_after_approval = "grosir-setelah-disetujui",
    they_bargain = "tawar-menawar",
    an_offer_expires = "penawaran-kedaluwarsa",
    an_order_is_changed = "pesanan-diubah",
    called_off_with_a_deposit_held = "batal-setelah-uang-muka",
    the_owner_waives_a_gate = "izin-pemilik",
    deadlines_pass = "lewat-batas-waktu",
    a_deposit_is_paid_in_parts = "uang-muka-dicicil",
    credit_pays_the_next_order = "saldo-dipakai",
    one_transfer_for_two_orders = "sekali-transfer",
    time_to_pay_and_a_limit = "tempo-dan-batas-utang",
    the_courier_hands_the_cash_over = "setoran-kurir",
    a_rest_is_let_go = "sisa-direlakan",
    what_was_written_wrongly_is_corrected = "salah-catat",
    a_month_is_closed = "tutup-buku",
    guests_write = "buku-tamu",
    places_are_booked = "janji-tempat",
    promises_come_from_history = "perkiraan-sampai",
}

fn play_file(name: &str) {
    let path = folder().join(format!("{name}.journey"));
    let story = std::fs::read_to_string(&path).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let tale = play(temp.path(), &story);
    tale.check();
    expect_file![path].assert_eq(&tale.end());
}

/// Plays all stories one after another in one village.
pub(crate) fn play_all(folder: &Path) {
    let read = |name: &&str| std::fs::read_to_string(self::folder().join(format!("{name}.journey"))).unwrap();
    let stories: Vec<String> = ALL.iter().map(read).collect();
    play(folder, &stories.join("\n")).end();
}

/// Plays a story in a folder of its own.
fn play(folder: &Path, story: &str) -> Tale {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let clock = Arc::new(ManualClock::at(MORNING));
        let mut tale = Tale::begin(folder, clock, story).await;
        for line in story.lines() {
            tale.line(line).await;
        }
        sums::add_up(tale.world.app.log.as_ref(), &tale.world.app.views);
        tale
    })
}

/// A story being played. It is about one order at a time: the one placed last.
pub(crate) struct Tale {
    pub(crate) world: World,
    clock: Arc<ManualClock>,
    told: String,
    deeds: usize,
    pub(crate) business: Option<PartyId>,
    pub(crate) order: Option<OrderId>,
    pub(crate) payment: Option<PaymentId>,
    request: Option<RequestId>,
    slip: Option<SlipId>,
    last: Option<Wish>,
    shown: BTreeMap<&'static str, String>,
    months: BTreeMap<rantai_core::time::Month, String>,
}

/// Who acts, as a line says it.
pub(crate) struct Who {
    actor: Actor,
    on_behalf_of: Option<(PartyId, Channel)>,
}

impl Who {
    pub(crate) fn party(&self) -> PartyId {
        self.on_behalf_of.map_or(self.actor.party, |(party, _)| party)
    }
}

impl Tale {
    async fn begin(folder: &Path, clock: Arc<ManualClock>, story: &str) -> Self {
        let world = World::open(folder, Arc::<ManualClock>::clone(&clock));
        let named = world.village.parties().skip(1).filter(|party| story.contains(&party.name));
        let slugs: Vec<String> = named.map(|party| party.slug.clone()).collect();
        world.found(&slugs.iter().map(String::as_str).collect::<Vec<_>>()).await;
        Self {
            world,
            clock,
            told: String::new(),
            deeds: 0,
            business: None,
            order: None,
            payment: None,
            request: None,
            slip: None,
            last: None,
            shown: BTreeMap::new(),
            months: BTreeMap::new(),
        }
    }

    async fn line(&mut self, line: &str) {
        if line.starts_with("    ") {
            return;
        }
        writeln!(self.told, "{line}").unwrap();
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        self.clock.set(self.clock.now().plus_seconds(600));
        if line == "Hari berikutnya." {
            self.clock.set(self.clock.now().plus_seconds(86_400));
            return;
        }
        if line == "Kapan sampai?" {
            self.when_there();
            return;
        }
        if self.hours_later(line).await || self.and_so_on(line).await {
            return;
        }
        self.deeds += 1;
        let wish = match line {
            "Tombol yang sama terketuk sekali lagi." => self.last.clone().expect("something was tapped"),
            _ => self.read(line),
        };
        self.last = Some(wish.clone());
        self.submit(wish).await;
    }

    async fn submit(&mut self, wish: Wish) {
        match self.world.app.desk.submit(wish).await {
            Ok(receipt) => {
                if receipt.repeated {
                    self.tell("sudah tercatat, tidak dicatat dua kali");
                } else if receipt.thing.is_none() {
                    self.tell("memang sudah begitu, tidak ada yang dicatat");
                }
                self.remember(receipt.thing);
                let reached = self.world.app.views.wait_for(receipt.cursor, Duration::from_secs(10)).await;
                assert!(reached, "the views follow");
                self.look();
                self.months_now().await;
            }
            Err(DeskError::Refused(rejection)) => {
                let say = Lang::Id.phrases().rejections.say;
                self.tell(&format!("ditolak ({}): {}", rejection.name(), say(&rejection)));
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn remember(&mut self, thing: Option<Thing>) {
        let Some(thing) = thing else { return };
        self.order = thing.try_into().ok().or(self.order);
        self.payment = thing.try_into().ok().or(self.payment);
        self.request = thing.try_into().ok().or(self.request);
        self.slip = thing.try_into().ok().or(self.slip);
    }

    fn tell(&mut self, text: &str) {
        writeln!(self.told, "    {text}").unwrap();
    }

    /// Tells what each party's view shows, where it changed.
    fn look(&mut self) {
        let views = &self.world.app.views;
        let (stages, supply) = (&Lang::Id.phrases().stages, &Lang::Id.phrases().supply);
        let mut now: Vec<(&'static str, String)> = Vec::new();
        if let Some(sheet) = self.order.and_then(|order| views.orders.sheet(order)) {
            let order = &sheet.order;
            let buyer = views.orders.of_buyer(order.buyer, order.id).expect("the buyer sees the order");
            let turn = match buyer.turn {
                Turn::Buyer => "giliran pembeli",
                Turn::Business => "giliran usaha",
                Turn::Supplier => "giliran pemasok",
                Turn::Courier => "giliran kurir",
                Turn::Nobody => "tidak ada yang ditunggu",
            };
            let owed = views.payments.owed_by(order.buyer);
            let owed = owed.iter().find(|row| row.order == order.id).map_or(Rupiah::ZERO, |row| row.rest);
            now.push(("pembeli", format!("{}, {turn}, sisa {owed}", stages.of(buyer.stage))));
            now.extend(Self::agreement(order).map(|word| ("kesepakatan", word)));
            let waiting = views.payments.waiting(sheet.business, None, 100).rows.len();
            let at = views.board.at_stage(sheet.business, order.stage_name(), None, 100);
            assert!(at.rows.iter().any(|(_, row)| row.order == order.id), "the board has the order");
            let check =
                if waiting > 0 { format!(", {waiting} pembayaran perlu dicek") } else { String::new() };
            let short = order.materials_short();
            let short: Vec<String> = short
                .iter()
                .map(|(need, short)| format!("{} {short} {}", need.name, need.unit.label()))
                .collect();
            let lack =
                if short.is_empty() { String::new() } else { format!(", kurang {}", short.join(", ")) };
            let account = views.accounts.account(sheet.business, order.buyer);
            if account.returnable().is_positive() || self.shown.contains_key("saldo pembeli") {
                now.push(("saldo pembeli", account.returnable().to_string()));
            }
            now.push((
                "usaha",
                format!("{}, diterima {}{check}{lack}", stages.of(order.stage_name()), order.held()),
            ));
        }
        if let Some(sheet) = self.request.and_then(|request| views.requests.sheet(request)) {
            let supplier = sheet.request.supplier;
            let theirs =
                views.requests.of_supplier(supplier, sheet.request.id).expect("the supplier sees it");
            let state = match theirs.request.state {
                RequestState::Sent => stages.requested,
                RequestState::Confirmed => stages.confirmed,
                RequestState::Countered => supply.chip_countered,
                RequestState::Expired => supply.expired,
                RequestState::Refused => stages.refused,
                RequestState::Withdrawn => stages.withdrawn,
                RequestState::Shipped => stages.shipped,
                RequestState::Received => stages.received,
            };
            let open = views.requests.to_supplier(supplier, true, None, 100).rows.len();
            now.push(("pemasok", format!("{} {state}, {open} permintaan terbuka", theirs.request.number)));
        }
        if let Some(sheet) = self.slip.and_then(|slip| views.slips.sheet(slip))
            && let Carrier::Courier { party } = sheet.slip.carrier
        {
            let theirs = views.slips.of_courier(party, sheet.slip.id).expect("the courier sees it");
            let state = match theirs.slip.state {
                SlipState::Issued => stages.issued,
                SlipState::Declined { .. } => stages.declined,
                SlipState::Withdrawn => stages.withdrawn,
                SlipState::PickedUp { .. } => stages.picked_up,
                SlipState::Completed { .. } => stages.delivered,
                SlipState::Failed { .. } => stages.attempt_failed,
            };
            let open = views.slips.my_slips(party, true, None, 100).rows.len();
            now.push(("kurir", format!("{} {state}, {open} antaran menunggu", theirs.slip.number)));
        }
        let order = self.order.map(About::Order).map(|about| ("pesan", about));
        let request = self.request.map(About::Request).map(|about| ("pesan soal bahan", about));
        for (who, about) in order.into_iter().chain(request) {
            let conversations = &views.conversations;
            let Some(thread) = conversations.thread(self.business.unwrap(), about) else { continue };
            let theirs = conversations.thread(thread.other, about).expect("the other party sees the thread");
            assert_eq!((thread.read, thread.read_by_other), (theirs.read_by_other, theirs.read));
            assert!(thread.unread() == 0 || conversations.unread(thread.business, 1) > 0);
            let said = thread.latest.number;
            let unread = format!("usaha {}, pihak lain {}", thread.unread(), theirs.unread());
            now.push((who, format!("{said} pesan, belum dibaca: {unread}")));
        }
        now.extend(self.supply_now());
        now.extend(self.guests_now());
        for (who, text) in now {
            if self.shown.get(who) != Some(&text) {
                writeln!(self.told, "    {who}: {text}").unwrap();
                self.shown.insert(who, text);
            }
        }
    }

    /// Checks that every order came to an end.
    fn check(&self) {
        for commit in sums::whole(self.world.app.log.as_ref()) {
            if let Some(order) = commit.draft.answer.and_then(|thing| OrderId::try_from(thing).ok()) {
                let sheet = self.world.app.views.orders.sheet(order).expect("every order has a sheet");
                let (order, told) = (&sheet.order, &self.told);
                assert!(order.stage_name().is_over(), "{told}order {} is left open", order.number);
            }
        }
    }

    /// Closes the deployment and tells the story again with what came of it.
    fn end(self) -> String {
        self.world.close();
        self.told
    }

    /// Reads `Party: deed` and its kin into a wish.
    fn read(&mut self, line: &str) -> Wish {
        let (who, deed) = line.split_once(": ").unwrap_or_else(|| panic!("no deed in {line:?}"));
        let stale = deed.ends_with(" (layar lama)");
        let deed = deed.trim_end_matches(" (layar lama)");
        let who = self.who(who);
        let id = command_id(&format!("deed/{}", self.deeds));
        if self.business.is_none() || deed.starts_with("pesan ") {
            self.business = Some(self.business_of(deed).unwrap_or(who.actor.party));
        }
        let business = self.business.unwrap();
        let happened = self.happened(deed);
        let command = self.deed(&who, id, deed);
        let seen = self.order.filter(|_| stale).map(|order| Seen {
            thing: order.into(),
            version: self.world.app.views.orders.sheet(order).unwrap().version - 1,
        });
        let mut wish = wish(id, who.actor, business, command);
        wish.seen = seen;
        wish.happened = happened;
        if let Some((party, channel)) = who.on_behalf_of {
            wish.on_behalf_of = Some(party);
            wish.channel = channel;
        }
        wish
    }

    /// `Toko X`, `Toko X mencatat WhatsApp dari Toko Y`, `Pak Z mengaku Toko X`.
    fn who(&self, text: &str) -> Who {
        if let Some((person, party)) = text.split_once(" mengaku ") {
            let people = &self.world.village.people;
            let person = people.iter().find(|entry| entry.spoken == person).expect("a person of the village");
            let actor = Actor { person: person_id(&person.slug), party: self.party(party) };
            return Who { actor, on_behalf_of: None };
        }
        let Some((recorder, rest)) = text.split_once(" mencatat ") else {
            return Who { actor: self.actor(text), on_behalf_of: None };
        };
        let (channel, party) = rest.split_once(" dari ").expect("mencatat … dari …");
        let channel = match channel {
            "telepon" => Channel::Phone,
            "WhatsApp" => Channel::WhatsApp,
            "surat" => Channel::Paper,
            other => panic!("no channel {other:?}"),
        };
        Who { actor: self.actor(recorder), on_behalf_of: Some((self.party(party), channel)) }
    }

    /// The payment that waits to be checked: cash that a courier took claims itself.
    fn claim_waiting(&self) -> Option<PaymentId> {
        let sheet = self.world.app.views.orders.sheet(self.order?)?;
        sheet.order.claim_waiting().map(|payment| payment.id)
    }

    fn slug(&self, name: &str) -> &str {
        let party = self.world.village.parties().find(|party| party.name == name);
        &party.unwrap_or_else(|| panic!("no party {name:?}")).slug
    }

    pub(crate) fn party(&self, name: &str) -> PartyId {
        party_id(self.slug(name))
    }

    fn actor(&self, name: &str) -> Actor {
        self.world.actor(self.slug(name))
    }

    fn business_of(&self, deed: &str) -> Option<PartyId> {
        let (_, rest) = deed.split_once(" dari ")?;
        Some(self.party(rest.split(", ").next()?))
    }

    fn shop(&self) -> &rantai::demo::village::Business {
        let of = |shop: &&rantai::demo::village::Business| Some(party_id(&shop.party.slug)) == self.business;
        self.world.village.businesses.iter().find(of).expect("the business is one of the village's")
    }

    /// The words of the deeds.
    fn deed(&self, who: &Who, id: rantai_core::ids::CommandId, deed: &str) -> book::Command {
        let mut parts = deed.split(", ");
        let first = parts.next().unwrap();
        let more: Vec<&str> = parts.collect();
        let words: Vec<&str> = first.split(' ').collect();
        let order = self.order.unwrap_or(OrderId([0; 16]));
        let payment = self.claim_waiting().or(self.payment).unwrap_or(PaymentId([0; 16]));
        let request = self.request.unwrap_or(RequestId([0; 16]));
        let slip = self.slip.unwrap_or(SlipId([0; 16]));
        let after = |start: &str| more.iter().find_map(|part| part.strip_prefix(start));
        let rupiah = |text: &str| Rupiah::parse(text).unwrap_or_else(|| panic!("no amount {text:?}"));
        let amount = |start: &str| after(start).map_or(Rupiah::ZERO, rupiah);
        let today = Day::from_date(self.clock.now().utc().date_naive());
        let days = |text: &str| today.plus(text.trim_end_matches(" hari").parse().expect("so many days"));
        let book = BookId::of(self.business.unwrap());
        if let Some(command) = self.guests(who, id, deed) {
            return command;
        }
        if let Some(command) = self.about_money(who, &words, first, &more) {
            return command;
        }
        if let Some(command) = self.books_deed(who, id, &words, &more) {
            return command;
        }
        match words.as_slice() {
            ["pesan", ..] => self.place(who, id, first, &more).into(),
            ["harga", "grosir", who @ ..] => SetWholesale {
                wholesale: match who {
                    ["untuk", "semua"] => Wholesale::Public,
                    ["setelah", "disetujui"] => Wholesale::AfterApproval,
                    other => panic!("wholesale prices for {other:?}?"),
                },
            }
            .into(),
            ["setujui", "pelanggan", ..] => {
                ApproveBuyer { buyer: self.party(first.trim_start_matches("setujui pelanggan ")) }.into()
            }
            ["cabut", "persetujuan", ..] => {
                WithdrawApproval { buyer: self.party(first.trim_start_matches("cabut persetujuan ")) }.into()
            }
            ["terima", "pesanan"] => AcceptOrder {
                order,
                promised: after("janji ").map_or(today.plus(14), days),
                deposit_percent: after("uang muka ").map(|text| text.trim_end_matches('%').parse().unwrap()),
                freight: amount("ongkir "),
                freight_payer: if more.contains(&"ongkir ditanggung usaha") {
                    FreightPayer::Business
                } else {
                    FreightPayer::Buyer
                },
            }
            .into(),
            ["tolak", "pesanan"] => DeclineOrder { order, reason: DeclineReason::Busy, note: None }.into(),
            ["tarik", "pesanan"] => WithdrawOrder { order, note: None }.into(),
            ["batalkan", "pesanan"] => CancelOrder { order, note: None }.into(),
            ["bayar", amount] => ClaimPayment {
                order,
                amount: rupiah(amount),
                method: PaymentMethod::BankTransfer,
                note: None,
                sent: None,
            }
            .into(),
            ["cek", "rekening"] if more == ["tidak ada yang masuk"] => {
                RefusePayment { payment, reason: PaymentRefusal::NotArrived, note: None }.into()
            }
            ["cek", "rekening"] => VerifyPayment { payment, seen: amount("masuk ") }.into(),
            ["minta", "bahan", "ke", ..] => self.ask(first.trim_start_matches("minta bahan ke ")).into(),
            ["sanggup"] => self.confirm(request, today, more.first().copied()).into(),
            ["tidak", "sanggup"] => {
                RefuseMaterials { request, reason: SupplyRefusal::OutOfStock, note: None }.into()
            }
            ["tarik", "permintaan", "bahan"] => WithdrawMaterials { request, note: None }.into(),
            ["kirim", "bahan"] => ShipMaterials { request, lines: Vec::new(), waybill: None }.into(),
            ["terima", "bahan"] => self.receive(request).into(),
            ["hitung", item, quantity] => self.count(item, quantity).into(),
            ["tulis", "soal", "bahan:", ..] => {
                self.say(who, id, About::Request(request), first.trim_start_matches("tulis soal bahan: "))
            }
            ["tulis:", ..] => self.say(who, id, About::Order(order), first.trim_start_matches("tulis: ")),
            ["baca", "soal", "bahan"] => MarkRead { about: About::Request(request), up_to: u32::MAX }.into(),
            ["baca"] => MarkRead { about: About::Order(order), up_to: u32::MAX }.into(),
            ["mulai", "kerja"] => StartProduction { order }.into(),
            ["selesai", "kerja"] => FinishProduction { order }.into(),
            ["kemas", packages, "koli"] => {
                PackOrder { order, packages: packages.parse().unwrap(), contents: Vec::new() }.into()
            }
            ["serahkan", "ke", "pembeli"] => dispatch(order, Carrier::Collected, Rupiah::ZERO, Rupiah::ZERO),
            ["kirim", "lewat", "bus", ..] => {
                let name = first.trim_start_matches("kirim lewat ").to_owned();
                let waybill = after("resi ").unwrap_or_default().to_owned();
                dispatch(order, Carrier::Expedition { name, waybill }, Rupiah::ZERO, amount("ongkos "))
            }
            ["kirim", "lewat", ..] => {
                let party = self.party(first.trim_start_matches("kirim lewat "));
                dispatch(order, Carrier::Courier { party }, amount("tagih "), amount("ongkos "))
            }
            ["tolak", "antaran"] => {
                DeclineDelivery { slip, reason: DeliveryRefusal::TooLarge, note: None }.into()
            }
            ["tarik", "surat", "jalan"] => WithdrawDelivery { slip }.into(),
            ["ambil", "barang"] => PickUpDelivery { slip, missing: Vec::new() }.into(),
            ["gagal", "antar"] => FailDelivery {
                slip,
                reason: DeliveryProblem::NobodyHome,
                next_attempt: Some(today.plus(1)),
                note: None,
            }
            .into(),
            ["barang", "sampai"] => {
                let name = after("diterima ").map(|name| ReceivedBy::new(name).unwrap().unwrap());
                CompleteDelivery {
                    slip,
                    received_by: name.map(|name| self.world.seal_for(&name, who.actor.person, book, id)),
                    cash_collected: amount("tunai "),
                    outcomes: Vec::new(),
                    signature: None,
                    code: None,
                }
                .into()
            }
            _ => self
                .agreeing(who, id, &words, &more)
                .or_else(|| self.on_the_road(&words))
                .or_else(|| self.supply_deed(who.party(), today, first, &more))
                .unwrap_or_else(|| panic!("nobody knows how to {deed:?}")),
        }
    }

    /// `pesan 12 pcs kursi-makan/hitam-doff dari Mebel Jati Barokah[, diambil sendiri]`
    fn place(&self, who: &Who, id: rantai_core::ids::CommandId, first: &str, more: &[&str]) -> PlaceOrder {
        let goods = first.trim_start_matches("pesan ").split(" dari ").next().unwrap();
        let shop = self.shop();
        let line = |text: &str| {
            let [quantity, unit, item] = text.split(' ').collect::<Vec<_>>()[..] else { panic!("{text:?}") };
            let (product, variant) = item.split_once('/').unwrap_or((item, ""));
            let entry =
                shop.products.iter().find(|entry| entry.slug == product).expect("a product of the shop");
            let found = entry.variants.iter().position(|entry| entry.slug == variant);
            PlaceLine {
                product: self.world.product(&shop.party.slug, product),
                variant: u16::try_from(found.unwrap_or(0) + 1).unwrap(),
                unit: Unit::from_label(unit).expect("a unit"),
                quantity: Quantity::parse(quantity).expect("a quantity"),
                specification: None,
                photo: None,
            }
        };
        let book = BookId::of(self.business.unwrap());
        let registry = self.world.app.registry();
        let buyer = registry.party(who.party()).expect("the buyer is known");
        let address = Address::new("Jl. Contoh No. 1").unwrap().unwrap();
        let deliver = || DeliveryWish::Deliver {
            village: buyer.village.clone(),
            address: self.world.seal_for(&address, buyer.contact, book, id),
        };
        PlaceOrder {
            buyer: buyer.party,
            lines: goods.split(" dan ").map(line).collect(),
            wanted: None,
            delivery: if more.contains(&"diambil sendiri") { DeliveryWish::Collect } else { deliver() },
            note: None,
        }
    }

    fn say(&self, who: &Who, id: rantai_core::ids::CommandId, about: About, text: &str) -> book::Command {
        let book = BookId::of(self.business.unwrap());
        let words = Note::new(text.trim_start_matches("tulis:")).unwrap();
        let text = words.map(|words| self.world.seal_for(&words, who.actor.person, book, id));
        SendMessage { about, text }.into()
    }

    /// Everything the order still lacks, from that supplier.
    fn ask(&self, supplier: &str) -> RequestMaterials {
        let sheet = self.world.app.views.orders.sheet(self.order.unwrap()).unwrap();
        let price = |name: &str| {
            self.shop().materials.iter().find(|m| m.name == name).map_or(Rupiah::ZERO, |m| m.price)
        };
        let lines = sheet.order.materials_short().into_iter().map(|(need, short)| AskLine {
            material: need.material,
            quantity: short,
            price: price(&need.name),
        });
        RequestMaterials {
            order: self.order,
            supplier: self.party(supplier),
            lines: lines.collect(),
            wanted: None,
            note: None,
            answer_by: None,
        }
    }

    fn confirm(&self, request: RequestId, today: Day, part: Option<&str>) -> ConfirmMaterials {
        let sheet = self.world.app.views.requests.sheet(request).unwrap();
        let only = part.map(|part| Quantity::parse(part.trim_start_matches("hanya ")).expect("a quantity"));
        let lines = sheet.request.lines.iter().map(|line| ConfirmedLine {
            number: line.number,
            quantity: only.unwrap_or(line.quantity),
            price: line.price,
        });
        ConfirmMaterials {
            request,
            lines: lines.collect(),
            promised: today.plus(2),
            note: None,
            substitutes: Vec::new(),
        }
    }

    /// What was promised, counted on arrival.
    fn receive(&self, request: RequestId) -> ReceiveMaterials {
        let sheet = self.world.app.views.requests.sheet(request).unwrap();
        let lines = sheet.request.lines.iter().map(|line| (line.number, sheet.request.promised_of(line)));
        ReceiveMaterials::all(request, lines.collect())
    }

    fn count(&self, item: &str, quantity: &str) -> CountStock {
        let shop = &self.shop().party.slug;
        let is_material = self.shop().materials.iter().any(|material| material.slug == item);
        let item = if is_material {
            StockItem::Material { material: self.world.material(shop, item) }
        } else {
            StockItem::Goods { product: self.world.product(shop, item), variant: 1 }
        };
        let quantity = Quantity::parse(quantity).expect("a quantity");
        CountStock { item, quantity, reason: CountReason::Count }
    }
}

fn dispatch(order: OrderId, carrier: Carrier, cash: Rupiah, fee: Rupiah) -> book::Command {
    DispatchOrder {
        order,
        carrier,
        mode: TransportMode::Pickup,
        cash_to_collect: cash,
        courier_fee: fee,
        note: None,
        vehicle: String::new(),
        load: Default::default(),
        code: false,
    }
    .into()
}
