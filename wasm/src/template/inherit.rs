//! Flattens inheritance: the blocks of a template and of all its parents, put into the outermost parent. What is left
//! knows neither extends nor block. Every template is parsed once.

use crate::error::{Result, code};
use crate::limit;
use crate::template::ast::{Kind, Loop, Node};
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

/// Bodies of a block, most derived first.
type Definitions<'t> = BTreeMap<&'t str, Vec<&'t [Node]>>;

impl<'s> Library<'s> {
    /// An empty library.
    #[must_use]
    pub fn new(sources: Sources<'s>) -> Self {
        Self { sources, parsed: BTreeMap::new(), used: Vec::new(), warnings: Vec::new(), nodes: 0 }
    }

    /// The nodes of a template, inheritance flattened.
    ///
    /// # Errors
    /// `template.*`
    pub fn flatten(&mut self, source: u32) -> Result<Vec<Node>> {
        let mut chain = Vec::new();
        let mut next = source;
        loop {
            self.load(next)?;
            chain.push(next);
            let Some((name, span)) = self.parsed.get(&next).and_then(|template| template.extends.clone()) else {
                break;
            };
            next = self.sources.require(&name, span)?;
            if chain.contains(&next) || chain.len() > limit::MAX_TEMPLATE_DEPTH {
                let names: Vec<&str> = chain.iter().map(|one| self.sources.name(*one)).collect();
                let message = format!("templates extend each other in a circle: {} → {name}", names.join(" → "));
                return Err(self.sources.error(code::TEMPLATE_CYCLE, span, message));
            }
        }
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

    /// How a template comes to the one of that name by extending, innermost step first; nothing when it does not.
    #[must_use]
    pub fn way(&self, source: u32, to: &str) -> Vec<String> {
        let mut steps = Vec::new();
        let mut at = source;
        while let Some((name, span)) = self.parsed.get(&at).and_then(|template| template.extends.as_ref()) {
            steps.insert(0, format!("extends \"{name}\" at {}", self.sources.place(*span)));
            let next = self.sources.find(name);
            if name == to {
                return steps;
            }
            let Some(next) = next.filter(|_| steps.len() <= limit::MAX_TEMPLATE_DEPTH) else { break };
            at = next;
        }
        Vec::new()
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
            Kind::With(_, body) => collect(body, definitions),
            Kind::Text | Kind::Value(_) | Kind::Include(_) | Kind::Super => {}
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
                Kind::If(arms) => Kind::If(
                    arms.iter()
                        .map(|arm| {
                            Ok(crate::template::ast::Branch { body: self.list(&arm.body, inside)?, ..arm.clone() })
                        })
                        .collect::<Result<_>>()?,
                ),
                Kind::For(one) => {
                    let (body, empty) = (self.list(&one.body, inside)?, self.list(&one.empty, inside)?);
                    Kind::For(Box::new(Loop { body, empty, ..Loop::clone(one) }))
                }
                Kind::With(bindings, body) => Kind::With(bindings.clone(), self.list(body, inside)?),
                Kind::Text | Kind::Value(_) | Kind::Include(_) => node.kind.clone(),
            };
            out.push(Node { kind, span: node.span });
        }
        self.depth -= 1;
        Ok(())
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
