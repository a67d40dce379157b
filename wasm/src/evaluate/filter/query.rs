//! `{% querystring %}`: queries as `application/x-www-form-urlencoded` texts. What comes in is encoded already, and stays.

use super::super::Evaluator;
use crate::fault::Outcome;
use crate::value::Value;
use crate::value::number::index;

impl<'a> Evaluator<'a> {
    /// `query` with `name` set to a value, or to each item of a list; nothing removes it. A name that was there keeps its
    /// place, as in Django's `QueryDict`.
    pub(in super::super) fn query(&self, query: Value<'a>, name: Value<'a>, value: Value<'a>) -> Outcome<Value<'a>> {
        let mut begin = Vec::new();
        encode(self.text(name)?, &mut begin);
        begin.push(b'=');
        let alone = [value];
        let values = if matches!(value, Value::Null | Value::List(_) | Value::Rows(_)) {
            self.items(value)?
        } else {
            &alone[..]
        };
        let mut new = Vec::new();
        for value in values {
            let text = self.text(*value)?;
            self.spend_bytes(3 * (begin.len() + text.len()))?;
            new.push(b'&');
            new.extend_from_slice(&begin);
            encode(text, &mut new);
        }
        let mut out = Vec::new();
        for pair in self.text(query)?.as_bytes().split(|byte| *byte == b'&') {
            if pair.starts_with(&begin) {
                out.append(&mut new);
            } else if !pair.is_empty() {
                out.push(b'&');
                out.extend_from_slice(pair);
            }
        }
        out.append(&mut new);
        self.keep(out.get(1..).unwrap_or_default()).map(Value::Text)
    }
}

/// As Python's `quote_plus`.
fn encode(text: &str, out: &mut Vec<u8>) {
    let digit = |value: u8| b"0123456789ABCDEF".get(index(value.into())).copied().unwrap_or_default();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte),
            b' ' => out.push(b'+'),
            _ => out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 15)]),
        }
    }
}
