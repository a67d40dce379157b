//! The core as TypeScript sees it: the exported functions, on bytes.

use dormouse_core::abi;
use serde_json::Value;
use std::sync::Mutex;

/// Address and length of the latest result belong to the process, not to a thread.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub fn put_varint(out: &mut Vec<u8>, value: usize) {
    let mut rest = value;
    while rest > 127 {
        out.push((rest % 128) as u8 | 128);
        rest /= 128;
    }
    out.push(rest as u8);
}

pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// Reads what the core wrote. Panics on anything wrong: the core's own bytes are right.
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().expect("more bytes");
        self.0 = rest;
        *first
    }

    pub fn varint(&mut self) -> usize {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            value |= usize::from(byte & 127) << shift;
            if byte < 128 {
                return value;
            }
            shift += 7;
        }
    }

    pub fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    pub fn bytes(&mut self) -> &'a [u8] {
        let length = self.varint();
        self.take(length)
    }

    pub fn text(&mut self) -> &'a str {
        std::str::from_utf8(self.bytes()).unwrap()
    }
}

fn call(run: impl FnOnce(usize) -> usize, input: &[u8]) -> Result<Vec<u8>, String> {
    let result = {
        let start = abi::reserve(input.len().max(1));
        // SAFETY: `reserve` made room for that many bytes there.
        unsafe { core::ptr::copy_nonoverlapping(input.as_ptr(), start, input.len()) };
        let length = run(input.len());
        // SAFETY: the header holds the address of the result, which stands until the next call.
        unsafe {
            let address = (*abi::header()).load(std::sync::atomic::Ordering::Relaxed);
            core::slice::from_raw_parts(core::ptr::with_exposed_provenance::<u8>(address), length).to_vec()
        }
    };
    let (first, rest) = result.split_first().unwrap();
    if *first == 0 { Ok(rest.to_vec()) } else { Err(String::from_utf8_lossy(rest).into_owned()) }
}

fn sections(of: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    of.iter().for_each(|section| put_bytes(&mut out, section));
    out
}

/// A compiled and loaded template.
pub struct Template {
    handle: usize,
    pub meta: Value,
}

/// A page as HTML.
pub struct Page {
    pub html: String,
    pub skeleton: Vec<Value>,
}

impl Drop for Template {
    fn drop(&mut self) {
        abi::unload(self.handle);
    }
}

impl Template {
    pub fn compile(sources: &[(String, String)]) -> Result<Self, String> {
        let mut input = vec![0];
        put_bytes(&mut input, sources[0].0.as_bytes());
        put_varint(&mut input, sources.len());
        for (name, source) in sources {
            put_bytes(&mut input, name.as_bytes());
            put_bytes(&mut input, source.as_bytes());
        }
        let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let result = call(|length| abi::compile(length), &input)?;
        let mut reader = Bytes(&result);
        let (program, meta) = (reader.bytes(), reader.bytes());
        let handle = call(|length| abi::load(length), program)?;
        Ok(Self { handle: usize::from(handle[0]), meta: serde_json::from_slice(meta).unwrap() })
    }

    fn call(&self, run: extern "C" fn(usize, usize) -> usize, input: &[&[u8]]) -> Result<Vec<u8>, String> {
        let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        call(|length| run(self.handle, length), &sections(input))
    }

    /// The frame.
    pub fn evaluate(&self, values: &[u8]) -> Result<Vec<u8>, String> {
        Ok(Bytes(&self.call(abi::evaluate, &[values, &[], &[]])?).bytes().to_vec())
    }

    /// The next frame, by what changed, and the ops.
    pub fn advance(
        &self,
        values: &[u8],
        (old, base): (&[u8], &[u8]),
        forced: &[u8],
    ) -> Result<(Vec<u8>, Vec<u8>), String> {
        let result = self.call(abi::advance, &[values, old, base, forced])?;
        let mut reader = Bytes(&result);
        let frame = reader.bytes();
        let frame = if frame.is_empty() { base } else { frame };
        Ok((frame.to_vec(), reader.bytes().to_vec()))
    }

    pub fn render(&self, frame: &[u8]) -> Result<Page, String> {
        let result = self.call(abi::html, &[frame])?;
        let mut reader = Bytes(&result);
        let html = reader.text().to_owned();
        Ok(Page { html, skeleton: serde_json::from_slice(reader.bytes()).unwrap() })
    }
}
