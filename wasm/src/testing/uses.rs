//! Fills in what every part of a hand-written program reads, so that tests need not.

use crate::program::{Block, Expr, Key, Piece, Program, Slot, Uses};

fn join(a: &mut Uses, b: Uses) {
    a.fields |= b.fields;
    a.locals |= b.locals;
}

pub(crate) fn of_expr(expr: &Expr) -> Uses {
    let mut uses = Uses::default();
    let mut all = |exprs: &[&Expr]| exprs.iter().for_each(|e| join(&mut uses, of_expr(e)));
    match expr {
        Expr::Field(field) => uses.fields |= 1 << field.min(&63),
        Expr::Local(local) => uses.locals |= 1 << local.min(&63),
        Expr::Member(of, _) | Expr::Not(of) | Expr::IsEmpty(of) => all(&[of]),
        Expr::Binary(_, a, b) => all(&[a, b]),
        Expr::Filter(_, args) | Expr::FirstOf(args) => all(&args.iter().collect::<Vec<_>>()),
        Expr::Cycle(local, args) => {
            all(&args.iter().collect::<Vec<_>>());
            uses.locals |= 1 << local.min(&63);
        }
        Expr::Regroup(over, _) | Expr::Sort(over, ..) => all(&[over]),
        Expr::Null | Expr::Bool(_) | Expr::Int(_) | Expr::Float(_) | Expr::Text(_) => {}
    }
    uses
}

fn of_pieces(pieces: &[Piece]) -> Uses {
    let mut uses = Uses::default();
    for piece in pieces {
        match piece {
            Piece::Static(_) => {}
            Piece::Value { value, .. } | Piece::Let { value, .. } => join(&mut uses, of_expr(value)),
            Piece::If(arms) => {
                for arm in arms {
                    arm.when.iter().for_each(|when| join(&mut uses, of_expr(when)));
                    join(&mut uses, of_pieces(&arm.pieces));
                }
            }
            Piece::Capture { pieces, .. } => join(&mut uses, of_pieces(pieces)),
            Piece::For(body) => {
                join(&mut uses, of_expr(&body.over));
                join(&mut uses, of_pieces(&body.body));
                join(&mut uses, of_pieces(&body.empty));
            }
            Piece::Call { args, .. } => args.iter().for_each(|arg| join(&mut uses, of_expr(arg))),
        }
    }
    uses
}

/// Recursive calls make this a fixed point.
pub(crate) fn fill(program: &mut Program) {
    loop {
        let before = program.clone();
        let of_block: Vec<Uses> = program.blocks.iter().map(|block| block.uses).collect();
        program.blocks.iter_mut().for_each(|block| fill_block(block, &of_block));
        if *program == before {
            return;
        }
    }
}

fn fill_block(block: &mut Block, of_block: &[Uses]) {
    let mut all = Uses::default();
    for bound in &mut block.lets {
        bound.uses = of_expr(&bound.value);
        join(&mut all, bound.uses);
    }
    for slot in &mut block.slots {
        let mut reads = Uses::default();
        match slot {
            Slot::Text { pieces, uses, .. } => {
                *uses = of_pieces(pieces);
                reads = *uses;
            }
            Slot::Attribute { when, pieces, uses, .. } => {
                when.iter().for_each(|when| join(&mut reads, of_expr(when)));
                join(&mut reads, of_pieces(pieces));
                *uses = reads;
            }
            Slot::Branch { arms, uses } => {
                for arm in arms {
                    arm.when.iter().for_each(|when| join(&mut reads, of_expr(when)));
                    match &mut arm.call {
                        Some(args) => {
                            for arg in args {
                                arg.uses = of_expr(&arg.value);
                                join(&mut reads, arg.uses);
                            }
                            reads.fields |= of_block[usize::try_from(arm.block).unwrap()].fields;
                        }
                        None => join(&mut reads, of_block[usize::try_from(arm.block).unwrap()]),
                    }
                }
                *uses = reads;
            }
            Slot::List(list) => {
                list.over_uses = of_expr(&list.over);
                let mut inside = of_block[usize::try_from(list.block).unwrap()];
                if let Key::Explicit(key) | Key::Own(key) = &list.key {
                    join(&mut inside, of_expr(key));
                }
                list.variables.iter().chain([&list.forloop]).for_each(|local| inside.locals &= !(1 << local));
                list.parentloop.iter().for_each(|local| inside.locals |= 1 << local);
                join(&mut reads, list.over_uses);
                join(&mut reads, inside);
                list.uses = reads;
            }
            Slot::Html { value, uses } => {
                *uses = of_expr(value);
                reads = *uses;
            }
            Slot::Event { args, uses, .. } => {
                args.iter().for_each(|arg| join(&mut reads, of_expr(arg)));
                *uses = reads;
            }
        }
        join(&mut all, reads);
    }
    block.uses = all;
}
