//! Built-in filters, with the semantics of Django 5 (`django/template/defaultfilters.py`) where the values of JavaScript
//! allow. Numbers and dates have files of their own.

pub(crate) mod date;
pub(crate) mod decimal;
mod query;
mod sequence;
pub(crate) mod text;

use super::Evaluator;
use crate::error::json_text;
use crate::fault::Outcome;
use crate::program::Filter;
use crate::value::Value;
use crate::value::compare::{is_true, length};
use crate::value::number::{float, index, signed, truncate};
use crate::value::print::print;
use crate::value::room::check_room;

impl<'a> Evaluator<'a> {
    /// Applies a filter. A missing argument is null.
    pub(super) fn filter(&self, filter: Filter, input: Value<'a>, given: Option<Value<'a>>) -> Outcome<Value<'a>> {
        let arg = given.unwrap_or(Value::Null);
        Ok(match filter {
            Filter::Default => {
                if is_true(&input) {
                    input
                } else {
                    arg
                }
            }
            Filter::DefaultIfNone => {
                if matches!(input, Value::Null) {
                    arg
                } else {
                    input
                }
            }
            Filter::Safe | Filter::Escape => input,
            Filter::Length => Value::Int(length(&input).map_or(0, signed)),
            Filter::First => self.items(input)?.first().copied().unwrap_or(Value::Text("")),
            Filter::Last => self.items(input)?.last().copied().unwrap_or(Value::Text("")),
            Filter::Upper => self.keep_text(&self.text(input)?.to_uppercase())?,
            Filter::Lower => self.keep_text(&self.text(input)?.to_lowercase())?,
            Filter::Title => self.keep_text(&text::title(self.text(input)?))?,
            Filter::CapFirst => self.keep_text(&text::capfirst(self.text(input)?))?,
            Filter::TruncateChars => self.truncatechars(input, arg)?,
            Filter::Pluralize => self.pluralize(input, given)?,
            Filter::YesNo => self.yesno(input, given)?,
            Filter::Join => self.join(input, arg)?,
            Filter::Add => self.add(input, arg)?,
            Filter::DivisibleBy => Value::Bool(match (integer(&input), integer(&arg)) {
                (Some(n), Some(by)) => n.checked_rem(by) == Some(0),
                _ => false,
            }),
            Filter::Date => {
                let Value::Date(ms) = input else { return Ok(Value::Text("")) };
                let format = if given.is_none() { "N j, Y" } else { self.text(arg)? };
                self.keep_text(&date::format(ms, format))?
            }
            Filter::FloatFormat => {
                let text = self.text(input)?;
                let format = if given.is_none() { "-1" } else { self.text(arg)? };
                self.keep_text(&decimal::floatformat(&input, text, format))?
            }
            Filter::Slice => self.slice(input, arg)?,
            Filter::Query => input,
            Filter::Spaceless => self.keep_text(&text::spaceless(self.text(input)?))?,
            Filter::JsonScript => {
                let mut json = String::new();
                self.json(&input, &mut json)?;
                let safe = json.replace('<', "\\u003C").replace('>', "\\u003E").replace('&', "\\u0026");
                let safe = safe.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
                self.keep_text(&safe)?
            }
        })
    }

    fn keep_text(&self, text: &str) -> Outcome<Value<'a>> {
        self.keep(text.as_bytes()).map(Value::Text)
    }

    fn truncatechars(&self, input: Value<'a>, arg: Value<'a>) -> Outcome<Value<'a>> {
        let text = self.text(input)?;
        let Some(limit) = integer(&arg).and_then(|n| usize::try_from(n.max(0)).ok()) else {
            return Ok(Value::Text(text));
        };
        if text.chars().nth(limit).is_none() {
            return Ok(Value::Text(text));
        }
        if limit == 0 {
            return Ok(Value::Text("…"));
        }
        let mut short: String = text.chars().take(limit - 1).collect();
        short.push('…');
        self.keep_text(&short)
    }

    /// "s", "es" or "y,ies"; by number, or by the length of a list.
    fn pluralize(&self, input: Value<'a>, given: Option<Value<'a>>) -> Outcome<Value<'a>> {
        let endings = match given {
            None => "s",
            Some(arg) => self.text(arg)?,
        };
        let mut parts = endings.split(',');
        let (singular, plural) = match (parts.next(), parts.next(), parts.next()) {
            (Some(plural), None, _) => ("", plural),
            (Some(singular), Some(plural), None) => (singular, plural),
            _ => return Ok(Value::Text("")),
        };
        let is_one = match input {
            Value::Int(n) | Value::Count(n) => n == 1,
            Value::Float(f) => f == 1.0,
            Value::Bool(b) => b,
            Value::Text(text) => match text.trim().parse::<f64>() {
                Ok(number) => number == 1.0,
                Err(_) => return Ok(Value::Text("")),
            },
            Value::Null | Value::Date(_) | Value::Record(..) | Value::Loop(_) => return Ok(Value::Text("")),
            Value::List(_) | Value::Dict(_) | Value::Rows(_) => length(&input) == Some(1),
        };
        Ok(Value::Text(if is_one { singular } else { plural }))
    }

    /// "yes,no,maybe"
    fn yesno(&self, input: Value<'a>, given: Option<Value<'a>>) -> Outcome<Value<'a>> {
        let words = match given {
            None => "yes,no,maybe",
            Some(arg) => self.text(arg)?,
        };
        let mut parts = words.split(',');
        let (Some(yes), Some(no)) = (parts.next(), parts.next()) else { return Ok(input) };
        // More than three words: the third means nothing.
        let maybe = parts.next().filter(|_| parts.next().is_none()).unwrap_or(no);
        let word = if is_true(&input) { yes } else { no };
        Ok(Value::Text(if matches!(input, Value::Null) { maybe } else { word }))
    }

    fn join(&self, input: Value<'a>, separator: Value<'a>) -> Outcome<Value<'a>> {
        if !matches!(input, Value::List(_) | Value::Rows(_) | Value::Dict(_) | Value::Text(_)) {
            return Ok(input);
        }
        let separator = self.text(separator)?.as_bytes();
        let mut joined = Vec::new();
        for (i, item) in self.items(input)?.iter().enumerate() {
            let before = joined.len();
            if i > 0 {
                joined.extend_from_slice(separator);
            }
            print(item, &mut joined);
            self.spend_bytes(joined.len() - before)?;
            check_room::<u8>(self.arena, joined.len())?;
        }
        self.keep(&joined).map(Value::Text)
    }

    /// Whole numbers when both are (texts that hold one count), else one text or list after the other, else nothing.
    fn add(&self, left: Value<'a>, right: Value<'a>) -> Outcome<Value<'a>> {
        if let (Some(left), Some(right)) = (integer(&left), integer(&right)) {
            return Ok(left.checked_add(right).map_or_else(|| Value::Float(float(left) + float(right)), Value::Int));
        }
        Ok(match (left, right) {
            (Value::Text(left), Value::Text(right)) => {
                self.spend_room::<u8>(left.len() + right.len())?;
                Value::Text(self.arena.alloc_str(&[left, right].concat()))
            }
            (Value::List(left), Value::List(right)) => {
                self.spend_room::<Value<'_>>(left.len() + right.len())?;
                let both = left.iter().chain(right).copied();
                Value::List(bumpalo::collections::Vec::from_iter_in(both, self.arena).into_bump_slice())
            }
            _ => Value::Text(""),
        })
    }

    fn json(&self, value: &Value<'a>, out: &mut String) -> Outcome<()> {
        self.spend_bytes(if let Value::Text(text) = value { text.len() } else { 1 })?;
        check_room::<u8>(self.arena, out.len())?;
        match value {
            Value::Null | Value::Loop(_) => out.push_str("null"),
            Value::Bool(_) | Value::Int(_) | Value::Count(_) => out.push_str(self.text(*value)?),
            Value::Float(f) => out.push_str(if f.is_finite() { self.text(*value)? } else { "null" }),
            Value::Text(text) => json_text(out, text),
            Value::Date(_) => json_text(out, self.text(*value)?),
            Value::List(items) => self.json_list(items, out)?,
            Value::Rows(rows) => self.json_list(rows.items, out)?,
            Value::Dict(entries) => self.json_dict(entries.iter().copied(), out)?,
            Value::Record(shape, values) => {
                let names = self.program.shapes.get(index(*shape)).map_or(&[][..], |names| names);
                self.json_dict(names.iter().map(|name| self.name(*name)).zip(values.iter().copied()), out)?;
            }
        }
        Ok(())
    }

    fn json_list(&self, items: &[Value<'a>], out: &mut String) -> Outcome<()> {
        out.push('[');
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            self.json(item, out)?;
        }
        out.push(']');
        Ok(())
    }

    fn json_dict(&self, entries: impl Iterator<Item = (&'a str, Value<'a>)>, out: &mut String) -> Outcome<()> {
        out.push('{');
        for (i, (key, value)) in entries.enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            json_text(out, key);
            out.push_str(": ");
            self.json(&value, out)?;
        }
        out.push('}');
        Ok(())
    }
}

/// What Python's `int()` makes of a value.
fn integer(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Int(n) | Value::Count(n) => Some(*n),
        Value::Float(f) => f.is_finite().then(|| truncate(*f)),
        Value::Bool(b) => Some(i64::from(*b)),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Null
        | Value::Date(_)
        | Value::List(_)
        | Value::Dict(_)
        | Value::Record(..)
        | Value::Rows(_)
        | Value::Loop(_) => None,
    }
}
