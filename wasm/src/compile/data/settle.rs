//! The end of the run: keys of lists, the exact graph, and uses that say nothing beside others.

use super::guard::Guard;
use super::{Data, Kind, Source, Use, Walk, position, text};
use crate::compile::graph::ReadsNode;
use crate::error::Result;
use std::collections::BTreeMap;

impl Walk<'_, '_> {
    pub(super) fn settle(mut self) -> Result<Data> {
        self.find_keys();
        let names = std::mem::take(&mut self.names);
        self.graph.merge_positions(|name| position(text(&names, name)).is_some());
        let nodes = self.graph.determine()?;
        let mut noted: BTreeMap<usize, Vec<Use>> = BTreeMap::new();
        for (node, one) in self.uses {
            noted.entry(node).or_default().push(one);
        }
        let uses_of = |node: &ReadsNode| {
            let mut uses: Vec<Use> = node.of.iter().filter_map(|node| noted.get(node)).flatten().cloned().collect();
            uses.sort_by(|a, b| (a.at, a).cmp(&(b.at, b)));
            uses.dedup();
            uses
        };
        let uses = nodes.iter().map(uses_of).collect();
        let mut data = Data { names, nodes, uses, guards: self.guards, places: self.places };
        data.drop_known();
        Ok(data)
    }

    /// An item's own `id` identifies it, when it may have one; the same rule as for reads.
    fn find_keys(&mut self) {
        let keys = std::mem::take(&mut self.keys);
        let nodes = |items: &[Source]| items.iter().map(|item| item.node).collect::<Vec<_>>();
        let own: Vec<_> = keys.into_iter().filter(|(items, ..)| self.graph.may_have_id(&nodes(items))).collect();
        for (items, key, guard) in own {
            let ids: Vec<Source> =
                items.into_iter().map(|item| Source::new(self.child(item.node, "id"), item.span)).collect();
            self.current = key;
            self.under(guard, |this| this.note(&ids, &Kind::Value, false));
        }
    }
}

impl Data {
    /// Who goes through a list knows whether it is empty.
    fn drop_known(&mut self) {
        for node in 0..self.uses.len() {
            let uses = self.uses.get(node).map_or(&[][..], Vec::as_slice);
            let through: Vec<Guard> = uses
                .iter()
                .filter(|one| matches!(one.kind, Kind::Each(0, _) | Kind::Last))
                .map(|one| one.guard)
                .collect();
            let is_known = |one: &Use| through.iter().any(|guard| self.is_implied(*guard, one.guard, node));
            let kept = uses.iter().filter(|one| one.kind != Kind::Truthy || !is_known(one)).cloned().collect();
            if let Some(uses) = self.uses.get_mut(node) {
                *uses = kept;
            }
        }
    }

    /// Whether a guard holds wherever another one does, not counting what it says of the node itself.
    fn is_implied(&self, guard: Guard, by: Guard, node: usize) -> bool {
        self.guards.conditions(guard).all(|one| {
            self.find(&one.path) == Some(node)
                || self.guards.conditions(by).any(|other| other.path == one.path && other.is == one.is)
        })
    }

    /// The node of a path.
    fn find(&self, path: &[String]) -> Option<usize> {
        path.iter().try_fold(0, |at, name| {
            let node = self.nodes.get(at)?;
            if position(name).is_some() {
                return node.each;
            }
            let member = node.names.iter().position(|known| text(&self.names, *known) == name)?;
            node.children.get(member).copied()
        })
    }
}
