//! Cuts trees into blocks with holes, and gives every block its shape. Runs of text are whole: everything between two tags
//! that yields only text is one hole. Slots are numbered in document order, at the end.

use super::foreign::Namespace;
use super::scope::{Resolver, Scope};
use super::shape::{Instruction, push_skip};
use super::tree::{Call, Item, ItemKind, TreeLoop};
use super::unit::{Place, Units};
use crate::program::{Argument, Arm, Block, BlockId, Expr, Key, Let, List, Part, Piece, Slot, Uses};
use crate::span::Span;
use std::collections::BTreeMap;

/// A handler that the template offers.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) handler: String,
    pub(super) contributes: &'static str,
    pub(super) args: Vec<String>,
    pub(super) on: String,
    pub(super) span: Span,
}

/// A block while it is cut.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) block: Block,
    pub(super) shape: Vec<Instruction>,
    /// The markup without the holes.
    pub(super) html: String,
    pub(super) namespace: Namespace,
    /// Slots that a user's input changes.
    pub(super) controls: Vec<u32>,
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
struct Run {
    pieces: Vec<Piece>,
    /// A tag stands before it.
    after_tag: bool,
    /// Nothing stands before it in its element.
    first: bool,
}

/// Cuts all units.
#[derive(Debug)]
pub(super) struct Cutter<'u, 's> {
    pub(super) units: &'u Units<'s>,
    pub(super) params: Vec<Vec<String>>,
    pub(super) resolver: Resolver,
    pub(super) cuts: Vec<Cut>,
    pub(super) texts: Vec<Vec<Piece>>,
    pub(super) offers: Vec<Offer>,
    block_of: BTreeMap<usize, BlockId>,
    text_of: BTreeMap<usize, u32>,
    pending: Vec<Pending>,
    pub(super) misplaced_key: Option<Span>,
}

#[derive(Debug, Clone, Copy)]
enum Pending {
    Block(usize, BlockId),
    Text(usize, u32),
}

pub(super) fn id(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Cut {
    fn new(namespace: Namespace) -> Self {
        let block = Block { first: 0, markup: Vec::new(), slots: Vec::new(), lets: Vec::new(), uses: Uses::default() };
        Self { block, shape: Vec::new(), html: String::new(), namespace, controls: Vec::new() }
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

impl<'u, 's> Cutter<'u, 's> {
    pub(super) fn new(units: &'u Units<'s>, params: Vec<Vec<String>>) -> Self {
        Self {
            units,
            params,
            resolver: Resolver::default(),
            cuts: Vec::new(),
            texts: Vec::new(),
            offers: Vec::new(),
            block_of: BTreeMap::new(),
            text_of: BTreeMap::new(),
            pending: Vec::new(),
            misplaced_key: None,
        }
    }

    /// Cuts the root and all that it calls.
    pub(super) fn run(&mut self) {
        self.unit_block(0);
        while let Some(pending) = self.pending.pop() {
            match pending {
                Pending::Block(unit, block) => self.cut_unit(unit, block),
                Pending::Text(unit, text) => {
                    let mut scope = self.scope(unit);
                    let units = self.units;
                    let items = units.all.get(unit).map_or(&[][..], |unit| unit.items.as_slice());
                    let pieces = self.pieces(items, &mut scope);
                    if let Some(place) = usize::try_from(text).ok().and_then(|at| self.texts.get_mut(at)) {
                        *place = pieces;
                    }
                }
            }
        }
    }

    fn scope(&self, unit: usize) -> Scope {
        Scope::new(self.params.get(unit).map_or(&[][..], Vec::as_slice), unit == 0)
    }

    fn cut_unit(&mut self, unit: usize, block: BlockId) {
        let mut scope = self.scope(unit);
        let units = self.units;
        let Some(unit) = units.all.get(unit) else { return };
        match &unit.place {
            Place::Content(context) => {
                let parent = if units.document && block == 0 { "#document" } else { context.parent.as_str() };
                self.fill(block, &unit.items, Site { parent, namespace: context.namespace, edge: true }, &mut scope);
            }
            Place::Plain | Place::Raw => {
                let pieces = self.pieces(&unit.items, &mut scope);
                let mut cut = Cut::new(Namespace::Html);
                cut.hole(Slot::Text { pieces, uses: Uses::default(), doubles_lf: false, measured: true }, Instruction::Measured);
                self.store(block, cut);
            }
        }
    }

    fn store(&mut self, block: BlockId, cut: Cut) {
        if let Some(place) = usize::try_from(block).ok().and_then(|at| self.cuts.get_mut(at)) {
            *place = cut;
        }
    }

    fn reserve(&mut self) -> BlockId {
        self.cuts.push(Cut::new(Namespace::Html));
        id(self.cuts.len() - 1)
    }

    fn unit_block(&mut self, unit: usize) -> BlockId {
        if let Some(known) = self.block_of.get(&unit) {
            return *known;
        }
        let block = self.reserve();
        self.block_of.insert(unit, block);
        self.pending.push(Pending::Block(unit, block));
        block
    }

    /// The text of a unit that yields only text.
    pub(super) fn unit_text(&mut self, unit: usize) -> u32 {
        if let Some(known) = self.text_of.get(&unit) {
            return *known;
        }
        self.texts.push(Vec::new());
        let text = id(self.texts.len() - 1);
        self.text_of.insert(unit, text);
        self.pending.push(Pending::Text(unit, text));
        text
    }

    /// Cuts a block of its own out of items.
    fn block(&mut self, items: &[Item], site: Site<'_>, scope: &mut Scope) -> BlockId {
        let block = self.reserve();
        self.fill(block, items, Site { edge: true, ..site }, scope);
        block
    }

    fn fill(&mut self, block: BlockId, items: &[Item], site: Site<'_>, scope: &mut Scope) {
        let mut cut = Cut::new(site.namespace);
        // What follows the last hole stays in the shape: what comes after the block begins where it ends.
        self.children(&mut cut, items, site, scope);
        self.store(block, cut);
    }

    /// The children of an element or block.
    pub(super) fn children(&mut self, cut: &mut Cut, items: &[Item], site: Site<'_>, scope: &mut Scope) {
        let mut run = Run { pieces: Vec::new(), after_tag: !site.edge, first: !site.edge };
        self.stream(cut, items, (site, &mut run), scope);
        finish_run(cut, &mut run, !site.edge, site);
    }

    fn stream(&mut self, cut: &mut Cut, items: &[Item], at: (Site<'_>, &mut Run), scope: &mut Scope) {
        let (site, run) = at;
        for item in items {
            if self.units.is_textual(std::slice::from_ref(item)) {
                self.piece(item, scope, &mut run.pieces);
                continue;
            }
            if let ItemKind::With(bindings, body) = &item.kind {
                let mark = scope.enter();
                for (local, value) in self.bind(bindings, scope) {
                    cut.block.lets.push(Let { local, value, uses: Uses::default() });
                }
                self.stream(cut, body, (site, run), scope);
                scope.leave(mark);
                continue;
            }
            let is_tag = matches!(item.kind, ItemKind::Element(_) | ItemKind::Doctype);
            finish_run(cut, run, is_tag, site);
            self.structure(cut, item, site, scope);
            run.after_tag = is_tag;
            run.first = false;
        }
    }

    fn structure(&mut self, cut: &mut Cut, item: &Item, site: Site<'_>, scope: &mut Scope) {
        match &item.kind {
            ItemKind::Element(element) => self.element(cut, element, site, scope),
            ItemKind::Doctype => cut.write("<!doctype html>"),
            ItemKind::Value { value, .. } => {
                let value = self.resolver.resolve(value, scope);
                cut.hole(Slot::Html { value, uses: Uses::default() }, Instruction::Html);
            }
            ItemKind::If(arms) => {
                let mut all = Vec::new();
                for arm in arms {
                    let when = arm.when.as_ref().map(|when| self.resolver.resolve(when, scope));
                    all.push(Arm { when, call: None, block: self.block(&arm.body, site, scope) });
                }
                push_branch(cut, all);
            }
            ItemKind::For(one) => self.list(cut, one, site, scope),
            ItemKind::Call(call) => {
                let args = self.arguments(call, scope);
                let block = self.unit_block(call.unit);
                let args = args.into_iter().map(|value| Argument { value, uses: Uses::default() }).collect();
                push_branch(cut, vec![Arm { when: None, call: Some(args), block }]);
            }
            ItemKind::With(..) | ItemKind::Text(_) => {}
        }
    }

    /// What a call gives its parameters.
    pub(super) fn arguments(&mut self, call: &Call, scope: &Scope) -> Vec<Expr> {
        let params = self.params.get(call.unit).cloned().unwrap_or_default();
        params
            .iter()
            .map(|name| match call.with.iter().rev().find(|binding| binding.name == *name) {
                Some(binding) => self.resolver.resolve(&binding.value, scope),
                None if call.only => Expr::Null,
                None => self.resolver.name(name, scope),
            })
            .collect()
    }

    fn list(&mut self, cut: &mut Cut, one: &TreeLoop, site: Site<'_>, scope: &mut Scope) {
        let over = self.resolver.resolve(&one.over, scope);
        let parentloop = scope.find("forloop", 0);
        let mark = scope.enter();
        let variables: Vec<u32> = one.variables.iter().map(|name| scope.bind(name)).collect();
        let forloop = scope.bind("forloop");
        let explicit = self.key(&one.body).map(|key| self.resolver.resolve(key, scope));
        let key = match (explicit, variables.as_slice()) {
            (Some(key), _) => Key::Explicit(key),
            (None, [only]) => Key::Own(Expr::Member(Box::new(Expr::Local(*only)), self.resolver.names.intern("id"))),
            (None, _) => Key::Index,
        };
        let block = self.block(&one.body, site, scope);
        scope.leave(mark);
        let is_empty = Expr::IsEmpty(Box::new(over.clone()));
        let list = List {
            over,
            over_uses: Uses::default(),
            reversed: one.reversed,
            variables,
            forloop,
            parentloop,
            key,
            block,
            announces: false,
            uses: Uses::default(),
        };
        cut.hole(Slot::List(list), Instruction::List(block));
        if !one.empty.is_empty() {
            let block = self.block(&one.empty, site, scope);
            push_branch(cut, vec![Arm { when: Some(is_empty), call: None, block }]);
        }
    }
}

fn push_branch(cut: &mut Cut, arms: Vec<Arm>) {
    let blocks = arms.iter().map(|arm| arm.block).collect();
    cut.hole(Slot::Branch { arms, uses: Uses::default() }, Instruction::Branch(blocks));
}

/// Ends a run of text: static text or a hole.
fn finish_run(cut: &mut Cut, run: &mut Run, before_tag: bool, site: Site<'_>) {
    let pieces = std::mem::take(&mut run.pieces);
    let isolated = run.after_tag && before_tag;
    let first_in_pre = run.first && super::knowledge::is(site.parent, super::knowledge::DROPS_LF);
    let is_static = pieces.iter().all(|piece| matches!(piece, Piece::Static(_)));
    if !is_static {
        let slot = Slot::Text { pieces, uses: Uses::default(), doubles_lf: first_in_pre, measured: !isolated };
        let at = cut.hole(slot, if isolated { Instruction::Isolated } else { Instruction::Measured });
        if site.parent == "textarea" {
            cut.controls.push(at);
        }
        return;
    }
    let text: String = pieces.iter().map(|piece| if let Piece::Static(text) = piece { text.as_str() } else { "" }).collect();
    if text.is_empty() {
        return;
    }
    if first_in_pre && text.starts_with('\n') {
        cut.write("\n");
    }
    let raw = site.namespace == Namespace::Html && super::knowledge::is(site.parent, super::knowledge::RAW);
    if raw { cut.write(&text) } else { cut.write(&super::escape::text(&text)) }
    if isolated {
        push_skip(&mut cut.shape);
    } else {
        cut.shape.push(Instruction::Text(text.encode_utf16().count()));
    }
}
