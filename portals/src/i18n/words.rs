//! Amounts in words, as receipts want them (*terbilang*), and ways in kilometres.

use rantai_core::money::Rupiah;

use super::Lang;

/// The amount in words, with the currency: `satu juta dua ratus lima puluh ribu rupiah`.
pub fn amount_in_words(lang: Lang, amount: Rupiah) -> String {
    let digits = amount.0.unsigned_abs();
    let (minus, number) = match lang {
        Lang::Id => ("minus ", indonesian(digits)),
        Lang::En => ("minus ", english(digits)),
    };
    format!("{}{number} rupiah", if amount.0 < 0 { minus } else { "" })
}

const ID_UNITS: [&str; 12] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
];
const ID_STEPS: [(u64, &str); 6] = [
    (1_000_000_000_000_000_000, "kuintiliun"),
    (1_000_000_000_000_000, "kuadriliun"),
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
    (1_000, "ribu"),
];

fn indonesian(number: u64) -> String {
    match number {
        0..=11 => unit(&ID_UNITS, number).to_owned(),
        12..=19 => format!("{} belas", unit(&ID_UNITS, number - 10)),
        20..=99 => join(format!("{} puluh", unit(&ID_UNITS, number / 10)), number % 10, indonesian),
        100..=199 => join("seratus".to_owned(), number - 100, indonesian),
        200..=999 => join(format!("{} ratus", unit(&ID_UNITS, number / 100)), number % 100, indonesian),
        1_000..=1_999 => join("seribu".to_owned(), number - 1_000, indonesian),
        _ => large(number, &ID_STEPS, indonesian),
    }
}

const EN_UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const EN_TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const EN_STEPS: [(u64, &str); 6] = [
    (1_000_000_000_000_000_000, "quintillion"),
    (1_000_000_000_000_000, "quadrillion"),
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
];

fn english(number: u64) -> String {
    match number {
        0..=19 => unit(&EN_UNITS, number).to_owned(),
        20..=99 if number.is_multiple_of(10) => unit(&EN_TENS, number / 10).to_owned(),
        20..=99 => format!("{}-{}", unit(&EN_TENS, number / 10), unit(&EN_UNITS, number % 10)),
        100..=999 => join(format!("{} hundred", unit(&EN_UNITS, number / 100)), number % 100, english),
        _ => large(number, &EN_STEPS, english),
    }
}

fn large(number: u64, steps: &[(u64, &str)], say: fn(u64) -> String) -> String {
    match steps.iter().find(|(step, _)| number >= *step) {
        Some((step, name)) => join(format!("{} {name}", say(number / step)), number % step, say),
        None => String::new(),
    }
}

fn join(head: String, rest: u64, say: fn(u64) -> String) -> String {
    if rest == 0 { head } else { format!("{head} {}", say(rest)) }
}

fn unit(names: &[&'static str], place: u64) -> &'static str {
    usize::try_from(place).ok().and_then(|place| names.get(place)).copied().unwrap_or_default()
}

/// A way: `800 m`, `3,2 km`, `52 km`. Nobody rides by the metre.
pub fn kilometres(lang: Lang, metres: f64) -> String {
    if metres < 950.0 {
        return format!("{:.0} m", (metres / 50.0).round() * 50.0);
    }
    let kilometres = metres / 1_000.0;
    let text = if kilometres < 10.0 { format!("{kilometres:.1}") } else { format!("{kilometres:.0}") };
    match lang {
        Lang::Id => format!("{} km", text.replace('.', ",")),
        Lang::En => format!("{text} km"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_say_amounts_as_indonesians_do() {
        for (amount, words) in [
            (0, "nol"),
            (1, "satu"),
            (10, "sepuluh"),
            (11, "sebelas"),
            (12, "dua belas"),
            (19, "sembilan belas"),
            (20, "dua puluh"),
            (21, "dua puluh satu"),
            (100, "seratus"),
            (111, "seratus sebelas"),
            (200, "dua ratus"),
            (1_000, "seribu"),
            (1_011, "seribu sebelas"),
            (1_100, "seribu seratus"),
            (2_000, "dua ribu"),
            (11_000, "sebelas ribu"),
            (100_000, "seratus ribu"),
            (101_000, "seratus satu ribu"),
            (1_001_000, "satu juta seribu"),
            (1_250_000, "satu juta dua ratus lima puluh ribu"),
            (2_000_000_001, "dua miliar satu"),
            (1_000_000_000_000, "satu triliun"),
        ] {
            assert_eq!(amount_in_words(Lang::Id, Rupiah(amount)), format!("{words} rupiah"));
        }
        assert_eq!(amount_in_words(Lang::Id, Rupiah(-600_000)), "minus enam ratus ribu rupiah");
    }

    #[test]
    fn receipts_say_amounts_in_english_too() {
        for (amount, words) in [
            (0, "zero"),
            (13, "thirteen"),
            (40, "forty"),
            (121, "one hundred twenty-one"),
            (1_250_000, "one million two hundred fifty thousand"),
            (2_000_011, "two million eleven"),
        ] {
            assert_eq!(amount_in_words(Lang::En, Rupiah(amount)), format!("{words} rupiah"));
        }
    }

    #[test]
    fn ways_are_told_as_people_tell_them() {
        let told = [0.0, 412.0, 949.0, 951.0, 3_249.0, 52_641.0].map(|metres| kilometres(Lang::Id, metres));
        assert_eq!(told, ["0 m", "400 m", "950 m", "1,0 km", "3,2 km", "53 km"]);
        assert_eq!(kilometres(Lang::En, 3_249.0), "3.2 km");
    }
}
