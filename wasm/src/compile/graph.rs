//! The reads as a graph: nodes are values, edges lead to their members and items, links say "and whatever that one needs".
//! A parameter of an include is a node of its own that every argument links to; so callers never see each other's needs,
//! and recursion is a circle. Subset construction (as from NFA to DFA; Rabin and Scott 1959) then gives the exact tree.

use crate::error::{Error, Result, code};
use crate::limit;
use crate::program::Name;
use std::collections::BTreeMap;

/// Its text is read.
pub(super) const VALUE: u8 = 1;
/// It is iterated.
pub(super) const EACH: u8 = 2;
/// Whether it is true.
pub(super) const TRUTHY: u8 = 4;
/// Its length.
pub(super) const LENGTH: u8 = 8;
/// Single items of it.
pub(super) const INDEX: u8 = 16;
/// All of it.
pub(super) const WHOLE: u8 = 32;

#[derive(Debug, Default)]
struct Node {
    names: Vec<(Name, usize)>,
    each: Option<usize>,
    uses: u8,
    links: Vec<usize>,
}

/// The graph while it is built. Node 0 is the view.
#[derive(Debug)]
pub(super) struct Graph {
    nodes: Vec<Node>,
}

/// A node of the result.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReadsNode {
    pub(super) names: Vec<Name>,
    pub(super) children: Vec<usize>,
    pub(super) each: Option<usize>,
    pub(super) uses: u8,
    /// The nodes of the graph that it stands for.
    pub(super) of: Vec<usize>,
}

impl Graph {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::default()] }
    }

    /// A node that nothing leads to yet.
    pub(super) fn add(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    pub(super) fn child(&mut self, node: usize, name: Name) -> usize {
        let known = self.nodes.get(node).and_then(|node| node.names.iter().find(|(known, _)| *known == name));
        if let Some((_, child)) = known {
            return *child;
        }
        let child = self.add();
        if let Some(node) = self.nodes.get_mut(node) {
            node.names.push((name, child));
        }
        child
    }

    pub(super) fn each(&mut self, node: usize) -> usize {
        self.mark(node, EACH);
        if let Some(known) = self.nodes.get(node).and_then(|node| node.each) {
            return known;
        }
        let each = self.add();
        if let Some(node) = self.nodes.get_mut(node) {
            node.each = Some(each);
        }
        each
    }

    pub(super) fn mark(&mut self, node: usize, uses: u8) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.uses |= uses;
        }
    }

    /// Everything that `to` needs is needed of `from`.
    pub(super) fn link(&mut self, from: usize, to: usize) {
        if let Some(node) = self.nodes.get_mut(from).filter(|node| !node.links.contains(&to)) {
            node.links.push(to);
        }
    }

    /// Members that `is_position` recognises become needs of the items, whichever these are.
    pub(super) fn merge_positions(&mut self, is_position: impl Fn(Name) -> bool) {
        for node in 0..self.nodes.len() {
            let names = self.nodes.get_mut(node).map(|node| std::mem::take(&mut node.names)).unwrap_or_default();
            let (positions, names): (Vec<_>, Vec<_>) = names.into_iter().partition(|(name, _)| is_position(*name));
            if let Some(node) = self.nodes.get_mut(node) {
                node.names = names;
            }
            for (_, child) in positions {
                let each = self.each(node);
                self.link(each, child);
            }
        }
    }

    /// Nodes with everything that they link to, sorted.
    fn closure(&self, nodes: &[usize]) -> Vec<usize> {
        let mut all: Vec<usize> = Vec::new();
        let mut open = nodes.to_vec();
        while let Some(next) = open.pop() {
            if let Err(at) = all.binary_search(&next) {
                all.insert(at, next);
                open.extend(self.nodes.get(next).into_iter().flat_map(|node| node.links.iter().copied()));
            }
        }
        all
    }

    /// Whether items that are used like this have members, or are not looked at: then they may have an `id` of their own.
    pub(super) fn may_have_id(&self, items: &[usize]) -> bool {
        let all = self.closure(items);
        let mut nodes = all.iter().filter_map(|at| self.nodes.get(*at));
        let uses = all.iter().filter_map(|at| self.nodes.get(*at)).fold(0, |uses, node| uses | node.uses);
        nodes.any(|node| !node.names.is_empty()) || uses & !TRUTHY == 0
    }

    /// The exact reads, node 0 first.
    ///
    /// # Errors
    /// `template.limit`
    pub(super) fn determine(&self) -> Result<Vec<ReadsNode>> {
        let mut ids: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut sets = vec![self.closure(&[0])];
        ids.insert(self.closure(&[0]), 0);
        let mut out = Vec::new();
        while let Some(set) = sets.get(out.len()).cloned() {
            let nodes: Vec<&Node> = set.iter().filter_map(|at| self.nodes.get(*at)).collect();
            let mut members: Vec<(Name, Vec<usize>)> = Vec::new();
            for (name, child) in nodes.iter().flat_map(|node| &node.names) {
                match members.iter_mut().find(|(known, _)| known == name) {
                    Some((_, children)) => children.push(*child),
                    None => members.push((*name, vec![*child])),
                }
            }
            let mut number = |children: &[usize]| {
                let set = self.closure(children);
                *ids.entry(set.clone()).or_insert_with(|| {
                    sets.push(set);
                    sets.len() - 1
                })
            };
            let each: Vec<usize> = nodes.iter().filter_map(|node| node.each).collect();
            let children = members.iter().map(|(_, children)| number(children)).collect();
            out.push(ReadsNode {
                names: members.iter().map(|(name, _)| *name).collect(),
                children,
                each: if each.is_empty() { None } else { Some(number(&each)) },
                uses: nodes.iter().fold(0, |uses, node| uses | node.uses),
                of: set.clone(),
            });
            if out.len() > limit::MAX_READS_NODES {
                return Err(Error::new(code::TEMPLATE_LIMIT, "the template reads too many different paths"));
            }
        }
        Ok(out)
    }
}
