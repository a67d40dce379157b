//! Shapes: how the browser finds the holes of a block. Instructions while cutting, JSON at the end.

use crate::error::json_text;
use crate::program::{Block, BlockId, Slot};
use std::fmt::Write;

/// One instruction; see the contract of shapes in SPEC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Instruction {
    /// Skip so many nodes.
    Skip(usize),
    /// Static text of so many UTF-16 units that touches a hole or an edge.
    Text(usize),
    /// Look for an element among nodes that may not be ours.
    Seek(String),
    /// Enter an element.
    Enter(String),
    /// Leave it.
    Leave,
    /// An attribute hole.
    Attribute(String),
    /// An event hole: type, modifiers, contribution, handler, commands.
    Event(Box<EventShape>),
    /// A text hole between tags.
    Isolated,
    /// A text hole whose length is in the skeleton.
    Measured,
    /// A branch: the blocks of its arms.
    Branch(Vec<BlockId>),
    /// A list.
    List(BlockId),
    /// Trusted markup.
    Html,
}

/// What the browser knows of an event hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventShape {
    pub(super) on: String,
    pub(super) modifiers: String,
    pub(super) contributes: &'static str,
    pub(super) handler: String,
    pub(super) commands: Vec<Option<(String, Vec<String>)>>,
}

/// Appends a skip, joined with one before.
pub(super) fn push_skip(shape: &mut Vec<Instruction>) {
    match shape.last_mut() {
        Some(Instruction::Skip(n)) => *n += 1,
        _ => shape.push(Instruction::Skip(1)),
    }
}

/// Drops what leads to no hole any more.
pub(super) fn trim(shape: &mut Vec<Instruction>) {
    while matches!(shape.last(), Some(Instruction::Skip(_) | Instruction::Seek(_))) {
        shape.pop();
    }
}

/// Writes a shape as a flat JSON array. `block` is the block that it belongs to: its lists know whether they announce keys.
pub(super) fn write(out: &mut String, shape: &[Instruction], block: &Block) {
    out.push('[');
    let mut first = true;
    let mut slots = block.slots.iter();
    for instruction in shape {
        if !std::mem::take(&mut first) {
            out.push(',');
        }
        let is_walk = matches!(
            instruction,
            Instruction::Skip(_)
                | Instruction::Text(_)
                | Instruction::Seek(_)
                | Instruction::Enter(_)
                | Instruction::Leave
        );
        let slot = if is_walk { None } else { slots.next() };
        write_one(out, instruction, slot);
    }
    out.push(']');
}

fn write_one(out: &mut String, instruction: &Instruction, slot: Option<&Slot>) {
    // Writing to a string cannot fail.
    let _ = match instruction {
        Instruction::Skip(n) => write!(out, "{n}"),
        Instruction::Text(n) => write!(out, "\"t\",{n}"),
        Instruction::Leave => write!(out, "\")\""),
        Instruction::Isolated => write!(out, "\"x\""),
        Instruction::Measured => write!(out, "\"y\""),
        Instruction::Html => write!(out, "\"h\""),
        Instruction::Branch(blocks) => {
            let blocks: Vec<String> = blocks.iter().map(u32::to_string).collect();
            write!(out, "\"b\",[{}]", blocks.join(","))
        }
        Instruction::List(block) => {
            let announces = matches!(slot, Some(Slot::List(list)) if list.announces);
            write!(out, "\"l\",{block},{}", u8::from(announces))
        }
        Instruction::Seek(name) => pair(out, "<", name),
        Instruction::Enter(name) => pair(out, "(", name),
        Instruction::Attribute(name) => pair(out, "a", name),
        Instruction::Event(event) => {
            event_shape(out, event);
            Ok(())
        }
    };
}

fn pair(out: &mut String, code: &str, name: &str) -> std::fmt::Result {
    write!(out, "\"{code}\",")?;
    json_text(out, name);
    Ok(())
}

fn event_shape(out: &mut String, event: &EventShape) {
    out.push_str("\"e\"");
    for text in [event.on.as_str(), &event.modifiers, event.contributes, &event.handler] {
        out.push(',');
        json_text(out, text);
    }
    out.push_str(",[");
    for (at, command) in event.commands.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let Some((name, args)) = command else {
            out.push('0');
            continue;
        };
        out.push('[');
        json_text(out, name);
        for arg in args {
            out.push(',');
            json_text(out, arg);
        }
        out.push(']');
    }
    out.push(']');
}
