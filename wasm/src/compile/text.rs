//! Cuts text: pieces of runs, attributes and text-mode templates.

use super::cut::Cutter;
use super::remember::{Step, push_static};
use super::scope::Scope;
use super::tree::{Item, ItemKind, TreeLoop};
use super::unit::Place;
use crate::program::{Expr, Local, Piece, PieceArm, PieceLoop};
use crate::template::ast::{Binding, CAPTURED, Cycle};

impl Cutter<'_, '_> {
    /// Binds names to values that are all seen from outside.
    pub(super) fn bind(&mut self, bindings: &[Binding], scope: &mut Scope) -> Vec<(Local, Expr)> {
        let values: Vec<Expr> = bindings.iter().map(|binding| self.resolver.resolve(&binding.value, scope)).collect();
        bindings.iter().zip(values).map(|(binding, value)| (scope.bind(&binding.name), value)).collect()
    }

    /// Items as text.
    pub(super) fn pieces(&mut self, items: &[Item], scope: &mut Scope) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for item in items {
            self.piece(item, scope, &mut pieces);
        }
        pieces
    }

    /// One item as text.
    pub(super) fn piece(&mut self, item: &Item, scope: &mut Scope, out: &mut Vec<Piece>) {
        match &item.kind {
            ItemKind::Text(text) if text.is_empty() => {}
            ItemKind::Text(text) => push_static(out, text),
            ItemKind::Value { value, trusted } => {
                let escaped = self.is_raw() && !trusted;
                out.push(Piece::Value { value: self.resolver.resolve(value, scope), escaped });
            }
            ItemKind::If(arms) => {
                let arms = self.arms(arms, scope, |this, body, scope| this.pieces(body, scope));
                push_arms(out, arms);
            }
            ItemKind::Changed(one) => {
                let arms = self.changed_arms(one, item.span, scope, |this, body, scope| this.pieces(body, scope));
                push_arms(out, arms);
            }
            ItemKind::Let(bindings) => self.piece_lets(bindings, scope, out),
            ItemKind::Cycle(cycle) => self.piece_cycle(cycle, scope, out),
            ItemKind::ResetCycle(group) => self.reset_cycle(*group, scope),
            ItemKind::Filter(filters, body) => {
                let mark = scope.enter();
                let pieces = self.pieces(body, scope);
                let local = scope.bind(CAPTURED);
                let value = self.resolver.resolve(filters, scope);
                scope.leave(mark);
                out.extend([Piece::Capture { local, pieces }, Piece::Value { value, escaped: false }]);
            }
            ItemKind::For(one) => out.push(self.piece_loop(one, scope)),
            ItemKind::With(bindings, body) => {
                let mark = scope.enter();
                let way = self.mark();
                self.piece_lets(bindings, scope, out);
                for item in body {
                    self.piece(item, scope, out);
                }
                scope.leave(mark);
                self.leave(way);
            }
            ItemKind::Call(call) => {
                let args = self.arguments(call, scope);
                out.push(Piece::Call { text: self.unit_text(call.unit), args });
            }
            ItemKind::Element(element) => self.flat_element(element, scope, out),
            ItemKind::Doctype => {}
        }
    }

    fn piece_loop(&mut self, one: &TreeLoop, scope: &mut Scope) -> Piece {
        let over = self.resolver.resolve(&one.over, scope);
        let parentloop = scope.find("forloop", 0);
        let mark = scope.enter();
        let variables = self.variables(&one.variables, scope);
        let forloop = scope.bind("forloop");
        self.begin_loop();
        let body = self.pieces(&one.body, scope);
        let derived = self.end_loop();
        scope.leave(mark);
        let way = self.mark();
        let empty = self.pieces(&one.empty, scope);
        scope.leave(mark);
        self.leave(way);
        let reversed = one.reversed;
        Piece::For(Box::new(PieceLoop { over, reversed, variables, forloop, parentloop, derived, body, empty }))
    }

    fn piece_cycle(&mut self, cycle: &Cycle, scope: &mut Scope, out: &mut Vec<Piece>) {
        let value = self.cycle(cycle, scope);
        if let Some(name) = &cycle.name {
            let local = scope.bind(name);
            self.step(Step::Let(local, value.clone()));
            out.push(Piece::Let { local, value: value.clone() });
        }
        if !cycle.silent {
            out.push(Piece::Value { value, escaped: self.is_raw() });
        }
    }

    fn piece_lets(&mut self, bindings: &[Binding], scope: &mut Scope, out: &mut Vec<Piece>) {
        for (local, value) in self.bind(bindings, scope) {
            self.step(Step::Let(local, value.clone()));
            out.push(Piece::Let { local, value });
        }
    }

    /// Whether this is text mode.
    fn is_raw(&self) -> bool {
        matches!(self.units.all.first().map(|unit| &unit.place), Some(Place::Raw))
    }
}

fn push_arms(out: &mut Vec<Piece>, arms: Vec<(Option<Expr>, Vec<Piece>)>) {
    if arms.iter().any(|(_, pieces)| !pieces.is_empty()) {
        out.push(Piece::If(arms.into_iter().map(|(when, pieces)| PieceArm { when, pieces }).collect()));
    }
}
