//! Expressions. Evaluation never fails on values: what does not exist is null. It fails when it runs out of fuel.

use super::Evaluator;
use super::environment::{Environment, Side};
use super::names::Meaning;
use crate::fault::Outcome;
use crate::program::{Expr, Filter, Name, Operator};
use crate::value::compare::{equals, is_true, length, order, same};
use crate::value::number::{index, signed};
use crate::value::{Loop, Value};
use bumpalo::collections::Vec;
use core::cmp::Ordering;

impl<'a> Evaluator<'a> {
    /// The value of an expression.
    pub(super) fn eval(&self, expr: &'a Expr, env: &Environment<'a>, side: Side) -> Outcome<Value<'a>> {
        self.spend(1)?;
        Ok(match expr {
            Expr::Null => Value::Null,
            Expr::Bool(b) => Value::Bool(*b),
            Expr::Int(n) => Value::Int(*n),
            Expr::Float(f) => Value::Float(*f),
            Expr::Text(text) => Value::Text(text),
            Expr::Field(field) => match (side, &self.old) {
                (Side::New, old) => self.new.get(*field, old.as_ref())?,
                (Side::Old, Some(old)) => old.get(*field, None)?,
                (Side::Old, None) => Value::Null,
            },
            Expr::Local(local) => env.get(*local, side),
            Expr::Member(of, name) => self.member(self.eval(of, env, side)?, *name)?,
            Expr::Filter(filter, args) => {
                let mut values = [Value::Null; 3];
                for (value, arg) in values.iter_mut().zip(args) {
                    *value = self.eval(arg, env, side)?;
                }
                let [input, arg, name] = values;
                if *filter == Filter::Query {
                    self.query(input, name, arg)?
                } else {
                    self.filter(*filter, input, (args.len() > 1).then_some(arg))?
                }
            }
            Expr::Not(of) => Value::Bool(!is_true(&self.eval(of, env, side)?)),
            Expr::Binary(operator, left, right) => {
                let left = self.eval(left, env, side)?;
                match operator {
                    Operator::Or if is_true(&left) => left,
                    Operator::And if !is_true(&left) => left,
                    Operator::Or | Operator::And => self.eval(right, env, side)?,
                    Operator::Equal
                    | Operator::NotEqual
                    | Operator::Less
                    | Operator::LessEqual
                    | Operator::Greater
                    | Operator::GreaterEqual
                    | Operator::In
                    | Operator::NotIn
                    | Operator::Is
                    | Operator::IsNot => {
                        let right = self.eval(right, env, side)?;
                        Value::Bool(self.compare(*operator, &left, &right)?)
                    }
                }
            }
            Expr::IsEmpty(of) => Value::Bool(self.items(self.eval(of, env, side)?)?.is_empty()),
            Expr::Cycle(local, values) => {
                let Value::Loop(at) = env.get(*local, side) else { return Ok(Value::Null) };
                match index(at.index).checked_rem(values.len()).and_then(|i| values.get(i)) {
                    Some(value) => self.eval(value, env, side)?,
                    None => Value::Null,
                }
            }
            Expr::Regroup(over, by) => self.regroup(self.eval(over, env, side)?, by, side)?,
            Expr::Sort(over, by, reversed) => self.sort(self.eval(over, env, side)?, by, *reversed, side)?,
            Expr::FirstOf(values) => self.first_of(values, env, side)?,
        })
    }

    fn first_of(&self, values: &'a [Expr], env: &Environment<'a>, side: Side) -> Outcome<Value<'a>> {
        for value in values {
            let value = self.eval(value, env, side)?;
            if is_true(&value) {
                return Ok(value);
            }
        }
        Ok(Value::Null)
    }

    /// Whether a condition holds; none always does.
    pub(super) fn holds(&self, when: Option<&'a Expr>, env: &Environment<'a>) -> Outcome<bool> {
        when.map_or(Ok(true), |when| self.eval(when, env, Side::New).map(|value| is_true(&value)))
    }

    fn compare(&self, operator: Operator, left: &Value<'a>, right: &Value<'a>) -> Outcome<bool> {
        let ordered = |wanted: &[Ordering]| order(left, right).is_some_and(|found| wanted.contains(&found));
        Ok(match operator {
            Operator::Equal => equals(left, right),
            Operator::NotEqual => !equals(left, right),
            Operator::Is => same(left, right),
            Operator::IsNot => !same(left, right),
            Operator::Less => ordered(&[Ordering::Less]),
            Operator::LessEqual => ordered(&[Ordering::Less, Ordering::Equal]),
            Operator::Greater => ordered(&[Ordering::Greater]),
            Operator::GreaterEqual => ordered(&[Ordering::Greater, Ordering::Equal]),
            Operator::In => self.contains(right, left)?,
            Operator::NotIn => !self.contains(right, left)?,
            Operator::Or => is_true(left) || is_true(right),
            Operator::And => is_true(left) && is_true(right),
        })
    }

    fn contains(&self, whole: &Value<'a>, part: &Value<'a>) -> Outcome<bool> {
        let list = match *whole {
            Value::List(items) => items,
            Value::Rows(rows) => rows.items,
            Value::Text(whole) => {
                self.spend_bytes(whole.len())?;
                return Ok(matches!(part, Value::Text(part) if whole.contains(*part)));
            }
            Value::Dict(entries) => {
                return Ok(matches!(part, Value::Text(part) if entries.iter().any(|(key, _)| key == part)));
            }
            Value::Record(shape, _) => {
                let names = self.program.shapes.get(index(shape)).map_or(&[][..], |names| names);
                let has = |part: &str| names.iter().any(|name| self.name(*name) == part);
                return Ok(matches!(part, Value::Text(part) if has(part)));
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Date(_)
            | Value::Count(_)
            | Value::Loop(_) => {
                return Ok(false);
            }
        };
        self.spend_bytes(list.len() * 16)?;
        Ok(list.iter().any(|item| equals(item, part)))
    }

    pub(super) fn name(&self, name: Name) -> &'a str {
        self.program.names.get(index(name)).map_or("", |name| name)
    }

    /// `of.name`
    pub(super) fn member(&self, of: Value<'a>, name: Name) -> Outcome<Value<'a>> {
        let meaning = self.names.meanings.get(index(name)).copied().unwrap_or(Meaning::Nothing);
        Ok(match of {
            Value::Record(shape, values) => self.named(shape, values, name).unwrap_or(Value::Null),
            Value::Rows(rows) => match self.named(rows.shape, rows.fields, name) {
                Some(value) => value,
                None => of_list(Value::List(rows.items), meaning),
            },
            Value::Loop(at) => of_loop(at, meaning),
            Value::Dict(entries) => {
                let wanted = self.name(name);
                match entries.iter().find(|(key, _)| *key == wanted) {
                    Some((_, value)) => *value,
                    None => self.of_dict(entries, meaning)?,
                }
            }
            Value::List(_) | Value::Text(_) | Value::Count(_) => of_list(of, meaning),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Date(_) => Value::Null,
        })
    }

    fn named(&self, shape: u32, values: &'a [Value<'a>], name: Name) -> Option<Value<'a>> {
        let at = self.program.shapes.get(index(shape))?.iter().position(|n| *n == name)?;
        values.get(at).copied()
    }

    /// `.items`, `.keys`, `.values`, as Django calls them.
    fn of_dict(&self, entries: &'a [(&'a str, Value<'a>)], meaning: Meaning) -> Outcome<Value<'a>> {
        self.spend_room::<[Value<'_>; 3]>(entries.len())?;
        let mut list = Vec::with_capacity_in(entries.len(), self.arena);
        if meaning == Meaning::Items {
            list.extend(entries.iter().map(|(key, value)| Value::List(self.arena.alloc([Value::Text(key), *value]))));
        } else if meaning == Meaning::Keys {
            list.extend(entries.iter().map(|(key, _)| Value::Text(key)));
        } else if meaning == Meaning::Values {
            list.extend(entries.iter().map(|(_, value)| *value));
        } else {
            let length = Value::Int(signed(entries.len()));
            return Ok(if meaning == Meaning::Length { length } else { Value::Null });
        }
        Ok(Value::List(list.into_bump_slice()))
    }

    /// What a loop goes over. A text has its characters, a dict its keys, anything else nothing.
    pub(super) fn items(&self, value: Value<'a>) -> Outcome<&'a [Value<'a>]> {
        Ok(match value {
            Value::List(items) => items,
            Value::Rows(rows) => rows.items,
            Value::Dict(entries) => {
                let keys = entries.iter().map(|(key, _)| Value::Text(key));
                self.spend_room::<Value<'_>>(entries.len())?;
                Vec::from_iter_in(keys, self.arena).into_bump_slice()
            }
            Value::Text(text) => {
                self.spend_room::<Value<'_>>(text.len())?;
                let characters = text.char_indices().filter_map(|(at, c)| text.get(at..at + c.len_utf8()));
                Vec::from_iter_in(characters.map(Value::Text), self.arena).into_bump_slice()
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => &[],
            Value::Date(_) | Value::Count(_) | Value::Record(..) | Value::Loop(_) => &[],
        })
    }
}

fn of_list<'a>(of: Value<'a>, meaning: Meaning) -> Value<'a> {
    match (of, meaning) {
        (Value::List(items), Meaning::Index(at)) => items.get(at).copied().unwrap_or(Value::Null),
        (_, Meaning::Length) => length(&of).map_or(Value::Null, |n| Value::Int(signed(n))),
        _ => Value::Null,
    }
}

fn of_loop(at: Loop<'_>, meaning: Meaning) -> Value<'_> {
    let (from_start, from_end) = (i64::from(at.index), i64::from(at.length) - i64::from(at.index));
    match meaning {
        Meaning::Counter => Value::Int(from_start + 1),
        Meaning::Counter0 => Value::Int(from_start),
        Meaning::RevCounter => Value::Int(from_end),
        Meaning::RevCounter0 => Value::Int(from_end - 1),
        Meaning::First => Value::Bool(from_start == 0),
        Meaning::Last => Value::Bool(from_end == 1),
        Meaning::Length => Value::Int(i64::from(at.length)),
        Meaning::ParentLoop => at.parent.map_or(Value::Null, |parent| Value::Loop(*parent)),
        Meaning::Nothing | Meaning::Index(_) | Meaning::Items | Meaning::Keys | Meaning::Values => Value::Null,
    }
}
