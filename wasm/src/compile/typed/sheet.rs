//! What is printed, and which part of it stands for what in the sources.

use crate::compile::meta::list;
use crate::error::json_text;
use crate::span::Span;
use crate::template::source::Sources;
use std::fmt::Write;

/// A position: line and column, from 1.
type At = (u32, u32);

/// The sheet.
#[derive(Debug)]
pub(super) struct Sheet {
    text: String,
    at: At,
    spans: Vec<(At, At, Span)>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { text: String::new(), at: (1, 1), spans: Vec::new() }
    }
}

impl Sheet {
    /// How many lines there are.
    pub(super) fn lines(&self) -> u32 {
        self.at.0
    }

    pub(super) fn put(&mut self, text: &str) {
        self.text.push_str(text);
        let length = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        self.at.1 = self.at.1.saturating_add(length);
    }

    pub(super) fn end_line(&mut self) {
        self.text.push('\n');
        self.at = (self.at.0.saturating_add(1), 1);
    }

    pub(super) fn here(&self) -> At {
        self.at
    }

    /// What was put since stands for this.
    pub(super) fn mark(&mut self, from: At, span: Span) {
        self.spans.push((from, self.at, span));
    }

    /// As JSON.
    pub(super) fn write(&self, sources: Sources<'_>) -> String {
        let mut names: Vec<u32> = self.spans.iter().map(|(.., span)| span.source).collect();
        names.sort_unstable();
        names.dedup();
        let mut out = String::from("{\"text\":");
        json_text(&mut out, &self.text);
        out.push_str(",\"names\":");
        list(&mut out, &names, |out, name| json_text(out, sources.name(*name)));
        out.push_str(",\"spans\":");
        list(&mut out, &self.spans, |out, ((line, column), to, span)| {
            let place = span.locate(sources.text(span.source));
            let name = names.binary_search(&span.source).unwrap_or_default();
            let length = to.1.saturating_sub(*column);
            let _ = write!(out, "{line},{column},{length},{name},{},{},{}", place.line, place.column, place.length);
        });
        out.push('}');
        out
    }
}
