//! Programs as bytes. Every type says once how it is written and read ([`Wire`]); counts, nesting and indices are checked, so
//! that nothing later has to fear a program. The first byte is the version of this format.

use super::{
    Argument, Arm, AttributeContext, Block, Contribution, Derived, Expr, Filter, Key, Let, List, Mode, Operator, Part,
    Piece, PieceArm, PieceLoop, Program, Rule, Slot, Uses,
};
use crate::fault::{Fault, Outcome};
use crate::limit::{MAX_EXPRESSION_DEPTH, MAX_PROGRAM_BYTES, MAX_TEMPLATE_DEPTH};
use crate::value::reader::Reader;
use crate::value::writer::{put_bytes, put_size, put_varint};

const VERSION: u8 = 1;
/// Expressions within textual branches within each other; compile bounds each of them.
const MAX_DEPTH: usize = MAX_EXPRESSION_DEPTH + 2 * MAX_TEMPLATE_DEPTH;

/// Writes a program.
#[must_use]
pub fn encode(program: &Program) -> Vec<u8> {
    let mut out = vec![VERSION];
    program.put(&mut out);
    out
}

/// Reads a program.
///
/// # Errors
/// [`Fault::Malformed`] for anything that [`encode`] does not write.
pub fn decode(bytes: &[u8]) -> Result<Program, Fault> {
    if bytes.len() > MAX_PROGRAM_BYTES {
        return Err(Fault::Malformed);
    }
    let mut source = Source { reader: Reader::new(bytes), depth: 0 };
    if source.reader.byte()? != VERSION {
        return Err(Fault::Malformed);
    }
    let program = Program::get(&mut source)?;
    if source.reader.is_empty() { super::check::check(&program).map(|()| program) } else { Err(Fault::Malformed) }
}

struct Source<'a> {
    reader: Reader<'a>,
    depth: usize,
}

impl Source<'_> {
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.depth >= MAX_DEPTH {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }
}

/// Something that can be written and read back.
trait Wire: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn get(source: &mut Source<'_>) -> Outcome<Self>;
}

/// Structs: field after field.
macro_rules! record {
    ($name:ident { $($field:ident),* }) => {
        impl Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.put(out);)*
            }
            fn get(source: &mut Source<'_>) -> Outcome<Self> {
                Ok(Self { $($field: Wire::get(source)?),* })
            }
        }
    };
}

/// Enums: a tag, then the fields.
macro_rules! choice {
    ($name:ident { $($tag:literal = $variant:ident $(($($item:ident),*))? $({$($field:ident),*})?),* $(,)? }) => {
        impl Wire for $name {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $(($($item),*))? $({$($field),*})? => {
                        out.push($tag);
                        $($($item.put(out);)*)?
                        $($($field.put(out);)*)?
                    })*
                }
            }
            fn get(source: &mut Source<'_>) -> Outcome<Self> {
                source.nested(|source| Ok(match source.reader.byte()? {
                    $($tag => Self::$variant
                        $(($({ let $item = Wire::get(source)?; $item }),*))?
                        $({$($field: Wire::get(source)?),*})?,)*
                    _ => return Err(Fault::Malformed),
                }))
            }
        }
    };
}

record!(Program { mode, document, names, fields, shapes, blocks, texts });
record!(Block { first, markup, slots, controls, lets, uses });
record!(Let { local, value, uses });
record!(Arm { when, call, block });
record!(Argument { value, uses });
record!(List { over, over_uses, reversed, variables, forloop, parentloop, key, derived, block, announces, uses });
record!(Derived { local, rule, pieces });
record!(PieceArm { when, pieces });
record!(PieceLoop { over, reversed, variables, forloop, parentloop, derived, body, empty });
choice!(Mode { 0 = Live, 1 = Text });
choice!(Part { 0 = Static(text), 1 = Slot(slot) });
choice!(Slot {
    0 = Text { pieces, uses, doubles_lf, measured },
    1 = Attribute { name, when, pieces, context, uses },
    2 = Branch { arms, uses },
    3 = List(list),
    4 = Html { value, uses },
    5 = Event { handler, args, contributes, controls, uses },
});
choice!(Contribution { 0 = None, 1 = Value, 2 = Checked, 3 = Form, 4 = Key, 5 = Files, 6 = Point, 7 = Detail });
choice!(AttributeContext { 0 = Plain, 1 = Url, 2 = UrlList, 3 = Style });
choice!(Rule { 0 = Changed, 1 = Step(counter), 2 = Reset(counter) });
choice!(Key { 0 = Explicit(value), 1 = Own(value), 2 = Index });
choice!(Piece {
    0 = Static(text),
    1 = Value { value, escaped },
    2 = If(arms),
    3 = For(body),
    4 = Let { local, value },
    5 = Call { text, args },
    6 = Capture { local, pieces },
});
choice!(Expr {
    0 = Null,
    1 = Bool(value),
    2 = Int(value),
    3 = Float(value),
    4 = Text(value),
    5 = Field(field),
    6 = Local(local),
    7 = Member(of, name),
    8 = Filter(filter, args),
    9 = Not(value),
    10 = Binary(operator, left, right),
    11 = IsEmpty(value),
    12 = Cycle(local, values),
    13 = FirstOf(values),
    14 = Regroup(over, by),
    15 = Sort(over, by, reversed),
});
choice!(Operator {
    0 = Or, 1 = And, 2 = Equal, 3 = NotEqual, 4 = Less, 5 = LessEqual, 6 = Greater, 7 = GreaterEqual, 8 = In, 9 = NotIn,
    10 = Is, 11 = IsNot,
});
choice!(Filter {
    0 = Default, 1 = Upper, 2 = Lower, 3 = Length, 4 = Safe, 5 = Escape, 6 = Date, 7 = FloatFormat, 8 = Pluralize, 9 = Add,
    10 = YesNo, 11 = Join, 12 = First, 13 = Last, 14 = DefaultIfNone, 15 = Title, 16 = TruncateChars, 17 = CapFirst,
    18 = DivisibleBy, 19 = JsonScript, 20 = Spaceless, 21 = Slice, 22 = Query,
});

impl Wire for Uses {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.fields.to_le_bytes());
        out.extend_from_slice(&self.locals.to_le_bytes());
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        let mut word =
            || source.reader.take(8)?.as_array::<8>().copied().map(u64::from_le_bytes).ok_or(Fault::Malformed);
        Ok(Self { fields: word()?, locals: word()? })
    }
}

impl Wire for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        match source.reader.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Fault::Malformed),
        }
    }
}

impl Wire for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, u64::from(*self));
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        source.reader.u32()
    }
}

impl Wire for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        // Fixed width: a literal may be beyond what varints hold.
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        source.reader.take(8)?.as_array::<8>().copied().map(Self::from_le_bytes).ok_or(Fault::Malformed)
    }
}

impl Wire for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        source.reader.float()
    }
}

impl Wire for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_bytes(out, self.as_bytes());
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        source.reader.text().map(str::to_owned)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_size(out, self.len());
        self.iter().for_each(|item| item.put(out));
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        // No capacity up front: a few bytes must not be able to ask for much memory.
        let count = source.reader.count()?;
        let mut items = Self::new();
        for _ in 0..count {
            items.push(T::get(source)?);
        }
        Ok(items)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        if bool::get(source)? { T::get(source).map(Some) } else { Ok(None) }
    }
}

impl<T: Wire> Wire for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        T::put(self, out);
    }
    fn get(source: &mut Source<'_>) -> Outcome<Self> {
        T::get(source).map(Self::new)
    }
}
