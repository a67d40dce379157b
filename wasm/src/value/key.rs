//! Keys of list items. A key is the rendered text; one that is a canonical whole number below 2^50 is held and written as
//! a number, so "7" and 7 are the same key, and equal keys have equal bytes.

use super::number::{narrow, wide};
use super::reader::Reader;
use super::writer::put_varint;
use crate::fault::{Fault, Outcome};

/// Numbers from here on are written as text.
const MAX_INTEGER_KEY: u64 = 1 << 50;

/// What identifies an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key<'a> {
    /// A canonical number.
    Number(u64),
    /// Anything else.
    Text(&'a [u8]),
}

impl<'a> Key<'a> {
    /// The key with this rendering.
    pub(crate) fn of_text(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let canonical = match bytes {
            [b'0'] => true,
            [b'1'..=b'9', rest @ ..] => rest.len() < 16 && rest.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        match text.parse() {
            Ok(number) if canonical && number < MAX_INTEGER_KEY => Self::Number(number),
            _ => Self::Text(bytes),
        }
    }

    /// The key of a number, when it has one of its own.
    pub(crate) fn of_number(number: i64) -> Option<Self> {
        u64::try_from(number).ok().filter(|n| *n < MAX_INTEGER_KEY).map(Self::Number)
    }

    /// The key of an item that has none: its index.
    pub(crate) fn of_index(index: usize) -> Self {
        Self::Number(wide(index))
    }

    pub(crate) fn put(self, out: &mut Vec<u8>) {
        match self {
            Self::Number(number) => put_varint(out, number << 1),
            Self::Text(text) => {
                put_varint(out, wide(text.len()) << 1 | 1);
                out.extend_from_slice(text);
            }
        }
    }

    #[inline]
    pub(crate) fn read(reader: &mut Reader<'a>) -> Outcome<Self> {
        let head = reader.varint()?;
        if head & 1 == 0 {
            let number = head >> 1;
            return if number < MAX_INTEGER_KEY { Ok(Self::Number(number)) } else { Err(Fault::Malformed) };
        }
        Ok(Self::Text(reader.take(narrow(head >> 1))?))
    }
}
