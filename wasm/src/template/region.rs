//! The tags that do something to their body: ifchanged, filter, spaceless, autoescape; and templatetag.

use crate::error::{Result, code};
use crate::program::Filter;
use crate::template::ast::{CAPTURED, Changed, Formula, FormulaKind, Kind, Node};
use crate::template::lexer::Token;
use crate::template::nearest::nearest;
use crate::template::parser::Parser;

/// What `{% templatetag %}` writes.
const DELIMITERS: &[(&str, &str)] = &[
    ("openblock", "{%"),
    ("closeblock", "%}"),
    ("openvariable", "{{"),
    ("closevariable", "}}"),
    ("openbrace", "{"),
    ("closebrace", "}"),
    ("opencomment", "{#"),
    ("closecomment", "#}"),
];

impl Parser<'_, '_> {
    /// `{% ifchanged %} … {% else %} … {% endifchanged %}`, `{% ifchanged a b %} …`
    pub(super) fn changed(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let mut values = Vec::new();
        while words.peek().is_some() {
            values.push(words.value()?);
        }
        let (body, ending) = self.body(Some((token.span, &["else", "endifchanged"])))?;
        let mut otherwise = Vec::new();
        if let Some(ending) = ending.filter(|ending| ending.name == "else") {
            self.words(ending.token)?.finish()?;
            otherwise = self.body(Some((ending.token.span, &["endifchanged"])))?.0;
        }
        Ok(Kind::Changed(Box::new(Changed { values, body, otherwise })))
    }

    /// `{% filter upper|truncatechars:9 %} … {% endfilter %}`
    pub(super) fn filter(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let input = Formula::new(FormulaKind::Path(vec![CAPTURED.to_owned()]), token.span);
        let mut filters = words.filter(input)?;
        while words.take_sign("|") {
            filters = words.filter(filters)?;
        }
        words.finish()?;
        let mut at = &filters;
        while let FormulaKind::Filter(filter, args) = &at.kind {
            if matches!(filter, Filter::Safe | Filter::Escape | Filter::JsonScript) {
                let message = "`{% filter %}` cannot change how its body is escaped";
                return Err(self.syntax(token.span, message).with_hint("mark single values: `{{ value|safe }}`"));
            }
            let Some(input) = args.first() else { break };
            at = input;
        }
        let (body, _) = self.body(Some((token.span, &["endfilter"])))?;
        Ok(Kind::Filter(Box::new(filters), body))
    }

    /// `{% spaceless %} … {% endspaceless %}`
    pub(super) fn spaceless(&mut self, token: Token) -> Result<Kind> {
        self.words(token)?.finish()?;
        Ok(Kind::Spaceless(self.body(Some((token.span, &["endspaceless"])))?.0))
    }

    /// `{% templatetag openblock %}`
    pub(super) fn delimiter(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let place = words.place();
        let name = words.name()?;
        words.finish()?;
        let Some((_, text)) = DELIMITERS.iter().find(|(known, _)| *known == name) else {
            let error = self.syntax(place, format!("`templatetag` does not know `{name}`"));
            return Err(match nearest(&name, DELIMITERS.iter().map(|(known, _)| *known)) {
                Some(known) => error.with_hint(format!("did you mean `{known}`?")),
                None => error.with_hint("write `{% verbatim %}` around text with many braces"),
            });
        };
        Ok(Kind::Value(Formula::new(FormulaKind::Text((*text).to_owned()), token.span)))
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
