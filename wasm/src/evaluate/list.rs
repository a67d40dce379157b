//! Loops. Each item is matched with the one of the same key before; an item that did not change, in a body that reads
//! nothing else that did, is copied, and neighbouring ones are copied together.

use super::Evaluator;
use super::derived::Derivation;
use super::environment::{Environment, Side, bit, own_bit};
use super::keys::{Keys, are_keys_of_items, nth};
use crate::fault::{Fault, Outcome};
use crate::frame::matching::{NEW, match_keys};
use crate::frame::reader::{Instance, Item, List as BaseList};
use crate::frame::{KEYED, tag};
use crate::program::List;
use crate::value::compare::same;
use crate::value::key::Key;
use crate::value::number::{index, small};
use crate::value::writer::{begin, end, put_size};
use crate::value::{Loop, Value};
use bumpalo::collections::Vec;
use core::ops::Range;

/// The list as it was.
struct Old<'a> {
    items: &'a [Value<'a>],
    keys: &'a [Key<'a>],
    /// Of each item: where it lies in `entries`, and its instance.
    places: &'a [(Range<usize>, &'a [u8])],
    entries: &'a [u8],
    parent: Option<&'a Loop<'a>>,
    derived: Derivation<'a>,
    /// Nothing about the list differs: items with the same index are the same.
    is_clean: bool,
}

/// The list as it will be.
struct New<'a> {
    list: &'a List,
    items: &'a [Value<'a>],
    keys: Keys<'a>,
    parent: Option<&'a Loop<'a>>,
    derived: Derivation<'a>,
}

/// Items that are copied once they end.
#[derive(Default)]
struct Run {
    range: Range<usize>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn list(
        &mut self,
        slot: u32,
        list: &'a List,
        env: &mut Environment<'a>,
        base: Option<BaseList<'a>>,
    ) -> Outcome<()> {
        let items = self.items(self.eval(&list.over, env, Side::New)?)?;
        self.spend_bytes(items.len() * 16)?;
        if let Some(base) = base
            && base.count == items.len()
            && are_keys_of_items(list)
            && !self.is_dirty(list.over_uses, env)
        {
            return self.same_list(list, items, env, base);
        }
        let old = match base {
            Some(base) => self.old_list(list, items, env, base)?,
            None => None,
        };
        let keys = self.keys(slot, list, items, env)?;
        let parent = self.parent(list.parentloop, env, Side::New);
        let old = old.filter(|(_, is_keyed)| *is_keyed == keys.is_keyed).map(|(old, _)| old);

        self.out.push(tag::LIST);
        let gap = begin(&mut self.out, old.as_ref().map_or(0, |old| old.entries.len()));
        self.out.push(if keys.is_keyed { KEYED } else { 0 });
        put_size(&mut self.out, items.len());
        let outside = env.dirty;
        let derived = self.derivation(list, items, env)?;
        self.list_items(&New { list, items, keys, parent, derived }, old.as_ref(), env)?;
        env.dirty = outside;
        end(&mut self.out, gap);
        self.check_length()
    }

    /// A list whose items, keys and order are as they were, in a body that reads something else that changed.
    fn same_list(
        &mut self,
        list: &'a List,
        items: &'a [Value<'a>],
        env: &mut Environment<'a>,
        base: BaseList<'a>,
    ) -> Outcome<()> {
        self.out.push(tag::LIST);
        let gap = begin(&mut self.out, base.entries().len());
        self.out.push(if base.is_keyed { KEYED } else { 0 });
        put_size(&mut self.out, items.len());
        let outside = env.dirty;
        let parents = [Side::New, Side::Old].map(|side| (side, self.parent(list.parentloop, env, side)));
        let has_parent_moved = self.has_parent_moved(list, env);
        list.variables.iter().for_each(|variable| env.mark(*variable, false));
        env.mark(list.forloop, has_parent_moved);
        let derived = self.derivation(list, items, env)?;
        let was = self.old_derivation(list, items, env)?;
        let mut base = base;
        for i in 0..items.len() {
            let Item { bytes, instance, .. } = base.next_item()?.ok_or(Fault::Foreign)?;
            for (side, parent) in parents {
                self.bind(&list.variables, nth(items, i, list.reversed), env, side)?;
                env.set(list.forloop, side, Value::Loop(Loop { index: small(i), length: small(items.len()), parent }))?;
            }
            self.bind_derived(list, (derived, i), Some((was, i)), env)?;
            let key = bytes.len().saturating_sub(instance.len());
            self.out.extend_from_slice(bytes.get(..key).unwrap_or_default());
            self.block(list.block, env, Some(Instance::new(instance)?))?;
        }
        env.dirty = outside;
        end(&mut self.out, gap);
        self.check_length()
    }

    /// Whether `forloop.parentloop` differs from what it was.
    fn has_parent_moved(&self, list: &List, env: &Environment<'a>) -> bool {
        self.names.reads_parent_loop && list.parentloop.is_some_and(|parent| env.dirty & bit(parent) != 0)
    }

    /// What the list was, unless frame and old values do not belong together. Also whether it was keyed.
    fn old_list(
        &mut self,
        list: &'a List,
        items: &'a [Value<'a>],
        env: &mut Environment<'a>,
        base: BaseList<'a>,
    ) -> Outcome<Option<(Old<'a>, bool)>> {
        let is_clean = !self.is_dirty(list.over_uses, env);
        let items = if is_clean { items } else { self.items(self.eval(&list.over, env, Side::Old)?)? };
        if items.len() != base.count {
            return Ok(None);
        }
        let entries = base.entries();
        self.spend_room::<(Key<'_>, Range<usize>, &[u8])>(base.count)?;
        let mut keys = Vec::with_capacity_in(base.count, self.arena);
        let mut places = Vec::with_capacity_in(base.count, self.arena);
        let (mut base, is_keyed) = (base, base.is_keyed);
        let mut at = 0;
        while let Some(Item { bytes, key, instance }) = base.next_item()? {
            keys.push(key);
            places.push((at..at + bytes.len(), instance));
            at += bytes.len();
        }
        let parent = self.parent(list.parentloop, env, Side::Old);
        let derived = self.old_derivation(list, items, env)?;
        let (keys, places) = (keys.into_bump_slice(), places.into_bump_slice());
        Ok(Some((Old { items, keys, places, entries, parent, derived, is_clean }, is_keyed)))
    }

    fn list_items(&mut self, new: &New<'a>, old: Option<&Old<'a>>, env: &mut Environment<'a>) -> Outcome<()> {
        let matches = old.map(|old| match_keys(new.keys.keys, old.keys, self.arena));
        let mut run = Run::default();
        for (i, key) in new.keys.keys.iter().enumerate() {
            let was = matches.and_then(|matches| matches.get(i)).filter(|was| **was != NEW).map(|was| index(*was));
            let item = nth(new.items, i, new.list.reversed);
            let mut base = None;
            if let (Some(old), Some(was)) = (old, was) {
                let (range, instance) = old.places.get(was).ok_or(Fault::Foreign)?;
                self.mark_item(new, old, (i, was, item), env);
                self.bind_derived(new.list, (new.derived, i), Some((old.derived, was)), env)?;
                if !self.is_block_dirty(new.list.block, env)? {
                    self.extend_run(&mut run, range, old.entries);
                    continue;
                }
                self.bind_old(new.list, old, was, env)?;
                base = Some(Instance::new(instance)?);
            }
            self.flush(&mut run, old);
            self.bind(&new.list.variables, item, env, Side::New)?;
            let position = Loop { index: small(i), length: small(new.items.len()), parent: new.parent };
            env.set(new.list.forloop, Side::New, Value::Loop(position))?;
            if base.is_none() {
                self.bind_derived(new.list, (new.derived, i), None, env)?;
            }
            if new.keys.is_keyed {
                key.put(&mut self.out);
            }
            self.block(new.list.block, env, base)?;
        }
        self.flush(&mut run, old);
        Ok(())
    }

    /// Marks loop variables and `forloop` as dirty or clean.
    fn mark_item(
        &self,
        new: &New<'a>,
        old: &Old<'a>,
        (i, was, item): (usize, usize, Value<'a>),
        env: &mut Environment<'a>,
    ) {
        let list = new.list;
        let is_same = (old.is_clean && i == was) || same(&item, &nth(old.items, was, list.reversed));
        for variable in &list.variables {
            env.mark(*variable, !is_same);
        }
        let parent_moved = self.has_parent_moved(list, env);
        let length_changed = self.names.reads_loop_length && new.items.len() != old.items.len();
        let moved = i != was || length_changed || parent_moved;
        env.dirty = if moved { env.dirty | bit(list.forloop) } else { env.dirty & !own_bit(list.forloop) };
    }

    fn bind_old(&self, list: &'a List, old: &Old<'a>, was: usize, env: &mut Environment<'a>) -> Outcome<()> {
        self.bind(&list.variables, nth(old.items, was, list.reversed), env, Side::Old)?;
        let position = Loop { index: small(was), length: small(old.items.len()), parent: old.parent };
        env.set(list.forloop, Side::Old, Value::Loop(position))
    }

    fn is_block_dirty(&self, block: u32, env: &Environment<'a>) -> Outcome<bool> {
        let block = self.program.blocks.get(index(block)).ok_or(Fault::Malformed)?;
        Ok(self.is_dirty(block.uses, env))
    }

    fn extend_run(&mut self, run: &mut Run, range: &Range<usize>, entries: &[u8]) {
        if run.range.end == range.start && !run.range.is_empty() {
            run.range.end = range.end;
            return;
        }
        self.out.extend_from_slice(entries.get(run.range.clone()).unwrap_or_default());
        run.range = range.clone();
    }

    fn flush(&mut self, run: &mut Run, old: Option<&Old<'a>>) {
        if let Some(old) = old {
            self.out.extend_from_slice(old.entries.get(run.range.clone()).unwrap_or_default());
        }
        run.range = 0..0;
    }
}
