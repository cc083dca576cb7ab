//! What the business reads.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::order::{Awaits, DeclineReason, FreightPayer, Side};
use rantai_core::book::payment::{PaymentMethod, PaymentRefusal};
use rantai_core::book::profile::SettlementRule;
use rantai_core::money::Rupiah;
use rantai_core::quantity::{Quantity, Unit};

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    // The menu.
    pub nav_today: &'static str,
    pub nav_orders: &'static str,
    pub nav_payments: &'static str,
    pub nav_materials: &'static str,
    pub nav_catalogue: &'static str,
    // Today's work.
    pub today: &'static str,
    pub waits_for_you: &'static str,
    pub waits_for_others: &'static str,
    pub nothing_waits: &'static str,
    pub nothing_waits_hint: &'static str,
    pub see_orders: &'static str,
    pub record_order: &'static str,
    // The board.
    pub search_orders: &'static str,
    pub none_found: &'static str,
    pub none_found_hint: &'static str,
    pub no_orders: &'static str,
    pub no_orders_hint: &'static str,
    pub none_here: &'static str,
    // An order.
    pub goods: &'static str,
    pub agreement: &'static str,
    pub placed: &'static str,
    pub wanted: &'static str,
    pub promised: &'static str,
    pub settlement: &'static str,
    pub freight: &'static str,
    pub delivery: &'static str,
    pub collects: &'static str,
    pub deliver: &'static str,
    pub packages: &'static str,
    pub note: &'static str,
    pub note_of_buyer: &'static str,
    pub held: &'static str,
    pub rest: &'static str,
    pub deposit: &'static str,
    pub needs: &'static str,
    pub material: &'static str,
    pub needed: &'static str,
    pub short: &'static str,
    pub requests: &'static str,
    pub slips: &'static str,
    pub chain: &'static str,
    pub audit: &'static str,
    pub see_request: &'static str,
    pub see_slip: &'static str,
    // Answering.
    pub wanted_any: &'static str,
    pub freight_hint: &'static str,
    pub who_pays_freight: &'static str,
    pub decline: &'static str,
    pub decline_effect: &'static str,
    pub decline_yes: &'static str,
    pub why: &'static str,
    pub note_to_buyer: &'static str,
    pub withdraw: &'static str,
    pub withdraw_yes: &'static str,
    pub cancel: &'static str,
    pub cancel_effect: &'static str,
    pub cancel_yes: &'static str,
    pub how_told: &'static str,
    pub chat_photo: &'static str,
    // Money.
    pub verify: &'static str,
    pub seen: &'static str,
    pub refuse: &'static str,
    pub refuse_effect: &'static str,
    pub refuse_yes: &'static str,
    pub record: &'static str,
    pub record_effect: &'static str,
    pub record_yes: &'static str,
    pub claim: &'static str,
    pub claim_yes: &'static str,
    pub amount: &'static str,
    pub how_paid: &'static str,
    pub proof_photo: &'static str,
    pub to_verify: &'static str,
    pub none_to_verify: &'static str,
    pub none_to_verify_hint: &'static str,
    pub asked: &'static str,
    pub no_proof: &'static str,
    pub who_owes: &'static str,
    pub nobody_owes: &'static str,
    pub settled_payments: &'static str,
    pub none_settled: &'static str,
    // An order that came by phone.
    pub record_order_hint: &'static str,
    pub record_order_yes: &'static str,
    pub buyer: &'static str,
    pub choose_buyer: &'static str,
    pub how_ordered: &'static str,
    pub no_goods: &'static str,
    pub no_offers: &'static str,
    pub no_offers_hint: &'static str,
    pub wanted_when: &'static str,
    pub address: &'static str,
    pub address_hint: &'static str,
    // Phrases with something in them.
    pub today_counts: fn(mine: usize, late: usize, others: usize, more: bool) -> String,
    pub days_late: fn(days: i32) -> String,
    pub deed: fn(&Awaits, mine: bool) -> String,
    pub step: fn(&str) -> &'static str,
    pub accept: fn(Rupiah) -> String,
    pub wanted_by: fn(&str) -> String,
    pub deposit_of: fn(u8, Rupiah) -> String,
    pub claimed_by: fn(Rupiah, &str, Rupiah) -> String,
    pub withdraw_effect: fn(&str) -> String,
    pub claim_effect: fn(&str) -> String,
    pub owed_of: fn(Rupiah, Rupiah) -> String,
    pub asked_now: fn(Rupiah) -> String,
    pub price_words: fn(Rupiah, Rupiah, Quantity, Unit) -> String,
    pub method: fn(PaymentMethod) -> &'static str,
    pub freight_payer: fn(FreightPayer) -> &'static str,
    pub settlement_rule: fn(SettlementRule) -> &'static str,
    pub decline_reason: fn(DeclineReason) -> &'static str,
    pub refuse_reason: fn(PaymentRefusal) -> &'static str,
}

pub(super) const ID: Phrases = Phrases {
    title: "Papan pesanan",
    nav_today: "Hari ini",
    nav_orders: "Pesanan",
    nav_payments: "Pembayaran",
    nav_materials: "Bahan",
    nav_catalogue: "Katalog",
    today: "Pekerjaan hari ini",
    waits_for_you: "Menunggu Anda",
    waits_for_others: "Ditunggu dari pihak lain",
    nothing_waits: "Semua beres",
    nothing_waits_hint: "Tidak ada yang menunggu Anda. Pesanan baru muncul di sini dengan sendirinya.",
    see_orders: "Lihat semua pesanan",
    record_order: "Catat pesanan",
    search_orders: "Nomor pesanan atau nama pembeli",
    none_found: "Tidak ada pesanan di sini",
    none_found_hint: "Coba nomor atau nama yang lain, atau lihat tahap lainnya.",
    no_orders: "Belum ada pesanan",
    no_orders_hint: "Pesanan dari distributor muncul di sini. Pesanan lewat telepon atau WhatsApp bisa Anda catat sendiri.",
    none_here: "Kosong",
    goods: "Barang",
    agreement: "Kesepakatan",
    placed: "Dipesan",
    wanted: "Diminta untuk",
    promised: "Dijanjikan selesai",
    settlement: "Pelunasan",
    freight: "Ongkos kirim",
    delivery: "Pengiriman",
    collects: "Diambil pembeli",
    deliver: "Dikirim ke pembeli",
    packages: "Koli",
    note: "Catatan",
    note_of_buyer: "Pesan pembeli",
    held: "Sudah diterima",
    rest: "Sisa",
    deposit: "Uang muka",
    needs: "Kebutuhan bahan",
    material: "Bahan",
    needed: "Perlu",
    short: "Kurang",
    requests: "Permintaan bahan",
    slips: "Surat jalan",
    chain: "Rantai pesanan",
    audit: "Periksa seluruh catatan pesanan ini",
    see_request: "Lihat permintaan bahan",
    see_slip: "Lihat surat jalan",
    wanted_any: "Pembeli tidak menyebut tanggal.",
    freight_hint: "Isi 0 bila tanpa ongkos kirim.",
    who_pays_freight: "Siapa yang membayar ongkos kirim?",
    decline: "Tolak pesanan",
    decline_effect: "Pesanan ditutup dan pembeli diberi tahu alasannya. Ini tidak bisa dibatalkan.",
    decline_yes: "Ya, tolak pesanan",
    why: "Alasan",
    note_to_buyer: "Pesan untuk pembeli",
    withdraw: "Pembeli menarik pesanan",
    withdraw_yes: "Ya, catat ditarik",
    cancel: "Batalkan pesanan",
    cancel_effect: "Pesanan ditutup, barang yang disisihkan kembali ke stok, dan pembeli diberi tahu. Ini tidak bisa dibatalkan.",
    cancel_yes: "Ya, batalkan pesanan",
    how_told: "Lewat apa pembeli memberi tahu?",
    chat_photo: "Foto percakapan atau kertasnya",
    verify: "Uang sudah masuk: buat kwitansi",
    seen: "Yang masuk di rekening atau di tangan",
    refuse: "Uang belum masuk",
    refuse_effect: "Pembeli diberi tahu dan bisa mengirim bukti lagi. Pesanan tetap menunggu.",
    refuse_yes: "Ya, beri tahu pembeli",
    record: "Catat uang yang sudah diterima",
    record_effect: "Untuk uang tunai di tangan atau transfer yang sudah Anda lihat. Langsung dihitung dan dibuatkan kwitansi.",
    record_yes: "Catat pembayaran",
    claim: "Catat bukti bayar dari pembeli",
    claim_yes: "Catat bukti bayar",
    amount: "Jumlah",
    how_paid: "Cara bayar",
    proof_photo: "Foto bukti bayar",
    to_verify: "Perlu diperiksa",
    none_to_verify: "Tidak ada yang perlu diperiksa",
    none_to_verify_hint: "Bukti bayar dari pembeli muncul di sini.",
    asked: "Yang ditagih",
    no_proof: "Tanpa foto bukti.",
    who_owes: "Siapa masih berutang",
    nobody_owes: "Tidak ada yang berutang.",
    settled_payments: "Sudah diperiksa",
    none_settled: "Belum ada.",
    record_order_hint: "Untuk pesanan lewat telepon, WhatsApp atau kertas. Tercatat sebagai pesanan pembeli, dengan nama Anda sebagai pencatat.",
    record_order_yes: "Catat pesanan ini",
    buyer: "Pembeli",
    choose_buyer: "Pilih pembeli",
    how_ordered: "Lewat apa pesanannya datang?",
    no_goods: "Isi banyaknya untuk paling sedikit satu barang.",
    no_offers: "Belum ada barang yang dijual",
    no_offers_hint: "Tambahkan barang dan harganya di katalog dulu.",
    wanted_when: "Kapan pembeli ingin barangnya siap.",
    address: "Alamat kirim",
    address_hint: "Kosongkan bila sama dengan alamat pembeli yang sudah dikenal.",
    today_counts: |mine, late, others, more| {
        let plus = if more { "+" } else { "" };
        let mut said = format!("{mine}{plus} menunggu Anda");
        if late > 0 {
            said = format!("{said} · {late} terlambat");
        }
        if others > 0 {
            said = format!("{said} · {others} ditunggu dari pihak lain");
        }
        said
    },
    days_late: |days| format!("terlambat {days} hari"),
    deed: deed_id,
    step: step_id,
    accept: |total| format!("Terima pesanan {total}"),
    wanted_by: |day| format!("Pembeli meminta untuk {day}."),
    deposit_of: |percent, amount| {
        if percent == 0 { "Tanpa uang muka".to_owned() } else { format!("{percent}% · {amount}") }
    },
    claimed_by: |claimed, method, due| format!("Pembeli menulis {claimed}, {method}. Yang ditagih {due}."),
    withdraw_effect: |buyer| {
        format!("Dicatat atas nama {buyer}. Pesanan ditutup. Ini tidak bisa dibatalkan.")
    },
    claim_effect: |buyer| format!("Dicatat atas nama {buyer}. Belum dihitung sampai Anda memeriksa uangnya."),
    owed_of: |held, total| format!("dibayar {held} dari {total}"),
    asked_now: |due| format!("Ditagih {due}"),
    price_words: |retail, wholesale, from, unit| {
        if wholesale == retail {
            format!("{retail} per {}", unit.label())
        } else {
            format!("{retail} per {}, {wholesale} mulai {from}", unit.label())
        }
    },
    method: method_id,
    freight_payer: |payer| match payer {
        FreightPayer::Buyer => "Pembeli, ditambahkan ke pesanan",
        FreightPayer::Business => "Usaha, sudah termasuk harga",
    },
    settlement_rule: |rule| match rule {
        SettlementRule::AnyTime => "kapan saja",
        SettlementRule::AfterDelivery => "setelah barang tiba",
        SettlementRule::BeforeDispatch => "sebelum barang dikirim",
    },
    decline_reason: decline_id,
    refuse_reason: |reason| match reason {
        PaymentRefusal::NotArrived => "Uangnya belum masuk",
        PaymentRefusal::ProofUnreadable => "Bukti tidak terbaca",
        PaymentRefusal::WrongProof => "Bukti untuk hal lain",
    },
};

pub(super) const EN: Phrases = Phrases {
    title: "Order board",
    nav_today: "Today",
    nav_orders: "Orders",
    nav_payments: "Payments",
    nav_materials: "Materials",
    nav_catalogue: "Catalogue",
    today: "Today's work",
    waits_for_you: "Waiting for you",
    waits_for_others: "Waiting for others",
    nothing_waits: "All done",
    nothing_waits_hint: "Nothing waits for you. New orders appear here by themselves.",
    see_orders: "See all orders",
    record_order: "Record an order",
    search_orders: "Order number or buyer's name",
    none_found: "No orders here",
    none_found_hint: "Try another number or name, or look at another stage.",
    no_orders: "No orders yet",
    no_orders_hint: "Orders from distributors appear here. You can record orders that came by phone or WhatsApp yourself.",
    none_here: "Empty",
    goods: "Goods",
    agreement: "Agreement",
    placed: "Placed",
    wanted: "Wanted by",
    promised: "Promised for",
    settlement: "Settlement",
    freight: "Freight",
    delivery: "Delivery",
    collects: "Collected by the buyer",
    deliver: "Delivered to the buyer",
    packages: "Packages",
    note: "Note",
    note_of_buyer: "The buyer's note",
    held: "Received so far",
    rest: "Rest",
    deposit: "Deposit",
    needs: "Materials it takes",
    material: "Material",
    needed: "Needed",
    short: "Missing",
    requests: "Material requests",
    slips: "Delivery slips",
    chain: "The order's chain",
    audit: "Check everything recorded about this order",
    see_request: "See the material request",
    see_slip: "See the delivery slip",
    wanted_any: "The buyer named no day.",
    freight_hint: "Write 0 if there is none.",
    who_pays_freight: "Who pays the freight?",
    decline: "Decline the order",
    decline_effect: "The order is closed and the buyer is told why. This cannot be undone.",
    decline_yes: "Yes, decline the order",
    why: "Why",
    note_to_buyer: "A word to the buyer",
    withdraw: "The buyer takes it back",
    withdraw_yes: "Yes, record it",
    cancel: "Cancel the order",
    cancel_effect: "The order is closed, goods kept for it go back to stock, and the buyer is told. This cannot be undone.",
    cancel_yes: "Yes, cancel the order",
    how_told: "How did the buyer tell you?",
    chat_photo: "Photo of the chat or the paper",
    verify: "The money is there: make the receipt",
    seen: "What arrived in the account or in hand",
    refuse: "The money is not there",
    refuse_effect: "The buyer is told and can send proof again. The order goes on waiting.",
    refuse_yes: "Yes, tell the buyer",
    record: "Record money already received",
    record_effect: "For cash in hand or a transfer you have seen. It counts at once and gets a receipt.",
    record_yes: "Record the payment",
    claim: "Record the buyer's proof of payment",
    claim_yes: "Record the proof",
    amount: "Amount",
    how_paid: "How it was paid",
    proof_photo: "Photo of the proof",
    to_verify: "To be checked",
    none_to_verify: "Nothing to check",
    none_to_verify_hint: "Buyers' proofs of payment appear here.",
    asked: "Asked for",
    no_proof: "Without a photo.",
    who_owes: "Who still owes",
    nobody_owes: "Nobody owes anything.",
    settled_payments: "Checked",
    none_settled: "None yet.",
    record_order_hint: "For orders by phone, WhatsApp or paper. It stands as the buyer's order, with your name as the one who recorded it.",
    record_order_yes: "Record this order",
    buyer: "Buyer",
    choose_buyer: "Choose the buyer",
    how_ordered: "How did the order come?",
    no_goods: "Say how many of at least one of the goods.",
    no_offers: "Nothing is offered yet",
    no_offers_hint: "Add goods and their prices to the catalogue first.",
    wanted_when: "When the buyer wants the goods.",
    address: "Delivery address",
    address_hint: "Leave empty if it is the buyer's known address.",
    today_counts: |mine, late, others, more| {
        let plus = if more { "+" } else { "" };
        let mut said = format!("{mine}{plus} waiting for you");
        if late > 0 {
            said = format!("{said} · {late} late");
        }
        if others > 0 {
            said = format!("{said} · {others} with others");
        }
        said
    },
    days_late: |days| format!("{days} {} late", if days == 1 { "day" } else { "days" }),
    deed: deed_en,
    step: step_en,
    accept: |total| format!("Accept the order of {total}"),
    wanted_by: |day| format!("The buyer wants it by {day}."),
    deposit_of: |percent, amount| {
        if percent == 0 { "No deposit".to_owned() } else { format!("{percent}% · {amount}") }
    },
    claimed_by: |claimed, method, due| format!("The buyer says {claimed}, {method}. Asked for is {due}."),
    withdraw_effect: |buyer| format!("Recorded for {buyer}. The order is closed. This cannot be undone."),
    claim_effect: |buyer| {
        format!("Recorded for {buyer}. It does not count until you have checked the money.")
    },
    owed_of: |held, total| format!("{held} of {total} paid"),
    asked_now: |due| format!("{due} asked for"),
    price_words: |retail, wholesale, from, unit| {
        if wholesale == retail {
            format!("{retail} per {}", unit.label())
        } else {
            format!("{retail} per {}, {wholesale} from {from}", unit.label())
        }
    },
    method: method_en,
    freight_payer: |payer| match payer {
        FreightPayer::Buyer => "The buyer, on top of the order",
        FreightPayer::Business => "The business, within the price",
    },
    settlement_rule: |rule| match rule {
        SettlementRule::AnyTime => "any time",
        SettlementRule::AfterDelivery => "after delivery",
        SettlementRule::BeforeDispatch => "before dispatch",
    },
    decline_reason: decline_en,
    refuse_reason: |reason| match reason {
        PaymentRefusal::NotArrived => "The money has not arrived",
        PaymentRefusal::ProofUnreadable => "The proof cannot be read",
        PaymentRefusal::WrongProof => "The proof is for something else",
    },
};

/// What is done next, as the business says it to itself. `mine`: the goods are carried by its own people.
fn deed_id(awaits: &Awaits, mine: bool) -> String {
    let said = match awaits {
        Awaits::Answer => "Jawab pesanan",
        Awaits::OfferAnswer { .. } => "Menunggu jawaban atas penawaran",
        Awaits::AskAnswer { of: Side::Business, .. } => "Jawab permintaan pembeli",
        Awaits::AskAnswer { of: Side::Buyer, .. } => "Menunggu jawaban pembeli",
        Awaits::Deposit { short } => return format!("Menunggu uang muka {short}"),
        Awaits::PaymentCheck { amount, .. } => return format!("Periksa pembayaran {amount}"),
        Awaits::MaterialRequest => "Pesan bahan",
        Awaits::Recipe => "Isi kebutuhan bahan",
        Awaits::SupplierAnswer { .. } => "Menunggu jawaban pemasok",
        Awaits::CounterAnswer { .. } => "Jawab tawaran pemasok",
        Awaits::Shipment { .. } => "Menunggu kiriman bahan",
        Awaits::GoodsReceipt { .. } => "Hitung bahan yang datang",
        Awaits::Production => "Mulai kerjakan",
        Awaits::Making => "Catat selesai dikerjakan",
        Awaits::Packing => "Kemas",
        Awaits::Dispatch => "Pilih kurir",
        Awaits::PickUp { .. } if mine => "Catat barang berangkat",
        Awaits::PickUp { .. } => "Menunggu barang diambil",
        Awaits::Arrival { .. } if mine => "Catat barang tiba",
        Awaits::Arrival { .. } => "Menunggu barang tiba",
        Awaits::ReturnReceipt { .. } => "Hitung barang yang kembali",
        Awaits::ShortfallDecision => "Putuskan tentang yang kurang",
        Awaits::Settlement { rest } => return format!("Menunggu pelunasan {rest}"),
        Awaits::Nothing => "",
    };
    said.to_owned()
}

/// What is done next, as the business says it to itself. `mine`: the goods are carried by its own people.
fn deed_en(awaits: &Awaits, mine: bool) -> String {
    let said = match awaits {
        Awaits::Answer => "Answer the order",
        Awaits::OfferAnswer { .. } => "Waiting for the answer to the offer",
        Awaits::AskAnswer { of: Side::Business, .. } => "Answer what the buyer asks",
        Awaits::AskAnswer { of: Side::Buyer, .. } => "Waiting for the buyer's answer",
        Awaits::Deposit { short } => return format!("Waiting for the deposit of {short}"),
        Awaits::PaymentCheck { amount, .. } => return format!("Check the payment of {amount}"),
        Awaits::MaterialRequest => "Order materials",
        Awaits::Recipe => "Fill in the materials it takes",
        Awaits::SupplierAnswer { .. } => "Waiting for the supplier's answer",
        Awaits::CounterAnswer { .. } => "Answer the supplier's offer",
        Awaits::Shipment { .. } => "Waiting for the materials",
        Awaits::GoodsReceipt { .. } => "Count the materials that came",
        Awaits::Production => "Start the work",
        Awaits::Making => "Record that the work is done",
        Awaits::Packing => "Pack",
        Awaits::Dispatch => "Choose a courier",
        Awaits::PickUp { .. } if mine => "Record the departure",
        Awaits::PickUp { .. } => "Waiting for the pick-up",
        Awaits::Arrival { .. } if mine => "Record the arrival",
        Awaits::Arrival { .. } => "Waiting for the arrival",
        Awaits::ReturnReceipt { .. } => "Count what came back",
        Awaits::ShortfallDecision => "Decide about what is missing",
        Awaits::Settlement { rest } => return format!("Waiting for the rest of {rest}"),
        Awaits::Nothing => "",
    };
    said.to_owned()
}

const fn method_id(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::BankTransfer => "transfer bank",
        PaymentMethod::Qris => "QRIS",
        PaymentMethod::EWallet => "dompet digital",
        PaymentMethod::Cash => "tunai",
        PaymentMethod::CourierCash => "tunai lewat kurir",
    }
}

const fn method_en(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::BankTransfer => "bank transfer",
        PaymentMethod::Qris => "QRIS",
        PaymentMethod::EWallet => "e-wallet",
        PaymentMethod::Cash => "cash",
        PaymentMethod::CourierCash => "cash through the courier",
    }
}

const fn decline_id(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::Busy => "Sedang penuh",
        DeclineReason::NotPossible => "Tidak bisa dibuat seperti itu",
        DeclineReason::NoMaterials => "Bahannya tidak ada",
        DeclineReason::TooSoon => "Waktunya terlalu dekat",
        DeclineReason::TooFar => "Tempatnya terlalu jauh",
        DeclineReason::Other => "Alasan lain",
    }
}

const fn decline_en(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::Busy => "No time for it",
        DeclineReason::NotPossible => "It cannot be made like that",
        DeclineReason::NoMaterials => "The materials are not to be had",
        DeclineReason::TooSoon => "The day is too soon",
        DeclineReason::TooFar => "The place is too far",
        DeclineReason::Other => "Another reason",
    }
}

fn step_id(slug: &str) -> &'static str {
    match slug {
        "new" => "Perlu dijawab",
        "deposit" => "Uang muka",
        "materials" => "Bahan",
        "making" => "Pengerjaan",
        "packing" => "Pengemasan",
        "delivery" => "Pengiriman",
        "settlement" => "Pelunasan",
        "done" => "Selesai",
        _ => "Tidak jadi",
    }
}

fn step_en(slug: &str) -> &'static str {
    match slug {
        "new" => "To be answered",
        "deposit" => "Deposit",
        "materials" => "Materials",
        "making" => "Production",
        "packing" => "Packing",
        "delivery" => "Delivery",
        "settlement" => "Settlement",
        "done" => "Done",
        _ => "Called off",
    }
}
