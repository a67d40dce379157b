//! The exports that TypeScript calls, and nothing else: sections in, sections out. Plain functions over one retained input
//! buffer, one retained output buffer and a table of programs. One call at a time: whoever calls again from within a call
//! takes another instance. The only file with `unsafe`.
//!
//! A result is `0` and the sections of the call, or `1` and the error as JSON. Its address and length stand in the header;
//! the length is also what the function returns. Both hold until the next call.
#![allow(unsafe_code, reason = "exports with fixed names, and a buffer that outlives a call, need it")]

pub mod calls;

use crate::error::Error;
use crate::evaluate::Loaded;
use crate::fault::Fault;
use crate::program::codec;
use crate::value::number::small;
use bumpalo::Bump;
use core::cell::RefCell;
use core::fmt::{self, Write};
use core::sync::atomic::{AtomicUsize, Ordering};
use std::alloc::{Layout, alloc, dealloc};
// Without it the wasm-bindgen step of wasm-pack ends with "failed to find intrinsics".
use wasm_bindgen as _;

/// Address and length of the latest result.
static HEADER: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
/// Copies between buffers whose addresses differ by little modulo a page are many times slower; aligned ones never are.
const ALIGNMENT: usize = 64;
/// An arena that grew beyond this is not kept for the next call.
const MAX_KEPT_ARENA_BYTES: usize = 4 * 1_048_576;

struct Input {
    start: *mut u8,
    capacity: usize,
}

struct Core {
    input: Input,
    out: Vec<u8>,
    programs: Vec<Option<Loaded>>,
    arena: Bump,
}

/// The last panic, kept where no allocation is needed.
struct Note {
    bytes: [u8; 512],
    length: usize,
}

impl Write for Note {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.iter_mut().skip(self.length);
        let written = room.zip(text.bytes()).map(|(place, byte)| *place = byte).count();
        self.length += written;
        Ok(())
    }
}

thread_local! {
    static CORE: RefCell<Core> = RefCell::new(Core {
        input: Input { start: core::ptr::null_mut(), capacity: 0 },
        out: Vec::new(),
        programs: Vec::new(),
        arena: Bump::new(),
    });
    static NOTE: RefCell<Note> = const { RefCell::new(Note { bytes: [0; 512], length: 0 }) };
}

impl Input {
    fn layout(capacity: usize) -> Option<Layout> {
        Layout::from_size_align(capacity, ALIGNMENT).ok().filter(|layout| layout.size() > 0)
    }

    fn reserve(&mut self, capacity: usize) -> *mut u8 {
        let (Some(new), old) = (Self::layout(capacity), Self::layout(self.capacity)) else {
            return core::ptr::null_mut();
        };
        if let Some(old) = old {
            // SAFETY: `start` was allocated with this layout, and nothing refers to it between calls.
            unsafe { dealloc(self.start, old) };
        }
        // SAFETY: the layout's size is not zero.
        self.start = unsafe { alloc(new) };
        self.capacity = if self.start.is_null() { 0 } else { capacity };
        if let Some(room) = Some(self.capacity).filter(|room| *room > 0) {
            // SAFETY: `start` is valid for `room` bytes; they are initialised here so that they may be read.
            unsafe { self.start.write_bytes(0, room) };
        }
        self.start
    }

    fn bytes(&self, length: usize) -> &[u8] {
        if self.start.is_null() || length > self.capacity {
            return &[];
        }
        // SAFETY: `start` is valid and initialised for `capacity` bytes, which nothing writes to during a call.
        unsafe { core::slice::from_raw_parts(self.start, length) }
    }
}

fn publish(bytes: &[u8]) -> usize {
    let [address, length] = &HEADER;
    address.store(bytes.as_ptr().addr(), Ordering::Relaxed);
    length.store(bytes.len(), Ordering::Relaxed);
    bytes.len()
}

/// Runs a call that needs no program.
fn call(length: usize, run: impl FnOnce(&[u8], &Bump, &mut Vec<u8>) -> Result<(), Error>) -> usize {
    CORE.with_borrow_mut(|core| {
        let Core { input, out, arena, .. } = core;
        out.clear();
        out.push(0);
        if let Err(error) = run(input.bytes(length), arena, out) {
            out.clear();
            out.push(1);
            out.extend_from_slice(error.to_json().as_bytes());
        }
        arena.reset();
        if arena.allocated_bytes() > MAX_KEPT_ARENA_BYTES {
            *arena = Bump::new();
        }
        publish(out)
    })
}

/// Runs a call with a program.
fn call_with(
    handle: usize,
    length: usize,
    run: impl FnOnce(&Loaded, &[u8], &Bump, &mut Vec<u8>) -> Result<(), Error>,
) -> usize {
    let program = CORE.with_borrow_mut(|core| core.programs.get_mut(handle).and_then(Option::take));
    let length = call(length, |input, arena, out| {
        let loaded = program.as_ref().ok_or(Fault::NoProgram)?;
        run(loaded, input, arena, out)
    });
    CORE.with_borrow_mut(|core| {
        if let Some(place) = core.programs.get_mut(handle) {
            *place = program;
        }
    });
    length
}

/// Address of the header: address and length of the latest result, 32 bits each.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "header"))]
pub extern "C" fn header() -> *const AtomicUsize {
    HEADER.as_ptr()
}

/// Makes room for an input of this many bytes and returns its address, which holds until the next call of this function.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "reserve"))]
pub extern "C" fn reserve(capacity: usize) -> *mut u8 {
    CORE.with_borrow_mut(|core| core.input.reserve(capacity))
}

/// To be called once, first: a panic then leaves a note.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "start"))]
pub extern "C" fn start() {
    std::panic::set_hook(Box::new(|info| {
        NOTE.with_borrow_mut(|note| {
            note.length = 0;
            // A note has room for what it has room for.
            let _ = write!(note, "{info}");
        });
    }));
}

/// The message of the last panic, as a result without its first byte.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "note"))]
pub extern "C" fn note() -> usize {
    NOTE.with_borrow(|note| publish(note.bytes.get(..note.length).unwrap_or_default()))
}

/// Mode, root, sources → program, meta.
#[cfg(feature = "compiler")]
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "compile"))]
pub extern "C" fn compile(length: usize) -> usize {
    call(length, |input, _, out| calls::compile(input, out))
}

/// Root, sources → TypeScript, as JSON.
#[cfg(feature = "compiler")]
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "typed"))]
pub extern "C" fn typed(length: usize) -> usize {
    call(length, |input, _, out| calls::typed(input, out))
}

/// A program → its handle (32 bits, little endian).
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "load"))]
pub extern "C" fn load(length: usize) -> usize {
    let handle = CORE.with_borrow(|core| core.programs.iter().position(Option::is_none).unwrap_or(core.programs.len()));
    let mut loaded = None;
    let length = call(length, |input, _, out| {
        loaded = Some(Loaded::new(codec::decode(input)?));
        out.extend_from_slice(&small(handle).to_le_bytes());
        Ok(())
    });
    if loaded.is_some() {
        CORE.with_borrow_mut(|core| match core.programs.get_mut(handle) {
            Some(place) => *place = loaded,
            None => core.programs.push(loaded),
        });
    }
    length
}

/// Frees a program.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "unload"))]
pub extern "C" fn unload(handle: usize) {
    CORE.with_borrow_mut(|core| {
        if let Some(place) = core.programs.get_mut(handle) {
            *place = None;
        }
    });
}

/// Values, old values, base frame → frame, evaluated slots, warnings.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "evaluate"))]
pub extern "C" fn evaluate(handle: usize, length: usize) -> usize {
    call_with(handle, length, calls::evaluate)
}

/// Frame → HTML, skeleton, used blocks, place of the island.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "html"))]
pub extern "C" fn html(handle: usize, length: usize) -> usize {
    call_with(handle, length, calls::html)
}

/// Two frames, forced path → ops, instantiated blocks.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "diff"))]
pub extern "C" fn diff(handle: usize, length: usize) -> usize {
    call_with(handle, length, calls::diff)
}

/// Values, old values, base frame, forced path → frame, ops, instantiated blocks, evaluated slots, warnings.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "advance"))]
pub extern "C" fn advance(handle: usize, length: usize) -> usize {
    call_with(handle, length, calls::advance)
}

/// Frame, path → handler, contribution, arguments, whether the path has an index in it.
#[cfg_attr(target_arch = "wasm32", unsafe(export_name = "resolve"))]
pub extern "C" fn resolve(length: usize) -> usize {
    call(length, |input, _, out| calls::resolve(input, out))
}
