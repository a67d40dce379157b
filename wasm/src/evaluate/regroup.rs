//! `{% regroup %}`: neighbouring items with equal values, as groups.

use super::Evaluator;
use super::environment::{Environment, Side};
use crate::fault::Outcome;
use crate::program::Expr;
use crate::value::Value;
use crate::value::compare::equals;
use bumpalo::collections::Vec;

impl<'a> Evaluator<'a> {
    /// The groups of a list. Each is known by what its items have in common, so that a loop over groups is keyed by that.
    pub(super) fn regroup(&self, over: Value<'a>, by: &'a Expr, side: Side) -> Outcome<Value<'a>> {
        let items = self.items(over)?;
        self.spend_room::<[Value<'_>; 8]>(items.len())?;
        let mut inner = Environment::default();
        let mut groups = Vec::new_in(self.arena);
        let mut start = 0;
        let mut current = Value::Null;
        for (at, item) in items.iter().enumerate() {
            inner.set(0, side, *item)?;
            let value = self.eval(by, &inner, side)?;
            if at > 0 && !equals(&value, &current) {
                groups.push(self.group(current, items.get(start..at).unwrap_or_default()));
                start = at;
            }
            if at == start {
                current = value;
            }
        }
        if !items.is_empty() {
            groups.push(self.group(current, items.get(start..).unwrap_or_default()));
        }
        Ok(Value::List(groups.into_bump_slice()))
    }

    fn group(&self, grouper: Value<'a>, items: &'a [Value<'a>]) -> Value<'a> {
        Value::Dict(self.arena.alloc([("grouper", grouper), ("list", Value::List(items)), ("id", grouper)]))
    }
}
