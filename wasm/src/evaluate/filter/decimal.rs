//! `floatformat`: decimal rounding, half up, on the shortest digits of a number (as Django does on `Decimal(repr(n))`), so
//! that 34.26 is what it looks like and not what its binary form is.

use crate::value::Value;
use crate::value::decimal::Decimal;
use crate::value::parse::parse;
use crate::value::print::print_float;

/// More decimals than this are not given.
const MAX_DECIMALS: i32 = 200;

/// `format`: decimals, negative: only if there are any; a trailing `g` groups thousands, `u` changes nothing.
pub(crate) fn floatformat(value: &Value<'_>, text: &str, format: &str) -> String {
    let Some(number) = number(value, text) else { return String::new() };
    if !number.is_finite() {
        let mut out = Vec::new();
        print_float(number, &mut out);
        return String::from_utf8_lossy(&out).into_owned();
    }
    let plain = format.trim_end_matches(['g', 'u']);
    let is_grouped = format.get(plain.len()..).is_some_and(|marks| marks.contains('g'));
    let Ok(decimals) = plain.parse::<i32>() else { return text.to_owned() };
    let decimal = exact(value, text, number);
    let count = i32::try_from(decimal.digits.len()).unwrap_or(i32::MAX);
    let is_whole = decimal.point >= count;
    let decimals = if decimals < 0 && is_whole { 0 } else { decimals.saturating_abs().min(MAX_DECIMALS) };
    write(&round(decimal, decimals), decimals, is_grouped)
}

fn number(value: &Value<'_>, text: &str) -> Option<f64> {
    match value {
        Value::Int(_) | Value::Count(_) | Value::Float(_) => parse(text),
        Value::Text(text) => parse(text.trim()),
        Value::Bool(b) => Some(f64::from(u8::from(*b))),
        Value::Null
        | Value::Date(_)
        | Value::List(_)
        | Value::Dict(_)
        | Value::Record(..)
        | Value::Rows(_)
        | Value::Loop(_) => None,
    }
}

/// The digits as they are written, where they are written plainly; otherwise those of the number.
fn exact(value: &Value<'_>, text: &str, number: f64) -> Decimal {
    let text = if matches!(value, Value::Bool(_)) { "" } else { text.trim() };
    let unsigned = text.trim_start_matches(['-', '+']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_plain = !whole.is_empty() && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    if !is_plain {
        return Decimal::of(number);
    }
    let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let kept = whole.len() + fraction.trim_end_matches('0').len();
    digits.truncate(kept);
    Decimal { negative: text.starts_with('-'), digits, point: i32::try_from(whole.len()).unwrap_or(i32::MAX) }
}

/// Rounds half up to so many decimals.
fn round(decimal: Decimal, decimals: i32) -> Decimal {
    let Decimal { negative, mut digits, mut point } = decimal;
    let keep = point.saturating_add(decimals);
    let Ok(keep) = usize::try_from(keep) else { return Decimal { negative, digits: Vec::new(), point: 0 } };
    let carries = digits.get(keep).is_some_and(|digit| *digit >= b'5');
    digits.truncate(keep);
    if carries {
        let mut carry = true;
        for digit in digits.iter_mut().rev() {
            carry = *digit == b'9';
            *digit = if carry { b'0' } else { *digit + 1 };
            if !carry {
                break;
            }
        }
        if carry {
            digits.insert(0, b'1');
            point += 1;
        }
    }
    Decimal { negative, digits, point }
}

fn write(decimal: &Decimal, decimals: i32, is_grouped: bool) -> String {
    let digit = |at: i32| {
        usize::try_from(at).ok().and_then(|at| decimal.digits.get(at)).map_or('0', |digit| char::from(*digit))
    };
    let mut whole: String = (0..decimal.point).map(digit).collect();
    whole = whole.trim_start_matches('0').to_owned();
    if whole.is_empty() {
        whole.push('0');
    }
    let is_zero = decimal.digits.iter().all(|digit| *digit == b'0');
    let mut out = String::new();
    // Django keeps no minus before zero.
    if decimal.negative && !is_zero {
        out.push('-');
    }
    for (i, c) in whole.chars().enumerate() {
        if is_grouped && i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if decimals > 0 {
        out.push('.');
        out.extend((decimal.point..decimal.point.saturating_add(decimals)).map(digit));
    }
    out
}
