//! The parameters of includes: they see no other names, so these are the names that they use without binding them.

use super::tree::{AttributeKind, Call, Element, Item, ItemKind};
use super::unit::Units;
use crate::template::ast::{Binding, CAPTURED, Formula, FormulaKind, QUERY};

/// The parameters of every unit: a fixed point, since what an include needs may come from a caller's caller.
pub(super) fn parameters(units: &Units<'_>) -> Vec<Vec<String>> {
    let mut params: Vec<Vec<String>> = vec![Vec::new(); units.all.len()];
    loop {
        let mut changed = false;
        for (at, unit) in units.all.iter().enumerate().skip(1) {
            let mut free =
                Free { params: &params, bound: Vec::new(), found: params.get(at).cloned().unwrap_or_default() };
            let before = free.found.len();
            free.items(&unit.items);
            let found = free.found;
            if found.len() > before
                && let Some(known) = params.get_mut(at)
            {
                *known = found;
                changed = true;
            }
        }
        if !changed {
            return params;
        }
    }
}

/// Finds the names that items use and do not bind.
struct Free<'p> {
    params: &'p [Vec<String>],
    bound: Vec<String>,
    found: Vec<String>,
}

impl Free<'_> {
    fn name(&mut self, name: &str) {
        if !self.bound.iter().any(|known| known == name) && !self.found.iter().any(|known| known == name) {
            self.found.push(name.to_owned());
        }
    }

    fn formula(&mut self, formula: &Formula) {
        match &formula.kind {
            FormulaKind::Path(path) => path.first().into_iter().for_each(|head| self.name(head)),
            FormulaKind::Filter(_, all) | FormulaKind::FirstOf(all) => all.iter().for_each(|one| self.formula(one)),
            // What decides is seen from the item alone.
            FormulaKind::Regroup(inner, _) | FormulaKind::Sort(inner, ..) | FormulaKind::Not(inner) => {
                self.formula(inner)
            }
            FormulaKind::Binary(_, left, right) => {
                self.formula(left);
                self.formula(right);
            }
            FormulaKind::Null
            | FormulaKind::Bool(_)
            | FormulaKind::Int(_)
            | FormulaKind::Float(_)
            | FormulaKind::Text(_) => {}
        }
    }

    /// Items inside of which further names are bound.
    fn within<'n>(&mut self, names: impl Iterator<Item = &'n str>, items: &[Item]) {
        let mark = self.bound.len();
        self.bound.extend(names.map(str::to_owned));
        self.items(items);
        self.bound.truncate(mark);
    }

    fn bindings(&mut self, bindings: &[Binding], needed: Option<&[String]>) {
        for binding in bindings.iter().filter(|binding| needed.is_none_or(|needed| needed.contains(&binding.name))) {
            self.formula(&binding.value);
        }
    }

    fn items(&mut self, items: &[Item]) {
        items.iter().for_each(|item| self.item(item));
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Text(_) | ItemKind::Doctype | ItemKind::ResetCycle(_) => {}
            ItemKind::Value { value, .. } => self.formula(value),
            ItemKind::If(arms) => {
                for arm in arms {
                    arm.when.iter().for_each(|when| self.formula(when));
                    self.within(std::iter::empty(), &arm.body);
                }
            }
            ItemKind::For(one) => {
                self.formula(&one.over);
                self.within(one.variables.iter().map(String::as_str).chain(["forloop"]), &one.body);
                self.within(std::iter::empty(), &one.empty);
            }
            ItemKind::Let(bindings) => {
                self.bindings(bindings, None);
                self.bound.extend(bindings.iter().map(|binding| binding.name.clone()));
            }
            ItemKind::Changed(one) => {
                one.values.iter().for_each(|value| self.formula(value));
                self.within(std::iter::empty(), &one.body);
                self.within(std::iter::empty(), &one.otherwise);
            }
            ItemKind::Cycle(cycle) => {
                self.name("forloop");
                cycle.values.iter().for_each(|value| self.formula(value));
                self.bound.extend(cycle.name.clone());
            }
            ItemKind::Filter(filters, body) => {
                self.bound.push(CAPTURED.to_owned());
                self.formula(filters);
                self.bound.pop();
                self.within(std::iter::empty(), body);
            }
            ItemKind::With(bindings, body) => {
                self.bindings(bindings, None);
                self.within(bindings.iter().map(|binding| binding.name.as_str()), body);
            }
            ItemKind::Call(call) => self.call(call),
            ItemKind::Element(element) => self.element(element),
        }
    }

    fn call(&mut self, call: &Call) {
        let needed = self.params.get(call.unit).map_or(&[][..], Vec::as_slice);
        self.bindings(&call.with, Some(needed));
        needed
            .iter()
            .filter(|name| !call.only || *name == QUERY)
            .filter(|name| !call.with.iter().any(|binding| binding.name == **name))
            .for_each(|name| self.name(name));
    }

    fn element(&mut self, element: &Element) {
        element.key.iter().for_each(|(key, _)| self.formula(key));
        for attribute in &element.attributes {
            match &attribute.kind {
                AttributeKind::Static(_) => {}
                AttributeKind::Event(event) => event.args.iter().for_each(|arg| self.formula(arg)),
                AttributeKind::Dynamic(all) => {
                    for one in all {
                        one.when.iter().for_each(|when| self.formula(when));
                        self.within(std::iter::empty(), &one.value);
                    }
                }
            }
        }
        self.items(&element.children);
    }
}
