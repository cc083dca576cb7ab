//! `/distributor/{party}/new/{business}`: a new order. First it is reckoned, then it is placed.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::Response;
use rantai_core::book;
use rantai_core::book::catalogue::{Making, Product};
use rantai_core::book::order::{DeliveryWish, PlaceLine, PlaceOrder};
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, CommandId, OrderId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::sealed::{Address, Note};
use rantai_core::time::Day;
use rantai_projections::shops::{ProductRow, Shop};
use serde::Deserialize;

use super::{Place, frame, path_of};
use crate::app::App;
use crate::deeds::{self, Deed};
use crate::filled::too_long;
use crate::i18n::{Lang, Phrases};
use crate::order_words::called;
use crate::storefront::goods::{self, Price};
use crate::storefront::{Drawing, shop, strangers};
use crate::uploads::{PhotoForm, kept_before, kept_field};
use crate::web::{Choice, Field, Money, Notice, Page, PageResult, PortalError, Tone, show, show_again};
use crate::who::{AppState, Distributor, Member};

#[derive(Template)]
#[template(path = "distributor/new_order.html")]
struct NewOrderPage {
    page: Page,
    action: String,
    deed: CommandId,
    terms: Vec<String>,
    items: Vec<Item>,
    photo: Field,
    kept: String,
    wanted: Field,
    delivery: Field,
    village: Field,
    address: Field,
    note: Field,
    /// Who they are, asked of a stranger at the last step.
    stranger: Option<Vec<(Field, &'static str)>>,
    reckoned: Option<Reckoned>,
}

/// One product of the form.
struct Item {
    id: String,
    name: String,
    open: bool,
    photo: Option<String>,
    drawing: Drawing,
    price: Option<Price>,
    state: crate::web::Chip,
    time: String,
    kinds: Vec<KindField>,
    unit: Option<Field>,
    specification: Field,
}

struct KindField {
    quantity: Field,
    left: String,
    price: Option<Price>,
    sold_out: bool,
}

/// What the order comes to.
struct Reckoned {
    /// What has to be said beside it, if anything.
    notice: Option<Notice>,
    lines: Vec<ReckonedLine>,
    sums: Vec<Money>,
    short: Option<String>,
    total: Rupiah,
    place: String,
    effect: String,
}

struct ReckonedLine {
    name: String,
    detail: String,
    amount: Rupiah,
}

/// What the form begins with.
#[derive(Debug, Default, Deserialize)]
pub struct Begin {
    product: Option<String>,
    again: Option<String>,
}

/// An empty form, or one that begins as an earlier order.
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such business.
pub async fn page(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
    Query(begin): Query<Begin>,
) -> PageResult {
    let shop = shop::named(&app, &business)?;
    let mut typed = Typed::blank(&app, &distributor);
    if let Some(order) = begin.again.as_deref().and_then(|order| order.parse::<OrderId>().ok()) {
        typed.take_over(&app, &distributor, &shop, order);
    }
    typed.focus = begin.product.unwrap_or_default();
    let form = Filling::new(&app, lang, Some(&distributor), &shop, &typed);
    show(&form.page(deeds::new_id(&app), None))
}

/// The empty form, for somebody who is not known.
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such business.
pub fn stranger_begins(app: &App, lang: Lang, business: &str, begin: Begin) -> PageResult {
    let shop = shop::named(app, business)?;
    let typed = Typed::of_stranger(&shop, begin.product.unwrap_or_default());
    let form = Filling::new(app, lang, None, &shop, &typed);
    show(&form.page(deeds::new_id(app), None))
}

/// Reckons the order, or places it.
///
/// # Errors
/// What the desk refuses.
pub async fn send(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
    multipart: Multipart,
) -> PageResult {
    let sent = PhotoForm::read(multipart).await?;
    let shop = shop::named(&app, &business)?;
    match sent_in(&app, lang, Some(&distributor), &shop, sent).await? {
        Sent::Shown(answer) => Ok(answer),
        Sent::Placed(_, order, receipt) => Ok(deeds::see(&path_of(&distributor, order), &receipt)),
    }
}

/// What became of the form.
pub enum Sent {
    /// It is shown again, reckoned or with its mistakes.
    Shown(Response),
    /// The order was placed, by that member.
    Placed(Member, OrderId, Receipt),
}

/// Reckons the order, or places it, for a member or for a stranger who says in the form who they are.
///
/// # Errors
/// What no other input could mend.
pub async fn sent_in(
    app: &App,
    lang: Lang,
    member: Option<&Member>,
    shop: &Shop,
    sent: PhotoForm,
) -> Result<Sent, PortalError> {
    let deed: CommandId = sent.text("deed").parse().map_err(|_| PortalError::BadRequest)?;
    let mut typed = Typed { texts: sent.texts().iter().cloned().collect(), ..Typed::default() };
    let picture = match sent.photo("photo").await {
        Ok(picture) => picture,
        Err(error) => {
            let notice = error.notice(lang.phrases());
            let form = Filling::new(app, lang, member, shop, &typed);
            return show_again(&form.page(deed, Some(notice))).map(Sent::Shown);
        }
    };
    // A stranger has nothing but the form itself.
    let owner = member.map_or(deed.0, |member| member.person.0);
    if let Some(picture) = picture {
        let photo = app.keep_photo(picture).await?;
        typed.set("kept", &kept_field(app, owner, &photo));
        typed.photo = photo;
    } else {
        typed.photo = kept_before(app, owner, typed.get("kept")).await?;
        if typed.photo.is_empty() {
            typed.set("kept", "");
        }
    }
    let form = Filling::new(app, lang, member, shop, &typed);
    let d = &lang.phrases().distributor;
    if form.has_mistakes() {
        let notice = Notice::new(Tone::Failed, d.mistakes_title, d.mistakes);
        return show_again(&form.page(deed, Some(notice))).map(Sent::Shown);
    }
    if typed.get("step") != "place" {
        return show(&form.page(deed, None)).map(Sent::Shown);
    }
    if form.total() != Rupiah::parse(typed.get("shown")) {
        let notice = Notice::new(Tone::Yours, d.changed_title, d.changed);
        return show_again(&form.page(deed, Some(notice))).map(Sent::Shown);
    }
    match form.placed(deed).await {
        Ok((member, receipt)) => {
            let order = receipt.thing.and_then(|thing| OrderId::try_from(thing).ok());
            let order = order.ok_or_else(|| PortalError::broken("an order without an id"))?;
            Ok(Sent::Placed(member, order, receipt))
        }
        Err(error @ PortalError::Refused(_)) => {
            // Who they are was recorded under this form's id, and may be told otherwise the next time.
            let deed = if member.is_some() { deed } else { deeds::new_id(app) };
            let notice = error.notice(lang.phrases());
            show_again(&form.page(deed, Some(notice))).map(Sent::Shown)
        }
        Err(error) => Err(error),
    }
}

/// What was typed, by the names of the fields.
#[derive(Debug, Default)]
struct Typed {
    texts: BTreeMap<String, String>,
    focus: String,
    /// The photo that was sent with this step or an earlier one.
    photo: Vec<BlobHash>,
}

impl Typed {
    /// What a form begins with: brought to the party's own address.
    fn blank(app: &App, member: &Member) -> Self {
        let mut typed = Self::default();
        let registry = app.registry();
        let party = registry.party(member.party);
        let address = party.and_then(|party| app.vault.read(party.address.as_ref()?));
        typed.set("delivery", "deliver");
        typed.set("village", party.map_or("", |party| party.village.as_str()));
        typed.set("address", address.as_deref().unwrap_or_default());
        typed
    }

    /// What a stranger's form begins with: brought to somewhere in the shop's own village.
    fn of_stranger(shop: &Shop, focus: String) -> Self {
        let mut typed = Self { focus, ..Self::default() };
        typed.set("delivery", "deliver");
        typed.set("village", &shop.profile.village);
        typed
    }

    /// The lines and the delivery of an earlier order of the same buyer at the same business.
    fn take_over(&mut self, app: &App, member: &Member, shop: &Shop, order: OrderId) {
        let Some(sheet) = app.views.orders.of_buyer(member.party, order) else { return };
        if sheet.business != shop.business {
            return;
        }
        for line in &sheet.order.lines {
            self.set(&quantity_name(line.product, line.variant), &line.quantity.to_string());
            self.set(&format!("u-{}", line.product), line.unit.label());
            let specification = line.specification.as_ref().and_then(|note| app.vault.read(note));
            self.set(&format!("s-{}", line.product), specification.as_deref().unwrap_or_default());
        }
        match &sheet.order.delivery {
            DeliveryWish::Collect => self.set("delivery", "collect"),
            DeliveryWish::Deliver { village, address } => {
                self.set("village", village);
                if let Some(address) = app.vault.read(address) {
                    self.set("address", &address);
                }
            }
        }
    }

    fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", |text| text.trim())
    }

    fn set(&mut self, name: &str, text: &str) {
        self.texts.insert(name.to_owned(), text.to_owned());
    }
}

fn quantity_name(product: ProductId, variant: u16) -> String {
    format!("q-{product}-{variant}")
}

/// A line as it was typed and reckoned.
struct Wished {
    product: ProductId,
    variant: u16,
    name: String,
    unit: Unit,
    quantity: Quantity,
    base: Quantity,
    price: Rupiah,
    wholesale: bool,
    base_unit: Unit,
    amount: Rupiah,
}

/// The form as it is filled in: what is wished, and what is wrong with it.
struct Filling<'a> {
    app: &'a App,
    lang: Lang,
    t: &'static Phrases,
    /// Who orders; nobody that is known yet for a stranger.
    member: Option<&'a Member>,
    shop: &'a Shop,
    typed: &'a Typed,
    products: Vec<Arc<ProductRow>>,
    wished: Vec<Wished>,
    wrong: BTreeMap<String, String>,
}

impl<'a> Filling<'a> {
    fn new(app: &'a App, lang: Lang, member: Option<&'a Member>, shop: &'a Shop, typed: &'a Typed) -> Self {
        let mut products = app.views.products_for(shop.business, member.map(|member| member.party));
        products.retain(|row| row.product.offered);
        let (wished, wrong) = (Vec::new(), BTreeMap::new());
        let mut form = Self { app, lang, t: lang.phrases(), member, shop, typed, products, wished, wrong };
        for row in form.products.clone() {
            form.read(&row.product);
        }
        form.read_rest();
        form
    }

    fn read(&mut self, product: &Product) {
        let sheet = &product.sheet;
        let unit = Unit::from_label(self.typed.get(&format!("u-{}", sheet.product))).unwrap_or(sheet.unit);
        let mut lines = Vec::new();
        for kind in &sheet.variants {
            let field = quantity_name(sheet.product, kind.number);
            let text = self.typed.get(&field);
            if text.is_empty() || Quantity::typed(text) == Some(Quantity::ZERO) {
                continue;
            }
            match self.quantity(product, unit, kind.number, text) {
                Ok((quantity, base)) => lines.push((kind, quantity, base)),
                Err(error) => {
                    self.wrong.insert(field, error);
                }
            }
        }
        // The wholesale price holds for all kinds of a product together.
        let together = lines.iter().fold(Quantity::ZERO, |sum, (.., base)| sum.and(*base));
        for (kind, quantity, base) in lines {
            let Some(price) = product.price(kind.number) else { continue };
            let wholesale = together >= price.wholesale_from;
            let each = if wholesale { price.wholesale } else { price.retail };
            let Ok(amount) = each.times(base) else { continue };
            self.wished.push(Wished {
                product: sheet.product,
                variant: kind.number,
                name: called(&sheet.name, &kind.name),
                unit,
                quantity,
                base,
                price: each,
                wholesale: wholesale && price.wholesale < price.retail,
                base_unit: sheet.unit,
                amount,
            });
        }
    }

    /// The quantity in the unit chosen and in the base unit; or what is wrong with it, as the desk would say.
    fn quantity(
        &self,
        product: &Product,
        unit: Unit,
        variant: u16,
        text: &str,
    ) -> Result<(Quantity, Quantity), String> {
        use rantai_core::book::Rejection as R;
        let sheet = &product.sheet;
        let say = |rejection: R| (self.t.rejections.say)(&rejection);
        let name = || sheet.name.clone();
        let quantity = Quantity::typed(text).ok_or_else(|| self.t.common.not_a_quantity.to_owned())?;
        let factor = product.factor(unit).ok_or_else(|| say(R::UnitNotSold { name: name(), unit }))?;
        let base = quantity.times(factor).ok_or_else(|| say(R::AmountTooLarge))?;
        let whole =
            |unit: Unit, quantity: Quantity| !unit.is_counted() || quantity.raw() % Quantity::SCALE == 0;
        if !whole(unit, quantity) || !whole(sheet.unit, base) {
            return Err(say(R::NotWhole { name: name() }));
        }
        let price = product.price(variant).ok_or_else(|| say(R::NoPrice { name: name() }))?;
        price.retail.times(base).map_err(|_| say(R::AmountTooLarge))?;
        let left = goods::available(self.app, self.shop.business, product, variant);
        if sheet.making == Making::Resale && left < base {
            return Err(say(R::SoldOut { name: name(), left, unit: sheet.unit }));
        }
        Ok((quantity, base))
    }

    fn read_rest(&mut self) {
        let wanted = self.typed.get("wanted");
        if !wanted.is_empty() {
            let zone = self.app.calendar(self.lang, self.shop.business);
            match Day::parse(wanted) {
                None => {
                    self.wrong.insert("wanted".to_owned(), self.t.common.not_a_day.to_owned());
                }
                Some(day) => {
                    if let Err(refusal) = book::ahead(day, zone.today()) {
                        self.wrong.insert("wanted".to_owned(), (self.t.rejections.say)(&refusal));
                    }
                }
            }
        }
        let sent = self.typed.texts.contains_key("step");
        if sent && self.typed.get("delivery") == "deliver" && self.typed.get("address").is_empty() {
            self.wrong.insert("address".to_owned(), self.t.common.required.to_owned());
        }
        if self.typed.get("step") == "place" && self.member.is_none() {
            self.wrong.extend(strangers::mistakes(self.t, |name| self.typed.get(name).to_owned()));
        }
        if sent && self.wished.is_empty() && self.wrong.is_empty() {
            let empty = (self.t.rejections.say)(&rantai_core::book::Rejection::EmptyOrder);
            self.wrong.insert("lines".to_owned(), empty);
        }
    }

    fn has_mistakes(&self) -> bool {
        !self.wrong.is_empty()
    }

    fn total(&self) -> Option<Rupiah> {
        self.wished.iter().try_fold(Rupiah::ZERO, |sum, line| sum.plus(line.amount).ok())
    }

    /// Places the order; a stranger is made known first.
    async fn placed(&self, id: CommandId) -> Result<(Member, Receipt), PortalError> {
        let member = match self.member {
            Some(member) => member.clone(),
            None => {
                let village = if self.typed.get("delivery") == "deliver" { "village" } else { "" };
                let said = strangers::Said {
                    name: self.typed.get("who").to_owned(),
                    phone: self.typed.get("phone").to_owned(),
                    trade: self.typed.get("trade").to_owned(),
                    village: self.typed.get(village).to_owned(),
                    address: self.typed.get("address").to_owned(),
                };
                strangers::introduce(self.app, self.shop.business, id, &said).await?
            }
        };
        let receipt = self.place(id, &member).await?;
        Ok((member, receipt))
    }

    async fn place(&self, id: CommandId, member: &Member) -> Result<Receipt, PortalError> {
        let (app, business) = (self.app, self.shop.business);
        let deed = Deed { deed: id, version: None, channel: None };
        let photo = self.typed.photo.clone();
        let mut lines = Vec::with_capacity(self.wished.len());
        for (place, line) in self.wished.iter().enumerate() {
            let words = self.typed.get(&format!("s-{}", line.product));
            lines.push(PlaceLine {
                product: line.product,
                variant: line.variant,
                unit: line.unit,
                quantity: line.quantity,
                specification: deed.seal(
                    app,
                    member.person,
                    business,
                    Note::new(words).map_err(too_long)?,
                )?,
                photo: photo.first().copied().filter(|_| place == self.pictured()),
            });
        }
        let delivery = self.delivery(&deed, member)?;
        let note =
            deed.seal(app, member.person, business, Note::new(self.typed.get("note")).map_err(too_long)?)?;
        let wanted = Day::parse(self.typed.get("wanted"));
        let command = PlaceOrder { buyer: member.party, lines, wanted, delivery, note };
        deed.wish(member, business, command).evidence(photo).submit(app).await
    }

    /// The line that the photo belongs to: the first with a special wish, else the first.
    fn pictured(&self) -> usize {
        let special = |line: &Wished| !self.typed.get(&format!("s-{}", line.product)).is_empty();
        self.wished.iter().position(special).unwrap_or(0)
    }

    fn delivery(&self, deed: &Deed, member: &Member) -> Result<DeliveryWish, PortalError> {
        if self.typed.get("delivery") != "deliver" {
            return Ok(DeliveryWish::Collect);
        }
        let village = self.typed.get("village");
        self.app.regions.place(village).ok_or(PortalError::BadRequest)?;
        let registry = self.app.registry();
        let contact = registry.party(member.party).map_or(member.person, |party| party.contact);
        let address = Address::new(self.typed.get("address")).map_err(too_long)?;
        let address = deed.seal(self.app, contact, self.shop.business, address)?;
        let address = address.ok_or(PortalError::BadRequest)?;
        Ok(DeliveryWish::Deliver { village: village.to_owned(), address })
    }

    fn terms(&self) -> Vec<String> {
        let mut terms = goods::terms(self.t, self.shop.profile.terms.as_ref());
        if !self.app.views.sells_wholesale_to(self.shop.business, self.member.map(|member| member.party)) {
            terms.push(self.t.storefront.wholesale_hidden.to_owned());
        }
        terms
    }

    fn page(&self, deed: CommandId, notice: Option<Notice>) -> NewOrderPage {
        let (d, typed) = (&self.t.distributor, self.typed);
        let slug = self.app.slug(self.shop.business);
        let back = format!("/shops/{slug}");
        let title = (d.new_title)(&self.shop.profile.name);
        let page = match self.member {
            Some(member) => frame(self.app, self.lang, member, Place::Shops, &title),
            None => Page::new(self.lang, title),
        };
        let mut page = page.back(back.as_str(), self.shop.profile.name.as_str());
        let empty = self.wrong.get("lines").cloned();
        let notice = match (notice, empty) {
            (Some(notice), Some(empty)) => Some(Notice::new(notice.tone, notice.title, empty)),
            (notice, _) => notice,
        };
        // What is said about a reckoned order stands beside it: that is where the browser goes.
        let reckoned = self.reckoned(notice.clone());
        if let Some(notice) = notice.filter(|_| reckoned.is_none()) {
            page = page.notice(notice);
        }
        let field = |name: &str, label: &str| {
            Field::new(name, label).value(typed.get(name)).error(self.wrong.get(name).cloned())
        };
        let villages = self
            .app
            .regions
            .all()
            .map(|place| Choice::new(place.code.clone(), self.app.regions.spoken(&place.code)));
        NewOrderPage {
            page,
            action: match self.member {
                Some(member) => format!("{}/new/{slug}", super::home(member)),
                None => format!("{back}/order"),
            },
            stranger: self.member.is_none().then(|| {
                strangers::questions(self.t, |name| {
                    (typed.get(name).to_owned(), self.wrong.get(name).cloned())
                })
            }),
            deed,
            terms: self.terms(),
            items: self.products.iter().map(|row| self.item(&back, &row.product)).collect(),
            photo: Field::new("photo", d.order_photo)
                .hint(if typed.photo.is_empty() { d.order_photo_hint } else { d.photo_kept })
                .optional(),
            kept: typed.get("kept").to_owned(),
            wanted: field("wanted", d.wanted).hint(d.wanted_hint).optional(),
            delivery: field("delivery", d.delivery)
                .choices([Choice::new("deliver", d.deliver), Choice::new("collect", d.collect)]),
            village: field("village", d.village).choices(villages).optional(),
            address: field("address", d.address).hint(d.address_hint).optional(),
            note: field("note", d.note).hint(d.note_hint).optional(),
            reckoned,
        }
    }

    fn item(&self, shop: &str, product: &Product) -> Item {
        let (d, sheet) = (&self.t.distributor, &product.sheet);
        let id = sheet.product.to_string();
        let common = goods::common_price(self.t, product);
        let kinds: Vec<KindField> =
            sheet.variants.iter().map(|kind| self.kind(product, kind, common.is_none())).collect();
        let filled = kinds.iter().any(|kind| !kind.quantity.value.is_empty());
        let units: Vec<Choice> = std::iter::once(Choice::new(sheet.unit.label(), sheet.unit.label()))
            .chain(sheet.units.iter().map(|unit| {
                let words = (self.t.storefront.unit_holds)(unit.unit, unit.factor, sheet.unit);
                Choice::new(unit.unit.label(), words)
            }))
            .collect();
        let unit_field = format!("u-{id}");
        let specification = format!("s-{id}");
        Item {
            open: filled || self.typed.focus == id || self.products.len() == 1,
            name: sheet.name.clone(),
            photo: sheet.photo.map(|hash| format!("{shop}/photos/{hash}")),
            drawing: Drawing::of(&sheet.name),
            price: common,
            state: goods::state(self.app, self.t, self.shop.business, product),
            time: goods::time(self.t, product),
            kinds,
            unit: (units.len() > 1).then(|| {
                let chosen = self.typed.get(&unit_field);
                Field::new(unit_field.as_str(), (d.unit_of)(&sheet.name)).value(chosen).choices(units)
            }),
            specification: Field::new(specification.as_str(), d.specification)
                .value(self.typed.get(&specification))
                .hint(d.specification_hint)
                .optional(),
            id,
        }
    }

    fn kind(
        &self,
        product: &Product,
        kind: &rantai_core::book::catalogue::Variant,
        own_price: bool,
    ) -> KindField {
        let sheet = &product.sheet;
        let name = quantity_name(sheet.product, kind.number);
        let label = if kind.name.is_empty() {
            (self.t.distributor.quantity_of)(&sheet.name)
        } else {
            kind.name.clone()
        };
        let there = goods::available(self.app, self.shop.business, product, kind.number);
        let unit = Unit::from_label(self.typed.get(&format!("u-{}", sheet.product))).unwrap_or(sheet.unit);
        KindField {
            quantity: Field::new(name.as_str(), label)
                .value(self.typed.get(&name))
                .error(self.wrong.get(&name).cloned())
                .unit(if sheet.units.is_empty() { unit.label() } else { "" })
                .optional(),
            left: goods::left(self.t, product, there),
            price: own_price.then(|| Price::of(self.t, product.price(kind.number), sheet.unit)),
            sold_out: sheet.making == Making::Resale && !there.is_positive(),
        }
    }

    fn reckoned(&self, notice: Option<Notice>) -> Option<Reckoned> {
        // Who they are is asked beside the sum: what is wrong with that does not hide it.
        let about_goods = self.wrong.keys().any(|name| !strangers::asks(name));
        if self.wished.is_empty() || about_goods {
            return None;
        }
        let d = &self.t.distributor;
        let total = self.total()?;
        let minimum = self.shop.profile.terms.as_ref().map_or(Rupiah::ZERO, |terms| terms.minimum);
        let percent = self.shop.profile.terms.as_ref().map_or(0, |terms| terms.deposit_percent);
        let mut sums = vec![Money::sum(d.goods_total, total)];
        if percent > 0 {
            sums.push(Money::new((self.t.storefront.deposit)(percent), total.percent_up(percent)));
        }
        Some(Reckoned {
            notice,
            lines: self.wished.iter().map(|line| self.reckoned_line(line)).collect(),
            sums,
            short: (total < minimum).then(|| (d.below_minimum)(minimum, minimum.less(total))),
            total,
            place: (d.place)(total),
            effect: (d.place_effect)(&self.shop.profile.name),
        })
    }

    fn reckoned_line(&self, line: &Wished) -> ReckonedLine {
        let d = &self.t.distributor;
        let kind = if line.wholesale { d.wholesale } else { d.retail };
        let mut quantity = format!("{} {}", line.quantity, line.unit.label());
        if line.unit != line.base_unit {
            quantity = format!("{quantity} ({} {})", line.base, line.base_unit.label());
        }
        let price = (self.t.storefront.price)(line.price, line.base_unit);
        ReckonedLine {
            name: line.name.clone(),
            detail: format!("{quantity} × {price} · {kind}"),
            amount: line.amount,
        }
    }
}
