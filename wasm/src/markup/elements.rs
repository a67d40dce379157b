//! What the tokenizer of trusted markup has to know of elements (HTML standard, 13.1.2 and 13.2.6).

/// Elements without content or end tag.
const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track", b"wbr",
    b"param",
];
/// Elements whose content is text up to their end tag.
const RAW: [&[u8]; 8] = [b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noembed", b"noframes"];
/// Elements that a parser drops or moves wherever markup can stand.
const NEVER: [&[u8]; 8] = [b"html", b"head", b"body", b"frameset", b"frame", b"plaintext", b"image", b"noscript"];
/// Start tags that end an open paragraph.
const ENDS_PARAGRAPH: [&[u8]; 37] = [
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"center",
    b"details",
    b"dialog",
    b"dir",
    b"div",
    b"dl",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hgroup",
    b"hr",
    b"main",
    b"menu",
    b"nav",
    b"ol",
    b"p",
    b"pre",
    b"search",
    b"section",
    b"summary",
    b"table",
    b"ul",
    b"li",
    b"listing",
];
/// Elements that cannot contain themselves, even indirectly.
const NO_SELF: [&[u8]; 4] = [b"a", b"button", b"form", b"nobr"];

pub(crate) fn is_void(name: &[u8]) -> bool {
    VOID.contains(&name)
}

pub(crate) fn is_raw(name: &[u8]) -> bool {
    RAW.contains(&name)
}

pub(crate) fn is_foreign_root(name: &[u8]) -> bool {
    matches!(name, b"svg" | b"math")
}

/// Whether a start tag leaves everything that is open as it is.
pub(crate) fn can_open(name: &[u8], open: &[Vec<u8>]) -> bool {
    let is_in = |wanted: &[u8]| open.iter().any(|element| element == wanted);
    let parent = open.last().map(Vec::as_slice);
    let innermost = |wanted: &[&[u8]], ends: &[&[u8]]| {
        open.iter()
            .rev()
            .take_while(|element| !ends.contains(&element.as_slice()))
            .any(|element| wanted.contains(&element.as_slice()))
    };
    let fits = match name {
        b"li" => !innermost(&[b"li"], &[b"ul", b"ol", b"menu"]),
        b"dt" | b"dd" => !innermost(&[b"dt", b"dd"], &[b"dl"]),
        b"option" | b"optgroup" => parent != Some(b"option"),
        b"td" | b"th" => parent.is_none_or(|parent| parent == b"tr"),
        b"tr" => parent.is_none_or(|parent| matches!(parent, b"tbody" | b"thead" | b"tfoot" | b"table")),
        b"tbody" | b"thead" | b"tfoot" | b"caption" | b"colgroup" => parent.is_none_or(|parent| parent == b"table"),
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => !matches!(parent, Some([b'h', b'1'..=b'6'])),
        _ => !NO_SELF.contains(&name) || !is_in(name),
    };
    let is_paragraph_open =
        innermost(&[b"p"], &[b"button", b"table", b"td", b"th", b"caption", b"object", b"marquee", b"template"]);
    fits && !NEVER.contains(&name) && !(is_paragraph_open && ENDS_PARAGRAPH.contains(&name))
}
