//! Where uses stand: the span, and the includes that led to the unit it is in. How one comes from the unit to the span's
//! template by extending is found when it is written.

use crate::span::Span;
use std::collections::BTreeMap;

/// A chain of includes: the last one, and where the one before is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Include {
    pub(super) span: Span,
    /// The template of the unit that includes.
    pub(super) unit: u32,
    pub(super) from: Option<usize>,
}

/// One place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) span: Span,
    /// The template of the unit.
    pub(super) unit: u32,
    /// The include that led there.
    pub(super) way: Option<usize>,
}

/// All places.
#[derive(Debug, Default)]
pub(super) struct Places {
    known: BTreeMap<At, usize>,
    pub(super) all: Vec<At>,
    pub(super) includes: Vec<Include>,
}

impl Places {
    pub(super) fn at(&mut self, span: Span, unit: u32, way: Option<usize>) -> usize {
        let at = At { span, unit, way };
        *self.known.entry(at).or_insert_with(|| {
            self.all.push(at);
            self.all.len() - 1
        })
    }

    pub(super) fn include(&mut self, include: Include) -> usize {
        self.includes.push(include);
        self.includes.len() - 1
    }
}
