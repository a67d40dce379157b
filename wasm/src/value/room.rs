//! How much the arena of a call may hold. Asked before anything whose size follows from the input: an allocation that fails
//! is a trap, and a trap costs the instance.

use crate::fault::{Fault, Outcome};
use crate::limit::MAX_ARENA_BYTES;
use bumpalo::Bump;

/// Refuses what would be too much.
pub(crate) fn check_room<T>(arena: &Bump, count: usize) -> Outcome<()> {
    let more = count.saturating_mul(size_of::<T>());
    if arena.allocated_bytes().saturating_add(more) > MAX_ARENA_BYTES { Err(Fault::Memory) } else { Ok(()) }
}
