//! Any two templates, in both modes; what compiles is loaded.
#![no_main]

use dormouse_core::abi;
use dormouse_core_fuzz::{accepted, call, first, put};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (page, included) = text.split_once('\u{1}').unwrap_or((text, ""));
    for mode in [0, 1] {
        let mut input = vec![mode];
        put(&mut input, b"page.html");
        input.push(2);
        for part in ["page.html", page, "inc.html", included] {
            put(&mut input, part.as_bytes());
        }
        if let Some(compiled) = accepted(call(|n| abi::compile(n), &input)) {
            let loaded = accepted(call(|n| abi::load(n), first(&compiled)));
            let handle = loaded.expect("what the compiler writes can be loaded");
            abi::unload(usize::from(handle[0]));
        }
    }
});
