//! Guards: what a template says about the view before it looks at something.

use super::{Known, Walk};
use crate::program::Operator;
use crate::template::ast::{Formula, FormulaKind};

/// A conjunction, by its last condition; none: nothing has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::compile) struct Guard(pub(super) Option<usize>);

impl Guard {
    pub(super) const ALWAYS: Self = Self(None);
}

/// One condition and those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) before: Guard,
    pub(super) path: Vec<String>,
    pub(super) is: bool,
}

/// All guards.
#[derive(Debug, Default)]
pub(super) struct Guards {
    pub(super) all: Vec<Condition>,
}

impl Guards {
    /// The conditions of a guard, last one first.
    pub(super) fn conditions(&self, guard: Guard) -> impl Iterator<Item = &Condition> {
        let get = |guard: Guard| guard.0.and_then(|at| self.all.get(at));
        std::iter::successors(get(guard), move |one| get(one.before))
    }

    /// The guard with one condition more.
    fn with(&mut self, before: Guard, path: Vec<String>, is: bool) -> Guard {
        if self.conditions(before).any(|known| known.path == path && known.is == is) {
            return before;
        }
        let new = Condition { before, path, is };
        let at = self.all.iter().position(|known| *known == new).unwrap_or_else(|| {
            self.all.push(new);
            self.all.len() - 1
        });
        Guard(Some(at))
    }
}

impl Walk<'_, '_> {
    /// What holds here as well when a condition turned out like this.
    pub(super) fn given(&mut self, condition: &Formula, holds: bool) -> Guard {
        let mut guard = self.guard;
        for (path, is) in self.facts(condition, holds) {
            guard = self.guards.with(guard, path, is);
        }
        guard
    }

    /// Runs something under a guard.
    pub(super) fn under<T>(&mut self, guard: Guard, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.guard, guard);
        let result = run(self);
        self.guard = outer;
        result
    }

    /// What follows from a condition's outcome, of paths of the view alone.
    fn facts(&self, condition: &Formula, holds: bool) -> Vec<(Vec<String>, bool)> {
        match &condition.kind {
            FormulaKind::Path(path) => self.path_of(path).into_iter().map(|path| (path, holds)).collect(),
            FormulaKind::Not(inner) => self.facts(inner, !holds),
            FormulaKind::Binary(operator, left, right)
                if *operator == if holds { Operator::And } else { Operator::Or } =>
            {
                let mut both = self.facts(left, holds);
                both.extend(self.facts(right, holds));
                both
            }
            FormulaKind::Null
            | FormulaKind::Bool(_)
            | FormulaKind::Int(_)
            | FormulaKind::Float(_)
            | FormulaKind::Text(_)
            | FormulaKind::Filter(..)
            | FormulaKind::Binary(..)
            | FormulaKind::FirstOf(_)
            | FormulaKind::Regroup(..)
            | FormulaKind::Sort(..) => Vec::new(),
        }
    }

    /// The path from the view that a path here is, when it is always the same.
    fn path_of(&self, path: &[String]) -> Option<Vec<String>> {
        let (head, tail) = path.split_first()?;
        let known = match self.bound(head) {
            Some(Known { path, .. }) => path.clone()?,
            None if self.sees_fields(head) => vec![head.clone()],
            None => return None,
        };
        Some(known.into_iter().chain(tail.iter().cloned()).collect())
    }
}
