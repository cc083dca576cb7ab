//! Reads the files of a village in the order in which they refer to each other: regions, people, parties, goods.

use std::collections::BTreeMap;

use rantai_core::party::Role;
use rantai_core::quantity::{Quantity, Unit};

use super::page::{Mistake, Page};
use super::sheet;
use super::table::{self, Placed, Table, entries};
use super::{
    Address, BankAccount, Business, Courier, KINDS, Making, Material, Membership, Party, Person, Product,
    Region, Settle, Supplier, Variant, Village, VillageFiles,
};

const ROLES: [(&str, Role); 6] = [
    ("owner", Role::Owner),
    ("admin", Role::Admin),
    ("production", Role::Production),
    ("finance", Role::Finance),
    ("auditor", Role::Auditor),
    ("member", Role::Member),
];
const SETTLES: [(&str, Settle); 3] = [
    ("any_time", Settle::AnyTime),
    ("before_dispatch", Settle::BeforeDispatch),
    ("after_delivery", Settle::AfterDelivery),
];
const MAKINGS: [(&str, Making); 3] =
    [("to_order", Making::ToOrder), ("to_stock", Making::ToStock), ("resale", Making::Resale)];
/// The slug of the only variant of a product without choices.
const ONLY_VARIANT: &str = "standar";

pub(super) fn village(files: &VillageFiles) -> Result<Village, Vec<Mistake>> {
    let mut reading =
        Reading { files, regions: BTreeMap::new(), known: Known::default(), mistakes: Vec::new() };
    reading.regions();
    let people = reading.file("people.toml", people).unwrap_or_default();
    let operator = reading.file("village.toml", operator).flatten();
    let mut businesses = reading.file("businesses.toml", businesses).unwrap_or_default();
    let suppliers = reading.file("suppliers.toml", suppliers).unwrap_or_default();
    let couriers = reading.file("couriers.toml", couriers).unwrap_or_default();
    let distributors = reading.file("distributors.toml", distributors).unwrap_or_default();
    for name in files.0.keys().filter(|name| name.starts_with("goods/")) {
        let Some(Some((business, materials, products))) = reading.file(name, goods) else { continue };
        if let Some(business) = businesses.iter_mut().find(|known| known.party.slug == business) {
            business.materials = materials;
            business.products = products;
        }
    }
    reading.businesses_without_goods();
    match (reading.mistakes.is_empty(), operator) {
        (true, Some(operator)) => {
            Ok(Village { operator, people, businesses, suppliers, couriers, distributors })
        }
        _ => Err(reading.mistakes),
    }
}

/// What has been read so far.
struct Reading<'a> {
    files: &'a VillageFiles,
    regions: BTreeMap<String, Region>,
    known: Known,
    mistakes: Vec<Mistake>,
}

/// What must be unique or may be referred to later, each with the place where it was first said.
#[derive(Default)]
struct Known {
    people: BTreeMap<String, String>,
    phones: BTreeMap<String, String>,
    parties: BTreeMap<String, String>,
    businesses: BTreeMap<String, String>,
    suppliers: BTreeMap<String, String>,
    with_goods: BTreeMap<String, String>,
}

/// What the readers of parties need beside their table.
struct Around<'a> {
    regions: &'a BTreeMap<String, Region>,
    known: &'a mut Known,
}

impl<'a> Reading<'a> {
    /// Reads one TOML file and keeps its mistakes.
    fn file<T>(&mut self, name: &str, read: impl FnOnce(&Table<'_>, &mut Around<'_>) -> T) -> Option<T> {
        let text = self.text(name)?;
        let page = Page::new(name, text);
        let (root, broken) = table::parse(&page);
        let root = Table::new(&page, root.get_ref(), 0);
        let value = read(&root, &mut Around { regions: &self.regions, known: &mut self.known });
        root.end();
        self.mistakes.extend(page.into_mistakes(broken));
        Some(value)
    }

    fn text(&mut self, name: &str) -> Option<&'a str> {
        let text = self.files.0.get(name);
        if text.is_none() {
            self.missing(name, "no such file");
        }
        text.map(String::as_str)
    }

    fn missing(&mut self, file: &str, found: &str) {
        let expected = format!("the file {file}");
        let found = found.to_owned();
        self.mistakes.push(Mistake { file: file.to_owned(), line: 1, column: 1, found, expected });
    }

    fn regions(&mut self) {
        let name = "wilayah.csv";
        let Some(text) = self.text(name) else { return };
        let page = Page::new(name, text);
        let columns = ["code", "village", "district", "regency", "province", "postcode"];
        for row in sheet::rows(&page, columns) {
            for cell in row.iter().filter(|cell| cell.text.trim().is_empty()) {
                page.mistake(cell.at, "an empty value", "a value");
            }
            let at = row.first().map_or(0, |cell| cell.at);
            let [code, village, district, regency, province, postcode] = row.map(|cell| cell.text);
            let region = Region { code: code.clone(), village, district, regency, province, postcode };
            if self.regions.insert(code.clone(), region).is_some() {
                page.mistake(at, format!("the village code {code} again"), "every village once");
            }
        }
        self.mistakes.extend(page.into_mistakes(Vec::new()));
    }

    fn businesses_without_goods(&mut self) {
        let known = &self.known;
        let without = known.businesses.keys().filter(|slug| !known.with_goods.contains_key(*slug));
        for slug in without.cloned().collect::<Vec<_>>() {
            self.missing(&format!("goods/{slug}.toml"), &format!("no goods of {slug}"));
        }
    }
}

fn people(root: &Table<'_>, around: &mut Around<'_>) -> Vec<Person> {
    let read = |table: Table<'_>| {
        let slug = table.slug("slug");
        if let Some(slug) = &slug {
            first_time(&table, slug, &mut around.known.people);
        }
        let (name, spoken, phone) = (table.text("name"), table.text("spoken"), phone(&table));
        if let Some(phone) = &phone {
            first_time(&table, phone, &mut around.known.phones);
        }
        table.end();
        Some(Person { slug: slug?.value, name: name?.value, spoken: spoken?.value, phone: phone?.value })
    };
    root.tables("person").into_iter().filter_map(read).collect()
}

fn operator(root: &Table<'_>, around: &mut Around<'_>) -> Option<Party> {
    let table = root.table("operator")?;
    let party = party(&table, around);
    table.end();
    party
}

fn distributors(root: &Table<'_>, around: &mut Around<'_>) -> Vec<Party> {
    let read = |table: Table<'_>| {
        let party = party(&table, around);
        table.end();
        party
    };
    root.tables("distributor").into_iter().filter_map(read).collect()
}

fn suppliers(root: &Table<'_>, around: &mut Around<'_>) -> Vec<Supplier> {
    let read = |table: Table<'_>| {
        let party = party(&table, around);
        supplies(&table, around);
        let sells = table.text("sells");
        table.end();
        Some(Supplier { party: party?, sells: sells?.value })
    };
    root.tables("supplier").into_iter().filter_map(read).collect()
}

fn couriers(root: &Table<'_>, around: &mut Around<'_>) -> Vec<Courier> {
    let read = |table: Table<'_>| {
        let party = party(&table, around);
        let kind = table.text("kind");
        let carries_kg = table.whole("carries_kg", 1, 50_000);
        let usual_fee = table.rupiah("usual_fee", 0);
        table.end();
        Some(Courier {
            party: party?,
            kind: kind?.value,
            carries_kg: carries_kg?,
            usual_fee: usual_fee?.value,
        })
    };
    root.tables("courier").into_iter().filter_map(read).collect()
}

fn businesses(root: &Table<'_>, around: &mut Around<'_>) -> Vec<Business> {
    root.tables("business").into_iter().filter_map(|table| business(table, around)).collect()
}

fn business(table: Table<'_>, around: &mut Around<'_>) -> Option<Business> {
    let party = party(&table, around);
    if let Some((at, value)) = table.field("slug")
        && let Some(slug) = value.as_str()
    {
        around.known.businesses.entry(slug.to_owned()).or_insert_with(|| table.page().place(at));
    }
    let kind = table.one_of("kind", &KINDS.map(|kind| (kind, kind)));
    let tagline = table.text("tagline");
    let founded = table.text("founded");
    let deposit_percent = table.whole("deposit_percent", 0, 100);
    let minimum_order = table.rupiah("minimum_order", 0);
    let settle = table.one_of("settle", &SETTLES);
    let own_van = table.flag("own_van");
    let supplies_what = table.text_if_any("supplies");
    if supplies_what.is_some() {
        supplies(&table, around);
    }
    let bank = table.tables("bank").into_iter().filter_map(bank_account).collect();
    table.end();
    Some(Business {
        party: party?,
        kind: kind?.to_owned(),
        tagline: tagline?.value,
        founded: founded?.value,
        deposit_percent: deposit_percent?,
        minimum_order: minimum_order?.value,
        settle: settle?,
        own_van: own_van?,
        supplies: supplies_what,
        bank,
        materials: Vec::new(),
        products: Vec::new(),
    })
}

fn bank_account(table: Table<'_>) -> Option<BankAccount> {
    let (bank, number, holder) = (table.text("bank"), table.text("number"), table.text("holder"));
    table.end();
    Some(BankAccount { bank: bank?.value, number: number?.value, holder: holder?.value })
}

/// The fields that all parties have.
fn party(table: &Table<'_>, around: &mut Around<'_>) -> Option<Party> {
    let slug = table.slug("slug");
    if let Some(slug) = &slug {
        first_time(table, slug, &mut around.known.parties);
    }
    let name = table.text("name");
    let region = table.text("village").and_then(|code| {
        let region = around.regions.get(&code.value);
        if region.is_none() {
            let found = format!("the village code \"{}\"", code.value);
            table.page().mistake(code.at, found, "a code of wilayah.csv");
        }
        region.cloned()
    });
    let street = table.text("street");
    let phone = phone(table);
    let people: Vec<_> =
        table.tables("people").into_iter().filter_map(|entry| membership(entry, around.known)).collect();
    Some(Party {
        slug: slug?.value,
        name: name?.value,
        address: Address { street: street?.value, region: region? },
        phone: phone?.value,
        people,
    })
}

fn membership(table: Table<'_>, known: &Known) -> Option<Membership> {
    let person = table.text("person");
    let role = table.one_of("role", &ROLES);
    table.end();
    let person = person?;
    if !known.people.contains_key(&person.value) {
        table.page().mistake(person.at, format!("the person \"{}\"", person.value), "a slug of people.toml");
    }
    Some(Membership { person: person.value, role: role? })
}

/// Remembers that the party of this table sells materials.
fn supplies(table: &Table<'_>, around: &mut Around<'_>) {
    if let Some((at, value)) = table.field("slug")
        && let Some(slug) = value.as_str()
    {
        around.known.suppliers.insert(slug.to_owned(), table.page().place(at));
    }
}

/// Remembers a slug or a phone; a mistake when it was there before.
fn first_time(table: &Table<'_>, word: &Placed<String>, seen: &mut BTreeMap<String, String>) {
    let page = table.page();
    match seen.get(&word.value) {
        Some(first) => {
            let found = format!("\"{}\" again", word.value);
            page.mistake(word.at, found, format!("another one: it is taken at {first}"));
        }
        None => drop(seen.insert(word.value.clone(), page.place(word.at))),
    }
}

/// A mobile number as `+62 8…`, brought to `+62` and digits.
fn phone(table: &Table<'_>) -> Option<Placed<String>> {
    let text = table.text("phone")?;
    let digits: String = text.value.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    let rest = digits.strip_prefix("+628").unwrap_or_default();
    if (7..=11).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Placed { at: text.at, value: digits });
    }
    table.page().mistake(text.at, format!("\"{}\"", text.value), "a phone number like +62 840-1000-0001");
    None
}

type Goods = (String, Vec<Material>, Vec<Product>);

fn goods(root: &Table<'_>, around: &mut Around<'_>) -> Option<Goods> {
    let business = root.text("business");
    if let Some(business) = &business {
        if !around.known.businesses.contains_key(&business.value) {
            let found = format!("the business \"{}\"", business.value);
            root.page().mistake(business.at, found, "a slug of businesses.toml");
        }
        first_time(root, business, &mut around.known.with_goods);
    }
    let mut slugs = BTreeMap::new();
    let known = &*around.known;
    let materials: Vec<_> =
        root.tables("material").into_iter().filter_map(|table| material(table, known, &mut slugs)).collect();
    let mut product_slugs = BTreeMap::new();
    let read = |table| product(table, &slugs, &mut product_slugs);
    let products = root.tables("product").into_iter().filter_map(read).collect();
    Some((business?.value, materials, products))
}

fn material(table: Table<'_>, known: &Known, slugs: &mut BTreeMap<String, String>) -> Option<Material> {
    let slug = table.slug("slug");
    if let Some(slug) = &slug {
        first_time(&table, slug, slugs);
    }
    let name = table.text("name");
    let unit = table.unit("unit");
    let price = table.rupiah("price", 1);
    let suppliers = table.texts("suppliers");
    for supplier in suppliers.iter().flatten().filter(|slug| !known.suppliers.contains_key(&slug.value)) {
        let found = format!("the supplier \"{}\"", supplier.value);
        table.page().mistake(supplier.at, found, "a slug of suppliers.toml, or a business that supplies");
    }
    let stock = table.amount("stock");
    table.end();
    Some(Material {
        slug: slug?.value,
        name: name?.value,
        unit: unit?,
        price: price?.value,
        suppliers: suppliers?.into_iter().map(|supplier| supplier.value).collect(),
        stock: stock?,
    })
}

fn product(
    table: Table<'_>,
    materials: &BTreeMap<String, String>,
    slugs: &mut BTreeMap<String, String>,
) -> Option<Product> {
    let slug = table.slug("slug");
    if let Some(slug) = &slug {
        first_time(&table, slug, slugs);
    }
    let name = table.text("name");
    let description = table.text("description");
    let unit = table.unit("unit");
    let other_units = other_units(&table, unit);
    let retail = table.rupiah("retail", 1);
    let wholesale = table.rupiah("wholesale", 1);
    if let (Some(retail), Some(wholesale)) = (&retail, &wholesale)
        && wholesale.value > retail.value
    {
        let found = format!("the wholesale price {}", wholesale.value);
        table.page().mistake(wholesale.at, found, format!("at most the retail price {}", retail.value));
    }
    let wholesale_from = table.quantity("wholesale_from");
    let making = table.one_of("making", &MAKINGS);
    let days = table.whole("days", 1, 365);
    let weight_grams = table.whole("weight_grams", 1, 1_000_000);
    let variants = variants(&table, making);
    let recipe = recipe(&table, making, materials);
    table.end();
    Some(Product {
        slug: slug?.value,
        name: name?.value,
        description: description?.value,
        unit: unit?,
        other_units,
        retail: retail?.value,
        wholesale: wholesale?.value,
        wholesale_from: wholesale_from?,
        making: making?,
        days: days?,
        weight_grams: weight_grams?,
        variants,
        materials: recipe,
    })
}

fn other_units(table: &Table<'_>, base: Option<Unit>) -> Vec<(Unit, Quantity)> {
    let page = table.page();
    let mut units = Vec::new();
    for entry in table.entries_if_any("units").unwrap_or_default() {
        let unit = table::unit(page, entry.key.at, &entry.key.value);
        let factor = table::quantity(page, entry.at, entry.value, &entry.key.value)
            .filter(|factor| table::positive(page, entry.at, *factor, &entry.key.value));
        if unit.is_some() && unit == base {
            page.mistake(entry.key.at, format!("the base unit \"{}\"", entry.key.value), "another unit");
        }
        units.extend(unit.zip(factor));
    }
    units
}

/// What one base unit takes. Resale takes nothing; everything else takes something.
fn recipe(
    table: &Table<'_>,
    making: Option<Making>,
    materials: &BTreeMap<String, String>,
) -> Vec<(String, Quantity)> {
    let page = table.page();
    let entries = table.entries_if_any("materials");
    match (&entries, making) {
        (Some(_), Some(Making::Resale)) => {
            let at = table.field("materials").map_or(table.at(), |(at, _)| at);
            page.mistake(at, "materials of a product for resale", "no materials");
        }
        (None, Some(Making::ToOrder | Making::ToStock)) => {
            page.mistake(table.at(), "no `materials`", "the field `materials`: what one base unit takes");
        }
        _ => {}
    }
    let mut recipe = Vec::new();
    for entry in entries.unwrap_or_default() {
        if !materials.contains_key(&entry.key.value) {
            let found = format!("the material \"{}\"", entry.key.value);
            page.mistake(entry.key.at, found, "the slug of a material of this file");
        }
        let quantity = table::quantity(page, entry.at, entry.value, &entry.key.value)
            .filter(|quantity| table::positive(page, entry.at, *quantity, &entry.key.value));
        recipe.extend(quantity.map(|quantity| (entry.key.value, quantity)));
    }
    recipe
}

/// Every combination of the choices, with its opening stock.
fn variants(table: &Table<'_>, making: Option<Making>) -> Vec<Variant> {
    let mut variants = vec![Variant {
        slug: String::new(),
        name: String::new(),
        choices: Vec::new(),
        stock: Quantity::ZERO,
    }];
    for axis in table.entries_if_any("variants").unwrap_or_default() {
        let choices = table::texts(table.page(), axis.at, axis.value, &axis.key.value).unwrap_or_default();
        if !choices.is_empty() {
            variants = combined(&variants, &axis.key.value, &choices);
        }
    }
    let mut slugs = BTreeMap::new();
    for variant in &mut variants {
        variant.slug = if variant.name.is_empty() { ONLY_VARIANT.to_owned() } else { slug_of(&variant.name) };
        if slugs.insert(variant.slug.clone(), ()).is_some() {
            let at = table.field("variants").map_or(table.at(), |(at, _)| at);
            table.page().mistake(at, format!("the variant {} twice", variant.name), "every variant once");
        }
    }
    stock(table, making, &mut variants);
    variants
}

fn combined(variants: &[Variant], axis: &str, choices: &[Placed<String>]) -> Vec<Variant> {
    let mut all = Vec::new();
    for variant in variants {
        for choice in choices {
            let mut variant = variant.clone();
            variant.name = format!("{} {}", variant.name, choice.value).trim().to_owned();
            variant.choices.push((axis.to_owned(), choice.value.clone()));
            all.push(variant);
        }
    }
    all
}

/// Opening stock: one number for every variant, or a table with a number for each of them.
fn stock(table: &Table<'_>, making: Option<Making>, variants: &mut [Variant]) {
    let page = table.page();
    let (at, value) = match (table.field("stock"), making) {
        (Some((at, _)), Some(Making::ToOrder)) => {
            return page.mistake(at, "stock of a product made to order", "no stock");
        }
        (None, Some(Making::ToStock | Making::Resale)) => {
            return page.mistake(table.at(), "no `stock`", "the field `stock`: how much is ready");
        }
        (None, _) => return,
        (Some(stock), _) => stock,
    };
    let Some(named) = value.as_table() else {
        if let Some(quantity) = table::quantity(page, at, value, "stock") {
            variants.iter_mut().for_each(|variant| variant.stock = quantity);
        }
        return;
    };
    let names: Vec<_> = variants.iter().map(|variant| format!("\"{}\"", variant.name)).collect();
    let mut counted = Vec::new();
    for entry in entries(named) {
        let quantity = table::quantity(page, entry.at, entry.value, "stock").unwrap_or_default();
        match variants.iter_mut().find(|variant| variant.name == entry.key.value) {
            Some(variant) => variant.stock = quantity,
            None => {
                let found = format!("the variant \"{}\"", entry.key.value);
                page.mistake(entry.key.at, found, format!("one of {}", names.join(", ")));
            }
        }
        counted.push(entry.key.value);
    }
    for variant in variants.iter().filter(|variant| !counted.contains(&variant.name)) {
        page.mistake(at, format!("no stock of \"{}\"", variant.name), "stock of every variant");
    }
}

/// `120 × 200` → `120-200`.
fn slug_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}
