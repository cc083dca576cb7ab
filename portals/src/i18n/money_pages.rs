//! What the pages about money say.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::payment::BuyerAccount;
use rantai_core::money::Rupiah;
use rantai_core::qris::QrisError;
use rantai_core::statement::StatementError;
use rantai_projections::accounts::MovementKind;

/// What the pages about money say.
#[derive(Debug)]
pub struct Phrases {
    pub day: &'static str,
    pub what: &'static str,
    pub amount: &'static str,
    pub balance: &'static str,
    pub not_a_number: &'static str,
    pub not_days: &'static str,
    pub not_percent: &'static str,
    pub save: &'static str,

    pub owed: &'static str,
    pub credit: &'static str,
    pub refund_due: &'static str,
    pub open_orders: &'static str,
    pub agreed: &'static str,
    pub terms_said: fn(&BuyerAccount) -> String,
    pub change_terms: &'static str,
    pub as_usual_hint: &'static str,
    pub tempo_days: &'static str,
    pub tempo_hint: &'static str,
    pub limit_hint: &'static str,
    pub statement: &'static str,
    pub movement: fn(MovementKind) -> &'static str,
    pub due_on: fn(&str) -> String,
    pub overdue_since: fn(&str) -> String,
    pub of_it_now: fn(Rupiah) -> String,
    pub give_back: &'static str,
    pub refund_amount: &'static str,
    pub refund_intro: fn(Rupiah) -> String,
    pub refund_photo: &'static str,
    pub account_of: fn(&str) -> String,

    pub money_of: fn(&str) -> String,
    pub money_link: &'static str,
    pub what_can_be_done: &'static str,
    pub paid: &'static str,
    pub by_credit: &'static str,
    pub let_go: &'static str,
    pub missing: &'static str,
    pub use_credit: &'static str,
    pub use_credit_intro: fn(Rupiah) -> String,
    pub credit_amount: &'static str,
    pub grant_tempo: &'static str,
    pub waive_limit: &'static str,
    pub waive_limit_intro: &'static str,
    pub write_off: &'static str,
    pub write_off_intro: &'static str,
    pub write_off_amount: &'static str,
    pub write_off_why: &'static str,
    pub issue_invoice: &'static str,
    pub issue_invoice_intro: &'static str,
    pub invoices: &'static str,

    pub couriers: &'static str,
    pub couriers_intro: &'static str,
    pub no_courier_cash: &'static str,
    pub no_courier_cash_text: &'static str,
    pub cash_held: &'static str,
    pub cash_short: &'static str,
    pub fees_due: &'static str,
    pub counted: &'static str,
    pub counted_hint: fn(Rupiah) -> String,
    pub take_cash: &'static str,
    pub cash_photo: &'static str,
    pub which_slips: &'static str,
    pub which_fees: &'static str,
    pub pay_courier: &'static str,
    pub pay_courier_intro: fn(Rupiah) -> String,

    pub nav_cash: &'static str,
    pub courier_intro: &'static str,
    pub no_cash_here: &'static str,
    pub no_cash_here_text: &'static str,
    pub hand_this_over: &'static str,
    pub fee_waits: &'static str,
    pub fee_of: fn(Rupiah) -> String,

    pub policy: &'static str,
    pub deposits: &'static str,
    pub deposits_intro: &'static str,
    pub deposits_now: &'static str,
    pub deposit_form: &'static str,
    pub deposit_of: &'static str,
    pub deposit_of_all: &'static str,
    pub deposit_share: &'static str,
    pub deposit_amount: &'static str,
    pub deposit_amount_hint: &'static str,
    pub deposit_one_of_both: &'static str,
    pub deposit_none: &'static str,
    pub policy_rules: &'static str,
    pub policy_from_now: &'static str,
    pub policy_from_now_text: &'static str,
    pub tolerance_hint: &'static str,
    pub parts_hint: &'static str,
    pub codes_hint: &'static str,
    pub qris_limit_hint: &'static str,
    pub qris_fee: &'static str,
    pub qris_fee_hint: &'static str,
    pub qris_intro: &'static str,
    pub qris_now: fn(&str, &str) -> String,
    pub qris_warning: &'static str,
    pub qris_photo: &'static str,
    pub qris_photo_hint: &'static str,
    pub qris_text: &'static str,
    pub qris_text_hint: &'static str,
    pub set_qris: &'static str,
    pub change_qris: &'static str,
    pub remove_qris: &'static str,
    pub remove_qris_intro: &'static str,
    pub qris_unseen: &'static str,
    pub qris_missing: &'static str,
    pub qris_wrong: fn(&QrisError) -> String,

    pub pay_together: &'static str,
    pub which_orders: &'static str,
    pub together_hint: &'static str,
    pub no_order_chosen: &'static str,
    pub see_account: &'static str,
    pub scan_qris: &'static str,
    pub scan_qris_text: fn(&str, Rupiah) -> String,
    pub with_code: fn(u16) -> String,
    pub exact_amount: &'static str,
    pub pay_with_credit: &'static str,
    pub pay_with_credit_text: fn(Rupiah) -> String,
    pub sent_on: &'static str,
    pub to_bank: &'static str,

    pub arrived: fn(Rupiah) -> String,
    pub other_amount: &'static str,
    pub how_to_check: &'static str,
    pub transfer_for: fn(usize) -> String,

    pub bank_statement: &'static str,
    pub statement_intro: &'static str,
    pub statement_file: &'static str,
    pub statement_file_hint: &'static str,
    pub statement_pasted: &'static str,
    pub compare: &'static str,
    pub statement_wrong: &'static str,
    pub statement_error: fn(&StatementError) -> String,
    pub statement_read: fn(&str, usize) -> String,
    pub lines_known: fn(usize) -> String,
    pub statement_gap: &'static str,
    pub statement_gap_text: fn(usize) -> String,
    pub matched_once: &'static str,
    pub matched_perhaps: &'static str,
    pub matched_perhaps_text: &'static str,
    pub perhaps_taken: fn(said: &str, number: &str) -> String,
    pub matched_several: &'static str,
    pub matched_several_text: &'static str,
    pub matched_nothing: &'static str,
    pub matched_nothing_text: &'static str,
    pub which_lines: &'static str,
    pub take_lines: &'static str,
    pub pending: &'static str,
    pub line_at: fn(usize, &str) -> String,
    pub line_is: fn(&str, Rupiah, &str) -> String,
}

fn terms_id(account: &BuyerAccount) -> String {
    let deposit = account.deposit_percent.map(|percent| format!("Uang muka {percent}%."));
    let tempo = account.tempo_days.map(|days| format!("Bayar {days} hari setelah barang tiba."));
    let limit = account.credit_limit.map(|limit| format!("Boleh berutang sampai {limit}."));
    let said: Vec<String> = [deposit, tempo, limit].into_iter().flatten().collect();
    if said.is_empty() { "Syarat biasa, seperti semua pembeli.".to_owned() } else { said.join(" ") }
}

fn terms_en(account: &BuyerAccount) -> String {
    let deposit = account.deposit_percent.map(|percent| format!("Deposit {percent}%."));
    let tempo = account.tempo_days.map(|days| format!("Pays {days} days after the goods arrive."));
    let limit = account.credit_limit.map(|limit| format!("May owe up to {limit}."));
    let said: Vec<String> = [deposit, tempo, limit].into_iter().flatten().collect();
    if said.is_empty() { "The usual terms, as for all buyers.".to_owned() } else { said.join(" ") }
}

fn qris_wrong_id(error: &QrisError) -> String {
    match error {
        QrisError::NotACode => "Ini bukan kode pembayaran QRIS. Foto stiker QRIS toko Anda.".to_owned(),
        QrisError::Damaged { at } => {
            format!("Kodenya rusak mulai huruf ke-{at}. Salin lagi seluruh teksnya, atau foto stikernya.")
        }
        QrisError::Checksum { said, is } => format!(
            "Kodenya rusak: angka penguji tertulis {said}, seharusnya {is}. Salin lagi seluruh teksnya, atau foto stikernya."
        ),
        QrisError::NotRupiah => {
            "Kode ini bukan untuk rupiah. Pakai QRIS dari bank atau dompet Indonesia.".to_owned()
        }
        QrisError::OnePayment => {
            "Kode ini hanya untuk satu pembayaran. Pakai kode tetap yang ditempel di toko.".to_owned()
        }
        QrisError::Lacks { tag } => {
            format!("Kodenya tidak lengkap: bagian {tag} tidak ada. Foto lagi stikernya.")
        }
        QrisError::Amount => "Jumlahnya tidak bisa ditulis di kode.".to_owned(),
    }
}

fn qris_wrong_en(error: &QrisError) -> String {
    match error {
        QrisError::NotACode => {
            "This is no QRIS payment code. Photograph your shop's QRIS sticker.".to_owned()
        }
        QrisError::Damaged { at } => format!(
            "The code is damaged from character {at} on. Copy all of its text again, or photograph the sticker."
        ),
        QrisError::Checksum { said, is } => format!(
            "The code is damaged: its checksum says {said}, it should be {is}. Copy all of its text again, or photograph the sticker."
        ),
        QrisError::NotRupiah => {
            "This code is not for rupiah. Use a QRIS from an Indonesian bank or wallet.".to_owned()
        }
        QrisError::OnePayment => {
            "This code is for one payment only. Use the fixed one that hangs in the shop.".to_owned()
        }
        QrisError::Lacks { tag } => {
            format!("The code is not whole: field {tag} is missing. Photograph the sticker again.")
        }
        QrisError::Amount => "The amount cannot be written into a code.".to_owned(),
    }
}

pub(super) const ID: Phrases = Phrases {
    day: "Tanggal",
    what: "Kejadian",
    amount: "Jumlah",
    balance: "Utang",
    not_a_number: "Tulis angka bulat, atau kosongkan.",
    not_days: "Tulis jumlah hari dengan angka, misalnya 14.",
    not_percent: "Tulis persen dengan angka, misalnya 0,7.",
    save: "Simpan",
    owed: "Belum dibayar",
    credit: "Saldo pembeli",
    refund_due: "Harus dikembalikan",
    open_orders: "Pesanan belum lunas",
    agreed: "Kesepakatan",
    terms_said: terms_id,
    change_terms: "Ubah syarat pembeli ini",
    as_usual_hint: "Kosongkan untuk memakai syarat biasa.",
    tempo_days: "Tempo (hari)",
    tempo_hint: "Berapa hari setelah barang tiba boleh dibayar. Kosongkan bila tidak ada tempo.",
    limit_hint: "Pesanan baru tidak diterima bila utangnya lewat batas ini. Kosongkan bila tanpa batas.",
    statement: "Catatan terbaru",
    movement: |kind| match kind {
        MovementKind::Sold => "Pesanan diterima",
        MovementKind::Changed => "Pesanan berubah",
        MovementKind::CalledOff => "Pesanan dibatalkan",
        MovementKind::Paid => "Dibayar",
        MovementKind::LetGo => "Direlakan",
        MovementKind::GivenBack => "Uang dikembalikan",
        MovementKind::Corrected => "Pembayaran dikoreksi",
    },
    due_on: |day| format!("Jatuh tempo {day}"),
    overdue_since: |day| format!("Lewat jatuh tempo {day}"),
    of_it_now: |now| format!("Ditunggu sekarang {now}; sisanya belum jatuh waktu."),
    give_back: "Catat uang dikembalikan",
    refund_amount: "Berapa yang dikembalikan",
    refund_intro: |held| format!("Uang pembeli ini yang Anda pegang: {held}."),
    refund_photo: "Foto bukti",
    account_of: |buyer| format!("Utang dan saldo {buyer}"),
    money_of: |number| format!("Uang pesanan {number}"),
    money_link: "Saldo, tempo, faktur, dan lainnya",
    what_can_be_done: "Yang bisa dilakukan",
    paid: "Sudah dibayar",
    by_credit: "Dibayar dengan saldo",
    let_go: "Direlakan",
    missing: "Kurang",
    use_credit: "Bayar dengan saldo pembeli",
    use_credit_intro: |credit| format!("Saldo pembeli: {credit}."),
    credit_amount: "Berapa yang dipakai",
    grant_tempo: "Beri tempo",
    waive_limit: "Izinkan melewati batas utang",
    waive_limit_intro: "Pesanan ini boleh diterima walau utang pembeli lewat batasnya. Keputusan ini tercatat atas nama Anda.",
    write_off: "Relakan sisa",
    write_off_intro: "Jumlah ini tidak ditagih lagi. Tidak bisa ditarik kembali.",
    write_off_amount: "Berapa yang direlakan",
    write_off_why: "Alasannya",
    issue_invoice: "Terbitkan faktur",
    issue_invoice_intro: "Faktur mendapat nomor urut tahun ini.",
    invoices: "Faktur",
    couriers: "Uang di kurir",
    couriers_intro: "Uang tunai yang sudah ditagih kurir dan belum disetor, dan ongkos yang belum dibayar.",
    no_courier_cash: "Tidak ada uang di kurir",
    no_courier_cash_text: "Semua sudah disetor, dan semua ongkos sudah dibayar.",
    cash_held: "Dipegang kurir",
    cash_short: "Kurang setor sebelumnya",
    fees_due: "Ongkos belum dibayar",
    counted: "Uang yang dihitung",
    counted_hint: |all| format!("Seharusnya {all}. Bila kurang, selisihnya tetap di catatan kurir."),
    take_cash: "Setoran diterima",
    cash_photo: "Foto setoran",
    which_slips: "Untuk surat jalan",
    which_fees: "Ongkos untuk surat jalan",
    pay_courier: "Bayar ongkos kurir",
    pay_courier_intro: |fees| format!("Ongkos yang belum dibayar: {fees}."),
    nav_cash: "Uang",
    courier_intro: "Uang tunai yang Anda tagih, sampai disetor ke usahanya.",
    no_cash_here: "Tidak ada uang yang harus disetor",
    no_cash_here_text: "Uang yang Anda tagih saat mengantar muncul di sini.",
    hand_this_over: "Setor",
    fee_waits: "Ongkos belum dibayar",
    fee_of: |fee| format!("Ongkos {fee}"),
    policy: "Cara menerima uang",
    deposits: "Uang muka",
    deposits_intro: "Berapa yang diminta sebelum mulai dikerjakan. Aturan pembeli berlaku lebih dulu, lalu aturan barang, lalu aturan semua pesanan. Yang sudah disepakati tidak berubah.",
    deposits_now: "Yang berlaku sekarang",
    deposit_form: "Tetapkan aturan. Kosongkan persen dan jumlahnya untuk menghapus aturan.",
    deposit_of: "Untuk",
    deposit_of_all: "Semua pesanan",
    deposit_share: "Persen dari harga",
    deposit_amount: "Atau jumlah rupiah",
    deposit_amount_hint: "Untuk barang: per satuan barang itu.",
    deposit_one_of_both: "Isi salah satu: persen atau jumlah.",
    deposit_none: "Tanpa uang muka",
    policy_rules: "Aturan",
    policy_from_now: "Berlaku mulai sekarang",
    policy_from_now_text: "Setiap perubahan tercatat dengan tanggalnya. Yang sudah disepakati tidak berubah.",
    tolerance_hint: "Sisa sampai sekecil ini direlakan sendiri setelah barang tiba.",
    parts_hint: "Bila ya, pembeli juga boleh mengirim bukti berikutnya sebelum yang pertama diperiksa.",
    codes_hint: "Beberapa rupiah dikurangkan dari jumlah transfer, supaya Anda tahu itu untuk pesanan mana.",
    qris_limit_hint: "Di atas jumlah ini kode QRIS tidak ditampilkan.",
    qris_fee: "Potongan QRIS",
    qris_fee_hint: "Yang dipotong penyedia QRIS. Pembeli tetap dianggap membayar penuh.",
    qris_intro: "Foto stiker QRIS toko Anda. Pembeli lalu melihat kode dengan jumlah yang pas di halaman bayar.",
    qris_now: |merchant, city| format!("Terpasang: {merchant}, {city}."),
    qris_warning: "Rantai membuat kode dengan jumlah tertentu dari kode tetap Anda. Penyedia QRIS Anda bisa saja melarang kode yang diubah: tanyakan dulu kepada mereka. Uang yang masuk tetap harus Anda periksa sendiri.",
    qris_photo: "Foto stiker QRIS",
    qris_photo_hint: "Seluruh kotak kode terlihat dan tidak buram.",
    qris_text: "Atau tempel teks kodenya",
    qris_text_hint: "Diawali 000201.",
    set_qris: "Pasang QRIS",
    change_qris: "Ganti kode QRIS",
    remove_qris: "Lepas kode QRIS",
    remove_qris_intro: "Halaman bayar tidak menampilkan QRIS lagi.",
    qris_unseen: "Kode di foto ini tidak terbaca. Foto lebih dekat dan tegak lurus, atau tempel teksnya.",
    qris_missing: "Kirim foto stiker QRIS, atau tempel teksnya.",
    qris_wrong: qris_wrong_id,
    pay_together: "Bayar beberapa pesanan sekaligus",
    which_orders: "Untuk pesanan",
    together_hint: "Satu transfer. Pesanan yang lebih dulu dibayar lebih dulu.",
    no_order_chosen: "Pilih paling sedikit satu pesanan.",
    see_account: "Catatan lengkap dan bayar sekaligus",
    scan_qris: "Bayar dengan QRIS",
    scan_qris_text: |merchant, amount| format!("{merchant} · jumlahnya sudah terisi {amount}."),
    with_code: |code| format!("Kode unik {code} sudah dikurangkan. Transfer tepat sejumlah ini."),
    exact_amount: "Transfer tepat",
    pay_with_credit: "Pakai saldo",
    pay_with_credit_text: |credit| format!("Anda punya saldo {credit} di sini."),
    sent_on: "Tanggal kirim",
    to_bank: "Ke rekening",
    arrived: |amount| format!("Sudah masuk {amount}"),
    other_amount: "Jumlahnya lain",
    how_to_check: "Buka aplikasi bank. Cocokkan jumlah, nama dan jam. Bila sama, tekan “Sudah masuk”.",
    transfer_for: |orders| format!("Satu transfer untuk {orders} pesanan"),
    bank_statement: "Cocokkan mutasi bank",
    statement_intro: "Unduh mutasi dari internet banking, lalu kirim berkasnya. Baris yang cocok dengan bukti bayar pembeli bisa diterima sekaligus. Mengirim berkas yang sama lagi tidak menambah apa pun.",
    statement_file: "Berkas mutasi (BCA, Mandiri, BRI, BNI)",
    statement_file_hint: "CSV, atau XLS dari KlikBCA.",
    statement_pasted: "Atau tempel isinya",
    compare: "Cocokkan",
    statement_wrong: "Berkas ini tidak bisa dipakai",
    statement_error: |error| match error {
        StatementError::NotAStatement => {
            "Judul kolomnya bukan mutasi BCA, Mandiri, BRI atau BNI. Unduh lagi sebagai CSV.".to_owned()
        }
        StatementError::Empty => {
            "Tidak ada baris di bawah judulnya. Pilih jangka waktu yang ada mutasinya.".to_owned()
        }
        StatementError::TooLong => "Terlalu banyak baris. Pilih jangka waktu yang lebih pendek.".to_owned(),
        StatementError::Day { line, text } => {
            format!("Baris {line}: “{text}” bukan tanggal. Perbaiki atau hapus baris itu.")
        }
        StatementError::Amount { line, text } => {
            format!("Baris {line}: “{text}” bukan jumlah uang. Perbaiki atau hapus baris itu.")
        }
    },
    statement_read: |bank, lines| format!("Mutasi {bank}: {lines} baris terbaca"),
    lines_known: |lines| format!("{lines} baris sudah pernah diterima dan dilewati."),
    statement_gap: "Saldonya tidak bersambung",
    statement_gap_text: |line| {
        format!("Sebelum baris {line} sepertinya ada baris yang hilang. Unduh lagi mutasinya.")
    },
    matched_once: "Cocok dengan satu pembayaran",
    matched_perhaps: "Mungkin sudah dicatat",
    matched_perhaps_text: "Jumlah dan harinya sama dengan uang yang sudah dicatat, misalnya oleh program. Centang hanya kalau ini uang lain.",
    perhaps_taken: |said, number| match number {
        "" => format!("{said} · mungkin sudah dicatat"),
        number => format!("{said} · mungkin sudah dicatat untuk {number}"),
    },
    matched_several: "Cocok dengan lebih dari satu",
    matched_several_text: "Jumlahnya sama. Buka dan terima sendiri yang benar.",
    matched_nothing: "Tidak cocok dengan apa pun",
    matched_nothing_text: "Mungkin pembeli belum mengirim bukti. Catat pembayarannya di pesanannya.",
    which_lines: "Terima sebagai pembayaran",
    take_lines: "Terima yang dipilih",
    pending: "tertunda",
    line_at: |line, day| format!("Baris {line} · {day}"),
    line_is: |said, amount, text| format!("{said} · {amount} · {text}"),
};

pub(super) const EN: Phrases = Phrases {
    day: "Date",
    what: "What",
    amount: "Amount",
    balance: "Owed",
    not_a_number: "Write a whole number, or leave it empty.",
    not_days: "Write the number of days with digits, for example 14.",
    not_percent: "Write the percentage with digits, for example 0.7.",
    save: "Save",
    owed: "Still to be paid",
    credit: "Buyer's credit",
    refund_due: "To be given back",
    open_orders: "Orders not wholly paid",
    agreed: "What was agreed",
    terms_said: terms_en,
    change_terms: "Change this buyer's terms",
    as_usual_hint: "Leave empty for the usual terms.",
    tempo_days: "Payment term (days)",
    tempo_hint: "How many days after the goods arrive it may be paid. Leave empty for none.",
    limit_hint: "No further order is accepted beyond this debt. Leave empty for no limit.",
    statement: "Newest movements",
    movement: |kind| match kind {
        MovementKind::Sold => "Order accepted",
        MovementKind::Changed => "Order changed",
        MovementKind::CalledOff => "Order called off",
        MovementKind::Paid => "Paid",
        MovementKind::LetGo => "Written off",
        MovementKind::GivenBack => "Given back",
        MovementKind::Corrected => "Payment corrected",
    },
    due_on: |day| format!("Due {day}"),
    overdue_since: |day| format!("Overdue since {day}"),
    of_it_now: |now| format!("{now} of it is expected now; the rest is not due yet."),
    give_back: "Record money given back",
    refund_amount: "How much was given back",
    refund_intro: |held| format!("You hold {held} for this buyer."),
    refund_photo: "Photo of the proof",
    account_of: |buyer| format!("Debts and credit of {buyer}"),
    money_of: |number| format!("Money of order {number}"),
    money_link: "Credit, payment term, invoice and more",
    what_can_be_done: "What can be done",
    paid: "Paid",
    by_credit: "Paid with credit",
    let_go: "Written off",
    missing: "Missing",
    use_credit: "Pay with the buyer's credit",
    use_credit_intro: |credit| format!("The buyer's credit: {credit}."),
    credit_amount: "How much of it",
    grant_tempo: "Grant a payment term",
    waive_limit: "Allow beyond the credit limit",
    waive_limit_intro: "This order may be accepted although the buyer's debt passes the limit. The decision is recorded in your name.",
    write_off: "Write the rest off",
    write_off_intro: "This amount is not asked for any more. It cannot be taken back.",
    write_off_amount: "How much is written off",
    write_off_why: "Why",
    issue_invoice: "Issue an invoice",
    issue_invoice_intro: "The invoice gets the next number of this year.",
    invoices: "Invoices",
    couriers: "Cash with couriers",
    couriers_intro: "Cash that couriers collected and have not handed over, and fees not yet paid.",
    no_courier_cash: "No cash with couriers",
    no_courier_cash_text: "Everything was handed over, and all fees are paid.",
    cash_held: "With the courier",
    cash_short: "Short from before",
    fees_due: "Fees not yet paid",
    counted: "Money counted",
    counted_hint: |all| format!("It should be {all}. What is missing stays on the courier's account."),
    take_cash: "Cash received",
    cash_photo: "Photo of the cash",
    which_slips: "For the slips",
    which_fees: "Fees for the slips",
    pay_courier: "Pay the courier",
    pay_courier_intro: |fees| format!("Fees not yet paid: {fees}."),
    nav_cash: "Cash",
    courier_intro: "Cash you collected, until you hand it over to its business.",
    no_cash_here: "No cash to hand over",
    no_cash_here_text: "Cash you collect on delivery appears here.",
    hand_this_over: "Hand over",
    fee_waits: "Fee not yet paid",
    fee_of: |fee| format!("Fee {fee}"),
    policy: "How money is taken",
    deposits: "Deposits",
    deposits_intro: "What is asked before work starts. A buyer's own rule comes first, then those of the products, then that of all orders. What was agreed on stays.",
    deposits_now: "What holds now",
    deposit_form: "Set a rule. Leave share and amount empty to remove it.",
    deposit_of: "For",
    deposit_of_all: "All orders",
    deposit_share: "Share of the price",
    deposit_amount: "Or an amount",
    deposit_amount_hint: "Of a product: for each unit of it.",
    deposit_one_of_both: "Fill in one of them: share or amount.",
    deposit_none: "No deposit",
    policy_rules: "Rules",
    policy_from_now: "Holds from now on",
    policy_from_now_text: "Each change is recorded with its date. What was agreed does not change.",
    tolerance_hint: "A rest this small is let go by itself once the goods have arrived.",
    parts_hint: "If yes, a buyer may also send a further proof before the first was checked.",
    codes_hint: "A few rupiah are subtracted from a transfer, so that you know which order it is for.",
    qris_limit_hint: "Above this amount no QRIS code is shown.",
    qris_fee: "QRIS fee",
    qris_fee_hint: "What the QRIS provider keeps. The buyer has paid in full all the same.",
    qris_intro: "Photograph your shop's QRIS sticker. Buyers then see a code for the exact amount when they pay.",
    qris_now: |merchant, city| format!("In use: {merchant}, {city}."),
    qris_warning: "Rantai makes codes for exact amounts from your fixed code. Your QRIS provider may forbid altered codes: ask them first. You still check yourself that the money arrived.",
    qris_photo: "Photo of the QRIS sticker",
    qris_photo_hint: "All of the code in sight, and not blurred.",
    qris_text: "Or paste the code's text",
    qris_text_hint: "It begins with 000201.",
    set_qris: "Use this QRIS",
    change_qris: "Change the QRIS code",
    remove_qris: "Take the QRIS code down",
    remove_qris_intro: "Payment pages no longer show QRIS.",
    qris_unseen: "No code could be read in this photo. Take it closer and straight, or paste the text.",
    qris_missing: "Send a photo of the QRIS sticker, or paste its text.",
    qris_wrong: qris_wrong_en,
    pay_together: "Pay several orders at once",
    which_orders: "For the orders",
    together_hint: "One transfer. Older orders are paid first.",
    no_order_chosen: "Choose at least one order.",
    see_account: "Statement, and pay at once",
    scan_qris: "Pay by QRIS",
    scan_qris_text: |merchant, amount| format!("{merchant} · the amount of {amount} is filled in."),
    with_code: |code| format!("The unique code {code} is subtracted. Transfer exactly this amount."),
    exact_amount: "Transfer exactly",
    pay_with_credit: "Use credit",
    pay_with_credit_text: |credit| format!("You have a credit of {credit} here."),
    sent_on: "Sent on",
    to_bank: "To account",
    arrived: |amount| format!("Arrived: {amount}"),
    other_amount: "Another amount",
    how_to_check: "Open your bank app. Compare amount, name and time. If they agree, press “Arrived”.",
    transfer_for: |orders| format!("One transfer for {orders} orders"),
    bank_statement: "Match a bank statement",
    statement_intro: "Download the statement from internet banking and send the file. Lines that match what buyers say to have paid can be accepted at once. Sending the same file again adds nothing.",
    statement_file: "Statement file (BCA, Mandiri, BRI, BNI)",
    statement_file_hint: "CSV, or XLS from KlikBCA.",
    statement_pasted: "Or paste what it says",
    compare: "Compare",
    statement_wrong: "This file cannot be used",
    statement_error: |error| match error {
        StatementError::NotAStatement => {
            "Its headings are not those of BCA, Mandiri, BRI or BNI. Download it again as CSV.".to_owned()
        }
        StatementError::Empty => {
            "There is nothing below its headings. Choose a period in which something moved.".to_owned()
        }
        StatementError::TooLong => "Too many lines. Choose a shorter period.".to_owned(),
        StatementError::Day { line, text } => {
            format!("Line {line}: “{text}” is no day. Mend or remove that line.")
        }
        StatementError::Amount { line, text } => {
            format!("Line {line}: “{text}” is no amount. Mend or remove that line.")
        }
    },
    statement_read: |bank, lines| format!("Statement of {bank}: {lines} lines read"),
    lines_known: |lines| format!("{lines} lines were accepted before and are passed over."),
    statement_gap: "The balance does not follow",
    statement_gap_text: |line| {
        format!("Something seems to be missing before line {line}. Download the statement again.")
    },
    matched_once: "Matches one payment",
    matched_perhaps: "Perhaps recorded already",
    matched_perhaps_text: "As much of the same day was recorded already, perhaps by a program. Tick only what is other money.",
    perhaps_taken: |said, number| match number {
        "" => format!("{said} · perhaps recorded already"),
        number => format!("{said} · perhaps recorded already for {number}"),
    },
    matched_several: "Matches more than one",
    matched_several_text: "The amounts are the same. Open and accept the right one yourself.",
    matched_nothing: "Matches nothing",
    matched_nothing_text: "The buyer may not have sent a proof. Record the payment on its order.",
    which_lines: "Accept as payments",
    take_lines: "Accept those chosen",
    pending: "pending",
    line_at: |line, day| format!("Line {line} · {day}"),
    line_is: |said, amount, text| format!("{said} · {amount} · {text}"),
};
