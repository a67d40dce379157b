//! From a frame to HTML, and to the skeleton: what the browser must know beside the HTML to find every hole in it (arms
//! taken, items and keys, lengths of texts that run together with others, nodes of trusted markup).

use crate::error::json_text;
use crate::fault::{Fault, Outcome};
use crate::frame::reader::{Content, Instance, List as FrameList, root};
use crate::limit::MAX_INSTANCE_DEPTH;
use crate::markup::measure;
use crate::program::{BlockId, List, Mode, Part, Program, Slot};
use crate::value::escape::{escape_attribute, escape_text};
use crate::value::key::Key;
use crate::value::number::{index, wide};
use crate::value::utf16::utf16_length;
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use std::fmt::Write;

/// What is made beside the HTML.
#[derive(Debug)]
pub(crate) struct Page {
    /// A flat JSON array.
    pub(crate) skeleton: String,
    /// The blocks that occur, in ascending order.
    pub(crate) used: Vec<u32>,
    /// Where in the HTML the island with skeleton and token goes.
    pub(crate) island: usize,
}

struct Renderer<'a> {
    program: &'a Program,
    arena: &'a Bump,
    out: &'a mut Vec<u8>,
    start: usize,
    skeleton: String,
    used: Vec<bool>,
    island: Option<usize>,
    depth: usize,
}

/// Appends the HTML to `out`.
pub(crate) fn html<'a>(program: &'a Program, frame: &'a [u8], arena: &'a Bump, out: &'a mut Vec<u8>) -> Outcome<Page> {
    let start = out.len();
    let mut renderer = Renderer {
        program,
        arena,
        start,
        out,
        skeleton: String::from("["),
        used: vec![false; program.blocks.len()],
        island: None,
        depth: 0,
    };
    renderer.instance(0, root(frame)?)?;
    let end = renderer.out.len() - start;
    let mut skeleton = renderer.skeleton;
    skeleton.push(']');
    let used = (0..).zip(renderer.used).filter_map(|(id, is_used)| is_used.then_some(id)).collect();
    Ok(Page { skeleton, used, island: renderer.island.unwrap_or(end) })
}

impl<'a> Renderer<'a> {
    fn instance(&mut self, id: BlockId, instance: Instance<'a>) -> Outcome<()> {
        let block = self.program.blocks.get(index(id)).ok_or(Fault::Malformed)?;
        if instance.first != block.first {
            return Err(Fault::Foreign);
        }
        if self.depth >= MAX_INSTANCE_DEPTH {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        if let Some(is_used) = self.used.get_mut(index(id)) {
            *is_used = true;
        }
        let mut contents = ArenaVec::with_capacity_in(block.slots.len(), self.arena);
        let mut instance = instance;
        while let Some(slot) = instance.next_slot()? {
            contents.push(slot.content);
        }
        for part in &block.markup {
            match part {
                Part::Static(text) => self.markup(text),
                Part::Slot(at) => {
                    let slot = block.slots.get(index(*at)).ok_or(Fault::Malformed)?;
                    self.slot(slot, contents.get(index(*at)).copied().ok_or(Fault::Foreign)?)?;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn markup(&mut self, text: &str) {
        if self.program.document
            && let Some(at) = text.rfind("</body")
        {
            self.island = Some(self.out.len() - self.start + at);
        }
        self.out.extend_from_slice(text.as_bytes());
    }

    fn slot(&mut self, slot: &'a Slot, content: Content<'a>) -> Outcome<()> {
        match (slot, content) {
            (Slot::Text { doubles_lf, measured, .. }, Content::Text(text)) => {
                if self.program.mode == Mode::Text {
                    self.out.extend_from_slice(text);
                    return Ok(());
                }
                if *doubles_lf && text.starts_with(b"\n") {
                    self.out.push(b'\n');
                }
                escape_text(text, self.out);
                if *measured {
                    self.number(utf16_length(text));
                }
            }
            (Slot::Attribute { .. }, Content::Attribute(None)) => {}
            (Slot::Attribute { name, .. }, Content::Attribute(Some(value))) => {
                self.out.push(b' ');
                self.out.extend_from_slice(name.as_bytes());
                self.out.extend_from_slice(b"=\"");
                escape_attribute(value, self.out);
                self.out.push(b'"');
            }
            (Slot::Branch { .. }, Content::Branch(None)) => self.number(0),
            (Slot::Branch { arms, .. }, Content::Branch(Some((arm, instance)))) => {
                self.number(u64::from(arm) + 1);
                self.instance(arms.get(index(arm)).ok_or(Fault::Foreign)?.block, instance)?;
            }
            (Slot::List(list), Content::List(items)) => self.list(list, items)?,
            (Slot::Html { .. }, Content::Html(markup)) => self.trusted(markup)?,
            (Slot::Event { .. }, Content::Event(_)) => {}
            _ => return Err(Fault::Foreign),
        }
        Ok(())
    }

    fn list(&mut self, list: &'a List, items: FrameList<'a>) -> Outcome<()> {
        let mut items = items;
        let has_keys = list.announces && items.is_keyed;
        self.number(wide(items.count));
        if list.announces && items.count > 0 {
            self.number(u64::from(items.is_keyed));
        }
        while let Some(item) = items.next_item()? {
            match item.key {
                Key::Number(number) if has_keys => self.number(number),
                Key::Text(text) if has_keys => {
                    self.comma();
                    json_text(&mut self.skeleton, core::str::from_utf8(text).map_err(|_| Fault::Malformed)?);
                }
                Key::Number(_) | Key::Text(_) => {}
            }
            self.instance(list.block, Instance::new(item.instance)?)?;
        }
        Ok(())
    }

    /// Markup as it is. Where the length of its last text is not plain to see (references, CR, NUL), an empty comment ends
    /// that text, so that the browser can tell it from what follows.
    fn trusted(&mut self, markup: &[u8]) -> Outcome<()> {
        let top = measure(markup)?;
        self.out.extend_from_slice(markup);
        if top.is_last_text_plain {
            self.number(top.nodes);
            self.number(top.last_text);
        } else {
            self.out.extend_from_slice(b"<!---->");
            self.number(top.nodes + 1);
            self.number(0);
        }
        Ok(())
    }

    fn comma(&mut self) {
        if self.skeleton.len() > 1 {
            self.skeleton.push(',');
        }
    }

    fn number(&mut self, number: u64) {
        self.comma();
        // Writing to a string cannot fail.
        let _ = write!(self.skeleton, "{number}");
    }
}
