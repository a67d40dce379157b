//! What a program reads of the view: every path, and how it is used. An abstract run of the program in which every value is
//! a set of nodes of the reads graph. Exact: nothing is marked that evaluation would not touch on some data.

use super::graph::{Graph, ReadsNode, TRUTHY, VALUE};
use crate::error::Result;
use crate::program::{Argument, Derived, Expr, Key, List, Local, Name, Piece, PieceLoop, Program, Slot};
use std::collections::BTreeMap;

/// What a value may be: nodes of the graph; none for what does not come from the view.
pub(super) type Nodes = Vec<usize>;

/// What is called: a block or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Callee {
    Block(u32),
    Text(u32),
}

pub(super) struct Reading<'p> {
    pub(super) program: &'p Program,
    pub(super) graph: Graph,
    /// Nodes of the fields.
    pub(super) fields: Nodes,
    /// Nodes of the parameters of what is called.
    params: BTreeMap<Callee, Nodes>,
    pending: Vec<Callee>,
    /// Lists without `do-key`: block, slot, the nodes of their items.
    keys: Vec<(usize, usize, Nodes)>,
    /// `id`, and the names of positions, for unpacking.
    id: Option<Name>,
    positions: Vec<Name>,
}

pub(super) type Env = BTreeMap<Local, Nodes>;

/// Finds the reads, decides how lists without `do-key` are keyed, and fills in the shapes of records. `positions` are the
/// names `0`, `1`, … of the program.
///
/// # Errors
/// `template.limit`
pub(super) fn fill(program: &mut Program, positions: Vec<Name>) -> Result<Vec<ReadsNode>> {
    let id = program.names.iter().position(|name| name == "id").and_then(|at| Name::try_from(at).ok());
    let mut graph = Graph::new();
    let fields = program.fields.iter().map(|name| graph.child(0, *name)).collect();
    let mut reading = Reading {
        program,
        graph,
        fields,
        params: BTreeMap::new(),
        pending: Vec::new(),
        keys: Vec::new(),
        id,
        positions,
    };
    reading.callee(Callee::Block(0), &Env::new());
    while let Some(callee) = reading.pending.pop() {
        let nodes = reading.params.get(&callee).cloned().unwrap_or_default();
        let env = nodes
            .into_iter()
            .enumerate()
            .filter_map(|(at, node)| Some((Local::try_from(at).ok()?, vec![node])))
            .collect();
        reading.callee(callee, &env);
    }
    let (mut graph, keys) = (reading.graph, reading.keys);
    let decided: Vec<bool> = keys.iter().map(|(_, _, items)| graph.may_have_id(items)).collect();
    for ((block, slot, items), own) in keys.into_iter().zip(decided) {
        if own && let Some(id) = id {
            for item in items {
                let child = graph.child(item, id);
                graph.mark(child, VALUE);
            }
        } else if let Some(Slot::List(list)) = program.blocks.get_mut(block).and_then(|block| block.slots.get_mut(slot))
        {
            list.key = Key::Index;
        }
    }
    let nodes = graph.determine()?;
    program.shapes = nodes.iter().map(|node| node.names.clone()).collect();
    Ok(nodes)
}

impl Reading<'_> {
    fn callee(&mut self, callee: Callee, env: &Env) {
        let mut env = env.clone();
        match callee {
            Callee::Block(block) => self.block(block, &mut env),
            Callee::Text(text) => {
                let program = self.program;
                let pieces = usize::try_from(text).ok().and_then(|at| program.texts.get(at));
                self.pieces(pieces.map_or(&[][..], Vec::as_slice), &mut env);
            }
        }
    }

    fn block(&mut self, id: u32, env: &mut Env) {
        let program = self.program;
        let Ok(at) = usize::try_from(id) else { return };
        let Some(block) = program.blocks.get(at) else { return };
        for one in &block.lets {
            let nodes = self.trace(&one.value, env);
            env.insert(one.local, nodes);
        }
        for (index, slot) in block.slots.iter().enumerate() {
            match slot {
                Slot::Text { pieces, .. } => self.pieces(pieces, env),
                Slot::Attribute { when, pieces, .. } => {
                    when.iter().for_each(|when| self.read(when, TRUTHY, env));
                    self.pieces(pieces, env);
                }
                Slot::Html { value, .. } => self.read(value, VALUE, env),
                Slot::Event { args, .. } => args.iter().for_each(|arg| self.read(arg, VALUE, env)),
                Slot::Branch { arms, .. } => {
                    for arm in arms {
                        arm.when.iter().for_each(|when| self.read(when, TRUTHY, env));
                        match &arm.call {
                            Some(args) => {
                                let args = args.iter().map(|Argument { value, .. }| value);
                                self.call(Callee::Block(arm.block), args, env);
                            }
                            None => self.block(arm.block, env),
                        }
                    }
                }
                Slot::List(list) => self.list(list, (at, index), env),
            }
        }
    }

    fn list(&mut self, list: &List, place: (usize, usize), env: &mut Env) {
        let items = self.items(&list.over, env);
        self.bind_items(&list.variables, &items, env);
        env.insert(list.forloop, Nodes::new());
        self.derived(&list.derived, env);
        self.block(list.block, env);
        match &list.key {
            Key::Explicit(key) => self.read(key, VALUE, env),
            Key::Own(_) if self.id.is_some() => self.keys.push((place.0, place.1, items)),
            Key::Own(_) | Key::Index => {}
        }
    }

    fn derived(&mut self, derived: &[Derived], env: &mut Env) {
        for one in derived {
            self.pieces(&one.pieces, env);
            env.insert(one.local, Nodes::new());
        }
    }

    pub(super) fn items(&mut self, over: &Expr, env: &Env) -> Nodes {
        self.trace(over, env).into_iter().map(|node| self.graph.each(node)).collect()
    }

    fn bind_items(&mut self, variables: &[Local], items: &[usize], env: &mut Env) {
        if let [only] = variables {
            env.insert(*only, items.to_vec());
            return;
        }
        for (local, name) in variables.iter().zip(self.positions.clone()) {
            let nodes = items.iter().map(|item| self.graph.child(*item, name)).collect();
            env.insert(*local, nodes);
        }
    }

    fn call<'e>(&mut self, callee: Callee, args: impl Iterator<Item = &'e Expr>, env: &Env) {
        let args: Vec<&Expr> = args.collect();
        if !self.params.contains_key(&callee) {
            let nodes = args.iter().map(|_| self.graph.add()).collect();
            self.params.insert(callee, nodes);
            self.pending.push(callee);
        }
        let params = self.params.get(&callee).cloned().unwrap_or_default();
        for (arg, param) in args.into_iter().zip(params) {
            for node in self.trace(arg, env) {
                self.graph.link(node, param);
            }
        }
    }

    fn pieces(&mut self, pieces: &[Piece], env: &mut Env) {
        for piece in pieces {
            match piece {
                Piece::Static(_) => {}
                Piece::Value { value, .. } => self.read(value, VALUE, env),
                Piece::If(arms) => {
                    for arm in arms {
                        arm.when.iter().for_each(|when| self.read(when, TRUTHY, env));
                        self.pieces(&arm.pieces, env);
                    }
                }
                Piece::For(one) => {
                    let PieceLoop { over, variables, forloop, derived, body, empty, .. } = one.as_ref();
                    let items = self.items(over, env);
                    self.bind_items(variables, &items, env);
                    env.insert(*forloop, Nodes::new());
                    self.derived(derived, env);
                    self.pieces(body, env);
                    self.pieces(empty, env);
                }
                Piece::Let { local, value } => {
                    let nodes = self.trace(value, env);
                    env.insert(*local, nodes);
                }
                Piece::Capture { local, pieces } => {
                    self.pieces(pieces, env);
                    env.insert(*local, Nodes::new());
                }
                Piece::Call { text, args } => self.call(Callee::Text(*text), args.iter(), env),
            }
        }
    }

    /// Reads an expression for a purpose.
    pub(super) fn read(&mut self, expr: &Expr, uses: u8, env: &Env) {
        for node in self.trace(expr, env) {
            self.graph.mark(node, uses);
        }
    }
}
