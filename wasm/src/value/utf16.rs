//! UTF-16 lengths of UTF-8 text: the browser counts in those units. One per character, two for those of four bytes.

use super::number::wide;
use crate::fault::{Fault, Outcome};

/// UTF-16 units of a text.
pub(crate) fn utf16_length(text: &[u8]) -> u64 {
    wide(text.iter().filter(|byte| *byte & 0xc0 != 0x80).count() + text.iter().filter(|byte| **byte >= 0xf0).count())
}

/// How many bytes hold the first so many units. They never end inside a character.
pub(crate) fn byte_length(bytes: &[u8], units: usize) -> Outcome<usize> {
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
