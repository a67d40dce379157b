//! Arguments of events, as they stand in the frame: inline values, bounded like everything that a handler receives.

use super::Evaluator;
use crate::fault::{Fault, Outcome};
use crate::limit::{MAX_VALUE_DEPTH, MAX_VALUE_NODES};
use crate::value::Value;
use crate::value::number::{float, index};
use crate::value::reader::MAX_INTEGER;
use crate::value::writer::{put_bytes, put_size, put_zigzag};

impl<'a> Evaluator<'a> {
    /// Appends one argument to the frame.
    pub(super) fn put_argument(&mut self, value: &Value<'a>) -> Outcome<()> {
        let mut left = MAX_VALUE_NODES;
        self.put_value(value, MAX_VALUE_DEPTH, &mut left)
    }

    fn put_value(&mut self, value: &Value<'a>, depth: usize, left: &mut usize) -> Outcome<()> {
        *left = left.checked_sub(1).ok_or(Fault::Argument)?;
        self.spend(1)?;
        match value {
            Value::Null | Value::Loop(_) => self.out.push(0),
            Value::Bool(false) => self.out.push(1),
            Value::Bool(true) => self.out.push(2),
            // Where its zigzag form is beyond what JavaScript reads exactly: as a float, which is the same number there.
            Value::Int(n) | Value::Count(n) if n.unsigned_abs() > MAX_INTEGER / 2 => self.put_number(4, float(*n)),
            Value::Int(n) | Value::Count(n) => {
                self.out.push(3);
                put_zigzag(&mut self.out, *n);
            }
            Value::Float(f) => self.put_number(4, *f),
            Value::Date(ms) => self.put_number(9, *ms),
            Value::Text(text) => {
                self.out.push(5);
                put_bytes(&mut self.out, text.as_bytes());
            }
            Value::List(items) => self.put_list(items, depth, left)?,
            Value::Rows(rows) => self.put_list(rows.items, depth, left)?,
            Value::Dict(entries) => self.put_dict(entries.iter().copied(), depth, left)?,
            Value::Record(shape, values) => {
                let program = self.program;
                let names = program.shapes.get(index(*shape)).ok_or(Fault::Malformed)?;
                let named = names.iter().map(|name| program.names.get(index(*name)).map_or("", |name| name));
                self.put_dict(named.zip(values.iter().copied()), depth, left)?;
            }
        }
        self.check_length()
    }

    fn put_number(&mut self, tag: u8, number: f64) {
        self.out.push(tag);
        self.out.extend_from_slice(&number.to_le_bytes());
    }

    fn put_list(&mut self, items: &[Value<'a>], depth: usize, left: &mut usize) -> Outcome<()> {
        let depth = depth.checked_sub(1).ok_or(Fault::Argument)?;
        self.out.push(6);
        put_size(&mut self.out, items.len());
        items.iter().try_for_each(|item| self.put_value(item, depth, left))
    }

    fn put_dict(
        &mut self,
        entries: impl ExactSizeIterator<Item = (&'a str, Value<'a>)>,
        depth: usize,
        left: &mut usize,
    ) -> Outcome<()> {
        let depth = depth.checked_sub(1).ok_or(Fault::Argument)?;
        self.out.push(8);
        put_size(&mut self.out, entries.len());
        for (key, value) in entries {
            put_bytes(&mut self.out, key.as_bytes());
            self.put_value(&value, depth, left)?;
        }
        Ok(())
    }
}
