//! The tags with a grammar of their own: for, with, include, firstof, cycle, autoescape.

use crate::error::{Result, code};
use crate::template::ast::{Binding, Formula, FormulaKind, Include, Kind, Loop, Node};
use crate::template::expression::Expressions;
use crate::template::lexer::Token;
use crate::template::parser::Parser;
use crate::template::token::{Word, WordKind};

impl Parser<'_, '_> {
    /// `{% for a, b in items reversed %} … {% empty %} … {% endfor %}`
    pub(super) fn for_loop(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let mut variables = vec![words.name()?];
        while words.take_sign(",") {
            variables.push(words.name()?);
        }
        if !words.take_name("in") {
            return Err(words.error("`in` is missing").with_hint("write `{% for item in items %}`"));
        }
        let over = words.value()?;
        let reversed = words.take_name("reversed");
        words.finish()?;
        let (body, ending) = self.body(Some((token.span, &["empty", "endfor"])))?;
        let mut empty = Vec::new();
        if let Some(ending) = ending.filter(|ending| ending.name == "empty") {
            empty = self.body(Some((ending.token.span, &["endfor"])))?.0;
        }
        Ok(Kind::For(Box::new(Loop { variables, over, reversed, body, empty })))
    }

    /// `{% with a=b c=d %}` or `{% with b as a %}`
    pub(super) fn with(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let bindings = if words.at_binding() {
            self.bindings(&mut words)?
        } else {
            let value = words.value()?;
            if !words.take_name("as") {
                return Err(words.error("`as` is missing").with_hint("write `{% with name=value %}`"));
            }
            vec![Binding { name: words.name()?, value }]
        };
        words.finish()?;
        let (body, _) = self.body(Some((token.span, &["endwith"])))?;
        Ok(Kind::With(bindings, body))
    }

    fn bindings(&self, words: &mut Expressions<'_, '_>) -> Result<Vec<Binding>> {
        let mut bindings = Vec::new();
        while words.at_binding() {
            let name = words.name()?;
            words.take_sign("=");
            bindings.push(Binding { name, value: words.value()? });
        }
        Ok(bindings)
    }

    /// `{% include "name" with a=b only %}`
    pub(super) fn include(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let name = self.literal(&mut words, "include")?;
        let mut with = Vec::new();
        let mut only = false;
        loop {
            if words.take_name("with") {
                with.extend(self.bindings(&mut words)?);
            } else if words.take_name("only") {
                only = true;
            } else {
                break;
            }
        }
        words.finish()?;
        Ok(Kind::Include(Box::new(Include { name, span: token.span, with, only })))
    }

    /// The name of a template, which has to be known when templates are compiled.
    pub(super) fn literal(&self, words: &mut Expressions<'_, '_>, tag: &str) -> Result<String> {
        let place = words.place();
        match words.take() {
            Some(Word { kind: WordKind::Text(name), .. }) => Ok(name),
            Some(_) => {
                let message = format!("`{tag}` needs the template's name in quotes");
                let hint = "programs are compiled before any data is known; choose between names by `{% if %}`";
                Err(self.sources.error(code::TEMPLATE_UNSUPPORTED, place, message).with_hint(hint))
            }
            None => Err(self.syntax(place, format!("`{tag}` needs the name of a template"))),
        }
    }

    /// `{% firstof a b "c" %}`, `{% cycle "a" "b" %}`
    pub(super) fn several(&mut self, token: Token, kind: fn(Vec<Formula>) -> FormulaKind) -> Result<Formula> {
        let mut words = self.words(token)?;
        let mut values = Vec::new();
        while words.peek().is_some() && !matches!(words.peek(), Some(WordKind::Name(name)) if name == "as") {
            values.push(words.value()?);
        }
        if words.peek().is_some() {
            return Err(self.sources.error(
                code::TEMPLATE_UNSUPPORTED,
                words.place(),
                "`as` is not yet supported here",
            ));
        }
        if values.is_empty() {
            return Err(self.syntax(token.span, "at least one value is needed"));
        }
        Ok(Formula::new(kind(values), token.span))
    }

    /// `{% autoescape on %}`: nothing but its body. Off is refused.
    pub(super) fn autoescape(&mut self, token: Token) -> Result<Vec<Node>> {
        let mut words = self.words(token)?;
        if words.take_name("off") {
            let message = "escaping cannot be switched off for a region";
            let hint = "mark the one value that is trusted markup: `{{ value|safe }}`";
            return Err(self.sources.error(code::TEMPLATE_UNSUPPORTED, token.span, message).with_hint(hint));
        }
        if !words.take_name("on") {
            return Err(words.error("`on` or `off` is missing"));
        }
        words.finish()?;
        Ok(self.body(Some((token.span, &["endautoescape"])))?.0)
    }
}
