//! The tags with a grammar of their own: for, with, include.

use crate::error::Result;
use crate::template::ast::{Binding, Include, Kind, Loop, Node};
use crate::template::expression::Expressions;
use crate::template::lexer::Token;
use crate::template::parser::Parser;

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

    pub(super) fn bindings(&self, words: &mut Expressions<'_, '_>) -> Result<Vec<Binding>> {
        let mut bindings = Vec::new();
        while words.at_binding() {
            let name = words.name()?;
            words.take_sign("=");
            bindings.push(Binding { name, value: words.value()? });
        }
        Ok(bindings)
    }

    /// `{% include "name" with a=b only %}`, `{% include name from "a" "b" %}`
    pub(super) fn include(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let choice = self.choice(&mut words, "include", token.span)?;
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
        let include = |name: &str| {
            let include = Include { name: name.to_owned(), span: token.span, with: with.clone(), only };
            Node { kind: Kind::Include(Box::new(include)), span: token.span }
        };
        Ok(match choice.names.as_slice() {
            [only] => include(only).kind,
            _ => Kind::If(choice.arms(include)),
        })
    }
}
