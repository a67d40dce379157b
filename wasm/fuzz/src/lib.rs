//! What the fuzz targets share: calls of the core's exported functions on any bytes.

use dormouse_core::abi;
use std::sync::atomic::Ordering;

/// Hands the input over and returns the result, its first byte included.
pub fn call(run: impl FnOnce(usize) -> usize, input: &[u8]) -> Vec<u8> {
    let start = abi::reserve(input.len().max(1));
    // SAFETY: `reserve` made room for that many bytes there.
    unsafe { core::ptr::copy_nonoverlapping(input.as_ptr(), start, input.len()) };
    let length = run(input.len());
    // SAFETY: the header holds the address of the result, which stands until the next call.
    unsafe {
        let address = (*abi::header()).load(Ordering::Relaxed);
        core::slice::from_raw_parts(core::ptr::with_exposed_provenance::<u8>(address), length).to_vec()
    }
}

/// The result's sections, or nothing when it is an error.
pub fn accepted(result: Vec<u8>) -> Option<Vec<u8>> {
    let (first, rest) = result.split_first()?;
    (*first == 0).then(|| rest.to_vec())
}

/// Splits off a length-prefixed section (two bytes: whatever the fuzzer does to them is a length).
pub fn section<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let [low, high, rest @ ..] = *bytes else { return std::mem::take(bytes) };
    let (section, rest) = rest.split_at(usize::from(u16::from_le_bytes([*low, *high])).min(rest.len()));
    *bytes = rest;
    section
}

/// A section as the core reads it.
pub fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes.len();
    while rest > 127 {
        out.push((rest % 128) as u8 | 128);
        rest /= 128;
    }
    out.push(rest as u8);
    out.extend_from_slice(bytes);
}

/// Sections as the core reads them.
pub fn sections(of: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    of.iter().for_each(|section| put(&mut out, section));
    out
}

/// The first section.
pub fn first(bytes: &[u8]) -> &[u8] {
    let (mut length, mut shift) = (0_usize, 0);
    for (at, byte) in bytes.iter().enumerate() {
        length |= usize::from(byte & 127) << shift;
        shift += 7;
        if *byte < 128 {
            return &bytes[at + 1..][..length];
        }
    }
    &[]
}

/// Evaluates, renders and compares with a loaded program, on any bytes.
pub fn exercise(handle: usize, rest: &[u8]) {
    let mut rest = rest;
    let (values, old, base, path) = (section(&mut rest), section(&mut rest), section(&mut rest), section(&mut rest));
    let evaluated = accepted(call(|n| abi::evaluate(handle, n), &sections(&[values, &[], &[]])));
    let frame = evaluated.as_deref().map_or(&[][..], first).to_vec();
    for base in [base, &frame] {
        call(|n| abi::html(handle, n), &sections(&[base]));
        call(|n| abi::diff(handle, n), &sections(&[base, &frame, path]));
        call(|n| abi::diff(handle, n), &sections(&[&frame, base, &[]]));
        call(|n| abi::advance(handle, n), &sections(&[values, old, base, path]));
        call(abi_resolve, &sections(&[base, path]));
    }
}

fn abi_resolve(length: usize) -> usize {
    abi::resolve(length)
}
