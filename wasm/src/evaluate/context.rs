//! Values in places where escaping is not enough: URLs and styles. What is not allowed never enters a frame, so HTML and
//! patches are safe alike. The client checks URLs again.

/// What a URL that is not allowed becomes.
pub(crate) const BLOCKED: &[u8] = b"#blocked";
const SCHEMES: [&[u8]; 4] = [b"http", b"https", b"mailto", b"tel"];
/// Functions that load something, or run something in old browsers.
const STYLE_WORDS: [&[u8]; 9] = [
    b"url(",
    b"src(",
    b"image(",
    b"image-set(",
    b"element(",
    b"expression(",
    b"-moz-binding",
    b"@import",
    b"javascript:",
];

/// Whether a URL is relative or has an allowed scheme, read as browsers do (URL standard, "basic URL parser"): leading
/// control characters and spaces are stripped, tabs and line breaks removed anywhere.
pub(crate) fn is_url_allowed(url: &[u8]) -> bool {
    let mut scheme = Vec::new();
    let visible = url.iter().skip_while(|b| **b <= b' ').filter(|b| !matches!(b, b'\t' | b'\n' | b'\r'));
    for byte in visible {
        match byte {
            b':' if !scheme.is_empty() => return SCHEMES.contains(&scheme.as_slice()),
            b'a'..=b'z' | b'A'..=b'Z' => scheme.push(byte.to_ascii_lowercase()),
            b'0'..=b'9' | b'+' | b'-' | b'.' if !scheme.is_empty() => scheme.push(*byte),
            _ => return true,
        }
        // No allowed scheme is this long; the rest only decides whether it is one at all.
        if scheme.len() > 64 {
            return !url.contains(&b':');
        }
    }
    true
}

/// Whether every URL of a `srcset` is allowed. Anything between spaces and commas is taken for one.
pub(crate) fn is_url_list_allowed(list: &[u8]) -> bool {
    list.split(|b| *b == b',' || b.is_ascii_whitespace()).all(is_url_allowed)
}

/// Whether a value can stand within a declaration of a `style` attribute without leaving it or loading something.
pub(crate) fn style_part(value: &[u8]) -> bool {
    let mut open = 0_i32;
    let (mut single, mut double) = (false, false);
    let mut previous = 0;
    for byte in value {
        match byte {
            b';' | b'{' | b'}' | b'<' | b'>' | b'\\' | 0..=8 | 10..=31 | 127 => return false,
            b'*' if previous == b'/' => return false,
            b'/' if previous == b'*' => return false,
            b'\'' if !double => single = !single,
            b'"' if !single => double = !double,
            b'(' if !single && !double => open += 1,
            b')' if !single && !double => open -= 1,
            _ => {}
        }
        if open < 0 {
            return false;
        }
        previous = *byte;
    }
    let lower = value.to_ascii_lowercase();
    open == 0
        && !single
        && !double
        && !STYLE_WORDS.iter().any(|word| lower.windows(word.len()).any(|part| part == *word))
}
