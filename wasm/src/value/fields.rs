//! The values of one evaluation as they arrive: one length-prefixed part per top-level field, decoded when first read.

use super::Value;
use super::decode::{Decoder, Extents};
use super::number::index;
use super::reader::Reader;
use super::wide::same_bytes;
use crate::fault::{Fault, Outcome};
use crate::limit::MAX_VALUES_BYTES;
use bumpalo::Bump;
use bumpalo::collections::Vec;
use core::cell::Cell;

/// All top-level fields.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    fields: &'a [Field<'a>],
    /// The names of each shape; only how many there are matters here.
    shapes: &'a [std::vec::Vec<u32>],
    arena: &'a Bump,
}

#[derive(Debug)]
struct Field<'a> {
    bytes: &'a [u8],
    is_ascii: bool,
    structure: &'a [u8],
    heap: &'a [u8],
    decoded: Cell<Option<(Value<'a>, Option<Extents<'a>>)>>,
}

impl<'a> Fields<'a> {
    /// Finds the fields; nothing is decoded yet.
    pub(crate) fn read(bytes: &'a [u8], shapes: &'a [std::vec::Vec<u32>], arena: &'a Bump) -> Outcome<Self> {
        Self::find(bytes, &[], shapes, arena)
    }

    /// The values before `self`, of which a field without structure is as it is in `self`.
    pub(crate) fn read_old(&self, bytes: &'a [u8]) -> Outcome<Self> {
        Self::find(bytes, self.fields, self.shapes, self.arena)
    }

    fn find(
        bytes: &'a [u8],
        later: &'a [Field<'a>],
        shapes: &'a [std::vec::Vec<u32>],
        arena: &'a Bump,
    ) -> Outcome<Self> {
        if bytes.len() > MAX_VALUES_BYTES {
            return Err(Fault::ValuesBytes);
        }
        let mut reader = Reader::new(bytes);
        let count = reader.count()?;
        let mut fields = Vec::with_capacity_in(count, arena);
        for i in 0..count {
            let before = reader;
            let (structure, heap, ascii) = (reader.size()?, reader.size()?, reader.byte()?);
            let (structure, heap) = (reader.take(structure)?, reader.take(heap)?);
            let found =
                Field { bytes: reader.since(before), is_ascii: ascii == 1, structure, heap, decoded: Cell::new(None) };
            fields.push(match later.get(i) {
                Some(same) if structure.is_empty() => Field { decoded: Cell::new(None), ..*same },
                _ => found,
            });
        }
        if !reader.is_empty() {
            return Err(Fault::Malformed);
        }
        Ok(Self { fields: fields.into_bump_slice(), shapes, arena })
    }

    /// The value of one field; null when there are fewer. Items of a list that are as they were in `old` are taken from
    /// there: what did not change is decoded once.
    pub(crate) fn get(&self, at: u32, old: Option<&Self>) -> Outcome<Value<'a>> {
        let Some(field) = self.fields.get(index(at)) else { return Ok(Value::Null) };
        if let Some((value, _)) = field.decoded.get() {
            return Ok(value);
        }
        let mut decoder = self.decoder(field)?;
        let old = match old.and_then(|old| Some((old, old.fields.get(index(at))?))) {
            Some((old, before)) => {
                old.get(at, None)?;
                before.decoded.get().and_then(|(value, extents)| Some((value, extents?)))
            }
            None => None,
        };
        let decoded = decoder.field(old)?;
        field.decoded.set(Some(decoded));
        Ok(decoded.0)
    }

    fn decoder(&self, field: &Field<'a>) -> Outcome<Decoder<'a>> {
        let heap = core::str::from_utf8(field.heap).map_err(|_| Fault::Malformed)?;
        if field.is_ascii && !heap.is_ascii() {
            return Err(Fault::Malformed);
        }
        Ok(Decoder::new((field.structure, heap, field.is_ascii), self.shapes, self.arena))
    }

    /// Which fields differ from what they were: bit `min(i, 63)`.
    pub(crate) fn changes(&self, old: &Self) -> u64 {
        if self.fields.len() != old.fields.len() {
            return u64::MAX;
        }
        let mut changes = 0;
        for (i, (new, old)) in self.fields.iter().zip(old.fields).enumerate() {
            if !core::ptr::eq(new.bytes, old.bytes) && !same_bytes(new.bytes, old.bytes) {
                changes |= 1 << i.min(63);
            }
        }
        changes
    }
}
