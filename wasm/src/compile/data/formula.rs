//! What an expression reads. Follows [`crate::compile::trace`] step by step, and adds ranges, guards and places.

use super::{Kind, Known, Source, Walk, position};
use crate::compile::effect::null_compared;
use crate::program::{Filter, Operator};
use crate::span::Span;
use crate::template::ast::{CAPTURED, Formula, FormulaKind};

impl Walk<'_, '_> {
    /// What a name is bound to here.
    pub(super) fn bound(&self, name: &str) -> Option<&Known> {
        self.env.iter().rev().find(|(known, _)| known == name).map(|(_, known)| known)
    }

    /// Whether a name that is not bound is a field of the view.
    pub(super) fn sees_fields(&self, name: &str) -> bool {
        self.current.unit == 0 && name != "forloop" && name != CAPTURED
    }

    pub(super) fn name(&mut self, name: &str, span: Span) -> Known {
        if let Some(known) = self.bound(name) {
            let sources = known.sources.iter().map(|source| Source { span, ..*source }).collect();
            return Known { sources, path: known.path.clone() };
        }
        if !self.sees_fields(name) {
            return Known::default();
        }
        let node = self.child(0, name);
        Known { sources: vec![Source::new(node, span)], path: Some(vec![name.to_owned()]) }
    }

    fn path(&mut self, path: &[String], span: Span, control: bool) -> Known {
        let Some((head, tail)) = path.split_first() else { return Known::default() };
        let mut known = self.name(head, span);
        for name in tail {
            if let Some(at) = position(name) {
                self.note(&known.sources, &Kind::Each(at, at.checked_add(1)), control);
            }
            known.sources = known
                .sources
                .into_iter()
                .map(|source| Source::new(self.child(source.node, name), source.span))
                .collect();
            known.path.iter_mut().for_each(|path| path.push(name.clone()));
        }
        known
    }

    /// Reads an expression for a purpose.
    pub(super) fn read(&mut self, formula: &Formula, kind: &Kind, control: bool) {
        let known = self.trace(formula, control);
        self.note(&known.sources, kind, control);
    }

    /// What an expression's value may be; notes what finding it out reads.
    pub(super) fn trace(&mut self, formula: &Formula, control: bool) -> Known {
        match &formula.kind {
            FormulaKind::Null
            | FormulaKind::Bool(_)
            | FormulaKind::Int(_)
            | FormulaKind::Float(_)
            | FormulaKind::Text(_) => Known::default(),
            FormulaKind::Path(path) => self.path(path, formula.span, control),
            FormulaKind::Filter(filter, args) => self.filter(*filter, args, formula.span, control),
            FormulaKind::Not(inner) => {
                self.read(inner, &Kind::Truthy, true);
                Known::default()
            }
            FormulaKind::Binary(operator, left, right) => {
                self.binary(*operator, left, right);
                Known::default()
            }
            FormulaKind::FirstOf(all) => {
                let known: Vec<Known> = all.iter().map(|one| self.trace(one, control)).collect();
                let sources: Vec<Source> = known.into_iter().flat_map(|one| one.sources).collect();
                self.note(&sources, &Kind::Truthy, true);
                Known { sources, path: None }
            }
            FormulaKind::Regroup(over, by) => self.regroup(over, by),
            FormulaKind::Sort(over, by, _) => self.sort(over, by),
        }
    }

    fn binary(&mut self, operator: Operator, left: &Formula, right: &Formula) {
        let is_null = |one: &Formula| matches!(one.kind, FormulaKind::Null);
        match operator {
            Operator::And | Operator::Or => {
                self.read(left, &Kind::Truthy, true);
                // The other side matters only when this one does not settle it.
                let guard = self.given(left, operator == Operator::And);
                self.under(guard, |this| this.read(right, &Kind::Truthy, true));
            }
            Operator::In | Operator::NotIn => {
                self.read(left, &Kind::Value, true);
                self.read(right, &Kind::Whole, true);
            }
            Operator::Equal
            | Operator::NotEqual
            | Operator::Is
            | Operator::IsNot
            | Operator::Less
            | Operator::LessEqual
            | Operator::Greater
            | Operator::GreaterEqual => {
                let to_null = null_compared(operator, is_null(left) || is_null(right));
                let kind = if to_null { Kind::Truthy } else { Kind::Value };
                self.read(left, &kind, true);
                self.read(right, &kind, true);
            }
        }
    }

    /// Groups are made up: what their list needs is needed of the whole, what `grouper` needs of what decides.
    fn regroup(&mut self, over: &Formula, by: &Formula) -> Known {
        let whole = self.trace(over, false).sources;
        let deciding = self.deciding(&whole, by);
        let groups = self.graph.add();
        let group = self.graph.each(groups);
        for (name, sources) in [("list", whole), ("grouper", deciding)] {
            let member = self.child(group, name);
            sources.iter().for_each(|source| self.graph.link(source.node, member));
        }
        Known { sources: vec![Source::new(groups, over.span)], path: None }
    }

    /// What decides about the items of a list: every one of them is asked.
    fn deciding(&mut self, list: &[Source], by: &Formula) -> Vec<Source> {
        let items = self.items(list, &Kind::Each(0, None), false);
        let env = std::mem::take(&mut self.env);
        self.env.push((CAPTURED.to_owned(), Known { sources: items, path: None }));
        let deciding = self.trace(by, true).sources;
        self.env = env;
        self.note(&deciding, &Kind::Value, true);
        deciding
    }

    fn sort(&mut self, over: &Formula, by: &Formula) -> Known {
        let whole = self.trace(over, false).sources;
        self.deciding(&whole, by);
        if let FormulaKind::Path(path) = &by.kind {
            let by = path.iter().skip(1).map(|name| self.names.intern(name)).collect();
            self.note(&whole, &Kind::Sort(by), true);
        }
        // Any of them may be the first now.
        let sources = whole.into_iter().map(|one| Source::new(one.node, one.span)).collect();
        Known { sources, path: None }
    }

    fn filter(&mut self, filter: Filter, args: &[Formula], span: Span, control: bool) -> Known {
        let Some((input, rest)) = args.split_first() else { return Known::default() };
        // Those that choose between texts show nothing of what they look at.
        let chooses = control || matches!(filter, Filter::YesNo | Filter::Pluralize);
        let known = self.trace(input, chooses);
        let from = |sources: Vec<Source>| sources.into_iter().map(|source| Source { span, ..source }).collect();
        let kinds: &[Kind] = match filter {
            Filter::Default | Filter::DefaultIfNone => {
                self.note(&known.sources, &Kind::Truthy, true);
                let others = rest.iter().flat_map(|arg| self.trace(arg, control).sources).collect::<Vec<_>>();
                return Known { sources: known.sources.into_iter().chain(others).collect(), path: None };
            }
            Filter::Safe | Filter::Escape => return Known { path: None, ..known },
            Filter::First => {
                let items = self.items(&known.sources, &Kind::Each(0, Some(1)), control);
                return Known { sources: from(items), path: None };
            }
            Filter::Last => {
                let items = self.items(&known.sources, &Kind::Last, control);
                return Known { sources: from(items), path: None };
            }
            // Part of a list or text: what is read of it is read of the whole.
            Filter::Slice => {
                rest.iter().for_each(|arg| self.read(arg, &Kind::Value, control));
                let part = rest.first().map_or((0, None), part);
                let sources: Vec<Source> = known.sources.iter().map(|one| one.sliced(part)).collect();
                self.items(&sources, &Kind::Each(0, None), control);
                return Known { sources, path: None };
            }
            Filter::Join => {
                self.texts(&known.sources, control);
                &[]
            }
            Filter::Query => {
                self.note(&known.sources, &Kind::Value, control);
                let values = rest.first().map(|value| self.trace(value, control).sources).unwrap_or_default();
                self.note(&values, &Kind::Value, control);
                self.texts(&values, control);
                return Known::default();
            }
            Filter::Length => &[Kind::Length],
            Filter::YesNo => &[Kind::Truthy],
            Filter::Pluralize => &[Kind::Value, Kind::Length],
            Filter::JsonScript => &[Kind::Whole],
            Filter::Upper
            | Filter::Lower
            | Filter::Date
            | Filter::FloatFormat
            | Filter::Add
            | Filter::Title
            | Filter::TruncateChars
            | Filter::CapFirst
            | Filter::DivisibleBy
            | Filter::Spaceless => &[Kind::Value],
        };
        kinds.iter().for_each(|kind| self.note(&known.sources, kind, chooses));
        rest.iter().for_each(|arg| self.read(arg, &Kind::Value, control));
        Known::default()
    }

    /// The texts of items.
    fn texts(&mut self, list: &[Source], control: bool) {
        let items = self.items(list, &Kind::Each(0, None), control);
        self.note(&items, &Kind::Value, control);
    }
}

impl Source {
    /// A part of what is meant.
    fn sliced(&self, (from, to): (u32, Option<u32>)) -> Self {
        let Kind::Each(from, to) = self.of_whole(&Kind::Each(from, to)) else { return *self };
        Self { part: (from, to), ..*self }
    }
}

/// Which items a slice leaves, as far as it is written out: `":3"`, `"5:10"`. What counts from the end may be anywhere.
fn part(slice: &Formula) -> (u32, Option<u32>) {
    let written = match &slice.kind {
        FormulaKind::Text(text) => text.clone(),
        FormulaKind::Int(to) => to.to_string(),
        FormulaKind::Null
        | FormulaKind::Bool(_)
        | FormulaKind::Float(_)
        | FormulaKind::Path(_)
        | FormulaKind::Filter(..)
        | FormulaKind::Not(_)
        | FormulaKind::Binary(..)
        | FormulaKind::FirstOf(_)
        | FormulaKind::Regroup(..)
        | FormulaKind::Sort(..) => return (0, None),
    };
    let bounds: Vec<&str> = written.split(':').map(str::trim).collect();
    let read = |bound: &str| if bound.is_empty() { Some(None) } else { position(bound).map(Some) };
    match bounds.as_slice() {
        [to] => (0, position(to)),
        [from, to] => match (read(from), read(to)) {
            (Some(from), Some(to)) => (from.unwrap_or(0), to),
            _ => (0, None),
        },
        _ => (0, None),
    }
}
