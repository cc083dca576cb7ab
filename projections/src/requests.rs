//! "What is asked of me?" for the supplier, and "what did we ask for?" for the business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::material::Request;
use rantai_core::ids::{PartyId, RequestId, Thing};
use rantai_core::log::{Cursor, Log};

use crate::Heard;
use crate::audit_trail::{TrailError, trail};
use crate::table::{Key, Page, Source, Table, descending, key};

/// One material request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RequestSheet {
    /// Who asks.
    pub business: PartyId,
    /// The request, folded as the book folds it.
    pub request: Arc<Request>,
    /// The version a screen sends back.
    pub version: u32,
}

impl RequestSheet {
    /// The request as it stood when that commit was recorded. `None` for another business's request, and
    /// before it was sent.
    ///
    /// # Errors
    /// [`TrailError`] when the log cannot show a part of it.
    pub fn as_of(
        log: &dyn Log,
        business: PartyId,
        request: RequestId,
        cursor: Cursor,
    ) -> Result<Option<Self>, TrailError> {
        let mut sheet: Option<Self> = None;
        for entry in trail(log, business, request.into(), Cursor::START, usize::MAX)? {
            if entry.commit.cursor > cursor {
                break;
            }
            let at = entry.commit.draft.envelope.recorded;
            for event in entry.events.iter().filter(|event| Request::id_of(event) == Some(request)) {
                match (&mut sheet, event) {
                    (Some(sheet), event) => Arc::make_mut(&mut sheet.request).evolve(event, at),
                    (None, Event::MaterialsRequested(sent)) => {
                        let request = Arc::new(Request::sent(sent, at));
                        sheet = Some(Self { business, request, version: 0 });
                    }
                    (None, _) => {}
                }
            }
            let thing = Thing::from(request);
            let touched = entry.commit.draft.touched.iter().find(|touch| touch.thing == thing);
            if let (Some(sheet), Some(touch)) = (&mut sheet, touched) {
                sheet.version = touch.version;
            }
        }
        Ok(sheet)
    }

    /// What the supplier may know of it: demand, and no customers.
    pub fn for_supplier(&self) -> Self {
        let mut sheet = self.clone();
        Arc::make_mut(&mut sheet.request).order = None;
        sheet
    }
}

/// The sheets of all requests.
#[derive(Debug)]
pub struct RequestSheets {
    /// Key: request. For the business that asks.
    pub(crate) sheets: Table<RequestSheet>,
    /// Key: party, `B` or `S`, open (0) or over (1), latest first, request.
    pub(crate) lists: Table<RequestId>,
}

impl RequestSheets {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            sheets: Table::open(source, "request-sheets", 3)?,
            lists: Table::open(source, "requests-to-me", 3)?,
        })
    }

    /// The whole sheet. For the business whose request it is, and nobody else: compare
    /// [`RequestSheet::business`].
    pub fn sheet(&self, request: RequestId) -> Option<Arc<RequestSheet>> {
        self.sheets.get(&request.0)
    }

    /// The sheet as its supplier may see it. `None` for everyone but the supplier.
    pub fn of_supplier(&self, supplier: PartyId, request: RequestId) -> Option<RequestSheet> {
        let sheet = self.sheet(request).filter(|sheet| sheet.request.supplier == supplier)?;
        Some(sheet.for_supplier())
    }

    /// A supplier's requests that something is still to come of (or all others), latest first.
    pub fn to_supplier(
        &self,
        supplier: PartyId,
        open: bool,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<RequestSheet> {
        let page = self.lists.page(&key(&[&supplier.0, b"S", &[u8::from(!open)]]), from, limit);
        page.of(|request| self.of_supplier(supplier, *request).map(Arc::new))
    }

    /// A business's requests that something is still to come of (or all others), latest first.
    pub fn of_business(
        &self,
        business: PartyId,
        open: bool,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<RequestSheet> {
        let page = self.lists.page(&key(&[&business.0, b"B", &[u8::from(!open)]]), from, limit);
        page.of(|request| self.sheet(*request))
    }

    pub(crate) fn hear_sheets(&self, heard: &Heard<'_>) {
        if let Some(sheet) = heard.request.as_ref().map(|request| sheet(heard, request)) {
            self.sheets.put(sheet.request.id.0.to_vec(), sheet);
        }
    }

    pub(crate) fn hear_lists(&self, heard: &Heard<'_>) {
        let Some(request) = &heard.request else { return };
        let places = |request: &Request| {
            let over = u8::from(!request.state.is_open());
            [(request.supplier, b"S"), (heard.business, b"B")].map(|(party, side)| {
                key(&[&party.0, side, &[over], &descending(request.sent_at), &request.id.0])
            })
        };
        let before: Vec<Key> = heard.request_before.iter().flat_map(|request| places(request)).collect();
        let now = places(request);
        if before != now {
            self.lists.replace(before, now.map(|place| (place, request.id)).into());
        }
    }
}

fn sheet(heard: &Heard<'_>, request: &Arc<Request>) -> RequestSheet {
    let thing = Thing::from(request.id);
    let touch = heard.commit.draft.touched.iter().find(|touch| touch.thing == thing);
    RequestSheet {
        business: heard.business,
        request: Arc::clone(request),
        version: touch.map_or(0, |touch| touch.version),
    }
}
