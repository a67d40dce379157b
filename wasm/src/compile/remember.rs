//! Tags that remember the turns of a loop before: `{% ifchanged %}`, `{% cycle %}`, `{% resetcycle %}`. Each becomes a local
//! of the loop. What it depends on is text, made of all that stands on the way to the tag, so that a turn in which the tag is
//! not reached is seen as such.

use super::cut::{Cutter, Refusal};
use super::scope::Scope;
use super::tree::{Attribute, AttributeKind, Element, TreeChanged};
use crate::program::{Derived, Expr, Local, Operator, Piece, PieceArm, Rule};
use crate::span::Span;
use crate::template::ast::Cycle;

/// What a text begins with when its tag is reached.
const REACHED: &str = "\u{1}";

/// One loop while its body is cut.
#[derive(Debug, Default)]
pub(super) struct Turn {
    path: Vec<Step>,
    derived: Vec<Derived>,
    counters: Vec<Span>,
}

/// Something on the way to a tag.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A name that is bound.
    Let(Local, Expr),
    /// A branch: the conditions that do not hold, and the one that does.
    Arm(Vec<Expr>, Option<Expr>),
}

impl Cutter<'_, '_> {
    /// A loop begins.
    pub(super) fn begin_loop(&mut self) {
        self.turns.push(Turn::default());
    }

    /// A loop ends: its derived locals.
    pub(super) fn end_loop(&mut self) -> Vec<Derived> {
        self.turns.pop().map(|turn| turn.derived).unwrap_or_default()
    }

    /// Goes into something, to be left by [`Cutter::leave`].
    pub(super) fn step(&mut self, step: Step) -> usize {
        let mark = self.mark();
        if let Some(turn) = self.turns.last_mut() {
            turn.path.push(step);
        }
        mark
    }

    pub(super) fn mark(&self) -> usize {
        self.turns.last().map_or(0, |turn| turn.path.len())
    }

    pub(super) fn leave(&mut self, mark: usize) {
        if let Some(turn) = self.turns.last_mut() {
            turn.path.truncate(mark);
        }
    }

    fn derive(&mut self, rule: Rule, text: Vec<Piece>, scope: &mut Scope) -> Local {
        let local = scope.bind(" derived");
        let Some(turn) = self.turns.last_mut() else { return local };
        let mut pieces = vec![Piece::Static(REACHED.to_owned())];
        pieces.extend(text);
        for step in turn.path.iter().rev().cloned() {
            pieces = match step {
                Step::Let(local, value) => std::iter::once(Piece::Let { local, value }).chain(pieces).collect(),
                Step::Arm(before, when) => {
                    let not = before.into_iter().map(|when| PieceArm { when: Some(when), pieces: Vec::new() });
                    vec![Piece::If(not.chain([PieceArm { when, pieces }]).collect())]
                }
            };
        }
        turn.derived.push(Derived { local, rule, pieces });
        local
    }

    /// Whether an `{% ifchanged %}` shows its body.
    pub(super) fn changed(&mut self, one: &TreeChanged, span: Span, scope: &mut Scope) -> Expr {
        if self.turns.is_empty() {
            if !scope.is_root() {
                self.refused.get_or_insert((span, Refusal::Changed));
            }
            return Expr::Bool(true);
        }
        let inner = (scope.enter(), self.mark());
        let mut text = Vec::new();
        for value in &one.values {
            let value = self.resolver.resolve(value, scope);
            let is_null = Expr::Binary(Operator::Is, Box::new(value.clone()), Box::new(Expr::Null));
            // Nothing and an empty text are not the same.
            let null = PieceArm { when: Some(is_null), pieces: vec![Piece::Static(REACHED.to_owned())] };
            let other = PieceArm { when: None, pieces: vec![Piece::Value { value, escaped: false }] };
            text.extend([Piece::If(vec![null, other]), Piece::Static("\0".to_owned())]);
        }
        if one.values.is_empty() {
            text = self.pieces(&one.body, scope);
        }
        scope.leave(inner.0);
        self.leave(inner.1);
        Expr::Local(self.derive(Rule::Changed, text, scope))
    }

    /// The current value of a cycle. It starts anew with each run of the loop around it.
    pub(super) fn cycle(&mut self, cycle: &Cycle, scope: &mut Scope) -> Expr {
        let values: Vec<Expr> = cycle.values.iter().map(|value| self.resolver.resolve(value, scope)).collect();
        let forloop = scope.find("forloop", 0);
        let Some(turn) = self.turns.last_mut() else {
            if let Some(forloop) = forloop {
                return Expr::Cycle(forloop, values);
            }
            let shown = self.shown.entry(cycle.group).or_insert(0);
            let at = shown.checked_rem(values.len()).unwrap_or(0);
            *shown += 1;
            return values.into_iter().nth(at).unwrap_or(Expr::Null);
        };
        let always = !turn.path.iter().any(|step| matches!(step, Step::Arm(..)));
        if let Some(forloop) = forloop
            && always
            && cycle.name.is_none()
            && !self.units.resets.contains(&cycle.group)
        {
            return Expr::Cycle(forloop, values);
        }
        let rule = Rule::Step(counter(turn, cycle.group));
        Expr::Cycle(self.derive(rule, Vec::new(), scope), values)
    }

    /// `{% resetcycle %}`
    pub(super) fn reset_cycle(&mut self, group: Span, scope: &mut Scope) {
        match self.turns.last_mut() {
            // A cycle of an inner loop starts anew anyway.
            Some(turn) if turn.counters.contains(&group) => {
                let rule = Rule::Reset(counter(turn, group));
                self.derive(rule, Vec::new(), scope);
            }
            Some(_) => {}
            None => drop(self.shown.insert(group, 0)),
        }
    }

    /// An element as text, for comparison only.
    pub(super) fn flat_element(&mut self, element: &Element, scope: &mut Scope, out: &mut Vec<Piece>) {
        push_static(out, "<");
        push_static(out, &element.name);
        for Attribute { name, kind, .. } in &element.attributes {
            match kind {
                AttributeKind::Event(_) => {}
                AttributeKind::Static(value) => push_static(out, value),
                AttributeKind::Dynamic(all) => {
                    push_static(out, name);
                    let (when, pieces) = self.alternatives(all, scope);
                    let pieces = std::iter::once(Piece::Static("=".to_owned())).chain(pieces).collect();
                    out.push(Piece::If(vec![PieceArm { when, pieces }]));
                }
            }
        }
        push_static(out, ">");
        for child in &element.children {
            self.piece(child, scope, out);
        }
        push_static(out, "</>");
    }
}

/// Static text after what is there.
pub(super) fn push_static(out: &mut Vec<Piece>, text: &str) {
    match out.last_mut() {
        Some(Piece::Static(before)) => before.push_str(text),
        _ => out.push(Piece::Static(text.to_owned())),
    }
}

fn counter(turn: &mut Turn, group: Span) -> u32 {
    let known = turn.counters.iter().position(|known| *known == group);
    let at = known.unwrap_or_else(|| {
        turn.counters.push(group);
        turn.counters.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}
