//! A page as a tree, and a reader of patches that changes it: what the client does, without a DOM. Written from the contract
//! of the patch format, independently of the writer.

use crate::frame::reader::{Content, Instance, root};
use crate::program::{BlockId, Program, Slot};
use crate::value::key::Key;
use crate::value::reader::Reader;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    block: BlockId,
    slots: Vec<Hole>,
}

#[derive(Debug, Clone, PartialEq)]
enum Hole {
    Text(String),
    Attribute(Option<String>),
    Branch(Option<(u32, Node)>),
    /// Keys are known only where the list announces them.
    List {
        is_keyed: Option<bool>,
        items: Vec<(Option<String>, Node)>,
    },
    Html(String),
    Event,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn key_text(key: Key<'_>) -> String {
    match key {
        Key::Number(n) => n.to_string(),
        Key::Text(bytes) => text(bytes),
    }
}

/// The tree that a frame describes.
pub(crate) fn of_frame(program: &Program, frame: &[u8]) -> Node {
    of_instance(program, 0, root(frame).unwrap())
}

fn slots_of(program: &Program, id: BlockId) -> &[Slot] {
    &program.blocks[usize::try_from(id).unwrap()].slots
}

fn of_instance(program: &Program, block: BlockId, mut instance: Instance<'_>) -> Node {
    let mut slots = Vec::new();
    for slot in slots_of(program, block) {
        let content = instance.next_slot().unwrap().unwrap().content;
        slots.push(match (slot, content) {
            (_, Content::Text(bytes)) => Hole::Text(text(bytes)),
            (_, Content::Attribute(value)) => Hole::Attribute(value.map(text)),
            (Slot::Branch { arms, .. }, Content::Branch(arm)) => Hole::Branch(
                arm.map(|(arm, inner)| (arm, of_instance(program, arms[usize::try_from(arm).unwrap()].block, inner))),
            ),
            (Slot::List(list), Content::List(mut found)) => {
                let mut items = Vec::new();
                let is_keyed = found.is_keyed;
                while let Some(item) = found.next_item().unwrap() {
                    let key = (list.announces && is_keyed).then(|| key_text(item.key));
                    items.push((key, of_instance(program, list.block, Instance::new(item.instance).unwrap())));
                }
                Hole::List { is_keyed: (list.announces && !items.is_empty()).then_some(is_keyed), items }
            }
            (_, Content::Html(bytes)) => Hole::Html(text(bytes)),
            (_, Content::Event(_)) => Hole::Event,
            _ => panic!("slot and content differ"),
        });
    }
    assert!(instance.next_slot().unwrap().is_none());
    Node { block, slots }
}

/// Applies a patch.
pub(crate) fn apply(program: &Program, page: &mut Node, ops: &[u8]) {
    let mut reader = Reader::new(ops);
    if !reader.is_empty() {
        apply_instance(program, page, &mut reader);
    }
    assert!(reader.is_empty(), "bytes after the last op");
}

fn apply_instance(program: &Program, node: &mut Node, reader: &mut Reader<'_>) {
    let mut previous = None;
    loop {
        let header = reader.varint().unwrap();
        let at = usize::try_from(header >> 3).unwrap();
        assert!(previous.is_none_or(|previous| previous < at), "ops ascend");
        previous = Some(at);
        let slot = &slots_of(program, node.block)[at];
        apply_op(program, slot, &mut node.slots[at], header >> 1 & 3, reader);
        if header & 1 == 1 {
            return;
        }
    }
}

fn splice(old: &str, reader: &mut Reader<'_>) -> String {
    let (keep, remove) = (reader.size().unwrap(), reader.size().unwrap());
    let insert = reader.text().unwrap();
    let mut units: Vec<u16> = old.encode_utf16().collect();
    units.splice(keep..keep + remove, insert.encode_utf16());
    String::from_utf16(&units).expect("no surrogate pair is cut")
}

fn apply_op(program: &Program, slot: &Slot, hole: &mut Hole, variant: u64, reader: &mut Reader<'_>) {
    match (slot, hole, variant) {
        (_, Hole::Text(old) | Hole::Html(old), 0) => *old = reader.text().unwrap().to_owned(),
        (_, Hole::Text(old), 1) => *old = splice(old, reader),
        (_, Hole::Text(old), 2) => old.push_str(reader.text().unwrap()),
        (_, Hole::Attribute(old), 0 | 2) => *old = Some(reader.text().unwrap().to_owned()),
        (_, Hole::Attribute(old), 1) => *old = Some(splice(old.as_ref().unwrap(), reader)),
        (_, Hole::Attribute(old), 3) => *old = None,
        (_, Hole::Branch(old), 0) => *old = None,
        (Slot::Branch { arms, .. }, Hole::Branch(old), 1) => {
            let arm = reader.u32().unwrap();
            *old = Some((arm, content(program, arms[usize::try_from(arm).unwrap()].block, reader)));
        }
        (_, Hole::Branch(old), 2) => apply_instance(program, &mut old.as_mut().unwrap().1, reader),
        (Slot::List(list), Hole::List { is_keyed, items }, 0..=2) => {
            if variant != 1 {
                edit(program, (list.block, list.announces), (is_keyed, items), reader);
            }
            if variant != 0 {
                let mut next = 0;
                for _ in 0..reader.varint().unwrap() {
                    let at = next + reader.size().unwrap();
                    next = at + 1;
                    apply_instance(program, &mut items[at].1, reader);
                }
            }
        }
        (slot, hole, variant) => panic!("{variant} of {slot:?} at {hole:?}"),
    }
}

type List<'l> = (&'l mut Option<bool>, &'l mut Vec<(Option<String>, Node)>);

fn edit(program: &Program, (block, announces): (BlockId, bool), (is_keyed, items): List<'_>, reader: &mut Reader<'_>) {
    let head = reader.varint().unwrap();
    let keyed = head & 1 == 1;
    let mut old: Vec<Option<(Option<String>, Node)>> = core::mem::take(items).into_iter().map(Some).collect();
    let (mut next, mut stayed) = (0_i64, -1);
    for _ in 0..head >> 1 {
        let segment = reader.varint().unwrap();
        let (count, kind) = (i64::try_from(segment >> 2).unwrap(), segment & 3);
        assert!(count > 0, "no empty segments");
        if kind == 3 {
            for _ in 0..count {
                let key = (announces && keyed).then(|| key_text(Key::read(reader).unwrap()));
                items.push((key, content(program, block, reader)));
            }
            continue;
        }
        let start = next + reader.zigzag().unwrap();
        let was: Vec<i64> =
            if kind == 2 { (start - count + 1..=start).rev().collect() } else { (start..start + count).collect() };
        next = if kind == 2 { start + 1 } else { start + count };
        for at in was {
            items.push(old[usize::try_from(at).unwrap()].take().expect("each item is used once"));
            if kind == 0 {
                assert!(at > stayed, "staying items ascend");
                stayed = at;
            }
        }
    }
    *is_keyed = (announces && !items.is_empty()).then_some(keyed);
}

fn content(program: &Program, block: BlockId, reader: &mut Reader<'_>) -> Node {
    let slots = slots_of(program, block).iter().map(|slot| match slot {
        Slot::Text { .. } => Hole::Text(reader.text().unwrap().to_owned()),
        Slot::Html { .. } => Hole::Html(reader.text().unwrap().to_owned()),
        Slot::Attribute { .. } => {
            let length = reader.size().unwrap();
            Hole::Attribute(length.checked_sub(1).map(|length| text(reader.take(length).unwrap())))
        }
        Slot::Branch { arms, .. } => {
            let arm = reader.u32().unwrap().checked_sub(1);
            Hole::Branch(arm.map(|arm| (arm, content(program, arms[usize::try_from(arm).unwrap()].block, reader))))
        }
        Slot::List(list) => {
            let head = reader.size().unwrap();
            let keyed = head & 1 == 1;
            let mut items = Vec::new();
            for _ in 0..head >> 1 {
                let key = (list.announces && keyed).then(|| key_text(Key::read(reader).unwrap()));
                items.push((key, content(program, list.block, reader)));
            }
            Hole::List { is_keyed: (list.announces && !items.is_empty()).then_some(keyed), items }
        }
        Slot::Event { .. } => Hole::Event,
    });
    Node { block, slots: slots.collect() }
}
