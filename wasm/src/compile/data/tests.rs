//! What templates read, as lines: path, how, where, under which guard, by which includes.

use super::{Data, Kind, Use};
use crate::compile::unit::{Context, Place, Units};
use crate::compile::{compile, free};
use crate::program::Mode;
use crate::template::inherit::Library;
use crate::template::source::Sources;

fn lines_of(sources: &[(&str, &str)]) -> Vec<String> {
    let owned: Vec<(String, String)> =
        sources.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    compile(Mode::Live, sources[0].0, &owned).unwrap();
    let library = Library::new(Sources::new(&owned).unwrap());
    let units = Units::read(library, 0, Place::Content(Context::body())).unwrap();
    let data = super::fill(&units, &free::parameters(&units)).unwrap();
    let mut lines = Vec::new();
    walk(&data, &units, (0, String::new()), &mut vec![], &mut lines);
    lines
}

fn walk(data: &Data, units: &Units<'_>, (node, path): (usize, String), open: &mut Vec<usize>, out: &mut Vec<String>) {
    if let Some(at) = open.iter().position(|known| *known == node) {
        return out.push(format!("{path} is {} up", open.len() - at));
    }
    out.extend(data.uses[node].iter().map(|one| line(data, units, &path, one)));
    open.push(node);
    let one = &data.nodes[node];
    for (name, child) in one.names.iter().zip(&one.children) {
        let dot = if path.is_empty() { "" } else { "." };
        let name = super::text(&data.names, *name);
        walk(data, units, (*child, format!("{path}{dot}{name}")), open, out);
    }
    if let Some(each) = one.each {
        walk(data, units, (each, format!("{path}[]")), open, out);
    }
    open.pop();
}

fn line(data: &Data, units: &Units<'_>, path: &str, one: &Use) -> String {
    let kind = match &one.kind {
        Kind::Value => "value".to_owned(),
        Kind::Truthy => "truthy".to_owned(),
        Kind::Length => "length".to_owned(),
        Kind::Whole => "whole".to_owned(),
        Kind::Each(from, to) => format!("each {from}..{}", to.map_or_else(String::new, |to| to.to_string())),
        Kind::Last => "last".to_owned(),
        Kind::Sort(by) => {
            let by: Vec<&str> = by.iter().map(|name| super::text(&data.names, *name)).collect();
            format!("sort {}", by.join("."))
        }
    };
    let control = if one.control { " control" } else { "" };
    let at = data.places.all[one.at];
    let place = units.sources().slice(at.span);
    let mut guards: Vec<String> = data
        .guards
        .conditions(one.guard)
        .map(|one| format!("{}{}", if one.is { "" } else { "not " }, one.path.join(".")))
        .collect();
    guards.reverse();
    let guard = if guards.is_empty() { String::new() } else { format!(" if {}", guards.join(", ")) };
    format!("{path} {kind}{control} at {place}{guard}")
}

/// Expects the lines of `page.html`, which is in `<div>`.
fn expect(template: &str, expected: &[&str]) {
    assert_eq!(lines_of(&[("page.html", template)]), expected, "{template}");
}

#[test]
fn values_and_what_is_only_asked() {
    expect("{{ user.name }}", &["user.name value at user.name"]);
    expect("{% if user.isAdmin %}x{% endif %}", &["user.isAdmin truthy control at user.isAdmin"]);
    expect("{% if a == b %}x{% endif %}", &["a value control at a", "b value control at b"]);
    expect("{% if a is None %}x{% endif %}", &["a truthy control at a"]);
    expect("{% if a in b %}x{% endif %}", &["a value control at a", "b whole control at b"]);
    expect("{{ flag|yesno:'a,b' }}", &["flag truthy control at flag"]);
    expect("{{ n|pluralize }}", &["n value control at n", "n length control at n"]);
    expect("{{ data|json_script:'d' }}", &["data whole at data"]);
    expect("{{ a|default:b }}", &["a value at a", "a truthy control at a", "b value at b"]);
    expect("{{ a|date:b|upper }}", &["a value at a", "b value at b"]);
    expect("{% firstof a b %}", &["a value at a", "a truthy control at a", "b value at b", "b truthy control at b"]);
    expect("{% if a %}{% endif %}", &[]);
}

#[test]
fn items_and_ranges() {
    expect(
        "{% for b in books %}{{ b.title }}{% endfor %}",
        &["books each 0.. at books", "books[].title value at b.title"],
    );
    expect("{{ books.0.title }}", &["books each 0..1 at books.0.title", "books[].title value at books.0.title"]);
    expect(
        "{{ books.3.author.name }}",
        &["books each 3..4 at books.3.author.name", "books[].author.name value at books.3.author.name"],
    );
    expect(
        "{% with b=books|first %}{{ b.title }}{% endwith %}",
        &["books each 0..1 at books", "books[].title value at b.title"],
    );
    expect(
        "{% with b=books|last %}{{ b.title }}{% endwith %}",
        &["books last at books", "books[].title value at b.title"],
    );
    expect("{{ books|length }}", &["books length at books"]);
    expect("{{ tags|join:', ' }}", &["tags each 0.. at tags", "tags[] value at tags"]);
    expect(
        "{% for k, v in pairs %}{{ k }}{{ v.x }}{% endfor %}",
        &[
            "pairs each 0.. at pairs",
            "pairs[] each 0..1 at pairs",
            "pairs[] each 1..2 at pairs",
            "pairs[][] value at k",
            "pairs[][].x value at v.x",
        ],
    );
    expect(
        "{% for b in books %}{{ forloop.counter }}{% if forloop.last %}{{ b }}{% endif %}{% endfor %}",
        &["books each 0.. at books", "books[] value at b"],
    );
}

#[test]
fn slices_narrow_and_sorting_widens() {
    let slice = |slice: &str, each: &str| {
        let template = format!("{{% for b in books|slice:{slice} %}}{{{{ b.a }}}}{{% endfor %}}");
        expect(&template, &[&format!("books each {each} at books"), "books[].a value at b.a"]);
    };
    slice("':3'", "0..3");
    slice("3", "0..3");
    slice("'5:10'", "5..10");
    slice("'5:'", "5..");
    slice("'-3:'", "0..");
    slice("':-1'", "0..");
    slice("'::2'", "0..");
    expect(
        "{% for b in books|slice:'2:9'|slice:'1:3' %}{{ b.a }}{% endfor %}",
        &["books each 2..9 at books", "books each 3..5 at books", "books[].a value at b.a"],
    );
    expect(
        "{% for b in books|slice:n %}{{ b.a }}{% endfor %}",
        &["books each 0.. at books", "books[].a value at b.a", "n value at n"],
    );
    expect(
        "{% with b=books|slice:':9'|last %}{{ b.a }}{% endwith %}",
        &["books each 0..9 at books", "books[].a value at b.a"],
    );
    expect("{{ title|slice:':9' }}", &["title value at title", "title each 0..9 at title"]);
    expect(
        "{% for b in books|dictsort:'author.name'|slice:':3' %}{{ b.a }}{% endfor %}",
        &[
            "books each 0.. at books",
            "books each 0..3 at books",
            "books sort author.name control at books",
            "books[].author.name value control at 'author.name'",
            "books[].a value at b.a",
        ],
    );
}

#[test]
fn whether_a_list_is_empty_is_known_to_who_goes_through_it() {
    expect(
        "{% for b in books %}{{ b.a }}{% empty %}none{% endfor %}",
        &["books each 0.. at books", "books[].a value at b.a"],
    );
    expect(
        "{% if books %}{% for b in books %}{{ b.a }}{% endfor %}{% endif %}",
        &["books each 0.. at books if books", "books[].a value at b.a if books"],
    );
    expect(
        "{% if books %}x{% endif %}{% if user %}{% for b in books %}{{ b.a }}{% endfor %}{% endif %}",
        &[
            "books truthy control at books",
            "books each 0.. at books if user",
            "books[].a value at b.a if user",
            "user truthy control at user",
        ],
    );
    expect(
        "{% if books %}{{ books.1.a }}{% endif %}",
        &[
            "books truthy control at books",
            "books each 1..2 at books.1.a if books",
            "books[].a value at books.1.a if books",
        ],
    );
}

#[test]
fn keys_are_values() {
    expect(
        "<ul>{% for b in books %}<li>{{ b.a }}</li>{% endfor %}</ul>",
        &["books each 0.. at books", "books[].a value at b.a", "books[].id value at books"],
    );
    expect(
        "<ul>{% for b in books %}<li do-key='b.isbn'>x</li>{% endfor %}</ul>",
        &["books each 0.. at books", "books[].isbn value at b.isbn"],
    );
    expect(
        "<ul>{% for tag in tags %}<li>{{ tag }}</li>{% endfor %}</ul>",
        &["tags each 0.. at tags", "tags[] value at tag"],
    );
}

#[test]
fn attributes_and_events() {
    expect(
        "<a href='/{{ b.slug }}' class='{% if b.on %}on{% endif %}' do-click='pick(b.id, 3)'>x</a>",
        &["b.slug value at b.slug", "b.on truthy control at b.on", "b.id value at b.id"],
    );
    expect(
        "<i {% if admin %}title='{{ secret }}'{% else %}lang='{{ other }}'{% endif %}>x</i>",
        &["admin truthy control at admin", "secret value at secret if admin", "other value at other if not admin"],
    );
}

#[test]
fn guards_are_lifted_from_plain_paths() {
    expect(
        "{% if user.isAdmin %}{{ cost }}{% elif user.isStaff %}{{ price }}{% else %}{{ name }}{% endif %}",
        &[
            "user.isAdmin truthy control at user.isAdmin",
            "user.isStaff truthy control at user.isStaff if not user.isAdmin",
            "cost value at cost if user.isAdmin",
            "price value at price if not user.isAdmin, user.isStaff",
            "name value at name if not user.isAdmin, not user.isStaff",
        ],
    );
    expect("{% if not a %}{{ x }}{% endif %}", &["a truthy control at a", "x value at x if not a"]);
    expect(
        "{% if a and b == 3 and not c %}{{ x }}{% else %}{{ y }}{% endif %}",
        &[
            "a truthy control at a",
            "b value control at b if a",
            "c truthy control at c if a",
            "x value at x if a, not c",
            "y value at y",
        ],
    );
    expect(
        "{% if a or b %}{{ x }}{% else %}{{ y }}{% endif %}",
        &["a truthy control at a", "b truthy control at b if not a", "x value at x", "y value at y if not a, not b"],
    );
    expect(
        "{% if a|length %}{{ x }}{% endif %}{% if n > 3 %}{{ x }}{% endif %}",
        &["a length control at a", "x value at x", "x value at x", "n value control at n"],
    );
    expect(
        "{% if a %}{% if a %}{{ x }}{% endif %}{% endif %}",
        &["a truthy control at a", "a truthy control at a if a", "x value at x if a"],
    );
    expect(
        "{% for b in books %}{% if b.secret %}{{ b.x }}{% endif %}{% endfor %}",
        &["books each 0.. at books", "books[].secret truthy control at b.secret", "books[].x value at b.x"],
    );
    expect(
        "{% with u=user %}{% if u.isAdmin %}{{ x }}{% endif %}{% endwith %}",
        &["user.isAdmin truthy control at u.isAdmin", "x value at x if user.isAdmin"],
    );
}

#[test]
fn tags_with_a_memory() {
    expect(
        "{% for b in books %}{% ifchanged b.day %}{{ b.day }}{% endifchanged %}{% endfor %}",
        &[
            "books each 0.. at books",
            "books[].day value control at b.day",
            "books[].day truthy control at b.day",
            "books[].day value at b.day",
        ],
    );
    expect("{% ifchanged a %}{{ b }}{% endifchanged %}", &["b value at b"]);
    expect(
        "{% for b in books %}{% cycle x.a y %}{% endfor %}",
        &["books each 0.. at books", "x.a value at x.a", "y value at y"],
    );
    expect("{% cycle a b as c %}{% cycle c %}{{ c }}", &["a value at a", "b value at b", "b value at c"]);
    expect("{% filter upper %}{{ a }}{% endfilter %}", &["a value at a"]);
}

#[test]
fn groups_need_what_decides_and_their_items() {
    expect(
        "{% regroup books by author.country as groups %}{% for g in groups %}{{ g.grouper }}{% for b in g.list %}{{ b.title }}{% endfor %}{% endfor %}",
        &[
            "books each 0.. at books",
            "books each 0.. at g.list",
            "books[].author.country value control at author.country",
            "books[].author.country value at g.grouper",
            "books[].title value at b.title",
        ],
    );
}

#[test]
fn includes_see_what_they_are_given() {
    let files = [
        ("page.html", "{% include 'a.html' with b=book %}{% include 'a.html' with b=other only %}"),
        ("a.html", "{{ b.title }}{{ shared }}"),
    ];
    assert_eq!(
        lines_of(&files),
        ["book.title value at b.title", "shared value at shared", "other.title value at b.title"]
    );
}

#[test]
fn a_guard_around_an_include_guards_what_it_reads() {
    let files = [
        (
            "page.html",
            "{% if user.isAdmin %}{% include 'a.html' with cost=book.cost %}{% endif %}{% include 'b.html' %}",
        ),
        ("a.html", "{{ cost }}"),
        ("b.html", "{% if user.isAdmin %}{{ book.cost }}{% endif %}{% include 'a.html' with cost=book.price %}"),
    ];
    assert_eq!(
        lines_of(&files),
        [
            "user.isAdmin truthy control at user.isAdmin",
            "user.isAdmin truthy control at user.isAdmin",
            "book.cost value at book.cost if user.isAdmin",
            "book.cost value at cost if user.isAdmin",
            "book.price value at cost",
        ]
    );
}

#[test]
fn recursion_is_a_circle() {
    let files = [
        ("page.html", "{% include 'node.html' with node=root %}"),
        (
            "node.html",
            "<div>{{ node.text }}{% for n in node.children %}{% include 'node.html' with node=n %}{% endfor %}</div>",
        ),
    ];
    assert_eq!(
        lines_of(&files),
        [
            "root.text value at node.text",
            "root.children each 0.. at node.children",
            "root.children[].id value at node.children",
            "root.children[].text value at node.text",
            "root.children[].children each 0.. at node.children",
            "root.children[].children[].text value at node.text",
            "root.children[].children[].children is 2 up",
            "root.children[].children[].id value at node.children",
        ]
    );
}

#[test]
fn recursion_under_a_guard_ends() {
    let files = [
        ("page.html", "{% include 'node.html' with node=root %}"),
        (
            "node.html",
            "<p>{{ node.text }}</p>{% if node.next and user %}{% include 'node.html' with node=node.next %}{% endif %}",
        ),
    ];
    let lines = lines_of(&files);
    assert!(lines.contains(&"root.text value at node.text".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"root.next.text value at node.text if root.next, user".to_owned()), "{lines:#?}");
    assert!(lines.iter().any(|line| line.ends_with(" up")), "{lines:#?}");
}

#[test]
fn blocks_of_parents_and_children() {
    let files = [
        ("page.html", "{% extends 'base.html' %}{% block a %}{{ block.super }}{{ book.x }}{% endblock %}"),
        ("base.html", "<div>{% if user %}{% block a %}{{ book.y }}{% endblock %}{% endif %}</div>"),
    ];
    assert_eq!(
        lines_of(&files),
        ["user truthy control at user", "book.y value at book.y if user", "book.x value at book.x if user",]
    );
}

#[test]
fn a_parent_that_is_chosen_is_a_condition() {
    let files = [
        ("page.html", "{% extends layout from 'a.html' 'b.html' %}{% block x %}{{ v }}{% endblock %}"),
        ("a.html", "<i>{% block x %}{% endblock %}</i>"),
        ("b.html", "<b>{% block x %}{% endblock %}{{ w }}</b>"),
    ];
    assert_eq!(lines_of(&files), ["layout value control at layout", "v value at v", "w value at w"]);
}

#[test]
fn how_one_comes_to_a_place() {
    let files = [
        ("page.html", "{% extends 'base.html' %}{% block a %}\n{% include 'part.html' %}{% endblock %}"),
        ("base.html", "<div>{{ t }}{% block a %}{% endblock %}</div>"),
        ("part.html", "<p>\n {{ v }}</p>"),
    ];
    let owned: Vec<(String, String)> = files.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    let units = Units::read(Library::new(Sources::new(&owned).unwrap()), 0, Place::Content(Context::body())).unwrap();
    let json = super::fill(&units, &free::parameters(&units)).unwrap().write(&units);
    assert_eq!(
        json,
        concat!(
            r#"{"names":["t","v","base.html","part.html","page.html"],"#,
            r#""nodes":[[-1,2,0,1,1,2],[-1,0,0,-1,0],[-1,0,0,-1,1]],"guards":[],"#,
            r#""places":[2,1,9,1,0,3,2,5,1,1],"ways":[4,1,1,1,-1,4,2,1,0,-1]}"#
        )
    );
}
