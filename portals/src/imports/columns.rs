//! Which column is what: found by its heading, in Indonesian or English, wherever it stands.

use super::Kind;
use super::read::{ABOVE, Cell, MOST_ROWS, Row, Unreadable};
use super::values::words;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// What a product or material is called.
    Name,
    /// Which kind of it.
    Variant,
    /// The unit it is counted in.
    Unit,
    /// Price for few.
    Retail,
    /// Price for many.
    Wholesale,
    /// From how many on that holds.
    From,
    /// How much lies there.
    Stock,
    /// When it was counted.
    Day,
    /// What it is.
    Description,
    /// Days from order to ready.
    Days,
    /// Grams of one.
    Weight,
    /// Kilograms of one.
    WeightKg,
    /// Made to order, ahead, or bought to be sold on.
    Making,
    /// The trade name of a party.
    Party,
    /// Whom to ask for.
    Person,
    /// How they are reached.
    Phone,
    /// What the party is: customer, supplier, courier.
    Capacity,
    /// The village.
    Village,
    /// Street and house.
    Address,
}

/// A list whose columns are known.
#[derive(Debug, Clone)]
pub struct List {
    /// What it is about.
    pub kind: Kind,
    /// What each column holds; `None` for those that are not used.
    pub columns: Vec<Option<Column>>,
    /// The headings of columns that are not used.
    pub unused: Vec<String>,
    /// The rows under the headings.
    pub rows: Vec<Row>,
}

impl List {
    /// The cell of a row under that heading.
    pub fn cell<'a>(&self, row: &'a Row, column: Column) -> &'a Cell {
        let place = self.columns.iter().position(|other| *other == Some(column));
        place.and_then(|place| row.cells.get(place)).unwrap_or(&Cell::Empty)
    }

    /// The list has such a column.
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }
}

/// Finds the headings, and with them what each column holds.
///
/// # Errors
/// [`Unreadable`].
pub fn recognise(kind: Kind, mut rows: Vec<Row>) -> Result<List, Unreadable> {
    let known = |row: &Row| row.cells.iter().filter(|cell| column_of(kind, &words(cell)).is_some()).count();
    let needed = needs(kind);
    let headings = rows.iter().take(ABOVE).enumerate();
    let best = headings.map(|(place, row)| (known(row), std::cmp::Reverse(place))).max();
    let Some((1.., std::cmp::Reverse(place))) = best else { return Err(Unreadable::NoHeadings) };
    let rest = rows.split_off(place + 1);
    let headings: Vec<String> =
        rows.pop().map(|row| row.cells.iter().map(words).collect()).unwrap_or_default();
    let mut columns = Vec::with_capacity(headings.len());
    let mut unused = Vec::new();
    for heading in headings {
        let column = column_of(kind, &heading);
        if column.is_some() && columns.contains(&column) {
            return Err(Unreadable::Doubled(heading));
        }
        if column.is_none() && !heading.is_empty() {
            unused.push(heading);
        }
        columns.push(column);
    }
    if let Some((_, heading)) = needed.iter().find(|(column, _)| !columns.contains(&Some(*column))) {
        return Err(Unreadable::Lacks(heading));
    }
    match rest.len() {
        0 => Err(Unreadable::Empty),
        rows if rows > MOST_ROWS => Err(Unreadable::TooManyRows),
        _ => Ok(List { kind, columns, unused, rows: rest }),
    }
}

/// What a list cannot do without, and the usual heading of it.
const fn needs(kind: Kind) -> &'static [(Column, &'static str)] {
    match kind {
        Kind::Products => &[(Column::Name, "Nama")],
        Kind::Stock => &[(Column::Name, "Nama"), (Column::Stock, "Jumlah")],
        Kind::Prices => &[(Column::Name, "Nama"), (Column::Retail, "Harga")],
        Kind::Contacts => &[(Column::Person, "Nama"), (Column::Phone, "Telepon")],
    }
}

/// The columns of a kind with their headings, in the order they are offered; the first heading of each is the one
/// that templates and the preview use.
pub const fn headings(kind: Kind) -> &'static [(Column, &'static [&'static str])] {
    use Column as C;
    const NAME: (C, &[&str]) = (
        C::Name,
        &[
            "nama",
            "nama barang",
            "nama produk",
            "produk",
            "barang",
            "item",
            "nama item",
            "name",
            "product",
            "product name",
            "item name",
            "goods",
            "bahan",
            "nama bahan",
            "material",
        ],
    );
    const VARIANT: (C, &[&str]) = (
        C::Variant,
        &["jenis", "varian", "variasi", "ukuran", "warna", "tipe", "variant", "kind", "size", "color"],
    );
    const RETAIL: (C, &[&str]) = (
        C::Retail,
        &[
            "harga",
            "harga eceran",
            "eceran",
            "harga jual",
            "harga satuan",
            "harga retail",
            "harga normal",
            "hrg",
            "price",
            "retail",
            "retail price",
            "unit price",
        ],
    );
    const WHOLESALE: (C, &[&str]) = (
        C::Wholesale,
        &["harga grosir", "grosir", "harga partai", "harga reseller", "wholesale", "wholesale price"],
    );
    const FROM: (C, &[&str]) = (
        C::From,
        &[
            "mulai",
            "grosir mulai",
            "mulai grosir",
            "min grosir",
            "minimal grosir",
            "minimal",
            "min",
            "from",
            "wholesale from",
            "min qty",
            "minimum",
        ],
    );
    const STOCK: (C, &[&str]) = (
        C::Stock,
        &[
            "jumlah",
            "stok",
            "stock",
            "qty",
            "kuantitas",
            "quantity",
            "sisa",
            "jumlah stok",
            "stok akhir",
            "count",
        ],
    );
    match kind {
        Kind::Products => {
            const PRODUCTS: &[(C, &[&str])] = &[
                NAME,
                (C::Unit, &["satuan", "sat", "unit", "uom"]),
                RETAIL,
                WHOLESALE,
                FROM,
                (C::Stock, &["stok", "stock", "jumlah", "qty", "sisa", "quantity"]),
                (
                    C::Weight,
                    &[
                        "berat gram",
                        "berat",
                        "berat g",
                        "berat gr",
                        "weight",
                        "weight gram",
                        "weight g",
                        "gram",
                    ],
                ),
                (C::WeightKg, &["berat kg", "weight kg"]),
                (
                    C::Days,
                    &[
                        "lama hari",
                        "lama",
                        "hari",
                        "waktu pengerjaan",
                        "lama pengerjaan",
                        "days",
                        "lead time",
                    ],
                ),
                (C::Making, &["cara", "cara dibuat", "pembuatan", "making", "made"]),
                (C::Description, &["keterangan", "deskripsi", "description", "catatan", "note"]),
            ];
            PRODUCTS
        }
        Kind::Prices => &[NAME, VARIANT, RETAIL, WHOLESALE, FROM],
        Kind::Stock => {
            const COUNTS: &[(C, &[&str])] = &[
                NAME,
                VARIANT,
                STOCK,
                (C::Day, &["tanggal", "tgl", "tanggal hitung", "dihitung", "date", "counted", "day"]),
            ];
            COUNTS
        }
        Kind::Contacts => {
            const PEOPLE: &[(C, &[&str])] = &[
                (
                    C::Person,
                    &[
                        "nama",
                        "nama orang",
                        "nama kontak",
                        "kontak",
                        "person",
                        "name",
                        "contact",
                        "contact name",
                    ],
                ),
                (
                    C::Phone,
                    &[
                        "telepon",
                        "telp",
                        "no telp",
                        "no telepon",
                        "nomor telepon",
                        "hp",
                        "no hp",
                        "nomor hp",
                        "wa",
                        "no wa",
                        "nomor wa",
                        "whatsapp",
                        "phone",
                        "phone number",
                        "mobile",
                    ],
                ),
                (C::Capacity, &["sebagai", "jenis", "tipe", "peran", "as", "role", "type"]),
                (
                    C::Party,
                    &[
                        "nama usaha",
                        "usaha",
                        "toko",
                        "nama toko",
                        "perusahaan",
                        "business",
                        "company",
                        "shop",
                        "business name",
                    ],
                ),
                (
                    C::Village,
                    &["desa", "desa kelurahan", "kelurahan", "kode desa", "village", "village code"],
                ),
                (C::Address, &["alamat", "alamat lengkap", "jalan", "address", "street"]),
            ];
            PEOPLE
        }
    }
}

fn column_of(kind: Kind, heading: &str) -> Option<Column> {
    let plain = plain(heading);
    let named = |(column, names): &(Column, &[&str])| names.contains(&plain.as_str()).then_some(*column);
    headings(kind).iter().find_map(named)
}

/// A heading in small letters, without what stands around its words: `No. HP *` is `no hp`.
fn plain(heading: &str) -> String {
    let letters = heading.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let text: String = letters.flat_map(char::to_lowercase).collect();
    let text = text.split_whitespace().filter(|word| *word != "rp").collect::<Vec<_>>();
    text.join(" ")
}
