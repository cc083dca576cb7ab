//! What is said of supply, stock and making, by the business and by its suppliers.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::material::ReturnReason;
use rantai_core::book::stock::MoveReason;

type S = &'static str;

/// The phrases of both languages side by side.
macro_rules! phrases {
    ($($name:ident: $kind:ty = $id:expr, $en:expr;)+) => {
        #[derive(Debug)]
        pub struct Phrases { $(pub $name: $kind),+ }

        pub(super) const ID: Phrases = Phrases { $($name: $id),+ };

        pub(super) const EN: Phrases = Phrases { $($name: $en),+ };
    };
}

phrases! {
    // Requests.
    chip_countered: S = "Tawaran menunggu jawaban", "Your offer waits for an answer";
    chip_counter: S = "Jawab tawaran pemasok", "Answer the supplier's offer";
    expired: S = "Lewat waktu", "Expired";
    offer_waits: S = "Menunggu jawaban atas tawaran Anda.", "Your offer waits for an answer.";
    answer_by: S = "Dijawab paling lambat", "Answer by";
    answer_by_hint: S = "Lewat hari ini permintaan berakhir sendiri.", "After this day the request ends by itself.";
    offer_title: S = "Yang ditawarkan pemasok", "What the supplier offers";
    your_offer: S = "Tawaran Anda", "Your offer";
    offered: S = "Ditawarkan", "Offered";
    instead: S = "Sebagai gantinya", "Instead";
    same_material: S = "Bahan yang diminta", "The material asked for";
    substitute: S = "Bahan yang dikirim", "Material that comes";
    differs_text: S = "Lain dari yang diminta. Belum berlaku sebelum Anda terima.", "Other than asked. It holds only once you accept.";
    differs_hint: S = "Kalau lain dari yang diminta, usaha menjawab dulu.", "Where it differs from what was asked, the business answers first.";
    accept_offer: S = "Terima tawaran", "Accept the offer";
    refuse_offer: S = "Jangan ambil tawaran ini", "Do not take this offer";
    refuse_offer_text: S = "Yang disepakati sebelumnya tetap berlaku. Pemasok bisa menjawab lagi.", "What was agreed before holds on. The supplier may answer again.";
    refuse_offer_yes: S = "Ya, jangan ambil", "Yes, do not take it";
    their_reply: S = "Jawaban usaha", "The business's answer";
    still_to_come: S = "Masih ditunggu", "Still to come";
    damaged: S = "Rusak", "Damaged";
    damaged_of: fn(&str) -> String = |name| format!("{name}: yang rusak"), |name| format!("{name}: damaged");
    damaged_among: fn(&str) -> String = |name| format!("{name}: di antaranya rusak"), |name| format!("{name}: of these damaged");
    more_damaged: S = "Yang rusak lebih banyak daripada yang datang.", "More is damaged than came.";
    none_of_it: S = "tidak ada", "none";
    instead_of: fn(&str, &str) -> String = |is, was| format!("{is} (diminta {was})"), |is, was| format!("{is} (asked for {was})");
    and_damaged: fn(&str) -> String = |much| format!("dan {much} rusak"), |much| format!("and {much} damaged");
    damaged_hint: S = "Yang rusak tidak masuk stok.", "What is damaged does not enter stock.";
    given_back: S = "Dikembalikan", "Given back";
    rest: S = "Kalau ada yang kurang", "If something is missing";
    rest_later: S = "Sisanya menyusul", "The rest comes later";
    rest_never: S = "Sisanya tidak ditunggu", "We do not wait for the rest";
    shipments: S = "Kiriman", "Shipments";
    shipment: fn(u16) -> String = |number| format!("Kiriman {number}"), |number| format!("Shipment {number}");
    on_the_road: S = "di jalan", "on the road";
    was_counted: S = "sudah dihitung", "counted";
    close_rest: S = "Tutup, sisanya tidak datang", "Close, the rest does not come";
    close_rest_text: S = "Permintaan selesai dengan yang sudah datang.", "The request ends with what has come.";
    close_rest_yes: S = "Ya, tutup", "Yes, close";
    give_back: S = "Kembalikan ke pemasok", "Give back to the supplier";
    give_back_text: S = "Yang bagus keluar dari stok. Nilainya dipotong dari utang.", "What is good leaves stock. Its worth is taken off what is owed.";
    give_back_good: fn(&str) -> String = |name| format!("{name}: yang bagus"), |name| format!("{name}: good");
    give_back_yes: S = "Catat pengembalian", "Record the return";
    credit: S = "Potongan nota", "Taken off the bill";
    credit_hint: S = "Kosongkan untuk harga beli.", "Leave empty for the price paid.";
    why: S = "Kenapa?", "Why?";
    return_reason: fn(ReturnReason) -> S = |reason| match reason {
        ReturnReason::Damaged => "Rusak",
        ReturnReason::Wrong => "Salah barang",
        ReturnReason::TooMuch => "Kelebihan",
        ReturnReason::Other => "Alasan lain",
    }, |reason| match reason {
        ReturnReason::Damaged => "Damaged",
        ReturnReason::Wrong => "Wrong goods",
        ReturnReason::TooMuch => "Too much",
        ReturnReason::Other => "Another reason",
    };
    // What if.
    what_if: S = "Bagaimana jika…", "What if…";
    what_if_text: S = "Hitungan saja, tidak ada yang tercatat.", "Only reckoned; nothing is recorded.";
    what_if_share: S = "Disanggupi (%)", "Share confirmed (%)";
    what_if_day: S = "Tiba tanggal", "There on";
    what_if_show: S = "Hitung", "Reckon";
    as_offered: S = "Kalau tawaran diterima", "If the offer is accepted";
    as_it_is: S = "Kalau tidak berubah", "As it stands";
    as_supposed: S = "Kalau begitu", "If so";
    to_pay_then: S = "Yang akan dibayar ke pemasok", "To be paid to suppliers";
    ready_on: fn(&str, &str) -> String = |day, promised| format!("siap {day}, janji {promised}"), |day, promised| format!("ready {day}, promised {promised}");
    never_ready: fn(&str) -> String = |promised| format!("bahan belum ada yang bawa, janji {promised}"), |promised| format!("nobody brings its materials, promised {promised}");
    late_by: fn(i32) -> String = |days| format!("Terlambat {days} hari"), |days| format!("{days} days late");
    in_time: S = "Tepat waktu", "In time";
    missing: S = "Tidak ada yang bawa", "Nobody brings";
    no_orders_wait: S = "Tidak ada pesanan yang menunggu bahan.", "No order waits for materials.";
    // Suppliers and what is owed.
    suppliers: S = "Pemasok", "Suppliers";
    owed: S = "Utang", "Owed";
    owed_to_you: S = "Belum dibayar kepada Anda", "Owed to you";
    advance: S = "Uang muka di pemasok", "Paid in advance";
    billed: S = "Nota", "Billed";
    paid: S = "Dibayar", "Paid";
    taken_off: S = "Potongan pengembalian", "Taken off for returns";
    open_bills: S = "Nota belum lunas", "Open bills";
    no_bills: S = "Tidak ada nota yang belum lunas.", "No open bills.";
    payments: S = "Pembayaran", "Payments";
    record_bill: S = "Catat nota", "Record a bill";
    bill_number: S = "Nomor nota", "Bill number";
    bill_photo: S = "Foto nota", "Photo of the bill";
    due: S = "Jatuh tempo", "Due";
    due_on: fn(&str) -> String = |day| format!("jatuh tempo {day}"), |day| format!("due {day}");
    pay: S = "Bayar pemasok", "Pay the supplier";
    pay_text: S = "Transfer dulu di aplikasi bank Anda, lalu catat di sini.", "Transfer with your bank first, then record it here.";
    pay_yes: S = "Catat pembayaran", "Record the payment";
    amount: S = "Jumlah", "Amount";
    method: S = "Cara bayar", "How";
    proof: S = "Foto bukti", "Photo of the proof";
    note: S = "Catatan", "Note";
    for_request: S = "Untuk permintaan", "For request";
    no_request: S = "Tanpa permintaan", "No request";
    reliability: S = "Tepat janji", "Kept its word";
    reliability_of: fn(u8, u32) -> String = |percent, requests| format!("{percent}% dari {requests} permintaan"), |percent, requests| format!("{percent}% of {requests} requests");
    reliability_none: S = "belum ada catatan", "no record yet";
    prices: S = "Daftar harga", "Price list";
    set_price: S = "Tetapkan harga", "Set a price";
    material: S = "Bahan", "Material";
    price: S = "Harga per satuan", "Price per unit";
    lead_days: S = "Lama sampai (hari)", "Days until it is there";
    since: S = "Berlaku mulai", "From";
    in_days: fn(u16) -> String = |days| format!("{days} hari"), |days| format!("{days} days");
    no_prices: S = "Belum ada harga. Tetapkan harga pertama di bawah.", "No prices yet. Set the first one below.";
    accounts: S = "Tagihan & harga", "Bills & prices";
    accounts_empty: S = "Belum ada usaha", "No businesses yet";
    accounts_empty_text: S = "Usaha yang meminta bahan kepada Anda muncul di sini.", "Businesses that ask you for materials appear here.";
    no_suppliers: S = "Belum ada pemasok", "No suppliers yet";
    no_suppliers_text: S = "Pemasok muncul di sini setelah dikenal usaha Anda.", "Suppliers appear here once your business knows them.";
    // The plan.
    plan: S = "Rencana belanja", "Buying plan";
    plan_text: S = "Semua pesanan berjalan dibanding stok dan yang sedang datang.", "All open orders against stock and what is on its way.";
    plan_nothing: S = "Tidak ada yang perlu dibeli", "Nothing to buy";
    plan_nothing_text: S = "Stok dan kiriman yang datang cukup untuk semua pesanan.", "Stock and what is coming suffice for all orders.";
    to_buy: S = "Perlu dibeli", "To buy";
    needed: S = "Dibutuhkan pesanan", "Needed by orders";
    needed_later: S = "Dibutuhkan setelah uang muka", "Needed after deposits";
    coming: S = "Sedang datang", "On its way";
    on_hand: S = "Ada di stok", "In stock";
    kept: S = "Disisihkan", "Kept for somebody";
    at_least: S = "Paling sedikit harus ada", "There should be at least";
    suggested: S = "Saran pemasok", "Suggested supplier";
    nobody: S = "Belum ada pemasok", "No supplier yet";
    too_late: S = "terlambat", "too late";
    ask_all: S = "Kirim semua permintaan", "Send all requests";
    ask_all_text: fn(usize) -> String = |count| format!("{count} permintaan akan dikirim"), |count| format!("{count} requests will be sent");
    for_shelf: S = "untuk stok", "for the shelf";
    // Stock.
    opname: S = "Stok opname", "Count the store";
    opname_text: S = "Isi hanya yang dihitung. Yang sama dengan catatan tidak berubah.", "Fill in only what was counted. What agrees stays as it is.";
    opname_button: S = "Simpan hitungan", "Save the count";
    book_says: fn(&str) -> String = |amount| format!("Catatan: {amount}"), |amount| format!("The book says {amount}");
    movements: S = "Keluar masuk", "Movements";
    no_movements: S = "Belum ada keluar masuk.", "No movements yet.";
    balance: fn(&str) -> String = |amount| format!("sisa {amount}"), |amount| format!("{amount} left");
    rule: S = "Batas stok", "Low-stock rule";
    rule_text: S = "Diberi tahu kalau stok kurang dari ini. Isi 0 untuk berhenti.", "You are told when there is less. Write 0 to stop.";
    rule_button: S = "Simpan batas", "Save the rule";
    low: S = "Stok menipis", "Running low";
    low_of: fn(&str, &str) -> String = |there, least| format!("{there}, seharusnya {least}"), |there, least| format!("{there}, should be {least}");
    count_one: S = "Hitung", "Count";
    move_reason: fn(MoveReason) -> S = |reason| match reason {
        MoveReason::Opening => "Hitungan pertama",
        MoveReason::Count => "Selisih hitungan",
        MoveReason::Correction => "Koreksi",
        MoveReason::Receipt => "Dari pemasok",
        MoveReason::Purchase => "Dibeli",
        MoveReason::Used => "Dipakai",
        MoveReason::Unused => "Sisa pakai kembali",
        MoveReason::Made => "Dibuat",
        MoveReason::Loss => "Rusak atau hilang",
        MoveReason::Sale => "Terjual",
        MoveReason::GivenBack => "Dikembalikan ke pemasok",
        MoveReason::CameBack => "Kembali dari pembeli",
    }, |reason| match reason {
        MoveReason::Opening => "First count",
        MoveReason::Count => "Count difference",
        MoveReason::Correction => "Correction",
        MoveReason::Receipt => "From a supplier",
        MoveReason::Purchase => "Bought",
        MoveReason::Used => "Used",
        MoveReason::Unused => "Not used after all",
        MoveReason::Made => "Made",
        MoveReason::Loss => "Broken or lost",
        MoveReason::Sale => "Sold",
        MoveReason::GivenBack => "Given back to the supplier",
        MoveReason::CameBack => "Came back from a buyer",
    };
    // Purchases.
    buy: S = "Catat belanja", "Record a purchase";
    buy_text: S = "Bahan yang dibeli tunai di pasar atau toko, langsung masuk stok.", "Materials bought at a market or shop go straight into stock.";
    seller: S = "Beli di mana", "Bought where";
    cost: fn(&str) -> String = |name| format!("{name}: harga semua"), |name| format!("{name}: cost in all");
    buy_photo: S = "Foto nota belanja", "Photo of the note";
    buy_yes: S = "Simpan belanja", "Save the purchase";
    // The workshop.
    progress: S = "Kemajuan", "Progress";
    report: S = "Catat kemajuan", "Report progress";
    what_line: S = "Barang", "Goods";
    step: S = "Langkah", "Step";
    done: S = "Selesai", "Done";
    scrap: S = "Gagal, dibuang", "Scrap";
    rework: S = "Diulang", "Rework";
    worker: S = "Dikerjakan oleh", "Done by";
    nobody_said: S = "Tidak disebut", "Not said";
    work_photo: S = "Foto hasil", "Photo of the work";
    report_yes: S = "Simpan kemajuan", "Save progress";
    report_text: S = "Pembeli melihat persen dan fotonya.", "The buyer sees the percent and the photo.";
    one_step: S = "Pengerjaan", "Work";
    used: S = "Bahan terpakai", "Materials used";
    used_text: S = "Isi jumlah yang benar-benar terpakai. Selisihnya masuk atau keluar stok.", "Enter what was really used. The difference enters or leaves stock.";
    used_yes: S = "Simpan pemakaian", "Save what was used";
    planned: fn(&str) -> String = |amount| format!("Tercatat {amount}"), |amount| format!("{amount} recorded");
    steps: S = "Langkah kerja", "Steps of the workshop";
    steps_text: S = "Satu langkah per baris, urut dari awal. Kosong berarti satu langkah saja.", "One step a line, in order. Empty means one step.";
    steps_yes: S = "Simpan langkah", "Save the steps";
    make: S = "Buat untuk stok", "Make for stock";
    make_text: S = "Bahan keluar dari stok sesuai kebutuhan, barang jadi masuk rak.", "Materials leave stock by the recipe; the goods go on the shelf.";
    make_yes: S = "Simpan, masuk stok", "Save, put on the shelf";
    quantity: S = "Banyak", "How many";
    waste: S = "Sisa terbuang", "Waste";
    waste_of: fn(&str) -> String = |name| format!("{name}: terbuang (%)"), |name| format!("{name}: waste (%)");
    waste_text: S = "Berapa persen bahan yang terpotong atau rusak, di atas kebutuhan.", "Percent of the material cut off or spoilt on top.";
    waste_yes: S = "Simpan sisa terbuang", "Save the waste";
    margin: S = "Biaya dan sisa", "Cost and margin";
    margin_text: S = "Hanya pemilik yang melihat ini.", "Only the owner sees this.";
    cost_total: S = "Harga pesanan", "Price of the order";
    cost_materials: S = "Bahan", "Materials";
    cost_courier: S = "Upah kurir", "Courier's fee";
    cost_freight: S = "Ongkos ditanggung", "Freight borne";
    cost_margin: S = "Sisa", "Left";
    making: S = "Pengerjaan", "Work";
    percent: fn(u8) -> String = |percent| format!("{percent}% selesai"), |percent| format!("{percent}% done");
}
