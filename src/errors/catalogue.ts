/**
 * @module Every error code, once: whose fault it is, whether trying again can help, and what it means. The source of the
 * table in SPEC.md and of the check on the core's own list (`wasm/src/error/code.rs`). Codes are never reused.
 */

/** Whose fault: the app's author, the network, the platform, or ours. */
export type Attribution = "app" | "network" | "platform" | "internal";
/** Whether to try again: never; after a back-off; after a new hello; by loading the page anew. */
export type Retry = "never" | "backoff" | "rejoin" | "reload";

/** What a code means. */
export interface Entry {
  readonly attribution: Attribution;
  readonly retry: Retry;
  readonly meaning: string;
}

const entry = (attribution: Attribution, retry: Retry, meaning: string): Entry => ({ attribution, retry, meaning });

/** All codes. */
export const CATALOGUE = {
  "template.syntax": entry("app", "never", "a template tag or expression cannot be read"),
  "template.unknown-tag": entry("app", "never", "a template tag that does not exist"),
  "template.unknown-filter": entry("app", "never", "a filter that does not exist"),
  "template.unknown-template": entry("app", "never", "an extends or include names a template that is not there"),
  "template.unsupported": entry("app", "never", "a construct that Dormouse does not have yet, or forbids"),
  "template.html": entry("app", "never", "the HTML would not parse to the tree that it suggests"),
  "template.unsafe": entry("app", "never", "a place where no escaping is safe"),
  "template.event": entry("app", "never", "a do-* attribute that cannot be read"),
  "template.cycle": entry("app", "never", "templates extend each other in a circle"),
  "template.limit": entry("app", "never", "a template is larger or deeper than allowed"),
  "core.trap": entry("internal", "never", "the core failed twice on the same input"),
  "core.malformed": entry("internal", "never", "bytes that the core was given are not what they should be"),
  "core.limit": entry("app", "never", "rendering took more steps, depth or bytes than allowed"),
  "html.unbalanced": entry("app", "never", "trusted markup whose tags are not balanced"),
  "engine.not-text": entry("app", "never", "a template prints something that is not text"),
  "engine.too-deep": entry("app", "never", "a value is nested too deeply, or in a circle"),
  "event.stale": entry("network", "never", "the page no longer offers what was clicked"),
  "event.invalid": entry("app", "never", "what the browser contributed does not fit the handler's schema"),
  "event.refused": entry("app", "never", "the handler said no"),
  "event.failed": entry("app", "never", "the handler threw"),
  "event.timeout": entry("app", "never", "the handler took too long"),
  "event.limited": entry("network", "backoff", "too many events"),
  "protocol.malformed": entry("network", "never", "bytes that are not a message"),
  "protocol.version": entry("network", "reload", "page and server have no protocol version in common"),
  "protocol.too-big": entry("network", "never", "a WebSocket frame over the limit"),
  "protocol.gap": entry("network", "never", "event ids with a gap"),
  "token.invalid": entry("network", "reload", "a token that was not signed by us, or for something else"),
  "token.expired": entry("network", "reload", "a token that is too old"),
  "token.secret-missing": entry("app", "never", "DORMOUSE_SECRET is not set"),
  "http.origin": entry("network", "never", "a request from another site"),
  "http.not-websocket": entry("network", "never", "a WebSocket handshake was expected"),
  "session.gone": entry("network", "reload", "the session has expired or was never stored"),
  "session.superseded": entry("network", "never", "the page was opened elsewhere"),
  "session.state-too-large": entry("app", "never", "the state of a view is over the limit"),
  "session.state-type": entry("app", "never", "the state of a view holds something that cannot be stored"),
  "session.storage": entry("platform", "backoff", "a write to storage failed"),
  "session.render": entry("app", "never", "the view could not be rendered"),
  "view.reserved-name": entry("app", "never", "a view declares a name that Dormouse uses"),
  "view.no-handler": entry("app", "never", "a template calls a handler that the view does not have"),
  "view.no-schema": entry("app", "never", "a template offers what the browser adds to a handler without a schema"),
  "view.no-template": entry("app", "never", "a view names a template that was not built"),
  "view.stale-programs": entry("app", "never", "templates were built by another core"),
  "view.no-sessions": entry("app", "never", "the Worker does not export the Durable Object class LiveSession"),
  "view.mount": entry("app", "never", "mount() failed"),
  "view.decorators": entry("app", "never", "decorators were left in the code unlowered, or stand where they cannot"),
  "build.no-templates": entry("app", "never", "no template was found"),
  "build.failed": entry("app", "never", "a template could not be compiled"),
  "client.hydration": entry("network", "rejoin", "the page in the browser is not the page that was sent"),
  "client.patch": entry("internal", "rejoin", "a patch does not fit the page"),
  "client.detached": entry("network", "rejoin", "somebody removed a node of the page"),
} as const satisfies Record<string, Entry>;

/** An error code. */
export type Code = keyof typeof CATALOGUE;

/** What a code means. */
export function describe(code: Code): Entry {
  return CATALOGUE[code];
}
