//! Files as people have them: from old programs and new ones, from phones, by mistake, and out of malice.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use expect_test::{Expect, expect};
use rantai_core::book::catalogue::{MaterialAdded, PriceSet, Product, ProductAdded, Variant};
use rantai_core::ids::{MaterialId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::time::Day;

use super::Kind;
use super::columns::recognise;
use super::known::{Known, folded};
use super::plan::{Act, plan};
use super::read::{MOST_BYTES, read};
use super::templates::{guarded, template};

/// A book with a chair (one price, two kinds), a vase (one kind) and teak.
fn known() -> Known<'static> {
    let mut known = Known::nothing(Day::parse("2026-11-21").unwrap());
    let mut add = |n: u8, name: &str, kinds: &[&str]| {
        let variants = (1..).zip(kinds).map(|(number, name)| Variant { number, name: (*name).to_owned() });
        let sheet = ProductAdded {
            product: ProductId([n; 16]),
            name: name.to_owned(),
            description: String::new(),
            making: rantai_core::book::catalogue::Making::ToStock,
            unit: Unit::Pcs,
            units: Vec::new(),
            variants: variants.collect(),
            days: 7,
            weight_grams: 500,
            photo: None,
        };
        let mut product = Product::added(&sheet);
        product.prices.push(PriceSet {
            product: sheet.product,
            variant: None,
            retail: Rupiah(50_000),
            wholesale: Rupiah(45_000),
            wholesale_from: Quantity::whole(10),
        });
        known.products.insert(folded(name), product);
    };
    add(1, "Kursi", &["natural", "hitam"]);
    add(2, "Vas bunga", &[""]);
    let teak = MaterialAdded {
        material: MaterialId([3; 16]),
        name: "Kayu jati".to_owned(),
        unit: Unit::M3,
        suppliers: Vec::new(),
        price: Rupiah(1),
    };
    known.materials.insert(folded(&teak.name), teak);
    known
}

/// What becomes of a file's rows, in short.
fn told(kind: Kind, bytes: &[u8]) -> String {
    let list = match read(bytes).and_then(|rows| recognise(kind, rows)) {
        Ok(list) => list,
        Err(error) => return format!("{error:?}"),
    };
    let mut told = String::new();
    for row in plan(&list, &known()) {
        let cells = row.cells.iter().map(|cell| match &cell.mistake {
            Some(mistake) => format!("{} <{mistake:?}>", cell.text),
            None => cell.text.clone(),
        });
        let cells: Vec<String> = cells.collect();
        let price = match &row.act {
            Some(Act::Add(_, Some(price), _) | Act::Change(_, _, Some(price), _)) => {
                format!(" = {}, {} from {}", price.retail, price.wholesale, price.from)
            }
            _ => String::new(),
        };
        writeln!(told, "{} {:?}: {}{price}", row.line, row.fate, cells.join(" | ")).unwrap();
    }
    if !list.unused.is_empty() {
        writeln!(told, "unused: {}", list.unused.join(", ")).unwrap();
    }
    told.trim_end().to_owned()
}

fn check(kind: Kind, bytes: impl AsRef<[u8]>, expect: Expect) {
    expect.assert_eq(&told(kind, bytes.as_ref()));
}

fn products(text: &str, expect: Expect) {
    check(Kind::Products, text, expect);
}

/// A workbook whose sheets hold that XML between `<sheetData>` and its end.
fn workbook(sheets: &[&str], strings: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut file = |name: &str, text: &str| {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut listed, mut linked, mut types) = (String::new(), String::new(), String::new());
    for (n, data) in (1..).zip(sheets) {
        write!(listed, r#"<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>"#).unwrap();
        write!(
            linked,
            r#"<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        )
        .unwrap();
        write!(types, r#"<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#).unwrap();
        file(
            &format!("xl/worksheets/sheet{n}.xml"),
            &format!(
                r#"<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>"#
            ),
        );
    }
    let shared: String = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    file("xl/sharedStrings.xml", &format!(r#"<sst xmlns="{main}">{shared}</sst>"#));
    file(
        "xl/styles.xml",
        &format!(
            r#"<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
        ),
    );
    file(
        "xl/workbook.xml",
        &format!(r#"<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{listed}</sheets></workbook>"#),
    );
    file(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{linked}<Relationship Id="s" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="t" Type="{rel}/styles" Target="styles.xml"/></Relationships>"#
        ),
    );
    file(
        "[Content_Types].xml",
        &format!(
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>"#
        ),
    );
    file(
        "_rels/.rels",
        &format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="w" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    zip.finish().unwrap().into_inner()
}

fn text(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn number(place: &str, number: &str) -> String {
    format!(r#"<c r="{place}"><v>{number}</v></c>"#)
}

fn row(n: u32, cells: &[String]) -> String {
    format!(r#"<row r="{n}">{}</row>"#, cells.concat())
}

#[test]
fn a_list_with_semicolons_a_mark_and_rupiah() {
    products(
        "\u{feff}Nama;Satuan;Harga;Grosir;Mulai\r\nKeripik;bks;Rp1.500;1.250,00;12\r\nVas bunga;pcs;Rp 50.000,-;45000;10\r\n",
        expect![[r#"
            2 New: Keripik | bks | Rp1.500 | 1.250,00 | 12 = Rp1.500, Rp1.250 from 12
            3 Same: Vas bunga | pcs | Rp 50.000,- | 45000 | 10"#]],
    );
}

#[test]
fn a_list_with_commas_and_quoted_amounts_and_lines_within_a_cell() {
    products(
        "name,price,description\nChips,\"1,500\",\"crisp,\nand \"\"hot\"\"\"\n",
        expect![[r#"
            2 New: Chips | 1,500 | crisp,
            and "hot" = Rp1.500, Rp1.500 from 1"#]],
    );
}

#[test]
fn a_list_pasted_from_a_spreadsheet() {
    products(
        "Nama\tHarga\tStok\nKeripik\t1500\t12,5\nDodol\t2.000\t1.200\n",
        expect![[r#"
            2 Wrong: Keripik | 1500 | 12,5 <NotWhole>
            3 New: Dodol | 2.000 | 1.200 = Rp2.000, Rp2.000 from 1"#]],
    );
}

#[test]
fn columns_in_any_order_under_other_names_and_with_more_beside_them() {
    products(
        "Kategori;HRG (Rp);No.;Nama Barang *\nsnack;12rb;1;Keripik\n;1,5 juta;2;Lemari\n",
        expect![[r#"
            2 New: 12rb | Keripik = Rp12.000, Rp12.000 from 1
            3 New: 1,5 juta | Lemari = Rp1.500.000, Rp1.500.000 from 1
            unused: Kategori, No."#]],
    );
}

#[test]
fn windows_1252_from_an_old_program() {
    check(
        Kind::Products,
        b"Nama;Harga\nCr\xe8me \x96 gula\x92;1500\n",
        expect!["2 New: Crème – gula’ | 1500 = Rp1.500, Rp1.500 from 1"],
    );
}

#[test]
fn utf_16_from_excel() {
    let units: Vec<u8> = "Nama\tHarga\nKué\t1500\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(
        Kind::Products,
        [&[0xFF, 0xFE][..], &units].concat(),
        expect!["2 New: Kué | 1500 = Rp1.500, Rp1.500 from 1"],
    );
}

#[test]
fn excels_own_word_for_the_delimiter() {
    products(
        "sep=|\nNama|Harga\nKeripik, pedas; renyah|1500\n",
        expect!["2 New: Keripik, pedas; renyah | 1500 = Rp1.500, Rp1.500 from 1"],
    );
}

#[test]
fn a_title_and_empty_lines_above_the_headings() {
    products(
        ";;\nDAFTAR HARGA 2026;;\n;;\nNama;Harga;Satuan\n\nKeripik;1500;pcs\n;;\n",
        expect!["6 New: Keripik | 1500 | pcs = Rp1.500, Rp1.500 from 1"],
    );
}

#[test]
fn each_mistake_stands_in_its_cell() {
    products(
        "Nama;Satuan;Harga;Grosir;Mulai;Stok;Berat;Lama;Cara\n\
         ;pcs;1500;;;;;;\n\
         A;karung goni;1500;;;;;;\n\
         B;pcs;murah;;;;;;\n\
         C;pcs;1500,50;;;;;;\n\
         D;pcs;-1500;;;;;;\n\
         E;pcs;;;;;;;\n\
         F;pcs;1500;2000;;;;;\n\
         G;pcs;1500;;;1,5;;;\n\
         H;pcs;1500;;;-3;;;\n\
         I;pcs;1500;;;;berat;;\n\
         J;pcs;1500;;;;;besok;\n\
         K;pcs;1500;;;;;;entah\n\
         a;pcs;1500;;;;;;\n\
         Vas bunga;kg;50000;45000;10;;;;\n",
        expect![[r#"
            2 Wrong:  <Missing> | pcs | 1500 |  |  |  |  |  | 
            3 Wrong: A | karung goni <NotAUnit> | 1500 |  |  |  |  |  | 
            4 Wrong: B | pcs | murah <NotMoney> |  |  |  |  |  | 
            5 Wrong: C | pcs | 1500,50 <Cents> |  |  |  |  |  | 
            6 Wrong: D | pcs | -1500 <Negative> |  |  |  |  |  | 
            7 Wrong: E | pcs |  <Missing> |  |  |  |  |  | 
            8 Wrong: F | pcs | 1500 | 2000 <WholesaleAbove> |  |  |  |  | 
            9 Wrong: G | pcs | 1500 |  |  | 1,5 <NotWhole> |  |  | 
            10 Wrong: H | pcs | 1500 |  |  | -3 <Negative> |  |  | 
            11 Wrong: I | pcs | 1500 |  |  |  | berat <NotANumber> |  | 
            12 Wrong: J | pcs | 1500 |  |  |  |  | besok <NotANumber> | 
            13 Wrong: K | pcs | 1500 |  |  |  |  |  | entah <NotAMaking>
            14 Wrong: a <Doubled(3)> | pcs | 1500 |  |  |  |  |  | 
            15 Wrong: Vas bunga | kg <OtherUnit(Pcs)> | 50000 | 45000 | 10 |  |  |  |"#]],
    );
}

#[test]
fn formulas_are_text() {
    products(
        "Nama;Harga\n=HYPERLINK(\"http://x\");=1+1\n'=2+3;1500\n@SUM(A1);1500\n",
        expect![[r#"
            2 Wrong: =HYPERLINK("http://x") | =1+1 <NotMoney>
            3 New: =2+3 | 1500 = Rp1.500, Rp1.500 from 1
            4 New: @SUM(A1) | 1500 = Rp1.500, Rp1.500 from 1"#]],
    );
}

#[test]
fn amounts_in_every_writing() {
    products(
        "Nama;Harga\nA;1.500\nB;1,500\nC;1.500,00\nD;1,500.00\nE;1500.00\nF;Rp. 1.500.000\nG;15.5\nH;1.50\nI;1.5000\nJ;1,5jt\nK;IDR 15k\nL;1..5\nM;99999999999999999\nN;0\n",
        expect![[r#"
            2 New: A | 1.500 = Rp1.500, Rp1.500 from 1
            3 New: B | 1,500 = Rp1.500, Rp1.500 from 1
            4 New: C | 1.500,00 = Rp1.500, Rp1.500 from 1
            5 New: D | 1,500.00 = Rp1.500, Rp1.500 from 1
            6 New: E | 1500.00 = Rp1.500, Rp1.500 from 1
            7 New: F | Rp. 1.500.000 = Rp1.500.000, Rp1.500.000 from 1
            8 Wrong: G | 15.5 <Cents>
            9 Wrong: H | 1.50 <Cents>
            10 Wrong: I | 1.5000 <Cents>
            11 New: J | 1,5jt = Rp1.500.000, Rp1.500.000 from 1
            12 New: K | IDR 15k = Rp15.000, Rp15.000 from 1
            13 Wrong: L | 1..5 <NotMoney>
            14 Wrong: M | 99999999999999999 <NotMoney>
            15 Wrong: N | 0 <NotMoney>"#]],
    );
}

#[test]
fn the_same_list_again_changes_nothing_and_another_price_is_a_change() {
    products(
        "Nama;Harga;Grosir;Mulai;Stok\nVAS  bunga;50000;45000;10;0\n",
        expect!["2 Same: VAS  bunga | 50000 | 45000 | 10 | 0"],
    );
    products("Nama;Harga\nvas bunga;50000\n", expect!["2 Same: vas bunga | 50000"]);
    products(
        "Nama;Harga;Stok\nvas bunga;55000;\nKursi;50000;4\n",
        expect![[r#"
            2 Changed: vas bunga | 55000 |  = Rp55.000, Rp45.000 from 10
            3 Wrong: Kursi | 50000 | 4 <WhichVariant(["natural", "hitam"])>"#]],
    );
}

#[test]
fn counts_name_the_kind_and_the_day() {
    check(
        Kind::Stock,
        "Nama;Jenis;Jumlah;Tanggal\nKursi;Hitam;4;20/11/2026\nKursi;;4;\nKursi;merah;4;\nKayu jati;;0,0125;20 Nov 2026\nVas bunga;;3;46347\nVas bunga;;2;\nMeja;;1;\nkayu  jati;x;1;22-11-26\n",
        expect![[r#"
            2 Changed: Kursi | Hitam | 4 | 20/11/2026
            3 Wrong: Kursi |  <WhichVariant(["natural", "hitam"])> | 4 | 
            4 Wrong: Kursi | merah <UnknownVariant(["natural", "hitam"])> | 4 | 
            5 Changed: Kayu jati |  | 0,0125 | 20 Nov 2026
            6 Changed: Vas bunga |  | 3 | 46347
            7 Wrong: Vas bunga <Doubled(6)> |  | 2 | 
            8 Wrong: Meja <UnknownGoods> |  | 1 | 
            9 Wrong: kayu  jati | x | 1 | 22-11-26 <DayAhead>"#]],
    );
}

#[test]
fn prices_change_what_is_there_and_add_nothing() {
    check(
        Kind::Prices,
        "Nama,Varian,Harga,Harga Grosir\nKursi,,60000,\nKursi,hitam,65000,60000\nMeja,,1000,\nVas bunga,,,\n",
        expect![[r#"
            2 Changed: Kursi |  | 60000 |  = Rp60.000, Rp60.000 from 10
            3 Changed: Kursi | hitam | 65000 | 60000 = Rp65.000, Rp60.000 from 10
            4 Wrong: Meja <UnknownGoods> |  | 1000 | 
            5 Wrong: Vas bunga |  |  <Missing> |"#]],
    );
}

#[test]
fn people_by_their_numbers() {
    check(
        Kind::Contacts,
        "Nama;No. HP;Sebagai;Toko;Alamat\nBu Rini;0812-3456-7890;pelanggan;Toko Rini;Jl. Pasar\nPak Darto;81322223333;Supplier;;\nMas Agus;+62 812 3456 7890;kurir;;\nBu Rini;6281234567890;;;\nX;12345;;;\n;08111111111;;;\nY;08122222222;tetangga;;\n",
        expect![[r#"
            2 New: Bu Rini | 0812-3456-7890 | pelanggan | Toko Rini | Jl. Pasar
            3 New: Pak Darto | 81322223333 | Supplier |  | 
            4 New: Mas Agus | +62 812 3456 7890 | kurir |  | 
            5 Wrong: Bu Rini | 6281234567890 <Doubled(2)> |  |  | 
            6 Wrong: X | 12345 <NotAPhone> |  |  | 
            7 Wrong:  <Missing> | 08111111111 |  |  | 
            8 Wrong: Y | 08122222222 | tetangga <NotACapacity> |  |"#]],
    );
}

#[test]
fn a_workbook_with_numbers_days_formulas_and_a_phone_that_lost_its_zero() {
    let rows = [
        row(1, &[text("A1", "Nama"), text("B1", "Jumlah"), text("C1", "Tanggal")]),
        row(
            2,
            &[text("A2", "Vas bunga"), number("B2", "3"), r#"<c r="C2" s="1"><v>46346</v></c>"#.to_owned()],
        ),
        row(
            3,
            &[
                text("A3", "Kayu jati"),
                r#"<c r="B3"><f>1/8</f><v>0.125</v></c>"#.to_owned(),
                number("C3", "46346"),
            ],
        ),
        row(4, &[text("A4", "Kursi"), r#"<c r="B4" s="1"><v>46346</v></c>"#.to_owned()]),
        row(5, &[text("A5", "Kursi"), r#"<c r="B5" t="e"><v>#REF!</v></c>"#.to_owned()]),
    ];
    check(
        Kind::Stock,
        workbook(&[&rows.concat()], &[]),
        expect![[r#"
        2 Changed: Vas bunga | 3 | 2026-11-20
        3 Changed: Kayu jati | 0,125 | 46346
        4 Wrong: Kursi <WhichVariant(["natural", "hitam"])> | 2026-11-20 | 
        5 Wrong: Kursi <Doubled(4)> | #REF! |"#]],
    );
    let rows = [
        row(1, &[text("A1", "Nama"), text("B1", "HP")]),
        row(2, &[text("A2", "Bu Rini"), number("B2", "81234567890")]),
        row(3, &[text("A3", "Pak Darto"), number("B3", "6.281322223333E12")]),
    ];
    check(
        Kind::Contacts,
        workbook(&[&rows.concat()], &[]),
        expect![[r#"
        2 New: Bu Rini | 81234567890
        3 New: Pak Darto | 6281322223333"#]],
    );
}

#[test]
fn merged_cells_shared_strings_and_an_empty_first_sheet() {
    let rows = [
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#.to_owned(),
        r#"<row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c></row>"#.to_owned(),
        row(4, &[text("A4", "Keripik"), number("C4", "1500.0000000001")]),
        row(5, &[text("A5", "Dodol"), number("C5", "1500.5")]),
    ];
    let merged = format!(
        "{}</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:C2\"/></mergeCells><sheetData>",
        rows.concat()
    );
    check(
        Kind::Products,
        workbook(&["", &merged], &["DAFTAR HARGA", "Nama", "Harga"]),
        expect![[r#"
            4 New: Keripik | 1500,0000000001 = Rp1.500, Rp1.500 from 1
            5 Wrong: Dodol | 1500,5 <Cents>"#]],
    );
}

#[test]
fn a_workbook_that_claims_to_reach_the_end_of_the_world() {
    let far = [
        row(1, &[text("A1", "Nama"), text("XFD1", "Harga")]),
        row(1_048_576, &[text("A1048576", "Keripik"), number("XFD1048576", "1")]),
    ];
    check(Kind::Products, workbook(&[&far.concat()], &[]), expect!["1048576 New: Keripik"]);
}

#[test]
fn a_workbook_that_swells_is_not_unpacked() {
    let swollen = " ".repeat(60 * 1024 * 1024);
    let bytes = workbook(&[&swollen], &[]);
    assert!(bytes.len() < MOST_BYTES, "{}", bytes.len());
    check(Kind::Products, bytes, expect!["Swollen"]);
}

#[test]
fn what_is_no_list_says_so() {
    let zip_of_nothing = {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<w/>").unwrap();
        zip.finish().unwrap().into_inner()
    };
    let locked: Vec<u8> = [0xD0, 0xCF, 0x11, 0xE0]
        .into_iter()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cut = workbook(&["<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"], &[]);
    let files: [(&str, Vec<u8>); 14] = [
        ("nothing", Vec::new()),
        ("spaces", b"\n ; ; \n\n".to_vec()),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("a photo", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec()),
        ("a PDF", b"%PDF-1.7\nNama;Harga\n".to_vec()),
        ("a web page", b"<!DOCTYPE html><table><tr><td>Nama".to_vec()),
        ("another zip", zip_of_nothing),
        ("half a workbook", cut[..cut.len() / 2].to_vec()),
        ("a locked workbook", locked),
        ("an old workbook", vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]),
        ("headings alone", b"Nama;Harga\n".to_vec()),
        ("no headings", b"Keripik;1500\nDodol;2000\n".to_vec()),
        ("a heading twice", b"Nama;Harga;Price\nKeripik;1500;2\n".to_vec()),
        ("no name", b"Harga;Satuan\n1500;pcs\n".to_vec()),
    ];
    let told: Vec<String> =
        files.iter().map(|(what, bytes)| format!("{what}: {}", told(Kind::Products, bytes))).collect();
    expect![[r#"
        nothing: Empty
        spaces: Empty
        a picture: NotAList
        a photo: NotAList
        a PDF: NotAList
        a web page: NotAList
        another zip: NotAList
        half a workbook: Broken
        a locked workbook: Locked
        an old workbook: OldWorkbook
        headings alone: Empty
        no headings: NoHeadings
        a heading twice: Doubled("Price")
        no name: Lacks("Nama")"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn five_thousand_rows_are_read_and_one_more_is_not() {
    let list = |rows: usize| {
        (0..rows).fold("Nama;Harga\n".to_owned(), |mut text, n| {
            writeln!(text, "Barang {n};1500").unwrap();
            text
        })
    };
    assert_eq!(told(Kind::Products, list(5_000).as_bytes()).lines().count(), 5_000);
    check(Kind::Products, list(5_001), expect!["TooManyRows"]);
    check(Kind::Products, vec![b'a'; MOST_BYTES + 1], expect!["TooLarge"]);
    let rows: String = (1..=5_020).map(|n| row(n, &[text(&format!("A{n}"), "x")])).collect();
    check(Kind::Products, workbook(&[&rows], &[]), expect!["TooManyRows"]);
}

#[test]
fn a_cell_without_end_is_cut_and_refused_where_it_matters() {
    let long = "x".repeat(100_000);
    let told = told(Kind::Products, format!("Nama;Harga\n{long};1500\nA;{long}\n").as_bytes());
    assert!(told.len() < 10_000);
    assert!(told.contains("TooLong(120)") && told.contains("NotMoney"), "{told}");
}

#[test]
fn an_open_quote_swallows_the_rest_and_is_no_crash() {
    products(
        "Nama;Harga\n\"Keripik;1500\nDodol;2000\n",
        expect![[r#"
        2 Wrong: Keripik;1500
        Dodol;2000 |  <Missing>"#]],
    );
}

#[test]
fn a_template_is_read_as_it_was_written_and_starts_no_formula() {
    for kind in Kind::ALL {
        let empty = Known::nothing(Day::parse("2026-11-21").unwrap());
        let rows = read(&template(kind, &empty)).unwrap();
        let list = recognise(kind, rows).unwrap();
        assert!(list.unused.is_empty(), "{kind:?}: {:?}", list.unused);
    }
    for kind in [Kind::Products, Kind::Prices, Kind::Stock] {
        let told = told(kind, &template(kind, &known()));
        assert!(told.lines().all(|line| line.contains("Same")), "{kind:?}: {told}");
    }
    assert_eq!(guarded("=1+1"), "'=1+1");
    assert_eq!(guarded("Kursi"), "Kursi");
}

#[test]
fn whatever_bytes_come_nothing_breaks() {
    const NOISE: &[u8] = b"Nama;Harga\n\"1.5,Rp-\t|\xff\xe9";
    let mut seed = 7_u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let whole = workbook(&[&row(1, &[text("A1", "Nama"), text("B1", "Harga")])], &["x"]);
    for _ in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..1 + next() % 8 {
            let place = next() % bytes.len();
            bytes[place] = u8::try_from(next() % 256).unwrap();
        }
        told(Kind::Products, &bytes);
        let noise: Vec<u8> = (0..next() % 200).map(|_| NOISE[next() % NOISE.len()]).collect();
        for kind in Kind::ALL {
            told(kind, &noise);
        }
    }
}
