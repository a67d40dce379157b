//! "Did you mean": the known name that is nearest to a wrong one, by edit distance, when it is near enough to be a typo.

/// The nearest of `known`, at most a third of its letters away.
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (wrong.chars().count() / 3).clamp(1, 3);
    known
        .filter(|name| name.len().abs_diff(wrong.len()) <= 12)
        .map(|name| (distance(wrong, name), name))
        .filter(|(far, _)| *far <= allowed)
        .min_by_key(|(far, _)| *far)
        .map(|(_, name)| name)
}

/// Edit distance in which swapped neighbours count once (optimal string alignment). Names beyond 64 characters are never
/// near anything.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(65).collect();
    if b.len() > 64 || a.chars().count() > 64 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last = '\0';
    for (i, ca) in a.chars().enumerate() {
        let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
        let mut next = vec![i + 1];
        let mut previous = '\0';
        for (j, cb) in b.iter().copied().enumerate() {
            let mut best = (at(&row, j) + usize::from(ca != cb)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            if i > 0 && j > 0 && ca == previous && cb == last {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
            previous = cb;
        }
        before = std::mem::replace(&mut row, next);
        last = ca;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
