//! Text as a parser would read it: character references, line ends, NUL; and the collapsing of white space.

use super::entity;

/// What is wrong with a character reference: where it is, how long, and what to write.
#[derive(Debug)]
pub(super) struct BadReference {
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) message: String,
}

/// White space of HTML.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether there is nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Runs of white space become one space.
pub(super) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if is_space(c) {
            space = true;
            continue;
        }
        if space {
            out.push(' ');
            space = false;
        }
        out.push(c);
    }
    if space {
        out.push(' ');
    }
    out
}

/// Resolves character references and normalises line ends.
///
/// # Errors
/// A reference that is unknown, or that a parser would read differently than it looks.
pub(super) fn decode(text: &str, in_attribute: bool) -> Result<String, BadReference> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\0' => out.push('\u{fffd}'),
            '\r' => {
                out.push('\n');
                chars.next_if(|(_, next)| *next == '\n');
            }
            '&' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let (decoded, length) = reference(rest, in_attribute).map_err(|(length, message)| BadReference {
                    at,
                    length: length + 1,
                    message,
                })?;
                out.push(decoded);
                let end = at + 1 + length;
                while chars.next_if(|(next, _)| *next < end).is_some() {}
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

/// What the text after an ampersand stands for, and how many bytes of it.
fn reference(rest: &str, in_attribute: bool) -> Result<(char, usize), (usize, String)> {
    if let Some(number) = rest.strip_prefix('#') {
        return numeric(number);
    }
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = rest.get(..length).unwrap_or_default();
    let next = rest.get(length..).and_then(|tail| tail.chars().next());
    if next == Some(';') && length > 0 {
        return match entity::find(name) {
            Some(c) => Ok((c, length + 1)),
            None => Err((
                length + 1,
                format!("`&{name};` is not a known character; write the character itself, or `&amp;{name};`"),
            )),
        };
    }
    let swallowed = (1..=length).filter_map(|n| name.get(..n)).find(|prefix| entity::is_legacy(prefix));
    match swallowed {
        Some(prefix) if !in_attribute || (prefix.len() == length && next != Some('=')) => {
            Err((length, format!("a parser reads `&{prefix}` as one character; write `&{prefix};` or `&amp;{name}`")))
        }
        _ => Ok(('&', 0)),
    }
}

fn numeric(number: &str) -> Result<(char, usize), (usize, String)> {
    let hex = number.starts_with(['x', 'X']);
    let digits = if hex { number.get(1..).unwrap_or_default() } else { number };
    let length = digits.bytes().take_while(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() }).count();
    if length == 0 {
        return Ok(('&', 0));
    }
    let total = 1 + usize::from(hex) + length;
    let code =
        u32::from_str_radix(digits.get(..length).unwrap_or_default(), if hex { 16 } else { 10 }).unwrap_or(u32::MAX);
    if digits.as_bytes().get(length) != Some(&b';') {
        return Err((total, "the character reference does not end with `;`".to_owned()));
    }
    if (0x80..0xA0).contains(&code) {
        return Err((total + 1, "a parser reads this number as Windows-1252; write the character itself".to_owned()));
    }
    let c = char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
    Ok((c, total + 1))
}
