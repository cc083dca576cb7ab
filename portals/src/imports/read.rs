//! From a file's bytes to rows of cells, whatever program wrote it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use rantai_core::time::Day;

/// Most bytes a file may have.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Most rows under the headings.
pub const MOST_ROWS: usize = 5_000;
/// Cells further to the right are not read.
const MOST_COLUMNS: usize = 60;
/// Longest text in a cell, in characters; what is longer is cut, and then refused where it matters.
const LONGEST_CELL: usize = 4_000;
/// Most bytes a workbook may unpack to.
const MOST_UNPACKED: u64 = 40 * 1024 * 1024;
/// Most files in a workbook.
const MOST_FILES: usize = 500;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text as it was typed.
    Text(String),
    /// A number, as a workbook keeps it.
    Number(f64),
    /// A day, as a workbook keeps it.
    Date(Day),
}

/// A row that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its line in the file, from 1.
    pub line: u32,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// Why a file cannot be read as a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// More than [`MOST_BYTES`].
    TooLarge,
    /// More than [`MOST_ROWS`].
    TooManyRows,
    /// A picture, a document, anything but a list.
    NotAList,
    /// A workbook of before 2007.
    OldWorkbook,
    /// A workbook that opens with a password.
    Locked,
    /// A workbook that unpacks to more than anybody typed.
    Swollen,
    /// A workbook that is damaged.
    Broken,
    /// No row says what stands in the columns.
    NoHeadings,
    /// Two columns of the same meaning; the heading of the second.
    Doubled(String),
    /// A column is missing that cannot be done without; its usual heading.
    Lacks(&'static str),
}

/// Reads a file: a workbook (XLSX), or text with `;`, `,` or tabs between its cells.
///
/// # Errors
/// [`Unreadable`].
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        workbook(bytes)?
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(if contains_utf16(bytes, "EncryptedPackage") {
            Unreadable::Locked
        } else {
            Unreadable::OldWorkbook
        });
    } else {
        text(&decode(bytes)?)?
    };
    if rows.is_empty() { Err(Unreadable::Empty) } else { Ok(rows) }
}

fn contains_utf16(bytes: &[u8], word: &str) -> bool {
    let word: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(word.len()).any(|window| window == word)
}

/// The text of a file: UTF-8, UTF-16 with its mark, else Windows-1252, which older programs write.
fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| match pair {
            [a, b] => unit([*a, *b]),
            _ => 0xFFFD,
        });
        String::from_utf16_lossy(&units.collect::<Vec<_>>())
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        },
    };
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1a}');
    if text.chars().any(strange) || text.trim_start().starts_with("%PDF") || looks_like_markup(&text) {
        return Err(Unreadable::NotAList);
    }
    Ok(text)
}

fn looks_like_markup(text: &str) -> bool {
    let start = text.trim_start().get(..5).unwrap_or_default().to_ascii_lowercase();
    start.starts_with("<!doc")
        || start.starts_with("<html")
        || start.starts_with("<?xml")
        || start == "{\"typ"
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{FFFD}'),
        byte => char::from(byte),
    }
}

fn text(text: &str) -> Result<Vec<Row>, Unreadable> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.as_str();
    // Excel's own way of saying what stands between the cells.
    let (delimiter, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((mark, rest)) => (mark.bytes().next().unwrap_or(b','), rest),
        None => (delimiter(text), text),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable::NotAList)?;
        // The reader passes over empty lines before it looks where it stands.
        let place = record.position().map_or((0, 0), |position| (position.line(), position.byte()));
        let rest = usize::try_from(place.1).ok().and_then(|byte| text.get(byte..)).unwrap_or_default();
        let line = place.0 + rest.bytes().take_while(|byte| *byte == b'\n').count() as u64;
        let cells = record.iter().take(MOST_COLUMNS).map(typed);
        push(&mut rows, u32::try_from(line).unwrap_or(u32::MAX), cells.collect())?;
    }
    Ok(rows)
}

/// What stands between the cells: whatever stands most often outside quotes in the first line that has any.
fn delimiter(text: &str) -> u8 {
    let count = |line: &str, delimiter: char| {
        let mut quoted = false;
        let mut found = 0;
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                c if c == delimiter && !quoted => found += 1,
                _ => {}
            }
        }
        found
    };
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(10) {
        let counts = [';', '\t', ',', '|'].map(|delimiter| (count(line, delimiter), delimiter));
        // Of equals, the first: an amount has commas too.
        let best = counts.into_iter().rev().max_by_key(|(count, _)| *count);
        if let Some((1.., delimiter)) = best {
            return u8::try_from(delimiter).unwrap_or(b',');
        }
    }
    b','
}

/// A cell as it was typed. The mark that keeps a spreadsheet from reckoning a text (`'=…`) falls away.
fn typed(text: &str) -> Cell {
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{1a}' || c == '\0');
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    };
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.chars().take(LONGEST_CELL).collect()) }
}

fn push(rows: &mut Vec<Row>, line: u32, cells: Vec<Cell>) -> Result<(), Unreadable> {
    if cells.iter().all(|cell| *cell == Cell::Empty) {
        return Ok(());
    }
    // A few lines may stand above the headings.
    if rows.len() > MOST_ROWS + ABOVE {
        return Err(Unreadable::TooManyRows);
    }
    rows.push(Row { line, cells });
    Ok(())
}

/// How many lines may stand above the headings, and are looked through for them.
pub const ABOVE: usize = 10;

fn workbook(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    unpacks_to_little(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => Unreadable::Locked,
        calamine::XlsxError::FileNotFound(_) | calamine::XlsxError::RelationshipNotFound => {
            Unreadable::NotAList
        }
        _ => Unreadable::Broken,
    })?;
    for name in book.sheet_names() {
        let rows = sheet(&mut book, &name)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// Unpacks everything once, into nothing, and stops where it becomes more than anybody typed: what the file
/// says of its own size is not believed.
fn unpacks_to_little(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    if archive.len() > MOST_FILES {
        return Err(Unreadable::Swollen);
    }
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::InvalidPassword => {
                Unreadable::Locked
            }
            _ => Unreadable::Broken,
        })?;
        let read = std::io::copy(&mut file.take(left + 1), &mut std::io::sink());
        left = left.checked_sub(read.map_err(|_| Unreadable::Broken)?).ok_or(Unreadable::Swollen)?;
    }
    Ok(())
}

/// Cell by cell: the size a sheet claims for itself is not believed either.
fn sheet(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Row>, Unreadable> {
    // A sheet of charts has no cells.
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let mut lines: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::Broken)? {
        let (line, column) = cell.get_position();
        let Ok(column) = usize::try_from(column) else { continue };
        let value = of_workbook(cell.get_value());
        if column >= MOST_COLUMNS || value == Cell::Empty {
            continue;
        }
        let row = lines.entry(line).or_default();
        if row.len() <= column {
            row.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = row.get_mut(column) {
            *place = value;
        }
        if lines.len() > MOST_ROWS + ABOVE + 1 {
            return Err(Unreadable::TooManyRows);
        }
    }
    let mut rows = Vec::with_capacity(lines.len());
    for (line, cells) in lines {
        push(&mut rows, line.saturating_add(1), cells)?;
    }
    Ok(rows)
}

fn of_workbook(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => typed(text),
        DataRef::SharedString(text) => typed(text),
        DataRef::Bool(yes) => Cell::Text(if *yes { "ya" } else { "tidak" }.to_owned()),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            Day::parse(&format!("{year:04}-{month:02}-{day:02}")).map_or(Cell::Empty, Cell::Date)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            let day = text.get(..10).and_then(Day::parse);
            day.map_or_else(|| typed(text), Cell::Date)
        }
        DataRef::Error(error) => Cell::Text(error.to_string()),
        DataRef::Empty => Cell::Empty,
    }
}
