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

/** All codes: whose fault, whether to retry, what happened. Plain literals, so that declarations need no inference. */
export const CATALOGUE = {
  "template.syntax": ["app", "never", "a template tag or expression cannot be read"],
  "template.unknown-tag": ["app", "never", "a template tag that does not exist"],
  "template.unknown-filter": ["app", "never", "a filter that does not exist"],
  "template.unknown-template": [
    "app",
    "never",
    "an extends or include names a template that is not there",
  ],
  "template.unsupported": [
    "app",
    "never",
    "a construct that Dormouse does not have yet, or forbids",
  ],
  "template.html": ["app", "never", "the HTML would not parse to the tree that it suggests"],
  "template.unsafe": ["app", "never", "a place where no escaping is safe"],
  "template.event": ["app", "never", "a do-* attribute that cannot be read"],
  "template.cycle": ["app", "never", "templates extend each other in a circle"],
  "template.limit": ["app", "never", "a template is larger or deeper than allowed"],
  "query.no-table": ["app", "never", "a table that the schema does not have"],
  "query.no-room": ["app", "never", "a live query in an app without rooms"],
  "query.failed": ["platform", "backoff", "D1 refused or failed"],
  "query.log": ["app", "never", "the log of changes says what no trigger writes"],
  "core.trap": ["internal", "never", "the core failed twice on the same input"],
  "core.malformed": [
    "internal",
    "never",
    "bytes that the core was given are not what they should be",
  ],
  "core.limit": ["app", "never", "rendering took more steps, depth or bytes than allowed"],
  "html.unbalanced": ["app", "never", "trusted markup whose tags are not balanced"],
  "engine.not-text": ["app", "never", "a template prints something that is not text"],
  "engine.too-deep": ["app", "never", "a value is nested too deeply, or in a circle"],
  "event.stale": ["network", "never", "the page no longer offers what was clicked"],
  "event.invalid": [
    "app",
    "never",
    "what the browser contributed does not fit the handler's schema",
  ],
  "event.refused": ["app", "never", "the handler said no"],
  "event.failed": ["app", "never", "the handler threw"],
  "event.timeout": ["app", "never", "the handler took too long"],
  "event.limited": ["network", "backoff", "too many events"],
  "protocol.malformed": ["network", "never", "bytes that are not a message"],
  "protocol.version": ["network", "reload", "page and server have no protocol version in common"],
  "protocol.too-big": ["network", "never", "a WebSocket frame over the limit"],
  "protocol.gap": ["network", "never", "event ids with a gap"],
  "token.invalid": [
    "network",
    "reload",
    "a token that was not signed by us, or for something else",
  ],
  "token.expired": ["network", "reload", "a token that is too old"],
  "token.secret-missing": ["app", "never", "DORMOUSE_SECRET is not set"],
  "http.origin": ["network", "never", "a request from another site"],
  "http.not-websocket": ["network", "never", "a WebSocket handshake was expected"],
  "session.gone": ["network", "reload", "the session has expired or was never stored"],
  "session.superseded": ["network", "never", "the page was opened elsewhere"],
  "session.state-too-large": ["app", "never", "the state of a view is over the limit"],
  "session.state-type": [
    "app",
    "never",
    "the state of a view holds something that cannot be stored",
  ],
  "session.storage": ["platform", "backoff", "a write to storage failed"],
  "session.render": ["app", "never", "the view could not be rendered"],
  "push.limited": ["network", "backoff", "too many pushes wait for one session"],
  "push.name": [
    "app",
    "never",
    "the id of a push, or the name of its source, is too long or missing",
  ],
  "task.failed": ["app", "never", "the work of a task threw"],
  "task.timeout": ["app", "never", "the work of a task took too long"],
  "task.interrupted": ["platform", "never", "a task was begun again too often, and is given up"],
  "task.arguments": ["app", "never", "the arguments of a task are too large"],
  "outbox.no-queue": ["app", "never", "no binding has the queue that a message is for"],
  "outbox.full": ["app", "backoff", "too many messages of a session wait for their queues"],
  "outbox.too-large": ["app", "never", "a message is larger than a queue takes"],
  "outbox.failed": ["platform", "backoff", "a queue did not take a message, which is sent again"],
  "outbox.lost": ["platform", "never", "a message was sent in vain too often, and is given up"],
  "commit.no-table": ["app", "never", "the D1 database has no table _dormouse_commits"],
  "commit.no-turn": ["app", "never", "commit() was called where nothing names the turn"],
  "commit.statements": ["app", "never", "commit() was given what is no statement of a D1 database"],
  "view.reserved-name": ["app", "never", "a view declares a name that Dormouse uses"],
  "view.no-handler": ["app", "never", "a template calls a handler that the view does not have"],
  "view.no-schema": [
    "app",
    "never",
    "a template offers what the browser adds to a handler without a schema",
  ],
  "view.no-url-field": [
    "app",
    "never",
    "a route has a parameter that is no @url field of its view",
  ],
  "view.no-template": ["app", "never", "a view names a template that was not built"],
  "view.stale-programs": ["app", "never", "templates were built by another core"],
  "view.no-sessions": [
    "app",
    "never",
    "the Worker does not export the Durable Object class LiveSession",
  ],
  "view.duplicate-key": ["app", "never", "two items of a list have the same key"],
  "view.mount": ["app", "never", "mount() failed"],
  "view.decorators": [
    "app",
    "never",
    "decorators were left in the code unlowered, or stand where they cannot",
  ],
  "query.unknown-path": ["app", "never", "a template names what a table does not have"],
  "query.whole-row": ["app", "never", "a row, or a list of rows, is used as one value"],
  "query.binary": ["app", "never", "a template reads a column of bytes"],
  "query.unindexed": ["app", "never", "a relation would read a whole table for every row"],
  "query.unbounded": ["app", "never", "a list has more rows than one list may have"],
  "query.recursive": ["app", "never", "a recursive include over rows, without a depth"],
  "query.limit": ["app", "never", "a query is more than D1 takes"],
  "query.no-key": ["app", "never", "a table without a primary key"],
  "query.config": ["app", "never", "a query's where, orderBy, limit or offset cannot be used"],
  "query.no-database": ["app", "never", "a database that is not declared, or not bound"],
  "query.unplanned": ["app", "never", "code reads what the query does not select"],
  "build.no-templates": ["app", "never", "no template was found"],
  "build.failed": ["app", "never", "a template could not be compiled"],
  "check.type": ["app", "never", "a template does not fit the view that shows it"],
  "check.failed": ["app", "never", "an app's templates could not be checked"],
  "client.hydration": [
    "network",
    "rejoin",
    "the page in the browser is not the page that was sent",
  ],
  "client.patch": ["internal", "rejoin", "a patch does not fit the page"],
  "client.detached": ["network", "rejoin", "somebody removed a node of the page"],
  "client.closed": ["network", "backoff", "the connection of a page ended, with this close code"],
  "client.reconnected": ["network", "never", "the connection of a page is back"],
  "client.resync": ["network", "rejoin", "a page asked to be sent anew, for this reason"],
} as const;

/** An error code. */
export type Code = keyof typeof CATALOGUE;
