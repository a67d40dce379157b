//! Lists: which items stay, move, go and come, by runs; then the ops of those that were there before.
//!
//! Keyed items are the same when their keys are, others when their index is. When a list changes from keys to indices or
//! back, nothing is the same.

use super::increasing::staying;
use super::{Change, Differ, Force, Through};
use crate::fault::Outcome;
use crate::frame::matching::{NEW, match_keys};
use crate::frame::reader::{Instance, Item, List as FrameList};
use crate::program::List;
use crate::value::key::Key;
use crate::value::number::{index, signed, small, wide};
use crate::value::room::check_room;
use crate::value::wide::same_bytes;
use crate::value::writer::{Gap, begin, fill, put_varint, put_zigzag};
use bumpalo::collections::Vec;

const EDIT: u64 = 0;
const UPDATE: u64 = 1;
const BOTH: u64 = 2;

/// Kinds of segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stay,
    Move,
    Reverse,
    Insert,
}

/// Which item is forced, or all are; and how.
type ForcedItem<'a> = (Option<Key<'a>>, Force<'a>);

/// A run of items in the new list.
#[derive(Debug, Clone, Copy)]
struct Segment {
    kind: Kind,
    /// Index in the new list.
    at: usize,
    count: usize,
    /// Old index of the first item.
    was: u32,
}

/// Updates of items while they are written.
struct Updates {
    start: usize,
    gap: Gap,
    count: u64,
    /// Index after the last updated item.
    next: usize,
}

/// Items of one list, side by side.
struct Items<'a> {
    old: &'a [Item<'a>],
    new: &'a [Item<'a>],
    is_keyed: bool,
    /// For each new item the index of the old one, or [`NEW`].
    matches: &'a [u32],
}

impl<'a> Differ<'a> {
    /// Appends what follows the header of a list op, and returns its variant.
    pub(super) fn list(
        &mut self,
        list: &'a List,
        change: Change<FrameList<'a>>,
        through: Option<Through<'a>>,
    ) -> Outcome<Option<u64>> {
        let forced = through.and_then(|through| match through {
            Through::Step(step, path) => Some((Some(step.key?), Force::Path(path))),
            Through::All => Some((None, Force::All)),
        });
        if let Some(has_update) = self.in_place(list, change, forced)? {
            return Ok(has_update.then_some(UPDATE));
        }
        let items = self.items(change)?;
        let is_in_place = items.new.len() == items.old.len() && (0..).zip(items.matches).all(|(i, was)| i == *was);
        let has_edit = !is_in_place || change.old.is_keyed != change.new.is_keyed;
        if has_edit {
            self.edit(list, &items)?;
        }
        let has_update = self.update(list, &items, forced)?;
        Ok(match (has_edit, has_update) {
            (true, true) => Some(BOTH),
            (true, false) => Some(EDIT),
            (false, true) => Some(UPDATE),
            (false, false) => None,
        })
    }

    /// The ops of items that all are where they were, by walking both lists at once; none when they are not.
    fn in_place(
        &mut self,
        list: &'a List,
        change: Change<FrameList<'a>>,
        forced: Option<ForcedItem<'a>>,
    ) -> Outcome<Option<bool>> {
        let Change { mut old, mut new } = change;
        if old.count != new.count || old.is_keyed != new.is_keyed {
            return Ok(None);
        }
        let mut updates = Updates { start: self.ops.len(), gap: begin(&mut self.ops, 0), count: 0, next: 0 };
        let mut at = 0;
        while let (Some(old), Some(new)) = (old.next_item()?, new.next_item()?) {
            if old.key != new.key {
                self.ops.truncate(updates.start);
                return Ok(None);
            }
            self.update_item(list, (at, &old, &new), forced, &mut updates)?;
            at += 1;
        }
        Ok(Some(self.finish(&updates)))
    }

    fn items(&self, change: Change<FrameList<'a>>) -> Outcome<Items<'a>> {
        let (old, new) = (self.collect(change.old)?, self.collect(change.new)?);
        let is_keyed = change.new.is_keyed;
        let matches = if is_keyed != change.old.is_keyed {
            Vec::from_iter_in(new.iter().map(|_| NEW), self.arena).into_bump_slice()
        } else if is_keyed {
            let keys = |items: &[Item<'a>]| Vec::from_iter_in(items.iter().map(|item| item.key), self.arena);
            match_keys(&keys(new), &keys(old), self.arena)
        } else {
            let same = (0..small(new.len())).map(|i| if index(i) < old.len() { i } else { NEW });
            Vec::from_iter_in(same, self.arena).into_bump_slice()
        };
        Ok(Items { old, new, is_keyed, matches })
    }

    fn collect(&self, list: FrameList<'a>) -> Outcome<&'a [Item<'a>]> {
        let mut list = list;
        check_room::<(Item<'_>, Key<'_>, Segment)>(self.arena, list.count)?;
        let mut items = Vec::with_capacity_in(list.count, self.arena);
        while let Some(item) = list.next_item()? {
            items.push(item);
        }
        Ok(items.into_bump_slice())
    }

    fn edit(&mut self, list: &'a List, items: &Items<'a>) -> Outcome<()> {
        let segments = segments(items.matches, staying(items.matches, self.arena), self.arena);
        put_varint(&mut self.ops, wide(segments.len()) << 1 | u64::from(items.is_keyed));
        let mut next = 0;
        for segment in segments {
            let Segment { kind, at, count, was } = *segment;
            let code = match kind {
                Kind::Stay => 0,
                Kind::Move => 1,
                Kind::Reverse => 2,
                Kind::Insert => 3,
            };
            put_varint(&mut self.ops, wide(count) << 2 | code);
            let was = i64::from(was);
            match kind {
                Kind::Insert => {
                    let inserted = items.new.get(at..at.saturating_add(count)).unwrap_or_default();
                    self.insert(list, inserted, items.is_keyed)?;
                }
                Kind::Stay | Kind::Move => {
                    put_zigzag(&mut self.ops, was - next);
                    next = was + signed(count);
                }
                Kind::Reverse => {
                    put_zigzag(&mut self.ops, was - next);
                    next = was + 1;
                }
            }
        }
        Ok(())
    }

    fn insert(&mut self, list: &'a List, items: &[Item<'a>], is_keyed: bool) -> Outcome<()> {
        for item in items {
            if list.announces && is_keyed {
                item.key.put(&mut self.ops);
            }
            self.content(list.block, Instance::new(item.instance)?)?;
        }
        Ok(())
    }

    /// Appends the ops of items that were there before; nothing when there are none.
    fn update(&mut self, list: &'a List, items: &Items<'a>, forced: Option<ForcedItem<'a>>) -> Outcome<bool> {
        let mut updates = Updates { start: self.ops.len(), gap: begin(&mut self.ops, 0), count: 0, next: 0 };
        for (at, (item, was)) in items.new.iter().zip(items.matches).enumerate() {
            if let Some(old) = items.old.get(index(*was)) {
                self.update_item(list, (at, old, item), forced, &mut updates)?;
            }
        }
        Ok(self.finish(&updates))
    }

    fn update_item(
        &mut self,
        list: &'a List,
        (at, old, new): (usize, &Item<'a>, &Item<'a>),
        forced: Option<ForcedItem<'a>>,
        updates: &mut Updates,
    ) -> Outcome<()> {
        let path = forced.filter(|(key, _)| key.is_none_or(|key| key == new.key)).map(|(_, force)| force);
        if path.is_none() && same_bytes(old.instance, new.instance) {
            return Ok(());
        }
        let before = self.ops.len();
        put_varint(&mut self.ops, wide(at - updates.next));
        let change = Change { old: Instance::new(old.instance)?, new: Instance::new(new.instance)? };
        if self.instance(list.block, change, path)? {
            updates.count += 1;
            updates.next = at + 1;
        } else {
            self.ops.truncate(before);
        }
        Ok(())
    }

    /// Writes how many updates there are; returns whether there are any.
    fn finish(&mut self, updates: &Updates) -> bool {
        if updates.count == 0 {
            self.ops.truncate(updates.start);
        } else {
            fill(&mut self.ops, updates.gap, updates.count);
        }
        updates.count > 0
    }
}

/// Cuts the new list into runs.
fn segments<'a>(matches: &[u32], stays: &[bool], arena: &'a bumpalo::Bump) -> &'a [Segment] {
    let mut segments: Vec<'a, Segment> = Vec::new_in(arena);
    for (at, (was, stays)) in matches.iter().zip(stays).enumerate() {
        if let Some(segment) = segments.last_mut()
            && extend(segment, *was, *stays)
        {
            continue;
        }
        let kind = match (*was, stays) {
            (NEW, _) => Kind::Insert,
            (_, true) => Kind::Stay,
            (_, false) => Kind::Move,
        };
        segments.push(Segment { kind, at, count: 1, was: if *was == NEW { 0 } else { *was } });
    }
    segments.into_bump_slice()
}

/// Adds an item to a run, if it continues it. A moved run of one may become a reversed one.
fn extend(segment: &mut Segment, was: u32, stays: bool) -> bool {
    let count = small(segment.count);
    let continues = match segment.kind {
        Kind::Insert => was == NEW,
        _ if was == NEW => false,
        Kind::Stay => stays && segment.was.checked_add(count) == Some(was),
        Kind::Reverse => !stays && segment.was.checked_sub(count) == Some(was),
        Kind::Move if !stays && count == 1 && segment.was.checked_sub(1) == Some(was) => {
            segment.kind = Kind::Reverse;
            true
        }
        Kind::Move => !stays && segment.was.checked_add(count) == Some(was),
    };
    if continues {
        segment.count += 1;
    }
    continues
}
