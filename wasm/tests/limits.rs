//! Every bound of a compilation: what is beyond it is an error with a code, never a crash or a long wait. The bounds of
//! evaluation are tested on the built core (`test/unit/core-limits.test.ts`).

#![allow(clippy::unwrap_used, reason = "a test: helpers outside of #[test] functions may panic as well")]

use dormouse_core::compile::compile;
use dormouse_core::limit;
use dormouse_core::program::Mode;
use std::fmt::Write as _;

fn message(all: &[(String, String)]) -> String {
    let error = compile(Mode::Live, "page.html", all).unwrap_err();
    assert_eq!(error.code, "template.limit", "{error}");
    error.message
}

fn page(text: impl Into<String>) -> Vec<(String, String)> {
    vec![("page.html".to_owned(), text.into())]
}

fn many(count: usize, mut one: impl FnMut(usize) -> String) -> String {
    (0..count).map(&mut one).collect()
}

#[test]
fn sources_are_bounded() {
    let all: Vec<_> = (0..=limit::MAX_SOURCES).map(|i| (format!("{i}.html"), String::new())).collect();
    let error = compile(Mode::Live, "0.html", &all).unwrap_err();
    assert_eq!(error.code, "template.limit");
    assert!(message(&page("x".repeat(limit::MAX_SOURCE_BYTES + 1))).contains("bytes"));
    assert!(compile(Mode::Live, "page.html", &page("x".repeat(limit::MAX_SOURCE_BYTES))).is_ok());
}

#[test]
fn depth_of_extends_is_bounded() {
    let mut all = page("{% extends \"1.html\" %}");
    all.extend((1..200).map(|i| (format!("{i}.html"), format!("{{% extends \"{}.html\" %}}", i + 1))));
    all.push(("200.html".to_owned(), String::new()));
    let error = compile(Mode::Live, "page.html", &all).unwrap_err();
    assert_eq!(error.code, "template.cycle");
}

#[test]
fn blocks_and_slots_are_bounded() {
    assert!(message(&page("{% if a %}<b></b>{% endif %}".repeat(limit::MAX_BLOCKS + 1))).contains("blocks"));
    let slots = "<b>{{ a }}</b>".repeat(limit::MAX_SLOTS + 1);
    assert!(message(&page(slots)).contains("slots"));
}

#[test]
fn nodes_are_bounded_with_blocks_and_includes_counted() {
    // Each template includes or repeats the next several times: the source is small, the tree is not.
    let mut text = String::from("{% extends \"base.html\" %}");
    for i in 0..6 {
        write!(text, "{{% block b{i} %}}{}{{% endblock %}}", "{{ block.super }}".repeat(10)).unwrap();
    }
    let mut base = String::new();
    for i in 0..6 {
        write!(base, "{{% block b{i} %}}").unwrap();
    }
    base.push_str(&"{{ x }}".repeat(10));
    base.push_str(&"{% endblock %}".repeat(6));
    let mut all = page(text);
    all.push(("base.html".to_owned(), base));
    message(&all);
}

#[test]
fn locals_are_bounded() {
    let text = many(limit::MAX_LOCALS + 1, |i| format!("{{% firstof a \"x\" as v{i} %}}"));
    assert!(message(&page(text)).contains("names"));
}

#[test]
fn reads_are_bounded() {
    let text = many(limit::MAX_READS_NODES + 1, |i| format!("{{{{ a{i} }}}}"));
    assert!(message(&page(text)).contains("reads"));
}

#[test]
fn choices_of_parents_are_bounded() {
    let names = many(limit::MAX_VARIANTS + 1, |i| format!(" \"{i}.html\""));
    assert!(message(&page(format!("{{% extends a from{names} %}}"))).contains("choose"));
    // Three steps of eight each are 512 lines.
    let mut all = page("{% extends a from \"a0\" \"a1\" \"a2\" \"a3\" \"a4\" \"a5\" \"a6\" \"a7\" %}");
    for (step, next) in [("a", "b"), ("b", "c")] {
        let parents = many(8, |i| format!(" \"{next}{i}\""));
        all.extend((0..8).map(|i| (format!("{step}{i}"), format!("{{% extends {next} from{parents} %}}"))));
    }
    all.extend((0..8).map(|i| (format!("c{i}"), String::new())));
    assert!(message(&all).contains("choose"));
}
