use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use rantai_core::party::Role;

use super::*;

fn village() -> Village {
    Village::embedded().unwrap_or_else(|mistakes| panic!("{}", listed(&mistakes)))
}

fn listed(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
}

/// Replaces texts of files, each where it first stands, and shows all mistakes.
fn check(changes: &[(&str, &str, &str)], expected: Expect) {
    let mut files = VillageFiles::embedded();
    for (file, old, new) in changes {
        let text = files.0.get_mut(*file).unwrap();
        assert!(text.contains(old), "{file} has no {old}");
        *text = text.replacen(old, new, 1);
    }
    expected.assert_eq(&listed(&Village::read(&files).unwrap_err()));
}

#[test]
fn the_village_is_read_without_mistakes_and_is_large_enough() {
    let village = village();
    let kinds: BTreeSet<_> = village.businesses.iter().map(|business| business.kind.as_str()).collect();
    for kind in ["furniture", "leather_shoes", "fish_products", "souvenirs", "crafts", "clothes"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    assert!(village.suppliers.len() >= 8);
    assert!(village.couriers.len() >= 5);
    assert!(village.distributors.len() >= 10);
    for business in &village.businesses {
        assert!((6..=14).contains(&business.products.len()), "{}", business.party.slug);
        assert!(!business.materials.is_empty(), "{}", business.party.slug);
        assert!(
            business.party.people.iter().any(|member| member.role == Role::Owner),
            "{}",
            business.party.slug
        );
        assert!((2..=5).contains(&business.party.people.len()), "{}", business.party.slug);
    }
    assert!(village.businesses.iter().any(|business| business.deposit_percent == 0));
    assert!(village.businesses.iter().any(|business| business.supplies.is_some()));
}

#[test]
fn somebody_belongs_to_two_parties_and_nobody_to_none() {
    let village = village();
    let parties_of = |person: &Person| {
        village
            .parties()
            .filter(|party| party.people.iter().any(|member| member.person == person.slug))
            .count()
    };
    assert!(village.people.iter().any(|person| parties_of(person) == 2));
    for person in &village.people {
        assert!(parties_of(person) > 0, "{}", person.slug);
    }
}

#[test]
fn no_business_sells_below_what_the_materials_cost() {
    for business in village().businesses {
        for product in &business.products {
            let mut cost = Rupiah::ZERO;
            for (slug, quantity) in &product.materials {
                let material = business.materials.iter().find(|material| material.slug == *slug).unwrap();
                cost = cost.and(material.price.times(*quantity).unwrap());
            }
            assert!(cost < product.wholesale, "{} costs {cost}", product.slug);
        }
    }
}

#[test]
fn a_product_reads_as_it_is_written() {
    let village = village();
    let shoes = village.businesses.iter().find(|business| business.party.slug == "sepatu-mang-asep").unwrap();
    let sandals = shoes.products.iter().find(|product| product.slug == "sandal-dua-tali").unwrap();
    expect![[r#"
        Product {
            slug: "sandal-dua-tali",
            name: "Sandal kulit dua tali",
            description: "Sandal kulit sapi dengan dua gesper.",
            unit: Pasang,
            other_units: [
                (
                    Lusin,
                    12,
                ),
                (
                    Kodi,
                    20,
                ),
            ],
            retail: Rp175.000,
            wholesale: Rp138.000,
            wholesale_from: 20,
            making: ToStock,
            days: 4,
            weight_grams: 650,
            variants: [
                Variant {
                    slug: "38",
                    name: "38",
                    choices: [
                        (
                            "nomor",
                            "38",
                        ),
                    ],
                    stock: 14,
                },
                Variant {
                    slug: "39",
                    name: "39",
                    choices: [
                        (
                            "nomor",
                            "39",
                        ),
                    ],
                    stock: 22,
                },
                Variant {
                    slug: "40",
                    name: "40",
                    choices: [
                        (
                            "nomor",
                            "40",
                        ),
                    ],
                    stock: 30,
                },
                Variant {
                    slug: "41",
                    name: "41",
                    choices: [
                        (
                            "nomor",
                            "41",
                        ),
                    ],
                    stock: 26,
                },
                Variant {
                    slug: "42",
                    name: "42",
                    choices: [
                        (
                            "nomor",
                            "42",
                        ),
                    ],
                    stock: 12,
                },
            ],
            materials: [
                (
                    "kulit-sapi",
                    0,1,
                ),
                (
                    "sol-karet",
                    1,
                ),
                (
                    "lem-kuning",
                    0,04,
                ),
                (
                    "benang-nilon",
                    0,04,
                ),
                (
                    "gesper",
                    4,
                ),
                (
                    "dus-sepatu",
                    1,
                ),
            ],
        }
    "#]]
    .assert_debug_eq(sandals);
}

#[test]
fn the_folder_reads_like_what_was_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/village");
    assert_eq!(VillageFiles::from_dir(&folder).unwrap().0, VillageFiles::embedded().0);
}

#[test]
fn all_mistakes_of_all_files_are_listed_with_their_places() {
    check(
        &[
            ("people.toml", "phone = \"+62 840-1000-0001\"", "phone = \"0812\"\nage = 61"),
            ("people.toml", "1000-0012", "1000-0011"),
            ("people.toml", "slug = \"mas-budi\"", "slug = \"bu-siti\""),
            ("businesses.toml", "village = \"33.20.11.2012\"", "village = \"99.20.11.2012\""),
            ("businesses.toml", "deposit_percent = 50", "deposit_percent = 150"),
            ("businesses.toml", "own_van = true", "own_van = \"ya\""),
            ("businesses.toml", "settle = \"after_delivery\"", "setle = \"after_delivery\""),
            ("businesses.toml", "role = \"finance\"", "role = \"kasir\""),
            ("couriers.toml", "usual_fee = 25_000", "usual_fee = -5"),
            ("goods/mebel-jati-barokah.toml", "[\"kayu-jati-blora\"]", "[\"kayu-jati-bloro\"]"),
            ("goods/mebel-jati-barokah.toml", "unit = \"kg\"", "unit = \"kilo\""),
            ("goods/mebel-jati-barokah.toml", "wholesale = 5_900_000", "wholesale = 7_900_000"),
            ("goods/mebel-jati-barokah.toml", "lusin = 12, set = 6", "lusen = 12, set = 0"),
            ("goods/mebel-jati-barokah.toml", "papan-jati = 0.0125", "papan-jati = 0.01255"),
            ("goods/mebel-jati-barokah.toml", "engsel = 4", "engsell = 4"),
            ("goods/mebel-jati-barokah.toml", "\"salak brown\" = 6", "\"salak\" = 6"),
            ("goods/toko-busana-laras.toml", "retail = 135_000", "retail = 135_000.50"),
            ("wilayah.csv", "Klender,Duren Sawit", "Klender"),
        ],
        expect![[r#"
            wilayah.csv:3:1: found 5 values, expected 6 values
            people.toml:9:9: found "0812", expected a phone number like +62 840-1000-0001
            people.toml:10:1: found the unknown field `age`, expected one of slug, name, spoken, phone
            people.toml:29:9: found "+6284010000011" again, expected another one: it is taken at people.toml:23:9
            people.toml:32:8: found "bu-siti" again, expected another one: it is taken at people.toml:20:8
            businesses.toml:5:1: found no `settle`, expected the field `settle` with a text
            businesses.toml:9:11: found the village code "99.20.11.2012", expected a code of wilayah.csv
            businesses.toml:14:19: found 150, expected deposit_percent as a whole number from 0 to 100
            businesses.toml:16:1: found the unknown field `setle`, expected one of slug, name, village, street, phone, people, kind, tagline, founded, deposit_percent, minimum_order, settle, own_van, supplies, bank
            businesses.toml:17:11: found "ya", expected own_van to be true or false
            businesses.toml:25:14: found the person "mas-budi", expected a slug of people.toml
            businesses.toml:26:34: found "kasir", expected role to be one of owner, admin, production, finance, auditor, member
            couriers.toml:11:13: found -5, expected usual_fee in whole rupiah, at least 0
            distributors.toml:78:11: found the village code "31.75.07.1003", expected a code of wilayah.csv
            goods/mebel-jati-barokah.toml:11:14: found the supplier "kayu-jati-bloro", expected a slug of suppliers.toml, or a business that supplies
            goods/mebel-jati-barokah.toml:25:8: found the unit "kilo", expected one of pcs, pasang, lusin, kodi, set, lembar, batang, kg, gram, liter, m, m², m³, rol, botol, bungkus, dus, sak
            goods/mebel-jati-barokah.toml:84:13: found the wholesale price Rp7.900.000, expected at most the retail price Rp6.750.000
            goods/mebel-jati-barokah.toml:97:11: found the unit "lusen", expected one of pcs, pasang, lusin, kodi, set, lembar, batang, kg, gram, liter, m, m², m³, rol, botol, bungkus, dus, sak
            goods/mebel-jati-barokah.toml:97:29: found 0, expected set to be more than 0
            goods/mebel-jati-barokah.toml:105:28: found 0.01255, expected papan-jati as a number with at most 4 decimals
            goods/mebel-jati-barokah.toml:133:88: found the material "engsell", expected the slug of a material of this file
            goods/mebel-jati-barokah.toml:176:9: found no stock of "salak brown", expected stock of every variant
            goods/mebel-jati-barokah.toml:176:26: found the variant "salak", expected one of "natural", "salak brown"
            goods/toko-busana-laras.toml:26:10: found 135000.50, expected retail in whole rupiah, at least 1
        "#]],
    );
}

#[test]
fn a_line_that_is_no_toml_does_not_hide_the_other_mistakes() {
    check(
        &[
            ("couriers.toml", "name = \"Ojek Pak Slamet\"", "name = Ojek Pak Slamet"),
            ("couriers.toml", "carries_kg = 1_000", "carries_kg = \"banyak\""),
        ],
        expect![[r#"
            couriers.toml:5:8: found no TOML (string values must be quoted), expected literal string
            couriers.toml:21:14: found "banyak", expected carries_kg as a whole number from 1 to 50000
        "#]],
    );
}

#[test]
fn a_business_needs_its_goods_and_a_village_its_files() {
    let mut files = VillageFiles::embedded();
    files.0.remove("goods/batik-buaran.toml");
    files.0.remove("village.toml");
    expect![[r#"
        village.toml:1:1: found no such file, expected the file village.toml
        goods/batik-buaran.toml:1:1: found no goods of batik-buaran, expected the file goods/batik-buaran.toml
    "#]]
    .assert_eq(&listed(&Village::read(&files).unwrap_err()));
}
