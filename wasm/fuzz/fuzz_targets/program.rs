//! Any program, with any values, frames and addresses.
#![no_main]

use dormouse_core::abi;
use dormouse_core_fuzz::{accepted, call, exercise, section};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let program = section(&mut rest);
    if let Some(handle) = accepted(call(|n| abi::load(n), program)) {
        let handle = usize::from(handle[0]);
        exercise(handle, rest);
        abi::unload(handle);
    }
});
