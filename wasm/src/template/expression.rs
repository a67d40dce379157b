//! Parses expressions: values with filters, and the conditions of `{% if %}`. Precedence is Django's, lowest first:
//! `or`, `and`, `not`, `in`/`not in`/`is`/`is not`, comparisons. Operator-precedence (Pratt) parsing with bounded depth.

use crate::error::{Error, Result, code};
use crate::limit;
use crate::program::{Filter, Operator};
use crate::span::Span;
use crate::template::ast::{Formula, FormulaKind};
use crate::template::filter;
use crate::template::nearest::nearest;
use crate::template::source::Sources;
use crate::template::token::{Word, WordKind};

/// Reads words one after the other.
#[derive(Debug)]
pub struct Expressions<'a, 's> {
    sources: &'a Sources<'s>,
    words: Vec<Word>,
    at: usize,
    /// Where "the end" is, for errors.
    whole: Span,
}

impl<'a, 's> Expressions<'a, 's> {
    /// Over the words of a tag, value or attribute that stands at `whole`.
    #[must_use]
    pub fn new(sources: &'a Sources<'s>, words: Vec<Word>, whole: Span) -> Self {
        Self { sources, words, at: 0, whole }
    }

    /// The next word, not taken yet.
    #[must_use]
    pub fn peek(&self) -> Option<&WordKind> {
        self.words.get(self.at).map(|word| &word.kind)
    }

    /// Where the next word is, or the whole when there is none.
    #[must_use]
    pub fn place(&self) -> Span {
        self.words.get(self.at).map_or(self.whole, |word| word.span)
    }

    /// Takes the next word.
    pub fn take(&mut self) -> Option<Word> {
        let word = self.words.get(self.at).cloned();
        self.at += usize::from(word.is_some());
        word
    }

    /// Takes the next word if it is this name.
    pub fn take_name(&mut self, name: &str) -> bool {
        let found = matches!(self.peek(), Some(WordKind::Name(next)) if next == name);
        self.at += usize::from(found);
        found
    }

    /// Takes the next word if it is this sign.
    pub fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(WordKind::Sign(next)) if *next == sign);
        self.at += usize::from(found);
        found
    }

    /// Whether a `name=` comes next.
    #[must_use]
    pub fn at_binding(&self) -> bool {
        let equals = self.words.get(self.at + 1).map(|word| &word.kind);
        matches!(self.peek(), Some(WordKind::Name(_))) && matches!(equals, Some(WordKind::Sign("=")))
    }

    /// Fails unless everything was read.
    ///
    /// # Errors
    /// `template.syntax`
    pub fn finish(&self) -> Result<()> {
        match self.words.get(self.at) {
            None => Ok(()),
            Some(word) => Err(self.unexpected(word)),
        }
    }

    /// An error at the next word.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> Error {
        self.sources.error(code::TEMPLATE_SYNTAX, self.place(), message)
    }

    fn unexpected(&self, word: &Word) -> Error {
        let text = self.sources.slice(word.span);
        let error = self.sources.error(code::TEMPLATE_SYNTAX, word.span, format!("`{text}` is not expected here"));
        if word.kind == WordKind::Sign("(") {
            return error.with_hint("a template cannot call functions; use a getter");
        }
        error
    }

    /// A plain name: no dots, not reserved.
    ///
    /// # Errors
    /// `template.syntax`
    pub fn name(&mut self) -> Result<String> {
        match self.take() {
            Some(Word { kind: WordKind::Name(name), span }) => {
                if name.contains('.') {
                    return Err(self.sources.error(
                        code::TEMPLATE_SYNTAX,
                        span,
                        format!("`{name}` must be a plain name"),
                    ));
                }
                self.check(&name, span)?;
                Ok(name)
            }
            Some(word) => Err(self.unexpected(&word)),
            None => Err(self.error("a name is missing")),
        }
    }

    /// An error at a place.
    pub(super) fn refuse(&self, code: &'static str, span: Span, message: impl Into<String>) -> Error {
        self.sources.error(code, span, message)
    }

    pub(super) fn check(&self, name: &str, span: Span) -> Result<()> {
        let message = if name.is_empty() {
            "a name is missing after the dot".to_owned()
        } else if name.starts_with('_') {
            format!("`{name}`: names that begin with `_` cannot be read")
        } else if matches!(name, "constructor" | "prototype") {
            format!("`{name}` cannot be read")
        } else {
            return Ok(());
        };
        Err(self.sources.error(code::TEMPLATE_SYNTAX, span, message))
    }

    /// A value with filters: `a.b|default:"x"`.
    ///
    /// # Errors
    /// `template.syntax`, `template.unknown-filter`, `template.limit`
    pub fn value(&mut self) -> Result<Formula> {
        let mut value = self.primary()?;
        while self.take_sign("|") {
            value = self.filter(value)?;
        }
        Ok(value)
    }

    /// One filter, which comes next, on its input.
    pub(super) fn filter(&mut self, input: Formula) -> Result<Formula> {
        let Some(Word { kind: WordKind::Name(name), span }) = self.take() else {
            self.at -= 1.min(self.at);
            return Err(self.error("a filter is missing after `|`"));
        };
        if filter::SORTING.contains(&name.as_str()) {
            return self.sort(input, &name, span);
        }
        let Some((filter, arity)) = filter::find(&name) else {
            let error = self.sources.error(code::TEMPLATE_UNKNOWN_FILTER, span, format!("there is no filter `{name}`"));
            return Err(match nearest(&name, filter::names()) {
                Some(known) => error.with_hint(format!("did you mean `{known}`?")),
                None => error,
            });
        };
        let from = input.span;
        let mut args = vec![input];
        if self.take_sign(":") {
            args.push(self.primary()?);
        }
        let given = args.len() - 1;
        if !arity.contains(&given) {
            let message = if given == 0 {
                format!("`{name}` needs an argument: `{name}:…`")
            } else {
                format!("`{name}` takes no argument")
            };
            return Err(self.sources.error(code::TEMPLATE_SYNTAX, span, message));
        }
        if filter == Filter::JsonScript && self.peek().is_some() {
            let error = self.error("nothing can follow `json_script`: it makes an element");
            return Err(error.with_hint("write `{{ value|json_script:\"id\" }}` where the element should be"));
        }
        let end = args.last().filter(|_| given > 0).map_or(span, |last| last.span);
        self.bounded(Formula::new(FormulaKind::Filter(filter, args), from.to(end)))
    }

    /// A value without filters.
    pub(super) fn primary(&mut self) -> Result<Formula> {
        let Some(Word { kind, span }) = self.take() else {
            return Err(self.error("a value is missing"));
        };
        let kind = match kind {
            WordKind::Int(int) => FormulaKind::Int(int),
            WordKind::Float(float) => FormulaKind::Float(float),
            WordKind::Text(text) => FormulaKind::Text(text),
            WordKind::Name(name) => match name.as_str() {
                "None" | "null" => FormulaKind::Null,
                "True" | "true" => FormulaKind::Bool(true),
                "False" | "false" => FormulaKind::Bool(false),
                "and" | "or" | "not" | "in" | "is" => {
                    return Err(self.sources.error(
                        code::TEMPLATE_SYNTAX,
                        span,
                        format!("a value is missing before `{name}`"),
                    ));
                }
                _ => {
                    let names: Vec<String> = name.split('.').map(str::to_owned).collect();
                    for name in &names {
                        self.check(name, span)?;
                    }
                    FormulaKind::Path(names)
                }
            },
            WordKind::Contribution(name) => {
                let message = format!("`${name}` can only be the last argument of a call");
                return Err(self.sources.error(code::TEMPLATE_EVENT, span, message));
            }
            WordKind::Command(_) | WordKind::Sign(_) => {
                return Err(self.unexpected(&Word { kind, span }));
            }
        };
        self.bounded(Formula::new(kind, span))
    }

    /// A condition.
    ///
    /// # Errors
    /// `template.syntax`, `template.unknown-filter`, `template.limit`
    pub fn condition(&mut self) -> Result<Formula> {
        self.above(0, 0)
    }

    fn above(&mut self, power: u8, depth: usize) -> Result<Formula> {
        if depth > limit::MAX_EXPRESSION_DEPTH {
            return Err(self.too_deep(self.place()));
        }
        let start = self.place();
        let mut left = if self.take_name("not") {
            let inner = self.above(3, depth + 1)?;
            let span = start.to(inner.span);
            self.bounded(Formula::new(FormulaKind::Not(Box::new(inner)), span))?
        } else {
            self.value()?
        };
        while let Some((operator, binds, words)) = self.operator() {
            if binds <= power {
                break;
            }
            self.at += words;
            let right = self.above(binds, depth + 1)?;
            let span = left.span.to(right.span);
            left = self.bounded(Formula::new(FormulaKind::Binary(operator, Box::new(left), Box::new(right)), span))?;
        }
        Ok(left)
    }

    /// The operator that comes next, how strongly it binds, and how many words it is.
    fn operator(&self) -> Option<(Operator, u8, usize)> {
        let second = |name: &str| matches!(self.words.get(self.at + 1).map(|word| &word.kind), Some(WordKind::Name(next)) if next == name);
        match self.peek()? {
            WordKind::Name(name) => match name.as_str() {
                "or" => Some((Operator::Or, 1, 1)),
                "and" => Some((Operator::And, 2, 1)),
                "in" => Some((Operator::In, 4, 1)),
                "not" if second("in") => Some((Operator::NotIn, 4, 2)),
                "is" if second("not") => Some((Operator::IsNot, 4, 2)),
                "is" => Some((Operator::Is, 4, 1)),
                _ => None,
            },
            WordKind::Sign(sign) => match *sign {
                "==" => Some((Operator::Equal, 5, 1)),
                "!=" => Some((Operator::NotEqual, 5, 1)),
                "<" => Some((Operator::Less, 5, 1)),
                "<=" => Some((Operator::LessEqual, 5, 1)),
                ">" => Some((Operator::Greater, 5, 1)),
                ">=" => Some((Operator::GreaterEqual, 5, 1)),
                _ => None,
            },
            WordKind::Contribution(_)
            | WordKind::Command(_)
            | WordKind::Int(_)
            | WordKind::Float(_)
            | WordKind::Text(_) => None,
        }
    }

    /// The formula, unless it is nested too deeply.
    ///
    /// # Errors
    /// `template.limit`
    pub fn bounded(&self, formula: Formula) -> Result<Formula> {
        if formula.depth > limit::MAX_EXPRESSION_DEPTH { Err(self.too_deep(formula.span)) } else { Ok(formula) }
    }

    fn too_deep(&self, span: Span) -> Error {
        let message = format!("the expression is nested more than {} deep", limit::MAX_EXPRESSION_DEPTH);
        self.sources.error(code::TEMPLATE_LIMIT, span, message)
    }
}
