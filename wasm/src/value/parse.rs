//! The number that a text is, exactly. Up to 15 digits take one multiplication or division of floats, more take large whole
//! numbers.
//!
//! Source: Clinger, "How to read floating point numbers accurately".

use super::big::Big;
use super::decimal::{EXACT_POWERS, MANTISSA_BITS, is_more};
use super::number::float;
use core::cmp::Ordering;

/// Exponent of the smallest normal number.
const MIN_EXPONENT: i32 = -1022;
/// Digits beyond this only matter by whether any is not zero: halfway between two floats there are at most 767.
const MAX_DIGITS: usize = 800;

/// The number that a text is, as Rust's `parse` takes it.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let (is_negative, text) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let number = if [&b"inf"[..], b"infinity"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
        f64::INFINITY
    } else if text.eq_ignore_ascii_case(b"nan") {
        f64::NAN
    } else {
        plain(text)?
    };
    Some(if is_negative { -number } else { number })
}

/// Digits, perhaps a point, perhaps an exponent.
fn plain(text: &[u8]) -> Option<f64> {
    let (mantissa, exponent) = match text.iter().position(|byte| byte.eq_ignore_ascii_case(&b'e')) {
        Some(at) => (text.get(..at)?, power(text.get(at + 1..)?)?),
        None => (text, 0),
    };
    let point = mantissa.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = match point {
        Some(at) => (mantissa.get(..at)?, mantissa.get(at + 1..)?),
        None => (mantissa, &[][..]),
    };
    if (whole.is_empty() && fraction.is_empty()) || !whole.iter().chain(fraction).all(u8::is_ascii_digit) {
        return None;
    }
    let mut digits: Vec<u8> = whole.iter().chain(fraction).copied().skip_while(|digit| *digit == b'0').collect();
    let mut exponent = exponent.saturating_sub(i64::try_from(fraction.len()).unwrap_or(i64::MAX));
    if digits.len() > MAX_DIGITS {
        exponent = exponent.saturating_add(i64::try_from(digits.len() - MAX_DIGITS).unwrap_or(i64::MAX) - 1);
        let is_more = digits.iter().skip(MAX_DIGITS).any(|digit| *digit != b'0');
        digits.truncate(MAX_DIGITS);
        digits.push(if is_more { b'1' } else { b'0' });
    }
    Some(nearest(&digits, exponent))
}

/// An exponent; what is too large is the largest.
fn power(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        all => (1, all),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0_i64, |sum, digit| (sum * 10 + i64::from(*digit - b'0')).min(1_000_000_000));
    Some(sign * size)
}

/// The float nearest to digits × 10^exponent, without sign.
fn nearest(digits: &[u8], exponent: i64) -> f64 {
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    if digits.is_empty() || exponent.saturating_add(count) < -330 {
        return 0.0;
    }
    if exponent.saturating_add(count) > 310 {
        return f64::INFINITY;
    }
    let exponent = i32::try_from(exponent).unwrap_or(0);
    if count <= 15 && exponent.abs() <= EXACT_POWERS {
        let whole = float(digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(*digit - b'0')));
        let power = (0..exponent.abs()).fold(1.0, |power, _| power * 10.0);
        return if exponent < 0 { whole / power } else { whole * power };
    }
    let (mut over, mut under) = (Big::new(0), Big::new(1));
    digits.iter().for_each(|digit| over.times_plus(10, u32::from(*digit - b'0')));
    if exponent < 0 {
        under.scale(exponent.unsigned_abs())
    } else {
        over.scale(exponent.unsigned_abs())
    }
    quotient(over, under)
}

/// The float nearest to a quotient that is not zero: bit by bit, ties to even.
fn quotient(mut over: Big, mut under: Big) -> f64 {
    let (over_bits, under_bits) = (over.bits(), under.bits());
    over.shift(under_bits.saturating_sub(over_bits));
    under.shift(over_bits.saturating_sub(under_bits));
    let mut exponent = i32::try_from(over_bits).unwrap_or(i32::MAX) - i32::try_from(under_bits).unwrap_or(0);
    if over.order(&under) == Ordering::Less {
        over.shift(1);
        exponent -= 1;
    }
    if exponent > 1023 {
        return f64::INFINITY;
    }
    // Below the smallest normal number there are fewer bits; below half the smallest number there is nothing.
    let Ok(bits) = u32::try_from(53 - (MIN_EXPONENT - exponent).max(0)) else { return 0.0 };
    let mut mantissa = 0_u64;
    for _ in 0..bits {
        mantissa <<= 1;
        if over.order(&under) != Ordering::Less {
            over.subtract(&under);
            mantissa |= 1;
        }
        over.shift(1);
    }
    mantissa += u64::from(is_more(over.order(&under), !mantissa.is_multiple_of(2)));
    // A mantissa that was rounded up to the next power of two carries into the exponent, as it should.
    let biased = u64::try_from(exponent.max(MIN_EXPONENT) - MIN_EXPONENT).unwrap_or(0);
    f64::from_bits((biased << MANTISSA_BITS) + mantissa)
}
