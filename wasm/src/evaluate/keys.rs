//! Keys of a list's items: the expression of `do-key`, else the items' own ids when every item has one, else the index.

use super::environment::{Environment, Side};
use super::{Duplicate, Evaluator};
use crate::fault::Outcome;
use crate::frame::matching::find_duplicates;
use crate::program::{Expr, Key as KeyRule, List, Local, Name};
use crate::value::key::Key;
use crate::value::number::small;
use crate::value::print::print;
use crate::value::{Loop, Value};
use bumpalo::collections::Vec;

/// The keys of all items, in order of the loop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'a> {
    /// Items have keys of their own.
    pub(super) is_keyed: bool,
    pub(super) keys: &'a [Key<'a>],
}

impl<'a> Evaluator<'a> {
    /// Finds all keys. Duplicates get a number behind a NUL, which no other text contains, and are reported.
    pub(super) fn keys(
        &mut self,
        slot: u32,
        list: &'a List,
        items: &'a [Value<'a>],
        env: &mut Environment<'a>,
    ) -> Outcome<Keys<'a>> {
        let (expr, is_explicit) = match &list.key {
            KeyRule::Explicit(expr) => (expr, true),
            KeyRule::Own(expr) => (expr, false),
            KeyRule::Index => return self.indices(items.len()),
        };
        let parent = self.parent(list.parentloop, env, Side::New);
        self.spend_room::<(Key<'_>, u32)>(items.len())?;
        let own = own_member(expr, &list.variables);
        let mut keys = Vec::with_capacity_in(items.len(), self.arena);
        for i in 0..items.len() {
            let item = nth(items, i, list.reversed);
            let value = if let Some(name) = own {
                self.member(item, name)?
            } else {
                self.bind(&list.variables, item, env, Side::New)?;
                env.set(
                    list.forloop,
                    Side::New,
                    Value::Loop(Loop { index: small(i), length: small(items.len()), parent }),
                )?;
                self.eval(expr, env, Side::New)?
            };
            if matches!(value, Value::Null) && !is_explicit {
                return self.indices(items.len());
            }
            keys.push(self.key(value)?);
        }
        let mut renamed = std::vec::Vec::new();
        find_duplicates(&keys, self.arena, |at, count| renamed.push((at, count)));
        for (at, count) in renamed {
            if let Some(key) = keys.get_mut(at) {
                *key = self.rename(*key, count, slot, is_explicit)?;
            }
        }
        Ok(Keys { is_keyed: true, keys: keys.into_bump_slice() })
    }

    fn indices(&self, count: usize) -> Outcome<Keys<'a>> {
        self.spend_room::<(Key<'_>, u32)>(count)?;
        let keys = Vec::from_iter_in((0..count).map(Key::of_index), self.arena);
        Ok(Keys { is_keyed: false, keys: keys.into_bump_slice() })
    }

    fn key(&self, value: Value<'a>) -> Outcome<Key<'a>> {
        if let Value::Int(n) = value
            && let Some(key) = Key::of_number(n)
        {
            return Ok(key);
        }
        self.text(value).map(Key::of_text)
    }

    fn rename(&mut self, key: Key<'a>, count: usize, slot: u32, is_explicit: bool) -> Outcome<Key<'a>> {
        let mut text = std::vec::Vec::new();
        match key {
            Key::Number(n) => text.extend_from_slice(n.to_string().as_bytes()),
            Key::Text(bytes) => text.extend_from_slice(bytes),
        }
        self.report.add_duplicate(Duplicate { slot, key: String::from_utf8_lossy(&text).into_owned(), is_explicit });
        text.push(0);
        text.extend_from_slice(count.to_string().as_bytes());
        self.keep(&text).map(|text| Key::Text(text.as_bytes()))
    }

    /// A value as text.
    pub(super) fn text(&self, value: Value<'a>) -> Outcome<&'a str> {
        if let Value::Text(text) = value {
            return Ok(text);
        }
        let mut text = std::vec::Vec::new();
        print(&value, &mut text);
        self.keep(&text)
    }
}

/// Whether the keys of a list are the same whenever its items are.
pub(super) fn are_keys_of_items(list: &List) -> bool {
    match &list.key {
        KeyRule::Explicit(expr) | KeyRule::Own(expr) => own_member(expr, &list.variables).is_some(),
        KeyRule::Index => true,
    }
}

/// The name, when a key is just a member of the item: then nothing needs to be bound.
fn own_member(expr: &Expr, variables: &[Local]) -> Option<Name> {
    match (expr, variables) {
        (Expr::Member(of, name), [variable]) if **of == Expr::Local(*variable) => Some(*name),
        _ => None,
    }
}

/// The item at a place of the loop.
pub(super) fn nth<'a>(items: &'a [Value<'a>], i: usize, reversed: bool) -> Value<'a> {
    let at = if reversed { items.len().saturating_sub(i + 1) } else { i };
    items.get(at).copied().unwrap_or(Value::Null)
}
