//! Names become places: which local or top-level field a name means where it stands.

use crate::program::{Expr, Local, Name};
use crate::template::ast::{CAPTURED, Formula, FormulaKind};

/// Names in the order in which they were first asked for.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) all: Vec<String>,
    known: std::collections::BTreeMap<String, Name>,
}

impl Names {
    pub(super) fn intern(&mut self, name: &str) -> Name {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let id = Name::try_from(self.all.len()).unwrap_or(Name::MAX);
        self.all.push(name.to_owned());
        self.known.insert(name.to_owned(), id);
        id
    }
}

/// The names that can be seen at one place of a unit.
#[derive(Debug, Default)]
pub(super) struct Scope {
    bindings: Vec<(String, Local)>,
    /// Locals are never used twice within a call, so that those bound at the entry of a block survive its loops.
    next: Local,
    /// The root unit sees the fields of the view.
    is_root: bool,
}

impl Scope {
    pub(super) fn new(params: &[String], is_root: bool) -> Self {
        let mut scope = Self { bindings: Vec::new(), next: 0, is_root };
        for name in params {
            scope.bind(name);
        }
        scope
    }

    /// A fresh local of that name.
    pub(super) fn bind(&mut self, name: &str) -> Local {
        let local = self.next;
        self.next = self.next.saturating_add(1);
        self.bindings.push((name.to_owned(), local));
        local
    }

    /// Whether the fields of the view are seen here.
    pub(super) fn is_root(&self) -> bool {
        self.is_root
    }

    /// How many locals there are.
    pub(super) fn size(&self) -> usize {
        usize::try_from(self.next).unwrap_or(usize::MAX)
    }

    /// To be handed to [`Scope::leave`].
    pub(super) fn enter(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets what was bound since.
    pub(super) fn leave(&mut self, mark: usize) {
        self.bindings.truncate(mark);
    }

    /// The local of that name; `outward`: so many bindings of the same name further out.
    pub(super) fn find(&self, name: &str, outward: usize) -> Option<Local> {
        self.bindings.iter().rev().filter(|(known, _)| known == name).nth(outward).map(|(_, local)| *local)
    }
}

/// Makes expressions of formulas.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    pub(super) names: Names,
    pub(super) fields: Vec<Name>,
}

impl Resolver {
    fn field(&mut self, name: &str) -> Expr {
        let name = self.names.intern(name);
        let at = self.fields.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.fields.push(name);
            self.fields.len() - 1
        });
        Expr::Field(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// What a plain name means.
    pub(super) fn name(&mut self, name: &str, scope: &Scope) -> Expr {
        match scope.find(name, 0) {
            Some(local) => Expr::Local(local),
            None if scope.is_root && name != "forloop" => self.field(name),
            None => Expr::Null,
        }
    }

    fn path(&mut self, path: &[String], scope: &Scope) -> Expr {
        let Some((head, tail)) = path.split_first() else { return Expr::Null };
        let mut tail = tail;
        let mut value = self.name(head, scope);
        if head == "forloop" {
            let mut outward = 0;
            while let Some((name, rest)) = tail.split_first().filter(|(name, _)| *name == "parentloop") {
                let _ = name;
                outward += 1;
                tail = rest;
            }
            value = scope.find(head, outward).map_or(Expr::Null, Expr::Local);
        }
        for name in tail {
            value = Expr::Member(Box::new(value), self.names.intern(name));
        }
        value
    }

    /// The expression of a formula.
    pub(super) fn resolve(&mut self, formula: &Formula, scope: &Scope) -> Expr {
        match &formula.kind {
            FormulaKind::Null => Expr::Null,
            FormulaKind::Bool(value) => Expr::Bool(*value),
            FormulaKind::Int(value) => Expr::Int(*value),
            FormulaKind::Float(value) => Expr::Float(*value),
            FormulaKind::Text(text) => Expr::Text(text.clone()),
            FormulaKind::Path(path) => self.path(path, scope),
            FormulaKind::Filter(filter, args) => Expr::Filter(*filter, self.all(args, scope)),
            FormulaKind::Not(inner) => Expr::Not(Box::new(self.resolve(inner, scope))),
            FormulaKind::Binary(operator, left, right) => {
                let left = self.resolve(left, scope);
                Expr::Binary(*operator, Box::new(left), Box::new(self.resolve(right, scope)))
            }
            FormulaKind::FirstOf(values) => Expr::FirstOf(self.all(values, scope)),
            FormulaKind::Regroup(over, by) => {
                let item = Scope::new(&[CAPTURED.to_owned()], false);
                Expr::Regroup(Box::new(self.resolve(over, scope)), Box::new(self.resolve(by, &item)))
            }
            FormulaKind::Sort(over, by, reversed) => {
                let item = Scope::new(&[CAPTURED.to_owned()], false);
                Expr::Sort(Box::new(self.resolve(over, scope)), Box::new(self.resolve(by, &item)), *reversed)
            }
        }
    }

    fn all(&mut self, formulas: &[Formula], scope: &Scope) -> Vec<Expr> {
        formulas.iter().map(|one| self.resolve(one, scope)).collect()
    }
}
