//! A paper as a PDF: lines laid out from the top, in one column, with the table's head again on every page.
//!
//! Measures are points (1/72 inch). The font is Plus Jakarta Sans; what it has no letter for is left out by it.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};

use super::paper::{Paper, Sheet};

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/PlusJakartaSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/PlusJakartaSans-Bold.ttf");
const MM: f32 = 72.0 / 25.4;

/// Why no PDF could be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum PdfError {
    /// The font that the program carries cannot be read.
    #[error("the font of papers cannot be read")]
    Font,
    /// The pages could not be put together.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

/// The paper on that sheet.
///
/// # Errors
/// [`PdfError`].
pub(super) fn write(paper: &Paper, sheet: Sheet, lang: &str) -> Result<Vec<u8>, PdfError> {
    let mut out = Layout::new(sheet)?;
    out.paper(paper);
    out.finish(paper, lang)
}

/// Something at a place on a page.
enum Mark {
    Text { x: f32, y: f32, size: f32, bold: bool, text: String },
    Bar { x: f32, y: f32, width: f32, height: f32 },
}

struct Face {
    krilla: Font,
    metrics: skrifa::FontRef<'static>,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let krilla = Font::new(bytes.into(), 0).ok_or(PdfError::Font)?;
        let metrics = skrifa::FontRef::new(bytes).map_err(|_| PdfError::Font)?;
        Ok(Self { krilla, metrics })
    }

    /// The text's glyphs, their advances for a size of 1.
    fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let charmap = self.metrics.charmap();
        let widths = self.metrics.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyph = |(at, letter): (usize, char)| {
            let id = charmap.map(letter)?;
            let advance = widths.advance_width(id).unwrap_or_default();
            let range = at..at + letter.len_utf8();
            Some(KrillaGlyph::new(GlyphId::new(id.to_u32()), advance, 0.0, 0.0, 0.0, range, None))
        };
        text.char_indices().filter_map(glyph).collect()
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        self.glyphs(text).iter().map(|glyph| glyph.x_advance).sum::<f32>() * size
    }
}

struct Layout {
    sheet: Sheet,
    width: f32,
    /// The page's height; a roll is as long as what stands on it.
    height: f32,
    margin: f32,
    text: f32,
    regular: Face,
    bold: Face,
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl Layout {
    fn new(sheet: Sheet) -> Result<Self, PdfError> {
        let (width, height, margin, text) = match sheet {
            Sheet::A5 => (148.0 * MM, 210.0 * MM, 10.0 * MM, 8.5),
            Sheet::A4 => (210.0 * MM, 297.0 * MM, 16.0 * MM, 10.0),
            Sheet::Roll => (80.0 * MM, f32::MAX, 4.0 * MM, 8.0),
        };
        let (regular, bold) = (Face::new(REGULAR)?, Face::new(BOLD)?);
        Ok(Self { sheet, width, height, margin, text, regular, bold, pages: vec![Vec::new()], y: margin })
    }

    fn paper(&mut self, paper: &Paper) {
        let (text, big) = (self.text, self.text * 1.55);
        self.both(&paper.from.name, &paper.title.to_uppercase(), text * 1.2, big);
        self.both(&paper.from.address, &paper.number, text, text);
        self.both(&paper.from.phone, &paper.day, text, text);
        self.rule(1.2);
        if let Some((label, to)) = &paper.to {
            self.lines(label, text * 0.85, false);
            self.lines(&to.name, text, true);
            self.lines(&to.address, text, false);
            self.lines(&to.phone, text, false);
            self.space(0.4);
        }
        for (label, fact) in &paper.facts {
            self.lines(&format!("{label}: {fact}"), text, false);
        }
        self.space(0.6);
        self.lines(&paper.intro, text, false);
        self.table(paper);
        for sum in &paper.sums {
            self.sum(&sum.label, &sum.amount.to_string(), sum.strong);
        }
        if let Some((label, words)) = &paper.words {
            self.space(0.4);
            self.lines(&format!("{label}: {words}"), text, true);
        }
        for note in &paper.notes {
            self.space(0.3);
            self.lines(note, text, false);
        }
        self.signs(paper);
        self.check(paper);
    }

    /// Something to the left and something to the right of one line; below each other on a roll.
    fn both(&mut self, left: &str, right: &str, left_size: f32, right_size: f32) {
        if self.sheet == Sheet::Roll {
            self.lines(left, left_size, left_size > self.text);
            self.lines(right, right_size, right_size > self.text);
            return;
        }
        let room = self.inner() * 0.58;
        let lines = self.broken(left, left_size, left_size > self.text, room);
        let top = self.y;
        if !right.is_empty() {
            let y = top + right_size;
            self.right(self.width - self.margin, y, right, right_size, right_size > self.text);
        }
        for line in &lines {
            self.line(line, left_size, left_size > self.text);
        }
        if lines.is_empty() && !right.is_empty() {
            self.y = top + right_size * 1.4;
        }
    }

    fn table(&mut self, paper: &Paper) {
        if paper.columns.is_empty() {
            return;
        }
        if self.sheet == Sheet::Roll {
            return self.rows_on_a_roll(paper);
        }
        let widths = self.column_widths(paper);
        self.head(paper, &widths);
        for row in &paper.rows {
            let cells: Vec<Vec<String>> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| self.broken(cell, self.text, false, width - 6.0))
                .collect();
            let tall = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
            let tall = u16::try_from(tall).unwrap_or(u16::MAX);
            let height = f32::from(tall) * self.step(self.text) + 4.0;
            if self.y + height > self.bottom() {
                self.next_page();
                self.head(paper, &widths);
            }
            self.cells(&cells, &widths, paper, height, false);
        }
        self.space(0.4);
    }

    fn head(&mut self, paper: &Paper, widths: &[f32]) {
        let titles: Vec<_> = paper.columns.iter().map(|column| vec![column.title.clone()]).collect();
        let height = self.step(self.text) + 5.0;
        self.bar(self.margin, self.y, self.inner(), 0.8);
        self.cells(&titles, widths, paper, height, true);
    }

    fn cells(&mut self, cells: &[Vec<String>], widths: &[f32], paper: &Paper, height: f32, bold: bool) {
        let (top, size) = (self.y, self.text);
        let mut x = self.margin;
        for ((lines, width), column) in cells.iter().zip(widths).zip(&paper.columns) {
            let mut y = top + 2.0 + size;
            for line in lines {
                if column.figures {
                    self.right(x + width - 3.0, y, line, size, bold);
                } else {
                    self.put(x + 3.0, y, line, size, bold);
                }
                y += self.step(size);
            }
            x += width;
        }
        self.y = top + height;
        self.bar(self.margin, self.y, self.inner(), 0.4);
    }

    /// What comes first stands on a line of its own, the figures below it.
    fn rows_on_a_roll(&mut self, paper: &Paper) {
        self.rule(0.4);
        for row in &paper.rows {
            let words =
                row.iter().zip(&paper.columns).filter(|(cell, column)| !column.figures && !cell.is_empty());
            let words: Vec<&str> = words.map(|(cell, _)| cell.as_str()).collect();
            self.lines(&words.join(" · "), self.text, false);
            let figures: Vec<&str> = row
                .iter()
                .zip(&paper.columns)
                .filter(|(_, column)| column.figures)
                .map(|(cell, _)| cell.as_str())
                .collect();
            if let Some((last, others)) = figures.split_last() {
                let y = self.y + self.text;
                self.put(self.margin + 6.0, y, &others.join(" × "), self.text, false);
                self.right(self.width - self.margin, y, last, self.text, false);
                self.y += self.step(self.text);
            }
        }
        self.rule(0.4);
    }

    /// Figures have what they need, the first column of words has the rest.
    fn column_widths(&self, paper: &Paper) -> Vec<f32> {
        let need = |at: usize, title: &str| {
            let cells = paper.rows.iter().filter_map(|row| row.get(at));
            let widest = cells.map(|cell| self.regular.width(cell, self.text)).fold(0.0, f32::max);
            widest.max(self.bold.width(title, self.text)) + 8.0
        };
        let needs: Vec<f32> =
            paper.columns.iter().enumerate().map(|(at, column)| need(at, &column.title)).collect();
        let words = |column: &super::paper::Column| !column.figures;
        let first = paper.columns.iter().position(words).unwrap_or(0);
        let others: f32 = needs.iter().enumerate().filter(|(at, _)| *at != first).map(|(_, need)| need).sum();
        let rest = (self.inner() - others).max(self.inner() * 0.25);
        let all = others + rest;
        let fit = if all > self.inner() { self.inner() / all } else { 1.0 };
        needs.iter().enumerate().map(|(at, need)| if at == first { rest * fit } else { need * fit }).collect()
    }

    fn sum(&mut self, label: &str, amount: &str, strong: bool) {
        let size = if strong { self.text * 1.15 } else { self.text };
        self.room(self.step(size));
        let y = self.y + size;
        let share = if self.sheet == Sheet::Roll { 0.45 } else { 0.32 };
        let amount_room = (self.width - 2.0 * self.margin) * share;
        let right = self.width - self.margin;
        self.right(right - amount_room, y, label, size, strong);
        self.right(right, y, amount, size, strong);
        self.y += self.step(size);
    }

    fn signs(&mut self, paper: &Paper) {
        if paper.signs.is_empty() || self.sheet == Sheet::Roll {
            return;
        }
        let height = 20.0 * MM;
        self.space(0.8);
        self.room(height);
        let count = u16::try_from(paper.signs.len()).unwrap_or(1);
        let each = self.inner() / f32::from(count.max(1));
        let mut x = self.margin;
        for (number, (label, name)) in paper.signs.iter().enumerate() {
            self.middle(x + each / 2.0, self.y + self.text, label);
            if number + 1 == paper.signs.len()
                && let Some(stamp) = &paper.stamp
            {
                self.frame(x + each / 2.0 - 13.0 * MM, self.y + self.text + 3.0, 26.0 * MM, 11.0 * MM);
                self.middle(x + each / 2.0, self.y + self.text + 7.0 * MM, stamp);
            }
            self.bar(x + each * 0.15, self.y + height - self.text * 1.5, each * 0.7, 0.4);
            self.middle(x + each / 2.0, self.y + height, name);
            x += each;
        }
        self.y += height + self.text * 0.6;
    }

    fn check(&mut self, paper: &Paper) {
        let side = 18.0 * MM;
        self.space(0.6);
        self.room(side + 2.0);
        self.rule(0.8);
        let top = self.y;
        self.code(&paper.mark.url, self.margin, top, side);
        let (x, size) = (self.margin + side + 8.0, self.text * 0.85);
        let room = self.width - self.margin - x;
        let mut y = top + size;
        let head = format!("{} {}", paper.check.1, paper.mark.head);
        for text in ["Rantai", &paper.check.0, &paper.mark.proof, &head] {
            for line in self.broken(text, size, false, room) {
                self.put(x, y, &line, size, text == "Rantai");
                y += self.step(size);
            }
        }
        self.y = (top + side).max(y) + 2.0;
    }

    /// The code of an address, module by module.
    fn code(&mut self, address: &str, x: f32, y: f32, side: f32) {
        let Ok(code) = fast_qr::QRBuilder::new(address).ecl(fast_qr::ECL::M).build() else { return };
        let modules = u16::try_from(code.size).unwrap_or(u16::MAX);
        let step = side / f32::from(modules.max(1));
        for row in 0..modules {
            for column in 0..modules {
                let dark = code.data.get(usize::from(row) * code.size + usize::from(column));
                if dark.is_some_and(|module| module.value()) {
                    // A hair larger, so that no reader draws a line between two of them.
                    let at = |number: u16| f32::from(number) * step;
                    self.bar(x + at(column), y + at(row), step + 0.05, step + 0.05);
                }
            }
        }
    }

    fn lines(&mut self, text: &str, size: f32, bold: bool) {
        for line in self.broken(text, size, bold, self.inner()) {
            self.line(&line, size, bold);
        }
    }

    fn line(&mut self, text: &str, size: f32, bold: bool) {
        self.room(self.step(size));
        self.put(self.margin, self.y + size, text, size, bold);
        self.y += self.step(size);
    }

    /// The text in lines that fit into the room; a word that is longer than a line is cut.
    fn broken(&self, text: &str, size: f32, bold: bool, room: f32) -> Vec<String> {
        let face = if bold { &self.bold } else { &self.regular };
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let with = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if face.width(&with, size) <= room {
                line = with;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if face.width(&line, size) > room && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    fn put(&mut self, x: f32, y: f32, text: &str, size: f32, bold: bool) {
        self.mark(Mark::Text { x, y, size, bold, text: text.to_owned() });
    }

    fn right(&mut self, x: f32, y: f32, text: &str, size: f32, bold: bool) {
        let width = if bold { &self.bold } else { &self.regular }.width(text, size);
        self.put(x - width, y, text, size, bold);
    }

    fn middle(&mut self, x: f32, y: f32, text: &str) {
        let width = self.regular.width(text, self.text);
        self.put(x - width / 2.0, y, text, self.text, false);
    }

    fn rule(&mut self, thick: f32) {
        self.y += 3.0;
        self.bar(self.margin, self.y, self.inner(), thick);
        self.y += 4.0 + thick;
    }

    fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.bar(x, y, width, 0.3);
        self.bar(x, y + height, width, 0.3);
        self.bar(x, y, 0.3, height);
        self.bar(x + width, y, 0.3, height);
    }

    fn bar(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.mark(Mark::Bar { x, y, width, height });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn inner(&self) -> f32 {
        self.width - 2.0 * self.margin
    }

    fn bottom(&self) -> f32 {
        self.height - self.margin
    }

    fn step(&self, size: f32) -> f32 {
        size * 1.38
    }

    fn space(&mut self, lines: f32) {
        self.y += self.text * lines;
    }

    /// What comes next needs so much room.
    fn room(&mut self, height: f32) {
        if self.y + height > self.bottom() {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = self.margin;
    }

    fn finish(self, paper: &Paper, lang: &str) -> Result<Vec<u8>, PdfError> {
        let height = if self.sheet == Sheet::Roll { self.y + self.margin } else { self.height };
        let mut document = Document::new();
        let title = format!("{} {}", paper.title, paper.number);
        document.set_metadata(Metadata::new().title(title).language(lang.to_owned()));
        for page in &self.pages {
            let settings = PageSettings::from_wh(self.width, height);
            let settings = settings.ok_or_else(|| PdfError::Write("a page without size".to_owned()))?;
            let mut sheet = document.start_page_with(settings);
            let mut surface = sheet.surface();
            let ink = rgb::Color::new(0, 0, 0).into();
            surface.set_fill(Some(Fill { paint: ink, ..Fill::default() }));
            for mark in page {
                self.draw(&mut surface, mark);
            }
            surface.finish();
            sheet.finish();
        }
        document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
    }

    fn draw(&self, surface: &mut Surface<'_>, mark: &Mark) {
        match mark {
            Mark::Text { x, y, size, bold, text } => {
                let face = if *bold { &self.bold } else { &self.regular };
                let glyphs = face.glyphs(text);
                if !glyphs.is_empty() {
                    let font = face.krilla.clone();
                    surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, font, text, *size, false);
                }
            }
            Mark::Bar { x, y, width, height } => {
                let mut path = PathBuilder::new();
                path.move_to(*x, *y);
                path.line_to(x + width, *y);
                path.line_to(x + width, y + height);
                path.line_to(*x, y + height);
                path.close();
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::PaperParty;
    use crate::print::paper::Column;
    use crate::web::Money;
    use rantai_core::money::Rupiah;

    fn invoice(rows: usize) -> Paper {
        let row = |number: usize| {
            vec![
                format!("Kursi makan jati model lengkung nomor {number}"),
                "2 set".to_owned(),
                "Rp1.250.000".to_owned(),
                "Rp2.500.000".to_owned(),
            ]
        };
        Paper {
            title: "Faktur".to_owned(),
            number: "INV-2026-0007".to_owned(),
            day: "21 November 2026".to_owned(),
            from: PaperParty {
                name: "Mebel Jati Barokah".to_owned(),
                address: "Jl. Soekarno-Hatta No. 45, Tahunan, Jepara".to_owned(),
                phone: "0840-1000-0011".to_owned(),
            },
            to: Some((
                "Kepada".to_owned(),
                PaperParty { name: "Toko Mebel Sentosa".to_owned(), ..PaperParty::default() },
            )),
            columns: vec![
                Column::words("Barang"),
                Column::figures("Banyak"),
                Column::figures("Harga"),
                Column::figures("Jumlah"),
            ],
            rows: (1..=rows).map(row).collect(),
            sums: vec![Money::new("Jumlah", Rupiah(2_500_000)), Money::sum("Sisa", Rupiah(1_750_000))],
            words: Some(("Terbilang".to_owned(), "satu juta tujuh ratus lima puluh ribu rupiah".to_owned())),
            signs: vec![("Hormat kami".to_owned(), "Siti Aminah".to_owned())],
            stamp: Some("Meterai".to_owned()),
            ..Paper::default()
        }
    }

    fn pages(pdf: &[u8]) -> usize {
        let text = String::from_utf8_lossy(pdf);
        text.matches("/Type/Page").count() + text.matches("/Type /Page").count()
            - text.matches("/Type/Pages").count()
            - text.matches("/Type /Pages").count()
    }

    #[test]
    fn a_paper_is_a_small_pdf_on_every_sheet() {
        for sheet in Sheet::ALL {
            let pdf = write(&invoice(3), sheet, "id").unwrap();
            assert!(pdf.starts_with(b"%PDF-"), "{sheet:?}");
            assert!(pdf.len() < 40_000, "{sheet:?}: {} bytes", pdf.len());
            assert_eq!(pages(&pdf), 1, "{sheet:?}");
        }
    }

    #[test]
    fn a_long_table_goes_on_over_pages_and_a_roll_is_as_long_as_it_takes() {
        assert!(pages(&write(&invoice(60), Sheet::A5, "id").unwrap()) > 2);
        assert_eq!(pages(&write(&invoice(60), Sheet::Roll, "id").unwrap()), 1);
    }

    #[test]
    fn no_line_is_wider_than_the_sheet_whatever_stands_in_it() {
        let mut paper = invoice(1);
        paper.notes = vec!["x".repeat(600), "人".repeat(50), String::new()];
        paper.rows.push(vec!["y".repeat(300), "1".repeat(60), "2".repeat(60), "3".repeat(60)]);
        for sheet in Sheet::ALL {
            let mut layout = Layout::new(sheet).unwrap();
            layout.paper(&paper);
            for mark in layout.pages.iter().flatten() {
                let Mark::Text { x, size, bold, text, .. } = mark else { continue };
                let face = if *bold { &layout.bold } else { &layout.regular };
                // Figures are never broken: an amount in two lines is two amounts.
                let figures = text.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '×');
                assert!(figures || x + face.width(text, *size) <= layout.width, "{sheet:?}: {text}");
            }
            assert!(write(&paper, sheet, "id").is_ok());
        }
    }
}
