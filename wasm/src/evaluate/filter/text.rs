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

/// Without white space between tags and around the whole (`django.utils.html.strip_spaces_between_tags`).
pub(crate) fn spaceless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find('>') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let trimmed = after.trim_start();
        rest = if trimmed.starts_with('<') { trimmed } else { after };
    }
    out.push_str(rest);
    out
}
