//! The words of `do-*` attributes: events, modifiers, keys, commands, and what the browser can add. One table each; the
//! names and their errors come from here.

use crate::error::{Error, Result, code};
use crate::program::Contribution;
use crate::span::Span;
use crate::template::nearest::nearest;
use crate::template::source::Sources;

/// Events of an element.
pub(super) const EVENTS: &[&str] =
    &["click", "dblclick", "submit", "input", "change", "focus", "blur", "keydown", "keyup"];
/// Events of the window, after `window-`.
pub(super) const WINDOW_EVENTS: &[&str] =
    &["keydown", "keyup", "click", "scroll", "resize", "focus", "blur", "online", "offline"];
/// Events that are about where the element is.
pub(super) const PLACES: &[&str] = &["click-away", "viewport-bottom", "viewport-top"];
/// The element whose content belongs to scripts, without `do-`.
pub(super) const IGNORE: &str = "ignore";
/// In the table of attributes, but not there yet. Those that end in a dash take a name or a number.
const LATER: &[&str] = &[
    "model",
    "form",
    "offline",
    "hook",
    "on-",
    "virtual",
    "sort",
    "cursors",
    "cursor",
    "navigate",
    "prefetch",
    "native",
    "poll-",
    "mounted",
    "teleport",
    "transition",
    "upload",
];
/// Attributes that call nothing (`hint.rs`).
const HINTS: &[&str] = &["debounce", "throttle", "confirm", "loading", "disable-with", "error", "patch"];
const MODIFIERS: &[&str] = &["prevent", "stop", "once", "self"];
const HELD: &[&str] = &["ctrl", "alt", "shift", "meta"];
const KEYS: &[&str] = &[
    "enter",
    "escape",
    "esc",
    "tab",
    "space",
    "up",
    "down",
    "left",
    "right",
    "home",
    "end",
    "pageup",
    "pagedown",
    "backspace",
    "delete",
    "insert",
    "f1",
    "f2",
    "f3",
    "f4",
    "f5",
    "f6",
    "f7",
    "f8",
    "f9",
    "f10",
    "f11",
    "f12",
];
/// Commands with the fewest and most arguments.
pub(super) const COMMANDS: &[(&str, usize, usize)] =
    &[("clear", 0, 1), ("focus", 0, 1), ("show", 1, 1), ("hide", 1, 1), ("toggle", 1, 1)];
/// What the browser can add, without the dollar.
pub(super) const CONTRIBUTIONS: &[(&str, Contribution)] = &[
    ("value", Contribution::Value),
    ("checked", Contribution::Checked),
    ("form", Contribution::Form),
    ("key", Contribution::Key),
    ("files", Contribution::Files),
    ("point", Contribution::Point),
    ("detail", Contribution::Detail),
];

/// The reserved name of a contribution, without the dollar.
pub(super) fn contribution_name(contribution: Contribution) -> &'static str {
    CONTRIBUTIONS.iter().find(|(_, known)| *known == contribution).map_or("", |(name, _)| name)
}

/// The error for an attribute that is not there, or not yet.
pub(super) fn unknown(sources: &Sources<'_>, on: &str, span: Span) -> Error {
    let later = LATER.iter().any(|later| *later == on || (later.ends_with('-') && on.starts_with(later)));
    if later {
        return sources.error(code::TEMPLATE_UNSUPPORTED, span, format!("`do-{on}` is not yet supported"));
    }
    let error = sources.error(code::TEMPLATE_EVENT, span, format!("there is no attribute `do-{on}`"));
    let windows: Vec<String> = WINDOW_EVENTS.iter().map(|event| format!("window-{event}")).collect();
    let all = EVENTS
        .iter()
        .chain(PLACES)
        .chain(HINTS)
        .chain(LATER)
        .copied()
        .chain(windows.iter().map(String::as_str))
        .chain(["key", IGNORE]);
    match nearest(on, all) {
        Some(known) => error.with_hint(format!("did you mean `do-{known}`?")),
        None => error,
    }
}

/// Refuses modifiers that mean nothing; keys only where there are some.
///
/// # Errors
/// `template.event`
pub(super) fn check_modifiers(sources: &Sources<'_>, modifiers: &str, has_key: bool, span: Span) -> Result<()> {
    let mut key_seen = false;
    for modifier in modifiers.split('.').filter(|_| !modifiers.is_empty()) {
        if MODIFIERS.contains(&modifier) {
            continue;
        }
        if has_key && !key_seen && is_key(modifier) {
            key_seen = true;
            continue;
        }
        let error = sources.error(code::TEMPLATE_EVENT, span, format!("there is no modifier `.{modifier}`"));
        let keys = KEYS.iter().copied().filter(|_| has_key);
        return Err(match nearest(modifier, MODIFIERS.iter().copied().chain(keys)) {
            Some(known) => error.with_hint(format!("did you mean `.{known}`?")),
            None => {
                error.with_hint("there are `.prevent .stop .once .self`, and keys on keydown and keyup: `.ctrl+enter`")
            }
        });
    }
    Ok(())
}

/// `enter`, `ctrl+k`
fn is_key(modifier: &str) -> bool {
    let (held, key) = modifier.rsplit_once('+').map_or(("", modifier), |(held, key)| (held, key));
    let single = key.chars().count() == 1 && key.chars().all(char::is_alphanumeric);
    (single || KEYS.contains(&key)) && (held.is_empty() || held.split('+').all(|one| HELD.contains(&one)))
}
