//! Rough timings, to be run by hand: `cargo test --release speed -- --ignored --nocapture`.

use super::pages::{table, table_row, table_values};
use super::{Js, full};
use crate::diff::{Change, diff};
use crate::evaluate::{Input, Loaded, evaluate};
use bumpalo::Bump;
use std::time::Instant;

fn time(name: &str, loaded: &Loaded, old: &[u8], new: &[u8]) {
    let base = full(loaded, old);
    let (mut frame, mut ops) = (Vec::new(), Vec::new());
    let mut arena = Bump::new();
    let (mut best_evaluate, mut best_diff) = (f64::MAX, f64::MAX);
    for _ in 0..200 {
        arena.reset();
        frame.clear();
        ops.clear();
        let start = Instant::now();
        evaluate(loaded, Input { values: new, old_values: old, base: &base }, &arena, &mut frame).unwrap();
        let middle = Instant::now();
        diff(&loaded.program, Change { old: &base, new: &frame }, &[], &arena, &mut ops).unwrap();
        best_diff = best_diff.min(middle.elapsed().as_secs_f64());
        best_evaluate = best_evaluate.min((middle - start).as_secs_f64());
    }
    println!("{name}: evaluate {:.1} µs, diff {:.1} µs, {} bytes", best_evaluate * 1e6, best_diff * 1e6, ops.len());
}

#[test]
#[ignore = "a measurement"]
fn speed() {
    let loaded = table();
    if std::env::var("SELECT").is_ok() {
        let rows: Vec<Js> = (1..=10000).map(table_row).collect();
        let old = table_values(1, rows.clone(), Js::Int(5));
        for _ in 0..5 {
            time("select", &loaded, &old, &table_values(1, rows.clone(), Js::Int(7)));
        }
        return;
    }
    for count in [100, 1_000, 10_000] {
        let rows: Vec<Js> = (1..=count).map(table_row).collect();
        let old = table_values(1, rows.clone(), Js::Int(5));
        time(&format!("{count}, counter"), &loaded, &old, &table_values(2, rows.clone(), Js::Int(5)));
        time(&format!("{count}, select"), &loaded, &old, &table_values(1, rows.clone(), Js::Int(7)));
        let mut cell = rows.clone();
        cell[50] = table_row(100_000);
        time(&format!("{count}, one row"), &loaded, &old, &table_values(1, cell, Js::Int(5)));
        let mut swapped = rows.clone();
        swapped.swap(1, rows.len() - 2);
        time(&format!("{count}, swap"), &loaded, &old, &table_values(1, swapped, Js::Int(5)));
        let mut reversed = rows.clone();
        reversed.reverse();
        time(&format!("{count}, reverse"), &loaded, &old, &table_values(1, reversed, Js::Int(5)));
        let mut random = super::Random::new(1);
        let mut shuffled = rows.clone();
        (1..rows.len()).rev().for_each(|i| shuffled.swap(i, random.below(i + 1)));
        time(&format!("{count}, shuffle"), &loaded, &old, &table_values(1, shuffled, Js::Int(5)));
    }
}
