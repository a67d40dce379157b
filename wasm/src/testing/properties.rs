//! What must hold whatever the values are.

use super::model::{apply, of_frame};
use super::pages::{change, everything, random_values, table, table_row, table_values};
use super::{Js, Random, full, incremental, ops, values, values_beside};
use crate::diff::{Change, diff};
use crate::evaluate::{Input, Loaded, evaluate};
use crate::frame::path::resolve;
use crate::html::html;
use crate::program::codec;
use bumpalo::Bump;

fn check_step(loaded: &Loaded, old: &[Js], new: &[Js], seed: u64) {
    let (old_values, new_values) = (values(old), values(new));
    let base = full(loaded, &old_values);
    let wanted = full(loaded, &new_values);
    let (found, _) = incremental(loaded, &new_values, &old_values, &base);
    assert!(found == wanted, "seed {seed}: incremental evaluation differs\nold {old:?}\nnew {new:?}");
    let (found, _) = incremental(loaded, &new_values, &values_beside(old, new), &base);
    assert!(
        found == wanted,
        "seed {seed}: without the old fields that did not change it differs\nold {old:?}\nnew {new:?}"
    );
    let mut page = of_frame(&loaded.program, &base);
    let ops = ops(loaded, &base, &wanted);
    apply(&loaded.program, &mut page, &ops);
    assert_eq!(page, of_frame(&loaded.program, &wanted), "seed {seed}: the patch leads elsewhere");
}

#[test]
fn incremental_equals_full_and_patches_lead_there() {
    let loaded = everything();
    for seed in 0..3_000 {
        let mut random = Random::new(seed);
        let mut old = random_values(&mut random);
        for _ in 0..3 {
            let new = change(&mut random, &old);
            check_step(&loaded, &old, &new, seed);
            old = new;
        }
    }
}

#[test]
fn every_permutation_of_six_rows() {
    let loaded = table();
    let rows: Vec<Js> = (1..=6).map(table_row).collect();
    let old = [Js::Int(0), Js::List(rows.clone()), Js::Null];
    let mut orders = vec![vec![]];
    for _ in 0..6 {
        let longer = |order: &Vec<usize>| {
            let order = order.clone();
            (0..6).filter(|i| !order.contains(i)).map(|i| [order.clone(), vec![i]].concat()).collect::<Vec<_>>()
        };
        let more: Vec<Vec<usize>> =
            orders.iter().filter(|order| !order.is_empty() || orders.len() == 1).flat_map(longer).collect();
        for order in &more {
            let new = [Js::Int(0), Js::List(order.iter().map(|i| rows[*i].clone()).collect()), Js::Null];
            check_step(&loaded, &old, &new, 0);
            check_step(&loaded, &new, &old, 0);
        }
        orders = more;
    }
}

#[test]
fn a_counter_on_a_page_of_rows_evaluates_one_slot() {
    let loaded = table();
    let rows: Vec<Js> = (1..=100).map(table_row).collect();
    let (old, new) = (table_values(1, rows.clone(), Js::Null), table_values(2, rows, Js::Null));
    let (_, report) = incremental(&loaded, &new, &old, &full(&loaded, &old));
    assert_eq!(report.evaluated, 1);
}

#[test]
fn a_changed_row_evaluates_itself() {
    let loaded = table();
    let mut rows: Vec<Js> = (1..=100).map(table_row).collect();
    let old = table_values(1, rows.clone(), Js::Null);
    rows[50] = Js::Record(1, vec![Js::Int(51), Js::text("other"), Js::Int(1), Js::text("$51.00")]);
    let (_, report) = incremental(&loaded, &table_values(1, rows, Js::Null), &old, &full(&loaded, &old));
    assert_eq!(report.evaluated, 6);
}

#[test]
fn patches_of_a_hundred_rows_are_small() {
    let loaded = table();
    let rows: Vec<Js> = (1..=100).map(table_row).collect();
    let base = full(&loaded, &table_values(1, rows.clone(), Js::Null));
    let size =
        |rows: Vec<Js>, count: i64| ops(&loaded, &base, &full(&loaded, &table_values(count, rows, Js::Null))).len();
    let mut cell = rows.clone();
    cell[49] = Js::Record(1, vec![Js::Int(50), Js::text("Item 50"), Js::Int(99), Js::text("$50.00")]);
    let mut prepended = rows.clone();
    prepended.insert(0, table_row(101));
    let mut reversed = rows.clone();
    reversed.reverse();
    let mut swapped = rows.clone();
    swapped.swap(1, 98);
    let sizes = [
        size(rows.clone(), 2),
        size(cell, 1),
        size(prepended, 1),
        size(rows[1..].to_vec(), 1),
        size(reversed, 1),
        size(swapped, 1),
    ];
    println!("counter, cell, prepend, delete first, reverse, swap: {sizes:?}");
    assert!(sizes.iter().zip([3, 10, 33, 8, 10, 20]).all(|(size, limit)| *size <= limit), "{sizes:?}");
}

#[test]
fn events_resolve_by_key() {
    let loaded = table();
    let frame = full(&loaded, &table_values(1, (1..=9).map(table_row).collect(), Js::Null));
    // Slot 1 with key 7, then slot 7.
    let target = resolve(&frame, &[2, 3, 14, 14]).unwrap();
    assert_eq!((target.event.handler, target.event.args, target.is_indexed), (&b"pick"[..], &[1, 3, 14][..], false));
    assert!(resolve(&frame, &[2, 3, 40, 14]).is_err());
}

#[test]
fn forced_controls_are_sent_though_nothing_changed() {
    let loaded = everything();
    let item = Js::Record(1, vec![Js::Int(7), Js::text("milk"), Js::List(vec![]), Js::List(vec![]), Js::Int(7)]);
    let frame =
        full(&loaded, &values(&[Js::text("t"), Js::List(vec![item]), Js::Int(7), Js::text(""), Js::Bool(false)]));
    let mut ops = Vec::new();
    let path = [2, 3, 14, 28];
    assert!(resolve(&frame, &path).is_ok());
    diff(&loaded.program, Change { old: &frame, new: &frame }, &path, &Bump::new(), &mut ops).unwrap();
    // Slot 1 update: one item at 0: attribute forced, text set.
    let expected = [&[1 << 3 | 1 << 1 | 1, 1, 0, 2 << 1, 6][..], b"a MILK", &[1 << 3 | 1, 8], b"milknone"].concat();
    assert_eq!(ops, expected);
}

#[test]
fn programs_survive_being_written_and_read() {
    for loaded in [table(), everything()] {
        let bytes = codec::encode(&loaded.program);
        assert_eq!(codec::decode(&bytes).unwrap(), loaded.program);
    }
}

#[test]
fn garbage_never_panics() {
    let loaded = everything();
    let mut random = Random::new(7);
    let good_values = values(&random_values(&mut random));
    let frame = full(&loaded, &good_values);
    let program = codec::encode(&loaded.program);
    for _ in 0..20_000 {
        let mut mutate = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len().max(1));
                let byte = random.next().to_le_bytes()[0];
                match random.below(4) {
                    0 => bytes.truncate(at),
                    1 => bytes.insert(at.min(bytes.len()), byte),
                    _ => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = byte),
                }
            }
            bytes
        };
        let (values, old_values, base, path) =
            (mutate(&good_values), mutate(&good_values), mutate(&frame), mutate(&[2, 3, 14, 28]));
        let arena = Bump::new();
        let _ = codec::decode(&mutate(&program));
        let _ =
            evaluate(&loaded, Input { values: &values, old_values: &old_values, base: &base }, &arena, &mut Vec::new());
        let _ = evaluate(
            &loaded,
            Input { values: &good_values, old_values: &old_values, base: &base },
            &arena,
            &mut Vec::new(),
        );
        let _ = html(&loaded.program, &base, &arena, &mut Vec::new());
        let _ = diff(&loaded.program, Change { old: &frame, new: &base }, &path, &arena, &mut Vec::new());
        let _ = diff(&loaded.program, Change { old: &base, new: &frame }, &[], &arena, &mut Vec::new());
        let _ = resolve(&base, &path);
    }
}
