//! Orders and requests as the folds have left them, for the projections to hear before and after.

use std::collections::HashMap;
use std::sync::Arc;

use rantai_core::book::Event;
use rantai_core::book::material::Request;
use rantai_core::book::order::Order;
use rantai_core::ids::{OrderId, RequestId};
use rantai_core::time::Moment;

use crate::heard::Line;
use crate::order_sheets::OrderSheets;
use crate::requests::RequestSheets;

/// Most orders or requests kept before what is over is looked up again.
const MOST: usize = 20_000;

/// The folds that facts are heard against. Backed by the sheets on disk when following, by nothing when a
/// projection is folded again from the start.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    wanted: Wanted,
    orders: HashMap<OrderId, (Arc<Order>, Line)>,
    requests: HashMap<RequestId, Arc<Request>>,
}

/// Which folds of orders somebody asks for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Those before and after a fact.
    #[default]
    Both,
    /// Those after it.
    After,
    /// None.
    Nothing,
}

/// Where folds that are not in memory are found.
#[derive(Clone, Copy)]
pub(crate) struct Sheets<'a> {
    pub(crate) orders: &'a OrderSheets,
    pub(crate) requests: &'a RequestSheets,
}

/// A fold before and after a fact.
pub(crate) type Step<T> = (Option<T>, Option<T>);
/// An order, and what lists say of it.
pub(crate) type Listed = (Arc<Order>, Line);

impl Memory {
    /// For a fold from the start, of which that is asked for.
    pub(crate) fn of(wanted: Wanted) -> Self {
        Self { wanted, ..Self::default() }
    }

    pub(crate) fn order(&mut self, event: &Event, at: Moment, sheets: Option<Sheets<'_>>) -> Step<Listed> {
        if self.wanted == Wanted::Nothing {
            return (None, None);
        }
        let Some(id) = event.order() else { return (None, None) };
        if self.wanted == Wanted::After
            && let Some((order, line)) = self.orders.get_mut(&id)
            && !matches!(event, Event::OrderPlaced(_))
        {
            Arc::make_mut(order).evolve(event, at);
            *line = Line::default();
            return (None, Some((Arc::clone(order), line.clone())));
        }
        let before = self.orders.get(&id).cloned().or_else(|| {
            let sheet = sheets?.orders.sheet(id)?;
            Some((Arc::clone(&sheet.order), Line::default()))
        });
        let after = match (event, &before) {
            (Event::OrderPlaced(event), _) => Order::placed(event, at),
            (event, Some((before, _))) => {
                let mut order = Order::clone(before);
                order.evolve(event, at);
                order
            }
            (_, None) => return (None, None),
        };
        if sheets.is_some() && self.orders.len() >= MOST {
            self.orders.clear();
        }
        let after = (Arc::new(after), Line::default());
        self.orders.insert(id, after.clone());
        (before, Some(after))
    }

    pub(crate) fn request(
        &mut self,
        event: &Event,
        at: Moment,
        sheets: Option<Sheets<'_>>,
    ) -> Step<Arc<Request>> {
        let Some(id) = Request::id_of(event) else { return (None, None) };
        let before = self.requests.get(&id).cloned().or_else(|| {
            let sheet = sheets?.requests.sheet(id)?;
            Some(Arc::clone(&sheet.request))
        });
        let after = match (event, &before) {
            (Event::MaterialsRequested(event), _) => Arc::new(Request::sent(event, at)),
            (event, Some(before)) => {
                let mut request = Request::clone(before);
                request.evolve(event, at);
                Arc::new(request)
            }
            (_, None) => return (None, None),
        };
        if sheets.is_some() && self.requests.len() >= MOST {
            self.requests.clear();
        }
        self.requests.insert(id, Arc::clone(&after));
        (before, Some(after))
    }
}
