//! Parses one template into its syntax tree. Recursive descent over the tokens; nesting is bounded. A tag that does not
//! exist is an error that names the nearest one that does.

use crate::error::{Error, Result, code};
use crate::limit;
use crate::span::Span;
use crate::template::ast::{Branch, Cycle, Formula, FormulaKind, Kind, Node};
use crate::template::choice::Choice;
use crate::template::expression::Expressions;
use crate::template::lexer::{Token, TokenKind, lex};
use crate::template::source::Sources;
use crate::template::token::split;
use crate::template::vocabulary::unknown;

/// A parsed template.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// `{% extends %}`: the parents that it may have.
    pub extends: Option<Choice>,
    /// Everything, blocks in place.
    pub nodes: Vec<Node>,
}

/// Parses one source.
///
/// # Errors
/// `template.*`
pub fn parse(sources: &Sources<'_>, source: u32, warnings: &mut Vec<String>) -> Result<Template> {
    let tokens = lex(sources, source, warnings)?;
    let mut parser = Parser {
        sources,
        tokens,
        at: 0,
        depth: 0,
        extends: None,
        blocks: Vec::new(),
        cycles: Vec::new(),
        last_cycle: None,
    };
    let nodes = parser.body(None)?.0;
    Ok(Template { extends: parser.extends, nodes })
}

/// A tag that ends a body: its name, and its words after that.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) name: String,
    pub(super) token: Token,
}

pub(super) struct Parser<'a, 's> {
    pub(super) sources: &'a Sources<'s>,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    extends: Option<Choice>,
    /// Names of the blocks so far, and where.
    blocks: Vec<(String, Span)>,
    /// Cycles with a name so far.
    pub(super) cycles: Vec<(String, Cycle)>,
    /// The cycle that `{% resetcycle %}` without a name means.
    pub(super) last_cycle: Option<Span>,
}

impl<'a, 's> Parser<'a, 's> {
    /// Nodes up to one of the endings, which is taken; or up to the end of the template when nothing is open.
    pub(super) fn body(&mut self, open: Option<(Span, &[&str])>) -> Result<(Vec<Node>, Option<Ending>)> {
        self.depth += 1;
        if self.depth > limit::MAX_TEMPLATE_DEPTH {
            let span = open.map_or_else(Span::default, |(span, _)| span);
            let message = format!("tags are nested more than {} deep", limit::MAX_TEMPLATE_DEPTH);
            return Err(self.sources.error(code::TEMPLATE_LIMIT, span, message));
        }
        let mut nodes = Vec::new();
        while let Some(token) = self.tokens.get(self.at).copied() {
            self.at += 1;
            match token.kind {
                TokenKind::Text => nodes.push(Node { kind: Kind::Text, span: token.span }),
                TokenKind::Value => nodes.push(self.value(token)?),
                TokenKind::Tag => {
                    let name = self.tag_name(token)?;
                    if open.is_some_and(|(_, endings)| endings.contains(&name)) {
                        self.depth -= 1;
                        return Ok((nodes, Some(Ending { name: name.to_owned(), token })));
                    }
                    self.tag(token, name, open, &mut nodes)?;
                }
            }
        }
        self.depth -= 1;
        match open {
            None => Ok((nodes, None)),
            Some((span, endings)) => {
                let name = self.sources.slice(span);
                let end = endings.last().copied().unwrap_or_default();
                Err(self.syntax(span, format!("`{name}` is never closed")).with_hint(format!("add `{{% {end} %}}`")))
            }
        }
    }

    fn tag_name(&self, token: Token) -> Result<&'s str> {
        let inner = self.sources.slice(token.inner);
        inner.split_whitespace().next().ok_or_else(|| self.syntax(token.span, "the tag is empty"))
    }

    /// The words of a tag after its name.
    pub(super) fn words(&self, token: Token) -> Result<Expressions<'a, 's>> {
        let inner = self.sources.slice(token.inner);
        let name = inner.split_whitespace().next().unwrap_or_default();
        let skip = inner.find(name).unwrap_or(0) + name.len();
        let span = Span::new(token.span.source, token.inner.from_byte() + skip, token.inner.to_byte());
        let words = split(self.sources, self.sources.slice(span), span, true)?;
        Ok(Expressions::new(self.sources, words, token.span))
    }

    pub(super) fn syntax(&self, span: Span, message: impl Into<String>) -> Error {
        self.sources.error(code::TEMPLATE_SYNTAX, span, message)
    }

    fn value(&self, token: Token) -> Result<Node> {
        let text = self.sources.slice(token.inner);
        let mut words = Expressions::new(self.sources, split(self.sources, text, token.inner, true)?, token.span);
        let value = words.value()?;
        words.finish()?;
        let is_super = matches!(&value.kind, FormulaKind::Path(path) if path.iter().eq(["block", "super"]));
        let kind = if is_super { Kind::Super } else { Kind::Value(value) };
        Ok(Node { kind, span: token.span })
    }

    fn tag(&mut self, token: Token, name: &str, open: Option<(Span, &[&str])>, nodes: &mut Vec<Node>) -> Result<()> {
        let kind = match name {
            "if" => self.condition(token)?,
            "for" => self.for_loop(token)?,
            "with" => self.with(token)?,
            "include" => self.include(token)?,
            "block" => self.block(token)?,
            "firstof" => self.first_of(token)?,
            "cycle" => self.cycle(token)?,
            "resetcycle" => self.reset_cycle(token)?,
            "regroup" => self.regroup(token)?,
            "querystring" => self.query(token)?,
            "ifchanged" => self.changed(token)?,
            "filter" => self.filter(token)?,
            "spaceless" => self.spaceless(token)?,
            "templatetag" => self.delimiter(token)?,
            "comment" => return self.comment(token),
            "extends" => {
                self.extend(token, nodes)?;
                return Ok(());
            }
            "autoescape" => {
                nodes.extend(self.autoescape(token)?);
                return Ok(());
            }
            _ => return Err(unknown(self.sources, token.span, name, open.map(|(span, _)| span))),
        };
        nodes.push(Node { kind, span: token.span });
        Ok(())
    }

    fn condition(&mut self, token: Token) -> Result<Kind> {
        let mut arms = Vec::new();
        let mut current = (token, Some(self.whole_condition(token)?));
        loop {
            let endings: &[&str] = if current.1.is_some() { &["elif", "else", "endif"] } else { &["endif"] };
            let (body, ending) = self.body(Some((current.0.span, endings)))?;
            arms.push(Branch { when: current.1, body, span: current.0.span });
            let Some(ending) = ending else { return Ok(Kind::If(arms)) };
            current = match ending.name.as_str() {
                "elif" => (ending.token, Some(self.whole_condition(ending.token)?)),
                "else" => {
                    self.words(ending.token)?.finish().map_err(|error| error.with_hint("write `{% elif … %}`"))?;
                    (ending.token, None)
                }
                _ => return Ok(Kind::If(arms)),
            };
        }
    }

    fn whole_condition(&self, token: Token) -> Result<Formula> {
        let mut words = self.words(token)?;
        let when = words.condition()?;
        words.finish()?;
        Ok(when)
    }

    fn comment(&mut self, open: Token) -> Result<()> {
        while let Some(token) = self.tokens.get(self.at).copied() {
            self.at += 1;
            if token.kind == TokenKind::Tag
                && self.sources.slice(token.inner).split_whitespace().next() == Some("endcomment")
            {
                return Ok(());
            }
        }
        Err(self.syntax(open.span, "`{% comment %}` is never closed").with_hint("add `{% endcomment %}`"))
    }

    fn extend(&mut self, token: Token, before: &[Node]) -> Result<()> {
        let mut words = self.words(token)?;
        let choice = self.choice(&mut words, "extends", token.span)?;
        words.finish()?;
        let blank = before
            .iter()
            .all(|node| matches!(node.kind, Kind::Text) && self.sources.slice(node.span).trim().is_empty());
        if self.depth > 1 || self.extends.is_some() || !blank {
            return Err(self.syntax(token.span, "`{% extends %}` must be the first tag of the template"));
        }
        self.extends = Some(choice);
        Ok(())
    }

    fn block(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let name = words.name()?;
        words.finish()?;
        if let Some((_, first)) = self.blocks.iter().find(|(known, _)| *known == name) {
            let message = format!("the block `{name}` exists already, at {}", self.sources.place(*first));
            return Err(self.syntax(token.span, message));
        }
        self.blocks.push((name.clone(), token.span));
        let (body, ending) = self.body(Some((token.span, &["endblock"])))?;
        if let Some(Ending { token: end, .. }) = ending {
            let given = self.sources.slice(end.inner).split_whitespace().nth(1);
            if let Some(given) = given.filter(|given| *given != name) {
                return Err(
                    self.syntax(end.span, format!("`{given}` does not name the block that ends here, `{name}`"))
                );
            }
        }
        Ok(Kind::Block(name, body))
    }
}
