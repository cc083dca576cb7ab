//! What only the demo says.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    pub intro: &'static str,
    pub story_title: &'static str,
    pub story_intro: &'static str,
    pub story: &'static [(&'static str, &'static str)],
    pub people_title: &'static str,
    pub find: &'static str,
    pub nobody: &'static str,
    pub sign_in_as: fn(who: &str) -> String,
    pub played: fn(invoices: u64, closed: u64, open: u64) -> String,
    pub returns: fn(withdrawn: u64, declined: u64, returns: u64) -> String,
    pub businesses: &'static str,
    pub distributors: &'static str,
    pub suppliers: &'static str,
    pub couriers: &'static str,
    pub operators: &'static str,
    pub village: &'static str,
    pub role: fn(role: &str) -> &'static str,
}

pub(super) const ID: Phrases = Phrases {
    title: "Desa percontohan",
    intro: "Satu desa dengan pesanan selama setahun. Masuk sebagai siapa saja; buka beberapa orang sekaligus, masing-masing di tab sendiri.",
    story_title: "Satu pesanan, sepuluh menit",
    story_intro: "Buka keempat orang ini di empat tab, berdampingan. Setiap langkah muncul sendiri di layar yang lain.",
    story: &[
        ("pak-eko", "Cari Mebel Jati Barokah di Toko, pesan beberapa barang, lalu kirim."),
        ("bu-siti", "Pesanan muncul di “Hari ini”. Terima dengan tanggal janji."),
        ("pak-eko", "Bayar uang muka dengan foto bukti transfer."),
        ("bu-siti", "Periksa pembayaran, lalu pesan bahan ke pemasok."),
        ("pak-suyono", "Sanggupi permintaan bahan, lalu kirim."),
        ("bu-siti", "Terima bahan, mulai kerjakan, selesai, kemas, pilih kurir."),
        ("mas-agus", "Ambil barang, antar, foto bukti terima."),
        ("pak-eko", "Lunasi sisanya."),
        ("bu-siti", "Periksa pelunasan: pesanan selesai. Buka jejaknya: semua yang terjadi, terbukti."),
    ],
    people_title: "Semua orang",
    find: "Cari nama atau usaha",
    nobody: "Tidak ada yang bernama itu.",
    sign_in_as: |who| format!("Masuk sebagai {who}"),
    played: |invoices, closed, open| {
        format!(
            "{invoices} faktur nyata dimainkan ulang. Dari semua pesanan desa ini, {closed} selesai dan {open} masih berjalan."
        )
    },
    returns: |withdrawn, declined, returns| {
        format!(
            "{withdrawn} ditarik pembeli, {declined} ditolak; {returns} retur sebagian dihitung, belum dimainkan."
        )
    },
    businesses: "Usaha",
    distributors: "Distributor",
    suppliers: "Pemasok",
    couriers: "Kurir",
    operators: "Pengelola",
    village: "Lihat desa tanpa masuk",
    role: |role| match role {
        "Owner" => "pemilik",
        "Admin" => "admin",
        "Production" => "produksi",
        "Finance" => "keuangan",
        "Auditor" => "pemeriksa",
        _ => "anggota",
    },
};

pub(super) const EN: Phrases = Phrases {
    title: "Demo village",
    intro: "One village with a year of orders. Sign in as anybody; open several people at once, each in a tab of their own.",
    story_title: "One order, ten minutes",
    story_intro: "Open these four people in four tabs, side by side. Each step appears by itself on the others' screens.",
    story: &[
        ("pak-eko", "Find Mebel Jati Barokah among the shops, order something, and send it."),
        ("bu-siti", "The order appears under “Today”. Accept it with a promised date."),
        ("pak-eko", "Pay the deposit with a photo of the transfer."),
        ("bu-siti", "Check the payment, then order materials from the supplier."),
        ("pak-suyono", "Confirm the material request, then ship."),
        ("bu-siti", "Receive, start, finish, pack, choose a courier."),
        ("mas-agus", "Pick up, deliver, photograph the proof."),
        ("pak-eko", "Pay the rest."),
        (
            "bu-siti",
            "Check the settlement: the order closes. Open its trail: everything that happened, proved.",
        ),
    ],
    people_title: "Everybody",
    find: "Search a name or business",
    nobody: "Nobody is called that.",
    sign_in_as: |who| format!("Sign in as {who}"),
    played: |invoices, closed, open| {
        format!(
            "{invoices} real invoices replayed. Of all the village's orders, {closed} are settled and {open} under way."
        )
    },
    returns: |withdrawn, declined, returns| {
        format!(
            "{withdrawn} withdrawn by buyers, {declined} declined; {returns} partial returns counted, not played yet."
        )
    },
    businesses: "Businesses",
    distributors: "Distributors",
    suppliers: "Suppliers",
    couriers: "Couriers",
    operators: "Operators",
    village: "See the village without signing in",
    role: |role| match role {
        "Owner" => "owner",
        "Admin" => "admin",
        "Production" => "production",
        "Finance" => "finance",
        "Auditor" => "auditor",
        _ => "member",
    },
};
