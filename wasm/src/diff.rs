//! From two frames of one program to a patch: the ops that turn what the first shows into what the second shows.
//!
//! Both are walked side by side. An instance, a list or a text whose bytes are equal is passed over by one compare. The form
//! of a patch is described, byte by byte, beside its reader in the client. Events are never part of
//! a patch: they stay on the server.

pub(crate) mod content;
pub(crate) mod increasing;
pub(crate) mod list;
pub(crate) mod text;

use crate::fault::{Fault, Outcome};
use crate::frame::path::{Path, Step};
use crate::frame::reader::{Content, Instance, root};
use crate::limit::MAX_INSTANCE_DEPTH;
use crate::program::{Block, BlockId, Program, Slot};
use crate::value::number::{index, small};
use crate::value::wide::same_bytes;
use crate::value::writer::{put_bytes, put_varint};
use bumpalo::Bump;
use text::TextOp;

/// Variants of ops, by kind of slot.
mod variant {
    pub(super) const SET: u64 = 0;
    pub(super) const SPLICE: u64 = 1;
    pub(super) const APPEND: u64 = 2;
    pub(super) const FORCE: u64 = 2;
    pub(super) const REMOVE: u64 = 3;
    pub(super) const NO_ARM: u64 = 0;
    pub(super) const SWITCH: u64 = 1;
    pub(super) const ENTER: u64 = 2;
}

/// Two states of the same thing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change<T> {
    pub(crate) old: T,
    pub(crate) new: T,
}

/// One diff.
#[derive(Debug)]
pub(crate) struct Differ<'a> {
    program: &'a Program,
    arena: &'a Bump,
    ops: Vec<u8>,
    /// Which blocks the patch instantiates.
    instantiated: Vec<bool>,
    depth: usize,
}

/// Appends the ops to `out`; nothing when nothing changed. `forced`: the path of an event whose controls are sent even if
/// they did not change, or nothing. Returns the blocks that the patch instantiates.
pub(crate) fn diff<'a>(
    program: &'a Program,
    frames: Change<&'a [u8]>,
    forced: &'a [u8],
    arena: &'a Bump,
    out: &mut Vec<u8>,
) -> Outcome<Vec<u32>> {
    let forced = if forced.is_empty() { None } else { Some(Force::Path(Path::read(forced)?)) };
    let ops = core::mem::take(out);
    let mut differ = Differ { program, arena, ops, instantiated: vec![false; program.blocks.len()], depth: 0 };
    let result = root(frames.old).and_then(|old| {
        let change = Change { old, new: root(frames.new)? };
        differ.instance(0, change, forced)
    });
    *out = differ.ops;
    result?;
    Ok((0..).zip(differ.instantiated).filter_map(|(id, is_new)| is_new.then_some(id)).collect())
}

/// What is sent even if it did not change.
#[derive(Debug, Clone, Copy)]
pub(super) enum Force<'a> {
    /// The controls of the event that a path leads to.
    Path(Path<'a>),
    /// All controls.
    All,
}

/// What leads on into a slot.
#[derive(Debug, Clone, Copy)]
pub(super) enum Through<'a> {
    /// The rest of a path, and the step that was taken.
    Step(Step<'a>, Path<'a>),
    /// All controls inside are forced.
    All,
}

/// What is forced within one instance.
struct Forced<'a> {
    step: Option<Step<'a>>,
    path: Option<Path<'a>>,
    controls: &'a [u32],
}

impl<'a> Forced<'a> {
    fn within(block: &'a Block, force: Option<Force<'a>>) -> Outcome<Self> {
        let mut rest = match force {
            Some(Force::All) => return Ok(Self { step: None, path: None, controls: &block.controls }),
            Some(Force::Path(path)) => Some(path),
            None => None,
        };
        let step = match &mut rest {
            Some(path) => path.next_step()?,
            None => None,
        };
        let slot = step.and_then(|step| block.slots.get(index(step.slot.checked_sub(block.first)?)));
        let controls: &[u32] = match (slot, rest) {
            (Some(Slot::Event { controls, .. }), Some(path)) if path.is_last() => controls,
            _ => &[],
        };
        Ok(Self { step, path: rest, controls })
    }

    /// The rest of the path, when it leads through this slot.
    fn through(&self, number: u32) -> Option<Through<'a>> {
        let step = self.step.filter(|step| step.slot == number);
        step.zip(self.path.filter(|path| !path.is_last())).map(|(step, path)| Through::Step(step, path))
    }
}

impl<'a> Differ<'a> {
    fn block_of(&self, id: BlockId) -> Outcome<&'a Block> {
        self.program.blocks.get(index(id)).ok_or(Fault::Malformed)
    }

    /// Runs one level deeper.
    fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.depth >= MAX_INSTANCE_DEPTH {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// Appends the ops of one instance; returns whether there are any.
    fn instance(&mut self, id: BlockId, change: Change<Instance<'a>>, forced: Option<Force<'a>>) -> Outcome<bool> {
        if forced.is_none() && same_bytes(change.old.bytes, change.new.bytes) {
            return Ok(false);
        }
        let block = self.block_of(id)?;
        if change.old.first != block.first || change.new.first != block.first {
            return Err(Fault::Foreign);
        }
        let forced = Forced::within(block, forced)?;
        self.deeper(|this| this.slots(block, change, &forced))
    }

    fn slots(&mut self, block: &'a Block, change: Change<Instance<'a>>, forced: &Forced<'a>) -> Outcome<bool> {
        let Change { mut old, mut new } = change;
        let mut last = None;
        for (at, slot) in block.slots.iter().enumerate() {
            let at = small(at);
            let (old, new) = (old.next_slot()?.ok_or(Fault::Foreign)?, new.next_slot()?.ok_or(Fault::Foreign)?);
            let through = forced.through(block.first.saturating_add(at));
            let is_control = forced.controls.contains(&at);
            if through.is_none() && !is_control && same_bytes(old.bytes, new.bytes) {
                continue;
            }
            let header = self.ops.len();
            let change = Change { old: old.content, new: new.content };
            put_varint(&mut self.ops, u64::from(at) << 3);
            let is_outer = matches!(slot, Slot::Branch { .. } | Slot::List(_));
            let variant = if is_control && !is_outer {
                self.force(change.new)?
            } else {
                self.slot(slot, change, if is_control { Some(Through::All) } else { through })?
            };
            match (variant, self.ops.get_mut(header)) {
                (Some(variant), Some(byte)) => {
                    let [low, ..] = (variant << 1).to_le_bytes();
                    *byte |= low;
                    last = Some(header);
                }
                _ => self.ops.truncate(header),
            }
        }
        if let Some(byte) = last.and_then(|last| self.ops.get_mut(last)) {
            *byte |= 1;
        }
        Ok(last.is_some())
    }

    /// Appends the payload of one op and returns its variant; none when nothing that a browser sees changed.
    fn slot(
        &mut self,
        slot: &'a Slot,
        change: Change<Content<'a>>,
        through: Option<Through<'a>>,
    ) -> Outcome<Option<u64>> {
        match (slot, change.old, change.new) {
            (Slot::Text { .. }, Content::Text(old), Content::Text(new)) => {
                Ok(if same_bytes(old, new) { None } else { Some(self.text(old, new, true)) })
            }
            (Slot::Attribute { name, .. }, Content::Attribute(old), Content::Attribute(new)) => Ok(match (old, new) {
                (Some(old), Some(new)) if same_bytes(old, new) => None,
                // Scripts write these too (`classList`, `style`): what the browser has may be another text.
                (Some(_), Some(new)) if matches!(name.as_str(), "class" | "style") => Some(self.set(new)),
                (Some(old), Some(new)) => Some(self.text(old, new, false)),
                (None, Some(new)) => Some(self.set(new)),
                (Some(_), None) => Some(variant::REMOVE),
                (None, None) => None,
            }),
            (Slot::Branch { arms, .. }, Content::Branch(old), Content::Branch(new)) => {
                let Some((arm, new)) = new else { return Ok(old.map(|_| variant::NO_ARM)) };
                let block = arms.get(index(arm)).ok_or(Fault::Foreign)?.block;
                if let Some((old_arm, old)) = old
                    && old_arm == arm
                {
                    let path = match through {
                        Some(Through::Step(step, path)) if step.key.is_none() => Some(Force::Path(path)),
                        Some(Through::All) => Some(Force::All),
                        Some(Through::Step(..)) | None => None,
                    };
                    return Ok(self.instance(block, Change { old, new }, path)?.then_some(variant::ENTER));
                }
                put_varint(&mut self.ops, u64::from(arm));
                self.content(block, new)?;
                Ok(Some(variant::SWITCH))
            }
            (Slot::List(list), Content::List(old), Content::List(new)) => self.list(list, Change { old, new }, through),
            (Slot::Html { .. }, Content::Html(old), Content::Html(new)) => {
                Ok(if same_bytes(old, new) { None } else { Some(self.set(new)) })
            }
            (Slot::Event { .. }, Content::Event(_), Content::Event(_)) => Ok(None),
            _ => Err(Fault::Foreign),
        }
    }

    fn set(&mut self, text: &[u8]) -> u64 {
        put_bytes(&mut self.ops, text);
        variant::SET
    }

    /// The shortest op between two texts.
    fn text(&mut self, old: &[u8], new: &[u8], can_append: bool) -> u64 {
        match text::shortest(old, new, can_append) {
            TextOp::Set => self.set(new),
            TextOp::Append(insert) => {
                put_bytes(&mut self.ops, insert);
                variant::APPEND
            }
            TextOp::Splice { keep, remove, insert } => {
                put_varint(&mut self.ops, keep);
                put_varint(&mut self.ops, remove);
                put_bytes(&mut self.ops, insert);
                variant::SPLICE
            }
        }
    }

    /// A control whose value the browser has to show again, whatever is in it now.
    fn force(&mut self, new: Content<'a>) -> Outcome<Option<u64>> {
        match new {
            Content::Text(text) => Ok(Some(self.set(text))),
            Content::Attribute(Some(value)) => {
                put_bytes(&mut self.ops, value);
                Ok(Some(variant::FORCE))
            }
            Content::Attribute(None) => Ok(Some(variant::REMOVE)),
            Content::Branch(_) | Content::List(_) | Content::Html(_) | Content::Event(_) => Err(Fault::Foreign),
        }
    }
}
