//! When an order will be there, as both sides read it; and the same again for the next ones.

use rantai::i18n::Lang;
use rantai::promise;

use super::Tale;

impl Tale {
    /// `Kapan sampai?`: what the order's page says to the buyer and to the business.
    pub(super) fn when_there(&mut self) {
        let sheet = self.world.app.views.orders.sheet(self.order.unwrap()).unwrap();
        let (business, order) = (sheet.business, &sheet.order);
        for (who, reader) in [("pembeli", order.buyer), ("usaha", business)] {
            let Some(shown) = promise::shown(&self.world.app, Lang::Id, business, order, reader) else {
                self.tell(&format!("{who}: tidak ada yang ditunggu"));
                continue;
            };
            let mut words = vec![format!("{who}: {} {}", shown.title, shown.day.text), shown.sure];
            words.extend(shown.likely);
            words.extend(shown.first);
            words.extend(shown.stands);
            words.extend(shown.moved);
            self.tell(&words.join(" · "));
        }
    }

    /// `Begitu juga 9 pesanan berikutnya.`: the lines above, up to the empty one, are played so many times more
    /// without being told.
    pub(super) async fn and_so_on(&mut self, line: &str) -> bool {
        let times =
            line.strip_prefix("Begitu juga ").and_then(|rest| rest.strip_suffix(" pesanan berikutnya."));
        let Some(times) = times else { return false };
        let told = self.told.clone();
        let lines: Vec<&str> = told.trim_end().trim_end_matches(line).trim_end().lines().collect();
        let from = lines.iter().rposition(|line| line.is_empty()).map_or(0, |empty| empty + 1);
        for _ in 0..times.parse().expect("so many orders") {
            for line in &lines[from..] {
                Box::pin(self.line(line)).await;
            }
        }
        self.told = told;
        true
    }
}
