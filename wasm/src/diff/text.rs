//! The shortest way from one text to another: all of it, what is appended, or what is replaced in the middle. Positions are
//! UTF-16 units, as the browser counts; they never fall inside a character.

use crate::value::number::wide;
use crate::value::utf16::utf16_length;
use crate::value::wide::{common_prefix, common_suffix};
use crate::value::writer::varint_length;

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextOp<'a> {
    /// The whole new text.
    Set,
    /// What comes after the old text.
    Append(&'a [u8]),
    /// Keep so many units, drop so many, put this there.
    Splice { keep: u64, remove: u64, insert: &'a [u8] },
}

/// Chooses; a tie is for [`TextOp::Set`], which does not depend on what was there.
pub(crate) fn shortest<'a>(old: &[u8], new: &'a [u8], can_append: bool) -> TextOp<'a> {
    let mut prefix = common_prefix(old, new);
    while prefix > 0 && (is_inside(old, prefix) || is_inside(new, prefix)) {
        prefix -= 1;
    }
    let (old_rest, new_rest) = (old.get(prefix..).unwrap_or_default(), new.get(prefix..).unwrap_or_default());
    let mut suffix = common_suffix(old_rest, new_rest);
    while suffix > 0 && is_inside(new_rest, new_rest.len() - suffix) {
        suffix -= 1;
    }
    let removed = old_rest.get(..old_rest.len() - suffix).unwrap_or_default();
    let insert = new_rest.get(..new_rest.len() - suffix).unwrap_or_default();
    let all = sized(new);
    if can_append && old_rest.is_empty() {
        return if sized(new_rest) < all { TextOp::Append(new_rest) } else { TextOp::Set };
    }
    // Two numbers are at least two bytes.
    if sized(insert) + 2 >= all {
        return TextOp::Set;
    }
    let (keep, remove) = (utf16_length(old.get(..prefix).unwrap_or_default()), utf16_length(removed));
    let splice = varint_length(keep) + varint_length(remove) + sized(insert);
    if splice < all { TextOp::Splice { keep, remove, insert } } else { TextOp::Set }
}

fn sized(bytes: &[u8]) -> usize {
    varint_length(wide(bytes.len())) + bytes.len()
}

/// Whether the byte there continues a character.
fn is_inside(text: &[u8], at: usize) -> bool {
    text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}
