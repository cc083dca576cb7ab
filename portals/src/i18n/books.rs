//! What is said of months and of what was written down wrongly or late.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::Rejection;
use rantai_core::book::correction::Mistake;
use rantai_core::book::months::Figure;

use super::Lang;

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    pub months: &'static str,
    pub no_months: &'static str,
    pub no_months_text: &'static str,
    pub closed: &'static str,
    pub open: &'static str,
    pub under_way: &'static str,
    pub closed_on: fn(when: &str) -> String,
    pub closed_text: &'static str,
    pub sold: &'static str,
    pub money_in: &'static str,
    pub money_out: &'static str,
    pub beside: &'static str,
    pub sum: &'static str,
    pub figure: fn(Figure) -> &'static str,
    pub nothing: &'static str,
    pub stock_value: &'static str,
    pub still_open: &'static str,
    pub still_open_now: &'static str,
    pub open_orders: &'static str,
    pub owed_by_buyers: &'static str,
    pub held_for_buyers: &'static str,
    pub owed_to_suppliers: &'static str,
    pub brought: &'static str,
    pub brought_text: &'static str,
    pub correction_of: fn(month: &str) -> String,
    pub corrections: &'static str,
    pub corrections_text: &'static str,
    pub counts_in: fn(month: &str) -> String,
    pub two_clocks: fn(happened: &str, recorded: &str) -> String,
    pub close: fn(month: &str) -> String,
    pub close_text: &'static str,
    pub reopen: &'static str,
    pub reopen_text: &'static str,
    pub reopen_yes: &'static str,
    pub reopen_why: &'static str,
    pub csv: &'static str,
    pub what: &'static str,
    pub amount: &'static str,
    pub happened: &'static str,
    pub earlier: &'static str,
    pub happened_at: &'static str,
    pub not_a_time: &'static str,
    pub not_yet: &'static str,
    pub not_yet_at: &'static str,
    pub correct: &'static str,
    pub correct_payment: fn(number: &str) -> String,
    pub payment_text: &'static str,
    pub correct_receipt: fn(number: u16) -> String,
    pub receipts: &'static str,
    pub receipt_text: &'static str,
    pub damaged: fn(name: &str) -> String,
    pub correct_count: &'static str,
    pub count_text: fn(was: &str) -> String,
    pub counted: &'static str,
    pub correct_bill: &'static str,
    pub correct_bills_text: &'static str,
    pub correct_paid: &'static str,
    pub correct_purchase: &'static str,
    pub purchase_text: &'static str,
    pub correct_name: &'static str,
    pub correct_name_text: &'static str,
    pub name: &'static str,
    pub real_amount: &'static str,
    pub why: &'static str,
    pub mistake: fn(Mistake) -> &'static str,
    pub note: &'static str,
    pub look: &'static str,
    pub look_first: &'static str,
    pub effect: &'static str,
    pub was: &'static str,
    pub is: &'static str,
    pub to_order: &'static str,
    pub to_credit: &'static str,
    pub to_refund: &'static str,
    pub rest_after: &'static str,
    pub shelf_after: fn(name: &str) -> String,
    pub owed_after: &'static str,
    pub confirm: &'static str,
    pub nothing_changes: &'static str,
    pub first_written: fn(was: &str) -> String,
    pub payments: &'static str,
    pub order_wrong: &'static str,
}

pub(super) const ID: Phrases = Phrases {
    title: "Buku bulanan",
    months: "Bulan",
    no_months: "Belum ada catatan",
    no_months_text: "Bulan pertama tampil di sini begitu ada penjualan, uang masuk atau uang keluar.",
    closed: "Ditutup",
    open: "Belum ditutup",
    under_way: "Berjalan",
    closed_on: |when| format!("Ditutup {when}"),
    closed_text: "Angkanya tidak berubah lagi. Yang baru tercatat kemudian tampil di bawah sebagai koreksi.",
    sold: "Penjualan",
    money_in: "Uang masuk",
    money_out: "Uang keluar",
    beside: "Nota dan titipan",
    sum: "Jumlah",
    figure: figure_id,
    nothing: "Tidak ada",
    stock_value: "Nilai bahan di gudang",
    still_open: "Yang masih terbuka saat ditutup",
    still_open_now: "Yang masih terbuka sekarang",
    open_orders: "Pesanan berjalan",
    owed_by_buyers: "Piutang pembeli",
    held_for_buyers: "Titipan pembeli",
    owed_to_suppliers: "Utang ke pemasok",
    brought: "Koreksi bulan lalu yang dihitung di sini",
    brought_text: "Terjadi di bulan yang sudah ditutup, jadi dihitung di bulan ini.",
    correction_of: |month| format!("koreksi untuk {month}"),
    corrections: "Baru tercatat setelah ditutup",
    corrections_text: "Angka di atas tetap. Ini yang membedakannya dari keadaan sebenarnya.",
    counts_in: |month| format!("dihitung di {month}"),
    two_clocks: |happened, recorded| format!("terjadi {happened}, dicatat {recorded}"),
    close: |month| format!("Tutup buku {month}"),
    close_text: "Periksa angkanya dulu. Setelah ditutup angkanya tetap; yang dicatat belakangan menjadi koreksi di bulan berikutnya.",
    reopen: "Buka kembali bulan ini",
    reopen_text: "Koreksinya masuk ke bulan ini lagi. Alasannya tercatat.",
    reopen_yes: "Buka kembali",
    reopen_why: "Alasan",
    csv: "Unduh CSV",
    what: "Apa",
    amount: "Jumlah",
    earlier: "Terjadi lebih awal?",
    happened: "Tanggal",
    happened_at: "Jam",
    not_a_time: "Tulis jam seperti 14:30.",
    not_yet: "Tanggal ini belum tiba.",
    not_yet_at: "Jam ini belum tiba.",
    correct: "Koreksi",
    correct_payment: |number| format!("Koreksi pembayaran {number}"),
    payment_text: "Isi jumlah yang benar-benar masuk. Isi 0 kalau uangnya tidak pernah masuk. Catatan lama tetap terlihat.",
    correct_receipt: |number| format!("Koreksi penerimaan ke-{number}"),
    receipts: "Penerimaan",
    receipt_text: "Isi jumlah yang benar-benar datang. Catatan lama tetap terlihat.",
    damaged: |name| format!("{name}, rusak"),
    correct_count: "Koreksi hitungan terakhir",
    count_text: |was| {
        format!(
            "Hitungan terakhir tercatat {was}. Isi yang benar; yang keluar masuk sesudahnya tetap dihitung."
        )
    },
    counted: "Seharusnya dihitung",
    correct_bill: "Koreksi nota",
    correct_bills_text: "Isi jumlah yang benar. Isi 0 kalau nota atau pembayarannya tidak ada.",
    correct_paid: "Koreksi pembayaran",
    correct_purchase: "Koreksi belanja",
    purchase_text: "Isi yang benar-benar dibeli dan harganya. Kosongkan yang tidak dibeli. Catatan lama tetap terlihat.",
    correct_name: "Koreksi nama",
    correct_name_text: "Yang sudah dipesan dengan nama lama tetap bernama lama.",
    name: "Nama yang benar",
    real_amount: "Jumlah yang benar",
    why: "Kenapa salah",
    mistake: mistake_id,
    note: "Keterangan",
    look: "Lihat akibatnya",
    look_first: "Belum dicatat. Periksa akibatnya, lalu catat.",
    effect: "Akibatnya",
    was: "Tercatat",
    is: "Seharusnya",
    to_order: "Untuk pesanan ini",
    to_credit: "Titipan pembeli",
    to_refund: "Harus dikembalikan",
    rest_after: "Kurang bayar sesudahnya",
    shelf_after: |name| format!("Stok {name} sesudahnya"),
    owed_after: "Utang sesudahnya",
    confirm: "Catat koreksi",
    nothing_changes: "Sama dengan yang tercatat. Tidak ada yang dikoreksi.",
    first_written: |was| format!("semula tercatat {was}"),
    payments: "Pembayaran",
    order_wrong: "Harga atau jumlah pesanannya yang salah? Itu kesepakatan berdua: mintalah perubahannya.",
};

pub(super) const EN: Phrases = Phrases {
    title: "Monthly book",
    months: "Months",
    no_months: "Nothing is written yet",
    no_months_text: "The first month stands here as soon as something is sold, or money comes or goes.",
    closed: "Closed",
    open: "Not closed",
    under_way: "Under way",
    closed_on: |when| format!("Closed {when}"),
    closed_text: "Its figures do not change any more. What was recorded later stands below as a correction.",
    sold: "Sold",
    money_in: "Money in",
    money_out: "Money out",
    beside: "Bills and credit",
    sum: "Sum",
    figure: figure_en,
    nothing: "Nothing",
    stock_value: "Value of materials in store",
    still_open: "Still open when it was closed",
    still_open_now: "Still open now",
    open_orders: "Orders under way",
    owed_by_buyers: "Owed by buyers",
    held_for_buyers: "Held for buyers",
    owed_to_suppliers: "Owed to suppliers",
    brought: "Corrections of earlier months that count here",
    brought_text: "They happened in a month that was closed, so they count in this one.",
    correction_of: |month| format!("correction for {month}"),
    corrections: "Recorded after it was closed",
    corrections_text: "The figures above stay. This is what sets them apart from what happened.",
    counts_in: |month| format!("counts in {month}"),
    two_clocks: |happened, recorded| format!("happened {happened}, recorded {recorded}"),
    close: |month| format!("Close {month}"),
    close_text: "Look at the figures first. Once closed they stay; what is recorded later is a correction in the next month.",
    reopen: "Open this month again",
    reopen_text: "Its corrections count in it again. The reason is recorded.",
    reopen_yes: "Open again",
    reopen_why: "Reason",
    csv: "Download CSV",
    what: "What",
    amount: "Amount",
    earlier: "Did it happen earlier?",
    happened: "Date",
    happened_at: "Time",
    not_a_time: "Write the time as 14:30.",
    not_yet: "This day is yet to come.",
    not_yet_at: "This time is yet to come.",
    correct: "Correct",
    correct_payment: |number| format!("Correct payment {number}"),
    payment_text: "Enter what really came. Enter 0 where the money never came. What was written stays visible.",
    correct_receipt: |number| format!("Correct receipt {number}"),
    receipts: "Receipts",
    receipt_text: "Enter what really came. What was written stays visible.",
    damaged: |name| format!("{name}, damaged"),
    correct_count: "Correct the last count",
    count_text: |was| {
        format!("The last count says {was}. Enter what is right; what came and went since then still counts.")
    },
    counted: "Should have been counted",
    correct_bill: "Correct a bill",
    correct_bills_text: "Enter the right amount. Enter 0 where there was no such bill or payment.",
    correct_paid: "Correct a payment",
    correct_purchase: "Correct a purchase",
    purchase_text: "Enter what was really bought and what it cost. Leave empty what was not bought. What was written stays visible.",
    correct_name: "Correct the name",
    correct_name_text: "What was asked for under the old name keeps it.",
    name: "The right name",
    real_amount: "The right amount",
    why: "Why it was wrong",
    mistake: mistake_en,
    note: "Note",
    look: "See what it does",
    look_first: "Not recorded yet. Look at what it does, then record it.",
    effect: "What it does",
    was: "Written down",
    is: "Should be",
    to_order: "For this order",
    to_credit: "The buyer's credit",
    to_refund: "To be given back",
    rest_after: "Missing afterwards",
    shelf_after: |name| format!("{name} in stock afterwards"),
    owed_after: "Owed afterwards",
    confirm: "Record the correction",
    nothing_changes: "It is what is written. There is nothing to correct.",
    first_written: |was| format!("first written as {was}"),
    payments: "Payments",
    order_wrong: "Is it the order's price or number that is wrong? Both sides agreed on it: ask for the change.",
};

const fn figure_id(figure: Figure) -> &'static str {
    match figure {
        Figure::Orders => "Pesanan",
        Figure::Counter => "Penjualan di tempat",
        Figure::Transfers => "Transfer bank",
        Figure::Qris => "QRIS",
        Figure::EWallets => "Dompet digital",
        Figure::Cash => "Tunai",
        Figure::CourierCash => "Tunai lewat kurir",
        Figure::Refunds => "Dikembalikan ke pembeli",
        Figure::Suppliers => "Dibayar ke pemasok",
        Figure::Purchases => "Belanja langsung",
        Figure::Couriers => "Dibayar ke kurir",
        Figure::Fees => "Potongan QRIS dan sejenisnya",
        Figure::Billed => "Nota pemasok",
        Figure::Credit => "Titipan pembeli bertambah",
    }
}

const fn figure_en(figure: Figure) -> &'static str {
    match figure {
        Figure::Orders => "Orders",
        Figure::Counter => "Over the counter",
        Figure::Transfers => "Bank transfer",
        Figure::Qris => "QRIS",
        Figure::EWallets => "E-wallets",
        Figure::Cash => "Cash",
        Figure::CourierCash => "Cash through couriers",
        Figure::Refunds => "Given back to buyers",
        Figure::Suppliers => "Paid to suppliers",
        Figure::Purchases => "Bought on the spot",
        Figure::Couriers => "Paid to couriers",
        Figure::Fees => "Kept by acquirers",
        Figure::Billed => "Suppliers' bills",
        Figure::Credit => "More held for buyers",
    }
}

const fn mistake_id(why: Mistake) -> &'static str {
    match why {
        Mistake::Miscounted => "Salah hitung",
        Mistake::Mistyped => "Salah ketik",
        Mistake::Mixed => "Tertukar dengan yang lain",
        Mistake::Other => "Lain, tulis di keterangan",
    }
}

const fn mistake_en(why: Mistake) -> &'static str {
    match why {
        Mistake::Miscounted => "Counted wrongly",
        Mistake::Mistyped => "Typed wrongly",
        Mistake::Mixed => "Mixed up with another",
        Mistake::Other => "Something else, see the note",
    }
}

/// The sentence for a refusal about corrections and months.
pub(super) fn refused(lang: Lang, rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    let id = lang == Lang::Id;
    let either = |one: &str, other: &str| Some(if id { one } else { other }.to_owned());
    match rejection {
        R::NotVerified => either(
            "Pembayaran ini belum diperiksa. Periksa dulu dengan jumlah yang benar.",
            "This payment was not checked yet. Check it with the right amount.",
        ),
        R::CashOfCourier => either(
            "Uang ini dibawa kurir. Selesaikan lewat setoran kurir.",
            "A courier brought this cash. Settle it with what the courier hands over.",
        ),
        R::CreditSpent { least } => Some(if id {
            format!(
                "Sebagian sudah menjadi titipan dan terpakai. Koreksi paling rendah {least}, sisanya bicarakan dengan pembeli."
            )
        } else {
            format!(
                "Part of it became credit and was used. Correct it to {least} at least, and settle the rest with the buyer."
            )
        }),
        R::UsedAlready { name, used, unit } => Some(if id {
            format!(
                "{name}: {used} {} di antaranya sudah terpakai atau terjual. Hitung stoknya dulu, lalu koreksi.",
                unit.label()
            )
        } else {
            format!(
                "{name}: {used} {} of it were used or sold. Count the stock first, then correct.",
                unit.label()
            )
        }),
        R::NeverCounted => {
            either("Ini belum pernah dihitung. Hitung stoknya.", "This was never counted. Count the stock.")
        }
        R::CountedAgain { now } => Some(if id {
            format!("Sudah dihitung lagi: {now}. Lihat hitungan terbaru, lalu koreksi yang itu.")
        } else {
            format!("It was counted again: {now}. Look at the newest count and correct that.")
        }),
        R::NothingToCorrect => either(
            "Tidak ada catatan seperti itu. Buka lagi halamannya.",
            "There is nothing like that. Open the page again.",
        ),
        R::BeforeItBegan { day } => Some(if id {
            format!("Tidak mungkin terjadi sebelum {day}. Pilih tanggal itu atau sesudahnya.")
        } else {
            format!("It cannot have happened before {day}. Choose that day or a later one.")
        }),
        R::MonthNotOver { month } => Some(if id {
            format!("Bulan {month} belum selesai. Tutup setelah bulannya berakhir.")
        } else {
            format!("{month} is not over. Close it when it has ended.")
        }),
        R::MonthNotNext { next } => Some(if id {
            format!("Urut: sekarang giliran bulan {next}.")
        } else {
            format!("One after the other: it is the turn of {next}.")
        }),
        R::NoMonthClosed => either("Belum ada bulan yang ditutup.", "No month is closed."),
        R::MonthChanged { month } => Some(if id {
            format!("Angka bulan {month} baru saja berubah. Periksa lagi, lalu tutup.")
        } else {
            format!("The figures of {month} have just changed. Look again, then close it.")
        }),
        _ => None,
    }
}
