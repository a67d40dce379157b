/**
 * @module The one RPC of a page: the Worker asks a new session for its first HTML. Plain data only; what the page shows is
 * finished by the Worker (token, shell, headers).
 */
import type { Island } from "../protocol/page.ts";

/** What the session must know of the request. */
export interface OpenRequest {
  readonly view: string;
  /** The page's address: absolute, with the route in it (`src/view/route.ts`). */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Hash of who it is. */
  readonly principal: string;
  /** What `identify` returned, as `devalue` text. */
  readonly user: string;
}

/** What `mount` said about the response. */
export interface ResponseMarks {
  readonly status: number;
  readonly setCookies: readonly string[];
}

/** A page, a redirect, no such page, or a failure. */
export type OpenResult =
  | {
      readonly kind: "page";
      readonly marks: ResponseMarks;
      readonly html: string;
      /** Where in `html` the island goes, in UTF-16 units. */
      readonly islandAt: number;
      readonly island: Island;
    }
  | { readonly kind: "redirect"; readonly marks: ResponseMarks; readonly to: string }
  | { readonly kind: "missing" }
  | {
      readonly kind: "failed";
      readonly code: string;
      /** Finds the record in the logs. */
      readonly ref: string;
      /** For development. Never sent to a browser otherwise. */
      readonly diagnostic: string;
    };

/** What a page that was duplicated takes with it: the state as it is stored. */
export interface StateCopy {
  readonly state: string;
  readonly version: number;
}

/** What a session offers to the Worker. */
export interface SessionRpc {
  /** The first HTML of a new session: of a view that is mounted, or that begins with a copy. */
  open(request: OpenRequest, copy: StateCopy | null): Promise<OpenResult>;
  /** The HTML of a page that is being loaded again, without a mount; null: it must be opened anew, elsewhere. */
  resume(request: OpenRequest): Promise<OpenResult | null>;
  /** The state, for a session of another tab; null: not for this request. */
  copy(request: OpenRequest): Promise<StateCopy | null>;
}
