//! The hot paths' error: one word, so that results stay small and copy as words. It becomes an [`Error`] where it leaves the core.

use crate::error::{Error, code};

/// Why a decoder, an evaluation or a diff stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Fault {
    /// Bytes ended early, or have a tag, length or text that cannot be.
    Malformed,
    /// A frame that this program did not make.
    Foreign,
    /// No program has this handle.
    NoProgram,
    /// Out of steps.
    Fuel,
    /// Instances, values or calls nest too deeply.
    Depth,
    /// The frame would be too large.
    FrameBytes,
    /// The values are too large.
    ValuesBytes,
    /// Too much memory for one call.
    Memory,
    /// An event's arguments consist of too many values, or nest too deeply.
    Argument,
    /// Trusted markup whose tags are not balanced.
    Unbalanced,
    /// A path that leads to no event.
    Stale,
}

/// What hot paths return.
pub(crate) type Outcome<T> = Result<T, Fault>;

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let (code, message, hint) = match fault {
            Fault::Malformed => (code::CORE_MALFORMED, "the bytes given to the core are malformed", ""),
            Fault::Foreign => (code::CORE_MALFORMED, "the frame was made by another program", ""),
            Fault::NoProgram => (code::CORE_MALFORMED, "no program is loaded under this handle", ""),
            Fault::Fuel => (code::CORE_LIMIT, "the template took too many steps", "loop over less, or page the list"),
            Fault::Depth => (code::CORE_LIMIT, "the template nests too deeply", "end the recursion of includes"),
            Fault::FrameBytes => {
                (code::CORE_LIMIT, "the page is larger than 4 MiB", "show less at once, or page the list")
            }
            Fault::ValuesBytes => {
                (code::CORE_LIMIT, "the values are larger than 8 MiB", "show less at once, or page the list")
            }
            Fault::Memory => {
                (code::CORE_LIMIT, "the page takes more memory than a call has", "show less at once, or page the list")
            }
            Fault::Argument => (
                code::CORE_LIMIT,
                "an event argument has more than 2,000 values or nests more than 16 deep",
                "pass an id, and look the rest up in the handler",
            ),
            Fault::Unbalanced => (
                code::HTML_UNBALANCED,
                "trusted markup (`|safe`) has tags that are not balanced",
                "close every element, and every comment and quote",
            ),
            Fault::Stale => (code::EVENT_STALE, "the page no longer offers this event", ""),
        };
        let error = Self::new(code, message);
        if hint.is_empty() { error } else { error.with_hint(hint) }
    }
}
