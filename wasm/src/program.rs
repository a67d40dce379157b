//! The compiled form of a template: what `compile` makes, and all that `evaluate`, `html` and `diff` know of it.
//!
//! A program is immutable. It is cut into [`Block`]s (static HTML with holes) and [`Slot`]s (one hole each). Slot numbers
//! are unique across all blocks: slot `i` of a block has number `block.first + i`. Expressions speak of top-level fields
//! (by their place in [`Program::fields`]) and of locals (loop variables, `with`, parameters of an include), which live in
//! one environment per call; entering a block call starts a fresh one that holds only its parameters.

mod check;
pub mod codec;

/// Index into [`Program::names`].
pub type Name = u32;
/// Index into [`Program::blocks`].
pub type BlockId = u32;
/// Place of a variable in the environment of the current call.
pub type Local = u32;

/// How a template is read: as HTML whose structure matters, or as plain text (mails, fragments).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// HTML: blocks, slots, diffs.
    Live,
    /// Text: one block with one text slot; values are HTML-escaped as in Django, nothing else is known of the markup.
    Text,
}

/// One compiled template, with everything that it extends and includes.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// Live or text.
    pub mode: Mode,
    /// Whether the template itself writes `<html>`. Otherwise its root block is the content of `<body>`.
    pub document: bool,
    /// Every name that a member lookup uses.
    pub names: Vec<String>,
    /// The top-level fields that the template reads, in the order in which the encoder writes them.
    pub fields: Vec<Name>,
    /// Record shapes by id (the id of the reads node): the names of a record's values, in encoded order.
    pub shapes: Vec<Vec<Name>>,
    /// All blocks; block 0 is the root.
    pub blocks: Vec<Block>,
    /// Texts that are called from inside text (an include within an attribute or a text run), by id.
    pub texts: Vec<Vec<Piece>>,
}

/// Static HTML with holes.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Number of the first slot. Numbers of a block are consecutive, in document order.
    pub first: u32,
    /// What `html` writes: static markup and the holes, in order. Attribute holes stand inside their tag.
    pub markup: Vec<Part>,
    /// The holes, in document order.
    pub slots: Vec<Slot>,
    /// Indices of the slots that a user's input changes (values, checks and selections of controls, texts of `textarea`), and
    /// of the branches and lists with such a slot inside.
    pub controls: Vec<u32>,
    /// `{% with %}` and friends: evaluated in order when an instance is entered, before any slot.
    pub lets: Vec<Let>,
    /// What this block and everything inside it read, seen from its own environment (parameters of nested calls are
    /// already traced back to the expressions that bind them).
    pub uses: Uses,
}

/// One piece of a block's markup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Markup as it is written.
    Static(String),
    /// The hole with this index in [`Block::slots`]. Event holes do not appear here.
    Slot(u32),
}

/// A local bound by `{% with %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Let {
    /// Where it lives.
    pub local: Local,
    /// Its value.
    pub value: Expr,
    /// What the value reads.
    pub uses: Uses,
}

/// What something reads: bit `min(i, 63)` for field or local `i`. Conservative from bit 63 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uses {
    /// Top-level fields.
    pub fields: u64,
    /// Locals of the current environment.
    pub locals: u64,
}

/// One hole.
#[derive(Debug, Clone, PartialEq)]
pub enum Slot {
    /// A whole run of text between two tags (or between a tag and a branch, list or html hole).
    Text {
        /// What it says.
        pieces: Vec<Piece>,
        /// What it reads.
        uses: Uses,
        /// First thing inside `pre`, `textarea` or `listing`: a leading LF is doubled in HTML.
        doubles_lf: bool,
        /// Touches a branch, list or html hole, or the edge of a block, without a tag between: its UTF-16 length goes into the skeleton.
        measured: bool,
    },
    /// One attribute: a value, or absent.
    Attribute {
        /// Lower-case name (case kept in foreign content).
        name: String,
        /// Present when this holds, in order of nesting (`{% if a %}{% if b %}disabled…`); `None`: always.
        when: Option<Expr>,
        /// Its value.
        pieces: Vec<Piece>,
        /// How the value is made safe.
        context: AttributeContext,
        /// What `when` and `pieces` read.
        uses: Uses,
    },
    /// `{% if %}`: the first arm whose condition holds, or none. A block call (include) is a branch with one arm that always holds.
    Branch {
        /// Arms in order.
        arms: Vec<Arm>,
        /// What conditions, parameters and all arms read.
        uses: Uses,
    },
    /// `{% for %}`: one instance of `block` per item.
    List(List),
    /// Trusted markup (`|safe`).
    Html {
        /// The markup.
        value: Expr,
        /// What it reads.
        uses: Uses,
    },
    /// A handler and its arguments, on an element's event. Evaluated into the frame; never sent to the browser.
    Event {
        /// Name of the handler.
        handler: String,
        /// Arguments that the server decides.
        args: Vec<Expr>,
        /// What the browser adds as last argument.
        contributes: Contribution,
        /// Those of [`Block::controls`] that this event's contribution comes from: the same element's `value` or `checked`,
        /// the options of a `select`, or, on a form, all controls inside it.
        controls: Vec<u32>,
        /// What the arguments read.
        uses: Uses,
    },
}

/// The one thing that the browser adds to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Contribution {
    /// Nothing.
    None = 0,
    /// `$value`
    Value = 1,
    /// `$checked`
    Checked = 2,
    /// `$form`
    Form = 3,
    /// `$key`
    Key = 4,
    /// `$files`
    Files = 5,
    /// `$point`
    Point = 6,
    /// `$detail`
    Detail = 7,
}

/// How an attribute's value is made safe, beyond escaping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum AttributeContext {
    /// Escaped, nothing more.
    Plain = 0,
    /// A URL: the scheme must be allowed, or the value becomes `#blocked`.
    Url = 1,
    /// A list of URLs with descriptors (`srcset`): each is checked.
    UrlList = 2,
    /// `style`: dynamic values may not leave their property; see `evaluate`.
    Style = 3,
}

/// One arm of a branch.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its condition; `None`: always.
    pub when: Option<Expr>,
    /// `Some`: a block call. The block gets a fresh environment that holds these values as locals 0…n-1.
    pub call: Option<Vec<Argument>>,
    /// What is shown.
    pub block: BlockId,
}

/// A parameter of a block call.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// Its value, in the environment of the caller.
    pub value: Expr,
    /// What the value reads there.
    pub uses: Uses,
}

/// `{% for %}`.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// What is iterated over.
    pub over: Expr,
    /// What `over` reads.
    pub over_uses: Uses,
    /// `reversed`.
    pub reversed: bool,
    /// The loop variables; more than one: each item is unpacked.
    pub variables: Vec<Local>,
    /// Where `forloop` lives.
    pub forloop: Local,
    /// Where the enclosing loop's `forloop` lives, for `forloop.parentloop`.
    pub parentloop: Option<Local>,
    /// What identifies an item.
    pub key: Key,
    /// What each turn of the loop remembers of those before.
    pub derived: Vec<Derived>,
    /// The body.
    pub block: BlockId,
    /// Some event hole is inside: the browser must know the keys.
    pub announces: bool,
    /// What the whole loop reads, seen from outside.
    pub uses: Uses,
}

/// A local that depends on the turns of the loop before: `{% ifchanged %}`, `{% cycle %}` that is not reached every time.
/// Bound in each turn with the loop variables, before the body, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// Where it lives.
    pub local: Local,
    /// What it depends on.
    pub rule: Rule,
    /// Its text in this turn, with everything on the way to the tag; empty when the tag is not reached.
    pub pieces: Vec<Piece>,
}

/// What a derived local depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// True: the text is not what it was when the tag was reached last.
    Changed,
    /// A loop position: how often this counter's tags were reached before.
    Step(u32),
    /// Sets this counter back; binds nothing.
    Reset(u32),
}

/// What identifies an item of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    /// `do-key`, evaluated with the loop variables bound. Duplicates are reported.
    Explicit(Expr),
    /// The item's own `id` (this expression) when every item has one that is not null; else the index.
    Own(Expr),
    /// The index.
    Index,
}

/// A piece of text (in a text run, an attribute, a text-mode template).
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// As it is.
    Static(String),
    /// An expression's text. Text and attribute slots hold raw text, `html` escapes; in text mode `escaped` says whether it is escaped here.
    Value {
        /// The expression.
        value: Expr,
        /// HTML-escape it now (text mode with autoescape on, no `safe`).
        escaped: bool,
    },
    /// `{% if %}` that yields only text.
    If(Vec<PieceArm>),
    /// `{% for %}` that yields only text.
    For(Box<PieceLoop>),
    /// `{% with %}`.
    Let {
        /// Where it lives.
        local: Local,
        /// Its value.
        value: Expr,
    },
    /// The text of these pieces becomes a local.
    Capture {
        /// Where it lives.
        local: Local,
        /// What makes the text.
        pieces: Vec<Piece>,
    },
    /// An include that yields only text: `texts[text]`, with a fresh environment.
    Call {
        /// Index into [`Program::texts`].
        text: u32,
        /// Parameters, as locals 0…n-1.
        args: Vec<Expr>,
    },
}

/// One arm of a textual branch.
#[derive(Debug, Clone, PartialEq)]
pub struct PieceArm {
    /// Its condition; `None`: always.
    pub when: Option<Expr>,
    /// What it says.
    pub pieces: Vec<Piece>,
}

/// A loop that yields only text.
#[derive(Debug, Clone, PartialEq)]
pub struct PieceLoop {
    /// What is iterated over.
    pub over: Expr,
    /// `reversed`.
    pub reversed: bool,
    /// The loop variables.
    pub variables: Vec<Local>,
    /// Where `forloop` lives.
    pub forloop: Local,
    /// Where the enclosing loop's `forloop` lives.
    pub parentloop: Option<Local>,
    /// What each turn of the loop remembers of those before.
    pub derived: Vec<Derived>,
    /// The body.
    pub body: Vec<Piece>,
    /// `{% empty %}`.
    pub empty: Vec<Piece>,
}

/// An expression. Evaluation never fails: what does not exist is null.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `None`, `null`, or a variable that does not exist here.
    Null,
    /// `True`, `False`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A quoted string.
    Text(String),
    /// A top-level field, by its place in [`Program::fields`].
    Field(u32),
    /// A local.
    Local(Local),
    /// `a.name`, `a.0`.
    Member(Box<Expr>, Name),
    /// `a|filter:b`.
    Filter(Filter, Vec<Expr>),
    /// `not a`.
    Not(Box<Expr>),
    /// `a or b`, `a == b`, ….
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// No items: null, not iterable, or length 0 (for `{% empty %}`).
    IsEmpty(Box<Expr>),
    /// `{% cycle %}`: the value at (the loop's counter0 modulo how many there are).
    Cycle(Local, Vec<Expr>),
    /// `{% firstof %}`: the first that is true, else null.
    FirstOf(Vec<Expr>),
    /// `{% regroup %}`: neighbouring items with equal values, as dicts of `grouper` and `list`. The second expression gives
    /// an item's value in an environment of its own, in which the item is local 0.
    Regroup(Box<Expr>, Box<Expr>),
    /// `a|dictsort:"name"`: the items in the order of their values, which the second expression gives as in [`Expr::Regroup`];
    /// true: the other way round.
    Sort(Box<Expr>, Box<Expr>, bool),
}

/// Binary operators of `{% if %}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Operator {
    /// `or`
    Or = 0,
    /// `and`
    And = 1,
    /// `==`
    Equal = 2,
    /// `!=`
    NotEqual = 3,
    /// `<`
    Less = 4,
    /// `<=`
    LessEqual = 5,
    /// `>`
    Greater = 6,
    /// `>=`
    GreaterEqual = 7,
    /// `in`
    In = 8,
    /// `not in`
    NotIn = 9,
    /// `is`
    Is = 10,
    /// `is not`
    IsNot = 11,
}

/// Built-in filters, in the order of their codes. `args[0]` of [`Expr::Filter`] is the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Filter {
    /// `default`
    Default = 0,
    /// `upper`
    Upper = 1,
    /// `lower`
    Lower = 2,
    /// `length`
    Length = 3,
    /// `safe` (only marks; the slot decides)
    Safe = 4,
    /// `escape` (escaping is automatic, so it changes nothing)
    Escape = 5,
    /// `date`
    Date = 6,
    /// `floatformat`
    FloatFormat = 7,
    /// `pluralize`
    Pluralize = 8,
    /// `add`
    Add = 9,
    /// `yesno`
    YesNo = 10,
    /// `join`
    Join = 11,
    /// `first`
    First = 12,
    /// `last`
    Last = 13,
    /// `default_if_none`
    DefaultIfNone = 14,
    /// `title`
    Title = 15,
    /// `truncatechars`
    TruncateChars = 16,
    /// `capfirst`
    CapFirst = 17,
    /// `divisibleby`
    DivisibleBy = 18,
    /// `json_script` (the text of a data island)
    JsonScript = 19,
    /// `{% spaceless %}` of text mode: no white space between tags
    Spaceless = 20,
    /// `slice`
    Slice = 21,
    /// One `name=value` of `{% querystring %}`: the query with it. Takes the query, the value and the name.
    Query = 22,
}
