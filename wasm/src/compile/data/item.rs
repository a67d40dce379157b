//! What the items of a tree read, in the order in which the cut goes through them.

use super::{Kind, Known, Source, Walk};
use crate::compile::element;
use crate::compile::tree::{AttributeKind, Element, Item, ItemKind, TreeArm, TreeChanged, TreeLoop};
use crate::compile::unit::Place;
use crate::template::ast::{Binding, CAPTURED, Cycle};

impl Walk<'_, '_> {
    pub(super) fn all(&mut self, items: &[Item]) {
        items.iter().for_each(|item| self.item(item));
    }

    /// Items whose names end with them.
    fn inside(&mut self, items: &[Item]) {
        let mark = self.env.len();
        self.all(items);
        self.env.truncate(mark);
    }

    fn bind(&mut self, bindings: &[Binding]) {
        let values: Vec<Known> = bindings.iter().map(|binding| self.trace(&binding.value, false)).collect();
        self.env.extend(bindings.iter().map(|binding| binding.name.clone()).zip(values));
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Text(_) | ItemKind::Doctype => {}
            ItemKind::Value { value, .. } => self.read(value, &Kind::Value, false),
            ItemKind::If(arms) if self.units.is_textual(std::slice::from_ref(item)) && shows_nothing(arms) => {}
            ItemKind::If(arms) => self.arms(arms),
            ItemKind::For(one) => self.list(one, item),
            ItemKind::With(bindings, body) => {
                let mark = self.env.len();
                self.bind(bindings);
                self.all(body);
                self.env.truncate(mark);
            }
            ItemKind::Let(bindings) => self.bind(bindings),
            ItemKind::Changed(one) => self.changed(one),
            ItemKind::Cycle(cycle) => self.cycle(cycle),
            ItemKind::ResetCycle(group) => {
                if self.loops == 0 {
                    self.shown.insert(*group, 0);
                }
            }
            ItemKind::Filter(filters, body) => {
                self.inside(body);
                self.env.push((CAPTURED.to_owned(), Known::default()));
                self.read(filters, &Kind::Value, false);
                self.env.pop();
            }
            ItemKind::Call(call) => self.call(call, item),
            ItemKind::Element(element) => self.element(element),
        }
    }

    fn arms(&mut self, arms: &[TreeArm]) {
        let outer = self.guard;
        for arm in arms {
            let (holds, fails) = match &arm.when {
                Some(when) => self.condition(when),
                None => (self.guard, self.guard),
            };
            self.under(holds, |this| this.inside(&arm.body));
            self.guard = fails;
        }
        self.guard = outer;
    }

    fn list(&mut self, one: &TreeLoop, item: &Item) {
        let over = self.trace(&one.over, false);
        let items = self.items(&over.sources, &Kind::Each(0, None), false);
        let mark = self.env.len();
        match one.variables.as_slice() {
            [only] => self.env.push((only.clone(), Known { sources: items.clone(), path: None })),
            several => {
                for (at, name) in several.iter().enumerate() {
                    let sources = self.position(&items, at);
                    self.env.push((name.clone(), Known { sources, path: None }));
                }
            }
        }
        self.env.push(("forloop".to_owned(), Known::default()));
        let is_list = !self.units.is_textual(std::slice::from_ref(item))
            && self.units.all.get(self.current.unit).is_some_and(|unit| matches!(unit.place, Place::Content(_)));
        if is_list {
            match element::key(&one.body) {
                Some((key, _)) => self.read(key, &Kind::Value, false),
                None if one.variables.len() == 1 => self.keys.push((items, self.current.clone(), self.guard)),
                None => {}
            }
        }
        self.loops += 1;
        self.all(&one.body);
        self.loops -= 1;
        self.env.truncate(mark);
        self.inside(&one.empty);
    }

    /// What stands at a position of each of these tuples.
    fn position(&mut self, tuples: &[Source], at: usize) -> Vec<Source> {
        if let Ok(at) = u32::try_from(at) {
            self.note(tuples, &Kind::Each(at, at.checked_add(1)), false);
        }
        let name = at.to_string();
        tuples.iter().map(|one| Source::new(self.child(one.node, &name), one.span)).collect()
    }

    /// Outside of loops nothing was there before: the body is shown, whatever the values are.
    fn changed(&mut self, one: &TreeChanged) {
        if self.loops > 0 {
            for value in &one.values {
                let known = self.trace(value, true);
                self.note(&known.sources, &Kind::Truthy, true);
                self.note(&known.sources, &Kind::Value, true);
            }
        }
        self.inside(&one.body);
        self.inside(&one.otherwise);
    }

    fn cycle(&mut self, cycle: &Cycle) {
        let mut values = cycle.values.as_slice();
        if self.loops == 0 && self.bound("forloop").is_none() {
            let shown = self.shown.entry(cycle.group).or_insert(0);
            let at = shown.checked_rem(values.len()).unwrap_or(0);
            *shown += 1;
            values = values.get(at..=at).unwrap_or_default();
        }
        let sources: Vec<Source> = values.iter().flat_map(|value| self.trace(value, false).sources).collect();
        if !cycle.silent {
            self.note(&sources, &Kind::Value, false);
        }
        if let Some(name) = &cycle.name {
            self.env.push((name.clone(), Known { sources, path: None }));
        }
    }

    fn element(&mut self, element: &Element) {
        for attribute in &element.attributes {
            match &attribute.kind {
                AttributeKind::Static(_) => {}
                AttributeKind::Event(event) => event.args.iter().for_each(|arg| self.read(arg, &Kind::Value, false)),
                AttributeKind::Dynamic(all) => {
                    for one in all {
                        let holds = one.when.as_ref().map_or(self.guard, |when| self.condition(when).0);
                        self.under(holds, |this| this.inside(&one.value));
                    }
                }
            }
        }
        self.all(&element.children);
    }
}

/// Whether no arm shows anything: then nobody asks for the conditions.
fn shows_nothing(arms: &[TreeArm]) -> bool {
    arms.iter().flat_map(|arm| &arm.body).all(|item| match &item.kind {
        ItemKind::Text(text) => text.is_empty(),
        ItemKind::If(arms) => shows_nothing(arms),
        ItemKind::ResetCycle(_) => true,
        ItemKind::Value { .. }
        | ItemKind::For(_)
        | ItemKind::With(..)
        | ItemKind::Let(_)
        | ItemKind::Changed(_)
        | ItemKind::Cycle(_)
        | ItemKind::Filter(..)
        | ItemKind::Call(_)
        | ItemKind::Element(_)
        | ItemKind::Doctype => false,
    })
}
