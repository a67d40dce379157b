//! Which slots a user's input changes, through all branches, loops and includes; and from which of them an event's
//! contribution comes. Found when every block is cut, since includes call each other in circles.

use super::part::Cut;
use crate::program::{BlockId, Program, Slot};

/// Fills in the controls of blocks and events.
pub(super) fn fill(program: &mut Program, cuts: &[Cut]) {
    loop {
        let has: Vec<bool> = program.blocks.iter().map(|block| !block.controls.is_empty()).collect();
        for block in &mut program.blocks {
            let inside = (0_u32..).zip(&block.slots).filter(|(_, slot)| holds(slot, &has)).map(|(at, _)| at);
            block.controls.extend(inside.collect::<Vec<_>>());
            block.controls.sort_unstable();
            block.controls.dedup();
        }
        if program.blocks.iter().zip(has).all(|(block, had)| block.controls.is_empty() != had) {
            break;
        }
    }
    for (block, cut) in program.blocks.iter_mut().zip(cuts) {
        for (event, from, to) in &cut.listeners {
            let is_inside = |at: &u32| usize::try_from(*at).is_ok_and(|at| (*from..*to).contains(&at));
            let inside = block.controls.iter().copied().filter(is_inside).collect();
            if let Some(Slot::Event { controls, .. }) = block.slots.get_mut(*event) {
                *controls = inside;
            }
        }
    }
}

fn holds(slot: &Slot, has: &[bool]) -> bool {
    let look = |block: BlockId| usize::try_from(block).ok().and_then(|at| has.get(at).copied()).unwrap_or(false);
    match slot {
        Slot::Branch { arms, .. } => arms.iter().any(|arm| look(arm.block)),
        Slot::List(list) => look(list.block),
        Slot::Text { .. } | Slot::Attribute { .. } | Slot::Html { .. } | Slot::Event { .. } => false,
    }
}
