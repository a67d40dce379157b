//! Ways into the parts of a block: the arms of branches, names that are bound for the rest of a block, parameters. Each is noted, so
//! that a tag which remembers the turn before knows when it is reached.

use super::cut::Cutter;
use super::part::{Cut, Run};
use super::remember::Step;
use super::scope::Scope;
use super::tree::{Call, Item, ItemKind, TreeArm, TreeChanged};
use crate::program::{Expr, Let, Piece, Uses};
use crate::span::Span;
use crate::template::ast::{Binding, QUERY};

impl Cutter<'_, '_> {
    /// Binds names as the block is entered.
    pub(super) fn lets(&mut self, cut: &mut Cut, bindings: &[Binding], scope: &mut Scope) {
        for (local, value) in self.bind(bindings, scope) {
            self.step(Step::Let(local, value.clone()));
            cut.block.lets.push(Let { local, value, uses: Uses::default() });
        }
    }

    /// Handles a tag that gives a name to something for the rest of the block. `true`: it was one.
    pub(super) fn names(&mut self, cut: &mut Cut, item: &Item, run: &mut Run, scope: &mut Scope) -> bool {
        if let ItemKind::Let(bindings) = &item.kind {
            self.lets(cut, bindings, scope);
            return true;
        }
        let ItemKind::Cycle(cycle) = &item.kind else { return false };
        let Some(name) = &cycle.name else { return false };
        let value = self.cycle(cycle, scope);
        let local = scope.bind(name);
        self.step(Step::Let(local, value.clone()));
        cut.block.lets.push(Let { local, value, uses: Uses::default() });
        if !cycle.silent {
            run.pieces.push(Piece::Value { value: Expr::Local(local), escaped: false });
        }
        true
    }

    /// The arms of a branch, with what has to be known on the way into them.
    pub(super) fn arms<T>(
        &mut self,
        arms: &[TreeArm],
        scope: &mut Scope,
        mut body: impl FnMut(&mut Self, &[Item], &mut Scope) -> T,
    ) -> Vec<(Option<Expr>, T)> {
        let mut before = Vec::new();
        let mut all = Vec::new();
        for arm in arms {
            let when = arm.when.as_ref().map(|when| self.resolver.resolve(when, scope));
            let marks = (scope.enter(), self.step(Step::Arm(before.clone(), when.clone())));
            let inside = body(self, &arm.body, scope);
            scope.leave(marks.0);
            self.leave(marks.1);
            before.extend(when.clone());
            all.push((when, inside));
        }
        all
    }

    /// An `{% ifchanged %}`: its arms.
    pub(super) fn changed_arms<T>(
        &mut self,
        one: &TreeChanged,
        span: Span,
        scope: &mut Scope,
        mut body: impl FnMut(&mut Self, &[Item], &mut Scope) -> T,
    ) -> Vec<(Option<Expr>, T)> {
        let when = self.changed(one, span, scope);
        let mut all = Vec::new();
        for (not, when, items) in [(None, Some(&when), &one.body), (Some(&when), None, &one.otherwise)] {
            if items.is_empty() && not.is_some() {
                continue;
            }
            let step = Step::Arm(not.into_iter().cloned().collect(), when.cloned());
            let marks = (scope.enter(), self.step(step));
            let inside = body(self, items, scope);
            scope.leave(marks.0);
            self.leave(marks.1);
            all.push((when.cloned(), inside));
        }
        all
    }

    /// What a call gives its parameters.
    pub(super) fn arguments(&mut self, call: &Call, scope: &Scope) -> Vec<Expr> {
        let params = self.params.get(call.unit).cloned().unwrap_or_default();
        params
            .iter()
            .map(|name| match call.with.iter().rev().find(|binding| binding.name == *name) {
                Some(binding) => self.resolver.resolve(&binding.value, scope),
                None if call.only && name != QUERY => Expr::Null,
                None => self.resolver.name(name, scope),
            })
            .collect()
    }
}
