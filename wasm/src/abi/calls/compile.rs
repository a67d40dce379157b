//! Compilation as a call. Only in the build that `dormouse build` uses.

use crate::compile;
use crate::error::Result;
use crate::fault::Fault;
use crate::limit::MAX_SOURCES;
use crate::program::{Mode, codec};
use crate::value::reader::Reader;
use crate::value::writer::put_bytes;

pub(crate) fn compile(input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let mut reader = Reader::new(input);
    let mode = match reader.byte()? {
        0 => Mode::Live,
        1 => Mode::Text,
        _ => return Err(Fault::Malformed.into()),
    };
    let (root, sources) = sources(reader)?;
    let compiled = compile::compile(mode, root, &sources)?;
    put_bytes(out, &codec::encode(&compiled.program));
    put_bytes(out, compiled.meta.as_bytes());
    Ok(())
}

pub(crate) fn typed(input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let (root, sources) = sources(Reader::new(input))?;
    put_bytes(out, compile::typed(root, &sources)?.as_bytes());
    Ok(())
}

/// The root's name, and all templates by name.
fn sources(mut reader: Reader<'_>) -> Result<(&str, Vec<(String, String)>)> {
    let root = reader.text()?;
    let count = reader.count()?;
    if count > MAX_SOURCES {
        return Err(Fault::Malformed.into());
    }
    let mut sources = Vec::with_capacity(count);
    for _ in 0..count {
        sources.push((reader.text()?.to_owned(), reader.text()?.to_owned()));
    }
    super::finish(reader)?;
    Ok((root, sources))
}
