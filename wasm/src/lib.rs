//! Dormouse's core: compiles Django-style templates to programs, evaluates them to frames, and turns frames into HTML and
//! patches. Pure functions over bytes; no state but loaded programs. A module imports only what stands above it here.
//! Without the feature `compiler` it is the part that a Worker needs: everything but templates.

pub mod span;
pub mod limit;
pub mod error;
pub mod fault;
pub(crate) mod value;
pub mod program;
#[cfg(feature = "compiler")]
pub mod template;
#[cfg(feature = "compiler")]
pub mod compile;
pub(crate) mod frame;
pub(crate) mod markup;
pub(crate) mod evaluate;
pub(crate) mod html;
pub(crate) mod diff;
pub mod abi;
#[cfg(test)]
mod testing;
