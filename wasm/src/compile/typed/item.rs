//! Statements.

use super::{MAX_LINES, Meaning, Printer};
use crate::compile::hint;
use crate::compile::tree::{AttributeKind, Call, Element, Event, Item, ItemKind, TreeArm, TreeLoop};
use crate::program::Contribution;
use crate::span::Span;
use crate::template::ast::{Binding, CAPTURED, Cycle, Formula};

impl Printer<'_, '_> {
    pub(super) fn all(&mut self, items: &[Item]) {
        items.iter().for_each(|item| self.item(item));
    }

    fn line(&mut self, text: &str) {
        self.put(text);
        self.sheet.end_line();
    }

    /// `callee(value);`
    fn statement(&mut self, callee: &str, value: &Formula) {
        self.call(callee, std::slice::from_ref(value));
        self.line(";");
    }

    /// A constant of its own for a name.
    fn constant(&mut self, name: &str) -> String {
        self.constants += 1;
        let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        format!("{}_{}", if is_plain { name } else { "name" }, self.constants)
    }

    /// Items in a block of their own, which ends with what was bound in it.
    fn inside(&mut self, items: &[Item]) {
        let mark = self.env.len();
        self.all(items);
        self.env.truncate(mark);
        self.line("}");
    }

    /// Names for what follows; the values are all seen from outside.
    fn bind(&mut self, bindings: &[Binding]) {
        let mut bound: Vec<(String, Meaning)> = Vec::new();
        for binding in bindings {
            let constant = self.constant(&binding.name);
            self.put(&format!("const {constant} = "));
            self.formula(&binding.value);
            self.line(";");
            bound.push((binding.name.clone(), Some(constant)));
        }
        self.env.extend(bound);
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Text(_) | ItemKind::Doctype | ItemKind::ResetCycle(_) => {}
            ItemKind::Value { value, .. } => self.statement("__t.show", value),
            ItemKind::If(arms) => self.arms(arms),
            ItemKind::For(one) => self.list(one, item.span),
            ItemKind::With(bindings, body) => {
                let mark = self.env.len();
                self.line("{");
                self.bind(bindings);
                self.inside(body);
                self.env.truncate(mark);
            }
            ItemKind::Let(bindings) => self.bind(bindings),
            ItemKind::Changed(one) => {
                one.values.iter().for_each(|value| self.statement("__t.show", value));
                for body in [&one.body, &one.otherwise] {
                    self.line("{");
                    self.inside(body);
                }
            }
            ItemKind::Cycle(cycle) => self.cycle(cycle),
            ItemKind::Filter(filters, body) => {
                self.line("{");
                self.inside(body);
                self.env.push((CAPTURED.to_owned(), Some("__text".to_owned())));
                self.statement("__t.show", filters);
                self.env.pop();
            }
            ItemKind::Call(call) => self.include(call),
            ItemKind::Element(element) => self.element(element),
        }
    }

    /// Each arm knows what follows from those before it.
    fn arms(&mut self, arms: &[TreeArm]) {
        for (at, arm) in arms.iter().enumerate() {
            let before = arms.iter().take(at).filter_map(|arm| arm.when.as_ref());
            self.put("if (");
            for when in before {
                self.failed(when);
                self.put(" && ");
            }
            match &arm.when {
                Some(when) => self.condition(when),
                None => self.put("__maybe"),
            }
            self.line(") {");
            self.inside(&arm.body);
        }
    }

    fn list(&mut self, one: &TreeLoop, span: Span) {
        let outer = self.env.iter().rev().find(|(name, _)| name == "forloop").and_then(|(_, meaning)| meaning.clone());
        let constants: Vec<String> = one.variables.iter().map(|name| self.constant(name)).collect();
        self.put("for (const ");
        match constants.as_slice() {
            [only] => self.put(only),
            several => self.put_at(&format!("[{}]", several.join(", ")), span),
        }
        self.put(" of ");
        self.call("__t.each", std::slice::from_ref(&one.over));
        self.line(") {");
        let mark = self.env.len();
        self.env.extend(one.variables.iter().cloned().zip(constants.into_iter().map(Some)));
        let forloop = self.constant("forloop");
        self.line(&format!("const {forloop} = __t.forloop({});", outer.as_deref().unwrap_or("null")));
        self.env.push(("forloop".to_owned(), Some(forloop)));
        if let Some((key, _)) = crate::compile::element::key(&one.body) {
            self.statement("__t.show", key);
        }
        self.inside(&one.body);
        self.env.truncate(mark);
        self.line("{");
        self.inside(&one.empty);
    }

    fn cycle(&mut self, cycle: &Cycle) {
        let constant = self.constant("cycle");
        self.put(&format!("const {constant} = "));
        self.call("__t.cycle", &cycle.values);
        self.line(";");
        if !cycle.silent {
            self.line(&format!("__t.show({constant});"));
        }
        if let Some(name) = &cycle.name {
            self.env.push((name.clone(), Some(constant)));
        }
    }

    fn include(&mut self, call: &Call) {
        let env = self.env.len();
        self.line("{");
        self.bind(&call.with);
        if !self.open.contains(&call.unit) && self.sheet.lines() < MAX_LINES {
            let hidden: Vec<_> = if call.only { self.env.drain(..env).collect() } else { Vec::new() };
            let saw = self.sees_fields;
            self.sees_fields = saw && !call.only;
            self.open.push(call.unit);
            let units = self.units;
            let mark = self.env.len();
            self.all(units.all.get(call.unit).map_or(&[][..], |unit| unit.items.as_slice()));
            self.env.truncate(mark);
            self.open.pop();
            self.sees_fields = saw;
            self.env.splice(0..0, hidden);
        }
        self.env.truncate(env);
        self.line("}");
    }

    fn element(&mut self, element: &Element) {
        for attribute in &element.attributes {
            match &attribute.kind {
                AttributeKind::Static(_) => {}
                AttributeKind::Event(event) => self.event(event),
                AttributeKind::Dynamic(all) => {
                    for one in all {
                        self.put("if (");
                        match &one.when {
                            Some(when) => self.condition(when),
                            None => self.put("__maybe"),
                        }
                        self.line(") {");
                        self.inside(&one.value);
                    }
                }
            }
        }
        self.all(&element.children);
    }

    /// A call of the handler, as the session makes it; and the names of handlers that hints wait for.
    fn event(&mut self, event: &Event) {
        for handler in hint::watched(event) {
            self.put("__t.use(__view.");
            self.put_at(handler, self.word(handler, event.span));
            self.line(");");
        }
        if event.handler.is_empty() {
            return;
        }
        let from = self.sheet.here();
        self.put("__view.");
        self.put_at(&event.handler, event.named);
        self.put("(");
        for arg in &event.args {
            self.formula(arg);
            self.put(", ");
        }
        if event.contributes != Contribution::None {
            self.put_at("__contributed", event.span);
        }
        self.put(")");
        self.sheet.mark(from, event.named);
        self.line(";");
    }

    /// Where a word of several stands.
    fn word(&self, word: &str, span: Span) -> Span {
        let text = self.units.sources().slice(span);
        let is_whole = |at: &usize| {
            let next = text.get(at + word.len()..).and_then(|rest| rest.chars().next());
            let before = text.get(..*at).and_then(|before| before.chars().next_back());
            [before, next].into_iter().flatten().all(char::is_whitespace)
        };
        let found =
            text.match_indices(word).map(|(at, _)| span.from_byte() + at).find(|at| is_whole(&(at - span.from_byte())));
        found.map_or(span, |at| Span::new(span.source, at, at + word.len()))
    }
}
