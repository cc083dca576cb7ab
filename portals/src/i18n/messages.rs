//! What people read where they write to each other.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::party::Capacity;

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    /// What the sign in the head is called, for those who cannot see it.
    pub unread: fn(usize) -> String,
    pub with: fn(other: &str) -> String,
    pub about_order: fn(number: &str) -> String,
    pub about_request: fn(number: &str) -> String,
    pub about_delivery: fn(number: &str) -> String,
    pub search: &'static str,
    pub empty_title: &'static str,
    pub empty: &'static str,
    pub none_found: &'static str,
    pub nothing_said: fn(other: &str) -> String,
    pub write: &'static str,
    pub photo: &'static str,
    pub send: &'static str,
    pub new: fn(u32) -> String,
    pub read: &'static str,
    pub mark_read: &'static str,
    pub earlier: &'static str,
    pub newest: &'static str,
    pub photo_alone: &'static str,
    pub erased: &'static str,
    pub you: &'static str,
    pub quick: &'static str,
    pub template: &'static str,
    pub use_template: &'static str,
    pub templates: &'static str,
    pub templates_text: &'static str,
    pub no_templates: &'static str,
    pub no_templates_text: &'static str,
    pub new_template: &'static str,
    pub change_template: &'static str,
    pub template_name: &'static str,
    pub template_text: &'static str,
    pub template_hint: &'static str,
    pub save_template: &'static str,
    pub remove_template: &'static str,
    pub remove_template_yes: &'static str,
    /// Short answers to tap, for whoever comes as that; to the supplier, a business says others.
    pub quick_replies: fn(me: Option<Capacity>, about_request: bool) -> &'static [&'static str],
}

pub(super) const ID: Phrases = Phrases {
    title: "Pesan",
    unread: |count| {
        if count == 0 { "Pesan".to_owned() } else { format!("Pesan, {count} percakapan belum dibaca") }
    },
    with: |other| format!("Pesan dengan {other}"),
    about_order: |number| format!("Pesanan {number}"),
    about_request: |number| format!("Permintaan bahan {number}"),
    about_delivery: |number| format!("Surat jalan {number}"),
    search: "Cari nama atau nomor",
    empty_title: "Belum ada pesan",
    empty: "Buka sebuah pesanan, permintaan bahan atau surat jalan, lalu tulis di sana.",
    none_found: "Tidak ada percakapan yang cocok. Coba sebagian nama saja.",
    nothing_said: |other| format!("Belum ada pesan. Tulis kalau ada yang perlu ditanyakan ke {other}."),
    write: "Tulis pesan",
    photo: "Foto",
    send: "Kirim",
    new: |count| format!("{count} baru"),
    read: "dibaca",
    mark_read: "Tandai sudah dibaca",
    earlier: "Pesan sebelumnya",
    newest: "Ke pesan terbaru",
    photo_alone: "Foto",
    erased: "(sudah dihapus)",
    you: "Anda",
    quick: "Jawaban cepat",
    template: "Balasan siap pakai",
    use_template: "Pakai",
    templates: "Balasan siap pakai",
    templates_text: "Jawaban yang sering ditulis. Pilih satu saat menulis pesan; isinya masih bisa diubah sebelum dikirim.",
    no_templates: "Belum ada balasan siap pakai",
    no_templates_text: "Simpan jawaban yang sering Anda tulis di bawah ini.",
    new_template: "Tambah balasan",
    change_template: "Ubah",
    template_name: "Nama balasan",
    template_text: "Isi balasan",
    template_hint: "Diisi sendiri saat dipakai: {nama}, {pesanan}, {total}, {sisa}, {usaha}.",
    save_template: "Simpan",
    remove_template: "Hapus",
    remove_template_yes: "Ya, hapus",
    quick_replies: |me, about_request| match (me, about_request) {
        (Some(Capacity::Distributor), _) => {
            &["Baik, terima kasih.", "Kapan bisa dikirim?", "Sudah saya transfer."]
        }
        (Some(Capacity::Supplier), _) => {
            &["Baik, kami siapkan.", "Sudah kami kirim.", "Barangnya sedang kosong."]
        }
        (Some(Capacity::Courier), _) => {
            &["Baik, saya berangkat.", "Saya sudah di lokasi.", "Alamatnya tidak ketemu."]
        }
        (_, true) => &["Baik, terima kasih.", "Kapan bisa dikirim?", "Sudah kami terima."],
        (_, false) => &["Baik, kami cek dulu.", "Masih kami kerjakan.", "Sudah kami kirim."],
    },
};

pub(super) const EN: Phrases = Phrases {
    title: "Messages",
    unread: |count| match count {
        0 => "Messages".to_owned(),
        1 => "Messages, 1 conversation not read".to_owned(),
        count => format!("Messages, {count} conversations not read"),
    },
    with: |other| format!("Messages with {other}"),
    about_order: |number| format!("Order {number}"),
    about_request: |number| format!("Material request {number}"),
    about_delivery: |number| format!("Delivery slip {number}"),
    search: "Search a name or number",
    empty_title: "No messages yet",
    empty: "Open an order, a material request or a delivery slip and write there.",
    none_found: "No conversation fits. Try a part of the name.",
    nothing_said: |other| format!("No messages yet. Write if there is anything to ask {other}."),
    write: "Write a message",
    photo: "Photo",
    send: "Send",
    new: |count| format!("{count} new"),
    read: "read",
    mark_read: "Mark as read",
    earlier: "Earlier messages",
    newest: "To the newest",
    photo_alone: "Photo",
    erased: "(erased)",
    you: "You",
    quick: "Quick answers",
    template: "Reply templates",
    use_template: "Use",
    templates: "Reply templates",
    templates_text: "Answers that are often written. Pick one while you write; it can be changed before it is sent.",
    no_templates: "No reply templates yet",
    no_templates_text: "Keep an answer that you often write below.",
    new_template: "Add a template",
    change_template: "Change",
    template_name: "Name of the template",
    template_text: "What it says",
    template_hint: "Filled in when it is used: {name}, {order}, {total}, {rest}, {business}.",
    save_template: "Save",
    remove_template: "Remove",
    remove_template_yes: "Yes, remove it",
    quick_replies: |me, about_request| match (me, about_request) {
        (Some(Capacity::Distributor), _) => {
            &["All right, thank you.", "When can it be sent?", "I have transferred it."]
        }
        (Some(Capacity::Supplier), _) => {
            &["All right, we prepare it.", "We have sent it.", "We are out of stock."]
        }
        (Some(Capacity::Courier), _) => {
            &["All right, I am on my way.", "I am there.", "I cannot find the address."]
        }
        (_, true) => &["All right, thank you.", "When can it be sent?", "We have received it."],
        (_, false) => &["All right, we look into it.", "We are working on it.", "We have sent it."],
    },
};
