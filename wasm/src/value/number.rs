//! Conversions between number types that say what happens at the edges.

/// As 64 bits.
#[must_use]
pub(crate) fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// As a length; what does not fit is the largest, which no buffer has.
#[must_use]
pub(crate) fn narrow(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// As 32 bits; what does not fit is the largest.
#[must_use]
pub(crate) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// An index.
#[must_use]
pub(crate) fn index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// A length as a value.
#[must_use]
pub(crate) fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The nearest float.
#[must_use]
#[expect(clippy::as_conversions, reason = "rounding to the nearest float is what is wanted, and no trait offers it")]
pub(crate) fn float(n: i64) -> f64 {
    n as f64
}

/// Without its fraction; saturates, and NaN is 0.
#[must_use]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "float casts saturate, which is what is wanted"
)]
pub(crate) fn truncate(n: f64) -> i64 {
    n as i64
}
