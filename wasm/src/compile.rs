//! Templates to programs. A straight line: read (language and HTML at once, one tree per unit) → cut (blocks, slots,
//! shapes) → reads (which paths, how keys are found) → uses (masks) → data (which items, when, where) → meta. Each step knows only the one before.

mod attribute;
mod builder;
mod controls;
mod cursor;
mod cut;
mod data;
mod decode;
mod document;
mod effect;
mod element;
mod entity;
mod escape;
mod event;
mod foreign;
mod free;
mod graph;
mod hint;
mod knowledge;
mod lookahead;
mod meta;
mod open;
mod part;
mod plain;
mod quoted;
mod reads;
mod remember;
mod scope;
mod shape;
mod spaceless;
mod special;
mod tag;
mod text;
mod trace;
mod tree;
mod typed;
mod unit;
mod uses;
mod variants;
mod vocabulary;
mod ways;

use crate::error::{Error, Result, code};
use crate::limit;
use crate::program::{Mode, Name, Program};
use crate::template::inherit::Library;
use crate::template::source::Sources;
use cut::{Cutter, Refusal};
use unit::{Context, Place, Units};

/// A compiled template.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    /// What is evaluated.
    pub program: Program,
    /// What is known of it, as JSON: fields, reads, block definitions, offered handlers, templates, warnings.
    pub meta: String,
}

/// Compiles the template `root`, with all that it extends and includes, from sources by name.
///
/// # Errors
/// `template.*`, with the place.
pub fn compile(mode: Mode, root: &str, sources: &[(String, String)]) -> Result<Compiled> {
    let units = read(mode, root, sources)?;
    let sources = units.sources();
    let params = free::parameters(&units);
    let mut cutter = Cutter::new(&units, params);
    cutter.run();
    match cutter.refused {
        None => finish(mode, &units, cutter),
        Some((span, Refusal::Key)) => {
            let message = "`do-key` belongs on the outermost element of a loop's body, once";
            let error = sources.error(code::TEMPLATE_EVENT, span, message);
            Err(error.with_hint("put it on the element that the loop repeats"))
        }
        Some((span, Refusal::Changed)) => {
            let message = "`{% ifchanged %}` in an included template must stand inside of a loop of that template";
            let error = sources.error(code::TEMPLATE_UNSUPPORTED, span, message);
            Err(error.with_hint("put it around the `{% include %}`"))
        }
        Some((span, Refusal::Ignore)) => {
            let message = "nothing can be computed inside an element with `do-ignore`: its content belongs to scripts";
            let error = sources.error(code::TEMPLATE_UNSUPPORTED, span, message);
            Err(error.with_hint("compute attributes of the element itself, and let the script read them"))
        }
        Some((span, Refusal::Filled)) => {
            let message = "an element with `do-error` is empty: the refusal's text is its content";
            Err(sources.error(code::TEMPLATE_EVENT, span, message).with_hint("put it beside the rest, in a `<span>`"))
        }
        Some((span, Refusal::Moving)) => {
            let message = "an element with `do-disable-with` holds static text only, since it is replaced for a while";
            Err(sources.error(code::TEMPLATE_EVENT, span, message))
        }
    }
}

/// The template `root` as statements of TypeScript, for `dormouse check`; as JSON, with the place of every expression.
///
/// # Errors
/// `template.*`, with the place.
pub fn typed(root: &str, sources: &[(String, String)]) -> Result<String> {
    Ok(typed::print(&read(Mode::Live, root, sources)?))
}

fn read<'s>(mode: Mode, root: &str, sources: &'s [(String, String)]) -> Result<Units<'s>> {
    let sources = Sources::new(sources)?;
    let Some(root) = sources.find(root) else {
        return Err(Error::new(code::TEMPLATE_UNKNOWN_TEMPLATE, format!("there is no template `{root}`")));
    };
    let place = match mode {
        Mode::Live => Place::Content(Context::body()),
        Mode::Text => Place::Raw,
    };
    Units::read(Library::new(sources), root, place)
}

fn finish(mode: Mode, units: &Units<'_>, mut cutter: Cutter<'_, '_>) -> Result<Compiled> {
    if cutter.most_locals > limit::MAX_LOCALS {
        let message = format!("one template binds more than {} names", limit::MAX_LOCALS);
        return Err(Error::new(code::TEMPLATE_LIMIT, message));
    }
    // A single variable is the item itself; several are its members by position.
    let widest = if cutter.most_variables > 1 { cutter.most_variables } else { 0 };
    let positions: Vec<Name> = (0..widest).map(|at| cutter.resolver.names.intern(&at.to_string())).collect();
    let mut program = Program {
        mode,
        document: units.document,
        names: std::mem::take(&mut cutter.resolver.names.all),
        fields: std::mem::take(&mut cutter.resolver.fields),
        shapes: Vec::new(),
        blocks: cutter.cuts.iter().map(|cut| cut.block.clone()).collect(),
        texts: std::mem::take(&mut cutter.texts),
    };
    controls::fill(&mut program, &cutter.cuts);
    number_slots(&mut program)?;
    let reads = reads::fill(&mut program, positions)?;
    uses::fill(&mut program);
    let data = data::fill(units, &cutter.params)?.write(units);
    let meta = meta::Meta {
        sources: units.sources(),
        program: &program,
        reads: &reads,
        data: &data,
        cuts: &cutter.cuts,
        offers: &cutter.offers,
        templates: &units.library.used,
        warnings: &units.library.warnings,
    };
    let meta = meta.write();
    Ok(Compiled { program, meta })
}

fn number_slots(program: &mut Program) -> Result<()> {
    if program.blocks.len() > limit::MAX_BLOCKS {
        return Err(Error::new(
            code::TEMPLATE_LIMIT,
            format!("the template has more than {} blocks", limit::MAX_BLOCKS),
        ));
    }
    let mut next = 0_usize;
    for block in &mut program.blocks {
        block.first = u32::try_from(next).unwrap_or(u32::MAX);
        next += block.slots.len();
    }
    if next > limit::MAX_SLOTS {
        return Err(Error::new(code::TEMPLATE_LIMIT, format!("the template has more than {} slots", limit::MAX_SLOTS)));
    }
    Ok(())
}
