//! Bank statements (*mutasi*) as files of BCA, Mandiri, BRI and BNI: recognised by their headings, read line by line.
//!
//! Each line has a fingerprint, so that a line that was taken once is known when another file brings it again.

use crate::money::Rupiah;
use crate::time::Day;

/// Most lines of one file.
pub const MOST_LINES: usize = 5_000;
/// Headings are looked for in so many lines.
const PREAMBLE: usize = 40;

/// The banks whose files are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bank {
    /// Bank Central Asia.
    Bca,
    /// Bank Mandiri.
    Mandiri,
    /// Bank Rakyat Indonesia.
    Bri,
    /// Bank Negara Indonesia.
    Bni,
}

impl Bank {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bca => "BCA",
            Self::Mandiri => "Mandiri",
            Self::Bri => "BRI",
            Self::Bni => "BNI",
        }
    }
}

/// One line of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its line in the file, from 1.
    pub number: usize,
    /// The day; none while the bank says it is pending.
    pub day: Option<Day>,
    /// What came in; what went out is negative.
    pub amount: Rupiah,
    /// What the bank wrote.
    pub text: String,
    /// What was in the account after it, where the file says so.
    pub balance: Option<Rupiah>,
    /// Tells it from every other line.
    pub print: [u8; 16],
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whose file it is.
    pub bank: Bank,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Lines whose balance does not follow from the line before: something is missing there.
    pub gaps: Vec<usize>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// No headings of a bank that is known.
    #[error("this is no statement of BCA, Mandiri, BRI or BNI")]
    NotAStatement,
    /// There are headings, and nothing below them.
    #[error("this statement has no lines")]
    Empty,
    /// Too many lines.
    #[error("a statement has at most {MOST_LINES} lines")]
    TooLong,
    /// A line has no day that can be read.
    #[error("line {line}: {text} is no day")]
    Day {
        /// Which line.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A line has no amount that can be read.
    #[error("line {line}: {text} is no amount")]
    Amount {
        /// Which line.
        line: usize,
        /// What stands there.
        text: String,
    },
}

/// Where in a row what stands.
struct Columns {
    bank: Bank,
    day: usize,
    texts: Vec<usize>,
    /// One column for both, with `CR` or `DB` behind it.
    amount: Option<usize>,
    credit: Option<usize>,
    debit: Option<usize>,
    balance: Option<usize>,
}

/// Reads a statement, whichever bank's it is.
///
/// # Errors
/// What is wrong, and with which line.
pub fn read(text: &str) -> Result<Statement, StatementError> {
    let rows = rows(text);
    let headed = rows.iter().take(PREAMBLE).enumerate();
    let found = headed.filter_map(|(at, (_, cells))| Some((at, columns(cells)?))).next();
    let (at, columns) = found.ok_or(StatementError::NotAStatement)?;
    let period = rows.iter().take(at).find_map(|(_, cells)| period(&cells.join(" ")));
    let mut lines: Vec<Line> = Vec::new();
    for (number, cells) in rows.iter().skip(at + 1) {
        if let Some(line) = line(&columns, *number, cells, period)? {
            lines.push(line);
        }
        if lines.len() > MOST_LINES {
            return Err(StatementError::TooLong);
        }
    }
    if lines.is_empty() {
        return Err(StatementError::Empty);
    }
    tell_apart(columns.bank, &mut lines);
    let gaps = gaps(&lines);
    Ok(Statement { bank: columns.bank, lines, gaps })
}

type Cells = Vec<String>;

/// The rows of a file that are not empty, with their lines: text with separators, or a table of HTML that calls itself
/// a workbook.
fn rows(text: &str) -> Vec<(usize, Cells)> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('<') {
        return table(text);
    }
    let separator =
        if text.lines().take(PREAMBLE).any(|line| line.matches(';').count() > 3) { ';' } else { ',' };
    let rows = text.lines().enumerate().map(|(at, line)| (at + 1, cells(line, separator)));
    rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect()
}

fn cells(line: &str, separator: char) -> Cells {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut cells, '"');
            }
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => cells.push(String::new()),
            letter => push(&mut cells, letter),
        }
    }
    cells.iter().map(|cell| cell.trim().trim_start_matches('\'').trim().to_owned()).collect()
}

fn push(cells: &mut [String], letter: char) {
    if let Some(last) = cells.last_mut() {
        last.push(letter);
    }
}

fn table(text: &str) -> Vec<(usize, Cells)> {
    let mut rows = Vec::new();
    let mut line = 1;
    for row in text.split_inclusive("</tr>") {
        let start =
            line + row.find("<tr").and_then(|at| row.get(..at)).map_or(0, |head| head.matches('\n').count());
        line += row.matches('\n').count();
        let cells: Cells = row.split("<t").skip(1).filter_map(cell).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push((start, cells));
        }
    }
    rows
}

/// The text of `d>…` or `h align=…>…` up to the next tag.
fn cell(part: &str) -> Option<String> {
    let rest = part.strip_prefix(['d', 'h'])?;
    let inner = rest.split_once('>')?.1;
    let mut text = String::new();
    let mut within = false;
    for letter in inner.chars() {
        match letter {
            '<' => within = true,
            '>' => within = false,
            letter if !within => text.push(letter),
            _ => {}
        }
    }
    let text = text.replace("&nbsp;", " ").replace("&amp;", "&");
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn columns(cells: &[String]) -> Option<Columns> {
    let names: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
    let at = |name: &str| names.iter().position(|known| known == name);
    let all = |wanted: &[&str]| -> Vec<usize> {
        names
            .iter()
            .enumerate()
            .filter(|(_, name)| wanted.contains(&name.as_str()))
            .map(|(at, _)| at)
            .collect()
    };
    if let (Some(day), Some(amount)) = (at("tanggal transaksi"), at("jumlah")) {
        let texts = all(&["keterangan"]);
        let (amount, balance) = (Some(amount), at("saldo"));
        return Some(Columns { bank: Bank::Bca, day, texts, amount, credit: None, debit: None, balance });
    }
    if let (Some(day), Some(credit)) = (at("tgl_tran"), at("mutasi_kredit")) {
        let texts = all(&["desk_tran", "trremk"]);
        let (debit, balance) = (at("mutasi_debet"), at("saldo_akhir_mutasi"));
        return Some(Columns {
            bank: Bank::Bri,
            day,
            texts,
            amount: None,
            credit: Some(credit),
            debit,
            balance,
        });
    }
    if let (Some(day), Some(_)) = (at("post date"), at("journal no.")) {
        let (credit, debit, texts) = (at("credit"), at("debit"), all(&["description"]));
        return Some(Columns {
            bank: Bank::Bni,
            day,
            texts,
            amount: None,
            credit,
            debit,
            balance: at("balance"),
        });
    }
    if let Some(day) = at("postdate").filter(|_| at("accountno").is_some()) {
        let (credit, debit) = (at("credit amount"), at("debit amount"));
        let (texts, balance) = (all(&["remarks", "additionaldesc"]), at("close balance"));
        return Some(Columns { bank: Bank::Mandiri, day, texts, amount: None, credit, debit, balance });
    }
    let day = at("date").filter(|_| at("account no").is_some())?;
    let (credit, debit, texts) = (at("credit"), at("debit"), all(&["description"]));
    Some(Columns { bank: Bank::Mandiri, day, texts, amount: None, credit, debit, balance: at("balance") })
}

/// `Periode : 28/12/2025 - 03/01/2026`: the first and the last day.
fn period(text: &str) -> Option<(Day, Day)> {
    if !text.to_lowercase().contains("period") {
        return None;
    }
    let mut days = text.split([' ', ':']).filter_map(|word| day(word, None));
    Some((days.next()?, days.next()?))
}

/// Nothing for lines below the account: sums, remarks.
fn line(
    columns: &Columns,
    number: usize,
    cells: &[String],
    period: Option<(Day, Day)>,
) -> Result<Option<Line>, StatementError> {
    let of = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", String::as_str);
    let said = of(Some(columns.day));
    let has_amount = [columns.amount, columns.credit, columns.debit].into_iter().any(|at| !of(at).is_empty());
    let is_pending = said.to_uppercase().contains("PEND");
    let begins = said.starts_with(|letter: char| letter.is_ascii_digit());
    if !has_amount || (!is_pending && !begins) {
        return Ok(None);
    }
    let day = if is_pending {
        None
    } else {
        let wrong = || StatementError::Day { line: number, text: said.to_owned() };
        Some(day(said, period).ok_or_else(wrong)?)
    };
    let amount_of = |text: &str| {
        let wrong = || StatementError::Amount { line: number, text: text.to_owned() };
        amount(text).ok_or_else(wrong)
    };
    let amount = match columns.amount {
        Some(at) => amount_of(of(Some(at)))?,
        None => amount_of(of(columns.credit))?.less(amount_of(of(columns.debit))?),
    };
    let balance = match of(columns.balance) {
        "" => None,
        text => Some(amount_of(text)?),
    };
    let texts = columns.texts.iter().map(|at| of(Some(*at))).filter(|text| !text.is_empty());
    let text = texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Some(Line { number, day, amount, text, balance, print: [0; 16] }))
}

/// `21/11/2026`, `21/11/26 10.15.32`, `2026-11-21 …`, `20261121`, or `21/11` of the year that the period says.
fn day(text: &str, period: Option<(Day, Day)>) -> Option<Day> {
    let text = text.split_whitespace().next()?;
    let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit()) && !part.is_empty();
    if text.len() == 8 && digits(text) {
        return written(text.get(..4)?, text.get(4..6)?, text.get(6..8)?);
    }
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => written(year, month, day),
        [day, month, year] if year.len() == 4 => written(year, month, day),
        [day, month, year] if year.len() == 2 => written(&format!("20{year}"), month, day),
        [day, month] => {
            let (first, last) = period?;
            let years = [last.year(), first.year()];
            let fits = |found: &Day| (first..=last).contains(found);
            let found = years.iter().filter_map(|year| written(&year.to_string(), month, day));
            found.clone().find(fits).or_else(|| found.clone().next())
        }
        _ => None,
    }
}

fn written(year: &str, month: &str, day: &str) -> Option<Day> {
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
}

/// `125,501,327.00 DB`, `1.250.000,00`, `.00`, `3150000.00`; nothing written is nothing. Parts of a rupiah are left
/// off: nobody pays them.
fn amount(text: &str) -> Option<Rupiah> {
    let text = text.trim().to_uppercase();
    let out = text.contains("DB") || text.contains("DR") || text.starts_with('-');
    let figures: String =
        text.chars().filter(|letter| letter.is_ascii_digit() || ".,".contains(*letter)).collect();
    let other = text.chars().filter(|letter| letter.is_alphabetic()).collect::<String>();
    if !["", "CR", "DB", "DR", "RP", "IDR", "K", "D"].contains(&other.as_str()) {
        return None;
    }
    if figures.is_empty() {
        return text.is_empty().then_some(Rupiah::ZERO);
    }
    let whole = match figures.rfind(['.', ',']) {
        Some(at) if figures.len() - at == 3 => figures.get(..at)?,
        _ => &figures,
    };
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let amount = if digits.is_empty() { 0 } else { digits.parse::<i64>().ok()? };
    Some(Rupiah(if out || other == "D" { -amount } else { amount }))
}

/// A fingerprint for each line: without the day where the bank has not said it yet. Lines that say the same are told
/// apart by their order.
fn tell_apart(bank: Bank, lines: &mut [Line]) {
    let mut known = std::collections::HashMap::new();
    for line in lines {
        let day = line.day.map_or(0, Day::number);
        let same = known.entry((day, line.amount, line.text.clone(), line.balance)).or_insert(0_u32);
        *same += 1;
        let mut hasher = blake3::Hasher::new_derive_key("rantai 2026-11 line of a bank statement");
        hasher.update(bank.name().as_bytes()).update(&day.to_le_bytes()).update(&line.amount.0.to_le_bytes());
        hasher.update(&line.balance.map_or(i64::MIN, |balance| balance.0).to_le_bytes());
        hasher.update(&same.to_le_bytes()).update(line.text.as_bytes());
        hasher.finalize_xof().fill(&mut line.print);
    }
}

/// Lines whose balance does not follow, read downwards or upwards, whichever fits better.
fn gaps(lines: &[Line]) -> Vec<usize> {
    let pairs = || lines.iter().zip(lines.iter().skip(1));
    let breaks = |follows: fn(&Line, &Line) -> Option<bool>| -> Vec<usize> {
        pairs().filter(|(a, b)| follows(a, b) == Some(false)).map(|(_, b)| b.number).collect()
    };
    let down = breaks(|a, b| Some(a.balance?.and(b.amount) == b.balance?));
    let up = breaks(|a, b| Some(b.balance?.and(a.amount) == a.balance?));
    if up.len() < down.len() { up } else { down }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BCA: &str = include_str!("../../fixtures/statements/bca.csv");
    const BCA_TABLE: &str = include_str!("../../fixtures/statements/bca.xls");
    const MANDIRI: &str = include_str!("../../fixtures/statements/mandiri.csv");
    const MANDIRI_NEW: &str = include_str!("../../fixtures/statements/mandiri-baru.csv");
    const BRI: &str = include_str!("../../fixtures/statements/bri.csv");
    const BNI: &str = include_str!("../../fixtures/statements/bni.csv");

    fn told(text: &str) -> Vec<String> {
        let statement = read(text).unwrap();
        let line = |line: &Line| {
            let day = line.day.map_or("pending".to_owned(), |day| format!("{day:?}"));
            format!("{} {} {day} {} {}", statement.bank.name(), line.number, line.amount, line.text)
        };
        statement.lines.iter().map(line).collect()
    }

    #[test]
    fn a_file_of_bca_takes_the_year_from_its_period_and_leaves_its_sums_out() {
        assert_eq!(
            told(BCA),
            [
                "BCA 9 2025-12-30 Rp499.877 TRSF E-BANKING CR 3012/FTSCY/WS95031 499877.00 EKO PRASETYO",
                "BCA 10 2025-12-31 -Rp15.000 BIAYA ADM",
                "BCA 11 2026-01-02 Rp1.250.000 TRSF E-BANKING CR 0201/FTSCY/WS95031 1250000.00 BUDI HARTONO",
                "BCA 12 pending Rp250.000 SWITCHING CR DARI 014 TOKO MAJU",
            ]
        );
        assert_eq!(told(BCA_TABLE), ["BCA 3 2026-11-21 Rp499.877 TRSF E-BANKING CR EKO"]);
    }

    #[test]
    fn the_files_of_the_other_banks_are_read_by_their_headings() {
        let both = |bank: &str, first: usize, text: &str| {
            vec![
                format!("{bank} {first} 2026-11-20 Rp3.150.000 {text}"),
                format!("{bank} {} 2026-11-21 -Rp2.500", first + 1),
            ]
        };
        for (file, expected) in [
            (MANDIRI, both("Mandiri", 2, "MCM InhouseTrf DARI EKO PRASETYO DP P-0017")),
            (MANDIRI_NEW, both("Mandiri", 2, "MCM InhouseTrf DARI EKO PRASETYO DP P-0017")),
            (BRI, both("BRI", 2, "TRANSFER NBMB EKO PRASETYO TO SITI AMINAH")),
            (BNI, both("BNI", 5, "TRF/PAY/TOP-UP ECHANNEL EKO PRASETYO")),
        ] {
            let lines = told(file);
            assert_eq!(lines.len(), 2);
            assert_eq!(lines[0], expected[0]);
            assert!(lines[1].starts_with(&expected[1]), "{}", lines[1]);
        }
    }

    #[test]
    fn a_line_has_the_same_fingerprint_in_every_file_and_no_other_line_has_it() {
        let prints = |text: &str| read(text).unwrap().lines.iter().map(|line| line.print).collect::<Vec<_>>();
        assert_eq!(prints(BCA), prints(BCA));
        let longer = BRI.to_owned()
            + "3,000001000123500,2026-11-21 00:00:00,2026-11-21,080100,2,2500.00,0.00,8147500.00,8147500.00,D,8888083,1010,BIAYA,ADM\n";
        let all = prints(&longer);
        assert_eq!(all[..2], prints(BRI)[..]);
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
    }

    #[test]
    fn a_line_that_is_missing_is_seen_by_the_balance() {
        assert_eq!(read(BCA).unwrap().gaps, [0; 0]);
        let without = BCA.lines().filter(|line| !line.contains("BIAYA ADM")).collect::<Vec<_>>().join("\n");
        assert_eq!(read(&without).unwrap().gaps, [10]);
    }

    #[test]
    fn a_wrong_file_says_what_is_wrong_with_which_line() {
        assert_eq!(read("nama,alamat\nEko,Semarang\n"), Err(StatementError::NotAStatement));
        assert_eq!(read(""), Err(StatementError::NotAStatement));
        let head = "Post Date,Value Date,Branch,Journal No.,Description,Debit,Credit\n";
        assert_eq!(read(head), Err(StatementError::Empty));
        let wrong_day = format!("{head}45/11/26,,,,x,,100\n");
        assert_eq!(read(&wrong_day), Err(StatementError::Day { line: 2, text: "45/11/26".to_owned() }));
        let wrong = format!("{head}20/11/26,,,,x,,seratus\n");
        assert_eq!(read(&wrong), Err(StatementError::Amount { line: 2, text: "seratus".to_owned() }));
    }

    #[test]
    fn amounts_are_read_in_every_form_that_banks_write() {
        for (text, rupiah) in [
            ("125,501,327.00 DB", -125_501_327),
            ("499,877.00 CR", 499_877),
            ("1.250.000,00", 1_250_000),
            (".00", 0),
            ("3150000.00", 3_150_000),
            ("2.500", 2_500),
            ("-15,000", -15_000),
            ("", 0),
        ] {
            assert_eq!(amount(text), Some(Rupiah(rupiah)), "{text}");
        }
        assert_eq!(amount("abc"), None);
    }
}
