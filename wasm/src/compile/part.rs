//! A block while it is cut: markup, holes and shape grow together. Here a run of text becomes static text or one hole.

use super::foreign::Namespace;
use super::knowledge::{DROPS_LF, RAW, is};
use super::shape::{Instruction, push_skip};
use crate::program::{Arm, Block, Part, Piece, Slot, Uses};

/// A block while it is cut.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) block: Block,
    pub(super) shape: Vec<Instruction>,
    /// The markup without the holes.
    pub(super) html: String,
    pub(super) namespace: Namespace,
    /// Events whose contribution comes from controls: the event's slot, and between which slots the controls are.
    pub(super) listeners: Vec<(usize, usize, usize)>,
}

/// Where children stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'t> {
    pub(super) parent: &'t str,
    pub(super) namespace: Namespace,
    /// Directly in the block, so that its first and last text may touch text outside.
    pub(super) edge: bool,
}

/// A run of text that is not over yet.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) pieces: Vec<Piece>,
    /// A tag stands before it.
    pub(super) after_tag: bool,
    /// Nothing stands before it in its element.
    pub(super) first: bool,
}

pub(super) fn id(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Cut {
    pub(super) fn new(namespace: Namespace) -> Self {
        let block = Block {
            first: 0,
            markup: Vec::new(),
            slots: Vec::new(),
            controls: Vec::new(),
            lets: Vec::new(),
            uses: Uses::default(),
        };
        Self { block, shape: Vec::new(), html: String::new(), namespace, listeners: Vec::new() }
    }

    /// Static markup.
    pub(super) fn write(&mut self, markup: &str) {
        self.html.push_str(markup);
        match self.block.markup.last_mut() {
            Some(Part::Static(text)) => text.push_str(markup),
            _ => self.block.markup.push(Part::Static(markup.to_owned())),
        }
    }

    /// A hole that appears in the markup.
    pub(super) fn hole(&mut self, slot: Slot, instruction: Instruction) -> u32 {
        let at = id(self.block.slots.len());
        self.block.markup.push(Part::Slot(at));
        self.block.slots.push(slot);
        self.shape.push(instruction);
        at
    }
}

pub(super) fn push_branch(cut: &mut Cut, arms: Vec<Arm>) {
    let blocks = arms.iter().map(|arm| arm.block).collect();
    cut.hole(Slot::Branch { arms, uses: Uses::default() }, Instruction::Branch(blocks));
}

/// Ends a run of text: static text or a hole.
pub(super) fn finish_run(cut: &mut Cut, run: &mut Run, before_tag: bool, site: Site<'_>) {
    let pieces = std::mem::take(&mut run.pieces);
    let isolated = run.after_tag && before_tag;
    let first_in_pre = run.first && site.namespace == Namespace::Html && is(site.parent, DROPS_LF);
    let is_static = pieces.iter().all(|piece| matches!(piece, Piece::Static(_)));
    let is_empty = pieces.iter().all(|piece| matches!(piece, Piece::Static(text) if text.is_empty()));
    // What a parser drops: the text may be empty, and what a hole beside it shows then begins the element.
    let opens_with_hole = first_in_pre && !before_tag && (is_empty || !is_static);
    if opens_with_hole {
        cut.write("\n");
    }
    if !is_static {
        let doubles_lf = first_in_pre && !opens_with_hole;
        let slot = Slot::Text { pieces, uses: Uses::default(), doubles_lf, measured: !isolated };
        let at = cut.hole(slot, if isolated { Instruction::Isolated } else { Instruction::Measured });
        if site.parent == "textarea" {
            cut.block.controls.push(at);
        }
        return;
    }
    let text: String =
        pieces.iter().map(|piece| if let Piece::Static(text) = piece { text.as_str() } else { "" }).collect();
    if is_empty {
        return;
    }
    if first_in_pre && text.starts_with('\n') {
        cut.write("\n");
    }
    let raw = site.namespace == Namespace::Html && is(site.parent, RAW);
    if raw {
        cut.write(&text)
    } else {
        cut.write(&super::escape::text(&text))
    }
    if isolated {
        push_skip(&mut cut.shape);
    } else {
        cut.shape.push(Instruction::Text(text.encode_utf16().count()));
    }
}
