//! The error codes that the core raises. The catalogue in `src/errors/catalogue.ts` says what each means and whose fault
//! it is; a test checks that every code here is in it.

/// A template tag or expression cannot be read.
pub const TEMPLATE_SYNTAX: &str = "template.syntax";
/// A template tag that does not exist.
pub const TEMPLATE_UNKNOWN_TAG: &str = "template.unknown-tag";
/// A filter that does not exist.
pub const TEMPLATE_UNKNOWN_FILTER: &str = "template.unknown-filter";
/// An extends or include names a template that is not there.
pub const TEMPLATE_UNKNOWN_TEMPLATE: &str = "template.unknown-template";
/// A construct that is not there yet, or forbidden.
pub const TEMPLATE_UNSUPPORTED: &str = "template.unsupported";
/// The HTML would not parse to the tree that it suggests.
pub const TEMPLATE_HTML: &str = "template.html";
/// A place where no escaping is safe.
pub const TEMPLATE_UNSAFE: &str = "template.unsafe";
/// A `do-*` attribute that cannot be read.
pub const TEMPLATE_EVENT: &str = "template.event";
/// Templates extend each other in a circle.
pub const TEMPLATE_CYCLE: &str = "template.cycle";
/// A template is larger or deeper than allowed.
pub const TEMPLATE_LIMIT: &str = "template.limit";
/// Bytes that are not what they should be.
pub const CORE_MALFORMED: &str = "core.malformed";
/// Rendering took more steps, depth or bytes than allowed.
pub const CORE_LIMIT: &str = "core.limit";
/// Trusted markup whose tags are not balanced.
pub const HTML_UNBALANCED: &str = "html.unbalanced";
/// The page no longer offers what was clicked.
pub const EVENT_STALE: &str = "event.stale";
