//! What HTML is: which elements are void, raw, implied, and what a parser does when one starts inside another. After the
//! tree construction rules of the HTML standard (§13.2.6), reduced to what balanced templates can meet.

/// Whether `name` is one of `list`.
#[must_use]
pub(super) fn is(name: &str, list: &[&str]) -> bool {
    list.contains(&name)
}

/// Elements without content.
pub(super) const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta",
    "param", "source", "track", "wbr",
];
/// Content is text without markup and without character references. `noscript` is one of them where scripts run.
pub(super) const RAW: &[&str] = &["script", "style", "xmp", "iframe", "noembed", "noframes", "noscript"];
/// Content is text with character references.
pub(super) const RCDATA: &[&str] = &["textarea", "title"];
/// White space in them is content.
pub(super) const PREFORMATTED: &[&str] = &["pre", "textarea", "listing"];
/// A parser drops a first line feed in them.
pub(super) const DROPS_LF: &[&str] = &["pre", "textarea", "listing"];
/// Text directly in them is moved elsewhere or thrown away; white space means nothing.
pub(super) const NO_TEXT: &[&str] =
    &["html", "head", "table", "thead", "tbody", "tfoot", "tr", "colgroup", "select", "optgroup", "frameset"];
/// What may stand in `head`.
pub(super) const METADATA: &[&str] =
    &["base", "basefont", "bgsound", "link", "meta", "title", "noscript", "noframes", "style", "script", "template"];
/// Elements whose end tag may be left out where their parent ends.
pub(super) const OPTIONAL_END: &[&str] = &[
    "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "td", "th", "tr", "tbody", "thead", "tfoot",
    "colgroup",
];
/// Elements that the adoption agency algorithm tears apart when they are not closed in order.
pub(super) const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Start tags that close an open `p`.
const CLOSES_P: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
    "xmp",
];
/// Headings.
pub(super) const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];
/// Elements that a look for an open `p`, `button`, … does not pass.
pub(super) const SCOPE: &[&str] = &["applet", "caption", "html", "table", "td", "th", "marquee", "object", "template"];
/// The same, for a `p`.
pub(super) const P_SCOPE: &[&str] =
    &["applet", "button", "caption", "html", "table", "td", "th", "marquee", "object", "template"];
/// Foreign elements that hold HTML; no look for an open element passes them.
pub(super) const FOREIGN_SCOPE: &[&str] =
    &["foreignObject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"];
/// Elements that a look for an open `li`, `dd` or `dt` does not pass: all that are special, except `address`, `div` and `p`.
pub(super) const ITEM_SCOPE: &[&str] = &[
    "applet",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "colgroup",
    "dd",
    "details",
    "dir",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "html",
    "li",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "object",
    "ol",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "template",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "xmp",
];
/// Elements in which open formatting elements of the outside are forgotten.
pub(super) const MARKERS: &[&str] = &["applet", "object", "marquee", "template", "td", "th", "caption"];
/// Elements that have no place in a page that Dormouse writes.
pub(super) const FORBIDDEN: &[(&str, &str)] = &[
    ("plaintext", "everything after it would be text; use `<pre>`"),
    ("frameset", "frames are gone from HTML"),
    ("frame", "frames are gone from HTML"),
    ("annotation-xml", "whether its content is HTML would depend on an attribute"),
    ("image", "a parser reads it as `<img>`; write that"),
];

/// Whether a start tag closes an open `p`.
#[must_use]
pub(super) fn closes_p(name: &str) -> bool {
    is(name, CLOSES_P)
}

/// The open elements that a start tag closes, as long as one of them is the current one.
#[must_use]
pub(super) fn closed_by(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["p", "li"],
        "dd" | "dt" => &["p", "dd", "dt"],
        "option" => &["option"],
        "optgroup" => &["option", "optgroup"],
        "td" | "th" => &["dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "td", "th"],
        "tr" => &["dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "td", "th", "tr", "colgroup"],
        "tbody" | "thead" | "tfoot" | "caption" | "colgroup" => &[
            "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "td", "th", "tr", "tbody", "thead",
            "tfoot", "colgroup",
        ],
        "col" => &["td", "th", "tr", "tbody", "thead", "tfoot"],
        "rt" | "rp" => &["dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt"],
        "rb" | "rtc" => &["dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc"],
        _ if closes_p(name) => &["p"],
        _ => &[],
    }
}

/// What a parser adds between a parent and a child: the elements to open, outermost first.
#[must_use]
pub(super) fn implied(parent: &str, child: &str) -> &'static [&'static str] {
    match (parent, child) {
        ("table", "tr") => &["tbody"],
        ("table", "td" | "th") => &["tbody", "tr"],
        ("tbody" | "thead" | "tfoot", "td" | "th") => &["tr"],
        ("table", "col") => &["colgroup"],
        _ => &[],
    }
}

/// Why a child cannot stand directly in a parent: a hint, or `None` when it can.
#[must_use]
pub(super) fn refuses(parent: &str, child: &str) -> Option<&'static str> {
    let scripts = is(child, &["script", "template"]);
    let (allowed, hint) = match parent {
        "table" => (
            is(child, &["caption", "colgroup", "thead", "tbody", "tfoot", "style"]),
            "a parser moves it in front of the table; put it into a `<td>` or a `<caption>`",
        ),
        "thead" | "tbody" | "tfoot" => {
            (is(child, &["tr", "style"]), "only `<tr>` can stand here; put it into a `<td>`")
        }
        "tr" => (is(child, &["td", "th", "style"]), "only `<td>` and `<th>` can stand here"),
        "colgroup" => (child == "col", "only `<col>` can stand here"),
        "select" => {
            (is(child, &["option", "optgroup", "hr"]), "only `<option>`, `<optgroup>` and `<hr>` can stand here")
        }
        "optgroup" => (child == "option", "only `<option>` can stand here"),
        "option" => (false, "an `<option>` holds text only"),
        _ => {
            let table_part = is(child, &["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"]);
            return table_part.then_some("a parser drops this tag outside of a table");
        }
    };
    if allowed || scripts { None } else { Some(hint) }
}

/// Attributes that hold a URL.
const URL_ATTRIBUTES: &[&str] = &[
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "ping",
    "cite",
    "data",
    "background",
    "longdesc",
    "manifest",
    "xlink:href",
    "codebase",
    "icon",
    "classid",
    "profile",
    "usemap",
    "lowsrc",
    "dynsrc",
];

/// How the value of an attribute is made safe; `Err`: nothing makes it safe, with what to do instead.
///
/// # Errors
/// A hint.
pub(super) fn attribute_context(element: &str, name: &str) -> Result<crate::program::AttributeContext, &'static str> {
    use crate::program::AttributeContext::{Plain, Style, Url, UrlList};
    let name = name.to_ascii_lowercase();
    if name == "srcdoc" {
        return Err("put the content into a page of its own and use `src`");
    }
    if name.len() > 2 && name.starts_with("on") {
        return Err("use `do-…` for events: `do-click=\"handler(value)\"`");
    }
    if is(element, &["animate", "set", "animateTransform", "animateMotion"])
        && is(&name, &["to", "from", "by", "values"])
    {
        return Ok(Url);
    }
    Ok(match name.as_str() {
        "style" => Style,
        "srcset" | "imagesrcset" => UrlList,
        name if is(name, URL_ATTRIBUTES) => Url,
        _ => Plain,
    })
}
