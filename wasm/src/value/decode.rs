//! Decoding one field: a structure of tagged values, and a heap with all its texts, in order.
//!
//! A list usually differs from what it was in one place. Its items in the longest common beginning and end of the bytes are
//! taken over from the old list, decoded as they are; comparing them later is comparing an address.

use super::number::{index, small};
use super::reader::Reader;
use super::room::check_room;
use super::utf16::byte_length;
use super::wide::{common_prefix, common_suffix};
use super::{Rows, Value};
use crate::fault::{Fault, Outcome};
use crate::limit::MAX_READS_DEPTH;
use bumpalo::Bump;
use bumpalo::collections::Vec;

/// Where the items of a field's list lie.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extents<'a> {
    structure: &'a [u8],
    heap: &'a str,
    /// Where items begin, and the end of the last one.
    bounds: &'a [Bound],
}

/// A place between two items.
#[derive(Debug, Clone, Copy, Default)]
struct Bound {
    structure: u32,
    heap: u32,
}

pub(crate) struct Decoder<'a> {
    structure: Reader<'a>,
    heap: &'a str,
    is_ascii: bool,
    all: (&'a [u8], &'a str),
    shapes: &'a [std::vec::Vec<u32>],
    arena: &'a Bump,
}

/// Items of the old list that can be taken over.
struct Shared<'a> {
    first: &'a [Value<'a>],
    /// Bytes that they take.
    skip: (usize, usize),
    last: &'a [Value<'a>],
    /// Bytes that must be left where they begin.
    left: (usize, usize),
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(
        (structure, heap, is_ascii): (&'a [u8], &'a str, bool),
        shapes: &'a [std::vec::Vec<u32>],
        arena: &'a Bump,
    ) -> Self {
        Self { structure: Reader::new(structure), heap, is_ascii, all: (structure, heap), shapes, arena }
    }

    /// All of it. A list comes with where its items lie.
    pub(crate) fn field(&mut self, old: Option<(Value<'a>, Extents<'a>)>) -> Outcome<(Value<'a>, Option<Extents<'a>>)> {
        let decoded = match self.structure.rest().first() {
            Some(6) => {
                self.structure.byte()?;
                let (items, extents) = self.items(old)?;
                (Value::List(items), Some(extents))
            }
            Some(11) => {
                self.structure.byte()?;
                let shape = self.structure.u32()?;
                let fields = self.values(Some(shape), 0)?;
                let (items, extents) = self.items(old)?;
                (Value::Rows(self.arena.alloc(Rows { shape, fields, items })), Some(extents))
            }
            _ => {
                let mut value = Value::Null;
                self.value(0, &mut value)?;
                (value, None)
            }
        };
        if self.structure.is_empty() && self.heap.is_empty() { Ok(decoded) } else { Err(Fault::Malformed) }
    }

    fn bound(&self) -> Bound {
        let (structure, heap) = self.all;
        Bound {
            structure: small(structure.len() - self.structure.rest().len()),
            heap: small(heap.len() - self.heap.len()),
        }
    }

    fn items(&mut self, old: Option<(Value<'a>, Extents<'a>)>) -> Outcome<(&'a [Value<'a>], Extents<'a>)> {
        let count = self.structure.count()?;
        let shared = match old {
            Some((Value::List(items), extents)) => self.shared(count, items, extents),
            Some((Value::Rows(rows), extents)) => self.shared(count, rows.items, extents),
            _ => None,
        };
        // Where items lie is only asked of what was, and what was is decoded without this.
        let mut bounds = Vec::new_in(self.arena);
        check_room::<(Value<'_>, Bound)>(self.arena, count)?;
        let items = self.arena.alloc_slice_fill_copy(count, Value::Null);
        let Some(Shared { first, skip, last, left }) = shared else {
            bounds.reserve(count + 1);
            for place in &mut *items {
                bounds.push(self.bound());
                self.value(1, place)?;
            }
            bounds.push(self.bound());
            return Ok((items, self.extents(bounds)));
        };
        self.structure.take(skip.0)?;
        self.heap = self.heap.split_at_checked(skip.1).ok_or(Fault::Malformed)?.1;
        let (start, rest) = items.split_at_mut_checked(first.len()).ok_or(Fault::Malformed)?;
        start.copy_from_slice(first);
        let (middle, end) = rest.split_at_mut_checked(rest.len() - last.len()).ok_or(Fault::Malformed)?;
        middle.iter_mut().try_for_each(|place| self.value(1, place))?;
        if (self.structure.rest().len(), self.heap.len()) == left {
            end.copy_from_slice(last);
            self.structure = Reader::new(&[]);
            self.heap = "";
        } else {
            end.iter_mut().try_for_each(|place| self.value(1, place))?;
        }
        Ok((items, self.extents(bounds)))
    }

    fn extents(&self, bounds: Vec<'a, Bound>) -> Extents<'a> {
        Extents { structure: self.all.0, heap: self.all.1, bounds: bounds.into_bump_slice() }
    }

    /// Finds what can be taken over, with this decoder at the first item.
    fn shared(&self, count: usize, items: &'a [Value<'a>], old: Extents<'a>) -> Option<Shared<'a>> {
        let (start, end) = (*old.bounds.first()?, *old.bounds.last()?);
        let old_structure = old.structure.get(index(start.structure)..)?;
        let old_heap = old.heap.as_bytes().get(index(start.heap)..)?;
        let (structure, heap) = (self.structure.rest(), self.heap.as_bytes());
        let same = (common_prefix(structure, old_structure), common_prefix(heap, old_heap));
        let size = |from: &Bound, to: &Bound| {
            (index(to.structure.saturating_sub(from.structure)), index(to.heap.saturating_sub(from.heap)))
        };
        let fits = |size: (usize, usize), same: (usize, usize)| size.0 <= same.0 && size.1 <= same.1;
        let inner = old.bounds.get(1..)?;
        let before = inner.partition_point(|bound| fits(size(&start, bound), same)).min(count);
        let skip = size(&start, old.bounds.get(before)?);

        let room = count.min(items.len()) - before;
        let same = (
            common_suffix(structure.get(skip.0..)?, old_structure.get(skip.0..)?),
            common_suffix(heap.get(skip.1..)?, old_heap.get(skip.1..)?),
        );
        let cut = old.bounds.partition_point(|bound| !fits(size(bound, &end), same)).max(items.len() - room);
        Some(Shared {
            first: items.get(..before)?,
            skip,
            last: items.get(cut..)?,
            left: size(old.bounds.get(cut)?, &end),
        })
    }

    /// Decodes into a place: values that are made here and copied there would stall on the way (a wide load behind narrow
    /// stores), which was a third of all decoding time.
    fn value(&mut self, depth: usize, place: &mut Value<'a>) -> Outcome<()> {
        *place = match self.structure.byte()? {
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
        };
        Ok(())
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
        check_room::<Value<'_>>(self.arena, count)?;
        let values = self.arena.alloc_slice_fill_copy(count, Value::Null);
        for place in &mut *values {
            self.value(depth + 1, place)?;
        }
        Ok(values)
    }

    fn dict(&mut self, depth: usize) -> Outcome<Value<'a>> {
        if depth >= MAX_READS_DEPTH {
            return Err(Fault::Depth);
        }
        let count = self.structure.count()?;
        check_room::<(&str, Value<'_>)>(self.arena, count)?;
        let mut entries = Vec::with_capacity_in(count, self.arena);
        for _ in 0..count {
            let key = self.text()?;
            let mut value = Value::Null;
            self.value(depth + 1, &mut value)?;
            entries.push((key, value));
        }
        Ok(Value::Dict(entries.into_bump_slice()))
    }

    /// The next text of the heap. Lengths are in UTF-16 units.
    #[inline]
    fn text(&mut self) -> Outcome<&'a str> {
        let units = self.structure.size()?;
        let length = if self.is_ascii { units } else { byte_length(self.heap.as_bytes(), units)? };
        let (text, rest) = self.heap.split_at_checked(length).ok_or(Fault::Malformed)?;
        self.heap = rest;
        Ok(text)
    }
}
