//! The syntax tree of the template language. Names are not resolved yet and text is only a span: `compile` reads both in
//! the light of the HTML around them.

use crate::program::{Filter, Operator};
use crate::span::Span;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The tag that opened it, or the text.
    pub span: Span,
}

/// Kinds of nodes.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Literal text: the span says which.
    Text,
    /// `{{ … }}`, `{% firstof %}`.
    Value(Formula),
    /// `{% if %}`
    If(Vec<Branch>),
    /// `{% for %}`
    For(Box<Loop>),
    /// `{% with %}`: bindings, body.
    With(Vec<Binding>, Vec<Node>),
    /// `{% regroup … as z %}`, `{% firstof … as x %}`: names for what follows.
    Let(Vec<Binding>),
    /// `{% include %}`
    Include(Box<Include>),
    /// `{% ifchanged %}`
    Changed(Box<Changed>),
    /// `{% cycle %}`
    Cycle(Box<Cycle>),
    /// `{% resetcycle %}`: the tag that declared the cycle.
    ResetCycle(Span),
    /// `{% filter %}`: the filters, applied to [`CAPTURED`]; the body.
    Filter(Box<Formula>, Vec<Node>),
    /// `{% spaceless %}`
    Spaceless(Vec<Node>),
    /// `{% block %}`: name, body. Gone after inheritance is flattened.
    Block(String, Vec<Node>),
    /// `{{ block.super }}`. Gone after inheritance is flattened.
    Super,
    /// A template that extends one of several: what it is with each of them. Made by flattening, always the only node.
    Variants(Vec<Branch>),
}

/// The name under which the filters of `{% filter %}` see the text of its body. No template can write it.
pub const CAPTURED: &str = " captured";

/// An `{% ifchanged %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// What is compared with the time before; nothing: the body itself.
    pub values: Vec<Formula>,
    /// Shown when it is not the same.
    pub body: Vec<Node>,
    /// `{% else %}`
    pub otherwise: Vec<Node>,
}

/// A `{% cycle %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// What it goes through.
    pub values: Vec<Formula>,
    /// The tag that declared it: all that refer to it by name go on together.
    pub group: Span,
    /// `as name`: what the current value is called from here on.
    pub name: Option<String>,
    /// `silent`: nothing is shown.
    pub silent: bool,
}

/// One arm of an `{% if %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// `None`: `{% else %}`.
    pub when: Option<Formula>,
    /// What it shows.
    pub body: Vec<Node>,
    /// The tag.
    pub span: Span,
}

/// A `{% for %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Loop {
    /// Loop variables.
    pub variables: Vec<String>,
    /// What is iterated over.
    pub over: Formula,
    /// `reversed`
    pub reversed: bool,
    /// The body.
    pub body: Vec<Node>,
    /// `{% empty %}`
    pub empty: Vec<Node>,
}

/// `name=value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Formula,
}

/// An `{% include %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Include {
    /// Name of the template.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// `with …`
    pub with: Vec<Binding>,
    /// `only`
    pub only: bool,
}

/// The field that holds the query of the page's URL, which no template can name.
pub const QUERY: &str = "?";

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// What it is.
    pub kind: FormulaKind,
    /// Where it stands.
    pub span: Span,
    /// Height of the tree, so that nothing recurses too deep.
    pub depth: usize,
}

/// Kinds of expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum FormulaKind {
    /// `None`
    Null,
    /// `True`, `False`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Another number.
    Float(f64),
    /// A quoted string.
    Text(String),
    /// `a.b.0`; never empty.
    Path(Vec<String>),
    /// `a|filter:b`; the first argument is the input.
    Filter(Filter, Vec<Formula>),
    /// `not a`
    Not(Box<Formula>),
    /// `a and b`, …
    Binary(Operator, Box<Formula>, Box<Formula>),
    /// `{% firstof %}`
    FirstOf(Vec<Formula>),
    /// `{% regroup %}`: what, and the member or the filtered member that decides, of an item called [`CAPTURED`].
    Regroup(Box<Formula>, Box<Formula>),
    /// `dictsort`, `dictsortreversed` (true): what, and the member that decides, of an item called [`CAPTURED`].
    Sort(Box<Formula>, Box<Formula>, bool),
}

impl Formula {
    /// A formula of the right depth.
    #[must_use]
    pub fn new(kind: FormulaKind, span: Span) -> Self {
        let below = match &kind {
            FormulaKind::Not(a) => a.depth,
            FormulaKind::Binary(_, a, b) | FormulaKind::Regroup(a, b) | FormulaKind::Sort(a, b, _) => {
                a.depth.max(b.depth)
            }
            FormulaKind::Filter(_, all) | FormulaKind::FirstOf(all) => {
                all.iter().map(|one| one.depth).max().unwrap_or(0)
            }
            FormulaKind::Path(names) => names.len(),
            FormulaKind::Null
            | FormulaKind::Bool(_)
            | FormulaKind::Int(_)
            | FormulaKind::Float(_)
            | FormulaKind::Text(_) => 0,
        };
        Self { kind, span, depth: below + 1 }
    }

    /// Whether the outermost filter marks the value as trusted markup. Filters after `safe` keep the mark only when they
    /// cannot make markup out of text, as in Django.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        let FormulaKind::Filter(filter, inputs) = &self.kind else { return false };
        let keeps = matches!(filter, Filter::Lower | Filter::Title | Filter::CapFirst | Filter::TruncateChars);
        *filter == Filter::Safe || (keeps && inputs.first().is_some_and(Self::is_safe))
    }
}
