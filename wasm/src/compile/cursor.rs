//! Reads a list of syntax nodes as a stream: characters of text, interrupted by constructs of the language.

use crate::span::Span;
use crate::template::ast::{Kind, Node};
use crate::template::source::Sources;

/// What comes next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next<'n, 's> {
    /// Nothing.
    End,
    /// Text, never empty: the rest of the current text node.
    Text(&'s str),
    /// A construct.
    Node(&'n Node),
}

/// A place in a list of nodes.
#[derive(Debug)]
pub(super) struct Cursor<'n, 's> {
    sources: Sources<'s>,
    nodes: &'n [Node],
    at: usize,
    offset: usize,
}

impl<'n, 's> Cursor<'n, 's> {
    pub(super) fn new(sources: Sources<'s>, nodes: &'n [Node]) -> Self {
        Self { sources, nodes, at: 0, offset: 0 }
    }

    /// What comes next, not taken yet.
    pub(super) fn peek(&self) -> Next<'n, 's> {
        let mut offset = self.offset;
        for node in self.nodes.iter().skip(self.at) {
            if !matches!(node.kind, Kind::Text) {
                return Next::Node(node);
            }
            match self.sources.slice(node.span).get(offset..) {
                Some("") | None => offset = 0,
                Some(rest) => return Next::Text(rest),
            }
        }
        Next::End
    }

    /// Takes so many bytes of the text that comes next, and says where they stand.
    pub(super) fn advance(&mut self, bytes: usize) -> Span {
        self.skip_spent();
        let span = self.place(bytes);
        self.offset += bytes;
        span
    }

    /// Takes the construct that comes next.
    pub(super) fn skip_node(&mut self) {
        self.skip_spent();
        self.at += 1;
        self.offset = 0;
    }

    /// Where the next so many bytes stand.
    pub(super) fn place(&self, bytes: usize) -> Span {
        match self.nodes.get(self.at).or_else(|| self.nodes.last()) {
            Some(node) if matches!(node.kind, Kind::Text) => {
                let from = node.span.from_byte() + self.offset;
                Span::new(node.span.source, from, from + bytes)
            }
            Some(node) => node.span,
            None => Span::default(),
        }
    }

    /// Whether the text read last ended its node, and a construct follows.
    pub(super) fn touches_node(&self) -> Option<&'n Node> {
        match self.peek() {
            Next::Node(node) => Some(node),
            Next::End | Next::Text(_) => None,
        }
    }

    /// Leaves text nodes that are read to the end, so that places are those of the next character.
    fn skip_spent(&mut self) {
        while let Some(node) = self.nodes.get(self.at) {
            let spent = matches!(node.kind, Kind::Text) && self.offset >= self.sources.slice(node.span).len();
            if !spent {
                break;
            }
            self.at += 1;
            self.offset = 0;
        }
    }
}
