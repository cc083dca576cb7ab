//! What is said of the day an order will be there.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::order::promise::Stretch;

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
    there: S = "Perkiraan sampai", "Expected there";
    ready: S = "Perkiraan siap diambil", "Expected ready to collect";
    sure: fn(usize) -> String = |orders| format!("8 dari 10 pesanan sampai paling lambat hari itu; dihitung dari {orders} pesanan serupa yang terakhir."),
        |orders| format!("8 of 10 orders are there by that day; reckoned from the last {orders} orders like it.");
    word: S = "Dijanjikan", "Promised";
    often_before: fn(&str) -> String = |day| format!("Biasanya lebih cepat: 8 dari 10 pesanan serupa sampai paling lambat {day}."),
        |day| format!("Usually sooner: 8 of 10 orders like it are there by {day}.");
    own: S = "Perkiraan pemilik: belum ada 10 pesanan serupa yang sudah sampai.",
        "The owner's own estimate: fewer than 10 orders like it have arrived yet.";
    beyond: fn(usize) -> String = |orders| format!("Perkiraan pemilik: pesanan ini sudah lebih lama daripada hampir semua dari {orders} pesanan serupa."),
        |orders| format!("The owner's own estimate: this order has taken longer than nearly all of {orders} orders like it.");
    likely: fn(&str) -> String = |day| format!("Separuhnya sampai paling lambat {day}."),
        |day| format!("Half of them are there by {day}.");
    first: fn(&str, i32) -> String = |day, later| match later {
        0 => format!("Janji pertama: {day}."),
        1.. => format!("Janji pertama: {day}. Perkiraan sekarang {later} hari sesudahnya."),
        _ => format!("Janji pertama: {day}. Perkiraan sekarang {} hari lebih awal.", -later),
    }, |day, later| match later {
        0 => format!("First promise: {day}."),
        1 => format!("First promise: {day}. Now expected 1 day after it."),
        2.. => format!("First promise: {day}. Now expected {later} days after it."),
        -1 => format!("First promise: {day}. Now expected 1 day before it."),
        _ => format!("First promise: {day}. Now expected {} days before it.", -later),
    };
    stands: fn(&str, &str) -> String = |buyer, since| format!("Menunggu {buyer} sejak {since}: selama itu tanggalnya ikut mundur"),
        |buyer, since| format!("Waiting for {buyer} since {since}: the day moves on meanwhile");
    stood: fn(&str, i64) -> String = |buyer, days| format!("Menunggu {buyer} {days} hari; selama itu tanggalnya ikut mundur"),
        |buyer, days| format!("Waited for {buyer} for {}; the day moved on meanwhile", day_count(days));
    why: S = "Kenapa bergeser:", "Why it moved:";
    moved: fn(Stretch, bool, i64) -> String = |stretch, outside, days| {
        let late = days > 0;
        let what = match (stretch, outside) {
            (Stretch::Before, true) if late => return format!("Bahan terlambat {days} hari"),
            (Stretch::Before, true) => "Bahan",
            (Stretch::Before, false) => "Persiapan",
            (Stretch::Workshop, _) => "Pengerjaan",
            (Stretch::Packing, true) => "Menunggu kurir",
            (Stretch::Packing, false) => "Pengemasan",
            (Stretch::Road, _) => "Di jalan",
        };
        let how = if late { "lebih lama" } else { "lebih cepat" };
        format!("{what} {} hari {how} dari biasanya", days.abs())
    }, |stretch, outside, days| {
        let late = days > 0;
        let what = match (stretch, outside) {
            (Stretch::Before, true) if late => return format!("Materials {} late", day_count(days)),
            (Stretch::Before, true) => "Materials",
            (Stretch::Before, false) => "Preparation",
            (Stretch::Workshop, _) => "The work",
            (Stretch::Packing, true) => "The courier's coming",
            (Stretch::Packing, false) => "Packing",
            (Stretch::Road, _) => "The road",
        };
        let how = if late { "longer" } else { "shorter" };
        format!("{what} took {} {how} than usual", day_count(days.abs()))
    };
    day_hint: fn(&str, &str, usize) -> String = |likely, sure, orders| if likely == sure {
            format!("Dari {orders} pesanan serupa yang terakhir, 8 dari 10 sampai {sure}.")
        } else {
            format!("Dari {orders} pesanan serupa yang terakhir: separuhnya sampai {likely}, 8 dari 10 sampai {sure}.")
        },
        |likely, sure, orders| if likely == sure {
            format!("Of the last {orders} orders like it, 8 of 10 were there by {sure}.")
        } else {
            format!("Of the last {orders} orders like it, half were there by {likely}, 8 of 10 by {sure}.")
        };
    own_hint: S = "Belum ada 10 pesanan serupa: perkirakan sendiri.", "Fewer than 10 orders like it so far: your own estimate.";
}

fn day_count(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
