//! `dictsort` and `dictsortreversed`, whose argument is a path into an item.

use crate::error::{Result, code};
use crate::span::Span;
use crate::template::ast::{CAPTURED, Formula, FormulaKind};
use crate::template::expression::Expressions;

impl Expressions<'_, '_> {
    /// `items|dictsort:"author.name"`. What is read depends on the path, so it is written out.
    pub(super) fn sort(&mut self, input: Formula, name: &str, span: Span) -> Result<Formula> {
        if !self.take_sign(":") {
            return Err(self.refuse(code::TEMPLATE_SYNTAX, span, format!("`{name}` needs an argument: `{name}:…`")));
        }
        let arg = self.primary()?;
        let path = if let FormulaKind::Text(path) = &arg.kind {
            path.clone()
        } else if let FormulaKind::Int(at) = &arg.kind {
            at.to_string()
        } else {
            let message = format!("the argument of `{name}` must be written out");
            let error = self.refuse(code::TEMPLATE_UNSUPPORTED, arg.span, message);
            return Err(error.with_hint(format!("write `{name}:\"name\"` or `{name}:\"author.name\"`")));
        };
        let mut names = vec![CAPTURED.to_owned()];
        for part in path.split('.') {
            self.check(part, arg.span)?;
            names.push(part.to_owned());
        }
        let by = self.bounded(Formula::new(FormulaKind::Path(names), arg.span))?;
        let span = input.span.to(arg.span);
        self.bounded(Formula::new(FormulaKind::Sort(Box::new(input), Box::new(by), name.ends_with("reversed")), span))
    }
}
