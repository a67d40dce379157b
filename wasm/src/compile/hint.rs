//! `do-*` attributes that call nothing: `do-patch`, and what only the browser shows or heeds (`do-loading`, `do-error`,
//! `do-disable-with`, `do-offline`, `do-debounce`, `do-throttle`, `do-confirm`). They travel as event holes without a handler, which no
//! address leads to; what they say stands among the hole's commands.

use super::attribute::StartTag;
use super::builder::Builder;
use super::tree::{Attribute, AttributeKind, Event};
use crate::error::{Result, code};
use crate::program::Contribution;
use crate::span::Span;
use crate::template::source::Sources;

/// Shows the refusal of a handler.
pub(super) const ERROR: &str = "do-error";
/// Shows something while a handler is under way.
pub(super) const LOADING: &str = "do-loading";
/// Disables and renames while an event is under way.
pub(super) const DISABLE: &str = "do-disable-with";
/// Shows something while there is no connection.
const OFFLINE: &str = "do-offline";
/// Of events of the same element.
const PACES: &[&str] = &["do-debounce", "do-throttle", "do-confirm"];
/// A navigation that stays on the page.
const PATCH: &str = "patch";
/// Nobody waits longer than a minute.
const MAX_MS: u32 = 60_000;

/// Reads the attribute when it is one of these.
///
/// # Errors
/// `template.event`
pub(super) fn parse(sources: &Sources<'_>, name: &str, value: &str, place: Span) -> Result<Option<Event>> {
    let value = value.trim();
    let error = |message: String| sources.error(code::TEMPLATE_EVENT, place, message);
    let commands = match name {
        "do-patch" if value.is_empty() => vec![PATCH],
        "do-patch" => return Err(error("`do-patch` takes no value: the link's `href` says where to".to_owned())),
        OFFLINE if value.is_empty() => Vec::new(),
        OFFLINE => {
            return Err(error("`do-offline` takes no value: it shows while there is no connection".to_owned()));
        }
        LOADING | ERROR => names(value).ok_or_else(|| {
            error(format!("`{name}` takes names of handlers"))
                .with_hint(format!("write `{name}=\"save\"`, several with spaces between them"))
        })?,
        "do-debounce" | "do-throttle" => match value.parse::<u32>() {
            Ok(ms) if (1..=MAX_MS).contains(&ms) => vec![value],
            _ => return Err(error(format!("`{name}` takes milliseconds, from 1 to {MAX_MS}"))),
        },
        DISABLE | "do-confirm" if !value.is_empty() => vec![value],
        DISABLE | "do-confirm" => return Err(error(format!("`{name}` takes a text"))),
        _ => return Ok(None),
    };
    Ok(Some(Event {
        on: if name == "do-patch" { "click" } else { name }.to_owned(),
        modifiers: String::new(),
        handler: String::new(),
        named: place,
        args: Vec::new(),
        contributes: Contribution::None,
        commands: commands.into_iter().map(|command| Some((command.to_owned(), Vec::new()))).collect(),
        span: place,
    }))
}

fn names(value: &str) -> Option<Vec<&str>> {
    let all: Vec<&str> = value.split_ascii_whitespace().collect();
    let is_name = |name: &&str| {
        name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
            && !name.starts_with(|c: char| c == '_' || c.is_ascii_digit())
    };
    (!all.is_empty() && all.iter().all(is_name)).then_some(all)
}

/// The handlers whose progress an event hole shows.
pub(super) fn watched(event: &Event) -> impl Iterator<Item = &str> {
    let watches = matches!(event.on.as_str(), LOADING | ERROR);
    event.commands.iter().flatten().map(|(name, _)| name.as_str()).filter(move |_| watches)
}

fn is_hint(attribute: &Attribute, name: &str) -> bool {
    matches!(attribute.kind, AttributeKind::Event(_)) && attribute.name == name
}

impl Builder<'_, '_> {
    /// Looks at all attributes of a tag: whether its hints can mean something there. What shows up later is hidden at first.
    pub(super) fn settle_hints(&self, element: &str, tag: &mut StartTag) -> Result<()> {
        let refuse = |span: Span, message: String| Err(self.sources.error(code::TEMPLATE_EVENT, span, message));
        let named = |name: &str| tag.attributes.iter().find(|attribute| attribute.name == name);
        for name in PACES {
            let Some(attribute) = named(name) else { continue };
            let has_event = tag.attributes.iter().any(
                |other| matches!(&other.kind, AttributeKind::Event(event) if !event.handler.is_empty() || !event.on.starts_with("do-")),
            );
            if !has_event {
                return refuse(
                    attribute.span,
                    format!("`{name}` is about an event of the same element, and there is none"),
                );
            }
        }
        if let Some(patch) = named("do-patch") {
            let is_link = element == "a" && named("href").is_some();
            let is_search = element == "form" && named("method").is_none();
            if !is_link && !is_search {
                let message = "`do-patch` belongs on `<a href>`, or on a `<form>` without a method";
                return refuse(patch.span, message.to_owned());
            }
            let on = if is_link { "click" } else { "submit" };
            for attribute in tag.attributes.iter_mut().filter(|attribute| is_hint(attribute, "do-patch")) {
                if let AttributeKind::Event(event) = &mut attribute.kind {
                    on.clone_into(&mut event.on);
                }
            }
        }
        let Some(span) = [LOADING, ERROR, OFFLINE]
            .iter()
            .find_map(|name| tag.attributes.iter().find(|a| is_hint(a, name)).map(|a| a.span))
        else {
            return Ok(());
        };
        if tag.attributes.iter().any(|attribute| attribute.name == "hidden") {
            return refuse(span, "what shows up later is hidden at first: `hidden` cannot stand beside it".to_owned());
        }
        // Whoever cannot see the page hears of it as well.
        let is_mute = tag.attributes.iter().any(|attribute| is_hint(attribute, OFFLINE))
            && !tag.attributes.iter().any(|attribute| attribute.name == "role");
        let mut add = |name: &str, value: &str| {
            let kind = AttributeKind::Static(value.to_owned());
            tag.attributes.push(Attribute { name: name.to_owned(), span, kind });
        };
        add("hidden", "");
        if is_mute {
            add("role", "status");
        }
        Ok(())
    }
}
