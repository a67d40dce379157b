//! A generator of templates, as trees so that a failing one can be shrunk. Families differ in which pieces they are made of.

use super::random::Random;

/// A piece of a template.
#[derive(Debug, Clone)]
pub struct Piece {
    open: String,
    inner: Vec<Piece>,
    close: String,
}

impl Piece {
    fn leaf(text: impl Into<String>) -> Self {
        Self { open: text.into(), inner: Vec::new(), close: String::new() }
    }

    fn around(open: impl Into<String>, inner: Vec<Self>, close: impl Into<String>) -> Self {
        Self { open: open.into(), inner, close: close.into() }
    }

    fn print(&self, out: &mut String) {
        out.push_str(&self.open);
        self.inner.iter().for_each(|piece| piece.print(out));
        out.push_str(&self.close);
    }
}

/// The source of pieces.
pub fn print(pieces: &[Piece]) -> String {
    let mut out = String::new();
    pieces.iter().for_each(|piece| piece.print(&mut out));
    out
}

/// All templates that are smaller by one step: without a piece, or with what is inside instead of it.
pub fn smaller(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut all = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let mut put = |with: &[Piece]| all.push([&pieces[..at], with, &pieces[at + 1..]].concat());
        put(&[]);
        if !piece.inner.is_empty() {
            put(&piece.inner);
        }
        for inner in smaller(&piece.inner) {
            put(&[Piece { inner, ..piece.clone() }]);
        }
    }
    all
}

/// Where a piece stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Flow,
    Phrase,
    Table,
    Row,
    Select,
    Svg,
}

/// What a family is made of: names of pieces, one of which is picked at a time.
pub struct Family {
    pub name: &'static str,
    pieces: &'static [&'static str],
    depth: usize,
}

const fn family(name: &'static str, depth: usize, pieces: &'static [&'static str]) -> Family {
    Family { name, pieces, depth }
}

pub const FAMILIES: [Family; 17] = [
    family("flat text", 2, &["text", "element"]),
    family("texts with parts", 2, &["text", "parts", "element"]),
    family("attributes", 3, &["element", "element", "text", "void"]),
    family("nested branches", 5, &["if", "else", "text", "element"]),
    family("keyed lists", 3, &["keyed", "text", "element"]),
    family("unkeyed lists", 3, &["for", "text", "element"]),
    family("lists in lists", 5, &["keyed", "for", "kids", "text", "element"]),
    family("lists of branches", 4, &["for", "if", "else", "empty", "text"]),
    family("tables", 6, &["table", "table", "if", "for", "text"]),
    family("forms", 4, &["form", "select", "void", "area", "for", "if", "text"]),
    family("mixed siblings", 3, &["text", "for", "if", "element", "empty", "html", "parts"]),
    family("svg", 5, &["svg", "svg", "for", "if", "text"]),
    family("includes and recursion", 3, &["include", "include", "for", "text", "element", "with"]),
    family("html slots", 3, &["html", "html", "for", "if", "text", "element"]),
    family("templates", 4, &["template", "template", "for", "if", "text", "element", "html", "area", "void"]),
    family("pre and textarea", 3, &["pre", "area", "parts", "for", "if"]),
    family(
        "everything",
        5,
        &[
            "text", "parts", "element", "void", "if", "else", "for", "keyed", "kids", "empty", "table", "form",
            "select", "area", "svg", "include", "with", "html", "pre", "template",
        ],
    ),
];

/// Makes the pieces of one template.
pub struct Maker<'a> {
    random: &'a mut Random,
    family: &'a Family,
    variables: Vec<String>,
    names: usize,
    is_in_form: bool,
    /// In a `template`, where nothing can be offered.
    is_inert: bool,
}

impl<'a> Maker<'a> {
    pub fn new(random: &'a mut Random, family: &'a Family) -> Self {
        Self { random, family, variables: Vec::new(), names: 0, is_in_form: false, is_inert: false }
    }

    /// The body of a page.
    pub fn page(&mut self) -> Vec<Piece> {
        let count = 1 + self.random.below(4);
        (0..count).map(|_| self.piece(Place::Flow, self.family.depth)).collect()
    }

    /// The body of an included template, which has `it`.
    pub fn included(&mut self) -> Vec<Piece> {
        self.variables = vec!["it".to_owned()];
        let mut body: Vec<Piece> = (0..2).map(|_| self.piece_of("element", Place::Flow, 1)).collect();
        if self.random.chance(60) {
            let inside = Piece::leaf("{% include \"inc.html\" with it=k %}");
            body.push(Piece::around(
                "{% if it.kids %}<b>{% for k in it.kids %}",
                vec![inside],
                "{% endfor %}</b>{% endif %}",
            ));
        }
        body
    }

    fn value(&mut self) -> String {
        let member = *self.random.pick(&["n", "t", "id", "kids|length", "t|upper", "done"]);
        if !self.variables.is_empty() && self.random.chance(60) {
            return format!("{}.{member}", self.random.pick(&self.variables));
        }
        (*self.random.pick(&["a", "t", "u", "d.e", "a|default:t", "xs|length", "'k<>'", "xs.0.t", "nope"])).to_owned()
    }

    fn condition(&mut self) -> String {
        let own = *self.random.pick(&["done", "kids", "n > 2", "id == a", "t"]);
        if !self.variables.is_empty() && self.random.chance(50) {
            return format!("{}.{own}", self.random.pick(&self.variables));
        }
        (*self.random.pick(&["a", "b", "xs", "t == u", "not b", "xs|length > 1", "d.e and a", "b or u"])).to_owned()
    }

    fn attribute(&mut self) -> String {
        let (value, condition) = (self.value(), self.condition());
        match self.random.below(8) {
            0 => format!(" class=\"c {{% if {condition} %}}on{{% endif %}}\""),
            1 => format!(" title=\"{{{{ {value} }}}} of\""),
            2 => format!(" {{% if {condition} %}}hidden{{% endif %}}"),
            3 => format!(" {{% if {condition} %}}lang=\"{{{{ {value} }}}}\"{{% endif %}}"),
            4 if !self.is_inert => format!(" do-click=\"pick({value})\""),
            5 => " id='s'".to_owned(),
            _ => String::new(),
        }
    }

    fn text(&mut self) -> Piece {
        let value = self.value();
        Piece::leaf(match self.random.below(5) {
            0 => " ".to_owned(),
            1 => " x\n y é😀&amp; ".to_owned(),
            2 => format!("a {{{{ {value} }}}} b"),
            _ => format!("{{{{ {value} }}}}"),
        })
    }

    fn inner(&mut self, place: Place, depth: usize) -> Vec<Piece> {
        let count = self.random.below(4);
        (0..count).map(|_| self.piece(place, depth.saturating_sub(1))).collect()
    }

    fn piece(&mut self, place: Place, depth: usize) -> Piece {
        if depth == 0 {
            return self.plain(place, 0);
        }
        let name = *self.random.pick(self.family.pieces);
        self.piece_of(name, place, depth)
    }

    /// What may stand anywhere in a place.
    fn plain(&mut self, place: Place, depth: usize) -> Piece {
        let attribute = self.attribute();
        match place {
            Place::Flow | Place::Phrase => self.text(),
            Place::Table => {
                Piece::around(format!("<tr{attribute}>"), self.inner(Place::Row, depth.saturating_sub(1)), "</tr>")
            }
            Place::Row => Piece::around(format!("<td{attribute}>"), vec![self.text()], "</td>"),
            Place::Select => {
                let condition = self.condition();
                let open = format!("<option {{% if {condition} %}}selected{{% endif %}}>");
                Piece::around(open, vec![self.text()], "</option>")
            }
            Place::Svg if depth > 0 => Piece::around(format!("<g{attribute}>"), self.inner(Place::Svg, depth), "</g>"),
            Place::Svg => Piece::leaf(format!("<path d=\"{{{{ {} }}}}\"/>", self.value())),
        }
    }

    fn piece_of(&mut self, name: &str, place: Place, depth: usize) -> Piece {
        let is_text = matches!(place, Place::Flow | Place::Phrase);
        match name {
            "if" => {
                let condition = self.condition();
                Piece::around(format!("{{% if {condition} %}}"), self.inner(place, depth), "{% endif %}")
            }
            "else" => {
                let (first, second) = (self.condition(), self.condition());
                let mut inner = self.inner(place, depth);
                inner.push(Piece::leaf(format!("{{% elif {second} %}}")));
                inner.extend(self.inner(place, depth));
                inner.push(Piece::leaf("{% else %}"));
                inner.extend(self.inner(place, depth));
                Piece::around(format!("{{% if {first} %}}"), inner, "{% endif %}")
            }
            "for" | "empty" | "keyed" | "kids" => self.list(name, place, depth),
            "with" => self.bind("{% with NAME=xs.0 %}", place, depth, "{% endwith %}"),
            _ if !is_text => self.plain(place, depth),
            "include" if place == Place::Flow && !self.is_in_form && !self.is_inert => {
                let only = *self.random.pick(&["", " only"]);
                let it = self.variables.last().map_or(String::new(), |name| format!(" with it={name}{only}"));
                Piece::leaf(format!("{{% include \"inc.html\"{it} %}}"))
            }
            "html" => Piece::leaf("{{ h|safe }}"),
            "parts" => {
                let (value, condition) = (self.value(), self.condition());
                Piece::leaf(match self.random.below(2) {
                    0 => format!("{{% if {condition} %}}yes{{% else %}} {{{{ {value} }}}}{{% endif %}}"),
                    _ => "{% for q in names %}{{ q }}{% if not forloop.last %}, {% endif %}{% empty %}none{% endfor %}"
                        .to_owned(),
                })
            }
            "text" => self.text(),
            _ => self.element(name, place, depth),
        }
    }

    fn element(&mut self, name: &str, place: Place, depth: usize) -> Piece {
        let (attribute, value) = (self.attribute(), self.value());
        let (form, inert) = (self.is_in_form, self.is_inert);
        self.is_in_form |= name == "form";
        self.is_inert |= name == "template";
        let piece = match name {
            "template" => {
                Piece::around(format!("<template{attribute}>"), self.inner(Place::Flow, depth), "</template>")
            }
            "void" if self.is_inert => Piece::leaf(format!("<input value=\"{{{{ {value} }}}}\"><br{attribute}>")),
            "void" => Piece::leaf(format!(
                "<input value=\"{{{{ {value} }}}}\" do-input=\"typed({value}, $value)\"><br{attribute}>"
            )),
            "area" => Piece::around("<textarea>", vec![self.text(), self.text()], "</textarea>"),
            "select" => Piece::around("<select>", self.inner(Place::Select, depth), "</select>"),
            "svg" => Piece::around("<svg>", self.inner(Place::Svg, depth), "</svg>"),
            "table" if place == Place::Flow => {
                let (open, close) = *self
                    .random
                    .pick(&[("<table>", "</table>"), ("<table><caption>c</caption><tbody>", "</tbody></table>")]);
                Piece::around(open, self.inner(Place::Table, depth), close)
            }
            "form" if place == Place::Flow && !form && !inert => {
                Piece::around("<form do-submit=\"save($form)\">", self.inner(Place::Flow, depth), "</form>")
            }
            "pre" if place == Place::Flow => Piece::around("<pre>\n", self.inner(Place::Phrase, depth), "</pre>"),
            _ if place == Place::Flow && self.random.chance(50) => {
                let tag = *self.random.pick(&["div", "section", "article"]);
                Piece::around(format!("<{tag}{attribute}>"), self.inner(Place::Flow, depth), format!("</{tag}>"))
            }
            _ => {
                let tag = *self.random.pick(&["b", "span", "i"]);
                Piece::around(format!("<{tag}{attribute}>"), self.inner(Place::Phrase, depth), format!("</{tag}>"))
            }
        };
        (self.is_in_form, self.is_inert) = (form, inert);
        piece
    }

    fn list(&mut self, name: &str, place: Place, depth: usize) -> Piece {
        let over = match self.variables.last() {
            Some(variable) if name == "kids" || self.random.chance(30) => format!("{variable}.kids"),
            _ => (*self.random.pick(&["xs", "ys", "xs reversed"])).to_owned(),
        };
        let open = format!("{{% for NAME in {over} %}}");
        if name == "keyed" && matches!(place, Place::Flow | Place::Phrase) {
            return self.bind(&(open + "<u do-key=\"NAME.id\">"), Place::Phrase, depth, "</u>{% endfor %}");
        }
        let mut piece = self.bind(&open, place, depth, "{% endfor %}");
        if name == "empty" {
            piece.inner.push(Piece::leaf("{% empty %}"));
            piece.inner.extend(self.inner(place, depth));
        }
        piece
    }

    /// A piece inside of which there is one variable more.
    fn bind(&mut self, open: &str, place: Place, depth: usize, close: &str) -> Piece {
        let name = format!("v{}", self.names);
        self.names += 1;
        self.variables.push(name.clone());
        let inner = self.inner(place, depth);
        self.variables.pop();
        Piece::around(open.replace("NAME", &name), inner, close)
    }
}
