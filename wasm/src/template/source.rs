//! The sources of a compilation: names and texts. Spans refer to them by index, so an error can always show its line.

use crate::error::{Error, Result, code};
use crate::limit;
use crate::span::Span;
use crate::template::nearest::nearest;

/// All templates that a compilation may use. Looked up by name; the text of a span never fails, it is empty at worst.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'s> {
    all: &'s [(String, String)],
}

impl<'s> Sources<'s> {
    /// Checks the sizes.
    ///
    /// # Errors
    /// `template.limit`
    pub fn new(all: &'s [(String, String)]) -> Result<Self> {
        if all.len() > limit::MAX_SOURCES {
            return Err(Error::new(code::TEMPLATE_LIMIT, format!("more than {} templates", limit::MAX_SOURCES)));
        }
        if let Some((name, text)) = all.iter().find(|(_, text)| text.len() > limit::MAX_SOURCE_BYTES) {
            let message = format!("`{name}` has {} bytes; at most {} are allowed", text.len(), limit::MAX_SOURCE_BYTES);
            return Err(Error::new(code::TEMPLATE_LIMIT, message));
        }
        Ok(Self { all })
    }

    /// Index of a template.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        self.all.iter().position(|(known, _)| known == name).and_then(|at| u32::try_from(at).ok())
    }

    /// Index of a template that the text at `span` asks for.
    ///
    /// # Errors
    /// `template.unknown-template`
    pub fn require(&self, name: &str, span: Span) -> Result<u32> {
        self.find(name).ok_or_else(|| {
            let error = self.error(code::TEMPLATE_UNKNOWN_TEMPLATE, span, format!("there is no template `{name}`"));
            match nearest(name, self.all.iter().map(|(known, _)| known.as_str())) {
                Some(known) => error.with_hint(format!("did you mean `{known}`?")),
                None => error,
            }
        })
    }

    /// Name of a template.
    #[must_use]
    pub fn name(&self, source: u32) -> &'s str {
        self.entry(source).0
    }

    /// Text of a template.
    #[must_use]
    pub fn text(&self, source: u32) -> &'s str {
        self.entry(source).1
    }

    /// Text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'s str {
        self.text(span.source).get(span.from_byte()..span.to_byte()).unwrap_or_default()
    }

    /// `name:line`, for messages that mention a second place.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        format!("{}:{}", self.name(span.source), span.locate(self.text(span.source)).line)
    }

    /// An error at a place.
    #[must_use]
    pub fn error(&self, code: &'static str, span: Span, message: impl Into<String>) -> Error {
        Error::new(code, message).at(span, self.name(span.source), self.text(span.source))
    }

    fn entry(&self, source: u32) -> (&'s str, &'s str) {
        let at = usize::try_from(source).unwrap_or(usize::MAX);
        self.all.get(at).map_or(("", ""), |(name, text)| (name.as_str(), text.as_str()))
    }
}
