//! The JSON beside a program: what the server and the browser have to know of a template without running it.

use super::cut::Offer;
use super::graph::ReadsNode;
use super::part::Cut;
use super::shape;
use crate::error::json_text;
use crate::program::{Block, Expr, Name, Program, Slot};
use crate::template::source::Sources;
use std::fmt::Write;

/// What goes into it.
pub(super) struct Meta<'a, 's> {
    pub(super) sources: Sources<'s>,
    pub(super) program: &'a Program,
    pub(super) reads: &'a [ReadsNode],
    /// What is read, as text of its own: few need it.
    pub(super) data: &'a str,
    pub(super) cuts: &'a [Cut],
    pub(super) offers: &'a [Offer],
    pub(super) templates: &'a [String],
    pub(super) warnings: &'a [String],
}

impl Meta<'_, '_> {
    /// All of it as one object.
    pub(super) fn write(&self) -> String {
        let mut out = String::from("{\"fields\":");
        self.names(&mut out, &self.program.fields);
        let _ = write!(out, ",\"document\":{},\"reads\":{{\"nodes\":", self.program.document);
        list(&mut out, self.reads, |out, node| self.node(out, node));
        out.push_str("},\"data\":");
        json_text(&mut out, self.data);
        out.push_str(",\"blocks\":");
        let blocks: Vec<_> = self.cuts.iter().zip(&self.program.blocks).collect();
        list(&mut out, &blocks, |out, (cut, block)| {
            let _ = write!(out, "{{\"first\":{},\"html\":", block.first);
            json_text(out, &cut.html);
            out.push_str(",\"shape\":");
            shape::write(out, &cut.shape, block);
            let _ = write!(out, ",\"ns\":\"{}\"}}", cut.namespace.text());
        });
        out.push_str(",\"calls\":");
        list(&mut out, self.offers, |out, offer| self.offer(out, offer));
        out.push_str(",\"constant\":");
        list(&mut out, &constant(self.program), |out, slot| {
            let _ = write!(out, "{slot}");
        });
        out.push_str(",\"templates\":");
        list(&mut out, self.templates, |out, name| json_text(out, name));
        out.push_str(",\"warnings\":");
        list(&mut out, self.warnings, |out, warning| json_text(out, warning));
        out.push('}');
        out
    }

    fn names(&self, out: &mut String, names: &[Name]) {
        list(out, names, |out, name| {
            let text = usize::try_from(*name).ok().and_then(|at| self.program.names.get(at));
            json_text(out, text.map_or("", String::as_str));
        });
    }

    fn node(&self, out: &mut String, node: &ReadsNode) {
        out.push_str("{\"names\":");
        self.names(out, &node.names);
        out.push_str(",\"children\":");
        list(out, &node.children, |out, child| {
            let _ = write!(out, "{child}");
        });
        let each = node.each.map_or_else(|| "-1".to_owned(), |each| each.to_string());
        let _ = write!(out, ",\"each\":{each},\"uses\":{}}}", node.uses);
    }

    fn offer(&self, out: &mut String, offer: &Offer) {
        out.push_str("{\"handler\":");
        json_text(out, &offer.handler);
        out.push_str(",\"contributes\":");
        json_text(out, offer.contributes);
        out.push_str(",\"args\":");
        list(out, &offer.args, |out, arg| out.push_str(arg));
        out.push_str(",\"event\":");
        json_text(out, &offer.on);
        let at = offer.span.locate(self.sources.text(offer.span.source));
        out.push_str(",\"template\":");
        json_text(out, self.sources.name(offer.span.source));
        let _ = write!(out, ",\"line\":{},\"column\":{}}}", at.line, at.column);
    }
}

/// Numbers of the event slots with arguments of which all are written out: they offer the same wherever they are shown.
fn constant(program: &Program) -> Vec<u32> {
    let is_literal =
        |arg: &Expr| matches!(arg, Expr::Null | Expr::Bool(_) | Expr::Int(_) | Expr::Float(_) | Expr::Text(_));
    let of_block = |block: &Block| -> Vec<u32> {
        let is_constant =
            |slot: &Slot| matches!(slot, Slot::Event { args, .. } if !args.is_empty() && args.iter().all(is_literal));
        (block.first..).zip(&block.slots).filter(|(_, slot)| is_constant(slot)).map(|(number, _)| number).collect()
    };
    program.blocks.iter().flat_map(of_block).collect()
}

/// A JSON array.
pub(super) fn list<T>(out: &mut String, all: &[T], mut each: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (at, one) in all.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        each(out, one);
    }
    out.push(']');
}
