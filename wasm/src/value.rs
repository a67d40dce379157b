//! What templates compute with. Values live in the arena of one call and borrow from the bytes that they were decoded from;
//! they are small and copied freely. Nothing here knows of programs, except that a record names its shape.

pub(crate) mod big;
pub(crate) mod compare;
pub(crate) mod decimal;
pub(crate) mod decode;
pub(crate) mod escape;
pub(crate) mod fields;
pub(crate) mod key;
pub(crate) mod number;
pub(crate) mod parse;
pub(crate) mod print;
pub(crate) mod reader;
pub(crate) mod room;
pub(crate) mod utf16;
pub(crate) mod wide;
pub(crate) mod writer;

/// One value. With a tag as wide as a word, copies of it are whole words: with a narrow one they overlapped, and each stalled.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
pub(crate) enum Value<'a> {
    /// Absent, or null.
    Null,
    /// true, false.
    Bool(bool),
    /// A whole number, |n| ≤ 2^53 - 1 when it was decoded.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// Milliseconds since 1970, UTC.
    Date(f64),
    /// Something of which only the length is known.
    Count(i64),
    /// A list.
    List(&'a [Value<'a>]),
    /// Named values, names not known to the program.
    Dict(&'a [(&'a str, Value<'a>)]),
    /// Named values; the names are those of the shape.
    Record(u32, &'a [Value<'a>]),
    /// A list that has named values as well.
    Rows(&'a Rows<'a>),
    /// `forloop`.
    Loop(Loop<'a>),
}

/// A list with named values: an array of which `.length` or a method's result is read, a query's rows with their total.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// Whose names the fields have.
    pub(crate) shape: u32,
    /// The named values.
    pub(crate) fields: &'a [Value<'a>],
    /// The list.
    pub(crate) items: &'a [Value<'a>],
}

/// Where a loop stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Loop<'a> {
    /// From 0.
    pub(crate) index: u32,
    /// Number of items.
    pub(crate) length: u32,
    /// The loop around it.
    pub(crate) parent: Option<&'a Loop<'a>>,
}
