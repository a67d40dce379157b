//! Pieces of text, written straight into the frame.

use super::Evaluator;
use super::context::style_part;
use super::derived::Memory;
use super::environment::{Environment, Side};
use crate::fault::{Fault, Outcome};
use crate::program::{AttributeContext, Local, Piece, PieceArm, PieceLoop};
use crate::value::escape::escape_django;
use crate::value::number::{index, small};
use crate::value::print::print;
use crate::value::{Loop, Value};

impl<'a> Evaluator<'a> {
    /// Appends pieces to the frame. In a style, each dynamic part is checked by itself.
    pub(super) fn pieces(
        &mut self,
        pieces: &'a [Piece],
        env: &mut Environment<'a>,
        context: AttributeContext,
    ) -> Outcome<()> {
        for piece in pieces {
            match piece {
                Piece::Static(text) => self.out.extend_from_slice(text.as_bytes()),
                Piece::Value { value, escaped } => {
                    let value = self.eval(value, env, Side::New)?;
                    self.print_value(value, *escaped, context)?;
                }
                Piece::If(arms) => self.piece_arms(arms, env, context)?,
                Piece::For(body) => self.piece_loop(body, env, context)?,
                Piece::Let { local, value } => {
                    let value = self.eval(value, env, Side::New)?;
                    env.set(*local, Side::New, value)?;
                }
                Piece::Capture { local, pieces } => {
                    let start = self.out.len();
                    self.pieces(pieces, env, AttributeContext::Plain)?;
                    let text = self.keep(self.out.get(start..).unwrap_or_default())?;
                    self.out.truncate(start);
                    env.set(*local, Side::New, Value::Text(text))?;
                }
                Piece::Call { text, args } => {
                    let called = self.program.texts.get(index(*text)).ok_or(Fault::Malformed)?;
                    let mut inner = Environment::default();
                    for (local, arg) in (0..).zip(args) {
                        inner.set(local, Side::New, self.eval(arg, env, Side::New)?)?;
                    }
                    self.deeper(|this| this.pieces(called, &mut inner, context))?;
                }
            }
            self.check_length()?;
        }
        Ok(())
    }

    fn print_value(&mut self, value: Value<'a>, escaped: bool, context: AttributeContext) -> Outcome<()> {
        let start = self.out.len();
        if let (Value::Text(text), true) = (value, escaped) {
            escape_django(text.as_bytes(), &mut self.out);
        } else {
            print(&value, &mut self.out);
        }
        self.spend_bytes(self.out.len() - start)?;
        if context == AttributeContext::Style && !style_part(self.out.get(start..).unwrap_or_default()) {
            self.out.truncate(start);
        }
        Ok(())
    }

    fn piece_arms(
        &mut self,
        arms: &'a [PieceArm],
        env: &mut Environment<'a>,
        context: AttributeContext,
    ) -> Outcome<()> {
        for arm in arms {
            if self.holds(arm.when.as_ref(), env)? {
                return self.pieces(&arm.pieces, env, context);
            }
        }
        Ok(())
    }

    fn piece_loop(&mut self, body: &'a PieceLoop, env: &mut Environment<'a>, context: AttributeContext) -> Outcome<()> {
        let items = self.items(self.eval(&body.over, env, Side::New)?)?;
        if items.is_empty() {
            return self.pieces(&body.empty, env, context);
        }
        let parent = self.parent(body.parentloop, env, Side::New);
        let mut memory = Memory::default();
        for i in 0..items.len() {
            self.spend(1)?;
            let at = if body.reversed { items.len() - 1 - i } else { i };
            let item = items.get(at).copied().unwrap_or(Value::Null);
            self.bind(&body.variables, item, env, Side::New)?;
            let position = Loop { index: small(i), length: small(items.len()), parent };
            env.set(body.forloop, Side::New, Value::Loop(position))?;
            if !body.derived.is_empty() {
                self.derive(&body.derived, &mut memory, env)?;
            }
            self.pieces(&body.body, env, context)?;
        }
        Ok(())
    }

    /// The loop around a loop, kept for `forloop.parentloop`.
    pub(super) fn parent(&self, local: Option<Local>, env: &Environment<'a>, side: Side) -> Option<&'a Loop<'a>> {
        if !self.names.reads_parent_loop {
            return None;
        }
        if let Value::Loop(at) = env.get(local?, side) { Some(self.arena.alloc(at)) } else { None }
    }

    /// Binds loop variables to an item, or to its parts when there are several.
    pub(super) fn bind(
        &self,
        variables: &[Local],
        item: Value<'a>,
        env: &mut Environment<'a>,
        side: Side,
    ) -> Outcome<()> {
        if let [variable] = variables {
            return env.set(*variable, side, item);
        }
        if matches!(item, Value::Record(..) | Value::Rows(_)) {
            for (variable, name) in variables.iter().zip(&self.names.positions) {
                env.set(*variable, side, self.member(item, *name)?)?;
            }
            return Ok(());
        }
        let parts = self.items(item)?;
        for (i, variable) in variables.iter().enumerate() {
            env.set(*variable, side, parts.get(i).copied().unwrap_or(Value::Null))?;
        }
        Ok(())
    }
}
