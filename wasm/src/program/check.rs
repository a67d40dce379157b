//! What holds of every program: indices point at something, slot numbers do not overflow, locals are few. Checked once, when
//! a program is loaded; expressions are not walked, since a name, field or local that is not there evaluates to null.

use super::{Block, Part, Program, Slot};
use crate::fault::{Fault, Outcome};
use crate::limit::{MAX_BLOCKS, MAX_SLOTS};
use crate::value::number::{index, small};

pub(super) fn check(program: &Program) -> Outcome<()> {
    let is_sound = !program.blocks.is_empty()
        && program.blocks.len() <= MAX_BLOCKS
        && program.blocks.iter().all(|block| is_block_sound(program, block));
    if is_sound { Ok(()) } else { Err(Fault::Malformed) }
}

fn is_block_sound(program: &Program, block: &Block) -> bool {
    let slots = small(block.slots.len());
    let exists = |id: u32| index(id) < program.blocks.len();
    block.controls.iter().all(|control| *control < slots)
        && index(block.first).saturating_add(block.slots.len()) <= MAX_SLOTS
        && block.markup.iter().all(|part| match part {
            Part::Static(_) => true,
            Part::Slot(slot) => *slot < slots,
        })
        && block.slots.iter().all(|slot| match slot {
            Slot::Branch { arms, .. } => arms.iter().all(|arm| exists(arm.block)),
            Slot::List(list) => exists(list.block),
            Slot::Event { controls, .. } => controls.iter().all(|control| *control < slots),
            Slot::Text { .. } | Slot::Attribute { .. } | Slot::Html { .. } => true,
        })
}
