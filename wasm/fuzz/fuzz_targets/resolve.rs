//! Any frame and address.
#![no_main]

use dormouse_core::abi;
use dormouse_core_fuzz::{call, section, sections};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let frame = section(&mut rest);
    call(|n| abi::resolve(n), &sections(&[frame, rest]));
});
