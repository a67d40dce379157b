//! Locals of one call: what they are now, what they were when the base frame was made, and which of them differ.

use crate::fault::{Fault, Outcome};
use crate::limit::MAX_LOCALS;
use crate::program::{Local, Uses};
use crate::value::Value;
use crate::value::number::index;

/// Which of the two states an expression is evaluated in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    New,
    Old,
}

/// Locals. The old ones are only right where there is a base; nothing reads them elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Environment<'a> {
    new: Vec<Value<'a>>,
    old: Vec<Value<'a>>,
    /// Which locals differ: bit `min(local, 63)`.
    pub(crate) dirty: u64,
}

impl<'a> Environment<'a> {
    #[inline(always)]
    pub(crate) fn get(&self, local: Local, side: Side) -> Value<'a> {
        let values = match side {
            Side::New => &self.new,
            Side::Old => &self.old,
        };
        values.get(index(local)).copied().unwrap_or(Value::Null)
    }

    #[inline(always)]
    pub(crate) fn set(&mut self, local: Local, side: Side, value: Value<'a>) -> Outcome<()> {
        let at = index(local);
        if at >= MAX_LOCALS {
            return Err(Fault::Malformed);
        }
        let values = match side {
            Side::New => &mut self.new,
            Side::Old => &mut self.old,
        };
        if at >= values.len() {
            values.resize(at + 1, Value::Null);
        }
        if let Some(place) = values.get_mut(at) {
            *place = value;
        }
        Ok(())
    }

    /// The old locals become the new ones, and back.
    pub(crate) fn swap(&mut self) {
        core::mem::swap(&mut self.new, &mut self.old);
    }

    /// Says whether a local differs. The last bit is shared, so it is only ever set.
    #[inline(always)]
    pub(crate) fn mark(&mut self, local: Local, is_dirty: bool) {
        if is_dirty {
            self.dirty |= bit(local);
        } else {
            self.dirty &= !own_bit(local);
        }
    }
}

/// The bit of a local.
#[inline(always)]
pub(crate) fn bit(local: Local) -> u64 {
    1 << local.min(63)
}

/// The bit of a local, if no other local shares it.
#[inline(always)]
pub(crate) fn own_bit(local: Local) -> u64 {
    if local < 63 { 1 << local } else { 0 }
}

/// Whether any of what is read differs.
#[inline(always)]
pub(crate) fn is_dirty(uses: Uses, dirty_fields: u64, env: &Environment<'_>) -> bool {
    uses.fields & dirty_fields != 0 || uses.locals & env.dirty != 0
}
