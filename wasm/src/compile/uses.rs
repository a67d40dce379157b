//! Which fields and locals every slot, loop and block reads, as masks: what `evaluate` compares with what has changed.
//! Blocks call each other in circles, so masks grow until nothing changes; the same for "an event is inside".

use crate::program::{Argument, Block, Derived, Expr, Key, List, Local, Piece, Program, Slot, Uses};

fn bit(index: u32) -> u64 {
    1 << index.min(63)
}

/// Everything but these locals. Bit 63 stands for many, so it stays.
fn without(uses: Uses, locals: impl Iterator<Item = Local>) -> Uses {
    let bound = locals.filter(|local| *local < 63).fold(0, |all, local| all | bit(local));
    Uses { fields: uses.fields, locals: uses.locals & !bound }
}

fn join(a: Uses, b: Uses) -> Uses {
    Uses { fields: a.fields | b.fields, locals: a.locals | b.locals }
}

fn of_all<'e>(all: impl IntoIterator<Item = &'e Expr>) -> Uses {
    all.into_iter().fold(Uses::default(), |uses, one| join(uses, of(one)))
}

/// What an expression reads.
pub(super) fn of(expr: &Expr) -> Uses {
    match expr {
        Expr::Null | Expr::Bool(_) | Expr::Int(_) | Expr::Float(_) | Expr::Text(_) => Uses::default(),
        Expr::Field(field) => Uses { fields: bit(*field), locals: 0 },
        Expr::Local(local) => Uses { fields: 0, locals: bit(*local) },
        Expr::Member(inner, _) | Expr::Not(inner) | Expr::IsEmpty(inner) => of(inner),
        Expr::Filter(_, all) | Expr::FirstOf(all) => of_all(all),
        Expr::Regroup(over, by) | Expr::Sort(over, by, _) => join(of(over), Uses { fields: of(by).fields, locals: 0 }),
        Expr::Binary(_, left, right) => join(of(left), of(right)),
        Expr::Cycle(local, all) => join(of_all(all), Uses { fields: 0, locals: bit(*local) }),
    }
}

/// What pieces of text read, seen from outside.
fn of_pieces(pieces: &[Piece]) -> Uses {
    let mut uses = Uses::default();
    let mut bound = Vec::new();
    for piece in pieces {
        let one = match piece {
            Piece::Static(_) => Uses::default(),
            Piece::Value { value, .. } => of(value),
            Piece::If(arms) => {
                arms.iter().fold(Uses::default(), |all, arm| join(join(all, of_all(&arm.when)), of_pieces(&arm.pieces)))
            }
            Piece::For(one) => {
                let body = join(of_pieces(&one.body), of_derived(&one.derived));
                let own = one.derived.iter().map(|one| one.local).chain([one.forloop]);
                let body = without(body, one.variables.iter().copied().chain(own));
                join(join(of(&one.over), body), of_pieces(&one.empty))
            }
            Piece::Let { local, value } => {
                bound.push(*local);
                of(value)
            }
            Piece::Capture { local, pieces } => {
                bound.push(*local);
                of_pieces(pieces)
            }
            // What a called text reads is its parameters, nothing else.
            Piece::Call { args, .. } => of_all(args),
        };
        uses = join(uses, one);
    }
    without(uses, bound.into_iter())
}

fn of_derived(derived: &[Derived]) -> Uses {
    derived.iter().fold(Uses::default(), |uses, one| join(uses, of_pieces(&one.pieces)))
}

/// Fills in every mask and every `announces`.
pub(super) fn fill(program: &mut Program) {
    loop {
        let known: Vec<(Uses, bool)> = program.blocks.iter().map(|block| (block.uses, has_event(block))).collect();
        let look = |block: u32| usize::try_from(block).ok().and_then(|at| known.get(at).copied()).unwrap_or_default();
        for block in &mut program.blocks {
            fill_block(block, &look);
        }
        let now: Vec<(Uses, bool)> = program.blocks.iter().map(|block| (block.uses, has_event(block))).collect();
        if now == known {
            spread_events(program);
            return;
        }
    }
}

fn fill_block(block: &mut Block, look: &dyn Fn(u32) -> (Uses, bool)) {
    let mut all = Uses::default();
    for one in &mut block.lets {
        one.uses = of(&one.value);
        all = join(all, one.uses);
    }
    for slot in &mut block.slots {
        all = join(all, fill_slot(slot, look));
    }
    block.uses = without(all, block.lets.iter().map(|one| one.local));
}

fn fill_slot(slot: &mut Slot, look: &dyn Fn(u32) -> (Uses, bool)) -> Uses {
    match slot {
        Slot::Text { pieces, uses, .. } => *uses = of_pieces(pieces),
        Slot::Attribute { when, pieces, uses, .. } => *uses = join(of_all(when.iter()), of_pieces(pieces)),
        Slot::Html { value, uses } => *uses = of(value),
        Slot::Event { args, uses, .. } => *uses = of_all(args.iter()),
        Slot::List(list) => {
            fill_list(list, look(list.block).0);
            return list.uses;
        }
        Slot::Branch { arms, uses } => {
            let mut all = Uses::default();
            for arm in arms {
                all = join(all, of_all(&arm.when));
                let inside = look(arm.block).0;
                all = join(
                    all,
                    match &mut arm.call {
                        Some(args) => called(args, inside),
                        None => inside,
                    },
                );
            }
            *uses = all;
        }
    }
    match slot {
        Slot::Text { uses, .. }
        | Slot::Attribute { uses, .. }
        | Slot::Html { uses, .. }
        | Slot::Event { uses, .. }
        | Slot::Branch { uses, .. } => *uses,
        Slot::List(list) => list.uses,
    }
}

fn fill_list(list: &mut List, body: Uses) {
    list.over_uses = of(&list.over);
    let key = match &list.key {
        Key::Explicit(key) | Key::Own(key) => of(key),
        Key::Index => Uses::default(),
    };
    let own = list.derived.iter().map(|one| one.local).chain([list.forloop]);
    let body = join(body, of_derived(&list.derived));
    let inside = without(join(key, body), list.variables.iter().copied().chain(own));
    list.uses = join(list.over_uses, inside);
}

/// What a call reads: for each parameter that the callee reads, what binds it here.
fn called(args: &mut [Argument], callee: Uses) -> Uses {
    let mut all = Uses { fields: callee.fields, locals: 0 };
    for (at, arg) in args.iter_mut().enumerate() {
        arg.uses = of(&arg.value);
        if callee.locals & bit(u32::try_from(at).unwrap_or(63)) != 0 {
            all = join(all, arg.uses);
        }
    }
    all
}

fn has_event(block: &Block) -> bool {
    block
        .slots
        .iter()
        .any(|slot| matches!(slot, Slot::Event { .. }) || matches!(slot, Slot::List(list) if list.announces))
}

/// Marks the lists that have an event hole somewhere inside.
fn spread_events(program: &mut Program) {
    let mut inside: Vec<bool> = program.blocks.iter().map(has_event).collect();
    loop {
        let look = |block: u32| usize::try_from(block).ok().and_then(|at| inside.get(at).copied()).unwrap_or(false);
        let now: Vec<bool> = program
            .blocks
            .iter()
            .map(|block| {
                block.slots.iter().any(|slot| match slot {
                    Slot::Event { .. } => true,
                    Slot::List(list) => look(list.block),
                    Slot::Branch { arms, .. } => arms.iter().any(|arm| look(arm.block)),
                    Slot::Text { .. } | Slot::Attribute { .. } | Slot::Html { .. } => false,
                })
            })
            .collect();
        if now == inside {
            break;
        }
        inside = now;
    }
    for block in &mut program.blocks {
        for slot in &mut block.slots {
            if let Slot::List(list) = slot {
                list.announces =
                    usize::try_from(list.block).ok().and_then(|at| inside.get(at).copied()).unwrap_or(false);
            }
        }
    }
}
