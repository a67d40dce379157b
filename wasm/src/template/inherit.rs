//! Flattens inheritance: the blocks of a template and of all its parents, put into the outermost parent. What is left
//! knows neither extends nor block. Every template is parsed once.

use crate::error::{Result, code};
use crate::limit;
use crate::program::Operator;
use crate::span::Span;
use crate::template::ast::{Branch, Changed, Formula, FormulaKind, Kind, Loop, Node};
use crate::template::parser::{Template, parse};
use crate::template::source::Sources;
use std::collections::BTreeMap;

/// Parsed templates and what has been used so far.
#[derive(Debug)]
pub struct Library<'s> {
    /// The sources.
    pub sources: Sources<'s>,
    parsed: BTreeMap<u32, Template>,
    /// Names in order of first use.
    pub used: Vec<String>,
    /// What is odd but not wrong.
    pub warnings: Vec<String>,
    /// Nodes handed out so far.
    nodes: usize,
}

/// A template with its parents, itself first.
struct Line {
    chain: Vec<u32>,
    /// When it is this one; none: when it is no other.
    when: Option<Formula>,
    span: Span,
}

/// Bodies of a block, most derived first.
type Definitions<'t> = BTreeMap<&'t str, Vec<&'t [Node]>>;

impl<'s> Library<'s> {
    /// An empty library.
    #[must_use]
    pub fn new(sources: Sources<'s>) -> Self {
        Self { sources, parsed: BTreeMap::new(), used: Vec::new(), warnings: Vec::new(), nodes: 0 }
    }

    /// The nodes of a template, inheritance flattened. Where one of several parents is meant: one node, the variants.
    ///
    /// # Errors
    /// `template.*`
    pub fn flatten(&mut self, source: u32) -> Result<Vec<Node>> {
        let mut lines = Vec::new();
        self.lines(&mut vec![source], None, &mut lines)?;
        let mut variants = Vec::new();
        for Line { chain, when, span } in lines {
            variants.push(Branch { when, body: self.flatten_line(&chain)?, span });
        }
        match variants.as_mut_slice() {
            [only] => Ok(std::mem::take(&mut only.body)),
            _ => {
                let span = variants.first().map(|variant| variant.span).unwrap_or_default();
                Ok(vec![Node { kind: Kind::Variants(variants), span }])
            }
        }
    }

    /// Every line of parents that a template can have, with what decides for it, in the order in which to ask.
    fn lines(&mut self, chain: &mut Vec<u32>, when: Option<&Formula>, lines: &mut Vec<Line>) -> Result<()> {
        let Some(last) = chain.last().copied() else { return Ok(()) };
        self.load(last)?;
        let Some(choice) = self.parsed.get(&last).and_then(|template| template.extends.clone()) else {
            let span = chain.first().and_then(|first| self.parsed.get(first)?.extends.as_ref());
            let span = span.map(|choice| choice.span).unwrap_or_default();
            if lines.len() >= limit::MAX_VARIANTS {
                let message = format!("more than {} lines of parents to choose from", limit::MAX_VARIANTS);
                return Err(self.sources.error(code::TEMPLATE_LIMIT, span, message));
            }
            lines.push(Line { chain: chain.clone(), when: when.cloned(), span });
            return Ok(());
        };
        for (name, condition) in choice.conditions() {
            let next = self.sources.require(name, choice.span)?;
            if chain.contains(&next) || chain.len() > limit::MAX_TEMPLATE_DEPTH {
                let names: Vec<&str> = chain.iter().map(|one| self.sources.name(*one)).collect();
                let message = format!("templates extend each other in a circle: {} → {name}", names.join(" → "));
                return Err(self.sources.error(code::TEMPLATE_CYCLE, choice.span, message));
            }
            let both = match (when, condition) {
                (Some(outer), Some(inner)) => Some(self.both(outer, inner)?),
                (outer, inner) => outer.cloned().or(inner),
            };
            chain.push(next);
            self.lines(chain, both.as_ref(), lines)?;
            chain.pop();
        }
        Ok(())
    }

    fn both(&self, outer: &Formula, inner: Formula) -> Result<Formula> {
        let span = inner.span;
        let both = FormulaKind::Binary(Operator::And, Box::new(outer.clone()), Box::new(inner));
        let both = Formula::new(both, span);
        if both.depth > limit::MAX_EXPRESSION_DEPTH {
            return Err(self.sources.error(code::TEMPLATE_LIMIT, span, "too many choices of parents"));
        }
        Ok(both)
    }

    fn flatten_line(&mut self, chain: &[u32]) -> Result<Vec<Node>> {
        let mut definitions = Definitions::new();
        for template in chain.iter().filter_map(|one| self.parsed.get(one)) {
            collect(&template.nodes, &mut definitions);
        }
        let base = chain.last().and_then(|last| self.parsed.get(last)).map_or(&[][..], |base| &base.nodes);
        let mut flattening =
            Flattening { sources: &self.sources, definitions: &definitions, nodes: self.nodes, depth: 0 };
        let mut out = Vec::new();
        flattening.expand(base, None, &mut out)?;
        self.nodes = flattening.nodes;
        Ok(out)
    }

    /// How a template comes to the one of that name by extending, innermost step first: what each names, and where. Nothing
    /// when it does not.
    #[must_use]
    pub fn way(&self, source: u32, to: &str) -> Vec<(String, Span)> {
        let mut steps = Vec::new();
        self.find_way(source, to, &mut steps);
        steps.reverse();
        steps
    }

    fn find_way(&self, source: u32, to: &str, steps: &mut Vec<(String, Span)>) -> bool {
        let choice = self.parsed.get(&source).and_then(|template| template.extends.as_ref());
        let Some(choice) = choice.filter(|_| steps.len() <= limit::MAX_TEMPLATE_DEPTH) else { return false };
        for name in &choice.names {
            steps.push((name.clone(), choice.span));
            if name == to || self.sources.find(name).is_some_and(|next| self.find_way(next, to, steps)) {
                return true;
            }
            steps.pop();
        }
        false
    }

    fn load(&mut self, source: u32) -> Result<()> {
        if let std::collections::btree_map::Entry::Vacant(entry) = self.parsed.entry(source) {
            self.used.push(self.sources.name(source).to_owned());
            entry.insert(parse(&self.sources, source, &mut self.warnings)?);
        }
        Ok(())
    }
}

/// Finds the blocks in nodes, also those inside other blocks and tags.
fn collect<'t>(nodes: &'t [Node], definitions: &mut Definitions<'t>) {
    for node in nodes {
        match &node.kind {
            Kind::Block(name, body) => {
                definitions.entry(name).or_default().push(body);
                collect(body, definitions);
            }
            Kind::If(arms) => arms.iter().for_each(|arm| collect(&arm.body, definitions)),
            Kind::For(one) => {
                collect(&one.body, definitions);
                collect(&one.empty, definitions);
            }
            Kind::Changed(one) => {
                collect(&one.body, definitions);
                collect(&one.otherwise, definitions);
            }
            Kind::With(_, body) | Kind::Filter(_, body) | Kind::Spaceless(body) => collect(body, definitions),
            Kind::Text | Kind::Value(_) | Kind::Let(_) | Kind::Include(_) | Kind::Super => {}
            Kind::Cycle(_) | Kind::ResetCycle(_) | Kind::Variants(_) => {}
        }
    }
}

struct Flattening<'a, 's> {
    sources: &'a Sources<'s>,
    definitions: &'a Definitions<'a>,
    nodes: usize,
    depth: usize,
}

impl<'a> Flattening<'a, '_> {
    /// Appends nodes with blocks resolved. `inside`: the block that they are the body of, and which definition it is.
    fn expand(&mut self, nodes: &[Node], inside: Option<(&'a str, usize)>, out: &mut Vec<Node>) -> Result<()> {
        self.depth += 1;
        for node in nodes {
            self.nodes += 1;
            if self.depth > 2 * limit::MAX_TEMPLATE_DEPTH || self.nodes > limit::MAX_TEMPLATE_NODES {
                return Err(self.sources.error(
                    code::TEMPLATE_LIMIT,
                    node.span,
                    "the template is too large or too deep, blocks included",
                ));
            }
            let kind = match &node.kind {
                Kind::Block(name, _) => {
                    self.block(name, 0, out)?;
                    continue;
                }
                Kind::Super => {
                    let Some((name, level)) = inside else {
                        let message = "`{{ block.super }}` stands outside of a block";
                        return Err(self.sources.error(code::TEMPLATE_SYNTAX, node.span, message));
                    };
                    self.block(name, level + 1, out)?;
                    continue;
                }
                Kind::Text
                | Kind::Value(_)
                | Kind::If(_)
                | Kind::For(_)
                | Kind::With(..)
                | Kind::Let(_)
                | Kind::Include(_)
                | Kind::Changed(_)
                | Kind::Cycle(_)
                | Kind::ResetCycle(_)
                | Kind::Filter(..)
                | Kind::Spaceless(_)
                | Kind::Variants(_) => self.inner(&node.kind, inside)?,
            };
            out.push(Node { kind, span: node.span });
        }
        self.depth -= 1;
        Ok(())
    }

    /// The same tag with the blocks in its bodies resolved.
    fn inner(&mut self, kind: &Kind, inside: Option<(&'a str, usize)>) -> Result<Kind> {
        Ok(match kind {
            Kind::If(arms) => {
                let arm = |arm: &Branch| Ok(Branch { body: self.list(&arm.body, inside)?, ..arm.clone() });
                Kind::If(arms.iter().map(arm).collect::<Result<_>>()?)
            }
            Kind::For(one) => {
                let (body, empty) = (self.list(&one.body, inside)?, self.list(&one.empty, inside)?);
                Kind::For(Box::new(Loop { body, empty, ..Loop::clone(one) }))
            }
            Kind::Changed(one) => {
                let (body, otherwise) = (self.list(&one.body, inside)?, self.list(&one.otherwise, inside)?);
                Kind::Changed(Box::new(Changed { body, otherwise, ..Changed::clone(one) }))
            }
            Kind::With(bindings, body) => Kind::With(bindings.clone(), self.list(body, inside)?),
            Kind::Filter(filters, body) => Kind::Filter(filters.clone(), self.list(body, inside)?),
            Kind::Spaceless(body) => Kind::Spaceless(self.list(body, inside)?),
            Kind::Text | Kind::Value(_) | Kind::Let(_) | Kind::Include(_) | Kind::Cycle(_) | Kind::ResetCycle(_) => {
                kind.clone()
            }
            Kind::Block(..) | Kind::Super | Kind::Variants(_) => kind.clone(),
        })
    }

    fn list(&mut self, nodes: &[Node], inside: Option<(&'a str, usize)>) -> Result<Vec<Node>> {
        let mut out = Vec::new();
        self.expand(nodes, inside, &mut out)?;
        Ok(out)
    }

    fn block(&mut self, name: &str, level: usize, out: &mut Vec<Node>) -> Result<()> {
        let found = self.definitions.get_key_value(name);
        match found.and_then(|(name, all)| all.get(level).map(|body| (*name, *body))) {
            Some((name, body)) => self.expand(body, Some((name, level)), out),
            None => Ok(()),
        }
    }
}
