//! Walking a frame without copying it. Every length is checked; texts are handed out as bytes, since no walk needs more.

use super::{KEYED, VERSION, tag};
use crate::fault::{Fault, Outcome};
use crate::value::key::Key;
use crate::value::reader::Reader;

/// One block instance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Instance<'a> {
    /// All of it, length included.
    pub(crate) bytes: &'a [u8],
    /// Number of its first slot.
    pub(crate) first: u32,
    slots: Reader<'a>,
}

/// One slot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot<'a> {
    /// All of it, tag included.
    pub(crate) bytes: &'a [u8],
    /// What it holds.
    pub(crate) content: Content<'a>,
}

/// What a slot holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content<'a> {
    /// Raw text.
    Text(&'a [u8]),
    /// An attribute; none: absent.
    Attribute(Option<&'a [u8]>),
    /// Which arm, and its instance.
    Branch(Option<(u32, Instance<'a>)>),
    /// Items.
    List(List<'a>),
    /// Trusted markup.
    Html(&'a [u8]),
    /// What an event calls.
    Event(Event<'a>),
}

/// The items of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List<'a> {
    /// Items have keys of their own.
    pub(crate) is_keyed: bool,
    /// How many.
    pub(crate) count: usize,
    rest: Reader<'a>,
    index: usize,
}

/// One item of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    /// All of it: its key, when the list is keyed, and its instance.
    pub(crate) bytes: &'a [u8],
    /// Its key, or its index.
    pub(crate) key: Key<'a>,
    /// What it shows, length included.
    pub(crate) instance: &'a [u8],
}

/// What an event calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event<'a> {
    pub(crate) handler: &'a [u8],
    pub(crate) contributes: u8,
    /// Number of arguments, arguments.
    pub(crate) args: &'a [u8],
}

/// The root instance of a frame.
pub(crate) fn root(frame: &[u8]) -> Outcome<Instance<'_>> {
    let mut reader = Reader::new(frame);
    if reader.byte()? != VERSION {
        return Err(Fault::Malformed);
    }
    let root = Instance::read(&mut reader)?;
    if reader.is_empty() { Ok(root) } else { Err(Fault::Malformed) }
}

impl<'a> Instance<'a> {
    /// Reads past one instance.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Outcome<Self> {
        let before = *reader;
        let mut slots = Reader::new(reader.bytes()?);
        let first = slots.u32()?;
        Ok(Self { bytes: reader.since(before), first, slots })
    }

    /// From the bytes of one instance.
    pub(crate) fn new(bytes: &'a [u8]) -> Outcome<Self> {
        Self::read(&mut Reader::new(bytes))
    }

    /// The next slot.
    pub(crate) fn next_slot(&mut self) -> Outcome<Option<Slot<'a>>> {
        if self.slots.is_empty() {
            return Ok(None);
        }
        let before = self.slots;
        let content = Self::content(&mut self.slots)?;
        Ok(Some(Slot { bytes: self.slots.since(before), content }))
    }

    /// Passes over the next slot.
    #[inline(always)]
    pub(crate) fn skip_slot(&mut self) -> Outcome<()> {
        match self.slots.byte()? {
            tag::ABSENT | tag::NO_ARM => {}
            tag::TEXT | tag::ATTRIBUTE | tag::LIST | tag::HTML | tag::EVENT => {
                self.slots.bytes()?;
            }
            tag::ARM => {
                self.slots.varint()?;
                self.slots.bytes()?;
            }
            _ => return Err(Fault::Malformed),
        }
        Ok(())
    }

    /// All slots that are left.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.slots.rest()
    }

    /// The slots passed since `before`, a copy of this made then.
    pub(crate) fn since(&self, before: Self) -> &'a [u8] {
        self.slots.since(before.slots)
    }

    fn content(slots: &mut Reader<'a>) -> Outcome<Content<'a>> {
        Ok(match slots.byte()? {
            tag::TEXT => Content::Text(slots.bytes()?),
            tag::ABSENT => Content::Attribute(None),
            tag::ATTRIBUTE => Content::Attribute(Some(slots.bytes()?)),
            tag::NO_ARM => Content::Branch(None),
            tag::ARM => Content::Branch(Some((slots.u32()?, Self::read(slots)?))),
            tag::LIST => Content::List(List::read(slots.bytes()?)?),
            tag::HTML => Content::Html(slots.bytes()?),
            tag::EVENT => Content::Event(Event::read(slots.bytes()?)?),
            _ => return Err(Fault::Malformed),
        })
    }
}

impl<'a> List<'a> {
    fn read(bytes: &'a [u8]) -> Outcome<Self> {
        let mut rest = Reader::new(bytes);
        let flags = rest.byte()?;
        let count = rest.count()?;
        if flags > KEYED {
            return Err(Fault::Malformed);
        }
        Ok(Self { is_keyed: flags == KEYED, count, rest, index: 0 })
    }

    /// All items that are left.
    pub(crate) fn entries(&self) -> &'a [u8] {
        self.rest.rest()
    }

    /// The next item. Its instance is passed over by its length.
    #[inline(always)]
    pub(crate) fn next_item(&mut self) -> Outcome<Option<Item<'a>>> {
        if self.index == self.count {
            return if self.rest.is_empty() { Ok(None) } else { Err(Fault::Malformed) };
        }
        let before = self.rest;
        let key = if self.is_keyed { Key::read(&mut self.rest)? } else { Key::of_index(self.index) };
        let at = self.rest;
        self.rest.bytes()?;
        self.index += 1;
        Ok(Some(Item { bytes: self.rest.since(before), key, instance: self.rest.since(at) }))
    }
}

impl<'a> Event<'a> {
    fn read(bytes: &'a [u8]) -> Outcome<Self> {
        let mut reader = Reader::new(bytes);
        let handler = reader.bytes()?;
        let contributes = reader.byte()?;
        Ok(Self { handler, contributes, args: reader.rest() })
    }
}
