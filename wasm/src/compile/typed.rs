//! A template as TypeScript that means the same, so that the compiler of an app checks it against the app's types: a value
//! becomes a call that takes what can be shown, a loop a loop, a branch a branch, an include its own statements with its
//! parameters as constants. What the language forgives (a member of nothing) is forgiven (`?.`). `src/cli/check-files.ts` puts a
//! view in front of it, and `check-findings.ts` finds the places again.
//!
//! An include is printed wherever it is called, since its parameters have other types there; inside of itself, and when the
//! whole grows too long, only what it is given is.

mod formula;
mod item;
mod sheet;

use super::unit::Units;
use sheet::Sheet;

/// How many lines a template may become, recursion and repetition counted.
const MAX_LINES: u32 = 20_000;

/// What a name stands for: a constant, or nothing that is known.
type Meaning = Option<String>;

/// Prints one template.
#[derive(Debug)]
struct Printer<'u, 's> {
    units: &'u Units<'s>,
    sheet: Sheet,
    env: Vec<(String, Meaning)>,
    /// A name that is not bound is a field of the view.
    sees_fields: bool,
    /// Units that are being printed, the root first.
    open: Vec<usize>,
    /// How many constants there are.
    constants: usize,
}

/// The statements of unit 0, as JSON: `text`, and `spans`, flat: line, column and length in the text; template (index in
/// `names`), line, column and length in the sources. Everything counts from 1, in UTF-16 units.
pub(super) fn print(units: &Units<'_>) -> String {
    let mut printer =
        Printer { units, sheet: Sheet::default(), env: Vec::new(), sees_fields: true, open: vec![0], constants: 0 };
    let items = units.all.first().map_or(&[][..], |unit| unit.items.as_slice());
    printer.all(items);
    printer.sheet.write(units.sources())
}
