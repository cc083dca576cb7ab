//! The village as people write it down (`fixtures/village`): who is there, what they make, buy and carry.

pub(crate) mod page;
mod read;
pub(crate) mod sheet;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rantai_core::money::Rupiah;
use rantai_core::party::Role;
use rantai_core::quantity::{Quantity, Unit};

pub use page::Mistake;

/// Everything that `fixtures/village` says, with every reference inside it checked.
#[derive(Debug, Clone)]
pub struct Village {
    /// Who runs the deployment.
    pub operator: Party,
    /// Every human being, once.
    pub people: Vec<Person>,
    /// Who makes and sells; each gets a book.
    pub businesses: Vec<Business>,
    /// Who sells materials. Businesses that do so too say it in [`Business::supplies`].
    pub suppliers: Vec<Supplier>,
    /// Who carries goods.
    pub couriers: Vec<Courier>,
    /// Who buys.
    pub distributors: Vec<Party>,
}

/// A human being.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Unique among people; usable as a subdomain.
    pub slug: String,
    /// The full name.
    pub name: String,
    /// How people call them: "Bu Siti".
    pub spoken: String,
    /// `+62` and digits only; unique among people.
    pub phone: String,
}

/// What all parties have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Unique among parties; usable as a subdomain.
    pub slug: String,
    /// The name on the sign.
    pub name: String,
    /// Where they are.
    pub address: Address,
    /// `+62` and digits only.
    pub phone: String,
    /// Who belongs to it; at least one.
    pub people: Vec<Membership>,
}

/// A person of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The slug of the person.
    pub person: String,
    /// What they may do for the party.
    pub role: Role,
}

/// A street in a village that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Street, number, neighbourhood.
    pub street: String,
    /// The village and what it lies in.
    pub region: Region,
}

/// A village or town quarter, by the ministry's code, with the names of what it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// `33.20.11.2012`.
    pub code: String,
    /// *Desa* or *kelurahan*.
    pub village: String,
    /// *Kecamatan*.
    pub district: String,
    /// *Kabupaten* or *kota*.
    pub regency: String,
    /// *Provinsi*.
    pub province: String,
    /// Five digits.
    pub postcode: String,
}

/// A business with its terms and everything it makes or sells.
#[derive(Debug, Clone)]
pub struct Business {
    /// Name, address, people.
    pub party: Party,
    /// One of [`KINDS`].
    pub kind: String,
    /// One line for its profile.
    pub tagline: String,
    /// When and how it began.
    pub founded: String,
    /// The part of an order that is paid before work starts; 0 when none is asked.
    pub deposit_percent: u8,
    /// Orders below it are refused.
    pub minimum_order: Rupiah,
    /// When the rest may be paid.
    pub settle: Settle,
    /// Whether it can deliver by itself.
    pub own_van: bool,
    /// What it sells to other businesses as their supplier, if it does.
    pub supplies: Option<String>,
    /// Where money goes; at least one.
    pub bank: Vec<BankAccount>,
    /// What it buys to make things.
    pub materials: Vec<Material>,
    /// What it sells.
    pub products: Vec<Product>,
}

/// The kinds of businesses that a village file may name.
pub const KINDS: [&str; 7] =
    ["furniture", "leather_shoes", "fish_products", "souvenirs", "crafts", "clothes", "batik"];

/// When the rest of the price may be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// Before or after delivery.
    AnyTime,
    /// It must be paid before the goods leave.
    BeforeDispatch,
    /// Only when the goods have arrived.
    AfterDelivery,
}

/// A bank account, invented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccount {
    /// The bank's short name.
    pub bank: String,
    /// As the bank writes it.
    pub number: String,
    /// Whose it is.
    pub holder: String,
}

/// Something a business buys to make its goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// Unique within the business.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// What one unit usually costs.
    pub price: Rupiah,
    /// The slugs of the parties it is usually bought from, the usual one first.
    pub suppliers: Vec<String>,
    /// How much lies in the store when the story begins.
    pub stock: Quantity,
}

/// Something a business sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Unique within the business.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// A sentence or two.
    pub description: String,
    /// What it is counted in; prices, recipe and weight are for one of these.
    pub unit: Unit,
    /// Other units it may be ordered in, and how many base units each holds.
    pub other_units: Vec<(Unit, Quantity)>,
    /// For one base unit.
    pub retail: Rupiah,
    /// For one base unit, from [`Product::wholesale_from`]; never above retail.
    pub wholesale: Rupiah,
    /// How many base units make it wholesale.
    pub wholesale_from: Quantity,
    /// Whether it is made, and when.
    pub making: Making,
    /// How many days it takes from accepted to ready.
    pub days: u16,
    /// Weight of one base unit.
    pub weight_grams: u32,
    /// At least one. A product without choices has one variant, with an empty name and the slug `standar`.
    pub variants: Vec<Variant>,
    /// What one base unit takes; empty for resale only.
    pub materials: Vec<(String, Quantity)>,
}

/// How a product comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// Made when it is ordered.
    ToOrder,
    /// Made ahead and kept in stock.
    ToStock,
    /// Bought ready-made.
    Resale,
}

/// One choice of everything that can be chosen: 39, hitam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Unique within the product: `39-hitam`.
    pub slug: String,
    /// `39 hitam`.
    pub name: String,
    /// What was chosen from: `nomor` → `39`, `warna` → `hitam`.
    pub choices: Vec<(String, String)>,
    /// How many base units are ready when the story begins; zero for what is made to order.
    pub stock: Quantity,
}

/// Who sells materials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    /// Name, address, people.
    pub party: Party,
    /// What they sell, in words.
    pub sells: String,
}

/// Who carries goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Courier {
    /// Name, address, people.
    pub party: Party,
    /// `ojek motor`, `pikap`, …
    pub kind: String,
    /// The heaviest load.
    pub carries_kg: u32,
    /// For one trip in their own regency.
    pub usual_fee: Rupiah,
}

/// The texts of a village's files, by name (`people.toml`, `goods/batik-buaran.toml`).
#[derive(Debug, Clone, Default)]
pub struct VillageFiles(pub BTreeMap<String, String>);

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../fixtures/village/", $name)))),+]
    };
}

impl VillageFiles {
    /// The files of `fixtures/village` as they were when the program was built.
    pub fn embedded() -> Self {
        let files = embedded![
            "village.toml",
            "people.toml",
            "businesses.toml",
            "suppliers.toml",
            "couriers.toml",
            "distributors.toml",
            "wilayah.csv",
            "goods/mebel-jati-barokah.toml",
            "goods/sepatu-mang-asep.toml",
            "goods/olahan-ikan-karangsong.toml",
            "goods/suvenir-kotagede.toml",
            "goods/kriya-kasongan.toml",
            "goods/toko-busana-laras.toml",
            "goods/batik-buaran.toml",
        ];
        Self(files.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect())
    }

    /// The `.toml` and `.csv` files of a folder and of `goods` inside it.
    ///
    /// # Errors
    /// What could not be read; a file that is not there at all is told by [`Village::read`].
    pub fn from_dir(folder: &Path) -> Result<Self, Vec<Mistake>> {
        let mut files = Self::default();
        let mut mistakes = Vec::new();
        for (prefix, folder) in [("", folder.to_owned()), ("goods/", folder.join("goods"))] {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    mistakes.push(unreadable(&folder.display().to_string(), &error));
                    continue;
                }
            };
            for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
                let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
                if !name.ends_with(".toml") && !name.ends_with(".csv") {
                    continue;
                }
                let name = format!("{prefix}{name}");
                match fs::read_to_string(&path) {
                    Ok(text) => drop(files.0.insert(name, text)),
                    Err(error) => mistakes.push(unreadable(&name, &error)),
                }
            }
        }
        if mistakes.is_empty() { Ok(files) } else { Err(mistakes) }
    }
}

impl Village {
    /// Reads a village from the texts of its files.
    ///
    /// # Errors
    /// Every mistake of every file, in the order of files and lines. Nothing partial is returned.
    pub fn read(files: &VillageFiles) -> Result<Self, Vec<Mistake>> {
        read::village(files)
    }

    /// The village that was built into the program.
    ///
    /// # Errors
    /// Its mistakes; a test keeps it without any.
    pub fn embedded() -> Result<Self, Vec<Mistake>> {
        Self::read(&VillageFiles::embedded())
    }

    /// The village of a folder laid out like `fixtures/village`.
    ///
    /// # Errors
    /// Every mistake of every file, and what could not be read.
    pub fn from_dir(folder: &Path) -> Result<Self, Vec<Mistake>> {
        Self::read(&VillageFiles::from_dir(folder)?)
    }

    /// The person of that slug.
    pub fn person(&self, slug: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.slug == slug)
    }

    /// Every party, the operator first.
    pub fn parties(&self) -> impl Iterator<Item = &Party> {
        std::iter::once(&self.operator)
            .chain(self.businesses.iter().map(|business| &business.party))
            .chain(self.suppliers.iter().map(|supplier| &supplier.party))
            .chain(self.couriers.iter().map(|courier| &courier.party))
            .chain(&self.distributors)
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> Mistake {
    let found = format!("nothing that can be read ({error})");
    Mistake { file: file.to_owned(), line: 1, column: 1, found, expected: "a readable file".to_owned() }
}

#[cfg(test)]
mod tests;
