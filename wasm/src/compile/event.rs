//! `do-*` attributes: which there are, their modifiers, and what may stand in them. None of them appears in the HTML.

use super::hint;
use super::tree::Event;
use super::vocabulary::{COMMANDS, CONTRIBUTIONS, EVENTS, IGNORE, PLACES, WINDOW_EVENTS, check_modifiers, unknown};
use crate::error::{Error, Result, code};
use crate::program::Contribution;
use crate::span::Span;
use crate::template::ast::Formula;
use crate::template::expression::Expressions;
use crate::template::nearest::nearest;
use crate::template::source::Sources;
use crate::template::token::{Word, WordKind, split};

/// A `do-*` attribute, understood.
#[derive(Debug)]
pub(super) enum Directive {
    /// `do-key`
    Key(Formula),
    /// `do-ignore`
    Ignore,
    /// `do-click` and the like, `do-patch` and the like.
    Event(Event),
}

/// Reads a `do-*` attribute. `name` is lower case, `span` its place; `value` stands at `place`.
///
/// # Errors
/// `template.event`, `template.unsupported`, `template.syntax`
pub(super) fn parse(sources: &Sources<'_>, name: &str, span: Span, value: &str, place: Span) -> Result<Directive> {
    let exact = sources.slice(place) == value;
    let after_do = name.strip_prefix("do-").unwrap_or(name);
    if after_do == "key" {
        let mut words = Expressions::new(sources, split(sources, value, place, exact)?, place);
        let key = words.value()?;
        words.finish()?;
        return Ok(Directive::Key(key));
    }
    if after_do == IGNORE {
        if value.is_empty() {
            return Ok(Directive::Ignore);
        }
        return Err(sources.error(code::TEMPLATE_EVENT, place, "`do-ignore` takes no value"));
    }
    if let Some(event) = hint::parse(sources, name, value, place)? {
        return Ok(Directive::Event(event));
    }
    let (on, modifiers) = after_do.split_once('.').unwrap_or((after_do, ""));
    let window = on.strip_prefix("window-");
    let known =
        EVENTS.contains(&on) || PLACES.contains(&on) || window.is_some_and(|event| WINDOW_EVENTS.contains(&event));
    if !known {
        return Err(unknown(sources, on, span));
    }
    let has_key = on.ends_with("keydown") || on.ends_with("keyup");
    check_modifiers(sources, modifiers, has_key, span)?;
    let mut event = Event {
        on: on.to_owned(),
        modifiers: modifiers.to_owned(),
        handler: String::new(),
        named: place,
        args: Vec::new(),
        contributes: Contribution::None,
        commands: Vec::new(),
        span: place,
    };
    let words = Expressions::new(sources, split(sources, value, place, exact)?, place);
    Statements { sources, words, event: &mut event, has_key, called: false }.read()?;
    Ok(Directive::Event(event))
}

struct Statements<'a, 's> {
    sources: &'a Sources<'s>,
    words: Expressions<'a, 's>,
    event: &'a mut Event,
    has_key: bool,
    called: bool,
}

impl Statements<'_, '_> {
    fn read(&mut self) -> Result<()> {
        loop {
            let place = self.words.place();
            match self.words.take() {
                Some(Word { kind: WordKind::Command(name), span }) => self.command(&name, span)?,
                Some(Word { kind: WordKind::Name(name), span }) => self.call(name, span)?,
                Some(_) => return Err(self.error(place, "a handler's name or a command is missing here")),
                None => {
                    return Err(self
                        .error(place, "a handler's name is missing")
                        .with_hint("write `do-click=\"save\"` or `do-click=\"remove(todo.id)\"`"));
                }
            }
            if !self.words.take_sign(";") {
                break;
            }
            if self.words.peek().is_none() {
                break;
            }
        }
        self.words.finish()?;
        // A call that comes first needs no mark: it is what the event is for.
        if self.event.commands.first() == Some(&None) {
            self.event.commands.remove(0);
        }
        Ok(())
    }

    fn error(&self, span: Span, message: impl Into<String>) -> Error {
        self.sources.error(code::TEMPLATE_EVENT, span, message)
    }

    fn call(&mut self, name: String, span: Span) -> Result<()> {
        if self.words.take_sign("=") {
            let message = format!("assignments (`{name} = …`) are not yet supported");
            return Err(self
                .sources
                .error(code::TEMPLATE_UNSUPPORTED, span, message)
                .with_hint("call a handler that assigns"));
        }
        if name.contains('.') || name.starts_with('_') || matches!(name.as_str(), "constructor" | "prototype") {
            return Err(self.error(span, format!("`{name}` cannot be a handler: handlers are methods of the view")));
        }
        if self.called {
            return Err(self.error(span, "an event can call one handler only").with_hint("let that handler do both"));
        }
        self.called = true;
        self.event.commands.push(None);
        if self.words.take_sign("(") && !self.words.take_sign(")") {
            loop {
                self.argument()?;
                if self.words.take_sign(")") {
                    break;
                }
                if !self.words.take_sign(",") {
                    return Err(self.error(self.words.place(), "`,` or `)` is missing"));
                }
            }
        }
        self.event.handler = name;
        self.event.named = span;
        Ok(())
    }

    fn argument(&mut self) -> Result<()> {
        let place = self.words.place();
        if self.event.contributes != Contribution::None {
            return Err(self.error(place, "what the browser adds must be the last argument"));
        }
        let Some(WordKind::Contribution(name)) = self.words.peek().cloned() else {
            let value = self.words.value()?;
            self.event.args.push(value);
            return Ok(());
        };
        self.words.take();
        let Some((_, contribution)) = CONTRIBUTIONS.iter().find(|(known, _)| *known == name) else {
            let error = self.error(place, format!("the browser cannot add `${name}`"));
            return Err(match nearest(&name, CONTRIBUTIONS.iter().map(|(known, _)| *known)) {
                Some(known) => error.with_hint(format!("did you mean `${known}`?")),
                None => error.with_hint("it can add `$value $checked $form $key $files $point $detail`"),
            });
        };
        if *contribution == Contribution::Key && !self.has_key {
            return Err(self.error(place, "`$key` exists only on keydown and keyup"));
        }
        self.event.contributes = *contribution;
        Ok(())
    }

    fn command(&mut self, name: &str, span: Span) -> Result<()> {
        let Some((_, least, most)) = COMMANDS.iter().find(|(known, ..)| *known == name) else {
            let error = self.error(span, format!("there is no command `@{name}`"));
            return Err(match nearest(name, COMMANDS.iter().map(|(known, ..)| *known)) {
                Some(known) => error.with_hint(format!("did you mean `@{known}`?")),
                None => error.with_hint("there are `@clear @focus @show @hide @toggle`"),
            });
        };
        let mut args = Vec::new();
        if self.words.take_sign("(") && !self.words.take_sign(")") {
            loop {
                let place = self.words.place();
                let Some(Word { kind: WordKind::Text(text), .. }) = self.words.take() else {
                    return Err(self
                        .error(place, "a command takes a quoted selector")
                        .with_hint("write `@hide('#menu')`"));
                };
                args.push(text);
                if self.words.take_sign(")") {
                    break;
                }
                if !self.words.take_sign(",") {
                    return Err(self.error(self.words.place(), "`,` or `)` is missing"));
                }
            }
        }
        if !(*least..=*most).contains(&args.len()) {
            return Err(self
                .error(span, format!("`@{name}` takes {} argument", if *least == 1 { "one" } else { "at most one" })));
        }
        self.event.commands.push(Some((name.to_owned(), args)));
        Ok(())
    }
}
