//! What an owner reads who takes their records home.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    pub text: &'static str,
    pub export_title: &'static str,
    pub export_text: &'static str,
    pub export: &'static str,
    pub export_hint: &'static str,
    pub head_title: &'static str,
    pub head_text: &'static str,
    pub head: &'static str,
    pub none: &'static str,
    pub entry: &'static str,
    pub time: &'static str,
    pub hash: &'static str,
    pub key_title: &'static str,
    pub key_text: &'static str,
    pub key: &'static str,
    pub entries: &'static str,
}

pub(super) const ID: Phrases = Phrases {
    title: "Catatan Anda",
    text: "Unduh dan simpan di tempat Anda sendiri. Dengan berkas ini Anda bisa membuktikan apa yang tercatat, \
           kapan pun, di mana pun, tanpa bergantung pada Rantai.",
    export_title: "Semua catatan Anda",
    export_text: "Semua kejadian yang boleh Anda lihat, dari awal sampai sekarang, ditandatangani. Satu baris \
                  satu kejadian, bisa dibaca program apa pun.",
    export: "Unduh catatan",
    export_hint: "Nama dan alamat orang lain tetap tersegel. Untuk usaha yang besar unduhan bisa lama.",
    head_title: "Tanda tangan terakhir",
    head_text: "Setiap hari kepala catatan ditandatangani. Siapa yang menyimpan berkas kecil ini bisa \
                mengetahui bila catatan lama pernah diubah.",
    head: "Unduh tanda tangan",
    none: "Belum ada yang tercatat.",
    entry: "Sampai catatan",
    time: "Ditandatangani",
    hash: "Sidik",
    key_title: "Kunci Rantai ini",
    key_text: "Salin ke tempat lain. Dengan kunci ini tanda tangannya diperiksa.",
    key: "Kunci publik",
    entries: "Catatan sekarang",
};

pub(super) const EN: Phrases = Phrases {
    title: "Your records",
    text: "Download these and keep them in a place of your own. With them you can show what was recorded, at any \
           time and anywhere, without depending on Rantai.",
    export_title: "All your records",
    export_text: "Everything that happened and is yours to see, from the beginning until now, signed. One line \
                  for each entry, readable by any program.",
    export: "Download records",
    export_hint: "Names and addresses of other people stay sealed. For a large business it may take a while.",
    head_title: "Latest signature",
    head_text: "Every day the head of the records is signed. Whoever keeps this small file can find out whether \
                old records were ever changed.",
    head: "Download signature",
    none: "Nothing has been recorded yet.",
    entry: "Up to entry",
    time: "Signed",
    hash: "Fingerprint",
    key_title: "The key of this Rantai",
    key_text: "Copy it to another place. Signatures are checked with this key.",
    key: "Public key",
    entries: "Entries now",
};
