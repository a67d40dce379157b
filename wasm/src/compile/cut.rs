//! Cuts trees into blocks with holes, and gives every block its shape. Runs of text are whole: everything between two tags
//! that yields only text is one hole. Slots are numbered in document order, at the end.

use super::foreign::Namespace;
use super::part::{Cut, Run, Site, finish_run, id, push_branch};
use super::remember::Turn;
use super::scope::{Resolver, Scope};
use super::shape::Instruction;
use super::tree::{Item, ItemKind, TreeLoop};
use super::unit::{Place, Units};
use crate::program::{Argument, Arm, BlockId, Expr, Key, List, Local, Piece, Slot, Uses};
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

/// What cannot be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A `do-key` that belongs to no loop.
    Key,
    /// An `{% ifchanged %}` in an included template, outside of its loops.
    Changed,
    /// A `do-error` element with content.
    Filled,
    /// A `do-disable-with` element with holes.
    Moving,
    /// A hole inside of an element with `do-ignore`, whose content belongs to scripts.
    Ignore,
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
    /// The loops around, outermost first.
    pub(super) turns: Vec<Turn>,
    /// How often a cycle outside of loops was shown.
    pub(super) shown: BTreeMap<Span, usize>,
    block_of: BTreeMap<usize, BlockId>,
    text_of: BTreeMap<usize, u32>,
    pending: Vec<Pending>,
    /// The first thing that cannot be cut.
    pub(super) refused: Option<(Span, Refusal)>,
    /// Where the keys of loops stand.
    pub(super) keys: Vec<Span>,
    /// Most locals of one environment.
    pub(super) most_locals: usize,
    /// Most variables of one loop.
    pub(super) most_variables: usize,
}

#[derive(Debug, Clone, Copy)]
enum Pending {
    Block(usize, BlockId),
    Text(usize, u32),
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
            turns: Vec::new(),
            shown: BTreeMap::new(),
            block_of: BTreeMap::new(),
            text_of: BTreeMap::new(),
            pending: Vec::new(),
            refused: None,
            keys: Vec::new(),
            most_locals: 0,
            most_variables: 0,
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
                    self.most_locals = self.most_locals.max(scope.size());
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
                cut.hole(
                    Slot::Text { pieces, uses: Uses::default(), doubles_lf: false, measured: true },
                    Instruction::Measured,
                );
                self.store(block, cut);
            }
        }
        self.most_locals = self.most_locals.max(scope.size());
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
        let marks = (scope.enter(), self.mark());
        self.fill(block, items, Site { edge: true, ..site }, scope);
        scope.leave(marks.0);
        self.leave(marks.1);
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
            if self.names(cut, item, run, scope) {
                continue;
            }
            if self.units.is_textual(std::slice::from_ref(item)) {
                self.piece(item, scope, &mut run.pieces);
                continue;
            }
            if let ItemKind::With(bindings, body) = &item.kind {
                let mark = scope.enter();
                let way = self.mark();
                self.lets(cut, bindings, scope);
                self.stream(cut, body, (site, run), scope);
                scope.leave(mark);
                self.leave(way);
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
                let all = self.arms(arms, scope, |this, body, scope| this.block(body, site, scope));
                push_branch(cut, all.into_iter().map(|(when, block)| Arm { when, call: None, block }).collect());
            }
            ItemKind::Changed(one) => {
                let all = self.changed_arms(one, item.span, scope, |this, body, scope| this.block(body, site, scope));
                push_branch(cut, all.into_iter().map(|(when, block)| Arm { when, call: None, block }).collect());
            }
            ItemKind::For(one) => self.list(cut, one, site, scope),
            ItemKind::Call(call) => {
                let args = self.arguments(call, scope);
                let block = self.unit_block(call.unit);
                let args = args.into_iter().map(|value| Argument { value, uses: Uses::default() }).collect();
                push_branch(cut, vec![Arm { when: None, call: Some(args), block }]);
            }
            ItemKind::With(..) | ItemKind::Text(_) | ItemKind::Let(_) => {}
            ItemKind::Cycle(_) | ItemKind::ResetCycle(_) | ItemKind::Filter(..) => {}
        }
    }

    /// Binds the variables of a loop.
    pub(super) fn variables(&mut self, names: &[String], scope: &mut Scope) -> Vec<Local> {
        self.most_variables = self.most_variables.max(names.len());
        names.iter().map(|name| scope.bind(name)).collect()
    }

    fn list(&mut self, cut: &mut Cut, one: &TreeLoop, site: Site<'_>, scope: &mut Scope) {
        let over = self.resolver.resolve(&one.over, scope);
        let parentloop = scope.find("forloop", 0);
        let mark = scope.enter();
        let variables = self.variables(&one.variables, scope);
        let forloop = scope.bind("forloop");
        let explicit = super::element::key(&one.body).map(|(key, span)| {
            self.keys.push(*span);
            self.resolver.resolve(key, scope)
        });
        let key = match (explicit, variables.as_slice()) {
            (Some(key), _) => Key::Explicit(key),
            (None, [only]) => Key::Own(Expr::Member(Box::new(Expr::Local(*only)), self.resolver.names.intern("id"))),
            (None, _) => Key::Index,
        };
        self.begin_loop();
        let block = self.block(&one.body, site, scope);
        let derived = self.end_loop();
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
            derived,
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
