//! A year of a real wholesaler's invoices (`fixtures/history`): the rhythm in which the demo's village lives.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDateTime;

use super::village::Mistake;
use super::village::page::Page;
use super::village::sheet::{self, Cell};

/// Real invoices in the order of time, each with what later became of it.
#[derive(Debug, Clone)]
pub struct History {
    /// Sales only; cancellations stand with the invoice they take back.
    pub invoices: Vec<Invoice>,
}

/// One sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The seller's number.
    pub number: String,
    /// When it was written, in the seller's local time; from December 2010 to December 2011.
    pub at: NaiveDateTime,
    /// The buyer's number.
    pub customer: String,
    /// What was sold; at least one line.
    pub lines: Vec<Line>,
    /// What became of it.
    pub fate: Fate,
}

/// So many pieces of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The seller's name for the thing.
    pub stock_code: String,
    /// Pieces; always more than zero, in returns too.
    pub quantity: u32,
    /// The price of one in pence.
    pub pence: u32,
}

/// What became of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It stood.
    Kept,
    /// One cancellation took back everything.
    Cancelled {
        /// When.
        at: NaiveDateTime,
    },
    /// Some of it came back, once or several times.
    Returned(Vec<Return>),
}

/// Goods of an invoice that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// The number of the cancellation.
    pub number: String,
    /// When.
    pub at: NaiveDateTime,
    /// What came back.
    pub lines: Vec<Line>,
}

/// How much there is of what, for the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// All invoices, cancelled ones too.
    pub invoices: usize,
    /// Their lines.
    pub lines: usize,
    /// Buyers.
    pub customers: usize,
    /// Invoices that were taken back as a whole.
    pub cancelled: usize,
    /// Invoices of which a part came back.
    pub partly_returned: usize,
    /// How many times a part came back.
    pub partial_returns: usize,
}

const INVOICES: &str = include_str!("../../../fixtures/history/invoices.csv");
const COLUMNS: [&str; 7] = ["invoice", "line", "stock_code", "quantity", "time", "customer", "unit_price"];

impl History {
    /// Reads invoices from a table laid out like `fixtures/history/invoices.csv`, sorted by time.
    ///
    /// # Errors
    /// Every mistake of the table, in the order of its lines. Nothing partial is returned.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        let page = Page::new(name, text);
        let documents = documents(&page);
        let invoices = matched(&page, documents);
        let mistakes = page.into_mistakes(Vec::new());
        if mistakes.is_empty() { Ok(Self { invoices }) } else { Err(mistakes) }
    }

    /// The history that was built into the program.
    ///
    /// # Errors
    /// Its mistakes; a test keeps it without any.
    pub fn embedded() -> Result<Self, Vec<Mistake>> {
        Self::read("invoices.csv", INVOICES)
    }

    /// How much there is of what.
    pub fn counts(&self) -> Counts {
        let mut customers: Vec<&str> =
            self.invoices.iter().map(|invoice| invoice.customer.as_str()).collect();
        customers.sort_unstable();
        customers.dedup();
        let mut counts = Counts {
            invoices: self.invoices.len(),
            lines: self.invoices.iter().map(|invoice| invoice.lines.len()).sum(),
            customers: customers.len(),
            cancelled: 0,
            partly_returned: 0,
            partial_returns: 0,
        };
        for invoice in &self.invoices {
            match &invoice.fate {
                Fate::Kept => {}
                Fate::Cancelled { .. } => counts.cancelled += 1,
                Fate::Returned(returns) => {
                    counts.partly_returned += 1;
                    counts.partial_returns += returns.len();
                }
            }
        }
        counts
    }
}

/// An invoice or a cancellation as it stands in the table.
struct Document {
    place: usize,
    number: String,
    at: NaiveDateTime,
    customer: String,
    lines: Vec<Line>,
}

impl Document {
    fn is_cancellation(&self) -> bool {
        self.number.starts_with('C')
    }

    fn pieces(&self) -> BTreeMap<String, u32> {
        let mut pieces = BTreeMap::new();
        for line in &self.lines {
            let count: &mut u32 = pieces.entry(line.stock_code.clone()).or_default();
            *count = count.saturating_add(line.quantity);
        }
        pieces
    }
}

/// Gathers the rows of each document, which stand together and in the order of time.
fn documents(page: &Page<'_>) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    let mut numbers = HashSet::new();
    for row in sheet::rows(page, COLUMNS) {
        let Some((document, position)) = row_read(page, &row) else { continue };
        match documents.last_mut().filter(|last| last.number == document.number) {
            Some(last) => {
                let [_, line, _, _, time, customer, _] = &row;
                if position != last.lines.len() + 1 {
                    page.mistake(
                        line.at,
                        format!("line {position}"),
                        format!("line {}", last.lines.len() + 1),
                    );
                }
                if document.at != last.at {
                    page.mistake(
                        time.at,
                        time.text.as_str(),
                        format!("the time of {}'s first line", last.number),
                    );
                }
                if document.customer != last.customer {
                    page.mistake(
                        customer.at,
                        customer.text.as_str(),
                        format!("the customer {}", last.customer),
                    );
                }
                last.lines.extend(document.lines);
            }
            None => {
                if let Some(last) = documents.last().filter(|last| last.at > document.at) {
                    page.mistake(
                        document.place,
                        format!("an invoice before {}", last.number),
                        "the order of time",
                    );
                }
                if !numbers.insert(document.number.clone()) {
                    page.mistake(document.place, format!("{} again", document.number), "every invoice once");
                }
                documents.push(document);
            }
        }
    }
    documents
}

/// One row as a document of one line, and which line of it.
fn row_read(page: &Page<'_>, row: &[Cell; 7]) -> Option<(Document, usize)> {
    let [number, line, stock_code, quantity, time, customer, price] = row;
    for cell in [number, stock_code, customer].into_iter().filter(|cell| cell.text.is_empty()) {
        page.mistake(cell.at, "an empty value", "a value");
    }
    let wrong = |cell: &Cell, expected: &str| page.mistake(cell.at, format!("\"{}\"", cell.text), expected);
    let position = line.text.parse().ok().filter(|line| *line > 0);
    if position.is_none() {
        wrong(line, "a line number from 1");
    }
    let sign = if number.text.starts_with('C') { -1 } else { 1 };
    let pieces = quantity.text.parse::<i64>().ok().and_then(|count| u32::try_from(sign * count).ok());
    let pieces = pieces.filter(|count| *count > 0);
    if pieces.is_none() {
        wrong(quantity, if sign > 0 { "pieces, more than 0" } else { "pieces taken back, less than 0" });
    }
    let at = NaiveDateTime::parse_from_str(&time.text, "%Y-%m-%d %H:%M").ok();
    if at.is_none() {
        wrong(time, "a time like 2011-03-01 14:05");
    }
    let pence = pence(&price.text);
    if pence.is_none() {
        wrong(price, "a price like 2.55");
    }
    let line = Line { stock_code: stock_code.text.clone(), quantity: pieces?, pence: pence? };
    let document = Document {
        place: number.at,
        number: number.text.clone(),
        at: at?,
        customer: customer.text.clone(),
        lines: vec![line],
    };
    Some((document, position?))
}

/// `2.55` is 255 pence.
fn pence(text: &str) -> Option<u32> {
    let (pounds, pence) = text.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if pence.len() != 2 || pounds.is_empty() || !digits(pounds) || !digits(pence) {
        return None;
    }
    format!("{pounds}{pence}").parse().ok()
}

/// Puts every cancellation with the invoice it takes back: the customer's last earlier one that it matches
/// wholly, else the last that still has all its goods.
fn matched(page: &Page<'_>, documents: Vec<Document>) -> Vec<Invoice> {
    let mut invoices: Vec<Invoice> = Vec::new();
    let mut left: Vec<BTreeMap<String, u32>> = Vec::new();
    let mut of_customer: HashMap<String, Vec<usize>> = HashMap::new();
    for document in documents {
        let pieces = document.pieces();
        if !document.is_cancellation() {
            of_customer.entry(document.customer.clone()).or_default().push(invoices.len());
            left.push(pieces);
            let Document { number, at, customer, lines, .. } = document;
            invoices.push(Invoice { number, at, customer, lines, fate: Fate::Kept });
            continue;
        }
        let earlier = of_customer.get(&document.customer).map(Vec::as_slice).unwrap_or_default();
        let whole = |index: &&usize| left.get(**index) == Some(&pieces);
        let part = |index: &&usize| left.get(**index).is_some_and(|left| covers(left, &pieces));
        let source = earlier.iter().rev().find(whole).or_else(|| earlier.iter().rev().find(part)).copied();
        let places = source.and_then(|index| Some((invoices.get_mut(index)?, left.get_mut(index)?)));
        let Some((invoice, left)) = places else {
            let expected = format!("an earlier invoice of customer {} with these goods", document.customer);
            page.mistake(document.place, format!("the cancellation {}", document.number), expected);
            continue;
        };
        take_back(invoice, left, document, &pieces);
    }
    invoices
}

fn covers(left: &BTreeMap<String, u32>, pieces: &BTreeMap<String, u32>) -> bool {
    pieces.iter().all(|(code, count)| left.get(code).is_some_and(|left| left >= count))
}

fn take_back(
    invoice: &mut Invoice,
    left: &mut BTreeMap<String, u32>,
    document: Document,
    pieces: &BTreeMap<String, u32>,
) {
    for (code, count) in pieces {
        if let Some(left) = left.get_mut(code) {
            *left = left.saturating_sub(*count);
        }
    }
    left.retain(|_, count| *count > 0);
    let Document { number, at, lines, .. } = document;
    match &mut invoice.fate {
        Fate::Kept if left.is_empty() => invoice.fate = Fate::Cancelled { at },
        Fate::Kept => invoice.fate = Fate::Returned(vec![Return { number, at, lines }]),
        Fate::Returned(returns) => returns.push(Return { number, at, lines }),
        Fate::Cancelled { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn the_real_year_is_read_without_mistakes_and_is_large_enough() {
        let history = History::embedded().unwrap_or_else(|mistakes| panic!("{}", listed(&mistakes)));
        let counts = history.counts();
        expect![[r#"
            Counts {
                invoices: 1081,
                lines: 5322,
                customers: 238,
                cancelled: 40,
                partly_returned: 130,
                partial_returns: 144,
            }
        "#]]
        .assert_debug_eq(&counts);
        assert!(counts.invoices >= 1_000);
        assert!(counts.cancelled >= 35);
    }

    #[test]
    fn a_whole_cancellation_and_a_part_that_came_back_stand_with_their_invoice() {
        let history = History::read(
            "invoices.csv",
            &table(&[
                "1,1,A,6,2011-01-03 09:00,17850,2.55",
                "1,2,B,4,2011-01-03 09:00,17850,1.00",
                "2,1,A,6,2011-01-04 09:00,17850,2.55",
                "C3,1,A,-6,2011-01-05 10:00,17850,2.55",
                "C4,1,B,-1,2011-01-06 10:00,17850,1.00",
            ]),
        )
        .unwrap();
        let fates: Vec<String> = history
            .invoices
            .iter()
            .map(|invoice| match &invoice.fate {
                Fate::Kept => format!("{} stood", invoice.number),
                Fate::Cancelled { at } => format!("{} was cancelled at {at}", invoice.number),
                Fate::Returned(returns) => {
                    format!("{}: {} came back", invoice.number, returns[0].lines[0].quantity)
                }
            })
            .collect();
        expect![[r#"
            1: 1 came back
            2 was cancelled at 2011-01-05 10:00:00"#]]
        .assert_eq(&fates.join("\n"));
    }

    #[test]
    fn every_mistake_of_the_table_is_listed_with_its_place() {
        let mistakes = History::read(
            "invoices.csv",
            &table(&[
                "1,1,A,six,2011-01-03 09:00,17850,2.55",
                "2,1,A,-6,2011-01-03 9am,17850,2.5",
                "3,1,A,6,2011-01-04 09:00,17850,2.55",
                "3,3,B,6,2011-01-04 09:00,17851,2.55",
                "C4,1,Z,-1,2011-01-06 10:00,17850,1.00",
                "5,1,A,6,2011-01-01 09:00,17850",
                "6,1,,6,2011-01-01 09:00,17850,1.00",
                "3,1,B,6,2011-01-07 09:00,17850,2.55",
            ]),
        )
        .unwrap_err();
        expect![[r#"
            invoices.csv:3:7: found "six", expected pieces, more than 0
            invoices.csv:4:7: found "-6", expected pieces, more than 0
            invoices.csv:4:10: found "2011-01-03 9am", expected a time like 2011-03-01 14:05
            invoices.csv:4:31: found "2.5", expected a price like 2.55
            invoices.csv:6:3: found line 3, expected line 2
            invoices.csv:6:26: found 17851, expected the customer 17850
            invoices.csv:7:1: found the cancellation C4, expected an earlier invoice of customer 17850 with these goods
            invoices.csv:8:1: found 6 values, expected 7 values
            invoices.csv:9:1: found an invoice before C4, expected the order of time
            invoices.csv:9:5: found an empty value, expected a value
            invoices.csv:10:1: found 3 again, expected every invoice once
        "#]].assert_eq(&listed(&mistakes));
    }

    fn table(rows: &[&str]) -> String {
        format!("# comment\n{}\n{}\n", COLUMNS.join(","), rows.join("\n"))
    }

    fn listed(mistakes: &[Mistake]) -> String {
        mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
    }
}
