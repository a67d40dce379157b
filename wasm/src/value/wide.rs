//! Comparing bytes. The `memcmp` that wasm links goes byte by byte; this goes by 64 and is 8 to 10 times faster there.

/// Whether both are the same.
#[must_use]
pub(crate) fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (wide_a, rest_a) = a.as_chunks::<64>();
    let (wide_b, rest_b) = b.as_chunks::<64>();
    if wide_a.iter().zip(wide_b).any(|(x, y)| differs(x, y)) {
        return false;
    }
    let (words_a, tail_a) = rest_a.as_chunks::<8>();
    let (words_b, tail_b) = rest_b.as_chunks::<8>();
    words_a.iter().zip(words_b).all(|(x, y)| u64::from_le_bytes(*x) == u64::from_le_bytes(*y))
        && tail_a.iter().zip(tail_b).all(|(x, y)| x == y)
}

#[inline(always)]
fn differs(a: &[u8; 64], b: &[u8; 64]) -> bool {
    let (lanes_a, _) = a.as_chunks::<16>();
    let (lanes_b, _) = b.as_chunks::<16>();
    let mut all = 0;
    for (x, y) in lanes_a.iter().zip(lanes_b) {
        all |= u128::from_le_bytes(*x) ^ u128::from_le_bytes(*y);
    }
    all != 0
}

/// How many bytes at the beginning are the same.
#[must_use]
pub(crate) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let (wide_a, _) = a.as_chunks::<64>();
    let (wide_b, _) = b.as_chunks::<64>();
    let at = wide_a.iter().zip(wide_b).take_while(|(x, y)| !differs(x, y)).count() * 64;
    let rest_a = a.get(at..).unwrap_or_default();
    let rest_b = b.get(at..).unwrap_or_default();
    at + rest_a.iter().zip(rest_b).take_while(|(x, y)| x == y).count()
}

/// How many bytes at the end are the same.
#[must_use]
pub(crate) fn common_suffix(a: &[u8], b: &[u8]) -> usize {
    let (_, wide_a) = a.as_rchunks::<64>();
    let (_, wide_b) = b.as_rchunks::<64>();
    let at = wide_a.iter().rev().zip(wide_b.iter().rev()).take_while(|(x, y)| !differs(x, y)).count() * 64;
    let rest_a = a.get(..a.len() - at).unwrap_or_default();
    let rest_b = b.get(..b.len() - at).unwrap_or_default();
    at + rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count()
}
