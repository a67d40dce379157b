//! HTML as html5ever reads it, in a plain tree.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, local_name, ns, parse_document, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Text(String),
    Element(Element),
}

/// An element. The children of `template` are its content.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

fn children(handle: &Handle) -> Vec<Node> {
    handle.children.borrow().iter().filter_map(node).collect()
}

fn node(handle: &Handle) -> Option<Node> {
    match &handle.data {
        NodeData::Text { contents } => Some(Node::Text(contents.borrow().to_string())),
        NodeData::Element { name, attrs, template_contents, .. } => {
            let attribute = |a: &html5ever::Attribute| {
                let name = a.name.prefix.as_ref().map_or_else(String::new, |prefix| format!("{prefix}:"));
                (name + &a.name.local, a.value.to_string())
            };
            let inside = template_contents.borrow();
            Some(Node::Element(Element {
                name: name.local.to_string(),
                attributes: attrs.borrow().iter().map(attribute).collect(),
                children: children(inside.as_ref().unwrap_or(handle)),
            }))
        }
        NodeData::Comment { contents } => panic!("a comment: {contents}"),
        NodeData::Document | NodeData::Doctype { .. } | NodeData::ProcessingInstruction { .. } => None,
    }
}

/// The children of the document: `html`, without the doctype.
pub fn document(html: &str) -> Vec<Node> {
    children(&parse_document(RcDom::default(), ParseOpts::default()).one(html).document)
}

/// Markup, as the content of a `div`.
pub fn fragment(html: &str) -> Vec<Node> {
    let context = html5ever::QualName::new(None, ns!(html), local_name!("div"));
    let dom = parse_fragment(RcDom::default(), ParseOpts::default(), context, vec![], false).one(html);
    let root = dom.document.children.borrow()[0].clone();
    children(&root)
}
