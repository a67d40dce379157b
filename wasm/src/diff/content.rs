//! The content of a block that the browser instantiates: what each of its holes says, in order.

use super::Differ;
use crate::fault::{Fault, Outcome};
use crate::frame::reader::{Content, Instance, List as FrameList};
use crate::program::{BlockId, List, Slot};
use crate::value::number::{index, wide};
use crate::value::writer::{put_bytes, put_size, put_varint};

impl<'a> Differ<'a> {
    /// Appends the content of an instance, and notes its block.
    pub(super) fn content(&mut self, id: BlockId, instance: Instance<'a>) -> Outcome<()> {
        let block = self.block_of(id)?;
        if instance.first != block.first {
            return Err(Fault::Foreign);
        }
        if let Some(is_new) = self.instantiated.get_mut(index(id)) {
            *is_new = true;
        }
        self.deeper(|this| {
            let mut instance = instance;
            for slot in &block.slots {
                let content = instance.next_slot()?.ok_or(Fault::Foreign)?.content;
                this.slot_content(slot, content)?;
            }
            Ok(())
        })
    }

    fn slot_content(&mut self, slot: &'a Slot, content: Content<'a>) -> Outcome<()> {
        match (slot, content) {
            (Slot::Text { .. }, Content::Text(text)) | (Slot::Html { .. }, Content::Html(text)) => {
                put_bytes(&mut self.ops, text)
            }
            (Slot::Attribute { .. }, Content::Attribute(None)) | (Slot::Branch { .. }, Content::Branch(None)) => {
                self.ops.push(0)
            }
            (Slot::Attribute { .. }, Content::Attribute(Some(value))) => {
                put_varint(&mut self.ops, wide(value.len()) + 1);
                self.ops.extend_from_slice(value);
            }
            (Slot::Branch { arms, .. }, Content::Branch(Some((arm, instance)))) => {
                put_varint(&mut self.ops, u64::from(arm) + 1);
                self.content(arms.get(index(arm)).ok_or(Fault::Foreign)?.block, instance)?;
            }
            (Slot::List(list), Content::List(items)) => self.list_content(list, items)?,
            (Slot::Event { .. }, Content::Event(_)) => {}
            _ => return Err(Fault::Foreign),
        }
        Ok(())
    }

    fn list_content(&mut self, list: &'a List, items: FrameList<'a>) -> Outcome<()> {
        let mut items = items;
        let is_keyed = items.is_keyed;
        put_size(&mut self.ops, items.count << 1 | usize::from(is_keyed));
        while let Some(item) = items.next_item()? {
            if list.announces && is_keyed {
                item.key.put(&mut self.ops);
            }
            self.content(list.block, Instance::new(item.instance)?)?;
        }
        Ok(())
    }
}
