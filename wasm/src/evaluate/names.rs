//! What names mean beyond being names: places in a list, and what `forloop` offers. Found out once per program.

use crate::program::{Name, Program};

/// What a name means on something other than a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Nothing,
    /// A place in a list.
    Index(usize),
    Length,
    Items,
    Keys,
    Values,
    Counter,
    Counter0,
    RevCounter,
    RevCounter0,
    First,
    Last,
    ParentLoop,
}

/// No loop unpacks its items into more variables.
const MAX_UNPACKED: usize = 64;

/// The meanings of a program's names.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) meanings: Vec<Meaning>,
    /// The names "0", "1", …, as far as the program has them in a row.
    pub(crate) positions: Vec<Name>,
    /// Whether any template looks at how many items a loop has: then a new length makes every `forloop` dirty.
    pub(crate) reads_loop_length: bool,
    /// Whether any template looks at the loop around a loop.
    pub(crate) reads_parent_loop: bool,
}

impl Names {
    pub(crate) fn of(program: &Program) -> Self {
        let meanings: Vec<Meaning> = program.names.iter().map(|name| meaning(name)).collect();
        let position =
            |at: usize| (0..).zip(&meanings).find(|(_, found)| **found == Meaning::Index(at)).map(|(name, _)| name);
        let has = |wanted: &[Meaning]| meanings.iter().any(|m| wanted.contains(m));
        Self {
            reads_loop_length: has(&[Meaning::RevCounter, Meaning::RevCounter0, Meaning::Last, Meaning::Length]),
            reads_parent_loop: has(&[Meaning::ParentLoop]),
            positions: (0..MAX_UNPACKED).map_while(position).collect(),
            meanings,
        }
    }
}

fn meaning(name: &str) -> Meaning {
    match name {
        "length" => Meaning::Length,
        "items" => Meaning::Items,
        "keys" => Meaning::Keys,
        "values" => Meaning::Values,
        "counter" => Meaning::Counter,
        "counter0" => Meaning::Counter0,
        "revcounter" => Meaning::RevCounter,
        "revcounter0" => Meaning::RevCounter0,
        "first" => Meaning::First,
        "last" => Meaning::Last,
        "parentloop" => Meaning::ParentLoop,
        _ if name.bytes().all(|b| b.is_ascii_digit()) => name.parse().map_or(Meaning::Nothing, Meaning::Index),
        _ => Meaning::Nothing,
    }
}
