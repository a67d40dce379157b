//! The calls of the boundary as functions from bytes to bytes: what each reads from its input and appends to its output.

use crate::diff::{self, Change};
use crate::error::Result;
use crate::evaluate::{self, Input, Loaded, Report};
use crate::fault::Fault;
use crate::frame::path;
use crate::html;
use crate::value::reader::Reader;
use crate::value::writer::{begin, end, put_bytes, put_size, put_varint};
use bumpalo::Bump;

#[cfg(feature = "compiler")]
mod compile;

#[cfg(feature = "compiler")]
pub(crate) use compile::{compile, typed};

pub(crate) fn evaluate(loaded: &Loaded, input: &[u8], arena: &Bump, out: &mut Vec<u8>) -> Result<()> {
    let mut reader = Reader::new(input);
    let input = evaluation(&mut reader)?;
    finish(reader)?;
    let gap = begin(out, input.base.len());
    let report = evaluate::evaluate(loaded, input, arena, out)?;
    end(out, gap);
    put_report(&report, out);
    Ok(())
}

pub(crate) fn html(loaded: &Loaded, input: &[u8], arena: &Bump, out: &mut Vec<u8>) -> Result<()> {
    let mut reader = Reader::new(input);
    let frame = reader.bytes()?;
    finish(reader)?;
    let gap = begin(out, frame.len().saturating_mul(2));
    let page = html::html(&loaded.program, frame, arena, out)?;
    end(out, gap);
    put_bytes(out, page.skeleton.as_bytes());
    put_blocks(&page.used, out);
    put_size(out, page.island);
    Ok(())
}

pub(crate) fn diff(loaded: &Loaded, input: &[u8], arena: &Bump, out: &mut Vec<u8>) -> Result<()> {
    let mut reader = Reader::new(input);
    let (old, new, forced) = (reader.bytes()?, reader.bytes()?, reader.bytes()?);
    finish(reader)?;
    let gap = begin(out, 0);
    let blocks = diff::diff(&loaded.program, Change { old, new }, forced, arena, out)?;
    end(out, gap);
    put_blocks(&blocks, out);
    Ok(())
}

/// [`evaluate()`], then [`diff()`] of the base and the result. Without a base there are no ops.
pub(crate) fn advance(loaded: &Loaded, input: &[u8], arena: &Bump, out: &mut Vec<u8>) -> Result<()> {
    let mut reader = Reader::new(input);
    let input = evaluation(&mut reader)?;
    let forced = reader.bytes()?;
    finish(reader)?;
    let gap = begin(out, input.base.len());
    let report = evaluate::evaluate(loaded, input, arena, out)?;
    end(out, gap);
    let mut result = Reader::new(out.get(gap.start()..).unwrap_or_default());
    let frame = result.bytes()?;
    let mut ops = Vec::new();
    let change = Change { old: input.base, new: frame };
    let blocks =
        if input.base.is_empty() { Vec::new() } else { diff::diff(&loaded.program, change, forced, arena, &mut ops)? };
    put_bytes(out, &ops);
    put_blocks(&blocks, out);
    put_report(&report, out);
    Ok(())
}

pub(crate) fn resolve(input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let mut reader = Reader::new(input);
    let (frame, path) = (reader.bytes()?, reader.bytes()?);
    finish(reader)?;
    let target = path::resolve(frame, path)?;
    put_bytes(out, target.event.handler);
    out.push(target.event.contributes);
    put_bytes(out, target.event.args);
    out.push(u8::from(target.is_indexed));
    Ok(())
}

fn evaluation<'a>(reader: &mut Reader<'a>) -> Result<Input<'a>> {
    Ok(Input { values: reader.bytes()?, old_values: reader.bytes()?, base: reader.bytes()? })
}

fn finish(reader: Reader<'_>) -> Result<()> {
    if reader.is_empty() { Ok(()) } else { Err(Fault::Malformed.into()) }
}

fn put_blocks(blocks: &[u32], out: &mut Vec<u8>) {
    put_size(out, blocks.len());
    for block in blocks {
        put_varint(out, u64::from(*block));
    }
}

fn put_report(report: &Report, out: &mut Vec<u8>) {
    put_varint(out, report.evaluated);
    put_bytes(out, report.warnings().as_bytes());
}
