//! Block instances and their slots.

use super::Evaluator;
use super::context::{BLOCKED, is_url_allowed, is_url_list_allowed};
use super::environment::{Environment, Side, is_dirty};
use crate::fault::{Fault, Outcome};
use crate::frame::reader::{Content, Instance};
use crate::frame::tag;
use crate::markup::measure;
use crate::program::{Arm, AttributeContext, Block, BlockId, Contribution, Expr, Let, Slot, Uses};
use crate::value::compare::same_scalar;
use crate::value::number::index;
use crate::value::print::print;
use crate::value::writer::{begin, end, put_bytes, put_size, put_varint};

/// An event slot, unpacked.
struct EventParts<'a> {
    handler: &'a str,
    args: &'a [Expr],
    contributes: Contribution,
}

impl<'a> Evaluator<'a> {
    pub(super) fn is_dirty(&self, uses: Uses, env: &Environment<'a>) -> bool {
        is_dirty(uses, self.dirty, env)
    }

    /// Appends an instance: copied when it has a base and reads nothing that changed.
    pub(super) fn block(&mut self, id: BlockId, env: &mut Environment<'a>, base: Option<Instance<'a>>) -> Outcome<()> {
        let block = self.program.blocks.get(index(id)).ok_or(Fault::Malformed)?;
        let base = base.filter(|base| base.first == block.first);
        if let Some(base) = base
            && !self.is_dirty(block.uses, env)
        {
            self.out.extend_from_slice(base.bytes);
            return self.check_length();
        }
        self.deeper(|this| this.instance(block, env, base))
    }

    fn instance(&mut self, block: &'a Block, env: &mut Environment<'a>, base: Option<Instance<'a>>) -> Outcome<()> {
        self.spend(1)?;
        let gap = begin(&mut self.out, base.map_or(0, |base| base.bytes.len()));
        put_varint(&mut self.out, u64::from(block.first));
        for bound in &block.lets {
            self.bind_let(bound, env, base.is_some())?;
        }
        match base {
            Some(base) => self.changed_slots(block, env, base)?,
            None => {
                for (number, slot) in (block.first..).zip(&block.slots) {
                    self.slot(number, slot, env, None)?;
                }
            }
        }
        end(&mut self.out, gap);
        self.check_length()
    }

    /// Evaluates the slots that read something that changed; those between are copied together.
    fn changed_slots(&mut self, block: &'a Block, env: &mut Environment<'a>, base: Instance<'a>) -> Outcome<()> {
        let mut base = base;
        let mut clean = base;
        let changed = block.slots.iter().rposition(|slot| self.is_dirty(uses(slot), env)).map_or(0, |last| last + 1);
        for (number, slot) in (block.first..).zip(&block.slots).take(changed) {
            if !self.is_dirty(uses(slot), env) {
                base.skip_slot()?;
                continue;
            }
            self.out.extend_from_slice(base.since(clean));
            // Only what has parts is of use; taking the rest apart would cost more than evaluating it.
            let old = if matches!(slot, Slot::Branch { .. } | Slot::List(_)) {
                Some(base.next_slot()?.ok_or(Fault::Foreign)?.content)
            } else {
                base.skip_slot()?;
                None
            };
            clean = base;
            self.slot(number, slot, env, old)?;
        }
        self.out.extend_from_slice(clean.rest());
        Ok(())
    }

    fn bind_let(&mut self, bound: &'a Let, env: &mut Environment<'a>, has_base: bool) -> Outcome<()> {
        let Let { local, value, uses } = bound;
        let new = self.eval(value, env, Side::New)?;
        if has_base {
            let is_dirty = self.is_dirty(*uses, env);
            let old = if is_dirty { self.eval(value, env, Side::Old)? } else { new };
            env.set(*local, Side::Old, old)?;
            env.mark(*local, is_dirty && !same_scalar(&new, &old));
        }
        env.set(*local, Side::New, new)
    }

    fn slot(
        &mut self,
        number: u32,
        slot: &'a Slot,
        env: &mut Environment<'a>,
        old: Option<Content<'a>>,
    ) -> Outcome<()> {
        match slot {
            Slot::Text { pieces, .. } => {
                self.report.evaluated += 1;
                self.out.push(tag::TEXT);
                let gap = begin(&mut self.out, 0);
                self.pieces(pieces, env, AttributeContext::Plain)?;
                end(&mut self.out, gap);
                Ok(())
            }
            Slot::Attribute { when, .. } => {
                self.report.evaluated += 1;
                if self.holds(when.as_ref(), env)? {
                    return self.attribute(slot, env);
                }
                self.out.push(tag::ABSENT);
                Ok(())
            }
            Slot::Branch { arms, .. } => {
                let old = old.and_then(|old| if let Content::Branch(arm) = old { arm } else { None });
                self.branch(arms, env, old)
            }
            Slot::List(list) => {
                let old = old.and_then(|old| if let Content::List(list) = old { Some(list) } else { None });
                self.list(number, list, env, old)
            }
            Slot::Html { value, .. } => {
                self.report.evaluated += 1;
                let value = self.eval(value, env, Side::New)?;
                self.out.push(tag::HTML);
                let gap = begin(&mut self.out, 0);
                print(&value, &mut self.out);
                let markup = self.out.get(gap.content()..).unwrap_or_default();
                self.spend_bytes(markup.len())?;
                // Here and not only where HTML is made: a patch must not carry what no page may have.
                measure(markup)?;
                end(&mut self.out, gap);
                self.check_length()
            }
            Slot::Event { handler, args, contributes, .. } => {
                self.report.evaluated += 1;
                self.event(&EventParts { handler, args, contributes: *contributes }, env)
            }
        }
    }

    fn attribute(&mut self, slot: &'a Slot, env: &mut Environment<'a>) -> Outcome<()> {
        let Slot::Attribute { pieces, context, .. } = slot else { return Ok(()) };
        self.out.push(tag::ATTRIBUTE);
        let gap = begin(&mut self.out, 0);
        self.pieces(pieces, env, *context)?;
        let value = self.out.get(gap.content()..).unwrap_or_default();
        let is_allowed = match context {
            AttributeContext::Url => is_url_allowed(value),
            AttributeContext::UrlList => is_url_list_allowed(value),
            AttributeContext::Plain | AttributeContext::Style => true,
        };
        if !is_allowed {
            self.out.truncate(gap.content());
            self.out.extend_from_slice(BLOCKED);
        }
        end(&mut self.out, gap);
        Ok(())
    }

    fn branch(&mut self, arms: &'a [Arm], env: &mut Environment<'a>, old: Option<(u32, Instance<'a>)>) -> Outcome<()> {
        for (number, arm) in (0_u32..).zip(arms) {
            if !self.holds(arm.when.as_ref(), env)? {
                continue;
            }
            let base = old.filter(|(old, _)| *old == number).map(|(_, instance)| instance);
            self.out.push(tag::ARM);
            put_varint(&mut self.out, u64::from(number));
            let Some(args) = &arm.call else { return self.block(arm.block, env, base) };
            let mut inner = Environment::default();
            for (local, arg) in (0_u32..).zip(args) {
                let new = self.eval(&arg.value, env, Side::New)?;
                inner.set(local, Side::New, new)?;
                if base.is_some() {
                    let is_dirty = self.is_dirty(arg.uses, env);
                    let old = if is_dirty { self.eval(&arg.value, env, Side::Old)? } else { new };
                    inner.set(local, Side::Old, old)?;
                    inner.mark(local, is_dirty && !same_scalar(&new, &old));
                }
            }
            return self.block(arm.block, &mut inner, base);
        }
        self.out.push(tag::NO_ARM);
        Ok(())
    }

    fn event(&mut self, event: &EventParts<'a>, env: &Environment<'a>) -> Outcome<()> {
        self.out.push(tag::EVENT);
        let gap = begin(&mut self.out, 0);
        put_bytes(&mut self.out, event.handler.as_bytes());
        self.out.push(contribution(event.contributes));
        put_size(&mut self.out, event.args.len());
        for arg in event.args {
            let value = self.eval(arg, env, Side::New)?;
            self.put_argument(&value)?;
        }
        end(&mut self.out, gap);
        Ok(())
    }
}

/// What a slot reads.
fn uses(slot: &Slot) -> Uses {
    match slot {
        Slot::Text { uses, .. }
        | Slot::Attribute { uses, .. }
        | Slot::Branch { uses, .. }
        | Slot::Html { uses, .. }
        | Slot::Event { uses, .. } => *uses,
        Slot::List(list) => list.uses,
    }
}

fn contribution(contributes: Contribution) -> u8 {
    match contributes {
        Contribution::None => 0,
        Contribution::Value => 1,
        Contribution::Checked => 2,
        Contribution::Form => 3,
        Contribution::Key => 4,
        Contribution::Files => 5,
        Contribution::Point => 6,
        Contribution::Detail => 7,
    }
}
