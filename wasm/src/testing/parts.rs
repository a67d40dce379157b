//! Small parts against known answers.

use super::Random;
use crate::diff::increasing::staying;
use crate::diff::text::{TextOp, shortest};
use crate::evaluate::context::{is_url_allowed, is_url_list_allowed, style_part};
use crate::evaluate::filter::{date, decimal, text};
use crate::frame::matching::{NEW, find_duplicates, match_keys};
use crate::markup::measure;
use crate::value::Value;
use crate::value::key::Key;
use crate::value::print::{print_date, print_float, print_integer};
use crate::value::reader::Reader;
use crate::value::utf16::{byte_length, utf16_length};
use crate::value::wide::{common_prefix, common_suffix, same_bytes};
use crate::value::writer::{begin, end, put_varint, put_zigzag};
use bumpalo::Bump;

fn printed(print: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    print(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn varints_survive_and_are_bounded() {
    for n in [0, 1, 127, 128, 16_383, 16_384, (1 << 53) - 1] {
        let mut out = Vec::new();
        put_varint(&mut out, n);
        assert_eq!(Reader::new(&out).varint(), Ok(n));
    }
    for bytes in [&[0x80][..], &[0xff; 8], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], &[]] {
        assert!(Reader::new(bytes).varint().is_err(), "{bytes:?}");
    }
    for n in [0, -1, 1, -64, 64, (1 << 53) - 1, 1 - (1 << 53)] {
        let mut out = Vec::new();
        put_zigzag(&mut out, n);
        assert_eq!(Reader::new(&out).zigzag(), Ok(n));
    }
}

#[test]
fn lengths_are_written_afterwards_in_as_few_bytes_as_possible() {
    for guess in [0, 200, 20_000] {
        for length in [0, 127, 128, 300, 16_384] {
            let mut out = vec![9];
            let gap = begin(&mut out, guess);
            out.extend((0..length).map(|i: usize| i.to_le_bytes()[0]));
            end(&mut out, gap);
            let mut expected = vec![9];
            put_varint(&mut expected, u64::try_from(length).unwrap());
            expected.extend((0..length).map(|i| i.to_le_bytes()[0]));
            assert_eq!(out, expected);
        }
    }
}

#[test]
#[expect(clippy::excessive_precision, reason = "numbers between two that a float can hold are the point")]
fn numbers_print_as_in_javascript() {
    for (number, expected) in [
        (0.1, "0.1"),
        (1e21, "1e+21"),
        (1e-7, "1e-7"),
        (123456789012345680000.0, "123456789012345680000"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (0.000001, "0.000001"),
        (1.5, "1.5"),
        (-2.25, "-2.25"),
        (100.0, "100"),
        (1e20, "100000000000000000000"),
        (-885_281_803_885_448.25, "-885281803885448.2"),
        (140280903269684.125, "140280903269684.12"),
        (9007199254740993.0, "9007199254740992"),
        (0.30000000000000004, "0.30000000000000004"),
        (1e300, "1e+300"),
        (-1e-9, "-1e-9"),
        (12345.678, "12345.678"),
        (2_f64.powi(-24), "5.960464477539063e-8"),
    ] {
        assert_eq!(printed(|out| print_float(number, out)), expected);
    }
    assert_eq!(printed(|out| print_float(f64::NAN, out)), "NaN");
    assert_eq!(printed(|out| print_float(f64::NEG_INFINITY, out)), "-Infinity");
    assert_eq!(printed(|out| print_float(-0.0, out)), "0");
    assert_eq!(printed(|out| print_integer(i64::MIN, out)), "-9223372036854775808");
}

#[test]
fn dates_print_as_iso() {
    let iso = |ms| printed(|out| print_date(ms, out));
    assert_eq!(iso(0.0), "1970-01-01T00:00:00.000Z");
    assert_eq!(iso(951_782_399_999.0), "2000-02-28T23:59:59.999Z");
    assert_eq!(iso(-62_198_755_200_000.0), "-000001-01-01T00:00:00.000Z");
    assert_eq!(iso(8.64e15), "+275760-09-13T00:00:00.000Z");
    assert_eq!(iso(f64::NAN), "");
    assert_eq!(iso(1e300), "");
}

#[test]
fn date_formats_as_in_django() {
    // 2024-12-30T13:05:09.007Z, a Monday of week 1 of 2025.
    let at = 1_735_563_909_007.0;
    assert_eq!(date::format(at, "N j, Y"), "Dec. 30, 2024");
    assert_eq!(date::format(at, "D l d M b F n y"), "Mon Monday 30 Dec dec December 12 24");
    assert_eq!(date::format(at, "o W z t L w jS"), "2025 1 365 31 True 1 30th");
    assert_eq!(date::format(at, "g:i a, G H h s u P f A"), "1:05 p.m., 13 13 01 09 007000 1:05 p.m. 1:05 PM");
    assert_eq!(date::format(at, "e T O Z I U \\Y"), "UTC UTC +0000 0 0 1735563909 Y");
    assert_eq!(date::format(0.0, "P"), "midnight");
    assert_eq!(date::format(43_200_000.0, "P"), "noon");
}

#[test]
fn floatformat_as_in_django() {
    let format =
        |f: f64, format: &str| decimal::floatformat(&Value::Float(f), &printed(|out| print_float(f, out)), format);
    for (number, arg, expected) in [
        (34.232_34, "-1", "34.2"),
        (34.0, "-1", "34"),
        (34.26, "3", "34.260"),
        (34.0, "-3", "34"),
        (39.56, "0", "40"),
        (0.005, "2", "0.01"),
        (9.96, "1", "10.0"),
        (-0.4, "0", "0"),
        (1e-7, "2", "0.00"),
        (0.5, "0", "1"),
        (-1.5, "0", "-2"),
        (1_234_567.891, "2g", "1,234,567.89"),
        (999.999, "2g", "1,000.00"),
        (1e21, "1", "1000000000000000000000.0"),
    ] {
        assert_eq!(format(number, arg), expected, "{number} {arg}");
    }
    assert_eq!(decimal::floatformat(&Value::Text("x"), "x", "2"), "");
    assert_eq!(decimal::floatformat(&Value::Text(" 7.125 "), " 7.125 ", "2"), "7.13");
}

#[test]
fn titles() {
    assert_eq!(text::title("they're bill's 2nd friends-of ÉCOLE"), "They're Bill's 2nd Friends-Of École");
    assert_eq!(text::capfirst("éa b"), "Éa b");
}

#[test]
fn urls_are_read_as_browsers_read_them() {
    for url in ["", "/a", "a:b"].iter().take(2).chain(&[
        "?q=a:b",
        "#a:b",
        "./x:y",
        "https://a",
        "HTTP://a",
        "mailto:a@b",
        "tel:1",
        "//host",
        "a/b:c",
        ":x",
    ]) {
        assert!(is_url_allowed(url.as_bytes()), "{url}");
    }
    for url in [
        "javascript:x",
        " \u{1}javascript:x",
        "java\tscript:x",
        "java\nscript\r:x",
        "data:x",
        "vbscript:x",
        "JaVaScRiPt:x",
        "a:b",
        "blob:x",
        "file:///x",
    ] {
        assert!(!is_url_allowed(url.as_bytes()), "{url}");
    }
    assert!(is_url_list_allowed(b"a.png 1x, https://b/c.png 2x"));
    assert!(!is_url_list_allowed(b"a.png 1x, javascript:x 2x"));
}

#[test]
fn style_values_stay_in_their_property() {
    for value in ["red", "10px", "rgb(1, 2, 3)", "calc((1px + 2%) * 3)", "'Font Name', serif", "#fff"] {
        assert!(style_part(value.as_bytes()), "{value}");
    }
    for value in [
        "red;x:y",
        "}",
        "{",
        "url(x)",
        "URL(x)",
        "expression(1)",
        "a/*b",
        "a*/b",
        "'",
        "\"",
        ")(",
        "(",
        "\\66",
        "<",
        "a\nb",
        "image-set(x)",
    ] {
        assert!(!style_part(value.as_bytes()), "{value}");
    }
}

#[test]
fn trusted_markup_is_measured_or_refused() {
    let top =
        |markup: &str| measure(markup.as_bytes()).ok().map(|top| (top.nodes, top.last_text, top.is_last_text_plain));
    assert_eq!(top(""), Some((0, 0, true)));
    assert_eq!(top("a<b>c</b>😀"), Some((3, 2, true)));
    assert_eq!(top("<br>x < y"), Some((2, 5, true)));
    assert_eq!(top("a &amp; b"), Some((1, 9, false)));
    assert_eq!(top("<!-- a --><svg><path d='<'/></svg>"), Some((2, 0, true)));
    assert_eq!(top("<script>if (a < b) '</b>'</script>"), Some((1, 0, true)));
    assert_eq!(top("<a href=x/>y</a>"), Some((1, 0, true)));
    for markup in [
        "<b>",
        "</b>",
        "<b></i>",
        "<b><i></b></i>",
        "<div/>",
        "<p><div></div></p>",
        "<!-- ",
        "<a href='",
        "<li><li></li></li>",
        "<!doctype html>",
        "<body></body>",
        "<a><b><a></a></b></a>",
        "<b",
        "<script>",
    ] {
        assert_eq!(top(markup), None, "{markup}");
    }
}

#[test]
fn keys_are_canonical() {
    assert_eq!(Key::of_text("7"), Key::Number(7));
    assert_eq!(Key::of_text("0"), Key::Number(0));
    for text in ["07", "-7", "", "1125899906842624", "99999999999999999999", "7.0", "+7"] {
        assert_eq!(Key::of_text(text), Key::Text(text.as_bytes()));
    }
    assert_eq!(Key::of_text("1125899906842623"), Key::Number((1 << 50) - 1));
}

#[test]
fn the_shortest_text_op_is_chosen() {
    let op = |old: &'static str, new: &'static str| shortest(old.as_bytes(), new.as_bytes(), true);
    assert_eq!(op("hello", "hello world"), TextOp::Append(b" world"));
    assert_eq!(op("", "hello"), TextOp::Set);
    assert_eq!(op("total: 41 items", "total: 42 items"), TextOp::Splice { keep: 8, remove: 1, insert: b"2" });
    assert_eq!(op("41", "42"), TextOp::Set);
    assert_eq!(
        op("abcdefgh 😀 ijkl", "abcdefgh 😁 ijkl"),
        TextOp::Splice { keep: 9, remove: 2, insert: "😁".as_bytes() }
    );
    assert_eq!(
        op("naïve naïve naïve", "naïve naève naïve"),
        TextOp::Splice { keep: 8, remove: 1, insert: "è".as_bytes() }
    );
}

#[test]
fn matching_finds_every_key() {
    let arena = Bump::new();
    for seed in 0..500 {
        let mut random = Random::new(seed);
        let mut keys = |n: usize| {
            let mut keys: Vec<u64> = Vec::new();
            while keys.len() < n {
                let key = random.next() % 40;
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            keys.into_iter().map(Key::Number).collect::<Vec<_>>()
        };
        let (new, old) = (keys(20), keys(15));
        let found = match_keys(&new, &old, &arena);
        let expected: Vec<u32> = new
            .iter()
            .map(|key| old.iter().position(|o| o == key).map_or(NEW, |i| u32::try_from(i).unwrap()))
            .collect();
        assert_eq!(found, expected, "seed {seed}");
        let stays = staying(found, &arena);
        let kept: Vec<u32> = found.iter().zip(stays).filter(|(_, stays)| **stays).map(|(was, _)| *was).collect();
        assert!(kept.is_sorted_by(|a, b| a < b), "seed {seed}");
        assert_eq!(kept.len(), longest(&expected), "seed {seed}");
    }
}

/// The length of the longest increasing subsequence, the slow way.
fn longest(items: &[u32]) -> usize {
    let mut best: Vec<(u32, usize)> = Vec::new();
    for item in items.iter().filter(|item| **item != NEW) {
        let length = best.iter().filter(|(end, _)| end < item).map(|(_, length)| *length).max().unwrap_or(0) + 1;
        best.push((*item, length));
    }
    best.iter().map(|(_, length)| *length).max().unwrap_or(0)
}

#[test]
fn duplicates_are_numbered() {
    let keys = [3, 1, 3, 2, 3, 1].map(Key::Number);
    let mut found = Vec::new();
    find_duplicates(&keys, &Bump::new(), |at, count| found.push((at, count)));
    found.sort_unstable();
    assert_eq!(found, [(2, 1), (4, 2), (5, 1)]);
}

#[test]
fn wide_compares_agree_with_narrow_ones() {
    let mut random = Random::new(3);
    for _ in 0..2_000 {
        let a: Vec<u8> = (0..random.below(300)).map(|_| u8::from(random.chance(2))).collect();
        let b: Vec<u8> = if random.chance(50) {
            a.clone()
        } else {
            (0..random.below(300)).map(|_| u8::from(random.chance(2))).collect()
        };
        assert_eq!(same_bytes(&a, &b), a == b);
        assert_eq!(common_prefix(&a, &b), a.iter().zip(&b).take_while(|(x, y)| x == y).count());
        assert_eq!(common_suffix(&a, &b), a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count());
    }
}

#[test]
fn utf16_lengths() {
    assert_eq!(utf16_length("aé漢😀".as_bytes()), 5);
    assert_eq!(byte_length("aé漢😀".as_bytes(), 3), Ok(6));
    assert!(byte_length("😀".as_bytes(), 1).is_err());
}
