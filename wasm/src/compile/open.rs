//! The open elements while a template is read, and what a start or end tag does to them. Where a parser would silently
//! repair, this reports; where it would add a tag, this adds it, so that what is written out parses to this very tree.

use super::builder::Builder;
use super::foreign::Namespace;
use super::knowledge::{self, is};
use super::tree::{Element, Item, ItemKind};
use super::unit::Context;
use crate::error::{Error, Result, code};
use crate::limit;
use crate::span::Span;

/// Something open.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) kind: OpenKind,
    pub(super) items: Vec<Item>,
    /// The tag that closed a `p` in here without being asked.
    closed_p: Option<(String, Span)>,
}

/// Kinds of open things.
#[derive(Debug)]
pub(super) enum OpenKind {
    /// The unit itself.
    Root,
    /// The body of a construct: tags inside must be balanced.
    Body(Span),
    /// An element.
    Element(Element),
}

impl Open {
    pub(super) fn new(kind: OpenKind) -> Self {
        Self { kind, items: Vec::new(), closed_p: None }
    }

    pub(super) fn element(&self) -> Option<&Element> {
        match &self.kind {
            OpenKind::Element(element) => Some(element),
            OpenKind::Root | OpenKind::Body(_) => None,
        }
    }
}

impl Builder<'_, '_> {
    pub(super) fn html(&self, span: Span, message: impl Into<String>) -> Error {
        self.sources.error(code::TEMPLATE_HTML, span, message)
    }

    /// Open elements, innermost first.
    fn elements(&self) -> impl Iterator<Item = &Element> {
        self.stack.iter().rev().filter_map(Open::element)
    }

    /// The element that new content goes into.
    pub(super) fn parent(&self) -> (&str, Namespace) {
        let context = (self.context.parent.as_str(), self.context.namespace);
        self.elements().next().map_or(context, |element| (element.name.as_str(), element.namespace))
    }

    /// The current element, when no body of a construct lies between.
    pub(super) fn current(&self) -> Option<&Element> {
        self.stack.last().and_then(Open::element)
    }

    pub(super) fn is_current(&self, names: &[&str]) -> bool {
        self.current().is_some_and(|element| element.namespace == Namespace::Html && is(&element.name, names))
    }

    pub(super) fn push_item(&mut self, kind: ItemKind, span: Span) {
        if let Some(top) = self.stack.last_mut() {
            top.items.push(Item { kind, span });
        }
    }

    /// An open HTML element of one of these names, looked for as far as one of `until`; beyond the unit, `outside` says.
    fn within(&self, names: &[&str], until: &[&str], outside: bool) -> bool {
        for element in self.elements() {
            let html = element.namespace == Namespace::Html;
            if html && is(&element.name, names) {
                return true;
            }
            if is(&element.name, if html { until } else { knowledge::FOREIGN_SCOPE }) {
                return false;
            }
        }
        outside
    }

    /// What an include at this place must know.
    pub(super) fn context(&self) -> Context {
        let (parent, namespace) = self.parent();
        Context {
            parent: parent.to_owned(),
            namespace,
            in_p: self.p_is_open(),
            in_li: self.within(&["li"], knowledge::ITEM_SCOPE, self.context.in_li),
            in_dd: self.within(&["dd", "dt"], knowledge::ITEM_SCOPE, self.context.in_dd),
            in_a: self.within(&["a"], knowledge::MARKERS, self.context.in_a),
            in_button: self.within(&["button"], knowledge::SCOPE, self.context.in_button),
            in_form: self.within(&["form"], &["template"], self.context.in_form),
            in_template: self.in_template(),
            preformatted: self.preformatted(),
            spaceless: self.spaceless > 0,
        }
    }

    fn p_is_open(&self) -> bool {
        self.within(&["p"], knowledge::P_SCOPE, self.context.in_p)
    }

    pub(super) fn preformatted(&self) -> bool {
        self.context.preformatted || self.elements().any(|element| is(&element.name, knowledge::PREFORMATTED))
    }

    /// Whether content is inert here: it waits for scripts to copy it.
    pub(super) fn in_template(&self) -> bool {
        self.context.in_template || self.elements().any(|element| element.name == "template")
    }

    /// Opens an element.
    pub(super) fn open(&mut self, element: Element) -> Result<()> {
        if self.stack.len() >= 2 * limit::MAX_TEMPLATE_DEPTH {
            let message = format!("elements and tags are nested more than {} deep", 2 * limit::MAX_TEMPLATE_DEPTH);
            return Err(self.sources.error(code::TEMPLATE_LIMIT, element.span, message));
        }
        self.stack.push(Open::new(OpenKind::Element(element)));
        Ok(())
    }

    /// Opens an element that nobody wrote.
    pub(super) fn open_implied(&mut self, name: &str, span: Span) -> Result<()> {
        self.open(Element {
            name: name.to_owned(),
            namespace: Namespace::Html,
            attributes: Vec::new(),
            key: None,
            children: Vec::new(),
            span,
        })
    }

    /// Closes the current element.
    pub(super) fn close(&mut self) {
        if self.current().is_none() {
            return;
        }
        if let Some(Open { kind: OpenKind::Element(mut element), items, .. }) = self.stack.pop() {
            element.children = items;
            let span = element.span;
            self.push_item(ItemKind::Element(Box::new(element)), span);
        }
    }

    /// Does to the open elements what a parser does when `name` starts: closes, adds, or reports.
    pub(super) fn before_start(&mut self, name: &str, span: Span) -> Result<()> {
        self.close_for(name, span)?;
        for implied in knowledge::implied(&self.parent_name(), name) {
            self.open_implied(implied, span)?;
        }
        if let Some(hint) = knowledge::refuses(&self.parent_name(), name) {
            let parent = self.parent_name();
            return Err(self.html(span, format!("`<{name}>` cannot stand directly in `<{parent}>`")).with_hint(hint));
        }
        if knowledge::closes_p(name) && self.p_is_open() {
            return Err(self
                .html(span, format!("`<{name}>` cannot stand inside `<p>`: a parser closes the `<p>` before it"))
                .with_hint("close the `<p>` first, or use a `<div>` or `<span>`"));
        }
        self.refuse_nesting(name, span)
    }

    fn parent_name(&self) -> String {
        let (parent, namespace) = self.parent();
        if namespace == Namespace::Html { parent.to_owned() } else { String::new() }
    }

    /// Closes the current elements that `name` closes.
    pub(super) fn close_for(&mut self, name: &str, span: Span) -> Result<()> {
        let mut closes = knowledge::closed_by(name);
        if name == "hr" && is(&self.parent_name(), &["option", "optgroup", "select"]) {
            closes = &["option", "optgroup"];
        }
        while self.is_current(closes) {
            let was_p = self.is_current(&["p"]);
            self.close();
            if let Some(top) = self.stack.last_mut().filter(|_| was_p) {
                top.closed_p = Some((name.to_owned(), span));
            }
        }
        if self.current().is_none() && is(&self.parent_name(), closes) {
            let parent = self.parent_name();
            let message = format!("`<{name}>` closes the `<{parent}>` that was opened outside of this body");
            return Err(self.html(span, message).with_hint(format!("write `</{parent}>` before the body begins")));
        }
        Ok(())
    }

    fn refuse_nesting(&self, name: &str, span: Span) -> Result<()> {
        let nested = match name {
            "li" => self.within(&["li"], knowledge::ITEM_SCOPE, self.context.in_li),
            "dd" | "dt" => self.within(&["dd", "dt"], knowledge::ITEM_SCOPE, self.context.in_dd),
            "a" => self.within(&["a"], knowledge::MARKERS, self.context.in_a),
            "nobr" => self.within(&["nobr"], knowledge::MARKERS, false),
            "button" => self.within(&["button"], knowledge::SCOPE, self.context.in_button),
            "form" => self.within(&["form"], &["template"], self.context.in_form),
            _ => is(name, knowledge::HEADINGS) && is(&self.parent_name(), knowledge::HEADINGS),
        };
        if !nested {
            return Ok(());
        }
        let outer =
            self.elements().find(|element| element.name == name).map(|element| self.sources.place(element.span));
        let message = match outer {
            Some(place) => format!("`<{name}>` inside the `<{name}>` at {place}: a parser would tear them apart"),
            None => format!("`<{name}>` inside another one: a parser would tear them apart"),
        };
        Err(self.html(span, message).with_hint("close the outer one first"))
    }

    /// `</name>`
    pub(super) fn end(&mut self, name: &str, span: Span) -> Result<()> {
        let reachable = self.stack.iter().rev().map_while(Open::element).any(|element| element.name == name);
        if !reachable {
            return Err(self.stray(name, span));
        }
        while let Some(element) = self.current() {
            if element.name == name {
                self.close();
                return Ok(());
            }
            let optional = element.namespace == Namespace::Html && is(&element.name, knowledge::OPTIONAL_END);
            if !optional || is(name, knowledge::FORMATTING) {
                let message = format!("`</{name}>` comes before `</{}>`", element.name);
                let hint = format!("`<{}>` at {} is still open", element.name, self.sources.place(element.span));
                return Err(self.html(span, message).with_hint(hint));
            }
            self.close();
        }
        Ok(())
    }

    fn stray(&self, name: &str, span: Span) -> Error {
        if let Some((culprit, place)) = self.stack.last().and_then(|top| top.closed_p.as_ref()).filter(|_| name == "p")
        {
            let message = format!("`<{culprit}>` cannot stand inside `<p>`: a parser closes the `<p>` before it");
            return self.html(*place, message).with_hint("close the `<p>` first, or use a `<div>` or `<span>`");
        }
        let body = self.stack.iter().rev().find_map(|open| match open.kind {
            OpenKind::Body(span) => Some(span),
            OpenKind::Root | OpenKind::Element(_) => None,
        });
        let outside = self.elements().find(|element| element.name == name);
        match (outside, body) {
            (Some(element), Some(body)) => {
                let message =
                    format!("`</{name}>` closes an element that was opened outside of `{}`", self.sources.slice(body));
                let hint = format!(
                    "`<{name}>` was opened at {}; tags must be balanced in every branch and loop",
                    self.sources.place(element.span)
                );
                self.html(span, message).with_hint(hint)
            }
            _ => self.html(span, format!("`</{name}>` closes nothing: no `<{name}>` is open here")),
        }
    }

    /// Closes what may be left open at the end of a body or of the unit, and reports the rest. `p` may stay open only at
    /// the end of everything: what follows a body would be in it for a parser.
    pub(super) fn finish_body(&mut self) -> Result<()> {
        let body = self.stack.iter().rev().find_map(|open| match open.kind {
            OpenKind::Body(span) => Some(span),
            OpenKind::Root | OpenKind::Element(_) => None,
        });
        while let Some(element) = self.current() {
            let may = is(&element.name, knowledge::OPTIONAL_END)
                && ((body.is_none() && self.unit == 0) || element.name != "p");
            let outermost = body.is_none() && self.document.is_some() && is(&element.name, &["html", "head", "body"]);
            if !may && !outermost {
                let name = element.name.clone();
                let message = match body {
                    Some(body) => format!("`<{name}>` is not closed in the body of `{}`", self.sources.slice(body)),
                    None => format!("`<{name}>` is never closed"),
                };
                let hint = format!("add `</{name}>`");
                return Err(self.html(element.span, message).with_hint(hint));
            }
            self.close();
        }
        Ok(())
    }
}
