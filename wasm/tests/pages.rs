//! The core against a real HTML parser (html5ever), through its exported functions: for generated templates and states,
//! what the parser reads out of `html(a)` by shapes and skeleton, changed by `diff(a, b)`, is what it reads out of
//! `html(b)`; and evaluating what changed equals evaluating everything. `SEEDS=n` tries more templates of each family.
//! A failure prints its seed, and the smallest template and states that were found to fail as well.

#![allow(unsafe_code, reason = "the exported functions take their input at an address")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    reason = "a test"
)]

#[path = "pages/core.rs"]
mod core_calls;
#[path = "pages/page.rs"]
mod page;
#[path = "pages/patch.rs"]
mod patch;
#[path = "pages/random.rs"]
mod random;
#[path = "pages/template.rs"]
mod template;
#[path = "pages/tree.rs"]
mod tree;
#[path = "pages/values.rs"]
mod values;
use core_calls as core;

use core::{Page, Template};
use page::{Hole, read};
use patch::apply;
use random::Random;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use template::{FAMILIES, Family, Maker, Piece, print, smaller};
use tree::{Element, Node, document};

/// States that one template goes through.
const STEPS: usize = 4;
/// Templates of one family.
const SEEDS: u64 = 80;

/// A template and its states.
#[derive(Clone)]
struct Case {
    page: Vec<Piece>,
    included: Vec<Piece>,
    states: Vec<Value>,
}

impl Case {
    fn sources(&self) -> [(String, String); 2] {
        [("page.html".to_owned(), print(&self.page)), ("inc.html".to_owned(), print(&self.included))]
    }
}

fn holes(template: &Template, page: &Page) -> Result<Vec<Hole>, String> {
    let nodes = if template.meta["document"] == true {
        document(&page.html)
    } else {
        let html = document(&format!("<!doctype html><html><head></head><body>{}</body></html>", page.html));
        let Some(Node::Element(html)) = html.into_iter().next() else { return Err("no html".to_owned()) };
        let Some(Node::Element(body)) = html.children.into_iter().nth(1) else { return Err("no body".to_owned()) };
        body.children
    };
    let root = Element { name: String::new(), attributes: Vec::new(), children: nodes };
    read(&template.meta, &root, &page.skeleton).map_err(|what| format!("{what}\nin {}", page.html))
}

/// Follows the states. An error says what went wrong; a template that does not compile is no failure.
fn follow(sources: &[(String, String)], states: &[Value]) -> Result<bool, String> {
    let Ok(template) = Template::compile(sources) else { return Ok(false) };
    let mut values = values::encode(&template.meta, &states[0]);
    let mut frame = template.evaluate(&values)?;
    let mut shown = holes(&template, &template.render(&frame)?)?;
    for state in &states[1..] {
        let next_values = values::encode(&template.meta, state);
        let whole = template.evaluate(&next_values)?;
        let (next, ops) = template.advance(&next_values, (&values, &frame), &[])?;
        if next != whole {
            return Err("evaluating what changed differs from evaluating everything".to_owned());
        }
        apply(&template.meta, &mut shown, &ops);
        let fresh = holes(&template, &template.render(&next)?)?;
        if shown != fresh {
            return Err(format!("the patch leads elsewhere\npatched {shown:?}\nfresh   {fresh:?}"));
        }
        (values, frame) = (next_values, next);
    }
    Ok(true)
}

fn fails(case: &Case) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| follow(&case.sources(), &case.states))) {
        Ok(result) => result.err(),
        Err(panic) => Some(panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "a panic".to_owned())),
    }
}

/// All cases that are smaller by one step.
fn shrunk(case: &Case) -> Vec<Case> {
    let mut all: Vec<Case> = (0..case.states.len().saturating_sub(1))
        .map(|at| Case { states: case.states[at..=at + 1].to_vec(), ..case.clone() })
        .collect();
    all.retain(|smaller| smaller.states.len() < case.states.len());
    all.extend(smaller(&case.page).into_iter().map(|page| Case { page, ..case.clone() }));
    all.extend(smaller(&case.included).into_iter().map(|included| Case { included, ..case.clone() }));
    for (at, state) in case.states.iter().enumerate() {
        for (name, value) in state.as_object().unwrap() {
            for i in 0..value.as_array().map_or(0, Vec::len) {
                let mut states = case.states.clone();
                states[at][name].as_array_mut().unwrap().remove(i);
                all.push(Case { states, ..case.clone() });
            }
        }
    }
    all
}

/// Smaller and smaller while it fails.
fn shrink(case: Case, what: String) -> String {
    let (mut case, mut what) = (case, what);
    for _ in 0..200 {
        let found = shrunk(&case).into_iter().find_map(|smaller| fails(&smaller).map(|what| (smaller, what)));
        match found {
            Some(next) => (case, what) = next,
            None => break,
        }
    }
    format!("{what}\n{:?}\nstates {}", case.sources(), json!(case.states))
}

fn case(family: &Family, seed: u64) -> Case {
    let random = &mut Random::new(seed);
    let mut maker = Maker::new(random, family);
    let (page, included) = (maker.page(), maker.included());
    let mut states = vec![random.state()];
    for _ in 1..STEPS {
        states.push(random.change(&states[states.len() - 1]));
    }
    Case { page, included, states }
}

/// [C1]
#[test]
fn generated_templates_agree_with_a_parser() {
    let seeds = std::env::var("SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(SEEDS);
    for family in &FAMILIES {
        let (mut refused, mut last) = (0, String::new());
        for seed in 0..seeds {
            let case = case(family, seed);
            if let Some(what) = fails(&case) {
                panic!("{}, seed {seed}: {}", family.name, shrink(case, what));
            }
            if let Err(why) = Template::compile(&case.sources()) {
                refused += 1;
                last = why;
            }
        }
        assert!(refused * 4 <= seeds, "{}: {refused} of {seeds} templates do not compile: {last}", family.name);
    }
}

fn permutations(of: usize) -> Vec<Vec<usize>> {
    if of == 0 {
        return vec![vec![]];
    }
    let shorter = permutations(of - 1);
    let at_every_place = |order: Vec<usize>| {
        (0..=order.len()).map(move |at| [&order[..at], &[of - 1], &order[at..]].concat()).collect::<Vec<_>>()
    };
    shorter.into_iter().flat_map(at_every_place).collect()
}

/// Every order of up to six rows, from the sorted one and back.
#[test]
fn every_permutation_of_keyed_rows() {
    let page = "<ul>{% for r in xs %}<li do-key=\"r.id\">{{ r.t }}<b do-click=\"pick(r.id)\">{{ forloop.counter }}</b></li>{% endfor %}</ul>";
    let sources = [("page.html".to_owned(), page.to_owned())];
    let row = |id: &usize| json!({ "id": id, "t": format!("row {id}") });
    for count in 0..=6 {
        let sorted: Vec<Value> = (0..count).collect::<Vec<_>>().iter().map(row).collect();
        let states: Vec<Value> = permutations(count)
            .iter()
            .flat_map(|order| [json!({ "xs": sorted }), json!({ "xs": order.iter().map(row).collect::<Vec<_>>() })])
            .collect();
        follow(&sources, &states).unwrap();
    }
}

/// The ops of `test/fixtures/ops.txt`, which the printer of ops (`test/unit/print-ops.test.ts`) has put into words: the core
/// makes these bytes here as well, and they lead from one page to the other.
#[test]
fn ops_of_every_kind_are_those_of_the_fixtures() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../test/fixtures/ops.txt")).unwrap();
    let fixtures: Vec<&str> = text.split("\n\n").collect();
    assert!(fixtures.len() >= 15);
    for fixture in fixtures {
        let field = |name: &str| {
            let line = fixture.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim().to_owned()
        };
        let hex = |text: String| -> Vec<u8> {
            (0..text.len() / 2).map(|i| u8::from_str_radix(&text[i * 2..i * 2 + 2], 16).unwrap()).collect()
        };
        let template = Template::compile(&[("page.html".to_owned(), field("template"))]).unwrap();
        let state = |name| values::encode(&template.meta, &serde_json::from_str(&field(name)).unwrap());
        let (old, new) = (state("a "), state("b "));
        let base = template.evaluate(&old).unwrap();
        let (next, ops) = template.advance(&new, (&old, &base), &hex(field("forced"))).unwrap();
        assert_eq!(ops, hex(field("ops")), "{fixture}");
        let mut shown = holes(&template, &template.render(&base).unwrap()).unwrap();
        apply(&template.meta, &mut shown, &ops);
        assert_eq!(shown, holes(&template, &template.render(&next).unwrap()).unwrap(), "{fixture}");
    }
}

/// The last item's bytes end like the old last item's, but begin earlier: nothing may be taken over from there.
#[test]
fn items_whose_bytes_only_end_alike_are_read_anew() {
    let page = "{% for x in xs %}<i>{% for y in x %}{{ y }},{% empty %}none{% endfor %}</i>{% endfor %}";
    let sources = [("page.html".to_owned(), page.to_owned())];
    let states = [
        json!({ "xs": [1, 5] }),
        json!({ "xs": [2, [5]] }),
        json!({ "xs": [1, 5] }),
        json!({ "xs": [[7, "b"], ["ab"]] }),
        json!({ "xs": [[7], [8, "ab"]] }),
        json!({ "xs": [3, [8, [8, "ab"]]] }),
    ];
    for pair in states.windows(2) {
        assert!(follow(&sources, pair).unwrap());
    }
}
