//! What must be known of a construct's bodies before they are read: their first tag decides what a parser closes or adds
//! before them, and that has to happen outside of the construct.

use super::builder::Builder;
use super::document::Wants;
use super::knowledge::{self, is};
use crate::error::Result;
use crate::limit;
use crate::span::Span;
use crate::template::ast::{Kind, Node};

/// Parts of tables and lists, for which a parser adds or closes something.
const PARTS: &[&str] =
    &["tr", "td", "th", "tbody", "thead", "tfoot", "col", "colgroup", "li", "dt", "dd", "option", "optgroup"];

impl Builder<'_, '_> {
    /// What has to be closed or added before a construct so that its bodies stand where a parser would put them: rows of a
    /// loop all in one implied `<tbody>`, for example.
    pub(super) fn before_construct(&mut self, bodies: &[&[Node]], span: Span) -> Result<()> {
        let first = self.first_tag_of(bodies.iter().copied(), 0)?;
        let has_value = bodies.iter().any(|body| has_value(body));
        match &first {
            Some(name) if is(name, knowledge::METADATA) => self.settle(Wants::Head, span)?,
            Some(_) => self.settle(Wants::Body, span)?,
            None if has_value => self.settle(Wants::Body, span)?,
            None => {}
        }
        let Some(name) = first else { return Ok(()) };
        if is(&name, PARTS) {
            if self.current().is_some() {
                self.close_for(&name, span)?;
            }
            let parent = self.parent().0.to_owned();
            for implied in knowledge::implied(&parent, &name) {
                self.open_implied(implied, span)?;
            }
        }
        Ok(())
    }

    /// The name of the first start tag in nodes, lower case. Looks into includes, but not into their includes for ever.
    fn first_tag(&mut self, nodes: &[Node], depth: usize) -> Result<Option<String>> {
        for node in nodes.iter().filter(|_| depth < limit::MAX_TEMPLATE_DEPTH) {
            let found = match &node.kind {
                Kind::Text => first_tag_of_text(self.sources.slice(node.span)),
                Kind::If(arms) => self.first_tag_of(arms.iter().map(|arm| arm.body.as_slice()), depth)?,
                Kind::For(one) => self.first_tag_of([one.body.as_slice(), &one.empty].into_iter(), depth)?,
                Kind::Changed(one) => self.first_tag_of([one.body.as_slice(), &one.otherwise].into_iter(), depth)?,
                Kind::With(_, body) | Kind::Spaceless(body) => self.first_tag(body, depth + 1)?,
                Kind::Variants(all) => self.first_tag_of(all.iter().map(|one| one.body.as_slice()), depth)?,
                Kind::Include(include) if depth < 3 => {
                    let source = self.sources.require(&include.name, include.span)?;
                    let nodes = self.units.nodes(source)?;
                    self.first_tag(&nodes, 2 * depth + 1)?
                }
                Kind::Include(_) | Kind::Value(_) | Kind::Block(..) | Kind::Super => None,
                Kind::Let(_) | Kind::Cycle(_) | Kind::ResetCycle(_) | Kind::Filter(..) => None,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn first_tag_of<'n>(&mut self, bodies: impl Iterator<Item = &'n [Node]>, depth: usize) -> Result<Option<String>> {
        for body in bodies {
            let found = self.first_tag(body, depth + 1)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

fn first_tag_of_text(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.get(rest.find('<')? + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.get(comment.find("-->")?..)?;
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
            return rest.get(..end).map(str::to_ascii_lowercase);
        }
    }
}

fn has_value(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match &node.kind {
        Kind::Value(_) => true,
        Kind::If(arms) => arms.iter().any(|arm| has_value(&arm.body)),
        Kind::For(one) => has_value(&one.body) || has_value(&one.empty),
        Kind::Changed(one) => has_value(&one.body) || has_value(&one.otherwise),
        Kind::With(_, body) | Kind::Spaceless(body) => has_value(body),
        Kind::Cycle(cycle) => !cycle.silent,
        Kind::Filter(..) => true,
        Kind::Let(_) | Kind::ResetCycle(_) | Kind::Variants(_) => false,
        Kind::Text | Kind::Include(_) | Kind::Block(..) | Kind::Super => false,
    })
}
