//! The one error of the core: a code from the catalogue, what happened, what to do, and for templates where. Printed with
//! the source line and a caret, exactly as `src/errors/diagnostic.ts` does it.

pub mod code;

use crate::span::{Position, Span};
use std::fmt::{self, Write};

/// Why something could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// From [`code`].
    pub code: &'static str,
    /// What happened, with the value.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where, for errors in templates.
    pub location: Option<Box<Location>>,
    /// The includes and extends that led there, innermost first.
    pub chain: Vec<String>,
}

/// A place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Name of the template.
    pub template: String,
    /// Line, column and text.
    pub position: Position,
}

/// What everything in the core that can fail returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error without a place.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, location: None, chain: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds where, unless that is known already.
    #[must_use]
    pub fn at(mut self, span: Span, template: &str, source: &str) -> Self {
        if self.location.is_none() {
            self.location = Some(Box::new(Location { template: template.to_owned(), position: span.locate(source) }));
        }
        self
    }

    /// Adds one step of the way that led there, from the inside out.
    #[must_use]
    pub fn via(mut self, step: impl Into<String>) -> Self {
        self.chain.push(step.into());
        self
    }

    /// As the JSON object that crosses the boundary. All keys are always there; what is unknown is null.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"code\":");
        json_text(&mut out, self.code);
        out.push_str(",\"message\":");
        json_text(&mut out, &self.message);
        out.push_str(",\"hint\":");
        json_optional(&mut out, self.hint.as_deref());
        out.push_str(",\"template\":");
        json_optional(&mut out, self.location.as_ref().map(|l| l.template.as_str()));
        let number = |get: fn(&Position) -> u32| {
            self.location.as_ref().map_or_else(|| "null".to_owned(), |l| get(&l.position).to_string())
        };
        let (line, column, length) = (number(|p| p.line), number(|p| p.column), number(|p| p.length));
        let _ = write!(out, ",\"line\":{line},\"column\":{column},\"length\":{length},\"source\":");
        json_optional(&mut out, self.location.as_ref().map(|l| l.position.text.as_str()));
        out.push_str(",\"chain\":[");
        for (i, step) in self.chain.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            json_text(&mut out, step);
        }
        out.push_str("]}");
        out
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        if let Some(at) = &self.location {
            let Position { line, column, length, text } = &at.position;
            let gutter = line.to_string();
            let blank = " ".repeat(gutter.len());
            let mut units = 1;
            let pad: String = text
                .chars()
                .take_while(|c| {
                    let before = units < *column;
                    units += if c.len_utf16() == 2 { 2 } else { 1 };
                    before
                })
                .map(|c| match c {
                    '\t' => "\t",
                    c if c.len_utf16() == 2 => "  ",
                    _ => " ",
                })
                .collect();
            let caret = "^".repeat(usize::try_from(*length).unwrap_or(1));
            write!(f, "\n{blank} --> {}:{line}:{column}", at.template)?;
            write!(f, "\n{blank} |\n{gutter} | {text}\n{blank} | {pad}{caret}")?;
        }
        for step in &self.chain {
            write!(f, "\n  via {step}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Appends a JSON string, quotes included.
pub fn json_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn json_optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => json_text(out, text),
        None => out.push_str("null"),
    }
}
