//! The tags that give a name to something for what follows, and those that remember: regroup, firstof, cycle, resetcycle.

use crate::error::{Result, code};
use crate::template::ast::{Binding, CAPTURED, Cycle, Formula, FormulaKind, Kind};
use crate::template::expression::Expressions;
use crate::template::lexer::Token;
use crate::template::nearest::nearest;
use crate::template::parser::Parser;
use crate::template::token::WordKind;

impl Parser<'_, '_> {
    /// Values up to the end or to `as`.
    fn values(&self, words: &mut Expressions<'_, '_>) -> Result<Vec<Formula>> {
        let mut values = Vec::new();
        while words.peek().is_some() && !matches!(words.peek(), Some(WordKind::Name(name)) if name == "as") {
            values.push(words.value()?);
        }
        if values.is_empty() {
            return Err(words.error("at least one value is needed"));
        }
        Ok(values)
    }

    /// `{% firstof a b "c" %}`, `{% firstof a b as name %}`
    pub(super) fn first_of(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let values = self.values(&mut words)?;
        let name = if words.take_name("as") { Some(words.name()?) } else { None };
        words.finish()?;
        let value = Formula::new(FormulaKind::FirstOf(values), token.span);
        Ok(match name {
            Some(name) => Kind::Let(vec![Binding { name, value }]),
            None => Kind::Value(value),
        })
    }

    /// `{% cycle "a" "b" %}`, `{% cycle "a" "b" as name silent %}`, `{% cycle name %}`
    pub(super) fn cycle(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let values = self.values(&mut words)?;
        if let [Formula { kind: FormulaKind::Path(path), span, .. }] = values.as_slice()
            && let [name] = path.as_slice()
            && words.peek().is_none()
        {
            if let Some((_, cycle)) = self.cycles.iter().rev().find(|(known, _)| known == name) {
                self.last_cycle = Some(cycle.group);
                return Ok(Kind::Cycle(Box::new(cycle.clone())));
            }
            let error = self.syntax(*span, format!("there is no cycle `{name}` before this"));
            return Err(match nearest(name, self.cycles.iter().map(|(known, _)| known.as_str())) {
                Some(known) => error.with_hint(format!("did you mean `{known}`?")),
                None => error.with_hint(format!("declare it: `{{% cycle \"a\" \"b\" as {name} %}}`")),
            });
        }
        let name = if words.take_name("as") { Some(words.name()?) } else { None };
        let silent = name.is_some() && words.take_name("silent");
        words.finish()?;
        let cycle = Cycle { values, group: token.span, name, silent };
        if let Some(name) = &cycle.name {
            // One that is silent is silent wherever it goes on, as in Django.
            self.cycles.push((name.clone(), cycle.clone()));
        }
        self.last_cycle = Some(token.span);
        Ok(Kind::Cycle(Box::new(cycle)))
    }

    /// `{% resetcycle %}`, `{% resetcycle name %}`
    pub(super) fn reset_cycle(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let place = words.place();
        let group = if words.peek().is_some() {
            let name = words.name()?;
            words.finish()?;
            let found = self.cycles.iter().rev().find(|(known, _)| *known == name);
            found.map(|(_, cycle)| cycle.group).ok_or_else(|| {
                let error = self.syntax(place, format!("there is no cycle `{name}` before this"));
                match nearest(&name, self.cycles.iter().map(|(known, _)| known.as_str())) {
                    Some(known) => error.with_hint(format!("did you mean `{known}`?")),
                    None => error,
                }
            })?
        } else {
            self.last_cycle.ok_or_else(|| self.syntax(token.span, "there is no `{% cycle %}` before this"))?
        };
        Ok(Kind::ResetCycle(group))
    }

    /// `{% regroup items by member as groups %}`
    pub(super) fn regroup(&mut self, token: Token) -> Result<Kind> {
        const FORM: &str = "write `{% regroup items by member as groups %}`";
        let mut words = self.words(token)?;
        let over = words.value()?;
        if !words.take_name("by") {
            return Err(words.error("`by` is missing").with_hint(FORM));
        }
        let by = words.value()?;
        let by = self.of_item(by)?;
        if !words.take_name("as") {
            return Err(words.error("`as` is missing").with_hint(FORM));
        }
        let name = words.name()?;
        words.finish()?;
        let value = words.bounded(Formula::new(FormulaKind::Regroup(Box::new(over), Box::new(by)), token.span))?;
        Ok(Kind::Let(vec![Binding { name, value }]))
    }

    /// The same of an item: its path begins at the item.
    fn of_item(&self, formula: Formula) -> Result<Formula> {
        let kind = match formula.kind {
            FormulaKind::Path(path) => FormulaKind::Path(std::iter::once(CAPTURED.to_owned()).chain(path).collect()),
            FormulaKind::Filter(filter, mut args) => {
                if let Some(arg) = args.iter().skip(1).find(|arg| matches!(arg.kind, FormulaKind::Path(_))) {
                    let message = "here a filter's argument must be written out";
                    return Err(self.sources.error(code::TEMPLATE_UNSUPPORTED, arg.span, message));
                }
                if !args.is_empty() {
                    let input = args.remove(0);
                    args.insert(0, self.of_item(input)?);
                }
                FormulaKind::Filter(filter, args)
            }
            FormulaKind::Null
            | FormulaKind::Bool(_)
            | FormulaKind::Int(_)
            | FormulaKind::Float(_)
            | FormulaKind::Text(_)
            | FormulaKind::Not(_)
            | FormulaKind::Binary(..)
            | FormulaKind::FirstOf(_)
            | FormulaKind::Regroup(..)
            | FormulaKind::Sort(..) => {
                return Err(self.syntax(formula.span, "the name of a member is missing after `by`"));
            }
        };
        Ok(Formula::new(kind, formula.span))
    }
}
