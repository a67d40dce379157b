//! Where something stands in the sources of a template. A span is three numbers; turning it into line and column is the
//! work of [`Span::locate`], done only when an error is made.

/// A range of bytes in one of the sources that a compilation was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Span {
    /// Which source, by its place in the list of sources.
    pub source: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place as people and editors say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in UTF-16 units.
    pub column: u32,
    /// In UTF-16 units, at least 1, never beyond the end of the line.
    pub length: u32,
    /// The whole line, without its line break.
    pub text: String,
}

impl Span {
    /// A span; offsets beyond 4 GiB (which the size limit on sources excludes) are clamped.
    #[must_use]
    pub fn new(source: u32, start: usize, end: usize) -> Self {
        Self { source, start: clamp(start), end: clamp(end) }
    }

    /// From the beginning of this one to the end of the other.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { source: self.source, start: self.start, end: other.end.max(self.start) }
    }

    /// First byte, as an index.
    #[must_use]
    pub fn from_byte(self) -> usize {
        usize::try_from(self.start).unwrap_or(usize::MAX)
    }

    /// One past the last byte, as an index.
    #[must_use]
    pub fn to_byte(self) -> usize {
        usize::try_from(self.end).unwrap_or(usize::MAX)
    }

    /// Line, column and the line's text. `source` is the text that the span is about.
    #[must_use]
    pub fn locate(self, source: &str) -> Position {
        let start = floor(source, self.from_byte());
        let end = floor(source, self.to_byte()).max(start);
        let before = source.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = source.get(line_start..).unwrap_or_default();
        let text = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let line_end = line_start + text.len();
        let inside = source.get(start..end.min(line_end)).unwrap_or_default();
        Position {
            line: clamp(before.matches('\n').count()).saturating_add(1),
            column: clamp(utf16(source.get(line_start..start).unwrap_or_default())).saturating_add(1),
            length: clamp(utf16(inside)).max(1),
            text: text.to_owned(),
        }
    }
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
