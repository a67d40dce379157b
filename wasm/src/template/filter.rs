//! The built-in filters by name, with how many arguments each takes beside its input.

use crate::program::Filter;

/// Name, filter, fewest and most arguments.
type Entry = (&'static str, Filter, usize, usize);

/// All filters.
const FILTERS: &[Entry] = &[
    ("default", Filter::Default, 1, 1),
    ("upper", Filter::Upper, 0, 0),
    ("lower", Filter::Lower, 0, 0),
    ("length", Filter::Length, 0, 0),
    ("safe", Filter::Safe, 0, 0),
    ("escape", Filter::Escape, 0, 0),
    ("date", Filter::Date, 0, 1),
    ("floatformat", Filter::FloatFormat, 0, 1),
    ("pluralize", Filter::Pluralize, 0, 1),
    ("add", Filter::Add, 1, 1),
    ("yesno", Filter::YesNo, 0, 1),
    ("join", Filter::Join, 1, 1),
    ("first", Filter::First, 0, 0),
    ("last", Filter::Last, 0, 0),
    ("default_if_none", Filter::DefaultIfNone, 1, 1),
    ("title", Filter::Title, 0, 0),
    ("truncatechars", Filter::TruncateChars, 1, 1),
    ("capfirst", Filter::CapFirst, 0, 0),
    ("divisibleby", Filter::DivisibleBy, 1, 1),
    ("json_script", Filter::JsonScript, 0, 1),
    ("slice", Filter::Slice, 1, 1),
];
/// Filters that look into the items of a list.
pub(super) const SORTING: [&str; 2] = ["dictsort", "dictsortreversed"];

/// The filter of that name, and how many arguments it takes.
#[must_use]
pub fn find(name: &str) -> Option<(Filter, std::ops::RangeInclusive<usize>)> {
    FILTERS.iter().find(|entry| entry.0 == name).map(|(_, filter, least, most)| (*filter, *least..=*most))
}

/// What a filter is called; nothing for one that only a tag makes.
#[must_use]
pub fn name(filter: Filter) -> &'static str {
    FILTERS.iter().find(|entry| entry.1 == filter).map_or("", |entry| entry.0)
}

/// All names.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|entry| entry.0).chain(SORTING)
}
