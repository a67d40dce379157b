//! Programs that tests use, written by hand, and random values for them.

use super::uses::fill;
use super::{Js, Random};
use crate::evaluate::Loaded;
use crate::program::{
    Argument, Arm, AttributeContext, Block, Contribution, Expr, Filter, Key, Let, List, Mode, Operator, Part, Piece,
    PieceArm, PieceLoop, Program, Slot, Uses,
};

const NO: Uses = Uses { fields: 0, locals: 0 };

pub(crate) fn field(n: u32) -> Expr {
    Expr::Field(n)
}

pub(crate) fn local(n: u32) -> Expr {
    Expr::Local(n)
}

pub(crate) fn member(of: Expr, name: u32) -> Expr {
    Expr::Member(Box::new(of), name)
}

pub(crate) fn equal(a: Expr, b: Expr) -> Expr {
    Expr::Binary(Operator::Equal, Box::new(a), Box::new(b))
}

pub(crate) fn value(value: Expr) -> Piece {
    Piece::Value { value, escaped: false }
}

pub(crate) fn fixed(text: &str) -> Piece {
    Piece::Static(text.to_owned())
}

pub(crate) fn text(pieces: Vec<Piece>) -> Slot {
    Slot::Text { pieces, uses: NO, doubles_lf: false, measured: true }
}

pub(crate) fn attribute(when: Option<Expr>, pieces: Vec<Piece>) -> Slot {
    Slot::Attribute { name: "class".to_owned(), when, pieces, context: AttributeContext::Plain, uses: NO }
}

pub(crate) fn branch(arms: Vec<(Option<Expr>, Option<Vec<Expr>>, u32)>) -> Slot {
    let arms = arms.into_iter().map(|(when, call, block)| Arm {
        when,
        call: call.map(|args| args.into_iter().map(|value| Argument { value, uses: NO }).collect()),
        block,
    });
    Slot::Branch { arms: arms.collect(), uses: NO }
}

pub(crate) fn event(args: Vec<Expr>, controls: Vec<u32>) -> Slot {
    Slot::Event { handler: "pick".to_owned(), args, contributes: Contribution::Value, controls, uses: NO }
}

pub(crate) fn list(over: Expr, (variable, forloop): (u32, u32), key: Key, block: u32) -> List {
    List {
        over,
        over_uses: NO,
        reversed: false,
        variables: vec![variable],
        forloop,
        parentloop: None,
        key,
        block,
        derived: Vec::new(),
        announces: true,
        uses: NO,
    }
}

pub(crate) fn block(first: u32, lets: Vec<Let>, slots: Vec<Slot>) -> Block {
    let mut markup = vec![Part::Static("<p".to_owned())];
    for (at, slot) in (0..).zip(&slots) {
        if matches!(slot, Slot::Attribute { .. }) {
            markup.push(Part::Slot(at));
        }
    }
    markup.push(Part::Static(">".to_owned()));
    for (at, slot) in (0..).zip(&slots) {
        if !matches!(slot, Slot::Attribute { .. } | Slot::Event { .. }) {
            markup.push(Part::Slot(at));
        }
    }
    markup.push(Part::Static("</p>".to_owned()));
    Block { first, markup, slots, controls: Vec::new(), lets, uses: NO }
}

pub(crate) fn program(names: &[&str], fields: Vec<u32>, shapes: Vec<Vec<u32>>, blocks: Vec<Block>) -> Loaded {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let mut program = Program {
        mode: Mode::Live,
        document: false,
        names,
        fields,
        shapes,
        blocks,
        texts: vec![vec![fixed("("), value(local(0)), fixed(")")]],
    };
    fill(&mut program);
    Loaded::new(program)
}

/// A table of rows: id, name, quantity, price, a button; a counter before it, and which row is selected.
pub(crate) fn table() -> Loaded {
    let row = |name| vec![value(member(local(0), name))];
    let mut class =
        vec![Piece::If(vec![PieceArm { when: Some(equal(field(2), member(local(0), 0))), pieces: vec![fixed("on")] }])];
    class.push(fixed(""));
    program(
        &["id", "name", "qty", "price", "count", "rows", "selected"],
        vec![4, 5, 6],
        vec![vec![4, 5, 6], vec![0, 1, 2, 3]],
        vec![
            block(
                0,
                vec![],
                vec![text(vec![value(field(0))]), Slot::List(list(field(1), (0, 1), Key::Own(member(local(0), 0)), 1))],
            ),
            block(
                2,
                vec![],
                vec![
                    attribute(None, class),
                    text(row(0)),
                    text(row(1)),
                    text(row(2)),
                    text(row(3)),
                    event(vec![member(local(0), 0)], vec![]),
                ],
            ),
        ],
    )
}

pub(crate) fn table_row(id: i64) -> Js {
    Js::Record(1, vec![Js::Int(id), Js::Text(format!("Item {id}")), Js::Int(id % 10), Js::Text(format!("${id}.00"))])
}

pub(crate) fn table_values(count: i64, rows: Vec<Js>, selected: Js) -> Vec<u8> {
    super::values(&[Js::Int(count), Js::List(rows), selected])
}

/// Places of the locals in [`everything`]: an item and its loop, a tag and its loop, what `with` binds.
const ITEM: u32 = 0;
const AT: u32 = 1;
const TAG: u32 = 2;
const TAG_AT: u32 = 3;
const BOUND: u32 = 4;

/// Everything at once: nested keyed and unkeyed lists, reversed, with parent loops, lets, calls with parameters, recursion,
/// attributes that come and go, loops in text, trusted markup, events.
pub(crate) fn everything() -> Loaded {
    let names = "id name tags children counter parentloop last title items selected html flag key";
    let names: Vec<&str> = names.split(' ').collect();
    let shapes = vec![vec![7, 8, 9, 10, 11], vec![0, 1, 2, 3, 12]];
    let own = Key::Own(member(local(ITEM), 0));
    let root = vec![
        text(vec![fixed("T: "), value(field(0))]),
        Slot::List(list(field(1), (ITEM, AT), own, 1)),
        branch(vec![(Some(field(4)), None, 2), (Some(equal(field(2), Expr::Int(3))), None, 6)]),
        Slot::Html { value: field(3), uses: NO },
    ];
    let tag = text(vec![value(local(TAG)), fixed("#"), value(member(member(local(TAG_AT), 5), 4))]);
    let recursive = Key::Explicit(member(local(2), 12));
    let children = Slot::List(list(member(local(0), 3), (2, 3), recursive, 5));
    let node = vec![text(vec![value(member(local(0), 1)), value(local(1))]), children];
    let call = branch(vec![(None, Some(vec![local(2), local(1)]), 4)]);
    let blocks = vec![
        block(0, vec![], root),
        item_block(),
        block(20, vec![], vec![text(vec![value(field(0))]), text(vec![value(field(2))])]),
        block(30, vec![], vec![tag]),
        block(40, vec![], node),
        block(50, vec![], vec![call, text(vec![value(member(local(3), 4))])]),
        block(60, vec![], vec![]),
        block(70, vec![], vec![text(vec![fixed("last "), value(member(local(AT), 4)), value(field(0))])]),
    ];
    program(&names, vec![7, 8, 9, 10, 11], shapes, blocks)
}

fn item_block() -> Block {
    let mut tags = list(member(local(ITEM), 2), (TAG, TAG_AT), Key::Index, 3);
    tags.parentloop = Some(AT);
    tags.reversed = true;
    let text_loop = PieceLoop {
        derived: Vec::new(),
        over: member(local(ITEM), 2),
        reversed: false,
        variables: vec![5],
        forloop: 6,
        parentloop: None,
        body: vec![value(local(5)), Piece::Call { text: 0, args: vec![member(local(6), 4)] }],
        empty: vec![fixed("none")],
    };
    let is_selected = || equal(field(2), member(local(ITEM), 0));
    let slots = vec![
        attribute(Some(is_selected()), vec![fixed("a "), value(local(BOUND))]),
        text(vec![value(member(local(ITEM), 1)), Piece::For(Box::new(text_loop))]),
        Slot::List(tags),
        branch(vec![(None, Some(vec![local(ITEM), is_selected()]), 4)]),
        event(vec![member(local(ITEM), 0), local(BOUND)], vec![0, 1]),
        branch(vec![(Some(member(local(AT), 6)), None, 7)]),
    ];
    let upper = Expr::Filter(Filter::Upper, vec![member(local(ITEM), 1)]);
    block(10, vec![Let { local: BOUND, value: upper, uses: NO }], slots)
}

const WORDS: [&str; 8] = ["", "a", "milk", "naïve", "😀😁", "😀😂", "<b> & \"c\"", "a longer text that goes on and on"];

pub(crate) fn random_values(random: &mut Random) -> Vec<Js> {
    let items = (0..random.below(6)).map(|_| random_item(random, 2)).collect();
    vec![
        Js::text(random.pick(&WORDS)),
        Js::List(items),
        Js::Int(i64::try_from(random.below(5)).unwrap()),
        Js::text(random.pick(&["", "<b>x</b>", "a<br>b", "<i>1</i>text"])),
        Js::Bool(random.chance(50)),
    ]
}

fn random_item(random: &mut Random, depth: usize) -> Js {
    let number = Js::Int(i64::try_from(random.below(8)).unwrap());
    let id = if random.chance(3) {
        Js::Null
    } else if random.chance(10) {
        Js::text(random.pick(&["7", "07", "x"]))
    } else {
        number
    };
    let tags = (0..random.below(4)).map(|_| Js::text(random.pick(&WORDS))).collect();
    let children =
        if depth == 0 { vec![] } else { (0..random.below(4)).map(|_| random_item(random, depth - 1)).collect() };
    Js::Record(1, vec![id.clone(), Js::text(random.pick(&WORDS)), Js::List(tags), Js::List(children), id])
}

/// Changes a little, as a handler would.
pub(crate) fn change(random: &mut Random, values: &[Js]) -> Vec<Js> {
    let mut values = values.to_vec();
    for _ in 0..=random.below(3) {
        let fresh = random_values(random);
        match random.below(8) {
            0 => values[0] = fresh[0].clone(),
            1 => values[2] = fresh[2].clone(),
            2 => values[3] = fresh[3].clone(),
            3 => values[4] = fresh[4].clone(),
            4 => values = fresh,
            _ => change_items(random, &mut values[1]),
        }
    }
    values
}

fn change_items(random: &mut Random, items: &mut Js) {
    let Js::List(items) = items else { return };
    let count = items.len();
    match random.below(7) {
        0 => items.insert(random.below(count + 1), random_item(random, 2)),
        1 if count > 0 => drop(items.remove(random.below(count))),
        2 => items.reverse(),
        3 if count > 1 => items.swap(random.below(count), random.below(count)),
        4 if count > 1 => items.rotate_left(1),
        _ if count > 0 => {
            let at = random.below(count);
            if let Js::Record(_, fields) = &mut items[at] {
                if random.chance(30) {
                    change_items(random, &mut fields[3]);
                } else if random.chance(40) {
                    change_texts(random, &mut fields[2]);
                } else {
                    fields[1] = Js::text(random.pick(&WORDS));
                }
            }
        }
        _ => {}
    }
}

fn change_texts(random: &mut Random, texts: &mut Js) {
    let Js::List(texts) = texts else { return };
    let word = Js::text(random.pick(&WORDS));
    let at = random.below(texts.len() + 1);
    if random.chance(50) || at == texts.len() { texts.insert(at, word) } else { texts[at] = word }
}
