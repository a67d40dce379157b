//! The tags beyond if, for, with and include, among elements: ifchanged, cycle, filter, spaceless, data islands, and
//! templates that extend one of several.

use super::builder::Builder;
use super::document::Wants;
use super::foreign::Namespace;
use super::plain::Plain;
use super::spaceless;
use super::tree::{Alternative, Attribute, AttributeKind, Element, Item, ItemKind, TreeArm, TreeChanged};
use super::variants;
use crate::error::{Result, code};
use crate::span::Span;
use crate::template::ast::{Branch, Changed, Formula, FormulaKind, Kind, Node};

impl Builder<'_, '_> {
    /// One of the less common tags.
    pub(super) fn special(&mut self, kind: &Kind, span: Span) -> Result<()> {
        match kind {
            Kind::Let(bindings) => self.push_item(ItemKind::Let(bindings.clone()), span),
            Kind::Cycle(cycle) => {
                if !cycle.silent {
                    self.before_value(span)?;
                }
                self.push_item(ItemKind::Cycle(cycle.clone()), span);
            }
            Kind::ResetCycle(group) => {
                self.units.resets.insert(*group);
                self.push_item(ItemKind::ResetCycle(*group), span);
            }
            Kind::Changed(one) => {
                self.before_construct(&[&one.body, &one.otherwise], span)?;
                self.check_changed(one, span)?;
                let (body, otherwise) = (self.body(&one.body, span)?, self.body(&one.otherwise, span)?);
                let values = one.values.clone();
                self.push_item(ItemKind::Changed(Box::new(TreeChanged { values, body, otherwise })), span);
            }
            Kind::Filter(filters, body) => {
                self.before_value(span)?;
                let body = self.plain(body, Plain::Filtered)?;
                self.push_item(ItemKind::Filter(filters.clone(), body), span);
            }
            Kind::Spaceless(body) => {
                self.before_construct(&[body], span)?;
                self.spaceless += 1;
                let mut items = self.body(body, span)?;
                self.spaceless -= 1;
                spaceless::strip(&mut items);
                if let Some(top) = self.stack.last_mut() {
                    top.items.extend(items);
                }
            }
            Kind::Text
            | Kind::Value(_)
            | Kind::If(_)
            | Kind::For(_)
            | Kind::With(..)
            | Kind::Include(_)
            | Kind::Block(..)
            | Kind::Super
            | Kind::Variants(_) => {}
        }
        Ok(())
    }

    /// What an `{% ifchanged %}` without values shows must not depend on another one in the same loop.
    pub(super) fn check_changed(&self, one: &Changed, span: Span) -> Result<()> {
        if one.values.is_empty() && (remembers(&one.body) || remembers(&one.otherwise)) {
            let message = "`{% ifchanged %}` without values cannot hold another tag that remembers the turn before";
            let hint = "name the values that matter: `{% ifchanged item.day %}`";
            return Err(self.sources.error(code::TEMPLATE_UNSUPPORTED, span, message).with_hint(hint));
        }
        Ok(())
    }

    /// `{{ value|json_script:"id" }}`: an element that holds data.
    pub(super) fn island(&mut self, value: &Formula, id: Option<&Formula>, span: Span) -> Result<()> {
        self.settle(Wants::Head, span)?;
        let (parent, namespace) = self.parent();
        if namespace != Namespace::Html || parent == "option" {
            let message = format!("`json_script` makes a `<script>`, which cannot stand in `<{parent}>`");
            return Err(self.html(span, message));
        }
        self.before_start("script", span)?;
        let attribute = |name: &str, kind| Attribute { name: name.to_owned(), span, kind };
        let mut attributes = Vec::new();
        match id {
            Some(Formula { kind: FormulaKind::Text(id), .. }) => {
                attributes.push(attribute("id", AttributeKind::Static(id.clone())));
            }
            Some(id) => {
                let value = vec![Item { kind: ItemKind::Value { value: id.clone(), trusted: false }, span }];
                let one = Alternative { when: None, value, way: Vec::new() };
                attributes.push(attribute("id", AttributeKind::Dynamic(vec![one])));
            }
            None => {}
        }
        attributes.push(attribute("type", AttributeKind::Static("application/json".to_owned())));
        let children = vec![Item { kind: ItemKind::Value { value: only_input(value), trusted: false }, span }];
        let (name, namespace) = ("script".to_owned(), Namespace::Html);
        let element = Element { name, namespace, attributes, key: None, children, span };
        self.push_item(ItemKind::Element(Box::new(element)), span);
        Ok(())
    }

    /// A template that extends one of several: the trees of all, as one.
    pub(super) fn variants(&mut self, all: &[Branch], span: Span) -> Result<Vec<Item>> {
        let mut arms = Vec::new();
        let mut documents = 0;
        for variant in all {
            let body = self.whole(&variant.body)?;
            documents += usize::from(self.document.take().is_some());
            arms.push(TreeArm { when: variant.when.clone(), body });
        }
        if documents == 0 {
            return Ok(vec![Item { kind: ItemKind::If(arms), span }]);
        }
        if documents < all.len() {
            let message = "some of these templates are documents with `<html>`, and some are not";
            return Err(self.html(span, message));
        }
        variants::merge(arms, span).map_err(|span| {
            let message = "`do-…` on `<html>`, `<head>` or `<body>` cannot depend on the base that is chosen";
            let error = self.sources.error(code::TEMPLATE_UNSUPPORTED, span, message);
            error.with_hint("put it on an element inside of `<body>`")
        })
    }
}

/// `json_script` without its id, which the text does not depend on.
pub(super) fn only_input(value: &Formula) -> Formula {
    let FormulaKind::Filter(filter, args) = &value.kind else { return value.clone() };
    Formula::new(FormulaKind::Filter(*filter, args.iter().take(1).cloned().collect()), value.span)
}

/// Whether nodes have a tag that remembers the turn before, in this loop.
fn remembers(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match &node.kind {
        Kind::Changed(_) | Kind::Cycle(_) | Kind::ResetCycle(_) => true,
        Kind::If(arms) => arms.iter().any(|arm| remembers(&arm.body)),
        Kind::For(one) => remembers(&one.empty),
        Kind::With(_, body) | Kind::Filter(_, body) | Kind::Spaceless(body) => remembers(body),
        Kind::Text | Kind::Value(_) | Kind::Let(_) | Kind::Include(_) => false,
        Kind::Block(..) | Kind::Super | Kind::Variants(_) => false,
    })
}
