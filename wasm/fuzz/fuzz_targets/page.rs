//! A program that uses everything, with any values, frames and addresses.
#![no_main]

use dormouse_core::abi;
use dormouse_core_fuzz::{accepted, call, exercise, first, put};
use std::sync::OnceLock;

const PAGE: &str = concat!(
    "<h1 title=\"{{ a }}\">{{ a|upper }} {{ n }}{% if b %}, yes{% endif %}</h1>{% for r in xs %}<li do-key=\"r.id\" ",
    "class=\"{% if r.id == n %}on{% endif %}\">{{ r.t|truncatechars:3 }}<input value=\"{{ r.t }}\" do-input=\"name(r.id, $value)\">",
    "{% for k in r.kids %}<i>{{ k|add:n }}{{ forloop.counter }}</i>{% empty %}none{% endfor %}</li>{% endfor %}",
    "{% if xs|length > 2 %}<b>{{ h|safe }}</b>{% elif a in xs %}<u>{{ xs|join:a }}</u>{% else %}{% include \"inc.html\" with it=d %}{% endif %}",
);
const INCLUDED: &str = "<p>{{ it.t }}</p>{% for k in it.kids %}{% include \"inc.html\" with it=k %}{% endfor %}";

fn handle() -> usize {
    static HANDLE: OnceLock<usize> = OnceLock::new();
    *HANDLE.get_or_init(|| {
        let mut input = vec![0];
        put(&mut input, b"page.html");
        input.push(2);
        for part in ["page.html", PAGE, "inc.html", INCLUDED] {
            put(&mut input, part.as_bytes());
        }
        let compiled = accepted(call(|n| abi::compile(n), &input)).expect("it compiles");
        usize::from(accepted(call(|n| abi::load(n), first(&compiled))).expect("it loads")[0])
    })
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    exercise(handle(), bytes);
});
