//! `{% querystring %}`: the query of the page's URL with some parameters changed, as in Django 5.2.

use crate::error::{Result, code};
use crate::program::Filter;
use crate::template::ast::{Binding, Formula, FormulaKind, Kind, QUERY};
use crate::template::lexer::Token;
use crate::template::parser::Parser;

impl Parser<'_, '_> {
    /// `{% querystring page=page|add:1 color=None %}`, `{% querystring … as name %}`
    pub(super) fn query(&mut self, token: Token) -> Result<Kind> {
        let mut words = self.words(token)?;
        let changes = self.bindings(&mut words)?;
        let name = if words.take_name("as") { Some(words.name()?) } else { None };
        if let Some(place) = words.peek().map(|_| words.place()) {
            let message = "`{% querystring %}` takes `name=value` only";
            let error = self.sources.error(code::TEMPLATE_UNSUPPORTED, place, message);
            return Err(error.with_hint("write `{% querystring page=2 color=None %}`"));
        }
        let formula = |kind| Formula::new(kind, token.span);
        let mut query = formula(FormulaKind::Path(vec![QUERY.to_owned()]));
        for Binding { name, value } in changes {
            let args = vec![query, value, formula(FormulaKind::Text(name))];
            query = words.bounded(formula(FormulaKind::Filter(Filter::Query, args)))?;
        }
        let whole = FormulaKind::Filter(Filter::Add, vec![formula(FormulaKind::Text("?".to_owned())), query]);
        let value = words.bounded(formula(whole))?;
        Ok(match name {
            Some(name) => Kind::Let(vec![Binding { name, value }]),
            None => Kind::Value(value),
        })
    }
}
