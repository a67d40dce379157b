//! Documents of which one is shown, as one document: html, head and body are there once, so that a page can go from one to
//! another; their attributes and contents are branches.

use super::tree::{Alternative, Attribute, AttributeKind, Element, Item, ItemKind, TreeArm};
use crate::program::Operator;
use crate::span::Span;
use crate::template::ast::{Formula, FormulaKind};

/// Merges documents.
///
/// # Errors
/// The place of an event on html, head or body.
pub(super) fn merge(documents: Vec<TreeArm>, span: Span) -> Result<Vec<Item>, Span> {
    let html = documents.into_iter().map(|document| {
        let element = document.body.into_iter().find_map(element_of);
        (document.when, element)
    });
    let html = join("html", html.collect(), span)?;
    let doctype = Item { kind: ItemKind::Doctype, span };
    Ok(vec![doctype, Item { kind: ItemKind::Element(Box::new(html)), span }])
}

fn element_of(item: Item) -> Option<Element> {
    if let ItemKind::Element(element) = item.kind { Some(*element) } else { None }
}

type Variant = (Option<Formula>, Option<Element>);

fn join(name: &str, variants: Vec<Variant>, span: Span) -> Result<Element, Span> {
    let mut attributes = Vec::new();
    let mut contents = Vec::new();
    let mut before: Option<Formula> = None;
    for (arm, (when, element)) in variants.into_iter().enumerate() {
        let holds = both(before.clone(), when.clone());
        if let Some(when) = &when {
            before = both(before, Some(Formula::new(FormulaKind::Not(Box::new(when.clone())), when.span)));
        }
        let Some(element) = element else { continue };
        for attribute in element.attributes {
            add_attribute(&mut attributes, attribute, holds.as_ref(), arm)?;
        }
        contents.push((when, element.children));
    }
    let children = if name == "html" { parts(contents, span)? } else { vec![branch(contents, span)] };
    let namespace = super::foreign::Namespace::Html;
    Ok(Element { name: name.to_owned(), namespace, attributes, key: None, children, span })
}

/// Head and body of an html element.
fn parts(contents: Vec<(Option<Formula>, Vec<Item>)>, span: Span) -> Result<Vec<Item>, Span> {
    let (mut heads, mut bodies) = (Vec::new(), Vec::new());
    for (when, children) in contents {
        let mut elements = children.into_iter().filter_map(element_of);
        heads.push((when.clone(), elements.find(|element| element.name == "head")));
        bodies.push((when, elements.find(|element| element.name == "body")));
    }
    let (head, body) = (join("head", heads, span)?, join("body", bodies, span)?);
    Ok([head, body].into_iter().map(|part| Item { kind: ItemKind::Element(Box::new(part)), span }).collect())
}

fn branch(contents: Vec<(Option<Formula>, Vec<Item>)>, span: Span) -> Item {
    let arms = contents.into_iter().map(|(when, body)| TreeArm { when, body }).collect();
    Item { kind: ItemKind::If(arms), span }
}

fn both(a: Option<Formula>, b: Option<Formula>) -> Option<Formula> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let span = b.span;
            Some(Formula::new(FormulaKind::Binary(Operator::And, Box::new(a), Box::new(b)), span))
        }
        (a, b) => a.or(b),
    }
}

/// The condition that no other of the choices made so far holds is long, so it is bounded by how many bases there can be.
fn add_attribute(all: &mut Vec<Attribute>, new: Attribute, holds: Option<&Formula>, arm: usize) -> Result<(), Span> {
    let Attribute { name, span, kind } = new;
    let way = vec![(u32::MAX, arm)];
    let alternatives = match kind {
        AttributeKind::Event(_) => return Err(span),
        AttributeKind::Static(text) => {
            let value = vec![Item { kind: ItemKind::Text(text), span }];
            vec![Alternative { when: holds.cloned(), value, way }]
        }
        AttributeKind::Dynamic(old) => old
            .into_iter()
            .map(|one| Alternative { when: both(holds.cloned(), one.when), value: one.value, way: one.way })
            .collect(),
    };
    match all.iter_mut().find(|known| known.name == name) {
        Some(Attribute { kind: AttributeKind::Dynamic(known), .. }) => known.extend(alternatives),
        _ => all.push(Attribute { name, span, kind: AttributeKind::Dynamic(alternatives) }),
    }
    Ok(())
}
