//! Expressions.

use super::Printer;
use crate::error::json_text;
use crate::program::{Filter, Operator};
use crate::span::Span;
use crate::template::ast::{CAPTURED, Formula, FormulaKind, QUERY};
use crate::template::filter;

impl Printer<'_, '_> {
    pub(super) fn put(&mut self, text: &str) {
        self.sheet.put(text);
    }

    /// Text that stands for a place.
    pub(super) fn put_at(&mut self, text: &str, span: Span) {
        let from = self.sheet.here();
        self.sheet.put(text);
        self.sheet.mark(from, span);
    }

    /// An expression.
    pub(super) fn formula(&mut self, formula: &Formula) {
        let from = self.sheet.here();
        match &formula.kind {
            FormulaKind::Null => self.put("null"),
            FormulaKind::Bool(value) => self.put(if *value { "true" } else { "false" }),
            FormulaKind::Int(value) => self.put(&value.to_string()),
            FormulaKind::Float(value) => self.put(&value.to_string()),
            FormulaKind::Text(text) => self.literal(text),
            FormulaKind::Path(path) => self.path(path, formula.span),
            FormulaKind::Filter(filter, args) => self.filter(*filter, args),
            FormulaKind::Not(_) | FormulaKind::Binary(..) => self.condition(formula),
            FormulaKind::FirstOf(all) => self.call("__t.firstof", all),
            FormulaKind::Regroup(over, by) => self.asking("__t.regroup(", over, by),
            FormulaKind::Sort(over, by, _) => self.asking("__t.sort(", over, by),
        }
        self.sheet.mark(from, formula.span);
    }

    /// What asks every item of a list.
    fn asking(&mut self, callee: &str, over: &Formula, by: &Formula) {
        self.put(callee);
        self.formula(over);
        self.put(", (__item) => ");
        self.env.push((CAPTURED.to_owned(), Some("__item".to_owned())));
        self.formula(by);
        self.env.pop();
        self.put(")");
    }

    /// A call of something with these arguments.
    pub(super) fn call(&mut self, callee: &str, args: &[Formula]) {
        self.put(callee);
        self.put("(");
        for (at, arg) in args.iter().enumerate() {
            if at > 0 {
                self.put(", ");
            }
            self.formula(arg);
        }
        self.put(")");
    }

    fn filter(&mut self, filter: Filter, args: &[Formula]) {
        match (filter, filter::name(filter)) {
            (Filter::Query, _) => self.call("__t.query", args),
            // What only a tag makes takes text and gives text.
            (_, "") => self.call("__f.lower", args),
            (_, name) => self.call(&format!("__f.{name}"), args),
        }
    }

    fn literal(&mut self, text: &str) {
        let mut out = String::new();
        json_text(&mut out, text);
        self.put(&out);
    }

    fn path(&mut self, path: &[String], span: Span) {
        let Some((head, tail)) = path.split_first() else { return };
        // The item that `{% regroup %}` looks at is not written.
        let written = if head == CAPTURED { tail } else { path };
        let text = self.units.sources().slice(span);
        // That of `dictsort` stands in quotes.
        let quote = usize::from(text.starts_with(['"', '\'']));
        let is_exact = text.get(quote..text.len() - quote) == Some(written.join(".").as_str());
        let mut at = span.from_byte() + quote;
        let mut place = |name: &str| {
            let from = at;
            at += name.len() + 1;
            if is_exact { Span::new(span.source, from, from + name.len()) } else { span }
        };
        match self.env.iter().rev().find(|(known, _)| known == head).map(|(_, meaning)| meaning.clone()) {
            Some(Some(constant)) if head == CAPTURED => self.put(&constant),
            Some(Some(constant)) => self.put_at(&constant, place(head)),
            None if head == QUERY => self.put_at("__text", span),
            None if self.sees_fields && head != "forloop" => {
                self.put("__view.");
                self.put_at(head, place(head));
            }
            Some(None) | None => self.put_at("__nothing", place(head)),
        }
        for name in tail {
            let is_position = name.bytes().all(|b| b.is_ascii_digit());
            self.put(if is_position { "?.[" } else { "?." });
            self.put_at(name, place(name));
            self.put(if is_position { "]" } else { "" });
        }
    }

    /// An expression where truth is asked for; what follows from it is seen by TypeScript.
    pub(super) fn condition(&mut self, formula: &Formula) {
        let from = self.sheet.here();
        match &formula.kind {
            FormulaKind::Path(_) | FormulaKind::Bool(_) => self.formula(formula),
            FormulaKind::Not(inner) => match equality(inner) {
                Some((is, left, right)) => self.compared(!is, left, right),
                // An empty list is not true either, so that nothing follows about its type.
                None => self.asked("__t.not(", inner),
            },
            FormulaKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            FormulaKind::Null
            | FormulaKind::Int(_)
            | FormulaKind::Float(_)
            | FormulaKind::Text(_)
            | FormulaKind::Filter(..)
            | FormulaKind::FirstOf(_)
            | FormulaKind::Regroup(..)
            | FormulaKind::Sort(..) => self.asked("__t.test(", formula),
        }
        self.sheet.mark(from, formula.span);
    }

    fn asked(&mut self, callee: &str, formula: &Formula) {
        self.put(callee);
        self.formula(formula);
        self.put(")");
    }

    fn binary(&mut self, operator: Operator, left: &Formula, right: &Formula) {
        let callee = match operator {
            Operator::And | Operator::Or => {
                self.put("(");
                self.condition(left);
                self.put(if operator == Operator::And { " && " } else { " || " });
                self.condition(right);
                return self.put(")");
            }
            Operator::Equal | Operator::Is => return self.compared(true, left, right),
            Operator::NotEqual | Operator::IsNot => return self.compared(false, left, right),
            Operator::In | Operator::NotIn => "__t.within(",
            Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => "__t.ordered(",
        };
        self.put(callee);
        self.formula(left);
        self.put(", ");
        self.formula(right);
        self.put(")");
    }

    /// Whether two are equal, or are not. `null` and `undefined` are the same nothing.
    fn compared(&mut self, is: bool, left: &Formula, right: &Formula) {
        let is_null = [left, right].iter().any(|one| matches!(one.kind, FormulaKind::Null));
        self.put("(");
        let from = self.sheet.here();
        self.formula(left);
        self.put(if is { " =" } else { " !" });
        self.put(if is_null { "= " } else { "== " });
        self.formula(right);
        self.sheet.mark(from, left.span.to(right.span));
        self.put(")");
    }

    /// That a condition does not hold, as far as something follows from that: of comparisons, not of truth alone.
    pub(super) fn failed(&mut self, formula: &Formula) {
        if let Some((is, left, right)) = equality(formula) {
            return self.compared(!is, left, right);
        }
        match &formula.kind {
            FormulaKind::Not(inner) => self.condition(inner),
            FormulaKind::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                self.put("(");
                self.failed(left);
                self.put(if *operator == Operator::And { " || " } else { " && " });
                self.failed(right);
                self.put(")");
            }
            FormulaKind::Null
            | FormulaKind::Bool(_)
            | FormulaKind::Int(_)
            | FormulaKind::Float(_)
            | FormulaKind::Text(_)
            | FormulaKind::Path(_)
            | FormulaKind::Filter(..)
            | FormulaKind::Binary(..)
            | FormulaKind::FirstOf(_)
            | FormulaKind::Regroup(..)
            | FormulaKind::Sort(..) => self.put("__maybe"),
        }
    }
}

/// Whether a comparison asks for equality, and of what.
fn equality(formula: &Formula) -> Option<(bool, &Formula, &Formula)> {
    let FormulaKind::Binary(operator, left, right) = &formula.kind else { return None };
    let is = matches!(operator, Operator::Equal | Operator::Is);
    (is || matches!(operator, Operator::NotEqual | Operator::IsNot)).then_some((is, left, right))
}
