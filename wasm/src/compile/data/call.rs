//! Includes: each is run once for every guard it stands under and every meaning of its parameters.

use super::guard::Guard;
use super::place::Include;
use super::{Known, Source, Walk};
use crate::compile::tree::{Call, Item};
use crate::error::Result;
use crate::template::ast::{Formula, QUERY};

/// How many callees are told apart; beyond, includes are run once for all callers, as if nothing were known of them.
pub(super) const MAX_CALLEES: usize = 1_024;

type Path = Option<Vec<String>>;

/// A unit, under a guard, with parameters that are these paths of the view.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Callee {
    pub(super) unit: usize,
    guard: Guard,
    paths: Vec<Path>,
}

/// What is to be run.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    pub(super) unit: usize,
    callee: Callee,
    /// The include that led there first.
    pub(super) way: Option<usize>,
    /// What it is inside of.
    outer: Vec<Callee>,
    /// How many callees are told apart.
    most: usize,
}

impl Walk<'_, '_> {
    /// Runs the root and all that it calls.
    pub(super) fn run(mut self, most: usize) -> Result<super::Data> {
        self.pending.push(Pending { most, ..Pending::default() });
        while let Some(pending) = self.pending.pop() {
            let nodes = self.callees.get(&pending.callee).cloned().unwrap_or_default();
            let params = self.params.get(pending.unit).map_or(&[][..], Vec::as_slice);
            let values = nodes.into_iter().zip(&pending.callee.paths).map(|(node, path)| Known {
                sources: vec![Source::new(node, crate::span::Span::default())],
                path: path.clone(),
            });
            self.env = params.iter().cloned().zip(values).collect();
            self.guard = pending.callee.guard;
            self.loops = 0;
            self.current = pending;
            let units = self.units;
            let items: &[Item] = units.all.get(self.current.unit).map_or(&[], |unit| &unit.items);
            self.all(items);
        }
        self.settle()
    }

    pub(super) fn call(&mut self, call: &Call, item: &Item) {
        let params = self.params.get(call.unit).map_or(&[][..], Vec::as_slice);
        let args: Vec<Known> = params
            .iter()
            .map(|name| match call.with.iter().rev().find(|binding| binding.name == *name) {
                Some(binding) => self.trace(&binding.value, false),
                None if call.only && name != QUERY => Known::default(),
                None => self.name(name, item.span),
            })
            .collect();
        let callee = self.callee(call.unit, &args);
        if !self.callees.contains_key(&callee) {
            let nodes = args.iter().map(|_| self.graph.add()).collect();
            self.callees.insert(callee.clone(), nodes);
            let unit = self.units.all.get(self.current.unit).map_or(0, |unit| unit.source);
            let way = self.places.include(Include { span: item.span, unit, from: self.current.way });
            let outer = self.current.outer.iter().cloned().chain([self.current.callee.clone()]).collect();
            let most = self.current.most;
            self.pending.push(Pending { unit: call.unit, callee: callee.clone(), way: Some(way), outer, most });
        }
        let nodes = self.callees.get(&callee).cloned().unwrap_or_default();
        for (arg, node) in args.iter().zip(nodes) {
            arg.sources.iter().for_each(|source| self.graph.link(source.node, node));
        }
    }

    /// Which callee is meant. Inside of itself a unit keeps only what did not change, so that recursion is a circle.
    fn callee(&self, unit: usize, args: &[Known]) -> Callee {
        if self.callees.len() >= self.current.most {
            return Callee { unit, guard: Guard::ALWAYS, paths: vec![None; args.len()] };
        }
        let current = std::iter::once(&self.current.callee);
        let outer = self.current.outer.iter().rev();
        let known = current.chain(outer).find(|callee| callee.unit == unit);
        let same = |at: usize, path: &Path| known.is_none_or(|known| known.paths.get(at) == Some(path));
        let path = |(at, arg): (usize, &Known)| arg.path.clone().filter(|path| same(at, &Some(path.clone())));
        Callee { unit, guard: self.guard, paths: args.iter().enumerate().map(path).collect() }
    }

    /// Reads a condition, and says what holds when it does and when it does not.
    pub(super) fn condition(&mut self, when: &Formula) -> (Guard, Guard) {
        self.read(when, &super::Kind::Truthy, true);
        (self.given(when, true), self.given(when, false))
    }
}
