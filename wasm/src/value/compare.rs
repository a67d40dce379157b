//! Three ways to compare: as the template language does, as truth, and exactly (to find out what has not changed).

use super::Value;
use super::number::float;
use super::wide::same_bytes;
use core::cmp::Ordering;

/// Whether nothing about the two differs. NaN is the same as itself here.
pub(crate) fn same(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) | (Value::Count(a), Value::Count(b)) => a == b,
        (Value::Float(a), Value::Float(b)) | (Value::Date(a), Value::Date(b)) => a.to_bits() == b.to_bits(),
        (Value::Text(a), Value::Text(b)) => same_bytes(a.as_bytes(), b.as_bytes()),
        (Value::List(a), Value::List(b)) => all_same(a, b),
        (Value::Record(shape_a, a), Value::Record(shape_b, b)) => shape_a == shape_b && all_same(a, b),
        (Value::Dict(a), Value::Dict(b)) => {
            a.len() == b.len() && a.iter().zip(*b).all(|((ka, a), (kb, b))| ka == kb && same(a, b))
        }
        (Value::Rows(a), Value::Rows(b)) => {
            a.shape == b.shape && all_same(a.fields, b.fields) && all_same(a.items, b.items)
        }
        _ => false,
    }
}

fn all_same(a: &[Value<'_>], b: &[Value<'_>]) -> bool {
    core::ptr::eq(a, b) || (a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)))
}

/// [`same`], for values that are compared in a moment; longer ones count as different.
pub(crate) fn same_scalar(a: &Value<'_>, b: &Value<'_>) -> bool {
    match a {
        Value::List(_) | Value::Record(..) | Value::Dict(_) | Value::Rows(_) | Value::Loop(_) => false,
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Count(_)
        | Value::Float(_)
        | Value::Date(_)
        | Value::Text(_) => same(a, b),
    }
}

/// `==`: by type and value; whole and other numbers are one type.
pub(crate) fn equals(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) | (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Int(n), Value::Float(f)) | (Value::Float(f), Value::Int(n)) => float(*n) == *f,
        (Value::List(a), Value::List(b)) => all_equal(a, b),
        (Value::Rows(a), Value::Rows(b)) => all_equal(a.items, b.items),
        (Value::Record(shape_a, a), Value::Record(shape_b, b)) => shape_a == shape_b && all_equal(a, b),
        (Value::Dict(a), Value::Dict(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.iter().any(|(other, b)| key == other && equals(value, b)))
        }
        (a, b) => same(a, b),
    }
}

fn all_equal(a: &[Value<'_>], b: &[Value<'_>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equals(a, b))
}

/// `<` and its kin: between numbers, texts (by code point) and dates; anything else has no order.
pub(crate) fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) | (Value::Date(a), Value::Date(b)) => a.partial_cmp(b),
        (Value::Int(a), Value::Float(b)) => float(*a).partial_cmp(b),
        (Value::Float(a), Value::Int(b)) => a.partial_cmp(&float(*b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// Truth as in Django.
pub(crate) fn is_true(value: &Value<'_>) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Int(n) | Value::Count(n) => *n != 0,
        Value::Float(f) => *f != 0.0,
        Value::Text(text) => !text.is_empty(),
        Value::List(items) => !items.is_empty(),
        Value::Dict(entries) => !entries.is_empty(),
        Value::Rows(rows) => !rows.items.is_empty(),
        Value::Date(_) | Value::Record(..) | Value::Loop(_) => true,
    }
}

/// Number of items, or of code points.
pub(crate) fn length(value: &Value<'_>) -> Option<usize> {
    match value {
        Value::Text(text) => Some(text.chars().count()),
        Value::List(items) => Some(items.len()),
        Value::Dict(entries) => Some(entries.len()),
        Value::Rows(rows) => Some(rows.items.len()),
        Value::Count(n) => usize::try_from(*n).ok(),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Date(_)
        | Value::Record(..)
        | Value::Loop(_) => None,
    }
}
