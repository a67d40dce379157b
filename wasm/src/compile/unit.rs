//! Units of compilation: a template in a place. A template that is included in two different places (in a table and in a
//! list, in an attribute and in text) is read twice, since HTML may mean something else there. Each unit is compiled once,
//! however often it is called, so recursion ends.

use super::builder::Builder;
use super::foreign::Namespace;
use super::tree::{Item, ItemKind};
use crate::error::{Error, Result, code};
use crate::limit;
use crate::span::Span;
use crate::template::ast::Node;
use crate::template::inherit::Library;
use crate::template::source::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Where a unit's output lands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A whole template of text mode, or an include in one.
    Raw,
    /// In an attribute or a `textarea`: text, whatever it looks like.
    Plain,
    /// Among the children of an element.
    Content(Context),
}

/// What matters of the elements around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Context {
    pub(super) parent: String,
    pub(super) namespace: Namespace,
    pub(super) in_p: bool,
    pub(super) in_li: bool,
    pub(super) in_dd: bool,
    pub(super) in_a: bool,
    pub(super) in_button: bool,
    pub(super) in_form: bool,
    pub(super) in_template: bool,
    pub(super) preformatted: bool,
    /// White space between tags is left out.
    pub(super) spaceless: bool,
}

impl Context {
    /// Directly in `<body>`.
    pub(super) fn body() -> Self {
        Self {
            parent: "body".to_owned(),
            namespace: Namespace::Html,
            in_p: false,
            in_li: false,
            in_dd: false,
            in_a: false,
            in_button: false,
            in_form: false,
            in_template: false,
            preformatted: false,
            spaceless: false,
        }
    }
}

/// A template in a place.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) source: u32,
    pub(super) place: Place,
    pub(super) items: Vec<Item>,
    /// Yields nothing but text.
    pub(super) textual: bool,
    /// Includes that led here, innermost first.
    chain: Vec<String>,
}

/// All units.
#[derive(Debug)]
pub(super) struct Units<'s> {
    pub(super) library: Library<'s>,
    pub(super) all: Vec<Unit>,
    pub(super) document: bool,
    flat: BTreeMap<u32, Rc<Vec<Node>>>,
    /// Cycles that are set back somewhere.
    pub(super) resets: BTreeSet<Span>,
    /// Numbers for `{% if %}`s inside tags.
    pub(super) conditions: u32,
    read: usize,
}

impl<'s> Units<'s> {
    /// Reads the root and everything that it includes.
    ///
    /// # Errors
    /// `template.*`
    pub(super) fn read(library: Library<'s>, root: u32, place: Place) -> Result<Self> {
        let mut units = Self {
            library,
            all: Vec::new(),
            document: false,
            flat: BTreeMap::new(),
            resets: BTreeSet::new(),
            conditions: 0,
            read: 0,
        };
        units.add(root, place, Vec::new());
        let mut next = 0;
        while let Some((source, place, chain)) =
            units.all.get(next).map(|unit| (unit.source, unit.place.clone(), unit.chain.clone()))
        {
            let items = units.build(next, source, &place).map_err(|error| units.explain(error, source, chain))?;
            if let Some(unit) = units.all.get_mut(next) {
                unit.items = items;
            }
            next += 1;
        }
        units.find_textual();
        Ok(units)
    }

    /// Adds how one comes to the place of an error: from the unit by extends, from the root by includes.
    fn explain(&self, error: Error, source: u32, includes: Vec<String>) -> Error {
        let place = error.location.as_ref().map(|at| at.template.clone()).unwrap_or_default();
        let extends = if place == self.sources().name(source) { Vec::new() } else { self.library.way(source, &place) };
        let extends =
            extends.into_iter().map(|(name, span)| format!("extends \"{name}\" at {}", self.sources().place(span)));
        extends.chain(includes).fold(error, Error::via)
    }

    pub(super) fn sources(&self) -> Sources<'s> {
        self.library.sources
    }

    fn add(&mut self, source: u32, place: Place, chain: Vec<String>) -> usize {
        self.all.push(Unit { source, place, items: Vec::new(), textual: true, chain });
        self.all.len() - 1
    }

    /// Counts one more node; templates that are included in many places are read as often.
    ///
    /// # Errors
    /// `template.limit`
    pub(super) fn count(&mut self, span: Span) -> Result<()> {
        self.read += 1;
        if self.read > limit::MAX_TEMPLATE_NODES {
            return Err(self.sources().error(
                code::TEMPLATE_LIMIT,
                span,
                "the template is too large, includes counted",
            ));
        }
        Ok(())
    }

    /// The nodes of a template, inheritance flattened, once.
    ///
    /// # Errors
    /// `template.*`
    pub(super) fn nodes(&mut self, source: u32) -> Result<Rc<Vec<Node>>> {
        if let Some(known) = self.flat.get(&source) {
            return Ok(Rc::clone(known));
        }
        let nodes = Rc::new(self.library.flatten(source)?);
        self.flat.insert(source, Rc::clone(&nodes));
        Ok(nodes)
    }

    /// The unit of an included template in a place; `from` is the unit that includes it.
    ///
    /// # Errors
    /// `template.unknown-template`, `template.limit`
    pub(super) fn require(&mut self, name: &str, span: Span, place: Place, from: usize) -> Result<usize> {
        let source = self.sources().require(name, span)?;
        if let Some(known) = self.all.iter().position(|unit| unit.source == source && unit.place == place) {
            return Ok(known);
        }
        if self.all.len() >= limit::MAX_BLOCKS {
            return Err(self.sources().error(code::TEMPLATE_LIMIT, span, "too many includes in different places"));
        }
        let step = format!("include \"{name}\" at {}", self.sources().place(span));
        let outer = self.all.get(from).map_or(&[][..], |unit| &unit.chain);
        // A long way says no more than its first steps.
        let chain = std::iter::once(step).chain(outer.iter().take(16).cloned()).collect();
        Ok(self.add(source, place, chain))
    }

    fn build(&mut self, unit: usize, source: u32, place: &Place) -> Result<Vec<Item>> {
        let nodes = self.nodes(source)?;
        match place {
            Place::Content(context) => Builder::new(self, unit, context.clone()).content(&nodes),
            Place::Plain | Place::Raw => {
                Builder::new(self, unit, Context::body()).plain_unit(&nodes, *place == Place::Raw)
            }
        }
    }

    /// Which units yield only text: all of them, except those where an element or trusted markup is found.
    fn find_textual(&mut self) {
        loop {
            let textual: Vec<bool> = self.all.iter().map(|unit| unit.textual).collect();
            let now: Vec<bool> = self
                .all
                .iter()
                .map(|unit| is_textual(&unit.items, &|unit| textual.get(unit).copied().unwrap_or(false)))
                .collect();
            if now == textual {
                return;
            }
            for (unit, now) in self.all.iter_mut().zip(now) {
                unit.textual = now;
            }
        }
    }

    /// Whether items yield only text.
    pub(super) fn is_textual(&self, items: &[Item]) -> bool {
        is_textual(items, &|unit| self.all.get(unit).is_some_and(|unit| unit.textual))
    }
}

/// Whether items yield only text, given which units do.
fn is_textual(items: &[Item], unit: &dyn Fn(usize) -> bool) -> bool {
    items.iter().all(|item| match &item.kind {
        ItemKind::Text(_) => true,
        ItemKind::Value { trusted, .. } => !trusted,
        ItemKind::If(arms) => arms.iter().all(|arm| is_textual(&arm.body, unit)),
        ItemKind::For(one) => is_textual(&one.body, unit) && is_textual(&one.empty, unit),
        ItemKind::With(_, body) => is_textual(body, unit),
        ItemKind::Changed(one) => is_textual(&one.body, unit) && is_textual(&one.otherwise, unit),
        ItemKind::Let(_) | ItemKind::Cycle(_) | ItemKind::ResetCycle(_) | ItemKind::Filter(..) => true,
        ItemKind::Call(call) => unit(call.unit),
        ItemKind::Element(_) | ItemKind::Doctype => false,
    })
}
