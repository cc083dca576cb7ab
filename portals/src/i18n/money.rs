//! What is said about money beside the payments of one order.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::Rejection;
use rantai_core::book::order::axes::PaymentAxis;
use rantai_core::book::payment::WriteOffReason;
use rantai_core::book::profile::UniqueCodes;
use rantai_core::money::Rupiah;

/// What is said about money.
#[derive(Debug)]
pub struct Phrases {
    pub axis: fn(PaymentAxis) -> &'static str,
    pub write_off_reason: fn(WriteOffReason) -> &'static str,
    pub codes_for: fn(UniqueCodes) -> &'static str,
    pub days: fn(u16) -> String,
    /// Labels of figures in the audit trail.
    pub order: &'static str,
    pub sent_on: &'static str,
    pub bank: &'static str,
    pub parts: &'static str,
    pub tempo: &'static str,
    pub limit: &'static str,
    pub open: &'static str,
    pub code: &'static str,
    pub courier: &'static str,
    pub slips: &'static str,
    pub expected: &'static str,
    pub short: &'static str,
    pub number: &'static str,
    pub paid: &'static str,
    pub deposit_percent: &'static str,
    pub tolerance: &'static str,
    pub part_payments: &'static str,
    pub codes: &'static str,
    pub qris_limit: &'static str,
    pub qris_fee: &'static str,
    pub qris: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub as_usual: &'static str,
}

pub(super) const ID: Phrases = Phrases {
    axis: |axis| match axis {
        PaymentAxis::NothingDue => "Belum ada tagihan",
        PaymentAxis::DepositDue => "Menunggu uang muka",
        PaymentAxis::ClaimWaiting => "Pembayaran dicek",
        PaymentAxis::DepositHeld => "Uang muka masuk",
        PaymentAxis::RestDue => "Sisa harus dibayar",
        PaymentAxis::Overdue => "Lewat jatuh tempo",
        PaymentAxis::Paid => "Lunas",
        PaymentAxis::Credit => "Lunas, ada saldo",
        PaymentAxis::RefundDue => "Uang harus kembali",
    },
    write_off_reason: |reason| match reason {
        WriteOffReason::Tolerance => "Selisih kecil",
        WriteOffReason::UniqueCode => "Kode unik",
        WriteOffReason::Goodwill => "Diberikan kepada pembeli",
        WriteOffReason::Complaint => "Barang tidak sesuai",
        WriteOffReason::Uncollectible => "Tidak akan dibayar",
    },
    codes_for: |codes| match codes {
        UniqueCodes::Nobody => "Tidak dipakai",
        UniqueCodes::Newcomers => "Pembeli yang belum disetujui",
        UniqueCodes::Everybody => "Semua pembeli",
    },
    days: |days| format!("{days} hari setelah barang tiba"),
    order: "Pesanan",
    sent_on: "Dikirim tanggal",
    bank: "Ke rekening",
    parts: "Bagian",
    tempo: "Tempo",
    limit: "Batas utang",
    open: "Belum dibayar",
    code: "Kode unik",
    courier: "Kurir",
    slips: "Surat jalan",
    expected: "Seharusnya",
    short: "Kurang",
    number: "Nomor",
    paid: "Sudah dibayar",
    deposit_percent: "Uang muka (persen)",
    tolerance: "Selisih yang direlakan",
    part_payments: "Uang muka boleh dicicil",
    codes: "Kode unik",
    qris_limit: "QRIS paling banyak",
    qris_fee: "Potongan QRIS (seperseratus persen)",
    qris: "Kode QRIS",
    yes: "Ya",
    no: "Tidak",
    as_usual: "seperti biasa",
};

pub(super) const EN: Phrases = Phrases {
    axis: |axis| match axis {
        PaymentAxis::NothingDue => "Nothing due",
        PaymentAxis::DepositDue => "Deposit due",
        PaymentAxis::ClaimWaiting => "Payment being checked",
        PaymentAxis::DepositHeld => "Deposit held",
        PaymentAxis::RestDue => "Rest due",
        PaymentAxis::Overdue => "Overdue",
        PaymentAxis::Paid => "Paid",
        PaymentAxis::Credit => "Paid, with credit",
        PaymentAxis::RefundDue => "Refund due",
    },
    write_off_reason: |reason| match reason {
        WriteOffReason::Tolerance => "Small difference",
        WriteOffReason::UniqueCode => "Unique code",
        WriteOffReason::Goodwill => "Given to the buyer",
        WriteOffReason::Complaint => "Goods not as agreed",
        WriteOffReason::Uncollectible => "Will not be paid",
    },
    codes_for: |codes| match codes {
        UniqueCodes::Nobody => "Not used",
        UniqueCodes::Newcomers => "Buyers not yet approved",
        UniqueCodes::Everybody => "All buyers",
    },
    days: |days| format!("{days} days after the goods arrive"),
    order: "Order",
    sent_on: "Sent on",
    bank: "To account",
    parts: "Parts",
    tempo: "Payment term",
    limit: "Credit limit",
    open: "Open",
    code: "Unique code",
    courier: "Courier",
    slips: "Slips",
    expected: "Expected",
    short: "Short",
    number: "Number",
    paid: "Paid before",
    deposit_percent: "Deposit (percent)",
    tolerance: "Difference let go",
    part_payments: "Deposit may be paid in parts",
    codes: "Unique code",
    qris_limit: "QRIS up to",
    qris_fee: "QRIS fee (hundredths of a percent)",
    qris: "QRIS code",
    yes: "Yes",
    no: "No",
    as_usual: "as usual",
};

/// Why something about money was not done, and what to do instead.
pub(super) fn refused_id(rejection: &Rejection) -> String {
    use Rejection as R;
    match rejection {
        R::PartOfTransfer { amount, .. } => format!(
            "Pembayaran ini bagian dari satu transfer {amount} untuk beberapa pesanan. Periksa transfernya di halaman Pembayaran."
        ),
        R::TransferShort { needed, offered } => format!(
            "{offered} tidak cukup untuk semua pesanan yang dipilih ({needed}). Pilih lebih sedikit pesanan atau bayar lebih banyak."
        ),
        R::CreditShort { credit, wished } if *credit == Rupiah::ZERO => {
            format!("Tidak ada saldo, jadi {wished} tidak bisa dipakai. Bayar dengan transfer atau tunai.")
        }
        R::CreditShort { credit, wished } => {
            format!("Saldo hanya {credit}, kurang dari {wished}. Pakai paling banyak {credit}.")
        }
        R::RefundTooMuch { held, wished } => format!(
            "Uang pembeli ini yang Anda pegang hanya {held}, kurang dari {wished}. Kembalikan paling banyak {held}."
        ),
        R::MoreThanRest { rest } => format!("Yang belum dibayar hanya {rest}. Isi paling banyak {rest}."),
        R::OverLimit { limit, open, orders, total } => format!(
            "Pembeli ini masih berutang {open} untuk {orders} pesanan. Dengan pesanan {total} ini utangnya lewat batas {limit}. Tunggu pembayarannya, atau minta pemilik mengizinkan di halaman uang pesanan ini."
        ),
        R::NoLimit => "Pembeli ini tidak punya batas utang. Pesanan bisa langsung diterima.".to_owned(),
        R::CashNotHeld => {
            "Uang tunai surat jalan ini sudah tidak di kurir. Muat ulang halaman, lalu pilih lagi.".to_owned()
        }
        R::NotDelivered { number } => {
            format!("Surat jalan {number} belum sampai. Kurir dibayar setelah barang diantar.")
        }
        R::CourierPaidAlready { number } => {
            format!("Ongkos surat jalan {number} sudah dibayar. Hilangkan pilihannya.")
        }
        other => other.to_string(),
    }
}

/// Why something about money was not done, and what to do instead.
pub(super) fn refused_en(rejection: &Rejection) -> String {
    use Rejection as R;
    match rejection {
        R::PartOfTransfer { amount, .. } => format!(
            "This payment is part of one transfer of {amount} for several orders. Check the transfer on the Payments page."
        ),
        R::TransferShort { needed, offered } => format!(
            "{offered} is not enough for all chosen orders ({needed}). Choose fewer orders, or pay more."
        ),
        R::CreditShort { credit, wished } if *credit == Rupiah::ZERO => {
            format!("There is no credit, so {wished} cannot be used. Pay by transfer or in cash.")
        }
        R::CreditShort { credit, wished } => {
            format!("The credit is only {credit}, less than {wished}. Use at most {credit}.")
        }
        R::RefundTooMuch { held, wished } => {
            format!("You hold only {held} for this buyer, less than {wished}. Give back at most {held}.")
        }
        R::MoreThanRest { rest } => format!("Only {rest} is missing. Enter at most {rest}."),
        R::OverLimit { limit, open, orders, total } => format!(
            "This buyer still owes {open} for {orders} orders. With this order of {total} the debt passes the limit of {limit}. Wait for the payment, or ask the owner to allow it on this order's money page."
        ),
        R::NoLimit => "This buyer has no credit limit. The order can be accepted as it is.".to_owned(),
        R::CashNotHeld => {
            "The courier does not hold the cash of these slips any more. Load the page again, then choose."
                .to_owned()
        }
        R::NotDelivered { number } => {
            format!("Slip {number} is not delivered yet. The courier is paid after delivery.")
        }
        R::CourierPaidAlready { number } => {
            format!("The courier was paid for slip {number} already. Leave it out.")
        }
        other => other.to_string(),
    }
}

/// What happened, in a few words.
pub(super) fn event_id(event: &str) -> &'static str {
    match event {
        "PaymentPolicySet" => "Cara menerima uang ditetapkan",
        "BuyerTermsSet" => "Syarat pembeli ditetapkan",
        "DepositRuleSet" => "Uang muka ditetapkan",
        "QrisSet" => "Kode QRIS dipasang",
        "CreditUsed" => "Dibayar dengan saldo",
        "RefundPaid" => "Uang dikembalikan",
        "RestWrittenOff" => "Sisa direlakan",
        "TransferClaimed" => "Satu transfer untuk beberapa pesanan",
        "TempoGranted" => "Diberi tempo",
        "LimitWaived" => "Diizinkan melewati batas utang",
        "CodeGiven" => "Kode unik diberikan",
        "CashHandedOver" => "Uang tunai disetor kurir",
        "CourierPaid" => "Kurir dibayar",
        "InvoiceIssued" => "Faktur diterbitkan",
        "BankLineTaken" => "Cocok dengan mutasi bank",
        _ => "Kejadian",
    }
}

/// What happened, in a few words.
pub(super) fn event_en(event: &str) -> &'static str {
    match event {
        "PaymentPolicySet" => "How money is taken set",
        "BuyerTermsSet" => "Buyer's terms set",
        "DepositRuleSet" => "Deposit decided",
        "QrisSet" => "QRIS code set",
        "CreditUsed" => "Paid with credit",
        "RefundPaid" => "Money given back",
        "RestWrittenOff" => "Rest written off",
        "TransferClaimed" => "One transfer for several orders",
        "TempoGranted" => "Payment term granted",
        "LimitWaived" => "Allowed beyond the credit limit",
        "CodeGiven" => "Unique code given",
        "CashHandedOver" => "Cash handed over by courier",
        "CourierPaid" => "Courier paid",
        "InvoiceIssued" => "Invoice issued",
        "BankLineTaken" => "Matched with the bank's line",
        _ => "Event",
    }
}
