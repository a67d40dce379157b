//! What an expression reads: from which nodes of the reads its value comes, and what finding it out looks at.

use super::effect::operands;
use super::graph::{EACH, INDEX, LENGTH, TRUTHY, VALUE, WHOLE};
use super::reads::{Env, Nodes, Reading};
use crate::program::{Expr, Filter, Name};

impl Reading<'_> {
    /// The nodes that an expression's value may be; marks what finding it out reads.
    pub(super) fn trace(&mut self, expr: &Expr, env: &Env) -> Nodes {
        match expr {
            Expr::Null | Expr::Bool(_) | Expr::Int(_) | Expr::Float(_) | Expr::Text(_) => Nodes::new(),
            Expr::Field(field) => {
                usize::try_from(*field).ok().and_then(|at| self.fields.get(at).copied()).into_iter().collect()
            }
            Expr::Local(local) => env.get(local).cloned().unwrap_or_default(),
            Expr::Member(inner, name) => {
                let outer = self.trace(inner, env);
                outer.into_iter().map(|node| self.graph.child(node, *name)).collect()
            }
            Expr::Filter(filter, args) => self.filter(*filter, args, env),
            Expr::Not(inner) => {
                self.read(inner, TRUTHY, env);
                Nodes::new()
            }
            Expr::Binary(operator, left, right) => {
                let (of_left, of_right) = operands(*operator, left, right);
                self.read(left, of_left, env);
                self.read(right, of_right, env);
                Nodes::new()
            }
            // The list beside it is iterated anyway, and that says whether it is empty.
            Expr::IsEmpty(over) => {
                self.items(over, env);
                Nodes::new()
            }
            Expr::Regroup(over, by) => self.regroup(over, by, env),
            Expr::Sort(over, by, _) => {
                let whole = self.trace(over, env);
                let items = whole.iter().map(|node| self.graph.each(*node)).collect();
                self.read(by, VALUE, &Env::from([(0, items)]));
                whole
            }
            Expr::Cycle(_, all) => all.iter().flat_map(|one| self.trace(one, env)).collect(),
            Expr::FirstOf(all) => {
                let nodes: Nodes = all.iter().flat_map(|one| self.trace(one, env)).collect();
                nodes.iter().for_each(|node| self.graph.mark(*node, TRUTHY));
                nodes
            }
        }
    }

    /// Groups are made up: what their list needs is needed of the whole, what `grouper` needs of what decides.
    fn regroup(&mut self, over: &Expr, by: &Expr, env: &Env) -> Nodes {
        let whole = self.trace(over, env);
        let items = whole.iter().map(|node| self.graph.each(*node)).collect();
        let deciding = self.trace(by, &Env::from([(0, items)]));
        deciding.iter().for_each(|node| self.graph.mark(*node, VALUE));
        let groups = self.graph.add();
        let group = self.graph.each(groups);
        for (name, sources) in [("list", whole), ("grouper", deciding)] {
            let known = self.program.names.iter().position(|known| known == name);
            let Some(name) = known.and_then(|at| Name::try_from(at).ok()) else { continue };
            let member = self.graph.child(group, name);
            sources.into_iter().for_each(|node| self.graph.link(node, member));
        }
        vec![groups]
    }

    fn filter(&mut self, filter: Filter, args: &[Expr], env: &Env) -> Nodes {
        let Some((input, rest)) = args.split_first() else { return Nodes::new() };
        let nodes = self.trace(input, env);
        match filter {
            // Whether a value is null is known from any use of it.
            Filter::Default | Filter::DefaultIfNone => {
                nodes.iter().for_each(|node| self.graph.mark(*node, TRUTHY));
                let others = rest.iter().flat_map(|arg| self.trace(arg, env));
                return nodes.iter().copied().chain(others).collect();
            }
            Filter::Safe | Filter::Escape => return nodes,
            Filter::First | Filter::Last => {
                return nodes
                    .into_iter()
                    .map(|node| {
                        self.graph.mark(node, EACH | INDEX);
                        self.graph.each(node)
                    })
                    .collect();
            }
            // Part of a list or text: what is read of it is read of the whole.
            Filter::Slice => {
                rest.iter().for_each(|arg| self.read(arg, VALUE, env));
                for node in &nodes {
                    self.graph.each(*node);
                    self.graph.mark(*node, INDEX);
                }
                return nodes;
            }
            Filter::Join => self.texts(&nodes),
            Filter::Query => {
                nodes.iter().for_each(|node| self.graph.mark(*node, VALUE));
                let values = rest.first().map(|value| self.trace(value, env)).unwrap_or_default();
                values.iter().for_each(|node| self.graph.mark(*node, VALUE));
                self.texts(&values);
                return Nodes::new();
            }
            Filter::Length => nodes.iter().for_each(|node| self.graph.mark(*node, LENGTH)),
            Filter::YesNo => nodes.iter().for_each(|node| self.graph.mark(*node, TRUTHY)),
            Filter::Pluralize => nodes.iter().for_each(|node| self.graph.mark(*node, VALUE | LENGTH)),
            Filter::JsonScript => nodes.iter().for_each(|node| self.graph.mark(*node, WHOLE)),
            Filter::Upper
            | Filter::Lower
            | Filter::Date
            | Filter::FloatFormat
            | Filter::Add
            | Filter::Title
            | Filter::TruncateChars
            | Filter::CapFirst
            | Filter::DivisibleBy
            | Filter::Spaceless => nodes.iter().for_each(|node| self.graph.mark(*node, VALUE)),
        }
        rest.iter().for_each(|arg| self.read(arg, VALUE, env));
        Nodes::new()
    }

    /// The texts of items.
    fn texts(&mut self, nodes: &[usize]) {
        for node in nodes {
            let each = self.graph.each(*node);
            self.graph.mark(each, VALUE);
        }
    }
}
