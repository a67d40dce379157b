//! Values as text. Numbers as JavaScript writes them (ECMA-262, Number::toString), dates as ISO 8601. What has no text of
//! its own (lists, records) prints as nothing; the encoder refuses it long before.

use super::Value;
use super::decimal::Decimal;
use super::number::truncate;
use std::io::Write;

/// Appends a value's text.
pub(crate) fn print(value: &Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => out.extend_from_slice(text.as_bytes()),
        Value::Int(n) | Value::Count(n) => print_integer(*n, out),
        Value::Float(f) => print_float(*f, out),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Date(ms) => print_date(*ms, out),
        Value::Null | Value::List(_) | Value::Dict(_) | Value::Record(..) | Value::Rows(_) | Value::Loop(_) => {}
    }
}

/// Appends a whole number.
pub(crate) fn print_integer(n: i64, out: &mut Vec<u8>) {
    if n < 0 {
        out.push(b'-');
    }
    let mut rest = n.unsigned_abs();
    let start = out.len();
    loop {
        let [digit, ..] = (rest % 10).to_le_bytes();
        out.push(b'0' + digit);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if let Some(digits) = out.get_mut(start..) {
        digits.reverse();
    }
}

/// Appends a number as JavaScript does.
pub(crate) fn print_float(f: f64, out: &mut Vec<u8>) {
    if f.is_nan() {
        return out.extend_from_slice(b"NaN");
    }
    if f.is_infinite() {
        return out.extend_from_slice(if f > 0.0 { b"Infinity" } else { b"-Infinity" });
    }
    if f == 0.0 {
        return out.push(b'0');
    }
    let Decimal { negative, digits, point } = Decimal::of(f);
    if negative {
        out.push(b'-');
    }
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let split = digits.split_at_checked(usize::try_from(point).unwrap_or(usize::MAX));
    if count <= point && point <= 21 {
        out.extend_from_slice(&digits);
        out.extend((count..point).map(|_| b'0'));
    } else if let (1..=21, Some((whole, fraction))) = (point, split) {
        out.extend_from_slice(whole);
        out.push(b'.');
        out.extend_from_slice(fraction);
    } else if -6 < point && point <= 0 {
        out.extend_from_slice(b"0.");
        out.extend((point..0).map(|_| b'0'));
        out.extend_from_slice(&digits);
    } else {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, &[]));
        out.extend_from_slice(first);
        if !rest.is_empty() {
            out.push(b'.');
            out.extend_from_slice(rest);
        }
        out.extend_from_slice(if point > 0 { b"e+" } else { b"e-" });
        print_integer(i64::from((point - 1).abs()), out);
    }
}

/// A moment, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
    /// 0 is Sunday.
    pub(crate) weekday: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    pub(crate) millisecond: i64,
    /// Whole milliseconds since 1970.
    pub(crate) epoch_ms: i64,
}

/// JavaScript's range of dates, in milliseconds around 1970.
const MAX_DATE_MS: f64 = 8.64e15;
const DAY_MS: i64 = 86_400_000;

impl Moment {
    /// None for an invalid date. Civil date from days: Howard Hinnant, "chrono-compatible low-level date algorithms".
    pub(crate) fn of(ms: f64) -> Option<Self> {
        if ms.is_nan() || ms.abs() > MAX_DATE_MS {
            return None;
        }
        let ms = truncate(ms);
        let (days, rest) = (ms.div_euclid(DAY_MS), ms.rem_euclid(DAY_MS));
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Some(Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            weekday: (days + 4).rem_euclid(7),
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1_000 % 60,
            millisecond: rest % 1_000,
            epoch_ms: ms,
        })
    }
}

/// Appends a date as `toISOString` does; an invalid one prints as nothing.
pub(crate) fn print_date(ms: f64, out: &mut Vec<u8>) {
    let Some(at) = Moment::of(ms) else { return };
    let Moment { year, month, day, hour, minute, second, millisecond, .. } = at;
    // Writing to a vector cannot fail.
    let _ = match year {
        0..=9_999 => write!(out, "{year:04}"),
        ..0 => write!(out, "-{:06}", -year),
        _ => write!(out, "+{year:06}"),
    };
    let _ = write!(out, "-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z");
}
