//! `slice` as Python slices, and `dictsort`.

use super::super::Evaluator;
use super::super::environment::{Environment, Side};
use crate::fault::Outcome;
use crate::program::Expr;
use crate::value::Value;
use crate::value::number::{float, signed};
use bumpalo::collections::Vec;
use core::cmp::Ordering;

impl<'a> Evaluator<'a> {
    /// Items of a list or characters of a text; what is neither, or no slice, changes nothing.
    pub(super) fn slice(&self, input: Value<'a>, arg: Value<'a>) -> Outcome<Value<'a>> {
        let is_text = matches!(input, Value::Text(_));
        if !is_text && !matches!(input, Value::List(_) | Value::Rows(_)) {
            return Ok(input);
        }
        let Some(parts) = parts(self.text(arg)?) else { return Ok(input) };
        let items = self.items(input)?;
        let (mut at, stop, step) = bounds(signed(items.len()), parts);
        let mut chosen = Vec::new_in(self.arena);
        while if step > 0 { at < stop } else { at > stop } {
            self.spend_room::<Value<'_>>(1)?;
            chosen.extend(usize::try_from(at).ok().and_then(|at| items.get(at)));
            at = at.saturating_add(step);
        }
        let chosen = Value::List(chosen.into_bump_slice());
        if is_text { self.join(chosen, Value::Null) } else { Ok(chosen) }
    }

    /// The items in the order of what `by` says of them, those of equal values as they were: a merge sort from below, a tenth
    /// of the size of the standard library's.
    pub(in super::super) fn sort(
        &self,
        over: Value<'a>,
        by: &'a Expr,
        reversed: bool,
        side: Side,
    ) -> Outcome<Value<'a>> {
        let items = self.items(over)?;
        self.spend_room::<[Value<'_>; 8]>(items.len())?;
        let mut inner = Environment::default();
        let mut sorted = Vec::with_capacity_in(items.len(), self.arena);
        for item in items {
            inner.set(0, side, *item)?;
            sorted.push((self.eval(by, &inner, side)?, *item));
        }
        let is_behind = if reversed { Ordering::Less } else { Ordering::Greater };
        let mut spare = Vec::from_iter_in(sorted.iter().copied(), self.arena);
        let mut width = 1;
        while width < sorted.len() {
            spare.clear();
            for pair in sorted.chunks(2 * width) {
                self.spend_bytes(pair.len() * 16)?;
                let (mut left, mut right) = pair.split_at(width.min(pair.len()));
                while let (Some(first), Some(second)) = (left.first(), right.first()) {
                    let from = if in_order(&first.0, &second.0) == is_behind { &mut right } else { &mut left };
                    spare.extend(from.split_off_first());
                }
                spare.extend_from_slice(left);
                spare.extend_from_slice(right);
            }
            core::mem::swap(&mut sorted, &mut spare);
            width *= 2;
        }
        let items = sorted.iter().map(|(_, item)| *item);
        Ok(Value::List(Vec::from_iter_in(items, self.arena).into_bump_slice()))
    }
}

/// `2`, `1:3`, `:-1`, `::2`; a step of 0 is none.
fn parts(text: &str) -> Option<(Option<i64>, Option<i64>, i64)> {
    let mut parts = [None; 3];
    let mut count = 0;
    for part in text.split(':') {
        let place = parts.get_mut(count)?;
        count += 1;
        *place = if part.is_empty() { None } else { Some(part.trim().parse().ok()?) };
    }
    let [first, second, step] = parts;
    let step = step.unwrap_or(1);
    let (start, stop) = if count == 1 { (None, first) } else { (first, second) };
    (step != 0).then_some((start, stop, step))
}

/// The first index and the one before which to stop (`PySlice_AdjustIndices`).
fn bounds(length: i64, (start, stop, step): (Option<i64>, Option<i64>, i64)) -> (i64, i64, i64) {
    let (lower, upper) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let adjust = |at: i64| if at < 0 { at.saturating_add(length).max(lower) } else { at.min(upper) };
    let (first, last) = if step > 0 { (lower, upper) } else { (upper, lower) };
    (start.map_or(first, adjust), stop.map_or(last, adjust), step)
}

/// An order of all values: nothing, numbers, dates, texts, the rest. Sorting needs one that never contradicts itself.
fn in_order(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => {
            let ((a_rank, a), (b_rank, b)) = (ranked(a), ranked(b));
            a_rank.cmp(&b_rank).then_with(|| a.total_cmp(&b))
        }
    }
}

/// The rank of its kind and its number.
fn ranked(value: &Value<'_>) -> (u8, f64) {
    match value {
        Value::Null => (0, 0.0),
        Value::Bool(is) => (1, if *is { 1.0 } else { 0.0 }),
        Value::Int(n) | Value::Count(n) => (1, float(*n)),
        // Minus zero is zero.
        Value::Float(f) => (1, f + 0.0),
        Value::Date(ms) => (2, *ms),
        Value::Text(_) => (3, 0.0),
        Value::List(_) | Value::Dict(_) | Value::Record(..) | Value::Rows(_) | Value::Loop(_) => (4, 0.0),
    }
}
