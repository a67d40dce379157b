//! Large whole numbers, just enough of them to convert between binary and decimal exactly.

use core::cmp::Ordering;

/// Limbs of 32 bits, the lowest first; the highest is not zero.
#[derive(Debug, Clone)]
pub(crate) struct Big(Vec<u32>);

/// The low half, and the rest.
fn halves(n: u64) -> (u32, u64) {
    let [a, b, c, d, ..] = n.to_le_bytes();
    (u32::from_le_bytes([a, b, c, d]), n >> 32)
}

impl Big {
    pub(crate) fn new(n: u64) -> Self {
        let (low, rest) = halves(n);
        let mut big = Self(vec![low, halves(rest).0]);
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// Number of bits.
    pub(crate) fn bits(&self) -> u32 {
        let limbs = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        limbs * 32 - self.0.last().map_or(0, |top| top.leading_zeros())
    }

    pub(crate) fn times_plus(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for limb in &mut self.0 {
            (*limb, carry) = halves(u64::from(*limb) * u64::from(factor) + carry);
        }
        if carry > 0 {
            self.0.push(halves(carry).0);
        }
        self.trim();
    }

    /// Times 10^n.
    pub(crate) fn scale(&mut self, n: u32) {
        for _ in 0..n / 9 {
            self.times_plus(1_000_000_000, 0);
        }
        self.times_plus(10_u32.pow(n % 9), 0);
    }

    /// Times 2^n.
    pub(crate) fn shift(&mut self, n: u32) {
        self.times_plus(1 << (n % 32), 0);
        if !self.0.is_empty() {
            self.0.splice(0..0, (0..n / 32).map(|_| 0));
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        let more = other.0.len().saturating_sub(self.0.len());
        self.0.extend((0..more).map(|_| 0));
        let mut carry = 0;
        for (i, limb) in self.0.iter_mut().enumerate() {
            let addend = other.0.get(i).copied().unwrap_or(0);
            (*limb, carry) = halves(u64::from(*limb) + u64::from(addend) + carry);
        }
        if carry > 0 {
            self.0.push(1);
        }
    }

    /// Subtracts what is not larger.
    pub(crate) fn subtract(&mut self, other: &Self) {
        let mut borrows = false;
        for (i, limb) in self.0.iter_mut().enumerate() {
            let (rest, first) = limb.overflowing_sub(other.0.get(i).copied().unwrap_or(0));
            let (rest, second) = rest.overflowing_sub(u32::from(borrows));
            *limb = rest;
            borrows = first || second;
        }
        self.trim();
    }

    pub(crate) fn order(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}
