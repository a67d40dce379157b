//! Names of templates: one in quotes, or a value that is one of those that are declared, `layout from "a.html" "b.html"`.
//! Programs are compiled before any data is known, so every template that could be meant must be named. The first one
//! stands for every other value.

use crate::error::{Error, Result, code};
use crate::limit;
use crate::program::Operator;
use crate::span::Span;
use crate::template::ast::{Branch, Formula, FormulaKind, Node};
use crate::template::expression::Expressions;
use crate::template::parser::Parser;
use crate::template::token::{Word, WordKind};

/// Which templates may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Their names, never none.
    pub names: Vec<String>,
    /// What says which one; none: there is one only.
    pub by: Option<Formula>,
    /// The tag.
    pub span: Span,
}

impl Choice {
    /// When each of them is meant, the first one last and without a condition.
    pub fn conditions(&self) -> impl Iterator<Item = (&str, Option<Formula>)> {
        let first = self.names.first().map(|name| (name.as_str(), None));
        let others = self.names.iter().skip(1).filter_map(|name| {
            let by = self.by.as_ref()?;
            let text = Formula::new(FormulaKind::Text(name.clone()), by.span);
            let equal = FormulaKind::Binary(Operator::Equal, Box::new(by.clone()), Box::new(text));
            Some((name.as_str(), Some(Formula::new(equal, by.span))))
        });
        others.chain(first)
    }

    /// One arm for each of them.
    pub(super) fn arms(&self, mut body: impl FnMut(&str) -> Node) -> Vec<Branch> {
        self.conditions().map(|(name, when)| Branch { when, body: vec![body(name)], span: self.span }).collect()
    }
}

impl Parser<'_, '_> {
    /// `"name"`, or `value from "name" "name"`.
    pub(super) fn choice(&self, words: &mut Expressions<'_, '_>, tag: &str, span: Span) -> Result<Choice> {
        let place = words.place();
        let Some(next) = words.peek() else {
            return Err(self.syntax(place, format!("`{tag}` needs the name of a template")));
        };
        if let WordKind::Text(name) = next {
            let names = vec![name.clone()];
            words.take();
            return Ok(Choice { names, by: None, span });
        }
        let by = words.value()?;
        if !words.take_name("from") {
            return Err(self.undeclared(tag, by.span));
        }
        let mut names: Vec<String> = Vec::new();
        while let Some(WordKind::Text(_)) = words.peek() {
            let Some(Word { kind: WordKind::Text(name), span }) = words.take() else { break };
            if names.contains(&name) {
                return Err(self.syntax(span, format!("`{name}` is there twice")));
            }
            names.push(name);
        }
        if names.is_empty() {
            return Err(words.error("the names of the templates are missing, in quotes"));
        }
        if names.len() > limit::MAX_VARIANTS {
            let message = format!("more than {} templates to choose from", limit::MAX_VARIANTS);
            return Err(self.sources.error(code::TEMPLATE_LIMIT, span, message));
        }
        Ok(Choice { names, by: Some(by), span })
    }

    fn undeclared(&self, tag: &str, span: Span) -> Error {
        let written = self.sources.slice(span);
        let message = format!("`{tag}` needs the template's name in quotes, or all names that `{written}` can have");
        let hint =
            format!("write `{{% {tag} {written} from \"a.html\" \"b.html\" %}}`; the first one stands for any other");
        self.sources.error(code::TEMPLATE_UNSUPPORTED, span, message).with_hint(hint)
    }
}
