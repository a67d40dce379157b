//! SVG and MathML inside HTML: how a parser spells their names, and which HTML elements break out of them.

use super::knowledge::is;

/// Where an element belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Namespace {
    /// HTML.
    #[default]
    Html,
    /// SVG.
    Svg,
    /// MathML.
    Math,
}

impl Namespace {
    /// As the block definitions say it.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Html => "",
            Self::Svg => "svg",
            Self::Math => "math",
        }
    }
}

const SVG_TAGS: &[&str] = &[
    "altGlyph",
    "altGlyphDef",
    "altGlyphItem",
    "animateColor",
    "animateMotion",
    "animateTransform",
    "clipPath",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "foreignObject",
    "glyphRef",
    "linearGradient",
    "radialGradient",
    "textPath",
];
const SVG_ATTRIBUTES: &[&str] = &[
    "attributeName",
    "attributeType",
    "baseFrequency",
    "baseProfile",
    "calcMode",
    "clipPathUnits",
    "diffuseConstant",
    "edgeMode",
    "filterUnits",
    "glyphRef",
    "gradientTransform",
    "gradientUnits",
    "kernelMatrix",
    "kernelUnitLength",
    "keyPoints",
    "keySplines",
    "keyTimes",
    "lengthAdjust",
    "limitingConeAngle",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "maskContentUnits",
    "maskUnits",
    "numOctaves",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "refX",
    "refY",
    "repeatCount",
    "repeatDur",
    "requiredExtensions",
    "requiredFeatures",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "surfaceScale",
    "systemLanguage",
    "tableValues",
    "targetX",
    "targetY",
    "textLength",
    "viewBox",
    "viewTarget",
    "xChannelSelector",
    "yChannelSelector",
    "zoomAndPan",
];
const BREAKS_OUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
    "font",
    "html",
];

/// The namespace of a child of such a parent, given the child's lower-case name.
pub(super) fn child_namespace(parent: &str, namespace: Namespace, child: &str) -> Namespace {
    let entered = match child {
        "svg" => Namespace::Svg,
        "math" => Namespace::Math,
        _ => Namespace::Html,
    };
    match namespace {
        Namespace::Html => entered,
        Namespace::Svg if is(parent, &["foreignObject", "desc", "title"]) => entered,
        Namespace::Math if is(parent, &["mi", "mo", "mn", "ms", "mtext"]) && !is(child, &["mglyph", "malignmark"]) => {
            entered
        }
        Namespace::Math if parent == "annotation-xml" && child == "svg" => Namespace::Svg,
        Namespace::Svg | Namespace::Math => namespace,
    }
}

/// Whether a parser would leave the foreign content at this start tag.
pub(super) fn breaks_out(child: &str) -> bool {
    is(child, BREAKS_OUT)
}

/// A tag name as the parser spells it, from its lower-case form.
pub(super) fn tag(namespace: Namespace, lower: &str) -> String {
    match namespace {
        Namespace::Svg => spell(lower, SVG_TAGS),
        Namespace::Html | Namespace::Math => lower.to_owned(),
    }
}

/// An attribute name as the parser spells it, from its lower-case form.
pub(super) fn attribute(namespace: Namespace, lower: &str) -> String {
    match namespace {
        Namespace::Svg => spell(lower, SVG_ATTRIBUTES),
        Namespace::Math if lower == "definitionurl" => "definitionURL".to_owned(),
        Namespace::Html | Namespace::Math => lower.to_owned(),
    }
}

fn spell(lower: &str, list: &[&str]) -> String {
    list.iter()
        .find(|known| known.eq_ignore_ascii_case(lower))
        .map_or_else(|| lower.to_owned(), |known| (*known).to_owned())
}
