//! The holes of a page, found in a parsed tree by shapes and skeleton. Written from SPEC.md alone.

use super::tree::{Element, Node};
use serde_json::Value;

/// One hole.
#[derive(Debug, Clone, PartialEq)]
pub enum Hole {
    Text(String),
    Attribute(Option<String>),
    /// Arm and what it shows.
    Branch(Option<(usize, Vec<Hole>)>),
    /// Keys that travel to the browser, when they do.
    List(Vec<(Option<Value>, Vec<Hole>)>),
    Html(Vec<Node>),
    Event,
}

type Walked<T> = Result<T, String>;

/// A place among children: the next one, and how much of it was taken if it is a text.
struct Cursor<'a> {
    parent: &'a Element,
    at: usize,
    taken: usize,
}

impl<'a> Cursor<'a> {
    fn new(parent: &'a Element) -> Self {
        Self { parent, at: 0, taken: 0 }
    }

    fn node(&self) -> Option<&'a Node> {
        self.parent.children.get(self.at)
    }

    fn step(&mut self) {
        self.at += 1;
        self.taken = 0;
    }

    /// Text of exactly this many UTF-16 units.
    fn text(&mut self, length: usize) -> Walked<String> {
        if length == 0 {
            return Ok(String::new());
        }
        let Some(Node::Text(text)) = self.node() else { return Err(format!("no text at {:?}", self.node())) };
        let units: Vec<u16> = text.encode_utf16().collect();
        let taken =
            units.get(self.taken..self.taken + length).ok_or_else(|| format!("text of {length} in {text:?}"))?;
        self.taken += length;
        if self.taken == units.len() {
            self.step();
        }
        String::from_utf16(taken).map_err(|_| "a surrogate pair is cut".to_owned())
    }
}

/// The walk over a tree.
pub struct Walk<'a> {
    blocks: &'a [Value],
    skeleton: &'a [Value],
}

/// Reads all holes of a page. `root`: the parent of the root block's nodes.
pub fn read(meta: &Value, root: &Element, skeleton: &[Value]) -> Walked<Vec<Hole>> {
    let mut walk = Walk { blocks: meta["blocks"].as_array().unwrap(), skeleton };
    let mut cursor = Cursor::new(root);
    let holes = walk.block(0, &mut cursor)?;
    if let Some(node) = cursor.node() {
        return Err(format!("left over: {node:?}"));
    }
    if walk.skeleton.is_empty() { Ok(holes) } else { Err(format!("skeleton left over: {:?}", walk.skeleton)) }
}

impl<'a> Walk<'a> {
    fn item(&mut self) -> Walked<&'a Value> {
        let (first, rest) = self.skeleton.split_first().ok_or("the skeleton ends too early")?;
        self.skeleton = rest;
        Ok(first)
    }

    fn count(&mut self) -> Walked<usize> {
        let item = self.item()?;
        item.as_u64().and_then(|n| usize::try_from(n).ok()).ok_or_else(|| format!("{item} is no number"))
    }

    fn block(&mut self, id: usize, cursor: &mut Cursor<'_>) -> Walked<Vec<Hole>> {
        let shape = self.blocks[id]["shape"].as_array().unwrap();
        let mut holes = Vec::new();
        self.walk(&mut shape.iter(), cursor, &mut holes)?;
        Ok(holes)
    }

    fn walk(
        &mut self,
        shape: &mut std::slice::Iter<'_, Value>,
        cursor: &mut Cursor<'_>,
        holes: &mut Vec<Hole>,
    ) -> Walked<()> {
        while let Some(item) = shape.next() {
            if let Some(skipped) = item.as_u64() {
                (0..skipped).for_each(|_| cursor.step());
                if cursor.at > cursor.parent.children.len() {
                    return Err("too few nodes".to_owned());
                }
                continue;
            }
            match item.as_str().unwrap() {
                ")" => return Ok(()),
                "t" => drop(cursor.text(number(shape.next()))?),
                "<" => drop(element(cursor, shape.next())?),
                "(" => {
                    let inside = element(cursor, shape.next())?;
                    self.walk(shape, &mut Cursor::new(inside), holes)?;
                    cursor.step();
                }
                kind => holes.push(self.hole(kind, shape, cursor)?),
            }
        }
        Ok(())
    }

    fn hole(&mut self, kind: &str, shape: &mut std::slice::Iter<'_, Value>, cursor: &mut Cursor<'_>) -> Walked<Hole> {
        Ok(match kind {
            "x" => Hole::Text(match cursor.node() {
                Some(Node::Text(text)) => {
                    cursor.step();
                    text.clone()
                }
                _ => String::new(),
            }),
            "y" => Hole::Text(cursor.text(self.count()?)?),
            "a" => {
                let name = shape.next().unwrap().as_str().unwrap();
                let found = cursor.parent.attributes.iter().find(|(other, _)| other == name);
                Hole::Attribute(found.map(|(_, value)| value.clone()))
            }
            "e" => {
                shape.nth(4);
                Hole::Event
            }
            "b" => {
                let (arms, arm) = (shape.next().unwrap(), self.count()?);
                match arm.checked_sub(1) {
                    Some(arm) => Hole::Branch(Some((arm, self.block(number(arms.get(arm)), cursor)?))),
                    None => Hole::Branch(None),
                }
            }
            "l" => {
                let (block, announces) = (number(shape.next()), number(shape.next()) == 1);
                let count = self.count()?;
                let is_keyed = announces && count > 0 && self.count()? == 1;
                let mut items = Vec::new();
                for _ in 0..count {
                    let key = if is_keyed { Some(self.item()?.clone()) } else { None };
                    items.push((key, self.block(block, cursor)?));
                }
                Hole::List(items)
            }
            "h" => self.html(cursor)?,
            _ => return Err(format!("instruction {kind}")),
        })
    }

    fn html(&mut self, cursor: &mut Cursor<'_>) -> Walked<Hole> {
        let (count, last) = (self.count()?, self.count()?);
        let mut nodes = Vec::new();
        for at in 1..=count {
            match cursor.node().ok_or("too few nodes of markup")? {
                Node::Text(_) if at == count => nodes.push(Node::Text(cursor.text(last)?)),
                Node::Text(text) => {
                    nodes.push(Node::Text(
                        text.encode_utf16().skip(cursor.taken).collect::<Vec<_>>().as_slice().to_text(),
                    ));
                    cursor.step();
                }
                node @ Node::Element(_) => {
                    nodes.push(node.clone());
                    cursor.step();
                }
            }
        }
        Ok(Hole::Html(nodes))
    }
}

pub trait ToText {
    fn to_text(&self) -> String;
}

impl ToText for [u16] {
    fn to_text(&self) -> String {
        String::from_utf16(self).unwrap()
    }
}

pub fn number(value: Option<&Value>) -> usize {
    usize::try_from(value.unwrap().as_u64().unwrap()).unwrap()
}

fn element<'a>(cursor: &Cursor<'a>, name: Option<&Value>) -> Walked<&'a Element> {
    match cursor.node() {
        Some(Node::Element(found)) if Some(found.name.as_str()) == name.and_then(Value::as_str) => Ok(found),
        found => Err(format!("{found:?} instead of {name:?}")),
    }
}
