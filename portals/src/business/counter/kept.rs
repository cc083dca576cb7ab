//! What is kept for somebody: called for, or freed.

use axum::extract::{Path, State};
use rantai_core::book::sale::{FreeGoods, FreeReason, GoodsKept};
use rantai_core::ids::{CommandId, ReservationId};
use rantai_core::money::Rupiah;

use super::goods_name;
use crate::app::App;
use crate::business::at;
use crate::business::work::amount;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::PageResult;
use crate::who::{AppState, Business, Member};

/// One reservation, as the counter shows it.
pub struct Line {
    /// `R-0003 · Bu Ratna`.
    pub title: String,
    /// What is kept.
    pub goods: String,
    /// Until when.
    pub until: String,
    /// Its time is over.
    pub over: bool,
    /// How they are reached; may be empty.
    pub phone: String,
    /// What it comes to.
    pub total: Rupiah,
    /// Where it is called for.
    pub call_for: String,
    /// Where it is freed.
    pub free: String,
    /// The command's id.
    pub deed: CommandId,
}

/// What is kept, whoever's time is over first first.
pub fn lines(app: &App, lang: Lang, member: &Member) -> Vec<Line> {
    app.views.counter.kept(member.party).iter().map(|kept| line(app, lang, member, kept)).collect()
}

fn line(app: &App, lang: Lang, member: &Member, kept: &GoodsKept) -> Line {
    let c = &lang.phrases().counter;
    let calendar = app.calendar(lang, member.party);
    let name = kept.name.as_ref().and_then(|name| app.vault.read(name)).map(|name| name.to_string());
    let name = name.or_else(|| kept.buyer.map(|buyer| app.party(buyer))).unwrap_or_default();
    let phone = kept.phone.as_ref().and_then(|phone| app.vault.read(phone));
    let goods =
        kept.lines.iter().map(|line| format!("{} {}", amount(line.quantity, line.unit), goods_name(line)));
    let over = kept.until <= app.now();
    // The last moment of the day that was said.
    let day = kept.until.plus_seconds(-1).day_in(calendar.zone);
    Line {
        title: format!("{} · {name}", kept.number),
        goods: goods.collect::<Vec<_>>().join(", "),
        until: if over { c.kept_over.to_owned() } else { (c.kept_until)(&calendar.day(day).text) },
        over,
        phone: phone.map(|phone| phone.to_string()).unwrap_or_default(),
        total: kept.total,
        call_for: at(member, &format!("/counter?keep={}", kept.reservation)),
        free: at(member, &format!("/kept/{}/free", kept.reservation)),
        deed: deeds::new_id(app),
    }
}

/// `POST /business/{party}/kept/{reservation}/free`
///
/// # Errors
/// What no other input could mend.
pub async fn free(
    business: Business,
    State(app): State<AppState>,
    Path((_, reservation)): Path<(String, ReservationId)>,
    filled: Filled,
) -> PageResult {
    let deed = filled.deed()?;
    let over = app
        .views
        .counter
        .reservation(business.party, reservation)
        .is_some_and(|kept| kept.until <= app.now());
    let reason = if over { FreeReason::Expired } else { FreeReason::NotWanted };
    let wish = FreeGoods { reservation, reason };
    let receipt = deed.wish(&business, business.party, wish).submit(&app).await?;
    Ok(deeds::see(&at(&business, "/counter"), &receipt))
}
