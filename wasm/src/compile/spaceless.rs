//! `{% spaceless %}` among elements: static white space between two tags is left out. What a value shows is never looked at,
//! and what stands in `pre`, `textarea` and scripts stays.

use super::decode::is_blank;
use super::knowledge::{PREFORMATTED, RAW, RCDATA, is};
use super::tree::{Item, ItemKind};

/// What is next to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// A tag, or nothing more.
    Tag,
    /// Text, or what may be text.
    Text,
    /// Maybe nothing: what comes after it counts.
    Open,
}

/// Leaves out what is between tags.
pub(super) fn strip(items: &mut Vec<Item>) {
    strip_between(items, Edge::Tag, Edge::Tag);
}

fn strip_between(items: &mut Vec<Item>, before: Edge, after: Edge) {
    let mut left: Vec<Edge> = Vec::new();
    let mut edge = before;
    for item in items.iter() {
        left.push(edge);
        edge = pass(edge_of(item, true), edge);
    }
    let mut right: Vec<Edge> = Vec::new();
    edge = after;
    for item in items.iter().rev() {
        right.push(edge);
        edge = pass(edge_of(item, false), edge);
    }
    right.reverse();
    let edges: Vec<(Edge, Edge)> = left.into_iter().zip(right).collect();
    let mut at = 0;
    items.retain_mut(|item| {
        let (before, after) = edges.get(at).copied().unwrap_or((Edge::Text, Edge::Text));
        at += 1;
        if let ItemKind::Text(text) = &item.kind {
            return !(is_blank(text) && before == Edge::Tag && after == Edge::Tag);
        }
        inside(item, before, after);
        true
    });
}

fn inside(item: &mut Item, before: Edge, after: Edge) {
    match &mut item.kind {
        ItemKind::Element(element) => {
            if ![PREFORMATTED, RAW, RCDATA].iter().any(|list| is(&element.name, list)) {
                strip_between(&mut element.children, Edge::Tag, Edge::Tag);
            }
        }
        ItemKind::If(arms) => arms.iter_mut().for_each(|arm| strip_between(&mut arm.body, before, after)),
        ItemKind::For(one) => {
            // The turns of a loop stand next to each other.
            let (first, last) = (edge_of_all(&one.body, false), edge_of_all(&one.body, true));
            let joined = |outer, own| if outer == Edge::Text || own == Edge::Text { Edge::Text } else { Edge::Tag };
            strip_between(&mut one.body, joined(before, last), joined(after, first));
            strip_between(&mut one.empty, before, after);
        }
        ItemKind::With(_, body) => strip_between(body, before, after),
        ItemKind::Changed(one) => {
            strip_between(&mut one.body, before, after);
            strip_between(&mut one.otherwise, before, after);
        }
        ItemKind::Text(_) | ItemKind::Value { .. } | ItemKind::Call(_) | ItemKind::Doctype => {}
        ItemKind::Let(_) | ItemKind::Cycle(_) | ItemKind::ResetCycle(_) | ItemKind::Filter(..) => {}
    }
}

fn pass(own: Edge, beyond: Edge) -> Edge {
    if own == Edge::Open { beyond } else { own }
}

/// What a thing ends with, or begins with.
fn edge_of(item: &Item, at_end: bool) -> Edge {
    match &item.kind {
        ItemKind::Text(text) if is_blank(text) => Edge::Open,
        ItemKind::Text(_) | ItemKind::Value { .. } | ItemKind::Filter(..) => Edge::Text,
        ItemKind::Cycle(cycle) => {
            if cycle.silent {
                Edge::Open
            } else {
                Edge::Text
            }
        }
        ItemKind::Element(_) | ItemKind::Doctype | ItemKind::Call(_) => Edge::Tag,
        ItemKind::Let(_) | ItemKind::ResetCycle(_) => Edge::Open,
        ItemKind::With(_, body) => edge_of_all(body, at_end),
        ItemKind::If(arms) => {
            let open = if arms.iter().any(|arm| arm.when.is_none()) { Edge::Tag } else { Edge::Open };
            arms.iter().fold(open, |edge, arm| either(edge, edge_of_all(&arm.body, at_end)))
        }
        ItemKind::For(one) => either(Edge::Open, edge_of_all(&one.body, at_end)),
        ItemKind::Changed(one) => either(edge_of_all(&one.body, at_end), edge_of_all(&one.otherwise, at_end)),
    }
}

/// Of two that may be there: text if one is, and what comes after counts if one may be nothing.
fn either(a: Edge, b: Edge) -> Edge {
    match (a, b) {
        (Edge::Text, _) | (_, Edge::Text) => Edge::Text,
        (Edge::Open, _) | (_, Edge::Open) => Edge::Open,
        (Edge::Tag, Edge::Tag) => Edge::Tag,
    }
}

fn edge_of_all(items: &[Item], at_end: bool) -> Edge {
    let mut edges = items.iter().map(|item| edge_of(item, at_end)).filter(|edge| *edge != Edge::Open);
    let found = if at_end { edges.next_back() } else { edges.next() };
    found.unwrap_or(Edge::Open)
}
