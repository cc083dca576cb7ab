//! A file to fill in: the headings, and what the book holds already.

use rantai_core::book::stock::StockItem;

use super::Kind;
use super::columns::{Column, headings};
use super::known::Known;

/// A list as CSV, as spreadsheets here read it: `;` between the cells, marked as UTF-8. Goods that are in the book
/// stand in it, so that a price is changed where it stands; without any, an example does.
pub fn template(kind: Kind, known: &Known<'_>) -> Vec<u8> {
    let columns: Vec<Column> = headings(kind).iter().map(|(column, _)| *column).collect();
    let mut rows = rows(kind, known, &columns);
    if rows.is_empty() {
        rows = examples(kind).iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    }
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(b"\xEF\xBB\xBF".to_vec());
    let names = headings(kind).iter().map(|(_, names)| capital(names.first().copied().unwrap_or_default()));
    let mut write = |row: Vec<String>| {
        // Nothing that is written into memory fails.
        drop(csv.write_record(row.iter().map(|cell| guarded(cell))));
    };
    write(names.collect());
    rows.into_iter().for_each(&mut write);
    csv.into_inner().unwrap_or_default()
}

/// A cell that a spreadsheet does not take for a formula.
pub fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn rows(kind: Kind, known: &Known<'_>, columns: &[Column]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    if kind == Kind::Contacts {
        return rows;
    }
    for product in known.products.values() {
        let sheet = &product.sheet;
        let several = sheet.variants.len() > 1 && kind != Kind::Products;
        for variant in sheet.variants.iter().take(if several { usize::MAX } else { 1 }) {
            let price = product.price(variant.number);
            let item = StockItem::Goods { product: sheet.product, variant: variant.number };
            let plain = |amount: rantai_core::money::Rupiah| amount.0.to_string();
            let cell = |column: &Column| match column {
                Column::Name => sheet.name.clone(),
                Column::Variant if several => variant.name.clone(),
                Column::Unit => sheet.unit.label().to_owned(),
                Column::Retail => price.map(|price| plain(price.retail)).unwrap_or_default(),
                Column::Wholesale => price.map(|price| plain(price.wholesale)).unwrap_or_default(),
                Column::From => price.map(|price| price.wholesale_from.to_string()).unwrap_or_default(),
                Column::Stock if sheet.variants.len() == 1 || several => known.on_hand(item).to_string(),
                Column::Weight if sheet.weight_grams > 0 => sheet.weight_grams.to_string(),
                Column::Days if sheet.days > 0 => sheet.days.to_string(),
                Column::Description => sheet.description.clone(),
                _ => String::new(),
            };
            rows.push(columns.iter().map(cell).collect());
        }
    }
    if kind == Kind::Stock {
        for material in known.materials.values() {
            let item = StockItem::Material { material: material.material };
            let cell = |column: &Column| match column {
                Column::Name => material.name.clone(),
                Column::Stock => known.on_hand(item).to_string(),
                _ => String::new(),
            };
            rows.push(columns.iter().map(cell).collect::<Vec<_>>());
        }
    }
    rows.sort();
    rows
}

const fn examples(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Products => &[
            &[
                "Keripik singkong 250 g",
                "bungkus",
                "12000",
                "10000",
                "10",
                "40",
                "260",
                "",
                "",
                "stok",
                "Gurih, tanpa pengawet",
            ],
            &["Kursi makan jati", "pcs", "450000", "400000", "10", "", "", "6,5", "14", "pesanan", ""],
        ],
        Kind::Prices => &[&["Keripik singkong 250 g", "", "12000", "10000", "10"]],
        Kind::Stock => &[&["Keripik singkong 250 g", "", "40", ""]],
        Kind::Contacts => &[
            &["Bu Rini", "0812-3456-7890", "pelanggan", "Toko Rini Jaya", "", "Jl. Pasar No. 3"],
            &["Pak Darto", "0813-2222-3333", "pemasok", "UD Singkong Darto", "", ""],
        ],
    }
}
