//! What every portal stands on: the page frame, its parts, errors, assets, headers, live streams.
//!
//! # Adding a page
//!
//! A page is a handler and a template under one stem: `distributor/orders.rs` and `distributor/orders.html`.
//!
//! ```ignore
//! #[derive(Template)]
//! #[template(path = "distributor/orders.html")]
//! struct OrdersPage {
//!     page: Page,          // the frame; `base.html` and the macros read it
//!     rows: Vec<Row>,      // the view model: words chosen, sums done
//! }
//!
//! async fn orders(lang: Lang, …) -> PageResult {
//!     let t = lang.phrases();
//!     let page = Page::new(lang, t.distributor.title)
//!         .signed_in("Bu Siti", "Toko Makmur")
//!         .nav([NavItem::new("order", t.distributor.title, "/orders").current()])
//!         .live(&party.slug, cursor);
//!     show(&OrdersPage { page, rows })
//! }
//! ```
//!
//! ```html
//! {% extends "web/base.html" %}
//! {% import "web/parts.html" as ui %}
//! {% block content %}
//! {% block orders %}
//! <section id="orders" hx-get="/orders" hx-trigger="orders from:body, resync from:body" hx-swap="outerMorph">
//!   {% call ui::rows(rows) %}{% endcall %}
//! </section>
//! {% endblock %}
//! {% endblock %}
//! ```
//!
//! A fragment that fetches itself is a second struct over the same template with `block = "orders"` and the same
//! fields; [`Wants`] tells which one the browser asked for. Every fragment is one element with an `id`.
//! A macro that asks back takes the fields of its form from the caller: `{% call ui::confirm(label, effect, action, yes) %}`
//! hidden values `{% endcall %}`.
//!
//! The frame links to `/`, `/login`, posts to `/logout` and follows `/events` ([`live::follow`]); whoever makes
//! the router gives those. [`security::harden`] goes around the whole router, [`assets::routes`] into it.
//!
//! What goes wrong is returned as [`PortalError`]; it becomes a status and a page (or, for a fragment, a
//! banner above the content) in one place. A form that must be corrected is shown again by
//! [`show_again`], with its [`Field`]s holding what was typed and what is wrong with it.

pub mod assets;
pub mod error;
pub mod list_key;
pub mod live;
pub mod pace;
pub mod page;
pub mod parts;
pub mod security;
pub mod server;
pub mod sheet;
pub mod tls;
pub mod widgets;

#[cfg(test)]
mod gallery;

pub use error::{PageResult, PortalError, not_found, show, show_again};
pub use page::{NavItem, Page, Wants};
pub use parts::{Chip, Choice, Field, Link, LinkState, Money, Notice, Pager, Photo, Row, Talk, Tone};
