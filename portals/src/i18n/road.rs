//! What is said on the road: parts of an order, the count at the door, what goes back, trips.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::Rejection;
use rantai_core::book::delivery::{Deed, ReturnReason};
use rantai_core::book::order::Fulfilment;

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
    accept_slip: "Saya ambil",
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
    reassign: "Ganti kurir",
    reassign_yes: "Serahkan ke kurir ini",
    returns: "Barang kembali dan kekurangan",
    returns_none: "Tidak ada barang kembali atau kurang pada pesanan ini.",
    return_title: |number| format!("Barang kembali {number}"),
    return_with: |slip| format!("Dibawa kembali dengan {slip}"),
    return_by_buyer: "Dikirim kembali oleh pembeli",
    count_return: "Hitung yang kembali",
    again: "Dikirim lagi",
    to_stock: "Masuk stok",
    scrapped: "Dibuang",
    lost: "Hilang",
    kept: "Tetap di pembeli",
    counted: "Sudah dihitung",
    short_title: "Belum diterima pembeli",
    short_hint: "Ganti dari stok, atau kurangi harganya.",
    short_of: |quantity, goods| format!("{quantity} {goods}"),
    replace: "Ganti dari stok",
    forgo: "Tidak dikirim lagi",
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
    send_back: "Kembalikan barang",
    send_back_until: |day| {
        format!("Bisa sampai {day}. Penjual menghitung barangnya, lalu mengganti atau mengurangi harganya.")
    },
    send_back_button: "Kirim kembali",
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
    accept_slip: "I take it",
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
    reassign: "Give it to another carrier",
    reassign_yes: "Give it to this carrier",
    returns: "Returns and what is missing",
    returns_none: "Nothing of this order came back or is missing.",
    return_title: |number| format!("Return {number}"),
    return_with: |slip| format!("Brought back with {slip}"),
    return_by_buyer: "Sent back by the buyer",
    count_return: "Count what came back",
    again: "To be sent again",
    to_stock: "Onto the shelf",
    scrapped: "Thrown away",
    lost: "Lost",
    kept: "Stays with the buyer",
    counted: "Counted",
    short_title: "What the buyer did not get",
    short_hint: "Replace it from the shelf, or lower the price.",
    short_of: |quantity, goods| format!("{quantity} {goods}"),
    replace: "Replace from the shelf",
    forgo: "Comes no more",
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
    send_back: "Send goods back",
    send_back_until: |day| {
        format!("Until {day}. The seller counts the goods and replaces them or lowers the price.")
    },
    send_back_button: "Send back",
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
