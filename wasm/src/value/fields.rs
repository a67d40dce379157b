//! The values of one evaluation as they arrive: one length-prefixed part per top-level field, decoded when first read.
//! Texts of a field lie together in its heap and are borrowed from there.

use super::number::index;
use super::reader::Reader;
use super::wide::same_bytes;
use super::{Rows, Value};
use crate::fault::{Fault, Outcome};
use crate::limit::{MAX_READS_DEPTH, MAX_VALUES_BYTES};
use bumpalo::Bump;
use bumpalo::collections::Vec;
use core::cell::Cell;

/// All top-level fields.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    fields: &'a [Field<'a>],
    /// How many names each shape has.
    shapes: &'a [std::vec::Vec<u32>],
    arena: &'a Bump,
}

#[derive(Debug)]
struct Field<'a> {
    bytes: &'a [u8],
    is_ascii: bool,
    structure: &'a [u8],
    heap: &'a [u8],
    decoded: Cell<Option<Value<'a>>>,
}

impl<'a> Fields<'a> {
    /// Finds the fields; nothing is decoded yet.
    pub(crate) fn read(bytes: &'a [u8], shapes: &'a [std::vec::Vec<u32>], arena: &'a Bump) -> Outcome<Self> {
        if bytes.len() > MAX_VALUES_BYTES {
            return Err(Fault::ValuesBytes);
        }
        let mut reader = Reader::new(bytes);
        let count = reader.count()?;
        let mut fields = Vec::with_capacity_in(count, arena);
        for _ in 0..count {
            let before = reader;
            let (structure, heap, ascii) = (reader.size()?, reader.size()?, reader.byte()?);
            let (structure, heap) = (reader.take(structure)?, reader.take(heap)?);
            fields.push(Field { bytes: reader.since(before), is_ascii: ascii == 1, structure, heap, decoded: Cell::new(None) });
        }
        if !reader.is_empty() {
            return Err(Fault::Malformed);
        }
        Ok(Self { fields: fields.into_bump_slice(), shapes, arena })
    }

    /// The value of one field; null when there are fewer.
    pub(crate) fn get(&self, field: u32) -> Outcome<Value<'a>> {
        let Some(field) = self.fields.get(index(field)) else { return Ok(Value::Null) };
        if let Some(value) = field.decoded.get() {
            return Ok(value);
        }
        let heap = core::str::from_utf8(field.heap).map_err(|_| Fault::Malformed)?;
        if field.is_ascii && !heap.is_ascii() {
            return Err(Fault::Malformed);
        }
        let mut decoder = Decoder { structure: Reader::new(field.structure), heap, is_ascii: field.is_ascii, shapes: self.shapes, arena: self.arena };
        let value = decoder.value(0)?;
        if !decoder.structure.is_empty() || !decoder.heap.is_empty() {
            return Err(Fault::Malformed);
        }
        field.decoded.set(Some(value));
        Ok(value)
    }

    /// Which fields differ from what they were: bit `min(i, 63)`.
    pub(crate) fn changes(&self, old: &Self) -> u64 {
        if self.fields.len() != old.fields.len() {
            return u64::MAX;
        }
        let mut changes = 0;
        for (i, (new, old)) in self.fields.iter().zip(old.fields).enumerate() {
            if !same_bytes(new.bytes, old.bytes) {
                changes |= 1 << i.min(63);
            }
        }
        changes
    }
}

struct Decoder<'a> {
    structure: Reader<'a>,
    heap: &'a str,
    is_ascii: bool,
    shapes: &'a [std::vec::Vec<u32>],
    arena: &'a Bump,
}

impl<'a> Decoder<'a> {
    fn value(&mut self, depth: usize) -> Outcome<Value<'a>> {
        Ok(match self.structure.byte()? {
            0 => Value::Null,
            1 => Value::Bool(false),
            2 => Value::Bool(true),
            3 => Value::Int(self.structure.zigzag()?),
            4 => Value::Float(self.structure.float()?),
            5 => Value::Text(self.text()?),
            6 => Value::List(self.values(None, depth)?),
            7 => {
                let shape = self.structure.u32()?;
                Value::Record(shape, self.values(Some(shape), depth)?)
            }
            8 => self.dict(depth)?,
            9 => Value::Date(self.structure.float()?),
            10 => Value::Count(i64::try_from(self.structure.varint()?).map_err(|_| Fault::Malformed)?),
            11 => {
                let shape = self.structure.u32()?;
                let fields = self.values(Some(shape), depth)?;
                let items = self.values(None, depth)?;
                Value::Rows(self.arena.alloc(Rows { shape, fields, items }))
            }
            _ => return Err(Fault::Malformed),
        })
    }

    /// As many values as the shape has names, or as many as it says.
    fn values(&mut self, shape: Option<u32>, depth: usize) -> Outcome<&'a [Value<'a>]> {
        if depth >= MAX_READS_DEPTH {
            return Err(Fault::Depth);
        }
        let count = match shape {
            Some(shape) => self.shapes.get(index(shape)).ok_or(Fault::Malformed)?.len(),
            None => self.structure.count()?,
        };
        if count > self.structure.rest().len() {
            return Err(Fault::Malformed);
        }
        let mut values = Vec::with_capacity_in(count, self.arena);
        for _ in 0..count {
            values.push(self.value(depth + 1)?);
        }
        Ok(values.into_bump_slice())
    }

    fn dict(&mut self, depth: usize) -> Outcome<Value<'a>> {
        if depth >= MAX_READS_DEPTH {
            return Err(Fault::Depth);
        }
        let count = self.structure.count()?;
        let mut entries = Vec::with_capacity_in(count, self.arena);
        for _ in 0..count {
            let key = self.text()?;
            entries.push((key, self.value(depth + 1)?));
        }
        Ok(Value::Dict(entries.into_bump_slice()))
    }

    /// The next text of the heap. Lengths are in UTF-16 units.
    fn text(&mut self) -> Outcome<&'a str> {
        let units = self.structure.size()?;
        let length = if self.is_ascii { units } else { byte_length(self.heap.as_bytes(), units)? };
        let (text, rest) = self.heap.split_at_checked(length).ok_or(Fault::Malformed)?;
        self.heap = rest;
        Ok(text)
    }
}

/// How many bytes hold this many UTF-16 units.
fn byte_length(bytes: &[u8], units: usize) -> Outcome<usize> {
    let (mut seen, mut length) = (0, 0);
    while seen < units {
        let (bytes, width) = match bytes.get(length).ok_or(Fault::Malformed)? {
            0..0x80 => (1, 1),
            0x80..0xe0 => (2, 1),
            0xe0..0xf0 => (3, 1),
            0xf0.. => (4, 2),
        };
        length += bytes;
        seen += width;
    }
    if seen == units { Ok(length) } else { Err(Fault::Malformed) }
}
