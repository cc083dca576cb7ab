//! What the business reads.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    // The menu.
    pub nav_today: &'static str,
    pub nav_orders: &'static str,
    pub nav_payments: &'static str,
    pub nav_materials: &'static str,
    pub nav_catalogue: &'static str,
}

pub(super) const ID: Phrases = Phrases {
    title: "Papan pesanan",
    nav_today: "Hari ini",
    nav_orders: "Pesanan",
    nav_payments: "Pembayaran",
    nav_materials: "Bahan",
    nav_catalogue: "Katalog",
};

pub(super) const EN: Phrases = Phrases {
    title: "Order board",
    nav_today: "Today",
    nav_orders: "Orders",
    nav_payments: "Payments",
    nav_materials: "Materials",
    nav_catalogue: "Catalogue",
};
