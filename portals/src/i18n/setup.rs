//! What a business reads while it is set up: its sign, its people, its customers, lists from files.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::party::{Capacity, Role};

use crate::imports::Kind;
use crate::imports::columns::Column;
use crate::imports::plan::Fate;
use crate::imports::read::Unreadable;
use crate::imports::values::Mistake;

#[derive(Debug)]
pub struct Phrases {
    // The sign.
    pub my_business: &'static str,
    pub profile: &'static str,
    pub profile_text: &'static str,
    pub open_book: &'static str,
    pub save_profile: &'static str,
    pub shop_name: &'static str,
    pub trade: &'static str,
    pub trade_hint: &'static str,
    pub tagline: &'static str,
    pub tagline_hint: &'static str,
    pub about: &'static str,
    pub about_hint: &'static str,
    pub village: &'static str,
    pub street: &'static str,
    pub street_hint: &'static str,
    pub shop_photo: &'static str,
    pub new_photo: &'static str,
    pub not_open: &'static str,
    pub not_open_text: &'static str,
    pub saved: &'static str,
    pub see_shop: &'static str,
    // First steps.
    pub first_steps: &'static str,
    pub steps_done: fn(usize, usize) -> String,
    pub step_profile: &'static str,
    pub step_profile_text: &'static str,
    pub step_product: &'static str,
    pub step_product_text: &'static str,
    pub step_account: &'static str,
    pub step_account_text: &'static str,
    pub step_terms: &'static str,
    pub step_terms_text: &'static str,
    pub step_staff: &'static str,
    pub step_staff_text: &'static str,
    pub step_share: &'static str,
    pub step_share_text: &'static str,
    pub or_import: &'static str,
    pub share_shop: &'static str,
    pub share_text: fn(name: &str, url: &str) -> String,
    pub send_whatsapp: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub scan_me: &'static str,
    // Accounts.
    pub remove_account: &'static str,
    pub add_account: &'static str,
    // Products.
    pub price: &'static str,
    pub more_about: &'static str,
    pub change_product: &'static str,
    pub save_product: &'static str,
    pub take_photo: &'static str,
    pub pick_photo: &'static str,
    pub sending: &'static str,
    pub not_sent: &'static str,
    pub send_again: &'static str,
    pub import_products: &'static str,
    // People.
    pub people: &'static str,
    pub people_text: &'static str,
    pub invite: &'static str,
    pub invite_name: &'static str,
    pub invite_name_hint: &'static str,
    pub invite_role: &'static str,
    pub make_link: &'static str,
    pub link_ready: fn(name: &str) -> String,
    pub link_once: &'static str,
    pub invite_text: fn(name: &str, party: &str, role: &str, url: &str) -> String,
    pub open_invitations: &'static str,
    pub revoke: &'static str,
    pub until: &'static str,
    pub change_role: &'static str,
    pub save_role: &'static str,
    pub remove_member: &'static str,
    pub remove_member_effect: fn(name: &str, party: &str) -> String,
    pub remove_member_yes: fn(name: &str) -> String,
    pub is_you: &'static str,
    pub last_owner: &'static str,
    pub invitation_gone: &'static str,
    pub role: fn(Role) -> &'static str,
    pub role_text: fn(Role) -> &'static str,
    // Customers.
    pub customers: &'static str,
    pub no_customers: &'static str,
    pub no_customers_text: &'static str,
    pub new_customer: &'static str,
    pub new_customer_text: &'static str,
    pub approved: &'static str,
    pub approve: &'static str,
    pub approve_effect: &'static str,
    pub withdraw_approval: &'static str,
    pub withdraw_approval_effect: fn(name: &str) -> String,
    pub so_many_orders: fn(u32) -> String,
    pub ordered_in_all: &'static str,
    pub last_order: &'static str,
    pub to_approve: &'static str,
    pub regulars: &'static str,
    pub wholesale: &'static str,
    pub wholesale_text: &'static str,
    pub wholesale_public: &'static str,
    pub wholesale_after: &'static str,
    pub save_wholesale: &'static str,
    // Lists from files.
    pub import: &'static str,
    pub import_text: &'static str,
    pub import_what: &'static str,
    pub import_file: &'static str,
    pub import_file_hint: &'static str,
    pub import_paste: &'static str,
    pub import_paste_hint: &'static str,
    pub import_look: &'static str,
    pub import_nothing: &'static str,
    pub template: &'static str,
    pub template_of: fn(&str) -> String,
    pub kind: fn(Kind) -> &'static str,
    pub kind_text: fn(Kind) -> &'static str,
    pub import_preview: fn(&str) -> String,
    pub fate: fn(Fate) -> &'static str,
    pub rows_shown: fn(usize, usize) -> String,
    pub unused: fn(&str) -> String,
    pub line: &'static str,
    pub confirm_rows: fn(usize) -> String,
    pub confirm_text: &'static str,
    pub wrong_rows_left_out: fn(usize) -> String,
    pub nothing_to_take: &'static str,
    pub other_file: &'static str,
    pub import_gone: &'static str,
    pub import_gone_text: &'static str,
    pub running: &'static str,
    pub rows_of: fn(usize, usize) -> String,
    pub keep_open: &'static str,
    pub over: fn(usize) -> String,
    pub refused_rows: &'static str,
    pub not_now: &'static str,
    pub to_the: fn(Kind) -> &'static str,
    pub column: fn(Column) -> &'static str,
    pub mistake: fn(&Mistake) -> String,
    pub unreadable: fn(&Unreadable) -> String,
    pub capacity: fn(Capacity) -> &'static str,
}

pub(super) const ID: Phrases = Phrases {
    my_business: "Usaha saya",
    profile: "Profil usaha",
    profile_text: "Ini yang dibaca orang saat mencari usaha Anda.",
    open_book: "Buka usaha",
    save_profile: "Simpan profil",
    shop_name: "Nama usaha",
    trade: "Jenis usaha",
    trade_hint: "Misalnya: mebel, keripik, batik.",
    tagline: "Satu kalimat tentang usaha",
    tagline_hint: "Misalnya: Mebel jati ukir dari Jepara.",
    about: "Cerita singkat",
    about_hint: "Sejak kapan, siapa yang membuat, apa yang istimewa.",
    village: "Desa atau kelurahan",
    street: "Jalan dan nomor",
    street_hint: "Seperti di papan nama. Boleh patokan: depan balai desa.",
    shop_photo: "Foto usaha",
    new_photo: "Ganti foto usaha",
    not_open: "Usaha belum dibuka",
    not_open_text: "Isi nama dan jenis usaha dulu. Setelah itu produk, harga, dan pesanan bisa dicatat.",
    saved: "Profil tersimpan",
    see_shop: "Lihat halaman toko",
    first_steps: "Langkah pertama",
    steps_done: |done, all| format!("{done} dari {all} selesai"),
    step_profile: "Isi profil usaha",
    step_profile_text: "Nama, jenis usaha, dan tempatnya.",
    step_product: "Tambah produk pertama",
    step_product_text: "Foto, nama, harga. Kurang dari satu menit.",
    step_account: "Tulis rekening atau dompet digital",
    step_account_text: "Supaya pembeli tahu membayar ke mana.",
    step_terms: "Tetapkan uang muka",
    step_terms_text: "Berapa persen, dan kapan sisanya dibayar.",
    step_staff: "Ajak orang Anda",
    step_staff_text: "Kirim undangan lewat WhatsApp. Boleh nanti.",
    step_share: "Bagikan toko",
    step_share_text: "Kirim alamat toko ke pelanggan.",
    or_import: "Sudah punya daftar? Ambil dari Excel",
    share_shop: "Bagikan toko",
    share_text: |name, url| {
        format!("{name} sekarang bisa dipesan lewat web. Lihat barang dan harganya di sini: {url}")
    },
    send_whatsapp: "Kirim lewat WhatsApp",
    copy: "Salin",
    copied: "Tersalin",
    scan_me: "Pindai dengan kamera HP",
    remove_account: "Hapus yang ini",
    add_account: "Tambah rekening atau dompet",
    price: "Harga",
    more_about: "Lainnya: grosir, jenis, keterangan …",
    change_product: "Ubah nama, foto, keterangan",
    save_product: "Simpan produk",
    take_photo: "Ambil foto",
    pick_photo: "Pilih dari galeri",
    sending: "Mengirim …",
    not_sent: "Belum terkirim. Periksa sambungan internet.",
    send_again: "Kirim lagi",
    import_products: "Ambil dari Excel",
    people: "Orang",
    people_text: "Mereka bisa masuk dan bekerja untuk usaha ini.",
    invite: "Undang orang",
    invite_name: "Untuk siapa?",
    invite_name_hint: "Nama panggilan saja, supaya Anda ingat.",
    invite_role: "Sebagai apa?",
    make_link: "Buat undangan",
    link_ready: |name| format!("Undangan untuk {name} siap"),
    link_once: "Kirim sekarang: setelah halaman ini ditutup, alamatnya tidak tampil lagi. Berlaku 7 hari, untuk satu orang.",
    invite_text: |name, party, role, url| {
        format!(
            "Halo {name}, bergabunglah dengan {party} di Rantai sebagai {role}. Buka ini di HP Anda: {url} (berlaku 7 hari, jangan diteruskan)"
        )
    },
    open_invitations: "Undangan yang belum dipakai",
    revoke: "Batalkan",
    until: "berlaku sampai",
    change_role: "Ubah tugas",
    save_role: "Simpan tugas",
    remove_member: "Keluarkan",
    remove_member_effect: |name, party| {
        format!(
            "{name} langsung tidak bisa membuka {party} lagi. Yang sudah dikerjakan tetap tercatat atas namanya."
        )
    },
    remove_member_yes: |name| format!("Keluarkan {name}"),
    is_you: "Anda",
    last_owner: "Harus ada paling sedikit satu pemilik. Jadikan orang lain pemilik dulu.",
    invitation_gone: "Undangan ini sudah tidak berlaku.",
    role: role_id,
    role_text: role_text_id,
    customers: "Pelanggan",
    no_customers: "Belum ada pelanggan",
    no_customers_text: "Siapa pun yang memesan muncul di sini.",
    new_customer: "Pelanggan baru",
    new_customer_text: "Belum pernah Anda setujui. Setelah disetujui, harga grosir berlaku untuknya.",
    approved: "Disetujui",
    approve: "Setujui pelanggan",
    approve_effect: "Pesanan berikutnya memakai harga grosir bila jumlahnya cukup.",
    withdraw_approval: "Cabut persetujuan",
    withdraw_approval_effect: |name| {
        format!("{name} kembali seperti pembeli biasa. Pesanan yang sudah ada tidak berubah.")
    },
    so_many_orders: |n| if n == 0 { "belum pernah memesan".to_owned() } else { format!("{n} pesanan") },
    ordered_in_all: "Nilai semua pesanan",
    last_order: "terakhir",
    to_approve: "Belum disetujui",
    regulars: "Sudah disetujui",
    wholesale: "Siapa yang melihat harga grosir?",
    wholesale_text: "Yang tidak melihatnya membayar harga eceran, berapa pun banyaknya. Pesanan telepon yang Anda catat sendiri tetap memakai harga grosir.",
    wholesale_public: "Semua orang",
    wholesale_after: "Hanya pelanggan yang saya setujui",
    save_wholesale: "Simpan pilihan",
    import: "Ambil daftar dari Excel",
    import_text: "Berkas Excel (XLSX) atau CSV, atau salin langsung dari lembar kerja. Tidak ada yang berubah sebelum Anda setuju.",
    import_what: "Daftar apa?",
    import_file: "Berkas",
    import_file_hint: "Paling besar 2 MB dan 5.000 baris. Baris pertama berisi judul kolom.",
    import_paste: "Atau tempel di sini",
    import_paste_hint: "Salin beberapa baris dari Excel atau Google Sheets, termasuk judul kolomnya.",
    import_look: "Periksa dulu",
    import_nothing: "Pilih berkas, atau tempel barisnya.",
    template: "Contoh untuk diisi",
    template_of: |kind| format!("Unduh contoh: {kind}"),
    kind: kind_id,
    kind_text: kind_text_id,
    import_preview: |kind| format!("Periksa: {kind}"),
    fate: fate_id,
    rows_shown: |shown, all| format!("Tampil {shown} dari {all} baris, yang salah lebih dulu."),
    unused: |columns| format!("Kolom yang tidak dipakai: {columns}."),
    line: "Baris",
    confirm_rows: |n| format!("Masukkan {n} baris"),
    confirm_text: "Baris yang salah tidak ikut. Perbaiki di berkasnya, lalu ambil lagi: yang sudah masuk tidak dobel.",
    wrong_rows_left_out: |n| format!("{n} baris salah tidak ikut"),
    nothing_to_take: "Tidak ada yang perlu dimasukkan.",
    other_file: "Ambil berkas lain",
    import_gone: "Daftar ini sudah tidak disimpan",
    import_gone_text: "Daftar yang diperiksa disimpan satu jam. Ambil berkasnya sekali lagi; yang sudah masuk tidak dobel.",
    running: "Sedang dimasukkan …",
    rows_of: |done, all| format!("{done} dari {all} baris"),
    keep_open: "Halaman ini boleh ditutup. Pekerjaan jalan terus.",
    over: |n| format!("{n} baris sudah masuk"),
    refused_rows: "Baris yang ditolak",
    not_now: "Belum tercatat karena gangguan. Ambil berkasnya sekali lagi.",
    to_the: to_the_id,
    column: column_id,
    mistake: mistake_id,
    unreadable: unreadable_id,
    capacity: capacity_id,
};

pub(super) const EN: Phrases = Phrases {
    my_business: "My business",
    profile: "Business profile",
    profile_text: "This is what people read when they look for your business.",
    open_book: "Open the business",
    save_profile: "Save profile",
    shop_name: "Name of the business",
    trade: "Kind of business",
    trade_hint: "For example: furniture, crisps, batik.",
    tagline: "One line about the business",
    tagline_hint: "For example: Carved teak furniture from Jepara.",
    about: "A short story",
    about_hint: "Since when, who makes it, what is special.",
    village: "Village",
    street: "Street and number",
    street_hint: "As on the sign. A landmark will do: opposite the village hall.",
    shop_photo: "Photo of the business",
    new_photo: "Another photo of the business",
    not_open: "The business is not open yet",
    not_open_text: "First give its name and kind. Then products, prices and orders can be recorded.",
    saved: "Profile saved",
    see_shop: "See the shop's page",
    first_steps: "First steps",
    steps_done: |done, all| format!("{done} of {all} done"),
    step_profile: "Fill in the profile",
    step_profile_text: "Name, kind of business, and where it is.",
    step_product: "Add the first product",
    step_product_text: "Photo, name, price. Less than a minute.",
    step_account: "Write down a bank account or e-wallet",
    step_account_text: "So that buyers know where to pay.",
    step_terms: "Decide on the deposit",
    step_terms_text: "How many percent, and when the rest is paid.",
    step_staff: "Bring in your people",
    step_staff_text: "Send an invitation by WhatsApp. Later is fine.",
    step_share: "Share the shop",
    step_share_text: "Send the shop's address to customers.",
    or_import: "You have a list already? Take it from Excel",
    share_shop: "Share the shop",
    share_text: |name, url| {
        format!("You can now order from {name} on the web. See goods and prices here: {url}")
    },
    send_whatsapp: "Send by WhatsApp",
    copy: "Copy",
    copied: "Copied",
    scan_me: "Scan with a phone's camera",
    remove_account: "Remove this one",
    add_account: "Add an account or wallet",
    price: "Price",
    more_about: "More: wholesale, kinds, description …",
    change_product: "Change name, photo, description",
    save_product: "Save product",
    take_photo: "Take a photo",
    pick_photo: "Choose from gallery",
    sending: "Sending …",
    not_sent: "Not sent yet. Check the internet connection.",
    send_again: "Send again",
    import_products: "Take from Excel",
    people: "People",
    people_text: "They can sign in and work for this party.",
    invite: "Invite somebody",
    invite_name: "Whom is it for?",
    invite_name_hint: "Just a short name, so that you remember.",
    invite_role: "As what?",
    make_link: "Make invitation",
    link_ready: |name| format!("The invitation for {name} is ready"),
    link_once: "Send it now: once this page is closed, its address is not shown again. It holds for 7 days, for one person.",
    invite_text: |name, party, role, url| {
        format!(
            "Hello {name}, join {party} on Rantai as {role}. Open this on your phone: {url} (holds for 7 days, please do not forward)"
        )
    },
    open_invitations: "Invitations not used yet",
    revoke: "Take back",
    until: "holds until",
    change_role: "Change role",
    save_role: "Save role",
    remove_member: "Remove",
    remove_member_effect: |name, party| {
        format!(
            "{name} can no longer open {party}, from now on. What they did stays recorded under their name."
        )
    },
    remove_member_yes: |name| format!("Remove {name}"),
    is_you: "you",
    last_owner: "There must be at least one owner. Make somebody else an owner first.",
    invitation_gone: "This invitation does not hold any more.",
    role: role_en,
    role_text: role_text_en,
    customers: "Customers",
    no_customers: "No customers yet",
    no_customers_text: "Whoever orders appears here.",
    new_customer: "New customer",
    new_customer_text: "You have not approved them yet. Once you have, wholesale prices hold for them.",
    approved: "Approved",
    approve: "Approve customer",
    approve_effect: "Their next orders get wholesale prices where there are enough.",
    withdraw_approval: "Take approval back",
    withdraw_approval_effect: |name| {
        format!("{name} becomes a buyer like any other. Orders already placed do not change.")
    },
    so_many_orders: |n| match n {
        0 => "no orders yet".to_owned(),
        1 => "1 order".to_owned(),
        n => format!("{n} orders"),
    },
    ordered_in_all: "Value of all orders",
    last_order: "last",
    to_approve: "Not approved yet",
    regulars: "Approved",
    wholesale: "Who sees wholesale prices?",
    wholesale_text: "Who does not see them pays retail, however many they order. Orders by phone that you record yourself still get wholesale prices.",
    wholesale_public: "Everybody",
    wholesale_after: "Only customers I approved",
    save_wholesale: "Save choice",
    import: "Take a list from Excel",
    import_text: "An Excel file (XLSX) or CSV, or copied straight from a spreadsheet. Nothing changes before you agree.",
    import_what: "Which list?",
    import_file: "File",
    import_file_hint: "At most 2 MB and 5,000 rows. The first row holds the headings.",
    import_paste: "Or paste it here",
    import_paste_hint: "Copy some rows from Excel or Google Sheets, with their headings.",
    import_look: "Look at it first",
    import_nothing: "Choose a file, or paste the rows.",
    template: "An example to fill in",
    template_of: |kind| format!("Download example: {kind}"),
    kind: kind_en,
    kind_text: kind_text_en,
    import_preview: |kind| format!("Look at it: {kind}"),
    fate: fate_en,
    rows_shown: |shown, all| format!("{shown} of {all} rows shown, those that are wrong first."),
    unused: |columns| format!("Columns that are not used: {columns}."),
    line: "Line",
    confirm_rows: |n| format!("Take {n} {}", if n == 1 { "row" } else { "rows" }),
    confirm_text: "Rows that are wrong are left out. Mend them in the file and take it again: nothing is taken twice.",
    wrong_rows_left_out: |n| format!("{n} wrong {} left out", if n == 1 { "row" } else { "rows" }),
    nothing_to_take: "There is nothing to take.",
    other_file: "Take another file",
    import_gone: "This list is not kept any more",
    import_gone_text: "A list is kept for an hour. Take the file once more; nothing is taken twice.",
    running: "Being taken in …",
    rows_of: |done, all| format!("{done} of {all} rows"),
    keep_open: "You may close this page. The work goes on.",
    over: |n| format!("{n} {} taken", if n == 1 { "row" } else { "rows" }),
    refused_rows: "Rows that were refused",
    not_now: "Not recorded because of a disturbance. Take the file once more.",
    to_the: to_the_en,
    column: column_en,
    mistake: mistake_en,
    unreadable: unreadable_en,
    capacity: capacity_en,
};

const fn role_id(role: Role) -> &'static str {
    match role {
        Role::Owner => "Pemilik",
        Role::Admin => "Admin",
        Role::Production => "Produksi",
        Role::Finance => "Keuangan",
        Role::Auditor => "Pengawas",
        Role::Member => "Anggota",
    }
}

const fn role_en(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Admin => "Admin",
        Role::Production => "Production",
        Role::Finance => "Finance",
        Role::Auditor => "Auditor",
        Role::Member => "Member",
    }
}

const fn role_text_id(role: Role) -> &'static str {
    match role {
        Role::Owner => "Semuanya, termasuk orang dan syarat",
        Role::Admin => "Pesanan, produk, uang, pekerjaan",
        Role::Production => "Bahan, pengerjaan, pengemasan, kirim",
        Role::Finance => "Pembayaran",
        Role::Auditor => "Melihat semua, tidak mengubah",
        Role::Member => "Bekerja seperti biasa, tanpa mengatur orang",
    }
}

const fn role_text_en(role: Role) -> &'static str {
    match role {
        Role::Owner => "Everything, people and terms too",
        Role::Admin => "Orders, products, money, work",
        Role::Production => "Materials, production, packing, dispatch",
        Role::Finance => "Payments",
        Role::Auditor => "Sees everything, changes nothing",
        Role::Member => "Works as usual, without managing people",
    }
}

const fn capacity_id(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Distributor => "pelanggan",
        Capacity::Business => "usaha",
        Capacity::Supplier => "pemasok",
        Capacity::Courier => "kurir",
        Capacity::Operator => "pengelola",
    }
}

const fn capacity_en(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Distributor => "customer",
        Capacity::Business => "business",
        Capacity::Supplier => "supplier",
        Capacity::Courier => "courier",
        Capacity::Operator => "operator",
    }
}

const fn kind_id(kind: Kind) -> &'static str {
    match kind {
        Kind::Products => "Produk",
        Kind::Stock => "Stok",
        Kind::Prices => "Harga",
        Kind::Contacts => "Kontak",
    }
}

const fn kind_en(kind: Kind) -> &'static str {
    match kind {
        Kind::Products => "Products",
        Kind::Stock => "Stock",
        Kind::Prices => "Prices",
        Kind::Contacts => "Contacts",
    }
}

const fn kind_text_id(kind: Kind) -> &'static str {
    match kind {
        Kind::Products => "nama, satuan, harga, stok",
        Kind::Stock => "hasil hitungan barang dan bahan",
        Kind::Prices => "harga baru untuk produk yang ada",
        Kind::Contacts => "pelanggan, pemasok, kurir",
    }
}

const fn kind_text_en(kind: Kind) -> &'static str {
    match kind {
        Kind::Products => "name, unit, price, stock",
        Kind::Stock => "what was counted of goods and materials",
        Kind::Prices => "new prices of products that are there",
        Kind::Contacts => "customers, suppliers, couriers",
    }
}

const fn fate_id(fate: Fate) -> &'static str {
    match fate {
        Fate::Wrong => "Salah",
        Fate::New => "Baru",
        Fate::Changed => "Berubah",
        Fate::Same => "Sama",
    }
}

const fn fate_en(fate: Fate) -> &'static str {
    match fate {
        Fate::Wrong => "Wrong",
        Fate::New => "New",
        Fate::Changed => "Changed",
        Fate::Same => "Same",
    }
}

const fn to_the_id(kind: Kind) -> &'static str {
    match kind {
        Kind::Products | Kind::Prices => "Ke daftar produk",
        Kind::Stock => "Ke stok",
        Kind::Contacts => "Ke pelanggan",
    }
}

const fn to_the_en(kind: Kind) -> &'static str {
    match kind {
        Kind::Products | Kind::Prices => "To the products",
        Kind::Stock => "To the stock",
        Kind::Contacts => "To the customers",
    }
}

const fn column_id(column: Column) -> &'static str {
    match column {
        Column::Name | Column::Person => "Nama",
        Column::Variant => "Jenis",
        Column::Unit => "Satuan",
        Column::Retail => "Harga",
        Column::Wholesale => "Harga grosir",
        Column::From => "Grosir mulai",
        Column::Stock => "Jumlah",
        Column::Day => "Tanggal",
        Column::Description => "Keterangan",
        Column::Days => "Lama (hari)",
        Column::Weight => "Berat (gram)",
        Column::WeightKg => "Berat (kg)",
        Column::Making => "Cara",
        Column::Party => "Nama usaha",
        Column::Phone => "Telepon",
        Column::Capacity => "Sebagai",
        Column::Village => "Desa",
        Column::Address => "Alamat",
    }
}

const fn column_en(column: Column) -> &'static str {
    match column {
        Column::Name | Column::Person => "Name",
        Column::Variant => "Kind",
        Column::Unit => "Unit",
        Column::Retail => "Price",
        Column::Wholesale => "Wholesale",
        Column::From => "From",
        Column::Stock => "Count",
        Column::Day => "Date",
        Column::Description => "Description",
        Column::Days => "Days",
        Column::Weight => "Weight (gram)",
        Column::WeightKg => "Weight (kg)",
        Column::Making => "Made",
        Column::Party => "Business",
        Column::Phone => "Phone",
        Column::Capacity => "As",
        Column::Village => "Village",
        Column::Address => "Address",
    }
}

fn mistake_id(mistake: &Mistake) -> String {
    match mistake {
        Mistake::Missing => "Belum diisi.".to_owned(),
        Mistake::IsADate => "Excel mengira ini tanggal. Ubah format selnya menjadi Angka.".to_owned(),
        Mistake::NotMoney => "Tulis harga dengan angka, misalnya 15.000.".to_owned(),
        Mistake::Cents => "Rupiah tanpa koma, misalnya 15.000.".to_owned(),
        Mistake::NotAQuantity => "Tulis jumlah dengan angka, misalnya 12 atau 2,5.".to_owned(),
        Mistake::NotWhole => "Harus bilangan bulat.".to_owned(),
        Mistake::NotANumber => "Tulis angka bulat saja.".to_owned(),
        Mistake::Negative => "Tidak boleh kurang dari nol.".to_owned(),
        Mistake::NotAUnit => "Satuan tidak dikenal. Pakai pcs, kg, lusin, bungkus, lembar …".to_owned(),
        Mistake::NotAMaking => "Tulis pesanan, stok, atau jual lagi.".to_owned(),
        Mistake::NotACapacity => "Tulis pelanggan, pemasok, atau kurir.".to_owned(),
        Mistake::NotAPhone => "Bukan nomor telepon. Contoh: 0812-3456-7890.".to_owned(),
        Mistake::NotAVillage => {
            "Desa tidak dikenal. Tulis nama desa dan kecamatan, atau kosongkan.".to_owned()
        }
        Mistake::NotADay => "Tulis tanggal seperti 21/11/2026.".to_owned(),
        Mistake::DayAhead => "Tanggal ini belum tiba.".to_owned(),
        Mistake::TooLong(longest) => format!("Paling banyak {longest} huruf."),
        Mistake::Doubled(line) => format!("Sudah ada di baris {line}. Sisakan satu."),
        Mistake::UnknownGoods => {
            "Tidak ada produk atau bahan bernama ini. Periksa ejaannya, atau tambahkan dulu.".to_owned()
        }
        Mistake::UnknownVariant(kinds) => format!("Jenisnya hanya: {}.", kinds.join(", ")),
        Mistake::WhichVariant(kinds) => format!("Ada beberapa jenis. Sebut satu: {}.", kinds.join(", ")),
        Mistake::WholesaleAbove => "Harga grosir tidak boleh di atas harga eceran.".to_owned(),
        Mistake::OtherUnit(unit) => format!("Satuan produk ini {} dan tidak bisa diganti.", unit.label()),
    }
}

fn mistake_en(mistake: &Mistake) -> String {
    match mistake {
        Mistake::Missing => "Not filled in.".to_owned(),
        Mistake::IsADate => "Excel took this for a date. Set the cell's format to Number.".to_owned(),
        Mistake::NotMoney => "Write the price in figures, such as 15.000.".to_owned(),
        Mistake::Cents => "Whole rupiah only, such as 15.000.".to_owned(),
        Mistake::NotAQuantity => "Write the quantity in figures, such as 12 or 2,5.".to_owned(),
        Mistake::NotWhole => "Must be a whole number.".to_owned(),
        Mistake::NotANumber => "Write a whole number.".to_owned(),
        Mistake::Negative => "Cannot be less than nothing.".to_owned(),
        Mistake::NotAUnit => "Unknown unit. Use pcs, kg, lusin, bungkus, lembar …".to_owned(),
        Mistake::NotAMaking => "Write order, stock or resale.".to_owned(),
        Mistake::NotACapacity => "Write customer, supplier or courier.".to_owned(),
        Mistake::NotAPhone => "Not a phone number. For example: 0812-3456-7890.".to_owned(),
        Mistake::NotAVillage => "Unknown village. Write village and district, or leave it empty.".to_owned(),
        Mistake::NotADay => "Write a date like 21/11/2026.".to_owned(),
        Mistake::DayAhead => "This day has not come yet.".to_owned(),
        Mistake::TooLong(longest) => format!("At most {longest} characters."),
        Mistake::Doubled(line) => format!("Stands in line {line} already. Keep one."),
        Mistake::UnknownGoods => {
            "No product or material of that name. Check the spelling, or add it first.".to_owned()
        }
        Mistake::UnknownVariant(kinds) => format!("The kinds are: {}.", kinds.join(", ")),
        Mistake::WhichVariant(kinds) => format!("There are several kinds. Name one: {}.", kinds.join(", ")),
        Mistake::WholesaleAbove => "Wholesale cannot be above retail.".to_owned(),
        Mistake::OtherUnit(unit) => format!("This product's unit is {} and cannot change.", unit.label()),
    }
}

fn unreadable_id(why: &Unreadable) -> String {
    match why {
        Unreadable::Empty => "Tidak ada baris di dalamnya. Isi paling sedikit satu baris di bawah judul kolom.".to_owned(),
        Unreadable::TooLarge => "Berkas lebih dari 2 MB. Bagi menjadi beberapa berkas.".to_owned(),
        Unreadable::TooManyRows => "Lebih dari 5.000 baris. Bagi menjadi beberapa berkas.".to_owned(),
        Unreadable::NotAList => "Ini bukan daftar. Simpan sebagai XLSX atau CSV dari Excel atau Google Sheets.".to_owned(),
        Unreadable::OldWorkbook => "Ini Excel lama (XLS). Buka di Excel, lalu Simpan Sebagai XLSX.".to_owned(),
        Unreadable::Locked => "Berkas dikunci kata sandi. Hapus kata sandinya di Excel, simpan, lalu ambil lagi.".to_owned(),
        Unreadable::Swollen => "Isi berkas ini terlalu besar. Salin barisnya ke lembar baru, lalu simpan lagi.".to_owned(),
        Unreadable::Broken => "Berkas rusak. Buka di Excel, simpan lagi, lalu ambil yang baru.".to_owned(),
        Unreadable::NoHeadings => "Judul kolom tidak ditemukan. Baris pertama harus berisi judul seperti Nama dan Harga; lihat contoh.".to_owned(),
        Unreadable::Doubled(heading) => format!("Ada dua kolom untuk hal yang sama; yang kedua “{heading}”. Hapus salah satu."),
        Unreadable::Lacks(heading) => format!("Kolom {heading} tidak ada. Tambahkan kolom itu."),
    }
}

fn unreadable_en(why: &Unreadable) -> String {
    match why {
        Unreadable::Empty => {
            "There are no rows in it. Fill in at least one row under the headings.".to_owned()
        }
        Unreadable::TooLarge => "The file is larger than 2 MB. Split it.".to_owned(),
        Unreadable::TooManyRows => "More than 5,000 rows. Split the file.".to_owned(),
        Unreadable::NotAList => {
            "This is not a list. Save it as XLSX or CSV from Excel or Google Sheets.".to_owned()
        }
        Unreadable::OldWorkbook => {
            "This is an old Excel file (XLS). Open it in Excel and save it as XLSX.".to_owned()
        }
        Unreadable::Locked => {
            "The file is locked with a password. Remove it in Excel, save, and take it again.".to_owned()
        }
        Unreadable::Swollen => {
            "The file unpacks to too much. Copy the rows to a new sheet and save that.".to_owned()
        }
        Unreadable::Broken => {
            "The file is damaged. Open it in Excel, save it again, and take the new one.".to_owned()
        }
        Unreadable::NoHeadings => {
            "No headings found. The first row must hold headings such as Name and Price; see the example."
                .to_owned()
        }
        Unreadable::Doubled(heading) => {
            format!("Two columns mean the same; the second is “{heading}”. Remove one.")
        }
        Unreadable::Lacks(heading) => format!("There is no column {heading}. Add it."),
    }
}
