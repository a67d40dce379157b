//! What a template reads, for whoever fetches it: not only which paths, as [`super::reads`] says, but which items of a list,
//! under which condition, for what, and where in the sources it says so. An abstract run of the trees, like that of reads
//! over the program: the trees still know where everything stands. Both find the same paths; a test compares them.
//!
//! A guard is a conjunction of "this path of the view is true" and "… is false", lifted from `{% if %}`: what stands under
//! one that does not hold is never looked at. Includes are run once per guard and per what their parameters are called in
//! the view, so that a condition on a parameter is one on the view.

mod call;
mod formula;
mod guard;
mod item;
mod place;
mod settle;
#[cfg(test)]
mod tests;
mod write;

use super::graph::{EACH, Graph, LENGTH, ReadsNode, TRUTHY, VALUE, WHOLE};
use super::scope::Names;
use super::unit::Units;
use crate::error::Result;
use crate::program::Name;
use crate::span::Span;
use call::{Callee, Pending};
use guard::{Guard, Guards};
use place::Places;
use std::collections::{BTreeMap, BTreeSet};

/// How something is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Its text.
    Value,
    /// Whether it is true.
    Truthy,
    /// How many items it has.
    Length,
    /// All of it.
    Whole,
    /// Items of it: from here, to there (exclusive) or to the end.
    Each(u32, Option<u32>),
    /// Its last item.
    Last,
    /// Its items, in the order of this member of each.
    Sort(Vec<Name>),
}

impl Kind {
    fn mask(&self) -> u8 {
        match self {
            Self::Value => VALUE,
            Self::Truthy => TRUTHY,
            Self::Length => LENGTH,
            Self::Whole => WHOLE,
            Self::Each(..) | Self::Last | Self::Sort(_) => EACH,
        }
    }
}

/// One use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) kind: Kind,
    /// What must hold for it to happen.
    pub(super) guard: Guard,
    pub(super) at: usize,
    /// It only decides: the value never enters the HTML.
    pub(super) control: bool,
}

/// What is read.
#[derive(Debug)]
pub(super) struct Data {
    names: Names,
    nodes: Vec<ReadsNode>,
    /// By node.
    uses: Vec<Vec<Use>>,
    guards: Guards,
    places: Places,
}

/// A node that a value may be, and where the template says so.
#[derive(Debug, Clone, Copy)]
struct Source {
    node: usize,
    span: Span,
    /// Only these of its items are meant: from here, to there.
    part: (u32, Option<u32>),
}

impl Source {
    fn new(node: usize, span: Span) -> Self {
        Self { node, span, part: (0, None) }
    }

    /// What a use of a part means for the whole.
    fn of_whole(&self, kind: &Kind) -> Kind {
        let (start, end) = self.part;
        match kind {
            Kind::Each(from, to) => {
                let to = to.and_then(|to| to.checked_add(start));
                let to = [to, end].into_iter().flatten().min();
                Kind::Each(start.saturating_add(*from), to)
            }
            Kind::Last if self.part != (0, None) => Kind::Each(start, end),
            Kind::Value | Kind::Truthy | Kind::Length | Kind::Whole | Kind::Last | Kind::Sort(_) => kind.clone(),
        }
    }
}

/// What is known of a value.
#[derive(Debug, Clone, Default)]
struct Known {
    /// None: it does not come from the view.
    sources: Vec<Source>,
    /// Its path from the view, when it is one and always the same.
    path: Option<Vec<String>>,
}

/// The run.
#[derive(Debug)]
struct Walk<'u, 's> {
    units: &'u Units<'s>,
    params: &'u [Vec<String>],
    graph: Graph,
    names: Names,
    uses: BTreeSet<(usize, Use)>,
    guards: Guards,
    places: Places,
    /// Nodes of the parameters of what is called.
    callees: BTreeMap<Callee, Vec<usize>>,
    pending: Vec<Pending>,
    /// Lists without `do-key`: their items, in what, under which guard.
    keys: Vec<(Vec<Source>, Pending, Guard)>,
    /// How often a cycle outside of loops was shown.
    shown: BTreeMap<Span, usize>,
    env: Vec<(String, Known)>,
    /// What holds here.
    guard: Guard,
    /// What is being run.
    current: Pending,
    /// Loops around, in this unit.
    loops: usize,
}

/// Finds what is read. `params` are the parameters of the units.
///
/// # Errors
/// `template.limit`
pub(super) fn fill(units: &Units<'_>, params: &[Vec<String>]) -> Result<Data> {
    // Without telling callers apart there are no more nodes than reads have, which are bounded already.
    Walk::new(units, params).run(call::MAX_CALLEES).or_else(|_| Walk::new(units, params).run(0))
}

impl<'u, 's> Walk<'u, 's> {
    fn new(units: &'u Units<'s>, params: &'u [Vec<String>]) -> Self {
        Self {
            units,
            params,
            graph: Graph::new(),
            names: Names::default(),
            uses: BTreeSet::new(),
            guards: Guards::default(),
            places: Places::default(),
            callees: BTreeMap::new(),
            pending: Vec::new(),
            keys: Vec::new(),
            shown: BTreeMap::new(),
            env: Vec::new(),
            guard: Guard::ALWAYS,
            current: Pending::default(),
            loops: 0,
        }
    }

    /// Notes a use of what may be one of these.
    fn note(&mut self, sources: &[Source], kind: &Kind, control: bool) {
        let unit = self.units.all.get(self.current.unit).map_or(0, |unit| unit.source);
        for source in sources {
            self.graph.mark(source.node, kind.mask());
            let at = self.places.at(source.span, unit, self.current.way);
            self.uses.insert((source.node, Use { kind: source.of_whole(kind), guard: self.guard, at, control }));
        }
    }

    fn child(&mut self, node: usize, name: &str) -> usize {
        let name = self.names.intern(name);
        self.graph.child(node, name)
    }

    /// The items of a list of which these are looked at.
    fn items(&mut self, list: &[Source], kind: &Kind, control: bool) -> Vec<Source> {
        self.note(list, kind, control);
        list.iter().map(|one| Source::new(self.graph.each(one.node), one.span)).collect()
    }
}

/// The position that a name is, if it is one.
fn position(name: &str) -> Option<u32> {
    name.parse().ok().filter(|_| name.bytes().all(|b| b.is_ascii_digit()))
}

fn text(names: &Names, name: Name) -> &str {
    usize::try_from(name).ok().and_then(|at| names.all.get(at)).map_or("", String::as_str)
}
