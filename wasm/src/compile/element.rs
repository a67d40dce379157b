//! Cuts elements: their tags, attributes and event holes.

use super::cut::{Cutter, Offer, Refusal};
use super::escape;
use super::foreign::{Namespace, child_namespace};
use super::hint;
use super::knowledge::{self, is};
use super::part::{Cut, Site};
use super::remember::Step;
use super::scope::Scope;
use super::shape::{EventShape, Instruction, push_skip, trim};
use super::tree::{Alternative, Attribute, AttributeKind, Element, Event, Item, ItemKind};
use super::vocabulary::contribution_name;
use crate::program::{AttributeContext, Contribution, Expr, Operator, Piece, PieceArm, Slot, Uses};
use crate::span::Span;
use crate::template::ast::{Formula, FormulaKind};

impl Cutter<'_, '_> {
    /// An element with everything in it.
    pub(super) fn element(&mut self, cut: &mut Cut, element: &Element, site: Site<'_>, scope: &mut Scope) {
        if let Some((_, span)) = element.key.as_ref().filter(|(_, span)| !self.keys.contains(span)) {
            self.refused.get_or_insert((*span, Refusal::Key));
        }
        if site.namespace == Namespace::Html && is(site.parent, &["html", "head", "body"]) {
            cut.shape.push(Instruction::Seek(element.name.clone()));
        }
        let (mark, first_slot) = (cut.shape.len(), cut.block.slots.len());
        cut.shape.push(Instruction::Enter(element.name.clone()));
        cut.write("<");
        cut.write(&element.name);
        for attribute in &element.attributes {
            self.attribute(cut, element, attribute, scope);
        }
        cut.write(">");
        let is_void = element.namespace == Namespace::Html && is(&element.name, knowledge::VOID);
        if !is_void {
            let inner = Site { parent: &element.name, namespace: child_site(element), edge: false };
            let before = cut.block.slots.len();
            self.children(cut, &element.children, inner, scope);
            if cut.block.slots.len() > before {
                self.refuse_holes(element);
            }
            let is_moving = cut.block.slots.len() > before;
            for attribute in &element.attributes {
                match attribute.name.as_str() {
                    hint::ERROR if element.children.iter().any(is_content) => {
                        self.refused.get_or_insert((attribute.span, Refusal::Filled));
                    }
                    hint::DISABLE if is_moving => {
                        self.refused.get_or_insert((attribute.span, Refusal::Moving));
                    }
                    _ => {}
                }
            }
            cut.write("</");
            cut.write(&element.name);
            cut.write(">");
        }
        if cut.block.slots.len() == first_slot {
            cut.shape.truncate(mark);
            push_skip(&mut cut.shape);
        } else {
            // Under these, nodes may be somebody else's (extensions), so that ours are all named.
            if !is(&element.name, &["html", "head", "body"]) {
                trim(&mut cut.shape);
            }
            cut.shape.push(Instruction::Leave);
            give_controls(cut, element, first_slot);
        }
    }

    /// Some elements hold nothing that the page could change.
    fn refuse_holes(&mut self, element: &Element) {
        if element.attributes.iter().any(|attribute| attribute.name == "do-ignore") {
            self.refused.get_or_insert((element.span, Refusal::Ignore));
        }
    }

    fn attribute(&mut self, cut: &mut Cut, element: &Element, attribute: &Attribute, scope: &mut Scope) {
        match &attribute.kind {
            AttributeKind::Static(value) => {
                cut.write(" ");
                cut.write(&attribute.name);
                cut.write("=\"");
                cut.write(&escape::attribute(value));
                cut.write("\"");
            }
            AttributeKind::Dynamic(all) => {
                let (when, pieces) = self.alternatives(all, scope);
                let name = attribute.name.clone();
                let context = knowledge::attribute_context(&element.name, &name).unwrap_or(AttributeContext::Plain);
                let slot = Slot::Attribute { name: name.clone(), when, pieces, context, uses: Uses::default() };
                let at = cut.hole(slot, Instruction::Attribute(name));
                let is_control = match element.name.as_str() {
                    "input" => is(&attribute.name, &["value", "checked"]),
                    "option" => attribute.name == "selected",
                    _ => false,
                };
                if is_control {
                    cut.block.controls.push(at);
                }
            }
            AttributeKind::Event(event) => self.event(cut, event, scope),
        }
    }

    /// The condition and the value of an attribute that can have several.
    pub(super) fn alternatives(&mut self, all: &[Alternative], scope: &mut Scope) -> (Option<Expr>, Vec<Piece>) {
        let mut when: Option<Expr> = None;
        let mut always = false;
        let mut arms = Vec::new();
        for one in all {
            let condition = one.when.as_ref().map(|when| self.resolver.resolve(when, scope));
            let marks = (scope.enter(), self.step(Step::Arm(Vec::new(), condition.clone())));
            let pieces = self.pieces(&one.value, scope);
            scope.leave(marks.0);
            self.leave(marks.1);
            match (&condition, when.take()) {
                (None, _) => always = true,
                (Some(new), None) => when = Some(new.clone()),
                (Some(new), Some(old)) => when = Some(Expr::Binary(Operator::Or, Box::new(old), Box::new(new.clone()))),
            }
            arms.push(PieceArm { when: condition, pieces });
        }
        let when = when.filter(|_| !always);
        if arms.len() == 1 {
            return (when, arms.pop().map(|arm| arm.pieces).unwrap_or_default());
        }
        (when, vec![Piece::If(arms)])
    }

    fn event(&mut self, cut: &mut Cut, event: &Event, scope: &Scope) {
        let args = event.args.iter().map(|arg| self.resolver.resolve(arg, scope)).collect();
        cut.block.slots.push(Slot::Event {
            handler: event.handler.clone(),
            args,
            contributes: event.contributes,
            controls: Vec::new(),
            uses: Uses::default(),
        });
        let contributes = contribution_name(event.contributes);
        cut.shape.push(Instruction::Event(Box::new(EventShape {
            on: event.on.clone(),
            modifiers: event.modifiers.clone(),
            contributes,
            handler: event.handler.clone(),
            commands: event.commands.clone(),
        })));
        if !event.handler.is_empty() {
            let args = event.args.iter().map(argument_json).collect();
            self.offers.push(Offer {
                handler: event.handler.clone(),
                contributes,
                args,
                on: event.on.clone(),
                span: event.span,
            });
        }
        for handler in hint::watched(event) {
            self.offers.push(Offer {
                handler: handler.to_owned(),
                contributes: "",
                args: Vec::new(),
                on: event.on.clone(),
                span: event.span,
            });
        }
    }
}

/// The expression of the loop's `do-key`, taken from the first element of its body.
pub(super) fn key(body: &[Item]) -> Option<&(Formula, Span)> {
    body.iter().find_map(|item| {
        if let ItemKind::With(_, body) = &item.kind {
            return key(body);
        }
        let ItemKind::Element(element) = &item.kind else { return None };
        element.key.as_ref()
    })
}

/// Whether a child is more than white space.
fn is_content(item: &Item) -> bool {
    !matches!(&item.kind, ItemKind::Text(text) if text.trim().is_empty())
}

/// The namespace that children of an element are parsed in.
fn child_site(element: &Element) -> Namespace {
    child_namespace(&element.name, element.namespace, "")
}

/// Tells the events of an element which control slots their contribution comes from.
fn give_controls(cut: &mut Cut, element: &Element, first_slot: usize) {
    let is_control = is(&element.name, &["input", "textarea", "select"]);
    let end = cut.block.slots.len();
    let own_events =
        element.attributes.iter().filter(|attribute| !matches!(attribute.kind, AttributeKind::Static(_))).count();
    for (at, slot) in cut.block.slots.iter().enumerate().skip(first_slot).take(own_events) {
        if let Slot::Event { contributes, .. } = slot {
            let from_form = element.name == "form" && *contributes == Contribution::Form;
            // Whatever it contributes: a browser toggles a checkbox by itself, and the server may have to set it back.
            let from_self = is_control && *contributes != Contribution::Form;
            if from_form || from_self {
                cut.listeners.push((at, first_slot, end));
            }
        }
    }
}

/// What is known of an argument: the path that it is, or the type of its value.
fn argument_json(formula: &Formula) -> String {
    let mut out = String::from("{");
    let (key, value) = match &formula.kind {
        FormulaKind::Path(path) => ("path", path.join(".")),
        FormulaKind::Int(_) | FormulaKind::Float(_) => ("type", "number".to_owned()),
        FormulaKind::Bool(_) | FormulaKind::Not(_) | FormulaKind::Binary(..) => ("type", "boolean".to_owned()),
        FormulaKind::Null => ("type", "null".to_owned()),
        FormulaKind::Text(_) => ("type", "string".to_owned()),
        FormulaKind::Filter(crate::program::Filter::Length, _) => ("type", "number".to_owned()),
        FormulaKind::Filter(..) | FormulaKind::FirstOf(_) | FormulaKind::Regroup(..) | FormulaKind::Sort(..) => {
            ("type", "unknown".to_owned())
        }
    };
    crate::error::json_text(&mut out, key);
    out.push(':');
    crate::error::json_text(&mut out, &value);
    out.push('}');
    out
}
