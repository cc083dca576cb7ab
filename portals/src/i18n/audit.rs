//! What owners read about what happened.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::order::{DeclineReason, FreightPayer, LineSource, PriceKind};
use rantai_core::book::payment::PaymentRefusal;
use rantai_core::book::profile::SettlementRule;

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    pub nav_business: &'static str,
    pub ask_number: &'static str,
    pub number_hint: &'static str,
    pub look: &'static str,
    pub latest: &'static str,
    pub found: fn(count: usize) -> String,
    pub empty_title: &'static str,
    pub empty: &'static str,
    pub head_title: &'static str,
    pub head: &'static str,
    pub head_hint: &'static str,
    pub trusted_title: &'static str,
    pub trusted: &'static str,
    pub failed_title: &'static str,
    pub failed: fn(why: &str) -> String,
    pub order_title: fn(number: &str) -> String,
    pub request_title: fn(number: &str) -> String,
    pub whole_title: fn(count: u64) -> String,
    pub whole: &'static str,
    pub damaged_title: fn(position: u64) -> String,
    pub damaged: fn(copy: &str, what: &str) -> String,
    pub copy_journal: &'static str,
    pub copy_store: &'static str,
    pub copy_index: &'static str,
    pub unreadable_title: &'static str,
    pub unreadable: &'static str,
    pub damaged_place: &'static str,
    pub position: &'static str,
    pub what: &'static str,
    pub figures: &'static str,
    pub recorded_by: &'static str,
    pub party: &'static str,
    pub on_behalf: &'static str,
    pub channel: &'static str,
    pub happened: &'static str,
    pub recorded: &'static str,
    pub hash: &'static str,
    pub previous: &'static str,
    pub see_place: &'static str,
    pub automatic: &'static str,
    pub played: &'static str,
    pub see_then: &'static str,
    pub then_title: fn(position: u64) -> String,
    pub then_incomplete: &'static str,
    pub then_back: &'static str,
    pub begin: &'static str,
    pub go_on: &'static str,
    pub others: &'static str,
    pub csv: &'static str,
    pub erased: &'static str,
    pub number: &'static str,
    pub buyer: &'static str,
    pub supplier: &'static str,
    pub line: &'static str,
    pub goods: &'static str,
    pub material: &'static str,
    pub short: &'static str,
    pub without_recipe: &'static str,
    pub goods_total: &'static str,
    pub wanted: &'static str,
    pub destination: &'static str,
    pub note: &'static str,
    pub promised: &'static str,
    pub deposit_due: &'static str,
    pub freight: &'static str,
    pub total: &'static str,
    pub held: &'static str,
    pub rest: &'static str,
    pub settlement: &'static str,
    pub sources: &'static str,
    pub reason: &'static str,
    pub by: &'static str,
    pub amount: &'static str,
    pub method: &'static str,
    pub arrived: &'static str,
    pub to_order: &'static str,
    pub to_credit: &'static str,
    pub receipt: &'static str,
    pub waybill: &'static str,
    pub packages: &'static str,
    pub carrier: &'static str,
    pub mode: &'static str,
    pub attempt: &'static str,
    pub cash_to_collect: &'static str,
    pub courier_fee: &'static str,
    pub received_by: &'static str,
    pub cash_collected: &'static str,
    pub next_attempt: &'static str,
    pub up_to: &'static str,
    pub messages: &'static str,
    pub messages_title: fn(number: &str) -> String,
    pub payment_refusal: fn(PaymentRefusal) -> &'static str,
    pub decline_reason: fn(DeclineReason) -> &'static str,
    pub settlement_rule: fn(SettlementRule) -> &'static str,
    pub freight_payer: fn(FreightPayer) -> &'static str,
    pub source: fn(LineSource) -> &'static str,
    pub price_kind: fn(PriceKind) -> &'static str,
}

pub(super) const ID: Phrases = Phrases {
    title: "Jejak audit",
    nav_business: "Usaha",
    ask_number: "Nomor pesanan",
    number_hint: "Seluruhnya atau sebagian, misalnya 0042.",
    look: "Cari pesanan",
    latest: "Pesanan terbaru",
    found: |count| format!("{count} pesanan ditemukan"),
    empty_title: "Tidak ada pesanan",
    empty: "Setiap pesanan, sekali tercatat, bisa diperiksa di sini selamanya. Kalau mencari, periksa lagi nomornya.",
    head_title: "Ujung catatan",
    head: "Catatan terakhir",
    head_hint: "Simpan nomor dan sidik ini di luar sistem. Selama sidik itu masih cocok, tidak ada catatan sebelumnya yang berubah.",
    trusted_title: "Catatan sehat",
    trusted: "Diperiksa saat mulai, dan terus dibaca ulang di latar. Bukti tiap pesanan diperiksa lagi saat jejaknya dibuka.",
    failed_title: "Catatan berhenti menerima",
    failed: |why| format!("Yang sudah tercatat tetap bisa dibaca. Sebabnya: {why}"),
    order_title: |number| format!("Jejak pesanan {number}"),
    request_title: |number| format!("Jejak permintaan {number}"),
    whole_title: |count| format!("Rantai utuh: {count} catatan terbukti"),
    whole: "Kedua salinan baru saja dibaca ulang dari disk; sidik dan sambungan tiap catatan cocok.",
    damaged_title: |position| format!("Rantai rusak di posisi {position}"),
    damaged: |copy, what| {
        format!(
            "Yang rusak {copy}: {what}. Jangan ubah apa pun; hubungi pengelola dan pulihkan dari cadangan."
        )
    },
    copy_journal: "salinan jurnal",
    copy_store: "salinan penyimpanan",
    copy_index: "daftar isi",
    unreadable_title: "Catatan belum bisa diperiksa",
    unreadable: "Disk tidak bisa dibaca. Coba lagi; kalau tetap begini, hubungi pengelola.",
    damaged_place: "Catatan ini rusak",
    position: "Posisi",
    what: "Kejadian",
    figures: "Isi",
    recorded_by: "Dicatat oleh",
    party: "Pihak",
    on_behalf: "Atas nama",
    channel: "Lewat",
    happened: "Terjadi",
    recorded: "Dicatat",
    hash: "Sidik",
    previous: "Sidik catatan sebelumnya",
    see_place: "Lihat tempatnya",
    automatic: "otomatis, menurut aturan usaha",
    played: "contoh: diputar oleh demo",
    see_then: "Lihat pesanan seperti pada waktu itu",
    then_title: |position| format!("Seperti pada posisi {position}"),
    then_incomplete: "Ada catatan rusak sebelum posisi ini, jadi gambaran ini belum tentu lengkap.",
    then_back: "Tutup",
    begin: "Dari awal",
    go_on: "Lanjutkan",
    others: "Jejak yang berhubungan",
    csv: "Unduh sebagai CSV",
    erased: "(data pribadi sudah dihapus)",
    number: "Nomor",
    buyer: "Pembeli",
    supplier: "Pemasok",
    line: "Barang",
    goods: "Barang",
    material: "Bahan",
    short: "kurang",
    without_recipe: "Belum ada kebutuhan bahan",
    goods_total: "Jumlah barang",
    wanted: "Diinginkan",
    destination: "Tujuan",
    note: "Pesan",
    promised: "Dijanjikan",
    deposit_due: "Uang muka",
    freight: "Ongkos kirim",
    total: "Jumlah",
    held: "Sudah diterima",
    rest: "Sisa",
    settlement: "Pelunasan",
    sources: "Asal barang",
    reason: "Alasan",
    by: "Oleh",
    amount: "Jumlah uang",
    method: "Cara bayar",
    arrived: "Masuk",
    to_order: "Untuk pesanan ini",
    to_credit: "Jadi saldo pembeli",
    receipt: "Kwitansi",
    waybill: "Resi",
    packages: "Koli",
    carrier: "Pengantar",
    mode: "Dengan",
    attempt: "Percobaan ke-",
    cash_to_collect: "Tagih tunai",
    courier_fee: "Upah kurir",
    received_by: "Diterima oleh",
    cash_collected: "Tunai diterima",
    next_attempt: "Diantar lagi",
    up_to: "Sampai pesan nomor",
    messages: "Pesan",
    messages_title: |number| format!("Jejak pesan {number}"),
    payment_refusal: payment_refusal_id,
    decline_reason: decline_id,
    settlement_rule: settlement_id,
    freight_payer: freight_id,
    source: source_id,
    price_kind: price_id,
};

pub(super) const EN: Phrases = Phrases {
    title: "Audit trail",
    nav_business: "Business",
    ask_number: "Number of the order",
    number_hint: "All or a part of it, for example 0042.",
    look: "Find the order",
    latest: "Latest orders",
    found: |count| format!("{count} orders found"),
    empty_title: "No orders",
    empty: "Every order, once recorded, can be checked here for good. If you are looking for one, check its number.",
    head_title: "Head of the log",
    head: "Last record",
    head_hint: "Keep this number and hash somewhere else. As long as the hash still fits, nothing recorded before it has changed.",
    trusted_title: "The log is sound",
    trusted: "It was checked at the start and is re-read in the background. Each order is proved again when its trail is opened.",
    failed_title: "The log takes no more",
    failed: |why| format!("What was recorded can still be read. The cause: {why}"),
    order_title: |number| format!("Trail of order {number}"),
    request_title: |number| format!("Trail of request {number}"),
    whole_title: |count| format!("The chain is whole: {count} records proved"),
    whole: "Both copies were just read again from disk; the hash and the links of each record fit.",
    damaged_title: |position| format!("The chain is damaged at position {position}"),
    damaged: |copy, what| {
        format!("Damaged is {copy}: {what}. Change nothing; call the operator and restore a backup.")
    },
    copy_journal: "the journal's copy",
    copy_store: "the store's copy",
    copy_index: "the index",
    unreadable_title: "The records cannot be checked now",
    unreadable: "The disk could not be read. Try again; if it stays so, call the operator.",
    damaged_place: "This record is damaged",
    position: "Position",
    what: "What happened",
    figures: "Figures",
    recorded_by: "Recorded by",
    party: "Party",
    on_behalf: "On behalf of",
    channel: "Through",
    happened: "Happened",
    recorded: "Recorded",
    hash: "Hash",
    previous: "Hash of the record before",
    see_place: "See where it stands",
    automatic: "automatic, by the business's rules",
    played: "example: played by the demo",
    see_then: "See the order as it stood then",
    then_title: |position| format!("As it stood at position {position}"),
    then_incomplete: "A record before this position is damaged, so this may be incomplete.",
    then_back: "Close",
    begin: "From the beginning",
    go_on: "Go on",
    others: "Related trails",
    csv: "Download as CSV",
    erased: "(personal data was erased)",
    number: "Number",
    buyer: "Buyer",
    supplier: "Supplier",
    line: "Line",
    goods: "Goods",
    material: "Material",
    short: "short of",
    without_recipe: "Without a recipe",
    goods_total: "Goods in all",
    wanted: "Wanted",
    destination: "Destination",
    note: "Note",
    promised: "Promised",
    deposit_due: "Deposit",
    freight: "Freight",
    total: "Total",
    held: "Held",
    rest: "Rest",
    settlement: "Settlement",
    sources: "Sources",
    reason: "Reason",
    by: "By",
    amount: "Amount",
    method: "Method",
    arrived: "Arrived",
    to_order: "For this order",
    to_credit: "To the buyer's credit",
    receipt: "Receipt",
    waybill: "Waybill",
    packages: "Packages",
    carrier: "Carrier",
    mode: "By means of",
    attempt: "Attempt",
    cash_to_collect: "Cash to collect",
    courier_fee: "Courier's fee",
    received_by: "Received by",
    cash_collected: "Cash taken",
    next_attempt: "Next attempt",
    up_to: "Up to message",
    messages: "Messages",
    messages_title: |number| format!("Trail of messages {number}"),
    payment_refusal: payment_refusal_en,
    decline_reason: decline_en,
    settlement_rule: settlement_en,
    freight_payer: freight_en,
    source: source_en,
    price_kind: price_en,
};

const fn payment_refusal_id(reason: PaymentRefusal) -> &'static str {
    match reason {
        PaymentRefusal::NotArrived => "uang tidak terlihat di rekening",
        PaymentRefusal::ProofUnreadable => "bukti tidak terbaca",
        PaymentRefusal::WrongProof => "bukti untuk hal lain",
    }
}

const fn payment_refusal_en(reason: PaymentRefusal) -> &'static str {
    match reason {
        PaymentRefusal::NotArrived => "the account shows nothing",
        PaymentRefusal::ProofUnreadable => "the proof is not readable",
        PaymentRefusal::WrongProof => "the proof belongs to something else",
    }
}

const fn decline_id(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::Busy => "tidak sempat",
        DeclineReason::NotPossible => "tidak bisa dibuat",
        DeclineReason::NoMaterials => "bahan tidak ada",
        DeclineReason::TooSoon => "waktunya terlalu dekat",
        DeclineReason::TooFar => "terlalu jauh",
        DeclineReason::Other => "alasan lain",
    }
}

const fn decline_en(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::Busy => "no time for it",
        DeclineReason::NotPossible => "cannot be made",
        DeclineReason::NoMaterials => "the materials are not to be had",
        DeclineReason::TooSoon => "too soon",
        DeclineReason::TooFar => "too far",
        DeclineReason::Other => "another reason",
    }
}

const fn settlement_id(rule: SettlementRule) -> &'static str {
    match rule {
        SettlementRule::AnyTime => "kapan saja",
        SettlementRule::AfterDelivery => "setelah barang tiba",
        SettlementRule::BeforeDispatch => "lunas sebelum dikirim",
    }
}

const fn settlement_en(rule: SettlementRule) -> &'static str {
    match rule {
        SettlementRule::AnyTime => "at any time",
        SettlementRule::AfterDelivery => "after delivery",
        SettlementRule::BeforeDispatch => "in full before dispatch",
    }
}

const fn freight_id(payer: FreightPayer) -> &'static str {
    match payer {
        FreightPayer::Buyer => "ditanggung pembeli",
        FreightPayer::Business => "ditanggung usaha",
    }
}

const fn freight_en(payer: FreightPayer) -> &'static str {
    match payer {
        FreightPayer::Buyer => "paid by the buyer",
        FreightPayer::Business => "paid by the business",
    }
}

const fn source_id(source: LineSource) -> &'static str {
    match source {
        LineSource::Stock => "dari stok",
        LineSource::Make => "dibuat",
    }
}

const fn source_en(source: LineSource) -> &'static str {
    match source {
        LineSource::Stock => "from stock",
        LineSource::Make => "to be made",
    }
}

const fn price_id(kind: PriceKind) -> &'static str {
    match kind {
        PriceKind::Retail => "eceran",
        PriceKind::Wholesale => "grosir",
    }
}

const fn price_en(kind: PriceKind) -> &'static str {
    match kind {
        PriceKind::Retail => "retail",
        PriceKind::Wholesale => "wholesale",
    }
}
