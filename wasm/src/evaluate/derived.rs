//! What a turn of a loop remembers of those before (`{% ifchanged %}`, `{% cycle %}`), found by going through all turns once,
//! before any is evaluated. For the old values as well, so that it is known whose memory differs.

use super::Evaluator;
use super::environment::{Environment, Side};
use super::keys::nth;
use crate::fault::Outcome;
use crate::program::{AttributeContext, Derived, List, Rule};
use crate::value::number::{index, small};
use crate::value::{Loop, Value};
use bumpalo::collections::Vec;

/// What is remembered between turns.
#[derive(Debug, Default)]
pub(super) struct Memory {
    texts: std::vec::Vec<Option<std::vec::Vec<u8>>>,
    counts: std::vec::Vec<u32>,
}

/// The derived locals of all turns, one after the other.
pub(super) type Derivation<'a> = &'a [Value<'a>];

impl<'a> Evaluator<'a> {
    /// Binds the derived locals of one turn, whose loop variables are bound.
    pub(super) fn derive(
        &mut self,
        derived: &'a [Derived],
        memory: &mut Memory,
        env: &mut Environment<'a>,
    ) -> Outcome<()> {
        for (at, one) in derived.iter().enumerate() {
            let start = self.out.len();
            self.pieces(&one.pieces, env, AttributeContext::Plain)?;
            let is_reached = self.out.len() > start;
            let value = match one.rule {
                Rule::Changed => {
                    memory.texts.resize(memory.texts.len().max(derived.len()), None);
                    let text = self.out.get(start..).unwrap_or_default();
                    let last = memory.texts.get(at).and_then(Option::as_deref);
                    let is_changed = is_reached && last.is_none_or(|last| last != text);
                    if let Some(last) = memory.texts.get_mut(at).filter(|_| is_changed) {
                        let last = last.get_or_insert_default();
                        last.clear();
                        last.extend_from_slice(text);
                    }
                    Value::Bool(is_changed)
                }
                Rule::Step(counter) | Rule::Reset(counter) => {
                    // A program that was tampered with may name any counter; there are never more than tags.
                    let counter = index(counter).min(derived.len());
                    memory.counts.resize(memory.counts.len().max(counter + 1), 0);
                    let count = memory.counts.get_mut(counter);
                    let reached = count.filter(|_| is_reached);
                    let index = reached.as_ref().map_or(0, |count| **count);
                    if let Some(count) = reached {
                        *count = if matches!(one.rule, Rule::Reset(_)) { 0 } else { count.wrapping_add(1) };
                    }
                    Value::Loop(Loop { index, length: 0, parent: None })
                }
            };
            self.out.truncate(start);
            env.set(one.local, Side::New, value)?;
        }
        Ok(())
    }

    /// The derived locals of all turns of a list.
    pub(super) fn derivation(
        &mut self,
        list: &'a List,
        items: &'a [Value<'a>],
        env: &mut Environment<'a>,
    ) -> Outcome<Derivation<'a>> {
        if list.derived.is_empty() {
            return Ok(&[]);
        }
        self.spend_room::<Value<'_>>(items.len().saturating_mul(list.derived.len()))?;
        let parent = self.parent(list.parentloop, env, Side::New);
        let mut memory = Memory::default();
        let mut all = Vec::new_in(self.arena);
        for i in 0..items.len() {
            self.bind(&list.variables, nth(items, i, list.reversed), env, Side::New)?;
            let position = Loop { index: small(i), length: small(items.len()), parent };
            env.set(list.forloop, Side::New, Value::Loop(position))?;
            self.derive(&list.derived, &mut memory, env)?;
            all.extend(list.derived.iter().map(|one| env.get(one.local, Side::New)));
        }
        Ok(all.into_bump_slice())
    }

    /// The same as it was, seen by the old values.
    pub(super) fn old_derivation(
        &mut self,
        list: &'a List,
        items: &'a [Value<'a>],
        env: &mut Environment<'a>,
    ) -> Outcome<Derivation<'a>> {
        if list.derived.is_empty() {
            return Ok(&[]);
        }
        let Some(old) = self.old.take() else { return Ok(&[]) };
        self.old = Some(core::mem::replace(&mut self.new, old));
        env.swap();
        let all = self.derivation(list, items, env);
        env.swap();
        if let Some(new) = self.old.take() {
            self.old = Some(core::mem::replace(&mut self.new, new));
        }
        all
    }

    /// Binds the derived locals of the turns `new` and `was`, and says which of them differ.
    pub(super) fn bind_derived(
        &self,
        list: &List,
        new: (Derivation<'a>, usize),
        was: Option<(Derivation<'a>, usize)>,
        env: &mut Environment<'a>,
    ) -> Outcome<()> {
        let width = list.derived.len();
        let turn = |(all, i): (Derivation<'a>, usize)| all.get(i * width..).unwrap_or_default();
        let (new, old) = (turn(new), was.map(turn));
        for (at, one) in list.derived.iter().enumerate() {
            let value = new.get(at).copied().unwrap_or(Value::Null);
            env.set(one.local, Side::New, value)?;
            if let Some(old) = old {
                let before = old.get(at).copied().unwrap_or(Value::Null);
                env.set(one.local, Side::Old, before)?;
                env.mark(one.local, !is_same(&value, &before));
            }
        }
        Ok(())
    }
}

fn is_same(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Loop(a), Value::Loop(b)) => a.index == b.index,
        _ => false,
    }
}
