//! Addresses of events: one step per level from the root (a branch or block call by its slot number, a list by its slot
//! number and the item's key), the event's own slot last.

use super::reader::{Content, Event, Instance, List, root};
use crate::fault::{Fault, Outcome};
use crate::limit::MAX_PATH_STEPS;
use crate::value::key::Key;
use crate::value::reader::Reader;

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step<'a> {
    /// Number of a slot.
    pub(crate) slot: u32,
    /// Which item of a list.
    pub(crate) key: Option<Key<'a>>,
}

/// The steps of a path that are yet to be taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Path<'a> {
    rest: Reader<'a>,
    left: usize,
}

/// Where a path led.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) event: Event<'a>,
    /// The path went through a list whose items are known by index only.
    pub(crate) is_indexed: bool,
}

impl<'a> Path<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Outcome<Self> {
        let mut rest = Reader::new(bytes);
        let left = rest.count()?;
        if left == 0 || left > MAX_PATH_STEPS {
            return Err(Fault::Malformed);
        }
        Ok(Self { rest, left })
    }

    pub(crate) fn next_step(&mut self) -> Outcome<Option<Step<'a>>> {
        let Some(left) = self.left.checked_sub(1) else {
            return if self.rest.is_empty() { Ok(None) } else { Err(Fault::Malformed) };
        };
        self.left = left;
        let head = self.rest.varint()?;
        let slot = u32::try_from(head >> 1).map_err(|_| Fault::Malformed)?;
        let key = if head & 1 == 1 { Some(Key::read(&mut self.rest)?) } else { None };
        Ok(Some(Step { slot, key }))
    }

    pub(crate) fn is_last(&self) -> bool {
        self.left == 0
    }
}

/// Follows a path. [`Fault::Stale`] when it leads nowhere.
pub(crate) fn resolve<'a>(frame: &'a [u8], path: &[u8]) -> Outcome<Target<'a>> {
    let mut path = Path::read(path)?;
    let mut instance = root(frame)?;
    let mut is_indexed = false;
    loop {
        // An address that ends before an event, at an item of a list for instance, means nothing.
        let step = path.next_step()?.ok_or(Fault::Stale)?;
        match (find_slot(instance, step.slot)?, step.key) {
            // An event without a handler is the browser's own.
            (Content::Event(event), None) if path.is_last() && !event.handler.is_empty() => {
                path.next_step()?;
                return Ok(Target { event, is_indexed });
            }
            (Content::Branch(Some((_, arm))), None) => instance = arm,
            (Content::List(list), Some(key)) => {
                is_indexed |= !list.is_keyed;
                instance = Instance::new(find_item(list, key)?)?;
            }
            _ => return Err(Fault::Stale),
        }
    }
}

fn find_slot(instance: Instance<'_>, number: u32) -> Outcome<Content<'_>> {
    let mut instance = instance;
    let mut number_here = instance.first;
    while let Some(slot) = instance.next_slot()? {
        if number_here == number {
            return Ok(slot.content);
        }
        number_here = number_here.checked_add(1).ok_or(Fault::Malformed)?;
    }
    Err(Fault::Stale)
}

fn find_item<'a>(list: List<'a>, key: Key<'_>) -> Outcome<&'a [u8]> {
    let mut list = list;
    while let Some(item) = list.next_item()? {
        if item.key == key {
            return Ok(item.instance);
        }
    }
    Err(Fault::Stale)
}
