//! Frames: what a page shows, as one flat byte string. A frame describes itself: finding an event in it needs no program.
//! `frame := version, instance`; an instance is length-prefixed, so an unchanged one is skipped by one compare; slots stand
//! in the order of their block. Lengths are always written in as few bytes as possible: equal frames have equal bytes.

pub(crate) mod matching;
pub(crate) mod path;
pub(crate) mod reader;

/// First byte of every frame.
pub(crate) const VERSION: u8 = 1;

/// First byte of every slot.
pub(crate) mod tag {
    pub(crate) const TEXT: u8 = 1;
    pub(crate) const ABSENT: u8 = 2;
    pub(crate) const ATTRIBUTE: u8 = 3;
    pub(crate) const NO_ARM: u8 = 4;
    pub(crate) const ARM: u8 = 5;
    pub(crate) const LIST: u8 = 6;
    pub(crate) const HTML: u8 = 7;
    pub(crate) const EVENT: u8 = 8;
}

/// Flag of a list whose items have keys.
pub(crate) const KEYED: u8 = 1;
