/**
 * @module The page's URL in a turn. A browser that went somewhere within the view sends the new query, as an event at an
 * address of its own; a turn that changed fields of the URL tells the browser where it is now. Whatever happened, the
 * record's URL is where the page is after the turn.
 */
import type { Offer } from "../engine/types.ts";
import type { EventMessage } from "../protocol/client-messages.ts";
import { isUrlAddress } from "../protocol/key.ts";
import type { GoMessage } from "../protocol/server-messages.ts";
import { GO_PUSH, GO_REPLACE } from "../protocol/tags.ts";
import { writeUrl } from "../view/url.ts";
import type { Instance, Resident } from "./resident.ts";

/** What every page offers at the URL's address: to read a query into the fields. It has no handler's name. */
export const URL_OFFER: Offer = {
  handler: "",
  contributes: "url",
  // No arguments of the server's own.
  args: Uint8Array.of(0),
  indexed: false,
};

/** Where the page is when `event` has happened, before anything came of it. */
export function urlAt({ record }: Resident, { path, data }: EventMessage): string {
  if (!isUrlAddress(path) || typeof data !== "string") return record.url;
  const url = new URL(record.url);
  url.search = data;
  return url.href;
}

function go(kind: number, url: string): GoMessage {
  const { pathname, search } = new URL(url);
  return { type: "go", kind, url: `${pathname}${search}` };
}

/** Where the page is after a turn, and how it is told. */
export interface Whereabouts {
  readonly url: string;
  readonly messages: readonly GoMessage[];
}

/** Brings the URL in line with the fields. @param from where the page is, by all that it knows */
export function follow(
  { registered, record }: Resident,
  { view, live }: Instance,
  from: string,
): Whereabouts {
  const move = writeUrl(view, registered.urls, from);
  const url = move?.url ?? from;
  live.moved(url);
  if (move === null) return { url, messages: [] };
  // A page that has just gone somewhere has its entry in the history; where it went may still be said better.
  const isNew = move.history === "push" && from === record.url;
  return { url, messages: [go(isNew ? GO_PUSH : GO_REPLACE, url)] };
}

/** Tells a page that missed something where it is. */
export function sayUrl({ registered, record }: Resident): readonly GoMessage[] {
  return registered.urls.length === 0 ? [] : [go(GO_REPLACE, record.url)];
}
