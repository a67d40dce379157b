//! The shortest digits of a number, exactly. Numbers of up to 15 digits, which nearly all are, take one division of floats; the
//! others take large whole numbers. Rust's own printing and parsing are faster there, and 20 kB of code and tables.
//!
//! Source: Steele & White, "How to print floating-point numbers accurately", and Dragon4 after it.

use super::big::Big;
use super::number::{float, truncate};
use super::print::print_integer;
use core::cmp::Ordering;

/// Powers of ten that a float holds exactly.
pub(super) const EXACT_POWERS: i32 = 22;
/// Below this every whole number has at most 15 digits, and any two decimals of 15 digits are different floats.
const MAX_SHORT: i64 = 1_000_000_000_000_000;
pub(super) const MANTISSA_BITS: u32 = 52;

/// The shortest decimal digits that read back as the same number, and the place of the point: 0.digits × 10^point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    pub(crate) digits: Vec<u8>,
    pub(crate) point: i32,
}

impl Decimal {
    /// Of a finite number. Of two shortest forms that are equally near, the even one, as in JavaScript.
    pub(crate) fn of(f: f64) -> Self {
        let (digits, point) = short(f.abs()).unwrap_or_else(|| long(f.abs()));
        Self { negative: f < 0.0, digits, point }
    }
}

/// Digits of a number that has at most 15.
fn short(f: f64) -> Option<(Vec<u8>, i32)> {
    let mut power = 1.0;
    for decimals in 0..=EXACT_POWERS {
        let whole = truncate(f * power + 0.5);
        if whole >= MAX_SHORT {
            return None;
        }
        if float(whole) / power == f {
            let mut digits = Vec::new();
            print_integer(whole, &mut digits);
            let point = i32::try_from(digits.len()).unwrap_or(i32::MAX) - decimals;
            while digits.len() > 1 && digits.last() == Some(&b'0') {
                digits.pop();
            }
            return Some((digits, point));
        }
        power *= 10.0;
    }
    None
}

/// Mantissa and exponent: mantissa × 2^exponent.
fn parts(f: f64) -> (u64, i32) {
    let bits = f.to_bits();
    let fraction = bits & ((1 << MANTISSA_BITS) - 1);
    match i32::try_from((bits >> MANTISSA_BITS) & 0x7ff).unwrap_or(0) {
        0 => (fraction, -1074),
        exponent => (fraction | (1 << MANTISSA_BITS), exponent - 1075),
    }
}

/// What is left of a number while its digits are taken off it: rest / unit × 10^point.
struct Rest {
    rest: Big,
    unit: Big,
    /// Half the distances to the floats below and above.
    below: Big,
    above: Big,
    /// Halfway to the next float reads as this one.
    is_even: bool,
    point: i32,
}

impl Rest {
    /// All of a number, scaled so that it is below a unit and rounds to at least a tenth of one.
    fn of(f: f64) -> Self {
        let (mantissa, exponent) = parts(f);
        // All is doubled so that half a distance is whole; below a power of two the next float is only half as far.
        let is_uneven = mantissa == 1 << MANTISSA_BITS && exponent > -1074;
        let extra = 1 + u32::from(is_uneven);
        let up = u32::try_from(exponent).unwrap_or(0);
        let shifted = |n: u64, by: u32| {
            let mut big = Big::new(n);
            big.shift(by);
            big
        };
        // One above the logarithm to base 10, or that itself, from the logarithm to base 2.
        let point = (((exponent + i32::try_from(mantissa.ilog2()).unwrap_or(0)) * 78_913) >> 18) + 1;
        let mut rest = Self {
            rest: shifted(mantissa, up + extra),
            unit: shifted(1, extra + u32::try_from(-exponent).unwrap_or(0)),
            below: shifted(1, up),
            above: shifted(1, up + u32::from(is_uneven)),
            is_even: mantissa.is_multiple_of(2),
            point,
        };
        if point >= 0 {
            rest.unit.scale(point.unsigned_abs());
        } else {
            rest.scale(point.unsigned_abs());
        }
        if rest.reaches_unit() {
            rest.unit.scale(1);
            rest.point += 1;
        }
        rest
    }

    fn scale(&mut self, n: u32) {
        for big in [&mut self.rest, &mut self.below, &mut self.above] {
            big.scale(n);
        }
    }

    /// Whether a unit more than what was taken off reads as this number.
    fn reaches_unit(&self) -> bool {
        let mut sum = self.rest.clone();
        sum.add(&self.above);
        is_more(sum.order(&self.unit), self.is_even)
    }

    /// Whether what was taken off reads as this number.
    fn reaches_nothing(&self) -> bool {
        is_more(self.below.order(&self.rest), self.is_even)
    }

    /// Takes off one digit.
    fn digit(&mut self) -> u8 {
        self.scale(1);
        let mut digit = b'0';
        while self.rest.order(&self.unit) != Ordering::Less {
            self.rest.subtract(&self.unit);
            digit += 1;
        }
        digit
    }

    /// Whether a unit more than what was taken off is nearer; of two that are equally near, the even one.
    fn is_nearer_above(&self, is_odd: bool) -> bool {
        let mut doubled = self.rest.clone();
        doubled.shift(1);
        is_more(doubled.order(&self.unit), is_odd)
    }
}

pub(super) fn is_more(order: Ordering, or_equal: bool) -> bool {
    order == Ordering::Greater || (or_equal && order == Ordering::Equal)
}

/// Digits of any number: as few as read back as it.
fn long(f: f64) -> (Vec<u8>, i32) {
    let mut rest = Rest::of(f);
    let mut digits = Vec::new();
    loop {
        let digit = rest.digit();
        digits.push(digit);
        let (is_low, is_high) = (rest.reaches_nothing(), rest.reaches_unit());
        if is_low || is_high {
            let is_odd = !digit.is_multiple_of(2);
            if is_high && (!is_low || rest.is_nearer_above(is_odd)) {
                rest.point += round_up(&mut digits);
            }
            return (digits, rest.point);
        }
    }
}

/// Adds one to the last digit; returns by how much the point moves.
fn round_up(digits: &mut Vec<u8>) -> i32 {
    while digits.last() == Some(&b'9') {
        digits.pop();
    }
    match digits.last_mut() {
        Some(last) => {
            *last += 1;
            0
        }
        None => {
            digits.push(b'1');
            1
        }
    }
}
