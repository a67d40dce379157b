//! The compiler on files: every `templates/*.html` against a dump of its program, every `errors/*.html` against the error
//! as it is printed. A line `--- name` begins another template; the first is the root. `UPDATE=1` writes the snapshots.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    reason = "test helpers stand outside of the test functions that clippy exempts"
)]

use dormouse_core::compile::{Compiled, compile};
use dormouse_core::program::{Block, Mode, Part, Program};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "html"))
        .collect();
    all.sort();
    assert!(!all.is_empty());
    all
}

fn sources(text: &str) -> Vec<(String, String)> {
    let mut all = vec![("page.html".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("--- ") {
            Some(name) => all.push((name.trim().to_owned(), String::new())),
            None => all.last_mut().unwrap().1.push_str(line),
        }
    }
    // The line break before a separator, or at the end of the file, belongs to the file.
    for (_, text) in &mut all {
        text.truncate(text.strip_suffix('\n').map_or(text.len(), str::len));
    }
    all
}

fn mode(path: &Path) -> Mode {
    if path.file_stem().unwrap().to_string_lossy().starts_with("text-") { Mode::Text } else { Mode::Live }
}

fn check(path: &Path, actual: &str, failures: &mut Vec<String>) {
    let snapshot = path.with_extension("expected");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&snapshot, actual).unwrap();
        return;
    }
    let expected = fs::read_to_string(&snapshot).unwrap_or_default();
    if expected != actual {
        failures.push(format!("{}\n--- expected\n{expected}\n--- actual\n{actual}", path.display()));
    }
}

fn markup(block: &Block) -> String {
    block
        .markup
        .iter()
        .map(|part| match part {
            Part::Static(text) => text.replace('\n', "\\n"),
            Part::Slot(slot) => format!("⟦{slot}⟧"),
        })
        .collect()
}

fn names(program: &Program, names: &[u32]) -> String {
    names.iter().map(|name| program.names[*name as usize].as_str()).collect::<Vec<_>>().join(" ")
}

fn section<'m>(meta: &'m str, from: &str, to: &str) -> &'m str {
    let start = meta.find(from).unwrap() + from.len();
    let end = meta[start..].find(to).unwrap() + start;
    &meta[start..end]
}

fn dump(compiled: &Compiled) -> String {
    let Compiled { program, meta } = compiled;
    let mut out = String::new();
    writeln!(out, "names: {}", program.names.join(" ")).unwrap();
    writeln!(out, "fields: {}{}", names(program, &program.fields), if program.document { " (document)" } else { "" })
        .unwrap();
    let shapes: Vec<&str> =
        meta.split("\"shape\":").skip(1).map(|rest| &rest[..rest.find(",\"ns\"").unwrap()]).collect();
    for (id, block) in program.blocks.iter().enumerate() {
        writeln!(out, "\nblock {id} from {} uses {:b}/{:b}", block.first, block.uses.fields, block.uses.locals)
            .unwrap();
        writeln!(out, "  {}", markup(block)).unwrap();
        writeln!(out, "  {}", shapes[id]).unwrap();
        for one in &block.lets {
            writeln!(out, "  {one:?}").unwrap();
        }
        for (at, slot) in block.slots.iter().enumerate() {
            writeln!(out, "  ⟦{at}⟧ {slot:?}").unwrap();
        }
    }
    for (id, text) in program.texts.iter().enumerate() {
        writeln!(out, "\ntext {id} {text:?}").unwrap();
    }
    writeln!(out, "\nreads").unwrap();
    for (id, node) in section(meta, "\"nodes\":[", "]},\"data\"").split_inclusive("},").enumerate() {
        writeln!(out, "  {id} {}", node.trim_end_matches(',')).unwrap();
    }
    writeln!(out, "calls {}", section(meta, "\"calls\":", ",\"constant\"")).unwrap();
    let constant = section(meta, "\"constant\":[", "],\"templates\"");
    if !constant.is_empty() {
        writeln!(out, "constant {constant}").unwrap();
    }
    writeln!(out, "templates {}", &meta[meta.rfind("\"templates\":").unwrap() + 12..meta.len() - 1]).unwrap();
    out
}

#[test]
fn templates_compile_to_their_snapshots() {
    let mut failures = Vec::new();
    for path in cases("templates") {
        let all = sources(&fs::read_to_string(&path).unwrap());
        let actual = match compile(mode(&path), "page.html", &all) {
            Ok(compiled) => dump(&compiled),
            Err(error) => format!("UNEXPECTED {error}\n"),
        };
        assert!(!actual.starts_with("UNEXPECTED"), "{}: {actual}", path.display());
        check(&path, &actual, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn errors_point_at_their_cause() {
    let mut failures = Vec::new();
    for path in cases("errors") {
        let all = sources(&fs::read_to_string(&path).unwrap());
        let actual = match compile(mode(&path), "page.html", &all) {
            Ok(_) => "NO ERROR\n".to_owned(),
            Err(error) => format!("{error}\n"),
        };
        assert_ne!(actual, "NO ERROR\n", "{}", path.display());
        check(&path, &actual, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// xorshift64*: the same mutations everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % bound.max(1)
    }
}

const FRAGMENTS: &[&str] = &[
    "{% if a %}",
    "{% else %}",
    "{% endif %}",
    "{% for x in xs %}",
    "{% empty %}",
    "{% endfor %}",
    "{{ x.y|default:\"z\" }}",
    "{{",
    "%}",
    "<p>",
    "</p>",
    "<li>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<select>",
    "<option>",
    "<svg>",
    "<a href=\"",
    "\"",
    "'",
    ">",
    "<",
    "/>",
    "<!--",
    "-->",
    "<textarea>",
    "</textarea>",
    "<script>",
    "</script>",
    "{% include \"page.html\" %}",
    "{% include \"row.html\" with a=b only %}",
    "{% with q=a.b %}",
    "{% endwith %}",
    "{% block m %}",
    "{% endblock %}",
    "{{ block.super }}",
    "{% extends \"page.html\" %}",
    "do-click=\"f(x)\"",
    " disabled",
    "é",
    "😀",
    "\0",
    "\r\n",
    "&amp;",
    "&",
    "<body>",
    "</body>",
    "<html>",
    "<head>",
    "<!doctype html>",
    "{% cycle 1 2 %}",
    "{% cycle 1 2 as c silent %}",
    "{% cycle c %}",
    "{% resetcycle %}",
    "{% ifchanged %}",
    "{% ifchanged x.y %}",
    "{% endifchanged %}",
    "{% regroup xs by y as g %}",
    "{% firstof a b as q %}",
    "{% filter upper %}",
    "{% endfilter %}",
    "{% spaceless %}",
    "{% endspaceless %}",
    "{{ a|json_script:\"i\" }}",
    "{% extends l from \"page.html\" \"row.html\" %}",
    "{% include l from \"page.html\" \"row.html\" %}",
    "|safe",
    "{% verbatim %}",
    "{% endverbatim %}",
    "{#",
    "#}",
    "do-key=\"x.id\"",
    " not in ",
    " is not ",
    "forloop.parentloop.counter",
];

#[test]
fn every_code_of_the_compiler_has_a_snapshot() {
    let list = include_str!("../src/error/code.rs");
    let all: String =
        cases("errors").iter().map(|path| fs::read_to_string(path.with_extension("expected")).unwrap()).collect();
    let codes: Vec<&str> = list.split('"').filter(|part| part.starts_with("template.")).collect();
    assert!(codes.len() >= 10);
    for code in codes {
        assert!(all.lines().any(|line| line.starts_with(&format!("{code}:"))), "no fixture shows {code}");
    }
}

#[test]
fn nothing_makes_it_panic() {
    let mut seeds: Vec<String> =
        ["templates", "errors"].iter().flat_map(|f| cases(f)).map(|path| fs::read_to_string(path).unwrap()).collect();
    seeds.push(String::new());
    let rounds: usize = std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(4_000);
    for seed in 1..=rounds {
        let mut random = Random((seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut text: Vec<char> = seeds[random.below(seeds.len())].chars().collect();
        for _ in 0..=random.below(6) {
            let at = random.below(text.len() + 1);
            match random.below(4) {
                0 => drop(text.drain(at..(at + random.below(12)).min(text.len()))),
                1 => {
                    let from = random.below(text.len() + 1);
                    let copy: Vec<char> = text[from..(from + random.below(40)).min(text.len())].to_vec();
                    drop(text.splice(at..at, copy));
                }
                _ => drop(text.splice(at..at, FRAGMENTS[random.below(FRAGMENTS.len())].chars())),
            }
        }
        let all = sources(&text.into_iter().collect::<String>());
        let mode = if random.below(5) == 0 { Mode::Text } else { Mode::Live };
        let run = || compile(mode, "page.html", &all).map_err(|error| (error.to_string(), error.to_json())).is_ok();
        assert!(std::panic::catch_unwind(run).is_ok(), "seed {seed} panics:\n{all:?}");
    }
}

#[test]
fn depth_is_bounded() {
    for (open, close) in [("{% if a %}", "{% endif %}"), ("<div>", "</div>"), ("{% if not a %}<b>", "</b>{% endif %}")]
    {
        let text = format!("{}x{}", open.repeat(5_000), close.repeat(5_000));
        let error = compile(Mode::Live, "page.html", &[("page.html".to_owned(), text)]).unwrap_err();
        assert_eq!(error.code, "template.limit");
    }
    for expression in [
        "not ".repeat(3_000) + "a",
        "a".to_owned() + &"|upper".repeat(3_000),
        "a".to_owned() + &" or a".repeat(3_000),
        "a".to_owned() + &".b".repeat(3_000),
    ] {
        let text = format!("{{% if {expression} %}}x{{% endif %}}");
        let error = compile(Mode::Live, "page.html", &[("page.html".to_owned(), text)]).unwrap_err();
        assert_eq!(error.code, "template.limit");
    }
}

/// The core has 1 MiB of stack in WebAssembly; frames of a debug build are larger than those.
#[test]
fn the_deepest_templates_fit_the_stack() {
    let ifs = format!("{}x{}", "{% if a %}<b>".repeat(60), "</b>{% endif %}".repeat(60));
    let loops = format!("{}x{}", "{% for a in a.b %}<i>{{ a }}</i>".repeat(60), "{% endfor %}".repeat(60));
    let texts = format!(
        "<p>{}x{}</p>",
        "{% for a in a.b %}{{ a }}{% with b=a %}".repeat(30),
        "{% endwith %}{% endfor %}".repeat(30)
    );
    let elements = format!("{}{{{{ x }}}}{}", "<div>".repeat(120), "</div>".repeat(120));
    let condition = format!("{{% if {}a %}}x{{% endif %}}", "not ".repeat(30));
    let attributes = format!("<p {}q{}>x</p>", "{% if a %}".repeat(30), "{% endif %}".repeat(30));
    for text in [ifs, loops, texts, elements, condition, attributes] {
        let sources = [("page.html".to_owned(), text)];
        let run = move || compile(Mode::Live, "page.html", &sources).map(|_| ()).map_err(|error| error.to_string());
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap();
        assert_eq!(thread.join().unwrap(), Ok(()));
    }
}
