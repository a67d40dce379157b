//! The template as HTML sees it: elements whose tags are balanced, with the language's constructs between and inside them.
//! Text is decoded, white space is collapsed, tags and attributes are spelled as a parser spells them. Names in
//! expressions are still unresolved: that takes the parameters of includes, known when every tree is there.

use super::foreign::Namespace;
use crate::program::Contribution;
use crate::span::Span;
use crate::template::ast::{Binding, Cycle, Formula};

/// A piece of the tree.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    pub(super) span: Span,
}

/// Kinds of pieces.
#[derive(Debug)]
pub(super) enum ItemKind {
    /// Static text, decoded.
    Text(String),
    /// A value; `trusted`: markup.
    Value { value: Formula, trusted: bool },
    /// `{% if %}`
    If(Vec<TreeArm>),
    /// `{% for %}`
    For(Box<TreeLoop>),
    /// `{% with %}`
    With(Vec<Binding>, Vec<Item>),
    /// `{% regroup … as z %}` and the like: names for what follows.
    Let(Vec<Binding>),
    /// `{% ifchanged %}`
    Changed(Box<TreeChanged>),
    /// `{% cycle %}`
    Cycle(Box<Cycle>),
    /// `{% resetcycle %}`
    ResetCycle(Span),
    /// `{% filter %}`: text only.
    Filter(Box<Formula>, Vec<Item>),
    /// `{% include %}`
    Call(Box<Call>),
    /// An element.
    Element(Box<Element>),
    /// `<!doctype html>`
    Doctype,
}

/// One arm of an `{% if %}`.
#[derive(Debug)]
pub(super) struct TreeArm {
    pub(super) when: Option<Formula>,
    pub(super) body: Vec<Item>,
}

/// A `{% for %}`.
#[derive(Debug)]
pub(super) struct TreeLoop {
    pub(super) variables: Vec<String>,
    pub(super) over: Formula,
    pub(super) reversed: bool,
    pub(super) body: Vec<Item>,
    pub(super) empty: Vec<Item>,
}

/// An `{% ifchanged %}`.
#[derive(Debug)]
pub(super) struct TreeChanged {
    pub(super) values: Vec<Formula>,
    pub(super) body: Vec<Item>,
    pub(super) otherwise: Vec<Item>,
}

/// An `{% include %}`: which unit, and what it is given.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) unit: usize,
    pub(super) with: Vec<Binding>,
    pub(super) only: bool,
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) namespace: Namespace,
    pub(super) attributes: Vec<Attribute>,
    /// `do-key`
    pub(super) key: Option<(Formula, Span)>,
    pub(super) children: Vec<Item>,
    /// The start tag.
    pub(super) span: Span,
}

/// One attribute.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) kind: AttributeKind,
}

/// Kinds of attributes.
#[derive(Debug)]
pub(super) enum AttributeKind {
    /// Always there, always the same.
    Static(String),
    /// Its value, or its presence, depends.
    Dynamic(Vec<Alternative>),
    /// `do-click` and the like.
    Event(Box<Event>),
}

/// One of the values that an attribute can have. At most one alternative holds at a time.
#[derive(Debug)]
pub(super) struct Alternative {
    pub(super) when: Option<Formula>,
    pub(super) value: Vec<Item>,
    /// Which arm of which `{% if %}` it stands in, outermost first.
    pub(super) way: Vec<(u32, usize)>,
}

/// What an event does.
#[derive(Debug)]
pub(super) struct Event {
    /// `click`, `window-keydown`
    pub(super) on: String,
    /// `prevent.once`, `ctrl+enter`
    pub(super) modifiers: String,
    /// Empty: nothing on the server.
    pub(super) handler: String,
    /// Where the handler's name stands.
    pub(super) named: Span,
    pub(super) args: Vec<Formula>,
    pub(super) contributes: Contribution,
    /// In order; `None` stands for the server call.
    pub(super) commands: Vec<Option<(String, Vec<String>)>>,
    pub(super) span: Span,
}
