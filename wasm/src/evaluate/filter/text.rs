//! Filters that change letters.

/// First letters of words large, the rest small, as Python's `str.title` with Django's two corrections: no capital after an
/// apostrophe within a word, none after a digit.
pub(crate) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut previous = ' ';
    let mut before_apostrophe = false;
    for c in text.chars() {
        let continues = previous.is_alphabetic() || previous.is_numeric() || (previous == '\'' && before_apostrophe);
        if continues {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        before_apostrophe = c == '\'' && previous.is_alphabetic();
        previous = c;
    }
    out
}

/// The first letter large.
pub(crate) fn capfirst(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// Without white space between tags, nor between a tag and the end (`django.utils.html.strip_spaces_between_tags`, except
/// that text at the ends keeps its white space, as it does among elements).
pub(crate) fn spaceless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let start = text.trim_start();
    let mut rest = if start.starts_with('<') { start } else { text };
    if rest.trim_end().ends_with('>') {
        rest = rest.trim_end();
    }
    while let Some((before, after)) = rest.split_once('>') {
        out.push_str(before);
        out.push('>');
        let trimmed = after.trim_start();
        rest = if trimmed.starts_with('<') { trimmed } else { after };
    }
    out.push_str(rest);
    out
}
