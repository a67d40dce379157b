//! What the native tests share: random numbers that can be repeated, values as TypeScript would encode them, programs, and
//! a browser of sorts that applies patches.

mod decimals;
pub(crate) mod model;
pub(crate) mod pages;
mod parts;
mod properties;
mod speed;
pub(crate) mod uses;

use crate::diff::{Change, diff};
use crate::evaluate::{Input, Loaded, Report, evaluate};
use crate::value::writer::{put_size, put_varint, put_zigzag};
use bumpalo::Bump;

/// xorshift64*. Good enough to vary tests, and the same everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next()).unwrap() % bound.max(1)
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A value on the side of TypeScript. All kinds that there are, whether or not a test needs them yet.
#[derive(Debug, Clone, PartialEq)]
#[allow(dead_code, reason = "the encoder is complete, the tests are not")]
pub(crate) enum Js {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Date(f64),
    Count(u64),
    List(Vec<Js>),
    Record(u32, Vec<Js>),
    Dict(Vec<(String, Js)>),
    Rows(u32, Vec<Js>, Vec<Js>),
}

impl Js {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn put(&self, structure: &mut Vec<u8>, heap: &mut String) {
        let values = |items: &[Self], structure: &mut Vec<u8>, heap: &mut String| {
            items.iter().for_each(|item| item.put(structure, heap))
        };
        match self {
            Self::Null => structure.push(0),
            Self::Bool(b) => structure.push(1 + u8::from(*b)),
            Self::Int(n) => {
                structure.push(3);
                put_zigzag(structure, *n);
            }
            Self::Float(f) => {
                structure.push(4);
                structure.extend_from_slice(&f.to_le_bytes());
            }
            Self::Date(f) => {
                structure.push(9);
                structure.extend_from_slice(&f.to_le_bytes());
            }
            Self::Text(text) => {
                structure.push(5);
                put_size(structure, text.encode_utf16().count());
                heap.push_str(text);
            }
            Self::Count(n) => {
                structure.push(10);
                put_varint(structure, *n);
            }
            Self::List(items) => {
                structure.push(6);
                put_size(structure, items.len());
                values(items, structure, heap);
            }
            Self::Record(shape, fields) => {
                structure.push(7);
                put_varint(structure, u64::from(*shape));
                values(fields, structure, heap);
            }
            Self::Rows(shape, fields, items) => {
                structure.push(11);
                put_varint(structure, u64::from(*shape));
                values(fields, structure, heap);
                put_size(structure, items.len());
                values(items, structure, heap);
            }
            Self::Dict(entries) => {
                structure.push(8);
                put_size(structure, entries.len());
                for (key, value) in entries {
                    put_size(structure, key.encode_utf16().count());
                    heap.push_str(key);
                    value.put(structure, heap);
                }
            }
        }
    }
}

/// Encodes the top-level fields.
pub(crate) fn values(fields: &[Js]) -> Vec<u8> {
    values_beside(fields, &[])
}

/// Encodes the top-level fields as old values: those that are as they are in `new` are left out.
pub(crate) fn values_beside(fields: &[Js], new: &[Js]) -> Vec<u8> {
    let mut out = Vec::new();
    put_size(&mut out, fields.len());
    for (i, field) in fields.iter().enumerate() {
        if new.get(i) == Some(field) {
            out.extend_from_slice(&[0, 0, 1]);
            continue;
        }
        let (mut structure, mut heap) = (Vec::new(), String::new());
        field.put(&mut structure, &mut heap);
        put_size(&mut out, structure.len());
        put_size(&mut out, heap.len());
        out.push(u8::from(heap.is_ascii()));
        out.extend_from_slice(&structure);
        out.extend_from_slice(heap.as_bytes());
    }
    out
}

/// Evaluates everything.
pub(crate) fn full(loaded: &Loaded, values: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    evaluate(loaded, Input { values, old_values: &[], base: &[] }, &Bump::new(), &mut out).unwrap();
    out
}

/// Evaluates what changed.
pub(crate) fn incremental(loaded: &Loaded, values: &[u8], old_values: &[u8], base: &[u8]) -> (Vec<u8>, Report) {
    let mut out = Vec::new();
    let report = evaluate(loaded, Input { values, old_values, base }, &Bump::new(), &mut out).unwrap();
    (out, report)
}

/// The ops between two frames.
pub(crate) fn ops(loaded: &Loaded, old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    diff(&loaded.program, Change { old, new }, &[], &Bump::new(), &mut out).unwrap();
    out
}
