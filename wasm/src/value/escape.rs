//! Escaping for HTML. Text and attributes as a browser serialises them; CR as a reference, since parsers turn a bare one
//! into LF. Runs without special characters are copied at once.

/// Escapes text between tags.
pub(crate) fn escape_text(text: &[u8], out: &mut Vec<u8>) {
    escape(text, out, |byte| match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'\r' => Some(b"&#13;"),
        _ => None,
    });
}

/// Escapes a double-quoted attribute value.
pub(crate) fn escape_attribute(text: &[u8], out: &mut Vec<u8>) {
    escape(text, out, |byte| match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'"' => Some(b"&quot;"),
        b'\'' => Some(b"&#39;"),
        b'\r' => Some(b"&#13;"),
        _ => None,
    });
}

/// Escapes as Django's `escape` does (text mode).
pub(crate) fn escape_django(text: &[u8], out: &mut Vec<u8>) {
    escape(text, out, |byte| match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'"' => Some(b"&quot;"),
        b'\'' => Some(b"&#x27;"),
        _ => None,
    });
}

#[inline]
fn escape(text: &[u8], out: &mut Vec<u8>, entity: impl Fn(u8) -> Option<&'static [u8]>) {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| entity(*byte).is_some()) {
        let Some((plain, [special, after @ ..])) = rest.split_at_checked(at) else { break };
        out.extend_from_slice(plain);
        out.extend_from_slice(entity(*special).unwrap_or_default());
        rest = after;
    }
    out.extend_from_slice(rest);
}
