//! What is said on the road: parts of an order, the count at the door, what goes back, trips.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::Rejection;
use rantai_core::book::delivery::{Deed, ReturnReason};
use rantai_core::book::order::Fulfilment;
use rantai_core::money::Rupiah;

#[derive(Debug)]
pub struct Phrases {
    pub fulfilment: fn(Fulfilment) -> &'static str,
    // What goes with a slip.
    pub what_goes: &'static str,
    pub what_goes_hint: &'static str,
    pub package: fn(number: u16) -> String,
    pub vehicle: &'static str,
    pub code_asked: &'static str,
    pub code_asked_hint: &'static str,
    pub part_of: fn(so_many: &str, all: &str) -> String,
    // What is in the packages.
    pub write_contents: &'static str,
    pub contents_of: fn(number: u16) -> String,
    pub labels: &'static str,
    pub label_80: &'static str,
    pub label_a6: &'static str,
    pub label_of: fn(number: u16, all: usize) -> String,
    // The courier.
    pub accept_slip: &'static str,
    pub accepted: &'static str,
    pub accepted_by_you: &'static str,
    pub missing_packages: &'static str,
    pub missing_packages_hint: &'static str,
    pub not_there: fn(packages: &str) -> String,
    pub code: &'static str,
    pub code_hint: &'static str,
    pub your_code: &'static str,
    pub your_code_hint: &'static str,
    pub not_all_taken: &'static str,
    pub not_all_taken_hint: &'static str,
    pub damaged: fn(goods: &str) -> String,
    pub refused: fn(goods: &str) -> String,
    pub missing: fn(goods: &str) -> String,
    pub outcome: fn(goods: &str, accepted: &str, rest: &str) -> String,
    pub sign_here: &'static str,
    pub sign_again: &'static str,
    pub signature: &'static str,
    pub reopen: &'static str,
    pub reopen_effect: &'static str,
    pub reopen_yes: &'static str,
    pub map: &'static str,
    pub told_late: &'static str,
    pub told_late_text: fn(who: &str, deed: Deed, when: &str) -> String,
    pub second_signature: fn(who: &str, when: &str) -> String,
    pub received_as_told: fn(name: &str) -> String,
    // Another carrier.
    pub reassign: &'static str,
    pub reassign_yes: &'static str,
    // What goes back.
    pub returns: &'static str,
    pub returns_none: &'static str,
    pub return_title: fn(number: u16) -> String,
    pub return_with: fn(slip: &str) -> String,
    pub return_by_buyer: &'static str,
    pub count_return: &'static str,
    pub again: &'static str,
    pub to_stock: &'static str,
    pub scrapped: &'static str,
    pub lost: &'static str,
    pub kept: &'static str,
    pub again_hint: &'static str,
    pub to_stock_hint: &'static str,
    pub scrapped_hint: &'static str,
    pub lost_hint: &'static str,
    pub kept_hint: &'static str,
    pub count_hint: &'static str,
    pub rare: &'static str,
    pub kept_off: &'static str,
    pub kept_off_text: fn(goods: &str) -> String,
    pub kept_off_most: fn(most: Rupiah) -> String,
    pub kept_off_yes: &'static str,
    // How many went back.
    pub how_many: fn(goods: &str) -> String,
    pub with_buyer: fn(quantity: &str) -> String,
    pub how_many_back: &'static str,
    pub only_delivered: fn(quantity: &str) -> String,
    pub send_back_note: &'static str,
    pub send_back_note_hint: &'static str,
    pub damage_photo: &'static str,
    // What the buyer reads of it.
    pub looked_at: fn(business: &str) -> String,
    pub looked_at_chip: &'static str,
    pub looked_at_text: fn(goods: &str) -> String,
    pub carried_back_text: fn(goods: &str) -> String,
    pub decided_soon: fn(business: &str) -> String,
    pub decided_soon_text: fn(goods: &str) -> String,
    pub price_cut: fn(amount: Rupiah) -> String,
    pub stays_with_you: fn(goods: &str) -> String,
    pub did_not_come: fn(goods: &str) -> String,
    pub still_to_come: fn(goods: &str) -> String,
    pub so_many_came: fn(came: &str, all: &str, goods: &str) -> String,
    pub decided_first: &'static str,
    pub tried_again: fn(business: &str) -> String,
    pub tried_again_on: fn(day: &str) -> String,
    pub tried: fn(carrier: &str, when: &str) -> String,
    pub attempt_failed: fn(why: &str) -> String,
    pub price_cut_text: fn(goods: &str) -> String,
    pub counted: &'static str,
    pub short_title: &'static str,
    pub short_hint: &'static str,
    pub short_of: fn(quantity: &str, goods: &str) -> String,
    pub replace: &'static str,
    pub forgo: &'static str,
    pub amount_off: &'static str,
    pub amount_off_hint: &'static str,
    pub back_title: &'static str,
    pub back_credit: &'static str,
    pub back_refund: &'static str,
    pub settle: &'static str,
    pub take_back: &'static str,
    pub take_back_hint: &'static str,
    pub reason: fn(ReturnReason) -> &'static str,
    pub why: &'static str,
    pub send_back: &'static str,
    pub send_back_until: fn(day: &str) -> String,
    pub send_back_button: &'static str,
    pub sent_back: &'static str,
    pub quantity: &'static str,
    pub return_days: &'static str,
    pub return_days_hint: &'static str,
    pub save: &'static str,
    // Trips.
    pub trips: &'static str,
    pub plan_trip: &'static str,
    pub plan_trip_hint: &'static str,
    pub no_trips: &'static str,
    pub no_trips_text: &'static str,
    pub trip_stops: fn(stops: usize) -> String,
    /// The length of a trip, as the crow flies.
    pub straight: fn(kilometres: &str) -> String,
    /// How far a stop is from the place before it.
    pub from_before: fn(kilometres: &str) -> String,
    pub earlier: &'static str,
    pub later: &'static str,
    pub whole_route: &'static str,
    pub nothing_open: &'static str,
    pub deliver_together: fn(slips: usize, receiver: &str) -> String,
}

pub(super) const ID: Phrases = Phrases {
    fulfilment: |word| match word {
        Fulfilment::NotBegun => "Belum dikerjakan",
        Fulfilment::WaitingForDeposit => "Menunggu uang muka",
        Fulfilment::WaitingForMaterials => "Menunggu bahan",
        Fulfilment::MaterialsReady => "Siap dikerjakan",
        Fulfilment::InProduction => "Dikerjakan",
        Fulfilment::Made => "Selesai dibuat",
        Fulfilment::Packed => "Dikemas",
        Fulfilment::OnTheRoad => "Dikirim",
        Fulfilment::PartlyDelivered => "Tiba sebagian",
        Fulfilment::Delivered => "Tiba di tujuan",
        Fulfilment::Failed => "Gagal diantar",
        Fulfilment::Returned => "Kembali",
    },
    what_goes: "Yang dikirim sekarang",
    what_goes_hint: "Kurangi kalau hanya sebagian yang berangkat; sisanya menunggu kurir berikutnya.",
    package: |number| format!("Koli {number}"),
    vehicle: "Nomor kendaraan",
    code_asked: "Minta kode dari penerima",
    code_asked_hint: "Pembeli melihat kode enam angka dan membacakannya saat barang tiba.",
    part_of: |so_many, all| format!("{so_many} dari {all}"),
    write_contents: "Tulis isi tiap koli",
    contents_of: |number| format!("Isi koli {number}"),
    labels: "Label koli",
    label_80: "Kertas 80 mm",
    label_a6: "Kertas A6",
    label_of: |number, all| format!("Koli {number} dari {all}"),
    accept_slip: "Saya sanggup mengantar",
    accepted_by_you: "Anda sudah menyanggupi antaran ini.",
    accepted: "Kurir sanggup",
    missing_packages: "Ada koli yang tidak ada",
    missing_packages_hint: "Hitung dulu. Centang koli yang tidak ada; yang lain tetap diambil.",
    not_there: |packages| format!("Tidak ada saat diambil: koli {packages}"),
    code: "Kode dari penerima",
    code_hint: "Minta penerima membacakan enam angka di halaman pesanannya.",
    your_code: "Kode terima barang",
    your_code_hint: "Bacakan kepada pengantar hanya setelah barang ada di tangan Anda.",
    not_all_taken: "Tidak semua diterima",
    not_all_taken_hint: "Isi yang rusak, ditolak atau kurang. Yang rusak dan ditolak dibawa kembali.",
    damaged: |goods| format!("{goods}: rusak"),
    refused: |goods| format!("{goods}: ditolak"),
    missing: |goods| format!("{goods}: kurang"),
    outcome: |goods, accepted, rest| format!("{goods}: {accepted} diterima, {rest} tidak"),
    sign_here: "Tanda tangan penerima (boleh kosong)",
    sign_again: "Ulangi tanda tangan",
    signature: "Tanda tangan penerima",
    reopen: "Barang masih saya bawa",
    reopen_effect: "Catatan gagal diantar dibatalkan dan pengantaran dilanjutkan.",
    reopen_yes: "Lanjutkan pengantaran",
    map: "Buka peta",
    told_late: "Dilaporkan terlambat",
    told_late_text: |who, deed, when| {
        let what = match deed {
            Deed::PickedUp => "mengambil barang",
            Deed::Delivered => "menyerahkan barang",
            Deed::Failed => "gagal mengantar",
        };
        format!(
            "{who} melapor {what}, {when}. Catatan itu tidak cocok dengan surat jalan ini; tanyakan kepadanya."
        )
    },
    second_signature: |who, when| format!("Bukti serah terima kedua, dari {who}, dicatat {when}"),
    received_as_told: |name| format!("diterima {name}"),
    reassign: "Ganti kurir",
    reassign_yes: "Serahkan ke kurir ini",
    returns: "Barang rusak, kembali atau kurang",
    returns_none: "Tidak ada barang kembali atau kurang pada pesanan ini.",
    return_title: |number| format!("Laporan barang {number}"),
    return_with: |slip| format!("Dibawa kembali dengan {slip}"),
    return_by_buyer: "Dilaporkan oleh pembeli",
    count_return: "Simpan hitungan",
    again: "Dikirim lagi",
    to_stock: "Masuk stok",
    scrapped: "Dibuang",
    lost: "Hilang",
    kept: "Tetap di pembeli",
    again_hint: "Masih baik, diantar kembali ke pembeli.",
    to_stock_hint: "Masih bisa dijual.",
    scrapped_hint: "Sudah ada di sini, tidak bisa dijual lagi.",
    lost_hint: "Tidak ada yang tahu di mana.",
    kept_hint: "Tidak dikembalikan, tetap dipakai pembeli. Sesudah ini harganya bisa dipotong di halaman ini.",
    count_hint: "Isi di mana barangnya sekarang. Belum ada yang diputuskan tentang harga.",
    rare: "Dikirim lagi atau hilang",
    kept_off: "Potong harga barang yang tetap di pembeli",
    kept_off_text: |goods| {
        format!("Pembeli melaporkan dan tetap memakai {goods}. Pembeli diberi tahu potongannya.")
    },
    kept_off_most: |most| format!("Isi paling banyak {most}, sebesar harga barangnya."),
    kept_off_yes: "Potong harganya",
    how_many: |goods| format!("Berapa {goods}?"),
    with_buyer: |quantity| format!("Yang sudah diterima {quantity}."),
    how_many_back: "Isi jumlah barang yang rusak atau dikembalikan.",
    only_delivered: |quantity| format!("Yang diterima hanya {quantity}. Kurangi jumlahnya."),
    send_back_note: "Ceritakan apa yang terjadi",
    send_back_note_hint: "Tulis juga kalau barangnya tetap Anda pakai dan Anda minta potongan harga.",
    damage_photo: "Foto barangnya",
    looked_at: |business| format!("Laporan Anda sedang diperiksa {business}"),
    looked_at_chip: "Laporan diperiksa",
    looked_at_text: |goods| format!("Anda melaporkan {goods}. Penjual menghitungnya dulu, lalu memutuskan."),
    carried_back_text: |goods| {
        format!("Dibawa kembali oleh kurir: {goods}. Penjual menghitungnya dulu, lalu memutuskan.")
    },
    decided_soon: |business| format!("Menunggu keputusan {business}"),
    decided_soon_text: |goods| {
        format!("Belum ada pada Anda: {goods}. Penjual menggantinya atau memotong harganya.")
    },
    attempt_failed: |why| format!("Pengantaran gagal: {why}"),
    tried: |carrier, when| format!("{carrier} sudah mencoba mengantar, {when}."),
    tried_again_on: |day| format!("Rencananya diantar lagi {day}."),
    tried_again: |business| format!("{business} mengatur kapan diantar lagi."),
    decided_first: "Laporan tentang barang diperiksa dulu",
    so_many_came: |came, all, goods| format!("{came} dari {all} {goods} sudah diterima"),
    still_to_come: |goods| format!("Masih akan datang: {goods}."),
    did_not_come: |goods| format!("{goods} yang tidak jadi"),
    stays_with_you: |goods| format!("{goods} yang tetap Anda pakai"),
    price_cut: |amount| format!("Harga dipotong {amount}"),
    price_cut_text: |goods| format!("Untuk {goods}. Yang harus dibayar sudah dikurangi."),
    counted: "Sudah dihitung",
    short_title: "Yang masih harus diputuskan",
    short_hint: "Barang ini tidak ada pada pembeli. Ganti dari stok, atau potong harganya.",
    short_of: |quantity, goods| format!("{quantity} {goods}"),
    replace: "Ganti dari stok",
    forgo: "Tidak diganti, harganya dipotong",
    amount_off: "Potongan harga",
    amount_off_hint: "Kosongkan untuk sebesar harga barangnya.",
    back_title: "Kalau sudah dibayar",
    back_credit: "Jadi saldo pembeli",
    back_refund: "Dikembalikan uangnya",
    settle: "Putuskan",
    take_back: "Catat barang kembali dari pembeli",
    take_back_hint: "Isi jumlah yang kembali.",
    reason: |reason| match reason {
        ReturnReason::Damaged => "Rusak",
        ReturnReason::Refused => "Tidak mau",
        ReturnReason::Wrong => "Tidak sesuai pesanan",
        ReturnReason::Other => "Lainnya",
    },
    why: "Alasannya",
    send_back: "Lapor barang rusak atau kembalikan",
    send_back_until: |day| {
        format!(
            "Bisa sampai {day}. Penjual memeriksa laporan Anda, lalu mengganti barangnya atau memotong harganya."
        )
    },
    send_back_button: "Kirim laporan ke penjual",
    sent_back: "Barang kembali",
    quantity: "Jumlah",
    return_days: "Batas hari barang boleh kembali",
    return_days_hint: "Hari setelah tiba; 0 berarti tidak menerima barang kembali. Berlaku untuk kiriman berikutnya.",
    save: "Simpan",
    trips: "Perjalanan",
    plan_trip: "Gabung jadi satu perjalanan",
    plan_trip_hint: "Pilih surat jalan dari satu kurir. Kurir bisa mengubah urutannya.",
    no_trips: "Belum ada perjalanan",
    no_trips_text: "Perjalanan menggabungkan beberapa surat jalan satu kurir.",
    trip_stops: |stops| format!("{stops} pemberhentian"),
    straight: |far| format!("{far} garis lurus"),
    from_before: |far| format!("{far} dari tempat sebelumnya, garis lurus"),
    earlier: "Lebih dulu",
    later: "Nanti dulu",
    whole_route: "Rute di peta",
    nothing_open: "Tidak ada surat jalan kurir yang sedang berjalan.",
    deliver_together: |slips, receiver| format!("Serahkan {slips} surat jalan sekaligus kepada {receiver}"),
};

pub(super) const EN: Phrases = Phrases {
    fulfilment: |word| match word {
        Fulfilment::NotBegun => "Not begun",
        Fulfilment::WaitingForDeposit => "Waits for the deposit",
        Fulfilment::WaitingForMaterials => "Waits for materials",
        Fulfilment::MaterialsReady => "Can be made",
        Fulfilment::InProduction => "In production",
        Fulfilment::Made => "Made",
        Fulfilment::Packed => "Packed",
        Fulfilment::OnTheRoad => "On the road",
        Fulfilment::PartlyDelivered => "Partly delivered",
        Fulfilment::Delivered => "Delivered",
        Fulfilment::Failed => "Attempt failed",
        Fulfilment::Returned => "Returned",
    },
    what_goes: "What goes now",
    what_goes_hint: "Lower it where only a part leaves; the rest waits for the next carrier.",
    package: |number| format!("Package {number}"),
    vehicle: "Vehicle's plate",
    code_asked: "Ask the receiver for a code",
    code_asked_hint: "The buyer sees six digits and reads them out when the goods arrive.",
    part_of: |so_many, all| format!("{so_many} of {all}"),
    write_contents: "Write down what is in each package",
    contents_of: |number| format!("What is in package {number}"),
    labels: "Labels of the packages",
    label_80: "80 mm paper",
    label_a6: "A6 paper",
    label_of: |number, all| format!("Package {number} of {all}"),
    accept_slip: "I will carry this",
    accepted_by_you: "You said that you carry this.",
    accepted: "The courier takes it",
    missing_packages: "A package is not there",
    missing_packages_hint: "Count first. Tick the packages that are not there; the others are taken.",
    not_there: |packages| format!("Not there at the pick-up: package {packages}"),
    code: "The receiver's code",
    code_hint: "Ask the receiver to read out the six digits on their order's page.",
    your_code: "Code for the delivery",
    your_code_hint: "Read it out to whoever brings the goods, but only once you have them.",
    not_all_taken: "Not everything was taken",
    not_all_taken_hint: "Fill in what was broken, refused or missing. What is broken or refused goes back.",
    damaged: |goods| format!("{goods}: broken"),
    refused: |goods| format!("{goods}: refused"),
    missing: |goods| format!("{goods}: missing"),
    outcome: |goods, accepted, rest| format!("{goods}: {accepted} taken, {rest} not"),
    sign_here: "The receiver's signature (may stay empty)",
    sign_again: "Sign again",
    signature: "The receiver's signature",
    reopen: "I still have the goods",
    reopen_effect: "The failure is taken back and the delivery goes on.",
    reopen_yes: "Go on with the delivery",
    map: "Open the map",
    told_late: "Told late",
    told_late_text: |who, deed, when| {
        let what = match deed {
            Deed::PickedUp => "took the goods",
            Deed::Delivered => "handed the goods over",
            Deed::Failed => "could not deliver",
        };
        format!("{who} reports that they {what}, {when}. It does not fit this slip: ask them.")
    },
    second_signature: |who, when| format!("A second proof of delivery, from {who}, recorded {when}"),
    received_as_told: |name| format!("received by {name}"),
    reassign: "Give it to another carrier",
    reassign_yes: "Give it to this carrier",
    returns: "Returns and what is missing",
    returns_none: "Nothing of this order came back or is missing.",
    return_title: |number| format!("Report {number} about goods"),
    return_with: |slip| format!("Brought back with {slip}"),
    return_by_buyer: "Reported by the buyer",
    count_return: "Keep this count",
    again: "To be sent again",
    to_stock: "Onto the shelf",
    scrapped: "Thrown away",
    lost: "Lost",
    kept: "Stays with the buyer",
    again_hint: "Still good; it is brought to the buyer again.",
    to_stock_hint: "It can still be sold.",
    scrapped_hint: "It is here and cannot be sold any more.",
    lost_hint: "Nobody knows where it is.",
    kept_hint: "Not sent back: the buyer goes on using it. After this the price can be lowered on this page.",
    count_hint: "Fill in where the goods are now. Nothing is decided about the price yet.",
    rare: "Sent again, or lost",
    kept_off: "Lower the price of what stays with the buyer",
    kept_off_text: |goods| {
        format!("The buyer reported and keeps {goods}. The buyer is told what is taken off.")
    },
    kept_off_most: |most| format!("Fill in {most} at most, the price of the goods."),
    kept_off_yes: "Lower the price",
    how_many: |goods| format!("How many {goods}?"),
    with_buyer: |quantity| format!("{quantity} were received."),
    how_many_back: "Fill in how many are broken or go back.",
    only_delivered: |quantity| format!("Only {quantity} were received. Lower the number."),
    send_back_note: "Tell what happened",
    send_back_note_hint: "Say so, too, where you keep the goods and ask for a lower price.",
    damage_photo: "Photo of the goods",
    looked_at: |business| format!("{business} is looking at your report"),
    looked_at_chip: "Report being looked at",
    looked_at_text: |goods| format!("You reported {goods}. The seller counts first, then decides."),
    carried_back_text: |goods| {
        format!("Brought back by the carrier: {goods}. The seller counts first, then decides.")
    },
    decided_soon: |business| format!("{business} decides next"),
    decided_soon_text: |goods| format!("Not with you: {goods}. The seller replaces it or lowers the price."),
    attempt_failed: |why| format!("The delivery failed: {why}"),
    tried: |carrier, when| format!("{carrier} tried to deliver, {when}."),
    tried_again_on: |day| format!("Another attempt is planned for {day}."),
    tried_again: |business| format!("{business} arranges when to try again."),
    decided_first: "What was reported is looked at first",
    so_many_came: |came, all, goods| format!("{came} of {all} {goods} received"),
    still_to_come: |goods| format!("Still to come: {goods}."),
    did_not_come: |goods| format!("{goods} not taken"),
    stays_with_you: |goods| format!("{goods} that you keep"),
    price_cut: |amount| format!("The price was lowered by {amount}"),
    price_cut_text: |goods| format!("For {goods}. What is to be paid is less by it."),
    counted: "Counted",
    short_title: "What is still to be decided",
    short_hint: "The buyer does not have these. Replace them from the shelf, or lower the price.",
    short_of: |quantity, goods| format!("{quantity} {goods}"),
    replace: "Replace from the shelf",
    forgo: "Not replaced, off the price",
    amount_off: "Off the price",
    amount_off_hint: "Leave empty for the price of the goods.",
    back_title: "Where it was paid already",
    back_credit: "It becomes the buyer's credit",
    back_refund: "It is paid back",
    settle: "Decide",
    take_back: "Record goods that the buyer sends back",
    take_back_hint: "Fill in how much comes back.",
    reason: |reason| match reason {
        ReturnReason::Damaged => "Broken",
        ReturnReason::Refused => "Not wanted",
        ReturnReason::Wrong => "Not what was ordered",
        ReturnReason::Other => "Something else",
    },
    why: "Why",
    send_back: "Report broken goods or send them back",
    send_back_until: |day| {
        format!("Until {day}. The seller looks at your report and replaces the goods or lowers the price.")
    },
    send_back_button: "Send the report to the seller",
    sent_back: "Goods sent back",
    quantity: "How much",
    return_days: "Days within which goods may come back",
    return_days_hint: "Days after the delivery; 0 takes nothing back. Holds for deliveries from now on.",
    save: "Save",
    trips: "Trips",
    plan_trip: "Put them on one trip",
    plan_trip_hint: "Choose slips of one courier. The courier can change their order.",
    no_trips: "No trips yet",
    no_trips_text: "A trip puts several slips of one courier together.",
    straight: |far| format!("{far} in a straight line"),
    from_before: |far| format!("{far} from the place before, in a straight line"),
    trip_stops: |stops| if stops == 1 { "1 stop".to_owned() } else { format!("{stops} stops") },
    earlier: "Earlier",
    later: "Later",
    whole_route: "The route on a map",
    nothing_open: "No slip of a courier is out now.",
    deliver_together: |slips, receiver| format!("Hand over {slips} slips at once to {receiver}"),
};

/// What is wrong and what to do, for refusals of the road; nothing for others.
pub(super) fn refused_id(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        R::PackedOtherwise { name, packed, ordered } => {
            format!("{name}: {packed} di dalam koli, padahal pesanannya {ordered}. Samakan isinya.")
        }
        R::ContentsUnknown { package } => {
            format!("Isi koli {package} belum ditulis. Isi jumlah barang yang ikut dikirim.")
        }
        R::PackageGone { package } => format!("Koli {package} sudah tidak di sini. Pilih koli lain."),
        R::OnlySoMany { name, left, unit } => {
            format!("{name}: hanya ada {left} {}. Kurangi jumlahnya.", unit.label())
        }
        R::DoesNotAddUp { name, expected } => format!("{name}: jumlahnya harus {expected}. Hitung lagi."),
        R::CodeMissing => {
            "Minta penerima membacakan kodenya. Kalau tidak bisa, hubungi penjual: penjual bisa mencatatnya."
                .to_owned()
        }
        R::WrongCode => "Kodenya tidak cocok. Minta penerima membacakannya sekali lagi.".to_owned(),
        R::NothingPickedUp => "Tidak ada yang diambil. Tolak surat jalannya dan tulis sebabnya.".to_owned(),
        R::SentAgain { number } => {
            format!("Barangnya sudah dikirim lagi dengan {number}. Lihat surat jalan itu.")
        }
        R::ReturnTooLate { until } => {
            format!("Batas pengembalian sudah lewat ({until}). Tulis pesan kepada penjual.")
        }
        R::NoReturns => {
            "Barang ini tidak bisa dikembalikan dari sini. Tulis pesan kepada penjual.".to_owned()
        }
        R::GoodsShort => "Putuskan dulu tentang barang yang belum diterima pembeli.".to_owned(),
        R::ReturnNotCounted => "Hitung dulu barang yang kembali.".to_owned(),
        R::ReturnOver => "Barang kembali ini sudah dihitung. Lihat keadaan terbaru.".to_owned(),
        R::NothingShort => "Tidak ada yang kurang pada pesanan ini.".to_owned(),
        R::TooMuchOff { most, amount } => {
            format!("{amount} melebihi harga barangnya, {most}. Kurangi potongannya.")
        }
        R::OtherCarrier { number } => {
            format!("{number} dibawa kurir lain. Pilih surat jalan dari satu kurir.")
        }
        _ => return None,
    })
}

/// What is wrong and what to do, for refusals of the road; nothing for others.
pub(super) fn refused_en(rejection: &Rejection) -> Option<String> {
    use Rejection as R;
    Some(match rejection {
        R::PackedOtherwise { name, packed, ordered } => {
            format!("{name}: {packed} in the packages, but {ordered} were ordered. Make them the same.")
        }
        R::ContentsUnknown { package } => {
            format!("What is in package {package} was never written down. Fill in how much of the goods goes.")
        }
        R::PackageGone { package } => format!("Package {package} is not here any more. Choose another."),
        R::OnlySoMany { name, left, unit } => {
            format!("{name}: there are only {left} {}. Lower the number.", unit.label())
        }
        R::DoesNotAddUp { name, expected } => {
            format!("{name}: the numbers must add up to {expected}. Count again.")
        }
        R::CodeMissing => {
            "Ask the receiver to read out the code. Where that is not possible, call the seller, who can record it."
                .to_owned()
        }
        R::WrongCode => "That is not the code. Ask the receiver to read it out once more.".to_owned(),
        R::NothingPickedUp => "Nothing was picked up. Decline the slip and say why.".to_owned(),
        R::SentAgain { number } => format!("The goods were sent again with {number}. Look at that slip."),
        R::ReturnTooLate { until } => {
            format!("Goods could be sent back until {until}. Write to the seller.")
        }
        R::NoReturns => "These goods cannot be sent back from here. Write to the seller.".to_owned(),
        R::GoodsShort => "Decide first about what the buyer did not get.".to_owned(),
        R::ReturnNotCounted => "Count first what came back.".to_owned(),
        R::ReturnOver => "This return was counted already. Look at how it stands now.".to_owned(),
        R::NothingShort => "Nothing is missing of this order.".to_owned(),
        R::TooMuchOff { most, amount } => {
            format!("{amount} is more than the goods are worth, {most}. Take less off.")
        }
        R::OtherCarrier { number } => {
            format!("{number} is carried by somebody else. Choose slips of one courier.")
        }
        _ => return None,
    })
}
