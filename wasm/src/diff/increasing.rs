//! The longest increasing subsequence, by patience sorting (Fredman 1975): O(n log n). Its items stay where they are; all
//! others move, so moves are as few as can be.

use crate::frame::matching::NEW;
use crate::value::number::{index, small};
use bumpalo::Bump;
use bumpalo::collections::Vec;

/// For each item whether it stays. `matches` holds old indices, or [`NEW`].
pub(crate) fn staying<'a>(matches: &[u32], arena: &'a Bump) -> &'a [bool] {
    let mut stays = Vec::from_iter_in(matches.iter().map(|was| *was != NEW), arena);
    let known = matches.iter().filter(|was| **was != NEW);
    if known.is_sorted_by(|a, b| a < b) {
        return stays.into_bump_slice();
    }
    let (last, before) = chains(matches, arena);
    stays.fill(false);
    if last.len() == 1 {
        // Everything is in falling order: with the first staying, the rest is one reversed run right behind it.
        if let Some(stay) = matches.iter().position(|was| *was != NEW).and_then(|first| stays.get_mut(first)) {
            *stay = true;
        }
        return stays.into_bump_slice();
    }
    let mut at = last.last().copied().unwrap_or(NEW);
    while let Some(stay) = stays.get_mut(index(at)) {
        *stay = true;
        at = before.get(index(at)).copied().unwrap_or(NEW);
    }
    stays.into_bump_slice()
}

/// For each length the item that ends the chain with the lowest end; for each item the one before it in its chain.
fn chains<'a>(matches: &[u32], arena: &'a Bump) -> (Vec<'a, u32>, Vec<'a, u32>) {
    let mut last: Vec<'a, u32> = Vec::new_in(arena);
    let mut before = Vec::with_capacity_in(matches.len(), arena);
    let value = |at: u32| matches.get(index(at)).copied().unwrap_or(NEW);
    for (at, was) in matches.iter().enumerate() {
        if *was == NEW {
            before.push(NEW);
            continue;
        }
        let length = match last.last() {
            Some(end) if value(*end) < *was => last.len(),
            _ => last.partition_point(|end| value(*end) < *was),
        };
        before.push(length.checked_sub(1).and_then(|previous| last.get(previous)).copied().unwrap_or(NEW));
        match last.get_mut(length) {
            Some(end) => *end = small(at),
            None => last.push(small(at)),
        }
    }
    (last, before)
}
