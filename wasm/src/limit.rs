//! Every bound of the core, once. What is also checked on the TypeScript side (`src/protocol/limits.ts`) has the same name
//! there; a test compares them. Depths are chosen so that recursion stays well inside 1 MiB of stack.

/// Sources that one compilation may be given.
pub const MAX_SOURCES: usize = 1_024;
/// Bytes of one template.
pub const MAX_SOURCE_BYTES: usize = 1_048_576;
/// Nesting of template tags, and of elements, in one template; also of one include or extends in another.
pub const MAX_TEMPLATE_DEPTH: usize = 64;
/// Nesting of one expression.
pub const MAX_EXPRESSION_DEPTH: usize = 32;
/// Templates that one variable can stand for, and combinations of those through all parents of a template.
pub const MAX_VARIANTS: usize = 64;
/// Syntax nodes of one compilation, counted after inheritance and includes.
pub const MAX_TEMPLATE_NODES: usize = 200_000;
/// Blocks of one program.
pub const MAX_BLOCKS: usize = 4_096;
/// Slots of one program.
pub const MAX_SLOTS: usize = 65_536;
/// Nodes of the reads.
pub const MAX_READS_NODES: usize = 16_384;
/// Nesting of a value.
pub const MAX_VALUE_DEPTH: usize = 16;
/// How many values one contributed value may consist of.
pub const MAX_VALUE_NODES: usize = 2_000;
/// Steps of an event's address.
pub const MAX_PATH_STEPS: usize = 64;
/// Bytes of an encoded program.
pub const MAX_PROGRAM_BYTES: usize = 8_388_608;
/// Locals of one environment.
pub const MAX_LOCALS: usize = 1_024;
/// Bytes of the values of one evaluation.
pub const MAX_VALUES_BYTES: usize = 8_388_608;
/// Nesting of what a template reads: deeper than [`MAX_VALUE_DEPTH`], since recursive includes walk trees.
pub const MAX_READS_DEPTH: usize = 64;
/// Bytes of a frame. What a session stores is bounded lower, by the session.
pub const MAX_FRAME_BYTES: usize = 4_194_304;
/// Nesting of block instances in a frame, and of calls of texts.
pub const MAX_INSTANCE_DEPTH: usize = 96;
/// Steps of one evaluation: expressions, items, and every 16 bytes of text made on the way.
pub const MAX_FUEL: u64 = 20_000_000;
/// Bytes that the arena of one call may take before it is refused more: well below what an instance may grow to.
pub const MAX_ARENA_BYTES: usize = 12_582_912;
