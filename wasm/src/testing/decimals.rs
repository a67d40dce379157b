//! Decimal conversion against Rust's own, which is not in the core: at the edges, and at random.

use super::Random;
use crate::value::decimal::Decimal;
use crate::value::parse::parse;

/// Of two shortest forms that are equally near, Rust takes the upper, JavaScript the even one if it reads back. Ties need 16
/// digits.
fn to_even(f: f64, digits: &mut Vec<u8>, exponent: i32) {
    let even = [&digits[..digits.len() - 1], &[digits[digits.len() - 1] - 1]].concat();
    if digits.len() < 16 || digits[digits.len() - 1].is_multiple_of(2) {
        return;
    }
    let text = format!("{f:.*e}", digits.len() + 40);
    let exact: Vec<u8> = text.bytes().take_while(|b| *b != b'e').filter(u8::is_ascii_digit).collect();
    let is_tie = exact.starts_with(&even) && exact[even.len()..].iter().rev().skip_while(|b| **b == b'0').eq([&b'5']);
    let count = i32::try_from(even.len()).unwrap() - 1;
    let read = format!("{}e{}", std::str::from_utf8(&even).unwrap(), exponent - count).parse();
    if is_tie && read == Ok(f) {
        *digits = even;
    }
}

fn check(f: f64) {
    let text = format!("{:e}", f.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap();
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let exponent = exponent.parse::<i32>().unwrap();
    to_even(f.abs(), &mut digits, exponent);
    let wanted = Decimal { negative: f < 0.0, digits, point: exponent + 1 };
    assert_eq!(Decimal::of(f), wanted, "{f:e}");
    check_text(&format!("{f:e}"));
    check_text(&format!("{f}"));
}

fn check_text(text: &str) {
    let (found, wanted) = (parse(text), text.parse::<f64>().ok());
    assert_eq!(found.map(f64::to_bits), wanted.map(f64::to_bits), "{text}");
}

#[test]
fn numbers_at_the_edges() {
    let powers = (-1074..=1023).map(|e| 2_f64.powi(e));
    let edges = [f64::MAX, f64::MIN_POSITIVE, 5e-324, 9e15, 1e15, 1e16, 1e21, 1e22, 1e23, 0.1, 0.3, 2e-3, 123_456.789];
    for f in powers.chain(edges) {
        let bits = f.to_bits();
        for near in [bits.saturating_sub(1), bits, bits + 1] {
            let f = f64::from_bits(near);
            if f.is_finite() && f != 0.0 {
                check(f);
                check(-f);
            }
        }
    }
}

#[test]
fn numbers_at_random() {
    let mut random = Random::new(1);
    for _ in 0..100_000 {
        let f = f64::from_bits((random.next() << 32) ^ random.next());
        if f.is_finite() && f != 0.0 {
            check(f);
        }
        // As people write them, and sums of such.
        let cents = f64::from(u32::try_from(random.below(1_000_000_000)).unwrap());
        check(cents / 100.0 + 0.01);
        check(cents * 1e9 + 0.5);
    }
}

#[test]
fn texts_that_are_numbers_or_not() {
    let halfway = format!("{:.1100}", f64::from_bits(1) / 2.0 + 2_f64.powi(-1022));
    let texts = [
        "",
        "+",
        "-",
        ".",
        "e",
        "1e",
        "1e+",
        "e1",
        ".e1",
        "1.",
        ".5",
        "-.5e1",
        "+1",
        "--1",
        "1 ",
        " 1",
        "1_0",
        "0x1",
        "١",
        "0",
        "-0",
        "000",
        "0e999999999999",
        "1e400",
        "-1e400",
        "1e-400",
        "inf",
        "-Inf",
        "infinity",
        "INFINITY",
        "nan",
        "NaN",
        "infi",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "4.9406564584124654e-324",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "9007199254740993",
        "9007199254740993.0000000000000000000001",
        "123456789012345678901234567890",
    ];
    texts.into_iter().chain([halfway.as_str()]).for_each(check_text);
    for digits in [20, 799, 800, 801, 5_000] {
        for last in ["0", "1", "5"] {
            check_text(&format!("9007199254740993.{}{last}", "0".repeat(digits)));
            check_text(&format!("0.{}{last}e{digits}", "0".repeat(digits)));
            check_text(&format!("1{}{last}e-{digits}", "0".repeat(digits)));
        }
    }
}
