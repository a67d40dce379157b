//! Which item of a list was which before. Equal prefix and suffix first, then neighbours (a run that moved as a whole), then
//! a sorted index: O(n log n) whatever the keys are, without hashing keys that users may have chosen.

use crate::value::key::Key;
use crate::value::number::{index, small};
use bumpalo::Bump;
use bumpalo::collections::Vec;

/// Marks an item that was not there before.
pub(crate) const NEW: u32 = u32::MAX;

/// For each new key the index of the same key in `old`, or [`NEW`].
pub(crate) fn match_keys<'a>(new: &[Key<'_>], old: &[Key<'_>], arena: &'a Bump) -> &'a [u32] {
    let prefix = new.iter().zip(old).take_while(|(a, b)| a == b).count();
    let rest_new = new.get(prefix..).unwrap_or_default();
    let rest_old = old.get(prefix..).unwrap_or_default();
    let suffix = rest_new.iter().rev().zip(rest_old.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle_new = rest_new.get(..rest_new.len() - suffix).unwrap_or_default();
    let middle_old = rest_old.get(..rest_old.len() - suffix).unwrap_or_default();

    let mut matches = Vec::with_capacity_in(new.len(), arena);
    matches.extend(0..small(prefix));
    match_middle(middle_new, middle_old, small(prefix), &mut matches);
    let start = small(old.len() - suffix);
    matches.extend(start..small(old.len()));
    matches.into_bump_slice()
}

fn match_middle<'a>(new: &[Key<'_>], old: &[Key<'_>], offset: u32, matches: &mut Vec<'a, u32>) {
    if old.is_empty() {
        matches.extend(new.iter().map(|_| NEW));
        return;
    }
    let mut sorted: Option<Vec<'a, u32>> = None;
    let mut last: usize = 0;
    for key in new {
        let near = [last.wrapping_add(1), last.wrapping_sub(1), last].into_iter().find(|i| old.get(*i) == Some(key));
        let found = near.or_else(|| {
            let sorted = sorted.get_or_insert_with(|| sort(old, matches.bump()));
            let at = sorted.binary_search_by(|i| old.get(index(*i)).cmp(&Some(key))).ok()?;
            sorted.get(at).map(|i| index(*i))
        });
        last = found.unwrap_or(last);
        matches.push(found.map_or(NEW, |i| small(i).saturating_add(offset)));
    }
}

/// Indices in order of their keys, those of equal keys in order. A merge sort from the bottom up: the library's sorts would be
/// a tenth of the core.
fn sort<'a>(keys: &[Key<'_>], arena: &'a Bump) -> Vec<'a, u32> {
    let mut from = Vec::from_iter_in(0..small(keys.len()), arena);
    let mut to = from.clone();
    let mut width = 1;
    while width < keys.len() {
        for (pair, out) in from.chunks(width * 2).zip(to.chunks_mut(width * 2)) {
            let (first, second) = pair.split_at_checked(width).unwrap_or((pair, &[]));
            merge(first, second, out, keys);
        }
        core::mem::swap(&mut from, &mut to);
        width *= 2;
    }
    from
}

fn merge(first: &[u32], second: &[u32], out: &mut [u32], keys: &[Key<'_>]) {
    let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
    for place in out {
        let takes_second = match (first.peek(), second.peek()) {
            (Some(a), Some(b)) => keys.get(index(**b)) < keys.get(index(**a)),
            (a, _) => a.is_none(),
        };
        let next = if takes_second { second.next() } else { first.next() };
        *place = next.copied().unwrap_or(*place);
    }
}

/// Groups equal keys: calls `rename` with each index whose key occurred before, and how often. Keys in strict order (as ids
/// mostly are) cost one pass.
pub(crate) fn find_duplicates(keys: &[Key<'_>], arena: &Bump, mut rename: impl FnMut(usize, usize)) {
    if keys.is_sorted_by(|a, b| a < b) || keys.is_sorted_by(|a, b| a > b) {
        return;
    }
    let sorted = sort(keys, arena);
    let mut seen = 0;
    for pair in sorted.windows(2) {
        let [a, b] = pair else { continue };
        let (a, b) = (index(*a), index(*b));
        if keys.get(a) == keys.get(b) {
            seen += 1;
            rename(b, seen);
        } else {
            seen = 0;
        }
    }
}
