//! Writing the primitive encodings, and lengths that are known only afterwards: [`begin`] leaves room for one, [`end`]
//! writes it in as few bytes as it needs, so equal contents always have equal bytes.

use super::number::wide;

/// A varint. Numbers beyond 2^53 - 1 do not occur: all are lengths, indices or checked values.
#[inline(always)]
pub(crate) fn put_varint(out: &mut Vec<u8>, value: u64) {
    let mut value = value;
    loop {
        let [low, ..] = value.to_le_bytes();
        if value < 0x80 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
        value >>= 7;
    }
}

/// A length or an index.
#[inline(always)]
pub(crate) fn put_size(out: &mut Vec<u8>, value: usize) {
    put_varint(out, wide(value));
}

pub(crate) fn put_zigzag(out: &mut Vec<u8>, value: i64) {
    let doubled = value.unsigned_abs() << 1;
    put_varint(out, if value < 0 { doubled - 1 } else { doubled });
}

/// Length-prefixed bytes.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_size(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// How many bytes a varint takes.
pub(crate) fn varint_length(value: u64) -> usize {
    let bits = 64 - (value | 1).leading_zeros();
    usize::try_from(bits.div_ceil(7)).unwrap_or(1)
}

/// A length that is yet to be written.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub(crate) struct Gap {
    at: usize,
    room: usize,
}

impl Gap {
    /// Where the content begins.
    pub(crate) fn content(self) -> usize {
        self.at + self.room
    }

    /// Where the length stands.
    pub(crate) fn start(self) -> usize {
        self.at
    }
}

/// Leaves room for a length that is probably near `guess`: a right guess saves moving the content.
#[inline(always)]
pub(crate) fn begin(out: &mut Vec<u8>, guess: usize) -> Gap {
    let at = out.len();
    let room = varint_length(wide(guess));
    out.resize(at + room, 0);
    Gap { at, room }
}

/// Writes the number of bytes since [`begin`].
#[inline(always)]
pub(crate) fn end(out: &mut Vec<u8>, gap: Gap) {
    let length = out.len().saturating_sub(gap.content());
    match (u8::try_from(length), out.get_mut(gap.at)) {
        (Ok(short @ 0..0x80), Some(place)) if gap.room == 1 => *place = short,
        _ => fill(out, gap, wide(length)),
    }
}

/// Writes any number into the room that was left, moving what follows when it does not fit exactly.
pub(crate) fn fill(out: &mut Vec<u8>, gap: Gap, value: u64) {
    let needed = varint_length(value);
    if needed != gap.room {
        let end = out.len();
        let content = gap.content();
        if needed > gap.room {
            out.resize(end + needed - gap.room, 0);
        }
        out.copy_within(content..end, gap.at + needed);
        out.truncate(gap.at + needed + end - content);
    }
    let mut value = value;
    for (i, byte) in out.iter_mut().skip(gap.at).take(needed).enumerate() {
        let [low, ..] = value.to_le_bytes();
        *byte = if i + 1 == needed { low } else { low | 0x80 };
        value >>= 7;
    }
}
