//! The names of all tags: those that are there, and those of Django that are not, with what to do instead.

use crate::error::{Error, code};
use crate::span::Span;
use crate::template::nearest::nearest;
use crate::template::source::Sources;

/// Every tag that opens something, stands alone, divides or ends.
const TAGS: &[&str] = &[
    "if",
    "for",
    "with",
    "include",
    "extends",
    "block",
    "comment",
    "verbatim",
    "autoescape",
    "firstof",
    "cycle",
    "resetcycle",
    "ifchanged",
    "regroup",
    "querystring",
    "filter",
    "spaceless",
    "templatetag",
    "elif",
    "else",
    "empty",
    "endif",
    "endfor",
    "endwith",
    "endblock",
    "endcomment",
    "endautoescape",
    "endverbatim",
    "endifchanged",
    "endfilter",
    "endspaceless",
];

/// Tags of Django that there are not, and why or what instead.
const ABSENT: &[(&str, &str)] = &[
    ("now", "a template has no clock; keep a `Date` in the view and print it: `{{ today|date:\"Y\" }}`"),
    ("load", "all tags and filters are there already; leave it out"),
    ("csrf_token", "events carry a token of their own; leave it out"),
    ("url", "compute the address in the view, or write it out"),
    ("static", "write the address of the file itself"),
    ("get_static_prefix", "write the address of the file itself"),
    ("get_media_prefix", "write the address of the file itself"),
    ("debug", "print the one value that matters"),
    ("lorem", "write the text itself"),
    ("widthratio", "compute the number in a getter of the view"),
    ("partial", "put it into a template of its own, and `{% include %}` that"),
    ("partialdef", "put it into a template of its own, and `{% include %}` that"),
    ("trans", "translate in the view, and print the result"),
    ("translate", "translate in the view, and print the result"),
    ("blocktrans", "translate in the view, and print the result"),
    ("blocktranslate", "translate in the view, and print the result"),
    ("ifequal", "write `{% if a == b %}`"),
    ("ifnotequal", "write `{% if a != b %}`"),
    ("cache", "what did not change is not computed again anyway; leave it out"),
    ("localize", "format the value in the view, or by a filter"),
    ("localtime", "format the time in the view, or by a filter"),
];

/// The error for a tag that is not there, or means nothing at this place. `open`: the tag that is open.
pub(super) fn unknown(sources: &Sources<'_>, span: Span, name: &str, open: Option<Span>) -> Error {
    if TAGS.contains(&name) {
        let error = sources.error(code::TEMPLATE_SYNTAX, span, format!("`{{% {name} %}}` closes nothing here"));
        return match open {
            Some(span) => {
                let opener = sources.slice(span);
                error.with_hint(format!("`{opener}` at {} is still open", sources.place(span)))
            }
            None => error,
        };
    }
    if let Some((_, hint)) = ABSENT.iter().find(|(absent, _)| *absent == name) {
        let message = format!("there is no tag `{name}` here, unlike in Django");
        return sources.error(code::TEMPLATE_UNSUPPORTED, span, message).with_hint(*hint);
    }
    let error = sources.error(code::TEMPLATE_UNKNOWN_TAG, span, format!("there is no tag `{name}`"));
    match nearest(name, TAGS.iter().copied()) {
        Some(known) => error.with_hint(format!("did you mean `{known}`?")),
        None => error,
    }
}
