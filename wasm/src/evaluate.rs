//! From values to a frame. Given the values and the frame of the turn before, only what reads something that changed is
//! evaluated; the rest is copied. The result is the same, byte for byte, as that of a full evaluation.
//!
//! What changed: a top-level field whose bytes differ; a loop variable whose item differs from the item with the same key
//! before; a `with` or a parameter that reads something changed. The old values of locals are kept beside the new ones, so
//! that inner loops find their old items too.

pub(crate) mod argument;
pub(crate) mod context;
pub(crate) mod derived;
pub(crate) mod environment;
pub(crate) mod expression;
pub(crate) mod filter;
pub(crate) mod instance;
pub(crate) mod keys;
pub(crate) mod list;
pub(crate) mod names;
pub(crate) mod pieces;
pub(crate) mod regroup;

use crate::error::json_text;
use crate::fault::{Fault, Outcome};
use crate::frame::VERSION;
use crate::frame::reader::root;
use crate::limit::{MAX_FRAME_BYTES, MAX_FUEL, MAX_INSTANCE_DEPTH};
use crate::program::Program;
use crate::value::fields::Fields;
use crate::value::number::wide;
use crate::value::room::check_room;
use bumpalo::Bump;
use core::cell::Cell;
use environment::Environment;
use names::Names;

/// A program with what evaluation precomputes from it.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) program: Program,
    pub(crate) names: Names,
}

impl Loaded {
    pub(crate) fn new(program: Program) -> Self {
        let names = Names::of(&program);
        Self { program, names }
    }
}

/// What is evaluated. Without old values and base everything is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) values: &'a [u8],
    pub(crate) old_values: &'a [u8],
    pub(crate) base: &'a [u8],
}

/// What is worth knowing beside the frame.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Text, attribute, html and event slots that were evaluated, not copied.
    pub(crate) evaluated: u64,
    /// Keys that occur more than once.
    pub(crate) duplicates: Vec<Duplicate>,
}

/// A key that occurs more than once in a list.
#[derive(Debug)]
pub(crate) struct Duplicate {
    /// Number of the list's slot.
    pub(crate) slot: u32,
    pub(crate) key: String,
    /// The template asked for this key; otherwise it is the item's own id.
    pub(crate) is_explicit: bool,
}

/// More duplicates than this are not worth listing.
const MAX_DUPLICATES: usize = 16;

impl Report {
    pub(crate) fn add_duplicate(&mut self, duplicate: Duplicate) {
        if self.duplicates.len() < MAX_DUPLICATES {
            self.duplicates.push(duplicate);
        }
    }

    /// As a JSON array of objects: the list's slot, the key, and whether the template asked for it.
    pub(crate) fn warnings(&self) -> String {
        let mut out = String::from("[");
        for (i, Duplicate { slot, key, is_explicit }) in self.duplicates.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push_str("{\"slot\":");
            out.push_str(&slot.to_string());
            out.push_str(",\"explicit\":");
            out.push_str(if *is_explicit { "true" } else { "false" });
            out.push_str(",\"key\":");
            json_text(&mut out, key);
            out.push('}');
        }
        out.push(']');
        out
    }
}

/// One evaluation.
#[derive(Debug)]
pub(crate) struct Evaluator<'a> {
    program: &'a Program,
    names: &'a Names,
    arena: &'a Bump,
    fuel: Cell<u64>,
    new: Fields<'a>,
    old: Option<Fields<'a>>,
    /// Which fields changed.
    dirty: u64,
    depth: usize,
    /// The frame so far, after whatever the caller had written.
    out: Vec<u8>,
    max_length: usize,
    report: Report,
}

/// Appends the frame to `out`.
pub(crate) fn evaluate<'a>(
    loaded: &'a Loaded,
    input: Input<'a>,
    arena: &'a Bump,
    out: &mut Vec<u8>,
) -> Outcome<Report> {
    let program = &loaded.program;
    let new = Fields::read(input.values, &program.shapes, arena)?;
    let base = if input.base.is_empty() || input.old_values.is_empty() { None } else { Some(root(input.base)?) };
    let old = base.map(|_| new.read_old(input.old_values)).transpose()?;
    let mut evaluator = Evaluator {
        program,
        names: &loaded.names,
        arena,
        fuel: Cell::new(MAX_FUEL),
        dirty: old.as_ref().map_or(u64::MAX, |old| new.changes(old)),
        new,
        old,
        depth: 0,
        max_length: out.len().saturating_add(MAX_FRAME_BYTES),
        out: core::mem::take(out),
        report: Report::default(),
    };
    evaluator.out.push(VERSION);
    let result = evaluator.block(0, &mut Environment::default(), base);
    *out = evaluator.out;
    result.map(|()| evaluator.report)
}

impl<'a> Evaluator<'a> {
    /// Takes steps.
    #[inline(always)]
    fn spend(&self, steps: u64) -> Outcome<()> {
        let left = self.fuel.get().checked_sub(steps).ok_or(Fault::Fuel)?;
        self.fuel.set(left);
        Ok(())
    }

    /// Takes the steps that this many bytes cost.
    #[inline]
    fn spend_bytes(&self, bytes: usize) -> Outcome<()> {
        self.spend(wide(bytes) / 16 + 1)
    }

    #[inline(always)]
    fn check_length(&self) -> Outcome<()> {
        if self.out.len() > self.max_length { Err(Fault::FrameBytes) } else { Ok(()) }
    }

    /// Runs one level deeper.
    fn deeper(&mut self, run: impl FnOnce(&mut Self) -> Outcome<()>) -> Outcome<()> {
        if self.depth >= MAX_INSTANCE_DEPTH {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// Takes the steps, and asks for the memory, of this many of something.
    fn spend_room<T>(&self, count: usize) -> Outcome<()> {
        check_room::<T>(self.arena, count)?;
        self.spend_bytes(count.saturating_mul(size_of::<T>()))
    }

    /// A text that lives as long as this evaluation.
    fn keep(&self, bytes: &[u8]) -> Outcome<&'a str> {
        self.spend_room::<u8>(bytes.len())?;
        core::str::from_utf8(bytes).map(|text| &*self.arena.alloc_str(text)).map_err(|_| Fault::Malformed)
    }
}
