//! The count at the door: what was broken, refused or missing of each line, for whoever records a delivery.

use rantai_core::book::delivery::LineOutcome;
use rantai_core::quantity::Quantity;
use rantai_projections::slips::{SlipLine, SlipSheet};

use crate::filled::Filled;
use crate::i18n::Phrases;
use crate::order_words::called;
use crate::web::Field;

/// A question for each way in which something of a line was not taken.
pub fn fields(t: &'static Phrases, filled: &Filled, sheet: &SlipSheet) -> Vec<Field> {
    let r = &t.road;
    let of_line = |line: &SlipLine| {
        let goods = called(&line.name, &line.variant);
        [("damaged", (r.damaged)(&goods)), ("refused", (r.refused)(&goods)), ("missing", (r.missing)(&goods))]
            .map(|(name, label)| {
                let field = Field::new(format!("{name}-{}", line.line), label);
                filled.fill(field.optional().unit(line.base_unit.label()), "")
            })
    };
    sheet.goods.iter().flat_map(of_line).collect()
}

/// Somebody has typed something of it.
pub fn is_typed(filled: &Filled) -> bool {
    let typed = |prefix| filled.under(prefix).iter().any(|(_, text)| !text.is_empty());
    typed("damaged-") || typed("refused-") || typed("missing-")
}

/// What was typed: nothing where everything was taken.
pub fn read(t: &'static Phrases, filled: &mut Filled, sheet: &SlipSheet) -> Vec<LineOutcome> {
    if !is_typed(filled) {
        return Vec::new();
    }
    let mut outcomes = Vec::new();
    for line in &sheet.goods {
        let [damaged, refused, missing] = ["damaged", "refused", "missing"]
            .map(|name| filled.quantity_or_nothing(t, &format!("{name}-{}", line.line)));
        // More than there was is refused by the book, with the line's name.
        let accepted = line.base.less(damaged.and(refused).and(missing));
        outcomes.push(LineOutcome { line: line.line, accepted, damaged, refused, missing });
    }
    outcomes.retain(|of| of.damaged.and(of.refused).and(of.missing) != Quantity::ZERO);
    outcomes
}

/// Which packages were ticked as not there.
pub fn not_there(filled: &Filled) -> Vec<u16> {
    filled.under("box-").into_iter().filter_map(|(number, _)| number.parse().ok()).collect()
}

/// What was not taken of a completed slip, in words.
pub fn told(t: &'static Phrases, sheet: &SlipSheet) -> Vec<(&'static str, String)> {
    let word = |of: &LineOutcome| {
        let rest = of.damaged.and(of.refused).and(of.missing);
        let line = sheet.goods.iter().find(|line| line.line == of.line)?;
        let said = (t.road.outcome)(&line.name, &of.accepted.to_string(), &rest.to_string());
        rest.is_positive().then_some((t.road.not_all_taken, said))
    };
    sheet.slip.outcomes().iter().filter_map(word).collect()
}

/// The packages that were not there when the carrier came.
pub fn left_behind(t: &'static Phrases, sheet: &SlipSheet) -> Option<(&'static str, String)> {
    let missing: Vec<String> = sheet.slip.missing.iter().map(u16::to_string).collect();
    (!missing.is_empty()).then(|| (t.road.missing_packages, (t.road.not_there)(&missing.join(", "))))
}
