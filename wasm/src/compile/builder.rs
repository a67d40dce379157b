//! Reads a template as HTML: walks the syntax nodes, feeds their text to an HTML tokenizer, and builds the tree. The bodies
//! of constructs are read in place, with a barrier that no tag may cross.

use super::cursor::{Cursor, Next};
use super::decode::{collapse, decode, is_blank};
use super::document::{Document, Wants};
use super::foreign::Namespace;
use super::knowledge::{self, is};
use super::open::{Open, OpenKind};
use super::spaceless;
use super::tree::{Call, Item, ItemKind, TreeArm, TreeLoop};
use super::unit::{Context, Place, Units};
use crate::error::{Result, code};
use crate::program::Filter;
use crate::span::Span;
use crate::template::ast::{Formula, FormulaKind, Include, Kind, Node};
use crate::template::source::Sources;

/// Builds the tree of one unit.
#[derive(Debug)]
pub(super) struct Builder<'u, 's> {
    pub(super) sources: Sources<'s>,
    pub(super) units: &'u mut Units<'s>,
    pub(super) unit: usize,
    pub(super) context: Context,
    pub(super) stack: Vec<Open>,
    pub(super) document: Option<Document>,
    /// How many `{% spaceless %}` are open, here and around the unit.
    pub(super) spaceless: usize,
}

impl<'u, 's> Builder<'u, 's> {
    pub(super) fn new(units: &'u mut Units<'s>, unit: usize, context: Context) -> Self {
        let stack = vec![Open::new(OpenKind::Root)];
        let spaceless = usize::from(context.spaceless);
        Self { sources: units.sources(), units, unit, context, stack, document: None, spaceless }
    }

    /// The tree of a unit among the children of an element.
    ///
    /// # Errors
    /// `template.html`, `template.unsafe`, `template.event`, `template.unsupported`, `template.limit`
    pub(super) fn content(mut self, nodes: &[Node]) -> Result<Vec<Item>> {
        let mut items = match nodes {
            [Node { kind: Kind::Variants(variants), span }] => self.variants(variants, *span)?,
            _ => self.whole(nodes)?,
        };
        if self.context.spaceless {
            spaceless::strip(&mut items);
        }
        Ok(items)
    }

    /// The tree of everything.
    pub(super) fn whole(&mut self, nodes: &[Node]) -> Result<Vec<Item>> {
        if self.unit == 0 {
            self.begin_document(nodes)?;
        }
        self.nodes(nodes)?;
        self.finish_body()?;
        self.finish_document()?;
        Ok(self.stack.last_mut().map(|root| std::mem::take(&mut root.items)).unwrap_or_default())
    }

    fn nodes(&mut self, nodes: &[Node]) -> Result<()> {
        let mut cursor = Cursor::new(self.sources, nodes);
        loop {
            match cursor.peek() {
                Next::End => return Ok(()),
                Next::Text(rest) => self.text_or_tag(&mut cursor, rest)?,
                Next::Node(node) => {
                    cursor.skip_node();
                    self.node(node)?;
                }
            }
        }
    }

    fn text_or_tag(&mut self, cursor: &mut Cursor<'_, 's>, rest: &'s str) -> Result<()> {
        let Some(tag) = rest.strip_prefix('<') else {
            return self.take_text(cursor, rest, 0);
        };
        let span = cursor.place(rest.len().min(2));
        match tag.chars().next() {
            Some(c) if c.is_ascii_alphabetic() => self.start_tag(cursor, tag),
            Some('/') => self.end_tag(cursor, tag),
            Some('!') => self.declaration(cursor, rest),
            Some('?') => Err(self.html(span, "`<?` is not HTML: a parser makes a comment of it")),
            None => {
                cursor.advance(1);
                match cursor.touches_node() {
                    Some(node) => Err(self
                        .sources
                        .error(code::TEMPLATE_UNSAFE, node.span, "the name of a tag cannot be computed")
                        .with_hint("choose between tags by `{% if %}`")),
                    None => self.add_text("<", span),
                }
            }
            Some(_) => self.take_text(cursor, rest, 1),
        }
    }

    /// Takes text up to the next `<`, looked for after the first `from` bytes.
    fn take_text(&mut self, cursor: &mut Cursor<'_, 's>, rest: &'s str, from: usize) -> Result<()> {
        let end = rest.get(from..).and_then(|tail| tail.find('<')).map_or(rest.len(), |at| at + from);
        let span = cursor.advance(end);
        self.add_text(rest.get(..end).unwrap_or_default(), span)
    }

    fn declaration(&mut self, cursor: &mut Cursor<'_, 's>, rest: &'s str) -> Result<()> {
        let span = cursor.place(4.min(rest.len()));
        if let Some(comment) = rest.strip_prefix("<!--") {
            if let Some(end) = comment.find("-->") {
                cursor.advance(4 + end + 3);
                return Ok(());
            }
            cursor.advance(rest.len());
            return Err(match cursor.touches_node() {
                Some(node) => self
                    .sources
                    .error(code::TEMPLATE_UNSAFE, node.span, "nothing can be computed inside an HTML comment")
                    .with_hint("use `{# … #}` or `{% comment %}` to switch off a part of a template"),
                None => self.html(span, "the comment is never closed").with_hint("add `-->`"),
            });
        }
        let end = rest.find('>').unwrap_or(rest.len());
        let is_doctype = rest.get(2..9).is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
        if !is_doctype {
            return Err(self.html(span, "`<!` begins neither a comment nor a doctype"));
        }
        let span = cursor.advance(end + usize::from(end < rest.len()));
        self.doctype(rest.get(9..end).unwrap_or_default().trim(), span)
    }

    /// Adds static text as it stands in the source.
    pub(super) fn add_text(&mut self, raw: &str, span: Span) -> Result<()> {
        let blank = is_blank(raw);
        if !blank {
            self.settle(Wants::Body, span)?;
        }
        let (parent, namespace) = self.parent();
        if namespace == Namespace::Html && is(parent, knowledge::NO_TEXT) {
            if blank {
                return Ok(());
            }
            let start = raw.len() - raw.trim_start().len();
            let trimmed = raw.trim();
            let at = Span::new(span.source, span.from_byte() + start, span.from_byte() + start + trimmed.len());
            return Err(self.misplaced_text(at, parent));
        }
        let preformatted = self.preformatted();
        let text =
            if preformatted { self.decode(raw, span, false)? } else { self.decode(&collapse(raw), span, false)? };
        let drops_lf = self.is_current(knowledge::DROPS_LF);
        let Some(top) = self.stack.last_mut() else { return Ok(()) };
        let mut text = text.as_str();
        if drops_lf && top.items.is_empty() {
            text = text.strip_prefix('\n').unwrap_or(text);
        }
        if let Some(Item { kind: ItemKind::Text(before), .. }) = top.items.last_mut() {
            if !preformatted && before.ends_with(' ') {
                text = text.strip_prefix(' ').unwrap_or(text);
            }
            before.push_str(text);
            return Ok(());
        }
        let text = text.to_owned();
        self.push_item(ItemKind::Text(text), span);
        Ok(())
    }

    pub(super) fn decode(&self, raw: &str, span: Span, in_attribute: bool) -> Result<String> {
        decode(raw, in_attribute).map_err(|bad| {
            // Collapsed text has other offsets than the source: point at the reference itself, found again there.
            let reference = raw.get(bad.at..bad.at + bad.length).unwrap_or_default();
            let at = self.sources.slice(span).find(reference).unwrap_or(0) + span.from_byte();
            self.html(Span::new(span.source, at, at + reference.len()), bad.message)
        })
    }

    fn misplaced_text(&self, span: Span, parent: &str) -> crate::error::Error {
        let hint = match parent {
            "select" | "optgroup" => "put it into an `<option>`",
            "html" => "put it into `<body>`",
            "head" => "put it into `<title>` or into `<body>`",
            _ => "a parser moves it in front of the table; put it into a `<td>`",
        };
        self.html(span, format!("text cannot stand directly in `<{parent}>`")).with_hint(hint)
    }

    fn node(&mut self, node: &Node) -> Result<()> {
        self.units.count(node.span)?;
        match &node.kind {
            Kind::Value(value) => self.value(value, node.span),
            Kind::If(arms) => {
                self.before_construct(&arms.iter().map(|arm| arm.body.as_slice()).collect::<Vec<_>>(), node.span)?;
                let mut tree = Vec::new();
                for arm in arms {
                    tree.push(TreeArm { when: arm.when.clone(), body: self.body(&arm.body, arm.span)? });
                }
                self.push_item(ItemKind::If(tree), node.span);
                Ok(())
            }
            Kind::For(one) => {
                self.before_construct(&[&one.body, &one.empty], node.span)?;
                let body = self.body(&one.body, node.span)?;
                let empty = self.body(&one.empty, node.span)?;
                let (variables, over, reversed) = (one.variables.clone(), one.over.clone(), one.reversed);
                self.push_item(ItemKind::For(Box::new(TreeLoop { variables, over, reversed, body, empty })), node.span);
                Ok(())
            }
            Kind::With(bindings, body) => {
                self.before_construct(&[body], node.span)?;
                let body = self.body(body, node.span)?;
                self.push_item(ItemKind::With(bindings.clone(), body), node.span);
                Ok(())
            }
            Kind::Include(include) => self.include(include, node.span),
            Kind::Text | Kind::Block(..) | Kind::Super => Ok(()),
            Kind::Let(_)
            | Kind::Changed(_)
            | Kind::Cycle(_)
            | Kind::ResetCycle(_)
            | Kind::Filter(..)
            | Kind::Spaceless(_)
            | Kind::Variants(_) => self.special(&node.kind, node.span),
        }
    }

    /// Checks that computed text can stand here.
    pub(super) fn before_value(&mut self, span: Span) -> Result<()> {
        self.settle(Wants::Body, span)?;
        let (parent, namespace) = self.parent();
        if namespace == Namespace::Html && is(parent, knowledge::NO_TEXT) {
            return Err(self.misplaced_text(span, parent));
        }
        if namespace != Namespace::Html && is(parent, &["script", "style"]) {
            return Err(self.sources.error(
                code::TEMPLATE_UNSAFE,
                span,
                format!("nothing can be computed inside `<{parent}>`"),
            ));
        }
        Ok(())
    }

    fn value(&mut self, value: &Formula, span: Span) -> Result<()> {
        if let FormulaKind::Filter(Filter::JsonScript, args) = &value.kind {
            return self.island(value, args.get(1), span);
        }
        self.before_value(span)?;
        if let FormulaKind::Text(text) = &value.kind {
            self.push_item(ItemKind::Text(text.clone()), span);
            return Ok(());
        }
        let trusted = value.is_safe();
        if trusted && self.parent().0 == "option" {
            return Err(self.html(span, "an `<option>` holds text only"));
        }
        self.push_item(ItemKind::Value { value: value.clone(), trusted }, span);
        Ok(())
    }

    pub(super) fn body(&mut self, nodes: &[Node], span: Span) -> Result<Vec<Item>> {
        self.stack.push(Open::new(OpenKind::Body(span)));
        self.nodes(nodes)?;
        self.finish_body()?;
        Ok(self.stack.pop().map(|body| body.items).unwrap_or_default())
    }

    fn include(&mut self, include: &Include, span: Span) -> Result<()> {
        let source = self.sources.require(&include.name, include.span)?;
        let nodes = self.units.nodes(source)?;
        self.before_construct(&[&nodes], span)?;
        let place = Place::Content(self.context());
        let unit = self.units.require(&include.name, include.span, place, self.unit)?;
        self.push_item(ItemKind::Call(Box::new(Call { unit, with: include.with.clone(), only: include.only })), span);
        Ok(())
    }
}
