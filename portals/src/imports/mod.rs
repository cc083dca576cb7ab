//! Lists that come in from a file: goods, counts, prices, people.
//!
//! A file is read into cells ([`read`]), its columns are recognised by their headings ([`columns`]), each row is
//! compared with what the book holds ([`plan`]), and only when somebody has looked at that the rows become
//! wishes ([`run`]). Between looking and confirming a list waits in memory ([`waiting`]): names and phone
//! numbers of people never lie on the disk unsealed.

pub mod columns;
pub mod known;
pub mod plan;
pub mod read;
pub mod run;
pub mod templates;
pub mod values;
pub mod waiting;

#[cfg(test)]
mod tests;

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// What is sold.
    Products,
    /// How much of it lies there, and of materials.
    Stock,
    /// What it costs.
    Prices,
    /// Customers, suppliers, couriers.
    Contacts,
}

impl Kind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Products, Self::Prices, Self::Stock, Self::Contacts];

    /// Its name in addresses and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Stock => "stock",
            Self::Prices => "prices",
            Self::Contacts => "contacts",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
