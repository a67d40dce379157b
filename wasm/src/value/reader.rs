//! Reading the primitive encodings that TypeScript and Rust share: unsigned LEB128 up to 2^53 - 1, zigzag, length-prefixed
//! bytes. Every read is bounds-checked; nothing here allocates.

use super::number::narrow;
use crate::fault::{Fault, Outcome};

/// Largest number that both languages hold exactly.
pub(crate) const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Bytes that are yet to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    #[inline(always)]
    pub(crate) fn byte(&mut self) -> Outcome<u8> {
        let (first, rest) = self.rest.split_first().ok_or(Fault::Malformed)?;
        self.rest = rest;
        Ok(*first)
    }

    #[inline(always)]
    pub(crate) fn varint(&mut self) -> Outcome<u64> {
        let first = self.byte()?;
        if first < 0x80 {
            return Ok(u64::from(first));
        }
        let value = self.long_varint(first)?;
        if value <= MAX_INTEGER { Ok(value) } else { Err(Fault::Malformed) }
    }

    fn long_varint(&mut self, first: u8) -> Outcome<u64> {
        let mut value = u64::from(first & 0x7f);
        for shift in [7, 14, 21, 28, 35, 42, 49] {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Fault::Malformed)
    }

    /// A varint that is a length or an index.
    #[inline(always)]
    pub(crate) fn size(&mut self) -> Outcome<usize> {
        self.varint().map(narrow)
    }

    pub(crate) fn u32(&mut self) -> Outcome<u32> {
        u32::try_from(self.varint()?).map_err(|_| Fault::Malformed)
    }

    /// How many follow, each at least one byte long: more than there are bytes cannot be.
    pub(crate) fn count(&mut self) -> Outcome<usize> {
        let count = self.size()?;
        if count <= self.rest.len() { Ok(count) } else { Err(Fault::Malformed) }
    }

    pub(crate) fn zigzag(&mut self) -> Outcome<i64> {
        // One bit more than a varint has: the sign.
        let first = self.byte()?;
        let value = if first < 0x80 { u64::from(first) } else { self.long_varint(first)? };
        let half = i64::try_from(value >> 1).map_err(|_| Fault::Malformed)?;
        Ok(if value & 1 == 0 { half } else { -half - 1 })
    }

    pub(crate) fn float(&mut self) -> Outcome<f64> {
        let (bytes, rest) = self.rest.split_first_chunk::<8>().ok_or(Fault::Malformed)?;
        self.rest = rest;
        Ok(f64::from_le_bytes(*bytes))
    }

    #[inline(always)]
    pub(crate) fn take(&mut self, length: usize) -> Outcome<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Fault::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Length-prefixed bytes.
    #[inline(always)]
    pub(crate) fn bytes(&mut self) -> Outcome<&'a [u8]> {
        let length = self.size()?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Outcome<&'a str> {
        core::str::from_utf8(self.bytes()?).map_err(|_| Fault::Malformed)
    }

    /// What was read since `before`, a copy of this reader made then.
    #[inline(always)]
    pub(crate) fn since(&self, before: Self) -> &'a [u8] {
        before.rest.get(..before.rest.len().saturating_sub(self.rest.len())).unwrap_or_default()
    }
}
