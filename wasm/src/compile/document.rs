//! The outermost elements of a document: doctype, `html`, `head`, `body`. What an author leaves out is added.

use super::builder::Builder;
use super::knowledge::{self, is};
use super::open::Open;
use super::tree::{Attribute, ItemKind};
use crate::error::Result;
use crate::span::Span;
use crate::template::ast::{Kind, Node};

/// How far the document is.
#[derive(Debug, Default)]
pub(super) struct Document {
    html: bool,
    head: bool,
    /// `<head>` was written out.
    explicit_head: bool,
    body: bool,
    /// `</body>` or `</html>` was read.
    over: bool,
}

/// Where content belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// In the head, if that is not over.
    Head,
    /// In the body.
    Body,
}

impl Builder<'_, '_> {
    /// Decides whether the template is a document, and opens it.
    pub(super) fn begin_document(&mut self, nodes: &[Node]) -> Result<()> {
        let first = nodes
            .iter()
            .filter(|node| matches!(node.kind, Kind::Text))
            .find(|node| !self.sources.slice(node.span).trim().is_empty());
        let Some(first) = first else { return Ok(()) };
        let mut text = self.sources.slice(first.span).trim_start();
        while let Some(end) = text.strip_prefix("<!--").and_then(|comment| comment.find("-->")) {
            text = text.get(4 + end + 3..).unwrap_or_default().trim_start();
        }
        let begins = |word: &str| {
            text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
                && text
                    .get(word.len()..)
                    .and_then(|rest| rest.chars().next())
                    .is_none_or(|c| c == '>' || c.is_whitespace())
        };
        if !["<!doctype", "<html", "<head", "<body"].into_iter().any(begins) {
            return Ok(());
        }
        self.units.document = true;
        self.document = Some(Document::default());
        self.push_item(ItemKind::Doctype, first.span);
        self.open_implied("html", first.span)
    }

    /// `<!doctype html>`
    pub(super) fn doctype(&mut self, kind: &str, span: Span) -> Result<()> {
        let first = self.document.as_ref().is_some_and(|document| !document.html && !document.head && !document.body);
        if !first {
            return Err(self.html(span, "the doctype must be the first thing of a document"));
        }
        if !kind.eq_ignore_ascii_case("html") {
            return Err(self
                .html(span, "only `<!doctype html>` is supported: every other one changes how the page is laid out"));
        }
        Ok(())
    }

    /// Handles the start tags html, head and body. `true`: it was one of them.
    pub(super) fn structure_tag(&mut self, name: &str, attributes: &mut Vec<Attribute>, span: Span) -> Result<bool> {
        if !is(name, &["html", "head", "body"]) {
            return Ok(false);
        }
        let at_top = self.current().is_some_and(|element| is(&element.name, &["html", "head"]));
        let Some(document) = self.document.as_mut().filter(|_| at_top) else {
            return Err(self.html(span, format!("`<{name}>` cannot stand here")).with_hint(
                "a document begins with `<!doctype html>` or `<html>`, in the template that is not included",
            ));
        };
        let allowed = match name {
            "html" => !document.html && !document.head && !document.body,
            "head" => !document.head && !document.body,
            _ => !document.body && !document.over,
        };
        if !allowed {
            return Err(self.html(span, format!("there is a `<{name}>` already, or it comes too late")));
        }
        match name {
            "html" => {
                document.html = true;
                if let Some(open) = self.stack.last_mut() {
                    open.set_start(std::mem::take(attributes), span);
                }
            }
            "head" => {
                document.head = true;
                document.explicit_head = true;
                self.open_with("head", attributes, span)?;
            }
            _ => {
                if document.head {
                    while self.is_current(&["head"]) {
                        self.close();
                    }
                } else {
                    document.head = true;
                    self.open_implied("head", span)?;
                    self.close();
                }
                if let Some(document) = &mut self.document {
                    document.body = true;
                }
                self.open_with("body", attributes, span)?;
            }
        }
        Ok(true)
    }

    fn open_with(&mut self, name: &str, attributes: &mut Vec<Attribute>, span: Span) -> Result<()> {
        self.open_implied(name, span)?;
        if let Some(open) = self.stack.last_mut() {
            open.set_start(std::mem::take(attributes), span);
        }
        Ok(())
    }

    /// Opens head or body for content that comes without them.
    pub(super) fn settle(&mut self, wants: Wants, span: Span) -> Result<()> {
        let Some(document) = &self.document else { return Ok(()) };
        let (explicit, over) = (document.explicit_head, document.over);
        if self.is_current(&["head"]) {
            if wants == Wants::Head {
                return Ok(());
            }
            if explicit {
                return Err(self
                    .html(span, "this cannot stand in `<head>`: a parser would begin the body here")
                    .with_hint("close `</head>` first"));
            }
            self.close();
        }
        if !self.is_current(&["html"]) {
            return Ok(());
        }
        if over {
            return Err(self
                .html(span, "content after `</body>`: a parser moves it into the body")
                .with_hint("put it before `</body>`"));
        }
        let Some(document) = &mut self.document else { return Ok(()) };
        let has_head = std::mem::replace(&mut document.head, true);
        if wants == Wants::Head && !has_head {
            return self.open_implied("head", span);
        }
        document.body = true;
        if !has_head {
            self.open_implied("head", span)?;
            self.close();
        }
        self.open_implied("body", span)
    }

    /// Handles the end tags head, body and html. `true`: it was one of them.
    pub(super) fn structure_end(&mut self, name: &str, span: Span) -> Result<bool> {
        if self.document.is_none() || !is(name, &["head", "body", "html"]) {
            return Ok(false);
        }
        let over = self.document.as_ref().is_some_and(|document| document.over);
        if name == "html" && over && self.is_current(&["html"]) {
            return Ok(true);
        }
        if name == "html" {
            self.settle(Wants::Body, span)?;
        }
        let target = if name == "html" { "body" } else { name };
        self.end(target, span)?;
        if let Some(document) = self.document.as_mut().filter(|_| target == "body") {
            document.over = true;
        }
        Ok(true)
    }

    /// Adds what is missing when a document ends early.
    pub(super) fn finish_document(&mut self) -> Result<()> {
        let missing = self.document.as_ref().is_some_and(|document| !document.body);
        if missing {
            // The html element is closed already: look into it.
            let has_head = self.document.as_ref().is_some_and(|document| document.head);
            if let Some(open) = self.stack.last_mut() {
                open.complete_html(has_head);
            }
        }
        Ok(())
    }

    /// What content with this start tag wants.
    pub(super) fn wants(name: &str) -> Wants {
        if is(name, knowledge::METADATA) { Wants::Head } else { Wants::Body }
    }
}

impl Open {
    /// Gives an implied element the start tag that came after all.
    fn set_start(&mut self, attributes: Vec<Attribute>, span: Span) {
        if let super::open::OpenKind::Element(element) = &mut self.kind {
            element.attributes = attributes;
            element.span = span;
        }
    }

    /// Adds head and body to an html element that ended without them.
    fn complete_html(&mut self, has_head: bool) {
        use super::foreign::Namespace;
        use super::tree::{Element, Item};
        let Some(Item { kind: ItemKind::Element(html), span }) = self.items.last_mut() else { return };
        for name in ["head", "body"].into_iter().skip(usize::from(has_head)) {
            let element = Element {
                name: name.to_owned(),
                namespace: Namespace::Html,
                attributes: Vec::new(),
                key: None,
                children: Vec::new(),
                span: *span,
            };
            html.children.push(Item { kind: ItemKind::Element(Box::new(element)), span: *span });
        }
    }
}
