//! Applies ops to the holes of a page. Written from SPEC.md alone.

use super::core_calls::Bytes;
use super::page::{Hole, ToText, number};
use super::tree::fragment;
use serde_json::Value;

/// What a hole of a shape is, for ops.
enum Kind {
    Text,
    Attribute,
    Html,
    Event,
    Branch(Vec<usize>),
    List(usize, bool),
}

/// A reader of ops.
pub struct Patch<'a> {
    blocks: &'a [Value],
    ops: Bytes<'a>,
}

/// Applies ops to the holes of a page.
pub fn apply(meta: &Value, holes: &mut [Hole], ops: &[u8]) {
    if ops.is_empty() {
        return;
    }
    let mut patch = Patch { blocks: meta["blocks"].as_array().unwrap(), ops: Bytes(ops) };
    patch.instance(0, holes);
    assert!(patch.ops.0.is_empty(), "bytes after the last op");
}

impl Patch<'_> {
    fn kinds(&self, block: usize) -> Vec<Kind> {
        let shape = self.blocks[block]["shape"].as_array().unwrap();
        let (mut kinds, mut items) = (Vec::new(), shape.iter());
        while let Some(item) = items.next() {
            match item.as_str() {
                Some("t" | "(" | "<") => drop(items.next()),
                Some("x" | "y") => kinds.push(Kind::Text),
                Some("h") => kinds.push(Kind::Html),
                Some("a") => {
                    items.next();
                    kinds.push(Kind::Attribute);
                }
                Some("e") => {
                    items.nth(4);
                    kinds.push(Kind::Event);
                }
                Some("b") => {
                    let arms = items.next().unwrap().as_array().unwrap();
                    kinds.push(Kind::Branch(arms.iter().map(|arm| number(Some(arm))).collect()));
                }
                Some("l") => kinds.push(Kind::List(number(items.next()), number(items.next()) == 1)),
                _ => {}
            }
        }
        kinds
    }

    fn instance(&mut self, block: usize, holes: &mut [Hole]) {
        let kinds = self.kinds(block);
        let mut last = false;
        while !last {
            let head = self.ops.varint();
            last = head & 1 == 1;
            self.op(&kinds[head >> 3], &mut holes[head >> 3], head >> 1 & 3);
        }
    }

    fn splice(&mut self, old: &str) -> String {
        let mut units: Vec<u16> = old.encode_utf16().collect();
        let (keep, removed) = (self.ops.varint(), self.ops.varint());
        units.splice(keep..keep + removed, self.ops.text().encode_utf16());
        units.to_text()
    }

    fn op(&mut self, kind: &Kind, hole: &mut Hole, variant: usize) {
        match (kind, hole, variant) {
            (Kind::Text, Hole::Text(text), 0) => *text = self.ops.text().to_owned(),
            (Kind::Text, Hole::Text(text), 1) => *text = self.splice(text),
            (Kind::Text, Hole::Text(text), 2) => text.push_str(self.ops.text()),
            (Kind::Attribute, Hole::Attribute(value), 0 | 2) => *value = Some(self.ops.text().to_owned()),
            (Kind::Attribute, Hole::Attribute(value), 1) => *value = Some(self.splice(value.as_ref().unwrap())),
            (Kind::Attribute, Hole::Attribute(value), 3) => *value = None,
            (Kind::Branch(_), Hole::Branch(shown), 0) => *shown = None,
            (Kind::Branch(arms), Hole::Branch(shown), 1) => {
                let arm = self.ops.varint();
                *shown = Some((arm, self.content(arms[arm])));
            }
            (Kind::Branch(arms), Hole::Branch(Some((arm, inside))), 2) => self.instance(arms[*arm], inside),
            (Kind::List(block, announces), Hole::List(items), 0..=2) => {
                if variant != 1 {
                    self.edit(*block, *announces, items);
                }
                if variant != 0 {
                    self.update(*block, items);
                }
            }
            (Kind::Html, Hole::Html(nodes), 0) => *nodes = fragment(self.ops.text()),
            (_, hole, variant) => panic!("op {variant} on {hole:?}"),
        }
    }

    fn update(&mut self, block: usize, items: &mut [(Option<Value>, Vec<Hole>)]) {
        let mut next = 0;
        for _ in 0..self.ops.varint() {
            let at = next + self.ops.varint();
            next = at + 1;
            self.instance(block, &mut items[at].1);
        }
    }

    fn edit(&mut self, block: usize, announces: bool, items: &mut Vec<(Option<Value>, Vec<Hole>)>) {
        let head = self.ops.varint();
        let mut old: Vec<_> = std::mem::take(items).into_iter().map(Some).collect();
        let mut next: i64 = 0;
        let mut stayed = -1;
        for _ in 0..head >> 1 {
            let segment = self.ops.varint();
            let (count, kind) = ((segment >> 2) as i64, segment & 3);
            if kind == 3 {
                items.extend((0..count).map(|_| self.item(block, announces && head & 1 == 1)));
                continue;
            }
            let zigzag = self.ops.varint() as i64;
            let start = next + if zigzag % 2 == 0 { zigzag / 2 } else { -(zigzag + 1) / 2 };
            for i in 0..count {
                let at = if kind == 2 { start - i } else { start + i };
                items.push(old[usize::try_from(at).unwrap()].take().expect("an item is taken once"));
                assert!(kind != 0 || at > stayed, "items that stay are in order");
                stayed = if kind == 0 { at } else { stayed };
            }
            next = if kind == 2 { start + 1 } else { start + count };
        }
    }

    fn item(&mut self, block: usize, has_key: bool) -> (Option<Value>, Vec<Hole>) {
        let key = has_key.then(|| {
            let head = self.ops.varint();
            if head.is_multiple_of(2) {
                Value::from(head / 2)
            } else {
                Value::from(std::str::from_utf8(self.ops.take(head / 2)).unwrap())
            }
        });
        (key, self.content(block))
    }

    fn content(&mut self, block: usize) -> Vec<Hole> {
        let kinds = self.kinds(block);
        let fill = |kind| match kind {
            Kind::Text => Hole::Text(self.ops.text().to_owned()),
            Kind::Html => Hole::Html(fragment(self.ops.text())),
            Kind::Event => Hole::Event,
            Kind::Attribute => {
                let length = self.ops.varint();
                let text = |length| std::str::from_utf8(self.ops.take(length)).unwrap().to_owned();
                Hole::Attribute(length.checked_sub(1).map(text))
            }
            Kind::Branch(arms) => {
                let arm = self.ops.varint().checked_sub(1);
                Hole::Branch(arm.map(|arm| (arm, self.content(arms[arm]))))
            }
            Kind::List(block, announces) => {
                let head = self.ops.varint();
                Hole::List((0..head >> 1).map(|_| self.item(block, announces && head & 1 == 1)).collect())
            }
        };
        kinds.into_iter().map(fill).collect()
    }
}
