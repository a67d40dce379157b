//! What is read as JSON, short: names and places are numbers, and every list of equal things is flat. `unpackData` in
//! `src/engine/data.ts` is the other half.
//!
//! ```text
//! { "names": [text…],
//!   "nodes": [[each or -1, members, (name, node)…, (kind × 2 + control, guard or -1, place, more of the kind)…]…],
//!   "guards": [[guard before or -1, is, name…]…],
//!   "places": [(template, line, column, length, way or -1)…],
//!   "ways":   [(template, line, column, extends, way or -1)…] }
//! ```

use super::{Data, Kind, Use};
use crate::compile::meta::list;
use crate::compile::unit::Units;
use crate::error::json_text;
use crate::span::Span;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A step of the way to a place: the tag, whether it is `{% extends %}`, and the step before.
type Step = (Span, bool, Option<usize>);

struct Writer<'u, 's> {
    units: &'u Units<'s>,
    steps: Vec<Step>,
    known: BTreeMap<Step, usize>,
}

impl Data {
    /// All of it as one object.
    pub(in crate::compile) fn write(&mut self, units: &Units<'_>) -> String {
        let mut writer = Writer { units, steps: Vec::new(), known: BTreeMap::new() };
        let nodes: Vec<Vec<i64>> = (0..self.nodes.len()).map(|node| self.node(node)).collect();
        let guards: Vec<Vec<i64>> = (0..self.guards.all.len()).map(|guard| self.guard(guard)).collect();
        let places: Vec<i64> = self.places(&mut writer);
        let steps = std::mem::take(&mut writer.steps);
        let ways: Vec<i64> = steps
            .into_iter()
            .flat_map(|(span, extends, next)| {
                let [template, line, column, _] = self.locate(units, span);
                [template, line, column, i64::from(extends), optional(next)]
            })
            .collect();
        let mut out = String::from("{\"names\":");
        list(&mut out, &self.names.all, |out, name| json_text(out, name));
        for (key, rows) in [("nodes", nodes), ("guards", guards)] {
            let _ = write!(out, ",\"{key}\":");
            list(&mut out, &rows, |out, row| numbers(out, row));
        }
        for (key, row) in [("places", places), ("ways", ways)] {
            let _ = write!(out, ",\"{key}\":");
            numbers(&mut out, &row);
        }
        out.push('}');
        out
    }

    fn node(&self, at: usize) -> Vec<i64> {
        let Some(node) = self.nodes.get(at) else { return Vec::new() };
        let mut out = vec![optional(node.each), number(node.names.len())];
        for (name, child) in node.names.iter().zip(&node.children) {
            out.extend([i64::from(*name), number(*child)]);
        }
        for Use { kind, guard, at, control } in self.uses.get(at).into_iter().flatten() {
            let (code, more) = match kind {
                Kind::Value => (0, vec![]),
                Kind::Truthy => (1, vec![]),
                Kind::Length => (2, vec![]),
                Kind::Whole => (3, vec![]),
                Kind::Each(from, to) => (4, vec![i64::from(*from), to.map_or(-1, i64::from)]),
                Kind::Last => (5, vec![]),
                Kind::Sort(by) => {
                    (6, std::iter::once(number(by.len())).chain(by.iter().map(|name| i64::from(*name))).collect())
                }
            };
            out.extend([code * 2 + i64::from(*control), optional(guard.0), number(*at)]);
            out.extend(more);
        }
        out
    }

    fn guard(&mut self, at: usize) -> Vec<i64> {
        let Some(condition) = self.guards.all.get(at) else { return Vec::new() };
        let path = condition.path.iter().map(|name| i64::from(self.names.intern(name)));
        [optional(condition.before.0), i64::from(condition.is)].into_iter().chain(path).collect()
    }

    fn places(&mut self, writer: &mut Writer<'_, '_>) -> Vec<i64> {
        let all = self.places.all.clone();
        all.into_iter()
            .flat_map(|at| {
                let way = self.way(writer, at.span, at.unit, at.way);
                let [template, line, column, length] = self.locate(writer.units, at.span);
                [template, line, column, length, optional(way)]
            })
            .collect()
    }

    /// The steps to a span: from its template to the unit by extends, from there to the root by includes.
    fn way(&self, writer: &mut Writer<'_, '_>, span: Span, unit: u32, include: Option<usize>) -> Option<usize> {
        let include = include.and_then(|at| self.places.includes.get(at));
        let outer = include.map(|include| {
            let next = self.way(writer, include.span, include.unit, include.from);
            writer.step((include.span, false, next))
        });
        if span.source == unit {
            return outer;
        }
        let steps = writer.units.library.way(unit, writer.units.sources().name(span.source));
        steps.into_iter().rev().fold(outer, |next, (_, span)| Some(writer.step((span, true, next))))
    }

    fn locate(&mut self, units: &Units<'_>, span: Span) -> [i64; 4] {
        let at = span.locate(units.sources().text(span.source));
        let template = self.names.intern(units.sources().name(span.source));
        [i64::from(template), i64::from(at.line), i64::from(at.column), i64::from(at.length)]
    }
}

impl Writer<'_, '_> {
    fn step(&mut self, step: Step) -> usize {
        *self.known.entry(step).or_insert_with(|| {
            self.steps.push(step);
            self.steps.len() - 1
        })
    }
}

fn numbers(out: &mut String, row: &[i64]) {
    list(out, row, |out, number| {
        let _ = write!(out, "{number}");
    });
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn optional(n: Option<usize>) -> i64 {
    n.map_or(-1, number)
}
