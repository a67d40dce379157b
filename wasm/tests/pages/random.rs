//! Randomness that can be repeated, and the texts that parsers get wrong. (splitmix64)

use serde_json::{Value, json};

const HARD: [&str; 20] = [
    "",
    " ",
    "\n",
    "\nfirst",
    "\r",
    "a\r\nb",
    "x\u{fffd}",
    "🐭",
    "🐭🐹",
    "e\u{301}",
    "</script>",
    "</textarea></title></pre>",
    "<b>&amp;</b>",
    "&lt &copy &notit; &#13",
    "\"'`",
    "<!-- --> ]]>",
    "\u{a0}\u{2028}\u{feff}",
    "a  b\tc",
    "{{ x }}{% if %}",
    "javascript:alert(1)",
];
const WORDS: [&str; 8] = ["alpha", "beta", "gamma", "δ", "mouse", "🐭", "of", "1"];

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) >> 1
    }

    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next()).unwrap() % bound.max(1)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub fn text(&mut self) -> String {
        if self.chance(35) {
            return (*self.pick(&HARD)).to_owned();
        }
        let count = self.below(6);
        (0..count).map(|_| *self.pick(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn item(&mut self, depth: usize) -> Value {
        let id = if self.chance(85) { json!(self.below(9)) } else { Value::Null };
        let count = if depth > 0 { self.below(3) } else { 0 };
        let kids: Vec<Value> = (0..count).map(|_| self.item(depth - 1)).collect();
        json!({ "id": id, "n": self.below(5), "t": self.text(), "done": self.chance(50), "kids": kids })
    }

    fn items(&mut self, most: usize, depth: usize) -> Vec<Value> {
        let count = self.below(most + 1);
        (0..count).map(|_| self.item(depth)).collect()
    }

    fn markup(&mut self) -> &'static str {
        self.pick::<&'static str>(&["", "x", "<b>b</b>", "t<i>i</i>", "<br>", "a<i>b<u>c</u></i>d<em>e</em>"])
    }

    /// A state that all templates read from.
    pub fn state(&mut self) -> Value {
        let a = [Value::Null, json!(0), json!(2), json!(1.5), json!("a"), json!(true)];
        let count = self.below(5);
        let names: Vec<String> = (0..count).map(|_| self.text()).collect();
        json!({
            "a": self.pick(&a), "b": self.chance(50), "t": self.text(), "u": self.text(), "h": self.markup(),
            "d": { "e": self.text(), "g": self.item(1) }, "names": names, "xs": self.items(5, 2), "ys": self.items(3, 1),
        })
    }

    /// Another state, near this one.
    pub fn change(&mut self, state: &Value) -> Value {
        let mut next = state.clone();
        let fresh = self.state();
        for (name, value) in next.as_object_mut().unwrap() {
            if self.chance(25) {
                *value = fresh[name].clone();
            }
        }
        let rows = next["xs"].as_array_mut().unwrap();
        match self.below(5) {
            0 => rows.reverse(),
            1 => (1..rows.len()).rev().for_each(|i| rows.swap(i, self.below(i + 1))),
            2 => rows.insert(self.below(rows.len() + 1), self.item(2)),
            3 if !rows.is_empty() => {
                let at = self.below(rows.len());
                rows[at]["t"] = json!(self.text());
            }
            _ => {}
        }
        next
    }
}
