//! Why something was not done, and what to do instead.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::{MissingMaterial, Rejection};

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    /// The whole sentence for a refusal: what is wrong and what to do.
    pub say: fn(&Rejection) -> String,
}

pub(super) const ID: Phrases = Phrases { title: "Belum bisa dilakukan", say: id };

pub(super) const EN: Phrases = Phrases { title: "Not possible yet", say: en };

fn list(missing: &[MissingMaterial]) -> String {
    let lines = missing.iter().map(|m| format!("{} {} {}", m.name, m.missing, m.unit.label()));
    lines.collect::<Vec<_>>().join(", ")
}

fn id(rejection: &Rejection) -> String {
    use Rejection as R;
    let plain = |text: &str| text.to_owned();
    match rejection {
        R::PackedOtherwise { .. }
        | R::ContentsUnknown { .. }
        | R::PackageGone { .. }
        | R::OnlySoMany { .. }
        | R::DoesNotAddUp { .. }
        | R::CodeMissing
        | R::WrongCode
        | R::NothingPickedUp
        | R::SentAgain { .. }
        | R::ReturnTooLate { .. }
        | R::NoReturns
        | R::GoodsShort
        | R::ReturnNotCounted
        | R::ReturnOver
        | R::NothingShort
        | R::TooMuchOff { .. }
        | R::OtherCarrier { .. } => super::road::refused_id(rejection).unwrap_or_default(),
        R::NotVerified
        | R::CashOfCourier
        | R::CreditSpent { .. }
        | R::UsedAlready { .. }
        | R::NeverCounted
        | R::CountedAgain { .. }
        | R::NothingToCorrect
        | R::BeforeItBegan { .. }
        | R::MonthNotOver { .. }
        | R::MonthNotNext { .. }
        | R::NoMonthClosed
        | R::MonthChanged { .. } => super::books::refused(super::Lang::Id, rejection).unwrap_or_default(),
        R::NotAMember => plain("Anda tidak terdaftar di pihak ini. Masuk sebagai orang yang terdaftar."),
        R::NotYourRole => plain("Tugas Anda tidak mencakup ini. Minta pemilik atau admin."),
        R::NotYourStep => plain("Langkah ini milik pihak lain."),
        R::WrongCapacity { .. } => plain("Pihak ini tidak terdaftar untuk itu. Pilih pihak lain."),
        R::ChannelMissing => plain("Pilih cara mereka menjawab: telepon, WhatsApp atau kertas."),
        R::Unknown { .. } => plain("Tidak ditemukan."),
        R::Stale { .. } => plain("Sudah berubah sejak ditampilkan. Lihat keadaan terbaru, lalu ulangi."),
        R::CommandReused => {
            plain("Formulir ini sudah terkirim dengan isi lain. Buka lagi halamannya, lalu isi kembali.")
        }
        R::TooMuchAtOnce => plain("Terlalu banyak sekaligus. Kirim dalam beberapa bagian."),
        R::SealedForAnother => plain("Formulir tidak cocok lagi. Buka lagi halamannya, lalu kirim ulang."),
        R::NotOpen => plain("Usaha ini belum buka."),
        R::AlreadyOpen => plain("Usaha ini sudah buka."),
        R::Invalid { field } => format!("Isian “{}” belum benar. Periksa lalu kirim lagi.", field_id(field)),
        R::Taken { name } => format!("{name} sudah dipakai. Pilih yang lain."),
        R::OnlyOwner { .. } => plain(
            "Orang ini satu-satunya pemilik usaha yang masih berjalan. Jadikan orang lain pemilik dahulu.",
        ),
        R::AmountTooLarge => plain("Jumlahnya terlalu besar."),
        R::EmptyOrder => plain("Belum ada yang dipilih. Isi jumlah paling sedikit satu barang."),
        R::ProductWithdrawn { name } => format!("{name} tidak dijual lagi. Pilih barang lain."),
        R::SoldOut { name, left, unit } => {
            format!("{name} tinggal {left} {}. Kurangi jumlahnya atau pilih yang lain.", unit.label())
        }
        R::NoPrice { name } => format!("{name} belum ada harganya. Tanyakan kepada penjual."),
        R::UnitNotSold { name, unit } => {
            format!("{name} tidak dijual per {}. Pilih satuan lain.", unit.label())
        }
        R::NotWhole { name } => format!("{name} dijual utuh. Isi jumlah bulat."),
        R::BelowMinimum { minimum, total } => {
            format!("Pesanan {total} di bawah batas terkecil {minimum}. Tambah jumlah atau barang.")
        }
        R::DayPassed { .. } => plain("Tanggalnya sudah lewat. Pilih hari ini atau sesudahnya."),
        R::DayTooFar { .. } => plain("Tanggalnya lebih dari lima tahun lagi. Periksa tahunnya."),
        R::WrongStage { .. } => plain("Pesanan sudah berlanjut. Lihat keadaan terbaru."),
        R::MoneyHeld { held } => {
            format!(
                "Uang {held} sudah diterima untuk pesanan ini, jadi tidak bisa dibatalkan begitu saja. Hubungi pihak lainnya."
            )
        }
        R::DepositShort { due, offered } => {
            format!(
                "{offered} kurang dari uang muka {due}. Bayar paling sedikit {due}. Kalau {offered} sudah terkirim, isi tanggal kirimnya."
            )
        }
        R::DepositNotHeld { due, held, gate } => {
            let step = (super::agree::ID.gate)(*gate);
            format!(
                "Uang muka harus masuk sebelum {step}: baru {held} dari {due}. Tunggu pembayaran lalu periksa, atau pemilik memberi izin."
            )
        }
        R::NothingLeft => plain("Tidak ada barang yang tersisa. Tolak atau batalkan pesanannya saja."),
        R::OfferOver => plain("Penawaran ini tidak berlaku lagi. Lihat keadaan terbaru."),
        R::OfferWaiting => {
            plain("Pembeli sudah menawar balik. Terima tawarannya, atau jawab dengan penawaran lain.")
        }
        R::AskOver => plain("Permintaan ini sudah dijawab atau ditarik."),
        R::AskWaiting => plain("Masih ada permintaan yang menunggu jawaban. Jawab atau tarik dulu."),
        R::ChangesNothing => plain("Belum ada yang diubah. Ubah jumlah atau tanggalnya."),
        R::TooLateToChange { .. } => {
            plain("Pesanan sudah terlalu jauh untuk diubah atau dibatalkan. Bicarakan lewat pesan.")
        }
        R::KeepsTooMuch { most } => {
            format!("Paling banyak {most} yang boleh dipotong: sejumlah itu yang dilihat pembeli.")
        }
        R::GateOpen => plain("Langkah ini tidak menunggu uang. Lanjutkan saja."),
        R::ClaimWaiting { amount, .. } => {
            format!("Pembayaran {amount} masih diperiksa. Tunggu hasilnya dulu.")
        }
        R::NothingArrived => plain("Uangnya tidak ada di rekening? Tekan “Uang belum masuk”."),
        R::AlreadyVerified { amount } => format!("Pembayaran ini sudah diperiksa: {amount}."),
        R::AlreadyRefused => plain("Pembayaran ini sudah ditolak. Pembeli bisa mengirim bukti baru."),
        R::NothingDue => plain("Tidak ada lagi yang harus dibayar."),
        R::SettlementTooEarly => plain("Sisanya dibayar setelah barang tiba."),
        R::NotPaidYet { rest } => format!("Masih kurang {rest}. Barang dikirim setelah lunas."),
        R::PartOfTransfer { .. }
        | R::TransferShort { .. }
        | R::CreditShort { .. }
        | R::RefundTooMuch { .. }
        | R::MoreThanRest { .. }
        | R::OverLimit { .. }
        | R::NoLimit
        | R::CashNotHeld
        | R::NotDelivered { .. }
        | R::CourierPaidAlready { .. } => super::money::refused_id(rejection),
        R::RequestOver => plain("Permintaan bahan ini sudah selesai."),
        R::OnTheirWay => plain("Barangnya sudah di jalan."),
        R::ConfirmsNothing => plain("Semua jumlah nol. Tekan “Tolak” bila tidak sanggup."),
        R::MoreThanAsked { name, asked } => {
            format!("{name}: yang diminta hanya {asked}. Kurangi jumlahnya.")
        }
        R::OtherUnit { name, unit } => {
            format!(
                "{name} tidak dihitung per {}. Pilih bahan pengganti dengan satuan yang sama.",
                unit.label()
            )
        }
        R::CounterWaits => plain("Tawaran Anda belum dijawab. Tunggu jawabannya, baru kirim."),
        R::AnswerStillDue => {
            plain("Pemasok masih punya waktu menjawab. Tarik permintaan bila tidak mau menunggu.")
        }
        R::NothingCame => plain("Belum ada yang datang. Tarik kembali permintaannya."),
        R::PartCame => plain("Sebagian sudah datang. Tutup permintaan dengan yang sudah ada."),
        R::ShipmentCounted => plain("Kiriman ini sudah dihitung. Lihat keadaan terbaru."),
        R::NotThere { name, left, unit } => {
            format!(
                "{name}: yang ada hanya {left} {}. Kurangi jumlahnya, atau hitung dulu stoknya.",
                unit.label()
            )
        }
        R::MoreThanLeft { name, left, unit } => {
            format!("{name}: tinggal {left} {} untuk langkah ini. Kurangi jumlahnya.", unit.label())
        }
        R::MaterialsMissing { missing } => {
            format!("Bahan kurang: {}. Pesan ke pemasok, atau catat stok bila sudah ada.", list(missing))
        }
        R::NoRecipe { name } => format!("Kebutuhan bahan {name} belum diisi. Isi dulu di Katalog."),
        R::NothingToMake => plain("Semua barang ada di stok. Langsung kemas."),
        R::NotMade => plain("Barang belum selesai dibuat. Selesaikan pengerjaan dulu."),
        R::NotPacked => plain("Barang belum dikemas. Kemas dulu, lalu kirim."),
        R::SlipOut { number } => {
            format!("Surat jalan {number} masih berlaku. Tarik dulu bila ingin ganti kurir.")
        }
        R::SlipOver => plain("Surat jalan ini sudah selesai."),
        R::NotPickedUp => plain("Barang belum diambil. Catat dulu bahwa barang sudah dibawa."),
        R::TooMuchCash { expected, cash } => {
            format!("{cash} lebih dari {expected} yang harus ditagih. Periksa jumlahnya.")
        }
        R::TotalChanged { now, .. } => {
            format!("Harganya baru saja berubah: sekarang {now}. Periksa lagi sebelum menerima uangnya.")
        }
        R::CashShort { total, tendered } => {
            format!("Uang {tendered} kurang dari {total}. Isi uang yang diterima.")
        }
        R::NotKeptAnyMore => plain("Barang ini tidak disimpan lagi: sudah diambil atau sudah dilepas."),
        R::StillKept { .. } => plain("Barang ini masih disimpan sampai waktunya habis."),
        R::GuestBookFull => plain("Masih banyak tulisan yang menunggu dibaca. Coba lagi nanti."),
        R::PostHidden => plain("Tulisan ini disembunyikan. Tampilkan dahulu, lalu jawab."),
        R::NoSuchSlot => plain("Tidak ada jadwal pada waktu itu. Pilih jam yang tertera."),
        R::SlotOver => plain("Jadwal ini sudah mulai. Pilih yang lain."),
        R::SlotNotBegun => plain("Jadwalnya belum tiba. Catat setelah waktunya."),
        R::SlotFull { left: 0 } => plain("Jadwal ini sudah penuh. Pilih jam lain."),
        R::SlotFull { left } => format!("Tinggal {left} tempat. Kurangi, atau pilih jam lain."),
        R::PerhapsSameLine { amount } => format!(
            "Uang masuk {amount} dari hari itu sudah dicatat, mungkin baris yang sama. Kalau ini uang lain, nyatakan itu.",
        ),
        R::BookingOver => plain("Janji ini sudah selesai atau sudah dibatalkan."),
        R::BookingIsPaid { total } => {
            format!("Janji ini sudah dibayar {total}. Batalkan penjualannya dahulu dan kembalikan uangnya.")
        }
        R::NothingSaid => plain("Pesannya masih kosong. Tulis sesuatu, atau kirim foto."),
    }
}

fn field_id(field: &str) -> &str {
    match field {
        "name" => "nama",
        "quantity" => "jumlah",
        "amount" => "jumlah uang",
        "price" => "harga",
        "variant" => "pilihan",
        "carrier" => "pengantar",
        "packages" => "jumlah koli",
        "minimum" => "pesanan terkecil",
        "deposit_percent" => "persen uang muka",
        "freight" => "ongkos kirim",
        "wholesale_from" => "grosir mulai",
        "units" => "satuan",
        "lines" | "line" => "baris",
        "happened" => "waktu kejadian",
        "reason" => "keterangan",
        "cash_collected" => "uang tunai",
        "seen" => "jumlah masuk",
        "answer_by" => "batas waktu jawaban",
        "substitute" => "bahan pengganti",
        "number" => "nomor nota",
        "request" => "permintaan",
        "waste" => "sisa terbuang",
        "lead_days" => "lama hari",
        "steps" | "step" => "langkah kerja",
        "worker" => "pekerja",
        "item" => "barang",
        "capacity" => "tempat per jadwal",
        "minutes" => "lama jadwal",
        "hours" => "jam buka",
        "closed" => "tanggal tutup",
        "days_ahead" => "berapa hari ke depan",
        "places" => "berapa tempat",
        "text" => "isi",
        other => other,
    }
}

fn en(rejection: &Rejection) -> String {
    use Rejection as R;
    let plain = |text: &str| text.to_owned();
    match rejection {
        R::PackedOtherwise { .. }
        | R::ContentsUnknown { .. }
        | R::PackageGone { .. }
        | R::OnlySoMany { .. }
        | R::DoesNotAddUp { .. }
        | R::CodeMissing
        | R::WrongCode
        | R::NothingPickedUp
        | R::SentAgain { .. }
        | R::ReturnTooLate { .. }
        | R::NoReturns
        | R::GoodsShort
        | R::ReturnNotCounted
        | R::ReturnOver
        | R::NothingShort
        | R::TooMuchOff { .. }
        | R::OtherCarrier { .. } => super::road::refused_en(rejection).unwrap_or_default(),
        R::NotVerified
        | R::CashOfCourier
        | R::CreditSpent { .. }
        | R::UsedAlready { .. }
        | R::NeverCounted
        | R::CountedAgain { .. }
        | R::NothingToCorrect
        | R::BeforeItBegan { .. }
        | R::MonthNotOver { .. }
        | R::MonthNotNext { .. }
        | R::NoMonthClosed
        | R::MonthChanged { .. } => super::books::refused(super::Lang::En, rejection).unwrap_or_default(),
        R::NotAMember => plain("You do not act for this party. Sign in as somebody who does."),
        R::NotYourRole => plain("Your role does not include this. Ask the owner or an admin."),
        R::NotYourStep => plain("This step belongs to another party."),
        R::WrongCapacity { .. } => plain("That party does not do this. Choose another."),
        R::ChannelMissing => plain("Choose how they answered: phone, WhatsApp or paper."),
        R::Unknown { .. } => plain("Not found."),
        R::Stale { .. } => plain("It has changed since it was shown. Look again, then repeat."),
        R::CommandReused => {
            plain("This form was sent before with other content. Open the page again and fill it in anew.")
        }
        R::TooMuchAtOnce => plain("Too much at once. Send it in several parts."),
        R::SealedForAnother => plain("The form no longer fits. Open the page again and send it once more."),
        R::NotOpen => plain("This business is not open yet."),
        R::AlreadyOpen => plain("This business is open already."),
        R::Invalid { field } => {
            format!("“{}” is not right yet. Check it and send again.", field.replace('_', " "))
        }
        R::Taken { name } => format!("{name} is taken. Choose another."),
        R::OnlyOwner { .. } => plain(
            "This person is the only owner of a business that goes on. Make somebody else its owner first.",
        ),
        R::AmountTooLarge => plain("The amount is too large."),
        R::EmptyOrder => plain("Nothing is chosen yet. Enter a quantity for at least one item."),
        R::ProductWithdrawn { name } => format!("{name} is not sold any more. Choose something else."),
        R::SoldOut { name, left, unit } => {
            format!("Only {left} {} of {name} left. Order less or choose another.", unit.label())
        }
        R::NoPrice { name } => format!("{name} has no price yet. Ask the seller."),
        R::UnitNotSold { name, unit } => {
            format!("{name} is not sold by the {}. Choose another unit.", unit.label())
        }
        R::NotWhole { name } => format!("{name} is sold whole. Enter a whole number."),
        R::BelowMinimum { minimum, total } => {
            format!("The order of {total} is below the minimum of {minimum}. Add something.")
        }
        R::DayPassed { .. } => plain("That day has passed. Choose today or later."),
        R::DayTooFar { .. } => plain("That day is more than five years ahead. Look at its year."),
        R::WrongStage { .. } => plain("The order has moved on. Look at how it stands now."),
        R::MoneyHeld { held } => {
            format!(
                "{held} is held for this order, so it cannot simply be called off. Talk to the other side."
            )
        }
        R::DepositShort { due, offered } => {
            format!(
                "{offered} is less than the deposit of {due}. Pay at least {due}. If {offered} has been sent already, say on which day."
            )
        }
        R::DepositNotHeld { due, held, gate } => {
            let step = (super::agree::EN.gate)(*gate);
            format!(
                "The deposit has to be there before {step}: {held} of {due} is. Wait for the payment and check it, or let the owner waive it."
            )
        }
        R::NothingLeft => plain("No goods are left. Decline the order or call it off instead."),
        R::OfferOver => plain("This offer does not stand any more. Look at how the order stands now."),
        R::OfferWaiting => plain("The buyer has made an offer. Accept it, or answer it with another."),
        R::AskOver => plain("This was answered or taken back already."),
        R::AskWaiting => plain("Something else waits for an answer. Answer it or take it back first."),
        R::ChangesNothing => plain("Nothing would change. Change a quantity or the day."),
        R::TooLateToChange { .. } => {
            plain("The order has come too far to be changed or called off. Write to each other about it.")
        }
        R::KeepsTooMuch { most } => format!("At most {most} may be kept: so much the buyer was shown."),
        R::GateOpen => plain("This step waits for no money. Go on."),
        R::ClaimWaiting { amount, .. } => {
            format!("A payment of {amount} is still being checked. Wait for the result first.")
        }
        R::NothingArrived => plain("Is the money not in the account? Press “Not arrived”."),
        R::AlreadyVerified { amount } => format!("This payment was checked already: {amount}."),
        R::AlreadyRefused => plain("This payment was refused. The buyer can send a new proof."),
        R::NothingDue => plain("Nothing is left to pay."),
        R::SettlementTooEarly => plain("The rest is paid after delivery."),
        R::NotPaidYet { rest } => format!("{rest} is still missing. The goods leave once it is paid."),
        R::PartOfTransfer { .. }
        | R::TransferShort { .. }
        | R::CreditShort { .. }
        | R::RefundTooMuch { .. }
        | R::MoreThanRest { .. }
        | R::OverLimit { .. }
        | R::NoLimit
        | R::CashNotHeld
        | R::NotDelivered { .. }
        | R::CourierPaidAlready { .. } => super::money::refused_en(rejection),
        R::RequestOver => plain("This material request is over."),
        R::OnTheirWay => plain("The goods are on their way already."),
        R::ConfirmsNothing => plain("All quantities are zero. Press “Refuse” if you cannot deliver."),
        R::MoreThanAsked { name, asked } => format!("{name}: only {asked} was asked for. Enter less."),
        R::OtherUnit { name, unit } => {
            format!("{name} is not counted by the {}. Choose a substitute of the same unit.", unit.label())
        }
        R::CounterWaits => plain("Your offer is not answered yet. Wait for the answer, then send."),
        R::AnswerStillDue => {
            plain("The supplier may still answer. Take the request back if you cannot wait.")
        }
        R::NothingCame => plain("Nothing has come yet. Take the request back instead."),
        R::PartCame => plain("Part of it has come. Close the request with what there is."),
        R::ShipmentCounted => plain("This shipment was counted already. Look at how it stands now."),
        R::NotThere { name, left, unit } => {
            format!("{name}: only {left} {} there. Enter less, or count the stock first.", unit.label())
        }
        R::MoreThanLeft { name, left, unit } => {
            format!("{name}: only {left} {} left for this step. Enter less.", unit.label())
        }
        R::MaterialsMissing { missing } => {
            format!("Materials are missing: {}. Ask a supplier, or count the stock.", list(missing))
        }
        R::NoRecipe { name } => {
            format!("{name} has no bill of materials. Fill it in in the catalogue first.")
        }
        R::NothingToMake => plain("All goods are in stock. Pack them right away."),
        R::NotMade => plain("The goods are not made yet. Finish production first."),
        R::NotPacked => plain("The goods are not packed yet. Pack, then send."),
        R::SlipOut { number } => {
            format!("Slip {number} is still out. Take it back first to choose another courier.")
        }
        R::SlipOver => plain("This slip is over."),
        R::NotPickedUp => plain("The goods were not picked up yet. Record first that they were taken."),
        R::TooMuchCash { expected, cash } => {
            format!("{cash} is more than the {expected} to collect. Check the amount.")
        }
        R::TotalChanged { now, .. } => {
            format!("The price has just changed: it is {now} now. Look again before you take the money.")
        }
        R::CashShort { total, tendered } => {
            format!("{tendered} is less than {total}. Enter the cash you were given.")
        }
        R::NotKeptAnyMore => plain("These goods are not kept any more: they were called for, or freed."),
        R::StillKept { .. } => plain("These goods are kept until their time is over."),
        R::GuestBookFull => plain("Much waits to be read already. Try again later."),
        R::PostHidden => plain("This is hidden. Show it first, then answer it."),
        R::NoSuchSlot => plain("There is no slot at that time. Choose one of those shown."),
        R::SlotOver => plain("This slot has begun. Choose another."),
        R::SlotNotBegun => plain("The slot has not come yet. Record it when it has."),
        R::SlotFull { left: 0 } => plain("This slot is full. Choose another time."),
        R::SlotFull { left } => format!("Only {left} places are left. Take fewer, or another time."),
        R::PerhapsSameLine { amount } => format!(
            "A line of {amount} of that day was taken already, perhaps the same. If this is other money, say so.",
        ),
        R::BookingOver => plain("This booking is over, or was cancelled."),
        R::BookingIsPaid { total } => {
            format!("{total} was paid for this booking. Take the sale back first and return the money.")
        }
        R::NothingSaid => plain("The message is empty. Write something, or send a photo."),
    }
}
