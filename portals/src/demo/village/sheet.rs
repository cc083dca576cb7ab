//! Reads tables (CSV) whose every cell knows where it stands.

use super::page::Page;

/// A cell and the byte at which it begins.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) at: usize,
    pub(crate) text: String,
}

/// The rows below the header, each with exactly as many cells as there are `columns`. Empty lines and lines
/// that begin with `#` are skipped; rows of another length are mistakes.
pub(crate) fn rows<const N: usize>(page: &Page<'_>, columns: [&str; N]) -> Vec<[Cell; N]> {
    let expected = format!("the columns {}", columns.join(","));
    let mut header_seen = false;
    let mut rows = Vec::new();
    let mut at = 0;
    for line in page.text().split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells = cells(line, start);
        if !header_seen {
            header_seen = true;
            if !cells.iter().map(|cell| cell.text.as_str()).eq(columns) {
                page.mistake(start, format!("the columns {line}"), &expected);
                return rows;
            }
            continue;
        }
        match <[Cell; N]>::try_from(cells) {
            Ok(row) => rows.push(row),
            Err(cells) => page.mistake(start, format!("{} values", cells.len()), format!("{N} values")),
        }
    }
    if !header_seen {
        page.mistake(0, "an empty table", &expected);
    }
    rows
}

/// Splits a line at its commas; a value in quotation marks may hold commas and doubled marks.
fn cells(line: &str, start: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut cell = Cell { at: start, text: String::new() };
    let mut quoted = false;
    let mut letters = line.char_indices().peekable();
    while let Some((index, letter)) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if(|(_, next)| *next == '"').is_some() => cell.text.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => {
                let next = Cell { at: start + index + 1, text: String::new() };
                cells.push(std::mem::replace(&mut cell, next));
            }
            letter => cell.text.push(letter),
        }
    }
    cells.push(cell);
    cells
}
