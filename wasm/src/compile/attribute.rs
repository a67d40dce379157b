//! The inside of a start tag: attributes, and `{% if %}` around them. A branch around attributes becomes a condition on each
//! of them, so that every attribute is one hole.

use super::builder::Builder;
use super::cursor::{Cursor, Next};
use super::event::{self, Directive};
use super::foreign::{self, Namespace};
use super::knowledge;
use super::tree::{Alternative, Attribute, AttributeKind, Item, ItemKind};
use crate::error::{Result, code};
use crate::limit;
use crate::program::Operator;
use crate::span::Span;
use crate::template::ast::{Formula, FormulaKind, Kind, Node};

/// What a start tag says after its name.
#[derive(Debug, Default)]
pub(super) struct StartTag {
    pub(super) attributes: Vec<Attribute>,
    pub(super) key: Option<(Formula, Span)>,
    pub(super) self_closing: bool,
}

/// An attribute as it was read.
struct Written {
    name: String,
    span: Span,
    value: Vec<Item>,
}

/// The element that attributes belong to, and the conditions around the current ones.
struct Around<'e> {
    element: &'e str,
    namespace: Namespace,
    start: Span,
    when: Option<Formula>,
    way: Vec<(u32, usize)>,
}

impl<'s> Builder<'_, 's> {
    /// Reads attributes up to and including `>`.
    pub(super) fn attributes(
        &mut self,
        cursor: &mut Cursor<'_, 's>,
        element: &str,
        namespace: Namespace,
        start: Span,
    ) -> Result<StartTag> {
        let mut tag = StartTag::default();
        let around = Around { element, namespace, start, when: None, way: Vec::new() };
        self.attribute_list(cursor, &around, &mut tag)?;
        self.refuse_refresh(element, &tag)?;
        self.refuse_shadow(element, &tag)?;
        self.settle_hints(element, &mut tag)?;
        Ok(tag)
    }

    fn attribute_list(&mut self, cursor: &mut Cursor<'_, 's>, around: &Around<'_>, tag: &mut StartTag) -> Result<()> {
        let inside = !around.way.is_empty();
        loop {
            match cursor.peek() {
                Next::End if inside => return Ok(()),
                Next::End => {
                    let message = format!("the tag `<{}` is not closed here", around.element);
                    return Err(self
                        .html(around.start, message)
                        .with_hint("a tag must end in the same branch or loop in which it begins"));
                }
                Next::Node(node) => {
                    cursor.skip_node();
                    self.construct_in_tag(node, around, tag)?;
                }
                Next::Text(rest) => {
                    let trimmed = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
                    let blank = rest.len() - trimmed.len();
                    if blank > 0 {
                        cursor.advance(blank);
                    } else if rest.starts_with('>') || rest.starts_with("/>") {
                        if inside {
                            return Err(self
                                .html(cursor.place(1), "the tag ends inside of a branch")
                                .with_hint("put the whole tag into the branch, or end it after `{% endif %}`"));
                        }
                        tag.self_closing = rest.starts_with('/');
                        cursor.advance(rest.find('>').unwrap_or(0) + 1);
                        return Ok(());
                    } else if rest.starts_with('/') {
                        return Err(self.html(cursor.place(1), "`/` cannot stand here"));
                    } else {
                        self.attribute(cursor, rest, around, tag)?;
                    }
                }
            }
        }
    }

    fn construct_in_tag(&mut self, node: &Node, around: &Around<'_>, tag: &mut StartTag) -> Result<()> {
        let Kind::If(arms) = &node.kind else {
            let error = if matches!(node.kind, Kind::Value(_)) {
                self.sources.error(code::TEMPLATE_UNSAFE, node.span, "the name of an attribute cannot be computed")
            } else {
                self.sources.error(
                    code::TEMPLATE_UNSUPPORTED,
                    node.span,
                    "only `{% if %}` can stand between attributes",
                )
            };
            return Err(error.with_hint("write the attribute's name, and compute its value: `title=\"{{ title }}\"`"));
        };
        self.units.conditions += 1;
        let id = self.units.conditions;
        let mut before = around.when.clone();
        for (at, arm) in arms.iter().enumerate() {
            let when = match &arm.when {
                Some(when) => Some(self.both(before.clone(), when.clone())?),
                None => before.clone(),
            };
            if let Some(when) = &arm.when {
                let not = Formula::new(FormulaKind::Not(Box::new(when.clone())), when.span);
                before = Some(self.both(before, not)?);
            }
            let way = around.way.iter().copied().chain(std::iter::once((id, at))).collect();
            let inner = Around { when, way, ..*around };
            self.attribute_list(&mut Cursor::new(self.sources, &arm.body), &inner, tag)?;
        }
        Ok(())
    }

    fn both(&self, a: Option<Formula>, b: Formula) -> Result<Formula> {
        self.combine(Operator::And, a, b)
    }

    fn combine(&self, operator: Operator, a: Option<Formula>, b: Formula) -> Result<Formula> {
        let Some(a) = a else { return Ok(b) };
        let span = b.span;
        let formula = Formula::new(FormulaKind::Binary(operator, Box::new(a), Box::new(b)), span);
        if formula.depth > limit::MAX_EXPRESSION_DEPTH {
            return Err(self.sources.error(code::TEMPLATE_LIMIT, span, "too many conditions around this attribute"));
        }
        Ok(formula)
    }

    fn attribute(
        &mut self,
        cursor: &mut Cursor<'_, 's>,
        rest: &str,
        around: &Around<'_>,
        tag: &mut StartTag,
    ) -> Result<()> {
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=')).unwrap_or(rest.len());
        let written = rest.get(..end).unwrap_or_default();
        let span = cursor.advance(end.max(1));
        if written.is_empty() || written.contains(['"', '\'', '<', '`', '\0']) {
            return Err(self
                .html(span, format!("`{written}` is not a name of an attribute"))
                .with_hint("is a quote missing before it?"));
        }
        let touching = cursor.touches_node().filter(|node| end == rest.len() && !self.begins_with_space(node));
        if let Some(node) = touching {
            let error =
                self.sources.error(code::TEMPLATE_UNSAFE, node.span, "the name of an attribute cannot be computed");
            return Err(error.with_hint("write the attribute's name, and compute its value"));
        }
        let value = self.value_of_attribute(cursor)?;
        let lower = written.to_ascii_lowercase();
        if lower.starts_with("do-") {
            return self.directive(Written { name: lower, span, value }, around, tag);
        }
        let name = foreign::attribute(around.namespace, &lower);
        self.add_attribute(Written { name, span, value }, around, tag)
    }

    fn add_attribute(&mut self, written: Written, around: &Around<'_>, tag: &mut StartTag) -> Result<()> {
        let Written { name, span, value } = written;
        let is_static = value.iter().all(|item| matches!(item.kind, ItemKind::Text(_)));
        if !is_static && let Err(hint) = knowledge::attribute_context(around.element, &name) {
            let at = value.iter().find(|item| !matches!(item.kind, ItemKind::Text(_))).map_or(span, |item| item.span);
            let message = format!("nothing can be computed inside `{name}`: no escaping is safe there");
            return Err(self.sources.error(code::TEMPLATE_UNSAFE, at, message).with_hint(hint));
        }
        if let Some(known) =
            tag.attributes.iter_mut().find(|known| known.name == name && !matches!(known.kind, AttributeKind::Event(_)))
        {
            let new = Alternative { when: around.when.clone(), value, way: around.way.clone() };
            return match &mut known.kind {
                AttributeKind::Dynamic(all) if all.iter().all(|one| exclude(&one.way, &new.way)) => {
                    all.push(new);
                    Ok(())
                }
                AttributeKind::Dynamic(_) | AttributeKind::Static(_) | AttributeKind::Event(_) => Err(self
                    .html(span, format!("the attribute `{name}` is there twice"))
                    .with_hint("a parser keeps only the first")),
            };
        }
        let kind = if is_static && around.way.is_empty() {
            AttributeKind::Static(static_text(&value))
        } else {
            AttributeKind::Dynamic(vec![Alternative { when: around.when.clone(), value, way: around.way.clone() }])
        };
        tag.attributes.push(Attribute { name, span, kind });
        Ok(())
    }

    /// A `do-*` attribute.
    fn directive(&mut self, written: Written, around: &Around<'_>, tag: &mut StartTag) -> Result<()> {
        let Written { name, span, value } = written;
        if let Some(item) = value.iter().find(|item| !matches!(item.kind, ItemKind::Text(_))) {
            let message = format!("`{name}` holds an expression already");
            let hint = "write the variable itself, without braces: `do-click=\"remove(todo.id)\"`";
            return Err(self.sources.error(code::TEMPLATE_EVENT, item.span, message).with_hint(hint));
        }
        if !around.way.is_empty() {
            let message = format!("`{name}` cannot stand inside of a branch within a tag");
            return Err(self
                .sources
                .error(code::TEMPLATE_UNSUPPORTED, span, message)
                .with_hint("put the whole element into the branch"));
        }
        let place = value.first().map_or(span, |item| item.span);
        match event::parse(&self.sources, &name, span, &static_text(&value), place)? {
            Directive::Key(_) if tag.key.is_some() => Err(self.html(span, "the attribute `do-key` is there twice")),
            Directive::Key(key) => {
                tag.key = Some((key, span));
                Ok(())
            }
            // The browser finds it in the HTML: its content is left alone when a whole page arrives.
            Directive::Ignore => self.add_attribute(Written { name, span, value: Vec::new() }, around, tag),
            Directive::Event(_) if self.in_template() => {
                let message =
                    format!("`{name}` does nothing inside `<template>`: its content is inert, and so are copies");
                let error = self.sources.error(code::TEMPLATE_EVENT, span, message);
                Err(error.with_hint("listen on an element around the place that the copies go to"))
            }
            Directive::Event(event) => {
                let twice = tag.attributes.iter().any(|known| known.name == name);
                if twice {
                    return Err(self
                        .html(span, format!("the attribute `{name}` is there twice"))
                        .with_hint("join statements by `;`"));
                }
                tag.attributes.push(Attribute { name, span, kind: AttributeKind::Event(Box::new(event)) });
                Ok(())
            }
        }
    }

    /// `<meta http-equiv="refresh" content="{{ … }}">` would be a way to any URL.
    fn refuse_refresh(&self, element: &str, tag: &StartTag) -> Result<()> {
        let named = |wanted: &str| tag.attributes.iter().find(|attribute| attribute.name == wanted);
        match (named("http-equiv"), named("content")) {
            (Some(_), Some(Attribute { kind: AttributeKind::Dynamic(_), span, .. })) if element == "meta" => Err(self
                .sources
                .error(code::TEMPLATE_UNSAFE, *span, "`content` cannot be computed beside `http-equiv`")),
            _ => Ok(()),
        }
    }

    /// `<template shadowrootmode>` is no element of the page: a parser makes it the shadow root of its parent.
    fn refuse_shadow(&self, element: &str, tag: &StartTag) -> Result<()> {
        match tag.attributes.iter().find(|attribute| attribute.name == "shadowrootmode") {
            Some(Attribute { span, .. }) if element == "template" => {
                let message = "shadow roots are not supported: a patch could not find them";
                let error = self.sources.error(code::TEMPLATE_UNSUPPORTED, *span, message);
                Err(error.with_hint("let a script call `attachShadow` on an element with `do-ignore`"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether two ways through the branches of a tag can never be gone at once.
fn exclude(a: &[(u32, usize)], b: &[(u32, usize)]) -> bool {
    a.iter().any(|(id, arm)| b.iter().any(|(other, way)| id == other && arm != way))
}

fn static_text(items: &[Item]) -> String {
    items.iter().map(|item| if let ItemKind::Text(text) = &item.kind { text.as_str() } else { "" }).collect()
}
