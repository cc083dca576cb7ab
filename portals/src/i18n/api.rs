//! What programs are told, and what an owner reads who lets a program in.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::Rejection;

use super::Phrases as All;
use crate::api::caller::Scope;
use crate::api::problem::Problem;

#[derive(Debug)]
pub struct Phrases {
    /// A problem's title, what is wrong, and what to do.
    pub say: fn(&Problem, &All) -> (String, String, String),
    pub title: &'static str,
    pub text: &'static str,
    pub make: &'static str,
    pub label: &'static str,
    pub label_hint: &'static str,
    pub scopes: &'static str,
    pub no_scope: &'static str,
    pub scope: fn(Scope) -> &'static str,
    pub made_title: &'static str,
    pub made: &'static str,
    pub made_again_title: &'static str,
    pub made_again: &'static str,
    pub tokens: &'static str,
    pub none: &'static str,
    pub never_used: &'static str,
    pub last_used: fn(&str) -> String,
    pub made_on: fn(&str, &str) -> String,
    pub revoke: &'static str,
    pub revoke_effect: &'static str,
    pub revoke_yes: &'static str,
    pub description: &'static str,
}

pub(super) const ID: Phrases = Phrases {
    say: id,
    title: "Program (API)",
    text: "Program Anda sendiri bisa memesan dan mencatat di sini, dengan token sebagai kuncinya. Siapa pun yang \
           memegang token bisa bertindak atas nama usaha Anda, jadi simpan seperti PIN.",
    make: "Buat token",
    label: "Untuk program apa?",
    label_hint: "Misalnya: kasir toko",
    scopes: "Boleh apa saja?",
    no_scope: "Pilih paling sedikit satu.",
    scope: |scope| match scope {
        Scope::Read => "Melihat barang, pesanan, permintaan dan surat jalan",
        Scope::Orders => "Memesan dan menjawab pesanan",
        Scope::Payments => "Melapor dan memeriksa pembayaran",
        Scope::Materials => "Meminta, menjanjikan, mengirim dan menerima bahan",
        Scope::Production => "Mencatat pengerjaan dan pengemasan",
        Scope::Deliveries => "Mengirim dan mengantar barang",
        Scope::Setup => "Mengubah barang, harga dan syarat usaha",
        Scope::Messages => "Menulis pesan dan mengurus buku tamu",
        Scope::Audit => "Membaca jejak lengkap",
    },
    made_title: "Token baru, ditampilkan sekali ini saja",
    made: "Salin sekarang ke program Anda. Setelah halaman ini ditutup, token tidak bisa dilihat lagi.",
    made_again_title: "Token ini sudah dibuat",
    made_again: "Token hanya ditampilkan sekali. Bila belum tersalin, cabut lalu buat yang baru.",
    tokens: "Token yang berlaku",
    none: "Belum ada token.",
    never_used: "belum pernah dipakai",
    last_used: |when| format!("terakhir dipakai {when}"),
    made_on: |when, who| format!("dibuat {when} oleh {who}"),
    revoke: "Cabut",
    revoke_effect: "Program yang memakai token ini langsung berhenti bekerja.",
    revoke_yes: "Ya, cabut token",
    description: "Penjelasan untuk pembuat program (OpenAPI)",
};

pub(super) const EN: Phrases = Phrases {
    say: en,
    title: "Program (API)",
    text: "A program of your own can order and record here, with a token for a key. Whoever holds the token can act \
           for your business, so keep it like a PIN.",
    make: "Make a token",
    label: "For which program?",
    label_hint: "For example: shop till",
    scopes: "What may it do?",
    no_scope: "Choose at least one.",
    scope: |scope| match scope {
        Scope::Read => "See products, orders, requests and slips",
        Scope::Orders => "Place and answer orders",
        Scope::Payments => "Report and check payments",
        Scope::Materials => "Ask for, promise, ship and receive materials",
        Scope::Production => "Record making and packing",
        Scope::Deliveries => "Send and deliver goods",
        Scope::Setup => "Change goods, prices and the business's terms",
        Scope::Messages => "Write messages and look after the guest book",
        Scope::Audit => "Read the full trail",
    },
    made_title: "A new token, shown this once",
    made: "Copy it into your program now. Once this page is closed it cannot be seen again.",
    made_again_title: "This token was made already",
    made_again: "A token is shown once. If it was not copied, revoke it and make a new one.",
    tokens: "Tokens that hold",
    none: "No token yet.",
    never_used: "never used",
    last_used: |when| format!("last used {when}"),
    made_on: |when, who| format!("made {when} by {who}"),
    revoke: "Revoke",
    revoke_effect: "The program that uses this token stops working at once.",
    revoke_yes: "Yes, revoke it",
    description: "For whoever writes the program (OpenAPI)",
};

fn told(title: &str, detail: impl Into<String>, todo: &str) -> (String, String, String) {
    (title.to_owned(), detail.into(), todo.to_owned())
}

fn id(problem: &Problem, t: &All) -> (String, String, String) {
    use Problem as P;
    match problem {
        P::Token => told(
            "Token tidak berlaku",
            "Token tidak ada, sudah dicabut, atau orangnya tidak lagi terdaftar di pihak ini.",
            "Kirim header Authorization: Bearer dengan token dari halaman Program (API).",
        ),
        P::Scope(scope) => told(
            "Di luar izin token",
            format!("Token ini tidak punya izin “{}”.", scope.name()),
            "Buat token dengan izin itu di halaman Program (API).",
        ),
        P::NotFound => told(
            "Tidak ditemukan",
            "Tidak ada yang seperti itu untuk pihak ini.",
            "Periksa alamat dan nomornya.",
        ),
        P::Method => told(
            "Cara tidak dikenal",
            "Alamat ini tidak menerima cara itu.",
            "Lihat header Allow dan /api/v1/openapi.json.",
        ),
        P::Key => told(
            "Kunci tidak ada",
            "Setiap langkah membawa satu header Idempotency-Key: 1 sampai 64 huruf tanpa spasi.",
            "Buat kunci baru (misalnya UUID versi 7) untuk setiap langkah, dan pakai lagi saat mengulang.",
        ),
        P::Version => told(
            "Versi tidak terbaca",
            "Header If-Match berisi satu versi dalam tanda kutip, misalnya \"3\".",
            "Ambil versi dari jawaban terakhir, atau kirim tanpa If-Match.",
        ),
        P::Query(what) => {
            told("Alamat tidak terbaca", what.clone(), "Lihat /api/v1/openapi.json, lalu perbaiki.")
        }
        P::Syntax(what) => told(
            "Bukan JSON",
            if what.is_empty() { "Kiriman tidak terbaca." } else { what },
            "Kirim satu objek JSON dalam UTF-8.",
        ),
        P::Fields(_) => told(
            "Isian belum benar",
            "Ada isian yang kurang atau belum benar; lihat errors.",
            "Perbaiki isian yang disebut di errors, lalu kirim lagi.",
        ),
        P::Kind => {
            told("Jenis kiriman lain", "Yang diterima hanya JSON.", "Kirim Content-Type: application/json.")
        }
        P::TooLarge => told("Terlalu besar", "Kiriman melebihi 64 KiB.", "Kirim dalam beberapa bagian."),
        P::TooMany => told("Terlalu sering", "Terlalu banyak permintaan.", "Tunggu sebentar, lalu ulangi."),
        P::Busy => told(
            "Sedang sibuk",
            "Sekarang tidak ada yang bisa dicatat.",
            "Ulangi sebentar lagi dengan Idempotency-Key yang sama.",
        ),
        P::CrossSite => {
            told("Ditolak", "Permintaan datang dari halaman situs lain.", "Panggil API dari program.")
        }
        P::Broken => told(
            "Ada yang rusak",
            "Kesalahan ada di pihak kami.",
            "Ulangi dengan Idempotency-Key yang sama; bila tetap begitu, beri tahu pengelola.",
        ),
        P::Refused(rejection) => told(t.rejections.title, (t.rejections.say)(rejection), todo_id(rejection)),
    }
}

fn en(problem: &Problem, t: &All) -> (String, String, String) {
    use Problem as P;
    match problem {
        P::Token => told(
            "No valid token",
            "The token is missing, was revoked, or its person no longer acts for this party.",
            "Send Authorization: Bearer with a token from the page Program (API).",
        ),
        P::Scope(scope) => told(
            "Beyond the token's scopes",
            format!("This token has no scope “{}”.", scope.name()),
            "Make a token with that scope on the page Program (API).",
        ),
        P::NotFound => {
            told("Not found", "There is no such thing for this party.", "Check the address and the id in it.")
        }
        P::Method => told(
            "Method not allowed",
            "This address is asked in another way.",
            "See the Allow header and /api/v1/openapi.json.",
        ),
        P::Key => told(
            "No key",
            "Every command carries one Idempotency-Key header of 1 to 64 visible characters.",
            "Make a new key (a UUID of version 7, say) for every command, and send it again when repeating.",
        ),
        P::Version => told(
            "Unreadable version",
            "If-Match holds one version in quotes, for example \"3\".",
            "Take the version from the last answer, or leave If-Match out.",
        ),
        P::Query(what) => told("Unreadable query", what.clone(), "See /api/v1/openapi.json and correct it."),
        P::Syntax(what) => told(
            "Not JSON",
            if what.is_empty() { "What was sent cannot be read." } else { what },
            "Send one JSON object in UTF-8.",
        ),
        P::Fields(_) => told(
            "Unusable fields",
            "Fields are missing or not usable; see errors.",
            "Correct the fields named in errors and send again.",
        ),
        P::Kind => {
            told("Another kind of body", "Only JSON is taken.", "Send Content-Type: application/json.")
        }
        P::TooLarge => told("Too large", "The body is larger than 64 KiB.", "Send it in several parts."),
        P::TooMany => told("Too many requests", "Too much is asked at once.", "Wait a little, then repeat."),
        P::Busy => told(
            "Busy",
            "Nothing can be recorded just now.",
            "Repeat in a moment with the same Idempotency-Key.",
        ),
        P::CrossSite => {
            told("Refused", "The request came from another site's page.", "Call the API from a program.")
        }
        P::Broken => told(
            "Something broke",
            "The fault is on our side.",
            "Repeat with the same Idempotency-Key; if it stays so, tell the operator.",
        ),
        P::Refused(rejection) => told(t.rejections.title, (t.rejections.say)(rejection), todo_en(rejection)),
    }
}

const fn todo_id(rejection: &Rejection) -> &'static str {
    use Rejection as R;
    match rejection {
        R::NotAMember | R::NotYourRole => "Minta pemilik memberi tugas itu, atau pakai token orang lain.",
        R::NotYourStep | R::WrongCapacity { .. } => {
            "Serahkan langkah ini kepada pihak yang memegangnya: lihat turn pada pesanan."
        }
        R::Stale { .. } => {
            "Ambil lagi keadaan terbaru, putuskan lagi, lalu kirim versi yang baru di If-Match."
        }
        R::CommandReused => "Pakai Idempotency-Key baru untuk isi yang lain.",
        R::Invalid { .. }
        | R::Unknown { .. }
        | R::DayPassed { .. }
        | R::DayTooFar { .. }
        | R::NotWhole { .. } => "Perbaiki isinya, lalu kirim dengan Idempotency-Key baru.",
        _ => "Ambil lagi keadaan terbaru: stage dan turn menyebut langkah berikutnya.",
    }
}

const fn todo_en(rejection: &Rejection) -> &'static str {
    use Rejection as R;
    match rejection {
        R::NotAMember | R::NotYourRole => "Ask the owner for that role, or use another person's token.",
        R::NotYourStep | R::WrongCapacity { .. } => {
            "Leave this step to the party that has it: see the order's turn."
        }
        R::Stale { .. } => "Fetch it again, decide again, and send the new version in If-Match.",
        R::CommandReused => "Use a new Idempotency-Key for other content.",
        R::Invalid { .. }
        | R::Unknown { .. }
        | R::DayPassed { .. }
        | R::DayTooFar { .. }
        | R::NotWhole { .. } => "Correct the content and send it with a new Idempotency-Key.",
        _ => "Fetch it again: its stage and turn say which step is next.",
    }
}
